"""The states of mutants against editing a copy of the project and running pytest by hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import RunKind
from aqe.execution.interpreter import find_interpreter
from aqe.execution.mutants import run_mutants_with_suite
from aqe.execution.requests import MutantLimits, SuiteRequest

LEDGER = Path(__file__).parents[1] / "subjects" / "meters" / "ledger"
ENVIRON = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}

# (original, replacement, state, a test that kills it)
KNOWN = [
    ("LIMIT = 100", "LIMIT = 101", "killed", "test_fee[90-large-100]"),
    ('"large": 5', '"large": 6', "killed", "test_fee[5-large-25]"),
    ('kind="small"', 'kind="large"', "killed", "test_fee_is_small_by_default"),
    ("amount <= 0", "amount < 0", "killed", "test_fee_refuses_zero"),
    ("amount <= 0", "amount <= 1", "survived", None),
    ("amount * rate", "amount + rate", "killed", "test_fee[5-small-5]"),
    ("append(function.__name__)", "append(function.__doc__)", "killed", "test_registered"),
    ("amount % 10:", "amount % 2:", "killed", "test_twelve"),
    ("amount >= 10", "amount > 10", "survived", None),
    ("amount //= 10", "amount //= 1", "timeout", "test_ten"),
    ("return function(*args", "return None and (*args", "error", None),
    ("number * number", "number + number", "killed", "test_all_squares"),
    ("number > 1", "number > 0", "killed", "test_first_square"),
    ("opened += 1", "opened -= 1", "survived", None),
    ("amount > self.balance", "amount >= self.balance", "killed", "test_pays"),
    ("balance -= amount", "balance += amount", "killed", "test_leaves_the_rest"),
    ("return False\n        self", "return True\n        self", "killed", "test_refuses"),
    ("self.balance + 1", "self.balance - 1", "no-coverage", None),
    ("_registry = []", "_registry = [][0]", "error", None),
    ("opened = 0", "opened = 1", "survived", None),
]

ONE_OF_EACH_STATE = (0, 4, 9, 10, 17)
"""Places in `KNOWN`; each costs two processes."""


def made() -> list[Mutant]:
    text = (LEDGER / "src" / "ledger" / "rules.py").read_text(encoding="utf-8")
    found = []
    for number, (original, replacement, _state, _killer) in enumerate(KNOWN):
        start = text.index(original)
        line = text.count("\n", 0, start) + 1
        end = start + len(original)
        found.append(Mutant(f"m{number}", "meter", "", line, start, end, original, replacement))
    return found


def run(root: Path, mutants: Sequence[Mutant], *, forks: bool = True) -> tuple[MutantResult, ...]:
    request = SuiteRequest(
        interpreter=find_interpreter(root, None, {}),
        root=root,
        paths=(),
        search_path=(),
        coverage_of=None,
        hash_seed=0,
        shuffle_seed=None,
        timeout_s=60.0,
        walls=False,
        kind=RunKind.MUTATE,
        environ=ENVIRON,
    )
    source = root / "src" / "ledger" / "rules.py"
    limits = MutantLimits(margin_s=4.0)
    return run_mutants_with_suite(
        request, mutants, source, "ledger.rules", jobs=2, limits=limits, forks=forks
    )


def by_hand(root: Path, mutant: Mutant) -> MutantState:
    """Edits the file and runs pytest as a person would."""
    source = root / "src" / "ledger" / "rules.py"
    text = source.read_text(encoding="utf-8")
    source.write_text(mutant.apply(text), encoding="utf-8")
    python = [sys.executable, "-c", "import ledger"]
    environ = {**ENVIRON, "PYTHONPATH": str(root / "src")}
    pytest_ = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    try:
        if subprocess.run(python, cwd=root, env=environ, capture_output=True).returncode:
            return MutantState.ERROR
        ended = subprocess.run(pytest_, cwd=root, env=ENVIRON, capture_output=True, timeout=15)
    except subprocess.TimeoutExpired:
        return MutantState.TIMEOUT
    finally:
        source.write_text(text, encoding="utf-8")
    return MutantState.KILLED if ended.returncode else MutantState.SURVIVED


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    shutil.copytree(LEDGER, tmp_path / "ledger")
    return tmp_path / "ledger"


def test_states_are_the_documented_ones(ledger: Path) -> None:
    results = run(ledger, made())
    states = [(each.mutant.original, each.mutant.replacement, str(each.state)) for each in results]
    assert states == [(original, replacement, state) for original, replacement, state, _ in KNOWN]
    for result, (_, _, _, killer) in zip(results, KNOWN, strict=True):
        killers = [each.rpartition("::")[2] for each in result.killed_by]
        assert killers == ([] if killer is None else [killer]), result


@pytest.mark.slow
def test_a_process_for_each_mutant_comes_to_the_same_states(ledger: Path) -> None:
    results = run(ledger, made()[::3], forks=False)
    assert [str(each.state) for each in results] == [state for _, _, state, _ in KNOWN[::3]]


@pytest.mark.slow
@pytest.mark.parametrize(
    "places", [ONE_OF_EACH_STATE, pytest.param(range(len(KNOWN)), marks=pytest.mark.nightly)]
)
def test_states_equal_running_each_mutant_by_hand(
    ledger: Path, tmp_path: Path, places: Sequence[int]
) -> None:
    mutants = [made()[place] for place in places]
    assert {state for _, _, state, _ in (KNOWN[place] for place in places)} == {
        state for _, _, state, _ in KNOWN
    }
    copy = tmp_path / "copy"
    shutil.copytree(LEDGER, copy)
    found = {each.mutant.id: each.state for each in run(ledger, mutants)}
    for mutant in mutants:
        state = by_hand(copy, mutant)
        expected = found[mutant.id]
        if expected is MutantState.NO_COVERAGE:
            expected = MutantState.SURVIVED
        assert state is expected, (mutant, state)
