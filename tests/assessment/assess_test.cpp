// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "assessment/fixture.hpp"
#include "cxm/assessment/assessment.hpp"
#include "cxm/estimate/share.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

const assessment& sample_assessment() {
  static const assessment made = assess(tally_of(small_instrument(), random_people(3)));
  return made;
}

TEST(Assess, GroupsAreWavesByRolesByUnitsAndParents) {
  const assessment& a = sample_assessment();
  EXPECT_EQ(a.key_columns, (std::vector<std::string>{"wave", "role", "unit"}));
  EXPECT_EQ(a.waves, (std::vector<std::string>{"before", "after"}));
  std::set<std::vector<std::string>> keys;
  for (const result_row& r : a.rows) {
    ASSERT_EQ(r.key.size(), 3U);
    if (r.table == "base") keys.insert(r.key);
  }
  // (all + 3 roles) x (whole, a, b, c, d, north, south) x 2 waves; people without a unit have no group.
  EXPECT_EQ(keys.size(), 4U * 7U * 2U);
  EXPECT_TRUE(keys.contains({"after", "", "north"}));
  EXPECT_TRUE(keys.contains({"before", "executive", "a"}));
}

TEST(Assess, MeansAreThoseOfTheRows) {
  // Composite of c1, c2 by hand: mean over people of the mean of 25 (code - 1).
  const auto people = random_people(3);
  double sum = 0;
  double squares = 0;
  double n = 0;
  for (const survey_row& r : people) {
    if (r.wave != "after" || r.segments[0] != "b" || r.role == "customer") continue;
    double own = 0;
    double items = 0;
    for (const char* i : {"c1", "c2"}) {
      if (const auto at = r.answers.find(i); at != r.answers.end()) {
        own += 25.0 * (at->second - 1);
        items += 1;
      }
    }
    if (items == 0) continue;
    sum += own / items;
    squares += own / items * own / items;
    n += 1;
  }
  const result_row* row = sample_assessment().find("measure", "culture", "mean", {"after", "", "b"});
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->unit, "points");
  EXPECT_NEAR(row->value.value, sum / n, 1e-10);
  EXPECT_NEAR(row->value.se, std::sqrt((squares - sum * sum / n) / (n - 1) / n), 1e-10);
  EXPECT_EQ(row->value.n, n);
}

TEST(Assess, ItemTablesCountEveryAnswerAndEveryKindOfMissing) {
  double yes = 0;
  double answered = 0;
  double unknown = 0;
  for (const survey_row& r : random_people(3)) {
    if (r.wave != "after" || r.role == "customer") continue;
    const auto at = r.answers.find("l1");
    if (at == r.answers.end()) {
      unknown += 1;
    } else {
      answered += 1;
      yes += at->second == 4 ? 1 : 0;
    }
  }
  const assessment& a = sample_assessment();
  const std::vector<std::string> everybody{"after", "", ""};
  const result_row* four = a.find("item", "l1", "code:4", everybody);
  ASSERT_NE(four, nullptr);
  const estimate wilson = share_interval_from_counts(yes, answered);
  EXPECT_EQ(four->value.value, wilson.value);
  EXPECT_EQ(four->value.low, wilson.low);
  EXPECT_EQ(four->value.n, answered);
  const result_row* missing = a.find("item", "l1", "missing:dont_know", everybody);
  ASSERT_NE(missing, nullptr);
  EXPECT_NEAR(missing->value.value, unknown / (unknown + answered), 1e-15);
  EXPECT_EQ(a.find("item", "c1", "missing:dont_know", everybody), nullptr);
  EXPECT_EQ(a.find("item", "c1", "mean", {"after", "executive", "a"}), nullptr);  // crossed: on demand
  EXPECT_NE(a.find("item", "c1", "mean", {"after", "executive", ""}), nullptr);
  EXPECT_EQ(a.find("item", "c1", "mean", {"after", "customer", ""}), nullptr);  // not asked
  EXPECT_EQ(a.find("measure", "nps", "mean", {"after", "executive", ""}), nullptr);
  EXPECT_NE(a.find("measure", "nps", "promoters", {"after", "customer", ""}), nullptr);
}

TEST(Assess, LevelsGapsAndChangesStandBesideTheirIndex) {
  const assessment& a = sample_assessment();
  const std::vector<std::string> everybody{"after", "", ""};
  double sum = 0;
  double staged = 0;
  for (int l = 1; l <= 3; ++l) {
    sum += a.find("level", "level", "P(level=" + std::to_string(l) + ")", everybody)->value.value;
    staged += a.find("level", "level", "P(staged=" + std::to_string(l) + ")", everybody)->value.value;
  }
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_NEAR(staged, 1, 1e-12);
  const result_row* gap = a.find("gap", "gap", "difference", everybody);
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->value.method, "Newcombe paired");
  EXPECT_GT(gap->value.value, 0.2);
  EXPECT_LT(a.find("gap", "gap", "p", everybody)->value.value, 1e-4);
  const result_row* roles = a.find("gap", "centric_gap", "difference", everybody);
  ASSERT_NE(roles, nullptr);
  EXPECT_EQ(roles->value.method, "Newcombe");
  EXPECT_NEAR(roles->value.value,
              a.find("measure", "centric", "mean", {"after", "executive", ""})->value.value -
                  a.find("measure", "centric", "mean", {"after", "customer", ""})->value.value,
              1e-12);
  const result_row* change = a.find("change", "maturity", "since:before", everybody);
  ASSERT_NE(change, nullptr);
  EXPECT_NEAR(change->value.value,
              a.find("index", "maturity", "mean", everybody)->value.value -
                  a.find("index", "maturity", "mean", {"before", "", ""})->value.value,
              1e-10);
  EXPECT_NE(a.find("change", "maturity", "since:before:detectable", everybody), nullptr);
}

TEST(Assess, PartOfTheWholeIsComparedWithItsCovariance) {
  // Executives against everybody inside: with p of the answers theirs, the difference is (1 - p) times that
  // to the others, and so is its error.
  std::vector<survey_row> people;
  for (const survey_row& r : random_people(5)) {
    if (r.role != "customer" && r.answers.contains("c1") && r.answers.contains("c2") &&
        r.answers.contains("l1")) {
      people.push_back(r);
    }
  }
  const assessment a = assess(tally_of(small_instrument(), people));
  const std::vector<std::string> everybody{"after", "", ""};
  const estimate& part = a.find("gap", "leaders", "difference", everybody)->value;
  const estimate& mine = a.find("index", "maturity", "mean", {"after", "executive", ""})->value;
  const estimate& others = a.find("index", "maturity", "mean", {"after", "employee", ""})->value;
  const double p = mine.n / (mine.n + others.n);
  EXPECT_NEAR(part.value, (1 - p) * (mine.value - others.value), 1e-9);
  // Equal within the factors n / (n - 1), which are those of the two groups or of the whole.
  EXPECT_NEAR(part.se, (1 - p) * std::hypot(mine.se, others.se), 0.03 * part.se);
}

TEST(Assess, TalliesOfDifferentInstrumentsJoinByMeasure) {
  std::string changed(small_survey);
  const std::string old_item = R"({"id": "l1", "scale": "five", "roles": ["executive", "employee"]})";
  changed.replace(
      changed.find(old_item), old_item.size(),
      R"({"id": "l1", "text": "Other words", "scale": "five", "roles": ["executive", "employee"]})");
  const instrument_ptr second = parse_instrument(changed);
  std::vector<survey_row> before;
  std::vector<survey_row> after;
  for (const survey_row& r : random_people(3)) (r.wave == "before" ? before : after).push_back(r);
  const tally first_tally = tally_of(small_instrument(), before);
  const tally second_tally = tally_of(second, after);
  const std::vector<const tally*> both{&second_tally, &first_tally};  // the order does not matter
  const assessment a = assess(both);
  EXPECT_EQ(a.waves, (std::vector<std::string>{"before", "after"}));
  const std::vector<std::string> everybody{"after", "", ""};
  const result_row* culture = a.find("change", "culture", "since:before", everybody);
  const result_row* leadership = a.find("change", "leadership", "since:before", everybody);
  ASSERT_NE(culture, nullptr);
  ASSERT_NE(leadership, nullptr);
  EXPECT_FALSE(culture->value.has(estimate_flag::version_differs));
  EXPECT_TRUE(leadership->value.has(estimate_flag::version_differs));
  EXPECT_TRUE(
      a.find("change", "maturity", "since:before", everybody)->value.has(estimate_flag::version_differs));
  bool noted = false;
  for (const std::string& n : a.notes) noted = noted || n.find("wording of item 'l1'") != std::string::npos;
  EXPECT_TRUE(noted);
  // The numbers are those of one tally of all.
  EXPECT_EQ(culture->value.value,
            sample_assessment().find("change", "culture", "since:before", everybody)->value.value);
  const std::vector<const tally*> twice{&first_tally, &first_tally};
  const tally again = tally_of(second, before);
  const std::vector<const tally*> clash{&first_tally, &again};
  EXPECT_THROW((void)assess(clash), error);
}

TEST(Assess, WrongOptionsAreRefused) {
  const tally t = tally_of(small_instrument(), random_people(3));
  assess_options o;
  o.level = 1;
  EXPECT_THROW((void)assess(t, o), error);
  o.level = 0.95;
  o.segments = {"nothing"};
  EXPECT_THROW((void)assess(t, o), error);
  EXPECT_THROW((void)assess(std::span<const tally* const>{}, {}), error);
}

TEST(Assess, NoAnswersGiveNoRows) {
  const assessment a = assess(tally(small_instrument(), {}));
  EXPECT_TRUE(a.rows.empty());
  EXPECT_FALSE(a.notes.empty());
}

TEST(Assess, TheSameBitsForAnyNumberOfThreads) {
  const tally t = tally_of(small_instrument(), random_people(3));
  const assessment a = assess(t);
  assess_options four;
  four.threads = 4;
  const assessment b = assess(t, four);
  ASSERT_EQ(a.rows.size(), b.rows.size());
  for (std::size_t r = 0; r < a.rows.size(); ++r) {
    EXPECT_TRUE(a.rows[r].value.value == b.rows[r].value.value || std::isnan(a.rows[r].value.value));
    EXPECT_TRUE(a.rows[r].value.low == b.rows[r].value.low || std::isnan(a.rows[r].value.low));
  }
}

}  // namespace
