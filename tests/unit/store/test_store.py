"""The store gives back what it was given."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from aqe.domain.measure import Basis, Measure
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind, TestOutcome
from aqe.errors import StoreError
from aqe.store import Store
from aqe.testing import ManualClock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path, clock=ManualClock()) as opened:
        yield opened


def make_run(id: str, kind: RunKind = RunKind.TEST, **changes: object) -> RecordedRun:
    values: dict[str, object] = {
        "command": ("python", "-m", "pytest"),
        "directory": "/project",
        "started_at": "2030-01-01T00:00:00Z",
        "duration_s": 1.25,
        "exit_code": 0,
        "python": "3.11.9",
        **changes,
    }
    return RecordedRun(id, kind, **values)  # type: ignore[arg-type]


def make_mutant(id: str, state: MutantState) -> MutantResult:
    mutant = Mutant(id, "comparison", "f", 3, 10, 12, "<", "<=")
    return MutantResult(mutant, state, ("tests/test_f.py::test_a",), 0.5, "why")


def test_a_run_comes_back_as_it_was(store: Store) -> None:
    run = make_run(
        "r1",
        versions=(("pytest", "9.0"),),
        seed=2**70,
        hash_seed=0,
        shuffled=True,
        outcomes=(
            TestOutcome("tests/test_a.py::test_b", Outcome.FAILED, 0.5, "assert 1 == 2\n", "a", 4),
            TestOutcome("tests/test_a.py::test_c", Outcome.PASSED, 0.0, "odd \udcff text"),
        ),
        coverage=(FileCoverage("a.py", (1, 2), (1,), ((1, -1), (1, 2)), ((1, 2),)),),
        notes=("slow",),
        attributes=(("subject", "pkg.mod"),),
    )
    store.record_run(run)
    assert store.run("r1") == run


@pytest.mark.parametrize("coverage", [None, ()], ids=["not-measured", "measured-nothing"])
def test_no_coverage_and_empty_coverage_stay_apart(
    store: Store, coverage: tuple[FileCoverage, ...] | None
) -> None:
    store.record_run(make_run("r1", coverage=coverage))
    run = store.run("r1")
    assert run is not None
    assert run.coverage == coverage


def test_runs_come_newest_first_and_by_kind(store: Store) -> None:
    for id, kind in [("a", RunKind.TEST), ("b", RunKind.VERIFY), ("c", RunKind.TEST)]:
        store.record_run(make_run(id, kind))
    assert [run.id for run in store.runs()] == ["c", "b", "a"]
    assert [run.id for run in store.runs(RunKind.TEST)] == ["c", "a"]
    assert [run.id for run in store.runs(limit=2)] == ["c", "b"]
    last = store.last_run(RunKind.VERIFY)
    assert last is not None
    assert last.id == "b"
    assert store.last_run(RunKind.MUTATE) is None


def test_evidence_is_never_replaced(store: Store) -> None:
    store.record_run(make_run("r1"))
    with pytest.raises(StoreError, match="recorded already") as caught:
        store.record_run(make_run("r1", exit_code=1))
    assert caught.value.slug == "run-exists"
    run = store.run("r1")
    assert run is not None
    assert run.exit_code == 0


def test_the_latest_measure_of_each_name_counts(store: Store) -> None:
    first = Measure("line_coverage", 0.5, "ratio", Basis.MEASURED, ("r1",))
    other = Measure("tests", 12, "count", Basis.DERIVED, ("r1", "r2"), "collected")
    later = Measure("line_coverage", 0.75, "ratio", Basis.MEASURED, ("r2",))
    store.record_measures([first, other])
    store.record_measures([later])
    assert store.measures() == (later, other)
    assert store.measures("r1") == (first, other)
    assert store.measures("r3") == ()


def test_measures_of_a_file_are_not_those_of_the_project(store: Store) -> None:
    whole = Measure("line_coverage", 0.5, "ratio", Basis.MEASURED, ("r1",))
    part = Measure("line_coverage", 1.0, "ratio", Basis.MEASURED, ("r1",), scope="a.py")
    store.record_measures([whole])
    store.record_measures([part])
    assert store.measures() == (whole,)
    assert store.measures(scope="a.py") == (part,)


def test_the_measures_of_a_run_may_be_about_a_part(store: Store) -> None:
    part = Measure("line_coverage", 1.0, "ratio", Basis.MEASURED, ("r1",), scope="a.py")
    store.record_measures([part])
    assert store.measures("r1") == (part,)


def test_the_last_measure_of_some_sort_of_run_is_found_whatever_it_is_about(store: Store) -> None:
    for id, kind in (("m1", RunKind.MUTATE), ("m2", RunKind.MUTATE), ("g", RunKind.GENERATE)):
        store.record_run(make_run(id, kind))
        store.record_measures(
            [Measure("mutation_score", 0.5, "ratio", Basis.MEASURED, (id,), scope=f"of {id}")]
        )
    found = store.latest_measure("mutation_score", (RunKind.MUTATE, RunKind.FLAKY))
    assert found is not None
    assert found.scope == "of m2"
    assert store.latest_measure("mutation_score", (RunKind.FLAKY,)) is None
    assert store.latest_measure("line_coverage", (RunKind.MUTATE,)) is None


def test_an_unavailable_measure_stays_unavailable(store: Store) -> None:
    measure = Measure.unavailable("mutation_score", "ratio", "no mutant was made")
    store.record_measures([measure])
    assert store.measures() == (measure,)


def test_mutants_keep_their_order_over_batches(store: Store) -> None:
    results = [make_mutant(f"m{number}", state) for number, state in enumerate(MutantState)]
    store.record_run(make_run("r1", RunKind.MUTATE))
    store.record_mutants("r1", results[:3])
    store.record_mutants("r1", results[3:])
    assert store.mutants("r1") == tuple(results)


def test_mutants_without_a_run_are_refused(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        store.record_mutants("nowhere", [make_mutant("m", MutantState.KILLED)])
    assert caught.value.slug == "run-unknown"


def suite_files(store: Store) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(store.path)) as connection:
        found = connection.execute("SELECT path, digest, subject, seed, run_id FROM suite_files")
        return found.fetchall()


def test_a_suite_file_is_known_by_any_spelling_of_its_path(store: Store, tmp_path: Path) -> None:
    spellings = [
        "tests/generated/test_a.py",
        tmp_path / "tests" / "generated" / "test_a.py",
        "tests/../tests/generated/test_a.py",
    ]
    for number, spelling in enumerate(spellings):
        store.record_suite_file(spelling, f"d{number}", "pkg.a", 7, "r1")
        assert suite_files(store) == [
            ("tests/generated/test_a.py", f"d{number}", "pkg.a", "7", "r1")
        ]


def test_a_suite_file_written_again_has_its_new_digest(store: Store) -> None:
    store.record_suite_file("t.py", "d1", "pkg.a", None, "r1")
    store.record_suite_file("t.py", "d2", "pkg.a", None, "r2")
    assert suite_files(store) == [("t.py", "d2", "pkg.a", None, "r2")]


def test_run_ids_differ_and_sort_by_time(tmp_path: Path) -> None:
    clock = ManualClock()
    words = iter(["bb", "aa"])
    with Store.open(tmp_path, clock=clock, new_word=lambda: next(words)) as store:
        first = store.new_run_id()
        clock.advance(1)
        second = store.new_run_id()
    assert (first, second) == ("20300101T000000-bb", "20300101T000001-aa")


def test_secrets_are_taken_out_of_runs(store: Store) -> None:
    key = "sk-" + "a1B2" * 8
    run = make_run(
        "r1",
        command=("pytest", "--api-key", "hunter22", f"--url=https://me:{key}@host/"),
        outcomes=(TestOutcome("t", Outcome.FAILED, 0.1, f"401 for {key}"),),
        notes=(f"PASSWORD={key}",),
        attributes=(("token", "hunter22"), ("subject", "pkg.mod")),
    )
    store.record_run(run, artefacts={"log.txt": f"export API_TOKEN={key}\n"})
    store.close()
    for file in store.folder.rglob("*"):
        if file.is_file():
            assert key.encode() not in file.read_bytes(), file
            assert b"hunter22" not in file.read_bytes(), file


def test_the_state_never_gets_into_version_control(store: Store) -> None:
    assert "*" in (store.folder / ".gitignore").read_text("utf-8").splitlines()
