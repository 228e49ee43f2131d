// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "cxm/estimate/estimate.hpp"

/// Are the people of one kind (believers) alone among their colleagues, or together? And how many more does
/// a unit need?
namespace cxm {

/// Exposure of believers to believers. Over units u with share p_u of believers and effective answers n_u:
///   E  = sum M_u t_u / sum M_u p_u,   t_u = p_u^2 - p_u (1 - p_u) / (n_u - 1),
/// the expected share of believers among a believer's colleagues; M_u weighs the unit by its people. With
/// plain counts (M_u = n_u, p_u = B_u / n_u) M_u t_u is B_u (B_u - 1) / (n_u - 1), so that E is the mean
/// over believers of (B_u - 1) / (n_u - 1). t_u is an unbiased estimate of the squared true share, so a
/// sample of each unit estimates E of the whole without bias but for the ratio.
///   E0 = (N p - 1) / (N - 1), N = sum n_u,
/// is what chance gives; index = (E - E0) / (1 - E0): 0 as by chance, 1 when every unit is all or none, below
/// 0 when believers are spread more evenly than by chance
/// (Bell 1954; Lieberson 1981; the finite form of Massey & Denton's 1988 xPx and eta^2).
struct isolation {
  double exposure = 0, chance = 0;
  estimate index;  ///< interval: delta method from binomial factorial moments within units, t on units - 1
  double believers = 0, people = 0;  ///< effective numbers
};

/// Units of fewer than 2 effective answers have no colleagues and are left out. No believer, or only
/// believers: undefined. Errors: different lengths, a share outside [0, 1], weights or n not finite and > 0.
[[nodiscard]] isolation isolation_of(std::span<const double> share, std::span<const double> n,
                                     std::span<const double> weight, double level = 0.95);

/// Permutation test of E: the organisation's believers are dealt out anew over its people, the units keep
/// their sizes (multivariate hypergeometric). Exact when at most `exact_most` ways to fill the units exist;
/// else `draws` random ones, p = (1 + draws as extreme) / (1 + draws) (Phipson & Smyth 2010); for more than
/// two million people the normal form with the exact null variance.
struct isolation_test {
  double expected = 0;     ///< of E: (B - 1) / (N - 1)
  double sd = 0;           ///< of E under the null, exact
  double p_pockets = 1;    ///< P(E this large or larger)
  double p_scattered = 1;  ///< P(E this small or smaller)
  double p = 1;            ///< two-sided: twice the smaller, at most 1
  std::string method;      ///< "exact", "random draws" or "normal"
};
/// Errors: different lengths, more believers than people in a unit.
[[nodiscard]] isolation_test permute_isolation(std::span<const std::uint32_t> believers,
                                               std::span<const std::uint32_t> people, std::uint64_t seed = 1,
                                               std::uint32_t draws = 9999, double exact_most = 2e5);

/// How far a unit is from the share of committed people at which a convention tips (25 %: Centola, Becker,
/// Brackbill & Baronchelli 2018, Science 360).
struct tipping {
  double needed = 0;   ///< ceil(tau N): believers at the tipping point
  estimate believers;  ///< in the unit of N people: the heard ones and those expected among the silent
  estimate friends;    ///< needed - believers; below 0: that many more than needed
  double p_reached = 0;
};

/// `share` of believers among n people heard, worth n_eff answers; `heads` people in the unit (NaN: unknown,
/// then N = n and the interval is that of the unit's underlying share). The silent ones are beta-binomial
/// with Jeffreys' prior given the heard ones (a finite-population posterior: everybody heard leaves no
/// error). Errors: share outside [0, 1], n or n_eff not > 0, heads below n, tau outside (0, 1).
[[nodiscard]] tipping tipping_of(double share, double n, double n_eff, double heads, double tau = 0.25,
                                 double level = 0.95);

}  // namespace cxm
