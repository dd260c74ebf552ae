"""The call under test as a statement: what it calls, what it can show, and what differs each time.

What of it becomes an assertion is said in `oracles`.
"""

from __future__ import annotations

from aqe.domain.candidate import Statement, StatementForm
from aqe.domain.recipe import Attribute, Call, Operation, Symbol, Variable
from aqe.domain.run import Observation

__all__ = [
    "PLACED",
    "WITHOUT_RESULT",
    "acts_of",
    "is_of_this_process",
    "is_unheard",
    "receiver_of",
    "shows_nothing",
]

WITHOUT_RESULT = frozenset(
    {
        StatementForm.ASSIGN,
        StatementForm.DELETE,
        StatementForm.RAISE_WITHIN,
        StatementForm.ASYNC_RAISE_WITHIN,
    }
)
"""Statements without a result."""
PLACED = frozenset({StatementForm.ASSIGN, StatementForm.DELETE})
"""Statements that call a method of the object in whose place they put or delete something."""


def acts_of(statements: tuple[Statement, ...]) -> frozenset[int]:
    """Which statements exercise the subject; the last one where none is said to."""
    acts = frozenset(index for index, each in enumerate(statements) if each.is_act)
    return acts or frozenset({len(statements) - 1})


def shows_nothing(observation: Observation) -> bool:
    """Whether a call returned None and nothing was to be heard of it."""
    value = observation.value
    is_none = value is not None and value.type == "builtins:NoneType"
    return is_none and is_unheard(observation)


def is_unheard(observation: Observation) -> bool:
    """Whether nothing was printed and no warning given."""
    return not observation.stdout and not observation.warnings


def receiver_of(statement: Statement) -> str | None:
    """The variable whose method a statement calls, by putting or deleting something in its place, too."""
    match statement.place if statement.form in PLACED else statement.expression:
        case Call(callee=Attribute(owner=Variable(name=name))):
            return name
        case (
            Attribute(owner=Variable(name=name))
            | Operation(name="getitem", operands=(Variable(name=name), _))
        ) if statement.form in PLACED:
            return name
    return None


def is_of_this_process(statement: Statement, *, measures: bool) -> bool:
    """Whether a result depends on the interpreter or its process: hashes, identities, sizes in memory."""
    match statement.expression:
        case Call(callee=Symbol(module="builtins", name="hash" | "id")):
            return True
        case Call(callee=Symbol(module="sys", name="getsizeof")):
            return True
        case Call(callee=Symbol(name=name) | Attribute(name=name)):
            word = name.rpartition(".")[2]
            return word in ("__hash__", "__sizeof__") or (measures and word == "getsizeof")
    return False
