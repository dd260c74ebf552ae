"""``aqe explain`` as users run it: after a search, before any, and with mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.domain.explanation import Cause

from .conftest import Run

SOURCE = """\
import sys


def home(path: str) -> str:
    if sys.platform == "amiga":
        return path.upper()
    return path
"""


@pytest.fixture
def module(project: Path) -> Path:
    (project / "places.py").write_text(SOURCE)
    return project / "places.py"


@pytest.mark.slow
def test_after_a_search_the_reasons_are_told(aqe: Run, module: Path) -> None:
    generated = aqe("test", "generate", "places.py", "--executions", "60", "--no-mutants")
    text, as_json = aqe("explain", "places.py::home"), aqe("explain", "places.py", "--json")

    assert (generated.code, text.code, as_json.code) == (0, 0, 0)
    assert "aqe explain places.py" in generated.output
    assert "the search stopped after" in generated.output
    assert "platform: 'sys.platform == \"amiga\"' was never True on this platform" in text.output
    result = as_json.json()["result"]
    assert [(each["line"], each["cause"]) for each in result["goals"]] == [
        (5, "platform"),
        (6, "platform"),
    ]
    assert result["effort"]["phases"][2]["executions_per_s"] > 0


@pytest.mark.slow
def test_a_search_can_be_asked_for_and_writes_no_suite(aqe: Run, module: Path) -> None:
    ended = aqe("explain", "places.py", "--generate", "--executions", "60")
    assert ended.code == 0
    assert "2 of" in ended.output
    assert not (module.parent / "tests").exists()


@pytest.mark.slow
def test_a_module_that_cannot_be_imported_is_told(aqe: Run, project: Path) -> None:
    (project / "broken.py").write_text(
        "import nothing_of_that_name\n\n\ndef act():\n    return 1\n"
    )
    ended = aqe("explain", "broken.py", "--generate", "--executions", "20")
    assert ended.code == 3
    assert "nothing_of_that_name" in ended.errors


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["explain"], 2, "Missing argument 'FILE[::FUNCTION]'"),
        (["explain", "places.py::"], 2, "'places.py::' is not FILE or FILE::FUNCTION"),
        (["explain", "::home"], 2, "'::home' is not FILE or FILE::FUNCTION"),
        (["explain", "places.py", "--budget", "3"], 2, "--budget and --executions need --generate"),
        (["explain", "place.py"], 2, "did you mean 'places.py'?"),
        (["explain", "places.py::hom"], 2, "did you mean 'home'?"),
        (["explain", "places.py"], 3, "`aqe test generate places.py` records one"),
        (["explain", "places.py", "--run", "x"], 3, "no search of 'places.py' is recorded"),
    ],
)
def test_mistakes_are_told_with_the_next_step(
    aqe: Run, module: Path, arguments: list[str], code: int, message: str
) -> None:
    ended = aqe(*arguments)
    assert (ended.code, ended.output) == (code, "")
    assert message in ended.errors
    assert "Traceback" not in ended.errors


def test_every_cause_is_documented() -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "explain-what-is-missing.md"
    rows = [line.split("|")[1].strip() for line in page.read_text().splitlines() if "|" in line]
    assert [each for each in rows if each in set(Cause)] == [each.value for each in Cause]
