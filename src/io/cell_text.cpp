// SPDX-License-Identifier: Apache-2.0
#include "io/cell_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace cxm::detail {
namespace {

bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
  for (;;) {
    if (!text.empty() && is_space(text.front())) {
      text.remove_prefix(1);
    } else if (!text.empty() && is_space(text.back())) {
      text.remove_suffix(1);
    } else if (text.substr(0, 2) == "\xc2\xa0") {
      text.remove_prefix(2);
    } else if (text.size() >= 2 && text.substr(text.size() - 2) == "\xc2\xa0") {
      text.remove_suffix(2);
    } else {
      return text;
    }
  }
}

std::string folded(std::string_view text) {
  text = trimmed(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const unsigned after = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    const bool no_break = c == '\xc2' && after == 0xa0U;
    if (is_space(c) || no_break) {
      if (out.empty() || out.back() != ' ') out.push_back(' ');
      if (no_break) ++i;
    } else if (c >= 'A' && c <= 'Z') {
      out.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if (c == '\xc3' && after >= 0x80U && after <= 0x9eU && after != 0x97U) {
      out.push_back(c);  // capital letters of U+00C0 .. U+00DE stand 0x20 before the small ones
      out.push_back(static_cast<char>(after + 0x20U));
      ++i;
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::optional<double> number_of(std::string_view text, bool decimal_comma) noexcept {
  text = trimmed(text);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  char buffer[64];
  if (decimal_comma && text.size() < sizeof buffer && std::count(text.begin(), text.end(), ',') == 1 &&
      text.find('.') == std::string_view::npos) {
    std::copy(text.begin(), text.end(), buffer);
    std::replace(buffer, buffer + text.size(), ',', '.');
    text = {buffer, text.size()};
  }
  double value = 0;
  const auto [stop, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || stop != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

}  // namespace cxm::detail
