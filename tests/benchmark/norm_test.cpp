// SPDX-License-Identifier: Apache-2.0
#include "cxm/benchmark/norm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/stats/distributions.hpp"

namespace cxm {
namespace {

norm small_norm() {
  norm n;
  n.id = "small";
  n.version = "1";
  n.source = "by hand";
  n.population = "five";
  n.date = "2026";
  n.organisations = 5;
  n.answers = 500;
  norm_measure m;
  m.id = "culture";
  m.unit = "points";
  const double y[] = {40, 50, 60, 70, 80};
  for (int i = 0; i < 5; ++i) {
    const std::string id(1, static_cast<char>('a' + i));
    n.members.push_back({id, {{"sector", i < 3 ? "public" : "private"}}, {{"staff", 100.0 * (i + 1)}}});
    m.values.push_back({id, y[i], 2, 20.0 * (i + 1)});
  }
  n.measures.push_back(m);
  return n;
}

TEST(Norm, SummaryAndObservedStandingByHand) {
  const norm n = small_norm();
  check_norm(n);
  const norm_summary s = summarize_norm(n.measures[0]);
  EXPECT_EQ(s.organisations, 5U);
  EXPECT_EQ(s.mean, 60);
  EXPECT_EQ(s.median, 60);
  EXPECT_EQ(s.lower_quartile, 50);
  EXPECT_EQ(s.upper_quartile, 70);
  const norm_position p = position_in_norm(n.measures[0], 70, 1);
  EXPECT_DOUBLE_EQ(p.observed.value, 70);  // three below and itself half, of five
  EXPECT_LT(p.observed.low, 45);           // five organisations say little
  EXPECT_GT(p.observed.high, 80);
  EXPECT_EQ(p.organisations, 5U);
}

TEST(Norm, DeconvolvedPercentileByHand) {
  // Equal errors: tau^2 = s^2 - v = 250 - 4, mu = 60.
  const norm_position p = position_in_norm(small_norm().measures[0], 70, 1);
  EXPECT_NEAR(p.centre, 60, 1e-12);
  EXPECT_NEAR(p.between_sd, std::sqrt(246.), 1e-7);
  EXPECT_NEAR(p.percentile.value, 100 * stats::normal_cdf(10 / std::sqrt(246.)), 1e-6);
  EXPECT_NEAR(p.difference.value, 10, 1e-12);
  EXPECT_NEAR(p.difference.se, std::sqrt(1 + 250. / 5), 1e-7);
  EXPECT_LT(p.percentile.low, p.percentile.value);
  EXPECT_GT(p.percentile.high, p.percentile.value);
}

TEST(Norm, NoiseDoesNotMakeAnybodyBetter) {
  // The same league with noisier figures: the organisations differ less than it seems, so that a value above
  // the middle is further up, and it is less sure.
  norm_measure sharp = small_norm().measures[0], noisy = sharp;
  for (norm_value& v : noisy.values) v.se = 10;
  const norm_position a = position_in_norm(sharp, 70, 1), b = position_in_norm(noisy, 70, 1);
  EXPECT_GT(b.percentile.value, a.percentile.value);
  EXPECT_LT(b.between_sd, a.between_sd);
  EXPECT_EQ(a.observed.value, b.observed.value);
  EXPECT_LT(b.percentile.low, a.percentile.low);
}

TEST(Norm, LowerIsBetterMirrors) {
  norm_measure up = small_norm().measures[0], down = up;
  down.higher_is_better = false;
  for (norm_value& v : down.values) v.value = 100 - v.value;
  const norm_position a = position_in_norm(up, 66, 0), b = position_in_norm(down, 34, 0);
  EXPECT_NEAR(a.percentile.value, b.percentile.value, 1e-9);
  EXPECT_NEAR(a.observed.value, b.observed.value, 1e-9);
}

TEST(Norm, UnitsDoNotInfluenceEachOther) {
  const norm_measure m = small_norm().measures[0];
  const double y[] = {45, 66, 81}, se[] = {1, 3, 0};
  const auto all = positions_in_norm(m, y, se);
  for (std::size_t i = 0; i < 3; ++i) {
    const norm_position one = position_in_norm(m, y[i], se[i]);
    EXPECT_EQ(one.percentile.low, all[i].percentile.low);
    EXPECT_EQ(one.observed.high, all[i].observed.high);
  }
}

TEST(Norm, OrganisationsThatDoNotDifferRankNobody) {
  norm_measure m = small_norm().measures[0];
  for (norm_value& v : m.values) {
    v.value = 60 + (v.value - 60) / 40;
    v.se = 10;
  }
  const norm_position p = position_in_norm(m, 70, 1);
  EXPECT_TRUE(p.percentile.has(estimate_flag::undefined));
  EXPECT_EQ(p.between_sd, 0);
  EXPECT_TRUE(p.difference.defined());
  m.values.resize(2);
  EXPECT_TRUE(position_in_norm(m, 70, 1).percentile.has(estimate_flag::undefined));
}

TEST(Norm, PercentileCuts) {
  norm_measure m;
  m.id = "nps";
  m.percentiles = {{.1, -20}, {.5, 10}, {.9, 50}};
  EXPECT_DOUBLE_EQ(position_in_norm(m, 30, 0).observed.value, 70);
  EXPECT_EQ(position_in_norm(m, 30, 0).centre, 10);
  EXPECT_EQ(position_in_norm(m, 30, 0).observed.low, position_in_norm(m, 30, 0).observed.value);
  const norm_position under = position_in_norm(m, -30, 0);
  EXPECT_DOUBLE_EQ(under.observed.value, 10);
  EXPECT_EQ(under.observed.low, 0);
  EXPECT_TRUE(under.observed.has(estimate_flag::bounds));
  const norm_position over = position_in_norm(m, 60, 5, 40);
  EXPECT_DOUBLE_EQ(over.observed.value, 90);
  EXPECT_EQ(over.observed.high, 100);
  EXPECT_LT(over.observed.low, 85);  // forty organisations, and the unit's own error
  m.higher_is_better = false;
  EXPECT_DOUBLE_EQ(position_in_norm(m, -30, 0).observed.value, 90);
  EXPECT_EQ(position_in_norm(m, -30, 0).observed.high, 100);
}

TEST(Norm, PublishedFigureCarriesItsOwnError) {
  norm_measure m;
  m.id = "culture_effective";
  m.unit = "share";
  m.published = norm_figure{.45, 680, "a study", "call it effective"};
  const norm_position p = position_in_norm(m, .60, .04);
  EXPECT_NEAR(p.difference.value, .15, 1e-15);
  EXPECT_NEAR(p.difference.se, std::sqrt(.0016 + .45 * .55 / 680), 1e-15);
  EXPECT_TRUE(p.percentile.has(estimate_flag::undefined));
  EXPECT_TRUE(p.observed.has(estimate_flag::undefined));
}

TEST(Norm, PeersByFilterAndByDistance) {
  const norm n = small_norm();
  const norm open = peers_by_attributes(n, {{"sector", "public"}});
  EXPECT_EQ(open.members.size(), 3U);
  EXPECT_EQ(open.measures[0].values.size(), 3U);
  EXPECT_EQ(open.organisations, 3);
  EXPECT_EQ(open.admission, "peers with sector = public");
  EXPECT_THROW((void)peers_by_attributes(n, {{"size", "large"}}), error);
  const norm near = peers_by_covariates(n, {{"staff", 310}}, 2);
  ASSERT_EQ(near.members.size(), 2U);
  EXPECT_EQ(near.members[0].id, "c");  // 300
  EXPECT_EQ(near.members[1].id, "d");  // 400 lies nearer than 200
  EXPECT_THROW((void)peers_by_covariates(n, {{"age", 3}}, 2), error);
  const norm large = admit_answers(n, 50);
  EXPECT_EQ(large.members.size(), 3U);  // 60, 80, 100 answers
  check_norm(large);
}

/// The message of the fault that check_norm finds after `spoil`.
template <class Spoil>
std::string fault_after(const Spoil& spoil) {
  norm n = small_norm();
  spoil(n);
  try {
    check_norm(n);
  } catch (const error& e) {
    return e.what();
  }
  return "";
}

TEST(Norm, FaultsNameTheirPlace) {
  EXPECT_EQ(fault_after([](norm&) {}), "");
  EXPECT_EQ(fault_after([](norm& n) { n.source.clear(); }), "source: is empty, but required");
  EXPECT_EQ(fault_after([](norm& n) { n.measures[0].values[1].organisation = "z"; }),
            "measures[0].values[1].organisation: \"z\" is not among the members");
  EXPECT_EQ(fault_after([](norm& n) { n.measures[0].values[2].se = -1; }),
            "measures[0].values[2].se: is -1, but must not be negative");
  EXPECT_EQ(fault_after([](norm& n) { n.measures[0].values.clear(); }),
            "measures[0]: has no content; give exactly one of \"published\", \"percentiles\" and \"values\"");
  EXPECT_NE(fault_after([](norm& n) { n.members[1].id = "a"; }).find("members[1].id"), std::string::npos);
  EXPECT_NE(fault_after([](norm& n) { n.measures.push_back(n.measures[0]); }).find("given twice"),
            std::string::npos);
}

TEST(Norm, BadArguments) {
  const norm_measure m = small_norm().measures[0];
  EXPECT_THROW((void)position_in_norm(m, std::nan(""), 1), error);
  EXPECT_THROW((void)position_in_norm(m, 1, -1), error);
  EXPECT_THROW((void)position_in_norm({}, 1, 1), error);
  EXPECT_THROW((void)position_in_norm(m, 1, 1, 0, {.level = 1}), error);
  EXPECT_THROW((void)position_in_norm(m, 1, 1, 0, {.draws = 10}), error);
}

struct league {
  const char* name;
  std::size_t organisations;
  double between, error_low, error_high, unit_error;
};

class NormCoverage : public testing::TestWithParam<league> {};

// 400 leagues drawn from the model: the interval holds the unit's true percentile in the population that the
// organisations come from. Monte Carlo error of a coverage of .95 is .011; three of them are allowed.
TEST_P(NormCoverage, OfTheTruePercentile) {
  const league l = GetParam();
  random_stream random(20, 0);
  int covered = 0, defined = 0;
  constexpr int leagues = 400;
  for (int r = 0; r < leagues; ++r) {
    norm_measure m;
    for (std::size_t j = 0; j < l.organisations; ++j) {
      const double se = l.error_low + (l.error_high - l.error_low) * random.uniform();
      const double theta = 60 + l.between * random.normal();
      m.values.push_back({std::to_string(j), theta + se * random.normal(), se, 0});
    }
    const double theta = 60 + l.between * random.normal();
    const double y = theta + l.unit_error * random.normal();
    norm_position_options options;
    options.draws = 400;
    options.seed = static_cast<std::uint64_t>(r);
    const estimate p = position_in_norm(m, y, l.unit_error, 0, options).percentile;
    if (!p.defined()) continue;
    ++defined;
    const double truth = 100 * stats::normal_cdf((theta - 60) / l.between);
    covered += p.low <= truth && truth <= p.high ? 1 : 0;
  }
  const double coverage = static_cast<double>(covered) / defined;
  EXPECT_GT(defined, leagues * 95 / 100);
  EXPECT_GT(coverage, .95 - .033) << covered << " of " << defined;
  EXPECT_LT(coverage, .95 + .033) << covered << " of " << defined;
}

INSTANTIATE_TEST_SUITE_P(Leagues, NormCoverage,
                         testing::Values(league{"precise", 30, 8, 1, 2, 2}, league{"noisy", 30, 6, 3, 7, 4},
                                         league{"few", 10, 8, 2, 4, 3}),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace cxm
