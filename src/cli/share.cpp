// SPDX-License-Identifier: Apache-2.0
#include "cxm/assessment/share.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/outputs.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/ledger_json.hpp"
#include "cxm/io/state_file.hpp"

namespace cxm::cli {
namespace {

struct share_command {
  std::string state, instrument, out, ledger;
  sharing_options what;
  bool no_roles = false, no_pairs = false, quiet = false;

  void run() {
    const tallied_file file =
        read_state_file(state, instrument.empty() ? nullptr : load_instrument(instrument));
    what.roles = !no_roles;
    what.pair_moments = !no_pairs;
    disclosure_ledger book = ledger.empty() ? disclosure_ledger{} : read_ledger(ledger);
    const shared_state made = share(file.tally, what, &book);
    outputs files;
    files.add(out, state_file_bytes(made.tally, made.receipt));
    if (!ledger.empty()) files.add(ledger, ledger_json(book));
    files.commit();
    if (quiet) return;
    for (const std::string& note : made.notes) std::cout << "  " << note << "\n";
  }
};

}  // namespace

void add_share(CLI::App& program) {
  auto command = std::make_shared<share_command>();
  share_command& c = *command;
  CLI::App* app = program.add_subcommand(
      "share", "Make a state that may be given away: no small group in it, none to be computed from it.");
  app->add_option("state", c.state, "a state written by cxm tally or cxm merge")->required();
  app->add_option("-i,--instrument", c.instrument, "needed only for a state stored without its own");
  app->add_option("-o,--out", c.out, "the state to write")->required();
  app->add_option("--segments", c.what.segments,
                  "segment columns to keep (default: the first that has values)")
      ->delimiter(',')
      ->allow_extra_args(false);
  app->add_flag("--no-roles", c.no_roles, "do not keep roles apart: more units stay");
  app->add_option("--min-base", c.what.minimum_base, "people that every group must have (default 5)")
      ->check(CLI::Range(1U, 1'000'000U));
  app->add_option(
      "--unanimous-base", c.what.unanimous_base,
      "people below which an answer that all of a group give is left out (default 10, 0 = never)");
  app->add_flag("--histograms", c.what.histograms,
                "keep histograms: scores of single people, though not whose");
  app->add_flag("--no-pairs", c.no_pairs, "leave out pair moments; indices then have no interval");
  app->add_option("--ledger", c.ledger,
                  "what was published of this state; read, checked against and continued");
  app->add_flag("--quiet", c.quiet, "do not say what was merged and left out");
  app->footer(R"(Examples:
  cxm share all.cxm --out to-the-benchmark.cxm
  cxm share all.cxm --segments region,tenure --no-roles --ledger all.ledger --out to-headquarters.cxm

A shared state merges with other shared states and is assessed like any other; the assessment says what it
was made from.)");
  app->callback([command] { command->run(); });
}

}  // namespace cxm::cli
