// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/comparison_groups.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/stable_order.hpp"
#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/anova.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/studentized_range.hpp"
#include "estimate/welch_test.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

struct one_group {
  std::int32_t number = 0;
  std::vector<double> values;
  sample_summary summary;
};

std::vector<one_group> split(const char* function, const column_view& y,
                             std::span<const std::int32_t> group) {
  check_same_size(function, "y", y.size(), "group", group.size());
  check_column(function, "y", y);
  std::int32_t most = -1;
  for (const std::int32_t g : group) most = std::max(most, g);
  std::vector<one_group> all(static_cast<std::size_t>(most + 1));
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (y.has(i) && group[i] >= 0) all[static_cast<std::size_t>(group[i])].values.push_back(y.values[i]);
  }
  std::vector<one_group> out;
  for (std::size_t g = 0; g < all.size(); ++g) {
    if (all[g].values.empty()) continue;
    all[g].number = static_cast<std::int32_t>(g);
    all[g].summary = summarize(column_view(all[g].values));
    out.push_back(std::move(all[g]));
  }
  if (out.size() < 2) {
    throw error(errc::data,
                std::string(function) + ": there are " + std::to_string(out.size()) +
                    " groups with answers, but a comparison needs two",
                "group");
  }
  if (std::none_of(out.begin(), out.end(), [](const one_group& g) { return g.values.size() > 1; })) {
    throw error(errc::data,
                std::string(function) + ": no group has two answers, so there is no variance within groups",
                "group");
  }
  return out;
}

groups_test anova_of(const stats::one_way_table& t) { return {t.f, t.groups - 1, t.n - t.groups, t.p}; }

// Analysis of variance of the distances from a centre of each group.
groups_test levene(const std::vector<one_group>& groups, bool around_median) {
  std::vector<double> distance;
  std::vector<std::int32_t> group;
  for (const one_group& g : groups) {
    const double centre = around_median ? median(column_view(g.values)) : g.summary.mean;
    for (const double v : g.values) {
      distance.push_back(std::fabs(v - centre));
      group.push_back(g.number);
    }
  }
  return anova_of(stats::one_way_anova(column_view(distance), group));
}

groups_test welch(const std::vector<one_group>& groups) {
  std::vector<double> means;
  std::vector<double> variances;
  std::vector<double> df;
  for (const one_group& g : groups) {
    if (!(g.summary.variance > 0)) {
      return {nan_value, static_cast<double>(groups.size()) - 1, nan_value, nan_value};
    }
    means.push_back(g.summary.mean);
    variances.push_back(g.summary.variance / g.summary.n);
    df.push_back(g.summary.n - 1);
  }
  return welch_test(means, variances, df);
}

groups_test bartlett(const std::vector<one_group>& groups) {
  const double k = static_cast<double>(groups.size());
  double df = 0;
  double pooled = 0;
  double logs = 0;
  double inverse = 0;
  for (const one_group& g : groups) {
    if (!(g.summary.variance > 0)) return {nan_value, k - 1, 0, nan_value};
    const double m = g.summary.n - 1;
    df += m;
    pooled += m * g.summary.variance;
    logs += m * stats::log(g.summary.variance);
    inverse += 1 / m;
  }
  groups_test t;
  t.df1 = k - 1;
  t.statistic = (df * stats::log(pooled / df) - logs) / (1 + (inverse - 1 / df) / (3 * (k - 1)));
  t.p = stats::chi_squared_upper(std::max(0.0, t.statistic), t.df1);
  return t;
}

}  // namespace

one_way_result compare_groups(const column_view& y, std::span<const std::int32_t> group) {
  const auto groups = split("compare_groups", y, group);
  const stats::one_way_table t = stats::one_way_anova(y, group);
  one_way_result r;
  r.anova = anova_of(t);
  const double total = t.between_ss + t.within_ss;
  r.eta2 = t.between_ss / total;
  r.omega2 = (t.between_ss - r.anova.df1 * t.within_ms) / (total + t.within_ms);
  r.welch = welch(groups);
  r.levene_mean = levene(groups, false);
  r.levene_median = levene(groups, true);
  r.bartlett = bartlett(groups);
  return r;
}

std::vector<pair_difference> tukey_pairs(const column_view& y, std::span<const std::int32_t> group,
                                         double level) {
  check_level("tukey_pairs", "level", level);
  const auto groups = split("tukey_pairs", y, group);
  const stats::one_way_table t = stats::one_way_anova(y, group);
  const double k = t.groups;
  const double df = t.n - t.groups;
  const double critical = stats::studentized_range_quantile(level, k, df);
  std::vector<pair_difference> out;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (std::size_t j = i + 1; j < groups.size(); ++j) {
      const sample_summary& a = groups[i].summary;
      const sample_summary& b = groups[j].summary;
      const double se = std::sqrt(t.within_ms / 2 * (1 / a.n + 1 / b.n));
      pair_difference d;
      d.first = groups[i].number;
      d.second = groups[j].number;
      d.difference = b.mean - a.mean;
      d.low = d.difference - critical * se;
      d.high = d.difference + critical * se;
      d.p = se > 0 ? stats::studentized_range_upper(std::fabs(d.difference) / se, k, df) : nan_value;
      out.push_back(d);
    }
  }
  return out;
}

std::vector<double> adjust_p_values(std::span<const double> p, p_adjustment method) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i])) continue;
    check_share("adjust_p_values", "p", p[i]);
    order.push_back(i);
  }
  detail::small_stable_sort(order.begin(), order.end(),
                            [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  const std::size_t m = order.size();
  const double size = static_cast<double>(m);
  std::vector<double> sorted(m);
  for (std::size_t i = 0; i < m; ++i) sorted[i] = p[order[i]];
  std::vector<double> q(m);
  double harmonic = 0;
  for (std::size_t i = 1; i <= m; ++i) harmonic += 1 / static_cast<double>(i);
  switch (method) {
    case p_adjustment::bonferroni:
      for (std::size_t i = 0; i < m; ++i) q[i] = size * sorted[i];
      break;
    case p_adjustment::holm:
      for (std::size_t i = 0; i < m; ++i) {
        q[i] = (size - static_cast<double>(i)) * sorted[i];
        if (i > 0) q[i] = std::max(q[i], q[i - 1]);
      }
      break;
    case p_adjustment::hochberg:
    case p_adjustment::benjamini_hochberg:
    case p_adjustment::benjamini_yekutieli:
      for (std::size_t i = m; i-- > 0;) {
        const double rank = static_cast<double>(i + 1);
        double factor = size - rank + 1;
        if (method == p_adjustment::benjamini_hochberg) factor = size / rank;
        if (method == p_adjustment::benjamini_yekutieli) factor = harmonic * size / rank;
        q[i] = factor * sorted[i];
        if (i + 1 < m) q[i] = std::min(q[i], q[i + 1]);
      }
      break;
    case p_adjustment::hommel: {
      // Wright (1992), appendix: for each size of an intersection the Simes bound, from large to small.
      if (m == 0) break;
      double least = std::numeric_limits<double>::infinity();
      for (std::size_t i = 0; i < m; ++i)
        least = std::min(least, size * sorted[i] / static_cast<double>(i + 1));
      std::vector<double> bound(m, least);
      q.assign(m, least);
      for (std::size_t s = m - 1; s >= 2; --s) {
        const double count = static_cast<double>(s);
        const std::size_t head = m - s + 1;  // the first `head` hypotheses
        double simes = std::numeric_limits<double>::infinity();
        for (std::size_t i = head; i < m; ++i) {
          simes = std::min(simes, count * sorted[i] / static_cast<double>(i - head + 2));
        }
        for (std::size_t i = 0; i < head; ++i) bound[i] = std::min(count * sorted[i], simes);
        for (std::size_t i = head; i < m; ++i) bound[i] = bound[head - 1];
        for (std::size_t i = 0; i < m; ++i) q[i] = std::max(q[i], bound[i]);
      }
      for (std::size_t i = 0; i < m; ++i) q[i] = std::max(q[i], sorted[i]);
      break;
    }
  }
  std::vector<double> out(p.size(), nan_value);
  for (std::size_t i = 0; i < m; ++i) out[order[i]] = std::min(1.0, q[i]);
  return out;
}

}  // namespace cxm
