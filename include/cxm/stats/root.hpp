// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

/// Roots and minima of functions of one variable, by Brent's methods (R. P. Brent, Algorithms for
/// Minimization without Derivatives, 1973, chapters 4 and 5). Deterministic; the function is called on
/// the calling thread only.
namespace cxm::stats {

/// A zero of f in [low, high], where f must have opposite signs (else cxm::error{numeric}). The true sign
/// change is at most `tolerance` + 4 ulp away from the result. Of the two ends of the last bracket the one
/// with the smaller |f| is given, so that a jump through zero resolves to one side of it. About 10 calls
/// for a smooth function; at most `most` (else cxm::error{numeric}).
[[nodiscard]] double find_root(const std::function<double(double)>& f, double low, double high,
                               double tolerance = 1e-13, int most = 1000);

/// Where f is least in [low, high], to about `tolerance` (not below sqrt(epsilon) relative, which is all
/// that values of f can tell). f should be unimodal; otherwise a local minimum is found.
[[nodiscard]] double find_minimum(const std::function<double(double)>& f, double low, double high,
                                  double tolerance = 1e-9, int most = 1000);

}  // namespace cxm::stats
