"""The source text of a node, for messages and names."""

from __future__ import annotations

import re
import tokenize
from functools import lru_cache
from typing import cast

from shapelint.lines import LINE_END, split_lines, tokens
from shapelint.parsing import literal

LONGEST = 60
_NO_CODE = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
_CLOSE_BEHIND, _CLOSE_BEFORE = ("(", "[", "{", "."), (")", "]", "}", ".", ",", ":")

LAYERS = re.compile(r"(?:\w*_)?(?:n|num|no|number_of|nb)?_?(?:\w+_)?layers?(?:_num|_number|_count|_size|_dim)?", re.I)
"""How people call a number of layers."""


@lru_cache(maxsize=2048)
def spelled(node: object, longest: int = LONGEST) -> str:
    """The node's text on one line, without comments, its middle left out where it is longer than `longest`."""
    import libcst as cst

    text = cst.Module([]).code_for_node(cast(cst.CSTNode, node))
    text = " ".join((_on_one_row(text) if LINE_END.search(text) else text).split())
    if len(text) <= longest:
        return text
    half = (longest - 5) // 2
    return f"{text[:half]} ... {text[-half:]}"


def _on_one_row(text: str) -> str:
    """Code without comments and line breaks; as it is where Python cannot tokenize it."""
    lines = split_lines(f"({text}\n)")
    found = list(tokens("\n".join(lines)))
    if not found or found[-1].type != tokenize.ENDMARKER:
        return text
    pieces: list[str] = []
    end, last = (1, 1), "("
    for token in (each for each in found[1:] if each.type not in _NO_CODE and each.string):
        if token.start[0] == end[0]:
            pieces.append(lines[end[0] - 1][end[1] : token.start[1]])
        elif last not in _CLOSE_BEHIND and token.string not in _CLOSE_BEFORE:
            pieces.append(" ")
        pieces.append(token.string)
        end, last = token.end, token.string
    return "".join(pieces[:-1])


def argument(call: object, name: str, node: object) -> str:
    """An argument in the words of a message: `dropout=p` as code, or the place where it lies in `**options`."""
    import libcst as cst

    given = call.args if isinstance(call, cst.Call) else ()
    star = next((each.star for each in given if each.value is node and each.star), None)
    return f"`{name}={spelled(node)}`" if star is None else f"`{name}` in `{star}{spelled(node)}`"


def dotted(node: object) -> str | None:
    """`a.b.c` for a chain of attributes of a name, else None."""
    import libcst as cst

    match node:
        case cst.Name(value=value):
            return value
        case cst.Attribute(value=inner, attr=cst.Name(value=attr)):
            base = dotted(inner)
            return None if base is None else f"{base}.{attr}"
        case _:
            return None


def string(node: object) -> str | bytes | None:
    """What a string stands for that is written out, in one piece or in several; None for any other expression."""
    import libcst as cst

    match node:
        case cst.SimpleString(value=text):
            found = literal(text)
            return found if isinstance(found, (str, bytes)) else None
        case cst.ConcatenatedString(left=left, right=right):
            match string(left), string(right):
                case str(first), str(second):
                    return first + second
                case bytes(first), bytes(second):
                    return first + second
    return None


def is_called_layers(node: object) -> bool:
    """Whether the program calls a value a number of layers."""
    name = own_name(node)
    return name is not None and LAYERS.fullmatch(name) is not None


def is_counted_from_end(node: object) -> bool:
    """Whether an expression takes a place that is counted from the end: `h_n[-2]`, `h_n[-2, :, :]`."""
    import libcst as cst

    match node:
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.UnaryOperation())), *_]):
            return True
        case _:
            return False


def last_name(node: object) -> str | None:
    """The last name of `name` or `anything.name`, None for any other expression."""
    import libcst as cst

    match node:
        case cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name)):
            return name
        case _:
            return None


def own_name(node: object) -> str | None:
    """What the program calls a value: `p` for `p`, `self.p` and `options["p"]`, None for any other expression."""
    import libcst as cst

    match node:
        case cst.Name(value="True" | "False" | "None"):
            return None
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]):
            return str(string(key))
        case _:
            return last_name(node)
