"""Where the nodes of a module are. To find it out takes as long as to parse the module."""

from __future__ import annotations

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider


def ranges_of(module: cst.Module) -> dict[cst.CSTNode, CodeRange]:
    """The place of each node: rows from 1, columns from 0."""
    found = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    return {node: place for node, place in found.items() if isinstance(place, CodeRange)}
