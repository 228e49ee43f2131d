// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/group_estimates.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/estimate/share.hpp"
#include "support/array_sums.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

group_estimates estimates_of(const sample& s, const std::vector<planned_measure>& plan, bool design = false) {
  auto sums = sums_of(s);
  std::shared_ptr<const design_frame> frame;
  if (design) frame = std::make_shared<design_frame>(design_frame::of(*sums));
  return {sums, plan, frame};
}

/// Influences of every row by the definition, independent of the moments.
std::vector<double> influences(const sample& s, std::size_t j) {
  double w = 0;
  double total = 0;
  for (std::size_t i = 0; i < s.rows(); ++i) {
    if (std::isnan(s.measures[j][i])) continue;
    w += s.w(i);
    total += s.w(i) * s.measures[j][i];
  }
  std::vector<double> z(s.rows());
  for (std::size_t i = 0; i < s.rows(); ++i) {
    z[i] = std::isnan(s.measures[j][i]) ? 0 : s.w(i) * (s.measures[j][i] - total / w) / w;
  }
  return z;
}

TEST(GroupEstimates, MeanAndVarianceByHand) {
  // 20, 40, 90: mean 50, sum of squares 900 + 100 + 1600 = 2600, s^2 = 1300, variance of the mean 1300/3.
  const auto plan = plan_of("c");
  const auto g = estimates_of({{{20, 40, 90}}, {}, {}, {}, {}, {}}, plan);
  EXPECT_NEAR(g.mean(0), 50, 1e-12);
  EXPECT_NEAR(g.variance(0), 1300.0 / 3, 1e-10);
  EXPECT_EQ(g.df(0), 2);
  EXPECT_EQ(g.n_eff(0), 3);
  const estimate e = measure_estimate(g, 0);
  // u = 1/2, V = 0.043333 on the scale of 0 to 1: D = (2 * 0.043333 / 0.25 + (1/3 - 1/4) / 3) / 3 = 0.124815,
  // q = 4.302653^2 D = 2.310674, reach = sqrt(q (1/4 + q/4)) / (1 + q) = 0.417715.
  EXPECT_NEAR(e.low, 50 - 41.7715, 1e-3);
  EXPECT_NEAR(e.high, 50 + 41.7715, 1e-3);
  EXPECT_NEAR(e.se * e.se, 1300.0 / 3, 1e-10);
  EXPECT_EQ(e.method, "bounded score");
}

TEST(GroupEstimates, WeightedVarianceByHand) {
  // w 1, 2, 1 and y 0, 50, 100: mean 50, influences (0-50)/4, 0, 50/4; sum of squares 2 * 156.25 = 312.5,
  // times 3/2 = 468.75.
  const auto plan = plan_of("c");
  const auto g = estimates_of({{{0, 50, 100}}, {1, 2, 1}, {}, {}, {}, {}}, plan);
  EXPECT_NEAR(g.mean(0), 50, 1e-12);
  EXPECT_NEAR(g.variance(0), 468.75, 1e-10);
}

TEST(GroupEstimates, CovarianceWithMissingValuesEqualsInfluences) {
  random_stream random(7, 1);
  sample s;
  s.measures.assign(3, {});
  for (int i = 0; i < 200; ++i) {
    const double common = random.normal();
    s.weights.push_back(0.2 + 3 * random.uniform());
    for (auto& m : s.measures) {
      m.push_back(random.uniform() < 0.25 ? absent : 50 + 10 * common + 12 * random.normal());
    }
  }
  const auto plan = plan_of("ccc");
  const auto g = estimates_of(s, plan);
  for (std::size_t j = 0; j < 3; ++j) {
    for (std::size_t k = 0; k < 3; ++k) {
      const auto zj = influences(s, j);
      const auto zk = influences(s, k);
      double sum = 0;
      for (std::size_t i = 0; i < zj.size(); ++i) sum += zj[i] * zk[i];
      const double c = std::sqrt(g.n(j) / (g.n(j) - 1) * g.n(k) / (g.n(k) - 1));
      EXPECT_NEAR(g.covariance(j, k), c * sum, 1e-10 * std::sqrt(g.variance(j) * g.variance(k)));
    }
  }
}

TEST(GroupEstimates, EqualWeightsChangeNothing) {
  sample s{{{1, 0, 0, 1, 1, 0, 0}, {10, 20, absent, 40, 50, 60, 70}}, {}, {}, {}, {}, {}};
  sample w = s;
  w.weights.assign(7, 2.5);
  const auto plan = plan_of("sc");
  for (std::size_t j = 0; j < 2; ++j) {
    const estimate a = measure_estimate(estimates_of(s, plan), j);
    const estimate b = measure_estimate(estimates_of(w, plan), j);
    EXPECT_NEAR(a.value, b.value, 1e-12);
    EXPECT_NEAR(a.low, b.low, 1e-10);
    EXPECT_NEAR(a.high, b.high, 1e-10);
    EXPECT_NEAR(a.n_eff, b.n_eff, 1e-9);
  }
}

TEST(GroupEstimates, ShareIsWilsonAndNpsCountsItsParts) {
  sample s{
      {{1, 1, 1, 0, 0, 0, 0, 0, 0, 0}, {100, 100, 100, 100, 100, 0, 0, 0, -100, -100}}, {}, {}, {}, {}, {}};
  const auto plan = plan_of("sn");
  const auto g = estimates_of(s, plan);
  const estimate share = measure_estimate(g, 0);
  const estimate wilson = share_interval_from_counts(3, 10);
  EXPECT_EQ(share.low, wilson.low);
  EXPECT_EQ(share.high, wilson.high);
  const estimate nps = measure_estimate(g, 1);
  EXPECT_NEAR(nps.value, 30, 1e-12);
  // Adjusted Wald: 5.75, 4.5, 2.75 of 13: p .442308, d .211538, variance .653846 - .0532544 = .600592,
  // se sqrt(.600592 / 13) = .214940; .230769 -+ 1.959964 * .214940 = -.190506, .652045.
  EXPECT_NEAR(nps.low, -19.0506, 5e-4);
  EXPECT_NEAR(nps.high, 65.2045, 5e-4);
}

TEST(GroupEstimates, NothingAnsweredIsUndefinedAndOneAnswerHasNoInterval) {
  const auto plan = plan_of("cs");
  const auto none = estimates_of({{{absent, absent}, {absent, absent}}, {}, {}, {}, {}, {}}, plan);
  EXPECT_TRUE(measure_estimate(none, 0).has(estimate_flag::undefined));
  EXPECT_TRUE(measure_estimate(none, 1).has(estimate_flag::undefined));
  const auto one = estimates_of({{{70, absent}, {1, absent}}, {}, {}, {}, {}, {}}, plan);
  EXPECT_EQ(measure_estimate(one, 0).value, 70);
  EXPECT_TRUE(measure_estimate(one, 0).has(estimate_flag::no_interval));
  EXPECT_FALSE(measure_estimate(one, 1).has(estimate_flag::no_interval));
}

TEST(GroupEstimates, LonelyStrataFollowTheirRule) {
  // Stratum a: units 1, 2; stratum b: unit 3 alone. One row a unit, y 10, 30, 80: mean 40.
  // z = -10, -10/3, 40/3. a: 2/1 * ((z1^2 + z2^2) - (z1+z2)^2/2) = (z1 - z2)^2 = 44.444..; b: 177.777..
  const sample s{{{10, 30, 80}}, {}, {"a", "a", "b"}, {"1", "2", "3"}, {}, {}};
  const auto plan = plan_of("c");
  const auto sums = sums_of(s);
  const auto variance = [&](lonely_rule rule) {
    return group_estimates(sums, plan, std::make_shared<design_frame>(design_frame::of(*sums, rule)))
        .variance(0);
  };
  EXPECT_NEAR(variance(lonely_rule::certainty), 400.0 / 9, 1e-9);
  EXPECT_NEAR(variance(lonely_rule::adjust), 400.0 / 9 + 1600.0 / 9, 1e-9);
  EXPECT_NEAR(variance(lonely_rule::average), 2 * 400.0 / 9, 1e-9);
  EXPECT_THROW(variance(lonely_rule::fail), error);
}

/// CSV with quotes only around whole fields, as the reference data are written.
std::map<std::string, std::vector<std::string>> table_of(const std::string& path) {
  std::ifstream in(path);
  std::map<std::string, std::vector<std::string>> columns;
  std::vector<std::string> names;
  std::string line;
  while (std::getline(in, line)) {
    std::stringstream fields(line);
    std::string field;
    std::size_t c = 0;
    for (; std::getline(fields, field, ','); ++c) {
      if (field.size() > 1 && field.front() == '"') field = field.substr(1, field.size() - 2);
      if (names.size() <= c && columns.size() <= c) {
        names.push_back(field);
        columns[field];
      } else {
        columns[names[c]].push_back(field);
      }
    }
    if (c > 0 && !columns[names[0]].empty()) {
      for (; c < names.size(); ++c) columns[names[c]].push_back("");
    }
  }
  return columns;
}

TEST(Promise7CheckedAgainstReferences, TheSurveyPackageOnItsOwnData) {
  // R survey's manual: mean of api00 in the one-stage cluster sample 644.169, se 23.542 (15 districts,
  // fpc 757); stratified sample 662.287, se 9.409 (one school a unit, fpc).
  const std::string folder = std::string(CXM_SHARED_DIR) + "/oracles/data/";
  if (!std::ifstream(folder + "clus1.csv")) GTEST_SKIP() << "reference data not found in " << folder;
  const auto run = [&](const std::string& file, bool clustered) {
    auto t = table_of(folder + file);
    sample s;
    s.measures.emplace_back();
    const std::size_t rows = t.at("api00").size();
    for (std::size_t i = 0; i < rows; ++i) {
      s.measures[0].push_back(std::stod(t.at("api00")[i]));
      s.weights.push_back(std::stod(t.at("pw")[i]));
      s.fpc.push_back(std::stod(t.at("fpc")[i]));
      s.units.push_back(clustered ? t.at("dnum")[i] : std::to_string(i));
      s.strata.push_back(clustered ? "" : t.at("stype")[i]);
    }
    const auto plan = plan_of("v");
    return measure_estimate(estimates_of(s, plan, true), 0);
  };
  const estimate clus1 = run("clus1.csv", true);
  EXPECT_NEAR(clus1.value, 644.169, 5e-4);
  EXPECT_NEAR(clus1.se, 23.542, 5e-4);
  EXPECT_EQ(clus1.df, 14);
  const estimate strat = run("strat.csv", false);
  EXPECT_NEAR(strat.value, 662.287, 5e-4);
  EXPECT_NEAR(strat.se, 9.409, 5e-4);
  EXPECT_EQ(strat.df, 197);
}

}  // namespace
