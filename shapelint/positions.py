"""Findings about nodes -> diagnostics about rows and columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import libcst as cst
from libcst.metadata import CodeRange

from shapelint.diagnostic import Diagnostic, Edit, Fix, Location, Related
from shapelint.frozen import dataclass
from shapelint.judge import Judged
from shapelint.rule import NodeEdit, NodeFix, NodeRelated
from shapelint.source import Source


def located(
    positions: Mapping[cst.CSTNode, CodeRange], judged: Iterable[Judged], source: Source
) -> Iterator[Diagnostic]:
    """The diagnostics of findings about nodes with these positions. Raises KeyError for one about another node."""
    places = _Places(positions, source)
    for each in judged:
        yield places.diagnostic(each)


@dataclass(frozen=True)
class _Places:
    """Where the nodes of a module are."""

    ranges: Mapping[cst.CSTNode, CodeRange]
    source: Source

    def diagnostic(self, judged: Judged) -> Diagnostic:
        rule, finding = judged.rule, judged.finding
        cell, start, end = self.place(finding.node)
        return Diagnostic(
            code=rule.code,
            name=rule.name,
            message=finding.message,
            severity=rule.severity,
            certainty=judged.certainty,
            filename=self.source.filename,
            location=start,
            end_location=end,
            cell=cell,
            fix=None if finding.fix is None else self.fix(finding.fix),
            related=tuple(self.related(each, cell) for each in finding.related),
        )

    def place(self, node: cst.CSTNode) -> tuple[int | None, Location, Location]:
        """Cell, start and end. The end is the first column that no longer belongs to the node."""
        found = self.ranges[node]
        cell, row = self.source.place(found.start.line)
        _, end_row = self.source.place(found.end.line)
        return cell, Location(row, found.start.column + 1), Location(end_row, found.end.column + 1)

    def related(self, related: NodeRelated, home: int | None) -> Related:
        """A related place; where it lies in another cell the message says so, because rows count inside a cell."""
        cell, start, end = self.place(related.node)
        message = related.message if cell == home else f"{related.message} (cell {cell})"
        return Related(message, start, end, cell)

    def fix(self, fix: NodeFix) -> Fix | None:
        """The fix as text edits; None where one of them would lose a comment."""
        if any(_loses_a_comment(edit) for edit in fix.edits):
            return None
        relied = tuple(Edit("", start, end, cell) for cell, start, end in map(self.place, fix.relies_on))
        return Fix(fix.applicability, fix.message, tuple(map(self.edit, fix.edits)), relied)

    def edit(self, edit: NodeEdit) -> Edit:
        """One edit; an insertion begins and ends where the node begins."""
        cell, start, end = self.place(edit.node)
        return Edit(edit.content, start, start if edit.is_insertion else end, cell)


def _loses_a_comment(edit: NodeEdit) -> bool:
    """Whether a comment in the text that is replaced does not come back. An argument's comma is no part of it."""
    inside = edit.node.children if isinstance(edit.node, (cst.Arg, cst.Element)) else [edit.node]
    pending = [] if edit.is_insertion else [each for each in inside if not isinstance(each, cst.Comma)]
    while pending:
        node = pending.pop()
        if isinstance(node, cst.Comment) and node.value not in edit.content:
            return True
        pending.extend(node.children)
    return False
