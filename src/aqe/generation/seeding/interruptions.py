"""Scenarios that break code off: inside a context, between two items, while it waits.

They are offered to callables that react there (`Interruption`), and to coroutines that were seen to wait
for something that nobody does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from aqe.domain.recipe import Attribute, Call, Literal, Recipe, Symbol
from aqe.domain.subject import CallableKind, CallableSubject, Parameter, Subject
from aqe.generation.inputs.vocabulary import call
from aqe.generation.scenario import Argument, Scenario, Step, Use, step_reference

__all__ = ["begun", "broken_off", "entered", "while_waiting"]

_ENTRIES = {"__enter__": Use.ENTER, "__aenter__": Use.ASYNC_ENTER}
_EXITS = {"__exit__": Use.ENTER, "__aexit__": Use.ASYNC_ENTER}
_RAISED = {Use.ENTER: Use.RAISE_WITHIN, Use.ASYNC_ENTER: Use.ASYNC_RAISE_WITHIN}
_BEGUN = {Use.DRAIN: Use.BEGIN, Use.ASYNC_DRAIN: Use.ASYNC_BEGIN}
_STOPPED = {Use.DRAIN: Use.CLOSE, Use.ASYNC_DRAIN: Use.ASYNC_CLOSE}
_THROWN = {Use.DRAIN: Use.THROW, Use.ASYNC_DRAIN: Use.ASYNC_THROW}
_SENT = {Use.DRAIN: Use.SEND, Use.ASYNC_DRAIN: Use.ASYNC_SEND}
_GENERAL = call("builtins:ValueError", "inside")
_MESSAGES = (Literal("abc"), Literal(1), Literal(None))
_MOST_PARTNERS = 4

Usual = Callable[[CallableSubject, Parameter], Recipe]
"""The value that comes first to mind for a parameter."""


def entered(step: Step) -> Step:
    """The step as the block that the language makes of it, where it enters a context."""
    use = _ENTRIES.get(step.subject.name) if step.subject is not None else None
    return step if use is None else replace(step, arguments=(), use=use)


def begun(scenario: Scenario) -> Scenario | None:
    """The scenario whose act goes no further than the first item; None where it gives no items away.

    What code does before its end, and undoes there, shows only in between.
    """
    use = _BEGUN.get(scenario.act.use)
    if use is None:
        return None
    act = replace(scenario.act, use=use)
    return scenario.with_step(len(scenario.steps) - 1, act)


def broken_off(subject: Subject, step: Step) -> Iterator[Step]:
    """The call as it is broken off in each way to which its callable reacts.

    Args:
        subject: the module.
        step: a call of the callable, with its usual `Use`.
    """
    callable_ = step.subject
    if callable_ is None:
        return
    use = step.use
    if callable_.name in _EXITS or callable_.name in _ENTRIES:
        use = {**_EXITS, **_ENTRIES}[callable_.name]
        step = replace(step, arguments=(), use=use)
        yield step
    known = next(
        (each for each in subject.interruptions if each.callable == callable_.qualname), None
    )
    if use in _BEGUN and (callable_.attribute_writes or (known and known.cleans_up)):
        yield replace(step, use=_BEGUN[use])  # what it does before its end shows only then
    if known is None:
        return
    errors: list[Recipe] = [Call(each, (Literal("inside"),)) for each in known.catches]
    if known.cleans_up:
        errors = list(dict.fromkeys([*errors, _GENERAL]))
        if use in _STOPPED:
            yield replace(step, use=_STOPPED[use])
        for each in errors if use in _RAISED or use in _THROWN else []:
            yield replace(step, use=(_RAISED | _THROWN)[use], given=each)
        if use is Use.AWAIT:
            yield replace(step, use=Use.CANCEL)
    if known.receives and use in _SENT:
        for message in _MESSAGES:
            yield replace(step, use=_SENT[use], given=message)


def while_waiting(subject: Subject, scenario: Scenario, usual: Usual) -> list[Scenario]:
    """What to do with a coroutine that waited for ever: set a limit, cancel it, or serve it.

    Another coroutine that works on the same object may do what it waits for.
    """
    act = scenario.act
    if act.use is not Use.AWAIT or act.subject is None:
        return []
    place = len(scenario.steps) - 1
    served = [*_beside(subject, scenario, usual), *_through_argument(subject, scenario, usual)]
    alone = [scenario.with_step(place, replace(act, use=use)) for use in (Use.WAIT_FOR, Use.CANCEL)]
    return [*served[:_MOST_PARTNERS], *alone]


def _beside(subject: Subject, scenario: Scenario, usual: Usual) -> Iterator[Scenario]:
    """Another coroutine method of the receiver runs at the same time."""
    act = scenario.act
    if act.receiver is None or act.subject is None:
        return
    receiver = step_reference(act.receiver)
    for each in _partners(subject, act.subject):
        if each.owner == act.subject.owner and each.kind is CallableKind.METHOD:
            partner = Call(Attribute(receiver, each.attribute), _values(each, usual))
            gathered = replace(act, use=Use.GATHER, given=partner)
            yield scenario.with_step(len(scenario.steps) - 1, gathered)


def _through_argument(subject: Subject, scenario: Scenario, usual: Usual) -> Iterator[Scenario]:
    """Another function gets the same object as an argument."""
    act = scenario.act
    if act.subject is None or len(scenario.steps) != 1:
        return
    for index, argument in enumerate(act.arguments):
        if not isinstance(argument.recipe, Call):
            continue
        name = argument.parameter.name
        shared = Step(None, expression=argument.recipe, name=name)
        for each in _partners(subject, act.subject):
            if each.owner is None and name in [one.name for one in each.parameters]:
                values = _values(each, usual, {name: step_reference(0)})
                partner = Call(Symbol(subject.module, each.qualname), values)
                gathered = _with_argument(act, index, argument, step_reference(0))
                gathered = replace(gathered, use=Use.GATHER, given=partner)
                yield scenario.with_steps((shared, gathered))


def _with_argument(step: Step, index: int, argument: Argument, recipe: Recipe) -> Step:
    changed = replace(argument, recipe=recipe)
    return replace(step, arguments=(*step.arguments[:index], changed, *step.arguments[index + 1 :]))


def _partners(subject: Subject, waiting: CallableSubject) -> Iterator[CallableSubject]:
    for each in subject.callables:
        is_coroutine = each.is_async and not each.is_generator and not each.is_context_manager
        if is_coroutine and not each.is_dunder and each.qualname != waiting.qualname:
            yield each


def _values(
    partner: CallableSubject, usual: Usual, known: Mapping[str, Recipe] | None = None
) -> tuple[Recipe, ...]:
    """Arguments for the required parameters of a partner."""
    shared = known or {}
    return tuple(
        shared.get(each.name) or usual(partner, each)
        for each in partner.parameters
        if each.name in shared or (each.default is None and not each.kind.value.startswith("var"))
    )
