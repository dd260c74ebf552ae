"""What is sent to services that speak chat completions, byte for byte, and what is not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from asking import asked, model, request, run

from aqe.catalog import load_providers
from aqe.domain.conversation import FinishReason, Message, ModelRequest, Role
from aqe.domain.model import Ability
from aqe.errors import RouterError
from aqe.router.ports import Key
from aqe.router.providers import Address, Timeouts
from aqe.router.providers.openai_chat import OpenAIChat
from aqe.router.providers.streaming import Stream
from aqe.testing import Asked, Fault, ManualClock, ModelServer, ServedModel

NEEDED = {
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "user-agent",
}


def script(asked: Asked) -> str:
    return "def test_one(): pass"


@pytest.mark.parametrize("name", ["openrouter", "compatible", "ollama"])
def test_the_question_is_all_that_is_sent(name: str) -> None:
    with ModelServer(script) as server:
        asked(server, model(f"{name}/small"), request(temperature=0.25, stop=("END",)))
        (exchange,) = server.questions
    assert exchange.body == {
        "model": "small",
        "messages": [
            {"role": "system", "content": "You write tests."},
            {"role": "user", "content": "What is tested?"},
        ],
        "max_tokens": 200,
        "temperature": 0.25,
        "stop": ["END"],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert set(exchange.headers) <= NEEDED


def test_openai_has_its_own_word_for_the_limit() -> None:
    with ModelServer(script) as server:
        asked(server, model("openai/small"))
        body = server.questions[0].body
    assert body["max_completion_tokens"] == 200
    assert "max_tokens" not in body


def test_whole_conversations_are_sent_in_order() -> None:
    said = ModelRequest(
        (
            Message(Role.SYSTEM, "one"),
            Message(Role.USER, "two"),
            Message(Role.ASSISTANT, "three"),
            Message(Role.USER, "four — “ü”\n"),
        ),
        10,
    )
    with ModelServer(script) as server:
        asked(server, model("openrouter/small"), said)
        messages = server.questions[0].body["messages"]
    assert [each["role"] for each in messages] == ["system", "user", "assistant", "user"]
    assert [each["content"] for each in messages] == ["one", "two", "three", "four — “ü”\n"]


def test_the_key_is_sent_to_its_provider_only() -> None:
    with ModelServer(script) as server:
        for name in ("openai", "openrouter", "anthropic", "ollama"):
            asked(server, model(f"{name}/small"))
        keys = server.keys.values
        for exchange in server.questions:
            assert exchange.asked is not None
            for owner, key in keys.items():
                is_there = key.encode() in exchange.raw
                assert is_there is (owner == exchange.asked.dialect)


def test_variables_of_the_library_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "an-organization")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "a-project")
    monkeypatch.setenv("OPENAI_API_KEY", "another-key")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv(
        "OPENAI_CUSTOM_HEADERS", "x-secret: from-the-environment\nAuthorization: Bearer other"
    )
    with ModelServer(script) as server:
        asked(server, model("openrouter/small"))
        assert set(server.questions[0].headers) <= NEEDED
        for each in (b"organization", b"project", b"another", b"from-the", b"Bearer other"):
            assert each not in server.received
        asked(server, model("openai/small"))
        own = server.questions[1].headers
        assert own["openai-organization"] == "an-organization"
        assert own["openai-project"] == "a-project"
        assert "x-secret" not in own


def test_reasoning_models_are_not_sent_what_they_refuse() -> None:
    served = [ServedModel("thinker", is_reasoning=True)]
    thinker = model("openai/thinker", abilities=frozenset({Ability.REASONING}))
    with ModelServer(lambda _: "first STOP second", models=served) as server:
        text, end = asked(server, thinker, request(stop=("STOP",)))
        body = server.questions[0].body
        assert {"temperature", "stop"}.isdisjoint(body)
        # The stop text is watched for here, and the rest is read for its usage.
        assert text == "first "
        assert end.finish is FinishReason.STOP
        assert end.usage == server.questions[0].sent
        with pytest.raises(RouterError, match="unsupported_parameter"):
            asked(server, model("openai/thinker"), request(stop=("STOP",)))


def test_an_answer_ends_at_the_same_place_however_it_comes() -> None:
    # "c d" is whole before "b c d e" is, also where both come in one piece.
    for pieces in (["a b c d e f"], list("a b c d e f")):
        stops = Stream(("b c d e", "c d")).stops
        assert "".join([*map(stops.feed, pieces), stops.rest()]) == "a b "


def test_openrouter_says_what_it_cost() -> None:
    with ModelServer(script) as server:
        _, end = asked(server, model("openrouter/small"))
        assert end.stated_cost_usd == server.questions[0].cost_usd
        assert end.stated_cost_usd
        assert asked(server, model("compatible/small"))[1].stated_cost_usd is None


@pytest.mark.parametrize("key", ["sk-secret\nx-other: 1", "sk-sécret", "", "sk-secret" * 600])
def test_a_key_that_cannot_be_sent_is_not_shown(key: str) -> None:
    definition = load_providers()["openai"]

    async def work() -> None:
        provider = OpenAIChat(
            definition,
            Address("http://127.0.0.1:9/v1", True),
            Key(key, "environment variable OPENAI_API_KEY"),
            timeouts=Timeouts(),
            now=ManualClock().now,
        )
        async for _ in provider.answer(request(), model("openai/small")):
            pass

    with pytest.raises(RouterError) as caught:
        run(work())
    assert caught.value.slug == "key-malformed"
    assert "OPENAI_API_KEY" in caught.value.message
    assert "cret" not in f"{caught.value.message}{caught.value.hint}"


def test_a_wrong_key_is_told() -> None:
    with ModelServer(script) as server:
        wrong = server.environ | {"OPENROUTER_API_KEY": "wrong"}
        keys = type(server.keys)({"openrouter": "wrong"})
        assert wrong["OPENROUTER_API_KEY"] != server.keys.values["openrouter"]

        async def work() -> None:
            from aqe.router.providers import Providers

            providers = Providers(load_providers(), wrong, keys, now=ManualClock().now)
            try:
                async for _ in providers("openrouter").answer(request(), model()):
                    pass
            finally:
                await providers.close()

        with pytest.raises(RouterError) as caught:
            run(work())
    assert caught.value.slug == "provider-key-refused"
    assert "401" in caught.value.message
    assert caught.value.hint is not None
    assert "key" in caught.value.hint


def test_a_question_that_is_too_long_is_refused_with_its_reason() -> None:
    with (
        ModelServer(script, models=[ServedModel("small", context_tokens=5)]) as server,
        pytest.raises(RouterError) as caught,
    ):
        asked(server, model("openai/small"))
    assert caught.value.slug == "model-refused"
    assert "context_length_exceeded" in caught.value.message


def test_a_redirect_is_not_followed() -> None:
    with ModelServer(script, faults=lambda _: Fault.REDIRECT) as server:
        with pytest.raises(RouterError, match="307"):
            asked(server, model("openrouter/small"))
        assert len(server.exchanges) == 1


def test_what_stays_on_this_machine_goes_through_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with ModelServer(script) as server:
        assert asked(server, model("ollama/small"))[0] == "def test_one(): pass"


def test_a_proxy_of_the_environment_is_used_for_other_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ModelServer(script) as server:
        monkeypatch.setenv("HTTP_PROXY", server.root)
        monkeypatch.setenv("http_proxy", server.root)
        elsewhere = {"OPENAI_COMPATIBLE_URL": "http://models.invalid/compatible/v1"}
        with pytest.raises(RouterError, match="404"):
            asked(server, model("compatible/small"), environ=elsewhere)
        # A proxy is asked with the whole address.
        assert server.exchanges[0].path == "http://models.invalid/compatible/v1/chat/completions"


def test_an_answer_that_is_no_text_is_malformed() -> None:
    chunk = {"choices": [{"index": 0, "delta": {"content": ["no", "text"]}, "finish_reason": None}]}
    _expect_malformed(chunk, "no text")


def test_a_choice_that_is_none_is_malformed() -> None:
    _expect_malformed({"choices": ["what"]}, "no choice")
    _expect_malformed({"choices": {"0": {}}}, "no choice")


def _expect_malformed(chunk: object, why: str) -> None:
    from aqe.router.providers.streaming import Stream

    provider = OpenAIChat(
        load_providers()["openrouter"],
        Address("http://127.0.0.1:9/v1", True),
        None,
        timeouts=Timeouts(),
        now=ManualClock().now,
    )
    stream = Stream(())

    def read() -> str:
        return provider._shown(provider._read(chunk, stream, model()), stream, model())  # type: ignore[arg-type]

    with pytest.raises(RouterError, match=why) as caught:
        read()
    assert caught.value.slug == "model-malformed"


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openai", None)
    with ModelServer(script) as server:
        with pytest.raises(RouterError, match="'openai'") as caught:
            asked(server, model("openrouter/small"))
        assert server.exchanges == ()
    assert caught.value.slug == "model-library-missing"
    assert caught.value.hint == "pip install 'agentic-qe[llm]'"


def test_stated_costs_are_exact_numbers() -> None:
    with ModelServer(
        script, models=[ServedModel("small", Decimal("0.1"), Decimal("0.7"))]
    ) as server:
        _, end = asked(server, model("openrouter/small"))
        assert isinstance(end.stated_cost_usd, Decimal)
        assert end.stated_cost_usd == server.questions[0].cost_usd
