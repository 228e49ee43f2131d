// SPDX-License-Identifier: Apache-2.0
// Other group names for the same sums, and answers forgotten for good.
#include <algorithm>

#include "cxm/base/check.hpp"
#include "cxm/data/batch.hpp"
#include "tally/tally_state.hpp"

namespace cxm::detail {
namespace {

void check_keep(const tally_options& have, const tally_options& keep) {
  const auto refuse = [](const char* name) {
    throw error(errc::argument,
                std::string("tally.regrouped: keep.") + name +
                    " asks for what this tally does not keep; only less can be kept",
                std::string("keep.") + name);
  };
  if (keep.weighted != have.weighted) refuse("weighted");
  if (keep.respondents && !have.respondents) refuse("respondents");
  if (keep.pair_moments && !have.pair_moments) refuse("pair_moments");
  if (keep.item_moments != have.item_moments) refuse("item_moments");
  if (keep.contingency && !have.contingency) refuse("contingency");
  if (keep.psu_totals && !have.psu_totals) refuse("psu_totals");
  if (keep.histograms && !have.histograms) refuse("histograms");
  if (keep.replicates != 0 && keep.replicates != have.replicates) refuse("replicates");
  if (keep.replicates != 0 && keep.seed != have.seed) refuse("seed");
  if (keep.strata && !have.strata) refuse("strata");
  if (keep.answer_squares && !have.answer_squares) refuse("answer_squares");
  if (!keep.given.rscales.empty() && !(keep.given == have.given)) refuse("given");
}

/// Copies what both layouts keep from one accumulator's slots to another's, adding.
class slot_map {
 public:
  slot_map(const layout& from, const layout& to) {
    run(counts_, 0, 0, 1);
    if (to.options.weighted) run(sums_, 0, 0, 2);
    for (std::size_t i = 0; i < to.items.size(); ++i) {
      run(counts_, from.items[i].first, to.items[i].first, to.items[i].slots);
      if (to.options.weighted) run(sums_, from.items[i].weighted, to.items[i].weighted, to.items[i].slots);
    }
    for (std::size_t j = 0; j < to.measures; ++j) {
      for (std::size_t k = j; k < to.measures; ++k) {
        if (!to.has_pair(j, k)) continue;
        const pair_slots& p = from.pairs[from.pair_index(j, k)];
        const pair_slots& q = to.pairs[to.pair_index(j, k)];
        run(counts_, p.n, q.n, 1);
        const std::size_t size = to.options.weighted ? (j == k ? 6U : 8U) : (j == k ? 2U : 3U);
        run(q.home == sum_home::counts ? counts_
            : q.home == sum_home::sums ? sums_
                                       : wide_,
            p.at, q.at, size);
      }
    }
    auto& weighted_home = to.options.weighted ? sums_ : counts_;
    for (std::size_t j = 0; j < to.measures; ++j) {
      if (to.histogram_at[j] < 0) continue;
      run(weighted_home, static_cast<std::size_t>(from.histogram_at[j]),
          static_cast<std::size_t>(to.histogram_at[j]), to.histogram_size[j]);
    }
    for (std::size_t x = 0; x < to.contingency_at.size(); ++x) {
      if (to.contingency_at[x] < 0) continue;
      const std::size_t cells = to.items[x / to.items.size()].codes * to.items[x % to.items.size()].codes;
      run(weighted_home, static_cast<std::size_t>(from.contingency_at[x]),
          static_cast<std::size_t>(to.contingency_at[x]), cells);
    }
    for (std::size_t r = 0; r < to.replicates; ++r) {
      run(sums_, from.replicates_at + r * from.replicate_size, to.replicates_at + r * to.replicate_size,
          to.replicate_size);
    }
    if (!to.options.answer_squares || !to.options.weighted) return;
    for (std::size_t i = 0; i < to.items.size(); ++i) {
      run(sums_, from.items[i].squared, to.items[i].squared, to.items[i].slots);
    }
    for (std::size_t j = 0; j < to.measures; ++j) {
      if (to.histogram_squared_at[j] < 0) continue;
      run(sums_, static_cast<std::size_t>(from.histogram_squared_at[j]),
          static_cast<std::size_t>(to.histogram_squared_at[j]), to.histogram_size[j]);
    }
  }

  void add(const accumulator& from, accumulator& to) const {
    const auto copy = [](const std::vector<span>& spans, const auto& source, auto& target) {
      for (const span& s : spans) {
        for (std::size_t i = 0; i < s.size; ++i) target[s.to + i] += source[s.from + i];
      }
    };
    copy(counts_, from.counts, to.counts);
    copy(sums_, from.sums, to.sums);
    copy(wide_, from.wide, to.wide);
  }

 private:
  struct span {
    std::size_t from, to, size;
  };
  static void run(std::vector<span>& spans, std::size_t from, std::size_t to, std::size_t size) {
    if (size == 0) return;
    if (!spans.empty() && spans.back().from + spans.back().size == from &&
        spans.back().to + spans.back().size == to) {
      spans.back().size += size;
    } else {
      spans.push_back({from, to, size});
    }
  }
  std::vector<span> counts_, sums_, wide_;
};

}  // namespace

void regroup(const tally_state& from, tally_state& to, const tally::renaming& rename) {
  check_keep(from.plan->options, to.plan->options);
  const slot_map slots(*from.plan, *to.plan);
  const sorted_view& view = from.sorted();
  std::vector<std::string> names(from.groups.size());
  for (const std::size_t home : view.home) {
    for (std::size_t c = 0; c < names.size(); ++c) names[c] = from.groups[c][from.keys[home][c]];
    if (!rename(names)) continue;
    check_same_size("tally.regrouped", "names", names.size(), "group_columns", from.groups.size());
    segment_key key;
    for (std::size_t c = 0; c < names.size(); ++c) key.push_back(to.groups[c].add(names[c]));
    if (to.plan->options.strata) {
      const std::uint32_t h = from.keys[home].back();
      key.push_back(to.stratum_at(from.strata[h], from.fpc[h], errc::state, "tally.regrouped"));
    }
    const std::uint32_t at = to.segment_at(key);
    const accumulator& source = from.segments[home];
    slots.add(source, to.segments[at]);
    if (to.plan->options.respondents) to.segments[at].people.add(source.people.sorted());
    if (!to.plan->options.psu_totals) continue;
    for (const auto& [unit, entry] : source.psus) {
      const std::size_t s = unit >> 32U;
      const std::uint32_t stratum =
          to.stratum_at(from.strata[s], from.fpc[s], errc::state, "tally.regrouped");
      psu_entry& e = to.unit_entry(at, stratum, to.units.add(from.units[unit & 0xffffffffU]));
      e.n += entry.n;
      for (std::size_t i = 0; i < e.sums.size(); ++i) e.sums[i] += entry.sums[i];
    }
  }
  to.sum_up_totals();
}

void forget(tally_state& t, std::span<const tally::forgotten> what) {
  const layout& l = *t.plan;
  if (l.options.contingency || l.replicates > 0 || l.options.psu_totals || l.options.strata ||
      l.options.answer_squares) {
    throw error(
        errc::argument,
        "tally.forget: the tally keeps contingency tables, replicates, sampling units, strata or squares, "
        "which would still tell the answers; leave them out first (tally.regrouped)",
        "options");
  }
  const sorted_view& view = t.sorted();
  const auto inside = [](const char* name, std::size_t at, std::size_t size) {
    if (at >= size) {
      throw error(errc::argument,
                  std::string("tally.forget: ") + name + " is " + std::to_string(at) +
                      ", but must be below " + std::to_string(size),
                  name);
    }
  };
  for (const tally::forgotten& f : what) {
    inside("segment", f.segment, view.home.size());
    for (const std::size_t i : f.items) inside("items", i, l.items.size());
    for (const std::size_t i : f.unclear) inside("unclear", i, l.items.size());
    for (const std::size_t j : f.measures) inside("measures", j, l.measures);
    for (const auto& [j, k] : f.pairs) inside("pairs", std::max(j, k), l.measures);
  }
  constexpr auto not_asked = static_cast<std::size_t>(missing_kind::not_asked);
  constexpr auto no_answer = static_cast<std::size_t>(missing_kind::no_answer);
  for (const tally::forgotten& f : what) {
    accumulator& a = t.segments[view.home[f.segment]];
    for (const std::size_t i : f.items) {
      const item_slots& s = l.items[i];
      const auto clear = [&](auto& slots, std::size_t first, auto all) {
        std::fill_n(slots.begin() + static_cast<std::ptrdiff_t>(first), s.slots, decltype(all){0});
        slots[first + s.answers + not_asked] = all;
      };
      clear(a.counts, s.first, a.counts[0]);
      if (l.options.weighted) clear(a.sums, s.weighted, a.sums[0]);
    }
    for (const std::size_t i : f.unclear) {
      const item_slots& s = l.items[i];
      const auto move = [&](auto& slots, std::size_t first) {
        slots[first + s.answers + not_asked] += slots[first + s.answers + no_answer];
        slots[first + s.answers + no_answer] = 0;
      };
      move(a.counts, s.first);
      if (l.options.weighted) move(a.sums, s.weighted);
    }
    const auto clear_pair = [&](std::size_t j, std::size_t k) {
      if (j > k) std::swap(j, k);
      if (!l.has_pair(j, k)) return;
      const pair_slots& p = l.pairs[l.pair_index(j, k)];
      a.counts[p.n] = 0;
      const std::size_t size = l.options.weighted ? (j == k ? 6U : 8U) : (j == k ? 2U : 3U);
      for (std::size_t i = 0; i < size; ++i) {
        if (p.home == sum_home::counts) a.counts[p.at + i] = 0;
        if (p.home == sum_home::sums) a.sums[p.at + i] = 0;
        if (p.home == sum_home::wide) a.wide[p.at + i] = int256();
      }
    };
    for (const std::size_t j : f.measures) {
      for (std::size_t k = 0; k < l.measures; ++k) clear_pair(j, k);
      if (l.histogram_at[j] < 0) continue;
      for (std::size_t b = 0; b < l.histogram_size[j]; ++b) {
        const std::size_t at = static_cast<std::size_t>(l.histogram_at[j]) + b;
        if (l.options.weighted) {
          a.sums[at] = 0;
        } else {
          a.counts[at] = 0;
        }
      }
    }
    for (const auto& [j, k] : f.pairs) {
      if (j != k) clear_pair(j, k);
    }
  }
}

}  // namespace cxm::detail
