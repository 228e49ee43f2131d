// SPDX-License-Identifier: Apache-2.0
// The instruments of examples/instruments on the surveys they are for: what comes out of the reader gives the
// reference values of those surveys' descriptions to all their digits, by plain sums over the batches.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "cxm/io/csv.hpp"
#include "cxm/io/instrument_json.hpp"
#include "io/reader_support.hpp"

namespace cxm {
namespace {

using namespace test;

std::string shared(const std::string& path) { return std::string(CXM_SHARED_DIR "/data/") + path; }
instrument_ptr example(const std::string& name) {
  return load_instrument(CXM_SOURCE_DIR "/examples/instruments/" + name + ".json");
}

answers read_all(const std::string& path, const instrument& in, read_options options = {}) {
  answers all;
  all.receipt = read_file(path, in, options, [&](unsigned, const batch& b) { all.add(b); });
  return all;
}

#define NEEDS(path) \
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the data are not here: " << path

/// A decimal with `digits` places, as in a table.
std::string printed(double value, int digits) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
  return buffer;
}

struct sums {
  std::int64_t n = 0;
  double w = 0, wx = 0, x = 0;
  void add(double value, double weight) {
    ++n;
    x += value;
    w += weight;
    wx += weight * value;
  }
};

struct sfo_year {
  const char* year;
  std::int64_t rows, overall_n;
  const char *mean, *weighted_mean, *four_or_five;
};

class sfo : public testing::TestWithParam<sfo_year> {};

TEST_P(sfo, gives_the_reference_values) {
  const auto& expected = GetParam();
  const auto path =
      shared("sfo_customer_survey/sfo_customer_survey_" + std::string(expected.year) + ".csv.gz");
  NEEDS(path);
  const auto in = example("sfo-" + std::string(expected.year));
  const auto r = read_all(path, *in);
  EXPECT_EQ(r.receipt.rows_read, expected.rows);
  EXPECT_EQ(r.receipt.rows_used, expected.rows);
  EXPECT_TRUE(r.receipt.unknown.empty());
  EXPECT_EQ(r.groups[1][0], expected.year);

  const auto overall = static_cast<std::size_t>(in->item_position("overall"));
  sums all;
  sums satisfied;
  for (std::size_t k = 0; k < r.rows; ++k) {
    const cell c = r.cells[overall][k];
    if (is_missing(c)) continue;
    ASSERT_LT(c, 5);  // 6, "never used", is no answer
    all.add(c + 1.0, r.weights[k]);
    satisfied.add(c >= 3 ? 100.0 : 0.0, 1.0);
  }
  EXPECT_EQ(all.n, expected.overall_n);
  EXPECT_EQ(r.receipt.items[overall].answered, expected.overall_n);
  EXPECT_EQ(printed(all.x / static_cast<double>(all.n), 5), expected.mean);
  EXPECT_EQ(printed(all.wx / all.w, 5), expected.weighted_mean);
  EXPECT_EQ(printed(satisfied.x / static_cast<double>(satisfied.n), 3), expected.four_or_five);
}

INSTANTIATE_TEST_SUITE_P(years, sfo,
                         testing::Values(sfo_year{"2015", 2958, 2810, "4.04804", "4.04417", "80.000"},
                                         sfo_year{"2016", 3087, 2919, "4.03803", "4.05332", "80.987"},
                                         sfo_year{"2017", 2831, 2688, "4.06436", "4.07120", "82.068"}),
                         [](const auto& info) { return std::string(info.param.year); });

TEST(sfo_2017, net_promoter_score_leaves_out_the_blank_11) {
  const auto path = shared("sfo_customer_survey/sfo_customer_survey_2017.csv.gz");
  NEEDS(path);
  const auto in = example("sfo-2017");
  const auto r = read_all(path, *in);
  const auto recommend = static_cast<std::size_t>(in->item_position("recommend"));
  std::int64_t promoters = 0, detractors = 0;
  sums nps;
  for (std::size_t k = 0; k < r.rows; ++k) {
    const cell c = r.cells[recommend][k];
    if (is_missing(c)) continue;
    promoters += c >= 9;
    detractors += c <= 6;
    nps.add(c >= 9 ? 100 : c <= 6 ? -100 : 0, r.weights[k]);
  }
  EXPECT_EQ(nps.n, 2746);
  EXPECT_EQ(promoters, 1436);
  EXPECT_EQ(detractors, 342);
  EXPECT_EQ(printed(nps.x / static_cast<double>(nps.n), 5), "39.83977");
  EXPECT_EQ(printed(nps.wx / nps.w, 5), "40.39844");
  EXPECT_EQ(r.receipt.items[recommend].missing[static_cast<int>(missing_kind::no_answer)], 85);
}

// The counts of valid answers and their sums that the SPSS file of the same survey was made with.
TEST(sfo_2017, every_rating_has_the_counts_and_sums_of_the_spss_file) {
  const auto path = shared("sfo_customer_survey/sfo_customer_survey_2017.csv.gz");
  const auto expected_path = shared("parser_inputs/spss_sfo_2017_ratings_expected.csv");
  NEEDS(path);
  NEEDS(expected_path);
  std::map<std::string, std::pair<std::string, std::string>> expected;
  csv_reader lines(expected_path);
  while (lines.next()) {
    const auto f = lines.fields();
    expected[std::string(f[0])] = {std::string(f[2]), std::string(f[3])};
  }
  const auto in = example("sfo-2017");
  const auto r = read_all(path, *in);
  int compared = 0;
  for (std::size_t i = 0; i < in->items.size(); ++i) {
    const std::string& column = in->items[i].columns.at(0);
    // Q10SAFE, Q14* stand there with their zeros (and sixes) counted as values; see the ratings below.
    if (expected.count(column) == 0 || column == "Q10SAFE" || column.rfind("Q14", 0) == 0) continue;
    const int first = in->find_scale(in->items[i].scale)->codes[0].code;
    std::int64_t n = 0, sum = 0;
    for (const cell c : r.cells[i])
      if (!is_missing(c)) ++n, sum += c + first;
    EXPECT_EQ(std::to_string(n), expected[column].first) << column;
    EXPECT_EQ(std::to_string(sum), expected[column].second) << column;
    ++compared;
  }
  EXPECT_EQ(compared, 22);
}

TEST(toplines, gives_all_400_published_cells) {
  const auto path = shared("weighted_toplines_survey/responses.csv");
  NEEDS(path);
  const auto in = example("masculinity-2018");
  const auto r = read_all(path, *in);
  EXPECT_EQ(r.receipt.rows_used, 1615);
  double w1 = 0, w2 = 0;
  for (const double w : r.weights) w1 += w, w2 += w * w;
  EXPECT_EQ(printed(w1 * w1 / w2, 4), "526.1567");

  // The published columns after item and answer: which segment (position in groups), which value.
  const std::vector<std::pair<std::size_t, std::string>> groups{
      {0, ""},      {2, "18 - 34"},   {2, "35 - 64"},      {2, "65 and up"},
      {3, "White"}, {3, "Non-white"}, {4, "Has children"}, {4, "No children"}};
  csv_reader published(shared("weighted_toplines_survey/published_percent.csv"));
  ASSERT_TRUE(published.next());
  int right = 0, cells = 0;
  while (published.next()) {
    const auto f = published.fields();
    const auto i = static_cast<std::size_t>(in->item_position(f[0]));
    ASSERT_LT(i, in->items.size()) << f[0];
    const auto& codes = in->find_scale(in->items[i].scale)->codes;
    std::size_t position = 0;
    while (position < codes.size() && codes[position].label.in("") != f[1]) ++position;
    ASSERT_LT(position, codes.size()) << f[1];
    for (std::size_t g = 0; g < groups.size(); ++g) {
      double chosen = 0, base = 0;
      for (std::size_t k = 0; k < r.rows; ++k) {
        if (r.groups[groups[g].first][k] != groups[g].second) continue;
        if (is_missing(r.cells[i][k])) continue;
        base += r.weights[k];
        const bool yes =
            in->items[i].multiple ? (r.selected[i][k] >> position & 1U) != 0 : r.cells[i][k] == position;
        if (yes) chosen += r.weights[k];
      }
      ++cells;
      right += std::to_string(static_cast<int>(std::floor(100 * chosen / base + 0.5))) == f[2 + g];
    }
  }
  EXPECT_EQ(cells, 400);
  EXPECT_EQ(right, 400);
}

TEST(unit_climate, reads_every_soldier_and_company) {
  const auto bh = shared("unit_climate_multilevel/bh1996.csv.gz");
  const auto lq = shared("unit_climate_multilevel/lq2002.csv.gz");
  NEEDS(bh);
  NEEDS(lq);
  const auto count = [](const answers& r) {
    std::map<std::string, int> companies;
    for (const auto& g : r.groups[2]) ++companies[g];
    return companies.size();
  };
  const auto in = example("unit-climate-bh1996");
  const auto a = read_all(bh, *in);
  EXPECT_EQ(a.receipt.rows_used, 7382);
  EXPECT_EQ(count(a), 99U);
  for (std::size_t i = 0; i < in->items.size(); ++i) EXPECT_EQ(a.receipt.items[i].answered, 7382);
  // Group mean variance over total: the eta squared behind the reference ICC(1) of HRS, 0.1331067, by the
  // one-way ANOVA with its average group size.
  const auto hours = static_cast<std::size_t>(in->item_position("hours"));
  std::map<std::string, sums> by_company;
  sums total;
  for (std::size_t k = 0; k < a.rows; ++k) {
    by_company[a.groups[2][k]].add(a.numbers[hours][k], 1);
    total.add(a.numbers[hours][k], 1);
  }
  const double n = static_cast<double>(total.n), j = 99, mean = total.x / n;
  double between = 0, within = 0;
  for (const auto& [company, s] : by_company)
    between += static_cast<double>(s.n) * std::pow(s.x / static_cast<double>(s.n) - mean, 2);
  for (std::size_t k = 0; k < a.rows; ++k) {
    const auto& s = by_company[a.groups[2][k]];
    within += std::pow(a.numbers[hours][k] - s.x / static_cast<double>(s.n), 2);
  }
  const double msb = between / (j - 1), msw = within / (n - j), k0 = n / j;
  EXPECT_EQ(printed((msb - msw) / (msb + (k0 - 1) * msw), 7), "0.1331067");

  const auto b = read_all(lq, *example("unit-climate-lq2002"));
  EXPECT_EQ(b.receipt.rows_used, 2042);
  EXPECT_EQ(count(b), 49U);
}

}  // namespace
}  // namespace cxm
