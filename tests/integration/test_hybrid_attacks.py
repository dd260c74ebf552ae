"""A model that answers rubbish, or attacks, loses nothing but time, and little of that."""

from __future__ import annotations

from pathlib import Path

import pytest
from hybrid_bench import Project, answer_of, model_of

from aqe.campaign.hybrid.reading import Reader
from aqe.testing import ScriptedModels

pytestmark = pytest.mark.slow

RUBBISH = [
    "",
    "I am sorry, but I cannot help with that.",
    "```python\ndef test_cut(:\n```",
    '{"tests": [1, 2, ',
    "<think>" + "let me see " * 2000,
    "```python\nassert True\n```\n```bash\nrm -rf /\n```",
    "\x00\ud800\ufeff```python\n\x00\n```",
    "A" * 10_000_000,
]
STATIC = """```python
import os, sys, socket, subprocess, signal, threading, coverage, ctypes
import vouchers
from vouchers import checksum, parse

def test_exit():
    os._exit(0)
    assert checksum("a")

def test_fork():
    while True:
        os.fork()
    assert checksum("a")

def test_network():
    socket.create_connection(("192.0.2.1", 80))
    assert checksum("a")

def test_program():
    assert subprocess.run(["ls"]).returncode == checksum("a")

def test_deletes():
    os.remove(vouchers.__file__)
    assert checksum("a")

def test_writes():
    open("conftest.py", "w").write("x")
    assert checksum("a")

def test_measures_itself():
    coverage.Coverage.current().get_data().add_lines({vouchers.__file__: [1, 2]})
    assert checksum("a")

def test_replaces(monkeypatch):
    monkeypatch.setattr(vouchers, "checksum", lambda body: "000000")
    assert parse("VC-SUMMER-1-000000") == ("SUMMER", 1)

def test_replaces_too():
    vouchers.checksum = lambda body: "000000"
    assert parse("VC-SUMMER-1-000000") == ("SUMMER", 1)

def test_vacuous():
    try:
        assert parse("VC-SUMMER-1-" + checksum("SUMMER-1")) == 5
    except AssertionError:
        pass

def test_says_nothing():
    parse("VC-SUMMER-1-" + checksum("SUMMER-1"))
    assert 1 == 1

def test_builds_code():
    assert eval("checksum('a')")

def test_sleeps():
    import time
    time.sleep(60)
    assert checksum("a")

def test_climbs():
    assert checksum.__globals__["hashlib"]

def test_hidden():
    assert checksum("a\u202eb")
```"""
HANGS = """```python
import itertools
import hashlib
from pathlib import Path
from vouchers import checksum, parse

def test_counts():
    for number in itertools.count():
        if checksum(str(number)) == "nothing":
            break
    assert checksum("a") == "b"

def test_counts_too():
    number = 0
    while checksum(str(number)) != "nothing":
        number += 1
    assert checksum("a") == "b"

def test_counts_again():
    number = 0
    while checksum(str(number)) != "nothing":
        number += 1
    assert checksum("a") == "b"
```"""
CLIMBS = """```python
from pathlib import Path
import vouchers
from vouchers import checksum

def test_grows():
    text = "a" * 3_000_000_000
    assert checksum(text) == "b"

def test_prints():
    for number in range(200_000):
        print(checksum("a") * 50)
    assert checksum("a") == "b"

def test_falls():
    def deeper(number):
        return deeper(number + 1) + checksum("a")
    assert deeper(0)

def test_writes_beside():
    place = Path(vouchers.__dir__()[0]).absolute()
    place.write_text(checksum("a"))
    assert checksum("a") == "b"

def test_spoils_the_rest():
    vouchers.hashlib.sha256 = None
    assert vouchers.PREFIX == "VC"
```"""

NEVER_COLLECTED = """```python
import itertools
from vouchers import checksum

FOUND = [each for each in itertools.count() if each < 0]

def test_a():
    assert checksum(FOUND) == "b"
```"""
GLOBAL_STATE = (
    "logging.disable(50)",
    "logging.getLogger().setLevel(10)",
    "warnings.simplefilter('ignore')",
    "random.seed(3)",
    "decimal.setcontext(decimal.Context(prec=3))",
    "locale.setlocale(locale.LC_ALL, 'C')",
    "random._os.environ.update(A='1')",
    "vouchers.hashlib.algorithms_available.clear()",
)
LEAVES_STATE = (
    "```python\nimport decimal, locale, logging, random, warnings\nimport vouchers\n"
    "from vouchers import checksum, parse\n\n"
    + "\n\n".join(
        f"def test_{number}():\n    {line}\n"
        f"    assert parse('VC-NEW-{number + 5}-' + checksum('NEW-{number + 5}')) == ('NEW', {number + 5})"
        for number, line in enumerate(GLOBAL_STATE)
    )
    + "\n```"
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("attacked"))
    project.add("vouchers")
    return project


@pytest.fixture(scope="module")
def alone(project: Project) -> tuple[bytes, float, int]:
    """The suite of the search, what it reaches and how many tests it has."""
    report = project.generate("vouchers")
    return report.files[0].read_bytes(), report.share_reached or 0.0, report.tests


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("\n\n".join(RUBBISH[:-1]), id="rubbish"),
        pytest.param(RUBBISH[-1], id="ten-megabytes"),
        pytest.param(STATIC, id="attacks"),
        pytest.param(HANGS, id="hangs"),
        pytest.param(CLIMBS, id="climbs"),
        pytest.param(NEVER_COLLECTED, id="never-collected"),
        pytest.param(LEAVES_STATE, id="leaves-state"),
    ],
)
def test_the_search_loses_nothing(
    answer: str, project: Project, alone: tuple[bytes, float, int]
) -> None:
    source = (project.root / "vouchers.py").read_bytes()
    before = sorted(project.root.rglob("*.py"))
    models = ScriptedModels([answer])
    report = project.generate("vouchers", models)
    found = model_of(report)
    suite, share, tests = alone
    assert report.status == "verified"
    assert (report.files[0].read_bytes(), report.tests) == (suite, tests)
    assert (report.share_reached or 0) >= share
    assert found.accepted == ()
    assert (project.root / "vouchers.py").read_bytes() == source
    assert sorted(project.root.rglob("*.py")) == before
    assert {each.accepted for each in models.notes} == {0}


def test_the_reasons_are_told(project: Project) -> None:
    found = model_of(project.generate("vouchers", ScriptedModels([STATIC])))
    refused = {each.test: each.reason for each in found.refused if "before" not in each.reason}
    assert len(refused) == 15
    assert refused["test_replaces"] == "it replaces what is under test: 'vouchers.checksum'"
    assert refused["test_vacuous"] == "it swallows failures"
    assert refused["test_says_nothing"].startswith("it asserts what always holds")
    assert refused["test_hidden"] == "it holds a character that is not shown: U+202E"


def test_what_a_test_leaves_changed_is_told(project: Project) -> None:
    found = model_of(project.generate("vouchers", ScriptedModels([LEAVES_STATE])))
    reasons = [each.reason for each in found.refused if each.test.startswith("test_")]
    assert len(reasons) == len(GLOBAL_STATE)
    assert all(each.startswith("it leaves ") for each in reasons)


def test_an_answer_whose_tests_hang_is_given_up(project: Project) -> None:
    models = ScriptedModels([HANGS])
    found = model_of(project.generate("vouchers", models))
    # On a busy machine the first one may take the whole run along.
    assert found.reason.endswith(" of its tests hang or end the process")
    assert len(models.asked) == 1  # such a model is not asked again


def test_a_budget_in_seconds_ends_tests_that_hang(project: Project) -> None:
    budget_s = 8.0
    report = project.generate(
        "vouchers", ScriptedModels([HANGS]), executions=None, budget_s=budget_s
    )
    assert model_of(report).accepted == ()
    # They would hang for ever. How long it takes is for `benchmarks/generation/hybrid.py` to say.
    assert report.duration_s <= budget_s * 15


def test_good_tests_beside_attacks_are_kept(project: Project) -> None:
    models = ScriptedModels([answer_of("vouchers") + "\n" + CLIMBS])
    report = project.generate("vouchers", models)
    assert report.share_reached == 1.0
    assert "test_grows" not in {each.test for each in model_of(report).accepted}
    Path(report.files[1]).unlink()


DEEP = f"""```python
from vouchers import checksum

def test_deep():
    assert {"not " * 900} checksum("a")
```"""


def test_an_answer_that_is_nested_without_measure_loses_nothing(
    project: Project, alone: tuple[bytes, float, int]
) -> None:
    report = project.generate("vouchers", ScriptedModels([DEEP]))
    assert report.error is None
    assert report.files[0].read_bytes() == alone[0]
    notes = [note for each in model_of(report).calls for note in each.notes]
    assert "left out, since it is nested too deeply: def test_deep():" in notes


def test_a_fault_of_ours_in_judging_loses_nothing_but_the_answer(
    project: Project, alone: tuple[bytes, float, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Reader, text: str) -> None:
        raise RecursionError(text)

    monkeypatch.setattr(Reader, "read", fail)
    report = project.generate("vouchers", ScriptedModels([answer_of("vouchers")]))
    found = model_of(report)
    assert (report.status, report.error) == ("verified", None)
    assert report.files[0].read_bytes() == alone[0]
    assert found.status == "nothing-accepted"
    assert "RecursionError" in found.reason
    assert [each.model for each in found.calls] == ["scripted/tester"]
