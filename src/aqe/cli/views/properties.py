"""The lines about laws that are offered as Hypothesis tests."""

from __future__ import annotations

from collections.abc import Sequence

from aqe.campaign.options import SubjectReport
from aqe.campaign.property_report import PossibleFinding
from aqe.cli.page import Block, Line, Tone
from aqe.cli.text import plural

__all__ = ["property_lines", "property_summary"]


def property_lines(report: SubjectReport, *, verbose: bool) -> list[Block]:
    """Laws that are offered, laws that nearly hold and, with `verbose`, why there are not more."""
    found = report.properties
    if found is None:
        return []
    lines: list[Block] = []
    if found.offered:
        count = plural(len(found.offered), "property", "properties")
        killed = f"{plural(found.kills, 'mutant')} that no recorded test kills"
        verb = "kills" if len(found.offered) == 1 else "kill"
        lines.append(Line(f"{report.subject}: {count} that {verb} {killed}"))
        lines += [Line(f"{each.kind}: {each.law}", Tone.FAINT, indent=2) for each in found.offered]
    elif verbose and found.why_none and found.why_none not in report.notes:
        lines.append(Line(f"{report.subject}: {found.why_none}"))
    lines += [_possible(report.subject, each) for each in found.possible_findings]
    return lines


def _possible(subject: str, found: PossibleFinding) -> Line:
    where = ", ".join(found.counterexample)
    tried = found.held + found.failed
    return Line(
        f"{subject}: possible finding: {found.law} does not hold for {where}"
        f" (and held for {found.held} of {tried} inputs)",
        Tone.WARN,
    )


def property_summary(reports: Sequence[SubjectReport]) -> str:
    """What the summary says of properties; empty where none is offered."""
    count = sum(len(each.properties.offered) for each in reports if each.properties is not None)
    return f"; {plural(count, 'property', 'properties')}" if count else ""
