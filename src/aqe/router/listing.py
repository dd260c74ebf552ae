"""Fetches a provider's own list of models over HTTP."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

from aqe.domain.provider import ProviderDefinition, WireProtocol
from aqe.errors import RouterError
from aqe.router.catalogue.refreshed import MAX_BYTES
from aqe.router.ports import Key
from aqe.router.providers.address import Address, require_safe_way
from aqe.router.providers.connection import check_key

__all__ = ["fetch_list"]

_TIMEOUT_S = 30.0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A key is sent to the address that was named, and to no other."""

    def redirect_request(self, *arguments: Any, **keywords: Any) -> None:
        return None


def fetch_list(definition: ProviderDefinition, address: Address, key: Key | None) -> bytes:
    """The body of the answer to a request for all models.

    Raises:
        RouterError: The provider cannot be reached (``model-unreachable``) or refuses
            (``model-refused``), or its key would be readable on the way (``bad-provider-address``).
    """
    require_safe_way(definition, address, key)
    headers = {"accept": "application/json"}
    if key is not None:
        check_key(definition.name, key.value)
    if definition.protocol is WireProtocol.ANTHROPIC_MESSAGES:
        url = f"{address.url}/v1/models?limit=1000"
        headers["anthropic-version"] = "2023-06-01"
        if key is not None:
            headers["x-api-key"] = key.value
    else:
        url = f"{address.url}/models"
        if key is not None:
            headers["authorization"] = f"Bearer {key.value}"
    handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
    if address.is_loopback:
        handlers.append(urllib.request.ProxyHandler({}))
    opener = urllib.request.build_opener(*handlers)
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=_TIMEOUT_S) as told:
            body: bytes = told.read(MAX_BYTES + 1)
            return body
    except urllib.error.HTTPError as error:
        with error:
            raise RouterError(
                f"{definition.title} refused its list of models: HTTP {error.code}",
                hint="check the key and the address of the provider; `aqe router status` shows both",
                slug="model-refused",
                retryable=error.code == 429 or error.code >= 500,
            ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "reason", None) or error
        raise RouterError(
            f"{definition.title} cannot be reached at {address.url!r}: {why}",
            hint=f"check the network; {definition.url_variable} names another address",
            slug="model-unreachable",
            retryable=True,
        ) from None
