"""New tests beside existing ones: what is taken over from them, and what the new ones add."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from aqe.bootstrap import compose
from aqe.campaign.options import SubjectReport
from aqe.domain.measure import Basis
from aqe.errors import UsageError
from aqe.operations.conduct import conduct
from aqe.operations.generate import GENERATE, GenerateRequest
from aqe.operations.services import Services

SUBJECT = Path(__file__).parents[1] / "subjects" / "existing"
LABEL = (38, 39)
"""Lines of the one secret that no test knows."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    root = tmp_path_factory.mktemp("existing") / "shop"
    shutil.copytree(SUBJECT, root, ignore=shutil.ignore_patterns("__pycache__"))
    environ = {key: value for key, value in os.environ.items() if not key.startswith("AQE_")}
    with compose(root, environ) as found:
        yield found


def generated(services: Services, **options: object) -> SubjectReport:
    facts = {"executions": 500, "mutants": False, "dry_run": True, **options}
    request = GenerateRequest(paths=(Path("store/pricing.py"),), **facts)  # type: ignore[arg-type]
    (found,) = conduct(GENERATE, request, services).subjects
    assert found.error is None, found.error
    return found  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def beside(services: Services) -> SubjectReport:
    """The suite beside the named tests, with mutants."""
    return generated(services, existing=Path("tests"), mutants=True)


def test_what_only_the_tests_know_leads_on(beside: SubjectReport) -> None:
    assert {each.line for each in beside.unreached} == set(LABEL)


def test_without_the_tests_the_same_search_does_not_get_there(
    services: Services, tmp_path: Path
) -> None:
    empty = services.root / "elsewhere"
    empty.mkdir(exist_ok=True)
    (empty / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
    found = generated(services, existing=empty)
    names = {each.qualname for each in found.unreached}
    assert names == {"discount", "summary", "unlock", "ship", "label"}
    assert found.complement is None


def test_coverage_with_and_without_the_new_tests(beside: SubjectReport) -> None:
    found = beside.complement
    assert found is not None
    assert found.existing_tests == 4
    before, after = found.coverage_before, found.coverage_after
    assert (before.detail, before.basis) == ("16 of 44 lines and branches", Basis.MEASURED)
    assert (after.detail, after.basis) == ("42 of 44 lines and branches", Basis.DERIVED)
    assert found.coverage_added == pytest.approx(26 / 44)
    assert len(set(after.runs)) == 2
    assert before.runs == after.runs[:1]


def test_mutants_with_and_without_the_new_tests(beside: SubjectReport) -> None:
    found = beside.complement
    assert found is not None
    assert found.mutants_before is not None
    assert found.mutants_after is not None
    assert (found.mutants_before.basis, found.mutants_after.basis) == (Basis.MEASURED,) * 2
    before, after = found.mutants_before.value, found.mutants_after.value
    assert before is not None
    assert after is not None
    assert 0.05 < before < 0.4
    assert 0.85 < after <= 1
    details = (found.mutants_before.detail, found.mutants_after.detail)
    whole = {each.partition(" sampled")[0].partition(" of ")[2] for each in details}
    assert len(whole) == 1


def test_tests_that_need_conftest_are_run_with_it(beside: SubjectReport) -> None:
    assert not [each for each in beside.notes if "does not pass" in each]
    assert any("existing tests reach 42% of the lines" in each for each in beside.notes)


def test_mutants_are_tried_only_where_tests_were_named(services: Services) -> None:
    found = generated(services, mutants=True).complement
    assert found is not None
    assert found.coverage_added == pytest.approx(26 / 44)
    assert found.mutants_before is None
    assert found.mutants_added is None


def test_one_file_can_be_named(services: Services) -> None:
    found = generated(services, existing=Path("tests/test_pricing.py"))
    assert found.complement is not None
    assert found.complement.existing_tests == 4


def test_broken_existing_tests_are_told(services: Services) -> None:
    path = services.root / "tests" / "test_broken_pricing.py"
    path.write_text(
        "from store import pricing\n\n\ndef test_wrong():\n    assert pricing.label('a') == 'a'\n"
    )
    try:
        found = generated(services, existing=Path("tests"))
    finally:
        path.unlink()
    assert any("6 existing tests, 1 of which fail, reach" in each for each in found.notes)
    (note,) = (each for each in found.notes if "does not pass" in each)
    assert "tests/test_broken_pricing.py::test_wrong: " in note


def test_a_folder_without_tests_is_refused(services: Services) -> None:
    for name, slug in (("store", "existing-without-tests"), ("nowhere", "path-missing")):
        with pytest.raises(UsageError) as caught:
            generated(services, existing=Path(name))
        assert caught.value.slug == slug
        assert caught.value.hint
