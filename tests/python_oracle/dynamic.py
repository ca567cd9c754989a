"""What classes and modules can do behind the back of the text, and orders of evaluation."""

from __future__ import annotations

from tests.python_oracle.assigning import objects, own
from tests.python_oracle.idioms import idiom
from tests.python_oracle.kinds import INT
from tests.python_oracle.registry import Impossible, Lines, statement
from tests.python_oracle.writer import Writer


@statement("names set by globals()", weight=1)
def through_globals(w: Writer) -> Lines:
    """A name of the module set without being named."""
    if w.scope.in_function:
        raise Impossible
    name = own(w, INT)
    return [w.one((f"globals()[{name!r}] = {w.literal(INT)}", f"exec('{name} = 3')", f"globals().update({name}=2)"))]


@statement("attributes set by dicts", weight=1)
def through_dict(w: Writer) -> Lines:
    """An attribute set without being named."""
    name = w.one(objects(w))
    return [w.one((f"{name}.__dict__['a'] = {w.literal(INT)}", f"vars({name}).update(a={w.literal(INT)})"))]


idiom("made by __new__", """
    class $N:
        def __new__(cls, q=1):
            made = super().__new__(cls)
            made.a = q
            return <0>
    $o = $N(<1>)
    """, ("made", "made", "5", "[q]"), ("", "<int>"), once=True)  # fmt: skip

idiom("singletons", """
    class $N:
        made = None
        size = 0
        def __new__(cls):
            if cls.made is None:
                cls.made = super().__new__(cls)
            return cls.made
    $o = $N()
    $p = $N()
    $o.size = <int>
    $r = $p.size
    $r2 = $o is $p
    """, once=True)  # fmt: skip

idiom("hooks of subclasses", """
    class $N:
        size = 1
        def __init_subclass__(cls, **options):
            cls.size = 5
    class $M($N):
        <0>
    $r = $M.size
    """, ("pass", "size = 2"), once=True)  # fmt: skip

idiom("metaclasses", """
    class $Meta(type):
        <0>
    class $N(metaclass=$Meta):
        size = 2
    $r = $N.size
    $o = $N()
    """, ("""
    def __call__(cls, *args):
        return 7
    """, """
    def __len__(cls):
        return 4
    """, """
    @property
    def size(cls):
        return 6
    """, """
    def __new__(meta, name, bases, space):
        space['size'] = 9
        return super().__new__(meta, name, bases, space)
    """), once=True)  # fmt: skip

idiom("descriptors", """
    class $Field:
        def __get__(self, owner, cls=None):
            return <int:literal>
        <0>
    class $N:
        size = $Field()
    $o = $N()
    $o.size = <int>
    $r = $o.size
    """, ("pass", """
    def __set__(self, owner, value):
        owner.kept = value
    """), once=True)  # fmt: skip

idiom("classes by a call", """
    $N = type('N', (), {'size': <int>})
    $r = $N().size
    """, once=True)  # fmt: skip

idiom("bodies of classes", """
    $n = <int:literal>
    class $N:
        $n = $n + 1
        other = $n * 2
        <0>
    $o = $N()
    $r = $o.other
    $r2 = $o.$n
    """, ("""
    if <bool>:
        kind = 1
    else:
        kind = 2
    """, """
    for step in range(2):
        other += step
    """, """
    def m(self, q=other):
        return q + $n
    """, """
    class Inner:
        deep = 3
    """, """
    try:
        kind = int('x')
    except ValueError:
        kind = 0
    """, """
    def m(self):
        return other
    """), weight=2, once=True)  # fmt: skip

idiom("scopes of classes", """
    $n = <int:literal>
    class $N:
        $n = $n + 1
        <0>
    $r = getattr($N, '$n', None)
    """, ("made = [$n for _ in range(2)]", "del $n", "made = (lambda: $n)()"), once=True)  # fmt: skip

idiom("targets in order", """
    $xs = [0, 0, 0]
    $i = 0
    <0>
    """, ("$i, $xs[$i] = 1, 5", "$xs[$i], $i = 5, 1", "$i = $xs[$i] = 2"))  # fmt: skip

STEPPING = """
    class $N:
        def __init__(self):
            self.n = 0
        def step(self):
            self.n += 1
            return self.n
    $o = $N()
    $r = <0>
    """
"""An object that tells how often it was asked."""

idiom("arguments in order", STEPPING, (
    "[$o.step(), $o.n, $o.step()]", "($o.n, $o.step())", "$o.step() - $o.step()", "{'a': $o.step(), 'b': $o.n}",
    "dict(a=$o.step(), b=$o.step())", "$o.n + $o.step() + $o.n", "[$o.step() for _ in range(2)]",
    "$o.step() < $o.step() < $o.step()", "max($o.step(), $o.step())", "($o.n or $o.step()) + $o.n",
    "[$o.n, $o.n][$o.step() - 1]", "$o.step() if $o.n else -$o.step()", "[*[$o.step()], $o.n]", "$o.step() and $o.n",
), weight=2, once=True)  # fmt: skip

idiom("effects inside f-strings and sets", STEPPING, (
    "f'{$o.step()}{$o.n}'", "{$o.step()}", "print($o.step())", "[0, 0][$o.step():]", "f'{$o.n:{$o.step()}}'",
), once=True)  # fmt: skip

idiom("one of several objects", """
    class $N:
        def __init__(self):
            self.n = <int:literal>
    class $M:
        def __init__(self):
            self.n = <int:literal>
    <0>
    $o.n <1> <int>
    $r = $o.n
    """, ("$o = $N() if <bool> else $M()", """
    if <bool>:
        $o = $N()
    else:
        $o = $M()
    """), ("=", "+="), weight=3, once=True)  # fmt: skip

idiom("one of several functions", """
    if <bool>:
        def $f(q):
            return q + 1
    else:
        def $f(q):
            return q * 2
    $r = $f(<int>)
    """, weight=2)  # fmt: skip

idiom("one of several lists", """
    $xs = <ints:literal> if <bool> else <ints:literal>
    <0>
    $n = len($xs)
    $r = <1>
    """, (
    "$xs.append(<int>)", "$xs[0] = 9", "$xs += [1]", "$xs.pop()", "$xs.clear()", "$xs = [*$xs, 1]", "$xs.sort()",
    "for $i in $xs: pass",
), ("sum($xs)", "$xs[:1]", "[v for v in $xs]"), weight=3)  # fmt: skip

OWN = ("len([1])", "max([1, 2])", "sum([4, 5])", "abs(-1)", "sorted([1, 2])")
SHADOWING = ("len = lambda of: 7", "max = min", "sum = len", "abs = lambda q: q", "sorted = tuple")
GIVEN_BACK = "\n    from builtins import len, max, sum, abs, sorted"

idiom("names of Python's own", "\n    <0>\n    $r = <1>" + GIVEN_BACK, SHADOWING, OWN, at_top=True)
idiom("names of Python's own in some cases", """
    if <bool>:
        <0>
    $r = <1>""" + GIVEN_BACK, SHADOWING, OWN, at_top=True)  # fmt: skip

idiom("walrus in comprehensions", """
    $n = 0
    $r = <0>
    $r2 = $n
    """, ("[$n := v + 1 for v in <ints:place>]", "[$n for v in <ints:place> if ($n := v * 2) > 2]"))  # fmt: skip

idiom("lazy generators", """
    $n = 0
    $r = <0>(($n := v) > 1 for v in <ints:place>)
    $r2 = $n
    """, ("any", "all", "next", "list"))  # fmt: skip

idiom("objects that are called", """
    class $N:
        def __call__(self, q):
            return <int:literal>
        def forward(self, q):
            return q
    $r = $N()(<int>)
    """, once=True)  # fmt: skip

idiom("global", """
    $n = 1
    def $f():
        $n = 5
        def $g():
            global $n
            $n = 2
        $g()
        return $n
    $r = $f()
    """, at_top=True)  # fmt: skip

idiom("functions read later", """
    $n = <int:literal>
    def $f():
        return $n + 1
    $r = $f()
    $n = <int>
    $r2 = $f()
    """, weight=2)  # fmt: skip

NONLOCAL = """
    def $f(q):
        $n = q
        def $g(r):
            nonlocal $n
            <0>
            return $n
        <1>
        return $n
    $r = $f(<int>)
    """
CHANGES = ("$n += r", "$n = r", "if r > 1: $n = 7")
idiom("nonlocal", NONLOCAL, CHANGES, ("$g(<int>)", "for i in range(3): $g(i)", "$g(1) + $g(2)"), weight=2)
idiom("effects of what may not be evaluated", NONLOCAL, CHANGES, ("$g(1) or $g(2)", "$g(1) and $g(2)",
    "q > 1 and $g(2)"))
