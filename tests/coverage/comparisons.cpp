// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "coverage/populations.hpp"
#include "coverage/table.hpp"
#include "cxm/estimate/bounded_mean.hpp"
#include "cxm/estimate/comparison_change.hpp"
#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/estimate/comparison_means.hpp"
#include "cxm/estimate/comparison_shares.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/nps.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/stats/distributions.hpp"
#include "support/array_sums.hpp"

namespace coverage {
namespace {

std::vector<double> binomial(int n, double p) {
  std::vector<double> out;
  double before = 0;
  for (int x = 0; x <= n; ++x) {
    const double upto = cxm::stats::binomial_cdf(x, n, p);
    out.push_back(upto - before);
    before = upto;
  }
  return out;
}

table share_differences() {
  table t{"Difference of two independent shares",
          "`cxm::compare_two_shares`, exact.",
          "answers and shares",
          {{"Newcombe (default)", promise::at_least, 10}, {"Agresti-Caffo", promise::at_least, 10}, {"Wald"}},
          {},
          ""};
  for (const auto& [n1, n2] : {std::pair{10, 50}, {30, 30}, {100, 40}, {300, 300}}) {
    for (const auto& [p1, p2] : {std::pair{0.1, 0.1}, {0.3, 0.5}, {0.8, 0.95}}) {
      const int a = n1, b = n2;
      const double p = p1, q = p2;
      t.rows.push_back(
          {text("%g and %g, ", a, b) + text("%g and %g", p, q),
           static_cast<double>(std::min(a, b)),
           {},
           a < 100,
           [a, b, p, q] {
             const auto left = binomial(a, p), right = binomial(b, q);
             std::vector<double> covered(3);
             for (int x = 0; x <= a; ++x) {
               for (int y = 0; y <= b; ++y) {
                 const double w = left[static_cast<std::size_t>(x)] * right[static_cast<std::size_t>(y)];
                 if (w < 1e-9) continue;
                 // The three intervals alone: the exact test beside them would cost the most.
                 const auto one = cxm::share_interval_from_counts(x, a);
                 const auto two = cxm::share_interval_from_counts(y, b);
                 covered[0] += covers(cxm::newcombe_difference(one, two), p - q) ? w : 0;
                 const double c = (x + 1.0) / (a + 2), d = (y + 1.0) / (b + 2);
                 const double caffo = 1.959964 * std::sqrt(c * (1 - c) / (a + 2) + d * (1 - d) / (b + 2));
                 covered[1] += covers(c - d - caffo, c - d + caffo, p - q) ? w : 0;
                 const double wald = 1.959964 * std::hypot(one.se, two.se);
                 covered[2] +=
                     covers(one.value - two.value - wald, one.value - two.value + wald, p - q) ? w : 0;
               }
             }
             return covered;
           }});
    }
  }
  return t;
}

table paired_shares() {
  table t{
      "Difference of two shares of the same people",
      "`cxm::newcombe_paired_difference` and McNemar's Wald interval, exact; both, first only, second only.",
      "people, table in percent",
      {{"Newcombe, method 10 (default)", promise::at_least, 20}, {"Wald"}},
      {},
      "The importance-effectiveness gap is such a difference."};
  for (const int n : {10, 20, 50, 100}) {
    for (const auto& cell :
         {std::array{0.4, 0.3, 0.1}, std::array{0.35, 0.5, 0.02}, std::array{0.9, 0.05, 0.03}}) {
      t.rows.push_back(
          {text("n = %g, ", n) + text("%g, %g, %g", 100 * cell[0], 100 * cell[1], 100 * cell[2]),
           static_cast<double>(n),
           {},
           n <= 20,
           [n, cell] {
             const double rest = 1 - cell[0] - cell[1] - cell[2], truth = cell[1] - cell[2];
             std::vector<double> covered(2);
             for (int a = 0; a <= n; ++a) {
               for (int b = 0; a + b <= n; ++b) {
                 for (int c = 0; a + b + c <= n; ++c) {
                   const int d = n - a - b - c;
                   const double w =
                       std::exp(std::lgamma(n + 1.0) - std::lgamma(a + 1.0) - std::lgamma(b + 1.0) -
                                std::lgamma(c + 1.0) - std::lgamma(d + 1.0) + a * std::log(cell[0]) +
                                b * std::log(cell[1]) + c * std::log(cell[2]) + d * std::log(rest));
                   if (w < 1e-10) continue;
                   const cxm::paired_counts counts{static_cast<double>(a), static_cast<double>(b),
                                                   static_cast<double>(c), static_cast<double>(d)};
                   const auto e = cxm::newcombe_paired_difference(counts);
                   covered[0] += covers(e, truth) ? w : 0;
                   covered[1] += covers(e.value - 1.959964 * e.se, e.value + 1.959964 * e.se, truth) ? w : 0;
                 }
               }
             }
             return covered;
           }});
    }
  }
  return t;
}

/// Student's t of the difference of two columns' means, answers paired by row where both are there.
cxm::estimate t_of_pairs(const cxm::group_estimates& g) {
  return cxm::interval_from_variance(g.mean(0) - g.mean(1),
                                     std::max(0.0, g.variance(0) + g.variance(1) - 2 * g.covariance(0, 1)),
                                     g.n(0), std::min(g.df(0), g.df(1)));
}

table mean_differences() {
  table t{"Difference of two means",
          "Two independent groups: `cxm::bounded_difference` (what gaps between roles, changes, comparisons "
          "and units show), Welch (`cxm::welch_difference`), pooled; the same people twice with correlation "
          "0.6: `cxm::paired_difference` and the paired t; two measures half of which are answered by each; "
          "two waves of which half the people answer both, `cxm::overlapping_change` (normal).",
          "answers, first and second",
          {{"bounded score (default)", promise::at_least, 5},
           {"Welch", promise::nominal, 20},
           {"pooled t"},
           {"paired, bounded score (default)", promise::at_least, 5},
           {"paired t", promise::nominal, 20},
           {"partly paired, bounded score (default)", promise::at_least, 5},
           {"partly paired, t", promise::nominal, 20},
           {"overlapping waves, normal", promise::nominal, 20}},
          {},
          "Skewness largely cancels in a difference: what Welch's t gets wrong near an end of the scale are "
          "false alarms, see the next table. The normal interval of overlapping waves is short below about "
          "twenty answers a wave."};
  struct pair {
    int n;
    profile a, b;
  };
  for (const int n : {5, 10, 20, 50, 200}) {
    for (const pair& c : {pair{n, agree, agree}, pair{n, pleased, even}, pair{n, ceiling, agree}}) {
      row r{std::to_string(n) + " each, " + c.a.name + " and " + c.b.name,
            static_cast<double>(n),
            {},
            n == 10,
            {}};

      r.rates = [c] {
        const likert first(c.a), second(c.b);
        const double truth = c.a.mean() - c.b.mean();
        const auto plan = cxm::testing::plan_of("cc");
        return simulate(8, 31, [&](cxm::random_stream& random, std::vector<double>& hits) {
          std::vector<double> a, b, twice;
          for (int i = 0; i < c.n; ++i) {
            const double common = random.normal();
            a.push_back(first(common));
            b.push_back(second(random.normal()));
            twice.push_back(second(0.6 * common + 0.8 * random.normal()));
          }
          const auto one = cxm::mean_interval(cxm::column_view(a)),
                     two = cxm::mean_interval(cxm::column_view(b));
          hits[0] += covers(cxm::bounded_difference(one, two, 0, 100).difference, truth);
          hits[1] += covers(cxm::welch_difference(one, two), truth);
          if (one.se > 0 || two.se > 0) {
            hits[2] += covers(
                cxm::two_sample_t_test(cxm::column_view(a), cxm::column_view(b), cxm::mean_test::pooled)
                    .difference,
                truth);
          }
          const auto both = [&](bool half) {
            cxm::testing::sample s{{a, twice}, {}, {}, {}, {}, {}};
            if (half) {
              for (int i = 0; i < c.n / 4; ++i) {
                s.measures[0][static_cast<std::size_t>(i)] = cxm::testing::absent;
                s.measures[1][static_cast<std::size_t>(c.n - 1 - i)] = cxm::testing::absent;
              }
            }
            return cxm::group_estimates(cxm::testing::sums_of(std::move(s)), plan);
          };
          const cxm::group_estimates whole = both(false), parted = both(true);
          hits[3] += covers(cxm::paired_difference(whole, 0, 1), truth);
          hits[4] += covers(t_of_pairs(whole), truth);
          hits[5] += covers(cxm::paired_difference(parted, 0, 1), truth);
          hits[6] += covers(t_of_pairs(parted), truth);
          // Person i answers the first wave; every other one answers the second too, and new ones join.
          std::vector<double> y = a;
          std::vector<std::int64_t> person, wave(a.size(), 1);
          for (int i = 0; i < c.n; ++i) person.push_back(i);
          for (int i = 0; i < c.n; ++i) {
            const bool again = i % 2 == 0;
            y.push_back(again ? twice[static_cast<std::size_t>(i)] : b[static_cast<std::size_t>(i)]);
            person.push_back(again ? i : 1000 + i);
            wave.push_back(2);
          }
          hits[7] += covers(cxm::overlapping_change(cxm::column_view(y), person, wave, 1, 2).change, -truth);
        });
      };
      t.rows.push_back(std::move(r));
    }
  }
  return t;
}

table no_difference() {
  table t{"No difference between two means",
          "Percent of surveys in which nothing was said to differ at 5 % where nothing does: two independent "
          "groups (roles, waves, sides of a comparison) by the score test (`cxm::bounded_difference`) and "
          "Welch's; the same people twice (correlation 0.6) by the larger p of score test with the "
          "covariance and "
          "paired t, and by the paired t alone.",
          "answers, profile",
          {{"score test (default)", promise::at_least, 5},
           {"Welch"},
           {"paired, score and t (default)", promise::at_least, 5},
           {"paired t"}},
          {},
          "A side whose few answers happen to be equal has no spread: Welch's test then takes any distance "
          "for real."};
  struct pair {
    int n, m;
    profile answers;
  };
  for (const pair& c : {pair{5, 5, agree}, pair{5, 100, agree}, pair{5, 100, pleased}, pair{5, 100, ceiling},
                        pair{10, 10, ceiling}, pair{10, 200, ceiling}, pair{20, 20, pleased},
                        pair{20, 200, pleased}, pair{20, 200, ceiling}, pair{100, 100, ceiling}}) {
    t.rows.push_back(
        {text("%g and %g, ", c.n, c.m) + c.answers.name, static_cast<double>(c.n), {}, c.n == 10, [c] {
           const likert scale(c.answers);
           const auto plan = cxm::testing::plan_of("cc");
           return simulate(4, 35, [&](cxm::random_stream& random, std::vector<double>& hits) {
             std::vector<double> a, b, twice;
             for (int i = 0; i < c.n; ++i) {
               const double common = random.normal();
               a.push_back(scale(common));
               twice.push_back(scale(0.6 * common + 0.8 * random.normal()));
             }
             for (int i = 0; i < c.m; ++i) b.push_back(scale(random.normal()));
             const auto one = cxm::mean_interval(cxm::column_view(a)),
                        two = cxm::mean_interval(cxm::column_view(b));
             hits[0] += cxm::bounded_difference(one, two, 0, 100).p > 0.05;
             hits[1] += cxm::difference_p_value(cxm::welch_difference(one, two)) > 0.05;
             const cxm::group_estimates g(cxm::testing::sums_of({{a, twice}, {}, {}, {}, {}, {}}), plan);
             hits[2] += cxm::paired_comparison_of(g, 0, 1).p > 0.05;
             hits[3] += cxm::difference_p_value(t_of_pairs(g)) > 0.05;
           });
         }});
  }
  return t;
}

table score_changes() {
  table t{"Change of the Net Promoter Score",
          "Two independent waves: the adjusted Wald limits of both by square and add "
          "(`cxm::newcombe_difference`), and the sum of the two adjusted variances "
          "(`cxm::welch_difference`); simulated.",
          "answers a wave",
          {{"square and add (default)", promise::at_least, 10}, {"sum of variances"}},
          {},
          ""};
  for (const int n : {10, 30, 100, 1000}) {
    for (const auto& [p, q] : {std::pair{0.5, 0.2}, {0.75, 0.08}}) {
      const double pro = p, det = q;
      t.rows.push_back({text("n = %g, %g %% promoters, %g %% detractors", n, 100 * p, 100 * q),
                        static_cast<double>(n),
                        {},
                        n == 30,
                        [n, pro, det] {
                          const auto draw = [&](cxm::random_stream& random) {
                            cxm::nps_counts c;
                            for (int i = 0; i < n; ++i) {
                              const double u = random.uniform();
                              (u < pro ? c.promoters : u < pro + det ? c.detractors : c.passives) += 1;
                            }
                            return cxm::nps_interval(c);
                          };
                          return simulate(2, 32, [&](cxm::random_stream& random, std::vector<double>& hits) {
                            const auto first = draw(random);
                            const auto second = draw(random);
                            hits[0] += covers(cxm::newcombe_difference(second, first), 0);
                            hits[1] += covers(cxm::welch_difference(second, first), 0);
                          });
                        }});
    }
  }
  return t;
}

table units_against_rest() {
  table t{"A unit against the rest of its parent",
          "From the estimates of unit and parent, which has 300 people: `cxm::bounded_unit_against_rest`, "
          "and `cxm::unit_against_rest`. The unit is like the rest, or the rest is even.",
          "people of the unit",
          {{"bounded score, square and add (default)", promise::at_least, 5}, {"Welch-Satterthwaite t"}},
          {},
          ""};
  for (const int n : {5, 10, 30, 100}) {
    for (const bool like : {true, false}) {
      for (const profile& p : {agree, pleased}) {
        t.rows.push_back(
            {text("n = %g, ", n) + p.name + (like ? ", like the rest" : ", the rest even"),
             static_cast<double>(n),
             {},
             n == 10,
             [n, like, p] {
               const likert own(p), other(like ? p : even);
               const double truth = p.mean() - (like ? p.mean() : even.mean());
               return simulate(2, 33, [&](cxm::random_stream& random, std::vector<double>& hits) {
                 std::vector<double> unit, all;
                 for (int i = 0; i < 300; ++i) {
                   const double x = i < n ? own(random.normal()) : other(random.normal());
                   if (i < n) unit.push_back(x);
                   all.push_back(x);
                 }
                 const auto one = cxm::mean_interval(cxm::column_view(unit));
                 const auto whole = cxm::mean_interval(cxm::column_view(all));
                 hits[0] +=
                     covers(cxm::bounded_unit_against_rest(one, whole, n / 300.0, 0, 100).difference, truth);
                 hits[1] += covers(cxm::unit_against_rest(one, whole, n / 300.0), truth);
               });
             }});
      }
    }
  }
  return t;
}

table effects() {
  table t{"Effect sizes",
          "Cohen's d of two groups by the noncentral t (`cxm::compare_effects`) and a paired difference over "
          "its standard deviation (`cxm::standardised_effect`).",
          "answers each",
          {{"d, noncentral t", promise::nominal, 20}, {"standardised difference", promise::nominal, 20}},
          {},
          "Both suppose normal answers of one spread; the noncentral t is a little short where spreads and "
          "shapes differ."};
  struct pair {
    profile a, b;
  };
  for (const int n : {10, 30, 100}) {
    for (const pair& c : {pair{agree, agree}, pair{agree, even}, pair{pleased, even}}) {
      row r{text("n = %g, ", n) + c.a.name + " and " + c.b.name, static_cast<double>(n), {}, n == 10, {}};
      // Unlike spreads and shapes: d's interval rests on normal answers of one spread.
      if (c.a.name == "pleased") r.limits = {promise::none, promise::nominal};
      r.rates = [n, c] {
        const likert first(c.a), second(c.b);
        const double pooled = std::sqrt((c.a.sd() * c.a.sd() + c.b.sd() * c.b.sd()) / 2);
        const double truth = (c.a.mean() - c.b.mean()) / pooled;
        return simulate(2, 34, [&](cxm::random_stream& random, std::vector<double>& hits) {
          std::vector<double> a, b;
          for (int i = 0; i < n; ++i) {
            a.push_back(first(random.normal()));
            b.push_back(second(random.normal()));
          }
          const auto effect = cxm::compare_effects(cxm::column_view(a), cxm::column_view(b));
          hits[0] += covers(effect.d, truth);
          const auto test = cxm::two_sample_t_test(cxm::column_view(a), cxm::column_view(b));
          const double sd = std::sqrt((std::pow(cxm::summarize(cxm::column_view(a)).sd, 2) +
                                       std::pow(cxm::summarize(cxm::column_view(b)).sd, 2)) /
                                      2);
          hits[1] += covers(cxm::standardised_effect(test.difference, sd, 2 * (n - 1)), truth);
        });
      };
      t.rows.push_back(std::move(r));
    }
  }
  return t;
}

}  // namespace

std::vector<table> comparison_tables() {
  return {share_differences(), paired_shares(),      mean_differences(), no_difference(),
          score_changes(),     units_against_rest(), effects()};
}

}  // namespace coverage
