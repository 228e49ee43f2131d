// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cxm/quality/item_response.hpp"
#include "cxm/stats/matrix.hpp"

/// Marginal maximum likelihood of item response models on patterns of answers: what fits and tests share.
namespace cxm {

inline constexpr std::uint8_t no_answer = 255;
inline constexpr std::size_t most_categories = 32;

/// People who answered alike, once. A column holds the answers to one item; an item that may differ between
/// groups has one column for each, unanswered by the others.
struct item_patterns {
  std::size_t columns = 0;
  std::vector<std::vector<double>> steps;  ///< per column: partial credit scores of its categories
  std::vector<std::size_t> slope_tie;      ///< columns with equal entries have one slope
  std::vector<std::uint8_t> codes;         ///< patterns x columns: category, or no_answer
  std::vector<std::uint32_t> group;        ///< per pattern
  std::vector<double> weight, squares;     ///< per pattern: sum of w and of w^2
  std::size_t groups = 1;
  bool weighted = false;

  [[nodiscard]] std::size_t count() const noexcept { return group.size(); }
};

/// Equally spaced nodes.
[[nodiscard]] std::vector<double> nodes_of(const quadrature&);
/// Normal weights on the nodes, of sum 1.
[[nodiscard]] std::vector<double> normal_weights(const std::vector<double>& nodes, double mean, double sd);

struct latent_fit {
  std::vector<response_curve> curves;  ///< one a column
  std::vector<double> mean, sd;        ///< one a group; the first is 0 and 1
  double log_likelihood = 0;
  std::size_t parameters = 0;  ///< free ones
  int iterations = 0;
  std::vector<std::size_t> offset;  ///< of column j's (a, d ...); then mean and sd of groups 1, 2, ...
  matrix covariance;                ///< in that order
};

/// The maximum, from `start` when given. Steps with the complete-data information first (EM by gradients,
/// Lange 1995), then Newton's with the observed information (Louis 1982), until the step is below 1e-9. Under
/// weights the covariance is the sandwich. Patterns are cut into chunks whatever the threads, so bits do not
/// depend on them.
[[nodiscard]] latent_fit maximise(const char* function, const item_patterns&, response_model,
                                  const quadrature&, unsigned threads, const latent_fit* start = nullptr);

}  // namespace cxm
