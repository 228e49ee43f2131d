// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "cxm/base/view.hpp"

namespace cxm {

/// What a set of weights does to the precision of a mean (Kish 1965, 1992), for weights unrelated to the
/// answers. A weight of 0 is legal and its row does not count.
struct kish_summary {
  double n = 0;  ///< rows of positive weight
  double sum_w = 0;
  double n_eff = 0;  ///< (sum w)^2 / sum w^2; 0 without rows
  double deff = 0;   ///< design effect of weighting, n / n_eff; NaN without rows
  double cv2 = 0;    ///< squared coefficient of variation of the weights, divisor n; NaN without rows
};

/// Kish's effective size of a set of weights. Invariants: scale-free; equal weights give n_eff = n and
/// deff = 1 exactly; deff = 1 + cv2.
/// Errors: a weight that is negative or not finite. O(n).
[[nodiscard]] kish_summary kish_effective_size(std::span<const double> weights);

/// The same over the rows at which `x` is present: the effective base of a question.
[[nodiscard]] kish_summary kish_effective_size(const column_view& x, std::span<const double> weights);

/// The design effect of cluster sampling, 1 + (m - 1) rho, of `m` answers a cluster with the intraclass
/// correlation rho (Kish 1965). m may be the mean size or, for unequal clusters, `weighted_cluster_size`.
/// Errors: m < 1 or rho outside [-1, 1].
[[nodiscard]] double cluster_design_effect(double cluster_size, double intraclass_correlation);

/// sum m_i^2 / sum m_i: the cluster size that an answer sees on average. NaN when there is no answer.
[[nodiscard]] double weighted_cluster_size(std::span<const double> sizes);

}  // namespace cxm
