// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/matrix.hpp"

/// Mediation: how much of what x has to do with y goes through m? Paths are regressions; the indirect effect
/// is the product of its paths. It is an effect of x only when nothing else moves any two of x, m and y, and
/// when the order x, m, y is true; the data do not prove either (Bullock, Green & Ha 2010).
namespace cxm {

/// x -> m -> y by two regressions, each on its own complete rows.
struct mediation_result {
  estimate a, b, direct, total;  ///< m on x; y on m and x: slope of m, slope of x; y on x alone
  estimate indirect;             ///< a b, delta method (Sobel 1982), normal interval
  double se_aroian = 0;          ///< with the term se_a^2 se_b^2
  double se_goodman = 0;         ///< without it twice; 0 where negative
  double share_mediated = 0;     ///< a b / (a b + direct); says little when the two differ in sign
  estimate monte_carlo;  ///< a b with the interval of the product of normal draws (MacKinnon et al. 2004)
};
/// Errors as fit_linear. `draws` and `seed` are of the Monte Carlo interval, whose ends have a Monte Carlo
/// error of about 1 % of its length at 20,000 draws.
[[nodiscard]] mediation_result mediation(const column_view& x, const column_view& m, const column_view& y,
                                         double level = 0.95, std::uint32_t draws = 20000,
                                         std::uint64_t seed = 1);

/// Interval of a product of independent normal estimates (the distribution of the product, by simulation):
/// skewed, as the product is.
[[nodiscard]] estimate product_interval(std::span<const double> values,
                                        std::span<const double> standard_errors, double n,
                                        double level = 0.95, std::uint32_t draws = 20000,
                                        std::uint64_t seed = 1);

/// A chain x -> m1 -> m2 ... -> y in which every variable is regressed on all before it, on rows complete in
/// all, by maximum likelihood (residual variances with divisor n).
struct chain_result {
  /// slopes(i, j): of variable i + 1 on variable j, j <= i (x is 0, y the last); se likewise.
  matrix slopes, se;
  estimate direct;  ///< x on y, all mediators held constant
  struct path {
    std::vector<std::size_t> through;  ///< mediators passed, in order; 1 is m1
    estimate effect;                   ///< product of its slopes, delta method
    estimate monte_carlo;              ///< with the interval of the product of normal draws
  };
  std::vector<path>
      paths;  ///< every way from x to y through at least one mediator: shorter first, then by place
  estimate indirect, total;  ///< sum of the paths, and with `direct`; delta method
  double n = 0;
};
/// At least one mediator, at most 6. Errors as fit_linear.
[[nodiscard]] chain_result mediation_chain(std::span<const column_view> variables, double level = 0.95,
                                           std::uint32_t draws = 20000, std::uint64_t seed = 1);

}  // namespace cxm
