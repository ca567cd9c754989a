"""How fixes are applied: what is changed together, what stays byte for byte, what is never touched."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from shapelint import writing
from shapelint.config import Settings
from shapelint.diagnostic import Applicability, Certainty, Diagnostic, Edit, Fix, Location, Related, Severity
from shapelint.document import Document, opened
from shapelint.engine import check_bytes
from shapelint.fixes import Fixed, applied, disjoint, fixed
from shapelint.outcome import Outcome
from tests.command import DEFECT, environment, shapelint

MENDED = DEFECT.replace("output[:, -1]", "torch.cat((h_n[-2], h_n[-1]), dim=-1)")
UNUSED = DEFECT.replace("bidirectional=True", "dropout=0.5").replace("Linear(32", "Linear(16")
"""A program with SHP601, whose fix is safe."""


def finding(code: str, *edits: tuple[int, int, str], at: tuple[int, int] | None = None) -> Diagnostic:
    """A finding on the one line of a text, its fix given as columns (0-based) and contents."""
    begin, end = at or (edits[0][0], edits[0][1])
    made = tuple(Edit(content, Location(1, a + 1), Location(1, b + 1)) for a, b, content in edits)
    fix = Fix(Applicability.SAFE, "do it", made)
    place = (Location(1, begin + 1), Location(1, end + 1))
    return Diagnostic(code, "name", "message", Severity.ERROR, Certainty.ALWAYS, "a.py", *place, fix=fix)


def document(text: str) -> Document:
    found = opened(text.encode(), "a.py")
    assert found is not None
    return found


def together(text: str, *findings: Diagnostic) -> tuple[str, int]:
    """The text with all fixes that go together, and how many these are."""
    whole = document(text)
    chosen = disjoint(whole, findings)
    return applied(whole, chosen).text, len(chosen)


def mended(data: bytes, name: str = "a.py", *, unsafe: bool = True) -> Fixed:
    return fixed(data, name, partial(check_bytes, filename=name, settings=Settings()), unsafe=unsafe)


def test_disjoint_fixes_are_applied_together() -> None:
    assert together("a = b + c", finding("X1", (4, 5, "bb")), finding("X2", (8, 9, "cc"))) == ("a = bb + cc", 2)


def test_of_overlapping_fixes_the_first_is_applied() -> None:
    assert together("a = b + c", finding("X1", (8, 9, "cc")), finding("X1", (4, 9, "d"))) == ("a = d", 1)
    assert together("a = b + c", finding("X1", (4, 7, "d")), finding("X1", (6, 9, "e"))) == ("a = d c", 1)


def test_neighbouring_fixes_do_not_overlap() -> None:
    assert together("ab", finding("X1", (0, 1, "x")), finding("X2", (1, 2, "y"))) == ("xy", 2)


def test_two_insertions_at_one_place_overlap() -> None:
    assert together("a", finding("X1", (0, 0, "x")), finding("X2", (0, 0, "y"))) == ("xa", 1)


def test_an_edit_that_two_fixes_share_is_made_once() -> None:
    left, right = finding("X1", (4, 5, "bb"), (0, 1, "z")), finding("X1", (8, 9, "cc"), (0, 1, "z"))
    assert together("a = b + c", left, right) == ("z = bb + cc", 2)


def test_fixes_of_two_rules_in_one_place_are_not_applied_together() -> None:
    outer, inner = finding("X1", (0, 1, "g"), at=(0, 7)), finding("X2", (2, 3, "b"))
    assert together("f(a, b)", outer, inner) == ("g(a, b)", 1)
    assert together("f(a, b)", outer, finding("X1", (2, 3, "b")))[1] == 2


def test_what_a_fix_relies_on_is_not_changed_together_with_it() -> None:
    left, right = finding("X1", (0, 1, "x")), finding("X1", (4, 5, "y"))
    assert left.fix is not None
    relying = replace(left, fix=replace(left.fix, relies_on=(Edit("", Location(1, 4), Location(1, 6)),)))
    assert together("a = b", relying, right) == ("x = b", 1)
    assert together("a = b", left, right) == ("x = y", 2)


def test_a_fix_of_another_rule_does_not_change_what_a_finding_tells_of() -> None:
    left, right = finding("X1", (0, 1, "x")), finding("X2", (4, 5, "y"))
    told = replace(left, related=(Related("constructed here", Location(1, 3), Location(1, 6)),))
    assert together("a = b", told, right) == ("x = b", 1)
    assert together("a = b", told, replace(right, code="X1")) == ("x = y", 2)


def test_a_fix_whose_edits_overlap_or_lie_outside_is_left_out() -> None:
    assert together("a = b", finding("X1", (0, 3, "x"), (2, 5, "y"))) == ("a = b", 0)
    assert together("a = b", finding("X1", (4, 9, "x"))) == ("a = b", 0)


def _once(text: bytes, result: bytes, *findings: Diagnostic) -> Fixed:
    """A linter that finds something in one text, and nothing in another."""

    def check(data: bytes) -> Outcome:
        return Outcome("a.py", findings if data == text else ())

    found = fixed(text, "a.py", check, unsafe=True)
    assert found.data == result
    return found


def test_a_fix_that_breaks_the_syntax_is_dropped_and_the_others_are_applied() -> None:
    found = _once(b"a = b + c", b"a = bb + c", finding("X1", (4, 5, "bb")), finding("X2", (8, 9, ")")))
    assert [each.code for each in found.applied] == ["X1"]


def test_a_fix_that_does_not_help_is_taken_back() -> None:
    same = finding("X1", (0, 1, "b"))
    found = fixed(b"a", "a.py", lambda data: Outcome("a.py", (same,)), unsafe=True)
    assert (found.data, found.applied) == (b"a", ())


def test_a_fix_that_makes_another_finding_come_up_is_taken_back() -> None:
    first, other = finding("X1", (0, 1, "b")), finding("X2", (0, 1, "c"))
    found = fixed(b"a", "a.py", lambda data: Outcome("a.py", (first if data == b"a" else other,)), unsafe=True)
    assert (found.data, found.applied) == (b"a", ())


def test_rounds_are_bounded() -> None:
    """A linter that always wants one letter less finds one finding less each time."""

    def check(data: bytes) -> Outcome:
        size = len(data)
        return Outcome("a.py", tuple(finding("X1", (0, size, "a" * (size - 1))) for _ in range(size)))

    assert len(fixed(b"a" * 30, "a.py", check, unsafe=True).data) == 20


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_are_kept(newline: str) -> None:
    text = DEFECT.replace("\n", newline)
    assert mended(text.encode()).data.decode() == MENDED.replace("\n", newline)


def test_mixed_line_ends_and_a_missing_one_are_kept() -> None:
    rows = zip(DEFECT.splitlines(), ("\r\n", "\n", "\n", "\r", "\n", "\r\n", ""), strict=True)
    text = "".join(line + end for line, end in rows)
    assert mended(text.encode()).data.decode() == text.replace("output[:, -1]", "torch.cat((h_n[-2], h_n[-1]), dim=-1)")


def test_what_is_inserted_gets_the_line_ends_of_the_file() -> None:
    text = "import torch\r\nfrom torch import nn\r\nmodel = nn.Sequential(nn.LSTM(8, 16), nn.Linear(16, 3))\r\n"
    found = mended(text.encode())
    assert len(found.applied) == 1
    assert found.data.count(b"\r\n") == found.data.count(b"\n") > 5


@pytest.mark.parametrize(
    ("head", "encoding"),
    [("", "utf-8-sig"), ("# -*- coding: latin-1 -*-\n", "latin-1"), ("# coding: cp1252\n", "cp1252"), ("", "utf-8")],
)
def test_encodings_are_kept(head: str, encoding: str) -> None:
    text = f"{head}# größer\n{DEFECT}"
    assert mended(text.encode(encoding)).data == text.replace(DEFECT, MENDED).encode(encoding)


def test_columns_count_characters() -> None:
    line = 'print(nn.Linear(32, 2)(last))\n'
    text = DEFECT.replace("last = ", 's = "\U0001f600é\t"; last = ').replace(line, f"\f{line}")
    text = text.replace("s = ", "\fs = ")
    assert mended(text.encode()).data.decode() == text.replace("output[:, -1]", "torch.cat((h_n[-2], h_n[-1]), dim=-1)")


def test_what_would_not_come_back_as_it_is_stays() -> None:
    text = f"# coding: utf-7\n# {'+AGE-' * 2}\n{DEFECT}"  # UTF-7 writes one letter in several ways
    assert opened(text.encode(), "a.py") is None
    assert mended(text.encode()).applied == ()


def test_fixing_twice_is_fixing_once() -> None:
    once = mended(DEFECT.encode())
    assert mended(once.data) == Fixed(once.data, (), once.outcome)


def test_unsafe_fixes_are_for_those_who_ask() -> None:
    assert mended(DEFECT.encode(), unsafe=False).applied == ()
    assert len(mended(UNUSED.encode(), unsafe=False).applied) == 1


@pytest.mark.parametrize("comment", ["# noqa", "# noqa: SHP101", "# shapelint: ignore[bidirectional-last-step]"])
def test_what_is_suppressed_is_never_fixed(comment: str) -> None:
    text = DEFECT.replace("[:, -1]", f"[:, -1]  {comment}").encode()
    assert mended(text) == Fixed(text, (), Outcome("a.py"))


def test_a_comment_inside_an_edit_is_not_lost() -> None:
    text = DEFECT.replace("output[:, -1]", "output[  # the last step\n    :, -1\n]").encode()
    assert mended(text).data == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x  # noqa: SHP101\n", "x\n"),
        ("x  # noqa: SHP101, E501\n", "x  # noqa: E501\n"),
        ("x  # noqa: E501, SHP101 since it is long\n", "x  # noqa: E501 since it is long\n"),
        ("x  # noqa: SHP101 since it is long\n", "x  # since it is long\n"),
        ("x  # noqa: SHP101  # type: ignore\n", "x  # type: ignore\n"),
        ("x  # type: ignore # noqa: SHP101\n", "x  # type: ignore\n"),
        ("x  # shapelint: ignore[SHP101, SHP102]\n", "x\n"),
        ("x  # shapelint: ignore[SHP101] why not\n", "x  # why not\n"),
        ("x  # shapelint: ignore-file[SHP101]\n", "x\n"),
        ("x\n# noqa: SHP101\n", "x\n"),
        ("x\n# noqa: SHP101\n# noqa: SHP102\ny = 1", "x\ny = 1"),
        ("x\n    # noqa: SHP101", "x"),
        ("if x:\n    # noqa: SHP101 because\n    y = 1\n", "if x:\n    # because\n    y = 1\n"),
    ],
)
def test_unused_suppressions_go_and_nothing_else(before: str, after: str) -> None:
    head = "import torch.nn as nn\nlstm = nn.LSTM(1, 2)\nx = 1\n"
    found = mended((head + before).encode(), unsafe=False)
    assert found.data.decode() == head + after
    assert found.outcome.diagnostics == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["# noqa: SHP101\n", "x"], ["x"]),
        (["x\n", "# noqa: SHP101\n", "y = 1"], ["x\n", "y = 1"]),
        (["x\n", "# noqa: SHP101"], ["x"]),
        (["# noqa: SHP101"], []),
    ],
)
@pytest.mark.parametrize("is_last", [True, False])
def test_of_a_notebook_the_row_goes(before: list[str], after: list[str], is_last: bool) -> None:
    def text(lines: list[str]) -> str:
        head, end = ["import torch.nn as nn\n", "x = y = nn.LSTM(1, 2)"], ["x = 1"]
        cells = [{"cell_type": "code", "source": each} for each in (head, lines, *([] if is_last else [end]))]
        return json.dumps({"cells": cells})

    assert mended(text(before).encode(), "n.ipynb", unsafe=False).data.decode() == text(after)


def _notebook(**layout: object) -> str:
    """A notebook as Jupyter writes it: the layer in one cell, its use in another, a magic in front of both."""
    first, use = DEFECT.split("last = ")
    cells = ["%matplotlib inline\n" + first, "# <größer> \\ \"\n" + "last = " + use.rstrip("\n")]
    code = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": cell.splitlines(True)}
        for cell in cells
    ]
    text = {"cell_type": "markdown", "metadata": {}, "source": ["LSTM, größer"]}
    return json.dumps({"cells": [text, *code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, **layout)  # type: ignore[arg-type]


@pytest.mark.parametrize("layout", [{"indent": 1}, {"indent": 4}, {}, {"indent": "\t"}, {"separators": (",", ":")}])
@pytest.mark.parametrize("ensure_ascii", [True, False])
@pytest.mark.parametrize("end", ["", "\n"])
def test_of_a_notebook_only_the_line_changes(layout: dict[str, object], ensure_ascii: bool, end: str) -> None:
    text = _notebook(ensure_ascii=ensure_ascii, **layout) + end
    found = mended(text.encode(), "n.ipynb")
    assert [each.code for each in found.applied] == ["SHP101"]
    assert found.data.decode() == text.replace("output[:, -1]", "torch.cat((h_n[-2], h_n[-1]), dim=-1)")
    assert found.outcome.diagnostics == ()


def test_a_cell_that_is_one_string_stays_one() -> None:
    text = json.dumps({"cells": [{"cell_type": "code", "source": "\n" + DEFECT}], "nbformat": 4}, indent=1)
    assert mended(text.encode(), "n.ipynb").data.decode() == text.replace(
        "output[:, -1]", "torch.cat((h_n[-2], h_n[-1]), dim=-1)"
    )


def test_new_lines_of_a_cell_are_laid_out_like_the_others() -> None:
    code = "import torch\nfrom torch import nn\nmodel = nn.Sequential(nn.LSTM(8, 16), nn.Linear(16, 3))"
    for lines in (code.splitlines(True), [code]):
        cells = [{"cell_type": "code", "source": ["import os\n", "os"]}, {"cell_type": "code", "source": lines}]
        text = json.dumps({"cells": cells, "nbformat": 4}, indent=2)
        found = mended(text.encode(), "n.ipynb").data.decode()
        assert found == json.dumps(json.loads(found), indent=2)
        kept = json.loads(found)["cells"]
        assert kept[0] == cells[0]
        assert kept[1]["source"][-1] == "model = nn.Sequential(nn.LSTM(8, 16), Output(), nn.Linear(16, 3))"
        assert all(line.count("\n") == 1 for line in kept[1]["source"][:-1])


def test_all_layers_in_front_of_others_get_objects_of_one_class() -> None:
    head = "import torch\nfrom torch import nn\n"
    made = "class Output(nn.Module):\n    def forward(self, results):\n"
    made += "        output, _ = results\n        return output\n"
    wrong = "{0} = nn.Sequential(nn.LSTM(3, 4), nn.Linear(4, 5))\n"
    right = "{0} = nn.Sequential(nn.LSTM(3, 4), Output(), nn.Linear(4, 5))\n"
    lines = "# the first\n{a}\n\nclass M(nn.Module):\n    {b}\n    c = nn.Sequential(nn.Linear(4, 5))\n"
    before, after = (lines.format(a=line.format("a"), b=line.format("b")) for line in (wrong, right))
    assert mended((head + before).encode()).data.decode() == f"{head}{made}\n\n{after}"
    here, there = wrong.format("d"), right.format("d")
    assert mended((head + made + here).encode()).data.decode() == head + made + there
    other = made.replace("output, _", "_, output")
    assert mended((head + other + here).encode()).data.decode().count("class RecurrentOutput") == 1
    assert mended((head + here + made).encode()).data.decode().count("RecurrentOutput()") == 1


def test_a_binding_in_another_cell_is_edited_there() -> None:
    first, use = DEFECT.replace("(h_n, c_n)", "_").split("last = ")
    cells = [{"cell_type": "code", "source": [text]} for text in (first, "last = " + use)]
    found = mended(json.dumps({"cells": cells}).encode(), "n.ipynb")
    sources = ["".join(cell["source"]) for cell in json.loads(found.data)["cells"]]
    assert "output, (h_n, _) = lstm" in sources[0]
    assert "last = torch.cat((h_n[-2], h_n[-1]), dim=-1)" in sources[1]


# the command line


def test_fix_writes_the_file_and_sums_up(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DEFECT + UNUSED)
    done = shapelint("check", "--fix", "a.py", cwd=tmp_path)
    assert done.returncode == 1, "something remains"
    assert "1 fixed, 1 remaining (1 more can be fixed with --unsafe-fixes)" in done.stderr
    assert "SHP101" in done.stdout
    assert "SHP601" not in done.stdout
    done = shapelint("check", "--fix", "--unsafe-fixes", "a.py", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "shapelint: 1 fixed, 0 remaining\n")
    assert (tmp_path / "a.py").read_text() == MENDED + UNUSED.replace(", dropout=0.5", "")


def test_without_fix_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DEFECT)
    assert shapelint("check", "--unsafe-fixes", "a.py", cwd=tmp_path).returncode == 2
    assert (tmp_path / "a.py").read_text() == DEFECT


def test_what_is_suppressed_is_not_fixed_where_it_is_shown(tmp_path: Path) -> None:
    from shapelint.rewrite import rewrite
    from shapelint.run import Request, run_check

    text = DEFECT.replace("[:, -1]", "[:, -1]  # noqa: SHP101")
    (tmp_path / "a.py").write_text(text)
    request = Request(paths=(str(tmp_path),), isolated=True, ignore_noqa=True)
    done = rewrite(request, run_check(request), unsafe=True)
    assert [each.code for each in done.result.diagnostics] == ["SHP101"]
    assert (done.applied, (tmp_path / "a.py").read_text()) == (0, text)


def test_files_that_depend_on_each_other_are_checked_anew(tmp_path: Path) -> None:
    """The layer of one file is no longer what the finding in the other was about."""
    (tmp_path / "layers.py").write_text(
        "from torch import nn\nbidirectional = True\nlstm = nn.LSTM(8, 16, 1, bidirectional)\n"
    )
    use = "import torch\nfrom torch import nn\nfrom layers import lstm  # LSTM\nout, _ = lstm(torch.randn(5, 4, 8))\n"
    (tmp_path / "use.py").write_text(use + "y = nn.Linear(32, 2)(out[-1])\n")
    before = shapelint("check", "--output-format", "concise", ".", cwd=tmp_path)
    assert ["SHP602" in before.stdout, "SHP101" in before.stdout] == [True, False], before
    done = shapelint("check", "--fix", "--unsafe-fixes", "--output-format", "concise", ".", cwd=tmp_path)
    assert "bidirectional=bidirectional" in (tmp_path / "layers.py").read_text()
    assert "SHP101" in done.stdout


def test_diff_writes_nothing_and_can_be_applied(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DEFECT)
    (tmp_path / "b.py").write_text("x = 1\n")
    done = shapelint("check", "--diff", "--unsafe-fixes", ".", cwd=tmp_path)
    assert done.returncode == 1
    assert (tmp_path / "a.py").read_text() == DEFECT
    assert done.stdout.splitlines()[:3] == ["--- a.py", "+++ a.py", "@@ -3,5 +3,5 @@"]
    assert "-last = output[:, -1]\n+last = torch.cat((h_n[-2], h_n[-1]), dim=-1)\n" in done.stdout
    assert "1 would be fixed, 0 would remain" in done.stderr
    assert shapelint("check", "--diff", "--unsafe-fixes", "--exit-zero", ".", cwd=tmp_path).returncode == 0


def test_diff_has_the_bytes_of_the_file(tmp_path: Path) -> None:
    """So that `patch` and `git apply` find the lines, whatever the terminal's encoding is."""
    texts = {"l.py": ("# coding: latin-1", "latin-1"), "b.py": ("\ufeff# é", "utf-8"), "ü.py": ("# é\r", "utf-8")}
    for name, (first, encoding) in texts.items():
        (tmp_path / name).write_bytes(f"{first}\n{DEFECT.replace('lstm =', 'é = 1; lstm =')}".encode(encoding))
    command = [sys.executable, "-m", "shapelint", "check", "--diff", "--unsafe-fixes", "-q", *sorted(texts)]
    env = environment(PYTHONIOENCODING="ascii")
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    for name, (_, encoding) in texts.items():
        assert f"--- {name}\n+++ {name}\n".encode() in done.stdout
        assert " é = 1; lstm = nn".encode(encoding) in done.stdout
    if shutil.which("patch") is not None:
        subprocess.run(["patch", "-p0", "--binary"], input=done.stdout, cwd=tmp_path, check=True, capture_output=True)
        assert shapelint("check", "-q", cwd=tmp_path).returncode == 0


def test_diff_of_nothing_to_fix(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DEFECT)
    done = shapelint("check", "--diff", ".", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "0 would be fixed, 1 would remain (1 more can be fixed with --unsafe-fixes)" in done.stderr


def test_diff_of_a_notebook_is_by_cell(tmp_path: Path) -> None:
    (tmp_path / "n.ipynb").write_text(_notebook(indent=1))
    done = shapelint("check", "--diff", "--unsafe-fixes", "n.ipynb", cwd=tmp_path)
    assert done.stdout.splitlines()[:2] == ["--- n.ipynb:cell 3", "+++ n.ipynb:cell 3"]
    assert "No newline at end of file" in done.stdout


def test_standard_input_is_printed_fixed(tmp_path: Path) -> None:
    text = (b"\xef\xbb\xbf" + DEFECT.encode()).replace(b"\n", b"\r\n")
    done = shapelint("check", "--fix", "--unsafe-fixes", "-", cwd=tmp_path, stdin=text)
    assert done.returncode == 0
    assert done.stdout.encode() == text.replace(b"output[:, -1]", b"torch.cat((h_n[-2], h_n[-1]), dim=-1)")


def test_standard_input_without_a_fix_is_printed_as_it_is(tmp_path: Path) -> None:
    done = shapelint("check", "--fix", "-", cwd=tmp_path, stdin=DEFECT.encode())
    assert (done.returncode, done.stdout) == (1, DEFECT)
    assert "SHP101" in done.stderr


def test_json_stays_json(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DEFECT + UNUSED)
    done = shapelint("check", "--fix", "--output-format", "json", "a.py", cwd=tmp_path)
    (left,) = json.loads(done.stdout)
    assert left["fix"]["applicability"] == "unsafe"


def test_mode_and_links_are_kept(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real = tmp_path / "real" / "a.py"
    real.write_text(DEFECT)
    real.chmod(0o751)
    (tmp_path / "a.py").symlink_to(real)
    assert shapelint("check", "--fix", "--unsafe-fixes", "a.py", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a.py").is_symlink()
    assert real.read_text() == MENDED
    assert stat.S_IMODE(real.stat().st_mode) == 0o751
    assert [path.name for path in real.parent.iterdir()] == ["a.py"]


def test_all_names_of_a_file_stay_one_file(tmp_path: Path) -> None:
    path, other = tmp_path / "a.py", tmp_path / "b.py"
    path.write_text("old")
    os.link(path, other)
    writing.write_bytes(str(path), b"new")
    assert other.read_text() == "new" and path.samefile(other)


def test_a_file_in_a_folder_that_takes_no_new_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_text("old")
    monkeypatch.setattr(os, "access", lambda path, _: str(path).endswith("a.py"))
    writing.write_bytes(str(path), b"new")
    assert path.read_text() == "new"


def test_a_new_file_has_the_mode_of_one(tmp_path: Path) -> None:
    writing.write_bytes(str(tmp_path / "a"), b"new")
    (tmp_path / "b").touch()
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


@pytest.mark.parametrize("step", ["replace", "fsync", "chmod"])
def test_a_write_that_fails_leaves_the_old_file(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="no space"):
        writing.write_bytes(str(path), b"new")
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.py"]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from shapelint.rewrite import rewrite
    from shapelint.run import Request, run_check

    (tmp_path / "a.py").write_text(DEFECT)
    (tmp_path / "b.py").write_text(DEFECT)
    monkeypatch.setattr(os, "access", lambda path, _: not str(path).endswith("a.py"))
    request = Request(paths=(str(tmp_path),), isolated=True)
    done = rewrite(request, run_check(request), unsafe=True)
    assert [each.reason for each in done.result.unreadable] == ["not fixed: permission denied"]
    assert [(os.path.basename(each.filename), each.code) for each in done.result.diagnostics] == [("a.py", "SHP101")]
    assert (done.applied, done.hidden) == (1, 1)
    assert ((tmp_path / "a.py").read_text(), (tmp_path / "b.py").read_text()) == (DEFECT, MENDED)
    (tmp_path / "a.py").write_text(UNUSED)
    done = rewrite(request, run_check(request), unsafe=False)
    assert (done.applied, done.hidden) == (0, 0), "what is left is safe"
