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

# 7. The report for the board: one file.
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "report.html"
    result.report(path, organisation="An example")
    print(f"A report of {path.stat().st_size // 1024} KiB")

# 8. Statistics on arrays, with the same care.
print("NPS", cxm.stats.nps([10, 9, 9, 8, 7, 3, 10, 0, 9, 6]))
