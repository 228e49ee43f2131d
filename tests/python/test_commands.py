# SPDX-License-Identifier: Apache-2.0
"""The calls of the package and the commands of the program give the same bytes."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import numpy as np

import cxm

PROGRAM = os.environ.get("CXM_PROGRAM")


@unittest.skipIf(PROGRAM is None, "CXM_PROGRAM does not name the program")
class SameBytes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.scratch.name)
        cls.run_in("simulate", "cx4", "--seed", "7", "--out", "survey.csv", "--truth", "truth.json")
        cls.run_in("tally", "survey.csv", "--instrument", "cx4", "--item-moments", "--out", "all.cxm")
        cls.path = str(cls.folder / "survey.csv")

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    @classmethod
    def run_in(cls, *arguments):
        made = subprocess.run([PROGRAM, *arguments], cwd=cls.folder, capture_output=True, text=True)
        assert made.returncode == 0, (arguments, made.stderr)
        return made.stdout

    def file(self, name):
        return (self.folder / name).read_bytes().decode("utf-8")

    def setUp(self):
        self.before = os.getcwd()
        os.chdir(self.folder)  # receipts name the file as it was given

    def tearDown(self):
        os.chdir(self.before)

    def test_simulate(self):
        columns = cxm.simulate("cx4", seed=7, out="again.csv")
        self.assertEqual(self.file("again.csv"), self.file("survey.csv"))
        self.assertEqual(cxm.truth("cx4", seed=7), json.loads(self.file("truth.json")))
        self.assertEqual(cxm.Tally("cx4", columns).to_bytes(receipt=False),
                         cxm.Tally("cx4", "survey.csv").to_bytes(receipt=False))

    def test_assess(self):
        self.assertEqual(cxm.assess("survey.csv").json(),
                         self.run_in("assess", "survey.csv", "-i", "cx4", "--json", "-"))
        drawn = cxm.simulate("cx4", seed=7)
        value, wave = drawn["unit"][0], sorted(set(drawn["wave"]))[-1]
        (self.folder / "heads.csv").write_text(f"people,role,unit\n900,,\n90,,{value}\n", encoding="utf-8")
        options = dict(where={"unit": value}, lonely="certainty", level=0.9, min_base=7, unanimous_base=0, rounded=True,
                       roll_up=False, fdr=0.1, compare_on=["maturity"], event=wave, event_label="A change",
                       norm="cx4-published", language="de")
        theirs = self.run_in("assess", "survey.csv", "-i", "cx4", "--json", "-", "--where", f"unit={value}",
                             "--lonely", "certainty", "--level", "0.9", "--min-base", "7", "--unanimous-base", "0",
                             "--rounded", "--no-roll-up", "--fdr", "0.1", "--compare-on", "maturity", "--event", wave,
                             "--event-label", "A change", "--heads", "heads.csv", "--norm", "cx4-published", "--lang", "de")
        self.assertEqual(cxm.assess("survey.csv", heads="heads.csv", **options).json(), theirs)
        heads = {"people": [900, 90], "role": ["", ""], "unit": ["", value]}
        self.assertEqual(cxm.assess("survey.csv", heads=heads, **options).json(), theirs)

    def test_replicate_weights_and_weighting(self):
        data = {name: list(values) for name, values in cxm.simulate("cx4", seed=7).items()}
        rows = len(data["respondent"]) if "respondent" in data else len(next(iter(data.values())))
        random = np.random.default_rng(1)
        for r in range(8):
            data[f"rw_{r}"] = (1 + random.random(rows)).tolist()
        text = ",".join(data) + "\r\n" + "".join(
            ",".join(str(v) if not isinstance(v, float) else repr(v) for v in row) + "\r\n" for row in zip(*data.values()))
        (self.folder / "replicates.csv").write_bytes(text.encode("utf-8"))
        replicates = cxm.Replicates("rw_*", "jk1", mse=True)
        ours = cxm.assess("replicates.csv", replicate_weights=replicates).json()
        self.assertEqual(ours, self.run_in("assess", "replicates.csv", "-i", "cx4", "--json", "-", "--replicate-weights",
                                           "rw_*", "--replicate-type", "jk1", "--mse"))
        self.assertEqual(cxm.assess({name: np.array(v) for name, v in data.items()},
                                    replicate_weights=replicates).table("index").csv(),
                         cxm.assess("replicates.csv", replicate_weights=replicates).table("index").csv())
        units = sorted(set(data["unit"]))
        totals = {"population": 5000, "margins": [{"column": "unit", "totals": {u: 1 + i for i, u in enumerate(units)}}]}
        (self.folder / "totals.json").write_text(json.dumps(totals), encoding="utf-8")
        self.run_in("weight", "survey.csv", "--targets", "totals.json", "--out", "theirs.csv", "--quiet")
        of_file = cxm.weight("survey.csv", totals, out="ours.csv")
        self.assertEqual(self.file("ours.csv"), self.file("theirs.csv"))
        columns = cxm.simulate("cx4", seed=7)
        of_columns = cxm.weight(columns, totals)
        self.assertEqual(of_file.weights.tolist(), of_columns.weights.tolist())
        self.assertEqual(of_file.report, of_columns.report)
        self.assertAlmostEqual(float(np.sum(of_columns)), 5000)
        self.assertEqual(cxm.assess("survey.csv", weighting=totals).json(),
                         self.run_in("assess", "survey.csv", "-i", "cx4", "--json", "-", "--rake", "totals.json"))
        self.assertEqual(cxm.assess(columns, weighting=totals).table("index").csv(),
                         cxm.assess("survey.csv", weighting=totals).table("index").csv())

    def test_ledger(self):
        self.run_in("assess", "survey.csv", "-i", "cx4", "--quiet", "--ledger", "theirs.ledger")
        ledger = cxm.Ledger("ours.ledger")
        cxm.assess("survey.csv", ledger=ledger)
        ledger.save("ours.ledger")
        self.assertEqual(self.file("ours.ledger"), self.file("theirs.ledger"))
        self.assertEqual(cxm.Ledger("ours.ledger").json(), ledger.json())

    def test_compare(self):
        waves = list(dict.fromkeys(row["wave"] for row in cxm.assess("all.cxm").table("index").rows()))
        ours = cxm.compare("all.cxm", a={"wave": waves[0]}, b={"wave": waves[-1]}, margin=3)
        self.assertEqual(ours.json(), self.run_in("compare", "all.cxm", "--a", f"wave={waves[0]}", "--b",
                                                  f"wave={waves[-1]}", "--margin", "3", "--json", "-"))
        self.assertEqual(ours.comparison_text(),
                         self.run_in("compare", "all.cxm", "--a", f"wave={waves[0]}", "--b", f"wave={waves[-1]}",
                                     "--margin", "3"))
        with self.assertRaisesRegex(cxm.ArgumentError, "sides that differ"):
            cxm.compare("all.cxm")

    def test_check(self):
        ours = cxm.check("survey.csv")
        self.assertEqual(ours.json(), self.run_in("check", "survey.csv", "-i", "cx4", "--json", "-"))
        printed = self.run_in("check", "survey.csv", "-i", "cx4", "--by", "role", "--rows", "rows.csv")
        self.assertEqual(ours.rows.csv(), self.file("rows.csv"))
        self.assertGreater(len(ours.rows), 5)
        self.assertTrue(printed.startswith(ours.text(by_role=True)))
        self.assertEqual(cxm.check("all.cxm").json(), self.run_in("check", "all.cxm", "--json", "-"))
        drawn = cxm.simulate("cx4", seed=7)
        self.assertEqual(cxm.check(drawn).assessment.table().csv(), ours.assessment.table().csv())
        with_role = cxm.check("survey.csv", min_base=9, level=0.9, language="de", threads=2)
        self.assertEqual(with_role.json(), self.run_in("check", "survey.csv", "-i", "cx4", "--min-base", "9", "--level", "0.9",
                                                       "--lang", "de", "--json", "-"))

    def test_explain(self):
        ours = cxm.explain("survey.csv")
        self.assertEqual(ours.json(), self.run_in("explain", "survey.csv", "-i", "cx4", "--json", "-"))
        self.assertEqual(cxm.explain(cxm.simulate("cx4", seed=7)).table("driver").csv(), ours.table("driver").csv())
        self.assertGreater(len(cxm.explain("all.cxm").table("driver")), 0)
        some = cxm.explain("survey.csv", outcome="champions", drivers=["culture", "leadership"], among="culture_important")
        self.assertEqual(some.json(), self.run_in("explain", "survey.csv", "-i", "cx4", "--outcome", "champions", "--drivers",
                                                  "culture,leadership", "--among", "culture_important", "--json", "-"))
        self.assertTrue(ours.driver_text())

    def test_plan(self):
        ours = cxm.plan("survey.csv", budget=[2, 2], what_if={"culture": "+5"}, targets={"level": 4})
        self.assertEqual(ours.plan_json(), self.run_in("plan", "survey.csv", "-i", "cx4", "--budget", "2,2", "--what-if",
                                                       "culture=+5", "--target", "level=4", "--json", "-"))
        self.assertIn("Plan", ours.plan_text())
        self.assertEqual(cxm.Plan.scaffold("cx4"), self.run_in("plan", "scaffold", "cx4"))
        (self.folder / "plan.json").write_text(cxm.Plan.scaffold("cx4"), encoding="utf-8")
        plan = cxm.Plan("plan.json")
        self.assertGreater(len(json.loads(plan.json())["initiatives"]), 3)
        html = cxm.Tally("cx4", "survey.csv", item_moments=True).assess().report(plan=plan)
        self.run_in("plan", "survey.csv", "-i", "cx4", "--plan", "plan.json", "--html", "theirs.html", "--quiet")
        self.assertEqual(html, self.file("theirs.html"))

    def test_share(self):
        self.run_in("share", "all.cxm", "--out", "theirs.cxm", "--quiet", "--no-roles")
        shared = cxm.Tally.load("all.cxm").share(roles=False)
        self.assertEqual(shared.to_bytes(), (self.folder / "theirs.cxm").read_bytes())

    def test_size(self):
        theirs = json.loads(self.run_in("size", "--sd", "22", "--margin", "1,2", "--change", "3", "--answers", "500",
                                        "--population", "9000", "--response-rate", "0.3", "--json"))["sizes"]
        ours = cxm.size(sd=22, margins=[1, 2], changes=[3], answers=[500], population=9000, response_rate=0.3).rows()
        self.assertEqual(len(ours), len(theirs))
        for row, size in zip(ours, theirs):
            for here, there in (("answers", "answers"), ("invitations", "invitations"), ("margin", "margin"),
                                ("change", "detectable_change")):
                self.assertEqual(row[here], size[there], (here, row, size))
        given, se = cxm.allocate([100, 900], [10, 30], 50)
        self.assertEqual(given.sum(), 50)
        self.assertGreater(se, 0)
        self.assertAlmostEqual(cxm.design_effect(10, 0.1), 1.9)
        estimate = cxm.assess("survey.csv").estimate("maturity")
        self.assertGreater(cxm.size(estimate, margins=[1]).rows()[0]["answers"], 10)

    def test_norm(self):
        about = {"id": "n", "source": "s", "population": "p", "date": "2026"}
        for seed in (1, 2, 3):
            cxm.Tally("cx4", cxm.simulate("cx4", seed=seed)).save(f"o{seed}.cxm")
        states = [f"o{seed}.cxm" for seed in (1, 2, 3)]
        self.run_in("norm", "build", *states, "--id", "n", "--source", "s", "--population", "p", "--date", "2026", "--out",
                    "theirs.json")
        norm = cxm.Norm.build({name[:-4]: name for name in states}, **about)
        self.assertEqual(norm.json(), self.file("theirs.json"))
        self.run_in("norm", "apply", "theirs.json", "all.cxm", "--units", "--csv", "places.csv")
        self.assertEqual(norm.apply("all.cxm", units=True).csv(), self.file("places.csv"))
        (self.folder / "league.csv").write_text("organisation,sector,m\na,x,1\nb,x,2\nc,y,4\n", encoding="utf-8")
        self.run_in("norm", "build", "--table", "league.csv", "--attribute", "sector", "--id", "n", "--source", "s",
                    "--population", "p", "--date", "2026", "--out", "league.json")
        league = cxm.Norm.from_table("league.csv", attributes=["sector"], **about)
        self.assertEqual(league.json(), self.file("league.json"))
        self.assertEqual(league.peers({"sector": "x"}).table().rows()[0]["organisations"], 2)
        self.assertEqual((league.id, len(league.fingerprint)), ("n", 32))


if __name__ == "__main__":
    unittest.main()
