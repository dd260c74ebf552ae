"""Lists of models over HTTP, from a server that speaks the protocols."""

from __future__ import annotations

import http.server
import json
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from aqe.catalog import load_providers
from aqe.errors import RouterError
from aqe.router.catalogue.refreshed import MAX_BYTES
from aqe.router.keys.environment import EnvironmentKeys
from aqe.router.keys.keys import DEFAULT_VARIABLES
from aqe.router.listing import fetch_list
from aqe.router.ports import Key
from aqe.router.providers.address import Address, address_of
from aqe.testing import ModelServer

PROVIDERS = load_providers()


@pytest.mark.parametrize("name", ["openrouter", "openai", "anthropic", "compatible", "ollama"])
def test_a_list_is_fetched_with_the_key(name: str) -> None:
    definition = PROVIDERS[name]
    with ModelServer(lambda asked: "") as server:
        address = address_of(definition, server.environ)
        assert address is not None
        key = EnvironmentKeys(server.environ, DEFAULT_VARIABLES).key(name)
        listed = json.loads(fetch_list(definition, address, key))
    assert "small" in {each["id"] for each in listed["data"]}


def test_a_wrong_key_is_refused_and_not_shown() -> None:
    with ModelServer(lambda asked: "") as server:
        address = address_of(PROVIDERS["anthropic"], server.environ)
        assert address is not None
        with pytest.raises(RouterError) as caught:
            fetch_list(PROVIDERS["anthropic"], address, Key("wrong-key", "here"))
    assert caught.value.slug == "model-refused"
    assert "wrong-key" not in f"{caught.value.message} {caught.value.hint}"


@pytest.fixture
def wandering() -> Iterator[str]:
    """A server that sends elsewhere, or more than anybody wants."""
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            if self.path.startswith("/large"):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b" " * (MAX_BYTES + 1000))
            else:
                self.send_response(302)
                self.send_header("location", "/elsewhere")
                self.end_headers()

        def log_message(self, *arguments: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    assert "/elsewhere" not in seen


def test_a_key_that_cannot_be_sent_is_refused_as_everywhere() -> None:
    address = Address("http://127.0.0.1:9/v1", True)
    with pytest.raises(RouterError) as caught:
        fetch_list(PROVIDERS["openrouter"], address, Key("secret 1", "environment variable KEY"))
    assert caught.value.slug == "key-malformed"
    assert "secret" not in f"{caught.value.message} {caught.value.hint}"


def test_no_key_travels_where_others_can_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(urllib.request, "build_opener", opened.append)
    address = Address("http://models.example.com/v1", False)
    with pytest.raises(RouterError, match="https") as caught:
        fetch_list(PROVIDERS["compatible"], address, Key("secret-1", "here"))
    assert caught.value.slug == "bad-provider-address"
    assert "secret-1" not in f"{caught.value.message} {caught.value.hint}"
    assert opened == []


def test_nobody_is_followed_elsewhere(wandering: str) -> None:
    with pytest.raises(RouterError) as caught:
        fetch_list(PROVIDERS["openrouter"], Address(wandering, True), Key("secret", "here"))
    assert caught.value.slug == "model-refused"


def test_no_more_is_read_than_any_list_has(wandering: str) -> None:
    body = fetch_list(PROVIDERS["openrouter"], Address(f"{wandering}/large", True), None)
    assert len(body) == MAX_BYTES + 1


def test_where_nobody_listens_the_address_is_told() -> None:
    with pytest.raises(RouterError, match=r"127\.0\.0\.1") as caught:
        fetch_list(PROVIDERS["ollama"], Address("http://127.0.0.1:9", True), None)
    assert (caught.value.slug, caught.value.retryable) == ("model-unreachable", True)
    assert "OLLAMA_HOST" in (caught.value.hint or "")


@contextmanager
def raw_server(first: bytes, *, drip: bytes = b"") -> Iterator[Address]:
    """A server that answers with these bytes, and then with more and more of others."""
    done = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(first)
                while drip and not done.wait(0.01):
                    connection.sendall(drip)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield Address(f"http://127.0.0.1:{listener.getsockname()[1]}", True)
    finally:
        done.set()
        thread.join()
        listener.close()


@pytest.mark.parametrize(
    "first",
    [
        b"secret-words\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"x: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nsecret-words\r\n",
    ],
    ids=["status", "header", "chunk"],
)
def test_what_is_no_http_is_told_and_not_shown(first: bytes) -> None:
    with raw_server(first) as address, pytest.raises(RouterError) as caught:
        fetch_list(PROVIDERS["openrouter"], address, None)
    assert caught.value.slug == "model-malformed"
    assert "secret" not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize(
    ("first", "drip"),
    [(b"HTTP/1.1 200 OK\r\nx: ", b"y"), (b"HTTP/1.1 200 OK\r\n\r\n", b" ")],
    ids=["headers", "body"],
)
def test_nobody_waits_for_a_list_that_comes_byte_by_byte(first: bytes, drip: bytes) -> None:
    with raw_server(first, drip=drip) as address, pytest.raises(RouterError) as caught:
        fetch_list(PROVIDERS["openrouter"], address, None, within_s=0.2)
    assert (caught.value.slug, caught.value.retryable) == ("model-unreachable", True)
    assert "0.2 seconds" in caught.value.message
