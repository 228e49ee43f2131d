// SPDX-License-Identifier: Apache-2.0
#include "tally/layout.hpp"

#include <algorithm>
#include <cstdlib>

#include "cxm/base/error.hpp"
#include "cxm/data/batch.hpp"

namespace cxm::detail {
namespace {

const scale& scale_of(const instrument& source, const item& it) {
  for (const scale& s : source.scales) {
    if (s.id == it.scale) return s;
  }
  throw error(errc::instrument, "items: item \"" + it.id + "\" has the unknown scale \"" + it.scale + "\"",
              "items");
}

void place_items(layout& l) {
  for (const item& it : l.source->items) {
    const scale& sc = scale_of(*l.source, it);
    item_slots s;
    s.codes = sc.codes.size();
    s.form = sc.kind == scale_kind::number ? item_form::number
             : it.multiple                 ? item_form::multiple
                                           : item_form::single;
    if (s.form == item_form::multiple && s.codes > 64) {
      throw error(errc::instrument, "items: \"" + it.id + "\" is a multiple choice of more than 64 options",
                  "items");
    }
    if (s.codes > cell_missing) {
      throw error(errc::instrument, "items: \"" + it.id + "\" has more than 250 codes", "items");
    }
    s.answers = s.form == item_form::single ? s.codes : 1;
    s.slots = s.answers + missing_kinds + (s.form == item_form::multiple ? s.codes : 0);
    s.first = l.counts;
    l.counts += s.slots;
    if (l.options.weighted) {
      s.weighted = l.sums;
      l.sums += s.slots;
    }
    l.items.push_back(s);
  }
}

void place_pairs(layout& l) {
  const bool weighted = l.options.weighted;
  for (std::size_t j = 0; j < l.measures; ++j) {
    const std::size_t last = l.options.pair_moments ? l.measures : j + 1;
    for (std::size_t k = j; k < last; ++k) {
      pair_slots p;
      p.n = l.counts++;
      p.home = l.small[j] == 0 || l.small[k] == 0 ? sum_home::wide
               : weighted                         ? sum_home::sums
                                                  : sum_home::counts;
      const std::size_t size = weighted ? (j == k ? 6U : 8U) : (j == k ? 2U : 3U);
      std::size_t& home = p.home == sum_home::counts ? l.counts : p.home == sum_home::sums ? l.sums : l.wide;
      p.at = home;
      home += size;
      l.pairs.push_back(p);
    }
  }
}

void place_histograms(layout& l) {
  l.histogram_at.assign(l.measures, -1);
  l.histogram_size.assign(l.measures, 0);
  if (!l.options.histograms) return;
  std::size_t& home = l.options.weighted ? l.sums : l.counts;
  for (std::size_t j = 0; j < l.measures; ++j) {
    const planned_measure& m = l.plan.measures[j];
    const bool kind = m.kind == measure_kind::composite || m.kind == measure_kind::value;
    const bool bounded = m.high_score - m.low_score > 0 && m.high_score - m.low_score < 1e300;
    if (m.declared < 0 || !kind || !bounded) continue;
    l.histogram_at[j] = static_cast<std::int64_t>(home);
    const std::int64_t values = m.grid.highest - m.grid.lowest + 1;
    l.histogram_size[j] = std::min(histogram_bins, static_cast<std::size_t>(values));
    home += l.histogram_size[j];
  }
}

void place_contingency(layout& l) {
  l.contingency_at.assign(l.items.size() * l.items.size(), -1);
  if (!l.options.contingency) return;
  std::size_t& home = l.options.weighted ? l.sums : l.counts;
  for (std::size_t a = 0; a < l.items.size(); ++a) {
    if (l.items[a].form != item_form::single) continue;
    for (std::size_t b = a + 1; b < l.items.size(); ++b) {
      if (l.items[b].form != item_form::single) continue;
      l.contingency_at[l.item_pair(a, b)] = static_cast<std::int64_t>(home);
      home += l.items[a].codes * l.items[b].codes;
    }
  }
}

}  // namespace

std::shared_ptr<const layout> make_layout(instrument_ptr source, const tally_options& options) {
  if (source == nullptr) {
    throw error(errc::argument, "tally: instrument is null, but must be given", "instrument");
  }
  if (options.replicates > 0 && !options.respondents) {
    throw error(errc::argument,
                "tally: replicates need respondents, because their draws are keyed by respondent",
                "replicates");
  }
  if (options.replicates > 100000) {
    throw error(errc::argument,
                "tally: replicates is " + std::to_string(options.replicates) + ", but must be at most 100000",
                "replicates");
  }
  if (options.shared && (options.respondents || options.contingency || options.psu_totals)) {
    throw error(
        errc::argument,
        "tally: a state made for sharing keeps neither respondents nor contingency tables nor sampling "
        "units",
        "shared");
  }
  auto l = std::make_shared<layout>();
  l->source = std::move(source);
  l->options = options;
  l->plan = compile_scoring(*l->source, options.item_moments);
  l->group_names = group_columns(*l->source);
  l->measures = l->plan.measures.size();
  for (const planned_measure& m : l->plan.measures) {
    const std::int64_t reach =
        std::max<std::int64_t>(1, std::max(std::abs(m.grid.lowest), std::abs(m.grid.highest)));
    const bool small = reach <= small_grid;
    l->reach.push_back(reach);
    l->small.push_back(small ? 1 : 0);
    if (small) l->small_reach = std::max(l->small_reach, reach);
    l->any_reach = std::max(l->any_reach, reach);
  }
  l->counts = 1;                        // rows
  l->sums = options.weighted ? 2U : 0;  // sum of W1, sum of W2
  place_items(*l);
  place_pairs(*l);
  place_histograms(*l);
  place_contingency(*l);
  l->replicates_at = l->sums;
  l->sums += static_cast<std::size_t>(options.replicates) * l->measures * 2;
  return l;
}

}  // namespace cxm::detail
