"""`shapelint rule`: the page of a rule, all pages, or the list."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from shapelint.commands.terminal import RunFailed, color_option, rules_option, style_of

if TYPE_CHECKING:
    from shapelint.rule import Catalogue


@click.command()
@click.argument("rule", required=False, metavar="[CODE|NAME]")
@click.option("--all", "is_all", is_flag=True, help="The pages of all rules.")
@rules_option
@color_option
def rule(rule: str | None, *, is_all: bool, rules: tuple[str, ...], color: str) -> None:
    """Show the page of a rule; without one, list them all."""
    from shapelint.report import write
    from shapelint.report.page import render_list, render_page

    catalogue = _catalogue(rules)
    style = style_of(color)
    if is_all:
        pages = (piece for each in catalogue.rules for piece in (*render_page(each, style), "\n"))
        write(pages, sys.stdout)
    elif rule is None:
        write(render_list(catalogue.rules, style), sys.stdout)
    else:
        loaded = catalogue.find(rule)
        if loaded is None:
            nearest = catalogue.nearest(rule)
            raise RunFailed(f"there is no rule {rule!r}" + (f", did you mean {nearest!r}?" if nearest else ""))
        write(render_page(loaded, style), sys.stdout)


def _catalogue(folders: tuple[str, ...]) -> Catalogue:
    from shapelint.rule import RuleError, load_rules

    try:
        return load_rules(folders)
    except RuleError as error:
        raise RunFailed(str(error)) from error
