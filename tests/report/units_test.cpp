// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "assessment/fixture.hpp"
#include "cxm/assessment/assessment.hpp"
#include "cxm/report/report.hpp"
#include "cxm/report/scorecard.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

std::shared_ptr<const norm> pool() {
  norm n;
  n.id = "peers";
  n.version = "7";
  n.population = "shops";
  n.date = "2026";
  norm_measure m;
  m.id = "maturity";
  for (int i = 0; i < 5; ++i) {
    n.members.push_back({"org" + std::to_string(i), {}, {}});
    m.values.push_back({n.members.back().id, 40.0 + 5 * i, 1, 100});
  }
  n.measures.push_back(m);
  return std::make_shared<const norm>(std::move(n));
}

assessment assessed(const std::string& language, std::size_t each = 60) {
  assess_options o;
  o.language = language;
  o.disclosure = false;  // units of the fixture are small
  o.reference = pool();
  return assess(tally_of(small_instrument(), random_people(2, each)), o);
}

TEST(ReportOfUnits, ShowsRawBesideShrunkWithRanksVerdictsAndAgreement) {
  const assessment a = assessed("en");
  const std::string html = html_report(a);
  const result_row* raw = a.find("index", "maturity", "mean", {"after", "", "north"});
  const result_row* rank = a.find("unit", "maturity", "rank", {"after", "", "north"});
  ASSERT_NE(raw, nullptr);
  ASSERT_NE(rank, nullptr);
  for (const char* words :
       {"raw and shrunk", ">shrunk<", "false discovery rate of", "Possible ranks",
        "Do people in one unit see it alike?", "pockets", "Compared with others",
        "peers, version 7: shops, 2026.", "The peers are org0, org1, org2, org3 and org4."}) {
    EXPECT_NE(html.find(words), std::string::npos) << words;
  }
  EXPECT_NE(html.find("north \xC2\xB7 rank " + std::to_string(static_cast<int>(rank->value.low))),
            std::string::npos);
  // Every unit has a page: its level, where it stands out, and every figure with its ranks.
  const std::size_t page = html.find("<details class=\"unit\"><summary>north");
  ASSERT_NE(page, std::string::npos);
  const std::string north = html.substr(page, html.find("</details>", page) - page);
  EXPECT_NE(north.find(std::to_string(static_cast<int>(rank->value.low)) + "\xC2\xA0to\xC2\xA0" +
                       std::to_string(static_cast<int>(rank->value.high)) + "</td>"),
            std::string::npos);
  for (const char* words :
       {"north: every figure", " people.", "shrunk", "Against the rest", "Detectable", "Percentile"})
    EXPECT_NE(north.find(words), std::string::npos) << words;
  const result_row* verdict = a.find("unit", "maturity", "verdict", {"after", "", "north"});
  ASSERT_NE(verdict, nullptr);
  EXPECT_NE(north.find(">" + verdict->label + "</td>"), std::string::npos);
  // The appendix has the changes with what could have been found at all.
  const std::size_t appendix = html.find("id=\"appendix\"");
  ASSERT_NE(appendix, std::string::npos);
  for (const char* words :
       {"All measures", "All indices", "Change since before", "Smallest change found with 80\xC2\xA0% power"})
    EXPECT_NE(html.find(words, appendix), std::string::npos) << words;
  // The first page names the percentile with its interval and the peers.
  const std::string first = html.substr(0, html.find("<nav"));
  EXPECT_NE(first.find("Better than "), std::string::npos);
  EXPECT_NE(first.find("of 5 peers ("), std::string::npos);
}

TEST(ReportOfUnits, SpeaksGerman) {
  const std::string html = html_report(assessed("de"));
  for (const char* words : {"gestützt", "Mögliche Ränge", "Im Vergleich", "Inseln"}) {
    EXPECT_NE(html.find(words), std::string::npos) << words;
  }
  const std::string card = scorecard(assessed("de"));
  EXPECT_NE(card.find("Einheiten nach"), std::string::npos);
}

TEST(ReportOfUnits, TheScorecardHasThreeLines) {
  const std::string card = scorecard(assessed("en"));
  for (const char* words : {"differ from the rest in", "highest: ", "(rank ", "one culture in ",
                            "Compared with others", "Better than "}) {
    EXPECT_NE(card.find(words), std::string::npos) << words;
  }
}

TEST(ReportOfUnits, HiddenUnitsHaveNoRowOfNumbers) {
  assessment a = assessed("en");
  for (result_row& r : a.rows) {
    if (r.table != "unit" && r.table != "agreement" && r.table != "norm") continue;
    r.suppressed = "base";
    r.value.value = r.value.low = r.value.high = 98765.4;
  }
  const std::string html = html_report(a);
  EXPECT_EQ(html.find("98,765"), std::string::npos);
  EXPECT_EQ(html.find("98765"), std::string::npos);
  EXPECT_EQ(scorecard(a).find("98,765"), std::string::npos);
  // A unit whose own value is hidden has no page.
  ASSERT_NE(html.find("<summary>north"), std::string::npos);
  for (result_row& r : a.rows)
    if (r.key.size() > 2 && r.key[2] == "north") r.suppressed = "base";
  EXPECT_EQ(html_report(a).find("<summary>north"), std::string::npos);
}

}  // namespace
