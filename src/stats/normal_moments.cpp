// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/covariance.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm::stats {
namespace {

constexpr int most_steps = 20000;
constexpr double enough = 1e-11;

matrix part(const matrix& v, const std::vector<std::size_t>& rows, const std::vector<std::size_t>& columns) {
  matrix out(rows.size(), columns.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < columns.size(); ++j) out(i, j) = v(rows[i], columns[j]);
  }
  return out;
}

std::vector<std::size_t> others(const std::vector<std::size_t>& observed, std::size_t columns) {
  std::vector<std::size_t> out;
  for (std::size_t j = 0; j < columns; ++j) {
    if (!std::binary_search(observed.begin(), observed.end(), j)) out.push_back(j);
  }
  return out;
}

/// Adds what a pattern is expected to contribute to the sums of x and x x' (x less `origin`).
void expect(const pattern_moments& pattern, const std::vector<double>& means, const matrix& v,
            std::vector<double>& sums, matrix& products) {
  const std::size_t p = means.size();
  const auto missing = others(pattern.observed, p);
  // What is missing is predicted by a = V_mo V_oo^-1 from what is observed, and keeps the rest of its
  // variance.
  matrix slopes;
  if (!missing.empty()) {
    slopes = multiply(part(v, missing, pattern.observed),
                      inverse_spd(part(v, pattern.observed, pattern.observed)));
  }
  std::vector<double> centre(p);
  matrix spread(p, p);
  const std::size_t o = pattern.observed.size();
  matrix whole(p, o);
  for (std::size_t i = 0; i < o; ++i) {
    whole(pattern.observed[i], i) = 1;
    centre[pattern.observed[i]] = pattern.means[i] - means[pattern.observed[i]];
  }
  for (std::size_t i = 0; i < missing.size(); ++i) {
    for (std::size_t k = 0; k < o; ++k) {
      whole(missing[i], k) = slopes(i, k);
      centre[missing[i]] += slopes(i, k) * (pattern.means[k] - means[pattern.observed[k]]);
    }
  }
  spread = multiply(multiply(whole, pattern.covariance), transpose(whole));
  if (!missing.empty()) {
    const matrix explained = multiply(slopes, part(v, pattern.observed, missing));
    for (std::size_t i = 0; i < missing.size(); ++i) {
      for (std::size_t j = 0; j < missing.size(); ++j) {
        spread(missing[i], missing[j]) += v(missing[i], missing[j]) - explained(i, j);
      }
    }
  }
  for (std::size_t i = 0; i < p; ++i) {
    sums[i] += pattern.n * centre[i];
    for (std::size_t j = 0; j < p; ++j) {
      products(i, j) += pattern.n * (spread(i, j) + centre[i] * centre[j]);
    }
  }
}

}  // namespace

std::vector<pattern_moments> moments_by_pattern(std::span<const column_view> columns) {
  constexpr const char* function = "moments_by_pattern";
  for (const column_view& c : columns) {
    check_column(function, "columns", c);
    check_same_size(function, "the first column", columns[0].size(), "columns", c.size());
  }
  std::map<std::vector<std::size_t>, std::vector<std::size_t>> rows;
  for (std::size_t i = 0; !columns.empty() && i < columns[0].size(); ++i) {
    std::vector<std::size_t> observed;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      if (columns[j].has(i)) observed.push_back(j);
    }
    if (!observed.empty()) rows[std::move(observed)].push_back(i);
  }
  std::vector<pattern_moments> out;
  for (const auto& [observed, at] : rows) {
    pattern_moments m;
    m.observed = observed;
    m.n = static_cast<double>(at.size());
    m.covariance = matrix(observed.size(), observed.size());
    for (const std::size_t j : observed) {
      compensated_sum sum;
      for (const std::size_t i : at) sum.add(columns[j].values[i]);
      m.means.push_back(sum.value() / m.n);
    }
    for (std::size_t a = 0; a < observed.size(); ++a) {
      for (std::size_t b = 0; b <= a; ++b) {
        compensated_sum sum;
        for (const std::size_t i : at) {
          sum.add((columns[observed[a]].values[i] - m.means[a]) *
                  (columns[observed[b]].values[i] - m.means[b]));
        }
        m.covariance(a, b) = m.covariance(b, a) = sum.value() / m.n;
      }
    }
    out.push_back(std::move(m));
  }
  return out;
}

normal_moments fit_normal_moments(std::span<const pattern_moments> patterns, std::size_t columns) {
  normal_moments out;
  out.patterns = patterns.size();
  out.means.assign(columns, 0);
  out.covariance = matrix(columns, columns);
  std::vector<double> answered(columns, 0), squares(columns, 0);
  for (const pattern_moments& p : patterns) {
    out.n += p.n;
    for (std::size_t i = 0; i < p.observed.size(); ++i) {
      answered[p.observed[i]] += p.n;
      out.means[p.observed[i]] += p.n * p.means[i];
    }
  }
  for (std::size_t j = 0; j < columns; ++j) {
    if (!(answered[j] > 0)) {
      throw error(errc::data,
                  "fit_normal_moments: nobody answered column " + std::to_string(j) + "; leave it out",
                  "patterns", -1, static_cast<std::int64_t>(j));
    }
    out.means[j] /= answered[j];
  }
  for (const pattern_moments& p : patterns) {
    for (std::size_t i = 0; i < p.observed.size(); ++i) {
      const double d = p.means[i] - out.means[p.observed[i]];
      squares[p.observed[i]] += p.n * (p.covariance(i, i) + d * d);
    }
  }
  for (std::size_t j = 0; j < columns; ++j) out.covariance(j, j) = squares[j] / answered[j];
  for (; out.iterations < most_steps; ++out.iterations) {
    std::vector<double> sums(columns, 0);
    matrix products(columns, columns);
    for (const pattern_moments& p : patterns) expect(p, out.means, out.covariance, sums, products);
    double moved = 0;
    matrix next(columns, columns);
    for (std::size_t i = 0; i < columns; ++i) {
      for (std::size_t j = 0; j < columns; ++j) {
        next(i, j) = products(i, j) / out.n - sums[i] / out.n * (sums[j] / out.n);
      }
    }
    for (std::size_t i = 0; i < columns; ++i) {
      const double sd = std::sqrt(next(i, i));
      moved = std::max(moved, std::fabs(sums[i] / out.n) / sd);
      for (std::size_t j = 0; j < columns; ++j) {
        moved = std::max(moved, std::fabs(next(i, j) - out.covariance(i, j)) / sd / std::sqrt(next(j, j)));
      }
      out.means[i] += sums[i] / out.n;
    }
    out.covariance = std::move(next);
    if (!(moved > enough)) break;
  }
  if (out.iterations == most_steps) {
    throw error(errc::numeric,
                "fit_normal_moments: no end within " + std::to_string(most_steps) +
                    " steps; are there columns that are hardly ever answered together?",
                "patterns");
  }
  out.log_likelihood = normal_log_likelihood(patterns, out.means, out.covariance);
  return out;
}

double normal_log_likelihood(std::span<const pattern_moments> patterns, std::span<const double> means,
                             const matrix& covariance) {
  compensated_sum sum;
  for (const pattern_moments& p : patterns) {
    const spd_inverse v = invert_spd(part(covariance, p.observed, p.observed));
    double trace = 0;
    for (std::size_t i = 0; i < p.observed.size(); ++i) {
      for (std::size_t j = 0; j < p.observed.size(); ++j) {
        trace += v.inverse(i, j) * (p.covariance(i, j) + (p.means[i] - means[p.observed[i]]) *
                                                             (p.means[j] - means[p.observed[j]]));
      }
    }
    sum.add(-p.n / 2 *
            (static_cast<double>(p.observed.size()) * stats::log(2 * std::numbers::pi) + v.log_determinant +
             trace));
  }
  return sum.value();
}

}  // namespace cxm::stats
