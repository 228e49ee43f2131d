// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cxm/base/int128.hpp"
#include "cxm/model/scoring.hpp"
#include "cxm/tally/tally.hpp"

namespace cxm::detail {

inline constexpr int weight_exponent = -32;          ///< W1 = w * 2^32
inline constexpr int squared_weight_exponent = -40;  ///< W2 = w^2 * 2^40
inline constexpr std::size_t histogram_bins = 201;
/// Grid values up to here fit the 16-bit kernels with at least 16 products to a 32-bit partial sum.
inline constexpr std::int64_t small_grid = 11500;

enum class item_form : std::uint8_t { single, multiple, number };

/// Where an item's counts stand. In `counts` from `first`: the codes (single) or "answered" (multiple,
/// number); then the five kinds of missing; then the options of a multiple choice. Weighted tallies have
/// the same slots in the same order in `sums` from `weighted`.
struct item_slots {
  item_form form = item_form::single;
  std::size_t codes = 0;    ///< codes of the scale
  std::size_t answers = 0;  ///< slots before the kinds of missing: codes, or 1
  std::size_t slots = 0;    ///< all
  std::size_t first = 0;
  std::size_t weighted = 0;
  std::size_t squared = 0;  ///< in sums, with answer_squares and weights
};

enum class sum_home : std::uint8_t { counts, sums, wide };

/// Where the sums of a pair of measures j <= k stand. `n` in counts. From `at` in `home`:
/// without weights S_jk = sum y_j, S_kj = sum y_k, Q = sum y_j y_k over the rows where both are present;
/// with weights W, S_jk, S_kj, Q weighted by W1, then the same four weighted by W2.
/// When j = k, S_kj is left out.
struct pair_slots {
  std::size_t n = 0;
  std::size_t at = 0;
  sum_home home = sum_home::counts;
};

/// What a segment's accumulator holds, and where. Follows from instrument and options alone.
struct layout {
  instrument_ptr source;
  tally_options options;
  scoring_plan plan;
  std::vector<std::string> group_names;

  std::size_t measures = 0;
  std::vector<std::uint8_t> small;  ///< per measure: on a grid of at most small_grid
  std::vector<std::int64_t> reach;  ///< per measure: largest magnitude of its grid values
  std::vector<item_slots> items;
  std::vector<pair_slots> pairs;
  std::vector<std::int64_t> histogram_at;          ///< per measure: first slot in counts or sums, or -1
  std::vector<std::size_t> histogram_size;         ///< slots: one per grid value when there are at most 201
  std::vector<std::int64_t> contingency_at;        ///< per pair of items a < b: first cell, or -1
  std::vector<std::int64_t> histogram_squared_at;  ///< in sums, or -1
  std::size_t replicates = 0;                      ///< drawn or given
  std::size_t replicates_at = 0;                   ///< in sums: per replicate, per measure, W and S
  std::size_t replicate_size = 0;  ///< slots a replicate: those, and with squares W of every item slot
  std::size_t item_slots_all = 0;  ///< slots of all items; those in `counts` begin at 1
  std::size_t counts = 0;          ///< slots of each array
  std::size_t sums = 0;
  std::size_t wide = 0;
  std::int64_t small_reach = 1;  ///< largest reach of a small measure
  std::int64_t any_reach = 1;    ///< largest reach of all

  /// Slot of a grid value in the histogram of measure j: its own when the grid is small enough to keep
  /// every value apart, else the bin of equal width it falls into.
  [[nodiscard]] std::size_t histogram_slot(std::size_t j, std::int64_t y) const noexcept {
    const measure_grid& g = plan.measures[j].grid;
    const int128 above = static_cast<int128>(y) - g.lowest;
    const int128 span = static_cast<int128>(g.highest) - g.lowest;
    if (span < static_cast<int128>(histogram_bins)) return static_cast<std::size_t>(above);
    return static_cast<std::size_t>(above * static_cast<int128>(histogram_bins - 1) / span);
  }
  [[nodiscard]] std::size_t pair_index(std::size_t j, std::size_t k) const noexcept {
    if (!options.pair_moments) return j;
    return j * measures - j * (j + 1) / 2 + k;
  }
  [[nodiscard]] bool given() const noexcept { return !options.given.rscales.empty(); }
  /// Slots of the sums of a sampling unit.
  [[nodiscard]] std::size_t unit_size() const noexcept {
    return 2 * measures + (options.answer_squares ? item_slots_all : 0);
  }
  [[nodiscard]] bool has_pair(std::size_t j, std::size_t k) const noexcept {
    return options.pair_moments || j == k;
  }
  [[nodiscard]] std::size_t item_pair(std::size_t a, std::size_t b) const noexcept {
    return a * items.size() + b;
  }
};

[[nodiscard]] std::shared_ptr<const layout> make_layout(instrument_ptr source, const tally_options& options);

}  // namespace cxm::detail
