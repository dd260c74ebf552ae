"""What the search found wrong with the code, apart from the suite."""

from __future__ import annotations

from collections.abc import Sequence

from aqe.campaign.options import SubjectReport
from aqe.cli.face import Face
from aqe.cli.page import Block, Heading, Line, Tone
from aqe.cli.text import plural
from aqe.domain.finding import Confidence, Finding

__all__ = ["behaviour_blocks", "behaviour_words"]

_MOST = 5


def behaviour_blocks(reports: Sequence[SubjectReport], face: Face) -> list[Block]:
    """The findings of each module, the surest first, and how to see them for oneself."""
    blocks: list[Block] = []
    for each in reports:
        if each.findings:
            blocks += _of_subject(each, face)
    return blocks


def _of_subject(report: SubjectReport, face: Face) -> list[Block]:
    found = report.findings
    blocks: list[Block] = [Heading(f"{plural(len(found), 'finding')} in {report.subject}")]
    shown = found if face.verbose else found[:_MOST]
    blocks += [_line(each) for each in shown]
    if len(shown) < len(found):
        blocks.append(Line(f"and {len(found) - len(shown)} more (--verbose shows all)", Tone.FAINT))
    files = dict.fromkeys(each.test.partition("::")[0] for each in found if each.test)
    blocks += [Line(f"see for yourself: pytest {file}", Tone.FAINT) for file in files]
    return blocks


def _line(finding: Finding) -> Line:
    place = "" if finding.line is None else f"line {finding.line}: "
    doubt = " (perhaps)" if finding.confidence is Confidence.MEDIUM else ""
    return Line(f"{place}{finding.message} [{finding.rule}]{doubt}", Tone.WARN)


def behaviour_words(reports: Sequence[SubjectReport]) -> str:
    """The number of findings for a summary; empty where there are none."""
    count = sum(len(each.findings) for each in reports)
    return f"; {plural(count, 'finding')} about the code" if count else ""
