// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/norm_choice.hpp"
#include "cli/outputs.hpp"
#include "cxm/assessment/assessment.hpp"
#include "cxm/base/error.hpp"
#include "cxm/io/norm_json.hpp"
#include "cxm/io/norm_tables.hpp"
#include "cxm/io/state_file.hpp"
#include "report/text_table.hpp"

namespace cxm::cli {
namespace {

using report_detail::text_table;

/// Four significant digits, for reading; "-" when there is none.
std::string shown(double value) {
  if (!std::isfinite(value)) return "-";
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.4g", value);
  return buffer;
}

/// Value, low, high.
std::string percent(const std::array<double, 3>& e) {
  if (!std::isfinite(e[1]) || !std::isfinite(e[2]) || std::isnan(e[0])) return "-";
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.0f (%.0f to %.0f)", e[0], e[1], e[2]);
  return buffer;
}

struct build_command {
  std::vector<std::string> states;
  std::string table, out, id, version = "1", title, source, population, date, admission;
  norm_table_options columns;
  double least = 0;
  unsigned base = assess_options{}.minimum_base;

  void run() const {
    if (table.empty() == states.empty()) {
      throw usage_error("norm build needs either states of organisations or --table FILE");
    }
    norm about;
    about.id = id;
    about.version = version;
    if (!title.empty()) about.title = text(title);
    about.source = source;
    about.population = population;
    about.date = date;
    about.admission = admission;
    norm made =
        table.empty() ? from_states(std::move(about)) : norm_from_table(table, std::move(about), columns);
    if (least > 0) made = admit_answers(made, least);
    check_norm(made);
    outputs files;
    files.add(out, pretty_json(made));
    files.commit();
  }

 private:
  norm from_states(norm about) const {
    std::vector<assessment> all;
    all.reserve(states.size());
    std::vector<named_assessment> named;
    for (const std::string& path : states) {
      const tallied_file file = read_state_file(path);
      assess_options options;
      options.minimum_base = base;
      all.push_back(assess(file.tally, options, file.receipt));
      named.push_back({{std::filesystem::path(path).stem().string(), {}, {}}, &all.back()});
    }
    return norm_from_assessments(named, std::move(about));
  }
};

struct show_command {
  std::string name, language = "en";
  bool json = false;

  void run() const {
    if (name.empty()) {
      for (const std::string& id : builtin_norms()) {
        const norm one = load_norm(id);
        std::cout << id << "  " << one.version << "  " << one.title.in(language) << "\n";
      }
      return;
    }
    const norm one = load_norm(name);
    if (json) {
      std::cout << pretty_json(one);
      return;
    }
    std::cout << one.title.in(language) << "\n"
              << one.id << " " << one.version << ", fingerprint " << fingerprint_of(one).hex() << "\n"
              << "Source: " << one.source << "\nPopulation: " << one.population << "\nDate: " << one.date
              << "\n";
    if (!one.admission.empty()) std::cout << "Admission: " << one.admission << "\n";
    if (one.organisations > 0) std::cout << "Organisations: " << shown(one.organisations) << "\n";
    if (one.answers > 0) std::cout << "Answers: " << shown(one.answers) << "\n";
    text_table table(
        {"measure", "role", "kind", "organisations", "lower quartile", "centre", "upper quartile"},
        "   >>>>");
    const result_table rows = norm_table(one);
    for (std::size_t r = 0; r < rows.rows; ++r) {
      std::vector<std::string> cells;
      for (const std::size_t text : {0U, 1U, 3U}) cells.emplace_back(rows.columns[text].text(r));
      for (const std::size_t number : {4U, 5U, 6U, 7U})
        cells.push_back(shown(rows.columns[number].numbers[r]));
      table.row(cells);
    }
    std::cout << "\n" << table.text();
  }
};

struct apply_command {
  std::string norm_name, state, csv;
  norm_choice choice;
  bool units = false;
  unsigned base = assess_options{}.minimum_base;

  void run() const {
    const tallied_file file = read_state_file(state);
    assess_options options;
    options.minimum_base = base;
    options.reference = std::make_shared<const norm>(choice.load(norm_name));
    const norm& reference = *options.reference;
    check_same_instrument(reference, file.tally.instrument().id, state);
    const assessment found = assess(file.tally, options, file.receipt);

    const result_table places = norm_places(found, units);
    if (places.rows == 0) {
      throw error(errc::argument,
                  "the norm \"" + reference.id + "\" and " + state +
                      " share no measure among the same role with a figure that may be shown; see `cxm norm "
                      "show`",
                  "norm");
    }
    if (!csv.empty()) {
      outputs files;
      files.add(csv, table_csv(places));
      files.commit();
    }
    std::cout << reference.id << " " << reference.version << ", " << reference.date << ": "
              << reference.population << "\n";
    if (!reference.admission.empty()) std::cout << reference.admission << "\n";
    std::cout << "\n" << for_people(places);
  }

 private:
  static std::string for_people(const result_table& places) {
    const auto column = [&](std::string_view name) -> const table_column& {
      for (const table_column& c : places.columns) {
        if (c.name == name) return c;
      }
      throw error(errc::argument, "places in norms have no column " + std::string(name));
    };
    const auto range = [&](const std::string& name, std::size_t r) {
      return std::array{column(name).numbers[r], column(name + "_low").numbers[r],
                        column(name + "_high").numbers[r]};
    };
    text_table table({"measure", "role", "unit", "value", "norm", "difference", "better than, %", "of them"},
                     "   >>>>>");
    for (std::size_t r = 0; r < places.rows; ++r) {
      const auto or_else = [&](const char* name, const char* whole) {
        const std::string_view text = column(name).text(r);
        return std::string(text.empty() ? whole : text);
      };
      const auto [difference, below, above] = range("difference", r);
      const double organisations = column("organisations").numbers[r];
      table.row({std::string(column("id").text(r)), or_else("role", "all"), or_else("unit", "whole"),
                 shown(column("value").numbers[r]), shown(column("centre").numbers[r]),
                 std::isnan(difference)
                     ? "-"
                     : shown(difference) + " (" + shown(below) + " to " + shown(above) + ")",
                 percent(range(std::isnan(column("percentile").numbers[r]) ? "observed" : "percentile", r)),
                 organisations > 0 ? std::to_string(static_cast<std::size_t>(organisations)) : "-"});
    }
    return table.text();
  }
};

}  // namespace

void add_norm(CLI::App& program) {
  CLI::App* app =
      program.add_subcommand("norm", "Build, show and apply norms: what other organisations reach.");
  app->require_subcommand(1);

  auto making = std::make_shared<build_command>();
  CLI::App* build = app->add_subcommand(
      "build", "Make a norm from states of organisations (no rows needed), or from a table of figures.");
  build->add_option("states", making->states, "one state an organisation, named by its file");
  build->add_option("--table", making->table, "CSV or TSV, one row an organisation, one column a measure");
  build->add_option("-o,--out", making->out, "the norm to write (JSON)")->required();
  build->add_option("--id", making->id, "identifier")->required();
  build->add_option("--norm-version", making->version, "version (default 1)");
  build->add_option("--title", making->title, "for people");
  build->add_option("--source", making->source, "who collected the figures")->required();
  build->add_option("--population", making->population, "whom they speak of")->required();
  build->add_option("--date", making->date, "of the answers: YYYY, YYYY-MM or YYYY-MM-DD")->required();
  build->add_option("--admission", making->admission, "the rule by which organisations were let in");
  build->add_option("--min-answers", making->least, "leave out figures on fewer answers");
  build->add_option("--minimum-base", making->base,
                    "people below which a cell of a state is hidden (default 5)");
  const std::string group = "Tables";
  build->add_option("--organisation", making->columns.organisation, "column of names (default organisation)")
      ->group(group);
  build->add_option("--attribute", making->columns.attributes, "columns by which peers are filtered")
      ->group(group)
      ->allow_extra_args(false);
  build->add_option("--covariate", making->columns.covariates, "columns by which peers are found")
      ->group(group)
      ->allow_extra_args(false);
  build->add_option("--ignore", making->columns.ignore, "columns to leave out")
      ->group(group)
      ->allow_extra_args(false);
  build
      ->add_option("--leave-out", making->columns.leave_out,
                   "organisations to leave out, as groups of others")
      ->group(group)
      ->allow_extra_args(false);
  build->add_option("--unit", making->columns.unit, "of all measures: share, points, nps ...")->group(group);
  build->add_option("--lower-is-better", making->columns.lower_is_better, "measures")
      ->group(group)
      ->allow_extra_args(false);
  build->footer(R"(Examples:
  cxm norm build a.cxm b.cxm c.cxm --id retail --source "Own surveys" --population "Retailers" --date 2026 --out retail.json
  cxm norm build --table league.csv --attribute sector --id league --source "Association" --population "Members" --date 2026 --out league.json)");
  build->callback([making] { making->run(); });

  auto showing = std::make_shared<show_command>();
  CLI::App* show = app->add_subcommand(
      "show", "Print a norm for people, or as JSON; without a name, list the built-in ones.");
  show->add_option("norm", showing->name, "a built-in norm or a file");
  show->add_flag("--json", showing->json, "the whole document");
  show->add_option("--lang", showing->language, "language of the texts (default en)");
  show->footer("Examples:\n  cxm norm show\n  cxm norm show cx4-published");
  show->callback([showing] { showing->run(); });

  auto applying = std::make_shared<apply_command>();
  CLI::App* apply =
      app->add_subcommand("apply", "Place an organisation, or its units, among those of a norm.");
  apply->add_option("norm", applying->norm_name, "a built-in norm or a file")->required();
  apply->add_option("state", applying->state, "a state written by cxm tally")->required();
  applying->choice.add_to(*apply);
  apply->add_flag("--units", applying->units, "the units too, not only the whole");
  apply->add_option("--minimum-base", applying->base, "people below which a cell is hidden (default 5)");
  apply->add_option("--csv", applying->csv, "write the positions to a file as well");
  apply->footer(
      "Examples:\n  cxm norm apply cx4-published ours.cxm\n  cxm norm apply retail.json ours.cxm --units "
      "--csv places.csv");
  apply->callback([applying] { applying->run(); });

  app->footer("Examples:\n  cxm norm show cx4-published\n  cxm norm apply cx4-published ours.cxm");
}

}  // namespace cxm::cli
