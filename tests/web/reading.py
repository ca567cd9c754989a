"""An HTML report as its reader has it: parsed strictly, with what a page must keep looked at in one place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib

HEADING = re.compile("h[1-6]")
REFERENCES = ("aria-labelledby", "aria-describedby", "for")
LANDMARKS = ("header", "main", "footer")


def parsed(text: str) -> Element:
    """The document; the first thing that is no HTML5 is an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(text)
    for each in root.iter():
        if isinstance(each.tag, str):
            each.tag = each.tag.rpartition("}")[2]
    return root


def checked(text: str) -> Element:
    """The document, with all that any report keeps."""
    root = parsed(text)
    refuse_broken_references(root)
    refuse_skipped_headings(root)
    refuse_what_runs_or_loads(root)
    for landmark in LANDMARKS:
        assert len(list(root.iter(landmark))) == 1, landmark
    assert root.get("lang") == "en" and title(root)
    return root


def refuse_broken_references(root: Element) -> None:
    ids = Counter(each.get("id") for each in root.iter() if each.get("id") is not None)
    assert [name for name, count in ids.items() if count > 1] == []
    for each in root.iter():
        named = [name for key in REFERENCES for name in each.get(key, "").split()]
        named += [href[1:] for href in [each.get("href", "")] if href.startswith("#")]
        assert [name for name in named if name not in ids] == []


def refuse_skipped_headings(root: Element) -> None:
    levels = [int(str(each.tag)[1]) for each in root.iter() if HEADING.fullmatch(str(each.tag))]
    assert levels.count(1) == 1 and levels[0] == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def refuse_what_runs_or_loads(root: Element) -> None:
    """One script and one style sheet of shapelint's own, no handler, no inline style, nothing with an address."""
    assert len(list(root.iter("script"))) == len(list(root.iter("style"))) == 1
    for each in root.iter():
        assert str(each.tag) not in ("link", "img", "iframe", "object", "embed", "base", "use", "image")
        for name, value in each.attrib.items():
            assert not name.startswith("on") and name not in ("style", "src", "srcset", "srcdoc", "action"), name
            assert "href" not in name or (each.tag == "a" and re.match("#|https?://", value)), value
    style = text_of(next(root.iter("style")))
    assert "url(" not in style and "@import" not in style


def title(root: Element) -> str:
    return text_of(next(root.iter("title")))


def by_class(root: Element, name: str) -> list[Element]:
    return [each for each in root.iter() if name in each.get("class", "").split()]


def text_of(element: Element) -> str:
    return "".join(element.itertext())


def lines(figure: Element) -> Iterator[tuple[int, str]]:
    """Number and text of the rows of code."""
    for line in by_class(figure, "line"):
        yield int(line.get("data-row", 0)), text_of(line)


def marked(figure: Element, kind: str) -> list[str]:
    """The texts that are marked as `primary` or `related`."""
    return [text_of(each) for each in figure.iter("mark") if each.get("class") == kind]


def findings(root: Element) -> list[Element]:
    return [each for each in root.iter("article") if each.get("class") == "finding"]
