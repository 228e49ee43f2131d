// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/weight_file.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cxm/assessment/assessment.hpp"
#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/io/assess_file.hpp"
#include "cxm/io/instrument_json.hpp"

namespace {

using namespace cxm;

struct person {
  std::string region, age, q;
  double tenure = 0, before = 1;
};

std::vector<person> people() {
  std::vector<person> out;
  random_stream random(4, 4);
  for (int i = 0; i < 240; ++i) {
    person p;
    p.region = random.uniform() < .7 ? "north" : "south, east";
    p.age = random.uniform() < .4 ? "young" : "old";
    p.q = std::to_string(1 + random.below(5));
    p.tenure = std::floor(10 * random.uniform());
    p.before = 0.5 + random.uniform();
    out.push_back(p);
  }
  return out;
}

std::string file_of(const std::vector<person>& rows, char separator, const std::string& name) {
  std::ostringstream text;
  text << "region" << separator << "age" << separator << "q" << separator << "tenure" << separator << "w0\n";
  for (const person& p : rows) {
    const std::string region =
        p.region.find(separator) == std::string::npos ? p.region : "\"" + p.region + "\"";
    text.precision(17);
    text << region << separator << p.age << separator << p.q << separator << p.tenure << separator << p.before
         << "\n";
  }
  const std::string path = ::testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << text.str();
  return path;
}

/// The last column of the file made.
std::vector<double> weights_of(const weighted_rows& w) {
  csv_reader in("made", w.csv);
  std::vector<double> out;
  bool header = true;
  while (in.next()) {
    if (!header) {
      std::string cell(in.fields().back());
      for (char& c : cell) c = c == ',' ? '.' : c;
      out.push_back(std::stod(cell));
    }
    header = false;
  }
  return out;
}

constexpr const char* rake_json = R"({"method": "rake", "population": 1000, "margins": [
  {"column": "region", "totals": {"north": 50, "south, east": 50}},
  {"column": "age", "totals": {"young": 0.3, "old": 0.7}}]})";

TEST(WeightFile, MeetsItsTotalsAndKeepsEveryCell) {
  const std::vector<person> rows = people();
  for (const char separator : {',', ';', '\t'}) {
    const std::string path = file_of(rows, separator, "weight_in.csv");
    const weighted_rows made = weight_csv(path, parse_weight_targets(rake_json));
    const std::vector<double> w = weights_of(made);
    ASSERT_EQ(w.size(), rows.size());
    double sum = 0;
    double north = 0;
    double young = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      sum += w[i];
      north += rows[i].region == "north" ? w[i] : 0;
      young += rows[i].age == "young" ? w[i] : 0;
    }
    EXPECT_NEAR(sum, 1000, 1e-6);
    EXPECT_NEAR(north, 500, 1e-6);
    EXPECT_NEAR(young, 300, 1e-6);
    csv_reader in("made", made.csv);
    ASSERT_TRUE(in.next());
    EXPECT_EQ(in.separator(), separator);
    for (const person& p : rows) {
      ASSERT_TRUE(in.next());
      EXPECT_EQ(in.fields()[0], p.region);
      EXPECT_EQ(in.fields()[2], p.q);
      EXPECT_EQ(in.fields().size(), 6U);
    }
  }
}

TEST(WeightFile, EveryMethodReachesTheSameTotalsAndItsOwnWeights) {
  const std::vector<person> rows = people();
  const std::string path = file_of(rows, ',', "weight_methods.csv");
  const auto run = [&](const std::string& json) {
    return weights_of(weight_csv(path, parse_weight_targets(json), "weight", "w0"));
  };
  const std::string margins =
      R"("margins": [{"column": "region", "totals": {"north": 150, "south, east": 90}},
    {"column": "age", "totals": {"young": 90, "old": 150}}])";
  const auto raked = run(R"({"method": "rake", )" + margins + "}");
  const auto raking = run(R"({"method": "raking", )" + margins + "}");
  const auto linear = run(R"({"method": "linear", "numbers": {"tenure": 1104}, )" + margins + "}");
  const auto logit = run(R"({"method": "logit", "bounds": [0.2, 8], )" + margins + "}");
  double tenure = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_NEAR(raked[i], raking[i], 1e-6 * raked[i]);  // both minimise the same distance
    tenure += linear[i] * rows[i].tenure;
    EXPECT_GE(logit[i], 0.2 * rows[i].before);
    EXPECT_LE(logit[i], 8 * rows[i].before);
  }
  EXPECT_NEAR(tenure, 1104, 1e-6);
  const auto post = run(R"({"method": "poststratify", "margins": [{"columns": ["region", "age"], "totals":
    {"north|young": 200, "north|old": 400, "south, east|young": 150, "south, east|old": 250}}]})");
  double cell = 0;
  for (std::size_t i = 0; i < rows.size(); ++i)
    cell += rows[i].region == "north" && rows[i].age == "young" ? post[i] : 0;
  EXPECT_NEAR(cell, 200, 1e-9);
}

TEST(WeightFile, CutsWeightsAndSaysSo) {
  const std::string path = file_of(people(), ',', "weight_trim.csv");
  weight_targets t = parse_weight_targets(R"({"population": 1000, "trim": [0.2, 1.9], "margins": [
    {"column": "region", "totals": {"north": 20, "south, east": 80}}]})");
  const weighted_rows cut = weight_csv(path, t);
  const double mean = 1000.0 / 240;
  for (const double w : weights_of(cut)) EXPECT_LE(w, 1.9 * mean + 1e-9);
  EXPECT_GT(cut.trimmed, 0);
  EXPECT_GT(cut.misfit, 0.01);
  t.trim_lower.reset();
  const weighted_rows whole = weight_csv(path, t);
  EXPECT_GT(cut.report.after.n_eff, whole.report.after.n_eff);
  EXPECT_LT(whole.misfit, 1e-9);
  const auto lines = weighting_lines(cut);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_NE(lines[0].find("converged in"), std::string::npos);
  EXPECT_NE(lines[2].find("design effect"), std::string::npos);
  EXPECT_NE(lines[3].find("weights were cut"), std::string::npos);
}

TEST(WeightFile, RefusesWithTheRemedy) {
  const std::string path = file_of(people(), ',', "weight_refused.csv");
  const auto message = [&](const std::string& json, const std::string& name = "weight",
                           const std::string& before = "") -> std::string {
    try {
      (void)weight_csv(path, parse_weight_targets(json), name, before);
    } catch (const error& e) {
      std::string what = e.what();
      const std::size_t at = what.find(path);
      return at == std::string::npos ? what : what.replace(at, path.size(), "F");
    }
    return "made";
  };
  EXPECT_EQ(message(R"({"method": "guess"})"),
            "method: is \"guess\", but must be rake, poststratify, linear, raking or logit");
  EXPECT_NE(message(R"({"method": "rake"})").find("there is neither a margin nor a number to weight to"),
            std::string::npos);
  const std::string margin = R"("margins": [{"column": "age", "totals": {"young": 1, "old": 2}}])";
  EXPECT_EQ(message("{\"numbers\": {\"tenure\": 5}, " + margin + "}"),
            "numbers: needs calibration: method linear, raking or logit");
  EXPECT_EQ(message("{\"bounds\": [0.5, 2], " + margin + "}"),
            "bounds: needs calibration: method linear, raking or logit");
  EXPECT_EQ(message("{\"method\": \"logit\", " + margin + "}"),
            "bounds: is missing, but method logit needs it");
  EXPECT_EQ(message("{\"trim\": [2, 0.5], " + margin + "}"),
            "trim: must be a list of two numbers, the lower first");
  EXPECT_EQ(message("{\"population\": 0, " + margin + "}"), "population: must be above 0");
  EXPECT_EQ(message("{" + margin + "}", "q"),
            "F: there is a column \"q\" already; name the new one otherwise");
  EXPECT_EQ(message("{" + margin + "}", "weight", "nothing"),
            "F: there is no column \"nothing\"; known are \"region\", \"age\", \"q\", \"tenure\", \"w0\"");
  EXPECT_EQ(message(R"({"margins": [{"column": "region", "totals": {"north": 1, "east": 2}}]})").substr(0, 7),
            "F: row ");
  EXPECT_NE(message(R"({"margins": [{"column": "region", "totals": {"north": 1, "east": 2}}]})")
                .find("\"south, east\" of region has no total; give it one, or drop or recode the row"),
            std::string::npos);
  EXPECT_EQ(message(R"({"margins": [{"column": "age", "totals": {"young": -1, "old": 2}}]})"),
            "margins[0].totals.young: must be a finite number of 0 or more");
}

TEST(WeightFile, GivesSpssFilesNoColumn) {
  const std::string path = ::testing::TempDir() + "weight.sav";
  std::ofstream(path, std::ios::binary) << "$FL2@(#) whatever";
  try {
    (void)weight_csv(path, parse_weight_targets(rake_json));
    FAIL();
  } catch (const error& e) {
    EXPECT_NE(std::string(e.what()).find("weight it while it is read"), std::string::npos) << e.what();
  }
}

TEST(WeightFile, OnTheWayIntoATallyIsTheSameAsBefore) {
  const instrument_ptr asked = parse_instrument(R"({"id": "one", "version": "1",
    "scales": [{"id": "five", "kind": "ordinal", "codes": [1, 2, 3, 4, 5], "top": [4, 5]}],
    "items": [{"id": "q", "scale": "five"}],
    "measures": [{"id": "likes", "kind": "share", "item": "q"}]})");
  const std::string instrument = ::testing::TempDir() + "weight_one.json";
  std::ofstream(instrument) << canonical_json(*asked);
  const std::string path = file_of(people(), ',', "weight_assess.csv");
  file_options options;
  options.read.weighting = std::make_shared<const weight_targets>(parse_weight_targets(rake_json));
  const assessment a = assess_file(path, instrument, options);
  const std::string made = ::testing::TempDir() + "weight_made.csv";
  std::ofstream(made, std::ios::binary) << weight_csv(path, *options.read.weighting).csv;
  file_options mapped;
  mapped.read.map["weight"] = "weight";
  const assessment b = assess_file(made, instrument, mapped);
  const std::vector<std::string> key(a.key_columns.size());
  const estimate x = a.find("measure", "likes", "mean", key)->value;
  const estimate y = b.find("measure", "likes", "mean", key)->value;
  EXPECT_EQ(x.value, y.value);
  EXPECT_EQ(x.low, y.low);
  EXPECT_TRUE(a.kept.weighted);
  ASSERT_GE(a.receipt.notes.size(), 3U);
  EXPECT_NE(a.receipt.notes[0].find("weighting by"), std::string::npos);
  EXPECT_EQ(a.receipt.sources, std::vector<std::string>{path});
  try {
    (void)read_bytes(path, "q\n1\n", *asked, options.read, [](unsigned, const batch&) {});
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.code(), errc::argument);
    EXPECT_NE(std::string(e.what()).find("has a weighting, which is of files"), std::string::npos);
  }
}

}  // namespace
