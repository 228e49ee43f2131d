// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cxm/plan/roadmap.hpp"
#include "plan/movement.hpp"

namespace cxm::detail {

/// A roadmap problem with everything derived that the search asks for often.
class schedule {
 public:
  schedule(const roadmap_problem&, const movement_model&);

  [[nodiscard]] const roadmap_problem& problem() const noexcept { return *problem_; }
  [[nodiscard]] std::size_t size() const noexcept { return problem_->candidates.size(); }
  [[nodiscard]] std::size_t periods() const noexcept { return problem_->periods; }
  [[nodiscard]] const std::vector<std::size_t>& order() const noexcept { return order_; }
  [[nodiscard]] double worth_of_period(std::size_t t) const noexcept { return discount_[t]; }
  [[nodiscard]] movement& gains() noexcept { return gains_; }

  /// Rows of what is limited: by period (with what is carried over, up to it), cost first, then effort.
  [[nodiscard]] std::size_t rows() const noexcept { return limit_.size(); }
  [[nodiscard]] double limit(std::size_t row) const noexcept { return limit_[row]; }
  [[nodiscard]] double slack(std::size_t row) const noexcept { return slack_[row]; }
  /// What candidate j takes of each row when it begins in period s.
  [[nodiscard]] std::span<const double> use(std::size_t j, std::size_t s) const noexcept {
    return {&use_[(j * periods() + s) * rows()], rows()};
  }
  /// Can j begin in s and be finished within the horizon?
  [[nodiscard]] bool possible(std::size_t j, std::size_t s) const noexcept {
    const roadmap_candidate& c = problem_->candidates[j];
    return s >= c.earliest && s + c.duration <= periods();
  }

  [[nodiscard]] double value(std::span<const int> start);
  [[nodiscard]] bool fits(std::span<const int> start) const;
  /// What must be placed so that j can be, as far as `start` lacks it: j itself last.
  void missing_before(std::span<const int> start, std::size_t j, std::vector<std::size_t>& out) const;
  /// Alternatives of j, whichever of a pair names the other.
  [[nodiscard]] const std::vector<std::size_t>& rivals(std::size_t j) const noexcept { return rivals_[j]; }
  /// Share of the whole budget and capacity that j takes.
  [[nodiscard]] double burden(std::size_t j) const noexcept { return burden_[j]; }

 private:
  const roadmap_problem* problem_;
  movement gains_;
  std::vector<std::size_t> order_;  // prerequisites first
  std::vector<std::vector<std::size_t>> rivals_;
  std::vector<double> discount_, limit_, slack_, use_, burden_;
  std::vector<double> done_;  // scratch
};

/// A plan that grows: what is used of every row.
class growing_plan {
 public:
  explicit growing_plan(const schedule&);
  std::vector<int> start;

  /// Begin j in the first period from `from` on in which it fits, its prerequisites finished and no
  /// alternative chosen; false when there is none.
  bool place(std::size_t j, std::size_t from);
  void remove(std::size_t j);
  void clear();

 private:
  const schedule* s_;
  std::vector<double> used_;
};

/// Add candidates (with what they need first) while that adds value; those with forced -1 are left alone.
void grow_greedily(schedule&, growing_plan&, std::span<const std::int8_t> forced);

}  // namespace cxm::detail
