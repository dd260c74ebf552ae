from __future__ import annotations

from pathlib import Path

import pytest

from aqe.campaign.scope import (
    CUT_SHORT,
    is_whole_suite,
    joined,
    scope_of_run,
    scope_of_sources,
    scope_of_tests,
)
from aqe.domain.run import RecordedRun, RunKind


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (
        "src/shop/__init__.py",
        "src/shop/cart.py",
        "src/shop/tests.py",
        "tests/unit/test_cart.py",
        "tests/slow/price_test.py",
        "tests/conftest.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("paths", "scope"),
    [
        ([], ""),
        (["tests"], ""),
        (["."], ""),
        (["tests/unit", "tests/slow"], ""),
        (["tests/slow/price_test.py", "tests/unit/test_cart.py"], ""),
        (["tests/unit"], "tests/unit"),
        (["tests/unit/test_cart.py::test_a"], "tests/unit/test_cart.py::test_a"),
        (
            ["tests/unit", "tests/slow/price_test.py::test_a"],
            "tests/slow/price_test.py::test_a, tests/unit",
        ),
    ],
)
def test_tests_are_the_whole_where_nothing_else_would_run(
    project: Path, paths: list[str], scope: str
) -> None:
    found = scope_of_tests([Path(each) for each in paths], project)

    assert found == scope
    assert is_whole_suite([project / each for each in paths], project) is (not scope)


def test_what_pytest_is_configured_to_run_is_the_whole(project: Path) -> None:
    (project / "pytest.ini").write_text("[pytest]\ntestpaths = tests/unit\n", encoding="utf-8")

    assert scope_of_tests([Path("tests/unit")], project) == ""
    assert scope_of_tests([Path("tests/slow")], project) == "tests/slow"


def test_a_path_without_any_known_test_is_a_part(tmp_path: Path) -> None:
    (tmp_path / "checks.py").touch()

    assert scope_of_tests([Path("checks.py")], tmp_path) == "checks.py"


@pytest.mark.parametrize(
    ("measured", "scope"),
    [
        (["src/shop/__init__.py", "src/shop/cart.py", "src/shop/tests.py"], "asked"),
        (["src/shop/__init__.py", "src/shop/cart.py"], ""),
        (["src"], ""),
        (["src/shop/cart.py"], "asked"),
    ],
)
def test_sources_are_the_whole_where_none_is_left_out(
    project: Path, measured: list[str], scope: str
) -> None:
    if "src/shop/tests.py" in measured:
        (project / "src/shop/price.py").write_text("x = 1\n", encoding="utf-8")

    found = scope_of_sources([Path("asked")], [project / each for each in measured], project)

    assert found == scope


def test_many_names_are_cut(project: Path) -> None:
    paths = [project / f"tests/unit/test_{each}.py" for each in "abcdefg"]

    assert scope_of_tests(paths, project) == (
        "tests/unit/test_a.py, tests/unit/test_b.py, tests/unit/test_c.py, tests/unit/test_d.py,"
        " tests/unit/test_e.py and 2 more"
    )


@pytest.mark.parametrize(
    ("exit_code", "tests", "scope"),
    [
        (0, "", ""),
        (1, "", ""),
        (1, "tests/unit", "tests/unit"),
        (None, "", CUT_SHORT),
        (2, "", CUT_SHORT),
        (3, "tests/unit", f"tests/unit, {CUT_SHORT}"),
    ],
)
def test_a_run_that_did_not_end_well_is_a_part(
    exit_code: int | None, tests: str, scope: str
) -> None:
    run = RecordedRun("r", RunKind.TEST, (), "", "", 1.0, exit_code, "3.11.0")

    assert scope_of_run(run, tests) == scope


def test_limits_are_joined() -> None:
    assert joined("", "a.py", "", "by tests") == "a.py, by tests"
