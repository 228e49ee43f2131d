// SPDX-License-Identifier: Apache-2.0
// The sums of a tally against the same sums taken one respondent at a time in long double.
#include "cxm/tally/sums.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <ostream>
#include <set>

#include "tally/reference.hpp"
#include "tally/survey_fixture.hpp"

namespace {

using namespace cxm;
using namespace tally_test;

std::vector<std::size_t> all_segments(const tally& t) {
  std::vector<std::size_t> all(t.segments().size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

struct how {
  double missing;
  bool weighted;
  std::size_t units;
  friend std::ostream& operator<<(std::ostream& out, const how& h) {
    return out << "missing " << h.missing << (h.weighted ? ", weighted, " : ", ") << h.units << " units";
  }
};

class SumsAgainstBruteForce : public testing::TestWithParam<how> {};

/// How far one respondent's deviation may be off: the rounding to 2^-32 of a point of inexact grids, and of
/// scores and reference points to doubles (2^-52 of the largest score).
double tolerance(const planned_measure& m, const std::vector<std::optional<long double>>& y) {
  long double largest = 0;
  for (const auto& v : y) largest = std::max(largest, v ? std::fabs(*v) : 0);
  return (m.grid.exact ? 0 : 2 * m.grid.step) + static_cast<double>(largest) * 0x1p-51;
}

TEST_P(SumsAgainstBruteForce, OfEverySegmentAndPair) {
  const auto [missing, weighted, units] = GetParam();
  const instrument_ptr in = every_kind();
  drawing d;
  d.rows = 700;
  d.missing = missing;
  d.weights = weighted;
  d.units = units;
  const batch b = draw(*in, d);
  tally_options o;
  o.weighted = weighted;
  o.respondents = true;
  o.item_moments = true;
  o.contingency = true;
  tally t(in, o);
  t.update(b);
  const reference_scores score(*in, b);
  const auto weight = [&](std::size_t i) { return weighted ? static_cast<long double>(b.weights[i]) : 1.0L; };
  const std::size_t measures = t.measures().size();
  std::vector<std::vector<std::optional<long double>>> y(measures);
  for (std::size_t j = 0; j < measures; ++j) {
    for (std::size_t i = 0; i < b.rows; ++i) y[j].push_back(score(t.measures()[j].id, i));
  }
  std::size_t pairs_seen = 0;
  for (std::size_t s = 0; s <= t.segments().size(); ++s) {
    const bool everything = s == t.segments().size();
    const std::vector<std::size_t> chosen = everything ? all_segments(t) : std::vector<std::size_t>{s};
    const auto sums = t.sums(chosen);
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < b.rows; ++i) {
      if (weight(i) == 0) continue;
      bool in_segment = true;
      for (std::size_t g = 0; g < b.groups.size() && !everything; ++g) {
        in_segment =
            in_segment && (*b.groups[g].levels)[b.groups[g].positions[i]] == t.levels(g)[t.segments()[s][g]];
      }
      if (in_segment) rows.push_back(i);
    }
    ASSERT_EQ(sums->rows(), static_cast<double>(rows.size()));
    long double w = 0, w2 = 0;
    std::set<std::uint64_t> people;
    for (const std::size_t i : rows)
      w += weight(i), w2 += weight(i) * weight(i), people.insert(b.respondents[i]);
    EXPECT_NEAR(sums->weight(), static_cast<double>(w), 1e-9 * static_cast<double>(w));
    EXPECT_NEAR(sums->weight_squared(), static_cast<double>(w2), 1e-9 * static_cast<double>(w2));
    EXPECT_EQ(sums->people(), static_cast<double>(people.size()));
    for (std::size_t j = 0; j < measures; ++j) {
      for (std::size_t k = 0; k < measures; ++k) {
        const pair_moments p = sums->pair(j, k);
        long double n = 0, pw = 0, pw2 = 0, dj = 0, dk = 0, djk = 0, dj2 = 0, dk2 = 0, djk2 = 0, size = 0,
                    size_j = 0, size_k = 0;
        for (const std::size_t i : rows) {
          if (!y[j][i] || !y[k][i]) continue;
          const long double v = weight(i);
          const long double a = *y[j][i] - p.ref_j, c = *y[k][i] - p.ref_k;
          n += 1, pw += v, pw2 += v * v;
          dj += v * a, dk += v * c, djk += v * a * c;
          dj2 += v * v * a, dk2 += v * v * c, djk2 += v * v * a * c;
          size += (v + v * v) * std::fabs(a * c);
          size_j += (v + v * v) * std::fabs(a);
          size_k += (v + v * v) * std::fabs(c);
        }
        const std::string name = t.measures()[j].id + " x " + t.measures()[k].id;
        // Rounding of weights (2^-33) and of doubles, and of values on rounded grids.
        const double rounded_j = tolerance(t.measures()[j], y[j]),
                     rounded_k = tolerance(t.measures()[k], y[k]);
        const auto near = [&](double got, long double expected, long double magnitude, long double by_grid) {
          EXPECT_NEAR(got, static_cast<double>(expected),
                      static_cast<double>(1e-9L * magnitude + by_grid) + 1e-12)
              << name << " in segment " << s;
        };
        EXPECT_EQ(p.n, static_cast<double>(n)) << name;
        near(p.w, pw, pw, 0);
        near(p.w2, pw2, pw2, 0);
        const long double all = pw + pw2;
        near(p.w_dj, dj, size_j, all * rounded_j);
        near(p.w_dk, dk, size_k, all * rounded_k);
        near(p.w_djdk, djk, size, size_j * rounded_k + size_k * rounded_j);
        near(p.w2_dj, dj2, size_j, all * rounded_j);
        near(p.w2_dk, dk2, size_k, all * rounded_k);
        near(p.w2_djdk, djk2, size, size_j * rounded_k + size_k * rounded_j);
        ++pairs_seen;
      }
      long double n = 0, pw = 0, total = 0, largest = 0;
      for (const std::size_t i : rows) {
        if (!y[j][i]) continue;
        n += 1, pw += weight(i), total += weight(i) * *y[j][i];
        largest = std::max(largest, std::fabs(*y[j][i]));
      }
      const measure_sums m = sums->measure(j);
      EXPECT_EQ(m.n, static_cast<double>(n));
      if (n == 0) {
        EXPECT_TRUE(std::isnan(m.mean));
      } else {
        const double expected = static_cast<double>(total / pw);
        // Weights of at least 1/4 are off by at most 2^-31 of themselves, above and below the line.
        const double off = (weighted ? 0x1p-30 : 0x1p-50) * static_cast<double>(largest);
        EXPECT_NEAR(m.mean, expected, off + (t.measures()[j].grid.exact ? 0 : t.measures()[j].grid.step))
            << t.measures()[j].id;
      }
    }
  }
  EXPECT_GT(pairs_seen, 0U);
}

INSTANTIATE_TEST_SUITE_P(Patterns, SumsAgainstBruteForce,
                         testing::Values(how{0, false, 2}, how{0, true, 2}, how{0.15, false, 3},
                                         how{0.15, true, 3}, how{0.7, false, 2}, how{0.7, true, 2},
                                         how{0.3, true, 40}));

}  // namespace
