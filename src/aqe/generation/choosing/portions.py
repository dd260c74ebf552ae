"""How many mutants go into one request, so that time is looked at often enough.

A mutant on a line that the import runs may need an import of its whole package: a portion that takes a moment
elsewhere takes seconds then, and what comes behind is late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from aqe.domain.mutant import Mutant

__all__ = ["portions"]

_FIRST = 4
_SHORT_S, _LONG_S = 0.15, 0.4
"""Below and above which a portion is followed by a larger or a smaller one."""


def portions(
    mutants: Sequence[Mutant], most: int, clock: Callable[[], float] | None
) -> Iterator[Sequence[Mutant]]:
    """Mutants in portions, sized by how long the last one took its user.

    Args:
        mutants: in the order in which they are tried.
        most: in one portion.
        clock: seconds; None where time is no matter: all portions are as large as may be.
    """
    size = most if clock is None else min(_FIRST, most)
    start = 0
    while start < len(mutants):
        begun = 0.0 if clock is None else clock()
        yield mutants[start : start + size]
        start += size
        if clock is None:
            continue
        took_s = clock() - begun
        if took_s < _SHORT_S:
            size = min(size * 2, most)
        elif took_s > _LONG_S:
            size = max(size // 2, 1)
