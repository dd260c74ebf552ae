"""Holds measures against a policy.

A required criterion that fails makes the verdict *fail*; else one that cannot be judged makes it
*inconclusive*; else it is *pass*. Advice never changes the verdict.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aqe.domain.known_measures import known_measure
from aqe.domain.measure import Basis, Measure
from aqe.domain.verdict import Criterion, CriterionResult, GateResult, Verdict
from aqe.gate.policy import Policy, StaleRule

__all__ = ["judge"]


def judge(
    policy: Policy,
    measures: Sequence[Measure],
    *,
    stale: Sequence[str] = (),
    stale_measures: Mapping[str, Sequence[str]] | None = None,
    selection: Sequence[str] = (),
) -> GateResult:
    """The verdict of a policy.

    Args:
        policy: The criteria.
        measures: The evidence; of several measures with one name the last one counts. A measure of a
            part of the project can fail a criterion, where the rest can only add to it; it never
            meets one.
        stale: Files that changed after the evidence was taken.
        stale_measures: The same for single measures, by name, that come from another run.
        selection: What the run of the suite was confined to.
    """
    whole = {each.name: each for each in measures if not each.scope}
    parts = {each.name: each for each in measures if each.scope}
    older = {name: files for name, files in (stale_measures or {}).items() if files}
    results = tuple(
        _hold(each, whole.get(each.measure), parts.get(each.measure)) for each in policy.criteria
    )
    if policy.stale is StaleRule.INCONCLUSIVE:
        results = tuple(
            _outdated(each) if stale or each.criterion.measure in older else each
            for each in results
        )
    verdict = _overall(results)
    return GateResult(
        policy=policy.name,
        verdict=verdict,
        results=results,
        runs=tuple(dict.fromkeys(run for each in results for run in each.measure.runs)),
        stale=tuple(stale),
        reasons=(
            *_reasons(results, verdict, tuple(stale)),
            *_reservations(results, older, selection),
        ),
    )


def _hold(criterion: Criterion, whole: Measure | None, part: Measure | None) -> CriterionResult:
    if part is not None and _exceeds(criterion, part):
        shown = _shown(part.value or 0, part.unit)
        text = f"{part.name} {shown} in {part.scope} alone, {_bounds(criterion, part.unit)}"
        return CriterionResult(criterion, part, Verdict.FAIL, text)
    measure = whole or _unknown(criterion, part)
    if measure.value is None:
        why = measure.detail or "unavailable"
        text = f"{criterion.measure} is not known: {why}"
        return CriterionResult(criterion, measure, Verdict.INCONCLUSIVE, text)
    if measure.basis is Basis.ESTIMATED and criterion.required:
        shown = _shown(measure.value, measure.unit) + (
            f": {measure.detail}" if measure.detail else ""
        )
        text = f"{criterion.measure} is only estimated ({shown})"
        return CriterionResult(criterion, measure, Verdict.INCONCLUSIVE, text)
    is_met = _is_met(criterion, measure.value)
    shown = _shown(measure.value, measure.unit)
    if measure.basis is Basis.ESTIMATED:
        shown = f"about {shown} ({measure.detail or 'an estimate'})"
    text = f"{criterion.measure} {shown}, {_bounds(criterion, measure.unit)}"
    return CriterionResult(criterion, measure, Verdict.PASS if is_met else Verdict.FAIL, text)


def _exceeds(criterion: Criterion, part: Measure) -> bool:
    """Whether a part shows too much already: counts and times only grow with the rest."""
    if criterion.maximum is None or part.value is None or part.unit == "ratio":
        return False
    return part.basis is not Basis.ESTIMATED and part.value > criterion.maximum


def _unknown(criterion: Criterion, part: Measure | None) -> Measure:
    """The measure of the whole project that there is none of, with what there is instead."""
    if part is None:
        known = known_measure(criterion.measure)
        unit = known.unit if known else "count"
        return Measure.unavailable(criterion.measure, unit, "no run has measured it")
    shown = part.detail if part.value is None else _shown(part.value, part.unit)
    why = f"only {part.scope} was measured ({shown})"
    return Measure.unavailable(part.name, part.unit, why, part.runs)


def _is_met(criterion: Criterion, value: float) -> bool:
    if criterion.minimum is not None and value < criterion.minimum:
        return False
    return criterion.maximum is None or value <= criterion.maximum


def _outdated(result: CriterionResult) -> CriterionResult:
    if result.verdict is not Verdict.PASS:
        return result
    text = f"{result.explanation}, but sources changed since"
    return replace(result, verdict=Verdict.INCONCLUSIVE, explanation=text)


def _counts(result: CriterionResult) -> bool:
    """Whether a result decides over the verdict."""
    if not result.criterion.required:
        return False
    return not (result.criterion.skips_unmeasured and result.measure.value is None)


def _overall(results: Sequence[CriterionResult]) -> Verdict:
    verdicts = [each.verdict for each in results if _counts(each)]
    if Verdict.FAIL in verdicts:
        return Verdict.FAIL
    if Verdict.INCONCLUSIVE in verdicts or not verdicts:
        return Verdict.INCONCLUSIVE
    return Verdict.PASS


def _reasons(
    results: Sequence[CriterionResult], verdict: Verdict, stale: Sequence[str]
) -> tuple[str, ...]:
    reasons = [
        each.explanation
        for wanted in (Verdict.FAIL, Verdict.INCONCLUSIVE)
        for each in results
        if each.verdict is wanted and _counts(each)
    ]
    if verdict is Verdict.INCONCLUSIVE and not any(_counts(each) for each in results):
        reasons.append("no required criterion could be judged")
    if stale:
        reasons.append(f"sources changed after the evidence was taken: {_first_of(stale)}")
    reasons += [
        f"advice: {each.explanation}"
        for each in results
        if not each.criterion.required and each.verdict is not Verdict.PASS
    ]
    reasons += [
        f"not counted: {each.explanation}"
        for each in results
        if each.criterion.required and not _counts(each)
    ]
    return tuple(reasons)


def _reservations(
    results: Sequence[CriterionResult], older: Mapping[str, Sequence[str]], selection: Sequence[str]
) -> list[str]:
    """What weakens the evidence without deciding over the verdict."""
    used = {each.criterion.measure for each in results if each.measure.value is not None}
    found = [
        f"sources changed after {name} was measured: {_first_of(files)}"
        for name, files in older.items()
        if name in used
    ]
    if selection:
        found.append(
            f"only a part of the suite was run: {_first_of(selection)}; `aqe test run` runs all of it"
        )
    return found


def _first_of(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _bounds(criterion: Criterion, unit: str) -> str:
    parts = []
    if criterion.minimum is not None:
        parts.append(f"at least {_shown(criterion.minimum, unit)}")
    if criterion.maximum is not None:
        parts.append(f"at most {_shown(criterion.maximum, unit)}")
    word = "wanted" if criterion.required else "advised"
    return f"{word} {' and '.join(parts)}"


def _shown(value: float, unit: str) -> str:
    if unit == "ratio":  # rounded down: 79.999% must not be told as 80%
        return f"{math.floor(round(value * 10_000, 6)) / 100:g}%"
    return f"{value:g}" if unit == "count" else f"{value:.4g} {unit}"
