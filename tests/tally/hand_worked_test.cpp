// SPDX-License-Identifier: Apache-2.0
// Three answers, worked by hand.
#include <gtest/gtest.h>

#include "cxm/io/instrument_json.hpp"
#include "cxm/tally/tally.hpp"

namespace {

using namespace cxm;

// q1 q2 weight   composite of both, 0..100          share of 4 and 5 on q1
//  5  3  1       (100 + 50) / 2 = 75                1
//  1  -  2       0 (half of the items is enough)    0
//  4  5  0.5     (75 + 100) / 2 = 87.5              1
// One or two answered items: steps of 100 / (4 * 2) = 12.5, so 6, 0 and 7 steps.
class ThreeAnswers : public testing::Test {
 protected:
  ThreeAnswers() {
    in = parse_instrument(R"({"id": "three", "version": "1", "title": "Three answers",
      "scales": [{"id": "five", "kind": "ordinal", "codes": [1, 2, 3, 4, 5], "top": [4, 5]}],
      "items": [{"id": "q1", "scale": "five"}, {"id": "q2", "scale": "five"}],
      "measures": [{"id": "c", "kind": "composite", "items": ["q1", "q2"]},
                   {"id": "s", "kind": "share", "item": "q1"}]})");
    b.rows = 3;
    b.first_row = 1;
    b.items = {{{4, 0, 3}, {}, {}}, {{2, cell_of(missing_kind::dont_know), 4}, {}, {}}};
    const auto one = std::make_shared<const std::vector<std::string>>(1, "");
    b.groups = {{{0, 0, 0}, one}, {{0, 0, 0}, one}};
    b.weights = {1, 2, 0.5};
  }
  instrument_ptr in;
  batch b;
};

TEST_F(ThreeAnswers, Unweighted) {
  tally t(in, {});
  t.update(b);
  const auto g = t.sums(std::vector<std::size_t>{0});
  EXPECT_EQ(g->rows(), 3);
  EXPECT_EQ(g->people(), 3);
  EXPECT_DOUBLE_EQ(g->measure(0).mean, 162.5 / 3);
  EXPECT_DOUBLE_EQ(g->measure(1).mean, 2.0 / 3);
  const item_counts q2 = g->item(1);
  EXPECT_EQ(q2.code, (std::vector<double>{0, 0, 1, 0, 1}));
  EXPECT_EQ(q2.missing[2], 1);
  EXPECT_EQ(q2.answered, 2);
  const pair_moments p = g->pair(0, 1);
  EXPECT_EQ(p.n, 3);
  EXPECT_EQ(p.ref_j, 50);  // 13 steps / 3 = 4.3: 4 steps
  EXPECT_EQ(p.ref_k, 1);
  EXPECT_EQ(p.w_dj, 25 - 50 + 37.5);
  EXPECT_EQ(p.w_dk, -1);
  EXPECT_EQ(p.w_djdk, (-50.0) * (-1));
  EXPECT_EQ(p.w2_djdk, p.w_djdk);
  EXPECT_EQ(g->pair(0, 0).w_djdk, 625 + 2500 + 1406.25);
  EXPECT_EQ(g->pair(1, 0).w_dj, p.w_dk);
  const auto bins = g->histogram(0);
  ASSERT_EQ(bins.size(), 201U);
  EXPECT_EQ(bins[0], 1);
  EXPECT_EQ(bins[150], 1);
  EXPECT_EQ(bins[175], 1);
}

TEST_F(ThreeAnswers, Weighted) {
  tally_options o;
  o.weighted = true;
  tally t(in, o);
  t.update(b);
  const auto g = t.sums(std::vector<std::size_t>{0});
  EXPECT_EQ(g->weight(), 3.5);
  EXPECT_EQ(g->weight_squared(), 1 + 4 + 0.25);
  EXPECT_DOUBLE_EQ(g->measure(0).mean, 118.75 / 3.5);
  EXPECT_EQ(g->item(0).w_code, (std::vector<double>{2, 0, 0, 0.5, 1}));
  const pair_moments p = g->pair(0, 1);
  EXPECT_EQ(p.ref_j, 37.5);  // 9.5 steps / 3.5 = 2.7: 3 steps
  EXPECT_EQ(p.ref_k, 0);
  EXPECT_EQ(p.w_dj, 37.5 - 2 * 37.5 + 0.5 * 50);
  EXPECT_EQ(p.w_dk, 1.5);
  EXPECT_EQ(p.w_djdk, 37.5 + 0.5 * 50);
  EXPECT_EQ(p.w2, 5.25);
  EXPECT_EQ(p.w2_dj, 37.5 - 4 * 37.5 + 0.25 * 50);
  EXPECT_EQ(p.w2_djdk, 37.5 + 0.25 * 50);
  EXPECT_EQ(g->pair(0, 0).w_djdk, 1406.25 + 2 * 1406.25 + 0.5 * 2500);
  EXPECT_EQ(g->pair(0, 0).w2_djdk, 1406.25 + 4 * 1406.25 + 0.25 * 2500);
}

TEST_F(ThreeAnswers, RowsOfNoWeightDoNotExist) {
  tally_options o;
  o.weighted = true;
  tally t(in, o);
  b.weights = {0, 0, 0};
  t.update(b);
  EXPECT_EQ(t.serialize(), tally(in, o).serialize());
}

}  // namespace
