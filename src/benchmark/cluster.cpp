// SPDX-License-Identifier: Apache-2.0
#include "cxm/benchmark/cluster.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

/// The distinct values, ascending, and how often each comes.
struct distinct_values {
  std::vector<double> x, count;

  explicit distinct_values(std::span<const double> values) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    for (const double v : sorted) {
      if (x.empty() || v != x.back()) {
        x.push_back(v);
        count.push_back(0);
      }
      ++count.back();
    }
  }
  [[nodiscard]] std::size_t size() const noexcept { return x.size(); }
};

/// Sum of squares around the mean of any run of distinct values in constant time, by prefix sums of the
/// values less their overall mean.
class run_cost {
 public:
  explicit run_cost(const distinct_values& d) : w_(1), s_(1), q_(1) {
    stats::compensated_sum total, n;
    for (std::size_t i = 0; i < d.size(); ++i) {
      total.add(d.count[i] * d.x[i]);
      n.add(d.count[i]);
    }
    const double mean = total.value() / n.value();
    stats::compensated_sum w, s, q;
    for (std::size_t i = 0; i < d.size(); ++i) {
      const double x = d.x[i] - mean;
      w.add(d.count[i]);
      s.add(d.count[i] * x);
      q.add(d.count[i] * x * x);
      w_.push_back(w.value());
      s_.push_back(s.value());
      q_.push_back(q.value());
    }
  }
  /// Of the values first .. last - 1.
  [[nodiscard]] double operator()(std::size_t first, std::size_t last) const {
    const double s = s_[last] - s_[first];
    return std::max(0.0, q_[last] - q_[first] - s * s / (w_[last] - w_[first]));
  }

 private:
  std::vector<double> w_, s_, q_;
};

/// best[j] = min over i of before[i] + cost(i, j), from[j] the smallest such i. The minimiser never falls as
/// j grows (the cost is concave Monge), so halving j halves the range of i: O(d log d) a layer.
struct layer {
  const run_cost& cost;
  const std::vector<double>& before;
  std::vector<double>& best;
  std::vector<std::size_t>& from;

  void fill(std::size_t first, std::size_t last, std::size_t low, std::size_t high) const {
    if (first >= last) return;
    const std::size_t j = first + (last - first) / 2;
    best[j] = std::numeric_limits<double>::infinity();
    for (std::size_t i = low; i <= std::min(high, j - 1); ++i) {
      const double value = before[i] + cost(i, j);
      if (value < best[j]) {
        best[j] = value;
        from[j] = i;
      }
    }
    fill(first, j, low, from[j]);
    fill(j + 1, last, from[j], high);
  }
};

/// What the groups amount to; `ends` are the ends of each group among the distinct values.
value_clusters describe(std::span<const double> values, const distinct_values& d,
                        std::span<const std::size_t> ends, std::span<const double> empty_centres) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  value_clusters out;
  stats::compensated_sum within, all, n;
  for (std::size_t i = 0; i < d.size(); ++i) {
    all.add(d.count[i] * d.x[i]);
    n.add(d.count[i]);
  }
  const double mean = all.value() / n.value();
  stats::compensated_sum total;
  std::size_t begin = 0;
  for (std::size_t g = 0; g < ends.size(); ++g) {
    stats::compensated_sum s, w;
    for (std::size_t i = begin; i < ends[g]; ++i) {
      s.add(d.count[i] * d.x[i]);
      w.add(d.count[i]);
    }
    const bool empty = begin == ends[g];
    const double centre = empty ? empty_centres[g] : s.value() / w.value();
    for (std::size_t i = begin; i < ends[g]; ++i) {
      within.add(d.count[i] * (d.x[i] - centre) * (d.x[i] - centre));
      total.add(d.count[i] * (d.x[i] - mean) * (d.x[i] - mean));
    }
    out.centres.push_back(centre);
    out.sizes.push_back(static_cast<std::size_t>(w.value()));
    out.lowest.push_back(empty ? nan : d.x[begin]);
    out.highest.push_back(empty ? nan : d.x[ends[g] - 1]);
    begin = ends[g];
  }
  for (const double v : values) {
    const auto place = static_cast<std::size_t>(std::lower_bound(d.x.begin(), d.x.end(), v) - d.x.begin());
    out.member.push_back(
        static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), place) - ends.begin()));
  }
  out.within = within.value();
  out.between_share = total.value() > 0 ? 1 - out.within / total.value() : 1;
  return out;
}

void check_values(const char* function, std::span<const double> values) {
  check_at_least(function, "values", values.size(), 1);
  check_all_finite(function, "values", values);
}

}  // namespace

band_scale value_clusters::bands(bool higher_is_better) const {
  std::vector<double> cuts;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const std::size_t g = higher_is_better ? i : sizes.size() - 1 - i;
    if (sizes[g] > 0) cuts.push_back(higher_is_better ? lowest[g] : highest[g]);
  }
  if (!cuts.empty()) cuts.erase(cuts.begin());  // whoever does not reach the second is in the first
  return band_scale_of(cuts, higher_is_better);
}

value_clusters optimal_clusters(std::span<const double> values, std::size_t groups) {
  constexpr const char* function = "optimal_clusters";
  check_values(function, values);
  check_at_least(function, "groups", groups, 1);
  const distinct_values d(values);
  const std::size_t k = std::min(groups, d.size());
  const run_cost cost(d);
  std::vector<double> before(d.size() + 1, 0);
  for (std::size_t j = 1; j <= d.size(); ++j) before[j] = cost(0, j);
  std::vector<std::vector<std::size_t>> from(k, std::vector<std::size_t>(d.size() + 1, 0));
  for (std::size_t g = 1; g < k; ++g) {
    // Group g (from 0) needs g distinct values before it.
    std::vector<double> best(d.size() + 1, 0);
    layer{cost, before, best, from[g]}.fill(g + 1, d.size() + 1, g, d.size());
    before = std::move(best);
  }
  std::vector<std::size_t> ends(k);
  std::size_t end = d.size();
  for (std::size_t g = k; g-- > 0;) {
    ends[g] = end;
    end = from[g][end];
  }
  return describe(values, d, ends, {});
}

value_clusters lloyd_clusters(std::span<const double> values, std::span<const double> starts,
                              std::size_t most_steps) {
  constexpr const char* function = "lloyd_clusters";
  check_values(function, values);
  check_at_least(function, "starts", starts.size(), 1);
  check_all_finite(function, "starts", starts);
  for (std::size_t i = 1; i < starts.size(); ++i) {
    if (starts[i] <= starts[i - 1]) {
      throw error(errc::argument, std::string(function) + ": starts must ascend", "starts",
                  static_cast<std::int64_t>(i));
    }
  }
  const distinct_values d(values);
  std::vector<double> centres(starts.begin(), starts.end());
  std::vector<std::size_t> ends;
  for (std::size_t step = 0; step < most_steps; ++step) {
    // Centres stay in order: a group's mean never passes the half way points that bound it.
    std::vector<std::size_t> now;
    for (std::size_t g = 0; g + 1 < centres.size(); ++g) {
      const double half_way = centres[g] + (centres[g + 1] - centres[g]) / 2;
      now.push_back(
          static_cast<std::size_t>(std::upper_bound(d.x.begin(), d.x.end(), half_way) - d.x.begin()));
    }
    now.push_back(d.size());
    const bool settled = now == ends;
    ends = std::move(now);
    value_clusters out = describe(values, d, ends, centres);
    if (settled) {
      out.steps = step;
      return out;
    }
    centres = std::move(out.centres);
  }
  throw error(errc::numeric,
              std::string(function) + ": values still move after " + std::to_string(most_steps) +
                  " steps; allow more or start elsewhere",
              "most_steps");
}

}  // namespace cxm
