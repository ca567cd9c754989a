"""Settings that a program takes from outside: options of `argparse` with their defaults."""

from __future__ import annotations

import libcst as cst

from shapelint.domain.value import Constant, Opaque, Sequence, Unknown
from shapelint.interpreter import invoke
from shapelint.interpreter.machine import Frame, Machine
from shapelint.interpreter.values import Instance, Namespace, Parser

PARSERS = frozenset(("argparse.ArgumentParser", "configargparse.ArgumentParser", "configargparse.ArgParser"))
NAMESPACES = frozenset(("argparse.Namespace", "types.SimpleNamespace"))
HPARAMS = "hparams"
FLAGS = {"store_true": Constant(False), "store_false": Constant(True)}


def parser(m: Machine, node: cst.CSTNode) -> Parser:
    """`argparse.ArgumentParser()`."""
    return Parser(m.fresh_key(node, "parser"))


def parser_method(m: Machine, of: Parser, name: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """A method of a parser: the store keeps options under the parser's key, by the name they have on the result."""
    match name:
        case "add_argument" | "add":
            _add_option(m, of, arguments)
            return Unknown("an option")
        case "add_argument_group" | "add_mutually_exclusive_group":
            return of
        case "set_defaults":
            for name, value in arguments.keywords.items():
                m.store[of.key, name] = value
            return Constant(None)
        case "parse_args":
            return _parsed(m, of, arguments, node)
        case "parse_known_args":
            return Sequence((_parsed(m, of, arguments, node), Unknown("other arguments")))
        case _:
            return Unknown(f"parser method {name}")


def _parsed(m: Machine, of: Parser, arguments: invoke.Arguments, node: cst.CSTNode) -> Namespace:
    """What parsing gives: the defaults, unless the program passes options of its own."""
    match arguments.positional[:1] or (arguments.keywords.get("args"),):
        case (Sequence(items=(_, *_)),):
            return Namespace(m.fresh_key(node, "parsed"))
        case _:
            return Namespace(of.key)


def _add_option(m: Machine, of: Parser, arguments: invoke.Arguments) -> None:
    given = [each.value for each in arguments.positional if isinstance(each, Constant) and isinstance(each.value, str)]
    destination = arguments.keywords.get("dest")
    long = [text for text in given if text.startswith("--")] or given
    if isinstance(destination, Constant):
        long = [str(destination.value)]
    action = arguments.keywords.get("action")
    default = arguments.keywords.get("default")
    if default is None and isinstance(action, Constant):
        default = FLAGS.get(str(action.value))
    if long:
        name = long[0].lstrip("-").replace("-", "_")
        if (of.key, name) not in m.store:  # of two options for one name, the first says what it is by default
            m.store[of.key, name] = Unknown("an option without a default") if default is None else default


def namespace(m: Machine, arguments: invoke.Arguments, node: cst.CSTNode) -> Namespace:
    """`Namespace(hidden_size=16)`."""
    made = Namespace(m.fresh_key(node, "namespace"))
    for name, value in arguments.keywords.items():
        set_option(m, made, name, value)
    return made


def set_option(m: Machine, of: Namespace, name: str, value: object) -> None:
    """What the program itself sets is no default."""
    m.store[("set", of.key), name] = value


def option(m: Machine, of: Namespace, name: str) -> object:
    """`args.name`: what the program sets it to, its default in the run that takes defaults, else a symbol."""
    symbol = Opaque(("config", of.key, name), f"args.{name}")
    known = m.store.get((("set", of.key), name))
    if known is not None:
        return symbol if isinstance(known, Unknown) else known
    default = m.store.get((of.key, name))
    if default is None or isinstance(default, Unknown):
        return symbol
    return default if m.meets_default() else symbol


def save(m: Machine, of: Instance, arguments: invoke.Arguments) -> None:
    """`self.save_hyperparameters()`: what the constructor was given is in `self.hparams` from here on."""
    texts = [each.value for each in arguments.positional if isinstance(each, Constant) and isinstance(each.value, str)]
    if len(texts) < len(arguments.positional) or not arguments.complete:
        known = arguments.positional[0] if len(arguments.positional) == 1 else Unknown("hyperparameters")
        m.store[of.key, HPARAMS] = known
        return
    maker = next((frame for frame in m.frames[::-1] if _makes(frame, of)), None)
    if maker is None or not isinstance(maker.node, cst.FunctionDef):
        return
    left = _ignored(arguments.keywords.get("ignore"))
    saved = Namespace(m.key("hparams", of.key))
    params = maker.node.params
    for each in (*params.posonly_params, *params.params[1:], *params.kwonly_params):
        name = each.name.value
        value = m.store.get((maker.key, name))
        if value is not None and name not in left and (not texts or name in texts):
            set_option(m, saved, name, value)
    m.store[of.key, HPARAMS] = saved


def _makes(frame: Frame, of: Instance) -> bool:
    return isinstance(frame.node, cst.FunctionDef) and frame.node.name.value == "__init__" and frame.receiver == of


def _ignored(given: object) -> frozenset[object]:
    items = given.items if isinstance(given, Sequence) else (given,)
    return frozenset(each.value for each in items if isinstance(each, Constant) and isinstance(each.value, str))
