// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>

#include "coverage/populations.hpp"
#include "coverage/table.hpp"
#include "cxm/benchmark/norm.hpp"
#include "cxm/estimate/bounded_mean.hpp"
#include "cxm/estimate/comparison_change.hpp"
#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/ranks.hpp"
#include "cxm/estimate/shrinkage.hpp"

namespace coverage {
namespace {

/// k units with true values around 60 with this sd, sampling variances from sizes of 5 to 60 and an answer's
/// variance of 25^2.
struct drawn_units {
  std::vector<double> truth, y, v;
  drawn_units(cxm::random_stream& random, std::size_t k, double tau) {
    for (std::size_t i = 0; i < k; ++i) {
      truth.push_back(60 + tau * random.normal());
      v.push_back(625.0 / (5 + random.below(56)));
      y.push_back(truth.back() + std::sqrt(v.back()) * random.normal());
    }
  }
};

table shrunk() {
  table t{
      "Many units: their mean, their spread, shrunk values",
      "The normal-normal model (`cxm::fit_random_effects`, REML; `cxm::q_profile_interval`): units of 5 to "
      "60 answers, true values with the standard deviation given. Shrunk values: covered units of all.",
      "units, spread",
      {{"mean, normal"},
       {"mean, Knapp-Hartung", promise::nominal, 10},
       {"spread, Q profile", promise::nominal, 5},
       {"next unit's value (prediction)"},
       {"shrunk, spread taken as known"},
       {"shrunk, spread estimated (default)", promise::at_least, 5},
       {"raw values", promise::nominal}},
      {},
      "A shrunk value's interval that takes the spread for known is short with few units, or units that "
      "hardly "
      "differ; with what not knowing it costs (`unit_inference::estimated_spread`, used in assessments) it "
      "is "
      "not, but for some thirty units that differ little. Where units do not differ at all, spread 0, the Q "
      "profile's lower end is 0 half of the time and intervals hold more than they say."};
  for (const int k : {5, 10, 30, 60}) {
    for (const double tau : {0.0, 4.0, 12.0}) {
      row r{text("%g, %g", k, tau), static_cast<double>(k), {}, k == 10, {}};
      if (tau < 12) {
        const promise none = promise::none, full = promise::nominal;
        const promise here = tau == 0 ? promise::at_least : full;
        r.limits = {none, here, here, none, none, tau == 0 || k <= 10 ? promise::at_least : none, full};
      }
      r.rates = [k, tau] {
        const auto count = static_cast<std::size_t>(k);
        return simulate(7, 41, [&](cxm::random_stream& random, std::vector<double>& hits) {
          const drawn_units u(random, count, tau);
          const double next = 60 + tau * random.normal();
          const auto fit = cxm::fit_random_effects(u.y, u.v);
          cxm::random_effects_options unknown;
          unknown.units = cxm::unit_inference::estimated_spread;
          const auto honest = cxm::fit_random_effects(u.y, u.v, unknown);
          hits[0] += covers(fit.mean, 60);
          cxm::random_effects_options careful;
          careful.inference = cxm::mean_inference::knapp_hartung;
          hits[1] += covers(cxm::fit_random_effects(u.y, u.v, careful).mean, 60);
          const auto q = cxm::q_profile_interval(u.y, u.v);
          hits[2] += covers(q.tau2_low, q.tau2_high, tau * tau);
          hits[3] += covers(fit.prediction_low, fit.prediction_high, next);
          for (std::size_t i = 0; i < count; ++i) {
            hits[4] += covers(fit.units[i].value, u.truth[i]) ? 1.0 / k : 0;
            hits[5] += covers(honest.units[i].value, u.truth[i]) ? 1.0 / k : 0;
            const double reach = 1.959964 * std::sqrt(u.v[i]);
            hits[6] += covers(u.y[i] - reach, u.y[i] + reach, u.truth[i]) ? 1.0 / k : 0;
          }
        });
      };
      t.rows.push_back(std::move(r));
    }
  }
  return t;
}

table rank_sets() {
  table t{"Ranks of ten units",
          "`cxm::marginal_rank_sets` and `cxm::simultaneous_rank_sets` (Mogstad, Romano, Shaikh & Wilhelm), "
          "300 draws of the critical values. Tied units have a whole interval of true ranks, from one more "
          "than the units above to all not below; it must lie in the set. \"simultaneous\": all ten at once; "
          "\"top three\": every unit that may be among the three best is kept.",
          "true values",
          {{"marginal, all units", promise::at_least},
           {"marginal, worst unit", promise::at_least},
           {"simultaneous", promise::at_least},
           {"top three", promise::at_least}},
          {},
          "Sets cover at least at their level; with units far apart they shrink to single ranks, with ties "
          "they hold all places that the tied units share."};
  struct world {
    std::string name;
    std::vector<double> truth;
  };
  std::vector<world> worlds{{"all tied", std::vector<double>(10, 60.0)},
                            {"five pairs", {}},
                            {"steps of 1", {}},
                            {"steps of 10", {}},
                            {"one far above", std::vector<double>(10, 60.0)}};
  for (int i = 0; i < 10; ++i) {
    worlds[1].truth.push_back(50 + 8 * (i / 2));
    worlds[2].truth.push_back(50 + i);
    worlds[3].truth.push_back(10 * i);
  }
  worlds[4].truth[0] = 90;
  for (const world& w : worlds) {
    t.rows.push_back({w.name, 10, {}, false, [w] {
                        constexpr std::size_t k = 10;
                        std::vector<double> low(k), high(k), each(k);
                        for (std::size_t i = 0; i < k; ++i) {
                          low[i] = 1;
                          for (std::size_t j = 0; j < k; ++j) {
                            low[i] += w.truth[j] > w.truth[i];
                            high[i] += w.truth[j] >= w.truth[i];
                          }
                        }
                        auto rates =
                            simulate(4, 42, [&](cxm::random_stream& random, std::vector<double>& hits) {
                              std::vector<double> y, se;
                              for (std::size_t i = 0; i < k; ++i) {
                                se.push_back(25 / std::sqrt(5.0 + random.below(56)));
                                y.push_back(w.truth[i] + se.back() * random.normal());
                              }
                              cxm::rank_options options;
                              options.draws = 300;
                              options.seed = random.bits();
                              const auto alone = cxm::marginal_rank_sets(y, se, options);
                              const auto together = cxm::simultaneous_rank_sets(y, se, options);
                              const auto top = cxm::possible_top(together, 3);
                              bool all = true, kept = true;
                              for (std::size_t i = 0; i < k; ++i) {
                                const bool held = alone[i].low <= low[i] && high[i] <= alone[i].high;
                                each[i] += held;
                                hits[0] += held ? 1.0 / k : 0;
                                all = all && together[i].low <= low[i] && high[i] <= together[i].high;
                                kept = kept && (low[i] > 3 || top[i] != 0);
                              }
                              hits[2] += all;
                              hits[3] += kept;
                            });
                        rates[1] =
                            *std::min_element(each.begin(), each.end()) / static_cast<double>(replications);
                        return rates;
                      }});
  }
  return t;
}

/// By band of the probability: said and true, of raw and of shrunk estimates.
std::vector<std::vector<double>> calibration_of_top() {
  constexpr std::size_t k = 40, bands = 5;
  std::vector<std::vector<double>> out(bands, std::vector<double>(4));
  std::vector<std::array<double, 2>> counts(bands);
  for (std::uint64_t r = 0; r < 2000; ++r) {
    cxm::random_stream random(43, r);
    const drawn_units u(random, k, 8);
    const auto rank = cxm::ranks(u.truth);
    cxm::rank_options options;
    options.draws = 1000;
    options.seed = r;
    std::vector<double> se(k), value(k), error(k);
    const auto fit = cxm::fit_random_effects(u.y, u.v);
    for (std::size_t i = 0; i < k; ++i) {
      se[i] = std::sqrt(u.v[i]);
      value[i] = fit.units[i].value.value;
      error[i] = std::max(fit.units[i].value.se, 1e-6);
    }
    for (const std::size_t how : {0U, 1U}) {
      const auto p = how == 0 ? cxm::top_probabilities(u.y, se, 5, options)
                              : cxm::top_probabilities(value, error, 5, options);
      for (std::size_t i = 0; i < k; ++i) {
        const std::size_t band = std::min<std::size_t>(static_cast<std::size_t>(p[i] * bands), bands - 1);
        counts[band][how] += 1;
        out[band][2 * how] += p[i];
        out[band][2 * how + 1] += rank[i] <= 5;
      }
    }
  }
  for (std::size_t b = 0; b < bands; ++b) {
    for (std::size_t c = 0; c < 4; ++c) out[b][c] /= std::max(counts[b][c / 2], 1.0);
  }
  return out;
}

table top_probabilities() {
  table t{"Probability of being among the best",
          "`cxm::top_probabilities`: forty units, true values with a standard deviation of 8, the five best; "
          "units whose probability lay in the band, of raw and of shrunk estimates: what was said, and how "
          "often it was true. No interval, and no signs.",
          "band",
          {{"raw: said"}, {"raw: true"}, {"shrunk: said"}, {"shrunk: true"}},
          {},
          "Raw estimates of small units are thrown far and their probabilities say too much (a flat prior); "
          "from shrunk values they say what is."};
  t.signs = false;
  for (const std::size_t band : {0U, 1U, 2U, 3U, 4U}) {
    const double from = 0.2 * static_cast<double>(band);
    t.rows.push_back({text("%g to %g", from, from + 0.2), 40, {}, false, [band] {
                        // Computed once, whichever band asks first.
                        static const auto bands = calibration_of_top();
                        return bands[band];
                      }});
  }
  return t;
}

table false_alarms() {
  table t{"Two hundred units without any difference",
          "Every unit of an organisation against the rest, all answers from one profile. Shown is the "
          "percent of organisations (of 1,000) in which no unit of the two hundred was said to differ at 5 "
          "%: 95 is what Holm and Benjamini-Hochberg promise (without any true difference both speak of the "
          "first false claim). \"no correction\": the percent of units.",
          "test, people of a unit, profile",
          {{"bounded score (default)", promise::at_least}, {"Welch"}, {"Welch, smoothed variances"}},
          {},
          "Far out in the tails, where two hundred comparisons look, Welch's t is wrong for small or skewed "
          "units: five equal answers look like certainty. `cxm::bounded_unit_against_rest` keeps the stated "
          "rate. Without correction ten units of two hundred are called different in every organisation."};
  struct world {
    std::string name;
    profile answers;
    std::uint32_t least, most;
    bool corrected, fdr;
  };
  for (const world& w : {world{"Holm, 5 to 60, agree", agree, 5, 60, true, false},
                         world{"Holm, 5 to 60, ceiling", ceiling, 5, 60, true, false},
                         world{"Benjamini-Hochberg, 5 to 60, pleased", pleased, 5, 60, true, true},
                         world{"Holm, 30 to 90, pleased", pleased, 30, 90, true, false},
                         world{"no correction, 5 to 60, agree", agree, 5, 60, false, false}}) {
    row r{w.name, 200, {}, w.most == 60 && w.answers.name == "agree" && w.corrected, {}};
    if (!w.corrected) r.limits = {promise::nominal, promise::none, promise::none};
    r.rates = [w] {
      const likert scale(w.answers);
      const auto sample = [&](cxm::random_stream& random, std::vector<double>& hits) {
        std::vector<cxm::estimate> units;
        std::vector<double> all, variances, sizes;
        for (int u = 0; u < 200; ++u) {
          std::vector<double> x;
          const std::uint32_t n = w.least + random.below(w.most - w.least + 1);
          for (std::uint32_t i = 0; i < n; ++i) x.push_back(scale(random.normal()));
          all.insert(all.end(), x.begin(), x.end());
          units.push_back(cxm::mean_interval(cxm::column_view(x)));
          sizes.push_back(units.back().n);
          variances.push_back(units.back().se * units.back().se * units.back().n);
        }
        const auto parent = cxm::mean_interval(cxm::column_view(all));
        const auto smooth = cxm::smoothed_variances_of_means(variances, sizes);
        std::vector<std::vector<double>> p(3);
        for (std::size_t u = 0; u < units.size(); ++u) {
          const double q = sizes[u] / parent.n;
          p[0].push_back(cxm::bounded_unit_against_rest(units[u], parent, q, 0, 100).p);
          p[1].push_back(cxm::difference_p_value(cxm::unit_against_rest(units[u], parent, q)));
          const auto pulled = cxm::interval_from_variance(units[u].value, smooth[u], sizes[u], sizes[u] + 3);
          p[2].push_back(cxm::difference_p_value(cxm::unit_against_rest(pulled, parent, q)));
        }
        for (std::size_t c = 0; c < 3; ++c) {
          if (!w.corrected) {
            for (const double one : p[c]) hits[c] += one > 0.05 ? 1.0 / 200 : 0;
            continue;
          }
          const auto adjusted = cxm::adjust_p_values(
              p[c], w.fdr ? cxm::p_adjustment::benjamini_hochberg : cxm::p_adjustment::holm);
          hits[c] += *std::min_element(adjusted.begin(), adjusted.end()) > 0.05;
        }
      };
      return simulate(3, 44, sample, 1000);
    };
    t.rows.push_back(std::move(r));
  }
  return t;
}

table norm_percentiles() {
  table t{"Percentile in a norm",
          "`cxm::positions_in_norm` with 300 draws: organisations with true values of standard deviation 8 "
          "and errors of 1 to 5 points. Five units of error 2 whose true percentiles are 10, 30, 50, 70 and "
          "90, in 1,000 norms: 5,000 intervals. \"percentile\": of true values among true values; "
          "\"observed\": the standing in the league table of published figures.",
          "organisations",
          {{"percentile", promise::at_least, 10}, {"observed"}},
          {},
          "The percentile's interval carries the unit's error, the sampling of organisations and their own "
          "errors."};
  for (const int k : {5, 10, 30, 100}) {
    t.rows.push_back(
        {text("%g", k), static_cast<double>(k), {}, false, [k] {
           constexpr std::uint64_t norms = replications / 5;
           const auto sample = [&](cxm::random_stream& random, std::vector<double>& hits) {
             cxm::norm_measure m;
             m.id = "m";
             for (int i = 0; i < k; ++i) {
               cxm::norm_value v;
               v.organisation = std::to_string(i);
               v.se = 1 + 4 * random.uniform();
               v.value = 60 + 8 * random.normal() + v.se * random.normal();
               m.values.push_back(v);
             }
             std::vector<double> truth, y;
             for (const double at : {0.1, 0.3, 0.5, 0.7, 0.9}) {
               truth.push_back(60 + 8 * cxm::stats::normal_quantile(at));
               y.push_back(truth.back() + 2 * random.normal());
             }
             cxm::norm_position_options options;
             options.draws = 300;
             const auto p = cxm::positions_in_norm(m, y, std::vector<double>(5, 2.0), 0, options);
             for (std::size_t i = 0; i < 5; ++i) {
               // Share of such figures, of errors evenly from 1 to 5, below the unit's truth.
               double below = 0;
               for (int g = 0; g < 20; ++g) {
                 const double se = 1 + 4 * (g + 0.5) / 20;
                 below += cxm::stats::normal_cdf((truth[i] - 60) / std::hypot(8, se)) / 20;
               }
               hits[0] +=
                   covers(p[i].percentile, 100 * cxm::stats::normal_cdf((truth[i] - 60) / 8)) ? 0.2 : 0;
               hits[1] += covers(p[i].observed, 100 * below) ? 0.2 : 0;
             }
           };
           return simulate(2, 45, sample, norms);
         }});
  }
  return t;
}

}  // namespace

std::vector<table> unit_tables() {
  return {shrunk(), rank_sets(), top_probabilities(), false_alarms(), norm_percentiles()};
}

}  // namespace coverage
