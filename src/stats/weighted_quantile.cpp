// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/weighted_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm::stats {
weighted_sample::weighted_sample(std::span<const double> values, std::span<const double> weights,
                                 double step_tolerance)
    : step_tolerance_(step_tolerance) {
  check_not_negative("weighted_sample", "step_tolerance", step_tolerance);
  check_weights("weighted_sample", "weights", weights, values.size());
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (weights[i] == 0) continue;
    check_finite("weighted_sample", "values", values[i]);
    order.push_back(i);
  }
  check_at_least("weighted_sample", "values of positive weight", order.size(), 1);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  compensated_sum sum;  // the shares are exact to the last bit or two
  for (const std::size_t i : order) {
    sum.add(weights[i]);
    values_.push_back(values[i]);
    weights_.push_back(weights[i]);
    cumulated_.push_back(sum.value());
    if (!distinct_.empty() && distinct_.back() == values[i]) {
      distinct_cumulated_.back() = sum.value();
    } else {
      distinct_.push_back(values[i]);
      distinct_cumulated_.push_back(sum.value());
    }
  }
}

double weighted_sample::share_at_or_below(double x) const {
  const auto at = std::upper_bound(distinct_.begin(), distinct_.end(), x);
  if (at == distinct_.begin()) return 0;
  return distinct_cumulated_[static_cast<std::size_t>(at - distinct_.begin()) - 1] / cumulated_.back();
}

double weighted_sample::quantile(double p, quantile_rule rule) const {
  check_share("quantile", "p", p);
  if (rule == quantile_rule::math || rule == quantile_rule::school || rule == quantile_rule::hf1 ||
      rule == quantile_rule::hf2 || rule == quantile_rule::hf3) {
    return step(p, rule);
  }
  const std::size_t n = values_.size();
  if (n == 1) return values_[0];
  // First point whose position is not below p.
  std::size_t low = 0;
  std::size_t high = n;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (position(middle, rule) < p) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return values_[0];
  if (low == n) return values_[n - 1];
  const double before = position(low - 1, rule);
  const double after = position(low, rule);
  if (after == p) return values_[low];
  return values_[low - 1] + (values_[low] - values_[low - 1]) * ((p - before) / (after - before));
}

double weighted_sample::position(std::size_t k, quantile_rule rule) const {
  const std::size_t n = values_.size();
  const double total = cumulated_[n - 1];
  const double last = weights_[n - 1];
  const double here = cumulated_[k];
  const double before = k == 0 ? 0 : cumulated_[k - 1];
  switch (rule) {
    case quantile_rule::hf4:
      return here / total;
    case quantile_rule::hf5:
      return (here - weights_[k] / 2) / total;
    case quantile_rule::hf6:
      return here / (total + last);
    case quantile_rule::hf7:
      return before / cumulated_[n - 2];
    case quantile_rule::hf8:
      return (before / 3 + here * 2 / 3) / (total + last / 3);
    default:
      return (before * 3 / 8 + here * 5 / 8) / (total + last / 4);
  }
}

double weighted_sample::step(double p, quantile_rule rule) const {
  const double total = cumulated_.back();
  const double target = p * total;
  const std::size_t n = distinct_.size();
  // First distinct value whose cumulated weight is clearly above the target.
  const auto above = std::upper_bound(distinct_cumulated_.begin(), distinct_cumulated_.end(),
                                      target + step_tolerance_ * total);
  const auto next = std::min(static_cast<std::size_t>(above - distinct_cumulated_.begin()), n - 1);
  if (above == distinct_cumulated_.begin()) return distinct_[0];
  const auto here = static_cast<std::size_t>(above - distinct_cumulated_.begin()) - 1;
  const bool on = step_tolerance_ > 0
                      ? std::fabs(distinct_cumulated_[here] - target) <= step_tolerance_ * total
                      : p - distinct_cumulated_[here] / total == 0;
  if (!on) return distinct_[next];
  switch (rule) {
    case quantile_rule::school:
    case quantile_rule::hf2:
      return (distinct_[here] + distinct_[next]) / 2;
    case quantile_rule::hf3:
      return (here + 1) % 2 == 0 ? distinct_[here] : distinct_[next];
    default:
      return distinct_[here];
  }
}

}  // namespace cxm::stats
