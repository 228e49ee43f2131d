// SPDX-License-Identifier: Apache-2.0
#include "cxm/simulate/simulate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <sstream>

#include "cxm/base/digest.hpp"
#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"

namespace {

using table = std::vector<std::map<std::string, std::string>>;

/// The simulated file is plain: no quoted field in it when codes are written.
table read(const std::string& csv) {
  std::istringstream in(csv);
  std::string line;
  std::vector<std::string> names;
  table rows;
  while (std::getline(in, line)) {
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == ',') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    if (names.empty()) {
      names = fields;
      continue;
    }
    EXPECT_EQ(fields.size(), names.size());
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = fields[i];
  }
  return rows;
}

std::string draw(const cxm::instrument& in, const cxm::profile& p,
                 const cxm::simulate_options& options = {}) {
  std::ostringstream out;
  const auto rows = cxm::simulate_to_csv(in, p, out, options);
  EXPECT_EQ(rows, cxm::simulated_rows(p, options));
  return out.str();
}

struct demo_data {
  cxm::instrument_ptr in = cxm::load_instrument("cx4");
  cxm::profile p = cxm::load_profile("demo");
  std::string csv = draw(*in, p);
  table rows = read(csv);

  [[nodiscard]] int count(const std::string& role, const std::string& item,
                          const std::vector<int>& codes) const {
    int n = 0;
    for (const auto& r : rows) {
      if (r.at("role") != role || r.at("wave") != "2017") continue;
      for (const int c : codes) n += r.at(item) == std::to_string(c);
    }
    return n;
  }
};

const demo_data& demo() {
  static const demo_data data;
  return data;
}

std::string percent(int count, int base) {
  return std::to_string(static_cast<int>(std::lround(100.0 * count / base)));
}

// FIELD.md, hbras-2017 and its neighbours: what the table prints as a whole percent.
TEST(Simulate, TheDemoReproducesThePublishedPercentages) {
  struct figure {
    const char* role;
    int base;
    const char* item;
    std::vector<int> codes;
    int count;
    const char* published;
  };
  const std::vector<figure> figures{{"executive", 680, "culture_importance", {4, 5}, 612, "90"},
                                    {"executive", 680, "culture_effectiveness", {4, 5}, 306, "45"},
                                    {"executive", 680, "leadership_importance", {4, 5}, 598, "88"},
                                    {"executive", 680, "leadership_effectiveness", {4, 5}, 333, "49"},
                                    {"executive", 680, "visibility_importance", {4, 5}, 592, "87"},
                                    {"executive", 680, "visibility_effectiveness", {4, 5}, 238, "35"},
                                    {"executive", 680, "overall_effectiveness", {5}, 102, "15"},
                                    {"executive", 680, "single_source", {3}, 88, "13"},
                                    {"executive", 680, "single_source", {2}, 204, "30"},
                                    {"manager", 920, "free_to_act", {4, 5}, 212, "23"},
                                    {"executive", 680, "acts_on_data", {1, 2, 3}, 510, "75"},
                                    {"executive", 680, "customer_centric", {5}, 381, "56"},
                                    {"customer", 3000, "customer_centric", {5}, 360, "12"},
                                    {"executive", 680, "differentiation", {4, 5}, 544, "80"},
                                    {"executive", 680, "discipline", {5}, 75, "11"},
                                    {"executive", 680, "exposure", {1}, 299, "44"},
                                    {"executive", 680, "recovery", {4, 5}, 197, "29"},
                                    {"executive", 680, "priority", {4, 5}, 626, "92"},
                                    {"executive", 680, "resources", {1, 2}, 306, "45"},
                                    {"executive", 680, "loyalty_concern", {4, 5}, 612, "90"},
                                    {"executive", 680, "definition", {4, 5}, 422, "62"}};
  for (const figure& f : figures) {
    const int all = demo().count(f.role, f.item, {0, 1, 2, 3, 4, 5});
    EXPECT_EQ(all, f.base) << f.item;
    EXPECT_EQ(demo().count(f.role, f.item, f.codes), f.count) << f.item;
    EXPECT_EQ(percent(f.count, f.base), f.published) << f.item;
  }
}

TEST(Simulate, MultipleAnswersMeetTheirCountsAndNoneStandsAlone) {
  std::map<std::string, int> options;
  for (const auto& r : demo().rows) {
    if (r.at("role") != "executive" || r.at("wave") != "2017") continue;
    std::istringstream list(r.at("roadblocks"));
    std::string one;
    int n = 0;
    while (std::getline(list, one, ';')) {
      ++options[one];
      ++n;
    }
    EXPECT_GE(n, 1);
    EXPECT_TRUE(r.at("roadblocks").find("12") == std::string::npos || r.at("roadblocks") == "12");
  }
  EXPECT_EQ(options["1"], 298);
  EXPECT_EQ(options["5"], 184);
  EXPECT_EQ(percent(184, 680), "27");
  EXPECT_EQ(options["11"], 249);
}

TEST(Simulate, TheSameSeedGivesTheSameBytesEverywhere) {
  EXPECT_EQ(draw(*demo().in, demo().p), demo().csv);
  cxm::simulate_options other;
  other.seed = 7;
  EXPECT_NE(draw(*demo().in, demo().p, other), demo().csv);
}

TEST(Simulate, ProgressCanStopIt) {
  cxm::simulate_options options;
  options.progress = [](std::int64_t done, std::int64_t) { return done < 5000; };
  std::ostringstream out;
  try {
    cxm::simulate_to_csv(*demo().in, demo().p, out, options);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::cancelled);
  }
}

TEST(Simulate, AStreamThatFailsIsAnError) {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  EXPECT_THROW(cxm::simulate_to_csv(*demo().in, demo().p, out), cxm::error);
}

// A survey of every kind of item with one group that is large enough to see the truth.
constexpr std::string_view small_instrument = R"({"id": "small",
  "scales": [{"id": "five", "kind": "ordinal", "codes": [1,2,3,4,5], "missing": {"dont_know": ["9"]}},
             {"id": "rec", "kind": "nps"}, {"id": "yes", "kind": "binary", "codes": [0, 1]},
             {"id": "pick", "kind": "choice", "codes": [1, 2, 3]}],
  "items": [{"id": "a", "scale": "five"}, {"id": "b", "scale": "five", "reverse": true}, {"id": "c", "scale": "five"},
            {"id": "d", "scale": "five"}, {"id": "e", "scale": "five"}, {"id": "r", "scale": "rec"}, {"id": "y", "scale": "yes"},
            {"id": "m", "scale": "pick", "multiple": true,
             "option_columns": [{"code": 1, "columns": ["m1"]}, {"code": 3, "columns": ["m3"]}]}],
  "measures": [{"id": "all", "kind": "composite", "items": ["a", "b", "c", "d", "e"]},
               {"id": "top_a", "kind": "share", "item": "a", "codes": [4, 5]},
               {"id": "nps", "kind": "nps", "item": "r"}, {"id": "value", "kind": "value", "item": "b"},
               {"id": "both", "kind": "joint", "all": [{"item": "a", "codes": [4, 5]}, {"item": "y", "codes": [0]}]},
               {"id": "m1", "kind": "share", "item": "m", "codes": [1]},
               {"id": "one", "kind": "composite", "items": ["a"]},
               {"id": "less", "kind": "difference", "minuend": "all", "subtrahend": "one"}],
  "indices": [{"id": "low", "kind": "minimum", "of": ["all", "one"]}, {"id": "geo", "kind": "geometric", "of": ["all", "one"]}],
  "weight": "w"})";
constexpr std::string_view small_profile = R"({"id": "small", "seed": 5, "weight_sd": 0.5,
  "factors": [{"id": "f", "mean": 58, "sd": 24, "correlation": 0.45}],
  "items": {"a": {"factor": "f", "mean": 62}, "b": {"factor": "f"}, "c": {"factor": "f"}, "d": {"factor": "f"},
            "e": {"factor": "f"}, "r": {"factor": "f", "probabilities": {"3": 0.2, "7": 0.3, "9": 0.5}},
            "y": {"factor": "f", "probabilities": {"0": 0.3, "1": 0.7}, "correlation": -0.3},
            "m": {"probabilities": {"1": 0.25, "2": 0.5, "3": 0.1}}},
  "roles": [{"id": "all", "missing": {"dont_know": 0.05, "no_answer": 0.03}}],
  "units": [{"id": "one", "people": {"all": 40000}}]})";

TEST(Simulate, TheStatedTruthIsWhatTheFileShows) {
  const auto in = cxm::parse_instrument(small_instrument);
  const auto p = cxm::parse_profile(small_profile);
  const table rows = read(draw(*in, p));
  ASSERT_EQ(rows.size(), 40000U);
  std::map<std::string, double> truth;
  for (const auto& row : cxm::truth_of(*in, p)) {
    if (row.key == std::vector<std::string>{"", ""}) truth[row.measure] = row.value;
    EXPECT_EQ(row.people, 40000);
    EXPECT_FALSE(row.exact);
  }
  double top = 0, top_n = 0, nps = 0, nps_n = 0, b = 0, b_n = 0, both = 0, both_n = 0, m1 = 0, m_n = 0,
         dk = 0;
  double w = 0, w2 = 0;
  const std::vector<std::string> five{"a", "b", "c", "d", "e"};
  double sum_x[5] = {}, n_all = 0, sum_total = 0, sum_total2 = 0, sum_x2[5] = {}, composite = 0,
         composite_n = 0;
  for (const auto& r : rows) {
    const auto code = [&](const std::string& i) {
      const std::string& v = r.at(i);
      return v.empty() || v == "9" ? -1 : std::stoi(v);
    };
    dk += r.at("a") == "9";
    if (code("a") > 0) top_n += 1, top += code("a") >= 4;
    if (!r.at("r").empty()) nps_n += 1, nps += r.at("r") == "9" ? 100 : r.at("r") == "3" ? -100 : 0;
    if (code("b") > 0) b_n += 1, b += code("b");
    if (code("a") > 0 && !r.at("y").empty()) both_n += 1, both += code("a") >= 4 && r.at("y") == "0";
    m_n += 1;
    m1 += r.at("m1") == "1";
    const double weight = std::stod(r.at("w"));
    w += weight;
    w2 += weight * weight;
    double total = 0;
    double answered = 0;
    for (std::size_t k = 0; k < 5; ++k) {
      const int c = code(five[k]);
      if (c < 0) continue;
      ++answered;
      total += (five[k] == "b" ? 5 - c : c - 1) * 25.0;
    }
    if (answered >= 3) composite_n += 1, composite += total / answered;
    if (answered == 5) {
      n_all += 1;
      sum_total += total;
      sum_total2 += total * total;
      for (std::size_t k = 0; k < 5; ++k) {
        const double x = (five[k] == "b" ? 5 - code(five[k]) : code(five[k]) - 1) * 25.0;
        sum_x[k] += x;
        sum_x2[k] += x * x;
      }
    }
  }
  // Four Monte Carlo standard errors of 40,000 (36,800 present) answers.
  EXPECT_NEAR(top / top_n, truth.at("top_a"), 4 * 0.5 / std::sqrt(top_n));
  EXPECT_NEAR(nps / nps_n, truth.at("nps"), 4 * 80 / std::sqrt(nps_n));
  EXPECT_NEAR(truth.at("nps"), 30, 1e-9);
  EXPECT_NEAR(b / b_n, truth.at("value"), 4 * 1.1 / std::sqrt(b_n));
  EXPECT_NEAR(both / both_n, truth.at("both"), 4 * 0.4 / std::sqrt(both_n));
  EXPECT_NEAR(truth.at("m1"), 0.25, 1e-12);
  EXPECT_NEAR(composite / composite_n, truth.at("all"), 4 * 18 / std::sqrt(composite_n));
  EXPECT_NEAR(truth.at("less"), truth.at("all") - truth.at("one"), 1e-12);
  EXPECT_NEAR(truth.at("low"), std::min(truth.at("all"), truth.at("one")), 1e-12);
  EXPECT_NEAR(truth.at("geo"), std::sqrt(truth.at("all") * truth.at("one")), 1e-9);
  EXPECT_NEAR(dk / 40000, 0.05, 4 * 0.22 / 200);
  // The option is lost with the missing answer.
  EXPECT_NEAR(m1 / m_n, 0.25 * 0.97, 4 * 0.44 / 200);
  // Log-normal weights of mean 1: Var = exp(sd^2) - 1 = .284; the mean has a standard error of .0027.
  EXPECT_NEAR(w / 40000, 1, 4 * 0.0027);
  EXPECT_NEAR(w2 / 40000 - 1, std::exp(0.25) - 1, 0.03);
  // Alpha of five items that correlate .45 before rounding to five codes, about .42 after: .78 to .80.
  double item_variance = 0;
  for (std::size_t k = 0; k < 5; ++k) item_variance += sum_x2[k] / n_all - std::pow(sum_x[k] / n_all, 2);
  const double total_variance = sum_total2 / n_all - std::pow(sum_total / n_all, 2);
  EXPECT_NEAR(1.25 * (1 - item_variance / total_variance), 0.785, 0.025);
}

TEST(Simulate, CopiesMultiplyThePeopleAndTheCounts) {
  const auto in = cxm::parse_instrument(small_instrument);
  auto p = cxm::parse_profile(small_profile);
  p.units[0].people["all"] = 50;
  p.quotas.push_back({"", "all", "a", {{"1", 10}, {"5", 40}}});
  cxm::simulate_options options;
  options.copies = 3;
  const table rows = read(draw(*in, p, options));
  EXPECT_EQ(rows.size(), 150U);
  int fives = 0;
  for (const auto& r : rows) fives += r.at("a") == "5";
  EXPECT_EQ(fives, 120);
  for (const auto& row : cxm::truth_of(*in, p, options)) {
    if (row.measure != "top_a") continue;
    EXPECT_TRUE(row.exact);
    EXPECT_EQ(row.value, 0.8);
  }
}

// The law of a single answer, worked by hand: mean 50, sd 25 on five codes; cuts at 12.5, 37.5, 62.5, 87.5,
// so P(code 5) = 1 - Phi(1.5) = .0668072, P(code 4) = Phi(1.5) - Phi(.5) = .2417303.
TEST(Simulate, TheTruthOfOneAnswerByHand) {
  const auto in =
      cxm::parse_instrument(R"({"id": "h", "scales": [{"id": "s", "kind": "ordinal", "codes": [1,2,3,4,5]}],
    "items": [{"id": "q", "scale": "s"}], "measures": [{"id": "t", "kind": "share", "item": "q", "codes": [4, 5]}]})");
  const auto p = cxm::parse_profile(
      R"({"id": "h", "roles": [{"id": "r"}], "units": [{"id": "u", "people": {"r": 9}}]})");
  const auto truth = cxm::truth_of(*in, p);
  ASSERT_FALSE(truth.empty());
  EXPECT_NEAR(truth[0].value, 0.0668072 + 0.2417303, 1e-7);
}

TEST(Simulate, LabelsAreWrittenAndQuoted) {
  cxm::simulate_options options;
  options.labels = true;
  options.language = "de";
  const std::string csv = draw(*demo().in, demo().p, options);
  EXPECT_NE(csv.find("Stimme eher zu"), std::string::npos);
  EXPECT_NE(csv.find("\"Teils, teils\""), std::string::npos);
  EXPECT_NE(csv.find("Don't know"), std::string::npos);
  EXPECT_EQ(csv.find(",98,"), std::string::npos);
}

TEST(Simulate, TheHierarchyGoesIntoTheInstrument) {
  const auto in = cxm::with_hierarchy(*demo().in, demo().p);
  EXPECT_EQ(in->segments[0].parents.at("Munich"), "South");
  EXPECT_EQ(in->wave_order, (std::vector<std::string>{"2015", "2016", "2017"}));
  EXPECT_TRUE(*cxm::parse_instrument(cxm::canonical_json(*in)) == *in);
  EXPECT_EQ(in->identity.value.hex(), cxm::fingerprint_of(*in).hex());
  EXPECT_NE(in->identity.value.hex(), demo().in->identity.value.hex());
}

TEST(Simulate, TheDilutionOfTheSouthIsInTheTruth) {
  std::map<std::string, double> leadership;
  for (const auto& row : cxm::truth_of(*demo().in, demo().p)) {
    if (row.measure == "leadership" && row.key[0] == "employee" && row.key[2] == "South")
      leadership[row.key[1]] = row.value;
  }
  EXPECT_GT(leadership.at("2015"), leadership.at("2016") + 5);
  EXPECT_GT(leadership.at("2016"), leadership.at("2017") + 5);
}

}  // namespace
