// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "cxm/io/instrument_json.hpp"
#include "cxm/model/validate.hpp"

namespace {

const cxm::instrument& cx4() {
  static const cxm::instrument_ptr in = cxm::load_instrument("cx4");
  return *in;
}

using names = std::vector<std::string>;

TEST(Cx4, EveryDimensionIsAskedForImportanceEffectivenessAndPractice) {
  ASSERT_EQ(cx4().dimensions.size(), 4U);
  for (const cxm::dimension& d : cx4().dimensions) {
    int importance = 0;
    int effectiveness = 0;
    for (const cxm::item& i : cx4().items) {
      if (i.dimension != d.id) continue;
      importance += i.facet == cxm::facet::importance;
      effectiveness += i.facet == cxm::facet::effectiveness;
    }
    EXPECT_EQ(importance, 1) << d.id;
    EXPECT_EQ(effectiveness, 1) << d.id;
    const cxm::measure* composite = cx4().find_measure(d.id);
    ASSERT_NE(composite, nullptr) << d.id;
    EXPECT_EQ(composite->kind, cxm::measure_kind::composite);
    EXPECT_GE(composite->items.size(), 4U);
    EXPECT_LE(composite->items.size(), 6U);
    int reversed = 0;
    for (const std::string& id : composite->items) {
      const cxm::item& asked = *cx4().find_item(id);
      reversed += asked.reverse;
      EXPECT_EQ(asked.facet, cxm::facet::practice) << id;
      EXPECT_EQ(asked.dimension, d.id) << id;
      EXPECT_EQ(asked.roles, (names{"executive", "manager", "employee"})) << id;
    }
    EXPECT_EQ(reversed, 1) << d.id;
  }
}

TEST(Cx4, TheAgreedMeasuresExist) {
  for (const char* id : {"culture_important",
                         "culture_effective",
                         "leadership_important",
                         "leadership_effective",
                         "visibility_important",
                         "visibility_effective",
                         "champions_important",
                         "champions_effective",
                         "overall_very_effective",
                         "customer_centric",
                         "priority",
                         "lacks_resources",
                         "priority_not_resourced",
                         "wants_differentiation",
                         "disciplined",
                         "wants_not_disciplined",
                         "definition_shared",
                         "single_source_in_place",
                         "single_source_pursuing",
                         "free_to_act",
                         "acts_on_most_data",
                         "champion",
                         "satisfied",
                         "nps",
                         "effort",
                         "stayed",
                         "roadblock_funding",
                         "profit_beaten",
                         "revenue_beaten"}) {
    EXPECT_NE(cx4().find_measure(id), nullptr) << id;
  }
  for (const char* id : {"maturity", "maturity_geometric", "maturity_weakest"}) {
    EXPECT_NE(cx4().find_index(id), nullptr) << id;
  }
  EXPECT_EQ(cx4().find_index("maturity")->of, (names{"culture", "leadership", "visibility", "champions"}));
  ASSERT_EQ(cx4().levels.size(), 1U);
  EXPECT_EQ(cx4().levels[0].id, "maturity_level");
  EXPECT_EQ(cx4().levels[0].cuts, (std::vector<double>{20, 40, 60, 80}));
  EXPECT_EQ(cx4().levels[0].gates.size(), 4U);
  EXPECT_FALSE(cx4().find_role("customer")->inside);
}

TEST(Cx4, WhoIsAskedWhat) {
  EXPECT_EQ(cxm::roles_asked(cx4(), "customer_centric"),
            (names{"executive", "manager", "employee", "customer"}));
  EXPECT_EQ(cxm::roles_asked(cx4(), "maturity"), (names{"executive", "manager", "employee"}));
  EXPECT_EQ(cxm::roles_asked(cx4(), "nps"), names{"customer"});
  EXPECT_EQ(cxm::roles_asked(cx4(), "profit_beaten"), names{"executive"});
}

// Lacking and having resources are two sides of one answer: together they are everybody.
TEST(Cx4, ResourcedIsTheComplementOfLackingResources) {
  const cxm::scale& s = *cx4().find_scale(cx4().find_item("resources")->scale);
  EXPECT_EQ(s.top.size() + s.bottom.size(), s.codes.size());
  EXPECT_EQ(cx4().find_measure("resourced")->codes.named, "top");
  EXPECT_EQ(cx4().find_measure("lacks_resources")->codes.named, "bottom");
}

TEST(Cx4, EveryWordIsThereInBothLanguages) {
  EXPECT_EQ(cx4().languages, (names{"en", "de"}));
  for (const cxm::item& i : cx4().items) {
    EXPECT_EQ(i.text.by_language.size(), 2U) << i.id;
    EXPECT_NE(i.text.in("en"), i.text.in("de")) << i.id;
  }
  for (const cxm::measure& m : cx4().measures) EXPECT_EQ(m.label.by_language.size(), 2U) << m.id;
}

// The example of docs/instrument.md is an instrument.
TEST(InstrumentManual, ItsExampleIsValid) {
  std::ifstream file(std::string(CXM_SOURCE_DIR) + "/docs/instrument.md");
  std::stringstream manual;
  manual << file.rdbuf();
  const std::string text = manual.str();
  const auto begin = text.find("```json\n") + 8;
  const auto in = cxm::parse_instrument(text.substr(begin, text.find("```", begin) - begin));
  EXPECT_EQ(in->id, "pulse");
  EXPECT_EQ(in->measures.size(), 3U);
}

}  // namespace
