"""Records, enumerations, and classes that lie in others or between others."""

from __future__ import annotations

from tests.python_oracle.classes import IN_LOOPS
from tests.python_oracle.idioms import idiom
from tests.python_oracle.kinds import INT, INTS, NONE, Shape, Signature, object_of
from tests.python_oracle.registry import Impossible, Lines, aside, statement
from tests.python_oracle.writer import Writer

FACTORIES, POST_INIT = "fields by factory", "post-init"
aside("subclasses of records", FACTORIES, POST_INIT)


@statement("dataclasses", weight=3)
def record(w: Writer) -> Lines:
    """A class with fields, of which objects are made later too."""
    if w.scope.loops and not w.has(IN_LOOPS):
        raise Impossible
    name, made = w.fresh("D"), w.fresh("o")
    more, frozen, after = (w.chance(share) for share in (0.4, 0.25, 0.4))
    lines = ["from dataclasses import dataclass, field", f"@dataclass{'(frozen=True)' if frozen else ''}"]
    lines += [f"class {name}:", "    a: int", f"    b: int = {w.literal(INT)}"]
    attributes = {"a": INT, "b": INT}
    if more and w.has(FACTORIES):
        lines.append("    items: list = field(default_factory=list)")
        attributes["items"] = INTS
    if after and w.has(POST_INIT) and not frozen:
        lines += ["    def __post_init__(self):", "        self.b += 1"]
    settable = {} if frozen else {"a": INT, "b": INT}
    w.scope.classes[name] = Shape(Signature((("a", INT), ("b", INT)), NONE, 1), attributes, settable)
    value = w.call(name, w.scope.classes[name].made)
    w.scope.bind(made, object_of(name))
    return [*lines, f"{made} = {value}"]


idiom("dataclasses", """
    from dataclasses import dataclass, replace, asdict, astuple, field
    @dataclass<0>
    class $D:
        a: int = <int:literal>
        b: int = <int:literal>
        <1>
    $o = $D(<int>)
    $r = <2>
    $r2 = $o.a + $o.b
    """, ("", "(order=True)", "(frozen=True)", "(eq=False)"), ("pass", """
    @property
    def c(self):
        return self.a + self.b
    """, """
    def total(self):
        return self.a
    """, "c: int = field(default=3)", "c = 4", "c: int = field(init=False, default=2)"), (
    "$o == $D(1, 2)", "replace($o, a=5).a", "str($o)", "asdict($o)", "astuple($o)", "$D(b=1).a", "getattr($o, 'c', 0)",
), weight=2, once=True)  # fmt: skip

idiom("record fields overridden", """
    from dataclasses import dataclass
    @dataclass
    class $D:
        a: int = <int:literal>
        b: int = 2
    @dataclass
    class $E($D):
        <0>
    $o = $E(<1>)
    $r = $o.a + $o.b
    """, ("a: int = 7", "c: int = 3\na: int = 5", "c: int = 3", "a = 9"), ("", "<int>", "<int>, <int>", "b=<int>"),
    once=True)  # fmt: skip

NAMED = """
    from typing import NamedTuple
    class $P(NamedTuple):
        a: int
        b: int = <int:literal>
    $o = $P(<int>)
    $r = <0>
    """
idiom("named tuples", NAMED, ("$o.a + $o.b", "$o[0]", "len($o)", "$o._replace(a=5).a", "$o.a"), weight=2, once=True)
idiom("named tuples as tuples", NAMED, (
    "list($o)", "$o == (1, 2)", "[v for v in $o]", "tuple($o)", "isinstance($o, tuple)", "bool($o)", "$o + (1,)",
    "[*$o]", "$o._asdict()", "max($o)", "sum($o)",
), once=True)  # fmt: skip
idiom("named tuples", NAMED + "$n, $m = $o", ("$o.b",), once=True)

idiom("enums", """
    from enum import Enum
    class $E(Enum):
        A = 1
        B = 2
    $r = <0>
    """, (
    "$E.A.value", "$E.B.name", "len($E)", "$E.A == 1", "$E(2).name", "$E['A'].value", "[e.value for e in $E]",
    "$E.A is $E.B", "$E.A is $E.A", "$E.A in (1, 2)", "str($E.A)", "isinstance($E.A, int)", "bool($E.A)",
), once=True)  # fmt: skip

WHO = """
    def who(self):
        return '<2>' + super().who()
    """
idiom("several bases", """
    class $Top:
        size = 1
        def who(self):
            return 't'
    class $Left($Top):
        <0>
    class $Right($Top):
        <0>
    class $Last($Left, $Right):
        <1>
    $r = $Last().who()
    $n = $Last.size
    """, ("pass", "size = 2", "def who(self): return 'x'", WHO, "size = 3\n" + WHO), ("pass", WHO), ("l", "r", "."),
    weight=3, once=True)  # fmt: skip

idiom("several bases", """
    class $A:
        def __init__(self, a=1):
            self.a = a
    class $B:
        def __init__(self, a=2):
            self.a = self.b = a
    class $C(<0>):
        <1>
    $o = $C(<2>)
    $r = $o.a
    """, ("$A, $B", "$B, $A"), ("pass", """
    def __init__(self, a=3):
        super().__init__(a)
    """, """
    def __init__(self, a=3):
        $A.__init__(self, a)
        $B.__init__(self)
    """), ("", "<int>"), weight=2, once=True)  # fmt: skip

idiom("mixins", """
    class $Mixin:
        <0>
    class $C($Mixin):
        def title(self):
            return <str>
    $r = $C().info()
    """, (
    "def info(self): return self.title() + '!'", "info = property(lambda self: self.title)",
    "def info(self): return len(self.title())", "def info(self, q=2): return [self.title()] * q",
), weight=2, once=True)  # fmt: skip

idiom("abstract classes", """
    from abc import ABC, abstractmethod
    class $Base(ABC):
        @abstractmethod
        def size(self): ...
        def twice(self):
            return self.size() * 2
    class $C($Base):
        def size(self):
            return <int:literal>
    $r = $C().twice()
    """, once=True)  # fmt: skip

idiom("classes in functions", """
    def $f(q):
        class Local:
            size = <0>
            def m(self):
                return <1>
        return Local
    $r = $f(<int>)().m()
    $r2 = $f(2).size
    """, ("q", "q + 1", "3"), ("q", "self.size", "Local.size + q"), once=True)  # fmt: skip

idiom("classes under a test", """
    if <bool>:
        class $C:
            size = 1
    else:
        class $C:
            size = 2
    $r = $C.size
    $o = $C()
    $r2 = $o.size
    """, once=True)  # fmt: skip

idiom("super with arguments", """
    class $A:
        def who(self):
            return 'a'
    class $B($A):
        def who(self):
            return 'b' + super().who()
    class $C($B):
        def who(self):
            return 'c' + super(<0>, self).who()
    $r = $C().who()
    """, ("$B", "$C"), once=True)  # fmt: skip

idiom("classes that decorate", """
    def $deco(of):
        <0>
        return <1>
    @$deco
    class $C:
        size = 2
        def m(self):
            return 3
    $r = <2>
    """, ("of.size = 5", "of.m = lambda self: 5", "pass"), ("of", "of", "of", "int"), (
    "$C.size", "$C().m()", "$C()", "$C",
), once=True)  # fmt: skip
