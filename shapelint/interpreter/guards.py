"""Path conditions, and values that differ by them.

A guard is a conjunction of literals "`subject` is `value`" (or is as a predicate says) or its negation. A value that
differs between branches is a `Guarded` value: alternatives, each with the guard under which it is the value. Combining
two guarded values keeps the pairs whose guards do not contradict each other, so what `if self.bidirectional:` set in
one place fits what it sets in another.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import field, replace

from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.recurrent import Recurrent, same_layer
from shapelint.domain.substitution import substituted, symbols_of
from shapelint.domain.tensor import Sketch, Tensor
from shapelint.domain.value import Constant, Number, Opaque, Unknown
from shapelint.frozen import dataclass
from shapelint.interpreter.predicates import EnumMember, Predicate, Truthy, exclude
from shapelint.torchlib.coerce import is_named_as_flag

MOST_ALTERNATIVES = 16
AT_LEAST_ZERO = "at least 0"
"""The subject of a literal about a number with symbols is this, and the number."""


@dataclass(frozen=True)
class Literal:
    """`subject` has (or, where `holds` is False, has not) this value, which may be a predicate of many values.

    `configured` tells subjects that are fixed when an object is made (a constructor's parameter) from those of one run
    of the code (a branch on a mask).
    """

    subject: Hashable
    value: Hashable
    holds: bool
    configured: bool = field(default=False, compare=False)

    def negated(self) -> Literal:
        """The opposite literal."""
        return Literal(self.subject, self.value, not self.holds, self.configured)

    def contradicts(self, other: Literal) -> bool:
        """Whether both cannot be true together."""
        return self.subject == other.subject and exclude(self.value, self.holds, other.value, other.holds)


@dataclass(frozen=True)
class Turn:
    """The value of a literal "this is pass `number` of a loop that is unrolled"."""

    number: int


Guard = frozenset[Literal]
ALWAYS: Guard = frozenset()


@dataclass(frozen=True)
class All:
    """The subject of the literal "all of these hold", which is only ever denied: what else holds says it otherwise."""

    parts: Guard


def denied(guard: Guard) -> Guard:
    """That a guard does not hold."""
    if len(guard) == 1:
        (only,) = guard
        return only.subject.parts if isinstance(only.subject, All) else frozenset((only.negated(),))
    return frozenset((Literal(All(guard), True, False, all(part.configured for part in guard)),))


def compatible(left: Guard, right: Guard) -> bool:
    """Whether both guards can hold together."""
    if not left or not right:
        return True
    if any(a.contradicts(b) for a in left for b in right):
        return False
    return not any(type(a.subject) is All and a.subject.parts <= left | right for guard in (left, right) for a in guard)


@dataclass(frozen=True)
class Guarded:
    """Alternatives, each a guard and a value that is not itself guarded."""

    alternatives: tuple[tuple[Guard, object], ...]

    @property
    def choice(self) -> Hashable:
        """What the value is a choice of, wherever it is asked about.

        What all alternatives have in common says when there is a value, not which one it is.
        """
        common = frozenset.intersection(*(guard for guard, _ in self.alternatives))
        return frozenset((guard - common, value) for guard, value in self.alternatives)


def alternatives(value: object, under: Guard) -> list[tuple[Guard, object]]:
    """The alternatives that are possible under a guard, with what they add to it."""
    if not isinstance(value, Guarded):
        return [(ALWAYS, narrowed(value, under))]
    kept = [(guard - under, inner) for guard, inner in value.alternatives if compatible(guard, under)]
    return [(guard, narrowed(inner, under | guard)) for guard, inner in kept]


def narrowed(value: object, under: Guard) -> object:
    """The same value with what the guard says of its symbols: under `bidirectional` that flag is `True`.

    A test that something is true makes it `True` only if it is named as a flag is: a size or a state may be anything.
    """
    if not under:
        return value
    match value:
        case Opaque(key=key, name=name):
            for literal in under:
                if literal.subject != key:
                    continue
                if isinstance(literal.value, Truthy) and is_named_as_flag(name):
                    return Constant(literal.holds)
                if literal.holds and not isinstance(literal.value, Predicate):
                    return constant(literal.value)
            return _of_known_rank(value, Sketch(key, name), under) if any(map(tells_a_number, under)) else value
        case Number(dim) if dim.symbols:
            return Number(dim.substitute(_numbers(dim.symbols, under)))
        case Sketch() if any(map(tells_a_number, under)):
            return _of_known_rank(value, value, under)
        case Tensor() if any(map(tells_a_number, under)):
            return _tensor(value, under)
    return value


def may_be(dim: Dim, number: int, under: Guard) -> bool:
    """Whether a symbolic number may be this one, by what the guard says of its symbol."""
    symbol = next(iter(dim.symbols), None)
    if symbol is None or len(dim.symbols) > 1 or (value := (Dim.of(symbol) - dim + number).known) is None:
        return True
    for literal in under:
        if literal.subject == symbol.key:
            if exclude(literal.value, literal.holds, value, True):
                return False
        elif isinstance(literal.subject, tuple) and literal.subject[:1] == (AT_LEAST_ZERO,):
            asked = literal.subject[1].substitute({symbol: Dim.of(value)}).known
            if asked is not None and (asked >= 0) is not literal.holds:
                return False
    return True


def tells_a_number(literal: Literal) -> bool:
    """Whether a literal may be about a size or a rank."""
    subject = literal.subject
    return type(literal.value) is int or (isinstance(subject, tuple) and subject[:1] == (AT_LEAST_ZERO,))


def _of_known_rank(value: object, sketch: Sketch, under: Guard) -> object:
    """A tensor whose rank the guard tells as one of that rank, anything else as it is."""
    rank = sketch.rank
    known = rank.substitute(_numbers(rank.symbols, under)).known
    return value if known is None or known < max(len(sketch.front), len(sketch.back)) else sketch.of_rank(known)


def _tensor(tensor: Tensor, under: Guard) -> object:
    """A tensor with the sizes that the guard tells; unknown where it rests on a rank that the guard denies."""
    calls = {label.call for label in tensor.blocks} - {None}
    if any(call is not None and call.rank is not None and not may_be(call.rank, 3, under) for call in calls):
        return Unknown("rank")
    return substituted(tensor, _numbers(symbols_of(tensor), under))


def constant(value: object) -> object:
    """A Python constant as a value: whole numbers are `Number`s."""
    if isinstance(value, EnumMember):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Number(Dim.of(value))
    return Constant(value)


def _numbers(symbols: Iterable[Symbol], under: Guard) -> dict[Symbol, Dim]:
    found = {}
    for symbol in symbols:
        for literal in under:
            if literal.subject != symbol.key:
                continue
            if literal.holds and isinstance(literal.value, int):
                found[symbol] = Dim.of(int(literal.value))
            elif isinstance(literal.value, Truthy) and (not literal.holds or is_named_as_flag(symbol.name)):
                found[symbol] = Dim.of(int(literal.holds))
    return found


def merge(found: Sequence[tuple[Guard, object]]) -> object:
    """One value for several alternatives: itself where all agree, `Unknown` where there are too many."""
    if len(found) == 1 and type(found[0][1]) is not Guarded:
        return found[0][1]
    flat: list[tuple[Guard, object]] = []
    for guard, value in found:
        if isinstance(value, Guarded):
            flat += [(guard | inner, each) for inner, each in value.alternatives if compatible(guard, inner)]
        else:
            flat.append((guard, value))
    if not flat:
        return Unknown("no alternative is possible")
    first = flat[0][1]
    if all(value is first or value == first for _, value in flat):
        return _either(value for _, value in flat)
    flat = _without_twins(flat)
    if len(flat) > MOST_ALTERNATIVES:
        return Unknown("too many alternatives")
    return Guarded(tuple(flat))


def _without_twins(flat: list[tuple[Guard, object]]) -> list[tuple[Guard, object]]:
    """Alternatives of equal value whose guards differ in one literal's sign are one, without that literal."""
    kept: list[tuple[Guard, object]] = []
    for guard, value in flat:
        for i, (other, known) in enumerate(kept):
            if known is not value and known != value:
                continue
            if _is_one_sign(guard ^ other):
                kept[i] = (guard & other, _either((known, value)))
                break
            if guard >= other:
                kept[i] = (other, _either((known, value)))
                break
        else:
            kept.append((guard, value))
    return kept


def _either(equals: Iterable[object]) -> object:
    """One value for several that are equal: what is unknown is the same thing only where its key says so.

    Layers may be equal and yet two of them, which have no name in common.
    """
    first, *others = equals
    if type(first) is Recurrent:
        is_one = all(isinstance(each, Recurrent) and same_layer(first, each) is True for each in others)
        return first if is_one else replace(first, identity=None, name="")
    if type(first) is not Unknown or all(type(each) is Unknown and each.key == first.key for each in others):
        return first
    return Unknown(first.why)


def _is_one_sign(difference: Guard) -> bool:
    if len(difference) != 2:
        return False
    left, right = difference
    return left.subject == right.subject and left.value == right.value


def combinations(values: Sequence[object], under: Guard) -> list[tuple[Guard, tuple[object, ...]]]:
    """Every consistent choice of alternatives with what it adds to the guard; empty where there are too many."""
    found: list[tuple[Guard, tuple[object, ...]]] = [(ALWAYS, ())]
    for value in values:
        found = [
            (guard | more, (*chosen, inner))
            for guard, chosen in found
            for more, inner in alternatives(value, under | guard)
        ]
        if len(found) > 2 * MOST_ALTERNATIVES:
            return []
    return found


def mapped(value: object, under: Guard, function: Callable[[object], object]) -> object:
    """A function of one possibly guarded value."""
    return merge([(guard, function(inner)) for guard, inner in alternatives(value, under)])
