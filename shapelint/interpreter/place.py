"""Where in a run something came to be: an expression, in one activation of the function that holds it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, cast

from shapelint.frozen import dataclass

if TYPE_CHECKING:
    import libcst as cst

    from shapelint.domain.recurrent import Call


@dataclass(frozen=True)
class Place:
    """A node in an activation: a helper that is called twice makes two values at one node, not one value."""

    activation: Hashable
    node: cst.CSTNode


def node_at(token: object) -> cst.CSTNode:
    """The node of a place, or of a token that is a node itself (`label.made`, `layer.at`)."""
    return token.node if isinstance(token, Place) else cast("cst.CSTNode", token)


def activation_of(call: Call) -> Hashable:
    """The activation in which a layer was called: the first part of a call's key."""
    return call.key[0] if isinstance(call.key, tuple) else None
