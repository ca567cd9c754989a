"""Statements moved into functions and methods of the program, which are then called."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from random import Random

from tests.oracle.programs import Binding


@dataclass(frozen=True)
class Extracted:
    """A body that calls functions, and these: at module level, and as methods."""

    body: tuple[Binding, ...]
    functions: tuple[str, ...]
    methods: tuple[str, ...]


def extracted(random: Random, body: tuple[Binding, ...], inputs: tuple[str, ...], has_self: bool) -> Extracted:
    """Some of the statements in functions of their own."""
    bound, functions, methods, found = set(inputs), list[str](), list[str](), list[Binding]()
    for number, binding in enumerate(body):
        uses = sorted(binding.uses & bound)
        if binding.target and uses and random.randrange(100) < 40 and not _is_complex(binding.text):
            as_method = has_self and ("self." in binding.text or random.randrange(2) == 0)
            if as_method or "self." not in binding.text:
                name, text = f"helper{number}", _definition(random, f"helper{number}", uses, binding.text, as_method)
                (methods if as_method else functions).append(text)
                call = f"{'self.' if as_method else ''}{name}({_passed(random, uses)})"
                binding = replace(binding, text=call, called=binding.text)
        found.append(binding)
        bound |= set(binding.names)
    return Extracted(tuple(found), tuple(functions), tuple(methods))


def _is_complex(text: str) -> bool:
    """Whether the statement is no plain expression, or names what is not a value of the body."""
    return bool(re.search(r"\bfor\b|\blambda\b|^None$|^\[\]$", text))


def _definition(random: Random, name: str, uses: list[str], text: str, as_method: bool) -> str:
    static = as_method and "self." not in text and random.randrange(3) == 0
    parameters = ", ".join([*(["self"] if as_method and not static else []), *uses])
    body = random.choice([f"    return {text}\n", f"    found = {text}\n    return found\n"])
    return f"{'@staticmethod' + chr(10) if static else ''}def {name}({parameters}):\n{body}"


def _passed(random: Random, uses: list[str]) -> str:
    if random.randrange(4) == 0:
        return ", ".join(f"{use}={use}" for use in uses)
    return ", ".join(uses)


__all__ = ["Extracted", "extracted"]
