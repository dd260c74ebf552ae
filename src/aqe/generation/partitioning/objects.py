"""Neighbours that are objects: equal to another one, unlike it in one thing, derived, copied, read once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from aqe.domain.recipe import Call, Collection, Recipe, Symbol
from aqe.domain.subject import CallableKind, CallableSubject, Parameter
from aqe.generation.exploring.candidates import called
from aqe.generation.inputs.contradiction import contradicts
from aqe.generation.inputs.distinct import all_unlike
from aqe.generation.inputs.families import Family
from aqe.generation.inputs.vocabulary import kind_of
from aqe.generation.partitioning.changing import is_default, others
from aqe.generation.scenario import Argument, Scenario, Step, Use, step_reference

__all__ = ["COPYING", "derived_receiver", "equal", "objects"]

_COMPARISONS = frozenset({"__eq__", "__lt__"})
"""Of those that are mostly made alike, one for equality and one for order."""
COPYING = frozenset(
    f"__{name}__"
    for name in "copy deepcopy getstate setstate reduce reduce_ex getnewargs getnewargs_ex getattr "
    "getattribute setattr new".split()
)
"""Methods that the language calls when objects are copied or pickled, also where nobody thought of it."""
_COPIES = {
    "copied": (Symbol("copy", "copy"),),
    "unpickled": (Symbol("pickle", "loads"), Symbol("pickle", "dumps")),
    "deeply_copied": (Symbol("copy", "deepcopy"),),
}
"""Ways to copy, outermost call first, by the name of what comes out."""
_NO_KIN = Call(Symbol("builtins", "object"))
_TEXT = Symbol("builtins", "str")
_SEVERAL = 2
_MOST_UNLIKE = 10

Variant = tuple[Family, Scenario]
Options = Callable[[CallableSubject, Parameter], Sequence[Recipe]]


def equal(scenario: Scenario, module: str) -> Iterator[Variant]:
    """Two inputs that are equal: the receiver and an argument, or two arguments."""
    act = scenario.act
    last = len(scenario.steps) - 1
    if act.receiver is not None:
        made = scenario.steps[act.receiver]
        if made.subject is not None and made.subject.kind is CallableKind.CONSTRUCTOR:
            twin = called(made, module, None)
            for index, argument in enumerate(act.arguments):
                if _is_of_class(argument.recipe, made.subject) or len(act.arguments) == 1:
                    yield Family.EQUAL, scenario.searched_at(last, act.with_argument(index, twin))
    for index, argument in enumerate(act.arguments):
        for other in act.arguments[:index]:
            if argument.recipe != other.recipe and _is_alike(argument.recipe, other.recipe):
                yield (
                    Family.EQUAL,
                    scenario.searched_at(last, act.with_argument(index, other.recipe)),
                )


def derived_receiver(
    scenario: Scenario, module: str, derived: Callable[[str], Symbol | None]
) -> Iterator[Variant]:
    """The receiver of a comparison as an object of a derived class, compared with its like of the class; that
    of another method, which may give one of its kind."""
    act = scenario.act
    if act.receiver is None or act.subject is None:
        return
    made = scenario.steps[act.receiver]
    if made.subject is None or made.subject.kind is not CallableKind.CONSTRUCTOR:
        return
    is_compared = act.subject.name in _COMPARISONS
    is_method = act.subject.kind in (CallableKind.METHOD, CallableKind.PROPERTY)
    if made.expression is not None or not (act.arguments if is_compared else is_method):
        return
    symbol = derived(made.subject.owner or made.subject.qualname)
    if symbol is None:
        return
    child = scenario.with_step(act.receiver, replace(made, expression=symbol))
    if not is_compared:
        yield Family.DERIVED, child.searched_at(len(child.steps) - 1, act)
        return
    twin = act.with_argument(0, called(made, module, None))
    yield Family.DERIVED, child.searched_at(len(child.steps) - 1, twin)


def _is_alike(one: Recipe, other: Recipe) -> bool:
    return type(one) is type(other) and kind_of(one) == kind_of(other)


def _is_of_class(recipe: Recipe, subject: CallableSubject) -> bool:
    return (
        isinstance(recipe, Call)
        and isinstance(recipe.callee, Symbol)
        and recipe.callee.name == (subject.owner or subject.qualname)
    )


def objects(
    scenario: Scenario, module: str, options: Options, copying: frozenset[str]
) -> Iterator[Variant]:
    """Copies of a scenario in which an object is another one, or of another kind.

    Args:
        scenario: one that works.
        module: import name of the subject.
        options: values for a parameter that the scenario leaves at its default.
        copying: classes that have a say in how their objects are copied.
    """
    yield from islice(_unlike(scenario, module, options), _MOST_UNLIKE)
    yield from _once(scenario)
    yield from _copied(scenario, copying)


def _unlike(scenario: Scenario, module: str, options: Options) -> Iterator[Variant]:
    """A comparison of the receiver with what is no kin of it, with its own text, and with its like that was
    made with one other argument, each in turn."""
    act = scenario.act
    made = _construction(scenario)
    if made is None or act.subject is None or not act.arguments:
        return
    if act.subject.name not in _COMPARISONS:
        return
    if act.subject.name == "__eq__":
        for other in (_NO_KIN, Call(_TEXT, (step_reference(act.receiver or 0),))):
            compared = act.with_argument(0, other)
            yield Family.UNLIKE, scenario.searched_at(len(scenario.steps) - 1, compared)
    for changed in _changed(made, options):
        twin = act.with_argument(0, called(changed, module, None))
        yield Family.UNLIKE, scenario.searched_at(len(scenario.steps) - 1, twin)


def _changed(made: Step, options: Options) -> Iterator[Step]:
    for index in range(len(made.arguments)):
        yield from others(made, index)[:1]
    if made.subject is None or made.expression is not None:
        return
    given = {each.parameter.name for each in made.arguments}
    taken = [each.recipe for each in made.arguments]
    for parameter in made.subject.parameters:
        if parameter.default is None or parameter.name in given:
            continue
        values = all_unlike(options(made.subject, parameter), taken)
        fresh = [each for each in values if not is_default(each, parameter)]
        for value in fresh[:1]:
            yield made.with_option(Argument(parameter, value))


def _copied(scenario: Scenario, copying: frozenset[str]) -> Iterator[Variant]:
    """The act on a copy of its receiver, made in each of the ways that the language has.

    Args:
        scenario: one that works.
        copying: classes that have a say in how their objects are copied.
    """
    act, made = scenario.act, _construction(scenario)
    if made is None or act.receiver is None or act.subject is None:
        return
    if act.subject.owner not in copying or act.subject.name in COPYING:
        return
    if act.use is not Use.PLAIN or act.is_operator:
        return
    for name, calls in _COPIES.items():
        copy: Recipe = step_reference(act.receiver)
        for callee in reversed(calls):
            copy = Call(callee, (copy,))
        place = len(scenario.steps) - 1
        steps = (*scenario.steps[:place], Step(None, expression=copy, name=name))
        changed = replace(act, receiver=place)
        yield (
            Family.COPIED,
            scenario.searched((*steps, changed)),
        )


def _construction(scenario: Scenario) -> Step | None:
    """The step that makes the receiver by itself: a call of its class, or of what returns such an object."""
    receiver = scenario.act.receiver
    if receiver is None:
        return None
    made = scenario.steps[receiver]
    is_own = made.subject is not None and made.receiver is None and made.use is Use.PLAIN
    return made if is_own else None


def _once(scenario: Scenario) -> Iterator[Variant]:
    """The act with an iterator in the place of several items: whoever reads it twice finds nothing then."""
    last = len(scenario.steps) - 1
    for index, argument in enumerate(scenario.act.arguments):
        match argument.recipe:
            case Collection(kind="list" | "tuple", items=items) if len(items) >= _SEVERAL:
                iterator = Call(Symbol("builtins", "iter"), (argument.recipe,))
                if not contradicts(iterator, argument.parameter):
                    step = scenario.act.with_argument(index, iterator)
                    yield Family.ONCE, scenario.searched_at(last, step)
