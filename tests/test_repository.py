"""The repository keeps its own rules: who imports whom, who prints, how rules are named, how long things are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shapelint.config import KEYS
from shapelint.rule import LoadedRule, load_rules
from tests.command import ROOT

MODULES = sorted([*(ROOT / "shapelint").rglob("*.py"), *(ROOT / "rules").glob("*.py")])
RULES = load_rules().rules
LONGEST_MODULE = 300
LONGEST_FUNCTION = 30
LONGEST_RULE = 120

BELOW = {
    "frozen": set(),
    "paths": set(),
    "parsing": set(),
    "lines": set(),
    "diagnostic": set(),
    "domain": set(),
    "torchlib": {"domain"},
    "interpreter": {"torchlib", "domain", "depth", "lines", "parsing"},
    "import_path": set(),
    "rule_folders": set(),
    "rule": {"interpreter", "domain", "diagnostic", "rule_folders"},
    "findings": {"rule", "interpreter", "torchlib", "domain"},
    "rules": {"findings", "rule", "interpreter", "torchlib", "domain", "diagnostic"},
    "statements": {"interpreter", "syntax"},
    "interpreted": {"interpreter", "statements"},
    "judge": {"findings", "rule", "interpreter", "diagnostic"},
    "shapes": {"interpreter", "project", "config", "torchlib", "domain", "source", "syntax"},
    "expressions": {"interpreted", "shapes", "interpreter", "torchlib", "domain", "diagnostic"},
    "picture": {"judge", "belonging", "shapes", "interpreter", "torchlib", "domain", "rule", "source", "diagnostic"},
    "census": {"interpreter", "torchlib", "domain"},
    "unresolved": {"census", "interpreter", "torchlib", "domain"},
    "resolved": {"census", "unresolved", "interpreter", "project", "source", "syntax", "files", "config"},
    "source": {"notebook"},
    "notebook": {"source", "parsing"},
    "depth": set(),
    "syntax": {"source", "depth", "parsing"},
    "config_keys": {"diagnostic"},
    "config_schema": {"config_keys", "rule", "diagnostic"},
    "config": {"config_keys", "rule", "diagnostic", "paths"},
    "files": {"config"},
    "suppression": {"rule", "source", "diagnostic"},
    "positions": {"judge", "rule", "source", "diagnostic"},
    "document": {"source", "notebook"},
    "noqa_edits": {"suppression", "document", "source", "diagnostic"},
    "baseline": {"diagnostic", "paths"},
    "fixes": {"outcome", "document", "source", "syntax", "diagnostic"},
    "writing": set(),
    "rewrite": {"run", "engine", "fixes", "document", "writing", "files", "config", "rule", "diagnostic"},
    "belonging": {"judge"},
    "project": {"interpreter", "syntax", "source", "files", "config"},
    "engine": {
        "outcome", "interpreted", "judge", "belonging", "positions", "project", "suppression", "reach", "syntax",
        "source", "files", "config", "rule", "diagnostic",
    },
    "reach": {"layer_names", "project"},
    "layer_names": set(),
    "outcome": {"files", "diagnostic"},
    "stored": {"outcome", "diagnostic"},
    "stamps": {"files"},
    "kept": {"stamps"},
    "cache": {"stored", "kept", "stamps", "outcome", "files", "config", "rule"},
    "parallel": {"cache", "engine", "outcome", "files", "config", "judge"},
    "run": {"parallel", "cache", "engine", "outcome", "files", "config", "rule", "diagnostic"},
    "report": {
        *("picture", "project", "resolved", "fixes", "document", "config", "config_keys", "notebook", "source", "rule"),
        *("rule_folders", "diagnostic", "paths"),
    },
    "flake8_plugin": {"engine", "project", "config", "files", "rule", "diagnostic"},
    "server": {
        *("engine", "expressions", "interpreted", "fixes", "noqa_edits", "suppression", "document", "notebook"),
        *("statements", "source", "syntax", "run", "project", "files", "config", "rule", "outcome", "diagnostic"),
        "picture",
    },
    "cli": {"commands"},
    "commands": {
        *("run", "cache", "rewrite", "report", "shapes", "resolved", "engine", "parallel", "files", "source", "syntax"),
        *("baseline", "noqa_edits", "document", "writing", "config", "config_keys", "config_schema", "rule"),
        *("server", "diagnostic", "picture", "project", "paths"),
        "import_path",
    },
}
"""What each part may import of the project. The packages end at `cli`, which nothing imports but `__main__`."""

each_module = pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(ROOT)) for path in MODULES])
each_rule = pytest.mark.parametrize("loaded", RULES, ids=[loaded.rule.code for loaded in RULES])


def part(path: Path) -> str:
    """The part of the house that a module belongs to."""
    inside = path.relative_to(ROOT)
    return "rules" if inside.parts[0] == "rules" else inside.parts[1].removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of every import, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                found = [f"{module}.{alias.name}" for alias in names] if module == "shapelint" else [module]
                yield from ((node.lineno, name) for name in found)
            case ast.ImportFrom():
                yield node.lineno, "." * node.level


@each_module
def test_import_directions(path: Path) -> None:
    here = part(path)
    if here in ("__init__", "__main__"):
        return
    for line, name in imported(path):
        assert not name.startswith("."), f"{path}:{line}: imports are absolute"
        top, _, rest = name.partition(".")
        target = rest.split(".")[0]
        if top == "shapelint" and target not in (here, "frozen", "lines", "__version__"):
            assert target in BELOW[here], f"{path}:{line}: {here} may not import {name}"
        assert top != "torch", f"{path}:{line}: torch is never imported"


@each_module
def test_only_reports_and_the_command_line_print(path: Path) -> None:
    if part(path) in ("report", "cli", "commands"):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name("print")) | ast.Attribute(ast.Name("sys"), "stdout" | "stderr" | "stdin"):
                pytest.fail(f"{path}:{node.lineno}: talks to the terminal")


@each_module
def test_lengths(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= (LONGEST_RULE if part(path) == "rules" else LONGEST_MODULE)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = _lines(node) - (_lines(node.body[0]) if ast.get_docstring(node) is not None else 0)
            assert length <= LONGEST_FUNCTION, f"{path}:{node.lineno}: {node.name} has {length} lines"


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@each_module
def test_names_say_what_is_inside(path: Path) -> None:
    assert path.stem not in ("utils", "util", "helpers", "helper", "misc", "common", "base")
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.read_text() == ""


@each_module
def test_what_lists_its_names_lists_all_of_them(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    listed = [each.value for each in body if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "__all__"]
    own = {each.name for each in body if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    for names in map(ast.literal_eval, listed):
        assert {name for name in own if not name.startswith("_")} <= set(names)


@each_rule
def test_rule_cards(loaded: LoadedRule) -> None:
    card = loaded.rule
    assert re.fullmatch(r"SHP[0-9]{3}", card.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", card.name)
    assert Path(loaded.path).stem == f"{card.code.lower()}_{card.name.replace('-', '_')}"
    assert not re.match(r"no-|disallow-|dont-", card.name), 'a name reads well after "allow"'
    assert card.summary[0].islower() or card.summary[0] in "`" or card.summary.split()[0].isupper()
    assert not card.summary.endswith(".")
    assert "\n" not in card.summary


def test_rules_are_unique() -> None:
    assert len({loaded.rule.code for loaded in RULES}) == len({loaded.rule.name for loaded in RULES}) == len(RULES)


def test_every_package_is_in_the_wheel() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = set(re.findall(r'^    "(shapelint[\w.]*)",$', project, flags=re.MULTILINE))
    folders = {path.parent for path in (ROOT / "shapelint").rglob("*.py")}
    packages = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    assert listed == packages | {"shapelint.rules"}


def test_the_readme_and_the_one_test_command_agree() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert script[-1].startswith("pip install ")
    assert script[-1] in readme
    assert "pip install . && shapelint check examples" in readme


def test_the_readme_names_every_key() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if key not in readme] == []
