"""Fetches a provider's own list of models over HTTP."""

from __future__ import annotations

import http.client
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from aqe.domain.provider import ProviderDefinition, WireProtocol
from aqe.errors import RouterError
from aqe.router.catalogue.refreshed import MAX_BYTES
from aqe.router.keys.shape import checked_key
from aqe.router.ports import Key
from aqe.router.providers.address import Address, require_safe_way

__all__ = ["fetch_list"]

_TIMEOUT_S = 30.0
"""For a connection, and between two bytes."""
_WITHIN_S = 120.0
"""For everything; the longest list has some megabytes."""


_LOOK_S = 0.1
"""Between two looks at whether the user asked to stop."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A key is sent to the address that was named, and to no other."""

    def redirect_request(self, *arguments: Any, **keywords: Any) -> None:
        return None


def fetch_list(
    definition: ProviderDefinition,
    address: Address,
    key: Key | None,
    *,
    within_s: float = _WITHIN_S,
    cancelled: Callable[[], bool] = lambda: False,
) -> bytes:
    """The body of the answer to a request for all models.

    Args:
        definition: The provider.
        address: Where it is reached.
        key: Sent where there is one.
        within_s: Seconds for everything.
        cancelled: Whether the user asked to stop.

    Raises:
        RouterError: The provider cannot be reached or is not done in time (``model-unreachable``), refuses
            (``model-refused``), answers with what is no HTTP (``model-malformed``), or its key cannot be
            sent (``key-malformed``) or would be readable on the way (``bad-provider-address``); or the
            user asked to stop (``model-cancelled``).
    """
    require_safe_way(definition, address, key)
    question = _question(definition, address, key)
    told: Future[bytes] = Future()
    is_over = threading.Event()

    def work() -> None:
        try:
            told.set_result(_answer(definition, address, question, is_over))
        except BaseException as error:  # handed to whoever waits
            told.set_exception(error)

    # A limit of the connection holds for each byte. A thread that nobody waits for ends with its process.
    threading.Thread(target=work, name="aqe-list", daemon=True).start()
    try:
        for _ in range(max(1, round(within_s / _LOOK_S))):
            with suppress(TimeoutError):
                return told.result(min(_LOOK_S, within_s))
            if cancelled():
                raise RouterError("the request for a list was cancelled", slug="model-cancelled")
        raise _unreachable(definition, address, f"no whole list in {within_s:g} seconds")
    finally:
        is_over.set()


def _question(
    definition: ProviderDefinition, address: Address, key: Key | None
) -> urllib.request.Request:
    headers = {"accept": "application/json"}
    value = None if key is None else checked_key(key.value, f"the {key.source}")
    if definition.protocol is WireProtocol.ANTHROPIC_MESSAGES:
        headers["anthropic-version"] = "2023-06-01"
        if value is not None:
            headers["x-api-key"] = value
        return urllib.request.Request(f"{address.url}/v1/models?limit=1000", headers=headers)
    if value is not None:
        headers["authorization"] = f"Bearer {value}"
    return urllib.request.Request(f"{address.url}/models", headers=headers)


def _answer(
    definition: ProviderDefinition,
    address: Address,
    question: urllib.request.Request,
    is_over: threading.Event,
) -> bytes:
    handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
    if address.is_loopback:
        handlers.append(urllib.request.ProxyHandler({}))
    opener = urllib.request.build_opener(*handlers)
    try:
        with opener.open(question, timeout=_TIMEOUT_S) as told:
            return _body(told, is_over)
    except urllib.error.HTTPError as error:
        with error:
            raise RouterError(
                f"{definition.title} refused its list of models: HTTP {error.code}",
                hint="check the key and the address of the provider; `aqe router status` shows both",
                slug="model-refused",
                retryable=error.code == 429 or error.code >= 500,
            ) from None
    except (OSError, ValueError) as error:
        raise _unreachable(definition, address, getattr(error, "reason", None) or error) from None
    except http.client.HTTPException as error:
        # What it says holds what came, which may be anything.
        raise RouterError(
            f"what {definition.title} answered at {address.url!r} is no answer of HTTP:"
            f" {type(error).__name__}",
            hint=f"check that {definition.url_variable} leads to the service that is meant",
            slug="model-malformed",
            retryable=True,
        ) from None


def _body(told: http.client.HTTPResponse, is_over: threading.Event) -> bytes:
    body = bytearray()
    while len(body) <= MAX_BYTES and not is_over.is_set():
        part = told.read1(MAX_BYTES + 1 - len(body))
        if not part:
            break
        body += part
    return bytes(body)


def _unreachable(definition: ProviderDefinition, address: Address, why: object) -> RouterError:
    return RouterError(
        f"{definition.title} cannot be reached at {address.url!r}: {why}",
        hint=f"check the network; {definition.url_variable} names another address",
        slug="model-unreachable",
        retryable=True,
    )
