"""Questions are answered from earlier runs where they can be, and what goes wrong is part of the record."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from aqe.campaign.hybrid.account import Figures
from aqe.campaign.hybrid.asking import Desk
from aqe.campaign.model_wires import Assessment, HybridWires, Outage
from aqe.domain.conversation import Asker, Message, ModelReply, ModelRequest, Role
from aqe.domain.routing import Complexity, Task, TaskKind
from aqe.domain.subject import Subject
from aqe.errors import RouterError
from aqe.generation.llm.prompts import Prompt
from aqe.router.ports import Models, Step, Watch
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
    module: str = "shop.cart",
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
        replace(SUBJECT, module=module),
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
        (
            RouterError("the money is gone", hint="raise it", slug="budget-spent"),
            "the money is gone",
        ),
        (RuntimeError("boom"), "asking a model failed: RuntimeError: boom"),
    ],
)
def test_a_failure_is_an_answer_without_a_text(error: Exception, told: str) -> None:
    def script(task: Task, request: ModelRequest) -> str:
        raise error

    asking = desk(ScriptedModels(script))
    assert asking.ask(PROMPT, Decimal(1)).text is None
    assert asking.calls[0].error == told
    assert asking.calls[0].hint == (
        "raise it" if "money" in told else "please report this with the log"
    )


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
        on_step: Watch | None = None,
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
    assert models.ended.wait(60)  # the stream was broken off, too


def test_a_replay_never_asks() -> None:
    models = ScriptedModels(["yes"])
    asking = desk(models, replay=True)
    assert asking.ask(PROMPT, Decimal(1)).text is None
    assert models.asked == []
    assert asking.missing == [PROMPT.digest]


def failing(slug: str) -> ScriptedModels:
    return ScriptedModels([RouterError(f"it was {slug}", slug=slug)])


def test_models_have_a_limit_of_time_for_all_questions_of_a_module() -> None:
    models = ScriptedModels(["yes"])
    asking = desk(models, wait_s=60.0)
    asking.waited_s = 20.0
    assert asking.ask(PROMPT, Decimal(1)).text == "yes"
    assert models.asked[0].task.within_s == 40.0
    asking.waited_s = 59.5
    assert asking.ask(PROMPT, Decimal(1)).text is None
    assert len(models.asked) == 1
    assert "models took 60 seconds for this module, of 60;" in asking.calls[1].error
    assert "generate.model_wait_s" in asking.calls[1].error


@pytest.mark.parametrize("slug", ["model-deadline", "no-model-answered"])
def test_after_two_modules_without_an_answer_nobody_is_asked_any_more(
    slug: str, tmp_path: Path
) -> None:
    outage, cache = Outage(), ReplyCache(tmp_path)
    for module in ("a", "a", "b"):
        down = failing(slug)
        assert desk(down, module=module, outage=outage).ask(PROMPT, Decimal(1)).text is None
        assert len(down.asked) == 1
    models = ScriptedModels(["yes"])
    third = desk(models, module="c", outage=outage)
    assert third.ask(PROMPT, Decimal(1)).text is None
    assert (models.asked, third.is_given_up, third.waited_s) == ([], True, 0.0)
    assert third.calls[0].error == "not asked, since no model answered for a and b"
    # What is known from an earlier run is known all the same.
    desk(ScriptedModels(["kept"]), replies=cache).ask(PROMPT, Decimal(1))
    fourth = desk(models, module="d", outage=outage, replies=cache)
    assert (fourth.ask(PROMPT, Decimal(1)).text, fourth.is_given_up) == ("kept", False)


def test_an_answer_ends_an_outage() -> None:
    outage = Outage()
    desk(failing("model-deadline"), module="a", outage=outage).ask(PROMPT, Decimal(1))
    desk(ScriptedModels(["yes"]), module="b", outage=outage).ask(PROMPT, Decimal(1))
    desk(failing("model-deadline"), module="c", outage=outage).ask(PROMPT, Decimal(1))
    assert (outage.is_total, outage.subjects) == (False, ["c"])


@pytest.mark.parametrize("slug", ["budget-spent", "no-model-fits"])
def test_what_is_no_fault_of_the_models_is_no_outage(slug: str) -> None:
    outage = Outage()
    for module in ("a", "b"):
        desk(failing(slug), module=module, outage=outage).ask(PROMPT, Decimal(1))
    assert not outage.is_total


def test_a_question_that_the_router_broke_off_for_the_user_is_an_interruption() -> None:
    outage = Outage()
    asking = desk(failing("model-cancelled"), is_cancelled=lambda: True, outage=outage)
    asking.ask(PROMPT, Decimal(1))
    assert asking.calls[0].error == "interrupted"


class Slow:
    """Models that fail, then answer when somebody was told what is waited for."""

    def __init__(self) -> None:
        self.told = threading.Event()

    def ask(
        self,
        task: Task,
        request: ModelRequest,
        asker: Asker,
        *,
        on_text: Callable[[str], None] | None = None,
        on_step: Watch | None = None,
    ) -> ModelReply:
        assert on_step is not None
        on_step(Step("far/one", 2, 3, "far/two", failure="it was busy"))
        assert self.told.wait(60)
        return ScriptedModels(["yes"]).ask(task, request, asker)

    def note_tests(self, call: str, *, proposed: int, accepted: int) -> None:
        raise AssertionError("nobody judges it")


def test_what_is_waited_for_is_told_meanwhile() -> None:
    models = Slow()
    asking = desk(models, wait_s=45.0)
    words: list[str] = []

    def tell(text: str, seconds: float) -> None:
        words.append(text)
        models.told.set()

    asking.tell = tell
    assert asking.ask(PROMPT, Decimal(1)).text == "yes"
    assert words[0] == (
        "waiting for far/one, attempt 2 of 3, 45 s at most; if it fails: attempt 3, then far/two"
    )
