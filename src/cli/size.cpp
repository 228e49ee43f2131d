// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cxm/assessment/answer_spread.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/sample_plan.hpp"
#include "cxm/io/csv.hpp"
#include "cxm/io/state_file.hpp"
#include "io/json_text.hpp"
#include "report/text_table.hpp"

namespace cxm::cli {
namespace {

using report_detail::text_table;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Four significant digits, whole numbers whole; "-" when there is none.
std::string shown(double value) {
  if (!std::isfinite(value)) return "-";
  char buffer[32];
  std::snprintf(buffer, sizeof buffer,
                std::floor(value) == value && std::fabs(value) < 1e15 ? "%.0f" : "%.4g", value);
  return buffer;
}

double number(std::string_view text, const std::string& what) {
  double value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    throw usage_error(what + ": \"" + std::string(text) + "\" is not a number");
  }
  return value;
}

/// A part of the organisation: from the state or from a table.
struct named_unit {
  std::string name;
  double answers = nan;     ///< that there are now
  double population = nan;  ///< people
  double sd = nan;
};

struct size_command {
  std::string state, of, role, wave, by, units_file, rule = "neyman";
  std::optional<double> share, sd, icc, cluster_size, total;
  std::vector<double> nps;
  std::vector<double> margins, changes, answers;
  planned_survey survey;
  planned_change change;
  double weight_cv = 0, least = 0;
  std::optional<double> population, deff;
  unsigned base = assess_options{}.minimum_base;
  bool json = false;

  std::string about;     // what is planned, in words
  bool percent = false;  // a share
  std::vector<named_unit> units;

  void run() {
    const int quantities = (share ? 1 : 0) + (sd ? 1 : 0) + (nps.empty() ? 0 : 1) + (state.empty() ? 0 : 1);
    if (quantities != 1) {
      throw usage_error(
          "size needs one quantity: --share P, --nps PROMOTERS,DETRACTORS, --sd SD, or a state and --of");
    }
    if (population) survey.population = *population;
    if (icc.has_value() != cluster_size.has_value())
      throw usage_error("--icc and --cluster-size go together");
    if (deff && icc) throw usage_error("--deff is given already by --icc and --cluster-size");
    survey.design_effect =
        deff ? *deff : planned_design_effect(cluster_size.value_or(1), icc.value_or(0), weight_cv);
    if (deff && weight_cv > 0) survey.design_effect *= 1 + weight_cv * weight_cv;
    const planned_quantity q = quantity();
    if (!units_file.empty()) read_units(q);
    if (!population && !units.empty()) {
      // Where every unit says its people, their sum is the whole.
      double people = 0;
      for (const named_unit& u : units) people += u.population;
      if (people > 0) survey.population = people;
    }
    if (margins.empty() && changes.empty() && answers.empty() && !total) {
      answers = {50, 100, 200, 400, 1000, 2000, 5000, 10000};
      std::erase_if(answers, [&](double n) { return n > survey.population; });
      if (answers.empty()) answers = {survey.population};
    }
    print(q);
  }

 private:
  /// Figures of shares are in percent for people; inside they are shares.
  [[nodiscard]] double scale() const { return percent ? 100 : 1; }

  planned_quantity quantity() {
    if (share) {
      about = "a share of " + shown(100 * *share) + " %";
      percent = true;
      return planned_quantity::share(*share);
    }
    if (!nps.empty()) {
      if (nps.size() != 2) throw usage_error("--nps takes two shares, PROMOTERS,DETRACTORS: --nps 0.5,0.2");
      about = "a Net Promoter Score of " + shown(100 * (nps[0] - nps[1])) + " with " + shown(100 * nps[1]) +
              " % detractors";
      return planned_quantity::nps(nps[0], nps[1]);
    }
    if (sd) {
      about = "a mean with a standard deviation of " + shown(*sd) + " points";
      return planned_quantity::mean(*sd);
    }
    return from_state();
  }

  planned_quantity from_state() {
    if (of.empty()) throw usage_error("a state needs --of MEASURE or INDEX");
    const tallied_file file = read_state_file(state);
    assess_options options;
    options.minimum_base = base;
    options.level = survey.level;
    const assessment found = assess(file.tally, options, file.receipt);
    const answer_spread spread = [&] {
      try {
        return spread_of_answers(found, of, wave, role, by);
      } catch (const error& e) {
        if (e.parameter() == "by") throw usage_error("--by " + by + ": the state has no such segment column");
        throw error(e.code(), state + ": " + e.what(), e.parameter());
      }
    }();
    const result_row& whole = spread.whole;
    const planned_quantity q = planned_quantity::from(whole.value);
    percent = whole.unit == "share";
    about = whole.label + ", " + shown(scale() * whole.value.value) + " on " + shown(whole.value.n) +
            " answers" + (spread.wave.empty() ? "" : ", wave " + spread.wave) +
            "; its own design is part of the standard deviation, a design effect comes on top";
    for (const unit_spread& u : spread.units) units.push_back({u.name, u.answers, nan, u.sd});
    return q;
  }

  /// name,population[,sd]: people for units of the state, or units of their own.
  void read_units(const planned_quantity& q) {
    csv_reader reader(units_file);
    const auto bad = [&](const std::string& what) {
      return error(errc::data, units_file + ": " + what, "units");
    };
    if (!reader.next()) throw bad("is empty, but must have the columns name, population and perhaps sd");
    std::map<std::string, std::size_t> columns;
    for (const auto field : reader.fields()) columns.emplace(std::string(field), columns.size());
    if (!columns.contains("name") || !columns.contains("population")) {
      throw bad("needs the columns name and population");
    }
    std::map<std::string, std::size_t> position;
    for (std::size_t i = 0; i < units.size(); ++i) position.emplace(units[i].name, i);
    while (reader.next()) {
      const auto fields = reader.fields();
      if (fields.size() < columns.size()) throw bad("a line has too few fields");
      const std::string name(fields[columns["name"]]);
      const auto [at, added] = position.emplace(name, units.size());
      if (added) units.push_back({name, nan, nan, q.sd});
      named_unit& u = units[at->second];
      if (std::isfinite(u.population)) throw bad("names \"" + name + "\" twice");
      u.population = number(fields[columns["population"]], units_file + ", population of " + name);
      if (columns.contains("sd") && !fields[columns["sd"]].empty()) {
        u.sd = number(fields[columns["sd"]], units_file + ", sd of " + name);
      }
    }
  }

  struct line {
    std::string unit, question;  // empty unit = the whole
    double answers = nan, invitations = nan, margin = nan, change = nan, power = nan;
    bool reachable = true;
  };

  void add(std::vector<line>& lines, const std::string& unit, const planned_quantity& q,
           const planned_survey& s) const {
    const auto filled = [&](line l) {
      l.unit = unit;
      if (l.answers > 0 && l.answers <= s.population) {
        if (std::isnan(l.margin)) l.margin = scale() * planned_margin(l.answers, q, s);
        if (std::isnan(l.change)) l.change = scale() * detectable_change(l.answers, q, change, s);
        if (std::isnan(l.invitations)) l.invitations = std::ceil(l.answers / s.response_rate - 1e-9);
        l.reachable = l.invitations <= s.population;
      }
      lines.push_back(l);
    };
    for (const double m : margins) {
      const planned_size size = size_for_margin(m / scale(), q, s);
      filled({unit, "margin " + shown(m), size.answers, size.invitations, nan, nan, nan, size.reachable});
    }
    for (const double d : changes) {
      const planned_size size = size_for_change(d / scale(), q, change, s);
      filled({unit, "change " + shown(d), size.answers, size.invitations, nan, nan,
              planned_power(size.answers, d / scale(), q, change, s), size.reachable});
    }
    for (const double n : answers)
      filled({unit, "answers " + shown(n), n, nan, nan, nan, nan, n <= s.population});
  }

  void print(const planned_quantity& q) {
    std::vector<line> lines;
    add(lines, "", q, survey);
    std::vector<planned_unit> strata;
    std::vector<double> given;
    for (named_unit& u : units) {
      planned_survey s = survey;
      s.population = std::isfinite(u.population) ? u.population : infinite_population;
      planned_quantity own = q;
      own.sd = std::isfinite(u.sd) ? u.sd : q.sd;
      u.sd = own.sd;
      // A unit's own spread takes the place of that which the share or score implies.
      if (own.sd != q.sd) own = planned_quantity::mean(own.sd);
      add(lines, u.name, own, s);
      strata.push_back({u.population, u.sd});
    }
    if (total) {
      for (const named_unit& u : units) {
        if (!std::isfinite(u.population)) {
          throw usage_error("--total needs --units FILE with the people of every unit; \"" + u.name +
                            "\" has none");
        }
      }
      if (units.empty()) throw usage_error("--total needs --units FILE");
      const std::map<std::string, allocation_rule> rules{{"proportional", allocation_rule::proportional},
                                                         {"neyman", allocation_rule::neyman},
                                                         {"equal", allocation_rule::equal}};
      given = allocate_answers(strata, *total, rules.at(rule), least);
    }
    if (json) {
      std::cout << as_json(q, lines, strata, given);
    } else {
      std::cout << as_text(q, lines, strata, given);
    }
  }

  [[nodiscard]] std::string conditions() const {
    std::string out = shown(100 * survey.level) + " % intervals, power " + shown(100 * change.power) + " %";
    out +=
        std::isfinite(survey.population) ? ", " + shown(survey.population) + " people" : ", large population";
    if (survey.design_effect != 1) out += ", design effect " + shown(survey.design_effect);
    if (survey.response_rate != 1) out += ", " + shown(100 * survey.response_rate) + " % answer";
    if (change.against_target) out += ", change against a fixed target";
    if (change.overlap > 0) {
      out += ", " + shown(100 * change.overlap) + " % answer both waves with correlation " +
             shown(change.correlation);
    }
    return out;
  }

  [[nodiscard]] std::string as_text(const planned_quantity& q, const std::vector<line>& lines,
                                    const std::vector<planned_unit>& strata,
                                    const std::vector<double>& given) const {
    const char* points = scale() == 100 ? " (percentage points)" : " (points)";
    std::string out = "Planned for " + about + "\n" + conditions() + "\n";
    if (!lines.empty()) {
      text_table table({"unit", "asked for", "answers", "invitations", std::string("margin +-") + points,
                        std::string("detectable change") + points},
                       "  >>>>");
      bool short_of = false;
      for (const line& l : lines) {
        short_of = short_of || !l.reachable;
        table.row({l.unit.empty() ? "whole" : l.unit, l.question, shown(l.answers),
                   shown(l.invitations) + (l.reachable ? "" : " *"), shown(l.margin), shown(l.change)});
      }
      out += "\n" + table.text();
      if (short_of) out += "* more than there are people: asking everybody does not give as many answers\n";
    }
    if (!given.empty()) {
      text_table table({"unit", "people", "answers", "invitations", std::string("margin +-") + points},
                       " >>>>");
      for (std::size_t h = 0; h < given.size(); ++h) {
        planned_survey s = survey;
        s.population = strata[h].population;
        table.row({units[h].name, shown(strata[h].population), shown(given[h]),
                   shown(std::ceil(given[h] / survey.response_rate - 1e-9)),
                   shown(unit_margin(q, strata[h], given[h], s))});
      }
      out += "\n" + rule + " allocation of " + shown(*total) + " answers" +
             (least > 0 ? ", at least " + shown(least) + " a unit" : std::string()) + "\n" + table.text();
      out += "margin of the whole, units weighted by people: +- " +
             shown(scale() * whole_margin(strata, given)) + "\n";
    }
    return out;
  }

  [[nodiscard]] double unit_margin(const planned_quantity& q, const planned_unit& u, double n,
                                   const planned_survey& s) const {
    if (!(n > 0)) return nan;
    planned_quantity own = q;
    if (u.sd != q.sd) own = planned_quantity::mean(u.sd);
    return scale() * planned_margin(n, own, s);
  }
  [[nodiscard]] double whole_margin(const std::vector<planned_unit>& strata,
                                    const std::vector<double>& given) const {
    return planned_margin(1, planned_quantity::share(0.5), level_alone()) / 0.5 *
           std::sqrt(survey.design_effect) * allocated_se(strata, given);
  }
  /// Its margin of one answer of a share of one half is half the normal critical value.
  [[nodiscard]] planned_survey level_alone() const {
    planned_survey s;
    s.level = survey.level;
    return s;
  }

  [[nodiscard]] std::string as_json(const planned_quantity& q, const std::vector<line>& lines,
                                    const std::vector<planned_unit>& strata,
                                    const std::vector<double>& given) const {
    std::string out;
    json_text::writer w(out);
    w.open('{');
    w.text("quantity", about);
    w.text("unit", scale() == 100 ? "percentage points" : "points");
    w.number("sd", scale() * q.sd);
    w.number("level", survey.level);
    w.number("power", change.power);
    w.number("population", survey.population);
    w.number("design_effect", survey.design_effect);
    w.number("response_rate", survey.response_rate);
    w.number("overlap", change.overlap);
    w.number("correlation", change.correlation);
    w.boolean("against_target", change.against_target);
    w.name("sizes");
    w.open('[');
    for (const line& l : lines) {
      w.element();
      w.compact(true);
      w.open('{');
      w.text("unit", l.unit);
      w.text("asked_for", l.question);
      w.number("answers", l.answers);
      w.number("invitations", l.invitations);
      w.number("margin", l.margin);
      w.number("detectable_change", l.change);
      w.boolean("reachable", l.reachable);
      w.close('}');
      w.compact(false);
    }
    w.close(']');
    if (!given.empty()) {
      w.name("allocation");
      w.open('{');
      w.text("rule", rule);
      w.number("total", *total);
      w.number("margin", scale() * whole_margin(strata, given));
      w.name("units");
      w.open('[');
      for (std::size_t h = 0; h < given.size(); ++h) {
        planned_survey s = survey;
        s.population = strata[h].population;
        w.element();
        w.compact(true);
        w.open('{');
        w.text("unit", units[h].name);
        w.number("people", strata[h].population);
        w.number("answers", given[h]);
        w.number("invitations", std::ceil(given[h] / survey.response_rate - 1e-9));
        w.number("margin", unit_margin(q, strata[h], given[h], s));
        w.close('}');
        w.compact(false);
      }
      w.close(']');
      w.close('}');
    }
    w.close('}');
    out += '\n';
    return out;
  }
};

}  // namespace

void add_size(CLI::App& program) {
  auto plan = std::make_shared<size_command>();
  CLI::App* app = program.add_subcommand(
      "size", "Plan a survey: answers and invitations for a margin or a change, and what answers will show.");
  std::string group = "What is measured";
  app->add_option("--share", plan->share, "a share of people, 0 to 1 (0.5 asks for most answers)")
      ->group(group);
  app->add_option("--nps", plan->nps, "a Net Promoter Score: shares PROMOTERS,DETRACTORS")
      ->delimiter(',')
      ->group(group);
  app->add_option("--sd", plan->sd, "a mean or an index: standard deviation of an answer")->group(group);
  app->add_option("state", plan->state, "as an earlier survey found it: a state written by cxm tally");
  app->add_option("--of", plan->of, "measure or index of the state")->group(group);
  app->add_option("--role", plan->role, "of the state (default: everybody)")->group(group);
  app->add_option("--wave", plan->wave, "of the state (default: the newest)")->group(group);
  app->add_option("--by", plan->by, "segment column of the state: every unit as well")->group(group);
  app->add_option("--minimum-base", plan->base,
                  "people below which a cell of the state is hidden (default 5)")
      ->group(group);
  group = "What is asked (lists with commas; shares in percentage points)";
  app->add_option("--margin", plan->margins, "half width of the interval")->delimiter(',')->group(group);
  app->add_option("--change", plan->changes, "change or difference to be found; its sign counts")
      ->delimiter(',')
      ->group(group);
  app->add_option("--answers", plan->answers, "what so many answers show (default: a table)")
      ->delimiter(',')
      ->group(group);
  group = "How it is asked";
  app->add_option("--level", plan->survey.level, "of intervals; tests at 1 - level (default 0.95)")
      ->group(group);
  app->add_option("--power", plan->change.power, "probability of finding a true change (default 0.8)")
      ->group(group);
  app->add_option("--population", plan->population, "people that there are")->group(group);
  app->add_option("--response-rate", plan->survey.response_rate, "share of the invited who answer")
      ->group(group);
  app->add_option("--deff", plan->deff, "design effect")->group(group);
  app->add_option("--icc", plan->icc, "how alike people of a unit answer, with --cluster-size")->group(group);
  app->add_option("--cluster-size", plan->cluster_size, "answers a sampled unit")->group(group);
  app->add_option("--weight-cv", plan->weight_cv, "coefficient of variation of the weights")->group(group);
  app->add_option("--overlap", plan->change.overlap, "share of people who answer both waves")->group(group);
  app->add_option("--correlation", plan->change.correlation, "of their two answers")->group(group);
  app->add_flag("--target", plan->change.against_target, "change against a fixed number, not another wave")
      ->group(group);
  group = "Over units";
  app->add_option("--units", plan->units_file, "CSV with the columns name, population and perhaps sd")
      ->group(group);
  app->add_option("--total", plan->total, "answers to spread over the units")->group(group);
  app->add_option("--allocate", plan->rule, "neyman (default), proportional or equal")
      ->check(CLI::IsMember({"neyman", "proportional", "equal"}))
      ->group(group);
  app->add_option("--least", plan->least, "least answers a unit, so that it can be published")->group(group);
  app->add_flag("--json", plan->json, "as JSON");
  app->footer(R"(Examples:
  cxm size --share 0.5 --margin 3 --response-rate 0.25
  cxm size --nps 0.75,0.08 --change 1
  cxm size last_year.cxm --of maturity --change 2,3 --by unit
  cxm size --sd 22 --units units.csv --total 2000 --least 10 --json)");
  app->callback([plan] { plan->run(); });
}

}  // namespace cxm::cli
