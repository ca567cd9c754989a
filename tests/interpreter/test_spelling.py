"""What code is called in a message."""

from __future__ import annotations

import libcst as cst
import pytest

from shapelint.interpreter.spelling import spelled


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("out[ :, -1]", "out[ :, -1]"),
        ("out[\n    :,  # batch\n    # the last step\n    -1,\n]", "out[:, -1,]"),
        ("out[:, \\\n    -1]", "out[:, -1]"),
        ("(\n    out  # all\n    .view(3)\n    + x\r\n)", "(out.view(3) + x)"),
        ("f(  # call\n    x,  # the input\n    y\n)", "f(x, y)"),
        ("f('''# no\n comment''',\n 3)", "f('''# no comment''', 3)"),
        ("f(f'''{x}\n{{}}''',  # d\n 3)", "f(f'''{x} {{}}''', 3)"),
    ],
)
def test_code_of_several_rows_is_on_one(code: str, words: str) -> None:
    assert spelled(cst.parse_expression(code)) == words
