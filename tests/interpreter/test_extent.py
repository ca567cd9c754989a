"""Numbers and texts that grow with every line: the program is followed to its end, and soon."""

from __future__ import annotations

import pytest

from shapelint import check_source
from tests.command import DEFECT

HEAD = """

def f(x, n):
    out, _ = nn.LSTM(10, 20)(x)
    k = len(n)
"""

GROWING = {
    "powers": "n = n ** 64",
    "numbers": "k = k * k",
    "powers of a number": "k = k ** 64",
    "polynomials": "k = k * (k + 1) * (len(x) + k)",
    "a polynomial at once": "k = (k + len(x) + len(n[0]) + len(n[1]) + len(n[2])) ** 24",
    "quotients": "k = k // 3 + k // 2",
    "what may be a tensor": "n = n * n",
    "an element": "out = out.flatten(); out = (out[:, None] * out[None, :])[None]",
    "texts": "text = 'ab' if x is None else text + text",
    "formatted texts": "text = 'ab' if x is None else f'{text}{text}'",
    "parts": "out = torch.cat((out, out))",
    "parts of something unknown": "x = torch.cat((x, x))",
    "repeats": "out = out.repeat(10 ** 30, 1, 1)",
    "ranges": "a = [out[i] for i in range(10 ** 30)]",
}


@pytest.mark.parametrize("line", GROWING.values(), ids=GROWING)
@pytest.mark.parametrize("start", ["", "k = 10; text = 'ab'\n    "], ids=["unknown", "known"])
def test_what_grows_with_every_line_is_let_go(line: str, start: str) -> None:
    body = f"    {start}" + f"{line}\n    " * 40 + "return nn.Linear(k, 2)(out), nn.LSTM(2, n, dropout=k)\n"
    assert "SHP101" in [each.code for each in check_source(f"{DEFECT}{HEAD}{body}")]


@pytest.mark.parametrize(
    "line",
    [
        "x = (10 ** 20) ** 64; y = x / 3",
        "nn.LSTM(10, 20, dropout=10 ** 7200)",
        "nn.LSTM(10, 10 ** 60 ** 2)",
        f"nn.LSTM(10, 0x{'f' * 5_000})",
        "nn.LSTM(10, int(1e308) * 7 ** 40)",
        "a = 10 ** 64; b = a ** 64; c = b ** 64; d = c ** 64",
        "a = 1 << 2 ** 90; b = 1 >> 2 ** 90; c = 2 ** 90 % 2.5 ** 90",
        "output.view(2 ** 90, -1).expand(2 ** 100, 2 ** 100)[2 ** 99]",
        "def f(x): x.transpose(0, 10 ** 25); x.flip(2 ** 70); x.permute(-2 ** 70, 0); x.squeeze((10 ** 25, 0))",
        "def f(x): torch.cat((x, x), -2 ** 80)",
        "assert output.dim() == 10 ** 25",
        "for i in range(0, 2 ** 100, 3): output[i]",
    ],
)
def test_large_numbers(line: str) -> None:
    assert [each.code for each in check_source(f"{DEFECT}{line}\n")] == ["SHP101"]


@pytest.mark.parametrize("axes", ["² 3 4", f"{'1' * 5_000} 3"])
def test_annotated_sizes(axes: str) -> None:
    program = f"from jaxtyping import Float\nfrom torch import Tensor, nn\n\n\ndef f(x: Float[Tensor, '{axes}']):\n"
    assert check_source(f"{program}    return nn.LSTM(4, 5)(x)[1][0][-1]\n") == []
