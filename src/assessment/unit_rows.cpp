// SPDX-License-Identifier: Apache-2.0
#include "assessment/unit_rows.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "assessment/against_rest.hpp"
#include "assessment/climate_rows.hpp"
#include "assessment/leagues.hpp"
#include "assessment/row_writer.hpp"
#include "assessment/rows.hpp"
#include "assessment/standing.hpp"
#include "assessment/unit_words.hpp"
#include "cxm/estimate/agreement_between.hpp"
#include "cxm/stats/anova.hpp"

namespace cxm::detail {
namespace {

/// What is known of one league: comparisons by unit and variable, standings by variable.
struct evaluated_league {
  league of;
  std::vector<std::vector<rest_comparison>> against;
  std::vector<league_standing> standing;
  std::vector<std::vector<int>> place;  ///< by variable, unit: position in the standing, -1 = not in it
};

void rows_against_rest(row_writer& w, const compared_variable& v, const rest_comparison& c,
                       const std::string& family, const assess_options& options) {
  const auto chance = [&](const std::string& detail, double p, const std::string& method) {
    w.row(detail, v.label, "probability", plain(p, c.difference, method));
  };
  w.row("difference", v.label, v.unit, c.difference);
  chance("p", c.p, c.test);
  chance("p_holm", c.p_holm, "Holm, " + family);
  chance("p_fdr", c.p_fdr, "Benjamini-Hochberg, " + family);
  w.row("verdict", w.hidden() ? v.label : difference_word(c.verdict, options.language), "verdict",
        plain(c.verdict, c.difference, "Benjamini-Hochberg, " + family));
  w.row("detectable", v.label, v.unit,
        plain(c.detectable, c.difference, "smallest difference found with power .8"));
  if (!c.effect.method.empty()) w.row("effect", v.label, "sd", c.effect);
}

void rows_of_standing(row_writer& w, const compared_variable& v, const estimate& raw,
                      const league_standing& s, const unit_standing& u) {
  w.row("shrunk", v.label, v.unit, u.shrunk);
  w.row("reliability", v.label, "ratio", plain(u.reliability, raw, "tau^2 / (tau^2 + sampling variance)"));
  w.row("rank", v.label, "rank", u.rank);
  w.row("rank:marginal", v.label, "rank", u.rank_marginal);
  for (std::size_t t = 0; t < s.tops.size(); ++t) {
    estimate e = plain(u.top_chance[t], raw, "posterior of the shrunk values");
    e.set(estimate_flag::approximate);
    w.row("P(top=" + std::to_string(s.tops[t]) + ")", v.label, "probability", e);
  }
}

/// How much of one variable lies between the units that are shown.
void rows_between(row_writer& w, const compared_variable& v, const std::string& column,
                  const evaluated_league& l, const league_standing& s, const std::vector<cell_result>& cells,
                  const std::vector<int>& place, double level) {
  if (s.units.empty()) return;
  const auto units = static_cast<double>(s.units.size());
  w.row(column + ":sd", v.label, v.unit, s.between_sd);
  w.row(column + ":p", v.label, "probability",
        plain(s.heterogeneity_p, units, level, "Q test of no difference between units"));
  if (!v.what.measure) return;
  const auto j = static_cast<std::size_t>(v.what.position);
  std::vector<stats::group_summary> groups;
  double answers = 0;
  bool two = false;
  for (std::size_t u = 0; u < l.of.units.size(); ++u) {
    if (place[u] < 0) continue;
    const cell_result& cell = cells[l.of.units[u]];
    const double n = cell.measures[j].n;
    groups.push_back({n, cell.measures[j].value, cell.spread[j] * n});
    answers += n;
    two = two || n > 1;
  }
  if (!two) return;
  const stats::one_way_table t = stats::one_way_anova(groups);
  const auto with = [&](double value, std::pair<double, double> interval, const std::string& method) {
    estimate e = plain(value, answers, level, method);
    if (std::isnan(value) || std::isnan(interval.first) || std::isnan(interval.second)) return e;
    e.flags = 0;
    e.low = std::min(value, interval.first);
    e.high = std::max(value, interval.second);
    return e;
  };
  w.row(column + ":icc1", v.label, "ratio",
        with(t.icc1(t.n0), t.icc1_interval(t.n0, level), "analysis of variance, n0, interval by F"));
  w.row(column + ":icc2", v.label, "ratio",
        with(t.icc2(), t.icc2_interval(level), "analysis of variance, interval by F"));
  const random_intercept_fit fit = random_intercept(groups);
  w.row(column + ":share", v.label, "ratio", plain(fit.icc, answers, level, "random intercept, REML"));
}

evaluated_league evaluate(const wave_context& context, const league& l,
                          const std::vector<compared_variable>& variables,
                          const std::vector<cell_result>& cells, const wave_protection& protection) {
  evaluated_league out;
  out.of = l;
  out.against = compare_with_rest(context, l, variables, cells, protection);
  for (const compared_variable& v : variables) {
    std::vector<estimate> shown;
    std::vector<int> place(l.units.size(), -1);
    for (std::size_t u = 0; u < l.units.size(); ++u) {
      const estimate& e = v.of(cells[l.units[u]]);
      if (v.hidden(protection, l.units[u]) != hidden_reason::shown || e.method.empty()) continue;
      if (!std::isfinite(e.value)) continue;
      place[u] = static_cast<int>(shown.size());
      shown.push_back(e);
    }
    standing_options options;
    options.level = context.options->level;
    options.lowest = v.lowest;
    options.highest = v.highest;
    options.seed = context.options->seed;
    options.threads = context.options->threads;
    out.standing.push_back(standing_of(shown, options));
    if (out.standing.back().units.empty()) place.assign(place.size(), -1);
    out.place.push_back(std::move(place));
  }
  return out;
}

}  // namespace

void append_unit_rows(unit_tables& out, const wave_context& context, const std::vector<cell_result>& cells,
                      const wave_protection& protection, const std::vector<std::string>& segments) {
  const std::size_t segment_columns = segments.size();
  const std::vector<compared_variable> variables = compared_variables(context, cells[0]);
  append_climate_rows(out.agreement, context, variables, cells, protection, segment_columns);
  const assess_options& options = *context.options;
  std::vector<evaluated_league> leagues;
  for (const league& l : leagues_of(context.groups)) {
    if (l.units.size() > 1 || context.groups.groups[l.parent].segments.size() >
                                  context.groups.groups[l.units.front()].segments.size()) {
      leagues.push_back(evaluate(context, l, variables, cells, protection));
    }
  }
  // One family: everything that is compared in one column of one wave.
  std::map<int, std::vector<rest_comparison*>> families;
  for (evaluated_league& l : leagues) {
    for (auto& unit : l.against) {
      for (rest_comparison& c : unit) families[l.of.column].push_back(&c);
    }
  }
  std::map<int, std::string> family_words;
  for (auto& [column, family] : families) {
    judge_family(family, options.false_discovery_rate);
    std::size_t size = 0;
    for (const rest_comparison* c : family) size += std::isnan(c->p_fdr) ? 0 : 1;
    family_words[column] = "family of " + std::to_string(size);
  }
  for (const evaluated_league& l : leagues) {
    const std::string& column = segments[static_cast<std::size_t>(l.of.column)];
    row_writer between(out.between, "between",
                       key_of(context.groups, context.groups.groups[l.of.parent], segment_columns));
    for (std::size_t v = 0; v < variables.size(); ++v) {
      between.at(variables[v].id, variables[v].hidden(protection, l.of.parent));
      rows_between(between, variables[v], column, l, l.standing[v], cells, l.place[v], options.level);
    }
    for (std::size_t u = 0; u < l.of.units.size(); ++u) {
      const std::size_t cell = l.of.units[u];
      row_writer unit(out.unit, "unit", key_of(context.groups, context.groups.groups[cell], segment_columns));
      for (std::size_t v = 0; v < variables.size(); ++v) {
        const rest_comparison& c = l.against[u][v];
        if (c.present) {
          unit.at(variables[v].id, c.why);
          rows_against_rest(unit, variables[v], c, family_words[l.of.column], options);
        }
        const league_standing& s = l.standing[v];
        const estimate& raw = variables[v].of(cells[cell]);
        if (s.units.empty() || raw.method.empty()) continue;
        const hidden_reason why = variables[v].hidden(protection, cell);
        unit.at(variables[v].id, why);
        if (l.place[v][u] >= 0) {
          rows_of_standing(unit, variables[v], raw, s, s.units[static_cast<std::size_t>(l.place[v][u])]);
        } else if (why != hidden_reason::shown) {
          unit_standing nothing;
          nothing.top_chance.assign(s.tops.size(), 0);
          rows_of_standing(unit, variables[v], raw, s, nothing);
        }
      }
    }
  }
}

}  // namespace cxm::detail
