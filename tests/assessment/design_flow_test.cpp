// SPDX-License-Identifier: Apache-2.0
// From the file to every number: estimates of an assessment under a design equal the design functions on the
// columns, which equal R survey's (tests/oracles/area_02_survey.cpp).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "assessment/fixture.hpp"
#include "cxm/assessment/assessment.hpp"
#include "cxm/data/replicate_weights.hpp"
#include "cxm/data/survey_design.hpp"
#include "cxm/estimate/design_means.hpp"
#include "cxm/estimate/design_quantile.hpp"
#include "cxm/io/tally_file.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

struct sampled_row {
  survey_row row;
  std::string stratum, cluster;
  double fpc = 0;
};

struct how {
  const char* name;
  bool weighted = true, strata = true, clusters = false;
  int fpc = 0;  ///< 0 none, 1 counts, 2 shares
  lonely_rule lonely = lonely_rule::adjust;
  bool lonely_stratum = false;
};

std::vector<sampled_row> sample_of(const how& h, std::uint64_t seed, bool two_waves = false) {
  std::vector<sampled_row> out;
  random_stream random(seed, 3);
  for (survey_row r : random_people(seed, 14)) {
    if (!two_waves && r.wave != "after") continue;
    sampled_row s;
    s.stratum = h.strata ? std::string(1, static_cast<char>('p' + random.below(3))) : "";
    s.cluster = "c" + std::to_string(random.below(5)) + s.stratum;
    r.weight = 0.25 * (1 + random.below(12));  // dyadic: kept without rounding
    s.row = std::move(r);
    out.push_back(std::move(s));
  }
  if (h.lonely_stratum) {
    out[7].stratum = "z";
    out[7].cluster = "alone";
  }
  std::map<std::string, std::set<std::string>> units;
  for (std::size_t i = 0; i < out.size(); ++i) {
    units[out[i].stratum].insert(h.clusters ? out[i].cluster : std::to_string(i));
  }
  double extra = 3;
  std::map<std::string, double> population;
  for (const auto& [stratum, u] : units) {
    population[stratum] = static_cast<double>(u.size()) + (extra += 4);
    if (h.fpc == 2) population[stratum] = static_cast<double>(u.size()) / population[stratum];
  }
  for (sampled_row& s : out) s.fpc = population[s.stratum];
  return out;
}

std::string csv_of(const std::vector<sampled_row>& rows, const how& h) {
  std::string text = "role,wave,unit";
  const std::vector<std::string> items{"c1",   "c2",  "l1",      "imp",   "eff",
                                       "prio", "res", "centric", "block", "rec"};
  for (const std::string& i : items) text += "," + i;
  text += ",W,H,C,N\n";
  for (const sampled_row& s : rows) {
    text += s.row.role + "," + s.row.wave + "," + s.row.segments[0];
    for (const std::string& i : items) {
      const auto at = s.row.answers.find(i);
      const bool unknown =
          std::find(s.row.dont_know.begin(), s.row.dont_know.end(), i) != s.row.dont_know.end();
      text += ",";
      if (at != s.row.answers.end()) text += std::to_string(at->second);
      if (unknown) text += "98";
    }
    char numbers[64];
    std::snprintf(numbers, sizeof numbers, ",%.17g", h.weighted ? s.row.weight : 1.0);
    text += numbers;
    text += "," + (s.stratum.empty() ? "none" : s.stratum) + "," + s.cluster;
    std::snprintf(numbers, sizeof numbers, ",%.17g\n", s.fpc);
    text += numbers;
  }
  return text;
}

read_options reading_of(const how& h) {
  read_options read;
  if (h.weighted) read.map["weight"] = "W";
  if (h.strata) read.map["stratum"] = "H";
  if (h.clusters) read.map["cluster"] = "C";
  if (h.fpc != 0) read.map["fpc"] = "N";
  return read;
}

tally tallied(const std::vector<sampled_row>& rows, const how& h) {
  const std::string path = ::testing::TempDir() + "design_flow_" + h.name + ".csv";
  std::ofstream(path, std::ios::binary) << csv_of(rows, h);
  return tally_file(path, small_instrument(), reading_of(h)).tally;
}

survey_design design_of(const std::vector<sampled_row>& rows, const how& h) {
  survey_design_spec spec;
  spec.rows = rows.size();
  spec.nest = true;
  spec.lonely = h.lonely;
  std::vector<std::string> strata, clusters;
  std::vector<double> fpc;
  for (const sampled_row& s : rows) {
    spec.weights.push_back(h.weighted ? s.row.weight : 1);
    strata.push_back(s.stratum);
    clusters.push_back(s.cluster);
    fpc.push_back(s.fpc);
  }
  if (h.strata || h.lonely_stratum) spec.strata = {codes_of(strata)};
  if (h.clusters) spec.clusters = {codes_of(clusters)};
  if (h.fpc != 0) spec.fpc = {fpc};
  return survey_design(std::move(spec));
}

/// The score of a row, or nothing.
std::optional<double> score(const survey_row& r, const std::string& measure) {
  const auto code = [&](const char* item) -> std::optional<double> {
    const auto at = r.answers.find(item);
    if (at == r.answers.end()) return std::nullopt;
    return at->second;
  };
  if (measure == "culture") {
    const auto a = code("c1");
    const auto b = code("c2");
    if (!a && !b) return std::nullopt;
    return 25 * ((a.value_or(0) + b.value_or(0)) / ((a ? 1 : 0) + (b ? 1 : 0)) - 1);
  }
  if (measure == "leadership") {
    const auto a = code("l1");
    if (!a) return std::nullopt;
    return 25 * (*a - 1);
  }
  if (measure == "nps") {
    const auto a = code("rec");
    if (!a) return std::nullopt;
    return *a >= 9 ? 100 : *a >= 7 ? 0 : -100;
  }
  const char* item = measure == "important" ? "imp" : measure == "effective" ? "eff" : "centric";
  const auto a = code(item);
  if (!a) return std::nullopt;
  return *a >= (measure == "centric" ? 5 : 4) ? 1 : 0;
}

using inside = std::function<bool(const survey_row&)>;

inside group(const std::string& role, const std::string& unit, const std::string& wave = "after") {
  return [=](const survey_row& r) {
    return r.wave == wave && (role.empty() || r.role == role) && (unit.empty() || r.segments[0] == unit);
  };
}

/// Influences w (y - mean) / sum w of a mean, by row; 0 outside; and the mean.
struct linearised {
  std::vector<double> z;
  double mean = 0, n = 0;
  std::vector<std::uint8_t> domain;
};

template <class Score>
linearised influences(const std::vector<sampled_row>& rows, const survey_design& d, const inside& in,
                      Score y) {
  linearised out;
  double w = 0;
  double total = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::optional<double> v = in(rows[i].row) ? y(rows[i].row) : std::nullopt;
    out.domain.push_back(v ? 1 : 0);
    if (!v) continue;
    out.n += 1;
    w += d.weights()[i];
    total += d.weights()[i] * *v;
  }
  out.mean = total / w;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.z.push_back(out.domain[i] != 0 ? d.weights()[i] * (*y(rows[i].row) - out.mean) / w : 0);
  }
  return out;
}

double variance_of(const survey_design& d, const std::vector<double>& z) {
  matrix column(z.size(), 1);
  column.values = z;
  return d.variance_of_totals(column)(0, 0);
}

std::vector<double> combined(double a, const std::vector<double>& x, double b, const std::vector<double>& y) {
  std::vector<double> out(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = a * x[i] + b * y[i];
  return out;
}

void expect_close(double got, double expected, const std::string& what) {
  EXPECT_NEAR(got, expected, 1e-10 * (1 + std::fabs(expected))) << what;
}

class DesignFlow : public ::testing::TestWithParam<how> {};

TEST_P(DesignFlow, EveryEstimateIsThatOfTheDesignFunctions) {
  const how h = GetParam();
  const std::vector<sampled_row> rows = sample_of(h, 11);
  const tally t = tallied(rows, h);
  const survey_design d = design_of(rows, h);
  assess_options options;
  options.disclosure = false;
  options.lonely = h.lonely;
  const assessment a = assess(t, options);
  const auto row = [&](const char* table, const char* id, const char* detail, const std::string& role,
                       const std::string& unit) {
    const result_row* r = a.find(table, id, detail, {"after", role, unit});
    EXPECT_NE(r, nullptr) << table << " " << id << " " << detail;
    return r == nullptr ? estimate{} : r->value;
  };
  std::size_t compared = 0;
  for (const std::string role : {"", "employee", "executive", "customer"}) {
    for (const std::string unit : {"", "a", "north", "d"}) {
      const inside in = unit == "north" ? inside([&](const survey_row& r) {
        return (role.empty() || r.role == role) && (r.segments[0] == "a" || r.segments[0] == "b");
      })
                                        : group(role, unit);
      const std::string where = std::string(h.name) + " " + role + " " + unit + " ";
      for (const char* id : {"culture", "leadership", "important", "effective", "nps", "centric"}) {
        const auto y = [&](const survey_row& r) { return score(r, id); };
        const linearised l = influences(rows, d, in, y);
        if (l.n < 2) continue;
        const estimate e = row("measure", id, "mean", role, unit);
        expect_close(e.value, l.mean, where + id);
        expect_close(e.se, std::sqrt(variance_of(d, l.z)), where + id + " se");
        EXPECT_EQ(e.df, d.degrees_of_freedom(l.domain)) << where << id;
        // The function that R survey's svymean was checked against.
        std::vector<double> values;
        for (const sampled_row& s : rows) values.push_back(y(s.row).value_or(0));
        const column_view column(values);
        const design_estimates mean = design_means(d, {&column, 1}, l.domain);
        expect_close(e.se, mean.se(0), where + id + " design_means");
        ++compared;
      }
      // An index with pairwise missing components: delta method is exact for a mean of means.
      const auto of = [&](const char* id) {
        return influences(rows, d, in, [&](const survey_row& r) { return score(r, id); });
      };
      const linearised culture = of("culture");
      const linearised leadership = of("leadership");
      if (culture.n > 1 && leadership.n > 1) {
        const estimate e = row("index", "maturity", "mean", role, unit);
        expect_close(e.value, (culture.mean + leadership.mean) / 2, where + "index");
        expect_close(e.se, std::sqrt(variance_of(d, combined(.5, culture.z, .5, leadership.z))),
                     where + "index se");
        const double g = std::sqrt(culture.mean * leadership.mean);
        const estimate geometric = row("index", "geometric", "mean", role, unit);
        expect_close(geometric.se,
                     std::sqrt(variance_of(d, combined(g / 2 / culture.mean, culture.z,
                                                       g / 2 / leadership.mean, leadership.z))),
                     where + "geometric");
      }
      // Shares of an item's answers, of missing kinds, the item's mean.
      for (int code = 1; code <= 5; ++code) {
        if (!role.empty() && !unit.empty()) continue;  // item rows are not crossed
        const linearised l = influences(rows, d, in, [&](const survey_row& r) -> std::optional<double> {
          const auto at = r.answers.find("c1");
          if (at == r.answers.end()) return std::nullopt;
          return at->second == code ? 1 : 0;
        });
        if (l.n < 2) continue;
        const estimate e = row("item", "c1", ("code:" + std::to_string(code)).c_str(), role, unit);
        expect_close(e.value, l.mean, where + "code");
        if (h.weighted || h.strata || h.clusters || h.fpc != 0) {
          expect_close(e.se, std::sqrt(variance_of(d, l.z)), where + "code se");
          EXPECT_EQ(e.df, d.degrees_of_freedom(l.domain));
          EXPECT_FALSE(e.has(estimate_flag::approximate));
        }
      }
      if (role.empty() || unit.empty()) {
        const linearised l = influences(rows, d, in, [&](const survey_row& r) -> std::optional<double> {
          if (r.role == "customer") return std::nullopt;
          return std::find(r.dont_know.begin(), r.dont_know.end(), "l1") != r.dont_know.end() ? 1 : 0;
        });
        if (l.n > 1) {
          const estimate e = row("item", "l1", "missing:dont_know", role, unit);
          expect_close(e.value, l.mean, where + "missing");
          expect_close(e.se, std::sqrt(variance_of(d, l.z)), where + "missing se");
        }
        const linearised mean = influences(rows, d, in, [&](const survey_row& r) -> std::optional<double> {
          const auto at = r.answers.find("c2");
          if (at == r.answers.end()) return std::nullopt;
          return at->second;
        });
        if (mean.n > 1) {
          const estimate e = row("item", "c2", "mean", role, unit);
          expect_close(e.se, std::sqrt(variance_of(d, mean.z)), where + "item mean se");
          EXPECT_EQ(e.df, d.degrees_of_freedom(mean.domain));
        }
      }
    }
  }
  EXPECT_GT(compared, 50U);

  // Gaps between roles: domains of one design, with the covariance of the units in which both were met.
  for (const std::string unit : {"", "b", "south"}) {
    const auto part = [&](const std::string& role) -> inside {
      if (unit != "south") return group(role, unit);
      return [=](const survey_row& r) {
        return (role.empty() || r.role == role) && (r.segments[0] == "c" || r.segments[0] == "d");
      };
    };
    const auto centric = [&](const survey_row& r) { return score(r, "centric"); };
    const linearised x = influences(rows, d, part("executive"), centric);
    const linearised y = influences(rows, d, part("customer"), centric);
    const estimate gap = row("gap", "centric_gap", "difference", "", unit);
    expect_close(gap.value, x.mean - y.mean, "gap");
    expect_close(gap.se, std::sqrt(variance_of(d, combined(1, x.z, -1, y.z))),
                 std::string("gap se ") + h.name);
    EXPECT_EQ(gap.method.rfind("Newcombe", 0), 0U);
    const auto maturity = [&](const inside& in) {
      const linearised c = influences(rows, d, in, [&](const survey_row& r) { return score(r, "culture"); });
      const linearised l =
          influences(rows, d, in, [&](const survey_row& r) { return score(r, "leadership"); });
      return combined(.5, c.z, .5, l.z);
    };
    const estimate leaders = row("gap", "leaders", "difference", "", unit);
    expect_close(leaders.se,
                 std::sqrt(variance_of(d, combined(1, maturity(part("executive")), -1, maturity(part(""))))),
                 std::string("part of whole se ") + h.name);
  }
  ASSERT_EQ(a.designs.size(), 1U);
  EXPECT_EQ(a.designs[0].kind, h.clusters ? "clustered" : "stratified");
  EXPECT_EQ(a.designs[0].df, d.degrees_of_freedom());
  EXPECT_EQ(a.designs[0].finite, h.fpc != 0);
}

INSTANTIATE_TEST_SUITE_P(
    Designs, DesignFlow,
    ::testing::Values(how{"strata"}, how{"unweighted_strata", false}, how{"counts", true, true, false, 1},
                      how{"shares", true, true, false, 2}, how{"one_population", false, false, false, 1},
                      how{"weights_and_population", true, false, false, 1},
                      how{"clusters", true, false, true}, how{"strata_of_clusters", true, true, true, 1},
                      how{"unweighted_clusters", false, true, true},
                      how{"lonely_adjust", true, true, false, 0, lonely_rule::adjust, true},
                      how{"lonely_average", true, true, false, 0, lonely_rule::average, true},
                      how{"lonely_certainty", true, true, false, 1, lonely_rule::certainty, true},
                      how{"lonely_grand_mean", true, true, false, 0, lonely_rule::grand_mean, true},
                      how{"lonely_cluster", true, true, true, 0, lonely_rule::average, true}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(DesignFlow, LonelyStrataFailWhenTheRuleSaysSo) {
  how h{"lonely_fail", true, true, false, 0, lonely_rule::fail, true};
  const tally t = tallied(sample_of(h, 11), h);
  assess_options options;
  options.lonely = lonely_rule::fail;
  try {
    (void)assess(t, options);
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.code(), errc::numeric);
    EXPECT_STREQ(
        e.what(),
        "stratum 'z' has a single sampling unit, so its variance cannot be estimated; merge it with a "
        "neighbour or choose a rule for lonely strata (certainty, adjust, average)");
  }
  options.lonely = lonely_rule::adjust;
  const assessment a = assess(t, options);
  EXPECT_TRUE(a.find("measure", "centric", "mean", {"after", "", ""})->value.has(estimate_flag::lonely_psu));
  EXPECT_EQ(a.designs[0].lonely, 1);
  EXPECT_EQ(a.designs[0].rule, "adjust");
}

TEST(DesignFlow, PopulationsThatCannotBeAreRefused) {
  how h{"populations", true, true, false, 1};
  std::vector<sampled_row> rows = sample_of(h, 4);
  const auto message = [&](auto population) -> std::string {
    for (sampled_row& s : rows) s.fpc = population(s);
    try {
      (void)assess(tallied(rows, h));
    } catch (const error& e) {
      EXPECT_EQ(e.code(), errc::data);
      return e.what();
    }
    return "taken";
  };
  double n = 0;
  for (const sampled_row& s : rows) n += s.stratum == "p" ? 1 : 0;
  EXPECT_EQ(message([&](const sampled_row& s) { return s.stratum == "p" ? 3 : 5000; }),
            "stratum 'p' has a population (fpc) of 3, but " + std::to_string(static_cast<int>(n)) +
                " sampling units were drawn from it");
  EXPECT_EQ(message([&](const sampled_row& s) { return s.stratum == "p" ? 0.5 : 5000; }),
            "the population sizes (fpc) mix counts above 1 and shares below 1; give one kind for all strata");
  EXPECT_EQ(message([&](const sampled_row&) { return 0.5; }), "taken");
  // A whole population has no error.
  const auto census = [&](const sampled_row& s) {
    double drawn = 0;
    for (const sampled_row& o : rows) drawn += o.stratum == s.stratum ? 1 : 0;
    return drawn;
  };
  EXPECT_EQ(message(census), "taken");
  const assessment a = assess(tallied(rows, h));
  EXPECT_EQ(a.find("measure", "centric", "mean", {"after", "", ""})->value.se, 0);
}

TEST(DesignFlow, WavesThatShareClustersAreOneDesign) {
  const how h{"two_waves", true, true, true, 0};
  const std::vector<sampled_row> rows = sample_of(h, 5, true);
  assess_options options;
  options.disclosure = false;
  const assessment a = assess(tallied(rows, h), options);
  const survey_design d = design_of(rows, h);  // both waves stacked
  for (const char* id : {"culture", "centric", "nps"}) {
    const auto y = [&](const survey_row& r) { return score(r, id); };
    const linearised after = influences(rows, d, group("", "", "after"), y);
    const linearised before = influences(rows, d, group("", "", "before"), y);
    const estimate change = a.find("change", id, "since:before", {"after", "", ""})->value;
    expect_close(change.value, after.mean - before.mean, id);
    // Each wave's own error is that of its own design; the covariance is that of both.
    const double both = variance_of(d, combined(1, after.z, -1, before.z));
    const double covariance = (variance_of(d, after.z) + variance_of(d, before.z) - both) / 2;
    const double own = std::pow(a.find("measure", id, "mean", {"after", "", ""})->value.se, 2) +
                       std::pow(a.find("measure", id, "mean", {"before", "", ""})->value.se, 2);
    expect_close(change.se, std::sqrt(own - 2 * covariance), id);
    EXPECT_NE(covariance, 0);
  }
  EXPECT_EQ(a.find("change", "centric", "since:before", {"after", "", ""})->value.method,
            "Newcombe, correlated samples");
  // With clusters of their own the waves are independent.
  std::vector<sampled_row> apart = rows;
  for (sampled_row& s : apart) s.cluster += s.row.wave;
  const how other{"two_waves_apart", true, true, true, 0};
  const assessment b = assess(tallied(apart, other), options);
  EXPECT_EQ(b.find("change", "centric", "since:before", {"after", "", ""})->value.method, "Newcombe");
}

TEST(DesignFlow, GivenReplicateWeightsAreThoseOfTheReplicateFunctions) {
  const how h{"replicates", true, true, true, 0};
  const std::vector<sampled_row> rows = sample_of(h, 21);
  replicate_weights made = jackknife_n(design_of(rows, h));
  // Rounded to what a tally keeps, so that both see the same weights.
  for (double& w : made.weights.values) w = std::round(w * 0x1p32) / 0x1p32;
  std::string text = csv_of(rows, h);
  std::string with;
  std::size_t at = 0;
  for (std::size_t line = 0; at < text.size(); ++line) {
    const std::size_t end = text.find('\n', at);
    with += text.substr(at, end - at);
    for (std::size_t r = 0; r < made.replicates(); ++r) {
      char cell[40];
      if (line == 0) {
        std::snprintf(cell, sizeof cell, ",rw_%zu", r + 1);
      } else {
        std::snprintf(cell, sizeof cell, ",%.17g", made.weights(line - 1, r));
      }
      with += cell;
    }
    with += "\n";
    at = end + 1;
  }
  const std::string path = ::testing::TempDir() + "design_flow_replicates.csv";
  std::ofstream(path, std::ios::binary) << with;
  read_options read;
  read.map["weight"] = "W";
  read.replicate_weights = {"rw_*"};
  read.replicates.type = "jkn";
  read.replicates.rscales = made.rscales;
  read.replicates.df = made.degrees_of_freedom();
  for (const bool mse : {false, true}) {
    read.replicates.mse = made.mse = mse;
    made.scale = 1;
    const tally t = tally_file(path, small_instrument(), read).tally;
    assess_options options;
    options.disclosure = false;
    const assessment a = assess(t, options);
    const auto in = [&](const std::string& role) {
      std::vector<std::uint8_t> domain;
      for (const sampled_row& s : rows) domain.push_back(role.empty() || s.row.role == role ? 1 : 0);
      return domain;
    };
    for (const std::string role : {"", "employee", "executive"}) {
      for (const char* id : {"culture", "important", "centric"}) {
        std::vector<double> values;
        std::vector<std::uint8_t> use = in(role);
        for (std::size_t i = 0; i < rows.size(); ++i) {
          const auto y = score(rows[i].row, id);
          values.push_back(y.value_or(0));
          if (!y) use[i] = 0;
        }
        const column_view column(values);
        const design_estimates expected = design_means(made, {&column, 1}, use);
        const estimate e = a.find("measure", id, "mean", {"after", role, ""})->value;
        expect_close(e.value, expected.value[0], id);
        expect_close(e.se, expected.se(0), std::string(id) + " " + role);
        EXPECT_EQ(e.df, expected.df);
      }
      std::vector<double> chosen;
      std::vector<std::uint8_t> use = in(role);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto answer = rows[i].row.answers.find("c1");
        if (answer == rows[i].row.answers.end()) use[i] = 0;
        chosen.push_back(use[i] != 0 && answer->second == 3 ? 1 : 0);
      }
      const column_view column(chosen);
      const design_estimates expected = design_means(made, {&column, 1}, use);
      expect_close(a.find("item", "c1", "code:3", {"after", role, ""})->value.se, expected.se(0), "code");
    }
    // Between roles: the covariance comes from the replicates.
    std::vector<double> centric;
    row_groups groups{{}, 2};
    for (const sampled_row& s : rows) {
      centric.push_back(score(s.row, "centric").value_or(0));
      const bool has = score(s.row, "centric").has_value();
      groups.of_row.push_back(!has ? 9 : s.row.role == "executive" ? 0 : s.row.role == "customer" ? 1 : 9);
    }
    const design_estimates roles = design_domain_means(made, column_view(centric), groups);
    const double contrast[] = {1, -1};
    expect_close(a.find("gap", "centric_gap", "difference", {"after", "", ""})->value.se,
                 linear_contrast(roles, contrast).se(0), "gap");
    EXPECT_EQ(a.designs[0].kind, "replicate weights");
    EXPECT_EQ(a.designs[0].rule, "jkn");
  }
}

TEST(DesignFlow, QuartilesAreThoseOfTheDesignQuantiles) {
  for (const how h : {how{"quartiles_weighted_strata"}, how{"quartiles_strata", false, true, false, 1}}) {
    const std::vector<sampled_row> rows = sample_of(h, 8);
    assess_options options;
    options.disclosure = false;
    const assessment a = assess(tallied(rows, h), options);
    const survey_design d = design_of(rows, h);
    for (const char* id : {"culture", "leadership"}) {
      std::vector<double> values;
      std::vector<std::uint8_t> use;
      for (const sampled_row& s : rows) {
        const auto y = score(s.row, id);
        values.push_back(y.value_or(0));
        use.push_back(y ? 1 : 0);
      }
      const double p[] = {.25, .5, .75};
      const auto expected = design_quantiles(d, column_view(values), p, {}, use);
      const char* details[] = {"p25", "median", "p75"};
      for (std::size_t k = 0; k < 3; ++k) {
        const estimate e = a.find("measure", id, details[k], {"after", "", ""})->value;
        EXPECT_EQ(e.value, expected[k].value) << h.name << id << details[k];
        EXPECT_EQ(e.low, expected[k].low) << h.name << id << details[k];
        EXPECT_EQ(e.high, expected[k].high) << h.name << id << details[k];
        EXPECT_FALSE(e.has(estimate_flag::approximate));
      }
    }
  }
}

}  // namespace
