// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cxm {

/// What has been published of one body of answers, so that further questions to it (other selections, other
/// crossings, a state for sharing) can be checked against everything that was shown before. Starts empty;
/// assess() and share() check against it and add what they show. Plain data; io/ledger_json.hpp stores it.
///
/// A ledger holds group names and which sums of which groups were shown, but no numbers. It knows what went
/// through it: publish one body of answers through one ledger.
struct disclosure_ledger {
  /// One additive quantity: people, the answers to an item, a measure ... Positions in `cells` or `atoms`.
  struct variable {
    std::vector<std::uint32_t> known;   ///< cells whose sums were shown
    std::vector<std::uint32_t> secret;  ///< cells hidden for what they say, not for their size
    std::vector<std::uint32_t> empty;   ///< atoms known to hold nobody
    friend bool operator==(const variable&, const variable&) = default;
  };
  struct wave {
    std::vector<std::string> columns;             ///< the grouping columns but for the wave
    std::vector<std::vector<std::string>> atoms;  ///< names of the smallest groups, parallel to `columns`
    std::vector<std::vector<std::uint32_t>> cells;
    std::map<std::string, variable> variables;  ///< "people", "item:<id>", "measure:<id>" ...
    friend bool operator==(const wave&, const wave&) = default;
  };
  std::string state;  ///< SHA-256 over the serialised tallies, hexadecimal; empty = nothing published yet
  std::uint64_t publications = 0;
  std::map<std::string, wave> waves;
  friend bool operator==(const disclosure_ledger&, const disclosure_ledger&) = default;
};

}  // namespace cxm
