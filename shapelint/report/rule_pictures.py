"""The pictures of the rules' pages as text; those of shapelint's own rules were drawn beforehand, to be had at once.

`python -m pytest tests/picture/test_rule_pictures.py --update-snapshots` draws them anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from shapelint.report.style import Style
from shapelint.rule import LoadedRule
from shapelint.rule_folders import own_folder

STORE = Path(__file__).with_name("rule_pictures.txt")
WIDTH = 76
"""What is left of a terminal's columns where a page is indented."""
_HEAD = "== "


def picture_of(loaded: LoadedRule, style: Style) -> str:
    """What a rule's example takes, marked in its layer; empty where nothing is."""
    text = _stored().get(loaded.rule.code, "") if Path(loaded.path).parent == own_folder() else drawn(loaded)
    if not (text and style.is_ascii):
        return text
    from shapelint.picture.text import in_ascii

    return in_ascii(text)


def drawn(loaded: LoadedRule) -> str:
    """The picture drawn now, from the page; empty where nothing is marked in it."""
    if loaded.check is None:
        return ""
    from shapelint.picture.findings import of_page
    from shapelint.picture.text import as_text

    picture = of_page(loaded)
    return as_text(picture, width=WIDTH) if picture is not None and picture.is_marked else ""


def stored(rules: Iterable[LoadedRule]) -> str:
    """The text of the store: the pictures of these rules, each below its code."""
    texts = {loaded.rule.code: drawn(loaded) for loaded in rules}
    return "\n".join(f"{_HEAD}{code}\n{text}" for code, text in texts.items() if text)


@lru_cache(maxsize=1)
def _stored() -> dict[str, str]:
    """The pictures by code."""
    parts = f"\n{STORE.read_text(encoding='utf-8')}".split(f"\n{_HEAD}")[1:]
    return {code: f"{text.rstrip()}\n" for code, _, text in (part.partition("\n") for part in parts)}
