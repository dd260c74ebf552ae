from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from recorded_runs import passed

from aqe.domain.measure import Basis, Measure, confined
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind, TestOutcome
from aqe.errors import EvidenceError, UsageError
from aqe.evidence.coverage import coverage_measures
from aqe.operations.evidence import (
    FLAKE_CAUSES,
    MUTATED_FILES,
    changed_since,
    changed_since_measured,
    last_suite_run,
    project_measures,
    report_of,
    run_named,
    selection_of,
)
from aqe.operations.services import Services


def _run(
    id: str, kind: RunKind = RunKind.TEST, *, at: str = "2025-01-01T00:00:00.000Z"
) -> RecordedRun:
    return passed(
        FileCoverage("a.py", (1,), (1,), (), ()),
        id=id,
        kind=kind,
        started_at=at,
        outcomes=(TestOutcome("test_a.py::test_a", Outcome.PASSED, 0.1, file="test_a.py"),),
    )


def _measure(name: str, value: float, run: str) -> Measure:
    return Measure(name, value, "ratio", Basis.MEASURED, (run,))


def test_figures_of_different_runs_are_not_paired(services: Services) -> None:
    store = services.store
    store.record_run(_run("old"))
    store.record_measures([_measure("line_coverage", 0.9, "old"), _measure("pass_rate", 1, "old")])
    store.record_run(_run("new", at="2025-01-02T00:00:00.000Z"))
    store.record_measures([_measure("pass_rate", 0.5, "new")])

    found = {each.name: each for each in project_measures(store)}

    assert found["pass_rate"].value == 0.5
    assert found["line_coverage"].value is None
    assert found["line_coverage"].detail == "run new did not measure it; run old did"


def test_what_a_run_could_not_measure_is_told_as_that_run_says(services: Services) -> None:
    store = services.store
    store.record_run(_run("new"))
    store.record_measures(coverage_measures(_run("new")))

    found = {each.name: each for each in project_measures(store)}

    assert found["branch_coverage"].detail == "there are no branches"
    assert found["line_coverage"].value == 1.0


def test_what_other_runs_measure_is_kept(services: Services) -> None:
    store = services.store
    store.record_run(_run("test"))
    store.record_run(_run("mutants", RunKind.MUTATE))
    store.record_measures([_measure("mutation_score", 0.7, "mutants")])

    assert [(each.name, each.value) for each in project_measures(store)] == [
        ("mutation_score", 0.7)
    ]


def test_the_score_of_a_file_stands_beside_that_of_the_project(services: Services) -> None:
    store = services.store
    for id in ("all", "one"):
        store.record_run(_run(id, RunKind.MUTATE))
    whole = _measure("mutation_score", 0.4, "all")
    part = replace(_measure("mutation_score", 0.9, "one"), scope="a.py")
    store.record_measures([part])
    assert project_measures(store) == (part,)

    store.record_measures([whole])
    assert project_measures(store) == (whole,)

    store.record_measures([part])
    assert project_measures(store) == (part, whole)


def test_a_run_of_a_part_gives_measures_of_a_part(services: Services) -> None:
    store = services.store
    store.record_run(_run("all"))
    store.record_measures([_measure("pass_rate", 1.0, "all")])
    part = replace(_run("part", at="2025-01-02T00:00:00.000Z"), attributes=(("selection", "a.py"),))
    store.record_run(part)
    store.record_measures([_measure("pass_rate", 1.0, "part")])

    assert [each.scope for each in project_measures(store)] == ["a.py"]


def test_generation_is_no_evidence_about_the_project(services: Services) -> None:
    store = services.store
    store.record_run(_run("verify", RunKind.VERIFY))
    store.record_measures(confined([_measure("line_coverage", 1.0, "verify")], "shop.cart"))

    assert project_measures(store) == ()
    assert last_suite_run(store) is None


def test_the_last_run_of_the_suite_may_come_from_pytest(services: Services) -> None:
    store = services.store
    store.record_run(_run("a", RunKind.TEST))
    store.record_run(_run("b", RunKind.PYTEST, at="2025-01-02T00:00:00.000Z"))

    run = last_suite_run(store)

    assert run is not None
    assert run.id == "b"


def test_runs_are_found_by_the_beginning_of_their_id(services: Services) -> None:
    for id in ("20250101-aa", "20250101-ab", "20250202-cc"):
        services.store.record_run(_run(id))

    assert run_named(services.store, "202502").id == "20250202-cc"
    assert run_named(services.store, "20250101-aa").id == "20250101-aa"
    with pytest.raises(UsageError, match="fits several runs: 20250101-ab, 20250101-aa"):
        run_named(services.store, "20250101")
    with pytest.raises(UsageError, match="no run 'x'"):
        run_named(services.store, "x")
    with pytest.raises(UsageError, match="no run ''"):
        run_named(services.store, "")


def test_without_runs_the_next_step_is_told(services: Services) -> None:
    with pytest.raises(EvidenceError) as caught:
        run_named(services.store, None)

    assert caught.value.slug == "no-evidence"
    assert "aqe test run" in (caught.value.hint or "")


def test_files_that_changed_or_vanished_are_stale(project: Path) -> None:
    run = replace(
        _run("r"),
        coverage=_run("r").coverage
        and (*(_run("r").coverage or ()), FileCoverage("gone.py", (1,), (1,), (), ())),
    )
    for name in ("a.py", "test_a.py"):
        (project / name).write_text("")
        os.utime(project / name, (0, 0))
    (project / "gone.py").write_text("")
    os.utime(project / "gone.py", (0, 0))

    assert changed_since(run, project) == ()

    (project / "gone.py").unlink()
    os.utime(project / "test_a.py")
    assert changed_since(run, project) == ("gone.py", "test_a.py")


def test_measures_of_other_runs_are_stale_by_their_own_run(services: Services) -> None:
    store, root = services.store, services.root
    for name in ("a.py", "test_a.py"):
        (root / name).write_text("", encoding="utf-8")
        os.utime(root / name, (1_750_000_000, 1_750_000_000))  # 2025-06-15
    store.record_run(_run("old", RunKind.MUTATE))
    new = _run("new", at="2025-07-01T00:00:00.000Z")
    store.record_run(new)
    measures = [_measure("mutation_score", 0.9, "old"), _measure("line_coverage", 0.9, "new")]

    found = changed_since_measured(store, measures, new, root)

    assert found == {"mutation_score": ("a.py", "test_a.py")}


def test_a_run_tells_what_it_was_confined_to() -> None:
    part = replace(_run("part"), attributes=(("ended", "x"), ("selection", "a.py 'b c.py'")))
    assert selection_of(part) == ("a.py", "b c.py")
    assert selection_of(_run("whole")) == ()


def test_a_report_shows_the_last_mutants_of_each_file(services: Services) -> None:
    (services.root / "a.py").write_text("x = 1\n")
    store = services.store
    mutants = [Mutant(name, "number", "f", 1, 4, 5, "1", "2") for name in ("in-a", "in-b")]
    for id, state in (("m1", MutantState.SURVIVED), ("m2", MutantState.KILLED)):
        store.record_run(_run(id, RunKind.MUTATE))
        store.record_mutants(id, [MutantResult(each, state) for each in mutants])
        files = [
            {"path": "a.py", "source": "x = 1\n", "mutants": ["in-a"]},
            {"path": "b.py", "source": "y = 1\n", "mutants": ["in-b"]},
        ]
        kept = files if id == "m1" else files[:1]
        store.artefact(json.dumps(kept).encode(), MUTATED_FILES, run_id=id)
    run = _run("t")
    store.record_run(run)

    report = report_of(store, run, services.root)

    found = [(each.path, each.run, each.source, len(each.results)) for each in report.mutated]
    assert found == [
        ("", "m2", None, 1),
        ("a.py", "m2", "x = 1\n", 1),
        ("b.py", "m1", "y = 1\n", 1),
    ]
    assert report.sources == {"a.py": "x = 1\n"}


def test_a_report_shows_the_tests_of_the_last_hunt(services: Services) -> None:
    store = services.store
    for number, outcome in enumerate((Outcome.PASSED, Outcome.FAILED, Outcome.PASSED)):
        hunted = _run(f"f{number}", RunKind.FLAKY)
        outcomes = (replace(hunted.outcomes[0], outcome=outcome),)
        store.record_run(replace(hunted, outcomes=outcomes))
    count = Measure("tests_flaky", 1, "count", Basis.MEASURED, ("f0", "f1", "f2"))
    store.record_measures([count])
    run = _run("t")
    store.record_run(run)

    (test,) = report_of(store, run, services.root).flaky

    assert (test.test, test.runs, test.flips, test.verdict) == ("test_a.py::test_a", 3, 1, "flaky")
    assert (test.cause, test.cause_reruns) == (None, 0), "nobody looked for one"

    causes = {"test_a.py::test_a": ["order", 5, "it came again"]}
    content = json.dumps({"rate": 0.2, "causes": causes}).encode()
    kept = store.artefact(content, FLAKE_CAUSES, run_id="f0")
    (test,) = report_of(store, run, services.root).flaky
    assert (test.cause, test.cause_reruns, test.cause_reason) == ("order", 5, "it came again")

    kept.unlink()
    (test,) = report_of(store, run, services.root).flaky
    assert test.cause is None
