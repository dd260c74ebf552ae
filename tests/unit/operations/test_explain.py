"""What is explained, and what is said where nothing can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.campaign.explanation.record import RECORD_NAME, SearchRecord, record_text
from aqe.campaign.explanation.search import digest_of
from aqe.domain.effort import Effort, Stopped
from aqe.domain.explanation import Cause, GoalExplanation, ModuleExplanation, MutantExplanation
from aqe.domain.run import RecordedRun, RunKind
from aqe.errors import AqeError, EvidenceError, UsageError
from aqe.operations.explain import ExplainRequest, ExplainResult, explain
from aqe.operations.services import Services

SOURCE = """\
class Cart:
    def total(self):
        def part():
            return 1

        return part()


class CartView:
    pass


def price(x):
    return x
"""


def goal(line: int, qualname: str) -> GoalExplanation:
    return GoalExplanation(line, qualname, None, "", Cause.TIME, "late")


def mutant(line: int, qualname: str) -> MutantExplanation:
    return MutantExplanation("m", "x", qualname, line, "1", "2", Cause.SURVIVED, "few", 1)


@pytest.fixture
def module(services: Services) -> Path:
    path = services.root / "shop.py"
    path.write_text(SOURCE)
    return path


def record(services: Services, path: Path, run_id: str, *goals: GoalExplanation) -> None:
    place = path.relative_to(services.root).as_posix()
    run = RecordedRun(
        id=run_id,
        kind=RunKind.GENERATE,
        command=("aqe",),
        directory="",
        started_at="2026-01-01T00:00:00Z",
        duration_s=1.0,
        exit_code=0,
        python="3.11",
        attributes=(("subject", path.stem), ("source", place)),
    )
    explanation = ModuleExplanation(
        path.stem, digest_of(path.read_text()), 9, goals, (mutant(13, "price"),)
    )
    text = record_text(SearchRecord(explanation, Effort(Stopped.PATIENCE, 50, 20)))
    services.store.record_run(run)
    services.store.artefact(text.encode(), RECORD_NAME, run_id=run_id)


def explained(services: Services, function: str | None = None, **facts: object) -> ExplainResult:
    return explain(ExplainRequest(Path("shop.py"), function, **facts), services)  # type: ignore[arg-type]


def refused(services: Services, function: str | None = None, **facts: object) -> AqeError:
    with pytest.raises(AqeError) as caught:
        explained(services, function, **facts)
    return caught.value


@pytest.mark.parametrize(
    ("function", "lines", "mutants"),
    [
        (None, [2, 4, 13], 1),
        ("Cart", [2, 4], 0),
        ("Cart.total", [2, 4], 0),
        ("Cart::total", [2, 4], 0),
        ("Cart.total.part", [4], 0),
        ("price", [13], 1),
        ("CartView", [], 0),
    ],
)
def test_goals_of_what_was_asked_for(
    services: Services, module: Path, function: str | None, lines: list[int], mutants: int
) -> None:
    goals = goal(2, "Cart.total"), goal(4, "Cart.total.<locals>.part"), goal(13, "price")
    record(services, module, "run-1", *goals)

    found = explained(services, function)

    assert [each.line for each in found.goals] == lines
    assert len(found.mutants) == mutants
    assert (found.module, found.counted, found.effort.searched) == ("shop", 9, 50)
    assert not found.stale


def test_the_lines_around_are_shown(services: Services, module: Path) -> None:
    record(services, module, "run-1", goal(4, "Cart.total.<locals>.part"))
    found = explained(services, "Cart")
    assert [each.number for each in found.source] == [2, 3, 4, 5, 6]
    assert found.source[2].text == "            return 1"


def test_lines_of_a_file_that_changed_are_not_shown(services: Services, module: Path) -> None:
    record(services, module, "run-1", goal(4, "Cart.total"))
    module.write_text("# new\n" + SOURCE)
    found = explained(services)
    assert found.stale
    assert found.source == ()


def test_the_last_search_counts_unless_one_is_named(services: Services, module: Path) -> None:
    record(services, module, "run-1", goal(2, "Cart.total"))
    record(services, module, "run-2", goal(4, "Cart.total"))
    assert explained(services).run == "run-2"
    assert explained(services, run_id="run-1").goals[0].line == 2
    assert refused(services, run_id="run-7").slug == "unknown-run"


def test_searches_of_another_file_of_that_name_do_not_count(
    services: Services, module: Path
) -> None:
    other = services.root / "other" / "shop.py"
    other.parent.mkdir()
    other.write_text(SOURCE)
    record(services, other, "run-1", goal(2, "Cart.total"))
    assert refused(services).slug == "nothing-to-explain"


def test_without_a_search_the_next_step_is_told(services: Services, module: Path) -> None:
    error = refused(services)
    assert isinstance(error, EvidenceError)
    assert error.slug == "nothing-to-explain"
    assert "aqe test generate shop.py" in (error.hint or "")
    assert "--generate" in (error.hint or "")


@pytest.mark.parametrize(
    ("function", "near"),
    [("totl", "'Cart.total'"), ("total", "'Cart.total'"), ("Cat", "'Cart'"), ("pricee", "'price'")],
)
def test_a_wrong_function_is_told_with_the_nearest(
    services: Services, module: Path, function: str, near: str
) -> None:
    error = refused(services, function)
    assert isinstance(error, UsageError)
    assert error.slug == "function-missing"
    assert near in (error.hint or "")


def test_a_wrong_file_is_told_with_the_nearest(services: Services, module: Path) -> None:
    with pytest.raises(UsageError) as caught:
        explain(ExplainRequest(Path("shopp.py")), services)
    assert caught.value.slug == "path-missing"
    assert "'shop.py'" in (caught.value.hint or "")


def test_a_folder_or_a_file_of_another_sort_is_refused(services: Services, module: Path) -> None:
    for name in (".", "pyproject.toml"):
        with pytest.raises(UsageError):
            explain(ExplainRequest(Path(name)), services)
