// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace cxm {

/// What a reader must know about an estimate beyond its numbers. A set of bits.
enum class estimate_flag : std::uint32_t {
  none = 0,
  undefined = 1U << 0U,       ///< the quantity does not exist for these data (value is NaN)
  no_interval = 1U << 1U,     ///< value exists, its sampling error does not (for example one answer)
  suppressed = 1U << 2U,      ///< hidden by disclosure control: value, se and interval are NaN
  clamped = 1U << 3U,         ///< an interval end was cut at the end of the scale
  lonely_psu = 1U << 4U,      ///< a stratum with a single sampling unit was handled by the stated rule
  small_base = 1U << 5U,      ///< published, but on fewer answers than the method's advice
  bounds = 1U << 6U,          ///< low and high are sharp bounds, not a confidence interval
  approximate = 1U << 7U,     ///< from a histogram or simulation; the method says how exact
  version_differs = 1U << 8U  ///< compares waves whose items or scales of this measure are not the same
};
[[nodiscard]] constexpr std::uint32_t bit(estimate_flag f) noexcept { return static_cast<std::uint32_t>(f); }

/// One published number with its uncertainty.
///
/// `value` and the rest are in the quantity's own unit (shares 0..1, indices and composites 0..100,
/// NPS -100..100). `low`..`high` covers the true value with probability `level` by `method`. `n` counts
/// answers, `n_eff` is what they are worth under weights and design; `df` is infinite where the normal
/// distribution is used. An estimate that does not exist has NaN and the flag `undefined`, never 0.
struct estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double se = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  double level = 0.95;
  double n = 0;
  double n_eff = 0;
  double df = std::numeric_limits<double>::infinity();
  std::string method;
  std::uint32_t flags = 0;

  [[nodiscard]] bool has(estimate_flag f) const noexcept { return (flags & bit(f)) != 0; }
  void set(estimate_flag f) noexcept { flags |= bit(f); }
  [[nodiscard]] bool defined() const noexcept {
    return !has(estimate_flag::undefined) && !has(estimate_flag::suppressed);
  }
};

/// An estimate that does not exist: NaN, flagged, with the base that was there.
[[nodiscard]] inline estimate undefined_estimate(std::string method, double n = 0, double level = 0.95) {
  estimate e;
  e.method = std::move(method);
  e.n = n;
  e.n_eff = n;
  e.level = level;
  e.set(estimate_flag::undefined);
  e.set(estimate_flag::no_interval);
  return e;
}

}  // namespace cxm
