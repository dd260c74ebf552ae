"""A mutant as a unified diff that a reader can take in at a glance."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable

from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.source_lines import source_lines

__all__ = ["mutant_diff", "one_per_line_first"]


def mutant_diff(mutant: Mutant, source: str | None, *, path: str = "", context: int = 1) -> str:
    """The change that a mutant makes, with a line around it.

    Without the source text, or with one that does not hold the mutant any more, only the replaced
    text is shown.
    """
    if source is None or source[mutant.start : mutant.end] != mutant.original:
        before = [f"-{line}" for line in source_lines(mutant.original) or [""]]
        after = [f"+{line}" for line in source_lines(mutant.replacement) or [""]]
        return "\n".join([f"@@ line {mutant.line} @@", *before, *after])
    first, last = _window(source, mutant, context)
    old = source_lines(source[first:last])
    end = last + len(mutant.replacement) - (mutant.end - mutant.start)
    new = source_lines(mutant.apply(source)[first:end])
    lines = list(difflib.unified_diff(old, new, path, path, n=context, lineterm=""))
    offset = source.count("\n", 0, first)
    return "\n".join(_shifted(line, offset) for line in lines[2:])


def _window(source: str, mutant: Mutant, context: int) -> tuple[int, int]:
    """Offsets of the whole lines around a mutant."""
    first, last = mutant.start, mutant.end
    for _ in range(context + 1):
        first = source.rfind("\n", 0, max(0, first - 1)) + 1 if first else 0
    for _ in range(context + 1):
        found = source.find("\n", last)
        last = len(source) if found < 0 else found + 1
    return first, last


def _shifted(line: str, offset: int) -> str:
    """A hunk header counted from the start of the file instead of the window."""
    if not line.startswith("@@ "):
        return line
    _, old, new, _ = line.split(" ", 3)
    return f"@@ {_moved(old, offset)} {_moved(new, offset)} @@"


def _moved(part: str, offset: int) -> str:
    start, comma, count = part[1:].partition(",")
    return f"{part[0]}{int(start) + offset}{comma}{count}"


def one_per_line_first(results: Iterable[MutantResult]) -> list[MutantResult]:
    """The results so that a short list shows many places: inside callables first, each line once."""
    seen: Counter[tuple[int, MutantState]] = Counter()
    ranks: list[tuple[int, bool, int, MutantResult]] = []
    for position, each in enumerate(results):
        line = (each.mutant.line, each.state)
        ranks.append((seen[line], each.mutant.qualname == "<module>", position, each))
        seen[line] += 1
    return [each for _, _, _, each in sorted(ranks, key=lambda rank: rank[:3])]
