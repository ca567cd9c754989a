"""Regrouping the row-major list of a tensor's digits into axes of other sizes.

Old and new sizes are aligned where the products of what precedes (or of what follows) are the same polynomial; between
two such boundaries a group of digits becomes a group of axes. A group is merged, or a digit split, or the digits are
cut across out of stored order: then the result is scrambled, whatever numbers the symbols stand for.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import field, replace
from itertools import groupby, pairwise
from math import prod

from shapelint.domain.content import rearranged
from shapelint.domain.dim import ONE, ZERO, Dim
from shapelint.domain.fixing import common_label, digit_label, marked
from shapelint.domain.provenance import Label
from shapelint.domain.tensor import Axis, Coordinate, Digit, Part, Tensor
from shapelint.frozen import dataclass

_SOFT = frozenset({Coordinate.UNIT, Coordinate.OTHER})
"""Digits that may be cut without mixing anything that matters: a run of features is still a run of features."""
_FEATURE = _SOFT | {Coordinate.DIRECTION}
_MOST_COPIES = 16


@dataclass(frozen=True)
class Atom:
    """A digit of axis `source`, or an axis of several parts that is moved as a whole."""

    content: Digit | Axis
    source: int

    @property
    def size(self) -> Dim:
        """The number of positions."""
        return self.content.size


@dataclass(frozen=True)
class _Scrambled:
    """A group whose digits are cut across out of stored order."""


_Group = list[list[Atom]] | _Scrambled | None


def regrouped(tensor: Tensor, sizes: Sequence[Dim], made: Hashable) -> Tensor | None:
    """The tensor in axes of these sizes, whose product is its own; None where that cannot be told."""
    closed = [atom for i, axis in enumerate(tensor.axes) for atom in _atoms(axis, i)]
    result = _attempt(tensor, closed, sizes, made)
    if all(len(axis.parts) == 1 for axis in tensor.axes) or (result is not None and not result.scrambled):
        return result
    opened = [atom for i, axis in enumerate(tensor.axes) for atom in _opened(axis, i)]
    again = _attempt(tensor, opened, sizes, made)
    is_mixed = again is not None and again.scrambled
    return (result if result is not None and result.scrambled else None) if is_mixed else again


def _atoms(axis: Axis, source: int) -> list[Atom]:
    if len(axis.parts) == 1:
        return [Atom(digit, source) for digit in axis.parts[0].digits]
    return [Atom(axis, source)]


def _opened(axis: Axis, source: int) -> list[Atom]:
    """Parts of the same digits side by side are an axis of labels, then the digits."""
    digits = axis.parts[0].digits
    if len(axis.parts) == 1 or any(part.digits != digits for part in axis.parts):
        return _atoms(axis, source)
    lead = Axis(tuple(Part((), part.label) for part in axis.parts))
    return [Atom(lead, source), *(Atom(digit, source) for digit in digits)]


def _attempt(tensor: Tensor, atoms: list[Atom], sizes: Sequence[Dim], made: Hashable) -> Tensor | None:
    many = [atom for atom in atoms if atom.size != ONE]
    targets = [size for size in sizes if size != ONE]
    bounds = _boundaries([atom.size for atom in many], targets)
    groups = [_group(many[i:k], targets[j:m]) for (i, j), (k, m) in pairwise(bounds)]
    if any(isinstance(group, _Scrambled) for group in groups):
        return _mixed(tensor, sizes, made)
    axes: list[list[Atom]] = []
    for group in groups:
        if not isinstance(group, list):
            return None
        axes.extend(group)
    return _Assembly(tensor, atoms, made).tensor(sizes, axes, {j: i for i, j in bounds})


def _boundaries(old: Sequence[Dim], new: Sequence[Dim]) -> list[tuple[int, int]]:
    """Places `(i, j)` where the first `i` old sizes and the first `j` new ones cover the same elements."""
    before = {prod(new[:j], start=ONE): j for j in range(len(new), -1, -1)}
    after = {prod(new[j:], start=ONE): j for j in range(len(new) + 1)}
    found = [(0, 0)]
    for i in range(1, len(old)):
        j = before.get(prod(old[:i], start=ONE), after.get(prod(old[i:], start=ONE)))
        if j is not None and found[-1][1] < j < len(new):
            found.append((i, j))
    end = (len(old), len(new))
    return found if found[-1] == end else [*found, end]


def _group(atoms: list[Atom], targets: list[Dim]) -> _Group:
    if len(targets) == 1:
        return [atoms]
    coordinates = [atom.content.coordinate if isinstance(atom.content, Digit) else None for atom in atoms]
    if len(atoms) == 1:
        return None if None in coordinates else _lost(targets)
    if prod((atom.size for atom in atoms), start=ONE) != prod(targets, start=ONE):
        return _lost(targets) if _FEATURE.issuperset(coordinates) else None
    if not _is_permuted(atoms, targets):
        pieces = _refined(atoms, targets) or _refined_blurred(atoms, targets)
        if pieces is not None:
            return pieces
    return _Scrambled() if None not in coordinates or _cuts_batch(atoms, targets[0]) else None


def _cuts_batch(atoms: Sequence[Atom], first: Dim) -> bool:
    """Whether the first target takes only some of what precedes the samples, or of them: every row mixes samples."""
    for place, atom in enumerate(atoms):
        if isinstance(atom.content, Digit) and atom.content.coordinate is Coordinate.BATCH:
            until = prod((each.size for each in atoms[: place + 1]), start=ONE)
            return place > 0 and first.exact_quotient(until) is None
    return False


def _lost(targets: Sequence[Dim]) -> list[list[Atom]]:
    return [[Atom(Digit(Coordinate.OTHER, size), -1)] for size in targets]


def _refined_blurred(atoms: Sequence[Atom], targets: Sequence[Dim]) -> list[list[Atom]] | None:
    """The targets as runs of atoms whose features are not told apart."""
    blurred = _blurred(atoms)
    return None if _is_permuted(blurred, targets) else _refined(blurred, targets)


def _blurred(atoms: Sequence[Atom]) -> list[Atom]:
    """Both directions' features side by side as features of which nothing is known: heads may cut them anywhere."""
    found: list[Atom] = []
    for is_feature, run in groupby(atoms, _is_feature):
        several = list(run)
        found += _lost([prod((atom.size for atom in several), start=ONE)])[0] if is_feature else several
    return found


def _is_feature(atom: Atom) -> bool:
    return isinstance(atom.content, Digit) and atom.content.coordinate in _FEATURE


def _is_permuted(atoms: Sequence[Atom], targets: Sequence[Dim]) -> bool:
    """Whether the sizes are those of the digits in another order: a view in place of a permutation."""
    return Counter(atom.size for atom in atoms) == Counter(targets)


def _refined(atoms: Sequence[Atom], targets: Sequence[Dim]) -> list[list[Atom]] | None:
    """The targets as runs of atoms, only feature and plain digits cut; None where there is no such way."""
    rest = list(atoms)
    axes: list[list[Atom]] = []
    for size in targets:
        taken: list[Atom] = []
        while size != ONE:
            if not rest:
                return None
            atom = rest.pop(0)
            left = size.exact_quotient(atom.size)
            if left is None:
                split = atom.size.exact_quotient(size)
                if split is None or not isinstance(atom.content, Digit) or atom.content.coordinate not in _SOFT:
                    return None
                rest.insert(0, Atom(Digit(Coordinate.OTHER, split), -1))
                atom, left = Atom(Digit(Coordinate.OTHER, size), -1), ONE
            taken.append(atom)
            size = left
        axes.append(taken)
    return None if rest else axes


def _mixed(tensor: Tensor, sizes: Sequence[Dim], made: Hashable) -> Tensor:
    blocks = common_label(tensor.blocks)
    axes = tuple(Axis.plain(size) for size in sizes)
    label = Label(blocks.call, blocks.memory, verbatim=blocks.verbatim, made=made)
    return replace(tensor, axes=axes, label=label, scrambled=True)


@dataclasses.dataclass
class _Assembly:
    """Builds the result: which old axes are kept as they are, and what of the others moves into the tensor's label."""

    old: Tensor
    atoms: list[Atom]
    made: Hashable
    kept: set[int] = field(default_factory=set)
    used: set[int] = field(default_factory=set)

    def tensor(self, sizes: Sequence[Dim], groups: Sequence[list[Atom]], starts: dict[int, int]) -> Tensor | None:
        """Axes of `sizes`: those not 1 made of `groups` in order. `starts`: big atoms before so many groups."""
        ones = [self._one(starts.get(j)) if size == ONE else None for j, size in _counted(sizes)]
        axes: list[Axis] = []
        for (j, size), one in zip(_counted(sizes), ones, strict=True):
            axis = self._axis(groups[j]) if size != ONE else one
            if axis is None:
                return None
            axes.append(axis)
        return replace(self.old, axes=tuple(axes), label=self._label(), content=rearranged(self.old.content))

    def _one(self, start: int | None) -> Axis:
        """An axis of size 1: a digit of size 1 from the same place, or a new one."""
        many = 0
        for index, atom in enumerate(self.atoms):
            if atom.size != ONE:
                many += 1
            elif many == start and index not in self.used and isinstance(atom.content, Digit):
                self.used.add(index)
                return self._whole([atom]) or Axis.of(atom.content)
        return Axis.plain(ONE)

    def _axis(self, group: list[Atom]) -> Axis | None:
        whole = self._whole(group)
        if whole is not None:
            return whole
        parts = [Part()]
        for atom in group:
            match atom.content:
                case Digit() as digit:
                    parts = [Part((*part.digits, digit), part.label) for part in parts]
                case Axis() as axis:
                    copies = _copied(parts)
                    if copies is None:
                        return None
                    parts = [
                        Part((*part.digits, *inner.digits), part.label.joined(inner.label))
                        for part in copies for inner in axis.parts
                    ]
        return Axis(tuple(parts))

    def _whole(self, group: list[Atom]) -> Axis | None:
        """The old axis that a group is all of, if there is one; digits of size 1 that went elsewhere left out."""
        source = group[0].source
        mine = [(i, atom) for i, atom in enumerate(self.atoms) if atom.source == source]
        left = [atom for i, atom in mine if i not in self.used or atom in group]
        if source < 0 or [atom for atom in left if atom.size != ONE or atom in group] != group:
            return None
        self.kept.add(source)
        self.used.update(i for i, _ in mine)
        axis = self.old.axes[source]
        if len(left) == len(mine) or len(axis.parts) > 1:
            return axis
        return Axis.of(*(atom.content for atom in left if isinstance(atom.content, Digit)), label=axis.parts[0].label)

    def _label(self) -> Label:
        label = self.old.label
        for source, axis in enumerate(self.old.axes):
            if source not in self.kept and len(axis.parts) == 1:
                label = label.joined(axis.parts[0].label)
        for index, atom in enumerate(self.atoms):
            if index not in self.used and atom.size == ONE and isinstance(atom.content, Digit):
                label = label.joined(marked(digit_label(atom.content, ZERO), self.made))
        return label


def _counted(sizes: Sequence[Dim]) -> list[tuple[int, Dim]]:
    """Each size with the number of sizes other than 1 before it."""
    found, many = [], 0
    for size in sizes:
        found.append((many, size))
        many += size != ONE
    return found


def _copied(parts: list[Part]) -> list[Part] | None:
    """Parts whose digits are all fixed, one for each position: what several parts can follow."""
    copies: list[Part] = []
    for part in parts:
        count = part.size.known
        if count is None or count * len(parts) > _MOST_COPIES:
            return None
        labels = [part.label]
        for digit in part.digits:
            places = [Dim.of(place) for place in range(digit.size.known or 0)]
            labels = [outer.joined(digit_label(digit, place)) for outer in labels for place in places]
        copies.extend(Part((), label) for label in labels)
    return copies
