// SPDX-License-Identifier: Apache-2.0
#include "assessment/protection.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

namespace cxm::detail {
namespace {

using reasons = wave_protection::reasons;

/// One additive quantity: the people behind every cell, how it is counted, where it is hidden anyway.
struct variable {
  std::string name;  ///< in the ledger; empty: not written down
  std::function<double(const cell_result&)> base;
  std::vector<double> people;  ///< by cell
  std::vector<const reasons*> before;
  std::vector<std::uint8_t> unanimous;  ///< cells whose people all say the same; empty = none
};

class protector {
 public:
  protector(additive_table table, std::vector<double> order, double minimum, ledger_scope* scope)
      : engine_(std::move(table)),
        minimum_(minimum),
        size_(order.size()),
        order_(std::move(order)),
        scope_(scope) {}

  reasons run(const variable& v) {
    reasons hidden(size_, hidden_reason::shown);
    std::vector<std::uint8_t> secret(size_, 0);
    for (const reasons* r : v.before) {
      for (std::size_t c = 0; c < size_; ++c) {
        if (hidden[c] == hidden_reason::shown) hidden[c] = (*r)[c];
        // What is made of a hidden number must not give that number away.
        if ((*r)[c] == hidden_reason::base || (*r)[c] == hidden_reason::unanimous) secret[c] = 1;
      }
    }
    for (std::size_t c = 0; c < v.unanimous.size(); ++c) {
      if (v.unanimous[c] == 0) continue;
      secret[c] = 1;
      if (hidden[c] == hidden_reason::shown) hidden[c] = hidden_reason::unanimous;
    }
    suppression_engine::request request;
    request.people = v.people;
    request.order = order_;
    request.hidden = hidden;
    request.secret = secret;
    request.minimum_base = minimum_;
    if (scope_ != nullptr && !v.name.empty()) {
      const ledger_scope::knowledge before =
          scope_->before(v.name, v.base, engine_.table(), v.people, minimum_);
      request.known = before.known;
      request.guarded = before.guarded;
      request.empty_atoms = before.empty;
      reasons out = engine_.protect(request);
      scope_->record(v.name, engine_.table(), v.people, out);
      return out;
    }
    // Equal patterns have equal results: numbers matter where they are small, or leave little of another.
    std::string pattern;
    for (std::size_t c = 0; c < size_; ++c) {
      const double n = std::min(v.people[c], minimum_);
      pattern.append(reinterpret_cast<const char*>(&n), sizeof n);
      pattern += static_cast<char>((secret[c] != 0 ? 16 : 0) + static_cast<int>(hidden[c]));
    }
    for (const std::size_t r : engine_.small_remainders(v.people, minimum_))
      pattern += '/' + std::to_string(r);
    const auto known = cache_.find(pattern);
    if (known != cache_.end()) return known->second;
    return cache_.emplace(std::move(pattern), engine_.protect(request)).first->second;
  }

 private:
  suppression_engine engine_;
  double minimum_;
  std::size_t size_;
  std::vector<double> order_;
  ledger_scope* scope_;
  std::unordered_map<std::string, reasons> cache_;
};

/// Kinds of missing tell how many were asked: the people of the roles that an item is for. Where those of a
/// group are known, so is what they leave of it.
std::vector<reasons> protect_missing(const wave_context& context, const std::vector<cell_result>& cells,
                                     const wave_protection& shown, double minimum, ledger_scope* scope) {
  const std::size_t size = cells.size();
  const auto& items = context.asked().items;
  std::vector<reasons> out = shown.items;
  const auto& groups = context.groups.groups;
  if (context.groups.table.cells.empty()) return out;
  // The atoms of every role, as the groups of the whole tell them.
  std::map<std::string, std::vector<std::uint32_t>> of_role;
  for (std::size_t c = 0; c < groups.size(); ++c) {
    if (groups[c].whole() && !groups[c].role.empty()) of_role[groups[c].role] = context.groups.table.cells[c];
  }
  if (of_role.empty()) return out;
  std::map<std::vector<std::string>, std::vector<std::uint32_t>> asked_atoms;  // by roles
  for (const item& question : items) {
    if (question.roles.empty() || asked_atoms.contains(question.roles)) continue;
    std::vector<std::uint32_t>& atoms = asked_atoms[question.roles];
    for (const std::string& role : question.roles) {
      const auto at = of_role.find(role);
      if (at != of_role.end()) atoms.insert(atoms.end(), at->second.begin(), at->second.end());
    }
    std::sort(atoms.begin(), atoms.end());
  }
  if (asked_atoms.empty()) return out;
  std::vector<std::vector<std::uint32_t>> known, guarded;
  std::vector<std::uint32_t> empty;
  for (std::size_t c = 0; c < size; ++c) {
    const std::vector<std::uint32_t>& atoms = context.groups.table.cells[c];
    const bool published = context.groups.table.unpublished[c] == 0;
    if (!(cells[c].people > 0)) {
      empty.insert(empty.end(), atoms.begin(), atoms.end());
    } else if (shown.people[c] == hidden_reason::shown && published) {
      known.push_back(atoms);
    }
    if (shown.people[c] == hidden_reason::base || (cells[c].people > 0 && cells[c].people < minimum)) {
      guarded.push_back(atoms);
    }
  }
  if (guarded.empty() && scope == nullptr) return out;
  // Candidates: every group cut down to the roles that were asked.
  additive_table table;
  table.atoms = context.groups.table.atoms;
  std::vector<double> people;
  std::vector<std::pair<const std::vector<std::string>*, std::size_t>> whose;
  for (const auto& [roles, asked] : asked_atoms) {
    for (std::size_t c = 0; c < groups.size(); ++c) {
      if (!groups[c].role.empty()) continue;
      std::vector<std::uint32_t> cut;
      const auto& atoms = context.groups.table.cells[c];
      std::set_intersection(atoms.begin(), atoms.end(), asked.begin(), asked.end(), std::back_inserter(cut));
      if (cut.empty() || cut.size() == atoms.size()) continue;
      table.cells.push_back(std::move(cut));
      people.push_back(minimum);  // only what they tell matters here; small ones are hidden by their own base
      whose.emplace_back(&roles, c);
    }
  }
  if (table.cells.empty()) return out;
  if (scope != nullptr) {
    // Over the ledger's atoms, beside what was shown before.
    const auto moved = [&](const std::vector<std::uint32_t>& atoms) {
      std::vector<std::size_t> segments;
      for (const std::uint32_t a : atoms) {
        const auto& of_atom = context.groups.atom_segments[a];
        segments.insert(segments.end(), of_atom.begin(), of_atom.end());
      }
      return scope->atoms_of(*context.source, segments);
    };
    table.atoms = scope->atoms();
    for (auto* list : {&table.cells, &known, &guarded}) {
      for (std::vector<std::uint32_t>& atoms : *list) atoms = moved(atoms);
    }
    empty = moved(empty);
    const auto base = [](const cell_result& c) { return c.people; };
    std::vector<double> real;
    for (const auto& cell : table.cells) real.push_back(scope->total(base, cell));
    ledger_scope::knowledge before = scope->before("people", base, table, real, minimum);
    known.insert(known.end(), before.known.begin(), before.known.end());
    guarded.insert(guarded.end(), before.guarded.begin(), before.guarded.end());
    empty.insert(empty.end(), before.empty.begin(), before.empty.end());
  }
  suppression_engine::request request;
  std::vector<double> order;
  for (const auto& w : whose) order.push_back(cells[w.second].people);
  request.people = people;
  request.order = order;
  request.minimum_base = minimum;
  request.known = known;
  request.guarded = guarded;
  request.empty_atoms = empty;
  const reasons cut = suppression_engine(table).protect(request);
  if (scope != nullptr) scope->record("people", table, people, cut);
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (std::size_t t = 0; t < cut.size(); ++t) {
      hidden_reason& reason = out[i][whose[t].second];
      if (cut[t] != hidden_reason::shown && *whose[t].first == items[i].roles &&
          reason == hidden_reason::shown) {
        reason = hidden_reason::complement;
      }
    }
  }
  return out;
}

std::vector<double> people_of(const std::vector<cell_result>& cells) {
  std::vector<double> out;
  for (const cell_result& c : cells) out.push_back(c.people);
  return out;
}

}  // namespace

std::vector<std::size_t> items_of(const cxm::instrument& asked, const measure& m) {
  std::vector<std::size_t> out;
  const auto add = [&](const std::string& id) {
    if (const int at = asked.item_position(id); at >= 0) out.push_back(static_cast<std::size_t>(at));
  };
  const auto add_measure = [&](const std::string& id) {
    if (const measure* part = asked.find_measure(id); part != nullptr) {
      const std::vector<std::size_t> more = items_of(asked, *part);
      out.insert(out.end(), more.begin(), more.end());
    }
  };
  for (const std::string& id : m.items) add(id);
  if (!m.item.empty()) add(m.item);
  for (const condition& c : m.all) {
    if (!c.item.empty()) add(c.item);
    if (!c.measure.empty()) add_measure(c.measure);
  }
  if (!m.minuend.empty()) add_measure(m.minuend);
  if (!m.subtrahend.empty()) add_measure(m.subtrahend);
  return out;
}

reasons protect_people(const wave_context& context, const std::vector<cell_result>& cells,
                       const assess_options& options, ledger_scope* scope) {
  const std::vector<double> people = people_of(cells);
  // Not written down: what is shown is decided later.
  suppression_engine::request request;
  request.people = people;
  request.minimum_base = options.minimum_base;
  if (scope == nullptr) return suppression_engine(context.groups.table).protect(request);
  const additive_table table = scope->table(context.groups);
  const ledger_scope::knowledge before = scope->before(
      "people", [](const cell_result& c) { return c.people; }, table, people, options.minimum_base);
  request.known = before.known;
  request.guarded = before.guarded;
  request.empty_atoms = before.empty;
  return suppression_engine(table).protect(request);
}

wave_protection protect_wave(const wave_context& context, const std::vector<cell_result>& cells,
                             const assess_options& options, ledger_scope* scope) {
  const double minimum_base = options.minimum_base;
  protector protect(scope == nullptr ? context.groups.table : scope->table(context.groups), people_of(cells),
                    minimum_base, scope);
  const std::size_t size = cells.size();
  const auto variable_of = [&](std::string name, std::function<double(const cell_result&)> base,
                               std::vector<const reasons*> before) {
    variable v{std::move(name), std::move(base), {}, std::move(before), {}};
    for (const cell_result& c : cells) v.people.push_back(v.base(c));
    return v;
  };
  wave_protection out;
  out.people = protect.run(variable_of("people", [](const cell_result& c) { return c.people; }, {}));
  // Who is hidden as a person is hidden in every number.
  const cxm::instrument& asked = context.asked();
  const auto unanimous = [&](const std::vector<std::size_t>& items, const variable& v) {
    std::vector<std::uint8_t> out_of(size, 0);
    if (options.unanimous_base == 0 || items.empty()) return out_of;
    for (std::size_t c = 0; c < size; ++c) {
      const bool all = std::all_of(items.begin(), items.end(),
                                   [&](std::size_t i) { return cells[c].item_unanimous[i] != 0; });
      out_of[c] = all && v.people[c] < options.unanimous_base ? 1 : 0;
    }
    return out_of;
  };
  for (std::size_t i = 0; i < asked.items.size(); ++i) {
    // Those who answered are one variable, those who were asked another; a group of which nobody answered is
    // known to be empty in the first and may be shown in the second.
    const std::string& id = asked.items[i].id;
    variable answered =
        variable_of("item:" + id, [i](const cell_result& c) { return c.item_answered[i]; }, {&out.people});
    answered.unanimous = unanimous({i}, answered);
    const reasons answers = protect.run(answered);
    out.items.push_back(protect.run(variable_of(
        "asked:" + id, [i](const cell_result& c) { return c.item_asked[i]; }, {&out.people, &answers})));
  }
  out.missing = protect_missing(context, cells, out, minimum_base, scope);
  const auto& plan = context.source->measures();
  for (std::size_t j = 0; j < plan.size(); ++j) {
    variable present = variable_of("measure:" + plan[j].id,
                                   [j](const cell_result& c) { return c.measure_people[j]; }, {&out.people});
    std::vector<std::size_t> items;
    if (plan[j].declared >= 0) {
      items = items_of(asked, asked.measures[static_cast<std::size_t>(plan[j].declared)]);
    } else if (plan[j].item >= 0) {
      items = {static_cast<std::size_t>(plan[j].item)};
    }
    present.unanimous = unanimous(items, present);
    out.measures.push_back(protect.run(present));
    if (plan[j].among < 0) continue;
    // Of those who say yes to something the others are known too, by subtraction from everybody.
    const auto of = static_cast<std::size_t>(plan[j].of);
    reasons& own = out.measures.back();
    const reasons others = protect.run(
        variable_of("others:" + plan[j].id,
                    [j, of](const cell_result& c) { return c.measure_people[of] - c.measure_people[j]; },
                    {&out.people, &out.measures[of]}));
    for (std::size_t c = 0; c < size; ++c) {
      if (own[c] == hidden_reason::shown) own[c] = others[c];
    }
  }
  for (std::size_t i = 0; i < context.indices.size(); ++i) {
    const auto& leaves = context.indices.measures(i);
    std::vector<const reasons*> before{&out.people};
    for (const std::size_t j : leaves) before.push_back(&out.measures[j]);
    out.indices.push_back(protect.run(variable_of(
        "index:" + asked.indices[i].id,
        [&leaves](const cell_result& c) {
          double least = std::numeric_limits<double>::infinity();
          for (const std::size_t j : leaves) least = std::min(least, c.measure_people[j]);
          return std::isinf(least) ? 0.0 : least;
        },
        std::move(before))));
  }
  const auto reasons_of = [&](const target& t) -> const reasons* {
    if (t.position < 0) return nullptr;
    const auto at = static_cast<std::size_t>(t.position);
    return t.measure ? &out.measures[at] : &out.indices[at];
  };
  const auto all_of = [&](std::initializer_list<const reasons*> parts) {
    reasons hidden = out.people;
    for (const reasons* r : parts) {
      if (r == nullptr) continue;
      for (std::size_t c = 0; c < size; ++c) {
        if (hidden[c] == hidden_reason::shown) hidden[c] = (*r)[c];
      }
    }
    return hidden;
  };
  for (const level_definition& definition : context.asked().levels) {
    reasons hidden = all_of({reasons_of(find_target(definition.index, *context.source, context.indices))});
    for (const level_gate& gate : definition.gates) {
      for (const std::string& id : gate.measures) {
        const reasons* r = reasons_of(find_target(id, *context.source, context.indices));
        for (std::size_t c = 0; r != nullptr && c < size; ++c) {
          if (hidden[c] == hidden_reason::shown) hidden[c] = (*r)[c];
        }
      }
    }
    out.levels.push_back(std::move(hidden));
  }
  for (std::size_t g = 0; g < context.gaps.size(); ++g) {
    const bound_gap& gap = context.gaps[g];
    const reasons* a = reasons_of(gap.a);
    const reasons* b = reasons_of(gap.b);
    if (a == nullptr || b == nullptr) {
      out.gaps.push_back(out.people);
      continue;
    }
    if (!gap.names_roles()) {
      out.gaps.push_back(protect.run(variable_of(
          "gap:" + context.asked().gaps[g].id,
          [g](const cell_result& c) { return c.gaps.empty() ? 0 : c.gaps[g].people; }, {&out.people, a, b})));
      continue;
    }
    // Sides of different roles: hidden where a side is; the gap stands in the groups of all roles.
    reasons hidden(size, hidden_reason::shown);
    const auto& groups = context.groups.groups;
    for (std::size_t c = 0; c < groups.size(); ++c) {
      if (!groups[c].role.empty()) continue;
      const auto side = [&](const std::string& role, const reasons& r) {
        const int at = role.empty() ? static_cast<int>(c) : context.groups.find(role, groups[c]);
        return at < 0 ? hidden_reason::shown : r[static_cast<std::size_t>(at)];
      };
      const hidden_reason first = side(gap.role_a, *a);
      hidden[c] = first != hidden_reason::shown ? first : side(gap.role_b, *b);
      const double base = cells[c].gaps.empty() ? 0 : cells[c].gaps[g].people;
      if (base > 0 && base < minimum_base) hidden[c] = hidden_reason::base;
    }
    out.gaps.push_back(std::move(hidden));
  }
  return out;
}

wave_protection show_wave(const wave_context& context) {
  const reasons shown(context.groups.cells(), hidden_reason::shown);
  wave_protection out;
  out.people = shown;
  out.items.assign(context.asked().items.size(), shown);
  out.missing = out.items;
  out.measures.assign(context.source->measures().size(), shown);
  out.indices.assign(context.indices.size(), shown);
  out.levels.assign(context.asked().levels.size(), shown);
  out.gaps.assign(context.gaps.size(), shown);
  return out;
}

reasons protect_base(const wave_context& context, const std::vector<std::size_t>& at,
                     const std::vector<double>& people, const std::vector<const reasons*>& before,
                     const assess_options& options) {
  additive_table table;
  table.atoms = context.groups.table.atoms;
  additive_table::relation sum{0, {}};
  for (std::size_t i = 0; i < at.size(); ++i) {
    table.cells.push_back(context.groups.table.cells[at[i]]);
    table.unpublished.push_back(context.groups.table.unpublished[at[i]]);
    if (i > 0) sum.parts.push_back(i);
  }
  if (!sum.parts.empty()) table.relations.push_back(std::move(sum));
  return protector(std::move(table), people, options.minimum_base, nullptr).run({{}, {}, people, before, {}});
}

std::vector<roll_up> small_siblings(const wave_context& context, const reasons& people) {
  const wave_groups& all = context.groups;
  const auto& definitions = context.asked().segments;
  const bool german = context.options->language.substr(0, 2) == "de";
  std::vector<roll_up> out;
  for (std::size_t column = 0; column < context.segment_names.size(); ++column) {
    const auto d = std::find_if(definitions.begin(), definitions.end(), [&](const segment_definition& s) {
      return s.id == context.segment_names[column];
    });
    std::vector<std::string> parents;  // in order of first appearance
    std::map<std::string, std::vector<std::size_t>> hidden, children;
    for (std::size_t c = 0; c < all.groups.size(); ++c) {
      const group& g = all.groups[c];
      if (g.column != static_cast<int>(column) || g.crossed() || !g.role.empty()) continue;
      const auto family = lineage(d == definitions.end() ? nullptr : &*d, g.value);
      const std::string parent = family.size() > 1 ? family[1] : std::string();
      if (!children.contains(parent)) parents.push_back(parent);
      children[parent].push_back(c);
      if (people[c] != hidden_reason::shown) hidden[parent].push_back(c);
    }
    for (const std::string& parent : parents) {
      const std::vector<std::size_t>& small = hidden[parent];
      // One alone has nobody to stand with, and all together are the parent itself.
      if (small.size() < 2 || small.size() == children[parent].size()) continue;
      roll_up r;
      r.column = static_cast<int>(column);
      r.parent = parent;
      for (const std::size_t c : small) r.members.push_back(all.groups[c].value);
      const std::string count = " (" + std::to_string(small.size()) + ")";
      r.name = (german ? "Übrige" : "Other") + (parent.empty() ? std::string() : " in " + parent) + count;
      while (all.find("", r.column, r.name) >= 0) r.name += '*';
      out.push_back(std::move(r));
    }
  }
  return out;
}

}  // namespace cxm::detail
