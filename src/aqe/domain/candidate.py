"""Candidate tests: statements over recipes, before and after they were run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aqe.domain.recipe import Await, Call, Literal, Recipe, Symbol

__all__ = [
    "CONTEXTS",
    "TURN_OF_LOOP",
    "Candidate",
    "Definition",
    "Program",
    "ProgramLine",
    "Statement",
    "StatementForm",
]


TURN_OF_LOOP = Await(Call(Symbol("asyncio", "sleep"), (Literal(0),)))
"""First in a program, it makes a coroutine of the program; a test that stands in one does without it."""


class StatementForm(StrEnum):
    """How a statement uses its expression."""

    PLAIN = "plain"
    """Evaluate; bind to the target where there is one."""
    WITH = "with"
    """Enter as a context manager that encloses all later statements."""
    ASYNC_WITH = "async-with"
    ASSIGN = "assign"
    """Assign the expression to `place` (an attribute or an item)."""
    AUGMENT = "augment"
    """Change the variable `place`, which is the target, too, by the binary operation that is the expression:
    ``place += value``."""
    DELETE = "delete"
    """Delete `place`."""
    RAISE_WITHIN = "raise-within"
    """Enter as a context manager and raise `place` inside."""
    ASYNC_RAISE_WITHIN = "async-raise-within"


CONTEXTS = (StatementForm.WITH, StatementForm.ASYNC_WITH)
"""Statements that enclose all later ones."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a candidate."""

    expression: Recipe
    target: str | None = None
    form: StatementForm = StatementForm.PLAIN
    place: Recipe | None = None
    is_act: bool = False
    """Whether this exercises the subject (rather than arranging for it)."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A class or function that a candidate needs and that stands before the tests."""

    name: str
    source: str
    symbols: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A generated test case that is not accepted yet."""

    id: int
    subject: str
    """Qualified name of the callable that it exercises."""
    statements: tuple[Statement, ...]
    definitions: tuple[Definition, ...] = ()
    fixtures: tuple[str, ...] = ()
    """Of ``tmp_path``, ``monkeypatch``, ``capsys``: those that statements refer to as variables."""
    origin: str = "search"
    """What made it: ``example``, ``mined``, ``seed``, ``search``, ``spread``, ``declared``, ``model``,
    ``pattern``."""
    documented: str | None = None
    """For an example: the documented result (source), to be asserted as a *documented* oracle."""
    act_from: int | None = None
    """Index of the first statement of the call under test, its own arguments included; None for the last
    statement."""


@dataclass(frozen=True, slots=True)
class ProgramLine:
    """One statement as source text."""

    form: str
    """``plain`` (source is an expression, bound to the target where there is one), ``statement``
    (source is a whole simple statement, which binds the target itself where there is one), ``with``
    or ``async-with`` (source is the context manager)."""
    source: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """A candidate printed in the subject's language, ready for a worker."""

    candidate: int
    imports: tuple[str, ...]
    """Whole import statements."""
    definitions: tuple[str, ...]
    lines: tuple[ProgramLine, ...]
    fixtures: tuple[str, ...] = ()
    act_from: int | None = None
    """Index of the line before which the state is looked at: what changed until then, the call under test
    has not done. None for the last line."""
