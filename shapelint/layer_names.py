"""Whether the code of a program, not its prose, names a recurrent layer: the second gate, after that of the bytes.

Most files that pass the first gate without holding a layer name one in a docstring or a comment. What a name is part of
(`EncoderRNN`, `BiLSTM`) counts as much as the name itself: it may be a class of another file that makes one.
"""

from __future__ import annotations

import ast
import re

LAYER = re.compile(r"(?:LSTM|GRU|RNN)(?!Cell)")
TORCH = "torch"
DYNAMIC = frozenset(("getattr", "vars"))
"""What finds a layer by a name that is put together elsewhere: `getattr(nn, kind.upper())`."""


def names_a_layer(tree: ast.Module) -> bool:
    """Whether a name, an attribute, an import or a string without blanks may stand for a recurrent layer."""
    modules: set[str] = set()
    asked: set[str] = set()
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        match node:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Import() | ast.ImportFrom():
                modules.update(_torch(node))
            case ast.Call(func=ast.Name(id=name), args=[of, *_]) if name in DYNAMIC:
                asked.add(_root(of))
        for value in node.__dict__.values():
            if isinstance(value, ast.AST):
                pending.append(value)
            elif type(value) is list:
                pending += [each for each in value if isinstance(each, ast.AST)]
                if any(type(each) is str and LAYER.search(each) for each in value):
                    return True
            elif type(value) is str and LAYER.search(value) and not any(map(str.isspace, value)):
                return True
    return not modules.isdisjoint(asked)


def _torch(node: ast.Import | ast.ImportFrom) -> set[str]:
    """What an import of torch, or of something inside it, binds."""
    of = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    if not any(each.partition(".")[0] == TORCH for each in of):
        return set()
    return {alias.asname or alias.name.partition(".")[0] for alias in node.names}


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
