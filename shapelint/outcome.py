"""What became of one file, as data that can be kept, sent to another process and counted."""

from __future__ import annotations

from shapelint.diagnostic import Diagnostic
from shapelint.files import Unreadable
from shapelint.frozen import dataclass


@dataclass(frozen=True)
class Failure:
    """Why a file was not analysed: one line, and the traceback behind it where there is one."""

    filename: str
    message: str
    cause: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its diagnostics, or why there are none.

    `parses` unless it matters and is no Python. `is_complete` unless some function of it took too many steps to follow
    to its end. `consulted` are the other files that it depends on: those that were read because it imports them, and
    those that were looked for, whether they are there or not.
    """

    filename: str
    diagnostics: tuple[Diagnostic, ...] = ()
    failure: Failure | None = None
    unreadable: Unreadable | None = None
    is_complete: bool = True
    consulted: tuple[str, ...] = ()
    parses: bool = True
