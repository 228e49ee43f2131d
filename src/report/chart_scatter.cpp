// SPDX-License-Identifier: Apache-2.0
#include "report/chart_parts.hpp"
#include "report/text_width.hpp"

namespace cxm::chart {
namespace {

using namespace report_detail;

struct plot_area {
  double left, right, top, bottom;
};

/// A box that a number already fills.
struct taken {
  double left, right, top, bottom;
};

/// Numbers stand right of their marks; where one is in the way, a little lower or higher.
double free_place(const std::vector<taken>& boxes, double left, double y, double width,
                  const plot_area& area) {
  constexpr double half = 7;
  for (const double shift : {0.0, 13.0, -13.0, 26.0, -26.0, 39.0, -39.0, 52.0, -52.0}) {
    const double at = y + shift;
    if (at - half < area.top || at + half > area.bottom) continue;
    const bool clear = std::none_of(boxes.begin(), boxes.end(), [&](const taken& b) {
      return left < b.right && left + width > b.left && at - half < b.bottom && at + half > b.top;
    });
    if (clear) return at;
  }
  return y;
}

void draw_plot(svg_picture& picture, const scatter_chart& chart, const plot_area& area) {
  const pixel_scale x{&chart.x, area.left, area.right};
  const pixel_scale y{&chart.y, area.bottom, area.top};
  draw_axis(picture, x, area.top, area.bottom);
  for (const auto& [value, label] : chart.y.ticks) {
    picture.line(area.left, y(value), area.right, y(value), "grid");
    picture.text(area.left - 8, y(value) + 4, label, "small quiet", anchor::end);
  }
  picture.text(area.left, area.top - 12, chart.y_name, "small quiet");
  picture.text(area.right, area.bottom + 33, chart.x_name, "small quiet", anchor::end);
  for (const scatter_cross& cross : chart.crosses) {
    const char* style = cross.fine ? "reference fine" : "reference";
    if (cross.x > chart.x.low && cross.x < chart.x.high)
      picture.line(x(cross.x), area.top, x(cross.x), area.bottom, style);
    if (cross.y > chart.y.low && cross.y < chart.y.high)
      picture.line(area.left, y(cross.y), area.right, y(cross.y), style);
  }
  std::vector<taken> boxes;
  for (std::size_t k = 0; k < 4; ++k) {
    const std::string& name = chart.fields[k];
    if (name.empty()) continue;
    const double width = text_width(name, small_size);
    const double left = k % 2 == 0 ? area.left + 6 : area.right - 6 - width;
    const double base = k < 2 ? area.top + 15 : area.bottom - 7;
    picture.text(left, base, name, "small quiet why");
    boxes.push_back({left, left + width, base - 11, base + 3});
  }
  for (const scatter_point& p : chart.points) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) continue;
    if (std::isfinite(p.x_low) && std::isfinite(p.x_high)) {
      picture.line(x(p.x_low), y(p.y), x(p.x_high), y(p.y), "whisker");
    }
    if (std::isfinite(p.y_low) && std::isfinite(p.y_high)) {
      picture.line(x(p.x), y(p.y_low), x(p.x), y(p.y_high), "whisker");
    }
    boxes.push_back({x(p.x) - 6, x(p.x) + 6, y(p.y) - 6, y(p.y) + 6});
  }
  for (const scatter_point& p : chart.points) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) continue;
    picture.mark(shape_of(p.shape), x(p.x), y(p.y), 4.5, class_of(p.shape));
    const double width = text_width(p.number, small_size);
    const bool fits = x(p.x) + 9 + width < area.right;
    const double left = fits ? x(p.x) + 9 : x(p.x) - 9 - width;
    const double at = free_place(boxes, left, y(p.y), width, area);
    boxes.push_back({left, left + width, at - 7, at + 7});
    picture.text(left, at + 4, p.number, "small strong");
  }
}

/// The key to the numbers; returns the height that it takes.
double draw_key(svg_picture& picture, const scatter_chart& chart, double left, double width, double top) {
  double y = top;
  for (const scatter_point& p : chart.points) {
    picture.text(left, y + 12, p.number, "small strong");
    const auto label = wrap_text(p.label, width - 22, text_size, 3);
    picture.lines(left + 22, y + 12, label, line_height, "");
    y += line_height * static_cast<double>(label.size());
    const auto text = wrap_text(p.text, width - 22, small_size, 3);
    picture.lines(left + 22, y + 12, text, 14, "small quiet");
    y += 14 * static_cast<double>(text.size()) + 8;
  }
  return y - top;
}

}  // namespace

std::string draw(const frame& f, const scatter_chart& chart) {
  svg_picture picture(f.id, f.title, f.description, f.width, width_class(f));
  double ticks = 0;
  for (const auto& [value, label] : chart.y.ticks) ticks = std::max(ticks, text_width(label, small_size));
  if (is_narrow(f)) {
    const plot_area area{ticks + 12, f.width - 12, 26, 250};
    draw_plot(picture, chart, area);
    return picture.finish(area.bottom + 52 + draw_key(picture, chart, 0, f.width, area.bottom + 52));
  }
  const plot_area area{ticks + 12, 500, 26, 330};
  draw_plot(picture, chart, area);
  const double key = draw_key(picture, chart, 540, f.width - 540, 20);
  return picture.finish(std::max(area.bottom + 42, 20 + key));
}

}  // namespace cxm::chart
