"""Explanations of goals of which it is known why they are not reached."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from aqe.bootstrap import compose
from aqe.domain.explanation import Cause
from aqe.operations.conduct import conduct
from aqe.operations.explain import ExplainRequest, ExplainResult, explain
from aqe.operations.generate import GENERATE, GenerateRequest, GenerateResult
from aqe.operations.services import Services

SUBJECTS = Path(__file__).parents[1] / "subjects" / "explained"
MODULES = sorted(each.stem for each in SUBJECTS.glob("*.py"))
WHY = re.compile(r"why(?: (true|false))?: ([\w-]+)")
SIDES = {"": None, "true": True, "false": False}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    root = tmp_path_factory.mktemp("explained")
    (root / "pyproject.toml").write_text("")
    for path in SUBJECTS.glob("*.py"):
        shutil.copy(path, root)
    environ = {key: value for key, value in os.environ.items() if not key.startswith("AQE_")}
    with compose(root, environ) as found:
        yield found


@pytest.fixture(scope="module")
def generated(services: Services) -> GenerateResult:
    """One search for each module, with the mutants of one."""
    paths = tuple(Path(f"{each}.py") for each in MODULES if each != "twins")
    request = GenerateRequest(paths=paths, executions=500, mutants=False, jobs=2)
    result: GenerateResult = conduct(GENERATE, request, services)
    conduct(GENERATE, GenerateRequest(paths=(Path("twins.py"),), executions=300), services)
    return result


def expected(module: str) -> dict[tuple[int, bool | None], str]:
    """The documented cause of each goal, by line and side."""
    found = {}
    lines = (SUBJECTS / f"{module}.py").read_text().splitlines()
    for number, line in enumerate(lines, 1):
        for side, cause in WHY.findall(line):
            found[number, SIDES[side]] = cause
    return found


def explained(services: Services, module: str, function: str | None = None) -> ExplainResult:
    return explain(ExplainRequest(Path(f"{module}.py"), function), services)


@pytest.mark.parametrize("module", MODULES)
def test_every_goal_that_is_not_reached_has_its_documented_cause(
    services: Services, generated: GenerateResult, module: str
) -> None:
    found = explained(services, module).goals
    assert {(each.line, each.side): each.cause.value for each in found} == expected(module)


def test_the_documented_causes_are_all_that_a_search_can_find() -> None:
    documented = {cause for module in MODULES for cause in expected(module).values()}
    elsewhere = {Cause.UNSTABLE, Cause.NOT_TRIED, Cause.NOT_AIMED}
    of_mutants = {Cause.SURVIVED, Cause.EQUIVALENT_SUSPECTED}
    assert documented == {each.value for each in set(Cause) - elsewhere - of_mutants}


def test_the_summary_names_the_same_causes(services: Services, generated: GenerateResult) -> None:
    for report in generated.subjects:
        short = {(each.line, each.side): each.cause for each in report.unreached}
        whole = {(e.line, e.side): e.cause for e in explained(services, report.subject).goals}
        assert short == whole


def test_a_condition_is_told_with_its_operands_and_the_nearest_call(
    services: Services, generated: GenerateResult
) -> None:
    goal = explained(services, "surroundings", "line_end").goals[0]

    assert goal.guard is not None
    assert goal.guard.text == 'sys.platform == "amiga"'
    assert goal.guard.side is True
    assert goal.guard.operands == (("'linux'", "'amiga'"),)
    assert goal.nearest is not None
    assert "line_end()" in goal.nearest.call
    assert goal.guard.met == goal.calls > 0
    assert goal.helps[0] == 'a run where sys.platform == "amiga" is True'


def test_a_class_that_cannot_be_built_is_told_with_what_its_constructor_raises(
    services: Services, generated: GenerateResult
) -> None:
    (goal,) = explained(services, "inputs", "Safe.open").goals

    assert goal.calls == 0
    assert goal.endings[0].what == "ValueError"
    assert goal.endings[0].message == "not the key"
    assert "Safe(" in goal.endings[0].call
    assert "its constructor ended: ValueError: not the key" in goal.reason


def test_a_mutant_that_no_input_tells_apart_is_suspected_to_be_equivalent(
    services: Services, generated: GenerateResult
) -> None:
    (mutant,) = explained(services, "twins").mutants

    assert (mutant.original, mutant.replacement) == (">", ">=")
    assert mutant.cause is Cause.EQUIVALENT_SUSPECTED
    assert mutant.inputs >= 20


def test_a_function_the_search_did_not_come_to_is_told_as_such(services: Services) -> None:
    conduct(GENERATE, GenerateRequest(paths=(Path("dead.py"),), executions=1), services)
    causes = {each.cause for each in explained(services, "dead", "trace").goals}
    assert causes <= {Cause.NOT_TRIED, Cause.UNREACHABLE}
    found = [each for each in explained(services, "dead").goals if each.cause is Cause.NOT_TRIED]
    assert found
    assert all("--budget" in each.helps[-1] for each in found)
