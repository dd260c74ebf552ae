"""Which proposed tests earn a place: those that reach or notice what nothing else does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aqe.campaign.hybrid.bench import Shown
from aqe.domain.run import FileCoverage

__all__ = ["Gain", "Reached"]


@dataclass(frozen=True, slots=True)
class Gain:
    """What one test adds."""

    lines: frozenset[int] = frozenset()
    branches: frozenset[tuple[int, int]] = frozenset()
    kills: frozenset[str] = frozenset()

    @property
    def size(self) -> float:
        """Goals and mutants."""
        return len(self.lines) + len(self.branches) + len(self.kills)


@dataclass(slots=True)
class Reached:
    """What the suite and the tests that were accepted so far have."""

    lines: set[int] = field(default_factory=set)
    branches: set[tuple[int, int]] = field(default_factory=set)
    kills: set[str] = field(default_factory=set)
    alive: frozenset[str] = frozenset()
    """Mutants that nothing noticed before."""

    @classmethod
    def of(cls, files: Iterable[FileCoverage | None], alive: Iterable[str]) -> Reached:
        """What measured runs reached."""
        found = cls(alive=frozenset(alive))
        for each in files:
            if each is not None:
                found.lines.update(each.covered)
                found.branches.update(each.covered_branches)
        return found

    def gain(self, shown: Shown, file: FileCoverage) -> Gain:
        """What a test adds, of what counts."""
        return Gain(
            (shown.lines & frozenset(file.executable)) - self.lines,
            (shown.branches & frozenset(file.branches)) - self.branches,
            (shown.kills & self.alive) - self.kills,
        )

    def take(self, gain: Gain) -> None:
        """Count what an accepted test adds."""
        self.lines |= gain.lines
        self.branches |= gain.branches
        self.kills |= gain.kills

    def chosen(
        self, shown: Mapping[int, Shown], file: FileCoverage, room: int | None = None
    ) -> dict[int, Gain]:
        """Tests that add something, the one that adds most first (greedy set cover); others add nothing.

        Lines and branches that run while the module is imported are nobody's.

        Args:
            shown: What each test showed, by its place.
            file: Coverage of the subject.
            room: Tests that may still be added, rows counted; what takes more is passed over.
        """
        self.lines.update(dict(file.tests).get("", ()))
        self.branches.update(dict(file.test_branches).get("", ()))
        left = {place: each for place, each in shown.items() if each.passed}
        found: dict[int, Gain] = {}
        while left:
            if room is not None:
                free = room - sum(shown[place].tests for place in found)
                left = {place: each for place, each in left.items() if each.tests <= free}
                if not left:
                    return found
            gains = {place: self.gain(each, file) for place, each in left.items()}
            best = max(gains, key=lambda place: (gains[place].size, -place))
            if not gains[best].size:
                return found
            self.take(gains[best])
            found[best] = gains[best]
            del left[best]
        return found
