// SPDX-License-Identifier: Apache-2.0
#include "assessment/groups.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace cxm::detail {
namespace {

constexpr std::size_t role_column = 0;  // group_columns(): role, wave, segments
constexpr std::size_t wave_column = 1;

bool digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// A value with its ancestors, nearest first; a circle in the parents ends the walk.
std::vector<std::string> lineage(const segment_definition& definition, const std::string& value) {
  std::vector<std::string> out{value};
  for (auto at = definition.parents.find(value); at != definition.parents.end();
       at = definition.parents.find(at->second)) {
    if (std::find(out.begin(), out.end(), at->second) != out.end()) break;
    out.push_back(at->second);
  }
  return out;
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
    }
  }

  wave_groups build() {
    collect_atoms();
    make_cells();
    make_relations();
    return std::move(out_);
  }

 private:
  struct place {
    std::string role;
    bool role_rest = false;  // people without a role
    int column = -1;
    std::string value;
    bool value_rest = false;  // without a value, or directly at a parent
    auto operator<=>(const place&) const = default;
  };

  void collect_atoms() {
    const auto& segments = source_.segments();
    std::map<std::vector<std::uint32_t>, std::size_t> atoms;  // by role and reported columns
    for (std::size_t s = 0; s < segments.size(); ++s) {
      const segment_key& key = segments[s];
      if (source_.levels(wave_column)[key[wave_column]] != out_.wave) continue;
      std::vector<std::uint32_t> own{roles_.empty() ? 0 : key[role_column]};
      for (const int c : column_at_) own.push_back(c < 0 ? 0 : key[static_cast<std::size_t>(c)]);
      const auto [at, fresh] = atoms.emplace(own, atoms_.size());
      if (fresh) atoms_.emplace_back();
      atoms_[at->second].push_back(s);
    }
    out_.table.atoms = atoms_.size();
    key_of_atom_.resize(atoms_.size());
    for (const auto& [key, atom] : atoms) key_of_atom_[atom] = key;
  }

  /// The places of one column, or of the whole, in which an atom stands.
  [[nodiscard]] std::vector<place> places(std::size_t atom, int column) const {
    if (column < 0) return {place{}};
    const auto c = static_cast<std::size_t>(column);
    place p;
    p.column = column;
    if (column_at_[c] >= 0) {
      p.value = source_.levels(static_cast<std::size_t>(column_at_[c]))[key_of_atom_[atom][c + 1]];
    }
    if (p.value.empty()) {
      p.value_rest = true;
      return {p};
    }
    std::vector<place> out{p};
    if (definition_[c] == nullptr || definition_[c]->parents.empty()) return out;
    for (const std::string& ancestor : lineage(*definition_[c], p.value)) {
      if (ancestor == p.value) continue;
      out.push_back(p);
      out.back().value = ancestor;
    }
    if (is_parent(c, p.value)) {  // rows directly at a parent: part of it, never shown apart
      out.push_back(p);
      out.back().value_rest = true;
    }
    return out;
  }

  [[nodiscard]] bool is_parent(std::size_t column, const std::string& value) const {
    if (definition_[column] == nullptr) return false;
    const auto& parents = definition_[column]->parents;
    return std::any_of(parents.begin(), parents.end(),
                       [&](const auto& link) { return link.second == value; });
  }

  void make_cells() {
    for (std::size_t a = 0; a < atoms_.size(); ++a) {
      std::string role;
      if (!roles_.empty()) role = source_.levels(role_column)[key_of_atom_[a][0]];
      for (int column = -1; column < static_cast<int>(used_.segments.size()); ++column) {
        for (place p : places(a, column)) {
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
    std::stable_sort(order.begin(), order.end(), [&](const place* a, const place* b) {
      const bool rest_a = a->role_rest || a->value_rest;
      const bool rest_b = b->role_rest || b->value_rest;
      if (rest_a != rest_b) return rest_b;
      if (a->column != b->column) return a->column < b->column;
      if (a->value != b->value) return natural_less(a->value, b->value);
      if (a->role.empty() != b->role.empty()) return a->role.empty();
      return rank(*a) < rank(*b);
    });
    for (const place* p : order) {
      group g;
      g.role = p->role;
      g.column = p->column;
      g.value = p->value;
      const auto& atoms = members_[*p];
      for (const std::uint32_t a : atoms) {
        g.segments.insert(g.segments.end(), atoms_[a].begin(), atoms_[a].end());
      }
      std::sort(g.segments.begin(), g.segments.end());
      const bool rest = p->role_rest || p->value_rest;
      cell_of_[*p] = out_.table.cells.size();
      out_.table.cells.push_back(atoms);
      out_.table.unpublished.push_back(rest ? 1 : 0);
      if (!rest) {
        out_.positions.emplace(std::make_tuple(g.role, g.column, g.value),
                               static_cast<int>(out_.groups.size()));
      }
      (rest ? out_.rest : out_.groups).push_back(std::move(g));
    }
  }

  void relate(const place& whole, const std::vector<place>& parts) {
    const auto at = cell_of_.find(whole);
    if (at == cell_of_.end()) return;
    additive_table::relation relation{at->second, {}};
    for (const place& p : parts) {
      if (const auto part = cell_of_.find(p); part != cell_of_.end()) relation.parts.push_back(part->second);
    }
    if (!relation.parts.empty()) out_.table.relations.push_back(std::move(relation));
  }

  void make_relations() {
    // Every place is the sum of its roles.
    if (!roles_.empty()) {
      for (const auto& [p, atoms] : members_) {
        if (!p.role.empty() || p.role_rest) continue;
        std::vector<place> parts;
        for (const std::string& role : roles_) {
          parts.push_back(p);
          parts.back().role = role;
        }
        parts.push_back(p);
        parts.back().role_rest = true;
        relate(p, parts);
      }
    }
    // The whole is the sum of a column's topmost values, a parent that of its children; for every role.
    std::vector<std::pair<std::string, bool>> roles{{"", false}};
    if (!roles_.empty()) roles.emplace_back("", true);
    for (const std::string& r : roles_) roles.emplace_back(r, false);
    for (int column = 0; column < static_cast<int>(used_.segments.size()); ++column) {
      std::map<std::string, std::set<std::string>> children;  // "" = the whole
      for (const auto& [p, atoms] : members_) {
        if (p.column != column || p.value_rest || !p.role.empty() || p.role_rest) continue;
        const segment_definition* d = definition_[static_cast<std::size_t>(column)];
        const auto family = d == nullptr ? std::vector<std::string>{p.value} : lineage(*d, p.value);
        children[family.size() > 1 ? family[1] : ""].insert(p.value);
      }
      for (const auto& [role, role_rest] : roles) {
        for (const auto& [parent, values] : children) {
          place whole;
          whole.role = role;
          whole.role_rest = role_rest;
          if (!parent.empty()) {
            whole.column = column;
            whole.value = parent;
          }
          std::vector<place> parts;
          for (const std::string& v : values) {
            parts.push_back(whole);
            parts.back().column = column;
            parts.back().value = v;
          }
          parts.push_back(whole);
          parts.back().column = column;
          parts.back().value_rest = true;
          relate(whole, parts);
        }
      }
    }
  }

  const tally& source_;
  const group_columns_used& used_;
  wave_groups out_;
  std::vector<std::string> roles_;
  std::vector<int> column_at_;  // of the tally, by reported column
  std::vector<const segment_definition*> definition_;
  std::vector<std::vector<std::size_t>> atoms_;  // tally segments of each
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

int wave_groups::find(const std::string& role, int column, const std::string& value) const {
  const auto at = positions.find(std::tie(role, column, value));
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

wave_groups groups_of_wave(const tally& source, const std::string& wave, const group_columns_used& used) {
  return builder(source, wave, used).build();
}

}  // namespace cxm::detail
