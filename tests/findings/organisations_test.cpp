// SPDX-License-Identifier: Apache-2.0
// Published organisation-level data: what the findings over units and waves say of them
// (docs/findings_uk_civil_service.md, docs/findings_medicare.md, docs/findings_unit_climate.md).
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "cxm/estimate/series_trend.hpp"
#include "cxm/explain/unit_paths.hpp"
#include "cxm/io/assess_file.hpp"
#include "support/named_columns.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const std::string civil = CXM_SHARED_DIR "/data/uk_civil_service_people_survey/";
const std::string plans = CXM_SHARED_DIR "/data/medicare_plan_stars/";

std::optional<double> percent(const std::string& cell) {
  if (cell.empty() || cell.find_first_of("0123456789") != 0) return {};
  return std::stod(cell);
}

/// Names without case, and with one spelling of "and": codes changed in 2019.
std::string plain(std::string name) {
  while (!name.empty() && name.back() == ' ') name.pop_back();
  for (std::size_t at = name.find('&'); at != std::string::npos; at = name.find('&', at))
    name.replace(at, 1, "and");
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return name;
}

/// Leadership and engagement of the organisations that took part in all of 2017 to 2019.
struct civil_service {
  std::vector<std::string> names;
  matrix leadership, engagement;  ///< organisations x years
};

civil_service read_civil_service() {
  struct year {
    const char *file, *code, *leadership, *engagement;
  };
  const year years[] = {{"csps2017_organisations.csv", "Organisation_Code", "Leadership and managing change1",
                         "Employee engagement index"},
                        {"csps2018_organisations.csv", "Organisation_Code", "Leadership and managing change",
                         "Employee engagement index"},
                        {"csps2019_organisations.csv", "Organisation code", "Leadership and managing change",
                         "Employee Engagement Index"}};
  const std::set<std::string> combined{"Home Office group", "Ministry of Justice (including agencies)",
                                       "UK Statistics Authority (including ONS)"};
  std::map<std::string, std::array<std::array<double, 2>, 3>> all;
  for (std::size_t y = 0; y < 3; ++y) {
    const test::named_columns t(civil + years[y].file);
    for (std::size_t r = 0; r < t.rows.size(); ++r) {
      const std::string& code = t.at(r, years[y].code);
      const std::string name = plain(t.at(r, "Organisation"));
      if (code == "CIVILSERVICE" || code.rfind("CS_", 0) == 0 || code.ends_with("_GRP") ||
          combined.contains(t.at(r, "Organisation")))
        continue;
      const auto l = percent(t.at(r, years[y].leadership));
      const auto e = percent(t.at(r, years[y].engagement));
      auto& cell =
          all.try_emplace(name, std::array<std::array<double, 2>, 3>{{{nan, nan}, {nan, nan}, {nan, nan}}})
              .first->second;
      if (l && e) cell[y] = {*l, *e};
    }
  }
  civil_service out;
  std::vector<std::array<std::array<double, 2>, 3>> kept;
  for (const auto& [name, cell] : all) {
    bool complete = true;
    for (const auto& year : cell) complete = complete && std::isfinite(year[0]);
    if (!complete) continue;
    out.names.push_back(name);
    kept.push_back(cell);
  }
  out.leadership = out.engagement = matrix(kept.size(), 3);
  for (std::size_t u = 0; u < kept.size(); ++u) {
    for (std::size_t y = 0; y < 3; ++y) {
      out.leadership(u, y) = kept[u][y][0];
      out.engagement(u, y) = kept[u][y][1];
    }
  }
  return out;
}

/// The mean over organisations by year, with the covariance of these means: the same organisations every
/// year.
struct mean_series {
  std::vector<double> mean;
  matrix v;
};

mean_series series_of(const matrix& y) {
  mean_series out{std::vector<double>(y.cols, 0.0), matrix(y.cols, y.cols)};
  const double n = static_cast<double>(y.rows);
  for (std::size_t u = 0; u < y.rows; ++u)
    for (std::size_t t = 0; t < y.cols; ++t) out.mean[t] += y(u, t) / n;
  for (std::size_t u = 0; u < y.rows; ++u)
    for (std::size_t s = 0; s < y.cols; ++s)
      for (std::size_t t = 0; t < y.cols; ++t)
        out.v(s, t) += (y(u, s) - out.mean[s]) * (y(u, t) - out.mean[t]) / (n - 1) / n;
  return out;
}

/// Paths without error: the figures are published, and their own errors are not.
unit_paths paths_of(const std::vector<std::vector<double>>& columns, std::uint32_t draws = 2000) {
  matrix y(columns[0].size(), columns.size());
  for (std::size_t u = 0; u < y.rows; ++u)
    for (std::size_t j = 0; j < y.cols; ++j) y(u, j) = columns[j][u];
  unit_path_options o;
  o.draws = draws;
  return fit_unit_paths(y, std::vector<matrix>(y.rows, matrix(y.cols, y.cols)), o);
}

TEST(CivilService, LeadershipRoseAndOrganisationsDidNotDriftApart) {
  if (!std::filesystem::exists(civil + "csps2017_organisations.csv"))
    GTEST_SKIP() << "the data are not here: " << civil;
  const civil_service d = read_civil_service();
  const std::vector<double> times{2017, 2018, 2019};
  // Whole percents: a rounding error of 1/12 is the only error of an organisation's own figure that is known.
  struct expected {
    const matrix* y;
    double first, last, slope, low, high, tau_first, tau_last, drift;
  };
  EXPECT_EQ(d.names.size(), 82U);
  for (const expected& x : {expected{&d.leadership, 45.57, 48.98, 1.689, .870, 2.509, 12.71, 10.74, -.983},
                            expected{&d.engagement, 60.27, 62.98, 1.350, .833, 1.867, 8.01, 6.33, -.843}}) {
    const mean_series s = series_of(*x.y);
    const series_line line = fit_line(times, s.mean, s.v, static_cast<double>(x.y->rows) - 1);
    const spread_trend spread = fit_spread(times, *x.y, matrix(x.y->rows, 3, 1.0 / 12));
    EXPECT_NEAR(s.mean[0], x.first, .005);
    EXPECT_NEAR(s.mean[2], x.last, .005);
    EXPECT_NEAR(line.slope.value, x.slope, .0005);
    EXPECT_NEAR(line.slope.low, x.low, .0005);
    EXPECT_NEAR(line.slope.high, x.high, .0005);
    EXPECT_GT(line.fit.q_p, .05);  // three years lie on a line
    EXPECT_NEAR(spread.tau[0], x.tau_first, .005);
    EXPECT_NEAR(spread.tau[2], x.tau_last, .005);
    EXPECT_NEAR(spread.slope.value, x.drift, .0005);
    EXPECT_LT(spread.slope.high, 0);
    EXPECT_LT(spread.p_widening, .02);
  }
  std::vector<double> l, e, dl, de;
  for (std::size_t u = 0; u < d.names.size(); ++u) {
    l.push_back(d.leadership(u, 2));
    e.push_back(d.engagement(u, 2));
    dl.push_back(d.leadership(u, 2) - d.leadership(u, 0));
    de.push_back(d.engagement(u, 2) - d.engagement(u, 0));
  }
  const unit_paths level = paths_of({l, e});
  const unit_paths change = paths_of({dl, de});
  EXPECT_NEAR(level.correlations[0].observed.value, .807, .0005);
  EXPECT_NEAR(change.correlations[0].observed.value, .874, .0005);
  EXPECT_NEAR(change.paths[0].observed.value, .555, .0005);
  EXPECT_NEAR(change.paths[0].observed.low, .477, .0005);
}

TEST(MedicarePlans, ExperienceReachesLeavingThroughTheRating) {
  if (!std::filesystem::exists(plans + "scores_2017.csv.gz"))
    GTEST_SKIP() << "the data are not here: " << plans;
  const test::named_columns t(plans + "scores_2017.csv.gz");
  std::map<std::string, std::map<std::string, double>> by_contract;
  for (std::size_t r = 0; r < t.rows.size(); ++r) {
    const std::string& id = t.at(r, "measure_id");
    if ((id == "C20" || id == "C22" || id == "C24" || id == "C27") && !t.at(r, "value").empty())
      by_contract[t.at(r, "contract_id")][id] = std::stod(t.at(r, "value"));
  }
  std::vector<double> rating, leaving;
  std::vector<std::vector<double>> chain(3);
  for (const auto& [contract, m] : by_contract) {
    if (m.contains("C24") && m.contains("C27")) {
      rating.push_back(m.at("C24"));
      leaving.push_back(m.at("C27"));
    }
    if (!m.contains("C20") || !m.contains("C24") || !m.contains("C27")) continue;
    chain[0].push_back(m.at("C20"));
    chain[1].push_back(m.at("C24"));
    chain[2].push_back(m.at("C27"));
  }
  const unit_paths two = paths_of({rating, leaving});
  EXPECT_EQ(two.units, 356);
  EXPECT_NEAR(two.correlations[0].observed.value, -0.546309, 5e-7);
  EXPECT_NEAR(two.paths[0].observed.value, -1.075090, 5e-7);
  const unit_paths p = paths_of(chain);
  EXPECT_EQ(p.units, 333);
  EXPECT_NEAR(p.paths[0].standardized, .471, .0005);
  EXPECT_NEAR(p.chain.value, -.363, .0005);
  EXPECT_NEAR(p.chain_bootstrap.low, -.485, .0005);
  EXPECT_NEAR(p.chain_bootstrap.high, -.256, .0005);
  EXPECT_NEAR(p.direct.value, -.411, .0005);
  EXPECT_NEAR(p.total.value, p.direct.value + p.chain.value, 1e-9);
  EXPECT_EQ(p.orders[0].steps, (std::vector<std::size_t>{0, 1, 2}));
}

TEST(UnitClimate, ReliabilityIsNearThePublishedOneAndTheChainIsNotTheStory) {
  const std::string file = CXM_SHARED_DIR "/data/unit_climate_multilevel/bh1996.csv.gz";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "the data are not here: " << file;
  const assessment a = assess_file(file, CXM_SOURCE_DIR "/examples/instruments/unit-climate-bh1996.json");
  const auto value = [&](const std::string& id, const std::string& detail) {
    const result_row* r = a.find("finding", id, detail, {"", "", ""});
    return r == nullptr ? estimate{} : r->value;
  };
  // Published ICC(2) of R multilevel: .9156, .7755, .7717, from mean squares that weigh companies by size.
  // Here companies count alike, and a small company's mean is less reliable.
  const double published[] = {.9156130, .7754597, .7717129};
  for (int j = 0; j < 3; ++j) {
    const estimate r = value("pyramid:climate", "reliability:" + std::to_string(j + 1));
    EXPECT_LT(r.value, published[j]);
    EXPECT_GT(r.value, published[j] - .07);
  }
  EXPECT_NEAR(value("pyramid:climate", "path:1-3").value, .366, .0005);
  EXPECT_NEAR(value("pyramid:climate", "path:2-3").value, -.070, .0005);
  EXPECT_NEAR(value("isolation:leaders", "isolation").value, .0444, .00005);
  for (const finding& f : a.findings) {
    if (f.kind == "pyramid") {
      EXPECT_EQ(f.verdict, "not settled");
    }
    if (f.kind == "isolation") {
      EXPECT_LT(f.p_value, .001);
    }
  }
}

}  // namespace
}  // namespace cxm
