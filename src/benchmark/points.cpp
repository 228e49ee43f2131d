// SPDX-License-Identifier: Apache-2.0
#include "cxm/benchmark/points.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/benchmark/rounding.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

/// +1 where higher is better, -1 where lower is: all comparisons are made after multiplying by it.
double direction(const char* function, const performance_standard& s) {
  check_finite(function, "threshold", s.threshold);
  check_finite(function, "benchmark", s.benchmark);
  if (s.threshold == s.benchmark) {
    throw error(errc::argument,
                std::string(function) +
                    ": threshold and benchmark are equal, but must differ: which of them "
                    "is higher says whether higher is better",
                "benchmark");
  }
  return s.benchmark > s.threshold ? 1 : -1;
}

void check_most(const char* function, const char* parameter, int most) {
  check_positive(function, parameter, most);
}

}  // namespace

int achievement_points(double performance, const performance_standard& standard, int most) {
  constexpr const char* function = "achievement_points";
  const double up = direction(function, standard);
  check_finite(function, "performance", performance);
  check_most(function, "most", most);
  const double p = up * performance, t = up * standard.threshold, b = up * standard.benchmark;
  if (p < t) return 0;
  if (p >= b) return most;
  return static_cast<int>(round_half_up((most - 1) * (p - t) / (b - t) + 0.5));
}

int improvement_points(double performance, double baseline, const performance_standard& standard, int most) {
  constexpr const char* function = "improvement_points";
  const double up = direction(function, standard);
  check_finite(function, "performance", performance);
  check_finite(function, "baseline", baseline);
  check_most(function, "most", most);
  const double p = up * performance, from = up * baseline, b = up * standard.benchmark;
  if (p <= from) return 0;
  if (from >= b || p >= b) return most - 1;
  const double points = round_half_up(most * (p - from) / (b - from) - 0.5);
  return static_cast<int>(std::clamp(points, 0.0, most - 1.0));
}

int consistency_points(std::span<const double> performance, std::span<const performance_standard> standards,
                       int most) {
  constexpr const char* function = "consistency_points";
  check_same_size(function, "performance", performance.size(), "standards", standards.size());
  check_at_least(function, "performance", performance.size(), 1);
  check_all_finite(function, "performance", performance);
  check_most(function, "most", most);
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < performance.size(); ++i) {
    const performance_standard& s = standards[i];
    const double up = direction(function, s);
    check_finite(function, "floor", s.floor);
    if (!(up * s.floor < up * s.threshold)) {
      throw error(errc::argument,
                  std::string(function) +
                      ": the floor must be worse than the threshold, so that the way "
                      "between them can be measured",
                  "floor", static_cast<std::int64_t>(i));
    }
    lowest = std::min(lowest, (performance[i] - s.floor) / (s.threshold - s.floor));
  }
  if (lowest >= 1) return most;
  if (lowest <= 0) return 0;
  return static_cast<int>(std::clamp(round_half_up(most * lowest - 0.5), 0.0, static_cast<double>(most)));
}

dimension_points score_dimension(double performance, std::optional<double> baseline,
                                 const performance_standard& standard, int most) {
  dimension_points out;
  out.achievement = achievement_points(performance, standard, most);
  if (baseline) out.improvement = improvement_points(performance, *baseline, standard, most);
  out.score = std::max(out.achievement, out.improvement.value_or(0));
  return out;
}

experience_points score_dimensions(std::span<const double> performance,
                                   std::span<const std::optional<double>> baseline,
                                   std::span<const performance_standard> standards, int most,
                                   int consistency_most) {
  constexpr const char* function = "score_dimensions";
  check_same_size(function, "performance", performance.size(), "standards", standards.size());
  if (!baseline.empty())
    check_same_size(function, "performance", performance.size(), "baseline", baseline.size());
  experience_points out;
  out.consistency = consistency_points(performance, standards, consistency_most);
  for (std::size_t i = 0; i < performance.size(); ++i) {
    out.dimensions.push_back(score_dimension(
        performance[i], baseline.empty() ? std::optional<double>() : baseline[i], standards[i], most));
    out.base += out.dimensions.back().score;
  }
  out.score = out.base + out.consistency;
  return out;
}

total_score total_of_domains(std::span<const domain_score> domains) {
  constexpr const char* function = "total_of_domains";
  stats::compensated_sum all, present;
  for (const domain_score& d : domains) {
    check_not_negative(function, "weight", d.weight);
    all.add(d.weight);
    if (!d.score) continue;
    check_finite(function, "score", *d.score);
    present.add(d.weight);
  }
  check_positive(function, "the sum of the weights", all.value());
  total_score out;
  out.weight_present = present.value() / all.value();
  stats::compensated_sum total;
  for (const domain_score& d : domains) {
    const bool counts = d.score && d.weight > 0;
    out.domains += d.score ? 1 : 0;
    out.contributions.push_back(counts ? d.weight / present.value() * *d.score : 0);
    total.add(out.contributions.back());
  }
  out.value = present.value() > 0 ? total.value() : std::numeric_limits<double>::quiet_NaN();
  return out;
}

}  // namespace cxm
