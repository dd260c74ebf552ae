"""Copies of a scenario that works, with one odd thing each: an input of another family, a call more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from aqe.domain.recipe import Call, Collection, Literal, Recipe, Symbol, Variable
from aqe.domain.subject import CallableKind, CallableSubject, Parameter
from aqe.domain.turns import in_turn
from aqe.domain.types import EvidenceSource
from aqe.generation.choosing.questions import LOOKS
from aqe.generation.exploring.parts import parts_of, with_part
from aqe.generation.inputs.callables import collapsing
from aqe.generation.inputs.distinct import all_unlike
from aqe.generation.inputs.families import HAZARDS, Family, foreign_letters, neighbours
from aqe.generation.partitioning.changing import is_default, others
from aqe.generation.partitioning.objects import derived_receiver, equal
from aqe.generation.scenario import Argument, Scenario, Step, Use
from aqe.syntax.recipe_trees import children

__all__ = ["foreign", "keyed", "partitions", "rows", "together"]

_DEEPEST = 2
"""How deep inside an argument a part still gets neighbours."""

_KINDS: tuple[Recipe, ...] = (
    Collection("tuple", (Literal(1), Literal(2))),
    Collection("tuple", (Literal("a"),)),
    Literal("a"),
    Collection("frozenset", (Literal(1),)),
)

_ENDS = frozenset(f"__{name}__" for name in "enter exit aenter aexit".split())
"""What a `with` statement calls, once each."""
_OF_CONSTRUCTOR = 2
"""Values of one option of what prepares a call."""
_NAME_OF_FILE = 2
"""Where the call that writes a file for a test has its name, among its parts."""

Variant = tuple[Family, Scenario]


def partitions(
    scenario: Scenario,
    module: str,
    *,
    hazards: Sequence[str] = HAZARDS,
    options: Callable[
        [CallableSubject, Parameter], Sequence[Recipe]
    ] = lambda subject, parameter: (),
    observers: Sequence[CallableSubject] = (),
    derived: Callable[[str], Symbol | None] = lambda owner: None,
    is_judged: bool = False,
) -> Iterator[Variant]:
    """Copies of a scenario with one odd thing each; families and places take turns.

    Args:
        scenario: one that works.
        module: import name of the subject.
        hazards: characters worth inserting into text.
        options: values for a parameter that the scenario leaves at its default.
        observers: callables of the receiver's class that show its state and need no argument.
        derived: a class derived from one of the subject that changes nothing.
        is_judged: whether the act accepts or refuses what it is given.
    """
    places = [
        _with_neighbours(scenario, place, part, hazards, is_judged)
        for place, part in parts_of(scenario)
        if len(place[2]) <= _DEEPEST and not _names_own_file(scenario, place)
    ]
    yield from in_turn(
        [
            _observed(_again(scenario), observers),
            _other_kinds(scenario),
            derived_receiver(scenario, module, derived),
            equal(scenario, module),
            _with_options(scenario, options),
            *places,
        ]
    )


def _names_own_file(scenario: Scenario, place: tuple[int, int, tuple[int, ...]]) -> bool:
    """Whether a part is what the test itself calls a file that it writes: no input of the subject."""
    step, argument, path = place
    recipe = scenario.steps[step].arguments[argument].recipe
    for index, number in enumerate(path):
        parts = children(recipe)
        match recipe:
            case Call(callee=Symbol(module=""), arguments=(Variable(name="tmp_path"), *_)):
                is_name = isinstance(parts[number], Literal) and number == _NAME_OF_FILE
                if is_name and index == len(path) - 1:
                    return True
        recipe = parts[number]
    return False


def _with_neighbours(
    scenario: Scenario,
    place: tuple[int, int, tuple[int, ...]],
    part: Recipe,
    hazards: Sequence[str],
    is_judged: bool,
) -> Iterator[Variant]:
    argument = scenario.steps[place[0]].arguments[place[1]]
    if not place[2] and argument.parameter.default == "None" and part != Literal(None):
        yield Family.ABSENT, with_part(scenario, place, Literal(None))
    for family, new in neighbours(part, hazards, is_judged=is_judged):
        if new != part:
            yield family, with_part(scenario, place, new)


def _observed(
    variants: Iterator[Variant], observers: Sequence[CallableSubject]
) -> Iterator[Variant]:
    """Each variant with a look at the state of its receiver at the end, by each observer in turn."""
    for place, (family, scenario) in enumerate(variants):
        if observers:
            look = Step(observers[place % len(observers)], (), scenario.act.receiver)
            yield family, scenario.with_steps((*scenario.steps, look))
        else:
            yield family, scenario


def _other_kinds(scenario: Scenario) -> Iterator[Variant]:
    """Another kind of value where anything is welcome: a single value for several, several for one."""
    last = len(scenario.steps) - 1
    for index, argument in enumerate(scenario.act.arguments):
        # A name alone says little: nothing in the code or its hints asks for a type.
        if all(each.source is EvidenceSource.NAME for each in argument.parameter.evidence):
            for recipe in _KINDS:
                if type(recipe) is not type(argument.recipe):
                    yield Family.KIND, with_part(scenario, (last, index, ()), recipe)


def _again(scenario: Scenario) -> Iterator[Variant]:
    """The act once more on the same object: unchanged, with another value, and after another one."""
    act = scenario.act
    subject = act.subject
    if subject is None or act.receiver is None or act.use not in (Use.PLAIN, Use.AWAIT):
        return
    if subject.kind not in (CallableKind.METHOD, CallableKind.SETTER):
        return
    if subject.name in LOOKS or subject.name in _ENDS:
        return
    before = scenario.steps[:-1]

    def followed(*steps: Step) -> Scenario:
        return scenario.searched((*before, *steps))

    last = len(act.arguments) - 1
    if last < 0:
        yield Family.AGAIN, followed(act, act)
        return
    values = others(act, last)
    keys = others(act, 0) if last else []
    for other in values[:1]:
        yield Family.AGAIN, followed(act, other)
    for key in keys[:1]:
        for falsy in ("", 0):
            empty = act.with_argument(last, Literal(falsy))
            yield Family.AGAIN, followed(empty, key, empty)
        yield Family.AGAIN, followed(act, key, act)
    yield Family.AGAIN, followed(act, act)
    for other in values[:2]:
        yield Family.AGAIN, followed(act, other, act)


def _with_options(
    scenario: Scenario, options: Callable[[CallableSubject, Parameter], Sequence[Recipe]]
) -> Iterator[Variant]:
    """The same call with one option that it leaves at its default, each in turn; then the constructor's."""
    for place in range(len(scenario.steps) - 1, -1, -1):
        step = scenario.steps[place]
        if step.subject is None:
            continue
        given = {each.parameter.name for each in step.arguments}
        taken = [each.recipe for each in step.arguments]
        left = [
            each
            for each in step.subject.parameters
            if each.default is not None and each.name not in given
        ]
        limit = None if place == len(scenario.steps) - 1 else _OF_CONSTRUCTOR
        values = [
            islice(_values(each, all_unlike(options(step.subject, each), taken)), limit)
            for each in left
        ]
        for family, option in in_turn(values):
            changed = scenario.searched_at(place, step.with_option(option))
            yield family, _met(changed) if family is Family.COLLIDE else changed


def _met(scenario: Scenario) -> Scenario:
    """The act behind another one of its kind, so that what it brings meets what is there already."""
    act = scenario.act
    is_method = act.subject is not None and act.subject.kind is CallableKind.METHOD
    first = others(act, len(act.arguments) - 1) if is_method and act.arguments else []
    return scenario.with_steps((*scenario.steps[:-1], *first[:1], act))


def _values(parameter: Parameter, recipes: Iterable[Recipe]) -> Iterator[tuple[Family, Argument]]:
    """Values for an option; behind the first function, one for which all is the same."""
    is_collapsed = False
    for recipe in recipes:
        if is_default(recipe, parameter):
            continue
        yield Family.OPTION, Argument(parameter, recipe)
        collapsed = None if is_collapsed else collapsing(recipe)
        if collapsed is not None:
            is_collapsed = True
            yield Family.COLLIDE, Argument(parameter, collapsed)


def together(scenario: Scenario, option: Argument) -> Scenario:
    """The scenario whose act is given an option, too."""
    last = len(scenario.steps) - 1
    return scenario.searched_at(last, scenario.act.with_option(option))


def foreign(scenario: Scenario) -> Iterator[Variant]:
    """The scenario with a letter or digit outside ASCII in each text that the act is given."""
    last = len(scenario.steps) - 1
    for index, argument in enumerate(scenario.act.arguments):
        if isinstance(argument.recipe, Literal) and isinstance(argument.recipe.value, str):
            for text in foreign_letters(argument.recipe.value):
                yield Family.FOREIGN, with_part(scenario, (last, index, ()), Literal(text))


def rows(scenario: Scenario, words: Sequence[str]) -> Iterator[Variant]:
    """The scenario with each word in place of the first text that the act is given."""
    last = len(scenario.steps) - 1
    for index, argument in enumerate(scenario.act.arguments):
        if isinstance(argument.recipe, Literal) and isinstance(argument.recipe.value, str):
            for word in words:
                yield Family.ROW, with_part(scenario, (last, index, ()), Literal(word))
            return


def keyed(scenario: Scenario, name: str, keys: Sequence[str]) -> Iterator[Variant]:
    """The scenario with each key of a table for the parameter of its act that is looked up there."""
    last = len(scenario.steps) - 1
    act = scenario.act
    parameters = act.subject.parameters if act.subject is not None else ()
    parameter = next((each for each in parameters if each.name == name), None)
    if parameter is None:
        return
    given = [index for index, each in enumerate(act.arguments) if each.parameter.name == name]
    for key in keys:
        value = Literal(key)
        if given:
            changed = act.with_argument(given[0], value)
        else:
            changed = act.with_option(Argument(parameter, value))
        yield Family.ROW, scenario.searched_at(last, changed)
