// SPDX-License-Identifier: Apache-2.0
// The whole way: a simulated file is read, tallied and assessed, and the assessment is held against the
// truth of the simulation.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>

#include "cxm/assessment/assessment.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/reader.hpp"
#include "cxm/model/validate.hpp"
#include "cxm/simulate/simulate.hpp"

namespace {

/// A file that is gone when the test is over.
class temporary_file {
 public:
  explicit temporary_file(const std::string& name) : path_(testing::TempDir() + name) {}
  ~temporary_file() { std::remove(path_.c_str()); }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

cxm::assessment assessed(const cxm::instrument_ptr& in, const cxm::profile& p, bool labels,
                         const std::string& name) {
  const temporary_file file(name);
  {
    std::ofstream out(file.path(), std::ios::binary);
    cxm::simulate_options options;
    options.labels = labels;
    cxm::simulate_to_csv(*in, p, out, options);
  }
  cxm::tally_options keep;
  keep.respondents = true;
  cxm::tally sums(in, keep);
  const auto receipt =
      cxm::read_file(file.path(), *in, {}, [&](unsigned, const cxm::batch& b) { sums.update(b); });
  EXPECT_EQ(receipt.rows_read, cxm::simulated_rows(p));
  EXPECT_EQ(receipt.rows_used, receipt.rows_read);
  EXPECT_TRUE(receipt.unknown.empty());
  EXPECT_TRUE(receipt.columns_ignored.empty());
  return cxm::assess(sums, {}, receipt);
}

struct demo_flow {
  cxm::profile p = cxm::load_profile("demo");
  cxm::instrument_ptr in = cxm::with_hierarchy(*cxm::load_instrument("cx4"), p);
  cxm::assessment result = assessed(in, p, false, "truth_flow_codes.csv");
};

const demo_flow& flow() {
  static const demo_flow made;
  return made;
}

const cxm::result_row* row(const cxm::assessment& a, const std::string& wave, const std::string& role,
                           const std::string& unit, const std::string& id) {
  for (const char* table : {"measure", "index"}) {
    for (const char* detail : {"mean", "share", "value", ""}) {
      if (const auto* found = a.find(table, id, detail, {wave, role, unit})) return found;
    }
  }
  return nullptr;
}

// What the file shows exactly is what the assessment prints; everything else lies within five of its own
// standard errors of the truth. There are some ten thousand of them, so that a normal error beyond five
// would be seen in one run of two hundred; far more than one in a hundred beyond 2.58 would be a bias.
TEST(TruthFlow, TheAssessmentOfTheDemoIsTheTruthWithinItsErrors) {
  int compared = 0;
  int exact = 0;
  int beyond = 0;
  for (const cxm::truth_row& t : cxm::truth_of(*flow().in, flow().p)) {
    if (t.key[1].empty()) continue;  // all waves together is no row of an assessment
    const cxm::result_row* r = row(flow().result, t.key[1], t.key[0], t.key[2], t.measure);
    if (r == nullptr || !r->suppressed.empty() || !r->value.defined()) continue;
    if (r->value.has(cxm::estimate_flag::no_interval) || !(r->value.se > 0)) continue;
    const std::string where = t.measure + " of " + t.key[0] + " " + t.key[1] + " " + t.key[2];
    if (t.exact) {
      ++exact;
      EXPECT_NEAR(r->value.value, t.value, 1e-9 * std::max(1.0, std::fabs(t.value))) << where;
      continue;
    }
    // Small groups have skewed errors: only of 100 and more is a standard error a yardstick.
    if (r->value.n < 100) continue;
    ++compared;
    // Of a rare answer the estimated error may be far too small; the true one is known.
    const bool share = cxm::range_of(*flow().in, t.measure).kind == cxm::measure_range::unit::share;
    const double se =
        share ? std::max(r->value.se, std::sqrt(t.value * (1 - t.value) / r->value.n)) : r->value.se;
    const double z = (r->value.value - t.value) / se;
    beyond += std::fabs(z) > 2.5758;
    EXPECT_LT(std::fabs(z), 5) << where << ": true " << t.value << ", got " << r->value.value;
  }
  RecordProperty("compared", compared);
  EXPECT_GT(compared, 1000);
  EXPECT_GT(exact, 10);
  // 1 % are expected; they are correlated, because groups contain each other.
  EXPECT_LT(beyond, compared * 0.03);
}

TEST(TruthFlow, TheExecutivesOf2017PrintThePublishedFigures) {
  const auto percent = [&](const char* role, const char* id) {
    const cxm::result_row* r = row(flow().result, "2017", role, "", id);
    return r == nullptr ? -1 : std::lround(100 * r->value.value);
  };
  EXPECT_EQ(percent("executive", "culture_important"), 90);
  EXPECT_EQ(percent("executive", "culture_effective"), 45);
  EXPECT_EQ(percent("executive", "leadership_important"), 88);
  EXPECT_EQ(percent("executive", "leadership_effective"), 49);
  EXPECT_EQ(percent("executive", "visibility_important"), 87);
  EXPECT_EQ(percent("executive", "visibility_effective"), 35);
  EXPECT_EQ(percent("executive", "overall_very_effective"), 15);
  EXPECT_EQ(percent("executive", "customer_centric"), 56);
  EXPECT_EQ(percent("customer", "customer_centric"), 12);
  EXPECT_EQ(percent("executive", "priority"), 92);
  EXPECT_EQ(percent("executive", "lacks_resources"), 45);
  EXPECT_EQ(percent("executive", "wants_differentiation"), 80);
  EXPECT_EQ(percent("executive", "disciplined"), 11);
  EXPECT_EQ(percent("manager", "free_to_act"), 23);
}

// Kiel has four executives and Vienna three: below the minimum base of five people nothing is shown.
TEST(TruthFlow, UnitsBelowTheMinimumBaseAreHidden) {
  for (const char* unit : {"Kiel", "Vienna"}) {
    const cxm::result_row* r = row(flow().result, "2017", "executive", unit, "culture");
    ASSERT_NE(r, nullptr) << unit;
    EXPECT_FALSE(r->suppressed.empty()) << unit;
    EXPECT_TRUE(std::isnan(r->value.value)) << unit;
  }
  const cxm::result_row* shown = row(flow().result, "2017", "executive", "Berlin", "culture");
  ASSERT_NE(shown, nullptr);
  EXPECT_TRUE(shown->suppressed.empty());
}

// Labels are read back as the codes that they stand for.
TEST(TruthFlow, LabelsSayTheSameAsCodes) {
  const cxm::assessment labels = assessed(flow().in, flow().p, true, "truth_flow_labels.csv");
  ASSERT_EQ(labels.rows.size(), flow().result.rows.size());
  for (std::size_t i = 0; i < labels.rows.size(); ++i) {
    const double a = labels.rows[i].value.value;
    const double b = flow().result.rows[i].value.value;
    ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << labels.rows[i].id;
  }
}

}  // namespace
