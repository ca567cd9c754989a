"""The pages of the rules that found something, from their Markdown, each once for all its findings."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, fromstring, tostring

from shapelint.report.web.code import block
from shapelint.report.web.elements import clean, element
from shapelint.report.web.pictures import of_example
from shapelint.rule import LoadedRule

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

LEVEL = 4
"""Of the headings inside a page: below that of the page itself."""


def anchor(code: str) -> str:
    """The id of a rule's page."""
    return f"rule-{code}"


def rule_pages(rules: Sequence[LoadedRule]) -> Element:
    """All of them, closed, under one heading."""
    return element(
        "section",
        element("h2", "Rules", id="rules"),
        *(_page(each) for each in rules),
        aria_labelledby="rules",
        class_="rules",
    )


def _page(loaded: LoadedRule) -> Element:
    rule = loaded.rule
    heading = element("h3", element("code", rule.code), " ", rule.name)
    summary = element("summary", heading, element("span", rule.summary.replace("`", ""), class_="about"))
    # what an address points at lies inside, since browsers open a closed element only around their target
    page = element("div", *rendered(loaded.page), id=anchor(rule.code), class_="page")
    picture = of_example(loaded)
    example = next((at for at, each in enumerate(page) if each.get("class") == "code"), None)
    if picture is not None and example is not None:
        page.insert(example + 1, picture)
    return element("details", summary, page)


def rendered(page: str) -> Iterator[Element]:
    """A page's Markdown as elements. Markup in it is text, and nothing that it names is loaded."""
    markdown = _markdown()
    tokens = markdown.parse(clean(page))
    for token in tokens:
        if token.type.startswith("heading_"):
            token.tag = f"h{min(max(int(token.tag[1:]) + 2, LEVEL), 6)}"
    html = markdown.renderer.render(tokens, markdown.options, {})
    yield from fromstring(f"<div>{html}</div>")


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).disable("image")
    markdown.renderer.rules["fence"] = _fence  # type: ignore[attr-defined]
    return markdown


def _fence(tokens: Sequence[Token], at: int, _: OptionsDict, __: MutableMapping[str, object]) -> str:
    """Code as everywhere else in the report."""
    token = tokens[at]
    language = token.info.strip().partition(" ")[0]
    return tostring(block(token.content, is_python=language in ("py", "python")), encoding="unicode")
