// SPDX-License-Identifier: Apache-2.0
#include "report/chart_parts.hpp"
#include "report/text_width.hpp"

namespace cxm::chart {
namespace {

using namespace report_detail;

constexpr double padding = 8;

struct box {
  double x = 0, y = 0, width = 0, height = 0;
  std::vector<std::string> label, note;
};

box box_of(const path_node& node, double width) {
  box b;
  b.width = width;
  b.label = wrap_text(node.label, width - 2 * padding, text_size, 4);
  b.note = wrap_text(node.note, width - 2 * padding, small_size, 2);
  b.height = 2 * padding + line_height * static_cast<double>(b.label.size()) +
             (node.note.empty() ? 0 : 15 * static_cast<double>(b.note.size()));
  return b;
}

void draw_box(svg_picture& picture, const box& b, bool has_note) {
  picture.rect(b.x, b.y, b.width, b.height, "node");
  const double middle = b.x + b.width / 2;
  picture.lines(middle, b.y + padding + 12, b.label, line_height, "label", anchor::middle);
  if (has_note)
    picture.lines(middle, b.y + padding + 12 + line_height * static_cast<double>(b.label.size()), b.note, 15,
                  "small quiet", anchor::middle);
}

/// An arrow head at (x, y) pointing along (dx, dy), one of them 0.
void head(svg_picture& picture, double x, double y, double dx, double dy, std::string_view cls) {
  picture.polyline(
      {{x - 7 * dx - 4 * dy, y - 7 * dy - 4 * dx}, {x, y}, {x - 7 * dx + 4 * dy, y - 7 * dy + 4 * dx}}, cls);
}

const path_arrow* arrow_between(const path_chart& chart, std::size_t from, std::size_t to) {
  for (const path_arrow& a : chart.arrows) {
    if (a.from == from && a.to == to) return &a;
  }
  return nullptr;
}

std::string_view class_of_arrow(const path_arrow& a) { return a.strong ? "arrow strong" : "arrow"; }

std::string draw_row(const frame& f, const path_chart& chart) {
  svg_picture picture(f.id, f.title, f.description, f.width, width_class(f));
  const double count = static_cast<double>(chart.nodes.size());
  double gap = 60;
  for (const path_arrow& a : chart.arrows) {
    if (a.to != a.from + 1) continue;
    for (const std::string& text : {a.text, a.note}) gap = std::max(gap, text_width(text, small_size) + 20);
  }
  const double width = std::max(90.0, std::min(190.0, (f.width - gap * (count - 1)) / count));
  double tallest = 0;
  std::vector<box> boxes;
  for (const path_node& node : chart.nodes) {
    boxes.push_back(box_of(node, width));
    tallest = std::max(tallest, boxes.back().height);
  }
  const double top = 10;
  const double middle = top + tallest / 2;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    boxes[i].height = tallest;
    boxes[i].x = static_cast<double>(i) * (width + gap);
    boxes[i].y = top;
    draw_box(picture, boxes[i], !chart.nodes[i].note.empty());
  }
  for (std::size_t i = 1; i < boxes.size(); ++i) {
    const path_arrow* a = arrow_between(chart, i - 1, i);
    if (a == nullptr) continue;
    const double left = boxes[i - 1].x + width + 3;
    const double right = boxes[i].x - 3;
    picture.line(left, middle, right, middle, class_of_arrow(*a));
    if (chart.directed) head(picture, right, middle, 1, 0, class_of_arrow(*a));
    picture.text((left + right) / 2, middle - 8, a->text, a->strong ? "small strong" : "small",
                 anchor::middle);
    picture.text((left + right) / 2, middle + 18, a->note, "small quiet", anchor::middle);
  }
  double bottom = top + tallest;
  const path_arrow* direct =
      chart.nodes.size() > 2 ? arrow_between(chart, 0, chart.nodes.size() - 1) : nullptr;
  if (direct != nullptr) {
    const double from = boxes.front().x + width / 2;
    const double to = boxes.back().x + width / 2;
    const double y = bottom + 40;
    picture.polyline({{from, bottom + 3}, {from, y}, {to, y}, {to, bottom + 3}}, class_of_arrow(*direct));
    if (chart.directed) head(picture, to, bottom + 3, 0, -1, class_of_arrow(*direct));
    picture.text((from + to) / 2, y - 8, direct->text + " " + direct->note,
                 direct->strong ? "small strong" : "small", anchor::middle);
    bottom = y;
  }
  return picture.finish(bottom + 12);
}

std::string draw_column(const frame& f, const path_chart& chart) {
  svg_picture picture(f.id, f.title, f.description, f.width, width_class(f));
  const path_arrow* direct =
      chart.nodes.size() > 2 ? arrow_between(chart, 0, chart.nodes.size() - 1) : nullptr;
  const double left = direct != nullptr ? 28 : 0;
  const double width = std::min(280.0, f.width - left - 4);
  double y = 6;
  std::vector<box> boxes;
  for (std::size_t i = 0; i < chart.nodes.size(); ++i) {
    box b = box_of(chart.nodes[i], width);
    b.x = left;
    if (i > 0) {
      if (const path_arrow* a = arrow_between(chart, i - 1, i)) {
        const double x = left + 24;
        picture.line(x, y + 3, x, y + 41, class_of_arrow(*a));
        if (chart.directed) head(picture, x, y + 41, 0, 1, class_of_arrow(*a));
        picture.text(x + 14, y + 27, a->text + " " + a->note, a->strong ? "small strong" : "small");
      }
      y += 44;
    }
    b.y = y;
    draw_box(picture, b, !chart.nodes[i].note.empty());
    y += b.height;
    boxes.push_back(std::move(b));
  }
  if (direct != nullptr) {
    const double from = boxes.front().y + boxes.front().height / 2;
    const double to = boxes.back().y + boxes.back().height / 2;
    picture.polyline({{left - 3, from}, {8, from}, {8, to}, {left - 3, to}}, class_of_arrow(*direct));
    if (chart.directed) head(picture, left - 3, to, 1, 0, class_of_arrow(*direct));
    const auto words =
        wrap_text(chart.direct_name + " " + direct->text + " " + direct->note, f.width - 8, small_size, 2);
    picture.lines(8, y + 20, words, 15, direct->strong ? "small strong" : "small");
    y += 8 + 15 * static_cast<double>(words.size());
  }
  return picture.finish(y + 10);
}

}  // namespace

std::string draw(const frame& f, const path_chart& chart) {
  return is_narrow(f) || chart.nodes.size() > 4 ? draw_column(f, chart) : draw_row(f, chart);
}

}  // namespace cxm::chart
