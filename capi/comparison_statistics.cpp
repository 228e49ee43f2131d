// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include "base/number_text.hpp"
#include "capi/calls.hpp"
#include "capi/design.hpp"
#include "capi/estimate_table.hpp"
#include "capi/estimates.hpp"
#include "capi/info.hpp"
#include "capi/table_maker.hpp"
#include "cxm/benchmark/bands.hpp"
#include "cxm/estimate/comparison_change.hpp"
#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/estimate/comparison_means.hpp"
#include "cxm/estimate/comparison_ranks.hpp"
#include "cxm/estimate/comparison_shares.hpp"
#include "cxm/estimate/discrimination.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/relative_risk.hpp"
#include "cxm/estimate/sample_size.hpp"
#include "cxm/explain/two_by_two.hpp"

namespace cxm::capi {
namespace {

void add_means(estimate_table& rows, const t_test_result& t) {
  rows.add("difference", t.difference, t.p);
  rows.add("mean a", t.mean1);
  rows.add("mean b", t.mean2);
  rows.add("n a", t.n1);
  rows.add("n b", t.n2);
  rows.add_test("t", t.t, t.df, t.p);
  rows.add("p greater", t.p_greater);
  rows.add("p less", t.p_less);
}

void compare_pairs(estimate_table& rows, const numbers& a, const numbers& b, double level) {
  const paired_comparison c = compare_paired(a.view(), b.view(), level);
  add_means(rows, c.test);
  rows.add("sd", c.sd);
  rows.add("d_z", c.d_z);
  rows.add("d_av", c.d_av);
  rows.add("correlation", c.correlation);
  rows.add("share negative", c.share_negative);
  rows.add("share zero", c.share_zero);
  const signed_rank_result s = signed_rank_test(a.view(), b.view());
  rows.add_test("signed rank", s.v, s.n, s.p);
  rows.add_test("sign test", std::numeric_limits<double>::quiet_NaN(),
                std::numeric_limits<double>::quiet_NaN(), sign_test(a.view(), b.view()));
}

void compare_sides_of(estimate_table& rows, const numbers& a, const numbers& b, mean_test kind,
                      double level) {
  add_means(rows, two_sample_t_test(a.view(), b.view(), kind, level));
  const effect_sizes e = compare_effects(a.view(), b.view(), level);
  rows.add("cohens d", e.d);
  rows.add("hedges g", e.hedges_g);
  rows.add("glass delta", e.glass_delta);
  rows.add("cliffs delta", e.cliffs_delta);
  rows.add("common language", e.common_language);
  const mann_whitney_result w = mann_whitney_test(a.view(), b.view());
  rows.add_test("mann-whitney", w.u, std::numeric_limits<double>::quiet_NaN(), w.p);
  rows.add("probability higher", w.probability);
  const variance_ratio_result v = variance_ratio_test(a.view(), b.view());
  rows.add_test("variance ratio", v.f, v.df1, v.p);
}

/// Exact tests count tables one by one.
void at_most(const char* f, const char* p, std::initializer_list<double> counts, double most) {
  double sum = 0;
  for (const double c : counts) sum += std::fabs(c);
  if (sum > most)
    refuse(f, p,
           "and its like sum to " + detail::number_text(sum) + " people, too many for exact tests; at most " +
               std::to_string(static_cast<std::int64_t>(most)));
}

void add(estimate_table& rows, const char* name, const groups_test& t) {
  rows.add_test(name, t.statistic, t.df1, t.p);
}

}  // namespace

void stat_compare(const numbers& a, const numbers& b, const ::cxm_compare_samples_options& o,
                  ::cxm_table*& out) {
  const char* const f = "cxm_stat_compare";
  if (o.reserved != 0) refuse(f, "options", "has reserved members that are not 0");
  if (o.paired != 0 && o.pooled != 0) refuse(f, "options", "has paired and pooled, but may have one");
  if (o.paired != 0 && o.margin != 0)
    refuse(f, "options", "has a margin, which is of different people; test the differences");
  const double level = level_or_default(o.level);
  const mean_test kind = o.pooled != 0 ? mean_test::pooled : mean_test::welch;
  estimate_table rows("comparison");
  if (o.paired != 0) {
    compare_pairs(rows, a, b, level);
  } else {
    compare_sides_of(rows, a, b, kind, level);
  }
  if (o.margin != 0) {
    const equivalence_result e = equivalence_test(a.view(), b.view(), o.margin, 1 - level, kind);
    rows.add("equivalence", e.difference, e.p);
    const noninferiority_result n = noninferiority_test(a.view(), b.view(), o.margin, 1 - level, kind);
    rows.add_test("noninferiority", n.t, n.df, n.p);
  }
  out = new_table(rows.take());
}

void stat_one_sample(const numbers& x, double reference, double level, ::cxm_table*& out) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  constexpr std::size_t most_flipped = 26;
  const t_test_result t = one_sample_t_test(x.view(), reference, level);
  std::vector<double> away;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (x.view().has(i)) away.push_back(x.view().values[i] - reference);
  estimate difference = t.difference;
  for (double* end : {&difference.value, &difference.low, &difference.high}) *end -= reference;
  estimate_table rows("one sample");
  rows.add("difference", difference, t.p);
  rows.add("mean", t.difference);
  rows.add_test("t", t.t, t.df, t.p);
  rows.add("p greater", t.p_greater);
  rows.add("p less", t.p_less);
  const signed_rank_result s = signed_rank_test({away, {}});
  rows.add_test("signed rank", s.v, s.n, s.p);
  rows.add_test("sign test", none, none, sign_test({away, {}}, {std::vector<double>(away.size()), {}}));
  if (away.size() <= most_flipped) {
    const permutation_result r = sign_flip_exact({away, {}});
    rows.add_test("sign flips", r.permutations, none, r.p);
    rows.add("sign flips p greater", r.p_greater);
    rows.add("sign flips p less", r.p_less);
  }
  out = new_table(rows.take());
}

void stat_permutation(const numbers& a, const numbers& b, std::int64_t draws, std::int64_t seed,
                      ::cxm_table*& out) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  constexpr double most = 2e5;
  const char* const f = "cxm_stat_permutation";
  if (draws < 0 || draws > 10'000'000) refuse(f, "draws", "is " + std::to_string(draws));
  const auto answers = [](const numbers& x) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < x.size(); ++i) n += x.view().has(i) ? 1 : 0;
    return n;
  };
  const std::size_t na = answers(a), n = na + answers(b);
  // Ways to choose who is a: n over na, as far as it matters.
  double ways = 1;
  for (std::size_t k = 1; k <= na && ways <= most; ++k)
    ways *= static_cast<double>(n - na + k) / static_cast<double>(k);
  const bool exact = ways <= most;
  const permutation_result r =
      exact ? permutation_exact(a.view(), b.view(), 2 * most)
            : permutation_sampled(a.view(), b.view(), draws == 0 ? 9999 : static_cast<std::size_t>(draws),
                                  static_cast<std::uint64_t>(seed));
  estimate e;
  e.value = r.observed;
  e.se = e.low = e.high = e.level = e.df = none;
  e.n = e.n_eff = static_cast<double>(n);
  e.method = exact ? "all permutations" : "random permutations";
  e.flags = static_cast<std::uint32_t>(estimate_flag::no_interval);
  estimate_table rows("permutation");
  rows.add("difference", e, r.p);
  rows.add("p greater", r.p_greater);
  rows.add("p less", r.p_less);
  rows.add("permutations", r.permutations);
  if (n <= 400) {
    const exact_rank_result w = mann_whitney_exact(a.view(), b.view());
    rows.add_test("mann-whitney exact", w.u, none, w.p);
  }
  out = new_table(rows.take());
}

void stat_compare_groups(const numbers& y, const row_names& group, double level, ::cxm_table*& tests,
                         ::cxm_table*& pairs) {
  same_rows("cxm_stat_compare_groups", "group", group.codes().size(), y.size());
  const one_way_result r = compare_groups(y.view(), group.codes());
  const kruskal_result k = kruskal_wallis_test(y.view(), group.codes());
  estimate_table rows("groups");
  add(rows, "anova", r.anova);
  add(rows, "welch", r.welch);
  rows.add_test("kruskal-wallis", k.h, k.df, k.p);
  rows.add("eta2", r.eta2);
  rows.add("omega2", r.omega2);
  rows.add("epsilon2", k.epsilon2);
  add(rows, "levene", r.levene_mean);
  add(rows, "brown-forsythe", r.levene_median);
  add(rows, "bartlett", r.bartlett);
  auto first = std::unique_ptr<::cxm_table>(new_table(rows.take()));
  table_maker made("pairs", {"first", "second"}, {"difference", "low", "high", "p"});
  for (const pair_difference& d : tukey_pairs(y.view(), group.codes(), level))
    made.row(
        {group.names()[static_cast<std::size_t>(d.first)], group.names()[static_cast<std::size_t>(d.second)]},
        {d.difference, d.low, d.high, d.p});
  pairs = new_table(made.take());
  tests = first.release();
}

void stat_change(const numbers& y, const row_names& person, const row_names& wave, std::string_view first,
                 std::string_view second, double level, ::cxm_table*& out) {
  const char* const f = "cxm_stat_change";
  same_rows(f, "person", person.codes().size(), y.size());
  same_rows(f, "wave", wave.codes().size(), y.size());
  const auto known = [&](const char* p, std::string_view name) {
    const std::int32_t code = wave.code(name);
    if (code < 0) refuse(f, p, "is '" + std::string(name) + "', which no row has as its wave");
    return static_cast<std::int64_t>(code);
  };
  const std::vector<std::int64_t> waves(wave.codes().begin(), wave.codes().end());
  const change_result c = overlapping_change(y.view(), person.complete(), waves, known("first", first),
                                             known("second", second), level);
  estimate_table rows("change");
  rows.add("change", c.change, c.p);
  rows.add("n first", c.n1);
  rows.add("n second", c.n2);
  rows.add("n both", c.n12);
  rows.add("covariance", c.covariance);
  rows.add("correlation", c.correlation);
  rows.add("se independent", c.se_independent);
  out = new_table(rows.take());
}

void stat_two_shares(double x1, double n1, double x2, double n2, double level, ::cxm_table*& out) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  at_most("cxm_stat_two_shares", "n1", {n1, n2}, 1e7);
  const two_shares_result r = compare_two_shares(x1, n1, x2, n2, level);
  estimate_table rows("shares");
  rows.add("difference", r.newcombe, r.p);
  rows.add("agresti-caffo", r.agresti_caffo);
  rows.add("wald", r.wald);
  rows.add("relative risk", relative_risk(x1, n1, x2, n2, level));
  rows.add_test("z", r.z, none, r.p);
  rows.add_test("chi-squared", r.chi_squared, 1, r.p);
  rows.add_test("yates", r.chi_squared_yates, 1, r.p_yates);
  rows.add_test("fisher", none, none, r.p_fisher);
  rows.add("cohens h", r.cohens_h);
  out = new_table(rows.take());
}

void stat_paired_shares(double both, double first_only, double second_only, double neither, double level,
                        ::cxm_table*& out) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  at_most("cxm_stat_paired_shares", "both", {both, first_only, second_only, neither}, 1e9);
  const paired_counts counts{both, first_only, second_only, neither};
  const mcnemar_result r = mcnemar_test(counts, level);
  estimate_table rows("paired shares");
  rows.add("difference", newcombe_paired_difference(counts, level), r.p_mid);
  rows.add("wald", r.difference);
  rows.add("odds ratio", r.odds_ratio);
  rows.add_test("mcnemar", r.chi_squared, 1, r.p);
  rows.add_test("mcnemar continuity", r.chi_squared_continuity, 1, r.p_continuity);
  rows.add_test("exact", none, none, r.p_exact);
  rows.add_test("mid-p", none, none, r.p_mid);
  out = new_table(rows.take());
}

void stat_independence(const numbers& counts, std::int64_t columns, ::cxm_table*& out) {
  const char* const f = "cxm_stat_independence";
  const std::vector<double>& cells = counts.complete();
  if (columns < 1 || cells.size() % static_cast<std::size_t>(columns) != 0)
    refuse(f, "columns",
           "is " + std::to_string(columns) + ", but must divide the " + std::to_string(cells.size()) +
               " counts");
  matrix table(cells.size() / static_cast<std::size_t>(columns), static_cast<std::size_t>(columns));
  table.values = cells;
  const independence_result r = independence_test(table);
  estimate_table rows("independence");
  rows.add_test("chi-squared", r.chi_squared, r.df, r.p);
  rows.add_test("likelihood ratio", r.g, r.df, r.p_g);
  rows.add("cramers v", r.cramers_v);
  out = new_table(rows.take());
}

void stat_association(const numbers& a, const numbers& b, const numbers& c, const numbers& d, double level,
                      ::cxm_table*& out) {
  const char* const f = "cxm_stat_association";
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  same_rows(f, "b", b.size(), a.size());
  same_rows(f, "c", c.size(), a.size());
  same_rows(f, "d", d.size(), a.size());
  std::vector<two_by_two> strata;
  for (std::size_t i = 0; i < a.size(); ++i)
    strata.push_back({a.complete()[i], b.complete()[i], c.complete()[i], d.complete()[i]});
  double all = 0;
  for (const two_by_two& t : strata) {
    at_most(f, "a", {t.a, t.b, t.c, t.d}, 1e6);
    all += t.a + t.b + t.c + t.d;
  }
  if (strata.size() > 1) at_most(f, "a", {all}, 1e5);
  estimate_table rows("association");
  if (strata.size() == 1) {
    const association r = associate(strata[0], level);
    const exact_association e = associate_exactly(strata[0], level);
    rows.add("odds ratio", r.odds_ratio);
    rows.add("risk ratio", r.risk_ratio);
    rows.add("risk difference", r.risk_difference);
    rows.add("exact odds ratio", e.odds_ratio, e.p);
    rows.add("mid-p odds ratio", e.mid_p, e.p_mid);
    rows.add("haldane odds ratio", haldane_odds_ratio(strata[0], level));
    rows.add("yule q", r.yule_q);
    rows.add("phi", r.phi);
    rows.add("number needed", r.needed);
  } else {
    const stratified_association r = associate_stratified(strata, level);
    rows.add("odds ratio", r.odds_ratio, r.p);
    rows.add("exact odds ratio", r.exact, r.p_exact);
    rows.add("woolf odds ratio", r.woolf);
    rows.add_test("mantel-haenszel", r.chi_squared, 1, r.p);
    rows.add_test("mantel-haenszel continuity", r.chi_squared_corrected, 1, r.p_corrected);
    rows.add_test("homogeneity", r.homogeneity, r.homogeneity_df, r.homogeneity_p);
    rows.add_test("breslow-day", r.breslow_day, none, r.breslow_day_p);
  }
  out = new_table(rows.take());
}

void stat_adjust_p(const numbers& p, std::int32_t method, out_array<double>& values) {
  static constexpr p_adjustment methods[] = {
      p_adjustment::bonferroni,         p_adjustment::holm,
      p_adjustment::hochberg,           p_adjustment::hommel,
      p_adjustment::benjamini_hochberg, p_adjustment::benjamini_yekutieli};
  if (method < CXM_ADJUST_BONFERRONI || method > CXM_ADJUST_BY)
    refuse("cxm_stat_adjust_p", "method", "is " + std::to_string(method) + ", which is none");
  std::vector<double> given(p.size());
  for (std::size_t i = 0; i < given.size(); ++i)
    given[i] = p.view().has(i) ? p.view().values[i] : std::numeric_limits<double>::quiet_NaN();
  values.set(adjust_p_values(given, methods[method]));
}

void stat_area_under_curve(const numbers& low, const numbers& high, double level, ::cxm_estimate& out) {
  fill(out, area_under_curve(low.complete(), high.complete(), level));
}

void stat_bands(const numbers& values, const numbers& errors, const numbers& cuts,
                std::int32_t lower_is_better, ::cxm_table*& out) {
  same_rows("cxm_stat_bands", "errors", errors.size(), values.size());
  const band_scale scale = band_scale_of(cuts.complete(), lower_is_better == 0);
  table_maker made("bands", {}, {"band", "probability", "runner_up", "runner_up_probability"});
  for (std::size_t i = 0; i < values.size(); ++i) {
    const band_certainty c = band_probabilities(values.complete()[i], errors.complete()[i], scale);
    made.row({}, {static_cast<double>(c.band), c.probability, static_cast<double>(c.runner_up),
                  c.runner_up_probability});
  }
  out = new_table(made.take());
}

void stat_percentile_cuts(const numbers& values, const numbers& shares, std::int32_t lower_is_better,
                          out_array<double>& cuts) {
  std::vector<double> found;
  for (const band_cut& c : percentile_bands(values.view(), shares.complete(), lower_is_better == 0).cuts)
    found.push_back(c.value);
  cuts.set(std::move(found));
}

void stat_detectable_difference(double se1, double se2, double power, double level, double& difference) {
  difference = detectable_difference(se1, se2, power, level);
}

}  // namespace cxm::capi
