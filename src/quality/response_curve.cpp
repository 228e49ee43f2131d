// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/response_curve.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/stats/elementary.hpp"
#include "quality/curve_derivatives.hpp"

namespace cxm {
namespace {

double logistic(double x) { return x >= 0 ? 1 / (1 + stats::exp(-x)) : stats::exp(x) / (1 + stats::exp(x)); }

double step_of(const response_curve& c, std::size_t k) {
  return c.steps.empty() ? static_cast<double>(k) : c.steps[k];
}

/// P(X = k) of a partial credit item; the largest exponent is taken out first.
void partial_credit_probabilities(const response_curve& c, double theta, std::vector<double>& p) {
  const std::size_t k = c.categories();
  p.resize(k);
  double top = step_of(c, 0) * c.slope * theta;
  for (std::size_t x = 0; x < k; ++x) {
    p[x] = step_of(c, x) * c.slope * theta + (x == 0 ? 0 : c.intercepts[x - 1]);
    top = std::max(top, p[x]);
  }
  double sum = 0;
  for (double& value : p) sum += value = stats::exp(value - top);
  for (double& value : p) value /= sum;
}

/// Category x of a graded item lies between u (at or above x) and v (at or above x + 1).
struct graded_category {
  double above = 1, over = 0;  ///< s(u), s(v)
  double p = 0;
  double lower = 0, upper = 0;  ///< s'(u) / p and s'(v) / p
};
graded_category graded_at(const response_curve& c, double theta, std::size_t x) {
  graded_category out;
  const bool first = x == 0, last = x == c.intercepts.size();
  const double u = first ? 0 : c.slope * theta + c.intercepts[x - 1];
  const double v = last ? 0 : c.slope * theta + c.intercepts[x];
  out.above = first ? 1 : logistic(u);
  out.over = last ? 0 : logistic(v);
  const double not_above = first ? 0 : logistic(-u);
  const double not_over = last ? 1 : logistic(-v);
  const double between = first || last ? 1 : -stats::expm1(v - u);
  out.p = out.above * not_over * between;
  out.lower = first ? 0 : not_above / (not_over * between);
  out.upper = last ? 0 : out.over / (out.above * between);
  return out;
}

void evaluate_graded(const response_curve& c, double theta, bool with_second, curve_point& at) {
  const std::size_t k = c.categories();
  for (std::size_t x = 0; x < k; ++x) {
    const graded_category g = graded_at(c, theta, x);
    at.p[x] = g.p;
    double* score = &at.score[x * k];
    score[0] = theta * (1 - g.above - g.over);
    if (x > 0) score[x] = g.lower;
    if (x + 1 < k) score[x + 1] = -g.upper;
    if (!with_second) continue;
    const double uu = g.lower * (1 - 2 * g.above - g.lower);
    const double vv = -g.upper * (1 - 2 * g.over + g.upper);
    const double uv = g.lower * g.upper;
    double* second = &at.second[x * k * k];
    second[0] = theta * theta * (uu + 2 * uv + vv);
    if (x > 0) {
      second[x] = second[x * k] = theta * (uu + uv);
      second[x * k + x] = uu;
    }
    if (x + 1 < k) {
      second[x + 1] = second[(x + 1) * k] = theta * (uv + vv);
      second[(x + 1) * k + x + 1] = vv;
    }
    if (x > 0 && x + 1 < k) second[x * k + x + 1] = second[(x + 1) * k + x] = uv;
  }
}

void evaluate_partial_credit(const response_curve& c, double theta, bool with_second, curve_point& at) {
  const std::size_t k = c.categories();
  partial_credit_probabilities(c, theta, at.p);
  double mean = 0, square = 0;
  for (std::size_t x = 0; x < k; ++x) {
    mean += at.p[x] * step_of(c, x);
    square += at.p[x] * step_of(c, x) * step_of(c, x);
  }
  for (std::size_t x = 0; x < k; ++x) {
    at.score[x * k] = theta * (step_of(c, x) - mean);
    for (std::size_t y = 1; y < k; ++y) at.score[x * k + y] = (x == y ? 1 : 0) - at.p[y];
  }
  if (!with_second) return;
  // Minus the covariance of (theta k, indicators): the same for every answer.
  for (std::size_t x = 0; x < k; ++x) {
    double* second = &at.second[x * k * k];
    second[0] = -theta * theta * (square - mean * mean);
    for (std::size_t y = 1; y < k; ++y) {
      second[y] = second[y * k] = -theta * at.p[y] * (step_of(c, y) - mean);
      for (std::size_t z = 1; z < k; ++z) second[y * k + z] = at.p[y] * at.p[z] - (y == z ? at.p[y] : 0);
    }
  }
}

}  // namespace

void check_curve(std::string_view function, const response_curve& c) {
  check_at_least(function, "intercepts", c.intercepts.size(), 1);
  check_finite(function, "slope", c.slope);
  check_all_finite(function, "intercepts", c.intercepts);
  if (!c.steps.empty()) check_same_size(function, "steps", c.steps.size(), "the categories", c.categories());
  check_all_finite(function, "steps", c.steps);
  if (c.model != response_model::graded) return;
  for (std::size_t k = 1; k < c.intercepts.size(); ++k) {
    if (!(c.intercepts[k] < c.intercepts[k - 1])) {
      throw error(errc::argument,
                  std::string(function) + ": intercept " + std::to_string(k) +
                      " is not below the one before it; those of a graded item must fall",
                  "intercepts", static_cast<std::int64_t>(k));
    }
  }
}

void evaluate_curve(const response_curve& c, double theta, bool with_second, curve_point& at) {
  const std::size_t k = c.categories();
  at.p.resize(k);
  at.score.assign(k * k, 0);
  if (with_second) at.second.assign(k * k * k, 0);
  if (c.model == response_model::graded) {
    evaluate_graded(c, theta, with_second, at);
  } else {
    evaluate_partial_credit(c, theta, with_second, at);
  }
}

curve_slopes slopes_of(const response_curve& c, double theta) {
  const std::size_t k = c.categories();
  curve_slopes out{std::vector<double>(k), std::vector<double>(k), std::vector<double>(k)};
  if (c.model == response_model::graded) {
    for (std::size_t x = 0; x < k; ++x) {
      const graded_category g = graded_at(c, theta, x);
      const double du = g.lower * g.p, dv = g.upper * g.p;  // s'(u) and s'(v)
      out.p[x] = g.p;
      out.first[x] = c.slope * g.p * (1 - g.above - g.over);
      out.second[x] = c.slope * c.slope * (du * (1 - 2 * g.above) - dv * (1 - 2 * g.over));
    }
    return out;
  }
  partial_credit_probabilities(c, theta, out.p);
  double mean = 0, square = 0;
  for (std::size_t x = 0; x < k; ++x) {
    mean += out.p[x] * step_of(c, x);
    square += out.p[x] * step_of(c, x) * step_of(c, x);
  }
  for (std::size_t x = 0; x < k; ++x) {
    const double d = step_of(c, x) - mean;
    out.first[x] = c.slope * out.p[x] * d;
    out.second[x] = c.slope * c.slope * out.p[x] * (d * d - (square - mean * mean));
  }
  return out;
}

std::vector<double> response_curve::thresholds() const {
  check_curve("response_curve::thresholds", *this);
  std::vector<double> b(intercepts.size());
  for (std::size_t k = 0; k < b.size(); ++k) {
    b[k] = model == response_model::graded ? -intercepts[k] / slope
                                           : ((k == 0 ? 0 : intercepts[k - 1]) - intercepts[k]) /
                                                 (slope * (step_of(*this, k + 1) - step_of(*this, k)));
  }
  return b;
}

std::vector<double> response_curve::probabilities(double theta) const {
  check_curve("response_curve::probabilities", *this);
  check_finite("response_curve::probabilities", "theta", theta);
  return slopes_of(*this, theta).p;
}

double response_curve::information(double theta) const {
  check_curve("response_curve::information", *this);
  check_finite("response_curve::information", "theta", theta);
  double sum = 0;
  if (model == response_model::graded) {
    for (std::size_t x = 0; x < categories(); ++x) {
      const graded_category g = graded_at(*this, theta, x);
      const double first = slope * (1 - g.above - g.over);
      sum += first * first * g.p;
    }
    return sum;
  }
  const curve_slopes at = slopes_of(*this, theta);
  for (std::size_t x = 0; x < at.p.size(); ++x) {
    if (at.p[x] > 0) sum += at.first[x] * at.first[x] / at.p[x];
  }
  return sum;
}

double response_curve::expected(double theta, std::span<const double> values) const {
  constexpr const char* function = "response_curve::expected";
  check_curve(function, *this);
  check_finite(function, "theta", theta);
  if (!values.empty()) check_same_size(function, "values", values.size(), "the categories", categories());
  check_all_finite(function, "values", values);
  const std::vector<double> p = slopes_of(*this, theta).p;
  double sum = 0;
  for (std::size_t x = 0; x < p.size(); ++x)
    sum += p[x] * (values.empty() ? static_cast<double>(x) : values[x]);
  return sum;
}

}  // namespace cxm
