// SPDX-License-Identifier: Apache-2.0
#include "cxm/benchmark/bands.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/benchmark/rounding.hpp"
#include "cxm/estimate/quantile.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

[[noreturn]] void refuse(const char* function, const std::string& what, const char* parameter,
                         std::size_t place) {
  throw error(errc::argument, std::string(function) + ": " + what, parameter,
              static_cast<std::int64_t>(place));
}

void check_scale(const char* function, const band_scale& scale) {
  int band = scale.lowest;
  for (std::size_t i = 0; i < scale.cuts.size(); ++i) {
    check_finite(function, "cuts", scale.cuts[i].value);
    if (scale.cuts[i].band <= band) refuse(function, "bands must ascend from the lowest", "cuts", i);
    band = scale.cuts[i].band;
    if (i == 0) continue;
    const double step = scale.cuts[i].value - scale.cuts[i - 1].value;
    if (scale.higher_is_better ? step < 0 : step > 0) {
      refuse(function,
             scale.higher_is_better ? "cut points must ascend, because higher is better"
                                    : "cut points must descend, because lower is better",
             "cuts", i);
    }
  }
}

/// How many cut points the value reaches; cut points are in order.
std::size_t reached(double value, const band_scale& scale) {
  const auto reaches = [&](const band_cut& cut) {
    if (value == cut.value) return scale.tie == on_cut::reached;
    return scale.higher_is_better ? value > cut.value : value < cut.value;
  };
  return static_cast<std::size_t>(std::partition_point(scale.cuts.begin(), scale.cuts.end(), reaches) -
                                  scale.cuts.begin());
}

int band_at(const band_scale& scale, std::size_t cuts_reached) {
  return cuts_reached == 0 ? scale.lowest : scale.cuts[cuts_reached - 1].band;
}

}  // namespace

band_scale band_scale_of(std::span<const double> cuts, bool higher_is_better, on_cut tie) {
  band_scale out;
  out.higher_is_better = higher_is_better;
  out.tie = tie;
  for (const double cut : cuts) out.cuts.push_back({cut, static_cast<int>(out.cuts.size()) + 2});
  check_scale("band_scale_of", out);
  return out;
}

band_scale percentile_bands(const column_view& values, std::span<const double> shares, bool higher_is_better,
                            on_cut tie) {
  constexpr const char* function = "percentile_bands";
  check_column(function, "values", values);
  std::size_t present = 0;
  for (std::size_t i = 0; i < values.size(); ++i) present += values.has(i) ? 1 : 0;
  check_at_least(function, "values", present, 1);
  std::vector<double> at;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    check_level(function, "shares", shares[i]);
    if (i > 0 && shares[i] <= shares[i - 1]) refuse(function, "shares must ascend", "shares", i);
    at.push_back(higher_is_better ? shares[i] : 1 - shares[i]);
  }
  return band_scale_of(quantiles(values, at, quantile_type::linear), higher_is_better, tie);
}

band_scale equal_share_bands(const column_view& values, std::size_t count, bool higher_is_better,
                             on_cut tie) {
  check_at_least("equal_share_bands", "count", count, 1);
  std::vector<double> shares;
  for (std::size_t i = 1; i < count; ++i)
    shares.push_back(static_cast<double>(i) / static_cast<double>(count));
  return percentile_bands(values, shares, higher_is_better, tie);
}

int band_of(double value, const band_scale& scale) {
  check_finite("band_of", "value", value);
  check_scale("band_of", scale);
  return band_at(scale, reached(value, scale));
}

band_certainty band_probabilities(double value, double se, const band_scale& scale, double df) {
  constexpr const char* function = "band_probabilities";
  check_finite(function, "value", value);
  check_finite(function, "se", se);
  check_not_negative(function, "se", se);
  if (!(df > 0)) check_positive(function, "df", df);
  check_scale(function, scale);
  const std::size_t here = reached(value, scale);
  const double up = scale.higher_is_better ? 1 : -1;
  // P(true value reaches the cut), taken from the tail that it lies in, so that small ones stay exact.
  const auto beyond = [&](std::size_t cut) {
    if (se == 0) return cut < here ? 1.0 : 0.0;
    return stats::student_t_cdf(up * (value - scale.cuts[cut].value) / se, df);
  };
  band_certainty out;
  out.band = out.runner_up = band_at(scale, here);
  double from = 1;
  for (std::size_t i = 0; i <= scale.cuts.size(); ++i) {
    const double to = i < scale.cuts.size() ? beyond(i) : 0;
    const double probability = std::max(0.0, from - to);
    out.all.push_back({band_at(scale, i), probability});
    from = to;
    if (i == here) {
      out.probability = probability;
    } else if (out.runner_up == out.band || probability > out.runner_up_probability) {
      out.runner_up = out.all.back().band;
      out.runner_up_probability = probability;
    }
  }
  return out;
}

rolled_up_bands roll_up_bands(std::span<const std::optional<double>> bands, std::span<const double> weights,
                              std::size_t needed, double step) {
  constexpr const char* function = "roll_up_bands";
  check_finite(function, "step", step);
  check_positive(function, "step", step);
  if (!weights.empty()) check_weights(function, "weights", weights, bands.size());
  stats::compensated_sum sum, weight;
  rolled_up_bands out;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    if (!bands[i]) continue;
    check_finite(function, "bands", *bands[i]);
    const double w = weights.empty() ? 1 : weights[i];
    sum.add(w * *bands[i]);
    weight.add(w);
    ++out.present;
  }
  if (out.present == 0) {
    out.mean = std::numeric_limits<double>::quiet_NaN();
    return out;
  }
  check_positive(function, "the sum of the weights", weight.value());
  out.mean = sum.value() / weight.value();
  if (out.present >= needed) out.band = round_half_up(out.mean, step);
  return out;
}

}  // namespace cxm
