// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/agreement.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/moments.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

// Complete answers by group and item.
struct grouped {
  std::vector<std::vector<std::vector<double>>> values;  // [group][item][person]
  std::size_t items = 0;
};

grouped gather(const char* function, std::span<const column_view> items,
               std::span<const std::int32_t> group) {
  check_at_least(function, "items", items.size(), 1);
  std::int32_t most = -1;
  for (const std::int32_t g : group) most = std::max(most, g);
  for (const column_view& y : items) {
    check_same_size(function, "group", group.size(), "y", y.size());
    check_column(function, "y", y);
  }
  grouped out;
  out.items = items.size();
  out.values.assign(static_cast<std::size_t>(most + 1), std::vector<std::vector<double>>(items.size()));
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (group[i] < 0) continue;
    if (!std::all_of(items.begin(), items.end(), [&](const column_view& y) { return y.has(i); })) continue;
    for (std::size_t j = 0; j < items.size(); ++j) {
      out.values[static_cast<std::size_t>(group[i])][j].push_back(items[j].values[i]);
    }
  }
  return out;
}

// One number a group of two or more people.
group_agreement each_group(const grouped& data,
                           const std::function<double(const std::vector<std::vector<double>>&)>& index) {
  group_agreement out;
  for (const auto& people : data.values) {
    const double n = static_cast<double>(people[0].size());
    out.n.push_back(n);
    out.value.push_back(n > 1 ? index(people) : nan_value);
  }
  return out;
}

double variance(const std::vector<double>& x) { return summarize(column_view(x)).variance; }

double mean_variance(const std::vector<std::vector<double>>& items) {
  double sum = 0;
  for (const auto& x : items) sum += variance(x);
  return sum / static_cast<double>(items.size());
}

double deviation(const std::vector<double>& x, deviation_centre centre) {
  const double middle =
      centre == deviation_centre::mean ? summarize(column_view(x)).mean : median(column_view(x));
  double sum = 0;
  for (const double v : x) sum += std::fabs(v - middle);
  return sum / static_cast<double>(x.size());
}

double one_a_wg(const std::vector<double>& x, double low, double high) {
  const double n = static_cast<double>(x.size());
  const double mean = summarize(column_view(x)).mean;
  if (mean == low || mean == high) return 1;
  if (mean < (low * (n - 1) + high) / n || mean > (high * (n - 1) + low) / n) return nan_value;
  const double largest = ((high + low) * mean - mean * mean - high * low) * n / (n - 1);
  return 1 - 2 * variance(x) / largest;
}

void check_scale(const char* function, double low, double high) {
  check_finite(function, "low", low);
  check_finite(function, "high", high);
  if (!(low < high)) {
    throw error(errc::argument, std::string(function) + ": low must be below high", "low");
  }
}

void check_on_scale(const char* function, std::span<const column_view> items,
                    std::span<const std::int32_t> group, double low, double high, bool whole) {
  for (const column_view& y : items) {
    for (std::size_t i = 0; i < std::min(y.size(), group.size()); ++i) {
      if (!y.has(i) || group[i] < 0) continue;
      const double v = y.values[i];
      if (v < low || v > high || (whole && v != std::floor(v))) {
        throw error(errc::data,
                    std::string(function) + ": y[" + std::to_string(i) + "] is no answer on the scale", "y",
                    static_cast<std::int64_t>(i));
      }
    }
  }
}

}  // namespace

double group_agreement::mean() const {
  double sum = 0;
  double count = 0;
  for (const double v : value) {
    if (std::isnan(v)) continue;
    sum += v;
    count += 1;
  }
  return count > 0 ? sum / count : nan_value;
}

double group_agreement::median() const {
  std::vector<double> known;
  for (const double v : value) {
    if (!std::isnan(v)) known.push_back(v);
  }
  return known.empty() ? nan_value : cxm::median(column_view(known));
}

double uniform_null_variance(double options) {
  if (!(options >= 2) || std::isinf(options)) {
    throw error(errc::argument, "uniform_null_variance: a scale has at least two options", "options");
  }
  return (options * options - 1) / 12;
}

group_agreement r_wg(const column_view& y, std::span<const std::int32_t> group, double null_variance) {
  check_positive("r_wg", "null_variance", null_variance);
  return each_group(gather("r_wg", {&y, 1}, group), [&](const auto& items) {
    return 1 - std::min(variance(items[0]), null_variance) / null_variance;
  });
}

group_agreement r_wg_j(std::span<const column_view> items, std::span<const std::int32_t> group,
                       double null_variance) {
  check_positive("r_wg_j", "null_variance", null_variance);
  const double j = static_cast<double>(items.size());
  return each_group(gather("r_wg_j", items, group), [&](const auto& people) {
    const double v = std::min(mean_variance(people), null_variance) / null_variance;
    return j * (1 - v) / (j * (1 - v) + v);
  });
}

group_agreement r_star_wg_j(std::span<const column_view> items, std::span<const std::int32_t> group,
                            double null_variance) {
  check_positive("r_star_wg_j", "null_variance", null_variance);
  return each_group(gather("r_star_wg_j", items, group),
                    [&](const auto& people) { return 1 - mean_variance(people) / null_variance; });
}

group_agreement a_wg(const column_view& y, std::span<const std::int32_t> group, double low, double high) {
  return a_wg(std::span<const column_view>(&y, 1), group, low, high);
}

group_agreement a_wg(std::span<const column_view> items, std::span<const std::int32_t> group, double low,
                     double high) {
  check_scale("a_wg", low, high);
  const grouped data = gather("a_wg", items, group);
  check_on_scale("a_wg", items, group, low, high, false);
  return each_group(data, [&](const auto& people) {
    double sum = 0;
    double count = 0;
    for (const auto& x : people) {
      const double a = one_a_wg(x, low, high);
      if (std::isnan(a)) continue;
      sum += a;
      count += 1;
    }
    return count > 0 ? sum / count : nan_value;
  });
}

group_agreement average_deviation(const column_view& y, std::span<const std::int32_t> group,
                                  deviation_centre centre) {
  return average_deviation(std::span<const column_view>(&y, 1), group, centre);
}

group_agreement average_deviation(std::span<const column_view> items, std::span<const std::int32_t> group,
                                  deviation_centre centre) {
  return each_group(gather("average_deviation", items, group), [&](const auto& people) {
    double sum = 0;
    for (const auto& x : people) sum += deviation(x, centre);
    return sum / static_cast<double>(people.size());
  });
}

double ordinal_agreement(std::span<const double> counts) {
  const std::size_t k = counts.size();
  check_at_least("ordinal_agreement", "categories", k, 3);
  double total = 0;
  for (const double c : counts) {
    check_not_negative("ordinal_agreement", "counts", c);
    total += c;
  }
  if (total == 0) return nan_value;
  std::vector<double> left(counts.begin(), counts.end());
  const double size = static_cast<double>(k);
  double agreement = 0;
  for (;;) {
    // A layer: as many answers in each category that is not yet empty.
    double least = std::numeric_limits<double>::infinity();
    double used = 0;
    for (const double c : left) {
      if (c > 0) {
        least = std::min(least, c);
        used += 1;
      }
    }
    if (used == 0) break;
    double unimodality = 1;  // of a single category
    if (used > 1) {
      // Triples that speak for one peak (110, 011) and for two (101).
      double one_peak = 0;
      double two_peaks = 0;
      for (std::size_t a = 0; a < k; ++a) {
        for (std::size_t b = a + 1; b < k; ++b) {
          for (std::size_t c = b + 1; c < k; ++c) {
            const bool x = left[a] > 0, y = left[b] > 0, z = left[c] > 0;
            if (y && x != z) one_peak += 1;
            if (!y && x && z) two_peaks += 1;
          }
        }
      }
      unimodality = one_peak + two_peaks > 0 ? ((size - 2) * one_peak - (size - 1) * two_peaks) /
                                                   ((size - 2) * (one_peak + two_peaks))
                                             : 0;
    }
    const double weight = least * used / total;
    agreement += weight * unimodality * (1 - (used - 1) / (size - 1));
    for (double& c : left) c = c > least ? c - least : 0;
  }
  return agreement;
}

std::vector<unit_climate> climate_of_units(const column_view& y, std::span<const std::int32_t> group,
                                           const climate_options& options) {
  const char* f = "climate_of_units";
  check_scale(f, options.low, options.high);
  const double points = options.high - options.low + 1;
  if (points != std::floor(points) || points < 3) {
    throw error(errc::argument, "climate_of_units: the scale needs at least three whole points", "high");
  }
  const grouped data = gather(f, {&y, 1}, group);
  check_on_scale(f, {&y, 1}, group, options.low, options.high, true);
  const double deviation_cut = options.deviation_cut > 0 ? options.deviation_cut : points / 6;
  std::vector<unit_climate> out;
  for (const auto& people : data.values) {
    const std::vector<double>& x = people[0];
    const sample_summary s = summarize(column_view(x));
    unit_climate c;
    c.n = s.n;
    c.mean = s.mean;
    c.strength = s.sd;
    c.r_wg = c.a_wg = c.deviation = c.agreement = c.polarisation = nan_value;
    if (s.n >= 2) {
      const double null_variance = uniform_null_variance(points);
      c.r_wg = 1 - std::min(s.variance, null_variance) / null_variance;
      c.a_wg = one_a_wg(x, options.low, options.high);
      c.deviation = deviation(x, deviation_centre::mean);
      std::vector<double> counts(static_cast<std::size_t>(points), 0.0);
      for (const double v : x) counts[static_cast<std::size_t>(v - options.low)] += 1;
      c.agreement = ordinal_agreement(counts);
      c.polarisation = (1 - c.agreement) / 2;
      if (s.n >= options.least_answers) {
        const int passed = (c.r_wg >= options.agreement_cut ? 1 : 0) +
                           (c.a_wg >= options.agreement_cut ? 1 : 0) + (c.deviation <= deviation_cut ? 1 : 0);
        c.verdict = passed >= 2 && c.agreement > 0 ? climate_verdict::one_culture : climate_verdict::pockets;
      }
    }
    out.push_back(c);
  }
  return out;
}

}  // namespace cxm
