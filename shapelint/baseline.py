"""The baseline: how many findings of each rule each file may have, so that only new ones are reported.

Counts stay true when lines move. Where a file has more findings of a rule than its count allows, all of them are
reported, since a count cannot say which is new; where it has fewer the baseline is stale, because a defect that comes
back would go unseen.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from pathlib import Path

from shapelint.diagnostic import Certainty, Diagnostic
from shapelint.frozen import dataclass
from shapelint.paths import relative

VERSION = 1

Counts = Mapping[str, Mapping[str, int]]


class BaselineError(Exception):
    """A baseline that cannot be used; the message names the file and what is wrong with it."""


@dataclass(frozen=True)
class Baseline:
    """Counts by file and code. Files are relative to `folder`, where the baseline lies, with forward slashes."""

    folder: str
    counts: Counts = field(default_factory=dict)
    certainty: Certainty = Certainty.BY_DEFAULT
    """The least certain findings that were counted."""

    def name(self, filename: str) -> str:
        """A file as the baseline names it."""
        return relative(filename, self.folder).replace(os.sep, "/")


@dataclass(frozen=True)
class Checked:
    """What a run can say something about: its files, the codes that were switched on for each, how certain.

    `folders` are those that it walked: what was in them and is gone has no findings.
    """

    files: tuple[str, ...]
    folders: tuple[str, ...]
    enabled: Callable[[str], frozenset[str]]
    certainty: Certainty


@dataclass(frozen=True)
class Difference:
    """A file and a rule of which there are more findings, or fewer, than the baseline has."""

    file: str
    code: str
    found: int
    allowed: int


@dataclass(frozen=True)
class Comparison:
    """What a baseline leaves of a run's findings, how many it hides, and where it does not fit."""

    kept: tuple[Diagnostic, ...]
    hidden: int
    exceeded: tuple[Difference, ...]
    stale: tuple[Difference, ...]


def read_baseline(path: str) -> Baseline:
    """A baseline from its file. Raises BaselineError."""
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except FileNotFoundError as error:
        raise BaselineError(f"{path}: no such file; --write-baseline {path} makes it") from error
    except OSError as error:
        raise BaselineError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{path}: not a baseline: {error}") from error
    match content:
        case {"version": int(version)} if version != VERSION:
            raise BaselineError(f"{path}: a baseline of version {version}; this shapelint reads version {VERSION}")
        case {"version": _, "certainty": str(certainty), "files": dict(counts)} if _are_counts(counts):
            if certainty in list(Certainty):
                return Baseline(os.path.dirname(os.path.abspath(path)), counts, Certainty(certainty))
    raise BaselineError(f"{path}: not a baseline: version, certainty and counts by file and code are expected")


def _are_counts(counts: dict[str, object]) -> bool:
    return all(
        isinstance(codes, dict) and all(type(count) is int and count > 0 for count in codes.values())
        for codes in counts.values()
    )


def as_text(baseline: Baseline) -> str:
    """The baseline's file, sorted, so that two people who write it write the same."""
    files = {name: dict(sorted(codes.items())) for name, codes in sorted(baseline.counts.items()) if codes}
    content = {"version": VERSION, "certainty": baseline.certainty.value, "files": files}
    return json.dumps(content, indent=2) + "\n"


def compare(baseline: Baseline, found: Iterable[Diagnostic], checked: Checked) -> Comparison:
    """Hide what the baseline allows, and say where it does not fit what is found."""
    found = tuple(found)
    names = {each.filename: baseline.name(each.filename) for each in found}
    counts = Counter((names[each.filename], each.code) for each in found)
    exceeded = [
        Difference(name, code, count, allowed)
        for (name, code), count in sorted(counts.items())
        if 0 < (allowed := baseline.counts.get(name, {}).get(code, 0)) < count
    ]
    kept = tuple(
        each
        for each in found
        if counts[names[each.filename], each.code] > baseline.counts.get(names[each.filename], {}).get(each.code, 0)
    )
    return Comparison(kept, len(found) - len(kept), tuple(exceeded), tuple(_stale(baseline, counts, checked)))


def _stale(baseline: Baseline, counts: Mapping[tuple[str, str], int], checked: Checked) -> Iterable[Difference]:
    """Counts that are too high, as far as this run can tell: files it did not check may be as they were."""
    seen = _seen(baseline, checked)
    order = list(Certainty)
    is_wide_enough = order.index(checked.certainty) >= order.index(baseline.certainty)
    for name, codes in sorted(baseline.counts.items()):
        enabled = checked.enabled(seen[name]) if name in seen and is_wide_enough else frozenset()
        for code, allowed in sorted(codes.items()):
            count = counts.get((name, code), 0)
            if count < allowed and code in enabled:
                yield Difference(name, code, count, allowed)


def _seen(baseline: Baseline, checked: Checked) -> dict[str, str]:
    """By the baseline's name the files that were checked, and those of it that are gone from the folders walked."""
    seen = {baseline.name(filename): filename for filename in checked.files}
    folders = [Path(os.path.abspath(folder)) for folder in checked.folders]
    for name in baseline.counts:
        path = os.path.abspath(os.path.join(baseline.folder, name))
        if not os.path.exists(path) and any(folder in Path(path).parents for folder in folders):
            seen[name] = path
    return seen


def pruned(baseline: Baseline, stale: Iterable[Difference]) -> Baseline:
    """The baseline with the counts that were too high lowered, none raised."""
    counts = {name: dict(codes) for name, codes in baseline.counts.items()}
    for each in stale:
        counts[each.file][each.code] = each.found
    left = {name: {code: count for code, count in codes.items() if count} for name, codes in counts.items()}
    return Baseline(baseline.folder, left, baseline.certainty)


def renewed(baseline: Baseline, found: Iterable[Diagnostic], checked: Checked) -> Baseline:
    """The baseline with what is found now in the files that were checked, and nothing in those that are gone.

    What this run could not see keeps its count: other files, and rules that were switched off.
    """
    seen = _seen(baseline, checked)
    counts: dict[str, dict[str, int]] = {}
    for name, known in baseline.counts.items():
        enabled = checked.enabled(seen[name]) if name in seen else frozenset()
        counts[name] = {code: count for code, count in known.items() if code not in enabled}
    for each in found:
        codes = counts.setdefault(baseline.name(each.filename), {})
        codes[each.code] = codes.get(each.code, 0) + 1
    return Baseline(baseline.folder, counts, checked.certainty)
