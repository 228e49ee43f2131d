// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/design_means.hpp"

#include <cmath>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/linear_algebra.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

// Rows that count: in the domain, complete, and of positive weight.
std::vector<std::uint8_t> usable(const char* function, std::span<const double> weights,
                                 std::span<const column_view> y, std::span<const std::uint8_t> domain) {
  const std::size_t n = weights.size();
  if (!domain.empty()) check_same_size(function, "rows", n, "domain", domain.size());
  for (std::size_t k = 0; k < y.size(); ++k) {
    check_same_size(function, "rows", n, "y", y[k].size());
    check_column(function, "y", y[k]);
  }
  std::vector<std::uint8_t> use(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    bool ok = weights[i] != 0 && (domain.empty() || domain[i] != 0);
    for (const column_view& c : y) ok = ok && c.has(i);
    use[i] = ok ? 1 : 0;
  }
  return use;
}

double count(std::span<const std::uint8_t> use) {
  double n = 0;
  for (const std::uint8_t u : use) n += u;
  return n;
}

double sum_of(std::span<const double> weights, std::span<const std::uint8_t> use) {
  double sum = 0;
  for (std::size_t i = 0; i < use.size(); ++i) {
    if (use[i] != 0) sum += weights[i];
  }
  return sum;
}

double total_of(std::span<const double> weights, std::span<const std::uint8_t> use, const column_view& y) {
  double sum = 0;
  for (std::size_t i = 0; i < use.size(); ++i) {
    if (use[i] != 0) sum += weights[i] * y.values[i];
  }
  return sum;
}

design_estimates finish(const survey_design& design, std::vector<double> value, matrix covariance,
                        std::vector<double> n) {
  design_estimates out;
  out.value = std::move(value);
  out.covariance = std::move(covariance);
  out.n = std::move(n);
  out.df = design.degrees_of_freedom();
  out.method = "linearisation";
  if (design.has_lonely_units()) out.flags |= bit(estimate_flag::lonely_psu);
  return out;
}

}  // namespace

double design_estimates::se(std::size_t k) const {
  // Rounding may leave a variance of 0 at -1e-30.
  const double v = covariance(k, k);
  return v < 0 ? 0 : std::sqrt(v);
}

estimate interval_of(const design_estimates& e, std::size_t k, double level) {
  return interval_of(e, k, level, e.df);
}

estimate interval_of(const design_estimates& e, std::size_t k, double level, double df) {
  check_level("interval_of", "level", level);
  estimate out;
  out.value = e.value.at(k);
  out.level = level;
  out.df = df;
  out.method = e.method;
  out.flags = e.flags;
  out.n = k < e.n.size() ? e.n[k] : 0;
  out.n_eff = out.n;
  if (k < e.design_effect.size() && e.design_effect[k] > 0) out.n_eff = out.n / e.design_effect[k];
  if (std::isnan(out.value)) {
    out.set(estimate_flag::undefined);
    out.set(estimate_flag::no_interval);
    return out;
  }
  if (!(df > 0) || std::isnan(e.covariance(k, k))) {
    out.set(estimate_flag::no_interval);
    return out;
  }
  out.se = e.se(k);
  const double half = stats::critical_value(level, df) * out.se;
  out.low = out.value - half;
  out.high = out.value + half;
  return out;
}

design_estimates design_means(const survey_design& design, std::span<const column_view> y,
                              std::span<const std::uint8_t> domain, design_effect_reference reference) {
  const auto w = design.weights();
  const auto use = usable("design_means", w, y, domain);
  const std::size_t p = y.size();
  const double n = count(use);
  const double sum_w = sum_of(w, use);
  std::vector<double> mean(p, nan_value);
  if (!(n > 0) || !(sum_w != 0)) {
    design_estimates none = finish(design, mean, matrix(p, p, nan_value), std::vector<double>(p, 0.0));
    none.flags |= bit(estimate_flag::undefined) | bit(estimate_flag::no_interval);
    none.design_effect.assign(p, nan_value);
    return none;
  }
  matrix scores(design.rows(), p);
  std::vector<double> srs(p, nan_value);
  for (std::size_t j = 0; j < p; ++j) {
    mean[j] = total_of(w, use, y[j]) / sum_w;
    // A second pass takes out the rounding of the first: the mean of a large offset stays exact.
    double rest = 0;
    for (std::size_t i = 0; i < use.size(); ++i) {
      if (use[i] != 0) rest += w[i] * (y[j].values[i] - mean[j]);
    }
    mean[j] += rest / sum_w;
    double squares = 0;
    for (std::size_t i = 0; i < use.size(); ++i) {
      if (use[i] == 0) continue;
      const double d = y[j].values[i] - mean[j];
      scores(i, j) = w[i] * d / sum_w;
      squares += w[i] * d * d;
    }
    // A spread within the rounding of the mean is none.
    const double rounding = 8 * std::numeric_limits<double>::epsilon() * std::fabs(mean[j]);
    if (squares <= rounding * rounding * sum_w) squares = 0;
    if (n > 1) srs[j] = squares / sum_w / (n - 1);  // s^2 / n
    if (reference == design_effect_reference::without_replacement) {
      srs[j] = sum_w > n ? srs[j] * (sum_w - n) / sum_w : nan_value;
    }
  }
  design_estimates out =
      finish(design, std::move(mean), design.variance_of_totals(scores), std::vector<double>(p, n));
  out.design_effect.assign(p, nan_value);
  for (std::size_t j = 0; j < p; ++j) {
    if (srs[j] > 0) out.design_effect[j] = out.covariance(j, j) / srs[j];
  }
  return out;
}

design_estimates design_totals(const survey_design& design, std::span<const column_view> y,
                               std::span<const std::uint8_t> domain) {
  const auto w = design.weights();
  const auto use = usable("design_totals", w, y, domain);
  const std::size_t p = y.size();
  matrix scores(design.rows(), p);
  std::vector<double> total(p);
  for (std::size_t j = 0; j < p; ++j) {
    total[j] = total_of(w, use, y[j]);
    for (std::size_t i = 0; i < use.size(); ++i) {
      if (use[i] != 0) scores(i, j) = w[i] * y[j].values[i];
    }
  }
  return finish(design, std::move(total), design.variance_of_totals(scores),
                std::vector<double>(p, count(use)));
}

design_estimates design_ratio(const survey_design& design, const column_view& numerator,
                              const column_view& denominator, std::span<const std::uint8_t> domain) {
  const column_view both[] = {numerator, denominator};
  const auto w = design.weights();
  const auto use = usable("design_ratio", w, both, domain);
  const double below = total_of(w, use, denominator);
  if (below == 0) {
    design_estimates none = finish(design, {nan_value}, matrix(1, 1, nan_value), {count(use)});
    none.flags |= bit(estimate_flag::undefined) | bit(estimate_flag::no_interval);
    return none;
  }
  const double ratio = total_of(w, use, numerator) / below;
  matrix scores(design.rows(), 1);
  for (std::size_t i = 0; i < use.size(); ++i) {
    if (use[i] != 0) {
      scores(i, 0) = w[i] * (numerator.values[i] - ratio * denominator.values[i]) / below;
    }
  }
  return finish(design, {ratio}, design.variance_of_totals(scores), {count(use)});
}

design_estimates design_domain_means(const survey_design& design, const column_view& y,
                                     const row_groups& groups, std::span<const std::uint8_t> domain) {
  const auto w = design.weights();
  check_same_size("design_domain_means", "rows", design.rows(), "groups", groups.of_row.size());
  const auto use = usable("design_domain_means", w, {&y, 1}, domain);
  const std::size_t p = groups.groups;
  std::vector<double> sum_w(p, 0.0);
  std::vector<double> n(p, 0.0);
  std::vector<double> mean(p, 0.0);
  for (std::size_t i = 0; i < use.size(); ++i) {
    const std::size_t g = groups.of_row[i];
    if (use[i] == 0 || g >= p) continue;
    sum_w[g] += w[i];
    n[g] += 1;
    mean[g] += w[i] * y.values[i];
  }
  for (std::size_t g = 0; g < p; ++g) mean[g] = n[g] > 0 ? mean[g] / sum_w[g] : nan_value;
  matrix scores(design.rows(), p);
  for (std::size_t i = 0; i < use.size(); ++i) {
    const std::size_t g = groups.of_row[i];
    if (use[i] != 0 && g < p) scores(i, g) = w[i] * (y.values[i] - mean[g]) / sum_w[g];
  }
  matrix covariance = design.variance_of_totals(scores);
  for (std::size_t g = 0; g < p; ++g) {
    if (n[g] > 0) continue;
    for (std::size_t k = 0; k < p; ++k) covariance(g, k) = covariance(k, g) = nan_value;
  }
  return finish(design, std::move(mean), std::move(covariance), std::move(n));
}

design_estimates design_population_variance(const survey_design& design, const column_view& y,
                                            std::span<const std::uint8_t> domain) {
  const auto w = design.weights();
  const auto use = usable("design_population_variance", w, {&y, 1}, domain);
  const double n = count(use);
  if (n < 2) {
    design_estimates none = finish(design, {nan_value}, matrix(1, 1, nan_value), {n});
    none.flags |= bit(estimate_flag::undefined) | bit(estimate_flag::no_interval);
    return none;
  }
  const double sum_w = sum_of(w, use);
  const double mean = total_of(w, use, y) / sum_w;
  std::vector<double> square(design.rows(), 0.0);
  for (std::size_t i = 0; i < use.size(); ++i) {
    if (use[i] != 0) square[i] = n / (n - 1) * (y.values[i] - mean) * (y.values[i] - mean);
  }
  const column_view column(square);
  design_estimates out = design_means(design, {&column, 1}, use);
  out.design_effect.clear();
  return out;
}

design_estimates design_shares(const survey_design& design, const row_groups& groups,
                               std::span<const std::uint8_t> domain) {
  const std::size_t p = groups.groups;
  check_same_size("design_shares", "rows", design.rows(), "groups", groups.of_row.size());
  std::vector<std::uint8_t> in_one(design.rows(), 0);
  if (!domain.empty()) check_same_size("design_shares", "rows", design.rows(), "domain", domain.size());
  std::vector<std::vector<double>> indicator(p, std::vector<double>(design.rows(), 0.0));
  for (std::size_t i = 0; i < design.rows(); ++i) {
    if (groups.of_row[i] >= p || (!domain.empty() && domain[i] == 0)) continue;
    in_one[i] = 1;
    indicator[groups.of_row[i]][i] = 1;
  }
  const std::vector<column_view> y(indicator.begin(), indicator.end());
  return design_means(design, y, in_one);
}

design_estimates linear_contrast(const design_estimates& e, std::span<const double> c) {
  check_same_size("linear_contrast", "estimates", e.value.size(), "c", c.size());
  design_estimates out;
  double value = 0;
  double n = 0;
  // Elements with coefficient 0 may be undefined without harm.
  std::vector<std::size_t> used;
  for (std::size_t k = 0; k < c.size(); ++k) {
    check_finite("linear_contrast", "c", c[k]);
    if (c[k] != 0) used.push_back(k);
  }
  double variance = 0;
  for (const std::size_t i : used) {
    value += c[i] * e.value[i];
    if (i < e.n.size()) n += e.n[i];
    for (const std::size_t j : used) variance += c[i] * c[j] * e.covariance(i, j);
  }
  out.value = {value};
  out.covariance = matrix(1, 1, variance);
  out.n = {n};
  out.df = e.df;
  out.method = e.method + ", linear contrast";
  out.flags = e.flags;
  return out;
}

design_estimates design_means(const replicate_weights& design, std::span<const column_view> y,
                              std::span<const std::uint8_t> domain) {
  const auto use = usable("design_means", design.sampling, y, domain);
  design_estimates out = replicate_estimates(design, [&](std::span<const double> w) {
    std::vector<double> mean;
    for (const column_view& c : y) mean.push_back(total_of(w, use, c) / sum_of(w, use));
    return mean;
  });
  out.n.assign(y.size(), count(use));
  return out;
}

design_estimates design_totals(const replicate_weights& design, std::span<const column_view> y,
                               std::span<const std::uint8_t> domain) {
  const auto use = usable("design_totals", design.sampling, y, domain);
  design_estimates out = replicate_estimates(design, [&](std::span<const double> w) {
    std::vector<double> total;
    for (const column_view& c : y) total.push_back(total_of(w, use, c));
    return total;
  });
  out.n.assign(y.size(), count(use));
  return out;
}

design_estimates design_ratio(const replicate_weights& design, const column_view& numerator,
                              const column_view& denominator, std::span<const std::uint8_t> domain) {
  const column_view both[] = {numerator, denominator};
  const auto use = usable("design_ratio", design.sampling, both, domain);
  design_estimates out = replicate_estimates(design, [&](std::span<const double> w) {
    return std::vector<double>{total_of(w, use, numerator) / total_of(w, use, denominator)};
  });
  out.n = {count(use)};
  return out;
}

design_estimates design_domain_means(const replicate_weights& design, const column_view& y,
                                     const row_groups& groups, std::span<const std::uint8_t> domain) {
  check_same_size("design_domain_means", "rows", design.rows(), "groups", groups.of_row.size());
  const auto use = usable("design_domain_means", design.sampling, {&y, 1}, domain);
  const std::size_t p = groups.groups;
  design_estimates out = replicate_estimates(design, [&](std::span<const double> w) {
    std::vector<double> mean(p, 0.0);
    std::vector<double> sum_w(p, 0.0);
    for (std::size_t i = 0; i < use.size(); ++i) {
      const std::size_t g = groups.of_row[i];
      if (use[i] == 0 || g >= p) continue;
      sum_w[g] += w[i];
      mean[g] += w[i] * y.values[i];
    }
    for (std::size_t g = 0; g < p; ++g) mean[g] = sum_w[g] > 0 ? mean[g] / sum_w[g] : nan_value;
    return mean;
  });
  out.n.assign(p, 0.0);
  for (std::size_t i = 0; i < use.size(); ++i) {
    if (use[i] != 0 && groups.of_row[i] < p) out.n[groups.of_row[i]] += 1;
  }
  return out;
}

}  // namespace cxm
