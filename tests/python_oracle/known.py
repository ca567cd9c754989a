"""The features of Python that the interpreter is known to take for something else: left out until that is mended.

`known_to_disagree.txt` shows of each a smallest program: after a line `== feature` what disagrees. Once it does not,
its lines are to be taken out: the feature is switched on then, and the programs of the tests are of it too.
"""

from __future__ import annotations

import re
from pathlib import Path

TEXT = Path(__file__).with_name("known_to_disagree.txt")


def known_programs() -> tuple[tuple[str, str], ...]:
    """Features with a program each that disagrees."""
    parts = re.split(r"^== (.*)\n", TEXT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return tuple(zip(parts[::2], parts[1::2], strict=True))


KNOWN_TO_DISAGREE = frozenset(feature for feature, _ in known_programs())
"""The features that are switched off."""
