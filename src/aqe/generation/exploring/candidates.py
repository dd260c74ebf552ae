"""From scenarios to candidates: how each sort of callable is called, and what variables are named."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping as MappingType
from dataclasses import replace

from aqe.domain.candidate import Candidate, Statement, StatementForm
from aqe.domain.recipe import (
    Attribute,
    Await,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
    Symbol,
    Variable,
    Verbatim,
)
from aqe.domain.subject import CallableKind, ParameterKind
from aqe.generation.exploring.breaking import BREAKING, broken_statements
from aqe.generation.exploring.protocol import (
    builtin,
    in_place,
    is_in_place,
    method_call,
    reflected,
)
from aqe.generation.scenario import (
    Argument,
    Scenario,
    Step,
    Use,
    children,
    result_of,
    size,
    walk,
    with_children,
)
from aqe.generation.world.surroundings import prepared, setup_symbols

__all__ = [
    "TAKEN",
    "called",
    "candidate_of",
    "steps_of_statements",
    "up_to_failure",
    "variable_word",
]

_FIXTURES = ("tmp_path", "monkeypatch", "capsys")
_LONG = 12
"""Size from which an argument gets a variable for the reader's sake."""
TAKEN = 5
"""Items taken from an iterator that may not end."""

_CONTEXT = frozenset({"__enter__", "__exit__", "__aenter__", "__aexit__"})
"""Methods that a ``with`` statement calls on the receiver."""
_ENTERED = frozenset({Use.ENTER, Use.ASYNC_ENTER, Use.RAISE_WITHIN, Use.ASYNC_RAISE_WITHIN})
_ENTER_FOLDER = Statement(
    Call(Attribute(Variable("monkeypatch"), "chdir"), (Variable("tmp_path"),))
)


def _split(step: Step) -> tuple[tuple[Recipe, ...], tuple[tuple[str, Recipe], ...]]:
    """Positional and keyword arguments; an optional one behind a gap becomes a keyword."""
    positional: list[Recipe] = []
    keywords: list[tuple[str, Recipe]] = []
    has_rest = any(each.parameter.kind is ParameterKind.VAR_POSITIONAL for each in step.arguments)
    written = step.by_position
    for place, each in enumerate(step.arguments):
        kind = each.parameter.kind
        is_named = kind is ParameterKind.POSITIONAL_OR_KEYWORD
        if written is not None:
            is_named = is_named and place >= written
        else:
            is_named = is_named and not has_rest and (bool(keywords) or not each.is_required)
        if each.keyword is not None:
            keywords.append((each.keyword, each.recipe))
        elif kind is ParameterKind.KEYWORD_ONLY or is_named:
            keywords.append((each.parameter.name, each.recipe))
        else:
            positional.append(each.recipe)
    return tuple(positional), tuple(keywords)


def called(step: Step, module: str, receiver: Recipe | None) -> Recipe:
    """The expression of a step's call, before its `Use` is applied."""
    subject = step.subject
    if subject is None:
        assert step.expression is not None
        return step.expression
    positional, keywords = _split(step)
    if step.expression is not None:
        return Call(step.expression, positional, keywords)
    kind = subject.kind
    if kind is CallableKind.FUNCTION:
        return Call(Symbol(module, subject.qualname), positional, keywords)
    if kind is CallableKind.CONSTRUCTOR:
        return Call(Symbol(module, subject.owner or subject.qualname), positional, keywords)
    if receiver is None:
        return Call(Symbol(module, subject.path), positional, keywords)
    if step.use in _ENTERED and subject.name in _CONTEXT:
        return receiver
    if kind is CallableKind.NESTED:
        return Call(receiver, positional, keywords)
    if kind is CallableKind.PROPERTY:
        return Attribute(receiver, subject.attribute)
    is_single = len(positional) == 1 and not keywords
    if step.is_operator and is_single and not is_in_place(subject.name):
        return reflected(subject.attribute, receiver, positional[0])
    return method_call(subject.attribute, receiver, positional, keywords)


def variable_word(text: str) -> str:
    """A readable variable name from a class, callable or parameter name."""
    word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text.rsplit(".", 1)[-1])
    word = re.sub(r"\W+", "_", word).strip("_").lower()
    word = re.sub(r"_?\d+$", "", word)
    if len(word) < 2:
        word = {"x": "operand", "n": "number", "s": "text", "f": "function", "d": "mapping"}.get(
            word, f"{word}_value" if word else "subject"
        )
    if keyword.iskeyword(word) or keyword.issoftkeyword(word) or word in _SHADOWED:
        word = f"{word}_value"
    return word


_SHADOWED = frozenset(
    """list dict set str int float bool bytes tuple type object len map filter iter next id hash
    input min max sum all any format print open range vars dir repr result tmp_path
    monkeypatch capsys pytest asyncio obj arg tmp val value res var""".split()
)


class _Names:
    """Distinct, telling names for the variables of one candidate."""

    def __init__(self, reserved: set[str]) -> None:
        self._used = set(reserved)

    def take(self, word: str) -> str:
        for prefix in ("", "other_", "third_", "further_", "last_"):
            name = prefix + word
            if name not in self._used:
                self._used.add(name)
                return name
        name = f"another_{word}"
        while name in self._used:
            name = f"yet_{name}"
        self._used.add(name)
        return name


def _resolved(recipe: Recipe, variables: MappingType[int, Recipe]) -> Recipe:
    reference = result_of(recipe)
    if reference is not None:
        return variables[reference]
    parts = children(recipe)
    if not parts:
        return recipe
    return with_children(recipe, tuple(_resolved(part, variables) for part in parts))


def _is_bindable(recipe: Recipe) -> bool:
    """Whether the value may change under the call and so deserves a variable."""
    if isinstance(recipe, Collection):
        return recipe.kind in ("list", "set")
    return isinstance(recipe, Mapping | Call)


def _symbol_names(scenario: Scenario) -> set[str]:
    names = {definition.name for definition in scenario.definitions}
    names |= {each.name.split(".")[0] for each in setup_symbols(scenario)}
    names |= {each.target for each in map(prepared, scenario.setup) if each.target}
    for step in scenario.steps:
        if step.subject is not None:
            names.add((step.subject.owner or step.subject.qualname).split(".")[0])
        for recipe in step.recipes:
            for _, part in walk(recipe):
                if isinstance(part, Symbol):
                    names.add(part.name.split(".")[0])
                elif isinstance(part, Verbatim):
                    names.update(re.findall(r"[A-Za-z_]\w*", part.source))
    return names


class _Builder:
    """Collects the statements of one candidate."""

    def __init__(self, scenario: Scenario, module: str, keep: frozenset[str] | None) -> None:
        self.scenario = scenario
        self.module = module
        self.keep = keep
        self.names = _Names(_symbol_names(scenario))
        self.variables: dict[int, Recipe] = {}
        self.statements: list[Statement] = []
        self.ends: list[int] = []
        """Number of statements behind each step."""

    def build(self) -> tuple[Statement, ...]:
        last = len(self.scenario.steps) - 1
        for index, step in enumerate(self.scenario.steps):
            self._step(index, step, is_last=index == last)
            self.ends.append(len(self.statements))
        return tuple(self.statements)

    def _step(self, index: int, step: Step, *, is_last: bool) -> None:
        arguments = tuple(
            replace(each, recipe=_resolved(each.recipe, self.variables)) for each in step.arguments
        )
        if is_last:
            arguments = tuple(self._bound(each) for each in arguments)
        receiver = self.variables.get(step.receiver) if step.receiver is not None else None
        expression = step.expression
        if expression is not None:
            expression = _resolved(expression, self.variables)
        if step.subject is None and isinstance(expression, Variable) and not is_last:
            self.variables[index] = expression  # another name for the same object
            return
        step = replace(step, arguments=arguments, expression=expression)
        if self._placed(step, receiver, is_last):
            return
        if self._augmented(index, step, receiver, is_last):
            return
        recipe = called(step, self.module, receiver)
        if step.given is not None:
            step = replace(step, given=_resolved(step.given, self.variables))
        target = "result" if is_last else self._target(step)
        if step.use in BREAKING:
            self.statements += broken_statements(step, recipe, target, self.names.take)
            self.variables[index] = Variable(target)
            return
        self._used(index, step.use, recipe, target, is_last)

    def _bound(self, argument: Argument) -> Argument:
        if not _is_bindable(argument.recipe):
            return argument
        name = self.names.take(variable_word(argument.keyword or argument.parameter.name))
        if self.keep is not None and name not in self.keep and size(argument.recipe) < _LONG:
            return argument
        self.statements.append(Statement(argument.recipe, name))
        return replace(argument, recipe=Variable(name))

    def _placed(self, step: Step, receiver: Recipe | None, is_last: bool) -> bool:
        """Assignments and deletions: setters and the item dunders."""
        subject = step.subject
        if subject is None or receiver is None:
            return False
        values = [each.recipe for each in step.arguments]
        form = StatementForm.ASSIGN
        place: Recipe | None = None
        value: Recipe | None = None
        if subject.kind is CallableKind.SETTER and len(values) == 1:
            place, value = Attribute(receiver, subject.attribute), values[0]
        elif subject.name == "__setitem__" and len(values) == 2:
            place, value = Operation("getitem", (receiver, values[0])), values[1]
        elif subject.name == "__delitem__" and len(values) == 1:
            form = StatementForm.DELETE
            place, value = Operation("getitem", (receiver, values[0])), Literal(None)
        if place is None or value is None:
            return False
        self.statements.append(Statement(value, None, form, place, is_act=is_last))
        return True

    def _augmented(self, index: int, step: Step, receiver: Recipe | None, is_last: bool) -> bool:
        """A method behind an operator such as ``+=``, where it is to be called by that."""
        subject = step.subject
        if subject is None or not step.is_operator or not is_in_place(subject.name):
            return False
        if not isinstance(receiver, Variable) or len(step.arguments) != 1:
            return False
        changed = in_place(subject.name, receiver, step.arguments[0].recipe)
        form = StatementForm.AUGMENT
        self.statements.append(Statement(changed, receiver.name, form, receiver, is_act=is_last))
        self.variables[index] = receiver
        return True

    def _target(self, step: Step) -> str:
        if step.name:
            return self.names.take(variable_word(step.name))
        subject = step.subject
        if subject is None:
            return self.names.take("prepared")
        if subject.kind is CallableKind.CONSTRUCTOR:
            return self.names.take(variable_word(subject.owner or subject.name))
        if subject.kind in (CallableKind.FUNCTION, CallableKind.CLASS_METHOD) and subject.owner:
            return self.names.take(variable_word(subject.owner))
        word = variable_word(subject.name)
        return self.names.take(re.sub(r"^(get|make|create|build|new|compute)_", "", word) or word)

    def _used(self, index: int, use: Use, recipe: Recipe, target: str, is_last: bool) -> None:
        form = StatementForm.PLAIN
        if use is Use.AWAIT:
            recipe = Await(recipe)
        elif use is Use.DRAIN:
            is_drained = isinstance(recipe, Call) and recipe.callee == Symbol("builtins", "list")
            recipe = recipe if is_drained else builtin("list", recipe)
        elif use is Use.TAKE:
            recipe = builtin("list", Call(Symbol("itertools", "islice"), (recipe, Literal(TAKEN))))
        elif use is Use.ASYNC_DRAIN:
            source = self.names.take("stream")
            self.statements.append(Statement(recipe, source))
            recipe = Verbatim(f"[item async for item in {source}]")
        elif use is Use.ASYNC_TAKE:
            source = self.names.take("stream")
            self.statements.append(Statement(recipe, source))
            recipe = Verbatim(f"[await anext({source}) for _ in range(2)]")
        elif use is Use.ENTER:
            form, target = StatementForm.WITH, self.names.take("entered") if is_last else target
        elif use is Use.ASYNC_ENTER:
            form = StatementForm.ASYNC_WITH
            target = self.names.take("entered") if is_last else target
        self.variables[index] = Variable(target)
        self.statements.append(Statement(recipe, target, form, is_act=is_last))


def up_to_failure(scenario: Scenario, module: str, failed_at: int) -> Scenario | None:
    """The scenario without what follows its failure: what raised is what it is about then.

    Args:
        scenario: what was done.
        module: import name of the subject.
        failed_at: index of the statement that raised, with the surroundings counted.

    Returns:
        None where it was no callable of the subject that was called there, but what the test arranges.
    """
    builder = _Builder(scenario, module, None)
    statements = builder.build()
    place = failed_at - len(scenario.setup)
    if not 0 <= place < len(statements):
        return None
    index = next(number for number, end in enumerate(builder.ends) if place < end)
    if index == len(scenario.steps) - 1:
        return scenario if statements[place].is_act else None
    if scenario.steps[index].subject is None:
        return None
    return scenario.with_steps(scenario.steps[: index + 1])


def steps_of_statements(scenario: Scenario, module: str) -> list[tuple[int | None, str | None]]:
    """For each statement of its candidate the step that it belongs to, and the variable that it binds.

    Those that prepare the surroundings belong to no step.
    """
    builder = _Builder(scenario, module, None)
    found: list[tuple[int | None, str | None]] = [(None, None)] * len(scenario.setup)
    for place, each in enumerate(builder.build()):
        step = next(number for number, end in enumerate(builder.ends) if place < end)
        found.append((step, each.target))
    return found


def candidate_of(
    scenario: Scenario,
    module: str,
    number: int,
    *,
    keep: frozenset[str] | None = None,
    in_folder: bool = False,
) -> Candidate:
    """The candidate that a scenario stands for.

    Args:
        scenario: what to do.
        module: import name of the subject.
        number: identity of the candidate.
        keep: variables for arguments of the act that are worth having; None binds every argument
            that the call may change, so that a change shows.
        in_folder: whether it writes into the working directory, and so needs one of its own.
    """
    builder = _Builder(scenario, module, keep)
    statements = builder.build()
    inner = len(statements) - (builder.ends[-2] if len(builder.ends) > 1 else 0)
    if scenario.setup:
        statements = (*map(prepared, scenario.setup), *statements)
    if in_folder:
        statements = (_ENTER_FOLDER, *statements)
    used = {
        part.name
        for statement in statements
        for recipe in (statement.expression, statement.place)
        if recipe is not None
        for _, part in walk(recipe)
        if isinstance(part, Variable)
    }
    used |= {
        fixture
        for statement in statements
        for _, part in walk(statement.expression)
        if isinstance(part, Verbatim)
        for fixture in _FIXTURES
        if fixture in part.source
    }
    return Candidate(
        id=number,
        subject=scenario.subject,
        statements=statements,
        definitions=scenario.definitions,
        fixtures=tuple(each for each in _FIXTURES if each in used),
        origin=scenario.origin,
        documented=scenario.documented,
        act_from=len(statements) - inner,
    )
