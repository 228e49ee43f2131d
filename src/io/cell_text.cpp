// SPDX-License-Identifier: Apache-2.0
#include "io/cell_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace cxm::detail {
namespace {

bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, diagonal + 1, row[j] + 1});
    }
  }
  return row[b.size()];
}

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

std::optional<std::string> nearest_of(std::string_view text, const std::vector<std::string>& candidates) {
  constexpr std::size_t longest = 200;  // the distance costs the product of the lengths
  const std::string wanted = folded(text.substr(0, longest));
  std::optional<std::string> best;
  std::size_t best_distance = 0;
  for (const auto& candidate : candidates) {
    const std::string other = folded(std::string_view(candidate).substr(0, longest));
    const std::size_t distance = edit_distance(wanted, other);
    if (distance * 3 > std::max(wanted.size(), other.size())) continue;
    if (!best || distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string out = "\"";
  std::size_t stop = text.size();
  if (stop > longest) {
    stop = longest;
    while (stop > 0 && (static_cast<unsigned char>(text[stop]) & 0xc0U) == 0x80U) --stop;
  }
  for (const char c : text.substr(0, stop))
    out.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c);
  return out + (stop < text.size() ? "...\"" : "\"");
}

}  // namespace cxm::detail
