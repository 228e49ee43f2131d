// SPDX-License-Identifier: Apache-2.0
#include "cxm/data/receipt.hpp"

#include <algorithm>
#include <tuple>

#include "base/stable_order.hpp"

namespace cxm {
namespace {

std::int64_t earlier(std::int64_t a, std::int64_t b) { return a < 0 ? b : b < 0 ? a : std::min(a, b); }

/// Both lists sorted by `key`; equal keys add their counts.
template <class T, class Key>
void merge_counts(std::vector<T>& into, const std::vector<T>& from, Key key) {
  into.insert(into.end(), from.begin(), from.end());
  detail::small_stable_sort(into.begin(), into.end(),
                            [&](const T& a, const T& b) { return key(a) < key(b); });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < into.size(); ++i) {
    if (kept > 0 && key(into[kept - 1]) == key(into[i])) {
      into[kept - 1].count += into[i].count;
      into[kept - 1].first_row = earlier(into[kept - 1].first_row, into[i].first_row);
    } else {
      if (kept != i) into[kept] = std::move(into[i]);
      ++kept;
    }
  }
  into.resize(kept);
}

void merge_names(std::vector<std::string>& into, const std::vector<std::string>& from) {
  into.insert(into.end(), from.begin(), from.end());
  std::sort(into.begin(), into.end());
  into.erase(std::unique(into.begin(), into.end()), into.end());
}

auto unknown_key(const unknown_value& u) { return std::tie(u.column, u.item, u.value); }

}  // namespace

void import_receipt::merge(const import_receipt& other) {
  merge_names(sources, other.sources);
  if (layout.empty()) {
    layout = other.layout;
  } else if (!other.layout.empty() && other.layout != layout) {
    // Several layouts become their sorted list, so that the order of merges does not show.
    std::vector<std::string> parts;
    const auto split = [&](const std::string& text) {
      for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('+', begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
      }
    };
    split(layout);
    split(other.layout);
    merge_names(parts, {});
    layout.clear();
    for (const auto& part : parts) {
      if (!layout.empty()) layout += "+";
      layout += part;
    }
  }
  rows_read += other.rows_read;
  rows_used += other.rows_used;
  merge_counts(dropped, other.dropped, [](const dropped_rows& d) { return std::tie(d.reason); });
  merge_counts(unknown, other.unknown, unknown_key);
  for (const auto& theirs : other.items) {
    const auto mine =
        std::find_if(items.begin(), items.end(), [&](const auto& i) { return i.item == theirs.item; });
    if (mine == items.end()) {
      items.push_back(theirs);
      continue;
    }
    // Of two different columns the first in the alphabet is shown; an absent column gives way.
    if (mine->column.empty() || (!theirs.column.empty() && theirs.column < mine->column))
      mine->column = theirs.column;
    mine->answered += theirs.answered;
    for (std::size_t k = 0; k < 5; ++k) mine->missing[k] += theirs.missing[k];
  }
  merge_names(columns_ignored, other.columns_ignored);
  merge_names(roles_found, other.roles_found);
  merge_names(notes, other.notes);
}

std::vector<unknown_value> import_receipt::unknown_summary(std::size_t per_column) const {
  std::vector<unknown_value> shown = unknown;
  detail::small_stable_sort(shown.begin(), shown.end(), [](const unknown_value& a, const unknown_value& b) {
    return std::tie(a.column, a.item, b.count, a.value) < std::tie(b.column, b.item, a.count, b.value);
  });
  std::vector<unknown_value> result;
  std::size_t in_column = 0;
  for (auto& value : shown) {
    const bool same =
        !result.empty() && result.back().column == value.column && result.back().item == value.item;
    in_column = same ? in_column + 1 : 1;
    if (in_column <= per_column) {
      result.push_back(std::move(value));
    } else if (in_column == per_column + 1) {
      value.value = "(others)";
      result.push_back(std::move(value));
    } else {
      result.back().count += value.count;
      result.back().first_row = earlier(result.back().first_row, value.first_row);
    }
  }
  return result;
}

}  // namespace cxm
