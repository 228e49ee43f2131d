// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.hpp"
#include "cli/folding.hpp"
#include "cli/reading.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/tally_file.hpp"

namespace cxm::cli {
namespace {

struct tally_command {
  std::vector<std::string> data;
  std::string instrument, out;
  reading how;
  keeping what;

  void run() const {
    const instrument_ptr survey = load_instrument(instrument);
    write_merged(data, out, [&](const std::string& path) {
      return tally_file(path, survey, how.options(path), what.options());
    });
  }
};

}  // namespace

void add_tally(CLI::App& program) {
  auto command = std::make_shared<tally_command>();
  CLI::App* app = program.add_subcommand(
      "tally", "Reduce data files to a state: exact sums that can be stored, sent and merged.");
  app->add_option("data", command->data, "data files (" + std::string(data_file_kinds) + ")")->required();
  app->add_option("-i,--instrument", command->instrument, "a built-in instrument or a file")->required();
  app->add_option("-o,--out", command->out, "the state to write")->required();
  command->how.add_to(*app);
  command->what.add_to(*app);
  app->footer(R"(Examples:
  cxm tally january.csv --instrument cx4 --out january.cxm
  cxm tally export.csv.gz --instrument survey.json --map unit=Store --unknown=missing --out all.cxm

A state holds sums, never rows; its size does not grow with them. States of one instrument merge in any
order to the same bytes.)");
  app->callback([command] { command->run(); });
}

}  // namespace cxm::cli
