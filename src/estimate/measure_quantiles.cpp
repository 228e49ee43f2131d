// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/measure_quantiles.hpp"

#include <algorithm>
#include <cmath>

#include "cxm/base/check.hpp"
#include "cxm/stats/distributions.hpp"

namespace cxm {
namespace {

constexpr double step_tolerance = 1e-12;  // shares this near are the same (stats::weighted_sample)

class distribution_function {
 public:
  explicit distribution_function(const value_distribution& d) : d_(d) {
    double sum = 0;
    for (const double w : d.w) cumulated_.push_back(sum += w);
    for (double& c : cumulated_) c /= sum;
  }

  /// The slot in which the quantile lies: the first that reaches p.
  [[nodiscard]] std::size_t slot(double p) const {
    std::size_t i = 0;
    while (i + 1 < cumulated_.size() && (d_.w[i] == 0 || cumulated_[i] < p - step_tolerance)) ++i;
    while (i > 0 && d_.w[i] == 0) --i;  // p = 1 beyond the last that occurs
    return i;
  }
  [[nodiscard]] double value(double p) const {
    const std::size_t i = slot(p);
    if (!d_.binned || i + 1 == d_.value.size()) return d_.value[i];
    const double before = i == 0 ? 0 : cumulated_[i - 1];
    const double inside = std::clamp((p - before) / (cumulated_[i] - before), 0.0, 1.0);
    return d_.value[i] + d_.width * inside;
  }
  [[nodiscard]] double share(std::size_t slot) const { return cumulated_[slot]; }

 private:
  const value_distribution& d_;
  std::vector<double> cumulated_;
};

}  // namespace

std::vector<estimate> measure_quantiles(const group_estimates& g, std::size_t j, std::span<const double> p,
                                        double level) {
  check_level("measure_quantiles", "level", level);
  for (const double share : p) check_share("measure_quantiles", "p", share);
  const value_distribution d = g.sums().distribution(j);
  if (d.value.empty()) return {};
  std::vector<estimate> out;
  if (!(g.weight(j) > 0)) {
    out.assign(p.size(), undefined_estimate("Woodruff", 0, level));
    return out;
  }
  const distribution_function f(d);
  const double df = g.df(j);
  for (const double share : p) {
    estimate e;
    e.value = f.value(share);
    e.level = level;
    e.n = g.n(j);
    e.n_eff = g.n_eff(j);
    e.df = df;
    e.method = g.under_design() ? "Woodruff, design" : g.weighted() ? "Woodruff, linearised" : "Woodruff";
    if (d.binned) e.set(estimate_flag::approximate);
    if (g.lonely()) e.set(estimate_flag::lonely_psu);
    const std::size_t at = f.slot(share);
    // Within a bin the share at the interpolated quantile is the share asked for.
    const double reached = d.binned ? share : f.share(at);
    double variance = g.distribution_variance(j, at + 1, f.share(at));
    if (std::isnan(variance)) {
      variance = reached * (1 - reached) / e.n_eff;
      e.set(estimate_flag::approximate);
    }
    if (!(df > 0) || !std::isfinite(variance)) {
      e.set(estimate_flag::no_interval);
      out.push_back(e);
      continue;
    }
    const double t = stats::critical_value(level, df);
    const double low = reached - t * std::sqrt(variance);
    const double high = reached + t * std::sqrt(variance);
    if (low >= 0 && low <= 1) e.low = f.value(low);
    if (high >= 0 && high <= 1) e.high = f.value(high);
    e.se = (e.high - e.low) / (2 * t);
    if (std::isnan(e.se)) e.set(estimate_flag::no_interval);
    out.push_back(e);
  }
  return out;
}

}  // namespace cxm
