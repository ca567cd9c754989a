"""Code actions: what can be done about the diagnostics in a range. They go by the text alone, not by what is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types

from shapelint.diagnostic import Diagnostic
from shapelint.fixes import is_applicable
from shapelint.rule import Catalogue
from shapelint.server.diagnostics import page_of, placed
from shapelint.server.fix_actions import fix_of
from shapelint.server.ignore_actions import ignoring
from shapelint.server.program import Edits, Program, View
from shapelint.server.session import Session

FIX_ALL = "source.fixAll.shapelint"
KINDS: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, FIX_ALL]
OPEN_PAGE = "shapelint.openPage"
"""The command that opens a rule's page; its argument is the code."""

async def code_actions(
    session: Session, params: types.CodeActionParams, *, versioned: bool
) -> list[types.CodeAction | types.Command]:
    """`textDocument/codeAction`. While the text does not parse there are none."""
    program = session.find(params.text_document.uri)
    shown = None if program is None else await session.diagnostics(program)
    if shown is None or shown[0].program is not shown[1].now:
        return []
    result, view = shown
    program = view.now
    only = params.context.only
    actions: list[types.CodeAction | types.Command] = []
    if _is_wanted(types.CodeActionKind.QuickFix, only):
        here = list(_in_range(result.found, view, session.catalogue, params))
        actions += await session.work(_quick_fixes, program, here, session.catalogue, versioned)
    is_asked_for = only is None or _is_wanted(FIX_ALL, only)
    if is_asked_for and any(is_applicable(each, unsafe=False) for each in result.found):
        if edits := await session.all_fixed(program):
            edit = _workspace_edit(program, edits, versioned=versioned)
            actions.append(types.CodeAction("shapelint: apply all safe fixes", FIX_ALL, edit=edit))
    return actions


def _is_wanted(kind: str, only: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Whether a kind, or one that it is part of, is asked for."""
    asked = None if only is None else [str(getattr(each, "value", each)) for each in only]
    return asked is None or any(not each or kind == each or kind.startswith(f"{each}.") for each in asked)


Here = tuple[Diagnostic, types.Diagnostic]


def _in_range(
    found: Sequence[Diagnostic], view: View, catalogue: Catalogue, params: types.CodeActionParams
) -> Iterator[Here]:
    """The diagnostics that touch the range."""
    for each in found:
        for uri, shown in placed([each], view, catalogue):
            touches = shown.range.start <= params.range.end and params.range.start <= shown.range.end
            if uri == params.text_document.uri and touches:
                yield each, shown


def _quick_fixes(
    program: Program, here: list[Here], catalogue: Catalogue, versioned: bool
) -> list[types.CodeAction]:
    fixes: list[types.CodeAction] = []
    others: list[types.CodeAction] = []
    kind = types.CodeActionKind.QuickFix
    for each, shown in here:
        fix = fix_of(program, each)
        if fix is not None:
            title, is_safe, edits = fix
            edit = _workspace_edit(program, edits, versioned=versioned)
            title = title if is_safe else f"{title} (changes what is computed)"
            fixes.append(types.CodeAction(title, kind, [shown], is_preferred=is_safe or None, edit=edit))
        if edits := ignoring(program, each):
            edit = _workspace_edit(program, edits, versioned=versioned)
            others.append(types.CodeAction(f"ignore {each.code} ({each.name}) on this line", kind, [shown], edit=edit))
        if page_of(catalogue, each.code) is not None:
            title = f"open the page of {each.code} ({each.name})"
            command = types.Command(title, OPEN_PAGE, arguments=[each.code])
            others.append(types.CodeAction(title, kind, [shown], command=command))
    return fixes + others


def _workspace_edit(program: Program, edits: Edits, *, versioned: bool) -> types.WorkspaceEdit:
    """The edits for this version of the documents only, where the client knows of versions."""
    if not versioned:
        return types.WorkspaceEdit(changes=edits)
    versions = {text.uri: text.version for text in program.cells.values()}
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, versions[uri]), each)
            for uri, each in edits.items()
        ]
    )
