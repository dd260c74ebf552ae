"""Tests as programs for a worker: the demands of a test among its statements, their outcome at the end."""

from __future__ import annotations

from dataclasses import replace

from aqe.domain.candidate import CONTEXTS, Candidate, Statement, StatementForm
from aqe.domain.recipe import Call, Collection, Literal, Operation, Recipe, Symbol, Variable
from aqe.domain.run import CandidateOutcome
from aqe.domain.suite import RESULT, Assertion, AssertionKind, TestCase
from aqe.generation.observing.expectations import MAX_LITERAL_CHARACTERS
from aqe.syntax.recipe_trees import transform

__all__ = ["demanding"]

_RESULT = "aqe_result"
_MET = "aqe_met_{}"
_JUDGED_BY_THE_RUN = frozenset({AssertionKind.RAISES, AssertionKind.OUTPUT})
"""A worker tells how a program ended and what it printed, whatever else it tells."""


def demanding(case: TestCase) -> Candidate:
    """The candidate of a case, which also asks what its test demands and ends with the list of the answers.

    What a worker sees of it differs between two versions of the subject just where the test passes on one
    alone. Values are compared as a test compares them: mappings whatever their order, long texts by what
    is demanded of them.

    Returns:
        The candidate as it is where a worker sees no more of it than the test demands, and where the demands
        cannot be said in statements: behind an exception, inside a context, about warnings and about
        floats that only have to be near. Then what a worker sees stands for them.
    """
    candidate = case.candidate
    if (
        _is_demanded_whole(case)
        or case.run.outcome is not CandidateOutcome.COMPLETED
        or any(each.form in CONTEXTS for each in candidate.statements)
    ):
        return candidate
    statements: list[Statement] = []
    answers: list[Recipe] = []
    for index, statement in enumerate(candidate.statements):
        asked = [each for each in case.assertions if each.statement == index]
        if statement.form is StatementForm.PLAIN and statement.target is None and asked:
            statement = replace(statement, target=_RESULT)
        statements.append(statement)
        for each in asked:
            if each.kind in _JUDGED_BY_THE_RUN:
                continue
            demand = _demand(each, statement)
            if demand is None:
                return candidate
            answer = Variable(_MET.format(len(answers)))
            statements.append(Statement(demand, answer.name))
            answers.append(answer)
    # What the calls changed is looked at before the last line, and is not news at its end.
    statements.append(Statement(Collection("list", tuple(answers))))
    return replace(candidate, statements=tuple(statements), act_from=None)


def _is_demanded_whole(case: TestCase) -> bool:
    """Whether a short plain result is all there is to see, and demanded as it is."""
    run, last = case.run, len(case.candidate.statements) - 1
    value = run.observations[-1].value if run.observations else None
    if run.after or run.files or value is None or value.kind != "literal" or value.source is None:
        return False
    if len(value.source) > MAX_LITERAL_CHARACTERS or "{" in value.source:
        return False  # held by its beginning, or a mapping, whatever its order
    return any(
        each.kind in (AssertionKind.EQUAL, AssertionKind.IDENTICAL)
        and each.place == RESULT
        and each.statement == last
        for each in case.assertions
    )


def _demand(assertion: Assertion, statement: Statement) -> Recipe | None:
    """What is true when an assertion holds; None for what has no such form."""
    result = Variable(statement.target) if statement.target else statement.expression
    place = RESULT if assertion.place is None else assertion.place
    place = transform(place, lambda part: result if part == RESULT else None)
    expected = assertion.expected or Literal(None)
    match assertion.kind:
        case AssertionKind.TRUE:
            return Call(Symbol("builtins", "bool"), (place,))
        case AssertionKind.IDENTICAL:
            return Operation("is", (place, expected))
        case AssertionKind.INSTANCE:
            return Call(Symbol("builtins", "isinstance"), (place, expected))
        case AssertionKind.EQUAL:
            return Call(Symbol("builtins", "bool"), (Operation("eq", (place, expected)),))
    return None
