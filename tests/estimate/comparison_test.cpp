// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/estimate/comparison_change.hpp"
#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/estimate/comparison_means.hpp"
#include "cxm/estimate/comparison_ranks.hpp"
#include "cxm/estimate/comparison_shares.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/studentized_range.hpp"

namespace {

using sample = std::vector<double>;
cxm::column_view view(const sample& x) { return cxm::column_view(x); }

cxm::errc refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const cxm::error& e) {
    return e.code();
  }
  return cxm::errc::io;
}

sample draw(std::uint64_t stream, std::size_t n, double mean = 0) {
  cxm::random_stream draws(11, stream);
  sample x;
  for (std::size_t i = 0; i < n; ++i) x.push_back(mean + draws.normal());
  return x;
}

// ---- means

TEST(ComparisonMeans, edge_ttest_two) {
  const sample x = {1, 2}, y = {4, 6};
  const auto t = cxm::two_sample_t_test(view(x), view(y));
  EXPECT_NEAR(t.t, -3.13049516849971, 1e-13);
  EXPECT_NEAR(t.df, 1.47058823529412, 1e-13);
  EXPECT_NEAR(t.p, 0.129047835548283, 1e-14);
}

TEST(ComparisonMeans, edge_ttest_constant) {
  const sample x(5, 3.0), y(4, 3.0);
  EXPECT_EQ(refusal([&] { (void)cxm::two_sample_t_test(view(x), view(y)); }), cxm::errc::data);
  const sample a(5, 0.1), b(7, 0.1);  // whose means round
  EXPECT_EQ(refusal([&] { (void)cxm::two_sample_t_test(view(a), view(b)); }), cxm::errc::data);
}

TEST(ComparisonMeans, edge_ttest_onevsmany) {
  const sample x = {3}, y = {1, 2, 3};
  EXPECT_EQ(refusal([&] { (void)cxm::two_sample_t_test(view(x), view(y)); }), cxm::errc::data);
}

TEST(ComparisonMeans, edge_twosample_empty) {
  const sample x = {1, 2, 3}, none;
  EXPECT_EQ(refusal([&] { (void)cxm::two_sample_t_test(view(x), view(none)); }), cxm::errc::data);
  EXPECT_EQ(refusal([&] { (void)cxm::mann_whitney_test(view(x), view(none)); }), cxm::errc::data);
}

TEST(ComparisonMeans, edge_cohend_constant) {
  const sample x(5, 4.0), y(4, 2.0);
  const auto e = cxm::compare_effects(view(x), view(y));
  EXPECT_FALSE(e.d.defined());
  EXPECT_TRUE(std::isnan(e.hedges_g));
  EXPECT_EQ(e.cliffs_delta, 1);
}

TEST(ComparisonMeans, SidesSwapAndUnitsScale) {
  const sample x = draw(1, 20), y = draw(2, 35, 0.5);
  sample x10, y10;
  for (const double v : x) x10.push_back(10 * v + 3);
  for (const double v : y) y10.push_back(10 * v + 3);
  const auto a = cxm::two_sample_t_test(view(x), view(y));
  const auto b = cxm::two_sample_t_test(view(y), view(x));
  const auto c = cxm::two_sample_t_test(view(x10), view(y10));
  EXPECT_EQ(a.t, -b.t);
  EXPECT_NEAR(a.p_greater, b.p_less, 1e-15);
  EXPECT_NEAR(a.p_greater + a.p_less, 1, 1e-15);
  EXPECT_NEAR(a.t, c.t, 1e-12);
  EXPECT_NEAR(10 * a.difference.low, c.difference.low, 1e-11);
  // The interval excludes 0 exactly when p is below 1 - level.
  EXPECT_EQ(a.p < 0.05, a.difference.high < 0 || a.difference.low > 0);
}

TEST(ComparisonMeans, EquivalenceIsTheIntervalWithinTheMargin) {
  const sample x = draw(3, 200), y = draw(4, 200);
  for (const double margin : {0.05, 0.1, 0.2, 0.3, 0.5}) {
    const auto r = cxm::equivalence_test(view(x), view(y), margin);
    EXPECT_EQ(r.equivalent, r.difference.low > -margin && r.difference.high < margin) << margin;
    EXPECT_EQ(cxm::noninferiority_test(view(x), view(y), margin).p<0.05, r.difference.low> - margin);
  }
}

TEST(ComparisonMeans, TheIntervalOfDInvertsTheNoncentralT) {
  const sample x = {3, 5, 4, 6, 8}, y = {1, 2, 4, 3};
  const auto e = cxm::compare_effects(view(x), view(y));
  const double scale = std::sqrt(1.0 / 5 + 1.0 / 4);
  EXPECT_NEAR(cxm::stats::noncentral_t_cdf(e.d.value / scale, 7, e.d.low / scale), 0.975, 1e-10);
  EXPECT_NEAR(cxm::stats::noncentral_t_cdf(e.d.value / scale, 7, e.d.high / scale), 0.025, 1e-10);
  // Hedges' factor for m = 7 from gamma functions at half integers: gamma(3.5) / (sqrt(3.5) gamma(3)).
  EXPECT_NEAR(e.correction, 3.3233509704478426 / (std::sqrt(3.5) * 2), 1e-14);
}

TEST(ComparisonMeans, AnEnormousEffectHasAValueButNoInterval) {
  const sample x = {1e9, 1e9 + 1, 1e9 + 2}, y = {0, 1, 2};
  const auto e = cxm::compare_effects(view(x), view(y));
  EXPECT_NEAR(e.d.value, 1e9, 1e-3);
  EXPECT_TRUE(e.d.has(cxm::estimate_flag::no_interval));
  // Large but sensible ones keep theirs.
  const sample z = {1000, 1001, 1002};
  EXPECT_FALSE(cxm::compare_effects(view(z), view(y)).d.has(cxm::estimate_flag::no_interval));
}

TEST(ComparisonMeans, PairsByHand) {
  const sample a = {3, 4, 5, 2}, b = {1, 5, 2, 2};
  const auto r = cxm::compare_paired(view(a), view(b));
  // Differences 2, -1, 3, 0: mean 1, sd sqrt(10/3).
  EXPECT_NEAR(r.test.difference.value, 1, 1e-15);
  EXPECT_NEAR(r.sd, std::sqrt(10.0 / 3), 1e-15);
  EXPECT_NEAR(r.test.t, 2 / std::sqrt(10.0 / 3), 1e-14);
  EXPECT_EQ(r.share_negative, 0.25);
  EXPECT_EQ(r.share_zero, 0.25);
}

// ---- ranks and permutations

TEST(ComparisonRanks, MeanRanksShareTies) {
  EXPECT_EQ(cxm::mean_ranks(sample{10, 20, 10, 30, 10}), (sample{2, 4, 2, 5, 2}));
}

TEST(ComparisonRanks, ExactDistributionAgreesWithEnumeration) {
  // With ties; the permutation test of the mean ranks is the same test.
  const sample x = {1, 2, 2, 5, 7}, y = {2, 3, 5, 5, 8, 9};
  sample all = x;
  all.insert(all.end(), y.begin(), y.end());
  const auto rank = cxm::mean_ranks(all);
  const sample rx(rank.begin(), rank.begin() + 5), ry(rank.begin() + 5, rank.end());
  EXPECT_NEAR(cxm::mann_whitney_exact(view(x), view(y)).p, cxm::permutation_exact(view(rx), view(ry)).p,
              1e-12);
  const auto u = cxm::mann_whitney_test(view(x), view(y));
  EXPECT_EQ(u.u + cxm::mann_whitney_test(view(y), view(x)).u, 30);
  // The statistic is 2 U / (n1 n2) - 1 whether by ranks or by pairs.
  EXPECT_NEAR(u.rank_biserial, cxm::compare_effects(view(x), view(y)).cliffs_delta, 1e-15);
}

TEST(ComparisonRanks, ExactAndNormalMeetForLargeSamples) {
  const sample x = draw(5, 120), y = draw(6, 150, 0.3);
  EXPECT_NEAR(cxm::mann_whitney_exact(view(x), view(y)).p,
              cxm::mann_whitney_test(view(x), view(y)).p_continuity, 2e-4);
}

TEST(ComparisonRanks, SampledPermutationsApproachTheExactTest) {
  const sample x = {1.2, 3.4, 2.2, 5.1}, y = {4.2, 6.3, 3.9, 7.7, 5.0};
  const auto exact = cxm::permutation_exact(view(x), view(y));
  EXPECT_EQ(exact.permutations, 126);
  // 20,000 draws: a standard error of at most 0.0036; four of them.
  EXPECT_NEAR(cxm::permutation_sampled(view(x), view(y), 20000, 1).p, exact.p, 0.0145);
  const sample long_one(60, 1.0);
  EXPECT_EQ(refusal([&] { (void)cxm::permutation_exact(view(long_one), view(long_one)); }),
            cxm::errc::argument);
}

TEST(ComparisonRanks, NoSpreadHasNoTest) {
  const sample x(5, 3.0), y(4, 3.0);
  EXPECT_TRUE(std::isnan(cxm::mann_whitney_test(view(x), view(y)).p));
  EXPECT_TRUE(std::isnan(cxm::signed_rank_test(view(x), 3).p));
  EXPECT_TRUE(std::isnan(cxm::sign_test(view(x), view(x))));
  EXPECT_EQ(cxm::permutation_exact(view(x), view(y)).p, 1);
}

TEST(ComparisonRanks, KruskalOfTwoGroupsIsMannWhitney) {
  sample x = {1, 2, 2, 5, 7}, y = {2, 3, 5, 5, 8, 9};
  sample all = x;
  all.insert(all.end(), y.begin(), y.end());
  const std::vector<int> group = {0, 0, 0, 0, 0, 4, 4, 4, 4, 4, 4};
  const auto k = cxm::kruskal_wallis_test(view(all), group);
  EXPECT_EQ(k.df, 1);
  EXPECT_NEAR(k.p, cxm::mann_whitney_test(view(x), view(y)).p, 1e-12);
}

// ---- shares

TEST(ComparisonShares, FisherByHand) {
  // The lady tasting tea: 3 of 4 right; tables with 0, 1, 3 or 4: (1 + 16 + 16 + 1)/70.
  EXPECT_NEAR(cxm::fisher_exact(3, 1, 1, 3), 34.0 / 70, 1e-14);
  EXPECT_NEAR(cxm::fisher_exact(0, 10, 10, 0), 2.0 / 184756, 1e-18);
  EXPECT_EQ(cxm::fisher_exact(0, 5, 0, 7), 1);
  // Large margins stay finite.
  EXPECT_GT(cxm::fisher_exact(5000, 0, 0, 5000), -1);
  EXPECT_LT(cxm::fisher_exact(5000, 0, 0, 5000), 1e-300);
}

TEST(ComparisonShares, LimitsEncloseAndSwap) {
  const auto a = cxm::compare_two_shares(8, 10, 3, 9);
  const auto b = cxm::compare_two_shares(3, 9, 8, 10);
  EXPECT_EQ(a.z, -b.z);
  EXPECT_NEAR(a.newcombe.low, -b.newcombe.high, 1e-15);
  EXPECT_NEAR(a.p_fisher, b.p_fisher, 1e-14);
  EXPECT_LT(a.newcombe.low, a.difference);
  EXPECT_GE(a.p_yates, a.p);
  EXPECT_THROW((void)cxm::compare_two_shares(11, 10, 3, 9), cxm::error);
  EXPECT_THROW((void)cxm::compare_two_shares(1.5, 10, 3, 9), cxm::error);
  EXPECT_THROW((void)cxm::compare_two_shares(0, 0, 3, 9), cxm::error);
  EXPECT_TRUE(std::isnan(cxm::compare_two_shares(0, 10, 0, 9).p));
}

TEST(ComparisonShares, McnemarCountsOnlyChanges) {
  const auto a = cxm::mcnemar_test({50, 3, 9, 40});
  const auto b = cxm::mcnemar_test({500, 3, 9, 0});
  EXPECT_EQ(a.chi_squared, 3);
  EXPECT_EQ(a.p_exact, b.p_exact);
  // Binomial(12, 1/2): P(X <= 3) = 299/4096.
  EXPECT_NEAR(a.p_exact, 2 * 299.0 / 4096, 1e-14);
  EXPECT_NEAR(a.p_mid, 2 * (299.0 - 110) / 4096, 1e-14);
  const auto none = cxm::mcnemar_test({5, 0, 0, 5});
  EXPECT_TRUE(std::isnan(none.chi_squared));
  EXPECT_EQ(none.p_exact, 1);
}

TEST(ComparisonShares, TwoByTwoIndependenceIsTheScoreTest) {
  cxm::matrix m(2, 2);
  m.values = {45, 155, 23, 177};
  const auto i = cxm::independence_test(m);
  EXPECT_NEAR(i.chi_squared, cxm::compare_two_shares(45, 200, 23, 200).chi_squared, 1e-12);
  EXPECT_NEAR(i.standardized_residuals(0, 0), std::sqrt(i.chi_squared), 1e-13);
  m.values = {45, 0, 23, 0};
  EXPECT_THROW((void)cxm::independence_test(m), cxm::error);
}

// ---- groups and families

TEST(ComparisonGroups, edge_anova_emptylevel) {
  const sample y = {1, 2, 4, 5, 7};
  const std::vector<std::int32_t> group = {0, 0, 1, 1, 1};  // level 2 is empty
  const auto r = cxm::compare_groups(view(y), group);
  EXPECT_NEAR(r.anova.statistic, 10.2387096774194, 1e-12);
  EXPECT_EQ(r.anova.df1, 1);
  EXPECT_EQ(r.anova.df2, 3);
}

TEST(ComparisonGroups, TwoGroupsAreTheTTests) {
  const sample x = draw(7, 15), y = draw(8, 22, 0.4);
  sample all = x;
  all.insert(all.end(), y.begin(), y.end());
  std::vector<std::int32_t> group(15, 0);
  group.resize(37, 3);
  const auto r = cxm::compare_groups(view(all), group);
  const auto pooled = cxm::two_sample_t_test(view(x), view(y), cxm::mean_test::pooled);
  const auto welch = cxm::two_sample_t_test(view(x), view(y));
  EXPECT_NEAR(r.anova.statistic, pooled.t * pooled.t, 1e-10);
  EXPECT_NEAR(r.anova.p, pooled.p, 1e-12);
  EXPECT_NEAR(r.welch.statistic, welch.t * welch.t, 1e-10);
  EXPECT_NEAR(r.welch.df2, welch.df, 1e-9);
  // Tukey with two groups is the pooled t test.
  const auto pairs = cxm::tukey_pairs(view(all), group);
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_EQ(pairs[0].second, 3);
  EXPECT_NEAR(pairs[0].p, pooled.p, 1e-9);
  EXPECT_NEAR(pairs[0].high, -pooled.difference.low, 1e-8);
}

TEST(ComparisonGroups, TooFewToCompare) {
  const sample y = {1, 2, 3};
  EXPECT_EQ(refusal([&] {
              (void)cxm::compare_groups(view(y), std::vector<std::int32_t>{0, 0, 0});
            }),
            cxm::errc::data);
  EXPECT_EQ(refusal([&] {
              (void)cxm::compare_groups(view(y), std::vector<std::int32_t>{0, 1, 2});
            }),
            cxm::errc::data);
}

TEST(ComparisonGroups, StudentizedRangeTables) {
  // Harter (1960): upper 5 % points, printed to four digits.
  EXPECT_NEAR(cxm::stats::studentized_range_quantile(0.95, 3, 10), 3.877, 6e-4);
  EXPECT_NEAR(cxm::stats::studentized_range_quantile(0.95, 10, 20), 5.008, 6e-4);
  EXPECT_NEAR(cxm::stats::studentized_range_quantile(0.99, 5, 5), 8.421, 6e-4);
  // Two means: the range over sqrt(2) is |t|.
  for (const double df : {1.0, 4.0, 30.0, 1e4}) {
    EXPECT_NEAR(cxm::stats::studentized_range_upper(2.5 * std::sqrt(2.0), 2, df),
                2 * cxm::stats::student_t_cdf(-2.5, df), 1e-9)
        << df;
  }
}

TEST(ComparisonGroups, AdjustedPValuesByHand) {
  const sample p = {0.04, 0.01, std::nan(""), 0.03};
  using enum cxm::p_adjustment;
  const auto holm_p = cxm::adjust_p_values(p, holm);
  EXPECT_NEAR(holm_p[1], 0.03, 1e-16);
  EXPECT_NEAR(holm_p[3], 0.06, 1e-16);
  EXPECT_NEAR(holm_p[0], 0.06, 1e-16);
  EXPECT_TRUE(std::isnan(holm_p[2]));
  EXPECT_NEAR(cxm::adjust_p_values(p, benjamini_hochberg)[3], 0.04, 1e-16);
  // Each is at least as large as the raw value, and Bonferroni the largest of the family-wise ones.
  cxm::random_stream draws(2, 2);
  sample many;
  for (int i = 0; i < 60; ++i) many.push_back(draws.uniform() * draws.uniform());
  const auto b = cxm::adjust_p_values(many, bonferroni), h = cxm::adjust_p_values(many, holm),
             hoch = cxm::adjust_p_values(many, hochberg), hom = cxm::adjust_p_values(many, hommel),
             bh = cxm::adjust_p_values(many, benjamini_hochberg),
             by = cxm::adjust_p_values(many, benjamini_yekutieli);
  for (std::size_t i = 0; i < many.size(); ++i) {
    EXPECT_LE(h[i], b[i]);
    EXPECT_LE(hoch[i], h[i]);
    EXPECT_LE(hom[i], hoch[i] + 1e-15);
    EXPECT_LE(bh[i], hom[i] + 1e-15);
    EXPECT_LE(bh[i], by[i]);
    EXPECT_GE(bh[i], many[i]);
  }
}

// ---- change

TEST(ComparisonChange, WithoutOverlapAndWithFullOverlap) {
  const sample y = {1, 2, 3, 4, 2, 4, 3, 6};
  const std::vector<std::int64_t> wave = {1, 1, 1, 1, 2, 2, 2, 2};
  const std::vector<std::int64_t> strangers = {1, 2, 3, 4, 5, 6, 7, 8}, same = {1, 2, 3, 4, 1, 2, 3, 4};
  const auto apart = cxm::overlapping_change(view(y), strangers, wave, 1, 2);
  EXPECT_EQ(apart.n12, 0);
  EXPECT_EQ(apart.change.se, apart.se_independent);
  const auto panel = cxm::overlapping_change(view(y), same, wave, 1, 2);
  // Differences 1, 2, 0, 2: variance 11/12 over 4.
  EXPECT_NEAR(panel.change.se, std::sqrt(11.0 / 12 / 4), 1e-14);
  EXPECT_EQ(panel.n12, 4);
  EXPECT_EQ(panel.change.value, 1.25);
  const std::vector<std::int64_t> twice = {1, 1, 3, 4, 1, 2, 3, 4};
  EXPECT_EQ(refusal([&] { (void)cxm::overlapping_change(view(y), twice, wave, 1, 2); }), cxm::errc::data);
}

TEST(ComparisonChange, UnitAgainstRestIsTheDifferenceOfTheParts) {
  const sample unit = draw(9, 30, 1), rest = draw(10, 70);
  const auto estimate_of = [](const sample& x) {
    double mean = 0, squares = 0;
    for (const double v : x) mean += v / static_cast<double>(x.size());
    for (const double v : x) squares += (v - mean) * (v - mean);
    cxm::estimate e;
    e.value = mean;
    const double n = static_cast<double>(x.size());
    e.se = std::sqrt(squares / (n - 1) / n);
    e.n = e.n_eff = n;
    e.df = n - 1;
    return e;
  };
  const auto u = estimate_of(unit), r = estimate_of(rest);
  // The parent as a stratified mean of its two parts.
  cxm::estimate parent;
  parent.value = 0.3 * u.value + 0.7 * r.value;
  parent.se = std::sqrt(0.09 * u.se * u.se + 0.49 * r.se * r.se);
  parent.n = parent.n_eff = 100;
  parent.df = 98;
  const auto d = cxm::unit_against_rest(u, parent, 0.3);
  EXPECT_NEAR(d.value, u.value - r.value, 1e-14);
  EXPECT_NEAR(d.se, std::sqrt(u.se * u.se + r.se * r.se), 1e-14);
  EXPECT_FALSE(cxm::unit_against_rest(u, parent, 1).defined());
}

}  // namespace
