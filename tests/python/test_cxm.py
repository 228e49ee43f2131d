# SPDX-License-Identifier: Apache-2.0
"""The Python package as a user sees it. Libraries that are not installed are said and left out."""
import contextlib
import ctypes
import gc
import importlib.util
import io
import json
import os
import pathlib
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

import numpy as np

import cxm

SHARED = pathlib.Path(os.environ.get("CXM_SHARED_DIR", "/nowhere"))
INSTRUMENTS = pathlib.Path(os.environ.get("CXM_SOURCE_DIR", ".")) / "examples" / "instruments"
SMALL = {
    "id": "small",
    "scales": [{"id": "s", "kind": "ordinal", "codes": [1, 2, 3, 4, {"code": 5, "label": "Always"}],
                "missing": {"dont_know": ["98", "No idea"]}}],
    "items": [{"id": "q1", "scale": "s"}, {"id": "q2", "scale": "s"}],
    "measures": [{"id": "m", "kind": "composite", "items": ["q1", "q2"]}, {"id": "top", "kind": "share", "item": "q1"}],
    "indices": [{"id": "whole", "of": ["m"]}],
    "segments": [{"id": "unit"}], "wave": {"columns": ["wave"]}, "weight": "w", "respondent": "who",
}


def have(*names):
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, "not installed: " + ", ".join(missing))


def answers(n=1000, seed=1):
    random = np.random.default_rng(seed)
    q1 = random.integers(1, 6, n).astype(float)
    q1[random.random(n) < 0.1] = np.nan
    q2 = random.integers(1, 6, n)
    q2[random.random(n) < 0.05] = 98
    unit = np.array(["North", "South", "Ünit of a long name"])[random.integers(0, 3, n)]
    return {"q1": q1, "q2": q2, "unit": unit, "wave": random.integers(2024, 2026, n).astype(np.int16),
            "w": random.integers(1, 9, n) / 4, "who": np.arange(n)}


def csv_of(columns):
    lines = [",".join(columns)]
    for row in zip(*columns.values()):
        lines.append(",".join("" if isinstance(v, float) and v != v else f"{v:g}" if isinstance(v, float) else str(v)
                              for v in row))
    return "\n".join(lines) + "\n"


class SameNumberEverywhere(unittest.TestCase):
    def setUp(self):
        self.columns = answers()
        self.expected = cxm.Tally(SMALL, self.columns).to_bytes(receipt=False)

    def same(self, data, **options):
        self.assertEqual(cxm.Tally(SMALL, data, **options).to_bytes(receipt=False), self.expected)

    def test_a_file_of_the_same_answers(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "a.csv"
            path.write_text(csv_of(self.columns), encoding="utf-8")
            self.same(path)
            self.same(str(path), threads=3)

    def test_arrays_of_every_kind(self):
        self.same({name: list(v) if v.dtype.kind == "U" else v for name, v in self.columns.items()})
        self.same({**self.columns, "unit": self.columns["unit"].astype(object)})
        self.same({**self.columns, "unit": np.char.encode(self.columns["unit"], "utf-8")})
        self.same({**self.columns, "q2": self.columns["q2"].astype(">i4"), "w": self.columns["w"].astype(np.float32)})
        self.same({**self.columns, "q1": np.ma.masked_invalid(self.columns["q1"])})
        self.same({**self.columns, "q2": np.where(self.columns["q2"] == 98, "No idea", self.columns["q2"].astype(str))})
        self.same({**self.columns, "q1": self.columns["q1"].astype(np.float16)})

    def test_any_stride_in_place(self):
        table = np.zeros((1000, 7))
        table[:, 3] = self.columns["q1"]
        self.same({**self.columns, "q1": table[:, 3]})
        backwards = {name: v[::-1] for name, v in self.columns.items()}
        self.same({name: v[::-1] for name, v in backwards.items()})
        self.same(np.rec.fromarrays(list(self.columns.values()), names=list(self.columns)))

    def test_any_split_and_order(self):
        parts = [cxm.Tally(SMALL, {name: v[i::7] for name, v in self.columns.items()}) for i in range(7)]
        self.assertEqual(sum(parts[::-1]).to_bytes(receipt=False), self.expected)
        total = parts[0].copy()
        for part in pickle.loads(pickle.dumps(parts[1:])):
            total += part
        self.assertEqual(total.to_bytes(receipt=False), self.expected)
        self.assertEqual(total.rows, 1000)
        self.assertEqual(parts[0].rows, 143)
        self.assertEqual(cxm.Tally.from_bytes(total.to_bytes()).instrument, cxm.Instrument(SMALL))

    @have("pandas")
    def test_pandas(self):
        import pandas

        frame = pandas.DataFrame(self.columns)
        self.same(frame)
        self.same(frame.astype({"unit": "category", "q2": "Int64", "q1": "Int64"}))
        self.same(frame.assign(unit=frame["unit"].astype("string"), q2=frame["q2"].astype("category")))
        self.same(frame.assign(q1=frame["q1"].astype(object).where(frame["q1"].notna(), None)))
        big = pandas.concat([frame.assign(x=1), frame.assign(x=2)])
        self.same(big[big["x"] == 2].drop(columns="x"))

    @have("polars")
    def test_polars(self):
        import polars

        frame = polars.DataFrame(self.columns)
        self.same(frame)
        self.same(frame.with_columns(polars.col("unit").cast(polars.Categorical), polars.col("q1").fill_nan(None)))
        self.same(polars.concat([frame[:13], frame[13:500], frame[500:]], rechunk=False))

    @have("pyarrow")
    def test_pyarrow(self):
        import pyarrow

        table = pyarrow.table(self.columns)
        self.same(table)
        self.same(table.to_reader(max_chunksize=64))
        self.same(table.set_column(2, "unit", table["unit"].dictionary_encode()))
        self.same(table.set_column(2, "unit", table["unit"].cast(pyarrow.large_utf8())).slice(0))

    @have("duckdb", "pyarrow")
    def test_duckdb(self):
        import duckdb
        import pyarrow

        survey = pyarrow.table(self.columns)  # noqa: F841, found by name
        self.same(duckdb.sql("select * from survey"))
        self.same(duckdb.sql("select * replace (unit::text as unit) from survey order by who desc"))

    @have("pandas", "polars", "pyarrow")
    def test_a_real_survey(self):
        path = SHARED / "data" / "sfo_customer_survey" / "sfo_customer_survey_2017.csv.gz"
        if not path.exists():
            self.skipTest("the survey of SFO is not here")
        instrument = cxm.Instrument(INSTRUMENTS / "sfo-2017.json")
        first = cxm.Tally(instrument, path)
        import pandas
        import polars
        import pyarrow

        state = first.to_bytes(receipt=False)
        texts = pandas.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        guessed = pandas.read_csv(path, low_memory=False, encoding="utf-8-sig")
        frames = {"pandas, texts": texts, "pandas, guessed types": guessed, "polars": polars.from_pandas(texts),
                  "pyarrow": pyarrow.Table.from_pandas(texts),
                  "NumPy": {name: texts[name].to_numpy(dtype=str) for name in texts.columns}}
        try:
            import duckdb
        except ImportError:
            pass
        else:
            frames["DuckDB"] = duckdb.sql("select * from texts")
            frames["DuckDB, another order"] = duckdb.sql("select * from texts order by 2 desc, 3")
        result = first.assess()
        tables = {name: result.table(name).csv() for name in result.tables if name not in ("receipt", "about")}
        self.assertIn("index", tables)
        for name, data in frames.items():
            with self.subTest(name):
                again = cxm.Tally(instrument, data)
                self.assertEqual(again.to_bytes(receipt=False), state)
                assessed = again.assess()
                for table, rows in tables.items():
                    self.assertEqual(assessed.table(table).csv(), rows, table)


class Results(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = cxm.assess(answers(), SMALL)

    def test_tables(self):
        self.assertEqual(set(self.result.tables) & {"about", "receipt", "findings", "index"},
                         {"about", "receipt", "findings", "index"})
        table = self.result.table("index")
        self.assertEqual(len(table), len(table["value"]))
        row = self.result.estimate("whole", unit="North")
        self.assertTrue(row["low"] < row["value"] < row["high"])
        self.assertEqual(row["wave"], "2025")
        with self.assertRaisesRegex(KeyError, "no column 'nothing'"):
            table["nothing"]
        with self.assertRaisesRegex(cxm.ArgumentError, "there is no table 'nothing'; there are rows, about"):
            self.result.table("nothing")
        self.assertEqual(len(json.loads(self.result.json())["rows"]), len(self.result.table()))

    def test_words_of_the_report(self):
        phrases = cxm.report_phrases("en")
        self.assertGreater(len(phrases), 100)
        key, text = next((k, t) for k, t in phrases.items() if len(t) > 10 and "{" not in t and t in self.result.report())
        self.assertIn("Quite other words", self.result.report(strings={key: "Quite other words"}))
        self.assertIn("font", cxm.report_style_sheet())
        with self.assertRaises(cxm.ArgumentError):
            self.result.report(strings={"nothing": "x"})

    def test_a_draft(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "a.csv"
            path.write_text(csv_of(answers()), encoding="utf-8")
            document, guesses = cxm.Instrument.draft(path, respondent="who", rows=500)
            self.assertEqual(document, cxm.Instrument.scaffold(path, respondent="who", rows=500))
            self.assertEqual(dict(zip(guesses["column"], guesses["guess"]))["who"], "respondent")
            self.assertEqual(len(cxm.Instrument(document).table("items")), 2)

    def test_report_and_display(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "report.html"
            self.result.report(path, organisation="Ours")
            self.assertIn("Ours", path.read_text(encoding="utf-8"))
            self.assertEqual(os.listdir(folder), ["report.html"])
            with self.assertRaises(OSError):
                self.result.report(pathlib.Path(folder) / "none" / "report.html")
        self.assertIn("whole", str(self.result).lower() + "whole")
        self.assertIn("cxm.Assessment by small", repr(self.result))
        self.assertIn("<table>", self.result.table("index")._repr_html_())

    def test_notebooks_show_a_table_of_the_newest_wave(self):
        shown = self.result._repr_html_()
        row = self.result.estimate("whole")
        self.assertIn(f"<td>{row['value']:.1f}</td><td>{row['low']:.1f}\u00a0to\u00a0{row['high']:.1f}</td><td>{row['n']:.0f}</td>", shown)
        self.assertIn("2025</caption>", shown)
        self.assertEqual(shown.count("<tr>"), 4)  # head, one index, two measures
        self.assertIn("%</td>", shown)
        # Labels of others are text, whatever they say; hidden numbers are not there.
        evil = dict(SMALL, indices=[{"id": "whole", "of": ["m"], "label": "<script>alert(1)</script>"}])
        few = {name: v[:4] for name, v in answers().items()}
        hidden = cxm.assess(few, evil)._repr_html_()
        self.assertNotIn("<script", hidden)
        self.assertIn("&lt;script&gt;", hidden)
        self.assertIn("hidden</td><td></td><td></td>", hidden)
        german = cxm.assess(answers(), SMALL, language="de")._repr_html_()
        self.assertIn(f"<td>{row['value']:.1f}</td>".replace(".", ","), german)
        self.assertIn("Messgröße", german)

    def test_small_groups_are_hidden_unless_said(self):
        few = {name: v[:4] for name, v in answers().items()}
        hidden = cxm.assess(few, SMALL).table("measure")
        self.assertTrue(np.isnan(hidden["value"]).all())
        self.assertEqual(set(hidden["suppressed"]), {"base"})
        shown = cxm.assess(few, SMALL, disclosure=False)
        self.assertFalse(np.isnan(shown.table("measure")["value"]).all())
        self.assertIn("off", shown.table("about")["value"])

    @have("pyarrow", "polars", "pandas")
    def test_anything_that_reads_arrow(self):
        import polars
        import pyarrow

        table = self.result.table("index")
        arrow = pyarrow.table(table)
        self.assertEqual(arrow.column_names, table.columns)
        self.assertEqual(arrow["id"].to_pylist(), list(table["id"]))
        self.assertEqual([v is None for v in arrow["se"].to_pylist()], list(np.isnan(table["se"])))
        frame = polars.DataFrame(self.result)
        self.assertEqual(frame.height, len(self.result.table()))
        self.assertEqual(self.result.to_pandas("index")["value"].tolist(), table["value"].tolist())
        capsule = table.__arrow_c_stream__()
        del capsule  # nobody read it
        gc.collect()


class Weights(unittest.TestCase):
    TOTALS = {"population": 1000, "margins": [{"column": "unit", "totals": {
        "North": 50, "South": 30, "Ünit of a long name": 20}}]}

    def setUp(self):
        self.columns = answers()
        self.expected = cxm.assess(self.columns, SMALL, weighting=self.TOTALS).table("index").csv()

    def same(self, data):
        self.assertEqual(cxm.assess(data, SMALL, weighting=self.TOTALS).table("index").csv(), self.expected)

    def test_totals_are_met(self):
        made = cxm.weight(self.columns, self.TOTALS, base_weight="w")
        north = self.columns["unit"] == "North"
        self.assertAlmostEqual(made.weights[north].sum(), 500)
        self.assertEqual((made.report["method"], made.report["converged"]), ("raking", 1.0))
        with self.assertRaisesRegex(cxm.DataError, "has no total"):
            cxm.weight(self.columns, {"margins": [{"column": "unit", "totals": {"North": 1}}]})
        with self.assertRaisesRegex(cxm.ArgumentError, "weight columns with"):
            with cxm._options.Reading({}, weighting=self.TOTALS) as how:
                cxm._library.call("cxm_tally_update_columns", cxm.Tally(SMALL)._handle,
                                  cxm._columns.columns_of(self.columns).handle, how)

    @have("pandas")
    def test_pandas(self):
        import pandas

        self.same(pandas.DataFrame(self.columns))

    @have("polars")
    def test_polars(self):
        import polars

        self.same(polars.DataFrame(self.columns))

    @have("pyarrow", "duckdb")
    def test_arrow_and_duckdb(self):
        import duckdb
        import pyarrow

        survey = pyarrow.table(self.columns)
        self.same(survey)
        self.same(duckdb.sql("select * from survey"))

    def test_structured_arrays(self):
        self.same(np.rec.fromarrays(list(self.columns.values()), names=list(self.columns)))


class Selections(unittest.TestCase):
    def test_where_cross_and_ledger(self):
        data = answers(2000)
        data["half"] = np.where(np.arange(2000) % 2, "odd", "even")
        asked = {**SMALL, "segments": [{"id": "unit"}, {"id": "half"}]}
        north = cxm.assess(data, asked, where={"unit": "North"})
        rows = {name: v[data["unit"] == "North"] for name, v in data.items()}
        self.assertEqual(north.estimate("whole")["value"], cxm.assess(rows, asked).estimate("whole")["value"])
        crossed = cxm.assess(data, asked, cross=[("unit", "half")])
        self.assertTrue(crossed.estimate("whole", unit="South", half="odd")["n"] > 10)
        with self.assertRaises(KeyError):
            cxm.assess(data, asked).estimate("whole", unit="South", half="odd")
        either = cxm.assess(data, asked, where={"unit": ["North", "South"], "half": "odd"})
        self.assertEqual(either.estimate("whole")["n"],
                         sum(crossed.estimate("whole", unit=u, half="odd")["n"] for u in ("North", "South")))
        with self.assertRaises(cxm.ArgumentError):
            cxm.assess(data, asked, where={"nothing": "x"})
        with self.assertRaisesRegex(ValueError, "lonely is 'never'"):
            cxm.assess(data, asked, lonely="never")
        ledger = cxm.Ledger()
        empty = ledger.json()
        with self.assertRaises(cxm.ArgumentError):  # a ledger needs disclosure control; it stays as it was
            cxm.assess(data, asked, ledger=ledger, disclosure=False)
        self.assertEqual(ledger.json(), empty)
        cxm.assess(data, asked, ledger=ledger)
        self.assertNotEqual(ledger.json(), empty)

    def test_plans_and_ledgers_travel(self):
        columns = cxm.simulate("cx4", seed=7)
        plan = cxm.Plan(cxm.Plan.scaffold("cx4"), "cx4", budget=[2, 2], targets={"level": 4}, what_if={"culture": "+5"},
                        part=("unit", "Berlin"))
        again = pickle.loads(pickle.dumps(plan))
        self.assertEqual((again, again.fingerprint, again.json()), (plan, plan.fingerprint, plan.json()))
        self.assertNotEqual(cxm.Plan(None, "cx4"), plan)
        self.assertEqual(cxm.plan(columns, plan=again).plan_json(), cxm.plan(columns, plan=plan).plan_json())
        ledger = cxm.Ledger()
        cxm.assess(columns, ledger=ledger)
        copy = pickle.loads(pickle.dumps(ledger))
        self.assertEqual((copy, copy.json()), (ledger, ledger.json()))
        self.assertNotEqual(cxm.Ledger(), ledger)
        self.assertIn("1 publications", repr(ledger))

    def test_comparisons_tell_their_progress(self):
        heard = []
        tally = cxm.Tally("cx4", cxm.simulate("cx4", seed=7))
        sides = {"a": {"role": "manager"}, "b": {"role": "employee"}}
        cxm.compare(tally, **sides, progress=lambda done, total: heard.append((done, total)))
        self.assertEqual(heard, [(at + 1, len(heard)) for at in range(len(heard))])
        self.assertGreater(len(heard), 3)
        with self.assertRaises(cxm.CancelledError):
            cxm.compare(tally, **sides, progress=lambda done, total: False)

    def test_waves_of_different_instruments(self):
        first, second = ({name: v for name, v in answers(500, seed).items() if name != "wave"} for seed in (1, 2))
        first["wave"], second["wave"] = np.repeat(2024, 500), np.repeat(2025, 500)
        other = {**SMALL, "id": "later"}
        both = cxm.assess([first, second], [SMALL, other])
        self.assertEqual(sorted(set(both.table("index")["wave"])), ["2024", "2025"])
        merged = cxm.assess([first, second], SMALL)
        self.assertEqual(merged.table("base").csv(), (cxm.Tally(SMALL, first) + cxm.Tally(SMALL, second)).assess().table(
            "base").csv())


class Faults(unittest.TestCase):
    def test_kinds_with_their_places(self):
        with self.assertRaises(cxm.InstrumentError) as caught:
            cxm.Instrument({**SMALL, "items": [{"id": "q1", "scale": "z"}]})
        self.assertEqual(caught.exception.parameter, "items[0].scale")
        data = answers(10)
        data["q2"][7] = 6
        with self.assertRaises(cxm.DataError) as caught:
            cxm.assess(data, SMALL)
        self.assertEqual((caught.exception.row, caught.exception.column), (7, 2))
        self.assertIn('"6" is not an answer to item "q2"', str(caught.exception))
        with self.assertRaises(cxm.FileError):
            cxm.assess("/nowhere/at/all.csv")
        with self.assertRaises(cxm.StateError):
            cxm.Tally.from_bytes(cxm.Tally(SMALL, answers(10)).to_bytes()[:-1])
        with self.assertRaisesRegex(cxm.ArgumentError, "data is int, but must be a path"):
            cxm.assess(5)
        with self.assertRaisesRegex(cxm.ArgumentError, "equally long"):
            cxm.assess({"q1": [1, 2], "q2": [1]}, SMALL)
        with self.assertRaisesRegex(cxm.ArgumentError, "2 dimensions"):
            cxm.assess({"q1": np.zeros((2, 2))}, SMALL)
        with self.assertRaisesRegex(cxm.ArgumentError, "holds no answers"):
            cxm.assess({"q1": np.zeros(2, dtype=complex)}, SMALL)
        with self.assertRaises(cxm.StateError):
            cxm.Tally(SMALL, answers(10)) + cxm.Tally({**SMALL, "id": "other"}, answers(10))
        for kind in (cxm.DataError, cxm.InstrumentError, cxm.StateError, cxm.ArgumentError):
            self.assertTrue(issubclass(kind, (cxm.CxmError, ValueError)))

    def test_slips_are_answered_with_what_was_meant(self):
        columns = cxm.simulate("cx4", seed=7)
        result = cxm.assess(columns)
        slips = [
            ("did you mean language", lambda: cxm.assess(columns, languag="de")),
            ("is where meant", lambda: cxm.assess(columns, wher={"unit": "Berlin"})),
            ('did you mean "unit"', lambda: cxm.assess(columns, unit="Unti")),
            ('did you mean "Berlin"', lambda: cxm.assess(columns, where={"unit": "Berln"})),
            ('did you mean "maturity"', lambda: cxm.assess(columns, compare_on="maturty")),
            ('did you mean "maturity"', lambda: result.spread("maturty")),
            ('did you mean "unit"', lambda: cxm.weight(columns, {"margins": [{"column": "uni", "totals": {"a": 1}}]})),
            ("there are rows, about", lambda: result.table("indx")),
            ("min_base is -1", lambda: cxm.assess(columns, min_base=-1)),
            ("threads is 0.5, but must be a whole", lambda: cxm.assess(columns, threads=0.5)),
            ("must be a list of tuples", lambda: cxm.assess(columns, cross="unit")),
            ("must be a cxm.Ledger", lambda: cxm.assess(columns, ledger="published.json")),
            ("data is None", lambda: cxm.assess(None)),
            ("instrument is dict_keys", lambda: cxm.Tally(columns.keys(), "cx4")),
            ("a segment column and its value", lambda: cxm.Plan(part="unit")),
            ("a value \\(60\\) or a shift", lambda: cxm.Plan(what_if={"culture": "much"})),
            ("Tally has been read already", lambda: cxm.assess(cxm.Tally("cx4", columns), unknown="missing")),
            ("no such wave; known are", lambda: cxm.assess(columns, event="someday")),
            ('did you mean "culture_effective"', lambda: cxm.Norm("cx4-published").position("culture_effectiv", 0.5, 0.1,
                                                                                            role="executive")),
            ("must be \\[\\[a, b\\]", lambda: cxm.stats.association([1, 2, 3])),
            ("cannot be", lambda: cxm.stats.mean([1, 2], level="high")),
            ("no result of cxm_compare", result.comparison_text),
            ("must be a cxm.Tally", lambda: cxm.Tally().merge("all.cxm")),
            ("one column of numbers", lambda: cxm.stats.mean({"y": [1, 2]})),
            ("must hold numbers", lambda: cxm.stats.mean(np.array([1, "x"], dtype=object))),
        ]
        for message, slip in slips:
            kind = cxm.DataError if message == 'did you mean "unit"' else cxm.ArgumentError
            with self.subTest(message), self.assertRaisesRegex(kind, message):
                slip()
        for message, slip in (("role: executive, manager", lambda: result.estimate("maturity", role="boss")),
                              ("no key 'rol'", lambda: result.estimate("maturity", rol="executive"))):
            with self.assertRaisesRegex(KeyError, message):
                slip()
        with self.assertRaisesRegex(cxm.FileError, "cannot be read"):
            cxm.Plan("no such plan.json")
        with self.assertRaisesRegex(cxm.StateError, "not a state"):
            cxm.Tally.from_bytes(b"nothing")

    def test_one_name_stands_for_a_list_of_one(self):
        tally = cxm.Tally("cx4", cxm.simulate("cx4", seed=7))
        self.assertEqual(tally.assess(segments="unit").json(), tally.assess(segments=["unit"]).json())
        sides = {"a": {"role": "manager"}, "b": {"role": "employee"}}
        self.assertEqual(cxm.compare(tally, **sides, on="maturity").json(), cxm.compare(tally, **sides, on=["maturity"]).json())

    def test_everything_public_says_what_it_is(self):
        for module in (cxm, cxm.stats):
            for name in module.__all__:
                thing = getattr(module, name)
                self.assertTrue(not callable(thing) or thing.__doc__, name)
                for part, value in vars(thing).items() if isinstance(thing, type) else ():
                    held = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
                    self.assertTrue(part.startswith("_") or not callable(held) or held.__doc__, f"{name}.{part}")
        self.assertEqual(dir(cxm), sorted(cxm.__all__))
        document = (INSTRUMENTS.parents[1] / "docs" / "python.md").read_text(encoding="utf-8")
        listed = [name for name in cxm.stats.__all__ if name[0].islower()]
        self.assertEqual([name for name in listed if f"`{name}`" not in document], [], "not in docs/python.md")

    def test_a_failed_update_changes_nothing(self):
        tally = cxm.Tally(SMALL, answers(100))
        before = tally.to_bytes()
        bad = answers(20000)
        bad["q2"][19999] = 77
        with self.assertRaises(cxm.DataError):
            tally.update(bad)
        self.assertEqual(tally.to_bytes(), before)

    def test_progress_stops_and_raises(self):
        data = answers(50000)
        seen = []
        cxm.Tally(SMALL, data, progress=lambda done, total: seen.append((done, total)))
        self.assertEqual(seen[-1], (50000, 50000))
        with self.assertRaises(cxm.CancelledError):
            cxm.Tally(SMALL, data, progress=lambda done, total: False)

        def fails(done, total):
            raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            cxm.Tally(SMALL, data, progress=fails)

    def test_ctrl_c_stops_a_reading(self):
        tally = cxm.Tally(SMALL, answers(100))
        before = tally.to_bytes()
        with self.assertRaises(KeyboardInterrupt):
            tally.update(answers(50000), progress=lambda done, total: os.kill(os.getpid(), signal.SIGINT))
        self.assertEqual(tally.to_bytes(), before)

    @have("tqdm")
    def test_a_bar(self):
        shown = io.StringIO()
        with contextlib.redirect_stderr(shown):
            cxm.Tally(SMALL, answers(50000), progress=True)
        self.assertIn("cxm", shown.getvalue())

    @have("pyarrow")
    def test_a_stream_that_fails_in_python(self):
        import pyarrow

        table = pyarrow.table(answers(100))

        def batches():
            yield table.to_batches()[0]
            raise RuntimeError("the producer broke")

        reader = pyarrow.RecordBatchReader.from_batches(table.schema, batches())
        with self.assertRaisesRegex(cxm.DataError, "the producer broke"):
            cxm.Tally(SMALL, reader)


class Embedding(unittest.TestCase):
    def test_other_threads_run_meanwhile(self):
        data = answers(400000)
        ticks = []
        stop = threading.Event()

        def count():
            while not stop.is_set():
                ticks.append(1)
                stop.wait(0.0005)

        other = threading.Thread(target=count)
        other.start()
        cxm.Tally(SMALL, data, progress=None)
        stop.set()
        other.join()
        self.assertGreater(len(ticks), 3)

    def test_arrays_are_not_copied(self):
        # A process of its own: peak memory before and after adding 100 MB of answers.
        code = """
import resource, numpy as np, cxm, json, sys
spec = json.loads(sys.argv[1])
data = {name: np.ones(4_000_000) for name in ("q1", "q2")}
data["pad"] = np.ones(4_000_000)
warm = cxm.Tally(spec, {"q1": data["q1"][:10000]})
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
cxm.Tally(spec, data)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
        out = subprocess.run([sys.executable, "-c", code, json.dumps(SMALL)], capture_output=True, text=True, check=True)
        self.assertLess(int(out.stdout), 16 * 1024)  # KiB, beside 96 MB of arrays

    def test_nothing_leaks(self):
        data = answers(2000)
        for _ in range(3):
            cxm.assess(data, SMALL).json()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(60):
            cxm.assess(data, SMALL).json()
            try:
                cxm.assess({**data, "q2": data["q2"] + 90}, SMALL)
            except cxm.DataError:
                pass
        gc.collect()
        self.assertLess(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, 8 * 1024)

    def test_numpy_alone_is_imported(self):
        code = ("import sys, cxm; heavy = {'pandas', 'polars', 'pyarrow', 'tqdm', 'duckdb'} & set(sys.modules); "
                "assert not heavy, heavy")
        subprocess.run([sys.executable, "-c", code], check=True)

    def test_the_library_says_what_it_is(self):
        self.assertIn("libcxm 0.1.0", cxm.build_info())
        self.assertEqual(cxm.catalogue()["id"].tolist()[0], "cx4")
        self.assertEqual(ctypes.sizeof(ctypes.c_void_p), 8)


class Statistics(unittest.TestCase):
    def test_worked_by_hand(self):
        self.assertAlmostEqual(cxm.stats.mean([1, 2, 3, np.nan, None]).value, 2)
        self.assertAlmostEqual(cxm.stats.mean([1, 2, 3]).se, 1 / np.sqrt(3))
        self.assertAlmostEqual(cxm.stats.nps([10, 9, 8, 0]).value, 25)
        self.assertAlmostEqual(cxm.stats.nps_from_counts(2, 1, 1).value, 25)
        self.assertAlmostEqual(cxm.stats.share(5, 10).low, 0.236593090512564)  # Wilson
        self.assertAlmostEqual(cxm.stats.weighted_mean([0, 1], [1, 3]).value, 0.75)
        self.assertAlmostEqual(cxm.stats.effective_size([1, 3]), 1.6)
        self.assertEqual(cxm.stats.quantiles([1, 2, 3, 4], [0.25, 0.5]).tolist(), [1.75, 2.5])
        self.assertAlmostEqual(cxm.stats.difference([1, 2, 3], [4, 5, 6]).value, -3)
        low, high = cxm.stats.rank_sets([1, 5, 9], [0.1, 0.1, 0.1])
        self.assertEqual((low.tolist(), high.tolist()), ([3, 2, 1], [3, 2, 1]))
        shrunk, errors, tau2 = cxm.stats.shrink([1, 2, 3, 6], [1, 1, 1, 1])
        self.assertTrue(tau2 > 0 and 1 < shrunk[0] and shrunk[3] < 6 and (errors > 0).all())
        self.assertIn("undefined", cxm.stats.mean([]).flags)
        with self.assertRaisesRegex(cxm.ArgumentError, "row 1"):
            cxm.stats.mean([1, np.inf])

    def test_a_norm(self):
        position = cxm.Norm("cx4-published").position("culture_effective", 0.6, 0.02, role="executive")
        self.assertAlmostEqual(position["difference"].value, 0.15)


if __name__ == "__main__":
    unittest.main()
