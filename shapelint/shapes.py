"""`shapelint shapes`: every recurrent layer, every call and every derived value of a file, with shape and blocks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import libcst as cst
from libcst.metadata import CodeRange

from shapelint.domain.recurrent import Recurrent
from shapelint.domain.tensor import Packed, Results, Tensor
from shapelint.domain.value import Constant, Meaning, Sequence
from shapelint.domain.words import block_words, recurrent_words, shape_words
from shapelint.frozen import dataclass
from shapelint.interpreter.entry import Run, interpret
from shapelint.interpreter.events import Called, Constructed
from shapelint.interpreter.excerpts import Resolver
from shapelint.interpreter.guards import ALWAYS, All, Guard, Literal, Turn, alternatives
from shapelint.interpreter.predicates import Affixed, Containing, OneOf, Truthy
from shapelint.interpreter.ranges import ranges_of
from shapelint.interpreter.spelling import spelled
from shapelint.source import Source

if TYPE_CHECKING:
    from shapelint.config import Settings


@dataclass(frozen=True)
class Row:
    """One line of the listing: `kind` is `constructed`, `called` or `value`; `under` the condition it holds under."""

    row: int
    column: int
    kind: str
    text: str
    name: str
    shape: str | None
    blocks: str
    under: str
    cell: int | None = None

    def placed(self, source: Source) -> Row:
        """The same with the cell, and the row in it, instead of the program's row."""
        cell, row = source.place(self.row)
        return replace(self, cell=cell, row=row)


def run(source: Source, cell: int | None, line: int | None, output_format: str, settings: Settings) -> str:
    """The listing of a file, of a cell or of one line, as text or JSON. Raises cst.ParserSyntaxError."""
    from shapelint.project import ProjectFiles

    path = source.filename
    rows = [row.placed(source) for row in shapes_of(source.text, ProjectFiles(path, settings))]
    kept = [row for row in rows if cell in (None, row.cell) and line in (None, row.row)]
    return as_json(path, kept) if output_format == "json" else as_text(path, kept)


def shapes_of(text: str, resolver: Resolver | None = None) -> list[Row]:
    """Every row of a program's text, by place; what it imports is followed where a resolver finds it."""
    module = cst.parse_module(text)
    positions = ranges_of(module, text)
    rows: dict[Row, None] = {}
    with_symbols = interpret(module, resolver)[0]  # a default is one value of many
    for node, kind, name, value, guard in _items(with_symbols):
        position = positions.get(node)
        if position is not None:
            for row in _rows(position, kind, spelled(node), name, value, guard):
                rows[row] = None
    return sorted(rows, key=lambda row: (row.row, row.column, row.kind != "constructed", row.kind != "called"))


Item = tuple[cst.CSTNode, str, str, object, Guard]


def _items(run_: Run) -> Iterator[Item]:
    told: set[cst.CSTNode] = set()
    for event in run_.events:
        match event:
            case Constructed(layer=Recurrent() as layer):
                told.add(event.node)
                yield event.node, "constructed", layer.name, layer, event.context.guard
            case Called(call=call):
                told.add(event.node)
                for name, part in _named(run_.results.get(call.key)):
                    yield event.node, "called", name, part, event.context.guard
    for (_, node), value in run_.derived.items():
        if isinstance(node, (cst.Call, cst.Subscript, cst.BinaryOperation)) and node not in told:
            for guard, inner in alternatives(value, ALWAYS):
                if not _is_results(inner):
                    yield node, "value", "", inner, guard


def _named(results: Results | None) -> Iterator[tuple[str, object]]:
    for name in ("output", "h_n", "c_n"):
        part = getattr(results, name, None)
        if part is not None:
            yield name, part


def _is_results(value: object) -> bool:
    return isinstance(value, Sequence) and value.meaning in (Meaning.RESULTS, Meaning.STATE)


def _rows(position: CodeRange, kind: str, text: str, name: str, value: object, guard: Guard) -> Iterator[Row]:
    start = position.start
    under = condition_words(guard)
    for shape, blocks in described(value):
        yield Row(start.line, start.column + 1, kind, text, name, shape, blocks, under)


def described(value: object) -> Iterator[tuple[str | None, str]]:
    """Shape and blocks in words, of each tensor that a value holds."""
    match value:
        case Recurrent():
            yield None, recurrent_words(value)
        case Tensor() | Packed():
            yield shape_words(value), block_words(value)
        case Sequence(items=items):
            for item in items:
                yield from described(item)
        case _:
            return


def condition_words(guard: Guard) -> str:
    """The configured conditions of a guard: `bidirectional and not batch_first`."""
    return " and ".join(sorted(filter(None, map(_condition, guard))))


def _condition(literal: Literal) -> str:
    """A configured literal in words; branches of the running code are left out."""
    if not literal.configured or isinstance(literal.value, Turn):
        return ""
    if isinstance(literal.subject, All):
        return f"not ({condition_words(literal.subject.parts)})"
    name = _subject(literal.subject)
    match literal.value:
        case True | Truthy():
            return name if literal.holds else f"not {name}"
        case OneOf(constants):
            return f"{name} {'in' if literal.holds else 'not in'} {constants!r}"
        case Containing(text):
            return f"{text!r} {'in' if literal.holds else 'not in'} {name}"
        case Affixed(texts, at_end):
            text = f"{name}.{'endswith' if at_end else 'startswith'}({(texts[0] if len(texts) == 1 else texts)!r})"
            return text if literal.holds else f"not {text}"
        case value:
            return f"{name} {'==' if literal.holds else '!='} {value!r}"


def _subject(key: object) -> str:
    match key:
        case ("at least 0", dim):
            return f"{dim} >= 0"
        case (of, "[]", Constant(name)):
            return f"{_subject(of)}[{name!r}]"
        case (of, "isinstance", (*classes,)):
            names = ", ".join(str(path).removeprefix("builtins.") for path in classes)
            return f"isinstance({_subject(of)}, {names if len(classes) == 1 else f'({names})'})"
        case (of, "()", str() as name):
            return f"{_subject(of)}.{name}()"
        case (_, ".", str() as name) | ("config" | "run" | "attribute" | "global", *_, str() as name):
            return name
        case _:
            return "a flag"


def as_text(path: str, rows: list[Row]) -> str:
    """The listing for a terminal: a line for each expression, its values below."""
    lines: list[str] = []
    last = None
    width = max((len(row.shape or "") for row in rows), default=0)
    names = max((len(row.name) for row in rows if row.kind == "called"), default=0)
    for row in rows:
        place = (row.cell, row.row, row.column, row.text)
        if place != last:
            cell = "" if row.cell is None else f"cell {row.cell}:"
            lines.append(f"{path}:{cell}{row.row}:{row.column}  {row.text}")
            last = place
        lines.append("    " + _value_text(row, names, width))
    return "\n".join(lines) + ("\n" if lines else f"{path}: no recurrent layer is constructed or called here\n")


def _value_text(row: Row, names: int, width: int) -> str:
    condition = f"  if {row.under}" if row.under else ""
    if row.shape is None:
        return f"{row.blocks}{condition}"
    name = f"{row.name.ljust(names)} " if row.kind == "called" else ""
    return f"{name}{row.shape.ljust(width)} {row.blocks}{condition}".rstrip()


def as_json(path: str, rows: list[Row]) -> str:
    """The listing as a JSON array of objects."""
    found = [
        {
            "filename": str(Path(path).absolute()), "location": {"row": row.row, "column": row.column},
            "kind": row.kind,
            "expression": row.text, "name": row.name or None, "shape": row.shape, "blocks": row.blocks,
            "condition": row.under or None, "cell": row.cell,
        }
        for row in rows
    ]  # fmt: skip
    return json.dumps(found, indent=2) + "\n"

