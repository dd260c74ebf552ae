from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from aqe.campaign.mutate import MutateOptions, mutate
from aqe.domain.measure import Basis
from aqe.domain.mutant import MutantState
from aqe.execution.suites import MutantLimits

LEDGER = Path(__file__).parents[2] / "subjects" / "meters" / "ledger"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    shutil.copytree(LEDGER, tmp_path / "ledger", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "ledger"


def test_survivors_come_with_their_diffs(ledger: Path, bench: Any) -> None:
    options = MutateOptions(
        ledger,
        (Path("src/ledger/rules.py"),),
        (Path("tests"),),
        jobs=2,
        sample=25,
        limits=MutantLimits(margin_s=2.0),
    )
    report = mutate(options, bench.wiring())
    (file,) = report.files
    assert (file.path, file.module, file.error) == ("src/ledger/rules.py", "ledger.rules", None)
    assert len(file.results) == 25
    states = {each.state for each in file.results}
    assert {MutantState.KILLED, MutantState.SURVIVED} <= states
    for survivor in file.survivors:
        assert survivor.diff.startswith("@@")
        assert f"+{survivor.mutant.apply(file.source).splitlines()[survivor.mutant.line - 1]}" in (
            survivor.diff.splitlines()
        )
    score = next(each for each in report.measures if each.name == "mutation_score")
    valid = [each for each in file.results if each.state is not MutantState.ERROR]
    detected = [each for each in valid if each.state.is_detected]
    assert score.value == pytest.approx(len(detected) / len(valid))
    assert score.runs == (report.run.id,)
    assert (score.basis, score.scope) == (Basis.ESTIMATED, "src/ledger/rules.py")
    assert ":mutation_score" not in bench.store.measures, "it is no score of the project"
    assert bench.store.mutants == {report.run.id: list(file.results)}
    assert bench.progress[-1].message == "25 of 25"


def test_the_sample_depends_on_the_seed_only(ledger: Path, bench: Any) -> None:
    def ids(seed: int) -> list[str]:
        path = Path("src/ledger/rules.py")
        limits = MutantLimits(margin_s=2.0)
        options = MutateOptions(ledger, (path,), sample=4, seed=seed, limits=limits)
        return [each.mutant.id for each in mutate(options, bench.wiring()).files[0].results]

    first = ids(1)
    assert ids(1) == first
    assert ids(2) != first
