// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/score_distribution.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "base/number_text.hpp"
#include "cxm/base/check.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

score_distribution count(const column_view& x, std::span<const double> weights, int lowest, int highest) {
  constexpr const char* function = "count_scores";
  check_column(function, "x", x);
  if (highest < lowest) {
    throw error(errc::argument,
                std::string(function) + ": highest is " + detail::number_text(highest) +
                    ", but must not be below lowest = " + detail::number_text(lowest),
                "highest");
  }
  score_distribution d;
  d.lowest = lowest;
  std::vector<stats::compensated_sum> sums(static_cast<std::size_t>(highest - lowest) + 1);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!x.has(i)) continue;
    const double value = x.values[i];
    if (value < lowest || value > highest || value != std::floor(value)) {
      throw error(errc::argument,
                  std::string(function) + ": x[" + std::to_string(i) + "] is " + detail::number_text(value) +
                      ", which is no code of the scale " + detail::number_text(lowest) + " to " +
                      detail::number_text(highest) + "; mark codes of missing answers as missing",
                  "x", static_cast<std::int64_t>(i));
    }
    const double w = weights.empty() ? 1 : weights[i];
    if (w == 0) continue;
    d.n += 1;
    sums[static_cast<std::size_t>(static_cast<int>(value) - lowest)].add(w);
  }
  for (const auto& s : sums) d.counts.push_back(s.value());
  d.total = stats::sum(d.counts);
  return d;
}

}  // namespace

std::vector<double> score_distribution::shares() const {
  std::vector<double> out;
  for (const double k : counts)
    out.push_back(total > 0 ? k / total : std::numeric_limits<double>::quiet_NaN());
  return out;
}

double score_distribution::top_share(std::size_t boxes) const {
  if (boxes > counts.size()) {
    throw error(
        errc::argument,
        "top_share: the scale has " + std::to_string(counts.size()) + " codes, not " + std::to_string(boxes),
        "boxes");
  }
  stats::compensated_sum s;
  for (std::size_t i = counts.size() - boxes; i < counts.size(); ++i) s.add(counts[i]);
  return total > 0 ? s.value() / total : std::numeric_limits<double>::quiet_NaN();
}

double score_distribution::bottom_share(std::size_t boxes) const {
  if (boxes > counts.size()) {
    throw error(errc::argument,
                "bottom_share: the scale has " + std::to_string(counts.size()) + " codes, not " +
                    std::to_string(boxes),
                "boxes");
  }
  stats::compensated_sum s;
  for (std::size_t i = 0; i < boxes; ++i) s.add(counts[i]);
  return total > 0 ? s.value() / total : std::numeric_limits<double>::quiet_NaN();
}

double score_distribution::net_share(std::size_t boxes) const {
  return top_share(boxes) - bottom_share(boxes);
}

score_distribution count_scores(const column_view& x, int lowest, int highest) {
  return count(x, {}, lowest, highest);
}

score_distribution count_scores(const column_view& x, std::span<const double> weights, int lowest,
                                int highest) {
  check_weights("count_scores", "weights", weights, x.size());
  return count(x, weights, lowest, highest);
}

}  // namespace cxm
