// SPDX-License-Identifier: Apache-2.0
#include "assessment/side.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <set>
#include <utility>

#include "assessment/groups.hpp"
#include "cxm/base/error.hpp"

namespace cxm::detail {
namespace {

constexpr std::size_t role_column = 0;  // group_columns(): role, wave, segments
constexpr std::size_t wave_column = 1;

std::string listed(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& n : names) {
    if (!n.empty()) out += (out.empty() ? "" : ", ") + n;
  }
  return out.empty() ? "none" : out;
}

/// The value itself, or one of its ancestors, is `wanted`.
bool below(const segment_definition* definition, std::string value, const std::string& wanted) {
  std::set<std::string> seen;
  while (value != wanted) {
    if (definition == nullptr || !seen.insert(value).second) return false;
    const auto up = definition->parents.find(value);
    if (up == definition->parents.end()) return false;
    value = up->second;
  }
  return true;
}

std::string newest_wave(const tally& t) {
  const std::set<std::string> waves = values_of(t, wave_column);
  const auto& order = t.instrument().wave_order;
  std::string best;
  const auto rank = [&](const std::string& w) { return std::find(order.begin(), order.end(), w); };
  for (const std::string& w : waves) {
    if (w.empty()) continue;
    if (best.empty() || (rank(w) != rank(best) ? rank(w) > rank(best) : natural_less(best, w))) best = w;
  }
  return best;
}

std::vector<std::size_t> segments_of(const comparison_side& s, const std::string& wave,
                                     const std::string& which) {
  const tally& t = *s.of;
  const auto& columns = t.group_columns();
  struct wanted {
    std::size_t column;
    const segment_definition* definition;
    const std::string* value;
  };
  std::vector<wanted> all;
  for (const auto& one : s.segments) {
    const std::string& name = one.first;
    const auto at = std::find(columns.begin() + 2, columns.end(), name);
    if (at == columns.end()) {
      throw error(errc::argument,
                  "compare_sides: side " + which + " names the column '" + name +
                      "', but there are: " + listed({columns.begin() + 2, columns.end()}),
                  which);
    }
    const auto& definitions = t.instrument().segments;
    const auto found = std::find_if(definitions.begin(), definitions.end(),
                                    [&](const segment_definition& d) { return d.id == name; });
    all.push_back({static_cast<std::size_t>(at - columns.begin()),
                   found == definitions.end() ? nullptr : &*found, &one.second});
  }
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < t.segments().size(); ++i) {
    const segment_key& key = t.segments()[i];
    if (t.levels(wave_column)[key[wave_column]] != wave) continue;
    if (!s.role.empty() && t.levels(role_column)[key[role_column]] != s.role) continue;
    if (std::all_of(all.begin(), all.end(), [&](const wanted& w) {
          return below(w.definition, t.levels(w.column)[key[w.column]], *w.value);
        })) {
      out.push_back(i);
    }
  }
  if (!out.empty()) return out;
  std::string have =
      "waves: " + listed(values_of(t, wave_column)) + "; roles: " + listed(values_of(t, role_column));
  for (const wanted& w : all) have += "; " + columns[w.column] + ": " + listed(values_of(t, w.column));
  throw error(errc::argument, "compare_sides: nobody is on side " + which + "; there are " + have, which);
}

}  // namespace

std::shared_ptr<const design_frame> frame_of(const tally& t, const std::set<std::string>& waves,
                                             lonely_rule lonely) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < t.segments().size(); ++i) {
    if (waves.contains(t.levels(wave_column)[t.segments()[i][wave_column]])) all.push_back(i);
  }
  design_frame frame = design_frame::of(*t.sums(all), lonely, t.options().given);
  return frame.empty() ? nullptr : std::make_shared<const design_frame>(std::move(frame));
}

double side::people(const target& t) const {
  const auto at = static_cast<std::size_t>(t.position);
  if (t.measure) return estimates.people(at);
  double least = std::numeric_limits<double>::infinity();
  for (const std::size_t j : indices.measures(at)) least = std::min(least, estimates.people(j));
  return std::isinf(least) ? 0 : least;
}

std::pair<double, double> side::ends(const target& t) const {
  const auto at = static_cast<std::size_t>(t.position);
  if (!t.measure) return {indices.lowest(at), indices.highest(at)};
  return {estimates.plan(at).low_score, estimates.plan(at).high_score};
}

side make_side(const comparison_side& s, const std::string& which, lonely_rule lonely) {
  if (s.of == nullptr) {
    throw error(errc::argument, "compare_sides: side " + which + " has no tally, but must have one", which);
  }
  const tally& t = *s.of;
  const std::string wave = s.wave.empty() ? newest_wave(t) : s.wave;
  std::vector<std::size_t> segments = segments_of(s, wave, which);
  auto sums = t.sums(segments);
  group_estimates estimates(sums, t.measures(), frame_of(t, {wave}, lonely), t.options().pair_moments);
  return {&t,
          wave,
          std::move(segments),
          std::move(sums),
          std::move(estimates),
          index_plan(t.instrument(), t.measures())};
}

double people_on_both(const side& a, const side& b) {
  if (a.of == b.of) {
    std::vector<std::size_t> both;
    std::set_union(a.segments.begin(), a.segments.end(), b.segments.begin(), b.segments.end(),
                   std::back_inserter(both));
    return a.sums->people() + b.sums->people() - a.of->sums(both)->people();
  }
  if (!(a.of->instrument() == b.of->instrument()) || !(a.of->options() == b.of->options())) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  tally together(*a.of);
  together.merge(*b.of);
  // Groups of the merged tally in which either side stands, found by their names.
  const auto named = [](const tally& t, std::size_t segment) {
    std::vector<std::string> names;
    for (std::size_t c = 0; c < t.segments()[segment].size(); ++c) {
      names.push_back(t.levels(c)[t.segments()[segment][c]]);
    }
    return names;
  };
  std::set<std::vector<std::string>> of_a, of_b;
  for (std::size_t i = 0; i < a.of->segments().size(); ++i) of_a.insert(named(*a.of, i));
  for (std::size_t i = 0; i < b.of->segments().size(); ++i) of_b.insert(named(*b.of, i));
  std::set<std::vector<std::string>> wanted;
  for (const std::size_t i : a.segments) wanted.insert(named(*a.of, i));
  for (const std::size_t i : b.segments) wanted.insert(named(*b.of, i));
  std::vector<std::size_t> both;
  for (std::size_t i = 0; i < together.segments().size(); ++i) {
    const auto names = named(together, i);
    if (!wanted.contains(names)) continue;
    both.push_back(i);
    // A group that stands in both tallies, but on one side only, brings people who were not asked for.
    const auto in = [&](const side& s, const std::set<std::vector<std::string>>& all) {
      if (!all.contains(names)) return true;
      return std::any_of(s.segments.begin(), s.segments.end(),
                         [&](std::size_t segment) { return named(*s.of, segment) == names; });
    };
    if (!in(a, of_a) || !in(b, of_b)) return std::numeric_limits<double>::quiet_NaN();
  }
  return a.sums->people() + b.sums->people() - together.sums(both)->people();
}

side_protection::side_protection(const side& a, const side& b, double minimum_base)
    : minimum_(minimum_base), a_(a), b_(b) {
  options_.minimum_base = static_cast<std::uint32_t>(minimum_base);
  if (!(minimum_ > 0)) return;
  const bool one = a.of == b.of && a.wave == b.wave;
  add_stage(a, one ? &b : nullptr);
  if (!one) add_stage(b, nullptr);
}

void side_protection::add_stage(const side& a, const side* also) {
  auto made = std::make_unique<stage>();
  const tally* t = a.of;
  const group_columns_used used = columns_used({&t, 1}, {}, t->instrument());
  made->context = std::make_unique<wave_context>(*t, groups_of_wave(*t, a.wave, used), options_, nullptr);
  const wave_groups& groups = made->context->groups;
  for (std::size_t c = 0; c < groups.cells(); ++c) {
    made->cells.push_back(count_cell(*made->context, groups.cell(c)));
  }
  made->protection = protect_wave(*made->context, made->cells, options_);
  made->sides.push_back(&a);
  if (also != nullptr) made->sides.push_back(also);
  // Atoms are the groups of the tally themselves: a side may cross columns that tables do not cross.
  additive_table table;
  table.atoms = t->segments().size();
  for (std::size_t c = 0; c < groups.cells(); ++c) {
    const auto& segments = groups.cell(c).segments;
    table.cells.emplace_back(segments.begin(), segments.end());
  }
  for (const side* s : made->sides) table.cells.emplace_back(s->segments.begin(), s->segments.end());
  made->engine = std::make_unique<suppression_engine>(std::move(table));
  stages_.push_back(std::move(made));
}

bool side_protection::stage::gives_away(const wave_protection::reasons& reasons,
                                        const std::vector<double>& people, double minimum) const {
  const std::size_t cells = context->groups.cells();
  std::vector<std::uint8_t> shown(cells + sides.size(), 0), empty(cells + sides.size(), 0);
  std::vector<std::size_t> small;
  for (std::size_t c = 0; c < cells; ++c) {
    const bool published = c < context->groups.groups.size();
    shown[c] = published && people[c] > 0 && reasons[c] == hidden_reason::shown ? 1 : 0;
    empty[c] = people[c] > 0 ? 0 : 1;
    if (people[c] > 0 && people[c] < minimum) small.push_back(c);
  }
  if (small.empty()) return false;
  for (std::size_t s = 0; s < sides.size(); ++s) shown[cells + s] = 1;
  const std::vector<std::uint8_t> known = engine->recoverable(shown, empty, small);
  return std::any_of(known.begin(), known.end(), [](std::uint8_t k) { return k != 0; });
}

hidden_reason side_protection::stage::of_people(double minimum) const {
  std::vector<double> people;
  for (const cell_result& c : cells) people.push_back(c.people);
  for (const side* s : sides) {
    if (s->sums->people() < minimum) return hidden_reason::base;
  }
  return gives_away(protection.people, people, minimum) ? hidden_reason::complement : hidden_reason::shown;
}

hidden_reason side_protection::stage::of_measure(std::size_t j, double minimum) const {
  std::vector<double> people;
  for (const cell_result& c : cells) people.push_back(c.measure_people[j]);
  for (const side* s : sides) {
    if (s->estimates.people(j) < minimum) return hidden_reason::base;
  }
  // Who is in one side only, where one holds the other.
  if (sides.size() == 2) {
    for (const auto& [whole, part] : {std::pair(sides[0], sides[1]), std::pair(sides[1], sides[0])}) {
      if (whole->segments == part->segments || !std::includes(whole->segments.begin(), whole->segments.end(),
                                                              part->segments.begin(), part->segments.end())) {
        continue;
      }
      const double rest = whole->estimates.people(j) - part->estimates.people(j);
      if (rest > 0 && rest < minimum) return hidden_reason::base;
    }
  }
  return gives_away(protection.measures[j], people, minimum) ? hidden_reason::complement
                                                             : hidden_reason::shown;
}

hidden_reason side_protection::people() const {
  for (const auto& s : stages_) {
    if (const hidden_reason why = s->of_people(minimum_); why != hidden_reason::shown) return why;
  }
  return hidden_reason::shown;
}

hidden_reason side_protection::reason(const side& of, const target& t) const {
  const auto at = static_cast<std::size_t>(t.position);
  const std::vector<std::size_t> measures =
      t.measure ? std::vector<std::size_t>{at} : of.indices.measures(at);
  for (const auto& s : stages_) {
    if (std::find(s->sides.begin(), s->sides.end(), &of) == s->sides.end()) continue;
    for (const std::size_t j : measures) {
      if (const hidden_reason why = s->of_measure(j, minimum_); why != hidden_reason::shown) return why;
    }
  }
  return hidden_reason::shown;
}

hidden_reason side_protection::reason(const target& of_a, const target& of_b) const {
  if (!(minimum_ > 0)) return hidden_reason::shown;
  if (const hidden_reason why = people(); why != hidden_reason::shown) return why;
  const hidden_reason first = reason(a_, of_a);
  return first != hidden_reason::shown ? first : reason(b_, of_b);
}

}  // namespace cxm::detail
