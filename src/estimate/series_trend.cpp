// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/series_trend.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/random.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/shrinkage.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/root.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

void check_series(const char* function, std::span<const double> y, const matrix& v) {
  check_all_finite(function, "y", y);
  check_all_finite(function, "v", v.values);
  if (v.rows != y.size() || v.cols != y.size()) {
    throw error(errc::argument,
                std::string(function) + ": v is " + std::to_string(v.rows) + " x " + std::to_string(v.cols) +
                    ", but must be " + std::to_string(y.size()) + " x " + std::to_string(y.size()),
                "v");
  }
}

void check_times(const char* function, std::span<const double> times, std::span<const double> y) {
  check_same_size(function, "times", times.size(), "y", y.size());
  check_all_finite(function, "times", times);
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (!(times[i] > times[i - 1]))
      throw error(errc::argument, std::string(function) + ": times must increase", "times");
  }
}

std::vector<double> times_vector(const matrix& a, std::span<const double> x) {
  std::vector<double> out(a.rows, 0.0);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t j = 0; j < a.cols; ++j) out[i] += a(i, j) * x[j];
  }
  return out;
}

/// The fit with V^-1 given.
gls_fit fit_with_inverse(const matrix& x, std::span<const double> y, const matrix& inverse) {
  gls_fit out;
  const matrix weighted = stats::multiply(inverse, x);
  matrix gram = stats::multiply(stats::transpose(x), weighted);
  for (std::size_t i = 0; i < gram.rows; ++i) {  // exactly symmetric
    for (std::size_t j = 0; j < i; ++j) gram(i, j) = gram(j, i) = (gram(i, j) + gram(j, i)) / 2;
  }
  out.covariance = stats::inverse_spd(gram);
  out.coefficients = times_vector(out.covariance, times_vector(stats::transpose(weighted), y));
  out.fitted = times_vector(x, out.coefficients);
  std::vector<double> residual(y.begin(), y.end());
  for (std::size_t i = 0; i < residual.size(); ++i) residual[i] -= out.fitted[i];
  out.q = std::max(0.0, stats::quadratic_form(inverse, residual, residual));
  out.q_df = static_cast<double>(x.rows) - static_cast<double>(x.cols);
  out.q_p = out.q_df > 0 ? stats::chi_squared_upper(out.q, out.q_df) : 1;
  return out;
}

estimate coefficient(const gls_fit& fit, std::size_t j, double n, double df, double level) {
  estimate e = interval_from_variance(fit.coefficients[j], fit.covariance(j, j), n, df, level);
  e.method = "generalised least squares";
  return e;
}

double two_sided(const estimate& e) {
  if (!(e.se > 0)) return 1;
  return 2 * stats::student_t_cdf(-std::fabs(e.value / e.se), e.df);
}

}  // namespace

gls_fit fit_gls(const matrix& x, std::span<const double> y, const matrix& v) {
  check_series("fit_gls", y, v);
  check_all_finite("fit_gls", "x", x.values);
  check_same_size("fit_gls", "x", x.rows, "y", y.size());
  check_at_least("fit_gls", "y", y.size(), x.cols);
  return fit_with_inverse(x, y, stats::inverse_spd(v));
}

matrix wave_covariance(std::span<const double> se, double correlation) {
  check_all_positive("wave_covariance", "se", se);
  if (!(correlation >= 0 && correlation < 1))
    throw error(errc::argument, "wave_covariance: correlation must be from 0 to less than 1", "correlation");
  matrix v(se.size(), se.size());
  for (std::size_t s = 0; s < se.size(); ++s) {
    for (std::size_t t = 0; t < se.size(); ++t) v(s, t) = (s == t ? 1 : correlation) * se[s] * se[t];
  }
  return v;
}

series_line fit_line(std::span<const double> times, std::span<const double> y, const matrix& v, double df,
                     double level) {
  check_times("fit_line", times, y);
  check_at_least("fit_line", "y", y.size(), 2);
  // Centred times keep the two columns nearly orthogonal; the slope is the same.
  matrix x(y.size(), 2, 1.0);
  const double centre = (times.front() + times.back()) / 2;
  for (std::size_t i = 0; i < y.size(); ++i) x(i, 1) = times[i] - centre;
  series_line out;
  out.fit = fit_gls(x, y, v);
  out.fit.coefficients[0] -= out.fit.coefficients[1] * centre;
  const double slope_variance = out.fit.covariance(1, 1);
  const double shared = out.fit.covariance(0, 1) - centre * slope_variance;
  out.fit.covariance(0, 0) += -2 * centre * out.fit.covariance(0, 1) + centre * centre * slope_variance;
  out.fit.covariance(0, 1) = out.fit.covariance(1, 0) = shared;
  out.slope = coefficient(out.fit, 1, static_cast<double>(y.size()), df, level);
  out.p = two_sided(out.slope);
  out.p_declining = out.slope.se > 0 ? stats::student_t_cdf(-out.slope.value / out.slope.se, df) : 0.5;
  return out;
}

series_event fit_event(std::span<const double> times, std::span<const double> y, const matrix& v,
                       double event_time, double df, double level) {
  check_times("fit_event", times, y);
  check_finite("fit_event", "event_time", event_time);
  series_event out;
  const auto before = static_cast<std::size_t>(
      std::count_if(times.begin(), times.end(), [&](double t) { return t < event_time; }));
  const std::size_t after = times.size() - before;
  const double n = static_cast<double>(y.size());
  out.possible = before > 0 && after > 0;
  out.level_change = out.slope_before = out.slope_change =
      undefined_estimate("generalised least squares", n, level);
  if (!out.possible) return out;
  out.has_slope = before >= 2 && after >= 2;
  matrix x(y.size(), out.has_slope ? 4 : 2, 1.0);
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double since = times[i] >= event_time ? 1 : 0;
    x(i, 1) = since;
    if (!out.has_slope) continue;
    x(i, 2) = times[i] - event_time;
    x(i, 3) = since * (times[i] - event_time);
  }
  out.fit = fit_gls(x, y, v);
  out.level_change = coefficient(out.fit, 1, n, df, level);
  out.p_level = out.p_joint = two_sided(out.level_change);
  if (!out.has_slope) return out;
  out.slope_before = coefficient(out.fit, 2, n, df, level);
  out.slope_change = coefficient(out.fit, 3, n, df, level);
  out.p_slope = two_sided(out.slope_change);
  const double a = out.fit.covariance(1, 1);
  const double b = out.fit.covariance(1, 3);
  const double d = out.fit.covariance(3, 3);
  const double c1 = out.fit.coefficients[1];
  const double c3 = out.fit.coefficients[3];
  out.p_joint = stats::chi_squared_upper((d * c1 * c1 - 2 * b * c1 * c3 + a * c3 * c3) / (a * d - b * b), 2);
  return out;
}

namespace {

/// Likelihood ratios of a step at 1 .. T - 1 against a flat line.
class step_search {
 public:
  explicit step_search(const matrix& v) : inverse_(stats::inverse_spd(v)), size_(v.rows) {
    // cholesky of V for drawing: by eigenvectors, V = E diag(l) E'
    const stats::symmetric_eigen e = stats::eigen_symmetric(v);
    root_ = e.vectors;
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = 0; j < size_; ++j) root_(i, j) *= std::sqrt(std::max(0.0, e.values[j]));
    }
    row_sum_.assign(size_, 0.0);
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = 0; j < size_; ++j) row_sum_[i] += inverse_(i, j);
      total_ += row_sum_[i];
    }
  }

  /// lr[k] for k = 1 .. T - 1; lr[0] unused. Given the flat line, the step's score is s' V^-1 (y - m) and its
  /// information s' V^-1 s - (s' V^-1 1)^2 / (1' V^-1 1).
  void ratios(std::span<const double> y, std::vector<double>& lr) const {
    double mean = 0;
    for (std::size_t i = 0; i < size_; ++i) mean += row_sum_[i] * y[i];
    mean /= total_;
    lr.assign(size_, 0.0);
    double score = 0;
    double own = 0;     // s' V^-1 s
    double shared = 0;  // s' V^-1 1
    for (std::size_t k = size_; k-- > 1;) {
      double row = 0;
      for (std::size_t j = 0; j < size_; ++j) row += inverse_(k, j) * (y[j] - mean);
      score += row;
      own += inverse_(k, k);
      for (std::size_t j = k + 1; j < size_; ++j) own += 2 * inverse_(k, j);
      shared += row_sum_[k];
      const double information = own - shared * shared / total_;
      lr[k] = information > 0 ? score * score / information : 0;
    }
  }

  void draw(random_stream& source, std::span<const double> centre, std::vector<double>& y) const {
    std::vector<double> z(size_);
    for (double& one : z) one = source.normal();
    y.assign(centre.begin(), centre.end());
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = 0; j < size_; ++j) y[i] += root_(i, j) * z[j];
    }
  }

  [[nodiscard]] gls_fit step_fit(std::span<const double> y, std::size_t k) const {
    matrix x(size_, 2, 1.0);
    for (std::size_t i = 0; i < size_; ++i) x(i, 1) = i >= k ? 1 : 0;
    return fit_with_inverse(x, y, inverse_);
  }

 private:
  matrix inverse_, root_;
  std::size_t size_;
  std::vector<double> row_sum_;
  double total_ = 0;
};

}  // namespace

series_break find_break(std::span<const double> y, const matrix& v, std::uint64_t seed, std::size_t draws,
                        double level) {
  check_series("find_break", y, v);
  check_level("find_break", "level", level);
  check_at_least("find_break", "draws", draws, 19);
  series_break out;
  out.shift = undefined_estimate("generalised least squares", static_cast<double>(y.size()), level);
  out.possible = y.size() >= 3;
  if (!out.possible) return out;
  const step_search search(v);
  std::vector<double> lr;
  search.ratios(y, lr);
  out.position = static_cast<std::size_t>(std::max_element(lr.begin() + 1, lr.end()) - lr.begin());
  out.likelihood_ratio = lr[out.position];
  const gls_fit best = search.step_fit(y, out.position);
  out.shift = coefficient(best, 1, static_cast<double>(y.size()), infinity, level);
  const auto bootstrap_p = [&](std::uint64_t stream, std::span<const double> centre, double observed,
                               std::size_t at) {
    random_stream source(seed, stream);
    std::vector<double> drawn;
    std::vector<double> ratio;
    double extreme = 1;
    for (std::size_t d = 0; d < draws; ++d) {
      search.draw(source, centre, drawn);
      search.ratios(drawn, ratio);
      const double most = *std::max_element(ratio.begin() + 1, ratio.end());
      if (most - (at > 0 ? ratio[at] : 0) >= observed) extreme += 1;
    }
    return extreme / (static_cast<double>(draws) + 1);
  };
  const std::vector<double> flat(y.size(), 0.0);  // the ratio does not depend on the level
  out.p = bootstrap_p(0, flat, out.likelihood_ratio, 0);
  out.p_position.assign(y.size(), 0.0);
  for (std::size_t k = 1; k < y.size(); ++k) {
    const double behind = out.likelihood_ratio - lr[k];
    out.p_position[k] = k == out.position ? 1 : bootstrap_p(k, search.step_fit(y, k).fitted, behind, k);
    if (out.p_position[k] > 1 - level) out.set.push_back(k);
  }
  return out;
}

series_decay fit_decay(std::span<const double> times, std::span<const double> y, const matrix& v,
                       double lowest, double level) {
  check_series("fit_decay", y, v);
  check_times("fit_decay", times, y);
  check_level("fit_decay", "level", level);
  series_decay out;
  const double n = static_cast<double>(y.size());
  out.half_life = undefined_estimate("profile likelihood", n, level);
  out.floor = out.start = nan;
  if (y.empty()) return out;
  out.peak = static_cast<std::size_t>(std::max_element(y.begin(), y.end()) - y.begin());
  const std::size_t waves = y.size() - out.peak;
  if (waves < 4 || !(y.back() < y[out.peak])) return out;
  std::vector<double> since(waves);
  std::vector<double> values(waves);
  matrix own(waves, waves);
  for (std::size_t i = 0; i < waves; ++i) {
    since[i] = times[out.peak + i] - times[out.peak];
    values[i] = y[out.peak + i] - lowest;
    for (std::size_t j = 0; j < waves; ++j) own(i, j) = v(out.peak + i, out.peak + j);
  }
  const matrix inverse = stats::inverse_spd(own);
  struct at_half_life {
    double q, floor, amplitude;
  };
  // Floor and amplitude are linear given h; the floor's lower end is a bound, the amplitude must be positive.
  const auto profile = [&](double h) {
    matrix x(waves, 2, 1.0);
    matrix alone(waves, 1);
    for (std::size_t i = 0; i < waves; ++i) alone(i, 0) = x(i, 1) = stats::pow(2.0, -since[i] / h);
    at_half_life best{infinity, 0, 0};
    try {
      const gls_fit both = fit_with_inverse(x, values, inverse);
      if (both.coefficients[0] >= 0 && both.coefficients[1] > 0)
        best = {both.q, both.coefficients[0], both.coefficients[1]};
    } catch (const error&) {  // h so long that the two columns are one
    }
    if (std::isinf(best.q)) {
      const gls_fit no_floor = fit_with_inverse(alone, values, inverse);
      best = {no_floor.q, 0, no_floor.coefficients[0]};
    }
    return best;
  };
  const double span = since.back();
  const double least = stats::log(span / 50);
  const double most = stats::log(50 * span);
  constexpr int steps = 240;
  std::vector<double> q(steps + 1);
  int at = 0;
  for (int i = 0; i <= steps; ++i) {
    q[static_cast<std::size_t>(i)] = profile(stats::exp(least + (most - least) * i / steps)).q;
    if (q[static_cast<std::size_t>(i)] < q[static_cast<std::size_t>(at)]) at = i;
  }
  const auto log_at = [&](int i) { return least + (most - least) * std::clamp(i, 0, steps) / steps; };
  const auto q_of = [&](double log_h) { return profile(stats::exp(log_h)).q; };
  const double best_log = stats::find_minimum(q_of, log_at(at - 1), log_at(at + 1));
  const at_half_life best = profile(stats::exp(best_log));
  if (!(best.amplitude > 0)) return out;
  out.possible = true;
  out.floor = best.floor + lowest;
  out.start = best.floor + best.amplitude + lowest;
  out.q = best.q;
  out.q_df = static_cast<double>(waves) - 3;
  const double limit = best.q + stats::chi_squared_quantile(level, 1);
  // The outermost crossings of the grid: the profile may have two valleys.
  estimate& h = out.half_life;
  h = estimate{};
  h.method = "profile likelihood";
  h.level = level;
  h.n = h.n_eff = static_cast<double>(waves);
  h.value = stats::exp(best_log);
  h.se = nan;
  h.low = 0;
  h.high = infinity;
  const auto crossing = [&](int inside, int outside) {
    return stats::exp(stats::find_root([&](double x) { return q_of(x) - limit; },
                                       std::min(log_at(inside), log_at(outside)),
                                       std::max(log_at(inside), log_at(outside)), 1e-10));
  };
  int first = 0;
  while (first <= steps && q[static_cast<std::size_t>(first)] > limit) ++first;
  int last = steps;
  while (last >= 0 && q[static_cast<std::size_t>(last)] > limit) --last;
  if (first > last) {  // the interval is narrower than the grid
    h.low = stats::exp(
        stats::find_root([&](double x) { return q_of(x) - limit; }, log_at(at - 1), best_log, 1e-10));
    h.high = stats::exp(
        stats::find_root([&](double x) { return q_of(x) - limit; }, best_log, log_at(at + 1), 1e-10));
    return out;
  }
  if (first > 0) h.low = crossing(first, first - 1);
  if (last < steps) h.high = crossing(last, last + 1);
  return out;
}

namespace {

/// Slope of tau over time by least squares, leaving out one unit (or none); NaN where a wave has too few.
double tau_slope(std::span<const double> times, const matrix& y, const matrix& v, std::size_t left_out,
                 std::vector<double>* tau) {
  double st = 0;
  double sy = 0;
  double count = 0;
  std::vector<double> found(times.size(), nan);
  for (std::size_t t = 0; t < times.size(); ++t) {
    std::vector<double> values;
    std::vector<double> variances;
    for (std::size_t u = 0; u < y.rows; ++u) {
      if (u == left_out || !std::isfinite(y(u, t)) || !(v(u, t) > 0)) continue;
      values.push_back(y(u, t));
      variances.push_back(v(u, t));
    }
    if (values.size() < 3) continue;
    found[t] = std::sqrt(fit_random_effects(values, variances).tau2);
    st += times[t];
    sy += found[t];
    count += 1;
  }
  if (tau != nullptr) *tau = found;
  if (count < 3) return nan;
  double sxy = 0;
  double sxx = 0;
  for (std::size_t t = 0; t < times.size(); ++t) {
    if (std::isnan(found[t])) continue;
    sxy += (times[t] - st / count) * (found[t] - sy / count);
    sxx += (times[t] - st / count) * (times[t] - st / count);
  }
  return sxy / sxx;
}

}  // namespace

spread_trend fit_spread(std::span<const double> times, const matrix& y, const matrix& v, double level) {
  check_same_size("fit_spread", "times", times.size(), "y", y.cols);
  check_same_size("fit_spread", "y", y.values.size(), "v", v.values.size());
  check_level("fit_spread", "level", level);
  spread_trend out;
  const std::size_t nobody = y.rows;
  const double slope = tau_slope(times, y, v, nobody, &out.tau);
  for (std::size_t t = 0; t < times.size(); ++t) {
    std::vector<double> values;
    std::vector<double> variances;
    for (std::size_t u = 0; u < y.rows; ++u) {
      if (!std::isfinite(y(u, t)) || !(v(u, t) > 0)) continue;
      values.push_back(y(u, t));
      variances.push_back(v(u, t));
    }
    out.units.push_back(static_cast<double>(values.size()));
    if (values.size() < 3) {
      out.tau_low.push_back(nan);
      out.tau_high.push_back(nan);
      continue;
    }
    const between_variance_interval interval = q_profile_interval(values, variances, level);
    out.tau_low.push_back(std::sqrt(interval.tau2_low));
    out.tau_high.push_back(std::sqrt(interval.tau2_high));
  }
  const double units = static_cast<double>(y.rows);
  out.slope = undefined_estimate("jackknife over units, t", units, level);
  if (y.rows < 5 || std::isnan(slope)) return out;
  std::vector<double> without;
  double mean = 0;
  for (std::size_t u = 0; u < y.rows; ++u) {
    without.push_back(tau_slope(times, y, v, u, nullptr));
    if (std::isnan(without.back())) return out;
    mean += without.back() / units;
  }
  double variance = 0;
  for (const double s : without) variance += (s - mean) * (s - mean) * (units - 1) / units;
  out.slope = interval_from_variance(slope, variance, units, units - 1, level);
  out.slope.method = "jackknife over units, t";
  if (out.slope.se > 0) out.p_widening = stats::student_t_cdf(slope / out.slope.se, units - 1);
  return out;
}

}  // namespace cxm
