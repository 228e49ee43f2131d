// SPDX-License-Identifier: Apache-2.0
#include "cxm/disclosure/suppression.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"

namespace {

using namespace cxm;

/// Roles x units with both margins and the total; optionally regions above the units.
struct survey_table {
  std::size_t roles = 0, units = 0, regions = 0;
  additive_table table;
  std::vector<double> people;

  [[nodiscard]] std::size_t cell(std::size_t role, std::size_t unit) const {  // role == roles: all; likewise
    return role * (units + regions + 1) + unit;
  }
};

survey_table make(std::size_t roles, std::size_t units, std::size_t regions, random_stream& random,
                  double most) {
  survey_table t{roles, units, regions, {}, {}};
  t.table.atoms = roles * units;
  std::vector<double> atoms(roles * units);
  for (double& a : atoms) a = std::floor(most * random.uniform() * random.uniform());
  const auto region_of = [&](std::size_t u) { return u % regions; };
  for (std::size_t r = 0; r <= roles; ++r) {
    for (std::size_t column = 0; column < units + regions + 1; ++column) {
      std::vector<std::uint32_t> cell;
      for (std::size_t rr = 0; rr < roles; ++rr) {
        for (std::size_t u = 0; u < units; ++u) {
          const bool role_in = r == roles || rr == r;
          const bool unit_in = column < units             ? u == column
                               : column < units + regions ? region_of(u) == column - units
                                                          : true;
          if (role_in && unit_in) cell.push_back(static_cast<std::uint32_t>(rr * units + u));
        }
      }
      double n = 0;
      for (const auto a : cell) n += atoms[a];
      t.people.push_back(n);
      t.table.cells.push_back(std::move(cell));
    }
  }
  const std::size_t whole = units + regions;
  for (std::size_t r = 0; r <= roles; ++r) {
    if (regions == 0) {
      additive_table::relation row{t.cell(r, whole), {}};
      for (std::size_t u = 0; u < units; ++u) row.parts.push_back(t.cell(r, u));
      t.table.relations.push_back(row);
    } else {
      additive_table::relation top{t.cell(r, whole), {}};
      for (std::size_t g = 0; g < regions; ++g) {
        top.parts.push_back(t.cell(r, units + g));
        additive_table::relation region{t.cell(r, units + g), {}};
        for (std::size_t u = g; u < units; u += regions) region.parts.push_back(t.cell(r, u));
        t.table.relations.push_back(region);
      }
      t.table.relations.push_back(top);
    }
  }
  for (std::size_t c = 0; c <= whole; ++c) {
    additive_table::relation column{t.cell(roles, c), {}};
    for (std::size_t r = 0; r < roles; ++r) column.parts.push_back(t.cell(r, c));
    t.table.relations.push_back(column);
  }
  return t;
}

/// An attacker with all shown sums and least squares: does he know the value of a secret cell? He does when
/// the cell's vector is a combination of the shown vectors; then the residual of the projection is 0.
double residual(const survey_table& t, const std::vector<hidden_reason>& reasons, std::size_t target) {
  std::vector<std::uint8_t> gone(t.table.atoms, 0);
  for (std::size_t c = 0; c < t.people.size(); ++c) {
    if (t.people[c] > 0) continue;
    for (const auto a : t.table.cells[c]) gone[a] = 1;
  }
  std::vector<std::size_t> shown;
  for (std::size_t c = 0; c < t.people.size(); ++c) {
    if (t.people[c] > 0 && reasons[c] == hidden_reason::shown) shown.push_back(c);
  }
  const auto vector_of = [&](std::size_t c) {
    Eigen::VectorXd v = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(t.table.atoms));
    for (const auto a : t.table.cells[c]) {
      if (gone[a] == 0) v[static_cast<Eigen::Index>(a)] = 1;
    }
    return v;
  };
  Eigen::MatrixXd m(static_cast<Eigen::Index>(t.table.atoms), static_cast<Eigen::Index>(shown.size()));
  for (std::size_t i = 0; i < shown.size(); ++i) m.col(static_cast<Eigen::Index>(i)) = vector_of(shown[i]);
  const Eigen::VectorXd target_vector = vector_of(target);
  if (shown.empty()) return target_vector.norm();
  const Eigen::VectorXd x = m.completeOrthogonalDecomposition().solve(target_vector);
  return (m * x - target_vector).norm();
}

TEST(Suppression, OneSmallUnitHidesTheSmallestOther) {
  // Units 3, 9, 7, 40 of 59: 3 is hidden, and 7 beside it.
  additive_table table;
  table.atoms = 4;
  table.cells = {{0}, {1}, {2}, {3}, {0, 1, 2, 3}};
  table.relations = {{4, {0, 1, 2, 3}}};
  const suppression_engine engine(table);
  const std::vector<double> people{3, 9, 7, 40, 59};
  const auto reasons = engine.protect({people, {}, {}, {}, 5});
  EXPECT_EQ(reasons[0], hidden_reason::base);
  EXPECT_EQ(reasons[1], hidden_reason::shown);
  EXPECT_EQ(reasons[2], hidden_reason::complement);
  EXPECT_EQ(reasons[3], hidden_reason::shown);
  EXPECT_EQ(reasons[4], hidden_reason::shown);
}

TEST(Suppression, TwoSmallUnitsProtectEachOther) {
  additive_table table;
  table.atoms = 3;
  table.cells = {{0}, {1}, {2}, {0, 1, 2}};
  table.relations = {{3, {0, 1, 2}}};
  const std::vector<double> people{3, 4, 40, 47};
  const auto reasons = suppression_engine(table).protect({people, {}, {}, {}, 5});
  EXPECT_EQ(reasons[2], hidden_reason::shown);
  EXPECT_EQ(reasons[3], hidden_reason::shown);
}

TEST(Suppression, WithoutAnotherPartTheTotalIsHidden) {
  additive_table table;
  table.atoms = 2;
  table.cells = {{0}, {1}, {0, 1}};
  table.unpublished = {0, 0, 0};
  table.relations = {{2, {0, 1}}};
  // The second part is empty, so the total is the small group itself; and one part of two known alone.
  EXPECT_EQ(suppression_engine(table).protect({std::vector<double>{3, 0, 3}, {}, {}, {}, 5})[2],
            hidden_reason::base);
  table.unpublished = {0, 1, 0};  // 8 people without a unit are never shown, so they protect the 3
  const auto both = suppression_engine(table).protect({std::vector<double>{3, 8, 11}, {}, {}, {}, 5});
  EXPECT_EQ(both[0], hidden_reason::base);
  EXPECT_EQ(both[2], hidden_reason::shown);
  // A small rest of people without a unit is as secret as any small group.
  const auto rest = suppression_engine(table).protect({std::vector<double>{8, 3, 11}, {}, {}, {}, 5});
  EXPECT_EQ(rest[0], hidden_reason::complement);
}

TEST(Suppression, CrossingTablesNeedAlgebraBeyondTheirMargins) {
  // Units by a second grouping (regions given by the data, not declared): a shown region that consists of
  // one hidden and one shown unit gives the hidden one away, though no relation says so.
  additive_table table;
  table.atoms = 4;
  table.cells = {{0}, {1}, {2}, {3}, {0, 1, 2, 3}, {0, 2}, {1, 3}};
  table.relations = {{4, {0, 1, 2, 3}}, {4, {5, 6}}};
  const suppression_engine engine(table);
  const std::vector<double> people{3, 6, 50, 60, 119, 53, 66};
  const auto reasons = engine.protect({people, {}, {}, {}, 5});
  EXPECT_EQ(reasons[0], hidden_reason::base);
  std::vector<std::uint8_t> shown;
  for (const auto r : reasons) shown.push_back(r == hidden_reason::shown ? 1 : 0);
  const std::vector<std::uint8_t> empty(7, 0);
  EXPECT_EQ(engine.recoverable(shown, empty, std::vector<std::size_t>{0})[0], 0);
  // The margins alone (0 and 1 hidden) would not have been enough.
  const std::vector<std::uint8_t> naive{0, 0, 1, 1, 1, 1, 1};
  EXPECT_EQ(engine.recoverable(naive, empty, std::vector<std::size_t>{0})[0], 1);
}

TEST(Suppression, LeastSquaresNeverRecoverASmallGroup) {
  int secrets = 0;
  int complements = 0;
  for (std::uint64_t trial = 0; trial < 60; ++trial) {
    random_stream random(99, trial);
    const std::size_t regions = trial % 3 == 0 ? 0 : 2 + trial % 2;
    const survey_table t = make(2 + trial % 3, 4 + trial % 7, regions, random, 60);
    const suppression_engine engine(t.table);
    const auto reasons = engine.protect({t.people, {}, {}, {}, 5});
    for (std::size_t c = 0; c < t.people.size(); ++c) {
      complements += reasons[c] == hidden_reason::complement || reasons[c] == hidden_reason::parent ? 1 : 0;
      if (!(t.people[c] > 0 && t.people[c] < 5)) {
        EXPECT_NE(reasons[c], hidden_reason::base);
        continue;
      }
      ++secrets;
      EXPECT_EQ(reasons[c], hidden_reason::base);
      EXPECT_GT(residual(t, reasons, c), 1e-6) << "trial " << trial << " cell " << c;
      // The attack itself works: with only the primary cells hidden it mostly succeeds (checked below).
    }
  }
  EXPECT_GT(secrets, 200);
  EXPECT_GT(complements, 50);
}

TEST(Suppression, TheAttackWouldSucceedWithoutComplements) {
  random_stream random(5, 1);
  int recovered = 0;
  for (int trial = 0; trial < 20; ++trial) {
    survey_table t = make(3, 5, 0, random, 120);
    std::vector<hidden_reason> primary(t.people.size(), hidden_reason::shown);
    for (std::size_t c = 0; c < t.people.size(); ++c) {
      if (t.people[c] > 0 && t.people[c] < 5) primary[c] = hidden_reason::base;
    }
    for (std::size_t c = 0; c < t.people.size(); ++c) {
      if (primary[c] == hidden_reason::base && residual(t, primary, c) < 1e-9) ++recovered;
    }
  }
  EXPECT_GT(recovered, 0);
}

TEST(Suppression, HidesLittleAndIsTheSameTwice) {
  random_stream random(8, 0);
  const survey_table t = make(4, 60, 5, random, 400);
  const suppression_engine engine(t.table);
  const auto once = engine.protect({t.people, {}, {}, {}, 5});
  EXPECT_EQ(once, engine.protect({t.people, {}, {}, {}, 5}));
  std::size_t hidden = 0;
  std::size_t small = 0;
  for (std::size_t c = 0; c < t.people.size(); ++c) {
    hidden += once[c] != hidden_reason::shown ? 1 : 0;
    small += t.people[c] > 0 && t.people[c] < 5 ? 1 : 0;
  }
  EXPECT_GT(small, 0U);
  EXPECT_LE(hidden, 4 * small + 4);
  EXPECT_EQ(once[t.cell(4, 65)], hidden_reason::shown);  // the total of everything stays
}

TEST(Suppression, RefusesTablesThatPointOutside) {
  additive_table table;
  table.atoms = 1;
  table.cells = {{3}};
  EXPECT_THROW(suppression_engine{table}, error);
  table.cells = {{0}};
  table.relations = {{0, {7}}};
  EXPECT_THROW(suppression_engine{table}, error);
  table.relations.clear();
  const std::vector<double> two{1, 2};
  EXPECT_THROW((void)suppression_engine(table).protect({two, {}, {}, {}, 5}), error);
}

TEST(Suppression, AHiddenRowTellsNothing) {
  result_row row;
  row.value.value = 3;
  row.value.n = 4;
  row.value.flags = bit(estimate_flag::clamped);
  suppress(row, hidden_reason::base);
  EXPECT_TRUE(std::isnan(row.value.value) && std::isnan(row.value.n) && std::isnan(row.value.low));
  EXPECT_FALSE(row.value.has(estimate_flag::clamped));
  EXPECT_EQ(row.suppressed, "base");
}

}  // namespace
