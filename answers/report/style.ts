/** The style sheet of the report: the reader's own fonts, and colours that differ in print and in dark mode. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1d252e; --soft: #5a6572; --rule: #dfe3e8;
  --people: #35618f; --joined: #27735f; --left: #a8471f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --ink: #e4e8ec; --soft: #9ba6b2; --rule: #313942;
    --people: #7aa9d8; --joined: #67bfa6; --left: #e0936c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif;
}
header, main, footer { max-width: 768px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 56px; }
h1 { margin: 0; font-size: 30px; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; }
header p { margin: 8px 0 0; color: var(--soft); }
section { margin-top: 48px; padding-top: 28px; border-top: 1px solid var(--rule); }
h2 { margin: 0; font-size: 15px; font-weight: 600; color: var(--soft); }
.finding { margin: 4px 0 20px; font-size: 21px; line-height: 1.35; font-weight: 600; text-wrap: balance; }
figure { margin: 0; overflow-x: auto; }
svg { display: block; width: 100%; min-width: 560px; height: auto; font-size: 13px; }
figcaption, .note { margin: 14px 0 0; font-size: 14px; color: var(--soft); }
code { font: 0.92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.grid { stroke: var(--rule); stroke-width: 1; }
/* The halo keeps numbers apart from the lines that they cross. */
svg text { fill: var(--ink); stroke: var(--paper); stroke-width: 4px; paint-order: stroke; font-variant-numeric: tabular-nums; }
rect.people { fill: var(--people); }
rect.joined { fill: var(--joined); }
rect.left { fill: var(--left); }
svg text.joined { fill: var(--joined); }
svg text.left { fill: var(--left); }
svg text.tick, svg text.name, svg text.year { fill: var(--soft); }
.value, .name, .year { text-anchor: middle; }
.tick, .label { text-anchor: end; }
.year { font-size: 12px; }
.key { display: inline-block; width: 10px; height: 10px; margin: 0 6px 0 14px; }
.key:first-child { margin-left: 0; }
.key.people { background: var(--people); } .key.joined { background: var(--joined); } .key.left { background: var(--left); }
.tables { overflow-x: auto; }
table { width: 100%; margin-top: 28px; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
caption { padding-bottom: 6px; text-align: left; font-weight: 600; }
th, td { padding: 5px 0 5px 16px; text-align: right; font-weight: 400; border-bottom: 1px solid var(--rule); }
th:first-child { padding-left: 0; text-align: left; }
thead th { color: var(--soft); vertical-align: bottom; }
tfoot th, tfoot td { font-weight: 600; border-bottom: 0; }
footer { margin-top: 56px; padding-bottom: 56px; font-size: 14px; color: var(--soft); }
@page { margin: 14mm 16mm; }
@media print {
  :root {
    color-scheme: light;
    --paper: #ffffff; --ink: #000000; --soft: #444444; --rule: #cccccc;
    --people: #35618f; --joined: #27735f; --left: #a8471f;
  }
  body { font-size: 10pt; line-height: 1.4; }
  table, figcaption, .note, footer { font-size: 9pt; }
  h1 { font-size: 19pt; }
  .finding { margin-bottom: 12px; font-size: 14pt; }
  figcaption, .note { margin-top: 8px; }
  table { margin-top: 14px; }
  th, td { padding-top: 2.5px; padding-bottom: 2.5px; }
  /* Otherwise the totals are repeated on each page. */
  tfoot { display: table-row-group; }
  header, main, footer { max-width: none; padding: 0; }
  header { padding-top: 0; }
  section { break-before: page; border-top: 0; margin-top: 0; padding-top: 0; }
  section:first-child { break-before: auto; margin-top: 24px; }
  figure, tr { break-inside: avoid; }
  h2, .finding, caption { break-after: avoid; }
  figure, .tables { overflow: visible; }
  svg { min-width: 0; }
  rect, .key { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
