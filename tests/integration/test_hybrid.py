"""The whole way from a search that is stuck over a model's answer to tests that pass in fresh processes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from hybrid_bench import Project, answer_of, model_of

from aqe.domain.conversation import Asker, ModelReply, ModelRequest
from aqe.domain.routing import Task, TaskKind
from aqe.errors import RouterError
from aqe.router.ports import Watch
from aqe.syntax.python.seal import is_untouched
from aqe.testing import ScriptedModels
from aqe.testing.scripted_models import Note

pytestmark = pytest.mark.slow

SUITE, MODEL = "test_vouchers.py", "test_vouchers_model.py"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.add("vouchers")
    return project


def plain_pytest(project: Project, *names: str) -> str:
    """The last line of a run of files with plain pytest."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *names],
        cwd=project.root / "out",
        env={"PYTHONPATH": str(project.root), "PATH": "", "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip().splitlines()[-1]


def test_a_stuck_subject_is_finished_by_a_model(project: Project) -> None:
    alone = project.generate("vouchers")
    suite = (project.root / "out" / SUITE).read_bytes()
    models = ScriptedModels([answer_of("vouchers")])
    hybrid = project.generate("vouchers", models)
    found = model_of(hybrid)
    # The search's part is the same with and without a model.
    assert (project.root / "out" / SUITE).read_bytes() == suite
    assert alone.model is None
    assert alone.files == hybrid.files[:1]
    assert (alone.share_reached or 0) < 0.8
    assert hybrid.share_reached == 1.0
    assert hybrid.unreached == ()
    assert len(alone.unreached) > 10
    # What was asked, and what became of it.
    assert found.status == "accepted"
    assert [each.kind for each in found.calls] == ["targeted-tests"]
    assert found.calls[0].model == "scripted/tester"
    assert found.cost_usd == Decimal("0.0012")
    assert {each.test for each in found.accepted} >= {"test_parse", "test_redeem"}
    assert all(each.lines or each.branches for each in found.accepted)
    assert models.notes == [Note("call-1", found.proposed, len(found.accepted))]
    assert models.asked[0].asker.subject == "vouchers"
    assert models.asked[0].asker.kind is TaskKind.TARGETED_TESTS
    budget_usd = models.asked[0].task.budget_usd
    assert budget_usd is not None
    assert budget_usd > 0
    # The file stands on its own.
    text = (project.root / "out" / MODEL).read_text()
    assert is_untouched(text)
    assert text.count(f"prompt {found.calls[0].prompt[:12]}") == len(found.accepted)
    assert "--model auto" in text.splitlines()[0]
    assert "--model" not in (project.root / "out" / SUITE).read_text()
    assert "passed" in plain_pytest(project, SUITE, MODEL)
    assert "failed" not in plain_pytest(project, MODEL, SUITE)


def test_what_adds_nothing_is_refused(project: Project) -> None:
    idle = '```python\nfrom vouchers import checksum\ndef test_a():\n    assert len(checksum("a")) == 6\n```'
    report = project.generate("vouchers", ScriptedModels([idle]))
    found = model_of(report)
    assert found.status == "nothing-accepted"
    assert [each.reason for each in found.refused] == [
        "it adds nothing to what other tests reach and notice"
    ]
    assert [each.name for each in report.files] == [SUITE]
    assert not (project.root / "out" / MODEL).exists()


def test_a_test_that_failed_is_repaired(project: Project) -> None:
    good = answer_of("vouchers")
    wrong = good.replace('f"VC-{body}-{checksum(body)}"', 'f"VC-{body}-{checksum(body, 6)}"')
    models = ScriptedModels([wrong, good])
    report = project.generate("vouchers", models)
    assert [each.task.kind for each in models.asked] == [
        TaskKind.TARGETED_TESTS,
        TaskKind.REPAIR,
    ]
    repair = models.asked[1].request.messages[1].text
    assert "takes 1 positional argument but 2 were given" in repair
    assert "checksum(body, 6)" in repair
    assert str(project.root) not in repair
    assert report.share_reached == 1.0
    assert model_of(report).disagreements == ()  # it was the test's own fault


def test_repairs_end_after_three_rounds(project: Project) -> None:
    def answer(number: int) -> str:
        return (
            "```python\nfrom vouchers import parse\n"
            f"def test_a{number}():\n    assert parse(1, 2, {number}) == 3\n```"
        )

    models = ScriptedModels([answer(each) for each in range(9)])
    found = model_of(project.generate("vouchers", models))
    assert [each.kind for each in found.calls] == ["targeted-tests", "repair", "repair", "repair"]
    assert found.status == "nothing-accepted"
    assert [each.accepted for each in models.notes] == [0, 0, 0, 0]


def test_a_disagreement_is_told_and_stays(project: Project) -> None:
    good = answer_of("vouchers")
    wrong = good.replace("900", "400").replace("(0, [code", "(7, [code")
    models = ScriptedModels([wrong, good])
    found = model_of(project.generate("vouchers", models))
    (told,) = [each for each in found.disagreements if each.test == "test_redeem"]
    assert "AssertionError" in told.what
    assert told.later_agreed  # and yet it is told
    assert "test_redeem" in {each.test for each in found.accepted}


def test_a_model_that_does_not_answer_loses_only_its_part(project: Project) -> None:
    alone = project.generate("vouchers")
    suite = (project.root / "out" / SUITE).read_bytes()
    error = RouterError("no model may be asked", slug="budget-spent")
    report = project.generate("vouchers", ScriptedModels([error]))
    found = model_of(report)
    assert (found.status, found.reason) == ("unanswered", "no model may be asked")
    assert report.status == "verified"
    assert report.tests == alone.tests
    assert (project.root / "out" / SUITE).read_bytes() == suite


def test_an_answer_is_paid_for_once_and_replayed(project: Project) -> None:
    first = ScriptedModels([answer_of("vouchers")])
    paid = model_of(project.generate("vouchers", first, caches=True))
    assert not paid.calls[0].cached
    written = (project.root / "out" / MODEL).read_bytes()
    second = ScriptedModels([])
    again = model_of(project.generate("vouchers", second, caches=True))
    assert second.asked == []
    assert second.notes == []
    assert again.calls[0].cached
    assert again.calls[0].asked_at.startswith("2026-01-02")
    assert again.cost_usd == 0
    replayed = model_of(project.generate("vouchers", None, replay=True))
    assert [each.test for each in replayed.accepted] == [each.test for each in paid.accepted]
    assert (project.root / "out" / MODEL).read_bytes() == written


def test_a_replay_tells_what_is_missing(project: Project) -> None:
    models = ScriptedModels([answer_of("vouchers")])
    found = model_of(project.generate("vouchers", models, replay=True))
    assert models.asked == []
    assert found.status == "unanswered"
    assert found.missing == (found.calls[0].prompt,)


@dataclass
class Waiting:
    """Models that answer when it is too late."""

    asked: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def ask(
        self,
        task: Task,
        request: ModelRequest,
        asker: Asker,
        *,
        on_text: Callable[[str], None] | None = None,
        on_step: Watch | None = None,
    ) -> ModelReply:
        self.asked.set()
        self.released.wait(30)
        raise RouterError("too late")

    def note_tests(self, call: str, *, proposed: int, accepted: int) -> None:
        raise AssertionError("nothing was answered")


def test_an_interruption_while_a_model_thinks_keeps_the_suite(project: Project) -> None:
    models = Waiting()
    project.is_cancelled = models.asked.is_set
    try:
        report = project.generate("vouchers", models)
    finally:
        models.released.set()
    assert model_of(report).status == "interrupted"
    assert report.tests > 0
    assert report.files[0].read_text().startswith("# Generated by aqe")
    assert "failed" not in plain_pytest(project, SUITE)


def test_nothing_is_asked_where_nothing_is_left(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("plain", "def twice(number: int) -> int:\n    return 2 * number\n")
    models = ScriptedModels(["x"])
    found = model_of(project.generate("plain", models))
    assert models.asked == []
    assert found.status == "not-asked"


def test_nothing_is_asked_where_the_target_is_reached(project: Project) -> None:
    models = ScriptedModels(["x"])
    found = model_of(project.generate("vouchers", models, coverage_target=0.2))
    assert models.asked == []
    assert found.reason == "the coverage that was asked for is reached"


LOTTERY = """
import zlib


def gold(text: str) -> int:
    return zlib.crc32(text.encode()) % 50000 // 49999


def jackpot(text: str) -> str:
    if zlib.adler32(text.encode()) == 0x12345678:
        return "won"
    return "lost"
"""
DRAWS = """```python
import zlib
from lottery import gold


def test_gold():
    text = next(t for t in map(str, range(400_000)) if zlib.crc32(t.encode()) % 50000 == 49999)
    assert gold(text) == 1
```"""


def test_surviving_mutants_are_asked_for_and_noticed(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("lottery", LOTTERY)
    models = ScriptedModels([DRAWS])
    alone = project.generate("lottery", mutants=True, executions=60)
    report = project.generate("lottery", models, mutants=True, executions=60)
    assert alone.survivors > 1
    assert "a test fails when line" in models.asked[0].request.messages[1].text
    kills = {kill for each in model_of(report).accepted for kill in each.kills}
    assert kills
    assert (report.measure("mutation_score") or 0) > (alone.measure("mutation_score") or 0)


def test_a_hundred_tests_for_a_service(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.add("parking", "service")
    models = ScriptedModels([answer_of("parking", "service")])
    report = project.generate("parking", models, count=100, coverage_target=0.95)
    found = model_of(report)
    assert [each.task.kind for each in models.asked] == [TaskKind.SCENARIOS]
    assert report.tests + len(found.accepted) == 100
    assert (report.measure("line_branch_coverage") or 0) >= 0.95
    assert report.target_reached
    assert {each.behaviour for each in found.accepted} >= {"given", "combination", "empty"}
    rows = answer_of("parking", "service").count('"values"')
    assert found.proposed == rows > 0
    assert found.varied == sum(each.is_variation for each in found.accepted) > 0
    assert found.disagreements == ()
    assert " 100 passed" in f" {plain_pytest(project, '.')}"


def test_rows_that_the_subject_contradicts_are_told_and_left_out(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.add("parking", "service")
    answer = answer_of("parking", "service").replace(
        '"kind": "car", "stay": 16}, "expected": 200', '"kind": "car", "stay": 16}, "expected": 999'
    )
    found = model_of(project.generate("parking", ScriptedModels([answer]), count=120))
    (told,) = found.disagreements
    assert told.test == "scenario_price[given-2]"
    assert "expected 999, but it gives 200" in told.what
    assert "999" not in (project.root / "out" / "test_parking_model.py").read_text()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in ("frames", "licences") else pytest.mark.nightly)
        for name in (
            "accounts",
            "frames",
            "handshake",
            "holidays",
            "licences",
            "orders",
            "postings",
            "queries",
            "sessions",
            "vouchers",
        )
    ],
)
def test_a_model_adds_twenty_points_where_search_is_stuck(name: str, tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.add(name)
    alone = project.generate(name, executions=400)
    hybrid = project.generate(name, ScriptedModels([answer_of(name)]), executions=400)
    assert (hybrid.share_reached or 0) - (alone.share_reached or 0) >= 0.2
