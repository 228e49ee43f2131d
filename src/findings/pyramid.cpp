// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cxm/base/error.hpp"
#include "cxm/explain/unit_paths.hpp"
#include "cxm/findings/unit_findings.hpp"
#include "findings/unit_parts.hpp"

namespace cxm {
namespace {

using namespace detail;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::string step_label(const finding_input& in, const pyramid_step& step) {
  return measure_label(in, step.measure);
}

finding_result pyramid_finding(const unit_finding_input& in, const pyramid_definition& d) {
  const finding_input& common = *in.common;
  const std::string& language = common.language;
  unit_builder b(in, "pyramid", d.id, d.label);
  const std::string segment = unit_segment(in, d.unit);
  step_means means;
  for (std::size_t w = in.waves.size(); w-- > 0;) {
    step_means here = means_at(common, in.waves[w], segment, d.steps);
    const bool enough = here.complete >= 4;
    if (enough || means.wave == nullptr) means = std::move(here);
    if (enough) break;
  }
  if (means.wave == nullptr || means.complete < 4) {
    if (means.wave != nullptr && !means.hidden.empty())
      b.unseen(sentence("unseen.hidden", language, {means.hidden}));
    return b.silent_because("unseen.units");
  }
  unit_path_options o;
  o.level = common.level;
  o.seed = in.seed;
  o.draws = in.bootstrap + 1;
  unit_paths p;
  try {
    p = fit_unit_paths(means.y, means.error, o);
  } catch (const cxm::error&) {  // a step that is the same in every unit, or one that repeats another
    return b.silent_because("unseen.constant");
  }
  finding& f = b.result.found;
  f.wave = means.wave->wave;
  f.base = means.people;
  const auto place = [](std::size_t i) { return std::to_string(i + 1); };
  const auto name = [&](std::size_t i) { return step_label(common, d.steps[i]); };
  const auto arrow = [&](std::size_t i, std::size_t j) { return name(i) + " \xE2\x86\x92 " + name(j); };
  const auto add = [&](std::string detail, const std::string& label, std::string unit, estimate e) {
    if (!e.defined()) return;
    b.wave_row(f.wave, std::move(detail), std::move(unit), std::move(e));
    b.result.rows.back().label = label;
  };
  for (std::size_t j = 0; j < d.steps.size(); ++j)
    add("reliability:" + place(j), name(j), "score", p.reliability[j]);
  for (const unit_correlation& c : p.correlations) {
    const std::string pair = place(c.a) + "-" + place(c.b);
    add("correlation:" + pair, arrow(c.a, c.b), "score", c.observed);
    add("correlation_corrected:" + pair, arrow(c.a, c.b), "score", c.corrected);
  }
  for (const unit_path& one : p.paths) {
    const std::string pair = place(one.from) + "-" + place(one.to);
    add("path:" + pair, arrow(one.from, one.to), "score", one.observed);
    add("path_corrected:" + pair, arrow(one.from, one.to), "score", one.corrected);
    estimate standardized = one.observed;
    const double scale = one.observed.value != 0 ? one.standardized / one.observed.value : nan;
    for (double* x : {&standardized.value, &standardized.se, &standardized.low, &standardized.high})
      *x *= scale;
    if (std::isfinite(scale)) add("standardized:" + pair, arrow(one.from, one.to), "sd", standardized);
  }
  const std::string whole = arrow(0, d.steps.size() - 1);
  estimate chain;
  if (p.has_paths) {
    add("chain", b.label(), "score", p.chain);
    // The product of standardized slopes: standard deviations of the last step per one of the first.
    double scale = 1;
    for (const unit_path& one : p.paths) {
      if (one.from + 1 == one.to && one.observed.value != 0) scale *= one.standardized / one.observed.value;
    }
    chain = p.chain;
    for (double* x : {&chain.value, &chain.se, &chain.low, &chain.high}) *x *= scale;
    add("chain_standardized", b.label(), "sd", chain);
    add("chain_bootstrap", b.label(), "score", p.chain_bootstrap);
    add("chain_corrected", b.label(), "score", p.chain_corrected);
    add("direct", whole, "score", p.direct);
    add("direct_corrected", whole, "score", p.direct_corrected);
    add("total", whole, "score", p.total);
  }
  estimate like;
  like.level = common.level;
  like.n = like.n_eff = p.units;
  for (std::size_t i = 0; i < std::min<std::size_t>(p.orders.size(), 5); ++i) {
    std::string order;
    std::string words;
    for (const std::size_t step : p.orders[i].steps) {
      order += (order.empty() ? "" : "-") + place(step);
      words += (words.empty() ? "" : " \xE2\x80\x93 ") + name(step);
    }
    b.whole_number("order:" + order, "probability", p.orders[i].weight, like,
                   "Akaike weight; the reverse fits alike");
    b.result.rows.back().label = words;
  }
  b.whole_number("units", "count", p.units, like, "complete in all steps");
  if (!means.hidden.empty()) b.unseen(sentence("unseen.hidden", language, {means.hidden}));
  b.unseen(sentence("unseen.order", language));
  if (f.wave != common.wave) b.unseen(sentence("unseen.wave", language, {f.wave}));
  if (!p.has_paths) {
    f.verdict = "correlations only";
    const unit_correlation& last =
        *std::find_if(p.correlations.begin(), p.correlations.end(),
                      [&](const auto& c) { return c.a == 0 && c.b + 1 == d.steps.size(); });
    f.sentence = sentence("pyramid.correlations only", language,
                          {b.label(), number(p.units, 0, language), name(0), name(d.steps.size() - 1),
                           number(last.observed.value, 2, language), number(last.observed.low, 2, language),
                           number(last.observed.high, 2, language)});
    return std::move(b.result);
  }
  const double positive = p.p_chain_positive;
  f.verdict = positive >= in.common->thresholds.certainty       ? "carried"
              : 1 - positive >= in.common->thresholds.certainty ? "reversed"
                                                                : "not settled";
  f.probability = std::max(positive, 1 - positive);
  f.statistic = p.chain.value;
  f.test = "indirect effect, Monte Carlo";
  f.sentence = sentence(
      "pyramid." + f.verdict, language,
      {b.label(), number(p.units, 0, language), name(0), name(d.steps.size() - 1),
       number(chain.value, 2, language), number(chain.low, 2, language), number(chain.high, 2, language)});
  return std::move(b.result);
}

}  // namespace

std::vector<finding_result> pyramid_findings(const unit_finding_input& in) {
  std::vector<finding_result> out;
  for (const pyramid_definition& d : in.common->asked->findings.pyramid)
    out.push_back(pyramid_finding(in, d));
  return out;
}

}  // namespace cxm
