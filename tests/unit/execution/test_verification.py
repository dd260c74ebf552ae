from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from aqe.domain.run import RunKind
from aqe.execution.requests import Clock, SuiteRequest
from aqe.execution.verification import verify_suite

SUITE = """
import os
import subject

SEEN = []


def test_steady():
    SEEN.append(1)
    assert subject.double(2) == 4


def test_wrong():
    assert subject.double(2) == 5


def test_hash_seed():
    assert os.environ["PYTHONHASHSEED"] == "2"


def test_needs_the_first():
    assert SEEN
"""


def test_only_tests_that_pass_in_all_runs_are_accepted(
    write: Callable[..., None], ask: Callable[..., SuiteRequest], clock: Clock
) -> None:
    write(subject="def double(x):\n    return x * 2\n", test_subject=SUITE)
    request = ask(
        kind=RunKind.VERIFY,
        paths=(Path("test_subject.py"),),
        coverage_of=(Path("subject.py"),),
        environ={},
    )
    # Seed 1 puts the dependent test before the one it depends on.
    found = verify_suite(request, run_ids=("a", "b", "c"), clock=clock, seed=1)
    assert found.passed == ("test_subject.py::test_steady",)
    rejected = {each.test.split("::")[1]: each for each in found.rejected}
    assert set(rejected) == {"test_wrong", "test_hash_seed", "test_needs_the_first"}
    assert not rejected["test_wrong"].differs
    assert rejected["test_hash_seed"].differs
    assert rejected["test_needs_the_first"].differs
    assert rejected["test_wrong"].reason.startswith("failed in file order: assert 4 == 5")
    assert [each.id for each in found.runs] == ["a", "b", "c"]
    assert found.measured.coverage is not None
    assert found.measured.coverage[0].covered == (1, 2)
    assert [each.coverage for each in found.shuffled] == [None, None]
    assert [each.shuffled for each in found.runs] == [False, True, True]
    assert len({each.hash_seed for each in found.runs}) == len(found.runs)


def test_what_depends_on_how_pytest_was_started_is_rejected(
    write: Callable[..., None], ask: Callable[..., SuiteRequest], clock: Clock
) -> None:
    write(
        test_it="import sys\n\n"
        "def test_command():\n    assert sys.modules['__main__'].__spec__ is None\n\n"
        "def test_module():\n    assert sys.modules['__main__'].__package__ == 'pytest'\n\n"
        "def test_both():\n    assert sys.modules['__main__'].__name__ == '__main__'\n"
    )
    request = ask(kind=RunKind.VERIFY, paths=(Path("test_it.py"),))
    found = verify_suite(request, run_ids=("a", "b", "c"), clock=clock)
    assert [each.rpartition("::")[2] for each in found.passed] == ["test_both"]
    assert all(each.differs for each in found.rejected)


def test_what_depends_on_the_content_of_the_working_directory_is_rejected(
    write: Callable[..., None], ask: Callable[..., SuiteRequest], clock: Clock
) -> None:
    write(
        test_it="import os\n\n"
        "def test_empty():\n    assert os.listdir() == []\n\n"
        "def test_own(tmp_path):\n    assert list(tmp_path.iterdir()) == []\n"
    )
    request = ask(kind=RunKind.VERIFY, paths=(Path("test_it.py"),))
    found = verify_suite(request, run_ids=("a", "b", "c"), clock=clock)
    assert [each.rpartition("::")[2] for each in found.passed] == ["test_own"]
