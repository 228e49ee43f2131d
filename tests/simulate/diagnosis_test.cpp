// SPDX-License-Identifier: Apache-2.0
// Three organisations whose state is known are drawn, assessed, and must be diagnosed for what they are.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>

#include "cxm/assessment/assessment.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/reader.hpp"
#include "cxm/simulate/simulate.hpp"

namespace {

struct diagnosis {
  cxm::instrument_ptr asked;
  cxm::profile people;
  cxm::assessment found;

  [[nodiscard]] std::string verdict(const std::string& id) const {
    for (const cxm::finding& f : found.findings) {
      if (f.id == id) return f.verdict;
    }
    return "no such finding";
  }
  [[nodiscard]] const cxm::estimate& row(const std::string& id, const std::string& detail,
                                         const std::string& wave) const {
    const cxm::result_row* r = found.find("finding", id, detail, {wave, "", ""});
    static const cxm::estimate none;
    if (r == nullptr) ADD_FAILURE() << "no row " << id << " " << detail << " " << wave;
    return r == nullptr ? none : r->value;
  }
};

diagnosis diagnose(const std::string& name) {
  diagnosis out;
  out.people = cxm::load_profile(name);
  out.asked = cxm::with_hierarchy(*cxm::load_instrument("cx4"), out.people);
  const std::string path = testing::TempDir() + "diagnosis-" + name + ".csv";
  {
    std::ofstream file(path, std::ios::binary);
    cxm::simulate_to_csv(*out.asked, out.people, file);
  }
  cxm::tally_options keep;
  keep.respondents = true;
  cxm::tally sums(out.asked, keep);
  (void)cxm::read_file(path, *out.asked, {}, [&](unsigned, const cxm::batch& b) { sums.update(b); });
  std::remove(path.c_str());
  out.found = cxm::assess(sums);
  return out;
}

TEST(Diagnosis, AHealthyOrganisationIsHealthy) {
  const diagnosis d = diagnose("healthy");
  for (const char* dimension : {"culture", "leadership", "visibility", "champions"})
    EXPECT_EQ(d.verdict(std::string("importance_gap:") + dimension), "no gap") << dimension;
  EXPECT_EQ(d.verdict("lip_service:lip_service"), "backed");
  EXPECT_EQ(d.verdict("perception_gap:culture"), "in agreement");
  EXPECT_EQ(d.verdict("believers:champions"), "shared");
  EXPECT_EQ(d.verdict("isolation:champions"), "as by chance");
  EXPECT_EQ(d.verdict("dilution:leadership"), "growing");
  EXPECT_EQ(d.verdict("dilution:maturity"), "growing");
  EXPECT_EQ(d.verdict("pyramid:pyramid"), "carried");
}

TEST(Diagnosis, LipServiceIsSeenThrough) {
  const diagnosis d = diagnose("lip-service");
  for (const char* dimension : {"culture", "leadership", "visibility", "champions"})
    EXPECT_EQ(d.verdict(std::string("importance_gap:") + dimension), "gap") << dimension;
  EXPECT_EQ(d.verdict("lip_service:lip_service"), "say without do");
  EXPECT_EQ(d.verdict("perception_gap:culture"), "over");
  EXPECT_EQ(d.verdict("inflation:maturity"), "inflated");
  EXPECT_EQ(d.verdict("believers:champions"), "isolated");
  EXPECT_NE(d.verdict("dilution:leadership"), "diluting");
  EXPECT_NE(d.verdict("dilution:maturity"), "growing");
  EXPECT_NE(d.verdict("pyramid:pyramid"), "carried");
}

TEST(Diagnosis, DilutionIsDatedAndBelieversAreFoundAlone) {
  const diagnosis d = diagnose("diluting");
  EXPECT_EQ(d.verdict("dilution:leadership"), "diluting");
  EXPECT_EQ(d.verdict("dilution:culture"), "diluting");
  EXPECT_EQ(d.verdict("believers:champions"), "isolated");
  EXPECT_EQ(d.verdict("isolation:champions"), "pockets");
  EXPECT_EQ(d.verdict("believer_outcome:champions:revenue_beaten"), "seed");
  EXPECT_EQ(d.verdict("lip_service:lip_service"), "backed");
  // The profile's own shifts: leadership holds until 2013 and is 19 points lower in 2017; the answers cut at
  // the ends of the scale lose a little of it. The truth of every wave lies in the interval at about its
  // level.
  const cxm::estimate& since = d.row("dilution:leadership", "since_event", "2017");
  EXPECT_LT(since.high, -8);
  EXPECT_GT(since.value, -26);
  std::map<std::string, double> truth;
  for (const cxm::truth_row& t : cxm::truth_of(*d.asked, d.people)) {
    if (t.measure == "leadership" && t.key[0].empty() && t.key[2].empty() && !t.key[1].empty())
      truth[t.key[1]] = t.value;
  }
  ASSERT_EQ(truth.size(), 7U);
  int covered = 0;
  for (const auto& [wave, value] : truth) {
    const cxm::estimate& e = d.row("dilution:leadership", "value", wave);
    covered += e.low <= value && value <= e.high ? 1 : 0;
  }
  EXPECT_GE(covered, 6);
}

}  // namespace
