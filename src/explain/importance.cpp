// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/importance.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/model/driver_set.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "explain/model_rows.hpp"

namespace cxm {
namespace {

/// The variance that a predictor keeps beside the others, below which it counts as explained by them.
constexpr double least_own_variance = 1e-10;

/// The correlation matrix with the outcome last, or the fault that says which variable is at fault.
matrix correlation_of(const char* function, const matrix& v, std::span<const std::string> names,
                      std::size_t most) {
  if (v.rows != v.cols || v.rows < 2 || v.values.size() != v.rows * v.cols) {
    throw error(
        errc::argument,
        std::string(function) + ": covariance must be square, of the outcome and at least one predictor",
        "covariance");
  }
  check_all_finite(function, "covariance", v.values);
  const std::size_t p = v.rows - 1;
  if (p > most) {
    throw error(errc::argument,
                std::string(function) + ": " + std::to_string(p) + " predictors are more than the " +
                    std::to_string(most) +
                    " whose subsets can all be looked at; choose fewer, or use relative_weights",
                "covariance");
  }
  if (!names.empty()) check_same_size(function, "names", names.size(), "predictors", p);
  std::vector<double> scale(p + 1);
  for (std::size_t i = 0; i <= p; ++i) {
    if (!(v(i, i) > 0)) {
      throw error(
          errc::numeric,
          std::string(function) + ": " + (i == 0 ? "the outcome" : detail::predictor_name(names, i - 1)) +
              " does not vary, so it can neither explain nor be explained",
          i == 0 ? "outcome" : detail::predictor_name(names, i - 1), -1, static_cast<std::int64_t>(i) - 1);
    }
    scale[i] = 1 / std::sqrt(v(i, i));
  }
  matrix r(p + 1, p + 1);
  const auto place = [&](std::size_t i) { return i == 0 ? p : i - 1; };
  for (std::size_t i = 0; i <= p; ++i) {
    for (std::size_t j = 0; j <= p; ++j) {
      r(place(i), place(j)) = i == j ? 1 : (v(i, j) + v(j, i)) / 2 * scale[i] * scale[j];
    }
  }
  // One elimination of all predictors finds those that others explain.
  matrix left = r;
  for (std::size_t k = 0; k < p; ++k) {
    if (!(left(k, k) > least_own_variance)) {
      throw error(errc::numeric,
                  std::string(function) + ": " + detail::predictor_name(names, k) +
                      " is explained exactly by the predictors before it (or the matrix is not a covariance "
                      "matrix); leave it out",
                  detail::predictor_name(names, k), -1, static_cast<std::int64_t>(k));
    }
    for (std::size_t i = k + 1; i <= p; ++i) {
      for (std::size_t j = k + 1; j <= p; ++j) left(i, j) -= left(i, k) * left(k, j) / left(k, k);
    }
  }
  return r;
}

/// Walks the tree of subsets: below a subset stand those with one predictor of a higher number more. At
/// each node the matrix of what is left of the later variables and the outcome is one elimination away from
/// its parent's, so the cost of a subset is that of a small triangle, and half of all subsets are leaves.
class subset_tree {
 public:
  explicit subset_tree(const matrix& correlation)
      : p_(correlation.rows - 1),
        width_(p_ + 1),
        left_((p_ + 1) * width_ * width_),
        with_(p_ + 1, p_),
        all_(p_ + 1) {
    std::copy(correlation.values.begin(), correlation.values.end(), left_.begin());
    sums_.resize((p_ + 1) * (p_ + 1));
    visit(0, 0, 0.0, 0);
    for (std::size_t k = 0; k <= p_; ++k) all_[k] = sums_[k];
  }

  /// Sum of R2 over subsets of size k; over those that contain j.
  [[nodiscard]] double all(std::size_t k) const { return all_[k]; }
  [[nodiscard]] double with(std::size_t k, std::size_t j) const { return with_(k, j); }

 private:
  /// The node whose subset has `size` members, the last of them `first - 1` or lower; later ones may follow.
  /// Leaves in sums_[depth] the sums of R2 over its whole subtree by size of the subset.
  void visit(std::size_t first, std::size_t size, double r2, std::size_t depth) {
    double* own = &sums_[depth * (p_ + 1)];
    std::fill(own, own + p_ + 1, 0.0);
    own[size] = r2;
    const double* here = &left_[depth * width_ * width_];
    for (std::size_t j = first; j < p_; ++j) {
      const double pivot = here[j * width_ + j];
      const double cross = here[j * width_ + p_];
      const double gained = r2 + cross * cross / pivot;
      if (j + 1 == p_) {  // a leaf
        own[size + 1] += gained;
        with_(size + 1, j) += gained;
        break;
      }
      double* next = &left_[(depth + 1) * width_ * width_];
      for (std::size_t a = j + 1; a < p_; ++a) {
        const double factor = here[j * width_ + a] / pivot;
        for (std::size_t b = a; b <= p_; ++b)
          next[a * width_ + b] = here[a * width_ + b] - factor * here[j * width_ + b];
      }
      visit(j + 1, size + 1, gained, depth + 1);
      const double* below = &sums_[(depth + 1) * (p_ + 1)];
      for (std::size_t k = size + 1; k <= p_; ++k) {
        own[k] += below[k];
        with_(k, j) += below[k];
      }
    }
  }

  std::size_t p_, width_;
  std::vector<double> left_;  // a matrix a depth, upper triangles
  std::vector<double> sums_;  // by depth and size
  matrix with_;
  std::vector<double> all_;
};

/// R2 of every subset, by its bits.
class subset_table {
 public:
  explicit subset_table(const matrix& correlation)
      : p_(correlation.rows - 1),
        width_(p_ + 1),
        left_((p_ + 1) * width_ * width_),
        r2_(std::size_t{1} << p_) {
    std::copy(correlation.values.begin(), correlation.values.end(), left_.begin());
    visit(0, 0, 0.0, 0);
  }
  [[nodiscard]] double operator[](std::size_t bits) const { return r2_[bits]; }

 private:
  void visit(std::size_t first, std::size_t bits, double r2, std::size_t depth) {
    r2_[bits] = r2;
    const double* here = &left_[depth * width_ * width_];
    for (std::size_t j = first; j < p_; ++j) {
      const double pivot = here[j * width_ + j];
      double* next = &left_[(depth + 1) * width_ * width_];
      for (std::size_t a = j + 1; a < p_; ++a) {
        const double factor = here[j * width_ + a] / pivot;
        for (std::size_t b = a; b <= p_; ++b)
          next[a * width_ + b] = here[a * width_ + b] - factor * here[j * width_ + b];
      }
      const double cross = here[j * width_ + p_];
      visit(j + 1, bits | (std::size_t{1} << j), r2 + cross * cross / pivot, depth + 1);
    }
  }

  std::size_t p_, width_;
  std::vector<double> left_;
  std::vector<double> r2_;
};

double choose(std::size_t n, std::size_t k) {
  double out = 1;
  for (std::size_t i = 1; i <= k; ++i) out = out * static_cast<double>(n - k + i) / static_cast<double>(i);
  return std::round(out);
}

struct split_correlation {
  matrix predictors;
  std::vector<double> outcome;
};
split_correlation split(const matrix& r) {
  const std::size_t p = r.rows - 1;
  split_correlation out{matrix(p, p), std::vector<double>(p)};
  for (std::size_t i = 0; i < p; ++i) {
    out.outcome[i] = r(i, p);
    for (std::size_t j = 0; j < p; ++j) out.predictors(i, j) = r(i, j);
  }
  return out;
}

}  // namespace

double explained_share(const matrix& covariance, std::span<const std::string> names) {
  const auto r = split(correlation_of("explained_share", covariance, names, covariance.rows));
  return stats::quadratic_form(stats::inverse_spd(r.predictors), r.outcome, r.outcome);
}

dominance_result dominance(const matrix& covariance, std::span<const std::string> names) {
  const matrix r = correlation_of("dominance", covariance, names, most_predictors);
  const std::size_t p = r.rows - 1;
  const subset_tree tree(r);
  dominance_result out;
  out.r2 = tree.all(p);
  out.general.assign(p, 0.0);
  out.conditional = matrix(p, p);
  for (std::size_t k = 0; k < p; ++k) {
    const double subsets = choose(p - 1, k);
    for (std::size_t j = 0; j < p; ++j) {
      const double with = tree.with(k + 1, j);
      const double without = tree.all(k) - (k > 0 ? tree.with(k, j) : 0.0);
      out.conditional(j, k) = (with - without) / subsets;
      out.general[j] += out.conditional(j, k) / static_cast<double>(p);
    }
  }
  for (std::size_t k = 0; k <= p; ++k) out.unexplained.push_back(1 - tree.all(k) / choose(p, k));
  return out;
}

matrix complete_dominance(const matrix& covariance, std::span<const std::string> names) {
  constexpr std::size_t most = 20;
  const matrix r = correlation_of("complete_dominance", covariance, names, most);
  const std::size_t p = r.rows - 1;
  const subset_table table(r);
  matrix out(p, p);
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = i + 1; j < p; ++j) {
      const std::size_t one = std::size_t{1} << i;
      const std::size_t other = std::size_t{1} << j;
      double won = 0;
      double subsets = 0;
      for (std::size_t bits = 0; bits < (std::size_t{1} << p); ++bits) {
        if ((bits & (one | other)) != 0) continue;
        const double d = table[bits | one] - table[bits | other];
        won += std::fabs(d) < 1e-12 ? 0.5 : d > 0 ? 1.0 : 0.0;
        subsets += 1;
      }
      out(i, j) = won / subsets;
      out(j, i) = 1 - out(i, j);
    }
  }
  return out;
}

std::vector<double> relative_weights(const matrix& covariance, std::span<const std::string> names) {
  const auto r = split(correlation_of("relative_weights", covariance, names, covariance.rows));
  const std::size_t p = r.outcome.size();
  const auto eigen = stats::eigen_symmetric(r.predictors);
  matrix root(p, p);     // Lambda = R^(1/2): loadings of the predictors on their orthogonal counterparts
  matrix inverse(p, p);  // Lambda^-1
  for (std::size_t e = 0; e < p; ++e) {
    const double length = std::sqrt(eigen.values[e]);
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j < p; ++j) {
        const double product = eigen.vectors(i, e) * eigen.vectors(j, e);
        root(i, j) += product * length;
        inverse(i, j) += product / length;
      }
    }
  }
  std::vector<double> beta(p, 0.0);
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < p; ++j) beta[i] += inverse(i, j) * r.outcome[j];
  }
  std::vector<double> out(p, 0.0);
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < p; ++j) out[i] += root(i, j) * root(i, j) * beta[j] * beta[j];
  }
  return out;
}

simple_shares simple_importance(const matrix& covariance, std::span<const std::string> names) {
  const auto r = split(correlation_of("simple_importance", covariance, names, covariance.rows));
  const std::size_t p = r.outcome.size();
  const matrix inverse = stats::inverse_spd(r.predictors);
  simple_shares out;
  out.correlation = r.outcome;
  for (std::size_t i = 0; i < p; ++i) {
    double beta = 0;
    for (std::size_t j = 0; j < p; ++j) beta += inverse(i, j) * r.outcome[j];
    out.first.push_back(r.outcome[i] * r.outcome[i]);
    out.last.push_back(beta * beta / inverse(i, i));
    out.standardized.push_back(beta);
    out.beta_squared.push_back(beta * beta);
    out.pratt.push_back(beta * r.outcome[i]);
  }
  return out;
}

noise_floor noise_floor_of(const dominance_result& d, double n, double level) {
  check_level("noise_floor_of", "level", level);
  const std::size_t p = d.general.size();
  noise_floor out{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  if (!(n > static_cast<double>(p) + 2)) return out;
  out = {};
  for (std::size_t k = 0; k <= p; ++k) {
    const double size = static_cast<double>(k);
    const double share = d.unexplained[k] / static_cast<double>(p + 1);
    out.expected += share / (n - 1 - size);
    out.limit += share * stats::beta_quantile(level, 0.5, (n - size - 2) / 2);
  }
  return out;
}

}  // namespace cxm
