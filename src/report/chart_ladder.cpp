// SPDX-License-Identifier: Apache-2.0
#include "report/chart_parts.hpp"
#include "report/text_width.hpp"

namespace cxm::chart {
namespace {

using namespace report_detail;

/// The index on its scale, cut into levels; returns the height used.
double draw_strip(svg_picture& picture, const frame& f, const ladder_chart& chart) {
  const pixel_scale x{&chart.scale, 1, f.width - 1};
  const double half = text_width(chart.value_text, text_size) / 2;
  const double at = std::clamp(x(chart.value), half + 1, f.width - half - 1);
  constexpr double top = 44, height = 26;
  // Names where all have room, else numbers: one among names would look like a name. The bars below name
  // them.
  const bool fit = std::all_of(chart.levels.begin(), chart.levels.end(), [&](const ladder_level& level) {
    return text_width(level.name, small_size) <= x(level.high) - x(level.low) - 4;
  });
  for (std::size_t l = 0; l < chart.levels.size(); ++l) {
    const ladder_level& level = chart.levels[l];
    const double from = x(level.low), to = x(level.high);
    picture.rect(from, top, to - from, height, l == chart.most_probable ? "rung here" : "rung");
    picture.text((from + to) / 2, top + 17, fit ? level.name : std::to_string(l + 1),
                 l == chart.most_probable ? "small strong" : "small quiet", anchor::middle);
    if (l > 0)
      for (const auto& [value, label] : chart.scale.ticks)
        if (value == level.low) picture.text(from, top + height + 15, label, "small quiet", anchor::middle);
  }
  if (std::isfinite(chart.value)) {
    picture.text(at, 14, chart.value_text, "strong", anchor::middle);
    draw_interval(picture, x, 29, chart.low, chart.high, "whisker strong");
    picture.mark(marker::dot, x(chart.value), 29, 6, "accent");
  } else {
    const auto why = wrap_text(chart.value_text, f.width, small_size, 2);
    picture.lines(0, 14, why, line_height, "small quiet why");
  }
  return top + height + 24;
}

}  // namespace

std::string draw(const frame& f, const ladder_chart& chart) {
  const bool narrow = is_narrow(f);
  svg_picture picture(f.id, f.title, f.description, f.width, width_class(f));
  double y = draw_strip(picture, f, chart) + 14;
  bool any_staged = false;
  double name_width = 0;
  for (const ladder_level& level : chart.levels) {
    any_staged = any_staged || std::isfinite(level.staged);
    name_width =
        std::max({name_width, text_width(level.name, text_size), text_width(level.range, small_size)});
  }
  name_width = std::min(name_width + 24, narrow ? f.width : 240.0);
  const double left = narrow ? 0 : name_width + 20;
  const double number = 52;
  const double half = any_staged ? (f.width - left - 24) / 2 : f.width - left;
  const double bar = half - number;
  picture.text(left, y, chart.continuous_name, "small quiet");
  if (any_staged) {
    const auto name = wrap_text(chart.staged_name, half, small_size, 1);
    picture.text(left + half + 24, y, name[0], "small quiet");
  }
  y += 10;
  for (std::size_t k = chart.levels.size(); k-- > 0;) {
    const ladder_level& level = chart.levels[k];
    const bool here = k == chart.most_probable;
    const std::string name = std::to_string(k + 1) + "  " + level.name;
    if (narrow) {
      const auto lines = wrap_text(name + "  " + level.range, f.width, text_size, 2);
      picture.lines(0, y + 14, lines, line_height, here ? "strong" : "");
      y += line_height * static_cast<double>(lines.size()) + 2;
    } else {
      const auto lines = wrap_text(name, name_width, text_size, 2);
      picture.lines(0, y + 15, lines, line_height, here ? "strong" : "");
      picture.text(18, y + 15 + line_height * static_cast<double>(lines.size()), level.range, "small quiet");
      if (lines.size() > 1) y += line_height;
    }
    const auto one = [&](double x, double p, const std::string& text, std::string_view cls) {
      const double bar_y = narrow ? y + 2 : y + 8;
      picture.rect(x, bar_y, bar, 14, "trough");
      if (std::isfinite(p)) {
        if (p > 0) picture.rect(x, bar_y, std::max(1.0, bar * std::min(p, 1.0)), 14, cls);
      }
      picture.text(x + bar + 8, bar_y + 11, text, here ? "small strong" : "small");
    };
    one(left, level.continuous, level.continuous_text, "bar");
    if (any_staged) one(left + half + 24, level.staged, level.staged_text, "bar outlined");
    y += narrow ? 28 : 40;
  }
  return picture.finish(y + 2);
}

}  // namespace cxm::chart
