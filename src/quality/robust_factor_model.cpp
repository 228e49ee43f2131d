// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>

#include "cxm/stats/linear_algebra.hpp"
#include "quality/structure.hpp"

namespace cxm::detail {
namespace {

/// What a row of a pattern pulls at: V^-1 d padded with zeros, and the padded V^-1.
struct pattern_state {
  std::vector<std::size_t> observed;
  matrix precision;  ///< observed x observed
  matrix padded;     ///< items x items
};

pattern_state state_of(const std::vector<std::size_t>& observed, const matrix& covariance) {
  const std::size_t o = observed.size(), p = covariance.rows;
  pattern_state out;
  out.observed = observed;
  matrix v(o, o);
  for (std::size_t i = 0; i < o; ++i) {
    for (std::size_t j = 0; j < o; ++j) v(i, j) = covariance(observed[i], observed[j]);
  }
  out.precision = stats::inverse_spd(v);
  out.padded = matrix(p, p);
  for (std::size_t i = 0; i < o; ++i) {
    for (std::size_t j = 0; j < o; ++j) out.padded(observed[i], observed[j]) = out.precision(i, j);
  }
  return out;
}

/// Calls f(padded V^-1 d, state) for every row with a value.
template <class F>
void each_row(std::span<const column_view> columns, const matrix& covariance,
              const std::vector<double>& means, const F& f) {
  std::vector<pattern_state> known;
  std::vector<std::size_t> observed;
  std::vector<double> lean(columns.size());
  for (std::size_t i = 0; i < columns[0].size(); ++i) {
    observed.clear();
    for (std::size_t j = 0; j < columns.size(); ++j) {
      if (columns[j].has(i)) observed.push_back(j);
    }
    if (observed.empty()) continue;
    auto at = std::find_if(known.begin(), known.end(),
                           [&](const pattern_state& s) { return s.observed == observed; });
    if (at == known.end()) at = known.insert(known.end(), state_of(observed, covariance));
    std::fill(lean.begin(), lean.end(), 0.0);
    for (std::size_t a = 0; a < observed.size(); ++a) {
      for (std::size_t b = 0; b < observed.size(); ++b) {
        lean[observed[a]] += at->precision(a, b) * (columns[observed[b]].values[i] - means[observed[b]]);
      }
    }
    f(lean, *at);
  }
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Sum over rows of the products of their scores, per row of the sample. `found`: means where they are not
/// modelled.
matrix products_of_scores(const normal_objective& objective, std::span<const double> at,
                          std::span<const std::vector<column_view>> groups,
                          std::span<const group_moments> found) {
  const structure& s = objective.shape();
  matrix out(s.free, s.free);
  std::vector<double> score(s.free);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const implied_moments m = imply(s, at, g);
    const auto moves = slopes_of(s, m, g);
    each_row(groups[g], m.covariance, s.means ? m.means : found[g].means,
             [&](const std::vector<double>& lean, const pattern_state& state) {
               std::fill(score.begin(), score.end(), 0.0);
               for (const slope& d : moves) {
                 double x = 0;
                 if (d.factor != 0) {
                   double expected = 0;
                   for (std::size_t i = 0; i < d.u.size(); ++i) {
                     for (std::size_t j = 0; j < d.v.size(); ++j) {
                       expected += d.u[i] * state.padded(i, j) * d.v[j];
                     }
                   }
                   x += d.factor * (dot(lean, d.u) * dot(lean, d.v) - expected);
                 }
                 if (!d.by_mean.empty()) x += dot(lean, d.by_mean);
                 score[d.free] += x;
               }
               for (std::size_t a = 0; a < s.free; ++a) {
                 if (score[a] == 0) continue;
                 for (std::size_t b = 0; b < s.free; ++b) out(a, b) += score[a] * score[b];
               }
             });
  }
  for (double& v : out.values) v /= objective.n();
  return out;
}

/// tr(B A^-1) of free covariances (and means) of one group, B the products of scores and A the second
/// derivatives of the likelihood of its rows at the moments found: what chi-squared of free moments is in
/// expectation.
double saturated_trace(std::span<const column_view> columns, const group_moments& found, bool with_means) {
  const std::size_t p = columns.size(), first = with_means ? p : 0, q = first + p * (p + 1) / 2;
  matrix b(q, q), a(q, q);
  std::vector<double> score(q);
  each_row(columns, found.covariance, found.means,
           [&](const std::vector<double>& lean, const pattern_state& state) {
             for (std::size_t j = 0; j < first; ++j) score[j] = lean[j];
             std::size_t at = first;
             for (std::size_t i = 0; i < p; ++i) {
               for (std::size_t j = 0; j <= i; ++j, ++at) {
                 score[at] = (lean[i] * lean[j] - state.padded(i, j)) * (i == j ? 0.5 : 1);
               }
             }
             for (std::size_t x = 0; x < q; ++x) {
               for (std::size_t y = 0; y <= x; ++y) b(x, y) += score[x] * score[y];
             }
             // Minus the second derivatives of the row's likelihood. With P = V^-1 (padded), e = P d:
             // mean-mean P; mean-covariance: of e_k by V_ij: -(P_ki e_j + P_kj e_i) (once for i = j);
             // covariance by covariance: derivatives of (e e' - P) / 2.
             const matrix& w = state.padded;
             for (std::size_t k = 0; k < first; ++k) {
               for (std::size_t l = 0; l <= k; ++l) a(k, l) += w(k, l);
             }
             at = first;
             for (std::size_t i = 0; i < p; ++i) {
               for (std::size_t j = 0; j <= i; ++j, ++at) {
                 const double half = i == j ? 0.5 : 1;
                 for (std::size_t k = 0; k < first; ++k)
                   a(at, k) += half * (w(k, i) * lean[j] + w(k, j) * lean[i]);
                 std::size_t other = first;
                 for (std::size_t k = 0; k < p; ++k) {
                   for (std::size_t l = 0; l <= k; ++l, ++other) {
                     if (other > at) break;
                     const double both = half * (k == l ? 0.5 : 1);
                     // -d (e_i e_j - P_ij) / d V_kl = e-terms less P-terms
                     const double e = w(i, k) * lean[l] * lean[j] + w(i, l) * lean[k] * lean[j] +
                                      w(j, k) * lean[l] * lean[i] + w(j, l) * lean[k] * lean[i];
                     const double v = w(i, k) * w(l, j) + w(i, l) * w(k, j);
                     a(at, other) += both * (e - v);
                   }
                 }
               }
             }
           });
  for (std::size_t x = 0; x < q; ++x) {
    for (std::size_t y = 0; y < x; ++y) {
      b(y, x) = b(x, y);
      a(y, x) = a(x, y);
    }
  }
  const matrix inverse = inverse_information(a);
  double trace = 0;
  for (std::size_t x = 0; x < q; ++x) {
    for (std::size_t y = 0; y < q; ++y) trace += b(x, y) * inverse(y, x);
  }
  return trace;
}

/// What chi-squared is in expectation, a degree of freedom, of a model whose free moments have `saturated`.
double scaling_of(double saturated, const matrix& bread, const matrix& filling, double df) {
  for (std::size_t i = 0; i < bread.rows; ++i) {
    for (std::size_t j = 0; j < bread.cols; ++j) saturated -= filling(i, j) * bread(j, i);
  }
  return saturated / df;
}

structure without_factors(const structure& s) {
  structure out;
  out.items = out.variables = s.items;
  out.groups = s.groups;
  out.means = s.means;
  for (const factor_parameter_kind k : {factor_parameter_kind::variance, factor_parameter_kind::mean}) {
    if (k == factor_parameter_kind::mean && !s.means) continue;
    for (std::size_t g = 0; g < s.groups; ++g) {
      for (std::size_t i = 0; i < s.items; ++i) {
        out.places.push_back({k, g, i, i, static_cast<int>(out.free++), 1});
      }
    }
  }
  for (const place& p : s.places) {
    if (p.kind == factor_parameter_kind::loading || p.to != p.from || p.to >= s.items) continue;
    for (place& own : out.places) {
      if (own.kind == p.kind && own.group == p.group && own.to == p.to) own.value = p.value;
    }
  }
  return out;
}

}  // namespace

void make_robust(factor_fit& fit, const normal_objective& objective, std::span<const double> at,
                 std::span<const std::vector<column_view>> groups, std::span<const group_moments> found,
                 const matrix& observed) {
  const matrix bread = inverse_information(observed);
  const matrix filling = products_of_scores(objective, at, groups, found);
  const matrix sandwich = stats::multiply(stats::multiply(bread, filling), bread);
  for (factor_parameter& p : fit.parameters) {
    if (p.free) p.se = std::sqrt(sandwich(p.position, p.position) / fit.n);
  }
  fit.covariance = sandwich;
  for (double& v : fit.covariance.values) v /= fit.n;
  const factor_fit_measures& m = fit.measures;
  if (!(m.df > 0)) return;
  const auto groups_count = static_cast<double>(groups.size());
  double saturated = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    saturated += saturated_trace(groups[g], found[g], objective.shape().means);
  }
  fit.scaling = scaling_of(saturated, bread, filling, m.df);

  // Uncorrelated items, as a model of its own.
  const structure independent = without_factors(objective.shape());
  const normal_objective baseline(independent, objective.groups());
  const stats::scoring_result alone = stats::minimise_by_scoring(
      [&](std::span<const double> x, bool slopes, stats::scoring_point& out) { baseline(x, slopes, out); },
      start_values(independent));
  fit.baseline_scaling = scaling_of(saturated, inverse_information(observed_information(baseline, alone.at)),
                                    products_of_scores(baseline, alone.at, groups, found), m.baseline_df);

  const double c = fit.scaling, base = fit.baseline_scaling;
  fit.scaled =
      measures_of(m.chi_squared / c, m.df, m.baseline_chi_squared / base, m.baseline_df, fit.n, groups_count);
  // Indices of the population, which chi-squared over-reads by c a degree of freedom.
  fit.robust = fit.scaled;
  fit.robust.chi_squared = fit.robust.baseline_chi_squared = fit.robust.p =
      std::numeric_limits<double>::quiet_NaN();
  fit.robust.nfi = fit.robust.rfi = fit.robust.ifi = fit.robust.p;
  const double excess = m.chi_squared - c * m.df;
  const double base_excess = m.baseline_chi_squared - base * m.baseline_df;
  const double most = std::max({0.0, excess, base_excess});
  fit.robust.cfi = most > 0 ? 1 - std::max(0.0, excess) / most : 1;
  fit.robust.tli = 1 - excess / m.df / (base_excess / m.baseline_df);
  for (double* x : {&fit.robust.rmsea, &fit.robust.rmsea_low, &fit.robust.rmsea_high}) *x *= std::sqrt(c);
  // The limits that lavaan and Mplus print: chi-squared itself, on as many degrees of freedom as it has in
  // expectation.
  set_rmsea_limits(fit.scaled, m.chi_squared, c * m.df, fit.n, groups_count);
  if (objective.has_gaps()) {
    // Which multiple of chi-squared speaks of normal answers depends on what is missing (Zhang & Savalei
    // 2023).
    fit.robust =
        measures_of(std::numeric_limits<double>::quiet_NaN(), m.df, 0, m.baseline_df, fit.n, groups_count);
  }
}

}  // namespace cxm::detail
