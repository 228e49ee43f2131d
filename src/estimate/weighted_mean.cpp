// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/weighted_mean.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "cxm/base/check.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {

weighted_summary weighted_moments(const column_view& x, std::span<const double> weights) {
  constexpr const char* function = "weighted_moments";
  check_column(function, "x", x);
  check_weights(function, "weights", weights, x.size());
  const kish_summary base = kish_effective_size(x, weights);
  weighted_summary s;
  s.n = base.n;
  s.sum_w = base.sum_w;
  s.n_eff = base.n_eff;
  if (s.n == 0) return s;
  const auto used = [&](std::size_t i) { return x.has(i) && weights[i] > 0; };
  stats::compensated_sum total, rest, squares;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (used(i)) total.add(weights[i] / s.sum_w * x.values[i]);
  }
  // Corrected by what is left over, so that a constant column gives itself.
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (used(i)) rest.add(weights[i] / s.sum_w * (x.values[i] - total.value()));
  }
  s.mean = total.value() + rest.value();
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double d = used(i) ? x.values[i] - s.mean : 0;
    if (d != 0) squares.add(weights[i] / s.sum_w * d * d);
  }
  s.variance_population = squares.value();
  if (s.sum_w > 1) s.variance_frequency = squares.value() * s.sum_w / (s.sum_w - 1);
  if (s.n > 1) {
    // 1 - sum w^2 / W^2 = 1 - 1 / n_eff
    s.variance_reliability = squares.value() / (1 - 1 / s.n_eff);
    s.variance_survey = squares.value() * s.n / (s.n - 1);
  }
  s.se_kish = std::sqrt(squares.value() / s.n_eff);
  return s;
}

namespace {

/// Sum over sampling units of the squared totals of w (x - m) / W, and the number of units.
struct unit_spread {
  double squares = 0, units = 0;
};

unit_spread spread(const column_view& x, std::span<const double> weights, const weighted_summary& s,
                   std::span<const std::int32_t> clusters) {
  stats::compensated_sum squares;
  unit_spread out;
  if (clusters.empty()) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!x.has(i) || weights[i] == 0) continue;
      const double z = weights[i] / s.sum_w * (x.values[i] - s.mean);
      squares.add(z * z);
    }
    return {squares.value(), s.n};
  }
  std::vector<stats::compensated_sum> totals;
  std::vector<std::uint8_t> seen;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!x.has(i) || weights[i] == 0) continue;
    if (clusters[i] < 0) {
      throw error(errc::argument,
                  "weighted_mean: clusters[" + std::to_string(i) + "] is " + std::to_string(clusters[i]) +
                      ", but every row that counts needs a sampling unit >= 0",
                  "clusters", static_cast<std::int64_t>(i));
    }
    const auto c = static_cast<std::size_t>(clusters[i]);
    if (c >= totals.size()) totals.resize(c + 1), seen.resize(c + 1, 0);
    seen[c] = 1;
    totals[c].add(weights[i] / s.sum_w * (x.values[i] - s.mean));
  }
  for (const auto& total : totals) squares.add(total.value() * total.value());
  out.squares = squares.value();
  out.units = static_cast<double>(std::count(seen.begin(), seen.end(), std::uint8_t{1}));
  return out;
}

}  // namespace

weighted_mean_estimate weighted_mean(const column_view& x, std::span<const double> weights,
                                     const weighted_mean_options& options) {
  constexpr const char* function = "weighted_mean";
  check_column(function, "x", x);
  check_weights(function, "weights", weights, x.size());
  check_level(function, "level", options.level);
  if (!options.clusters.empty())
    check_same_size(function, "x", x.size(), "clusters", options.clusters.size());
  const weighted_summary s = weighted_moments(x, weights);
  weighted_mean_estimate out;
  out.base = kish_effective_size(x, weights);
  if (s.n == 0) {
    out.mean = undefined_estimate("linearised, t", 0, options.level);
    return out;
  }
  const unit_spread units = spread(x, weights, s, options.clusters);
  const bool one = units.units < 2;
  const double variance =
      one ? std::numeric_limits<double>::quiet_NaN() : units.squares * units.units / (units.units - 1);
  const double df = std::isnan(options.df) ? units.units - 1 : options.df;
  const double simple = s.variance_survey / s.n;
  if (!one && simple > 0) {
    out.deff_replace = variance / simple;
    if (s.sum_w > s.n) out.deff = out.deff_replace / (1 - s.n / s.sum_w);
  }
  const double n_eff = out.deff_replace > 0 ? s.n / out.deff_replace : out.base.n_eff;
  out.mean = interval_from_variance(s.mean, variance, s.n, df, options.level, n_eff);
  out.mean.method = std::string(std::isinf(df) ? "linearised, normal" : "linearised, t");
  return out;
}

}  // namespace cxm
