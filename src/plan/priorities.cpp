// SPDX-License-Identifier: Apache-2.0
#include "plan/priorities.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/stable_order.hpp"

namespace cxm::detail {

drawn_ranks ranks_from_draws(const std::vector<double>& values, const matrix& draws, std::size_t top,
                             double level) {
  const std::size_t n = values.size();
  const auto count = static_cast<double>(draws.rows);
  drawn_ranks out;
  out.rank.assign(n, 1);
  out.low.assign(n, 1);
  out.high.assign(n, static_cast<double>(n));
  out.p_first.assign(n, 0);
  out.p_top.assign(n, 0);
  double size = 0;
  for (const double v : values) size = std::max(size, std::fabs(v));
  const double same = 1e-9 * size;  // differences that are rounding

  matrix mean(n, n), deviation(n, n);
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      double sum = 0, squares = 0;
      for (std::size_t r = 0; r < draws.rows; ++r) sum += draws(r, a) - draws(r, b);
      mean(a, b) = sum / count;
      for (std::size_t r = 0; r < draws.rows; ++r) {
        const double d = draws(r, a) - draws(r, b) - mean(a, b);
        squares += d * d;
      }
      deviation(a, b) = std::sqrt(squares / count);
    }
  }
  std::vector<double> largest(draws.rows, 0.0);
  for (std::size_t r = 0; r < draws.rows; ++r) {
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        if (deviation(a, b) <= same) continue;
        largest[r] =
            std::max(largest[r], std::fabs(draws(r, a) - draws(r, b) - mean(a, b)) / deviation(a, b));
      }
    }
  }
  double critical = 0;
  if (!largest.empty()) {
    const auto place = static_cast<std::ptrdiff_t>(std::min(count - 1, std::ceil(level * count) - 1));
    std::nth_element(largest.begin(), largest.begin() + place, largest.end());
    critical = largest[static_cast<std::size_t>(place)];
  }
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const double d = values[a] - values[b];
      const std::size_t better = d > 0 ? a : b;
      const std::size_t worse = d > 0 ? b : a;
      if (std::fabs(d) > same) out.rank[worse] += 1;
      if (std::fabs(d) > std::max(same, critical * deviation(a, b))) {
        out.low[worse] += 1;
        out.high[better] -= 1;
      }
    }
  }
  std::vector<std::size_t> order(n);
  const auto share_places = [&](std::size_t r, std::size_t places, std::vector<double>& p) {
    if (places >= n) {
      for (double& one : p) one += 1;
      return;
    }
    const double edge = draws(r, order[places - 1]);
    std::size_t above = 0, tied = 0;
    for (std::size_t a = 0; a < n; ++a) {
      above += draws(r, a) > edge + same ? 1 : 0;
      tied += std::fabs(draws(r, a) - edge) <= same ? 1 : 0;
    }
    for (std::size_t a = 0; a < n; ++a) {
      if (draws(r, a) > edge + same) {
        p[a] += 1;
      } else if (std::fabs(draws(r, a) - edge) <= same) {
        p[a] += static_cast<double>(places - above) / static_cast<double>(tied);
      }
    }
  };
  for (std::size_t r = 0; r < draws.rows && n > 0; ++r) {
    std::iota(order.begin(), order.end(), 0);
    detail::small_stable_sort(order.begin(), order.end(),
                              [&](std::size_t a, std::size_t b) { return draws(r, a) > draws(r, b); });
    share_places(r, 1, out.p_first);
    share_places(r, std::max<std::size_t>(1, top), out.p_top);
  }
  // Divided at the end: what is certain is 1, not a sum of rounded parts of it.
  for (std::size_t a = 0; a < n; ++a) {
    out.p_first[a] /= count;
    out.p_top[a] /= count;
  }
  return out;
}

}  // namespace cxm::detail
