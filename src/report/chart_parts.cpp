// SPDX-License-Identifier: Apache-2.0
#include "report/chart_parts.hpp"

#include <charconv>

#include "cxm/stats/elementary.hpp"
#include "report/text_width.hpp"

namespace cxm::report_detail {

marker shape_of(chart::look look) noexcept {
  switch (look) {
    case chart::look::accent_dot:
    case chart::look::dot:
      return marker::dot;
    case chart::look::ring:
      return marker::ring;
    case chart::look::diamond:
      return marker::diamond;
    case chart::look::open_diamond:
      return marker::open_diamond;
    case chart::look::square:
      return marker::square;
    case chart::look::open_square:
      return marker::open_square;
    case chart::look::triangle:
      return marker::triangle;
    case chart::look::open_triangle:
      return marker::open_triangle;
  }
  return marker::dot;
}

std::string_view class_of(chart::look look) noexcept {
  return look == chart::look::accent_dot ? "accent" : "ink";
}

void draw_axis(svg_picture& picture, const pixel_scale& x, double top, double bottom) {
  double last = -1e9;
  for (const auto& [value, label] : x.a->ticks) {
    picture.line(x(value), top, x(value), bottom, "grid");
    const double half = text_width(label, small_size) / 2;
    if (x(value) - half < last + 6) continue;  // labels never touch
    picture.text(x(value), bottom + 15, label, "small quiet", anchor::middle);
    last = x(value) + half;
  }
}

void draw_interval(svg_picture& picture, const pixel_scale& x, double y, double low, double high,
                   std::string_view cls) {
  if (!std::isfinite(low) || !std::isfinite(high)) return;
  picture.line(x(low), y, x(high), y, cls);
  picture.line(x(low), y - 4, x(low), y + 4, cls);
  picture.line(x(high), y - 4, x(high), y + 4, cls);
}

}  // namespace cxm::report_detail

namespace cxm::chart {

namespace {

/// About four steps in a span of shown units: 1, 2 or 5 times a power of ten.
double round_step(double span) {
  const double base = stats::pow(10.0, std::floor(stats::log10(span / 4)));
  for (const double multiple : {5.0, 2.0})
    if (span / (base * multiple) >= 3.5) return base * multiple;
  return base;
}

axis ticked(double first, double last, double step, double factor, const std::string& suffix) {
  axis made;
  made.low = first * step / factor;
  made.high = last * step / factor;
  const int decimals = step >= 1 ? 0 : static_cast<int>(std::ceil(-stats::log10(step) - 1e-9));
  for (double k = first; k <= last + .5; ++k) {
    const double shown = k * step;
    char digits[64];
    const auto end =
        std::to_chars(digits, digits + sizeof digits, std::fabs(shown), std::chars_format::fixed, decimals);
    std::string label = shown < 0 ? "\xE2\x88\x92" : "";
    label.append(digits, end.ptr).append(suffix);
    made.ticks.emplace_back(shown / factor, std::move(label));
  }
  return made;
}

}  // namespace

axis round_axis(double low, double high, double factor, const std::string& suffix) {
  if (!(high > low)) {
    low -= .5 / factor;
    high += .5 / factor;
  }
  const double step = round_step((high - low) * factor);
  return ticked(std::floor(low * factor / step + 1e-9), std::ceil(high * factor / step - 1e-9), step, factor,
                suffix);
}

std::vector<axis> equal_spans(const std::vector<std::pair<double, double>>& ranges, double factor,
                              const std::string& suffix) {
  double widest = 0;
  for (const auto& [low, high] : ranges) widest = std::max(widest, (high - low) * factor);
  if (!(widest > 0)) widest = 1;
  const double step = round_step(widest * 1.3);
  const double steps = std::ceil(widest / step) + 1;
  std::vector<axis> made;
  for (const auto& [low, high] : ranges) {
    const double middle = (low + high) / 2 * factor / step;
    double first = std::floor(middle - steps / 2 + .5);
    if (first * step > low * factor) --first;
    if ((first + steps) * step < high * factor) ++first;
    made.push_back(ticked(first, first + steps, step, factor, suffix));
  }
  return made;
}

}  // namespace cxm::chart
