// SPDX-License-Identifier: Apache-2.0
#include "cxm/tally/score_sums.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <functional>
#include <limits>

#include "tally/reference.hpp"
#include "tally/survey_fixture.hpp"

namespace {

using namespace cxm;
using tally_test::draw;
using tally_test::every_kind;

std::vector<answer> row_of(const batch& b, std::size_t row) {
  std::vector<answer> out;
  for (const item_column& c : b.items) {
    answer a;
    a.code = c.cells[row];
    if (!c.selected.empty()) a.selected = c.selected[row];
    if (!c.numbers.empty()) a.number = c.numbers[row];
    out.push_back(a);
  }
  return out;
}

// Promise 2: the same number everywhere. Headers alone give the bits of the compiled tally, for every kind of
// measure, those of funnels and defectors included.
TEST(Promise2SameNumberEverywhere, HeadersAloneGiveTheBitsOfTheTally) {
  for (const instrument_ptr& in : {every_kind(), load_instrument("cx4")}) {
    for (const double missing : {0.0, 0.1, 0.5}) {
      tally_test::drawing how;
      how.rows = 700;
      how.missing = missing;
      how.seed = 11;
      const batch b = draw(*in, how);
      tally_options options;
      tally whole(in, options);
      whole.update(b);
      std::vector<std::size_t> all(whole.segments().size());
      for (std::size_t s = 0; s < all.size(); ++s) all[s] = s;
      const auto expected = whole.sums(all);
      score_sums first(*in);
      score_sums second(*in);
      for (std::size_t i = 0; i < b.rows; ++i) (i % 3 == 0 ? first : second).add(row_of(b, i));
      second.merge(first);
      ASSERT_EQ(second.measures().size(), whole.measures().size());
      for (std::size_t j = 0; j < whole.measures().size(); ++j) {
        const measure_sums m = expected->measure(j);
        EXPECT_EQ(static_cast<double>(second.n(j)), m.n) << whole.measures()[j].id;
        EXPECT_EQ(std::bit_cast<std::uint64_t>(second.mean(j)), std::bit_cast<std::uint64_t>(m.mean))
            << whole.measures()[j].id << ' ' << second.mean(j) << ' ' << m.mean;
      }
    }
  }
}

TEST(ScoreSums, ScoresOfAPersonFollowFromTheDefinition) {
  const instrument_ptr in = every_kind();
  tally_test::drawing how;
  how.rows = 300;
  how.missing = 0.3;
  const batch b = draw(*in, how);
  const tally_test::reference_scores reference(*in, b);
  score_sums sums(*in);
  for (std::size_t i = 0; i < b.rows; ++i) {
    sums.add(row_of(b, i));
    for (std::size_t j = 0; j < sums.measures().size(); ++j) {
      const auto expected = reference(sums.measures()[j].id, i);
      const auto found = sums.last(j);
      ASSERT_EQ(found.has_value(), expected.has_value()) << sums.measures()[j].id << " of row " << i;
      // Half a step of a rounded grid (2^-33), and the rounding of a double of 1e5.
      if (found) {
        EXPECT_NEAR(*found, static_cast<double>(*expected), 5e-10) << sums.measures()[j].id;
      }
    }
  }
}

TEST(ScoreSums, NobodyIsNoMeanAndFaultsHaveTheirPlaces) {
  const instrument_ptr in = every_kind();
  score_sums sums(*in);
  EXPECT_TRUE(std::isnan(sums.mean(0)));
  std::vector<answer> nobody(in->items.size());
  sums.add(nobody);
  EXPECT_EQ(sums.n(0), 0);
  EXPECT_FALSE(sums.last(0));
  EXPECT_EQ(sums.means().size(), sums.measures().size());

  const auto fault = [](const std::function<void()>& call) -> std::pair<errc, std::string> {
    try {
      call();
    } catch (const error& e) {
      return {e.code(), e.what()};
    }
    return {errc{}, "nothing thrown"};
  };
  EXPECT_EQ(fault([&] { sums.add(std::span(nobody).first(3)); }).first, errc::argument);
  std::vector<answer> bad = nobody;
  bad[0].code = 5;  // of five codes, 0 .. 4
  const auto outside = fault([&] { sums.add(bad); });
  EXPECT_EQ(outside.first, errc::data);
  EXPECT_NE(outside.second.find("\"q1\""), std::string::npos) << outside.second;
  for (const double number : {-1.0, 41.0, std::numeric_limits<double>::quiet_NaN()}) {
    bad = nobody;
    bad[static_cast<std::size_t>(in->item_position("time"))] = {0, 0, number};
    EXPECT_EQ(fault([&] { sums.add(bad); }).first, errc::data) << number;
  }
  EXPECT_EQ(sums.n(0), 0);
  const auto unknown = fault([&] { static_cast<void>(answer_of(in->scales[0], 6)); });
  EXPECT_EQ(
      unknown.second,
      "answer_of: scale \"agree\" has no code 6; leave the answer missing, or add the code to the scale");
  EXPECT_EQ(answer_of(in->scales[0], 2).code, 1);
  instrument other = *in;
  other.measures[0].items.pop_back();
  EXPECT_EQ(fault([&] { sums.merge(score_sums(other)); }).first, errc::state);
}

}  // namespace
