// SPDX-License-Identifier: Apache-2.0
#include "cxm/benchmark/bands.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "cxm/base/error.hpp"
#include "cxm/benchmark/rounding.hpp"
#include "cxm/stats/distributions.hpp"
#include "support/named_columns.hpp"

namespace cxm {
namespace {

TEST(Rounding, HalvesGoUpAlsoWhereBinaryFallsShort) {
  EXPECT_EQ(round_half_up(2.5), 3);
  EXPECT_EQ(round_half_up(-2.5), -2);
  EXPECT_EQ(round_half_up(2.4999), 2);
  EXPECT_EQ(round_half_up((2.3 - 0.8) / 0.6), 3);  // 2.5 on paper, 2.4999999999999996 in binary
  EXPECT_EQ(round_half_up(3.25, 0.5), 3.5);
  EXPECT_EQ(round_half_up(3.24, 0.5), 3);
}

TEST(Bands, TieRulesInBothDirections) {
  const double up[] = {20, 40, 60}, down[] = {60, 40, 20};
  EXPECT_EQ(band_of(19.9, band_scale_of(up)), 1);
  EXPECT_EQ(band_of(20, band_scale_of(up)), 2);
  EXPECT_EQ(band_of(20, band_scale_of(up, true, on_cut::not_reached)), 1);
  EXPECT_EQ(band_of(60, band_scale_of(up)), 4);
  EXPECT_EQ(band_of(60.1, band_scale_of(down, false)), 1);
  EXPECT_EQ(band_of(60, band_scale_of(down, false)), 2);
  EXPECT_EQ(band_of(60, band_scale_of(down, false, on_cut::not_reached)), 1);
  EXPECT_EQ(band_of(0, band_scale_of(down, false)), 4);
}

TEST(Bands, PercentileCutsMirrorWithTheScale) {
  std::vector<double> x, mirrored;
  for (int i = 0; i < 37; ++i) {
    x.push_back((i * i) % 41);
    mirrored.push_back(100 - x.back());
  }
  const double shares[] = {.15, .3, .6, .8};
  const band_scale up = percentile_bands(std::span<const double>(x), shares);
  const band_scale down = percentile_bands(std::span<const double>(mirrored), shares, false);
  for (std::size_t c = 0; c < up.cuts.size(); ++c)
    EXPECT_NEAR(up.cuts[c].value, 100 - down.cuts[c].value, 1e-12);
  const band_scale quarters = equal_share_bands(std::span<const double>(x), 4);
  EXPECT_EQ(quarters.cuts.size(), 3U);
}

TEST(Bands, ProbabilitiesByHand) {
  const double cuts[] = {20, 40};
  const band_certainty c = band_probabilities(38, 2, band_scale_of(cuts));
  EXPECT_EQ(c.band, 2);
  EXPECT_EQ(c.runner_up, 3);
  EXPECT_NEAR(c.runner_up_probability, 0.15865525393145705, 1e-15);  // P(Z > 1)
  EXPECT_NEAR(c.probability, 0.8413447460685429, 1e-14);             // the band below is 9 errors away
  double sum = 0;
  for (const band_probability& b : c.all) sum += b.probability;
  EXPECT_NEAR(sum, 1, 1e-15);
  // The same mirrored, and certain without error.
  const double down[] = {80, 60};
  const band_certainty m = band_probabilities(62, 2, band_scale_of(down, false));
  EXPECT_EQ(m.band, 2);
  EXPECT_NEAR(m.probability, c.probability, 1e-15);
  const band_certainty sure = band_probabilities(40, 0, band_scale_of(cuts));
  EXPECT_EQ(sure.band, 3);
  EXPECT_EQ(sure.probability, 1);
  EXPECT_EQ(sure.runner_up_probability, 0);
  const band_certainty t = band_probabilities(38, 2, band_scale_of(cuts), 5);
  EXPECT_NEAR(t.runner_up_probability, stats::student_t_cdf(-1, 5), 1e-15);
}

TEST(Bands, RollUp) {
  const std::optional<double> stars[] = {4, 3, {}, 3, 4};
  EXPECT_EQ(roll_up_bands(stars).band, 4);  // 3.5
  EXPECT_EQ(roll_up_bands(stars).present, 4U);
  EXPECT_FALSE(roll_up_bands(stars, {}, 5).band);
  const double weights[] = {1, 3, 9, 1, 1};
  EXPECT_DOUBLE_EQ(roll_up_bands(stars, weights).mean, 20. / 6);
  EXPECT_EQ(roll_up_bands(stars, weights, 1, 0.5).band, 3.5);
  const std::optional<double> nothing[] = {{}, {}};
  EXPECT_FALSE(roll_up_bands(nothing).band);
  EXPECT_TRUE(std::isnan(roll_up_bands(nothing).mean));
}

TEST(Bands, RefuseScalesOutOfOrder) {
  const double down[] = {40, 20};
  EXPECT_THROW((void)band_scale_of(down), error);
  EXPECT_THROW((void)band_of(std::nan(""), band_scale_of({})), error);
  EXPECT_THROW((void)band_of(1, {{{10, 3}, {20, 2}}, 1}), error);
  EXPECT_THROW((void)band_probabilities(1, -1, band_scale_of({})), error);
  const double shares[] = {.5, .5}, x[] = {1, 2};
  EXPECT_THROW((void)percentile_bands(std::span<const double>(x), shares), error);
  EXPECT_THROW((void)percentile_bands(std::span<const double>(), {shares, 1}), error);
  EXPECT_EQ(band_of(5, band_scale_of({})), 1);
}

// Medicare health plans, star years 2016 and 2017 (Centers for Medicare & Medicaid Services).
const std::string folder = CXM_SHARED_DIR "/data/medicare_plan_stars/";

std::optional<double> number(const std::string& text) {
  if (text.empty()) return {};
  return std::stod(text);
}

struct plan_year {
  const char* year;
  int measures, same_measures, domains, same_domains, cuts, survey_stars, same_survey_stars;
};

class PlanStars : public testing::TestWithParam<plan_year> {};

TEST_P(PlanStars, AreThePublishedOnes) {
  const plan_year expected = GetParam();
  const std::string year = expected.year;
  if (!std::filesystem::exists(folder + "measures.csv")) GTEST_SKIP() << "the data are not here: " << folder;
  const test::named_columns measures(folder + "measures.csv"), cuts(folder + "cut_points.csv");
  const test::named_columns scores(folder + "scores_" + year + ".csv.gz");
  const test::named_columns domains(folder + "domain_stars_" + year + ".csv.gz");
  std::map<std::string, std::string> domain_of, source_of;
  for (std::size_t r = 0; r < measures.rows.size(); ++r) {
    if (measures.at(r, "star_year") != year) continue;
    domain_of[measures.at(r, "measure_id")] = measures.at(r, "domain_id");
    source_of[measures.at(r, "measure_id")] = measures.at(r, "data_source");
  }
  const auto survey = [&](const std::string& id) {
    return source_of.at(id).find("CAHPS") != std::string::npos;
  };
  std::map<std::string, band_scale> scales;  // by kind of contract and measure
  for (std::size_t r = 0; r < cuts.rows.size(); ++r) {
    if (cuts.at(r, "star_year") != year) continue;
    band_scale& scale = scales[cuts.at(r, "cut_point_type") + "/" + cuts.at(r, "measure_id")];
    scale.higher_is_better = cuts.at(r, "higher_is_better") == "TRUE";
    const int low = std::stoi(cuts.at(r, "low_star"));
    if (scale.cuts.empty()) scale.lowest = low;
    scale.cuts.push_back({std::stod(cuts.at(r, "cut_point")), std::stoi(cuts.at(r, "high_star"))});
  }
  int starred = 0, same = 0, survey_starred = 0, survey_same = 0;
  std::vector<std::string> others;
  std::map<std::string, std::vector<std::optional<double>>> by_domain;
  std::map<std::string, std::vector<double>> survey_values;
  for (std::size_t r = 0; r < scores.rows.size(); ++r) {
    const std::string &id = scores.at(r, "measure_id"), &contract = scores.at(r, "contract_id");
    const auto stars = number(scores.at(r, "stars")), value = number(scores.at(r, "value"));
    by_domain[contract + "/" + domain_of[id]].push_back(stars);
    const std::string scale = scores.at(r, "cut_point_type") + "/" + id;
    if (!stars || !value) continue;
    if (survey(id)) {
      survey_values[scale].push_back(*value);
      if (scales.count(scale) > 0) {
        ++survey_starred;
        survey_same += band_of(*value, scales.at(scale)) == *stars ? 1 : 0;
      }
    } else if (scales.count(scale) > 0) {
      ++starred;
      if (band_of(*value, scales.at(scale)) == *stars) {
        ++same;
      } else {
        others.push_back(contract + " " + id);
      }
    }
  }
  EXPECT_EQ(starred, expected.measures);
  EXPECT_EQ(same, expected.same_measures);
  // Survey stars look at significance and reliability too: cut points alone do not give all.
  EXPECT_EQ(survey_starred, expected.survey_stars);
  EXPECT_EQ(survey_same, expected.same_survey_stars);
  for (const std::string& other : others) EXPECT_EQ(other, "H5525 C30");

  int rolled = 0, same_rolled = 0;
  for (std::size_t r = 0; r < domains.rows.size(); ++r) {
    const auto stars = number(domains.at(r, "stars"));
    if (!stars) continue;
    const std::string domain = domains.at(r, "contract_id") + "/" + domains.at(r, "domain_id");
    ++rolled;
    if (roll_up_bands(by_domain[domain]).band == stars) {
      ++same_rolled;
    } else {
      EXPECT_EQ(domain, "H0657/HD2");
    }
  }
  EXPECT_EQ(rolled, expected.domains);
  EXPECT_EQ(same_rolled, expected.same_domains);

  const double shares[] = {.15, .30, .60, .80};
  int cut_points = 0, near = 0;
  for (const auto& [scale, published] : scales) {
    if (!survey(scale.substr(scale.find('/') + 1))) continue;
    const band_scale found =
        percentile_bands(std::span<const double>(survey_values[scale]), shares, published.higher_is_better);
    ASSERT_LE(published.cuts.size(), found.cuts.size()) << scale;
    // One measure (2017, D09 of drug plans) is published with its two lowest cut points alone.
    for (std::size_t c = 0; c < published.cuts.size(); ++c) {
      ++cut_points;
      // Values and cut points are printed to 0.01, so the one may be a printing step off the other.
      near += std::fabs(found.cuts[c].value - published.cuts[c].value) < 0.01 + 1e-9;
    }
  }
  EXPECT_EQ(cut_points, expected.cuts);
  EXPECT_EQ(near, expected.cuts);
}

INSTANTIATE_TEST_SUITE_P(Years, PlanStars,
                         testing::Values(plan_year{"2016", 13048, 13048, 3478, 3478, 44, 3373, 2937},
                                         plan_year{"2017", 12719, 12718, 3405, 3404, 42, 3230, 2856}),
                         [](const auto& info) { return std::string(info.param.year); });

}  // namespace
}  // namespace cxm
