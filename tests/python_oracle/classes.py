"""Classes: attributes, methods, properties, what operators and functions of Python make of their objects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.python_oracle.defining import body, parameters_of
from tests.python_oracle.kinds import BOOL, DICT, INT, INTS, NONE, STR, Shape, Signature, object_of
from tests.python_oracle.registry import Impossible, Lines, aside, statement
from tests.python_oracle.writer import Writer, indented

KINDS = (INT, INT, STR, BOOL, INTS)


@dataclass
class Draft:
    """A class that is being written."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    settable: dict[str, str] = field(default_factory=dict)
    methods: dict[str, Signature] = field(default_factory=dict)
    called: Signature | None = None
    made: Signature = field(default_factory=lambda: Signature((), NONE, 0))

    def shape(self) -> Shape:
        """What is known of its objects so far."""
        return Shape(self.made, dict(self.attributes), dict(self.settable), dict(self.methods), self.called)


IN_LOOPS, SHADOWED = "objects made in each pass", "class attributes shadowed"
aside(IN_LOOPS, SHADOWED)
Member = Callable[[Writer, Draft], Lines]
MEMBERS: list[tuple[str, int, Member]] = []


def member(feature: str, weight: int = 4) -> Callable[[Member], Member]:
    """Register a way to write a member of a class."""
    aside(feature)

    def add(write: Member) -> Member:
        MEMBERS.append((feature, weight, write))
        return write

    return add


def method(w: Writer, draft: Draft, parameters: list[tuple[str, str]], returns: str, most: int = 2) -> Lines:
    """The body of a method, in which `self` is an object of the class."""
    known = w.scope.classes.get(draft.name)
    w.scope.classes[draft.name] = draft.shape()
    try:
        return body(w, [("self", object_of(draft.name)), *parameters], returns, 0, most)
    finally:
        if known is None:
            del w.scope.classes[draft.name]


@statement("classes", weight=7, deep=True)
def class_(w: Writer) -> Lines:
    draft = Draft(w.fresh("C"))
    return written(w, draft, "", _init(w, draft))


def written(w: Writer, draft: Draft, bases: str, init: Lines) -> Lines:
    """A class with these bases and this constructor, and more members; and an object of it."""
    if w.scope.loops and not w.has(IN_LOOPS):
        raise Impossible
    lines = _class_attributes(w, draft) + init
    ways = [each for each in MEMBERS if w.has(each[0])]
    for _ in range(w.number(0, 3)):
        (chosen,) = w.random.choices(ways, [weight for _, weight, _ in ways])
        lines += chosen[2](w, draft)
    w.scope.classes[draft.name] = draft.shape()
    made = w.fresh("o")
    value = w.call(draft.name, draft.made)
    w.scope.bind(made, object_of(draft.name))
    return [f"class {draft.name}{bases}:", *indented(lines or ["pass"]), f"{made} = {value}"]


def _class_attributes(w: Writer, draft: Draft) -> Lines:
    lines = []
    for text, kind in (("kind", STR), ("size", INT)):
        if w.has("class attributes") and w.chance(0.3):
            draft.attributes[text] = kind
            if w.has(SHADOWED):
                draft.settable[text] = kind
            lines.append(f"{text} = {w.expression(kind)}")
    if w.has("shared class lists") and w.chance(0.2):
        draft.attributes["shared"] = INTS
        lines.append(f"shared = {w.literal(INTS)}")
    return lines


aside("class attributes", "shared class lists", "classes reached through type")


def _init(w: Writer, draft: Draft, before: Lines | None = None) -> Lines:
    """A constructor that sets attributes."""
    parameters, given, least = parameters_of(w, 0, 2)
    draft.made = Signature(tuple(parameters), NONE, least)
    lines = [f"def __init__({', '.join(['self', *given])}):", *(before or [])]
    with w.function([("self", "other"), *parameters], NONE):
        for text in w.random.sample(("a", "b", "c"), w.number(1, 2)):
            kind = w.one(KINDS)
            lines.append(f"    self.{text} = {w.expression(kind)}")
            draft.attributes[text] = draft.settable[text] = kind
    draft.settable.pop("shared", None)
    return [*lines, *_more_of_init(w, draft, parameters)]


def _more_of_init(w: Writer, draft: Draft, parameters: list[tuple[str, str]]) -> Lines:
    return method(w, draft, parameters, NONE, 1) if w.chance(0.3) else []


@member("methods", weight=8)
def plain(w: Writer, draft: Draft) -> Lines:
    name, returns = w.one(("m", "n", "run")), w.one((INT, INT, STR, BOOL, INTS, NONE))
    parameters, given, least = parameters_of(w, 0, 1)
    lines = [f"def {name}({', '.join(['self', *given])}):", *method(w, draft, parameters, returns)]
    draft.methods[name] = Signature(tuple(parameters), returns, least)
    return lines


@member("methods that set", weight=5)
def setting(w: Writer, draft: Draft) -> Lines:
    text, kind = _attribute(w, draft, INT, STR)
    change = f"self.{text} += {w.literal(kind)}" if w.chance(0.6) else f"self.{text} = {w.expression(kind)}"
    draft.methods["step"] = Signature((), kind, 0)
    return ["def step(self):", f"    {change}", f"    return self.{text}"]


@member("methods that return self", weight=2)
def chained(w: Writer, draft: Draft) -> Lines:
    text, kind = _attribute(w, draft, INT, STR)
    draft.methods["then"] = Signature((), object_of(draft.name), 0)
    return ["def then(self):", f"    self.{text} += {w.literal(kind)}", "    return self"]


def _attribute(w: Writer, draft: Draft, *kinds: str) -> tuple[str, str]:
    known = [(text, kind) for text, kind in draft.settable.items() if kind in kinds]
    if known:
        return w.one(known)
    raise Impossible


@member("properties", weight=4)
def property_(w: Writer, draft: Draft) -> Lines:
    kind = w.one((INT, STR, BOOL))
    lines = ["@property", "def view(self):", *method(w, draft, [], kind, 1)]
    draft.attributes["view"] = kind
    return lines


@member("property setters", weight=2)
def setter(w: Writer, draft: Draft) -> Lines:
    lines = ["@property", "def level(self):", f"    return {w.one(('self._level', 'self._level * 2'))}"]
    draft.settable["level"] = draft.attributes["level"] = INT
    return ["_level = 1", *lines, "@level.setter", "def level(self, value):", "    self._level = value + 1"]


@member("class methods", weight=3)
def class_method(w: Writer, draft: Draft) -> Lines:
    returns = w.one((INT, STR))
    draft.methods["of"] = Signature((("q", INT),), returns, 1)
    value = "cls.__name__" if returns == STR else w.one(("q + 1", "cls.count + q", "len(cls.__name__)"))
    lines = ["count = 0", "@classmethod", "def of(cls, q):"]
    return [*lines, *(["    cls.count += q"] if w.chance(0.5) else []), f"    return {value}"]


@member("static methods", weight=2)
def static(w: Writer, draft: Draft) -> Lines:
    draft.methods["plus"] = Signature((("q", INT),), INT, 1)
    return ["@staticmethod", "def plus(q):", *body(w, [("q", INT)], INT, 0, 1)]


@member("counts of objects", weight=2)
def counted(w: Writer, draft: Draft) -> Lines:
    """A method that changes the class through its name, or through `self`."""
    draft.methods["tell"] = Signature((), INT, 0)
    ways = [f"{draft.name}.total += 1"] + (["self.total += 1"] if w.has(SHADOWED) else [])
    if w.has("classes reached through type"):
        ways += ["type(self).total += 1", "self.__class__.total = 4"]
    change = w.one(ways)
    return ["total = 0", "def tell(self):", f"    {change}", f"    return {w.one(('self', draft.name))}.total"]


SPECIAL: dict[str, tuple[str, str]] = {
    "__len__": ("len({})", INT), "__bool__": ("bool({})", BOOL), "__str__": ("str({})", STR),
    "__int__": ("int({})", INT), "__neg__": ("-{}", INT), "__abs__": ("abs({})", INT), "__repr__": ("repr({})", STR),
}  # fmt: skip
"""Methods of one operand: how they are asked for, and what they give."""
SPECIAL_OF_TWO = {
    "__eq__": "{} == 1", "__add__": "{} + 1", "__radd__": "1 + {}", "__getitem__": "{}[1]", "__lt__": "{} < 1",
    "__contains__": "1 in {}", "__mul__": "{} * 2", "__ne__": "{} != 1",
}  # fmt: skip
"""Methods of two operands, and how they are asked for."""


@member("special methods", weight=5)
def special(w: Writer, draft: Draft) -> Lines:
    name = w.one(tuple(SPECIAL))
    draft.methods[name] = Signature((), NONE if name == "__len__" else SPECIAL[name][1], 0)
    value = str(w.number(0, 2)) if name == "__len__" else w.expression(SPECIAL[name][1])
    return [f"def {name}(self):", f"    return {value}"]


@member("special methods of two", weight=4)
def special_of_two(w: Writer, draft: Draft) -> Lines:
    name = w.one(tuple(SPECIAL_OF_TWO))
    returns = BOOL if name in ("__eq__", "__contains__", "__lt__", "__ne__") else INT
    draft.methods[name] = Signature((("other", INT),), returns, 1)
    return [f"def {name}(self, other):", f"    return {w.expression(returns)}"]


@member("objects that are called", weight=3)
def callable_(w: Writer, draft: Draft) -> Lines:
    returns = w.one((INT, STR))
    lines = ["def __call__(self, q):", *method(w, draft, [("q", INT)], returns, 1)]
    draft.called = Signature((("q", INT),), returns, 1)
    return lines


@member("objects that are called", weight=1)
def forward(w: Writer, draft: Draft) -> Lines:
    returns = INT
    draft.methods["forward"] = Signature((("q", INT),), returns, 1)
    return ["def forward(self, q):", *method(w, draft, [("q", INT)], returns, 1)]


@member("objects that are run over", weight=2)
def iterated(w: Writer, draft: Draft) -> Lines:
    draft.methods["__iter__"] = Signature((), NONE, 0)
    return ["def __iter__(self):", f"    return iter({w.expression(INTS)})"]


@member("attributes made up", weight=1)
def made_up(w: Writer, draft: Draft) -> Lines:
    draft.attributes["lost"] = INT
    return ["def __getattr__(self, name):", "    if name.startswith('_'):", "        raise AttributeError(name)",
            f"    return {w.literal(INT)}"]  # fmt: skip


@member("attributes set another way", weight=1)
def set_otherwise(w: Writer, draft: Draft) -> Lines:
    return ["def __setattr__(self, name, value):",
            f"    object.__setattr__(self, name, {w.one(('value', '[value]', 'value if value else 7'))})"]  # fmt: skip


@member("attributes in a dict", weight=1)
def in_dict(w: Writer, draft: Draft) -> Lines:
    draft.methods["held"] = Signature((), DICT, 0)
    return ["def held(self):", "    self.__dict__['a'] = 5", "    return dict(a=self.a)"]


@member("functions kept as attributes", weight=1)
def kept_function(w: Writer, draft: Draft) -> Lines:
    draft.methods["twice"] = Signature((("q", INT),), INT, 1)
    return w.one((["twice = staticmethod(lambda q: q * 2)"], ["twice = lambda self, q: q * 2"], ["twice = abs"]))
