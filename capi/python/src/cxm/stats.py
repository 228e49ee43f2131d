# SPDX-License-Identifier: Apache-2.0
"""The pure statistics of cxm, on arrays."""
from ._stats import (Estimate, difference, effective_size, mean, median, nps, nps_from_counts, quantiles, rank_sets,
                     share, shrink, weighted_mean)

__all__ = ["Estimate", "difference", "effective_size", "mean", "median", "nps", "nps_from_counts", "quantiles",
           "rank_sets", "share", "shrink", "weighted_mean"]
