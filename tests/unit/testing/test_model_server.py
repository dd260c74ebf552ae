"""The server answers over plain HTTP as the services do, and keeps what it was sent."""

from __future__ import annotations

import gc
import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from aqe.domain.model import TokenUsage
from aqe.testing import Asked, Exchange, Fault, ModelServer, ServedModel, seeded_faults
from aqe.testing.models import count_tokens

MESSAGES = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Hello"}]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(lambda asked: f"{asked.prompt} back, END of {asked.model}") as running:
        yield running


def call(url: str, body: object = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    data = None if body is None else json.dumps(body).encode()
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, data=data, headers=fields)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as response:
            return response.status, dict(response.headers), response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def chat(server: ModelServer, provider: str = "openai", **fields: Any) -> Any:
    key = server.keys.values.get(provider, "")
    body = {"model": "small", "messages": MESSAGES} | fields
    return call(server.url(provider) + "/chat/completions", body, authorization=f"Bearer {key}")


def events(body: bytes) -> list[Any]:
    lines = [line[6:] for line in body.decode().splitlines() if line.startswith("data: ")]
    return [json.loads(line) if line != "[DONE]" else line for line in lines]


def test_a_whole_answer(server: ModelServer) -> None:
    status, headers, body = chat(server)
    answer = json.loads(body)
    assert (status, headers["content-type"]) == (200, "application/json")
    assert answer["object"] == "chat.completion"
    assert answer["choices"][0]["message"]["content"] == "Hello back, END of small"
    assert answer["choices"][0]["finish_reason"] == "stop"
    usage = answer["usage"]
    assert usage["prompt_tokens"] == count_tokens("Be short.") + count_tokens("Hello") + 4
    assert usage["completion_tokens"] == count_tokens("Hello back, END of small")
    assert server.sent_usage() == TokenUsage(usage["prompt_tokens"], usage["completion_tokens"])
    assert headers["x-request-id"] == server.exchanges[0].id


def test_a_stream_tells_usage_only_when_it_is_asked_to(server: ModelServer) -> None:
    with_usage = events(chat(server, stream=True, stream_options={"include_usage": True})[2])
    assert with_usage[-1] == "[DONE]"
    assert with_usage[-2]["choices"] == []
    assert with_usage[-2]["usage"]["completion_tokens"] > 0
    assert all(each["usage"] is None for each in with_usage[:-2])
    text = "".join(each["choices"][0]["delta"].get("content") or "" for each in with_usage[:-2])
    assert text == "Hello back, END of small"
    without = events(chat(server, stream=True)[2])
    assert not any("usage" in each for each in without[:-1])


def test_openrouter_adds_its_own(server: ModelServer) -> None:
    body = chat(server, "openrouter", stream=True)[2]
    assert body.startswith(b": OPENROUTER PROCESSING\n\n")
    last = events(body)[-2]
    assert last["provider"] == "Local"
    assert last["id"].startswith("gen-")
    cost = Decimal(str(last["usage"]["cost"]))
    assert cost == server.exchanges[0].cost_usd
    assert cost > 0


def test_openrouter_lists_prices_as_texts_for_one_token(server: ModelServer) -> None:
    key = server.keys.values["openrouter"]
    status, _, body = call(server.url("openrouter") + "/models", authorization=f"Bearer {key}")
    listed = {each["id"]: each for each in json.loads(body)["data"]}
    assert status == 200
    assert set(listed) == {"small", "large"}
    assert listed["large"]["pricing"]["prompt"] == "0.000003"
    assert listed["large"]["pricing"]["input_cache_read"] == "0.0000003"
    assert listed["large"]["context_length"] == 128_000


@pytest.mark.parametrize("header", ["x_api_key", "authorization"])
def test_messages_come_as_named_events(server: ModelServer, header: str) -> None:
    key = server.keys.values["anthropic"]
    keys = {header: key if header == "x_api_key" else f"Bearer {key}"}
    body = {
        "model": "small",
        "system": "Be short.",
        "messages": MESSAGES[1:],
        "max_tokens": 50,
        "stop_sequences": ["END"],
        "stream": True,
    }
    url = server.url("anthropic") + "/v1/messages"
    status, _, told = call(url, body, anthropic_version="2026-10-21", **keys)
    assert status == 200
    found = events(told)
    kinds = [each["type"] for each in found]
    assert [kinds[0], kinds[1], kinds[2]] == ["message_start", "content_block_start", "ping"]
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]
    assert b"event: message_start\n" in told
    text = "".join(each["delta"]["text"] for each in found if each["type"] == "content_block_delta")
    assert text == "Hello back, "
    assert found[-2]["delta"]["stop_reason"] == "stop_sequence"
    start = found[0]["message"]["usage"]
    assert start["input_tokens"] == count_tokens("Be short.") + count_tokens("Hello") + 4
    assert found[-2]["usage"] == {"output_tokens": count_tokens("Hello back, ")}


@pytest.mark.parametrize(
    ("body", "version", "status"),
    [
        ({"temperature": 1.0}, "2026-10-21", 400),
        ({"temperature": 1.0}, "2023-06-01", 200),
        ({"max_tokens": None}, "2026-10-21", 400),
        ({"stop_sequences": [" "]}, "2026-10-21", 400),
        ({"messages": []}, "2026-10-21", 400),
        ({"messages": MESSAGES}, "2026-10-21", 400),
        ({"model": "unknown"}, "2026-10-21", 404),
    ],
)
def test_messages_refuses_what_the_service_refuses(
    server: ModelServer, body: dict[str, Any], version: str, status: int
) -> None:
    whole = {"model": "small", "messages": MESSAGES[1:], "max_tokens": 50} | body
    key = server.keys.values["anthropic"]
    url = server.url("anthropic") + "/v1/messages"
    told = call(url, whole, anthropic_version=version, x_api_key=key)
    assert told[0] == status
    if status != 200:
        assert json.loads(told[2])["type"] == "error"


@pytest.mark.parametrize("provider", ["openai", "openrouter"])
def test_without_its_key_nobody_is_answered(server: ModelServer, provider: str) -> None:
    body = {"model": "small", "messages": MESSAGES}
    status, _, told = call(server.url(provider) + "/chat/completions", body)
    assert status == 401
    assert "error" in json.loads(told)
    assert server.questions == ()
    assert len(server.exchanges) == 1


def test_what_is_not_there_is_not_found(server: ModelServer) -> None:
    assert call(server.root + "/what")[0] == 404
    assert call(server.url("ollama") + "/what")[0] == 404
    assert call(server.url("ollama") + "/what", {})[0] == 404
    assert call(server.url("ollama") + "/chat/completions", [])[0] == 400
    assert chat(server, "ollama", model="unknown")[0] == 404
    assert chat(server, "ollama")[0] == 200


def test_answers_are_cut_at_the_most_tokens(server: ModelServer) -> None:
    answer = json.loads(chat(server, max_tokens=3)[2])
    assert answer["choices"][0]["finish_reason"] == "length"
    assert answer["usage"]["completion_tokens"] == 3
    assert "Hello back, END".startswith(answer["choices"][0]["message"]["content"])


def test_the_second_time_the_system_prompt_comes_from_the_cache(server: ModelServer) -> None:
    first, second = (json.loads(chat(server)[2])["usage"] for _ in range(2))
    assert first["prompt_tokens_details"]["cached_tokens"] == 0
    assert second["prompt_tokens_details"]["cached_tokens"] == count_tokens("Be short.")
    assert server.sent_usage().cached_input == count_tokens("Be short.")


def test_every_byte_of_a_request_is_kept(server: ModelServer) -> None:
    chat(server, "ollama", user="a-secret-in-the-body")
    exchange = server.exchanges[0]
    assert exchange.raw.startswith(b"POST /ollama/v1/chat/completions HTTP/1.1\r\n")
    assert b"a-secret-in-the-body" in exchange.raw
    assert b"authorization: bearer" in exchange.raw.lower()
    assert exchange.raw in server.received


def test_a_request_in_chunks_is_kept_as_it_came(server: ModelServer) -> None:
    body = json.dumps({"model": "small", "messages": MESSAGES}).encode()
    head = b"POST /ollama/v1/chat/completions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
    half = len(body) // 2
    raw = head + b"".join(
        b"%x\r\n%s\r\n" % (len(each), each) for each in (body[:half], body[half:], b"")
    )
    address = server.root.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=10) as connection:
        connection.sendall(raw)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")
    server.settle()
    assert server.exchanges[0].raw == raw
    assert server.exchanges[0].body["model"] == "small"


@pytest.mark.parametrize(
    "half",
    [
        b"content-length: 10\r\n\r\n{",
        b"transfer-encoding: chunked\r\n\r\n5\r\nab",
        b"transfer-encoding: chunked\r\n\r\n",
    ],
)
def test_a_client_that_goes_away_in_the_midst_of_a_request_makes_no_noise(
    half: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with ModelServer(lambda asked: "x") as server:
        port = int(server.root.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(b"POST /openai/v1/chat/completions HTTP/1.1\r\n" + half)
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(100) == b""
    gc.collect()
    assert caplog.messages == []
    assert server.exchanges == ()


def test_seeded_faults_depend_on_the_question_only() -> None:
    faults = (Fault.ERROR_500, Fault.LIMITED, Fault.HALF_STREAM)
    plan = seeded_faults(1, 0.3, faults)
    questions = [
        Asked("openai", "small", "", f"question {each}", {}, nth)
        for each in range(1000)
        for nth in (1, 2)
    ]
    drawn = [plan(each) for each in questions]
    assert drawn == [plan(each) for each in questions]
    share = sum(each is not None for each in drawn) / len(drawn)
    assert 0.27 < share < 0.33
    assert {each for each in drawn if each} == set(faults)
    assert drawn[0::2] != drawn[1::2]
    assert drawn != [seeded_faults(2, 0.3, faults)(each) for each in questions]
    assert not any(seeded_faults(1, 0.0, faults)(each) for each in questions)
    assert all(seeded_faults(1, 1.0, faults)(each) for each in questions)


def test_faults_are_kept_with_the_exchange() -> None:
    with ModelServer(
        lambda _: "x", faults=lambda _: Fault.LIMITED_SECONDS, retry_after_s=9
    ) as server:
        status, headers, _ = chat(server)
        (exchange,) = server.questions
    assert (status, headers["retry-after"]) == (429, "9")
    assert isinstance(exchange, Exchange)
    assert (exchange.fault, exchange.status, exchange.sent) == ("429-seconds", 429, None)
    assert exchange.used == TokenUsage()


def test_any_model_can_be_served() -> None:
    with ModelServer(lambda asked: asked.model, models=[ServedModel("*")]) as server:
        answer = json.loads(chat(server, model="vendor/thing-1")[2])
    assert answer["choices"][0]["message"]["content"] == "vendor/thing-1"


def test_the_environment_leads_to_it(server: ModelServer) -> None:
    environ = server.environ
    assert environ["OPENAI_BASE_URL"] == server.root + "/openai/v1"
    assert environ["OLLAMA_HOST"].endswith("/ollama/v1")
    key = server.keys.key("openai")
    assert key is not None
    assert environ["OPENAI_API_KEY"] == key.value
    assert server.keys.key("ollama") is None
