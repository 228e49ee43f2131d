// SPDX-License-Identifier: Apache-2.0
#include "cxm/assessment/comparison.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "assessment/fixture.hpp"
#include "cxm/estimate/bounded_mean.hpp"
#include "cxm/estimate/comparison_change.hpp"
#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/estimate/comparison_means.hpp"
#include "cxm/estimate/comparison_shares.hpp"
#include "cxm/estimate/gap.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

/// One question on 1 to 5, waves and units.
instrument_ptr one_question() {
  static const instrument_ptr made = parse_instrument(R"({
    "id": "one", "version": "1",
    "scales": [{"id": "five", "kind": "ordinal", "codes": [1, 2, 3, 4, 5], "top": [4, 5]}],
    "items": [{"id": "q", "scale": "five"}],
    "measures": [{"id": "score", "kind": "composite", "items": ["q"]}, {"id": "happy", "kind": "share", "item": "q"}],
    "indices": [{"id": "index", "of": ["score"]}],
    "segments": [{"id": "unit", "parents": {"a": "north", "b": "north"}}],
    "wave": {"columns": ["wave"]}})");
  return made;
}

survey_row answer(const std::string& wave, const std::string& unit, int code) {
  return {"", wave, {unit}, {{"q", code}}, 1, {}};
}

const estimate& value(const assessment& a, const std::string& id, const std::string& detail) {
  const result_row* r = a.find("comparison", id, detail, {});
  if (r == nullptr) throw std::runtime_error("no row " + id + " " + detail);
  return r->value;
}

TEST(CompareSides, EqualsTheFunctionsOnColumns) {
  const std::vector<double> x{5, 4, 4, 3, 5, 5, 2, 4, 5, 4}, y{3, 2, 4, 1, 3, 3, 2, 5, 3};
  std::vector<survey_row> people;
  for (const double v : x) people.push_back(answer("2017", "a", static_cast<int>(v)));
  for (const double v : y) people.push_back(answer("2017", "c", static_cast<int>(v)));
  const tally t = tally_of(one_question(), people);
  comparison_side a{&t, "", "", "", {{"unit", "a"}}};
  comparison_side b{&t, "", "", "", {{"unit", "c"}}};
  comparison_options o;
  o.margin = 5;
  const assessment found = compare_sides(a, b, o);
  std::vector<double> points_x, points_y;
  for (const double v : x) points_x.push_back(25 * (v - 1));
  for (const double v : y) points_y.push_back(25 * (v - 1));
  const t_test_result welch = two_sample_t_test(column_view(points_x), column_view(points_y));
  const estimate& d = value(found, "score", "difference");
  EXPECT_NEAR(d.value, welch.difference.value, 1e-10);
  EXPECT_NEAR(d.se, welch.difference.se, 1e-10);
  const auto scored = bounded_difference(bounded_mean(column_view(points_x), 0, 100),
                                         bounded_mean(column_view(points_y), 0, 100), 0, 100);
  EXPECT_NEAR(d.low, scored.difference.low, 1e-9);
  EXPECT_NEAR(d.high, scored.difference.high, 1e-9);
  EXPECT_NEAR(value(found, "score", "p").value, scored.p, 1e-10);
  EXPECT_NEAR(value(found, "index", "difference").value, welch.difference.value, 1e-10);
  EXPECT_NEAR(value(found, "score", "effect").value,
              compare_effects(column_view(points_x), column_view(points_y)).d.value, 1e-10);
  EXPECT_NEAR(value(found, "score", "equivalence:p").value,
              std::max(1 - probability_below(d, 5), probability_below(d, -5)), 1e-12);
  const two_shares_result shares = compare_two_shares(8, 10, 2, 9);
  EXPECT_NEAR(value(found, "happy", "difference").low, shares.newcombe.low, 1e-12);
  EXPECT_NEAR(value(found, "happy", "p").value, shares.p, 1e-12);
  // The family is what is shown: index, score, share.
  const std::vector<double> p{value(found, "index", "p").value, value(found, "score", "p").value,
                              value(found, "happy", "p").value};
  const auto holm = adjust_p_values(p, p_adjustment::holm);
  EXPECT_NEAR(value(found, "happy", "p_holm").value, holm[2], 1e-12);
  EXPECT_EQ(value(found, "score", "verdict").value, 1);
  EXPECT_EQ(found.find("base", "people", "a", {})->value.value, 10);
}

TEST(CompareSides, AUnitAndTheWholeShareRows) {
  const tally t = tally_of(small_instrument(), random_people(3));
  comparison_options o;
  o.disclosure = false;
  o.compared = {"culture", "maturity", "important"};
  const assessment found =
      compare_sides({&t, "", "after", "", {{"unit", "b"}}}, {&t, "", "after", "", {}}, o);
  // unit - whole = (1 - q)(unit - rest), both from disjoint people.
  assess_options all;
  all.disclosure = false;
  const assessment parts = assess(t, all);
  const auto of = [&](const std::vector<std::string>& key) {
    return parts.find("measure", "culture", "mean", key)->value;
  };
  const estimate unit = of({"after", "", "b"});
  const estimate whole = of({"after", "", ""});
  EXPECT_NEAR(value(found, "culture", "difference").value, unit.value - whole.value, 1e-9);
  // Closed form: Var = se_u^2 + se_w^2 - 2 q se_u^2, but for the unit's mean, about which the whole's rows
  // turn.
  const double q = unit.n / whole.n;
  const double se = std::sqrt(unit.se * unit.se * (1 - 2 * q) + whole.se * whole.se);
  EXPECT_NEAR(value(found, "culture", "difference").se / se, 1, 0.02);
  EXPECT_LT(value(found, "culture", "difference").se, std::hypot(unit.se, whole.se));
  EXPECT_EQ(value(found, "important", "difference").method, "Newcombe, correlated samples");
}

TEST(CompareSides, PanelsMoveTogetherThroughReplicates) {
  // 300 people, 250 of them in both waves, answers alike within a person.
  random_stream random(4, 0);
  std::vector<survey_row> people;
  std::vector<std::uint64_t> keys;
  std::vector<double> y;
  std::vector<std::int64_t> person, wave;
  for (std::int64_t i = 0; i < 300; ++i) {
    const double own = 3 + random.normal();
    for (int w = 0; w < 2; ++w) {
      if (w == 1 && i >= 250) continue;
      const double v = std::clamp(std::round(own + 0.2 * w + 0.4 * random.normal()), 1.0, 5.0);
      people.push_back(answer(w == 0 ? "2016" : "2017", "a", static_cast<int>(v)));
      keys.push_back(static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15U + 1);
      y.push_back(25 * (v - 1));
      person.push_back(i);
      wave.push_back(w);
    }
  }
  batch b = batch_of(*one_question(), people);
  b.respondents = keys;
  tally_options kept;
  kept.respondents = true;
  kept.replicates = 1000;
  tally t(one_question(), kept);
  t.update(b);
  const comparison_side now{&t, "", "2017", "", {}}, before{&t, "", "2016", "", {}};
  const assessment found = compare_sides(now, before);
  const change_result exact = overlapping_change(column_view(y), person, wave, 0, 1);
  EXPECT_NEAR(value(found, "score", "difference").value, exact.change.value, 1e-9);
  // 1,000 replicates: the covariance is off by about 4 %, the standard error of a strong panel by less than
  // 15 %.
  EXPECT_NEAR(value(found, "score", "difference").se / exact.change.se, 1, 0.15);
  EXPECT_LT(value(found, "score", "difference").se, 0.7 * exact.se_independent);
  EXPECT_EQ(found.find("base", "people", "both", {})->value.value, 250);

  // Keys without replicates: how many is known, how alike is not, and it is said.
  kept.replicates = 0;
  tally plain(one_question(), kept);
  plain.update(b);
  const assessment apart = compare_sides({&plain, "", "2017", "", {}}, {&plain, "", "2016", "", {}});
  EXPECT_NEAR(value(apart, "score", "difference").se, exact.se_independent, 1e-9);
  EXPECT_TRUE(std::any_of(apart.notes.begin(), apart.notes.end(), [](const std::string& note) {
    return note.find("250 people are on both sides") != std::string::npos;
  }));

  // The same from two tallies, one a wave.
  tally first(one_question(), kept), second(one_question(), kept);
  std::vector<survey_row> of[2];
  std::vector<std::uint64_t> of_keys[2];
  for (std::size_t i = 0; i < people.size(); ++i) {
    of[wave[i]].push_back(people[i]);
    of_keys[wave[i]].push_back(keys[i]);
  }
  batch b1 = batch_of(*one_question(), of[0]);
  b1.respondents = of_keys[0];
  first.update(b1);
  batch b2 = batch_of(*one_question(), of[1]);
  b2.respondents = of_keys[1];
  second.update(b2);
  const assessment two = compare_sides({&second, "later", "", "", {}}, {&first, "earlier", "", "", {}});
  EXPECT_EQ(two.find("base", "people", "both", {})->value.value, 250);
  EXPECT_EQ(value(two, "score", "difference").value, value(apart, "score", "difference").value);
}

TEST(CompareSides, WhatIsMissingIsNamed) {
  const tally t = tally_of(one_question(), {answer("2017", "a", 3), answer("2017", "c", 4)});
  const auto message = [&](const comparison_side& a, const comparison_options& o = {}) -> std::string {
    try {
      (void)compare_sides(a, {&t, "", "", "", {}}, o);
    } catch (const error& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_NE(message({&t, "", "2018", "", {}}).find("waves: 2017"), std::string::npos);
  EXPECT_NE(message({&t, "", "", "", {{"unit", "z"}}}).find("unit: a, c"), std::string::npos);
  EXPECT_NE(message({&t, "", "", "", {{"shop", "z"}}}).find("names the column 'shop'"), std::string::npos);
  EXPECT_NE(message({}).find("no tally"), std::string::npos);
  comparison_options o;
  o.compared = {"nothing"};
  EXPECT_NE(message({&t, "", "", "", {}}, o).find("'nothing'"), std::string::npos);
}

TEST(Promise4PrivacyThatCannotBeForgotten, ComparisonsHideSmallSidesAndWhatGivesThemAway) {
  std::vector<survey_row> people;
  for (int i = 0; i < 40; ++i) people.push_back(answer("2017", i < 3 ? "a" : i < 20 ? "b" : "c", 1 + i % 5));
  const tally t = tally_of(one_question(), people);
  const auto reason = [&](const std::string& unit, const std::string& other) {
    const auto at = [&](const std::string& u) {
      comparison_side s{&t, "", "", "", {}};
      if (!u.empty()) s.segments["unit"] = u;
      return s;
    };
    const assessment found = compare_sides(at(unit), at(other));
    const result_row* r = found.find("comparison", "score", "difference", {});
    EXPECT_EQ(r->suppressed.empty(), !std::isnan(r->value.value));
    return r->suppressed;
  };
  EXPECT_EQ(reason("a", "c"), "base");  // three people
  // b and its parent (a + b): their difference is a.
  EXPECT_EQ(reason("b", "north"), "complement");
  // b alone: the tables show the north and hide b beside a, so b would give a away.
  EXPECT_EQ(reason("b", "c"), "complement");
  EXPECT_EQ(reason("north", "c"), "");
}

}  // namespace
