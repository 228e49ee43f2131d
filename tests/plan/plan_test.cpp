// SPDX-License-Identifier: Apache-2.0
#include "cxm/plan/plan.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <optional>

#include "assessment/fixture.hpp"
#include "cxm/assessment/assessment.hpp"
#include "cxm/base/random.hpp"
#include "cxm/io/plan_json.hpp"
#include "cxm/io/plan_tables.hpp"
#include "cxm/plan/plan_request.hpp"
#include "cxm/report/plan_text.hpp"
#include "cxm/stats/distributions.hpp"
#include "plan/priorities.hpp"

namespace cxm {
namespace {

using testing::small_instrument;
using testing::survey_row;
using testing::tally_of;

std::vector<survey_row> eight_people() {
  // c1, c2 and l1 have mean 3, that is 50 points, each.
  std::vector<survey_row> rows;
  for (int copy = 0; copy < 2; ++copy) {
    for (const auto& [c1, c2, l1] :
         std::vector<std::array<int, 3>>{{3, 2, 3}, {4, 3, 3}, {3, 3, 2}, {2, 4, 4}}) {
      survey_row r{"employee", "after", {"a"}, {}, 1, {}};
      r.answers = {{"c1", c1}, {"c2", c2}, {"l1", l1}};
      rows.push_back(r);
    }
  }
  return rows;
}

/// An assessment with a plan, from rows.
assessment planned(const std::vector<survey_row>& rows, plan_document document, bool items = true,
                   const std::function<void(plan_request&)>& more = {}, assess_options options = {}) {
  auto request = std::make_shared<plan_request>();
  document.id = "test";
  request->document = std::move(document);
  if (more) more(*request);
  options.plan = request;
  tally_options keep;
  keep.item_moments = items;
  return assess(tally_of(small_instrument(), rows, keep), options);
}

initiative made(const std::string& id, const std::string& of, double mean, double sd = 0, double cost = 1) {
  initiative out;
  out.id = id;
  out.cost = cost;
  out.changes = {{of, mean, sd, std::nullopt, std::nullopt}};
  return out;
}

const plan_candidate& candidate(const plan_result& plan, const std::string& id) {
  for (const plan_candidate& c : plan.candidates) {
    if (c.id == id) return c;
  }
  throw error(errc::argument, "no candidate " + id);
}

const plan_quantity& quantity(const plan_result& plan, const std::string& id) {
  for (const plan_quantity& q : plan.quantities) {
    if (q.id == id) return q;
  }
  throw error(errc::argument, "no quantity " + id);
}

// c2 + 10: half of culture's weight, so culture 55, and maturity, its mean with leadership 50, + 2.5.
// The geometric mean goes to sqrt(55 * 50); the weakest link stays at leadership's 50.
TEST(Plan, WorkedByHand) {
  plan_document document;
  document.initiatives = {made("talk", "c2", 10, 0, 2), made("lead", "leadership", 20, 0, 3)};
  for (const auto& [goal, talk, lead, both] : std::vector<std::tuple<std::string, double, double, double>>{
           {"maturity", 52.5, 60, 62.5},
           {"geometric", std::sqrt(55.0 * 50), std::sqrt(50.0 * 70), std::sqrt(55.0 * 70)},
           {"weakest", 50, 50, 55}}) {
    document.goals = {{goal, 1}};
    document.budget = {2, 3, 3};
    const assessment a = planned(eight_people(), document);
    const plan_result& plan = a.plan->plan;
    EXPECT_NEAR(candidate(plan, "talk").gain.value, talk - 50, 1e-9) << goal;
    EXPECT_NEAR(candidate(plan, "lead").gain.value, lead - 50, 1e-9) << goal;
    EXPECT_NEAR(candidate(plan, "talk").priority.value, (talk - 50) / 2, 1e-9) << goal;
    // Period 1 can only bear talk, period 2 lead.
    ASSERT_TRUE(plan.has_roadmap());
    EXPECT_EQ(candidate(plan, "talk").begins, 1) << goal;
    EXPECT_EQ(candidate(plan, "lead").begins, 2) << goal;
    const plan_quantity& q = quantity(plan, goal);
    EXPECT_NEAR(q.value[0].value, 50, 1e-9);
    EXPECT_NEAR(q.value[1].value, talk, 1e-9) << goal;
    EXPECT_NEAR(q.value[2].value, both, 1e-9) << goal;
    EXPECT_NEAR(q.value[3].value, both, 1e-9) << goal;
    EXPECT_NEAR(q.movement[3].value, both - 50, 1e-9) << goal;
    EXPECT_NEAR(plan.value, (talk - 50) + 2 * (both - 50), 1e-9) << goal;
    EXPECT_TRUE(plan.proven);
    EXPECT_EQ(plan.waves[0].begins, std::vector<std::size_t>{0});
    EXPECT_EQ(plan.waves[1].cost, 3);
  }
}

TEST(Plan, LevelsAndTargetsFollowTheDraws) {
  plan_document document;
  document.initiatives = {made("talk", "culture", 25, 5), made("lead", "leadership", 20, 5)};
  document.budget = {2};
  document.targets = {{"maturity", 60.0, std::nullopt}, {"level", std::nullopt, 3}};
  const assessment a = planned(eight_people(), document);
  const plan_result& plan = a.plan->plan;
  ASSERT_EQ(plan.targets.size(), 2U);
  EXPECT_LT(plan.targets[0].probability[0], .05);
  EXPECT_GT(plan.targets[0].probability[1], .9);
  EXPECT_EQ(plan.targets[1].at_least, 70);
  EXPECT_GT(plan.targets[1].probability[1], .4);  // expected at 72.5
  EXPECT_LT(plan.targets[1].probability[1], .95);
  const plan_quantity& q = quantity(plan, "maturity");
  ASSERT_EQ(q.level_probability.size(), 2U);
  double sum = 0;
  for (const double p : q.level_probability[1]) sum += p;
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_NEAR(q.level_probability[1][2], plan.targets[1].probability[1], 1e-12);
}

// Gates: level 2 needs culture and leadership at 40, level 3 both at 70; the index alone would already be at
// level 3 when one of them makes up for the other.
TEST(Plan, StagedLevelsWorkedByHand) {
  plan_document document;
  document.initiatives = {made("talk", "culture", 20, 0, 1), made("lead", "leadership", 45, 0, 2)};
  document.budget = {2, 1};
  document.targets = {{"level", std::nullopt, 3}};
  std::vector<survey_row> rows(40, survey_row{"employee", "after", {"a"}, {}, 1, {}});
  // All alike: no sampling error. Culture 50, leadership 50.
  for (survey_row& r : rows) r.answers = {{"c1", 3}, {"c2", 3}, {"l1", 3}};
  const plan_result plan = planned(rows, document).plan->plan;
  ASSERT_EQ(plan.waves[0].begins, std::vector<std::size_t>{1});
  ASSERT_EQ(plan.staged.size(), 1U);
  const plan_staged_level& staged = plan.staged[0];
  // Now 50 and 50; then 50 and 95, a mean of 72.5; then 70 and 95.
  EXPECT_EQ(staged.level, (std::vector<std::size_t>{2, 2, 3}));
  EXPECT_EQ(staged.probability, (std::vector<std::vector<double>>{{0, 1, 0}, {0, 1, 0}, {0, 0, 1}}));
  EXPECT_EQ(staged.gate_probability, (std::vector<std::vector<double>>{{1, 0}, {1, 0}, {1, 1}}));
  EXPECT_NEAR(staged.movement[2].value, 1, 1e-12);
  ASSERT_EQ(plan.targets.size(), 1U);
  EXPECT_EQ(plan.targets[0].probability, (std::vector<double>{0, 1, 1}));
  EXPECT_EQ(plan.targets[0].probability_staged, (std::vector<double>{0, 0, 1}));
}

// The same by brute force: moments of the three questions from the rows, a multivariate t by its own
// Cholesky factor, changes added, gates read in this test's own words.
TEST(Plan, StagedLevelsAgreeWithABruteSimulation) {
  std::vector<survey_row> rows;
  std::vector<std::array<double, 3>> points;
  random_stream people(8, 0);
  const std::array<const char*, 3> items{"c1", "c2", "l1"};
  for (int person = 0; person < 45; ++person) {
    survey_row r{"employee", "after", {"a"}, {}, 1, {}};
    const double common = people.normal();
    points.emplace_back();
    for (std::size_t i = 0; i < 3; ++i) {
      const double x = 3.3 + .7 * common + .8 * people.normal();
      const int code = x < 1.5 ? 1 : x < 2.5 ? 2 : x < 3.5 ? 3 : x < 4.5 ? 4 : 5;
      r.answers[items[i]] = code;
      points.back()[i] = 25.0 * (code - 1);
    }
    rows.push_back(r);
  }
  plan_document document;
  document.initiatives = {made("talk", "c1", 14, 6), made("lead", "leadership", 10, 5),
                          made("more", "culture", 6, 3)};
  document.budget = {3};
  document.targets = {{"level", std::nullopt, 3}};
  constexpr std::size_t count = 40000;
  const plan_result plan = planned(rows, document, true, [](plan_request& r) {
                             r.options.draws = count;
                             r.options.roadmap_draws = 2;
                           }).plan->plan;
  ASSERT_EQ(plan.staged.size(), 1U);
  for (const plan_candidate& c : plan.candidates) ASSERT_EQ(c.begins, 1);

  const auto n = static_cast<double>(points.size());
  std::array<double, 3> mean{};
  for (const auto& p : points) {
    for (std::size_t i = 0; i < 3; ++i) mean[i] += p[i] / n;
  }
  double v[3][3] = {}, l[3][3] = {};
  for (const auto& p : points) {
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) v[i][j] += (p[i] - mean[i]) * (p[j] - mean[j]) / (n * (n - 1));
    }
  }
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = v[i][j];
      for (std::size_t k = 0; k < j; ++k) rest -= l[i][k] * l[j][k];
      l[i][j] = i == j ? std::sqrt(rest) : rest / l[j][j];
    }
  }
  random_stream random(9, 0);
  std::array<double, 2> gate_now{}, gate_then{};
  std::array<double, 3> level_now{}, level_then{};
  double gained = 0;
  for (std::size_t draw = 0; draw < count; ++draw) {
    double chi = 0;
    for (int k = 0; k < 44; ++k) {
      const double z = random.normal();
      chi += z * z;
    }
    const double wide = std::sqrt(44 / chi);
    std::array<double, 3> z{}, x{};
    for (double& one : z) one = random.normal();
    for (std::size_t i = 0; i < 3; ++i) {
      x[i] = mean[i];
      for (std::size_t k = 0; k <= i; ++k) x[i] += wide * l[i][k] * z[k];
    }
    const auto read = [](double culture, double leadership, std::array<double, 2>& gate) {
      const double weakest = std::min(culture, leadership);
      gate[0] += weakest >= 40 ? 1 : 0;
      gate[1] += weakest >= 70 ? 1 : 0;
      return weakest >= 70 ? 2U : weakest >= 40 ? 1U : 0U;
    };
    const double culture = (x[0] + x[1]) / 2;
    const unsigned before = read(culture, x[2], gate_now);
    const unsigned after =
        read(culture + std::min(100 - x[0], 14 + 6 * random.normal()) / 2 + 6 + 3 * random.normal(),
             std::min(100.0, x[2] + 10 + 5 * random.normal()), gate_then);
    level_now[before] += 1;
    level_then[after] += 1;
    gained += after - static_cast<double>(before);
  }
  // Two simulations of `count` draws: four standard errors of their difference at p = .5.
  const double margin = 4 * std::sqrt(.5 / count);
  const plan_staged_level& staged = plan.staged[0];
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(staged.probability[0][k], level_now[k] / count, margin) << k;
    EXPECT_NEAR(staged.probability[1][k], level_then[k] / count, margin) << k;
  }
  for (std::size_t g = 0; g < 2; ++g) {
    EXPECT_NEAR(staged.gate_probability[0][g], gate_now[g] / count, margin) << g;
    EXPECT_NEAR(staged.gate_probability[1][g], gate_then[g] / count, margin) << g;
  }
  EXPECT_NEAR(staged.movement[1].value, gained / count, 2 * margin);
  EXPECT_NEAR(plan.targets[0].probability_staged[1], level_then[2] / count, margin);
  // Neither certain nor impossible, and not what the index alone says: the test can tell them apart.
  EXPECT_GT(level_then[2] / count, .1);
  EXPECT_GT(plan.targets[0].probability[1], plan.targets[0].probability_staged[1] + .05);
}

TEST(Plan, PracticesHaveRoomUpToTheTargetAndATieIsATie) {
  plan_document document;
  const assessment a = planned(eight_people(), document);
  const plan_result& plan = a.plan->plan;
  ASSERT_EQ(plan.candidates.size(), 3U);
  // c1 and c2 stand at 50, have room of 25, and are half of culture; l1 is all of leadership.
  EXPECT_TRUE(candidate(plan, "c1").practice);
  EXPECT_NEAR(candidate(plan, "c1").room, 25, 1e-12);
  EXPECT_NEAR(candidate(plan, "c1").now.value, 50, 1e-12);
  EXPECT_NEAR(candidate(plan, "c1").gain.value, 25.0 / 4, 1e-9);
  EXPECT_NEAR(candidate(plan, "l1").gain.value, 25.0 / 2, 1e-9);
  EXPECT_EQ(candidate(plan, "l1").rank, 1);
  EXPECT_EQ(candidate(plan, "c1").rank, 2);
  EXPECT_EQ(candidate(plan, "c2").rank, 2);           // a tie
  EXPECT_NEAR(candidate(plan, "c1").p_top, 1, 1e-9);  // three of three
  EXPECT_FALSE(plan.has_roadmap());
  EXPECT_TRUE(plan.waves.empty());

  document.practices.target = 50;  // nothing has room
  const assessment none = planned(eight_people(), document);
  EXPECT_EQ(candidate(none.plan->plan, "l1").gain.value, 0);
  EXPECT_FALSE(none.plan->plan.settled);
  EXPECT_NE(none.plan->plan.sentences[0].find("No candidate moves a goal"), std::string::npos);
}

TEST(Plan, AnOrderThatTheDataDoNotDetermineIsSaidToBeSo) {
  plan_document document;
  document.initiatives = {made("one", "culture", 10, 4), made("two", "leadership", 10.5, 4),
                          made("three", "c1", 1, .1)};
  const assessment open = planned(eight_people(), document);
  EXPECT_FALSE(open.plan->plan.settled);
  EXPECT_EQ(candidate(open.plan->plan, "one").rank_low, 1);
  EXPECT_EQ(candidate(open.plan->plan, "one").rank, 2);
  EXPECT_NE(open.plan->plan.sentences[0].find("do not determine"), std::string::npos);
  document.initiatives[1] = made("two", "leadership", 40, 4);
  const assessment clear = planned(eight_people(), document);
  EXPECT_TRUE(clear.plan->plan.settled);
  EXPECT_EQ(candidate(clear.plan->plan, "two").rank_high, 1);
  EXPECT_EQ(clear.plan->plan.order.front(), 1U);
}

TEST(Plan, WeightsOfGoalsTellHowFarTheFirstStaysFirst) {
  plan_document document;
  document.goals = {{"culture", 1}, {"leadership", 1}};
  document.initiatives = {made("one", "culture", 10), made("two", "leadership", 6)};
  const assessment a = planned(eight_people(), document);
  const plan_result& plan = a.plan->plan;
  EXPECT_EQ(plan.order.front(), 0U);
  ASSERT_EQ(plan.weights.size(), 2U);
  EXPECT_NEAR(plan.weights[0].low, 0.6, 1e-9);  // 10 w >= 6
  EXPECT_TRUE(std::isinf(plan.weights[0].high));
  EXPECT_NEAR(plan.weights[1].high, 10.0 / 6, 1e-9);
  EXPECT_EQ(plan.weights[1].low, 0);
}

TEST(Plan, RegretIsWhatTheOtherDecisionCosts) {
  plan_document document;
  document.initiatives = {made("one", "culture", 10), made("two", "leadership", 8),
                          made("three", "leadership", 6)};
  document.initiatives[2].exclusions = {"two"};
  document.budget = {2};
  const assessment a = planned(eight_people(), document);
  const plan_result& plan = a.plan->plan;
  EXPECT_NEAR(plan.value, 9, 1e-9);
  EXPECT_NEAR(candidate(plan, "one").regret, 5, 1e-9);
  EXPECT_NEAR(candidate(plan, "two").regret, 1, 1e-9);    // three takes its place
  EXPECT_NEAR(candidate(plan, "three").regret, 1, 1e-9);  // put in, two must go
  EXPECT_EQ(plan.next_best, 1);
  EXPECT_EQ(candidate(plan, "one").chosen, 1);
}

TEST(Plan, TheSameForAnyThreadsAndEveryTime) {
  plan_document document;
  document.initiatives = {made("one", "culture", 10, 4), made("two", "leadership", 10.5, 4),
                          made("three", "c1", 5, 3)};
  document.budget = {1, 1};
  assess_options several;
  several.threads = 3;
  const auto rows = testing::random_people(3);
  const std::string one = plan_json(planned(rows, document));
  EXPECT_EQ(one, plan_json(planned(rows, document, true, {}, several)));
  EXPECT_EQ(one, plan_json(planned(rows, document)));
}

TEST(Plan, WithoutItemMomentsTheErrorsOfQuestionsAreIndependentAndANoteSaysSo) {
  plan_document document;
  const auto rows = testing::random_people(4);
  const assessment with = planned(rows, document, true);
  const assessment without = planned(rows, document, false);
  EXPECT_TRUE(with.plan->plan.notes.empty());
  ASSERT_EQ(without.plan->plan.notes.size(), 1U);
  for (const char* id : {"c1", "c2", "l1"}) {
    EXPECT_NEAR(candidate(with.plan->plan, id).now.value, candidate(without.plan->plan, id).now.value, 1e-9);
    EXPECT_NEAR(candidate(with.plan->plan, id).now.se, candidate(without.plan->plan, id).now.se, 1e-9) << id;
  }
}

TEST(Plan, SpeaksOnlyOfGroupsThatMayBeShown) {
  plan_document document;
  auto rows = eight_people();
  for (std::size_t i = 0; i < 3; ++i) rows[i].segments = {"b"};
  const auto of_unit = [](const char* unit) {
    return [unit](plan_request& r) {
      r.segment = "unit";
      r.value = unit;
    };
  };
  EXPECT_THROW((void)planned(rows, document, true, of_unit("b")), error);
  EXPECT_THROW((void)planned(rows, document, true, of_unit("nowhere")), error);
  rows = eight_people();
  auto more = eight_people();
  for (survey_row& r : more) r.segments = {"b"};
  rows.insert(rows.end(), more.begin(), more.end());
  EXPECT_EQ(planned(rows, document, true, of_unit("b")).plan->plan.group, "unit=b");
  // Nobody asked, nothing may be shown: no plan, and no complaint.
  const std::vector<survey_row> few(rows.begin(), rows.begin() + 3);
  EXPECT_EQ(assess(tally_of(small_instrument(), few)).plan, nullptr);
  EXPECT_NE(assess(tally_of(small_instrument(), rows)).plan, nullptr);
  EXPECT_FALSE(assess(tally_of(small_instrument(), rows)).plan->asked);
}

TEST(Plan, IsToldInWordsAndNumbers) {
  plan_document document;
  document.initiatives = {made("one", "culture", 10, 4), made("two", "leadership", 12, 4)};
  document.budget = {1, 1};
  document.targets = {{"level", std::nullopt, 3}};
  for (const char* language : {"en", "de"}) {
    assess_options options;
    options.language = language;
    const assessment a = planned(
        testing::random_people(5), document, true,
        [](plan_request& r) {
          r.what_if = {{"culture", 5, true}};
        },
        options);
    const std::string text = plan_text(a);
    for (const char* word : {"one", "two", "maturity", "culture"})
      EXPECT_NE(text.find(word), std::string::npos) << word;
    EXPECT_EQ(text.find('{'), std::string::npos) << text;
    EXPECT_EQ(text.find("nan"), std::string::npos) << text;
    EXPECT_EQ(plan_json(a).find("nan"), std::string::npos);
  }
}

// Initiatives act as declared: each true effect is drawn from its declared distribution, the state is known
// from a sample only. The interval of the movement covers the real movement, that of the value the real
// value, and probabilities of being among the best are right as often as they say.
TEST(Plan, IntervalsCoverAndProbabilitiesAreCalibratedWhenInitiativesActAsDeclared) {
  const instrument_ptr asked = small_instrument();
  const auto true_points = [](double mean) {
    double points = 0;
    for (int code = 1; code <= 5; ++code) {
      const double low = code == 1 ? 0 : stats::normal_cdf((code - .5 - mean) / 1.1);
      const double high = code == 5 ? 1 : stats::normal_cdf((code + .5 - mean) / 1.1);
      points += 25.0 * (code - 1) * (high - low);
    }
    return points;
  };
  const std::array<const char*, 3> items{"c1", "c2", "l1"};
  constexpr int draws = 400;
  int moved = 0, valued = 0;
  std::array<double, 4> predicted{}, happened{}, count{};
  for (int rep = 0; rep < draws; ++rep) {
    random_stream random(static_cast<std::uint64_t>(rep) + 1, 5);
    std::array<double, 3> level{}, truth{};
    for (std::size_t i = 0; i < 3; ++i) {
      level[i] = 2.2 + 2 * random.uniform();
      truth[i] = true_points(level[i]);
    }
    std::vector<survey_row> rows;
    for (int person = 0; person < 60; ++person) {
      survey_row r{"employee", "after", {"a"}, {}, 1, {}};
      for (std::size_t i = 0; i < 3; ++i) {
        const double x = level[i] + 1.1 * random.normal();
        r.answers[items[i]] = x < 1.5 ? 1 : x < 2.5 ? 2 : x < 3.5 ? 3 : x < 4.5 ? 4 : 5;
      }
      rows.push_back(r);
    }
    plan_document document;
    document.goals = {{"geometric", 1}};
    document.budget = {100};
    std::array<double, 6> effect{};
    for (std::size_t j = 0; j < 6; ++j) {
      const double mean = 2 + 12 * random.uniform();
      const double sd = 1 + 3 * random.uniform();
      effect[j] = mean + sd * random.normal();
      document.initiatives.push_back(
          made("i" + std::to_string(j), items[j % 3], mean, sd, 1 + random.below(4)));
    }
    const assessment a = planned(rows, document, true, [](plan_request& r) {
      r.options.draws = 400;
      r.options.roadmap_draws = 2;
    });
    const plan_result& plan = a.plan->plan;
    // The real world afterwards.
    const auto geometric = [&](const std::array<double, 3>& x) {
      return std::sqrt((x[0] + x[1]) / 2 * x[2]);
    };
    const auto pushed = [&](std::size_t only) {
      std::array<double, 3> x = truth;
      for (std::size_t j = 0; j < 6; ++j) {
        if (only < 6 ? j == only : plan.candidates[j].begins > 0) x[j % 3] += effect[j];
      }
      for (double& one : x) one = std::min(100.0, one);
      return x;
    };
    const double now = geometric(truth);
    const double then = geometric(pushed(6));
    const plan_quantity& q = quantity(plan, "geometric");
    moved += q.movement[1].low <= then - now && then - now <= q.movement[1].high ? 1 : 0;
    valued += q.value[1].low <= then && then <= q.value[1].high ? 1 : 0;
    std::array<double, 6> rate{};
    for (std::size_t j = 0; j < 6; ++j) rate[j] = (geometric(pushed(j)) - now) / document.initiatives[j].cost;
    for (std::size_t j = 0; j < 6; ++j) {
      int better = 0;
      for (std::size_t k = 0; k < 6; ++k) better += rate[k] > rate[j] ? 1 : 0;
      const double p = plan.candidates[j].p_top;
      const auto bin = static_cast<std::size_t>(p < .2 ? 0 : p < .5 ? 1 : p < .8 ? 2 : 3);
      predicted[bin] += p;
      happened[bin] += better < 3 ? 1 : 0;
      count[bin] += 1;
    }
  }
  // 95 % of 400 with a standard error of 1.1 %: within three of them.
  EXPECT_NEAR(moved / double{draws}, .95, .033);
  EXPECT_NEAR(valued / double{draws}, .95, .033);
  for (std::size_t bin = 0; bin < 4; ++bin) {
    ASSERT_GT(count[bin], 100);
    EXPECT_NEAR(predicted[bin] / count[bin], happened[bin] / count[bin], 3 * .5 / std::sqrt(count[bin]))
        << bin;
  }
}

TEST(RanksFromDraws, SeparateWhatDiffersAndTieWhatDoesNot) {
  matrix draws(400, 4);
  random_stream random(3, 0);
  for (std::size_t r = 0; r < draws.rows; ++r) {
    draws(r, 0) = 10 + random.normal();
    draws(r, 1) = 10.1 + random.normal();
    draws(r, 2) = draws(r, 3) = 1 + random.normal();
  }
  const detail::drawn_ranks out = detail::ranks_from_draws({10, 10.1, 1, 1}, draws, 2, .95);
  EXPECT_EQ(out.rank, (std::vector<double>{2, 1, 3, 3}));
  EXPECT_EQ(out.low, (std::vector<double>{1, 1, 3, 3}));
  EXPECT_EQ(out.high, (std::vector<double>{2, 2, 4, 4}));
  EXPECT_NEAR(out.p_first[0] + out.p_first[1], 1, 1e-12);
  EXPECT_NEAR(out.p_top[0], 1, 1e-12);
  const detail::drawn_ranks three = detail::ranks_from_draws({10, 10.1, 1, 1}, draws, 3, .95);
  EXPECT_NEAR(three.p_top[2], .5, 1e-12);  // they share the third place
}

}  // namespace
}  // namespace cxm
