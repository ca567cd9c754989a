"""Shape comments as people write them, and prose that only looks like one."""

from __future__ import annotations

import pytest

from shapelint.interpreter.comments import Written, shapes_in

SHAPES = {
    "# (batch, seq, hidden)": [(None, "batch seq hidden")],
    "# [B, T, H]": [(None, "B T H")],
    "# out: tensor of shape (batch_size, seq_length, hidden_size*2)": [("out", "batch_size seq_length hidden_size*2")],
    "# out.shape = (B, T, H)": [("out", "B T H")],
    "# out.size() -> (B, T, H)": [("out", "B T H")],
    "# (T, B, H) -> (B, T, H)": [(None, "B T H")],
    "# -> (B, H)": [(None, "B H")],
    "# torch.Size([5, 4, 16])": [(None, "5 4 16")],
    "# torch.Size([5, 4])": [(None, "5 4")],
    "# (5, 4, 16)": [(None, "5 4 16")],
    "# B x T x H": [(None, "B T H")],
    "# batch \u00d7 seq \u00d7 2 * hidden": [(None, "batch seq 2*hidden")],
    "#outs = [src len, batch size, hid dim * num directions]": [("outs", "src_len batch_size hid_dim*num_directions")],
    "# out (batch, seq, 2H)": [("out", "batch seq 2*H")],
    "# output shape: [batch, seq_len, hidden_dim]": [("output", "batch seq_len hidden_dim")],
    "# shape (B, T, D)": [(None, "B T D")],
    "# tensor of size (B, H)": [(None, "B H")],
    "# [batch_size, num_directions(=2) * n_hidden]": [(None, "batch_size num_directions*n_hidden")],
    "# mask.shape: (batch,)": [("mask", "batch")],
    "# hidden (2, B, H), x (B, T, F)": [("hidden", "2 B H"), ("x", "B T F")],
    "# (batch, seq, hidden) - the outputs": [(None, "batch seq hidden")],
    "# x: [B, T]; out: [B, T, H]": [("x", "B T"), ("out", "B T H")],
    "# (batch, seq, hidden)  # noqa": [(None, "batch seq hidden")],
    "# [batch=4, seq=5, 16]": [(None, "4 5 16")],
    "# out: (batch, seq, hidden * (1 + bidirectional))": [("out", "batch seq hidden*(1+bidirectional)")],
}  # fmt: skip

PROSE = (
    "# the last step (forward, backward)",
    "# (h_n, c_n)",
    "# see (Graves, 2013)",
    "# (5, 3)",
    "# [1]",
    "# out = out.view(batch, seq, -1)",
    "# out.permute(batch, seq, hidden)",
    "# view(batch, seq, hidden)",
    "# (B, T, H) if batch_first",
    "# (B, T, H) or (T, B, H)",
    "# reshape to (batch, -1)",
    "# (*, hidden)",
    "# ht: (1 * x batch_size x hidden_dim)",
    "# h_t: [length, b char_embed_size], a comma is missing",
    "# (seq_len batch_size, hidden size)",
    "# (batch, ..., hidden)",
    "# hid.shape: (D * Y) x B x H",
    "# h_n.shape: (num_layers * num_directions) * batch * hidden",
    "# out.shape: L x B x (D * H)",
    "# hid: [layers * directions] \u00d7 batch \u00d7 hidden",
    "# out.shape: (B * T) X H",
    "# out (batch)",
    "# was (batch, seq, hidden)",
    "# TODO: (batch, seq, hidden)",
    "# type: ignore[attr-defined]",
    "# noqa: E501",
    "#",
)


@pytest.mark.parametrize("comment", SHAPES)
def test_shapes(comment: str) -> None:
    expected = tuple(Written(name, tuple(items.split())) for name, items in SHAPES[comment])
    assert shapes_in(comment) == expected


@pytest.mark.parametrize("comment", PROSE)
def test_prose(comment: str) -> None:
    assert shapes_in(comment) == ()
