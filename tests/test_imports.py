"""Imports between files of one project: what is followed, what is not, and that nothing gets worse by it."""

from __future__ import annotations

import json
import os
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from shapelint import Settings, check_source
from shapelint.engine import check_bytes, check_file
from shapelint.project import MOST_BYTES, MOST_FILES, ProjectFiles
from tests.command import shapelint

Write = Callable[..., Path]

ENCODER = """
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, width, bidirectional=True):
        super().__init__()
        self.rnn = nn.LSTM(width, 16, batch_first=True, bidirectional=bidirectional)

    def forward(self, x):
        output, (h_n, c_n) = self.rnn(x)
        return output, h_n
"""
WRAPPED = """
# an LSTM
import torch
from torch import nn
{imports}


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = {encoder}
        self.fc = nn.Linear(32, 2)

    def forward(self, x):
        output, h_n = self.encoder(x)
        return self.fc({read})
"""
WRONG, RIGHT = "output[:, -1]", "torch.cat((h_n[-2], h_n[-1]), dim=-1)"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files of a project, whose root it is, and gives the path of the first one."""
    (tmp_path / "setup.py").touch()

    def files(**texts: str) -> Path:
        paths = []
        for name, text in texts.items():
            path = tmp_path / (name.replace("__init__", "<>").replace("__", "/").replace("<>", "__init__") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
            paths.append(path)
        return paths[0]

    return files


def found(path: Path, settings: Settings | None = None) -> list[tuple[int, str, str]]:
    """Row, code and certainty of each finding in a file that is analysed without failure."""
    outcome = check_file(str(path), settings or Settings())
    assert outcome.failure is None
    return [(each.location.row, each.code, each.certainty.value) for each in outcome.diagnostics]


def tagger(imports: str, encoder: str = "Encoder(8)", read: str = WRONG) -> str:
    return WRAPPED.format(imports=imports, encoder=encoder, read=read)


MISREAD = [(16, "SHP101", "always")]


@pytest.mark.parametrize(
    ("imports", "encoder"),
    [
        ("from encoder import Encoder", "Encoder(8)"),
        ("from encoder import Encoder as E", "E(8)"),
        ("import encoder", "encoder.Encoder(8)"),
        ("import encoder as e", "e.Encoder(width=8)"),
        ("from encoder import *", "Encoder(8)"),
        ("from .encoder import Encoder", "Encoder(8)"),
        ("from . import encoder", "encoder.Encoder(8)"),
    ],
)
def test_a_wrapper_of_another_file(write: Write, imports: str, encoder: str) -> None:
    assert found(write(train=tagger(imports, encoder), encoder=ENCODER)) == MISREAD
    assert found(write(train=tagger(imports, encoder, RIGHT))) == []


def test_what_is_passed_counts(write: Write) -> None:
    imports = "from encoder import Encoder"
    text = tagger(imports, "Encoder(8, bidirectional=False)").replace("Linear(32", "Linear(16")
    assert found(write(train=text, encoder=ENCODER)) == []


def test_without_the_file_nothing_is_known(write: Write) -> None:
    assert found(write(train=tagger("from encoder import Encoder"))) == []


def test_check_source_is_pure_unless_told_otherwise(write: Write) -> None:
    path = write(train=tagger("from encoder import Encoder"), encoder=ENCODER)
    assert check_source(path.read_text(), filename=str(path)) == []
    (one,) = check_source(path.read_text(), filename=str(path), project=ProjectFiles(str(path), Settings()))
    assert one.code == "SHP101"


@pytest.mark.parametrize(
    ("files", "imports"),
    [
        ({"models__encoder": ENCODER}, "from models.encoder import Encoder"),
        ({"models__encoder": ENCODER, "models____init__": ""}, "from models.encoder import Encoder"),
        ({"m__encoder": ENCODER, "m____init__": "from .encoder import Encoder"}, "from m import Encoder"),
        ({"m__encoder": ENCODER, "m____init__": "from .encoder import *"}, "from m import Encoder"),
        ({"src__models__encoder": ENCODER, "src__models____init__": ""}, "from models.encoder import Encoder"),
        ({"a__b__c": ENCODER}, "from a.b.c import Encoder"),
        (
            {"models__encoder": ENCODER, "models____init__": "from models.names import Encoder", "models__names": ""}
            | {"models__names": "from .encoder import Encoder as _E\nEncoder = _E\n"},
            "from models import Encoder",
        ),
        ({"encoder": "try:\n    from fast import Encoder\nexcept ImportError:\n    Encoder = None\n", "fast": ENCODER},
         "from encoder import Encoder"),
    ],
)  # fmt: skip
def test_packages(write: Write, files: dict[str, str], imports: str) -> None:
    assert [each[:2] for each in found(write(train=tagger(imports), **files))] == [(16, "SHP101")]


def test_a_file_deep_in_the_project(write: Write) -> None:
    package = {"pkg____init__": "", "pkg__nets____init__": "", "pkg__layers____init__": "", "pkg__layers__rnn": ENCODER}
    for imports in (
        "from ..layers.rnn import Encoder", "from pkg.layers.rnn import Encoder",
        "from pkg.layers import rnn\nEncoder = rnn.Encoder", "import pkg.layers.rnn\nEncoder = pkg.layers.rnn.Encoder",
    ):  # fmt: skip
        path = write(pkg__nets__tagger=tagger(imports), **package)
        assert [each[1] for each in found(path)] == ["SHP101"], imports


def test_relative_imports_end_at_the_root(write: Write, tmp_path: Path) -> None:
    path = write(inner__train=tagger("from ...encoder import Encoder"), inner__setup="")
    (tmp_path.parent / "encoder.py").write_text(ENCODER)
    try:
        assert found(path) == []
    finally:
        (tmp_path.parent / "encoder.py").unlink()


def test_a_package_beside_a_library_of_its_name(write: Write) -> None:
    """`import logging` in a package means Python's own, and `torch` is always torch."""
    text = tagger("import logging\nfrom torch.nn import Linear", "logging.Encoder(8)")
    assert found(write(pkg__train=text, pkg____init__="", pkg__logging=ENCODER, torch__nn="nothing = 1")) == []


CONFIGURED = """
from torch import nn
{imports}


class Net(nn.Module):
    def __init__(self, config{annotation}):
        super().__init__()
        self.rnn = nn.GRU(8, {config}.hidden, batch_first=True, bidirectional={config}.bidirectional)

    def forward(self, x):
        output, h_n = self.rnn(x)
        return output[:, -1]
"""
CONFIG = """
from dataclasses import dataclass


@dataclass
class Config:
    hidden: int = 32
    bidirectional: bool = True


config_of_all = Config()
params = {"bidirectional": True}
"""


@pytest.mark.parametrize(
    ("imports", "config", "annotation", "certainty"),
    [
        ("from config import Config", "config", ": Config", "by-default"),
        ("from config import Config", "config", "", "by-default"),
        ("from config import config_of_all", "config_of_all", "", "by-default"),
        ("import config as c", "c.config_of_all", "", "by-default"),
        ("import config", "config", ": config.Config", "by-default"),
        ("from config import Config", "Config", "", "always"),
    ],
)
def test_settings_of_another_file(write: Write, imports: str, config: str, annotation: str, certainty: str) -> None:
    text = CONFIGURED.format(imports=imports, config=config, annotation=annotation)
    assert [each[1:] for each in found(write(net=text, config=CONFIG))] == [("SHP101", certainty)]
    assert found(write(config=CONFIG.replace("= True", "= False"), net=text).parent / "net.py") == []


def test_dicts_and_arguments_of_another_file(write: Write) -> None:
    options = """
    import argparse

    def add_more(parser):
        parser.add_argument("--depth", type=int, default=2)

    parser = argparse.ArgumentParser()
    parser.add_argument("--hidden", type=int, default=32)
    parser.add_argument("--bidirectional", action="store_false")
    args = parser.parse_args()
    params = {"bidirectional": True}
    """
    text = CONFIGURED.format(imports="from options import args", config="args", annotation="")
    assert [each[1:] for each in found(write(net=text, options=options))] == [("SHP101", "by-default")]
    text = (
        text.replace("import args", "import params")
        .replace("args.hidden", "8")
        .replace("args.bidirectional", 'params["bidirectional"]')
    )
    assert [each[1:] for each in found(write(net=text, options=options))] == [("SHP101", "by-default")]


def test_constants(write: Write) -> None:
    text = CONFIGURED.format(imports="import sizes as config", config="config", annotation="")
    text = text.replace("(self, config)", "(self)")
    assert [each[1:] for each in found(write(net=text, sizes="hidden = 32\nbidirectional = True"))] == [
        ("SHP101", "always")
    ]
    for changed in (
        "hidden = 32\nbidirectional = True\nbidirectional = False",
        "hidden = 32\nbidirectional = True\ndef f():\n    global bidirectional\n    bidirectional = False",
        "import os\nhidden = 32\nbidirectional = os.environ",
        "hidden = 32\nif __name__ == '__main__':\n    bidirectional = True",
        "hidden = 32\nother = True\nbidirectional = not other\nother = False",
        "hidden = 32\nbidirectional = later()\ndef later():\n    return other\nother = True",
    ):
        assert found(write(net=text, sizes=changed)) == [], changed


def test_helpers_of_another_file(write: Write) -> None:
    text = """
    from torch import nn
    from reading import last, summary

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.GRU(8, 16, batch_first=True, bidirectional=True)

        def forward(self, x):
            output, h_n = self.rnn(x)
            step = last(output)
            return summary(h_n)
    """
    reading = """
    import torch

    def last(output):
        return output[:, -1]

    def summary(h_n):
        return torch.cat((h_n[-2], h_n[-1]), dim=1)
    """
    assert found(write(net=text, reading=reading)) == [], "what is wrong there is reported there"
    there = check_file(str(write(reading="# LSTM\n" + textwrap.dedent(reading))), Settings())
    assert there.diagnostics == ()


def test_a_place_of_another_file_is_no_related_place(write: Write) -> None:
    path = write(train=tagger("from encoder import Encoder"), encoder="\n" * 500 + ENCODER)
    (one,) = check_file(str(path), Settings()).diagnostics
    rows = len(path.read_text().splitlines())
    assert all(related.location.row <= rows for related in one.related)


def test_a_subclass_of_a_class_of_another_file(write: Write) -> None:
    base = """
    from torch import nn

    class Base(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.rnn = nn.GRU(width, 16, batch_first=True, bidirectional=True)

        def wrong(self, x):
            output, _ = self.rnn(x)
            return output[:, -1]
    """
    text = """
    from torch import nn  # GRU
    from base import Base

    class Net(Base):
        def __init__(self):
            super().__init__(8)

        def forward(self, x):
            output, h_n = self.rnn(x)
            return output[:, -1]
    """
    assert found(write(net=text, base=base)) == [(11, "SHP101", "always")]


@pytest.mark.parametrize(
    "encoder",
    [
        "from encoder import Encoder",
        "from train import Tagger as Encoder\n",
        "from other import Encoder\n",
        "class Encoder(:\n",
        "class Encoder\0",
        "Encoder = " + "(" * 300 + ")" * 300,
        "Encoder = " + "-" * 3000 + "1",
        "# -*- coding: no-such-thing -*-\n",
        "raise ImportError",
        "from . import *\nfrom .encoder import *\nfrom train import *\n",
        "import encoder\nEncoder = encoder.Encoder\n",
        "def Encoder(width):\n    return Encoder(width)\n",
        "def Encoder(width):\n    while True:\n        for i in range(9):\n            width += 1\n",
        "class Encoder(Encoder): pass\n",
        ENCODER + "#" * MOST_BYTES,
    ],
)
def test_what_cannot_be_followed_is_unknown(write: Write, encoder: str) -> None:
    assert found(write(train=tagger("from encoder import Encoder"), encoder=encoder, other=encoder)) == []


def test_what_is_too_deep_elsewhere_is_unknown(write: Write) -> None:
    deep = "+".join(["1"] * 2_000)
    method = f"    def deep(self):\n        x = 1\n        y = 2\n        z = 3\n        w = 4\n        return {deep}\n"
    imports = "from encoder import Encoder, TOTAL"
    train = tagger(imports, "Encoder(TOTAL)")
    assert found(write(train=train, encoder=f"{ENCODER}\nTOTAL = {deep}\n")) == MISREAD
    assert found(write(train=tagger(imports), encoder=f"{ENCODER}\n{method}\nTOTAL = 8\n")) == []


def test_cycles(write: Write) -> None:
    encoder = "from train import WIDTH\nimport train\n" + ENCODER.replace("(width, 16", "(WIDTH, train.WIDTH")
    text = tagger("from encoder import Encoder\nWIDTH = 16")
    assert [each[1:] for each in found(write(train=text, encoder=encoder))] == [("SHP101", "always")]
    assert found(write(train=tagger("from encoder import Encoder\nWIDTH = 16", read=RIGHT))) == []


def test_no_more_files_than_allowed(write: Write) -> None:
    chain = {f"m{i}": f"from m{i + 1} import Encoder\n" for i in range(MOST_FILES + 5)}
    chain[f"m{MOST_FILES + 5}"] = ENCODER
    path = write(train=tagger("from m0 import Encoder"), **chain)
    outcome = check_file(str(path), Settings())
    assert (outcome.diagnostics, outcome.failure) == ((), None)
    read = [each for each in outcome.consulted if Path(each).name.startswith("m") and os.path.isfile(each)]
    assert len(read) <= MOST_FILES + 1


def test_only_what_is_used_is_read(write: Write) -> None:
    text = tagger("from encoder import Encoder\nfrom data import load\nfrom more.data import save")
    outcome = check_file(str(write(train=text, encoder=ENCODER, data="x", more__data="x")), Settings())
    assert [Path(each).name for each in outcome.consulted if os.path.isfile(each)].count("data.py") <= 2
    assert [each.code for each in outcome.diagnostics] == ["SHP101"]


def test_what_an_outcome_depends_on(write: Write, tmp_path: Path) -> None:
    path = write(train=tagger("from encoder import Encoder"), unrelated=ENCODER)
    before = check_file(str(path), Settings())
    assert before.diagnostics == ()
    assert str(tmp_path / "encoder.py") in before.consulted
    write(encoder=ENCODER)
    after = check_file(str(path), Settings())
    assert [each.code for each in after.diagnostics] == ["SHP101"]
    assert str(tmp_path / "encoder.py") in after.consulted
    assert str(tmp_path / "unrelated.py") not in after.consulted


def test_a_file_that_changes_is_read_again(write: Write) -> None:
    path = write(train=tagger("from encoder import Encoder"), encoder=ENCODER)
    assert found(path) == MISREAD
    write(encoder=ENCODER.replace("bidirectional=True", "bidirectional=False").replace("16", "32"))
    assert found(path) == []


def test_long_code_elsewhere_costs_nothing_here(write: Write) -> None:
    """What another file does may take too many steps; the file that is checked is analysed to its end all the same."""
    loops = "".join("    " * (n + 1) + f"for i{n} in range(8):\n" for n in range(6))
    slow = f"def prepare(x):\n{loops}{'    ' * 7}x = x + i0\n    return x\n"
    imports = "from encoder import Encoder\nfrom slow import prepare\nfor i in range(20):\n    prepare(i)\n"
    text = tagger(imports).replace("output, h_n", "x = prepare(x)\n        output, h_n")
    outcome = check_file(str(write(train=text, encoder=ENCODER, slow=slow)), Settings())
    assert outcome.is_complete
    assert [each.code for each in outcome.diagnostics] == ["SHP101"]


def test_same_names_in_two_files_are_two_things(write: Write) -> None:
    text = """
    from torch import nn
    from other import size_of

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.LSTM(UNKNOWN, 16)

        def forward(self, x):
            return self.rnn(x.view(5, 3, size_of()))
    """
    assert found(write(net=text, other="def size_of():\n    return UNKNOWN * 2\n")) == []


def test_standard_input_lies_where_it_is_said_to(write: Write) -> None:
    path = write(train=tagger("from encoder import Encoder"), encoder=ENCODER)
    text = path.read_bytes()
    path.unlink()
    run = shapelint("check", "--output-format", "json", "--stdin-filename", str(path), "-", cwd=path.parent, stdin=text)
    assert [each["code"] for each in json.loads(run.stdout)] == ["SHP101"]
    assert check_bytes(text, "<stdin>", Settings()).diagnostics == ()


def test_shapes_follow_imports(write: Write) -> None:
    path = write(train=tagger("from encoder import Encoder"), encoder=ENCODER)
    listing = shapelint("shapes", str(path), cwd=path.parent).stdout
    assert "output[:, -1]" in listing
    assert "32" in listing


def test_a_notebook_imports_what_lies_beside_it(write: Write, tmp_path: Path) -> None:
    write(encoder=ENCODER)
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": tagger("from encoder import Encoder")}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path = tmp_path / "train.ipynb"
    path.write_text(json.dumps(notebook))
    assert found(path) == MISREAD


def test_parallel_is_serial(write: Write, tmp_path: Path) -> None:
    for n in range(5):
        write(**{f"train{n}": tagger("from models import Encoder", read=WRONG if n % 2 else RIGHT)})
        write(**{f"deep__train{n}": tagger("from models.encoder import Encoder")})
    write(models____init__="from .encoder import Encoder", models__encoder=ENCODER)
    serial, *parallel = (
        shapelint("check", "--output-format", "json", "--jobs", jobs, cwd=tmp_path) for jobs in ("1", "2", "3")
    )
    assert [Path(each["filename"]).stem for each in json.loads(serial.stdout)] == [
        *(f"train{n}" for n in range(5)), "train1", "train3",
    ]  # fmt: skip
    assert all((each.stdout, each.returncode) == (serial.stdout, 1) for each in parallel)
