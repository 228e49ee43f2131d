// SPDX-License-Identifier: Apache-2.0
#include "report/chart_parts.hpp"
#include "report/text_width.hpp"

namespace cxm::chart {

using namespace report_detail;

std::string draw(const frame& f, const funnel_chart& chart) {
  constexpr double bar_height = 22;
  const bool narrow = is_narrow(f);
  svg_picture picture(f.id, f.title, f.description, f.width, width_class(f));
  double text_room = 0;
  for (const funnel_row& row : chart.rows) text_room = std::max(text_room, text_width(row.text, small_size));
  const double bar = narrow ? f.width - 2 : f.width - std::min(text_room, 200.0) - 24;
  const axis whole{0, 1, {}};
  const pixel_scale x{&whole, 1, bar};
  double y = 4;
  for (std::size_t k = 0; k < chart.rows.size(); ++k) {
    const funnel_row& row = chart.rows[k];
    if (!row.passed_on.empty()) {
      const auto passed = wrap_text(row.passed_on, f.width - 16, small_size, 2);
      picture.text(2, y + 13, "\xE2\x86\x93", "small quiet");
      picture.lines(16, y + 13, passed, 15, row.strong ? "small strong" : "small quiet");
      y += 15 * static_cast<double>(passed.size()) + 6;
    }
    const auto label = wrap_text(row.label, f.width, text_size, 4);
    picture.lines(0, y + 14, label, line_height, row.strong ? "label" : "");
    y += line_height * static_cast<double>(label.size()) + 4;
    if (std::isfinite(row.value)) {
      picture.rect(x(0), y, x(1) - x(0), bar_height, "tint edged", 0.03);
      picture.rect(x(0), y, x(row.value) - x(0), bar_height, "tint edged", 0.45);
      draw_interval(picture, x, y + bar_height / 2, row.low, row.high,
                    row.strong ? "whisker strong" : "whisker");
    }
    if (narrow || !std::isfinite(row.value)) {
      if (std::isfinite(row.value)) y += bar_height + 2;
      const auto text = wrap_text(row.text, f.width, small_size, 3);
      picture.lines(0, y + 13, text, 15, std::isfinite(row.value) ? "small" : "small quiet why");
      y += 15 * static_cast<double>(text.size()) + 8;
    } else {
      picture.text(bar + 14, y + 15, row.text, row.strong ? "small strong" : "small");
      y += bar_height + 8;
    }
  }
  return picture.finish(y + 2);
}

}  // namespace cxm::chart
