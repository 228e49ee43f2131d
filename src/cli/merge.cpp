// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.hpp"
#include "cli/outputs.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/state_file.hpp"

namespace cxm::cli {
namespace {

struct merge_command {
  std::vector<std::string> states;
  std::string instrument, out;

  void run() const {
    std::optional<tallied_file> all;
    for (const std::string& path : states) {
      tallied_file file = read_state_file(path, instrument.empty() ? nullptr : load_instrument(instrument));
      if (all) {
        all->tally.merge(file.tally);
        all->receipt.merge(file.receipt);
      } else {
        all.emplace(std::move(file));
      }
    }
    outputs files;
    files.add(out, state_file_bytes(all->tally, all->receipt));
    files.commit();
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
