// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/share.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <utility>

#include "base/number_text.hpp"
#include "cxm/base/check.hpp"
#include "cxm/estimate/weights.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

using limits = std::pair<double, double>;

const char* name_of(share_method method) {
  switch (method) {
    case share_method::wilson:
      return "Wilson";
    case share_method::wilson_continuity:
      return "Wilson, continuity corrected";
    case share_method::clopper_pearson:
      return "Clopper-Pearson";
    case share_method::agresti_coull:
      return "Agresti-Coull";
    case share_method::wald:
      return "Wald";
    case share_method::jeffreys:
      return "Jeffreys";
    case share_method::logit:
      return "logit";
    case share_method::probit:
      return "probit";
    case share_method::cloglog:
      return "complementary log-log";
  }
  return "";
}

/// One side of Wilson's interval at the centre p: side -1 is the lower end.
double wilson_end(double p, double n, double z, double side) {
  if (side < 0 && p <= 0) return 0;
  if (side > 0 && p >= 1) return 1;
  const double z2 = z * z;
  const double root = std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return std::clamp((p + z2 / (2 * n) + side * z * root) / (1 + z2 / n), 0.0, 1.0);
}

limits clopper_pearson(double x, double n, double level) {
  const double tail = (1 - level) / 2;
  return {x <= 0 ? 0 : stats::beta_quantile(tail, x, n - x + 1),
          x >= n ? 1 : stats::beta_quantile(1 - tail, x + 1, n - x)};
}

limits jeffreys(double x, double n, double level) {
  const double tail = (1 - level) / 2;
  return {x <= 0 ? 0 : stats::beta_quantile(tail, x + 0.5, n - x + 0.5),
          x >= n ? 1 : stats::beta_quantile(1 - tail, x + 0.5, n - x + 0.5)};
}

limits on_scale(share_method method, double p, double n, double z) {
  if (method == share_method::logit) {
    const double centre = stats::log(p / (1 - p));
    const double half = z / std::sqrt(n * p * (1 - p));
    return {1 / (1 + stats::exp(half - centre)), 1 / (1 + stats::exp(-half - centre))};
  }
  if (method == share_method::probit) {
    const double centre = stats::normal_quantile(p);
    const double half = z * std::sqrt(p * (1 - p) / n) / stats::normal_pdf(centre);
    return {stats::normal_cdf(centre - half), stats::normal_cdf(centre + half)};
  }
  // log(-log p) falls with p, so its upper end is the share's lower end.
  const double centre = stats::log(-stats::log(p));
  const double half = z * std::sqrt((1 - p) / (n * p)) / -stats::log(p);
  return {stats::exp(-stats::exp(centre + half)), stats::exp(-stats::exp(centre - half))};
}

limits ends(double p, double n, double z, const share_options& options) {
  switch (options.method) {
    case share_method::wilson:
      return {wilson_end(p, n, z, -1), wilson_end(p, n, z, 1)};
    case share_method::wilson_continuity:
      return {wilson_end(p - options.continuity / n, n, z, -1),
              wilson_end(p + options.continuity / n, n, z, 1)};
    case share_method::clopper_pearson:
      return clopper_pearson(p * n, n, options.level);
    case share_method::jeffreys:
      return jeffreys(p * n, n, options.level);
    case share_method::wald: {
      const double half = z * std::sqrt(p * (1 - p) / n);
      return {p - half, p + half};
    }
    case share_method::agresti_coull: {
      const double size = n + z * z;
      const double centre = (p * n + z * z / 2) / size;
      const double half = z * std::sqrt(centre * (1 - centre) / size);
      return {centre - half, centre + half};
    }
    case share_method::logit:
    case share_method::probit:
    case share_method::cloglog:
      if (p > 0 && p < 1) return on_scale(options.method, p, n, z);
      return clopper_pearson(p * n, n, options.level);
  }
  return {0, 1};
}

}  // namespace

estimate share_interval(double p, double n_eff, const share_options& options) {
  constexpr const char* function = "share_interval";
  check_level(function, "level", options.level);
  check_not_negative(function, "n_eff", n_eff);
  check_not_negative(function, "continuity", options.continuity);
  if (n_eff == 0) return undefined_estimate(name_of(options.method), 0, options.level);
  check_share(function, "p", p);
  estimate e;
  e.value = p;
  e.se = std::sqrt(p * (1 - p) / n_eff);
  e.level = options.level;
  e.n = e.n_eff = n_eff;
  e.df = options.df;
  e.method = std::string(name_of(options.method));
  std::tie(e.low, e.high) = ends(p, n_eff, stats::critical_value(options.level, options.df), options);
  if (options.truncate && (e.low < 0 || e.high > 1)) {
    e.low = std::max(e.low, 0.0);
    e.high = std::min(e.high, 1.0);
    e.set(estimate_flag::clamped);
  }
  return e;
}

estimate share_interval_from_counts(double x, double n, const share_options& options) {
  constexpr const char* function = "share_interval_from_counts";
  check_not_negative(function, "n", n);
  check_not_negative(function, "x", x);
  if (x > n) {
    throw error(errc::argument,
                std::string(function) + ": x is " + detail::number_text(x) +
                    ", but must not exceed n = " + detail::number_text(n),
                "x");
  }
  return share_interval(n > 0 ? x / n : 0, n, options);
}

namespace {

/// Weighted (or plain, with empty weights) sums of a 0/1 column.
struct share_sums {
  double x = 0, w = 0, n = 0;
};

share_sums sum_shares(const char* function, const column_view& is_in, std::span<const double> weights) {
  check_column(function, "is_in", is_in);
  stats::compensated_sum x, w;
  share_sums s;
  for (std::size_t i = 0; i < is_in.size(); ++i) {
    if (!is_in.has(i)) continue;
    const double y = is_in.values[i];
    if (y != 0 && y != 1) {
      throw error(errc::argument,
                  std::string(function) + ": is_in[" + std::to_string(i) + "] is " + detail::number_text(y) +
                      ", but must be 0 or 1",
                  "is_in", static_cast<std::int64_t>(i));
    }
    const double weight = weights.empty() ? 1 : weights[i];
    if (weight == 0) continue;
    s.n += 1;
    w.add(weight);
    x.add(weight * y);
  }
  s.x = x.value();
  s.w = w.value();
  return s;
}

}  // namespace

estimate share_interval(const column_view& is_in, const share_options& options) {
  const share_sums s = sum_shares("share_interval", is_in, {});
  return share_interval_from_counts(s.x, s.n, options);
}

estimate weighted_share_interval(const column_view& is_in, std::span<const double> weights,
                                 const share_options& options) {
  constexpr const char* function = "weighted_share_interval";
  check_weights(function, "weights", weights, is_in.size());
  const share_sums s = sum_shares(function, is_in, weights);
  const kish_summary base = kish_effective_size(is_in, weights);
  // Rounding may carry a share of all by an ulp beyond 1.
  estimate e = share_interval(s.w > 0 ? std::min(1.0, s.x / s.w) : 0, base.n_eff, options);
  e.n = s.n;
  return e;
}

double korn_graubard_size(double p, double variance, double n, double df, double level) {
  constexpr const char* function = "korn_graubard_size";
  check_share(function, "p", p);
  check_not_negative(function, "variance", variance);
  check_not_negative(function, "n", n);
  check_level(function, "level", level);
  if (!(df > 0)) check_positive(function, "df", df);
  if (p == 0 || p == 1 || variance == 0 || n <= 1) return n;
  const double ratio = stats::critical_value(level, n - 1) / stats::critical_value(level, df);
  return p * (1 - p) / variance * ratio * ratio;
}

}  // namespace cxm
