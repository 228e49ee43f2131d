// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/group_estimates.hpp"
#include "cxm/estimate/relative_risk.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/explain/driver_analysis.hpp"
#include "cxm/explain/two_by_two.hpp"
#include "cxm/explain/unit_paths.hpp"
#include "cxm/findings/unit_findings.hpp"
#include "cxm/model/validate.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/sum.hpp"
#include "findings/unit_parts.hpp"

namespace cxm {
namespace {

using namespace detail;

/// Units that meet the condition, or those that do not.
struct side {
  std::vector<double> outcome;
  double reached = 0;  ///< whose outcome comes to the declared value
  [[nodiscard]] double units() const noexcept { return static_cast<double>(outcome.size()); }
};

struct sides {
  side with, without;
  double misplaced = 0;  ///< expected number of units whose true value lies on the other side
};

sides divide(const finding_input& common, const step_means& means, const std::string& segment,
             const outcome_link& link) {
  const bool share = measure_unit(common, link.condition) == "share";
  const double threshold = link.at_least.value_or(.5);
  sides out;
  const std::vector<std::string>& units = means.wave->units.at(segment);
  for (std::size_t u = 0; u < units.size(); ++u) {
    if (std::isnan(means.y(u, 0)) || std::isnan(means.y(u, 1))) continue;
    const estimate condition =
        means.wave->value({segment, units[u], link.condition_role}, link.condition).value;
    const bool has = condition.value >= threshold;
    side& own = has ? out.with : out.without;
    own.outcome.push_back(means.y(u, 1));
    own.reached += link.outcome_at_least && means.y(u, 1) >= *link.outcome_at_least ? 1 : 0;
    const double above =
        share ? probability_share_above(condition, threshold) : probability_above(condition, threshold);
    if (!std::isnan(above)) out.misplaced += has ? 1 - above : above;
  }
  return out;
}

/// The mean over units, each counted once, with the error of having taken these units.
estimate mean_of(const side& s, const measure_range& range, double level) {
  const double n = s.units();
  const double mean = stats::sum(s.outcome) / n;
  double squares = 0;
  for (const double y : s.outcome) squares += (y - mean) * (y - mean);
  return t_estimate(mean, n > 1 ? squares / (n - 1) / n : 0, n - 1, n, n, level, "t, units", range.low,
                    range.high);
}

/// May the same people have given both?
bool same_people(const instrument& asked, const outcome_link& link) {
  if (asked.roles.empty()) return true;
  const auto roles = [&](const std::string& role, const std::string& id) {
    return role.empty() ? roles_asked(asked, id) : std::vector<std::string>{role};
  };
  const auto of_condition = roles(link.condition_role, link.condition);
  const auto of_outcome = roles(link.outcome_role, link.outcome);
  return std::any_of(of_condition.begin(), of_condition.end(), [&](const std::string& role) {
    return std::find(of_outcome.begin(), of_outcome.end(), role) != of_outcome.end();
  });
}

void add_correlation(const unit_finding_input& in, const step_means& means, unit_builder& b) {
  if (means.complete < 4) return;
  unit_path_options options;
  options.level = in.common->level;
  options.seed = in.seed;
  options.draws = in.bootstrap + 1;
  try {
    const unit_paths p = fit_unit_paths(means.y, means.error, options);
    b.whole_row("correlation", "score", p.correlations[0].observed);
    if (p.correlations[0].corrected.defined())
      b.whole_row("correlation_corrected", "score", p.correlations[0].corrected);
  } catch (const error&) {  // one of the two is the same in every unit: no correlation
  }
}

finding_result unit_link(const unit_finding_input& in, const outcome_link& link) {
  const finding_input& common = *in.common;
  const std::string& language = common.language;
  const std::string condition = measure_label(common, link.condition);
  const std::string outcome = measure_label(common, link.outcome);
  unit_builder b(in, "outcome_link", link.id,
                 link.label.empty() ? text(condition + " – " + outcome) : link.label);
  step_means means;
  for (std::size_t w = in.waves.size(); w-- > 0;) {
    step_means here = means_at(common, in.waves[w], link.unit,
                               {{link.condition, link.condition_role}, {link.outcome, link.outcome_role}});
    const bool enough = here.complete >= static_cast<double>(least_compared_units);
    if (enough || means.wave == nullptr) means = std::move(here);
    if (enough) break;
  }
  if (means.wave == nullptr || means.complete < static_cast<double>(least_compared_units))
    return b.silent_because("unseen.units");
  finding& f = b.result.found;
  f.wave = means.wave->wave;
  f.base = means.people;
  const sides s = divide(common, means, link.unit, link);
  if (s.with.units() < 2 || s.without.units() < 2) return b.silent_because("unseen.one_side");

  const bool reached = link.outcome_at_least.has_value();
  const std::string unit = measure_unit(common, link.outcome);
  const std::string shown_unit = reached ? "share" : unit;
  const measure_range ends = range_of(*common.asked, link.outcome);
  const estimate mean_with = mean_of(s.with, ends, common.level);
  const estimate mean_without = mean_of(s.without, ends, common.level);
  estimate mean_difference = welch_difference(mean_with, mean_without);
  mean_difference.method = "Welch, units";
  const estimate with = reached ? share_interval_from_counts(s.with.reached, s.with.units()) : mean_with;
  const estimate without =
      reached ? share_interval_from_counts(s.without.reached, s.without.units()) : mean_without;
  const estimate difference = reached ? newcombe_difference(with, without) : mean_difference;
  b.whole_row("with", shown_unit, with);
  b.whole_row("without", shown_unit, without);
  b.whole_row("difference", shown_unit, difference);
  if (reached) {
    const two_by_two table{s.with.reached, s.with.units() - s.with.reached, s.without.reached,
                           s.without.units() - s.without.reached};
    const exact_association exact = associate_exactly(table, common.level);
    b.whole_row("relative_risk", "ratio", relative_risk(table.a, with.n, table.c, without.n, common.level));
    b.whole_row("odds_ratio", "ratio", exact.mid_p);
    b.whole_row("mean:with", unit, mean_with);
    b.whole_row("mean:without", unit, mean_without);
    b.whole_row("mean_difference", unit, mean_difference);
    f.p_value = exact.p_mid;
    f.test = "Fisher, mid-p, units";
  } else {
    f.test = "Welch t test, units";
    f.statistic = difference.value / difference.se;
    f.p_value = difference.se > 0 ? 2 * stats::student_t_cdf(-std::fabs(f.statistic), difference.df)
                                  : std::numeric_limits<double>::quiet_NaN();
  }
  add_correlation(in, means, b);
  const double units = s.with.units() + s.without.units();
  b.whole_number("units:with", "count", s.with.units(), with, "units that meet the condition");
  b.whole_number("units:without", "count", s.without.units(), without, "units that do not");
  b.whole_number("misplaced", "count", s.misplaced, mean_with,
                 "expected number of units whose true value lies on the other side of the threshold");
  const double p = probability_above(difference, 0);
  b.whole_number("P(difference>0)", "probability", p, difference, "sampling distribution, units");
  const double certainty = common.thresholds.certainty;
  f.verdict = p >= certainty ? "goes with" : 1 - p >= certainty ? "goes against" : "not settled";
  f.probability = std::max(p, 1 - p);
  const bool percent_points = shown_unit == "share";
  f.sentence =
      sentence((reached ? "outcome_link.units reach." : "outcome_link.units.") + f.verdict, language,
               {condition, outcome, amount(with.value, percent_points, language),
                amount(without.value, percent_points, language), number(s.with.units(), 0, language),
                number(s.without.units(), 0, language), points(difference.value, percent_points, language),
                range(difference, percent_points, language)});
  if (!means.hidden.empty()) b.unseen(sentence("unseen.hidden", language, {means.hidden}));
  if (units < static_cast<double>(least_units))
    b.unseen(sentence("unseen.few_units", language, {number(units, 0, language)}));
  if (s.misplaced > .1 * units)
    b.unseen(sentence("unseen.misplaced", language,
                      {number(std::round(s.misplaced), 0, language), number(units, 0, language)}));
  if (same_people(*common.asked, link)) b.unseen(sentence("unseen.same_people", language));
  if (f.wave != common.wave) b.unseen(sentence("unseen.wave", language, {f.wave}));
  b.unseen(sentence("unseen.cause", language));
  return std::move(b.result);
}

}  // namespace

std::vector<finding_result> unit_outcome_findings(const unit_finding_input& in) {
  std::vector<finding_result> out;
  for (const outcome_link& link : in.common->asked->findings.outcomes) {
    if (!link.unit.empty()) out.push_back(unit_link(in, link));
  }
  return out;
}

}  // namespace cxm
