"""The connection that both vendors' libraries send over: no redirects, own time limits, few headers.

The libraries add headers that describe this machine, and take further ones from environment
variables. What is sent is decided here, at the last moment: the headers that the protocol needs, those
that a definition names, and the key. A server on this machine is never asked through a proxy, which
would carry elsewhere what must stay here; for others the proxies of the environment are used.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aqe.errors import RouterError
from aqe.router.providers.address import Address
from aqe.router.providers.failures import Failures

if TYPE_CHECKING:
    import httpx2

__all__ = ["Timeouts", "cut_or_unreachable", "is_of_connection", "open_client"]

_SENT = frozenset(
    "accept accept-encoding anthropic-version connection content-length content-type host"
    " transfer-encoding user-agent".split()
)


_MOST_BYTES = 64 * 1024 * 1024
"""Of one answer: some hundred bytes for each token of the longest."""
_LONGEST_LINE = 16 * 1024 * 1024
"""A list of models stands on one line, and has some megabytes."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait for what. The deadline of a question holds beside these."""

    connect_s: float = 10.0
    silence_s: float = 120.0
    """Until the first byte, and between any two; a model that reasons is silent for long."""
    check_s: float = 10.0
    """For a sign of life."""


def open_client(
    address: Address, timeouts: Timeouts, key: str | None, headers: frozenset[str]
) -> httpx2.AsyncClient:
    """A client for one address."""
    import httpx2

    allowed = _SENT | headers

    async def trim(request: httpx2.Request) -> None:
        for name in list(request.headers):
            if name.lower() not in allowed:
                del request.headers[name]
        request.headers["accept-encoding"] = "identity"
        if key is not None:
            request.headers["authorization"] = f"Bearer {key}"

    async def limit(response: httpx2.Response) -> None:
        # It was asked for plain; a little that is packed can hold more than there is memory.
        response.headers.pop("content-encoding", None)
        response.stream = _limited(response.stream)

    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(timeouts.silence_s, connect=timeouts.connect_s),
        follow_redirects=False,
        trust_env=not address.is_loopback,
        # Certificates take long to load, and none is ever looked at there.
        verify=not (address.is_loopback and address.url.startswith("http://")),
        event_hooks={"request": [trim], "response": [limit]},
    )


def _limited(stream: Any) -> Any:
    """A body of an answer that ends with an error where it has no end, or a line of it has none."""
    import httpx2

    class Limited(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            room = _MOST_BYTES
            line = 0
            async for part in stream:
                room -= len(part)
                end = part.rfind(b"\n")
                line = line + len(part) if end < 0 else len(part) - end
                if room < 0 or line > _LONGEST_LINE:
                    raise httpx2.DecodingError("the answer has no end")
                yield part

        async def aclose(self) -> None:
            await stream.aclose()

    return Limited()


def is_of_connection(error: BaseException) -> bool:
    """Whether an error comes from the connection and not from what was said over it."""
    import httpx2

    return isinstance(error, httpx2.HTTPError)


def cut_or_unreachable(error: BaseException, failures: Failures, model: str) -> RouterError:
    """What an error of the connection means: whether the question had been sent by then."""
    import httpx2

    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, httpx2.ConnectTimeout | httpx2.PoolTimeout):
            return failures.unreachable(model, "no connection in time")
        if isinstance(seen, httpx2.ConnectError | httpx2.UnsupportedProtocol | httpx2.ProxyError):
            return failures.unreachable(model, "no connection")
        if isinstance(seen, httpx2.TimeoutException):
            return failures.cut(model, "it was silent for too long")
        if isinstance(seen, httpx2.DecodingError):
            return failures.malformed(model, "it has no end")
        if isinstance(seen, httpx2.TransportError | ssl.SSLError):
            return failures.cut(model, "the connection was closed")
        seen = seen.__cause__ or seen.__context__
    return failures.cut(model, "the connection failed")
