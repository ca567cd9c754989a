"""SVG elements as strings: escaped, numbers short, nothing that refers to an id, so that pictures can share a page."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

ARROW = 4
"""Half the width of an arrow's head, and its length."""


def element(name: str, content: str | None = None, /, **attributes: object) -> str:
    """One element. `class_` is `class`, other underscores are hyphens; None leaves an attribute out."""
    texts = [
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for key, value in attributes.items()
        if value is not None
    ]
    opening = f"<{name}{''.join(texts)}"
    return f"{opening}/>" if content is None else f"{opening}>{content}</{name}>"


def text(x: float, y: float, content: str, class_: str = "", anchor: str = "start") -> str:
    """A text whose baseline is at `y`. What XML cannot hold is left out."""
    where = None if anchor == "start" else anchor
    return element("text", escaped(content), x=x, y=y, class_=class_ or None, text_anchor=where)


def spans(x: float, y: float, parts: Iterable[tuple[str, str]]) -> str:
    """One line of text in pieces, each with a class of its own."""
    inner = "".join(element("tspan", escaped(content), class_=class_ or None) for class_, content in parts if content)
    return element("text", inner, x=x, y=y)


def escaped(content: str) -> str:
    """Text as XML holds it: control characters, which it cannot, become replacement characters."""
    return escape("".join(each if each.isprintable() or each == " " else "\ufffd" for each in content))


def rect(x: float, y: float, width: float, height: float, class_: str, radius: float = 3) -> str:
    """A rectangle with round corners."""
    return element("rect", x=x, y=y, width=width, height=height, rx=radius, class_=class_)


def line(points: Iterable[tuple[float, float]], class_: str) -> str:
    """A polyline."""
    path = " ".join(f"{'L' if number else 'M'}{_value(x)} {_value(y)}" for number, (x, y) in enumerate(points))
    return element("path", d=path, class_=class_)


def arrow(x: float, y: float, to_x: float, to_y: float) -> str:
    """A straight arrow, across or upwards."""
    if y == to_y:
        back = to_x - ARROW if to_x > x else to_x + ARROW
        head = [(back, y - ARROW + 1), (to_x, to_y), (back, y + ARROW - 1)]
    else:
        back = to_y + ARROW if to_y < y else to_y - ARROW
        head = [(x - ARROW + 1, back), (to_x, to_y), (x + ARROW - 1, back)]
    return line([(x, y), (to_x, to_y)], "arrow") + line(head, "arrow")


def hatched(x: float, y: float, width: float, height: float, class_: str, gap: float = 6) -> str:
    """Diagonal lines across a rectangle."""
    parts = []
    offset = gap / 2
    while offset < width + height:
        first = (x + min(offset, width), y + max(0.0, offset - width))
        last = (x + max(0.0, offset - height), y + min(offset, height))
        parts.append(f"M{_value(first[0])} {_value(first[1])}L{_value(last[0])} {_value(last[1])}")
        offset += gap
    return element("path", d="".join(parts), class_=class_)


def dotted(x: float, y: float, width: float, height: float, class_: str, gap: float = 6) -> str:
    """Dots all over a rectangle: lines of no length with round ends."""
    columns, rows = max(1, int(width // gap)), max(1, int(height // gap))
    left, top = x + (width - (columns - 1) * gap) / 2, y + (height - (rows - 1) * gap) / 2
    parts = [f"M{_value(left + i * gap)} {_value(top + j * gap)}h0" for j in range(rows) for i in range(columns)]
    return element("path", d="".join(parts), class_=class_)


def _value(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
