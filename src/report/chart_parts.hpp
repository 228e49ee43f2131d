// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>

#include "cxm/report/charts.hpp"
#include "report/svg.hpp"

/// What the charts share: sizes of the style sheet, the scale, marks and axes.
namespace cxm::report_detail {

inline constexpr double text_size = 13;   ///< as in the style sheet's `.chart text`
inline constexpr double small_size = 12;  ///< `.chart .small`
inline constexpr double line_height = 16;

[[nodiscard]] inline bool is_narrow(const chart::frame& f) noexcept { return f.width < 500; }
[[nodiscard]] inline std::string_view width_class(const chart::frame& f) noexcept {
  return is_narrow(f) ? "narrow" : "wide";
}

/// Values to pixels, clamped to the plot.
struct pixel_scale {
  const chart::axis* a;
  double left, right;
  [[nodiscard]] double operator()(double value) const noexcept {
    const double span = a->high > a->low ? a->high - a->low : 1;
    return left + (right - left) * std::clamp((value - a->low) / span, 0.0, 1.0);
  }
};

[[nodiscard]] marker shape_of(chart::look look) noexcept;
[[nodiscard]] std::string_view class_of(chart::look look) noexcept;

/// Vertical hairlines at the ticks from `top` to `bottom`, numbers below.
void draw_axis(svg_picture&, const pixel_scale&, double top, double bottom);
/// An interval with small end strokes.
void draw_interval(svg_picture&, const pixel_scale&, double y, double low, double high, std::string_view cls);

}  // namespace cxm::report_detail
