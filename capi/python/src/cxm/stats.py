# SPDX-License-Identifier: Apache-2.0
"""The pure statistics of cxm, on arrays. NaN, None and masked values are missing. Weights that meet known totals:
cxm.weight; how many to ask: cxm.size."""
from ._designs import (CaseMix, Design, Estimates, GroupComparison, Regression, adjust_p, agreement, area_under_curve,
                       association, bands, between, bounded_mean, case_mix, change, clusters, compare, compare_groups, detectable_difference,
                       importance, independence, mediation, paired_shares, percentile_cuts, regression, reliability, survey_group_means,
                       survey_means, survey_quantiles, survey_ratio, survey_share, survey_totals, survey_variances,
                       trend, two_shares)
from ._stats import (Estimate, difference, effective_size, mean, median, nps, nps_from_counts, quantiles, rank_sets,
                     share, shrink, weighted_mean)

__all__ = ["CaseMix", "Design", "Estimate", "Estimates", "GroupComparison", "Regression", "adjust_p", "agreement",
           "area_under_curve", "association", "bands", "between", "bounded_mean", "case_mix", "change", "clusters", "compare", "compare_groups",
           "detectable_difference", "difference", "effective_size", "importance", "independence", "mean", "median", "mediation", "nps",
           "nps_from_counts", "paired_shares", "percentile_cuts", "quantiles", "rank_sets", "regression", "reliability", "share", "shrink",
           "survey_group_means", "survey_means", "survey_quantiles", "survey_ratio", "survey_share", "survey_totals",
           "survey_variances", "trend", "two_shares", "weighted_mean"]
