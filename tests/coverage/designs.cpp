// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>

#include "coverage/populations.hpp"
#include "coverage/table.hpp"
#include "cxm/data/calibration.hpp"
#include "cxm/data/replicate_weights.hpp"
#include "cxm/estimate/design_means.hpp"
#include "cxm/estimate/design_quantile.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/weighted_mean.hpp"

namespace coverage {
namespace {

struct person {
  std::size_t stratum = 0, unit = 0, group = 0, half = 0;
  double answer = 0, hours = 0;  // a skewed five-point answer, and a skewed amount that goes along with it
};

/// Five strata of 40 units of 10 to 40 people: people of a unit are alike (intraclass correlation about
/// 0.15), strata differ, and large units are a little less satisfied.
struct population {
  std::vector<person> people;
  std::vector<std::vector<std::vector<std::size_t>>> units;  // [stratum][unit] -> people
  std::array<double, 3> group_size{};
  std::array<double, 2> half_size{};
  double mean = 0, share = 0, ratio = 0, median = 0, total = 0;

  population() : units(5, std::vector<std::vector<std::size_t>>(40)) {
    cxm::random_stream draws(1234, 0);
    std::vector<double> hours;
    double answers = 0, top = 0, all_hours = 0;
    for (std::size_t h = 0; h < units.size(); ++h) {
      for (std::size_t u = 0; u < units[h].size(); ++u) {
        const std::size_t size = 10 + draws.below(31);
        const double shift =
            0.4 * draws.normal() + 0.15 * static_cast<double>(h) - 0.01 * static_cast<double>(size);
        for (std::size_t i = 0; i < size; ++i) {
          const double latent = 0.7 + shift + draws.normal();
          person p{h, u, draws.below(3), latent > 0.9 ? std::size_t{1} : std::size_t{0}, 1, 0};
          for (const double cut : {-1.2, -0.4, 0.3, 1.2}) p.answer += latent > cut ? 1 : 0;
          p.hours = std::exp(0.4 * latent + 0.5 * draws.normal());
          group_size[p.group] += 1;
          half_size[p.half] += 1;
          answers += p.answer;
          top += p.answer >= 4 ? 1 : 0;
          all_hours += p.hours;
          hours.push_back(p.hours);
          units[h][u].push_back(people.size());
          people.push_back(p);
        }
      }
    }
    const double n = static_cast<double>(people.size());
    mean = answers / n;
    share = top / n;
    ratio = answers / all_hours;
    total = all_hours;
    std::sort(hours.begin(), hours.end());
    median = hours[(hours.size() - 1) / 2];
  }
};

/// 6 of 40 units in each stratum, 8 people in each, both without replacement; a tenth of the answers is
/// missing.
struct drawn {
  cxm::survey_design_spec spec;
  cxm::row_groups group, half;
  std::vector<double> answer, hours, top;
  std::vector<std::uint8_t> present;
};

std::vector<std::size_t> without_replacement(std::vector<std::size_t> from, std::size_t k,
                                             cxm::random_stream& draws) {
  for (std::size_t i = 0; i < k; ++i) {
    std::swap(from[i], from[i + draws.below(static_cast<std::uint32_t>(from.size() - i))]);
  }
  from.resize(k);
  return from;
}

drawn draw(const population& p, std::uint64_t number) {
  cxm::random_stream draws(99, number);
  drawn d;
  d.spec.clusters.resize(2);
  d.spec.strata.resize(1);
  d.spec.fpc.resize(2);
  d.group.groups = 3;
  d.half.groups = 2;
  std::vector<std::size_t> all(40);
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (std::size_t h = 0; h < 5; ++h) {
    for (const std::size_t u : without_replacement(all, 6, draws)) {
      const auto& members = p.units[h][u];
      for (const std::size_t i : without_replacement(members, 8, draws)) {
        d.spec.strata[0].push_back(static_cast<std::int64_t>(h));
        d.spec.clusters[0].push_back(static_cast<std::int64_t>(100 * h + u));
        d.spec.clusters[1].push_back(static_cast<std::int64_t>(i));
        d.spec.fpc[0].push_back(40);
        d.spec.fpc[1].push_back(static_cast<double>(members.size()));
        d.group.of_row.push_back(p.people[i].group);
        d.half.of_row.push_back(p.people[i].half);
        d.answer.push_back(p.people[i].answer);
        d.hours.push_back(p.people[i].hours);
        d.top.push_back(p.people[i].answer >= 4 ? 1 : 0);
        d.present.push_back(draws.uniform() < 0.9 ? 1 : 0);
      }
    }
  }
  d.spec.rows = d.answer.size();
  return d;
}

/// What one sample says of everything.
void look(const population& p, std::uint64_t number, std::vector<double>& hits) {
  const drawn d = draw(p, number);
  const cxm::survey_design design(d.spec);
  const cxm::column_view answer(d.answer, d.present), hours(d.hours, d.present), top(d.top, d.present),
      whole_hours(d.hours);
  const std::span<const cxm::column_view> answers(&answer, 1);
  std::size_t next = 0;
  const auto add = [&](const cxm::estimate& e, double truth) { hits[next++] += covers(e, truth); };
  add(cxm::interval_of(cxm::design_means(design, answers), 0), p.mean);
  add(cxm::interval_of(cxm::design_totals(design, {&whole_hours, 1}), 0), p.total);
  add(cxm::interval_of(cxm::design_ratio(design, answer, hours), 0), p.ratio);
  using share = cxm::proportion_interval;
  for (const auto kind : {share::logit, share::beta, share::likelihood, share::arc_sine, share::mean}) {
    add(cxm::design_proportion(design, top, kind), p.share);
  }
  const double half[] = {0.5};
  using quantile = cxm::quantile_interval;
  for (const auto kind : {quantile::mean, quantile::logit, quantile::beta, quantile::score}) {
    cxm::design_quantile_options options;
    options.interval = kind;
    add(cxm::design_quantiles(design, hours, half, options)[0], p.median);
  }
  const cxm::population_margin margins[] = {
      {"group", d.group, {p.group_size.begin(), p.group_size.end()}, {}},
      {"half", d.half, {p.half_size.begin(), p.half_size.end()}, {}}};
  add(cxm::interval_of(cxm::design_means(cxm::post_stratify(design, margins[0]).design, answers), 0), p.mean);
  add(cxm::interval_of(cxm::design_means(cxm::rake(design, margins).design, answers), 0), p.mean);
  const double df = design.degrees_of_freedom();
  add(cxm::interval_of(cxm::design_means(cxm::jackknife_n(design), answers), 0, 0.95, df), p.mean);
  add(cxm::interval_of(cxm::design_means(cxm::bootstrap_rao_wu(design, 100, number), answers), 0, 0.95, df),
      p.mean);
}

constexpr std::array looked_at{"mean",
                               "total",
                               "ratio",
                               "share, logit (default)",
                               "share, beta (Korn-Graubard)",
                               "share, likelihood",
                               "share, arc sine",
                               "share, Wald",
                               "median, Woodruff (default)",
                               "median, Woodruff with logit",
                               "median, Woodruff with beta",
                               "median, score",
                               "mean, post-stratified",
                               "mean, raked to two margins",
                               "mean, jackknife replicates",
                               "mean, 100 bootstrap replicates (Rao-Wu)"};

table two_stage() {
  table t{"A stratified two-stage sample",
          "Five strata of 40 units of 10 to 40 people; 6 units of each stratum and 8 people of each unit are "
          "drawn without replacement, 240 people on 25 degrees of freedom; intraclass correlation about "
          "0.15, a tenth of the answers missing (of totals none). Answers on five points, skewed amounts "
          "(hours), truth of the finite population. One sample serves all rows.",
          "estimate",
          {{"covered", promise::at_least}},
          {},
          "Intervals of replicate weights take the design's degrees of freedom. Korn-Graubard's inverts an "
          "exact test and may hold more than it says."};
  for (std::size_t i = 0; i < looked_at.size(); ++i) {
    row r{looked_at[i], 30, {}, false, {}};
    r.rates = [i] {
      // Computed once, whichever row asks first.
      static const std::vector<double> all = [] {
        const population p;
        std::vector<double> hits(looked_at.size());
        for (std::uint64_t s = 0; s < replications; ++s) look(p, s, hits);
        for (double& h : hits) h /= static_cast<double>(replications);
        return hits;
      }();
      return std::vector<double>{all[i]};
    };
    t.rows.push_back(std::move(r));
  }
  return t;
}

table weighted_clusters() {
  table t{"Weighted means in units",
          "`cxm::weighted_mean`: the pleased profile, answers of one unit share the intraclass correlation "
          "of the latent answer, weights spread over 0.5 to 2.",
          "design",
          {{"units as clusters", promise::nominal, 10}, {"units ignored"}},
          {},
          "Colleagues answer alike. Where units were sampled, pass them as clusters: without, a 95 % "
          "interval may hold the truth in 70 of 100 surveys."};
  for (const auto& [units, size] : {std::pair{5, 20}, {10, 20}, {40, 10}}) {
    for (const double rho : {0.0, 0.05, 0.2}) {
      const int u = units, m = size;
      t.rows.push_back(
          {text("%g units of %g, correlation %g", u, m, rho),
           static_cast<double>(u),
           {},
           u == 10 && rho > 0.1,
           [u, m, rho] {
             const likert scale(pleased);
             return simulate(2, 51, [&](cxm::random_stream& random, std::vector<double>& hits) {
               std::vector<double> x, w;
               std::vector<std::int32_t> unit;
               for (int c = 0; c < u; ++c) {
                 const double common = std::sqrt(rho) * random.normal();
                 for (int i = 0; i < m; ++i) {
                   x.push_back(scale(common + std::sqrt(1 - rho) * random.normal()));
                   w.push_back(0.5 * std::pow(4.0, random.uniform()));
                   unit.push_back(c);
                 }
               }
               cxm::weighted_mean_options options;
               hits[1] += covers(cxm::weighted_mean(cxm::column_view(x), w, options).mean, pleased.mean());
               options.clusters = unit;
               hits[0] += covers(cxm::weighted_mean(cxm::column_view(x), w, options).mean, pleased.mean());
             });
           }});
    }
  }
  return t;
}

}  // namespace

std::vector<table> design_tables() { return {weighted_clusters(), two_stage()}; }

}  // namespace coverage
