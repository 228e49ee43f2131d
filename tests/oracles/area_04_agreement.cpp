// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "cxm/estimate/agreement.hpp"
#include "cxm/estimate/agreement_between.hpp"
#include "cxm/stats/anova.hpp"
#include "oracle.hpp"

namespace oracles {
namespace {

struct grouping {
  std::vector<std::string> labels;
  std::vector<std::int32_t> code;
};
grouping groups(const oracle_case& c, const std::string& name) {
  const factor f = make_factor(c.data()[name]);
  return {f.labels, {f.code.begin(), f.code.end()}};
}

/// Results by label; groups without a complete row do not occur in the suite's answers.
json by_label(const grouping& g, const std::vector<double>& values) { return named(g.labels, values); }

std::vector<cxm::column_view> columns(const oracle_case& c, const std::vector<std::string>& names) {
  std::vector<cxm::column_view> out;
  for (const auto& name : names) out.push_back(c.data()[name].view());
  return out;
}

/// mean() without na.rm: missing as soon as one group of the data has no value.
double strict_mean(const cxm::group_agreement& a) {
  double sum = 0, count = 0;
  for (std::size_t g = 0; g < a.value.size(); ++g) {
    if (a.n[g] == 0) continue;
    sum += a.value[g];
    count += 1;
  }
  return sum / count;
}
double strict_median(const cxm::group_agreement& a) {
  return std::isnan(strict_mean(a)) ? std::nan("") : a.median();
}

json rwg(const oracle_case& c) {
  const auto g = groups(c, c.text("g"));
  const auto r = cxm::r_wg(c.data()[c.text("v")].view(), g.code, c.number("ev"));
  return {{"rwg", by_label(g, r.value)}, {"n", by_label(g, r.n)}, {"mean", r.mean()}, {"median", r.median()}};
}

json ad_item(const oracle_case& c) {
  const auto g = groups(c, c.text("g"));
  const auto y = c.data()[c.text("v")].view();
  const auto a = cxm::average_deviation(y, g.code, cxm::deviation_centre::mean);
  const auto b = cxm::average_deviation(y, g.code, cxm::deviation_centre::median);
  return {{"ad_mean", by_label(g, a.value)},
          {"ad_median", by_label(g, b.value)},
          {"overall_mean", strict_mean(a)},
          {"overall_median", strict_mean(b)}};
}

json anova_table(const cxm::stats::one_way_table& t) {
  const double total = t.between_ss + t.within_ss;
  const double df = t.groups - 1;
  return {{"k", t.groups},
          {"N", t.n},
          {"n_mean", t.mean_size},
          {"n0", t.n0},
          {"ssb", t.between_ss},
          {"ssw", t.within_ss},
          {"msb", t.between_ms},
          {"msw", t.within_ms},
          {"F", t.f},
          {"p", t.p},
          {"icc1_mean_n", t.icc1(t.mean_size)},
          {"icc1_n0", t.icc1(t.n0)},
          {"icc2", t.icc2()},
          {"eta2", t.between_ss / total},
          {"omega2", (t.between_ss - df * t.within_ms) / (total + t.within_ms)},
          {"epsilon2", (t.between_ss - df * t.within_ms) / total}};
}

json icc_anova(const oracle_case& c) {
  return anova_table(cxm::stats::one_way_anova(c.data()[c.text("v")].view(), groups(c, c.text("g")).code));
}

json icc_multilevel(const oracle_case& c) {
  const auto t = cxm::stats::one_way_anova(c.data()[c.text("v")].view(), groups(c, c.text("g")).code);
  return {{"icc1", t.icc1(t.mean_size)}, {"icc2", t.icc2()}, {"F", t.f}, {"p", t.p}};
}

json eta_squared_multi(const oracle_case& c) {
  const auto g = groups(c, c.text("g"));
  const std::vector<std::string> cols = {"F", "p", "eta2", "omega2", "epsilon2", "icc1_n0", "icc2"};
  json values = json::array();
  for (const auto& name : c.texts("v")) {
    const json t = anova_table(cxm::stats::one_way_anova(c.data()[name].view(), g.code));
    json row = json::array();
    for (const auto& col : cols) row.push_back(t.at(col));
    values.push_back(row);
  }
  return {{"rows", c.texts("v")}, {"cols", cols}, {"values", values}};
}

json awg(const oracle_case& c) {
  const auto g = groups(c, c.text("g"));
  const column& y = c.data()[c.text("v")];
  const auto range = c.numbers("rng");
  const auto a = cxm::a_wg(y.view(), g.code, range.at(0), range.at(1));
  std::vector<double> variance(g.labels.size());
  for (std::size_t k = 0; k < variance.size(); ++k) {
    std::vector<std::int32_t> one;
    for (const auto code : g.code) one.push_back(code == static_cast<std::int32_t>(k) ? 0 : -1);
    const auto t = cxm::stats::one_way_anova(y.view(), one);
    variance[k] = t.within_ms;
  }
  return {{"awg", by_label(g, a.value)}, {"n", by_label(g, a.n)}, {"variance", by_label(g, variance)}};
}

json awg_j(const oracle_case& c) {
  const auto g = groups(c, c.text("g"));
  // The kind's call fixes the scale from 1 to 5.
  const auto range = c.has("rng") ? c.numbers("rng") : std::vector<double>{1, 5};
  const auto a = cxm::a_wg(columns(c, c.texts("items")), g.code, range.at(0), range.at(1));
  return {{"awg", by_label(g, a.value)}};
}

json rwg_j(const oracle_case& c) {
  const auto g = groups(c, c.text("g"));
  const auto r = cxm::r_wg_j(columns(c, c.texts("items")), g.code, c.number("ev"));
  return {{"rwg_j", by_label(g, r.value)},
          {"n", by_label(g, r.n)},
          {"mean", strict_mean(r)},
          {"median", strict_median(r)}};
}

json rwg_j_lindell(const oracle_case& c) {
  const auto g = groups(c, c.text("g"));
  const auto r = cxm::r_star_wg_j(columns(c, c.texts("items")), g.code, c.number("ev"));
  return {{"rwg_j", by_label(g, r.value)}, {"n", by_label(g, r.n)}};
}

json ad_scale(const oracle_case& c) {
  const auto g = groups(c, c.text("g"));
  const auto items = columns(c, c.texts("items"));
  const auto a = cxm::average_deviation(items, g.code, cxm::deviation_centre::mean);
  const auto b = cxm::average_deviation(items, g.code, cxm::deviation_centre::median);
  return {{"ad_mean", by_label(g, a.value)}, {"ad_median", by_label(g, b.value)}};
}

json mult_icc(const oracle_case& c) {
  const auto names = c.texts("v");
  auto g = groups(c, c.text("g"));
  // Listwise: rows that lack any of the variables belong to no group.
  for (const auto& name : names) {
    for (std::size_t i = 0; i < g.code.size(); ++i) {
      if (!c.data()[name].present[i]) g.code[i] = -1;
    }
  }
  std::vector<double> icc1, icc2;
  for (const auto& name : names) {
    const auto m = cxm::random_intercept(c.data()[name].view(), g.code);
    icc1.push_back(m.icc);
    icc2.push_back(m.icc2(m.n / m.groups));
  }
  return {{"icc1", named(names, icc1)}, {"icc2", named(names, icc2)}};
}

json gmean_rel(const oracle_case& c) {
  const auto g = groups(c, c.text("g"));
  const auto m = cxm::random_intercept(c.data()[c.text("v")].view(), g.code);
  const auto reliability = m.mean_reliability();
  double sum = 0, count = 0;
  for (const double r : reliability) {
    if (std::isnan(r)) continue;
    sum += r;
    count += 1;
  }
  return {{"icc", m.icc}, {"group", by_label(g, reliability)}, {"mean", sum / count}};
}

json waba(const oracle_case& c) {
  const auto w = cxm::within_between_analysis(c.data()[c.text("v1")].view(), c.data()[c.text("v2")].view(),
                                              groups(c, c.text("g")).code);
  return {{"RawCorr", w.raw},   {"EtaBx", w.eta_between_x}, {"EtaBy", w.eta_between_y},
          {"CorrB", w.between}, {"EtaWx", w.eta_within_x},  {"EtaWy", w.eta_within_y},
          {"CorrW", w.within}};
}

json random_intercept(const oracle_case& c) {
  const auto g = groups(c, c.text("g"));
  const bool reml = c.inputs.at("reml").get<bool>();
  const auto m = cxm::random_intercept(c.data()[c.text("v")].view(), g.code,
                                       reml ? cxm::variance_estimation::reml : cxm::variance_estimation::ml);
  std::vector<std::string> names;
  std::vector<double> effect, sd;
  for (std::size_t k = 0; k < g.labels.size() && names.size() < 15; ++k) {
    if (m.size[k] == 0) continue;
    names.push_back(g.labels[k]);
    effect.push_back(m.effect[k]);
    sd.push_back(m.effect_sd[k]);
  }
  return {{"mu", m.mean},
          {"se", m.mean_se},
          {"tau2", m.between},
          {"sigma2", m.within},
          {"icc", m.icc},
          {"loglik", m.log_likelihood},
          {"n", m.n},
          {"k", g.labels.size()},
          {"blup", named(names, effect)},
          {"blup_condsd", named(names, sd)}};
}

json random_intercept_boundary(const oracle_case& c) {
  const auto g = groups(c, c.text("g", "id_mod"));
  const auto y = c.data()[c.text("v")].view();
  const auto m = cxm::random_intercept(y, g.code);
  const auto t = cxm::stats::one_way_anova(y, g.code);
  return {{"tau2", m.between}, {"sigma2", m.within}, {"mu", m.mean}, {"anova_icc1", t.icc1(t.n0)}};
}

const registrar area{{"rwg", rwg},
                     {"ad_item", ad_item},
                     {"icc_anova", icc_anova},
                     {"icc_multilevel", icc_multilevel},
                     {"awg", awg},
                     {"rwg_j", rwg_j},
                     {"rwg_j_lindell", rwg_j_lindell},
                     {"ad_scale", ad_scale},
                     {"awg_j", awg_j},
                     {"mult_icc", mult_icc},
                     {"gmean_rel", gmean_rel},
                     {"waba", waba},
                     {"random_intercept", random_intercept},
                     {"random_intercept_boundary", random_intercept_boundary},
                     {"eta_squared_multi", eta_squared_multi}};

}  // namespace
}  // namespace oracles
