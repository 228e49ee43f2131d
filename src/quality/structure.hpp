// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/quality/factor_model.hpp"
#include "cxm/stats/scoring.hpp"

/// A factor model as moments: variables v = items and factors, v = A v + e, cov(e) = S, E(e) = m. With
/// T = (I - A)^-1 and F the rows of items: Sigma = F T S T' F', mu = F T m (McArdle & McDonald 1984).
namespace cxm::detail {

/// A cell of A, S or m in a group: free (a position among the free parameters) or fixed at a value.
struct place {
  factor_parameter_kind kind = factor_parameter_kind::loading;
  std::size_t group = 0, to = 0, from = 0;
  int free = -1;
  double value = 0;  ///< when fixed; else where the search starts
};

struct structure {
  std::size_t items = 0, variables = 0, groups = 0, free = 0;
  bool means = false;
  std::vector<place> places;
};

/// What is fixed, free and equal. `start`: moments to begin from.
[[nodiscard]] structure make_structure(const factor_model&, std::span<const group_moments> start, bool means,
                                       const factor_options&);
[[nodiscard]] std::vector<double> start_values(const structure&);

/// The moments of one group at given parameters.
struct implied_moments {
  matrix covariance;          ///< items x items
  std::vector<double> means;  ///< of items
  matrix paths;               ///< F T, items x variables
  matrix with_items;          ///< T S T' F', variables x items: covariances of all variables with the items
  matrix all;                 ///< T S T', of all variables
  std::vector<double> variable_means;  ///< T m
};
[[nodiscard]] implied_moments imply(const structure&, std::span<const double> free, std::size_t group);

/// How moments move with one free parameter: d Sigma = factor (u v' + v u'), d mu = by_mean.
struct slope {
  std::size_t free = 0;
  double factor = 0;  ///< 0: the covariance does not move
  std::vector<double> u, v, by_mean;
};
[[nodiscard]] std::vector<slope> slopes_of(const structure&, const implied_moments&, std::size_t group);

/// Minus twice the mean log-likelihood (less a constant), halved gradients as a scoring function wants them:
/// value = F / 2, gradient = F' / 2, information expected.
class normal_objective {
 public:
  normal_objective(const structure&, std::vector<std::vector<stats::pattern_moments>> groups);
  void operator()(std::span<const double> at, bool slopes, stats::scoring_point& out) const;
  [[nodiscard]] double n() const { return n_; }
  [[nodiscard]] bool has_gaps() const;
  [[nodiscard]] double log_likelihood(double value) const;
  [[nodiscard]] const std::vector<std::vector<stats::pattern_moments>>& groups() const { return groups_; }
  [[nodiscard]] const structure& shape() const { return *shape_; }

 private:
  const structure* shape_;
  std::vector<std::vector<stats::pattern_moments>> groups_;
  double n_ = 0, observed_ = 0;
};

/// Second derivatives of the objective by differences of its gradient, fourth order.
[[nodiscard]] matrix observed_information(const normal_objective&, std::span<const double> at);

/// Inverse of an information matrix; cxm::error{numeric} naming an unidentified model.
[[nodiscard]] matrix inverse_information(const matrix& information);

/// Fit measures from chi-squares. `n` people, `groups` groups. `noise`: what chi-squared / n is in
/// expectation per degree of freedom, 1 unless robust.
[[nodiscard]] factor_fit_measures measures_of(double chi_squared, double df, double baseline_chi_squared,
                                              double baseline_df, double n, double groups);

/// 90 % limits of rmsea from a chi-squared.
void set_rmsea_limits(factor_fit_measures&, double chi_squared, double df, double n, double groups);

/// What rows add: sandwich errors and scaled tests.
void make_robust(factor_fit&, const normal_objective&, std::span<const double> at,
                 std::span<const std::vector<column_view>> groups, std::span<const group_moments> found,
                 const matrix& observed);

/// Standardised values and order of a fit's parameters.
void fill_parameters(factor_fit&, const structure&, std::span<const double> at, const matrix& covariance);

}  // namespace cxm::detail
