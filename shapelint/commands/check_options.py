"""The options of `shapelint check`, by what they are about, and how they become a request."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import reduce
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from shapelint.commands.configured import CONFIG, ISOLATED
from shapelint.commands.terminal import RunFailed, color_option, complete_rules, file_option, rules_option
from shapelint.report import FORMATS

if TYPE_CHECKING:
    from shapelint.run import Request

DRAWING = ("full", "html")
"""The formats that `--pictures` goes with; `html` has them in any case."""

COUNTED = ("full", "concise", "json", "json-lines")
"""The formats that `--statistics` can be printed in."""

MODES = ("add_noqa", "write_baseline", "fix", "diff", "watch", "show_files", "show_settings")
"""Options of which each says what to do with the findings, or that there are to be none."""
WITHOUT_REPORT = ("add_noqa", "write_baseline", "diff", "show_files", "show_settings")
OF_REPORTS = ("output_format", "pictures", "output_file", "statistics")
EXCLUSIVE = (
    ("config", "isolated"),
    ("baseline", "write_baseline"),
    ("baseline", "add_noqa"),
    ("ignore_noqa", "add_noqa"),
    ("ignore_noqa", "fix"),
    ("ignore_noqa", "diff"),
    *(("prune_baseline", mode) for mode in ("diff", "show_files", "show_settings")),
    *((one, other) for one, other in combinations(MODES, 2) if {one, other} != {"fix", "diff"}),
    *product(WITHOUT_REPORT, OF_REPORTS),
)
FILES_ONLY = ("add_noqa", "write_baseline", "watch", "show_files")

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def _codes(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """`--select SHP1,SHP201 --select SHP3`: commas and repetition."""
    return tuple(code.strip() for value in values for code in value.split(",") if code.strip())


def _some_codes(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The same. Raises click.BadParameter where they are given and there is none: that would select all."""
    codes = _codes(context, parameter, values)
    if values and not codes:
        raise click.BadParameter("it names no rule")
    return codes


def _selector(name: str, text: str, callback: Callable[..., tuple[str, ...]] = _codes) -> Decorator:
    return click.option(
        name, multiple=True, callback=callback, shell_complete=complete_rules, metavar="RULES", help=text
    )


SELECTION: tuple[Decorator, ...] = (
    _selector(
        "--select", "Only these rules: codes, beginnings of codes, names or ALL, separated by commas.", _some_codes
    ),
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
    click.option("--pictures", is_flag=True, help="Draw below each finding what it takes and what it should take."),
    file_option("--output-file", "-o", "Write the report to this file."),
    click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them."),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 even where something was found."),
)
ADOPTION: tuple[Decorator, ...] = (
    click.option("--add-noqa", is_flag=True, help="Add `# noqa` comments for everything that is found."),
    file_option("--baseline", "Report only what is not counted in this file."),
    file_option("--write-baseline", "Count what is found into this file."),
    click.option("--prune-baseline", is_flag=True, help="Lower the counts of --baseline to what is found."),
)
CONFIGURATION: tuple[Decorator, ...] = (
    CONFIG,
    click.option("--force-exclude", is_flag=True, help="Leave out what is excluded also where it is named."),
    ISOLATED,
)
RUNNING: tuple[Decorator, ...] = (
    click.option("--show-files", is_flag=True, help="List the files that would be checked."),
    click.option("--show-settings", is_flag=True, help="Show the configuration that holds for them."),
    click.option("--watch", is_flag=True, help="Check again whenever a file changes."),
    click.option("--no-cache", is_flag=True, help="Look at every file anew, and keep nothing for the next run."),
    file_option("--stdin-filename", "What `-` stands for."),
    click.option("--jobs", "-j", type=click.IntRange(min=1), help="Most processes (default: one for each processor)."),
    color_option,
    click.option("--quiet", "-q", is_flag=True, help="Findings only, no summary."),
    click.option("--verbose", "-v", is_flag=True, help="Say more about what could not be analysed."),
)


def check_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a function the options of `check`, in the order of the help."""
    options = (*SELECTION, *FIXING, *REPORTING, *ADOPTION, *CONFIGURATION, *RUNNING)
    return reduce(lambda decorated, option: option(decorated), reversed(options), command)


def request_of(paths: tuple[str, ...], options: dict[str, Any]) -> Request:
    """The options as a request. Raises click.UsageError for those that contradict each other, and RunFailed.

    A pipe that is named is what `-` is: it can be read but once.
    """
    from shapelint.diagnostic import Certainty
    from shapelint.files import is_stream
    from shapelint.run import Request

    stream = paths[0] if len(paths) == 1 and (paths[0] == "-" or is_stream(paths[0])) else None
    _refuse_contradictions(paths, options, is_stream=stream is not None)
    return Request(
        paths=paths,
        certainty=Certainty(options["certainty"]) if options["certainty"] else None,
        stdin=None if stream is None else _read(stream),
        use_cache=not options["no_cache"],
        **{
            key: options[key]
            for key in (
                *("select", "extend_select", "ignore", "rules", "ignore_noqa", "force_exclude"),
                *("config", "isolated", "jobs", "stdin_filename"),
            )
        },
    )


def _read(stream: str) -> bytes:
    """All of standard input, or of a pipe. Raises RunFailed."""
    if stream == "-":
        try:
            return sys.stdin.buffer.read()
        except OSError as error:
            raise RunFailed(f"standard input cannot be read: {error.strerror}") from error
    from shapelint.files import Unreadable, read_bytes

    data = read_bytes(stream)
    if isinstance(data, Unreadable):
        raise RunFailed(f"{stream}: {data.reason}")
    return data


def _refuse_contradictions(paths: tuple[str, ...], options: dict[str, Any], *, is_stream: bool) -> None:
    if "-" in paths and len(paths) > 1:
        raise click.UsageError("`-` (standard input) cannot be checked together with other paths")
    if options["stdin_filename"] and not is_stream:
        raise click.UsageError("--stdin-filename goes with the path `-`")
    if options["prune_baseline"] and not options["baseline"]:
        raise click.UsageError("--prune-baseline goes with --baseline")
    if options["unsafe_fixes"] and not (options["fix"] or options["diff"]):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    if options["statistics"] and options["output_format"] not in COUNTED:
        raise click.UsageError(f"--statistics is printed as {', '.join(COUNTED)}; not as {options['output_format']}")
    if options["pictures"] and (options["statistics"] or options["output_format"] not in DRAWING):
        shown = "--statistics" if options["statistics"] else f"--output-format {options['output_format']}"
        raise click.UsageError(f"--pictures are drawn in {' and '.join(DRAWING)} reports; not with {shown}")
    if is_stream and (alone := next((name for name in FILES_ONLY if options[name]), None)):
        raise click.UsageError(f"{_flag(alone)} needs files; standard input is none")
    for one, other in EXCLUSIVE:
        if _is_given(one) and _is_given(other):
            raise click.UsageError(f"{_flag(one)} and {_flag(other)} exclude each other")


def _is_given(name: str) -> bool:
    return click.get_current_context().get_parameter_source(name) is not ParameterSource.DEFAULT


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"
