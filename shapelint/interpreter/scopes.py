"""Where comprehensions bind their names: in a scope of their own, but for what `:=` binds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import libcst as cst

from shapelint.interpreter.bodies import nests
from shapelint.interpreter.machine import Machine


@contextmanager
def comprehension(m: Machine, node: cst.BaseComp) -> Iterator[None]:
    """Run a comprehension: what it binds is not seen outside of it, but by functions that it makes."""
    frame = m.frame
    outer, key = frame.scopes, m.fresh_key(node, "comprehension")
    frame.scopes, frame.comprehensions = (key, *outer), frame.comprehensions + 1
    try:
        yield
    finally:
        frame.scopes, frame.comprehensions = outer, frame.comprehensions - 1
        if not nests(node):
            m.store.drop(key)


@contextmanager
def around_comprehensions(m: Machine) -> Iterator[None]:
    """Bind names where the comprehensions that are run stand: `:=` does."""
    frame = m.frame
    scopes, depth = frame.scopes, frame.comprehensions
    frame.scopes, frame.comprehensions = scopes[depth:], 0
    try:
        yield
    finally:
        frame.scopes, frame.comprehensions = scopes, depth
