# SPDX-License-Identifier: Apache-2.0
"""Statistics on arrays against NumPy's own arithmetic and published figures: every argument reaches its place. How right
the numbers are is tested beside the library's C++ functions."""
import unittest

import numpy as np

import cxm
from cxm import stats

RANDOM = np.random.default_rng(12)
N = 240
UNIT = RANDOM.integers(0, 12, N)
STRATUM = UNIT % 3
W = RANDOM.integers(1, 5, N).astype(float)
X = RANDOM.normal(size=(N, 3))
X[:, 1] += 0.6 * X[:, 0]
Y = 3 + X @ [1.0, 0.5, 0.0] + 0.4 * UNIT / 12 + RANDOM.normal(size=N)
YES = (Y > 3.2).astype(float)


def close(test, a, b, places=9):
    test.assertAlmostEqual(float(a), float(b), places=places)


class Samples(unittest.TestCase):
    def test_means_under_a_design(self):
        plain = stats.survey_means({"y": Y})["y"]
        close(self, plain.value, Y.mean())
        close(self, plain.se, Y.std(ddof=1) / np.sqrt(N))
        design = stats.Design(weights=W, strata=STRATUM, clusters=UNIT)
        found = stats.survey_means({"y": Y, "yes": YES}, design)
        mean = (W * Y).sum() / W.sum()
        scores = W * (Y - mean) / W.sum()
        variance = 0.0
        for h in range(3):
            totals = np.array([scores[UNIT == u].sum() for u in range(12) if u % 3 == h])
            variance += len(totals) / (len(totals) - 1) * ((totals - totals.mean()) ** 2).sum()
        close(self, found["y"].value, mean)
        close(self, found["y"].se, np.sqrt(variance))
        self.assertEqual((list(found), found["y"].df), (["y", "yes"], 9.0))
        sizes = np.full(N, 8.0)
        smaller = stats.survey_means(
            {"y": Y}, stats.Design(weights=W, strata=STRATUM.astype(str), clusters=UNIT, fpc=sizes))["y"]
        close(self, smaller.se, np.sqrt(variance / 2))
        close(self, stats.survey_totals({"y": Y}, design)["y"].value, (W * Y).sum(), 6)
        close(self, stats.survey_ratio(Y, W, design).value, (W * Y).sum() / (W * W).sum())
        close(self, stats.survey_variances({"y": Y})["y"].value, Y.var(ddof=1))
        groups = stats.survey_group_means(Y, np.array(["a", "b", "c"])[STRATUM], design)
        self.assertEqual(set(groups), {"a", "b", "c"})
        close(self, groups["b"].value, np.average(Y[STRATUM == 1], weights=W[STRATUM == 1]))
        close(self, stats.survey_share(YES, design).value, np.average(YES, weights=W))
        self.assertEqual(len(stats.survey_quantiles(Y, [0.25, 0.5], design)), 2)
        self.assertTrue(stats.survey_quantiles(Y, 0.5, design)[0].low < np.median(Y))

    def test_replicate_weights(self):
        # Delete-one jackknife of a mean by hand.
        weights = {f"r{i}": np.where(UNIT == i, 0, W * 12 / 11) for i in range(12)}
        found = stats.survey_means({"y": Y}, stats.Design(weights=W, replicates=weights, type="jk1"))["y"]
        thetas = np.array([np.average(Y, weights=w) for w in weights.values()])
        close(self, found.se, np.sqrt(11 / 12 * ((thetas - thetas.mean()) ** 2).sum()))
        with self.assertRaisesRegex(cxm.ArgumentError, "beside strata"):
            stats.survey_means({"y": Y}, stats.Design(strata=STRATUM, replicates=weights, type="jk1"))
        with self.assertRaisesRegex(cxm.ArgumentError, "does not exist"):
            stats.survey_share(YES, stats.Design(replicates=weights, type="jk1"))

    def test_a_lonely_stratum(self):
        lonely = np.where(UNIT == 0, 9, STRATUM)
        with self.assertRaises(cxm.NumericError):
            stats.survey_means({"y": Y}, stats.Design(strata=lonely, clusters=UNIT, lonely="fail"))
        self.assertGreater(stats.survey_means({"y": Y}, stats.Design(strata=lonely, clusters=UNIT))["y"].se, 0)


class Models(unittest.TestCase):
    def test_linear(self):
        design = np.column_stack([np.ones(N), X])
        inverse = np.linalg.inv(design.T @ design)
        beta = inverse @ design.T @ Y
        e = Y - design @ beta
        h = np.einsum("ij,jk,ik->i", design, inverse, design)
        found = stats.regression(Y, {"a": X[:, 0], "b": X[:, 1], "c": X[:, 2]})
        self.assertEqual(list(found.coefficients), ["(Intercept)", "a", "b", "c"])
        hc3 = inverse @ (design.T * (e / (1 - h)) ** 2) @ design @ inverse
        for k, one in enumerate(found.coefficients.values()):
            close(self, one.value, beta[k])
            close(self, one.se, np.sqrt(hc3[k, k]))
        close(self, found.fit["r2"].value, 1 - e @ e / ((Y - Y.mean()) ** 2).sum())
        model = stats.regression(Y, X, errors="model").coefficients
        close(self, model["x1"].se, np.sqrt(inverse[1, 1] * (e @ e) / (N - 4)))
        scores = np.array([(design[UNIT == u] * e[UNIT == u, None]).sum(axis=0) for u in range(12)])
        cr1 = inverse @ scores.T @ scores @ inverse * 12 / 11
        close(self, stats.regression(Y, X, clusters=UNIT, errors="CR1").coefficients["x2"].se, np.sqrt(cr1[2, 2]))
        self.assertIn("CR2", stats.regression(Y, X, clusters=UNIT).coefficients["x2"].method)
        weighted = stats.regression(Y, X, design=stats.Design(weights=W, clusters=UNIT)).coefficients
        sqrt_w = np.sqrt(W)[:, None]
        close(self, weighted["x1"].value, np.linalg.lstsq(design * sqrt_w, Y * sqrt_w[:, 0], rcond=None)[0][1])
        with self.assertRaisesRegex(cxm.ArgumentError, "no clusters"):
            stats.regression(Y, X, errors="CR2")

    def test_logistic(self):
        found = stats.regression(YES, X, family="logistic")
        beta = np.array([one.value for one in found.coefficients.values()])
        design = np.column_stack([np.ones(N), X])
        p = 1 / (1 + np.exp(-design @ beta))
        np.testing.assert_allclose(design.T @ (YES - p), 0, atol=1e-7)
        inverse = np.linalg.inv((design.T * (p * (1 - p))) @ design)
        close(self, found.coefficients["x1"].se, np.sqrt(inverse[1, 1]), 7)
        close(self, found.fit["odds ratio x1"].value, np.exp(beta[1]))

    def test_importance(self):
        found = stats.importance(Y, {"a": X[:, 0], "b": X[:, 1], "c": X[:, 2]})
        fit = stats.regression(Y, X).fit
        close(self, found["lmg"].sum(), fit["r2"].value)
        close(self, found["relative_weight"].sum(), fit["r2"].value)
        close(self, found["first"][0], np.corrcoef(Y, X[:, 0])[0, 1] ** 2)
        self.assertEqual((list(found["predictor"]), set(found["n"])), (["a", "b", "c"], {float(N)}))

    def test_between_and_agreement(self):
        found = stats.between(Y, UNIT)
        sizes = np.array([(UNIT == u).sum() for u in range(12)])
        means = np.array([Y[UNIT == u].mean() for u in range(12)])
        msb = (sizes * (means - Y.mean()) ** 2).sum() / 11
        msw = sum(((Y[UNIT == u] - means[u]) ** 2).sum() for u in range(12)) / (N - 12)
        close(self, found["icc2"].value, (msb - msw) / msb)
        close(self, found["f"].value, msb / msw)
        item = np.array([4, 4, 5, 4, 1, 5, 3, 2])
        rows = stats.agreement({"q": item}, ["a"] * 4 + ["b"] * 4, 1, 5)
        close(self, rows["r_wg"][0], 1 - item[:4].var(ddof=1) / 2)
        self.assertEqual(rows["n"].tolist(), [4, 4])
        two = np.column_stack([item, item + [0, 1, 0, 0, 0, 0, 1, 0]]).astype(float)
        v = np.cov(two.T)
        close(self, stats.reliability(two), 2 * (1 - np.trace(v) / v.sum()))

    def test_case_mix(self):
        unit = np.array(list("abcdefghijkl"))[UNIT]
        found = stats.case_mix({"y": Y}, {"x": X[:, 0]}, unit)
        within = [(Y[UNIT == u] - Y[UNIT == u].mean(), X[UNIT == u, 0] - X[UNIT == u, 0].mean()) for u in range(12)]
        slope = sum(y @ x for y, x in within) / sum(x @ x for _, x in within)
        close(self, found.fit["slope of y on x"].value, slope)
        close(self, found.units["raw"][0], Y[unit == found.units["unit"][0]].mean())
        self.assertTrue(set(found.units["stars"]) <= {1.0, 2.0, 3.0})
        equal = stats.case_mix({"y": Y}, {"x": X[:, 0]}, unit, weights=np.full(N, 2.0))
        close(self, equal.units["adjusted"][3], found.units["adjusted"][3])

    def test_a_line(self):
        member, centres = stats.clusters([1, 2, 10, 11, 30], 3)
        self.assertEqual((member.tolist(), centres.tolist()), ([0, 0, 1, 1, 2], [1.5, 10.5, 30.0]))
        found = stats.trend([0, 1, 2, 3], [50, 52, 54, 56], [1, 1, 1, 1])
        close(self, found["slope"].value, 2)
        close(self, found["slope"].se, 1 / np.sqrt(5))
        close(self, found["q"].value, 0)


class Comparisons(unittest.TestCase):
    def test_two_samples(self):
        a, b = Y[:100], Y[100:] + 0.3
        found = stats.compare(a, b, margin=1)
        va, vb = a.var(ddof=1) / 100, b.var(ddof=1) / 140
        close(self, found["difference"].value, a.mean() - b.mean())
        close(self, found["difference"].se, np.sqrt(va + vb))
        close(self, found["t"].df, (va + vb) ** 2 / (va**2 / 99 + vb**2 / 139))
        close(self, found["cliffs delta"].value, np.sign(a[:, None] - b[None, :]).mean())
        self.assertTrue(0 <= found["equivalence"].p <= 1 and 0 <= found["mann-whitney"].p <= 1)
        self.assertNotEqual(stats.compare(a, b, pooled=True)["t"].df, found["t"].df)
        paired = stats.compare(Y, YES, paired=True)
        close(self, paired["sd"].value, (Y - YES).std(ddof=1))
        close(self, paired["d_z"].value, (Y - YES).mean() / (Y - YES).std(ddof=1))

    def test_groups_and_change(self):
        found = stats.compare_groups(Y, STRATUM)
        means = np.array([Y[STRATUM == h].mean() for h in range(3)])
        ssb = sum((STRATUM == h).sum() * (means[h] - Y.mean()) ** 2 for h in range(3))
        close(self, found.tests["eta2"].value, ssb / ((Y - Y.mean()) ** 2).sum())
        self.assertEqual(len(found.pairs), 3)
        first, second = found.pairs["first"][0], found.pairs["second"][0]
        close(self, found.pairs["difference"][0], means[int(second)] - means[int(first)])
        person = np.concatenate([np.arange(10), np.arange(5, 15)])
        wave = np.repeat(["2024", "2025"], 10)
        moved = stats.change(Y[:20], person, wave, "2024", "2025")
        close(self, moved["change"].value, Y[10:20].mean() - Y[:10].mean())
        self.assertEqual(moved["n both"].value, 5)
        with self.assertRaisesRegex(cxm.ArgumentError, "no row has"):
            stats.change(Y[:20], person, wave, "2024", "2026")

    def test_published_figures(self):
        # Newcombe (1998), Statistics in Medicine 17:873, table II, example (a), method 10.
        a = stats.two_shares(56, 70, 48, 80)["difference"]
        self.assertEqual((round(a.value, 4), round(a.low, 4), round(a.high, 4)), (0.2, 0.0524, 0.3339))
        # Holm (1979) worked by hand.
        self.assertEqual(stats.adjust_p([0.01, 0.04, np.nan, 0.03]).tolist()[:2], [0.03, 0.06])
        np.testing.assert_allclose(stats.adjust_p([0.01, 0.02, 0.03], "bh"), 0.03)

    def test_counts(self):
        paired = stats.paired_shares(20, 12, 5, 63)
        close(self, paired["mcnemar"].value, (12 - 5) ** 2 / 17)
        close(self, paired["difference"].value, 0.07)
        counts = np.array([[10.0, 20, 30], [20, 20, 10]])
        expected = counts.sum(1, keepdims=True) * counts.sum(0) / counts.sum()
        close(self, stats.independence(counts)["chi-squared"].value, ((counts - expected) ** 2 / expected).sum())
        self.assertEqual(stats.independence(counts)["chi-squared"].df, 2)
        one = stats.association([[10, 20], [5, 40]])
        close(self, one["odds ratio"].value, 4)
        close(self, one["risk ratio"].value, (10 / 30) / (5 / 45))
        tables = np.array([[[10, 20], [5, 40]], [[8, 9], [3, 12]]], dtype=float)
        top = sum(t[0, 0] * t[1, 1] / t.sum() for t in tables)
        bottom = sum(t[0, 1] * t[1, 0] / t.sum() for t in tables)
        close(self, stats.association(tables)["odds ratio"].value, top / bottom)

    def test_mediation_and_curve(self):
        found = stats.mediation(X[:, 0], X[:, 1], Y)
        close(self, found["indirect"].value, found["a"].value * found["b"].value)
        close(self, found["total"].value, np.polyfit(X[:, 0], Y, 1)[0])
        close(self, stats.area_under_curve([2, 1, 0], [0, 1, 2]).value, 8.5 / 9)

    def test_bands(self):
        cuts = stats.percentile_cuts([1, 2, 3, 4, 5], [0.25, 0.5])
        self.assertEqual(cuts.tolist(), [2.0, 3.0])
        rows = stats.bands([1, 2.5, 9], [0, 1, 0.1], cuts)
        self.assertEqual(rows["band"].tolist(), [1, 2, 3])
        self.assertEqual(rows["probability"][0], 1)
        self.assertAlmostEqual(rows["probability"][1], 0.3829249225480262)
        self.assertEqual(stats.bands([1], [0], cuts[::-1], lower_is_better=True)["band"].tolist(), [3])

    def test_small_ones(self):
        close(self, stats.detectable_difference(1, 1), (1.959963984540054 + 0.8416212335729143) * np.sqrt(2), 8)
        crowded = stats.bounded_mean([10] * 9 + [9], 0, 10)
        self.assertTrue(crowded.high <= 10 and crowded.low < crowded.value)

    def test_series(self):
        # Straight up to 3, then 10 higher: a level change of 10, no other slope.
        t, y, se = np.arange(8.0), np.array([0, 1, 2, 3, 14, 15, 16, 17.0]), np.full(8, 0.5)
        event = stats.event_change(t, y, se, 4)
        close(self, event["level change"].value, 10, 9)
        close(self, event["slope change"].value, 0, 9)
        found = stats.break_point([5, 5, 5, 9, 9, 9], np.full(6, 0.5))
        self.assertEqual(found.position, 3)
        close(self, found.shift.value, 4, 9)
        self.assertLess(found.p, 0.001)
        # 20 + 60 * 2^(-t / 3): half of what is above the floor is lost in three periods.
        half = stats.decay(t, 20 + 60 * 2 ** (-t / 3), np.full(8, 0.1))["half-life"]
        self.assertAlmostEqual(half.value, 3, 3)
        self.assertTrue(half.low < 3 < half.high)

    def test_ordered_classes(self):
        # All of the higher class above all of the lower: the exact two-sided p of 3 against 3 is 2 / 20.
        trend = stats.ordered_trend([1, 2, 3, 4, 5, 6], [0, 0, 0, 1, 1, 1])["trend"]
        close(self, trend.p, 0.1)
        # Cochran-Armitage of 10, 20, 30 of 50: z by its formula.
        x, n, score = np.array([10, 20, 30.0]), np.full(3, 50.0), np.arange(3.0)
        share = x.sum() / n.sum()
        top = (score * (x - n * share)).sum()
        spread = share * (1 - share) * ((n * score ** 2).sum() - (n * score).sum() ** 2 / n.sum())
        found = stats.share_trend(x, n)
        self.assertAlmostEqual(list(found.values())[0].value, top / np.sqrt(spread), 6)

    def test_people_among_colleagues(self):
        apart = stats.isolation([1, 0, 1, 0], [10, 10, 10, 10], believers=[10, 0, 10, 0])
        close(self, apart["isolation"].value, 1, 6)
        self.assertLess(apart["p pockets"].value, 0.01)
        need = stats.tipping(0.1, 40, heads=40)["friends needed"]
        close(self, need.value, 6)  # a quarter of 40 are 10; 4 are there

    def test_ranks_and_permutation(self):
        league = stats.ranks([1, 5, 9], [0.01, 0.01, 0.01], draws=500)
        self.assertEqual(league["rank"].tolist(), [3, 2, 1])
        self.assertEqual(league["low_all"].tolist(), [3, 2, 1])
        p = stats.permutation([4, 5, 6], [1, 2, 3])["difference"]
        close(self, p.value, 3)
        close(self, p.p, 0.1)

    def test_one_column(self):
        found = stats.describe([1, 2, None, 3, 6])
        for name, value in (("n", 4), ("missing", 1), ("mean", 3), ("sd", np.sqrt(14 / 3)), ("median", 2.5), ("iqr", 2),
                            ("mad", 1.4826), ("trimmed mean", 3), ("geometric mean", np.sqrt(6))):
            close(self, found[name], value)
        found = stats.one_sample([1, np.nan, 2, 4, 5], 2)
        close(self, found["difference"].value, 1)
        close(self, found["difference"].se, np.sqrt(10 / 12))
        close(self, found["signed rank"].value, 5)
        close(self, found["sign flips"].p, 0.5)  # half of the sums of +-1 +-2 +-3 are 4 or more away from 0

    def test_within_and_between(self):
        found = stats.within_between([1, 3, 5, 7], [2, 4, 3, 5], ["a", "a", "b", "b"])
        close(self, found["raw"], 0.8)
        close(self, found["eta between x"] * found["eta between y"] * found["between"], 0.4)
        close(self, found["eta within x"] * found["eta within y"] * found["within"], 0.4)

    def test_clusters_and_classes(self):
        x, n, effect = stats.effective_counts([2, 8], [10, 10])
        close(self, effect, 7.2)
        close(self, x, 10 / 7.2)
        close(self, n, 20 / 7.2)
        plain = stats.class_difference([1, 3, 6, 8], [3, 3, 7, 7], 7, 3)
        self.assertEqual((plain.value, plain.df), (5, 2))
        close(self, plain.se, np.sqrt(2))
        within = stats.class_difference([1, 3, 6, 8, 10, 20], [3, 3, 7, 7, 3, 7], 7, 3, stratum=list("AAAABB"))
        close(self, within.value, 20 / 3)
        with self.assertRaisesRegex(cxm.ArgumentError, "no row of that class"):
            stats.class_difference([1, 3], [3, 7], 7, 4)

    def test_units_and_points(self):
        found = stats.standings([1, 2, 5, 2])
        self.assertEqual(found["rank"].tolist(), [4, 2.5, 1, 2.5])
        self.assertEqual(found["percentile"].tolist(), [12.5, 50, 87.5, 50])
        self.assertEqual(found["quartile"].tolist(), [1, 2, 4, 2])
        points = stats.points([0.5, 0.2], [0, 0], [0.4, 0.4], [0.9, 0.9], baseline=[0.3, None])
        self.assertEqual(points.dimensions["score"].tolist(), [3, 0])
        self.assertEqual((points.base, points.consistency, points.score), (3, 10, 13))
        total, present, parts = stats.domain_total([80, None, 50], [1, 2, 1])
        self.assertEqual((total, present, parts.tolist()), (65, 0.5, [40, 0, 25]))
        found = stats.heterogeneity([0, 2], [1, 1])
        close(self, found["tau2"].value, 1)
        close(self, found["q"].value, 2)
        close(self, stats.smooth_variances([2, np.nan], [3, 1])[0], 2 / 3)

    def test_contrasts_and_replicates(self):
        y, groups = [1, 3, 6, 8], ["a", "a", "b", "b"]
        found = stats.survey_contrast(y, groups, {"b": 1, "a": -1})
        close(self, found.value, 5)
        close(self, found.se, np.sqrt(4 / 3))
        with self.assertRaisesRegex(cxm.ArgumentError, "the groups are a, b"):
            stats.survey_contrast(y, groups, {"c": 1})
        drawn = stats.replicate_design(W, "jkn", strata=STRATUM, clusters=UNIT)
        self.assertEqual(drawn.replicates.shape, (N, 12))
        design = stats.Design(weights=W, strata=STRATUM, clusters=UNIT)
        close(self, stats.survey_totals({"y": Y}, drawn)["y"].se, stats.survey_totals({"y": Y}, design)["y"].se, 6)
        with self.assertRaisesRegex(cxm.ArgumentError, "jk1, jkn, brr, fay or bootstrap"):
            stats.replicate_design(W, "jack")

    def test_performance(self):
        found = stats.performance([1, 2, 3, 4], {"x": [1, 3, 2, 4]}, 1, 5)
        close(self, found["importance"][0], 0.8)
        close(self, found["performance"][0], 37.5)
        found = stats.penalty_reward([1, 2, 4, 5, 4, 3, 6, 8, 7], {"x": [1, 2, 2, 3, 3, 3, 4, 5, 4]}, 2, 4)
        close(self, found["penalty"][0], -5 / 3)
        close(self, found["reward"][0], 3)
        self.assertEqual(found["kind"][0], "excitement")
        profile = stats.regression(YES, X, family="logistic", errors="profile").coefficients["x1"]
        wald = stats.regression(YES, X, family="logistic", errors="model").coefficients["x1"]
        self.assertEqual(profile.value, wald.value)
        self.assertGreater(profile.high - profile.value, profile.value - profile.low)  # skewed, as likelihoods are

    def test_scales_and_paths(self):
        means, errors = RANDOM.normal(size=(30, 3)), np.full((30, 3), 0.3)
        paths = stats.unit_paths(means, errors)
        same = stats.unit_paths(means, errors, covariances=np.zeros((30, 3)))
        moved = stats.unit_paths(means, errors, covariances=np.full((30, 3), 0.04))
        corrected = "x1 ~ x2 corrected"
        self.assertEqual([e.value for e in same.effects.values()], [e.value for e in paths.effects.values()])
        self.assertLess(moved.effects[corrected].value, paths.effects[corrected].value)  # less 0.04 of covariance
        self.assertEqual(list(moved.effects), list(paths.effects))
        answers = np.column_stack([[5, 1, 3, 2, 3, 3, 1, 3, 1, 5], [5, 1, 3, 1, 2, 2, 2, 2, 2, 5], [4, 1, 2, 1, 4, 3, 1, 2, 1, 4.0]])
        v = np.cov(answers.T)
        close(self, stats.scale(answers).alpha.value, 1.5 * (1 - np.trace(v) / v.sum()))
        close(self, stats.ordinal_agreement([0, 0, 7, 0, 0]), 1)
        close(self, stats.ordinal_agreement([5, 0, 0, 0, 5]), -1)
        chain = stats.mediation_chain({"x": X[:, 0], "m": X[:, 1], "y": Y})
        close(self, chain.effects["total"].value, np.polyfit(X[:, 0], Y, 1)[0])
        steps = np.random.default_rng(3).normal(size=(30, 3)).cumsum(axis=1)
        paths = stats.unit_paths(steps, np.full((30, 3), 0.1))
        self.assertTrue(len(paths.steps) >= 2 and paths.effects)
        close(self, stats.ordinal_regression([0, 1] * 20, {"x": [0, 0, 1, 1] * 10}).coefficients["x"].value, 0, 5)

    def test_factors_and_invariance(self):
        draw = np.random.default_rng(8)
        first = draw.normal(size=400)
        second = 0.4 * first + draw.normal(size=400)
        data = {name: np.clip(np.round(3 + theme + 0.8 * draw.normal(size=400)), 1, 5)
                for name, theme in zip("abcdef", (first, first, first, first, second, second))}
        matrix = np.column_stack(list(data.values()))
        pairs = stats.correlations(data)
        close(self, pairs["r"].reshape(6, 6)[0, 1], np.corrcoef(matrix.T)[0, 1])
        partial = stats.correlations(data, "partial")["r"].reshape(6, 6)
        precision = np.linalg.inv(np.corrcoef(matrix.T))
        close(self, partial[0, 1], -precision[0, 1] / np.sqrt(precision[0, 0] * precision[1, 1]))
        one = stats.correlation(data["a"], data["b"], "polychoric")
        self.assertGreater(one["correlation"].value, pairs["r"][1])  # codes hide a part of it
        self.assertTrue(one["correlation"].low < one["correlation"].value < one["correlation"].high)
        close(self, stats.ordinal_association([[10, 5], [2, 8]])["gamma"].value, 70 / 90)
        squared, p = stats.mahalanobis(matrix)
        close(self, squared.sum(), 6 * 399)
        self.assertTrue(((p >= 0) & (p <= 1)).all())
        gaps = matrix.copy()
        gaps[::5, 2] = np.nan
        moments = stats.incomplete_moments(gaps)
        close(self, moments.means["mean"][0], matrix[:, 0].mean())
        close(self, moments.pairs["covariance"][1], np.cov(matrix.T, bias=True)[0, 1])
        self.assertEqual(stats.factor_count(data).factors, 2)
        found = stats.factors(data, 2)
        self.assertEqual(len(found.loadings), 12)
        self.assertGreater(abs(found.fit["phi 1 2"].value), 0.2)
        model = "service =~ a + b + c + d; loyalty =~ e + f"
        fitted = stats.factor_model(data, model)
        self.assertGreater(fitted.fit["cfi"].value, 0.97)
        self.assertEqual(fitted.parameters["value"][0], 1)
        behind = stats.factor_model({name: np.round(np.clip(x, -2, 2)) for name, x in data.items()}, model, ordered=True)
        self.assertGreater(behind.fit["cfi scaled"].value, 0.97)
        self.assertIn("threshold", list(behind.parameters["kind"]))
        scores = stats.factor_scores(data, model)
        self.assertGreater(np.corrcoef(scores["service"], first)[0, 1], 0.85)
        side = np.where(np.arange(400) % 2 == 0, "one", "two")
        same = stats.invariance(data, "f =~ a + b + c + d", side)
        self.assertEqual(same.verdict, "same")
        moved = dict(data, b=data["b"] + np.where(side == "two", 1.0, 0.0))
        other = stats.invariance(moved, "f =~ a + b + c + d", side)
        self.assertEqual(other.verdict, "partial")
        apart = other.differences[other.differences["apart"] == 1]
        self.assertEqual([str(name) for name in apart["name"]], ["b"])
        self.assertTrue(apart["low"][0] < 1 < apart["high"][0])
        with self.assertRaises(cxm.ArgumentError):
            stats.factor_model(data, "f = a")
        with self.assertRaises(cxm.ArgumentError):
            stats.correlation(data["a"], data["b"], "cosine")

    def test_item_response_and_raters(self):
        draw = np.random.default_rng(9)
        theme = draw.normal(size=500)
        data = {name: np.clip(np.round(3 + theme + noise * draw.normal(size=500)), 1, 5)
                for name, noise in zip("abcde", (0.6, 0.8, 1.0, 1.2, 1.5))}
        found = stats.item_response(data)
        slopes = found.parameters[[str(name) == "slope" for name in found.parameters["parameter"]]]
        self.assertEqual(len(found.parameters), 5 * 9)
        self.assertTrue((slopes["low"] < slopes["value"]).all() and slopes["value"][0] > slopes["value"][4])
        self.assertGreater(found.fit["marginal reliability"].value, 0.8)
        equal = stats.item_response(data, "graded_equal")
        self.assertLess(equal.fit["log-likelihood"].value, found.fit["log-likelihood"].value)
        self.assertEqual(found.fit["parameters"].value - equal.fit["parameters"].value, 4)
        side = np.where(np.arange(500) % 2 == 0, "one", "two")
        shifted = {name: np.where((side == "two") & (x < 5), x + 1, x) for name, x in data.items()}
        groups = stats.item_response(shifted, group=side, weights=np.full(500, 2.0))
        self.assertGreater(groups.fit["mean two"].low, 0)
        gaps = dict(data, a=np.where(np.arange(500) == 3, np.nan, data["a"]))
        for method in ("mean", "mode", "weighted_likelihood"):
            theta, se = stats.person_scores(gaps, method=method)
            self.assertGreater(np.corrcoef(theta, theme)[0, 1], 0.85)
            self.assertTrue((se > 0).all())
        information = stats.item_information(data, [-1, 0, 1])
        self.assertEqual(len(information), 15)
        forms = stats.short_forms(data)
        self.assertEqual(str(forms["items"][0]), "a")
        self.assertEqual(forms["lost"][4], 0)
        self.assertTrue((np.diff(forms["reliability"]) > 0).all())
        sure = stats.classification(theta, se, [-0.5, 0.5])
        self.assertTrue(0.5 < sure["consistency"].value < sure["accuracy"].value < 1)
        close(self, stats.kappa([[20, 5], [10, 15]])["kappa"].value, 0.4)
        close(self, stats.kappa([[2, 0], [0, 2], [1, 1]], "fleiss")["kappa"].value, 1 / 3)
        same = stats.raters(data)
        self.assertTrue(same["ICC(1,1)"].value < same["ICC(3,k)"].value)
        self.assertTrue(same["alpha interval"].low < same["alpha interval"].value < 1)
        close(self, stats.retest(data["a"], data["b"])["correlation"].value, np.corrcoef(data["a"], data["b"])[0, 1])
        with self.assertRaises(cxm.ArgumentError):
            stats.item_response(data, "rash")


if __name__ == "__main__":
    unittest.main()
