"""The ways in which expressions and statements are written, each under the name of the feature that it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.python_oracle.writer import Writer

Lines = list[str]


class Impossible(Exception):
    """There is nothing here with which this could be written."""


@dataclass(frozen=True)
class Saying:
    """A way to write an expression."""

    feature: str
    weight: int
    write: Callable[[Writer], str]


@dataclass(frozen=True)
class Doing:
    """A way to write a statement. `deep`: others lie in it."""

    feature: str
    weight: int
    write: Callable[[Writer], Lines]
    deep: bool


EXPRESSIONS: dict[str, list[Saying]] = {}
"""By the kind of their value."""
STATEMENTS: list[Doing] = []
ASIDE: set[str] = set()
"""Features that have no way of their own: other ways ask for them."""


def expression(
    feature: str, *kinds: str, weight: int = 4
) -> Callable[[Callable[[Writer], str]], Callable[[Writer], str]]:
    """Register a way to write expressions of these kinds."""

    def add(write: Callable[[Writer], str]) -> Callable[[Writer], str]:
        for kind in kinds:
            EXPRESSIONS.setdefault(kind, []).append(Saying(feature, weight, write))
        return write

    return add


def statement(
    feature: str, weight: int = 4, *, deep: bool = False
) -> Callable[[Callable[[Writer], Lines]], Callable[[Writer], Lines]]:
    """Register a way to write a statement."""

    def add(write: Callable[[Writer], Lines]) -> Callable[[Writer], Lines]:
        STATEMENTS.append(Doing(feature, weight, write, deep))
        return write

    return add


def aside(*features: str) -> None:
    """Register features that other ways ask for."""
    ASIDE.update(features)


def all_features() -> frozenset[str]:
    """Every feature that there is."""
    said = {each.feature for ways in EXPRESSIONS.values() for each in ways}
    return frozenset(said | {each.feature for each in STATEMENTS} | ASIDE)
