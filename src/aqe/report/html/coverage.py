"""Coverage heat: a bar per file, and the lines of its source with what ran."""

from __future__ import annotations

from collections import defaultdict

from aqe.domain.run import FileCoverage
from aqe.domain.source_lines import source_lines
from aqe.report.document import RunReport
from aqe.report.html.elements import bar, details, table, tag, text
from aqe.report.wording import Totals, line_ranges, percent

__all__ = ["coverage_section"]

_MOST_SOURCE_LINES = 40_000
_LONGEST_LINE = 400


def coverage_section(report: RunReport) -> str:
    """The coverage of a run."""
    files = report.run.coverage
    if files is None:
        return tag("p", "This run did not measure coverage.")
    if not files:
        return tag("p", "Coverage was measured, but no source file was seen.")
    ordered = sorted(files, key=lambda each: (each.line_rate is None, each.line_rate, each.path))
    totals = Totals(files)
    intro = (
        f"{totals.covered_lines} of {totals.lines} lines ({percent(totals.line_rate)}) and"
        f" {totals.covered_branches} of {totals.branches} branches ({percent(totals.branch_rate)})."
    )
    rows = [_row(each) for each in ordered]
    columns = ("File", "Lines", "Branches", "Missing lines")
    sources, left_out = _sources(report, ordered)
    if left_out:
        text_left = f"The source of {left_out} files is left out to keep this page small."
        sources += tag("p", text(text_left))
    return tag("p", text(intro)) + table("Coverage per file", columns, rows) + sources


def _row(file: FileCoverage) -> tuple[str, ...]:
    missing = sorted(set(file.executable) - set(file.covered))
    shown = line_ranges(missing)
    return (
        tag("code", text(file.path)),
        bar(file.line_rate, percent(file.line_rate) if file.executable else "no lines"),
        bar(file.branch_rate, percent(file.branch_rate) if file.branches else "no branches"),
        text(shown if len(shown) <= 120 else shown[:117] + "..."),
    )


def _sources(report: RunReport, files: list[FileCoverage]) -> tuple[str, int]:
    parts, left_out, room = [], 0, _MOST_SOURCE_LINES
    for each in files:
        source = report.sources.get(each.path)
        if source is None or not each.executable:
            continue
        lines = source_lines(source)
        if len(lines) > room:
            left_out += 1
            continue
        room -= len(lines)
        summary = tag("code", text(each.path)) + text(f" {percent(each.line_rate)} of lines")
        warning = ""
        if each.path in report.stale:
            note = "This file changed since the run: marks may stand beside the wrong lines."
            warning = tag("p", text(note), class_="warning")
        parts.append(details(summary, warning + _listing(each, lines)))
    return "".join(parts), left_out


def _listing(file: FileCoverage, lines: list[str]) -> str:
    executable, covered = set(file.executable), set(file.covered)
    taken, untaken = set(file.covered_branches), defaultdict[int, list[int]](list)
    for line, target in file.branches:
        if (line, target) not in taken:
            untaken[line].append(target)
    rows = []
    for number, content in enumerate(lines, 1):
        if number not in executable:
            kind, mark, words = "", " ", ""
        elif number not in covered:
            kind, mark, words = "missed", "!", "not run"
        elif number in untaken:
            kind, mark, words = "partial", "~", _never(untaken[number])
        else:
            kind, mark, words = "covered", "+", "run"
        cut = content if len(content) <= _LONGEST_LINE else content[:_LONGEST_LINE] + " ..."
        rows.append(
            f'<span class="line {kind}"{_title(words)}><span class="gutter">{number:>5} {mark}</span>'
            f" {text(cut)}</span>\n"
        )
    legend = tag(
        "p", text("+ run, ! not run, ~ run but not every branch was taken"), class_="faint"
    )
    return legend + tag("pre", "".join(rows), class_="source", tabindex="0")


def _title(words: str) -> str:
    return f' title="{text(words)}"' if words else ""


def _never(targets: list[int]) -> str:
    places = [f"to line {each}" if each > 0 else "out of the function" for each in sorted(targets)]
    return f"never went {', '.join(places)}"
