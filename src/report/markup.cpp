// SPDX-License-Identifier: Apache-2.0
#include "report/markup.hpp"

#include <charconv>
#include <cmath>

namespace cxm::report_detail {
namespace {

/// Length of a UTF-8 sequence that HTML may hold at `i`, 0 when it may not.
std::size_t admissible(std::string_view s, std::size_t i) {
  const auto byte = [&](std::size_t k) -> unsigned {
    return k < s.size() ? static_cast<unsigned char>(s[k]) : 0U;
  };
  const unsigned b = byte(i);
  if (b < 0x80U) return b >= 0x20U && b != 0x7FU ? 1 : b == '\n' || b == '\t' ? 1 : 0;
  const std::size_t length = b >= 0xC2U && b <= 0xDFU   ? 2
                             : b >= 0xE0U && b <= 0xEFU ? 3
                             : b >= 0xF0U && b <= 0xF4U ? 4
                                                        : 0;
  for (std::size_t k = 1; k < length; ++k)
    if ((byte(i + k) & 0xC0U) != 0x80U) return 0;
  const unsigned second = byte(i + 1);
  const bool overlong = (b == 0xE0U && second < 0xA0U) || (b == 0xF0U && second < 0x90U);
  const bool outside = (b == 0xEDU && second > 0x9FU) || (b == 0xF4U && second > 0x8FU);
  return overlong || outside ? 0 : length;
}

}  // namespace

std::string sentence_case(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string unbroken(std::string text) {
  constexpr std::string_view blank = "\xC2\xA0";
  constexpr std::size_t longest = 32;  // of an interval in bytes; what is longer is a remark
  const auto is_digit = [](char ch) { return ch >= '0' && ch <= '9'; };
  std::string out;
  out.reserve(text.size() + 16);
  std::size_t bracket_end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') {
      const std::size_t end = text.find(')', i);
      const std::string_view inside = end == std::string::npos || end - i > longest
                                          ? std::string_view()
                                          : std::string_view(text).substr(i + 1, end - i - 1);
      std::size_t first = inside.rfind("\xE2\x88\x92", 0) == 0 ? 3 : 0;  // a minus
      if (!inside.empty() && (inside[0] == '+' || inside[0] == '-')) first = 1;
      // Begins and ends with a number: an interval, perhaps with its unit.
      if (first < inside.size() && is_digit(inside[first]) &&
          (is_digit(inside.back()) || inside.back() == '%'))
        bracket_end = end;
    }
    const bool keep = text[i] == ' ' && (i < bracket_end || (i + 1 < text.size() && text[i + 1] == '%'));
    if (keep)
      out += blank;
    else
      out += text[i];
  }
  return out;
}

std::string loosened(std::string text) {
  constexpr std::string_view kept = "\xC2\xA0";
  for (std::size_t at = 0; (at = text.find(kept, at)) != std::string::npos; ++at)
    if (at + kept.size() < text.size() && text[at + kept.size()] != '%') text.replace(at, kept.size(), " ");
  return text;
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = admissible(text, i);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++i;
      continue;
    }
    switch (text[i]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += text.substr(i, length);
    }
    i += length;
  }
  return out;
}

std::string coordinate(double value) {
  if (!std::isfinite(value)) value = 0;
  const double rounded = std::round(value * 10) / 10;
  if (rounded == 0) return "0";
  char digits[400];
  const bool whole = rounded == std::trunc(rounded);
  const auto end =
      std::to_chars(digits, digits + sizeof digits, rounded, std::chars_format::fixed, whole ? 0 : 1);
  return {digits, end.ptr};
}

std::string element(std::string_view name, std::string_view text, std::string_view cls) {
  std::string out = cat("<", name);
  if (!cls.empty()) out += cat(" class=\"", cls, "\"");
  return cat(out, ">", escaped(unbroken(std::string(text))), "</", name, ">");
}

}  // namespace cxm::report_detail
