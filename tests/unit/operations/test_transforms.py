from __future__ import annotations

from pathlib import Path

import pytest

from aqe.errors import UsageError
from aqe.operations.operation import Status
from aqe.operations.services import Services
from aqe.operations.transforms import BoosterTransformRequest, transform

CASES = (
    "import unittest\n\n\nclass OneTest(unittest.TestCase):\n    def test_a(self):\n"
    "        self.assertEqual(1, 1)\n\n\nclass Two(unittest.TestCase):\n    def test_b(self):\n"
    "        check = [self.assertTrue]\n        check[0](1)\n"
)


@pytest.fixture
def tests(project: Path) -> Path:
    path = project / "test_cases.py"
    path.write_text(CASES)
    return path


def test_what_can_be_carried_over_is_and_the_rest_is_told(tests: Path, services: Services) -> None:
    result = transform(
        BoosterTransformRequest("unittest-to-pytest", (tests,), verify=True), services
    )
    (file,) = result.files
    assert (file.changes, file.written, file.verified, file.taken_back) == (1, True, True, ())
    assert [(each.line, each.reason.partition(":")[0]) for each in file.left] == [(11, "Two")]
    assert "class TestOne:\n    def test_a(self):\n        assert 1 == 1\n" in tests.read_text()
    assert result.status is Status.OK


def test_a_transform_that_costs_a_test_is_taken_back(project: Path, services: Services) -> None:
    path = project / "test_counted.py"
    text = CASES.split("\n\n\nclass Two", maxsplit=1)[0] + (
        "\n\ndef test_names():\n    assert 'One' + 'Test' in globals()\n"
    )
    path.write_text(text)
    result = transform(
        BoosterTransformRequest("unittest-to-pytest", (path,), verify=True), services
    )
    (file,) = result.files
    assert [(each.part, each.test) for each in file.taken_back] == [
        ("unittest-to-pytest", "test_names")
    ]
    assert (file.written, file.changes) == (False, 0)
    assert path.read_text() == text


def test_check_and_dry_run_write_nothing(tests: Path, services: Services) -> None:
    request = BoosterTransformRequest("unittest-to-plain", (tests,), check=True)
    assert transform(request, services).status is Status.FINDINGS
    dry = BoosterTransformRequest("unittest-to-plain", (tests,), dry_run=True)
    assert "+        assert 1 == 1" in transform(dry, services).files[0].diff
    assert tests.read_text() == CASES


def test_files_of_the_other_language_are_passed_over(tests: Path, services: Services) -> None:
    path = tests.with_name("a.test.ts")
    path.write_text("expect(a).to.equal(1);\n")
    result = transform(BoosterTransformRequest("chai-to-jest", (tests.parent,)), services)
    assert (result.looked_at, path.read_text()) == (1, "expect(a).toBe(1);\n")


def test_an_unknown_transform_is_named(tests: Path, services: Services) -> None:
    with pytest.raises(UsageError, match="'nonsense'") as caught:
        transform(BoosterTransformRequest("nonsense", (tests,)), services)
    assert "unittest-to-pytest" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "line",
    [
        "from test_cases import OneTest",
        "from .test_cases import OneTest as Base",
        "from pkg.test_cases import *",
        "import test_cases\nclass X(test_cases.OneTest): pass",
        "from . import test_cases as base\nclass X(base.OneTest): pass",
    ],
)
def test_a_case_that_another_file_inherits_from_stays(
    tests: Path, project: Path, services: Services, line: str
) -> None:
    (project / "deeper").mkdir()
    (project / "deeper" / "more.py").write_text(f"{line}\n")
    result = transform(BoosterTransformRequest("unittest-to-pytest", (tests,)), services)
    assert tests.read_text() == CASES
    assert "OneTest: another file imports OneTest" in result.files[0].left[0].reason


def test_other_names_and_other_files_do_not_matter(
    tests: Path, project: Path, services: Services
) -> None:
    (project / "broken.py").write_text("def (\n")
    (project / "more.py").write_text("from test_cases import Other\nfrom other import OneTest\n")
    result = transform(BoosterTransformRequest("unittest-to-pytest", (tests,)), services)
    assert result.files[0].changes == 1
