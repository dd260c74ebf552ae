"""A question along a route: who is asked, what is shown, what is charged."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from asking import ASKER, Script, World, model, request, route, run

from aqe.domain.conversation import CallOutcome, FinishReason
from aqe.domain.model import NO_TOKENS, Ability, Price, Tier, TokenUsage
from aqe.errors import RouterError
from aqe.router.attempt import reserve_usd
from aqe.router.dispatch import Limits
from aqe.router.ports import Finished, Piece, Step
from aqe.router.resilience import BreakerState, ResiliencePolicy
from aqe.router.tokens import input_tokens, text_tokens

USAGE = TokenUsage(100, 20, 50)
GOOD: list[Any] = [Piece("Hello "), Piece("world"), Finished(FinishReason.STOP, USAGE)]
SMALL, LARGE, OTHER = model("one/small"), model("one/large"), model("two/small")
THINKER = model("one/thinker", abilities=frozenset({Ability.REASONING}))
DEAR = model("two/dear", price=Price(Decimal(100), Decimal(400)))
POLICY = ResiliencePolicy(tries=3, failures_in_a_row=5)


def failure(slug: str, *, retryable: bool = True, after_s: float | None = None) -> RouterError:
    return RouterError(f"it was {slug}", slug=slug, retryable=retryable, retry_after_s=after_s)


BUSY = [failure("model-overloaded")]
REFUSED = [failure("model-refused", retryable=False)]
CUT: list[Any] = [Piece("Hel"), failure("model-cut")]


def outcomes(world: World) -> list[tuple[str, str, str]]:
    return [(each.model, each.outcome.value, each.error) for each in world.ledger.calls()]


def test_an_answer_is_whole_and_accounted_for() -> None:
    world = World(Script("one", GOOD))
    reply = world.ask(SMALL, OTHER)
    assert (reply.text, reply.model, reply.usage) == ("Hello world", "one/small", USAGE)
    assert reply.finish is FinishReason.STOP
    assert reply.is_usage_counted
    # 50 at 1, 50 at 0.1 and 20 at 4 US dollars for a million.
    assert reply.cost_usd == Decimal("0.000135")
    (call,) = world.ledger.calls()
    assert (call.id, call.outcome, call.usage) == (reply.call, CallOutcome.ANSWERED, USAGE)
    assert (call.cost_usd, call.asker) == (reply.cost_usd, ASKER)
    assert world.waits == []


@pytest.mark.parametrize(("stated", "charged"), [("0.5", "0.5"), ("0.0001", "0.000135")])
def test_the_larger_of_the_stated_and_the_computed_cost_counts(stated: str, charged: str) -> None:
    end = Finished(FinishReason.STOP, USAGE, Decimal(stated))
    world = World(Script("one", [Piece("x"), end]))
    reply = world.ask(SMALL)
    (call,) = world.ledger.calls()
    assert reply.stated_cost_usd == call.stated_cost_usd == Decimal(stated)
    assert reply.cost_usd == call.cost_usd == Decimal(charged)


def test_a_stated_cost_holds_a_model_without_a_price_to_the_limit() -> None:
    end = Finished(FinishReason.STOP, USAGE, Decimal(5))
    script = Script("one", [Piece("x"), end])
    world = World(script, limits=Limits(run_usd=Decimal("0.01")))
    unpriced = model("one/small", price=None)
    assert world.ask(unpriced).cost_usd == world.ledger.spent_usd() == 5
    with pytest.raises(RouterError) as caught:
        world.ask(unpriced)
    assert caught.value.slug == "budget-spent"
    assert len(script.asked) == 1


def test_without_a_price_there_is_no_cost() -> None:
    world = World(Script("one", GOOD))
    assert world.ask(model("one/small", price=None)).cost_usd is None
    assert world.ledger.calls()[0].cost_usd is None


def test_the_worst_case_is_set_aside_before_anything_is_sent() -> None:
    held: list[Decimal] = []

    async def look() -> None:
        held.append(world.ledger.spent_usd())

    world = World(Script("one", [look, *GOOD]))
    world.ask(SMALL)
    assert held == [reserve_usd(request(), SMALL)]
    assert held[0] > Decimal("0.0008")


def test_what_can_be_tried_again_is_tried_again_after_a_wait() -> None:
    world = World(Script("one", BUSY, BUSY, GOOD))
    assert world.ask(SMALL, OTHER).text == "Hello world"
    assert world.waits == [0.25, 0.5]
    assert outcomes(world) == [
        ("one/small", "failed", "model-overloaded"),
        ("one/small", "failed", "model-overloaded"),
        ("one/small", "answered", ""),
    ]


@pytest.mark.parametrize(
    ("slug", "is_counted"),
    [
        ("model-overloaded", False),
        ("model-rate-limited", False),
        ("model-refused", False),
        ("provider-key-refused", False),
        ("model-unreachable", True),
        ("model-library-missing", True),
        ("key-malformed", True),
        ("key-missing", True),
    ],
)
def test_what_was_refused_before_it_began_costs_nothing(slug: str, is_counted: bool) -> None:
    # Nobody told that a refusal cost nothing; where nothing was sent it is certain.
    world = World(Script("one", [failure(slug)], GOOD))
    with suppress(RouterError):
        world.ask(SMALL)
    first = world.ledger.calls()[0]
    assert (first.usage, first.cost_usd, first.is_usage_counted) == (NO_TOKENS, 0, is_counted)


def test_a_refusal_after_a_count_costs_what_was_told() -> None:
    world = World(Script("one", [Piece("", TokenUsage(900, 3)), *BUSY], GOOD))
    world.ask(SMALL)
    first = world.ledger.calls()[0]
    assert (first.usage, first.is_usage_counted) == (TokenUsage(900, 3), False)


def test_the_next_model_is_asked_after_so_many_tries() -> None:
    world = World(Script("one", BUSY), Script("two", GOOD))
    assert world.ask(SMALL, OTHER).model == "two/small"
    assert [each[0] for each in outcomes(world)] == ["one/small"] * 3 + ["two/small"]


def test_a_refusal_is_not_repeated() -> None:
    world = World(Script("one", REFUSED), Script("two", GOOD))
    assert world.ask(SMALL, OTHER).model == "two/small"
    assert len(world.providers["one"].asked) == 1
    assert world.waits == []


def test_retry_after_is_honoured() -> None:
    limited = [failure("model-rate-limited", after_s=7)]
    world = World(Script("one", limited, GOOD), Script("two", GOOD))
    assert world.ask(SMALL, OTHER).model == "one/small"
    assert world.waits == [7.25]


def test_nobody_waits_for_long_where_another_model_can_be_asked() -> None:
    limited = [failure("model-rate-limited", after_s=3600)]
    world = World(Script("one", limited, GOOD), Script("two", GOOD))
    assert world.ask(SMALL, OTHER).model == "two/small"
    assert world.waits == []
    # And nobody else asks it before that.
    assert world.ask(SMALL, OTHER).model == "two/small"
    assert len(world.providers["one"].asked) == 1


def test_when_all_fail_each_of_them_is_told() -> None:
    world = World(Script("one", REFUSED), Script("two", BUSY))
    with pytest.raises(RouterError) as caught:
        world.ask(SMALL, OTHER)
    assert caught.value.slug == "no-model-answered"
    assert "it was model-refused; it was model-overloaded" in caught.value.message
    assert caught.value.retryable


def test_an_empty_route_says_why_it_is_empty() -> None:
    with pytest.raises(RouterError, match="because a test says so") as caught:
        World().ask()
    assert caught.value.slug == "no-model-answered"
    assert not caught.value.retryable


def test_a_provider_that_cannot_be_asked_is_passed_over() -> None:
    world = World(Script("two", GOOD))
    assert world.ask(SMALL, OTHER).model == "two/small"
    assert [each[0] for each in outcomes(world)] == ["two/small"]


class TestHalfAnswers:
    def test_the_next_attempt_begins_again(self) -> None:
        shown: list[str] = []
        world = World(Script("one", CUT, GOOD))
        assert world.ask(SMALL, on_text=shown.append).text == "Hello world"
        assert shown == ["Hel", "", "Hello ", "world"]

    def test_so_does_the_next_model(self) -> None:
        shown: list[str] = []
        broken: list[Any] = [Piece("No"), *REFUSED]
        world = World(Script("one", broken), Script("two", GOOD))
        assert world.ask(SMALL, OTHER, on_text=shown.append).model == "two/small"
        assert shown == ["No", "", "Hello ", "world"]

    def test_nothing_is_void_where_nothing_was_shown(self) -> None:
        shown: list[str] = []
        World(Script("one", BUSY, GOOD)).ask(SMALL, on_text=shown.append)
        assert shown == ["Hello ", "world"]

    def test_what_was_produced_is_charged_by_an_estimate_that_says_so(self) -> None:
        world = World(Script("one", CUT, GOOD))
        world.ask(SMALL)
        first, second = world.ledger.calls()
        assert first.outcome is CallOutcome.FAILED
        assert first.usage == TokenUsage(input_tokens(request()), text_tokens("Hel"))
        assert not first.is_usage_counted
        assert SMALL.price is not None
        assert first.cost_usd == SMALL.price.cost_usd(first.usage)
        assert second.usage == USAGE

    @pytest.mark.parametrize(
        ("told", "input", "output"),
        [
            (TokenUsage(900, 40, 500), 900, 40),
            (TokenUsage(1, 0), input_tokens(request()), text_tokens("Hel")),
        ],
    )
    def test_no_less_is_charged_than_was_told(
        self, told: TokenUsage, input: int, output: int
    ) -> None:
        shown: list[str] = []
        world = World(Script("one", [Piece("", told), *CUT], GOOD))
        assert world.ask(SMALL, on_text=shown.append).text == "Hello world"
        assert shown == ["Hel", "", "Hello ", "world"]
        first = world.ledger.calls()[0]
        assert first.usage == TokenUsage(input, output, told.cached_input)
        assert not first.is_usage_counted

    @pytest.mark.parametrize("came", [[], [Piece("Hel")], [Piece("", TokenUsage(30, 1))]])
    def test_a_model_that_reasons_keeps_what_was_set_aside(self, came: list[Any]) -> None:
        world = World(Script("one", [*came, failure("model-cut")], GOOD))
        assert world.ask(THINKER).usage == USAGE
        first, second = world.ledger.calls()
        assert first.cost_usd == reserve_usd(request(), THINKER)
        assert not first.is_usage_counted
        assert second.usage == USAGE

    def test_it_does_so_where_the_time_is_over(self) -> None:
        world = World(Script("one", [Piece("Hel"), asyncio.Event().wait]))
        with pytest.raises(RouterError):
            world.ask(THINKER, deadline_s=0.05)
        assert world.ledger.spent_usd() == reserve_usd(request(), THINKER)

    def test_a_whole_answer_of_it_is_not_taken_for_the_longest(self) -> None:
        world = World(Script("one", [Piece("Hello"), Finished(FinishReason.STOP, None)]))
        assert world.ask(THINKER).usage.output == text_tokens("Hello")

    def test_an_error_after_some_text_is_charged_whatever_it_is(self) -> None:
        half: list[Any] = [Piece("Hel"), *BUSY]
        world = World(Script("one", half, GOOD))
        world.ask(SMALL)
        assert world.ledger.calls()[0].usage.output == text_tokens("Hel")

    def test_a_stream_without_an_end_is_cut(self) -> None:
        world = World(Script("one", [Piece("Hel")], GOOD))
        assert world.ask(SMALL).text == "Hello world"
        assert outcomes(world)[0] == ("one/small", "failed", "model-cut")

    def test_an_answer_without_a_usage_is_charged_by_an_estimate(self) -> None:
        world = World(Script("one", [Piece("Hello"), Finished(FinishReason.STOP, None)]))
        reply = world.ask(SMALL)
        assert not reply.is_usage_counted
        assert reply.usage == TokenUsage(input_tokens(request()), text_tokens("Hello"))
        assert world.ledger.calls()[0].usage == reply.usage


class TestMoney:
    def test_the_call_that_would_pass_the_limit_is_not_made(self) -> None:
        script = Script("one", GOOD)
        world = World(script, limits=Limits(run_usd=Decimal("0.0001")))
        with pytest.raises(RouterError) as caught:
            world.ask(SMALL, LARGE)
        assert caught.value.slug == "budget-spent"
        assert script.asked == []
        assert world.waits == []

    def test_a_cheaper_model_that_fits_is_asked(self) -> None:
        reserve = reserve_usd(request(), SMALL)
        world = World(Script("one", GOOD), Script("two", GOOD), limits=Limits(run_usd=reserve))
        assert world.ask(DEAR, SMALL).model == "one/small"
        assert world.providers["two"].asked == []

    def test_a_dearer_one_is_not_even_considered(self) -> None:
        world = World(Script("one", GOOD), Script("two", GOOD), limits=Limits(run_usd=Decimal(0)))
        unpriced = model("two/unknown", price=None)
        with pytest.raises(RouterError) as caught:
            world.ask(SMALL, DEAR, unpriced)
        assert caught.value.slug == "budget-spent"
        assert world.providers["two"].asked == []
        free = model("two/free", price=Price(Decimal(0), Decimal(0)))
        assert world.ask(SMALL, free).model == "two/free"

    def test_limits_of_the_day_hold_over_runs(self) -> None:
        reserve = reserve_usd(request(), SMALL)
        assert reserve is not None
        world = World(
            Script("one", [Piece("x"), Finished(FinishReason.STOP, TokenUsage(1000, 1000))]),
            limits=Limits(daily_usd=reserve + Decimal("0.001")),
        )
        world.ask(SMALL)
        with pytest.raises(RouterError, match="the day"):
            world.ask(SMALL)


class TestTime:
    def test_no_wait_passes_the_deadline(self) -> None:
        world = World(Script("one", [failure("model-rate-limited", after_s=20)]))
        with pytest.raises(RouterError) as caught:
            world.ask(SMALL, deadline_s=10)
        assert world.waits == []
        assert caught.value.retry_after_s == 20

    def test_a_model_that_hangs_is_broken_off_and_settled(self) -> None:
        hang: list[Any] = [Piece("Hel"), asyncio.Event().wait]
        world = World(Script("one", hang))
        with pytest.raises(RouterError) as caught:
            world.ask(SMALL, deadline_s=0.05)
        assert caught.value.slug == "model-deadline"
        (call,) = world.ledger.calls()
        assert (call.outcome, call.error) == (CallOutcome.FAILED, "model-deadline")
        assert call.usage.output == text_tokens("Hel")
        assert not call.is_usage_counted
        assert world.providers["one"].ended == 1

    def test_a_cancelled_question_is_closed_and_settled(self) -> None:
        hang: list[Any] = [Piece("Hel"), asyncio.Event().wait]
        world = World(Script("one", hang))

        async def work() -> None:
            begun = asyncio.Event()
            asking = asyncio.ensure_future(
                world.dispatcher.ask(request(), route(SMALL), ASKER, on_text=lambda _: begun.set())
            )
            await begun.wait()
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking

        run(work())
        (call,) = world.ledger.calls()
        assert (call.outcome, call.error) == (CallOutcome.CANCELLED, "")
        assert call.usage.output == text_tokens("Hel")
        assert world.providers["one"].ended == 1
        assert world.dispatcher.status().keys[0].running == 0

    def test_a_caller_that_stops_while_it_is_told_is_no_failure_of_the_model(self) -> None:
        def stop(text: str) -> None:
            raise TimeoutError("the caller's own")

        world = World(Script("one", GOOD))
        with pytest.raises(TimeoutError, match="own"):
            world.ask(SMALL, OTHER, on_text=stop, deadline_s=60)
        assert outcomes(world) == [("one/small", "cancelled", "")]


class TestSteps:
    def test_each_attempt_and_each_wait_is_told_as_it_begins(self) -> None:
        world = World(Script("one", BUSY), Script("two", GOOD))
        steps: list[Step] = []
        assert world.ask(SMALL, OTHER, on_step=steps.append).model == "two/small"
        assert [(each.model, each.attempt, each.wait_s > 0) for each in steps] == [
            ("one/small", 1, False),
            ("one/small", 2, True),
            ("one/small", 2, False),
            ("one/small", 3, True),
            ("one/small", 3, False),
            ("two/small", 1, False),
        ]
        assert [each.wait_s for each in steps if each.wait_s] == world.waits
        assert {each.attempts for each in steps} == {3}
        assert [each.next_model for each in steps] == ["two/small"] * 5 + [""]
        assert [each.failure for each in steps] == ["", *["it was model-overloaded"] * 5]

    def test_a_pause_that_is_waited_for_is_told(self) -> None:
        world = World(Script("one", *[BUSY] * 5, GOOD), policy=POLICY)
        with pytest.raises(RouterError):
            world.ask(SMALL)
        steps: list[Step] = []
        world.ask(SMALL, on_step=steps.append)
        assert Step("one/small", 1, 3, wait_s=30.0, failure="it was model-overloaded") in steps

    def test_a_model_that_can_not_be_asked_is_not_told_to_be_next(self) -> None:
        world = World(Script("one", GOOD), Script("two", REFUSED))
        for _ in range(5):
            world.dispatcher._health.fail(OTHER, BUSY[0])
        steps: list[Step] = []
        world.ask(SMALL, OTHER, on_step=steps.append)
        assert [each.next_model for each in steps] == [""]


class TestSilence:
    @pytest.mark.parametrize("begins", [[], [Piece("Hel")]])
    def test_only_who_says_nothing_at_all_gives_the_turn_away(self, begins: list[Any]) -> None:
        world = World(Script("one", [*begins, asyncio.Event().wait]), Script("two", GOOD))
        if begins:
            with pytest.raises(RouterError, match="'one/small' was asked last"):
                world.ask(SMALL, OTHER, deadline_s=0.2)
            assert outcomes(world) == [("one/small", "failed", "model-deadline")]
            return
        # The other half of the time is for the next one, however busy the machine.
        assert world.ask(SMALL, OTHER, deadline_s=8).model == "two/small"
        assert outcomes(world) == [
            ("one/small", "failed", "model-silent"),
            ("two/small", "answered", ""),
        ]
        assert world.providers["one"].ended == 1
        first, _ = world.dispatcher.status().models
        assert first.breaker is BreakerState.OPEN

    def test_the_last_one_of_a_route_has_all_the_time_that_is_left(self) -> None:
        world = World(Script("one", [asyncio.Event().wait]))
        with pytest.raises(RouterError) as caught:
            world.ask(SMALL, deadline_s=0.1)
        assert caught.value.slug == "model-deadline"

    def test_what_it_may_have_thought_is_charged(self) -> None:
        world = World(Script("one", [asyncio.Event().wait]), Script("two", GOOD))
        world.ask(THINKER, OTHER, deadline_s=8)
        silent, _ = world.ledger.calls()
        assert silent.cost_usd == reserve_usd(request(), THINKER)
        assert not silent.is_usage_counted


class TestNoConnection:
    def test_what_can_not_be_reached_is_not_waited_for(self) -> None:
        world = World(Script("one", [failure("model-unreachable")]), policy=POLICY)
        for _ in range(2):
            with pytest.raises(RouterError, match="no model answered") as caught:
                world.ask(SMALL, LARGE, model("one/third"), model("one/fourth"))
        assert sum(world.waits) < 10
        assert len(world.providers["one"].asked) == 5
        assert "4 models are not asked for" in caught.value.message

    def test_nor_is_who_refuses_the_key(self) -> None:
        world = World(Script("one", [failure("provider-key-refused", retryable=False)]))
        for _ in range(2):
            with pytest.raises(RouterError, match="no model answered"):
                world.ask(SMALL, LARGE, model("one/third"))
        assert world.waits == []
        assert len(world.providers["one"].asked) == 1

    def test_what_is_busy_is(self) -> None:
        turns = [[failure("model-unreachable")]] * 4 + [BUSY, GOOD]
        world = World(Script("one", *turns), policy=POLICY)
        with pytest.raises(RouterError):
            world.ask(SMALL)
        assert world.ask(SMALL).text == "Hello world"
        assert 30.0 in world.waits


class TestBreakers:
    def test_a_model_that_keeps_failing_is_passed_over(self) -> None:
        world = World(Script("one", BUSY), Script("two", GOOD), policy=POLICY)
        for _ in range(4):
            assert world.ask(SMALL, OTHER).model == "two/small"
        assert len(world.providers["one"].asked) == 5
        first, second = world.dispatcher.status().models
        assert (first.id, first.breaker) == ("one/small", BreakerState.OPEN)
        assert (second.id, second.breaker) == ("two/small", BreakerState.CLOSED)
        assert first.paused_s > 0

    def test_it_is_tried_after_the_pause(self) -> None:
        turns = [BUSY] * 5 + [GOOD]
        world = World(Script("one", *turns), Script("two", GOOD), policy=POLICY)
        world.ask(SMALL, OTHER)
        world.ask(SMALL, OTHER)
        world.time.advance(61)
        assert world.ask(SMALL, OTHER).model == "one/small"
        assert world.dispatcher.status().models[0].breaker is BreakerState.CLOSED

    def test_where_all_are_paused_a_short_pause_is_waited_for(self) -> None:
        turns = [BUSY] * 5 + [GOOD]
        world = World(Script("one", *turns), policy=POLICY)
        with pytest.raises(RouterError):
            world.ask(SMALL)
        assert world.ask(SMALL).text == "Hello world"
        assert 30.0 in world.waits

    def test_a_long_pause_is_reported(self) -> None:
        policy = ResiliencePolicy(failures_in_a_row=3, pause_s=120)
        world = World(Script("one", BUSY), policy=policy)
        with pytest.raises(RouterError):
            world.ask(SMALL, deadline_s=60)
        with pytest.raises(RouterError, match="is not asked for 120 more seconds") as caught:
            world.ask(SMALL, deadline_s=60)
        assert caught.value.retry_after_s == 120
        assert len(world.providers["one"].asked) == 3

    def test_a_provider_that_is_down_is_not_asked_through_its_other_models(self) -> None:
        world = World(Script("one", BUSY), Script("two", GOOD), policy=POLICY)
        for _ in range(2):
            world.ask(SMALL, OTHER)
        assert world.ask(LARGE, OTHER).model == "two/small"
        assert {each.id for each in world.providers["one"].asked} == {"one/small"}


class TestOwnFailures:
    def test_a_fault_in_a_providers_code_costs_no_answer(self) -> None:
        world = World(Script("one", [ZeroDivisionError("oh")]), Script("two", GOOD))
        assert world.ask(SMALL, OTHER).model == "two/small"
        assert outcomes(world)[0] == ("one/small", "failed", "router-fault")
        assert world.dispatcher.status().own_failures == 1

    def test_refusals_take_the_router_back_and_it_says_so(self) -> None:
        policy = ResiliencePolicy(asks_least=10)
        world = World(Script("one", REFUSED), Script("two", GOOD), policy=policy)
        for _ in range(10):
            world.ask(SMALL, OTHER)
        assert world.dispatcher.is_rolled_back
        assert len(world.notices) == 1
        assert world.dispatcher.status().is_rolled_back
        # Only the first model is asked now.
        with pytest.raises(RouterError, match="it was model-refused"):
            world.ask(SMALL, OTHER)
        assert len(world.providers["two"].asked) == 10
        world.time.advance(600)
        assert world.ask(SMALL, OTHER).model == "two/small"
        assert len(world.notices) == 2

    def test_failures_of_providers_do_not(self) -> None:
        policy = ResiliencePolicy(asks_least=10)
        world = World(Script("one", BUSY), Script("two", BUSY), policy=policy)
        for _ in range(30):
            with pytest.raises(RouterError):
                world.ask(SMALL, OTHER)
            world.time.advance(400)
        assert not world.dispatcher.is_rolled_back
        assert world.dispatcher.status().own_failures == 0

    def test_neither_does_an_empty_purse(self) -> None:
        policy = ResiliencePolicy(asks_least=10)
        limits = Limits(run_usd=Decimal(0))
        world = World(Script("one", GOOD), policy=policy, limits=limits)
        for _ in range(30):
            with pytest.raises(RouterError, match="may cost"):
                world.ask(SMALL)
        assert not world.dispatcher.is_rolled_back

    def test_nobody_to_ask_is_one(self) -> None:
        world = World(policy=ResiliencePolicy(asks_least=10))
        for _ in range(10):
            with pytest.raises(RouterError):
                world.ask()
        assert world.dispatcher.is_rolled_back

    def test_the_simple_router_pauses_nobody(self) -> None:
        policy = ResiliencePolicy(asks_least=1, failures_in_a_row=2, tries=2, pause_s=1e6)
        world = World(Script("one", [ZeroDivisionError()], BUSY, BUSY, GOOD), policy=policy)
        for _ in range(2):
            with pytest.raises(RouterError):
                world.ask(SMALL)
        assert world.dispatcher.is_rolled_back
        assert world.ask(SMALL).text == "Hello world"


class TestSensitive:
    LOCAL = model("two/local", tier=Tier.LOCAL)

    def test_only_models_of_this_machine_are_asked(self) -> None:
        world = World(Script("one", GOOD), Script("two", GOOD), local=("two",))
        assert world.ask(SMALL, self.LOCAL, is_sensitive=True).model == "two/local"
        assert world.providers["one"].asked == []

    def test_a_local_model_behind_a_remote_address_is_none(self) -> None:
        world = World(Script("one", GOOD), Script("two", GOOD), local=())
        with pytest.raises(RouterError, match="must not leave this machine"):
            world.ask(SMALL, self.LOCAL, is_sensitive=True)
        assert world.ledger.calls() == ()

    def test_neither_is_a_remote_model_at_a_local_address(self) -> None:
        world = World(Script("one", GOOD), local=("one",))
        with pytest.raises(RouterError, match="must not leave this machine"):
            world.ask(SMALL, is_sensitive=True)


def test_questions_at_once_are_limited_for_each_key() -> None:
    most: dict[str, int] = {"one": 0, "two": 0}

    async def look() -> None:
        for each in world.dispatcher.status().keys:
            most[each.provider] = max(most[each.provider], each.running)
        await asyncio.sleep(0)

    turn: list[Any] = [look, look, *GOOD]
    world = World(
        Script("one", turn),
        Script("two", turn),
        limits=Limits(concurrency=2, requests_a_minute=600_000),
    )

    async def work() -> None:
        asks = (world.dispatcher.ask(request(), route(each), ASKER) for each in [SMALL, OTHER] * 6)
        await asyncio.gather(*asks)

    run(work())
    assert most == {"one": 2, "two": 2}
    assert len(world.ledger.calls()) == 12


def test_questions_in_a_minute_are_limited_for_each_key() -> None:
    world = World(Script("one", GOOD), limits=Limits(requests_a_minute=60))
    for _ in range(15):
        world.ask(SMALL)
    assert world.time.ticker() == 5


def test_a_ledger_that_cannot_be_written_stops_everything() -> None:
    world = World(Script("one", GOOD), Script("two", GOOD))
    world.ledger.begin_call = None  # type: ignore[method-assign, assignment]
    with pytest.raises(TypeError):
        world.ask(SMALL, OTHER)
    assert world.providers["one"].asked == []
