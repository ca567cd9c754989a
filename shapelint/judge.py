"""Rules over events: which findings hold, and under which values of unresolved names.

A finding holds *always* where the run with symbols has it, *by default* where only the run with defaults has it. Within
a run a value may have alternatives by flags that are fixed when an object is made; a finding that some of them lack is
only *possible*. What differs by a branch of the running code is no doubt: each branch is a way the code can go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace

from shapelint.diagnostic import Certainty
from shapelint.findings.output_reads import places_read
from shapelint.findings.shown_values import is_only_shown
from shapelint.frozen import dataclass
from shapelint.interpreter.credible import credible
from shapelint.interpreter.entry import Run
from shapelint.interpreter.events import Constructed, Consumed, Context, Event
from shapelint.interpreter.guards import All, Guard, Turn, compatible
from shapelint.rule import Finding, LoadedRule, Rule


@dataclass(frozen=True)
class Judged:
    """A finding of a rule with its certainty."""

    rule: Rule
    finding: Finding
    certainty: Certainty


@dataclass(frozen=True)
class Judgement:
    """What the rules find in a file; `is_complete` unless some function of it took too many steps to follow."""

    findings: tuple[Judged, ...]
    is_complete: bool


Executed = dict[int, list[Context]]
"""The contexts in which each node was executed."""
Found = tuple[Event, Rule, Finding]


def judged(runs: tuple[Run, ...], rules: Iterable[LoadedRule]) -> Judgement:
    """What the rules find in the runs of a file, one finding for each rule and place, the most certain one.

    If other files were followed too, findings may be about their nodes.
    """
    best: dict[tuple[str, int], Judged] = {}
    for run in runs:
        for each in _judge_run(run, list(rules)):
            key = (each.rule.code, id(each.finding.node))
            known = best.get(key)
            if known is None or _rank(each.certainty) < _rank(known.certainty):
                best[key] = each
    assumed = _assumptions(runs)
    findings = tuple(_explained(each, assumed) for each in best.values())
    return Judgement(findings, all(run.is_complete for run in runs))


def _rank(certainty: Certainty) -> int:
    return list(Certainty).index(certainty)


def _judge_run(run: Run, rules: list[LoadedRule]) -> Iterator[Judged]:
    executed, found = _found(run, rules)
    for (_, node), candidates in found.items():
        every = [each for each in candidates if _is_made(executed, node, each[0])]
        if every:
            yield _judge(run, node, executed, every)


def _found(run: Run, rules: list[LoadedRule]) -> tuple[Executed, dict[tuple[str, int], list[Found]]]:
    """Where each node was executed, and what each rule finds at each node."""
    executed: Executed = {}
    found: dict[tuple[str, int], list[Found]] = {}
    wanted = {name: [rule for rule in rules if name in rule.events] for name in _event_names(run)}
    for event in credible(run.events):
        if event.context.expects_failure:
            continue
        executed.setdefault(id(event.node), []).append(event.context)
        for rule in wanted[type(event).__name__]:
            assert rule.check is not None
            for finding in rule.check(event):
                if isinstance(event, Consumed) and is_only_shown(event):
                    break
                found.setdefault((rule.rule.code, id(finding.node)), []).append((event, rule.rule, finding))
    return executed, found


def _judge(run: Run, node: int, executed: Executed, every: list[Found]) -> Judged:
    """What a rule finds at a node, as one finding."""
    fired = [each for each in every if not each[2].in_some_cases] or every
    card = fired[0][1]
    told = [_of_every_pass(event) if finding.in_any_pass else event for event, _, finding in fired]
    events = [_of_every_pass(event) if card.fails and _is_in_first_pass(event) else event for event in told]
    entries = {event.context.entry for event in events}
    is_reached = any(context.entry in entries for context in executed.get(node, []))
    places = [node] if is_reached else [id(event.node) for event in events]
    holds = any(_holds_somewhere(executed[place], _contexts_at(place, node, events)) for place in places)
    finding = _with_common_fix([each for _, _, each in fired], is_certain=holds and not run.by_default)
    if finding.fix is not None and not finding.fix.covers_all:
        ways = ((executed[place], _contexts_at(place, node, told)) for place in places)
        finding = finding if all(_holds_everywhere(*each) for each in ways) else replace(finding, fix=None)
    if finding.on_every_way:
        holds = holds and _is_on_every_way(executed[node], events)
    certain = Certainty.BY_DEFAULT if run.by_default else Certainty.ALWAYS
    return Judged(card, finding, certain if holds and not finding.in_some_cases else Certainty.POSSIBLE)


def _is_made(executed: Executed, node: int, event: Event) -> bool:
    """Whether what is found at a node, and what an event reads, can have been made there in the same configuration.

    A name that one way does not bind is taken to hold what the others bind: that they are not all ways is forgotten.
    """
    read, places = event.context, {node}
    if isinstance(event, Consumed):
        places |= set(map(id, places_read(event)))
    ways = [[made for made in executed.get(place, ()) if made.entry == read.entry] for place in places]
    return all(not here or any(_go_together(made.guard, read.guard) for made in here) for here in ways)


def _go_together(made: Guard, read: Guard) -> bool:
    """Whether both can hold of one object: the numbers of passes, and what fails on the way, may differ."""
    both = made | read
    ruled_out = [one.subject.parts for one in both if type(one.subject) is All]
    denied = any(parts <= both and any(part.configured for part in parts) for parts in ruled_out)
    return not denied and _same_configuration(made, read)


def _contexts_at(place: int, node: int, events: list[Event]) -> list[Context]:
    """Where the events stand that found something: all of them at the finding's own node, else those at one place."""
    return [event.context for event in events if place == node or id(event.node) == place]


def _of_every_pass(event: Event) -> Event:
    """The event as if it happened alike in every pass of the loops that are unrolled around it."""
    guard = frozenset(literal for literal in event.context.guard if not isinstance(literal.value, Turn))
    return replace(event, context=replace(event.context, guard=guard))


def _is_in_first_pass(event: Event) -> bool:
    """Whether an event happens in the first pass of each unrolled loop around it: that one is run for certain."""
    turns = [literal.value for literal in event.context.guard if isinstance(literal.value, Turn)]
    return bool(turns) and all(turn.number == 0 for turn in turns)


def _event_names(run: Run) -> set[str]:
    return {type(event).__name__ for event in run.events}


def _holds_somewhere(executed: list[Context], fired: list[Context]) -> bool:
    """Whether some object's method, or the module, has the finding in every configuration in which it gets there.

    The way through the running code must be one: where one branch has it in some configurations, another branch in the
    others, then which branch is run may be a matter of the configuration too.
    """
    for entry in {context.entry for context in fired}:
        ways = {context.guard for context in executed if context.entry == entry}
        here = {context.guard for context in fired if context.entry == entry}
        if ways and any(_holds_along(branches, ways, here) for branches in set(map(_branches, here))):
            return True
    return False


def _holds_along(branches: Guard, ways: Set[Guard], fired: Set[Guard]) -> bool:
    """Whether each way that takes these branches has the finding."""
    along = [guard for guard in fired if compatible(_branches(guard), branches)]
    return all(
        any(_same_configuration(way, other) for other in along)
        for way in ways
        if compatible(_branches(way), branches)
    )


def _branches(guard: Guard) -> Guard:
    """What a guard says of the running code, not of how an object was made."""
    return frozenset(literal for literal in guard if not literal.configured)


def _holds_everywhere(executed: list[Context], fired: list[Context]) -> bool:
    """Whether whatever gets there has the finding: only then a change of the text is right for all of it."""
    return all(
        any(way.entry == other.entry and _same_configuration(way.guard, other.guard) for other in fired)
        for way in executed
    )


def _is_on_every_way(executed: list[Context], fired: list[Event]) -> bool:
    """Whether each way to the place has the finding, of every entry that has it at all."""
    found = [event.context for event in fired]
    entries = {context.entry for context in found}
    return all(
        any(way.entry == other.entry and compatible(way.guard, other.guard) for other in found)
        for way in executed
        if way.entry in entries
    )


def _with_common_fix(findings: list[Finding], *, is_certain: bool) -> Finding:
    """The first of several findings at one place, with its fix if that is certain and all of them have the same."""
    first = findings[0]
    if first.fix is None or (is_certain and all(each.fix == first.fix for each in findings)):
        return first
    return replace(first, fix=None)


def _same_configuration(left: Guard, right: Guard) -> bool:
    return not any(a.configured and b.configured and a.contradicts(b) for a in left for b in right)


Arguments = dict[int, dict[str, set[str]]]
"""For each constructor, what its arguments are in the configurations of a run."""


def _assumptions(runs: tuple[Run, ...]) -> Arguments:
    """For each constructor, the arguments that are known by a default only."""
    symbolic = _arguments(run for run in runs if not run.by_default)
    return {
        node: {name: texts for name, texts in arguments.items() if symbolic.get(node, {}).get(name, texts) != texts}
        for node, arguments in _arguments(run for run in runs if run.by_default).items()
    }


def _arguments(runs: Iterable[Run]) -> Arguments:
    found: Arguments = {}
    for run in runs:
        for event in run.events:
            if isinstance(event, Constructed) and event.layer is not None:
                known = found.setdefault(id(event.node), {})
                for name in ("kind", "num_layers", "bidirectional", "batch_first", "proj_size", "dropout"):
                    value = event.kind if name == "kind" else getattr(event.layer, name)
                    known.setdefault(name, set()).add(str(value))
    return found


def _explained(judged: Judged, assumed: Arguments) -> Judged:
    """A finding that holds by default says by which."""
    if judged.certainty is not Certainty.BY_DEFAULT:
        return judged
    finding = judged.finding
    nodes = [finding.node, *(related.node for related in finding.related)]
    named = list(dict.fromkeys(text for node in nodes for text in _told(assumed.get(id(node), {}), judged.rule)))
    words = f" (with the default {', '.join(named)})" if named else " (with the parameters' defaults)"
    return replace(judged, finding=replace(finding, message=finding.message + words))


def _told(arguments: dict[str, set[str]], rule: Rule) -> Iterator[str]:
    """Arguments that are what they are by default, as `name=value`: those that a rule can be about."""
    about = ("num_layers", "dropout") if "dropout" in rule.name else [name for name in arguments if name != "dropout"]
    for name in about:
        if len(texts := arguments.get(name, set())) == 1:
            yield f"{name}={next(iter(texts))}"
