#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No English is left in German reports: german_check.py ROOT CXM WORK.

Reports of the demo (with plan and norm) and of an organisation of the gallery are made in German, and what a reader sees (text, names and
descriptions of pictures, labels) is searched for English words that German does not have. What others wrote stays in
their language: sources of published figures and whom a norm speaks of.
"""
import html
import json
import os
import re
import subprocess
import sys

ENGLISH = set("the of and with from by for is are were to at this that not people answers answer than more less when "
              "which who whose they their between each every other have has been be as it its would could must values "
              "rows column file wave unit units finding roughly only below above see how what where".split())


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def foreign(root):
    """What others wrote, with the word before it."""
    with open(os.path.join(root, "src/builtin/norms/cx4-published.json"), encoding="utf-8") as file:
        norm = json.load(file)
    said = {norm["population"], norm["admission"]}
    said |= {measure["published"]["source"] for measure in norm["measures"] if "published" in measure}
    return sorted(said, key=len, reverse=True)


def english_in(text, known):
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.S)
    seen = re.findall(r">([^<]+)<", text) + re.findall(r'(?:aria-label|title|alt)="([^"]*)"', text)
    found = []
    for part in seen:
        part = html.unescape(part)
        for source in known:
            part = part.replace(source, "")
        # Identifiers ("free_to_act") are no words.
        words = [w.lower() for w in re.findall(r"\b[A-Za-zÄÖÜäöüß]+\b", re.sub(r"\b\w*[_=:]\w+\b", "", part))]
        if any(word in ENGLISH for word in words):
            found.append(" ".join(part.split())[:120])
    return found


def main():
    root, cxm, work = sys.argv[1:4]
    os.makedirs(work, exist_ok=True)
    os.chdir(work)
    if not english_in("<p>Between roles</p>", []) or english_in("<p>Zwischen Rollen, free_to_act</p>", []):
        print("the check itself does not tell the languages apart")
        return 1
    run(cxm, "simulate", "cx4", "--profile", "demo", "--out", "demo.csv")
    run(cxm, "plan", "demo.csv", "--instrument", "cx4", "--plan", os.path.join(root, "examples/plans/cx4.json"), "--target",
        "level=4", "--norm", "cx4-published", "--lang", "de", "--quiet", "--html", "demo.html")
    names = ["demo.html"]
    for profile in ("diluting",):
        run(cxm, "simulate", "cx4", "--profile", profile, "--out", profile + ".csv", "--instrument-out", profile + ".json")
        run(cxm, "assess", profile + ".csv", "--instrument", profile + ".json", "--lang", "de", "--quiet", "--html",
            profile + ".html")
        names.append(profile + ".html")
    bad = 0
    for name in names:
        with open(name, encoding="utf-8") as file:
            for part in sorted(set(english_in(file.read(), foreign(root)))):
                print(f"{name}: {part}")
                bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main())
