"""What the project's state knows, picked so that figures of different runs are never mixed up."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from aqe import __version__
from aqe.campaign.finishing.findings import FINDINGS, recorded_findings, source_text
from aqe.domain.finding import Finding, Severity
from aqe.domain.measure import Measure
from aqe.domain.run import SELECTION, RecordedRun, RunKind
from aqe.domain.verdict import GateResult
from aqe.errors import EvidenceError, StoreError, UsageError
from aqe.evidence.flakiness import DEFAULT_RATE, flakiness
from aqe.operations.records import search_record
from aqe.report import FlakyTest, MutatedFile, RunReport
from aqe.store import Store

__all__ = [
    "FLAKE_CAUSES",
    "MUTATED_FILES",
    "SUITE_KINDS",
    "changed_since",
    "changed_since_measured",
    "last_suite_run",
    "project_measures",
    "report_of",
    "run_named",
    "selection_of",
]

SUITE_KINDS = (RunKind.TEST, RunKind.PYTEST)
"""Runs of the project's own suite."""

MUTATED_FILES = "mutated-files.json"
"""Name of the artefact that says which mutants of a run belong to which text."""

FLAKE_CAUSES = "flake-causes.json"
"""Name of the artefact of a hunt's first run that says what its reruns showed."""

_OTHER_KINDS = (RunKind.VERIFY, RunKind.FLAKY, RunKind.MUTATE)
_SPECIAL_KINDS = (RunKind.FLAKY, RunKind.MUTATE)
_KEPT_FROM_OLDER_RUNS = frozenset(
    {"mutation_score", "mutants_survived", "mutants_no_coverage", "tests_flaky", "flaky_rate"}
)
"""Measures that runs of another kind take."""
_MOST_RUNS = 1000
_MOST_INTERRUPTED = 20
_MOST_MUTATE_RUNS = 50
_MOST_GENERATE_RUNS = 500


def last_suite_run(store: Store, *, with_coverage: bool = False) -> RecordedRun | None:
    """The last run of the project's own suite that was not interrupted; on demand one with coverage."""

    def is_wanted(run: RecordedRun) -> bool:
        if ("ended", "cancelled") in run.attributes:
            return False
        return not with_coverage or (run.coverage is not None and bool(run.outcomes))

    found = [
        run
        for kind in SUITE_KINDS
        for run in store.runs(kind, limit=_MOST_INTERRUPTED)
        if is_wanted(run)
    ]
    return max(found, key=lambda run: (run.started_at, run.id), default=None)


def run_named(store: Store, name: str | None) -> RecordedRun:
    """A run by its id or the beginning of it; without a name the last one, suites first.

    Raises:
        UsageError: There is no such run, or there are several.
        EvidenceError: No run is recorded at all.
    """
    if name is None:
        return _last_run(store)
    exact = store.run(name)
    if exact is not None:
        return exact
    found = [run for run in store.runs(limit=_MOST_RUNS) if run.id.startswith(name)] if name else []
    if len(found) == 1:
        return found[0]
    hint = "`aqe report --list` shows the recorded runs"
    if found:
        names = ", ".join(run.id for run in found[:5])
        raise UsageError(f"{name!r} fits several runs: {names}", hint=hint, slug="unknown-run")
    raise UsageError(f"there is no run {name!r}", hint=hint, slug="unknown-run")


def _last_run(store: Store) -> RecordedRun:
    run = last_suite_run(store)
    for kind in _OTHER_KINDS:
        run = run or store.last_run(kind)
    if run is None:
        raise EvidenceError(
            "no run is recorded yet", hint="`aqe test run` records one", slug="no-evidence"
        )
    return run


def project_measures(store: Store, run: RecordedRun | None = None) -> tuple[Measure, ...]:
    """The measures of the project; those of a part of it say so in their scope.

    What a run of the suite measures comes from `run`, by default the last such run, and from no
    other: an old coverage is not paired with new outcomes. Mutation score and flakiness come from
    the last runs that took them; where the very last one was about a part, its measures stand beside
    those of the whole.
    """
    run = run if run is not None else last_suite_run(store)
    own = {each.name: each for each in (_own(store, run) if run is not None else ())}
    whole = {each.name: each for each in store.measures()}
    found = []
    for name in sorted({*own, *whole, *_KEPT_FROM_OLDER_RUNS}):
        if name in own:
            found.append(own[name])
        elif name in _KEPT_FROM_OLDER_RUNS:
            last = store.latest_measure(name, _SPECIAL_KINDS)
            found += [last] if last is not None and last.scope else []
            found += [whole[name]] if name in whole else []
        else:
            found.append(_not_in(run, whole[name]))
    return tuple(found)


def _own(store: Store, run: RecordedRun) -> tuple[Measure, ...]:
    """What a run measured; a run that was confined to a part measured a part."""
    confined_to = " ".join(selection_of(run))
    return tuple(replace(each, scope=each.scope or confined_to) for each in store.measures(run.id))


def _not_in(run: RecordedRun | None, measure: Measure) -> Measure:
    older = f"run {measure.runs[0]}" if measure.runs else "an older run"
    which = f"run {run.id}" if run is not None else "the last run"
    return Measure.unavailable(
        measure.name, measure.unit, f"{which} did not measure it; {older} did"
    )


def changed_since(run: RecordedRun, root: Path) -> tuple[str, ...]:
    """Files of a run, sources and tests, that were written after it began or are gone."""
    try:
        began = datetime.fromisoformat(run.started_at).timestamp()
    except ValueError:
        return ()
    names = dict.fromkeys(each.path for each in run.coverage or ())
    names.update(dict.fromkeys(each.file for each in run.outcomes if each.file))
    return tuple(name for name in names if _is_newer(root / name, began))


def changed_since_measured(
    store: Store, measures: Iterable[Measure], run: RecordedRun | None, root: Path
) -> dict[str, tuple[str, ...]]:
    """Files that changed since measures were taken that come from other runs than `run`, by measure."""
    found = {}
    for each in measures:
        other = store.run(each.runs[0]) if each.runs else None
        if other is None or each.value is None or (run is not None and run.id in each.runs):
            continue
        found[each.name] = changed_since(other, root)
    return found


def selection_of(run: RecordedRun) -> tuple[str, ...]:
    """What a run of the suite was confined to; empty where all of it was run."""
    given = (value for key, value in run.attributes if key == SELECTION)
    return tuple(part for value in given for part in shlex.split(value))


def _is_newer(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime > moment
    except OSError:
        return True


def report_of(
    store: Store, run: RecordedRun, root: Path, *, gate: GateResult | None = None
) -> RunReport:
    """All that a report about a run shows, with the text of its sources."""
    paths = [each.path for each in run.coverage or ()]
    search = search_record(store, run) if run.kind is RunKind.GENERATE else None
    return RunReport(
        run=run,
        measures=project_measures(store, run)
        if run.kind in SUITE_KINDS
        else store.measures(run.id),
        mutated=_mutated(store, run),
        flaky=_flaky(store),
        gate=gate,
        behaviour=_behaviour(store, root),
        sources=_texts(paths, root),
        stale=frozenset(changed_since(run, root)),
        version=__version__,
        effort=search.effort if search is not None else None,
        left_open=search.explanation if search is not None else None,
    )


def _behaviour(store: Store, root: Path) -> tuple[Finding, ...]:
    """What the last search of each subject found wrong with it, where its source is still the same."""
    newest: dict[str, tuple[Finding, ...]] = {}
    for run in store.runs(RunKind.GENERATE, limit=_MOST_GENERATE_RUNS):
        facts = dict(run.attributes)
        subject = facts.get("subject", "")
        if subject in newest or "source" not in facts:
            continue
        for artefact in store.artefacts(run.id):
            if artefact.name == FINDINGS:
                source = source_text(root / facts["source"])
                newest[subject] = recorded_findings(store.read_artefact(artefact), source)
    found = [each for subject in sorted(newest) for each in newest[subject]]
    return tuple(sorted(found, key=lambda each: each.severity is not Severity.WARNING))


def _mutated(store: Store, run: RecordedRun) -> tuple[MutatedFile, ...]:
    """The mutants of the run itself where it has some, else the last ones of each file."""
    candidates = (
        (run,) if store.mutants(run.id) else store.runs(RunKind.MUTATE, limit=_MOST_MUTATE_RUNS)
    )
    newest: dict[str, MutatedFile] = {}
    for each in candidates:
        for file in _mutated_in(store, each.id):
            newest.setdefault(file.path, file)
    return tuple(newest[path] for path in sorted(newest))


def _mutated_in(store: Store, run: str) -> Iterator[MutatedFile]:
    results = {each.mutant.id: each for each in store.mutants(run)}
    for entry in _kept(store, run, MUTATED_FILES) or ():
        own = tuple(results.pop(id) for id in entry["mutants"] if id in results)
        yield MutatedFile(entry["path"], run, own, entry["source"])
    if results:
        yield MutatedFile("", run, tuple(results.values()))


def _flaky(store: Store) -> tuple[FlakyTest, ...]:
    """Every test of the last hunt for flaky ones, with the causes that its reruns pointed to."""
    latest = store.latest_measure("tests_flaky", (RunKind.FLAKY,))
    runs = [run for id in (latest.runs if latest else ()) if (run := store.run(id)) is not None]
    kept = _kept(store, runs[0].id, FLAKE_CAUSES) if runs else None
    causes = kept["causes"] if kept else {}
    rate = kept["rate"] if kept else DEFAULT_RATE
    nothing = (None, 0, "")
    return tuple(
        FlakyTest(
            each.test,
            each.runs,
            each.flips,
            each.rate,
            each.low,
            each.high,
            each.verdict.value,
            *causes.get(each.test, nothing),
        )
        for each in flakiness(runs, rate=rate)
    )


def _kept(store: Store, run: str, name: str) -> Any:
    """What an artefact of a run holds; None where there is none, or none that can be believed any more."""
    for artefact in store.artefacts(run):
        if artefact.name == name:
            try:
                return json.loads(store.read_artefact(artefact))
            except StoreError:
                return None
    return None


def _texts(paths: Iterable[str], root: Path) -> Mapping[str, str]:
    texts = {}
    for each in paths:
        try:
            texts[each] = (root / each).read_text(encoding="utf-8")
        except (OSError, ValueError):
            continue
    return texts
