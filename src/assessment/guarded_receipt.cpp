// SPDX-License-Identifier: Apache-2.0
#include "assessment/guarded_receipt.hpp"

#include <algorithm>

namespace cxm::detail {
namespace {

constexpr std::int64_t withheld = -1;
constexpr const char* others = "(others)";

/// May a total be told, of which the waves show `parts` (by wave: shown or not, how many)?
bool tells_nothing(double total, const std::vector<std::pair<bool, double>>& parts, double minimum) {
  double left = total;
  for (const auto& [shown, count] : parts) {
    if (!shown && count > 0) return false;
    left -= count;
  }
  return left <= 0 || left >= minimum;
}

}  // namespace

import_receipt guarded_receipt(const import_receipt& receipt, const std::vector<finding_wave>& waves,
                               const assess_options& options) {
  import_receipt out = receipt;
  const double minimum = options.minimum_base;
  const auto over_waves = [&](auto&& shown_and_count) {
    std::vector<std::pair<bool, double>> parts;
    for (const finding_wave& w : waves) parts.push_back(shown_and_count(w, (*w.cells)[0]));
    return parts;
  };
  const auto rows = over_waves([](const finding_wave& w, const cell_result& everybody) {
    return std::pair(w.protection->people[0] == hidden_reason::shown, everybody.rows);
  });
  // Of selected answers, all the others would be what is left.
  if (!options.where.empty() || !tells_nothing(static_cast<double>(out.rows_used), rows, minimum))
    out.rows_read = out.rows_used = withheld;
  for (item_receipt& item : out.items) {
    const auto parts = over_waves([&](const finding_wave& w, const cell_result& everybody) {
      const int at = w.context->asked().item_position(item.item);
      if (at < 0) return std::pair(true, 0.0);
      const auto i = static_cast<std::size_t>(at);
      const bool shown = w.protection->items[i][0] == hidden_reason::shown &&
                         w.protection->missing[i][0] == hidden_reason::shown;
      return std::pair(shown, everybody.item_answered[i]);
    });
    if (out.rows_used != withheld && tells_nothing(static_cast<double>(item.answered), parts, minimum))
      continue;
    item.answered = withheld;
    std::fill(std::begin(item.missing), std::end(item.missing), withheld);
  }
  std::vector<unknown_value> named;
  for (const unknown_value& u : out.unknown) {
    if (static_cast<double>(u.count) >= minimum) {
      named.push_back(u);
      continue;
    }
    const auto same = std::find_if(named.begin(), named.end(), [&](const unknown_value& n) {
      return n.column == u.column && n.item == u.item && n.value == others;
    });
    if (same == named.end()) {
      named.push_back({u.column, u.item, others, u.count, -1});
    } else {
      same->count += u.count;
    }
  }
  out.unknown = std::move(named);
  return out;
}

}  // namespace cxm::detail
