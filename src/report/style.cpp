// SPDX-License-Identifier: Apache-2.0
#include "cxm/report/report.hpp"

namespace cxm {
namespace {

// Contrast on white: ink 15.6, quiet 6.2, accent 6.5; the darkest tint keeps ink at 6 or more.
constexpr char sheet[] = R"css(
:root {
  --accent: #0b6462; --ink: #1c2126; --quiet: #59626c; --line: #dfe3e7; --ground: #ffffff; --wash: #f4f6f7;
  --sans: "Segoe UI", Roboto, "Helvetica Neue", Helvetica, Arial, "Noto Sans", "Liberation Sans", sans-serif;
  --serif: Charter, "Bitstream Charter", "Iowan Old Style", Cambria, Georgia, "Noto Serif", "Liberation Serif", serif;
  color-scheme: light;
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 var(--sans);
  font-variant-numeric: tabular-nums lining-nums; overflow-wrap: break-word; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 12px; top: 12px; background: var(--ground); padding: 8px 12px; outline: 2px solid var(--accent); }
.page { display: grid; grid-template-columns: minmax(0, 1fr); max-width: 888px; margin: 0 auto; padding: 0 24px 96px; }
@media (min-width: 1180px) {
  .page { grid-template-columns: 212px 840px; column-gap: 72px; max-width: 1172px; }
  .toc { position: sticky; top: 40px; align-self: start; max-height: calc(100vh - 80px); overflow-y: auto;
    grid-column: 1; grid-row: 1 / span 2; margin-top: 56px; }
  .opening, .rest { grid-column: 2; }
}
.opening, .rest { min-width: 0; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 3px; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
h1, h2, h3, .figure-number { text-wrap: balance; }
h1 { font: 400 40px/1.15 var(--serif); margin: 6px 0 10px; letter-spacing: -.01em; }
h2 { font: 400 28px/1.2 var(--serif); margin: 0 0 12px; letter-spacing: -.005em; }
h3 { font-size: 16px; line-height: 1.35; font-weight: 600; margin: 40px 0 6px; }
p { margin: 0 0 14px; max-width: 44em; }
.kicker { color: var(--accent); font-size: 13px; font-weight: 600; letter-spacing: .06em; text-transform: uppercase; margin: 0; }
.quiet, .note { color: var(--quiet); }
.note { font-size: 14px; line-height: 1.5; }
.lead { font-size: 18px; line-height: 1.5; max-width: 40em; }
header.cover { padding: 56px 0 8px; }
header.cover .facts { color: var(--quiet); margin: 0; }
section { padding-top: 64px; }
section.first { padding-top: 20px; }
.toc { font-size: 14px; line-height: 1.4; color: var(--quiet); padding: 20px 0 0; }
.toc p { font-size: 13px; font-weight: 600; letter-spacing: .06em; text-transform: uppercase; margin-bottom: 8px; }
.toc ol { list-style: none; margin: 0; padding: 0; }
.toc li { margin: 0; border-top: 1px solid var(--line); }
.toc a { display: block; padding: 7px 0; color: var(--ink); text-decoration: none; }
.toc a:hover { color: var(--accent); text-decoration: underline; }
@media (max-width: 1179px) { .toc { padding-top: 48px; } .toc ol { columns: 2; column-gap: 32px; } .toc li { break-inside: avoid; } }
@media (max-width: 520px) { .toc ol { columns: 1; } }

.cards { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0 36px; margin: 28px 0 8px; }
.card { border-top: 2px solid var(--ink); padding-top: 12px; min-width: 0; }
.card h3 { margin: 0 0 6px; font-size: 14px; color: var(--quiet); font-weight: 600; }
.card .big { font: 400 44px/1.05 var(--serif); letter-spacing: -.02em; margin: 0 0 6px; color: var(--accent); }
.card .big small { font: 400 16px/1 var(--sans); color: var(--quiet); letter-spacing: 0; }
.card .big.word { font-size: 32px; line-height: 1.18; padding-top: 5px; hyphens: auto; }
.card p { margin: 0 0 4px; font-size: 15px; line-height: 1.45; }
.split { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 44px; }
.split h3 { margin-top: 32px; }
@media (max-width: 640px) {
  .page { padding: 0 16px 64px; }
  header.cover { padding-top: 32px; }
  h1 { font-size: 31px; } h2 { font-size: 25px; }
  .cards, .split { grid-template-columns: minmax(0, 1fr); }
  .card { margin-bottom: 22px; }
  section { padding-top: 48px; }
}
ol.actions { list-style: none; margin: 10px 0 0; padding: 0; counter-reset: action; max-width: 46em; }
ol.actions li { counter-increment: action; position: relative; padding: 0 0 14px 38px; }
ol.actions li::before { content: counter(action); position: absolute; left: 0; top: -2px; font: 400 26px/1.1 var(--serif); color: var(--accent); }
ol.actions b { display: block; font-weight: 600; }
ul.plain { margin: 6px 0 0; padding: 0; list-style: none; }
ul.plain li { padding: 5px 0; border-top: 1px solid var(--line); font-size: 15px; line-height: 1.45; }
ul.plain li:first-child { border-top: 0; }

figure { margin: 22px 0 30px; min-width: 0; }
figcaption { font-weight: 600; font-size: 15px; line-height: 1.4; margin-bottom: 4px; max-width: 48em; }
figcaption + .note { margin-bottom: 10px; }
.empty-figure { border-left: 3px solid var(--line); padding: 4px 0 4px 16px; color: var(--quiet); margin: 18px 0 24px; }
svg.chart { display: block; max-width: 100%; height: auto; margin-top: 12px; overflow: visible; font-family: var(--sans); font-variant-numeric: tabular-nums lining-nums; }
svg.narrow { display: none; }
@media screen and (max-width: 640px) { svg.wide { display: none; } svg.narrow { display: block; width: 100%; max-width: 480px; } }
.chart text { font-size: 13px; fill: var(--ink); }
.chart .small { font-size: 12px; }
.chart .quiet { fill: var(--quiet); }
.chart .why { font-style: italic; }
.chart .strong, .chart .label { font-weight: 600; }
.chart .grid { stroke: var(--line); stroke-width: 1; }
.chart .reference { stroke: var(--quiet); stroke-width: 1; stroke-dasharray: 3 3; }
.chart .reference.fine { stroke-dasharray: 1 4; }
.chart .whisker { stroke: var(--quiet); stroke-width: 1.4; }
.chart .whisker.strong { stroke: var(--accent); stroke-width: 2; }
.chart .bond { stroke: var(--accent); stroke-width: 5; stroke-opacity: .28; }
.chart .bond.dashed { stroke: var(--quiet); stroke-width: 1.4; stroke-opacity: 1; stroke-dasharray: 3 3; }
.chart .trend { fill: none; stroke: var(--accent); stroke-width: 1.4; stroke-opacity: .55; }
.chart .fitted { fill: none; stroke: var(--ink); stroke-width: 1.4; stroke-dasharray: 5 4; }
.chart .node { fill: var(--wash); stroke: var(--line); stroke-width: 1.2; }
.chart .arrow { fill: none; stroke: var(--quiet); stroke-width: 1.4; } .chart .arrow.strong { stroke: var(--accent); stroke-width: 2.2; }
.chart .solid.accent { fill: var(--accent); stroke: var(--ground); stroke-width: 1.2; }
.chart .solid.ink { fill: var(--ink); stroke: var(--ground); stroke-width: 1; }
.chart .solid.quiet { fill: var(--quiet); }
.chart .open { fill: var(--ground); stroke-width: 2; }
.chart .open.accent { stroke: var(--accent); } .chart .open.ink { stroke: var(--ink); } .chart .open.quiet { stroke: var(--quiet); stroke-width: 1.4; }
.chart .tint { fill: var(--accent); }
.chart .edged { stroke: var(--ground); stroke-width: 1; }
.chart .empty { fill: var(--wash); } .chart .ground { fill: var(--ground); }
.chart .hatch-ground { fill: var(--wash); } .chart .hatch-line { stroke: #b9c0c7; stroke-width: 2; }
.chart .rung { fill: var(--wash); stroke: var(--ground); stroke-width: 2; } .chart .rung.here { fill: var(--accent); fill-opacity: .22; }
.chart .trough { fill: var(--wash); } .chart .bar { fill: var(--accent); }
.chart .bar.outlined { fill: var(--accent); fill-opacity: .25; stroke: var(--accent); stroke-width: 1; }

details { margin: 10px 0 0; font-size: 14px; }
summary { cursor: pointer; color: var(--accent); width: max-content; max-width: 100%; padding: 4px 0; }
.scroll { overflow-x: auto; margin-top: 6px; }
table { border-collapse: collapse; font-size: 13.5px; line-height: 1.4; min-width: 50%; }
caption { text-align: left; color: var(--quiet); padding: 0 0 6px; }
th, td { text-align: left; vertical-align: top; padding: 5px 18px 5px 0; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { font-weight: 600; border-bottom: 1px solid var(--ink); vertical-align: bottom; }
td.number, th.number { text-align: right; white-space: nowrap; }
tbody th { min-width: 9em; }
dl.method { display: grid; grid-template-columns: minmax(8em, 13em) minmax(0, 1fr); gap: 8px 24px; margin: 12px 0 0; font-size: 15px; }
dl.method dt { color: var(--quiet); } dl.method dd { margin: 0; }
@media (max-width: 640px) { dl.method { grid-template-columns: minmax(0, 1fr); gap: 0; } dl.method dd { margin-bottom: 12px; } }
.finding { border-top: 1px solid var(--line); padding: 14px 0 10px; break-inside: avoid; }
.finding h4 { margin: 0 0 2px; font-size: 15px; font-weight: 600; }
.finding p { margin: 0 0 4px; }
.verdict { display: inline-block; font-size: 12.5px; line-height: 1; font-weight: 600; border: 1px solid currentColor; border-radius: 3px; padding: 3px 6px; margin-left: 8px; color: var(--quiet); vertical-align: 1px; white-space: nowrap; }
.verdict.clear { color: var(--accent); }
.unit { border-top: 1px solid var(--line); padding: 4px 0; } .unit summary { font-size: 15px; } .unit p { margin: 6px 0 4px; font-size: 15px; }
.warning { border-left: 3px solid var(--accent); background: var(--wash); padding: 10px 16px; margin: 18px 0; max-width: 48em; }
.warning p { margin: 0; }
code { font: 13px/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }

/* Whoever sets their own colours reads the pictures on their own ground: marks and words are drawn in ours. */
@media (forced-colors: active) { svg.chart { forced-color-adjust: none; background: var(--ground); } }
@page { size: A4; margin: 17mm 16mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt var(--sans); color: var(--quiet); } }
@media print {
  html { scroll-behavior: auto; }
  body { font-size: 10.2pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .page { display: block; max-width: none; padding: 0; }
  .skip { display: none; }
  .toc { font-size: 9.5pt; break-before: page; padding-top: 0; margin-bottom: 22pt; } .toc ol { columns: 2; column-gap: 32px; } .toc a { padding: 3pt 0; }
  /* Paper has no links: contents and headings are numbered instead. */
  .toc ol, main { counter-reset: chapter; } .toc li, section { counter-increment: chapter; }
  .toc a::before, section > h2::before { content: counter(chapter) "\2002"; color: var(--quiet); }
  section.first > h2::before { content: none; }
  header.cover { padding-top: 0; }
  h1 { font-size: 24pt; } h2 { font-size: 17pt; } h3 { font-size: 10.8pt; margin-top: 18pt; }
  h2, h3, h4, figcaption, figure > .note, summary, caption { break-after: avoid; }
  h3 + p, h2 + p, p:has(+ figure), p:has(+ .picture) { break-after: avoid; } p, li, dd { break-inside: avoid; } figure > .note, figcaption, caption { break-inside: avoid; }
  dl.method > * { break-inside: avoid; } dl.method dt { break-after: avoid; } .unit { break-inside: avoid; } .unit p, .unit summary { font-size: 9.2pt; margin: 2pt 0; }
  .unit table { font-size: 7.4pt; } .unit td, .unit th { padding: 1.5pt 6pt 1.5pt 0; } .unit td { white-space: nowrap; } .unit table.wide tbody th { min-width: 0; overflow-wrap: normal; }
  .appendix table { font-size: 7.2pt; line-height: 1.25; } .appendix td, .appendix th { padding: 1pt 8pt 1pt 0; } .appendix td.number { white-space: nowrap; }
  .first h2 { font-size: 15pt; margin-bottom: 4pt; } .first h3 { margin-top: 10pt; } .first p { margin-bottom: 4pt; } .first .card p { margin-bottom: 1pt; } .first .card h3 { margin: 0 0 2pt; } .first .cards { margin: 8pt 0 2pt; } .first ul.plain li { padding: 1pt 0; } .first .note, ol.actions { font-size: 9.4pt; } .first .lead { font-size: 10.2pt; } .first p, ol.actions { max-width: none; } .first .more { display: none; }
  .first .empty-figure { margin: 6pt 0; }
  section { padding-top: 0; margin-top: 26pt; } section.first { margin-top: 6pt; }
  section.new-page { break-before: page; margin-top: 0; } .rest > section:first-child { break-before: auto; }
  .lead { font-size: 11pt; } .cards { margin: 14pt 0 4pt; } .split h3 { margin-top: 12pt; }
  ul.plain li { padding: 2pt 0; } ol.actions li { padding-bottom: 6pt; }
  .card .big { font-size: 29pt; } .card .big.word { font-size: 20pt; } .card p, ul.plain li, dl.method { font-size: 9.6pt; }
  .cards, .finding, ol.actions li, svg.chart, .picture, table.short { break-inside: avoid; }
  table { font-size: 8.4pt; } tr { break-inside: avoid; } thead, thead tr { break-after: avoid; } tbody tr:nth-child(2) { break-before: avoid; } thead { display: table-header-group; }
  .scroll { overflow: visible; }
  th, td { padding: 2.5pt 9pt 2.5pt 0; } td.number, th.number { white-space: normal; } tbody th { min-width: 0; } table.wide tbody th { min-width: 8.5em; overflow-wrap: anywhere; hyphens: auto; }
  /* Closed tables are printed: paper has nothing to click. */
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  details > :not(summary) { display: block; }
  figure > details > summary { display: none; }
  summary { color: var(--quiet); list-style: none; } summary::-webkit-details-marker { display: none; }
  svg.chart { max-height: 212mm; }  /* a little smaller rather than cut */
  a { color: inherit; text-decoration: none; }
}
)css";

}  // namespace

std::string report_style_sheet() { return sheet; }

}  // namespace cxm
