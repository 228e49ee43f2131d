// SPDX-License-Identifier: Apache-2.0
#include "tally/tally_state.hpp"

#include <algorithm>
#include <numeric>

#include "base/number_text.hpp"

namespace cxm::detail {
namespace {

std::string in_quotes(const std::string& s) { return "\"" + s + "\""; }

}  // namespace

tally_state::tally_state(std::shared_ptr<const layout> l)
    : plan(std::move(l)), groups(plan->group_names.size()) {}

tally_state::tally_state(const tally_state& o)
    : plan(o.plan),
      groups(o.groups),
      strata(o.strata),
      units(o.units),
      fpc(o.fpc),
      keys(o.keys),
      segments(o.segments),
      index(o.index),
      totals(o.totals) {}

std::uint32_t tally_state::segment_at(const segment_key& key) {
  const auto found = index.find(key);
  if (found != index.end()) return found->second;
  const auto at = static_cast<std::uint32_t>(segments.size());
  keys.push_back(key);
  try {
    segments.emplace_back(*plan);
    try {
      index.emplace(key, at);
    } catch (...) {
      segments.pop_back();
      throw;
    }
  } catch (...) {
    keys.pop_back();
    throw;
  }
  return at;
}

std::uint32_t tally_state::stratum_at(const std::string& name, double population, errc code,
                                      const char* function) {
  std::uint32_t at = strata.find(name);
  if (at == dictionary::none) {
    fpc.reserve(fpc.size() + 1);
    at = strata.add(name);
    fpc.push_back(population);
  } else if (fpc[at] != population) {
    throw error(code,
                std::string(function) + ": stratum " + in_quotes(name) + " has the population " +
                    detail::number_text(population) + " here and " + detail::number_text(fpc[at]) +
                    " before; every row of a stratum must give the same one",
                "fpc");
  }
  return at;
}

psu_entry& tally_state::unit_entry(std::size_t segment, std::uint32_t stratum, std::uint32_t unit) {
  psu_entry& e = segments[segment].psus[(static_cast<std::uint64_t>(stratum) << 32U) | unit];
  if (e.sums.empty()) e.sums.resize(plan->unit_size());
  return e;
}

namespace {

/// The names that occur, sorted, and the position of each among them.
std::vector<std::string> sorted_used(const dictionary& names, const std::vector<segment_key>& keys,
                                     std::size_t column, std::vector<std::uint32_t>& rank) {
  std::vector<std::uint8_t> used(names.size(), 0);
  for (const segment_key& key : keys) used[key[column]] = 1;
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < used.size(); ++i) {
    if (used[i] != 0) order.push_back(i);
  }
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return names[a] < names[b]; });
  rank.resize(names.size());
  std::vector<std::string> out;
  for (const std::uint32_t i : order) {
    rank[i] = static_cast<std::uint32_t>(out.size());
    out.push_back(names[i]);
  }
  return out;
}

}  // namespace

const sorted_view& tally_state::sorted() const {
  const std::lock_guard lock(view_mutex);
  if (view != nullptr) return *view;
  auto v = std::make_shared<sorted_view>();
  const std::size_t columns = groups.size();
  std::vector<std::vector<std::uint32_t>> rank(columns + (plan->options.strata ? 1U : 0U));
  for (std::size_t c = 0; c < columns; ++c) v->levels.push_back(sorted_used(groups[c], keys, c, rank[c]));
  if (plan->options.strata) v->strata = sorted_used(strata, keys, columns, rank[columns]);
  std::vector<segment_key> ranked;
  for (segment_key key : keys) {
    for (std::size_t c = 0; c < rank.size(); ++c) key[c] = rank[c][key[c]];
    ranked.push_back(std::move(key));
  }
  v->home.resize(keys.size());
  std::iota(v->home.begin(), v->home.end(), std::size_t{0});
  std::sort(v->home.begin(), v->home.end(),
            [&](std::size_t a, std::size_t b) { return ranked[a] < ranked[b]; });
  for (std::size_t i = 0; i < v->home.size(); ++i) {
    segment_key key = std::move(ranked[v->home[i]]);
    v->cells.push_back(key);
    key.resize(columns);
    if (v->segments.empty() || v->segments.back() != key) {
      v->segments.push_back(std::move(key));
      v->first.push_back(i);
    }
  }
  v->first.push_back(v->home.size());
  view = std::move(v);
  return *view;
}

void tally_state::sum_up_totals() noexcept {
  totals = {};
  for (const accumulator& a : segments) {
    totals.rows += a.rows();
    if (!plan->options.weighted) continue;
    totals.weight += static_cast<uint128>(a.sums[0]);
    totals.squared += static_cast<uint128>(a.sums[1]);
  }
}

void tally_state::merge(const tally_state& o) {
  if (&o == this) {
    const tally_state copy(o);
    merge(copy);
    return;
  }
  if (const std::string what = merge_obstacle(*plan, *o.plan); !what.empty()) {
    throw error(errc::state, "tally.merge: " + what, "other");
  }
  tally_totals sum = totals;
  sum.rows += o.totals.rows;
  sum.weight += o.totals.weight;
  sum.squared += o.totals.squared;
  check_totals(*plan, sum, "tally.merge");

  // Everything that can fail comes first, and is taken back if it does; then only integers are added.
  growth_guard guard(*this);
  std::vector<std::vector<std::uint32_t>> translated(groups.size());
  for (std::size_t c = 0; c < groups.size(); ++c) {
    for (std::size_t i = 0; i < o.groups[c].size(); ++i)
      translated[c].push_back(groups[c].add(o.groups[c][i]));
  }
  std::vector<std::uint32_t> stratum_of, unit_of;
  for (std::size_t i = 0; i < o.strata.size(); ++i) {
    stratum_of.push_back(stratum_at(o.strata[i], o.fpc[i], errc::state, "tally.merge"));
  }
  for (std::size_t i = 0; i < o.units.size(); ++i) unit_of.push_back(units.add(o.units[i]));
  std::vector<std::uint32_t> homes;
  std::vector<key_set::addition> people;
  for (std::size_t s = 0; s < o.segments.size(); ++s) {
    segment_key key = o.keys[s];
    for (std::size_t c = 0; c < groups.size(); ++c) key[c] = translated[c][key[c]];
    if (plan->options.strata) key.back() = stratum_of[key.back()];
    const std::uint32_t home = segment_at(key);
    homes.push_back(home);
    if (plan->options.respondents) {
      people.push_back(segments[home].people.prepare(o.segments[s].people.sorted()));
    }
    for (const auto& [unit, entry] : o.segments[s].psus) {
      unit_entry(home, stratum_of[unit >> 32U], unit_of[unit & 0xffffffffU]);
    }
  }
  guard.keep();
  view.reset();
  totals = sum;
  for (std::size_t s = 0; s < o.segments.size(); ++s) {
    accumulator& to = segments[homes[s]];
    to.add_slots(o.segments[s]);
    if (plan->options.respondents) to.people.commit(std::move(people[s]));
    for (const auto& [unit, entry] : o.segments[s].psus) {
      psu_entry& e = unit_entry(homes[s], stratum_of[unit >> 32U], unit_of[unit & 0xffffffffU]);
      e.n += entry.n;
      for (std::size_t i = 0; i < e.sums.size(); ++i) e.sums[i] += entry.sums[i];
    }
  }
}

void tally_state::subtract(const tally_state& o) {
  if (const std::string what = merge_obstacle(*plan, *o.plan); !what.empty()) {
    throw error(errc::state, "tally.subtract: " + what, "other");
  }
  if (plan->options.respondents) {
    throw error(
        errc::state,
        "tally.subtract: this tally keeps respondents, and a set of people cannot be taken away, because "
        "they may have answered elsewhere too; merge the parts that remain instead",
        "respondents");
  }
  const auto missing = [](const std::string& what) {
    throw error(errc::state, "tally.subtract: " + what + "; only what was added before can be taken away",
                "other");
  };
  tally_state rest(*this);
  for (std::size_t s = 0; s < o.segments.size(); ++s) {
    segment_key key;
    for (std::size_t c = 0; c < groups.size(); ++c)
      key.push_back(rest.groups[c].find(o.groups[c][o.keys[s][c]]));
    if (plan->options.strata) key.push_back(rest.strata.find(o.strata[o.keys[s].back()]));
    const auto found = rest.index.find(key);
    if (found == rest.index.end()) {
      std::string names;
      for (std::size_t c = 0; c < groups.size(); ++c) {
        names += (c == 0 ? "" : ", ") + plan->group_names[c] + "=" + in_quotes(o.groups[c][o.keys[s][c]]);
      }
      if (plan->options.strata) names += ", stratum " + in_quotes(o.strata[o.keys[s].back()]);
      missing("there is no segment " + names);
    }
    accumulator& from = rest.segments[found->second];
    from.subtract_slots(o.segments[s]);
    for (const auto& [unit, entry] : o.segments[s].psus) {
      const std::uint32_t stratum = rest.strata.find(o.strata[unit >> 32U]);
      const std::uint32_t psu = rest.units.find(o.units[unit & 0xffffffffU]);
      const auto at = stratum == dictionary::none || psu == dictionary::none
                          ? from.psus.end()
                          : from.psus.find((static_cast<std::uint64_t>(stratum) << 32U) | psu);
      if (at == from.psus.end() || at->second.n < entry.n) {
        missing("there is no such sampling unit " + in_quotes(o.units[unit & 0xffffffffU]));
      }
      at->second.n -= entry.n;
      bool zero = true;
      for (std::size_t i = 0; i < entry.sums.size(); ++i) {
        at->second.sums[i] -= entry.sums[i];
        zero = zero && at->second.sums[i] == 0;
      }
      if (at->second.n == 0) {
        if (!zero) missing("sampling unit " + in_quotes(rest.units[psu]) + " holds other sums");
        from.psus.erase(at);
      }
    }
  }
  tally_state next(plan);
  next.groups = rest.groups;
  next.strata = rest.strata;
  next.units = rest.units;
  next.fpc = rest.fpc;
  for (std::size_t s = 0; s < rest.segments.size(); ++s) {
    accumulator& a = rest.segments[s];
    const bool zero = std::all_of(a.counts.begin(), a.counts.end(), [](std::int64_t v) { return v == 0; }) &&
                      std::all_of(a.sums.begin(), a.sums.end(), [](int128 v) { return v == 0; }) &&
                      std::all_of(a.wide.begin(), a.wide.end(), [](const int256& v) { return v.zero(); });
    if (zero) continue;
    if (const std::string what = inconsistency(*plan, a); !what.empty()) missing(what);
    next.index.emplace(rest.keys[s], static_cast<std::uint32_t>(next.segments.size()));
    next.keys.push_back(std::move(rest.keys[s]));
    next.segments.push_back(std::move(a));
  }
  next.sum_up_totals();
  std::swap(groups, next.groups);
  std::swap(strata, next.strata);
  std::swap(units, next.units);
  fpc.swap(next.fpc);
  keys.swap(next.keys);
  segments.swap(next.segments);
  index.swap(next.index);
  totals = next.totals;
  view.reset();
}

std::size_t tally_state::memory() const noexcept {
  std::size_t bytes = sizeof(*this) + strata.memory() + units.memory() + fpc.capacity() * sizeof(double);
  for (const dictionary& d : groups) bytes += d.memory();
  for (const segment_key& k : keys)
    bytes += 2 * (sizeof(k) + k.capacity() * sizeof(k[0])) + 4 * sizeof(void*);
  for (const accumulator& a : segments) bytes += a.memory();
  if (scratch != nullptr) bytes += scratch->memory();
  return bytes;
}

growth_guard::growth_guard(tally_state& t)
    : tally_(t), strata_(t.strata.size()), units_(t.units.size()), segments_(t.segments.size()), fpc_(t.fpc) {
  for (const dictionary& d : t.groups) groups_.push_back(d.size());
}

growth_guard::~growth_guard() {
  if (kept_) return;
  for (std::size_t s = tally_.segments.size(); s-- > segments_;) {
    tally_.index.erase(tally_.keys[s]);
    tally_.keys.pop_back();
    tally_.segments.pop_back();
  }
  for (accumulator& a : tally_.segments) {
    std::erase_if(a.psus, [](const auto& e) { return e.second.n == 0; });
  }
  for (std::size_t c = 0; c < groups_.size(); ++c) tally_.groups[c].truncate(groups_[c]);
  tally_.strata.truncate(strata_);
  tally_.units.truncate(units_);
  tally_.fpc.swap(fpc_);
}

std::string merge_obstacle(const layout& a, const layout& b) {
  if (a.source != b.source) {
    const instrument& x = *a.source;
    const instrument& y = *b.source;
    const auto differ = [](const char* what, const std::string& p, const std::string& q) {
      return std::string(what) + " is \"" + p + "\" here and \"" + q + "\" there";
    };
    if (x.id != y.id) return "the instruments differ: " + differ("id", x.id, y.id);
    if (x.version != y.version) return "the instruments differ: " + differ("version", x.version, y.version);
    const bool known = x.identity.value != fingerprint{} && x.identity.value == y.identity.value;
    if (!known && !(x == y)) {
      const auto first = [](const char* member, const auto& p, const auto& q) -> std::string {
        for (std::size_t i = 0; i < std::max(p.size(), q.size()); ++i) {
          if (i >= p.size() || i >= q.size() || !(p[i] == q[i])) {
            return std::string(member) + "[" + std::to_string(i) + "] (\"" +
                   (i < p.size() ? p[i].id : q[i].id) + "\")";
          }
        }
        return {};
      };
      std::string where = first("scales", x.scales, y.scales);
      if (where.empty()) where = first("items", x.items, y.items);
      if (where.empty()) where = first("measures", x.measures, y.measures);
      if (where.empty()) where = first("segments", x.segments, y.segments);
      if (where.empty()) where = first("roles", x.roles, y.roles);
      if (where.empty()) where = "members that do not concern scoring";
      return "the instruments share id \"" + x.id + "\" and version \"" + x.version + "\", but differ in " +
             where + "; give a changed instrument a new version";
    }
  }
  const tally_options& p = a.options;
  const tally_options& q = b.options;
  const auto option = [](const char* name, std::uint64_t here, std::uint64_t there) {
    return "the options differ: " + std::string(name) + " is " + std::to_string(here) + " here and " +
           std::to_string(there) + " there";
  };
  if (p.weighted != q.weighted) return option("weighted", p.weighted, q.weighted);
  if (p.respondents != q.respondents) return option("respondents", p.respondents, q.respondents);
  if (p.pair_moments != q.pair_moments) return option("pair_moments", p.pair_moments, q.pair_moments);
  if (p.item_moments != q.item_moments) return option("item_moments", p.item_moments, q.item_moments);
  if (p.contingency != q.contingency) return option("contingency", p.contingency, q.contingency);
  if (p.psu_totals != q.psu_totals) return option("psu_totals", p.psu_totals, q.psu_totals);
  if (p.histograms != q.histograms) return option("histograms", p.histograms, q.histograms);
  if (p.replicates != q.replicates) return option("replicates", p.replicates, q.replicates);
  if (p.seed != q.seed) return option("seed", p.seed, q.seed);
  if (p.shared != q.shared) {
    return option("shared", p.shared, q.shared) +
           "; a state made for sharing merges with such states only (make one of the other, too)";
  }
  if (p.strata != q.strata) return option("strata", p.strata, q.strata);
  if (p.answer_squares != q.answer_squares)
    return option("answer_squares", p.answer_squares, q.answer_squares);
  if (p.given.rscales.size() != q.given.rscales.size())
    return option("the number of given replicate weights", p.given.rscales.size(), q.given.rscales.size());
  if (!(p.given == q.given))
    return "the options differ: type, scales, mse or df of the given replicate weights";
  return {};
}

}  // namespace cxm::detail
