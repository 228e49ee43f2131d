#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ask axe-core what keeps people from reading reports: axe_check.py AXE.js REPORT.html ...

Every report is looked at in headless Chromium at desktop and phone width, as it opens and with all tables unfolded.
Violations of WCAG 2.0 to 2.2, A and AA, and of axe-core's best practices are printed one a line and make the exit code
1. axe-core runs in a copy of the page, because the page itself forbids scripts.
"""
import html
import json
import os
import re
import shutil
import sys
import tempfile

from browser_check import Browser

RUN = r"""
<script>%s</script>
<script>
addEventListener('load', async () => {
  if (location.hash === '#open') for (const d of document.querySelectorAll('details')) d.open = true;
  let said;
  try {
    const found = await axe.run(document, {
      resultTypes: ['violations'], iframes: false,
      runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}});
    said = {rules: found.passes.length, faults: found.violations.map(v => v.id + ' (' + v.nodes.length + '): ' + v.help + ': ' +
      v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + (n.any[0] || n.all[0] || n.none[0] || {message: ''}).message).join(' | '))};
  } catch (error) { said = {rules: 0, faults: ['axe-core stopped: ' + error]}; }
  document.body.setAttribute('data-said', JSON.stringify(said));
  parent.postMessage('said', '*');
});
</script>
"""
VIEWS = (("desktop", 1280, ""), ("desktop, tables open", 1280, "#open"), ("phone, tables open", 390, "#open"))
BROKEN = """<!DOCTYPE html><html><head><title>x</title></head><body><main><h1>x</h1><h3>y</h3>
<p style="color:#bbb;background:#fff">pale words</p><img src="data:,"><table><tr><th></th></tr></table></main></body></html>"""
HOLDER = """<body>%s<script>let waiting = document.querySelectorAll('iframe').length;
addEventListener('message', () => { if (--waiting === 0) document.body.setAttribute('data-found', JSON.stringify(
[...document.querySelectorAll('iframe')].map(f => f.contentDocument.body.getAttribute('data-said')))); });</script></body>"""


def violations(text, axe, browser, scratch):
    """Of each view: (its name, how many rules it passed, what is wrong)."""
    page = os.path.join(scratch, "page.html")
    with open(page, "w", encoding="utf-8") as file:
        text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        file.write(text.replace("</body>", RUN.replace("%s", axe) + "</body>"))
    # Headless windows have a least width; frames have none.
    frames = "".join(f"<iframe title='{name}' src='page.html{hash}' style='width:{width}px;height:3000px'></iframe>"
                     for name, width, hash in VIEWS)
    holder = os.path.join(scratch, "holder.html")
    with open(holder, "w", encoding="utf-8") as file:
        file.write(HOLDER.replace("%s", frames))
    dom, log, _ = browser.run(holder, "--allow-file-access-from-files", "--window-size=1400,9200", "--timeout=80000",
                              "--virtual-time-budget=60000", "--dump-dom")
    found = re.search(r'data-found="([^"]*)"', dom.decode("utf-8", "replace"))
    if not found:
        return [("any", 0, ["axe-core gave no answer: " + log[-400:]])]
    said = [json.loads(one) for one in json.loads(html.unescape(found.group(1)))]
    return [(name, one["rules"], one["faults"]) for (name, _, _), one in zip(VIEWS, said)]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        axe = file.read().replace("</script", "<\\/script")
    program = next((found for found in map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome")) if found), None)
    if program is None:
        print("headless Chromium is not installed")
        return 77
    bad = 0
    with tempfile.TemporaryDirectory() as scratch:
        browser = Browser(program, scratch)
        # The check must find what is wrong with a page in which everything is.
        for name, _, faults in violations(BROKEN, axe, browser, scratch):
            for wanted in ("html-has-lang", "color-contrast", "image-alt", "heading-order", "empty-table-header"):
                if not any(fault.startswith(wanted + " ") for fault in faults):
                    print(f"the check itself does not find {wanted}, {name}: {faults}")
                    bad = 1
        for report in sys.argv[2:]:
            with open(report, encoding="utf-8") as file:
                text = file.read()
            for name, rules, faults in violations(text, axe, browser, scratch):
                # A page that is not there violates nothing.
                if rules < 20:
                    faults.append(f"only {rules} rules looked at anything")
                for fault in faults:
                    print(f"{os.path.basename(report)}, {name}: {fault}")
                    bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main())
