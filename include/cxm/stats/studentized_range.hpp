// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The studentized range: the range of `groups` independent standard normal means over an independent
/// root mean square on `df` degrees of freedom (infinite: no error in the scale). Gauss-Legendre
/// quadrature over both integrals, absolute error below 1e-10. Errors: groups < 2, df <= 0, NaN.
namespace cxm::stats {

/// P(Q > q); about a millisecond.
[[nodiscard]] double studentized_range_upper(double q, double groups, double df);
/// q with P(Q <= q) = p.
[[nodiscard]] double studentized_range_quantile(double p, double groups, double df);

}  // namespace cxm::stats
