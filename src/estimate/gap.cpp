// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/gap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cxm/base/check.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

bool is_share(const planned_measure& m) {
  return m.kind == measure_kind::share || m.kind == measure_kind::joint;
}

}  // namespace

estimate newcombe_paired_difference(const paired_counts& c, double level) {
  check_not_negative("newcombe_paired_difference", "n11", c.n11);
  check_not_negative("newcombe_paired_difference", "n10", c.n10);
  check_not_negative("newcombe_paired_difference", "n01", c.n01);
  check_not_negative("newcombe_paired_difference", "n00", c.n00);
  check_level("newcombe_paired_difference", "level", level);
  const char* method = "Newcombe paired";
  const double n = c.n();
  if (!(n > 0)) return undefined_estimate(method, 0, level);
  const double yes1 = c.n11 + c.n10;
  const double yes2 = c.n11 + c.n01;
  const double p1 = std::min(1.0, yes1 / n);
  const double p2 = std::min(1.0, yes2 / n);
  share_options options;
  options.level = level;
  const estimate a = share_interval(p1, n, options);
  const estimate b = share_interval(p2, n, options);

  double phi = 0;
  const double margins = yes1 * (n - yes1) * yes2 * (n - yes2);
  if (margins > 0) {
    double cross = c.n11 * c.n00 - c.n10 * c.n01;
    if (cross > 0) cross = std::max(cross - n / 2, 0.0);
    phi = cross / std::sqrt(margins);
  }
  const double down1 = p1 - a.low;
  const double up1 = a.high - p1;
  const double down2 = p2 - b.low;
  const double up2 = b.high - p2;
  estimate e;
  e.value = (c.n10 - c.n01) / n;
  e.se = std::sqrt(std::max(0.0, (c.n10 + c.n01) / n - e.value * e.value) / n);
  e.low = e.value - std::sqrt(std::max(0.0, down1 * down1 - 2 * phi * down1 * up2 + up2 * up2));
  e.high = e.value + std::sqrt(std::max(0.0, up1 * up1 - 2 * phi * up1 * down2 + down2 * down2));
  e.low = std::max(e.low, -1.0);
  e.high = std::min(e.high, 1.0);
  e.level = level;
  e.n = e.n_eff = n;
  e.method = method;
  return e;
}

estimate newcombe_difference(const estimate& a, const estimate& b) {
  const char* method = "Newcombe";
  if (!a.defined() || !b.defined()) return undefined_estimate(method, std::min(a.n, b.n), a.level);
  estimate e;
  e.value = a.value - b.value;
  e.level = a.level;
  e.n = a.n + b.n;
  e.n_eff = a.n_eff + b.n_eff;
  e.method = method;
  e.se = std::sqrt(a.se * a.se + b.se * b.se);
  e.low = e.value - stats::root_of_squares(a.value - a.low, b.high - b.value);
  e.high = e.value + stats::root_of_squares(a.high - a.value, b.value - b.low);
  e.flags = (a.flags | b.flags) & bit(estimate_flag::lonely_psu);
  if (std::isnan(e.low)) e.set(estimate_flag::no_interval);
  return e;
}

estimate welch_difference(const estimate& a, const estimate& b) {
  const char* method = "Welch";
  if (!a.defined() || !b.defined()) return undefined_estimate(method, std::min(a.n, b.n), a.level);
  const double va = a.se * a.se;
  const double vb = b.se * b.se;
  double df = infinity;
  const double shares = (std::isinf(a.df) ? 0 : va * va / a.df) + (std::isinf(b.df) ? 0 : vb * vb / b.df);
  if (shares > 0) df = (va + vb) * (va + vb) / shares;
  estimate e = interval_from_variance(a.value - b.value, va + vb, a.n + b.n, df, a.level, a.n_eff + b.n_eff);
  e.method = method;
  e.flags |= (a.flags | b.flags) & (bit(estimate_flag::lonely_psu) | bit(estimate_flag::approximate));
  return e;
}

paired_counts paired_table(const group_sums& sums, std::size_t j, std::size_t k) {
  const pair_moments m = sums.pair(j, k);
  const double yes1 = m.w_dj + m.ref_j * m.w;
  const double yes2 = m.w_dk + m.ref_k * m.w;
  const double both = m.w_djdk + m.ref_j * m.w_dk + m.ref_k * m.w_dj + m.ref_j * m.ref_k * m.w;
  const auto tidy = [&](double x) {
    const double whole = std::round(x);
    return std::max(0.0, std::fabs(x - whole) < 1e-9 * std::max(1.0, m.w) ? whole : x);
  };
  return {tidy(both), tidy(yes1 - both), tidy(yes2 - both), tidy(m.w - yes1 - yes2 + both)};
}

estimate paired_difference(const group_estimates& g, std::size_t j, std::size_t k, double level) {
  return paired_comparison_of(g, j, k, level).difference;
}

namespace {

/// Over the people who answered both.
tested_difference paired_shares(const group_estimates& g, std::size_t j, std::size_t k, const pair_moments& m,
                                double difference, double level) {
  const bool plain = !g.weighted() && !g.under_design();
  const paired_counts table = paired_table(g.sums(), j, k);
  double base = m.n;
  double variance = nan;
  if (!plain) {
    const double spread = (table.n10 + table.n01) / table.n() - difference * difference;
    variance = g.paired_share_variance(j, k);
    base = variance > 0 && spread > 0 ? spread / variance : m.w * m.w / m.w2;
  }
  const double shrink = base / table.n();
  tested_difference out;
  estimate& e = out.difference;
  e = newcombe_paired_difference(
      {table.n11 * shrink, table.n10 * shrink, table.n01 * shrink, table.n00 * shrink}, level);
  e.n = m.n;
  e.n_eff = base;
  if (!plain) e.method = "Newcombe paired, effective n";
  if (g.under_design()) {
    e.se = std::sqrt(variance);
    e.df = std::min(g.df(j), g.df(k));
  }
  out.p = plain ? paired_share_p_value(table) : interval_p_value(e);
  out.test = plain ? "McNemar" : "from the interval";
  return out;
}

}  // namespace

tested_difference paired_comparison_of(const group_estimates& g, std::size_t j, std::size_t k, double level) {
  check_level("paired_difference", "level", level);
  tested_difference out;
  out.p = nan;
  const bool shares = is_share(g.plan(j)) && is_share(g.plan(k));
  if (!g.pairs() && j != k) {
    const double n = std::min(g.n(j), g.n(k));
    out.difference =
        t_estimate(g.mean(j) - g.mean(k), nan, n - 1, n, n, level, "needs pair moments", -1e300, 1e300);
    return out;
  }
  const pair_moments m = g.sums().pair(j, k);
  if (!(m.w > 0)) {
    out.difference = undefined_estimate(shares ? "Newcombe paired" : "paired t", m.n, level);
    return out;
  }
  const double difference = (m.ref_j - m.ref_k) + (m.w_dj - m.w_dk) / m.w;
  const auto both_are = [&](measure_kind kind) { return g.plan(j).kind == kind && g.plan(k).kind == kind; };
  if (shares) {
    out = paired_shares(g, j, k, m, difference, level);
  } else if (both_are(measure_kind::composite) || both_are(measure_kind::nps)) {
    out = difference_between(measure_estimate(g, j, level), measure_estimate(g, k, level), false,
                             std::min(g.plan(j).low_score, g.plan(k).low_score),
                             std::max(g.plan(j).high_score, g.plan(k).high_score), g.covariance(j, k));
    out.difference.n = std::min(g.n(j), g.n(k));
    out.difference.n_eff = std::min(g.n_eff(j), g.n_eff(k));
  } else {
    const double lowest = g.plan(j).low_score - g.plan(k).high_score;
    const double highest = g.plan(j).high_score - g.plan(k).low_score;
    const bool complete = m.n == g.n(j) && m.n == g.n(k);
    const double variance = g.variance(j) + g.variance(k) - 2 * g.covariance(j, k);
    out.difference = t_estimate(
        complete ? difference : g.mean(j) - g.mean(k), std::isnan(variance) ? nan : std::max(0.0, variance),
        std::min(g.df(j), g.df(k)), std::min(g.n(j), g.n(k)), std::min(g.n_eff(j), g.n_eff(k)), level,
        complete ? "paired t" : "t, partly paired", lowest, highest);
    out.p = difference_p_value(out.difference);
    out.test = "t test";
  }
  if (g.lonely()) out.difference.set(estimate_flag::lonely_psu);
  return out;
}

double covariance_with_part(const group_estimates& whole, std::size_t j, const group_estimates& part,
                            std::size_t k) {
  return whole.covariance_with(j, part, k, &part);
}

estimate standardised_effect(const estimate& difference, double sd, double df) {
  const char* method = "standardised by pooled sd";
  if (!difference.defined() || !(sd > 0)) return undefined_estimate(method, difference.n, difference.level);
  const double d = difference.value / sd;
  const double own = df > 0 && std::isfinite(df) ? d * d / (2 * df) : 0;
  estimate e = interval_from_variance(d, difference.se * difference.se / (sd * sd) + own, difference.n,
                                      difference.df, difference.level, difference.n_eff);
  e.method = method;
  e.flags |= difference.flags & bit(estimate_flag::lonely_psu);
  return e;
}

double difference_p_value(const estimate& difference) {
  if (!difference.defined() || !(difference.se >= 0) || !(difference.df > 0)) return nan;
  if (difference.se == 0) return difference.value == 0 ? 1 : 0;
  return 2 * stats::student_t_cdf(-std::fabs(difference.value) / difference.se, difference.df);
}

double two_share_p_value(const estimate& a, const estimate& b) {
  if (!a.defined() || !b.defined() || !(a.n_eff > 0) || !(b.n_eff > 0)) return nan;
  const double pooled = (a.value * a.n_eff + b.value * b.n_eff) / (a.n_eff + b.n_eff);
  const double variance = pooled * (1 - pooled) * (1 / a.n_eff + 1 / b.n_eff);
  if (!(variance > 0)) return a.value == b.value ? 1 : 0;
  return 2 * stats::normal_cdf(-std::fabs(a.value - b.value) / std::sqrt(variance));
}

double paired_share_p_value(const paired_counts& c) {
  const double discordant = c.n10 + c.n01;
  if (!(c.n() > 0)) return nan;
  if (discordant == 0) return 1;
  const double few = std::min(c.n10, c.n01);
  if (c.n10 == std::floor(c.n10) && c.n01 == std::floor(c.n01)) {
    if (c.n10 == c.n01) {
      // The mid-p of a tie: 1 - half the probability of the observed table.
      const double at = stats::binomial_cdf(few, discordant, 0.5) -
                        (few > 0 ? stats::binomial_cdf(few - 1, discordant, 0.5) : 0);
      return 1 - at / 2;
    }
    const double up_to = stats::binomial_cdf(few, discordant, 0.5);
    const double below = few > 0 ? stats::binomial_cdf(few - 1, discordant, 0.5) : 0;
    return std::min(1.0, 2 * up_to - (up_to - below));
  }
  return 2 * stats::normal_cdf(-std::fabs(c.n10 - c.n01) / std::sqrt(discordant));
}

double minimal_detectable(double se, double df, double level, double power) {
  check_level("minimal_detectable", "level", level);
  check_level("minimal_detectable", "power", power);
  if (!(se >= 0) || !(df > 0)) return nan;
  return (stats::critical_value(level, df) + stats::student_t_quantile(power, df)) * se;
}

estimate say_not_do_bounds(double say, double done) {
  check_share("say_not_do_bounds", "say", say);
  check_share("say_not_do_bounds", "done", done);
  estimate e;
  e.low = std::max(0.0, say - done);
  e.high = std::min(say, 1 - done);
  e.method = "Frechet bounds";
  e.set(estimate_flag::bounds);
  e.set(estimate_flag::no_interval);
  return e;
}

}  // namespace cxm
