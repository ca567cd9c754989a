"""What an expression may hold, as far as a plain reading tells."""

from __future__ import annotations

from enum import Enum

import libcst as cst

from shapelint.domain.recurrent import Kind
from shapelint.frozen import dataclass


class What(Enum):
    """`CHOSEN`: a class of `torch.nn` chosen by a name that does not say whether it is a recurrent one."""

    CLASS = "class"
    LAYER = "layer"
    CHOSEN = "chosen class"


@dataclass(frozen=True)
class Held:
    """A layer or a class of layers; `inside` a list, a dict or a container of modules."""

    what: What
    inside: bool = False


@dataclass(frozen=True)
class Path:
    """Something imported, by its dotted path."""

    text: str


@dataclass(frozen=True)
class Definition:
    """A function, lambda or class of the file."""

    node: cst.FunctionDef | cst.Lambda | cst.ClassDef


Token = Held | Path | Definition
Tokens = frozenset[Token]
NOTHING: Tokens = frozenset()
LAYER, CLASS, CHOSEN = Held(What.LAYER), Held(What.CLASS), Held(What.CHOSEN)
RECURRENT = frozenset(f"torch.nn.{kind.value}" for kind in Kind)


def put_in(tokens: Tokens) -> Tokens:
    """What a container holds whose items hold this."""
    return frozenset(Held(each.what, True) for each in map(as_held, tokens) if each is not None)


def taken_out(tokens: Tokens) -> Tokens:
    """What an item of a container may hold: containers may be nested."""
    inside = {each for each in tokens if isinstance(each, Held) and each.inside}
    return frozenset(inside | {Held(each.what) for each in inside})


def as_held(token: Token) -> Held | None:
    """A class of torch by its path is a class of layers like any other."""
    match token:
        case Held():
            return token
        case Path(text) if text in RECURRENT:
            return CLASS
        case _:
            return None
