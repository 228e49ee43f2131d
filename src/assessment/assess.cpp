// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "assessment/cell.hpp"
#include "assessment/drivers_of_wave.hpp"
#include "assessment/findings_of_wave.hpp"
#include "assessment/functioning_rows.hpp"
#include "assessment/groups.hpp"
#include "assessment/guarded_receipt.hpp"
#include "assessment/invariance_rows.hpp"
#include "assessment/norm_rows.hpp"
#include "assessment/note.hpp"
#include "assessment/plan_of_wave.hpp"
#include "assessment/protection.hpp"
#include "assessment/reliability_rows.hpp"
#include "assessment/rounded.hpp"
#include "assessment/rows.hpp"
#include "assessment/steps.hpp"
#include "assessment/strengths.hpp"
#include "assessment/unit_rows.hpp"
#include "cxm/assessment/assessment.hpp"
#include "cxm/base/check.hpp"
#include "cxm/base/digest.hpp"
#include "cxm/base/parallel.hpp"
#include "cxm/version.hpp"
#include "model/fault.hpp"

namespace cxm {
namespace {

using namespace detail;

constexpr std::size_t simulation_draws = 2000;  // probability error below .011

void check_options(const assess_options& o, std::span<const tally* const> tallies) {
  check_level("assess", "options.level", o.level);
  if (tallies.empty()) {
    throw error(errc::argument, "assess: no tally is given, but at least one is needed", "tallies");
  }
  for (const tally* t : tallies) {
    if (t == nullptr) throw error(errc::argument, "assess: a tally is null, but must be a tally", "tallies");
  }
  check_level("assess", "options.false_discovery_rate", o.false_discovery_rate);
  if (!o.event_wave.empty()) {
    constexpr std::size_t wave_column = 1;
    std::set<std::string> waves;
    for (const tally* t : tallies) waves.insert(t->levels(wave_column).begin(), t->levels(wave_column).end());
    if (!waves.contains(o.event_wave)) {
      waves.erase("");
      throw error(errc::argument,
                  "assess: options.event_wave is '" + o.event_wave + "', but there is no such wave" +
                      suggestion(o.event_wave, {waves.begin(), waves.end()}),
                  "options.event_wave");
    }
  }
  for (const std::string& id : o.compared) {
    if (std::none_of(tallies.begin(), tallies.end(), [&](const tally* t) {
          return t->instrument().find_measure(id) != nullptr || t->instrument().find_index(id) != nullptr;
        })) {
      std::vector<std::string_view> known;
      for (const index_definition& i : tallies.front()->instrument().indices) known.push_back(i.id);
      for (const measure& m : tallies.front()->instrument().measures) known.push_back(m.id);
      throw error(errc::argument,
                  "assess: options.compared names '" + id +
                      "', but the instrument has no such measure or index" + suggestion(id, known),
                  "options.compared");
    }
  }
  for (const head_count& h : o.heads) {
    const bool role = h.role.empty() || std::any_of(tallies.begin(), tallies.end(), [&](const tally* t) {
                        return t->instrument().find_role(h.role) != nullptr;
                      });
    const bool segment =
        h.segment.empty() || std::any_of(tallies.begin(), tallies.end(), [&](const tally* t) {
          const auto& columns = t->group_columns();
          return std::find(columns.begin() + 2, columns.end(), h.segment) != columns.end();
        });
    if (!role || !segment) {
      throw error(errc::argument,
                  "assess: options.heads names the " + (role ? "segment '" + h.segment : "role '" + h.role) +
                      "', which the instrument does not have",
                  "options.heads");
    }
  }
  for (const std::string& wanted : o.segments) {
    const bool known = std::any_of(tallies.begin(), tallies.end(), [&](const tally* t) {
      const auto& columns = t->group_columns();
      return std::find(columns.begin() + 2, columns.end(), wanted) != columns.end();
    });
    if (!known) {
      std::string have;
      for (std::size_t c = 2; c < tallies.back()->group_columns().size(); ++c) {
        have += (have.empty() ? "" : ", ") + tallies.back()->group_columns()[c];
      }
      throw error(errc::argument,
                  "assess: options.segments names '" + wanted +
                      "', but the instrument's segments are: " + (have.empty() ? "none" : have),
                  "options.segments");
    }
  }
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& n : names) out += (out.empty() ? "" : ", ") + n;
  return out.empty() ? "none" : out;
}

bool named_in(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

/// The part of a tally whose groups are selected. `found` collects the values that were met.
tally selected(const tally& t, const std::vector<selection>& where,
               std::vector<std::set<std::string>>& found) {
  const auto& columns = t.group_columns();
  struct condition {
    std::size_t column;
    const segment_definition* definition;
  };
  std::vector<condition> conditions;
  for (const selection& s : where) {
    const auto at = std::find(columns.begin(), columns.end(), s.column);
    if (at == columns.end()) {
      throw error(errc::argument,
                  "assess: options.where names the column '" + s.column +
                      "', but the grouping columns are: " + listed(columns),
                  "options.where");
    }
    const segment_definition* definition = nullptr;
    for (const segment_definition& d : t.instrument().segments) {
      if (d.id == s.column && at >= columns.begin() + 2) definition = &d;
    }
    conditions.push_back({static_cast<std::size_t>(at - columns.begin()), definition});
  }
  return t.regrouped(t.options(), [&](std::vector<std::string>& names) {
    for (std::size_t i = 0; i < where.size(); ++i) {
      bool here = false;
      for (const std::string& value : lineage(conditions[i].definition, names[conditions[i].column])) {
        if (!named_in(where[i].values, value)) continue;
        here = true;
        found[i].insert(value);
      }
      if (!here) return false;
    }
    return true;
  });
}

/// Add the crossings that are asked for to the columns that make groups.
void add_crosses(group_columns_used& used, std::span<const tally* const> tallies,
                 const assess_options& options) {
  std::vector<std::string> columns;
  for (const tally* t : tallies) {
    for (std::size_t c = 2; c < t->group_columns().size(); ++c) {
      if (!named_in(columns, t->group_columns()[c])) columns.push_back(t->group_columns()[c]);
    }
  }
  for (const std::vector<std::string>& cross : options.cross) {
    std::vector<int> positions;
    for (const std::string& id : cross) {
      if (std::find(columns.begin(), columns.end(), id) == columns.end()) {
        throw error(
            errc::argument,
            "assess: options.cross names '" + id + "', but the instrument's segments are: " + listed(columns),
            "options.cross");
      }
      auto at = std::find(used.segments.begin(), used.segments.end(), id);
      if (at == used.segments.end()) at = used.segments.insert(used.segments.end(), id);
      positions.push_back(static_cast<int>(at - used.segments.begin()));
    }
    std::sort(positions.begin(), positions.end());
    if (positions.size() < 2 || std::adjacent_find(positions.begin(), positions.end()) != positions.end()) {
      throw error(errc::argument,
                  "assess: options.cross must name two or more different segment columns each time; got: " +
                      listed(cross) + " (roles are crossed with every column anyway)",
                  "options.cross");
    }
    if (std::find(used.crosses.begin(), used.crosses.end(), positions) == used.crosses.end()) {
      used.crosses.push_back(std::move(positions));
    }
  }
}

struct wave_at {
  std::string name;
  const tally* source = nullptr;
};

/// Waves with people, oldest first: the declared order, then natural order.
std::vector<wave_at> waves_of(std::span<const tally* const> tallies, const assess_options& options,
                              std::vector<std::string>& notes) {
  std::vector<wave_at> out;
  for (const tally* t : tallies) {
    for (const std::string& name : values_of(*t, 1)) {
      for (const wave_at& other : out) {
        if (other.name == name && other.source != t) {
          throw error(errc::argument,
                      "assess: wave '" + name +
                          "' is in two tallies; merge them, or give each its own wave "
                          "(fixed_wave of the instrument)",
                      "tallies");
        }
      }
      out.push_back({name, t});
    }
  }
  std::vector<std::string> declared;
  for (const wave_at& w : out) {
    for (const std::string& name : w.source->instrument().wave_order) {
      if (std::find(declared.begin(), declared.end(), name) == declared.end()) declared.push_back(name);
    }
  }
  const auto rank = [&](const std::string& name) {
    return std::find(declared.begin(), declared.end(), name);
  };
  std::sort(out.begin(), out.end(), [&](const wave_at& a, const wave_at& b) {
    return rank(a.name) != rank(b.name) ? rank(a.name) < rank(b.name) : natural_less(a.name, b.name);
  });
  if (out.size() > 1) {
    const auto nameless =
        std::find_if(out.begin(), out.end(), [](const wave_at& w) { return w.name.empty(); });
    if (nameless != out.end()) {
      notes.push_back(note(options, "answers without a wave are not reported",
                           "Antworten ohne Welle werden nicht berichtet"));
      out.erase(nameless);
    }
  }
  return out;
}

/// Evaluate the groups from `first` on; those at and after `rest` are counted only.
void evaluate_groups(const wave_context& context, const assess_options& options,
                     std::vector<cell_result>& cells, std::size_t first, std::size_t count, steps& taken) {
  taken.expect(count);
  parallel_chunks(count, options.threads, [&](std::size_t i) {
    const group& g = context.groups.groups[first + i];
    const bool items = options.crossed_items || g.whole() || g.role.empty();
    cells[first + i] = evaluate_cell(context, g, items);
    taken.done();
  });
  for (std::size_t c = first; c < first + count; ++c) {
    if (context.groups.groups[c].role.empty()) evaluate_role_gaps(context, cells, c);
  }
}

/// Show small siblings together, where some are hidden.
void roll_up_siblings(wave_context& context, const assess_options& options, std::vector<cell_result>& cells,
                      ledger_scope* scope, steps& taken) {
  const std::vector<roll_up> siblings =
      small_siblings(context, protect_people(context, cells, options, scope));
  if (siblings.empty()) return;
  wave_groups& groups = context.groups;
  const std::size_t before = groups.groups.size();
  const std::size_t all_before = groups.cells();
  const std::size_t fresh = add_rolled_up(groups, siblings);
  cells.insert(cells.begin() + static_cast<std::ptrdiff_t>(before), fresh, cell_result{});
  evaluate_groups(context, options, cells, before, fresh, taken);
  for (std::size_t c = all_before + fresh; c < groups.cells(); ++c) {
    cells.push_back(count_cell(context, groups.cell(c)));
  }
}

wave_design design_of(const wave_context& context) {
  wave_design out;
  out.wave = context.groups.wave;
  const tally_options& kept = context.source->options();
  const double rows = context.source->sums(context.groups.groups.at(0).segments)->rows();
  out.kind = kept.weighted ? "weighted" : "plain";
  out.units = rows;
  out.df = rows - 1;
  if (context.frame == nullptr) return out;
  const design_frame& frame = *context.frame;
  if (const given_replicates& given = frame.replicates; !given.rscales.empty()) {
    out.kind = "replicate weights";
    out.rule = given.type;
    out.units = static_cast<double>(given.rscales.size());
    out.df = given.df > 0 ? given.df : out.units - 1;
    return out;
  }
  out.kind = kept.psu_totals ? "clustered" : "stratified";
  out.strata = static_cast<double>(frame.strata.size());
  out.units = 0;
  for (const design_frame::stratum& h : frame.strata) {
    out.units += h.units;
    out.finite = out.finite || h.population > 0;
    out.lonely += h.units == 1 ? 1 : 0;
  }
  out.df = out.units - out.strata;
  if (out.lonely > 0) out.rule = name_of(frame.lonely);
  return out;
}

struct evaluated_wave {
  std::unique_ptr<wave_context> context;
  std::vector<cell_result> cells;
  wave_protection protection;
};

assessment assess_with(std::span<const tally* const>, const assess_options&, const import_receipt&,
                       disclosure_ledger*, bool check, const assess_progress& = {});

}  // namespace

std::string detail::state_digest(std::span<const tally* const> tallies) {
  std::string bytes;
  for (const tally* t : tallies) {
    const std::vector<std::uint8_t> state = t->serialize();
    bytes.append(state.begin(), state.end());
  }
  std::string out;
  for (const unsigned b : sha256(bytes)) {
    for (const unsigned half : {b >> 4U, b & 15U}) out += "0123456789abcdef"[half];
  }
  return out;
}

const result_row* assessment::find(std::string_view table, std::string_view id, std::string_view detail,
                                   const std::vector<std::string>& key) const noexcept {
  for (const result_row& row : rows) {
    if (row.table == table && row.id == id && row.detail == detail && row.key == key) return &row;
  }
  return nullptr;
}

assessment assess(const tally& t, const assess_options& options, const import_receipt& receipt) {
  const tally* one = &t;
  return assess(std::span<const tally* const>(&one, 1), options, receipt);
}

assessment assess(std::span<const tally* const> given, const assess_options& options,
                  const import_receipt& receipt) {
  return assess_with(given, options, receipt, nullptr, true);
}

assessment assess(std::span<const tally* const> given, const assess_options& options,
                  const import_receipt& receipt, disclosure_ledger& ledger) {
  return assess(given, options, receipt, &ledger, {});
}

assessment assess(std::span<const tally* const> given, const assess_options& options,
                  const import_receipt& receipt, disclosure_ledger* book, const assess_progress& progress) {
  if (book == nullptr) return assess_with(given, options, receipt, nullptr, true, progress);
  disclosure_ledger& ledger = *book;
  check_options(options, given);
  if (!options.disclosure) {
    throw error(
        errc::argument,
        "assess: options.disclosure is off, but a ledger was given; it keeps account of what may be shown",
        "options.disclosure");
  }
  const std::string state = state_digest(given);
  if (!ledger.state.empty() && ledger.state != state) {
    throw error(
        errc::state,
        "assess: the ledger was begun with other answers; use the ledger of this state, or begin a new "
        "one when answers were added",
        "ledger");
  }
  disclosure_ledger next = ledger;  // a failure leaves the ledger as it was
  next.state = state;
  ++next.publications;
  assessment out = assess_with(given, options, receipt, &next, true, progress);
  ledger = std::move(next);
  return out;
}

void detail::record_tables(const tally& t, const assess_options& options, disclosure_ledger& ledger) {
  const tally* one = &t;
  const std::span<const tally* const> all(&one, 1);
  check_options(options, all);
  ledger.state = state_digest(all);
  ++ledger.publications;
  static_cast<void>(assess_with(all, options, {}, &ledger, false));
}

namespace {

assessment assess_with(std::span<const tally* const> given, const assess_options& options,
                       const import_receipt& receipt, disclosure_ledger* ledger, bool check,
                       const assess_progress& progress) {
  check_options(options, given);
  steps taken(progress);
  assessment out;
  std::vector<tally> parts;
  std::vector<const tally*> tallies(given.begin(), given.end());
  if (!options.where.empty()) {
    std::vector<std::set<std::string>> found(options.where.size());
    parts.reserve(given.size());
    for (std::size_t t = 0; t < given.size(); ++t) {
      parts.push_back(selected(*given[t], options.where, found));
      tallies[t] = &parts.back();
    }
    std::string only = note(options, "only answers with ", "nur Antworten mit ");
    for (std::size_t i = 0; i < options.where.size(); ++i) {
      const selection& s = options.where[i];
      for (const std::string& value : s.values) {
        if (!found[i].contains(value)) {
          std::set<std::string> there;
          for (const tally* t : given) {
            const auto& columns = t->group_columns();
            const auto at = std::find(columns.begin(), columns.end(), s.column);
            if (at == columns.end()) continue;
            const auto& levels = t->levels(static_cast<std::size_t>(at - columns.begin()));
            there.insert(levels.begin(), levels.end());
          }
          there.erase("");
          throw error(errc::argument,
                      "assess: options.where asks for " + s.column + "=" + value +
                          ", but there are no such answers among those selected" +
                          (there.contains(value) ? "" : suggestion(value, {there.begin(), there.end()})),
                      "options.where");
        }
      }
      only += (i == 0 ? "" : ", ") + s.column + " = " + listed(s.values);
    }
    out.notes.push_back(std::move(only));
  }
  out.options = options;
  out.receipt = receipt;
  out.library_version = version;
  const std::vector<wave_at> waves = waves_of(tallies, options, out.notes);
  const tally& newest = waves.empty() ? *tallies.back() : *waves.back().source;
  out.source = newest.shared_instrument();
  out.fingerprint = newest.instrument().identity.value.hex();
  out.kept = newest.options();
  group_columns_used used = columns_used(tallies, options.segments, newest.instrument());
  add_crosses(used, tallies, options);
  out.key_columns = {"wave", "role"};
  out.key_columns.insert(out.key_columns.end(), used.segments.begin(), used.segments.end());
  const std::size_t segment_columns = used.segments.size();
  if (!options.disclosure)
    out.notes.push_back(note(options, "disclosure control is switched off: small groups are shown",
                             "der Schutz kleiner Gruppen ist abgeschaltet: sie werden gezeigt"));
  if (!out.kept.pair_moments) {
    out.notes.push_back(
        note(options,
             "the tally keeps no pair moments: indices, gaps and findings that need them have no interval",
             "der Zählstand enthält keine Momente von Paaren: Indizes, Abstände und Befunde, die sie "
             "brauchen, haben "
             "kein Intervall"));
  }
  if (ledger != nullptr && ledger->publications > 1) {
    const std::string times = std::to_string(ledger->publications - 1);
    out.notes.push_back(
        note(options, "checked against what was published of these answers before: " + times + " times",
             "gegen frühere Veröffentlichungen dieser Antworten geprüft: " + times + "-mal"));
  }
  if (waves.empty()) {
    out.notes.push_back(note(options, "no answers", "keine Antworten"));
    return out;
  }
  for (const wave_at& w : waves) {
    if (!w.name.empty()) out.waves.push_back(w.name);
  }
  const bool shared =
      std::any_of(tallies.begin(), tallies.end(), [](const tally* t) { return t->options().shared; });
  if (shared) {
    out.notes.push_back(
        note(options,
             "made from a state for sharing: small groups stand with their parents or without a value, and "
             "answers of too few people count as not asked",
             "aus einem zum Weitergeben gemachten Stand: kleine Gruppen stehen bei ihrer übergeordneten oder "
             "ohne Wert, und Antworten von zu wenigen gelten als nicht gefragt"));
  }

  std::size_t dimensions = 1;
  for (const tally* t : tallies) {
    const index_plan plan(t->instrument(), t->measures());
    dimensions = std::max(dimensions, dimensions_needed(plan, t->instrument().levels, t->measures()));
  }
  const normal_draws draws(options.seed, simulation_draws, dimensions);

  taken.expect(waves.size() + 2);  // protection by wave; tables; findings
  std::vector<evaluated_wave> evaluated;
  for (const wave_at& w : waves) {
    evaluated_wave e;
    e.context =
        std::make_unique<wave_context>(*w.source, groups_of_wave(*w.source, w.name, used), options, &draws);
    e.context->segment_names = used.segments;
    const wave_groups& groups = e.context->groups;
    e.cells.resize(groups.groups.size());
    evaluate_groups(*e.context, options, e.cells, 0, groups.groups.size(), taken);
    for (const group& g : groups.rest) e.cells.push_back(count_cell(*e.context, g));
    std::unique_ptr<wave_context> whole;
    std::unique_ptr<ledger_scope> scope;
    if (ledger != nullptr) {
      const auto at = std::find(tallies.begin(), tallies.end(), w.source) - tallies.begin();
      const tally& all = *given[static_cast<std::size_t>(at)];
      whole = std::make_unique<wave_context>(all, groups_of_wave(all, w.name, {}), options, &draws);
      scope = std::make_unique<ledger_scope>(ledger->waves[w.name], *whole, check);
    }
    if (options.disclosure && options.roll_up)
      roll_up_siblings(*e.context, options, e.cells, scope.get(), taken);
    for (const roll_up& r : groups.rolled_up) {
      out.rolled_up.push_back(
          {w.name, used.segments[static_cast<std::size_t>(r.column)], r.parent, r.name, r.members});
    }
    e.protection =
        options.disclosure ? protect_wave(*e.context, e.cells, options, scope.get()) : show_wave(*e.context);
    evaluated.push_back(std::move(e));
    taken.done();
  }

  for (const evaluated_wave& e : evaluated) out.designs.push_back(design_of(*e.context));

  row_tables tables;
  for (const evaluated_wave& e : evaluated) {
    for (std::size_t c = 0; c < e.context->groups.groups.size(); ++c) {
      append_rows(tables, *e.context, e.protection, e.cells[c], c, segment_columns);
    }
  }
  for (std::size_t w = 1; w < evaluated.size(); ++w) {
    const auto against = [&](std::size_t before) {
      append_changes(tables, *evaluated[w].context, evaluated[w].protection, evaluated[w].cells,
                     *evaluated[before].context, evaluated[before].protection, evaluated[before].cells,
                     segment_columns, out.notes);
    };
    against(w - 1);
    if (w > 1) against(0);
  }
  unit_tables units;
  for (const evaluated_wave& e : evaluated) {
    append_unit_rows(units, *e.context, e.cells, e.protection, used.segments);
  }
  std::size_t total = 0;
  for (const auto* table : {&tables.base, &tables.item, &tables.measure, &tables.index, &tables.level,
                            &tables.gap, &tables.change, &units.unit, &units.between, &units.agreement}) {
    total += table->size();
  }
  out.rows.reserve(total + 200);
  for (auto* table : {&tables.base, &tables.item, &tables.measure, &tables.index, &tables.level, &tables.gap,
                      &tables.change, &units.unit, &units.between, &units.agreement}) {
    std::move(table->begin(), table->end(), std::back_inserter(out.rows));
  }

  taken.done();
  append_norm_rows(out);
  std::vector<finding_wave> seen;
  for (const evaluated_wave& e : evaluated) seen.push_back({e.context.get(), &e.protection, &e.cells});
  append_reliability(out, seen);
  append_invariance(out, seen);
  append_functioning(out, seen);
  append_drivers(out, seen, taken);
  append_findings(out, seen);
  taken.done();
  append_strengths(out);
  append_plan(out, seen, taken);
  if (options.disclosure) out.receipt = guarded_receipt(receipt, seen, options);
  if (options.rounded) round_numbers(out);
  return out;
}

}  // namespace

}  // namespace cxm
