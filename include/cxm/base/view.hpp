// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace cxm {

/// A borrowed column of numbers in which missing values are explicit.
///
/// `present` is either empty (every value is there) or as long as `values`, nonzero where a value is
/// there. What stands in `values` at a missing place is never read. NaN and infinity are not missing
/// values: functions refuse them with the row, so that a gap is never made by accident.
struct column_view {
  std::span<const double> values;
  std::span<const std::uint8_t> present{};

  column_view() = default;
  column_view(std::span<const double> v, std::span<const std::uint8_t> p = {}) : values(v), present(p) {}

  [[nodiscard]] std::size_t size() const noexcept { return values.size(); }
  [[nodiscard]] bool has(std::size_t i) const noexcept { return present.empty() || present[i] != 0; }
};

}  // namespace cxm
