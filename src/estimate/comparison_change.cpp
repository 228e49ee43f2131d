// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/comparison_change.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/distributions.hpp"

namespace cxm {

change_result overlapping_change(const column_view& y, std::span<const std::int64_t> person,
                                 std::span<const std::int64_t> wave, std::int64_t first, std::int64_t second,
                                 double level) {
  const char* f = "overlapping_change";
  check_level(f, "level", level);
  check_same_size(f, "y", y.size(), "person", person.size());
  check_same_size(f, "y", y.size(), "wave", wave.size());
  check_column(f, "y", y);
  if (first == second) {
    throw error(errc::argument, "overlapping_change: first and second are the same wave", "second");
  }
  std::unordered_map<std::int64_t, std::size_t> row_of_first;
  std::unordered_map<std::int64_t, std::size_t> row_of_second;
  std::vector<double> x1, x2;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!y.has(i) || (wave[i] != first && wave[i] != second)) continue;
    auto& rows = wave[i] == first ? row_of_first : row_of_second;
    if (!rows.try_emplace(person[i], i).second) {
      throw error(errc::data,
                  "overlapping_change: person " + std::to_string(person[i]) + " of row " + std::to_string(i) +
                      " answers twice in wave " + std::to_string(wave[i]),
                  "person", static_cast<std::int64_t>(i));
    }
    (wave[i] == first ? x1 : x2).push_back(y.values[i]);
  }
  const sample_summary a = summarize(column_view(x1));
  const sample_summary b = summarize(column_view(x2));
  if (a.n < 2 || b.n < 2) {
    throw error(errc::data, "overlapping_change: each wave needs at least two answers", "y");
  }
  // Pairs in the order of the rows of the first wave.
  std::vector<double> p1, p2;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!y.has(i) || wave[i] != first) continue;
    const auto match = row_of_second.find(person[i]);
    if (match == row_of_second.end()) continue;
    p1.push_back(y.values[i]);
    p2.push_back(y.values[match->second]);
  }
  change_result r;
  r.n1 = a.n;
  r.n2 = b.n;
  r.n12 = static_cast<double>(p1.size());
  r.correlation = std::numeric_limits<double>::quiet_NaN();
  if (p1.size() >= 2) {
    const sample_summary s1 = summarize(column_view(p1));
    const sample_summary s2 = summarize(column_view(p2));
    double cross = 0;
    for (std::size_t k = 0; k < p1.size(); ++k) cross += (p1[k] - s1.mean) * (p2[k] - s2.mean);
    const double cov12 = cross / (r.n12 - 1);
    r.covariance = r.n12 * cov12 / (r.n1 * r.n2);
    r.correlation = cov12 / (s1.sd * s2.sd);
  }
  const double independent = a.variance / a.n + b.variance / b.n;
  const double variance = std::max(0.0, independent - 2 * r.covariance);
  r.se_independent = std::sqrt(independent);
  r.change = interval_from_variance(b.mean - a.mean, variance, r.n1 + r.n2,
                                    std::numeric_limits<double>::infinity(), level);
  r.change.method = "partially overlapping samples";
  r.z = r.change.value / std::sqrt(variance);
  r.p = std::isnan(r.z) ? r.z : 2 * stats::normal_cdf(-std::fabs(r.z));
  return r;
}

estimate unit_against_rest(const estimate& unit, const estimate& parent, double unit_share, double level) {
  check_share("unit_against_rest", "unit_share", unit_share);
  check_level("unit_against_rest", "level", level);
  const char* method = "unit against the rest of its parent";
  if (unit_share == 1 || !unit.defined() || !parent.defined()) {
    return undefined_estimate(method, parent.n, level);
  }
  const double q = unit_share;
  const double value = (unit.value - parent.value) / (1 - q);
  // Var(rest) from Var(parent) = q^2 Var(unit) + (1 - q)^2 Var(rest).
  const double unit_variance = unit.se * unit.se;
  const double rest_variance =
      std::max(0.0, parent.se * parent.se - q * q * unit_variance) / ((1 - q) * (1 - q));
  const double variance = unit_variance + rest_variance;
  double df = std::numeric_limits<double>::infinity();
  const double rest_df = std::isinf(parent.df) ? parent.df : std::max(1.0, parent.df - unit.df);
  double spread = 0;
  if (!std::isinf(unit.df)) spread += unit_variance * unit_variance / unit.df;
  if (!std::isinf(rest_df)) spread += rest_variance * rest_variance / rest_df;
  if (spread > 0) df = variance * variance / spread;
  estimate e = interval_from_variance(value, variance, parent.n, df, level);
  e.method = method;
  return e;
}

estimate difference_from_rest(const estimate& unit, const estimate& rest, double prior_df) {
  check_not_negative("difference_from_rest", "prior_df", prior_df);
  const char* method = prior_df > 0 ? "Welch, variance moderated by the rest" : "Welch";
  if (!unit.defined() || !rest.defined()) {
    return undefined_estimate(method, std::min(unit.n, rest.n), unit.level);
  }
  const double n = std::max(unit.n_eff, 1.0);
  const double own_df = n - 1;
  const double rest_df = std::isinf(rest.df) ? std::max(1.0, rest.n_eff - 1) : rest.df;
  const double d0 = std::min(prior_df, std::max(0.0, rest_df));
  const double of_rest = rest.se * rest.se * std::max(rest.n_eff, 1.0);
  // One answer has no variance of its own.
  const double of_unit = own_df > 0 && std::isfinite(unit.se) ? unit.se * unit.se * n : 0;
  const double df = d0 + (own_df > 0 ? own_df : 0);
  estimate moderated = unit;
  moderated.se = df > 0 ? std::sqrt((d0 * of_rest + own_df * of_unit) / df / n)
                        : std::numeric_limits<double>::quiet_NaN();
  moderated.df = df;
  estimate others = rest;
  others.df = rest_df;
  estimate e = welch_difference(moderated, others);
  e.method = method;
  return e;
}

}  // namespace cxm
