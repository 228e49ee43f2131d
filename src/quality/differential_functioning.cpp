// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/differential_functioning.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "cxm/base/check.hpp"
#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "quality/curve_derivatives.hpp"
#include "quality/item_patterns.hpp"

namespace cxm {
namespace {

constexpr const char* function = "find_differential_functioning";
constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double enough_people = 200;

using item_set = std::vector<bool>;

/// A model in which the curves of some items are apart: its columns, and where each item's are.
struct split_model {
  item_set apart;
  item_patterns patterns;
  std::vector<std::size_t> reference, focal;         ///< columns of an item; equal where it has one curve
  std::vector<std::vector<std::size_t>> categories;  ///< per column: places among the item's categories
  latent_fit fit;
};

/// The curve of some of an item's categories, near that of all.
response_curve restricted(const response_curve& c, const std::vector<std::size_t>& kept) {
  response_curve out{c.model, c.slope, {}};
  const auto at = [&](std::size_t k) { return k == 0 ? 0 : c.intercepts[k - 1]; };
  for (std::size_t i = 1; i < kept.size(); ++i) {
    out.intercepts.push_back(c.model == response_model::graded ? at(kept[i]) : at(kept[i]) - at(kept[0]));
  }
  return out;
}

class search {
 public:
  search(std::span<const column_view> items, std::span<const std::int32_t> group,
         const differential_options& options)
      : options_(options), coded_(code_answers(function, items, group, {})), size_(items.size()) {
    if (coded_.patterns.groups != 2) {
      throw error(errc::argument, std::string(function) + ": group must hold 0 and 1, and nothing above",
                  "group");
    }
    for (std::size_t j = 0; j < size_; ++j) {
      for (std::size_t g = 0; g < 2; ++g) used_[g].push_back(categories_of(j, g));
      testable_.push_back(used_[0][j].size() > 1 && used_[1][j].size() > 1);
    }
    base_ = split(item_set(size_, false));
    base_.fit = maximise(function, base_.patterns, options.model, options.integral, options.threads);
  }

  differential_functioning run() {
    split_model now = base_;
    differential_functioning out;
    std::vector<std::optional<split_model>> next(size_);  // `now` with one item more apart
    const std::size_t most = (size_ - 1) / 2;
    for (std::size_t apart = 0;; ++apart) {
      std::size_t best = size_;
      double least = 1;
      for (std::size_t j = 0; j < size_; ++j) {
        next[j].reset();
        if (!testable_[j] || now.apart[j]) continue;
        next[j] = with(now, j, true);
        if (!next[j]) continue;
        const double p = test(now, *next[j]).p;
        // Of equal p (both 0, say) the one that gains more.
        if (best == size_ || p < least ||
            (p == least && next[j]->fit.log_likelihood > next[best]->fit.log_likelihood)) {
          best = j;
          least = p;
        }
      }
      if (best == size_ || least * static_cast<double>(size_ - apart) >= options_.significance) break;
      if (apart == most) {
        out.anchored = false;
        break;
      }
      now = *std::move(next[best]);
    }
    std::vector<double> p;
    std::vector<std::size_t> place;
    for (std::size_t j = 0; j < size_; ++j) {
      out.items.push_back(judge(now, j, next[j]));
      out.items[j].differs = now.apart[j];
      if (!std::isnan(out.items[j].p)) {
        p.push_back(out.items[j].p);
        place.push_back(j);
      }
    }
    const std::vector<double> adjusted = adjust_p_values(p, p_adjustment::holm);
    for (std::size_t i = 0; i < place.size(); ++i) out.items[place[i]].p_adjusted = adjusted[i];
    std::vector<double> weight(size_, 1);
    if (!options_.weights.empty()) weight.assign(options_.weights.begin(), options_.weights.end());
    double sum = 0;
    for (const double w : weight) sum += w;
    for (std::size_t j = 0; j < size_; ++j) weight[j] = now.apart[j] ? weight[j] / sum : 0;
    out.composite_effect = effect(now, weight);
    if (std::find(now.apart.begin(), now.apart.end(), true) == now.apart.end()) {
      out.composite_effect.se = out.composite_effect.low = out.composite_effect.high = missing;
      out.composite_effect.set(estimate_flag::no_interval);
    }
    out.standing = interval(now.fit.mean[1], now.fit.covariance(mean_place(now), mean_place(now)));
    out.n_reference = people(0);
    out.n_focal = people(1);
    return out;
  }

 private:
  struct likelihood_ratio {
    double chi_squared = 0, df = 0, p = 1;
  };
  [[nodiscard]] static likelihood_ratio test(const split_model& one, const split_model& apart) {
    likelihood_ratio out;
    out.chi_squared = std::max(0.0, 2 * (apart.fit.log_likelihood - one.fit.log_likelihood));
    out.df = static_cast<double>(apart.fit.parameters) - static_cast<double>(one.fit.parameters);
    out.p = out.df > 0 ? stats::chi_squared_upper(out.chi_squared, out.df) : missing;
    return out;
  }

  [[nodiscard]] double people(std::size_t g) const {
    double n = 0;
    for (std::size_t r = 0; r < coded_.patterns.count(); ++r) {
      if (coded_.patterns.group[r] == g) n += coded_.patterns.weight[r];
    }
    return n;
  }

  [[nodiscard]] std::vector<std::size_t> categories_of(std::size_t j, std::size_t g) const {
    std::vector<bool> seen(coded_.categories[j].size());
    for (std::size_t r = 0; r < coded_.patterns.count(); ++r) {
      const std::uint8_t code = coded_.patterns.codes[r * size_ + j];
      if (coded_.patterns.group[r] == g && code != no_answer) seen[code] = true;
    }
    std::vector<std::size_t> out;
    for (std::size_t k = 0; k < seen.size(); ++k) {
      if (seen[k]) out.push_back(k);
    }
    return out;
  }

  /// Columns for a set of items apart, without a fit.
  [[nodiscard]] split_model split(item_set apart) const {
    split_model out;
    const item_patterns& all = coded_.patterns;
    item_patterns& p = out.patterns;
    p.group = all.group;
    p.weight = all.weight;
    p.squares = all.squares;
    p.groups = 2;
    std::vector<std::size_t> whole;
    const auto add_column = [&](const std::vector<std::size_t>& kept) {
      p.steps.emplace_back(kept.begin(), kept.end());
      p.slope_tie.push_back(p.columns);
      out.categories.push_back(kept);
      return p.columns++;
    };
    for (std::size_t j = 0; j < size_; ++j) {
      if (apart[j]) {
        out.reference.push_back(add_column(used_[0][j]));
        out.focal.push_back(add_column(used_[1][j]));
        continue;
      }
      whole.resize(coded_.categories[j].size());
      for (std::size_t k = 0; k < whole.size(); ++k) whole[k] = k;
      out.reference.push_back(add_column(whole));
      out.focal.push_back(out.reference.back());
    }
    p.codes.assign(all.count() * p.columns, no_answer);
    for (std::size_t r = 0; r < all.count(); ++r) {
      for (std::size_t j = 0; j < size_; ++j) {
        const std::uint8_t code = all.codes[r * size_ + j];
        if (code == no_answer) continue;
        const std::size_t column = all.group[r] == 0 ? out.reference[j] : out.focal[j];
        const auto& kept = out.categories[column];
        const auto at = std::lower_bound(kept.begin(), kept.end(), code) - kept.begin();
        p.codes[r * p.columns + column] = static_cast<std::uint8_t>(at);
      }
    }
    out.apart = std::move(apart);
    return out;
  }

  /// `from` with the curves of item j apart or as one; nothing where it cannot be fitted.
  [[nodiscard]] std::optional<split_model> with(const split_model& from, std::size_t j, bool is_apart) const {
    item_set apart = from.apart;
    apart[j] = is_apart;
    split_model out = split(std::move(apart));
    latent_fit start;
    start.mean = from.fit.mean;
    start.sd = from.fit.sd;
    start.curves.resize(out.patterns.columns);
    for (std::size_t i = 0; i < size_; ++i) {
      for (const bool second : {false, true}) {
        const std::size_t to = second ? out.focal[i] : out.reference[i];
        const std::size_t of = second ? from.focal[i] : from.reference[i];
        if (out.apart[i] == from.apart[i]) {
          start.curves[to] = from.fit.curves[of];
        } else {
          start.curves[to] = restricted(base_.fit.curves[base_.reference[i]], out.categories[to]);
        }
      }
    }
    try {
      out.fit = maximise(function, out.patterns, options_.model, options_.integral, options_.threads, &start);
    } catch (const error& e) {
      if (e.code() != errc::numeric) throw;
      return std::nullopt;
    }
    return out;
  }

  [[nodiscard]] item_functioning judge(const split_model& now, std::size_t j,
                                       const std::optional<split_model>& next) const {
    item_functioning out;
    out.effect = undefined_estimate(method, coded_.people, options_.level);
    out.unsigned_effect = out.chi_squared = out.df = out.p = out.p_adjusted = missing;
    if (!testable_[j]) return out;
    const std::optional<split_model> together = now.apart[j] ? with(now, j, false) : std::nullopt;
    const std::optional<split_model>& other = now.apart[j] ? together : next;
    const split_model* apart = now.apart[j] ? &now : other ? &*other : nullptr;
    if (other) {
      const likelihood_ratio ratio = now.apart[j] ? test(*other, now) : test(now, *other);
      out.chi_squared = ratio.chi_squared;
      out.df = ratio.df;
      out.p = ratio.p;
    }
    if (apart == nullptr) return out;
    std::vector<double> weight(size_, 0.0);
    weight[j] = 1;
    out.effect = effect(*apart, weight, &out.unsigned_effect);
    return out;
  }

  [[nodiscard]] static std::size_t mean_place(const split_model& m) { return m.fit.covariance.rows - 2; }

  [[nodiscard]] estimate interval(double value, double variance) const {
    estimate e;
    e.value = value;
    e.se = std::sqrt(variance);
    const double z = stats::normal_quantile(0.5 + options_.level / 2);
    e.low = value - z * e.se;
    e.high = value + z * e.se;
    e.level = options_.level;
    e.n = e.n_eff = coded_.people;
    e.method = method;
    if (std::min(people(0), people(1)) < enough_people) e.set(estimate_flag::small_base);
    return e;
  }

  /// sum_j w_j sum_q f_q (E focal - E reference), f the focal group's distribution, with its error.
  [[nodiscard]] estimate effect(const split_model& m, const std::vector<double>& weight,
                                double* absolute = nullptr) const {
    const std::vector<double> nodes = nodes_of(options_.integral);
    const double mean = m.fit.mean[1], sd = m.fit.sd[1];
    const std::vector<double> density = normal_weights(nodes, mean, sd);
    double first = 0, second = 0;
    for (std::size_t q = 0; q < nodes.size(); ++q) {
      first += density[q] * nodes[q];
      second += density[q] * (nodes[q] - mean) * (nodes[q] - mean);
    }
    std::vector<double> gradient(m.fit.covariance.rows, 0.0);
    double value = 0, size = 0;
    curve_point at;
    for (std::size_t j = 0; j < size_; ++j) {
      if (weight[j] == 0) continue;
      for (std::size_t q = 0; q < nodes.size(); ++q) {
        double difference = 0;
        for (const double sign : {1.0, -1.0}) {
          const std::size_t column = sign > 0 ? m.focal[j] : m.reference[j];
          evaluate_curve(m.fit.curves[column], nodes[q], false, at);
          const std::size_t k = at.p.size();
          for (std::size_t x = 0; x < k; ++x) {
            const double part = sign * coded_.categories[j][m.categories[column][x]] * at.p[x];
            difference += part;
            for (std::size_t a = 0; a < k; ++a) {
              gradient[m.fit.offset[column] + a] += weight[j] * density[q] * part * at.score[x * k + a];
            }
          }
        }
        value += weight[j] * density[q] * difference;
        size += weight[j] * density[q] * std::fabs(difference);
        const double d = nodes[q] - mean;
        gradient[mean_place(m)] += weight[j] * density[q] * difference * (nodes[q] - first) / (sd * sd);
        gradient[mean_place(m) + 1] +=
            weight[j] * density[q] * difference * (d * d - second) / (sd * sd * sd);
      }
    }
    if (absolute != nullptr) *absolute = size;
    return interval(value, stats::quadratic_form(m.fit.covariance, gradient, gradient));
  }

  static constexpr const char* method = "likelihood ratio, anchored";

  const differential_options& options_;
  coded_answers coded_;
  std::size_t size_;
  std::vector<std::vector<std::size_t>> used_[2];
  std::vector<bool> testable_;
  split_model base_;
};

}  // namespace

differential_functioning find_differential_functioning(std::span<const column_view> items,
                                                       std::span<const std::int32_t> group,
                                                       const differential_options& options) {
  check_quadrature(function, options.integral);
  check_level(function, "level", options.level);
  check_level(function, "significance", options.significance);
  check_at_least(function, "items", items.size(), 4);
  if (group.empty()) throw error(errc::argument, std::string(function) + ": group is empty", "group");
  if (!options.weights.empty()) {
    check_weights(function, "weights", options.weights, items.size());
    if (std::all_of(options.weights.begin(), options.weights.end(), [](double w) { return w == 0; })) {
      throw error(errc::argument, std::string(function) + ": all weights are 0", "weights");
    }
  }
  return search(items, group, options).run();
}

}  // namespace cxm
