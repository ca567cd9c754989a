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
    "exceptions of the program", "bindings of each pass", "changed while looped over", "generators that do things",
    "set comprehensions", "walrus over live names", "enums", "inputs repeated", "letters",
    "attributes set another way", "subclasses of records", "classes reached through type", "class attributes shadowed",
    "attributes in a dict", "attributes set by dicts", "lazy generators", "objects made in each pass", "dicts emptied",
    "one of several objects", "identity of constants", "copies by libraries", "arguments given to parsers",
    "defaults of parsers converted", "other keys", "names set by globals()", "cached properties", "made by __new__",
    "floors of negative numbers",
    "keys", "iterators used up", "iterators stepped", "names in f-strings", "named tuples as tuples", "lists given",
    "items at computed places", "effects of what may not be evaluated",
    "match that captures", "match of several constants", "match of structures",
))  # fmt: skip
