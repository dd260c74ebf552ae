"""Keys in a vault, against a server that speaks its protocol."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from aqe.errors import RouterError
from aqe.router.keys.vault import VaultKeys, vault_of
from aqe.testing.vault_server import VaultFault, VaultServer


@pytest.fixture
def server() -> Iterator[VaultServer]:
    with VaultServer() as running:
        yield running


def vault(server: VaultServer, **fields: object) -> VaultKeys:
    return VaultKeys(server.address, server.token, **fields)  # type: ignore[arg-type]


def test_a_key_is_read_with_the_time_of_its_version(server: VaultServer) -> None:
    made = datetime(2026, 1, 31, 10, 20, 30, 123456, tzinfo=UTC)
    server.put("aqe/openai", {"key": "sk-old"})
    server.put("aqe/openai", {"key": "sk-new", "note": "of the team"}, created_at=made)
    found = vault(server).key("openai")
    assert found is not None
    assert (found.value, found.created_at) == ("sk-new", made)
    assert found.source == "vault secret secret/data/aqe/openai"
    (request,) = server.requests
    assert (request.method, request.path) == ("GET", "/v1/secret/data/aqe/openai")
    assert request.headers["x-vault-token"] == server.token
    assert "x-vault-namespace" not in request.headers


def test_what_is_not_there_or_was_deleted_is_none(server: VaultServer) -> None:
    assert vault(server).key("openai") is None
    server.put("aqe/openai", {"key": "sk-one"})
    server.delete("aqe/openai")
    assert vault(server).key("openai") is None
    assert len(server.requests) == 2


def test_namespaces_keep_secrets_apart(server: VaultServer) -> None:
    server.put("aqe/openai", {"key": "sk-team"}, namespace="team/a")
    assert vault(server).key("openai") is None
    found = vault(server, namespace="team/a/").key("openai")
    assert found is not None
    assert found.value == "sk-team"


def test_another_mount_can_be_named(server: VaultServer) -> None:
    server.mount = "kv/tools"
    server.put("qe/openai", {"key": "sk-one"})
    environ = {
        "VAULT_ADDR": server.address + "/",
        "VAULT_TOKEN": server.token,
        "AQE_VAULT_PATH": "/kv/tools/data/qe/",
    }
    found = vault_of(environ)
    assert found is not None
    key = found.key("openai")
    assert key is not None
    assert key.value == "sk-one"


FAILURES = {
    VaultFault.SEALED: ("vault-sealed", True),
    VaultFault.RATE_LIMITED: ("vault-failed", True),
    VaultFault.BROKEN: ("vault-failed", True),
    VaultFault.REDIRECT: ("vault-failed", False),
    VaultFault.NO_JSON: ("vault-malformed", False),
    VaultFault.VERSION_1: ("vault-malformed", False),
    VaultFault.CUT: ("vault-unreachable", True),
    VaultFault.ENDLESS: ("vault-malformed", False),
    VaultFault.SILENT: ("vault-unreachable", True),
    VaultFault.DRIPPING: ("vault-unreachable", True),
}


LIMITS: dict[VaultFault, dict[str, object]] = {
    VaultFault.SILENT: {"timeout_s": 3.0},
    VaultFault.DRIPPING: {"total_s": 3.0},
}
"""Where an end comes only by a limit: long enough for a busy server to be asked first."""


def test_every_fault_has_a_case() -> None:
    assert set(FAILURES) == set(VaultFault)


@pytest.mark.parametrize("fault", VaultFault, ids=lambda each: each.value)
def test_every_failure_is_told_without_the_token(server: VaultServer, fault: VaultFault) -> None:
    server.put("aqe/openai", {"key": "sk-one"})
    server.fault = fault
    with pytest.raises(RouterError) as caught:
        vault(server, **LIMITS.get(fault, {})).key("openai")
    error = caught.value
    assert (error.slug, error.retryable) == FAILURES[fault]
    shown = "".join(traceback.format_exception(error))
    assert server.token not in shown
    assert "sk-of-version-1" not in shown
    assert error.hint
    assert len(server.requests) == 1


def test_a_token_that_may_not_read_is_told_without_it(server: VaultServer) -> None:
    token = "hvs." + "wrong" * 4
    with pytest.raises(RouterError, match="403") as caught:
        VaultKeys(server.address, token).key("openai")
    assert caught.value.slug == "vault-refused"
    assert token not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("data", [{}, {"token": "sk-one"}, {"key": 7}, {"key": None}])
def test_a_secret_without_the_field_is_told(server: VaultServer, data: dict[str, object]) -> None:
    server.put("aqe/openai", data)
    with pytest.raises(RouterError, match="field 'key'") as caught:
        vault(server).key("openai")
    assert caught.value.slug == "vault-malformed"
    assert "sk-one" not in caught.value.message


def test_a_value_that_cannot_be_a_key_is_not_shown(server: VaultServer) -> None:
    server.put("aqe/openai", {"key": "sk-one\nX-Evil: 1"})
    with pytest.raises(RouterError) as caught:
        vault(server).key("openai")
    assert caught.value.slug == "key-malformed"
    assert "sk-one" not in caught.value.message


def test_a_server_that_is_gone_is_told() -> None:
    with VaultServer() as closed:
        address = closed.address
    with pytest.raises(RouterError, match="could not be asked") as caught:
        VaultKeys(address, "hvs.token", timeout_s=2).key("openai")
    assert caught.value.slug == "vault-unreachable"


def test_a_body_that_trickles_ends_at_the_deadline(server: VaultServer) -> None:
    times = iter(range(0, 100_000, 90))
    server.put("aqe/openai", {"key": "x" * 4000})
    with pytest.raises(RouterError, match="within 30 s"):
        vault(server, timeout_s=30.0, total_s=60.0, ticker=lambda: float(next(times))).key("openai")


@pytest.mark.parametrize(
    "address",
    [
        "http://vault.example.org:8200",
        "http://127.0.0.1.example.org:8200",
        "http://[2001:db8::1]:8200",
        "vault.example.org:8200",
        "ftp://127.0.0.1",
        "https://",
        "https://host:99999",
        "https://host:0",
        "https://user:hunter22@host",
        "https://host/?token=x",
        "https://[::1",
    ],
)
def test_an_address_that_gives_the_token_away_is_refused(address: str) -> None:
    with pytest.raises(RouterError, match="VAULT_ADDR") as caught:
        VaultKeys(address, "hvs.token")
    assert caught.value.slug == "vault-address"
    assert "hunter22" not in caught.value.message


@pytest.mark.parametrize("address", ["http://localhost:1", "http://127.8.9.1", "http://[::1]:8200"])
def test_plain_http_is_for_this_machine(address: str) -> None:
    assert VaultKeys(address, "hvs.token").address == address


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"token": "hvs.a b"}, "VAULT_TOKEN"),
        ({"token": "hvs.a\r\nX: 1"}, "VAULT_TOKEN"),
        ({"token": ""}, "VAULT_TOKEN"),
        ({"namespace": "a b"}, "VAULT_NAMESPACE"),
        ({"path": "secret/aqe"}, "AQE_VAULT_PATH"),
        ({"path": "secret//data/aqe"}, "AQE_VAULT_PATH"),
    ],
)
def test_what_does_not_fit_into_a_request_is_refused(fields: dict[str, str], words: str) -> None:
    given = {"address": "https://host", "token": "hvs.token", **fields}
    with pytest.raises(RouterError, match=words) as caught:
        VaultKeys(**given)
    assert "hvs.a" not in caught.value.message


def test_authorities_that_cannot_be_read_are_told(server: VaultServer) -> None:
    keys = VaultKeys("https://127.0.0.1:1", "hvs.token", certificates="/nowhere/ca.pem")
    with pytest.raises(RouterError, match="VAULT_CACERT") as caught:
        keys.key("openai")
    assert caught.value.slug == "vault-address"


def test_a_vault_needs_address_and_token() -> None:
    assert vault_of({}) is None
    assert vault_of({"VAULT_ADDR": "https://host"}) is None
    assert vault_of({"VAULT_TOKEN": "hvs.token"}) is None
    found = vault_of(
        {
            "VAULT_ADDR": "https://host:8200/",
            "VAULT_TOKEN": "hvs.token",
            "VAULT_NAMESPACE": "team",
            "VAULT_CACERT": "ca.pem",
        }
    )
    assert found == VaultKeys("https://host:8200", "hvs.token", "team", certificates="ca.pem")
    assert "hvs.token" not in repr(found)


def test_headers_that_drip_meet_a_limit(server: VaultServer) -> None:
    """Each byte comes in time; all of them never would."""
    server.fault = VaultFault.DRIPPING
    with pytest.raises(RouterError, match=r"no whole answer within 0\.3 s") as caught:
        vault(server, timeout_s=60.0, total_s=0.3).key("openai")
    assert caught.value.slug == "vault-unreachable"
    assert caught.value.retryable
