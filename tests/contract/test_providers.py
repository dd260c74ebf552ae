"""Every provider keeps the promises of `aqe.router.ports.Provider`, whatever its service does."""

from __future__ import annotations

import asyncio
import traceback

import pytest
from asking import asked, model, providers_of, request, run

from aqe.domain.conversation import FinishReason
from aqe.domain.model import TokenUsage
from aqe.errors import RouterError
from aqe.router.ports import Finished, Piece
from aqe.testing import Answer, Asked, Fault, ModelServer

PROVIDERS = ("openai", "openrouter", "anthropic", "ollama", "compatible")
TEXT = "def test_total():\n    assert total([1, 2]) == 3\n"
REFUSED = {
    Fault.LIMITED_SECONDS: ("model-rate-limited", True, 2.0),
    Fault.LIMITED_DATE: ("model-rate-limited", True, 2.0),
    Fault.LIMITED: ("model-rate-limited", True, None),
    Fault.ERROR_500: ("model-overloaded", True, None),
    Fault.ERROR_502: ("model-overloaded", True, None),
    Fault.ERROR_503: ("model-overloaded", True, 2.0),
    Fault.ERROR_529: ("model-overloaded", True, None),
    Fault.ERROR_AS_JSON: ("model-overloaded", True, None),
    Fault.CUT_AT_ONCE: ("model-cut", True, None),
    Fault.CUT_AFTER_HEADERS: ("model-cut", True, None),
    Fault.EMPTY_STREAM: ("model-malformed", True, None),
    Fault.MALFORMED_SHAPE: ("model-malformed", True, None),
    Fault.MALFORMED_BODY: ("model-malformed", True, None),
    Fault.WRONG_TYPE: ("model-malformed", True, None),
    Fault.REDIRECT: ("model-refused", False, None),
    Fault.NOT_FOUND: ("model-refused", False, None),
    Fault.UNAUTHORIZED: ("provider-key-refused", False, None),
    Fault.NO_MONEY: ("provider-key-refused", False, None),
    Fault.HANG: ("model-cut", True, None),
}
"""Faults that leave no text: slug, whether asking again can help, what it asks to wait."""
BROKEN_OFF = {
    Fault.CUT_HALFWAY: "model-cut",
    Fault.HALF_STREAM: "model-cut",
    Fault.HANG_HALFWAY: "model-cut",
    Fault.MALFORMED_EVENT: "model-malformed",
    Fault.ERROR_IN_STREAM: "model-overloaded",
}
"""Faults that come after some text."""
UNTOLD = (
    Fault.USAGE_MISSING,
    Fault.USAGE_NEGATIVE,
    Fault.USAGE_ABSURD,
    Fault.USAGE_TEXT,
    Fault.USAGE_CACHED,
    Fault.CUT_BEFORE_USAGE,
)


def script(asked: Asked) -> str:
    return TEXT


@pytest.fixture(params=PROVIDERS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_an_answer_comes_in_pieces_and_ends_with_its_usage(name: str) -> None:
    events: list[Piece | Finished] = []
    with ModelServer(script) as server:
        text, end = asked(server, model(f"{name}/small"), on_event=events.append)
        assert text == TEXT
        assert end.finish is FinishReason.STOP
        assert end.usage == server.questions[0].sent == server.sent_usage()
        assert end.usage is not None
        assert end.usage.output > 5
        assert len(events) > 3
        assert server.questions[0].is_whole


@pytest.mark.parametrize("fault", REFUSED, ids=str)
def test_what_comes_instead_of_an_answer_is_told_apart(name: str, fault: Fault) -> None:
    slug, retryable, wait_s = REFUSED[fault]
    silence_s = 3.0 if fault is Fault.HANG else 60.0
    with ModelServer(script, faults=lambda _: fault) as server:
        with pytest.raises(RouterError) as caught:
            asked(server, model(f"{name}/small"), silence_s=silence_s)
        # One request: nobody but the router tries again.
        assert len(server.questions) == 1
        assert server.questions[0].fault == fault.value
    assert (caught.value.slug, caught.value.retryable) == (slug, retryable)
    assert caught.value.retry_after_s == wait_s
    assert name in caught.value.message


@pytest.mark.parametrize("fault", BROKEN_OFF, ids=str)
def test_an_answer_that_breaks_off_was_seen_so_far(name: str, fault: Fault) -> None:
    events: list[Piece | Finished] = []
    silence_s = 3.0 if fault is Fault.HANG_HALFWAY else 60.0
    with (
        ModelServer(script, faults=lambda _: fault) as server,
        pytest.raises(RouterError) as caught,
    ):
        asked(server, model(f"{name}/small"), on_event=events.append, silence_s=silence_s)
    assert caught.value.slug == BROKEN_OFF[fault]
    assert caught.value.retryable
    text = "".join(each.text for each in events if isinstance(each, Piece))
    assert text
    assert text != TEXT
    assert TEXT.startswith(text)


@pytest.mark.parametrize("fault", UNTOLD, ids=str)
def test_a_usage_that_cannot_be_is_none(name: str, fault: Fault) -> None:
    with ModelServer(script, faults=lambda _: fault) as server:
        if (name, fault) == ("anthropic", Fault.CUT_BEFORE_USAGE):
            # There it is told together with why the answer ended.
            with pytest.raises(RouterError, match="did not come to its end"):
                asked(server, model(f"{name}/small"))
            return
        text, end = asked(server, model(f"{name}/small"))
        assert server.questions[0].sent is None
    assert text == TEXT
    assert end.finish is FinishReason.STOP
    assert end.usage is None


@pytest.mark.parametrize("fault", [Fault.SLOW_START, Fault.SLOW_DRIP], ids=str)
def test_a_slow_answer_is_an_answer(name: str, fault: Fault) -> None:
    with ModelServer(script, faults=lambda _: fault, delay_s=0.01) as server:
        text, end = asked(server, model(f"{name}/small"))
    assert text == TEXT
    assert end.usage is not None


def test_tokens_from_a_cache_are_part_of_the_input(name: str) -> None:
    with ModelServer(script) as server:
        first = asked(server, model(f"{name}/small"))[1].usage
        second = asked(server, model(f"{name}/small"))[1].usage
    assert first is not None
    assert second == TokenUsage(first.input, first.output, cached_input=8)


def test_the_limit_of_the_answer_is_told(name: str) -> None:
    with ModelServer(script) as server:
        text, end = asked(server, model(f"{name}/small"), request(max_output_tokens=3))
    assert end.finish is FinishReason.LENGTH
    assert end.usage is not None
    assert end.usage.output == 3
    assert TEXT.startswith(text)


def test_a_model_is_not_asked_for_more_than_it_gives(name: str) -> None:
    with ModelServer(script) as server:
        asked(server, model(f"{name}/small", output=50), request(max_output_tokens=200))
        body = server.questions[0].body
    assert 50 in (body.get("max_tokens"), body.get("max_completion_tokens"))


def test_an_answer_ends_at_a_stop_text(name: str) -> None:
    with ModelServer(script) as server:
        text, end = asked(server, model(f"{name}/small"), request(stop=("assert", "\n\n")))
    assert text == TEXT.partition("assert")[0]
    assert end.finish is FinishReason.STOP


def test_more_stop_texts_than_it_takes_are_watched_for_here(name: str) -> None:
    stops = (*(f"nothing-{each}" for each in range(20)), "total")
    with ModelServer(script) as server:
        text, end = asked(server, model(f"{name}/small"), request(stop=stops))
        assert "total" not in str(server.questions[0].body)
        assert end.usage == server.questions[0].sent
    assert text == "def test_"
    assert end.finish is FinishReason.STOP


def test_closing_the_iterator_ends_the_request_on_the_wire(name: str) -> None:
    async def work(server: ModelServer) -> None:
        providers = providers_of(server)
        answer = providers(name).answer(request(), model(f"{name}/small"))
        assert isinstance(await anext(answer), Piece)
        await answer.aclose()  # type: ignore[attr-defined]
        await asyncio.to_thread(server.settle)
        await providers.close()

    with ModelServer(script, faults=lambda _: Fault.HANG_HALFWAY) as server:
        run(work(server))
        assert server.questions[0].is_aborted


def test_what_it_thinks_is_no_text_and_is_counted(name: str) -> None:
    with ModelServer(lambda _: Answer(TEXT, reasoning="let me think about it")) as server:
        text, end = asked(server, model(f"{name}/small"))
        assert end.usage == server.questions[0].sent
    assert text == TEXT


def test_a_sign_of_life_asks_no_model(name: str) -> None:
    async def work(server: ModelServer) -> None:
        providers = providers_of(server)
        await providers(name).check()
        await providers.close()

    with ModelServer(script) as server:
        run(work(server))
        assert len(server.exchanges) == 1
        assert server.questions == ()
        assert server.exchanges[0].status == 200


def test_no_sign_of_life_is_told(name: str) -> None:
    with ModelServer(script) as server:
        providers = providers_of(server)
        provider = providers(name)
    # The server is gone.

    async def work() -> None:
        try:
            await provider.check()
        finally:
            await providers.close()

    with pytest.raises(RouterError) as caught:
        run(work())
    assert caught.value.slug == "model-unreachable"
    assert caught.value.retryable


def test_neither_key_nor_prompt_is_in_an_error(name: str) -> None:
    secret = "the-prompt-that-nobody-sees"
    faults = [each for each in [*REFUSED, *BROKEN_OFF] if "hang" not in each]
    with ModelServer(
        lambda asked: asked.prompt, faults=lambda each: faults[each.nth - 1]
    ) as server:
        key = server.keys.values.get(name, "key-of")
        for _ in faults:
            with pytest.raises(RouterError) as caught:
                asked(server, model(f"{name}/small"), request(secret))
            shown = "".join(traceback.format_exception(caught.value, chain=True))
            shown += f"{caught.value!r} {caught.value.message} {caught.value.hint}"
            assert secret not in shown
            assert key not in shown
