"""`--add-noqa`: after it nothing is found, and nothing but comments has changed."""

from __future__ import annotations

import json

import pytest

from shapelint import check_source
from shapelint.document import opened
from shapelint.noqa_edits import with_noqa
from shapelint.source import read
from tests.command import DEFECT
from tests.test_notebook import notebook
from tests.test_suppression import MULTI


def annotated(data: bytes, filename: str = "a.py") -> bytes:
    """A file with comments for everything that is found in it; nothing is found in it then."""
    document = opened(data, filename)
    assert document is not None
    done = with_noqa(document, read(data, filename), check_source(document.text, filename=filename))
    assert done.left == ()
    assert check_source(done.document.text, filename=filename) == []
    return done.document.data()


def row(text: str, number: int) -> str:
    return annotated(text.encode()).decode().splitlines()[number - 1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "  # noqa: SHP101"),
        ("  # noqa: E501", "  # noqa: E501, SHP101"),
        ("  # noqa: E501,F841", "  # noqa: E501,F841,SHP101"),
        ("  # noqa:E501 because of this", "  # noqa:E501, SHP101 because of this"),
        ("  # NOQA : E501", "  # NOQA : E501, SHP101"),
        ("  # noqa: SHP2, state-batch-first", "  # noqa: SHP2, SHP002, SHP101, state-batch-first"),
        ("  # type: ignore", "  # type: ignore  # noqa: SHP101"),
        ("  # type: ignore # noqa: E501 # fmt: skip", "  # type: ignore # noqa: E501, SHP101 # fmt: skip"),
        ("  # noqa: E501-like prose", "  # noqa: E501-like prose"),
        ("  # shapelint: ignore[SHP2]", "  # shapelint: ignore[SHP2]  # noqa: SHP002, SHP101"),
        ("  # noqa: SHP201", "  # noqa: SHP201, SHP002, SHP101"),
        ("   ", "  # noqa: SHP101   "),
        ("; x = '# noqa: E501'", "; x = '# noqa: E501'  # noqa: SHP101"),
    ],
)
def test_joins_what_is_there(before: str, after: str) -> None:
    assert row(DEFECT.replace("output[:, -1]", f"output[:, -1]{before}"), 6) == f"last = output[:, -1]{after}"


def test_over_several_rows() -> None:
    text = MULTI.format(*[""] * 4)
    assert row(text, 7) == "    output[  # noqa: SHP101  "
    assert row(text.replace("\n    ],", "\n    ],  # noqa: E501"), 9) == "    ],  # noqa: E501, SHP101  "
    assert row(text.replace("2)(  ", "2)(  # noqa: E501"), 7) == "    output[  # noqa: SHP101  ", (
        "not reached from there"
    )


def test_where_no_comment_fits() -> None:
    behind = "last = output[:, -1], \\\n    '''\n    text''', (\n    1,\n)\n"
    text = DEFECT.replace("last = output[:, -1]\n", behind).replace("(last)", "(last[0])")
    assert row(text, 10) == ")  # noqa: SHP101"


def test_two_in_one_row() -> None:
    both = "last = torch.cat((output[:, -1], output[:, -1]), -1)"
    text = DEFECT.replace("last = output[:, -1]", both).replace("32", "64")
    assert row(text, 6) == f"{both}  # noqa: SHP101"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_bytes_are_kept(newline: str, bom: bytes) -> None:
    data = bom + DEFECT.replace("import torch\n", "import torch  # é\f\n", 1).replace("\n", newline).encode()
    assert annotated(data) == data.replace(b"[:, -1]", b"[:, -1]  # noqa: SHP101")


def test_encoding_is_kept() -> None:
    data = f"# coding: latin-1\nx = 'é'\n{DEFECT.rstrip()}".encode("latin-1")
    document = opened(data, "a.py")
    assert document is not None
    done = with_noqa(document, read(data, "a.py"), check_source(document.text))
    assert done.document.data() == data.replace(b"[:, -1]", b"[:, -1]  # noqa: SHP101")


def test_a_notebook() -> None:
    text = json.dumps(json.loads(notebook("%matplotlib inline\n", ("markdown", "text"), "!ls\n" + DEFECT)), indent=1)
    changed = annotated(text.encode(), "n.ipynb").decode()
    assert changed == text.replace("[:, -1]", "[:, -1]  # noqa: SHP101")


def test_a_file_that_does_not_parse_is_left() -> None:
    data = b"import torch\nprint 'LSTM'\n"
    document = opened(data, "a.py")
    assert document is not None
    done = with_noqa(document, read(data, "a.py"), check_source(document.text))
    assert [each.code for each in done.left] == ["SHP001"]
    assert (done.added, done.document) == (0, document)
