"""A file of a project while it is edited: what is kept of other files is what anybody would find in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapelint.interpreted import Edited
from shapelint.project import ProjectFiles
from tests.edited import SETTINGS, Typed

USER = (
    "from layers import layer, Pool\nfrom torch import nn\n\nWIDTH = 16\n\n"
    "def one(x):\n    out, _ = layer(8, WIDTH)(x)\n    return out[:, -1]\n\n"
    "def two(x):\n    out, _ = layer(8, 4)(x)\n    return Pool()(out)\n\n"
    "def three(x, lstm=nn.LSTM(8, 8)):\n    return Pool()(lstm(x)[0])\n\n"
)
LAYERS = (
    "from torch import nn\n\nBOTH = True\n\ndef layer(width, hidden_size):\n"
    "    return nn.LSTM(width, hidden_size, batch_first=True, bidirectional=BOTH)\n\n"
    "class Pool(nn.Module):\n    def forward(self, x):\n        return x.mean(1)\n"
)


def project(folder: Path, files: dict[str, str]) -> Path:
    """A project with these files; the one that is edited."""
    for name, text in {"setup.py": "", "user.py": "", **files}.items():
        (folder / name).write_text(text)
    return folder / "user.py"


@pytest.mark.parametrize(
    ("old", "new", "layers", "expected"),
    [
        ("out[:, -1]", "out[:, 0]", LAYERS, ["one"]),
        ("(8, 4)", "(8, 5)", LAYERS, ["two"]),
        ("WIDTH = 16", "WIDTH = 8", LAYERS, ["one"]),
        ("return out[:, -1]", "return Pool()(out)", LAYERS, ["one"]),
        ("nn.LSTM(8, 8)", "nn.LSTM(8, 9)", LAYERS, ["three"]),
        ("WIDTH = 16", "WIDTH = 16", LAYERS.replace("True\n", "False\n"), ["one", "two", "three"]),
        ("WIDTH = 16", "WIDTH = 16\nfrom nowhere import all", LAYERS, []),
        ("layer, Pool", "layer, nothing", LAYERS, ["two", "three"]),
    ],
)  # fmt: skip
def test_what_is_run_again(
    old: str, new: str, layers: str, expected: list[str], tmp_path: Path, ran: list[str]
) -> None:
    path = project(tmp_path, {"layers.py": LAYERS})
    edited = Edited()
    edited.interpreted(USER, ProjectFiles(str(path), SETTINGS), lambda: None)
    if layers != LAYERS:
        (tmp_path / "layers.py").write_text(layers)
    ran.clear()
    assert USER.count(old) == 1
    edited.interpreted(USER.replace(old, new), ProjectFiles(str(path), SETTINGS), lambda: None)
    assert list(dict.fromkeys(ran)) == expected


def test_an_edit_of_another_file(tmp_path: Path) -> None:
    typed, found = Typed(project(tmp_path, {})), []
    text = USER.replace("out[:, -1]", "nn.Linear(32, 2)(out[:, -1])")
    for both in ("True", "False", "True"):
        (tmp_path / "layers.py").write_text(LAYERS.replace("BOTH = True", f"BOTH  =  {both}"))
        found.append([each.code for each in typed.become(text).diagnostics])
    assert found == [["SHP101"], ["SHP703"], ["SHP101"]]


def made(both: str) -> str:
    """A layer of two directions, if this is true."""
    return f"torch.nn.LSTM(8, 4, 1, True, True, 0, {both})"


def last(name: str, output: str) -> str:
    """A function that takes the last step of an output."""
    return f"def {name}(x):\n    return FC({output}[:, -1])\n\n"


def slow(name: str, lines: int) -> str:
    """A function that takes three steps for each of these lines, if it is asked to, and gives an output."""
    work = "".join(f"        y = {each} + {each}\n" for each in range(lines))
    return f"def {name}(x, slowly=True):\n    if slowly:\n{work}    return {made('True')}(x)[0]\n\n"


IN_A_CIRCLE = (
    {
        "a.py": "import b\nnet = b.net\nboth = True\n",
        "b.py": f"import torch\nimport a\nnet = {made('a.both')}\n",
    },
    [f"import a, b\n{last('f', f'{asked}.net(x)[0]')}{last('g', 'b.net(x)[0]')}" for asked in "ab"],
)
IN_A_CIRCLE_BY_NAMES = (
    {
        "a.py": "from b import net\nlast = net\nboth = True\n",
        "b.py": f"import torch\nimport a\nnet = {made('a.both')}\n",
    },
    [f"import a\n{last('f', f'a.{asked}(x)[0]')}{last('g', 'a.net(x)[0]')}" for asked in ("net", "last")],
)
ASKS_THE_CHECKED_FILE = (
    {"a.py": "from user import both\n"},
    [f"import a\nboth = {both}\n\n{last('f', made('a.both') + '(x)[0]')}" for both in ("True", "False")],
)
CHANGED_BY_ANOTHER_NAME = (
    {
        "a.py": "import torch\n\nclass Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        f"        self.rnn = {made('False')}\n\n    def forward(self, x):\n        return self.rnn(x)[0]\n\n"
        f"net = Net()\nalias = net\nalias.rnn = {made('True')}\n"
    },
    [f"from a import net, alias\n{last('f', 'net(x)')}{last('g', f'{asked}(x)')}" for asked in ("alias", "net")],
)
TOO_LONG_FOR_ONE = (
    {"a.py": f"import torch\n\n{slow('run', 90)}"},
    [f"import a\n{last('f', f'a.run(x, {slowly})')}{last('g', 'a.run(x, False)')}" for slowly in (False, True)],
)
NO_STEPS_LEFT_FOR_ALL = (
    {"a.py": f"import torch\n\n{slow('run', 6)}"},
    [
        "import a\n" + "".join(last(f"f{each}", f"a.run(x, {slowly or each > 50})") for each in range(150))
        for slowly in (False, True)
    ],
)
NO_STEPS_LEFT_FOR_STATEMENTS = (
    {"a.py": f"import torch\n\n{slow('work', 45)}" + "".join(f"a{each} = work(None)\n" for each in range(40))},
    [
        "import a\n" + "".join(last(f"f{each}", f"[a.a{each}, {made('True')}(x)[0]][1]") for each in part)
        for part in (range(20), range(15, 35))
    ],
)
SETTINGS_BY_DEFAULT = (
    {"a.py": "OPTIONS = {'both': True}\n"},
    [
        f"import a\n{last('f', made(both) + '(x)[0]')}"
        for both in ("a.OPTIONS['both']", "True", "a.OPTIONS.get('both', False)", "a.both")
    ],
)
ASKED_FOR_NO_MORE = (
    {"a.py": f"import torch\nlstm = {made('True')}\n", "b.py": "from a import *\n"},
    [
        f"from {module} import {what}\n{last('f', 'lstm(x)[0]')}"
        for module, what in (("a", "lstm"), ("b", "lstm"), ("b", "*"), ("c", "lstm"), ("a", "*"))
    ],
)
SCENARIOS = {
    "in a circle": IN_A_CIRCLE, "by names": IN_A_CIRCLE_BY_NAMES, "asks the checked file": ASKS_THE_CHECKED_FILE,
    "settings": SETTINGS_BY_DEFAULT,
    "changed by another name": CHANGED_BY_ANOTHER_NAME, "too long for one": TOO_LONG_FOR_ONE,
    "no steps left for all": NO_STEPS_LEFT_FOR_ALL, "for statements": NO_STEPS_LEFT_FOR_STATEMENTS,
    "asked for no more": ASKED_FOR_NO_MORE,
}  # fmt: skip


@pytest.mark.parametrize(("files", "texts"), SCENARIOS.values(), ids=SCENARIOS.keys())
def test_it_is_the_same_whoever_asks_first(files: dict[str, str], texts: list[str], tmp_path: Path) -> None:
    typed = Typed(project(tmp_path, files))
    found = [
        [(each.code, each.certainty, each.location.row) for each in typed.become(text).diagnostics]
        for text in (f"import torch\nFC = torch.nn.Linear(8, 2)  # an LSTM\n{each}" for each in (*texts, *texts))
    ]
    assert any(found)
    assert found[: len(texts)] == found[len(texts) :]
