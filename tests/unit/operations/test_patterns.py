from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path

import pytest

from aqe.domain.pattern import PatternLanguage
from aqe.errors import SettingsError, UsageError
from aqe.operations.operation import Status
from aqe.operations.patterns import (
    BoosterApplyRequest,
    BoosterPatternsRequest,
    apply,
    patterns,
)
from aqe.operations.services import Services

SHOP = "def slug(t):\n    return t.lower().replace(' ', '-')\n\n\ndef is_open():\n    return 1\n"
TESTS = (
    "from shop import is_open, slug\n\n\n"
    "def test_open():\n    assert is_open() == True\n    assert slug('A b') == 'a-b' and is_open()\n\n\n"
    "def test_slug():\n    assert slug('A') == 'a'\n    assert slug('B') == 'b'\n"
    "    assert slug('C') == 'c'\n"
)


@pytest.fixture
def tests(project: Path) -> Path:
    (project / "shop.py").write_text(SHOP)
    path = project / "test_shop.py"
    path.write_text(TESTS)
    return path


def test_patterns_that_preserve_or_strengthen_are_applied(tests: Path, services: Services) -> None:
    tests.chmod(0o640)
    result = apply(BoosterApplyRequest((Path(),)), services)
    assert result.status is Status.OK
    assert result.applied == {"py-equals-true": 1, "py-split-and": 1}
    assert "assert is_open() is True\n    assert slug('A b') == 'a-b'\n    assert is_open()" in (
        tests.read_text()
    )
    (file,) = result.files
    assert (file.written, file.verified) == (True, False)
    assert "+    assert is_open() is True" in file.diff
    place = tests.relative_to(services.root).as_posix()
    assert file.path.as_posix() == place
    assert f"--- a/{place}\n+++ b/{place}\n" in file.diff, "as patch and git read it"
    assert stat.S_IMODE(tests.stat().st_mode) == 0o640
    assert sorted(each.name for each in tests.parent.glob("*test_shop*")) == ["test_shop.py"]
    assert apply(BoosterApplyRequest((Path(),)), services).applied == {}


def test_a_category_brings_all_its_patterns(tests: Path, services: Services) -> None:
    result = apply(BoosterApplyRequest((tests,), category="parametrisation"), services)
    assert result.applied == {"py-parametrize-asserts": 1}
    assert tests.read_text().startswith("from shop import is_open, slug\nimport pytest\n")


@pytest.mark.parametrize("option", ["dry_run", "check"])
def test_nothing_is_written_where_nothing_shall_be(
    option: str, tests: Path, services: Services
) -> None:
    result = apply(BoosterApplyRequest((tests,), **{option: True}), services)  # type: ignore[arg-type]
    assert tests.read_text() == TESTS
    assert (result.files[0].written, bool(result.files[0].diff)) == (False, True)
    assert result.status is (Status.FINDINGS if option == "check" else Status.OK)


def test_verification_takes_back_what_costs_a_test(tests: Path, services: Services) -> None:
    result = apply(BoosterApplyRequest((tests,), verify=True), services)
    (file,) = result.files
    assert [(each.part, each.test) for each in file.taken_back] == [("py-equals-true", "test_open")]
    assert (file.verified, file.written) == (True, True)
    text = tests.read_text()
    assert "is_open() == True" in text
    assert "    assert slug('A b') == 'a-b'\n    assert is_open()\n" in text
    assert sorted(each.name for each in tests.parent.glob("test_*")) == ["test_shop.py"]


def test_verification_keeps_a_table_in_the_place_of_asserts(
    tests: Path, services: Services
) -> None:
    request = BoosterApplyRequest((tests,), patterns=("py-parametrize-asserts",), verify=True)
    (file,) = apply(request, services).files
    assert (file.taken_back, file.written) == ((), True)


def test_typescript_without_a_runner_stays_and_says_what_to_install(
    project: Path, services: Services
) -> None:
    path = project / "a.test.ts"
    path.write_text("expect(a === b).toBe(true);\n")
    result = apply(BoosterApplyRequest((path,), verify=True), services)
    assert result.status is Status.INCONCLUSIVE
    assert "npm install --save-dev vitest" in (result.files[0].problem or "")
    assert path.read_text() == "expect(a === b).toBe(true);\n"
    assert apply(BoosterApplyRequest((path,)), services).applied == {"ts-expect-equal": 1}
    assert path.read_text() == "expect(a).toBe(b);\n"


SCRIPT = """\
import { expect, test } from "node:test";
test("sums", () => {
  expect(total([1]) === 1).toBe(true);
});
test("is open", () => {
  expect(cart.open == true).toBe(true);
});
"""


@pytest.mark.skipif(os.name != "posix", reason="an interpreter named in the first line")
@pytest.mark.parametrize("breaks", [True, False])
def test_tests_of_typescript_are_run_before_and_after(
    breaks: bool, project: Path, services: Services
) -> None:
    path = project / "web" / "cart.test.ts"
    path.parent.mkdir()
    path.write_text(SCRIPT.replace("node:test", "vitest"))
    seen = project / "seen"
    bins = project / "node_modules" / ".bin"
    bins.mkdir(parents=True)
    fake = bins / "vitest"
    fake.write_text(FAKE.format(python=sys.executable, seen=str(seen), breaks=breaks))
    fake.chmod(0o755)
    request = BoosterApplyRequest((path,), patterns=("ts-expect-equal",), verify=True)
    (file,) = apply(request, services).files
    tried = [Path(each).name for each in seen.read_text().splitlines()]
    assert tried[0] == "cart.test.ts"
    assert re.fullmatch(r"cart_trial\d+_0\.test\.ts", tried[1])
    assert [each.name for each in path.parent.iterdir()] == ["cart.test.ts"]
    if breaks:
        assert [(each.part, each.test) for each in file.taken_back] == [("ts-expect-equal", "sums")]
        assert (file.verified, file.written) == (True, False)
        assert path.read_text() == SCRIPT.replace("node:test", "vitest")
    else:
        assert (file.taken_back, file.verified, file.written) == ((), True, True)
        assert "expect(total([1])).toBe(1);" in path.read_text()


FAKE = """\
#!{python}
import json, sys
path = sys.argv[2]
out = next(each.split("=", 1)[1] for each in sys.argv if each.startswith("--outputFile="))
with open({seen!r}, "a") as file:
    file.write(path + "\\n")
text = open(path).read()
failed = {breaks} and "expect(total([1])).toBe(1)" in text
tests = [dict(fullName="sums", status="failed" if failed else "passed"),
         dict(fullName="later", status="todo")]
with open(out, "w") as file:
    json.dump(dict(testResults=[dict(status="passed", assertionResults=tests)]), file)
sys.exit(failed)
"""


def test_where_no_test_passes_nothing_is_verified(tests: Path, services: Services) -> None:
    tests.write_text("def test_a():\n    assert f(1) == True\n")
    (file,) = apply(BoosterApplyRequest((tests,), verify=True), services).files
    assert (file.verified, file.written) == (False, False)
    assert "none of its tests passes" in (file.problem or "")


def test_a_file_that_cannot_be_done_is_told_beside_the_others(
    tests: Path, services: Services
) -> None:
    (tests.parent / "test_broken.py").write_text("def f(:\n")
    (tests.parent / "test_bytes.py").write_bytes(b"\xff")
    result = apply(BoosterApplyRequest((Path(),)), services)
    assert result.status is Status.INCONCLUSIVE
    problems = {each.path.name: bool(each.problem) for each in result.files}
    assert problems == {"test_broken.py": True, "test_bytes.py": True, "test_shop.py": False}
    assert result.looked_at == 3


def test_a_project_has_patterns_of_its_own(tests: Path, services: Services) -> None:
    folder = services.root / ".agentic-qe" / "patterns"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(
        "[[pattern]]\nid = 'own'\nlanguage = 'python'\ncategory = 'mine'\nsummary = 's'\nwhy = 'w'\n"
        "kind = 'rewrite'\nsafety = 'preserves'\nrule = 'slug($A)'\nrewrite = 'slug(str($A))'\n"
        "where = { A = { kind = 'string' } }\n"
    )
    result = apply(BoosterApplyRequest((tests,), category="mine"), services)
    assert result.applied == {"own": 4}
    (own,) = patterns(BoosterPatternsRequest(category="mine"), services).patterns
    assert own.origin == "own.toml"
    (folder / "own.toml").write_text("nonsense")
    with pytest.raises(SettingsError, match=r"own\.toml"):
        apply(BoosterApplyRequest((tests,)), services)


def test_patterns_are_chosen_by_language_category_and_id(services: Services) -> None:
    every = patterns(BoosterPatternsRequest(), services).patterns
    python = patterns(BoosterPatternsRequest(language=PatternLanguage.PYTHON), services).patterns
    assert len(every) > len(python) > 60
    assert {each.language for each in python} == {PatternLanguage.PYTHON}
    (one,) = patterns(BoosterPatternsRequest("py-split-and"), services).patterns
    assert one.examples[0].after.count("assert") == 2


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (BoosterApplyRequest((Path("missing"),)), "'.*missing'"),
        (BoosterApplyRequest((Path("pyproject.toml"),)), "neither Python nor TypeScript"),
        (BoosterApplyRequest((Path(),), patterns=("nonsense",)), "'nonsense'"),
        (BoosterApplyRequest((Path(),), category="nonsense"), "'nonsense'"),
    ],
)
def test_what_does_not_exist_is_named(
    request_: BoosterApplyRequest, told: str, services: Services
) -> None:
    with pytest.raises(UsageError, match=told):
        apply(request_, services)
