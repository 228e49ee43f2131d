// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/scale_score.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/score_distribution.hpp"

namespace {

using cxm::column_view;
using values = std::vector<double>;
using mask = std::vector<std::uint8_t>;

// Ten people, four items, the fourth never answered.
const values item1{5, 1, 3, 2, 3, 3, 1, 3, 1, 5}, item2{5, 1, 3, 1, 2, 2, 2, 2, 2, 5},
    item3{4, 1, 2, 1, 4, 3, 1, 2, 1, 4}, item4(10, 0.0);
const mask nobody(10, 0);
std::vector<column_view> items() {
  return {column_view(item1), column_view(item2), column_view(item3), column_view(item4, nobody)};
}

TEST(ScaleScore, edge_index_allmissing) {
  const auto scores = cxm::scale_scores(items(), {.unit = cxm::score_unit::item_mean, .min_answered = 2});
  const auto s = cxm::summarize(scores.view());
  EXPECT_EQ(s.n, 10);
  EXPECT_NEAR(s.mean, 2.5, 1e-14);
}

TEST(ScaleScore, edge_index_minvalid) {
  const auto scores = cxm::scale_scores(items(), {.unit = cxm::score_unit::item_mean, .min_answered = 4});
  const auto e = cxm::mean_interval(scores.view());
  EXPECT_EQ(e.n, 0);
  EXPECT_FALSE(e.defined());
}

TEST(ScaleScore, PercentMirrorsReversedItems) {
  const values a{1, 5, 4}, b{5, 1, 2};  // b is a reversed
  const mask reversed{0, 1};
  const std::vector<column_view> both{column_view(a), column_view(b)};
  const auto s = cxm::scale_scores(both, {.lowest = 1, .highest = 5, .reversed = reversed});
  EXPECT_DOUBLE_EQ(s.values[0], 0);
  EXPECT_DOUBLE_EQ(s.values[1], 100);
  EXPECT_DOUBLE_EQ(s.values[2], 75);
}

TEST(ScaleScore, WeightsCountOverAnsweredItems) {
  const values a{1, 1}, b{4, 4}, w{1, 2};
  const mask only_first{1, 0};
  const std::vector<column_view> both{column_view(a), column_view(b, only_first)};
  const auto s = cxm::scale_scores(both, {.unit = cxm::score_unit::item_mean, .weights = w});
  EXPECT_DOUBLE_EQ(s.values[0], 3);
  EXPECT_DOUBLE_EQ(s.values[1], 1);
}

TEST(ScaleScore, RecodeCountsCodesOfMissingAnswers) {
  const values x{1, 98, 5, 99, 99};
  const mask present{1, 1, 1, 1, 0};
  const auto r = cxm::recode_missing(column_view(x, present), values{98, 99});
  EXPECT_EQ(r.recoded, 2);
  EXPECT_EQ(r.column.present, (mask{1, 0, 1, 0, 0}));
}

TEST(ScaleScore, Refusals) {
  const values x{1, 6}, short_one{1};
  const std::vector<column_view> one{column_view(x)}, uneven{column_view(x), column_view(short_one)};
  const cxm::scale_score_options range{.lowest = 1, .highest = 5};
  EXPECT_THROW((void)cxm::scale_scores(one, range), cxm::error);  // 6 on 1..5
  EXPECT_THROW((void)cxm::scale_scores(one, {}), cxm::error);     // percent of what?
  EXPECT_THROW((void)cxm::scale_scores(uneven, {.unit = cxm::score_unit::item_mean}), cxm::error);
  EXPECT_THROW((void)cxm::scale_scores({}, {.unit = cxm::score_unit::item_mean}), cxm::error);
  EXPECT_THROW((void)cxm::scale_scores(one, {.unit = cxm::score_unit::item_mean, .min_answered = 2}),
               cxm::error);
  EXPECT_THROW((void)cxm::reverse_scores(column_view(x), 1, 5), cxm::error);
}

TEST(ScoreDistribution, edge_dist_allmissing) {
  const auto d = cxm::count_scores(column_view(values(5, 0.0), mask(5, 0)), 1, 5);
  EXPECT_EQ(d.n, 0);
  EXPECT_EQ(d.counts, values(5, 0.0));
  for (const double share : d.shares()) EXPECT_TRUE(std::isnan(share));
  EXPECT_TRUE(std::isnan(d.top_share(2)));
}

TEST(ScoreDistribution, edge_input_outofscale) {
  const values x{1, 2, 6, 5};
  try {
    (void)cxm::count_scores(column_view(x), 1, 5);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.row(), 2);
    EXPECT_EQ(e.parameter(), "x");
  }
  EXPECT_THROW((void)cxm::count_scores(column_view(values{1.5}), 1, 5), cxm::error);
}

TEST(ScoreDistribution, Boxes) {
  const values x{1, 2, 2, 3, 5, 5, 5, 4}, w{1, 1, 1, 1, 2, 0, 2, 2};
  const auto d = cxm::count_scores(column_view(x), 1, 5);
  EXPECT_DOUBLE_EQ(d.top_share(1), 3.0 / 8);
  EXPECT_DOUBLE_EQ(d.net_share(2), 4.0 / 8 - 3.0 / 8);
  EXPECT_DOUBLE_EQ(d.top_share(5), 1);
  const auto weighted = cxm::count_scores(column_view(x), w, 1, 5);
  EXPECT_EQ(weighted.n, 7);
  EXPECT_DOUBLE_EQ(weighted.top_share(1), 0.4);
  EXPECT_THROW((void)d.top_share(6), cxm::error);
}

}  // namespace
