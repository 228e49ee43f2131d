// SPDX-License-Identifier: Apache-2.0
// docs/coverage.md says how often the intervals hold the truth. The rows marked quick are computed again
// here: page and library must agree to the digits printed, and every claim must be kept.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "coverage/table.hpp"

namespace {

/// Of each row of the page, "title / label": its cells as printed.
std::map<std::string, std::vector<std::string>> cells_of_page() {
  std::ifstream file(std::string(CXM_SOURCE_DIR) + "/docs/coverage.md");
  std::map<std::string, std::vector<std::string>> out;
  std::string title;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) title = line.substr(3);
    if (!line.starts_with("| ")) continue;
    std::vector<std::string> cells;
    std::stringstream stream(line.substr(2));
    for (std::string cell; std::getline(stream, cell, '|');) {
      const auto begin = cell.find_first_not_of(' '), end = cell.find_last_not_of(' ');
      cells.push_back(begin == std::string::npos ? "" : cell.substr(begin, end - begin + 1));
    }
    const std::string label = cells.front();
    cells.erase(cells.begin());
    out[title + " / " + label] = cells;
  }
  return out;
}

struct quick_row {
  std::size_t table, row;
};
std::vector<quick_row> quick_rows() {
  std::vector<quick_row> out;
  const auto all = coverage::all_tables();
  for (std::size_t t = 0; t < all.size(); ++t) {
    for (std::size_t r = 0; r < all[t].rows.size(); ++r) {
      if (all[t].rows[r].quick) out.push_back({t, r});
    }
  }
  return out;
}

// In four parts, so that they run beside each other.
class CoveragePage : public ::testing::TestWithParam<std::size_t> {};

TEST_P(CoveragePage, SaysWhatTheLibraryDoes) {
  const auto all = coverage::all_tables();
  const auto page = cells_of_page();
  const auto rows = quick_rows();
  for (std::size_t i = GetParam(); i < rows.size(); i += 4) {
    const auto& t = all[rows[i].table];
    const auto& r = t.rows[rows[i].row];
    const std::string name = t.title + " / " + r.label;
    const auto found = page.find(name);
    ASSERT_TRUE(found != page.end()) << "docs/coverage.md lacks " << name << "; run ./dev coverage";
    const auto rates = r.rates();
    ASSERT_EQ(found->second.size(), rates.size()) << name;
    for (std::size_t c = 0; c < rates.size(); ++c) {
      // What rounds the other way elsewhere may differ by one sample in 5,000.
      EXPECT_NEAR(std::stod(found->second[c]), 100 * rates[c], 0.08)
          << name << ", " << t.columns[c].name << "; run ./dev coverage";
      EXPECT_TRUE(coverage::kept(coverage::claim_of(t, r, c), rates[c])) << name << ", " << t.columns[c].name;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Parts, CoveragePage, ::testing::Values(0U, 1U, 2U, 3U));

TEST(CoverageClaims, HasEveryRowAndNoClaimIsBroken) {
  const auto page = cells_of_page();
  std::size_t rows = 0;
  for (const auto& t : coverage::all_tables()) {
    for (const auto& r : t.rows) {
      const auto found = page.find(t.title + " / " + r.label);
      ASSERT_TRUE(found != page.end()) << t.title << " / " << r.label;
      ASSERT_EQ(found->second.size(), t.columns.size());
      for (std::size_t c = 0; c < t.columns.size(); ++c) {
        const double rate = std::stod(found->second[c]) / 100;
        EXPECT_TRUE(coverage::kept(coverage::claim_of(t, r, c), rate)) << t.title << " / " << r.label;
        EXPECT_EQ(coverage::shown(rate, t.signs), found->second[c]) << "the sign is wrong";
      }
      ++rows;
    }
  }
  EXPECT_GT(rows, 200U);
}

TEST(CoverageClaims, AreAboutWhatIsPrinted) {
  using coverage::kept;
  using coverage::promise;
  EXPECT_TRUE(kept(promise::nominal, 0.93451));
  EXPECT_FALSE(kept(promise::nominal, 0.9344));
  EXPECT_FALSE(kept(promise::nominal, 0.966));
  EXPECT_TRUE(kept(promise::at_least, 0.999));
  EXPECT_FALSE(kept(promise::at_least, 0.9));
  EXPECT_TRUE(kept(promise::none, 0.2));
  EXPECT_EQ(coverage::shown(0.9344), "93.4 -");
  EXPECT_EQ(coverage::shown(0.9652), "96.5");
  EXPECT_EQ(coverage::shown(0.97), "97.0 +");
}

}  // namespace
