// SPDX-License-Identifier: Apache-2.0
#include "cxm/assessment/share.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "assessment/cell.hpp"
#include "assessment/ledger_scope.hpp"
#include "assessment/protection.hpp"
#include "cxm/assessment/assessment.hpp"
#include "cxm/base/check.hpp"

namespace cxm {
namespace {

using namespace detail;

constexpr std::size_t role_column = 0;
constexpr std::size_t wave_column = 1;

/// The groups of one wave while they are made large enough.
class wave_sharer {
 public:
  wave_sharer(const tally& t, std::string wave, const std::vector<std::size_t>& kept,
              const sharing_options& options)
      : tally_(t), wave_(std::move(wave)), kept_(kept), options_(options) {
    for (std::size_t c = 0; c < t.group_columns().size(); ++c) {
      const segment_definition* found = nullptr;
      for (const segment_definition& d : t.instrument().segments) {
        if (c > wave_column && d.id == t.group_columns()[c]) found = &d;
      }
      definitions_.push_back(found);
    }
    renamed_.resize(definitions_.size());
    build();
  }

  using names = std::vector<std::string>;
  struct shared_group {
    std::vector<std::size_t> segments;
    double people = 0;
  };
  [[nodiscard]] const std::map<names, shared_group>& groups() const noexcept { return groups_; }
  [[nodiscard]] const std::set<std::pair<std::size_t, std::string>>& given_up() const noexcept {
    return given_up_;
  }

  /// Give up values until every group has the minimum. False: the wave cannot be shared.
  bool make_large() {
    for (;;) {
      const names* worst = nullptr;
      double least = options_.minimum_base;
      for (const auto& [name, g] : groups_) {
        if (g.people < least) {
          least = g.people;
          worst = &name;
        }
      }
      if (worst == nullptr) return true;
      if (!give_up(names(*worst))) return false;
    }
  }

  /// Give up one value of a group, so that it becomes part of a larger one.
  bool give_up(const names& of) {
    for (std::size_t k = kept_.size(); k-- > 0;) {
      const std::size_t c = kept_[k];
      const std::string value = of[c];
      // First it gets the company of the smallest value that lies directly below or beside it; a value of its
      // own without any goes one step up.
      const std::string joiner = smallest_below(c, value);
      if (!joiner.empty()) {
        move(c, joiner, value);
        return true;
      }
      if (!value.empty()) {
        move(c, value, parent_of(c, value));
        return true;
      }
    }
    if (!options_.roles) return false;
    if (!of[role_column].empty()) {
      move(role_column, of[role_column], "");
      return true;
    }
    const std::string joiner = smallest_below(role_column, "");
    if (joiner.empty()) return false;
    move(role_column, joiner, "");
    return true;
  }

  /// The names a segment has now.
  void rename(names& n) const {
    for (std::size_t c = 0; c < n.size(); ++c) {
      if (c == wave_column) continue;
      const bool keep =
          c == role_column ? options_.roles : std::find(kept_.begin(), kept_.end(), c) != kept_.end();
      if (!keep) n[c].clear();
      if (const auto at = renamed_[c].find(n[c]); at != renamed_[c].end()) n[c] = at->second;
    }
  }

 private:
  void build() {
    std::map<names, std::vector<std::size_t>> made;
    const auto& segments = tally_.segments();
    for (std::size_t s = 0; s < segments.size(); ++s) {
      names n;
      for (std::size_t c = 0; c < segments[s].size(); ++c) n.push_back(tally_.levels(c)[segments[s][c]]);
      if (n[wave_column] != wave_) continue;
      rename(n);
      made[n].push_back(s);
    }
    groups_.clear();
    for (auto& [name, members] : made) {
      auto known = people_.find(members);
      if (known == people_.end()) known = people_.emplace(members, tally_.sums(members)->people()).first;
      groups_[name] = {std::move(members), known->second};
    }
  }

  [[nodiscard]] std::string parent_of(std::size_t column, const std::string& value) const {
    const auto family = lineage(definitions_[column], value);
    return family.size() > 1 ? family[1] : std::string();
  }

  /// The value of the fewest people whose parent is `value` ("": values without one), or "".
  [[nodiscard]] std::string smallest_below(std::size_t column, const std::string& value) const {
    std::map<std::string, double> people;
    for (const auto& [name, g] : groups_) {
      if (name[column].empty() || name[column] == value) continue;
      // Those further below count for the value through which they hang on it.
      const auto family = lineage(definitions_[column], name[column]);
      for (std::size_t i = 0; i < family.size(); ++i) {
        const std::string above = i + 1 < family.size() ? family[i + 1] : std::string();
        if (above == value) people[family[i]] += g.people;
        if (above == value || above.empty()) break;
      }
    }
    std::string best;
    for (const auto& [name, n] : people) {
      if (best.empty() || n < people[best]) best = name;
    }
    return best;
  }

  /// A value, with everything below it, becomes another.
  void move(std::size_t column, const std::string& value, const std::string& to) {
    std::set<std::string> values;
    for (const auto& [name, g] : groups_) {
      const auto family = lineage(definitions_[column], name[column]);
      if (std::find(family.begin(), family.end(), value) != family.end()) values.insert(name[column]);
    }
    values.insert(value);
    for (auto& [from, now] : renamed_[column]) {
      if (values.contains(now)) now = to;
    }
    for (const std::string& v : values) {
      renamed_[column][v] = to;
      given_up_.emplace(column, v);
    }
    build();
  }

  const tally& tally_;
  std::string wave_;
  const std::vector<std::size_t>& kept_;
  const sharing_options& options_;
  std::vector<const segment_definition*> definitions_;
  std::vector<std::map<std::string, std::string>> renamed_;  // by column
  std::set<std::pair<std::size_t, std::string>> given_up_;   // column, value
  std::map<names, shared_group> groups_;
  std::map<std::vector<std::size_t>, double> people_;
};

std::vector<std::size_t> kept_columns(const tally& t, const sharing_options& options) {
  const auto& columns = t.group_columns();
  std::vector<std::size_t> kept;
  for (const std::string& wanted : options.segments) {
    const auto at = std::find(columns.begin() + 2, columns.end(), wanted);
    if (at == columns.end()) {
      std::string have;
      for (std::size_t c = 2; c < columns.size(); ++c) have += (c == 2 ? "" : ", ") + columns[c];
      throw error(errc::argument,
                  "share: options.segments names '" + wanted +
                      "', but the instrument's segments are: " + (have.empty() ? "none" : have),
                  "options.segments");
    }
    kept.push_back(static_cast<std::size_t>(at - columns.begin()));
  }
  for (std::size_t c = 2; c < columns.size() && options.segments.empty() && kept.empty(); ++c) {
    if (t.levels(c).size() > 1) kept.push_back(c);
  }
  return kept;
}

/// The shared groups of a wave as a wave's groups: everybody first, and the sum of them.
wave_groups as_groups(const tally& t, const std::string& wave, const wave_sharer& sharer) {
  wave_groups out;
  out.wave = wave;
  out.source = &t;
  out.groups.emplace_back();
  additive_table::relation sum{0, {}};
  for (const auto& [names, g] : sharer.groups()) {
    group one;
    one.column = 0;
    one.segments = g.segments;
    out.groups[0].segments.insert(out.groups[0].segments.end(), g.segments.begin(), g.segments.end());
    sum.parts.push_back(out.groups.size());
    out.groups.push_back(std::move(one));
  }
  std::sort(out.groups[0].segments.begin(), out.groups[0].segments.end());
  out.table.cells.resize(out.groups.size());
  out.table.unpublished.assign(out.groups.size(), 0);
  out.table.relations.push_back(std::move(sum));
  return out;
}

/// What a shared group forgets, as positions of items, measures and pairs.
tally::forgotten forgotten_of(const wave_context& context, const wave_protection& protection,
                              const group_sums& sums, std::size_t cell, double minimum, bool pairs) {
  tally::forgotten out;
  const cxm::instrument& asked = context.asked();
  // Where the total itself had to be hidden, the parts would give it.
  const auto hidden = [&](const wave_protection::reasons& r) {
    return r[cell] != hidden_reason::shown || r[0] != hidden_reason::shown;
  };
  std::set<std::size_t> items;
  for (std::size_t i = 0; i < asked.items.size(); ++i) {
    if (hidden(protection.items[i])) items.insert(i);
  }
  out.items.assign(items.begin(), items.end());
  const auto& plan = context.source->measures();
  for (std::size_t j = 0; j < plan.size(); ++j) {
    bool all_items = true;
    std::vector<std::size_t> read;
    if (plan[j].declared >= 0) {
      read = items_of(asked, asked.measures[static_cast<std::size_t>(plan[j].declared)]);
    } else if (plan[j].item >= 0) {
      read = {static_cast<std::size_t>(plan[j].item)};
    }
    for (const std::size_t i : read) all_items = all_items && items.contains(i);
    if (hidden(protection.measures[j]) || (all_items && !read.empty())) out.measures.push_back(j);
  }
  for (std::size_t j = 0; pairs && j < plan.size(); ++j) {
    for (std::size_t k = j + 1; k < plan.size(); ++k) {
      const double n = sums.pair(j, k).n;
      if (n > 0 && n < minimum) out.pairs.emplace_back(j, k);
    }
  }
  for (std::size_t g = 0; pairs && g < context.gaps.size(); ++g) {
    const bound_gap& gap = context.gaps[g];
    if (gap.names_roles() || gap.a.position < 0 || gap.b.position < 0 || !gap.a.measure || !gap.b.measure)
      continue;
    const auto j = static_cast<std::size_t>(std::min(gap.a.position, gap.b.position));
    const auto k = static_cast<std::size_t>(std::max(gap.a.position, gap.b.position));
    if (j != k && hidden(protection.gaps[g])) out.pairs.emplace_back(j, k);
  }
  return out;
}

import_receipt receipt_of(const tally& t, const std::vector<std::string>& notes) {
  import_receipt out;
  std::vector<std::size_t> everybody(t.segments().size());
  std::iota(everybody.begin(), everybody.end(), std::size_t{0});
  const auto sums = t.sums(everybody);
  out.layout = "state for sharing";
  out.rows_used = out.rows_read = static_cast<std::int64_t>(sums->rows());
  const auto& items = t.instrument().items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const item_counts c = sums->item(i);
    item_receipt one;
    one.item = items[i].id;
    one.column = items[i].id;
    one.answered = static_cast<std::int64_t>(c.answered);
    for (std::size_t k = 0; k < missing_kinds; ++k) one.missing[k] = static_cast<std::int64_t>(c.missing[k]);
    out.items.push_back(std::move(one));
  }
  for (const std::string& role : t.levels(role_column)) {
    if (!role.empty()) out.roles_found.push_back(role);
  }
  out.notes = notes;
  return out;
}

}  // namespace

shared_state share(const tally& t, const sharing_options& options, disclosure_ledger* ledger) {
  check_at_least("share", "options.minimum_base", options.minimum_base, 1);
  if (t.options().shared) {
    throw error(errc::argument, "share: this state was made for sharing already; give it away as it is",
                "tally");
  }
  const std::vector<std::size_t> kept = kept_columns(t, options);
  disclosure_ledger own;
  disclosure_ledger& given = ledger == nullptr ? own : *ledger;
  disclosure_ledger book = given;  // a failure leaves the ledger as it was
  assess_options how;
  how.minimum_base = options.minimum_base;
  how.unanimous_base = options.unanimous_base;
  const tally* one = &t;
  const std::span<const tally* const> all(&one, 1);
  if (book.publications == 0) record_tables(t, how, book);
  if (book.state != state_digest(all)) {
    throw error(errc::state, "share: the ledger was begun with other answers; use the ledger of this state",
                "ledger");
  }
  ++book.publications;

  const normal_draws draws(1, 1, 1);  // of no use here: nothing is estimated
  tally_options keep = t.options();
  keep.respondents = keep.contingency = keep.psu_totals = false;
  keep.replicates = 0;
  keep.histograms = keep.histograms && options.histograms;
  keep.pair_moments = keep.pair_moments && options.pair_moments;
  keep.shared = true;
  keep.strata = false;
  keep.answer_squares = false;
  keep.given = {};

  std::vector<std::string> notes;
  std::map<std::string, std::unique_ptr<wave_sharer>> sharers;
  std::map<std::pair<std::string, std::vector<std::string>>, tally::forgotten> forget;
  std::size_t forgotten_items = 0;
  std::set<std::string> waves;
  for (const segment_key& key : t.segments()) waves.insert(t.levels(wave_column)[key[wave_column]]);
  for (const std::string& wave : waves) {
    auto sharer = std::make_unique<wave_sharer>(t, wave, kept, options);
    const wave_context whole(t, groups_of_wave(t, wave, {}), how, &draws);
    bool possible = true;
    while ((possible = sharer->make_large())) {
      const wave_context context(t, as_groups(t, wave, *sharer), how, &draws);
      std::vector<cell_result> cells;
      for (const group& g : context.groups.groups) cells.push_back(count_cell(context, g));
      disclosure_ledger::wave attempt = book.waves[wave];
      ledger_scope scope(attempt, whole);
      const wave_protection protection = protect_wave(context, cells, how, &scope);
      // Groups that would give a small one away, with what is published, are made larger.
      std::vector<wave_sharer::names> too_telling;
      std::size_t at = 1;
      for (const auto& [names, g] : sharer->groups()) {
        if (protection.people[at++] != hidden_reason::shown) too_telling.push_back(names);
      }
      if (protection.people[0] != hidden_reason::shown && too_telling.empty()) {
        too_telling.push_back(sharer->groups().begin()->first);
      }
      if (!too_telling.empty()) {
        possible = sharer->give_up(too_telling.front());
        if (!possible) break;
        continue;
      }
      at = 1;
      for (const auto& [names, g] : sharer->groups()) {
        tally::forgotten f = forgotten_of(context, protection, *t.sums(g.segments), at, options.minimum_base,
                                          keep.pair_moments);
        forgotten_items += f.items.size();
        // How many were not asked would tell how many have another role.
        if (names[role_column].empty()) {
          for (std::size_t i = 0; i < context.asked().items.size(); ++i) {
            if (!context.asked().items[i].roles.empty()) f.unclear.push_back(i);
          }
        }
        forget[{wave, names}] = std::move(f);
        ++at;
      }
      book.waves[wave] = std::move(attempt);
      break;
    }
    const std::string of_wave = wave.empty() ? "" : " of wave " + wave;
    if (!possible) {
      notes.push_back("answers" + of_wave + " are left out: too few people");
      continue;
    }
    std::map<std::size_t, std::string> given_up;
    for (const auto& [column, value] : sharer->given_up()) {
      given_up[column] += (given_up[column].empty() ? "" : ", ") + value;
    }
    for (const auto& [column, values] : given_up) {
      notes.push_back("values of " + t.group_columns()[column] + of_wave +
                      " merged into what lies above: " + values);
    }
    sharers.emplace(wave, std::move(sharer));
  }
  if (forgotten_items > 0) {
    notes.push_back("answers to an item count as not asked where too few of a group gave them: " +
                    std::to_string(forgotten_items) + " times");
  }
  tally shared = t.regrouped(keep, [&](std::vector<std::string>& names) {
    const auto at = sharers.find(names[wave_column]);
    if (at == sharers.end()) return false;
    at->second->rename(names);
    return true;
  });
  std::vector<tally::forgotten> what;
  for (std::size_t s = 0; s < shared.segments().size(); ++s) {
    std::vector<std::string> names;
    for (std::size_t c = 0; c < shared.segments()[s].size(); ++c) {
      names.push_back(shared.levels(c)[shared.segments()[s][c]]);
    }
    const std::string wave = names[wave_column];
    tally::forgotten f = forget.at({wave, names});
    f.segment = s;
    what.push_back(std::move(f));
  }
  shared.forget(what);
  notes.insert(notes.begin(), "made for sharing: no group of fewer than " +
                                  std::to_string(options.minimum_base) + " people");
  given = std::move(book);
  import_receipt receipt = receipt_of(shared, notes);
  return {std::move(shared), std::move(receipt), std::move(notes)};
}

}  // namespace cxm
