"""Bytes -> text: encodings, line ends, and where they go wrong."""

from __future__ import annotations

import codecs

import pytest

from shapelint.lines import split_lines
from shapelint.source import SourceError, from_text, read


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x = 1\n", "x = 1\n"),
        (b"", ""),
        (codecs.BOM_UTF8 + "x = 'ü'\n".encode(), "x = 'ü'\n"),
        (codecs.BOM_UTF8 + "# coding: utf-8\nx = 'ü'\n".encode(), "# coding: utf-8\nx = 'ü'\n"),
        ("# coding: latin-1\nx = 'ü'\n".encode("latin-1"), "# coding: latin-1\nx = 'ü'\n"),
        ("#\n# vim: set fileencoding=cp1251 :\n'ж'\n".encode("cp1251"), "#\n# vim: set fileencoding=cp1251 :\n'ж'\n"),
        (b"x = 1\r\ny = 2\r\n", "x = 1\r\ny = 2\r\n"),
    ],
)
def test_reads(data: bytes, text: str) -> None:
    assert read(data, "a.py").text == text


@pytest.mark.parametrize(
    ("data", "row", "column", "words"),
    [
        (b"x = 1\ny = '\xff'\n", 2, 6, "not utf-8 text: byte 0xff"),
        ("ü = '".encode() + b"\xed\xa0\x80'\n", 1, 6, "not utf-8 text: byte 0xed"),
        (b"# coding: klingon\n", 1, 1, "unknown encoding"),
        (codecs.BOM_UTF8 + b"# coding: latin-1\nx = '\xff'\n", 2, 6, "not utf-8 text"),
        (b"# coding: hex\nxyz\n", 1, 1, "hex"),
    ],
)
def test_refuses_what_is_no_text(data: bytes, row: int, column: int, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        read(data, "a.py")
    assert (caught.value.row, caught.value.column) == (row, column)


def test_only_line_ends_end_lines() -> None:
    assert split_lines("a\fb\x1c\u2028c\r\nd\re\n") == ["a\fb\x1c\u2028c", "d", "e", ""]


def test_a_plain_file_has_no_cells() -> None:
    source = from_text("\ufeffa\nb\n", "a.py")
    assert source.text == "a\nb\n"
    assert source.place(2) == (None, 2)
    assert source.lines(None) == ["a", "b", ""]
