// SPDX-License-Identifier: Apache-2.0
#include "cxm/benchmark/published.hpp"

#include <gtest/gtest.h>

namespace {

TEST(PublishedFigures, HoldTheStudyOf680Executives) {
  const auto share = [](const char* measure) {
    const auto* figure = cxm::find_published("cx4", measure, "executive");
    EXPECT_NE(figure, nullptr) << measure;
    return figure == nullptr ? -1 : figure->share;
  };
  EXPECT_EQ(share("culture_important"), .90);
  EXPECT_EQ(share("culture_effective"), .45);
  EXPECT_EQ(share("leadership_important"), .88);
  EXPECT_EQ(share("leadership_effective"), .49);
  EXPECT_EQ(share("visibility_important"), .87);
  EXPECT_EQ(share("visibility_effective"), .35);
  EXPECT_EQ(share("overall_very_effective"), .15);
  EXPECT_EQ(cxm::find_published("cx4", "overall_very_effective", "executive")->base, 680);
}

TEST(PublishedFigures, EveryFigureIsAShareWithItsSource) {
  EXPECT_GE(cxm::published_figures().size(), 17U);
  for (const auto& figure : cxm::published_figures()) {
    EXPECT_FALSE(figure.source.empty()) << figure.study;
    EXPECT_FALSE(figure.statement.empty()) << figure.study;
    EXPECT_GT(figure.share, 0) << figure.study;
    EXPECT_LT(figure.share, 1) << figure.study;
    EXPECT_GE(figure.base, 0) << figure.study;
  }
}

TEST(PublishedFigures, HoldForTheirOwnQuestionOnly) {
  EXPECT_EQ(cxm::find_published("other", "culture_important", "executive"), nullptr);
  EXPECT_EQ(cxm::find_published("cx4", "culture_important", "customer"), nullptr);
  EXPECT_EQ(cxm::find_published("cx4", "", "executive"), nullptr);
}

}  // namespace
