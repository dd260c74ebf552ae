from __future__ import annotations

import ast
import importlib
import os
import shutil
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from aqe.domain.run import Outcome, RecordedRun, RunKind
from aqe.execution.limits import Limits
from aqe.execution.recording import run_suite
from aqe.execution.requests import Clock, SuiteRequest

METERS = Path(__file__).parents[2] / "subjects" / "meters"

Ask = Callable[..., SuiteRequest]
Write = Callable[..., None]


def outcomes(run: RecordedRun) -> dict[str, str]:
    return {each.test.split("::")[-1]: str(each.outcome) for each in run.outcomes}


def test_every_outcome_is_told_apart(tmp_path: Path, ask: Ask, clock: Clock) -> None:
    shutil.copy(METERS / "outcomes" / "test_outcomes.py", tmp_path)
    run = run_suite(ask(), run_id="r1", clock=clock)
    assert outcomes(run) == {
        "test_passed": "passed",
        "test_failed": "failed",
        "test_error": "error",
        "test_error_in_teardown": "error",
        "test_skipped": "skipped",
        "test_xfailed": "xfailed",
        "test_xpassed": "xpassed",
        "test_failed_strict": "failed",
        "test_exits": "skipped",
        "test_hangs": "skipped",
        "test_recurses_to_death": "skipped",
        "test_last": "passed",
    }
    failed = next(each for each in run.outcomes if each.test.endswith("test_failed"))
    assert failed.message.startswith("AssertionError: arithmetic")
    assert (failed.file, failed.line) == ("test_outcomes.py", 25)
    assert "assert (1 + 1) == 3" in failed.detail
    skipped = next(each for each in run.outcomes if each.test.endswith("test_skipped"))
    assert skipped.message == "Skipped: not today"
    assert run.exit_code == 1
    assert run.started_at == "2026-01-02T03:04:05.000+00:00"
    assert dict(run.versions)["pytest"] == pytest.__version__


def test_a_killed_or_hung_process_costs_only_the_test_that_did_it(
    tmp_path: Path, ask: Ask, clock: Clock
) -> None:
    shutil.copy(METERS / "outcomes" / "test_outcomes.py", tmp_path)
    environ = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "AQE_METER_KILLS": "1"}
    request = ask(environ=environ, test_timeout_s=5.0, timeout_s=120.0)
    run = run_suite(request, run_id="r1", clock=clock)
    found = outcomes(run)
    assert found["test_exits"] == "error"
    assert found["test_hangs"] == "timeout"
    assert found["test_recurses_to_death"] == "error"
    assert found["test_last"] == "passed"
    assert found["test_failed"] == "failed"
    messages = {each.test.split("::")[-1]: each.message for each in run.outcomes}
    assert "exit code 7" in messages["test_exits"]
    assert "signal 11" in messages["test_recurses_to_death"]


def test_a_generated_test_is_interrupted_by_the_alarm(write: Write, ask: Ask, clock: Clock) -> None:
    write(
        test_slow="import time\n\ndef test_a():\n    time.sleep(120)\n\ndef test_b():\n    pass\n",
    )
    request = ask(kind=RunKind.VERIFY, paths=(Path("test_slow.py"),), test_timeout_s=4.0)
    run = run_suite(request, run_id="r1", clock=clock)
    assert outcomes(run) == {"test_a": "timeout", "test_b": "passed"}
    assert run.duration_s < 60


def test_collection_errors_are_outcomes(write: Write, ask: Ask, clock: Clock) -> None:
    write(test_broken="import nothing_of_that_name\n", test_fine="def test_a(): pass\n")
    run = run_suite(ask(extra=("--continue-on-collection-errors",)), run_id="r1", clock=clock)
    assert outcomes(run) == {"test_broken.py": "error", "test_a": "passed"}
    broken = next(each for each in run.outcomes if each.outcome is Outcome.ERROR)
    assert "nothing_of_that_name" in broken.message


def test_the_limit_for_the_whole_run_holds(write: Write, ask: Ask, clock: Clock) -> None:
    write(test_slow="import time\ndef test_a(): time.sleep(120)\ndef test_b(): pass\n")
    run = run_suite(ask(timeout_s=8.0), run_id="r1", clock=clock)
    assert outcomes(run) == {"test_a": "timeout"}
    assert run.exit_code is None
    assert run.duration_s < 60
    assert "1 tests did not run" in run.notes[0]


def test_the_order_depends_on_the_seed_only(write: Write, ask: Ask, clock: Clock) -> None:
    body = "\n".join(f"def test_{number}(): pass" for number in range(12))
    write(test_one=body, test_two=body)

    def order(seed: int | None) -> list[str]:
        run = run_suite(ask(shuffle_seed=seed), run_id="r", clock=clock)
        return [each.test for each in run.outcomes]

    plain, first, again, other = order(None), order(1), order(1), order(2)
    assert first == again
    assert first != plain
    assert first != other
    assert sorted(first) == sorted(plain)


def test_the_hash_seed_reaches_the_tests(write: Write, ask: Ask, clock: Clock) -> None:
    write(test_seed="import os\ndef test_a(): assert os.environ['PYTHONHASHSEED'] == '7'")
    assert outcomes(run_suite(ask(hash_seed=7), run_id="r", clock=clock)) == {"test_a": "passed"}
    assert outcomes(run_suite(ask(hash_seed=8), run_id="r", clock=clock)) == {"test_a": "failed"}


def test_nothing_is_written_into_the_project(
    tmp_path: Path, write: Write, ask: Ask, clock: Clock
) -> None:
    write(thing="VALUE = 1\n", test_thing="import thing\ndef test_a(): pass\n")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    run_suite(ask(coverage_of=(tmp_path,)), run_id="r", clock=clock)
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_a_generated_suite_sees_neither_conftest_nor_secrets(
    write: Write, ask: Ask, clock: Clock
) -> None:
    write(
        conftest="raise RuntimeError('conftest was loaded')\n",
        test_alone=(
            "import os\n"
            "def test_a():\n"
            "    assert 'API_TOKEN' not in os.environ\n"
            "    assert os.listdir(os.getcwd()) == []\n"
        ),
    )
    request = ask(
        kind=RunKind.VERIFY,
        paths=(Path("test_alone.py"),),
        environ={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "API_TOKEN": "secret"},
    )
    run = run_suite(request, run_id="r", clock=clock)
    assert outcomes(run) == {"test_a": "passed"}


@pytest.mark.skipif(sys.platform != "linux", reason="the limits are the kernel's")
def test_a_test_may_use_what_the_limits_allow(write: Write, ask: Ask, clock: Clock) -> None:
    write(
        test_hungry=(
            "def test_small():\n    assert len(bytearray(100 * 2**20))\n\n"
            "def test_large():\n    assert len(bytearray(900 * 2**20))\n\n"
            "def test_file(tmp_path):\n    (tmp_path / 'f').write_bytes(bytes(3 * 2**20))\n"
        )
    )
    little = Limits(memory_bytes=200 * 2**20, file_bytes=2**20)
    much = Limits(memory_bytes=1000 * 2**20, file_bytes=4 * 2**20)

    def under(limits: Limits) -> dict[str, str]:
        paths = (Path("test_hungry.py"),)
        request = ask(kind=RunKind.VERIFY, walls=True, limits=limits, paths=paths)
        return outcomes(run_suite(request, run_id="r", clock=clock))

    fine = {"test_small": "passed", "test_large": "passed", "test_file": "passed"}
    assert under(much) == fine
    assert under(little) == {**fine, "test_large": "failed", "test_file": "failed"}


def test_a_cancelled_run_keeps_what_ran(write: Write, ask: Ask, clock: Clock) -> None:
    write(test_slow="import time\ndef test_a(): pass\ndef test_b(): time.sleep(120)\n")
    seen: list[str] = []
    run = run_suite(
        ask(),
        run_id="r",
        clock=clock,
        on_outcome=lambda each: seen.append(each.test),
        cancelled=lambda: bool(seen),
    )
    assert outcomes(run) == {"test_a": "passed"}
    assert run.duration_s < 60


@pytest.mark.parametrize(
    "settings",
    [
        "relative_files = true",
        "source = ['thing']",
        "source = ['elsewhere']\nrelative_files = true",
        "source_pkgs = ['nothing_of_that_name']",
        "include = ['elsewhere/*']",
        "parallel = true\n[tool.coverage.paths]\nsource = ['src', '*/site-packages']",
        "concurrency = ['thread']\n[tool.coverage.report]\ninclude = ['nowhere/*']\nfail_under = 100",
    ],
)
def test_the_projects_settings_do_not_hide_what_is_to_be_measured(
    tmp_path: Path, write: Write, ask: Ask, clock: Clock, settings: str
) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "thing.py").write_text("def one():\n    return 1\n", encoding="utf-8")
    (tmp_path / "src" / "other.py").write_text("VALUE = 1\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(f"[tool.coverage.run]\n{settings}\n", encoding="utf-8")
    write(test_it="import thing\ndef test_a(): thing.one()\n")
    files = (Path("src/thing.py"), Path("src/other.py"))
    run = run_suite(
        ask(coverage_of=files, search_path=(tmp_path / "src",)), run_id="r", clock=clock
    )
    assert run.coverage is not None
    assert run.notes == ()
    assert {each.path: each.covered for each in run.coverage} == {
        "src/thing.py": (1, 2),
        "src/other.py": (),
    }


def test_what_the_project_leaves_out_stays_out(
    tmp_path: Path, write: Write, ask: Ask, clock: Clock
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.coverage.run]\nomit = ['other.py']\n"
        "[tool.coverage.report]\nexclude_lines = ['not for tests']\n",
        encoding="utf-8",
    )
    write(
        thing="def one():\n    return 1\ndef two():  # not for tests\n    return 2\n",
        other="VALUE = 1\n",
        test_it="import thing\ndef test_a(): thing.one()\n",
    )
    run = run_suite(ask(coverage_of=(Path("thing.py"), Path("other.py"))), run_id="r", clock=clock)
    assert [(each.path, each.executable) for each in run.coverage or ()] == [("thing.py", (1, 2))]


def test_files_that_nothing_imports_are_measured_as_uncovered(
    write: Write, ask: Ask, clock: Clock
) -> None:
    write(seen="VALUE = 1\n", unseen="VALUE = 1\n", test_it="import seen\ndef test_a(): pass\n")
    wanted = (Path("seen.py"), Path("unseen.py"))
    run = run_suite(ask(coverage_of=wanted), run_id="r", clock=clock)
    assert run.coverage is not None
    assert {each.path: each.covered for each in run.coverage} == {"seen.py": (1,), "unseen.py": ()}
    alone = run_suite(ask(coverage_of=(Path("unseen.py"),)), run_id="r", clock=clock)
    assert alone.coverage is not None
    assert [(each.path, each.executable) for each in alone.coverage] == [("unseen.py", (1,))]


def test_lines_are_told_per_test(write: Write, ask: Ask, clock: Clock) -> None:
    write(
        thing="def one():\n    return 1\n\ndef two():\n    return 2\n",
        test_it="import thing\ndef test_1(): thing.one()\ndef test_2(): thing.two()\n",
    )
    request = ask(coverage_of=(Path("thing.py"),), contexts=True)
    run = run_suite(request, run_id="r", clock=clock)
    assert run.coverage is not None
    assert run.coverage[0].tests == (
        ("", (1, 4)),
        ("test_it.py::test_1", (2,)),
        ("test_it.py::test_2", (5,)),
    )


def test_a_test_that_takes_too_long_ends_without_timers_too(
    tmp_path: Path, write: Callable[..., None], ask: Ask, clock: Clock
) -> None:
    write(
        conftest="import signal\n\ndel signal.setitimer\n",
        test_slow="def test_a():\n    while True: pass\n\ndef test_b(): pass\n",
    )
    request = ask(kind=RunKind.VERIFY, paths=(Path("test_slow.py"),), test_timeout_s=4.0)
    run = run_suite(request, run_id="r1", clock=clock)
    assert outcomes(run) == {"test_a": "timeout", "test_b": "passed"}
    assert "took longer than 4 s" in run.outcomes[0].message


@pytest.mark.parametrize("module", ["posixpath", "shlex"])
def test_the_standard_library_is_measured_from_its_files(
    module: str, write: Write, ask: Ask, clock: Clock
) -> None:
    found = importlib.import_module(module)
    path = Path(sysconfig.get_path("stdlib")) / f"{module}.py"
    write(test_it=f"import {module}\n\ndef test_it():\n    {module}.{_SMALL[module]}\n")
    request = ask(
        kind=RunKind.VERIFY,
        paths=(Path("test_it.py"),),
        search_path=(path.parent,),
        coverage_of=(path,),
        walls=True,
    )
    (coverage,) = run_suite(request, run_id="r1", clock=clock).coverage or ()
    called = getattr(found, _SMALL[module].partition("(")[0])
    first = called.__code__.co_firstlineno
    assert set(range(first + 1, first + 30)) & set(coverage.covered)
    if module == "shlex":  # pytest imports it, coverage.py does not
        assert first in coverage.covered


_SMALL = {"posixpath": "splitdrive('/a')", "shlex": "quote('a b')"}


def test_what_pytest_consists_of_is_measured_from_its_first_line(
    tmp_path: Path, write: Write, ask: Ask, clock: Clock
) -> None:
    installed = importlib.import_module("pluggy").__file__
    assert installed is not None
    shutil.copytree(Path(installed).parent, tmp_path / "pluggy")
    write(test_it="import pluggy\n\ndef test_it():\n    pluggy.HookspecMarker('a')\n")
    path = tmp_path / "pluggy" / "_hooks.py"
    request = ask(kind=RunKind.VERIFY, paths=(Path("test_it.py"),), coverage_of=(path,))
    (coverage,) = run_suite(request, run_id="r1", clock=clock).coverage or ()
    top = ast.parse(path.read_bytes()).body
    imports = {each.lineno for each in top if isinstance(each, ast.ImportFrom)}
    assert imports & set(coverage.covered)


def test_processes_of_a_campaign_share_what_hypothesis_works_out(
    tmp_path: Path, ask: Ask, clock: Clock
) -> None:
    text = (
        "import os\n\n\ndef test_storage():\n"
        "    folder = os.environ['HYPOTHESIS_STORAGE_DIRECTORY']\n"
        "    assert folder == os.path.join({0!r}, 'hypothesis')\n"
        "    os.makedirs(folder, exist_ok=True)\n"
    )
    shared = tmp_path / "shared"
    shared.mkdir()
    (tmp_path / "test_storage.py").write_text(text.format(str(shared.resolve())), encoding="utf-8")
    path = tmp_path / "test_storage.py"
    request = ask(paths=(path,), bytecode=shared, generated=True, walls=True)
    run = run_suite(request, run_id="r1", clock=clock)
    assert outcomes(run) == {"test_storage": "passed"}, run
    assert (shared / "hypothesis").is_dir()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def test_it(nowhere):\n    pass\n", "fixture 'nowhere' not found"),
        ("raise EOFError('Early end')\n", "EOFError: Early end"),
    ],
)
def test_what_ends_a_test_before_it_begins_is_told_in_its_own_words(
    tmp_path: Path, ask: Ask, clock: Clock, text: str, message: str
) -> None:
    (tmp_path / "test_it.py").write_text(text, encoding="utf-8")
    run = run_suite(ask(), run_id="r1", clock=clock)
    assert [each.message for each in run.outcomes] == [message]


def test_branches_are_told_of_each_test_where_that_is_asked_for(
    write: Write, ask: Ask, tmp_path: Path, clock: Clock
) -> None:
    write(
        thing=(
            "def f(a,\n      b):\n"
            "    if (a and\n            b):\n        return 1\n"
            "    for each in range(a):\n        b += 1\n    return b\n"
        ),
        test_thing="from thing import f\ndef test_a(): f(1, 1)\ndef test_b(): f(0, 0)\n",
    )
    request = ask(coverage_of=(tmp_path / "thing.py",), contexts=True, branch_contexts=True)

    (file,) = run_suite(request, run_id="1", clock=clock).coverage or ()

    branches = {test.partition("::")[2]: set(arcs) for test, arcs in file.test_branches}
    assert branches["test_a"] == {(3, 5)}
    assert branches["test_b"] == {(3, 6), (6, 8)}
    assert set().union(*branches.values()) == set(file.covered_branches)
    (plain,) = (
        run_suite(
            ask(coverage_of=(tmp_path / "thing.py",), contexts=True), run_id="1", clock=clock
        ).coverage
        or ()
    )
    assert plain.test_branches == ()
