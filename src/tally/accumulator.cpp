// SPDX-License-Identifier: Apache-2.0
#include "tally/accumulator.hpp"

#include <algorithm>
#include <iterator>

#include "cxm/data/batch.hpp"

namespace cxm::detail {
namespace {

std::vector<std::uint64_t> united(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  std::vector<std::uint64_t> out;
  out.reserve(a.size() + b.size());
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

}  // namespace

key_set::addition key_set::prepare(std::vector<std::uint64_t> sorted) {
  addition a{runs_.size(), std::move(sorted)};
  if (a.run.empty()) return a;
  // A new run swallows those that are not more than twice its size, so each key is copied O(log n) times.
  while (a.keep > 0 && runs_[a.keep - 1].size() <= 2 * a.run.size()) {
    a.run = united(runs_[a.keep - 1], a.run);
    --a.keep;
  }
  runs_.reserve(a.keep + 1);
  return a;
}

void key_set::commit(addition&& a) noexcept {
  if (a.run.empty()) return;
  runs_.resize(a.keep);
  runs_.push_back(std::move(a.run));
}

std::vector<std::uint64_t> key_set::sorted() const {
  std::vector<std::uint64_t> all;
  for (std::size_t i = runs_.size(); i-- > 0;) all = all.empty() ? runs_[i] : united(all, runs_[i]);
  return all;
}

std::size_t key_set::count() const { return runs_.size() == 1 ? runs_[0].size() : sorted().size(); }

std::size_t key_set::memory() const noexcept {
  std::size_t bytes = runs_.capacity() * sizeof(runs_[0]);
  for (const auto& run : runs_) bytes += run.capacity() * sizeof(std::uint64_t);
  return bytes;
}

void accumulator::add_slots(const accumulator& o) noexcept {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += o.counts[i];
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += o.sums[i];
  for (std::size_t i = 0; i < wide.size(); ++i) wide[i] += o.wide[i];
}

void accumulator::subtract_slots(const accumulator& o) noexcept {
  // In unsigned arithmetic: what a foreign state does not contain may leave any number, which is refused
  // afterwards, but must not be undefined.
  for (std::size_t i = 0; i < counts.size(); ++i) {
    counts[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(counts[i]) -
                                          static_cast<std::uint64_t>(o.counts[i]));
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    sums[i] = static_cast<int128>(static_cast<uint128>(sums[i]) - static_cast<uint128>(o.sums[i]));
  }
  for (std::size_t i = 0; i < wide.size(); ++i) wide[i] -= o.wide[i];
}

std::size_t accumulator::memory() const noexcept {
  std::size_t bytes = sizeof(*this) + counts.capacity() * sizeof(counts[0]) +
                      sums.capacity() * sizeof(sums[0]) + wide.capacity() * sizeof(wide[0]) + people.memory();
  for (const auto& [key, entry] : psus) {
    bytes += sizeof(key) + sizeof(entry) + entry.sums.capacity() * sizeof(int128) + 4 * sizeof(void*);
  }
  return bytes;
}

std::uint32_t dictionary::find(const std::string& name) const {
  const auto at = positions_.find(name);
  return at == positions_.end() ? none : at->second;
}

std::uint32_t dictionary::add(const std::string& name) {
  if (const std::uint32_t at = find(name); at != none) return at;
  const auto at = static_cast<std::uint32_t>(names_.size());
  names_.push_back(name);
  try {
    positions_.emplace(name, at);
  } catch (...) {
    names_.pop_back();
    throw;
  }
  return at;
}

void dictionary::truncate(std::size_t size) noexcept {
  while (names_.size() > size) {
    positions_.erase(names_.back());
    names_.pop_back();
  }
}

std::size_t dictionary::memory() const noexcept {
  std::size_t bytes = names_.capacity() * sizeof(std::string) + positions_.bucket_count() * sizeof(void*);
  for (const std::string& n : names_) bytes += 2 * n.capacity() + sizeof(std::string) + 3 * sizeof(void*);
  return bytes;
}

void check_totals(const layout& l, const tally_totals& t, const char* function) {
  const auto refuse = [&](const char* what, const char* remedy) {
    throw error(errc::overflow,
                std::string(function) + ": " + what + " leave the range in which sums are exact; " + remedy,
                what);
  };
  const auto fits = [](uint128 total, std::int64_t a, std::int64_t b, unsigned bits) {
    const uint128 room = (uint128{1} << bits) / static_cast<std::uint64_t>(a);
    return total <= room / static_cast<std::uint64_t>(b);
  };
  const char* split = "split the data into several tallies";
  const auto rows = static_cast<uint128>(static_cast<std::uint64_t>(t.rows));
  if (!fits(rows, l.small_reach, l.small_reach, 62)) refuse("rows", split);
  if (l.options.weighted) {
    const char* rescale = "rescale the weights, for example to mean 1";
    if (!fits(t.weight, l.small_reach, l.small_reach, 126)) refuse("weights", rescale);
    if (!fits(t.squared, l.small_reach, l.small_reach, 126)) refuse("weights", rescale);
  }
  // Replicate multiplicities are at most 16, given replicate weights at most 1024 times the row's weight.
  const std::int64_t most = l.given() ? 1024 : l.options.replicates > 0 ? 16 : 1;
  if (l.replicates > 0 || l.options.psu_totals) {
    const uint128 weight = l.options.weighted ? t.weight : l.given() ? rows << 32U : rows;
    if (!fits(weight, l.any_reach, most, 126)) refuse("weights", split);
  }
}

namespace {

bool within(const int256& v, const int256& bound) { return !(bound < v.magnitude()); }

/// Weights in the slots of all items, of one set of rows: not negative, every item with the same sum, which
/// is at most `most`; options of a multiple choice at most what was answered.
std::string slots_fault(const layout& l, const int128* slots, const int256& most) {
  int256 whole;
  for (std::size_t i = 0; i < l.items.size(); ++i) {
    const item_slots& s = l.items[i];
    const int128* at = slots + (s.first - 1);
    int256 sum;
    for (std::size_t k = 0; k < s.slots; ++k) {
      const bool option = k >= s.answers + missing_kinds;
      if (at[k] < 0 || (option && at[k] > at[0]))
        return "weights of item \"" + l.source->items[i].id + "\" out of range";
      if (!option) sum += int256(at[k]);
    }
    if (i == 0) whole = sum;
    if (!(sum == whole) || !within(sum, most))
      return "weights of item \"" + l.source->items[i].id + "\" do not add up to the total";
  }
  return {};
}

/// Squared weights of answers and histograms add up to those of rows and measures.
std::string squares_fault(const layout& l, const accumulator& a) {
  if (!l.options.answer_squares || !l.options.weighted) return {};
  const int256 all(a.sums[1]);
  if (!l.items.empty()) {
    const int128* slots = a.sums.data() + l.items.front().squared;
    if (const std::string what = slots_fault(l, slots, all); !what.empty()) return "squared " + what;
    int256 sum;
    const item_slots& s = l.items.front();
    for (std::size_t k = 0; k < s.answers + missing_kinds; ++k) sum += int256(slots[k]);
    if (!(sum == all)) return "squared weights of the items do not add up to the total";
  }
  for (std::size_t j = 0; j < l.measures; ++j) {
    if (l.histogram_squared_at[j] < 0) continue;
    int256 sum;
    for (std::size_t b = 0; b < l.histogram_size[j]; ++b) {
      const int256 v(a.sums[static_cast<std::size_t>(l.histogram_squared_at[j]) + b]);
      if (v.negative()) return "a negative squared histogram bin of \"" + l.plan.measures[j].id + "\"";
      sum += v;
    }
    const pair_slots& p = l.pairs[l.pair_index(j, j)];
    const int256 expected = p.home == sum_home::sums ? int256(a.sums[p.at + 3]) : a.wide[p.at + 3];
    if (!(sum == expected))
      return "the squared histogram of \"" + l.plan.measures[j].id + "\" does not add up to its rows";
  }
  return {};
}

/// Answers per sampling unit add up to those of the segment.
std::string unit_slots_fault(const layout& l, const accumulator& a) {
  if (!l.options.answer_squares) return {};
  std::vector<int128> sum(l.item_slots_all, 0);
  const int256 all = l.options.weighted ? int256(a.sums[0]) : int256(a.rows());
  for (const auto& [key, e] : a.psus) {
    const int128* slots = e.sums.data() + 2 * l.measures;
    if (const std::string what = slots_fault(l, slots, all); !what.empty()) return "a sampling unit: " + what;
    for (std::size_t k = 0; k < sum.size(); ++k) {
      if (sum[k] > (int128{1} << 126U) - slots[k]) return "answers of sampling units beyond 126 bits";
      sum[k] += slots[k];
    }
  }
  for (std::size_t k = 0; k < sum.size(); ++k) {
    const int128 expected = l.options.weighted ? a.sums[l.items.front().weighted + k] : a.counts[1 + k];
    if (sum[k] != expected) return "answers of the sampling units do not add up to those of the segment";
  }
  return {};
}

}  // namespace

std::string inconsistency(const layout& l, const accumulator& a) {
  const std::int64_t rows = a.rows();
  if (rows <= 0) return "a segment without rows";
  for (const std::int64_t n : a.counts) {
    if (n < INT64_MIN / 4 || n > INT64_MAX / 4) return "a count beyond 2^61";
  }
  const auto& items = l.source->items;
  for (std::size_t i = 0; i < l.items.size(); ++i) {
    const item_slots& s = l.items[i];
    const std::int64_t* c = a.counts.data() + s.first;
    int128 sum = 0;
    for (std::size_t k = 0; k < s.slots; ++k) {
      if (c[k] < 0 || c[k] > rows) return "counts of item \"" + items[i].id + "\" outside 0..rows";
      if (k < s.answers + missing_kinds) sum += c[k];
    }
    if (sum != rows) return "counts of item \"" + items[i].id + "\" do not add up to the rows";
    if (s.form == item_form::multiple) {
      for (std::size_t k = s.answers + missing_kinds; k < s.slots; ++k) {
        if (c[k] > c[0]) return "options of item \"" + items[i].id + "\" chosen more often than answered";
      }
    }
  }
  if (l.options.weighted) {
    if (a.sums[0] < 0 || a.sums[1] < 0) return "a negative sum of weights";
    for (std::size_t i = 0; i < l.items.size(); ++i) {
      const item_slots& s = l.items[i];
      int128 rest = a.sums[0];
      for (std::size_t k = 0; k < s.slots; ++k) {
        const int128 w = a.sums[s.weighted + k];
        if (w < 0 || w > a.sums[0]) return "weights of item \"" + items[i].id + "\" outside 0..total";
        if (k < s.answers + missing_kinds) {
          if (w > rest) return "weights of item \"" + items[i].id + "\" do not add up to the total";
          rest -= w;
        }
      }
      if (rest != 0) return "weights of item \"" + items[i].id + "\" do not add up to the total";
    }
  }
  for (std::size_t j = 0; j < l.measures; ++j) {
    for (std::size_t k = j; k < l.measures; ++k) {
      if (!l.has_pair(j, k)) continue;
      const pair_slots& p = l.pairs[l.pair_index(j, k)];
      const auto name = [&] {
        return "measures \"" + l.plan.measures[j].id + "\" and \"" + l.plan.measures[k].id + "\"";
      };
      const std::int64_t n = a.counts[p.n];
      if (n < 0 || n > rows) return "rows of " + name() + " outside 0..rows";
      if (j != k &&
          (n > a.counts[l.pairs[l.pair_index(j, j)].n] || n > a.counts[l.pairs[l.pair_index(k, k)].n])) {
        return "more rows of " + name() + " together than of one alone";
      }
      const auto slot = [&](std::size_t at) {
        return p.home == sum_home::counts ? int256(a.counts[p.at + at])
               : p.home == sum_home::sums ? int256(a.sums[p.at + at])
                                          : a.wide[p.at + at];
      };
      const std::size_t block = j == k ? 2 : 3;
      const std::size_t blocks = l.options.weighted ? 2 : 1;
      for (std::size_t b = 0; b < blocks; ++b) {
        int256 total = int256(n);
        std::size_t at = 0;
        if (l.options.weighted) {
          at = b * (block + 1);
          total = slot(at++);
          if (total.negative() || !within(total, int256(a.sums[b])))
            return "weights of " + name() + " beyond the total";
        }
        const int256 of_j = total.times(l.reach[j]);
        const int256 of_k = total.times(l.reach[k]);
        bool fits = within(slot(at), of_j);
        if (j != k) fits = fits && within(slot(at + 1), of_k);
        fits = fits && within(slot(at + block - 1), of_j.times(l.reach[k]));
        if (!fits) return "sums of " + name() + " beyond what their grids allow";
      }
    }
  }
  const std::size_t bins_end = l.measures;
  for (std::size_t j = 0; j < bins_end; ++j) {
    if (l.histogram_at[j] < 0) continue;
    int256 sum;
    for (std::size_t b = 0; b < l.histogram_size[j]; ++b) {
      const std::size_t at = static_cast<std::size_t>(l.histogram_at[j]) + b;
      const int256 v = l.options.weighted ? int256(a.sums[at]) : int256(a.counts[at]);
      if (v.negative()) return "a negative histogram bin of \"" + l.plan.measures[j].id + "\"";
      sum += v;
    }
    const pair_slots& p = l.pairs[l.pair_index(j, j)];
    const int256 expected = !l.options.weighted        ? int256(a.counts[p.n])
                            : p.home == sum_home::sums ? int256(a.sums[p.at])
                                                       : a.wide[p.at];
    if (!(sum == expected))
      return "the histogram of \"" + l.plan.measures[j].id + "\" does not add up to its rows";
  }
  for (std::size_t x = 0; x < l.items.size(); ++x) {
    for (std::size_t y = x + 1; y < l.items.size(); ++y) {
      const std::int64_t at = l.contingency_at[l.item_pair(x, y)];
      if (at < 0) continue;
      const std::size_t cells = l.items[x].codes * l.items[y].codes;
      int256 sum;
      for (std::size_t c = 0; c < cells; ++c) {
        const std::size_t slot = static_cast<std::size_t>(at) + c;
        const int256 v = l.options.weighted ? int256(a.sums[slot]) : int256(a.counts[slot]);
        if (v.negative())
          return "a negative cell of the table \"" + items[x].id + "\" by \"" + items[y].id + "\"";
        sum += v;
      }
      if (!within(sum, l.options.weighted ? int256(a.sums[0]) : int256(rows))) {
        return "the table \"" + items[x].id + "\" by \"" + items[y].id + "\" holds more than the rows";
      }
    }
  }
  const int256 all = l.options.weighted ? int256(a.sums[0]) : int256(rows);
  const int256 most =
      l.given() ? int256(l.options.weighted ? a.sums[0] : int128{rows} << 32U).times(1024) : all.times(16);
  for (std::size_t r = 0; r < l.replicates; ++r) {
    const int128* replicate = a.sums.data() + l.replicates_at + r * l.replicate_size;
    for (std::size_t j = 0; j < l.measures; ++j) {
      const int128* at = replicate + j * 2;
      const bool fits =
          at[0] >= 0 && within(int256(at[0]), most) && within(int256(at[1]), int256(at[0]).times(l.reach[j]));
      if (!fits)
        return "replicate " + std::to_string(r) + " of \"" + l.plan.measures[j].id + "\" out of range";
    }
    if (!l.given() || !l.options.answer_squares) continue;
    if (const std::string what = slots_fault(l, replicate + 2 * l.measures, most); !what.empty()) {
      return "replicate " + std::to_string(r) + ": " + what;
    }
  }
  if (const std::string what = squares_fault(l, a); !what.empty()) return what;
  if (l.options.respondents) {
    const std::size_t people = a.people.count();
    if (people == 0 || people > static_cast<std::size_t>(rows)) return "people outside 1..rows";
  }
  if (l.options.psu_totals) {
    int128 n = 0;
    for (const auto& [key, e] : a.psus) {
      if (e.n <= 0 || e.n > rows) return "rows of a sampling unit outside 1..rows";
      n += e.n;
      for (std::size_t j = 0; j < l.measures; ++j) {
        const bool fits = e.sums[2 * j] >= 0 && within(int256(e.sums[2 * j]), all) &&
                          within(int256(e.sums[2 * j + 1]), int256(e.sums[2 * j]).times(l.reach[j]));
        if (!fits) return "sums of a sampling unit of \"" + l.plan.measures[j].id + "\" out of range";
      }
    }
    if (n != rows) return "rows of the sampling units do not add up to the rows";
    if (const std::string what = unit_slots_fault(l, a); !what.empty()) return what;
  }
  return {};
}

}  // namespace cxm::detail
