"""A provider's own list of models: read strictly, kept as a file, used instead of offline prices.

The form is that of OpenRouter's ``GET /models``; a server that lists only ids gives models without prices.
What the other side sends is not trusted: its size, its depth, and every value in it have limits, and an
entry that breaks one is left out with a reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from aqe.domain.model import Ability, Model, Price
from aqe.errors import RouterError
from aqe.router.catalogue.names import abilities_of, does_chat
from aqe.settings.files import replace_file
from aqe.store.seal import Seal, Sealed

__all__ = ["MAX_BYTES", "ListedModels", "forget", "load_lists", "parse_list", "refresh"]

MAX_BYTES = 16 * 1024 * 1024
"""Larger answers are refused; OpenRouter's has about 1 MB."""
MAX_MODELS = 5_000
MAX_PRICE_USD = Decimal(10_000)
"""For a million tokens; what costs more is a mistake or worse."""
MIN_PRICE_USD = Decimal("0.000001")
"""Unless it is nothing; less could not be written down exactly."""
MAX_TOKENS = 100_000_000
_VERSION = 1
_MILLION = Decimal(1_000_000)
_NAME = re.compile(r"[A-Za-z0-9~@][A-Za-z0-9._:/@+~-]{0,199}")
_PROVIDER = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?")
_PARAMETERS = {
    "tools": Ability.TOOLS,
    "reasoning": Ability.REASONING,
    "structured_outputs": Ability.STRUCTURED_OUTPUT,
}


@dataclass(frozen=True, slots=True)
class ListedModels:
    """What a provider listed at one moment."""

    provider: str
    fetched_at: datetime
    models: tuple[Model, ...]
    """Without tier and quality."""
    left_out: tuple[tuple[str, str], ...] = ()
    """(name, why) of entries that cannot be used."""


_DAMAGE = (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError)
"""What reading a file of ours that somebody edited can end in."""


class _Unusable(Exception):
    """An entry breaks a rule."""


def refresh(
    provider: str,
    fetch: Callable[[], bytes],
    folder: Path,
    now: datetime,
    seal: Seal | None = None,
    *,
    check: Callable[[ListedModels], None] = lambda listed: None,
) -> ListedModels:
    """Ask a provider for its models and keep the answer in the folder; gives what it listed.

    Args:
        provider: Its name in the catalogue.
        fetch: Gets the body of the answer; it reads no more than `MAX_BYTES` and a little.
        folder: ``.agentic-qe/models`` of the project.
        now: The moment, which becomes the date of the prices.
        seal: Shows later that this user wrote it.
        check: Looks at the list before it is kept; what it raises leaves everything as it was.

    Raises:
        RouterError: The answer is no list of models (``model-list-malformed``), or it cannot be kept
            (``model-list-unwritable``); what was kept before stays.
    """
    listed = parse_list(fetch(), provider, now)
    path = _path(folder, provider)
    check(listed)
    try:
        replace_file(path.resolve(), _encoded(listed, seal))
    except OSError as error:
        raise _unwritable(path, error, "until then the offline prices are used") from error
    return listed


def forget(provider: str, folder: Path) -> bool:
    """Remove the list of a provider, so that offline prices count again; says whether there was one.

    Raises:
        RouterError: It cannot be removed (``model-list-unwritable``).
    """
    path = _path(folder, provider)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unwritable(path, error, "until then that list is used") from error
    return True


def _unwritable(path: Path, error: OSError, until_then: str) -> RouterError:
    return RouterError(
        f"cannot write {str(path)!r}: {error.strerror or error}",
        hint=f"make the folder writable; {until_then}",
        slug="model-list-unwritable",
    )


def parse_list(body: bytes, provider: str, now: datetime) -> ListedModels:
    """The models in a provider's answer.

    Raises:
        RouterError: It is no list of models (``model-list-malformed``).
    """
    entries = _entries(body, provider)
    source = f"{provider}, its list of models"
    models: dict[str, Model] = {}
    left_out: list[tuple[str, str]] = []
    for entry in entries:
        try:
            model = _model(entry, provider, source, now)
        except _Unusable as error:
            left_out.append((_shown(entry), str(error)))
            continue
        if model.id in models:
            left_out.append((model.name, "it is listed twice"))
            continue
        models[model.id] = model
    if not models:
        raise _malformed(provider, f"none of its {len(entries)} entries can be used")
    return ListedModels(provider, now, tuple(models.values()), tuple(left_out))


def load_lists(
    folder: Path, seal: Seal | None = None
) -> tuple[tuple[ListedModels, ...], tuple[str, ...]]:
    """The lists that were kept, and a sentence about each file that cannot be used.

    Args:
        folder: Where they lie.
        seal: Of this user; lists without it are left aside. None: all are believed.
    """
    lists: list[ListedModels] = []
    notes: list[str] = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            lists.append(_decoded(path, seal))
        except (OSError, RouterError, *_DAMAGE) as error:
            reason = str(error).split("\n", 1)[0][:200]
            notes.append(
                f"{path.name!r} is no list of models ({reason}); offline prices are used instead:"
                " run `aqe router refresh`"
            )
    return tuple(lists), tuple(notes)


def _entries(body: bytes, provider: str) -> list[Any]:
    if len(body) > MAX_BYTES:
        raise _malformed(provider, f"it has {len(body)} bytes, the limit is {MAX_BYTES}")
    try:
        data = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _malformed(provider, f"it is no JSON: {str(error)[:100]}") from error
    entries = data.get("data") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise _malformed(provider, "it has no list 'data'")
    if len(entries) > MAX_MODELS:
        raise _malformed(provider, f"it has {len(entries)} entries, the limit is {MAX_MODELS}")
    return entries


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _model(entry: Any, provider: str, source: str, now: datetime) -> Model:
    if not isinstance(entry, dict):
        raise _Unusable("it is no object")
    name = entry.get("id")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise _Unusable("its id is no name of a model")
    architecture = _object(entry, "architecture")
    if not does_chat(provider, name) or "text" not in _texts(
        architecture.get("output_modalities", ["text"])
    ):
        raise _Unusable("it does not answer with text")
    top = _object(entry, "top_provider")
    context = _tokens(entry, "context_length") or _tokens(top, "context_length")
    return Model(
        id=f"{provider}/{name}",
        provider=provider,
        name=name,
        title=_title(entry.get("name"), name),
        price=_price(entry, source, now),
        tier=None,
        context_tokens=context,
        output_tokens=_tokens(top, "max_completion_tokens"),
        abilities=_abilities(name, entry, architecture),
    )


def _object(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = entry.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _Unusable(f"its {key} is no object")
    return value


def _title(value: Any, name: str) -> str:
    if not isinstance(value, str):
        return name
    shown = "".join(each for each in value if each.isprintable()).strip()
    return shown[:100] or name


def _tokens(entry: Mapping[str, Any], key: str) -> int | None:
    value = entry.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MAX_TOKENS:
        raise _Unusable(f"its {key} is no number of tokens")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(each for each in value if isinstance(each, str))


def _price(entry: Mapping[str, Any], source: str, now: datetime) -> Price | None:
    if entry.get("pricing") is None:
        return None
    pricing = _object(entry, "pricing")
    cached = pricing.get("input_cache_read")
    return Price(
        input_usd=_usd(pricing.get("prompt"), "prompt"),
        output_usd=_usd(pricing.get("completion"), "completion"),
        cached_input_usd=None if cached is None else _usd(cached, "input_cache_read"),
        source=source,
        as_of=now.astimezone(UTC).date(),
    )


def _usd(value: Any, key: str) -> Decimal:
    """The price of a million tokens from that of one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _Unusable(f"its price {key} is no number")
    text = str(value).strip()
    if text.startswith("-"):
        raise _Unusable(f"its price {key} varies")
    if not _NUMBER.fullmatch(text):
        raise _Unusable(f"its price {key} is no number")
    try:
        price = Decimal(text) * _MILLION
    except ArithmeticError as error:
        raise _Unusable(f"its price {key} is no number") from error
    if price > MAX_PRICE_USD:
        raise _Unusable(f"its price {key} is beyond {MAX_PRICE_USD} USD for a million tokens")
    if 0 < price < MIN_PRICE_USD:
        raise _Unusable(f"its price {key} is below {MIN_PRICE_USD} USD for a million tokens")
    return price.normalize() + 0


def _abilities(
    name: str, entry: Mapping[str, Any], architecture: Mapping[str, Any]
) -> frozenset[Ability]:
    if "supported_parameters" not in entry:
        return abilities_of(name)
    stated = _texts(entry["supported_parameters"])
    found = {_PARAMETERS[each] for each in stated if each in _PARAMETERS}
    if "image" in _texts(architecture.get("input_modalities")):
        found.add(Ability.VISION)
    return frozenset(found)


def _shown(entry: Any) -> str:
    name = entry.get("id") if isinstance(entry, dict) else None
    return repr(name)[:80] if isinstance(name, str) else "an entry without a name"


def _malformed(provider: str, why: str) -> RouterError:
    return RouterError(
        f"the answer of {provider!r} is no list of models: {why}",
        hint="check the address of the provider; the prices that were known before are still used",
        slug="model-list-malformed",
    )


def _path(folder: Path, provider: str) -> Path:
    if not _PROVIDER.fullmatch(provider):
        raise RouterError(
            f"{provider!r} is no name of a provider",
            hint="names are lower-case letters, digits and hyphens, as `aqe router status` shows them",
            slug="model-list-malformed",
        )
    return folder / f"{provider}.json"


def _encoded(listed: ListedModels, seal: Seal | None) -> bytes:
    document: dict[str, Any] = {
        "version": _VERSION,
        "provider": listed.provider,
        "fetched_at": listed.fetched_at.astimezone(UTC).isoformat(),
        "models": [_plain(each) for each in listed.models],
    }
    if seal is not None:
        document["seal"] = seal.of(Sealed.LISTS, _content(document))
    return (json.dumps(document, indent=1) + "\n").encode()


def _content(document: Mapping[str, Any]) -> bytes:
    """What is sealed: everything but the seal."""
    plain = {key: each for key, each in document.items() if key != "seal"}
    return json.dumps(plain, sort_keys=True).encode()


def _plain(model: Model) -> dict[str, Any]:
    price = model.price
    return {
        "name": model.name,
        "title": model.title,
        "context_tokens": model.context_tokens,
        "output_tokens": model.output_tokens,
        "abilities": sorted(each.value for each in model.abilities),
        "price": price
        and {
            "input_usd": str(price.input_usd),
            "output_usd": str(price.output_usd),
            "cached_input_usd": None
            if price.cached_input_usd is None
            else str(price.cached_input_usd),
        },
    }


def _decoded(path: Path, seal: Seal | None) -> ListedModels:
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"it has more than {MAX_BYTES} bytes")
    document = json.loads(path.read_bytes(), parse_constant=_refuse)
    if seal is not None and not seal.fits(Sealed.LISTS, _content(document), document.get("seal")):
        raise ValueError("it was not written by this user on this machine")
    provider = document["provider"]
    if document["version"] != _VERSION or _path(path.parent, provider) != path:
        raise ValueError("it was written by another version, or under another name")
    fetched_at = datetime.fromisoformat(document["fetched_at"])
    models = tuple(_from_plain(each, provider, fetched_at) for each in document["models"])
    return ListedModels(provider, fetched_at, models)


def _from_plain(plain: Mapping[str, Any], provider: str, fetched_at: datetime) -> Model:
    """A model from our own file, by the rules of the wire: somebody may have edited it."""
    price = plain["price"]
    per_token = price and {
        "prompt": _per_token(price["input_usd"]),
        "completion": _per_token(price["output_usd"]),
        "input_cache_read": _per_token(price["cached_input_usd"]),
    }
    abilities = frozenset(map(Ability, plain["abilities"]))
    entry = {
        "id": plain["name"],
        "name": plain["title"],
        "context_length": plain["context_tokens"],
        "pricing": per_token,
        "top_provider": {"max_completion_tokens": plain["output_tokens"]},
    }
    try:
        model = _model(entry, provider, f"{provider}, its list of models", fetched_at)
    except _Unusable as error:
        raise ValueError(str(error)) from error
    return Model(
        id=model.id,
        provider=provider,
        name=model.name,
        title=model.title,
        price=model.price,
        tier=None,
        context_tokens=model.context_tokens,
        output_tokens=model.output_tokens,
        abilities=abilities,
    )


def _per_token(usd: Any) -> str | None:
    return None if usd is None else format(Decimal(usd) / _MILLION, "f")
