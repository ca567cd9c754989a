"""Python's own parser, without its warnings about somebody else's text.

With `-W error` they would be errors, and without it nobody could do anything about `<unknown>:1`.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

_WARNINGS = threading.Lock()


def parsed(text: str) -> ast.Module:
    """The tree of a program. Raises what `ast` does."""
    import ast

    with _unwarned():
        return ast.parse(text)


def expression(text: str) -> ast.expr:
    """The tree of an expression. Raises what `ast` does."""
    import ast

    with _unwarned():
        return ast.parse(text, mode="eval").body


def literal(text: str) -> object:
    """What a number or a string stands for. Raises what `ast` does, and ValueError for any other expression."""
    import ast

    return ast.literal_eval(expression(text))


@contextmanager
def _unwarned() -> Iterator[None]:
    with _WARNINGS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
