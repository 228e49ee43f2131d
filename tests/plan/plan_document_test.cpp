// SPDX-License-Identifier: Apache-2.0
#include "cxm/plan/plan_document.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "assessment/fixture.hpp"
#include "cxm/assessment/assessment.hpp"
#include "cxm/io/plan_json.hpp"
#include "cxm/io/plan_tables.hpp"
#include "cxm/plan/plan_request.hpp"
#include "cxm/plan/practices.hpp"
#include "support/json_schema.hpp"

namespace cxm {
namespace {

using testing::small_instrument;

constexpr std::string_view document = R"({
  "id": "next", "version": "2", "title": {"en": "What next", "de": "Was nun"}, "instrument": "small",
  "periods": ["spring", "summer", "autumn"], "budget": [10, 10, 5.5], "capacity": [20, 20, 20],
  "carry_over": true, "discount": 0.9,
  "goals": [{"of": "maturity", "weight": 2}, {"of": "nps"}],
  "targets": [{"of": "maturity", "at_least": 60}, {"of": "level", "level": 3}, {"of": "c1", "at_least": 80}],
  "practices": {"include": true, "target": 70, "step": 20},
  "initiatives": [
    {"id": "talk", "label": {"en": "Talk", "de": "Reden"}, "owner": "Team lead", "note": "weekly", "cost": 3,
     "effort": 5, "earliest": 2, "duration": 2, "changes": [{"of": "c2", "mean": 12, "sd": 4}]},
    {"id": "lead", "cost": 4, "prerequisites": ["talk"], "exclusions": ["buy"],
     "changes": [{"of": "leadership", "low": 2, "high": 10}, {"of": "nps", "mean": 5}]},
    {"id": "buy", "cost": 9, "changes": [{"of": "leadership", "mean": 6}]}]})";

TEST(PlanDocument, RoundTripsWithoutLoss) {
  const plan_document plan = parse_plan(document, *small_instrument());
  EXPECT_EQ(plan.horizon(), 3U);
  EXPECT_EQ(plan.initiatives[0].earliest, 2U);
  EXPECT_TRUE(plan.with_practices());
  EXPECT_EQ(plan.initiatives[1].changes[0].expected(), 6);
  EXPECT_NEAR(plan.initiatives[1].changes[0].standard_deviation(), 4 / 1.6448536, 1e-6);
  EXPECT_EQ(plan.initiatives[1].changes[1].standard_deviation(), 0);
  EXPECT_EQ(parse_plan(canonical_json(plan), *small_instrument()), plan);
  EXPECT_EQ(parse_plan(pretty_json(plan), *small_instrument()), plan);
  plan_document other = plan;
  EXPECT_EQ(fingerprint_of(other), fingerprint_of(plan));
  other.initiatives[0].cost += 1e-9;
  EXPECT_NE(fingerprint_of(other), fingerprint_of(plan));
}

const nlohmann::json& schema() {
  static const nlohmann::json read = [] {
    std::ifstream in(std::string(CXM_SOURCE_DIR) + "/docs/plan.schema.json");
    return nlohmann::json::parse(in);
  }();
  return read;
}

TEST(PlanDocument, TheSchemaAcceptsWhatTheReaderAccepts) {
  EXPECT_EQ(cxm_test::schema_faults(schema(), nlohmann::json::parse(document)), std::vector<std::string>{});
  for (const char* name : {"cx4", "small"}) {
    const instrument_ptr asked = std::string(name) == "small" ? small_instrument() : load_instrument(name);
    const plan_document draft = scaffold_plan(*asked);
    EXPECT_EQ(cxm_test::schema_faults(schema(), nlohmann::json::parse(pretty_json(draft))),
              std::vector<std::string>{});
    EXPECT_EQ(parse_plan(pretty_json(draft), *asked), draft);
  }
  for (const char* wrong : {R"({"id": "x", "budgets": [1]})", R"({"id": "x", "budget": ["1"]})",
                            R"({"id": "x", "initiatives": [{"label": "no id"}]})"}) {
    EXPECT_FALSE(cxm_test::schema_faults(schema(), nlohmann::json::parse(wrong)).empty()) << wrong;
    EXPECT_THROW((void)parse_plan(wrong, *small_instrument()), error) << wrong;
  }
}

TEST(PlanDocument, ItsExamplesAreRead) {
  const plan_document plan =
      load_plan(std::string(CXM_SOURCE_DIR) + "/examples/plans/cx4.json", *load_instrument("cx4"));
  EXPECT_FALSE(plan.initiatives.empty());
  EXPECT_EQ(cxm_test::schema_faults(schema(), nlohmann::json::parse(pretty_json(plan))),
            std::vector<std::string>{});
}

TEST(PlanDocument, FaultsBeginWithTheirPath) {
  const auto fault = [](std::string_view from, std::string_view to) -> std::string {
    std::string text(document);
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    try {
      (void)parse_plan(text, *small_instrument());
    } catch (const error& e) {
      EXPECT_EQ(e.code(), errc::argument);
      return e.what();
    }
    return "";
  };
  EXPECT_EQ(
      fault("\"of\": \"c2\"", "\"of\": \"cultur\""),
      "initiatives[0].changes[0].of: no measure or item is called \"cultur\"; did you mean \"culture\"?");
  EXPECT_EQ(
      fault("\"of\": \"c2\"", "\"of\": \"block\""),
      "initiatives[0].changes[0].of: the answers of item \"block\" have no order that could rise; name a "
      "measure");
  EXPECT_EQ(fault("\"high\": 10", "\"high\": 1"),
            "initiatives[1].changes[0].high: is 1, but must be at least as large as \"low\"");
  EXPECT_EQ(fault("\"mean\": 12, ", ""),
            "initiatives[0].changes[0]: must have either \"mean\" (and \"sd\") or \"low\" and \"high\"");
  EXPECT_EQ(fault("\"budget\": [10, 10, 5.5]", "\"budget\": [10, 10]"),
            "budget: has 2 entries for 3 periods");
  EXPECT_EQ(fault("\"capacity\": [20, 20, 20]", "\"capacity\": [20, -1, 20]"),
            "capacity[1]: is -1, but must be 0 or more");
  EXPECT_EQ(fault("\"prerequisites\": [\"talk\"]", "\"prerequisites\": [\"tal\"]"),
            "initiatives[1].prerequisites[0]: no initiative is called \"tal\"; did you mean \"talk\"?");
  EXPECT_EQ(fault("\"cost\": 3,", "\"cost\": 3, \"prerequisites\": [\"lead\"],"),
            "initiatives[1].prerequisites[0]: \"talk\" waits, in the end, for this initiative itself");
  EXPECT_EQ(fault("\"exclusions\": [\"buy\"]", "\"exclusions\": [\"talk\"]"),
            "initiatives[1].exclusions[0]: \"talk\" must be finished before this one begins");
  EXPECT_EQ(fault("\"level\": 3", "\"level\": 4"), "targets[1].level: is 4, but must be from 2 to 3");
  EXPECT_EQ(fault("\"at_least\": 60", "\"at_least\": 160"),
            "targets[0].at_least: is 160, but \"maturity\" reaches from 0 to 100");
  EXPECT_EQ(fault("\"weight\": 2", "\"weight\": 0"), "goals[0].weight: is 0, but must be greater than 0");
  EXPECT_EQ(fault("\"instrument\": \"small\"", "\"instrument\": \"cx4\""),
            "instrument: is \"cx4\", but the answers were given to \"small\"");
  EXPECT_EQ(fault("\"earliest\": 2", "\"earliest\": 4"),
            "initiatives[0].earliest: is 4, but must be a period from 1 to 3");
  EXPECT_EQ(fault("\"duration\": 2", "\"duration\": 0"),
            "initiatives[0].duration: is 0, but must be from 1 to 15 periods");
  EXPECT_EQ(fault("\"id\": \"talk\"", "\"id\": \"c1\""),
            "initiatives[0].id: \"c1\" is an item, which is a candidate of its own here");
  EXPECT_EQ(fault("\"discount\": 0.9", "\"discount\": 1.1"),
            "discount: is 1.1, but must be above 0 and at most 1");
  EXPECT_EQ(fault("\"owner\"", "\"ownr\"").rfind("initiatives[0].ownr: ", 0), 0U);
  EXPECT_NE(fault(document, "[]"), "");
  EXPECT_THROW((void)load_plan("no-such-file.json", *small_instrument()), error);
}

TEST(PlanDocument, PracticesAreTheQuestionsBelowTheGoals) {
  const instrument_ptr cx4 = load_instrument("cx4");
  plan_document plan;
  plan.id = "p";
  const std::vector<practice> all = practices_of(plan, *cx4);
  EXPECT_EQ(all.size(), 20U);  // four dimensions of five questions
  EXPECT_EQ(cx4->items[all[0].item].id, "culture_decisions");
  EXPECT_EQ(all[0].step, 25);
  EXPECT_EQ(all[0].target, 75);
  plan.goals = {{"culture", 1}};
  plan.targets = {{"culture_talk", 90, std::nullopt}};
  plan.practices.step = 10;
  const std::vector<practice> some = practices_of(plan, *cx4, {"effort"});
  EXPECT_EQ(some.size(), 6U);
  EXPECT_EQ(some[1].target, 90);
  EXPECT_EQ(some[0].step, 10);
}

// With a roadmap, suppositions, practices, a candidate that can never be put in, and goals to weigh.
TEST(PlanResult, ConformsToTheSchemaFile) {
  std::ifstream file(std::string(CXM_SOURCE_DIR) + "/docs/plan_result.schema.json");
  const nlohmann::json schema = nlohmann::json::parse(file);
  const auto result = [](plan_document asked) {
    auto request = std::make_shared<plan_request>();
    request->document = std::move(asked);
    request->document.id = "test";
    request->what_if = {{"culture", 5, true}, {"nps", 20, false}};
    assess_options options;
    options.plan = request;
    tally_options keep;
    keep.item_moments = true;
    const auto rows = testing::random_people(6);
    return nlohmann::json::parse(
        plan_json(assess(testing::tally_of(small_instrument(), rows, keep), options)));
  };
  plan_document asked;
  const nlohmann::json practices = result(asked);
  EXPECT_EQ(cxm_test::schema_faults(schema, practices), std::vector<std::string>{});
  EXPECT_FALSE(practices.contains("roadmap"));
  asked.goals = {{"maturity", 1}, {"nps", .5}};
  asked.practices.include = true;
  asked.initiatives.resize(2);
  asked.initiatives[0].id = "one";
  asked.initiatives[0].cost = 1;
  asked.initiatives[0].changes = {{"culture", 10, 4, std::nullopt, std::nullopt}};
  asked.initiatives[1] = asked.initiatives[0];
  asked.initiatives[1].id = "huge";
  asked.initiatives[1].cost = 1000;
  asked.budget = {1, 2};
  asked.targets = {{"level", std::nullopt, 3}, {"nps", 10.0, std::nullopt}};
  nlohmann::json whole = result(asked);
  EXPECT_EQ(cxm_test::schema_faults(schema, whole), std::vector<std::string>{});
  EXPECT_TRUE(whole.contains("roadmap"));
  EXPECT_TRUE(whole["targets"][0].contains("probability_staged"));
  for (const auto& c : whole["candidates"]) EXPECT_EQ(c["regret"].is_null(), c["id"] == "huge");
  // The check itself must be able to fail.
  whole["candidates"][0]["p_first"] = 1.5;
  whole["staged"][0].erase("level");
  whole["surprise"] = 1;
  EXPECT_EQ(cxm_test::schema_faults(schema, whole).size(), 3U);
}

}  // namespace
}  // namespace cxm
