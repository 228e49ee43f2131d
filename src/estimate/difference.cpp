// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/difference.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "cxm/base/check.hpp"
#include "cxm/estimate/bounded_mean.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/distributions.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool bounded(const estimate& e) { return e.method.find("bounded score") != std::string::npos; }
bool net_score(const estimate& e) { return e.method.rfind("adjusted Wald", 0) == 0; }
/// Symmetric around the value: Student's t, whatever made the variance.
bool symmetric(const estimate& e) {
  return e.method == "t" || e.method.rfind("t, ", 0) == 0 || e.method == "delta method, full covariance";
}

double correlation_of(const estimate& a, const estimate& b, double covariance) {
  return a.se > 0 && b.se > 0 ? std::clamp(covariance / (a.se * b.se), -1.0, 1.0) : 0;
}

double joint_df(const estimate& a, const estimate& b, double covariance) {
  if (covariance != 0) return std::min(a.df, b.df);
  const double va = a.se * a.se;
  const double vb = b.se * b.se;
  const double parts = (std::isinf(a.df) ? 0 : va * va / a.df) + (std::isinf(b.df) ? 0 : vb * vb / b.df);
  return parts > 0 ? (va + vb) * (va + vb) / parts : std::min(a.df, b.df);
}

/// The score test of equal shares, each worth its n_eff.
double share_p_value(const estimate& a, const estimate& b, double covariance, double df) {
  if (!(a.n_eff > 0) || !(b.n_eff > 0) || !(df > 0)) return nan;
  const double pooled = (a.value * a.n_eff + b.value * b.n_eff) / (a.n_eff + b.n_eff);
  const double shared = correlation_of(a, b, covariance) / std::sqrt(a.n_eff * b.n_eff);
  const double variance = pooled * (1 - pooled) * (1 / a.n_eff + 1 / b.n_eff - 2 * shared);
  if (!(variance > 0)) return a.value == b.value ? 1 : 0;
  return 2 * stats::student_t_cdf(-std::fabs(a.value - b.value) / std::sqrt(variance), df);
}

}  // namespace

estimate weighted_sum(std::span<const estimate> parts, std::span<const double> weights,
                      const matrix& covariances, std::string method) {
  constexpr const char* function = "weighted_sum";
  check_same_size(function, "weights", weights.size(), "parts", parts.size());
  check_same_size(function, "covariances", covariances.rows, "parts", parts.size());
  estimate out;
  out.value = 0;
  out.method = std::move(method);
  std::vector<double> down, up;  // signed distances of the limits of weight x value
  double variance = 0, independent = 0, least_df = std::numeric_limits<double>::infinity();
  bool correlated = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const estimate& e = parts[i];
    if (!e.defined()) return undefined_estimate(out.method, e.n, e.level);
    const double w = weights[i];
    out.value += w * e.value;
    out.n += e.n;
    out.n_eff += e.n_eff;
    out.level = e.level;
    out.flags |= e.flags & (bit(estimate_flag::lonely_psu) | bit(estimate_flag::approximate));
    down.push_back(w >= 0 ? w * (e.value - e.low) : w * (e.high - e.value));
    up.push_back(w >= 0 ? w * (e.high - e.value) : w * (e.value - e.low));
    const double own = w * w * e.se * e.se;
    variance += own;
    if (!std::isinf(e.df)) independent += own * own / e.df;
    least_df = std::min(least_df, e.df);
  }
  double below = 0, above = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    below += down[i] * down[i];
    above += up[i] * up[i];
    for (std::size_t k = 0; k < i; ++k) {
      const double c = covariances(i, k);
      if (c == 0) continue;
      correlated = true;
      variance += 2 * weights[i] * weights[k] * c;
      const double r = std::isnan(c) ? nan : correlation_of(parts[i], parts[k], c);
      below += 2 * r * down[i] * down[k];
      above += 2 * r * up[i] * up[k];
    }
  }
  out.se = std::sqrt(variance < 0 ? 0.0 : variance);
  out.df = correlated || !(independent > 0) ? least_df : variance * variance / independent;
  out.low = out.value - std::sqrt(below < 0 ? 0.0 : below);
  out.high = out.value + std::sqrt(above < 0 ? 0.0 : above);
  if (std::isnan(out.low) || std::isnan(out.high)) {
    out.low = out.high = nan;
    out.set(estimate_flag::no_interval);
  }
  return out;
}

tested_difference difference_between(const estimate& a, const estimate& b, bool shares, double lowest,
                                     double highest, double covariance) {
  tested_difference out;
  out.p = nan;
  const bool independent = covariance == 0;
  const std::string tail = independent ? "" : ", correlated samples";
  if (!shares && bounded(a) && bounded(b) && std::isfinite(lowest) && std::isfinite(highest)) {
    const bounded_comparison c = bounded_difference(a, b, lowest, highest, a.level, covariance);
    out.difference = c.difference;
    out.p = c.p;
    out.test = independent ? "score test" : "score and t test";
    return out;
  }
  if (!shares && symmetric(a) && symmetric(b)) {
    out.test = independent ? "Welch t test" : "t test";
    const std::string method = independent ? "Welch" : "t" + tail;
    if (!a.defined() || !b.defined()) {
      out.difference = undefined_estimate(method, std::min(a.n, b.n), a.level);
      return out;
    }
    const double variance = a.se * a.se + b.se * b.se - 2 * covariance;
    out.difference = interval_from_variance(a.value - b.value, variance < 0 ? 0.0 : variance, a.n + b.n,
                                            joint_df(a, b, covariance), a.level, a.n_eff + b.n_eff);
    out.difference.method = method;
    out.difference.flags |=
        (a.flags | b.flags) & (bit(estimate_flag::lonely_psu) | bit(estimate_flag::approximate));
    out.p = difference_p_value(out.difference);
    return out;
  }
  const bool scores = net_score(a) && net_score(b);
  const std::array<estimate, 2> both{a, b};
  const std::array<double, 2> signs{1, -1};
  matrix covariances(2, 2);
  covariances(0, 1) = covariances(1, 0) = covariance;
  out.difference = weighted_sum(both, signs, covariances,
                                (shares   ? "Newcombe"
                                 : scores ? "adjusted Wald, square and add"
                                          : "square and add") +
                                    tail);
  if (!out.difference.defined()) return out;
  out.test = shares ? "score test" : "from the interval";
  if (!out.difference.has(estimate_flag::no_interval)) {
    out.p = shares ? share_p_value(a, b, covariance, out.difference.df) : interval_p_value(out.difference);
  }
  return out;
}

namespace {

/// Centre and standard error of the distribution on the side of x.
std::pair<double, double> distribution_at(const estimate& e, double x) {
  const bool cut = e.has(estimate_flag::clamped) || e.has(estimate_flag::bounds);
  const double width = e.high - e.low;
  if (!std::isfinite(width) || (cut && !net_score(e))) return {e.value, e.se};
  const double critical = stats::critical_value(e.level, e.df);
  const double down = e.value - e.low;
  const double up = e.high - e.value;
  // An adjusted Wald interval is symmetric around its own centre; with an end cut its longer side tells.
  if (net_score(e) && !cut) return {(e.low + e.high) / 2, width / 2 / critical};
  if (net_score(e) || x == e.value) return {e.value, std::max(down, up) / critical};
  return {e.value, (x < e.value ? down : up) / critical};
}

}  // namespace

double probability_below(const estimate& e, double x) {
  if (!e.defined() || std::isnan(e.value) || std::isnan(x) || !(e.df > 0)) return nan;
  if (std::isinf(x)) return x > 0 ? 1 : 0;
  const auto [centre, scale] = distribution_at(e, x);
  if (!(scale >= 0)) return nan;
  if (scale == 0) return e.value < x ? 1 : 0;
  return stats::student_t_cdf((x - centre) / scale, e.df);
}

double interval_p_value(const estimate& e, double null) {
  if (e.value == null && !std::isnan(probability_below(e, null))) return 1;
  const double below = probability_below(e, null);
  return std::min(1.0, 2 * std::min(below, 1 - below));
}

double detectable_difference(const estimate& d, double power) {
  if (!d.defined() || !(d.df > 0)) return nan;
  const bool cut = d.has(estimate_flag::clamped) || d.has(estimate_flag::bounds);
  const double half = (d.high - d.low) / 2;
  const double se = cut || !std::isfinite(half) ? d.se : half / stats::critical_value(d.level, d.df);
  return minimal_detectable(se, d.df, d.level, power);
}

}  // namespace cxm
