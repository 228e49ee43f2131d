// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/outputs.hpp"
#include "cxm/io/state_file.hpp"

namespace cxm::cli {

/// Read what the paths name, one after the other, merge it, and write it as one state.
inline void write_merged(const std::vector<std::string>& paths, const std::string& out,
                         const std::function<tallied_file(const std::string&)>& read) {
  std::optional<tallied_file> all;
  for (const std::string& path : paths) {
    tallied_file file = read(path);
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

}  // namespace cxm::cli
