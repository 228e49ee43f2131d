// SPDX-License-Identifier: Apache-2.0
#include "cxm/simulate/simulate.hpp"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <system_error>

#include "cli/commands.hpp"
#include "cli/outputs.hpp"
#include "cli/progress.hpp"
#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"

namespace cxm::cli {
namespace {

struct simulate_command {
  std::string instrument, profile = "demo", out, truth, instrument_out;
  std::optional<std::uint64_t> seed;
  simulate_options how;

  void run() {
    const instrument_ptr survey = load_instrument(instrument);
    const cxm::profile people = load_profile(profile);
    how.seed = seed;
    how.progress = progress_for(out);
    outputs files;
    if (!truth.empty()) files.add(truth, truth_json(*survey, people, how));
    if (!instrument_out.empty()) files.add(instrument_out, pretty_json(*with_hierarchy(*survey, people)));
    // The rows may be more than memory holds, so they go to disk as they are drawn.
    pending_stream rows(out);
    simulate_to_csv(*survey, people, rows.stream(), how);
    rows.finish();
    how.progress = nullptr;
    files.commit();
    rows.commit();
  }
};

}  // namespace

void add_simulate(CLI::App& program) {
  auto command = std::make_shared<simulate_command>();
  simulate_command& c = *command;
  CLI::App* app = program.add_subcommand(
      "simulate", "Draw an organisation with a known truth and write its answers as CSV.");
  app->add_option("instrument", c.instrument, "a built-in instrument or a file")->required();
  app->add_option("-p,--profile", c.profile,
                  "who answers and how: a built-in profile or a file (default demo)");
  app->add_option("-o,--out", c.out, "the data file to write")->required();
  app->add_option("--truth", c.truth, "also write what is true in the population, as JSON");
  app->add_option("--instrument-out", c.instrument_out,
                  "also write the instrument with the profile's units and waves");
  app->add_option("--seed", c.seed,
                  "instead of the profile's; the same seed draws the same bytes everywhere");
  app->add_option("--copies", c.how.copies, "so many times as many people (default 1)")
      ->check(CLI::Range(1U, 1'000'000U));
  app->add_flag("--labels", c.how.labels, "answers as labels instead of codes");
  app->add_option("--lang", c.how.language, "language of the labels (default en)");
  app->footer(R"(Examples:
  cxm simulate cx4 --profile demo --out survey.csv
  cxm simulate cx4 --profile mine.json --seed 7 --out survey.csv --truth truth.json
  cxm simulate cx4 --out large.csv --copies 1000

Profiles are described in docs/simulate.md.)");
  app->callback([command] { command->run(); });
}

}  // namespace cxm::cli
