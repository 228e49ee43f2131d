// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/unit_paths.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "base/stable_order.hpp"
#include "cxm/base/check.hpp"
#include "cxm/base/random.hpp"
#include "cxm/explain/linear_regression.hpp"
#include "cxm/explain/mediation.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Covariances of the chosen units' means, and of their errors on average.
struct moments {
  matrix total, error;
};

moments moments_of(const matrix& y, std::span<const matrix> error, std::span<const std::size_t> units) {
  const std::size_t k = y.cols;
  const double n = static_cast<double>(units.size());
  moments out{matrix(k, k), matrix(k, k)};
  std::vector<double> mean(k, 0.0);
  for (const std::size_t u : units) {
    for (std::size_t j = 0; j < k; ++j) mean[j] += y(u, j) / n;
  }
  for (const std::size_t u : units) {
    for (std::size_t i = 0; i < k; ++i) {
      for (std::size_t j = 0; j < k; ++j) {
        out.total(i, j) += (y(u, i) - mean[i]) * (y(u, j) - mean[j]) / (n - 1);
        out.error(i, j) += error[u](i, j) / n;
      }
    }
  }
  return out;
}

/// How much of the error may be subtracted so that the covariances of these steps stay proper: all of it,
/// unless little more than error is left. NaN when the steps cannot be told apart.
double share_of_error(const moments& m, std::span<const std::size_t> steps, double n) {
  const std::size_t k = steps.size();
  matrix total(k, k), error(k, k), left(k, k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      total(i, j) = m.total(steps[i], steps[j]);
      error(i, j) = m.error(steps[i], steps[j]);
      left(i, j) = total(i, j) - (1 + 1 / (n - 1)) * error(i, j);
    }
  }
  // Mostly there is enough: Cholesky's pivots of what is left are positive.
  bool proper = true;
  for (std::size_t q = 0; q < k && proper; ++q) {
    proper = left(q, q) > 1e-12 * total(q, q);
    for (std::size_t i = q + 1; i < k && proper; ++i) {
      for (std::size_t j = q + 1; j < k; ++j) left(i, j) -= left(i, q) * left(q, j) / left(q, q);
    }
  }
  if (proper) return 1;
  // The smallest root of |S - l Sigma| is the inverse of the largest eigenvalue of S^-1/2 Sigma S^-1/2.
  const stats::symmetric_eigen e = stats::eigen_symmetric(total);
  if (!(e.values.front() > 1e-12 * e.values.back())) return nan;
  matrix root(k, k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      for (std::size_t q = 0; q < k; ++q)
        root(i, j) += e.vectors(i, q) * e.vectors(j, q) / std::sqrt(e.values[q]);
    }
  }
  matrix ratio = stats::multiply(stats::multiply(root, error), root);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < i; ++j) ratio(i, j) = ratio(j, i) = (ratio(i, j) + ratio(j, i)) / 2;
  }
  const double largest = stats::eigen_symmetric(ratio).values.back();
  if (!(largest > 0) || 1 / largest >= 1 + 1 / (n - 1)) return 1;
  return std::max(0.0, 1 / largest - 1 / (n - 1));
}

matrix without_error(const moments& m, double share) {
  matrix out = m.total;
  for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] -= share * m.error.values[i];
  return out;
}

/// Slopes of `to` on steps 0 .. to - 1 from covariances.
std::vector<double> slopes_from(const matrix& s, std::size_t to, std::size_t first = 0) {
  const std::size_t p = to - first;
  matrix x(p, p);
  std::vector<double> c(p);
  for (std::size_t i = 0; i < p; ++i) {
    c[i] = s(first + i, to);
    for (std::size_t j = 0; j < p; ++j) x(i, j) = s(first + i, first + j);
  }
  const matrix inverse = stats::inverse_spd(x);
  std::vector<double> b(p, 0.0);
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < p; ++j) b[i] += inverse(i, j) * c[j];
  }
  return b;
}

/// All that is read off one covariance matrix, in a fixed order: slopes, chain, direct.
struct structure {
  std::vector<std::vector<double>> slopes;  // by `to`, from 1
  double chain = 1, direct = nan;
};

/// Plain, or corrected for error: of every step as much of the error of those before it as these allow. What
/// the later steps are measured with does not matter to their slopes on earlier ones.
structure structure_of(const moments& m, bool corrected, double n) {
  structure out;
  out.slopes.resize(m.total.rows);
  std::vector<std::size_t> before;
  for (std::size_t to = 1; to < m.total.rows; ++to) {
    before.push_back(to - 1);
    const double share = corrected ? share_of_error(m, before, n) : 0;
    if (std::isnan(share)) throw cxm::error(errc::numeric, "fit_unit_paths: steps cannot be told apart", "y");
    out.slopes[to] = slopes_from(without_error(m, share), to);
    out.chain *= out.slopes[to][to - 1];
  }
  out.direct = out.slopes.back()[0];
  return out;
}

double correlation_of(const matrix& s, std::size_t a, std::size_t b) {
  return std::clamp(s(a, b) / std::sqrt(s(a, a) * s(b, b)), -1.0, 1.0);
}

/// Spearman's (1904) correction: each step less its own error, as much as it allows. Beyond 1 by chance;
/// replicates may be so too, else those of a value near 1 would be crooked.
double corrected_correlation(const moments& m, std::size_t a, std::size_t b, double n) {
  const auto spread = [&](std::size_t j) {
    const std::size_t alone[] = {j};
    return m.total(j, j) - share_of_error(m, alone, n) * m.error(j, j);
  };
  return (m.total(a, b) - m.error(a, b)) / std::sqrt(spread(a) * spread(b));
}

/// Which quantile of the replicates ends the interval (Efron 1987): moved by the bias of their median, and by
/// how the error grows with the value, taken from the values without one unit each.
double bca_quantile(double tail, double value, const std::vector<double>& sorted,
                    std::span<const double> without) {
  const auto size = static_cast<double>(sorted.size());
  const auto [from, to] = std::equal_range(sorted.begin(), sorted.end(), value);
  const double below =
      (static_cast<double>(from - sorted.begin()) + static_cast<double>(to - from) / 2) / size;
  if (!(below > 0) || !(below < 1)) return tail;
  double mean = 0;
  for (const double x : without) mean += x / static_cast<double>(without.size());
  double squares = 0, cubes = 0;
  for (const double x : without) {
    squares += (mean - x) * (mean - x);
    cubes += (mean - x) * (mean - x) * (mean - x);
  }
  const double acceleration = squares > 0 ? cubes / (6 * stats::pow(squares, 1.5)) : 0;
  const double bias = stats::normal_quantile(below);
  const double z = bias + stats::normal_quantile(tail);
  const double stretch = 1 - acceleration * z;
  if (!std::isfinite(acceleration) || !(stretch > 0)) return tail;
  return stats::normal_cdf(bias + z / stretch);
}

/// Interval of the replicates around a value: percentiles, or BCa when the values without one unit are given.
estimate from_replicates(double value, std::vector<double> drawn, double n, double level, const char* method,
                         std::span<const double> without = {}) {
  std::erase_if(drawn, [](double x) { return !std::isfinite(x); });
  if (!std::isfinite(value)) return undefined_estimate(method, n, level);
  estimate e;
  e.value = value;
  e.level = level;
  e.n = e.n_eff = n;
  e.method = method;
  if (drawn.size() < 100) {
    e.set(estimate_flag::no_interval);
    return e;
  }
  std::sort(drawn.begin(), drawn.end());
  const double size = static_cast<double>(drawn.size());
  const auto at = [&](double p) {
    const double place = std::clamp(p * (size + 1) - 1, 0.0, size - 1);
    const auto i = static_cast<std::size_t>(place);
    const std::size_t next = std::min(i + 1, drawn.size() - 1);
    return drawn[i] + (place - static_cast<double>(i)) * (drawn[next] - drawn[i]);
  };
  double low = (1 - level) / 2, high = (1 + level) / 2;
  if (!without.empty()) {
    low = bca_quantile(low, value, drawn, without);
    high = bca_quantile(high, value, drawn, without);
  }
  e.low = at(low);
  e.high = at(high);
  double mean = 0;
  for (const double x : drawn) mean += x / size;
  double squares = 0;
  for (const double x : drawn) squares += (x - mean) * (x - mean);
  e.se = std::sqrt(squares / (size - 1));
  e.set(estimate_flag::approximate);
  return e;
}

estimate fisher(double r, double n, double level) {
  estimate e;
  e.value = r;
  e.level = level;
  e.n = e.n_eff = n;
  e.method = "Fisher's z";
  if (std::fabs(r) >= 1) {
    e.set(estimate_flag::no_interval);
    return e;
  }
  const double half =
      stats::critical_value(level, std::numeric_limits<double>::infinity()) / std::sqrt(n - 3);
  e.low = stats::tanh(stats::atanh(r) - half);
  e.high = stats::tanh(stats::atanh(r) + half);
  e.se = (1 - r * r) / std::sqrt(n - 3);
  return e;
}

std::vector<chain_order> orders_of(const matrix& s, double n) {
  std::vector<chain_order> out;
  std::vector<std::size_t> order(s.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  do {
    if (order.front() > order.back()) continue;  // the reverse of another
    chain_order c;
    c.steps = order;
    for (std::size_t i = 1; i < order.size(); ++i) {
      const double r = correlation_of(s, order[i - 1], order[i]);
      c.deviance += n * stats::log1p(-r * r);
    }
    out.push_back(std::move(c));
  } while (std::next_permutation(order.begin(), order.end()));
  detail::small_stable_sort(out.begin(), out.end(), [](const chain_order& a, const chain_order& b) {
    return a.deviance < b.deviance;
  });
  double sum = 0;
  for (chain_order& c : out) sum += (c.weight = stats::exp((out.front().deviance - c.deviance) / 2));
  for (chain_order& c : out) c.weight /= sum;
  return out;
}

void check_shapes(const matrix& y, std::span<const matrix> error) {
  if (y.cols < 2 || y.cols > 6) {
    throw cxm::error(
        errc::argument,
        "fit_unit_paths: y has " + std::to_string(y.cols) + " columns, but a path has 2 to 6 steps", "y");
  }
  check_same_size("fit_unit_paths", "y", y.rows, "error", error.size());
  for (const matrix& m : error) {
    if (m.rows != y.cols || m.cols != y.cols)
      throw cxm::error(errc::argument, "fit_unit_paths: every matrix of error must be steps x steps",
                       "error");
  }
}

}  // namespace

unit_paths fit_unit_paths(const matrix& y, std::span<const matrix> error, const unit_path_options& o) {
  check_shapes(y, error);
  check_level("fit_unit_paths", "options.level", o.level);
  const std::size_t k = y.cols;
  std::vector<std::size_t> complete;
  for (std::size_t u = 0; u < y.rows; ++u) {
    const auto row = y.row(u);
    const auto finite = [](double x) { return std::isfinite(x); };
    if (std::all_of(row.begin(), row.end(), finite) &&
        std::all_of(error[u].values.begin(), error[u].values.end(), finite)) {
      complete.push_back(u);
    }
  }
  unit_paths out;
  const double n = out.units = static_cast<double>(complete.size());
  if (complete.size() < 4) return out;
  const moments m = moments_of(y, error, complete);
  for (std::size_t j = 0; j < k; ++j) {
    if (!(m.total(j, j) > 0)) {
      throw cxm::error(errc::numeric,
                       "fit_unit_paths: step " + std::to_string(j) + " is the same in every unit", "y");
    }
  }
  out.has_paths = complete.size() >= std::max<std::size_t>(o.least_units, k + 2);

  // Replicates over units: everything that rests on them, side by side.
  const std::size_t pairs = k * (k - 1) / 2;
  std::vector<std::vector<double>> reliability(k), correlation(pairs), slope(pairs);
  std::vector<double> chain, chain_corrected, direct_corrected;
  std::vector<std::size_t> drawn(complete.size());
  for (std::uint32_t r = 0; r < o.draws; ++r) {
    random_stream source(o.seed, r);
    for (std::size_t& u : drawn) u = complete[source.below(static_cast<std::uint32_t>(complete.size()))];
    const moments again = moments_of(y, error, drawn);
    bool varies = true;
    for (std::size_t j = 0; j < k; ++j) {
      varies = varies && again.total(j, j) > 0;
      reliability[j].push_back(1 - again.error(j, j) / again.total(j, j));
    }
    if (!varies) continue;
    std::size_t at = 0;
    for (std::size_t a = 0; a < k; ++a) {
      for (std::size_t b = a + 1; b < k; ++b)
        correlation[at++].push_back(corrected_correlation(again, a, b, n));
    }
    if (!out.has_paths) continue;
    try {
      chain.push_back(structure_of(again, false, n).chain);
      const structure s = structure_of(again, true, n);
      chain_corrected.push_back(s.chain);
      direct_corrected.push_back(s.direct);
      at = 0;
      for (std::size_t to = 1; to < k; ++to) {
        for (std::size_t from = 0; from < to; ++from) slope[at++].push_back(s.slopes[to][from]);
      }
    } catch (const cxm::error&) {  // units drawn so that steps cannot be told apart
    }
  }

  // The corrected values without one unit each: how their errors are skewed.
  std::vector<std::vector<double>> correlation_without(pairs), slope_without(pairs);
  std::vector<double> chain_without, direct_without;
  for (std::size_t left = 0; left < complete.size(); ++left) {
    std::vector<std::size_t> others = complete;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(left));
    const moments again = moments_of(y, error, others);
    std::size_t at = 0;
    for (std::size_t a = 0; a < k; ++a) {
      for (std::size_t b = a + 1; b < k; ++b)
        correlation_without[at++].push_back(corrected_correlation(again, a, b, n - 1));
    }
    if (!out.has_paths) continue;
    try {
      const structure s = structure_of(again, true, n - 1);
      chain_without.push_back(s.chain);
      direct_without.push_back(s.direct);
      at = 0;
      for (std::size_t to = 1; to < k; ++to) {
        for (std::size_t from = 0; from < to; ++from) slope_without[at++].push_back(s.slopes[to][from]);
      }
    } catch (const cxm::error&) {  // without this unit steps cannot be told apart
    }
  }

  constexpr const char* bootstrap = "corrected for attenuation, BCa bootstrap over units";
  for (std::size_t j = 0; j < k; ++j) {
    estimate e = from_replicates(1 - m.error(j, j) / m.total(j, j), reliability[j], n, o.level,
                                 "ICC(2), bootstrap over units");
    out.reliability.push_back(std::move(e));
  }
  std::size_t at = 0;
  for (std::size_t a = 0; a < k; ++a) {
    for (std::size_t b = a + 1; b < k; ++b, ++at) {
      unit_correlation c;
      c.a = a;
      c.b = b;
      c.observed = fisher(correlation_of(m.total, a, b), n, o.level);
      c.corrected = from_replicates(corrected_correlation(m, a, b, n), correlation[at], n, o.level, bootstrap,
                                    correlation_without[at]);
      if (c.corrected.high > 1 || c.corrected.low < -1) c.corrected.set(estimate_flag::clamped);
      for (double* r : {&c.corrected.value, &c.corrected.low, &c.corrected.high})
        *r = std::clamp(*r, -1.0, 1.0);
      out.correlations.push_back(std::move(c));
    }
  }
  out.orders = orders_of(m.total, n);
  if (!out.has_paths) return out;

  std::vector<std::vector<double>> columns(k);
  for (const std::size_t u : complete) {
    for (std::size_t j = 0; j < k; ++j) columns[j].push_back(y(u, j));
  }
  structure fixed;
  bool has_fixed = true;
  try {
    fixed = structure_of(m, true, n);
  } catch (const cxm::error&) {
    has_fixed = false;
  }
  std::vector<double> along, along_se;
  at = 0;
  for (std::size_t to = 1; to < k; ++to) {
    std::vector<column_view> x;
    for (std::size_t from = 0; from < to; ++from) x.emplace_back(columns[from]);
    const linear_fit fit = fit_linear(column_view(columns[to]), x);
    const matrix robust = robust_covariance(fit, robust_error::hc3);
    for (std::size_t from = 0; from < to; ++from, ++at) {
      unit_path p;
      p.from = from;
      p.to = to;
      p.observed = fit.coefficient(from + 1, robust, "least squares, HC3, t", o.level);
      p.standardized = fit.standardized[from];
      p.corrected = from_replicates(has_fixed ? fixed.slopes[to][from] : nan, slope[at], n, o.level,
                                    bootstrap, slope_without[at]);
      if (from + 1 == to) {
        along.push_back(p.observed.value);
        along_se.push_back(p.observed.se);
      }
      if (from == 0 && to + 1 == k) {
        out.direct = p.observed;
        out.direct_corrected = from_replicates(has_fixed ? fixed.direct : nan, direct_corrected, n, o.level,
                                               bootstrap, direct_without);
      }
      out.paths.push_back(std::move(p));
    }
    if (to + 1 == k) {
      const std::vector<column_view> first{column_view(columns[0])};
      const linear_fit alone = fit_linear(column_view(columns[to]), first);
      out.total =
          alone.coefficient(1, robust_covariance(alone, robust_error::hc3), "least squares, HC3, t", o.level);
    }
  }
  out.chain = product_interval(along, along_se, n, o.level, 20000, o.seed);
  out.chain_bootstrap = from_replicates(out.chain.value, chain, n, o.level, "bootstrap over units");
  out.chain_corrected =
      from_replicates(has_fixed ? fixed.chain : nan, chain_corrected, n, o.level, bootstrap, chain_without);
  double above = 0;
  for (const double c : chain) above += c > 0 ? 1 : 0;
  if (!chain.empty()) out.p_chain_positive = above / static_cast<double>(chain.size());
  return out;
}

}  // namespace cxm
