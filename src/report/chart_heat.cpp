// SPDX-License-Identifier: Apache-2.0
#include "report/chart_parts.hpp"
#include "report/text_width.hpp"

namespace cxm::chart {

using namespace report_detail;

std::string draw(const frame& f, const heat_chart& chart) {
  const bool narrow = is_narrow(f);
  svg_picture picture(f.id, f.title, f.description, f.width, width_class(f));
  double label_width = text_width(chart.longest_label, small_size) + 4;
  for (const heat_row& row : chart.rows)
    label_width = std::max(label_width, text_width(row.label, small_size) + 4);
  const auto columns = static_cast<double>(std::max<std::size_t>(chart.columns.size(), 1));
  label_width = std::min(label_width, narrow ? std::max(90.0, f.width - columns * 46 - 8) : 260.0);
  label_width = std::min(label_width, narrow ? 150.0 : 260.0);
  const double gap = 2;
  const double left = label_width + 10;
  const double cell = std::min((f.width - left) / columns, 130.0);
  std::size_t header_lines = 1;
  std::vector<std::vector<std::string>> headers;
  for (const std::string& column : chart.columns) {
    headers.push_back(wrap_text(column, cell - 6, small_size, 4));
    header_lines = std::max(header_lines, headers.back().size());
  }
  const double header = 14 * static_cast<double>(header_lines) + 8;
  for (std::size_t c = 0; c < headers.size(); ++c)
    picture.lines(left + cell * (static_cast<double>(c) + .5),
                  14 + 14 * static_cast<double>(header_lines - headers[c].size()), headers[c], 14, "small",
                  anchor::middle);
  double y = header;
  const double span = chart.high > chart.low ? chart.high - chart.low : 1;
  for (const heat_row& row : chart.rows) {
    const auto label = wrap_text(row.label, label_width + 2, small_size, 3);
    const double height = std::max(28.0, 14 * static_cast<double>(label.size()) + 8);
    picture.lines(0, y + height / 2 + 4 - 7 * static_cast<double>(label.size() - 1), label, 14,
                  row.strong ? "small strong" : "small");
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
      const heat_cell& one = row.cells[c];
      const double x = left + cell * static_cast<double>(c);
      if (std::isfinite(one.value)) {
        const double t = std::clamp((one.value - chart.low) / span, 0.0, 1.0);
        // Tints end at .55: darker ones would leave the numbers without contrast.
        picture.rect(x, y, cell - gap, height - gap, "tint", .06 + .49 * t);
        picture.text(x + (cell - gap) / 2, y + height / 2 + 3, one.text,
                     row.strong ? "small strong" : "small", anchor::middle);
      } else if (one.hidden) {
        picture.hatched(x, y, cell - gap, height - gap);
        if (!one.text.empty()) {
          const double w = text_width(one.text, small_size) + 8;
          picture.rect(x + (cell - gap - w) / 2, y + height / 2 - 9, w, 16, "ground");
          picture.text(x + (cell - gap) / 2, y + height / 2 + 3, one.text, "small quiet", anchor::middle);
        }
      } else {
        picture.rect(x, y, cell - gap, height - gap, "empty");
        picture.text(x + (cell - gap) / 2, y + height / 2 + 3, one.text, "small quiet", anchor::middle);
      }
    }
    y += height;
    if (row.strong) y += 6;
  }
  return picture.finish(y + 4);
}

}  // namespace cxm::chart
