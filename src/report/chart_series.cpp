// SPDX-License-Identifier: Apache-2.0
#include "report/chart_parts.hpp"
#include "report/text_width.hpp"

namespace cxm::chart {
namespace {

using namespace report_detail;

void draw_panel(svg_picture& picture, const series_panel& panel, double x0, double y0, double width,
                double label_height, double plot_height) {
  picture.lines(x0, y0 + 14, wrap_text(panel.label, width, text_size, 3), line_height,
                panel.strong ? "strong" : "label");
  picture.lines(x0, y0 + label_height + 12, wrap_text(panel.note, width, small_size, 2), 15, "small quiet");
  const double top = y0 + label_height + 40, bottom = top + plot_height;
  const double axis_room = 30;
  const double left = x0 + axis_room, right = x0 + width;
  const auto y_of = [&](double value) {
    const double span = panel.scale.high > panel.scale.low ? panel.scale.high - panel.scale.low : 1;
    return bottom - (bottom - top) * std::clamp((value - panel.scale.low) / span, 0.0, 1.0);
  };
  for (const auto& [value, label] : panel.scale.ticks) {
    picture.line(left, y_of(value), right, y_of(value), "grid");
    picture.text(left - 6, y_of(value) + 4, label, "small quiet", anchor::end);
  }
  const auto n = static_cast<double>(panel.points.size());
  const double step = (right - left) / std::max(n, 1.0);
  const auto x_of = [&](std::size_t i) { return left + step * (static_cast<double>(i) + .5); };
  std::vector<std::pair<double, double>> path;
  const auto flush = [&] {
    if (path.size() > 1) picture.polyline(path, "trend");
    path.clear();
  };
  for (std::size_t i = 0; i < panel.points.size(); ++i) {
    const series_point& p = panel.points[i];
    if (std::isfinite(p.value))
      path.emplace_back(x_of(i), y_of(p.value));
    else
      flush();
  }
  flush();
  if (panel.event > 0 && panel.event < static_cast<int>(panel.points.size())) {
    const double x = left + step * panel.event;
    picture.line(x, top - 6, x, bottom, "reference");
  }
  std::vector<std::pair<double, double>> line;
  for (std::size_t i = 0; i <= panel.fitted.size(); ++i) {
    // The fitted line breaks at the event, where level and slope may change.
    const bool ends = i == panel.fitted.size() || !std::isfinite(panel.fitted[i]) ||
                      (panel.event > 0 && i == static_cast<std::size_t>(panel.event));
    if (ends) {
      if (line.size() > 1) picture.polyline(line, "fitted");
      line.clear();
    }
    if (i < panel.fitted.size() && std::isfinite(panel.fitted[i]))
      line.emplace_back(x_of(i), y_of(panel.fitted[i]));
  }
  double last_when = -1e9, last_text = -1e9;
  for (std::size_t i = 0; i < panel.points.size(); ++i) {
    const series_point& p = panel.points[i];
    const double x = x_of(i);
    const double when = text_width(p.when, small_size) / 2;
    if (x - when > last_when + 4) {
      picture.text(std::min(x, right - when), bottom + 17, p.when, "small quiet", anchor::middle);
      last_when = x + when;
    }
    if (!std::isfinite(p.value)) {
      picture.text(x, (top + bottom) / 2, "\xE2\x80\x93", "small quiet", anchor::middle);
      continue;
    }
    double over = y_of(p.value) - 6;
    if (std::isfinite(p.low) && std::isfinite(p.high)) {
      picture.line(x, y_of(p.low), x, y_of(p.high), "whisker");
      picture.line(x - 4, y_of(p.low), x + 4, y_of(p.low), "whisker");
      picture.line(x - 4, y_of(p.high), x + 4, y_of(p.high), "whisker");
      over = y_of(p.high);
    }
    const bool latest = i + 1 == panel.points.size();
    picture.mark(latest ? marker::dot : marker::ring, x, y_of(p.value), latest ? 5 : 4, "accent");
    const double half = text_width(p.text, small_size) / 2;
    if (x - half > last_text + 3 || latest) {
      picture.text(x, over - 6, p.text, latest ? "small strong" : "small", anchor::middle);
      last_text = x + half;
    }
  }
}

}  // namespace

std::string draw(const frame& f, const series_chart& chart) {
  svg_picture picture(f.id, f.title, f.description, f.width, width_class(f));
  const std::size_t most = is_narrow(f) ? 1 : 3;
  const std::size_t across = std::max<std::size_t>(1, std::min(most, chart.panels.size()));
  const double gutter = 28;
  double width = (f.width - gutter * static_cast<double>(across - 1)) / static_cast<double>(across);
  width = std::min(width, 420.0);
  const double plot_height = is_narrow(f) ? 120 : 140;
  double y = 0;
  for (std::size_t i = 0; i < chart.panels.size(); i += across) {
    std::size_t lines = 1;
    for (std::size_t k = i; k < std::min(i + across, chart.panels.size()); ++k)
      lines = std::max(lines, wrap_text(chart.panels[k].label, width, text_size, 3).size());
    const double label_height = line_height * static_cast<double>(lines) + 2;
    for (std::size_t k = i; k < std::min(i + across, chart.panels.size()); ++k)
      draw_panel(picture, chart.panels[k], static_cast<double>(k - i) * (width + gutter), y, width,
                 label_height, plot_height);
    y += label_height + 40 + plot_height + 44;
  }
  return picture.finish(std::max(1.0, y - 16));
}

}  // namespace cxm::chart
