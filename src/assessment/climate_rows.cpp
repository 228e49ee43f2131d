// SPDX-License-Identifier: Apache-2.0
#include "assessment/climate_rows.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

#include "assessment/row_writer.hpp"
#include "assessment/rows.hpp"
#include "assessment/unit_words.hpp"
#include "cxm/base/parallel.hpp"
#include "cxm/estimate/agreement_counts.hpp"

namespace cxm::detail {
namespace {

struct construct {
  const compared_variable* variable = nullptr;
  std::vector<std::size_t> items;
  std::vector<std::vector<double>> scores;  ///< parallel to items
};

std::vector<construct> constructs_of(const wave_context& context,
                                     std::span<const compared_variable> variables) {
  std::vector<construct> out;
  const cxm::instrument& asked = context.asked();
  for (const compared_variable& v : variables) {
    if (!v.what.measure) continue;
    const measure* m = asked.find_measure(v.id);
    if (m == nullptr || m->kind != measure_kind::composite) continue;
    construct c;
    c.variable = &v;
    bool coded = true;
    for (const std::string& id : m->items) {
      const int item = asked.item_position(id);
      const scale* s =
          item < 0 ? nullptr : asked.find_scale(asked.items[static_cast<std::size_t>(item)].scale);
      coded = coded && s != nullptr && s->scored() && s->codes.size() >= 2 &&
              s->lowest_score() < s->highest_score();
      if (!coded) break;
      c.items.push_back(static_cast<std::size_t>(item));
      c.scores.emplace_back();
      for (const scale_code& code : s->codes) c.scores.back().push_back(code.score_or_code());
    }
    if (coded && !c.items.empty()) out.push_back(std::move(c));
  }
  return out;
}

construct_agreement agreement_in(const group_sums& sums, const construct& c) {
  std::vector<item_agreement> items;
  for (std::size_t i = 0; i < c.items.size(); ++i) {
    const item_counts counts = sums.item(c.items[i]);
    if (counts.answered > 0) items.push_back(agreement_of_counts(counts.code, c.scores[i]));
  }
  return items.empty() ? construct_agreement{} : agreement_of_construct(items);
}

void rows_of(row_writer& w, const construct& c, const construct_agreement& a, const cell_result& cell,
             const wave_context& context) {
  const double level = context.options->level;
  const std::string& label = c.variable->label;
  const auto index = [&](const std::string& detail, const std::string& unit, double value,
                         const std::string& method) {
    w.row(detail, label, unit, plain(value, a.n, level, method));
  };
  const auto j = static_cast<std::size_t>(c.variable->what.position);
  const double n = cell.measures[j].n;
  index("r_wg(j)", "ratio", a.r_wg_j, "against answers spread evenly");
  index("r*_wg(j)", "ratio", a.r_star, "against answers spread evenly, not cut");
  index("a_wg", "ratio", a.a_wg, "against the largest variance that the mean allows");
  index("AD", "score", a.deviation, "mean distance from the mean");
  index("strength", c.variable->unit, n > 1 ? std::sqrt(cell.spread[j] * n / (n - 1)) : std::nan(""),
        "standard deviation: climate strength is its opposite");
  index("polarisation", "ratio", a.polarisation, "(1 - A) / 2, van der Eijk");
  const double code = a.verdict == climate_verdict::one_culture ? 2
                      : a.verdict == climate_verdict::pockets   ? 1
                                                                : 0;
  // The words of a hidden verdict must not tell it.
  w.row("verdict", w.hidden() ? label : climate_word(a.verdict, context.options->language), "verdict",
        plain(code, a.n, level, "two of r*_wg(j), a_wg >= .70 and AD <= options/6, A > 0"));
}

}  // namespace

void append_climate_rows(std::vector<result_row>& out, const wave_context& context,
                         std::span<const compared_variable> variables, const std::vector<cell_result>& cells,
                         const wave_protection& protection, std::size_t segment_columns) {
  const std::vector<construct> constructs = constructs_of(context, variables);
  if (constructs.empty()) return;
  const auto& groups = context.groups.groups;
  std::vector<std::vector<result_row>> made(groups.size());
  parallel_chunks(groups.size(), context.options->threads, [&](std::size_t cell) {
    if (!groups[cell].role.empty()) return;
    const auto sums = context.source->sums(groups[cell].segments);
    row_writer w(made[cell], "agreement", key_of(context.groups, groups[cell], segment_columns));
    for (const construct& c : constructs) {
      const auto j = static_cast<std::size_t>(c.variable->what.position);
      if (!(cells[cell].measure_people[j] > 0)) continue;
      hidden_reason why = protection.measures[j][cell];
      for (const std::size_t i : c.items) {
        if (why == hidden_reason::shown) why = protection.items[i][cell];
      }
      w.at(c.variable->id, why);
      rows_of(w, c, agreement_in(*sums, c), cells[cell], context);
    }
  });
  for (auto& rows : made) std::move(rows.begin(), rows.end(), std::back_inserter(out));
}

}  // namespace cxm::detail
