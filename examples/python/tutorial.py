# SPDX-License-Identifier: Apache-2.0
"""From answers to an assessment, in a few steps. Needs the package cxm and numpy, nothing else."""
import pathlib
import pickle
import tempfile

import numpy as np

import cxm

# 1. What is asked. Built-in instruments have a name; your own is a JSON file or a dict.
instrument = cxm.Instrument("cx4")
print(instrument)
items = instrument.table("items")

# 2. Answers. Any data frame or file will do; here are arrays of 400 people in five units.
random = np.random.default_rng(4)
people = 400
unit = random.integers(0, 5, people)
answers = {"unit": np.array(["North", "South", "East", "West", "Web"])[unit],
           "role": np.where(random.random(people) < 0.1, "manager", "employee")}
for item, scale in zip(items["id"], items["scale"]):
    if scale == "agree5":
        answers[item] = np.clip(np.round(3 + 0.3 * (unit - 2) + random.normal(0, 1, people)), 1, 5)

# 3. One line to a defensible answer.
result = cxm.assess(answers, instrument)
print(result)

# 4. Every number with its interval, base and method.
maturity = result.estimate("maturity")
print(f"Maturity {maturity['value']:.1f} ({maturity['low']:.1f} to {maturity['high']:.1f}), n = {maturity['n']:.0f}")
for row in result.table("index").rows():
    if row["id"] == "maturity" and row["unit"] and not row["role"]:
        print(f"  {row['unit']:5} {row['value']:.1f} ({row['low']:.1f} to {row['high']:.1f})")

# 5. What the data say, in sentences; what they could not see.
for finding in result.findings[:3]:
    print("-", finding["sentence"] or finding["unseen"])

# 6. Tallies add up: days, sites, machines, in any order, to the same bytes.
half = people // 2
first = cxm.Tally(instrument, {name: values[:half] for name, values in answers.items()})
second = cxm.Tally(instrument, {name: values[half:] for name, values in answers.items()})
both = pickle.loads(pickle.dumps(second)) + first
assert both == cxm.Tally(instrument, answers)

# 7. Two groups side by side: what differs, and how surely.
north_west = cxm.compare(both, a={"unit": "North"}, b={"unit": "West"}, on=["maturity"])
for row in north_west.table("comparison").rows():
    if row["detail"] == "difference":
        print(f"North less West: {row['value']:.1f} ({row['low']:.1f} to {row['high']:.1f})")

# 8. Among others: a norm of three organisations, none of whose rows leaves its house.
others = {name: cxm.Tally(instrument, cxm.simulate("cx4", seed=seed)) for seed, name in enumerate("ABC", start=1)}
norm = cxm.Norm.build(others, id="example", source="Drawn", population="Examples", date="2026")
for place in norm.apply(both).rows():
    if place["id"] == "maturity" and not place["role"]:
        print(f"Maturity {place['value']:.1f}, others {place['centre']:.1f}")

# 9. What to do first, and what it would move.
plan = cxm.Plan(None, instrument, budget=[2, 2], what_if={"culture": "+5"})
planned = both.assess(plan=plan)
print(planned.plan_text().splitlines()[0])
for quantity in planned.plan().get("what_if", [])[:1]:
    print("What if:", quantity.get("id", ""))

# 10. The report for the board: one file, with that plan.
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "report.html"
    result.report(path, plan=plan, organisation="An example")
    print(f"A report of {path.stat().st_size // 1024} KiB")

# 11. Statistics on arrays, with the same care.
print("NPS", cxm.stats.nps([10, 9, 9, 8, 7, 3, 10, 0, 9, 6]))
