"""The HTML report's colours by AA of the Web Content Accessibility Guidelines, as its style sheet has them."""

from __future__ import annotations

import re

import pytest

from shapelint.picture.style import STYLE
from shapelint.report.web.elements import packaged

SYNTAX = ("keyword", "string", "number", "comment", "defined")
TEXT = {
    "text": ("page", "surface", "code", "chip", "primary", "related", "removed", "added"),
    "muted": ("page", "surface", "code"),
    "link": ("page", "surface"),
    "error": ("surface",),
    "warning": ("surface",),
    **dict.fromkeys(SYNTAX, ("surface", "code", "primary", "related")),
}
"""Colours of text, with those that lie behind them."""
SHAPES = {
    "control": ("page", "surface"),
    "link": ("page", "surface", "code", "related"),
    "error": ("code", "primary"),
}
"""Colours of borders, underlines and outlines, with those beside them."""
SCHEMES = ("light", "dark")


def palette(scheme: str) -> dict[str, str]:
    """The custom properties that hold colours."""
    light, dark = re.findall(r":root \{(.*?)\}", packaged("report.css"), re.DOTALL)
    found = {
        name: dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", text)) for name, text in (("light", light), ("dark", dark))
    }
    assert found["light"].keys() == found["dark"].keys()
    return found[scheme]


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (SHAPES, 3.0)], ids=["text", "shapes"])
def test_contrast(pairs: dict[str, tuple[str, ...]], least: float, scheme: str) -> None:
    colors = palette(scheme)
    found = {(name, behind): contrast(colors[name], colors[behind]) for name in pairs for behind in pairs[name]}
    assert {pair: ratio for pair, ratio in found.items() if ratio < least} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_pictures(scheme: str) -> None:
    """Their inks on what the page puts behind them."""
    light, dark = (part for part in STYLE.split("@media screen and (prefers-color-scheme:dark)"))
    inks = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", light if scheme == "light" else dark))
    behind = [palette(scheme)[name] for name in ("page", "surface", "code")]
    least = {name: min(contrast(inks[name], color) for color in behind) for name in ("ink", "faint")}
    assert min(least.values()) >= 4.5
    shapes = {
        name: min(contrast(inks[name], color) for color in behind) for name in ("edge", "taken", "other", "right")
    }
    assert {name: ratio for name, ratio in shapes.items() if ratio < 3} == {}


def test_every_colour_has_a_name_and_is_looked_at() -> None:
    style = packaged("report.css")
    rules = style.partition("* {")[2]
    assert not re.search(r"#[0-9a-f]{3,8}\b|\b(rgb|hsl)a?\(", rules)
    known = {*TEXT, *SHAPES, *(name for pairs in (TEXT, SHAPES) for behind in pairs.values() for name in behind)}
    assert set(palette("light")) == known | {"line"}, "`line` is ornament: it bounds nothing that must be seen"
