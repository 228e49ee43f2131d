// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/performance.hpp"

#include <cmath>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/explain/importance.hpp"
#include "cxm/stats/covariance.hpp"
#include "explain/model_rows.hpp"

namespace cxm {

penalty_reward_result penalty_reward(const column_view& y, std::span<const column_view> x,
                                     std::span<const performance_cuts> cuts, double level,
                                     std::span<const std::string> names) {
  constexpr const char* function = "penalty_reward";
  if (cuts.size() != 1) check_same_size(function, "cuts", cuts.size(), "x", x.size());
  const auto cut = [&](std::size_t j) { return cuts[cuts.size() == 1 ? 0 : j]; };
  std::vector<std::vector<double>> dummies;
  std::vector<std::string> labels;
  for (const bool high : {false, true}) {
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (!(cut(j).low_to < cut(j).high_from)) {
        throw error(errc::argument, std::string(function) + ": low_to must lie below high_from", "cuts",
                    static_cast<std::int64_t>(j));
      }
      check_column(function, "x", x[j]);
      std::vector<double>& d = dummies.emplace_back(x[j].size(), 0.0);
      for (std::size_t i = 0; i < d.size(); ++i) {
        if (!x[j].has(i)) continue;
        const double v = x[j].values[i];
        d[i] = (high ? v >= cut(j).high_from : v <= cut(j).low_to) ? 1 : 0;
      }
      labels.push_back(detail::predictor_name(names, j) + (high ? " (high)" : " (low)"));
    }
  }
  std::vector<column_view> columns;
  for (std::size_t k = 0; k < dummies.size(); ++k) columns.emplace_back(dummies[k], x[k % x.size()].present);
  penalty_reward_result out;
  out.fit = fit_linear(y, columns, labels);
  const matrix v = robust_covariance(out.fit, robust_error::hc3);
  for (std::size_t j = 0; j < x.size(); ++j) {
    out.penalty.push_back(out.fit.coefficient(1 + j, v, "HC3", level));
    out.reward.push_back(out.fit.coefficient(1 + x.size() + j, v, "HC3", level));
    const bool costs = out.penalty.back().high < 0;
    const bool adds = out.reward.back().low > 0;
    out.kind.push_back(costs && adds ? driver_kind::performance
                       : costs       ? driver_kind::basic
                       : adds        ? driver_kind::excitement
                                     : driver_kind::neutral);
  }
  return out;
}

std::vector<importance_performance_point> importance_performance(const column_view& y,
                                                                 std::span<const column_view> x, double low,
                                                                 double high, double level) {
  constexpr const char* function = "importance_performance";
  check_finite(function, "low", low);
  check_finite(function, "high", high);
  if (!(high > low)) throw error(errc::argument, std::string(function) + ": high must lie above low", "high");
  const detail::model_rows data = detail::complete_rows(function, y, x, {});
  std::vector<column_view> all{column_view(data.y)};
  std::vector<std::vector<double>> columns(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) {
    for (std::size_t k = 0; k < data.rows.size(); ++k) columns[j].push_back(data.x(k, j + 1));
    all.emplace_back(columns[j]);
  }
  const simple_shares shares = simple_importance(stats::sample_covariance(all));
  std::vector<importance_performance_point> out;
  for (std::size_t j = 0; j < x.size(); ++j) {
    importance_performance_point point;
    point.importance = shares.standardized[j];
    point.correlation = shares.correlation[j];
    for (double& v : columns[j]) v = 100 * (v - low) / (high - low);
    point.performance = mean_interval(column_view(columns[j]), level);
    out.push_back(std::move(point));
  }
  return out;
}

}  // namespace cxm
