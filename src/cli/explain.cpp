// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/outputs.hpp"
#include "cli/reading.hpp"
#include "cxm/base/error.hpp"
#include "cxm/io/explain_file.hpp"
#include "cxm/io/state_file.hpp"
#include "cxm/io/tables.hpp"
#include "cxm/report/driver_text.hpp"

namespace cxm::cli {
namespace {

struct explain_command {
  std::string source, instrument, outcome, unit, within, among, by, json, csv;
  std::vector<std::string> drivers, roles, outcome_roles;
  assess_options what;
  bool no_disclosure = false;
  reading how;
  keeping keep;

  void run() {
    if (instrument.empty() && !is_state_file(source)) {
      throw instrument_required(source);
    }
    if (outcome.empty() != drivers.empty()) {
      throw usage_error("--outcome and --drivers go together: the result, and what may move it");
    }
    if (outcome.empty() &&
        !(unit.empty() && within.empty() && among.empty() && roles.empty() && outcome_roles.empty())) {
      throw usage_error(
          "--unit, --within, --among, --roles and --outcome-roles need --outcome and --drivers");
    }
    explain_options options;
    options.read = how.options(source);
    options.keep = keep.options();
    options.assess = what;
    options.assess.disclosure = !no_disclosure;
    options.assess.threads = options.read.threads;
    if (!outcome.empty()) {
      driver_set asked;
      asked.id = "asked";
      asked.outcome = outcome;
      asked.predictors = drivers;
      asked.roles = roles;
      asked.unit = unit;
      asked.within = within;
      asked.among = among;
      asked.outcome_roles = outcome_roles;
      options.asked = std::move(asked);
    }
    const assessment result = explain_file(source, instrument, options);
    options.read.progress = nullptr;  // takes the line of progress away
    if (result.receipt.rows_used == 0) {
      throw error(errc::data, source + ": no answers that could be used", source);
    }
    outputs written;
    if (!json.empty() && json != "-") written.add(json, result_json(result));
    if (!csv.empty()) written.add_directory(csv, result_csv(result));
    written.commit();
    if (json == "-") {
      std::cout << result_json(result);
      return;
    }
    std::cout << driver_text(result, by == "role");
    for (const std::string& note : result.notes) std::cout << "\n  " << note << "\n";
  }
};

}  // namespace

void add_explain(CLI::App& program) {
  auto command = std::make_shared<explain_command>();
  explain_command& c = *command;
  CLI::App* app =
      program.add_subcommand("explain", "What goes with a result: drivers, with their uncertainty.");
  app->add_option("source", c.source, "a data file (" + std::string(data_file_kinds) + ") or a state")
      ->required();
  app->add_option("-i,--instrument", c.instrument, "a built-in instrument or a file; a state brings its own");

  const std::string ask = "Question (default: the instrument's driver sets)";
  app->add_option("--outcome", c.outcome, "the measure to explain")->group(ask);
  app->add_option("--drivers", c.drivers, "measures that may move it, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(ask);
  app->add_option("--roles", c.roles, "whose answers (default: everybody who is asked)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(ask);
  app->add_option("--within", c.within, "compare people within the units of this segment")->group(ask);
  app->add_option("--among", c.among, "only people who say yes to this share measure")->group(ask);
  app->add_option("--unit", c.unit, "compare the units of this segment instead of people")->group(ask);
  app->add_option("--outcome-roles", c.outcome_roles, "with --unit: whose answers give the outcome")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(ask);
  app->add_option("--by", c.by, "role: each role by itself too")->check(CLI::IsMember({"role"}))->group(ask);

  const std::string out = "Output";
  app->add_option("--json", c.json, "write every number as JSON; - for standard output")->group(out);
  app->add_option("--csv", c.csv, "write the tables into this directory")->group(out);
  app->add_option("--lang", c.what.language, "language of labels and texts (default en)")->group(out);

  add_publishing(*app, c.what.level, c.what.minimum_base, c.no_disclosure);
  c.how.add_to(*app);
  c.keep.add_to(*app);
  app->footer(R"(Examples:
  cxm explain survey.csv --instrument cx4
  cxm explain survey.csv --instrument cx4 --outcome nps --drivers satisfaction_score,effort --by role
  cxm explain survey.csv --instrument cx4 --outcome stayed --drivers effort,trust --among satisfied
  cxm explain all.cxm --outcome overall_score --drivers culture,leadership --within unit --json -

Data files give bootstrap intervals, robust errors and odds ratios; a state gives what its sums allow. What goes
together need not cause each other.)");
  app->callback([command] { command->run(); });
}

}  // namespace cxm::cli
