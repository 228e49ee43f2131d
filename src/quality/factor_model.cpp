// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/factor_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/root.hpp"
#include "cxm/stats/scoring.hpp"
#include "cxm/stats/sum.hpp"
#include "quality/structure.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr const char* function = "fit_factor_model";

/// What is compared with: the moments as found, and the likelihoods of models without structure.
struct without_structure {
  std::vector<group_moments> found;
  double saturated = 0;    ///< log-likelihood of free moments
  double independent = 0;  ///< of items without any correlation
};

double normal_constant(double n, std::size_t items) {
  return n / 2 * static_cast<double>(items) * (stats::log(2 * std::numbers::pi) + 1);
}

without_structure look(const std::vector<std::vector<stats::pattern_moments>>& groups, std::size_t items) {
  without_structure out;
  for (const auto& patterns : groups) {
    group_moments m;
    const bool complete = patterns.size() == 1 && patterns[0].observed.size() == items;
    if (complete) {
      m = {patterns[0].n, patterns[0].means, patterns[0].covariance};
      out.saturated +=
          -normal_constant(m.n, items) - m.n / 2 * stats::invert_spd(m.covariance).log_determinant;
    } else {
      const stats::normal_moments em = stats::fit_normal_moments(patterns, items);
      m = {em.n, em.means, em.covariance};
      out.saturated += em.log_likelihood;
    }
    // Uncorrelated items: each has the mean and variance of those who answered it.
    for (std::size_t j = 0; j < items; ++j) {
      double n = 0, sum = 0, squares = 0;
      for (const auto& p : patterns) {
        const auto at = std::find(p.observed.begin(), p.observed.end(), j);
        if (at == p.observed.end()) continue;
        const auto i = static_cast<std::size_t>(at - p.observed.begin());
        n += p.n;
        sum += p.n * p.means[i];
      }
      const double mean = sum / n;
      for (const auto& p : patterns) {
        const auto at = std::find(p.observed.begin(), p.observed.end(), j);
        if (at == p.observed.end()) continue;
        const auto i = static_cast<std::size_t>(at - p.observed.begin());
        squares += p.n * (p.covariance(i, i) + (p.means[i] - mean) * (p.means[i] - mean));
      }
      out.independent += -normal_constant(n, 1) - n / 2 * stats::log(squares / n);
    }
    out.found.push_back(std::move(m));
  }
  return out;
}

void check_moments(const factor_model& model, std::span<const group_moments> groups) {
  check_at_least(function, "the number of groups", groups.size(), 1);
  for (const group_moments& g : groups) {
    check_same_size(function, "the items of the model", model.items, "the rows of covariance",
                    g.covariance.rows);
    check_same_size(function, "the rows of covariance", g.covariance.rows, "its columns", g.covariance.cols);
    check_all_finite(function, "covariance", g.covariance.values);
    check_all_finite(function, "means", g.means);
    check_positive(function, "n", g.n);
    if (groups.size() > 1 || !g.means.empty()) {
      check_same_size(function, "the items of the model", model.items, "means", g.means.size());
    }
    // One that repeats others makes every fit perfect and means nothing.
    matrix r = g.covariance;
    for (std::size_t i = 0; i < r.rows; ++i) {
      if (!(g.covariance(i, i) > 0)) {
        throw error(errc::numeric,
                    "fit_factor_model: item " + std::to_string(i) + " does not vary; leave it out",
                    "covariance");
      }
      for (std::size_t j = 0; j < r.cols; ++j) {
        r(i, j) = g.covariance(i, j) / std::sqrt(g.covariance(i, i)) / std::sqrt(g.covariance(j, j));
      }
    }
    if (stats::eigen_symmetric(r).values.front() < 1e-10) {
      throw error(errc::numeric,
                  "fit_factor_model: the items explain each other (the covariance is not positive definite); "
                  "leave out an item that repeats others, or use complete answers alone",
                  "covariance");
    }
  }
}

/// Residuals of all kinds.
void residuals(factor_fit& fit, const std::vector<group_moments>& found, bool means, bool gaps, double df) {
  const std::size_t p = found[0].covariance.rows;
  const auto entries = static_cast<double>(p * (p + 1) / 2 + (means ? p : 0));
  double lost = 0, whole = 0;
  for (std::size_t g = 0; g < found.size(); ++g) {
    const matrix& s = found[g].covariance;
    matrix rest = s;
    stats::compensated_sum standard, raw;
    std::vector<double> d(p, 0);
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j < p; ++j) rest(i, j) = s(i, j) - fit.implied_covariance[g](i, j);
      for (std::size_t j = 0; j <= i; ++j) {
        standard.add(rest(i, j) * rest(i, j) / (s(i, i) * s(j, j)));
        raw.add(rest(i, j) * rest(i, j));
      }
      if (!means) continue;
      d[i] = found[g].means[i] - fit.implied_means[g][i];
      standard.add(d[i] * d[i] / s(i, i));
      raw.add(d[i] * d[i]);
    }
    const double share = found[g].n / fit.n;
    fit.srmr += share * std::sqrt(standard.value() / entries);
    fit.rmr += share * std::sqrt(raw.value() / entries);
    const matrix inverse = stats::inverse_spd(fit.implied_covariance[g]);
    const matrix a = stats::multiply(inverse, rest), b = stats::multiply(inverse, s);
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j < p; ++j) {
        lost += share * a(i, j) * a(j, i) / 2;
        whole += share * b(i, j) * b(j, i) / 2;
      }
    }
    if (!means) continue;
    lost += share * stats::quadratic_form(inverse, d, d);
    whole += share * stats::quadratic_form(inverse, found[g].means, found[g].means);
  }
  fit.gfi = gaps ? nan_value : 1 - lost / whole;  // what its weights are with gaps nobody has settled
  const double moments = entries * static_cast<double>(found.size());
  fit.agfi = df > 0 ? 1 - moments / df * (1 - fit.gfi) : nan_value;
}

factor_fit fit(const factor_model& model, const factor_options& options,
               std::vector<std::vector<stats::pattern_moments>> patterns, const without_structure& bare,
               bool means, std::span<const std::vector<column_view>> rows) {
  const detail::structure shape = detail::make_structure(model, bare.found, means, options);
  const auto items = static_cast<double>(model.items), groups = static_cast<double>(shape.groups);
  const double moments = groups * (items * (items + 1) / 2 + (means ? items : 0));
  const double df = moments - static_cast<double>(shape.free);
  if (df < 0) {
    throw error(errc::numeric,
                "fit_factor_model: there are " + std::to_string(shape.free) + " parameters, but only " +
                    std::to_string(static_cast<long long>(moments)) +
                    " means and covariances; give a factor more items",
                "model");
  }
  const detail::normal_objective objective(shape, std::move(patterns));
  stats::scoring_result found = stats::minimise_by_scoring(
      [&](std::span<const double> at, bool slopes, stats::scoring_point& out) { objective(at, slopes, out); },
      detail::start_values(shape));
  if (!found.ended) {
    throw error(errc::numeric,
                "fit_factor_model: the search did not end; does each factor have three items that vary, and "
                "no item that repeats another?",
                "model");
  }
  const bool robust = options.robust && !rows.empty();
  const bool observed = options.observed_information || robust;
  const matrix information =
      observed ? detail::observed_information(objective, found.at) : found.point.information;
  matrix covariance = detail::inverse_information(information);
  for (double& v : covariance.values) v /= objective.n();

  factor_fit out;
  out.iterations = found.iterations;
  out.n = objective.n();
  detail::fill_parameters(out, shape, found.at, covariance);
  out.covariance = std::move(covariance);
  out.log_likelihood = objective.log_likelihood(found.point.value);
  out.saturated_log_likelihood = bare.saturated;
  const double chi = std::max(0.0, 2 * (bare.saturated - out.log_likelihood));
  out.measures = detail::measures_of(chi, df, 2 * (bare.saturated - bare.independent),
                                     groups * items * (items - 1) / 2, out.n, groups);
  const auto q = static_cast<double>(shape.free);
  out.aic = -2 * out.log_likelihood + 2 * q;
  out.bic = -2 * out.log_likelihood + q * stats::log(out.n);
  out.adjusted_bic = -2 * out.log_likelihood + q * stats::log((out.n + 2) / 24);
  residuals(out, bare.found, means, objective.has_gaps(), df);
  out.scaling = out.baseline_scaling = nan_value;
  out.scaled = out.robust =
      detail::measures_of(nan_value, df, nan_value, out.measures.baseline_df, out.n, groups);
  if (robust) detail::make_robust(out, objective, found.at, rows, bare.found, information);
  return out;
}

}  // namespace

namespace detail {

void set_rmsea_limits(factor_fit_measures& m, double chi, double df, double n, double groups) {
  // Noncentralities at which a chi-squared as large has probability .05 and .95 of being exceeded.
  const auto below = [&](double noncentrality) {
    return stats::noncentral_chi_squared_cdf(chi, df, noncentrality);
  };
  const auto noncentrality = [&](double probability) {
    if (below(0) < probability) return 0.0;
    double high = std::max(1.0, 2 * chi);
    while (below(high) > probability) high *= 2;
    return stats::find_root([&](double x) { return below(x) - probability; }, 0, high, 1e-9);
  };
  m.rmsea_low = std::sqrt(groups * noncentrality(0.95) / (n * df));
  m.rmsea_high = std::sqrt(groups * noncentrality(0.05) / (n * df));
}

factor_fit_measures measures_of(double chi, double df, double base_chi, double base_df, double n,
                                double groups) {
  factor_fit_measures m;
  m.chi_squared = chi;
  m.df = df;
  m.baseline_chi_squared = base_chi;
  m.baseline_df = base_df;
  m.p = m.cfi = m.tli = m.nfi = m.rfi = m.ifi = m.rmsea = m.rmsea_low = m.rmsea_high = m.rmsea_close_p =
      nan_value;
  if (std::isnan(chi)) return m;
  const double excess = std::max(0.0, chi - df), base_excess = std::max(0.0, base_chi - base_df);
  const double most = std::max(excess, base_excess);
  m.cfi = most > 0 ? 1 - excess / most : 1;
  m.nfi = (base_chi - chi) / base_chi;
  m.ifi = (base_chi - chi) / (base_chi - df);
  if (!(df > 0)) return m;
  m.p = stats::chi_squared_upper(chi, df);
  const double base_ratio = base_chi / base_df, ratio = chi / df;
  m.tli = (base_ratio - ratio) / (base_ratio - 1);
  m.rfi = (base_ratio - ratio) / base_ratio;
  m.rmsea = std::sqrt(groups * excess / (n * df));
  set_rmsea_limits(m, chi, df, n, groups);
  m.rmsea_close_p = 1 - stats::noncentral_chi_squared_cdf(chi, df, n * df * 0.05 * 0.05 / groups);
  return m;
}

}  // namespace detail

const factor_parameter* factor_fit::find(factor_parameter_kind kind, std::size_t group, std::size_t to,
                                         std::size_t from) const {
  for (const factor_parameter& p : parameters) {
    const bool here = (p.to == to && p.from == from) ||
                      (kind == factor_parameter_kind::variance && p.to == from && p.from == to);
    if (p.kind == kind && p.group == group && here) return &p;
  }
  return nullptr;
}

factor_fit fit_factor_model(const factor_model& model, std::span<const group_moments> groups,
                            const factor_options& options) {
  check_moments(model, groups);
  const bool means = !groups[0].means.empty();
  std::vector<std::vector<stats::pattern_moments>> patterns;
  for (const group_moments& g : groups) {
    stats::pattern_moments p;
    for (std::size_t i = 0; i < model.items; ++i) p.observed.push_back(i);
    p.n = g.n;
    p.means = means ? g.means : std::vector<double>(model.items, 0);
    p.covariance = g.covariance;
    patterns.push_back({std::move(p)});
  }
  const without_structure bare = look(patterns, model.items);
  return fit(model, options, std::move(patterns), bare, means, {});
}

factor_fit fit_factor_model(const factor_model& model, std::span<const std::vector<column_view>> groups,
                            const factor_options& options) {
  check_at_least(function, "the number of groups", groups.size(), 1);
  std::vector<std::vector<stats::pattern_moments>> patterns;
  for (const auto& g : groups) {
    check_same_size(function, "the items of the model", model.items, "columns", g.size());
    patterns.push_back(stats::moments_by_pattern(g));
  }
  const without_structure bare = look(patterns, model.items);
  check_moments(model, bare.found);
  const bool complete = std::all_of(patterns.begin(), patterns.end(), [&](const auto& p) {
    return p.size() == 1 && p[0].observed.size() == model.items;
  });
  const bool means = groups.size() > 1 || !complete;
  return fit(model, options, std::move(patterns), bare, means, groups);
}

matrix factor_scores(const factor_model& model, const factor_fit& fit, std::span<const column_view> items,
                     score_method method) {
  constexpr const char* name = "factor_scores";
  check_same_size(name, "the items of the model", model.items, "columns", items.size());
  for (const column_view& c : items) {
    check_column(name, "items", c);
    check_same_size(name, "the first column", items[0].size(), "items", c.size());
  }
  const std::size_t p = model.items, q = model.factors.size();
  matrix loadings(p, q), phi(q, q), noise(p, p);
  for (const factor_parameter& x : fit.parameters) {
    if (x.group != 0) continue;
    if (x.kind == factor_parameter_kind::loading) {
      if (x.to >= p) {
        throw error(errc::argument, "factor_scores: the model has factors of factors; score those below",
                    "model");
      }
      loadings(x.to, x.from - p) = x.value;
    } else if (x.kind == factor_parameter_kind::variance && x.to >= p) {
      phi(x.to - p, x.from - p) = phi(x.from - p, x.to - p) = x.value;
    } else if (x.kind == factor_parameter_kind::variance) {
      noise(x.to, x.to) = x.value;
    }
  }
  matrix weights;  // factors x items
  const matrix turned = stats::transpose(loadings);
  if (method == score_method::regression) {
    weights = stats::multiply(stats::multiply(phi, turned), stats::inverse_spd(fit.implied_covariance[0]));
  } else {
    const matrix clean = stats::multiply(turned, stats::inverse_spd(noise));
    weights = stats::multiply(stats::inverse_spd(stats::multiply(clean, loadings)), clean);
  }
  // Without a mean structure deviations are from the means of the rows at hand.
  const auto keep = stats::complete_rows(items);
  std::vector<double> centre(p, 0);
  const bool modelled = fit.find(factor_parameter_kind::mean, 0, 0, 0) != nullptr;
  for (std::size_t j = 0; j < p; ++j) {
    stats::compensated_sum sum;
    double n = 0;
    for (std::size_t i = 0; i < keep.size(); ++i) {
      if (keep[i] == 0) continue;
      sum.add(items[j].values[i]);
      n += 1;
    }
    centre[j] = modelled ? fit.implied_means[0][j] : sum.value() / n;
  }
  matrix out(keep.size(), q, nan_value);
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i] == 0) continue;
    for (std::size_t f = 0; f < q; ++f) {
      double sum = 0;
      for (std::size_t j = 0; j < p; ++j) sum += weights(f, j) * (items[j].values[i] - centre[j]);
      out(i, f) = sum;
    }
  }
  return out;
}

}  // namespace cxm
