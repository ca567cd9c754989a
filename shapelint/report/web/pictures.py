"""Pictures of what code takes and what it should take: of a finding's code, and of the example on a rule's page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, fromstring

from shapelint.report.web.elements import element
from shapelint.rule import LoadedRule

if TYPE_CHECKING:
    from shapelint.picture.diagram import Picture

_NAMESPACE = "{http://www.w3.org/2000/svg}"


def of_finding(picture: Picture, prefix: str) -> Element:
    """A finding's picture, with `prefix` before its ids; a layer in which nothing is marked is shown on demand."""
    figure = _figure(picture, prefix)
    if any(each.selections for each in picture.diagrams):
        return figure
    return element("details", element("summary", "Picture of the layer"), figure, class_="layer")


def of_example(loaded: LoadedRule) -> Element | None:
    """The picture of the row on a rule's page that is marked as its finding; None where there is nothing to draw."""
    if loaded.check is None:
        return None
    from shapelint.picture.findings import of_page

    picture = of_page(loaded)
    return None if picture is None else _figure(picture, f"{loaded.rule.code}-")


def _figure(picture: Picture, prefix: str) -> Element:
    from shapelint.picture.svg import as_svg

    svg = fromstring(as_svg(picture, prefix=prefix, standalone=False))
    return element("figure", _without_namespace(svg), class_="picture")


def _without_namespace(svg: Element) -> Element:
    """The same for a page, where `<svg>` says by itself what is inside."""
    for each in svg.iter():
        each.tag = each.tag.removeprefix(_NAMESPACE)
    return svg
