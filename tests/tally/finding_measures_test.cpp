// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>

#include "cxm/model/validate.hpp"
#include "cxm/tally/tally.hpp"
#include "support/survey_rows.hpp"

// The joint measures that funnels and defectors need, against a count of the rows by their definition.

namespace {

using namespace cxm;

instrument_ptr three_steps() {
  instrument in;
  in.id = "steps";
  scale yes_no;
  yes_no.id = "yn";
  yes_no.kind = scale_kind::binary;
  yes_no.codes = {{0, {}, {}, {}}, {1, {}, {}, {}}};
  scale four;
  four.id = "four";
  four.codes = {{1, {}, {}, {}}, {2, {}, {}, {}}, {3, {}, {}, {}}, {4, {}, 4.5, {}}};
  in.scales = {yes_no, four};
  for (const char* id : {"a", "b", "c", "stayed"}) {
    item i;
    i.id = id;
    i.scale = "yn";
    in.items.push_back(i);
    measure m;
    m.id = id;
    m.kind = measure_kind::share;
    m.item = id;
    in.measures.push_back(m);
  }
  item score;
  score.id = "score";
  score.scale = "four";
  in.items.push_back(score);
  measure satisfied;
  satisfied.id = "satisfied";
  satisfied.kind = measure_kind::share;
  satisfied.item = "score";
  satisfied.codes.codes = {3, 4};
  in.measures.push_back(satisfied);
  in.findings.funnels = {{"f", {}, {{"a", {}}, {"b", {}}, {"c", {}}}}};
  in.findings.defectors = {{"d", {}, "satisfied", "stayed", "score", {}}};
  return make_instrument(in);
}

TEST(FindingMeasures, AreTheCountsOfTheirDefinitions) {
  const instrument_ptr asked = three_steps();
  std::vector<cxm::testing::survey_row> rows;
  struct expected {
    double n = 0, sum = 0;
  };
  std::map<std::string, expected> want;
  const auto count = [&](const std::string& id, bool present, bool holds) {
    want[id].n += present ? 1 : 0;
    want[id].sum += present && holds ? 1 : 0;
  };
  // Every pattern of yes, no and nothing on five questions.
  for (int pattern = 0; pattern < 3 * 3 * 3 * 3 * 5; ++pattern) {
    int rest = pattern;
    const auto digit = [&rest](int base) {
      const int d = rest % base;
      rest /= base;
      return d;
    };
    const int a = digit(3), b = digit(3), c = digit(3), stayed = digit(3), score = digit(5);
    cxm::testing::survey_row r;
    const auto put = [&r](const char* id, int value, int nothing) {
      if (value != nothing) r.answers[id] = value;
    };
    put("a", a, 2);
    put("b", b, 2);
    put("c", c, 2);
    put("stayed", stayed, 2);
    put("score", score, 0);
    rows.push_back(r);
    const bool ab = a != 2 && b != 2;
    const bool abc = ab && c != 2;
    count("funnel:f:2", ab, a == 1 && b == 1);
    count("funnel:f:3", abc, a == 1 && b == 1 && c == 1);
    count("funnel:f:in_order", abc, a >= b && b >= c);
    const bool both = stayed != 2 && score != 0;
    count("defectors:d:left", both, score >= 3 && stayed == 0);
    count("defectors:d:stayed", both, score >= 3 && stayed == 1);
    for (int least = 2; least <= 4; ++least)
      count("defectors:d:>=" + std::to_string(least), score != 0, score >= least);
  }
  const tally t = cxm::testing::tally_of(asked, rows);
  std::vector<std::size_t> all;
  for (std::size_t s = 0; s < t.segments().size(); ++s) all.push_back(s);
  const auto sums = t.sums(all);
  EXPECT_EQ(t.measures().size(), asked->measures.size() + want.size());
  for (const auto& [id, e] : want) {
    const int j = t.measure_position(id);
    ASSERT_GE(j, 0) << id;
    const measure_sums got = sums->measure(static_cast<std::size_t>(j));
    EXPECT_EQ(got.n, e.n) << id;
    EXPECT_DOUBLE_EQ(got.mean * got.n, e.sum) << id;
  }
}

}  // namespace
