// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "cxm/estimate/ranks.hpp"
#include "oracle.hpp"

namespace oracles {
namespace {

json to_json(const std::vector<cxm::rank_set>& sets) {
  json out{{"L", json::array()}, {"rank", json::array()}, {"U", json::array()}};
  for (const cxm::rank_set& s : sets) {
    out["L"].push_back(s.low);
    out["rank"].push_back(s.rank);
    out["U"].push_back(s.high);
  }
  return out;
}

json rank_confidence_sets(const oracle_case& c) {
  const std::vector<double> x = c.numbers("estimate"), se = c.numbers("se");
  cxm::rank_options options;
  options.level = c.number("coverage", 0.95);
  options.draws = 50000;  // the reference has its own simulation error: add little to it
  options.higher_is_first = c.number("higher_is_rank_1", 1) != 0;
  const auto simultaneous = cxm::simultaneous_rank_sets(x, se, options);
  json out{{"marginal", to_json(cxm::marginal_rank_sets(x, se, options))},
           {"simultaneous", to_json(simultaneous)}};
  options.stepdown = false;
  out["simultaneous_single_step"] = to_json(cxm::simultaneous_rank_sets(x, se, options));
  for (std::size_t k = 1; k <= x.size(); ++k) {
    json may = json::array();
    for (const std::uint8_t in : cxm::possible_top(simultaneous, k)) may.push_back(in != 0);
    out["in_top_" + std::to_string(k)] = may;
  }
  return out;
}

const registrar area{{"rank_confidence_sets", rank_confidence_sets}};

}  // namespace
}  // namespace oracles
