// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cxm {

/// Replicate weights that come with the data (a jackknife, balanced replicates, a bootstrap): which they are,
/// and how they make a variance: scale * sum_r rscales[r] (theta_r - c)^2, c the full-sample value when
/// `mse`, else the mean of the theta_r with rscales > 0 (as R's survey::svrepdesign). One element of
/// `rscales` for each column of weights; empty: there are none.
struct given_replicates {
  std::string type;  ///< "jk1", "jkn", "brr", "fay", "bootstrap", "other"
  double scale = 1;
  std::vector<double> rscales;
  bool mse = false;
  double df = 0;  ///< degrees of freedom of the design; 0 = columns - 1
  friend bool operator==(const given_replicates&, const given_replicates&) = default;
};

/// What is known of replicate weights before their columns are counted.
struct replicate_scheme {
  std::string type = "other";
  double fay_rho = 0;           ///< of "fay"
  std::optional<double> scale;  ///< empty: the type's
  std::vector<double> rscales;  ///< empty: all 1 (not of "jkn" and "other")
  bool mse = false;
  double df = 0;
};

/// The scales of `columns` replicate weights as R's survey::svrepdesign: jk1 scale (R - 1)/R, brr 1/R, fay
/// 1/(R (1 - rho)^2), bootstrap 1/(R - 1), each with rscales 1; jkn scale 1 with rscales given; other both
/// given. Throws cxm::error{argument} for an unknown type, a scale or rscales that are missing or of another
/// number, rho outside [0, 1), no columns.
[[nodiscard]] given_replicates scaled_replicates(const replicate_scheme&, std::size_t columns);

}  // namespace cxm
