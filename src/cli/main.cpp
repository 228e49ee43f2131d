// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <new>

#include "cli/commands.hpp"
#include "cxm/version.hpp"

namespace {

enum exit_code : int { done = 0, cannot = 1, usage = 2 };

constexpr const char* footer = R"(Examples:
  cxm tally january.csv --instrument cx4 --out january.cxm
  cxm merge january.cxm february.cxm --out both.cxm
  cxm instrument show cx4

Exit codes: 0 done, 1 cannot be done (the reason is on stderr), 2 the command line is wrong.
`cxm COMMAND --help` explains each command.)";

int complain(const char* what, int code) {
  std::fprintf(stderr, "cxm: %s\n", what);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("Measures how mature an organisation is at customer experience.", "cxm");
  program.set_version_flag("--version", std::string("cxm ") + cxm::version);
  program.require_subcommand(1);
  program.footer(footer);
  cxm::cli::add_tally(program);
  cxm::cli::add_merge(program);
  cxm::cli::add_instrument(program);
  try {
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
