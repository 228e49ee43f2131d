// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/agreement_between.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/root.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

struct group_sums_of_y {
  std::vector<double> n;
  std::vector<double> mean;
  double total = 0;
  double within = 0;  // sum of squares
};

group_sums_of_y summarise_groups(const column_view& y, std::span<const std::int32_t> group) {
  const char* f = "random_intercept";
  check_same_size(f, "y", y.size(), "group", group.size());
  check_column(f, "y", y);
  std::int32_t most = -1;
  for (const std::int32_t g : group) most = std::max(most, g);
  group_sums_of_y s;
  s.n.assign(static_cast<std::size_t>(most + 1), 0.0);
  s.mean.assign(static_cast<std::size_t>(most + 1), 0.0);
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!y.has(i) || group[i] < 0) continue;
    const auto g = static_cast<std::size_t>(group[i]);
    s.n[g] += 1;
    s.mean[g] += (y.values[i] - s.mean[g]) / s.n[g];
    s.total += 1;
  }
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!y.has(i) || group[i] < 0) continue;
    const double d = y.values[i] - s.mean[static_cast<std::size_t>(group[i])];
    s.within += d * d;
  }
  return s;
}

// The profiled criterion -2 log L (up to a constant) of the ratio lambda = between / within, and its
// derivative. With d_i = n_i / (1 + n_i lambda): mu = sum d_i m_i / sum d_i, Q = SSW + sum d_i (m_i - mu)^2,
// criterion (n - p) log Q + sum log(1 + n_i lambda) + p log sum d_i; p = 1 for REML, 0 for ML.
struct profile {
  const group_sums_of_y& s;
  double p;

  struct point {
    double mean = 0, sum_d = 0, q = 0, criterion = 0, slope = 0;
  };
  [[nodiscard]] point at(double lambda) const {
    point r;
    double weighted = 0;
    double logs = 0;
    for (std::size_t g = 0; g < s.n.size(); ++g) {
      if (s.n[g] == 0) continue;
      const double d = s.n[g] / (1 + s.n[g] * lambda);
      r.sum_d += d;
      weighted += d * s.mean[g];
      logs += stats::log1p(s.n[g] * lambda);
    }
    r.mean = weighted / r.sum_d;
    r.q = s.within;
    double square = 0;
    double square_d = 0;
    for (std::size_t g = 0; g < s.n.size(); ++g) {
      if (s.n[g] == 0) continue;
      const double d = s.n[g] / (1 + s.n[g] * lambda);
      const double e = s.mean[g] - r.mean;
      r.q += d * e * e;
      square += d * d * e * e;
      square_d += d * d;
    }
    r.criterion = (s.total - p) * stats::log(r.q) + logs + p * stats::log(r.sum_d);
    r.slope = -(s.total - p) * square / r.q + r.sum_d - p * square_d / r.sum_d;
    return r;
  }
};

// The best ratio: the boundary 0, or a zero of the slope from - to +, found on a fine grid of log lambda.
double best_ratio(const profile& f) {
  double best = 0;
  double least = f.at(0).criterion;
  double before = 0;
  double slope_before = f.at(0).slope;
  for (int k = -160; k <= 160; ++k) {
    const double lambda = stats::pow(10.0, k / 10.0);
    const double slope = f.at(lambda).slope;
    if (slope_before < 0 && slope >= 0) {
      const double root = stats::find_root([&](double x) { return f.at(x).slope; }, before, lambda, 0);
      const double value = f.at(root).criterion;
      if (value < least) {
        least = value;
        best = root;
      }
    }
    before = lambda;
    slope_before = slope;
  }
  return best;
}

}  // namespace

std::vector<double> random_intercept_fit::mean_reliability() const {
  std::vector<double> out;
  for (const double n_i : size) {
    out.push_back(n_i > 0 && n_i * between + within > 0 ? n_i * between / (n_i * between + within)
                                                        : nan_value);
  }
  return out;
}

double random_intercept_fit::icc2(double group_size) const {
  return group_size * icc / (1 + (group_size - 1) * icc);
}

namespace {

random_intercept_fit fit_intercept(const group_sums_of_y& s, variance_estimation method) {
  random_intercept_fit r;
  r.size = s.n;
  r.n = s.total;
  bool two = false;
  double middle = 0;
  for (std::size_t g = 0; g < s.n.size(); ++g) {
    if (s.n[g] == 0) continue;
    r.groups += 1;
    two = two || s.n[g] > 1;
    middle += s.n[g] * s.mean[g];
  }
  if (r.groups < 2 || !two) {
    throw error(errc::data,
                std::string("random_intercept: ") +
                    (r.groups < 2 ? "fewer than two groups have answers"
                                  : "no group has two answers, so the variances cannot be told apart"),
                "group");
  }
  middle /= s.total;
  const double p = method == variance_estimation::reml ? 1 : 0;
  double spread = 0;
  for (std::size_t g = 0; g < s.n.size(); ++g) spread += s.n[g] * (s.mean[g] - middle) * (s.mean[g] - middle);
  const double rounding =
      1e-28 * s.total * middle * middle;  // squares of what rounding leaves of equal answers
  if (s.within <= rounding) {
    // Nobody differs from the rest of the group: all variance, if any, is between groups.
    double mean = 0;
    for (std::size_t g = 0; g < s.n.size(); ++g) {
      if (s.n[g] > 0) mean += s.mean[g] / r.groups;
    }
    double squares = 0;
    for (std::size_t g = 0; g < s.n.size(); ++g) {
      if (s.n[g] > 0) squares += (s.mean[g] - mean) * (s.mean[g] - mean);
    }
    r.mean = mean;
    r.between = spread <= rounding ? 0 : squares / (r.groups - p);
    r.mean_se = std::sqrt(r.between / r.groups);
    r.icc = r.between > 0 ? 1 : nan_value;
    r.boundary = r.between == 0;
    r.log_likelihood = std::numeric_limits<double>::infinity();
  } else {
    const profile f{s, p};
    const double lambda = best_ratio(f);
    const profile::point at = f.at(lambda);
    r.within = at.q / (s.total - p);
    r.between = lambda * r.within;
    r.mean = at.mean;
    r.mean_se = std::sqrt(r.within / at.sum_d);
    r.icc = r.between / (r.between + r.within);
    r.boundary = lambda == 0;
    const double m = s.total - p;
    r.log_likelihood = -0.5 * (at.criterion + m * (1 + stats::log(2 * std::numbers::pi / m)));
  }
  for (std::size_t g = 0; g < s.n.size(); ++g) {
    const double total = s.n[g] * r.between + r.within;
    if (s.n[g] == 0) {
      r.effect.push_back(nan_value);
      r.effect_sd.push_back(nan_value);
    } else {
      r.effect.push_back(total > 0 ? s.n[g] * r.between / total * (s.mean[g] - r.mean) : 0);
      r.effect_sd.push_back(total > 0 ? std::sqrt(r.between * r.within / total) : 0);
    }
  }
  return r;
}

}  // namespace

random_intercept_fit random_intercept(const column_view& y, std::span<const std::int32_t> group,
                                      variance_estimation method) {
  return fit_intercept(summarise_groups(y, group), method);
}

random_intercept_fit random_intercept(std::span<const stats::group_summary> groups,
                                      variance_estimation method) {
  group_sums_of_y s;
  for (const stats::group_summary& g : groups) {
    check_not_negative("random_intercept", "n", g.n);
    check_not_negative("random_intercept", "squares", g.squares);
    if (g.n > 0) check_finite("random_intercept", "mean", g.mean);
    s.n.push_back(g.n);
    s.mean.push_back(g.n > 0 ? g.mean : 0);
    s.total += g.n;
    s.within += g.squares;
  }
  return fit_intercept(s, method);
}

within_between within_between_analysis(const column_view& x, const column_view& y,
                                       std::span<const std::int32_t> group) {
  const char* f = "within_between_analysis";
  check_same_size(f, "x", x.size(), "y", y.size());
  check_same_size(f, "x", x.size(), "group", group.size());
  check_column(f, "x", x);
  check_column(f, "y", y);
  std::int32_t most = -1;
  for (const std::int32_t g : group) most = std::max(most, g);
  std::vector<double> n(static_cast<std::size_t>(most + 1), 0.0);
  std::vector<double> mean_x(n.size(), 0.0);
  std::vector<double> mean_y(n.size(), 0.0);
  std::vector<std::size_t> rows;
  double all_x = 0;
  double all_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (group[i] < 0 || !x.has(i) || !y.has(i)) continue;
    rows.push_back(i);
    const auto g = static_cast<std::size_t>(group[i]);
    n[g] += 1;
    mean_x[g] += (x.values[i] - mean_x[g]) / n[g];
    mean_y[g] += (y.values[i] - mean_y[g]) / n[g];
    all_x += (x.values[i] - all_x) / static_cast<double>(rows.size());
    all_y += (y.values[i] - all_y) / static_cast<double>(rows.size());
  }
  struct products {
    double xx = 0, yy = 0, xy = 0;
    void add(double a, double b) {
      xx += a * a;
      yy += b * b;
      xy += a * b;
    }
    [[nodiscard]] double correlation() const {
      return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : nan_value;
    }
  };
  products total, between, within;
  for (const std::size_t i : rows) {
    const auto g = static_cast<std::size_t>(group[i]);
    total.add(x.values[i] - all_x, y.values[i] - all_y);
    between.add(mean_x[g] - all_x, mean_y[g] - all_y);
    within.add(x.values[i] - mean_x[g], y.values[i] - mean_y[g]);
  }
  const auto eta = [](double part, double whole) { return whole > 0 ? std::sqrt(part / whole) : nan_value; };
  return {total.correlation(),   eta(between.xx, total.xx), eta(between.yy, total.yy),
          between.correlation(), eta(within.xx, total.xx),  eta(within.yy, total.yy),
          within.correlation()};
}

}  // namespace cxm
