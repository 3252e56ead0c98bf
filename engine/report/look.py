"""The page's style sheet: the window's light colours, and black on white when it is printed."""

STYLE = """
:root { --text: #23262b; --quiet: #686d75; --line: #e3e0d9; --ground: #f5f4f1; --accent: #2c5f94; --good: #2b7a58;
  --bad: #a8432f; --mark: #fff1c9; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1040px; padding: 28px 24px 60px; color: var(--text); background: var(--ground);
  font: 14px/1.5 "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif;
  font-variant-numeric: tabular-nums; }
h1 { font-size: 24px; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 0 0 12px; }
h3 { font-size: 14px; margin: 20px 0 8px; }
p { margin: 6px 0; max-width: 76ch; }
header, section { background: #fff; border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px;
  margin-bottom: 14px; }
.quiet { color: var(--quiet); }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
.verdict { font-size: 15px; padding: 8px 12px; border-left: 4px solid var(--quiet); background: var(--ground); }
.verdict.grounded { border-color: var(--good); } .verdict.blind { border-color: var(--bad); }
dl { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 8px 0; }
dl div { min-width: 90px; } dt { color: var(--quiet); font-size: 12px; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: 8px 0; }
th, td { padding: 3px 12px 3px 0; text-align: right; border-bottom: 1px solid var(--line); vertical-align: top; }
th:first-child { text-align: left; font-weight: 400; } thead th { color: var(--quiet); font-weight: 400;
  font-size: 12px; vertical-align: bottom; }
.settings { columns: 2; column-gap: 32px; } .settings > div { break-inside: avoid; }
.settings table { width: 100%; } .settings td:nth-child(2) { color: var(--quiet); font-size: 12px; }
td, th { overflow-wrap: anywhere; }
.changed th, .changed td { background: var(--mark); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(430px, 1fr)); gap: 8px 16px; }
.charts h3 { margin: 4px 0 0; } svg { max-width: 100%; height: auto; }
.confusions { columns: 2; column-gap: 28px; } .confusions > div { break-inside: avoid; padding-bottom: 10px; }
.confusions table { font-size: 12px; } .confusions td, .confusions thead th { padding: 2px 5px; text-align: center; }
.confusions h3 { margin-top: 4px; }
.fixed-samples td { text-align: left; min-width: 150px; } .fixed-samples img { height: 120px; }
.fixed-samples thead th { text-align: left; }
.samples { display: grid; grid-template-columns: repeat(auto-fill, minmax(400px, 1fr)); gap: 16px 24px; }
figure { margin: 0; display: flex; gap: 12px; break-inside: avoid; } figure img { width: 96px; align-self: start; }
img { border-radius: 6px; border: 1px solid var(--line); } figcaption { font-size: 13px; }
figcaption p { margin: 0 0 6px; }
.settings td:nth-child(2), #settings > table td:nth-child(2) { text-align: left; }
@media print {
  @page { margin: 14mm; }
  body { background: #fff; padding: 0; max-width: none; font-size: 10pt; }
  header, section { border: 0; border-radius: 0; padding: 0; margin-bottom: 18px; }
  .charts, .samples { grid-template-columns: 1fr 1fr; } .settings > div { break-inside: auto; }
  h2, h3 { break-after: avoid; } tr, svg, img { break-inside: avoid; } thead { display: table-header-group; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
@media (max-width: 700px) { .settings, .confusions { columns: 1; }
  .charts { grid-template-columns: minmax(0, 1fr); } section { overflow-x: auto; } }
"""
