// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cxm/data/batch.hpp"
#include "tally/accumulator.hpp"
#include "tally/scorer.hpp"

namespace cxm::detail {

/// Everything about the rows of a validated batch that is worked out before sums are touched.
struct prepared_rows {
  static constexpr std::uint32_t skipped = ~std::uint32_t{0};
  std::vector<std::uint32_t> cls;     ///< per row its class of grouping values, or skipped
  std::vector<accumulator*> segment;  ///< per class
  std::vector<std::uint64_t> w1;      ///< per row; empty without weights
  std::vector<std::uint32_t> unit;    ///< per row its class of sampling units; empty unless kept
  std::vector<psu_entry*> entry;      ///< per unit class
};

[[nodiscard]] inline std::uint64_t quantised_weight(double w) noexcept {
  return static_cast<std::uint64_t>(w * 4294967296.0 + 0.5);
}
/// w^2 at 2^-40, rounded once from the quantised weight.
[[nodiscard]] inline uint128 squared_weight(std::uint64_t w1) noexcept {
  return (static_cast<uint128>(w1) * w1 + (1U << 23U)) >> 24U;
}

/// Adds chunks of rows to the accumulators of their segments. All scratch is allocated by reserve(), so
/// that adding itself cannot fail half way.
class folder {
 public:
  static constexpr std::size_t chunk = 32768;

  explicit folder(const layout& l);
  void reserve(std::size_t rows, std::size_t classes);
  void fold(const batch& b, const prepared_rows& p, std::size_t first, std::size_t rows) noexcept;
  [[nodiscard]] std::size_t memory() const noexcept;

 private:
  struct run {
    accumulator* target;
    std::size_t begin;   ///< in sorted order, a multiple of `lane`
    std::size_t padded;  ///< rows with padding
    std::size_t rows;
  };
  static constexpr std::size_t lane = 16;
  static constexpr std::size_t weighted_block = 128;  ///< a power of two, multiple of lane

  void sort(const prepared_rows& p, std::size_t first, std::size_t rows) noexcept;
  void gather(const prepared_rows& p, std::size_t first, std::size_t rows) noexcept;
  void count_items(const batch& b, const prepared_rows& p, std::size_t first, std::size_t rows) noexcept;
  void fold_pairs(const batch& b, std::size_t first, const run& r) noexcept;
  void fold_pair(const run& r, std::size_t j, std::size_t k) noexcept;
  void reserve_weighted();
  void plan_limbs() noexcept;
  void fold_weighted_run(const batch& b, std::size_t first, const run& r) noexcept;
  void fill_limbs(const run& r, std::size_t from, std::size_t n) noexcept;
  void fold_weighted_block(const run& r, std::size_t j, std::size_t k, std::size_t n) noexcept;
  void fold_wide_pair(const run& r, std::size_t j, std::size_t k) noexcept;
  void fold_histograms(const run& r) noexcept;
  void fold_contingency(const batch& b, std::size_t first, const run& r) noexcept;
  void draw_block(const batch& b, std::size_t first, const run& r, std::size_t at, std::size_t n) noexcept;
  void fold_replicates(const batch& b, std::size_t first, const run& r) noexcept;
  void fold_weighted_replicates(const run& r, std::size_t n) noexcept;
  void fold_wide_replicates(const run& r, std::size_t at, std::size_t n) noexcept;
  void fold_given_replicates(const batch& b, std::size_t first, const run& r) noexcept;
  void fold_squares(const batch& b, std::size_t first, const run& r) noexcept;
  void fold_units(const batch& b, const prepared_rows& p, std::size_t first, const run& r) noexcept;
  /// Calls each(slot) for every slot of the counts of all items (0 = the first) in which a row counts.
  template <class Each>
  void each_item_slot(const batch& b, std::size_t row, Each each) const noexcept;

  [[nodiscard]] std::int64_t grid(std::size_t j, std::size_t at) const noexcept {
    return layout_.small[j] != 0 ? y16_[j][at] : y64_[j][at];
  }
  [[nodiscard]] std::int64_t products(std::size_t j, std::size_t k) const noexcept {
    return layout_.reach[j] * layout_.reach[k];
  }

  const layout& layout_;
  scorer scorer_;
  std::vector<std::uint32_t> local_of_class_;
  std::vector<accumulator*> locals_;
  std::vector<std::uint32_t> local_;  ///< per row of the chunk; the number of locals = skipped
  std::vector<std::uint32_t> starts_;
  std::vector<run> runs_;
  std::vector<std::uint32_t> order_;  ///< sorted position -> row of the chunk; padding -> `rows`
  std::size_t sorted_ = 0;
  std::vector<std::uint32_t> table_;
  std::vector<std::vector<std::int16_t>> y16_;  ///< sorted columns
  std::vector<std::vector<std::int64_t>> y64_;
  std::vector<std::vector<std::int16_t>> present_;
  std::vector<std::uint8_t> complete_;  ///< per measure: nothing missing in the chunk
  std::vector<std::uint64_t> w1_;
  std::vector<uint128> w2_;
  std::vector<std::int64_t> n_, sum_;  ///< per measure, of the current run
  std::vector<std::int64_t> pair_n_;   ///< per pair, of the current run
  // Weighted: limbs of weights in doubles (fold_weighted.cpp), per block of rows.
  unsigned limb_bits_ = 0;
  std::size_t limbs_[2] = {0, 0};  ///< of W1 and of W2 in the current chunk
  std::vector<double> limb_, real_y_, real_present_, limb_y_, limb_present_, limb_sums_;
  std::vector<std::uint64_t> table64_;  ///< counts above bit 48, weights below
  std::vector<std::uint8_t> multiplicity_;
  std::vector<std::int16_t> drawn_;              ///< replicates x block: multiplicities
  std::vector<double> real_drawn_;               ///< the same in doubles, with weights
  std::vector<std::vector<std::uint8_t>> bins_;  ///< small histogram measures: grid value -> bin
};

}  // namespace cxm::detail
