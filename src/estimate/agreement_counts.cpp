// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/agreement_counts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Mean of a member over the items where it exists; NaN where it exists nowhere.
template <class Member>
double mean_of(std::span<const item_agreement> items, Member member) {
  double sum = 0;
  double count = 0;
  for (const item_agreement& i : items) {
    const double v = member(i);
    if (std::isnan(v)) continue;
    sum += v;
    count += 1;
  }
  return count > 0 ? sum / count : nan;
}

}  // namespace

item_agreement agreement_of_counts(std::span<const double> counts, std::span<const double> scores) {
  constexpr const char* function = "agreement_of_counts";
  check_same_size(function, "counts", counts.size(), "scores", scores.size());
  check_all_finite(function, "scores", scores);
  item_agreement out;
  double sum = 0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    check_not_negative(function, "counts", counts[k]);
    out.n += counts[k];
    sum += counts[k] * scores[k];
  }
  const auto options = static_cast<double>(scores.size());
  const auto [low, high] = std::minmax_element(scores.begin(), scores.end());
  if (scores.empty() || !(*low < *high)) {
    throw error(errc::argument, "agreement_of_counts: scores are all equal, but a scale has two at least",
                "scores");
  }
  double middle = 0;
  for (const double s : scores) middle += s / options;
  for (const double s : scores) out.null_variance += (s - middle) * (s - middle) / options;
  // options / 6 steps: on 1..K a step is 1.
  out.deviation_cut = options / 6 * (*high - *low) / (options - 1);
  out.mean = out.n > 0 ? sum / out.n : nan;
  out.variance = out.r = out.a_wg = out.deviation = out.agreement = nan;
  if (!(out.n >= 2)) return out;
  double squares = 0;
  double distances = 0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const double d = scores[k] - out.mean;
    squares += counts[k] * d * d;
    distances += counts[k] * std::fabs(d);
  }
  const double n = out.n;
  out.variance = squares / (n - 1);
  out.r = 1 - out.variance / out.null_variance;
  out.deviation = distances / n;
  const double at_low = counts[static_cast<std::size_t>(low - scores.begin())];
  const double at_high = counts[static_cast<std::size_t>(high - scores.begin())];
  if (at_low == n || at_high == n) {
    out.a_wg = 1;
  } else if (out.mean >= (*low * (n - 1) + *high) / n && out.mean <= (*high * (n - 1) + *low) / n) {
    const double largest = ((*high + *low) * out.mean - out.mean * out.mean - *high * *low) * n / (n - 1);
    out.a_wg = 1 - 2 * out.variance / largest;
  }
  if (counts.size() >= 3) out.agreement = ordinal_agreement(counts);
  return out;
}

construct_agreement agreement_of_construct(std::span<const item_agreement> all, double least, double cut) {
  check_at_least("agreement_of_construct", "items", all.size(), 1);
  construct_agreement out;
  std::vector<item_agreement> items;
  out.n = all.front().n;
  for (const item_agreement& i : all) {
    out.n = std::min(out.n, i.n);
    if (i.n >= 2) items.push_back(i);
  }
  const auto j = static_cast<double>(items.size());
  out.items = j;
  out.r_star = mean_of(items, [](const item_agreement& i) { return i.r; });
  const double m = std::max(0.0, out.r_star);
  out.r_wg_j = items.empty() ? nan : j * m / (j * m + 1 - m);
  out.a_wg = mean_of(items, [](const item_agreement& i) { return i.a_wg; });
  out.deviation = mean_of(items, [](const item_agreement& i) { return i.deviation; });
  out.agreement = mean_of(items, [](const item_agreement& i) { return i.agreement; });
  out.polarisation = (1 - out.agreement) / 2;
  if (items.empty() || !(out.n >= least)) return out;
  const double relative =
      mean_of(items, [](const item_agreement& i) { return i.deviation / i.deviation_cut; });
  const int passed = (out.r_star >= cut ? 1 : 0) + (out.a_wg >= cut ? 1 : 0) + (relative <= 1 ? 1 : 0);
  const bool one_camp = std::isnan(out.agreement) || out.agreement > 0;
  out.verdict = passed >= 2 && one_camp ? climate_verdict::one_culture : climate_verdict::pockets;
  return out;
}

}  // namespace cxm
