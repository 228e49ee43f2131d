// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/mediation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/stable_order.hpp"
#include "cxm/base/check.hpp"
#include "cxm/base/random.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/explain/linear_regression.hpp"

namespace cxm {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

estimate normal_interval(double value, double variance, double n, double level, const char* method) {
  estimate e = interval_from_variance(value, variance, n, infinity, level);
  e.method = method;
  return e;
}

/// Type 7 quantile of sorted values.
double quantile(const std::vector<double>& sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

estimate product_interval(std::span<const double> values, std::span<const double> se, double n, double level,
                          std::uint32_t draws, std::uint64_t seed) {
  constexpr const char* function = "product_interval";
  check_level(function, "level", level);
  check_same_size(function, "values", values.size(), "standard_errors", se.size());
  check_all_finite(function, "values", values);
  check_all_finite(function, "standard_errors", se);
  check_at_least(function, "draws", draws, 100);
  estimate e;
  e.value = 1;
  e.level = level;
  e.n = e.n_eff = n;
  e.method = "Monte Carlo of the product";
  e.set(estimate_flag::approximate);
  for (const double v : values) e.value *= v;
  random_stream stream(seed, 0);
  std::vector<double> product(draws, 1.0);
  double mean = 0;
  for (double& x : product) {
    for (std::size_t i = 0; i < values.size(); ++i) x *= values[i] + se[i] * stream.normal();
    mean += x / draws;
  }
  double squares = 0;
  for (const double x : product) squares += (x - mean) * (x - mean);
  e.se = std::sqrt(squares / (draws - 1.0));
  std::sort(product.begin(), product.end());
  e.low = quantile(product, (1 - level) / 2);
  e.high = quantile(product, (1 + level) / 2);
  return e;
}

mediation_result mediation(const column_view& x, const column_view& m, const column_view& y, double level,
                           std::uint32_t draws, std::uint64_t seed) {
  const std::vector<std::string> first_names{"x"};
  const std::vector<std::string> second_names{"x", "m"};
  const std::vector<column_view> both{x, m};
  const linear_fit first = fit_linear(m, {&x, 1}, first_names);
  const linear_fit second = fit_linear(y, both, second_names);
  const linear_fit whole = fit_linear(y, {&x, 1}, first_names);
  mediation_result out;
  out.a = first.coefficient(1, level);
  out.b = second.coefficient(2, level);
  out.direct = second.coefficient(1, level);
  out.total = whole.coefficient(1, level);
  const double va = first.covariance(1, 1);
  const double vb = second.covariance(2, 2);
  const double a = out.a.value;
  const double b = out.b.value;
  const double variance = a * a * vb + b * b * va;
  out.indirect = normal_interval(a * b, variance, std::min(first.n, second.n), level, "Sobel");
  out.se_aroian = std::sqrt(variance + va * vb);
  out.se_goodman = std::sqrt(std::max(0.0, variance - va * vb));
  out.share_mediated = a * b / (a * b + out.direct.value);
  if (std::isfinite(va) && std::isfinite(vb)) {
    const double values[] = {a, b};
    const double se[] = {std::sqrt(va), std::sqrt(vb)};
    out.monte_carlo = product_interval(values, se, out.indirect.n, level, draws, seed);
  } else {
    out.monte_carlo = out.indirect;
  }
  return out;
}

chain_result mediation_chain(std::span<const column_view> variables, double level, std::uint32_t draws,
                             std::uint64_t seed) {
  constexpr const char* function = "mediation_chain";
  check_level(function, "level", level);
  check_at_least(function, "variables", variables.size(), 3);
  const std::size_t k = variables.size();
  if (k > 8) {
    throw error(errc::argument, std::string(function) + ": at most 6 mediators are possible", "variables");
  }
  for (const column_view& v : variables) {
    check_same_size(function, "the first variable", variables[0].size(), "another", v.size());
    check_column(function, "variables", v);
  }
  std::vector<std::uint8_t> use(variables[0].size(), 1);
  for (std::size_t i = 0; i < use.size(); ++i) {
    for (const column_view& v : variables) use[i] = use[i] != 0 && v.has(i) ? 1 : 0;
  }
  std::vector<column_view> complete;
  std::vector<std::string> names;
  for (const column_view& v : variables) {
    names.push_back("variable " + std::to_string(complete.size()));
    complete.emplace_back(v.values, use);
  }

  chain_result out;
  out.slopes = matrix(k - 1, k - 1);
  out.se = matrix(k - 1, k - 1);
  // Slopes of different regressions are uncorrelated (their errors are independent), those of one are not.
  std::vector<matrix> covariance;
  for (std::size_t i = 1; i < k; ++i) {
    const linear_fit fit = fit_linear(complete[i], std::span(complete).first(i), std::span(names).first(i));
    out.n = fit.n;
    matrix v = fit.covariance;
    for (double& x : v.values) x *= fit.df / fit.n;
    for (std::size_t j = 0; j < i; ++j) {
      out.slopes(i - 1, j) = fit.coefficients[j + 1];
      out.se(i - 1, j) = std::sqrt(v(j + 1, j + 1));
    }
    covariance.push_back(std::move(v));
  }

  // Gradient of a path's product by the slopes; variance by the covariances within each regression.
  const auto variance_of = [&](const matrix& gradient) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < k; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        for (std::size_t l = 0; l <= i; ++l)
          sum += gradient(i, j) * gradient(i, l) * covariance[i](j + 1, l + 1);
      }
    }
    return sum;
  };
  matrix all(k - 1, k - 1);
  double indirect = 0;
  const std::size_t mediators = k - 2;
  std::vector<std::size_t> subsets;
  for (std::size_t bits = 1; bits < (std::size_t{1} << mediators); ++bits) subsets.push_back(bits);
  const auto members = [&](std::size_t bits) {
    std::vector<std::size_t> list;
    for (std::size_t j = 0; j < mediators; ++j) {
      if (((bits >> j) & 1U) != 0) list.push_back(j + 1);
    }
    return list;
  };
  detail::small_stable_sort(subsets.begin(), subsets.end(), [&](std::size_t a, std::size_t b) {
    const auto left = members(a);
    const auto right = members(b);
    return left.size() != right.size() ? left.size() < right.size() : left < right;
  });
  for (const std::size_t bits : subsets) {
    chain_result::path path;
    path.through = members(bits);
    std::vector<std::size_t> stops{0};
    stops.insert(stops.end(), path.through.begin(), path.through.end());
    stops.push_back(k - 1);
    std::vector<double> slopes;
    std::vector<double> se;
    for (std::size_t s = 1; s < stops.size(); ++s) {
      slopes.push_back(out.slopes(stops[s] - 1, stops[s - 1]));
      se.push_back(out.se(stops[s] - 1, stops[s - 1]));
    }
    double product = 1;
    for (const double b : slopes) product *= b;
    matrix gradient(k - 1, k - 1);
    for (std::size_t s = 1; s < stops.size(); ++s) {
      double others = 1;
      for (std::size_t t = 0; t < slopes.size(); ++t) others *= t + 1 == s ? 1 : slopes[t];
      gradient(stops[s] - 1, stops[s - 1]) = others;
      all(stops[s] - 1, stops[s - 1]) += others;
    }
    indirect += product;
    path.effect = normal_interval(product, variance_of(gradient), out.n, level, "delta");
    path.monte_carlo = product_interval(slopes, se, out.n, level, draws, seed);
    out.paths.push_back(std::move(path));
  }
  const std::size_t y = k - 2;
  out.direct = normal_interval(out.slopes(y, 0), covariance[y](1, 1), out.n, level, "maximum likelihood");
  out.indirect = normal_interval(indirect, variance_of(all), out.n, level, "delta");
  all(y, 0) += 1;
  out.total = normal_interval(indirect + out.slopes(y, 0), variance_of(all), out.n, level, "delta");
  return out;
}

}  // namespace cxm
