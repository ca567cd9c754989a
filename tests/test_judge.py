"""Under which values of unresolved names a finding holds."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import libcst as cst

from shapelint.interpreter.entry import interpret
from shapelint.judge import Judged, judged
from shapelint.rule import load_rules


def found_in(source: str) -> Sequence[Judged]:
    """What all rules find."""
    module = cst.parse_module("import torch\nfrom torch import nn\n" + textwrap.dedent(source))
    rules = [loaded for loaded in load_rules().rules if loaded.check is not None]
    return judged(interpret(module), rules).findings


def certainties(source: str) -> dict[str, str]:
    """The certainty of each rule that finds something."""
    return {each.rule.code: each.certainty.value for each in found_in(source)}


FLAGGED = """
class Net(nn.Module):
    def __init__(self, size, {parameter}):
        super().__init__()
        self.rnn = nn.GRU(3, size, batch_first=True, bidirectional=bidirectional)
    def forward(self, x):
        out, h = self.rnn(x)
        return out[:, -1]
"""


def test_a_flag_without_a_default_makes_it_possible() -> None:
    assert certainties(FLAGGED.format(parameter="bidirectional")) == {"SHP101": "possible"}


def test_a_default_makes_it_hold_by_default() -> None:
    assert certainties(FLAGGED.format(parameter="bidirectional=True")) == {"SHP101": "by-default"}
    assert certainties(FLAGGED.format(parameter="bidirectional=False")) == {"SHP101": "possible"}


def test_a_comment_counts_directions_of_each_alternative_by_itself() -> None:
    source = FLAGGED.format(parameter="bidirectional").replace("out[:, -1]", "out  # (batch, seq, {}hidden_size)")
    assert certainties(source.format("num_directions * ")) == {}
    assert certainties(source.format("")) == {"SHP804": "possible"}


def test_what_the_file_passes_is_what_counts() -> None:
    source = FLAGGED.format(parameter="bidirectional=True")
    assert certainties(source + "net = Net(5, bidirectional=False)\n") == {"SHP101": "possible"}
    assert certainties(source + "net = Net(5, bidirectional=True)\n") == {"SHP101": "always"}


def test_a_branch_on_the_flag_is_as_certain_as_the_branch() -> None:
    source = """
    class Net(nn.Module):
        def __init__(self, size, bidirectional):
            super().__init__()
            self.bidirectional = bidirectional
            self.rnn = nn.GRU(3, size, batch_first=True, bidirectional=bidirectional)
        def forward(self, x):
            out, h = self.rnn(x)
            if self.bidirectional:
                return out[:, -1]
            return out[:, -1]
    """
    assert certainties(source) == {"SHP101": "always"}


def test_a_branch_of_the_running_code_is_no_doubt() -> None:
    source = """
    class Net(nn.Module):
        def __init__(self, size):
            super().__init__()
            self.rnn = nn.GRU(3, size, batch_first=True, bidirectional=True)
        def forward(self, x, pooled):
            out, h = self.rnn(x)
            last = out[:, -1]
            if pooled:
                last = out.mean(1)
            return last
    """
    assert certainties(source) == {"SHP101": "always"}


def test_one_object_does_not_stand_for_another() -> None:
    source = """
    class Wrap(nn.Module):
        def __init__(self, module):
            super().__init__()
            self.module = module
        def forward(self, x):
            return self.module(x)[0][:, -1]
    class A(Wrap):
        def __init__(self, n, bidirectional=False):
            super().__init__(nn.LSTM(8, n, batch_first=True, bidirectional=bidirectional))
    class B(Wrap):
        def __init__(self, n, bidirectional=False):
            super().__init__(nn.GRU(8, n, batch_first=True, bidirectional=bidirectional))
    """
    assert certainties(source) == {"SHP101": "possible"}


def test_a_parameter_of_a_function_configures_the_layer_it_is_given_to() -> None:
    source = """
    def f(x, flag{default}):
        rnn = nn.GRU(3, 5, batch_first=True, bidirectional=flag)
        out, h = rnn(x)
        return out[:, -1]
    """
    assert certainties(source.format(default="")) == {"SHP101": "possible"}
    assert certainties(source.format(default="=True")) == {"SHP101": "by-default"}


VIEWED = """
class Net(nn.Module):
    def __init__(self, size, {parameter}):
        super().__init__()
        self.size, self.num_layers = size, num_layers
        self.rnn = nn.GRU(3, size, num_layers, batch_first=True, bidirectional=True)
    def forward(self, x):
        _, h = self.rnn(x)
        return h.view(2, self.num_layers, x.size(0), self.size)[:, -1]
"""


def test_what_one_value_of_a_symbol_makes_harmless_is_possible_until_the_value_is_known() -> None:
    assert certainties(VIEWED.format(parameter="num_layers")) == {"SHP207": "possible"}
    assert certainties(VIEWED.format(parameter="num_layers=1")) == {"SHP207": "possible"}
    assert certainties(VIEWED.format(parameter="num_layers=3")) == {"SHP207": "by-default"}
    assert certainties(VIEWED.format(parameter="num_layers") + "net = Net(5, 3)\n") == {"SHP207": "always"}


def test_a_branch_that_some_layers_decide_is_a_matter_of_configuration() -> None:
    source = """
    class Net(nn.Module):
        def __init__(self, custom, bidirectional):
            super().__init__()
            if custom:
                self.rnn = CustomLayer(3, 4)
            else:
                self.rnn = nn.GRU(3, 4, bidirectional=bidirectional)
            self.decoder = nn.GRU(4, 4)
        def forward(self, x):
            out, h = self.rnn(x)
            if self.rnn.bidirectional:
                state = h * 2
            else:
                state = h.transpose(0, -1)
            return self.decoder(state[:, None, 0])[1]
    """
    assert certainties(source)["SHP404"] == "possible"


def test_branches_that_fit_one_configuration_each_make_it_possible() -> None:
    source = """
    class Net(nn.Module):
        def __init__(self, size, labels):
            super().__init__()
            width = 0
            if labels != 0:
                width = 2
                self.embed = nn.Linear(labels, width)
            self.rnn = nn.GRU(size + width, 8, batch_first=True)
            self.size = size
        def forward(self, n, label):
            x = torch.zeros(n, 5, self.size)
            if label is not None:
                x = torch.cat((x, torch.zeros(n, 5, 2)), dim=2)
            out, h = self.rnn(x)
            return h[-1]
    """
    assert certainties(source) == {"SHP404": "possible"}
    assert certainties(source.replace("zeros(n, 5, 2)", "zeros(n, 5, 3)")) == {"SHP404": "always"}


def test_the_default_that_matters_is_named() -> None:
    source = """
    class Net(nn.Module):
        def __init__(self, size, bidirectional=False, dropout=0):
            super().__init__()
            self.rnn = nn.GRU(3, size, 2, batch_first=True, bidirectional=bidirectional, dropout=dropout)
            self.fc = nn.Linear(2 * size, 1)
        def forward(self, x):
            out, h = self.rnn(x)
            return self.fc(out)
    """
    (found,) = found_in(source)
    assert found.finding.message.endswith(" (with the default bidirectional=False)")


def test_a_flag_of_any_name_is_counted_with() -> None:
    source = """
    class Net(nn.Module):
        def __init__(self, size, both):
            super().__init__()
            self.rnn = nn.GRU(3, size, 2, batch_first=True, bidirectional=both)
            self.fc = nn.Linear(size * (both + 1), 1)
        def forward(self, x):
            out, h = self.rnn(x)
            return self.fc(out)
    """
    assert certainties(source) == {}
    assert certainties(source.replace("(both + 1)", "2")) == {"SHP703": "possible"}
