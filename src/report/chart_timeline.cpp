// SPDX-License-Identifier: Apache-2.0
#include "report/chart_parts.hpp"
#include "report/text_width.hpp"

namespace cxm::chart {

using namespace report_detail;

std::string draw(const frame& f, const timeline_chart& chart) {
  const bool narrow = is_narrow(f);
  svg_picture picture(f.id, f.title, f.description, f.width, width_class(f));
  const auto periods = static_cast<double>(std::max<std::size_t>(1, chart.periods.size()));
  double label_width = 0, text_room = text_width(chart.text_name, small_size);
  for (const timeline_row& row : chart.rows) {
    label_width = std::max(label_width, text_width(row.label, text_size) + 2);
    text_room = std::max(text_room, text_width(row.text, small_size));
  }
  label_width = narrow ? 0 : std::min(label_width, 270.0);
  text_room = narrow ? 0 : std::min(text_room, 150.0) + 16;
  const double left = narrow ? 0 : label_width + 18;
  const double right = f.width - text_room;
  const double step = (right - left) / periods;
  std::size_t header_lines = 1;
  std::vector<std::vector<std::string>> headers;
  for (const std::string& period : chart.periods) {
    headers.push_back(wrap_text(period, step - 6, small_size, 3));
    header_lines = std::max(header_lines, headers.back().size());
  }
  const double header = 14 * static_cast<double>(header_lines) + 10;
  for (std::size_t t = 0; t < headers.size(); ++t) {
    picture.lines(left + step * (static_cast<double>(t) + .5),
                  12 + 14 * static_cast<double>(header_lines - headers[t].size()), headers[t], 14,
                  "small quiet", anchor::middle);
  }
  if (!narrow) picture.text(right + 16, header - 12, chart.text_name, "small quiet");

  // Heights first, so that the lines between periods lie under everything.
  std::vector<std::vector<std::string>> labels;
  std::vector<double> heights;
  double bottom = header;
  for (const timeline_row& row : chart.rows) {
    labels.push_back(wrap_text(row.label, narrow ? f.width : label_width + 2, text_size, narrow ? 3 : 2));
    const double lines = line_height * static_cast<double>(labels.back().size());
    heights.push_back(narrow ? lines + 42 : std::max(30.0, lines + 12));
    bottom += heights.back();
  }
  for (std::size_t t = 0; t <= chart.periods.size(); ++t) {
    const double x = left + step * static_cast<double>(t);
    picture.line(x, header - 4, x, bottom, "grid");
  }
  double y = header;
  for (std::size_t i = 0; i < chart.rows.size(); ++i) {
    const timeline_row& row = chart.rows[i];
    const double lines = line_height * static_cast<double>(labels[i].size());
    const double x = left + step * static_cast<double>(row.from) + 3;
    const double width = step * static_cast<double>(row.to - row.from + 1) - 6;
    const std::string_view bar = row.strong ? "bar" : "bar outlined";
    if (narrow) {
      // The label's ground keeps it readable where it crosses the lines between periods.
      picture.rect(0, y, f.width, lines + 20, "ground");
      picture.lines(0, y + 14, labels[i], line_height, row.strong ? "strong" : "");
      picture.text(0, y + lines + 14, row.text, "small quiet");
      picture.rect(x, y + lines + 22, width, 12, bar);
    } else {
      const double middle = y + heights[i] / 2;
      picture.lines(0, middle + 4 - line_height / 2 * static_cast<double>(labels[i].size() - 1), labels[i],
                    line_height, row.strong ? "strong" : "");
      picture.rect(x, middle - 7, width, 14, bar);
      picture.text(right + 16, middle + 4, row.text, "small");
    }
    y += heights[i];
  }
  return picture.finish(bottom + 6);
}

}  // namespace cxm::chart
