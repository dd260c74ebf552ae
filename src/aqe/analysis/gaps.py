"""What is not covered, the most telling first. The formula is in ``docs/reference/gap-ranking.md``."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aqe.analysis.churn import Churn
from aqe.domain.run import FileCoverage
from aqe.domain.subject import CallableSubject, Subject

__all__ = ["Gap", "gap_score", "rank"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A callable with code that no test ran."""

    path: str
    module: str
    qualname: str
    first_line: int
    last_line: int
    uncovered_lines: tuple[int, ...]
    uncovered_branches: tuple[tuple[int, int], ...]
    share: float
    """Uncovered lines and branches over all lines and branches of the callable."""
    complexity: int
    churn: Churn | None
    """None when the history of the file is not known."""
    callers: int
    score: float
    never_ran: bool
    """Whether not a single line of its body ran."""


def gap_score(share: float, complexity: int, churn: Churn | None, callers: int) -> float:
    """The rank of a gap: what is missing, weighed by complexity, churn and callers.

    ``share x complexity x (1 + ln(1 + commits)) x (1 + ln(1 + callers) / 2)``. An unknown history
    weighs like no commit at all.
    """
    commits = churn.commits if churn is not None else 0
    weight = (1 + math.log1p(commits)) * (1 + math.log1p(callers) / 2)
    return share * complexity * weight


def rank(
    coverage: Iterable[FileCoverage],
    subjects: Mapping[str, Subject],
    churn: Mapping[str, Churn] | None,
    callers: Mapping[tuple[str, str], int],
) -> tuple[Gap, ...]:
    """The gaps of all files, highest score first; ties by place.

    Args:
        coverage: Files as a run measured them.
        subjects: By the same paths as `coverage`. Files without a subject have no callables to name.
        churn: By the same paths; None when there is no history.
        callers: Number of callers by module and qualified name.
    """
    gaps: list[Gap] = []
    for file in coverage:
        subject = subjects.get(file.path)
        if subject is None:
            continue
        history = None if churn is None else churn.get(file.path, Churn())
        for each in subject.callables:
            made = _gap(
                file, subject, each, history, callers.get((subject.module, each.qualname), 0)
            )
            if made is not None:
                gaps.append(made)
    return tuple(sorted(gaps, key=lambda gap: (-gap.score, gap.path, gap.first_line)))


def _gap(
    file: FileCoverage,
    subject: Subject,
    each: CallableSubject,
    churn: Churn | None,
    callers: int,
) -> Gap | None:
    inside = _own_lines(each, subject.callables)
    lines = [line for line in file.executable if line in inside]
    covered = set(file.covered)
    missing = tuple(line for line in lines if line not in covered)
    branches = [arc for arc in file.branches if arc[0] in inside]
    taken = set(file.covered_branches)
    missing_branches = tuple(arc for arc in branches if arc not in taken)
    total = len(lines) + len(branches)
    if not total or not (missing or missing_branches):
        return None
    share = (len(missing) + len(missing_branches)) / total
    return Gap(
        path=file.path,
        module=subject.module,
        qualname=each.qualname,
        first_line=each.first_line,
        last_line=each.last_line,
        uncovered_lines=missing,
        uncovered_branches=missing_branches,
        share=share,
        complexity=each.complexity,
        churn=churn,
        callers=callers,
        score=gap_score(share, each.complexity, churn, callers),
        never_ran=len(missing) == len(lines),
    )


def _own_lines(each: CallableSubject, others: Sequence[CallableSubject]) -> range | set[int]:
    """Lines of the body: without the ``def`` line, which runs at import, and without inner callables."""
    start = each.body_line or each.first_line
    whole = range(start, each.last_line + 1)
    inner = [
        other
        for other in others
        if other is not each
        and other.qualname.startswith(f"{each.qualname}.<locals>.")
        and other.last_line > other.first_line - 1
    ]
    if not inner:
        return whole
    lines = set(whole)
    for other in inner:
        lines -= set(range((other.body_line or other.first_line), other.last_line + 1))
    return lines
