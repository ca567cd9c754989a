"""`examples/editors/editor.svg`: what a person sees of a program in an editor, made of what the server answers.

`python -m tests.editors.picture` writes it, a test checks it. Only where things stand is this module's; every word is
the program's or the server's, and is shown as VS Code shows it.
"""

from __future__ import annotations

import asyncio
import io
import keyword
import textwrap
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from lsprotocol import types

from tests.command import ROOT
from tests.server.editor import Editor, editor

PICTURE = ROOT / "examples" / "editors" / "editor.svg"
PROGRAM = ROOT / "examples" / "sentiment_classifier.py"
ROWS = range(7, 22)
"""The rows that are shown, counted from 1."""

WIDE, HIGH = 7.8, 20
"""A character and a line in pixels."""

LEFT, TOP = 60, 46
POPUP = 88
"""Characters in a line of a popup."""

STYLE = """\
text { font: 13px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #24292f; white-space: pre }
.row { fill: #8c959f } .keyword { fill: #cf222e } .string { fill: #0a3069 } .comment { fill: #6e7781 }
.number { fill: #0550ae } .hint { fill: #57606a } .quiet { fill: #57606a } .link { fill: #0969da }
.window { fill: #ffffff; stroke: #d0d7de } .bar { fill: #f6f8fa } .behind { fill: #eaeef2 }
.popup { fill: #f6f8fa; stroke: #afb8c1 } .chosen { fill: #ddf4ff } .rule { stroke: #d0d7de }
.wave { fill: none; stroke: #cf222e; stroke-width: 1.2 }"""


@dataclass(frozen=True)
class Seen:
    """What the server says of a program: of its first diagnostic also the hover behind it and its actions."""

    diagnostic: types.Diagnostic
    hints: list[tuple[int, int, str]]
    hover: str
    actions: list[str]


async def ask(path: Path) -> Seen:
    """Open a program in an editor and look."""
    async with editor(path.parent) as client:
        uri = client.open(path, path.read_text(encoding="utf-8"))
        diagnostic = (await client.of_version(uri, 1))[0]
        return await _seen(client, uri, diagnostic)


async def _seen(client: Editor, uri: str, diagnostic: types.Diagnostic) -> Seen:
    end = diagnostic.range.end
    hover = await client.hover(uri, end.line, end.character)
    actions = await client.actions(uri, diagnostic.range)
    return Seen(diagnostic, await client.hints(uri), hover or "", list(actions))


Span = tuple[str, str]
"""A piece of text and its class."""


def text_at(x: float, y: float, spans: Sequence[Span]) -> Iterator[str]:
    """Pieces of text one behind the other, each as wide as its characters are in any font."""
    for text, name in spans:
        if text.strip():
            shown = text.lstrip(" ")
            start = x + WIDE * (len(text) - len(shown))
            long = f'textLength="{WIDE * len(shown):.1f}" lengthAdjust="spacingAndGlyphs"'
            yield f'<text x="{start:.1f}" y="{y}" {long} class="{name}">{escape(shown, quote=False)}</text>'
        x += WIDE * len(text)


def box(x: float, y: float, wide: float, high: float, name: str) -> str:
    """A rectangle."""
    return f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{high}" rx="3" class="{name}"/>'


def colours(text: str) -> list[list[str]]:
    """The class of every character, by row."""
    found = [["code"] * len(row) for row in text.splitlines()]
    kinds = {tokenize.STRING: "string", tokenize.COMMENT: "comment", tokenize.NUMBER: "number"}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = "keyword" if keyword.iskeyword(token.string) else kinds.get(token.type)
        if name is not None and token.start[0] == token.end[0]:
            row = found[token.start[0] - 1]
            row[token.start[1] : token.end[1]] = [name] * (token.end[1] - token.start[1])
    return found


def row_spans(row: str, names: list[str], hints: dict[int, str]) -> list[Span]:
    """A row of the program with the hints between its characters."""
    spans: list[Span] = []
    for column in range(len(row) + 1):
        if column in hints:
            spans.append((hints[column], "hint"))
        if column < len(row):
            if spans and spans[-1][1] == names[column] and column not in hints:
                spans[-1] = (spans[-1][0] + row[column], names[column])
            else:
                spans.append((row[column], names[column]))
    return spans


def program(text: str, seen: Seen) -> Iterator[str]:
    """The rows with their numbers, the hints, and a wave below what is found."""
    names = colours(text)
    for number in ROWS:
        y = TOP + HIGH * (number - ROWS.start)
        hints = {column: label for line, column, label in seen.hints if line == number - 1}
        spans = row_spans(text.splitlines()[number - 1], names[number - 1], hints)
        yield from text_at(LEFT - WIDE * (len(str(number)) + 2), y, [(str(number), "row")])
        x = float(LEFT)
        for piece, name in spans:
            if name == "hint":
                yield box(x - 1, y - 14, WIDE * len(piece) + 2, 18, "behind")
            x += WIDE * len(piece)
        yield from text_at(LEFT, y, spans)
        if number - 1 == seen.diagnostic.range.start.line:
            yield wave(seen.diagnostic.range, hints, y)


def place(column: int, hints: dict[int, str]) -> float:
    """Where a column begins, behind the hints before it."""
    return LEFT + WIDE * (column + sum(len(label) for at, label in hints.items() if at <= column))


def wave(where: types.Range, hints: dict[int, str], y: float) -> str:
    """A wave below a stretch of one row."""
    start, end = (place(each.character, hints) for each in (where.start, where.end))
    steps = int((end - start) // 4)
    path = "".join(f" l4 {-3 if step % 2 == 0 else 3}" for step in range(steps))
    return f'<path d="M{start:.1f} {y + 6}{path}" class="wave"/>'


def popup_rows(seen: Seen) -> list[list[Span]]:
    """The lines of the popup over a finding: what it says, the related places, the value; [] is a rule between them."""
    found = seen.diagnostic
    lines: list[list[Span]] = [[(line, "code")] for line in textwrap.wrap(found.message, POPUP)]
    lines[-1].append((f" {found.source}(", "quiet"))
    lines[-1] += [(str(found.code), "link"), (")", "quiet")]
    for each in found.related_information or ():
        start = each.location.range.start
        name = each.location.uri.rpartition("/")[2]
        lines.append([(f"{name}({start.line + 1}, {start.character + 1}): ", "link"), (each.message, "code")])
    return [*lines, [], *([(line, "code")] for line in seen.hover.splitlines())]


def popup(x: float, y: float, rows: list[list[Span]], chosen: int | None = None) -> Iterator[str]:
    """A box of lines."""
    wide = WIDE * max(sum(len(text) for text, _ in row) for row in rows) + 20
    yield box(x, y, wide, HIGH * len(rows) + 10, "popup")
    for number, row in enumerate(rows):
        base = y + HIGH * (number + 1)
        if number == chosen:
            yield box(x + 4, base - 15, wide - 8, HIGH, "chosen")
        if not row:
            yield f'<path d="M{x:.1f} {base - 7}h{wide:.1f}" class="rule"/>'
        yield from text_at(x + 10, base, row)


def drawn(path: Path, seen: Seen) -> str:
    """The picture as SVG."""
    text = path.read_text(encoding="utf-8")
    told, actions = popup_rows(seen), [[(title, "code")] for title in seen.actions]
    below = TOP + HIGH * len(ROWS)
    menu = below + HIGH * len(told) + 24
    width, height = 880, menu + HIGH * len(actions) + 28
    line = seen.diagnostic.range.start.line
    x = place(seen.diagnostic.range.start.character, {c: label for row, c, label in seen.hints if row == line})
    x = min(x, width - 30 - WIDE * max(sum(len(text) for text, _ in row) for row in told))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">',
        f"<title>{path.name} in an editor with shapelint</title>",
        f"<style>\n{STYLE}\n</style>",
        box(0.5, 0.5, width - 1, height - 1, "window"),
        box(1, 1, width - 2, 25, "bar"),
        *text_at(LEFT, 18, [(path.name, "code")]),
        *program(text, seen),
        *popup(x, below - 8, told),
        *popup(x, menu, actions, chosen=0),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def made() -> str:
    """The picture as it should be now."""
    return drawn(PROGRAM, asyncio.run(ask(PROGRAM)))


if __name__ == "__main__":
    PICTURE.write_text(made(), encoding="utf-8")
