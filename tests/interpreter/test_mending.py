"""The final states of a call in the program's own names: where they can be named, and where a fix would be wrong."""

from __future__ import annotations

import textwrap
from functools import partial

import pytest

from shapelint.config import Settings
from shapelint.engine import check_bytes
from shapelint.fixes import fixed

PROGRAM = """\
import torch{alias}
from torch import nn


class Model(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.rnn = nn.{kind}(8, size, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * size, 2)

    def forward(self, x, h=None):
{body}
"""


def forward(body: str, kind: str = "LSTM", alias: str = "") -> str:
    """The body of `forward`, fixed."""
    text = PROGRAM.format(kind=kind, alias=alias, body=textwrap.indent(body, " " * 8))
    check = partial(check_bytes, filename="a.py", settings=Settings())
    done = fixed(text.encode(), "a.py", check, unsafe=True).data.decode()
    return textwrap.dedent(done.partition("    def forward(self, x, h=None):\n")[2]).strip()


CAT = "torch.cat(({0}[-2], {0}[-1]), dim=-1)"


@pytest.mark.parametrize(
    ("kind", "before", "after", "state"),
    [
        ("LSTM", "out, (h_n, c_n)", "out, (h_n, c_n)", "h_n"),
        ("LSTM", "out, (last, _)", "out, (last, _)", "last"),
        ("LSTM", "out, (_, c)", "out, (h_n, c)", "h_n"),
        ("LSTM", "out, (_, _)", "out, (h_n, _)", "h_n"),
        ("LSTM", "out, _", "out, (h_n, _)", "h_n"),
        ("LSTM", "(out, __)", "(out, (h_n, __))", "h_n"),
        ("LSTM", "[out, state]", "[out, state]", "state[0]"),
        ("GRU", "out, _", "out, h_n", "h_n"),
        ("RNN", "out, last", "out, last", "last"),
    ],
)
def test_a_state_is_bound_discarded_or_not_unpacked(kind: str, before: str, after: str, state: str) -> None:
    done = forward(f"{before} = self.rnn(x)\nreturn self.fc(out[:, -1, :])", kind)
    assert done == f"{after} = self.rnn(x)\nreturn self.fc({CAT.format(state)})"


@pytest.mark.parametrize(("kind", "state"), [("LSTM", "r[1][0]"), ("GRU", "r[1]")])
def test_results_that_are_not_unpacked(kind: str, state: str) -> None:
    assert forward("r = self.rnn(x)\nreturn self.fc(r[0][:, -1])", kind).endswith(f"self.fc({CAT.format(state)})")


@pytest.mark.parametrize(("kind", "bound"), [("LSTM", "out, (h_n, _)"), ("GRU", "out, h_n")])
def test_output_taken_alone(kind: str, bound: str) -> None:
    done = forward("out = self.rnn(x)[0]\nreturn self.fc(out[:, -1])", kind)
    assert done == f"{bound} = self.rnn(x)\nreturn self.fc({CAT.format('h_n')})"


def test_a_step_that_keeps_its_axis() -> None:
    done = forward("out, h = self.rnn(x)\nreturn self.fc(out[:, -1:])", "GRU")
    assert done.endswith(f"self.fc({CAT.format('h')}.unsqueeze(1))")


def test_two_calls_get_two_names() -> None:
    body = "a, _ = self.rnn(x)\nb, _ = self.rnn(x.flip(1))\nreturn self.fc(a[:, -1]) + self.fc(b[:, -1])"
    done = forward(body, "GRU")
    assert done.splitlines() == [
        "a, h_n = self.rnn(x)",
        "b, h_n_2 = self.rnn(x.flip(1))",
        f"return self.fc({CAT.format('h_n')}) + self.fc({CAT.format('h_n_2')})",
    ]


def test_a_name_in_use_is_not_taken() -> None:
    done = forward("h_n = 3\nout, _ = self.rnn(x)\nreturn self.fc(out[:, -1]) * h_n", "GRU")
    assert done.splitlines()[1:] == ["out, h_n_2 = self.rnn(x)", f"return self.fc({CAT.format('h_n_2')}) * h_n"]


def test_torch_is_spelled_as_it_was_imported() -> None:
    done = forward("out, h = self.rnn(x)\nreturn self.fc(out[:, -1])", "GRU", alias=" as th")
    assert done.endswith("self.fc(th.cat((h[-2], h[-1]), dim=-1))")


STAYING = {
    "rebound": "out, h = self.rnn(x)\nh = 3\nreturn self.fc(out[:, -1])",
    "rebound later in a loop": "out, h = self.rnn(x)\nfor i in range(3):\n    h = self.fc(out[:, -1])\nreturn h",
    "changed in place": "out, h = self.rnn(x)\nh.zero_()\nreturn self.fc(out[:, -1])",
    "assigned to": "out, h = self.rnn(x)\nh[0] = 0\nreturn self.fc(out[:, -1])",
    "deleted": "out, h = self.rnn(x)\ndel h\nreturn self.fc(out[:, -1])",
    "added to": "out, h = self.rnn(x)\nh += 1\nreturn self.fc(out[:, -1])",
    "of a closure": "out, h = self.rnn(x)\ndef f():\n    nonlocal h\n    h = 1\nf()\nreturn self.fc(out[:, -1])",
    "_ is read": "out, _ = self.rnn(x)\nprint(_)\nreturn self.fc(out[:, -1])",
    "one of two calls": (
        "if x.sum() > 0:\n    out, h = self.rnn(x)\nelse:\n    out, h = self.rnn(-x)\nreturn self.fc(out[:, -1])"
    ),
    "not the value itself": "out, h = self.rnn(x)\nout = torch.relu(out)\nreturn self.fc(out[:, -1])",
    "not of this function": "out, h = self.rnn(x)\nlast = lambda o: o[:, -1]\nreturn self.fc(last(out))",
    "an attribute": "out, self.h = self.rnn(x)\nreturn self.fc(out[:, -1])",
    "starred": "out, *_ = self.rnn(x)\nreturn self.fc(out[:, -1])",
    "torch is something else": "out, h = self.rnn(x)\ntorch = 3\nreturn self.fc(out[:, -1])",
}


@pytest.mark.parametrize("body", STAYING.values(), ids=STAYING)
def test_where_a_name_may_hold_something_else_nothing_is_fixed(body: str) -> None:
    assert forward(body, "GRU") == body


@pytest.mark.parametrize(
    "read",
    [
        "h[0] + h[1]", "(h[0] + h[1]) / 2", "h[0] * h[1]", "torch.max(h[0], h[1])", "torch.stack((h[0], h[1])).mean(0)",
        "torch.cat((h[0] * torch.sigmoid(h[0]), h[1]), -1)",
    ],
)  # fmt: skip
def test_one_row_of_several_that_were_computed_with_each_other_is_not_changed(read: str) -> None:
    body = f"_, h = self.stack(x)\nreturn self.fc({read})"
    making = "\n        self.stack = nn.GRU(8, 16, 2, bidirectional=True)"
    text = PROGRAM.format(kind="GRU", alias="", body=textwrap.indent(body, " " * 8))
    text = text.replace("super().__init__()", f"super().__init__(){making}")
    found = check_bytes(text.encode(), "a.py", Settings()).diagnostics
    assert [(each.code, each.fix) for each in found] == [("SHP203", None)]
