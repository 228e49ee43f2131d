// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/number_text.hpp"
#include "cxm/base/check.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

kish_summary summarize(std::span<const double> weights) {
  kish_summary k;
  stats::compensated_sum total;
  double largest = 0;
  for (const double w : weights) {
    if (w == 0) continue;
    k.n += 1;
    total.add(w);
    largest = std::max(largest, w);
  }
  k.sum_w = total.value();
  if (k.n == 0) {
    k.deff = k.cv2 = nan;
    return k;
  }
  // Relative to the largest weight: squares then neither overflow nor vanish, and equal weights are 1.
  stats::compensated_sum scaled, squares;
  for (const double w : weights) {
    scaled.add(w / largest);
    squares.add((w / largest) * (w / largest));
  }
  k.n_eff = scaled.value() * scaled.value() / squares.value();
  k.deff = k.n * squares.value() / (scaled.value() * scaled.value());
  const double mean = scaled.value() / k.n;
  stats::compensated_sum deviations;
  for (const double w : weights) {
    if (w > 0) deviations.add((w / largest - mean) * (w / largest - mean));
  }
  k.cv2 = deviations.value() / k.n / (mean * mean);
  return k;
}

}  // namespace

kish_summary kish_effective_size(std::span<const double> weights) {
  check_weights("kish_effective_size", "weights", weights, weights.size());
  return summarize(weights);
}

kish_summary kish_effective_size(const column_view& x, std::span<const double> weights) {
  check_column("kish_effective_size", "x", x);
  check_weights("kish_effective_size", "weights", weights, x.size());
  std::vector<double> used;
  used.reserve(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x.has(i)) used.push_back(weights[i]);
  }
  return summarize(used);
}

double cluster_design_effect(double cluster_size, double intraclass_correlation) {
  check_finite("cluster_design_effect", "cluster_size", cluster_size);
  check_finite("cluster_design_effect", "intraclass_correlation", intraclass_correlation);
  if (cluster_size < 1) {
    throw error(errc::argument,
                "cluster_design_effect: cluster_size is " + detail::number_text(cluster_size) +
                    ", but must be at least 1 answer a cluster",
                "cluster_size");
  }
  if (std::fabs(intraclass_correlation) > 1) {
    throw error(errc::argument,
                "cluster_design_effect: intraclass_correlation is " +
                    detail::number_text(intraclass_correlation) + ", but must be between -1 and 1",
                "intraclass_correlation");
  }
  return 1 + (cluster_size - 1) * intraclass_correlation;
}

double weighted_cluster_size(std::span<const double> sizes) {
  stats::compensated_sum total, squares;
  for (const double m : sizes) {
    check_not_negative("weighted_cluster_size", "sizes", m);
    total.add(m);
    squares.add(m * m);
  }
  return total.value() > 0 ? squares.value() / total.value() : nan;
}

}  // namespace cxm
