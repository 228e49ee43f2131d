// SPDX-License-Identifier: Apache-2.0
#include "report/chart_parts.hpp"
#include "report/text_width.hpp"

namespace cxm::chart {

using namespace report_detail;

std::string draw(const frame& f, const stack_chart& chart) {
  const bool narrow = is_narrow(f);
  svg_picture picture(f.id, f.title, f.description, f.width, width_class(f));
  const auto parts = static_cast<double>(std::max<std::size_t>(chart.legend.size(), 1));
  const auto tint = [&](std::size_t k) {
    if (!chart.ordered || parts < 2) return k % 2 == 0 ? .30 : .14;
    return .08 + .50 * static_cast<double>(k) / (parts - 1);
  };
  double x = 0, y = 16;
  for (std::size_t k = 0; k < chart.legend.size(); ++k) {
    const auto name = wrap_text(chart.legend[k], f.width - 30, small_size, 1);
    const double needed = 18 + text_width(name[0], small_size) + 16;
    if (x > 0 && x + needed > f.width) {
      x = 0;
      y += 18;
    }
    picture.rect(x + .5, y - 11, 12, 12, "tint edged", tint(k));
    picture.text(x + 18, y, name[0], "small");
    x += needed;
  }
  y += 16;
  for (const stack_row& row : chart.rows) {
    const double base_width = text_width(row.base, small_size);
    const bool beside = !narrow && !row.parts.empty() && base_width < 200;
    const auto label = wrap_text(row.label, f.width, text_size, 6);
    picture.lines(0, y + 14, label, line_height, "");
    y += line_height * static_cast<double>(label.size()) + 4;
    if (!row.parts.empty()) {
      const double bar = beside ? f.width - 210 : f.width;
      double at = 0;
      for (std::size_t k = 0; k < row.parts.size(); ++k) {
        const double width = bar * std::clamp(row.parts[k].share, 0.0, 1.0);
        picture.rect(at, y, width, 22, "tint edged", tint(k));
        if (text_width(row.parts[k].text, small_size) + 6 <= width)
          picture.text(at + width / 2, y + 15, row.parts[k].text, "small", anchor::middle);
        at += width;
      }
      if (beside) picture.text(bar + 12, y + 15, row.base, "small quiet");
      y += 24;
    }
    if (!beside) {
      const auto base = wrap_text(row.base, f.width, small_size, 3);
      picture.lines(0, y + 13, base, 15, row.parts.empty() ? "small quiet why" : "small quiet");
      y += 15 * static_cast<double>(base.size()) + 2;
    }
    y += 12;
  }
  return picture.finish(y);
}

}  // namespace cxm::chart
