// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "coverage/populations.hpp"
#include "coverage/table.hpp"
#include "cxm/estimate/bounded_mean.hpp"
#include "cxm/estimate/index_estimate.hpp"
#include "cxm/estimate/level_estimate.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/quantile.hpp"
#include "cxm/estimate/resampling.hpp"
#include "support/array_sums.hpp"
#include "tally/poisson.hpp"

namespace coverage {
namespace {

using cxm::bounded_interval;

/// All samples of n answers on a five-point scale: t and bounded score.
std::vector<double> exact_means(int n, const profile& p) {
  const double truth = p.mean();
  std::vector<double> covered(2);
  std::array<double, 5> logs{};
  for (std::size_t k = 0; k < 5; ++k) logs[k] = std::log(p.share[k]);
  std::array<int, 5> c{};
  const auto visit = [&] {
    double sum = 0, squares = 0, weight = std::lgamma(n + 1.0);
    for (std::size_t k = 0; k < 5; ++k) {
      const double x = 25 * static_cast<double>(k);
      sum += c[k] * x;
      squares += c[k] * x * x;
      weight += c[k] * logs[k] - std::lgamma(c[k] + 1.0);
    }
    if (weight < -25) return;
    const double mean = sum / n, variance = std::max(0.0, (squares - n * mean * mean) / (n - 1)) / n;
    covered[0] += covers(cxm::interval_from_variance(mean, variance, n, n - 1), truth) ? std::exp(weight) : 0;
    covered[1] +=
        covers(bounded_interval(mean, variance, n - 1, n, n, 0.95, {}, 0, 100), truth) ? std::exp(weight) : 0;
  };
  for (c[0] = 0; c[0] <= n; ++c[0]) {
    for (c[1] = 0; c[0] + c[1] <= n; ++c[1]) {
      for (c[2] = 0; c[0] + c[1] + c[2] <= n; ++c[2]) {
        for (c[3] = 0; c[0] + c[1] + c[2] + c[3] <= n; ++c[3]) {
          c[4] = n - c[0] - c[1] - c[2] - c[3];
          visit();
        }
      }
    }
  }
  return covered;
}

std::vector<double> simulated_means(int n, const profile& p) {
  std::array<double, 5> upto{};
  std::partial_sum(p.share.begin(), p.share.end(), upto.begin());
  return simulate(2, 21, [&](cxm::random_stream& random, std::vector<double>& hits) {
    std::vector<double> x;
    for (int i = 0; i < n; ++i) {
      const double u = random.uniform();
      double answer = 0;
      for (std::size_t k = 0; k < 4; ++k) answer += u > upto[k] ? 25 : 0;
      x.push_back(answer);
    }
    hits[0] += covers(cxm::mean_interval(cxm::column_view(x)), p.mean());
    hits[1] += covers(cxm::bounded_mean(cxm::column_view(x), 0, 100), p.mean());
  });
}

table item_means() {
  table t{"Mean of a five-point answer",
          "`cxm::mean_interval` (Student's t, as R's t.test) and `cxm::bounded_mean`; exact up to 30 "
          "answers, else simulated.",
          "answers",
          {{"bounded score (default)", promise::nominal, 5}, {"Student's t", promise::none}},
          {},
          "Student's t is short where answers crowd at one end, most where many samples hold no low answer "
          "at all. The bounded score interval knows the ends of the scale; on fewer than about ten answers "
          "it holds more than it says, from twenty on the two differ little."};
  for (const int n : {5, 8, 10, 20, 30, 100, 500, 2000}) {
    for (const profile& p : profiles) {
      row r{"n = " + std::to_string(n) + ", " + p.name, static_cast<double>(n), {}, n <= 10, {}};
      if (n < 20) r.limits = {promise::at_least, promise::none};
      r.rates = [n, p] {
        auto both = n <= 30 ? exact_means(n, p) : simulated_means(n, p);
        std::swap(both[0], both[1]);
        return both;
      };
      t.rows.push_back(std::move(r));
    }
  }
  return t;
}

/// People with four composites of four items each: items of one composite correlate with 0.55, others with
/// 0.35; each item is missing with probability `missing`, a composite with fewer than two of four.
void draw_composites(cxm::random_stream& random, const std::array<likert, 4>& scales, double missing,
                     std::vector<std::vector<double>>& out) {
  const double common = std::sqrt(0.35) * random.normal();
  for (std::size_t d = 0; d < out.size(); ++d) {
    const double own = common + std::sqrt(0.2) * random.normal();
    double sum = 0, answered = 0;
    for (int i = 0; i < 4; ++i) {
      const double answer = scales[d](own + std::sqrt(0.45) * random.normal());
      if (missing > 0 && random.uniform() < missing) continue;
      sum += answer;
      answered += 1;
    }
    out[d].push_back(answered >= 2 ? sum / answered : cxm::testing::absent);
  }
}

table composites() {
  table t{"Composites",
          "The mean of a composite as an assessment shows it (`cxm::measure_estimate`), a tenth of the "
          "answers missing. \"weighted\": weights spread over 0.5 to 2; \"units\": ten units whose people "
          "share an intraclass correlation of 0.1.",
          "people",
          {{"bounded score (default)", promise::nominal, 5}, {"Student's t"}},
          {},
          ""};
  for (const int n : {5, 10, 30, 100, 400}) {
    for (const profile& p : {agree, pleased, ceiling}) {
      for (const int how : {0, 1, 2}) {
        if (how > 0 && (n < 30 || n > 100)) continue;
        row r{"n = " + std::to_string(n) + ", " + p.name +
                  (how == 1   ? ", weighted"
                   : how == 2 ? ", units"
                              : ""),
              static_cast<double>(n),
              {},
              n == 10,
              {}};
        if (n < 10) r.limits = {promise::at_least, promise::none};
        // Weights and few low answers: the variance hangs on one or two people.
        if (p.name == "ceiling" && how == 1 && n < 100) r.limits = {promise::none, promise::none};
        r.rates = [n, p, how] {
          const likert scale(p);
          const auto plan = cxm::testing::plan_of("c");
          return simulate(2, 22, [&](cxm::random_stream& random, std::vector<double>& hits) {
            cxm::testing::sample s{{{}}, {}, {}, {}, {}, {}};
            std::array<double, 10> unit{};
            if (how == 2) {
              for (double& u : unit) u = random.normal();
            }
            for (int i = 0; i < n; ++i) {
              const double shared = how == 2 ? std::sqrt(0.1) * unit[static_cast<std::size_t>(i % 10)] : 0;
              const double own = shared + std::sqrt(how == 2 ? 0.45 : 0.55) * random.normal();
              double sum = 0, answered = 0;
              for (int k = 0; k < 4; ++k) {
                const double answer = scale(own + std::sqrt(0.45) * random.normal());
                if (random.uniform() < 0.1) continue;
                sum += answer;
                answered += 1;
              }
              s.measures[0].push_back(answered >= 2 ? sum / answered : cxm::testing::absent);
              if (how >= 1) s.weights.push_back(0.5 * std::pow(4.0, random.uniform()));
              if (how == 2) {
                s.units.push_back(std::to_string(i % 10));
                s.strata.emplace_back();
              }
            }
            const auto sums = cxm::testing::sums_of(std::move(s));
            const auto frame =
                how == 2 ? std::make_shared<cxm::design_frame>(cxm::design_frame::of(*sums)) : nullptr;
            const cxm::group_estimates g(sums, plan, frame);
            const auto e = cxm::measure_estimate(g, 0);
            hits[0] += covers(e, p.mean());
            hits[1] += covers(cxm::interval_from_variance(e.value, g.variance(0), g.n(0), g.df(0)), p.mean());
          });
        };
        t.rows.push_back(std::move(r));
      }
    }
  }
  return t;
}

table indices() {
  table t{"Indices of four composites",
          "`cxm::index_estimate` on the full covariance, a tenth of the answers missing. \"apart\": the four "
          "are even, agree, pleased and ceiling; else all four are the same, where the weakest link ties "
          "with the others.",
          "people",
          {{"arithmetic", promise::nominal, 5},
           {"geometric", promise::nominal, 5},
           {"weakest link (minimum)", promise::at_least, 5}},
          {},
          "The weakest link's interval covers at least at its level by construction, whatever ties."};
  struct mix {
    std::string name;
    std::array<profile, 4> parts;
  };
  for (const int n : {5, 10, 30, 100, 400}) {
    for (const mix& m :
         {mix{"apart", {even, agree, pleased, ceiling}}, mix{"agree", {agree, agree, agree, agree}},
          mix{"pleased", {pleased, pleased, pleased, pleased}}}) {
      row r{"n = " + std::to_string(n) + ", " + m.name, static_cast<double>(n), {}, n == 10, {}};
      if (n < 10) r.limits.assign(3, promise::at_least);
      r.rates = [n, m] {
        const std::array<likert, 4> scales{likert(m.parts[0]), likert(m.parts[1]), likert(m.parts[2]),
                                           likert(m.parts[3])};
        const auto plan = cxm::testing::plan_of("cccc");
        cxm::instrument survey;
        for (const auto kind :
             {cxm::index_kind::arithmetic, cxm::index_kind::geometric, cxm::index_kind::minimum}) {
          cxm::index_definition d;
          d.id = "i" + std::to_string(survey.indices.size());
          d.kind = kind;
          d.of = {"c0", "c1", "c2", "c3"};
          survey.indices.push_back(d);
        }
        const cxm::index_plan plans(survey, plan);
        std::vector<double> means;
        for (const profile& p : m.parts) means.push_back(p.mean());
        const cxm::normal_draws draws(5, 500, 4);
        return simulate(3, 23, [&](cxm::random_stream& random, std::vector<double>& hits) {
          cxm::testing::sample s;
          s.measures.resize(4);
          for (int i = 0; i < n; ++i) draw_composites(random, scales, 0.1, s.measures);
          const cxm::group_estimates g(cxm::testing::sums_of(std::move(s)), plan);
          for (std::size_t i = 0; i < 3; ++i) {
            hits[i] += covers(cxm::index_estimate(g, plans, i, draws), plans.value(i, means));
          }
        });
      };
      t.rows.push_back(std::move(r));
    }
  }
  return t;
}

/// The probability that a level is right: among samples whose P(level) lies in a band, how often was it?
table levels() {
  table t{
      "Probability of a maturity level",
      "`cxm::level_probabilities` of a composite's mean, cuts at 20, 40, 60, 80. \"even\": truths over 10 "
      "to 90 and answers evenly around them; \"top\": a share of the answers, any from none to all, is the "
      "top of a five-point scale, the others any below. Of samples in which the most probable level had a "
      "probability in the band: its mean probability, and how often it was the true level. From the "
      "bounded score interval, as an assessment does, and from Student's t. No interval, and no signs.",
      "people, band",
      {{"bounded: said"}, {"bounded: true"}, {"t: said"}, {"t: true"}},
      {},
      ""};
  t.signs = false;
  t.remark =
      "From ten answers on the probabilities are about what they say. Five answers say too much, near the "
      "top "
      "of the scale most: Student's t is certain of five equal answers.";
  for (const bool top : {false, true}) {
    for (const int n : {5, 10, 50}) {
      for (const double from : {0.4, 0.6, 0.8, 0.95}) {
        const double to = from < 0.9 ? from + (from < 0.8 ? 0.2 : 0.15) : 1.0001;
        t.rows.push_back({text("n = %g, %g to %g", n, from, std::min(to, 1.0)) + (top ? ", top" : ", even"),
                          static_cast<double>(n),
                          {},
                          false,
                          [n, from, to, top] {
                            const double cuts[] = {20, 40, 60, 80};
                            std::array<double, 2> said{}, right{}, count{};
                            for (std::uint64_t r = 0; r < 4 * replications; ++r) {
                              cxm::random_stream random(24, r);
                              const double share = random.uniform();
                              const double truth = top ? 100 * share + 37.5 * (1 - share) : 10 + 80 * share;
                              std::vector<double> x;
                              const double reach = std::min(truth, 100 - truth);
                              for (int i = 0; i < n; ++i) {
                                x.push_back(!top ? truth + reach * (2 * random.uniform() - 1)
                                            : random.uniform() < share ? 100
                                                                       : 25.0 * random.below(4));
                              }
                              for (const std::size_t how : {0U, 1U}) {
                                const auto p = cxm::level_probabilities(
                                    how == 0 ? cxm::bounded_mean(cxm::column_view(x), 0, 100)
                                             : cxm::mean_interval(cxm::column_view(x)),
                                    cuts);
                                const auto best = static_cast<std::size_t>(
                                    std::max_element(p.begin(), p.end()) - p.begin());
                                if (p[best] < from || p[best] >= to) continue;
                                count[how] += 1;
                                said[how] += p[best];
                                right[how] += best == cxm::level_at(truth, cuts);
                              }
                            }
                            return std::vector<double>{said[0] / count[0], right[0] / count[0],
                                                       said[1] / count[1], right[1] / count[1]};
                          }});
      }
    }
  }
  return t;
}

table medians() {
  table t{"Median from order statistics",
          "`cxm::median_interval` of skewed amounts (log-normal), whose truth is exact whatever the "
          "distribution.",
          "answers",
          {{"order statistics", promise::at_least, 6}},
          {},
          "The coverage is a property of n alone and is part of the result (`coverage`); below six answers "
          "there is no interval. For answers on a few points take a mean or a share instead."};
  for (const int n : {6, 10, 20, 50, 200, 1000}) {
    t.rows.push_back({"n = " + std::to_string(n), static_cast<double>(n), {}, n <= 50, [n] {
                        return simulate(1, 25, [&](cxm::random_stream& random, std::vector<double>& hits) {
                          std::vector<double> x;
                          for (int i = 0; i < n; ++i) x.push_back(std::exp(random.normal()));
                          hits[0] += covers(cxm::median_interval(cxm::column_view(x)).median, 1);
                        });
                      }});
  }
  return t;
}

table bootstraps() {
  table t{"Bootstrap replicates of a tally",
          "Poisson weights of each respondent as a tally draws them, 400 replicates; pleased answers. The "
          "mean, and the standard deviation as something without a formula.",
          "people",
          {{"mean: percentile"},
           {"mean: normal", promise::nominal, 100},
           {"mean: basic"},
           {"mean: BCa"},
           {"sd: percentile"},
           {"sd: normal"}},
          {},
          "Replicates see the sample's own spread without correction for its size: on small samples every "
          "bootstrap interval is short. Use them where there is no formula, from about a hundred people on."};
  for (const int n : {10, 30, 100, 300}) {
    t.rows.push_back(
        {"n = " + std::to_string(n), static_cast<double>(n), {}, false, [n] {
           const likert scale(pleased);
           constexpr std::size_t replicates = 400;
           const double truth = pleased.mean(), spread = pleased.sd();
           return simulate(6, 26, [&](cxm::random_stream& random, std::vector<double>& hits) {
             std::vector<double> x, w(replicates), s(replicates), q(replicates);
             std::vector<std::uint8_t> drawn(replicates);
             const std::uint64_t seed = random.bits();
             for (int i = 0; i < n; ++i) {
               x.push_back(scale(random.normal()));
               cxm::detail::poisson_multiplicities(seed, static_cast<std::uint64_t>(i), drawn);
               for (std::size_t r = 0; r < replicates; ++r) {
                 w[r] += drawn[r];
                 s[r] += drawn[r] * x.back();
                 q[r] += drawn[r] * x.back() * x.back();
               }
             }
             std::vector<double> means, sds;
             for (std::size_t r = 0; r < replicates; ++r) {
               if (w[r] == 0) continue;
               means.push_back(s[r] / w[r]);
               sds.push_back(std::sqrt(std::max(0.0, q[r] / w[r] - means.back() * means.back())));
             }
             const auto m = cxm::summarize(cxm::column_view(x));
             using method = cxm::bootstrap_method;
             double cubes = 0, squares = 0;
             for (const double v : x) {
               squares += (v - m.mean) * (v - m.mean);
               cubes += std::pow(v - m.mean, 3);
             }
             const double a = squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
             hits[0] += covers(cxm::bootstrap_interval(means, m.mean, method::percentile), truth);
             hits[1] += covers(cxm::bootstrap_interval(means, m.mean, method::normal), truth);
             hits[2] += covers(cxm::bootstrap_interval(means, m.mean, method::basic), truth);
             hits[3] += covers(cxm::bootstrap_interval(means, m.mean, method::bca, 0.95, a), truth);
             const double sd = std::sqrt(squares / n);
             hits[4] += covers(cxm::bootstrap_interval(sds, sd, method::percentile), spread);
             hits[5] += covers(cxm::bootstrap_interval(sds, sd, method::normal), spread);
           });
         }});
  }
  return t;
}

}  // namespace

std::vector<table> mean_tables() {
  return {item_means(), composites(), indices(), levels(), medians(), bootstraps()};
}

}  // namespace coverage
