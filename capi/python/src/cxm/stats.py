# SPDX-License-Identifier: Apache-2.0
"""The pure statistics of cxm, on arrays. NaN, None and masked values are missing. Weights that meet known totals:
cxm.weight; how many to ask: cxm.size."""
from ._designs import (CaseMix, Design, Estimates, GroupComparison, Regression, adjust_p, agreement, area_under_curve,
                       association, bands, between, bounded_mean, case_mix, change, clusters, compare, compare_groups, detectable_difference,
                       importance, independence, mediation, paired_shares, percentile_cuts, regression, reliability, survey_group_means,
                       survey_means, survey_quantiles, survey_ratio, survey_share, survey_totals, survey_variances,
                       trend, two_shares)
from ._series import (Break, Paths, Scale, break_point, decay, event_change, isolation, mediation_chain, ordered_trend,
                      ordinal_agreement, ordinal_regression, permutation, ranks, scale, share_trend, spread_trend, tipping,
                      unit_paths)
from ._stats import (Estimate, difference, effective_size, mean, median, nps, nps_from_counts, quantiles, rank_sets,
                     share, shrink, weighted_mean)

__all__ = ["Break", "CaseMix", "Design", "Estimate", "Estimates", "GroupComparison", "Paths", "Regression", "Scale",
           "adjust_p", "agreement", "area_under_curve", "association", "bands", "between", "bounded_mean",
           "break_point", "case_mix", "change", "clusters", "compare", "compare_groups", "decay",
           "detectable_difference", "difference", "effective_size", "event_change", "importance", "independence",
           "isolation", "mean", "median", "mediation", "mediation_chain", "nps", "nps_from_counts", "ordered_trend",
           "ordinal_agreement", "ordinal_regression", "paired_shares", "percentile_cuts", "permutation", "quantiles",
           "rank_sets", "ranks", "regression", "reliability", "scale", "share", "share_trend", "shrink",
           "spread_trend", "survey_group_means", "survey_means", "survey_quantiles", "survey_ratio", "survey_share",
           "survey_totals", "survey_variances", "tipping", "trend", "two_shares", "unit_paths", "weighted_mean"]
