// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/head_counts.hpp"

#include <gtest/gtest.h>

#include "cxm/base/error.hpp"
#include "support/program.hpp"

namespace {

using namespace cxm;

TEST(HeadCounts, AreReadByRoleAndSegment) {
  const test::scratch_directory here;
  const std::string path = here.write("heads.csv", "role,unit,people\nexecutive,,40\n,north,120\n\n,,900\n");
  const std::vector<head_count> heads = read_head_counts(path);
  ASSERT_EQ(heads.size(), 3U);
  EXPECT_EQ(heads[0].role, "executive");
  EXPECT_EQ(heads[0].people, 40);
  EXPECT_EQ(heads[1].segment, "unit");
  EXPECT_EQ(heads[1].value, "north");
  EXPECT_TRUE(heads[2].role.empty() && heads[2].segment.empty());
}

TEST(HeadCounts, RefuseWhatIsNoHeadCount) {
  const test::scratch_directory here;
  struct {
    const char *text, *message;
  } const cases[] = {
      {"role,number\nx,3\n", "there is no column 'people'"},
      {"role,people\nx,many\n", "row 2, column 'people': 'many' is not a number of people"},
      {"role,people\nx,-1\n", "row 2, column 'people': '-1' is not a number of people"},
      {"people,unit,country\n3,a,b\n", "row 2, column 'country': the row already names 'unit'"},
      {"role,people\nx,3\nx,4\n", "row 3, column 'people': this group stands in an earlier row already"},
  };
  for (const auto& c : cases) {
    const std::string path = here.write("heads.csv", c.text);
    try {
      static_cast<void>(read_head_counts(path));
      ADD_FAILURE() << c.message;
    } catch (const error& e) {
      EXPECT_NE(std::string(e.what()).find(c.message), std::string::npos) << e.what();
    }
  }
}

}  // namespace
