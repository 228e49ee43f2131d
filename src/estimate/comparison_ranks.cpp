// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/comparison_ranks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/stats/distributions.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

std::vector<double> present_values(const char* function, const char* parameter, const column_view& x) {
  check_column(function, parameter, x);
  std::vector<double> out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x.has(i)) out.push_back(x.values[i]);
  }
  if (out.empty()) {
    throw error(errc::data, std::string(function) + ": " + parameter + " has no answer", parameter);
  }
  return out;
}

std::vector<double> joined(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> all = a;
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

// Sum of t^3 - t over groups of t equal values.
double tie_sum(std::vector<double> x) {
  std::sort(x.begin(), x.end());
  double sum = 0;
  for (std::size_t i = 0; i < x.size();) {
    std::size_t j = i;
    while (j < x.size() && x[j] == x[i]) ++j;
    const double t = static_cast<double>(j - i);
    sum += t * t * t - t;
    i = j;
  }
  return sum;
}

double two_sided(double z) { return 2 * stats::normal_cdf(-std::fabs(z)); }

double sign_of(double x) { return x > 0 ? 1 : (x < 0 ? -1 : 0); }

double count_combinations(std::size_t n, std::size_t k) {
  double c = 1;
  for (std::size_t i = 1; i <= k; ++i) {
    c = std::round(c * static_cast<double>(n - k + i) / static_cast<double>(i));
  }
  return c;
}

double largest(const std::vector<double>& x) {
  double most = 0;
  for (const double v : x) most = std::max(most, std::fabs(v));
  return most;
}

// Counts how a permuted statistic compares with the observed one.
struct tail_counter {
  double observed;
  double slack;
  double n = 0, both = 0, greater = 0, less = 0;

  void add(double value) {
    n += 1;
    if (std::fabs(value) >= std::fabs(observed) - slack) both += 1;
    if (value >= observed - slack) greater += 1;
    if (value <= observed + slack) less += 1;
  }
};

std::vector<double> differences(const char* function, const column_view& a, const column_view& b) {
  check_same_size(function, "a", a.size(), "b", b.size());
  check_column(function, "a", a);
  check_column(function, "b", b);
  std::vector<double> d;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a.has(i) && b.has(i)) d.push_back(a.values[i] - b.values[i]);
  }
  return d;
}

signed_rank_result signed_ranks(std::vector<double> d) {
  std::erase(d, 0.0);
  signed_rank_result r;
  r.n = static_cast<double>(d.size());
  std::vector<double> size(d.size());
  std::transform(d.begin(), d.end(), size.begin(), [](double x) { return std::fabs(x); });
  const std::vector<double> rank = mean_ranks(size);
  for (std::size_t i = 0; i < d.size(); ++i) {
    if (d[i] > 0) r.v += rank[i];
  }
  const double z = r.v - r.n * (r.n + 1) / 4;
  const double variance = r.n * (r.n + 1) * (2 * r.n + 1) / 24 - tie_sum(size) / 48;
  r.p = variance > 0 ? std::min(1.0, two_sided((z - sign_of(z) * 0.5) / std::sqrt(variance))) : nan_value;
  return r;
}

}  // namespace

std::vector<double> mean_ranks(std::span<const double> x) {
  for (const double v : x) check_finite("mean_ranks", "x", v);
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  std::vector<double> rank(x.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i;
    while (j < order.size() && x[order[j]] == x[order[i]]) ++j;
    for (std::size_t k = i; k < j; ++k) rank[order[k]] = static_cast<double>(i + j + 1) / 2;
    i = j;
  }
  return rank;
}

mann_whitney_result mann_whitney_test(const column_view& a, const column_view& b) {
  const auto x = present_values("mann_whitney_test", "a", a);
  const auto y = present_values("mann_whitney_test", "b", b);
  const auto all = joined(x, y);
  const auto rank = mean_ranks(all);
  const double n1 = static_cast<double>(x.size());
  const double n2 = static_cast<double>(y.size());
  const double n = n1 + n2;
  mann_whitney_result r;
  for (std::size_t i = 0; i < x.size(); ++i) r.u += rank[i];
  r.u -= n1 * (n1 + 1) / 2;
  r.probability = r.u / (n1 * n2);
  r.rank_biserial = 2 * r.probability - 1;
  const double variance = n1 * n2 / 12 * ((n + 1) - tie_sum(all) / (n * (n - 1)));
  const double z = r.u - n1 * n2 / 2;
  if (variance > 0) {
    r.p = two_sided(z / std::sqrt(variance));
    r.p_continuity = std::min(1.0, two_sided((z - sign_of(z) * 0.5) / std::sqrt(variance)));
  } else {
    r.p = r.p_continuity = nan_value;
  }
  return r;
}

exact_rank_result mann_whitney_exact(const column_view& a, const column_view& b) {
  const auto x = present_values("mann_whitney_exact", "a", a);
  const auto y = present_values("mann_whitney_exact", "b", b);
  const std::size_t n1 = x.size();
  const std::size_t n = n1 + y.size();
  if (n > 2000) {
    throw error(errc::argument,
                "mann_whitney_exact: " + std::to_string(n) +
                    " answers are too many for the exact distribution; use mann_whitney_test, which is "
                    "accurate then",
                "a");
  }
  const auto rank = mean_ranks(joined(x, y));
  // Twice the mean ranks are integers. ways[k][s]: share of the subsets of size k, among all of size n1 in
  // the end, whose doubled ranks sum to s; kept as probabilities of drawing without replacement.
  std::vector<std::size_t> score(n);
  std::size_t most = 0;
  std::size_t observed = 0;
  for (std::size_t i = 0; i < n; ++i) {
    score[i] = static_cast<std::size_t>(std::lround(2 * rank[i]));
    if (i < n1) observed += score[i];
  }
  std::vector<std::size_t> sorted = score;
  std::sort(sorted.rbegin(), sorted.rend());
  for (std::size_t i = 0; i < n1; ++i) most += sorted[i];
  std::vector<std::vector<double>> ways(n1 + 1, std::vector<double>(most + 1, 0.0));
  ways[0][0] = 1;
  for (std::size_t i = 0; i < n; ++i) {
    // Unit i joins with probability (n1 - k)/(n - i) when k have joined before.
    for (std::size_t k = std::min(i + 1, n1) + 1; k-- > 0;) {
      std::vector<double>& here = ways[k];
      const double stays = 1 - static_cast<double>(n1 - k) / static_cast<double>(n - i);
      for (double& p : here) p *= std::max(0.0, stays);
      if (k == 0) continue;
      const double joins = static_cast<double>(n1 - (k - 1)) / static_cast<double>(n - i);
      const std::vector<double>& before = ways[k - 1];
      for (std::size_t s = score[i]; s <= most; ++s) here[s] += joins * before[s - score[i]];
    }
  }
  const double expected = static_cast<double>(n1) * static_cast<double>(n + 1);  // of the doubled sum
  exact_rank_result r;
  r.u = static_cast<double>(observed) / 2 - static_cast<double>(n1) * static_cast<double>(n1 + 1) / 2;
  const double distance = std::fabs(static_cast<double>(observed) - expected);
  for (std::size_t s = 0; s <= most; ++s) {
    if (std::fabs(static_cast<double>(s) - expected) >= distance) r.p += ways[n1][s];
  }
  r.p = std::min(1.0, r.p);
  return r;
}

signed_rank_result signed_rank_test(const column_view& x, double null) {
  check_finite("signed_rank_test", "null", null);
  auto d = present_values("signed_rank_test", "x", x);
  for (double& v : d) v -= null;
  return signed_ranks(std::move(d));
}

signed_rank_result signed_rank_test(const column_view& a, const column_view& b) {
  return signed_ranks(differences("signed_rank_test", a, b));
}

double sign_test(const column_view& a, const column_view& b) {
  double up = 0;
  double down = 0;
  for (const double d : differences("sign_test", a, b)) {
    if (d > 0) up += 1;
    if (d < 0) down += 1;
  }
  if (up + down == 0) return nan_value;
  return std::min(1.0, 2 * stats::binomial_cdf(std::min(up, down), up + down, 0.5));
}

kruskal_result kruskal_wallis_test(const column_view& y, std::span<const int> group) {
  check_same_size("kruskal_wallis_test", "y", y.size(), "group", group.size());
  check_column("kruskal_wallis_test", "y", y);
  std::vector<double> x;
  std::vector<std::size_t> g;
  std::size_t groups = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!y.has(i) || group[i] < 0) continue;
    x.push_back(y.values[i]);
    g.push_back(static_cast<std::size_t>(group[i]));
    groups = std::max(groups, g.back() + 1);
  }
  if (x.empty()) throw error(errc::data, "kruskal_wallis_test: y has no answer in a group", "y");
  const auto rank = mean_ranks(x);
  std::vector<double> sum(groups, 0.0);
  std::vector<double> size(groups, 0.0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum[g[i]] += rank[i];
    size[g[i]] += 1;
  }
  const double n = static_cast<double>(x.size());
  double squares = 0;
  kruskal_result r;
  r.df = -1;
  for (std::size_t k = 0; k < groups; ++k) {
    if (size[k] == 0) continue;
    squares += sum[k] * sum[k] / size[k];
    r.df += 1;
  }
  const double tie = 1 - tie_sum(x) / (n * n * n - n);
  r.h = n > 1 && tie > 0 ? (12 * squares / (n * (n + 1)) - 3 * (n + 1)) / tie : nan_value;
  r.p = r.df > 0 && !std::isnan(r.h) ? stats::chi_squared_upper(std::max(0.0, r.h), r.df) : nan_value;
  r.epsilon2 = r.h / (n - 1);
  return r;
}

permutation_result permutation_exact(const column_view& a, const column_view& b, double most) {
  const auto x = present_values("permutation_exact", "a", a);
  const auto y = present_values("permutation_exact", "b", b);
  const auto all = joined(x, y);
  const std::size_t k = x.size();
  const std::size_t n = all.size();
  const double count = count_combinations(n, std::min(k, n - k));
  if (!(count <= most)) {
    throw error(errc::argument,
                "permutation_exact: there are " +
                    std::to_string(static_cast<long long>(std::min(count, 9e18))) +
                    " assignments, more than allowed; use permutation_sampled",
                "most");
  }
  const double total = std::accumulate(all.begin(), all.end(), 0.0);
  const double n1 = static_cast<double>(k);
  const double n2 = static_cast<double>(n - k);
  const auto difference = [&](double sum) { return sum / n1 - (total - sum) / n2; };
  tail_counter tails{difference(std::accumulate(x.begin(), x.end(), 0.0)),
                     1e-12 * std::max(1.0, largest(all))};
  // Combinations in lexicographic order; sums[i] is the sum of the first i chosen.
  std::vector<std::size_t> chosen(k);
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  std::vector<double> sums(k + 1, 0.0);
  std::size_t from = 0;
  for (;;) {
    for (std::size_t i = from; i < k; ++i) sums[i + 1] = sums[i] + all[chosen[i]];
    tails.add(difference(sums[k]));
    std::size_t i = k;
    while (i > 0 && chosen[i - 1] == n - k + i - 1) --i;
    if (i == 0) break;
    from = i - 1;
    ++chosen[from];
    for (std::size_t j = from + 1; j < k; ++j) chosen[j] = chosen[j - 1] + 1;
  }
  return {tails.n, tails.observed, tails.both / tails.n, tails.greater / tails.n, tails.less / tails.n};
}

permutation_result permutation_sampled(const column_view& a, const column_view& b, std::size_t permutations,
                                       std::uint64_t seed) {
  const auto x = present_values("permutation_sampled", "a", a);
  const auto y = present_values("permutation_sampled", "b", b);
  check_at_least("permutation_sampled", "permutations", permutations, 1);
  auto all = joined(x, y);
  const std::size_t k = x.size();
  const double total = std::accumulate(all.begin(), all.end(), 0.0);
  const double n1 = static_cast<double>(k);
  const double n2 = static_cast<double>(y.size());
  const auto difference = [&](double sum) { return sum / n1 - (total - sum) / n2; };
  tail_counter tails{difference(std::accumulate(x.begin(), x.end(), 0.0)),
                     1e-12 * std::max(1.0, largest(all))};
  random_stream draws(seed, 0);
  for (std::size_t r = 0; r < permutations; ++r) {
    double sum = 0;
    for (std::size_t i = 0; i < k; ++i) {  // the first k of a Fisher-Yates shuffle
      const std::size_t j = i + draws.below(static_cast<std::uint32_t>(all.size() - i));
      std::swap(all[i], all[j]);
      sum += all[i];
    }
    tails.add(difference(sum));
  }
  const double m = tails.n + 1;
  return {tails.n, tails.observed, (tails.both + 1) / m, (tails.greater + 1) / m, (tails.less + 1) / m};
}

permutation_result sign_flip_exact(const column_view& x) {
  const auto v = present_values("sign_flip_exact", "x", x);
  const std::size_t n = v.size();
  if (n > 26) {
    throw error(errc::argument,
                "sign_flip_exact: " + std::to_string(n) + " answers have too many sign patterns; at most 26",
                "x");
  }
  const double size = static_cast<double>(n);
  tail_counter tails{std::accumulate(v.begin(), v.end(), 0.0) / size, 1e-12 * std::max(1.0, largest(v))};
  for (std::uint32_t signs = 0; signs < (1U << n); ++signs) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += (signs >> i & 1U) != 0 ? v[i] : -v[i];
    tails.add(sum / size);
  }
  return {tails.n, tails.observed, tails.both / tails.n, tails.greater / tails.n, tails.less / tails.n};
}

}  // namespace cxm
