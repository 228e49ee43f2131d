// SPDX-License-Identifier: Apache-2.0
#include "cxm/plan/roadmap.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <string>

#include "cxm/base/check.hpp"
#include "plan/local_search.hpp"
#include "plan/relaxation.hpp"
#include "plan/schedule.hpp"

namespace cxm {
namespace {

using namespace detail;

constexpr double none_at_all = -std::numeric_limits<double>::infinity();
/// Pace of the subgradient method at a node (Held, Wolfe & Crowder 1974; deflected: Camerini, Fratta &
/// Maffioli 1975): steps, the first of them with the prices of each limit pooled, their length against the
/// gap, steps without gain after which it is halved.
struct ascent {
  std::size_t steps, pooled;
  double pace;
  std::size_t patience;
};
constexpr ascent at_root{500, 100, 1.5, 25};
constexpr ascent at_root_in_short{150, 60, 1.5, 10};
constexpr ascent below_root{20, 0, 0.3, 6};
constexpr double deflection = 0.5;
constexpr std::size_t few_nodes = 100;  // up to which the root is done in short

struct node {
  double bound = std::numeric_limits<double>::infinity();
  std::size_t number = 0;  // age: equal bounds are taken in the order they were made
  std::vector<domain> domains;
  std::vector<double> multipliers;
  std::shared_ptr<const relaxation::cuts> cuts;
  std::size_t branch = 0;  // candidate to split
  domain first_half = 0;   // of its options
};

/// Heap order: the largest bound first.
struct behind {
  bool operator()(const node& a, const node& b) const noexcept {
    return a.bound != b.bound ? a.bound < b.bound : a.number > b.number;
  }
};

class search {
 public:
  search(schedule& s, const roadmap_options& options)
      : s_(s), relaxed_(s), local_(s, options.forced), options_(options) {}

  roadmap run() {
    roadmap out;
    growing_plan greedy(s_);
    grow_greedily(s_, greedy, options_.forced);
    if (meets_forced(greedy.start)) out.greedy = s_.value(greedy.start);
    take(greedy.start);
    if (s_.fits(options_.first_guess)) take(options_.first_guess);
    const std::size_t most =
        options_.most_nodes > 0 ? options_.most_nodes : 400000 / std::max<std::size_t>(s_.size(), 10);
    const bool in_short = most <= few_nodes;
    const std::size_t trials = std::min<std::size_t>(50 * s_.size() * s_.periods(), in_short ? 2000 : 40000);
    if (!best_.empty()) take(local_.improve(best_, trials));

    node root;
    root.domains.assign(s_.size(), 0);
    for (std::size_t j = 0; j < s_.size(); ++j) {
      const int forced = options_.forced.empty() ? 0 : options_.forced[j];
      for (std::size_t t = 0; t < s_.periods(); ++t) {
        if (forced >= 0 && s_.possible(j, t)) root.domains[j] |= static_cast<domain>(1U << t);
      }
      if (forced <= 0) root.domains[j] |= none_bit();
    }
    root.multipliers.assign(relaxed_.multipliers(), 0.0);
    root.cuts = first_cuts();
    if (examine(root, in_short ? at_root_in_short : at_root)) push(std::move(root));
    std::size_t anneal_at = 0;  // nodes after which to look for a better plan for long, once more
    while (!open_.empty()) {
      if (open_.front().bound <= enough()) break;
      if (nodes_ >= most) break;
      if (!in_short && !best_.empty() && nodes_ >= anneal_at) {
        take(local_.improve(best_, 5 * trials));
        anneal_at = std::max(4 * nodes_, most / 20);
        continue;
      }
      std::pop_heap(open_.begin(), open_.end(), behind{});
      const node parent = std::move(open_.back());
      open_.pop_back();
      for (const bool first : {true, false}) {
        node child = parent;
        child.domains[parent.branch] &=
            first ? parent.first_half : static_cast<domain>(~static_cast<unsigned>(parent.first_half));
        if (examine(child, below_root)) push(std::move(child));
      }
    }
    out.start = best_;
    out.value = value_;
    out.nodes = nodes_;
    const double left = open_.empty() ? none_at_all : open_.front().bound;
    out.proven = left <= enough();
    out.bound = out.proven ? value_ : left;
    return out;
  }

 private:
  [[nodiscard]] domain none_bit() const noexcept { return static_cast<domain>(1U << s_.periods()); }
  /// A bound at or below this cannot hide a better plan.
  [[nodiscard]] double enough() const noexcept {
    return best_.empty() ? none_at_all : value_ + 1e-9 * (1e-3 + std::fabs(value_));
  }
  [[nodiscard]] bool meets_forced(std::span<const int> start) const {
    for (std::size_t j = 0; j < options_.forced.size(); ++j) {
      if (options_.forced[j] > 0 ? start[j] < 0 : options_.forced[j] < 0 && start[j] >= 0) return false;
    }
    return true;
  }

  void take(const std::vector<int>& start) {
    if (!meets_forced(start)) return;
    const double v = s_.value(start);
    if (v == none_at_all) return;
    if (best_.empty() || v > value_ + 1e-12 * std::fabs(value_)) {
      value_ = v;
      best_ = start;
    }
  }

  /// Tangents at the best plan so far.
  std::shared_ptr<relaxation::cuts> first_cuts() {
    auto cuts = std::make_shared<relaxation::cuts>(s_.periods());
    std::vector<double> done(s_.size(), 0.0);
    for (std::size_t t = 0; t < s_.periods(); ++t) {
      if (!best_.empty()) done = finished_by(s_.problem(), best_, t);
      s_.gains().tangent(done, (*cuts)[t]);
    }
    return cuts;
  }

  void push(node n) {
    n.number = ++made_;
    open_.push_back(std::move(n));
    std::push_heap(open_.begin(), open_.end(), behind{});
  }

  /// Remove options that cannot be part of a plan. False when some candidate has none left.
  bool propagate(std::vector<domain>& d) const {
    const auto& candidates = s_.problem().candidates;
    const domain none = none_bit();
    std::vector<double> used(s_.rows());
    for (bool changed = true; changed;) {
      changed = false;
      const auto keep = [&](std::size_t j, domain mask) {
        const auto kept = static_cast<domain>(d[j] & mask);
        changed = changed || kept != d[j];
        d[j] = kept;
      };
      std::fill(used.begin(), used.end(), 0.0);
      for (std::size_t j = 0; j < d.size(); ++j) {
        if (d[j] == 0) return false;
        if (!std::has_single_bit(d[j]) || d[j] == none) continue;
        const auto row = s_.use(j, static_cast<std::size_t>(std::countr_zero(d[j])));
        for (std::size_t r = 0; r < row.size(); ++r) used[r] += row[r];
      }
      for (std::size_t r = 0; r < used.size(); ++r) {
        if (used[r] > s_.limit(r) + s_.slack(r)) return false;
      }
      for (const std::size_t j : s_.order()) {
        for (const std::size_t k : candidates[j].after) {
          if (d[k] == none) {
            keep(j, none);
            continue;
          }
          const auto soonest = static_cast<std::size_t>(std::countr_zero(d[k])) + candidates[k].duration;
          keep(j, static_cast<domain>(~((1U << std::min(soonest, s_.periods())) - 1U)));
          if ((d[j] & none) != 0 || d[j] == 0) continue;
          const int latest = std::bit_width(d[j]) - 1 - static_cast<int>(candidates[k].duration);
          keep(k, latest < 0 ? domain{0} : static_cast<domain>((2U << static_cast<unsigned>(latest)) - 1U));
        }
        if ((d[j] & none) == 0) {
          for (const std::size_t k : candidates[j].exclusive) keep(k, none);
        }
        for (const std::size_t k : candidates[j].exclusive) {
          if ((d[k] & none) == 0) keep(j, none);
        }
        if (std::has_single_bit(d[j])) continue;
        for (std::size_t t = 0; t < s_.periods(); ++t) {
          if ((d[j] >> t & 1U) == 0) continue;
          const auto row = s_.use(j, t);
          for (std::size_t r = 0; r < row.size(); ++r) {
            if (used[r] + row[r] <= s_.limit(r) + s_.slack(r)) continue;
            keep(j, static_cast<domain>(~(1U << t)));
            break;
          }
        }
      }
    }
    return true;
  }

  /// Bound a node, shrink it and choose where to split it. False: nothing better is in it.
  bool examine(node& n, const ascent& how) {
    ++nodes_;
    if (!propagate(n.domains)) return false;
    if (decided(n.domains)) return false;

    const std::size_t options = relaxed_.options();
    const std::size_t size = s_.size();
    std::vector<double> multipliers = n.multipliers;
    std::vector<double> residual(multipliers.size()), direction(multipliers.size(), 0.0);
    auto cuts = std::make_shared<relaxation::cuts>(*n.cuts);
    std::shared_ptr<const relaxation::cuts> best_cuts = n.cuts;
    mass_.assign(size * options, 0.0);
    total_mass_ = 0;
    double bound = std::numeric_limits<double>::infinity();
    double pace = how.pace;
    std::size_t stalled = 0;
    for (std::size_t step = 0; step < how.steps; ++step) {
      const double value = relaxed_.solve(*cuts, multipliers, n.domains);
      if (value == none_at_all) return false;
      if (value < bound - 1e-9 * std::fabs(bound))
        stalled = 0;
      else if (++stalled == how.patience) {
        pace /= 2;
        stalled = 0;
      }
      if (value < bound) {
        bound = value;
        n.multipliers = multipliers;
        best_cuts = cuts;
      }
      if (bound <= enough()) return false;
      // Later choices are nearer to the optimum of the relaxation: they weigh more.
      const auto weight = static_cast<double>(step + 1);
      total_mass_ += weight;
      const auto choice = relaxed_.choice();
      for (std::size_t j = 0; j < size; ++j) mass_[j * options + choice[j]] += weight;
      relaxed_.residual(residual);
      if (step < how.pooled) relaxed_.pool(residual);
      double square = 0;
      for (std::size_t r = 0; r < residual.size(); ++r) {
        direction[r] = residual[r] + deflection * direction[r];
        const bool stays = multipliers[r] == 0 && direction[r] >= 0;
        residual[r] = stays ? 0 : direction[r];
        square += residual[r] * residual[r];
      }
      if (s_.gains().additive() && square == 0) break;
      if (square > 0) {
        const double aim = best_.empty() ? value - 0.05 * std::fabs(value) : value_;
        const double stride = pace * std::max(value - aim, 1e-6 * std::fabs(value)) / square;
        for (std::size_t r = 0; r < residual.size(); ++r) {
          multipliers[r] = std::max(0.0, multipliers[r] - stride * residual[r]);
        }
      }
      if (!s_.gains().additive()) cuts = turned(*cuts, step);
      if (step % 20 == 19) round();
    }
    n.bound = std::min(n.bound, bound);
    n.cuts = best_cuts;
    if (bound <= enough()) return false;

    // What no better plan can contain.
    (void)relaxed_.solve(*best_cuts, n.multipliers, n.domains);
    relaxed_.forced_bounds(n.multipliers, n.domains, forced_);
    bool removed = false;
    for (std::size_t j = 0; j < size; ++j) {
      for (std::size_t o = 0; o < options; ++o) {
        if ((n.domains[j] >> o & 1U) == 0 || forced_[j * options + o] > enough()) continue;
        n.domains[j] &= static_cast<domain>(~(1U << o));
        removed = true;
      }
    }
    for (std::size_t j = 0; j < size; ++j) {
      const auto all = std::span(forced_).subspan(j * options, options);
      n.bound = std::min(n.bound, *std::max_element(all.begin(), all.end()));
    }
    if (n.bound <= enough()) return false;
    if (removed && !propagate(n.domains)) return false;
    if (decided(n.domains)) return false;
    split(n);
    return true;
  }

  /// The cuts turned a little towards the tangents at the average choice: a weighted mean of bounds is a
  /// bound.
  std::shared_ptr<relaxation::cuts> turned(const relaxation::cuts& now, std::size_t step) {
    auto out = std::make_shared<relaxation::cuts>(now);
    const double part = 2.0 / static_cast<double>(step + 3);
    const auto& candidates = s_.problem().candidates;
    std::vector<double> done(s_.size(), 0.0);
    gain_cut tangent;
    for (std::size_t t = 0; t < s_.periods(); ++t) {
      for (std::size_t j = 0; j < done.size(); ++j) {
        if (t + 1 < candidates[j].duration) continue;
        done[j] = std::min(
            1.0, done[j] + mass_[j * relaxed_.options() + t + 1 - candidates[j].duration] / total_mass_);
      }
      s_.gains().tangent(done, tangent);
      gain_cut& cut = (*out)[t];
      cut.constant += part * (tangent.constant - cut.constant);
      for (std::size_t j = 0; j < done.size(); ++j) cut.worth[j] += part * (tangent.worth[j] - cut.worth[j]);
    }
    return out;
  }

  /// All candidates settled: the plan is evaluated, and the node is done.
  bool decided(const std::vector<domain>& d) {
    std::vector<int> start(d.size(), not_chosen);
    for (std::size_t j = 0; j < d.size(); ++j) {
      if (!std::has_single_bit(d[j])) return false;
      if (d[j] != none_bit()) start[j] = std::countr_zero(d[j]);
    }
    if (s_.fits(start)) take(start);
    return true;
  }

  /// A plan from the average choice of the relaxation: what it chose most comes first, as early as it fits.
  void round() {
    const std::size_t options = relaxed_.options();
    std::vector<std::pair<double, std::size_t>> wish;
    for (std::size_t j = 0; j < s_.size(); ++j) {
      const double chosen = 1 - mass_[j * options + s_.periods()] / total_mass_;
      if (chosen > 0.1) wish.emplace_back(-chosen, j);
    }
    std::sort(wish.begin(), wish.end());
    growing_plan plan(s_);
    // A second pass places what waited for something later in the list.
    for (int pass = 0; pass < 2; ++pass) {
      for (const auto& [less, j] : wish) {
        if (plan.start[j] < 0) (void)plan.place(j, 0);
      }
    }
    take(plan.start);
  }

  /// Split the options of one candidate, by when it begins at the latest: where both sides lose much of the
  /// gap for certain, the average choice is divided evenly, and the candidate weighs heavily on the limits.
  void split(node& n) const {
    const std::size_t options = relaxed_.options();
    const double gap = best_.empty() ? std::fabs(n.bound) : n.bound - value_;
    const auto closed = [&](double bound) { return std::clamp((n.bound - bound) / gap, 0.0, 1.0); };
    double best = -1;
    std::vector<double> behind(options + 1, none_at_all);  // largest bound of options from here on
    for (std::size_t j = 0; j < s_.size(); ++j) {
      const domain d = n.domains[j];
      if (std::has_single_bit(d)) continue;
      for (std::size_t o = options; o-- > 0;) {
        behind[o] = std::max(behind[o + 1], (d >> o & 1U) != 0 ? forced_[j * options + o] : none_at_all);
      }
      domain half = 0;
      double share = 0, before = none_at_all;
      for (std::size_t o = 0; o < options; ++o) {
        const auto option = static_cast<domain>(1U << o);
        if ((d & option) == 0) continue;
        half = static_cast<domain>(half | option);
        if (half == d) break;
        share += mass_[j * options + o] / total_mass_;
        before = std::max(before, forced_[j * options + o]);
        const double even = 2 * std::min(share, 1 - share);
        const double score = (0.05 + closed(before)) * (0.05 + closed(behind[o + 1])) * (0.05 + even) *
                             std::sqrt(1e-3 + s_.burden(j));
        if (score <= best) continue;
        best = score;
        n.branch = j;
        n.first_half = half;
      }
    }
  }

  schedule& s_;
  relaxation relaxed_;
  local_search local_;
  const roadmap_options& options_;
  std::vector<node> open_;
  std::vector<double> forced_;
  std::vector<double> mass_;  // by candidate and option: the average choice of the last node
  double total_mass_ = 0;
  std::vector<int> best_;
  double value_ = none_at_all;
  std::size_t nodes_ = 0, made_ = 0;
};

}  // namespace

double roadmap_value(const roadmap_problem& problem, const movement_model& model,
                     std::span<const int> start) {
  schedule s(problem, model);
  check_same_size("roadmap_value", "start", start.size(), "candidates", s.size());
  return s.value(start);
}

bool roadmap_fits(const roadmap_problem& problem, std::span<const int> start) {
  movement_model nothing;
  nothing.candidates.resize(problem.candidates.size());
  return schedule(problem, nothing).fits(start);
}

std::vector<double> finished_by(const roadmap_problem& problem, std::span<const int> start,
                                std::size_t period) {
  check_same_size("finished_by", "start", start.size(), "candidates", problem.candidates.size());
  std::vector<double> done(start.size(), 0.0);
  for (std::size_t j = 0; j < done.size(); ++j) {
    if (start[j] < 0) continue;
    const std::size_t end = static_cast<std::size_t>(start[j]) + problem.candidates[j].duration;
    if (end <= period + 1) done[j] = 1;
  }
  return done;
}

roadmap greedy_roadmap(const roadmap_problem& problem, const movement_model& model) {
  schedule s(problem, model);
  growing_plan plan(s);
  grow_greedily(s, plan, {});
  roadmap out;
  out.start = plan.start;
  out.value = out.greedy = s.value(plan.start);
  return out;
}

roadmap best_roadmap(const roadmap_problem& problem, const movement_model& model,
                     const roadmap_options& options) {
  schedule s(problem, model);
  if (!options.forced.empty()) {
    check_same_size("best_roadmap", "options.forced", options.forced.size(), "candidates", s.size());
  }
  return search(s, options).run();
}

}  // namespace cxm
