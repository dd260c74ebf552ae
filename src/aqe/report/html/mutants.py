"""Mutants with their diffs, and flaky tests with their intervals."""

from __future__ import annotations

from collections import Counter

from aqe.domain.mutant import MutantResult, MutantState
from aqe.report.diffs import mutant_diff
from aqe.report.document import FlakyTest, MutatedFile, RunReport
from aqe.report.html.elements import details, table, tag, text
from aqe.report.wording import cause_text, percent

__all__ = ["flaky_section", "mutants_section"]

_MOST_ROWS = 2000
_ORDER = (
    MutantState.SURVIVED,
    MutantState.NO_COVERAGE,
    MutantState.TIMEOUT,
    MutantState.ERROR,
    MutantState.KILLED,
    MutantState.IGNORED,
    MutantState.EQUIVALENT,
)
_NOT_NOTICED = {
    MutantState.SURVIVED: "no test",
    MutantState.NO_COVERAGE: "no test runs it",
    MutantState.TIMEOUT: "time limit",
}
_TONES = {
    MutantState.SURVIVED: "poor",
    MutantState.NO_COVERAGE: "fair",
    MutantState.KILLED: "good",
    MutantState.TIMEOUT: "good",
}


def mutants_section(report: RunReport) -> str:
    """Every mutant, those that nobody noticed first."""
    results = report.mutants()
    if not results:
        return ""
    counts = Counter(each.state for each in results)
    shown = ", ".join(f"{counts[state]} {state.value}" for state in _ORDER if counts[state])
    rows = [(file, each) for file in report.mutated for each in file.results]
    rows.sort(key=lambda row: (_ORDER.index(row[1].state), row[0].path, row[1].mutant.start))
    columns = ("State", "Place", "Operator", "Change", "Noticed by")
    listing = table("Mutants", columns, (_row(*each) for each in rows[:_MOST_ROWS]))
    more = ""
    if len(rows) > _MOST_ROWS:
        more = tag("p", text(f"{len(rows) - _MOST_ROWS} more mutants are left out here."))
    return tag("p", text(f"{len(results)} mutants: {shown}.")) + listing + more


def flaky_section(report: RunReport) -> str:
    """Every test that was rerun and is not steady."""
    if not report.flaky:
        return ""
    unsteady = [each for each in report.flaky if each.flips]
    runs = max(each.runs for each in report.flaky)
    intro = tag("p", text(f"{len(unsteady)} of {len(report.flaky)} tests over {runs} runs."))
    if not unsteady:
        return intro
    columns = ("Test", "Differed", "Rate", "Credible interval", "Verdict", "Cause")
    return intro + table(
        "Flaky tests", columns, (_flaky_row(each) for each in unsteady), numbers=(1, 2)
    )


def _row(file: MutatedFile, result: MutantResult) -> tuple[str, ...]:
    mutant = result.mutant
    diff = mutant_diff(mutant, file.source, path=file.path)
    summary = (
        tag("code", text(_short(mutant.original)))
        + " → "
        + tag("code", text(_short(mutant.replacement)))
    )
    killers = ", ".join(result.killed_by[:3]) + (" ..." if len(result.killed_by) > 3 else "")
    tone = _TONES.get(result.state, "plain")
    return (
        tag("span", text(result.state.value), class_=f"badge {tone}"),
        tag("code", text(f"{file.path}:{mutant.line}"), class_="place")
        + "<br>"
        + text(mutant.qualname),
        text(mutant.operator),
        details(summary, _diff(diff), is_open=False),
        tag("code", text(killers)) if killers else text(_NOT_NOTICED.get(result.state, "-")),
    )


def _diff(diff: str) -> str:
    lines = []
    for line in diff.splitlines():
        kind = {"+": "added", "-": "removed", "@": "hunk"}.get(line[:1], "")
        lines.append(f'<span class="line {kind}">{text(line)}</span>\n')
    return tag("pre", "".join(lines), class_="diff", tabindex="0")


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= 40 else line[:37] + "..."


def _flaky_row(test: FlakyTest) -> tuple[str, ...]:
    left, width = f"{test.low * 100:.1f}%", f"{max(0.5, (test.high - test.low) * 100):.1f}%"
    interval = (
        '<span class="bar wide" aria-hidden="true"><span class="fill time"'
        f' style="margin-left:{left};width:{width}"></span></span> '
        + text(f"{percent(test.low)} to {percent(test.high)}")
    )
    return (
        tag("code", text(test.test)),
        text(f"{test.flips} of {test.runs}"),
        text(percent(test.rate)),
        interval,
        text(test.verdict),
        text(cause_text(test.cause, test.cause_reruns))
        + (
            f'<br><span class="faint">{text(test.cause_reason)}</span>' if test.cause_reason else ""
        ),
    )
