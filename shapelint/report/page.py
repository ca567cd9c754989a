"""A rule's page on a terminal: headings stand out, code is indented, prose is left as its author broke it.

At the end of the example stands the picture of what its marked line takes, where it takes something that can be marked.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from shapelint.report.painting import painted
from shapelint.report.rule_pictures import picture_of
from shapelint.report.style import Style
from shapelint.rule import LoadedRule

_CODE_SPAN = re.compile(r"`([^`]+)`")


def render_page(loaded: LoadedRule, style: Style) -> Iterator[str]:
    """Code, name and severity, then the page."""
    rule = loaded.rule
    color = "red" if rule.severity.value == "error" else "yellow"
    yield f"{style.paint(rule.code, 'bold', color)} {style.paint(rule.name, 'bold')} ({rule.severity.value})\n\n"
    is_code, has_code, picture = False, False, picture_of(loaded, style)
    for line in loaded.page.splitlines():
        if line.startswith("```"):
            is_code, has_code = not is_code, True
        elif is_code:
            yield f"    {style.paint(line, 'cyan')}\n" if line else "\n"
        elif line.startswith("## "):
            if picture and has_code:
                yield f"{textwrap.indent(painted(picture, style), '    ')}\n"
                picture = ""
            yield f"{style.paint(line.removeprefix('## '), 'bold')}\n"
        else:
            yield f"{_CODE_SPAN.sub(lambda found: style.paint(found[0], 'cyan'), line)}\n"


def render_list(rules: Iterable[LoadedRule], style: Style) -> Iterator[str]:
    """One line per rule: code, name, summary."""
    rules = list(rules)
    width = max((len(each.rule.name) for each in rules), default=0)
    for each in rules:
        yield f"{style.paint(each.rule.code, 'bold')}  {each.rule.name:<{width}}  {each.rule.summary}\n"
