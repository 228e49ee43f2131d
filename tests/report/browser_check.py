#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Look at reports with a real browser: browser_check.py REPORT.html ...

Each report is parsed, drawn at desktop and phone width, and printed. Faults are printed one a line and make the
exit code 1; without headless Chromium the exit code is 77. Only the standard library is used. The layout is
measured in a copy of the page with a script inside, because the page itself forbids scripts.
"""
import html.parser
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

# A4 without the margins of the style sheet, in CSS pixels: 210 - 32 by 297 - 35 mm.
PAPER_WIDTH, PAPER_HEIGHT = 672, 990
VOID = {"meta", "link", "br", "img", "hr", "input", "col"}
MEASURE = r"""
<script>
addEventListener('load', () => {
  const faults = [];
  const inside = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > inside + 1)
    faults.push('page scrolls sideways: ' + document.documentElement.scrollWidth + ' in ' + inside);
  for (const svg of document.querySelectorAll('svg.chart')) {
    if (getComputedStyle(svg).display === 'none') continue;
    const frame = svg.getBoundingClientRect();
    const boxes = [...svg.querySelectorAll('text')].map(t => ({words: t.textContent, box: t.getBoundingClientRect()}));
    for (const {words, box} of boxes)
      if (box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 3 || box.bottom > frame.bottom + 3)
        faults.push(svg.id + ': clipped "' + words + '"');
    for (let i = 0; i < boxes.length; ++i)
      for (let j = i + 1; j < boxes.length; ++j) {
        const a = boxes[i].box, b = boxes[j].box;
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 4) faults.push(svg.id + ': "' + boxes[i].words + '" lies on "' + boxes[j].words + '"');
      }
  }
  // On paper: what is wider than the page makes the browser shrink all of it; the first page is one page.
  if (location.hash === '#paper') {
    const page = %d;
    for (const part of document.querySelectorAll('table, p, h2, h3, div.cards'))
      if (part.getBoundingClientRect().right > inside + 1)
        faults.push('wider than the paper: "' + (part.querySelector('caption') || part).textContent.slice(0, 60) + '"');
    for (const picture of document.querySelectorAll('.picture, table.short'))
      if (picture.getBoundingClientRect().height > page)
        faults.push('higher than a page: ' + (picture.querySelector('svg, caption') || picture).textContent.slice(0, 60));
    const first = document.querySelector('.opening');
    if (first && first.getBoundingClientRect().height > page)
      faults.push('the first page takes ' + (first.getBoundingClientRect().height / page).toFixed(2) + ' pages');
  }
  document.body.setAttribute('data-faults', JSON.stringify(faults.slice(0, 12)));
});
</script>
""".replace("%d", str(PAPER_HEIGHT))


def on_paper(text):
    """The page with the rules for print on a screen, so that they can be measured."""
    text = text.replace("@media print", "@media all").replace("<details", "<details open")
    return re.sub(r"@media (screen and )?\((max|min)-width: (\d+)px\)",
                  lambda m: "@media " + ("all" if (PAPER_WIDTH <= int(m.group(3))) == (m.group(2) == "max") and not m.group(1)
                                         else "not all"), text)


class Structure(html.parser.HTMLParser):
    """Ids, nesting, headings, names of pictures, addresses."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.faults, self.stack, self.ids, self.references = [], [], set(), []
        self.heading, self.svg, self.lang = 0, None, ""

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "html":
            self.lang = a.get("lang", "")
        if tag == "script":
            self.faults.append("a script element")
        for name in a:
            if name.startswith("on"):
                self.faults.append(f"an event handler {name} on {tag}")
        for name in ("src", "href", "xlink:href", "action", "poster"):
            value = a.get(name)
            if value is not None and not value.startswith(("#", "data:")):
                self.faults.append(f"{tag} {name} leaves the page: {value}")
        if "id" in a:
            if a["id"] in self.ids:
                self.faults.append(f"id twice: {a['id']}")
            self.ids.add(a["id"])
        self.references += (a.get("aria-labelledby") or "").split()
        if tag == "a" and (a.get("href") or "").startswith("#"):
            self.references.append(a["href"][1:])
        if tag == "svg":
            self.svg = {"id": a.get("id"), "names": set()}
            if a.get("role") != "img" or not a.get("aria-labelledby"):
                self.faults.append(f"picture {a.get('id')} is not named")
        if self.svg is not None and tag in ("title", "desc"):
            self.svg["names"].add(tag)
        if re.fullmatch("h[1-6]", tag):
            level = int(tag[1])
            if level > self.heading + 1:
                self.faults.append(f"heading {tag} follows h{self.heading}")
            self.heading = level
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag):
        if not self.stack or self.stack[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.stack[-1:]} in line {self.getpos()[0]}")
            if tag in self.stack:
                while self.stack.pop() != tag:
                    pass
            return
        self.stack.pop()
        if tag == "svg":
            if self.svg["names"] != {"title", "desc"}:
                self.faults.append(f"picture {self.svg['id']} lacks title or desc")
            self.svg = None

    def finish(self):
        self.faults += [f"never closed: {tag}" for tag in self.stack]
        self.faults += [f"no target: {name}" for name in self.references if name not in self.ids]
        if not self.lang:
            self.faults.append("no lang")
        return self.faults


class Browser:
    def __init__(self, program, scratch):
        self.program, self.scratch, self.runs = program, scratch, 0

    def run(self, page, *arguments):
        """One headless run; returns (output, log, addresses that it asked the network for)."""
        self.runs += 1
        home = os.path.join(self.scratch, f"profile{self.runs}")
        net = os.path.join(self.scratch, f"net{self.runs}.json")
        command = [self.program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                   "--disable-background-networking", "--disable-component-update", "--disable-sync",
                   "--disable-dev-shm-usage", "--hide-scrollbars", "--enable-logging=stderr", f"--log-net-log={net}",
                   f"--user-data-dir={home}", *arguments, "file://" + page]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=90, check=False)
        shutil.rmtree(home, ignore_errors=True)
        log = done.stderr.decode("utf-8", "replace")
        asked = []
        if os.path.exists(net):
            with open(net, encoding="utf-8", errors="replace") as file:
                # What the browser asks for itself has no origin; what a page asks for has one ("null" for files).
                asked = [address for origin, address in
                         re.findall(r'"initiator":"([^"]*)".{0,900}?"url":"((?:https?|wss?|ftp)://[^"]+)"', file.read())
                         if origin != "not an origin"]
        return done.stdout, log, asked


def pixels(path):
    """Width, height and the set of colours of a PNG (8 bit RGB or RGBA), sampled row by row."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("not a PNG")
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            width, height, _, colour = struct.unpack(">IIBB", data[at + 8:at + 18])
        if kind == b"IDAT":
            packed += data[at + 8:at + 8 + length]
        at += 12 + length
    raw, stride = zlib.decompress(packed), width * (4 if colour == 6 else 3) + 1
    busy = sum(1 for y in range(height) if len(set(raw[y * stride + 1:(y + 1) * stride])) > 4)
    return width, height, busy


def console_faults(log):
    return [line.split("CONSOLE", 1)[1][:200] for line in log.splitlines() if "CONSOLE" in line]


def check(report, browser, scratch):
    with open(report, encoding="utf-8") as file:
        text = file.read()
    parser = Structure()
    parser.feed(text)
    parser.close()
    faults = parser.finish()
    name = os.path.splitext(os.path.basename(report))[0]

    picture = os.path.join(scratch, name + ".png")
    _, log, asked = browser.run(report, f"--screenshot={picture}", "--window-size=1280,2000")
    faults += ["console: " + line for line in console_faults(log)]
    faults += ["asked the network for " + address for address in asked]
    if not os.path.exists(picture):
        faults.append("no screenshot: " + log[-400:])
    else:
        width, height, busy = pixels(picture)
        if (width, height) != (1280, 2000) or busy < 200:
            faults.append(f"the screenshot is blank: {width} x {height}, {busy} rows with something in them")

    printed = os.path.join(scratch, name + ".pdf")
    _, log, asked = browser.run(report, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    faults += ["console while printing: " + line for line in console_faults(log)]
    faults += ["asked the network while printing for " + address for address in asked]
    if not os.path.exists(printed) or os.path.getsize(printed) < 10000:
        faults.append("no PDF")
    else:
        with open(printed, "rb") as file:
            data = file.read()
        if data[:5] != b"%PDF-" or len(re.findall(rb"/Type\s*/Page[^s]", data)) < 2:
            faults.append("the PDF has fewer than two pages")
        reader = shutil.which("pdftotext")
        if reader:
            words = subprocess.run([reader, "-layout", printed, "-"], stdout=subprocess.PIPE, check=False).stdout
            words = re.sub(r"\s+", "", words.decode("utf-8", "replace"))
            for caption in re.findall(r"<caption>([^<&]{4,60})</caption>", text):
                if re.sub(r"\s+", "", caption) not in words:
                    faults.append("a table is not printed: " + caption)

    views = [(width, "measured", "") for width in (1280, 800, 390)] + [(PAPER_WIDTH, "paper", "#paper")]
    plain = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    for kind, content in (("measured", plain), ("paper", on_paper(plain))):
        with open(os.path.join(scratch, f"{name}-{kind}.html"), "w", encoding="utf-8") as file:
            file.write(content.replace("</body>", MEASURE + "</body>"))
    # Headless windows have a least width; frames have none, and one run measures all widths.
    frames = "".join(f"<iframe src='{name}-{kind}.html{hash}' style='border:0;width:{width}px;height:3000px'></iframe>"
                     for width, kind, hash in views)
    holder = os.path.join(scratch, name + "-frames.html")
    with open(holder, "w", encoding="utf-8") as file:
        file.write("<body style='margin:0'>" + frames + "<script>addEventListener('load', () => setTimeout(() => "
                   "document.body.setAttribute('data-found', JSON.stringify([...document.querySelectorAll('iframe')].map("
                   "f => JSON.parse(f.contentDocument.body.getAttribute('data-faults'))))), 50));</script></body>")
    dom, log, _ = browser.run(holder, "--allow-file-access-from-files", "--window-size=1400,3000",
                              "--virtual-time-budget=5000", "--dump-dom")
    found = re.search(r'data-found="([^"]*)"', dom.decode("utf-8", "replace"))
    if not found:
        faults.append("the layout could not be measured: " + log[-300:])
    else:
        for (width, kind, _), list_of in zip(views, json.loads(html.unescape(found.group(1)))):
            faults += [f"at {width} pixels{' on paper' if kind == 'paper' else ''}, {fault}" for fault in list_of if fault]
    return faults


BROKEN = """<!DOCTYPE html><html lang="en"><body><h1>x</h1><h3>y</h3><p id="q">z</p><img src="http://127.0.0.1:9/x.png">
<svg id="q" class="chart" role="img" aria-labelledby="q-t" width="300" height="50"><title id="q-t">t</title>
<text x="10" y="20">Hello there</text><text x="30" y="22">World wide</text><text x="280" y="40">cut off</text></svg>
<style>@media screen{.opening{height:2000px}}</style><div class="opening"><table style="width:900px"><caption>too wide</caption><tr><td>x</td></tr></table></div>
<script>console.error("spoken")</script></body></html>"""


def self_test(browser, scratch):
    """The check must find what is wrong with a page in which everything is."""
    page = os.path.join(scratch, "broken.html")
    with open(page, "w", encoding="utf-8") as file:
        file.write(BROKEN)
    found = "\n".join(check(page, browser, scratch))
    wanted = ("a script element", "id twice: q", "heading h3 follows h1", "img src leaves the page", "lacks title or desc",
              "asked the network for http://127.0.0.1:9/x.png", "console", "the screenshot is blank", "PDF",
              '"Hello there" lies on "World wide"', 'clipped "cut off"', 'wider than the paper: "too wide"',
              "the first page takes 2.02 pages")
    return [f"the check itself does not find: {one}" for one in wanted if one not in found]


def main():
    program = next((found for found in map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome")) if found), None)
    if program is None:
        print("headless Chromium is not installed")
        return 77
    bad = 0
    with tempfile.TemporaryDirectory() as scratch:
        browser = Browser(program, scratch)
        for fault in self_test(browser, scratch):
            print(fault)
            bad = 1
        for report in sys.argv[1:]:
            for fault in check(os.path.abspath(report), browser, scratch):
                print(f"{os.path.basename(report)}: {fault}")
                bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main())
