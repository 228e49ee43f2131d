// SPDX-License-Identifier: Apache-2.0
#include "cxm/findings/findings.hpp"

#include <algorithm>
#include <iterator>

#include "cxm/base/error.hpp"

namespace cxm {

std::vector<finding_result> all_findings(const finding_input& in) {
  if (in.asked == nullptr || in.indices == nullptr || in.draws == nullptr || in.groups.empty()) {
    throw error(errc::argument,
                "all_findings: instrument, indices, draws and the group of everybody must be given", "in");
  }
  std::vector<finding_result> out = importance_findings(in);
  for (auto* more :
       {&perception_findings, &say_do_findings, &definition_findings, &outcome_findings, &roadblock_findings,
        &funnel_findings, &defector_findings, &change_findings, &one_voice_findings, &coverage_findings}) {
    std::vector<finding_result> found = more(in);
    std::move(found.begin(), found.end(), std::back_inserter(out));
  }
  return out;
}

std::size_t finding_dimensions(const instrument& asked) {
  std::size_t most = std::max<std::size_t>(1, 2 * asked.findings.importance.size());
  for (const roadblock_question& r : asked.findings.roadblocks) most = std::max(most, r.measures.size());
  for (const funnel_definition& f : asked.findings.funnels) most = std::max(most, f.steps.size());
  // Indices are evaluated on the same draws.
  return std::max(most, asked.measures.size());
}

}  // namespace cxm
