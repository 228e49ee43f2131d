// SPDX-License-Identifier: Apache-2.0
#include "report/chart_parts.hpp"
#include "report/text_width.hpp"

namespace cxm::chart {

using namespace report_detail;

namespace {

/// Width of the longest word, as the headers are set.
double longest_word(const std::string& words) {
  double most = 0;
  for (std::size_t begin = 0; begin <= words.size();) {
    const std::size_t end = std::min(words.find(' ', begin), words.size());
    most = std::max(most, text_width(words.substr(begin, end - begin), small_size));
    begin = end + 1;
  }
  return most;
}

}  // namespace

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
  // Words that would be torn apart stand in a key above the map, and their columns are numbered.
  const bool torn = std::any_of(chart.columns.begin(), chart.columns.end(),
                                [&](const std::string& column) { return longest_word(column) > cell - 4; });
  double top = 0;
  for (std::size_t c = 0; c < chart.columns.size(); ++c) {
    const std::string number = std::to_string(c + 1);
    if (torn) {
      picture.text(0, top + 12, number, "small strong");
      const auto name = wrap_text(chart.columns[c], f.width - 20, small_size, 2);
      picture.lines(18, top + 12, name, 14, "small");
      top += 14 * static_cast<double>(name.size()) + 2;
    }
    headers.push_back(torn ? std::vector<std::string>{number}
                           : wrap_text(chart.columns[c], cell - 6, small_size, 4));
    header_lines = std::max(header_lines, headers.back().size());
  }
  const double header = top + 14 * static_cast<double>(header_lines) + 8;
  for (std::size_t c = 0; c < headers.size(); ++c)
    picture.lines(left + cell * (static_cast<double>(c) + .5),
                  top + 14 + 14 * static_cast<double>(header_lines - headers[c].size()), headers[c], 14,
                  torn ? "small strong" : "small", anchor::middle);
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
