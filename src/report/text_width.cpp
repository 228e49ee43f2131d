// SPDX-License-Identifier: Apache-2.0
#include "report/text_width.hpp"

#include <array>
#include <cstdint>

namespace cxm::report_detail {
namespace {

// Thousandths of the font size for U+0020 .. U+007E.
constexpr std::array<std::uint16_t, 95> ascii_advance{
    318, 401, 474, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361,  318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 611, 1015, 722, 722, 722, 770, 667,
    611, 778, 752, 295, 556, 722, 611, 863, 748, 787, 667, 787, 722, 667,  611, 732, 684, 989, 685,
    667, 685, 390, 337, 390, 838, 556, 500, 613, 635, 556, 635, 615, 352,  635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 556, 392, 634, 592, 818, 592, 592,  525, 636, 337, 636, 838};

struct decoded {
  std::uint32_t point;
  std::size_t length;
};

decoded decode(std::string_view s, std::size_t i) noexcept {
  const auto byte = [&](std::size_t k) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(s[k]));
  };
  const std::uint32_t b = byte(i);
  const std::size_t length = b < 0x80U ? 1 : b < 0xE0U ? 2 : b < 0xF0U ? 3 : 4;
  if (b < 0x80U || b < 0xC0U || i + length > s.size()) return {b < 0x80U ? b : 0xFFFDU, 1};
  std::uint32_t point = length == 2 ? b & 0x1FU : length == 3 ? b & 0x0FU : b & 0x07U;
  for (std::size_t k = 1; k < length; ++k) point = (point << 6U) | (byte(i + k) & 0x3FU);
  return {point, length};
}

double advance(std::uint32_t point) noexcept {
  if (point >= 0x20U && point < 0x7FU) return ascii_advance[point - 0x20U] / 1000.0;
  if (point < 0x20U || (point >= 0x300U && point < 0x370U)) return 0;  // controls, combining marks
  if (point == 0xA0U || point == 0x202FU || point == 0x2009U) return .32;
  if (point == 0x2019U || point == 0x2018U) return .32;
  if (point < 0x250U) return .79;
  if (point < 0x1100U) return .85;
  if (point >= 0x2010U && point < 0x2015U) return .60;
  return 1.0;
}

}  // namespace

double text_width(std::string_view text, double size) noexcept {
  double width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const decoded d = decode(text, i);
    width += advance(d.point);
    i += d.length;
  }
  return width * size;
}

std::vector<std::string> wrap_text(std::string_view text, double width, double size, std::size_t most) {
  std::vector<std::string> lines(1);
  const auto put = [&](std::string_view piece) {
    std::string& line = lines.back();
    if (text_width(line + std::string(piece), size) <= width || (line.empty() && piece == " ")) {
      if (!(line.empty() && piece == " ")) line += piece;
      return;
    }
    if (!line.empty()) {
      while (!line.empty() && line.back() == ' ') line.pop_back();
      lines.emplace_back();
      if (piece == " ") return;
    }
    for (std::size_t i = 0; i < piece.size();) {  // a word wider than the line is broken inside
      const std::size_t length = decode(piece, i).length;
      const std::string_view letter = piece.substr(i, length);
      if (!lines.back().empty() && text_width(lines.back() + std::string(letter), size) > width)
        lines.emplace_back();
      lines.back() += letter;
      i += length;
    }
  };
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' || c == '\n' || c == '\t') {
      if (i > begin) put(text.substr(begin, i - begin));
      put(" ");
      begin = i + 1;
    } else if (c == '-' || c == '/') {
      put(text.substr(begin, i + 1 - begin));
      begin = i + 1;
    }
  }
  if (begin < text.size()) put(text.substr(begin));
  while (!lines.back().empty() && lines.back().back() == ' ') lines.back().pop_back();
  if (lines.size() > 1 && lines.back().empty()) lines.pop_back();
  if (most > 0 && lines.size() > most) {
    lines.resize(most);
    std::string& last = lines.back();
    constexpr std::string_view ellipsis = "\xE2\x80\xA6";
    while (!last.empty() && text_width(last + std::string(ellipsis), size) > width) {
      while (!last.empty() && (static_cast<unsigned char>(last.back()) & 0xC0U) == 0x80U) last.pop_back();
      if (!last.empty()) last.pop_back();
    }
    while (!last.empty() && last.back() == ' ') last.pop_back();
    last += ellipsis;
  }
  return lines;
}

}  // namespace cxm::report_detail
