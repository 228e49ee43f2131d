// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/norm_json.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "assessment/fixture.hpp"
#include "cxm/benchmark/published.hpp"
#include "support/program.hpp"

namespace cxm {
namespace {

constexpr std::string_view document = R"({
  "id": "league", "version": "3", "title": {"en": "A league"}, "source": "us", "population": "members",
  "date": "2026-11", "admission": "at least 50 answers", "organisations": 3, "answers": 400,
  "members": [{"id": "a", "attributes": {"sector": "public"}, "covariates": {"staff": 120.5}}, {"id": "b"}, {"id": "c"}],
  "measures": [
    {"id": "culture", "role": "executive", "unit": "points",
     "values": [{"organisation": "a", "value": 61.25, "se": 1.5, "n": 80}, {"organisation": "b", "value": 50}]},
    {"id": "effort", "higher_is_better": false,
     "percentiles": [{"at": 0.25, "value": 2}, {"at": 0.75, "value": 3.5}]},
    {"id": "nps", "published": {"value": 31, "base": 900, "source": "them", "statement": "recommend"}}]})";

TEST(NormJson, RoundTripsWithoutLoss) {
  const norm n = parse_norm(document);
  EXPECT_EQ(n.find("culture", "executive")->values[0].se, 1.5);
  EXPECT_EQ(n.find("culture", ""), nullptr);
  EXPECT_FALSE(n.find("effort", "")->higher_is_better);
  EXPECT_EQ(n.members[0].covariates.at("staff"), 120.5);
  EXPECT_EQ(parse_norm(canonical_json(n)), n);
  EXPECT_EQ(parse_norm(pretty_json(n)), n);
  EXPECT_EQ(fingerprint_of(parse_norm(pretty_json(n))), fingerprint_of(n));
  norm other = n;
  other.measures[0].values[0].value += 1e-9;
  EXPECT_NE(fingerprint_of(other), fingerprint_of(n));
}

std::string replaced(std::string_view from, std::string_view to) {
  std::string out(document);
  const std::size_t at = out.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return out.replace(at, from.size(), to);
}

std::string fault_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const error& e) {
    return e.what();
  }
  return "";
}

TEST(NormJson, FaultsBeginWithTheirPath) {
  const auto fault = [](std::string_view from, std::string_view to) {
    return fault_of([&] { (void)parse_norm(replaced(from, to)); });
  };
  EXPECT_EQ(fault("\"value\": 50", "\"value\": \"50\""),
            "measures[0].values[1].value: is \"50\" (a string), but must be a number");
  EXPECT_EQ(fault("\"organisation\": \"b\"", "\"organisation\": \"z\""),
            "measures[0].values[1].organisation: \"z\" is not among the members");
  EXPECT_EQ(fault("\"at\": 0.75", "\"at\": 0.2"),
            "measures[1].percentiles[1].at: must be above the one before");
  EXPECT_EQ(fault("\"source\": \"us\", ", ""), "source: is missing, but required");
  EXPECT_EQ(fault("\"higher_is_better\"", "\"higher_is_beter\"").rfind("measures[1].higher_is_beter: ", 0),
            0U);
  EXPECT_NE(fault_of([] { (void)parse_norm("[]"); }), "");
  EXPECT_NE(fault_of([] { (void)load_norm("no-such-norm"); }).find("cx4-published"), std::string::npos);
}

TEST(NormJson, TheBuiltInNormHoldsThePublishedFigures) {
  const norm n = load_norm("cx4-published");
  const instrument_ptr cx4 = load_instrument("cx4");
  EXPECT_EQ(n.instrument, "cx4");
  EXPECT_EQ(n.measures.size(), published_figures().size());
  for (const published_figure& f : published_figures()) {
    const norm_measure* m = n.find(f.measure, f.role);
    ASSERT_NE(m, nullptr) << f.measure;
    ASSERT_TRUE(m->published) << f.measure;
    EXPECT_EQ(m->published->value, f.share) << f.measure;
    EXPECT_EQ(m->published->base, f.base) << f.measure;
    EXPECT_EQ(m->published->source, f.source) << f.measure;
    EXPECT_EQ(m->published->statement, f.statement) << f.measure;
    EXPECT_NE(cx4->find_measure(f.measure), nullptr) << f.measure;
  }
}

TEST(NormTable, ReadsValuesErrorsBasesAndPeers) {
  const test::scratch_directory scratch;
  const std::string path = scratch.write(
      "league.csv",
      "organisation,sector,staff,culture,culture.se,culture.n,nps@customer\n"
      "a,public,100,61.5,1.5,80,31%\nb,private,,50,,,NA\nall,,,55,1,500,30\nc,public,250,-,2,9,12\n");
  norm about;
  about.id = about.version = about.source = about.population = about.date = "x";
  norm_table_options options;
  options.attributes = {"sector"};
  options.covariates = {"staff"};
  options.leave_out = {"all"};
  options.unit = "points";
  const norm n = norm_from_table(path, about, options);
  EXPECT_EQ(n.organisations, 3);
  ASSERT_EQ(n.measures.size(), 2U);
  EXPECT_EQ(n.find("culture", "")->values, (std::vector<norm_value>{{"a", 61.5, 1.5, 80}, {"b", 50, 0, 0}}));
  EXPECT_EQ(n.find("nps", "customer")->values, (std::vector<norm_value>{{"a", 31, 0, 0}, {"c", 12, 0, 0}}));
  EXPECT_EQ(n.members[2].attributes.at("sector"), "public");
  EXPECT_EQ(n.members[1].covariates.count("staff"), 0U);

  const auto fault = [&](const char* bytes) {
    const std::string bad = scratch.write("bad.csv", bytes);
    return fault_of([&] { (void)norm_from_table(bad, about); });
  };
  EXPECT_NE(fault("organisation,x\na,1\nb,oops\n").find("row 3, column 2: \"oops\" in \"x\" is not a number"),
            std::string::npos);
  EXPECT_NE(fault("organisation,x\na,1\na,2\n").find("\"a\" is there twice"), std::string::npos);
  EXPECT_NE(fault("name,x\na,1\n").find("there is no column \"organisation\""), std::string::npos);
  EXPECT_NE(fault("organisation,x,y.se\na,1,2\n").find("there is no column \"y\""), std::string::npos);
  EXPECT_NE(fault("organisation,x\n"), "");
}

TEST(NormOfAssessments, HoldsTheMeansWithTheirErrors) {
  std::vector<assessment> all;
  for (std::uint64_t seed = 1; seed <= 4; ++seed)
    all.push_back(assess(testing::tally_of(testing::small_instrument(), testing::random_people(seed))));
  std::vector<named_assessment> named;
  for (std::size_t i = 0; i < all.size(); ++i)
    named.push_back({{std::string("o").append(std::to_string(i)), {}, {}}, &all[i]});
  norm about;
  about.id = about.version = about.source = about.population = about.date = "x";
  const norm n = norm_from_assessments(named, about);
  EXPECT_EQ(n.organisations, 4);
  EXPECT_EQ(n.instrument, "small");
  EXPECT_GT(n.answers, 400);
  const norm_measure* maturity = n.find("maturity", "");
  ASSERT_NE(maturity, nullptr);
  ASSERT_EQ(maturity->values.size(), 4U);
  const result_row* row = all[2].find("index", "maturity", "mean", {"after", "", ""});
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(maturity->values[2].value, row->value.value);
  EXPECT_EQ(maturity->values[2].se, row->value.se);
  EXPECT_NE(n.find("nps", "customer"), nullptr);
  EXPECT_EQ(parse_norm(pretty_json(n)), n);
  EXPECT_THROW((void)norm_from_assessments({}, about), error);
  named[1].member.id = "o0";
  EXPECT_THROW((void)norm_from_assessments(named, about), error);
}

}  // namespace
}  // namespace cxm
