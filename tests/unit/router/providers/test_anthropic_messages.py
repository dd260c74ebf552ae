"""What is sent to a service that speaks the messages protocol, byte for byte, and what is not."""

from __future__ import annotations

import pytest
from asking import asked, model, request, run

from aqe.catalog import load_providers
from aqe.domain.conversation import FinishReason, Message, ModelRequest, Role
from aqe.domain.model import TokenUsage
from aqe.errors import RouterError
from aqe.router.ports import Finished, Piece
from aqe.router.providers import Address, Timeouts
from aqe.router.providers.anthropic_messages import AnthropicMessages
from aqe.router.providers.streaming import Stream
from aqe.testing import Asked, Fault, ManualClock, ModelServer

NEEDED = {
    "accept",
    "accept-encoding",
    "anthropic-version",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "user-agent",
}


def script(asked: Asked) -> str:
    return "def test_one(): pass"


def provider() -> AnthropicMessages:
    return AnthropicMessages(
        load_providers()["anthropic"],
        Address("http://127.0.0.1:9", True),
        None,
        timeouts=Timeouts(),
        now=ManualClock().now,
    )


def test_the_question_is_all_that_is_sent() -> None:
    with ModelServer(script) as server:
        asked(server, model("anthropic/small"), request(temperature=0.5, stop=("END", "\n\n")))
        (exchange,) = server.questions
    assert exchange.body == {
        "model": "small",
        "system": "You write tests.",
        "messages": [{"role": "user", "content": "What is tested?"}],
        "max_tokens": 200,
        "stop_sequences": ["END"],
        "stream": True,
    }
    assert set(exchange.headers) == NEEDED
    assert exchange.headers["anthropic-version"] == "2026-10-21"


def test_the_server_refuses_a_temperature_as_the_service_does() -> None:
    # Were one sent, the question would be refused: see the test above.
    with ModelServer(script) as server:
        definition = load_providers()["anthropic"]
        object.__setattr__(definition, "takes_temperature", True)

        async def work() -> None:
            speaker = AnthropicMessages(
                definition,
                Address(server.url("anthropic"), True),
                server.keys.key("anthropic"),
                timeouts=Timeouts(),
                now=ManualClock().now,
            )
            try:
                async for _ in speaker.answer(request(), model("anthropic/small")):
                    pass
            finally:
                await speaker.close()

        with pytest.raises(RouterError, match="invalid_request_error"):
            run(work())


def test_system_prompts_are_joined_wherever_they_stand() -> None:
    said = ModelRequest(
        (Message(Role.SYSTEM, "one"), Message(Role.USER, "two"), Message(Role.SYSTEM, "three")), 10
    )
    with ModelServer(script) as server:
        asked(server, model("anthropic/small"), said)
        body = server.questions[0].body
    assert body["system"] == "one\n\nthree"
    assert [each["content"] for each in body["messages"]] == ["two"]


def test_variables_of_the_library_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "another-key")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "another-token")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "x-secret: from-the-environment")
    with ModelServer(script) as server:
        asked(server, model("anthropic/small"))
        assert set(server.questions[0].headers) == NEEDED
        for each in (b"another", b"from-the-environment"):
            assert each not in server.received


def test_without_a_key_nothing_is_sent_nor_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "another-key")

    async def work() -> None:
        async for _ in provider().answer(request(), model("anthropic/small")):
            pass

    with pytest.raises(RouterError) as caught:
        run(work())
    assert caught.value.slug == "key-missing"


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("end_turn", FinishReason.STOP),
        ("stop_sequence", FinishReason.STOP),
        ("max_tokens", FinishReason.LENGTH),
        ("model_context_window_exceeded", FinishReason.LENGTH),
        ("refusal", FinishReason.FILTERED),
        ("pause_turn", FinishReason.UNKNOWN),
    ],
)
def test_why_it_ended_is_told(reason: str, finish: FinishReason) -> None:
    stream = Stream(())
    event = {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": {}}
    provider()._read(event, stream, model("anthropic/small"))
    assert stream.finish is finish


def test_events_that_are_not_known_are_passed_over() -> None:
    stream = Stream(())
    for event in ({"type": "ping"}, {"type": "what"}, {}, {"type": "message_start"}):
        assert provider()._read(event, stream, model("anthropic/small")) is None
    thinking = {"type": "content_block_delta", "delta": {"type": "thinking_delta", "thinking": "?"}}
    assert provider()._read(thinking, stream, model("anthropic/small")) is None


def test_counts_of_the_end_replace_those_of_the_start() -> None:
    stream, asked_model = Stream(()), model("anthropic/small")
    start = {"input_tokens": 5, "cache_read_input_tokens": 20, "output_tokens": 1}
    speaker = provider()
    speaker._read({"type": "message_start", "message": {"usage": start}}, stream, asked_model)
    end = {"input_tokens": None, "cache_creation_input_tokens": 7, "output_tokens": 40}
    speaker._read({"type": "message_delta", "delta": {}, "usage": end}, stream, asked_model)
    assert stream.usage is not None
    assert (stream.usage.input, stream.usage.cached_input, stream.usage.output) == (32, 20, 40)


def test_an_error_inside_the_answer_is_told_by_its_kind() -> None:
    with (
        ModelServer(script, faults=lambda _: Fault.ERROR_IN_STREAM) as server,
        pytest.raises(RouterError, match="overloaded_error") as caught,
    ):
        asked(server, model("anthropic/small"))
    assert caught.value.slug == "model-overloaded"


def test_the_count_of_the_beginning_is_handed_on_before_the_end() -> None:
    events: list[Piece | Finished] = []
    with ModelServer(script) as server:
        _, end = asked(server, model("anthropic/small"), on_event=events.append)
    told = [each.usage for each in events if isinstance(each, Piece) and each.usage is not None]
    assert end.usage is not None
    assert isinstance(events[0], Piece)
    assert events[0].usage == told[0]
    assert told[0].input == end.usage.input > 0
    assert told[-1] == end.usage


def test_a_beginning_without_a_count_of_the_output_tells_the_input() -> None:
    stream = Stream(())
    event = {"type": "message_start", "message": {"usage": {"input_tokens": 25}}}
    assert provider()._read(event, stream, model("anthropic/small")) is None
    assert stream.told == TokenUsage(25, 0)
