// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/comparison_means.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/root.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

void need_two(const char* function, const char* parameter, double n) {
  if (n >= 2) return;
  throw error(errc::data,
              std::string(function) + ": " + parameter + " has " + std::to_string(static_cast<long long>(n)) +
                  " answers, but a standard error needs at least two",
              parameter);
}

[[noreturn]] void no_spread(const char* function) {
  throw error(errc::data,
              std::string(function) +
                  ": all answers of a side are the same on both sides, so there is no standard error",
              "a");
}

struct difference_parts {
  double value = 0, se = 0, df = 0;
};

difference_parts difference_of(const char* function, const sample_summary& a, const sample_summary& b,
                               mean_test kind) {
  need_two(function, "a", a.n);
  need_two(function, "b", b.n);
  difference_parts d;
  d.value = a.mean - b.mean;
  if (kind == mean_test::pooled) {
    d.df = a.n + b.n - 2;
    const double pooled = ((a.n - 1) * a.variance + (b.n - 1) * b.variance) / d.df;
    d.se = std::sqrt(pooled * (1 / a.n + 1 / b.n));
  } else {
    const double va = a.variance / a.n;
    const double vb = b.variance / b.n;
    d.se = std::sqrt(va + vb);
    d.df = (va + vb) * (va + vb) / (va * va / (a.n - 1) + vb * vb / (b.n - 1));
  }
  // A spread within the rounding of the means is none.
  if (!(d.se >
        10 * std::numeric_limits<double>::epsilon() * std::max(std::fabs(a.mean), std::fabs(b.mean)))) {
    no_spread(function);
  }
  return d;
}

t_test_result test_of(const difference_parts& d, double n1, double n2, double mean1, double mean2,
                      double level, double null, std::string method) {
  t_test_result r;
  r.n1 = n1;
  r.n2 = n2;
  r.mean1 = mean1;
  r.mean2 = mean2;
  r.df = d.df;
  r.t = (d.value - null) / d.se;
  r.p = std::min(1.0, 2 * stats::student_t_cdf(-std::fabs(r.t), d.df));
  r.p_less = stats::student_t_cdf(r.t, d.df);
  r.p_greater = stats::student_t_cdf(-r.t, d.df);
  r.difference = interval_from_variance(d.value, d.se * d.se, n1 + n2, d.df, level);
  r.difference.method = std::move(method);
  return r;
}

std::vector<double> present_values(const column_view& x) {
  std::vector<double> out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x.has(i)) out.push_back(x.values[i]);
  }
  return out;
}

// delta with P(T <= t; df, delta) = p; decreasing in delta.
double noncentrality(double t, double df, double p) {
  // Beyond this the noncentral t has no digits left in double precision: such an effect has no interval.
  if (!(std::fabs(t) < 1e5)) return nan_value;
  const auto f = [&](double delta) { return stats::noncentral_t_cdf(t, df, delta) - p; };
  double width = 2 + std::fabs(t);
  for (int i = 0; i < 40; ++i, width *= 1.6) {
    if (f(t - width) > 0 && f(t + width) < 0) return stats::find_root(f, t - width, t + width, 1e-12);
  }
  return nan_value;
}

}  // namespace

t_test_result two_sample_t_test(const column_view& a, const column_view& b, mean_test kind, double level,
                                double null) {
  check_level("two_sample_t_test", "level", level);
  check_finite("two_sample_t_test", "null", null);
  const sample_summary x = summarize(a);
  const sample_summary y = summarize(b);
  return test_of(difference_of("two_sample_t_test", x, y, kind), x.n, y.n, x.mean, y.mean, level, null,
                 kind == mean_test::welch ? "Welch t" : "pooled t");
}

t_test_result one_sample_t_test(const column_view& x, double null, double level) {
  check_level("one_sample_t_test", "level", level);
  check_finite("one_sample_t_test", "null", null);
  const sample_summary s = summarize(x);
  need_two("one_sample_t_test", "x", s.n);
  if (!(s.se > 0)) no_spread("one_sample_t_test");
  return test_of({s.mean, s.se, s.n - 1}, s.n, 0, s.mean, 0, level, null, "t");
}

variance_ratio_result variance_ratio_test(const column_view& a, const column_view& b) {
  const sample_summary x = summarize(a);
  const sample_summary y = summarize(b);
  need_two("variance_ratio_test", "a", x.n);
  need_two("variance_ratio_test", "b", y.n);
  variance_ratio_result r;
  r.df1 = x.n - 1;
  r.df2 = y.n - 1;
  if (!(y.variance > 0)) no_spread("variance_ratio_test");
  r.f = x.variance / y.variance;
  r.p = std::min(1.0, 2 * std::min(stats::f_cdf(r.f, r.df1, r.df2), stats::f_upper(r.f, r.df1, r.df2)));
  return r;
}

paired_comparison compare_paired(const column_view& a, const column_view& b, double level) {
  check_level("compare_paired", "level", level);
  check_same_size("compare_paired", "a", a.size(), "b", b.size());
  check_column("compare_paired", "a", a);
  check_column("compare_paired", "b", b);
  std::vector<double> x, y, d;
  paired_comparison r;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!a.has(i) || !b.has(i)) continue;
    x.push_back(a.values[i]);
    y.push_back(b.values[i]);
    d.push_back(a.values[i] - b.values[i]);
    r.share_negative += d.back() < 0 ? 1 : 0;
    r.share_zero += d.back() == 0 ? 1 : 0;
  }
  const sample_summary difference = summarize(column_view(d));
  const sample_summary first = summarize(column_view(x));
  const sample_summary second = summarize(column_view(y));
  need_two("compare_paired", "a", difference.n);
  if (!(difference.se > 0)) no_spread("compare_paired");
  r.test = test_of({difference.mean, difference.se, difference.n - 1}, difference.n, difference.n, first.mean,
                   second.mean, level, 0, "paired t");
  r.test.difference.n = r.test.difference.n_eff = difference.n;
  r.sd = difference.sd;
  r.d_z = difference.mean / difference.sd;
  r.d_av = difference.mean / std::sqrt((first.variance + second.variance) / 2);
  double cross = 0;
  for (std::size_t i = 0; i < x.size(); ++i) cross += (x[i] - first.mean) * (y[i] - second.mean);
  r.correlation = cross / ((difference.n - 1) * first.sd * second.sd);
  r.share_negative /= difference.n;
  r.share_zero /= difference.n;
  return r;
}

equivalence_result equivalence_test(const column_view& a, const column_view& b, double margin, double alpha,
                                    mean_test kind) {
  check_positive("equivalence_test", "margin", margin);
  check_level("equivalence_test", "2 alpha", 2 * alpha);
  const t_test_result low = two_sample_t_test(a, b, kind, 1 - 2 * alpha, -margin);
  const t_test_result high = two_sample_t_test(a, b, kind, 1 - 2 * alpha, margin);
  equivalence_result r;
  r.t_lower = low.t;
  r.p_lower = low.p_greater;
  r.t_upper = high.t;
  r.p_upper = high.p_less;
  r.p = std::max(r.p_lower, r.p_upper);
  r.difference = low.difference;
  r.difference.method += ", two one-sided tests";
  r.equivalent = r.p < alpha;
  return r;
}

noninferiority_result noninferiority_test(const column_view& a, const column_view& b, double margin,
                                          double alpha, mean_test kind) {
  check_not_negative("noninferiority_test", "margin", margin);
  check_level("noninferiority_test", "2 alpha", 2 * alpha);
  const t_test_result t = two_sample_t_test(a, b, kind, 1 - 2 * alpha, -margin);
  return {t.t, t.df, t.p_greater, t.difference.low};
}

effect_sizes compare_effects(const column_view& a, const column_view& b, double level) {
  check_level("compare_effects", "level", level);
  const sample_summary x = summarize(a);
  const sample_summary y = summarize(b);
  need_two("compare_effects", "a", x.n);
  need_two("compare_effects", "b", y.n);
  effect_sizes e;
  const double m = x.n + y.n - 2;
  const double pooled = std::sqrt(((x.n - 1) * x.variance + (y.n - 1) * y.variance) / m);
  const double rounding =
      10 * std::numeric_limits<double>::epsilon() * std::max(std::fabs(x.mean), std::fabs(y.mean));
  e.correction =
      stats::exp(stats::log_gamma(m / 2) - stats::log(std::sqrt(m / 2)) - stats::log_gamma((m - 1) / 2));
  if (m < 2) e.correction = nan_value;
  if (pooled > rounding) {
    const double d = (x.mean - y.mean) / pooled;
    const double scale = std::sqrt(1 / x.n + 1 / y.n);
    e.d.value = d;
    e.d.level = level;
    e.d.df = m;
    e.d.n = e.d.n_eff = x.n + y.n;
    e.d.method = "Cohen's d, noncentral t";
    e.se_d_large = std::sqrt((x.n + y.n) / (x.n * y.n) + d * d / (2 * (x.n + y.n)));
    e.d.se = e.se_d_large;
    e.d.low = scale * noncentrality(d / scale, m, 1 - (1 - level) / 2);
    e.d.high = scale * noncentrality(d / scale, m, (1 - level) / 2);
    if (std::isnan(e.d.low) || std::isnan(e.d.high)) e.d.set(estimate_flag::no_interval);
    e.hedges_g = e.correction * d;
    e.variance_g = 1 / x.n + 1 / y.n + e.hedges_g * e.hedges_g / (2 * (x.n + y.n));
    e.common_language = stats::normal_cdf(std::fabs(d) / std::sqrt(2.0));
  } else {
    e.d = undefined_estimate("Cohen's d, noncentral t", x.n + y.n, level);
    e.se_d_large = e.hedges_g = e.variance_g = e.common_language = nan_value;
  }
  e.glass_delta = y.sd > rounding ? (x.mean - y.mean) / y.sd : nan_value;
  // Pairs above and below by one merge of the sorted samples.
  std::vector<double> u = present_values(a);
  std::vector<double> v = present_values(b);
  std::sort(u.begin(), u.end());
  std::sort(v.begin(), v.end());
  double net = 0;
  std::size_t below = 0;
  std::size_t not_above = 0;
  for (const double value : u) {
    while (below < v.size() && v[below] < value) ++below;
    while (not_above < v.size() && v[not_above] <= value) ++not_above;
    net += static_cast<double>(below) - static_cast<double>(v.size() - not_above);
  }
  e.cliffs_delta = net / (x.n * y.n);
  return e;
}

}  // namespace cxm
