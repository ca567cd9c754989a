"""Diagnostics: what a run reports, as frozen data that printers, suppressions and the exit code are functions of.

Nothing here knows LibCST: a diagnostic can be pickled, cached, sorted and sent to another process.
"""

from __future__ import annotations

from enum import Enum

from shapelint.frozen import dataclass


class Severity(str, Enum):
    """How bad it is when the finding is true."""

    ERROR = "error"
    WARNING = "warning"


class Certainty(str, Enum):
    """Under which values of unresolved names a finding holds (DESIGN.md, "Certainty")."""

    ALWAYS = "always"
    BY_DEFAULT = "by-default"
    POSSIBLE = "possible"


class Applicability(str, Enum):
    """`safe`: the program computes the same afterwards; `unsafe`: it computes something else, meant to be right."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, order=True)
class Location:
    """A place in a file: 1-based row, 1-based column in characters."""

    row: int
    column: int


@dataclass(frozen=True)
class Edit:
    """Replace the text from `location` up to `end_location` by `content`, with the file's own line ends."""

    content: str
    location: Location
    end_location: Location
    cell: int | None = None


@dataclass(frozen=True)
class Fix:
    """Edits that belong together, with what they do in words.

    `relies_on` are places, as edits of nothing, that no other fix may change together with this one.
    """

    applicability: Applicability
    message: str
    edits: tuple[Edit, ...]
    relies_on: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Related:
    """Another place that explains the finding: the constructor, the place of consumption."""

    message: str
    location: Location
    end_location: Location
    cell: int | None = None


@dataclass(frozen=True)
class Diagnostic:
    """One finding at one place of one file."""

    code: str
    name: str
    message: str
    severity: Severity
    certainty: Certainty
    filename: str
    location: Location
    end_location: Location
    cell: int | None = None
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    url: str | None = None

    @property
    def sort_key(self) -> tuple[str, int, Location, Location, str, str]:
        """By file, then by place, then by code: the order of every report."""
        return (self.filename, self.cell or 0, self.location, self.end_location, self.code, self.message)
