"""All models behind one door: what is preferred, what is refused, what is written down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from aqe.domain.conversation import Asker, FinishReason, Message, ModelRequest, Role
from aqe.domain.model import Model, Price, Quality, QualityBasis, TokenUsage
from aqe.domain.routing import Complexity, Priority, Task, TaskKind
from aqe.errors import RouterError
from aqe.router.background import BlockingDispatcher
from aqe.router.catalogue.catalogue import build_catalogue, local_model
from aqe.router.dispatch import Dispatcher
from aqe.router.options import Circumstances
from aqe.router.ports import Finished, Piece, Step
from aqe.router.router import Preference, Router
from aqe.testing import ManualClock, MemoryCallLedger, SimulatedTime

ASKER = Asker("run-1", "agent", "shop.cart")
REQUEST = ModelRequest((Message(Role.USER, "x"),), max_output_tokens=100)
TASK = Task(TaskKind.TARGETED_TESTS, Complexity.MEDIUM, 100, 100)


def _model(name: str, usd: str, score: float) -> Model:
    return Model(
        f"far/{name}",
        "far",
        name,
        name,
        Price(Decimal(usd), Decimal(usd) * 4),
        None,
        context_tokens=100_000,
        quality=Quality(score, QualityBasis.PUBLISHED, "a test"),
    )


class Provider:
    """Answers everything with the name of the model."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def answer(self, request: ModelRequest, model: Model) -> AsyncIterator[Piece | Finished]:
        yield Piece(model.name)
        yield Finished(FinishReason.STOP, TokenUsage(10, 5))

    async def check(self) -> None: ...

    async def close(self) -> None: ...


def _router(
    ledger: MemoryCallLedger, preference: Preference, find: Callable[[str], Provider] = Provider
) -> Router:
    time = SimulatedTime()
    catalogue = build_catalogue(
        [
            _model("cheap", "0.1", 70),
            _model("good", "5", 95),
            local_model("near", context_tokens=50_000),
            local_model("moved", provider="ollama", context_tokens=50_000),
        ],
        {},
    )

    async def release() -> None: ...

    dispatcher = Dispatcher(
        find,
        ledger,
        stays_here=lambda name: name == "local",
        ticker=time.ticker,
        sleep=asyncio.sleep,
        chance=lambda: 0.5,
    )
    return Router(
        catalogue,
        Circumstances(reachable=frozenset({"far", "local"})),
        BlockingDispatcher(dispatcher, release=release),
        ledger,
        preference,
    )


@pytest.fixture
def ledger() -> MemoryCallLedger:
    return MemoryCallLedger(ManualClock())


@pytest.mark.parametrize(
    ("preference", "name"),
    [
        (Preference(), "cheap"),
        (Preference(priority=Priority.QUALITY), "good"),
        (Preference(minimum_quality=90), "good"),
        (Preference(priority=Priority.OFFLINE), "near"),
        (Preference(model="far/good"), "good"),
    ],
)
def test_the_preferred_model_answers_and_is_charged(
    preference: Preference, name: str, ledger: MemoryCallLedger
) -> None:
    with _router(ledger, preference) as router:
        reply = router.ask(TASK, REQUEST, ASKER)
        router.note_tests(reply.call, proposed=3, accepted=2)
    assert reply.text == name
    (call,) = ledger.calls()
    assert (call.model.partition("/")[2], call.asker, call.usage) == (
        name,
        ASKER,
        TokenUsage(10, 5),
    )
    assert (call.proposed_tests, call.accepted_tests) == (3, 2)


def test_a_minimum_of_the_task_beats_that_of_the_settings(ledger: MemoryCallLedger) -> None:
    with _router(ledger, Preference(minimum_quality=90)) as router:
        assert router.ask(replace(TASK, minimum_quality=1), REQUEST, ASKER).text == "cheap"


def test_what_is_sensitive_is_asked_here_only(ledger: MemoryCallLedger) -> None:
    with _router(ledger, Preference()) as router:
        assert router.ask(replace(TASK, is_sensitive=True), REQUEST, ASKER).text == "near"


@pytest.mark.parametrize(
    ("preference", "task"),
    [
        (Preference(model="ollama/moved"), replace(TASK, is_sensitive=True)),
        (Preference(model="ollama/moved", priority=Priority.OFFLINE), TASK),
    ],
)
def test_a_local_model_on_another_machine_gets_nothing_that_stays_here(
    preference: Preference, task: Task, ledger: MemoryCallLedger
) -> None:
    with _router(ledger, preference) as router:
        assert router.route(task).model is not None
        with pytest.raises(RouterError):
            router.ask(task, REQUEST, ASKER)
    assert ledger.calls() == ()


@pytest.mark.parametrize(
    ("preference", "task", "word"),
    [
        (Preference(minimum_quality=99), TASK, "quality"),
        (Preference(model="far/good"), replace(TASK, is_sensitive=True), "sensitive"),
        (Preference(), replace(TASK, budget_usd=Decimal("0.000001")), "No model"),
    ],
)
def test_where_nobody_may_be_asked_the_reason_is_told(
    preference: Preference, task: Task, word: str, ledger: MemoryCallLedger
) -> None:
    with _router(ledger, preference) as router, pytest.raises(RouterError) as caught:
        router.ask(task, REQUEST, ASKER)
    assert caught.value.slug == "no-model-fits"
    assert word in caught.value.message
    assert ledger.calls() == ()


def test_an_unknown_model_is_told(ledger: MemoryCallLedger) -> None:
    preference = Preference(model="far/chep")
    with (
        _router(ledger, preference) as router,
        pytest.raises(RouterError, match="far/chep") as caught,
    ):
        router.route(TASK)
    assert "far/cheap" in (caught.value.hint or "")


def test_an_answer_from_elsewhere_has_no_call_to_note(ledger: MemoryCallLedger) -> None:
    with _router(ledger, Preference()) as router:
        router.note_tests("", proposed=1, accepted=1)
        assert not router.status().is_rolled_back


class _Silent(Provider):
    """Never says anything."""

    async def answer(self, request: ModelRequest, model: Model) -> AsyncIterator[Piece | Finished]:
        await asyncio.Event().wait()
        yield Piece("never")


@pytest.mark.parametrize(("general_s", "own_s"), [(60.0, 0.05), (0.05, 60.0), (None, 0.05)])
def test_the_shorter_limit_of_time_counts(general_s: float | None, own_s: float) -> None:
    preference = Preference(model="far/good", deadline_s=general_s)
    with (
        _router(MemoryCallLedger(ManualClock()), preference, _Silent) as router,
        pytest.raises(
            RouterError, match=r"within 0\.1 seconds; 'far/good' was asked last"
        ) as caught,
    ):
        router.ask(replace(TASK, within_s=own_s), REQUEST, ASKER)
    assert caught.value.slug == "model-deadline"


def test_steps_are_handed_on() -> None:
    steps: list[Step] = []
    with _router(MemoryCallLedger(ManualClock()), Preference(model="far/good")) as router:
        router.ask(TASK, REQUEST, ASKER, on_step=steps.append)
    assert steps == [Step("far/good", 1, 3)]
