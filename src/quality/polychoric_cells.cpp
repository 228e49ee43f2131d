// SPDX-License-Identifier: Apache-2.0
#include "quality/polychoric_cells.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm::detail {
namespace {

/// What rounding leaves of a difference of probabilities: a cell that the model makes impossible keeps its
/// likelihood finite.
constexpr double least_probability = 1e-15;

double joint_density(double x, double y, double rho) {
  const double rest = 1 - rho * rho;
  return stats::exp(-(x * x - 2 * rho * x * y + y * y) / (2 * rest)) /
         (2 * std::numbers::pi * std::sqrt(rest));
}

}  // namespace

std::vector<double> thresholds_of(const std::vector<double>& counts) {
  const double n = stats::sum(counts);
  std::vector<double> out;
  double below = 0;
  for (std::size_t i = 0; i + 1 < counts.size(); ++i) {
    below += counts[i];
    out.push_back(stats::normal_quantile(below / n));
  }
  return out;
}

normal_cells::normal_cells(const std::vector<double>& rows, const std::vector<double>& columns, double rho)
    : rows_(rows), columns_(columns) {
  const std::size_t r = rows.size() + 1, c = columns.size() + 1;
  matrix below(r + 1, c + 1), density(r + 1, c + 1);  // at thresholds 0 = -inf .. r = inf
  for (std::size_t i = 1; i <= r; ++i) {
    for (std::size_t j = 1; j <= c; ++j) {
      if (i == r && j == c) {
        below(i, j) = 1;
      } else if (i == r) {
        below(i, j) = stats::normal_cdf(columns[j - 1]);
      } else if (j == c) {
        below(i, j) = stats::normal_cdf(rows[i - 1]);
      } else {
        below(i, j) = stats::bivariate_normal_cdf(rows[i - 1], columns[j - 1], rho);
        density(i, j) = joint_density(rows[i - 1], columns[j - 1], rho);
      }
    }
  }
  probability_ = matrix(r, c);
  by_rho_ = matrix(r, c);
  for (std::size_t i = 0; i < r; ++i) {
    for (std::size_t j = 0; j < c; ++j) {
      const auto over = [&](const matrix& m) {
        return (m(i + 1, j + 1) - m(i, j + 1)) - (m(i + 1, j) - m(i, j));
      };
      probability_(i, j) = std::max(over(below), least_probability);
      by_rho_(i, j) = over(density);
    }
  }
  const double root = std::sqrt(1 - rho * rho);
  // d P(x <= t, y <= s) / d t = density of t times P(y <= s | x = t).
  const auto part = [&](const std::vector<double>& own, const std::vector<double>& other) {
    matrix out(own.size(), other.size() + 1);
    for (std::size_t k = 0; k < own.size(); ++k) {
      double before = 0;
      for (std::size_t j = 0; j <= other.size(); ++j) {
        const double here = j == other.size() ? 1 : stats::normal_cdf((other[j] - rho * own[k]) / root);
        out(k, j) = stats::normal_pdf(own[k]) * (here - before);
        before = here;
      }
    }
    return out;
  };
  row_part_ = part(rows, columns);
  column_part_ = part(columns, rows);
}

double normal_cells::by_row(std::size_t i, std::size_t j, std::size_t threshold) const {
  return i == threshold ? row_part_(threshold, j) : i == threshold + 1 ? -row_part_(threshold, j) : 0;
}

double normal_cells::by_column(std::size_t i, std::size_t j, std::size_t threshold) const {
  return j == threshold ? column_part_(threshold, i) : j == threshold + 1 ? -column_part_(threshold, i) : 0;
}

matrix polychoric_influence(const matrix& counts, const normal_cells& cells, double n) {
  const std::size_t r = counts.rows, c = counts.cols;
  // Empirical information, as the sum of products of scores: of the correlation with itself and with every
  // threshold.
  double own = 0;
  std::vector<double> with_row(r - 1, 0), with_column(c - 1, 0);
  for (std::size_t i = 0; i < r; ++i) {
    for (std::size_t j = 0; j < c; ++j) {
      if (!(counts(i, j) > 0)) continue;
      const double p = cells.probability(i, j), s = cells.by_rho(i, j) / p, share = counts(i, j) / n;
      own += share * s * s;
      for (std::size_t k = 0; k + 1 < r; ++k) with_row[k] += share * s * cells.by_row(i, j, k) / p;
      for (std::size_t k = 0; k + 1 < c; ++k) with_column[k] += share * s * cells.by_column(i, j, k) / p;
    }
  }
  // A threshold moves by (1[code below it] - share below it) / density.
  const auto carried = [](const std::vector<double>& thresholds, const std::vector<double>& with,
                          std::size_t code) {
    double sum = 0;
    for (std::size_t k = 0; k < thresholds.size(); ++k) {
      sum += with[k] * ((code <= k ? 1 : 0) - stats::normal_cdf(thresholds[k])) /
             stats::normal_pdf(thresholds[k]);
    }
    return sum;
  };
  matrix out(r, c);
  for (std::size_t i = 0; i < r; ++i) {
    for (std::size_t j = 0; j < c; ++j) {
      const double s = cells.by_rho(i, j) / cells.probability(i, j);
      out(i, j) = (s - carried(cells.rows(), with_row, i) - carried(cells.columns(), with_column, j)) / own;
    }
  }
  return out;
}

}  // namespace cxm::detail
