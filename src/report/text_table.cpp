// SPDX-License-Identifier: Apache-2.0
#include "report/text_table.hpp"

#include <algorithm>

namespace cxm::report_detail {
namespace {

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // continuation bytes take no place
  }));
}

}  // namespace

std::string text_table::text() const {
  std::vector<std::size_t> width;
  for (const auto& cells : rows_) {
    width.resize(std::max(width.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) width[i] = std::max(width[i], characters(cells[i]));
  }
  std::string out;
  for (const auto& cells : rows_) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(width[i] - characters(cells[i]), ' ');
      const bool right = i < alignment_.size() && alignment_[i] == '>';
      line += "  " + (right ? padding + cells[i] : cells[i] + padding);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string wrapped(std::string_view text, std::size_t width, std::string_view indent) {
  std::string out, line;
  const auto flush = [&] {
    if (!line.empty()) out += std::string(indent) + line + "\n";
    line.clear();
  };
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    if (word.empty()) continue;
    // A per cent sign stays with its number.
    const std::string_view after = text.substr(0, 1) == "%" ? text.substr(0, text.find(' ')) : "";
    const std::size_t needed = characters(word) + (after.empty() ? 0 : 1 + characters(after));
    if (!line.empty() && word.front() != '%' && characters(indent) + characters(line) + 1 + needed > width)
      flush();
    if (!line.empty()) line += ' ';
    line += word;
  }
  flush();
  return out;
}

}  // namespace cxm::report_detail
