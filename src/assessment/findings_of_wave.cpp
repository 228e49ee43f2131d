// SPDX-License-Identifier: Apache-2.0
#include "assessment/findings_of_wave.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "assessment/unit_findings_of_waves.hpp"
#include "cxm/findings/findings.hpp"
#include "findings/sentences.hpp"

namespace cxm::detail {
namespace {

constexpr std::size_t draws_of_findings = 4000;  // probability error below .008

std::vector<finding_result> findings_at(const finding_wave& wave, const assessment& of,
                                        const normal_draws& draws) {
  const wave_context& context = *wave.context;
  finding_input in;
  in.asked = &context.asked();
  in.indices = &context.indices;
  in.draws = &draws;
  in.language = of.options.language;
  in.level = of.options.level;
  in.wave = context.groups.wave;
  in.key_size = of.key_columns.size();
  in.minimum_base = of.options.disclosure ? of.options.minimum_base : 0;
  std::vector<std::size_t> cells;
  for (std::size_t c = 0; c < context.groups.groups.size(); ++c) {
    const group& g = context.groups.groups[c];
    if (!g.whole()) continue;
    in.groups.push_back({g.role, context.estimates(g)});
    cells.push_back(c);
  }
  in.shown = [&wave, cells](std::size_t group, std::size_t measure) {
    return wave.protection->measures[measure][cells[group]] == hidden_reason::shown;
  };
  return all_findings(in);
}

}  // namespace

void append_findings(assessment& out, const std::vector<finding_wave>& waves) {
  if (waves.empty()) return;
  std::size_t dimensions = 1;
  for (const finding_wave& w : waves)
    dimensions = std::max(dimensions, finding_dimensions(w.context->asked()));
  const normal_draws draws(out.options.seed, draws_of_findings, dimensions);
  std::vector<finding_result> found = findings_at(waves.back(), out, draws);
  for (std::size_t w = waves.size() - 1; w-- > 0;) {
    const bool any_silent = std::any_of(
        found.begin(), found.end(), [](const finding_result& r) { return r.found.verdict == "not shown"; });
    if (!any_silent) break;
    for (finding_result& older : findings_at(waves[w], out, draws)) {
      if (older.found.verdict == "not shown") continue;
      const auto at = std::find_if(found.begin(), found.end(),
                                   [&](const finding_result& r) { return r.found.id == older.found.id; });
      if (at == found.end() || at->found.verdict != "not shown") continue;
      *at = std::move(older);
      at->found.unseen += (at->found.unseen.empty() ? "" : "; ") +
                          sentence("unseen.wave", out.options.language, {at->found.wave});
    }
  }
  for (finding_result& r : found) {
    for (std::size_t& position : r.found.rows) position += out.rows.size();
    std::move(r.rows.begin(), r.rows.end(), std::back_inserter(out.rows));
    out.findings.push_back(std::move(r.found));
  }
  append_unit_findings(out, waves, draws);
}

}  // namespace cxm::detail
