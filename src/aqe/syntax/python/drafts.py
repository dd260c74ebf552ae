"""Test cases prepared for printing: cut at the failure, without useless parts, with telling names."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from aqe.domain.candidate import CONTEXTS, TURN_OF_LOOP, Definition, Statement, StatementForm
from aqe.domain.recipe import Attribute, Await, Call, Operation, Recipe, Symbol, Variable, Verbatim
from aqe.domain.run import CandidateOutcome, Snapshot
from aqe.domain.suite import RESULT, Assertion, AssertionKind, TestCase
from aqe.domain.syntax_trees import parsed_expression
from aqe.syntax.python.names import NameSupply, is_opaque, result_word, snake, variable_word
from aqe.syntax.python.roles import made_by
from aqe.syntax.python.verbatim import bound_names, is_asynchronous, rename, stored_names
from aqe.syntax.recipe_trees import is_literal, transform, walk

__all__ = ["Draft", "draft_of", "local_names", "named", "renamed", "uses"]

_WORD = re.compile(r"[^\W\d]\w*")
_GENERIC = frozenset(
    """result value subject entered outcome instance thing prepared operand content add sub mul truediv
    floordiv mod pow matmul xor lshift rshift eq ne lt le gt ge contains neg pos invert getitem
    iadd isub imul itruediv ifloordiv imod ipow imatmul iand ior ixor ilshift irshift""".split()
)
_DOUBLED = {"value_value": "value", "obj_value": "obj", "val_value": "value"}
"""Names of parameters that say little, with a suffix that says no more."""
_POOR = re.compile(r"(?:[a-z]|other|third|fourth|further|last|another|yet)_\w+")
"""Names made from letters or by counting."""
_ASYNCHRONOUS = (StatementForm.ASYNC_WITH, StatementForm.ASYNC_RAISE_WITHIN)


@dataclass(frozen=True, slots=True)
class Draft:
    """One test on its way to text."""

    case: TestCase
    statements: tuple[Statement, ...]
    assertions: tuple[Assertion, ...]
    definitions: tuple[Definition, ...]
    fixtures: tuple[str, ...]
    in_loop: bool = False
    """Whether it runs in an event loop though nothing in it is awaited."""
    shown: tuple[tuple[int, Snapshot], ...] = ()
    """What statements gave, by their index."""
    prior: tuple[tuple[int, Snapshot], ...] = ()
    """What variables held at the call under test, where that is known, by the statement that bound them."""

    @property
    def act(self) -> int:
        """Index of the statement that the test is about."""
        acts = [index for index, each in enumerate(self.statements) if each.is_act]
        return acts[-1] if acts else len(self.statements) - 1

    @property
    def is_declared(self) -> bool:
        """Whether it looks at what the module declares, and calls nothing for its own sake."""
        return self.case.candidate.origin == "declared"

    @property
    def is_async(self) -> bool:
        """Whether the test has to run in an event loop."""
        return self.in_loop or any(
            statement.form in _ASYNCHRONOUS or is_asynchronous(recipe)
            for statement in self.statements
            for part in _recipes(statement)
            for recipe in walk(part)
        )

    def recipes(self) -> list[Recipe]:
        """All recipes of statements and assertions."""
        found = [part for statement in self.statements for part in _recipes(statement)]
        for each in self.assertions:
            found += [part for part in (each.place, each.expected) if part is not None]
        return found


def _recipes(statement: Statement) -> list[Recipe]:
    if statement.place is None:
        return [statement.expression]
    return [statement.expression, statement.place]


def draft_of(case: TestCase) -> Draft:
    """A case without what follows its failure, and without literals that nobody uses."""
    statements = list(case.candidate.statements)
    failed_at = case.run.failed_at
    if case.run.outcome is CandidateOutcome.RAISED and failed_at is not None:
        statements = statements[: failed_at + 1]
    assertions = [each for each in case.assertions if each.statement < len(statements)]
    kept = [
        index
        for index, each in enumerate(statements)
        if each.expression != TURN_OF_LOOP
        and (index == len(statements) - 1 or not _is_useless(index, statements, assertions))
    ]
    places = {old: new for new, old in enumerate(kept)}
    fixtures = list(case.candidate.fixtures)
    if any(each.kind is AssertionKind.OUTPUT for each in assertions) and "capsys" not in fixtures:
        fixtures.append("capsys")
    draft = Draft(
        case,
        tuple(statements[index] for index in kept),
        tuple(replace(each, statement=places[each.statement]) for each in assertions),
        case.candidate.definitions,
        (),
        any(each.expression == TURN_OF_LOOP for each in statements),
        tuple(
            (places[each.statement], each.value)
            for each in case.run.observations
            if each.statement in places and each.value is not None
        ),
        tuple(
            (places[index], snapshot)
            for name, snapshot in case.run.before
            for index in kept
            if statements[index].target == name
        ),
    )
    used = {name for recipe in draft.recipes() for name in _names_in(recipe)}
    needed = tuple(each for each in fixtures if each in used or each == "capsys")
    return replace(draft, fixtures=needed)


def _is_useless(index: int, statements: list[Statement], assertions: list[Assertion]) -> bool:
    statement = statements[index]
    if statement.is_act or statement.form is not StatementForm.PLAIN:
        return False
    if not is_literal(statement.expression):
        return False
    return not _is_used(index, statements, assertions)


def _is_used(
    index: int,
    statements: list[Statement] | tuple[Statement, ...],
    assertions: list[Assertion] | tuple[Assertion, ...],
) -> bool:
    """Whether a later statement or an assertion refers to the target of a statement."""
    target = statements[index].target
    if any(
        target in _names_in(part) for later in statements[index + 1 :] for part in _recipes(later)
    ):
        return True
    return any(
        target in _names_in(each.place)
        or (each.statement == index and uses(each.place, RESULT.name))
        for each in assertions
        if each.place is not None
    )


def _names_in(recipe: Recipe) -> set[str]:
    found: set[str] = set()
    for part in walk(recipe):
        if isinstance(part, Variable):
            found.add(part.name)
        elif isinstance(part, Verbatim):
            found.update(_WORD.findall(part.source))
    return found


def uses(recipe: Recipe | None, name: str) -> bool:
    """Whether a recipe refers to a variable."""
    return recipe is not None and name in _names_in(recipe)


def local_names(draft: Draft) -> set[str]:
    """Names that the test binds."""
    found = {each.target for each in draft.statements if each.target}
    for statement in draft.statements:
        if isinstance(statement.expression, Verbatim):
            found |= stored_names(statement.expression.source)
    return found | set(draft.fixtures)


def named(draft: Draft, taken: Collection[str]) -> Draft:
    """The draft with variables that are used, telling, and free in the file.

    Args:
        draft: What to rename in.
        taken: Names of imports, definitions and fixtures.
    """
    supply = NameSupply({*taken, *draft.fixtures})
    mapping: dict[str, str] = {}
    statements: list[Statement] = []
    for index, statement in enumerate(draft.statements):
        target = statement.target
        for name in _bound_in_source(statement):
            if name not in mapping:
                mapping[name] = supply.take(*_words(name, statement, draft, index))
        is_needed = _is_used(index, draft.statements, draft.assertions)
        if target is not None and target not in mapping and is_needed:
            mapping[target] = supply.take(*_words(target, statement, draft, index))
        elif (
            target is None
            and is_needed
            and any(
                each.statement == index and uses(each.place, RESULT.name)
                for each in draft.assertions
            )
        ):
            statement = replace(statement, target=supply.take(*_words("", statement, draft, index)))
        if target is not None:
            bound = mapping.get(target) if is_needed or statement.form not in CONTEXTS else None
            statement = replace(statement, target=bound if is_needed else None)
        statements.append(_renamed_statement(statement, mapping))
    assertions = tuple(
        replace(each, place=None if each.place is None else _renamed(each.place, mapping))
        for each in draft.assertions
    )
    return replace(draft, statements=tuple(statements), assertions=assertions)


def renamed(draft: Draft, mapping: Mapping[str, str]) -> Draft:
    """The draft with other names for some of its variables."""
    return replace(
        draft,
        statements=tuple(_renamed_statement(each, mapping) for each in draft.statements),
        assertions=tuple(
            replace(each, place=None if each.place is None else _renamed(each.place, mapping))
            for each in draft.assertions
        ),
    )


def _bound_in_source(statement: Statement) -> list[str]:
    """Names that verbatim parts bind for later statements, and unreadable ones of their own."""
    found: set[str] = set()
    for part in walk(statement.expression):
        if isinstance(part, Verbatim):
            found |= bound_names(part.source)
            found |= {name for name in stored_names(part.source) if is_opaque(name)}
    return sorted(found)


def _renamed_statement(statement: Statement, mapping: Mapping[str, str]) -> Statement:
    place = None if statement.place is None else _renamed(statement.place, mapping)
    return replace(statement, expression=_renamed(statement.expression, mapping), place=place)


def _renamed(recipe: Recipe, mapping: Mapping[str, str]) -> Recipe:
    def change(part: Recipe) -> Recipe | None:
        if isinstance(part, Variable) and part.name in mapping:
            return Variable(mapping[part.name])
        if isinstance(part, Verbatim):
            return replace(part, source=rename(part.source, mapping))
        return None

    return transform(recipe, change)


def _words(target: str, statement: Statement, draft: Draft, index: int) -> list[str]:
    """Words for a variable, best first."""
    expression = statement.expression
    if isinstance(expression, Await):
        expression = expression.operand
    callee = _callee_name(expression)
    is_verb = target == variable_word(callee) and bool(made_by(callee))
    is_telling = target not in _GENERIC and not is_opaque(target) and not is_verb
    if target in _DOUBLED:
        return [_DOUBLED[target], target]
    if target and is_telling and not _POOR.fullmatch(target):
        return [target, *([] if statement.is_act else [variable_word(target)])]
    words = []
    type_name = _type_of(draft, index)
    if callee[:1].isupper():
        words.append(variable_word(snake(callee)))
    words += made_by(callee)
    words.append(result_word(callee, type_name, plain=statement.is_act))
    role = "new" if statement.is_act else "given"
    return [*words, *(f"{role}_{word}" for word in words)]


def _callee_name(expression: Recipe) -> str:
    match expression:
        case Call(callee=Symbol(module="builtins"), arguments=[inner, *_]):
            return _callee_name(inner)
        case Call(callee=Symbol(name=name) | Attribute(name=name)):
            return name.rpartition(".")[2]
        case Attribute(name=name):
            return f"get_{name}"
        case (
            Operation(name="slice")
            | Operation(name="getitem", operands=(_, Call(callee=Symbol(name="slice"))))
        ):
            return "slice"
        case Verbatim(source=source):
            try:
                node = parsed_expression(source.strip())
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return ""
            if isinstance(node, ast.Call):
                return ast.unparse(node.func).rpartition(".")[2]
    return ""


def _type_of(draft: Draft, index: int) -> str:
    statement = draft.statements[index]
    original = next(
        (
            place
            for place, each in enumerate(draft.case.candidate.statements)
            if each is statement or each == statement
        ),
        index,
    )
    for observation in draft.case.run.observations:
        if observation.statement == original and observation.value is not None:
            return observation.value.type
    types = draft.case.run.result_types
    return types[original] if original < len(types) else ""
