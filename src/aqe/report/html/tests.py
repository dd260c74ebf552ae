"""Outcomes and timing of the tests."""

from __future__ import annotations

from aqe.domain.run import Outcome, TestOutcome
from aqe.report.document import FAILED_OUTCOMES, RunReport
from aqe.report.html.elements import details, table, tag, text
from aqe.report.wording import seconds

__all__ = ["tests_section", "timing_section"]

_MOST_TESTS = 2000
_MOST_BARS = 20


def tests_section(report: RunReport) -> str:
    """Failures with their messages, then all tests."""
    if not report.run.outcomes:
        return tag("p", "No test was collected.")
    counts = ", ".join(f"{count} {each.value}" for each, count in report.counts().items() if count)
    failed = report.failed()
    failures = "".join(_failure(each) for each in failed)
    ordered = sorted(report.run.outcomes, key=lambda each: each.outcome not in FAILED_OUTCOMES)
    rows = [
        (_badge(each.outcome), tag("code", text(each.test)), text(seconds(each.duration_s)))
        for each in ordered[:_MOST_TESTS]
    ]
    listing = table("All tests", ("Outcome", "Test", "Time"), rows, numbers=(2,))
    if len(ordered) > _MOST_TESTS:
        listing += tag("p", text(f"{len(ordered) - _MOST_TESTS} more tests are left out here."))
    return tag("p", text(counts)) + failures + details(f"All {len(ordered)} tests", listing)


def timing_section(report: RunReport) -> str:
    """The slowest tests as bars."""
    slowest = [each for each in report.slowest(_MOST_BARS) if each.duration_s > 0]
    if not slowest:
        return ""
    longest, total = slowest[0].duration_s, sum(each.duration_s for each in report.run.outcomes)
    share = sum(each.duration_s for each in slowest) / total
    intro = (
        f"The {len(slowest)} slowest tests take {share:.0%} of the {seconds(total)} in all tests."
    )
    rows = [_bar(each, longest) for each in slowest]
    return tag("p", text(intro)) + table(
        "Slowest tests", ("Time", "Share", "Test"), rows, numbers=(0,)
    )


def _bar(outcome: TestOutcome, longest: float) -> tuple[str, str, str]:
    width = f"{outcome.duration_s / longest * 100:.1f}%"
    drawn = (
        f'<span class="bar wide" aria-hidden="true"><span class="fill time" style="width:{width}">'
    )
    return (
        text(seconds(outcome.duration_s)),
        drawn + "</span></span>",
        tag("code", text(outcome.test)),
    )


def _failure(outcome: TestOutcome) -> str:
    place = f"{outcome.file}:{outcome.line}" if outcome.file and outcome.line else outcome.file
    summary = _badge(outcome.outcome) + " " + tag("code", text(outcome.test))
    body = (tag("p", text(place), class_="faint") if place else "") + (
        tag("pre", text(outcome.message), tabindex="0") if outcome.message else ""
    )
    return details(summary, body, is_open=True)


def _badge(outcome: Outcome) -> str:
    tone = "plain"
    if outcome in FAILED_OUTCOMES:
        tone = "poor"
    elif outcome is Outcome.PASSED:
        tone = "good"
    elif outcome is Outcome.XPASSED:
        tone = "fair"
    return tag("span", text(outcome.value), class_=f"badge {tone}")
