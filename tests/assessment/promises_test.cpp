// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "assessment/fixture.hpp"
#include "cxm/assessment/assessment.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

/// A pool, percentile cuts and a published figure.
std::shared_ptr<const norm> peers() {
  norm made;
  made.id = "peers";
  made.version = "1";
  made.organisations = 30;
  norm_measure pool;
  pool.id = "maturity";
  for (int i = 0; i < 12; ++i) {
    made.members.push_back({"org" + std::to_string(i), {}, {}});
    pool.values.push_back({made.members.back().id, 40.0 + 2 * i, 1.5, 200});
  }
  norm_measure cuts;
  cuts.id = "culture";
  cuts.percentiles = {{0.25, 45}, {0.5, 52}, {0.75, 60}};
  norm_measure figure;
  figure.id = "important";
  figure.role = "employee";
  figure.published = norm_figure{0.9, 680, "a study", "call it important"};
  made.measures = {pool, cuts, figure};
  return std::make_shared<const norm>(std::move(made));
}

/// Everything that can be switched on, at several sizes and with weights.
std::vector<assessment> assessments() {
  std::vector<assessment> out;
  for (const bool weighted : {false, true}) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      tally_options kept;
      kept.weighted = weighted;
      kept.item_moments = weighted;
      assess_options o;
      o.crossed_items = seed == 2;
      o.reference = peers();
      out.push_back(assess(tally_of(small_instrument(), random_people(seed, 3 * seed), kept), o));
    }
  }
  return out;
}

TEST(Promise3UncertaintyOnEveryNumber, EveryRowHasAnIntervalOrSaysWhyNot) {
  std::set<std::string> tables;
  for (const assessment& a : assessments()) {
    for (const result_row& r : a.rows) {
      tables.insert(r.table);
      const estimate& e = r.value;
      const std::string where = r.table + " " + r.id + " " + r.detail + " at " + r.key[0] + "/" + r.key[1];
      EXPECT_FALSE(r.unit.empty()) << where;
      if (!r.suppressed.empty()) {
        EXPECT_TRUE(e.has(estimate_flag::suppressed)) << where;
        continue;
      }
      EXPECT_FALSE(e.method.empty()) << where;
      EXPECT_EQ(std::isnan(e.value),
                e.has(estimate_flag::undefined) || (e.has(estimate_flag::bounds) && r.table != "norm"))
          << where;
      const bool interval = !std::isnan(e.low) && !std::isnan(e.high);
      if (e.has(estimate_flag::bounds)) {
        EXPECT_TRUE(interval) << where;
        continue;
      }
      EXPECT_NE(interval, e.has(estimate_flag::no_interval)) << where;
      if (interval) {
        EXPECT_LE(e.low, e.value + 1e-9) << where;
        EXPECT_GE(e.high, e.value - 1e-9) << where;
        EXPECT_GT(e.level, 0) << where;
        EXPECT_GT(e.n, 0) << where;
      }
      if (r.unit == "share" && r.table != "gap" && r.table != "change" && r.table != "unit" &&
          r.table != "norm" && r.table != "finding") {
        EXPECT_GE(e.low, 0) << where;
        EXPECT_LE(e.high, 1) << where;
      }
      if (r.unit == "probability" && !std::isnan(e.value)) {
        EXPECT_GE(e.value, 0) << where;
        EXPECT_LE(e.value, 1 + 1e-12) << where;
      }
    }
    for (const finding& f : a.findings) {
      EXPECT_FALSE(f.verdict.empty()) << f.id;
      EXPECT_FALSE(f.sentence.empty()) << f.id;
      EXPECT_TRUE(f.verdict == "not shown" || !std::isnan(f.probability) || f.id == "roadblocks:margins" ||
                  f.kind == "coverage" || f.kind == "strengths")
          << f.id;
      for (const std::size_t row : f.rows) {
        ASSERT_LT(row, a.rows.size());
        if (f.kind == "strengths") continue;  // points at rows of table `unit`
        EXPECT_EQ(a.rows[row].id, f.id);
      }
    }
  }
  EXPECT_EQ(tables,
            (std::set<std::string>{"base", "item", "measure", "index", "level", "gap", "change", "unit",
                                   "between", "agreement", "norm", "driver", "finding", "reliability"}));
}

/// What an attacker knows: the shown rows of one additive quantity, as sums over (wave, role, unit) cells,
/// and that a group without rows holds nobody. He solves for everything by least squares.
class attacker {
 public:
  /// `shown`: key -> sum over the group's people (count, or n times mean).
  attacker(const std::map<std::vector<std::string>, double>& shown,
           const std::set<std::vector<std::string>>& empty) {
    const std::map<std::string, std::string> parents{
        {"a", "north"}, {"b", "north"}, {"c", "south"}, {"d", "south"}};
    for (const char* wave : {"before", "after"}) {
      for (const char* role : {"executive", "employee", "customer"}) {
        for (const char* unit : {"a", "b", "c", "d", "-"}) {
          // A cell that a published empty group contains is known to be zero.
          bool gone = false;
          for (const auto& key : empty) gone = gone || contains(key, wave, role, unit, parents);
          if (!gone) atoms_.push_back({wave, role, unit});
        }
      }
    }
    const auto n = static_cast<Eigen::Index>(atoms_.size());
    system_ = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(shown.size()), n);
    right_ = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(shown.size()));
    Eigen::Index row = 0;
    for (const auto& [key, sum] : shown) {
      for (Eigen::Index c = 0; c < n; ++c) {
        const auto& atom = atoms_[static_cast<std::size_t>(c)];
        system_(row, c) = contains(key, atom[0], atom[1], atom[2], parents) ? 1 : 0;
      }
      right_(row) = sum;
      ++row;
    }
    solver_.compute(system_.transpose());
  }

  /// Distance of a group's vector from what the shown rows span: 0 = he knows its sum exactly.
  [[nodiscard]] double ignorance(const std::vector<std::string>& key) const {
    const std::map<std::string, std::string> parents{
        {"a", "north"}, {"b", "north"}, {"c", "south"}, {"d", "south"}};
    Eigen::VectorXd v = Eigen::VectorXd::Zero(system_.cols());
    for (Eigen::Index c = 0; c < system_.cols(); ++c) {
      const auto& atom = atoms_[static_cast<std::size_t>(c)];
      v(c) = contains(key, atom[0], atom[1], atom[2], parents) ? 1 : 0;
    }
    if (system_.rows() == 0) return v.norm();
    return (system_.transpose() * solver_.solve(v) - v).norm();
  }

 private:
  static bool contains(const std::vector<std::string>& key, const std::string& wave, const std::string& role,
                       const std::string& unit, const std::map<std::string, std::string>& parents) {
    if (key[0] != wave || (!key[1].empty() && key[1] != role)) return false;
    const auto parent = parents.find(unit);
    return key[2].empty() || key[2] == unit || (parent != parents.end() && key[2] == parent->second);
  }
  std::vector<std::vector<std::string>> atoms_;
  Eigen::MatrixXd system_;
  Eigen::VectorXd right_;
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver_;
};

TEST(Promise4PrivacyThatCannotBeForgotten, NoSmallGroupIsShownNorComputable) {
  int hidden_groups = 0;
  int attacked = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const auto people = random_people(seed, 2 + seed);
    const tally t = tally_of(small_instrument(), people);
    assess_options o;
    o.crossed_items = true;
    const assessment a = assess(t, o);
    assess_options open = o;
    open.disclosure = false;
    const assessment truth = assess(t, open);
    ASSERT_EQ(truth.notes.size(), a.notes.size() + 1);  // switching it off is written down

    // Variables with their additive sums: number of people, and per item, measure and paired gap.
    std::map<std::string, std::map<std::vector<std::string>, const result_row*>> published;
    std::map<std::string, std::map<std::vector<std::string>, double>> behind;
    const auto variable = [](const result_row& r) {
      if (r.table == "base" && r.id == "people") return std::string("people");
      if (r.table == "item" && (r.detail == "mean" || r.detail == "code:1")) return "item " + r.id + r.detail;
      if (r.table == "measure" && r.detail == "mean") return "measure " + r.id;
      if (r.table == "gap" && r.id == "gap" && r.detail == "difference") return std::string("gap");
      return std::string();
    };
    for (const result_row& r : a.rows) {
      if (const std::string v = variable(r); !v.empty()) published[v][r.key] = &r;
    }
    for (const result_row& r : truth.rows) {
      if (const std::string v = variable(r); !v.empty())
        behind[v][r.key] = r.table == "base" ? r.value.value : r.value.n;
    }
    for (const auto& [name, rows] : published) {
      std::map<std::vector<std::string>, double> shown;
      std::set<std::vector<std::string>> empty;
      for (const auto& [key, n] : behind["people"]) {
        if (!behind[name].contains(key)) empty.insert(key);
      }
      for (const auto& [key, row] : rows) {
        const double n = behind[name].at(key);
        if (!row->suppressed.empty()) {
          EXPECT_TRUE(std::isnan(row->value.value) && std::isnan(row->value.n) &&
                      std::isnan(row->value.n_eff));
          ++hidden_groups;
          continue;
        }
        EXPECT_FALSE(n > 0 && n < 5) << name << " shown on " << n;
        shown[key] = name == "people" ? row->value.value : row->value.n * row->value.value;
      }
      const attacker attack(shown, empty);
      for (const auto& [key, n] : behind[name]) {
        if (!(n > 0 && n < 5)) continue;
        ++attacked;
        EXPECT_GT(attack.ignorance(key), 1e-6) << name << " of " << key[0] << "/" << key[1] << "/" << key[2]
                                               << " can be computed, seed " << seed;
      }
    }
  }
  EXPECT_GT(hidden_groups, 500);
  EXPECT_GT(attacked, 300);
}

TEST(Promise4PrivacyThatCannotBeForgotten, EveryKindOfRowHidesWithItsBase) {
  const assessment a = assess(tally_of(small_instrument(), random_people(2, 4)));
  std::set<std::string> hidden_tables;
  std::set<std::string> reasons;
  std::map<std::vector<std::string>, bool> people_hidden;
  for (const result_row& r : a.rows) {
    if (r.table == "base" && r.id == "people") people_hidden[r.key] = !r.suppressed.empty();
  }
  for (const result_row& r : a.rows) {
    if (people_hidden[r.key] && r.table != "finding") {
      EXPECT_FALSE(r.suppressed.empty()) << r.table << r.id << r.detail;
    }
    if (r.suppressed.empty()) continue;
    hidden_tables.insert(r.table);
    reasons.insert(r.suppressed);
    EXPECT_TRUE(r.suppressed == "base" || r.suppressed == "complement" || r.suppressed == "parent");
  }
  EXPECT_EQ(hidden_tables, (std::set<std::string>{"base", "item", "measure", "index", "level", "gap",
                                                  "change", "unit", "agreement"}));
  EXPECT_TRUE(reasons.contains("base") && reasons.contains("complement"));
}

TEST(Promise4PrivacyThatCannotBeForgotten, FindingsAreSilentAboutSmallGroups) {
  // Four executives: nothing about them alone, neither in rows nor in sentences.
  std::vector<survey_row> people;
  int executives = 0;
  for (const survey_row& r : random_people(4)) {
    if (r.role == "executive" && ++executives > 4) continue;
    people.push_back(r);
    people.back().wave = "after";
    people.back().segments = {"a"};
  }
  const assessment a = assess(tally_of(small_instrument(), people));
  for (const finding& f : a.findings) {
    if (f.kind != "perception_gap" && f.kind != "inflation") continue;
    EXPECT_EQ(f.verdict, "not shown") << f.id;
    EXPECT_TRUE(std::isnan(f.base));
    for (const std::size_t row : f.rows) EXPECT_EQ(a.rows[row].detail.find("executive"), std::string::npos);
  }
  for (const result_row& r : a.rows) {
    if (r.table == "finding") {
      EXPECT_NE(r.key[1], "executive") << r.id << r.detail;
    }
  }
}

TEST(Promise4PrivacyThatCannotBeForgotten, TheMinimumIsOfPeopleNotRows) {
  // Seven rows by three people: hidden, though there are seven answers.
  tally_options kept;
  kept.respondents = true;
  std::vector<survey_row> rows;
  for (int i = 0; i < 60; ++i)
    rows.push_back({"employee", "after", {i < 7 ? "a" : i < 30 ? "c" : "d"}, {{"l1", 3}}, 1, {}});
  batch b = batch_of(*small_instrument(), rows);
  for (int i = 0; i < 60; ++i) b.respondents.push_back(static_cast<std::uint64_t>(i < 7 ? i % 3 : i));
  tally t(small_instrument(), kept);
  t.update(b);
  const assessment a = assess(t);
  const result_row* small = a.find("measure", "leadership", "mean", {"after", "", "a"});
  ASSERT_NE(small, nullptr);
  EXPECT_EQ(small->suppressed, "base");
}

}  // namespace
