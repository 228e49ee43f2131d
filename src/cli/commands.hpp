// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace CLI {
class App;
}

/// The commands of `cxm`, one file each. Each function adds its command to the program; CLI11 runs it when
/// it is named. What goes wrong is thrown: usage (exit code 2), everything else exit code 1.
namespace cxm::cli {

/// The command line asks for something that makes no sense.
class usage_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

void add_assess(CLI::App& program);
void add_check(CLI::App& program);
void add_explain(CLI::App& program);
void add_tally(CLI::App& program);
void add_merge(CLI::App& program);
void add_share(CLI::App& program);
void add_instrument(CLI::App& program);
void add_simulate(CLI::App& program);
void add_norm(CLI::App& program);
void add_weight(CLI::App& program);
void add_size(CLI::App& program);
void add_compare(CLI::App& program);
void add_plan(CLI::App& program);

}  // namespace cxm::cli
