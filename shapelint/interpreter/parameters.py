"""What a function's parameters are bound to: what the call passes, a default, a symbol."""

from __future__ import annotations

import libcst as cst

from shapelint.domain.value import Constant, Number, Opaque, Sequence
from shapelint.interpreter import annotated, assign, evaluate, invoke, namesakes, sharing
from shapelint.interpreter.machine import MODULE, Frame, Machine, is_home
from shapelint.interpreter.values import Function, Mapping, Owner


def bind(m: Machine, frame: Frame, function: Function, arguments: invoke.Arguments, receiver: object) -> None:
    """Bind a function's parameters to what the call passes."""
    named = function.node.params
    given = list(arguments.positional) if receiver is None else [receiver, *arguments.positional]
    keywords = dict(arguments.keywords)
    ordered = (*named.posonly_params, *named.params)
    for parameter in (*ordered, *named.kwonly_params):
        text = parameter.name.value
        if given and parameter in ordered:
            value = given.pop(0)
        elif text in keywords:
            value = keywords.pop(text)
        else:
            value = default_of(m, frame, function, parameter, arguments.complete)
            if isinstance(value, Opaque):
                value = _of_its_annotation_or_name(m, frame, function, parameter) or value
        m.store[frame.key, text] = value = sharing.identified(m, value, parameter)
        assign.passed(m, value, text, frame.key)
    if isinstance(named.star_arg, cst.Param):
        _bind_rest(m, frame, function, named.star_arg, Sequence(tuple(given)) if arguments.complete else None)
    if named.star_kwarg is not None:
        left = Mapping(tuple(keywords.items())) if arguments.complete else None
        _bind_rest(m, frame, function, named.star_kwarg, left)


def _bind_rest(m: Machine, frame: Frame, function: Function, parameter: cst.Param, rest: object | None) -> None:
    """Bind `*args` or `**kwargs`: to what is left over, where the call is known whole, else to a symbol."""
    text = parameter.name.value
    known = None if frame.is_entry else rest
    m.store[frame.key, text] = known or _symbol(frame, function, text)


def _of_its_annotation_or_name(m: Machine, frame: Frame, function: Function, parameter: cst.Param) -> object | None:
    """What a parameter that nothing passes is known to be: of a stated shape, or an object of a class of the file."""
    stated = annotated.fact(parameter.annotation.annotation, frame.key) if parameter.annotation is not None else None
    return stated or (namesakes.by_default(m, function, parameter) if frame.is_entry else None)


def default_of(m: Machine, frame: Frame, function: Function, parameter: cst.Param, complete: bool) -> object:
    """What a parameter is that the call does not pass: its default, where the call is known whole; else a symbol.

    An entry (a function that nothing here calls) takes defaults in the run that asks what holds by default.
    """
    text = parameter.name.value
    symbol = _symbol(frame, function, text)
    if parameter.default is None or not complete:
        return symbol
    if frame.is_entry:
        owner = function.owner_class.name if function.owner_class is not None else ""
        is_overridden = _is_made_by(frame, function) and (owner, text) in m.overridden
        if not m.meets_default(may_take=not is_overridden):
            return symbol
    kept = m.store.get((_owner_of_defaults(m, function), text))
    if kept is not None:
        return kept
    scopes = function.scopes or (MODULE,)
    m.frames.append(Frame(m.key(m.frame.key, parameter), scopes, function.owner_class))
    try:
        return evaluate.evaluate(m, parameter.default)
    finally:
        m.frames.pop()


def keep_defaults(m: Machine, function: Function) -> None:
    """Work out, where a function is defined, the defaults that may have changed when it is called."""
    named = function.node.params
    for parameter in (*named.posonly_params, *named.params, *named.kwonly_params):
        if isinstance(parameter.default, (cst.Name, cst.Attribute)) and is_home(function.scopes):
            value = evaluate.evaluate(m, parameter.default)
            if isinstance(value, Number) or (isinstance(value, Constant) and value.value not in (True, False, None)):
                m.store[_owner_of_defaults(m, function), parameter.name.value] = value


def _owner_of_defaults(m: Machine, function: Function) -> Owner:
    return m.key("defaults", *function.scopes[:1], function.node)


def _is_made_by(frame: Frame, function: Function) -> bool:
    """Whether what a function is given decides how something is made."""
    return function.name in ("__init__", "__new__") or (function.owner_class is None and not frame.is_entry)


def _symbol(frame: Frame, function: Function, name: str) -> Opaque:
    """What stands for an argument that is not known."""
    return Opaque(("config" if _is_made_by(frame, function) else "run", frame.key, name), name)
