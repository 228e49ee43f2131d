// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/discrimination.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"

namespace {

using namespace cxm;

/// The area and DeLong's variance from the people themselves, pair by pair.
struct by_people {
  double area = 0, variance = 0;
  by_people(const std::vector<double>& low, const std::vector<double>& high) {
    std::vector<double> of_low(low.size());
    std::vector<double> of_high(high.size());
    const auto m = static_cast<double>(low.size());
    const auto n = static_cast<double>(high.size());
    for (std::size_t i = 0; i < low.size(); ++i) {
      for (std::size_t j = 0; j < high.size(); ++j) {
        const double won = high[j] > low[i] ? 1 : high[j] == low[i] ? .5 : 0;
        of_low[i] += won / n;
        of_high[j] += won / m;
        area += won / (m * n);
      }
    }
    const auto spread = [&](const std::vector<double>& v) {
      double sum = 0;
      for (const double x : v) sum += (x - area) * (x - area);
      return sum / static_cast<double>(v.size() - 1) / static_cast<double>(v.size());
    };
    variance = spread(of_low) + spread(of_high);
  }
};

TEST(AreaUnderCurve, IsThatOfThePeopleThemselves) {
  const std::vector<double> low{1, 1, 2, 3, 3, 3, 4};
  const std::vector<double> high{2, 3, 4, 4, 4, 1, 3, 4, 4};
  const by_people truth(low, high);
  const std::vector<double> low_counts{2, 1, 3, 1};
  const std::vector<double> high_counts{1, 1, 2, 5};
  const estimate e = area_under_curve(low_counts, high_counts);
  EXPECT_NEAR(e.value, truth.area, 1e-14);
  EXPECT_NEAR(e.se * e.se, truth.variance, 1e-14);
  EXPECT_EQ(e.n, 16);
  // Turned around it is the complement.
  const estimate turned = area_under_curve(high_counts, low_counts);
  EXPECT_NEAR(turned.value, 1 - e.value, 1e-14);
  EXPECT_NEAR(turned.low, 1 - e.high, 1e-12);
}

TEST(AreaUnderCurve, PerfectOrEmpty) {
  const std::vector<double> low{5, 0};
  const std::vector<double> high{0, 5};
  const estimate perfect = area_under_curve(low, high);
  EXPECT_EQ(perfect.value, 1);
  EXPECT_TRUE(perfect.has(estimate_flag::no_interval));
  const std::vector<double> nobody{0, 0};
  EXPECT_TRUE(area_under_curve(nobody, high).has(estimate_flag::undefined));
  const std::vector<double> three{1, 1, 1};
  EXPECT_THROW(static_cast<void>(area_under_curve(three, high)), error);
}

TEST(AreaUnderCurve, IntervalCovers) {
  const double p_low[] = {.2, .3, .3, .2};
  const double p_high[] = {.05, .15, .4, .4};
  double truth = 0;
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) truth += p_low[i] * p_high[j] * (j > i ? 1 : j == i ? .5 : 0);
  }
  int covered = 0;
  constexpr int draws = 4000;
  for (int d = 0; d < draws; ++d) {
    random_stream stream(3, static_cast<std::uint64_t>(d));
    std::vector<double> low(4, 0);
    std::vector<double> high(4, 0);
    const auto one = [&](const double* p) {
      double u = stream.uniform();
      std::size_t k = 0;
      while (k < 3 && u >= p[k]) u -= p[k++];
      return k;
    };
    for (int i = 0; i < 25; ++i) low[one(p_low)] += 1;
    for (int i = 0; i < 80; ++i) high[one(p_high)] += 1;
    const estimate e = area_under_curve(low, high);
    covered += e.low <= truth && truth <= e.high ? 1 : 0;
  }
  EXPECT_GT(covered, draws * .935);
  EXPECT_LT(covered, draws * .965);
}

}  // namespace
