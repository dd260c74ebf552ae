"""Judges what is found sensitive against labelled snippets and prints precision and recall.

    python tests/sensitive_table.py [--json] [--wrong] [--part development|held-back|adversary]

A snippet counts as found when anything in it is. `--wrong` shows each snippet that is judged wrongly.
Exit code 1 when precision or recall of a part is below 0.95.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "support"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from sensitive_snippets import ADVERSARY, Snippet, snippets

from aqe.router.sensitivity import find_sensitive

__all__ = ["LEAST", "PARTS", "Row", "is_right", "main", "part_of", "row", "rows"]

LEAST = 0.95
PARTS = ("development", "held-back", "adversary")


@dataclass(frozen=True)
class Row:
    """How the snippets of one part and family were judged."""

    part: str
    family: str
    found: int
    missed: int
    false_alarms: int
    left_alone: int
    named: int
    """Found ones among whose finds is the rule of the label."""

    @property
    def precision(self) -> float | None:
        """Share of what was found that is sensitive; None where nothing was."""
        total = self.found + self.false_alarms
        return self.found / total if total else None

    @property
    def recall(self) -> float | None:
        """Share of what is sensitive that was found; None where nothing is."""
        total = self.found + self.missed
        return self.found / total if total else None


def part_of(snippet: Snippet) -> str:
    """Which part a snippet belongs to."""
    if snippet.family == ADVERSARY:
        return "adversary"
    return "held-back" if snippet.is_held_back else "development"


def is_right(snippet: Snippet) -> bool:
    """Whether a snippet is judged as its label says."""
    return find_sensitive(snippet.text).is_sensitive == snippet.is_sensitive


def row(part: str, family: str, chosen: Iterable[Snippet]) -> Row:
    """Judge snippets."""
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    named = 0
    for snippet in chosen:
        found = find_sensitive(snippet.text)
        counts[snippet.is_sensitive, found.is_sensitive] += 1
        named += snippet.is_sensitive and snippet.rule in {span.rule for span in found.spans}
    return Row(
        part,
        family,
        counts[True, True],
        counts[True, False],
        counts[False, True],
        counts[False, False],
        named,
    )


def rows(parts: Sequence[str] = PARTS) -> Iterator[Row]:
    """One row for each part and family, then one for the whole part."""
    every = list(snippets())
    for part in parts:
        mine = [snippet for snippet in every if part_of(snippet) == part]
        families = sorted({snippet.family for snippet in mine})
        if len(families) > 1:
            for family in families:
                yield row(part, family, [each for each in mine if each.family == family])
        yield row(part, "all", mine)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 when a part is judged worse than `LEAST`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--json", action="store_true", help="print one object per row")
    parser.add_argument("--wrong", action="store_true", help="show what is judged wrongly")
    parser.add_argument("--part", choices=PARTS, help="this part only")
    chosen = parser.parse_args(arguments)
    parts = (chosen.part,) if chosen.part else PARTS
    found = list(rows(parts))
    for each in found:
        shown = {**asdict(each), "precision": each.precision, "recall": each.recall}
        print(json.dumps(shown) if chosen.json else _line(each))
    if chosen.wrong:
        for snippet in snippets():
            if part_of(snippet) in parts and not is_right(snippet):
                spans = find_sensitive(snippet.text).reasons
                print(f"\n{snippet.family}: {snippet.rule or snippet.reason} {spans}")
                print(snippet.text)
    totals = [each for each in found if each.family == "all"]
    return 0 if all(_is_enough(each) for each in totals) else 1


def _is_enough(each: Row) -> bool:
    return min(each.precision or 0.0, each.recall or 0.0) >= LEAST


def _line(each: Row) -> str:
    return (
        f"{each.part:<12} {each.family:<18} found {each.found:>3}  missed {each.missed:>2}  "
        f"false alarms {each.false_alarms:>2}  left alone {each.left_alone:>3}  "
        f"precision {_share(each.precision)}  recall {_share(each.recall)}  "
        f"rule named {_share(each.named / each.found if each.found else None)}"
    )


def _share(value: float | None) -> str:
    return "  -  " if value is None else f"{value:.3f}"


if __name__ == "__main__":
    sys.exit(main())
