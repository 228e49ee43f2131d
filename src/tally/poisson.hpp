// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "cxm/base/random.hpp"

namespace cxm::detail {

/// floor(2^32 * P(X <= k)) of a Poisson variable of mean 1, k = 0, 1, ...: a draw of 32 bits u gives the
/// number of entries that are <= u. Probabilities are met to 2^-32.
inline constexpr std::array<std::uint32_t, 13> poisson_thresholds{
    1580030168U, 3160060337U, 3950075421U, 4213413783U, 4279248373U, 4292415291U, 4294609777U,
    4294923276U, 4294962463U, 4294966817U, 4294967252U, 4294967292U, 4294967295U};

/// Multiplicity of a respondent in replicate r: from the r-th 32-bit draw of the Philox stream
/// (seed, respondent key), so it depends on nothing but seed, respondent and replicate.
inline void poisson_multiplicities(std::uint64_t seed, std::uint64_t respondent,
                                   std::span<std::uint8_t> out) noexcept {
  random_stream stream(seed, respondent);
  for (std::uint8_t& m : out) {
    const std::uint32_t u = stream.bits();
    std::uint8_t k = 0;
    for (std::size_t t = 0; t < 4; ++t) k = static_cast<std::uint8_t>(k + (u >= poisson_thresholds[t]));
    if (k == 4) {  // one draw in 54
      for (std::size_t t = 4; t < poisson_thresholds.size(); ++t) {
        k = static_cast<std::uint8_t>(k + (u >= poisson_thresholds[t]));
      }
    }
    m = k;
  }
}

}  // namespace cxm::detail
