"""`shapelint.frozen` beside the standard library: the same classes, made twice, behave alike."""

from __future__ import annotations

import dataclasses
import inspect
import pickle
from collections.abc import Callable
from contextlib import suppress
from dataclasses import KW_ONLY, MISSING, FrozenInstanceError, field, replace
from functools import cached_property
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import shapelint
from shapelint.frozen import dataclass

Decorator = Callable[..., Any]


def classes(dataclass: Decorator) -> tuple[Any, ...]:
    """A few classes with everything that is in use."""

    @dataclass(frozen=True)
    class Point:
        """A point."""

        x: int
        y: int = 2
        seen: list[int] = field(default_factory=list, compare=False)
        note: str = field(default="", compare=False, repr=False)

        @cached_property
        def length(self) -> int:
            return self.x + self.y

    @dataclass(frozen=True)
    class Named(Point):
        """A point with a name."""

        name: str = "n"

        def __post_init__(self) -> None:
            self.seen.append(self.x)

        def __hash__(self) -> int:
            return 7

    @dataclass(frozen=True, order=True)
    class Place:
        """A place."""

        row: int
        column: int

    @dataclass(frozen=True, eq=False)
    class Thing:
        """Equal to itself only."""

        value: object

    @dataclass(frozen=True)
    class Nothing:
        """No fields."""

    @dataclass(frozen=True)
    class Alike:
        """Equal to everything."""

        value: object

        def __eq__(self, other: object) -> bool:
            return True

    return Point, Named, Place, Thing, Nothing, Alike


STANDARD, OWN = classes(dataclasses.dataclass), classes(dataclass)


@dataclass(frozen=True)
class Pickled:
    """Of this module, so that it can be found again."""

    a: int
    b: tuple[int, ...] = ()


@pytest.mark.parametrize("of", [STANDARD, OWN], ids=["standard", "own"])
def test_behaviour(of: tuple[Any, ...]) -> None:
    point, named, place, thing, nothing, alike = of
    assert point(1) == point(1, seen=[3], note="x") != point(2)
    assert hash(point(1)) == hash(point(1, 2, [3])) == hash((1, 2))
    assert point(1) != named(1)
    assert point(1).__eq__(1) is NotImplemented
    assert repr(point(1, note="x")).endswith("Point(x=1, y=2, seen=[])")
    assert point(1).seen is not point(1).seen
    assert (point(1).length, named(5, name="a").seen, hash(named(1))) == (3, [5], 7)
    assert replace(point(1, note="x"), y=9) == point(1, 9)
    assert replace(point(1, note="x"), y=9).note == "x"
    assert place(1, 2) < place(1, 3) <= place(1, 3) and place(2, 0) > place(1, 9) >= place(1, 9)
    assert sorted([place(2, 1), place(1, 2)]) == [place(1, 2), place(2, 1)]
    one = thing([])
    assert one == one and one != thing([]) and hash(one) == object.__hash__(one)
    assert nothing() == nothing() and hash(nothing()) == hash(())
    assert alike(1) == alike(2) and hash(alike(1)) == hash((1,))
    assert point.__match_args__ == ("x", "y", "seen", "note")
    match named(1, name="b"):
        case named(x=1, name=name):
            assert name == "b"
    with pytest.raises(TypeError):
        point()
    with pytest.raises(TypeError):
        point(1, z=1)
    with pytest.raises(TypeError):
        assert place(1, 2) < 1


@pytest.mark.parametrize("of", [STANDARD, OWN], ids=["standard", "own"])
def test_nothing_can_be_changed(of: tuple[Any, ...]) -> None:
    one = of[0](1)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'x'"):
        one.x = 2
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'x'"):
        del one.x
    assert one.x == 1


def test_pickling() -> None:
    assert pickle.loads(pickle.dumps(Pickled(1, (2,)))) == Pickled(1, (2,))


def test_what_changes_is_not_made_here() -> None:
    with pytest.raises(TypeError):
        dataclass(frozen=False)


@pytest.mark.parametrize("option", [{"init": False}, {"kw_only": True}, {"hash": True}, {"hash": False}])
def test_options_that_are_not_known_here(option: dict[str, bool]) -> None:
    with pytest.raises(TypeError, match=r"Odd\.x: .*"):

        @dataclass(frozen=True)
        class Odd:
            x: int = field(default=1, **option)


def test_fields_by_name_only_are_not_known_here() -> None:
    with pytest.raises(TypeError, match=r"Odd\.x: .*"):

        @dataclass(frozen=True)
        class Odd:
            _: KW_ONLY
            x: int


def _is_own(cls: type) -> bool:
    return cls.__repr__.__module__ == "shapelint.frozen"


def all_of_shapelint() -> list[type]:
    """Every class that this decorator has made."""
    names = [each.name for each in walk_packages(shapelint.__path__, "shapelint.") if "__main__" not in each.name]
    found = {value for name in names for value in vars(import_module(name)).values() if isinstance(value, type)}
    made = [each for each in found if each.__module__.startswith("shapelint") and dataclasses.is_dataclass(each)]
    return sorted((each for each in made if _is_own(each)), key=lambda each: each.__name__)


@pytest.mark.parametrize("cls", all_of_shapelint(), ids=lambda cls: cls.__name__)
def test_each_has_the_standard_signature(cls: Any) -> None:
    known = dataclasses.fields(cls)
    for each in known:
        assert each.init and not each.kw_only and each.hash is None
    plain = [
        (each.name, each.type, field(default=each.default, default_factory=each.default_factory))  # type: ignore[call-overload]
        for each in known
    ]
    with suppress(TypeError):
        cls()  # only now its methods are made
    standard = inspect.signature(dataclasses.make_dataclass(cls.__name__, plain))
    own = inspect.signature(cls)
    assert list(own.parameters) == list(standard.parameters)
    for name, parameter in own.parameters.items():
        assert parameter.kind is standard.parameters[name].kind
        default = next(each for each in known if each.name == name).default
        if default is not MISSING:
            assert parameter.default is default


def test_the_classes_are_made_here() -> None:
    assert len(all_of_shapelint()) > 100


def test_a_method_is_made_once_by_any_of_them() -> None:
    for use in (hash, repr, lambda one: one == one, lambda one: one.__eq__(one)):
        point = classes(dataclass)[0]
        one = object.__new__(point)
        one.__dict__.update(x=1, y=2, seen=[])
        waiting = point.__init__
        use(one)
        assert (point.__init__ is waiting) is (use is repr)
        assert point(3) == point(3) and point.__init__ is not waiting
        waiting(one, 5)
        assert one.x == 5
