"""Which names are live where a statement is written, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tests.python_oracle.kinds import Shape, Signature


@dataclass
class Scope:
    """The names that are seen from here.

    `own` are those of the function itself (or of the module), which it may bind; `fresh` those of them that hold a list
    or dict which no one else holds.
    """

    names: dict[str, str] = field(default_factory=dict)
    functions: dict[str, Signature] = field(default_factory=dict)
    classes: dict[str, Shape] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    fresh: set[str] = field(default_factory=set)
    in_function: bool = False
    loops: int = 0
    returns: str | None = None
    reserved: set[str] = field(default_factory=set)
    """Names that may not be bound here: a loop counts with them."""
    locked: set[str] = field(default_factory=set)
    """Names of lists and dicts that may not be changed here: a loop runs over them."""

    def copy(self) -> Scope:
        """A scope with the same names; from here on neither sees what the other binds."""
        return replace(
            self,
            names=dict(self.names), functions=dict(self.functions), classes=dict(self.classes), own=set(self.own),
            fresh=set(self.fresh), reserved=set(self.reserved), locked=set(self.locked),
        )  # fmt: skip

    def inner(self, returns: str | None) -> Scope:
        """The scope of a function that is defined here."""
        return replace(
            self.copy(), own=set(), fresh=set(), in_function=True, loops=0, returns=returns, reserved=set()
        )

    def bind(self, name: str, kind: str, *, fresh: bool = False) -> None:
        """A name holds a value of this kind from here on."""
        self.names[name] = kind
        self.functions.pop(name, None)
        self.own.add(name)
        (self.fresh.add if fresh else self.fresh.discard)(name)

    def define(self, name: str, signature: Signature) -> None:
        """A name is a function from here on."""
        self.names.pop(name, None)
        self.functions[name] = signature
        self.own.add(name)
