"""Functions and classes: what they bind."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from shapelint.domain.value import Unknown
from shapelint.interpreter import enumerations, evaluate, execute, invoke, lookup, parameters
from shapelint.interpreter.machine import Frame, Machine
from shapelint.interpreter.spelling import dotted
from shapelint.interpreter.values import ClassValue, Function


def function(m: Machine, node: cst.FunctionDef) -> None:
    """`def`: a function that sees the scopes around it; in a class body those of the class are not seen."""
    frame = m.frame
    in_class = frame.of_class is not None and frame.key == frame.of_class.key
    scopes = frame.scopes[1:] if in_class else frame.scopes
    other = m.others.by_owner.get(frame.module) if in_class else None
    unread = None if other is None else other.excerpts.unread(node)
    name, owner = node.name.value, frame.scopes[0]
    made = Function(node, scopes, name, frame.of_class if in_class else None, unread)
    parameters.keep_defaults(m, made)
    names = [dotted(each.decorator) for each in node.decorators]
    if f"{name}.setter" in names or f"{name}.deleter" in names:
        m.store[owner, lookup.SETTER.format(name)] = made
        return
    m.store[owner, name] = decorated = _decorated(m, made)
    if decorated is not made:
        m.store[owner, f"{name} as written"] = made  # which is run, whatever is made of it


def _decorated(m: Machine, made: Function) -> object:
    """What the decorators that the program itself defines make of a function; those of libraries leave it alone."""
    found: object = made
    for each in reversed(made.node.decorators) if isinstance(made.node, cst.FunctionDef) else ():
        if dotted(each.decorator) in lookup.KINDS_OF_METHODS:
            continue
        by = evaluate.evaluate(m, each.decorator)
        if isinstance(by, Function):
            found = invoke.dispatch(m, by, invoke.Arguments((found,)), each.decorator)
    return found if found is made or lookup.kind_of_method(made) is None else Unknown("a decorated kind of method")


def class_(m: Machine, node: cst.ClassDef) -> None:
    """`class`: its body runs with the class as the owner of its names."""
    bases = tuple(evaluate.evaluate(m, base.value) for base in node.bases)
    key = m.fresh_key(node.name, "class")
    decorators, fields = tuple(lookup.decorator_names(node)), tuple(_fields(node))
    made = ClassValue(node.name.value, key, bases, m.frame.scopes, decorators, fields)
    m.store[m.frame.scopes[0], node.name.value] = made
    m.frames.append(Frame(key, (key, *m.frame.scopes), made))
    try:
        execute.block(m, node.body)
    finally:
        m.frames.pop()
    enumerations.make_members(m, made, node)


def _fields(node: cst.ClassDef) -> Iterator[str]:
    """The names that a class's own body annotates."""
    for statement in node.body.body:
        for small in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.AnnAssign) and isinstance(small.target, cst.Name):
                yield small.target.value
