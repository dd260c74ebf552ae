"""What new tests add to the existing ones: the same meters with and without them.

Coverage comes from recorded runs of both. Mutants are a sample of the whole module, judged by pytest
in forks, as `aqe mutate` does it: first by the existing tests, then, those that survive, by the new ones.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from aqe.analysis.locate import Located
from aqe.campaign.complementing.existing import Existing
from aqe.domain.complement import Complement
from aqe.domain.measure import Basis, Measure
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import FileCoverage, RecordedRun
from aqe.errors import AqeError
from aqe.execution.suites import SuiteRequest, run_mutants_with_suite
from aqe.execution.temporary import temporary_folder

__all__ = [
    "NEW_SHARE",
    "Judged",
    "combined_coverage",
    "complement_of",
    "draw",
    "judged_by_existing",
    "judged_by_new",
    "survivors",
]

MOST_MUTANTS = 60
"""Of the sample: its share is within some twelve points of that of all, at 95%."""
EXISTING_SHARE, NEW_SHARE = 0.25, 0.25
"""Of the seconds for one subject that the trials under each suite may take."""
_UNCAPPED_S = 300.0
_SEED = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of the sampled mutants under one suite."""

    results: tuple[MutantResult, ...] = ()
    drawn: int = 0
    """Mutants that were to be judged."""
    note: str = ""
    """Why there are no results."""

    @property
    def noticed(self) -> frozenset[str]:
        """Ids of those that it notices."""
        return frozenset(each.mutant.id for each in self.results if each.state.is_detected)

    @property
    def tried(self) -> frozenset[str]:
        """Ids of those that say something about it."""
        kept = (MutantState.ERROR, MutantState.IGNORED, MutantState.EQUIVALENT)
        return frozenset(each.mutant.id for each in self.results if each.state not in kept)


def draw(mutants: Sequence[Mutant]) -> tuple[Mutant, ...]:
    """A sample of all mutants of a module, the same each time, in an order by chance.

    The order matters where time ends the trials early: what was tried by then is a sample, too.
    """
    chance = random.Random(_SEED)
    found = sorted(mutants, key=lambda each: each.id)
    chance.shuffle(found)
    return tuple(found[:MOST_MUTANTS])


def judged_by_existing(
    request: SuiteRequest,
    located: Located,
    mutants: Sequence[Mutant],
    *,
    budget_s: float | None,
    cancelled: Callable[[], bool],
) -> Judged:
    """Try mutants against the existing tests."""
    return _judged(request, located, mutants, _cap(budget_s, EXISTING_SHARE), cancelled)


def judged_by_new(
    request: SuiteRequest,
    text: str,
    name: str,
    located: Located,
    mutants: Sequence[Mutant],
    *,
    budget_s: float | None,
    cancelled: Callable[[], bool],
) -> Judged:
    """Try mutants against a suite that is given as text."""
    with temporary_folder("verify") as folder:
        path = folder / name
        path.write_text(text, encoding="utf-8")
        request = replace(request, root=folder, paths=(path,))
        return _judged(request, located, mutants, _cap(budget_s, NEW_SHARE), cancelled)


def _cap(budget_s: float | None, share: float) -> float:
    return _UNCAPPED_S if budget_s is None else budget_s * share


def _judged(
    request: SuiteRequest,
    located: Located,
    mutants: Sequence[Mutant],
    budget_s: float,
    cancelled: Callable[[], bool],
) -> Judged:
    if not mutants:
        return Judged()
    try:
        results = run_mutants_with_suite(
            replace(request, coverage_of=None),
            mutants,
            located.path,
            located.module,
            budget_s=budget_s,
            cancelled=cancelled,
        )
    except AqeError as error:
        return Judged(drawn=len(mutants), note=error.message)
    return Judged(results, len(mutants))


def complement_of(
    existing: Existing,
    new: RecordedRun | None,
    before: Judged | None,
    after: Judged | None,
    run_id: str,
) -> Complement | None:
    """The comparison; None where there are no existing tests about the subject.

    Args:
        existing: the existing tests and their run.
        new: the run that measured the new suite; None where there is no suite.
        before: mutants under the existing tests; None where nobody asked.
        after: those that survived, under the new tests; None where there are no new tests.
        run_id: the run that the trials of mutants belong to.
    """
    if existing.run is None or existing.coverage is None:
        return None
    alone = existing.coverage
    runs = (existing.run.id, *((new.id,) if new is not None else ()))
    coverage_before = _coverage("existing_coverage", alone, runs[:1], Basis.MEASURED)
    coverage_after = _coverage("combined_coverage", _together(alone, new), runs, Basis.DERIVED)
    if before is None:
        return Complement(existing.passed, coverage_before, coverage_after)
    return Complement(
        existing.passed,
        coverage_before,
        coverage_after,
        *_scores(before, after, run_id),
    )


def combined_coverage(existing: Existing, alone: FileCoverage, new: RecordedRun | None) -> Measure:
    """What the existing tests and those of a run cover together."""
    known = (existing.run.id,) if existing.run is not None else ()
    runs = (*known, *((new.id,) if new is not None else ()))
    return _coverage("combined_coverage", _together(alone, new), runs, Basis.DERIVED)


def _together(alone: FileCoverage, new: RecordedRun | None) -> FileCoverage:
    """What both runs cover of the file; each run names it in its own way.

    What counts is decided by the run of the existing tests, which follows the project's own configuration:
    lines that it excludes would else be missing in one share and not in the other.
    """
    parts = [alone, *((new.coverage or ()) if new is not None else ())]
    lines = {line for each in parts for line in each.covered}
    arcs = {arc for each in parts for arc in each.covered_branches}
    return replace(
        alone,
        covered=tuple(sorted(lines.intersection(alone.executable))),
        covered_branches=tuple(sorted(arcs.intersection(alone.branches))),
    )


def _coverage(name: str, file: FileCoverage, runs: tuple[str, ...], basis: Basis) -> Measure:
    whole = len(file.executable) + len(file.branches)
    if not whole:
        return Measure.unavailable(name, "ratio", "there are no lines and branches", runs)
    part = len(file.covered) + len(file.covered_branches)
    detail = f"{part} of {whole} lines and branches"
    return Measure(name, part / whole, "ratio", basis, runs, detail)


def _scores(before: Judged, after: Judged | None, run_id: str) -> tuple[Measure, Measure]:
    """Both scores over the mutants that the existing tests were tried on.

    Where time ended the trials of the new tests, the survivors that they were tried on are a sample of all
    survivors, since their order is by chance: then the second score is an estimate.
    """
    names = ("existing_mutation_score", "combined_mutation_score")
    judged, noticed = before.tried, before.noticed & before.tried
    if not judged:
        why = before.note or "no mutant was tried in time"
        one, other = (Measure.unavailable(name, "ratio", why, (run_id,)) for name in names)
        return one, other
    left = before.drawn - len(judged)
    rest = f"; {left} more were not tried in time or do not count" if left > 0 else ""
    alone = _score(names[0], len(noticed), len(judged), run_id, rest)
    if after is not None and after.note:
        return alone, Measure.unavailable(names[1], "ratio", after.note, (run_id,))
    further = after.noticed & judged if after is not None else frozenset()
    missed = after.drawn - len(after.results) if after is not None else 0
    if not missed or after is None:
        return alone, _score(names[1], len(noticed | further), len(judged), run_id, rest)
    tried = len(after.tried & judged)
    if not tried:
        why = "no survivor was tried on the new tests in time"
        return alone, Measure.unavailable(names[1], "ratio", why, (run_id,))
    survived = len(judged) - len(noticed)
    value = (len(noticed) + survived * len(further) / tried) / len(judged)
    detail = (
        f"of {survived} sampled mutants that survive the existing tests {tried} were tried in time,"
        f" of which the new tests notice {len(further)}{rest}"
    )
    return alone, Measure(names[1], value, "ratio", Basis.ESTIMATED, (run_id,), detail)


def _score(name: str, part: int, whole: int, run_id: str, rest: str) -> Measure:
    detail = f"{part} of {whole} sampled mutants, judged by pytest{rest}"
    return Measure(name, part / whole, "ratio", Basis.MEASURED, (run_id,), detail)


def survivors(mutants: Sequence[Mutant], judged: Judged) -> list[Mutant]:
    """Mutants that were tried and not noticed."""
    left = judged.tried - judged.noticed
    return [each for each in mutants if each.id in left]
