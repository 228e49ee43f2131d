// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/model/instrument.hpp"
#include "cxm/model/scoring.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm {

/// The indices of an instrument bound to a plan of measures, nested indices included.
///
/// With v_i the components (measure means or indices) and weights scaled to sum 1:
///   arithmetic  sum w_i v_i
///   geometric   prod v_i^w_i         (undefined when a component is negative, 0 when one is 0)
///   minimum     min v_i              (the weakest link; weights have no part in it)
class index_plan {
 public:
  index_plan(const instrument&, std::span<const planned_measure>);

  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] const std::string& id(std::size_t i) const { return entries_[i].id; }
  /// Position of an index id, or -1.
  [[nodiscard]] int position(std::string_view id) const noexcept;
  /// The measures on which index i rests, ascending, nested ones included.
  [[nodiscard]] const std::vector<std::size_t>& measures(std::size_t i) const { return entries_[i].leaves; }
  [[nodiscard]] bool smooth(std::size_t i) const { return entries_[i].smooth; }
  [[nodiscard]] double lowest(std::size_t i) const { return entries_[i].lowest; }
  [[nodiscard]] double highest(std::size_t i) const { return entries_[i].highest; }

  /// Value at measure means (one per measure of the plan). NaN when a component is NaN.
  [[nodiscard]] double value(std::size_t i, std::span<const double> means) const;
  /// Derivative of the value by each measure's mean, parallel to the plan. Of a minimum: of the component
  /// that is smallest (the first of equals). NaN at a geometric component of 0.
  [[nodiscard]] std::vector<double> gradient(std::size_t i, std::span<const double> means) const;

  /// Components of index i one step down: plan position when `measure`, else position of an index.
  struct component {
    bool measure = true;
    std::size_t position = 0;
    double weight = 0;
  };
  [[nodiscard]] const std::vector<component>& components(std::size_t i) const { return entries_[i].parts; }
  [[nodiscard]] index_kind kind(std::size_t i) const { return entries_[i].kind; }

 private:
  struct entry {
    std::string id;
    index_kind kind = index_kind::arithmetic;
    std::vector<component> parts;
    std::vector<std::size_t> leaves;
    bool smooth = true;
    double lowest = 0, highest = 100;
  };
  std::vector<entry> entries_;
};

inline index_plan::index_plan(const instrument& source, std::span<const planned_measure> plan) {
  std::map<std::string_view, std::size_t> positions;
  for (std::size_t j = 0; j < plan.size(); ++j) positions.emplace(plan[j].id, j);
  for (const index_definition& definition : source.indices) {
    entry e;
    e.id = definition.id;
    e.kind = definition.kind;
    e.smooth = definition.kind != index_kind::minimum;
    double total = 0;
    for (std::size_t c = 0; c < definition.of.size(); ++c) {
      total += definition.weights.empty() ? 1.0 : definition.weights[c];
    }
    e.lowest = e.kind == index_kind::arithmetic ? 0 : std::numeric_limits<double>::infinity();
    e.highest = e.lowest;
    for (std::size_t c = 0; c < definition.of.size(); ++c) {
      component part;
      part.weight = (definition.weights.empty() ? 1.0 : definition.weights[c]) / total;
      double low = 0;
      double high = 0;
      if (const auto at = positions.find(definition.of[c]); at != positions.end()) {
        part.position = at->second;
        low = plan[at->second].low_score;
        high = plan[at->second].high_score;
        e.leaves.push_back(at->second);
      } else if (const int below = position(definition.of[c]); below >= 0) {
        part.measure = false;
        part.position = static_cast<std::size_t>(below);
        const entry& inner = entries_[part.position];
        low = inner.lowest;
        high = inner.highest;
        e.leaves.insert(e.leaves.end(), inner.leaves.begin(), inner.leaves.end());
        e.smooth = e.smooth && inner.smooth;
      } else {
        throw error(errc::instrument,
                    "index '" + e.id + "' is made of '" + definition.of[c] +
                        "', which is neither a measure of the plan nor an earlier index",
                    "indices");
      }
      if (e.kind == index_kind::arithmetic) {
        e.lowest += part.weight * low;
        e.highest += part.weight * high;
      } else {
        // Between the smallest and the largest end of a component, whatever the weights.
        e.lowest = std::min(e.lowest, low);
        e.highest = std::isinf(e.highest) ? high : std::max(e.highest, high);
      }
      e.parts.push_back(part);
    }
    std::sort(e.leaves.begin(), e.leaves.end());
    e.leaves.erase(std::unique(e.leaves.begin(), e.leaves.end()), e.leaves.end());
    entries_.push_back(std::move(e));
  }
}

inline int index_plan::position(std::string_view id) const noexcept {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].id == id) return static_cast<int>(i);
  }
  return -1;
}

inline double index_plan::value(std::size_t i, std::span<const double> means) const {
  const entry& e = entries_[i];
  double sum = 0;
  double logs = 0;
  double least = std::numeric_limits<double>::infinity();
  bool zero = false;
  for (const component& part : e.parts) {
    const double v = part.measure ? means[part.position] : value(part.position, means);
    if (std::isnan(v)) return std::numeric_limits<double>::quiet_NaN();
    switch (e.kind) {
      case index_kind::arithmetic:
        sum += part.weight * v;
        break;
      case index_kind::geometric:
        if (v < 0) return std::numeric_limits<double>::quiet_NaN();
        if (v == 0) {
          zero = true;
        } else {
          logs += part.weight * stats::log(v);
        }
        break;
      case index_kind::minimum:
        least = std::min(least, v);
        break;
    }
  }
  if (e.kind == index_kind::arithmetic) return sum;
  if (e.kind == index_kind::geometric) return zero ? 0 : stats::exp(logs);
  return least;
}

inline std::vector<double> index_plan::gradient(std::size_t i, std::span<const double> means) const {
  const entry& e = entries_[i];
  std::vector<double> out(means.size(), 0.0);
  const double own = value(i, means);
  bool taken = false;
  for (const component& part : e.parts) {
    const double v = part.measure ? means[part.position] : value(part.position, means);
    double slope = part.weight;
    if (e.kind == index_kind::geometric)
      slope = v > 0 ? own * part.weight / v : std::numeric_limits<double>::quiet_NaN();
    if (e.kind == index_kind::minimum) {
      if (taken || v != own) continue;
      taken = true;
      slope = 1;
    }
    if (part.measure) {
      out[part.position] += slope;
    } else {
      const std::vector<double> inner = gradient(part.position, means);
      for (const std::size_t leaf : entries_[part.position].leaves) out[leaf] += slope * inner[leaf];
    }
  }
  return out;
}

}  // namespace cxm
