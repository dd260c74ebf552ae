"""The page about suites for the standard library, quoted from a stored run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

_MARK = " (b)"
_LEFT_OUT = "left-out"
_FAULTS = {
    "crashes": "crashes",
    "hangs": "hangs",
    "escapes": "escapes",
    "failing": "failing tests",
    "flaky": "flaky tests",
}
_WHY_THEY_DIFFER = (
    "differ by more than half a point between what `aqe` reports and what is measured without it: reported"
    " figures come from runs in a cleaned environment (no terminal, another command line, another folder),"
    " are united over three orders of the tests, and where coverage.py imports a module before it measures,"
    " plain measuring sees less."
)


def standard_library(path: Path) -> str:
    """The page about one run of ``benchmarks/generation/stdlib.py``."""
    found = json.loads(path.read_text(encoding="utf-8"))
    figures = found["figures"]
    rows = [row for row in found["modules"] if row["status"] != _LEFT_OUT]
    left_out = [row for row in found["modules"] if row["status"] == _LEFT_OUT]
    lines = [
        "# The standard library as a test track",
        "",
        _introduction(path),
        "",
        *_setting(found, left_out),
        "",
        "## Figures",
        "",
        *_figures(figures, rows),
        "",
        *_findings(figures["findings"]),
        "",
        "## Every module",
        "",
        _reading(figures["reported_and_measured_differ"]),
        "",
        *_rows(rows),
    ]
    return "\n".join(lines) + "\n"


def _introduction(path: Path) -> str:
    return (
        f"Quoted from `benchmarks/generation/results/{path.name}`, written by"
        " `python benchmarks/generation/stdlib.py --store`: for modules that nobody wrote for `aqe`,"
        " `aqe test generate` ran in an empty folder, behind canaries that tell when something got out."
        " Then the suite ran again without `aqe`: three times under plain pytest, once more with coverage.py"
        " around it."
    )


def _setting(found: dict[str, Any], left_out: Sequence[dict[str, Any]]) -> Iterator[str]:
    # Runs that were stored before these were kept do not say them.
    versions = [f"aqe {found['aqe']}"] if found.get("aqe") else []
    versions.append(f"Python {found['python']}")
    day = f"{found['date']}, " if found.get("date") else ""
    yield f"- {day}{', '.join(versions)}, {found['system']}, {found['cores']} cores"
    yield (
        f"- told to take {found['budget_s']:g} s for each module, {found['jobs']} at a time,"
        f" seed {found['seed']}"
    )
    if found.get("every"):
        yield f"- one candidate module in {found['every']}, from number {found['offset'] + 1} on"
    if left_out:
        names = ", ".join(f"`{row['module']}`" for row in left_out)
        yield f"- left out, since they do not import there: {len(left_out)}: {names}"


def _figures(figures: dict[str, Any], rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield "| of all modules | |"
    yield "|--|--:|"
    yield f"| modules | {figures['modules']} |"
    yield f"| got through | {figures['got_through']} |"
    for reason, count in figures["refusals"].items():
        names = [
            f"`{row['module']}`"
            for row in rows
            if row["status"] == "refused" and row["reason"] == reason
        ]
        yield f"| refused, `{reason}`: {', '.join(names)} | {count} |"
    yield f"| tests | {figures['tests']:,} |"
    yield from (f"| {title} | {figures[name]} |" for name, title in _FAULTS.items())
    dropped = [len(row["dropped"]) for row in rows if row["dropped"]]
    yield f"| tests dropped in verification, in {len(dropped)} modules | {sum(dropped)} |"
    whole = figures["mean_lines_and_branches_where_imports_count"]
    yield f"| mean of measured lines + branches | {_percent(figures['mean_lines_and_branches'])} |"
    yield f"| the same without the {figures['bodies_only']} modules marked{_MARK} | {_percent(whole)} |"
    known = sum(row["mutants"] is not None for row in rows)
    mean = _estimate(figures["mean_mutation_score"])
    yield f"| mean of mutants told apart, over the {known} modules where it is known | {mean} |"


def _findings(findings: Mapping[str, int]) -> Iterator[str]:
    if not findings:
        yield "Nothing was found wrong with the modules themselves."
        return
    yield (
        "What was found wrong with the modules themselves, by"
        " [rule](../explanation/findings.md); `benchmarks/generation/results/stdlib-findings.md` says how"
        " such findings were judged beside the source:"
    )
    yield ""
    yield "| rule | findings |"
    yield "|--|--:|"
    for rule, count in sorted(findings.items(), key=lambda each: (-each[1], each[0])):
        yield f"| `{rule}` | {count} |"


def _reading(differing: Sequence[str]) -> str:
    text = (
        f"Modules marked{_MARK} were imported by pytest or coverage.py before measuring began, so that only"
        " the bodies of their functions count as reached. Mutants are sampled on reached lines and told apart"
        " by what the tests demand: an estimate. Seconds are those of the whole command on the clock."
    )
    if differing:
        text += f" {', '.join(f'`{name}`' for name in differing)} {_WHY_THEY_DIFFER}"
    return text


def _rows(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield (
        "| module | tests | measured lines + branches | reported lines + branches | mutants | seconds"
        " | findings |"
    )
    yield "|--|" + "--:|" * 6
    for row in rows:
        cells = [
            f"`{row['module']}`",
            str(row["tests"]),
            _percent(row["measured"]) + (_MARK if row["bodies_only"] else ""),
            _percent(row["reported"]),
            _estimate(row["mutants"]),
            f"{row['seconds']:.1f}",
            str(len(row["findings"])),
        ]
        yield f"| {' | '.join(cells)} |"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _estimate(share: float | None) -> str:
    return "-" if share is None else f"~{share:.1%}"
