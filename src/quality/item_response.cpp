// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/item_response.hpp"

#include <cmath>
#include <string>
#include <utility>

#include "cxm/base/check.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "quality/item_patterns.hpp"

namespace cxm {
namespace {

std::size_t place_of(const item_response_fit& fit, const char* function, std::size_t item, std::size_t k) {
  if (item >= fit.items.size() || k >= fit.items[item].categories()) {
    throw error(errc::argument,
                std::string(function) + ": there is no item " + std::to_string(item) +
                    " with a category of that number",
                "item");
  }
  std::size_t at = 0;
  for (std::size_t j = 0; j < item; ++j) at += fit.items[j].categories();
  return at + k;
}

estimate wald(const item_response_fit& fit, double value, double variance, double level, const char* method) {
  check_level(method, "level", level);
  estimate e;
  e.value = value;
  e.se = std::sqrt(variance);
  const double z = stats::normal_quantile(0.5 + level / 2);
  e.low = value - z * e.se;
  e.high = value + z * e.se;
  e.level = level;
  e.n = e.n_eff = fit.n;
  e.method = method;
  return e;
}

constexpr const char* method = "marginal maximum likelihood";

}  // namespace

item_response_fit fit_item_responses(std::span<const column_view> items,
                                     const item_response_options& options) {
  constexpr const char* function = "fit_item_responses";
  check_quadrature(function, options.integral);
  check_at_least(function, "items", items.size(), options.equal_slopes ? 2 : 3);
  coded_answers coded = code_answers(function, items, options.groups, options.weights);
  if (options.equal_slopes) coded.patterns.slope_tie.assign(items.size(), 0);
  latent_fit fit = maximise(function, coded.patterns, options.model, options.integral, options.threads);
  item_response_fit out;
  out.items = std::move(fit.curves);
  for (response_curve& c : out.items) c.steps.clear();
  out.categories = std::move(coded.categories);
  out.mean = std::move(fit.mean);
  out.sd = std::move(fit.sd);
  out.n = coded.people;
  out.log_likelihood = fit.log_likelihood;
  out.parameters = static_cast<double>(fit.parameters);
  out.aic = 2 * (out.parameters - out.log_likelihood);
  out.bic = out.parameters * stats::log(coded.weight) - 2 * out.log_likelihood;
  out.iterations = fit.iterations;
  out.integral = options.integral;
  out.covariance = std::move(fit.covariance);
  return out;
}

estimate item_response_fit::slope(std::size_t item, double level) const {
  const std::size_t at = place_of(*this, "item_response_fit::slope", item, 0);
  return wald(*this, items[item].slope, covariance(at, at), level, method);
}

estimate item_response_fit::intercept(std::size_t item, std::size_t k, double level) const {
  const std::size_t at = place_of(*this, "item_response_fit::intercept", item, k + 1);
  return wald(*this, items[item].intercepts[k], covariance(at, at), level, method);
}

estimate item_response_fit::threshold(std::size_t item, std::size_t k, double level) const {
  const std::size_t at = place_of(*this, "item_response_fit::threshold", item, k + 1);
  const response_curve& c = items[item];
  const double b = c.thresholds()[k];
  // b = -(d_k - before) / a, `before` the intercept below it in the partial credit model.
  const std::size_t slope = at - k - 1;
  const double by_slope = -b / c.slope, by_own = -1 / c.slope;
  double variance = by_slope * by_slope * covariance(slope, slope) + by_own * by_own * covariance(at, at) +
                    2 * by_slope * by_own * covariance(slope, at);
  if (c.model == response_model::partial_credit && k > 0) {
    variance += by_own * by_own * (covariance(at - 1, at - 1) - 2 * covariance(at - 1, at)) -
                2 * by_slope * by_own * covariance(slope, at - 1);
  }
  return wald(*this, b, variance, level, method);
}

estimate item_response_fit::group_mean(std::size_t group, double level) const {
  if (group >= mean.size()) {
    throw error(errc::argument, "item_response_fit::group_mean: there is no group " + std::to_string(group),
                "group");
  }
  if (group == 0) {
    estimate fixed = wald(*this, 0, 0, level, "fixed: the reference group");
    return fixed;
  }
  const std::size_t at =
      place_of(*this, method, items.size() - 1, 0) + items.back().categories() + 2 * (group - 1);
  return wald(*this, mean[group], covariance(at, at), level, method);
}

}  // namespace cxm
