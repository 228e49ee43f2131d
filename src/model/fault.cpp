// SPDX-License-Identifier: Apache-2.0
#include "model/fault.hpp"

#include <algorithm>

namespace cxm::detail {
namespace {

/// Optimal string alignment distance, given up beyond `limit`.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > limit) return limit + 1;
  std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitute = row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, substitute});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        next[j] = std::min(next[j], before[j - 2] + 1);
      }
    }
    before.swap(row);
    row.swap(next);
  }
  return row[b.size()];
}

}  // namespace

void fault(errc code, const std::string& path, const std::string& what) {
  throw error(code, path + ": " + what, path);
}

void fault(const std::string& path, const std::string& what) { fault(errc::instrument, path, what); }

std::string in_quotes(std::string_view text) {
  constexpr std::size_t most = 60;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string_view shown = text;
  if (text.size() > most) {
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    shown = text.substr(0, end);
  }
  std::string out = "\"";
  for (const char c : shown) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (u < 0x20) {
      out += "\\u00";
      out += digits[u >> 4U];
      out += digits[u & 15U];
    } else {
      out += c;
    }
  }
  if (shown.size() < text.size()) out += "...";
  return out + '"';
}

namespace {

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

std::string suggestion(std::string_view name, const std::vector<std::string_view>& known) {
  if (known.empty()) return "; none is declared";
  // Of a name of one letter nothing is left when one letter may differ.
  const std::size_t limit = name.size() < 2 ? 0 : std::max<std::size_t>(1, name.size() / 3);
  std::size_t best = limit + 1;
  std::string_view nearest;
  if (limit > 0 && name.size() <= 200) {
    const std::string asked = lower_case(name);
    for (const std::string_view k : known) {
      const std::size_t d = distance(asked, lower_case(k), best - 1);
      if (d < best) {
        best = d;
        nearest = k;
      }
    }
  }
  if (!nearest.empty()) return "; did you mean " + in_quotes(nearest) + "?";
  constexpr std::size_t most = 12;
  std::string out = "; known are ";
  for (std::size_t i = 0; i < known.size() && i < most; ++i) {
    if (i > 0) out += ", ";
    out += in_quotes(known[i]);
  }
  if (known.size() > most) out += " and " + std::to_string(known.size() - most) + " more";
  return out;
}

std::string at(std::string_view list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

std::string at(std::string_view list, std::size_t index, std::string_view member) {
  return at(list, index) + "." + std::string(member);
}

}  // namespace cxm::detail
