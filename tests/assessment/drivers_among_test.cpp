// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "assessment/fixture.hpp"
#include "cxm/assessment/assessment.hpp"
#include "cxm/explain/logistic_regression.hpp"
#include "cxm/io/explain_file.hpp"
#include "cxm/model/scoring.hpp"
#include "cxm/tally/respondent_rows.hpp"

// Drivers among the people who say yes to something: those of these people alone.

namespace {

using namespace cxm;
using namespace cxm::testing;

nlohmann::json set_of(bool among) {
  nlohmann::json set = nlohmann::json::parse(
      R"({"id": "d", "outcome": "effective", "predictors": ["culture", "leadership", "resourced"]})");
  if (among) set["among"] = "priority";
  return set;
}

instrument_ptr asking(bool among) {
  nlohmann::json written = nlohmann::json::parse(small_survey);
  written["drivers"] = nlohmann::json::array({set_of(among)});
  return parse_instrument(written.dump());
}

bool priority(const survey_row& r) {
  const auto at = r.answers.find("prio");
  return at != r.answers.end() && at->second >= 4;
}

std::vector<survey_row> only(std::vector<survey_row> rows, bool yes) {
  std::erase_if(rows, [&](const survey_row& r) { return priority(r) != yes; });
  return rows;
}

std::vector<const result_row*> driver_rows(const assessment& a) {
  std::vector<const result_row*> out;
  for (const result_row& r : a.rows)
    if (r.table == "driver") out.push_back(&r);
  return out;
}

void expect_same(const assessment& a, const assessment& b) {
  const auto x = driver_rows(a), y = driver_rows(b);
  ASSERT_EQ(x.size(), y.size());
  ASSERT_GT(x.size(), 20U);
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_EQ(x[i]->detail, y[i]->detail);
    EXPECT_EQ(x[i]->key, y[i]->key);
    EXPECT_EQ(x[i]->suppressed, y[i]->suppressed);
    for (double estimate::*member : {&estimate::value, &estimate::low, &estimate::high, &estimate::n}) {
      const double p = x[i]->value.*member, q = y[i]->value.*member;
      // Moments are centred at the mean of all, which here is another one: equal but for rounding.
      EXPECT_TRUE((std::isnan(p) && std::isnan(q)) || std::fabs(p - q) <= 1e-9 * std::max(1.0, std::fabs(p)))
          << x[i]->detail << " " << p << " " << q;
    }
  }
}

TEST(DriversAmong, FromATallyAreThoseOfTheRowsThatSayYes) {
  const auto rows = random_people(4, 40);
  const assessment among = assess(tally_of(asking(true), rows));
  const assessment alone = assess(tally_of(asking(false), only(rows, true)));
  expect_same(among, alone);
  EXPECT_TRUE(among.drivers.empty()) << "what holds among some is not for a plan of all";
  EXPECT_FALSE(alone.drivers.empty());
}

TEST(DriversAmong, FromPeopleGiveTheLogisticModelOfThoseWhoSayYes) {
  const auto rows = random_people(9, 40);
  const instrument_ptr asked = asking(true);
  std::vector<std::string> measures;
  for (const char* id : {"effective", "culture", "leadership", "resourced"})
    measures.push_back(driver_measure_id(asked->drivers[0], id));
  row_collector collector(asked, measures);
  collector.add(batch_of(*asked, rows));
  assess_options options;
  options.people = std::make_shared<const respondent_rows>(collector.take());
  const assessment a = assess(tally_of(asked, rows), options);
  // The reference: people of the newest wave who say yes, their scores worked out by hand.
  std::vector<double> y, culture, leadership, resourced;
  for (const survey_row& r : rows) {
    if (r.wave != "after" || r.role == "customer" || !priority(r)) continue;
    const auto code = [&](const char* item) {
      const auto at = r.answers.find(item);
      return at == r.answers.end() ? 0 : at->second;
    };
    const int c1 = code("c1"), c2 = code("c2");
    if (code("eff") == 0 || code("l1") == 0 || code("res") == 0 || (c1 == 0 && c2 == 0)) continue;
    const int sum = (c1 > 0 ? c1 - 1 : 0) + (c2 > 0 ? c2 - 1 : 0);
    const int answered = (c1 > 0 ? 1 : 0) + (c2 > 0 ? 1 : 0);
    y.push_back(code("eff") >= 4 ? 1 : 0);
    culture.push_back(25.0 * sum / answered);
    leadership.push_back(25.0 * (code("l1") - 1));
    resourced.push_back(code("res") >= 4 ? 1 : 0);
  }
  const std::vector<column_view> x{column_view(culture), column_view(leadership), column_view(resourced)};
  const logistic_fit fit = fit_logistic(column_view(y), x);
  const matrix robust = robust_covariance(fit, true);
  for (std::size_t j = 0; j < 3; ++j) {
    const std::string& id = asked->drivers[0].predictors[j];
    const result_row* row = a.find("driver", "d", "odds_ratio:" + id, {"after", "", ""});
    ASSERT_NE(row, nullptr) << id;
    EXPECT_EQ(row->value.n, static_cast<double>(y.size()));
    EXPECT_NEAR(std::log(row->value.value), fit.coefficients[j + 1], 1e-9) << id;
    const estimate e = fit.coefficient(j + 1, robust, "");
    EXPECT_NEAR(std::log(row->value.low), e.low, 1e-9);
    EXPECT_NEAR(std::log(row->value.high), e.high, 1e-9);
  }
}

TEST(DriversAmong, AStateKnowsOnlyTheSetsOfItsInstrument) {
  explain_options options;
  options.asked = asking(true)->drivers[0];
  const tally plain = tally_of(small_instrument(), random_people(4, 40));
  EXPECT_THROW((void)explain_tally(plain, options), error);
  options.asked->among.clear();
  EXPECT_NO_THROW((void)explain_tally(plain, options));
  EXPECT_NO_THROW((void)explain_tally(tally_of(asking(true), random_people(4, 40))));
}

// Three people do not say yes: whoever sees everybody and those who say yes would see the three.
TEST(Promise4PrivacyThatCannotBeForgotten, DriversAmongAllButAFewAreHidden) {
  auto rows = random_people(4, 40);
  int left = 0;
  std::erase_if(rows, [&](const survey_row& r) {
    if (r.wave != "after" || r.role == "customer" || priority(r)) return false;
    return ++left > 3;
  });
  ASSERT_GT(left, 3);
  const assessment a = assess(tally_of(asking(true), rows));
  int hidden = 0;
  for (const result_row* r : driver_rows(a)) {
    if (r->key[0] != "after") continue;
    hidden += r->suppressed.empty() ? 0 : 1;
    EXPECT_FALSE(r->suppressed.empty()) << r->detail << r->key[1];
  }
  EXPECT_GT(hidden, 10);
}

}  // namespace
