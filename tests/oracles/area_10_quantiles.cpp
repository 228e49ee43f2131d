// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "cxm/benchmark/standing.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/quantile.hpp"
#include "cxm/estimate/resampling.hpp"
#include "cxm/estimate/shrinkage.hpp"
#include "cxm/stats/anova.hpp"
#include "oracle.hpp"

namespace oracles {
namespace {

json quantile_type(const oracle_case& c) {
  const auto type = static_cast<cxm::quantile_type>(static_cast<int>(c.number("type")));
  return {{"q", cxm::quantiles(c.data()[c.text("v")].view(), c.numbers("p"), type)}};
}

json weighted_quantile_step(const oracle_case& c) {
  const column& x = c.data()[c.text("v")];
  const std::vector<double> p = c.numbers("p");
  return {{"q", cxm::weighted_quantiles(x.view(), c.data()[c.text("wt")].values, p)},
          {"unweighted", cxm::quantiles(x.view(), p, cxm::quantile_type::inverse_cdf)}};
}

json percentile_rank(const oracle_case& c) {
  json out{{"strict", json::array()}, {"weak", json::array()}, {"mean", json::array()}};
  for (const double value : c.numbers("q")) {
    const auto r = cxm::percentile_rank(c.data()[c.text("v")].view(), value);
    out["strict"].push_back(r.strict);
    out["weak"].push_back(r.weak);
    out["mean"].push_back(r.mean);
  }
  return out;
}

json percentile_rank_weighted(const oracle_case& c) {
  json rows = json::array();
  for (const double value : c.numbers("q")) {
    const auto r = cxm::percentile_rank(c.data()[c.text("v")].view(), c.data()["weight"].values, value);
    rows.push_back({r.strict, r.weak, r.mean});
  }
  return {{"cols", {"strict", "weak", "mean"}}, {"values", rows}};
}

json median_ci_order(const oracle_case& c) {
  const auto m = cxm::median_interval(c.data()[c.text("v")].view(), c.number("conf", 0.95));
  return {{"n", m.median.n},
          {"lower", m.median.low},
          {"upper", m.median.high},
          {"coverage", m.coverage},
          {"lower_rank", m.lower_rank}};
}

/// Moments of each group of a column that has values at all.
struct grouped {
  std::vector<std::string> labels;
  std::vector<cxm::sample_summary> groups;
  [[nodiscard]] std::vector<double> all(double cxm::sample_summary::*member) const {
    std::vector<double> out;
    for (const auto& g : groups) out.push_back(g.*member);
    return out;
  }
};

grouped by_group(const column& x, const factor& f) {
  std::vector<std::vector<double>> parts(f.labels.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x.present[i] && f.code[i] >= 0) parts[static_cast<std::size_t>(f.code[i])].push_back(x.values[i]);
  }
  grouped out;
  for (std::size_t g = 0; g < parts.size(); ++g) {
    if (parts[g].empty()) continue;
    out.labels.push_back(f.labels[g]);
    out.groups.push_back(cxm::summarize(cxm::column_view(parts[g])));
  }
  return out;
}

json benchmark_z(const oracle_case& c) {
  const grouped g = by_group(c.data()[c.text("v")], make_factor(c.data()[c.text("g")]));
  const std::vector<double> means = g.all(&cxm::sample_summary::mean);
  json out{{"mean", named(g.labels, means)},
           {"n", named(g.labels, g.all(&cxm::sample_summary::n))},
           {"se", named(g.labels, g.all(&cxm::sample_summary::se))}};
  const auto standings = cxm::standings(means);
  for (std::size_t i = 0; i < standings.size(); ++i) {
    out["z_between"][g.labels[i]] = standings[i].z;
    out["rank"][g.labels[i]] = standings[i].rank;
    out["pct_mean"][g.labels[i]] = standings[i].percentile;
    out["quartile"][g.labels[i]] = standings[i].quartile;
  }
  return out;
}

cxm::between_variance method_named(const std::string& name) {
  using cxm::between_variance;
  static const std::map<std::string, between_variance> methods{{"REML", between_variance::reml},
                                                               {"ML", between_variance::maximum_likelihood},
                                                               {"PM", between_variance::paule_mandel},
                                                               {"EB", between_variance::paule_mandel},
                                                               {"DL", between_variance::dersimonian_laird},
                                                               {"HE", between_variance::hedges},
                                                               {"HS", between_variance::hunter_schmidt},
                                                               {"SJ", between_variance::sidik_jonkman},
                                                               {"FE", between_variance::none}};
  return methods.at(name);
}

cxm::random_effects_fit fit(const oracle_case& c, const cxm::random_effects_options& options) {
  return cxm::fit_random_effects(values_where(c.data()["yi"]), values_where(c.data()["vi"]), options);
}

json empirical_bayes(const oracle_case& c) {
  const auto f = fit(c, {.method = method_named(c.text("method"))});
  json out{{"mu", f.mean.value},
           {"se", f.mean.se},
           {"lower", f.mean.low},
           {"upper", f.mean.high},
           {"tau2", f.tau2},
           {"tau2_se", f.tau2_se},
           {"Q", f.q},
           {"Q_p", f.q_p},
           {"I2", f.i2},
           {"H2", f.h2},
           {"loglik_ml", f.loglik},
           {"pi_lower", f.prediction_low},
           {"pi_upper", f.prediction_high}};
  const std::vector<std::string>& units = c.data()["unit"].text;
  for (std::size_t i = 0; i < f.units.size(); ++i) {
    const auto& u = f.units[i];
    out["blup"][units[i]] = u.value.value;
    out["blup_se"][units[i]] = u.value.se;
    out["blup_pi_lower"][units[i]] = u.value.low;
    out["shrink"][units[i]] = 1 - u.reliability;
  }
  return out;
}

json fixed_effect(const oracle_case& c) {
  const auto f = fit(c, {.method = cxm::between_variance::none});
  return {{"mu", f.mean.value}, {"se", f.mean.se}, {"Q", f.q}, {"Q_p", f.q_p}};
}

json empirical_bayes_knha(const oracle_case& c) {
  const auto f = fit(c, {.inference = cxm::mean_inference::knapp_hartung});
  return {{"mu", f.mean.value},   {"se", f.mean.se}, {"lower", f.mean.low},
          {"upper", f.mean.high}, {"tau2", f.tau2},  {"p", f.p_value}};
}

json tau2_qprofile(const oracle_case& c) {
  const auto i = cxm::q_profile_interval(values_where(c.data()["yi"]), values_where(c.data()["vi"]));
  return {{"tau2_lower", i.tau2_low},
          {"tau2_upper", i.tau2_high},
          {"I2_lower", i.i2_low},
          {"I2_upper", i.i2_high}};
}

json empirical_bayes_groups(const oracle_case& c) {
  const column& x = c.data()[c.text("v")];
  const factor branch = make_factor(c.data()["branch"]);
  const grouped g = by_group(x, branch);
  const double within = cxm::stats::one_way_anova(x.view(), branch.code).within_ms;
  std::vector<double> variances;
  for (const auto& group : g.groups) variances.push_back(within / group.n);
  const auto f = cxm::fit_random_effects(g.all(&cxm::sample_summary::mean), variances);
  json out{{"mu", f.mean.value}, {"tau2", f.tau2}, {"sigma2", within}};
  for (std::size_t i = 0; i < f.units.size(); ++i) {
    out["eb"][g.labels[i]] = f.units[i].value.value;
    out["reliability"][g.labels[i]] = f.units[i].reliability;
  }
  return out;
}

/// The first `count` values that are not missing.
std::vector<double> first_values(const column& x, std::size_t count) {
  std::vector<double> out = values_where(x);
  out.resize(std::min(count, out.size()));
  return out;
}

json bootstrap_intervals(const oracle_case& c) {
  using cxm::bootstrap_method;
  const table& index = c.data("ix");
  const std::vector<double> x = first_values(c.data()[c.text("v")], index.names().size());
  const auto mean = [](std::span<const double> values) {
    return cxm::summarize(cxm::column_view(values)).mean;
  };
  std::vector<double> replicates;
  for (std::size_t r = 0; r < index.rows(); ++r) {
    std::vector<double> resample;
    for (const std::string& name : index.names()) {
      resample.push_back(x.at(static_cast<std::size_t>(index[name].values[r]) - 1));
    }
    replicates.push_back(mean(resample));
  }
  const double t0 = mean(x);
  const auto s = cxm::summarize_bootstrap(replicates, t0);
  const double acceleration = cxm::summarize_jackknife(cxm::leave_one_out(x, mean), t0).acceleration;
  const double tails[] = {0.025, 0.975};
  const cxm::column_view view(replicates);
  return {
      {"t0", t0},
      {"bias", s.bias},
      {"se", s.se},
      {"normal", interval(cxm::bootstrap_interval(replicates, t0, bootstrap_method::normal))},
      {"percentile_boot", interval(cxm::bootstrap_interval(replicates, t0, bootstrap_method::percentile))},
      {"basic_boot", interval(cxm::bootstrap_interval(replicates, t0, bootstrap_method::basic))},
      {"percentile_type7", cxm::quantiles(view, tails, cxm::quantile_type::linear)},
      {"percentile_type6", cxm::quantiles(view, tails, cxm::quantile_type::weibull)},
      {"z0", s.bias_correction},
      {"acceleration", acceleration},
      {"bca_boot",
       interval(cxm::bootstrap_interval(replicates, t0, bootstrap_method::bca, 0.95, acceleration))}};
}

json jackknife(const oracle_case& c) {
  const std::vector<double> x = first_values(c.data()[c.text("v")], 60);
  const auto variation = [](std::span<const double> values) {
    const cxm::sample_summary s = cxm::summarize(cxm::column_view(values));
    return s.sd / s.mean;
  };
  const double t0 = variation(x);
  const auto s = cxm::summarize_jackknife(cxm::leave_one_out(x, variation), t0);
  return {{"t0", t0}, {"jack_mean", s.mean}, {"bias", s.bias}, {"se", s.se}};
}

const registrar area{{"quantile_type", quantile_type},
                     {"weighted_quantile_step", weighted_quantile_step},
                     {"percentile_rank", percentile_rank},
                     {"percentile_rank_weighted", percentile_rank_weighted},
                     {"median_ci_order", median_ci_order},
                     {"benchmark_z", benchmark_z},
                     {"empirical_bayes", empirical_bayes},
                     {"fixed_effect", fixed_effect},
                     {"empirical_bayes_knha", empirical_bayes_knha},
                     {"tau2_qprofile", tau2_qprofile},
                     {"empirical_bayes_groups", empirical_bayes_groups},
                     {"bootstrap_intervals", bootstrap_intervals},
                     {"jackknife", jackknife}};

}  // namespace
}  // namespace oracles
