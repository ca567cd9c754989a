"""Patterns of everyday programs: options of functions, constructors by name, values that are passed on."""

from __future__ import annotations

from tests.python_oracle.idioms import idiom

idiom("defaults of None", """
    def $f(q, size=None, names=()):
        if size is None:
            size = <0>
        names = names or ['a']
        return <1>
    $r = $f(<2>)
    $r2 = $f(1, 2)
    """, ("q", "3", "<int:literal>", "q * 2"), ("size + q", "[size, *names]", "(size, len(names))", "names[0] * size"),
    ("<int>", "<int>, <int>", "1, names=['b']", "1, size=0", "2, None"), weight=3)  # fmt: skip

idiom("options of functions", """
    def $f(**options):
        <0>
        return <1>
    $r = $f(<2>)
    """, ("pass", "size = options.get('size', 3)", "options['size'] = 5", "options.setdefault('size', 4)",
    "size = options.pop('size', 2)", "options = {'size': 1, **options}", "options.update(size=9)"),
    ("options.get('size', 1)", "options", "len(options)", "list(options.values())", "'size' in options",
    "sorted(options)"),
    ("", "size=<int>", "a=<int>", "a=1, size=<int>", "**<dict:place>", "**{'size': 2}", "size=2, **<dict:place>"),
    weight=3)  # fmt: skip

idiom("truth of options", """
    def $f(**options):
        return <0>
    $r = $f(<1>)
    """, ("1 if options else 2", "bool(options)", "not options", "options or 5"), ("", "a=1",
    "**<dict:place>"))  # fmt: skip

idiom("arguments passed on", """
    def $f(q, r=2, *more, s=3, **options):
        return <0>
    def $g(*given, **named):
        return $f(*given, **named)
    $r = $g(<1>)
    """, ("(q, r, more, s)", "q + r + s", "[q, *more]", "dict(options, q=q)", "len(more) + len(options)"),
    ("<int>", "<int>, <int>", "1, 2, 3, 4", "q=<int>", "1, s=<int>", "1, 2, 3, s=4, t=5", "*<ints:place>",
    "1, **{'r': 4}"),
    weight=3)  # fmt: skip

idiom("several results", """
    def $f(q):
        <0>
        return <1>
    $a, $b = $f(<int>)
    $r = $a
    """, ("pass", "if q > 1: return q, 0", "if q: return [q, 1]", "for i in range(2):\n    if i == q: return (i, 'x')"),
    ("q, q + 1", "(1, 'a')", "[q, None]", "divmod(q, 2)", "'xy'", "{'a': 1, 'b': 2}"), weight=3)  # fmt: skip

idiom("made by a method of the class", """
    class $C:
        size = <int:literal>
        def __init__(self, a, b=2):
            self.a, self.b = a, b
        @classmethod
        def make(cls, q):
            return <0>
        def again(self):
            return <1>
    <2>
    $o = $C.make(<int>)
    $r = $o.a
    $o2 = $o.again()
    $r2 = ($o2.a, $o2.size)
    """, ("cls(q)", "cls(a=q, b=q)", "cls(*[q, 1])", "cls(q + cls.size)"), ("$C(self.b)", "$C(self.a + 1, self.b)"),
    ("pass", "$C.size = 7"), weight=2, once=True)  # fmt: skip

idiom("made by the class of self", """
    class $C:
        def __init__(self, a):
            self.a = a
        def again(self):
            return <0>(self.a + 1)
    class $D($C):
        <1>
    $o = $D(<int>)
    $r = $o.again().a
    """, ("self.__class__", "type(self)"), ("pass", "def __init__(self, a): self.a = a * 2"), once=True)  # fmt: skip

idiom("constructors that go up", """
    class $A:
        size = 1
        def __init__(self, a, b=2):
            self.a = a
            self.b = b
            self.setup()
        def setup(self):
            self.c = <int:literal>
    class $B($A):
        <0>
        def __init__(self, a, **options):
            <1>
        <2>
    $o = $B(<3>)
    $r = [$o.a, $o.b, $o.c]
    """, ("pass", "size = 2"), ("super().__init__(a, **options)", "super().__init__(a)\nself.b = 9",
    "super().__init__(a + 1, **options)", "self.d = 4\nsuper().__init__(a, self.d)", "$A.__init__(self, a)"),
    ("pass", "def setup(self): self.c = self.a", "def setup(self):\n    super().setup()\n    self.c += self.b"),
    ("<int>", "<int>, b=<int>"), weight=4, once=True)  # fmt: skip

idiom("methods that call methods", """
    class $C:
        def __init__(self, a):
            self.a = a
            self.log = []
        def one(self, q=1):
            self.a += q
            return <0>
        def two(self):
            <1>
            return self.a
        def three(self):
            for i in range(<2>):
                self.one(i)
            return self
    $o = $C(<int>)
    $r = $o.<3>
    $r2 = $o.a
    """, ("self.a", "self", "None", "q > 1"), ("self.one()", "if self.one(): self.one()", "self.one(2)\nself.one(q=3)"),
    ("2", "3", "12"), ("two()", "three().two()", "one(<int>)", "three().a"), weight=3, once=True)  # fmt: skip

idiom("attributes of functions", """
    def $f(q):
        $f.calls += 1
        return q + $f.calls
    $f.calls = 0
    $r = $f(1)
    $r2 = $f(1)
    $n = $f.calls
    """)  # fmt: skip

idiom("imports that may fail", """
    try:
        import <0>
        $r = 1
    except ImportError:
        $r = 2
    """, ("math", "nothing_of_that_name", "collections.abc"), weight=2)  # fmt: skip

idiom("main", """
    $r = 1
    if __name__ == '__main__':
        $r = 2
    """, at_top=True)  # fmt: skip

idiom("settings by name", """
    $sizes = {'small': <int:literal>, 'large': <int>}
    $kind = <0>
    $r = <1>
    """, ("'small'", "'large'", "'small' if <bool> else 'large'", "'lar' + 'ge'"), (
    "$sizes[$kind]", "$sizes.get($kind, 0)", "{**$sizes, 'small': 9}[$kind]", "$kind in $sizes",
    "[$sizes[k] for k in $sizes]",
    "$sizes['small'] + $sizes['large']", "dict($sizes)[$kind]", "{v: k for k, v in $sizes.items()}",
    "max($sizes.values())",
), weight=3)  # fmt: skip

idiom("pairs", """
    $pairs = [(1, 'a'), (<int>, 'b'), (3, <str>)]
    $r = <0>
    """, (
    "[q for q, _ in $pairs]", "[s * q for q, s in $pairs if q > 1]", "dict($pairs)", "list(zip(*$pairs))",
    "$pairs[1][0]",
    "{s: q for q, s in $pairs}", "sum(q for q, _ in $pairs)", "[p[1] for p in $pairs]", "$pairs[-1][1] + 'x'",
    "len($pairs)",
    "[(i, q) for i, (q, s) in enumerate($pairs)]", "$pairs[0] + $pairs[1]", "(1, 'a') in $pairs",
    "$pairs[1:] + $pairs[:1]",
), weight=3)  # fmt: skip

idiom("tables of lists", """
    $rows = [[<int>, 2], [3, <int>]]
    $r = <0>
    """, (
    "[sum(row) for row in $rows]", "[v for row in $rows for v in row]", "[row[0] for row in $rows]", "$rows[1][0]",
    "[[v * 2 for v in row] for row in $rows]", "list(map(len, $rows))", "$rows[0] + $rows[1]", "[*$rows[0], *$rows[1]]",
    "[list(column) for column in zip(*$rows)]", "$rows == [[1, 2], [3, 4]]", "[3, 1] in $rows", "max($rows)",
    "$rows * 2",
), weight=2)  # fmt: skip

idiom("texts taken apart", """
    $s = <0>
    $r = <1>
    """, ("'a=1'", "'b = 2'", "f'k={<int:place>}'", "'x-y-z'", "''"), (
    "$s.split('=')", "$s.partition('=')[2]", "$s.split('-')[-1]", "$s.replace('=', ':')", "$s.strip('az')",
    "$s.find('=')",
    "len($s.split('='))", "$s[:1].upper() + $s[1:]", "$s.split('=')[0].strip()", "'='.join($s.split('='))", "$s[::-1]",
    "$s.count('=')", "$s or 'none'", "$s.title()", "$s.isalnum()", "$s.rsplit('-', 1)", "$s.startswith('a', 1)",
    "$s == 'a=1'",
    "$s.endswith(('1', '2'))", "$s.encode()", "sorted($s)", "$s.capitalize()", "$s.center(7)", "$s in ('a=1', '')",
), weight=3)  # fmt: skip

idiom("switches", """
    def $f(kind, q=1):
        if kind == 'a':
            <0>
        elif kind in ('b', 'c'):
            <0>
        else:
            <0>
        return <1>
    $r = $f(<2>)
    """, ("r = q", "r = q + 1", "r = 'x'", "return q * 3", "r = None", "raise ValueError(kind)", "r = [q]",
    "q = r = 4"),
    ("r", "(r, q)", "[r]"), ("'a'", "'b'", "'c', 2", "'d'", "<str>", "word", "'ab'[0]"), weight=3)  # fmt: skip

idiom("running values", """
    $best, $at = None, -1
    for $i, $v in enumerate(<ints:place>):
        if $best is None or $v <0> $best:
            $best, $at = $v, $i
    """, (">", "<"), weight=2)  # fmt: skip

idiom("values until something", """
    $n = <int>
    $steps = 0
    while $n <0>:
        $n = <1>
        $steps += 1
        if $steps > 20:
            break
    """, ("> 1", "!= 1", "> 0 and $n < 50"), ("$n // 2", "$n - 1", "$n // 2 if $n % 2 == 0 else 3 * $n + 1"),
    weight=2)  # fmt: skip

LOCALS = """
    $n = <int:literal>
    def $f(q):
        <0>
        return <1>
    $r = $f(<int>)
    $m = $n
    """
idiom("locals and globals", LOCALS, (
    "$n = q", "pass", "for $n in range(2): pass", "import math as $n", "def $n(): return 1", "$n, q = q, 1",
    "if q > 1: $n = q\nelse: $n = 0", "class $n: size = 3", "del q\nq = $n",
), ("$n", "q", "[q, 1]"), weight=3)  # fmt: skip
idiom("comprehension variables", LOCALS, ("[$n for $n in range(3)]", "any($n for $n in (q, 0))"), ("$n",), weight=2)

idiom("objects that hold objects", """
    class $A:
        def __init__(self, n):
            self.n = n
    class $B:
        def __init__(self, part, more=()):
            self.part = part
            self.parts = [part, *more]
        def total(self):
            return sum(p.n for p in self.parts) + self.part.n
    $a = $A(<int>)
    $b = $B(<0>)
    <1>
    $r = <2>
    """, ("$a", "$A(2)", "$a, [$a, $A(1)]", "part=$a, more=($A(4),)"), ("$a.n = <int>", "$b.part.n += 1",
    "$b.parts[0].n = 7",
    "$b.part = $A(9)", "for $p in $b.parts: $p.n += 1", "$b.parts[-1].n = 5", "pass", "$a = $A(3)"),
    ("$b.total()", "$b.part.n", "$b.parts[0].n", "$a.n", "[p.n for p in $b.parts]", "$b.part is $a",
    "$b.parts[0] is $b.part"),
    weight=4, once=True)  # fmt: skip

idiom("functions that make functions", """
    def $make(a, b=<int:literal>):
        <0>
        def $f(q):
            <1>
            return q * a + b
        <2>
        return $f
    $f2, $g = $make(<int>), $make(1, b=<int>)
    $r = ($f2(2), $g(3), $f2(0))
    """, ("pass", "a += 1", "b = a"), ("pass", "q += b", "if q > 2: return a"), ("pass", "b += 5", "a = 3"),
    weight=3)  # fmt: skip

idiom("comparisons of many kinds", "$r = <0>", (
    "1 < 2 < 3", "3 > 2 > 2", "(1, 2) == (1, 2)", "[1, 2] < [1, 3]", "'a' == 1", "None is None", "not None",
    "1 in [1.0]",
    "True == 1", "(1,) in [(1,)]", "'' in 'a'", "[] or [1]", "0 or None", "None or 0", "1 and 'a'", "'' and 1",
    "() == []",
    "not 0 and 1", "1 if 'a' else 2", "1 < True", "-1 // 2", "-7 % 3", "7 % -3", "2 ** -1", "1 - -1", "0 - 5 // 2",
    "~5",
    "5 & 3 | 8", "1 << 3 >> 1", "6 / 2", "7 // -2", "-0 or 3", "int('7') + 1", "len('abc') - 4", "max(3, 1, 2)",
    "min([4, 2])",
    "abs(-3)", "round(2.5)", "round(-1.5)", "int(-1.5)", "int('-3')", "bool('')", "bool('False')", "str(1) + '2'",
    "'a' * 3",
    "sum([])", "max('ab')", "[1] * 0", "3 * [0]", "tuple('ab')[0]", "list(range(3))[-1]", "range(5)[2]", "'abc'[-2]",
    "5 == 5.0",
    "divmod(-7, 2)", "pow(2, 3)", "pow(2, 3, 5)", "int('11', 2)", "hex(10)", "ord('a')", "chr(98)",
    "1_0 + 1",
), weight=4)  # fmt: skip
