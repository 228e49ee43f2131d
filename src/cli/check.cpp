// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/outputs.hpp"
#include "cli/reading.hpp"
#include "cxm/base/error.hpp"
#include "cxm/io/check_file.hpp"
#include "cxm/io/state_file.hpp"
#include "cxm/io/tables.hpp"
#include "cxm/report/check_text.hpp"

namespace cxm::cli {
namespace {

struct check_command {
  std::string source, instrument, by, json, csv, rows;
  assess_options what;
  bool no_disclosure = false;
  reading how;

  void run() {
    const bool state = is_state_file(source);
    if (instrument.empty() && !state) {
      throw instrument_required(source);
    }
    if (state && !rows.empty()) {
      throw usage_error("--rows: " + source + " is a state, which holds no rows; check the data file itself");
    }
    check_options options;
    options.read = how.options(source);
    options.assess = what;
    options.assess.disclosure = !no_disclosure;
    options.assess.threads = options.read.threads;
    const data_check found = check_file(source, instrument, options);
    options.read.progress = nullptr;  // takes the line of progress away
    const assessment& result = found.result;
    if (result.receipt.rows_used == 0) {
      throw error(errc::data, source + ": no answers that could be used", source);
    }
    outputs written;
    if (!json.empty() && json != "-") written.add(json, result_json(result));
    if (!csv.empty()) written.add_directory(csv, result_csv(result));
    if (!rows.empty()) written.add(rows, table_csv(questionable_rows(found)));
    written.commit();
    if (json == "-") {
      std::cout << result_json(result);
      return;
    }
    std::cout << check_text(result, by == "role", rows.empty() ? found.rows.size() : 0);
    for (const std::string& note : result.notes) std::cout << "\n  " << note << "\n";
  }
};

}  // namespace

void add_check(CLI::App& program) {
  auto command = std::make_shared<check_command>();
  check_command& c = *command;
  CLI::App* app = program.add_subcommand(
      "check", "Are the questions and the answers sound? Reliability, careless answering.");
  app->add_option("source", c.source,
                  "a data file (" + std::string(data_file_kinds) + ") or a state that keeps item moments")
      ->required();
  app->add_option("-i,--instrument", c.instrument, "a built-in instrument or a file; a state brings its own");

  const std::string out = "Output";
  app->add_option("--by", c.by, "role: each role by itself too")->check(CLI::IsMember({"role"}))->group(out);
  app->add_option("--rows", c.rows, "list the rows that show a sign of careless answering in this CSV file")
      ->group(out);
  app->add_option("--json", c.json, "write every number as JSON; - for standard output")->group(out);
  app->add_option("--csv", c.csv, "write the tables into this directory")->group(out);
  app->add_option("--lang", c.what.language, "language of labels and texts (default en)")->group(out);

  add_publishing(*app, c.what.level, c.what.minimum_base, c.no_disclosure);
  c.how.add_to(*app);
  app->footer(R"(Examples:
  cxm check survey.csv --instrument cx4
  cxm check survey.csv --instrument mine.json --by role --rows look-at-these.csv

Rows are counted and listed, never removed. The list holds row numbers of single people's answers: keep it with the
data, not with the results.)");
  app->callback([command] { command->run(); });
}

}  // namespace cxm::cli
