// SPDX-License-Identifier: Apache-2.0
#include "report/chart_parts.hpp"
#include "report/text_width.hpp"

namespace cxm::chart {
namespace {

using namespace report_detail;

/// One pair on the line y: the bar between, both marks, their numbers on the outer sides.
void draw_pair(svg_picture& picture, const pixel_scale& x, double y, const dumbbell_point& a,
               const dumbbell_point& b, bool published) {
  const bool has_a = std::isfinite(a.value), has_b = std::isfinite(b.value);
  if (has_a && has_b) picture.line(x(a.value), y, x(b.value), y, published ? "bond dashed" : "bond");
  if (!published) {
    if (has_a) draw_interval(picture, x, y, a.low, a.high, "whisker");
    if (has_b) draw_interval(picture, x, y, b.low, b.high, "whisker");
  }
  const auto number = [&](const dumbbell_point& p, bool to_left) {
    const bool interval = !published && std::isfinite(p.low) && std::isfinite(p.high);
    const double edge = to_left ? std::min(x(p.value) - 6, interval ? x(p.low) : x(p.value)) - 7
                                : std::max(x(p.value) + 6, interval ? x(p.high) : x(p.value)) + 7;
    picture.text(edge, y + 4, p.text, published ? "small quiet" : "small strong",
                 to_left ? anchor::end : anchor::start);
  };
  const bool a_left = has_a && has_b ? a.value < b.value : true;
  if (has_a) {
    picture.mark(published ? marker::open_diamond : marker::ring, x(a.value), y, published ? 4 : 5.5,
                 published ? "quiet" : "accent");
    number(a, has_b ? a_left : false);
  }
  if (has_b) {
    picture.mark(published ? marker::diamond : marker::dot, x(b.value), y, published ? 4 : 5.5,
                 published ? "quiet" : "accent");
    number(b, has_a ? !a_left : false);
  }
}

/// Names of the marks, left to right, wrapping; returns the height used.
double draw_legend(svg_picture& picture, double left, double width, const dumbbell_chart& chart,
                   bool published) {
  double x = left, y = 14;
  const auto put = [&](marker shape, std::string_view cls, const std::string& name) {
    const double needed = 16 + text_width(name, small_size) + 20;
    if (x + needed > left + width && x > left) {
      x = left;
      y += 18;
    }
    picture.mark(shape, x + 6, y - 4, 4.5, cls);
    picture.text(x + 16, y, name, "small");
    x += needed;
  };
  put(marker::ring, "accent", chart.a_name);
  put(marker::dot, "accent", chart.b_name);
  if (published) {
    put(marker::open_diamond, "quiet", chart.published_name + ": " + chart.a_name);
    put(marker::diamond, "quiet", chart.published_name + ": " + chart.b_name);
  }
  return y + 10;
}

}  // namespace

std::string draw(const frame& f, const dumbbell_chart& chart) {
  const bool narrow = is_narrow(f);
  svg_picture picture(f.id, f.title, f.description, f.width, width_class(f));
  bool published = false;
  double label_width = 0, gap_width = 0;
  for (const dumbbell_row& row : chart.rows) {
    published = published || row.has_published;
    label_width = std::max(label_width, text_width(row.label, text_size));
    gap_width = std::max(gap_width, text_width(row.gap_text, small_size));
  }
  label_width = narrow ? f.width : std::min(label_width, 220.0);
  gap_width = narrow ? f.width : std::min(gap_width, 200.0);
  const double side = 46;  // room for the numbers beside marks at the ends
  const double left = narrow ? side : label_width + side + 8;
  const double right = narrow ? f.width - side : f.width - gap_width - side - 8;
  const pixel_scale x{&chart.scale, left, right};
  double y = draw_legend(picture, narrow ? 0 : left, narrow ? f.width : f.width - left, chart, published);
  const double top = y;

  struct placed {
    double y;
    const dumbbell_row* row;
  };
  std::vector<placed> pairs;
  for (const dumbbell_row& row : chart.rows) {
    const auto label = wrap_text(row.label, label_width + 2, text_size, 4);
    const bool drawn = std::isfinite(row.a.value) || std::isfinite(row.b.value);
    const auto gap =
        wrap_text(row.gap_text, drawn ? gap_width + 2 : f.width - left, small_size, narrow ? 3 : 4);
    const double label_height = line_height * static_cast<double>(label.size());
    const double gap_height = line_height * static_cast<double>(gap.size());
    if (narrow) {
      picture.lines(0, y + 14, label, line_height, "label");
      picture.lines(0, y + 14 + label_height, gap, line_height, drawn ? "small" : "small quiet why");
      y += label_height + gap_height + 6;
      if (drawn) pairs.push_back({y + 10, &row});
      y += drawn ? (row.has_published ? 50 : 32) : 10;
    } else {
      picture.lines(0, y + 21, label, line_height, "label");
      picture.lines(drawn ? right + side + 8 : left, y + 21, gap, line_height,
                    drawn ? "small" : "small quiet why");
      if (drawn) pairs.push_back({y + 17, &row});
      const double marks_height = row.has_published ? 52 : 34;
      y += std::max({marks_height, label_height + 14, gap_height + 14}) + 6;
    }
  }
  if (!narrow) draw_axis(picture, x, top + 2, y);
  for (const placed& p : pairs) {
    if (narrow) picture.line(x.left, p.y, x.right, p.y, "grid");
    draw_pair(picture, x, p.y, p.row->a, p.row->b, false);
    if (p.row->has_published) draw_pair(picture, x, p.y + 21, p.row->published_a, p.row->published_b, true);
  }
  if (narrow) {
    picture.line(x.left, y, x.right, y, "grid");
    for (const auto& [value, label] : chart.scale.ticks)
      picture.text(x(value), y + 15, label, "small quiet", anchor::middle);
  }
  return picture.finish(y + 22);
}

}  // namespace cxm::chart
