// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/isolation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "cxm/base/check.hpp"
#include "cxm/base/random.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// n (n - 1) ... of k factors.
double falling(double n, int k) {
  double out = 1;
  for (int i = 0; i < k; ++i) out *= n - i;
  return out;
}

}  // namespace

isolation isolation_of(std::span<const double> share, std::span<const double> n,
                       std::span<const double> weight, double level) {
  check_same_size("isolation_of", "share", share.size(), "n", n.size());
  check_same_size("isolation_of", "share", share.size(), "weight", weight.size());
  check_all_positive("isolation_of", "n", n);
  check_all_positive("isolation_of", "weight", weight);
  check_level("isolation_of", "level", level);
  double squares = 0;  // sum M t
  double mass = 0;     // sum M p
  double everybody = 0;
  double people = 0;
  double units = 0;
  for (std::size_t u = 0; u < n.size(); ++u) {
    check_share("isolation_of", "share", share[u]);
    if (n[u] < 2) continue;
    const double p = share[u];
    squares += weight[u] * (p * p - p * (1 - p) / (n[u] - 1));
    mass += weight[u] * p;
    everybody += weight[u];
    people += n[u];
    units += 1;
  }
  isolation out;
  out.people = people;
  const double overall = everybody > 0 ? mass / everybody : nan;
  out.believers = people * overall;
  out.index = undefined_estimate("delta method over units, t", people, level);
  out.exposure = out.chance = nan;
  if (!(overall > 0) || !(overall < 1) || units < 1) return out;
  out.exposure = squares / mass;
  out.chance = (people * overall - 1) / (people - 1);
  const double rest = 1 - out.chance;
  const double value = (out.exposure - out.chance) / rest;
  // index = (E - E0) / (1 - E0) with E = T / S, E0 linear in S: derivatives by T and by S.
  const double by_t = 1 / (mass * rest);
  const double chance_by_s = people / (everybody * (people - 1));
  const double by_s = (-squares / (mass * mass) - chance_by_s) / rest +
                      (out.exposure - out.chance) * chance_by_s / (rest * rest);
  // Within unit u, B ~ binomial(n, p): M t = (M/n) (B)_2 / (n - 1) and M p = (M/n) B. Their variances in
  // factorial moments (n)_k p^k, with the share of a unit pulled half an answer towards the whole, so
  // that units without a believer do not pretend to be certain.
  double variance = 0;
  for (std::size_t u = 0; u < n.size(); ++u) {
    if (n[u] < 2) continue;
    const double m = n[u];
    const double p = (m * share[u] + overall) / (m + 1);
    const double n2 = falling(m, 2);
    const double e2 = n2 * p * p;
    const double e3 = std::max(0.0, falling(m, 3)) * p * p * p;
    const double e4 = m > 3 ? falling(m, 4) * p * p * p * p : 0;
    const double var_2 = std::max(0.0, e4 + 4 * e3 + 2 * e2 - e2 * e2);
    const double cov = e3 + 2 * e2 - e2 * m * p;
    const double var_1 = m * p * (1 - p);
    const double scale = weight[u] / m;
    const double a = by_t * scale / (m - 1);
    const double b = by_s * scale;
    variance += a * a * var_2 + 2 * a * b * cov + b * b * var_1;
  }
  out.index = interval_from_variance(value, std::max(0.0, variance), people, units > 1 ? units - 1 : nan,
                                     level, people);
  out.index.method = "delta method over units, t";
  if (out.index.high > 1) {
    out.index.high = 1;
    out.index.set(estimate_flag::clamped);
  }
  return out;
}

namespace {

/// log k! for 0 .. most.
std::vector<double> log_factorials(std::size_t most) {
  std::vector<double> out(most + 1, 0.0);
  for (std::size_t k = 2; k <= most; ++k) out[k] = out[k - 1] + stats::log(static_cast<double>(k));
  return out;
}

class redistribution {
 public:
  redistribution(std::span<const std::uint32_t> believers, std::span<const std::uint32_t> people)
      : people_(people.begin(), people.end()) {
    for (std::size_t u = 0; u < people_.size(); ++u) {
      total_ += people_[u];
      kind_ += believers[u];
    }
    log_ = log_factorials(static_cast<std::size_t>(total_));
  }

  /// How many ways to fill the units, at most `enough`.
  [[nodiscard]] double ways(double enough) const {
    std::vector<double> count(static_cast<std::size_t>(kind_) + 1, 0.0);
    count[0] = 1;
    for (const std::uint32_t n : people_) {
      std::vector<double> sums(count.size() + 1, 0.0);  // prefix sums
      for (std::size_t i = 0; i < count.size(); ++i) sums[i + 1] = sums[i] + count[i];
      for (std::size_t i = 0; i < count.size(); ++i)
        count[i] = std::min(1e300, sums[i + 1] - sums[i > n ? i - n : 0]);
      if (count.back() > enough && n > 0) continue;
    }
    return count.back();
  }

  [[nodiscard]] double term(std::size_t u, double b) const {
    return people_[u] < 2 ? 0 : b * (b - 1) / (static_cast<double>(people_[u]) - 1);
  }

  /// Upper and lower tail probabilities of T by full enumeration.
  void enumerate(double observed, double& upper, double& lower) const {
    upper = lower = 0;
    std::vector<std::uint64_t> room(people_.size() + 1, 0);
    for (std::size_t u = people_.size(); u-- > 0;) room[u] = room[u + 1] + people_[u];
    const double slack = 1e-9 * std::max(1.0, observed);
    visit(0, kind_, 0, -choose(total_, kind_), room, observed, slack, upper, lower);
  }

  /// T of one random filling.
  double draw(random_stream& source) const {
    double t = 0;
    std::uint64_t left = total_;
    std::uint64_t kind = kind_;
    for (std::size_t u = 0; u < people_.size(); ++u) {
      const std::uint64_t b = hypergeometric(source, people_[u], kind, left);
      t += term(u, static_cast<double>(b));
      kind -= b;
      left -= people_[u];
    }
    return t;
  }

 private:
  [[nodiscard]] double choose(std::uint64_t n, std::uint64_t k) const {
    return log_[n] - log_[k] - log_[n - k];
  }

  void visit(std::size_t u, std::uint64_t left, double t, double log_p,
             const std::vector<std::uint64_t>& room, double observed, double slack, double& upper,
             double& lower) const {
    if (u == people_.size()) {
      const double p = stats::exp(log_p);
      if (t >= observed - slack) upper += p;
      if (t <= observed + slack) lower += p;
      return;
    }
    const std::uint64_t most = std::min<std::uint64_t>(people_[u], left);
    for (std::uint64_t b = left > room[u + 1] ? left - room[u + 1] : 0; b <= most; ++b) {
      visit(u + 1, left - b, t + term(u, static_cast<double>(b)), log_p + choose(people_[u], b), room,
            observed, slack, upper, lower);
    }
  }

  /// Of `left` people `kind` are of the kind: how many among n of them? By inversion outwards from the mode.
  std::uint64_t hypergeometric(random_stream& source, std::uint64_t n, std::uint64_t kind,
                               std::uint64_t left) const {
    const std::uint64_t least = n + kind > left ? n + kind - left : 0;
    const std::uint64_t most = std::min(n, kind);
    if (least == most) return least;
    const double mean =
        static_cast<double>(n + 1) * static_cast<double>(kind + 1) / static_cast<double>(left + 2);
    const std::uint64_t mode = std::clamp(static_cast<std::uint64_t>(mean), least, most);
    double uniform = source.uniform();
    const double at_mode = stats::exp(choose(kind, mode) + choose(left - kind, n - mode) - choose(left, n));
    std::uint64_t down = mode;
    std::uint64_t up = mode;
    double p_down = at_mode;
    double p_up = at_mode;
    uniform -= at_mode;
    while (uniform > 0 && (down > least || up < most)) {
      if (up < most) {
        const double x = static_cast<double>(up);
        p_up *= (static_cast<double>(kind) - x) * (static_cast<double>(n) - x) /
                ((x + 1) * (static_cast<double>(left - kind) - static_cast<double>(n) + x + 1));
        ++up;
        uniform -= p_up;
        if (uniform <= 0) return up;
      }
      if (down > least) {
        const double x = static_cast<double>(down);
        p_down *= x * (static_cast<double>(left - kind) - static_cast<double>(n) + x) /
                  ((static_cast<double>(kind) - x + 1) * (static_cast<double>(n) - x + 1));
        --down;
        uniform -= p_down;
        if (uniform <= 0) return down;
      }
    }
    return mode;
  }

  std::vector<std::uint32_t> people_;
  std::uint64_t total_ = 0, kind_ = 0;
  std::vector<double> log_;
};

/// Var of T = sum (b)_2 / (n - 1) from factorial moments: E (b_u)_i (b_v)_j = (n_u)_i (n_v)_j (B)_k / (N)_k.
double null_variance(std::span<const std::uint32_t> people, double kind, double total) {
  const auto ratio = [&](int k) { return total >= k ? falling(kind, k) / falling(total, k) : 0; };
  double of_one = 0;     // E of sum over units of the square
  double cross = 0;      // sum n_u
  double cross_own = 0;  // sum n_u^2
  for (const std::uint32_t size : people) {
    if (size < 2) continue;
    const double n = size;
    of_one += (falling(n, 4) * ratio(4) + 4 * falling(n, 3) * ratio(3) + 2 * falling(n, 2) * ratio(2)) /
              ((n - 1) * (n - 1));
    cross += n;
    cross_own += n * n;
  }
  const double mean = cross * ratio(2);
  return std::max(0.0, of_one + (cross * cross - cross_own) * ratio(4) - mean * mean);
}

}  // namespace

isolation_test permute_isolation(std::span<const std::uint32_t> believers,
                                 std::span<const std::uint32_t> people, std::uint64_t seed,
                                 std::uint32_t draws, double exact_most) {
  check_same_size("permute_isolation", "believers", believers.size(), "people", people.size());
  double kind = 0;
  double total = 0;
  double t = 0;
  for (std::size_t u = 0; u < people.size(); ++u) {
    if (believers[u] > people[u]) {
      throw error(errc::argument,
                  "permute_isolation: believers[" + std::to_string(u) + "] is " +
                      std::to_string(believers[u]) + ", but the unit has " + std::to_string(people[u]) +
                      " people",
                  "believers");
    }
    kind += believers[u];
    total += people[u];
    const double b = believers[u];
    if (people[u] > 1) t += b * (b - 1) / (people[u] - 1.0);
  }
  isolation_test out;
  out.expected = total > 1 ? (kind - 1) / (total - 1) : nan;
  out.method = "exact";
  if (!(kind > 1) || !(kind < total)) return out;  // one arrangement is as good as another
  const double variance = null_variance(people, kind, total);
  out.sd = std::sqrt(variance) / kind;
  if (total > 2e6) {
    double sizes = 0;
    for (const std::uint32_t n : people) sizes += n > 1 ? n : 0;
    const double z = (t - sizes * kind * (kind - 1) / (total * (total - 1))) / std::sqrt(variance);
    out.method = "normal";
    out.p_pockets = stats::normal_cdf(-z);
    out.p_scattered = stats::normal_cdf(z);
    out.p = std::min(1.0, 2 * std::min(out.p_pockets, out.p_scattered));
    return out;
  }
  const redistribution again(believers, people);
  if (people.size() <= 64 && again.ways(exact_most) <= exact_most) {
    again.enumerate(t, out.p_pockets, out.p_scattered);
    out.p_pockets = std::min(1.0, out.p_pockets);
    out.p_scattered = std::min(1.0, out.p_scattered);
  } else {
    out.method = "random draws";
    random_stream source(seed, 0);
    const double slack = 1e-9 * std::max(1.0, t);
    double upper = 1;
    double lower = 1;
    for (std::uint32_t d = 0; d < draws; ++d) {
      const double drawn = again.draw(source);
      upper += drawn >= t - slack ? 1 : 0;
      lower += drawn <= t + slack ? 1 : 0;
    }
    out.p_pockets = upper / (draws + 1.0);
    out.p_scattered = lower / (draws + 1.0);
  }
  out.p = std::min(1.0, 2 * std::min(out.p_pockets, out.p_scattered));
  return out;
}

tipping tipping_of(double share, double n, double n_eff, double heads, double tau, double level) {
  check_share("tipping_of", "share", share);
  check_positive("tipping_of", "n", n);
  check_positive("tipping_of", "n_eff", n_eff);
  check_level("tipping_of", "tau", tau);
  check_level("tipping_of", "level", level);
  const bool known = !std::isnan(heads);
  if (known && !(heads >= n && std::isfinite(heads))) {
    throw error(errc::argument, "tipping_of: heads must be at least n, the people heard", "heads");
  }
  const double all = known ? heads : n;
  tipping out;
  out.needed = std::ceil(tau * all - 1e-9);
  const double a = share * n_eff + 0.5;
  const double b = (1 - share) * n_eff + 0.5;
  const double tail = (1 - level) / 2;
  estimate& k = out.believers;
  k.level = level;
  k.n = n;
  k.n_eff = n_eff;
  if (!known) {
    k.method = "Jeffreys";
    k.value = all * share;
    k.se = all * std::sqrt(share * (1 - share) / n_eff);
    k.low = share > 0 ? all * stats::beta_quantile(tail, a, b) : 0;
    k.high = share < 1 ? all * stats::beta_quantile(1 - tail, a, b) : all;
    out.p_reached = 1 - stats::beta_cdf(std::min(1.0, tau), a, b);
  } else {
    k.method = "beta-binomial, Jeffreys' prior";
    const double seen = share * n;
    const double silent = std::round(all - n);
    // Beta-binomial of the silent: probabilities by their ratio, from the mode outwards by scaling.
    std::vector<double> p(static_cast<std::size_t>(silent) + 1);
    double log_p = 0;
    double top = 0;
    p[0] = 0;
    for (std::size_t i = 1; i < p.size(); ++i) {
      const double j = static_cast<double>(i) - 1;
      log_p += stats::log((silent - j) * (a + j) / ((j + 1) * (b + silent - j - 1)));
      p[i] = log_p;
      top = std::max(top, log_p);
    }
    double sum = 0;
    for (double& q : p) sum += (q = stats::exp(q - top));
    k.value = all * share;
    k.se = std::sqrt(silent * a * b * (a + b + silent) / ((a + b) * (a + b) * (a + b + 1)));
    double below = 0;
    bool low_found = false;
    k.high = seen + silent;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double at = seen + static_cast<double>(i);
      below += p[i] / sum;
      if (at >= out.needed - 1e-9) out.p_reached += p[i] / sum;
      if (!low_found && below > tail) {
        k.low = at;
        low_found = true;
      }
      if (below >= 1 - tail) {
        k.high = at;
        break;
      }
    }
    for (std::size_t i = static_cast<std::size_t>(std::max(0.0, k.high - seen + 1)); i < p.size(); ++i) {
      if (seen + static_cast<double>(i) >= out.needed - 1e-9) out.p_reached += p[i] / sum;
    }
    out.p_reached = std::min(1.0, out.p_reached);
  }
  estimate& f = out.friends;
  f = k;
  f.value = out.needed - k.value;
  f.low = out.needed - k.high;
  f.high = out.needed - k.low;
  return out;
}

}  // namespace cxm
