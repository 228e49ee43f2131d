# SPDX-License-Identifier: Apache-2.0
"""cxm.check and cxm.explain: worked by hand, the same of every kind of data, SPSS files among them."""
import importlib.util
import os
import pathlib
import tempfile
import unittest

import numpy as np

import cxm

STAFF = pathlib.Path(os.environ.get("CXM_SOURCE_DIR", ".")) / "tests" / "sav"
GRID = {
    "id": "grid",
    "scales": [{"id": "s", "kind": "ordinal", "codes": [1, 2, 3, 4, 5]}, {"id": "n", "kind": "nps"}],
    "items": [{"id": f"a{i}", "scale": "s", **({"reverse": True} if i == 3 else {})} for i in range(1, 7)]
             + [{"id": "recommend", "scale": "n"}],
    "measures": [{"id": "a", "kind": "composite", "items": [f"a{i}" for i in range(1, 7)]},
                 {"id": "nps", "kind": "nps", "item": "recommend"}],
    "drivers": [{"id": "why", "outcome": "nps", "predictors": ["a"]}],
    "roles": {"columns": ["role"], "values": [{"id": "staff"}, {"id": "boss"}]},
    "segments": [{"id": "unit"}],
}


def have(*names):
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, "not installed: " + ", ".join(missing))


def answers(n=200):
    """Six questions with something in common, the third the other way round; rows 3 and 10 answer straight."""
    random = np.random.default_rng(5)
    own = random.integers(1, 6, n)
    out = {"role": np.array(["staff", "boss"])[(np.arange(n) % 5 == 0).astype(int)],
           "unit": np.array(["North", "South"])[random.integers(0, 2, n)]}
    for i in range(1, 7):
        code = np.clip(own + random.integers(-1, 2, n), 1, 5)
        code = 6 - code if i == 3 else code
        if i == 2:  # nobody answers straight by chance
            code = np.where(code == out["a1"], np.where(code < 5, code + 1, 4), code)
        code[[3, 10]] = [4, 2]
        out[f"a{i}"] = code
    out["recommend"] = np.clip(own * 2 + random.integers(0, 3, n), 0, 10)
    return out


class Worked(unittest.TestCase):
    def test_alpha_of_three_people(self):
        two = {"id": "two", "scales": GRID["scales"][:1], "items": [{"id": "x", "scale": "s"}, {"id": "y", "scale": "s"}],
               "measures": [{"id": "m", "kind": "composite", "items": ["x", "y"]}]}
        # Variances 1 and 1, covariance 1/2: alpha = 2 (1 - 2 / 3).
        found = cxm.check({"x": [1, 2, 3], "y": [1, 3, 2]}, two, disclosure=False)
        alpha = found.reliability.rows(detail="alpha")[0]
        self.assertAlmostEqual(alpha["value"], 2 / 3, places=14)
        self.assertEqual(alpha["n"], 3)
        self.assertAlmostEqual(found.reliability.rows(detail="mean_correlation")[0]["value"], 0.5, places=14)
        self.assertIn("small_base", alpha["flags"])
        hidden = cxm.check({"x": [1, 2, 3], "y": [1, 3, 2]}, two).reliability.rows(detail="alpha")[0]
        self.assertIsNone(hidden["value"])  # three people are fewer than five
        self.assertEqual(hidden["suppressed"], "base")

    def test_rows_with_a_sign(self):
        found = cxm.check(answers(), GRID)
        self.assertEqual([(row["row"], row["role"], row["signs"], row["batteries"]) for row in found.rows],
                         [(3, "staff", "straight;contradictory", "a1"), (10, "boss", "straight;contradictory", "a1")])
        straight = found.answers.rows(id="a1", detail="straight", role="")[0]
        self.assertEqual((straight["value"], straight["n"]), (2 / 200, 200))

    def test_what_is_worth_a_look(self):
        columns = answers()
        self.assertEqual(cxm.check(columns, GRID).apart, [])
        turned = cxm.check({**columns, "a5": 6 - columns["a5"]}, GRID)  # the author forgot that it is the other way round
        (one,) = turned.apart
        self.assertEqual((one["kind"], one["composite"], one["item"], one["limit"]), ("runs_against", "a", "a5", 0))
        rest = turned.reliability.rows(detail="rest:a5", role="")[0]
        self.assertEqual((one["value"], one["low"], one["high"]), (rest["value"], rest["low"], rest["high"]))
        self.assertLess(one["high"], 0)
        self.assertIn(one["text"].split(":")[0], turned.text().replace("\n", " "))
        self.assertIn("entgegen", cxm.check({**columns, "a5": 6 - columns["a5"]}, GRID, language="de").text())

    def test_display_tells_of_no_single_row(self):
        found = cxm.check(answers(), GRID)
        self.assertIn("Do the questions belong together", str(found))
        self.assertEqual(repr(found), f"<cxm.Check: {len(found.remarks)} remarks, 2 questionable rows>")
        shown = found._repr_html_()
        self.assertIn("omega", shown)
        self.assertNotIn("contradictory;", shown)
        self.assertNotIn("questionable", shown)
        self.assertEqual(found.assessment.tables.keys() & {"rows", "questionable_rows", "driver"}, set())
        self.assertIn("staff", found.text(by_role=True))

    @have("pandas")
    def test_frames_out(self):
        found = cxm.check(answers(), GRID)
        self.assertEqual(list(found.to_pandas("rows")["row"]), [3, 10])
        self.assertEqual(set(found.to_pandas()["table"]), {"reliability"})
        self.assertEqual(list(found.to_pandas("remarks").columns), found.remarks.columns)

    @have("polars")
    def test_polars_out(self):
        self.assertEqual(cxm.check(answers(), GRID).to_polars("rows")["row"].to_list(), [3, 10])


class SameOfEveryKind(unittest.TestCase):
    def setUp(self):
        self.columns = answers()
        self.checked = self.of_check(self.columns)
        self.explained = cxm.explain(self.columns, GRID).table("driver").csv()
        self.assertGreater(len(self.explained), 500)

    def of_check(self, data, **options):
        found = cxm.check(data, GRID, **options)
        return found.assessment.table().csv(), found.rows.csv()

    def same(self, data, again=None, **options):
        self.assertEqual(self.of_check(data, **options), self.checked)
        self.assertEqual(cxm.explain(data if again is None else again, GRID, **options).table("driver").csv(), self.explained)

    def test_arrays(self):
        wide = np.zeros((200, 3))
        wide[:, 1] = self.columns["a4"]
        self.same({**self.columns, "a4": wide[:, 1]})
        self.same({name: list(values) for name, values in self.columns.items()})
        self.same(np.rec.fromarrays(list(self.columns.values()), names=list(self.columns)))
        self.assertEqual(self.of_check({("Store" if name == "unit" else name): v for name, v in self.columns.items()},
                                       unit="Store"), self.checked)
        self.same({("Store" if name == "unit" else name): v for name, v in self.columns.items()}, map={"unit": "Store"})

    def test_files(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "a.csv"
            lines = [",".join(self.columns)] + [",".join(map(str, row)) for row in zip(*self.columns.values())]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            found = cxm.check(path, GRID)
            self.assertEqual(found.assessment.table().csv(), self.checked[0])
            self.assertEqual([row["row"] for row in found.rows], [5, 12])  # as a spreadsheet counts
            self.assertEqual(cxm.explain(str(path), GRID, threads=2).table("driver").csv(), self.explained)

    @have("pandas")
    def test_pandas(self):
        import pandas

        self.same(pandas.DataFrame(self.columns))
        self.same(pandas.DataFrame(self.columns).astype({"unit": "category", "a2": "Int64"}))

    @have("polars")
    def test_polars(self):
        import polars

        self.same(polars.DataFrame(self.columns))
        self.same(polars.DataFrame(self.columns).with_columns(polars.col("unit").cast(polars.Categorical)))

    @have("pyarrow")
    def test_pyarrow(self):
        import pyarrow

        self.same(pyarrow.table(self.columns))
        parts = [pyarrow.table(self.columns).to_reader(max_chunksize=64) for _ in range(2)]  # each is read once
        self.same(*parts)

    @have("duckdb", "pyarrow")
    def test_duckdb(self):
        import duckdb
        import pyarrow

        survey = pyarrow.table(self.columns)  # noqa: F841, found by name
        self.same(duckdb.sql("select * from survey"))

    def test_weighted_to_totals(self):
        totals = {"margins": [{"column": "unit", "totals": {"North": 80, "South": 20}}]}
        weights = cxm.weight(self.columns, totals).weights
        heavy = cxm.check({**self.columns, "w": weights}, GRID, weight="w")
        made = cxm.check(self.columns, GRID, weighting=totals)
        self.assertEqual(made.reliability.csv(), heavy.reliability.csv())
        self.assertNotEqual(made.reliability.csv(), cxm.check(self.columns, GRID).reliability.csv())
        self.assertEqual(cxm.explain(self.columns, GRID, weighting=totals).table("driver").csv(),
                         cxm.explain({**self.columns, "w": weights}, GRID, weight="w").table("driver").csv())

    def test_tallies_and_states(self):
        tally = cxm.Tally(GRID, self.columns, item_moments=True)
        found = cxm.check(tally)
        ours = cxm.check(self.columns, GRID).reliability.rows(detail="alpha", role="")[0]["value"]
        self.assertAlmostEqual(found.reliability.rows(detail="alpha", role="")[0]["value"], ours, places=12)
        with self.assertRaisesRegex(cxm.ArgumentError, "holds no rows"):
            found.rows
        with tempfile.TemporaryDirectory() as folder:
            tally.save(pathlib.Path(folder) / "a.cxm")
            self.assertEqual(cxm.check(pathlib.Path(folder) / "a.cxm").reliability.csv(), found.reliability.csv())
        with self.assertRaisesRegex(cxm.DataError, "item_moments"):
            cxm.check(cxm.Tally(GRID, self.columns))

    def test_spss(self):
        try:
            found = cxm.check(STAFF / "staff.zsav", STAFF / "staff.json")
        except cxm.UnsupportedError as missing:
            self.assertIn("ReadStat", str(missing))
            self.skipTest(str(missing))
        text = cxm.check(STAFF / "staff.csv", STAFF / "staff.json")
        self.assertEqual(found.assessment.table().csv(), text.assessment.table().csv())
        self.assertEqual([row["row"] + 1 for row in found.rows], [row["row"] for row in text.rows])
        self.assertEqual(cxm.explain(STAFF / "staff.zsav", STAFF / "staff.json").table("driver").csv(),
                         cxm.explain(STAFF / "staff.csv", STAFF / "staff.json").table("driver").csv())
        self.assertEqual(cxm.assess(STAFF / "staff.zsav", STAFF / "staff.json").table().csv(),
                         cxm.assess(STAFF / "staff.csv", STAFF / "staff.json").table().csv())

    def test_stopping(self):
        for ask in (cxm.check, cxm.explain):
            steps = []
            ask(self.columns, GRID, progress=lambda done, total: steps.append(done))
            self.assertGreater(len(steps), 1)
            with self.assertRaises(cxm.CancelledError):
                ask(self.columns, GRID, progress=lambda done, total: False)

    def test_what_is_of_others(self):
        for ask in (cxm.check, cxm.explain):
            with self.assertRaisesRegex(cxm.ArgumentError, "ledger is of cxm.assess"):
                ask(self.columns, GRID, ledger=cxm.Ledger())
            with self.assertRaisesRegex(cxm.ArgumentError, "one body of answers"):
                ask([self.columns, self.columns], GRID)
            with self.assertRaises(cxm.ArgumentError):
                ask(self.columns, GRID, weigth="w")


if __name__ == "__main__":
    unittest.main()
