from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aqe.campaign.complementing import existing
from aqe.campaign.complementing.existing import reach_note, run_as_owner
from aqe.domain.run import Outcome, RecordedRun, RunKind, TestOutcome
from aqe.execution.interpreter import find_interpreter
from aqe.execution.requests import SuiteRequest


@pytest.fixture
def request_for(tmp_path: Path) -> SuiteRequest:
    (tmp_path / "thing.py").write_text("def one():\n    return 1\n", encoding="utf-8")
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "conftest.py").write_text(
        "import pytest, thing\n\n@pytest.fixture\ndef one():\n    return thing.one()\n",
        encoding="utf-8",
    )
    (tests / "test_thing.py").write_text(
        "import thing\ndef test_fixture(one): assert one == 1\ndef test_plain(): assert thing.one()\n",
        encoding="utf-8",
    )
    return SuiteRequest(
        interpreter=find_interpreter(tmp_path, None, {}),
        root=tmp_path,
        paths=(tests / "test_thing.py",),
        search_path=(tmp_path,),
        coverage_of=(tmp_path / "thing.py",),
        hash_seed=0,
        shuffle_seed=None,
        timeout_s=60.0,
        walls=False,
        kind=RunKind.VERIFY,
        generated=False,
    )


def clock() -> datetime:
    return datetime(2026, 1, 2, tzinfo=UTC)


def never() -> bool:
    return False


def test_tests_run_with_their_own_fixtures(request_for: SuiteRequest, bench: Any) -> None:
    run, _ = run_as_owner(request_for, bench.store, clock=clock, cancelled=never)

    assert [str(each.outcome) for each in run.outcomes] == ["passed", "passed"]
    assert [each.covered for each in run.coverage or ()] == [(1, 2)]
    assert bench.store.runs == [run]


def test_a_configuration_that_stops_all_tests_is_left_out(
    request_for: SuiteRequest, bench: Any
) -> None:
    configuration = "[pytest]\naddopts = --of-a-plug-in-that-is-not-there\n"
    (request_for.root / "pytest.ini").write_text(configuration, encoding="utf-8")

    run, request = run_as_owner(request_for, bench.store, clock=clock, cancelled=never)

    assert request.extra == ("-o", "addopts=")
    assert [str(each.outcome) for each in run.outcomes] == ["passed", "passed"]
    assert [len(each.outcomes) for each in bench.store.runs] == [0, 2]


def test_fixtures_take_part_where_the_configuration_cannot_be_read(
    request_for: SuiteRequest, bench: Any
) -> None:
    (request_for.root / "pytest.ini").write_text("[pytest\n", encoding="utf-8")

    run, request = run_as_owner(request_for, bench.store, clock=clock, cancelled=never)

    assert request.generated
    assert [str(each.outcome) for each in run.outcomes] == ["passed", "passed"]


def test_files_without_tests_are_run_twice_at_most(request_for: SuiteRequest, bench: Any) -> None:
    request_for.paths[0].write_text("import thing\nclass Cases:\n    pass\n", encoding="utf-8")

    run, _ = run_as_owner(request_for, bench.store, clock=clock, cancelled=never)

    assert (run.outcomes, run.exit_code) == ((), 5)
    assert len(bench.store.runs) == 2


def test_tests_that_their_owner_leaves_out_are_found(request_for: SuiteRequest, bench: Any) -> None:
    (request_for.root / "pytest.ini").write_text(
        "[pytest]\naddopts = -k nothing_of_the_kind\n", encoding="utf-8"
    )

    run, request = run_as_owner(request_for, bench.store, clock=clock, cancelled=never)

    assert request.generated
    assert [str(each.outcome) for each in run.outcomes] == ["passed", "passed"]
    assert [len(each.outcomes) for each in bench.store.runs] == [0, 2]


def test_a_cancelled_run_is_not_repeated(request_for: SuiteRequest, bench: Any) -> None:
    run_as_owner(request_for, bench.store, clock=clock, cancelled=lambda: True)

    assert len(bench.store.runs) == 1


@pytest.mark.parametrize(
    ("outcomes", "note"),
    [
        ([Outcome.PASSED], "1 existing tests reach 62% of the lines; not repeated"),
        (
            [Outcome.PASSED, Outcome.FAILED, Outcome.ERROR],
            "3 existing tests, 2 of which fail, reach 62% of the lines; not repeated",
        ),
    ],
)
def test_tests_that_fail_are_told(outcomes: list[Outcome], note: str) -> None:
    found = tuple(TestOutcome(f"t{n}", each, 0.1) for n, each in enumerate(outcomes))
    run = RecordedRun("r", RunKind.VERIFY, (), "", "", 1.0, 0, "3.11", outcomes=found)

    assert reach_note(run, 0.62) == note


@pytest.mark.parametrize(
    ("module", "text", "is_about"),
    [
        ("kit.file", "from kit import file\n", True),
        ("kit.file", "from kit.file import load\n", True),
        ("kit.file", "import os, kit\n\nkit.file.load()\n", True),
        ("kit.file", "from . import file\n", True),
        ("kit.file", "patch('kit.file.load')\n", True),
        ("kit.file", "from other import file\n", False),
        ("kit.file", "from kit import file_utils  # and profile\n", False),
        ("kit.file", "open('file')\n", False),
        ("kit", "import kit\n", True),
        ("kit", "import kitten\n\n# kit\n", False),
        ("kit", "module = importlib.import_module('kit')\n", True),
    ],
)
def test_tests_about_a_module_name_its_package_too(
    tmp_path: Path, module: str, text: str, is_about: bool
) -> None:
    path = tmp_path / "test_it.py"
    path.write_text(text)
    assert existing.tests_about(module, [path]) == ((path,) if is_about else ())
