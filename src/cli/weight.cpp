// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/outputs.hpp"
#include "cxm/io/weight_file.hpp"

namespace cxm::cli {
namespace {

struct weight_command {
  std::string data, targets, out, column = "weight", before;
  bool quiet = false;

  void run() const {
    weighted_rows weighted = weight_csv(data, load_weight_targets(targets), column, before);
    outputs files;
    const std::vector<std::string> lines = weighting_lines(weighted);
    files.add(out, std::move(weighted.csv));
    files.commit();
    if (quiet) return;
    for (const std::string& line : lines) std::cout << line << "\n";
  }
};

}  // namespace

void add_weight(CLI::App& program) {
  auto command = std::make_shared<weight_command>();
  CLI::App* app = program.add_subcommand(
      "weight", "Weight the rows of a data file to known totals: raking, post-stratification, calibration.");
  app->add_option("data", command->data, "a data file with one header row (CSV or TSV, plain or gzip)")
      ->required();
  app->add_option("--targets", command->targets, "totals and method, as JSON (docs/survey.md)")->required();
  app->add_option("-o,--out", command->out, "the file to write: the same rows with one more column")
      ->required();
  app->add_option("--column", command->column, "name of the new column (default weight)");
  app->add_option("--base-weight", command->before, "a column of weights to begin with (default: all 1)");
  app->add_flag("--quiet", command->quiet, "no report of convergence and weights");
  app->footer(R"(Examples:
  cxm weight survey.csv --targets population.json --out weighted.csv
  cxm assess weighted.csv --instrument cx4 --map weight=weight

The targets: {"method": "rake", "population": 12000, "margins": [{"column": "unit", "totals": {"a": 40, "b": 60}}]}.
Other methods: poststratify, linear, raking, logit (with "bounds": [0.3, 3]); "trim": [0.2, 5] cuts weights.)");
  app->callback([command] { command->run(); });
}

}  // namespace cxm::cli
