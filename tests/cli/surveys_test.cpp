// SPDX-License-Identifier: Apache-2.0
// The program on public surveys with the instruments of examples/instruments: the reference values that are
// published with these surveys, read from what `cxm assess` writes.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "cxm/io/csv.hpp"
#include "cxm/io/instrument_json.hpp"
#include "support/program.hpp"

namespace {

using nlohmann::json;
using words = std::vector<std::string>;

std::string data(const std::string& path) { return std::string(CXM_SHARED_DIR "/data/") + path; }
std::string example(const std::string& name) {
  return CXM_SOURCE_DIR "/examples/instruments/" + name + ".json";
}
bool there(const std::string& path) { return std::filesystem::exists(path); }

/// As printed with so many decimals.
std::string printed(double value, int digits) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
  return buffer;
}

/// The JSON of `cxm assess` with these arguments.
json assessed(words arguments) {
  const cxm::test::scratch_directory dir;
  arguments.insert(arguments.begin(), "assess");
  arguments.insert(arguments.end(), {"--json", "-"});
  const cxm::test::program_result r = cxm::test::run_program(CXM_BIN_DIR "/cxm", arguments, dir.path());
  EXPECT_EQ(r.code, 0) << r.err;
  return r.code == 0 ? json::parse(r.out) : json{{"rows", json::array()}};
}

/// Does a row stand where `where` says? Key columns not named there are empty.
bool stands(const json& document, const json& row, const std::map<std::string, std::string>& where) {
  for (const json& column : document.at("key_columns")) {
    const auto name = column.get<std::string>();
    const auto wanted = where.find(name);
    if (row.at(name) != (wanted == where.end() ? "" : wanted->second)) return false;
  }
  return true;
}

/// The one row with this table, id, detail and place.
json row(const json& document, const std::string& table, const std::string& id, const std::string& detail,
         const std::map<std::string, std::string>& where) {
  json found;
  for (const json& r : document.at("rows")) {
    if (r.at("table") != table || r.at("id") != id || r.at("detail") != detail || !stands(document, r, where))
      continue;
    EXPECT_TRUE(found.is_null()) << "two rows of " << table << " " << id << " " << detail;
    found = r;
  }
  EXPECT_FALSE(found.is_null()) << "no row of " << table << " " << id << " " << detail;
  return found.is_null() ? json{{"value", 0.0}, {"n", 0}, {"low", 0.0}, {"high", 0.0}} : found;
}

struct year {
  const char* name;
  int rows, n;
  const char *mean, *weighted_mean, *four_or_five;
};

class SanFranciscoAirport : public testing::TestWithParam<year> {
 protected:
  static std::string file(const std::string& name) {
    return data("sfo_customer_survey/sfo_customer_survey_" + name + ".csv.gz");
  }
};

TEST_P(SanFranciscoAirport, GivesTheReferenceValuesOfItsDescription) {
  const year& y = GetParam();
  if (!there(file(y.name))) GTEST_SKIP() << "the data are not here: " << file(y.name);
  const json weighted =
      assessed({file(y.name), "-i", example(std::string("sfo-") + y.name), "--segments", "area"});
  const json plain = assessed(
      {file(y.name), "-i", example(std::string("sfo-") + y.name), "--map", "weight=", "--segments", "area"});
  const std::map<std::string, std::string> everybody{{"wave", y.name}};
  EXPECT_EQ(weighted.at("receipt").at("rows_used"), y.rows);
  const json mean = row(plain, "measure", "overall_rating", "mean", everybody);
  EXPECT_EQ(mean.at("n"), y.n);
  EXPECT_EQ(printed(mean.at("value"), 5), y.mean);
  EXPECT_LT(mean.at("low").get<double>(), mean.at("value").get<double>());
  EXPECT_GT(mean.at("high").get<double>(), mean.at("value").get<double>());
  EXPECT_EQ(printed(row(weighted, "measure", "overall_rating", "mean", everybody).at("value"), 5),
            y.weighted_mean);
  EXPECT_EQ(printed(100 * row(plain, "measure", "satisfied", "mean", everybody).at("value").get<double>(), 3),
            y.four_or_five);
  if (std::string(y.name) == "2017") {
    const json nps = row(plain, "measure", "nps", "mean", everybody);
    EXPECT_EQ(nps.at("n"), 2746);
    EXPECT_EQ(printed(nps.at("value"), 5), "39.83977");
    EXPECT_EQ(
        printed(2746 * row(plain, "measure", "nps", "promoters", everybody).at("value").get<double>(), 6),
        "1436.000000");
    EXPECT_EQ(
        printed(2746 * row(plain, "measure", "nps", "detractors", everybody).at("value").get<double>(), 6),
        "342.000000");
    EXPECT_EQ(printed(row(weighted, "measure", "nps", "mean", everybody).at("value"), 5), "40.39844");
  }
}

INSTANTIATE_TEST_SUITE_P(Years, SanFranciscoAirport,
                         testing::Values(year{"2015", 2958, 2810, "4.04804", "4.04417", "80.000"},
                                         year{"2016", 3087, 2919, "4.03803", "4.05332", "80.987"},
                                         year{"2017", 2831, 2688, "4.06436", "4.07120", "82.068"}),
                         [](const auto& info) { return std::string(info.param.name); });

// Three questionnaires, one survey: the years are waves, and change runs over what they share.
TEST(SanFranciscoAirportOverYears, ChangeIsTakenAcrossQuestionnaires) {
  words arguments;
  for (const std::string name : {"2015", "2016", "2017"}) {
    const std::string path = data("sfo_customer_survey/sfo_customer_survey_" + name + ".csv.gz");
    if (!there(path)) GTEST_SKIP() << "the data are not here: " << path;
    arguments.push_back(path);
  }
  for (const std::string name : {"2015", "2016", "2017"})
    arguments.insert(arguments.end(), {"-i", example("sfo-" + name)});
  const json all = assessed(arguments);
  EXPECT_EQ(all.at("waves"), json({"2015", "2016", "2017"}));
  EXPECT_EQ(all.at("receipt").at("rows_used"), 2958 + 3087 + 2831);
  const json change = row(all, "change", "overall_rating", "since:2016", {{"wave", "2017"}});
  EXPECT_EQ(printed(change.at("value"), 3), printed(4.07120 - 4.05332, 3));
  EXPECT_EQ(printed(row(all, "measure", "overall_rating", "mean", {{"wave", "2015"}}).at("value"), 5),
            "4.04417");

  // Every area and airline that is shown has an interval that holds its value.
  int areas = 0, airlines = 0;
  for (const json& r : all.at("rows")) {
    if (r.at("table") != "measure" || r.at("id") != "overall_rating" || r.at("value").is_null() ||
        r.at("low").is_null())
      continue;
    if (r.at("detail") != "mean") continue;  // of quartiles, one end may lie beyond the answers
    areas += r.at("area") != "";
    airlines += r.at("airline") != "";
    EXPECT_LE(r.at("low").get<double>(), r.at("value").get<double>());
    EXPECT_GE(r.at("high").get<double>(), r.at("value").get<double>());
    EXPECT_GE(r.at("n").get<double>(), 5) << r;
  }
  EXPECT_GE(areas, 9);
  EXPECT_GE(airlines, 60);
}

TEST(WeightedToplines, AllPublishedCellsStandInTheTables) {
  const std::string path = data("weighted_toplines_survey/responses.csv");
  if (!there(path)) GTEST_SKIP() << "the data are not here: " << path;
  const cxm::test::scratch_directory dir;
  const cxm::test::program_result run = cxm::test::run_program(
      CXM_BIN_DIR "/cxm", {"assess", path, "-i", example("masculinity-2018"), "--csv", "tables", "--quiet"},
      dir.path());
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.out, "");

  // Shares by item, code and group, as item.csv has them.
  std::map<std::string, double> shares;
  std::map<std::string, std::size_t> column;
  cxm::csv_reader table(dir.file("tables/item.csv"));
  ASSERT_TRUE(table.next());
  for (std::size_t i = 0; i < table.fields().size(); ++i) column[std::string(table.fields()[i])] = i;
  while (table.next()) {
    const auto f = table.fields();
    const auto at = [&](const char* name) { return std::string(f[column.at(name)]); };
    const std::string key =
        at("id") + "|" + at("detail") + "|" + at("age") + "|" + at("race") + "|" + at("children");
    if (!at("value").empty()) shares[key] = std::stod(at("value"));
  }

  const cxm::instrument_ptr survey = cxm::load_instrument(example("masculinity-2018"));
  const words groups{"|||",      "|18 - 34||",   "|35 - 64||",      "|65 and up||",
                     "||White|", "||Non-white|", "|||Has children", "|||No children"};
  cxm::csv_reader published(data("weighted_toplines_survey/published_percent.csv"));
  ASSERT_TRUE(published.next());
  int cells = 0, right = 0;
  while (published.next()) {
    const auto f = published.fields();
    const cxm::item* item = survey->find_item(f[0]);
    ASSERT_NE(item, nullptr) << f[0];
    std::string code;
    for (const cxm::scale_code& c : survey->find_scale(item->scale)->codes) {
      if (c.label.in("en") == f[1]) code = std::to_string(c.code);
    }
    ASSERT_FALSE(code.empty()) << f[1];
    for (std::size_t g = 0; g < groups.size(); ++g) {
      ++cells;
      const auto share = shares.find(item->id + "|code:" + code + groups[g]);
      if (share == shares.end()) {
        ADD_FAILURE() << "no row for " << item->id << " " << f[1] << " " << groups[g];
        continue;
      }
      // Whole percents, halves rounded up, as the publishers did.
      const bool same = std::to_string(static_cast<int>(std::floor(100 * share->second + 0.5))) == f[2 + g];
      EXPECT_TRUE(same) << item->id << " " << f[1] << " " << groups[g] << ": published " << f[2 + g]
                        << ", got " << 100 * share->second;
      right += same;
    }
  }
  EXPECT_EQ(cells, 400);
  EXPECT_EQ(right, 400);
}

struct climate {
  const char *file, *instrument, *column, *unit, *measure;
  std::size_t units, people;
};

class UnitClimate : public testing::TestWithParam<climate> {};

TEST_P(UnitClimate, EveryUnitHasItsIndexWithAnInterval) {
  const climate& c = GetParam();
  const std::string path = data(std::string("unit_climate_multilevel/") + c.file);
  if (!there(path)) GTEST_SKIP() << "the data are not here: " << path;

  // The units' means by plain sums over the file, where the measure is a column of it.
  std::map<std::string, std::pair<double, double>> sums;
  std::size_t people = 0;
  cxm::csv_reader rows(path);
  ASSERT_TRUE(rows.next());
  std::size_t unit = 0, value = rows.fields().size();
  for (std::size_t i = 0; i < rows.fields().size(); ++i) {
    if (rows.fields()[i] == c.unit) unit = i;
    if (rows.fields()[i] == c.column) value = i;
  }
  while (rows.next()) {
    auto& [sum, n] = sums[std::string(rows.fields()[unit])];
    if (value < rows.fields().size()) sum += std::stod(std::string(rows.fields()[value]));
    n += 1;
    ++people;
  }
  ASSERT_EQ(sums.size(), c.units);
  EXPECT_EQ(people, c.people);

  const json a = assessed({path, "-i", example(c.instrument)});
  std::size_t shown = 0, indices = 0;
  for (const json& r : a.at("rows")) {
    if (r.at("company") == "" || r.at("detail") != "mean" || r.at("value").is_null()) continue;
    const auto& [sum, n] = sums.at(r.at("company"));
    if (r.at("table") == "measure" && r.at("id") == c.measure) {
      ++shown;
      EXPECT_EQ(r.at("n"), n);
      // Values with many digits are rounded once to 2^-32 of a point.
      EXPECT_NEAR(r.at("value").get<double>(), sum / n, 1e-8) << r.at("company");
      EXPECT_LT(r.at("low").get<double>(), r.at("value").get<double>());
      EXPECT_GT(r.at("high").get<double>(), r.at("value").get<double>());
    }
    if (r.at("table") == "index" && r.at("id") == "climate") {
      ++indices;
      EXPECT_LT(r.at("low").get<double>(), r.at("high").get<double>());
    }
  }
  EXPECT_EQ(shown, c.units);
  EXPECT_EQ(indices, c.units);
}

INSTANTIATE_TEST_SUITE_P(Data, UnitClimate,
                         testing::Values(climate{"bh1996.csv.gz", "unit-climate-bh1996", "LEAD", "GRP",
                                                 "leadership_score", 99, 7382}),
                         [](const auto& info) { return std::string(info.param.file).substr(0, 6); });

// lq2002 comes as items: the leadership composite by hand is the mean of eleven items of 1 to 5.
TEST(UnitClimateOfItems, EveryUnitHasItsIndexWithAnInterval) {
  const std::string path = data("unit_climate_multilevel/lq2002.csv.gz");
  if (!there(path)) GTEST_SKIP() << "the data are not here: " << path;
  std::map<std::string, std::pair<double, double>> sums;
  cxm::csv_reader rows(path);
  ASSERT_TRUE(rows.next());
  const words header(rows.fields().begin(), rows.fields().end());
  while (rows.next()) {
    double sum = 0, n = 0;
    std::string unit;
    for (std::size_t i = 0; i < header.size(); ++i) {
      const std::string field(rows.fields()[i]);
      if (header[i] == "COMPID") unit = field;
      if (header[i].rfind("LEAD", 0) == 0 && header[i].size() == 6) sum += std::stod(field), n += 1;
    }
    ASSERT_EQ(n, 11);
    sums[unit].first += 25 * (sum / n - 1);
    sums[unit].second += 1;
  }
  ASSERT_EQ(sums.size(), 49U);
  const json a = assessed({path, "-i", example("unit-climate-lq2002")});
  std::size_t shown = 0, indices = 0;
  for (const json& r : a.at("rows")) {
    if (r.at("company") == "" || r.at("detail") != "mean" || r.at("value").is_null()) continue;
    if (r.at("table") == "measure" && r.at("id") == "leadership") {
      ++shown;
      const auto& [sum, n] = sums.at(r.at("company"));
      EXPECT_NEAR(r.at("value").get<double>(), sum / n, 1e-10) << r.at("company");
      EXPECT_LT(r.at("low").get<double>(), r.at("high").get<double>());
    }
    indices += r.at("table") == "index" && r.at("id") == "climate" && !r.at("low").is_null();
  }
  EXPECT_EQ(shown, 49U);
  EXPECT_EQ(indices, 49U);
}

}  // namespace
