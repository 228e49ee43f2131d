// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cxm/io/reader.hpp"
#include "cxm/tally/tally.hpp"

namespace CLI {
class App;
}

namespace cxm::cli {

/// What a data file may be, for the help of commands.
#ifdef CXM_WITH_SAV
inline constexpr const char* data_file_kinds = "CSV or TSV, plain or gzip; SPSS .sav or .zsav";
#else
inline constexpr const char* data_file_kinds = "CSV or TSV, plain or gzip";
#endif

/// The options that say how data files are read, shared by the commands that read them.
struct reading {
  std::vector<std::string> map;
  std::string layout = "auto";
  std::string separator;
  std::string unknown = "error";
  std::string rake, base_weight;  ///< weight to the totals of this file first
  std::vector<std::string> replicates;
  std::string replicate_type, rscales;
  double fay_rho = 0, scale = 0, replicate_df = 0;
  bool mse = false, not_combined = false;
  bool latin1 = false;
  unsigned threads = 0;

  void add_to(CLI::App& command);
  /// As the library takes them; with progress on stderr when it is a terminal.
  [[nodiscard]] read_options options(const std::string& path) const;
};

/// The options that say what a tally keeps.
struct keeping {
  bool item_moments = false;
  bool contingency = false;
  unsigned replicates = 0;
  unsigned long long seed = 1;

  void add_to(CLI::App& command);
  [[nodiscard]] tally_options options() const;
};

/// A data file without an instrument, and what to do about it.
[[nodiscard]] usage_error instrument_required(const std::string& data_file);

/// The options of all commands that publish numbers of groups: level of intervals, minimum base, disclosure
/// control.
void add_publishing(CLI::App& command, double& level, std::uint32_t& minimum_base, bool& no_disclosure);

}  // namespace cxm::cli
