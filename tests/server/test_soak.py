"""A long day at the keyboard: random edits with every request in between; in the end all is as a fresh check has it.

`SHAPELINT_SOAK=2000 SHAPELINT_SOAK_FOLDER=... pytest tests/server/test_soak.py` makes it as long as that, on the files
below a folder that make recurrent layers. `SHAPELINT_SOAK_SEED` makes it another day.
"""

from __future__ import annotations

import ast
import asyncio
import os
import random
import re
import shutil
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types

from shapelint.engine import check_source
from shapelint.interpreter.excerpts import LAYER
from shapelint.project import ProjectFiles
from shapelint.run import Request, settings_of
from shapelint.server.diagnostics import SEVERITIES
from shapelint.server.texts import Text, difference
from tests.server.editor import ROOT, Editor, editor

EDITS = int(os.environ.get("SHAPELINT_SOAK", "160"))
FOLDER = os.environ.get("SHAPELINT_SOAK_FOLDER")
SEED = int(os.environ.get("SHAPELINT_SOAK_SEED", "20261121"))
EDITS_OF_A_FILE = 40
BETWEEN_CHECKS = 8
LONGEST = 60_000
TYPED = (
    "last = output[:, -1]", "h_n[-1]", "# (batch, time, hidden)", "# noqa: SHP101", '"""', "(", ")", "if x:", "\n",
    "batch_first=True, ", "num_layers=2, ", "bidirectional=True", "import torch\n", "return ", "self.", ", ", " = ",
    "\t", "lstm = nn.LSTM(8, 16)\n", "for step in range(3):\n", "\\", "x", "# shapelint: ignore[SHP201]", "    ",
    "🙂e\u0301",
)  # fmt: skip
Shown = tuple[str, int, int, int, int, str, int]


@dataclass
class Desk:
    """One open document and what its user has done to it."""

    client: Editor
    path: Path
    text: str
    chance: random.Random
    version: int = 1
    before: list[str] = field(default_factory=list)

    @property
    def uri(self) -> str:
        return self.path.as_uri()

    def edit(self) -> None:
        """Type, delete, paste or undo something somewhere."""
        kind = self.chance.choice(("type", "type", "type", "delete", "paste", "undo", "undo", "undo"))
        if kind == "undo" and self.before:
            self._become(self.before.pop(), is_undo=True)
            return
        at = self.chance.randrange(len(self.text) + 1)
        match kind:
            case "delete":
                self._become(self.text[:at] + self.text[at + self.chance.randrange(1, 40) :])
            case "paste":
                lines = self.text.splitlines(keepends=True)
                first = self.chance.randrange(len(lines) + 1)
                at = sum(map(len, lines[: self.chance.randrange(len(lines) + 1)]))
                self._become(self.text[:at] + "".join(lines[first : first + 6]) + self.text[at:])
            case _:
                put = self.chance.choice(TYPED)
                for number in range(1, len(put) + 1):
                    self._become(self.text[: at + number - 1] + put[number - 1] + self.text[at + number - 1 :])

    def _become(self, text: str, *, is_undo: bool = False) -> None:
        """Send the one change that makes the text another, as a part of it or as a whole."""
        if text == self.text:
            return
        if not is_undo:
            self.before.append(self.text)
        self.version += 1
        now, change = Text(self.uri, None, self.text), difference(self.text, text)
        place = now.range(change.begin, change.end)
        is_sayable = (now.offset(place.start), now.offset(place.end)) == (change.begin, change.end)
        if is_sayable and self.chance.random() < 0.9:  # inside a line end no position is
            put = text[change.begin : change.begin + change.length]
            self.client.replace(self.uri, self.version, (place, put))
        else:
            self.client.replace(self.uri, self.version, (None, text))
        self.text = text

    async def ask(self) -> None:
        """Any request at any place; what comes back must lie in the text, and an error is raised."""
        rows = self.text.count("\n") + 1
        row, column = self.chance.randrange(rows), self.chance.randrange(40)
        match self.chance.randrange(8):
            case 0 | 1:
                await self.client.hover(self.uri, row, column)
            case 2 | 3:
                assert all(line < rows for line, _, _ in await self.client.hints(self.uri))
            case 4:
                place = types.Range(types.Position(row, 0), types.Position(row, column))
                only = self.chance.choice((None, None, ["quickfix"], ["source.fixAll"]))
                await self.client.actions(self.uri, place, only)
            case 5:
                which = types.TextDocumentIdentifier(self.uri)
                await self.client.text_document_diagnostic_async(types.DocumentDiagnosticParams(which))
            case 6:
                params = types.ExecuteCommandParams("shapelint.openPage", ["SHP101"])
                await self.client.workspace_execute_command_async(params)
            case _:
                which = types.TextDocumentIdentifier(self.uri)
                self.client.text_document_did_save(types.DidSaveTextDocumentParams(which))

    def recover(self) -> None:
        """Undo until Python reads the text again."""
        while not _reads(self.text) and self.before:
            self._become(self.before.pop(), is_undo=True)

    async def compare(self) -> None:
        """What is shown now is what a fresh check finds, and hints are those of a document that was never edited."""
        shown = [_shown(each) for each in await self.client.of_version(self.uri, self.version)]
        versions = [each.version or 0 for each in self.client.published if each.uri == self.uri]
        assert versions == sorted(versions), "an older version's diagnostics came after a newer one's"
        assert sorted(shown) == sorted(_fresh(self.text, self.path)), self.text
        other = self.path.with_name(f"fresh_{self.path.name}")
        uri = self.client.open(other, self.text)
        assert await self.client.hints(self.uri, (0, 10**6)) == await self.client.hints(uri, (0, 10**6)), self.text
        self.client.close(uri)
        self.client.published.clear()


def _reads(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        return True


def _shown(each: types.Diagnostic) -> Shown:
    start, end = each.range.start, each.range.end
    return str(each.code), start.line, start.character, end.line, end.character, each.message, int(each.severity or 0)


def _fresh(text: str, path: Path, unsaved: Mapping[str, str] | None = None) -> Iterator[Shown]:
    """What `check` finds in the text, beside others that are not saved."""
    settings = settings_of(Request(paths=(str(path),)))
    now = Text("", None, text)
    project = ProjectFiles(str(path), settings, {str(path): text, **(unsaved or {})})
    for each in check_source(text, filename=str(path), settings=settings, project=project):
        start, end = (now.position(now.at(place)) for place in (each.location, each.end_location))
        severity = int(SEVERITIES[each.severity])
        yield each.code, start.line, start.character, end.line, end.character, each.message, severity


def _programs() -> list[Path]:
    """Programs with recurrent layers: this repository's own, or those below the folder that was asked for."""
    if FOLDER is None:
        return sorted([*(ROOT / "examples").glob("*.py"), *(ROOT / "tests" / "fixtures").glob("*/*.py")])
    found = (path for path in Path(FOLDER).rglob("*.py") if path.is_file())
    return sorted(path for path in found if path.stat().st_size < LONGEST and _is_recurrent(path))


def _is_recurrent(path: Path) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    return "torch" in text and LAYER.search(text) is not None and _reads(text)


async def _a_day(folder: Path) -> bytes:
    chance = random.Random(SEED)
    programs = _programs()
    async with editor(folder) as client:
        client.messages.clear()
        for number in range(max(EDITS // EDITS_OF_A_FILE, 1)):
            source = chance.choice(programs)
            path = Path(shutil.copy(source, folder / f"{number}_{source.name}"))
            text = path.read_text(encoding="utf-8", errors="replace")
            desk = Desk(client, path, text, chance)
            client.open(path, text)
            for edit in range(1, EDITS_OF_A_FILE + 1):
                desk.edit()
                if chance.random() < 0.5:
                    await desk.ask()
                if edit % BETWEEN_CHECKS == 0:
                    desk.recover()
                    await desk.compare()
            client.close(desk.uri)
            await client.until(lambda each, uri=desk.uri: each.uri == uri and each.version is None)  # type: ignore[misc]
            client.published.clear()
        await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
        assert client.messages == []
        server = client._server
    assert server is not None and server.stderr is not None and server.returncode == 0
    return await server.stderr.read()


def test_a_long_day(tmp_path: Path) -> None:
    (tmp_path / "shapelint.toml").write_text('certainty = "possible"\n')
    logged = asyncio.run(_a_day(tmp_path)).decode()
    assert not re.search(r"Traceback|Error|Exception|not analysed", logged), logged


LAYERS = "from torch import nn\n\ndef layer():\n    return nn.LSTM(8, 16, batch_first=True, bidirectional=TWO)\n"
USING = """\
import torch
from layers import layer

lstm = layer()  # an LSTM
output, (h_n, c_n) = lstm(torch.randn(4, 5, 8))
last = output[:, -1]
print(last)
"""


def test_a_file_and_what_it_imports_edited_at_once(tmp_path: Path) -> None:
    (tmp_path / "shapelint.toml").touch()
    chance = random.Random(SEED)

    async def talk() -> None:
        async with editor(tmp_path) as client:
            using, layers = tmp_path / "using.py", tmp_path / "layers.py"
            uris = client.open(using, USING), client.open(layers, LAYERS.replace("TWO", "True"))
            texts = [USING, ""]
            for version in range(2, 42):
                texts[1] = LAYERS.replace("TWO", chance.choice(("True", "False", "False, num_layers=(")))
                texts[0] = f"{USING}# {version}\n"
                client.replace(uris[0], version, (None, texts[0]))
                client.replace(uris[1], version, (None, texts[1]))
                await asyncio.sleep(chance.choice((0, 0.01, 0.1, 0.3)))
                if version % 8 == 0:
                    fresh = version, list(_fresh(texts[0], using, {str(layers): texts[1]}))
                    for _ in range(100):
                        await asyncio.sleep(0.1)
                        if _last(client, uris[0]) == fresh:
                            break
                    await asyncio.sleep(0.4)
                    assert _last(client, uris[0]) == fresh, texts[1]

    asyncio.run(talk())


def _last(client: Editor, uri: str) -> tuple[int | None, list[Shown]]:
    """What is published of a document now."""
    published = [each for each in client.published if each.uri == uri]
    return (published[-1].version, [_shown(each) for each in published[-1].diagnostics]) if published else (None, [])
