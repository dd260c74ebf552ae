"""What the store gives back is equal to what it was given."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aqe.domain.measure import Basis, Measure
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind, TestOutcome
from aqe.store import Store
from aqe.telemetry.redaction import is_sensitive, redact, redact_command
from aqe.testing import ManualClock

ANY_TEXT = st.text(st.characters(), max_size=40)
"""Also lone surrogates and NUL, which undecodable output brings."""
TEXT = ANY_TEXT.filter(lambda text: redact(text) == text)
NAMES = ANY_TEXT.filter(lambda name: not is_sensitive(name))
COUNT = st.integers(0, 2**31)
REAL = st.floats(allow_nan=False)
LINES = st.lists(st.integers(-(2**31), 2**31), max_size=5).map(tuple)
ARCS = st.lists(st.tuples(COUNT, st.integers(-(2**31), 2**31)), max_size=4).map(tuple)

OUTCOMES = st.builds(
    TestOutcome, ANY_TEXT, st.sampled_from(Outcome), REAL, TEXT, ANY_TEXT, st.none() | COUNT
)
COVERAGE = st.builds(FileCoverage, ANY_TEXT, LINES, LINES, ARCS, ARCS)
RUNS = st.builds(
    RecordedRun,
    id=st.just(""),
    kind=st.sampled_from(RunKind),
    command=st.lists(ANY_TEXT, max_size=4).map(tuple).filter(lambda it: redact_command(it) == it),
    directory=ANY_TEXT,
    started_at=ANY_TEXT,
    duration_s=REAL,
    exit_code=st.none() | st.integers(-255, 255),
    python=ANY_TEXT,
    versions=st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=3).map(tuple),
    seed=st.none() | st.integers(),
    hash_seed=st.none() | st.integers(),
    shuffled=st.booleans(),
    outcomes=st.lists(OUTCOMES, max_size=4).map(tuple),
    coverage=st.none() | st.lists(COVERAGE, max_size=3).map(tuple),
    notes=st.lists(TEXT, max_size=3).map(tuple),
    attributes=st.lists(st.tuples(NAMES, TEXT), max_size=3).map(tuple),
)
MUTANTS = st.builds(
    MutantResult,
    st.builds(Mutant, st.text(), st.text(), ANY_TEXT, COUNT, COUNT, COUNT, ANY_TEXT, ANY_TEXT),
    st.sampled_from(MutantState),
    st.lists(ANY_TEXT, max_size=3).map(tuple),
    REAL,
    TEXT,
)


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    basis = draw(st.sampled_from(Basis))
    return Measure(
        draw(st.text()),
        None if basis is Basis.UNAVAILABLE else draw(REAL),
        draw(st.sampled_from(["ratio", "count", "s"])),
        basis,
        tuple(draw(st.lists(st.text(), min_size=1, max_size=3))),
        draw(ANY_TEXT),
    )


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder), clock=ManualClock()) as opened,
    ):
        yield opened


@settings(max_examples=60, deadline=None)
@given(run=RUNS)
def test_runs(store: Store, run: RecordedRun) -> None:
    run = replace(run, id=store.new_run_id())
    store.record_run(run)
    assert store.run(run.id) == run
    assert store.last_run() == run


@settings(max_examples=40, deadline=None)
@given(run=RUNS, results=st.lists(MUTANTS, max_size=4))
def test_mutants(store: Store, run: RecordedRun, results: list[MutantResult]) -> None:
    run = replace(run, id=store.new_run_id())
    store.record_run(run)
    store.record_mutants(run.id, results)
    assert store.mutants(run.id) == tuple(results)


@settings(max_examples=40, deadline=None)
@given(given_measures=st.lists(measures(), max_size=4), scope=ANY_TEXT)
def test_measures(store: Store, given_measures: list[Measure], scope: str) -> None:
    given_measures = [replace(each, scope=scope) for each in given_measures]
    store.record_measures(given_measures)
    latest = {each.name: each for each in given_measures}
    found = {each.name: each for each in store.measures(scope=scope)}
    assert {name: found[name] for name in latest} == latest
    for each in given_measures:
        if each is latest[each.name]:
            assert each in store.measures(each.runs[0])


@given(text=ANY_TEXT)
def test_redacting_twice_is_redacting_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)
