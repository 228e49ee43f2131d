// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/nps.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/stats/distributions.hpp"

namespace {

using cxm::nps_counts;
using cxm::nps_method;
using values = std::vector<double>;

cxm::nps_options with(nps_method method) {
  cxm::nps_options o;
  o.method = method;
  return o;
}

TEST(Nps, CountsAnswers) {
  const values x{0, 6, 7, 8, 9, 10, 0};
  const std::vector<std::uint8_t> present{1, 1, 1, 1, 1, 1, 0};  // blank is never a detractor
  const nps_counts k = cxm::count_nps(cxm::column_view(x, present));
  EXPECT_EQ(k.detractors, 2);
  EXPECT_EQ(k.passives, 2);
  EXPECT_EQ(k.promoters, 2);
  EXPECT_EQ(k.score(), 0);
}

TEST(Nps, VarianceIsThatOfThePoints) {
  const values x{3, 9, 9, 10, 7, 8, 10, 2};
  double mean = 0, squares = 0;
  for (const double v : x) {
    mean += cxm::nps_points(v) / 8;
    squares += cxm::nps_points(v) * cxm::nps_points(v) / 8;
  }
  const nps_counts k = cxm::count_nps(cxm::column_view(x));
  EXPECT_NEAR(k.score(), mean, 1e-12);
  EXPECT_NEAR(1e4 * k.variance(), squares - mean * mean, 1e-9);
}

TEST(Nps, edge_nps_allmissing) {
  const values x(5, 0.0);
  const std::vector<std::uint8_t> present(5, 0);
  for (const auto method :
       {nps_method::adjusted_wald, nps_method::score, nps_method::mover, nps_method::wald}) {
    const auto e = cxm::net_promoter_score(cxm::column_view(x, present), with(method));
    EXPECT_FALSE(e.defined());
    EXPECT_TRUE(std::isnan(e.value) && std::isnan(e.low));
    EXPECT_EQ(e.n, 0);
  }
}

TEST(Nps, edge_nps_one) {
  const values x{10};
  const auto e = cxm::net_promoter_score(cxm::column_view(x), with(nps_method::wald));
  EXPECT_EQ(e.n, 1);
  EXPECT_EQ(e.value, 100);
  EXPECT_EQ(e.se, 0);
  EXPECT_EQ(e.low, 100);
  EXPECT_EQ(e.high, 100);
}

TEST(Nps, edge_npsse_one) {
  const values x{10};
  const auto e = cxm::net_promoter_score(cxm::column_view(x), with(nps_method::wald_unbiased));
  EXPECT_EQ(e.value, 100);
  EXPECT_TRUE(std::isnan(e.se) && std::isnan(e.low));
  EXPECT_TRUE(e.has(cxm::estimate_flag::no_interval));
}

TEST(Nps, edge_nps_allpromoters_and_alldetractors) {
  const auto top = cxm::nps_interval(12, 0, 0, with(nps_method::wald));
  EXPECT_EQ(top.value, 100);
  EXPECT_EQ(top.low, 100);
  const auto bottom = cxm::nps_interval(0, 0, 8, with(nps_method::wald));
  EXPECT_EQ(bottom.value, -100);
  EXPECT_EQ(bottom.high, -100);
  // The other methods do not claim certainty.
  for (const auto method : {nps_method::adjusted_wald, nps_method::score, nps_method::mover}) {
    const auto e = cxm::nps_interval(12, 0, 0, with(method));
    EXPECT_EQ(e.value, 100);
    EXPECT_LT(e.low, 80);
    EXPECT_NEAR(e.high, 100, 1e-9);
    EXPECT_LE(e.high, 100);
  }
}

TEST(Nps, edge_nps_outofscale_and_fraction) {
  for (const auto& x : {values{9, 10, 11}, values{9, 8.5, 3}, values{-1, 2, 3}}) {
    EXPECT_THROW((void)cxm::net_promoter_score(cxm::column_view(x)), cxm::error);
  }
  try {
    const values x{9, 8.5, 3};
    (void)cxm::net_promoter_score(cxm::column_view(x));
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.row(), 1);
    EXPECT_EQ(e.parameter(), "answers");
  }
}

/// Maximum of the likelihood over the share of detractors q when p_pro = q + d, by golden sections.
double restricted_q(double b, double passives, double c, double d) {
  const auto loglik = [&](double q) {
    const auto term = [](double count, double p) { return count == 0 ? 0.0 : count * std::log(p); };
    return term(b, q + d) + term(c, q) + term(passives, 1 - 2 * q - d);
  };
  double low = std::max(0.0, -d), high = (1 - d) / 2;
  for (int i = 0; i < 200; ++i) {
    const double a = low + 0.382 * (high - low), z = low + 0.618 * (high - low);
    (loglik(a) < loglik(z) ? low : high) = loglik(a) < loglik(z) ? a : z;
  }
  return (low + high) / 2;
}

TEST(Nps, ScoreIntervalInvertsTheScoreTest) {
  const double z = cxm::stats::normal_quantile(0.975);
  const double cases[][3] = {{30, 8, 12}, {9, 5, 0}, {2, 3, 40}, {1, 30, 1}};
  for (const auto& k : cases) {
    const double b = k[0], passives = k[1], c = k[2], n = b + passives + c;
    const auto e = cxm::nps_interval(b, passives, c, with(nps_method::score));
    for (const double end : {e.low / 100, e.high / 100}) {
      const double q = restricted_q(b, passives, c, end);
      const double statistic = (b - c - n * end) / std::sqrt(n * (2 * q + end - end * end));
      EXPECT_NEAR(std::fabs(statistic), z, 1e-5);  // golden sections find q to about 1e-8
    }
    EXPECT_LT(e.low, e.value);
    EXPECT_GT(e.high, e.value);
  }
}

TEST(Nps, SwappingSidesMirrorsTheInterval) {
  for (const auto method :
       {nps_method::adjusted_wald, nps_method::score, nps_method::mover, nps_method::wald}) {
    const auto a = cxm::nps_interval(30, 8, 12, with(method)), b = cxm::nps_interval(12, 8, 30, with(method));
    EXPECT_NEAR(a.low, -b.high, 1e-9);
    EXPECT_NEAR(a.high, -b.low, 1e-9);
  }
}

TEST(Nps, EqualWeightsChangeNothing) {
  const values x{3, 9, 9, 10, 7, 8, 10, 2}, w(8, 0.3);
  const auto plain = cxm::net_promoter_score(cxm::column_view(x));
  const auto weighted = cxm::weighted_net_promoter_score(cxm::column_view(x), w);
  EXPECT_NEAR(plain.low, weighted.low, 1e-10);
  EXPECT_NEAR(plain.high, weighted.high, 1e-10);
  EXPECT_EQ(weighted.n, 8);
}

/// Exact coverage by enumerating all counts of n answers.
double coverage(nps_method method, int n, double p, double q) {
  const double true_score = 100 * (p - q);
  double covered = 0;
  for (int b = 0; b <= n; ++b) {
    for (int c = 0; b + c <= n; ++c) {
      const int a = n - b - c;
      const double log_probability = std::lgamma(n + 1) - std::lgamma(b + 1) - std::lgamma(c + 1) -
                                     std::lgamma(a + 1) + b * std::log(p) + c * std::log(q) +
                                     a * std::log(1 - p - q);
      const auto e = cxm::nps_interval(b, a, c, with(method));
      if (e.low <= true_score && true_score <= e.high) covered += std::exp(log_probability);
    }
  }
  return covered;
}

TEST(Nps, Coverage) {
  for (const int n : {20, 60}) {
    for (const auto& [p, q] : {std::pair{0.5, 0.2}, {0.35, 0.35}, {0.7, 0.1}, {0.2, 0.4}}) {
      for (const auto method : {nps_method::adjusted_wald, nps_method::score}) {
        const double c = coverage(method, n, p, q);
        EXPECT_GT(c, 0.935) << n << " " << p << " " << q;
        EXPECT_LT(c, 0.975) << n << " " << p << " " << q;
      }
    }
  }
}

}  // namespace
