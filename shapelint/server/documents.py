"""Opening, changing, saving and closing documents and notebooks: from the client's messages to programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lsprotocol import types
from pygls.uris import to_fs_path

from shapelint.server.program import Program
from shapelint.server.session import Session
from shapelint.server.texts import Change, Text, changed

PYTHON = "python"


def opened(session: Session, item: types.TextDocumentItem) -> Program | None:
    """Open a document; None for one of another language."""
    filename = filename_of(item.uri)
    if item.language_id != PYTHON and not filename.endswith((".py", ".pyi")):
        return None
    text = Text(item.uri, item.version, item.text, session.encoding)
    session.open(Program(item.uri, filename, {None: text}))
    return session.programs[item.uri]


def edited(session: Session, params: types.DidChangeTextDocumentParams) -> Program | None:
    """Change a document."""
    program = session.programs.get(params.text_document.uri)
    if program is None or program.is_notebook:
        return None
    text, changes = changed(program.cells[None], params.content_changes, params.text_document.version)
    session.change(program.next({None: text}), [(text.uri, change) for change in changes])
    return session.programs[program.uri]


def saved(session: Session, uri: str) -> None:
    """A program was saved; whatever imports it from disk may be another now."""
    program = session.programs.get(uri)
    session.forget()
    if program is not None:
        session.programs[uri] = replace(program, is_settled=True)


def opened_notebook(session: Session, params: types.DidOpenNotebookDocumentParams) -> Program:
    """Open a notebook with its cells."""
    notebook = params.notebook_document
    texts = _texts(session, params.cell_text_documents)
    order = [(cell.document, cell.kind == types.NotebookCellKind.Code) for cell in notebook.cells]
    python = {item.uri for item in params.cell_text_documents if item.language_id == PYTHON}
    cells, others = _numbered(order, texts, python)
    filename = filename_of(notebook.uri)
    filename = filename if filename.endswith(".ipynb") else f"{filename}.ipynb"
    session.open(Program(notebook.uri, filename, cells, others=others))
    return session.programs[notebook.uri]


def edited_notebook(session: Session, params: types.DidChangeNotebookDocumentParams) -> Program | None:
    """Change the cells of a notebook: which there are, and what is in them."""
    program = session.programs.get(params.notebook_document.uri)
    cells_change = params.change.cells
    if program is None or cells_change is None:
        return program
    texts = {text.uri: text for text in program.cells.values()}
    order = [(text.uri, number not in program.others) for number, text in program.cells.items()]
    python = {uri for uri, is_python in order if is_python}
    if (structure := cells_change.structure) is not None:
        array = structure.array
        new = [(each.document, each.kind == types.NotebookCellKind.Code) for each in array.cells or ()]
        order[array.start : array.start + array.delete_count] = new
        texts.update(_texts(session, structure.did_open or ()))
        python |= {item.uri for item in structure.did_open or () if item.language_id == PYTHON}
    changes: list[tuple[str, Change]] = []
    for each in cells_change.text_content or ():
        text, made = changed(texts[each.document.uri], each.changes, each.document.version)
        texts[text.uri] = text
        changes += [(text.uri, change) for change in made]
    cells, others = _numbered(order, texts, python)
    session.change(program.next(cells, others), changes)
    return session.programs[program.uri]


def filename_of(uri: str) -> str:
    """The path of a file; for a document that is none yet its address in angle brackets, like `<stdin>`."""
    return to_fs_path(uri) or f"<{uri}>"


def _texts(session: Session, items: Iterable[types.TextDocumentItem]) -> dict[str, Text]:
    return {item.uri: Text(item.uri, item.version, item.text, session.encoding) for item in items}


def _numbered(
    order: Iterable[tuple[str, bool]], texts: Mapping[str, Text], python: set[str]
) -> tuple[dict[int | None, Text], frozenset[int | None]]:
    """The cells by number, and those that are no Python. A cell without a text is empty."""
    cells: dict[int | None, Text] = {}
    others: set[int | None] = set()
    for number, (uri, is_code) in enumerate(order, 1):
        cells[number] = texts.get(uri) or Text(uri, None, "")
        if not is_code or uri not in python:
            others.add(number)
    return cells, frozenset(others)
