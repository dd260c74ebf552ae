"""Scenarios: the structured form in which the search edits a candidate.

A scenario is a sequence of steps. Each step calls one callable of the subject; later steps refer to
results of earlier ones. The search changes scenarios; `candidates.py` turns them into statements.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from aqe.domain.candidate import Definition
from aqe.domain.recipe import (
    Attribute,
    Await,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
    Variable,
    Verbatim,
)
from aqe.domain.subject import CallableSubject, Parameter, ParameterKind

__all__ = [
    "EXAMPLE",
    "ODD",
    "SPREAD",
    "Argument",
    "Scenario",
    "Step",
    "Use",
    "literals",
    "mapping_of",
    "moved",
    "replace_part",
    "result_of",
    "size",
    "step_reference",
    "walk",
]

_REFERENCE = "@"
EXAMPLE = "example"
"""Origin of a scenario that documentation shows."""
SPREAD = "spread"
"""Origin of a scenario that the search has executed and that is kept for the partition of its input."""

ODD = "odd"
"""Origin of a scenario that is there for what its input is like: made plainer, it would be no case."""


class Use(StrEnum):
    """What is done with the result of a call, so that its body really runs."""

    PLAIN = "plain"
    AWAIT = "await"
    DRAIN = "drain"
    TAKE = "take"
    """Take the first items of an iterator that may not end."""
    ASYNC_DRAIN = "async-drain"
    ASYNC_TAKE = "async-take"
    ENTER = "enter"
    ASYNC_ENTER = "async-enter"
    RAISE_WITHIN = "raise-within"
    """Enter and raise an exception inside."""
    ASYNC_RAISE_WITHIN = "async-raise-within"
    BEGIN = "begin"
    """Take one item and look at what was done until then."""
    ASYNC_BEGIN = "async-begin"
    CLOSE = "close"
    """Take one item and close."""
    ASYNC_CLOSE = "async-close"
    THROW = "throw"
    """Take one item and throw an exception in."""
    ASYNC_THROW = "async-throw"
    SEND = "send"
    """Take one item and send a value in."""
    ASYNC_SEND = "async-send"
    WAIT_FOR = "wait-for"
    """Await for a short time only."""
    CANCEL = "cancel"
    """Start as a task and cancel it."""
    GATHER = "gather"
    """Await together with another coroutine."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A value for one parameter; `keyword` is set for names of a var-keyword parameter."""

    parameter: Parameter
    recipe: Recipe
    keyword: str | None = None

    @property
    def is_required(self) -> bool:
        """Whether the call cannot do without it."""
        return self.parameter.default is None and self.parameter.kind not in (
            ParameterKind.VAR_POSITIONAL,
            ParameterKind.VAR_KEYWORD,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a scenario, or (without a callable) a plain expression."""

    subject: CallableSubject | None
    arguments: tuple[Argument, ...] = ()
    receiver: int | None = None
    """Index of the step whose result is the receiver (or, for a nested function, the function)."""
    use: Use = Use.PLAIN
    expression: Recipe | None = None
    """For a step without callable: the expression; for a constructor chosen by recipe: that recipe."""
    name: str = ""
    """A word for the variable that holds the result."""
    given: Recipe | None = None
    """What its use needs besides: an exception, a value to send, another coroutine."""
    is_operator: bool = False
    """Whether a method is called by its operator: a reflected one as ``other - receiver``, one that
    changes its object as ``receiver += other``."""
    by_position: int | None = None
    """How many arguments are given by position, as somebody wrote the call; None for the usual form."""

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """Everything that the step evaluates: its arguments, its expression, what its use needs."""
        found = tuple(each.recipe for each in self.arguments)
        if self.expression is None and self.given is None:
            return found
        more = (self.expression, self.given)
        return (*found, *(each for each in more if each is not None))

    def needs(self, place: int) -> bool:
        """Whether the step uses the result of another one."""
        if self.receiver == place:
            return True
        return any(result_of(part) == place for each in self.recipes for _, part in walk(each))

    def with_argument(self, index: int, recipe: Recipe) -> Step:
        """The same call with another value."""
        old = self.arguments[index]
        changed = Argument(old.parameter, recipe, old.keyword)
        return self._with((*self.arguments[:index], changed, *self.arguments[index + 1 :]))

    @property
    def left_out(self) -> tuple[Parameter, ...]:
        """Options that the call does not give, and that can be given without others."""
        if self.subject is None:
            return ()
        given = {each.parameter.name for each in self.arguments}
        found = []
        has_gap = False
        for each in self.subject.parameters:
            is_left = each.name not in given and each.default is not None
            if is_left and not (has_gap and each.kind is ParameterKind.POSITIONAL_ONLY):
                found.append(each)
            has_gap = has_gap or is_left
        return tuple(found)

    def with_option(self, option: Argument) -> Step:
        """The same call with one argument more, in the order of the parameters."""
        parameters = self.subject.parameters if self.subject is not None else ()
        order = {each.name: rank for rank, each in enumerate(parameters)}
        arguments = (*self.arguments, option)
        return self._with(
            tuple(sorted(arguments, key=lambda each: order.get(each.parameter.name, 99)))
        )

    def without_argument(self, index: int) -> Step:
        """The same call without one argument."""
        return self._with((*self.arguments[:index], *self.arguments[index + 1 :]))

    def _with(self, arguments: tuple[Argument, ...]) -> Step:
        if self.by_position is not None and self.subject is not None:
            # Somebody may have named them in another order; the usual form goes by that of the parameters.
            order = {each.name: rank for rank, each in enumerate(self.subject.parameters)}
            arguments = tuple(
                sorted(arguments, key=lambda each: order.get(each.parameter.name, len(order)))
            )
        # Written out: `dataclasses.replace` is several times slower, and searches do little else.
        return Step(
            self.subject,
            arguments,
            self.receiver,
            self.use,
            self.expression,
            self.name,
            self.given,
            self.is_operator,
        )


@dataclass(frozen=True, slots=True)
class Scenario:
    """A sequence of steps; the last one is the act."""

    steps: tuple[Step, ...]
    definitions: tuple[Definition, ...] = ()
    origin: str = "search"
    documented: str | None = None
    setup: tuple[Recipe, ...] = ()
    """What prepares the surroundings first: variables of the environment."""
    about: str = ""
    """Qualified name of the callable that it is about, where no step says so."""
    note: str = ""
    """What it looks at, in words, where no call says so."""

    @property
    def act(self) -> Step:
        """The step that exercises the callable it is about."""
        return self.steps[-1]

    @property
    def subject(self) -> str:
        """Qualified name of the callable of the act."""
        for step in reversed(self.steps):
            if step.subject is not None:
                return step.subject.qualname
        return self.about

    def with_step(self, index: int, step: Step) -> Scenario:
        """The scenario with one step replaced."""
        return self.with_steps((*self.steps[:index], step, *self.steps[index + 1 :]))

    def searched(self, steps: tuple[Step, ...]) -> Scenario:
        """The scenario with other steps, as one that the search has made."""
        return replace(self.with_steps(steps), origin="search")

    def searched_at(self, index: int, step: Step) -> Scenario:
        """The scenario with one step replaced, as one that the search has made."""
        return replace(self.with_step(index, step), origin="search")

    def with_setup(self, setup: tuple[Recipe, ...]) -> Scenario:
        """The scenario in other surroundings: no longer one that somebody documented."""
        return replace(self.with_steps(self.steps), setup=setup)

    def with_steps(self, steps: tuple[Step, ...]) -> Scenario:
        """The scenario with other steps: no longer one that somebody documented."""
        if self.documented is None and self.origin != EXAMPLE:
            return replace(self, steps=steps)
        about = "" if any(each.subject is not None for each in steps) else self.about
        origin = "search" if self.origin == EXAMPLE else self.origin
        return replace(self, steps=steps, origin=origin, documented=None, about=about)


def step_reference(index: int) -> Variable:
    """A reference to the result of a step, inside argument recipes."""
    return Variable(f"{_REFERENCE}{index}")


def result_of(recipe: Recipe) -> int | None:
    """The step that a recipe refers to, if it is such a reference."""
    if isinstance(recipe, Variable) and recipe.name.startswith(_REFERENCE):
        return int(recipe.name[1:])
    return None


def children(recipe: Recipe) -> tuple[Recipe, ...]:
    """The direct parts of a recipe."""
    match recipe:
        case Collection(items=items):
            return items
        case Mapping(pairs=pairs):
            return tuple(part for pair in pairs for part in pair)
        case Attribute(owner=owner):
            return (owner,)
        case Call(callee=callee, arguments=arguments, keywords=keywords):
            return (callee, *arguments, *(value for _, value in keywords))
        case Operation(operands=operands):
            return operands
        case Await(operand=operand):
            return (operand,)
        case _:
            return ()


def with_children(recipe: Recipe, parts: tuple[Recipe, ...]) -> Recipe:
    """The recipe with its direct parts replaced, in the order of `children`."""
    match recipe:
        case Collection(kind=kind):
            return Collection(kind, parts)
        case Mapping():
            return mapping_of(zip(parts[::2], parts[1::2], strict=True))
        case Attribute(name=name):
            return Attribute(parts[0], name)
        case Call(arguments=arguments, keywords=keywords):
            positional = parts[1 : 1 + len(arguments)]
            values = parts[1 + len(arguments) :]
            names = [name for name, _ in keywords]
            return Call(parts[0], positional, tuple(zip(names, values, strict=True)))
        case Operation(name=name):
            return Operation(name, parts)
        case Await():
            return Await(parts[0])
        case _:
            return recipe


def moved(steps: Iterable[Step], by: int, behind: int = 0) -> tuple[Step, ...]:
    """Steps whose references to steps from `behind` on stand so much further down."""

    def shifted(recipe: Recipe) -> Recipe:
        reference = result_of(recipe)
        if reference is not None:
            return step_reference(reference + by) if reference >= behind else recipe
        if isinstance(recipe, Variable):
            return recipe
        parts = children(recipe)
        return with_children(recipe, tuple(map(shifted, parts))) if parts else recipe

    def of_step(step: Step) -> Step:
        receiver = step.receiver
        return Step(
            step.subject,
            tuple(
                Argument(each.parameter, shifted(each.recipe), each.keyword)
                for each in step.arguments
            ),
            receiver + by if receiver is not None and receiver >= behind else receiver,
            step.use,
            None if step.expression is None else shifted(step.expression),
            step.name,
            None if step.given is None else shifted(step.given),
            step.is_operator,
            step.by_position,
        )

    return tuple(map(of_step, steps))


def mapping_of(pairs: Iterable[tuple[Recipe, Recipe]]) -> Mapping:
    """A dictionary display in which no key stands twice."""
    return Mapping(tuple(dict(pairs).items()))


Path = tuple[int, ...]


def walk(recipe: Recipe, path: Path = ()) -> Iterator[tuple[Path, Recipe]]:
    """All parts of a recipe with their paths, the whole first."""
    yield path, recipe
    for index, part in enumerate(children(recipe)):
        yield from walk(part, (*path, index))


def replace_part(recipe: Recipe, path: Path, new: Recipe) -> Recipe:
    """The recipe with the part at a path replaced."""
    if not path:
        return new
    parts = list(children(recipe))
    parts[path[0]] = replace_part(parts[path[0]], path[1:], new)
    return with_children(recipe, tuple(parts))


def literals(recipe: Recipe) -> Iterator[tuple[Path, Literal]]:
    """All literals inside a recipe."""
    for path, part in walk(recipe):
        if isinstance(part, Literal):
            yield path, part


def _is_plain(character: str) -> bool:
    return (character.isascii() and character.isalnum()) or character in " _-"


def size(recipe: Recipe) -> int:
    """How much a reader has to take in: characters of literals plus a constant for each part."""
    match recipe:
        case Literal(value=str() | bytes() as value):
            odd = sum(1 for each in value if isinstance(each, str) and not _is_plain(each))
            hidden = sum(1 for each in value if isinstance(each, str) and not each.isprintable())
            return 1 + len(value) // 6 + min(odd, 3) + hidden
        case Literal(value=int() as value) if not isinstance(value, bool):
            return 1 + len(str(abs(value))) // 2 if abs(value) < 10**300 else 80
        case Literal(value=float() as value) if not math.isfinite(value):
            return 8
        case Verbatim(source=source):
            return 3 + len(source) // 8
        case _:
            return 1 + sum(size(part) for part in children(recipe))
