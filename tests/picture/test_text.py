"""Text pictures: what is marked can be read back from them, they fit, and ASCII is the same picture."""

from __future__ import annotations

import re

import pytest

from shapelint.picture.diagram import Picture
from shapelint.picture.findings import of_page
from shapelint.picture.places import picture_at
from shapelint.picture.program import Program
from shapelint.picture.sheet import columns
from shapelint.picture.text import as_text, in_ascii
from shapelint.rule import load_rules
from tests.command import ROOT
from tests.picture.test_five import HEAD, SNIPPETS
from tests.picture.text_cells import expected, read

LAYERS = """
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

class Encoder(nn.Module):
    def __init__(self, vocabulary_size, embedding_size, hidden_size, num_layers, bidirectional):
        super().__init__()
        self.lower = nn.GRU(embedding_size, hidden_size, batch_first=True, bidirectional=True)
        self.upper = nn.LSTM(2 * hidden_size, hidden_size, num_layers=num_layers, batch_first=True,
                             bidirectional=bidirectional)

    def forward(self, embedded_tokens, initial_state):
        first, _ = self.lower(embedded_tokens)
        output, (h_n, c_n) = self.upper(first, initial_state)
        return output[:, -1], c_n[-1], h_n, output[:, 7:-3], torch.equal(h_n[0], c_n[0])

deep = nn.LSTM(4, 5, num_layers=9, bidirectional=True)
out, (h, c) = deep(torch.randn(33, 3, 4))
some = h[::2]
steps = out[4:20:2]
one = out[10, :, :5]
both = torch.cat((h, c))
packed = pack_padded_sequence(torch.randn(5, 3, 4), torch.tensor([5, 3, 2]))
ragged, (last, _) = nn.LSTM(4, 6, bidirectional=True)(packed)
ends = last[0]
"""


def _pictures() -> list[tuple[str, Picture]]:
    found = []
    texts = {"layers": LAYERS, **{name: HEAD + snippet for name, snippet in SNIPPETS.items()}}
    for path in sorted((ROOT / "examples").glob("*.py")):
        texts[path.stem] = path.read_text(encoding="utf-8")
    rules = load_rules().rules
    for name, text in texts.items():
        program = Program.of(text)
        rows = {place.start.line for place in map(program.positions.get, program.holding(program.runs[0])) if place}
        found += [(f"{name}:{row}", picture_at(program, row, None, rules)) for row in sorted(rows)]
    pages = ((loaded.rule.code, of_page(loaded)) for loaded in rules)
    return [*found, *((code, picture) for code, picture in pages if picture is not None)]


PICTURES = _pictures()
each_picture = pytest.mark.parametrize("picture", [each for _, each in PICTURES], ids=[name for name, _ in PICTURES])


def panels(text: str) -> list[list[str]]:
    """The lines of each call, from its first arrows to its steps."""
    lines = text.splitlines()
    ends = [number for number, line in enumerate(lines) if line.startswith("index")]
    starts = [0, *ends]
    return [lines[start : end + 1] for start, end in zip(starts, ends, strict=False)]


@each_picture
@pytest.mark.parametrize("is_ascii", [False, True])
def test_every_mark_can_be_read_back(picture: Picture, is_ascii: bool) -> None:
    found = list(map(read, panels(as_text(picture, is_ascii=is_ascii))))
    wanted = [expected(diagram, call) for diagram in picture.diagrams for call in reversed(diagram.calls)]
    if is_ascii:
        wanted = [{place: in_ascii(text) for place, text in each.items()} for each in wanted]
    assert found == wanted


def test_there_is_something_to_read() -> None:
    marks = [picture.is_marked for _, picture in PICTURES]
    assert sum(marks) > 100
    assert any(len(picture.diagrams) > 1 for _, picture in PICTURES)
    assert any(len(diagram.calls) > 1 for _, picture in PICTURES for diagram in picture.diagrams)


@each_picture
def test_it_fits_the_terminal(picture: Picture) -> None:
    for width in (80, 72, 50):
        text = as_text(picture, width=width)
        assert [line for line in text.splitlines() if columns(line) > width] == []
        assert not re.search(r"[ \t]\n|\x1b|\n\n\n", text)


@each_picture
def test_ascii_is_the_same_picture(picture: Picture) -> None:
    text, ascii_ = as_text(picture), as_text(picture, is_ascii=True)
    assert ascii_.isascii()
    assert [len(line) for line in ascii_.splitlines()] == [len(line) for line in text.splitlines()]


@each_picture
def test_it_names_what_comes_out_and_what_goes_in(picture: Picture) -> None:
    text = as_text(picture)
    for diagram in picture.diagrams:
        for call in diagram.calls:
            for group in call.groups:
                assert group.name in text
        for selection in diagram.selections:
            assert all(word in text for words in selection.blocks for word in words.split())
