// SPDX-License-Identifier: Apache-2.0
#include "cxm/benchmark/standing.hpp"

#include <limits>

#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/quantile.hpp"
#include "cxm/estimate/ranks.hpp"

namespace cxm {

std::vector<standing> standings(std::span<const double> values) {
  const column_view peers(values);
  const sample_summary s = summarize(peers);
  const std::vector<double> rank = ranks(values, tie_rule::average, true);
  const double quarters[] = {0, 0.25, 0.5, 0.75, 1};
  const std::vector<int> quartile =
      values.empty() ? std::vector<int>() : bands(peers, quantiles(peers, quarters, quantile_type::linear));
  std::vector<standing> out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double z = s.sd > 0 ? (values[i] - s.mean) / s.sd : std::numeric_limits<double>::quiet_NaN();
    out.push_back({z, rank[i], percentile_rank(peers, values[i]).mean, quartile[i]});
  }
  return out;
}

}  // namespace cxm
