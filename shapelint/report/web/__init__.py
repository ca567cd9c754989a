"""The parts of the HTML report, as elements; `shapelint.report.html` puts them together."""
