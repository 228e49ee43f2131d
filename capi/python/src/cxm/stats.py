# SPDX-License-Identifier: Apache-2.0
"""The pure statistics of cxm, on arrays. NaN, None and masked values are missing. Weights that meet known totals:
cxm.weight; how many to ask: cxm.size."""
from ._designs import (CaseMix, Design, Estimates, GroupComparison, Regression, adjust_p, agreement, area_under_curve,
                       association, bands, between, bounded_mean, case_mix, change, clusters, compare, compare_groups,
                       detectable_difference, importance, independence, mediation, one_sample, paired_shares,
                       penalty_reward, percentile_cuts, performance, regression, reliability, replicate_design,
                       survey_contrast, survey_group_means, survey_means, survey_quantiles, survey_ratio,
                       survey_share, survey_totals, survey_variances, trend, two_shares, within_between)
from ._factors import (FactorCount, FactorModel, Factors, IncompleteMoments, Invariance, correlation, correlations,
                       factor_count, factor_model, factor_scores, factors, incomplete_moments, invariance, mahalanobis,
                       ordinal_association)
from ._items import (ItemResponse, classification, item_information, item_response, kappa, person_scores, raters, retest,
                     short_forms)
from ._series import (Break, Paths, Points, Scale, break_point, class_difference, decay, domain_total,
                      effective_counts, event_change, isolation, mediation_chain, ordered_trend, ordinal_agreement,
                      ordinal_regression, permutation, points, ranks, scale, share_trend, spread_trend, standings,
                      tipping, unit_paths)
from ._stats import (Estimate, describe, difference, effective_size, heterogeneity, mean, median, nps,
                     nps_from_counts, quantiles, rank_sets, share, shrink, smooth_variances, weighted_mean)

__all__ = ["Break", "CaseMix", "Design", "Estimate", "Estimates", "FactorCount", "FactorModel", "Factors",
           "GroupComparison", "IncompleteMoments", "Invariance", "ItemResponse", "Paths", "Points", "Regression",
           "Scale", "adjust_p", "agreement", "area_under_curve", "association", "bands", "between", "bounded_mean",
           "break_point", "case_mix", "change", "class_difference", "classification", "clusters", "compare",
           "compare_groups", "correlation", "correlations", "decay", "describe", "detectable_difference", "difference",
           "domain_total", "effective_counts", "effective_size", "event_change", "factor_count", "factor_model",
           "factor_scores", "factors", "heterogeneity", "importance", "incomplete_moments", "independence",
           "invariance", "isolation", "item_information", "item_response", "kappa", "mahalanobis", "mean", "median",
           "mediation", "mediation_chain", "nps", "nps_from_counts", "one_sample", "ordered_trend", "ordinal_agreement",
           "ordinal_association", "ordinal_regression", "paired_shares", "penalty_reward", "percentile_cuts",
           "performance", "permutation", "person_scores", "points", "quantiles", "rank_sets", "ranks", "raters",
           "regression", "reliability", "replicate_design", "retest", "scale", "share", "share_trend", "short_forms",
           "shrink", "smooth_variances", "spread_trend", "standings", "survey_contrast", "survey_group_means",
           "survey_means", "survey_quantiles", "survey_ratio", "survey_share", "survey_totals", "survey_variances",
           "tipping", "trend", "two_shares", "unit_paths", "weighted_mean", "within_between"]
