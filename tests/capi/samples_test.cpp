// SPDX-License-Identifier: Apache-2.0
// Statistics of samples, units and designs through the C interface, worked by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "capi/statistics.hpp"
#include "cxm/benchmark/published.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/explain/logistic_regression.hpp"
#include "cxm/explain/unit_paths.hpp"

namespace {

using namespace cxm_test;
cxm_error fault = CXM_ERROR_INIT;
const double nan = std::nan("");

/// Texts as a column.
class names {
 public:
  names(std::vector<const char*> given) : given_(std::move(given)) {
    view_.struct_size = sizeof view_;
    view_.type = CXM_UTF8_POINTERS;
    view_.data = given_.data();
    view_.length = static_cast<std::int64_t>(given_.size());
  }
  operator const cxm_view*() const { return &view_; }

 private:
  std::vector<const char*> given_;
  cxm_view view_{};
};

TEST(CApiSamples, AColumnIsDescribed) {
  const list x{1, 2, nan, 3, 6}, with_zero{0, 1}, nothing{nan};
  table out, zero, empty;
  ASSERT_EQ(cxm_stat_describe(view(x), out.out(), &fault), CXM_OK) << fault.message;
  EXPECT_EQ(out.value("n"), 4);
  EXPECT_EQ(out.value("missing"), 1);
  EXPECT_EQ(out.value("mean"), 3);
  EXPECT_DOUBLE_EQ(out.value("sd"), std::sqrt(14.0 / 3));
  EXPECT_DOUBLE_EQ(out.value("se"), std::sqrt(14.0 / 12));
  EXPECT_EQ(out.value("minimum"), 1);
  EXPECT_EQ(out.value("median"), 2.5);
  EXPECT_EQ(out.value("maximum"), 6);
  EXPECT_DOUBLE_EQ(out.value("iqr"), 2);           // 1.75 to 3.75
  EXPECT_DOUBLE_EQ(out.value("mad"), 1.4826);      // of 1.5, 0.5, 0.5, 3.5
  EXPECT_DOUBLE_EQ(out.value("trimmed mean"), 3);  // a tenth of four is nobody
  EXPECT_NEAR(out.value("geometric mean"), std::sqrt(6.0), 1e-14);
  EXPECT_NEAR(out.value("skewness"), 4.5 / std::pow(3.5, 1.5) * std::sqrt(12.0) / 2, 1e-14);
  ASSERT_EQ(cxm_stat_describe(view(with_zero), zero.out(), &fault), CXM_OK);
  EXPECT_TRUE(std::isnan(zero.value("geometric mean")));
  EXPECT_TRUE(std::isnan(zero.value("skewness")));
  ASSERT_EQ(cxm_stat_describe(view(nothing), empty.out(), &fault), CXM_OK) << fault.message;
  EXPECT_EQ(empty.value("n"), 0);
  EXPECT_TRUE(std::isnan(empty.value("median")));
}

TEST(CApiSamples, OneSampleAgainstAValue) {
  const list x{1, nan, 2, 4, 5};
  table out, many;
  ASSERT_EQ(cxm_stat_one_sample(view(x), 2, 0.95, out.out(), &fault), CXM_OK) << fault.message;
  const double se = std::sqrt(10.0 / 12);
  EXPECT_DOUBLE_EQ(out.value("difference"), 1);
  EXPECT_DOUBLE_EQ(out.value("mean"), 3);
  EXPECT_DOUBLE_EQ(out.value("t"), 1 / se);
  EXPECT_EQ(out.at("df", out.row("t")), 3);
  EXPECT_NEAR(out.at("high", out.row("difference")), 1 + 3.182446305284263 * se, 1e-12);  // t(0.975, 3)
  EXPECT_EQ(out.value("signed rank"), 5);  // -1, 2, 3: ranks 2 + 3; 0 is left out
  EXPECT_EQ(out.at("df", out.row("signed rank")), 3);
  EXPECT_DOUBLE_EQ(out.p("sign test"), 1);
  EXPECT_EQ(out.value("sign flips"), 16);
  EXPECT_DOUBLE_EQ(out.p("sign flips"), 0.5);  // of the sums of +-1 +-2 +-3, half are 4 or more away from 0
  EXPECT_DOUBLE_EQ(out.value("sign flips p greater"), 0.25);
  list longer(27);
  for (std::size_t i = 0; i < longer.size(); ++i) longer[i] = static_cast<double>(i % 5);
  ASSERT_EQ(cxm_stat_one_sample(view(longer), 2, 0.95, many.out(), &fault), CXM_OK);
  EXPECT_EQ(many.rows(), out.rows() - 3);  // too many patterns
}

TEST(CApiSamples, SharesByEveryMethod) {
  const cxm::share_method methods[] = {cxm::share_method::wilson,
                                       cxm::share_method::wilson_continuity,
                                       cxm::share_method::clopper_pearson,
                                       cxm::share_method::agresti_coull,
                                       cxm::share_method::wald,
                                       cxm::share_method::jeffreys,
                                       cxm::share_method::logit,
                                       cxm::share_method::probit,
                                       cxm::share_method::cloglog};
  std::set<double> lows;
  for (std::int32_t m = CXM_SHARE_WILSON; m <= CXM_SHARE_CLOGLOG; ++m) {
    cxm_estimate e = CXM_ESTIMATE_INIT;
    ASSERT_EQ(cxm_stat_share(3, 8, m, 0.9, &e, &fault), CXM_OK);
    cxm::share_options options;
    options.level = 0.9;
    options.method = methods[m];
    EXPECT_EQ(e.low, cxm::share_interval_from_counts(3, 8, options).low) << m;
    lows.insert(e.low);
  }
  EXPECT_EQ(lows.size(), 9U);
  cxm_estimate e = CXM_ESTIMATE_INIT;
  EXPECT_EQ(cxm_stat_share(3, 8, CXM_SHARE_CLOGLOG + 1, 0.9, &e, &fault), CXM_E_ARGUMENT);
}

TEST(CApiSamples, WithinAndBetween) {
  const list x{1, 3, 5, 7}, y{2, 4, 3, 5};
  table out;
  ASSERT_EQ(cxm_stat_within_between(view(x), view(y), names({"a", "a", "b", "b"}), out.out(), &fault),
            CXM_OK);
  EXPECT_NEAR(out.value("raw"), 0.8, 1e-15);
  EXPECT_NEAR(out.value("between"), 1, 1e-15);
  EXPECT_NEAR(out.value("within"), 1, 1e-15);
  EXPECT_NEAR(out.value("eta between x"), std::sqrt(0.8), 1e-15);  // 16 of 20
  EXPECT_NEAR(out.value("eta between y"), std::sqrt(0.2), 1e-15);  // 1 of 5
  EXPECT_NEAR(out.value("eta within x"), std::sqrt(0.2), 1e-15);
  EXPECT_NEAR(out.value("eta within y"), std::sqrt(0.8), 1e-15);
}

TEST(CApiSamples, CountsOfClustersAndDifferencesOfClasses) {
  const list two{2, 8}, ten{10, 10};
  double x = 0, n = 0, effect = 0;
  ASSERT_EQ(cxm_stat_effective_counts(view(two), view(ten), &x, &n, &effect, &fault), CXM_OK);
  EXPECT_DOUBLE_EQ(effect, 7.2);  // 20 * 0.09 / 0.25
  EXPECT_DOUBLE_EQ(x, 10 / 7.2);
  EXPECT_DOUBLE_EQ(n, 20 / 7.2);

  const list y{1, 3, 6, 8}, classes{3, 3, 7, 7};
  cxm_estimate e = CXM_ESTIMATE_INIT;
  ASSERT_EQ(cxm_stat_class_difference(view(y), view(classes), nullptr, 7, 3, 0.95, &e, &fault), CXM_OK);
  EXPECT_DOUBLE_EQ(e.value, 5);
  EXPECT_DOUBLE_EQ(e.se, std::sqrt(2.0));
  EXPECT_EQ(e.df, 2);
  const list all{1, 3, 6, 8, 10, 20}, of{3, 3, 7, 7, 3, 7};
  ASSERT_EQ(cxm_stat_class_difference(view(all), view(of), names({"A", "A", "A", "A", "B", "B"}), 7, 3, 0.95,
                                      &e, &fault),
            CXM_OK);
  EXPECT_DOUBLE_EQ(e.value, (1 * 5 + 0.5 * 10) / 1.5);
  EXPECT_EQ(cxm_stat_class_difference(view(y), view(classes), nullptr, 7, 4, 0.95, &e, &fault),
            CXM_E_ARGUMENT);
  EXPECT_STREQ(fault.parameter, "second");
}

TEST(CApiSamples, UnitsAmongEachOther) {
  const list values{1, 2, 5, 2};
  table out;
  ASSERT_EQ(cxm_stat_standings(view(values), out.out(), &fault), CXM_OK);
  EXPECT_DOUBLE_EQ(out.at("z", 2), 2.5 / std::sqrt(3.0));
  EXPECT_EQ(out.at("rank", 2), 1);
  EXPECT_EQ(out.at("rank", 1), 2.5);
  EXPECT_EQ(out.at("percentile", 3), 50);
  EXPECT_EQ(out.at("quartile", 0), 1);
  EXPECT_EQ(out.at("quartile", 1), 2);
  EXPECT_EQ(out.at("quartile", 2), 4);

  table spread;
  const list y{0, 2}, v{1, 1};
  ASSERT_EQ(cxm_stat_heterogeneity(view(y), view(v), 0.95, spread.out(), &fault), CXM_OK);
  EXPECT_NEAR(spread.value("tau2"), 1, 1e-10);  // s^2 - v
  EXPECT_NEAR(spread.value("mean"), 1, 1e-12);
  EXPECT_DOUBLE_EQ(spread.value("q"), 2);
  EXPECT_EQ(spread.at("df", spread.row("q")), 1);
  EXPECT_NEAR(spread.value("i2"), 50, 1e-8);
  EXPECT_EQ(spread.at("low", spread.row("tau2")), 0);
  // 2 / (1 + tau2) = chi-squared(0.025, 1)
  EXPECT_NEAR(spread.at("high", spread.row("tau2")), 2 / 0.000982069117175256 - 1, 1e-6);

  const list variances{2, nan}, n{3, 1};
  double smooth[2];
  std::int64_t count = 0;
  ASSERT_EQ(cxm_stat_smooth_variances(view(variances), view(n), 4, smooth, 2, &count, &fault), CXM_OK);
  EXPECT_DOUBLE_EQ(smooth[0], 2.0 / 3);
  EXPECT_DOUBLE_EQ(smooth[1], 2);  // what its peers suggest
}

TEST(CApiSamples, PointsAndTotals) {
  const list performance{0.5, 0.2}, baseline{0.3, nan}, floor{0, 0}, threshold{0.4, 0.4}, benchmark{0.9, 0.9};
  table out, totals;
  ASSERT_EQ(cxm_stat_points(view(performance), view(baseline), view(floor), view(threshold), view(benchmark),
                            0, 0, out.out(), totals.out(), &fault),
            CXM_OK)
      << fault.message;
  EXPECT_EQ(out.at("achievement", 0), 2);  // 9 * 0.1 / 0.5 + 0.5 = 2.3
  EXPECT_EQ(out.at("improvement", 0), 3);  // 10 * 0.2 / 0.6 - 0.5 = 2.8
  EXPECT_EQ(out.at("score", 0), 3);
  EXPECT_EQ(out.at("achievement", 1), 0);
  EXPECT_TRUE(std::isnan(out.at("improvement", 1)));
  EXPECT_EQ(totals.at("base", 0), 3);
  EXPECT_EQ(totals.at("consistency", 0), 10);  // 20 * 0.2 / 0.4 - 0.5 = 9.5, half upwards
  EXPECT_EQ(totals.at("score", 0), 13);

  const list scores{80, nan, 50}, weights{1, 2, 1};
  double parts[3], total = 0, present = 0;
  std::int64_t count = 0;
  ASSERT_EQ(cxm_stat_domain_total(view(scores), view(weights), parts, 3, &count, &total, &present, &fault),
            CXM_OK);
  EXPECT_DOUBLE_EQ(total, 65);
  EXPECT_DOUBLE_EQ(present, 0.5);
  EXPECT_DOUBLE_EQ(parts[0], 40);
  EXPECT_EQ(parts[1], 0);
  EXPECT_DOUBLE_EQ(parts[2], 25);
}

TEST(CApiSamples, ContrastsAndReplicates) {
  const list y{1, 3, 6, 8}, signs{-1, 1}, weights{1, 1, 2, 1};
  cxm_estimate e = CXM_ESTIMATE_INIT;
  ASSERT_EQ(cxm_stat_survey_contrast(view(y), names({"a", "a", "b", "b"}), view(signs), nullptr, &e, &fault),
            CXM_OK);
  EXPECT_DOUBLE_EQ(e.value, 5);
  EXPECT_DOUBLE_EQ(e.se, std::sqrt(4.0 / 3));  // 4 / 3 times four squares of 1 / 2

  table out, scales;
  ASSERT_EQ(
      cxm_stat_replicate_weights(view(weights), nullptr, "jk1", -1, 0, 0, 0, out.out(), scales.out(), &fault),
      CXM_OK)
      << fault.message;
  EXPECT_EQ(out.rows(), 4);
  EXPECT_EQ(scales.rows(), 4);
  EXPECT_EQ(out.at("r1", 0), 0);
  EXPECT_DOUBLE_EQ(out.at("r1", 2), 8.0 / 3);
  EXPECT_DOUBLE_EQ(out.at("r3", 3), 4.0 / 3);
  EXPECT_DOUBLE_EQ(scales.at("scale", 0) * scales.at("rscale", 0), 0.75);
  // Two units in each of two strata: four half samples.
  cxm_design design = CXM_DESIGN_INIT;
  const names strata({"a", "a", "b", "b"});
  design.strata = strata;
  table half, half_scales, fay, fay_scales;
  ASSERT_EQ(cxm_stat_replicate_weights(view(weights), &design, "brr", -1, 0, 0, 0, half.out(),
                                       half_scales.out(), &fault),
            CXM_OK)
      << fault.message;
  EXPECT_EQ(half_scales.rows(), 4);
  EXPECT_EQ(half.at("r1", 0) + half.at("r1", 1), 2);
  EXPECT_DOUBLE_EQ(half_scales.at("scale", 0), 0.25);
  ASSERT_EQ(cxm_stat_replicate_weights(view(weights), &design, "fay", -1, 0, 0.5, 0, fay.out(),
                                       fay_scales.out(), &fault),
            CXM_OK);
  EXPECT_DOUBLE_EQ(fay_scales.at("scale", 0), 1);  // 1 / (4 * 0.5^2)
  EXPECT_EQ(cxm_stat_replicate_weights(view(weights), nullptr, "brr2", -1, 0, 0, 0, out.out(), scales.out(),
                                       &fault),
            CXM_E_ARGUMENT);
  EXPECT_STREQ(fault.parameter, "type");
  EXPECT_EQ(cxm_stat_replicate_weights(view(weights), &design, "brr", -1, 0, 0.5, 0, out.out(), scales.out(),
                                       &fault),
            CXM_E_ARGUMENT);
  EXPECT_STREQ(fault.parameter, "fay_rho");
}

TEST(CApiSamples, PerformanceBesideImportance) {
  const list y{1, 2, 3, 4}, x{1, 3, 2, 4};
  table out, kinds;
  ASSERT_EQ(cxm_stat_performance(view(y), columns({x}), 1, 5, 0.95, out.out(), &fault), CXM_OK)
      << fault.message;
  EXPECT_NEAR(out.at("importance", 0), 0.8, 1e-14);
  EXPECT_NEAR(out.at("correlation", 0), 0.8, 1e-14);
  EXPECT_DOUBLE_EQ(out.at("performance", 0), 37.5);

  const list outcome{1, 2, 4, 5, 4, 3, 6, 8, 7}, answers{1, 2, 2, 3, 3, 3, 4, 5, 4};
  ASSERT_EQ(cxm_stat_penalty_reward(view(outcome), columns({answers}), 2, 4, 0.95, kinds.out(), &fault),
            CXM_OK)
      << fault.message;
  EXPECT_NEAR(kinds.at("penalty", 0), -5.0 / 3, 1e-13);  // 7 / 3 against 4
  EXPECT_NEAR(kinds.at("reward", 0), 3, 1e-13);          // 7 against 4
  EXPECT_EQ(kinds.text(1, 0), "excitement");             // a low answer costs, but not surely
}

TEST(CApiSamples, ProfilesOfTheLikelihood) {
  const list y{0, 0, 1, 0, 1, 1, 0, 1, 1, 1}, x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  cxm_regression_options options = CXM_REGRESSION_OPTIONS_INIT;
  options.family = CXM_REGRESSION_LOGISTIC;
  options.errors = CXM_ERRORS_PROFILE;
  table out, fit;
  ASSERT_EQ(cxm_stat_regression(view(y), columns({x}), &options, out.out(), fit.out(), &fault), CXM_OK)
      << fault.message;
  const std::vector<list> predictors{x};
  const cxm::logistic_fit r = cxm::fit_logistic({y, {}}, views(predictors));
  out.same("a", cxm::profile_interval(r, 1));
  EXPECT_GT(out.p("a"), 0);
  options.family = CXM_REGRESSION_LINEAR;
  EXPECT_EQ(cxm_stat_regression(view(y), columns({x}), &options, out.out(), fit.out(), &fault),
            CXM_E_ARGUMENT);
}

TEST(CApiSamples, UnitPathsTakeCovariances) {
  std::vector<list> means(3, list(25)), given(6, list(25));
  cxm::matrix y(25, 3);
  std::vector<cxm::matrix> error(25, cxm::matrix(3, 3));
  for (std::size_t u = 0; u < 25; ++u) {
    for (std::size_t s = 0; s < 3; ++s) {
      y(u, s) = means[s][u] =
          std::sin(static_cast<double>(u)) + std::cos(static_cast<double>(u * (2 * s + 3) + s)) * 0.5;
      given[s][u] = 0.3;
      error[u](s, s) = 0.3 * 0.3;
    }
    const double covariances[] = {0.04, 0.02, 0.03};  // of 1 and 2, 1 and 3, 2 and 3
    for (std::size_t p = 0; p < 3; ++p) given[3 + p][u] = covariances[p];
    error[u](0, 1) = error[u](1, 0) = 0.04;
    error[u](0, 2) = error[u](2, 0) = 0.02;
    error[u](1, 2) = error[u](2, 1) = 0.03;
  }
  const cxm::unit_paths p = cxm::fit_unit_paths(y, error, {.seed = 4});
  table out, paths, plain, plain_paths;
  ASSERT_EQ(cxm_stat_unit_paths(columns(means), columns(given), 0.95, 4, out.out(), paths.out(), &fault),
            CXM_OK)
      << fault.message;
  out.same("a ~ b corrected", p.correlations[0].corrected);
  out.same("b ~ c corrected", p.correlations[2].corrected);
  out.same("chain corrected", p.chain_corrected);
  EXPECT_EQ(paths.at("corrected", 2), p.paths[2].corrected.value);
  const std::vector<list> alone(given.begin(), given.begin() + 3), some(given.begin(), given.begin() + 5);
  ASSERT_EQ(
      cxm_stat_unit_paths(columns(means), columns(alone), 0.95, 4, plain.out(), plain_paths.out(), &fault),
      CXM_OK);
  EXPECT_NE(plain.value("a ~ b corrected"), out.value("a ~ b corrected"));
  EXPECT_EQ(
      cxm_stat_unit_paths(columns(means), columns(some), 0.95, 4, plain.out(), plain_paths.out(), &fault),
      CXM_E_ARGUMENT);
  EXPECT_STREQ(fault.parameter, "errors");
}

TEST(CApiSamples, WhatIsBuiltInIsListed) {
  table figures, all;
  ASSERT_EQ(cxm_published(nullptr, figures.out(), &fault), CXM_OK);
  const auto known = cxm::published_figures();
  ASSERT_EQ(figures.rows(), static_cast<std::int64_t>(known.size()));
  EXPECT_EQ(figures.text(0, 0), known[0].study);
  EXPECT_EQ(figures.text(4, 0), known[0].statement);
  EXPECT_EQ(figures.at("share", 0), known[0].share);
  ASSERT_EQ(cxm_catalogue(nullptr, all.out(), &fault), CXM_OK);
  bool demo = false;
  for (std::int64_t r = 0; r < all.rows(); ++r)
    demo = demo || (all.text(0, r) == "profile" && all.text(1, r) == "demo");
  EXPECT_TRUE(demo);
}

}  // namespace
