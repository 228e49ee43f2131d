// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/logistic_regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/comparison_ranks.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/root.hpp"
#include "cxm/stats/sum.hpp"
#include "explain/model_rows.hpp"

namespace cxm {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr const char* function = "fit_logistic";

/// -2 log likelihood, in a form that neither overflows nor cancels.
double deviance_of(std::span<const double> y, std::span<const double> eta) {
  stats::compensated_sum sum;
  for (std::size_t k = 0; k < y.size(); ++k) {
    const double against = y[k] > 0.5 ? -eta[k] : eta[k];
    sum.add(against > 0 ? against + stats::log1p(stats::exp(-against)) : stats::log1p(stats::exp(against)));
  }
  return 2 * sum.value();
}

struct maximum {
  std::vector<double> b;
  std::vector<double> eta;
  double deviance = 0;
  int iterations = 0;
  std::vector<double> last_step;  ///< what the coefficients still moved
  bool found = false;
};

/// Newton's method from 0, steps halved until the likelihood does not fall. Not found: the likelihood has
/// settled while the coefficients still run, or the information has become singular.
maximum maximise(const matrix& x, std::span<const double> y, std::span<const double> offset) {
  const std::size_t n = y.size();
  const std::size_t p = x.cols;
  maximum m;
  m.b.assign(p, 0.0);
  m.eta.assign(offset.begin(), offset.end());
  m.deviance = deviance_of(y, m.eta);
  for (m.iterations = 1; m.iterations <= 100; ++m.iterations) {
    matrix root(n, p);
    std::vector<double> target(n);
    for (std::size_t k = 0; k < n; ++k) {
      const double mu = 1 / (1 + stats::exp(-m.eta[k]));
      const double r = std::sqrt(mu * (1 - mu));
      target[k] = r > 0 ? (y[k] - mu) / r : 0;
      for (std::size_t j = 0; j < p; ++j) root(k, j) = r * x(k, j);
    }
    std::vector<double> step;
    try {
      step = stats::solve(stats::qr(root), target);
    } catch (const error&) {
      return m;
    }
    m.last_step = step;
    double scale = 1;
    double change = 0;
    std::vector<double> eta;
    for (int halving = 0;; ++halving) {
      std::vector<double> b = m.b;
      for (std::size_t j = 0; j < p; ++j) b[j] += scale * step[j];
      eta = detail::linear_predictor(x, b);
      change = 0;
      for (std::size_t k = 0; k < n; ++k) {
        eta[k] += offset[k];
        change = std::max(change, std::fabs(eta[k] - m.eta[k]) / (1 + std::fabs(eta[k])));
      }
      const double deviance = deviance_of(y, eta);
      // Near the maximum the likelihood is flat to rounding: then a whole step is as good as any.
      if (deviance <= m.deviance * (1 + 1e-12) || halving == 30) {
        const double gain = m.deviance - deviance;
        m.b = std::move(b);
        m.eta = std::move(eta);
        m.deviance = deviance;
        // Newton's method: after a step of 1e-9 the error is near its square.
        if (change < 1e-9) {
          m.found = true;
          return m;
        }
        if (m.iterations > 8 && change > 1e-3 && std::fabs(gain) < 1e-9 * (deviance + 1)) return m;
        break;
      }
      scale /= 2;
    }
  }
  return m;
}

/// The predictors that run away, by the movement that they make on the outcome's scale.
std::string running(const maximum& m, const matrix& x, std::span<const std::string> names) {
  std::string out;
  double most = 0;
  std::vector<double> move(m.last_step.size(), 0.0);
  for (std::size_t j = 1; j < move.size(); ++j) {
    std::vector<double> column(x.rows);
    for (std::size_t k = 0; k < x.rows; ++k) column[k] = x(k, j);
    move[j] = std::fabs(m.last_step[j]) * summarize(column_view(column)).sd;
    most = std::max(most, move[j]);
  }
  for (std::size_t j = 1; j < move.size(); ++j) {
    if (move[j] < 0.1 * most || move[j] == 0) continue;
    out += (out.empty() ? "" : ", ") + detail::predictor_name(names, j - 1);
  }
  return out;
}

}  // namespace

logistic_fit fit_logistic(const column_view& y, std::span<const column_view> x,
                          std::span<const std::string> names) {
  detail::model_rows data = detail::complete_rows(function, y, x, names);
  double yes = 0;
  for (std::size_t k = 0; k < data.y.size(); ++k) {
    if (data.y[k] != 0 && data.y[k] != 1) {
      throw error(errc::argument,
                  std::string(function) + ": y[" + std::to_string(data.rows[k]) + "] is neither 0 nor 1", "y",
                  static_cast<std::int64_t>(data.rows[k]));
    }
    yes += data.y[k];
  }
  logistic_fit m;
  m.n = static_cast<double>(data.y.size());
  if (yes == 0 || yes == m.n) {
    throw error(errc::numeric,
                std::string(function) + ": every complete row has the outcome " + (yes > 0 ? "1" : "0") +
                    ", so there is nothing to explain",
                "y");
  }
  (void)detail::checked_qr(function, data.x, names, 1);
  const std::vector<double> none(data.y.size(), 0.0);
  const maximum best = maximise(data.x, data.y, none);
  if (!best.found) {
    throw error(errc::numeric,
                std::string(function) + ": " + running(best, data.x, names) +
                    " separate the outcome, at least for some rows: the likelihood has no finite maximum, so "
                    "there are no coefficients; leave out or combine predictors",
                "x");
  }
  m.rows = std::move(data.rows);
  m.x = std::move(data.x);
  m.y = std::move(data.y);
  m.coefficients = best.b;
  m.iterations = best.iterations;
  m.deviance = best.deviance;
  const double share = yes / m.n;
  m.null_deviance = -2 * m.n * (share * stats::log(share) + (1 - share) * stats::log(1 - share));
  m.log_likelihood = -m.deviance / 2;
  m.aic = m.deviance + 2 * static_cast<double>(m.coefficients.size());
  m.mcfadden = 1 - m.deviance / m.null_deviance;
  m.nagelkerke =
      (1 - stats::exp((m.deviance - m.null_deviance) / m.n)) / (1 - stats::exp(-m.null_deviance / m.n));
  matrix root = m.x;
  stats::compensated_sum brier;
  std::vector<double> with;
  std::vector<double> without;
  for (std::size_t k = 0; k < m.y.size(); ++k) {
    const double mu = 1 / (1 + stats::exp(-best.eta[k]));
    m.fitted.push_back(mu);
    brier.add((m.y[k] - mu) * (m.y[k] - mu));
    (m.y[k] > 0.5 ? with : without).push_back(mu);
    for (double& v : root.row(k)) v *= std::sqrt(mu * (1 - mu));
  }
  m.brier = brier.value() / m.n;
  m.auc = mann_whitney_test(column_view(with), column_view(without)).probability;
  m.covariance = stats::gram_inverse(stats::qr(root));
  return m;
}

estimate logistic_fit::coefficient(std::size_t k, double level) const {
  return coefficient(k, covariance, "logistic, Wald", level);
}

estimate logistic_fit::coefficient(std::size_t k, const matrix& v, const std::string& method,
                                   double level) const {
  if (k >= coefficients.size()) {
    throw error(errc::argument,
                "coefficient: k is " + std::to_string(k) + ", but must be below " +
                    std::to_string(coefficients.size()),
                "k");
  }
  estimate e = interval_from_variance(coefficients[k], v(k, k), n, infinity, level);
  e.method = method;
  return e;
}

estimate logistic_fit::odds_ratio(std::size_t k, double level) const {
  estimate e = coefficient(k, level);
  e.value = stats::exp(e.value);
  e.low = stats::exp(e.low);
  e.high = stats::exp(e.high);
  e.se *= e.value;  // delta method
  return e;
}

namespace {

matrix score_meat(const logistic_fit& m, const std::vector<std::vector<std::size_t>>& groups) {
  const std::size_t p = m.coefficients.size();
  matrix meat(p, p);
  std::vector<double> score(p);
  for (const auto& rows : groups) {
    std::fill(score.begin(), score.end(), 0.0);
    for (const std::size_t k : rows) {
      for (std::size_t j = 0; j < p; ++j) score[j] += m.x(k, j) * (m.y[k] - m.fitted[k]);
    }
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j < p; ++j) meat(i, j) += score[i] * score[j];
    }
  }
  return meat;
}

}  // namespace

matrix robust_covariance(const logistic_fit& m, bool small_sample) {
  std::vector<std::vector<std::size_t>> rows(m.y.size());
  for (std::size_t k = 0; k < rows.size(); ++k) rows[k].push_back(k);
  matrix out = detail::sandwich(m.covariance, score_meat(m, rows));
  const auto p = static_cast<double>(m.coefficients.size());
  if (small_sample) {
    for (double& v : out.values) v *= m.n / (m.n - p);
  }
  return out;
}

matrix cluster_covariance(const logistic_fit& m, std::span<const std::int32_t> cluster) {
  const auto members = detail::cluster_members("cluster_covariance", m.rows, cluster);
  matrix out = detail::sandwich(m.covariance, score_meat(m, members));
  const auto g = static_cast<double>(members.size());
  for (double& v : out.values) v *= g / (g - 1);
  return out;
}

estimate profile_interval(const logistic_fit& m, std::size_t k, double level) {
  check_level("profile_interval", "level", level);
  estimate e = m.coefficient(k, level);
  e.method = "logistic, profile likelihood";
  const std::size_t p = m.coefficients.size();
  matrix others(m.y.size(), p - 1);
  for (std::size_t i = 0; i < m.y.size(); ++i) {
    for (std::size_t j = 0, c = 0; j < p; ++j) {
      if (j != k) others(i, c++) = m.x(i, j);
    }
  }
  const double limit = stats::chi_squared_quantile(level, 1);
  // 2 (log likelihood lost by fixing the coefficient) - limit
  const auto excess = [&](double value) {
    std::vector<double> offset(m.y.size());
    for (std::size_t i = 0; i < offset.size(); ++i) offset[i] = value * m.x(i, k);
    return maximise(others, m.y, offset).deviance - m.deviance - limit;
  };
  const auto end = [&](double direction) {
    double step = e.se * stats::critical_value(level, infinity);
    double inside = m.coefficients[k];
    for (int doubling = 0; doubling < 12; ++doubling, step *= 2) {
      const double outside = inside + direction * step;
      if (excess(outside) > 0) return stats::find_root(excess, inside, outside, 1e-9 * e.se);
      inside = outside;
    }
    return direction * infinity;
  };
  e.low = end(-1);
  e.high = end(1);
  return e;
}

}  // namespace cxm
