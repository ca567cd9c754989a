"""The features of Python that the interpreter is known to take for something else: left out until that is mended."""

from __future__ import annotations

KNOWN_TO_DISAGREE: frozenset[str] = frozenset((
    "aliases", "parameters changed in place", "outer lists changed", "bound methods of lists",
    "lists inside lists changed", "lists inside dicts changed", "shared class lists", "mutable defaults",
    "functions that do things", "contexts of generators",
    "comprehension variables", "enumerate from a start",
    "decorators", "decorators of libraries", "classes that decorate",
    "try", "raise", "return in try", "suppress", "contexts",
    "post-init", "record fields overridden", "items deleted",
    "several bases", "super with arguments", "objects that are called", "property setters", "global",
    "sorting", "extremes by key", "truth of containers", "special methods", "defaults computed",
    "match that captures", "match of several constants", "match of structures",
))  # fmt: skip
