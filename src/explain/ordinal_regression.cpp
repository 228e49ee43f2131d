// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/ordinal_regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/sum.hpp"
#include "explain/model_rows.hpp"

namespace cxm {
namespace {

constexpr const char* function = "fit_ordinal";
constexpr double infinity = std::numeric_limits<double>::infinity();

double logistic(double t) { return t >= 0 ? 1 / (1 + stats::exp(-t)) : stats::exp(t) / (1 + stats::exp(t)); }

struct ordinal_rows {
  matrix x;
  std::vector<std::size_t> category;
  std::vector<double> count;
  std::size_t cuts = 0;
};

/// Log likelihood, score and observed information of (coefficients, thresholds); -infinity when thresholds
/// are not ascending.
struct evaluation {
  double log_likelihood = -infinity;
  std::vector<double> score;
  matrix information;
};

evaluation evaluate(const ordinal_rows& d, const std::vector<double>& theta) {
  const std::size_t p = d.x.cols;
  const std::size_t q = p + d.cuts;
  evaluation out;
  for (std::size_t c = p + 1; c < q; ++c) {
    if (!(theta[c] > theta[c - 1])) return out;
  }
  out.score.assign(q, 0.0);
  out.information = matrix(q, q);
  stats::compensated_sum sum;
  std::vector<double> upper(q);
  std::vector<double> lower(q);
  for (std::size_t i = 0; i < d.x.rows; ++i) {
    double eta = 0;
    for (std::size_t j = 0; j < p; ++j) eta += d.x(i, j) * theta[j];
    const std::size_t k = d.category[i];
    const bool has_upper = k < d.cuts;
    const bool has_lower = k > 0;
    const double up = has_upper ? logistic(theta[p + k] - eta) : 1;
    const double low = has_lower ? logistic(theta[p + k - 1] - eta) : 0;
    const double pr = up - low;
    if (!(pr > 0)) return evaluation{};
    sum.add(d.count[i] * stats::log(pr));
    // Densities f = F (1 - F) and slopes f' = f (1 - 2 F) at both cuts.
    const double fu = has_upper ? up * (1 - up) : 0;
    const double fl = has_lower ? low * (1 - low) : 0;
    const double gu = fu * (1 - 2 * up);
    const double gl = fl * (1 - 2 * low);
    std::fill(upper.begin(), upper.end(), 0.0);
    std::fill(lower.begin(), lower.end(), 0.0);
    for (std::size_t j = 0; j < p; ++j) {
      if (has_upper) upper[j] = -d.x(i, j);
      if (has_lower) lower[j] = -d.x(i, j);
    }
    if (has_upper) upper[p + k] = 1;
    if (has_lower) lower[p + k - 1] = 1;
    for (std::size_t a = 0; a < q; ++a) {
      const double da = (fu * upper[a] - fl * lower[a]) / pr;
      out.score[a] += d.count[i] * da;
      for (std::size_t b = 0; b <= a; ++b) {
        const double db = (fu * upper[b] - fl * lower[b]) / pr;
        const double second = (gu * upper[a] * upper[b] - gl * lower[a] * lower[b]) / pr;
        out.information(a, b) += d.count[i] * (da * db - second);
      }
    }
  }
  for (std::size_t a = 0; a < q; ++a) {
    for (std::size_t b = a + 1; b < q; ++b) out.information(a, b) = out.information(b, a);
  }
  out.log_likelihood = sum.value();
  return out;
}

[[noreturn]] void no_maximum() {
  throw error(
      errc::numeric,
      std::string(function) +
          ": the predictors separate categories of the outcome: the likelihood has no finite maximum, so "
          "there are no coefficients; leave out or combine predictors",
      "x");
}

}  // namespace

ordinal_fit fit_ordinal(const column_view& y, std::span<const column_view> x, std::span<const double> counts,
                        std::span<const std::string> names) {
  if (!counts.empty()) check_weights(function, "counts", counts, y.size());
  // A row that nobody stands for is left out like a missing one.
  std::vector<std::uint8_t> use(y.size(), 1);
  for (std::size_t i = 0; i < y.size(); ++i) use[i] = y.has(i) && (counts.empty() || counts[i] > 0) ? 1 : 0;
  const detail::model_rows data =
      detail::complete_rows(function, column_view(y.values, use), x, names, false);
  ordinal_fit m;
  m.categories = data.y;
  std::sort(m.categories.begin(), m.categories.end());
  m.categories.erase(std::unique(m.categories.begin(), m.categories.end()), m.categories.end());
  if (m.categories.size() < 2) {
    throw error(errc::numeric,
                std::string(function) + ": the outcome has one category, so there is nothing to explain",
                "y");
  }
  matrix with_constant(data.x.rows, x.size() + 1, 1.0);
  for (std::size_t k = 0; k < data.x.rows; ++k) {
    for (std::size_t j = 0; j < x.size(); ++j) with_constant(k, j + 1) = data.x(k, j);
  }
  (void)detail::checked_qr(function, with_constant, names, 1);

  ordinal_rows d;
  d.x = data.x;
  d.cuts = m.categories.size() - 1;
  std::vector<double> people(m.categories.size(), 0.0);
  for (std::size_t k = 0; k < data.y.size(); ++k) {
    const auto place = std::lower_bound(m.categories.begin(), m.categories.end(), data.y[k]);
    d.category.push_back(static_cast<std::size_t>(place - m.categories.begin()));
    d.count.push_back(counts.empty() ? 1.0 : counts[data.rows[k]]);
    people[d.category.back()] += d.count.back();
    m.n += d.count.back();
  }
  const std::size_t p = x.size();
  std::vector<double> theta(p + d.cuts, 0.0);
  double below = 0;
  for (std::size_t c = 0; c < d.cuts; ++c) {
    below += people[c];
    theta[p + c] = stats::log(below / (m.n - below));
  }
  evaluation now = evaluate(d, theta);
  bool found = false;
  for (m.iterations = 1; m.iterations <= 100 && !found; ++m.iterations) {
    std::vector<double> step;
    try {
      step = stats::solve_psd(now.information, now.score);
    } catch (const error&) {
      no_maximum();
    }
    double scale = 1;
    for (int halving = 0; halving < 40; ++halving, scale /= 2) {
      std::vector<double> next = theta;
      double change = 0;
      for (std::size_t a = 0; a < next.size(); ++a) {
        next[a] += scale * step[a];
        change = std::max(change, std::fabs(scale * step[a]) / (1 + std::fabs(next[a])));
      }
      evaluation there = evaluate(d, next);
      if (!(there.log_likelihood >= now.log_likelihood - 1e-12 * std::fabs(now.log_likelihood))) continue;
      const double gain = there.log_likelihood - now.log_likelihood;
      theta = std::move(next);
      now = std::move(there);
      found = change < 1e-9;
      if (m.iterations > 8 && change > 1e-3 && gain < 1e-9 * (1 + std::fabs(now.log_likelihood)))
        no_maximum();
      break;
    }
  }
  if (!found) no_maximum();
  m.coefficients.assign(theta.begin(), theta.begin() + static_cast<std::ptrdiff_t>(p));
  m.thresholds.assign(theta.begin() + static_cast<std::ptrdiff_t>(p), theta.end());
  m.covariance = stats::inverse_spd(now.information);
  m.log_likelihood = now.log_likelihood;
  m.deviance = -2 * now.log_likelihood;
  return m;
}

estimate ordinal_fit::coefficient(std::size_t k, double level) const {
  if (k >= coefficients.size()) {
    throw error(errc::argument,
                "coefficient: k is " + std::to_string(k) + ", but must be below " +
                    std::to_string(coefficients.size()),
                "k");
  }
  estimate e = interval_from_variance(coefficients[k], covariance(k, k), n, infinity, level);
  e.method = "proportional odds, Wald";
  return e;
}

}  // namespace cxm
