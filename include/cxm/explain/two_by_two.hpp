// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "cxm/estimate/estimate.hpp"

/// Two-by-two tables: how much more often does an outcome occur with a trait than without it? Counts are
/// whole and not negative (else cxm::error{argument}). What does not exist (a ratio with an empty
/// denominator) is undefined; ratios of 0 and infinity are given as they are, their normal intervals are not.
namespace cxm {

/// with trait: a have the outcome, b have not; without: c have it, d have not.
struct two_by_two {
  double a = 0, b = 0, c = 0, d = 0;
};

struct association {
  estimate odds_ratio;       ///< ad / bc; interval on the log scale (Woolf 1955); se is that of the log
  estimate risk_ratio;       ///< (a / (a + b)) / (c / (c + d)); log interval (Katz et al. 1978)
  estimate risk_difference;  ///< Wald; for publication see newcombe_difference in estimate/gap.hpp
  double yule_q = 0;         ///< (OR - 1) / (OR + 1)
  double phi = 0;            ///< correlation of the two traits
  double needed = 0;         ///< 1 / |risk difference|: people with the trait for one outcome more or less
};
[[nodiscard]] association associate(const two_by_two&, double level = 0.95);

/// Odds ratio with 1/2 added to every cell (Haldane 1956; Anscombe 1956): exists for every table.
[[nodiscard]] estimate haldane_odds_ratio(const two_by_two&, double level = 0.95);

/// Given all four margins the table follows Fisher's noncentral hypergeometric distribution, whatever the
/// common risk: exact statements for small tables.
struct exact_association {
  estimate odds_ratio;  ///< conditional maximum likelihood, with the exact interval (Cornfield 1956)
  estimate mid_p;       ///< the same with the mid-p interval: shorter, right on average (Hirji et al. 1991)
  double p = 0;         ///< two-sided: tables at most as probable
  double p_greater = 0, p_less = 0;
  double p_mid = 0;  ///< twice the smaller mid-p tail, at most 1
};
/// O(smaller margin) a step of a root search.
[[nodiscard]] exact_association associate_exactly(const two_by_two&, double level = 0.95);

/// Strata (units, countries, waves) held apart: the common odds ratio.
struct stratified_association {
  estimate odds_ratio;  ///< Mantel & Haenszel (1959), interval by Robins, Breslow & Greenland (1986); se of
                        ///< the log
  double chi_squared = 0, p = 0;                      ///< no association in any stratum
  double chi_squared_corrected = 0, p_corrected = 0;  ///< with continuity correction
  estimate woolf;                                     ///< inverse-variance mean of the log odds ratios
  double homogeneity = 0, homogeneity_df = 0, homogeneity_p = 0;  ///< Woolf: are the odds ratios the same?
  double breslow_day = 0,
         breslow_day_p = 0;  ///< the same by Breslow & Day (1980) with Tarone's (1985) correction
  estimate exact;            ///< conditional maximum likelihood of the common odds ratio
  double p_exact = 0;        ///< two-sided, tables at most as probable
};
/// Strata in which a margin is empty say nothing and are left out. Woolf's statistics are undefined when a
/// remaining stratum has an empty cell. O((sum of margins)^2) for the exact part.
[[nodiscard]] stratified_association associate_stratified(std::span<const two_by_two>, double level = 0.95);

}  // namespace cxm
