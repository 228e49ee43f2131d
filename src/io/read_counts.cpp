// SPDX-License-Identifier: Apache-2.0
#include "io/read_counts.hpp"

#include <algorithm>

#include "cxm/base/error.hpp"
#include "io/cell_text.hpp"
#include "model/fault.hpp"

namespace cxm::detail {
namespace {

constexpr std::size_t most_unknown = 1000;
constexpr std::size_t longest_kept = 200;  // bytes of an unknown value that are kept

}  // namespace

read_counts::read_counts(const read_plan& plan)
    : items(plan.in->items.size()), roles(plan.in->roles.size()), plan_(&plan), unasked_(items.size()) {}

void read_counts::drop(const char* reason, std::int64_t row) {
  const auto it = dropped_.find(std::string_view(reason));
  (it != dropped_.end() ? it->second : dropped_[reason]).add(1, row);
}

void read_counts::unknown(int column, int item, std::string_view value, std::int64_t row) {
  std::size_t length = std::min(value.size(), longest_kept);
  while (length < value.size() && length > 0 && (static_cast<unsigned char>(value[length]) & 0xc0U) == 0x80U)
    --length;
  auto& values = unknown_[{column, item}];
  const auto it = values.find(value.substr(0, length));
  if (it != values.end()) {
    it->second.add(1, row);
    return;
  }
  if (values.size() == most_unknown) too_many(column, item);
  values[std::string(value.substr(0, length))].add(1, row);
}

void read_counts::too_many(int column, int item) const {
  const std::string what = item == the_role ? "the role"
                           : item == the_item
                               ? "the items"
                               : "item " + in_quotes(plan_->in->items[static_cast<std::size_t>(item)].id);
  throw error(errc::data,
              plan_->file + ": " + column_words(plan_->header, column) + " has more than " +
                  std::to_string(most_unknown) + " different values that are not answers to " + what +
                  "; it is probably another column: map the right one",
              plan_->file, -1, column + 1);
}

void read_counts::add(const read_counts& other) {
  rows_read += other.rows_read;
  rows_used += other.rows_used;
  for (const auto& [reason, s] : other.dropped_) dropped_[reason].add(s.count, s.first_row);
  for (const auto& [place, values] : other.unknown_) {
    auto& mine = unknown_[place];
    for (const auto& [value, s] : values) {
      mine[value].add(s.count, s.first_row);
      if (mine.size() > most_unknown) too_many(place.first, place.second);
    }
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i].answered += other.items[i].answered;
    for (std::size_t k = 0; k < missing_kinds; ++k) items[i].missing[k] += other.items[i].missing[k];
    unasked_[i] += other.unasked_[i];
  }
  for (std::size_t r = 0; r < roles.size(); ++r) roles[r] += other.roles[r];
}

import_receipt read_counts::receipt() const {
  const instrument& in = *plan_->in;
  const auto column_name = [&](int c) { return plan_->header.columns[static_cast<std::size_t>(c)].primary; };
  import_receipt r;
  r.sources = {plan_->file};
  r.layout = plan_->header.layout;
  r.rows_read = rows_read;
  r.rows_used = rows_used;
  for (const auto& [reason, s] : dropped_) r.dropped.push_back({reason, s.count, s.first_row});
  for (const auto& [place, values] : unknown_) {
    for (const auto& [value, s] : values) {
      const std::string what = place.second == the_role ? "role"
                               : place.second == the_item
                                   ? "item"
                                   : in.items[static_cast<std::size_t>(place.second)].id;
      r.unknown.push_back({column_name(place.first), what, value, s.count, s.first_row});
    }
  }
  std::sort(r.unknown.begin(), r.unknown.end(), [](const auto& a, const auto& b) {
    return std::tie(a.column, a.item, a.value) < std::tie(b.column, b.item, b.value);
  });
  for (std::size_t i = 0; i < in.items.size(); ++i) {
    item_receipt item;
    item.item = in.items[i].id;
    const auto& columns = plan_->columns.items[i];
    if (columns.column >= 0) {
      item.column = column_name(columns.column);
    } else if (!columns.options.empty()) {
      item.column = column_name(columns.options.front().second);
      if (columns.options.size() > 1)
        item.column += " (and " + std::to_string(columns.options.size() - 1) + " more)";
    } else if (plan_->columns.long_item >= 0) {
      item.column = column_name(plan_->columns.long_value);
    }
    item.answered = items[i].answered;
    std::copy(items[i].missing.begin(), items[i].missing.end(), item.missing);
    r.items.push_back(std::move(item));
    if (unasked_[i] > 0)
      r.notes.push_back("item \"" + in.items[i].id + "\": " + std::to_string(unasked_[i]) +
                        " answers of people in roles that are not asked it (kept)");
  }
  r.columns_ignored = plan_->columns.ignored;
  std::sort(r.columns_ignored.begin(), r.columns_ignored.end());
  r.columns_ignored.erase(std::unique(r.columns_ignored.begin(), r.columns_ignored.end()),
                          r.columns_ignored.end());
  for (std::size_t p = 0; p < roles.size(); ++p)
    if (roles[p] > 0) r.roles_found.push_back(in.roles[p].id);
  std::sort(r.roles_found.begin(), r.roles_found.end());
  std::sort(r.notes.begin(), r.notes.end());
  return r;
}

int role_position(const instrument& in, std::string_view text) {
  const std::string loose = folded(text);
  for (const bool exact : {true, false}) {
    const auto same = [&](const std::string& name) {
      return exact ? trimmed(name) == text : folded(name) == loose;
    };
    for (std::size_t r = 0; r < in.roles.size(); ++r) {
      const role& candidate = in.roles[r];
      const auto& labels = candidate.label.by_language;
      if (same(candidate.id) ||
          std::any_of(labels.begin(), labels.end(), [&](const auto& l) { return same(l.second); }) ||
          std::any_of(candidate.values.begin(), candidate.values.end(), same))
        return static_cast<int>(r);
    }
  }
  return -1;
}

std::string explain_role(const instrument& in, std::string_view text) {
  std::vector<std::string_view> known;
  for (const auto& r : in.roles) {
    known.push_back(r.id);
    for (const auto& [language, label] : r.label.by_language) known.push_back(label);
    known.insert(known.end(), r.values.begin(), r.values.end());
  }
  return in_quotes(text) + " is not a role of the instrument" + suggestion(text, known);
}

}  // namespace cxm::detail
