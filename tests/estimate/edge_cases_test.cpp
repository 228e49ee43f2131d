// SPDX-License-Identifier: Apache-2.0
// Agreed outcomes at the edges: nothing answered, one answer, no variance, extreme weights. Each test is
// named after its case of the reference suite (edge_cases.json); docs/reference.md lists them.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/data/calibration.hpp"
#include "cxm/estimate/agreement.hpp"
#include "cxm/estimate/agreement_between.hpp"
#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/estimate/comparison_means.hpp"
#include "cxm/estimate/design_means.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/nps.hpp"
#include "cxm/estimate/quantile.hpp"
#include "cxm/estimate/scale_score.hpp"
#include "cxm/estimate/score_distribution.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/estimate/shrinkage.hpp"
#include "cxm/estimate/weighted_mean.hpp"
#include "cxm/estimate/weights.hpp"
#include "cxm/stats/anova.hpp"

namespace {

using cxm::column_view;
using cxm::errc;
using cxm::estimate_flag;
using values = std::vector<double>;
using groups = std::vector<std::int32_t>;
using flags = std::vector<std::uint8_t>;

template <class Call>
errc refused(Call call) {
  try {
    call();
  } catch (const cxm::error& e) {
    EXPECT_GT(std::string_view(e.what()).size(), 20U);  // says why
    return e.code();
  }
  ADD_FAILURE() << "was not refused";
  return errc::unsupported;
}

const values five(5);
const flags nobody(5, 0);
const column_view missing(five, nobody);

// Area 01: one column

TEST(EdgeCases, mean_allmissing) {
  const auto e = cxm::mean_interval(missing);
  EXPECT_TRUE(e.has(estimate_flag::undefined));
  EXPECT_EQ(e.n, 0);
  EXPECT_TRUE(std::isnan(e.value));
}

TEST(EdgeCases, nps_allmissing) {
  const auto e = cxm::net_promoter_score(missing);
  EXPECT_TRUE(e.has(estimate_flag::undefined));
  EXPECT_EQ(e.n, 0);
}

TEST(EdgeCases, dist_allmissing) {
  const auto d = cxm::count_scores(missing, 1, 5);
  EXPECT_EQ(d.n, 0);
  EXPECT_EQ(d.counts, values(5, 0.0));
  for (const double share : d.shares()) EXPECT_TRUE(std::isnan(share));
}

/// Ten people, four items, nobody answered the last.
struct ten_people {
  std::vector<values> items{{5, 1, 3, 2, 3, 3, 1, 3, 1, 5},
                            {5, 1, 3, 1, 2, 2, 2, 2, 2, 5},
                            {4, 1, 2, 1, 4, 3, 1, 2, 1, 4},
                            values(10)};
  flags none = flags(10, 0);
  std::vector<column_view> views{column_view(items[0]), column_view(items[1]), column_view(items[2]),
                                 column_view(items[3], none)};
  cxm::estimate mean(std::size_t least) const {
    cxm::scale_score_options options;
    options.unit = cxm::score_unit::item_mean;
    options.min_answered = least;
    return cxm::mean_interval(cxm::scale_scores(views, options).view());
  }
};

TEST(EdgeCases, index_allmissing) {
  const auto e = ten_people{}.mean(2);
  EXPECT_EQ(e.n, 10);
  EXPECT_NEAR(e.value, 2.5, 1e-12);
}

TEST(EdgeCases, index_minvalid) {
  const auto e = ten_people{}.mean(4);
  EXPECT_EQ(e.n, 0);
  EXPECT_TRUE(e.has(estimate_flag::undefined));
}

TEST(EdgeCases, sd_constant) {
  const auto s = cxm::summarize(column_view(values(6, 4.0)));
  EXPECT_EQ(s.mean, 4);
  EXPECT_EQ(s.sd, 0);
  EXPECT_EQ(s.se, 0);
}

TEST(EdgeCases, mean_one) {
  const auto e = cxm::mean_interval(column_view(values{4}));
  EXPECT_EQ(e.n, 1);
  EXPECT_EQ(e.value, 4);
  EXPECT_TRUE(e.has(estimate_flag::no_interval));
}

TEST(EdgeCases, sd_two) {
  const auto s = cxm::summarize(column_view(values{2, 5}));
  EXPECT_EQ(s.mean, 3.5);
  EXPECT_NEAR(s.sd, 2.12132034355964, 1e-13);
}

TEST(EdgeCases, nps_one) {
  cxm::nps_options wald;
  wald.method = cxm::nps_method::wald;
  const auto e = cxm::net_promoter_score(column_view(values{10}), wald);
  EXPECT_EQ(e.value, 100);
  EXPECT_EQ(e.se, 0);
  EXPECT_EQ(e.low, 100);
  EXPECT_EQ(e.high, 100);
  // The default does not take one promoter for certainty.
  EXPECT_LT(cxm::net_promoter_score(column_view(values{10})).low, 50);
}

TEST(EdgeCases, npsse_one) {
  cxm::nps_options unbiased;
  unbiased.method = cxm::nps_method::wald_unbiased;
  const auto e = cxm::net_promoter_score(column_view(values{10}), unbiased);
  EXPECT_TRUE(e.has(estimate_flag::no_interval));
  EXPECT_TRUE(std::isnan(e.se));
}

TEST(EdgeCases, nps_allpromoters) {
  const auto e = cxm::net_promoter_score(column_view(values(12, 9.0)), {cxm::nps_method::wald});
  EXPECT_EQ(e.value, 100);
  EXPECT_EQ(e.low, 100);
  EXPECT_EQ(e.high, 100);
  EXPECT_EQ(e.n, 12);
}

TEST(EdgeCases, nps_alldetractors) {
  const auto e = cxm::net_promoter_score(column_view(values(8, 0.0)), {cxm::nps_method::wald});
  EXPECT_EQ(e.value, -100);
  EXPECT_EQ(e.se, 0);
  EXPECT_EQ(e.n, 8);
}

TEST(EdgeCases, nps_outofscale) {
  EXPECT_EQ(refused([] { (void)cxm::net_promoter_score(column_view(values{9, 10, 11})); }), errc::argument);
}

TEST(EdgeCases, nps_fraction) {
  EXPECT_EQ(refused([] { (void)cxm::net_promoter_score(column_view(values{9, 8.5, 3})); }), errc::argument);
}

TEST(EdgeCases, input_outofscale) {
  EXPECT_EQ(refused([] { (void)cxm::count_scores(column_view(values{1, 2, 6, 5}), 1, 5); }), errc::argument);
}

TEST(EdgeCases, input_nan) {
  (void)refused([] { (void)cxm::mean_interval(column_view(values{1, std::nan(""), 3})); });
}

TEST(EdgeCases, input_inf) {
  (void)refused([] {
    (void)cxm::mean_interval(column_view(values{1, std::numeric_limits<double>::infinity(), 3}));
  });
}

TEST(EdgeCases, prop_zero) {
  const auto w = cxm::share_interval_from_counts(0, 40);
  EXPECT_NEAR(w.low, 0, 1e-15);
  EXPECT_NEAR(w.high, 0.0876216011972866, 1e-12);
  const auto c = cxm::share_interval_from_counts(0, 40, {cxm::share_method::clopper_pearson});
  EXPECT_EQ(c.low, 0);
  EXPECT_NEAR(c.high, 0.0880973028788024, 1e-12);
}

TEST(EdgeCases, weights_zero) {
  const auto m = cxm::weighted_moments(column_view(values{1, 2, 3, 4}), values{0, 1, 2, 1});
  EXPECT_EQ(m.mean, 3);
  EXPECT_EQ(m.n, 3);
  EXPECT_NEAR(m.n_eff, 2.66666666666667, 1e-13);
}

TEST(EdgeCases, weights_negative) {
  (void)refused([] { (void)cxm::weighted_moments(column_view(values{1, 2, 3}), values{1, -1, 2}); });
}

TEST(EdgeCases, weights_scale) {
  const values x{1, 4, 2};
  const auto one = cxm::weighted_moments(column_view(x), values{0.5, 1.5, 3});
  const auto thousand = cxm::weighted_moments(column_view(x), values{500, 1500, 3000});
  EXPECT_NEAR(one.mean, 2.5, 1e-14);
  EXPECT_NEAR(thousand.mean, 2.5, 1e-14);
  EXPECT_NEAR(one.n_eff, 2.17391304347826, 1e-13);
  EXPECT_NEAR(thousand.n_eff, 2.17391304347826, 1e-13);
}

TEST(EdgeCases, weights_equal) {
  const auto k = cxm::kish_effective_size(values(9, 2.5));
  EXPECT_EQ(k.n, 9);
  EXPECT_NEAR(k.n_eff, 9, 1e-12);
  EXPECT_NEAR(k.deff, 1, 1e-13);
  EXPECT_NEAR(k.cv2, 0, 1e-13);
}

TEST(EdgeCases, acc_weights) {
  const auto k = cxm::kish_effective_size(values{1e-8, 1, 1e8});
  EXPECT_NEAR(k.n_eff, 1.00000002, 1e-12);
  EXPECT_NEAR(k.deff, 2.99999994, 1e-12);
}

TEST(EdgeCases, acc_variance) {
  const auto s = cxm::summarize(column_view(values{1000000004, 1000000007, 1000000013, 1000000016}));
  EXPECT_EQ(s.mean, 1000000010);
  EXPECT_EQ(s.variance, 30);
}

TEST(EdgeCases, group_empty) {
  const cxm::survey_design design(cxm::survey_design_spec{3, {}, {}, {}, {}, false, cxm::lonely_rule::fail});
  const auto m = cxm::design_domain_means(design, column_view(values{1, 2, 3}), {{0, 0, 1}, 3});
  EXPECT_EQ(m.n, (values{2, 1, 0}));
  EXPECT_NEAR(m.value[0], 1.5, 1e-14);
  EXPECT_NEAR(m.value[1], 3, 1e-14);
  EXPECT_TRUE(std::isnan(m.value[2]));
}

// Area 02: survey designs

cxm::survey_design design_of(values weights, std::vector<std::vector<double>> fpc = {},
                             std::vector<std::vector<std::int64_t>> strata = {}) {
  cxm::survey_design_spec spec;
  spec.rows = 4;
  spec.weights = std::move(weights);
  spec.fpc = std::move(fpc);
  spec.strata = std::move(strata);
  return cxm::survey_design(spec);
}
cxm::estimate mean_under(const cxm::survey_design& design, const values& y) {
  const column_view view(y);
  return cxm::interval_of(cxm::design_means(design, {&view, 1}), 0);
}
const values two_strata_weights{10, 10, 5, 5};

TEST(EdgeCases, svy_onestratum) {
  const auto e = mean_under(design_of(two_strata_weights, {}, {{1, 1, 1, 1}}), {1, 2, 3, 4});
  EXPECT_NEAR(e.value, 2.16666666666667, 1e-13);
  EXPECT_NEAR(e.se, 0.596629766429148, 1e-13);
}

TEST(EdgeCases, svy_census) {
  const auto e = mean_under(design_of({}, {{4, 4, 4, 4}}), {1, 2, 3, 4});
  EXPECT_NEAR(e.value, 2.5, 1e-14);
  EXPECT_EQ(e.se, 0);
}

TEST(EdgeCases, svy_fpc) {
  (void)refused([] { (void)design_of({}, {{3, 3, 3, 3}}); });
}

TEST(EdgeCases, deff_constant) {
  const values y(4, 2.0);
  const column_view view(y);
  const auto m = cxm::design_means(design_of(two_strata_weights), {&view, 1});
  ASSERT_EQ(m.design_effect.size(), 1U);
  EXPECT_TRUE(std::isnan(m.design_effect[0]));
}

TEST(EdgeCases, cal_infeasible) {
  cxm::matrix x(4, 2);
  for (std::size_t i = 0; i < 4; ++i) {
    x(i, 0) = 1;
    x(i, 1) = i < 2 ? 0 : 1;
  }
  cxm::calibration_options options;
  options.lower = 0.9;
  options.upper = 1.1;
  EXPECT_EQ(refused([&] {
              (void)cxm::calibrate(design_of(two_strata_weights), x, values{300, 10}, options);
            }),
            errc::numeric);
}

TEST(EdgeCases, rake_emptycell) {
  const cxm::population_margin margin{"st", {{0, 0, 1, 1}, 3}, {10, 10, 5}, {"a", "b", "c"}};
  EXPECT_EQ(refused([&] { (void)cxm::rake(design_of(two_strata_weights), {&margin, 1}); }), errc::data);
}

TEST(EdgeCases, poststrat_missingcell) {
  // Rows 2 and 3 are of a category that the population table does not have.
  const cxm::population_margin margin{"st", {{0, 0, 1, 1}, 1}, {10}, {"a"}};
  EXPECT_EQ(refused([&] { (void)cxm::post_stratify(design_of(two_strata_weights), margin); }), errc::data);
}

// Area 04: agreement

cxm::stats::one_way_table anova(const values& y, const groups& g) {
  return cxm::stats::one_way_anova(column_view(y), g);
}

TEST(EdgeCases, icc_onegroup) {
  const auto t = anova({3, 4, 5, 2}, {0, 0, 0, 0});
  EXPECT_TRUE(std::isnan(t.icc1(t.n0)));
  EXPECT_THROW((void)cxm::random_intercept(column_view(values{3, 4, 5, 2}), groups{0, 0, 0, 0}), cxm::error);
}

TEST(EdgeCases, icc_singletons) {
  const auto t = anova({3, 4, 5, 2}, {0, 1, 2, 3});
  EXPECT_TRUE(std::isnan(t.icc1(t.n0)));
  EXPECT_THROW((void)cxm::random_intercept(column_view(values{3, 4, 5, 2}), groups{0, 1, 2, 3}), cxm::error);
}

TEST(EdgeCases, icc_mixed) {
  const auto t = anova({3, 4, 5, 2, 4}, {0, 0, 1, 1, 2});
  EXPECT_EQ(t.groups, 3);
  EXPECT_EQ(t.n, 5);
  EXPECT_NEAR(t.n0, 1.6, 1e-14);
  EXPECT_NEAR(t.between_ms, 0.1, 1e-13);
  EXPECT_NEAR(t.within_ms, 2.5, 1e-13);
  EXPECT_NEAR(t.icc1(t.n0), -1.5, 1e-12);
}

TEST(EdgeCases, icc_perfect) {
  const auto t = anova({3, 3, 5, 5}, {0, 0, 1, 1});
  EXPECT_EQ(t.within_ms, 0);
  EXPECT_EQ(t.icc1(t.n0), 1);
  EXPECT_EQ(t.icc2(), 1);
}

TEST(EdgeCases, icc_constant) {
  const auto t = anova(values(6, 4.0), {0, 1, 0, 1, 0, 1});
  EXPECT_TRUE(std::isnan(t.icc1(t.n0)));
  EXPECT_TRUE(std::isnan(t.icc2()));
}

TEST(EdgeCases, rwg_singleton) {
  const auto r = cxm::r_wg(column_view(values{3, 4, 5, 2}), groups{0, 0, 0, 1}, 2);
  EXPECT_TRUE(std::isnan(r.value[1]));
  EXPECT_EQ(r.n[1], 1);
}

TEST(EdgeCases, rwg_perfect) {
  EXPECT_EQ(cxm::r_wg(column_view(values{4, 4, 4, 2, 2, 2}), groups{0, 0, 0, 1, 1, 1}, 2).value,
            (values{1, 1}));
}

TEST(EdgeCases, rwg_capped) {
  EXPECT_EQ(cxm::r_wg(column_view(values{1, 5, 1, 5, 3, 3, 3, 3}), groups{0, 0, 0, 0, 1, 1, 1, 1}, 2).value,
            (values{0, 1}));
}

// Area 09: comparisons

TEST(EdgeCases, ttest_constant) {
  EXPECT_EQ(
      refused([] { (void)cxm::two_sample_t_test(column_view(values(5, 3.0)), column_view(values(4, 3.0))); }),
      errc::data);
}

TEST(EdgeCases, cohend_constant) {
  const auto e = cxm::compare_effects(column_view(values(5, 4.0)), column_view(values(4, 2.0)));
  EXPECT_TRUE(e.d.has(estimate_flag::undefined));
  EXPECT_TRUE(std::isnan(e.d.value));
}

TEST(EdgeCases, ttest_two) {
  const auto t = cxm::two_sample_t_test(column_view(values{1, 2}), column_view(values{4, 6}));
  EXPECT_NEAR(t.t, -3.13049516849971, 1e-12);
  EXPECT_NEAR(t.df, 1.47058823529412, 1e-12);
  EXPECT_NEAR(t.p, 0.129047835548283, 1e-10);
}

TEST(EdgeCases, ttest_onevsmany) {
  EXPECT_EQ(refused([] {
              (void)cxm::two_sample_t_test(column_view(values{3}), column_view(values{1, 2, 3}));
            }),
            errc::data);
}

TEST(EdgeCases, twosample_empty) {
  EXPECT_EQ(refused([] {
              (void)cxm::two_sample_t_test(column_view(values{1, 2, 3}), column_view(values{}));
            }),
            errc::data);
}

TEST(EdgeCases, anova_emptylevel) {
  // Group 2 of three has no member.
  const auto r = cxm::compare_groups(column_view(values{1, 2, 4, 5, 7}), groups{0, 0, 1, 1, 1});
  EXPECT_NEAR(r.anova.statistic, 10.2387096774194, 1e-11);
  EXPECT_EQ(r.anova.df1, 1);
  EXPECT_EQ(r.anova.df2, 3);
}

// Area 10: quantiles and small bases

TEST(EdgeCases, quantile_empty) { EXPECT_TRUE(std::isnan(cxm::quantile(column_view(values{}), 0.5))); }

TEST(EdgeCases, pctrank_allties) {
  const auto r = cxm::percentile_rank(column_view(values(5, 4.0)), 4);
  EXPECT_EQ(r.strict, 0);
  EXPECT_EQ(r.weak, 100);
  EXPECT_EQ(r.mean, 50);
}

TEST(EdgeCases, eb_oneunit) {
  const auto f = cxm::fit_random_effects(values{3.2}, values{0.04});
  EXPECT_EQ(f.mean.value, 3.2);
  EXPECT_EQ(f.tau2, 0);
  EXPECT_EQ(f.units[0].value.value, 3.2);
}

TEST(EdgeCases, eb_homogeneous) {
  cxm::random_effects_options options;
  options.method = cxm::between_variance::dersimonian_laird;
  const auto f = cxm::fit_random_effects(values{3.1, 3.12, 3.09, 3.11}, values(4, 0.05), options);
  EXPECT_NEAR(f.mean.value, 3.105, 1e-13);
  EXPECT_EQ(f.tau2, 0);
  for (const auto& u : f.units) EXPECT_NEAR(u.value.value, 3.105, 1e-13);
}

TEST(EdgeCases, eb_negvar) {
  (void)refused([] { (void)cxm::fit_random_effects(values{3, 4, 5}, values{0.1, -0.1, 0.2}); });
}

TEST(EdgeCases, eb_zerovar) {
  (void)refused([] { (void)cxm::fit_random_effects(values{3, 4, 5}, values{0.1, 0, 0.2}); });
}

}  // namespace
