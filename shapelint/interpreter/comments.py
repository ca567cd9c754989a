"""Shape comments as text: which shapes a comment states, of which name, in the ways that people write them.

`# (batch, seq, hidden)`, `# [B, T, H]`, `# out: tensor of shape (batch_size, seq_length, hidden_size*2)`,
`# out.shape = (B, T, H)`, `# (T, B, H) -> (B, T, H)`, `# torch.Size([5, 4, 16])`, `# B x T x H`. What is prose, or
might be, is no shape.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from shapelint.domain.tensor import Coordinate
from shapelint.frozen import dataclass
from shapelint.parsing import parsed

BATCH_NAMES = frozenset((
    "b", "bs", "bsz", "batch", "batches", "batch_size", "batchsize", "batch_sz", "n_batch", "nbatch", "b_size",
))  # fmt: skip
TIME_NAMES = frozenset((
    "t", "seq", "seqs", "seq_len", "seqlen", "seq_length", "seq_size", "sequence", "sequence_len", "sequence_length",
    "time", "times", "time_step", "time_steps", "timestep", "timesteps", "steps", "n_steps", "num_steps", "max_len",
    "max_length", "max_seq_len", "max_seq_length", "max_sequence_length", "src_len", "trg_len", "tgt_len",
    "src_seq_len",
))  # fmt: skip
_WORD = re.compile(
    r"hidden|hid|dim|size|len|embed|emb|feat|unit|class|vocab|layer|direction|input|output|channel|state|num|width|head"
)
_MISSING_COMMA = re.compile(r"\w*_\w*\s+\w|\w\s+\w*_")
"""Two names of which one is a whole name of a program: `[length, batch char_size]`."""
_QUOTED = re.compile(r"^(['\"`]+)([^'\"`]*)\1$")
"""An item in quotes. With a mark at its end alone, such as `T'`, it is another size than the one without."""
_ITEM = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. *+/()-]*")
_GROUP = re.compile(r"[(\[]([^()\[\]]*(?:\([^()\[\],]*\)[^()\[\]]*)*)[)\]]")
_PREFIX = re.compile(
    r"(?:(?:the\s+)?(?P<name>[A-Za-z_]\w*)(?P<asked>\.shape|\.size\(\)|['\u2019]s\s+(?:shape|size)|\s+(?:shape|size))?\s*)?"
    r"(?:[:=]+|->|=>|→|is|has|-)?\s*(?:of\s+)?(?:an?\s+)?(?:tensor\s*)?(?:of|with)?\s*"
    r"(?:shape|size|dims?)?\s*(?:is|of)?\s*[:=]*\s*"
    r"(?:torch\.Size\s*\(\s*)?",
    re.IGNORECASE,
)
_CROSSED = re.compile(r"\w+(?:\s*\*\s*\w+)?(?:\s+[x\u00d7]\s+\w+(?:\s*\*\s*\w+)?)+")
_SAYS_SHAPE = re.compile(r"shape|size", re.IGNORECASE)
_DOUBT = re.compile(r"\b(?:if|or|when|unless|assum\w*|todo|e\.g|before|not|was|default\w*|otherwise|instead)\b", re.I)
_ASSIGNED = re.compile(r"\s*=(?!=)")
_GOES_ON = re.compile(r"\s+[xX\u00d7]\s|\s*[*+/\u00d7]\s*[\w(\[]")
"""What follows a group that is one item of a shape written without commas: `(D * L) x B x H`."""
_NO_NAME = frozenset(("shape", "size", "shapes", "dim", "dims", "output_shape", "torch", "tensor", "now", "dimension"))


@dataclass(frozen=True)
class Written:
    """A shape as a comment states it: the name that it is said of, if any, and its items, blanks made `_`."""

    name: str | None
    items: tuple[str, ...]


@lru_cache(maxsize=1024)
def shapes_in(comment: str) -> tuple[Written, ...]:
    """The shapes that a comment states, in order; after an arrow only what comes out. Empty where it may be prose."""
    text = comment.lstrip("#: ").split("# ")[0].strip()
    crossed = _CROSSED.fullmatch(text)
    if (crossed is None and "(" not in text and "[" not in text) or _DOUBT.search(text) or _is_code(text):
        return ()
    if crossed is not None:
        return _kept([Written(None, tuple(_items(re.sub(r"\s[x\u00d7]\s", ",", text))))], text)
    arrow = max(text.rfind("->"), text.rfind("=>"), text.rfind("→"))
    if re.search(r"[(\[][^)\]]", text[: max(arrow, 0)]):
        text = text[arrow:]
    return _kept(list(_groups(text)), text)


def _is_code(text: str) -> bool:
    """Whether a comment is a statement put out of use: it unpacks something, calls something and keeps the result."""
    try:
        body = parsed(text).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    match body:
        case [ast.Assign(targets=[target], value=value)]:
            calls = [each for each in ast.walk(value) if isinstance(each, ast.Call)]
            return isinstance(target, (ast.Tuple, ast.List)) or any(not _is_size(call) for call in calls)
        case _:
            return not all(isinstance(each, (ast.Expr, ast.AnnAssign)) for each in body)


def _is_size(call: ast.Call) -> bool:
    return ast.unparse(call.func).rpartition(".")[2] in ("Size", "size", "tuple")


def _groups(text: str) -> Iterator[Written]:
    end = 0
    for found in _GROUP.finditer(text):
        if not found[1].strip():
            continue
        prefix = text[end : found.start()].strip(" ,;.")
        end = found.end()
        if _ASSIGNED.match(text, end) or _GOES_ON.match(text, end):
            return
        stated = _PREFIX.fullmatch(prefix)
        if stated is None or (text[: found.start()][-1:].isidentifier() and not prefix.endswith("Size")):
            continue
        if text[: found.start()].endswith((".view", ".reshape", ".permute")):
            continue
        name = stated["name"]
        named = None if name is None or name.lower() in _NO_NAME else name
        items = tuple(_items(found[1]))
        if len(items) > 1 or (items and _SAYS_SHAPE.search(prefix)):
            yield Written(named, items)


def _kept(found: list[Written], text: str) -> tuple[Written, ...]:
    explicit = "size" in text.lower() or "shape" in text.lower()
    return tuple(written for written in found if _is_shape(written, 1 if explicit else 3))


def _items(text: str) -> Iterator[str]:
    for item in text.rstrip(", ").split(","):
        stripped = _QUOTED.sub(r"\2", re.sub(r"\(=[^()]*\)", "", item).strip())
        value = re.fullmatch(r"[\w ]+=\s*(\d+)", stripped)
        stripped = stripped if value is None else value[1]
        is_unclear = re.search(r"\sx\s", stripped) or _MISSING_COMMA.search(stripped)
        if not _ITEM.fullmatch(stripped) or is_unclear or stripped.count("(") != stripped.count(")"):
            yield "?"
            return
        yield _joined(stripped)


def _joined(item: str) -> str:
    """`hid dim * num directions` as `hid_dim*num_directions`, `2H` as `2*H`."""
    words = re.sub(r"\s*([*+/()-])\s*", r"\1", item)
    words = re.sub(r"\s+", "_", words)
    return re.sub(r"\b(\d+)([A-Za-z_])", r"\1*\2", words)


def _is_shape(written: Written, least: int) -> bool:
    """Whether all items read as sizes and one of them, or the name, or so many numbers, show that this is no prose."""
    if "?" in written.items or not all(map(_reads_as_size, written.items)):
        return False
    shown = any(role_of(item) is not None for item in written.items)
    numbers = [item for item in written.items if item.isdigit()]
    return shown or (least <= len(numbers) == len(written.items)) or bool(written.name)


def _reads_as_size(item: str) -> bool:
    atoms = re.findall(r"[A-Za-z_][\w.]*", item)
    return all(role_of(atom) or len(atom) <= 2 or _WORD.search(atom.lower()) for atom in atoms)


def role_of(item: str) -> Coordinate | None:
    """Batch or time, where a name says so beyond doubt."""
    lowered = item.lower()
    if lowered in BATCH_NAMES:
        return Coordinate.BATCH
    return Coordinate.TIME if lowered in TIME_NAMES else None
