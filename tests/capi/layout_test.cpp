// SPDX-License-Identifier: Apache-2.0
// The binary layout of public structures: what was published keeps its place for ever; new members come after
// it.
#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "cxm.h"

namespace {

TEST(CApi, PublishedMembersKeepTheirPlaces) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> now;
#define LAYOUT_OF(structure)
#define LAYOUT(structure, member) \
  now[#structure "." #member] = {offsetof(structure, member), sizeof(structure::member)};
#include "capi/layout.inc"
  std::ifstream published(std::string(CXM_SOURCE_DIR) + "/tests/capi/abi_layout.txt");
  std::string line;
  std::size_t rows = 0;
  while (std::getline(published, line)) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream in(line);
    std::string name;
    std::size_t offset = 0;
    std::size_t size = 0;
    in >> name >> offset >> size;
    ASSERT_TRUE(now.count(name)) << name << " was published and is gone";
    EXPECT_EQ(now[name].first, offset) << name;
    EXPECT_EQ(now[name].second, size) << name;
    now.erase(name);
    ++rows;
  }
  EXPECT_GT(rows, 50U);
  std::string missing;
  for (const auto& [name, place] : now)
    missing += name + " " + std::to_string(place.first) + " " + std::to_string(place.second) + "\n";
  EXPECT_EQ(missing, "") << "add these lines to tests/capi/abi_layout.txt";
}

}  // namespace
