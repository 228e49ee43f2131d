// SPDX-License-Identifier: Apache-2.0
// Weighted sums of small measures. A weight has up to 56 bits (its square 88), a product of two grid values
// up to 27, so weights are cut into limbs for which whole blocks of products add up below 2^53: then plain
// double arithmetic is exact, in any order, and vectorises. The limbs are put together in 128 bits.
#include <algorithm>
#include <bit>

#include "tally/fold.hpp"
#include "tally/kernels.hpp"

namespace cxm::detail {
namespace {

unsigned bits_of(uint128 v) noexcept {
  const auto high = static_cast<std::uint64_t>(v >> 64U);
  return high != 0 ? 64U + static_cast<unsigned>(std::bit_width(high))
                   : static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(v)));
}

constexpr unsigned exact_bits = 53;

}  // namespace

void folder::reserve_weighted() {
  unsigned reach = static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(layout_.small_reach)));
  // A multiplicity takes the place of one of the two values.
  if (layout_.options.replicates > 0) reach = std::max(reach, 4U);
  limb_bits_ = exact_bits - 2 * reach - static_cast<unsigned>(std::bit_width(weighted_block) - 1);
  // Weights up to 2^24 have 57 bits, squares up to 2^48 have 89.
  limbs_[0] = (57 + limb_bits_ - 1) / limb_bits_;
  limbs_[1] = (89 + limb_bits_ - 1) / limb_bits_;
  const std::size_t most = limbs_[0] + limbs_[1];
  limb_.resize(most * weighted_block);
  real_y_.resize(layout_.measures * weighted_block);
  real_present_.resize(layout_.measures * weighted_block);
  limb_y_.resize(most * layout_.measures * weighted_block);
  limb_present_.resize(most * layout_.measures * weighted_block);
  limb_sums_.resize(most * layout_.measures * 2);
}

void folder::plan_limbs() noexcept {
  uint128 most[2] = {0, 0};
  for (std::size_t i = 0; i < sorted_; ++i) {
    most[0] = std::max<uint128>(most[0], w1_[i]);
    most[1] = std::max(most[1], w2_[i]);
  }
  for (std::size_t which = 0; which < 2; ++which)
    limbs_[which] = (bits_of(most[which]) + limb_bits_ - 1) / limb_bits_;
}

void folder::fold_weighted_run(const batch& b, std::size_t first, const run& r) noexcept {
  for (std::size_t at = 0; at < r.padded; at += weighted_block) {
    const std::size_t n = std::min(weighted_block, r.padded - at);
    fill_limbs(r, r.begin + at, n);
    for (std::size_t j = 0; j < layout_.measures; ++j) {
      if (n_[j] == 0 || layout_.small[j] == 0) continue;
      const std::size_t last = layout_.options.pair_moments ? layout_.measures : j + 1;
      for (std::size_t k = j; k < last; ++k) {
        if (n_[k] != 0 && layout_.small[k] != 0) fold_weighted_block(r, j, k, n);
      }
    }
    if (layout_.options.replicates == 0) continue;
    draw_block(b, first, r, at, n);
    std::copy(drawn_.begin(), drawn_.end(), real_drawn_.begin());
    fold_weighted_replicates(r, n);
    fold_wide_replicates(r, at, n);
  }
}

void folder::fold_weighted_replicates(const run& r, std::size_t n) noexcept {
  for (std::size_t j = 0; j < layout_.measures; ++j) {
    if (n_[j] == 0 || layout_.small[j] == 0) continue;
    const bool whole = n_[j] == static_cast<std::int64_t>(r.rows);
    int128* to = r.target->sums.data() + layout_.replicates_at + 2 * j;
    for (std::size_t rep = 0; rep < multiplicity_.size(); ++rep, to += layout_.replicate_size) {
      const double* m = real_drawn_.data() + rep * weighted_block;
      for (std::size_t l = 0; l < limbs_[0]; ++l) {
        const int128 unit = int128{1} << (static_cast<unsigned>(l) * limb_bits_);
        const std::size_t place = (l * layout_.measures + j) * weighted_block;
        const double* w = whole ? limb_.data() + l * weighted_block : limb_present_.data() + place;
        to[0] += static_cast<std::int64_t>(dot_exact(m, w, n)) * unit;
        to[1] += static_cast<std::int64_t>(dot_exact(m, limb_y_.data() + place, n)) * unit;
      }
    }
  }
}

/// The limbs of the weights of a block of rows, and their products with every measure's values and presence.
void folder::fill_limbs(const run& r, std::size_t from, std::size_t n) noexcept {
  const std::uint64_t mask = (std::uint64_t{1} << limb_bits_) - 1;
  const std::size_t all = limbs_[0] + limbs_[1];
  for (std::size_t l = 0; l < all; ++l) {
    double* limb = limb_.data() + l * weighted_block;
    if (l < limbs_[0]) {
      const unsigned shift = static_cast<unsigned>(l) * limb_bits_;
      for (std::size_t i = 0; i < n; ++i) {
        limb[i] = static_cast<double>(static_cast<std::int64_t>((w1_[from + i] >> shift) & mask));
      }
    } else {
      const unsigned shift = static_cast<unsigned>(l - limbs_[0]) * limb_bits_;
      for (std::size_t i = 0; i < n; ++i) {
        limb[i] = static_cast<double>(
            static_cast<std::int64_t>(static_cast<std::uint64_t>(w2_[from + i] >> shift) & mask));
      }
    }
  }
  for (std::size_t j = 0; j < layout_.measures; ++j) {
    if (n_[j] == 0 || layout_.small[j] == 0) continue;
    double* y = real_y_.data() + j * weighted_block;
    double* present = real_present_.data() + j * weighted_block;
    const std::int16_t* y16 = y16_[j].data() + from;
    const std::int16_t* present16 = present_[j].data() + from;
    const bool whole = n_[j] == static_cast<std::int64_t>(r.rows);
    for (std::size_t i = 0; i < n; ++i) y[i] = y16[i];
    if (!whole) {
      for (std::size_t i = 0; i < n; ++i) present[i] = present16[i];
    }
    for (std::size_t l = 0; l < all; ++l) {
      const double* limb = limb_.data() + l * weighted_block;
      const std::size_t place = (l * layout_.measures + j) * weighted_block;
      double* wy = limb_y_.data() + place;
      double* wp = limb_present_.data() + place;
      double* sums = limb_sums_.data() + (l * layout_.measures + j) * 2;
      for (std::size_t i = 0; i < n; ++i) wy[i] = limb[i] * y[i];
      if (!whole) {
        for (std::size_t i = 0; i < n; ++i) wp[i] = limb[i] * present[i];
      }
      sums[0] = sum_exact(whole ? limb : wp, n);
      sums[1] = sum_exact(wy, n);
    }
  }
}

void folder::fold_weighted_block(const run& r, std::size_t j, std::size_t k, std::size_t n) noexcept {
  const std::size_t pair = layout_.pair_index(j, k);
  const std::int64_t common = pair_n_[pair];
  if (common == 0) return;
  // Where j is never present without k, its sums over the common rows are its whole sums.
  const bool j_within = common == n_[j];
  const bool k_within = common == n_[k];
  const double* y_k = real_y_.data() + k * weighted_block;
  const double* present_j = real_present_.data() + j * weighted_block;
  const double* present_k = real_present_.data() + k * weighted_block;
  const std::size_t all = limbs_[0] + limbs_[1];
  int128* first = r.target->sums.data() + layout_.pairs[pair].at;
  for (std::size_t l = 0; l < all; ++l) {
    const std::size_t which = l < limbs_[0] ? 0 : 1;
    const unsigned shift = static_cast<unsigned>(l - which * limbs_[0]) * limb_bits_;
    const std::size_t place_j = l * layout_.measures + j;
    const std::size_t place_k = l * layout_.measures + k;
    const double* wy_j = limb_y_.data() + place_j * weighted_block;
    const double* wy_k = limb_y_.data() + place_k * weighted_block;
    const double* wp_j = limb_present_.data() + place_j * weighted_block;
    const double* sums_j = limb_sums_.data() + place_j * 2;
    const double* sums_k = limb_sums_.data() + place_k * 2;
    int128* to = first + which * (j == k ? 3U : 4U);
    const auto add = [&](double sum) {
      *to++ += static_cast<int128>(static_cast<std::int64_t>(sum)) * (int128{1} << shift);
    };
    add(j_within ? sums_j[0] : k_within ? sums_k[0] : dot_exact(wp_j, present_k, n));
    add(j_within ? sums_j[1] : dot_exact(wy_j, present_k, n));
    if (j != k) add(k_within ? sums_k[1] : dot_exact(wy_k, present_j, n));
    add(dot_exact(wy_j, y_k, n));
  }
}

}  // namespace cxm::detail
