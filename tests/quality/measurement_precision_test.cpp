// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/measurement_precision.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"

namespace {

using cxm::response_curve;
using cxm::response_model;

std::vector<response_curve> of(std::size_t n) {
  std::vector<response_curve> out;
  for (std::size_t j = 0; j < n; ++j) {
    const double a = 0.6 + 0.13 * static_cast<double>(j * 7 % 11),
                 b = -2 + 0.41 * static_cast<double>(j * 5 % 10);
    out.push_back({response_model::graded, a, {a * (b + 1), a * (b - 1)}});
  }
  return out;
}

// A single yes-no item of slope a at its threshold has information a^2 / 4; with it everywhere, reliability
// would be I / (I + 1).
TEST(MeasurementPrecision, InformationByHand) {
  const std::vector<response_curve> one{{response_model::graded, 2, {0}}};
  EXPECT_NEAR(cxm::test_information(one, 0), 1, 1e-15);
  EXPECT_NEAR(cxm::test_information(std::vector<response_curve>{one[0], one[0]}, 0), 2, 1e-15);
  EXPECT_LT(cxm::marginal_reliability(one), 0.5);
  EXPECT_GT(cxm::marginal_reliability(one), 0.2);
  EXPECT_EQ(cxm::marginal_reliability({}), 0);
  // Nearly all people at the threshold, and sd^2 I = 1e-4.
  EXPECT_NEAR(cxm::marginal_reliability(one, 0, 0.01), 1e-4 / (1 + 1e-4), 1e-7);
}

TEST(MeasurementPrecision, MoreItemsMeasureBetter) {
  const auto curves = of(8);
  double before = 0;
  for (std::size_t k = 1; k <= 8; ++k) {
    const double r = cxm::marginal_reliability({curves.data(), k});
    EXPECT_GT(r, before);
    before = r;
  }
}

TEST(ShortForms, AreTheBestOfTheirSize) {
  const auto curves = of(8);
  const auto forms = cxm::short_forms(curves);
  ASSERT_EQ(forms.size(), 8U);
  for (std::size_t k = 1; k <= 8; ++k) {
    const auto& f = forms[k - 1];
    ASSERT_EQ(f.items.size(), k);
    EXPECT_TRUE(f.exact);
    double best = 0;
    for (unsigned set = 0; set < 256; ++set) {
      std::vector<response_curve> chosen;
      for (std::size_t j = 0; j < 8; ++j) {
        if ((set >> j & 1U) != 0) chosen.push_back(curves[j]);
      }
      if (chosen.size() == k) best = std::max(best, cxm::marginal_reliability(chosen));
    }
    EXPECT_NEAR(f.reliability, best, 1e-6) << k;  // 201 points instead of 801
  }
}

TEST(ShortForms, KeepWhatMustStay) {
  const auto curves = of(6);
  const std::vector<std::size_t> keep{4, 1, 4};
  const auto forms = cxm::short_forms(curves, 0, 1, keep);
  ASSERT_EQ(forms.size(), 5U);
  EXPECT_EQ(forms[0].items, (std::vector<std::size_t>{1, 4}));
  for (const auto& f : forms) {
    EXPECT_NE(std::find(f.items.begin(), f.items.end(), 1U), f.items.end());
    EXPECT_NE(std::find(f.items.begin(), f.items.end(), 4U), f.items.end());
  }
  EXPECT_THROW((void)cxm::short_forms(curves, 0, 1, std::vector<std::size_t>{6}), cxm::error);
  EXPECT_THROW((void)cxm::short_forms(curves, 0, 0), cxm::error);
}

// 24 questions have more than 100,000 sets of six and more: the search says that it is one, and is no worse
// than the six that are best one by one.
TEST(ShortForms, LongListsAreSearched) {
  const auto curves = of(24);
  const auto forms = cxm::short_forms(curves);
  ASSERT_EQ(forms.size(), 24U);
  EXPECT_TRUE(forms[3].exact);
  EXPECT_FALSE(forms[9].exact);
  EXPECT_TRUE(forms[23].exact);
  for (std::size_t k = 1; k < 24; ++k) EXPECT_GT(forms[k].reliability, forms[k - 1].reliability);
}

// One person at the cut plus one error, by hand: accuracy P(z < 1), consistency p^2 + (1 - p)^2.
TEST(Classification, ByHand) {
  const std::vector<double> theta{1, NAN}, se{0.5, 1}, cuts{0.5};
  const auto q = cxm::classify_quality(theta, se, cuts);
  const double p = 0.8413447460685429;
  EXPECT_NEAR(q.cut_accuracy[0], p, 1e-14);
  EXPECT_NEAR(q.accuracy, p, 1e-14);
  EXPECT_NEAR(q.cut_consistency[0], p * p + (1 - p) * (1 - p), 1e-14);
  EXPECT_NEAR(q.consistency, q.cut_consistency[0], 1e-14);
  EXPECT_TRUE(std::isnan(cxm::classify_quality({}, {}, cuts).accuracy));
  EXPECT_THROW((void)cxm::classify_quality(theta, se, std::vector<double>{1, 1}), cxm::error);
  EXPECT_THROW((void)cxm::classify_quality(std::vector<double>{1}, std::vector<double>{0}, cuts), cxm::error);
}

}  // namespace
