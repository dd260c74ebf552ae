"""Questions are answered from earlier runs where they can be, and what goes wrong is part of the record."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from aqe.campaign.hybrid.account import Figures
from aqe.campaign.hybrid.asking import Desk
from aqe.campaign.model_wires import Assessment, HybridWires
from aqe.domain.conversation import Asker, Message, ModelReply, ModelRequest, Role
from aqe.domain.routing import Complexity, Task, TaskKind
from aqe.domain.subject import Subject
from aqe.errors import RouterError
from aqe.generation.llm.prompts import Prompt
from aqe.router.ports import Models
from aqe.store.replies import ReplyCache
from aqe.testing import ScriptedModels
from aqe.testing.scripted_models import Note

SUBJECT = Subject("shop.cart", Path("/p/cart.py"), Path("/p"), "x = 1\n", "python", (), ())
PROMPT = Prompt(TaskKind.TARGETED_TESTS, ModelRequest((Message(Role.USER, "What?"),), 77))


@dataclass
class Assessed:
    """What was asked about a question."""

    calls: list[tuple[str, str, tuple[Path, ...], int, int]] = field(default_factory=list)

    def __call__(
        self,
        source: str,
        prompt: str,
        paths: Sequence[Path],
        *,
        failed_goals: int,
        total_goals: int,
    ) -> Assessment:
        self.calls.append((source, prompt, tuple(paths), failed_goals, total_goals))
        return Assessment(Complexity.CRITICAL, is_sensitive=True)


def desk(
    models: Models | None,
    *,
    assess: Assessed | None = None,
    replies: ReplyCache | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
    **options: object,
) -> Desk:
    wires = HybridWires(
        models,
        assess or Assessed(),
        "run-1",
        replies=replies,
        **options,  # type: ignore[arg-type]
    )
    return Desk(
        wires,
        SUBJECT,
        3,
        9,
        lambda: datetime(2026, 1, 2, tzinfo=UTC),
        is_cancelled,
        (Path("/p/t.py"),),
    )


def test_a_question_carries_what_the_choice_of_a_model_needs() -> None:
    models, assess = ScriptedModels(["yes"]), Assessed()
    asking = desk(models, assess=assess)
    answer = asking.ask(PROMPT, Decimal("0.5"))
    assert answer.text == "yes"
    assert assess.calls == [("x = 1\n", "What?", (Path("/p/cart.py"), Path("/p/t.py")), 3, 9)]
    (asked,) = models.asked
    assert asked.request is PROMPT.request
    assert asked.asker == Asker("run-1", "", "shop.cart", TaskKind.TARGETED_TESTS)
    assert asked.task == Task(
        TaskKind.TARGETED_TESTS,
        Complexity.CRITICAL,
        PROMPT.input_tokens,
        77,
        True,
        budget_usd=Decimal("0.5"),
    )
    asking.settle(answer.place, Figures(5, 1, 2, 2, 0))
    assert models.notes == [Note("call-1", 5, 2)]
    (call,) = asking.calls
    assert (call.model, call.proposed, call.accepted, call.cost_usd) == (
        "scripted/tester",
        5,
        2,
        Decimal("0.0012"),
    )
    assert call.prompt == PROMPT.digest


def test_the_choice_of_the_user_is_part_of_what_an_answer_is_kept_under(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path)
    desk(ScriptedModels(["one"]), replies=cache).ask(PROMPT, Decimal(1))
    again = desk(ScriptedModels([]), replies=cache)
    assert again.ask(PROMPT, Decimal(1)).text == "one"
    again.settle(0, Figures(1, 0, 0, 1, 0))  # there is no call to note it for
    other = ScriptedModels(["two"])
    assert desk(other, replies=cache, choice="offline").ask(PROMPT, Decimal(1)).text == "two"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RouterError("the money is gone", slug="budget-spent"), "the money is gone"),
        (RuntimeError("boom"), "asking a model failed: RuntimeError: boom"),
    ],
)
def test_a_failure_is_an_answer_without_a_text(error: Exception, told: str) -> None:
    def script(task: Task, request: ModelRequest) -> str:
        raise error

    asking = desk(ScriptedModels(script))
    assert asking.ask(PROMPT, Decimal(1)).text is None
    assert asking.calls[0].error == told


def test_what_cannot_be_noted_is_told() -> None:
    class Forgetful(ScriptedModels):
        def note_tests(self, call: str, *, proposed: int, accepted: int) -> None:
            raise RouterError("no ledger")

    asking = desk(Forgetful(["yes"]))
    asking.ask(PROMPT, Decimal(1))
    asking.settle(0, Figures(1, 0, 0, 1, 0))
    assert asking.calls[0].notes == ("what became of it could not be recorded: no ledger",)


class Streaming:
    """Models that go on until somebody stops to listen."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.ended = threading.Event()

    def ask(
        self,
        task: Task,
        request: ModelRequest,
        asker: Asker,
        *,
        on_text: Callable[[str], None] | None = None,
    ) -> ModelReply:
        assert on_text is not None
        try:
            while True:
                on_text("more")
                self.began.set()
        finally:
            self.ended.set()

    def note_tests(self, call: str, *, proposed: int, accepted: int) -> None:
        raise AssertionError("there was no answer")


def test_who_stops_does_not_wait_for_the_end_of_an_answer() -> None:
    models = Streaming()
    asking = desk(models, is_cancelled=models.began.is_set)
    assert asking.ask(PROMPT, Decimal(1)).text is None
    assert asking.calls[0].error == "interrupted"
    assert models.ended.wait(5)  # the stream was broken off, too


def test_a_replay_never_asks() -> None:
    models = ScriptedModels(["yes"])
    asking = desk(models, replay=True)
    assert asking.ask(PROMPT, Decimal(1)).text is None
    assert models.asked == []
    assert asking.missing == [PROMPT.digest]
