// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <string>

#include "cli/commands.hpp"
#include "cxm/version.hpp"

namespace {

enum exit_code : int { done = 0, cannot = 1, usage = 2 };

constexpr const char* footer = R"(Examples:
  cxm simulate cx4 --profile demo --out survey.csv
  cxm assess survey.csv --instrument cx4 --html report.html
  cxm tally january.csv --instrument cx4 --out january.cxm
  cxm merge january.cxm february.cxm --out both.cxm
  cxm assess both.cxm --json -
  cxm compare both.cxm --a unit=North --b unit=South
  cxm explain both.cxm
  cxm instrument show cx4
  cxm size --share 0.5 --margin 3

Exit codes: 0 done, 1 cannot be done (the reason is on stderr), 2 the command line is wrong.
`cxm COMMAND --help` explains each command.)";

int complain(const std::string& what, int code) {
  std::fprintf(stderr, "cxm: %s\n", what.c_str());
  return code;
}

// CLI11 would only say that a command is required.
void check_command(const CLI::App& program, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  std::string known;
  for (const CLI::App* command : program.get_subcommands({})) {
    if (command->get_name() == argv[1]) return;
    known += (known.empty() ? "" : ", ") + command->get_name();
  }
  throw cxm::cli::usage_error("there is no command \"" + std::string(argv[1]) + "\"; there are " + known);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("Measures how mature an organisation is at customer experience.", "cxm");
  program.set_version_flag("--version", std::string("cxm ") + cxm::version);
  program.require_subcommand(1);
  program.footer(footer);
  cxm::cli::add_assess(program);
  cxm::cli::add_check(program);
  cxm::cli::add_explain(program);
  cxm::cli::add_tally(program);
  cxm::cli::add_merge(program);
  cxm::cli::add_share(program);
  cxm::cli::add_instrument(program);
  cxm::cli::add_simulate(program);
  cxm::cli::add_norm(program);
  cxm::cli::add_weight(program);
  cxm::cli::add_size(program);
  cxm::cli::add_compare(program);
  cxm::cli::add_plan(program);
  try {
    check_command(program, argc, argv);
    program.parse(argc, argv);
    // A full disk or closed pipe shows only when the last bytes leave.
    if (!std::cout.flush()) return complain("cannot write to standard output", cannot);
    return done;
  } catch (const CLI::Success& e) {
    return program.exit(e);  // --help, --version
  } catch (const CLI::ParseError& e) {
    complain(e.what(), usage);
    std::fprintf(stderr, "Try `cxm --help`, or `cxm COMMAND --help`.\n");
    return usage;
  } catch (const cxm::cli::usage_error& e) {
    return complain(e.what(), usage);
  } catch (const std::bad_alloc&) {
    return complain("out of memory", cannot);
  } catch (const std::exception& e) {
    return complain(e.what(), cannot);
  }
}
