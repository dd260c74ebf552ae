"""What the modules of one request share: files that were read, and what each search learned for the others.

Which module learns from which depends on the sources alone, and a module starts when those that it learns
from are done. So the same seed gives the same suites whatever the number of jobs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aqe.analysis.lineage import teachers_of
from aqe.analysis.locate import Located, locate
from aqe.analysis.sharing import SharedSources
from aqe.campaign.options import GenerateOptions
from aqe.errors import AqeError
from aqe.generation.seeding.knowledge import Knowledge, united

__all__ = ["Sharing", "SubjectShare"]


@dataclass(frozen=True, slots=True)
class SubjectShare:
    """What one module gets of the others, and where it hands on what it learned."""

    files: SharedSources = field(default_factory=SharedSources)
    known: Knowledge = field(default_factory=Knowledge)
    hand_on: Callable[[Knowledge], None] = lambda knowledge: None


class Sharing:
    """Everything that the modules of one request share."""

    def __init__(self, sources: Sequence[Path], options: GenerateOptions) -> None:
        self._files = SharedSources()
        self._options = options
        self._knowledge: dict[int, Knowledge] = {}
        nobody = tuple(frozenset[int]() for _ in sources)
        self.needs = nobody
        """For each module the numbers of those that it learns from."""
        if options.share and len(sources) > 1:
            placed = [self._located(path) for path in sources]
            self.needs = teachers_of(placed, self._files)

    def of(self, number: int) -> SubjectShare:
        """The share of one module; those that it learns from have to be done."""
        known = [self._knowledge[each] for each in self.needs[number] if each in self._knowledge]

        def keep(knowledge: Knowledge) -> None:
            self._knowledge[number] = knowledge

        return SubjectShare(self._files, united(known), keep)

    def _located(self, path: Path) -> Located | None:
        options = self._options
        try:
            return locate(path, project_root=options.root, search_path=options.search_path)
        except AqeError:
            return None
