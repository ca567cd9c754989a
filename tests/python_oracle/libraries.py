"""Statements that use the standard library, and constants of other kinds."""

from __future__ import annotations

from tests.python_oracle.assigning import objects
from tests.python_oracle.idioms import idiom
from tests.python_oracle.kinds import BOOL, DICT, INT, INTS, OTHER, STR, class_of
from tests.python_oracle.registry import Lines, expression, statement
from tests.python_oracle.writer import Writer

idiom("math", """
    import math
    $r = <0>
    """, (
    "math.ceil(<int> / 2)", "math.trunc(<int> / 2)", "math.gcd(<int:place>, 6)", "math.prod(<ints:place>)",
    "math.pi > 3", "math.log2(8)", "math.floor(7 / 2)", "math.factorial(3)", "math.isqrt(9)", "math.floor(4)",
    "math.inf > 1", "math.sqrt(4)",
), weight=3)  # fmt: skip

idiom("floors of negative numbers", """
    import math
    $r = math.floor(<int> / <0>)
    """, ("2", "-2", "4"))  # fmt: skip


@statement("copies by libraries", weight=2)
def copied(w: Writer) -> Lines:
    """A copy that is changed."""
    name = w.one((*objects(w), *w.places(INTS), *w.places(DICT)))
    made = w.fresh("o")
    w.scope.bind(made, w.scope.names.get(name, OTHER), fresh=True)
    lines = ["import copy", f"{made} = copy.{w.one(('copy', 'deepcopy'))}({name})"]
    return [*lines, *([f"{made}.a = {w.literal(INT)}"] if class_of(w.scope.names[made]) is not None else [])]


OPTIONS = (
    "'--size', type=int, default=<int:literal>", "'--name', default=<str:literal>", "'--no-bias', dest='bias'",
    "'--flag', action='store_true'", "'--other', '-o', action='store_false'", "'--hidden-size', default=3, type=int",
    "'--kind', choices=['a', 'b'], default='a'", "'--count', action='count'", "'--many', nargs='*', default=[1, 2]",
)  # fmt: skip
PARSED = """
    import argparse
    $parser = argparse.ArgumentParser()
    $parser.add_argument(<0>)
    $args = $parser.parse_args(<1>)
    $r = getattr($args, '<2>', 0)
    $r2 = vars($args)
    """
READ = ("size", "name", "flag", "bias", "other", "hidden_size", "kind", "count", "many")
idiom("parsers", PARSED, OPTIONS, ("[]",), READ, weight=2)
idiom("arguments given to parsers", PARSED, (OPTIONS[0],), ("['--size', '7']",), ("size",))
idiom("arguments given to parsers", PARSED, (OPTIONS[3],), ("['--flag']",), ("flag",))
idiom("defaults of parsers converted", PARSED, ("'--depth', type=int, default='3'",), ("[]",), ("depth",))

idiom("namespaces", """
    import argparse, types
    $o = <0>(a=<int>, b=<str>)
    $o.a <1> <int>
    $r = $o.a
    $r2 = $o.b
    """, ("argparse.Namespace", "types.SimpleNamespace"), ("=", "+="), once=True)  # fmt: skip

idiom("cached properties", """
    from functools import cached_property
    class $N:
        size = <int:literal>
        @cached_property
        def view(self):
            return self.size + 1
    $o = $N()
    $r = $o.view
    $o.size = <int>
    $r2 = $o.view
    """, once=True)  # fmt: skip

idiom("collections", """
    from collections import ChainMap, Counter, OrderedDict, defaultdict, deque
    $c = <0>
    <1>
    $r = list($c)
    $n = len($c)
    """, (
    "OrderedDict([('a', <int>), ('b', 2)])", "OrderedDict(a=<int>)", "OrderedDict()", "OrderedDict(<dict:place>)",
    "defaultdict(int)", "Counter(<str:place>)", "ChainMap(<dict:place>, {'a': 1})",
), ("$c['b'] = 2", "$c.update(b=2)", "$c.setdefault('b', 1)", "pass"), weight=2)  # fmt: skip

idiom("double-ended queues", """
    from collections import deque
    $c = deque(<ints:place><0>)
    $c.<1>
    $r = list($c)
    $n = len($c)
    """, ("", ", maxlen=1"), ("append(1)", "appendleft(1)", "rotate(1)", "extend([1])"))  # fmt: skip

idiom("named tuples by a call", """
    from collections import namedtuple
    $P = namedtuple('P', <0>)
    $o = $P(<int>, <int>)
    $r = $o.<1>
    $r2 = $o[0]
    """, ("'a b'", "['a', 'b']"), ("a", "b"), once=True)  # fmt: skip

idiom("itertools", """
    from itertools import accumulate, chain, count, groupby, islice, pairwise, product, repeat, zip_longest
    $r = <0>
    """, (
    "list(chain(<ints:place>, <tuple:place>))", "list(islice(<ints:place>, 1))", "list(product('ab', [1]))",
    "list(accumulate(<ints:place>))", "list(zip_longest(<ints:place>, [1]))", "list(islice(count(2), 2))",
    "list(pairwise(<ints:place>))", "[v for v, _ in groupby(<ints:place>)]", "list(repeat(1, 2))",
    "list(chain.from_iterable([<ints:place>, <ints:place>]))",
), weight=2)  # fmt: skip

idiom("functions of operators", """
    import operator
    $r = operator.<0>
    """, (
    "add(<int>, 1)", "itemgetter(0)(<ints:place>)", "not_(0)", "mul(<ints:place>, 2)", "contains(<ints:place>, 1)",
))  # fmt: skip

idiom("floats", """
    $x = <0>
    $r = <1>
    """, (
    "<int> / 2", "<int> * 0.5", "2.0", "float(<int>)", "1e3", "<int> / 3", "<int> / -4", "<int> ** -1", "7 // 2.0",
    "-<int:place> / 2", "<int> - 0.5", "<int> % 1.5",
), (
    "$x * 2", "int($x)", "$x == 1", "$x > 1", "round($x)", "round($x, 1)", "str($x)", "-$x", "$x // 1", "$x % 1",
    "$x.is_integer()", "bool($x)", "isinstance($x, int)", "isinstance($x, float)", "max($x, 1)", "[1, 2][int($x)]",
    "($x or 1)", "($x in (1, 2))", "$x + True", "abs($x)", "$x is None", "type($x) is float", "$x - $x", "$x < 0.5",
), weight=4)  # fmt: skip

idiom("rounding to tens", "$r = round(<int>, <0>)", ("-1", "-2"))

idiom("formats in f-strings", """
    $x = <0>
    $s = f"{$x<1>}"
    """, ("2.5", "1 / 3", "10 / 2"), ("", ":.1f", ":g"))  # fmt: skip

idiom("literals of other kinds", "$r = <0>", (
    "0x10", "1_000", "0b11 + 1", "'\\x41'", "r'\\n'", "b'ab'", "len(b'ab')", "b'ab'[0]", "2j", "...", "'a' \"b\"", "1,",
    "len('\\n')", "'\\u00e9'.upper()", "-0", "not ...", "10 ** 2", "() or 1", "(1)", "{}", "[[]] * 2", "'%' % ()",
    "'{}' 'x'.format(1)", "'''a''' 'b'", "1if 1else 2", "(yes := 1)", "[1, 2, 3][-1:]", "'abc'[::2]", "+True",
    "~True", "-True", "1 == 1.0", "'a' < 'b'", "(1, 2) < (1, 3)", "[1] == (1,)", "'' == None", "0 == False",
    "None == None", "[] == []",
), weight=2)  # fmt: skip

idiom("other keys", """
    $by = <0>
    $r = $by.get(<1>)
    $r2 = <1> in $by
    $n = len($by)
    """, (
    "{1: 'a', True: 'b'}", "{1: 2, 2: 3}", "{'1': 2}", "{'None': 2}", "{'True': 2}", "{(1, 2): 3}", "{None: 1}",
    "{'a': 1}",
), ("1", "None", "True", "'1'", "'a'", "(1, 2)"))  # fmt: skip

idiom("views", """
    $d = <dict:literal>
    $view = $d.<0>()
    $d['a'] = <int>
    $r = list($view)
    $n = len($view)
    """, ("values", "items", "keys"))  # fmt: skip

idiom("dicts run over in order", "$r = <0>", (
    "dict(sorted(<dict:place>.items()))", "dict(zip(<strs:place>, <ints:place>))", "dict.fromkeys(<strs:place>, 0)",
    "list(<dict:place>.items())[:1]", "list(reversed(<dict:place>))", "next(iter(<dict:place>.values()), 0)",
))  # fmt: skip


@expression("identity of constants", BOOL, weight=2)
def same_constant(w: Writer) -> str:
    """What is equal need not be the same."""
    return f"({w.part(w.one((INT, BOOL, STR)))} {w.one(('is', 'is not'))} {w.one(('True', 'False'))})"
