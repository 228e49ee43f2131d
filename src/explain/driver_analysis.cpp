// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/driver_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/base/parallel.hpp"
#include "cxm/data/survey_design.hpp"
#include "cxm/estimate/design_regression.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/resampling.hpp"
#include "cxm/explain/linear_regression.hpp"
#include "cxm/model/driver_set.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "explain/model_rows.hpp"
#include "explain/replicates.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint32_t rank_draws = 4000;

std::uint32_t draws_for(const driver_options& o, std::size_t predictors) {
  if (o.draws > 0) return o.draws;
  return predictors > 20 ? 100 : predictors > 16 ? 200 : 1000;
}

/// What one replicate of the covariance matrix gives.
struct replicate {
  bool usable = false;
  double r2 = 0;
  std::vector<double> importance, weight;
};

std::vector<double> slopes_of(const matrix& v) {
  const std::size_t p = v.rows - 1;
  matrix s(p, p);
  std::vector<double> c(p);
  for (std::size_t i = 0; i < p; ++i) {
    c[i] = v(0, i + 1);
    for (std::size_t j = 0; j < p; ++j) s(i, j) = v(i + 1, j + 1);
  }
  const matrix inverse = stats::inverse_spd(s);
  std::vector<double> b(p, 0.0);
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < p; ++j) b[i] += inverse(i, j) * c[j];
  }
  return b;
}

replicate evaluate(const matrix& v) {
  replicate out;
  try {
    const dominance_result d = dominance(v);
    out.r2 = d.r2;
    out.importance = d.general;
    out.weight = relative_weights(v);
    out.usable = true;
  } catch (const error& e) {
    // A resample in which a predictor is constant, or explained by others, says nothing.
    if (e.code() != errc::numeric) throw;
  }
  return out;
}

std::vector<replicate> evaluate_all(const std::function<matrix(std::size_t)>& draw, std::size_t draws,
                                    unsigned threads) {
  std::vector<replicate> all(draws);
  constexpr std::size_t chunk = 16;
  parallel_chunks((draws + chunk - 1) / chunk, threads, [&](std::size_t c) {
    for (std::size_t r = c * chunk; r < std::min(draws, (c + 1) * chunk); ++r) all[r] = evaluate(draw(r));
  });
  std::vector<replicate> out;
  for (replicate& r : all) {
    if (r.usable) out.push_back(std::move(r));
  }
  return out;
}

/// An interval of a share of variance: percentiles of the replicates.
estimate share_interval(std::vector<double> replicates, double value, double n, double level,
                        const std::string& method) {
  if (std::isnan(value)) return undefined_estimate(method, n, level);
  estimate e;
  e.value = value;
  e.level = level;
  e.n = e.n_eff = n;
  e.method = method;
  if (replicates.size() < 20) {
    e.set(estimate_flag::no_interval);
    return e;
  }
  const estimate percentile = bootstrap_interval(replicates, value, bootstrap_method::percentile, level);
  e.se = percentile.se;
  e.flags = percentile.flags;
  e.low = std::max(0.0, std::min(percentile.low, value));
  e.high = std::min(1.0, std::max(percentile.high, value));
  return e;
}

/// What is explained is overstated by chance, and once more in every replicate. Replicates are therefore
/// drawn around an outcome whose explained part is shrunk until R2 is the adjusted R2; their own excess
/// brings them back to where the estimate lies, and percentiles then cover (docs/drivers.md). The factor for
/// the explained part.
double shrinkage_of(double r2, double df, std::size_t predictors) {
  const double adjusted = std::max(0.0, 1 - (1 - r2) * df / (df - static_cast<double>(predictors)));
  if (!(r2 > 0) || r2 >= 1 || adjusted >= 1) return 1;
  return std::sqrt(adjusted / (1 - adjusted) * (1 - r2) / r2);
}

/// Covariance matrix of replicates of several numbers.
matrix covariance_of(const std::vector<replicate>& all, std::size_t p) {
  std::vector<double> mean(p, 0.0);
  for (const replicate& r : all) {
    for (std::size_t j = 0; j < p; ++j) mean[j] += r.importance[j] / static_cast<double>(all.size());
  }
  matrix v(p, p);
  for (const replicate& r : all) {
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j < p; ++j) {
        v(i, j) +=
            (r.importance[i] - mean[i]) * (r.importance[j] - mean[j]) / static_cast<double>(all.size() - 1);
      }
    }
  }
  return v;
}

struct slope_errors {
  std::vector<double> slopes;
  matrix covariance;
  std::vector<double> df;
  std::string method;
};

std::vector<estimate> slope_estimates(const driver_moments& m, const slope_errors& slopes, double level) {
  std::vector<estimate> out;
  for (std::size_t j = 0; j < slopes.slopes.size(); ++j) {
    estimate e = interval_from_variance(slopes.slopes[j], slopes.covariance(j, j), m.n, slopes.df[j], level);
    e.method = slopes.method;
    e.n_eff = m.n_eff;
    out.push_back(std::move(e));
  }
  return out;
}

driver_analysis assemble(const driver_moments& m, const std::string& outcome,
                         std::span<const std::string> names, const driver_options& options,
                         const std::vector<replicate>& replicates, const slope_errors& slopes,
                         const std::string& method) {
  const std::size_t p = names.size();
  driver_analysis out;
  out.moments = m;
  out.method = method;
  out.n = m.n;
  out.n_eff = m.n_eff;
  out.replicates = static_cast<double>(replicates.size());
  const dominance_result d = dominance(m.covariance, names);
  const auto weights = relative_weights(m.covariance, names);
  const simple_shares simple = simple_importance(m.covariance, names);
  out.floor = noise_floor_of(d, m.df + 1, options.level);
  const auto column = [&](auto&& read) {
    std::vector<double> v;
    for (const replicate& r : replicates) v.push_back(read(r));
    return v;
  };
  out.r2 = share_interval(column([](const replicate& r) { return r.r2; }), d.r2, m.n, options.level, method);
  out.r2.n_eff = m.n_eff;
  const double residual_df = m.df - static_cast<double>(p);
  out.adjusted_r2 = residual_df > 0 ? 1 - (1 - d.r2) * m.df / residual_df : nan_value;
  out.model = {{},          outcome,      {names.begin(), names.end()}, slopes.slopes, slopes.covariance, m.n,
               residual_df, slopes.method};

  std::vector<rank_set> ranks;
  std::vector<double> first(p, 0.0);
  for (const replicate& r : replicates) {
    const auto best = std::max_element(r.importance.begin(), r.importance.end()) - r.importance.begin();
    first[static_cast<std::size_t>(best)] += 1;
  }
  try {
    if (p > 1 && replicates.size() >= 20) {
      rank_options ro;
      ro.level = options.level;
      ro.draws = rank_draws;
      ro.seed = options.seed;
      ro.threads = options.threads;
      ranks = simultaneous_rank_sets(d.general, covariance_of(replicates, p), ro);
    }
  } catch (const error& e) {
    if (e.code() != errc::numeric) throw;  // two predictors whose difference does not vary: any rank
  }
  const auto order = cxm::ranks(d.general);
  const std::vector<estimate> each_slope = slope_estimates(m, slopes, options.level);
  for (std::size_t j = 0; j < p; ++j) {
    driver_result r;
    r.id = names[j];
    r.importance = share_interval(column([&](const replicate& x) { return x.importance[j]; }), d.general[j],
                                  m.n, options.level, method);
    r.share =
        share_interval(column([&](const replicate& x) { return x.r2 > 0 ? x.importance[j] / x.r2 : 0; }),
                       d.r2 > 0 ? d.general[j] / d.r2 : nan_value, m.n, options.level, method);
    r.weight = share_interval(column([&](const replicate& x) { return x.weight[j]; }), weights[j], m.n,
                              options.level, method);
    r.rank = ranks.empty() ? rank_set{order[j], 1, static_cast<double>(p)} : ranks[j];
    r.p_first = p == 1 ? 1 : first[j] / static_cast<double>(replicates.size());
    r.slope = each_slope[j];
    const double scale = std::sqrt(m.covariance(j + 1, j + 1) / m.covariance(0, 0));
    r.standardized = r.slope;
    for (double* x : {&r.standardized.value, &r.standardized.se, &r.standardized.low, &r.standardized.high})
      *x *= scale;
    r.correlation = correlation_estimate(simple.correlation[j], m.df + 1, options.level);
    r.sign = r.slope.low > 0 ? 1 : r.slope.high < 0 ? -1 : 0;
    r.above_noise = d.general[j] > out.floor.limit;
    for (estimate* e : {&r.importance, &r.share, &r.weight, &r.slope, &r.standardized, &r.correlation}) {
      e->n = m.n;
      e->n_eff = m.n_eff;
    }
    out.drivers.push_back(std::move(r));
  }
  return out;
}

void check_options(const char* function, const driver_options& o, std::span<const std::string> names,
                   std::size_t predictors) {
  check_level(function, "options.level", o.level);
  check_same_size(function, "names", names.size(), "predictors", predictors);
  if (predictors < 1 || predictors > most_predictors) {
    throw error(errc::argument,
                std::string(function) + ": there are " + std::to_string(predictors) +
                    " predictors, but must be 1 to " + std::to_string(most_predictors),
                "names");
  }
}

void check_base(const char* function, double df, std::size_t predictors, const char* cases) {
  if (df - static_cast<double>(predictors) >= 2) return;
  throw error(errc::data,
              std::string(function) + ": too few " + cases + " answered all of it for " +
                  std::to_string(predictors) + (predictors == 1 ? " predictor" : " predictors") +
                  "; take fewer predictors or more answers",
              "n");
}

slope_errors classical(const driver_moments& m) {
  const std::size_t p = m.covariance.rows - 1;
  slope_errors out;
  out.slopes = slopes_of(m.covariance);
  matrix s(p, p);
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < p; ++j) s(i, j) = m.covariance(i + 1, j + 1);
  }
  double explained = 0;
  for (std::size_t j = 0; j < p; ++j) explained += out.slopes[j] * m.covariance(0, j + 1);
  const double df = m.df - static_cast<double>(p);
  const double residual = std::max(0.0, m.covariance(0, 0) - explained) * m.df / df;
  out.covariance = stats::inverse_spd(s);
  for (double& x : out.covariance.values) x *= residual / m.df;
  out.df.assign(p, df);
  out.method = "least squares on moments";
  return out;
}

matrix without_constant(const matrix& v) {
  matrix out(v.rows - 1, v.cols - 1);
  for (std::size_t i = 0; i < out.rows; ++i) {
    for (std::size_t j = 0; j < out.cols; ++j) out(i, j) = v(i + 1, j + 1);
  }
  return out;
}

slope_errors robust(const column_view& y, std::span<const column_view> x, std::span<const std::string> names,
                    std::span<const std::int32_t> cluster) {
  const linear_fit fit = fit_linear(y, x, names);
  slope_errors out;
  out.slopes.assign(fit.coefficients.begin() + 1, fit.coefficients.end());
  out.df.assign(names.size(), fit.df);
  if (cluster.empty()) {
    out.covariance = without_constant(robust_covariance(fit, robust_error::hc3));
    out.method = "least squares, HC3";
  } else {
    out.covariance = without_constant(cluster_covariance(fit, cluster, cluster_error::cr2));
    const auto df = cluster_degrees_of_freedom(fit, cluster);
    out.df.assign(df.begin() + 1, df.end());
    out.method = "least squares, CR2";
  }
  return out;
}

slope_errors weighted(const column_view& y, std::span<const column_view> x, std::span<const double> weights,
                      std::span<const std::int32_t> cluster) {
  survey_design_spec spec;
  spec.rows = y.size();
  spec.weights.assign(weights.begin(), weights.end());
  if (!cluster.empty()) spec.clusters.emplace_back(cluster.begin(), cluster.end());
  const design_regression_fit fit = design_regression(survey_design(std::move(spec)), y, x);
  slope_errors out;
  out.slopes.assign(fit.coefficients.begin() + 1, fit.coefficients.end());
  out.covariance = without_constant(fit.covariance);
  out.df.assign(out.slopes.size(), fit.df_residual);
  out.method = fit.method;
  return out;
}

}  // namespace

estimate correlation_estimate(double r, double n, double level) {
  check_level("correlation_estimate", "level", level);
  constexpr const char* method = "Fisher's z";
  if (std::isnan(r)) return undefined_estimate(method, n, level);
  estimate e;
  e.value = r;
  e.level = level;
  e.n = e.n_eff = n;
  e.method = method;
  if (!(n > 3)) {
    e.set(estimate_flag::no_interval);
    return e;
  }
  const double half = stats::critical_value(level, infinity) / std::sqrt(n - 3);
  const double z = stats::atanh(std::clamp(r, -1.0, 1.0));
  e.se = (1 - r * r) / std::sqrt(n - 1);
  e.low = stats::tanh(z - half);
  e.high = stats::tanh(z + half);
  return e;
}

std::vector<estimate> slopes_on_moments(const driver_moments& m, std::span<const std::string> names,
                                        double level) {
  constexpr const char* function = "slopes_on_moments";
  check_level(function, "level", level);
  check_base(function, m.df, names.size(), "people");
  (void)explained_share(m.covariance, names);  // names what is constant or explained
  return slope_estimates(m, classical(m), level);
}

driver_analysis analyse_drivers(const driver_moments& m, const std::string& outcome,
                                std::span<const std::string> names, const driver_options& options) {
  constexpr const char* function = "analyse_drivers";
  check_options(function, options, names, m.covariance.rows - 1);
  check_base(function, m.df, names.size(), "people");
  const double r2 = explained_share(m.covariance, names);  // names what is constant or explained
  const double f = shrinkage_of(r2, m.df, names.size());
  matrix centre = m.covariance;
  for (std::size_t j = 1; j < centre.rows; ++j) centre(0, j) = centre(j, 0) = f * centre(0, j);
  centre(0, 0) *= f * f * r2 + 1 - r2;
  const detail::wishart_draws draws(centre, m.df, options.seed);
  const auto replicates = evaluate_all([&](std::size_t r) { return draws.draw(r); },
                                       draws_for(options, names.size()), options.threads);
  return assemble(m, outcome, names, options, replicates, classical(m), "moments, normal theory draws");
}

driver_analysis analyse_drivers(const column_view& y, std::span<const column_view> x,
                                const std::string& outcome, std::span<const std::string> names,
                                const driver_options& options, std::span<const double> weights,
                                std::span<const std::int32_t> cluster) {
  constexpr const char* function = "analyse_drivers";
  check_options(function, options, names, x.size());
  if (!weights.empty()) check_weights(function, "weights", weights, y.size());
  std::vector<std::uint8_t> use(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) use[i] = y.has(i) && (weights.empty() || weights[i] > 0) ? 1 : 0;
  const column_view counted(y.values, use);
  const detail::model_rows rows = detail::complete_rows(function, counted, x, names);
  std::vector<std::vector<double>> columns{rows.y};
  for (std::size_t j = 0; j < x.size(); ++j) {
    auto& column = columns.emplace_back();
    for (std::size_t k = 0; k < rows.rows.size(); ++k) column.push_back(rows.x(k, j + 1));
  }
  std::vector<double> w;
  std::vector<std::int32_t> c;
  for (const std::size_t i : rows.rows) {
    if (!weights.empty()) w.push_back(weights[i]);
  }
  if (!cluster.empty()) {
    (void)detail::cluster_members(function, rows.rows, cluster);
    for (const std::size_t i : rows.rows) c.push_back(cluster[i]);
  }
  const driver_moments m = moments_of(columns, w);
  check_base(function, m.df, names.size(), "people");
  const double f = shrinkage_of(explained_share(m.covariance, names), m.df, names.size());
  const slope_errors slopes =
      weights.empty() ? robust(counted, x, names, cluster) : weighted(counted, x, weights, cluster);
  // The outcome with its explained part shrunk, by the regression on which R2 rests.
  const auto b = slopes_of(m.covariance);
  for (std::size_t k = 0; k < columns[0].size(); ++k) {
    for (std::size_t j = 0; j < b.size(); ++j)
      columns[0][k] -= (1 - f) * b[j] * (columns[j + 1][k] - m.means[j + 1]);
  }
  const detail::block_bootstrap boot(columns, w, c, options.seed);
  const auto replicates = evaluate_all([&](std::size_t r) { return boot.draw(r); },
                                       draws_for(options, names.size()), options.threads);
  return assemble(m, outcome, names, options, replicates, slopes,
                  cluster.empty() ? "bootstrap of people" : "bootstrap of clusters");
}

namespace {

/// Slopes with the mean sampling variances taken out of the predictors' covariance matrix; empty when what is
/// left is not clearly positive definite.
std::vector<double> corrected_slopes(matrix v, std::span<const double> error_variance) {
  for (std::size_t j = 1; j < v.rows; ++j) {
    const double left = v(j, j) - error_variance[j];
    if (!(left > 0.1 * v(j, j))) return {};
    v(j, j) = left;
  }
  matrix r(v.rows - 1, v.rows - 1);
  for (std::size_t i = 0; i < r.rows; ++i) {
    for (std::size_t j = 0; j < r.cols; ++j) {
      r(i, j) = v(i + 1, j + 1) / std::sqrt(v(i + 1, i + 1) * v(j + 1, j + 1));
    }
  }
  if (!(stats::eigen_symmetric(r).values.front() > 0.05)) return {};
  return slopes_of(v);
}

}  // namespace

unit_analysis analyse_units(const unit_means& units, const std::string& outcome,
                            std::span<const std::string> names, const driver_options& options) {
  constexpr const char* function = "analyse_units";
  check_options(function, options, names, units.means.empty() ? 0 : units.means.size() - 1);
  check_same_size(function, "means", units.means.size(), "variances", units.variances.size());
  const std::size_t n = units.means[0].size();
  if (n < least_units) {
    throw error(errc::data,
                std::string(function) + ": " + std::to_string(n) + " units are fewer than the " +
                    std::to_string(least_units) +
                    " from which drivers between units can be told; look at correlations",
                "units");
  }
  unit_analysis out;
  std::vector<double> error_variance;
  for (std::size_t j = 0; j < units.means.size(); ++j) {
    check_same_size(function, "means", n, "variances", units.variances[j].size());
    check_all_finite(function, "variances", units.variances[j]);
    error_variance.push_back(mean_interval(column_view(units.variances[j])).value);
    const double between = summarize(column_view(units.means[j])).variance;
    out.errors.reliability.push_back(between > 0 ? 1 - error_variance.back() / between : nan_value);
  }
  std::vector<column_view> x;
  for (std::size_t j = 1; j < units.means.size(); ++j) x.emplace_back(units.means[j]);
  out.analysis = analyse_drivers(column_view(units.means[0]), x, outcome, names, options);
  out.analysis.method = "bootstrap of units";
  const auto corrected = corrected_slopes(out.analysis.moments.covariance, error_variance);
  const detail::block_bootstrap boot(units.means, {}, {}, options.seed);
  const std::size_t draws = draws_for(options, names.size());
  std::vector<std::vector<double>> replicates(names.size());
  for (std::size_t r = 0; r < draws && !corrected.empty(); ++r) {
    const auto b = corrected_slopes(boot.draw(r), error_variance);
    for (std::size_t j = 0; j < b.size(); ++j) replicates[j].push_back(b[j]);
  }
  for (std::size_t j = 0; j < names.size(); ++j) {
    // Resamples in which the means tell nothing are no small matter: then the correction does not hold.
    if (corrected.empty() || static_cast<double>(replicates[j].size()) < 0.9 * static_cast<double>(draws)) {
      out.errors.corrected.push_back(
          undefined_estimate("corrected for attenuation", static_cast<double>(n), options.level));
      continue;
    }
    estimate e = bootstrap_interval(replicates[j], corrected[j], bootstrap_method::percentile, options.level);
    e.method = "corrected for attenuation, bootstrap of units";
    e.n = e.n_eff = static_cast<double>(n);
    out.errors.corrected.push_back(std::move(e));
  }
  return out;
}

}  // namespace cxm
