"""`shapelint rule`: the page of a rule, all pages, or the list."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from shapelint.commands.terminal import RunFailed, color_option, complete_rules, rules_option, style_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapelint.report.style import Style


@click.command(short_help="Show the page of a rule, or list them all.")
@click.argument("rule", required=False, shell_complete=complete_rules, metavar="[CODE|NAME]")
@click.option("--all", "is_all", is_flag=True, help="The pages of all rules.")
@rules_option
@color_option
def rule(rule: str | None, *, is_all: bool, rules: tuple[str, ...], color: str) -> None:
    """Show the page of a rule; without one, list them all."""
    from shapelint.report import write
    from shapelint.rule import RuleError

    if is_all and rule is not None:
        raise click.UsageError("--all shows every rule: it goes without one")
    try:
        write(_pages(rule, rules, style_of(color), is_all=is_all), sys.stdout)
    except RuleError as error:
        raise RunFailed(str(error)) from error


def _pages(wanted: str | None, folders: tuple[str, ...], style: Style, *, is_all: bool) -> Iterable[str]:
    """The text that is asked for. Raises RunFailed for a rule that is not there, and shapelint.rule.RuleError."""
    from shapelint.report.page import render_list, render_page
    from shapelint.rule import load_rules

    catalogue = load_rules(folders)
    if is_all:
        return [piece for each in catalogue.rules for piece in (*render_page(each, style), "\n")]
    if wanted is None:
        return render_list(catalogue.rules, style)
    loaded = catalogue.find(wanted)
    if loaded is None:
        if several := [entry.code for entry in catalogue.matching(wanted)]:
            raise RunFailed(f"{wanted!r} names several rules: {', '.join(several)}")
        nearest = catalogue.nearest(wanted)
        raise RunFailed(f"there is no rule {wanted!r}" + (f", did you mean {nearest!r}?" if nearest else ""))
    return render_page(loaded, style)
