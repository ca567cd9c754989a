"""Classes that extend others, and what objects are asked for."""

from __future__ import annotations

from tests.python_oracle.classes import IN_LOOPS, SPECIAL, SPECIAL_OF_TWO, Draft, written
from tests.python_oracle.kinds import BOOL, INT, NONE, STR, Shape, Signature, class_of, object_of
from tests.python_oracle.registry import Impossible, Lines, aside, expression, statement
from tests.python_oracle.writer import Writer

EXPLICIT = "super with arguments"
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
    value = w.one((text, text, f"f'{{{name}}}'", f"({name} and 5)", f"({name} or 5)", f"not {name}"))
    return [f"{held} = {value}"]


@statement("special methods of two", weight=3)
def special_of_two(w: Writer) -> Lines:
    name, asked = having(w, *SPECIAL_OF_TWO)
    held = w.fresh("r")
    w.scope.bind(held, "other")
    return [f"{held} = {SPECIAL_OF_TWO[asked].format(name)}"]


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


@statement("objects in objects", weight=6)
def in_objects(w: Writer) -> Lines:
    """An object that holds another one as an attribute."""
    objects = [n for n, kind in w.scope.names.items() if class_of(kind) is not None]
    if len(objects) < 2:
        raise Impossible
    one, other = w.random.sample(objects, 2)
    held = w.fresh("o")
    w.scope.bind(held, w.scope.names[other])
    return [f"{one}.inner = {other}", f"{held} = {one}.inner"]


@expression("objects made", INT, weight=2)
def attribute_of_new(w: Writer) -> str:
    classes = w.scope.classes.items()
    found = [(name, text) for name, each in classes for text, kind in each.attributes.items() if kind == INT]
    name, text = w.one(found)
    return f"{w.call(name, w.scope.classes[name].made)}.{text}"
