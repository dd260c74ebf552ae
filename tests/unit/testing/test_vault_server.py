"""The server of the tests speaks the protocol by itself, so that tests against it mean something."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from aqe.testing import ManualClock
from aqe.testing.vault_server import VaultServer


@pytest.fixture
def server() -> Iterator[VaultServer]:
    with VaultServer(clock=ManualClock()) as running:
        yield running


def ask(
    server: VaultServer, method: str, path: str, document: Any = None, **headers: str
) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=10)
    try:
        body = None if document is None else json.dumps(document)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"X-Vault-Token": server.token, **given})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def test_a_secret_is_written_and_read(server: VaultServer) -> None:
    path, secret = "/v1/secret/data/aqe/openai", {"data": {"key": "one"}}
    assert ask(server, "POST", path, {"data": {"key": "zero"}})[1]["data"]["version"] == 1
    assert ask(server, "POST", path, secret)[1]["data"]["version"] == 2
    status, found = ask(server, "GET", path)
    assert status == 200
    assert found["data"]["data"] == secret["data"]
    assert found["data"]["metadata"] == {
        "created_time": "2030-01-01T00:00:00.000000789Z",
        "custom_metadata": None,
        "deletion_time": "",
        "destroyed": False,
        "version": 2,
    }


def test_a_deleted_version_is_missing_with_its_metadata(server: VaultServer) -> None:
    server.put("a", {"key": "one"}, created_at=datetime(2026, 1, 1, tzinfo=UTC))
    server.delete("a")
    status, found = ask(server, "GET", "/v1/secret/data/a")
    assert (status, found["data"]["data"]) == (404, None)
    assert found["data"]["metadata"]["deletion_time"].startswith("2026-01-01")


def test_it_refuses_as_the_server_does(server: VaultServer) -> None:
    server.put("a", {"key": "one"}, namespace="team")
    assert ask(server, "GET", "/v1/secret/data/a") == (404, {"errors": []})
    assert ask(server, "GET", "/v1/secret/data/a", X_Vault_Namespace="team/")[0] == 200
    wrong = ask(server, "GET", "/v1/secret/data/a", X_Vault_Token="other")
    assert wrong == (403, {"errors": ["permission denied"]})
    assert ask(server, "GET", "/v1/elsewhere/data/a")[0] == 404
