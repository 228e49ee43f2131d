// SPDX-License-Identifier: Apache-2.0
#include "plan/relaxation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cxm::detail {
namespace {

constexpr double never = -std::numeric_limits<double>::infinity();

bool allows(domain d, std::size_t option) noexcept { return (d >> option & 1U) != 0; }

}  // namespace

relaxation::relaxation(schedule& s) : s_(&s), periods_(s.periods()) {
  const auto& candidates = s.problem().candidates;
  const std::size_t n = candidates.size();
  parent_.assign(n, -1);
  children_.resize(n);
  uses_.resize(n * periods_);
  draws_.resize(n * periods_);
  for (std::size_t r = 0; r < s.rows(); ++r) {
    std::vector<row_knapsack::way> ways;
    for (std::size_t j = 0; j < n; ++j) {
      const std::size_t own = ways.size();
      for (std::size_t t = 0; t < periods_; ++t) {
        if (!s.possible(j, t) || !(s.use(j, t)[r] > 0)) continue;
        const double size = s.use(j, t)[r];
        std::size_t i = own;
        while (i < ways.size() && std::fabs(ways[i].size - size) > 1e-12 * size) ++i;
        if (i == ways.size()) ways.push_back({j, size, 0, 0});
        ways[i].starts = static_cast<domain>(ways[i].starts | 1U << t);
        draws_[j * periods_ + t].push_back(limit_.size() + i);
      }
    }
    if (ways.empty()) continue;
    first_way_.push_back(limit_.size());
    limit_.resize(limit_.size() + ways.size(), 0.0);
    limits_.emplace_back(std::move(ways), s.limit(r) + s.slack(r));
  }
  for (std::size_t j = 0; j < n; ++j) {
    for (const std::size_t k : candidates[j].exclusive) {
      // Each pair once, also when both name each other.
      const auto& back = candidates[k].exclusive;
      if (k < j && std::find(back.begin(), back.end(), j) != back.end()) continue;
      for (const std::size_t one : {j, k}) {
        for (std::size_t t = 0; t < periods_; ++t) {
          if (s.possible(one, t)) uses_[one * periods_ + t].push_back({limit_.size(), 1.0});
        }
      }
      limit_.push_back(1);
    }
    for (std::size_t a = 0; a < candidates[j].after.size(); ++a) {
      const std::size_t k = candidates[j].after[a];
      if (a == 0) {
        parent_[j] = static_cast<int>(k);
        children_[k].push_back(j);
        continue;
      }
      // Begun by t means that k is finished before t: one row a period.
      for (std::size_t t = 0; t < periods_; ++t) {
        for (std::size_t begin = 0; begin <= t; ++begin) {
          if (s.possible(j, begin)) uses_[j * periods_ + begin].push_back({limit_.size(), 1.0});
          if (s.possible(k, begin) && begin + candidates[k].duration <= t) {
            uses_[k * periods_ + begin].push_back({limit_.size(), -1.0});
          }
        }
        limit_.push_back(0);
      }
    }
  }
  worth_.resize(n * options());
  down_.resize(n * options());
  up_.resize(n * options());
  message_.resize(n * options());
  choice_.resize(n);
}

double relaxation::solve(const cuts& bound, std::span<const double> multipliers,
                         std::span<const domain> domains) {
  const auto& candidates = s_->problem().candidates;
  const std::size_t none = periods_;
  double total = 0;
  for (std::size_t t = 0; t < periods_; ++t) total += s_->worth_of_period(t) * bound[t].constant;
  for (std::size_t r = 0; r < limit_.size(); ++r) total += multipliers[r] * limit_[r];
  for (std::size_t r = 0; r < limits_.size(); ++r) {
    total += limits_[r].solve(multipliers.subspan(first_way_[r], limits_[r].ways().size()), domains);
    if (total == never) return never;
  }

  for (std::size_t j = 0; j < candidates.size(); ++j) {
    double gains = 0;
    std::size_t t = periods_;  // gains = worth from period t on
    for (std::size_t s = periods_; s-- > 0;) {
      if (!s_->possible(j, s)) {
        at(worth_, j, s) = never;
        continue;
      }
      const std::size_t finished = s + candidates[j].duration - 1;
      while (t > finished) {
        --t;
        gains += s_->worth_of_period(t) * bound[t].worth[j];
      }
      double worth = gains;
      for (const use& u : uses_[j * periods_ + s]) worth -= multipliers[u.row] * u.amount;
      for (const std::size_t d : draws_[j * periods_ + s]) worth -= multipliers[d];
      at(worth_, j, s) = worth;
    }
    at(worth_, j, none) = 0;
  }

  // Followers first: down_[j][o] = best of j's tree when j takes o; message_[c][o] = what c's tree then gives
  // to its parent's option o.
  const auto& order = s_->order();
  for (std::size_t i = order.size(); i-- > 0;) {
    const std::size_t j = order[i];
    for (std::size_t o = 0; o <= none; ++o) {
      double sum = allows(domains[j], o) ? at(worth_, j, o) : never;
      for (const std::size_t c : children_[j]) sum += at(message_, c, o);
      at(down_, j, o) = sum;
    }
    if (parent_[j] < 0) continue;
    const auto p = static_cast<std::size_t>(parent_[j]);
    double best = at(down_, j, none);
    at(message_, j, none) = best;
    std::size_t from = periods_;
    for (std::size_t o = periods_; o-- > 0;) {
      const std::size_t ready = std::min(o + candidates[p].duration, periods_);
      while (from > ready) {
        --from;
        best = std::max(best, at(down_, j, from));
      }
      at(message_, j, o) = best;
    }
  }
  for (const std::size_t j : order) {
    std::size_t first = 0;
    bool may = true;
    if (parent_[j] >= 0) {
      const auto p = static_cast<std::size_t>(parent_[j]);
      may = choice_[p] != none;
      if (may) first = choice_[p] + candidates[p].duration;
    }
    std::size_t best = none;
    for (std::size_t o = first; may && o < periods_; ++o) {
      if (at(down_, j, o) > at(down_, j, best)) best = o;
    }
    choice_[j] = best;
    if (parent_[j] < 0) total += at(down_, j, best);
  }
  total_ = total;
  return total;
}

void relaxation::residual(std::span<double> out) const {
  std::copy(limit_.begin(), limit_.end(), out.begin());
  for (std::size_t j = 0; j < choice_.size(); ++j) {
    if (choice_[j] == periods_) continue;
    for (const use& u : uses_[j * periods_ + choice_[j]]) out[u.row] -= u.amount;
    for (const std::size_t d : draws_[j * periods_ + choice_[j]]) out[d] -= 1;
  }
  for (std::size_t r = 0; r < limits_.size(); ++r) {
    const auto taken = limits_[r].taken();
    for (std::size_t i = 0; i < taken.size(); ++i) out[first_way_[r] + i] += taken[i];
  }
}

void relaxation::pool(std::span<double> residual) const {
  for (std::size_t r = 0; r < limits_.size(); ++r) {
    const auto& ways = limits_[r].ways();
    double along = 0, square = 0;
    for (std::size_t i = 0; i < ways.size(); ++i) {
      along += ways[i].size * residual[first_way_[r] + i];
      square += ways[i].size * ways[i].size;
    }
    for (std::size_t i = 0; i < ways.size(); ++i) {
      residual[first_way_[r] + i] = ways[i].size * along / square;
    }
  }
}

void relaxation::forced_bounds(std::span<const double> multipliers, std::span<const domain> domains,
                               std::vector<double>& out) {
  const auto& candidates = s_->problem().candidates;
  const std::size_t none = periods_;
  out.assign(candidates.size() * options(), never);
  // up_[j][o]: best of everything but j's tree when j takes o.
  for (const std::size_t j : s_->order()) {
    if (parent_[j] < 0) {
      double best = never;
      for (std::size_t o = 0; o <= none; ++o) best = std::max(best, at(down_, j, o));
      const double rest = total_ - best;
      for (std::size_t o = 0; o <= none; ++o) at(up_, j, o) = rest;
    } else {
      const auto p = static_cast<std::size_t>(parent_[j]);
      double best = never;
      std::size_t o = 0;  // options of the parent that are finished before s
      for (std::size_t s = 0; s < periods_; ++s) {
        for (; o < periods_ && o + candidates[p].duration <= s; ++o) {
          if (at(message_, j, o) > never && at(down_, p, o) > never) {
            best = std::max(best, at(up_, p, o) + at(down_, p, o) - at(message_, j, o));
          }
        }
        at(up_, j, s) = best;
      }
      for (std::size_t s = 0; s <= none; ++s) {
        if (at(message_, j, s) > never && at(down_, p, s) > never) {
          best = s == 0 ? at(up_, p, s) + at(down_, p, s) - at(message_, j, s)
                        : std::max(best, at(up_, p, s) + at(down_, p, s) - at(message_, j, s));
        } else if (s == 0) {
          best = never;
        }
      }
      at(up_, j, none) = best;
    }
    for (std::size_t o = 0; o <= none; ++o) {
      if (allows(domains[j], o)) at(out, j, o) = at(up_, j, o) + at(down_, j, o);
    }
  }
  // What the knapsacks lose when a candidate draws as that option does.
  for (std::size_t r = 0; r < limits_.size(); ++r) {
    const auto& ways = limits_[r].ways();
    with_.resize(ways.size());
    without_.resize(ways.size());
    limits_[r].forced(multipliers.subspan(first_way_[r], ways.size()), domains, with_, without_);
    const double value = limits_[r].value();
    for (std::size_t i = 0; i < ways.size();) {
      const std::size_t j = ways[i].candidate;
      std::size_t end = i;
      while (end < ways.size() && ways[end].candidate == j) ++end;
      for (std::size_t o = 0; o <= none; ++o) {
        if (!allows(domains[j], o)) continue;
        double here = without_[i];
        for (std::size_t w = i; w < end; ++w) {
          if (allows(ways[w].starts, o)) here = with_[w];
        }
        at(out, j, o) += here - value;
      }
      i = end;
    }
  }
}

}  // namespace cxm::detail
