// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.hpp"
#include "cli/folding.hpp"
#include "cxm/io/instrument_json.hpp"

namespace cxm::cli {
namespace {

struct merge_command {
  std::vector<std::string> states;
  std::string instrument, out;

  void run() const {
    write_merged(states, out, [this](const std::string& path) {
      return read_state_file(path, instrument.empty() ? nullptr : load_instrument(instrument));
    });
  }
};

}  // namespace

void add_merge(CLI::App& program) {
  auto command = std::make_shared<merge_command>();
  CLI::App* app =
      program.add_subcommand("merge", "Merge states of one instrument: other days, sites, machines.");
  app->add_option("states", command->states, "states written by cxm tally or by other hosts of the library")
      ->required();
  app->add_option("-i,--instrument", command->instrument, "needed only for states stored without theirs");
  app->add_option("-o,--out", command->out, "the state to write")->required();
  app->footer(R"(Examples:
  cxm merge january.cxm february.cxm --out both.cxm
  cxm assess both.cxm)");
  app->callback([command] { command->run(); });
}

}  // namespace cxm::cli
