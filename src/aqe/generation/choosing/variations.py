"""More of the same for mutants: calls and changed copies from which a surviving mutant may be told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from aqe.domain.run import Comparison
from aqe.domain.source_lines import source_lines
from aqe.generation.archive import Entry
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Scenario
from aqe.generation.seeding.interruptions import begun
from aqe.generation.techniques import Technique
from aqe.generation.world.surroundings import answers_copied

__all__ = ["Variations"]

_COMPARISONS = 12
"""Comparisons of one run whose operands are copied."""
_ANSWERS = 4
_REBUILT = 6
"""Copies whose objects hold something else in the attributes that the line of the mutant reads."""


class Variations:
    """Makes further scenarios with the means of a finished search."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._lines = source_lines(search.subject.source)
        self._called: dict[str, int] = {}
        """Callable -> seeds of it that were given out."""

    def direct_calls(self, qualname: str, count: int) -> Iterator[Scenario]:
        """Calls of one callable itself: what it returns shows more there than through its callers."""
        search = self._search
        subject = search.subject.callable(qualname)
        if subject is None or subject.is_abstract:
            return
        begun = self._called.get(qualname, 0)
        self._called[qualname] = begun + count
        run = search.seeder.putting_off.run
        yield from map(run, search.seeder.seeds(subject, begun, begun + count))
        for _ in range(count // 2):
            drawn = search.seeder.random_scenario(subject)
            if drawn is not None:
                yield run(drawn)

    def copies(self, entry: Entry, count: int, line: int) -> Iterator[Scenario]:
        """Changed copies of a scenario.

        Args:
            entry: the scenario and what it showed.
            count: random changes to make, besides the copying of operands.
            line: of the mutant; operands that were compared there are copied first.
        """
        search = self._search
        known = search.archive.conditions
        if (half := begun(entry.scenario)) is not None:
            yield half
        text = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        yield from islice(search.rebuilt(entry.scenario, text), _REBUILT)

        def is_elsewhere(comparison: Comparison) -> bool:
            condition = known.get(comparison.condition)
            return condition is None or condition.line != line

        for comparison in sorted(entry.run.comparisons, key=is_elsewhere)[:_COMPARISONS]:
            condition = known.get(comparison.condition)
            if condition is not None and search.settings.uses(Technique.COPYING):
                yield from answers_copied(entry.scenario, comparison, limit=_ANSWERS)
                yield from search.editor.copied(entry.scenario, condition, comparison)
        subject = entry.scenario.act.subject
        for number in range(count):
            changed = search.changed(entry.scenario)
            if changed is not None:
                yield changed
            if subject is not None and number % 3 == 0:
                drawn = search.seeder.random_scenario(subject)
                if drawn is not None:
                    yield drawn
            if subject is not None and number % 3 == 1:
                extended = search.extended(entry, subject)
                if extended is not None:
                    yield extended
                if search.settings.uses(Technique.SEQUENCES):
                    yield from search.continued(subject)
