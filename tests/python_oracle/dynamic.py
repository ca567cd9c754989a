"""What classes and modules can do behind the back of the text, and orders of evaluation."""

from __future__ import annotations

from tests.python_oracle.assigning import objects, own
from tests.python_oracle.classes import IN_LOOPS
from tests.python_oracle.kinds import BOOL, INT, INTS, STR, class_of
from tests.python_oracle.libraries import held
from tests.python_oracle.registry import Impossible, Lines, aside, statement
from tests.python_oracle.writer import Writer, indented


@statement("names set by globals()", weight=1)
def through_globals(w: Writer) -> Lines:
    if w.scope.in_function:
        raise Impossible
    name = own(w, INT)
    return [w.one((f"globals()[{name!r}] = {w.literal(INT)}", f"exec('{name} = 3')", f"globals().update({name}=2)"))]


@statement("attributes set by dicts", weight=1)
def through_dict(w: Writer) -> Lines:
    name = w.one(objects(w))
    return [w.one((f"{name}.__dict__['a'] = {w.literal(INT)}", f"vars({name}).update(a={w.literal(INT)})"))]


@statement("made by __new__", weight=1)
def by_new(w: Writer) -> Lines:
    name = w.fresh("N")
    lines = [f"class {name}:", "    def __new__(cls, q=1):", "        made = super().__new__(cls)", "        made.a = q"]
    lines += [f"        return {w.one(('made', 'made', '5', '[q]'))}"]
    return [*lines, held(w, f"{name}({w.one(('', w.expression(INT)))})", prefix="o")]


@statement("singletons", weight=1)
def singleton(w: Writer) -> Lines:
    name, one, other = w.fresh("N"), w.fresh("o"), w.fresh("o")
    lines = [f"class {name}:", "    made = None", "    size = 0", "    def __new__(cls):", "        if cls.made is None:"]
    lines += ["            cls.made = super().__new__(cls)", "        return cls.made", f"{one} = {name}()", f"{other} = {name}()"]
    return [*lines, f"{one}.size = {w.expression(INT)}", held(w, f"{other}.size"), held(w, f"{one} is {other}")]


@statement("hooks of subclasses", weight=1)
def init_subclass(w: Writer) -> Lines:
    name, part = w.fresh("N"), w.fresh("N")
    lines = [f"class {name}:", "    size = 1", "    def __init_subclass__(cls, **options):", "        cls.size = 5"]
    return [*lines, f"class {part}({name}):", f"    {w.one(('pass', 'size = 2'))}", held(w, f"{part}.size")]


@statement("metaclasses", weight=1)
def metaclass(w: Writer) -> Lines:
    meta, name = w.fresh("Meta"), w.fresh("N")
    inner = w.one((
        ["def __call__(cls, *args):", "    return 7"], ["def __len__(cls):", "    return 4"],
        ["@property", "def size(cls):", "    return 6"],
        ["def __new__(meta, name, bases, space):", "    space['size'] = 9", "    return super().__new__(meta, name, bases, space)"],
    ))  # fmt: skip
    lines = [f"class {meta}(type):", *indented(inner), f"class {name}(metaclass={meta}):", "    size = 2"]
    return [*lines, held(w, f"{name}.size", prefix="r"), held(w, f"{name}()", prefix="o")]


@statement("descriptors", weight=1)
def descriptor(w: Writer) -> Lines:
    kind, name, made = w.fresh("Field"), w.fresh("N"), w.fresh("o")
    lines = [f"class {kind}:", "    def __get__(self, owner, cls=None):", f"        return {w.literal(INT)}"]
    lines += ["    def __set__(self, owner, value):", "        owner.kept = value"] if w.chance(0.5) else []
    lines += [f"class {name}:", f"    size = {kind}()", f"{made} = {name}()", f"{made}.size = {w.expression(INT)}"]
    return [*lines, held(w, f"{made}.size")]


@statement("classes by a call", weight=1)
def by_type(w: Writer) -> Lines:
    name = w.fresh("N")
    return [f"{name} = type('{name}', (), {{'size': {w.expression(INT)}}})", held(w, f"{name}().size")]


CLASS_SCOPES = "scopes of classes"
aside(CLASS_SCOPES)


@statement("bodies of classes", weight=2, deep=True)
def body_of_class(w: Writer) -> Lines:
    if w.scope.loops and not w.has(IN_LOOPS):
        raise Impossible
    name, made, size = w.fresh("N"), w.fresh("o"), w.fresh("n")
    lines = [f"{size} = {w.literal(INT)}", f"class {name}:", f"    {size} = {size} + 1", f"    other = {size} * 2"]
    lines += w.one((
        [f"    if {w.expression(BOOL)}:", "        kind = 1", "    else:", "        kind = 2"],
        ["    for step in range(2):", "        other += step"],
        ["    def m(self, q=other):", f"        return q + {size}"],
        *([[f"    made = [{size} for _ in range(2)]"], [f"    del {size}"]] if w.has(CLASS_SCOPES) else []), ["    class Inner:", "        deep = 3"],
        ["    try:", "        kind = int('x')", "    except ValueError:", "        kind = 0"],
        ["    def m(self):", "        return other", "other = 1"],
    ))  # fmt: skip
    w.scope.bind(size, INT)
    return [*lines, f"{made} = {name}()", held(w, f"{made}.other"), held(w, f"getattr({made}, '{size}', None)")]


@statement("targets in order", weight=1)
def in_order(w: Writer) -> Lines:
    xs, i = w.fresh("xs"), w.fresh("i")
    w.scope.bind(i, INT)
    return [f"{xs} = [0, 0, 0]", f"{i} = 0", w.one((f"{i}, {xs}[{i}] = 1, 5", f"{xs}[{i}], {i} = 5, 1", f"{i} = {xs}[{i}] = 2"))]


@statement("arguments in order", weight=2)
def arguments_in_order(w: Writer) -> Lines:
    """What is evaluated first is seen by what comes next."""
    if w.scope.loops and not w.has(IN_LOOPS):
        raise Impossible
    name, made = w.fresh("N"), w.fresh("o")
    lines = [f"class {name}:", "    def __init__(self):", "        self.n = 0", "    def step(self):", "        self.n += 1"]
    lines += ["        return self.n"]
    lines += [f"{made} = {name}()"]
    return [*lines, held(w, w.one((
        f"[{made}.step(), {made}.n, {made}.step()]", f"({made}.n, {made}.step())", f"{made}.step() - {made}.step()",
        f"{{'a': {made}.step(), 'b': {made}.n}}", f"dict(a={made}.step(), b={made}.step())", f"{made}.n + {made}.step() + {made}.n",
        f"[{made}.step() for _ in range(2)]", f"{made}.step() < {made}.step() < {made}.step()", f"max({made}.step(), {made}.step())",
        f"({made}.n or {made}.step()) + {made}.n", f"[{made}.n, {made}.n][{made}.step() - 1]",
        *((f"f'{{{made}.step()}}{{{made}.n}}'", f"{{{made}.step()}}", f"print({made}.step())") if w.has(UNREAD) else ()),
    )))]  # fmt: skip


UNREAD = "effects inside f-strings and sets"
aside(UNREAD)


@statement("one of several objects", weight=3)
def one_of_objects(w: Writer) -> Lines:
    """An object that is one of two, whose attribute is set."""
    one, other, made = w.fresh("N"), w.fresh("N"), w.fresh("o")
    lines = [f"class {each}:\n    def __init__(self):\n        self.n = {w.literal(INT)}" for each in (one, other)]
    lines = "\n".join(lines).splitlines()
    test = w.expression(BOOL)
    lines += w.one(([f"{made} = {one}() if {test} else {other}()"],
                    [f"if {test}:", f"    {made} = {one}()", "else:", f"    {made} = {other}()"]))  # fmt: skip
    return [*lines, f"{made}.n {w.one(('=', '+='))} {w.expression(INT)}", held(w, f"{made}.n")]


@statement("one of several functions", weight=2)
def one_of_functions(w: Writer) -> Lines:
    name, test = w.fresh("f"), w.expression(BOOL)
    lines = [f"if {test}:", f"    def {name}(q):", "        return q + 1", "else:", f"    def {name}(q):", "        return q * 2"]
    return [*lines, held(w, f"{name}({w.expression(INT)})")]


@statement("one of several lists", weight=3)
def one_of_lists(w: Writer) -> Lines:
    """A list that is one of two, which is changed."""
    made, test = w.fresh("xs"), w.expression(BOOL)
    lines = [f"{made} = {w.literal(INTS)} if {test} else {w.literal(INTS)}"]
    change = w.one((f"{made}.append({w.expression(INT)})", f"{made}[0] = 9", f"{made} += [1]", f"{made}.pop()", f"{made}.clear()",
                    f"for i in {made}: pass", f"{made} = [*{made}, 1]", f"{made}.sort()"))  # fmt: skip
    w.scope.bind(made, INTS, fresh=True)
    return [*lines, change, held(w, f"len({made})"), held(w, w.one((f"sum({made})", f"{made}[:1]", f"[v for v in {made}]")))]


IN_SOME_CASES = "names of Python's own in some cases"
aside(IN_SOME_CASES)


@statement("names of Python's own", weight=1)
def own_names(w: Writer) -> Lines:
    """A name of Python's own that is the program's from here on, or in some cases only."""
    name, value = w.one((("len", "lambda of: 7"), ("max", "min"), ("sum", "len"), ("abs", "lambda q: q"), *((("sorted", "list"),) if w.has("sorting") else ())))
    use = {"len": "len([1])", "max": "max([1, 2])", "sum": "sum([4, 5])", "abs": "abs(-1)", "sorted": "sorted([2, 1])"}[name]
    head = [f"{name} = {value}"] if w.chance(0.5) or not w.has(IN_SOME_CASES) else [f"if {w.expression(BOOL)}:", f"    {name} = {value}"]
    return [*head, held(w, use), f"{name} = __import__('builtins').{name}"]


@statement("walrus in comprehensions", weight=1)
def walrus_inside(w: Writer) -> Lines:
    name = w.fresh("n")
    over = w.place(INTS)
    ways = [f"[{name} := v + 1 for v in {over}]", f"[{name} for v in {over} if ({name} := v * 2) > 2]"]
    text = w.one(ways + ([f"any(({name} := v) > 1 for v in {over})"] if w.has("lazy generators") else []))
    return [f"{name} = 0", held(w, text), held(w, name)]


@statement("objects that are called", weight=1)
def called_both_ways(w: Writer) -> Lines:
    name = w.fresh("N")
    lines = [f"class {name}:", "    def __call__(self, q):", f"        return {w.literal(INT)}", "    def forward(self, q):"]
    return [*lines, "        return q", held(w, f"{name}()({w.expression(INT)})")]


@statement("global", weight=1)
def global_inside(w: Writer) -> Lines:
    """A name of the module declared where a function around has one of that name."""
    name, function, inner = w.fresh("n"), w.fresh("f"), w.fresh("inner")
    lines = [f"{name} = 1", f"def {function}():", f"    {name} = 5", f"    def {inner}():", f"        global {name}"]
    w.scope.bind(name, INT)
    return [*lines, f"        {name} = 2", f"    {inner}()", f"    return {name}", held(w, f"{function}()")]


@statement("functions read later", weight=2)
def read_later(w: Writer) -> Lines:
    """A function reads a name of the module as it is when it is called."""
    name, read = w.fresh("n"), w.fresh("f")
    w.scope.bind(name, INT)
    lines = [f"{name} = {w.literal(INT)}", f"def {read}():", f"    return {name} + 1", held(w, f"{read}()")]
    return [*lines, f"{name} = {w.expression(INT)}", held(w, f"{read}()")]


@statement("questions about given things", weight=4)
def of_given(w: Writer) -> Lines:
    text = w.one((
        "word == 'lstm'", "'lstm' in word", "word.lower()", "word.upper() == 'GRU'", "word in ('lstm', 'rnn')",
        "{'lstm': 4, 'gru': 3}[word]", "{'lstm': 4}.get(word, 1)", "len(word)", "word[0]", "word + '_x'", "f'{word}-{dice}'",
        "dice > 2", "dice * 2 + 1", "dice // 2", "dice % 2", "[0] * dice", "range(dice)", "list(range(dice))", "max(dice, 2)",
        "-dice", "dice == 3", "dice - 1", "bool(dice - 1)", "(dice - 1) or 5", "[4, 5, 6, 7][dice]", "many[0]", "many[-1]",
        "len(many)", "sum(many)", "[v + 1 for v in many]", "many[1:]", "config.size", "config.size + dice", "config.name",
        "options['size']", "options.get('size')", "options['name'] + '!'", "'size' in options", "isinstance(dice, int)",
        "isinstance(word, str)", "type(word) is str", "coin and 3", "not coin", "coin is True", "coin == 1", "int(coin)",
        "2 if coin else 1", "(coin, dice)", "dice is not None", "dice if coin else -dice", "dice > 2 and coin", "dice / 2",
        "int(dice / 2)", "dice ** 2", "'abc'[dice % 3]", "dice in (1, 2)", "str(dice)", "word or 'x'", "coin + 1", "dice & 1",
        "word.startswith('l')", "word.endswith(('m', 'u'))", "word.replace('l', 'b')", "word.split('s')", "dice == config.size",
    ))  # fmt: skip
    return [held(w, text, prefix="u")]


@statement("branches on given things", weight=5, deep=True)
def branched(w: Writer) -> Lines:
    test = w.one((
        "word == 'lstm'", "'l' in word", "word in ('lstm', 'rnn')", "dice > 2", "dice == 3", "dice - 1", "coin", "not coin",
        "coin and dice > 2", "coin or dice > 2", "word.startswith('l')", "isinstance(word, str)", "many", "options.get('flag')",
        "config.deep", "len(many) > 1", "dice % 2", "word != 'gru' and coin", "config.name is None", "dice == config.size",
    ))  # fmt: skip
    return [f"if {test}:", *w.block(1, 2), *(["else:", *w.block(1, 2)] if w.chance(0.7) else [])]


@statement("branches on what branches left", weight=3, deep=True)
def branched_again(w: Writer) -> Lines:
    """Two tests of the same thing, one after the other."""
    name, test = w.fresh("u"), w.one(("coin", "word == 'lstm'", "dice > 2", "dice == 1"))
    lines = [f"{name} = 1", f"if {test}:", f"    {name} = {w.one(('2', 'None', repr('x'), '[1]', '(1, 2)', 'dice'))}"]
    again = w.one((test, f"not {test}", f"{name} == 1", f"{name} is None", f"isinstance({name}, int)", f"{name}", f"{name} != 1"))
    w.scope.bind(name, "other")
    return [*lines, f"if {again}:", *w.block(1, 1), f"    {w.fresh('u')} = {name}", "else:", *w.block(1, 1), held(w, name)]


def settable_object(w: Writer) -> str:
    """The name of an object of the program's classes."""
    return w.one([name for name, kind in w.scope.names.items() if class_of(kind) is not None])


@statement("attributes of given things", weight=1)
def given_changed(w: Writer) -> Lines:
    return [w.one((f"config.size = {w.expression(INT)}", "config.extra = 4", f"config.name = {w.expression(STR)}")),
            held(w, w.one(("config.size", "config.name", "getattr(config, 'extra', 0)")), prefix="u")]  # fmt: skip
