// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <numeric>

#include "coverage/table.hpp"
#include "cxm/estimate/design_quantile.hpp"
#include "cxm/estimate/group_estimates.hpp"
#include "cxm/estimate/nps.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/stats/distributions.hpp"
#include "support/array_sums.hpp"

namespace coverage {
namespace {

constexpr std::array share_methods{cxm::share_method::wilson,        cxm::share_method::clopper_pearson,
                                   cxm::share_method::agresti_coull, cxm::share_method::jeffreys,
                                   cxm::share_method::logit,         cxm::share_method::wald};

double share_coverage(cxm::share_method method, int n, double p) {
  cxm::share_options options;
  options.method = method;
  double covered = 0, before = 0;
  for (int x = 0; x <= n; ++x) {
    const double upto = cxm::stats::binomial_cdf(x, n, p);
    if (upto - before > 1e-13 && covers(cxm::share_interval_from_counts(x, n, options), p))
      covered += upto - before;
    before = upto;
  }
  return covered;
}

table shares() {
  table t{"Shares",
          "`cxm::share_interval`, exact. Counts are whole numbers, so no method covers the same everywhere; "
          "the rows \"mean over p\" average over p = 0.01, 0.02 .. 0.99.",
          "answers, true share",
          {{"Wilson (default)", promise::nominal},
           {"Clopper-Pearson", promise::at_least},
           {"Agresti-Coull", promise::at_least},
           {"Jeffreys", promise::nominal, 10},
           {"logit", promise::at_least},
           {"Wald"}},
          {},
          "Wilson is right on average and dips at single values of p; where a share must never be short, "
          "take Clopper-Pearson. Wald is offered for comparison with old reports only."};
  const std::vector<promise> single{promise::none, promise::nominal, promise::none,
                                    promise::none, promise::none,    promise::none};
  for (const int n : {5, 10, 30, 100, 400, 2000}) {
    for (const double p : {0.02, 0.1, 0.3, 0.5}) {
      t.rows.push_back({text("n = %g, p = %g", n, p), static_cast<double>(n), single, n <= 400, [n, p] {
                          std::vector<double> r;
                          for (const auto m : share_methods) r.push_back(share_coverage(m, n, p));
                          return r;
                        }});
    }
    if (n > 400) continue;
    t.rows.push_back({text("n = %g, mean over p", n), static_cast<double>(n), {}, n <= 100, [n] {
                        std::vector<double> r;
                        for (const auto m : share_methods) {
                          double sum = 0;
                          for (int i = 1; i < 100; ++i) sum += share_coverage(m, n, i / 100.0) / 99;
                          r.push_back(sum);
                        }
                        return r;
                      }});
  }
  return t;
}

/// A share among people in units who answer alike, with weights spread over 0.5 to 2.
table designed_shares() {
  table t{"Shares under weights and units",
          "Units drawn at random, answers alike within units by the intraclass correlation of the latent "
          "answer, weights spread over 0.5 to 2. `measure_estimate` is what an assessment shows; the rest is "
          "`cxm::design_proportion`.",
          "units, people, correlation, share",
          {{"Wilson, Korn-Graubard (default)", promise::at_least, 20},
           {"logit", promise::none},
           {"beta (Korn-Graubard)", promise::at_least},
           {"units ignored"}},
          {},
          "Colleagues answer alike: where units were sampled, pass them as clusters. Ignored, they make "
          "intervals too short whatever the method."};
  for (const auto& [units, size] : {std::pair{10, 20}, {40, 10}}) {
    for (const double rho : {0.0, 0.1, 0.3}) {
      for (const double p : {0.05, 0.3}) {
        const int u = units, m = size;
        t.rows.push_back(
            {text("%g of %g, ", u, m) + text("%g, %g", rho, p),
             static_cast<double>(units),
             {},
             units == 10 && rho == 0.1 && p == 0.3,
             [u, m, rho, p] {
               const double cut = cxm::stats::normal_quantile(1 - p);
               const auto plan = cxm::testing::plan_of("s");
               return simulate(4, 11, [&](cxm::random_stream& random, std::vector<double>& hits) {
                 cxm::testing::sample s{{{}}, {}, {}, {}, {}, {}};
                 cxm::survey_design_spec spec;
                 spec.clusters.resize(1);
                 for (int c = 0; c < u; ++c) {
                   const double common = std::sqrt(rho) * random.normal();
                   for (int i = 0; i < m; ++i) {
                     s.measures[0].push_back(common + std::sqrt(1 - rho) * random.normal() > cut ? 1 : 0);
                     s.weights.push_back(0.5 * std::pow(4.0, random.uniform()));
                     s.units.push_back(std::to_string(c));
                     spec.clusters[0].push_back(c);
                   }
                 }
                 s.strata.assign(s.units.size(), "");
                 spec.rows = s.weights.size();
                 spec.weights = s.weights;
                 const cxm::survey_design design(spec);
                 const cxm::column_view y(s.measures[0]);
                 using interval = cxm::proportion_interval;
                 hits[1] += covers(cxm::design_proportion(design, y, interval::logit), p);
                 hits[2] += covers(cxm::design_proportion(design, y, interval::beta), p);
                 hits[3] += covers(cxm::weighted_share_interval(y, s.weights), p);
                 const auto sums = cxm::testing::sums_of(std::move(s));
                 const auto frame = std::make_shared<cxm::design_frame>(cxm::design_frame::of(*sums));
                 hits[0] += covers(cxm::measure_estimate(cxm::group_estimates(sums, plan, frame), 0), p);
               });
             }});
      }
    }
  }
  return t;
}

double nps_coverage(cxm::nps_method method, int n, double p, double q) {
  cxm::nps_options options;
  options.method = method;
  double covered = 0;
  for (int b = 0; b <= n; ++b) {
    for (int c = 0; b + c <= n; ++c) {
      const int a = n - b - c;
      const double weight =
          std::exp(std::lgamma(n + 1.0) - std::lgamma(b + 1.0) - std::lgamma(c + 1.0) - std::lgamma(a + 1.0) +
                   b * std::log(p) + c * std::log(q) + a * std::log(1 - p - q));
      if (weight < 1e-11) continue;
      if (covers(cxm::nps_interval(b, a, c, options), 100 * (p - q))) covered += weight;
    }
  }
  return covered;
}

table net_promoter_scores() {
  table t{"Net Promoter Score",
          "`cxm::nps_interval`, exact.",
          "answers",
          {{"adjusted Wald (default)", promise::nominal, 30},
           {"score", promise::nominal, 30},
           {"MOVER", promise::nominal, 30},
           {"Wald", promise::none}},
          {},
          "Of ten answers the default holds 94.5 to 96.6; below that a score has so few possible values that "
          "no interval can be right; Wald is "
          "short wherever promoters are many."};
  for (const int n : {5, 10, 30, 100, 300, 2000}) {
    for (const auto& [p, q] : {std::pair{0.3, 0.3}, {0.5, 0.2}, {0.7, 0.1}, {0.85, 0.05}}) {
      const double promoters = p, detractors = q;
      t.rows.push_back({text("n = %g, %g %% promoters, %g %% detractors", n, 100 * p, 100 * q),
                        static_cast<double>(n),
                        {},
                        n <= 100,
                        [n, promoters, detractors] {
                          std::vector<double> r;
                          for (const auto m : {cxm::nps_method::adjusted_wald, cxm::nps_method::score,
                                               cxm::nps_method::mover, cxm::nps_method::wald}) {
                            r.push_back(nps_coverage(m, n, promoters, detractors));
                          }
                          return r;
                        }});
    }
  }
  return t;
}

table designed_scores() {
  table t{"Net Promoter Score under weights and units",
          "70 % promoters, 10 % detractors; units and weights as for shares.",
          "units, people, correlation",
          {{"adjusted Wald, effective n (default)", promise::nominal, 10}, {"Wald, effective n"}},
          {},
          ""};
  for (const auto& [units, size] : {std::pair{10, 20}, {40, 10}}) {
    for (const double rho : {0.0, 0.1, 0.3}) {
      const int u = units, m = size;
      t.rows.push_back({text("%g of %g, %g", u, m, rho), static_cast<double>(units), {}, false, [u, m, rho] {
                          const auto plan = cxm::testing::plan_of("n");
                          const double low = cxm::stats::normal_quantile(0.1),
                                       high = cxm::stats::normal_quantile(0.3);
                          return simulate(2, 12, [&](cxm::random_stream& random, std::vector<double>& hits) {
                            cxm::testing::sample s{{{}}, {}, {}, {}, {}, {}};
                            for (int c = 0; c < u; ++c) {
                              const double common = std::sqrt(rho) * random.normal();
                              for (int i = 0; i < m; ++i) {
                                const double z = common + std::sqrt(1 - rho) * random.normal();
                                s.measures[0].push_back(z < low ? -100 : z > high ? 100 : 0);
                                s.weights.push_back(0.5 * std::pow(4.0, random.uniform()));
                                s.units.push_back(std::to_string(c));
                              }
                            }
                            s.strata.assign(s.units.size(), "");
                            const auto sums = cxm::testing::sums_of(std::move(s));
                            const auto frame =
                                std::make_shared<cxm::design_frame>(cxm::design_frame::of(*sums));
                            const cxm::group_estimates g(sums, plan, frame);
                            const auto e = cxm::measure_estimate(g, 0);
                            hits[0] += covers(e, 60);
                            const double reach = 1.959964 * std::sqrt(g.variance(0));
                            hits[1] += covers(e.value - reach, e.value + reach, 60);
                          });
                        }});
    }
  }
  return t;
}

}  // namespace

std::vector<table> share_tables() {
  return {shares(), designed_shares(), net_promoter_scores(), designed_scores()};
}

}  // namespace coverage
