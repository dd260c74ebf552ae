"""How good models are: published scores by name, estimates from relatives, and what was measured here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from aqe.domain.conversation import Call
from aqe.domain.model import Quality, QualityBasis
from aqe.domain.routing import TaskKind
from aqe.router.catalogue.lineage import Lineage, lineage_of

__all__ = ["MINIMUM_CALLS", "REMEMBERED", "WIDEST_INTERVAL", "Scores", "measured_quality"]

MINIMUM_CALLS = 5
"""Tests of one answer stand and fall together, so a few answers with many tests say little."""
REMEMBERED = timedelta(days=90)
"""How long a call counts. Services change what stands behind a name, and a model may be better by then."""
WIDEST_INTERVAL = 0.3
"""Width of the interval of 95% up to which a share says more than a published score does."""
_Z = 1.959964
"""Quantile of the normal distribution for 95% between both sides."""


@dataclass(frozen=True, slots=True)
class _Entry:
    lineage: Lineage
    name: str
    quality: Quality


class Scores:
    """Published scores, found for a model by its name.

    A score counts for every provider of the same model. A model without one gets that of the nearest
    earlier version of its family, or of another snapshot of its version, as an estimate: who replaces a
    model hardly makes it worse. Of later versions nothing follows for earlier ones.
    """

    def __init__(self, published: Mapping[str, Quality]) -> None:
        self._families: dict[str, list[_Entry]] = {}
        for name, quality in published.items():
            lineage = lineage_of(name)
            self._families.setdefault(lineage.family, []).append(_Entry(lineage, name, quality))
        for entries in self._families.values():
            entries.sort(key=lambda each: (each.lineage.version, each.lineage.snapshot))

    def quality_of(self, name: str) -> Quality | None:
        """What is known of a model; None where neither it nor an earlier relative has a score."""
        lineage = lineage_of(name)
        nearest = None
        for entry in self._families.get(lineage.family, ()):
            if entry.lineage == lineage:
                return entry.quality
            if entry.lineage.version <= lineage.version:
                nearest = entry
        if nearest is None:
            return None
        relation = "another snapshot" if nearest.lineage.version == lineage.version else "earlier"
        source = f"{nearest.name} ({relation}): {nearest.quality.source}"
        return Quality(nearest.quality.score, QualityBasis.ESTIMATED, source)


def measured_quality(calls: Iterable[Call], now: datetime) -> dict[tuple[str, TaskKind], Quality]:
    """Acceptance by model and kind of task, from calls of the ledger, where there are enough.

    An answer without any test counts as one test that was not accepted. Calls count for `REMEMBERED`: a
    model that is no longer chosen makes no new ones, so without an end its score would be final.

    The score is the middle of Wilson's interval of the share of accepted tests (E. B. Wilson, "Probable
    Inference, the Law of Succession, and Statistical Inference", Journal of the American Statistical
    Association 22, 1927), so that few tests are drawn towards one half. It counts from `MINIMUM_CALLS`
    answers on, once the interval is no wider than `WIDEST_INTERVAL`: 39 tests where half of them are
    accepted, 15 where nearly all are.
    """
    seen: dict[tuple[str, TaskKind], list[tuple[int, int]]] = {}
    for call in calls:
        if call.proposed_tests is None or call.accepted_tests is None:
            continue
        if now - call.started_at <= REMEMBERED:
            key = (call.model, call.asker.kind)
            proposed = max(1, call.proposed_tests)
            seen.setdefault(key, []).append((min(call.accepted_tests, proposed), proposed))
    return {key: quality for key, tests in seen.items() if (quality := _measured(tests))}


def _measured(tests: list[tuple[int, int]]) -> Quality | None:
    accepted, proposed = (sum(column) for column in zip(*tests, strict=True))
    low, high = _wilson(accepted, proposed)
    if len(tests) < MINIMUM_CALLS or high - low > WIDEST_INTERVAL:
        return None
    return Quality(
        score=round(50 * (low + high), 1),
        basis=QualityBasis.MEASURED,
        source=f"{accepted} of {proposed} tests accepted here in {REMEMBERED.days} days",
        samples=len(tests),
    )


def _wilson(accepted: int, proposed: int) -> tuple[float, float]:
    share = accepted / proposed
    weight = 1 + _Z**2 / proposed
    middle = (share + _Z**2 / (2 * proposed)) / weight
    spread = sqrt(share * (1 - share) / proposed + _Z**2 / (4 * proposed**2)) * _Z / weight
    return middle - spread, middle + spread
