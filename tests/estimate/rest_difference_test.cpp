// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "cxm/base/error.hpp"
#include "cxm/estimate/comparison_change.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/share.hpp"

namespace {

using namespace cxm;

TEST(DifferenceFromRest, ByHand) {
  // Unit: 4 answers, variance of an answer 100; rest: 101 answers, 400. d0 = 20.
  const estimate unit = interval_from_variance(60, 100.0 / 4, 4, 3);
  const estimate rest = interval_from_variance(50, 400.0 / 101, 101, 100);
  const estimate d = difference_from_rest(unit, rest);
  const double own = (20 * 400.0 + 3 * 100.0) / 23 / 4;
  const double other = 400.0 / 101;
  EXPECT_EQ(d.value, 10);
  EXPECT_NEAR(d.se, std::sqrt(own + other), 1e-12);
  EXPECT_NEAR(d.df, (own + other) * (own + other) / (own * own / 23 + other * other / 100), 1e-10);
  // Without prior it is Welch's.
  const estimate plain = difference_from_rest(unit, rest, 0);
  const estimate welch = welch_difference(unit, rest);
  EXPECT_NEAR(plain.se, welch.se, 1e-14);
  EXPECT_NEAR(plain.df, welch.df, 1e-10);
  EXPECT_THROW((void)difference_from_rest(unit, rest, -1), error);
}

TEST(DifferenceFromRest, EqualAnswersAreNotCertainty) {
  const estimate unit = interval_from_variance(100, 0, 5, 4);
  const estimate rest = interval_from_variance(80, 400.0 / 500, 500, 499);
  const estimate d = difference_from_rest(unit, rest);
  EXPECT_NEAR(d.se, std::sqrt(20 * 400.0 / 24 / 5 + 0.8), 1e-12);
  // One answer: all that is known of its spread is the rest's.
  const estimate one = interval_from_variance(100, std::nan(""), 1, 0);
  EXPECT_NEAR(difference_from_rest(one, rest).se, std::sqrt(400 + 0.8), 1e-12);
  // A small rest vouches for no more than it knows: 3 answers have 2 degrees of freedom.
  const estimate small = interval_from_variance(80, 400.0 / 3, 3, 2);
  EXPECT_NEAR(difference_from_rest(unit, small).se, std::sqrt(2 * 400.0 / 6 / 5 + 400.0 / 3), 1e-12);
  EXPECT_FALSE(difference_from_rest(undefined_estimate(""), rest).defined());
}

}  // namespace
