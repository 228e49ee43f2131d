// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "cxm/data/batch.hpp"
#include "cxm/model/instrument.hpp"

namespace tally_test {

/// Scores of a measure straight from the definition, in long double, one respondent at a time: shares no
/// code with the library.
class reference_scores {
 public:
  reference_scores(const cxm::instrument& in, const cxm::batch& b) : in_(in), b_(b) {}

  [[nodiscard]] std::optional<long double> operator()(const std::string& id, std::size_t row) const {
    using namespace cxm;
    if (id.rfind("item:", 0) == 0) return value(id.substr(5), row);
    const measure& m = *in_.find_measure(id);
    switch (m.kind) {
      case measure_kind::composite: {
        long double sum = 0, weight = 0, total = 0;
        for (std::size_t i = 0; i < m.items.size(); ++i) {
          const long double w = m.weights.empty() ? 1.0L : m.weights[i];
          total += w;
          const auto x = value(m.items[i], row);
          if (!x) continue;
          const item& it = *in_.find_item(m.items[i]);
          const scale& sc = *in_.find_scale(it.scale);
          const long double low = sc.lowest_score(), high = sc.highest_score();
          const long double u = (*x - low) / (high - low);
          sum += w * (it.reverse ? 1 - u : u);
          weight += w;
        }
        if (weight <= 0 || weight / total < m.min_answered - 1e-9L) return std::nullopt;
        return 100 * sum / weight;
      }
      case measure_kind::share:
        return in_set(m.item, m.codes, row);
      case measure_kind::nps: {
        const auto x = value(m.item, row);
        if (!x) return std::nullopt;
        return *x >= 9 ? 100 : *x >= 7 ? 0 : -100;
      }
      case measure_kind::value:
        return value(m.item, row);
      case measure_kind::difference: {
        const auto a = (*this)(m.minuend, row), b = (*this)(m.subtrahend, row);
        if (!a || !b) return std::nullopt;
        return *a - *b;
      }
      case measure_kind::joint: {
        bool all = true;
        for (const condition& c : m.all) {
          std::optional<long double> holds;
          if (!c.item.empty()) {
            holds = in_set(c.item, c.codes, row);
          } else if (const auto x = (*this)(c.measure, row)) {
            holds = (!c.at_least || *x >= *c.at_least - 1e-9L) && (!c.at_most || *x <= *c.at_most + 1e-9L);
          }
          if (!holds) return std::nullopt;
          all = all && *holds != 0;
        }
        return all ? 1 : 0;
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::optional<long double> value(const std::string& item, std::size_t row) const {
    const int q = in_.item_position(item);
    const cxm::item_column& c = b_.items[static_cast<std::size_t>(q)];
    if (cxm::is_missing(c.cells[row])) return std::nullopt;
    const cxm::scale& sc = *in_.find_scale(in_.items[static_cast<std::size_t>(q)].scale);
    if (sc.kind == cxm::scale_kind::number) return c.numbers[row];
    return sc.codes[c.cells[row]].score_or_code();
  }
  [[nodiscard]] std::optional<long double> in_set(const std::string& item, const cxm::code_set& set,
                                                  std::size_t row) const {
    const int q = in_.item_position(item);
    const cxm::item_column& c = b_.items[static_cast<std::size_t>(q)];
    if (cxm::is_missing(c.cells[row])) return std::nullopt;
    const cxm::scale& sc = *in_.find_scale(in_.items[static_cast<std::size_t>(q)].scale);
    const auto& codes = !set.codes.empty() ? set.codes : set.named == "bottom" ? sc.bottom : sc.top;
    for (const int code : codes) {
      const int p = sc.position(code);
      if (in_.items[static_cast<std::size_t>(q)].multiple ? ((c.selected[row] >> p) & 1U) != 0
                                                          : c.cells[row] == p) {
        return 1;
      }
    }
    return 0;
  }

  const cxm::instrument& in_;
  const cxm::batch& b_;
};

}  // namespace tally_test
