// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/isolation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"

namespace {

using counts = std::vector<std::uint32_t>;

cxm::isolation of_counts(const counts& b, const counts& n) {
  std::vector<double> share;
  std::vector<double> people;
  for (std::size_t u = 0; u < n.size(); ++u) {
    share.push_back(b[u] / static_cast<double>(n[u]));
    people.push_back(n[u]);
  }
  return cxm::isolation_of(share, people, people);
}

TEST(Isolation, WorkedByHand) {
  // Units of 4, 3, 3 with 3, 1, 0 believers: the three see 2/3 of their colleagues, the one sees none:
  // E = (3 * 2/3 + 1 * 0) / 4 = 1/2; chance (4 - 1) / (10 - 1) = 1/3; index (1/2 - 1/3) / (2/3) = 1/4.
  const cxm::isolation i = of_counts({3, 1, 0}, {4, 3, 3});
  EXPECT_NEAR(i.exposure, .5, 1e-12);
  EXPECT_NEAR(i.chance, 1.0 / 3, 1e-12);
  EXPECT_NEAR(i.index.value, .25, 1e-12);
  EXPECT_EQ(i.believers, 4);
  // All the 210 ways to choose 4 of 10; T = b1 (b1 - 1) / 3 + b2 (b2 - 1) / 2 + b3 (b3 - 1) / 2 >= 2:
  // b1 = 4: 1 way; b1 = 3: 4 * 6 = 24; b = (2, 2, 0) twice: T = 5/3, no; (1, 3, 0) twice: T = 3, 4 * 2 = 8;
  // (0, 3, 1), (0, 1, 3): T = 3, 3 + 3 = 6; (0, 2, 2): T = 2, 9. In all 48.
  const cxm::isolation_test test = cxm::permute_isolation(counts{3, 1, 0}, counts{4, 3, 3});
  EXPECT_EQ(test.method, "exact");
  EXPECT_NEAR(test.p_pockets, 48.0 / 210, 1e-12);
  EXPECT_NEAR(test.expected, 1.0 / 3, 1e-12);
}

TEST(Isolation, IsOneWhenUnitsAreAllOrNone) {
  const cxm::isolation i = of_counts({8, 0, 6, 0}, {8, 9, 6, 7});
  EXPECT_NEAR(i.index.value, 1, 1e-12);
  EXPECT_LT(cxm::permute_isolation(counts{8, 0, 6, 0}, counts{8, 9, 6, 7}).p_pockets, 1e-5);
  // The same share in every unit lies below chance.
  EXPECT_LT(of_counts({2, 2, 2}, {6, 6, 6}).index.value, 0);
  EXPECT_TRUE(of_counts({0, 0}, {6, 6}).index.has(cxm::estimate_flag::undefined));
  EXPECT_TRUE(of_counts({6, 6}, {6, 6}).index.has(cxm::estimate_flag::undefined));
}

TEST(Isolation, RandomDrawsAgreeWithAllOfThem) {
  const counts b{7, 2, 1, 0, 4};
  const counts n{15, 12, 9, 8, 20};
  const auto exact = cxm::permute_isolation(b, n, 1, 9999, 1e9);
  const auto drawn = cxm::permute_isolation(b, n, 1, 39999, 0);
  ASSERT_EQ(exact.method, "exact");
  ASSERT_EQ(drawn.method, "random draws");
  EXPECT_NEAR(drawn.p_pockets, exact.p_pockets, 4 * std::sqrt(.25 / 39999));
  EXPECT_NEAR(drawn.p_scattered, exact.p_scattered, 4 * std::sqrt(.25 / 39999));
  EXPECT_EQ(drawn.p_pockets, cxm::permute_isolation(b, n, 1, 39999, 0).p_pockets);
}

TEST(Isolation, NullVarianceIsThatOfTheDraws) {
  // Two units of two, two believers: E is 1 with probability 1/3 (together), else 0.
  const auto test = cxm::permute_isolation(counts{2, 0}, counts{2, 2});
  EXPECT_NEAR(test.sd * test.sd, 1.0 / 3 * (2.0 / 3), 1e-12);
  EXPECT_NEAR(test.p_pockets, 1.0 / 3, 1e-12);
}

TEST(Isolation, RefusesImpossibleCounts) {
  EXPECT_THROW((void)cxm::permute_isolation(counts{5}, counts{4}), cxm::error);
  EXPECT_THROW(
      (void)cxm::isolation_of(std::vector<double>{1.5}, std::vector<double>{4}, std::vector<double>{4}),
      cxm::error);
}

// Units of true shares 0.05 .. 0.6; a sample of each. The index of the sample estimates the index of the
// shares: sum n p^2 / sum n p against the overall share.
TEST(Isolation, IntervalCoversTheTrueIndex) {
  const std::vector<double> truth{.05, .1, .1, .15, .2, .3, .4, .6, .08, .12, .25, .35};
  const std::vector<double> n{25, 40, 18, 30, 60, 22, 35, 28, 15, 50, 33, 20};
  double squares = 0;
  double mass = 0;
  double people = 0;
  for (std::size_t u = 0; u < n.size(); ++u) {
    squares += n[u] * truth[u] * truth[u];
    mass += n[u] * truth[u];
    people += n[u];
  }
  const double overall = mass / people;
  const double index = (squares / mass - overall) / (1 - overall);
  constexpr int runs = 4000;
  double sum = 0;
  int covered = 0;
  for (int r = 0; r < runs; ++r) {
    cxm::random_stream random(11, static_cast<std::uint64_t>(r));
    std::vector<double> share(n.size());
    for (std::size_t u = 0; u < n.size(); ++u) {
      double b = 0;
      for (int i = 0; i < static_cast<int>(n[u]); ++i) b += random.uniform() < truth[u] ? 1 : 0;
      share[u] = b / n[u];
    }
    const cxm::estimate e = cxm::isolation_of(share, n, n).index;
    sum += e.value;
    covered += e.low <= index && index <= e.high ? 1 : 0;
  }
  EXPECT_NEAR(sum / runs, index, .004);  // ratio bias of the order 1 / N
  EXPECT_GT(covered / static_cast<double>(runs), .935);
  EXPECT_LT(covered / static_cast<double>(runs), .985);
}

TEST(Isolation, PermutationHoldsItsErrorRate) {
  constexpr int runs = 1000;
  int rejected = 0;
  for (int r = 0; r < runs; ++r) {
    cxm::random_stream random(5, static_cast<std::uint64_t>(r));
    counts b(8);
    const counts n{12, 30, 8, 25, 17, 40, 9, 21};
    for (std::size_t u = 0; u < n.size(); ++u) {
      for (std::uint32_t i = 0; i < n[u]; ++i) b[u] += random.uniform() < .2 ? 1U : 0U;
    }
    rejected += cxm::permute_isolation(b, n, static_cast<std::uint64_t>(r), 399, 0).p_pockets <= .05 ? 1 : 0;
  }
  EXPECT_NEAR(rejected / static_cast<double>(runs), .05, .021);  // 3 Monte Carlo errors
}

TEST(Tipping, CountsFriends) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  // 3 believers among 20 heard: 5 are needed of 20, so 2 friends.
  const cxm::tipping t = cxm::tipping_of(.15, 20, 20, unknown);
  EXPECT_EQ(t.needed, 5);
  EXPECT_NEAR(t.believers.value, 3, 1e-12);
  EXPECT_NEAR(t.friends.value, 2, 1e-12);
  EXPECT_LT(t.friends.low, 2);
  EXPECT_GT(t.friends.high, 2);
  // Everybody heard: nothing is unknown.
  const cxm::tipping all = cxm::tipping_of(.15, 20, 20, 20);
  EXPECT_EQ(all.friends.low, 2);
  EXPECT_EQ(all.friends.high, 2);
  EXPECT_EQ(all.p_reached, 0);
  EXPECT_EQ(cxm::tipping_of(.25, 20, 20, 20).p_reached, 1);
  // Forty of whom twenty are heard: ten needed.
  const cxm::tipping half = cxm::tipping_of(.15, 20, 20, 40);
  EXPECT_EQ(half.needed, 10);
  EXPECT_NEAR(half.believers.value, 6, 1e-12);
  EXPECT_GE(half.believers.low, 3);
  EXPECT_GT(half.p_reached, 0);
  EXPECT_LT(half.p_reached, .2);
  EXPECT_THROW((void)cxm::tipping_of(.15, 20, 20, 10), cxm::error);
}

TEST(Tipping, PosteriorCoversTheUnit) {
  // Units of 50 with a share from the prior-like range; 18 are heard at random.
  constexpr int runs = 4000;
  int covered = 0;
  double reached = 0;
  double predicted = 0;
  for (int r = 0; r < runs; ++r) {
    cxm::random_stream random(8, static_cast<std::uint64_t>(r));
    const double p = .05 + .5 * random.uniform();
    double k = 0;
    double heard = 0;
    for (int i = 0; i < 50; ++i) {
      const double is = random.uniform() < p ? 1 : 0;
      k += is;
      if (i < 18) heard += is;
    }
    const cxm::tipping t = cxm::tipping_of(heard / 18, 18, 18, 50);
    covered += t.believers.low <= k && k <= t.believers.high ? 1 : 0;
    reached += k >= t.needed ? 1 : 0;
    predicted += t.p_reached;
  }
  EXPECT_GT(covered / static_cast<double>(runs), .94);
  EXPECT_LT(covered / static_cast<double>(runs), .985);  // whole numbers: a little more than 95 %
  EXPECT_NEAR(predicted / runs, reached / runs, .02);
}

}  // namespace
