"""Configuration for people: every key with its meaning, and what holds in a run, both as TOML."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from shapelint.config import Settings, enabled_codes
from shapelint.config_keys import Key, toml
from shapelint.report.style import Style
from shapelint.rule import Catalogue

WIDTH = 100


def render_keys(keys: Iterable[Key], style: Style) -> Iterator[str]:
    """Every key: its default, what it means, an example."""
    for number, key in enumerate(keys):
        default = "{}" if key.kind == "rules by pattern" else toml(key.default)
        yield "\n" * bool(number) + f"{style.paint(key.name, 'bold')} = {default}\n"
        yield textwrap.indent(textwrap.fill(key.meaning, WIDTH), "    ") + "\n"
        yield f"    {style.paint('example:', 'dim')} {key.name} = {key.example}\n"


def render_settings(settings: Settings, path: Path | None, catalogue: Catalogue, style: Style) -> Iterator[str]:
    """What holds in a run: where it was read, each key's value with the command line's on top, and the rules."""
    yield style.paint(f"# configuration: {'none' if path is None else path}", "dim") + "\n"
    for name, value in (
        ("select", ("ALL",) if settings.select is None else settings.select),
        ("extend-select", settings.extend_select),
        ("ignore", settings.ignore),
        ("certainty", settings.certainty.value),
        ("exclude", settings.exclude),
        ("force-exclude", settings.force_exclude),
    ):
        yield f"{style.paint(name, 'bold')} = {toml(value)}\n"
    table = ", ".join(f"{toml(pattern)} = {toml(rules)}" for pattern, rules in settings.per_file_ignores)
    yield f"{style.paint('per-file-ignores', 'bold')} = {{ {table} }}\n" if table else "per-file-ignores = {}\n"
    for folder in settings.rules:
        yield style.paint(f"# rules of {folder}", "dim") + "\n"
    codes = enabled_codes(settings, catalogue)
    yield style.paint(f"# {len(codes)} of {len(catalogue.entries)} rules are switched on:", "dim") + "\n"
    for entry in catalogue.entries:
        if entry.code in codes:
            yield style.paint(f"#   {entry.code} {entry.name}", "dim") + "\n"
