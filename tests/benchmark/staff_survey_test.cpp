// SPDX-License-Identifier: Apache-2.0
// The UK Civil Service People Survey (Cabinet Office, Open Government Licence): benchmarks that are medians
// over the participating organisations, margins of error, indices and rounding, as published.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "cxm/benchmark/norm.hpp"
#include "cxm/benchmark/rounding.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/scale_score.hpp"
#include "cxm/estimate/score_distribution.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/io/norm_json.hpp"
#include "support/named_columns.hpp"

namespace cxm {
namespace {

struct survey_year {
  const char *year, *code, *department, *benchmark, *response;
  std::vector<std::string> combined;  ///< rows that combine others, by name
  std::size_t organisations;
  int columns, same;
};

class StaffSurvey : public testing::TestWithParam<survey_year> {};

TEST_P(StaffSurvey, BenchmarkIsTheMedianOfTheOrganisations) {
  const survey_year& y = GetParam();
  const std::string file =
      std::string(CXM_SHARED_DIR "/data/uk_civil_service_people_survey/csps") + y.year + "_organisations.csv";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "the data are not here: " << file;
  const test::named_columns published(file);
  norm_table_options options;
  options.organisation = y.code;
  options.attributes = {"Organisation", y.department};
  options.unit = "points";
  options.missing = {"", "n<10", "N/A", "NA", "-", ".."};
  std::size_t benchmark = published.rows.size();
  for (std::size_t r = 0; r < published.rows.size(); ++r) {
    const std::string &code = published.at(r, y.code), &name = published.at(r, "Organisation");
    if (code == y.benchmark) benchmark = r;
    const bool combined = std::find(y.combined.begin(), y.combined.end(), name) != y.combined.end();
    if (code == y.benchmark || code == "CS_MEAN" || code.ends_with("_GRP") || combined)
      options.leave_out.push_back(code);
  }
  ASSERT_LT(benchmark, published.rows.size());
  norm about;
  about.id = std::string("csps-") + y.year;
  about.version = "1";
  about.source = "Cabinet Office";
  about.population = "UK civil service organisations";
  about.date = y.year;
  const norm made = norm_from_table(file, about, options);
  EXPECT_EQ(made.members.size(), y.organisations);
  int columns = 0, same = 0;
  std::string others;
  for (const norm_measure& m : made.measures) {
    if (m.id == y.response) continue;
    const std::string& cell = published.at(benchmark, m.id);
    if (cell.empty() || cell.find_first_of("0123456789") != 0) continue;
    ++columns;
    // Figures are whole percents, so a median of them may be half a point off.
    if (std::fabs(summarize_norm(m).median - std::stod(cell)) <= 0.5 + 1e-9) {
      ++same;
    } else {
      others += m.id + " ";
    }
  }
  EXPECT_EQ(columns, y.columns);
  EXPECT_EQ(same, y.same) << others;
  EXPECT_EQ(others, columns == same ? "" : "E05 E06 ");
}

INSTANTIATE_TEST_SUITE_P(
    Years, StaffSurvey,
    testing::Values(
        survey_year{"2019", "Organisation code", "Departmental Group", "CS_MEDIAN", "", {}, 106, 92, 92},
        survey_year{"2018",
                    "Organisation_Code",
                    "Department_group",
                    "CIVILSERVICE",
                    "Response rate",
                    {"Home Office group", "Ministry of Justice (including agencies)",
                     "UK Statistics Authority (including ONS)"},
                    102,
                    85,
                    85},
        survey_year{"2017",
                    "Organisation_Code",
                    "Department_group",
                    "CIVILSERVICE",
                    "Response rate",
                    {"Home Office group", "Ministry of Justice (including agencies)",
                     "UK Statistics Authority (including ONS)"},
                    98,
                    83,
                    81}),
    [](const auto& info) { return std::string("Of") + info.param.year; });

double margin(double p, double n_eff) {
  share_options options;
  options.method = share_method::wald;
  options.truncate = false;
  const estimate e = share_interval(p, n_eff, options);
  return 100 * (e.high - e.low) / 2;
}

TEST(StaffSurvey, MarginsOfErrorAreTheGuidesTable) {
  const double sizes[] = {50, 100, 150, 200, 250, 500, 750, 1000, 1500, 2000, 5000, 10000};
  const double shares[] = {.50, .40, .30, .25, .20, .15, .10, .05};
  const int published[12][8] = {
      {14, 14, 13, 12, 11, 10, 8, 6}, {10, 10, 9, 8, 8, 7, 6, 4}, {8, 8, 7, 7, 6, 6, 5, 3},
      {7, 7, 6, 6, 6, 5, 4, 3},       {6, 6, 6, 5, 5, 4, 4, 3},   {4, 4, 4, 4, 4, 3, 3, 2},
      {4, 4, 3, 3, 3, 3, 2, 2},       {3, 3, 3, 3, 2, 2, 2, 1},   {3, 2, 2, 2, 2, 2, 2, 1},
      {2, 2, 2, 2, 2, 2, 1, 1},       {1, 1, 1, 1, 1, 1, 1, 1},   {1, 1, 1, 1, 1, 1, 1, 0}};
  int same = 0;
  for (int n = 0; n < 12; ++n) {
    for (int p = 0; p < 8; ++p) {
      if (n == 11 && p == 7) continue;  // printed "<1"
      same += round_half_up(margin(shares[p], sizes[n])) == published[n][p] ? 1 : 0;
    }
  }
  EXPECT_EQ(same, 95);
  EXPECT_LT(margin(.05, 10000), 1);
}

TEST(StaffSurvey, MarginsWithoutReplacementAreTheGuidesExamples) {
  // The guide's variance shrinks by (N - n)/(N - 1): an effective size of n (N - 1)/(N - n).
  const auto finite = [](double p, double n, double population) {
    return round_half_up(margin(p, n * (population - 1) / (population - n)));
  };
  EXPECT_EQ(finite(.43, 120, 200), 6);
  EXPECT_EQ(finite(.50, 80, 150), 8);
  EXPECT_EQ(finite(.30, 40, 50), 6);
  EXPECT_EQ(finite(.60, 375, 500), 2);
}

TEST(StaffSurvey, RoundsAtTheLastStage) {
  const double counts[] = {103, 166, 176, 96, 24};
  const int shown[] = {18, 29, 31, 17, 4};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(round_half_up(100 * counts[i] / 565), shown[i]);
  EXPECT_EQ(round_half_up(100 * (103 + 166) / 565.), 48);
  EXPECT_EQ(round_half_up(std::fabs(52.952 - 58.495)), 6);
  EXPECT_EQ(round_half_up(58.495) - round_half_up(52.952), 5);
}

/// The guide's index: answers 0, 25, 50, 75, 100 averaged a person; reversed for strain.
scored_column person_scores(const std::vector<std::vector<double>>& items,
                            std::vector<std::uint8_t> reversed = {}) {
  std::vector<column_view> views(items.begin(), items.end());
  scale_score_options options;
  options.lowest = 1;
  options.highest = 5;
  options.reversed = reversed;
  options.min_answered = items.size();
  return scale_scores(views, options);
}

TEST(StaffSurvey, IndicesAreTheGuidesWorkedExamples) {
  // Engagement: answers worth 100, 75, 75, 50, 25 give 65; ten people 65, 25, 70 .. 35 give 53.
  const auto one = person_scores({{5}, {4}, {4}, {3}, {2}});
  EXPECT_DOUBLE_EQ(one.values[0], 65);
  const std::vector<double> people{65, 25, 70, 35, 50, 100, 90, 40, 20, 35};
  EXPECT_DOUBLE_EQ(mean_interval(column_view(people)).value, 53);
  // Half of both organisations agree; the index tells them apart.
  const auto index = [](std::initializer_list<int> counts) {
    std::vector<double> answers;
    double answer = 5;
    for (const int count : counts) {
      answers.insert(answers.end(), static_cast<std::size_t>(count), answer);
      answer -= 1;
    }
    const auto d = count_scores(column_view(answers), 1, 5);
    EXPECT_NEAR(d.top_share(2) * d.n, 50, 1e-9);
    const auto scores = person_scores({answers});
    return mean_interval(scores.view()).value;
  };
  EXPECT_NEAR(index({10, 40, 10, 16, 24}), 49, 1e-12);
  EXPECT_NEAR(index({22, 28, 34, 12, 6}), 100 * 63 / 102.0, 1e-9);  // the guide's shares add to 102
}

TEST(StaffSurvey, AThemeIsTheMeanOfItsQuestions) {
  const std::string file = CXM_SHARED_DIR "/data/uk_civil_service_people_survey/csps2019_organisations.csv";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "the data are not here: " << file;
  const test::named_columns published(file);
  struct theme {
    const char* name;
    int first, last;
  };
  const theme themes[] = {{"My work", 1, 5},
                          {"Organisational objectives and purpose", 6, 7},
                          {"My manager", 8, 17},
                          {"My team", 18, 20},
                          {"Learning and development", 21, 24},
                          {"Inclusion and fair treatment", 25, 28},
                          {"Resources and workload", 29, 34},
                          {"Pay and benefits", 35, 37},
                          {"Leadership and managing change", 38, 46}};
  int rows = 0, near = 0;
  for (std::size_t r = 0; r < published.rows.size(); ++r) {
    bool all = true;
    for (const theme& t : themes) {
      std::vector<double> shares;
      for (int q = t.first; q <= t.last; ++q) {
        char column[8];
        std::snprintf(column, sizeof column, "B%02d", q);
        shares.push_back(std::stod(published.at(r, column)));
      }
      // Questions and themes are printed as whole percents: half a point each.
      all = all &&
            std::fabs(mean_interval(column_view(shares)).value - std::stod(published.at(r, t.name))) <= 1;
    }
    ++rows;
    near += all ? 1 : 0;
  }
  EXPECT_EQ(rows, 111);
  EXPECT_EQ(near, 111);
}

}  // namespace
}  // namespace cxm
