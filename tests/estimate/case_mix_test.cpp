// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/case_mix.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/stats/linear_algebra.hpp"

namespace {

using cxm::case_mix_adjust;
using cxm::case_mix_result;
using cxm::column_view;
using values = std::vector<double>;
using units = std::vector<std::int32_t>;
using mask = std::vector<std::uint8_t>;

/// Units of unlike size and mix, two adjusters, answers that depend on them, gaps.
struct survey {
  units unit;
  values y, y2, a, b, w;
  mask has_y, has_a;

  survey(std::uint64_t seed, int count, int least, double unit_sd, double share_missing) {
    cxm::random_stream random(seed, 3);
    for (int u = 0; u < count; ++u) {
      const double effect = unit_sd * random.normal();
      const int n = least + 3 * (u % 4);
      for (int r = 0; r < n; ++r) {
        unit.push_back(u);
        a.push_back(0.8 * effect + random.normal());
        b.push_back(random.uniform() < 0.3 + 0.02 * (u % 10) ? 1 : 0);
        y.push_back(5 + effect + 0.7 * a.back() - 0.5 * b.back() + random.normal());
        y2.push_back(4 - effect + 0.2 * a.back() + 2 * random.normal());
        w.push_back(0.5 + random.uniform());
        has_y.push_back(random.uniform() < share_missing ? 0 : 1);
        has_a.push_back(random.uniform() < share_missing ? 0 : 1);
      }
    }
  }
};

void expect_same(const case_mix_result& x, const case_mix_result& y, double tolerance) {
  ASSERT_EQ(x.units.size(), y.units.size());
  for (std::size_t u = 0; u < x.units.size(); ++u) {
    EXPECT_NEAR(x.units[u].adjusted.value, y.units[u].adjusted.value, tolerance) << u;
    EXPECT_NEAR(x.units[u].adjusted.se, y.units[u].adjusted.se, tolerance) << u;
    EXPECT_NEAR(x.units[u].contrast.se, y.units[u].contrast.se, tolerance) << u;
  }
  EXPECT_NEAR(x.test.statistic, y.test.statistic, tolerance * 100);
}

TEST(CaseMix, HandWorked) {
  // Deviations within units give slope 6/4. Unit means 3 and 3 at mixes 1 and 3, centre 2: adjusted 4.5 and
  // 1.5. Residuals -.5 1 -.5 .5 -1 .5, squares raised by 3/2 (own unit) and 4/3 (slope): .5 2 .5 each.
  // Coefficients of the first: 1/12 4/12 7/12 | -1/4 0 1/4; so V = 11/24, covariance -1/8, and the contrast
  // (half the difference) has (11/12 + 1/4)/4 = 7/24. F = 2 (3/2)^2 / (11/24) = 108/11.
  const values y{1, 4, 4, 2, 2, 5};
  const values x{0, 1, 2, 2, 3, 4};
  const units unit{0, 0, 0, 1, 1, 1};
  const column_view adjuster(x);
  const auto r = case_mix_adjust(column_view(y), {&adjuster, 1}, unit);
  EXPECT_NEAR(r.slopes(0, 0), 1.5, 1e-14);
  EXPECT_NEAR(r.mean, 3, 1e-14);
  for (int u = 0; u < 2; ++u) {
    const auto& one = r.units[static_cast<std::size_t>(u)];
    EXPECT_NEAR(one.raw, 3, 1e-14);
    EXPECT_NEAR(one.adjusted.value, u == 0 ? 4.5 : 1.5, 1e-14);
    EXPECT_NEAR(one.adjusted.se, std::sqrt(11.0 / 24), 1e-14);
    EXPECT_NEAR(one.contrast.value, u == 0 ? 1.5 : -1.5, 1e-14);
    EXPECT_NEAR(one.contrast.se, std::sqrt(7.0 / 24), 1e-14);
    EXPECT_NEAR(one.contrast.df, 4, 1e-12);  // two equal variances of 2 degrees of freedom
    EXPECT_NEAR(one.reliability, 97.0 / 108, 1e-13);
  }
  EXPECT_NEAR(r.test.statistic, 108.0 / 11, 1e-12);
  EXPECT_EQ(r.test.df1, 1);
  EXPECT_NEAR(r.test.df2, 4, 1e-12);  // Welch: two equal variances of 2 degrees of freedom
  EXPECT_NEAR(r.reliability, 97.0 / 108, 1e-13);
}

TEST(CaseMix, StarsNeedSignificanceAndSize) {
  const values y{1, 2, 3, 2, 6, 7, 8, 7, 4, 4, 5, 5};
  const units unit{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2};
  const auto stars = [&](double practical) {
    cxm::case_mix_options o;
    o.practical_difference = practical;
    std::string s;
    for (const auto& u : case_mix_adjust(column_view(y), {}, unit, {}, o).units) s += std::to_string(u.stars);
    return s;
  };
  EXPECT_EQ(stars(0), "132");
  EXPECT_EQ(stars(2.4), "132");  // contrasts -2.5, 2.5, 0
  EXPECT_EQ(stars(2.6), "222");
}

TEST(CaseMix, WithoutAdjustersMeansAndVariancesOfTheUnits) {
  const survey s(1, 7, 5, 1, 0.2);
  const auto r = case_mix_adjust(column_view(s.y, s.has_y), {}, s.unit);
  double total = 0;
  values variance(7);
  for (std::size_t u = 0; u < 7; ++u) {
    double n = 0, sum = 0, squares = 0;
    for (std::size_t i = 0; i < s.y.size(); ++i) {
      if (s.unit[i] != static_cast<std::int32_t>(u) || s.has_y[i] == 0) continue;
      n += 1;
      sum += s.y[i];
      squares += s.y[i] * s.y[i];
    }
    variance[u] = (squares - sum * sum / n) / (n - 1) / n;
    total += variance[u];
    EXPECT_NEAR(r.units[u].adjusted.value, sum / n, 1e-13);
    EXPECT_NEAR(r.units[u].raw, sum / n, 1e-13);
    EXPECT_NEAR(r.units[u].adjusted.se, std::sqrt(variance[u]), 1e-12);
    EXPECT_EQ(r.units[u].adjusted.n, n);
  }
  for (std::size_t u = 0; u < 7; ++u) {  // the CAHPS form of the contrast's variance
    const double v = 36.0 / 49 * variance[u] + (total - variance[u]) / 49;
    EXPECT_NEAR(r.units[u].contrast.se, std::sqrt(v), 1e-12);
  }
}

TEST(CaseMix, ShiftAndScaleOfAdjustersChangeNothing) {
  const survey s(2, 9, 6, 1, 0.1);
  const std::vector<column_view> before{{s.a, s.has_a}, column_view(s.b)};
  values a = s.a;
  values b = s.b;
  for (double& v : a) v = 100 - 3 * v;
  for (double& v : b) v += 2000;
  const std::vector<column_view> after{{a, s.has_a}, column_view(b)};
  const auto x = case_mix_adjust(column_view(s.y, s.has_y), before, s.unit, s.w);
  const auto y = case_mix_adjust(column_view(s.y, s.has_y), after, s.unit, s.w);
  // Values near 2000 are stored to 2e-13; the fit multiplies that by little.
  expect_same(x, y, 1e-11);
  EXPECT_NEAR(x.slopes(0, 0), -3 * y.slopes(0, 0), 1e-11);
  EXPECT_EQ(x.imputed, y.imputed);
  EXPECT_GT(x.imputed, 0U);
}

TEST(CaseMix, EqualMixIsNoAdjustment) {
  const values x{1, 2, 3, 3, 2, 1, 2, 2, 2};
  const values y{4, 6, 9, 1, 2, 3, 7, 5, 8};
  const units unit{0, 0, 0, 1, 1, 1, 2, 2, 2};
  const column_view adjuster(x);
  for (const auto& u : case_mix_adjust(column_view(y), {&adjuster, 1}, unit).units) {
    EXPECT_NEAR(u.adjusted.value, u.raw, 1e-14);
  }
}

TEST(CaseMix, SlopesEqualLeastSquaresWithIndicators) {
  const survey s(4, 8, 6, 1, 0.15);
  const std::vector<column_view> adjusters{{s.a, s.has_a}, column_view(s.b)};
  const auto r = case_mix_adjust(column_view(s.y, s.has_y), adjusters, s.unit, s.w);
  // Gaps by the unit's weighted mean over all its records, then one regression with eight constants.
  values sum(8, 0), base(8, 0);
  std::size_t rows = 0;
  for (std::size_t i = 0; i < s.y.size(); ++i) {
    const auto u = static_cast<std::size_t>(s.unit[i]);
    if (s.has_a[i] != 0) {
      sum[u] += s.w[i] * s.a[i];
      base[u] += s.w[i];
    }
    rows += s.has_y[i];
  }
  cxm::matrix design(rows, 10);
  values target;
  values raw(8, 0), weight(8, 0);
  for (std::size_t i = 0; i < s.y.size(); ++i) {
    if (s.has_y[i] == 0) continue;
    const auto u = static_cast<std::size_t>(s.unit[i]);
    const double root = std::sqrt(s.w[i]);
    design(target.size(), u) = root;
    design(target.size(), 8) = root * (s.has_a[i] != 0 ? s.a[i] : sum[u] / base[u]);
    design(target.size(), 9) = root * s.b[i];
    target.push_back(root * s.y[i]);
    raw[u] += s.w[i] * s.y[i];
    weight[u] += s.w[i];
  }
  const values b = cxm::stats::solve(cxm::stats::qr(design), target);
  EXPECT_NEAR(r.slopes(0, 0), b[8], 1e-12);
  EXPECT_NEAR(r.slopes(0, 1), b[9], 1e-12);
  // Adjusted means are the constants, shifted to the mean of the raw ones.
  double shift = 0;
  for (std::size_t u = 0; u < 8; ++u) shift += (raw[u] / weight[u] - b[u]) / 8;
  for (std::size_t u = 0; u < 8; ++u) EXPECT_NEAR(r.units[u].adjusted.value, b[u] + shift, 1e-12);
}

TEST(CaseMix, WholeWeightsMoveMeansAsCopiesDo) {
  survey s(5, 5, 6, 1, 0);
  survey copies = s;
  for (std::size_t i = 0; i < s.y.size(); ++i) {
    s.w[i] = 1 + static_cast<double>(i % 3);
    for (std::size_t k = 0; k < i % 3; ++k) {
      copies.unit.push_back(s.unit[i]);
      copies.y.push_back(s.y[i]);
      copies.a.push_back(s.a[i]);
    }
  }
  const column_view one(s.a);
  const column_view many(copies.a);
  const auto x = case_mix_adjust(column_view(s.y), {&one, 1}, s.unit, s.w);
  const auto y = case_mix_adjust(column_view(copies.y), {&many, 1}, copies.unit);
  EXPECT_NEAR(x.slopes(0, 0), y.slopes(0, 0), 1e-13);
  for (std::size_t u = 0; u < 5; ++u) {
    EXPECT_NEAR(x.units[u].adjusted.value, y.units[u].adjusted.value, 1e-13);
  }
}

TEST(CaseMix, CompositeOfCompleteItemsIsTheirAverage) {
  // Averaging answers of each record first is the same estimator, with the same variance.
  const survey s(6, 6, 7, 1, 0);
  values average;
  for (std::size_t i = 0; i < s.y.size(); ++i) average.push_back((s.y[i] + s.y2[i]) / 2);
  const std::vector<column_view> items{column_view(s.y), column_view(s.y2)};
  const std::vector<column_view> adjusters{column_view(s.a), column_view(s.b)};
  expect_same(case_mix_adjust(items, adjusters, s.unit, s.w),
              case_mix_adjust(column_view(average), adjusters, s.unit, s.w), 1e-12);
}

TEST(CaseMix, SmallItemsWeighLess) {
  // Unit 0 answered item 2 (a hard one: mean 1 against 5) five times of ten, unit 2 never.
  values y(30), y2(30);
  mask has(30, 1);
  units unit(30);
  for (std::size_t i = 0; i < 30; ++i) {
    unit[i] = static_cast<std::int32_t>(i / 10);
    y[i] = 5 + (i % 2 == 0 ? 1 : -1) + (i / 10 == 2 ? 0.6 : 0);
    y2[i] = 1 + (i % 2 == 0 ? 0.5 : -0.5) + (i < 10 ? 0.4 : 0);
    if (i >= 20 || (i < 10 && i % 10 >= 6)) has[i] = 0;
  }
  const std::vector<column_view> items{column_view(y), {y2, has}};
  cxm::case_mix_options o;
  o.low_denominator = 12;  // item 1 keeps 10/12, item 2 of unit 0 keeps 6/12
  const auto r = case_mix_adjust(items, {}, unit, {}, o);
  // Centres 5.2 and 1.2, base 3.2. Unit 0: -.2 and +.2 at 10:6. Unit 1: -.2, -.2. Unit 2: only +.4.
  EXPECT_NEAR(r.units[0].adjusted.value, 3.2 - 0.2 * 10 / 16 + 0.2 * 6 / 16, 1e-13);
  EXPECT_NEAR(r.units[1].adjusted.value, 3.0, 1e-13);
  EXPECT_NEAR(r.units[2].adjusted.value, 3.6, 1e-13);
  o.weighting = cxm::item_weighting::cases;
  EXPECT_NEAR(case_mix_adjust(items, {}, unit, {}, o).item_weights[0], 30.0 / 46, 1e-14);
}

void expect_variance_of_influence(const cxm::case_mix_options& options) {
  // The adjusted mean is linear in the answers: the coefficient of an answer is what one point more does.
  survey s(8, 5, 5, 1, 0.25);
  const std::size_t n = s.y.size();
  for (std::size_t i = 0; i < n; ++i) s.y[i] += s.a[i] > 0 ? s.a[i] * s.a[i] : 0;  // lopsided residuals
  const column_view adjuster(s.a);
  const auto adjust = [&] {
    const std::vector<column_view> items{column_view(s.y), {s.y2, s.has_y}};
    return case_mix_adjust(items, {&adjuster, 1}, s.unit, s.w, options);
  };
  const auto r = adjust();
  cxm::matrix influence(n, 5);
  values share(5, 0);
  double all_share = 0;
  for (std::size_t item = 0; item < 2; ++item) {
    values& y = item == 0 ? s.y : s.y2;
    const auto there = [&](std::size_t i) { return item == 0 || s.has_y[i] != 0; };
    values count(5, 0), weight(5, 0), y_mean(5, 0), x_mean(5, 0);
    double answers = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (!there(i)) continue;
      const auto u = static_cast<std::size_t>(s.unit[i]);
      count[u] += 1;
      answers += 1;
      weight[u] += s.w[i];
      share[u] += s.w[i];
      all_share += s.w[i];
      y_mean[u] += s.w[i] * y[i];
      x_mean[u] += s.w[i] * s.a[i];
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (!there(i)) continue;
      const auto u = static_cast<std::size_t>(s.unit[i]);
      const double residual =
          (y[i] - y_mean[u] / weight[u] - r.slopes(item, 0) * (s.a[i] - x_mean[u] / weight[u])) *
          std::sqrt(count[u] / (count[u] - 1) * (answers - 5) / (answers - 6));
      const double before = y[i];
      y[i] += 1;
      const auto moved = adjust();
      y[i] = before;
      for (std::size_t p = 0; p < 5; ++p) {
        influence(i, p) += (moved.units[p].adjusted.value - r.units[p].adjusted.value) * residual;
      }
    }
  }
  for (std::size_t p = 0; p < 5; ++p) {
    double variance = 0, contrast = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double mean = 0;
      for (std::size_t q = 0; q < 5; ++q) {
        mean += influence(i, q) * (options.units == cxm::unit_weighting::equal ? 0.2 : share[q] / all_share);
      }
      variance += influence(i, p) * influence(i, p);
      contrast += (influence(i, p) - mean) * (influence(i, p) - mean);
    }
    // Coefficients are differences of numbers near 5: good to 1e-15 each.
    EXPECT_NEAR(r.units[p].adjusted.se, std::sqrt(variance), 1e-12);
    EXPECT_NEAR(r.units[p].contrast.se, std::sqrt(contrast), 1e-12);
  }
}

TEST(CaseMix, VarianceIsTheSumOverRecordsOfCoefficientTimesResidual) {
  using cxm::slope_weighting;
  using cxm::unit_weighting;
  expect_variance_of_influence({});
  cxm::case_mix_options o;
  o.slopes = slope_weighting::units;
  o.units = unit_weighting::weights;
  expect_variance_of_influence(o);
  o.slopes = slope_weighting::answers;
  o.weighting = cxm::item_weighting::answers;
  o.units = unit_weighting::equal;
  expect_variance_of_influence(o);
}

TEST(CaseMix, UnanimousUnitIsNotRated) {
  const values y{9, 9, 9, 9, 1, 2, 3, 4, 4, 6, 5, 6};
  const units unit{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2};
  const auto r = case_mix_adjust(column_view(y), {}, unit);
  EXPECT_EQ(r.units[0].adjusted.value, 9);
  EXPECT_TRUE(r.units[0].adjusted.has(cxm::estimate_flag::no_interval));
  EXPECT_EQ(r.units[0].stars, 0);
  EXPECT_TRUE(std::isnan(r.units[0].reliability));
  EXPECT_EQ(r.test.df1, 1);
  EXPECT_GT(r.units[1].stars, 0);
}

TEST(CaseMix, AdjustedMeansAreUnbiasedAndIntervalsHold) {
  // Unit effects are tied to the mix, so raw means are wrong by up to half a point. 600 surveys of 10 units.
  const values effect{-0.6, -0.3, -0.1, 0, 0, 0.1, 0.2, 0.2, 0.2, 0.3};
  const int surveys = 600;
  values bias(10, 0), raw_bias(10, 0), squared(10, 0);
  int mean_holds = 0, contrast_holds = 0;
  cxm::random_stream random(11, 0);
  for (int k = 0; k < surveys; ++k) {
    units unit;
    values x, y, centre(10, 0);
    for (int u = 0; u < 10; ++u) {
      const auto i = static_cast<std::size_t>(u);
      const int n = 12 + 4 * u;
      for (int r = 0; r < n; ++r) {
        unit.push_back(u);
        x.push_back(effect[i] + random.normal());
        centre[i] += x.back() / n;
        // Spread differs by unit and grows with the adjuster's distance: no equal variances.
        const double sd = (1 + 0.1 * u) * (0.7 + 0.3 * std::fabs(x.back()));
        y.push_back(5 + effect[i] + 0.8 * x.back() + sd * random.normal());
      }
    }
    double mix = 0;
    for (const double c : centre) mix += c / 10;
    const column_view adjuster(x);
    const auto r = case_mix_adjust(column_view(y), {&adjuster, 1}, unit);
    for (std::size_t u = 0; u < 10; ++u) {
      const double truth = 5 + effect[u] + 0.8 * mix;
      const auto& one = r.units[u];
      bias[u] += (one.adjusted.value - truth) / surveys;
      raw_bias[u] += (one.raw - truth) / surveys;
      squared[u] += std::pow(one.adjusted.value - truth, 2) / surveys;
      mean_holds += one.adjusted.low <= truth && truth <= one.adjusted.high ? 1 : 0;
      contrast_holds += one.contrast.low <= effect[u] && effect[u] <= one.contrast.high ? 1 : 0;
    }
  }
  for (std::size_t u = 0; u < 10; ++u) {
    EXPECT_LT(std::fabs(bias[u]), 4 * std::sqrt(squared[u] / surveys)) << u;
  }
  EXPECT_LT(raw_bias[0], -0.4);
  // 6000 looks, nearly independent: Monte Carlo error 0.0028; three of them, and the claim 93.5 to 96.5 %.
  EXPECT_NEAR(mean_holds / 6000.0, 0.95, 0.0085);
  EXPECT_NEAR(contrast_holds / 6000.0, 0.95, 0.0085);
}

TEST(CaseMix, FalseStarsComeAtTheirLevel) {
  // 200 units without differences but with unlike mixes, 40 surveys: 8000 stars to be had wrongly.
  int false_stars = 0, rejected = 0;
  cxm::random_stream random(12, 0);
  for (int k = 0; k < 40; ++k) {
    units unit;
    values x, y;
    for (int u = 0; u < 200; ++u) {
      const double mix = random.normal();
      for (int r = 0; r < 15; ++r) {
        unit.push_back(u);
        x.push_back(mix + random.normal());
        y.push_back(0.5 * x.back() + random.normal());
      }
    }
    const column_view adjuster(x);
    const auto r = case_mix_adjust(column_view(y), {&adjuster, 1}, unit);
    for (const auto& u : r.units) false_stars += u.stars != 2 ? 1 : 0;
    rejected += r.test.p < 0.05 ? 1 : 0;
  }
  EXPECT_NEAR(false_stars / 8000.0, 0.05, 3 * std::sqrt(0.05 * 0.95 / 8000));
  EXPECT_LE(rejected, 7);  // binomial(40, 0.05) is above 7 once in 1000
}

struct refusal {
  cxm::errc code;
  std::string parameter;
  std::int64_t row, column;
  bool operator==(const refusal&) const = default;
};

template <class F>
refusal refused(F&& f) {
  try {
    (void)f();
  } catch (const cxm::error& e) {
    return {e.code(), e.parameter(), e.row(), e.column()};
  }
  ADD_FAILURE() << "not refused";
  return {};
}

TEST(CaseMix, RefusesWithThePlace) {
  using cxm::errc;
  const values y{1, 2, 3, 4, 5, 7};
  const values x{1, 2, 4, 1, 3, 1};
  const units unit{0, 0, 0, 1, 1, 1};
  const auto adjusted = [&](const std::vector<column_view>& by) {
    return refused([&] { return case_mix_adjust(column_view(y), by, unit); });
  };
  const auto grouped = [&](const units& u) {
    return refused([&] { return case_mix_adjust(column_view(y), {}, u); });
  };
  EXPECT_EQ(grouped({0, 0, 0, 0, 0, 1}), (refusal{errc::data, "unit", 1, -1}));  // one record
  EXPECT_EQ(grouped({0, 0, 0, 2, 2, 2}), (refusal{errc::data, "unit", 1, -1}));  // no record
  EXPECT_EQ(grouped({0, 0, 0, 1, 1, 2000000000}), (refusal{errc::data, "unit", 2000000000, -1}));
  EXPECT_EQ(grouped({0, 0, 0, -1, -1, 0}), (refusal{errc::data, "unit", -1, -1}));  // one unit
  const mask gap{1, 1, 1, 1, 0, 0};
  EXPECT_EQ(refused([&] { return case_mix_adjust(column_view(y, gap), {}, unit); }),
            (refusal{errc::data, "unit", 1, -1}));  // one answer
  const mask none{1, 1, 1, 0, 0, 0};
  EXPECT_EQ(adjusted({column_view(x), {x, none}}), (refusal{errc::data, "adjusters[1]", 1, -1}));
  values twice = x;
  for (double& v : twice) v = 3 - 2 * v;
  EXPECT_EQ(adjusted({column_view(x), column_view(twice)}), (refusal{errc::numeric, "adjusters[1]", -1, 1}));
  const values of_unit{0.1, 0.1, 0.1, 0.7, 0.7, 0.7};
  EXPECT_EQ(adjusted({column_view(of_unit)}), (refusal{errc::numeric, "adjusters[0]", -1, 0}));
  const values square{1, 4, 16, 1, 9, 1}, cube{1, 8, 64, 1, 27, 1}, other{1, 0, 0, 0, 1, 5};
  EXPECT_EQ(adjusted({column_view(x), column_view(square), column_view(cube), column_view(other)}),
            (refusal{errc::data, "items[0]", -1, -1}));
  EXPECT_EQ(refused([&] {
              return case_mix_adjust(column_view(y), {}, unit, values{1, 1, 1, -1, 1, 1});
            }),
            (refusal{errc::argument, "weights", 3, -1}));
  EXPECT_EQ(refused([&] {
              return case_mix_adjust(column_view(y), {}, unit, values{1, 1, 1, 1, 0, 0});
            }),
            (refusal{errc::data, "unit", 1, -1}));
  EXPECT_EQ(refused([&] { return case_mix_adjust(std::span<const column_view>(), {}, unit); }).parameter,
            "items");
}

}  // namespace
