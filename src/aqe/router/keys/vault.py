"""Keys in HashiCorp Vault, over the HTTP API of its key-value store, version 2.

The standard library speaks it: one request, no redirects (they would carry the token elsewhere), no proxy,
``https`` unless the server is this machine, a timeout for every step, and limits on the time of all together
and on the size of the body.
Reference: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

from aqe.errors import RouterError
from aqe.router.keys.shape import checked_key
from aqe.router.ports import Key

__all__ = ["DEFAULT_PATH", "FIELD", "VaultKeys", "vault_of"]

DEFAULT_PATH = "secret/data/aqe"
"""Where keys lie, with the provider after it; ``AQE_VAULT_PATH`` names another place."""
FIELD = "key"
"""Name of the field of the secret that holds the key."""
_LARGEST_ANSWER = 65_536
_DEFAULT_PORTS = {"http": 80, "https": 443}
_AGAIN_S = 0.1


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """Reads a provider's key from a Vault server.

    Raises:
        RouterError: The address, the token or the namespace cannot be used (``vault-address``).
    """

    address: str
    """``https://vault.example.org:8200``; plain ``http`` for this machine only."""
    token: str = field(repr=False)
    namespace: str = ""
    path: str = DEFAULT_PATH
    """Mount, ``data`` and folder."""
    certificates: str = ""
    """File of the authorities to trust, where the system's are not enough (``VAULT_CACERT``)."""
    timeout_s: float = 5.0
    """For each step: to connect, to get a next byte, to read the whole of the body."""
    total_s: float = 15.0
    """For all of it: a server may send its headers byte by byte."""
    ticker: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        _require_address(self.address)
        if not _is_header(self.token):
            raise _unusable("VAULT_TOKEN holds white space or characters outside ASCII")
        if self.namespace and not _is_header(self.namespace):
            raise _unusable(f"VAULT_NAMESPACE is {self.namespace!r}")
        if (
            not all(_is_header(each) for each in self.path.split("/"))
            or "/data/" not in f"{self.path}/"
        ):
            raise _unusable(f"AQE_VAULT_PATH is {self.path!r}, not like {DEFAULT_PATH!r}")

    def key(self, provider: str) -> Key | None:
        """The key of a provider; None where there is no such secret, or it was deleted.

        Raises:
            RouterError: ``vault-unreachable``, ``vault-refused`` (403), ``vault-sealed`` (503),
                ``vault-failed`` (any other answer) or ``vault-malformed`` (no answer of this API).
        """
        place = f"{self.path}/{provider}"
        status, body = self._get(place)
        if status == 404:
            return None
        if status != 200:
            raise self._failed(status, place)
        return _key_of(self._document(body, place), place, self.address)

    def _get(self, place: str) -> tuple[int, bytes]:
        """Status and body of the answer."""
        deadline = self.ticker() + self.timeout_s
        connection = self._connection()
        headers = {"X-Vault-Token": self.token, "X-Vault-Request": "true"}
        if self.namespace:
            headers["X-Vault-Namespace"] = self.namespace
        prefix = urlsplit(self.address).path.rstrip("/")
        try:
            with self._cut_when_late(connection):
                connection.request("GET", f"{prefix}/v1/{quote(place)}", headers=headers)
                answer = connection.getresponse()
                return answer.status, self._read(answer, place, deadline)
        except (OSError, http.client.HTTPException) as error:
            raise RouterError(
                f"the vault at {self.address!r} could not be asked: {_words(error)}",
                hint="Check VAULT_ADDR, the network and the server's certificate; unset VAULT_ADDR to do"
                " without the vault.",
                slug="vault-unreachable",
                retryable=True,
            ) from error
        finally:
            connection.close()

    @contextmanager
    def _cut_when_late(self, connection: http.client.HTTPConnection) -> Iterator[None]:
        """Ends what happens on a connection when the time for all of it is over.

        Raises:
            TimeoutError: It was.
        """
        is_over, is_late = threading.Event(), threading.Event()

        def watch() -> None:
            if is_over.wait(self.total_s):
                return
            is_late.set()
            while not is_over.wait(_AGAIN_S):  # it may still be connecting
                with suppress(OSError, AttributeError):
                    connection.sock.shutdown(socket.SHUT_RDWR)

        threading.Thread(target=watch, name="aqe-vault", daemon=True).start()
        try:
            yield
        except (OSError, http.client.HTTPException, RouterError):
            if not is_late.is_set():
                raise
        finally:
            is_over.set()
        if is_late.is_set():
            raise TimeoutError(f"no whole answer within {self.total_s:g} s")

    def _read(self, answer: http.client.HTTPResponse, place: str, deadline: float) -> bytes:
        parts, size = [], 0
        while part := answer.read1(8192):
            parts.append(part)
            size += len(part)
            if size > _LARGEST_ANSWER:
                raise self._malformed(place, f"more than {_LARGEST_ANSWER} bytes")
            if self.ticker() > deadline:
                raise TimeoutError(f"no whole answer within {self.timeout_s:g} s")
        if answer.length:
            raise http.client.IncompleteRead(b"")
        return b"".join(parts)

    def _connection(self) -> http.client.HTTPConnection:
        url = urlsplit(self.address)
        host, port = url.hostname or "", url.port or _DEFAULT_PORTS[url.scheme]
        if url.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=self.timeout_s)
        try:
            context = ssl.create_default_context(cafile=self.certificates or None)
        except OSError as error:
            raise _unusable(f"VAULT_CACERT is {self.certificates!r}: {error}") from error
        return http.client.HTTPSConnection(host, port, timeout=self.timeout_s, context=context)

    def _document(self, body: bytes, place: str) -> Mapping[str, Any]:
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            raise self._malformed(place, "no JSON") from None
        data = document.get("data") if isinstance(document, dict) else None
        if not isinstance(data, dict) or not isinstance(data.get("data"), dict):
            raise self._malformed(place, "no secret of a key-value store, version 2")
        return data

    def _failed(self, status: int, place: str) -> RouterError:
        where = f"the vault at {self.address!r}"
        if status == 403:
            return RouterError(
                f"{where} does not let this token read {place!r} (403)",
                hint="Renew VAULT_TOKEN, check VAULT_NAMESPACE, or give its policy `read` on that path.",
                slug="vault-refused",
            )
        if status == 503:
            return RouterError(
                f"{where} is sealed or in maintenance (503)",
                hint="Have it unsealed; unset VAULT_ADDR to do without it.",
                slug="vault-sealed",
                retryable=True,
            )
        return RouterError(
            f"{where} answered {status} for {place!r}",
            hint="Redirects are not followed: VAULT_ADDR has to name the server that answers."
            if 300 <= status < 400
            else "Check VAULT_ADDR and AQE_VAULT_PATH; `vault kv get` shows what is there.",
            slug="vault-failed",
            retryable=status == 429 or status >= 500,
        )

    def _malformed(self, place: str, what: str) -> RouterError:
        return _malformed(self.address, place, what)


def vault_of(environ: Mapping[str, str]) -> VaultKeys | None:
    """The vault that the environment names; None where address or token are missing.

    Raises:
        RouterError: They cannot be used (slug ``vault-address``).
    """
    address, token = environ.get("VAULT_ADDR", "").strip(), environ.get("VAULT_TOKEN", "").strip()
    if not address or not token:
        return None
    return VaultKeys(
        address=address.rstrip("/"),
        token=token,
        namespace=environ.get("VAULT_NAMESPACE", "").strip(),
        path=environ.get("AQE_VAULT_PATH", "").strip("/ ") or DEFAULT_PATH,
        certificates=environ.get("VAULT_CACERT", "").strip(),
    )


def _require_address(address: str) -> None:
    try:
        url = urlsplit(address)
        host, port = url.hostname, url.port
    except ValueError as error:
        raise _unusable(f"VAULT_ADDR is {_without_password(address)!r}: {error}") from None
    if url.scheme not in _DEFAULT_PORTS or not host or port == 0:
        raise _unusable(
            f"VAULT_ADDR is {_without_password(address)!r}, not like 'https://HOST:8200'"
        )
    if url.username or url.password or url.query or url.fragment:
        raise _unusable(f"VAULT_ADDR holds more than an address: {_without_password(address)!r}")
    if url.scheme == "http" and not _is_this_machine(host):
        raise _unusable(
            f"VAULT_ADDR is {address!r}: without https the token could be read on its way"
        )


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _without_password(address: str) -> str:
    head, at, tail = address.rpartition("@")
    return f"{head.partition('//')[0]}//...@{tail}" if at else address


def _is_header(text: str) -> bool:
    """Whether a text can stand in a header or a path, alone and as it is."""
    return bool(text) and all("!" <= each <= "~" for each in text)


def _key_of(data: Mapping[str, Any], place: str, address: str) -> Key:
    value = data["data"].get(FIELD)
    if not isinstance(value, str):
        raise _malformed(address, place, f"a secret without a text in the field {FIELD!r}")
    source = f"vault secret {place}"
    metadata = data.get("metadata")
    created = metadata.get("created_time") if isinstance(metadata, dict) else None
    return Key(checked_key(value, f"the {source}"), source, _moment(created))


def _moment(text: object) -> datetime | None:
    """A time of the API: RFC 3339, with nine digits after the second."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _malformed(address: str, place: str, what: str) -> RouterError:
    return RouterError(
        f"the vault at {address!r} answered for {place!r} with {what}",
        hint=f"Keys lie in a key-value store of version 2, in the field {FIELD!r}:"
        f" `vault kv put -mount=secret aqe/openai {FIELD}=-`.",
        slug="vault-malformed",
    )


def _unusable(why: str) -> RouterError:
    return RouterError(
        why,
        hint="Correct the variable, or unset VAULT_ADDR to do without the vault.",
        slug="vault-address",
    )


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
