// SPDX-License-Identifier: Apache-2.0
#include "report/chart_parts.hpp"
#include "report/text_width.hpp"

namespace cxm::chart {
namespace {

using namespace report_detail;

void draw_mark(svg_picture& picture, const pixel_scale& x, double y, const dot_row& row) {
  if (!std::isfinite(row.value)) return;
  draw_interval(picture, x, y, row.low, row.high, row.strong ? "whisker strong" : "whisker");
  picture.mark(shape_of(row.shape), x(row.value), y, row.strong ? 5.5 : 4.5, class_of(row.shape));
}

/// A group's name is set bold when rows of their own stand under it; a list of single rows reads quieter.
std::string_view label_class(const dot_group& group) {
  const bool list = group.rows.size() == 1 && group.rows.front().label.empty() && !group.rows.front().strong;
  return list ? "" : "label";
}

std::string draw_wide(const frame& f, const dot_chart& chart) {
  constexpr double row_height = 24, group_gap = 14, padding = 10;
  svg_picture picture(f.id, f.title, f.description, f.width, "wide");
  double group_width = 0, row_width = 0, text_room = 0;
  for (const dot_group& group : chart.groups) {
    group_width = std::max(group_width, text_width(group.label, text_size));
    for (const dot_row& row : group.rows) {
      row_width = std::max(row_width, text_width(row.label, small_size));
      if (std::isfinite(row.value)) text_room = std::max(text_room, text_width(row.text, small_size));
    }
  }
  group_width = std::min(group_width, row_width > 0 ? 210.0 : 300.0);
  row_width = std::min(row_width, 150.0);
  text_room = std::min(text_room, 190.0);
  const double label_x = group_width + (row_width > 0 && group_width > 0 ? 16 : 0);
  const double left = label_x + row_width + 22, right = f.width - text_room - 20;
  const pixel_scale x{&chart.scale, left, right};

  double y = padding;
  std::vector<double> rows_y;
  struct placed {
    double y;
    const dot_row* row;
  };
  std::vector<placed> marks;
  for (std::size_t g = 0; g < chart.groups.size(); ++g) {
    const dot_group& group = chart.groups[g];
    if (g > 0) y += group_gap / (row_width > 0 ? 1.0 : 3.0);
    const auto label = wrap_text(group.label, group_width + 2, text_size, 4);
    picture.lines(0, y + 16, label, line_height, label_class(group));
    const double label_bottom = y + 8 + line_height * static_cast<double>(label.size());
    for (const dot_row& row : group.rows) {
      const auto name = wrap_text(row.label, row_width + 2, small_size, 3);
      picture.lines(label_x, y + 16, name, 14, row.strong ? "small strong" : "small quiet");
      marks.push_back({y + 12, &row});
      y += std::max(row_height, 10 + 14 * static_cast<double>(name.size()));
    }
    y = std::max(y, group.label.empty() ? y : label_bottom);
  }
  const double bottom = y + 4;
  draw_axis(picture, x, padding, bottom);
  if (chart.show_reference)
    picture.line(x(chart.reference), padding - 4, x(chart.reference), bottom, "reference");
  for (const placed& p : marks) {
    draw_mark(picture, x, p.y, *p.row);
    if (std::isfinite(p.row->value)) {
      picture.text(right + 20, p.y + 4, p.row->text, p.row->strong ? "small strong" : "small");
    } else {
      const auto why = wrap_text(p.row->text, f.width - left, small_size, 1);
      picture.rect(left + 4, p.y - 8, text_width(why[0], small_size), 16, "ground");
      picture.text(left + 6, p.y + 4, why[0], "small quiet why");
    }
  }
  return picture.finish(bottom + 22);
}

std::string draw_narrow(const frame& f, const dot_chart& chart) {
  svg_picture picture(f.id, f.title, f.description, f.width, "narrow");
  const pixel_scale x{&chart.scale, 10, f.width - 10};
  double y = 4;
  struct placed {
    double y;
    const dot_row* row;
  };
  std::vector<placed> marks;
  for (const dot_group& group : chart.groups) {
    if (!group.label.empty()) {
      const auto label = wrap_text(group.label, f.width, text_size, 4);
      picture.lines(0, y + 14, label, line_height, label_class(group));
      y += line_height * static_cast<double>(label.size()) + 4;
    }
    for (const dot_row& row : group.rows) {
      const double value_room = std::min(text_width(row.text, small_size), f.width * .62);
      if (!row.label.empty()) {
        const auto name = wrap_text(row.label, f.width - value_room - 10, small_size, 3);
        picture.lines(0, y + 14, name, 14, row.strong ? "small strong" : "small quiet");
        y += 14 * static_cast<double>(name.size() - 1);
      }
      const auto value = wrap_text(row.text, f.width * .62, small_size, 3);
      const bool there = std::isfinite(row.value);
      picture.lines(f.width, y + 14, value, 14,
                    !there       ? "small quiet why"
                    : row.strong ? "small strong"
                                 : "small",
                    anchor::end);
      y += 14 * static_cast<double>(value.size() - 1);
      if (there) marks.push_back({y + 26, &row});
      y += there ? 38 : 24;
    }
    y += 8;
  }
  const double bottom = y;
  for (const placed& p : marks) {
    picture.line(x.left, p.y, x.right, p.y, "grid");
    draw_mark(picture, x, p.y, *p.row);
    if (chart.show_reference)
      picture.line(x(chart.reference), p.y - 8, x(chart.reference), p.y + 8, "reference");
  }
  picture.line(x.left, bottom, x.right, bottom, "grid");
  pixel_scale below = x;
  double last = -1e9;
  for (const auto& [value, label] : below.a->ticks) {
    const double half = text_width(label, small_size) / 2;
    const double at = std::clamp(below(value), half, f.width - half);
    if (at - half < last + 6) continue;
    picture.line(below(value), bottom - 3, below(value), bottom + 3, "grid");
    picture.text(at, bottom + 16, label, "small quiet", anchor::middle);
    last = at + half;
  }
  return picture.finish(bottom + 22);
}

}  // namespace

std::string draw(const frame& f, const dot_chart& chart) {
  return is_narrow(f) ? draw_narrow(f, chart) : draw_wide(f, chart);
}

}  // namespace cxm::chart
