"""Why a callable was never entered: no way to call it, nothing to call it on, or no call that got in."""

from __future__ import annotations

from aqe.analysis.obstacles.way import Way
from aqe.analysis.scopes import dotted_name
from aqe.campaign.explanation import advice
from aqe.campaign.explanation.endings import endings_of, sort_of
from aqe.campaign.explanation.findings import Findings
from aqe.campaign.explanation.missing import unbuildable
from aqe.campaign.explanation.verdict import Verdict
from aqe.domain.explanation import Cause
from aqe.domain.goal import Goal
from aqe.domain.subject import CallableKind, CallableSubject

__all__ = ["not_entered"]

_NEED_RECEIVER = (CallableKind.METHOD, CallableKind.PROPERTY, CallableKind.SETTER)
_ACCESSORS = ("setter", "getter", "deleter", "register", "overload")


def not_entered(findings: Findings, goal: Goal, way: Way) -> Verdict:
    """The verdict about a goal in a callable whose body never ran."""
    qualname = goal.qualname
    later = _redefined(findings, qualname, way)
    if later is not None:
        reason = f"nothing leads here: {qualname!r} is defined again on line {later}"
        return Verdict(Cause.UNREACHABLE, reason, helps=advice.for_dead_code())
    if ".<locals>." in qualname:
        return _nested(findings, qualname)
    subject = findings.subject.callable(qualname)
    if subject is not None and subject.is_abstract:
        reason = "never entered: it is abstract, and no implementation calls it"
        helps: tuple[str, ...] = (
            "an implementation that calls it through super(), in a test of your own",
        )
        return Verdict(Cause.NEVER_ENTERED, reason, helps=helps)
    calls = findings.attempts.calls.get(qualname, 0)
    if not calls:
        return _not_called(findings, qualname, subject)
    endings = endings_of(findings, qualname)
    cause, words = sort_of(findings, endings)
    if not endings:
        reason = f"never entered: {calls} calls ended without coming to its body"
        return Verdict(Cause.NEVER_ENTERED, reason, helps=advice.for_input())
    if cause is Cause.TOO_SLOW:
        reason = "every call took too long and was stopped; what it reached does not count"
        return Verdict(cause, reason, endings=endings, helps=advice.for_time())
    if cause is Cause.ENDED_BEFORE:
        cause = Cause.NEVER_ENTERED
    reason = f"never entered: its calls ended before{words}"
    helps = advice.for_shape(findings, qualname, endings)
    return Verdict(cause, reason, endings=endings, helps=helps)


def _redefined(findings: Findings, qualname: str, way: Way) -> int | None:
    """The line of a later definition that takes the name of this one away."""
    code = findings.code
    for node in code.definitions.get(qualname, ())[1:]:
        decorators = (
            dotted_name(getattr(each, "func", each)) or "" for each in node.decorator_list
        )
        if any(name.rpartition(".")[2] in _ACCESSORS for name in decorators):
            continue
        is_later = node.lineno > (way.definition or 0) and node.lineno in findings.reached
        if is_later and not node.lineno <= way.line <= (node.end_lineno or 0):
            return node.lineno
    return None


def _nested(findings: Findings, qualname: str) -> Verdict:
    outer = qualname.rpartition(".<locals>.")[0]
    reason = f"never entered: nothing called it, neither {outer!r} nor who got it from there"
    endings = endings_of(findings, outer)
    helps = (
        f"an example in the documentation of {outer!r}, or an existing test, that calls what it returns",
    )
    return Verdict(Cause.NEVER_ENTERED, reason, endings=endings, helps=helps)


def _not_called(findings: Findings, qualname: str, subject: CallableSubject | None) -> Verdict:
    owner = subject.owner if subject is not None and subject.kind in _NEED_RECEIVER else None
    if owner is not None and not findings.can_build(owner):
        return _without_receiver(findings, owner)
    if findings.is_spent:
        reason = "never called: the search ended before it was its turn"
        return Verdict(Cause.NOT_TRIED, reason)
    missing = next(unbuildable(findings, subject), None)
    if missing is not None:
        reason = f"never called: no value of type {missing[1]!r} is known for {missing[0]!r}"
        helps = advice.for_shape(findings, qualname, ())
        return Verdict(Cause.WRONG_SHAPE, reason, helps=helps)
    reason = "never called: no way to call it was found"
    return Verdict(Cause.NEVER_ENTERED, reason, helps=advice.for_input())


def _without_receiver(findings: Findings, owner: str) -> Verdict:
    """No instance of the class could be made."""
    endings = endings_of(findings, f"{owner}.__init__") or endings_of(findings, owner)
    cause, words = sort_of(findings, endings)
    if cause is Cause.ENDED_BEFORE:
        cause = Cause.NEVER_ENTERED
    if not endings and findings.is_spent:
        reason = f"never entered: the search ended before it could build a {owner!r}"
        return Verdict(Cause.NOT_TRIED, reason)
    reason = f"never entered: no {owner!r} could be built"
    if words:
        reason += f"; its constructor ended{words}"
    helps = advice.for_receiver(owner)
    constructor = findings.subject.callable(f"{owner}.__init__")
    if constructor is not None:
        helps = (*helps, *advice.for_parameters(unbuildable(findings, constructor)))
    return Verdict(cause, reason, endings=endings, helps=helps)
