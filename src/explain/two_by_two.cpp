// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/two_by_two.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "cxm/base/check.hpp"
#include "cxm/estimate/comparison_shares.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/root.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

void check_table(const char* function, const two_by_two& t) {
  for (const double count : {t.a, t.b, t.c, t.d}) {
    check_not_negative(function, "table", count);
    if (count != std::floor(count) || count > 9e15) {
      throw error(errc::argument, std::string(function) + ": the table must hold whole numbers of people",
                  "table");
    }
  }
}

double total(const two_by_two& t) { return t.a + t.b + t.c + t.d; }

/// exp of a log estimate and its normal interval; the se stays that of the log.
estimate ratio(double value, double log_se, double n, double level, const char* method) {
  if (std::isnan(value)) return undefined_estimate(method, n, level);
  estimate e;
  e.value = value;
  e.level = level;
  e.n = e.n_eff = n;
  e.method = method;
  if (!(value > 0) || !std::isfinite(value) || !std::isfinite(log_se)) {
    e.set(estimate_flag::no_interval);
    return e;
  }
  e.se = log_se;
  const double half = stats::critical_value(level, infinity) * log_se;
  e.low = value * stats::exp(-half);
  e.high = value * stats::exp(half);
  return e;
}

double ratio_of(double numerator, double denominator) {
  if (denominator > 0) return numerator / denominator;
  return numerator > 0 ? infinity : nan_value;
}

double woolf_variance(const two_by_two& t) { return 1 / t.a + 1 / t.b + 1 / t.c + 1 / t.d; }

/// The distribution of a sum of hypergeometric counts, as log probabilities at odds ratio 1. At odds ratio
/// psi each is multiplied by psi^a.
class conditional_counts {
 public:
  conditional_counts() : log_p_{0.0} {}

  /// One table more, independent of those before.
  void add(const two_by_two& t) {
    const double m = t.a + t.b;
    const double n = t.c + t.d;
    const double k = t.a + t.c;
    const double low = std::max(0.0, k - n);
    const double high = std::min(k, m);
    std::vector<double> own;
    const auto log_choose = [](double size, double part) {
      return stats::log_gamma(size + 1) - stats::log_gamma(part + 1) - stats::log_gamma(size - part + 1);
    };
    for (double a = low; a <= high; ++a) {
      own.push_back(log_choose(m, a) + log_choose(n, k - a) - log_choose(m + n, k));
    }
    if (log_p_.size() == 1) {
      log_p_ = own;
    } else {
      std::vector<double> p(log_p_.size() + own.size() - 1, 0.0);
      const auto exponentials = [](std::vector<double> v) {
        for (double& x : v) x = stats::exp(x);
        return v;
      };
      const auto left = exponentials(log_p_);
      const auto right = exponentials(own);
      for (std::size_t i = 0; i < left.size(); ++i) {
        for (std::size_t j = 0; j < right.size(); ++j) p[i + j] += left[i] * right[j];
      }
      for (double& x : p) x = stats::log(x);
      log_p_ = std::move(p);
    }
    low_ += low;
  }

  [[nodiscard]] double lowest() const noexcept { return low_; }
  [[nodiscard]] double highest() const noexcept { return low_ + static_cast<double>(log_p_.size()) - 1; }

  /// Probabilities at exp(log_odds), from the lowest count on.
  [[nodiscard]] std::vector<double> at(double log_odds) const {
    std::vector<double> p(log_p_.size());
    double most = -infinity;
    for (std::size_t i = 0; i < p.size(); ++i) {
      p[i] = log_p_[i] + static_cast<double>(i) * log_odds;
      most = std::max(most, p[i]);
    }
    double sum = 0;
    for (double& x : p) sum += x = stats::exp(x - most);
    for (double& x : p) x /= sum;
    return p;
  }
  [[nodiscard]] double mean(double log_odds) const {
    const auto p = at(log_odds);
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i) sum += static_cast<double>(i) * p[i];
    return low_ + sum;
  }
  /// P(count >= x) and P(count <= x), the probability of x itself counted `own` times.
  [[nodiscard]] double upper(double x, double log_odds, double own) const {
    const auto p = at(log_odds);
    const auto place = static_cast<std::size_t>(x - low_);
    double sum = own * p[place];
    for (std::size_t i = place + 1; i < p.size(); ++i) sum += p[i];
    return std::min(1.0, sum);
  }
  [[nodiscard]] double lower(double x, double log_odds, double own) const {
    const auto p = at(log_odds);
    const auto place = static_cast<std::size_t>(x - low_);
    double sum = own * p[place];
    for (std::size_t i = 0; i < place; ++i) sum += p[i];
    return std::min(1.0, sum);
  }
  [[nodiscard]] double two_sided(double x) const {
    const auto p = at(0);
    const double own = p[static_cast<std::size_t>(x - low_)] * (1 + 1e-7);
    double sum = 0;
    for (const double v : p) sum += v <= own ? v : 0;
    return std::min(1.0, sum);
  }

  /// Conditional estimate of the odds ratio, with the interval whose ends leave (1 - level) / 2 in the tails;
  /// own = 1 exact, 0.5 mid-p.
  [[nodiscard]] estimate odds_ratio(double x, double n, double level, double own, const char* method) const {
    estimate e;
    e.level = level;
    e.n = e.n_eff = n;
    e.method = method;
    const double tail = (1 - level) / 2;
    const auto solve = [&](auto f) { return stats::exp(stats::find_root(f, -500, 500, 1e-12)); };
    const bool least = x == lowest();
    const bool most = x == highest();
    if (least && most) return undefined_estimate(method, n, level);
    e.value = least ? 0 : most ? infinity : solve([&](double t) { return mean(t) - x; });
    e.low = least ? 0 : solve([&](double t) { return upper(x, t, own) - tail; });
    e.high = most ? infinity : solve([&](double t) { return lower(x, t, own) - tail; });
    return e;
  }

 private:
  std::vector<double> log_p_;
  double low_ = 0;
};

bool empty_margin(const two_by_two& t) {
  return t.a + t.b == 0 || t.c + t.d == 0 || t.a + t.c == 0 || t.b + t.d == 0;
}

/// Tarone's corrected Breslow-Day statistic at the common odds ratio psi.
double breslow_day(const std::vector<two_by_two>& strata, double psi) {
  double statistic = 0;
  double excess = 0;
  double variance = 0;
  for (const two_by_two& t : strata) {
    const double m = t.a + t.b;
    const double n = t.c + t.d;
    const double k = t.a + t.c;
    // a (n - k + a) / ((m - a)(k - a)) = psi has one root in the range of a.
    const double q2 = 1 - psi;
    const double q1 = n - k + psi * (m + k);
    const double q0 = -psi * m * k;
    double expected = 0;
    if (std::fabs(q2) < 1e-12) {
      expected = -q0 / q1;
    } else {
      const double root = std::sqrt(std::max(0.0, q1 * q1 - 4 * q2 * q0));
      expected = 2 * -q0 / (q1 + root);
    }
    const double v = 1 / (1 / expected + 1 / (m - expected) + 1 / (k - expected) + 1 / (n - k + expected));
    statistic += (t.a - expected) * (t.a - expected) / v;
    excess += t.a - expected;
    variance += v;
  }
  return statistic - excess * excess / variance;
}

}  // namespace

association associate(const two_by_two& t, double level) {
  constexpr const char* function = "associate";
  check_level(function, "level", level);
  check_table(function, t);
  const double n1 = t.a + t.b;
  const double n2 = t.c + t.d;
  association out;
  out.odds_ratio =
      ratio(ratio_of(t.a * t.d, t.b * t.c), std::sqrt(woolf_variance(t)), n1 + n2, level, "Woolf");
  const double p1 = n1 > 0 ? t.a / n1 : nan_value;
  const double p2 = n2 > 0 ? t.c / n2 : nan_value;
  const bool both = n1 > 0 && n2 > 0;
  out.risk_ratio = ratio(both ? ratio_of(p1, p2) : nan_value, std::sqrt(1 / t.a - 1 / n1 + 1 / t.c - 1 / n2),
                         n1 + n2, level, "Katz");
  if (both) {
    estimate& d = out.risk_difference;
    d.value = p1 - p2;
    d.se = std::sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
    d.level = level;
    d.n = d.n_eff = n1 + n2;
    d.method = "Wald";
    d.low = d.value - stats::critical_value(level, infinity) * d.se;
    d.high = d.value + stats::critical_value(level, infinity) * d.se;
  } else {
    out.risk_difference = undefined_estimate("Wald", n1 + n2, level);
  }
  const double cross = t.a * t.d + t.b * t.c;
  out.yule_q = cross > 0 ? (t.a * t.d - t.b * t.c) / cross : nan_value;
  const double margins = n1 * n2 * (t.a + t.c) * (t.b + t.d);
  out.phi = margins > 0 ? (t.a * t.d - t.b * t.c) / std::sqrt(margins) : nan_value;
  out.needed = both ? 1 / std::fabs(p1 - p2) : nan_value;
  return out;
}

estimate haldane_odds_ratio(const two_by_two& t, double level) {
  check_level("haldane_odds_ratio", "level", level);
  check_table("haldane_odds_ratio", t);
  const two_by_two more{t.a + 0.5, t.b + 0.5, t.c + 0.5, t.d + 0.5};
  return ratio(more.a * more.d / (more.b * more.c), std::sqrt(woolf_variance(more)), total(t), level,
               "Haldane-Anscombe");
}

exact_association associate_exactly(const two_by_two& t, double level) {
  check_level("associate_exactly", "level", level);
  check_table("associate_exactly", t);
  conditional_counts counts;
  counts.add(t);
  exact_association out;
  out.odds_ratio = counts.odds_ratio(t.a, total(t), level, 1, "conditional exact");
  out.mid_p = counts.odds_ratio(t.a, total(t), level, 0.5, "conditional, mid-p");
  out.p = fisher_exact(t.a, t.b, t.c, t.d);
  out.p_greater = counts.upper(t.a, 0, 1);
  out.p_less = counts.lower(t.a, 0, 1);
  out.p_mid = std::min(1.0, 2 * std::min(counts.upper(t.a, 0, 0.5), counts.lower(t.a, 0, 0.5)));
  return out;
}

stratified_association associate_stratified(std::span<const two_by_two> all, double level) {
  constexpr const char* function = "associate_stratified";
  check_level(function, "level", level);
  std::vector<two_by_two> strata;
  double n = 0;
  for (const two_by_two& t : all) {
    check_table(function, t);
    if (empty_margin(t)) continue;
    strata.push_back(t);
    n += total(t);
  }
  stratified_association out;
  double r = 0, s = 0, pr = 0, ps_qr = 0, qs = 0;  // sums of Robins, Breslow & Greenland
  double observed = 0, expected = 0, variance = 0;
  double weight = 0, weighted = 0;
  conditional_counts counts;
  for (const two_by_two& t : strata) {
    const double size = total(t);
    const double ri = t.a * t.d / size;
    const double si = t.b * t.c / size;
    const double pi = (t.a + t.d) / size;
    const double qi = (t.b + t.c) / size;
    r += ri;
    s += si;
    pr += pi * ri;
    ps_qr += pi * si + qi * ri;
    qs += qi * si;
    observed += t.a;
    expected += (t.a + t.b) * (t.a + t.c) / size;
    variance += (t.a + t.b) * (t.c + t.d) * (t.a + t.c) * (t.b + t.d) / (size * size * (size - 1));
    const double w = 1 / woolf_variance(t);
    weight += w;
    weighted += w > 0 ? w * stats::log(t.a * t.d / (t.b * t.c)) : nan_value;
    counts.add(t);
  }
  out.odds_ratio = ratio(strata.empty() ? nan_value : ratio_of(r, s),
                         std::sqrt(pr / (2 * r * r) + ps_qr / (2 * r * s) + qs / (2 * s * s)), n, level,
                         "Mantel-Haenszel");
  const double distance = std::fabs(observed - expected);
  const auto chi = [&](double correction) {
    return variance > 0 ? (distance - correction) * (distance - correction) / variance : nan_value;
  };
  const auto upper = [](double value, double df) {
    return std::isnan(value) || !(df > 0) ? nan_value : stats::chi_squared_upper(value, df);
  };
  out.chi_squared = chi(0);
  out.p = upper(out.chi_squared, 1);
  out.chi_squared_corrected = chi(distance >= 0.5 ? 0.5 : 0);
  out.p_corrected = upper(out.chi_squared_corrected, 1);
  const double mean = weighted / weight;
  out.woolf = ratio(weight > 0 ? stats::exp(mean) : nan_value, std::sqrt(1 / weight), n, level, "Woolf");
  out.homogeneity_df = static_cast<double>(strata.size()) - 1;
  for (const two_by_two& t : strata) {
    const double d = stats::log(t.a * t.d / (t.b * t.c)) - mean;
    out.homogeneity += d * d / woolf_variance(t);
  }
  if (!out.woolf.defined()) out.homogeneity = nan_value;
  out.homogeneity_p = upper(out.homogeneity, out.homogeneity_df);
  const double common = out.odds_ratio.value;
  out.breslow_day = common > 0 && std::isfinite(common) ? breslow_day(strata, common) : nan_value;
  out.breslow_day_p = upper(out.breslow_day, out.homogeneity_df);
  if (strata.empty()) {
    out.exact = undefined_estimate("conditional exact", n, level);
    out.p_exact = nan_value;
  } else {
    out.exact = counts.odds_ratio(observed, n, level, 1, "conditional exact");
    out.p_exact = counts.two_sided(observed);
  }
  return out;
}

}  // namespace cxm
