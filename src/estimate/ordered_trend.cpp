// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/ordered_trend.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "cxm/base/check.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/distributions.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The values of one stratum, by class, and their blocks of equal values.
struct stratum_layout {
  std::vector<std::int64_t> sizes;                // by class
  std::vector<std::vector<std::int64_t>> blocks;  // equal values in ascending order: how many of each class
  std::int64_t total = 0;
};

stratum_layout layout_of(const std::vector<std::pair<double, std::int32_t>>& sorted, std::size_t classes) {
  stratum_layout out;
  out.sizes.assign(classes, 0);
  for (std::size_t i = 0; i < sorted.size();) {
    std::vector<std::int64_t> block(classes, 0);
    std::size_t j = i;
    for (; j < sorted.size() && sorted[j].first == sorted[i].first; ++j) {
      ++block[static_cast<std::size_t>(sorted[j].second)];
      ++out.sizes[static_cast<std::size_t>(sorted[j].second)];
    }
    out.blocks.push_back(std::move(block));
    i = j;
  }
  out.total = static_cast<std::int64_t>(sorted.size());
  return out;
}

/// What a block adds to 2J when `before` of each class lie below it.
std::int64_t twice_pairs(const std::vector<std::int64_t>& before, const std::vector<std::int64_t>& block) {
  std::int64_t out = 0;
  std::int64_t below = 0;
  std::int64_t beside = 0;
  for (std::size_t c = 0; c < block.size(); ++c) {
    out += block[c] * (2 * below + beside);
    below += before[c];
    beside += block[c];
  }
  return out;
}

std::int64_t pairs_between(const std::vector<std::int64_t>& sizes) {
  std::int64_t out = 0;
  std::int64_t below = 0;
  for (const std::int64_t n : sizes) {
    out += n * below;
    below += n;
  }
  return out;
}

double variance_of(const stratum_layout& s) {
  const double n = static_cast<double>(s.total);
  if (n < 2) return 0;
  const auto square = [](double k) { return k * (k - 1) * (2 * k + 5); };
  double first = square(n);
  double sizes_3 = 0;
  double sizes_2 = 0;
  for (const std::int64_t size : s.sizes) {
    const double k = static_cast<double>(size);
    first -= square(k);
    sizes_3 += k * (k - 1) * (k - 2);
    sizes_2 += k * (k - 1);
  }
  double ties_3 = 0;
  double ties_2 = 0;
  for (const auto& block : s.blocks) {
    const double t = static_cast<double>(std::accumulate(block.begin(), block.end(), std::int64_t{0}));
    first -= square(t);
    ties_3 += t * (t - 1) * (t - 2);
    ties_2 += t * (t - 1);
  }
  double out = first / 72 + sizes_2 * ties_2 / (8 * n * (n - 1));
  if (n > 2) out += sizes_3 * ties_3 / (36 * n * (n - 1) * (n - 2));
  return std::max(0.0, out);
}

/// Probabilities of 2J = 0, 1, ... under random assignment of values to classes, given the ties.
class exact_distribution {
 public:
  explicit exact_distribution(const stratum_layout& s) : s_(s) {
    stride_.assign(s.sizes.size(), 1);
    std::size_t states = 1;
    for (std::size_t c = 0; c < s.sizes.size(); ++c) {
      stride_[c] = states;
      states *= static_cast<std::size_t>(s.sizes[c]) + 1;
    }
    range_ = static_cast<std::size_t>(2 * pairs_between(s.sizes)) + 1;
    at_.emplace(0, std::vector<double>{1.0});
  }

  std::vector<double> run() {
    std::int64_t left = s_.total;
    for (const auto& block : s_.blocks) {
      const std::int64_t t = std::accumulate(block.begin(), block.end(), std::int64_t{0});
      std::map<std::size_t, std::vector<double>> next;
      for (const auto& [state, p] : at_) {
        std::vector<std::int64_t> before(s_.sizes.size());
        for (std::size_t c = 0; c < before.size(); ++c) {
          before[c] = static_cast<std::int64_t>(state / stride_[c]) % (s_.sizes[c] + 1);
        }
        std::vector<std::int64_t> take(before.size(), 0);
        spread(next, state, p, before, take, 0, t, left, 1.0);
      }
      at_ = std::move(next);
      left -= t;
    }
    std::vector<double> out = at_.begin()->second;
    out.resize(range_, 0.0);
    return out;
  }

 private:
  /// Every way to draw a block of t values from what is left in the classes, with its probability.
  void spread(std::map<std::size_t, std::vector<double>>& next, std::size_t state,
              const std::vector<double>& p, const std::vector<std::int64_t>& before,
              std::vector<std::int64_t>& take, std::size_t c, std::int64_t t, std::int64_t left,
              double chance) {
    if (c == take.size()) {
      if (t != 0) return;
      std::size_t to = state;
      for (std::size_t k = 0; k < take.size(); ++k) to += stride_[k] * static_cast<std::size_t>(take[k]);
      const auto shift = static_cast<std::size_t>(twice_pairs(before, take));
      std::vector<double>& into = next[to];
      if (into.size() < p.size() + shift) into.resize(p.size() + shift, 0.0);
      for (std::size_t i = 0; i < p.size(); ++i) into[i + shift] += chance * p[i];
      return;
    }
    // Of `left` values still to come, `here` belong to class c: draw a of the block's t from them. The
    // product of these hypergeometric probabilities is the multivariate one.
    const std::int64_t here = s_.sizes[c] - before[c];
    for (std::int64_t a = std::max<std::int64_t>(0, t - (left - here)); a <= std::min(t, here); ++a) {
      take[c] = a;
      spread(next, state, p, before, take, c + 1, t - a, left - here,
             chance * hypergeometric(a, t, here, left));
    }
    take[c] = 0;
  }

  static double hypergeometric(std::int64_t a, std::int64_t t, std::int64_t here, std::int64_t left) {
    // C(t, a) here..(here-a+1) (left-here)..  / left..(left-t+1), factor by factor.
    double out = 1;
    for (std::int64_t i = 0; i < a; ++i)
      out *= static_cast<double>((t - i) * (here - i)) / static_cast<double>((i + 1) * (left - i));
    for (std::int64_t i = 0; i < t - a; ++i)
      out *= static_cast<double>(left - here - i) / static_cast<double>(left - a - i);
    return out;
  }

  const stratum_layout& s_;
  std::vector<std::size_t> stride_;
  std::size_t range_ = 0;
  std::map<std::size_t, std::vector<double>> at_;
};

std::vector<double> convolve(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> out(a.size() + b.size() - 1, 0.0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) out[i + j] += a[i] * b[j];
  }
  return out;
}

void fill_tails(ordered_trend& out, double upper, double lower) {
  out.p_increasing = std::min(1.0, upper);
  out.p_decreasing = std::min(1.0, lower);
  out.p = std::min(1.0, 2 * std::min(out.p_increasing, out.p_decreasing));
}

void fill_normal(ordered_trend& out) {
  out.z = out.variance > 0 ? (out.statistic - out.expected) / std::sqrt(out.variance) : nan;
  out.method = "normal";
  if (std::isnan(out.z)) return;
  fill_tails(out, stats::normal_cdf(-out.z), stats::normal_cdf(out.z));
}

}  // namespace

ordered_trend jonckheere_terpstra(std::span<const double> y, std::span<const std::int32_t> group,
                                  std::span<const std::int32_t> stratum, double exact_work) {
  check_same_size("jonckheere_terpstra", "y", y.size(), "group", group.size());
  if (!stratum.empty()) check_same_size("jonckheere_terpstra", "y", y.size(), "stratum", stratum.size());
  check_all_finite("jonckheere_terpstra", "y", y);
  std::size_t classes = 0;
  for (const std::int32_t g : group) {
    if (g < 0 || g > 63) {
      throw error(errc::argument,
                  "jonckheere_terpstra: group is " + std::to_string(g) + ", but must be from 0 to 63",
                  "group");
    }
    classes = std::max(classes, static_cast<std::size_t>(g) + 1);
  }
  std::map<std::int32_t, std::vector<std::pair<double, std::int32_t>>> strata;
  for (std::size_t i = 0; i < y.size(); ++i) {
    strata[stratum.empty() ? 0 : stratum[i]].emplace_back(y[i], group[i]);
  }
  ordered_trend out;
  std::vector<stratum_layout> layouts;
  double work = 0;
  double range = 1;
  std::int64_t twice = 0;
  for (auto& [id, values] : strata) {
    std::sort(values.begin(), values.end());
    stratum_layout s = layout_of(values, classes);
    std::vector<std::int64_t> before(classes, 0);
    for (const auto& block : s.blocks) {
      twice += twice_pairs(before, block);
      for (std::size_t c = 0; c < classes; ++c) before[c] += block[c];
    }
    const double pairs = static_cast<double>(pairs_between(s.sizes));
    out.expected += pairs / 2;
    out.variance += variance_of(s);
    double states = 1;
    for (const std::int64_t n : s.sizes) states *= static_cast<double>(n + 1);
    work += states * (2 * pairs + 1);
    range += 2 * pairs;
    work += range * (2 * pairs + 1) * (layouts.empty() ? 0 : 1);
    layouts.push_back(std::move(s));
  }
  out.statistic = static_cast<double>(twice) / 2;
  fill_normal(out);
  if (!(out.variance > 0) || work > exact_work) return out;
  std::vector<double> p{1.0};
  for (const stratum_layout& s : layouts) p = convolve(p, exact_distribution(s).run());
  double upper = 0;
  double lower = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (static_cast<std::int64_t>(i) >= twice) upper += p[i];
    if (static_cast<std::int64_t>(i) <= twice) lower += p[i];
  }
  out.method = "exact";
  fill_tails(out, upper, lower);
  return out;
}

namespace {

/// Distribution of T = sum c x_c given the totals, as probabilities of 0, 1, ...
std::vector<double> exact_scores(std::span<const double> n, double successes) {
  // State: successes so far -> probabilities of T; classes in turn, each a hypergeometric draw.
  std::vector<std::vector<double>> at(static_cast<std::size_t>(successes) + 1);
  at[0] = {1.0};
  double left = 0;
  for (const double k : n) left += k;
  for (std::size_t c = 0; c < n.size(); ++c) {
    std::vector<std::vector<double>> next(at.size());
    for (std::size_t used = 0; used < at.size(); ++used) {
      if (at[used].empty()) continue;
      const double t = successes - static_cast<double>(used);  // still to be placed
      const double first = std::max(0.0, t - (left - n[c]));
      // P(x) = C(t, x) C(left - t, n - x) / C(left, n)
      double chance = 1;
      for (double i = 0; i < n[c]; ++i) {
        chance *= i < first ? (t - i) / (left - i) : (left - t - (i - first)) / (left - i);
      }
      for (double i = 0; i < first; ++i) chance *= (n[c] - i) / (i + 1);
      for (double x = first; x <= std::min(t, n[c]); ++x) {
        if (x > first) {
          const double k = x - 1;
          chance *= (t - k) * (n[c] - k) / ((k + 1) * (left - t - n[c] + k + 1));
        }
        const auto shift = c * static_cast<std::size_t>(x);
        std::vector<double>& into = next[used + static_cast<std::size_t>(x)];
        if (into.size() < at[used].size() + shift) into.resize(at[used].size() + shift, 0.0);
        for (std::size_t i = 0; i < at[used].size(); ++i) into[i + shift] += chance * at[used][i];
      }
    }
    at = std::move(next);
    left -= n[c];
  }
  return at.back().empty() ? std::vector<double>{1.0} : at.back();
}

}  // namespace

ordered_trend cochran_armitage(std::span<const double> x, std::span<const double> n, std::size_t classes,
                               double exact_most) {
  check_same_size("cochran_armitage", "x", x.size(), "n", n.size());
  check_at_least("cochran_armitage", "classes", classes, 2);
  if (x.size() % classes != 0) {
    throw error(errc::argument,
                "cochran_armitage: x has " + std::to_string(x.size()) +
                    " entries, but must have a multiple of " + std::to_string(classes),
                "x");
  }
  check_all_finite("cochran_armitage", "x", x);
  check_all_finite("cochran_armitage", "n", n);
  bool whole = true;
  double total = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!(x[i] >= 0 && x[i] <= n[i])) {
      throw error(
          errc::argument,
          "cochran_armitage: x[" + std::to_string(i) + "] must be from 0 to n[" + std::to_string(i) + "]",
          "x");
    }
    whole = whole && x[i] == std::floor(x[i]) && n[i] == std::floor(n[i]);
    total += n[i];
  }
  ordered_trend out;
  double scores = 0;  // sum c x_c over strata
  std::vector<double> p{1.0};
  const bool exact = whole && total <= exact_most;
  for (std::size_t h = 0; h < x.size(); h += classes) {
    double successes = 0;
    double people = 0;
    double first = 0;
    double second = 0;
    for (std::size_t c = 0; c < classes; ++c) {
      const double s = static_cast<double>(c);
      successes += x[h + c];
      people += n[h + c];
      first += s * n[h + c];
      second += s * s * n[h + c];
      scores += s * x[h + c];
    }
    if (!(people > 0)) continue;
    const double share = successes / people;
    out.expected += share * first;
    out.variance += share * (1 - share) * std::max(0.0, second - first * first / people);
    if (exact) p = convolve(p, exact_scores(n.subspan(h, classes), successes));
  }
  out.statistic = scores;
  fill_normal(out);
  if (!exact || !(out.variance > 0)) return out;
  double upper = 0;
  double lower = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (static_cast<double>(i) >= scores) upper += p[i];
    if (static_cast<double>(i) <= scores) lower += p[i];
  }
  out.method = "exact";
  fill_tails(out, upper, lower);
  return out;
}

effective_counts rao_scott_counts(std::span<const double> x, std::span<const double> n) {
  check_same_size("rao_scott_counts", "x", x.size(), "n", n.size());
  check_all_finite("rao_scott_counts", "x", x);
  check_all_positive("rao_scott_counts", "n", n);
  effective_counts out;
  for (std::size_t u = 0; u < x.size(); ++u) {
    out.x += x[u];
    out.n += n[u];
  }
  if (!(out.n > 0)) return out;
  const double p = out.x / out.n;
  const double m = static_cast<double>(x.size());
  double v = 0;
  for (std::size_t u = 0; u < x.size(); ++u) v += (x[u] - n[u] * p) * (x[u] - n[u] * p);
  v *= m / (m - 1) / (out.n * out.n);
  if (m > 1 && p > 0 && p < 1)
    out.design_effect = std::max(1.0, out.n * v / (p * (1 - p)));
  else
    out.design_effect = std::max(1.0, out.n / m);
  out.x /= out.design_effect;
  out.n /= out.design_effect;
  return out;
}

estimate class_difference(std::span<const double> y, std::span<const std::int32_t> group,
                          std::span<const std::int32_t> stratum, std::int32_t a, std::int32_t b,
                          double level) {
  check_same_size("class_difference", "y", y.size(), "group", group.size());
  if (!stratum.empty()) check_same_size("class_difference", "y", y.size(), "stratum", stratum.size());
  check_all_finite("class_difference", "y", y);
  struct side {
    double n = 0, sum = 0, squares = 0;
    [[nodiscard]] double mean() const { return sum / n; }
  };
  std::map<std::int32_t, std::array<side, 2>> strata;
  const auto side_of = [&](std::size_t i) -> side* {
    if (group[i] != a && group[i] != b) return nullptr;
    return &strata[stratum.empty() ? 0 : stratum[i]][group[i] == a ? 0 : 1];
  };
  double units = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (side* s = side_of(i)) {
      s->n += 1;
      s->sum += y[i];
      units += 1;
    }
  }
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (side* s = side_of(i)) s->squares += (y[i] - s->mean()) * (y[i] - s->mean());
  }
  double weights = 0;
  double sum = 0;
  double within = 0;
  double df = 0;
  double factor = 0;
  for (const auto& [id, s] : strata) {
    for (const side& one : s) {
      within += one.squares;
      df += std::max(0.0, one.n - 1);
    }
    if (!(s[0].n > 0) || !(s[1].n > 0)) continue;
    const double w = s[0].n * s[1].n / (s[0].n + s[1].n);
    weights += w;
    sum += w * (s[0].mean() - s[1].mean());
    factor += w;  // w^2 (1 / n_a + 1 / n_b) = w
  }
  if (!(weights > 0)) return undefined_estimate("difference of unit means within strata, t", units, level);
  const double variance = df > 0 ? within / df * factor / (weights * weights) : nan;
  estimate e = interval_from_variance(sum / weights, variance, units, df, level);
  e.method = "difference of unit means within strata, t";
  return e;
}

}  // namespace cxm
