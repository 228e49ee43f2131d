// SPDX-License-Identifier: Apache-2.0
// What a tally keeps of a sampling design: strata, squared weights, answers per sampling unit, replicate
// weights. Against the same sums taken one row at a time.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <numeric>

#include "cxm/base/random.hpp"
#include "tally/poisson.hpp"
#include "tally/reference.hpp"
#include "tally/scatter.hpp"
#include "tally/survey_fixture.hpp"

namespace {

using namespace cxm;
using namespace tally_test;

std::vector<std::size_t> everything(const tally& t) {
  std::vector<std::size_t> all(t.segments().size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

struct kept {
  const char* name;
  tally_options options;
  drawing how;
};

std::vector<kept> designs() {
  std::vector<kept> out;
  for (const bool weighted : {false, true}) {
    kept k{"strata", {}, {}};
    k.how.rows = 600;
    k.how.missing = 0.2;
    k.how.weights = weighted;
    k.how.sampling = true;
    k.options.weighted = weighted;
    k.options.strata = true;
    k.options.answer_squares = weighted;
    k.options.respondents = true;
    out.push_back(k);
    k.name = "units";
    k.options.strata = false;
    k.options.psu_totals = true;
    k.options.answer_squares = true;
    out.push_back(k);
    k.name = "given";
    k.options.psu_totals = false;
    k.options.given = {"bootstrap", 0.25, {1, 1, 1, 1}, true, 0};
    k.how.given = 4;
    out.push_back(k);
  }
  return out;
}

TEST(Promise2SameNumberEverywhere, DesignsToo) {
  const instrument_ptr in = every_kind();
  for (const kept& k : designs()) {
    const batch b = draw(*in, k.how);
    const auto whole = bytes_of(in, k.options, b);
    for (std::uint32_t seed = 1; seed <= 8; ++seed) {
      ASSERT_EQ(scattered(in, k.options, b, seed, 1 + seed % 4), whole) << k.name << ", split " << seed;
    }
    const tally back = tally::deserialize(whole, in);
    EXPECT_EQ(back.options(), k.options) << k.name;
    EXPECT_EQ(back.serialize(), whole) << k.name;
  }
}

TEST(Tally, SubtractsDesigns) {
  const instrument_ptr in = every_kind();
  for (kept k : designs()) {
    k.options.respondents = false;
    tally t(in, k.options);
    t.update(draw(*in, k.how));
    const auto before = t.serialize();
    k.how.seed = 2;
    tally other(in, k.options);
    other.update(draw(*in, k.how));
    t.merge(other);
    t.subtract(other);
    EXPECT_EQ(t.serialize(), before) << k.name;
    if (k.options.strata) {
      tally elsewhere(in, k.options);
      batch b = draw(*in, k.how);
      b.stratum.levels = std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"x", "y"});
      elsewhere.update(b);
      EXPECT_THROW(t.subtract(elsewhere), error);
      EXPECT_EQ(t.serialize(), before);
    }
  }
}

TEST(Strata, AreTheSumsOfTheirRowsAndTheGroupTheirSum) {
  const instrument_ptr in = every_kind();
  for (const bool weighted : {false, true}) {
    drawing d;
    d.rows = 500;
    d.missing = 0.2;
    d.weights = weighted;
    d.sampling = true;
    const batch b = draw(*in, d);
    tally_options plain;
    plain.weighted = weighted;
    tally_options apart = plain;
    apart.strata = true;
    tally t(in, apart);
    t.update(b);
    tally whole(in, plain);
    whole.update(b);
    EXPECT_EQ(t.segments(), whole.segments());
    for (std::size_t s = 0; s <= t.segments().size(); ++s) {
      const auto chosen = s == t.segments().size() ? everything(t) : std::vector<std::size_t>{s};
      const auto sums = t.sums(chosen);
      const auto same = whole.sums(chosen);
      EXPECT_EQ(sums->rows(), same->rows());
      EXPECT_EQ(sums->pair(0, 3).w2_djdk, same->pair(0, 3).w2_djdk);
      EXPECT_EQ(sums->item(4).w_code, same->item(4).w_code);
      double rows = 0;
      for (const stratum_part& p : sums->strata()) rows += p.sums->rows();
      EXPECT_EQ(rows, sums->rows());
      EXPECT_TRUE(same->strata().empty());
    }
    const auto sums = t.sums(everything(t));
    ASSERT_EQ(sums->strata().size(), 2U);
    for (const stratum_part& part : sums->strata()) {
      std::vector<std::size_t> rows;
      for (std::size_t i = 0; i < b.rows; ++i) {
        if ((*b.stratum.levels)[b.stratum.positions[i]] == part.stratum) rows.push_back(i);
      }
      EXPECT_EQ(part.population, b.fpc[rows[0]]);
      tally only(in, plain);
      only.update(part_of(b, rows));
      const auto expected = only.sums(everything(only));
      for (std::size_t j = 0; j < t.measures().size(); ++j) {
        EXPECT_EQ(part.sums->measure(j).w, expected->measure(j).w);
        EXPECT_EQ(part.sums->pair(j, 0).w2_djdk, expected->pair(j, 0).w2_djdk);
      }
      EXPECT_EQ(part.sums->item(2).w_code, expected->item(2).w_code);
    }
  }
}

TEST(Strata, OfTheOthersAreThoseOfTheirSegments) {
  const instrument_ptr in = every_kind();
  drawing d;
  d.rows = 500;
  d.sampling = true;
  tally_options o;
  o.strata = true;
  tally t(in, o);
  t.update(draw(*in, d));
  const auto all = everything(t);
  const std::vector<std::size_t> part(all.begin(), all.begin() + 4);
  const std::vector<std::size_t> others(all.begin() + 4, all.end());
  const auto whole = t.sums(all);
  const auto rest = t.sums_without(*whole, part);
  const auto expected = t.sums(others);
  ASSERT_EQ(rest->strata().size(), expected->strata().size());
  for (std::size_t h = 0; h < rest->strata().size(); ++h) {
    const stratum_part& a = rest->strata()[h];
    const stratum_part& b = expected->strata()[h];
    EXPECT_EQ(a.stratum, b.stratum);
    EXPECT_EQ(a.population, b.population);
    EXPECT_EQ(a.sums->rows(), b.sums->rows());
    EXPECT_EQ(a.sums->people(), b.sums->people());
    EXPECT_EQ(a.sums->pair(0, 4).w2_djdk, b.sums->pair(0, 4).w2_djdk);
  }
  EXPECT_THROW((void)t.sums_without(*rest, all), error);
}

/// Weight of each code, each kind of missing, all answered: of the rows for which `of` gives a weight.
template <class Weight>
std::vector<double> item_weights(const instrument& in, const batch& b, std::size_t i, Weight of) {
  const std::size_t codes = in.find_scale(in.items[i].scale)->codes.size();
  std::vector<double> out(codes + missing_kinds + 1, 0.0);
  const item_column& c = b.items[i];
  for (std::size_t row = 0; row < b.rows; ++row) {
    const double w = of(row);
    if (is_missing(c.cells[row])) {
      out[codes + static_cast<std::size_t>(kind_of(c.cells[row]))] += w;
      continue;
    }
    out.back() += w;
    if (in.items[i].multiple) {
      for (std::size_t k = 0; k < codes; ++k) out[k] += (c.selected[row] >> k & 1U) != 0 ? w : 0;
    } else if (codes > 0) {
      out[c.cells[row]] += w;
    }
  }
  return out;
}

TEST(AnswerSquares, OfItemsUnitsAndReplicatesAreThoseOfTheirRows) {
  const instrument_ptr in = every_kind();
  drawing d;
  d.rows = 400;
  d.weights = true;
  d.sampling = true;
  d.given = 3;
  const batch b = draw(*in, d);
  tally_options o;
  o.weighted = true;
  o.psu_totals = true;
  o.answer_squares = true;
  tally units(in, o);
  units.update(b);
  o.psu_totals = false;
  o.given = {"jk1", 0.5, {1, 1, 1}, false, 0};
  tally given(in, o);
  given.update(b);
  const auto u = units.sums(everything(units));
  const auto g = given.sums(everything(given));
  const auto names = u->psu_totals();
  for (std::size_t i = 0; i < in->items.size(); ++i) {
    const auto square = [&](std::size_t row) { return b.weights[row] * b.weights[row]; };
    const std::vector<double> squares = item_weights(*in, b, i, square);
    const item_counts counts = u->item(i);
    const std::size_t codes = counts.code.size();
    ASSERT_EQ(counts.w2_code.size(), codes);
    for (std::size_t k = 0; k < codes; ++k) EXPECT_NEAR(counts.w2_code[k], squares[k], 1e-6);
    for (std::size_t k = 0; k < missing_kinds; ++k)
      EXPECT_NEAR(counts.w2_missing[k], squares[codes + k], 1e-6);
    EXPECT_NEAR(counts.w2_answered, squares.back(), 1e-6);

    const matrix by_unit = u->unit_item(i);
    ASSERT_EQ(by_unit.rows, names.size());
    for (std::size_t r = 0; r < by_unit.rows; ++r) {
      const auto expected = item_weights(*in, b, i, [&](std::size_t row) {
        return (*b.stratum.levels)[b.stratum.positions[row]] == names[r].stratum &&
                       (*b.cluster.levels)[b.cluster.positions[row]] == names[r].psu
                   ? b.weights[row]
                   : 0;
      });
      for (std::size_t k = 0; k < expected.size(); ++k) EXPECT_NEAR(by_unit(r, k), expected[k], 1e-7);
    }
    const matrix by_replicate = g->replicate_item(i);
    ASSERT_EQ(by_replicate.rows, 3U);
    for (std::size_t r = 0; r < 3; ++r) {
      const auto expected = item_weights(
          *in, b, i, [&](std::size_t row) { return b.weights[row] == 0 ? 0 : b.replicate_weights[r][row]; });
      for (std::size_t k = 0; k < expected.size(); ++k) EXPECT_NEAR(by_replicate(r, k), expected[k], 1e-7);
    }
    EXPECT_TRUE(g->unit_item(i).values.empty());
    EXPECT_TRUE(u->replicate_item(i).values.empty());
  }
  for (const char* id : {"four", "thirteen", "half", "uneven"}) {
    const auto j = static_cast<std::size_t>(units.measure_position(id));
    const value_distribution v = u->distribution(j);
    const measure_sums m = u->measure(j);
    double w = 0;
    double w2 = 0;
    double mean = 0;
    for (std::size_t k = 0; k < v.value.size(); ++k) {
      w += v.w[k];
      w2 += v.w2[k];
      mean += v.w[k] * (v.value[k] + v.width / 2);
    }
    EXPECT_NEAR(w, m.w, 1e-9 * w) << id;
    EXPECT_NEAR(w2, m.w2, 1e-9 * w2) << id;
    EXPECT_NEAR(mean / w, m.mean, v.binned ? v.width : 1e-9) << id;
  }
}

TEST(GivenReplicates, AreTheMeansUnderTheirWeights) {
  const instrument_ptr in = every_kind();
  for (const bool weighted : {false, true}) {
    drawing d;
    d.rows = 300;
    d.weights = weighted;
    d.given = 5;
    const batch b = draw(*in, d);
    tally_options o;
    o.weighted = weighted;
    o.given = {"other", 1, {1, 1, 1, 1, 1}, false, 4};
    tally t(in, o);
    t.update(b);
    const auto sums = t.sums(everything(t));
    const reference_scores score(*in, b);
    for (std::size_t j = 0; j < t.measures().size(); ++j) {
      for (std::size_t r = 0; r < 5; ++r) {
        long double w = 0;
        long double total = 0;
        for (std::size_t i = 0; i < b.rows; ++i) {
          const auto y = score(t.measures()[j].id, i);
          if (!y || (weighted && b.weights[i] == 0)) continue;
          w += b.replicate_weights[r][i];
          total += b.replicate_weights[r][i] * *y;
        }
        const double expected = static_cast<double>(total / w);
        EXPECT_NEAR(sums->replicate_mean(r, j), expected, 1e-7 * (1 + std::fabs(expected)))
            << t.measures()[j].id;
      }
    }
  }
}

TEST(DrawnReplicates, AreTheMeansUnderTheirMultiplicities) {
  const instrument_ptr in = every_kind();
  for (const bool weighted : {false, true}) {
    drawing d;
    d.rows = 900;
    d.missing = 0.15;
    d.weights = weighted;
    const batch b = draw(*in, d);
    tally_options o;
    o.weighted = weighted;
    o.respondents = true;
    o.replicates = 7;
    o.seed = 42;
    tally t(in, o);
    t.update(b);
    const auto sums = t.sums(everything(t));
    const reference_scores score(*in, b);
    std::vector<std::array<std::uint8_t, 7>> m(b.rows);
    for (std::size_t i = 0; i < b.rows; ++i) {
      random_stream stream(42, b.respondents[i]);
      for (std::uint8_t& k : m[i]) {
        const std::uint32_t u = stream.bits();
        k = 0;
        for (const std::uint32_t threshold : detail::poisson_thresholds) {
          k = static_cast<std::uint8_t>(k + (u >= threshold));
        }
      }
    }
    for (std::size_t j = 0; j < t.measures().size(); ++j) {
      for (std::size_t r = 0; r < 7; ++r) {
        long double w = 0;
        long double total = 0;
        for (std::size_t i = 0; i < b.rows; ++i) {
          const auto y = score(t.measures()[j].id, i);
          if (!y) continue;
          const long double v = m[i][r] * (weighted ? b.weights[i] : 1.0);
          w += v;
          total += v * *y;
        }
        const double expected = static_cast<double>(total / w);
        EXPECT_NEAR(sums->replicate_mean(r, j), expected, 1e-7 * (1 + std::fabs(expected)))
            << t.measures()[j].id;
      }
    }
  }
}

TEST(TallyRefuses, DesignsThatMakeNoSense) {
  const instrument_ptr in = every_kind();
  const auto message = [&](const tally_options& o) -> std::string {
    try {
      const tally t(in, o);
    } catch (const error& e) {
      EXPECT_EQ(e.code(), errc::argument);
      return e.what();
    }
    return "made";
  };
  tally_options o;
  o.strata = true;
  EXPECT_EQ(message(o), "made");
  o.given.rscales = {1, 1};
  EXPECT_EQ(message(o),
            "tally: given replicate weights hold the design; map no stratum, cluster or fpc beside them");
  o.strata = false;
  EXPECT_EQ(message(o), "made");
  o.given.rscales[1] = -1;
  EXPECT_EQ(message(o), "tally: given replicates: every one of rscales must be finite and not negative");
  o.given.rscales[1] = 1;
  o.given.df = -1;
  EXPECT_EQ(message(o), "tally: given replicates: df must be finite and not negative");
  o.given.df = 0;
  o.given.scale = 0;
  EXPECT_EQ(message(o), "tally: given replicates: scale must be finite and above 0");
  o.given.scale = 1;
  o.respondents = true;
  o.replicates = 3;
  EXPECT_EQ(message(o),
            "tally: there are given replicate weights, so no replicates can be drawn beside them");
  o = {};
  o.given.type = "jk1";
  EXPECT_EQ(message(o), "tally: given replicates: rscales is empty, but must have one element a column");
  o = {};
  o.answer_squares = true;
  EXPECT_EQ(
      message(o),
      "tally: answer_squares needs weights, sampling units or given replicates; without them counts say it "
      "all");

  drawing d;
  d.rows = 20;
  d.given = 2;
  const batch good = draw(*in, d);
  tally_options g;
  g.given.rscales = {1, 1};
  const auto refused = [&](const std::function<void(batch&)>& spoil) -> std::string {
    tally t(in, g);
    batch b = good;
    spoil(b);
    try {
      t.update(b);
    } catch (const error& e) {
      EXPECT_EQ(t.serialize(), tally(in, g).serialize());
      return e.what();
    }
    return "taken";
  };
  EXPECT_EQ(refused([](batch&) {}), "taken");
  EXPECT_EQ(refused([](batch& b) { b.replicate_weights.pop_back(); }),
            "tally.update: the tally keeps 2 given replicate weights, but the batch has 1 columns of them");
  EXPECT_EQ(refused([](batch& b) { b.replicate_weights[1].pop_back(); }),
            "tally.update: replicate_weights[1] has 19 values, but the batch has 20 rows");
  EXPECT_EQ(
      refused([](batch& b) { b.replicate_weights[0][3] = -1; }),
      "tally.update: replicate_weights[0], row 4: -1 is not a weight; it must be finite and not negative");
  EXPECT_EQ(
      refused([](batch& b) { b.replicate_weights[0][3] = 1e-6; }),
      "tally.update: replicate_weights[0], row 4: 1e-06 is outside 2^-16 .. 2^24; rescale the weights, for "
      "example to mean 1");
  EXPECT_EQ(refused([](batch& b) { b.replicate_weights[1][0] = 2000; }),
            "tally.update: replicate_weights[1], row 1: 2000 is more than 1024 times the row's weight, 1; "
            "replicate weights must contain the sampling weight");
}

}  // namespace
