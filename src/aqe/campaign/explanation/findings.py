"""What a finished search leaves behind for those who explain it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from aqe.analysis.obstacles.code import Code
from aqe.domain.explanation import Ending, Guard, Miss
from aqe.domain.goal import Condition, Goal, GoalKind
from aqe.domain.subject import Subject
from aqe.domain.syntax_trees import nodes_in
from aqe.domain.types import TypeRef
from aqe.generation.archive import Archive, Near
from aqe.generation.attempts import Attempts, Finish
from aqe.generation.scenario import Scenario

__all__ = ["Findings", "NearMiss", "ending_of"]

_OPERANDS = 3
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class NearMiss:
    """What is known of executions that came to a condition and took the other side."""

    nearest: Miss | None = None
    operands: tuple[tuple[str, str], ...] = ()
    tries: int = 0
    distance: float = 1.0


@dataclass(frozen=True, slots=True)
class Findings:
    """One search when it is over."""

    subject: Subject
    archive: Archive
    attempts: Attempts
    is_spent: bool
    """Whether the budget ended the search."""
    can_build: Callable[[str], bool]
    """Whether an instance of a class of the subject could be made, by its qualified name."""
    can_value: Callable[[TypeRef], bool]
    """Whether any value of a type is known."""
    shown: Callable[[Scenario], str]
    """A scenario as source."""
    aimed: frozenset[str] | None = None
    """Qualified names that the search was about; None for all."""
    code: Code = field(init=False)
    reached: frozenset[int] = field(init=False)
    """First lines of statements that ran."""
    counted: frozenset[int] = field(init=False)
    """First lines of statements that would have been seen if they ran."""
    _starts: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        archive, path = self.archive, self.subject.path
        code = Code(self.subject.source, self.subject.module, is_package=path.stem == "__init__")
        lines = [each for each in archive.goals.values() if each.kind is GoalKind.LINE]
        reached = frozenset(each.line for each in lines if each.id in archive.covered)
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "reached", reached)
        object.__setattr__(self, "counted", frozenset(each.line for each in lines))
        object.__setattr__(self, "_starts", _first_lines(code.tree))

    def open_goals(self) -> list[Goal]:
        """Counted goals that were not reached, in the order of the source."""
        found = [each for each in self.archive.open_goals() if each.counted]
        return sorted(found, key=lambda each: (each.line, each.side is not None, each.id))

    def first_line(self, node: ast.expr) -> int:
        """The line that stands for the statement which holds a node, as goals count lines."""
        return self._starts.get(node.lineno, node.lineno)

    def condition(self, line: int, qualname: str, text: str) -> Condition | None:
        """The condition of that text on a line."""
        wanted = " ".join(text.split())
        for each in self.archive.conditions.values():
            if each.line != line or each.qualname != qualname:
                continue
            known = " ".join(each.text.split())
            if known == wanted or (len(each.text) >= 200 and wanted.startswith(known)):
                return each
        return None

    def side_of(self, condition: Condition, side: bool) -> int | None:
        """The goal that is one side of a condition."""
        return condition.true_goal if side else condition.false_goal

    def is_taken(self, condition: Condition, side: bool) -> bool:
        """Whether a side of a condition was seen."""
        return self.side_of(condition, side) in self.archive.covered

    def near(self, condition: Condition, side: bool) -> NearMiss:
        """The executions that came nearest to a side of a condition."""
        goal = self.side_of(condition, side)
        found: list[Near] = self.archive.near.get(goal, []) if goal is not None else []
        if not found:
            return NearMiss()
        ordered = sorted(found, key=lambda each: (each.distance, each.entry.cost))
        best = ordered[0]
        is_single = condition.operator == "truth"
        pairs = dict.fromkeys(
            (each.comparison.left, "" if is_single else each.comparison.right) for each in ordered
        )
        left, right = next(iter(pairs))
        return NearMiss(
            Miss(self.call(best.entry.scenario), left, right),
            tuple(pairs)[:_OPERANDS],
            sum(each.tries for each in found),
            best.distance,
        )

    def with_near(self, guard: Guard, condition: Condition, near: NearMiss) -> Guard:
        """A guard with what was met there."""
        is_watched = condition.operator not in ("loop", "case", "definition")
        if not is_watched or condition.qualname == "<module>":
            return replace(guard, operator=condition.operator)
        met = self.attempts.met.get(condition.id, 0)
        return replace(guard, met=met, operator=condition.operator, operands=near.operands)

    def call(self, scenario: Scenario) -> str:
        """A scenario as source, cut where it is long."""
        text = self.shown(scenario)
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]} ..."


def ending_of(findings: Findings, finish: Finish) -> Ending:
    """A way to end with an example as source."""
    return Ending(
        finish.what, finish.message, finish.line, finish.count, findings.call(finish.example)
    )


def _first_lines(tree: ast.Module) -> dict[int, int]:
    """The first line of each statement, or head of a compound one, by its further lines."""
    found: dict[int, int] = {}
    for node in nodes_in(tree):
        if not isinstance(node, ast.stmt):
            continue
        body = getattr(node, "body", None)
        last = body[0].lineno - 1 if isinstance(body, list) and body else node.end_lineno
        if isinstance(node, ast.Match):
            last = node.subject.end_lineno
        for line in range(node.lineno + 1, (last or node.lineno) + 1):
            found[line] = node.lineno
    return found
