// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/nps.hpp"
#include "cxm/estimate/quantile.hpp"
#include "cxm/estimate/sample_size.hpp"
#include "cxm/estimate/scale_score.hpp"
#include "cxm/estimate/score_distribution.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/estimate/weighted_mean.hpp"
#include "cxm/estimate/weights.hpp"
#include "cxm/quality/reliability.hpp"
#include "cxm/stats/anova.hpp"
#include "cxm/stats/covariance.hpp"
#include "cxm/stats/linear_algebra.hpp"
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

std::vector<std::string> code_labels(int lowest, int highest) {
  std::vector<std::string> labels;
  for (int code = lowest; code <= highest; ++code) labels.push_back(std::to_string(code));
  return labels;
}

json distribution(const oracle_case& c) {
  const int lowest = static_cast<int>(c.number("lo")), highest = static_cast<int>(c.number("hi"));
  const auto d = cxm::count_scores(c.data()[c.text("item")].view(), lowest, highest);
  const auto labels = code_labels(lowest, highest);
  return {{"n", d.n},
          {"counts", named(labels, d.counts)},
          {"proportions", named(labels, d.shares())},
          {"top_box", d.top_share(1)},
          {"top2_box", d.top_share(2)},
          {"bottom_box", d.bottom_share(1)},
          {"bottom2_box", d.bottom_share(2)},
          {"net_top2_bottom2", d.net_share(2)}};
}

json moments(const oracle_case& c) {
  using cxm::moment_type;
  const cxm::column_view x = c.data()[c.text("item")].view();
  const cxm::sample_summary s = cxm::summarize(x);
  return {{"median", cxm::median(x)},
          {"mad", cxm::median_absolute_deviation(x)},
          {"trimmed10", cxm::trimmed_mean(x, 0.1)},
          {"min", s.minimum},
          {"max", s.maximum},
          {"iqr7", cxm::interquartile_range(x, cxm::quantile_type::linear)},
          {"skew1", cxm::skewness(x, moment_type::population)},
          {"skew2", cxm::skewness(x, moment_type::unbiased)},
          {"skew3", cxm::skewness(x, moment_type::sample_sd)},
          {"kurt1", cxm::excess_kurtosis(x, moment_type::population)},
          {"kurt2", cxm::excess_kurtosis(x, moment_type::unbiased)},
          {"kurt3", cxm::excess_kurtosis(x, moment_type::sample_sd)},
          {"geomean", cxm::geometric_mean(x)}};
}

json weighted_moments(const oracle_case& c) {
  const auto s = cxm::weighted_moments(c.data()[c.text("item")].view(), c.data()["weight"].values);
  return {{"n", s.n},
          {"mean", s.mean},
          {"var_ml", s.variance_population},
          {"var_freq", s.variance_frequency},
          {"var_reliability", s.variance_reliability},
          {"var_survey", s.variance_survey},
          {"se_kish", s.se_kish}};
}

/// 1 where the value is within [from, to], else 0; missing stays missing.
column indicator(column x, double from, double to) {
  for (double& v : x.values) v = v >= from && v <= to ? 1 : 0;
  return x;
}

json weighted_distribution(const oracle_case& c) {
  const column& x = c.data()[c.text("item")];
  const std::vector<double>& w = c.data()["weight"].values;
  const double infinity = std::numeric_limits<double>::infinity();
  const column top = indicator(x, 4, infinity), bottom = indicator(x, -infinity, 2);
  const auto d = cxm::count_scores(x.view(), w, 1, 5);
  json out{{"proportions", named(code_labels(1, 5), d.shares())},
           {"kish", to_json(cxm::kish_effective_size(x.view(), w))}};
  const std::pair<const char*, const column*> parts[] = {{"mean", &x}, {"top2", &top}, {"bottom2", &bottom}};
  for (const auto& [name, values] : parts) {
    const auto m = cxm::weighted_mean(values->view(), w);
    out[name] = m.mean.value;
    out["se"][name] = m.mean.se;
    out["deff"][name] = m.deff;
    out["deff_replace"][name] = m.deff_replace;
  }
  return out;
}

column nps_point_column(const oracle_case& c) {
  column x = c.data()["nps"];
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x.present[i]) x.values[i] = cxm::nps_points(x.values[i]);
  }
  return x;
}

json nps_weighted(const oracle_case& c) {
  const column x = nps_point_column(c);
  const std::vector<double>& w = c.data()["weight"].values;
  const auto t = cxm::weighted_mean(x.view(), w);
  const auto z = cxm::weighted_mean(x.view(), w, {.df = std::numeric_limits<double>::infinity()});
  return {{"nps", t.mean.value},
          {"se", t.mean.se},
          {"lower", z.mean.low},
          {"upper", z.mean.high},
          {"t_lower", t.mean.low},
          {"t_upper", t.mean.high},
          {"deff_replace", t.deff_replace},
          {"neff_kish", t.base.n_eff}};
}

json nps_cluster(const oracle_case& c) {
  const column x = nps_point_column(c);
  const factor branch = make_factor(c.data()["branch"]);
  const auto m = cxm::weighted_mean(x.view(), c.data()["weight"].values, {.clusters = branch.code});
  return {{"nps", m.mean.value},   {"se", m.mean.se},        {"df", m.mean.df},
          {"t_lower", m.mean.low}, {"t_upper", m.mean.high}, {"deff_replace", m.deff_replace}};
}

json design_effect_cluster(const oracle_case& c) {
  const column& x = c.data()[c.text("item")];
  const factor branch = make_factor(c.data()["branch"]);
  const auto table = cxm::stats::one_way_anova(x.view(), branch.code);
  std::vector<double> sizes(branch.labels.size(), 0.0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x.present[i] && branch.code[i] >= 0) sizes[static_cast<std::size_t>(branch.code[i])] += 1;
  }
  const double rho = table.icc1(table.n0), weighted = cxm::weighted_cluster_size(sizes);
  return {{"rho", rho},
          {"m_weighted", weighted},
          {"m_mean", table.mean_size},
          {"deff_mean", cxm::cluster_design_effect(table.mean_size, rho)},
          {"deff_weighted", cxm::cluster_design_effect(weighted, rho)}};
}

json recode_clean(const oracle_case& c) {
  const std::vector<double> codes = c.numbers("na_codes"), reversed = c.numbers("reversed");
  json n_valid, mean, dk_count;
  for (int item = 1; item <= 24; ++item) {
    const std::string name = (item < 10 ? "q0" : "q") + std::to_string(item);
    auto recoded = cxm::recode_missing(c.data()[name].view(), codes);
    if (std::find(reversed.begin(), reversed.end(), item) != reversed.end()) {
      recoded.column = cxm::reverse_scores(recoded.column.view(), c.number("lo"), c.number("hi"));
    }
    const cxm::sample_summary s = cxm::summarize(recoded.column.view());
    n_valid[name] = s.n;
    mean[name] = s.mean;
    dk_count[name] = recoded.recoded;
  }
  return {{"n_valid", n_valid}, {"mean", mean}, {"dk_count", dk_count}};
}

std::vector<cxm::column_view> columns_of(const table& d, const std::vector<std::string>& names) {
  std::vector<cxm::column_view> out;
  for (const std::string& name : names) out.push_back(d[name].view());
  return out;
}

/// The scales of `inputs.scales` scored on 0-100, in the order in which they are written.
std::vector<cxm::scored_column> scored_scales(const oracle_case& c, const cxm::scale_score_options& options) {
  std::vector<cxm::scored_column> out;
  for (const auto& [name, items] : c.inputs.at("scales").items()) {
    out.push_back(cxm::scale_scores(columns_of(c.data(), items.get<std::vector<std::string>>()), options));
  }
  return out;
}

/// The composite of complete rows.
cxm::scored_column composite(const std::vector<cxm::scored_column>& scales, std::span<const double> weights) {
  std::vector<cxm::column_view> views;
  for (const auto& s : scales) views.push_back(s.view());
  return cxm::scale_scores(
      views, {.unit = cxm::score_unit::item_mean, .weights = weights, .min_answered = views.size()});
}

json index_scale(const oracle_case& c) {
  const auto scales = scored_scales(c, {.lowest = c.number("lo"),
                                        .highest = c.number("hi"),
                                        .min_answered = static_cast<std::size_t>(c.number("min_valid"))});
  json out;
  std::size_t k = 0;
  for (const auto& [name, items] : c.inputs.at("scales").items()) {
    const cxm::sample_summary s = cxm::summarize(scales[k++].view());
    out["n"][name] = s.n;
    out["mean"][name] = s.mean;
    out["sd"][name] = s.sd;
    out["se"][name] = s.se;
  }
  const cxm::scored_column whole = composite(scales, {});
  const cxm::sample_summary s = cxm::summarize(whole.view());
  out["composite_n"] = s.n;
  out["composite_mean"] = s.mean;
  out["composite_sd"] = s.sd;
  out["first10"] = json::array();
  for (std::size_t i = 0; i < std::min<std::size_t>(10, whole.size()); ++i) {
    out["first10"].push_back(whole.present[i] ? json(whole.values[i]) : json("NA"));
  }
  return out;
}

json index_weighted_composite(const oracle_case& c) {
  const auto scales = scored_scales(c, {.lowest = 1, .highest = 5});
  std::vector<double> weights = c.numbers("dim_weights");
  const cxm::scored_column whole = composite(scales, weights);
  const cxm::sample_summary s = cxm::summarize(whole.view());
  const auto weighted = cxm::weighted_mean(whole.view(), c.data()["weight"].values);
  std::vector<cxm::column_view> views;
  for (const auto& one : scales) views.push_back(one.view());
  double sum = 0;
  for (const double w : weights) sum += w;
  for (double& w : weights) w /= sum;
  const double variance = cxm::stats::quadratic_form(cxm::stats::sample_covariance(views), weights, weights);
  return {{"n", s.n},
          {"mean", s.mean},
          {"sd", s.sd},
          {"wmean", weighted.mean.value},
          {"wse", weighted.mean.se},
          {"se_delta", std::sqrt(variance / s.n)}};
}

json score_items(const oracle_case& c) {
  const std::pair<const char*, std::vector<std::string>> keys[] = {
      {"agree", {"-A1", "A2", "A3", "A4", "A5"}},
      {"consc", {"C1", "C2", "C3", "-C4", "-C5"}},
      {"neuro", {"N1", "N2", "N3", "N4", "N5"}}};
  json out;
  for (const auto& [name, items] : keys) {
    std::vector<cxm::scored_column> turned;
    std::vector<cxm::column_view> views;
    for (const std::string& item : items) {
      const bool reversed = item.front() == '-';
      const column& x = c.data()[reversed ? item.substr(1) : item];
      turned.push_back(reversed ? cxm::reverse_scores(x.view(), 1, 6)
                                : cxm::scored_column{x.values, x.present});
    }
    for (const auto& one : turned) views.push_back(one.view());
    const auto scores = cxm::scale_scores(views, {.unit = cxm::score_unit::item_mean});
    const cxm::sample_summary s = cxm::summarize(scores.view());
    const double alpha =
        cxm::cronbach_alpha(cxm::stats::sample_covariance(views, cxm::stats::deletion::pairwise));
    out["mean"][name] = s.mean;
    out["sd"][name] = s.sd;
    out["alpha"][name] = alpha;
    out["av_r"][name] = cxm::spearman_brown(alpha, 1.0 / static_cast<double>(items.size()));
  }
  return out;
}

json sample_size(const oracle_case& c) {
  const double level = c.number("conf"), p = c.number("p"), e = c.number("e"), population = c.number("N");
  const double n = c.number("n"), power = c.number("power"), delta = c.number("delta"), sd = c.number("sd");
  return {{"n_infinite", cxm::answers_for_share(e, p, level)},
          {"n_fpc", cxm::answers_for_share(e, p, level, population)},
          {"moe_at_n", cxm::margin_of_share(n, p, level)},
          {"moe_at_n_fpc", cxm::margin_of_share(n, p, level, population)},
          // The power functions of the call keep their default level of 5 %.
          {"n_power_prop", cxm::answers_for_two_shares(c.number("p1"), c.number("p2"), power)},
          {"n_power_t", cxm::answers_for_two_means(delta, sd, power)},
          {"power_t", cxm::power_of_two_means(64, delta, sd)}};
}

const registrar area{{"mean_ci", mean_ci},
                     {"distribution", distribution},
                     {"moments", moments},
                     {"weighted_moments", weighted_moments},
                     {"weighted_distribution", weighted_distribution},
                     {"nps", nps},
                     {"nps_unbiased", nps_unbiased},
                     {"nps_adjusted_wald", nps_adjusted_wald},
                     {"nps_mover", nps_mover},
                     {"nps_intervals_from_counts", nps_intervals_from_counts},
                     {"nps_by_group", nps_by_group},
                     {"nps_weighted", nps_weighted},
                     {"nps_cluster", nps_cluster},
                     {"proportion_ci", proportion_ci},
                     {"proportion_ci_link", proportion_ci_link},
                     {"proportion_ci_weighted", proportion_ci_weighted},
                     {"kish", kish},
                     {"kish_by_group", kish_by_group},
                     {"design_effect_cluster", design_effect_cluster},
                     {"recode_clean", recode_clean},
                     {"index_scale", index_scale},
                     {"index_weighted_composite", index_weighted_composite},
                     {"score_items", score_items},
                     {"sample_size", sample_size}};

}  // namespace
}  // namespace oracles
