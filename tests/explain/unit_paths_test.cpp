// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/unit_paths.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"

namespace {

/// Units whose true means follow x -> m -> y with slopes .8 and .5, seen with errors.
struct drawn_units {
  cxm::matrix y;
  std::vector<cxm::matrix> error;
};

drawn_units draw(std::size_t units, double error_sd, std::uint64_t stream) {
  cxm::random_stream random(31, stream);
  drawn_units out{cxm::matrix(units, 3), {}};
  for (std::size_t u = 0; u < units; ++u) {
    const double x = 50 + 8 * random.normal();
    const double m = 20 + .8 * x + 5 * random.normal();
    const double y = 30 + .5 * m + 3 * random.normal();
    const double truth[] = {x, m, y};
    cxm::matrix e(3, 3);
    for (std::size_t j = 0; j < 3; ++j) {
      e(j, j) = error_sd * error_sd;
      out.y(u, j) = truth[j] + error_sd * random.normal();
    }
    out.error.push_back(e);
  }
  return out;
}

TEST(UnitPaths, ReproducesAnExactChain) {
  // Without noise in the second step and no error, slopes are exact and the first step has no direct effect.
  cxm::matrix y(24, 3);
  std::vector<cxm::matrix> error(24, cxm::matrix(3, 3));
  for (std::size_t u = 0; u < 24; ++u) {
    const double x = static_cast<double>(u);
    y(u, 0) = x;
    y(u, 1) = 2 * x + (u % 2 == 0 ? 1 : -1);
    y(u, 2) = -.5 * y(u, 1) + (u % 3 == 0 ? .2 : -.1);
  }
  const cxm::unit_paths p = cxm::fit_unit_paths(y, error);
  ASSERT_TRUE(p.has_paths);
  ASSERT_EQ(p.paths.size(), 3U);
  EXPECT_NEAR(p.paths[0].observed.value, 2, .02);
  // No error: nothing to correct.
  for (const cxm::unit_path& one : p.paths) EXPECT_NEAR(one.corrected.value, one.observed.value, 1e-9);
  for (const cxm::estimate& r : p.reliability) EXPECT_EQ(r.value, 1);
  EXPECT_NEAR(p.chain.value, p.paths[0].observed.value * p.paths[2].observed.value, 1e-12);
  // total = direct + chain: least squares adds up exactly.
  EXPECT_NEAR(p.total.value, p.direct.value + p.chain.value, 1e-9);
}

TEST(UnitPaths, FewUnitsGiveCorrelationsAlone) {
  const drawn_units d = draw(12, 2, 1);
  const cxm::unit_paths p = cxm::fit_unit_paths(d.y, d.error);
  EXPECT_FALSE(p.has_paths);
  EXPECT_TRUE(p.paths.empty());
  ASSERT_EQ(p.correlations.size(), 3U);
  // Fisher's z by hand for the first: atanh(r) -+ 1.96 / 3.
  const cxm::estimate& r = p.correlations[0].observed;
  EXPECT_NEAR(r.low, std::tanh(std::atanh(r.value) - 1.959963984540054 / 3), 1e-12);
  EXPECT_GT(p.correlations[0].corrected.value, r.value);
  EXPECT_EQ(cxm::fit_unit_paths(cxm::matrix(3, 3), std::vector<cxm::matrix>(3, cxm::matrix(3, 3))).units, 3);
}

TEST(UnitPaths, LeavesIncompleteUnitsOut) {
  drawn_units d = draw(30, 2, 2);
  const cxm::unit_paths all = cxm::fit_unit_paths(d.y, d.error);
  cxm::matrix y(31, 3);
  std::copy(d.y.values.begin(), d.y.values.end(), y.values.begin());
  y(30, 0) = 1;
  y(30, 1) = std::nan("");
  y(30, 2) = 3;
  d.error.push_back(d.error.back());
  const cxm::unit_paths more = cxm::fit_unit_paths(y, d.error);
  EXPECT_EQ(more.units, 30);
  EXPECT_EQ(more.paths[0].corrected.low, all.paths[0].corrected.low);
}

TEST(UnitPaths, AChainFitsBetterThanItsPermutationsButNotThanItsReverse) {
  const drawn_units d = draw(200, 0.5, 3);
  const cxm::unit_paths p = cxm::fit_unit_paths(d.y, d.error);
  ASSERT_EQ(p.orders.size(), 3U);  // 3! / 2: a chain and its reverse are one
  EXPECT_EQ(p.orders[0].steps, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_GT(p.orders[0].weight, .99);
}

TEST(UnitPaths, RefusesWhatHasNoPath) {
  EXPECT_THROW((void)cxm::fit_unit_paths(cxm::matrix(30, 1), std::vector<cxm::matrix>(30, cxm::matrix(1, 1))),
               cxm::error);
  EXPECT_THROW(
      (void)cxm::fit_unit_paths(cxm::matrix(30, 2, 5.0), std::vector<cxm::matrix>(30, cxm::matrix(2, 2))),
      cxm::error);
}

TEST(UnitPaths, CorrectionRemovesTheAttenuation) {
  // Reliability of the first step .70 (64 against 27.4 error): the plain slope is .56, the true one .8.
  constexpr int runs = 1000;
  const double error_sd = std::sqrt(64 / .70 - 64);
  cxm::unit_path_options o;
  o.draws = 400;
  double plain = 0;
  std::vector<double> fixed;
  int covered = 0;
  int chain = 0;
  int correlation = 0;
  const double truth = .8 * 8 / std::sqrt(.64 * 64 + 25);  // between true means
  for (int r = 0; r < runs; ++r) {
    const drawn_units d = draw(60, error_sd, 100 + static_cast<std::uint64_t>(r));
    const cxm::unit_paths p = cxm::fit_unit_paths(d.y, d.error, o);
    plain += p.paths[0].observed.value / runs;
    fixed.push_back(p.paths[0].corrected.value);
    covered += p.paths[0].corrected.low <= .8 && .8 <= p.paths[0].corrected.high ? 1 : 0;
    const cxm::estimate& r_corrected = p.correlations[0].corrected;
    correlation += r_corrected.low <= truth && truth <= r_corrected.high ? 1 : 0;
    chain += p.chain_corrected.low <= .4 && .4 <= p.chain_corrected.high ? 1 : 0;
  }
  double mean = 0;
  for (const double b : fixed) mean += b / runs;
  EXPECT_NEAR(plain, .56, .01);
  EXPECT_NEAR(mean, .8, .03);  // a ratio: biased by about 1 / units
  // Three Monte Carlo errors of .007 around what docs/findings.md says.
  EXPECT_NEAR(covered / static_cast<double>(runs), .944, .021);
  EXPECT_NEAR(correlation / static_cast<double>(runs), .956, .021);
  EXPECT_GT(chain / static_cast<double>(runs), .94);  // products are wider than they need be
}

}  // namespace
