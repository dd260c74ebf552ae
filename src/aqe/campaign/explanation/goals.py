"""Why each open goal was not reached: what stands before it, and which sort of obstacle that is."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aqe.analysis.obstacles.certainty import completes, deciding_names
from aqe.analysis.obstacles.code import source_line
from aqe.analysis.obstacles.dependence import Dependence, dependences_of
from aqe.analysis.obstacles.way import Obstacle, Way, Ways, last_passed
from aqe.campaign.explanation import advice
from aqe.campaign.explanation.decisions import Decision, decide, decisive, shown_comparison
from aqe.campaign.explanation.endings import endings_at, endings_of, sort_of
from aqe.campaign.explanation.entries import not_entered
from aqe.campaign.explanation.findings import Findings
from aqe.campaign.explanation.verdict import Verdict
from aqe.domain.explanation import Cause, GoalExplanation, Guard, GuardKind
from aqe.domain.goal import Condition, Goal, GoalKind

__all__ = ["explained_goals"]

_MODULE = "<module>"
_WORDS = {
    Cause.PLATFORM: "on this platform",
    Cause.TIME: "at the moments that were tried",
    Cause.RANDOMNESS: "with the random values that were tried",
    Cause.ENVIRONMENT: "in the environments that were tried",
    Cause.FILES: "with the files that were tried",
    Cause.WALLS: "with the answers that were tried; there is no network",
}


def explained_goals(findings: Findings) -> tuple[GoalExplanation, ...]:
    """An explanation for every open goal, in the order of the source."""
    ways = Ways(findings.code, findings.counted.__contains__)
    return tuple(_Explainer(findings, each, ways).explanation() for each in findings.open_goals())


@dataclass(slots=True)
class _Explainer:
    """Explains one goal."""

    findings: Findings
    goal: Goal
    ways: Ways

    def explanation(self) -> GoalExplanation:
        verdict = self._verdict()
        code, goal = self.findings.code, self.goal
        text = source_line(code, goal.line)
        root = goal.qualname.partition(".<locals>.")[0]
        helps = advice.with_general(verdict.helps, verdict.cause, text, self.findings.is_spent)
        return GoalExplanation(
            line=goal.line,
            qualname=goal.qualname,
            side=goal.side,
            text=text,
            cause=verdict.cause,
            reason=verdict.reason,
            guard=verdict.guard,
            nearest=verdict.nearest,
            calls=self.findings.attempts.calls.get(root, 0),
            tries=verdict.tries,
            endings=verdict.endings,
            helps=helps,
        )

    @property
    def _owner(self) -> str:
        return "" if self.goal.qualname == _MODULE else self.goal.qualname

    def _verdict(self) -> Verdict:
        findings, goal = self.findings, self.goal
        aimed = findings.aimed
        if aimed is not None and goal.qualname.partition(".<locals>.")[0] not in aimed:
            return Verdict(
                Cause.NOT_AIMED,
                "not aimed at: the request was about other functions",
                helps=("generate for the whole module: leave --changed out",),
            )
        way = self.ways.to(goal.line)
        if goal.kind is GoalKind.BRANCH and goal.line in findings.reached:
            return self._own_decision(way)
        return self._on_the_way(way)

    # -- a side of a decision that was met -------------------------------------------------------

    def _own_decision(self, way: Way) -> Verdict:
        condition = self.findings.archive.conditions.get(self.goal.condition or 0)
        side = bool(self.goal.side)
        node = _decision_at(self.findings.code.decisions, self.goal.line, condition)
        if isinstance(node, ast.If | ast.While):
            return self._at_condition(node.test, _flipped(node.test, side), way)
        if isinstance(node, ast.For | ast.AsyncFor):
            return self._at_loop(node.iter, side, node.lineno)
        if isinstance(node, ast.Match):
            text = condition.text if condition is not None else self.findings.code.text(node)
            return self._at_case(text, self.goal.line, node)
        text = condition.text if condition is not None else ""
        reason = f"no input found that makes {text!r} {side}"
        return Verdict(Cause.UNMET_CONDITION, reason, helps=advice.for_input())

    # -- something before it ---------------------------------------------------------------------

    def _on_the_way(self, way: Way) -> Verdict:
        findings = self.findings
        if way.outer is not None and way.definition is not None:
            if way.definition in findings.counted and way.definition not in findings.reached:
                return self._at(
                    last_passed(findings.code, way.outer, findings.reached).obstacle, way
                )
            if way.entry is not None and way.entry not in findings.reached:
                return not_entered(findings, self.goal, way)
        return self._at(last_passed(findings.code, way, findings.reached).obstacle, way)

    def _at(self, obstacle: Obstacle | None, way: Way) -> Verdict:
        if obstacle is None:
            return self._nothing_known(way)
        node, side = obstacle.node, bool(obstacle.side)
        if obstacle.kind is GuardKind.CONDITION and isinstance(node, ast.expr):
            return self._at_condition(node, side, way)
        if obstacle.kind is GuardKind.LOOP and isinstance(node, ast.expr):
            return self._at_loop(node, side, obstacle.line)
        if obstacle.kind is GuardKind.HANDLER and isinstance(
            obstacle.around, ast.Try | ast.TryStar
        ):
            return self._at_handler(node, obstacle.around)
        if obstacle.kind is GuardKind.CASE and isinstance(obstacle.around, ast.Match):
            text = self.findings.code.text(node)
            return self._at_case(text, getattr(node, "lineno", obstacle.line), obstacle.around)
        return self._at_statement(node, obstacle.line, way)

    def _nothing_known(self, way: Way) -> Verdict:
        if self.goal.qualname == _MODULE:
            return _at_import()
        endings = endings_of(self.findings, self._owner)
        return Verdict(
            Cause.ENDED_BEFORE,
            "executions of its callable ended before it",
            endings=endings,
            helps=advice.for_input(),
        )

    def _at_condition(self, test: ast.expr, side: bool, way: Way) -> Verdict:
        findings = self.findings
        decision = decide(findings, test, side, self.goal.qualname, way.local)
        guard = decision.guard
        if decision.is_certain:
            return self._certain(decision)
        if decision.dependence is None and self.goal.qualname == _MODULE:
            return _at_import(guard)
        common = Verdict(
            Cause.UNMET_CONDITION,
            "",
            guard=guard,
            nearest=decision.near.nearest,
            tries=decision.near.tries,
        )
        if decision.dependence is not None:
            cause = decision.dependence.cause
            reason = f"{guard.text!r} was never {guard.side} {_WORDS[cause]}"
            helps = advice.for_surroundings(
                findings.code, findings.subject.module, decision.dependence, guard
            )
            return replace(common, cause=cause, reason=reason, helps=helps)
        reason = f"no input found that makes {guard.text!r} {guard.side}"
        shown = shown_comparison(guard)
        if shown is not None:
            reason += f"; nearest: {shown}"
        return replace(common, reason=reason, helps=advice.for_input())

    def _certain(self, decision: Decision) -> Verdict:
        code, guard = self.findings.code, decision.guard
        names = deciding_names(code, decision.node)
        is_typing = "TYPE_CHECKING" in guard.text
        reason = f"{guard.text!r} is always {not guard.side}"
        if is_typing:
            reason += " when the program runs"
        elif names:
            reason += " in this module"
        helps = advice.for_certain(self.findings.subject.module, names, is_typing)
        return Verdict(Cause.UNREACHABLE, reason, guard=guard, helps=helps)

    def _at_loop(self, iterable: ast.expr, side: bool, line: int) -> Verdict:
        code = self.findings.code
        text = code.text(iterable)
        guard = Guard(GuardKind.LOOP, line, text, side)
        found = decisive(dependences_of(code, [iterable], self._owner))
        if side:
            reason = f"the loop over {text!r} had nothing to go through in any execution"
        else:
            reason = f"the loop over {text!r} was never gone through to its end"
        if found is not None:
            helps = advice.for_surroundings(code, self.findings.subject.module, found, guard)
            return Verdict(found.cause, f"{reason} {_WORDS[found.cause]}", guard=guard, helps=helps)
        endings = endings_of(self.findings, self._owner) if not side else ()
        return Verdict(
            Cause.UNMET_CONDITION, reason, guard=guard, endings=endings, helps=advice.for_input()
        )

    def _at_case(self, text: str, line: int, node: ast.Match) -> Verdict:
        guard = Guard(GuardKind.CASE, line, text, self.goal.side is not False)
        subject = self.findings.code.text(node.subject)
        word = "did not match" if self.goal.side is False else "matched"
        reason = f"no value of {subject!r} {word} `case {text}`"
        found = decisive(dependences_of(self.findings.code, [node.subject], self._owner))
        cause = Cause.UNMET_CONDITION if found is None else found.cause
        return Verdict(cause, reason, guard=guard, helps=advice.for_input())

    def _at_handler(self, kind: ast.AST, node: ast.Try | ast.TryStar) -> Verdict:
        code = self.findings.code
        name = code.text(kind) if isinstance(kind, ast.expr) else "any exception"
        line = getattr(kind, "lineno", node.lineno)
        guard = Guard(GuardKind.HANDLER, line, f"except {name}" if kind is not None else "except")
        reason = f"nothing in the `try` on line {node.lineno} raised {name}"
        missing = _imported(node.body) if "Import" in name or "ModuleNotFound" in name else None
        if missing is not None:
            dependence = Dependence(Cause.PLATFORM, f"import {missing}", missing)
            helps = advice.for_surroundings(code, self.findings.subject.module, dependence, guard)
            reason = f"`import {missing}` never failed here"
            return Verdict(Cause.PLATFORM, reason, guard=guard, helps=helps)
        found = dependences_of(code, node.body, self._owner).first(Cause.WALLS, Cause.FILES)
        if found is not None:
            helps = advice.for_surroundings(code, self.findings.subject.module, found, guard)
            return Verdict(
                found.cause, f"{reason}, {_WORDS[found.cause]}", guard=guard, helps=helps
            )
        if self.goal.qualname == _MODULE:
            return _at_import(guard)
        helps = advice.for_exception(name)
        return Verdict(Cause.UNMET_CONDITION, reason, guard=guard, helps=helps)

    def _at_statement(self, node: ast.AST, line: int, way: Way) -> Verdict:
        findings, code = self.findings, self.findings.code
        text = source_line(code, line)
        guard = Guard(GuardKind.STATEMENT, line, text)
        if isinstance(node, ast.stmt) and not completes(code, [node], way.local):
            reason = f"nothing leads here: {text!r} on line {line} never comes to an end"
            return Verdict(Cause.UNREACHABLE, reason, guard=guard, helps=advice.for_dead_code())
        last = getattr(node, "end_lineno", None) or line
        endings = endings_at(findings, range(line, last + 1), self._owner)
        cause, words = sort_of(findings, endings)
        found = dependences_of(code, [node], self._owner).first(Cause.WALLS, Cause.FILES)
        if found is not None and cause is Cause.WALLS:
            helps = advice.for_surroundings(code, findings.subject.module, found, guard)
        elif cause is Cause.TOO_SLOW:
            helps = advice.for_time()
        else:
            helps = advice.for_shape(findings, self.goal.qualname, endings)
        reason = f"every execution that came to line {line} ended there{words}"
        return Verdict(cause, reason, guard=guard, endings=endings, helps=helps)


def _at_import(guard: Guard | None = None) -> Verdict:
    if guard is not None and "__name__" in guard.text:
        reason = f"runs only where {guard.text!r} is {guard.side}: as a program, not as a module"
        return Verdict(Cause.IMPORT_TIME, reason, guard=guard, helps=advice.for_main())
    reason = "runs, if at all, while the module is imported: no call gets there"
    return Verdict(Cause.IMPORT_TIME, reason, guard=guard, helps=advice.for_import())


def _decision_at(
    decisions: Sequence[ast.stmt], line: int, condition: Condition | None
) -> ast.stmt | None:
    """The statement whose decision stands on a line."""
    for node in decisions:
        if isinstance(node, ast.If | ast.While) and line in (node.lineno, node.test.lineno):
            return node
        if isinstance(node, ast.For | ast.AsyncFor) and line in (node.lineno, node.iter.lineno):
            return node
        if (
            isinstance(node, ast.Match)
            and condition is not None
            and condition.operator == "case"
            and any(each.pattern.lineno == line for each in node.cases)
        ):
            return node
    return None


def _flipped(test: ast.expr, side: bool) -> bool:
    """The outcome of a whole test where its decision has this side: ``not x`` is decided by ``x``."""
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, side = test.operand, not side
    return side


def _imported(body: Sequence[ast.stmt]) -> str | None:
    for node in body:
        if isinstance(node, ast.Import):
            return node.names[0].name
        if isinstance(node, ast.ImportFrom):
            return node.module or "."
    return None
