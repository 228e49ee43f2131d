// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/measurement_precision.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/sum.hpp"
#include "quality/curve_derivatives.hpp"

namespace cxm {
namespace {

/// Nodes over 8 sd to each side with the weights of Simpson's rule times the normal density.
struct normal_rule {
  std::vector<double> node, weight;
  normal_rule(double mean, double sd, std::size_t points) {
    double sum = 0;
    for (std::size_t i = 0; i < points; ++i) {
      const double z = -8 + 16 * static_cast<double>(i) / static_cast<double>(points - 1);
      const double simpson = i == 0 || i + 1 == points ? 1 : i % 2 == 1 ? 4 : 2;
      node.push_back(mean + sd * z);
      weight.push_back(simpson * stats::exp(-z * z / 2));
      sum += weight.back();
    }
    for (double& w : weight) w /= sum;
  }
};

double reliability(const normal_rule& rule, const std::vector<double>& information, double sd) {
  double sum = 0;
  for (std::size_t q = 0; q < rule.node.size(); ++q) {
    sum += rule.weight[q] * information[q] / (information[q] + 1 / (sd * sd));
  }
  return sum;
}

std::vector<std::vector<double>> information_of(std::span<const response_curve> curves,
                                                const normal_rule& rule) {
  std::vector<std::vector<double>> out;
  for (const response_curve& c : curves) {
    std::vector<double> own;
    for (const double t : rule.node) own.push_back(c.information(t));
    out.push_back(std::move(own));
  }
  return out;
}

/// C(n, k), or `most` + 1 when it is more than `most`.
std::size_t choose(std::size_t n, std::size_t k, std::size_t most) {
  double c = 1;
  for (std::size_t i = 1; i <= std::min(k, n - k); ++i) {
    c = c * static_cast<double>(n - i + 1) / static_cast<double>(i);
    if (c > static_cast<double>(most)) return most + 1;
  }
  return static_cast<std::size_t>(c + 0.5);
}

class chooser {
 public:
  chooser(std::span<const response_curve> curves, double mean, double sd)
      : rule_(mean, sd, 201), sd_(sd), information_(information_of(curves, rule_)), sum_(rule_.node.size()) {}

  [[nodiscard]] double of(const std::vector<std::size_t>& items) {
    std::fill(sum_.begin(), sum_.end(), 0.0);
    for (const std::size_t j : items) {
      for (std::size_t q = 0; q < sum_.size(); ++q) sum_[q] += information_[j][q];
    }
    return reliability(rule_, sum_, sd_);
  }
  [[nodiscard]] std::size_t items() const { return information_.size(); }

 private:
  normal_rule rule_;
  double sd_;
  std::vector<std::vector<double>> information_;
  std::vector<double> sum_;
};

std::vector<std::size_t> with(const std::vector<std::size_t>& fixed, const std::vector<std::size_t>& chosen) {
  std::vector<std::size_t> out = fixed;
  out.insert(out.end(), chosen.begin(), chosen.end());
  std::sort(out.begin(), out.end());
  return out;
}

/// The best `k` of `open` beside `fixed`, all compared in the order of their places; of equals the first.
short_form best_of_all(chooser& by, const std::vector<std::size_t>& fixed,
                       const std::vector<std::size_t>& open, std::size_t k) {
  short_form best;
  best.reliability = -1;
  std::vector<std::size_t> pick(k);
  for (std::size_t i = 0; i < k; ++i) pick[i] = i;
  for (;;) {
    std::vector<std::size_t> chosen;
    for (const std::size_t i : pick) chosen.push_back(open[i]);
    const std::vector<std::size_t> items = with(fixed, chosen);
    if (const double r = by.of(items); r > best.reliability) best = {items, r, true};
    std::size_t i = k;
    while (i > 0 && pick[i - 1] == open.size() - k + i - 1) --i;
    if (i == 0) return best;
    ++pick[i - 1];
    for (std::size_t l = i; l < k; ++l) pick[l] = pick[l - 1] + 1;
  }
}

/// One question more than `before`, then exchanges while one helps.
short_form grown(chooser& by, const std::vector<std::size_t>& fixed, const std::vector<std::size_t>& open,
                 const std::vector<std::size_t>& before) {
  const auto is_in = [](const std::vector<std::size_t>& set, std::size_t j) {
    return std::find(set.begin(), set.end(), j) != set.end();
  };
  short_form best;
  best.exact = false;
  best.reliability = -1;
  for (const std::size_t j : open) {
    if (is_in(before, j)) continue;
    const std::vector<std::size_t> items = with(before, {j});
    if (const double r = by.of(items); r > best.reliability) best = {items, r, false};
  }
  for (bool better = true; better;) {
    better = false;
    const std::vector<std::size_t> now = best.items;
    for (const std::size_t out : now) {
      if (is_in(fixed, out)) continue;
      for (const std::size_t in : open) {
        if (is_in(now, in)) continue;
        std::vector<std::size_t> items = now;
        *std::find(items.begin(), items.end(), out) = in;
        std::sort(items.begin(), items.end());
        if (const double r = by.of(items); r > best.reliability) {
          best = {items, r, false};
          better = true;
        }
      }
    }
  }
  return best;
}

}  // namespace

double test_information(std::span<const response_curve> curves, double theta) {
  double sum = 0;
  for (const response_curve& c : curves) sum += c.information(theta);
  return sum;
}

double marginal_reliability(std::span<const response_curve> curves, double mean, double sd) {
  check_finite("marginal_reliability", "mean", mean);
  check_positive("marginal_reliability", "sd", sd);
  const normal_rule rule(mean, sd, 801);
  std::vector<double> sum(rule.node.size(), 0.0);
  for (const std::vector<double>& own : information_of(curves, rule)) {
    for (std::size_t q = 0; q < sum.size(); ++q) sum[q] += own[q];
  }
  return reliability(rule, sum, sd);
}

std::vector<short_form> short_forms(std::span<const response_curve> curves, double mean, double sd,
                                    std::span<const std::size_t> keep) {
  constexpr const char* function = "short_forms";
  constexpr std::size_t most_sets = 100000;
  check_finite(function, "mean", mean);
  check_positive(function, "sd", sd);
  std::vector<std::size_t> fixed(keep.begin(), keep.end());
  std::sort(fixed.begin(), fixed.end());
  fixed.erase(std::unique(fixed.begin(), fixed.end()), fixed.end());
  if (!fixed.empty() && fixed.back() >= curves.size()) {
    throw error(errc::argument, std::string(function) + ": there is no item " + std::to_string(fixed.back()),
                "keep");
  }
  std::vector<std::size_t> open;
  for (std::size_t j = 0; j < curves.size(); ++j) {
    if (!std::binary_search(fixed.begin(), fixed.end(), j)) open.push_back(j);
  }
  chooser by(curves, mean, sd);
  std::vector<short_form> out;
  for (std::size_t k = std::max<std::size_t>(fixed.size(), 1); k <= curves.size(); ++k) {
    const std::size_t more = k - fixed.size();
    out.push_back(choose(open.size(), more, most_sets) <= most_sets
                      ? best_of_all(by, fixed, open, more)
                      : grown(by, fixed, open, out.empty() ? fixed : out.back().items));
  }
  return out;
}

classification_quality classify_quality(std::span<const double> theta, std::span<const double> se,
                                        std::span<const double> cuts) {
  constexpr const char* function = "classify_quality";
  check_same_size(function, "theta", theta.size(), "se", se.size());
  check_all_finite(function, "cuts", cuts);
  for (std::size_t c = 1; c < cuts.size(); ++c) {
    if (!(cuts[c] > cuts[c - 1])) {
      throw error(errc::argument, std::string(function) + ": the cuts do not ascend", "cuts",
                  static_cast<std::int64_t>(c));
    }
  }
  classification_quality out{std::vector<double>(cuts.size(), 0.0), std::vector<double>(cuts.size(), 0.0), 0,
                             0};
  double n = 0;
  for (std::size_t i = 0; i < theta.size(); ++i) {
    if (std::isnan(theta[i]) || std::isnan(se[i])) continue;
    check_positive(function, "se", se[i]);
    n += 1;
    double below = 0, same = 0, own = 0;
    for (std::size_t c = 0; c <= cuts.size(); ++c) {
      const bool last = c == cuts.size();
      const double p = last ? 1 : stats::normal_cdf((cuts[c] - theta[i]) / se[i]);
      const bool here = (last || theta[i] < cuts[c]) && (c == 0 || theta[i] >= cuts[c - 1]);
      if (here) own = p - below;
      same += (p - below) * (p - below);
      below = p;
      if (last) continue;
      out.cut_accuracy[c] += theta[i] < cuts[c] ? p : 1 - p;
      out.cut_consistency[c] += p * p + (1 - p) * (1 - p);
    }
    out.accuracy += own;
    out.consistency += same;
  }
  const double divisor = n > 0 ? n : std::numeric_limits<double>::quiet_NaN();
  for (double& x : out.cut_accuracy) x /= divisor;
  for (double& x : out.cut_consistency) x /= divisor;
  out.accuracy /= divisor;
  out.consistency /= divisor;
  return out;
}

}  // namespace cxm
