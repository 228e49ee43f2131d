// SPDX-License-Identifier: Apache-2.0
#include "plan/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/plan/plan_document.hpp"

namespace cxm::detail {
namespace {

[[noreturn]] void refuse(const std::string& parameter, const std::string& what) {
  throw error(errc::argument, "best_roadmap: " + parameter + " " + what, parameter);
}

void check(const roadmap_problem& p, const movement_model& model) {
  check_same_size("best_roadmap", "candidates", p.candidates.size(), "movement_model.candidates",
                  model.candidates.size());
  if (p.periods < 1 || p.periods > most_periods) {
    refuse("periods",
           "is " + std::to_string(p.periods) + ", but must be from 1 to " + std::to_string(most_periods));
  }
  if (!(p.discount > 0 && p.discount <= 1)) refuse("discount", "must be above 0 and at most 1");
  for (const auto* amounts : {&p.budget, &p.capacity}) {
    const char* name = amounts == &p.budget ? "budget" : "capacity";
    if (!amounts->empty()) check_same_size("best_roadmap", name, amounts->size(), "periods", p.periods);
    for (const double a : *amounts) check_not_negative("best_roadmap", name, a);
  }
  for (const roadmap_candidate& c : p.candidates) {
    check_not_negative("best_roadmap", "candidates.cost", c.cost);
    check_not_negative("best_roadmap", "candidates.effort", c.effort);
    check_at_least("best_roadmap", "candidates.duration", c.duration, 1);
    for (const auto* others : {&c.after, &c.exclusive}) {
      for (const std::size_t k : *others) {
        if (k >= p.candidates.size() || &p.candidates[k] == &c) {
          refuse(others == &c.after ? "candidates.after" : "candidates.exclusive",
                 "names a candidate that does not exist, or the candidate itself");
        }
      }
    }
  }
}

/// Candidates in an order in which what must come first comes first; the lowest position among those ready.
std::vector<std::size_t> order_of(const roadmap_problem& p) {
  std::vector<std::size_t> order;
  std::vector<bool> placed(p.candidates.size(), false);
  while (order.size() < p.candidates.size()) {
    const std::size_t before = order.size();
    for (std::size_t j = 0; j < p.candidates.size(); ++j) {
      const auto& after = p.candidates[j].after;
      if (placed[j] || !std::all_of(after.begin(), after.end(), [&](std::size_t k) { return placed[k]; })) {
        continue;
      }
      placed[j] = true;
      order.push_back(j);
    }
    if (order.size() == before) refuse("candidates.after", "has a circle");
  }
  return order;
}

}  // namespace

schedule::schedule(const roadmap_problem& p, const movement_model& model)
    : problem_((check(p, model), &p)), gains_(model), order_(order_of(p)), done_(p.candidates.size()) {
  for (std::size_t t = 0; t < p.periods; ++t) {
    discount_.push_back(t == 0 ? 1 : discount_.back() * p.discount);
  }
  burden_.assign(size(), 0);
  const bool limited[] = {!p.budget.empty(), !p.capacity.empty()};
  for (int kind = 0; kind < 2; ++kind) {
    if (!limited[kind]) continue;
    const std::vector<double>& amounts = kind == 0 ? p.budget : p.capacity;
    double whole = 0;
    for (const double a : amounts) {
      whole += a;
      limit_.push_back(p.carry_over ? whole : a);
    }
    for (std::size_t j = 0; j < size(); ++j) {
      const double amount = kind == 0 ? p.candidates[j].cost : p.candidates[j].effort;
      burden_[j] += amount / std::max(whole, 1e-300);
    }
  }
  rivals_.resize(size());
  for (std::size_t j = 0; j < size(); ++j) {
    for (const std::size_t k : p.candidates[j].exclusive) {
      rivals_[j].push_back(k);
      rivals_[k].push_back(j);
    }
  }
  for (auto& all : rivals_) {
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
  }
  for (const double l : limit_) slack_.push_back(1e-9 * (1 + l));
  use_.assign(size() * periods() * rows(), 0);
  for (std::size_t j = 0; j < size(); ++j) {
    const roadmap_candidate& c = p.candidates[j];
    for (std::size_t s = 0; s < periods(); ++s) {
      if (!possible(j, s)) continue;
      double* row = use_.data() + (j * periods() + s) * rows();
      for (int kind = 0; kind < 2; ++kind) {
        if (!limited[kind]) continue;
        const double a_period = (kind == 0 ? c.cost : c.effort) / static_cast<double>(c.duration);
        double sum = 0;
        for (std::size_t t = 0; t < periods(); ++t) {
          const double now = t >= s && t < s + c.duration ? a_period : 0;
          sum += now;
          row[t] = p.carry_over ? sum : now;
        }
        row += periods();
      }
    }
  }
  std::fill(done_.begin(), done_.end(), 0.0);
  if (!std::isfinite(gains_.gain(done_))) {
    refuse("goals",
           "have no value at present: a geometric index has a negative part, or a measure no answers");
  }
}

double schedule::value(std::span<const int> start) {
  double sum = 0;
  double gain = 0;
  std::fill(done_.begin(), done_.end(), 0.0);
  for (std::size_t t = 0; t < periods(); ++t) {
    bool news = false;
    for (std::size_t j = 0; j < size(); ++j) {
      if (start[j] < 0) continue;
      if (static_cast<std::size_t>(start[j]) + problem_->candidates[j].duration == t + 1) {
        done_[j] = 1;
        news = true;
      }
    }
    if (news) gain = gains_.gain(done_);
    sum += discount_[t] * gain;
  }
  return std::isnan(sum) ? -std::numeric_limits<double>::infinity() : sum;
}

bool schedule::fits(std::span<const int> start) const {
  if (start.size() != size()) return false;
  std::vector<double> used(rows(), 0);
  for (std::size_t j = 0; j < size(); ++j) {
    if (start[j] < 0) continue;
    const auto s = static_cast<std::size_t>(start[j]);
    const roadmap_candidate& c = problem_->candidates[j];
    if (!possible(j, s)) return false;
    for (const std::size_t k : c.after) {
      if (start[k] < 0 || static_cast<std::size_t>(start[k]) + problem_->candidates[k].duration > s)
        return false;
    }
    for (const std::size_t k : c.exclusive) {
      if (start[k] >= 0) return false;
    }
    const auto row = use(j, s);
    for (std::size_t r = 0; r < rows(); ++r) used[r] += row[r];
  }
  for (std::size_t r = 0; r < rows(); ++r) {
    if (used[r] > limit_[r] + slack_[r]) return false;
  }
  return true;
}

void schedule::missing_before(std::span<const int> start, std::size_t j,
                              std::vector<std::size_t>& out) const {
  if (start[j] >= 0 || std::find(out.begin(), out.end(), j) != out.end()) return;
  for (const std::size_t k : problem_->candidates[j].after) missing_before(start, k, out);
  out.push_back(j);
}

growing_plan::growing_plan(const schedule& s) : start(s.size(), not_chosen), s_(&s), used_(s.rows(), 0.0) {}

bool growing_plan::place(std::size_t j, std::size_t from) {
  const auto& candidates = s_->problem().candidates;
  std::size_t first = from;
  for (const std::size_t k : candidates[j].after) {
    if (start[k] < 0) return false;
    first = std::max(first, static_cast<std::size_t>(start[k]) + candidates[k].duration);
  }
  for (const std::size_t k : s_->rivals(j)) {
    if (start[k] >= 0) return false;
  }
  for (std::size_t s = first; s < s_->periods(); ++s) {
    if (!s_->possible(j, s)) continue;
    const auto row = s_->use(j, s);
    bool fits = true;
    for (std::size_t r = 0; r < row.size() && fits; ++r) {
      fits = used_[r] + row[r] <= s_->limit(r) + s_->slack(r);
    }
    if (!fits) continue;
    for (std::size_t r = 0; r < row.size(); ++r) used_[r] += row[r];
    start[j] = static_cast<int>(s);
    return true;
  }
  return false;
}

void growing_plan::remove(std::size_t j) {
  if (start[j] < 0) return;
  const auto row = s_->use(j, static_cast<std::size_t>(start[j]));
  for (std::size_t r = 0; r < row.size(); ++r) used_[r] -= row[r];
  start[j] = not_chosen;
}

void growing_plan::clear() {
  std::fill(start.begin(), start.end(), not_chosen);
  std::fill(used_.begin(), used_.end(), 0.0);
}

namespace {

bool blocked(std::span<const std::int8_t> forced, const std::vector<std::size_t>& bundle) {
  return !forced.empty() &&
         std::any_of(bundle.begin(), bundle.end(), [&](std::size_t k) { return forced[k] < 0; });
}

/// Place a bundle in order; undone when one of it does not fit.
bool place_all(growing_plan& plan, const std::vector<std::size_t>& bundle) {
  for (std::size_t i = 0; i < bundle.size(); ++i) {
    if (plan.place(bundle[i], 0)) continue;
    for (std::size_t b = 0; b < i; ++b) plan.remove(bundle[b]);
    return false;
  }
  return true;
}

}  // namespace

void grow_greedily(schedule& s, growing_plan& plan, std::span<const std::int8_t> forced) {
  if (!forced.empty()) {
    for (const std::size_t j : s.order()) {
      if (forced[j] <= 0) continue;
      std::vector<std::size_t> bundle;
      s.missing_before(plan.start, j, bundle);
      if (!blocked(forced, bundle)) (void)place_all(plan, bundle);
    }
  }
  double now = s.value(plan.start);
  for (;;) {
    double best_rate = 0;
    std::vector<std::size_t> best;
    for (std::size_t j = 0; j < s.size(); ++j) {
      if (plan.start[j] >= 0) continue;
      std::vector<std::size_t> bundle;
      s.missing_before(plan.start, j, bundle);
      if (blocked(forced, bundle) || !place_all(plan, bundle)) continue;
      double burden = 1e-9;
      for (const std::size_t k : bundle) burden += s.burden(k);
      const double rate = (s.value(plan.start) - now) / burden;
      for (const std::size_t k : bundle) plan.remove(k);
      if (rate > best_rate + 1e-12) {
        best_rate = rate;
        best = bundle;
      }
    }
    if (best.empty()) return;
    (void)place_all(plan, best);
    now = s.value(plan.start);
  }
}

}  // namespace cxm::detail
