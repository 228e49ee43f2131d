// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cxm/benchmark/norm.hpp"

namespace CLI {
class App;
}

namespace cxm::cli {

/// The options that say which organisations of a norm are the peers, shared by the commands that place
/// somebody in one.
struct norm_choice {
  std::vector<std::string> attributes, near;
  std::size_t count = 20;

  void add_to(CLI::App& command, const std::string& group = "");
  /// The named norm, reduced to the peers.
  [[nodiscard]] norm load(const std::string& name) const;
};

}  // namespace cxm::cli
