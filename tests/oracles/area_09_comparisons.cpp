// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "cxm/estimate/comparison_change.hpp"
#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/estimate/comparison_means.hpp"
#include "cxm/estimate/comparison_ranks.hpp"
#include "cxm/estimate/comparison_shares.hpp"
#include "cxm/estimate/design_means.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/nps.hpp"
#include "oracle.hpp"

namespace oracles {
namespace {

/// Values of column y where column g reads as `label`.
std::vector<double> side(const oracle_case& c, const std::string& y, const std::string& g,
                         const std::string& label) {
  const column& values = c.data()[y];
  const column& by = c.data()[g];
  std::vector<double> out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values.present[i] && by.present[i] && by.text[i] == label) out.push_back(values.values[i]);
  }
  return out;
}

struct two_sides {
  std::vector<double> x, w;
};
two_sides sides(const oracle_case& c) {
  return {side(c, c.text("y"), c.text("g"), c.text("a")), side(c, c.text("y"), c.text("g"), c.text("b"))};
}
cxm::column_view view(const std::vector<double>& x) { return cxm::column_view(x); }

json t_test(const oracle_case& c) {
  const auto [x, w] = sides(c);
  const auto t = cxm::two_sample_t_test(view(x), view(w));
  const auto p = cxm::two_sample_t_test(view(x), view(w), cxm::mean_test::pooled);
  const auto v = cxm::variance_ratio_test(view(x), view(w));
  return {{"n1", t.n1},
          {"n2", t.n2},
          {"mean1", t.mean1},
          {"mean2", t.mean2},
          {"diff", t.difference.value},
          {"t", t.t},
          {"df", t.df},
          {"p", t.p},
          {"lower", t.difference.low},
          {"upper", t.difference.high},
          {"t_pooled", p.t},
          {"df_pooled", p.df},
          {"p_pooled", p.p},
          {"p_greater", t.p_greater},
          {"p_less", t.p_less},
          {"F_var", v.f},
          {"p_var", v.p}};
}

json effect_size_d(const oracle_case& c) {
  const auto [x, w] = sides(c);
  const auto e = cxm::compare_effects(view(x), view(w));
  return {{"d", e.d.value},
          {"d_lower", e.d.low},
          {"d_upper", e.d.high},
          {"hedges_g", e.hedges_g},
          {"g_effectsize", e.hedges_g},
          {"J", e.correction},
          {"g_metafor", e.hedges_g},
          {"v_metafor", e.variance_g},
          {"se_d_large", e.se_d_large},
          {"glass_delta", e.glass_delta},
          {"cliffs_delta", e.cliffs_delta},
          {"cles", e.common_language}};
}

json mann_whitney(const oracle_case& c) {
  const auto [x, w] = sides(c);
  const auto r = cxm::mann_whitney_test(view(x), view(w));
  return {{"W", r.u},
          {"p_correct", r.p_continuity},
          {"p_nocorrect", r.p},
          {"prob_superiority", r.probability},
          {"rank_biserial", r.rank_biserial}};
}

json tost(const oracle_case& c) {
  const auto [x, w] = sides(c);
  const auto r = cxm::equivalence_test(view(x), view(w), c.number("delta"));
  return {{"t_lower", r.t_lower},         {"p_lower", r.p_lower}, {"t_upper", r.t_upper},
          {"p_upper", r.p_upper},         {"p_tost", r.p},        {"ci90", interval(r.difference)},
          {"equivalent_05", r.equivalent}};
}

json permutation_exact(const oracle_case& c) {
  const auto x = side(c, "y", "g", "x"), w = side(c, "y", "g", "y");
  const auto r = cxm::permutation_exact(view(x), view(w));
  // The standardised statistic of the permuted sum orders assignments as the difference does.
  return {{"n_perm", r.permutations}, {"observed", r.observed}, {"p_two", r.p},
          {"p_greater", r.p_greater}, {"p_less", r.p_less},     {"p_coin", r.p}};
}

json mann_whitney_exact(const oracle_case& c) {
  const auto x = side(c, "y", "g", "x"), w = side(c, "y", "g", "y");
  const auto r = cxm::mann_whitney_exact(view(x), view(w));
  return {{"W", r.u}, {"p", r.p}, {"p_coin", r.p}};
}

json two_proportions(const oracle_case& c) {
  const auto t = c.numbers("tab");
  const auto r = cxm::compare_two_shares(t.at(0), t.at(1), t.at(2), t.at(3));
  return {{"diff", r.difference},
          {"z_pooled", r.z},
          {"chisq", r.chi_squared},
          {"p", r.p},
          {"wald", interval(r.wald)},
          {"chisq_yates", r.chi_squared_yates},
          {"p_yates", r.p_yates},
          {"newcombe", {{"diff", r.newcombe.value}, {"lower", r.newcombe.low}, {"upper", r.newcombe.high}}},
          {"agresti_caffo", interval(r.agresti_caffo)},
          {"cohen_h", r.cohens_h},
          {"fisher_p", r.p_fisher}};
}

json chisq_independence(const oracle_case& c) {
  const factor a = make_factor(c.data()[c.text("a")]), b = make_factor(c.data()[c.text("b")]);
  cxm::matrix counts(a.labels.size(), b.labels.size());
  for (std::size_t i = 0; i < a.code.size(); ++i) {
    if (a.code[i] < 0 || b.code[i] < 0) continue;
    counts(static_cast<std::size_t>(a.code[i]), static_cast<std::size_t>(b.code[i])) += 1;
  }
  const auto r = cxm::independence_test(counts);
  return {{"table", make_matrix(counts, a.labels, b.labels)},
          {"chisq", r.chi_squared},
          {"df", r.df},
          {"p", r.p},
          {"std_residuals", make_matrix(r.standardized_residuals, a.labels, b.labels)},
          {"G", r.g},
          {"p_G", r.p_g},
          {"cramer_v", r.cramers_v}};
}

json paired_t(const oracle_case& c) {
  const auto a = c.data()[c.text("a")].view(), b = c.data()[c.text("b")].view();
  const auto r = cxm::compare_paired(a, b);
  const auto v = cxm::signed_rank_test(a, b);
  return {{"n", r.test.n1},
          {"diff", r.test.difference.value},
          {"t", r.test.t},
          {"df", r.test.df},
          {"p", r.test.p},
          {"lower", r.test.difference.low},
          {"upper", r.test.difference.high},
          {"d_z", r.d_z},
          {"d_av", r.d_av},
          {"r", r.correlation},
          {"V", v.v},
          {"p_signrank", v.p},
          {"p_sign", cxm::sign_test(a, b)}};
}

json mcnemar(const oracle_case& c) {
  const auto t = c.numbers("tab");
  const auto r = cxm::mcnemar_test({t.at(0), t.at(1), t.at(2), t.at(3)});
  return {{"chisq", r.chi_squared},
          {"p", r.p},
          {"chisq_cc", r.chi_squared_continuity},
          {"p_cc", r.p_continuity},
          {"p_exact", r.p_exact},
          {"p_mid", r.p_mid},
          {"diff", r.difference.value},
          {"lower", r.difference.low},
          {"upper", r.difference.high},
          {"or_paired", r.odds_ratio}};
}

json oneway(const oracle_case& c) {
  const auto y = c.data()[c.text("v")].view();
  const factor f = make_factor(c.data()[c.text("g")]);
  const std::vector<std::int32_t> group(f.code.begin(), f.code.end());
  const auto r = cxm::compare_groups(y, group);
  const auto k = cxm::kruskal_wallis_test(y, f.code);
  const auto pairs = cxm::tukey_pairs(y, group);
  cxm::matrix tukey(pairs.size(), 4);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto& p = pairs[i];
    names.push_back(f.labels[static_cast<std::size_t>(p.second)] + "-" +
                    f.labels[static_cast<std::size_t>(p.first)]);
    tukey(i, 0) = p.difference;
    tukey(i, 1) = p.low;
    tukey(i, 2) = p.high;
    tukey(i, 3) = p.p;
  }
  return {{"F", r.anova.statistic},
          {"df1", r.anova.df1},
          {"df2", r.anova.df2},
          {"p", r.anova.p},
          {"eta2", r.eta2},
          {"omega2", r.omega2},
          {"welch_F", r.welch.statistic},
          {"welch_df2", r.welch.df2},
          {"welch_p", r.welch.p},
          {"kruskal", k.h},
          {"kruskal_p", k.p},
          {"epsilon2", k.epsilon2},
          {"levene_mean", r.levene_mean.statistic},
          {"levene_median", r.levene_median.statistic},
          {"bartlett", r.bartlett.statistic},
          {"tukey", make_matrix(tukey, names, {"diff", "lwr", "upr", "p adj"})}};
}

const std::pair<const char*, cxm::p_adjustment> adjustments[] = {
    {"bonferroni", cxm::p_adjustment::bonferroni}, {"holm", cxm::p_adjustment::holm},
    {"hochberg", cxm::p_adjustment::hochberg},     {"hommel", cxm::p_adjustment::hommel},
    {"BH", cxm::p_adjustment::benjamini_hochberg}, {"BY", cxm::p_adjustment::benjamini_yekutieli}};

json pairwise_adjusted(const oracle_case& c) {
  const factor f = make_factor(c.data()[c.text("g")]);
  std::vector<std::string> names;
  std::vector<double> p;
  for (std::size_t i = 0; i < f.labels.size(); ++i) {
    for (std::size_t j = i + 1; j < f.labels.size(); ++j) {
      names.push_back(f.labels[i] + "-" + f.labels[j]);
      const auto x = side(c, c.text("v"), c.text("g"), f.labels[i]);
      const auto w = side(c, c.text("v"), c.text("g"), f.labels[j]);
      p.push_back(cxm::two_sample_t_test(view(x), view(w)).p);
    }
  }
  json out = {{"raw", named(names, p)}};
  for (const auto& [name, method] : adjustments) out[name] = named(names, cxm::adjust_p_values(p, method));
  return out;
}

json p_adjust(const oracle_case& c) {
  json out;
  for (const auto& [name, method] : adjustments) {
    out[name] = cxm::adjust_p_values(c.numbers("p"), method);
  }
  return out;
}

json nps_difference(const oracle_case& c) {
  const auto a = side(c, "nps", "wave", "1"), b = side(c, "nps", "wave", "2");
  cxm::nps_options options;
  options.method = cxm::nps_method::wald;
  options.truncate = false;
  const auto u = cxm::net_promoter_score(view(b), options), v = cxm::net_promoter_score(view(a), options);
  const auto d = cxm::welch_difference(u, v);
  const double p = cxm::difference_p_value(d);
  return {{"nps1", v.value},      {"nps2", u.value}, {"diff", d.value}, {"se", d.se},
          {"z", d.value / d.se},  {"p", p},          {"lower", d.low},  {"upper", d.high},
          {"pkg_delta", d.value}, {"pkg_se", d.se},  {"pkg_p", p}};
}

/// sat, and 100, 0 or -100 of nps.
std::vector<std::pair<const char*, column>> panel_measures(const oracle_case& c) {
  column points = c.data()["nps"];
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points.present[i]) points.values[i] = cxm::nps_points(points.values[i]);
  }
  return {{"sat", c.data()["sat"]}, {"nps", points}};
}

std::vector<std::int64_t> whole(const column& c) {
  std::vector<std::int64_t> out;
  for (const double v : c.values) out.push_back(static_cast<std::int64_t>(v));
  return out;
}

json panel_overlap_change(const oracle_case& c) {
  json out;
  for (const auto& [name, y] : panel_measures(c)) {
    const auto r = cxm::overlapping_change(y.view(), cxm::codes_of(c.data()["resp"].text),
                                           whole(c.data()["wave"]), 1, 2);
    out[name] = {{"n1", r.n1},
                 {"n2", r.n2},
                 {"n12", r.n12},
                 {"diff", r.change.value},
                 {"se", r.change.se},
                 {"se_independent", r.se_independent},
                 {"z", r.z},
                 {"p", r.p},
                 {"r_overlap", r.correlation}};
  }
  return out;
}

json panel_overlap_change_survey(const oracle_case& c) {
  cxm::survey_design_spec spec;
  spec.rows = c.data().rows();
  spec.clusters = {cxm::codes_of(c.data()["resp"].text)};
  const cxm::survey_design design(spec);
  const factor wave = make_factor(c.data()["wave"]);
  cxm::row_groups groups;
  groups.groups = wave.labels.size();
  for (const int code : wave.code) {
    groups.of_row.push_back(code < 0 ? groups.groups : static_cast<std::size_t>(code));
  }
  json out;
  for (const auto& [name, y] : panel_measures(c)) {
    const auto b = cxm::design_domain_means(design, y.view(), groups);
    const double k[] = {-1, 1};
    const auto r = cxm::linear_contrast(b, k);
    out[name] = {{"diff", r.value[0]}, {"se", r.se(0)}, {"cov12", b.covariance(0, 1)}};
  }
  return out;
}

json noninferiority(const oracle_case& c) {
  const auto a = side(c, c.text("v"), "wave", "1"), b = side(c, c.text("v"), "wave", "2");
  const auto r = cxm::noninferiority_test(view(b), view(a), c.number("margin"));
  return {{"t", r.t}, {"df", r.df}, {"p", r.p}, {"lower", r.low}};
}

json one_sample(const oracle_case& c) {
  const auto x = c.data()[c.text("v")].view();
  const double mu = c.number("mu");
  const auto t = cxm::one_sample_t_test(x, mu);
  const auto v = cxm::signed_rank_test(x, mu);
  return {{"n", t.n1}, {"t", t.t}, {"p", t.p}, {"d", t.t / std::sqrt(t.n1)}, {"V", v.v}, {"p_wilcox", v.p}};
}

json gap_analysis(const oracle_case& c) {
  const auto r = cxm::compare_paired(c.data()[c.text("v")].view(), c.data()[c.text("t")].view());
  return {{"n", r.test.n1},
          {"gap", r.test.difference.value},
          {"sd", r.sd},
          {"se", r.test.difference.se},
          {"lower", r.test.difference.low},
          {"upper", r.test.difference.high},
          {"share_negative", r.share_negative},
          {"share_zero", r.share_zero}};
}

json signflip_exact(const oracle_case& c) {
  const auto x = c.numbers("x");
  const auto r = cxm::sign_flip_exact(view(x));
  return {{"n_perm", r.permutations}, {"mean", r.observed}, {"p_two", r.p}, {"p_greater", r.p_greater}};
}

const registrar area{{"t_test", t_test},
                     {"effect_size_d", effect_size_d},
                     {"mann_whitney", mann_whitney},
                     {"tost", tost},
                     {"permutation_exact", permutation_exact},
                     {"mann_whitney_exact", mann_whitney_exact},
                     {"two_proportions", two_proportions},
                     {"chisq_independence", chisq_independence},
                     {"paired_t", paired_t},
                     {"mcnemar", mcnemar},
                     {"oneway", oneway},
                     {"pairwise_adjusted", pairwise_adjusted},
                     {"p_adjust", p_adjust},
                     {"nps_difference", nps_difference},
                     {"panel_overlap_change", panel_overlap_change},
                     {"panel_overlap_change_survey", panel_overlap_change_survey},
                     {"noninferiority", noninferiority},
                     {"one_sample", one_sample},
                     {"gap_analysis", gap_analysis},
                     {"signflip_exact", signflip_exact}};

}  // namespace
}  // namespace oracles
