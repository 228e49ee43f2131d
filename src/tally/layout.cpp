// SPDX-License-Identifier: Apache-2.0
#include "tally/layout.hpp"

#include <algorithm>
#include <cmath>
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

void place_squares(layout& l) {
  l.histogram_squared_at.assign(l.measures, -1);
  if (!l.options.answer_squares || !l.options.weighted) return;
  for (item_slots& s : l.items) {
    s.squared = l.sums;
    l.sums += s.slots;
  }
  for (std::size_t j = 0; j < l.measures; ++j) {
    if (l.histogram_at[j] < 0) continue;
    l.histogram_squared_at[j] = static_cast<std::int64_t>(l.sums);
    l.sums += l.histogram_size[j];
  }
}

void check_given(const given_replicates& g) {
  const auto refuse = [](const std::string& what) {
    throw error(errc::argument, "tally: given replicates: " + what, "given");
  };
  if (g.rscales.size() > 100000) {
    refuse("there are " + std::to_string(g.rscales.size()) + " columns, but at most 100000 are read");
  }
  const auto good = [](double x) { return std::isfinite(x) && x >= 0 && !std::signbit(x); };
  if (!good(g.scale) || g.scale == 0) refuse("scale must be finite and above 0");
  if (!good(g.df)) refuse("df must be finite and not negative");
  for (const double r : g.rscales) {
    if (!good(r)) refuse("every one of rscales must be finite and not negative");
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
  if (options.shared && (options.strata || options.answer_squares || !options.given.rscales.empty())) {
    throw error(
        errc::argument,
        "tally: a state made for sharing keeps neither strata nor squares of weights nor replicate weights",
        "shared");
  }
  if (options.strata && options.psu_totals) {
    throw error(
        errc::argument,
        "tally: strata is for samples of people; sampling units (psu_totals) carry their strata already",
        "strata");
  }
  const bool given = !options.given.rscales.empty();
  if (given) {
    check_given(options.given);
    if (options.replicates > 0) {
      throw error(errc::argument,
                  "tally: there are given replicate weights, so no replicates can be drawn beside them",
                  "replicates");
    }
    if (options.strata || options.psu_totals) {
      throw error(
          errc::argument,
          "tally: given replicate weights hold the design; map no stratum, cluster or fpc beside them",
          "given");
    }
  } else if (!(options.given == given_replicates{})) {
    throw error(errc::argument,
                "tally: given replicates: rscales is empty, but must have one element a column", "given");
  }
  if (options.answer_squares && !options.weighted && !options.psu_totals && !given) {
    throw error(
        errc::argument,
        "tally: answer_squares needs weights, sampling units or given replicates; without them counts "
        "say it all",
        "answer_squares");
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
  for (const item_slots& s : l->items) l->item_slots_all += s.slots;
  l->replicates = given ? options.given.rscales.size() : options.replicates;
  l->replicates_at = l->sums;
  l->replicate_size = l->measures * 2 + (given && options.answer_squares ? l->item_slots_all : 0);
  l->sums += l->replicates * l->replicate_size;
  place_squares(*l);
  return l;
}

}  // namespace cxm::detail
