// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/int128.hpp"
#include "cxm/data/batch.hpp"
#include "cxm/model/detail/scoring_compiler.hpp"
#include "cxm/model/scoring.hpp"

/// Scoring with headers alone (cxm::core): one person after the other, and the exact means of all measures.
/// The values are those of the compiled tally, to the last bit; what it adds is speed, weights, groups,
/// variances, and with them every interval. Indices of these means: model/index_plan.hpp.
namespace cxm {

/// One person's answer to one item; without further ado, none.
struct answer {
  cell code = cell_of(missing_kind::no_answer);  ///< position of the code, or a kind of missing
  std::uint64_t selected = 0;                    ///< multiple choice (code 0): bit i = i-th code
  double number = 0;                             ///< number scale (code 0)
};

/// The answer `code` of a scale. Errors: cxm::error{data} when the scale has no such code.
[[nodiscard]] inline answer answer_of(const scale& s, std::int32_t code) {
  const auto at =
      std::find_if(s.codes.begin(), s.codes.end(), [&](const scale_code& c) { return c.code == code; });
  if (at == s.codes.end()) {
    throw error(errc::data,
                "answer_of: scale \"" + s.id + "\" has no code " + std::to_string(code) +
                    "; leave the answer missing, or add the code to the scale",
                "code");
  }
  answer a;
  a.code = static_cast<cell>(at - s.codes.begin());
  return a;
}

namespace detail {

/// The grid value of one step, from a person's answers and the values of earlier steps; nothing when missing.
[[nodiscard]] inline std::optional<std::int64_t> score_step(
    const scoring_step& step, std::span<const answer> answers,
    std::span<const std::optional<std::int64_t>> known) {
  using kind = scoring_step::kind;
  const auto given = [&](std::size_t item) { return !is_missing(answers[item].code); };
  switch (step.how) {
    case kind::lookup:
      if (!given(step.item) || step.table[answers[step.item].code] == scoring_step::absent)
        return std::nullopt;
      return step.table[answers[step.item].code];
    case kind::options:
      if (!given(step.item)) return std::nullopt;
      return (answers[step.item].selected & step.mask) != 0 ? 1 : 0;
    case kind::number:
      if (!given(step.item)) return std::nullopt;
      return std::llrint(answers[step.item].number * step.per_step);
    case kind::composite: {
      std::int64_t weight = 0;
      std::int64_t sum = 0;
      for (const auto& part : step.parts) {
        if (!given(part.item)) continue;
        weight += part.weight;
        sum += part.table[answers[part.item].code];
      }
      const std::int64_t factor = step.factor[static_cast<std::size_t>(weight)];
      if (factor == 0) return std::nullopt;
      return sum * factor;
    }
    case kind::continuous: {
      double weight = 0;
      double sum = 0;
      for (const auto& part : step.parts) {
        if (!given(part.item)) continue;
        const answer& a = answers[part.item];
        weight += part.real_weight;
        sum += part.real_weight * (part.real_table.empty() ? (a.number - part.low) / (part.high - part.low)
                                                           : part.real_table[a.code]);
      }
      if (!(weight > 0 && weight >= step.least_weight)) return std::nullopt;
      return std::llrint(sum / weight * 100 * 4294967296.0);
    }
    case kind::joint:
    case kind::in_order: {
      bool failed = false;
      bool late = false;
      for (const auto& need : step.all) {
        bool holds = false;
        if (need.measure >= 0) {
          const auto& value = known[static_cast<std::size_t>(need.measure)];
          if (!value) return std::nullopt;
          holds = *value >= need.low && *value <= need.high;
        } else {
          const auto item = static_cast<std::size_t>(need.item);
          if (!given(item)) return std::nullopt;
          holds = need.multiple ? (answers[item].selected & need.mask) != 0
                                : need.in_set[answers[item].code] != 0;
        }
        late = late || (failed && holds);
        failed = failed || !holds;
      }
      return (step.how == kind::in_order ? late : failed) ? 0 : 1;
    }
    case kind::among: {
      const auto& yes = known[step.subtrahend];
      return yes && *yes == 1 ? known[step.minuend] : std::nullopt;
    }
    case kind::difference: {
      const auto& a = known[step.minuend];
      const auto& b = known[step.subtrahend];
      if (!a || !b) return std::nullopt;
      return static_cast<std::int64_t>(nearest(*a, {step.minuend_up, step.minuend_down}) -
                                       nearest(*b, {step.subtrahend_up, step.subtrahend_down}));
    }
  }
  return std::nullopt;
}

}  // namespace detail

/// Exact sums of every measure over people, one row a person and unweighted.
///
/// Missing values: as compile_scoring says, measure by measure. Order and split of the rows do not matter.
/// Cost: O(instrument) a person. Errors: cxm::error{instrument} by the constructor.
class score_sums {
 public:
  explicit score_sums(const instrument& source) {
    detail::scoring_compiler compiler(source, false);
    compiler.run();
    plan_ = std::move(compiler.plan);
    for (const item& it : source.items) {
      const auto at = std::find_if(source.scales.begin(), source.scales.end(),
                                   [&](const scale& s) { return s.id == it.scale; });
      limits l{it.id, 1, it.multiple, false};
      if (at != source.scales.end()) {
        l.codes = it.multiple || at->kind == scale_kind::number ? 1 : at->codes.size();
        l.number = at->kind == scale_kind::number;
        l.low = at->minimum.value_or(l.low);
        l.high = at->maximum.value_or(l.high);
      }
      items_.push_back(std::move(l));
    }
    sum_.assign(plan_.measures.size(), 0);
    n_.assign(plan_.measures.size(), 0);
    scores_.resize(plan_.measures.size());
  }

  /// The declared measures in their order, then those that findings need.
  [[nodiscard]] const std::vector<planned_measure>& measures() const noexcept { return plan_.measures; }

  /// Add one person: one answer an item, in the instrument's order. Errors: cxm::error{argument} for another
  /// number of answers, cxm::error{data} for an answer outside its scale, with the item; nothing is added
  /// then.
  void add(std::span<const answer> answers) {
    check(answers);
    for (const scoring_step& step : plan_.steps)
      scores_[step.target] = detail::score_step(step, answers, scores_);
    for (std::size_t j = 0; j < scores_.size(); ++j) {
      if (!scores_[j]) continue;
      sum_[j] = checked_add(sum_[j], *scores_[j], "score_sums.add");
      ++n_[j];
    }
  }

  /// The scores of the person added last, in score units; nothing where missing.
  [[nodiscard]] std::optional<double> last(std::size_t j) const {
    if (!scores_[j]) return std::nullopt;
    return plan_.measures[j].grid.score(*scores_[j]);
  }

  /// Add the sums of other people. Errors: cxm::error{state} when the measures are others.
  void merge(const score_sums& other) {
    const auto same = [](const planned_measure& a, const planned_measure& b) {
      return a.id == b.id && a.grid.step == b.grid.step && a.grid.exact == b.grid.exact;
    };
    if (!std::equal(plan_.measures.begin(), plan_.measures.end(), other.plan_.measures.begin(),
                    other.plan_.measures.end(), same)) {
      throw error(errc::state, "score_sums.merge: the sums are of another instrument; merge like with like",
                  "other");
    }
    for (std::size_t j = 0; j < sum_.size(); ++j) {
      sum_[j] = checked_add(sum_[j], other.sum_[j], "score_sums.merge");
      n_[j] += other.n_[j];
    }
  }

  /// People for whom measure j is there.
  [[nodiscard]] std::int64_t n(std::size_t j) const { return n_[j]; }
  /// Their mean in score units (shares 0..1, composites 0..100); NaN when there are none.
  [[nodiscard]] double mean(std::size_t j) const {
    const measure_grid& g = plan_.measures[j].grid;
    if (n_[j] == 0) return std::numeric_limits<double>::quiet_NaN();
    return g.origin + g.step * (static_cast<double>(sum_[j]) / static_cast<double>(n_[j]));
  }
  /// All means, parallel to measures(), as index_plan takes them.
  [[nodiscard]] std::vector<double> means() const {
    std::vector<double> out;
    for (std::size_t j = 0; j < n_.size(); ++j) out.push_back(mean(j));
    return out;
  }

 private:
  struct limits {
    std::string id;
    std::size_t codes = 1;
    bool multiple = false, number = false;
    double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  };

  void check(std::span<const answer> answers) const {
    if (answers.size() != items_.size()) {
      throw error(errc::argument,
                  "score_sums.add: there are " + std::to_string(answers.size()) + " answers for " +
                      std::to_string(items_.size()) + " items; give one an item, missing ones too",
                  "answers");
    }
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const limits& l = items_[i];
      const answer& a = answers[i];
      // Numbers beyond 2^23 have no place on the grid of a scale without limits.
      const bool out =
          l.number && (!std::isfinite(a.number) || a.number < l.low || a.number > l.high ||
                       (std::isinf(l.high - l.low) && std::fabs(a.number) > detail::continuous_limit));
      if (!is_missing(a.code) && (a.code >= l.codes || out)) {
        throw error(errc::data,
                    "score_sums.add: the answer to \"" + l.id +
                        "\" is outside its scale; use answer_of, or "
                        "leave it missing",
                    l.id, -1, static_cast<std::int64_t>(i));
      }
    }
  }

  scoring_plan plan_;
  std::vector<limits> items_;
  std::vector<int128> sum_;
  std::vector<std::int64_t> n_;
  std::vector<std::optional<std::int64_t>> scores_;
};

}  // namespace cxm
