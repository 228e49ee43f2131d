// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/nps.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/estimate/weights.hpp"
#include "oracle.hpp"

namespace oracles {
namespace {

json mean_ci(const oracle_case& c) {
  const column& x = c.data()[c.text("item")];
  const cxm::sample_summary s = cxm::summarize(x.view());
  const cxm::estimate e = cxm::mean_interval(x.view(), c.number("conf", 0.95));
  return {{"n", s.n},          {"missing", s.missing}, {"mean", e.value}, {"sd", s.sd},
          {"var", s.variance}, {"se", e.se},           {"lower", e.low},  {"upper", e.high}};
}

json to_json(const cxm::kish_summary& k) {
  return {{"n", k.n}, {"sum_w", k.sum_w}, {"neff", k.n_eff}, {"deff", k.deff}, {"cv2", k.cv2}};
}

json kish(const oracle_case& c) {
  return to_json(cxm::kish_effective_size(values_where(c.data()["weight"])));
}

/// The values of `x` in each group of `by`, as split() makes them.
std::vector<std::vector<double>> split(const column& x, const factor& by) {
  std::vector<std::vector<double>> parts(by.labels.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x.present[i] && by.code[i] >= 0) parts[static_cast<std::size_t>(by.code[i])].push_back(x.values[i]);
  }
  return parts;
}

/// One row a group, its named values in the order of `cols`.
json table_of(const std::vector<std::string>& rows, const std::vector<std::string>& cols,
              const std::vector<json>& groups) {
  json values = json::array();
  for (const json& group : groups) {
    json row = json::array();
    for (const std::string& name : cols) row.push_back(group.at(name));
    values.push_back(std::move(row));
  }
  return {{"rows", rows}, {"cols", cols}, {"values", values}};
}

json kish_by_group(const oracle_case& c) {
  const factor by = make_factor(c.data()[c.text("by")]);
  std::vector<json> groups;
  for (const auto& w : split(c.data()["weight"], by)) groups.push_back(to_json(cxm::kish_effective_size(w)));
  return table_of(by.labels, {"n", "sum_w", "neff", "deff", "cv2"}, groups);
}

// The suite's Wald and adjusted Wald limits are not cut at the ends of the scale.
cxm::nps_options nps_with(cxm::nps_method method, double level) {
  cxm::nps_options options;
  options.method = method;
  options.level = level;
  options.truncate = false;
  return options;
}

json nps_wald(const cxm::nps_counts& k, double level, cxm::nps_method method = cxm::nps_method::wald) {
  const cxm::estimate e = cxm::nps_interval(k, nps_with(method, level));
  return {{"n", k.n()}, {"det", k.detractors}, {"pas", k.passives}, {"pro", k.promoters}, {"nps", e.value},
          {"se", e.se}, {"var", k.variance()}, {"lower", e.low},    {"upper", e.high}};
}

json nps_adjusted(const cxm::nps_counts& k, double level) {
  const cxm::estimate e = cxm::nps_interval(k, nps_with(cxm::nps_method::adjusted_wald, level));
  return {{"nps", cxm::adjusted_nps_counts(k).score()}, {"se", e.se}, {"lower", e.low}, {"upper", e.high}};
}

json nps_mover_of(const cxm::nps_counts& k, double level) {
  const cxm::estimate e = cxm::nps_interval(k, nps_with(cxm::nps_method::mover, level));
  return {{"nps", e.value}, {"lower", e.low}, {"upper", e.high}, {"phi", k.share_correlation()}};
}

cxm::nps_counts counts(const oracle_case& c) { return cxm::count_nps(c.data()["nps"].view()); }

json nps(const oracle_case& c) { return nps_wald(counts(c), c.number("conf", 0.95)); }
json nps_unbiased(const oracle_case& c) {
  return nps_wald(counts(c), c.number("conf", 0.95), cxm::nps_method::wald_unbiased);
}
json nps_adjusted_wald(const oracle_case& c) { return nps_adjusted(counts(c), c.number("conf", 0.95)); }
json nps_mover(const oracle_case& c) { return nps_mover_of(counts(c), c.number("conf", 0.95)); }

json nps_intervals_from_counts(const oracle_case& c) {
  const std::vector<double> k = c.numbers("counts");
  const cxm::nps_counts groups{k.at(0), k.at(1), k.at(2)};
  const double level = c.number("conf", 0.95);
  return {{"wald", nps_wald(groups, level)},
          {"adjusted_wald", nps_adjusted(groups, level)},
          {"mover", nps_mover_of(groups, level)}};
}

json nps_by_group(const oracle_case& c) {
  const factor by = make_factor(c.data()[c.text("by")]);
  std::vector<json> groups;
  for (const auto& x : split(c.data()["nps"], by)) {
    groups.push_back(nps_wald(cxm::count_nps(cxm::column_view(x)), c.number("conf", 0.95)));
  }
  return table_of(by.labels, {"n", "det", "pas", "pro", "nps", "var", "se", "lower", "upper"}, groups);
}

json share_limits(const oracle_case& c, cxm::share_method method, double continuity = 0.5) {
  cxm::share_options options;
  options.method = method;
  options.level = c.number("conf", 0.95);
  options.continuity = continuity;
  options.truncate = false;
  return interval(cxm::share_interval_from_counts(c.number("x"), c.number("n"), options));
}

json proportion_ci(const oracle_case& c) {
  const double x = c.number("x"), n = c.number("n");
  // prop.test() caps the correction at the distance of x from n/2, its default null value.
  const double continuity = std::min(0.5, std::fabs(x - n / 2));
  return {{"estimate", cxm::share_interval_from_counts(x, n).value},
          {"wilson", share_limits(c, cxm::share_method::wilson)},
          {"wilson_cc", share_limits(c, cxm::share_method::wilson_continuity, continuity)},
          {"clopper_pearson", share_limits(c, cxm::share_method::clopper_pearson)},
          {"agresti_coull", share_limits(c, cxm::share_method::agresti_coull)},
          {"wald", share_limits(c, cxm::share_method::wald)},
          {"jeffreys", share_limits(c, cxm::share_method::jeffreys)}};
}

json proportion_ci_link(const oracle_case& c) {
  return {{"logit", share_limits(c, cxm::share_method::logit)},
          {"probit", share_limits(c, cxm::share_method::probit)},
          {"cloglog", share_limits(c, cxm::share_method::cloglog)}};
}

json proportion_ci_weighted(const oracle_case& c) {
  column is_in = c.data()[c.text("item")];
  const double cut = c.number("cut");
  for (double& x : is_in.values) x = x >= cut ? 1 : 0;
  cxm::share_options options;
  options.level = c.number("conf", 0.95);
  const cxm::estimate e = cxm::weighted_share_interval(is_in.view(), c.data()["weight"].values, options);
  return {{"p", e.value}, {"neff", e.n_eff}, {"se", e.se}, {"lower", e.low}, {"upper", e.high}};
}

const registrar area{{"mean_ci", mean_ci},
                     {"nps", nps},
                     {"nps_unbiased", nps_unbiased},
                     {"nps_adjusted_wald", nps_adjusted_wald},
                     {"nps_mover", nps_mover},
                     {"nps_intervals_from_counts", nps_intervals_from_counts},
                     {"nps_by_group", nps_by_group},
                     {"proportion_ci", proportion_ci},
                     {"proportion_ci_link", proportion_ci_link},
                     {"proportion_ci_weighted", proportion_ci_weighted},
                     {"kish", kish},
                     {"kish_by_group", kish_by_group}};

}  // namespace
}  // namespace oracles
