// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/base/error.hpp"

namespace cxm {

/// 128-bit integers: the accumulators in which sums stay exact, and therefore associative.
__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

/// a + b, or cxm::error{overflow} naming `what`. Never wraps.
inline int128 checked_add(int128 a, int128 b, const char* what) {
  int128 sum;
  if (__builtin_add_overflow(a, b, &sum)) {
    throw error(errc::overflow,
                std::string(what) + ": the sum exceeds 128 bits; use smaller weights or split the data",
                what);
  }
  return sum;
}

}  // namespace cxm
