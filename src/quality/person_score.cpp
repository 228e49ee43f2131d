// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/person_score.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/parallel.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/sum.hpp"
#include "quality/curve_derivatives.hpp"
#include "quality/item_patterns.hpp"
#include "quality/node_sums.hpp"

namespace cxm {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

struct point {
  double theta = missing, se = missing, log_likelihood = missing;
};

/// What all people share.
struct scorer {
  std::span<const response_curve> curves;
  std::vector<double> nodes;
  std::vector<double> mean, sd;                  ///< one a group
  std::vector<std::vector<double>> prior;        ///< per group: Q
  std::vector<std::vector<double>> probability;  ///< per item: K x Q
};

point posterior_mean(const scorer& s, std::size_t group, const std::uint8_t* code) {
  std::vector<double> post = s.prior[group];
  double log_scale = 0;
  int since = 0;
  for (std::size_t j = 0; j < s.curves.size(); ++j) {
    if (code[j] == no_answer) continue;
    node_sums::multiply(post.data(), &s.probability[j][code[j] * post.size()], post.size());
    if (++since % 8 != 0) continue;  // long questionnaires: stay in the range of double
    const double top = *std::max_element(post.begin(), post.end());
    for (double& value : post) value /= top;
    log_scale += stats::log(top);
  }
  double sum = 0, first = 0;
  for (std::size_t q = 0; q < post.size(); ++q) {
    sum += post[q];
    first += post[q] * s.nodes[q];
  }
  const double mean = first / sum;
  double square = 0;
  for (std::size_t q = 0; q < post.size(); ++q) square += post[q] * (s.nodes[q] - mean) * (s.nodes[q] - mean);
  return {mean, std::sqrt(square / sum), log_scale + stats::log(sum)};
}

/// l' and -l'' of the answers, I, and J = sum P' P'' / P.
struct slopes_at {
  double first = 0, curvature = 0, information = 0, weight = 0;
};
slopes_at differentiate(const scorer& s, const std::uint8_t* code, double theta) {
  slopes_at out;
  for (std::size_t j = 0; j < s.curves.size(); ++j) {
    if (code[j] == no_answer) continue;
    const curve_slopes c = slopes_of(s.curves[j], theta);
    const double d = c.first[code[j]] / c.p[code[j]];
    out.first += d;
    out.curvature += d * d - c.second[code[j]] / c.p[code[j]];
    for (std::size_t x = 0; x < c.p.size(); ++x) {
      if (!(c.p[x] > 0)) continue;
      out.information += c.first[x] * c.first[x] / c.p[x];
      out.weight += c.first[x] * c.second[x] / c.p[x];
    }
  }
  return out;
}

/// The root of a function that falls through 0, by secant steps kept in a bracket (Illinois).
template <class F>
double falling_root(const F& f, double low, double high) {
  double at_low = f(low), at_high = f(high);
  if (at_low <= 0) return low;
  if (at_high >= 0) return high;
  int side = 0;
  double x = 0;
  for (int i = 0; i < 200; ++i) {
    x = (low * at_high - high * at_low) / (at_high - at_low);
    if (!(x > low && x < high)) x = (low + high) / 2;
    const double y = f(x);
    if (y == 0 || high - low < 1e-13 * std::max(1.0, std::fabs(x))) return x;
    if (y > 0) {
      if (x - low < 1e-14 * std::max(1.0, std::fabs(x)) && side == 1) return x;
      low = x, at_low = y;
      if (side == 1) at_high /= 2;
      side = 1;
    } else {
      if (high - x < 1e-14 * std::max(1.0, std::fabs(x)) && side == -1) return x;
      high = x, at_high = y;
      if (side == -1) at_low /= 2;
      side = -1;
    }
  }
  return x;
}

point posterior_mode(const scorer& s, std::size_t group, const std::uint8_t* code) {
  const double precision = 1 / (s.sd[group] * s.sd[group]);
  const auto slope = [&](double t) {
    return differentiate(s, code, t).first - (t - s.mean[group]) * precision;
  };
  // The likelihoods of both models are log-concave in theta, so there is one mode.
  const double reach = 40 * s.sd[group];
  const double mode = falling_root(slope, s.mean[group] - reach, s.mean[group] + reach);
  return {mode, 1 / std::sqrt(differentiate(s, code, mode).curvature + precision)};
}

point weighted_likelihood(const scorer& s, const std::uint8_t* code) {
  const auto slope = [&](double t) {
    const slopes_at d = differentiate(s, code, t);
    return d.information > 0 ? d.first + d.weight / (2 * d.information) : d.first;
  };
  // Several roots are possible where an answer contradicts all others: the first from the middle outwards.
  double low = 0, high = 0;
  const double at_zero = slope(0);
  if (at_zero > 0) {
    while (high < 30 && slope(high) > 0) low = high, high += 0.5;
  } else if (at_zero < 0) {
    while (low > -30 && slope(low) < 0) high = low, low -= 0.5;
  }
  const double theta = at_zero == 0 ? 0 : falling_root(slope, low, high);
  const double information = differentiate(s, code, theta).information;
  if (std::fabs(theta) >= 30 || !(information > 0)) return {};
  return {theta, 1 / std::sqrt(information)};
}

/// `codes`: rows x items.
person_scores score(const scorer& s, const std::vector<std::uint8_t>& codes,
                    const std::vector<std::size_t>& group, const person_score_options& options) {
  const std::size_t width = s.curves.size(), rows = group.size();
  std::vector<std::size_t> order(rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto compare = [&](std::size_t a, std::size_t b) {
    if (group[a] != group[b]) return group[a] < group[b] ? -1 : 1;
    return std::memcmp(&codes[a * width], &codes[b * width], width);
  };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return compare(a, b) < 0; });
  std::vector<std::size_t> first;  // of each pattern, in `order`
  for (std::size_t i = 0; i < rows; ++i) {
    if (i == 0 || compare(order[i - 1], order[i]) != 0) first.push_back(i);
  }
  first.push_back(rows);
  const std::vector<double> none(rows, missing);
  person_scores out{none, none, none, missing};
  constexpr std::size_t part = 64;
  const std::size_t patterns = first.size() - 1;
  parallel_chunks((patterns + part - 1) / part, options.threads, [&](std::size_t chunk) {
    for (std::size_t p = chunk * part; p < std::min(patterns, (chunk + 1) * part); ++p) {
      const std::size_t row = order[first[p]];
      const std::uint8_t* code = &codes[row * width];
      const bool empty = std::all_of(code, code + width, [](std::uint8_t c) { return c == no_answer; });
      if (empty && !options.score_empty) continue;
      point at = posterior_mean(s, group[row], code);
      const double log_likelihood = at.log_likelihood;
      if (options.method == person_score_method::mode) at = posterior_mode(s, group[row], code);
      if (options.method == person_score_method::weighted_likelihood) at = weighted_likelihood(s, code);
      for (std::size_t i = first[p]; i < first[p + 1]; ++i) {
        out.theta[order[i]] = at.theta;
        out.se[order[i]] = at.se;
        out.log_likelihood[order[i]] = log_likelihood;
      }
    }
  });
  stats::compensated_sum sum, error_sum, square;
  double n = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    if (std::isnan(out.theta[i])) continue;
    n += 1;
    sum.add(out.theta[i]);
    error_sum.add(out.se[i] * out.se[i]);
  }
  for (const double t : out.theta) {
    if (!std::isnan(t)) square.add((t - sum.value() / n) * (t - sum.value() / n));
  }
  const double v = square.value() / (n - 1), e = error_sum.value() / n;
  if (n > 1)
    out.reliability = options.method == person_score_method::weighted_likelihood ? 1 - e / v : v / (v + e);
  return out;
}

void fill(scorer& s) {
  for (std::size_t g = 0; g < s.mean.size(); ++g)
    s.prior.push_back(normal_weights(s.nodes, s.mean[g], s.sd[g]));
  for (const response_curve& c : s.curves) {
    std::vector<double> p(c.categories() * s.nodes.size());
    for (std::size_t q = 0; q < s.nodes.size(); ++q) {
      const curve_slopes at = slopes_of(c, s.nodes[q]);
      for (std::size_t x = 0; x < at.p.size(); ++x) p[x * s.nodes.size() + q] = at.p[x];
    }
    s.probability.push_back(std::move(p));
  }
}

/// Answers as positions among `categories` of each item.
std::vector<std::uint8_t> encode(const char* function, std::span<const column_view> items,
                                 const std::vector<std::vector<double>>& categories) {
  check_same_size(function, "items", items.size(), "the items of the model", categories.size());
  const std::size_t rows = items.empty() ? 0 : items[0].size();
  std::vector<std::uint8_t> codes(rows * items.size(), no_answer);
  for (std::size_t j = 0; j < items.size(); ++j) {
    check_column(function, "items", items[j]);
    check_same_size(function, "the first item", rows, "items", items[j].size());
    const std::vector<double>& c = categories[j];
    for (std::size_t i = 0; i < rows; ++i) {
      if (!items[j].has(i)) continue;
      const auto at = std::lower_bound(c.begin(), c.end(), items[j].values[i]);
      if (at == c.end() || *at != items[j].values[i]) {
        throw error(errc::data,
                    std::string(function) + ": row " + std::to_string(i) + " answers item " +
                        std::to_string(j) + " with a value that the model does not know",
                    "items", static_cast<std::int64_t>(i), static_cast<std::int64_t>(j));
      }
      codes[i * items.size() + j] = static_cast<std::uint8_t>(at - c.begin());
    }
  }
  return codes;
}

}  // namespace

person_scores score_people(const item_response_fit& fit, std::span<const column_view> items,
                           const person_score_options& options) {
  constexpr const char* function = "score_people";
  check_quadrature(function, fit.integral);
  scorer s{fit.items, nodes_of(fit.integral), fit.mean, fit.sd, {}, {}};
  for (const response_curve& c : fit.items) check_curve(function, c);
  fill(s);
  const std::vector<std::uint8_t> codes = encode(function, items, fit.categories);
  const std::size_t rows = items.empty() ? 0 : items[0].size();
  const std::span<const std::int32_t> groups = options.groups;
  if (!groups.empty()) check_same_size(function, "groups", groups.size(), "the rows", rows);
  std::vector<std::size_t> group(rows, 0);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i] < 0 || static_cast<std::size_t>(groups[i]) >= fit.mean.size()) {
      throw error(
          errc::argument,
          std::string(function) + ": row " + std::to_string(i) + " is of a group that the fit does not have",
          "groups", static_cast<std::int64_t>(i));
    }
    group[i] = static_cast<std::size_t>(groups[i]);
  }
  return score(s, codes, group, options);
}

person_scores score_people(std::span<const response_curve> curves, std::span<const column_view> items,
                           const person_score_options& options, const quadrature& integral) {
  constexpr const char* function = "score_people";
  check_quadrature(function, integral);
  scorer s{curves, nodes_of(integral), {0}, {1}, {}, {}};
  std::vector<std::vector<double>> categories;
  for (const response_curve& c : curves) {
    check_curve(function, c);
    if (c.categories() > most_categories)
      throw error(errc::argument, std::string(function) + ": a curve has too many categories", "curves");
    categories.emplace_back(c.categories());
    std::iota(categories.back().begin(), categories.back().end(), 0.0);
  }
  fill(s);
  if (!options.groups.empty()) {
    throw error(errc::argument, std::string(function) + ": curves alone have no groups", "groups");
  }
  const std::vector<std::uint8_t> codes = encode(function, items, categories);
  return score(s, codes, std::vector<std::size_t>(items.empty() ? 0 : items[0].size(), 0), options);
}

}  // namespace cxm
