"""A server on this machine that speaks the key-value API, version 2, of HashiCorp Vault.

It keeps versions of secrets in memory, asks for a token, knows namespaces, and fails in the ways in which
such a server fails. https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from aqe.telemetry.clock import Clock, SystemClock

__all__ = ["VaultFault", "VaultRequest", "VaultServer"]


class VaultFault(Enum):
    """A way in which the server fails."""

    SEALED = "sealed"
    """503, as while it is sealed."""
    RATE_LIMITED = "rate-limited"
    BROKEN = "broken"
    """500."""
    REDIRECT = "redirect"
    """307 to another address, as a standby node answers."""
    NO_JSON = "no-json"
    VERSION_1 = "version-1"
    """The answer of a key-value store of version 1."""
    CUT = "cut"
    """The connection ends within the body."""
    ENDLESS = "endless"
    """A body that has no end."""
    DRIPPING = "dripping"
    """Headers that have no end, byte by byte."""
    SILENT = "silent"
    """No answer at all until the server is closed."""


@dataclass(frozen=True, slots=True)
class VaultRequest:
    """A request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class _Version:
    data: Mapping[str, Any] | None
    created_time: str
    deletion_time: str = ""

    def metadata(self, number: int) -> dict[str, Any]:
        return {
            "created_time": self.created_time,
            "custom_metadata": None,
            "deletion_time": self.deletion_time,
            "destroyed": False,
            "version": number,
        }


@dataclass(slots=True)
class VaultServer:
    """Use it as a context manager: it serves while the block runs."""

    token: str = "hvs.a-token-of-tests"
    mount: str = "secret"
    fault: VaultFault | None = None
    """What it does instead of answering properly."""
    clock: Clock = field(default_factory=SystemClock)
    """Tells when a version was made."""
    requests: list[VaultRequest] = field(default_factory=list)
    """All that came in, in order."""
    _secrets: dict[tuple[str, str], list[_Version]] = field(default_factory=dict)
    _server: ThreadingHTTPServer | None = None
    _closing: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> VaultServer:
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """What ``VAULT_ADDR`` is set to."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def put(
        self,
        path: str,
        data: Mapping[str, Any],
        *,
        created_at: datetime | None = None,
        namespace: str = "",
    ) -> int:
        """Add a version of a secret, ``aqe/openai`` for example; gives its number."""
        versions = self._secrets.setdefault((namespace.strip("/"), path), [])
        # The API tells nanoseconds.
        text = (created_at or self.clock.now()).astimezone(UTC).strftime(
            "%Y-%m-%dT%H:%M:%S.%f"
        ) + "789Z"
        versions.append(_Version(dict(data), text))
        return len(versions)

    def delete(self, path: str, *, namespace: str = "") -> None:
        """Delete the newest version, as ``vault kv delete`` does."""
        newest = self._secrets[namespace.strip("/"), path][-1]
        newest.data, newest.deletion_time = None, newest.created_time

    def answer(self, request: VaultRequest, body: bytes) -> tuple[int, dict[str, Any]]:
        """Status and document of a proper answer."""
        if request.headers.get("x-vault-token") != self.token:
            return 403, {"errors": ["permission denied"]}
        namespace = request.headers.get("x-vault-namespace", "").strip("/")
        path, prefix = request.path.partition("?")[0], f"/v1/{self.mount}/data/"
        if not path.startswith(prefix):
            return 404, {"errors": [f"no handler for route {path!r}. route entry not found."]}
        name = path.removeprefix(prefix)
        if request.method != "GET":
            number = self.put(name, json.loads(body)["data"], namespace=namespace)
            return 200, {"data": self._secrets[namespace, name][-1].metadata(number)}
        versions = self._secrets.get((namespace, name))
        if not versions:
            return 404, {"errors": []}
        newest = versions[-1]
        found = {"data": newest.data, "metadata": newest.metadata(len(versions))}
        return (404 if newest.data is None else 200), {
            "request_id": "00000000-0000-0000-0000-000000000000",
            "lease_id": "",
            "renewable": False,
            "lease_duration": 0,
            "data": found,
            "wrap_info": None,
            "warnings": None,
            "auth": None,
        }


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what the tests are about."""


def _handler_of(vault: VaultServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *arguments: Any) -> None:
            """Tests want a quiet server."""

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = VaultRequest(self.command, self.path, headers)
            body = self.rfile.read(int(headers.get("content-length", "0")))
            vault.requests.append(request)
            if vault.fault is None:
                status, document = vault.answer(request, body)
                self._send(status, json.dumps(document).encode())
            else:
                self._fail(vault.fault)

        do_POST = do_PUT = do_GET

        def _fail(self, fault: VaultFault) -> None:
            if fault is VaultFault.SILENT:
                vault._closing.wait()
                self.close_connection = True
            elif fault is VaultFault.DRIPPING:
                self._drip()
            elif fault is VaultFault.REDIRECT:
                self.send_response(307)
                self.send_header("Location", f"{vault.address}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif fault in (VaultFault.CUT, VaultFault.ENDLESS):
                self._send_part(fault)
            else:
                self._send(*_FAULTS[fault])

        def _drip(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not vault._closing.wait(0.02):
                self.wfile.write(b"x")
            self.close_connection = True

        def _send_part(self, fault: VaultFault) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "9000000000")
            self.end_headers()
            self.wfile.write(b'{"data": ')
            while fault is VaultFault.ENDLESS and not vault._closing.is_set():
                self.wfile.write(b" " * 4096)
            self.close_connection = True

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


_FAULTS = {
    VaultFault.SEALED: (503, b'{"errors": ["Vault is sealed"]}'),
    VaultFault.RATE_LIMITED: (429, b'{"errors": ["request path: rate limit quota exceeded"]}'),
    VaultFault.BROKEN: (500, b'{"errors": ["1 error occurred"]}'),
    VaultFault.NO_JSON: (200, b"<html>a proxy</html>"),
    VaultFault.VERSION_1: (200, b'{"data": {"key": "sk-of-version-1"}}'),
}
