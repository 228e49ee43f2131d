// SPDX-License-Identifier: Apache-2.0
#include "assessment/ledger_scope.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "cxm/base/check.hpp"

namespace cxm::detail {
namespace {

constexpr std::size_t wave_column = 1;           // of the tally's grouping columns
constexpr std::size_t most_descriptions = 2048;  // of one atom, before columns are taken two at a time

std::vector<std::string> names_of(const tally& t, std::size_t segment) {
  std::vector<std::string> out;
  for (std::size_t c = 0; c < t.group_columns().size(); ++c) {
    if (c != wave_column) out.push_back(t.levels(c)[t.segments()[segment][c]]);
  }
  return out;
}

/// All ways to describe an atom: each column by its value, by what lies above it, or not at all ("*").
void describe(const std::vector<std::vector<std::string>>& choices, std::size_t most_columns,
              const std::function<void(const std::vector<std::string>&)>& each) {
  std::vector<std::string> made;
  const std::function<void(std::size_t, std::size_t)> step = [&](std::size_t column, std::size_t used) {
    if (column == choices.size()) {
      each(made);
      return;
    }
    made.emplace_back("*");
    step(column + 1, used);
    made.pop_back();
    if (used == most_columns) return;
    for (const std::string& value : choices[column]) {
      made.push_back("=" + value);
      step(column + 1, used + 1);
      made.pop_back();
    }
  };
  step(0, 0);
}

}  // namespace

ledger_scope::ledger_scope(disclosure_ledger::wave& book, const wave_context& whole, bool check)
    : book_(book), whole_(whole), check_(check) {
  const tally& t = *whole.source;
  std::vector<std::string> columns;
  for (std::size_t c = 0; c < t.group_columns().size(); ++c) {
    if (c != wave_column) columns.push_back(t.group_columns()[c]);
  }
  if (book_.atoms.empty()) {
    book_.columns = columns;
    for (const std::size_t s : whole.groups.groups.at(0).segments) book_.atoms.push_back(names_of(t, s));
  } else if (book_.columns != columns) {
    throw error(errc::state, "the ledger's grouping columns are not those of the tally", "ledger");
  }
  for (std::size_t a = 0; a < book_.atoms.size(); ++a) {
    atom_of_.emplace(book_.atoms[a], static_cast<std::uint32_t>(a));
  }
  for (std::size_t c = 0; c < book_.cells.size(); ++c) {
    for (const std::uint32_t a : book_.cells[c]) {
      if (a >= book_.atoms.size())
        throw error(errc::state, "the ledger names a group that it does not have", "ledger");
    }
    cell_of_.emplace(book_.cells[c], static_cast<std::uint32_t>(c));
  }
  counts_.resize(book_.atoms.size());
  for (const std::size_t s : whole.groups.groups.at(0).segments) {
    const auto at = atom_of_.find(names_of(t, s));
    if (at == atom_of_.end()) throw error(errc::state, "the ledger lacks a group of the tally", "ledger");
    group g;
    g.segments = {s};
    counts_[at->second] = count_cell(whole, g);
  }
  if (check_) find_small_groups();
}

void ledger_scope::find_small_groups() {
  std::vector<const segment_definition*> definitions;
  for (const std::string& column : book_.columns) {
    const segment_definition* found = nullptr;
    for (const segment_definition& d : whole_.asked().segments) {
      if (d.id == column) found = &d;
    }
    definitions.push_back(definitions.empty() ? nullptr : found);  // the first is the role
  }
  std::map<std::vector<std::string>, std::vector<std::uint32_t>> groups;
  for (std::size_t a = 0; a < book_.atoms.size(); ++a) {
    std::vector<std::vector<std::string>> choices;
    std::size_t ways = 1;
    for (std::size_t c = 0; c < book_.columns.size(); ++c) {
      choices.push_back(lineage(definitions[c], book_.atoms[a][c]));
      ways = std::min(most_descriptions + 1, ways * (choices.back().size() + 1));
    }
    describe(
        choices, ways > most_descriptions ? 2 : book_.columns.size(),
        [&](const std::vector<std::string>& name) { groups[name].push_back(static_cast<std::uint32_t>(a)); });
  }
  std::set<std::vector<std::uint32_t>> distinct;
  for (auto& [name, atoms] : groups) distinct.insert(std::move(atoms));
  describable_.assign(distinct.begin(), distinct.end());
}

std::vector<std::uint32_t> ledger_scope::atoms_of(const tally& source,
                                                  const std::vector<std::size_t>& segments) {
  std::vector<std::uint32_t> out;
  for (const std::size_t s : segments) out.push_back(atom_of_.at(names_of(source, s)));
  std::sort(out.begin(), out.end());
  return out;
}

additive_table ledger_scope::table(const wave_groups& groups) {
  additive_table out = groups.table;
  out.atoms = book_.atoms.size();
  for (std::size_t c = 0; c < out.cells.size(); ++c)
    out.cells[c] = atoms_of(*groups.source, groups.cell(c).segments);
  return out;
}

double ledger_scope::total(const base& base_of, const std::vector<std::uint32_t>& atoms) const {
  double sum = 0;
  for (const std::uint32_t a : atoms) sum += base_of(counts_[a]);
  return sum;
}

ledger_scope::knowledge ledger_scope::before(const std::string& variable, const base& base_of,
                                             const additive_table& table, const std::vector<double>& people,
                                             double minimum) {
  knowledge out;
  if (!check_) return out;
  std::vector<double> of_atom;
  for (const cell_result& c : counts_) of_atom.push_back(base_of(c));
  const auto total = [&](const std::vector<std::uint32_t>& atoms) {
    double sum = 0;
    for (const std::uint32_t a : atoms) sum += of_atom[a];
    return sum;
  };
  const auto small = [&](double n) { return n > 0 && n < minimum; };
  for (const std::vector<std::uint32_t>& group : describable_) {
    if (small(total(group))) out.guarded.push_back(group);
  }
  const auto found = book_.variables.find(variable);
  if (found == book_.variables.end()) return out;
  out.empty = found->second.empty;
  for (const std::uint32_t c : found->second.secret) out.guarded.push_back(book_.cells.at(c));
  std::vector<std::vector<std::size_t>> known_at(book_.atoms.size());  // by first atom
  for (const std::uint32_t c : found->second.known) {
    known_at[book_.cells.at(c).front()].push_back(out.known.size());
    out.known.push_back(book_.cells[c]);
  }
  // What a new group leaves of one shown before, and the other way round.
  std::vector<std::vector<std::size_t>> known_with(book_.atoms.size());
  for (std::size_t k = 0; k < out.known.size(); ++k) {
    for (const std::uint32_t a : out.known[k]) known_with[a].push_back(k);
  }
  const auto guard_rest = [&](const std::vector<std::uint32_t>& outer,
                              const std::vector<std::uint32_t>& inner, double left) {
    if (!small(left) || inner.size() >= outer.size()) return;
    if (!std::includes(outer.begin(), outer.end(), inner.begin(), inner.end())) return;
    std::vector<std::uint32_t> rest;
    std::set_difference(outer.begin(), outer.end(), inner.begin(), inner.end(), std::back_inserter(rest));
    out.guarded.push_back(std::move(rest));
  };
  std::vector<double> known_people;
  for (const auto& k : out.known) known_people.push_back(total(k));
  for (std::size_t c = 0; c < table.cells.size(); ++c) {
    const std::vector<std::uint32_t>& cell = table.cells[c];
    if (cell.empty() || !(people[c] > 0)) continue;
    for (const std::size_t k : known_with[cell.front()]) {
      guard_rest(out.known[k], cell, known_people[k] - people[c]);
    }
    for (const std::uint32_t a : cell) {
      for (const std::size_t k : known_at[a]) guard_rest(cell, out.known[k], people[c] - known_people[k]);
    }
  }
  std::sort(out.guarded.begin(), out.guarded.end());
  out.guarded.erase(std::unique(out.guarded.begin(), out.guarded.end()), out.guarded.end());
  return out;
}

std::uint32_t ledger_scope::cell_number(const std::vector<std::uint32_t>& atoms) {
  const auto [at, fresh] = cell_of_.emplace(atoms, static_cast<std::uint32_t>(book_.cells.size()));
  if (fresh) book_.cells.push_back(atoms);
  return at->second;
}

void ledger_scope::record(const std::string& variable, const additive_table& table,
                          const std::vector<double>& people, const std::vector<hidden_reason>& reasons) {
  disclosure_ledger::variable& v = book_.variables[variable];
  for (std::size_t c = 0; c < table.cells.size(); ++c) {
    if (table.cells[c].empty()) continue;
    if (!(people[c] > 0)) {
      v.empty.insert(v.empty.end(), table.cells[c].begin(), table.cells[c].end());
    } else if (reasons[c] == hidden_reason::unanimous) {
      v.secret.push_back(cell_number(table.cells[c]));
    } else if (reasons[c] == hidden_reason::shown &&
               (table.unpublished.empty() || table.unpublished[c] == 0)) {
      v.known.push_back(cell_number(table.cells[c]));
    }
  }
  for (std::vector<std::uint32_t>* list : {&v.known, &v.secret, &v.empty}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
}

}  // namespace cxm::detail
