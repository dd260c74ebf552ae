"""What the search found wrong with the subjects, each with the test that shows it."""

from __future__ import annotations

from aqe.domain.finding import Finding, Severity
from aqe.report.document import RunReport
from aqe.report.html.elements import details, tag, text

__all__ = ["behaviour_section"]

_TONES = {Severity.ERROR: "poor", Severity.WARNING: "poor", Severity.NOTE: "fair"}


def behaviour_section(report: RunReport) -> str:
    """One entry a finding, the surest first; empty where there are none."""
    if not report.behaviour:
        return ""
    intro = "Found while tests were generated; each was reproduced in a fresh process."
    return tag("p", text(intro)) + "".join(_entry(each) for each in report.behaviour)


def _entry(finding: Finding) -> str:
    badge = tag("span", text(finding.rule), class_=f"badge {_TONES[finding.severity]}")
    place = finding.path if finding.line is None else f"{finding.path}:{finding.line}"
    facts = [place]
    if finding.confidence is not None:
        facts.append(f"confidence {finding.confidence.value}")
    if finding.test:
        facts.append(finding.test)
    body = tag("p", text(", ".join(facts)), class_="faint")
    if finding.reproduction:
        body += tag("pre", text(finding.reproduction), tabindex="0")
    return details(f"{badge} {text(finding.message)}", body, is_open=True)
