// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cxm/base/random.hpp"
#include "plan/schedule.hpp"

namespace cxm::detail {

/// Simulated annealing (Kirkpatrick, Gelatt & Vecchi 1983) over orders of candidates. An order is a plan: one
/// after the other begins as early as it fits (the serial schedule generation of Kolisch 1996), what it needs
/// first before it; candidates behind the end mark are left out. Moves put one candidate elsewhere, or change
/// two places. The same draws every time.
class local_search {
 public:
  local_search(schedule&, std::span<const std::int8_t> forced);

  /// Best plan found in `trials` moves from `start`; never worth less than it.
  [[nodiscard]] std::vector<int> improve(const std::vector<int>& start, std::size_t trials);

 private:
  void read_order(const std::vector<int>& start);
  double evaluate();
  bool place_with_needs(std::size_t j);

  schedule& s_;
  std::span<const std::int8_t> forced_;
  random_stream random_;
  growing_plan plan_;
  std::vector<std::size_t> order_;  // candidates, and s_.size() as the end mark
  std::vector<std::size_t> needs_;  // scratch
};

}  // namespace cxm::detail
