// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <vector>

#include "coverage/populations.hpp"
#include "coverage/table.hpp"
#include "cxm/base/error.hpp"
#include "cxm/base/view.hpp"
#include "cxm/quality/one_factor.hpp"
#include "cxm/quality/reliability.hpp"
#include "cxm/stats/covariance.hpp"
#include "cxm/stats/distributions.hpp"

namespace coverage {
namespace {

constexpr std::array loading{0.8, 0.7, 0.7, 0.6, 0.5};

/// Covariance of two answers of a profile whose normal values have correlation rho.
double answer_covariance(const profile& p, double rho) {
  std::array<double, 4> cut{};
  double below = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    below += p.share[k];
    cut[k] = cxm::stats::normal_quantile(below);
  }
  double sum = 0;  // an answer is 25 times the number of cuts below its value
  for (const double a : cut) {
    for (const double b : cut) {
      const double above = cxm::stats::normal_cdf(-a) * cxm::stats::normal_cdf(-b);
      sum += 625 * (cxm::stats::bivariate_normal_cdf(-a, -b, rho) - above);
    }
  }
  return sum;
}

cxm::matrix truth_of(const profile& p) {
  const std::size_t k = loading.size();
  cxm::matrix v(k, k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      v(i, j) = i == j ? p.sd() * p.sd() : answer_covariance(p, loading[i] * loading[j]);
    }
  }
  return v;
}

table reliability() {
  table t{
      "Reliability of five items",
      "Five answers of one profile that share a factor (loadings .8, .7, .7, .6, .5 of the values behind "
      "them). Alpha: "
      "`cxm::alpha_interval` (jackknife of people), `cxm::reliability_interval` with the error of normal "
      "theory, "
      "`cxm::alpha_interval_feldt`; omega: `cxm::fit_one_factor`, with the error from people and of normal "
      "theory. Samples in which an item does not vary "
      "have no interval and count as missed.",
      "people",
      {{"alpha, from people (default)", promise::nominal, 100},
       {"alpha, normal theory"},
       {"alpha, Feldt"},
       {"omega, from people (default)", promise::nominal, 400},
       {"omega, normal theory"}},
      {},
      "The theory of normal answers is too sure where answers crowd at an end, however many there are. The "
      "people "
      "themselves say it right from about 100, but for the most crowded answers, whose few others decide."};
  for (const int n : {30, 100, 400}) {
    for (const profile& p : {even, agree, pleased, ceiling}) {
      const std::vector<promise> none(5, promise::none);
      const bool crowded = p.name == "ceiling";
      row r{text("n = %g, ", n) + p.name,
            static_cast<double>(n),
            crowded ? none : std::vector<promise>{},
            n == 30 && p.name == "agree",
            {}};
      r.rates = [n, p] {
        const cxm::matrix truth = truth_of(p);
        const double alpha = cxm::cronbach_alpha(truth);
        const double omega = cxm::fit_one_factor(truth, n).omega;
        const likert answer(p);
        return simulate(5, 811, [&, n](cxm::random_stream& random, std::vector<double>& hits) {
          std::vector<std::vector<double>> items(loading.size());
          for (int i = 0; i < n; ++i) {
            const double common = random.normal();
            for (std::size_t j = 0; j < items.size(); ++j) {
              const double own = std::sqrt(1 - loading[j] * loading[j]);
              items[j].push_back(answer(loading[j] * common + own * random.normal()));
            }
          }
          std::vector<cxm::column_view> views;
          for (const auto& item : items) views.emplace_back(item);
          const cxm::matrix v = cxm::stats::sample_covariance(views);
          const auto interval = [&](double value, double se) {
            return cxm::reliability_interval(value, se, n);
          };
          const auto add = [&](std::size_t c, const cxm::estimate& e, double true_value) {
            hits[c] += covers(e, true_value) ? 1 : 0;
          };
          const double a = cxm::cronbach_alpha(v);
          const cxm::matrix g = cxm::alpha_influence(v);
          if (std::isnan(a)) return;
          add(0, cxm::alpha_interval(views), alpha);
          add(1, interval(a, cxm::influence_error(g, v, n)), alpha);
          add(2, cxm::alpha_interval_feldt(v, n), alpha);
          try {
            const auto fit = cxm::fit_one_factor(v, n);
            add(3, interval(fit.omega, cxm::influence_error(fit.omega_influence, views)), omega);
            add(4, interval(fit.omega, cxm::influence_error(fit.omega_influence, v, n)), omega);
          } catch (const cxm::error&) {
          }
        });
      };
      t.rows.push_back(std::move(r));
    }
  }
  return t;
}

}  // namespace

std::vector<table> quality_tables() { return {reliability()}; }

}  // namespace coverage
