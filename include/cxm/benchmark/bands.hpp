// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"

/// Stars and other bands: a few ordered classes cut out of a scale by cut points, which are fixed, taken at
/// percentiles of the units, or put where the units fall apart (cluster.hpp). A band hides how near its edge
/// a unit stands: show band_probabilities beside it.
namespace cxm {

/// Does a value that is exactly the cut point belong to the better band?
enum class on_cut {
  reached,     ///< yes: >= where higher is better, <= where lower is
  not_reached  ///< no: > and <
};

struct band_cut {
  double value = 0;
  int band = 0;  ///< of those who reach it
};

/// Cut points from the worst to the best: ascending where higher is better, else descending; bands ascend,
/// numbers may be left out. Below the first cut lies the band `lowest`.
struct band_scale {
  std::vector<band_cut> cuts;
  int lowest = 1;
  bool higher_is_better = true;
  on_cut tie = on_cut::reached;
};

/// A scale of bands 1, 2, .. from cut points alone, from the worst to the best.
[[nodiscard]] band_scale band_scale_of(std::span<const double> cuts, bool higher_is_better = true,
                                       on_cut = on_cut::reached);

/// Cut points at percentiles of the units' values, linear between order statistics (type 7):
/// {.15, .30, .60, .80} gives the five stars of Medicare's member surveys, {.25, .5, .75} quarters. Where
/// lower is better the shares count from the worst, the highest value. Missing values are left out. Cut
/// points that fall together leave the lower of their bands empty.
/// Errors: no value; shares outside (0, 1) or not ascending.
[[nodiscard]] band_scale percentile_bands(const column_view& values, std::span<const double> shares,
                                          bool higher_is_better = true, on_cut = on_cut::reached);

/// `count` bands of equally many units: percentile_bands at 1/count, 2/count ..
[[nodiscard]] band_scale equal_share_bands(const column_view& values, std::size_t count,
                                           bool higher_is_better = true, on_cut = on_cut::reached);

/// The highest band whose cut point is reached, else the lowest. O(log cuts) after O(cuts) of checking.
/// Errors: a value that is not finite; cut points not finite or in the wrong order; bands not ascending.
[[nodiscard]] int band_of(double value, const band_scale&);

/// How sure a band is, of an estimate with standard error: the true value is taken as normal (Student t for
/// finite df) around the estimate, as in P(level) of maturity levels.
struct band_probability {
  int band = 0;
  double probability = 0;
};
struct band_certainty {
  int band = 0;            ///< of the value itself
  double probability = 0;  ///< of that band
  int runner_up = 0;       ///< the likeliest other band; = band when there is only one
  double runner_up_probability = 0;
  std::vector<band_probability> all;  ///< from the lowest; sums to 1
};
/// se = 0 makes the band certain. Errors: as band_of; se negative or not finite; df not positive.
[[nodiscard]] band_certainty band_probabilities(double value, double se, const band_scale&,
                                                double df = std::numeric_limits<double>::infinity());

struct rolled_up_bands {
  double mean = 0;             ///< NaN when nothing is there
  std::optional<double> band;  ///< the mean rounded half up to a multiple of `step`
  std::size_t present = 0;
};
/// Mean of the bands that are there, rounded half up: domain stars from measure stars. `weights` is empty
/// (all equal) or as long as `bands`. Fewer than `needed` present: no band. Errors: step not positive;
/// weights not finite or negative; all weights of the bands present 0.
[[nodiscard]] rolled_up_bands roll_up_bands(std::span<const std::optional<double>> bands,
                                            std::span<const double> weights = {}, std::size_t needed = 1,
                                            double step = 1);

}  // namespace cxm
