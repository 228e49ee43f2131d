// SPDX-License-Identifier: Apache-2.0
// The formulas of the CAHPS Analysis Program 5.0, step by step as its modules take them, against
// case_mix_adjust with cahps_options().
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/estimate/case_mix.hpp"
#include "cxm/stats/distributions.hpp"

namespace {

using cxm::case_mix_adjust;
using cxm::case_mix_options;
using cxm::case_mix_result;
using cxm::column_view;
using values = std::vector<double>;
using table = std::vector<values>;
using mask = std::vector<std::uint8_t>;

/// Parameters of the program, by its own names.
struct parameters {
  int even_wgt = 1;
  double k = 1;
  int wt_type = 0;
  int wgtplan = 0;
  double smoothing = 0;
  double pvalue = 0.05, change = 0, meandiff = 0, min_resp = 0, max_resp = 10;
};

struct survey {
  std::vector<std::int32_t> unit;
  table y, x;  // by item, by adjuster
  std::vector<mask> has_y, has_x;
  values w;
  std::size_t units = 0;

  [[nodiscard]] std::size_t u(std::size_t r) const { return static_cast<std::size_t>(unit[r]); }
};

survey simulate(std::uint64_t seed, std::size_t units, int least, std::size_t items, bool weighted) {
  cxm::random_stream random(seed, 5);
  survey s;
  s.units = units;
  s.y.resize(items);
  s.has_y.resize(items);
  s.x.resize(2);
  s.has_x.resize(2);
  for (std::size_t u = 0; u < units; ++u) {
    const double effect = 0.6 * random.normal();
    const int n = least + 3 * static_cast<int>(u % 5);
    for (int r = 0; r < n; ++r) {
      const double a = 0.7 * effect + random.normal();
      const double b = random.uniform() < 0.3 ? 1 : 0;
      s.unit.push_back(static_cast<std::int32_t>(u));
      s.x[0].push_back(a);
      s.x[1].push_back(b);
      for (mask& m : s.has_x) m.push_back(random.uniform() < 0.1 ? 0 : 1);
      // Weights go with an adjuster: weighted and plain means of it differ.
      s.w.push_back(weighted ? std::exp(0.4 * a) * (0.5 + random.uniform()) : 1);
      for (std::size_t i = 0; i < items; ++i) {
        s.y[i].push_back(6 - static_cast<double>(i) + effect + 0.5 * a - 0.4 * b + random.normal());
        s.has_y[i].push_back(random.uniform() < 0.15 + 0.15 * static_cast<double>(i) ? 0 : 1);
      }
    }
  }
  return s;
}

struct answer {
  table coefficients;  // by item
  values adj_mean, vp, delta, se, cont_p;
  std::vector<int> rating;
  double ov_mean = 0, f = 0, dfr = 0, dfe = 0, p = 0;
};

/// b of the weighted regression of y on a constant and the columns of x.
values regression(const table& x, const values& y, const values& w) {
  const std::size_t k = x.size() + 1;
  table m(k, values(k + 1, 0));
  for (std::size_t r = 0; r < y.size(); ++r) {
    const auto column = [&](std::size_t j) { return j == 0 ? 1.0 : j == k ? y[r] : x[j - 1][r]; };
    for (std::size_t a = 0; a < k; ++a) {
      for (std::size_t b = 0; b <= k; ++b) m[a][b] += w[r] * column(a) * column(b);
    }
  }
  for (std::size_t a = 0; a < k; ++a) {
    for (std::size_t c = 0; c < k; ++c) {
      if (c == a) continue;
      const double t = m[c][a] / m[a][a];
      for (std::size_t b = a; b <= k; ++b) m[c][b] -= t * m[a][b];
    }
  }
  values b;
  for (std::size_t a = 0; a < k; ++a) b.push_back(m[a][k] / m[a][a]);
  return b;
}

answer program(const survey& s, const parameters& o) {
  const std::size_t n = s.unit.size(), units = s.units, items = s.y.size(), adjusters = s.x.size();
  answer out;

  // Missing adjusters: the plain mean of the unit.
  table x = s.x;
  for (std::size_t j = 0; j < adjusters; ++j) {
    values sum(units, 0), count(units, 0);
    for (std::size_t r = 0; r < n; ++r) {
      if (s.has_x[j][r] == 0) continue;
      sum[s.u(r)] += s.x[j][r];
      count[s.u(r)] += 1;
    }
    for (std::size_t r = 0; r < n; ++r) {
      if (s.has_x[j][r] == 0) x[j][r] = sum[s.u(r)] / count[s.u(r)];
    }
  }

  // Counts, sums of weights, weighted means of the answers.
  values usen(units, 0);
  table count(items, values(units, 0)), weight = count, y_mean = count;
  for (std::size_t r = 0; r < n; ++r) {
    bool any = false;
    for (std::size_t i = 0; i < items; ++i) {
      if (s.has_y[i][r] == 0) continue;
      any = true;
      count[i][s.u(r)] += 1;
      weight[i][s.u(r)] += s.w[r];
      y_mean[i][s.u(r)] += s.w[r] * s.y[i][r];
    }
    if (any) usen[s.u(r)] += 1;
  }
  for (std::size_t i = 0; i < items; ++i) {
    for (std::size_t u = 0; u < units; ++u) y_mean[i][u] /= weight[i][u];
  }

  // Weights of the items in each unit.
  table itemwgt(items, values(units, 1));
  if (items > 1) {
    for (std::size_t u = 0; u < units; ++u) {
      double denominator = 0;
      for (std::size_t i = 0; i < items; ++i) {
        double v = 0;
        if (o.even_wgt == 1) v = std::min(count[i][u], o.k);
        for (std::size_t q = 0; q < units; ++q) {
          if (o.even_wgt == 0) v += count[i][q];
          if (o.even_wgt == 2) v += weight[i][q];
        }
        itemwgt[i][u] = v;
        denominator += v;
      }
      for (std::size_t i = 0; i < items; ++i) itemwgt[i][u] /= denominator;
    }
  }
  const auto wgtplan = [&](std::size_t i, std::size_t u) { return o.wgtplan == 0 ? 1.0 : weight[i][u]; };
  values planwgts(units, 0);
  for (std::size_t u = 0; u < units; ++u) {
    for (std::size_t i = 0; i < items; ++i) planwgts[u] += wgtplan(i, u);
  }

  // Item by item: deviations from plain unit means, regression, adjustment, residuals.
  table adj_item(items, values(units, 0));  // org_yscore + org_yhat
  table residual(items, values(n, 0));
  for (std::size_t i = 0; i < items; ++i) {
    const auto there = [&](std::size_t r) { return s.has_y[i][r] != 0; };
    table mix(adjusters, values(units, 0));
    values plain(units, 0), centre(adjusters, 0);
    for (std::size_t r = 0; r < n; ++r) {
      if (!there(r)) continue;
      plain[s.u(r)] += s.y[i][r] / count[i][s.u(r)];
      for (std::size_t j = 0; j < adjusters; ++j) mix[j][s.u(r)] += x[j][r] / count[i][s.u(r)];
    }
    for (std::size_t j = 0; j < adjusters; ++j) {
      double sum = 0, base = 0;
      for (std::size_t u = 0; u < units; ++u) {
        if (count[i][u] == 0) continue;
        sum += planwgts[u] * mix[j][u];
        base += planwgts[u];
      }
      centre[j] = sum / base;
    }
    table dx(adjusters);
    values dy, w;
    std::vector<std::size_t> row;
    for (std::size_t r = 0; r < n; ++r) {
      if (!there(r)) continue;
      const std::size_t u = s.u(r);
      row.push_back(r);
      dy.push_back(s.y[i][r] - plain[u]);
      for (std::size_t j = 0; j < adjusters; ++j) dx[j].push_back(x[j][r] - mix[j][u]);
      const double equal_wt = s.w[r] / weight[i][u];
      w.push_back(o.wt_type == 1 ? equal_wt : o.wt_type == 2 ? s.w[r] : equal_wt * count[i][u]);
    }
    const values b = adjusters == 0 ? values{0} : regression(dx, dy, w);
    out.coefficients.emplace_back(b.begin() + 1, b.end());
    for (std::size_t u = 0; u < units; ++u) {
      double yhat = b[0];
      for (std::size_t j = 0; j < adjusters; ++j) yhat += b[j + 1] * (centre[j] - mix[j][u]);
      adj_item[i][u] = y_mean[i][u] + yhat;
    }
    for (std::size_t t = 0; t < row.size(); ++t) {
      residual[i][row[t]] = dy[t] - b[0];
      for (std::size_t j = 0; j < adjusters; ++j) residual[i][row[t]] -= b[j + 1] * dx[j][t];
    }
  }

  // Variance of the unit's mean: squares of weight times the record's sum over items.
  values vp(units, 0);
  table e_mean(items, values(units, 0));
  for (std::size_t i = 0; i < items; ++i) {
    for (std::size_t r = 0; r < n; ++r) {
      if (s.has_y[i][r] != 0) e_mean[i][s.u(r)] += s.w[r] * residual[i][r] / weight[i][s.u(r)];
    }
  }
  for (std::size_t r = 0; r < n; ++r) {
    const std::size_t u = s.u(r);
    double sum = 0;
    for (std::size_t i = 0; i < items; ++i) {
      if (s.has_y[i][r] != 0) sum += itemwgt[i][u] * (residual[i][r] - e_mean[i][u]) / weight[i][u];
    }
    vp[u] += s.w[r] * s.w[r] * sum * sum;
  }
  double top = 0, bottom = 0;
  for (std::size_t u = 0; u < units; ++u) {
    top += (usen[u] - 1) * vp[u];
    bottom += usen[u] - 1;
  }
  for (std::size_t u = 0; u < units; ++u) {
    vp[u] = (o.smoothing * top / bottom + (usen[u] - 1) * vp[u]) / (o.smoothing + usen[u] - 1);
  }

  // Items centred at the mean of units, then put together.
  values una(items, 0);
  for (std::size_t i = 0; i < items; ++i) {
    double adjusted = 0, base = 0;
    for (std::size_t u = 0; u < units; ++u) {
      if (count[i][u] == 0) continue;
      una[i] += wgtplan(i, u) * y_mean[i][u];
      adjusted += wgtplan(i, u) * adj_item[i][u];
      base += wgtplan(i, u);
    }
    una[i] /= base;
    for (std::size_t u = 0; u < units; ++u) adj_item[i][u] += una[i] - adjusted / base;
  }
  for (std::size_t i = 0; i < items; ++i) {
    double s_i = 1.0 / static_cast<double>(items);
    if (o.even_wgt != 1) s_i = itemwgt[i][0];
    out.ov_mean += s_i * una[i];
  }
  for (std::size_t u = 0; u < units; ++u) {
    double sum = 0, away = 0, base = 0;
    std::size_t rows = 0;
    double fewest = 1e300;
    for (std::size_t i = 0; i < items; ++i) {
      if (count[i][u] == 0) continue;
      rows += 1;
      fewest = std::min(fewest, count[i][u]);
      sum += itemwgt[i][u] * adj_item[i][u];
      away += itemwgt[i][u] * (adj_item[i][u] - una[i]);
      base += itemwgt[i][u];
    }
    const double enough = o.even_wgt == 1 ? o.k : 1;
    const bool lacks = items > 1 && (rows < items || fewest < enough);
    out.adj_mean.push_back(lacks ? away / base + out.ov_mean : sum / base);
  }

  // F.
  double ntot = 0, sum1 = 0, sum2 = 0;
  for (std::size_t u = 0; u < units; ++u) {
    ntot += usen[u];
    if (vp[u] == 0) continue;
    sum1 += out.adj_mean[u] * planwgts[u] / vp[u];
    sum2 += planwgts[u] / vp[u];
  }
  const double gm = sum1 / sum2;
  for (std::size_t u = 0; u < units; ++u) {
    if (vp[u] != 0) out.f += std::pow(out.adj_mean[u] - gm, 2) / vp[u];
  }
  out.dfr = static_cast<double>(units) - 1;
  out.dfe = std::max(1.0, ntot - static_cast<double>(units + adjusters));
  out.f /= out.dfr;
  out.p = cxm::stats::f_upper(out.f, out.dfr, out.dfe);

  // Units against the mean of units; ratings.
  double all_vp = 0, sum_pwgt = 0;
  for (std::size_t u = 0; u < units; ++u) {
    all_vp += vp[u] * planwgts[u] * planwgts[u];
    sum_pwgt += planwgts[u];
  }
  for (std::size_t u = 0; u < units; ++u) {
    const double vi = vp[u] * (1 - 2 * planwgts[u] / sum_pwgt);
    const double vo = all_vp / (sum_pwgt * sum_pwgt);
    const double delta = out.adj_mean[u] - out.ov_mean;
    out.se.push_back(std::sqrt(vi + vo));
    out.delta.push_back(delta);
    out.cont_p.push_back(2 * cxm::stats::student_t_cdf(-std::fabs(delta / out.se[u]), out.dfe));
    const double pdis = o.change * std::min(out.ov_mean - o.min_resp, o.max_resp - out.ov_mean);
    const bool sure = out.cont_p[u] < o.pvalue && std::fabs(delta) >= pdis && std::fabs(delta) >= o.meandiff;
    out.rating.push_back(!sure ? 2 : delta < 0 ? 1 : 3);
  }
  out.vp = std::move(vp);
  return out;
}

case_mix_options options_of(const parameters& o) {
  case_mix_options a = cxm::cahps_options();
  a.weighting = o.even_wgt == 1   ? cxm::item_weighting::equal
                : o.even_wgt == 2 ? cxm::item_weighting::cases
                                  : cxm::item_weighting::answers;
  a.low_denominator = o.even_wgt == 1 ? o.k : 1;
  a.slopes = o.wt_type == 1   ? cxm::slope_weighting::units
             : o.wt_type == 2 ? cxm::slope_weighting::weights
                              : cxm::slope_weighting::answers;
  a.units = o.wgtplan == 1 ? cxm::unit_weighting::weights : cxm::unit_weighting::equal;
  a.smoothing = o.smoothing;
  a.level = 1 - o.pvalue;
  a.practical_share = o.change;
  a.practical_difference = o.meandiff;
  a.scale_low = o.min_resp;
  a.scale_high = o.max_resp;
  return a;
}

case_mix_result adjust(const survey& s, const case_mix_options& options) {
  std::vector<column_view> items, adjusters;
  for (std::size_t i = 0; i < s.y.size(); ++i) items.emplace_back(s.y[i], s.has_y[i]);
  for (std::size_t j = 0; j < s.x.size(); ++j) adjusters.emplace_back(s.x[j], s.has_x[j]);
  return case_mix_adjust(items, adjusters, s.unit, s.w, options);
}

/// Means and variances are sums of a few hundred terms of size 1 to 10 and one small system of equations:
/// both sides carry 1e-13; F and its p multiply that by the inverse variances.
void expect_equal(const survey& s, const parameters& o, const std::string& what) {
  SCOPED_TRACE(what);
  const answer want = program(s, o);
  const case_mix_result got = adjust(s, options_of(o));
  for (std::size_t i = 0; i < s.y.size(); ++i) {
    for (std::size_t j = 0; j < s.x.size(); ++j)
      EXPECT_NEAR(got.slopes(i, j), want.coefficients[i][j], 1e-11);
  }
  EXPECT_NEAR(got.mean, want.ov_mean, 1e-12);
  for (std::size_t u = 0; u < s.units; ++u) {
    SCOPED_TRACE(u);
    const cxm::case_mix_unit& one = got.units[u];
    EXPECT_NEAR(one.adjusted.value, want.adj_mean[u], 1e-11);
    if (want.vp[u] == 0) {
      EXPECT_TRUE(one.adjusted.has(cxm::estimate_flag::no_interval));
    } else {
      EXPECT_NEAR(one.adjusted.se * one.adjusted.se, want.vp[u], 1e-11);
    }
    EXPECT_NEAR(one.contrast.value, want.delta[u], 1e-11);
    EXPECT_NEAR(one.contrast.se, want.se[u], 1e-11);
    EXPECT_EQ(one.contrast.df, want.dfe);
    EXPECT_NEAR(one.p, want.cont_p[u], 1e-10);
    EXPECT_EQ(one.stars, want.rating[u]);
  }
  EXPECT_NEAR(got.test.statistic, want.f, 1e-10 * want.f);
  EXPECT_EQ(got.test.df1, want.dfr);
  EXPECT_EQ(got.test.df2, want.dfe);
  EXPECT_NEAR(got.test.p, want.p, 1e-10);
}

TEST(CaseMixCahps, OneItem) {
  expect_equal(simulate(1, 12, 8, 1, false), {}, "plain");
  for (int wt_type = 0; wt_type < 3; ++wt_type) {
    for (int wgtplan = 0; wgtplan < 2; ++wgtplan) {
      parameters o;
      o.wt_type = wt_type;
      o.wgtplan = wgtplan;
      expect_equal(simulate(2, 12, 8, 1, true), o,
                   "wt_type " + std::to_string(wt_type) + " wgtplan " + std::to_string(wgtplan));
    }
  }
}

TEST(CaseMixCahps, WithoutAdjusters) {
  survey s = simulate(3, 9, 7, 1, true);
  s.x.clear();
  s.has_x.clear();
  expect_equal(s, {}, "weighted");
  s.w.assign(s.w.size(), 1);
  expect_equal(s, {}, "plain");
}

TEST(CaseMixCahps, Composites) {
  for (const bool weighted : {false, true}) {
    const survey s = simulate(4, 11, 6, 3, weighted);
    for (int even_wgt = 0; even_wgt < 3; ++even_wgt) {
      for (int wgtplan = 0; wgtplan < 2; ++wgtplan) {
        parameters o;
        o.even_wgt = even_wgt;
        o.wgtplan = wgtplan;
        expect_equal(s, o, "even_wgt " + std::to_string(even_wgt) + (weighted ? " weighted" : " plain"));
      }
    }
  }
}

TEST(CaseMixCahps, ItemsWithFewOrNoAnswers) {
  // Unit 2 was never asked the last item, unit 3 answered it once, others below and above k.
  survey s = simulate(5, 10, 6, 3, true);
  bool first = true;
  for (std::size_t r = 0; r < s.unit.size(); ++r) {
    if (s.unit[r] == 2) s.has_y[2][r] = 0;
    if (s.unit[r] == 3) {
      s.has_y[2][r] = first ? 1 : 0;
      first = false;
    }
  }
  for (const double k : {1.0, 5.0, 10.0}) {
    parameters o;
    o.k = k;
    expect_equal(s, o, "k " + std::to_string(k));
  }
}

TEST(CaseMixCahps, Smoothing) {
  parameters o;
  o.smoothing = 20;
  expect_equal(simulate(6, 12, 5, 1, false), o, "item");
  expect_equal(simulate(7, 12, 5, 2, true), o, "composite");
}

TEST(CaseMixCahps, RatingsByMeaningfulDifference) {
  const survey s = simulate(8, 20, 25, 1, false);
  std::vector<std::size_t> rated;
  for (const double change : {0.0, 0.1, 0.2, 0.9}) {
    parameters o;
    o.change = change;
    expect_equal(s, o, "change " + std::to_string(change));
    const answer a = program(s, o);
    rated.push_back(static_cast<std::size_t>(
        std::count_if(a.rating.begin(), a.rating.end(), [](int stars) { return stars != 2; })));
  }
  EXPECT_GT(rated[0], rated[2]);
  EXPECT_GT(rated[2], 0U);
  EXPECT_EQ(rated[3], 0U);
  parameters o;
  o.meandiff = 0.6;
  o.pvalue = 0.01;
  expect_equal(s, o, "meandiff");
}

TEST(CaseMixCahps, UnitWithOneVoice) {
  survey s = simulate(9, 8, 12, 1, false);
  s.x.clear();
  s.has_x.clear();
  for (std::size_t r = 0; r < s.unit.size(); ++r) {
    if (s.unit[r] == 4) s.y[0][r] = 9;
  }
  expect_equal(s, {}, "plain");
  const case_mix_result r = adjust(s, cxm::cahps_options());
  EXPECT_FALSE(r.units[4].contrast.has(cxm::estimate_flag::no_interval));
  EXPECT_EQ(r.units[4].stars, 3);
}

// Where the defaults are not the program's.

TEST(CaseMixCahps, VarianceLacksTheUnitsOwnDegreeOfFreedom) {
  survey s = simulate(10, 8, 5, 1, false);
  s.x.clear();
  s.has_x.clear();
  const case_mix_result theirs = adjust(s, cxm::cahps_options());
  const case_mix_result ours = adjust(s, {});
  for (std::size_t u = 0; u < s.units; ++u) {
    const double n = ours.units[u].adjusted.n;
    EXPECT_NEAR(ours.units[u].adjusted.se, theirs.units[u].adjusted.se * std::sqrt(n / (n - 1)), 1e-13);
  }
}

TEST(CaseMixCahps, PlainMixOfWeightedMeansLeavesMixBehind) {
  // Answers are unit effect + adjuster / 2, without error: adjustment should bring back the effects.
  survey s = simulate(11, 8, 20, 1, true);
  s.x.resize(1);
  s.has_x.resize(1);
  s.has_x[0].assign(s.unit.size(), 1);
  s.has_y[0].assign(s.unit.size(), 1);
  const auto effect = [](std::size_t u) { return 0.1 * static_cast<double>(u); };
  for (std::size_t r = 0; r < s.unit.size(); ++r) {
    s.w[r] = std::exp((s.unit[r] % 2 == 0 ? 0.5 : -0.5) * s.x[0][r]);
    s.y[0][r] = 5 + effect(s.u(r)) + s.x[0][r] / 2;
  }
  const auto furthest = [&](const case_mix_options& o) {
    const case_mix_result r = adjust(s, o);
    EXPECT_NEAR(r.slopes(0, 0), 0.5, 1e-12);
    double worst = 0;
    for (std::size_t u = 0; u < s.units; ++u) {
      const double truth = effect(u) - effect(7) / 2;  // less the mean of effects
      worst = std::max(worst, std::fabs(r.units[u].adjusted.value - r.mean - truth));
    }
    return worst;
  };
  EXPECT_LT(furthest({}), 1e-12);
  EXPECT_GT(furthest(cxm::cahps_options()), 0.15);  // half of the weights' pull on the mix, 0.5 * 0.5
}

TEST(CaseMixCahps, SmallUnitsAreToldApartTooOftenByTheProgram) {
  // Units without differences, of unlike mix, 15 answers each: nothing is to be found.
  int ours = 0, theirs = 0, our_stars = 0, their_stars = 0;
  cxm::random_stream random(13, 0);
  for (int survey_number = 0; survey_number < 60; ++survey_number) {
    std::vector<std::int32_t> unit;
    values x, y;
    for (int u = 0; u < 100; ++u) {
      const double mix = random.normal();
      for (int r = 0; r < 15; ++r) {
        unit.push_back(u);
        x.push_back(mix + random.normal());
        y.push_back(0.5 * x.back() + random.normal());
      }
    }
    const column_view adjuster(x);
    const case_mix_result a = case_mix_adjust(column_view(y), {&adjuster, 1}, unit);
    const case_mix_result b = case_mix_adjust(column_view(y), {&adjuster, 1}, unit, {}, cxm::cahps_options());
    ours += a.test.p < 0.05 ? 1 : 0;
    theirs += b.test.p < 0.05 ? 1 : 0;
    for (const auto& u : a.units) our_stars += u.stars != 2 ? 1 : 0;
    for (const auto& u : b.units) their_stars += u.stars != 2 ? 1 : 0;
  }
  RecordProperty("rejected", std::to_string(ours) + " / " + std::to_string(theirs) + " of 60");
  RecordProperty("stars", std::to_string(our_stars) + " / " + std::to_string(their_stars) + " of 6000");
  EXPECT_LE(ours, 9);  // binomial(60, 0.05) is above 9 once in 1000
  EXPECT_GE(theirs, 15);
  EXPECT_NEAR(our_stars / 6000.0, 0.05, 3 * std::sqrt(0.05 * 0.95 / 6000));
  EXPECT_GT(their_stars / 6000.0, 0.07);
}

// Smoothing by the defaults.

TEST(CaseMixCahps, SmoothingDrawsVariancesOfAnswersTogether) {
  survey s = simulate(12, 6, 5, 1, false);
  s.x.clear();
  s.has_x.clear();
  for (std::size_t r = 0; r < s.unit.size(); ++r) {
    if (s.unit[r] == 1) s.y[0][r] = 7;
  }
  const case_mix_result before = adjust(s, {});
  double pooled = 0, freedom = 0;
  for (const auto& u : before.units) {
    const double n = u.adjusted.n;
    if (!std::isnan(u.adjusted.se)) pooled += (n - 1) * n * u.adjusted.se * u.adjusted.se;
    freedom += n - 1;
  }
  pooled /= freedom;
  case_mix_options o;
  for (const double a : {4.0, 1e12}) {
    o.smoothing = a;
    const case_mix_result r = adjust(s, o);
    double total = 0;
    for (const auto& u : r.units) total += u.adjusted.se * u.adjusted.se;
    for (std::size_t u = 0; u < s.units; ++u) {
      const cxm::estimate& was = before.units[u].adjusted;
      const cxm::estimate& is = r.units[u].adjusted;
      const double own = u == 1 ? 0 : was.se * was.se;
      EXPECT_NEAR(is.se * is.se, (a * pooled / was.n + (was.n - 1) * own) / (a + was.n - 1), 1e-12);
      EXPECT_EQ(is.df, std::min(was.n - 1 + a, freedom));
      EXPECT_FALSE(is.has(cxm::estimate_flag::no_interval));
      const double v = 4.0 / 6 * is.se * is.se + total / 36;
      EXPECT_NEAR(r.units[u].contrast.se, std::sqrt(v), 1e-12);
    }
    EXPECT_EQ(r.test.df1, 5);
  }
}

TEST(CaseMixCahps, UnitsWeighedInTheirMean) {
  const survey s = simulate(14, 7, 9, 2, true);
  case_mix_options o;
  o.units = cxm::unit_weighting::weights;
  o.low_denominator = 0;
  const case_mix_result r = adjust(s, o);
  values share(s.units, 0);
  double total = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t row = 0; row < s.unit.size(); ++row) {
      if (s.has_y[i][row] == 0) continue;
      share[s.u(row)] += s.w[row];
      total += s.w[row];
    }
  }
  double mean = 0;
  for (std::size_t u = 0; u < s.units; ++u) mean += share[u] / total * r.units[u].adjusted.value;
  EXPECT_NEAR(r.mean, mean, 1e-12);
  double balance = 0;
  for (std::size_t u = 0; u < s.units; ++u) balance += share[u] * r.units[u].contrast.value;
  EXPECT_NEAR(balance, 0, 1e-10);
}

TEST(CaseMixCahps, RefusesWithThePlace) {
  const survey s = simulate(15, 4, 6, 1, false);
  const auto parameter = [&](const case_mix_options& o) {
    try {
      (void)adjust(s, o);
    } catch (const cxm::error& e) {
      return e.parameter();
    }
    return std::string("none");
  };
  case_mix_options o;
  o.practical_share = 0.1;
  EXPECT_EQ(parameter(o), "scale_high");
  o.practical_share = -1;
  EXPECT_EQ(parameter(o), "practical_share");
  o = {};
  o.smoothing = -1;
  EXPECT_EQ(parameter(o), "smoothing");
  survey few = s;
  for (std::size_t r = 0; r < few.unit.size(); ++r) few.has_y[0][r] = few.unit[r] != 2 ? 1 : 0;
  few.has_y[0][15] = 1;  // rows 15 to 26 are those of unit 2
  ASSERT_EQ(few.unit[15], 2);
  try {
    (void)adjust(few, cxm::cahps_options());
    ADD_FAILURE() << "not refused";
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.parameter(), "unit");
    EXPECT_EQ(e.row(), 2);
  }
}

}  // namespace
