"""The options of `shapelint check`, by what they are about, and how they become a request."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any

import click

from shapelint.commands.terminal import color_option, rules_option
from shapelint.report import FORMATS

if TYPE_CHECKING:
    from shapelint.run import Request

COUNTED = ("full", "concise", "json", "json-lines")
"""The formats that `--statistics` can be printed in."""

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def _codes(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """`--select SHP1,SHP201 --select SHP3`: commas and repetition."""
    return tuple(code.strip() for value in values for code in value.split(",") if code.strip())


def _selector(name: str, text: str) -> Decorator:
    return click.option(name, multiple=True, callback=_codes, metavar="RULES", help=text)


SELECTION: tuple[Decorator, ...] = (
    _selector("--select", "Only these rules: codes, beginnings of codes, names or ALL, separated by commas."),
    _selector("--extend-select", "These rules as well."),
    _selector("--ignore", "Not these rules."),
    click.option(
        "--certainty",
        type=click.Choice(["always", "by-default", "possible"]),
        help="The least certain finding to report (default: by-default).",
    ),
    rules_option,
    click.option("--ignore-noqa", is_flag=True, help="Report what comments suppress as well."),
)
FIXING: tuple[Decorator, ...] = (
    click.option("--fix", is_flag=True, help="Apply the fixes after which the program computes the same."),
    click.option("--unsafe-fixes", is_flag=True, help="The fixes that change what it computes as well."),
    click.option("--diff", is_flag=True, help="Show what --fix would change instead, and write nothing."),
)
REPORTING: tuple[Decorator, ...] = (
    click.option("--output-format", type=click.Choice(FORMATS), default="full", show_default=True),
    click.option("--output-file", "-o", metavar="FILE", help="Write the report to this file."),
    click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them."),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 even where something was found."),
)
CONFIGURATION: tuple[Decorator, ...] = (
    click.option("--config", metavar="FILE", help="This configuration instead of the nearest one."),
    click.option("--isolated", is_flag=True, help="No configuration at all."),
)
RUNNING: tuple[Decorator, ...] = (
    click.option("--no-cache", is_flag=True, help="Do not use what an earlier run found (nothing is kept yet)."),
    click.option("--stdin-filename", metavar="FILE", help="What `-` stands for."),
    click.option("--jobs", "-j", type=click.IntRange(min=1), help="Most processes (default: one for each processor)."),
    color_option,
    click.option("--quiet", "-q", is_flag=True, help="Findings only, no summary."),
    click.option("--verbose", "-v", is_flag=True, help="Say more about what could not be analysed."),
)


def check_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a function the options of `check`, in the order of the help."""
    options = (*SELECTION, *FIXING, *REPORTING, *CONFIGURATION, *RUNNING)
    return reduce(lambda decorated, option: option(decorated), reversed(options), command)


def request_of(paths: tuple[str, ...], options: dict[str, Any]) -> Request:
    """The options as a request. Raises click.UsageError for those that contradict each other."""
    from shapelint.diagnostic import Certainty
    from shapelint.run import Request

    _refuse_contradictions(paths, options)
    return Request(
        paths=paths,
        certainty=Certainty(options["certainty"]) if options["certainty"] else None,
        stdin=sys.stdin.buffer.read() if "-" in paths else None,
        **{
            key: options[key]
            for key in (
                *("select", "extend_select", "ignore", "rules", "ignore_noqa"),
                *("config", "isolated", "jobs", "stdin_filename"),
            )
        },
    )


def _refuse_contradictions(paths: tuple[str, ...], options: dict[str, Any]) -> None:
    output_format = options["output_format"]
    for is_refused, message in (
        ("-" in paths and len(paths) > 1, "`-` (standard input) cannot be checked together with other paths"),
        (options["stdin_filename"] and "-" not in paths, "--stdin-filename goes with the path `-`"),
        (
            options["ignore_noqa"] and (options["fix"] or options["diff"]),
            "--ignore-noqa cannot go with --fix or --diff: what is suppressed is never fixed",
        ),
        (options["config"] and options["isolated"], "--config and --isolated exclude each other"),
        (
            options["statistics"] and output_format not in COUNTED,
            f"--statistics is printed as {', '.join(COUNTED)}; not as {output_format}",
        ),
    ):
        if is_refused:
            raise click.UsageError(message)
