// SPDX-License-Identifier: Apache-2.0
#include "assessment/findings_of_wave.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "assessment/compare.hpp"
#include "assessment/unit_findings_of_waves.hpp"
#include "cxm/benchmark/norm.hpp"
#include "cxm/findings/findings.hpp"
#include "findings/sentences.hpp"

namespace cxm::detail {
namespace {

constexpr std::size_t draws_of_findings = 4000;  // probability error below .008

/// Protection of the people who have both of two measures, for everybody and each role.
wave_protection::reasons reasons_of_pairs(const finding_wave& wave,
                                          const std::vector<const group_sums*>& groups,
                                          std::vector<std::size_t> cells, std::size_t j, std::size_t k,
                                          const assess_options& options) {
  const wave_context& context = *wave.context;
  std::vector<double> people;
  for (const group_sums* g : groups) people.push_back(g->pair(j, k).n);
  for (std::size_t c = context.groups.groups.size(); c < context.groups.cells(); ++c) {
    if (!context.groups.cell(c).whole()) continue;  // people without a role
    cells.push_back(c);
    people.push_back(context.source->sums(context.groups.cell(c).segments)->pair(j, k).n);
  }
  wave_protection::reasons before(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (const wave_protection::reasons* r :
         {&wave.protection->people, &wave.protection->measures[j], &wave.protection->measures[k]}) {
      if (before[i] == hidden_reason::shown) before[i] = (*r)[cells[i]];
    }
  }
  return protect_base(context, cells, people, {&before}, options);
}

/// Values of a column that are sums of other values.
bool is_leaf(const cxm::instrument& asked, const std::string& column, const std::string& value) {
  const auto segment = std::find_if(asked.segments.begin(), asked.segments.end(),
                                    [&](const segment_definition& s) { return s.id == column; });
  if (segment == asked.segments.end()) return true;
  return std::none_of(segment->parents.begin(), segment->parents.end(),
                      [&](const auto& link) { return link.second == value; });
}

finding_input input_of(const finding_wave& wave, const assessment& of, const normal_draws& draws,
                       bool with_cells) {
  const wave_context& context = *wave.context;
  finding_input in;
  in.asked = &context.asked();
  in.indices = &context.indices;
  in.draws = &draws;
  in.thresholds = in.asked->findings.thresholds;
  in.language = of.options.language;
  in.level = of.options.level;
  in.wave = context.groups.wave;
  in.key_size = of.key_columns.size();
  in.minimum_base = of.options.disclosure ? of.options.minimum_base : 0;
  in.heads = of.options.heads;
  std::vector<std::size_t> cells;
  for (std::size_t c = 0; c < context.groups.groups.size(); ++c) {
    const group& g = context.groups.groups[c];
    if (g.whole()) {
      in.groups.push_back({g.role, context.estimates(g)});
      cells.push_back(c);
    } else if (with_cells && !g.crossed()) {
      const std::string& column = of.key_columns[2 + static_cast<std::size_t>(g.column)];
      finding_cell cell{column, g.value, g.role, g.members.empty() && is_leaf(*in.asked, column, g.value),
                        context.estimates(g)};
      const auto flags = [&](const std::vector<wave_protection::reasons>& variables) {
        std::vector<std::uint8_t> shown;
        for (const wave_protection::reasons& r : variables) {
          shown.push_back(
              wave.protection->people[c] == hidden_reason::shown && r[c] == hidden_reason::shown ? 1 : 0);
        }
        return shown;
      };
      cell.measures_shown = flags(wave.protection->measures);
      cell.items_shown = flags(wave.protection->items);
      in.cells.push_back(std::move(cell));
    }
  }
  in.shown = [&wave, cells](std::size_t group, std::size_t measure) {
    return wave.protection->measures[measure][cells[group]] == hidden_reason::shown;
  };
  in.item_shown = [&wave, cells](std::size_t group, std::size_t item) {
    return wave.protection->items[item][cells[group]] == hidden_reason::shown;
  };
  if (of.options.disclosure) {
    // The sums stay where they are when the input moves: its groups own them.
    std::vector<const group_sums*> sums;
    for (const finding_group& g : in.groups) sums.push_back(&g.estimates.sums());
    using pair_reasons = std::map<std::pair<std::size_t, std::size_t>, wave_protection::reasons>;
    in.pair_shown = [&wave, &of, cells, sums, known = std::make_shared<pair_reasons>()](
                        std::size_t group, std::size_t j, std::size_t k) {
      const auto [at, fresh] = known->try_emplace(std::minmax(j, k));
      if (fresh) at->second = reasons_of_pairs(wave, sums, cells, j, k, of.options);
      return at->second[group] == hidden_reason::shown;
    };
  }
  if (const norm* reference = of.options.reference.get()) {
    in.norm_centre = [reference](std::string_view id) {
      const norm_measure* m = reference->find(id, "");
      // Only the centre is asked for, which no draw moves.
      return m == nullptr ? std::numeric_limits<double>::quiet_NaN()
                          : position_in_norm(*m, 0, 0, reference->organisations, {.draws = 100}).centre;
    };
  }
  in.people_shown = [&wave, cells](std::size_t group) {
    return wave.protection->people[cells[group]] == hidden_reason::shown;
  };
  return in;
}

std::vector<finding_result> findings_at(const std::vector<finding_wave>& waves, std::size_t w,
                                        const assessment& of, const normal_draws& draws) {
  finding_input in = input_of(waves[w], of, draws, true);
  std::optional<finding_input> before;
  if (w > 0) {
    before = input_of(waves[w - 1], of, draws, false);
    in.before = &*before;
    in.differs = [&in](std::string_view id) {
      return in.asked != in.before->asked && !difference_of(*in.asked, *in.before->asked, id).empty();
    };
  }
  return all_findings(in);
}

}  // namespace

void append_findings(assessment& out, const std::vector<finding_wave>& waves) {
  if (waves.empty()) return;
  std::size_t dimensions = 1;
  for (const finding_wave& w : waves)
    dimensions = std::max(dimensions, finding_dimensions(w.context->asked()));
  const normal_draws draws(out.options.seed, draws_of_findings, dimensions);
  std::vector<finding_result> found = findings_at(waves, waves.size() - 1, out, draws);
  for (std::size_t w = waves.size() - 1; w-- > 0;) {
    const bool any_silent = std::any_of(
        found.begin(), found.end(), [](const finding_result& r) { return r.found.verdict == "not shown"; });
    if (!any_silent) break;
    for (finding_result& older : findings_at(waves, w, out, draws)) {
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
