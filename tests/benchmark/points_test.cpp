// SPDX-License-Identifier: Apache-2.0
#include "cxm/benchmark/points.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "cxm/base/error.hpp"
#include "cxm/benchmark/rounding.hpp"
#include "support/named_columns.hpp"

namespace cxm {
namespace {

const performance_standard nurses{58.14, 78.19, 86.61};

TEST(Points, AchievementByHand) {
  EXPECT_EQ(achievement_points(78.18, nurses), 0);
  EXPECT_EQ(achievement_points(78.19, nurses), 1);  // 9 * 0 + 0.5, the half goes up
  EXPECT_EQ(achievement_points(82.40, nurses), 5);  // 9 * 4.21 / 8.42 + 0.5 = 5 exactly
  EXPECT_EQ(achievement_points(86.60, nurses), 9);  // 9 * 8.41 / 8.42 + 0.5 = 9.489
  EXPECT_EQ(achievement_points(86.61, nurses), 10);
  EXPECT_EQ(achievement_points(95.00, nurses), 10);
}

TEST(Points, ImprovementByHand) {
  EXPECT_EQ(improvement_points(72, 72, nurses), 0);
  EXPECT_EQ(improvement_points(71, 72, nurses), 0);
  EXPECT_EQ(improvement_points(80, 72, nurses), 5);    // 10 * 8 / 14.61 - 0.5 = 4.976
  EXPECT_EQ(improvement_points(72.1, 72, nurses), 0);  // 10 * 0.1 / 14.61 - 0.5 < 0
  EXPECT_EQ(improvement_points(87, 72, nurses), 9);
  EXPECT_EQ(improvement_points(88, 87, nurses), 9);
}

TEST(Points, ConsistencyLooksAtTheWeakestDimension) {
  const performance_standard s[] = {{0, 50, 80}, {20, 60, 90}};
  const double fine[] = {50, 60}, weak[] = {70, 30}, floor[] = {70, 20}, near[] = {70, 59.9};
  EXPECT_EQ(consistency_points(fine, s), 20);
  EXPECT_EQ(consistency_points(weak, s), 5);  // L = 10/40: 20 L - 0.5 = 4.5, the half goes up
  EXPECT_EQ(consistency_points(floor, s), 0);
  EXPECT_EQ(consistency_points(near, s), 19);  // 20 * 39.9/40 - 0.5 = 19.45
}

TEST(Points, MirroringTheScaleChangesNothing) {
  const performance_standard up{10, 50, 80}, down{90, 50, 20};
  for (double p = 0; p <= 100; p += 0.5) {
    EXPECT_EQ(achievement_points(p, up), achievement_points(100 - p, down)) << p;
    EXPECT_EQ(improvement_points(p, 40, up), improvement_points(100 - p, 60, down)) << p;
    const double a[] = {p}, b[] = {100 - p};
    EXPECT_EQ(consistency_points(a, {&up, 1}), consistency_points(b, {&down, 1})) << p;
  }
}

TEST(Points, AMissingDomainScalesTheOthersUp) {
  const domain_score domains[] = {{80., .25}, {{}, .5}, {40., .25}};
  const total_score t = total_of_domains(domains);
  EXPECT_DOUBLE_EQ(t.value, 60);
  EXPECT_DOUBLE_EQ(t.weight_present, .5);
  EXPECT_EQ(t.domains, 2U);
  EXPECT_EQ(t.contributions, (std::vector<double>{40, 0, 20}));
  const domain_score none[] = {{{}, 1}};
  EXPECT_TRUE(std::isnan(total_of_domains(none).value));
  EXPECT_EQ(total_of_domains(none).weight_present, 0);
}

TEST(Points, RefuseStandardsThatMeasureNothing) {
  EXPECT_THROW((void)achievement_points(50, {0, 50, 50}), error);
  EXPECT_THROW((void)achievement_points(std::nan(""), nurses), error);
  EXPECT_THROW((void)achievement_points(50, nurses, 0), error);
  const double p[] = {50};
  const performance_standard upside_down{60, 50, 80};
  EXPECT_THROW((void)consistency_points(p, {&upside_down, 1}), error);
  EXPECT_THROW((void)consistency_points({}, {}), error);
  const domain_score weightless[] = {{50., 0}};
  EXPECT_THROW((void)total_of_domains(weightless), error);
}

// US hospital value-based purchasing, fiscal year 2017 (Centers for Medicare & Medicaid Services): every
// published point is recomputed from the published rates.
const std::string folder = CXM_SHARED_DIR "/data/hvbp_hcahps_fy2017/";
const char* const dimensions[] = {"Communication with Nurses",
                                  "Communication with Doctors",
                                  "Responsiveness of Hospital Staff",
                                  "Pain Management",
                                  "Communication about Medicines",
                                  "Cleanliness and Quietness of Hospital Environment",
                                  "Discharge Information",
                                  "Overall Rating of Hospital"};

/// "3 out of 10", "58.14", "20"; nothing for "Not Available".
std::optional<double> number(const std::string& text) {
  if (text.empty() || text.find_first_of("0123456789") != 0) return {};
  return std::stod(text);
}

TEST(PointsOfHospitals, AreThePublishedOnes) {
  const std::string rates = folder + "hvbp_hcahps_11_10_2016.csv.gz";
  const std::string totals = folder + "hvbp_tps_11_10_2016.csv.gz";
  if (!std::filesystem::exists(rates)) GTEST_SKIP() << "the data are not here: " << rates;
  const test::named_columns t(rates), tps(totals);
  ASSERT_EQ(t.rows.size(), 2955U);
  int scores = 0, same_scores = 0, achieved = 0, same_achieved = 0, improved = 0, same_improved = 0;
  int bases = 0, same_bases = 0, consistent = 0, same_consistent = 0;
  // Rates are printed with two decimals: what differs must be explained by the printing.
  constexpr double half = 0.005 + 1e-9;
  std::map<std::string, double> experience;
  for (std::size_t r = 0; r < t.rows.size(); ++r) {
    std::vector<double> p;
    std::vector<performance_standard> standards;
    double base = 0;
    for (const std::string d : dimensions) {
      const auto value = [&](const char* what) { return number(t.at(r, d + " " + what)); };
      const auto a = value("Achievement Points"), i = value("Improvement Points");
      const auto score = value("Dimension Score"), performance = value("Performance Rate");
      const auto baseline = value("Baseline Rate");
      if (!score) continue;
      ++scores;
      same_scores += *score == std::max(*a, i.value_or(0));
      base += *score;
      const performance_standard s{*value("Floor"), *value("Achievement Threshold"), *value("Benchmark")};
      p.push_back(*performance);
      standards.push_back(s);
      const dimension_points points = score_dimension(*performance, baseline, s);
      ++achieved;
      same_achieved += points.achievement == *a;
      EXPECT_LE(achievement_points(*performance - half, s), *a);
      EXPECT_GE(achievement_points(*performance + half, s), *a);
      if (!i) continue;
      ++improved;
      same_improved += points.improvement == *i;
      EXPECT_LE(improvement_points(*performance - half, *baseline + half, s), *i);
      EXPECT_GE(improvement_points(*performance + half, *baseline - half, s), *i);
    }
    const auto published_base = number(t.at(r, "HCAHPS Base Score"));
    const auto published_consistency = number(t.at(r, "HCAHPS Consistency Score"));
    if (!published_base) continue;
    ++bases;
    same_bases += base == *published_base;
    experience[t.at(r, "Provider Number")] = *published_base + *published_consistency;
    ++consistent;
    const int consistency = consistency_points(p, standards);
    same_consistent += consistency == *published_consistency;
    std::vector<double> lower = p, higher = p;
    for (std::size_t d = 0; d < p.size(); ++d) {
      lower[d] -= half;
      higher[d] += half;
    }
    EXPECT_LE(consistency_points(lower, standards), *published_consistency);
    EXPECT_GE(consistency_points(higher, standards), *published_consistency);
  }
  EXPECT_EQ(scores, 23592);
  EXPECT_EQ(same_scores, 23592);
  EXPECT_EQ(bases, 2949);
  EXPECT_EQ(same_bases, 2949);
  EXPECT_EQ(achieved, 23592);
  EXPECT_EQ(same_achieved, 23563);
  EXPECT_EQ(improved, 23344);
  EXPECT_EQ(same_improved, 23307);
  EXPECT_EQ(consistent, 2949);
  EXPECT_EQ(same_consistent, 2940);

  ASSERT_EQ(tps.rows.size(), 2955U);
  const std::pair<const char*, double> domains[] = {
      {"Unweighted Normalized Clinical Care - Process Domain Score", .05},
      {"Unweighted Normalized Clinical Care - Outcomes Domain Score", .25},
      {"Unweighted Patient and Caregiver Centered Experience of Care/Care Coordination Domain Score", .25},
      {"Unweighted Normalized Safety Domain Score", .20},
      {"Unweighted Normalized Efficiency and Cost Reduction Domain Score", .25}};
  int same_totals = 0, same_experience = 0, by_number[6] = {};
  for (std::size_t r = 0; r < tps.rows.size(); ++r) {
    std::vector<domain_score> d;
    for (const auto& [column, weight] : domains) d.push_back({number(tps.at(r, column)), weight});
    const auto found = experience.find(tps.at(r, "Provider Number"));
    same_experience += found != experience.end() && d[2].score == found->second;
    const total_score total = total_of_domains(d);
    ++by_number[total.domains];
    same_totals += std::fabs(total.value - *number(tps.at(r, "Total Performance Score"))) < 1e-6;
  }
  EXPECT_EQ(same_experience, 2949);
  EXPECT_EQ(same_totals, 2955);
  EXPECT_EQ(by_number[3], 207);
  EXPECT_EQ(by_number[4], 518);
  EXPECT_EQ(by_number[5], 2230);
}

}  // namespace
}  // namespace cxm
