"""The command line: arguments in, exit code out.

0: nothing found; 1: findings; 2: the run failed (a bad argument, an unknown rule, a bad configuration, a path that does
not exist). A file that could not be analysed is named on standard error and changes no exit code.
"""

from __future__ import annotations

import gc
import os
import sys
import warnings
from contextlib import suppress
from importlib import import_module

import click

from shapelint import __version__
from shapelint.commands.terminal import FAILED, complain, discard, refused

INTERRUPTED = 130
COMMANDS = ("check", "clean", "config", "picture", "rule", "server", "shapes")
"""Each is a module of `shapelint.commands` with a click command of its own name."""


def run() -> None:
    """The program: runs the command and exits."""
    warnings.simplefilter("ignore", SyntaxWarning)  # about the escapes in other people's strings
    warnings.simplefilter("ignore", DeprecationWarning)
    gc.set_threshold(50_000, 20, 100)  # syntax trees are large and live as long as they are of use
    _open_what_is_closed()
    try:
        code = main.main(standalone_mode=False, prog_name="shapelint")
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted")
        code = INTERRUPTED
    except BrokenPipeError:
        discard(sys.stdout)
        code = 0
    except OSError as error:
        complain(f"error: {refused(error)}")
        discard(sys.stdout)
        code = FAILED
    sys.exit(code if isinstance(code, int) else 0)


def _open_what_is_closed() -> None:
    """Give closed standard streams a descriptor that refuses to be read or written; nothing complains on a closed one.

    Python has None in their place, and the next file that is opened would get their number.
    """
    for name, mode, flags in (("stdin", "r", os.O_WRONLY), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))


class _Commands(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"shapelint.commands.{name}"), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="shapelint", message="%(prog)s %(version)s")
def main() -> None:
    """Find code that takes the results of an LSTM, GRU or RNN for something they are not."""
