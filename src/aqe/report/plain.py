"""A report as plain text for terminals, logs and mails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from aqe.domain.mutant import MutantState
from aqe.domain.run import FileCoverage
from aqe.report.diffs import mutant_diff, one_per_line_first
from aqe.report.document import RunReport
from aqe.report.search import plain_search
from aqe.report.wording import (
    Totals,
    cause_text,
    line_ranges,
    measure_text,
    percent,
    seconds,
)

__all__ = ["plain"]

_MOST_SURVIVORS = 10
_MOST_FILES = 50


def plain(report: RunReport) -> str:
    """The whole report as text."""
    sections = (
        _head(report),
        _gate(report),
        _failures(report),
        _behaviour(report),
        _measures(report),
        plain_search(report),
        _coverage(report),
        _mutants(report),
        _flaky(report),
        _slowest(report),
    )
    return "\n\n".join("\n".join(lines) for lines in map(list, sections) if lines) + "\n"


def _head(report: RunReport) -> Iterator[str]:
    run = report.run
    yield f"Run {run.id} ({run.kind.value})"
    yield f"  started  {run.started_at}, took {seconds(run.duration_s)}, exit code {_exit(report)}"
    yield f"  command  {' '.join(run.command)}"
    versions = ", ".join(f"{name} {version}" for name, version in run.versions)
    yield f"  python   {run.python}" + (f" ({versions})" if versions else "")
    order = f"random (seed {run.seed})" if run.shuffled else "as collected"
    hash_seed = "" if run.hash_seed is None else f", hash seed {run.hash_seed}"
    yield f"  order    {order}{hash_seed}"
    counts = [f"{count} {outcome.value}" for outcome, count in report.counts().items() if count]
    yield f"  tests    {len(run.outcomes)}" + (f": {', '.join(counts)}" if counts else "")
    for note in run.notes:
        yield f"  note     {note}"
    if report.stale:
        yield f"  stale    changed since: {', '.join(sorted(report.stale))}"


def _exit(report: RunReport) -> str:
    return "none (killed)" if report.run.exit_code is None else str(report.run.exit_code)


def _gate(report: RunReport) -> Iterator[str]:
    if report.gate is None:
        return
    yield f"Gate ({report.gate.policy}): {report.gate.verdict.value}"
    for reason in report.gate.reasons:
        yield f"  {reason}"


def _failures(report: RunReport) -> Iterator[str]:
    failed = report.failed()
    if failed:
        yield "Failures"
    for each in failed:
        yield f"  {each.outcome.value}: {each.test}"
        for line in each.message.strip().splitlines()[:5]:
            yield f"      {line}"


def _behaviour(report: RunReport) -> Iterator[str]:
    if report.behaviour:
        yield "Findings about the code, each reproduced in a fresh process"
    for each in report.behaviour:
        place = each.path if each.line is None else f"{each.path}:{each.line}"
        yield f"  {each.rule}: {place} {each.message}"
        if each.confidence is not None:
            yield f"      confidence {each.confidence.value}"
        if each.test:
            yield f"      pytest {each.test}"


def _measures(report: RunReport) -> Iterator[str]:
    if not report.measures:
        return
    yield "Measures"
    width = max(len(each.name) for each in report.measures)
    for each in report.measures:
        part = f", {each.scope} only" if each.scope else ""
        basis = f"{each.basis.value}{_runs(each.runs)}{part}"
        detail = f" ({each.detail})" if each.detail else ""
        yield f"  {each.name:<{width}}  {measure_text(each):>11}  {basis}{detail}"


def _runs(runs: tuple[str, ...]) -> str:
    if len(runs) > 1:
        return f", {len(runs)} runs from {runs[0]} on"
    return f", run {runs[0]}" if runs else ""


def _coverage(report: RunReport) -> Iterator[str]:
    files = report.run.coverage
    if files is None:
        yield "Coverage was not measured in this run."
        return
    totals = Totals(files)
    yield f"Coverage: lines {percent(totals.line_rate)}, branches {percent(totals.branch_rate)}"
    ordered = sorted(files, key=lambda each: (each.line_rate is None, each.line_rate, each.path))
    width = max((len(each.path) for each in ordered[:_MOST_FILES]), default=0)
    for each in ordered[:_MOST_FILES]:
        yield _file(each, width)
    if len(ordered) > _MOST_FILES:
        yield f"  and {len(ordered) - _MOST_FILES} files with higher coverage"


def _file(file: FileCoverage, width: int) -> str:
    missing = sorted(set(file.executable) - set(file.covered))
    rates = f"{percent(file.line_rate):>7}  {percent(file.branch_rate):>7}"
    text = f"  {file.path:<{width}}  {rates}"
    return f"{text}  missing {line_ranges(missing)}" if missing else text


def _mutants(report: RunReport) -> Iterator[str]:
    results = report.mutants()
    if not results:
        return
    counts = Counter(each.state for each in results)
    shown = ", ".join(f"{counts[state]} {state.value}" for state in MutantState if counts[state])
    yield f"Mutants: {len(results)}, of these {shown}"
    survivors = [
        (file, each)
        for file in report.mutated
        for each in one_per_line_first(file.results)
        if each.state is MutantState.SURVIVED
    ]
    for file, each in survivors[:_MOST_SURVIVORS]:
        yield f"  survived: {file.path}:{each.mutant.line} {each.mutant.qualname}"
        diff = mutant_diff(each.mutant, file.source, path=file.path)
        yield from (f"      {line}" for line in diff.splitlines())
    if len(survivors) > _MOST_SURVIVORS:
        yield f"  and {len(survivors) - _MOST_SURVIVORS} more survivors"


def _flaky(report: RunReport) -> Iterator[str]:
    unsteady = [each for each in report.flaky if each.flips]
    if unsteady:
        yield "Flaky tests"
    for each in unsteady:
        interval = f"{percent(each.low)} to {percent(each.high)}"
        yield f"  {each.test}: {each.flips} of {each.runs} runs differ ({interval})"
        reason = f": {each.cause_reason}" if each.cause_reason else ""
        yield f"      cause: {cause_text(each.cause, each.cause_reruns)}{reason}"


def _slowest(report: RunReport) -> Iterator[str]:
    slowest = report.slowest(5)
    if slowest:
        yield "Slowest tests"
    for each in slowest:
        yield f"  {seconds(each.duration_s):>8}  {each.test}"
