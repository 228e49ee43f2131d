// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/nps.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/number_text.hpp"
#include "cxm/base/check.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/estimate/weights.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const char* name_of(nps_method method) {
  switch (method) {
    case nps_method::adjusted_wald:
      return "adjusted Wald";
    case nps_method::score:
      return "score";
    case nps_method::mover:
      return "MOVER";
    case nps_method::wald:
      return "Wald";
    case nps_method::wald_unbiased:
      return "Wald, unbiased variance";
  }
  return "";
}

bool is_answer(double x) { return x >= 0 && x <= 10 && x == std::floor(x); }

nps_counts count(const char* function, const column_view& answers, std::span<const double> weights) {
  check_column(function, "answers", answers);
  stats::compensated_sum detractors, passives, promoters;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers.has(i)) continue;
    const double x = answers.values[i];
    if (!is_answer(x)) {
      throw error(errc::argument,
                  std::string(function) + ": answers[" + std::to_string(i) + "] is " +
                      detail::number_text(x) +
                      ", but an answer to the recommendation question is an integer from 0 to 10; mark "
                      "anything else as missing",
                  "answers", static_cast<std::int64_t>(i));
    }
    (x >= 9 ? promoters : x >= 7 ? passives : detractors).add(weights.empty() ? 1.0 : weights[i]);
  }
  return {detractors.value(), passives.value(), promoters.value()};
}

/// Tango's statistic at the difference d, of b promoters and c detractors among n. q is the share of
/// detractors at the maximum of the likelihood under p_pro - p_det = d: the larger root of
/// 2n q^2 + B q + C with B = (2n - b + c) d - b - c and C = -c d (1 - d) (Tango 1998, eq. 9).
double tango(double b, double c, double n, double d) {
  const double B = (2 * n - b + c) * d - b - c;
  const double C = -c * d * (1 - d);
  const double root = std::sqrt(std::max(0.0, B * B - 8 * n * C));
  // The form without cancellation of each sign of B.
  const double q = B <= 0 ? (root - B) / (4 * n) : -2 * C / (root + B);
  const double variance = n * std::max(0.0, 2 * std::max(q, 0.0) + d * (1 - d));
  const double excess = b - c - n * d;
  if (variance == 0) return excess == 0 ? 0 : std::copysign(std::numeric_limits<double>::infinity(), excess);
  return excess / std::sqrt(variance);
}

/// The difference at which the statistic is `target`; it falls from +inf to -inf as d goes from -1 to 1.
double solve_tango(double b, double c, double n, double target, double low, double high) {
  for (int i = 0; i < 200; ++i) {
    const double middle = low + (high - low) / 2;
    if (middle == low || middle == high) break;
    (tango(b, c, n, middle) > target ? low : high) = middle;
  }
  return low + (high - low) / 2;
}

struct limits {
  double low, high;
};

limits mover(const nps_counts& k, double level, double df) {
  const double n = k.n(), p = k.promoters / n, q = k.detractors / n, phi = k.share_correlation();
  share_options wilson;
  wilson.level = level;
  wilson.df = df;
  const estimate a = share_interval(p, n, wilson), b = share_interval(q, n, wilson);
  const auto joined = [phi](double one, double other) {
    return std::sqrt(std::max(0.0, one * one - 2 * phi * one * other + other * other));
  };
  const double d = p - q;
  return {std::max(-1.0, d - joined(p - a.low, b.high - q)),
          std::min(1.0, d + joined(a.high - p, q - b.low))};
}

limits wald(double centre, double se, double z) { return {centre - z * se, centre + z * se}; }

}  // namespace

double nps_counts::score() const noexcept { return n() > 0 ? 100 * (promoters - detractors) / n() : nan; }

double nps_counts::variance() const noexcept {
  if (!(n() > 0)) return nan;
  const double p = promoters / n(), q = detractors / n();
  return std::max(0.0, p + q - (p - q) * (p - q));
}

double nps_counts::share_correlation() const noexcept {
  if (!(n() > 0)) return nan;
  const double p = promoters / n(), q = detractors / n();
  if (p <= 0 || q <= 0 || p >= 1 || q >= 1) return 0;
  return -std::sqrt(p * q / ((1 - p) * (1 - q)));
}

double nps_points(double answer) {
  if (!is_answer(answer)) {
    throw error(
        errc::argument,
        "nps_points: answer is " + detail::number_text(answer) + ", but must be an integer from 0 to 10",
        "answer");
  }
  return answer >= 9 ? 100 : answer >= 7 ? 0 : -100;
}

nps_counts count_nps(const column_view& answers) { return count("count_nps", answers, {}); }

nps_counts count_nps(const column_view& answers, std::span<const double> weights) {
  check_weights("count_nps", "weights", weights, answers.size());
  return count("count_nps", answers, weights);
}

nps_counts adjusted_nps_counts(const nps_counts& k, double added) {
  check_not_negative("adjusted_nps_counts", "added", added);
  return {k.detractors + added / 4, k.passives + added / 2, k.promoters + added / 4};
}

estimate nps_interval(double promoters, double passives, double detractors, const nps_options& options) {
  return nps_interval(nps_counts{detractors, passives, promoters}, options);
}

estimate nps_interval(const nps_counts& k, const nps_options& options) {
  constexpr const char* function = "nps_interval";
  check_not_negative(function, "promoters", k.promoters);
  check_not_negative(function, "passives", k.passives);
  check_not_negative(function, "detractors", k.detractors);
  check_level(function, "level", options.level);
  check_not_negative(function, "added", options.added);
  const double n = k.n();
  if (n == 0) return undefined_estimate(name_of(options.method), 0, options.level);
  const double z = stats::critical_value(options.level, options.df);
  estimate e;
  e.value = k.score();
  e.level = options.level;
  e.n = e.n_eff = n;
  e.df = options.df;
  e.method = std::string(name_of(options.method));
  double se = std::sqrt(k.variance() / n);
  limits ends{};
  switch (options.method) {
    case nps_method::adjusted_wald: {
      const nps_counts adjusted = adjusted_nps_counts(k, options.added);
      se = std::sqrt(adjusted.variance() / adjusted.n());
      ends = wald(adjusted.score() / 100, se, z);
      break;
    }
    case nps_method::score: {
      const double d = e.value / 100;
      ends = {solve_tango(k.promoters, k.detractors, n, z, -1, d),
              solve_tango(k.promoters, k.detractors, n, -z, d, 1)};
      break;
    }
    case nps_method::mover:
      ends = mover(k, options.level, options.df);
      break;
    case nps_method::wald:
      ends = wald(e.value / 100, se, z);
      break;
    case nps_method::wald_unbiased:
      if (n <= 1) {
        e.set(estimate_flag::no_interval);
        return e;
      }
      se = std::sqrt(k.variance() / (n - 1));
      ends = wald(e.value / 100, se, z);
      break;
  }
  e.se = 100 * se;
  e.low = 100 * ends.low;
  e.high = 100 * ends.high;
  if (options.truncate && (e.low < -100 || e.high > 100)) {
    e.low = std::max(e.low, -100.0);
    e.high = std::min(e.high, 100.0);
    e.set(estimate_flag::clamped);
  }
  return e;
}

estimate net_promoter_score(const column_view& answers, const nps_options& options) {
  return nps_interval(count("net_promoter_score", answers, {}), options);
}

estimate weighted_net_promoter_score(const column_view& answers, std::span<const double> weights,
                                     const nps_options& options) {
  constexpr const char* function = "weighted_net_promoter_score";
  check_weights(function, "weights", weights, answers.size());
  const nps_counts sums = count(function, answers, weights);
  const kish_summary base = kish_effective_size(answers, weights);
  const double scale = base.sum_w > 0 ? base.n_eff / base.sum_w : 0;
  estimate e = nps_interval(sums.promoters * scale, sums.passives * scale, sums.detractors * scale, options);
  e.n = base.n;
  return e;
}

}  // namespace cxm
