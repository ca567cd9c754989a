"""Classes that extend others, records, and what objects are asked for."""

from __future__ import annotations

from tests.python_oracle.classes import IN_LOOPS, SPECIAL, Draft, method, written
from tests.python_oracle.kinds import BOOL, INT, INTS, NONE, STR, Shape, Signature, class_of, object_of
from tests.python_oracle.registry import Impossible, Lines, aside, expression, statement
from tests.python_oracle.writer import Writer, indented

MRO, EXPLICIT = "several bases", "super with arguments"
aside(EXPLICIT)


@statement("subclasses", weight=5, deep=True)
def subclass(w: Writer) -> Lines:
    base = w.one(sorted(n for n in w.scope.classes if n.startswith("C") or w.has("subclasses of records")))
    shape = w.scope.classes[base]
    draft = Draft(
        w.fresh("C"), dict(shape.attributes), dict(shape.settable), dict(shape.methods), shape.is_called, shape.made
    )
    lines = _init(w, draft, base, shape) if w.chance(0.4) else []
    overridden = [name for name, each in shape.methods.items() if not name.startswith("_") and len(each.parameters) < 2]
    if overridden and w.chance(0.6):
        lines += _override(w, draft, w.one(overridden), base)
    return written(w, draft, f"({base})", lines)


def _super(w: Writer, draft: Draft, base: str) -> str:
    """How a method of the class above is reached."""
    ways = ["super()", "super()"] + ([f"super({draft.name}, self)"] if w.has(EXPLICIT) else [])
    return w.one(ways)


def _init(w: Writer, draft: Draft, base: str, shape: Shape) -> Lines:
    given = w.call("", shape.made)[1:-1]
    up = f"{_super(w, draft, base)}.__init__({given})"
    if w.chance(0.2):
        up = f"{base}.__init__(self{', ' if given else ''}{given})"
    own = f"self.{w.one(('a', 'b', 'd'))} = {w.expression(INT)}"
    draft.made = Signature((), NONE, 0)
    lines = [f"    {up}", f"    {own}"]
    w.random.shuffle(lines)
    draft.attributes[own[5]] = draft.settable[own[5]] = INT
    return ["def __init__(self):", *lines]


def _override(w: Writer, draft: Draft, name: str, base: str) -> Lines:
    signature = draft.methods[name]
    if signature.returns not in (INT, STR, BOOL):
        return []
    names = [text for text, _ in signature.parameters]
    up = f"{_super(w, draft, base)}.{name}({', '.join(names)})"
    if w.chance(0.2):
        up = f"{base}.{name}({', '.join(['self', *names])})"
    value = w.one((up, f"({up}, {up})[1]", w.literal(signature.returns)))
    more = {INT: " + 1", STR: " + 'c'", BOOL: " is True"}[signature.returns]
    least = len(names) if signature.least else 0
    given = [text if i < least else f"{text}={w.literal(kind)}" for i, (text, kind) in enumerate(signature.parameters)]
    return [f"def {name}({', '.join(['self', *given])}):", f"    return {value}{w.one((more, ''))}"]


@statement(MRO, weight=3)
def diamond(w: Writer) -> Lines:
    """Classes of which one extends two, with a method that goes up from one to the next."""
    top, left, right, last, made = (w.fresh(each) for each in ("Top", "Left", "Right", "Last", "r"))
    lines = [f"class {top}:", "    size = 1", "    def who(self):", "        return 't'"]
    for name, letter in ((left, "l"), (right, "r")):
        lines += [f"class {name}({top}):"]
        lines += [f"    size = {w.number(2, 4)}"] if w.chance(0.6) else []
        up = w.one((" + super().who()", " + super().who()", ""))
        lines += ["    def who(self):", f"        return '{letter}'{up}"] if w.chance(0.8) else ["    pass"]
    lines += [f"class {last}({left}, {right}):"]
    lines += ["    def who(self):", "        return '.' + super().who()"] if w.chance(0.5) else ["    pass"]
    w.scope.bind(made, STR)
    return [*lines, f"{made} = {last}().who() + str({last}.size)"]


@statement("mixins", weight=2)
def mixin(w: Writer) -> Lines:
    base, name, made = w.fresh("Mixin"), w.fresh("C"), w.fresh("r")
    lines = [f"class {base}:", "    def info(self):", "        return self.title() + '!'", f"class {name}({base}):"]
    lines += ["    def title(self):", f"        return {w.expression(STR)}", f"{made} = {name}().info()"]
    w.scope.bind(made, STR)
    return lines


@statement("objects made", weight=7)
def instance(w: Writer) -> Lines:
    if w.scope.loops and not w.has(IN_LOOPS):
        raise Impossible
    name, made = w.one(sorted(w.scope.classes)), w.fresh("o")
    value = w.call(name, w.scope.classes[name].made)
    w.scope.bind(made, object_of(name))
    return [f"{made} = {value}"]


@statement("methods called", weight=14)
def method_called(w: Writer) -> Lines:
    found = []
    for name, kind in w.scope.names.items():
        shape = w.scope.classes.get(class_of(kind) or "")
        found += [(f"{name}.{text}", each) for text, each in (shape.methods if shape else {}).items() if text[0] != "_"]
    name, signature = w.one(found)
    text = w.call(name, signature)
    if w.chance(0.4):
        return [text]
    target = w.target(signature.returns)
    w.scope.bind(target, signature.returns)
    return [f"{target} = {text}"]


@statement("class attributes", weight=3)
def class_attribute_set(w: Writer) -> Lines:
    name, text = w.one(sorted(w.scope.classes)), w.one(("size", "extra"))
    return [f"{name}.{text} = {w.expression(INT)}"]


@statement("dataclasses", weight=2)
def record(w: Writer) -> Lines:
    if w.scope.loops and not w.has(IN_LOOPS):
        raise Impossible
    name, made = w.fresh("D"), w.fresh("o")
    more = w.has("fields by factory") and w.chance(0.5)
    lines = ["from dataclasses import dataclass, field, replace"]
    lines += [w.one(("@dataclass", "@dataclass(frozen=True)", "@dataclass")), f"class {name}:", "    a: int"]
    lines += [f"    b: int = {w.literal(INT)}"]
    lines += ["    items: list = field(default_factory=list)"] if more else []
    if w.has("post-init") and w.chance(0.4):
        lines = [line for line in lines if "frozen" not in line]
        lines += ["    def __post_init__(self):", "        self.b += 1"]
    attributes = {"a": INT, "b": INT, **({"items": INTS} if more else {})}
    shape = Shape(Signature((("a", INT), ("b", INT)), NONE, 1), attributes, {"a": INT} if "frozen" not in str(lines) else {})
    w.scope.classes[name] = shape
    value = w.call(name, shape.made)
    w.scope.bind(made, object_of(name))
    return [*lines, f"{made} = {value}", *_record_used(w, name, made)]


aside("named tuples as tuples", "subclasses of records", "fields by factory", "post-init", "record fields overridden")


def _record_used(w: Writer, name: str, made: str) -> Lines:
    held = w.fresh("r")
    ways = [f"{made} == {name}({w.literal(INT)}, {w.literal(INT)})", f"replace({made}, a={w.literal(INT)}).a", f"str({made})"]
    w.scope.bind(held, "other")
    lines = [f"{held} = {w.one(ways)}"] if w.chance(0.5) else []
    if w.has("record fields overridden") and w.chance(0.2):
        part = w.fresh("D")
        lines += ["@dataclass", f"class {part}({name}):", f"    a: int = {w.literal(INT)}", "    c: int = 3"]
        lines += [f"{w.fresh('o')} = {part}()"]
    return lines


@statement("named tuples", weight=2)
def named_tuple(w: Writer) -> Lines:
    name, made, held = w.fresh("P"), w.fresh("o"), w.fresh("r")
    lines = ["from typing import NamedTuple", f"class {name}(NamedTuple):", "    a: int", f"    b: int = {w.literal(INT)}"]
    lines += [f"{made} = {name}({w.expression(INT)})"]
    w.scope.bind(held, "other")
    use = (f"{made}.a + {made}.b", f"{made}[0]", f"len({made})", f"{made}._replace(a=5).a")
    use += (f"list({made})", f"{made} == (1, 2)") if w.has("named tuples as tuples") else ()
    return [*lines, f"{held} = {w.one(use)}", f"{w.fresh('n')}, {w.fresh('n')} = {made}"]


@statement("enums", weight=1)
def enumeration(w: Writer) -> Lines:
    name, held = w.fresh("E"), w.fresh("r")
    lines = ["from enum import Enum", f"class {name}(Enum):", "    A = 1", "    B = 2"]
    use = (f"{name}.A.value", f"{name}.B.name", f"len({name})", f"{name}.A == 1", f"{name}(2).name", f"{name}['A'].value",
           f"[e.value for e in {name}]", f"{name}.A is {name}.B", f"{name}.A is {name}.A")  # fmt: skip
    w.scope.bind(held, "other")
    return [*lines, f"{held} = {w.one(use)}"]


def having(w: Writer, *methods: str) -> tuple[str, str]:
    """An object that has one of these methods, and which."""
    found = []
    for name, kind in w.scope.names.items():
        shape = w.scope.classes.get(class_of(kind) or "")
        found += [(name, each) for each in methods if shape is not None and each in shape.methods]
    return w.one(found)


@statement("special methods", weight=3)
def special(w: Writer) -> Lines:
    name, asked = having(w, *SPECIAL)
    held = w.fresh("r")
    w.scope.bind(held, "other")
    text = SPECIAL[asked][0].format(name)
    return [f"{held} = {w.one((text, f'f{chr(34)}{{{name}}}{chr(34)}', f'({name} and 5)', f'({name} or 5)', f'not {name}'))}"]


@statement("special methods of two", weight=3)
def special_of_two(w: Writer) -> Lines:
    name, asked = having(w, "__eq__", "__add__", "__radd__", "__getitem__", "__contains__", "__lt__", "__mul__", "__ne__")
    text = {"__eq__": "{} == 1", "__add__": "{} + 1", "__radd__": "1 + {}", "__getitem__": "{}[1]", "__lt__": "{} < 1",
            "__contains__": "1 in {}", "__mul__": "{} * 2", "__ne__": "{} != 1"}[asked]  # fmt: skip
    held = w.fresh("r")
    w.scope.bind(held, "other")
    return [f"{held} = {text.format(name)}"]


@statement("objects that are run over", weight=2, deep=True)
def run_over(w: Writer) -> Lines:
    name, held = having(w, "__iter__")[0], w.fresh("r")
    w.scope.bind(held, "other")
    return [f"{held} = {w.one(('list({})', '[*{}]', 'sum({})', '[v for v in {}]', 'tuple({})')).format(name)}"]


@statement("objects compared", weight=2)
def compared(w: Writer) -> Lines:
    objects = [name for name, kind in w.scope.names.items() if class_of(kind) is not None]
    held = w.fresh("r")
    w.scope.bind(held, "other")
    operator = w.one(("is", "==", "is not", "!=", "in"))
    right = f"[{w.one(objects)}]" if operator == "in" else w.one(objects)
    return [f"{held} = {w.one(objects)} {operator} {right}"]


@statement("objects in lists", weight=3, deep=True)
def in_lists(w: Writer) -> Lines:
    """Objects reached through a list, changed there."""
    name, kind = w.one([(n, k) for n, k in w.scope.names.items() if class_of(k) is not None])
    item = w.fresh("o")
    again = w.call(class_of(kind) or "", w.scope.classes[class_of(kind) or ""].made)
    lines = [f"for {item} in {w.one((f'[{name}]', f'({name}, {again})', f'[{name}, {name}]'))}:"]
    w.scope.bind(item, kind)
    return [*lines, *w.block(1, 2)]


@statement("objects passed", weight=3, deep=True)
def passed(w: Writer) -> Lines:
    """A function that is given an object and changes it."""
    name, kind = w.one([(n, k) for n, k in w.scope.names.items() if class_of(k) is not None])
    function, returns = w.fresh("f"), w.one((INT, NONE))
    with w.function([("given", kind)], returns):
        lines = w.block(1, 2)
        lines += [f"    return {w.expression(INT)}"] if returns == INT else []
    w.scope.define(function, Signature((("given", kind),), returns, 1))
    return [f"def {function}(given):", *lines, f"{function}({name})"]


@statement("objects made in loops", weight=2, deep=True)
def made_in_loop(w: Writer) -> Lines:
    name, held, item = w.one(sorted(w.scope.classes)), w.fresh("os"), w.fresh("i")
    value = w.call(name, w.scope.classes[name].made)
    lines = [f"{held} = [{value} for {item} in range({w.number(1, 3)})]"] if w.chance(0.5) else [
        f"{held} = []", f"for {item} in range({w.number(1, 3)}):", f"    {held}.append({value})"
    ]  # fmt: skip
    first = w.fresh("o")
    w.scope.bind(first, object_of(name))
    return [*lines, f"{first} = {held}[0]"]


@statement("objects in objects", weight=2)
def in_objects(w: Writer) -> Lines:
    """An object that holds another one as an attribute."""
    objects = [n for n, kind in w.scope.names.items() if class_of(kind) is not None]
    if len(objects) < 2:
        raise Impossible
    one, other = w.random.sample(objects, 2)
    held = w.fresh("o")
    w.scope.bind(held, w.scope.names[other])
    return [f"{one}.inner = {other}", f"{held} = {one}.inner"]


@statement("classes in functions", weight=1, deep=True)
def local_class(w: Writer) -> Lines:
    function, held = w.fresh("f"), w.fresh("r")
    lines = [f"def {function}(q):", "    class Local:", f"        size = {w.one(('q', 'q + 1', '3'))}"]
    lines += ["        def m(self):", f"            return {w.one(('q', 'self.size', 'Local.size + q'))}", "    return Local"]
    lines += [f"{held} = {function}({w.expression(INT)})().m()"]
    w.scope.bind(held, INT)
    return lines


@expression("objects made", INT, weight=2)
def attribute_of_new(w: Writer) -> str:
    found = [(name, text) for name, shape in w.scope.classes.items() for text, k in shape.attributes.items() if k == INT]
    name, text = w.one(found)
    return f"{w.call(name, w.scope.classes[name].made)}.{text}"


__all__ = ["indented", "method"]
