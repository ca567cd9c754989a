"""Claims against truth: every way in which a claimed tensor can be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from shapelint.domain.tensor import Tensor
from tests.oracle.claims import BOTH, FINAL, LAST, POOLED, SILENT, SOME, Claims, Numbers, Sites, claims_of, sizes_of
from tests.oracle.running import COORDINATES, Array, Reality, at_place
from tests.oracle.truth import Bools, Cells, Ints

CLOSE = 1e-6
"""Values may have been through single precision."""


@dataclass(frozen=True)
class Taints:
    """What a value went through. `mixed`: something that mixes positions of an axis it keeps, or several values.

    `lossy`: something through which NaN does not pass. `scaled`: it was computed with one number that is computed from
    states itself (`h / h.norm()`): such a number is no claim, what it scales keeps its labels.
    """

    mixed: bool
    lossy: bool
    scaled: bool


def wrong_claims(
    name: str, tensor: Tensor, reality: Reality, numbers: Numbers, sites: Sites, taints: Taints
) -> Iterator[str]:
    """Every false claim about one named value. `taints` tells how it was computed."""
    real = reality.arrays[name]
    sizes = sizes_of(tensor, numbers)
    if len(sizes) != real.ndim or any(a not in (None, b) for a, b in zip(sizes, real.shape, strict=True)):
        yield f"shape: claimed {sizes}, is {real.shape}"
        return
    if None in sizes or not real.size:
        return
    claims = claims_of(tensor, real.shape, numbers, sites)
    mixed = taints.mixed or tensor.scrambled
    for coordinate in () if taints.scaled else COORDINATES:
        yield from _wrong_coordinate(name, coordinate, claims, reality, mixed, taints.lossy)
    yield from _wrong_values(claims, real, reality.calls.cells)
    if not taints.scaled:
        yield from _wrong_reads(name, claims, reality)


def _wrong_coordinate(
    name: str, coordinate: str, claims: Claims, reality: Reality, mixed: bool, lossy: bool
) -> Iterator[str]:
    """A claimed coordinate that is not the only one that the element depends on.

    Where no call is claimed, a coordinate is what the axis stands for: after mixing it must be among those depended on.
    """
    claimed = claims.of[coordinate]
    if not (claimed != SILENT).any():
        return
    depends = reality.dependence.on(name, coordinate)
    places = np.arange(len(depends)).reshape(-1, *[1] * claimed.ndim)
    others = (depends & (places != claimed)).any(0) & (claimed >= 0)
    if mixed:
        absent = (
            depends.any(0)
            & (not lossy and not _packed(reality))
            & ~(depends & (places == claimed)).any(0)
            & (claimed >= 0)
        )
        others = np.where(claims.labelled, others, absent)
    if coordinate == "step":
        others |= (claimed == FINAL) & reality.dependence.on(name, "final")[0]
    several = (claimed == SOME) & (depends.sum(0) > 1) & (claims.labelled | (not mixed))
    yield from _told(f"{coordinate} is not the one", others, claimed, depends)
    yield from _told(f"{coordinate} is not one place", several, claimed, depends)
    if not lossy and (claimed <= POOLED).any() and real_numbers(reality.arrays[name]):
        missing = _missing(coordinate, claims, depends, reality.calls.cells) & (not _packed(reality))
        yield from _told(f"{coordinate} is not pooled", (claimed == POOLED) & missing, claimed, depends)
        yield from _told(f"{coordinate} is not both", (claimed == BOTH) & missing, claimed, depends)


def _missing(coordinate: str, claims: Claims, depends: Bools, cells: Cells) -> Bools:
    """The elements that do not depend on every value of this coordinate in the call and memory they are claimed of."""
    found = np.zeros(depends.shape[1:], dtype=bool)
    calls, memories = claims.of["call"], claims.of["memory"]
    for call, memory in {*zip(calls.ravel().tolist(), memories.ravel().tolist(), strict=True)}:
        taken = np.unique(cells.of[coordinate][(cells.of["call"] == call) & (cells.of["memory"] == memory)])
        if taken.size:
            found |= (calls == call) & (memories == memory) & ~depends[taken].all(0) & depends.any(0)
    return found


def _packed(reality: Reality) -> bool:
    return any(call.lengths is not None for call in reality.calls.real)


def _told(what: str, wrong: Bools, claimed: Ints, depends: Bools) -> Iterator[str]:
    if wrong.any():
        where = tuple(int(i) for i in np.argwhere(wrong)[0])
        real = [int(i) for i in np.flatnonzero(at_place(depends, where))]
        yield f"{what} at {where}: claimed {_word(int(claimed[where]))}, depends on {real}"


def _word(code: int) -> str:
    words = {FINAL: "final", LAST: "last valid", SOME: "some", POOLED: "pooled", BOTH: "both", SILENT: "nothing"}
    return words.get(code, str(code))


def real_numbers(array: Array) -> bool:
    """Whether NaN reaches everything that is computed from it: not in truth values and whole numbers."""
    return array.dtype.kind == "f"


def _wrong_values(claims: Claims, real: Array, cells: Cells) -> Iterator[str]:
    """An element claimed to be an unchanged state that no state with the claimed coordinates is equal to."""
    verbatim = claims.verbatim & claims.labelled
    if not verbatim.any() or not real_numbers(real):
        return
    places = np.argwhere(verbatim)
    values = real[verbatim].astype(np.float64)[:, None]
    fits = np.abs(values - cells.value[None, :]) <= CLOSE
    for coordinate in COORDINATES:
        claimed = claims.of[coordinate][verbatim][:, None]
        is_index = claimed >= 0
        fits &= ~is_index | (claimed == cells.of[coordinate][None, :])
        if coordinate == "step":
            fits &= (claimed != FINAL) | cells.final[None, :]
            fits &= (claimed != LAST) | cells.last[None, :]
    missing = ~fits.any(1) & ~_added(claims.of["call"][verbatim], claims.of["step"][verbatim], values[:, 0], cells)
    if missing.any():
        where = tuple(int(i) for i in places[missing][0])
        said = {c: _word(int(claims.of[c][where])) for c in COORDINATES}
        yield f"value at {where} is not the state it is claimed to be: {said}"


def _added(call: Ints, step: Ints, values: Array, cells: Cells) -> Bools:
    """What `total_length` adds behind the longest sequence: it is 0, like the padding of the others."""
    longest = {each: cells.of["step"][cells.of["call"] == each].max(initial=-1) for each in np.unique(call)}
    may_be_behind = (step == SILENT) | (step > np.array([longest[each] for each in call]))
    return np.asarray(may_be_behind & (values == 0))


def _wrong_reads(name: str, claims: Claims, reality: Reality) -> Iterator[str]:
    """An element whose dependence on the input's steps or samples is not that of the state it is claimed to be."""
    call, turn = reality.calls.place(reality.which)
    mine = (claims.of["call"] == call) & (claims.of["turn"] == turn)
    if reality.dependence.samples:
        by_sample = np.stack([run[name] for run in reality.dependence.samples])
        claimed = np.where(mine, claims.of["sample"], SILENT)
        places = np.arange(len(by_sample)).reshape(-1, *[1] * claimed.ndim)
        yield from _told(
            "input sample is not the one", (by_sample & (places != claimed)).any(0) & (claimed >= 0), claimed, by_sample
        )
    by_step = np.stack([run[name] for run in reality.dependence.steps])
    for where in _some(np.argwhere(mine)):
        allowed = _allowed(claims, where, reality.calls.cells)
        if allowed is None:
            continue
        reads = at_place(by_step, where)
        wrong = reads & ~allowed[: len(reads)]
        if claims.verbatim[where] and real_numbers(reality.arrays[name]):
            wrong = reads != allowed[: len(reads)]
        if wrong.any():
            told = [int(i) for i in where]
            expected, found = np.flatnonzero(allowed).tolist(), np.flatnonzero(reads).tolist()
            yield f"input steps read at {told}: claimed {expected}, is {found}"
            return


def _some(places: Array) -> Iterator[tuple[int, ...]]:
    """At most a dozen of these places, from first to last."""
    for row in places[:: max(1, len(places) // 12)]:
        yield tuple(int(i) for i in row)


def _allowed(claims: Claims, where: tuple[int, ...], cells: Cells) -> Bools | None:
    """The input steps that the claimed state reads; None where layer, direction, step or sample is not claimed."""
    fits = np.ones(cells.final.shape, dtype=bool)
    for coordinate in ("call", "turn", "layer", "direction", "step", "sample"):
        claimed = int(claims.of[coordinate][where])
        if coordinate == "step" and claimed == FINAL:
            fits &= cells.final
        elif coordinate == "step" and claimed == LAST:
            fits &= cells.last
        elif claimed >= 0:
            fits &= cells.of[coordinate] == claimed
        elif coordinate != "sample" or cells.of["sample"].max() >= 0:
            return None
    return np.asarray(cells.reads[:, fits].any(1)) if fits.any() else None


def is_complete(claims: Claims) -> bool:
    """Whether every coordinate of every element is claimed."""
    return all(bool((claims.of[c] != SILENT).all()) for c in COORDINATES if c not in ("sample", "turn"))


def are_same(one: Claims | None, other: Claims | None) -> bool:
    """Whether two values are claimed to be the same states, unchanged: each element by every coordinate."""
    if one is None or other is None or one.verbatim.shape != other.verbatim.shape:
        return False
    same = one.verbatim & other.verbatim
    for coordinate in COORDINATES:
        claimed = one.of[coordinate]
        same &= (claimed == other.of[coordinate]) & ((claimed >= 0) | (claimed == FINAL))
    return bool(same.all())


def is_mixed(name: str, reality: Reality) -> bool:
    """Whether some coordinate that the elements depend on varies along more than one axis.

    Where they depend on none, or all on the same (copies of one element), there is no order to lose.
    """
    depends = reality.dependence.on(name, "call").any()
    varied = [_axes_varied(reality.dependence.on(name, coordinate)) for coordinate in COORDINATES]
    return not depends or max(varied) > 1 or not any(varied)


def _axes_varied(depends: Bools) -> int:
    return sum(bool((depends != depends.take([0], axis)).any()) for axis in range(1, depends.ndim))
