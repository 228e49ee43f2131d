// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/correlation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"

namespace {

using cxm::column_view;
using cxm::correlation_kind;
using cxm::estimate_flag;
constexpr correlation_kind all_kinds[]{correlation_kind::pearson, correlation_kind::spearman,
                                       correlation_kind::kendall};

double value(const std::vector<double>& a, const std::vector<double>& b, correlation_kind kind) {
  return cxm::test_correlation(column_view(a), column_view(b), kind).correlation.value;
}

const std::vector<double> a{1, 2, 2, 3, 4, 5, 5, 3}, b{2, 1, 3, 3, 5, 4, 5, 1};

// By hand. Pairs (i, j) in the same order less those in the opposite one, ties out: counted on paper for
// (1,1) (2,3) (3,2) (3,4): same 1-2, 1-3, 1-4, 2-4; opposite 2-3; tied in the first 3-4. tau-b =
// (4 - 1) / sqrt(5 * 6).
TEST(Correlation, KendallCountsPairs) {
  EXPECT_NEAR(value({1, 2, 3, 3}, {1, 3, 2, 4}, correlation_kind::kendall), 3 / std::sqrt(30.0), 1e-15);
}

TEST(Correlation, IsOneForOrderAndMinusOneForTheReverse) {
  const std::vector<double> x{1, 2, 3, 4, 9}, y{3, 2, 1, 0, -5};
  for (const auto kind : all_kinds) {
    EXPECT_EQ(value(x, x, kind), 1);
    EXPECT_EQ(value(x, y, kind), -1);
    const auto t = cxm::test_correlation(column_view(x), column_view(x), kind);
    EXPECT_TRUE(t.correlation.has(estimate_flag::no_interval));
    EXPECT_TRUE(std::isnan(t.correlation.low));
  }
}

TEST(Correlation, RanksDoNotSeeUnitsNorShapes) {
  std::vector<double> bent, scaled;
  for (const double v : a) bent.push_back(std::exp(v)), scaled.push_back(-3 * v + 7);
  for (const auto kind : {correlation_kind::spearman, correlation_kind::kendall}) {
    EXPECT_NEAR(value(bent, b, kind), value(a, b, kind), 1e-15);
  }
  for (const auto kind : all_kinds) {
    EXPECT_NEAR(value(scaled, b, kind), -value(a, b, kind), 1e-14);
    EXPECT_EQ(value(a, b, kind), value(b, a, kind));
  }
}

TEST(Correlation, OfAConstantDoesNotExist) {
  const std::vector<double> constant(8, 3.0);
  for (const auto kind : all_kinds) {
    const auto t = cxm::test_correlation(column_view(a), column_view(constant), kind);
    EXPECT_TRUE(t.correlation.has(estimate_flag::undefined));
    EXPECT_TRUE(std::isnan(t.p));
  }
  EXPECT_TRUE(
      cxm::correlation_from_people(column_view(a), column_view(constant)).has(estimate_flag::undefined));
}

// Values of few kinds: an error from people is about Fisher's for normal answers, and a weight of 2 is a
// person twice but for what n - 1 corrects.
TEST(Correlation, ErrorFromPeopleIsFishersForNormalAnswers) {
  cxm::random_stream draw(7, 1);
  std::vector<double> x, y;
  for (int i = 0; i < 20000; ++i) {
    x.push_back(draw.normal());
    y.push_back(0.6 * x.back() + 0.8 * draw.normal());
  }
  const auto people = cxm::correlation_from_people(column_view(x), column_view(y));
  const auto normal = cxm::test_correlation(column_view(x), column_view(y), correlation_kind::pearson);
  EXPECT_NEAR(people.value, normal.correlation.value, 1e-13);
  EXPECT_NEAR(people.se / normal.correlation.se, 1, 0.03);  // sampling error of a variance of 20,000 squares
  const std::vector<double> twos(x.size(), 2.0);
  const auto weighted = cxm::correlation_from_people(column_view(x), column_view(y), twos);
  EXPECT_NEAR(weighted.value, people.value, 1e-13);
  EXPECT_NEAR(weighted.se, people.se, 1e-12);
}

TEST(Correlation, ListwiseUsesTheRowsOfAll) {
  const std::vector<double> c{1, 0, 2, 5, 4, 1, 1, 1};
  const std::vector<std::uint8_t> there{1, 0, 1, 1, 1, 0, 1, 1};
  const std::vector<column_view> columns{column_view(a), column_view(b), column_view(c, there)};
  const auto pair = cxm::correlations(columns, correlation_kind::pearson);
  const auto list = cxm::correlations(columns, correlation_kind::pearson, cxm::stats::deletion::listwise);
  EXPECT_EQ(pair.n(0, 1), 8);
  EXPECT_EQ(pair.n(0, 2), 6);
  EXPECT_EQ(list.n(0, 1), 6);
  EXPECT_EQ(pair.r(0, 2), list.r(0, 2));
  EXPECT_NE(pair.r(0, 1), list.r(0, 1));
}

cxm::matrix table(std::size_t rows, std::size_t columns, std::vector<double> counts) {
  cxm::matrix m(rows, columns);
  m.values = std::move(counts);
  return m;
}

// Concordant pairs 10 * 8, discordant 5 * 2; pairs not tied in rows 15 * 10, in columns 12 * 13.
TEST(OrdinalAssociation, ByHand) {
  const auto o = cxm::associate_ordinal(table(2, 2, {10, 5, 2, 8}));
  EXPECT_EQ(o.concordant, 80);
  EXPECT_EQ(o.discordant, 10);
  EXPECT_NEAR(o.gamma.value, 70.0 / 90, 1e-15);
  EXPECT_NEAR(o.tau_b.value, 70 / std::sqrt(150.0 * 156), 1e-15);
  EXPECT_NEAR(o.somers_columns.value, 70.0 / 150, 1e-15);
  EXPECT_NEAR(o.somers_rows.value, 70.0 / 156, 1e-15);
  EXPECT_NEAR(o.tau_c.value, 2 * 2 * 70 / (25.0 * 25), 1e-15);
}

// The errors are those of the delta method: sum of count times the squared derivative by that count, the
// coefficients being of degree 0 in the counts.
TEST(OrdinalAssociation, ErrorsAreDerivatives) {
  const cxm::matrix m = table(3, 4, {12, 7, 3, 1, 4, 9, 8, 5, 2, 3, 6, 14});
  const auto at = cxm::associate_ordinal(m);
  using which = cxm::estimate cxm::ordinal_association::*;
  for (const which of :
       {&cxm::ordinal_association::gamma, &cxm::ordinal_association::tau_b, &cxm::ordinal_association::tau_c,
        &cxm::ordinal_association::somers_columns, &cxm::ordinal_association::somers_rows}) {
    double variance = 0;
    for (std::size_t c = 0; c < m.values.size(); ++c) {
      cxm::matrix up = m, down = m;
      up.values[c] += 1e-3;
      down.values[c] -= 1e-3;
      const double slope =
          ((cxm::associate_ordinal(up).*of).value - (cxm::associate_ordinal(down).*of).value) / 2e-3;
      variance += m.values[c] * slope * slope;
    }
    EXPECT_NEAR((at.*of).se, std::sqrt(variance), 1e-7) << (at.*of).method;
    EXPECT_LT((at.*of).low, (at.*of).value);
    EXPECT_LE((at.*of).high, 1);
  }
}

TEST(OrdinalAssociation, OfATableEqualsThatOfRows) {
  std::vector<double> x, y;
  const cxm::matrix m = table(2, 3, {3, 2, 1, 1, 2, 4});
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      for (int k = 0; k < static_cast<int>(m(i, j)); ++k) {
        x.push_back(static_cast<double>(i));
        y.push_back(static_cast<double>(j));
      }
    }
  }
  const auto rows = cxm::test_correlation(column_view(x), column_view(y), correlation_kind::kendall);
  const auto counts = cxm::associate_ordinal(m).tau_b;
  EXPECT_NEAR(rows.correlation.value, counts.value, 1e-15);
  EXPECT_NEAR(rows.correlation.se, counts.se, 1e-15);
}

TEST(OrdinalAssociation, OfOneColumnDoesNotExist) {
  const auto o = cxm::associate_ordinal(table(3, 2, {4, 0, 5, 0, 6, 0}));
  for (const auto& e : {o.gamma, o.tau_b, o.tau_c, o.somers_columns, o.somers_rows}) {
    EXPECT_TRUE(e.has(estimate_flag::undefined)) << e.method;
  }
  EXPECT_THROW((void)cxm::associate_ordinal(table(1, 2, {-1, 2})), cxm::error);
}

// (r12 - r13 r23) / sqrt((1 - r13^2)(1 - r23^2)) = (.5 - .12) / sqrt(.91 * .84)
TEST(PartialCorrelation, OfThreeIsTheTextbookFormula) {
  cxm::matrix r(3, 3, 1);
  r(0, 1) = r(1, 0) = 0.5;
  r(0, 2) = r(2, 0) = 0.3;
  r(1, 2) = r(2, 1) = 0.4;
  EXPECT_NEAR(cxm::partial_correlations(r)(0, 1), 0.38 / std::sqrt(0.91 * 0.84), 1e-14);
  r(0, 1) = r(1, 0) = 1;
  EXPECT_THROW((void)cxm::partial_correlations(r), cxm::error);
}

TEST(Mahalanobis, SquaresSumToColumnsTimesDegreesOfFreedom) {
  const std::vector<double> c{1, 0, 2, 5, 4, 1, 1, 1};
  const std::vector<std::uint8_t> there{1, 0, 1, 1, 1, 1, 1, 1};
  const std::vector<column_view> columns{column_view(a), column_view(b), column_view(c, there)};
  const auto m = cxm::mahalanobis(columns);
  double sum = 0;
  for (const double d : m.squared) sum += std::isnan(d) ? 0 : d;
  EXPECT_NEAR(sum, 3 * 6.0, 1e-12);
  EXPECT_TRUE(std::isnan(m.squared[1]));
  EXPECT_EQ(m.n, 7);
  const std::vector<column_view> twice{column_view(a), column_view(a)};
  EXPECT_THROW((void)cxm::mahalanobis(twice), cxm::error);
}

}  // namespace
