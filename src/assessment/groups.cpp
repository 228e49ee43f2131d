// SPDX-License-Identifier: Apache-2.0
#include "assessment/groups.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/stable_order.hpp"

namespace cxm::detail {
namespace {

constexpr std::size_t role_column = 0;  // group_columns(): role, wave, segments
constexpr std::size_t wave_column = 1;

bool digit(char c) noexcept { return c >= '0' && c <= '9'; }

wave_groups::place_key key_of(const std::string& role, const group& g) {
  wave_groups::place_key key{role, {}};
  if (g.column >= 0) key.second.emplace_back(g.column, g.value);
  key.second.insert(key.second.end(), g.also.begin(), g.also.end());
  return key;
}

class builder {
 public:
  builder(const tally& source, const std::string& wave, const group_columns_used& used)
      : source_(source), used_(used) {
    out_.wave = wave;
    out_.source = &source;
    roles_ = used.roles;
    const auto& columns = source.group_columns();
    for (const std::string& id : used.segments) {
      const auto at = std::find(columns.begin() + 2, columns.end(), id);
      column_at_.push_back(at == columns.end() ? -1 : static_cast<int>(at - columns.begin()));
      const auto& definitions = source.instrument().segments;
      const auto d = std::find_if(definitions.begin(), definitions.end(),
                                  [&](const segment_definition& s) { return s.id == id; });
      definition_.push_back(d == definitions.end() ? nullptr : &*d);
      parents_.emplace_back();
      if (d == definitions.end()) continue;
      for (const auto& [value, parent] : d->parents) parents_.back().insert(parent);
    }
  }

  wave_groups build() {
    collect_atoms();
    make_cells();
    make_relations();
    return std::move(out_);
  }

 private:
  /// A value of a column; `rest`: without a value, or directly at a parent.
  struct spot {
    int column = -1;
    std::string value;
    bool rest = false;
    auto operator<=>(const spot&) const = default;
  };
  struct place {
    std::string role;
    bool role_rest = false;   // people without a role
    std::vector<spot> spots;  // by rising column; empty = the whole
    auto operator<=>(const place&) const = default;
    [[nodiscard]] bool rest() const {
      return role_rest || std::any_of(spots.begin(), spots.end(), [](const spot& s) { return s.rest; });
    }
  };

  void collect_atoms() {
    const auto& segments = source_.segments();
    std::map<std::vector<std::uint32_t>, std::size_t> atoms;  // by role and reported columns
    for (std::size_t s = 0; s < segments.size(); ++s) {
      const segment_key& key = segments[s];
      if (source_.levels(wave_column)[key[wave_column]] != out_.wave) continue;
      std::vector<std::uint32_t> own{roles_.empty() ? 0 : key[role_column]};
      for (const int c : column_at_) own.push_back(c < 0 ? 0 : key[static_cast<std::size_t>(c)]);
      const auto [at, fresh] = atoms.emplace(own, out_.atom_segments.size());
      if (fresh) out_.atom_segments.emplace_back();
      out_.atom_segments[at->second].push_back(s);
    }
    out_.table.atoms = out_.atom_segments.size();
    key_of_atom_.resize(out_.atom_segments.size());
    for (const auto& [key, atom] : atoms) key_of_atom_[atom] = key;
  }

  /// The spots of one column in which an atom stands: its value and all that lie above.
  [[nodiscard]] std::vector<spot> spots_of(std::size_t atom, int column) const {
    const auto c = static_cast<std::size_t>(column);
    spot s{column, {}, false};
    if (column_at_[c] >= 0) {
      s.value = source_.levels(static_cast<std::size_t>(column_at_[c]))[key_of_atom_[atom][c + 1]];
    }
    if (s.value.empty()) {
      s.rest = true;
      return {s};
    }
    std::vector<spot> out{s};
    if (definition_[c] == nullptr || definition_[c]->parents.empty()) return out;
    for (const std::string& ancestor : lineage(definition_[c], s.value)) {
      if (ancestor != s.value) out.push_back({column, ancestor, false});
    }
    if (is_parent(c, s.value)) out.push_back({column, s.value, true});  // part of it, never shown apart
    return out;
  }

  /// All places of an atom in a set of columns.
  [[nodiscard]] std::vector<place> places(std::size_t atom, const std::vector<int>& columns) const {
    std::vector<place> out{place{}};
    for (const int column : columns) {
      std::vector<place> next;
      for (const spot& s : spots_of(atom, column)) {
        for (const place& p : out) {
          next.push_back(p);
          next.back().spots.push_back(s);
        }
      }
      out = std::move(next);
    }
    return out;
  }

  [[nodiscard]] bool is_parent(std::size_t column, const std::string& value) const {
    return parents_[column].contains(value);
  }

  void make_cells() {
    std::vector<std::vector<int>> sets{{}};
    for (int c = 0; c < static_cast<int>(used_.segments.size()); ++c) sets.push_back({c});
    sets.insert(sets.end(), used_.crosses.begin(), used_.crosses.end());
    for (std::size_t a = 0; a < out_.table.atoms; ++a) {
      std::string role;
      if (!roles_.empty()) role = source_.levels(role_column)[key_of_atom_[a][0]];
      for (const std::vector<int>& columns : sets) {
        for (place p : places(a, columns)) {
          members_[p].push_back(static_cast<std::uint32_t>(a));
          if (roles_.empty()) continue;
          p.role = role;
          p.role_rest = role.empty();
          members_[p].push_back(static_cast<std::uint32_t>(a));
        }
      }
    }
    std::vector<const place*> order;
    for (const auto& [p, atoms] : members_) order.push_back(&p);
    const auto rank = [&](const place& p) {
      return static_cast<std::size_t>(std::find(roles_.begin(), roles_.end(), p.role) - roles_.begin());
    };
    detail::small_stable_sort(order.begin(), order.end(), [&](const place* a, const place* b) {
      if (a->rest() != b->rest()) return b->rest();
      if (a->spots.size() != b->spots.size()) return a->spots.size() < b->spots.size();
      for (std::size_t i = 0; i < a->spots.size(); ++i) {
        if (a->spots[i].column != b->spots[i].column) return a->spots[i].column < b->spots[i].column;
      }
      for (std::size_t i = 0; i < a->spots.size(); ++i) {
        if (a->spots[i].value != b->spots[i].value) {
          return natural_less(a->spots[i].value, b->spots[i].value);
        }
      }
      if (a->role.empty() != b->role.empty()) return a->role.empty();
      return rank(*a) < rank(*b);
    });
    for (const place* p : order) {
      group g;
      g.role = p->role;
      g.without_role = p->role_rest && p->spots.size() == 1 && !p->spots[0].rest;
      for (const spot& s : p->spots) {
        if (g.column < 0) {
          g.column = s.column;
          g.value = s.value;
        } else {
          g.also.emplace_back(s.column, s.value);
        }
      }
      const auto& atoms = members_[*p];
      for (const std::uint32_t a : atoms) {
        g.segments.insert(g.segments.end(), out_.atom_segments[a].begin(), out_.atom_segments[a].end());
      }
      std::sort(g.segments.begin(), g.segments.end());
      cell_of_[*p] = out_.table.cells.size();
      out_.table.cells.push_back(atoms);
      out_.table.unpublished.push_back(p->rest() ? 1 : 0);
      if (!p->rest()) {
        out_.positions.emplace(key_of(g.role, g), static_cast<int>(out_.groups.size()));
      }
      (p->rest() ? out_.rest : out_.groups).push_back(std::move(g));
    }
    for (const auto& [p, at] : cell_of_) {
      if (p.rest()) continue;
      for (const auto& above : above_of(p)) {
        if (const auto found = cell_of_.find(above); found != cell_of_.end()) {
          out_.groups[at].within.push_back(found->second);
        }
      }
    }
  }

  /// The place one step up in the column of one spot.
  [[nodiscard]] place step_up(const place& p, std::size_t at) const {
    place up = p;
    const spot& s = p.spots[at];
    if (s.rest && !s.value.empty()) {
      up.spots[at].rest = false;  // directly at a parent
      return up;
    }
    const auto family = s.value.empty() ? std::vector<std::string>{}
                                        : lineage(definition_[static_cast<std::size_t>(s.column)], s.value);
    if (family.size() > 1) {
      up.spots[at].value = family[1];
    } else {
      up.spots.erase(up.spots.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return up;
  }

  /// Places of the same role that hold this one, nearest first: up the last column, then the others.
  [[nodiscard]] std::vector<place> above_of(place p) const {
    std::vector<place> out;
    while (!p.spots.empty()) {
      p = step_up(p, p.spots.size() - 1);
      out.push_back(p);
    }
    return out;
  }

  void relate(const place& whole, std::vector<std::size_t> parts) {
    const auto at = cell_of_.find(whole);
    if (at != cell_of_.end() && !parts.empty())
      out_.table.relations.push_back({at->second, std::move(parts)});
  }

  void make_relations() {
    // Every place is the sum of its roles.
    if (!roles_.empty()) {
      for (const auto& [p, atoms] : members_) {
        if (!p.role.empty() || p.role_rest) continue;
        std::vector<std::size_t> parts;
        place part = p;
        for (const std::string& role : roles_) {
          part.role = role;
          if (const auto at = cell_of_.find(part); at != cell_of_.end()) parts.push_back(at->second);
        }
        part.role.clear();
        part.role_rest = true;
        if (const auto at = cell_of_.find(part); at != cell_of_.end()) parts.push_back(at->second);
        relate(p, std::move(parts));
      }
    }
    // A place is the sum of what lies one step below it in a column, for every column and role.
    std::map<std::pair<int, place>, std::vector<std::size_t>> below;
    for (const auto& [p, at] : cell_of_) {
      for (std::size_t i = 0; i < p.spots.size(); ++i) {
        below[{p.spots[i].column, step_up(p, i)}].push_back(at);
      }
    }
    for (auto& [whole, parts] : below) relate(whole.second, std::move(parts));
  }

  const tally& source_;
  const group_columns_used& used_;
  wave_groups out_;
  std::vector<std::string> roles_;
  std::vector<int> column_at_;  // of the tally, by reported column
  std::vector<const segment_definition*> definition_;
  std::vector<std::set<std::string>> parents_;  // values that have children, by reported column
  std::vector<std::vector<std::uint32_t>> key_of_atom_;
  std::map<place, std::vector<std::uint32_t>> members_;
  std::map<place, std::size_t> cell_of_;
};

}  // namespace

bool natural_less(std::string_view a, std::string_view b) noexcept {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (digit(a[i]) && digit(b[j])) {
      while (i < a.size() && a[i] == '0') ++i;
      while (j < b.size() && b[j] == '0') ++j;
      std::size_t m = i;
      std::size_t n = j;
      while (m < a.size() && digit(a[m])) ++m;
      while (n < b.size() && digit(b[n])) ++n;
      if (m - i != n - j) return m - i < n - j;
      if (const int order = a.substr(i, m - i).compare(b.substr(j, n - j)); order != 0) return order < 0;
      i = m;
      j = n;
    } else {
      if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
      ++i;
      ++j;
    }
  }
  if ((i == a.size()) != (j == b.size())) return i == a.size();
  return a < b;  // "01" and "1"
}

std::vector<std::string> lineage(const segment_definition* definition, const std::string& value) {
  std::vector<std::string> out{value};
  if (definition == nullptr) return out;
  const auto& parents = definition->parents;
  for (auto at = parents.find(value); at != parents.end(); at = parents.find(at->second)) {
    if (std::find(out.begin(), out.end(), at->second) != out.end()) break;
    out.push_back(at->second);
  }
  return out;
}

int wave_groups::find(const std::string& role, int column, const std::string& value) const {
  group place;
  place.column = column;
  place.value = value;
  return find(role, place);
}

int wave_groups::find(const std::string& role, const group& place) const {
  const auto at = positions.find(key_of(role, place));
  return at == positions.end() ? -1 : at->second;
}

std::set<std::string> values_of(const tally& t, std::size_t column) {
  std::set<std::string> out;
  for (const segment_key& key : t.segments()) out.insert(t.levels(column)[key[column]]);
  return out;
}

group_columns_used columns_used(std::span<const tally* const> tallies, const std::vector<std::string>& wanted,
                                const instrument& newest) {
  group_columns_used used;
  std::set<std::string> roles;
  std::vector<std::string> columns;
  std::map<std::string, std::set<std::string>> values;
  for (const tally* t : tallies) {
    roles.merge(values_of(*t, role_column));
    for (std::size_t c = 2; c < t->group_columns().size(); ++c) {
      const std::string& id = t->group_columns()[c];
      if (std::find(columns.begin(), columns.end(), id) == columns.end()) columns.push_back(id);
      values[id].merge(values_of(*t, c));
    }
  }
  if (roles.size() > 1) {
    roles.erase("");
    for (const role& r : newest.roles) {
      if (roles.erase(r.id) > 0) used.roles.push_back(r.id);
    }
    used.roles.insert(used.roles.end(), roles.begin(), roles.end());
  }
  for (const std::string& id : wanted.empty() ? columns : wanted) {
    if (values[id].size() > 1 || !wanted.empty()) used.segments.push_back(id);
  }
  return used;
}

std::size_t add_rolled_up(wave_groups& all, const std::vector<roll_up>& groups) {
  struct addition {
    group g;
    std::vector<std::size_t> parts;  // cells
    bool published = true;
  };
  std::vector<addition> added;
  std::vector<std::string> roles{""};
  for (const auto& [key, at] : all.positions) {
    if (key.second.empty() && !key.first.empty()) roles.push_back(key.first);
  }
  // In the order of the groups of the whole.
  std::sort(roles.begin() + 1, roles.end(), [&](const std::string& a, const std::string& b) {
    return all.find(a, -1, "") < all.find(b, -1, "");
  });
  const std::size_t before = all.groups.size();
  for (const roll_up& r : groups) {
    const auto is_member = [&](const group& g) {
      return g.column == r.column && !g.crossed() && g.members.empty() &&
             std::find(r.members.begin(), r.members.end(), g.value) != r.members.end();
    };
    for (const std::string& role : roles) {
      addition a;
      a.g.role = role;
      a.g.column = r.column;
      a.g.value = r.name;
      a.g.members = r.members;
      for (std::size_t c = 0; c < before; ++c) {
        if (all.groups[c].role == role && is_member(all.groups[c])) a.parts.push_back(c);
      }
      if (!a.parts.empty()) added.push_back(std::move(a));
    }
    // People without a role, who are never shown.
    addition rest;
    rest.published = false;
    rest.g.without_role = true;
    rest.g.column = r.column;
    rest.g.value = r.name;
    for (std::size_t c = before; c < all.cells(); ++c) {
      const group& g = all.cell(c);
      if (g.without_role && is_member(g)) rest.parts.push_back(c);
    }
    if (!rest.parts.empty()) added.push_back(std::move(rest));
  }
  const auto fresh = static_cast<std::size_t>(
      std::count_if(added.begin(), added.end(), [](const addition& a) { return a.published; }));
  // New groups go between the groups and the rest, so the rest moves up.
  const auto moved = [&](std::size_t cell) { return cell < before ? cell : cell + fresh; };
  for (additive_table::relation& r : all.table.relations) {
    r.whole = moved(r.whole);
    for (std::size_t& part : r.parts) part = moved(part);
  }
  std::vector<std::vector<std::uint32_t>> cells;
  std::size_t next = before;
  std::size_t next_rest = all.cells() + fresh;
  std::vector<std::vector<std::uint32_t>> rest_cells;
  for (addition& a : added) {
    const std::size_t own = a.published ? next++ : next_rest++;
    std::vector<std::uint32_t> atoms;
    additive_table::relation sum{own, {}};
    for (const std::size_t part : a.parts) {
      const std::vector<std::uint32_t>& more = all.table.cells[part];
      atoms.insert(atoms.end(), more.begin(), more.end());
      const group& g = all.cell(part);
      a.g.segments.insert(a.g.segments.end(), g.segments.begin(), g.segments.end());
      sum.parts.push_back(moved(part));
      if (!a.published || part >= before) continue;
      group& member = all.groups[part];
      if (a.g.within.empty()) a.g.within = member.within;  // what held the members
      member.within.insert(member.within.begin(), own);
    }
    std::sort(atoms.begin(), atoms.end());
    std::sort(a.g.segments.begin(), a.g.segments.end());
    all.table.relations.push_back(std::move(sum));
    (a.published ? cells : rest_cells).push_back(std::move(atoms));
    if (a.published) all.positions.emplace(key_of(a.g.role, a.g), static_cast<int>(own));
    (a.published ? all.groups : all.rest).push_back(std::move(a.g));
  }
  const auto here = static_cast<std::ptrdiff_t>(before);
  all.table.cells.insert(all.table.cells.begin() + here, cells.begin(), cells.end());
  all.table.unpublished.insert(all.table.unpublished.begin() + here, cells.size(), 0);
  all.table.cells.insert(all.table.cells.end(), rest_cells.begin(), rest_cells.end());
  all.table.unpublished.insert(all.table.unpublished.end(), rest_cells.size(), 1);
  // Every such group is the sum of its roles.
  for (const roll_up& r : groups) {
    const int whole = all.find("", r.column, r.name);
    if (whole < 0 || roles.size() < 2) continue;
    additive_table::relation sum{static_cast<std::size_t>(whole), {}};
    for (std::size_t role = 1; role < roles.size(); ++role) {
      if (const int at = all.find(roles[role], r.column, r.name); at >= 0) {
        sum.parts.push_back(static_cast<std::size_t>(at));
      }
    }
    for (std::size_t c = all.groups.size(); c < all.cells(); ++c) {
      if (all.cell(c).without_role && all.cell(c).column == r.column && all.cell(c).value == r.name) {
        sum.parts.push_back(c);
      }
    }
    if (!sum.parts.empty()) all.table.relations.push_back(std::move(sum));
  }
  all.rolled_up.insert(all.rolled_up.end(), groups.begin(), groups.end());
  return fresh;
}

wave_groups groups_of_wave(const tally& source, const std::string& wave, const group_columns_used& used) {
  return builder(source, wave, used).build();
}

}  // namespace cxm::detail
