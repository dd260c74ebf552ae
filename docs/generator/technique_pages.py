"""The page about what each technique of generation is worth, quoted from a stored run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_TITLE = "# What techniques are worth"
_READING = (
    "Differences are in points against all techniques, of the same module with the same seed; *worst* is the"
    " module that loses most. Executions saved by leaving something out are spent on something else, so a"
    " technique that helps few modules may seem to cost a little on average, and one module may decide a row."
    " Mutants are sampled: an estimate. Seeded faults are those that a run of the suite with plain pytest"
    " notices. What the techniques do is told where [inputs](../explanation/inputs.md) are."
)


def techniques(path: Path) -> str:
    """The page about one run of ``benchmarks/generation/ablation.py``; it says so where none is stored."""
    if not path.exists():
        return (
            f"{_TITLE}\n\nNo run is stored, so there is no figure to quote."
            " `python benchmarks/generation/ablation.py --store` makes one.\n"
        )
    found = json.loads(path.read_text(encoding="utf-8"))
    lines = [
        _TITLE,
        "",
        (
            f"Quoted from `benchmarks/generation/results/{path.name}`, written by"
            " `python benchmarks/generation/ablation.py --store`: suites with all techniques, and without"
            " each in turn, with the same seeds and the same number of executions."
        ),
        "",
        _setting(found),
        "",
        _READING,
        "",
        *_rows(found["means"], found["known_faults"]),
    ]
    return "\n".join(lines) + "\n"


def _setting(found: dict[str, Any]) -> str:
    modules = len({row["module"] for row in found["rows"]})
    seeds = ", ".join(map(str, found["seeds"]))
    folders = ", ".join(f"`{name}`" for name in found["folders"])
    return (
        f"{found['at']}, aqe {found['aqe']}, Python {found['python']}, {found['executions']:,} executions for"
        f" each module, {'seed' if len(found['seeds']) == 1 else 'seeds'} {seeds}, {modules} modules in"
        f" {folders}."
    )


def _rows(means: Sequence[dict[str, Any]], known_faults: int) -> Iterator[str]:
    yield f"| left out | lines + branches | mutants | seeded faults of {known_faults} | tests |"
    yield "|--|--:|--:|--:|--:|"
    for each in means:
        cells = [
            each["without"] or "nothing",
            _share(each["coverage"]),
            _share(each["mutants"], "~"),
            "-" if each["faults"] is None else f"{each['faults']:g}",
            f"{each['tests']:.0f}",
        ]
        yield f"| {' | '.join(cells)} |"


def _share(share: dict[str, Any], sign: str = "") -> str:
    """A mean with its differences in points; ``sign`` marks an estimate."""
    if share["mean"] is None:
        return "unknown"
    shown = f"{sign}{share['mean']:.1%}"
    if share["difference"] is None:
        return shown
    return f"{shown} ({100 * share['difference']:+.1f}, worst {100 * share['worst']:+.1f})"
