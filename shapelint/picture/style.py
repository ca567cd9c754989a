"""How pictures look: light and dark by what the reader prefers, light on paper; nothing is told by colour alone."""

STYLE = """
.shapelint-picture{--paper:#ffffff;--ink:#1f2328;--faint:#59636e;--band:#f3f5f8;--cell:#ffffff;--edge:#818b98;
--taken:#0a5fce;--other:#8a5a00;--right:#177235;
font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;max-width:100%;height:auto}
@media screen and (prefers-color-scheme:dark){.shapelint-picture{--paper:#0d1117;--ink:#e6edf3;--faint:#9aa4af;
--band:#171d26;--cell:#0d1117;--edge:#7d8794;--taken:#6cb0ff;--other:#e3b341;--right:#56d364}}
.shapelint-picture text{fill:var(--ink)}
.shapelint-picture .mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
font-size:11.5px}
.shapelint-picture .name{font-weight:600}
.shapelint-picture .faint{fill:var(--faint)}
.shapelint-picture .small{font-size:10.5px}
.shapelint-picture .paper{fill:var(--paper)}
.shapelint-picture .band{fill:var(--band)}
.shapelint-picture .box{fill:var(--cell);stroke:var(--edge)}
.shapelint-picture .arrow,.shapelint-picture .bracket{fill:none;stroke:var(--faint);stroke-width:1.1}
.shapelint-picture .bracket{stroke:var(--ink)}
.shapelint-picture .initial{fill:none;stroke:var(--edge);stroke-dasharray:2 2}
.shapelint-picture .taken{fill:none;stroke:var(--taken);stroke-width:2.4}
.shapelint-picture .other{fill:none;stroke:var(--other);stroke-width:2.4;stroke-dasharray:5 3}
.shapelint-picture .right{fill:none;stroke:var(--right);stroke-width:1.3}
.shapelint-picture .fill-taken{fill:none;stroke:var(--taken);stroke-width:1;opacity:.5}
.shapelint-picture .fill-other{fill:none;stroke:var(--other);stroke-width:1.8;stroke-linecap:round;opacity:.6}
.shapelint-picture .sign{font-weight:700;font-size:12px;paint-order:stroke;stroke:var(--cell);stroke-width:3.5px;
stroke-linejoin:round}
.shapelint-picture .sign.crowded{font-size:10.5px}
"""
"""To be put into a `<style>` once. Every rule is about pictures only, so that it can stand in any page."""
