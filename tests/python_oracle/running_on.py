"""Iterators, contexts, errors of the program: patterns of what runs on and off."""

from __future__ import annotations

from tests.python_oracle.idioms import idiom

idiom("iterators used up", """
    $it = <0>
    $r = <1>($it)
    $r2 = list($it)
    """, (
    "iter(<ints:place>)", "(v for v in <ints:place>)", "map(abs, <ints:place>)", "zip(<ints:place>)", "range(2)",
    "enumerate(<ints:place>)", "filter(None, <ints:place>)", "reversed(<ints:place>)",
), ("list", "sum", "tuple", "list", "any", "sorted"), weight=2)  # fmt: skip

idiom("iterators stepped", """
    $it = <0>
    $r = next($it)
    $r2 = list($it)
    """, (
    "iter(<ints:place>)", "(v for v in <ints:place>)", "map(abs, <ints:place>)", "reversed(<ints:place>)",
), weight=2)  # fmt: skip

idiom("iterators stepped", """
    $it = iter(<ints:literal>)
    for $i in $it:
        $r = next($it, None)
    """)  # fmt: skip

idiom("lazy generators", """
    $n = <int>
    $it = (v + $n for v in <ints:place>)
    $n = <int:literal>
    $r = list($it)
    """)  # fmt: skip

idiom("generators of the program", """
    def $f(q):
        <0>
    $it = $f(<int>)
    $r = <1>
    """, (
    "yield q\nyield q + 1", "for i in range(2):\n    yield i + q", "yield from [q, 2]", "yield q\nreturn 5",
), (
    "list($it)", "next($it)", "sum($it)", "[v for v in $it]", "dict.fromkeys($it)", "max($it)", "(next($it), 1)",
))  # fmt: skip

idiom("contexts", """
    class $Context:
        def __init__(self):
            self.entered = 0
        def __enter__(self):
            self.entered += 1
            return <0>
        def __exit__(self, *error):
            self.entered -= 1
            return <1>
    $n = 1
    with $Context() as $c:
        $n = 2
        <2>
        $n = 3
    $r = $n
    """, ("self", "<int>", "None"), ("True", "True", "self.entered == 0"), (
    "pass", "1 // 0", "raise ValueError", "<block>",
), weight=2, once=True)  # fmt: skip

idiom("contexts that let errors pass", """
    class $Context:
        def __init__(self):
            self.entered = 0
        def __enter__(self):
            self.entered += 1
            return <0>
        def __exit__(self, *error):
            self.entered += <int>
    $o = $Context()
    with $o as $c:
        <block>
        $n = $o.entered
    """, ("self", "<int>", "None", "(1, 2)"), weight=2, once=True)  # fmt: skip

idiom("contexts of generators", """
    from contextlib import contextmanager
    $seen = []
    @contextmanager
    def $f(q):
        $seen.append(q)
        yield <0>
        $seen.append(-q)
    with $f(<int>) as $c:
        <block>
    """, ("q + 1", "q", ""), weight=2)  # fmt: skip

idiom("functions that do things", """
    $seen = [0]
    def $f(q):
        $seen[0] += 1
        return <0>
    if <1>:
        <block>
    """, ("q", "not q", "q or None"), ("$f(<bool>) and $f(True)", "$f(<int>) or $f(0)", "$f(1)"), weight=2)  # fmt: skip

idiom("exceptions of the program", """
    class $Error(<0>):
        pass
    $n = 1
    try:
        $n = 2
        <1>
        $n = 3
    except <2> as $e:
        $r = $e.args
    """, ("Exception", "ValueError", "KeyError"), ("raise $Error(<int>)", "<block>", "raise $Error"),
    ("$Error", "Exception", "(TypeError, $Error)"), weight=2, once=True)  # fmt: skip

RISKY = (
    "int(<str>)", "<dict:place>['zz']", "1 // <int>", "<ints:place>[3]", "raise KeyError", "assert <bool>",
    "$undefined",
)  # fmt: skip

idiom("try", """
    $n = 1
    try:
        $n = 2
        <0>
        $n = 3
    except Exception:
        <1>
    $r = $n
    """, RISKY, ("$m = $n", "$n += 5", "pass"), weight=3)  # fmt: skip

idiom("try", """
    $n = 1
    try:
        try:
            $n = 2
            <0>
        finally:
            $n += 1
    except Exception:
        $m = $n
    else:
        $m = -$n
    """, RISKY)  # fmt: skip

idiom("try around calls", """
    def $f(q):
        if q > <int:literal>:
            raise ValueError(q)
        return q + 1
    try:
        $r = $f(<int>)
    except ValueError:
        $r = -1
    """, weight=2)  # fmt: skip

idiom("effects of calls that end early", """
    class $N:
        def __init__(self):
            self.n = 0
        def step(self):
            self.n += 1
            <0>
            self.n += 1
    $o = $N()
    try:
        $o.step()
    except Exception:
        pass
    $r = $o.n
    """, RISKY, once=True)  # fmt: skip

idiom("return in finally", """
    def $f(q):
        <0>
        finally:
            <1>
        return 3
    $r = $f(<int>)
    """, ("try:\n    return q", "for i in [1]:\n    pass\ntry:\n    q += 1", "try:\n    raise KeyError(q)"), (
    "return 5", "q = 7", "if q > 1: return 9",
))  # fmt: skip

RETURNING = """
    def $f(q):
        for i in <0>:
            <1>
        <2>
    $r = $f(<int>)
    """
OVER = ("<ints:place>", "range(3)", "range(12)", "many", "()")
AFTER = ("return -1", "else:\n    return 7", "pass")
idiom("return in loops", RETURNING, OVER, (
    "if i > q: return i", "if i == q: return 'x'", "return i", "while q < i: return q",
    "for j in range(2):\n    if j == i: return j + 10",
), AFTER, weight=3)  # fmt: skip
idiom("return beside break and continue", RETURNING, OVER, (
    "if i < q: continue\nreturn i", "if i: break\nreturn 4", "if i > q:\n    return 1\nelse:\n    continue",
    "if q: continue\nreturn 0", "if i != q: continue\nbreak",
), AFTER, weight=2)  # fmt: skip

idiom("what passes leave to each other", """
    $u = <0>
    for $i in <1>:
        if $i <2> <int:literal>:
            $u = <0>
        else:
            $v = $u
        $w = $i
    """, ("[5]", "[6]", "(1, 2)", "'a'", "None", "7"), ("range(12)", "many", "range(10)"), ("<", ">", "=="), weight=2)

INNER = """
    $n = 0
    for $i in <0>:
        for $j in <0>:
            if <1>:
                <2>
            $n += 1
        else:
            <3>
    """
RANGES = ("range(2)", "range(3)", "<ints:place>", "range(10)")
LEFT = ("$j == $i", "$j > 1", "$i and $j", "<bool>", "$n > 2")
idiom("breaks out of inner loops", INNER, RANGES, LEFT, ("break", "continue", "$n += 5"), ("$n += 100",), weight=3)
idiom("breaks in the else of a loop", INNER, RANGES, LEFT, ("break", "break", "$n += 5"), ("continue", "break"),
    weight=2)

idiom("endless loops", """
    $n = <0>
    while True:
        $n += 1
        if $n > <1>:
            break
        <2>
    """, ("0", "-2"), ("3", "1", "12"), ("pass", "if $n == 1: continue", "$m = $n"), weight=2)  # fmt: skip

idiom("loops that bind", """
    for <0>:
        pass
    """, (
    "$i in range(<1>)", "$i, $j in [(1, 2), (3, 4)]", "$i, *$j in [(1, 2, 3)]", "$i in 'ab'", "$i in [[1], [2]]",
    "[$i, $j] in zip('ab', [1, 2])", "$i in (1, 'a', None)",
), ("3", "0", "20", "2, 5", "5, 2, -1"), weight=2)  # fmt: skip

idiom("loops over one of several", """
    $u = <int>
    for $i in (1, 'a', None, 2):
        if isinstance($i, int):
            $u += $i
        elif $i is None:
            <0>
        else:
            $u = -$u
    """, ("pass", "break", "continue", "$u = 0"), weight=2)  # fmt: skip

idiom("chained assignments in loops", """
    $a, $b = 0, 1
    for _ in range(<0>):
        $a, $b = $b, $a + $b
    """, ("3", "5", "9", "0"))  # fmt: skip
