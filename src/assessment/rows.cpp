// SPDX-License-Identifier: Apache-2.0
#include "assessment/rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "assessment/compare.hpp"
#include "assessment/row_writer.hpp"
#include "cxm/estimate/gap.hpp"

namespace cxm::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using writer = row_writer;

void item_rows(writer& w, const wave_context& context, const item_result& r, std::size_t i) {
  // The kinds of missing follow apart (missing_rows): they may be hidden where answers are shown.
  const std::string& language = context.options->language;
  const item& question = context.asked().items[i];
  const scale* s = context.asked().find_scale(question.scale);
  const std::string& label = label_or(question.text, language, question.id);
  for (std::size_t c = 0; c < r.codes.size() && c < s->codes.size(); ++c) {
    const std::string code = std::to_string(s->codes[c].code);
    w.row("code:" + code, label_or(s->codes[c].label, language, code), "share", r.codes[c]);
  }
  if (r.boxes) {
    w.row("top", label, "share", r.top);
    w.row("bottom", label, "share", r.bottom);
  }
  if (r.has_mean) w.row("mean", label, "score", r.mean);
}

void missing_rows(writer& w, const wave_context& context, const item_result& r, std::size_t i) {
  const item& question = context.asked().items[i];
  const std::string& label = label_or(question.text, context.options->language, question.id);
  for (std::size_t k = 1; k < missing_kinds; ++k) {
    if (!context.missing_seen[i][k]) continue;
    w.row("missing:" + std::string(missing_kind_names[k]), label, "share", r.missing[k]);
  }
}

void level_rows(writer& w, const level_definition& definition, const level_result& r, const estimate& score,
                const std::string& language) {
  const auto name = [&](std::size_t l) {
    return l < definition.names.size() ? label_or(definition.names[l], language, std::to_string(l + 1))
                                       : std::to_string(l + 1);
  };
  const std::string& label = label_or(definition.label, language, definition.id);
  const auto level_of = [](std::size_t l) { return static_cast<double>(l + 1); };
  if (w.hidden()) {
    // The same rows for every hidden group: neither their number nor a label may tell its level.
    const estimate none;
    const auto rows_of = [&](const char* what, std::size_t from, std::size_t end) {
      for (std::size_t l = from; l < end; ++l)
        w.row(std::string(what) + std::to_string(l + 1) + ")", name(l), "probability", none);
    };
    const std::size_t count = definition.cuts.size() + 1;
    w.row("level", label, "level", none);
    rows_of("P(level=", 0, count);
    rows_of("P(level>=", 1, count);
    w.row("answers_needed", label, "count", none);
    if (definition.gates.empty()) return;
    w.row("staged", label, "level", none);
    rows_of("P(staged=", 0, count);
    for (std::size_t g = 0; g < definition.gates.size(); ++g) {
      w.row("P(gate=" + std::to_string(g + 1) + ")",
            name(static_cast<std::size_t>(definition.gates[g].level - 1)), "probability", none);
    }
    return;
  }
  if (r.probability.empty()) {
    w.row("level", label, "level", plain(nan, score, "most probable level"));
    return;
  }
  const auto top = std::max_element(r.probability.begin(), r.probability.end()) - r.probability.begin();
  estimate level = score;
  level.se = nan;
  level.value = level_of(static_cast<std::size_t>(top));
  level.low = std::min(level.value, level_of(level_at(score.low, definition.cuts)));
  level.high = std::max(level.value, level_of(level_at(score.high, definition.cuts)));
  level.flags &= ~bit(estimate_flag::clamped);
  level.method = "most probable level";
  w.row("level", name(static_cast<std::size_t>(top)), "level", level);
  for (std::size_t l = 0; l < r.probability.size(); ++l) {
    w.row("P(level=" + std::to_string(l + 1) + ")", name(l), "probability",
          plain(r.probability[l], score, "sampling distribution, t"));
  }
  double at_least = 1;
  for (std::size_t l = 1; l < r.probability.size(); ++l) {
    at_least -= r.probability[l - 1];
    w.row("P(level>=" + std::to_string(l + 1) + ")", name(l), "probability",
          plain(std::clamp(at_least, 0.0, 1.0), score, "sampling distribution, t"));
  }
  w.row("answers_needed", label, "count", plain(r.needed, score, "further answers until P(level) >= .9"));
  if (definition.gates.empty() || r.staged.probability.empty()) return;

  estimate staged = plain(level_of(r.staged.level), score, "staged, joint simulation");
  staged.flags = bit(estimate_flag::approximate);
  const double tail = (1 - score.level) / 2;
  double up_to = 0;
  bool low_set = false;
  for (std::size_t l = 0; l < r.staged.probability.size(); ++l) {
    up_to += r.staged.probability[l];
    if (!low_set && up_to > tail) {
      staged.low = level_of(l);
      low_set = true;
    }
    if (up_to >= 1 - tail - 1e-12) {
      staged.high = level_of(l);
      break;
    }
  }
  staged.low = std::min(staged.low, staged.value);
  staged.high = std::max(staged.high, staged.value);
  w.row("staged", name(r.staged.level), "level", staged);
  const auto simulated = [&](double p) {
    estimate e = plain(p, score, "joint simulation");
    e.set(estimate_flag::approximate);
    return e;
  };
  for (std::size_t l = 0; l < r.staged.probability.size(); ++l) {
    w.row("P(staged=" + std::to_string(l + 1) + ")", name(l), "probability",
          simulated(r.staged.probability[l]));
  }
  for (std::size_t g = 0; g < r.staged.gate_probability.size(); ++g) {
    w.row("P(gate=" + std::to_string(g + 1) + ")",
          name(static_cast<std::size_t>(definition.gates[g].level - 1)), "probability",
          simulated(r.staged.gate_probability[g]));
  }
}

}  // namespace

std::vector<std::string> key_of(const wave_groups& groups, const group& g, std::size_t segment_columns) {
  std::vector<std::string> key(2 + segment_columns);
  key[0] = groups.wave;
  key[1] = g.role;
  if (g.column >= 0) key[2 + static_cast<std::size_t>(g.column)] = g.value;
  for (const auto& [column, value] : g.also) key[2 + static_cast<std::size_t>(column)] = value;
  return key;
}

std::string counted_in(const wave_context& context, const wave_protection::reasons& reasons,
                       std::size_t cell) {
  const auto& groups = context.groups.groups;
  for (const std::size_t at : groups[cell].within) {
    if (reasons[at] != hidden_reason::shown) continue;
    if (groups[at].whole()) return "all";
    std::string out;
    const auto add = [&](int column, const std::string& value) {
      out +=
          (out.empty() ? "" : "; ") + context.segment_names[static_cast<std::size_t>(column)] + "=" + value;
    };
    add(groups[at].column, groups[at].value);
    for (const auto& [column, value] : groups[at].also) add(column, value);
    return out;
  }
  return {};
}

void append_rows(row_tables& out, const wave_context& context, const wave_protection& protection,
                 const cell_result& r, std::size_t cell, std::size_t segment_columns) {
  const cxm::instrument& asked = context.asked();
  const std::string& language = context.options->language;
  const double level = context.options->level;
  const std::vector<std::string> key = key_of(context.groups, context.groups.groups[cell], segment_columns);

  // Where the people of a hidden number are counted: the nearest group that shows it.
  const auto aim = [&](writer& w, const std::string& id, const wave_protection::reasons& reasons) {
    const hidden_reason why = reasons[cell];
    w.at(id, why, why == hidden_reason::shown ? std::string() : counted_in(context, reasons, cell));
  };

  writer base(out.base, "base", key);
  aim(base, "people", protection.people);
  base.row("count", "people", "count", plain(r.people, r.people, level, "count"));
  aim(base, "answers", protection.people);
  base.row("count", "answers", "count", plain(r.rows, r.people, level, "count"));

  writer items(out.item, "item", key);
  for (std::size_t i = 0; i < r.items.size(); ++i) {
    if (!(r.items[i].asked > 0)) continue;
    aim(items, asked.items[i].id, protection.items[i]);
    item_rows(items, context, r.items[i], i);
    aim(items, asked.items[i].id, protection.missing[i]);
    missing_rows(items, context, r.items[i], i);
  }

  writer measures(out.measure, "measure", key);
  const auto& plan = context.source->measures();
  for (std::size_t j = 0; j < plan.size(); ++j) {
    if (plan[j].declared < 0 || !(r.measure_people[j] > 0)) continue;
    const measure& m = asked.measures[static_cast<std::size_t>(plan[j].declared)];
    const std::string& label = label_or(m.label, language, m.id);
    aim(measures, m.id, protection.measures[j]);
    measures.row("mean", label, unit_of(asked, m), r.measures[j]);
    if (!r.quantiles[j].empty()) {
      measures.row("p25", label, unit_of(asked, m), r.quantiles[j][0]);
      measures.row("median", label, unit_of(asked, m), r.quantiles[j][1]);
      measures.row("p75", label, unit_of(asked, m), r.quantiles[j][2]);
    }
    if (m.kind != measure_kind::nps) continue;
    measures.row("promoters", label, "share", r.nps_parts[j][0]);
    measures.row("passives", label, "share", r.nps_parts[j][1]);
    measures.row("detractors", label, "share", r.nps_parts[j][2]);
  }

  writer indices(out.index, "index", key);
  for (std::size_t i = 0; i < r.indices.size(); ++i) {
    if (r.indices[i].method.empty()) continue;  // a component has no people here
    aim(indices, asked.indices[i].id, protection.indices[i]);
    indices.row("mean", label_or(asked.indices[i].label, language, asked.indices[i].id), "points",
                r.indices[i]);
    if (i < r.bootstrapped.size()) {
      indices.row("bootstrap", label_or(asked.indices[i].label, language, asked.indices[i].id), "points",
                  r.bootstrapped[i]);
    }
  }

  writer levels(out.level, "level", key);
  for (std::size_t l = 0; l < r.levels.size(); ++l) {
    const target t = find_target(asked.levels[l].index, *context.source, context.indices);
    if (t.position < 0) continue;
    const estimate& score = t.measure ? r.measures[static_cast<std::size_t>(t.position)]
                                      : r.indices[static_cast<std::size_t>(t.position)];
    if (score.method.empty()) continue;
    aim(levels, asked.levels[l].id, protection.levels[l]);
    level_rows(levels, asked.levels[l], r.levels[l], score, language);
  }

  writer gaps(out.gap, "gap", key);
  for (std::size_t g = 0; g < r.gaps.size(); ++g) {
    if (!r.gaps[g].present) continue;
    const gap_definition& definition = asked.gaps[g];
    const std::string& label = label_or(definition.label, language, definition.id);
    aim(gaps, definition.id, protection.gaps[g]);
    gaps.row("difference", label, context.gaps[g].unit, r.gaps[g].difference);
    if (!r.gaps[g].effect.method.empty()) gaps.row("effect", label, "sd", r.gaps[g].effect);
    gaps.row("p", label, "probability", plain(r.gaps[g].p, r.gaps[g].difference, r.gaps[g].test));
  }
}

void append_changes(row_tables& out, const wave_context& later, const wave_protection& later_protection,
                    const std::vector<cell_result>& later_cells, const wave_context& earlier,
                    const wave_protection& earlier_protection, const std::vector<cell_result>& earlier_cells,
                    std::size_t segment_columns, std::vector<std::string>& notes) {
  const cxm::instrument& asked = later.asked();
  const std::string& language = later.options->language;
  const std::string detail = "since:" + earlier.groups.wave;
  struct series {
    std::string id, label, unit;
    target now, before;
    bool share = false;
    bool differs = false;
  };
  std::vector<series> all;
  const auto add = [&](const std::string& id, const cxm::text& label, std::string unit, bool share) {
    series s{id,
             label_or(label, language, id),
             std::move(unit),
             find_target(id, *later.source, later.indices),
             find_target(id, *earlier.source, earlier.indices),
             share,
             false};
    if (s.now.position < 0 || s.before.position < 0) return;
    if (&asked != &earlier.asked()) {
      const std::string why = difference_of(asked, earlier.asked(), id);
      s.differs = !why.empty();
      if (s.differs) {
        notes.push_back("change of '" + id + "' from wave '" + earlier.groups.wave + "' to '" +
                        later.groups.wave + "': " + why);
      }
    }
    all.push_back(std::move(s));
  };
  for (const measure& m : asked.measures) {
    const std::string unit = unit_of(asked, m);
    add(m.id, m.label, unit, unit == "share" && m.kind != measure_kind::difference);
  }
  for (const index_definition& i : asked.indices) add(i.id, i.label, "points", false);

  const auto of = [](const cell_result& r, const target& t) -> const estimate& {
    return t.measure ? r.measures[static_cast<std::size_t>(t.position)]
                     : r.indices[static_cast<std::size_t>(t.position)];
  };
  const auto hidden = [](const wave_protection& p, const target& t, std::size_t cell) {
    const auto at = static_cast<std::size_t>(t.position);
    return t.measure ? p.measures[at][cell] : p.indices[at][cell];
  };
  const std::shared_ptr<const design_frame> joint = joint_frame(later, earlier);
  for (std::size_t cell = 0; cell < later.groups.groups.size(); ++cell) {
    const group& g = later.groups.groups[cell];
    const int before = earlier.groups.find(g.role, g);
    if (before < 0) continue;
    const auto b = static_cast<std::size_t>(before);
    if (g.members != earlier.groups.groups[b].members) continue;  // other siblings stand behind the name
    writer rows(out.change, "change", key_of(later.groups, g, segment_columns));
    std::optional<group_estimates> now;
    std::optional<group_estimates> then;
    if (joint != nullptr) {
      now.emplace(later.estimates(g, joint));
      then.emplace(earlier.estimates(earlier.groups.groups[b], joint));
    }
    for (const series& s : all) {
      const estimate& x = of(later_cells[cell], s.now);
      const estimate& y = of(earlier_cells[b], s.before);
      if (x.method.empty() || y.method.empty()) continue;
      const hidden_reason why = hidden(later_protection, s.now, cell);
      rows.at(s.id, why != hidden_reason::shown ? why : hidden(earlier_protection, s.before, b));
      const bool share = s.share && s.now.measure;
      const auto [lowest, highest] = ends_of(later, s.now);
      tested_difference c =
          joint == nullptr
              ? difference_between(x, y, share, lowest, highest)
              : difference_of({&later, &*now, s.now, &x}, {&earlier, &*then, s.before, &y}, share, nullptr);
      if (s.differs) c.difference.set(estimate_flag::version_differs);
      rows.row(detail, s.label, s.unit, c.difference);
      rows.row(detail + ":p", s.label, "probability", plain(c.p, c.difference, c.test));
      rows.row(
          detail + ":detectable", s.label, s.unit,
          plain(detectable_difference(c.difference), c.difference, "smallest change found with power .8"));
    }
  }
}

}  // namespace cxm::detail
