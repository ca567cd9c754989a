"""The pictures that `shapelint rule` prints are those of the pages as they are, and stand behind the example."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from shapelint.report import rule_pictures
from shapelint.report.page import render_page
from shapelint.report.rule_pictures import STORE, WIDTH, drawn, picture_of, stored
from shapelint.report.style import PLAIN, Style
from shapelint.rule import LoadedRule, load_rules
from tests.command import shapelint

RULES = load_rules().rules
WITHOUT = {
    *("SHP001", "SHP002"),  # of the run
    *("SHP207", "SHP701", "SHP804"),  # mixed up, or no part of it is meant
    *("SHP302", "SHP303", "SHP304", "SHP305"),  # the tuple that a call returns
    *("SHP401", "SHP402", "SHP501", "SHP503"),  # what a layer, or packing, is given
    *("SHP601", "SHP602", "SHP603", "SHP604", "SHP605"),  # the construction
    "SHP705",  # a loss
}
"""Nothing of a layer can be marked in what their examples report."""

OWN = '''"""A step of an output.

## Example
```python
import torch
from torch import nn

output, _ = nn.GRU(8, 16)(torch.randn(3, 2, 8))
print(output[1])  # ACM101
```

## Use instead
Nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.interpreter.events import Indexed
from shapelint.rule import Finding, Rule, Severity

RULE = Rule("ACM101", "middle-step", Severity.WARNING, "a step that is taken")


def check(event: Indexed) -> Iterator[Finding]:
    yield Finding(event.node, "a step is taken here")
'''


def test_they_are_those_of_the_pages(request: pytest.FixtureRequest) -> None:
    text = stored(RULES)
    if request.config.getoption("--update-snapshots"):
        STORE.write_text(text, encoding="utf-8")
    assert STORE.read_text(encoding="utf-8") == text, "run `python -m pytest tests/picture --update-snapshots`"


def test_each_rule_whose_example_marks_something_has_one() -> None:
    assert {loaded.rule.code for loaded in RULES if not picture_of(loaded, PLAIN)} == WITHOUT
    assert all(picture_of(loaded, PLAIN) == drawn(loaded) for loaded in RULES[:6])


@pytest.mark.parametrize("loaded", RULES, ids=[loaded.rule.code for loaded in RULES])
def test_it_stands_behind_the_example(loaded: LoadedRule) -> None:
    text, picture = "".join(render_page(loaded, PLAIN)), picture_of(loaded, PLAIN)
    if not picture:
        assert "─" not in text
        return
    example, _, rest = text.partition("\nExample\n")[2].partition("\nUse instead\n")
    assert rest
    assert example.endswith("\n\n" + textwrap.indent(picture, "    "))
    assert f"# {loaded.rule.code}\n" in example
    assert max(map(len, picture.splitlines())) <= WIDTH


def test_in_ascii() -> None:
    (loaded,) = (each for each in RULES if each.rule.code == "SHP101")
    picture = picture_of(loaded, Style(has_color=False, is_ascii=True))
    assert picture.isascii()
    assert "|1 v1|->[0] |" in picture


def test_a_rule_of_ones_own_is_drawn_when_it_is_shown(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "acm101_middle_step.py").write_text(OWN)
    done = shapelint("rule", "ACM101", "--rules", "house", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "    layer 0   0─→│   │─→│ 1 │─→│   │─→[0] │ (1, 2, 16)\n" in done.stdout
    assert done.stdout.index("takes output[1]\n") < done.stdout.index("Use instead\n")


def test_those_of_shapelint_are_read_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_pictures, "drawn", lambda _: pytest.fail("drawn"))
    assert sum(bool(picture_of(loaded, PLAIN)) for loaded in RULES) == len(RULES) - len(WITHOUT)
