"""Where a provider is reached: its own address, or the one that an environment variable names."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

from aqe.domain.provider import ProviderDefinition
from aqe.errors import RouterError
from aqe.router.ports import Key

__all__ = ["Address", "address_of", "require_safe_way"]

_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""What a server listens on is no place to send something to; the same server is reached here."""


@dataclass(frozen=True, slots=True)
class Address:
    """A checked address."""

    url: str
    is_loopback: bool
    """Whether what is sent there stays on this machine."""


def address_of(definition: ProviderDefinition, environ: Mapping[str, str]) -> Address | None:
    """The address of a provider; None where it has none of its own and the environment names none.

    Raises:
        RouterError: The variable names something that is no address, or one that must not be used.
    """
    named = environ.get(definition.url_variable, "").strip()
    if not named:
        return None if definition.url is None else _checked(definition, urlsplit(definition.url))
    return _checked(definition, _completed(definition, named))


def require_safe_way(definition: ProviderDefinition, address: Address, key: Key | None) -> None:
    """Refuse to send a key where everybody on the way could read it.

    Raises:
        RouterError: There is a key, and the address leads off this machine without https.
    """
    if key is None or address.is_loopback or not address.url.startswith("http://"):
        return
    raise RouterError(
        f"the key of {definition.name!r} ({key.source}) is not sent to the address in"
        f" {definition.url_variable}: without https everybody on the way could read it",
        hint=f"set {definition.url_variable} to an address with https, or remove the key where the server"
        " wants none",
        slug="bad-provider-address",
    )


def _completed(definition: ProviderDefinition, named: str) -> SplitResult:
    """With the scheme, the port and the path that may be left out."""
    if "://" not in named and definition.allows_plain_http:
        named = f"http://{named}"
    try:
        parts = urlsplit(named)
        port = parts.port
    except ValueError as error:
        raise _wrong(definition, "it is no address") from error
    path = parts.path.rstrip("/")
    if definition.url_suffix and not path.endswith(definition.url_suffix):
        path += definition.url_suffix
    place = parts.netloc
    if port is None and definition.default_port and parts.scheme == "http":
        place = f"{place.rstrip(':')}:{definition.default_port}"
    return parts._replace(netloc=place, path=path)


def _checked(definition: ProviderDefinition, parts: SplitResult) -> Address:
    if parts.username is not None or parts.password is not None:
        raise _wrong(definition, "it holds a user name or a password")
    if parts.query or parts.fragment:
        raise _wrong(definition, "it has a query or a fragment")
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host:
        raise _wrong(definition, "it is no address of the form https://host/path")
    if host in _ANY:
        port = f":{parts.port}" if parts.port else ""
        host = _ANY[host]
        parts = parts._replace(netloc=(f"[{host}]" if ":" in host else host) + port)
    is_loopback = _is_loopback(host)
    if parts.scheme == "http" and not is_loopback and not definition.allows_plain_http:
        raise _wrong(
            definition, "without https everybody on the way could read the source and the key"
        )
    return Address(urlunsplit(parts), is_loopback)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _wrong(definition: ProviderDefinition, why: str) -> RouterError:
    # The value itself may hold a password, so it is not shown.
    return RouterError(
        f"the address of {definition.name!r} in {definition.url_variable} cannot be used: {why}",
        hint=f"set {definition.url_variable} to an address such as {_example(definition)}, or unset it",
        slug="bad-provider-address",
    )


def _example(definition: ProviderDefinition) -> str:
    return definition.url or "http://127.0.0.1:8000/v1"
