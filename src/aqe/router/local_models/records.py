"""One installed model as it is written to ``.agentic-qe/models/local/NAME.toml``, and read with care."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from aqe.domain.model import Model, Price, Tier
from aqe.errors import RouterError
from aqe.router.local_models.configuration import is_plain_name, shown
from aqe.router.local_models.memory import CacheShape, needed_bytes
from aqe.settings.editing import toml_literal
from aqe.store.seal import Seal, Sealed

__all__ = [
    "FOREIGN",
    "PLANNED_TOKENS",
    "PROVIDER",
    "InstalledFile",
    "InstalledModel",
    "is_model_name",
    "read_record",
    "record_text",
]

PROVIDER = "local"
FOREIGN = "local-model-foreign"
"""Slug of the error for a record that somebody else wrote."""
PLANNED_TOKENS = 8192
"""Context that memory must be there for before a model is loaded; longer ones are checked when they come."""

_VERSION = 1
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST_FILES = 64
_SEAL = re.compile(rb'(?m)^seal = "([0-9a-f]*)"\n')


def is_model_name(name: str) -> bool:
    """Whether a model may be called so: it names a file, and a model in settings."""
    return _NAME.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class InstalledFile:
    """A file as it was when the model was installed."""

    name: str
    size_bytes: int
    modified_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model of this machine that may be asked."""

    name: str
    place: Path
    """Its directory; nothing of it was copied."""
    family: str
    context_tokens: int
    weights_bytes: int
    cache: CacheShape
    template: str
    """Which file the chat template is in."""
    installed_at: str
    files: tuple[InstalledFile, ...]

    @property
    def id(self) -> str:
        """As the catalogue and settings call it."""
        return f"{PROVIDER}/{self.name}"

    @property
    def planned_bytes(self) -> int:
        """Memory that must be there before it is loaded."""
        return needed_bytes(
            self.weights_bytes, self.cache, min(self.context_tokens, PLANNED_TOKENS)
        )

    def as_model(self) -> Model:
        """As an entry of the catalogue: free, of unknown quality until it is measured."""
        price = Price(Decimal(0), Decimal(0), Decimal(0), source="this machine")
        return Model(
            id=self.id,
            provider=PROVIDER,
            name=self.name,
            title=f"{self.name} ({self.family}, this machine)",
            price=price,
            tier=Tier.LOCAL,
            context_tokens=self.context_tokens,
        )


def record_text(model: InstalledModel, seal: Seal | None = None) -> str:
    """The record as TOML, with the seal of this user."""
    plain = _plain_text(model)
    if seal is None:
        return plain
    head, between, rest = plain.partition("\n\n")
    return f'{head}\nseal = "{seal.of(Sealed.MODELS, plain.encode())}"{between}{rest}'


def _plain_text(model: InstalledModel) -> str:
    lines = ["# Written by `aqe router install-local`; the model's files stay where they are."]
    lines += _pairs(
        version=_VERSION,
        name=model.name,
        place=str(model.place),
        family=model.family,
        context_tokens=model.context_tokens,
        weights_bytes=model.weights_bytes,
        template=model.template,
        installed_at=model.installed_at,
    )
    cache = model.cache
    lines += ["", "[cache]"]
    lines += _pairs(
        layers=cache.layers,
        heads=cache.heads,
        head_size=cache.head_size,
        number_bytes=cache.number_bytes,
    )
    for each in model.files:
        lines += ["", "[[file]]"]
        lines += _pairs(
            name=each.name,
            size_bytes=each.size_bytes,
            modified_ns=each.modified_ns,
            sha256=each.sha256,
        )
    return "\n".join(lines) + "\n"


def _pairs(**values: str | int) -> Iterable[str]:
    return [f"{name} = {toml_literal(value)}" for name, value in values.items()]


def read_record(file: Path, seal: Seal | None = None) -> InstalledModel:
    """Read a record.

    Args:
        file: Where it stands.
        seal: Of this user, which it must carry; None: it is believed.

    Raises:
        RouterError: It cannot be read, or is not what `record_text` writes (``local-model-record``), or
            somebody else wrote it (``local-model-foreign``).
    """
    try:
        content = file.read_bytes()
        if seal is not None and not _is_own(content, seal):
            raise _foreign(file)
        document = tomllib.loads(content.decode("utf-8"))
        return _model(document, file.stem)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise RouterError(
            f"the record {str(file)!r} of a local model cannot be read: {what[:200]}",
            hint="Remove the file and install the model again: `aqe router install-local DIR`.",
            slug="local-model-record",
        ) from error


def _is_own(content: bytes, seal: Seal) -> bool:
    found = _SEAL.search(content)
    plain = _SEAL.sub(b"", content, count=1)
    return seal.fits(Sealed.MODELS, plain, found and found.group(1).decode("ascii"))


def _foreign(file: Path) -> RouterError:
    return RouterError(
        f"the record {str(file)!r} of a local model was not written by this user on this machine",
        hint="It may have come with the project. Install the model yourself, from where it lies:"
        f" `aqe router install-local DIR --name {file.stem}`, or remove the file.",
        slug=FOREIGN,
    )


def _model(document: Mapping[str, Any], name: str) -> InstalledModel:
    if document["version"] != _VERSION:
        raise ValueError(f"its version is {shown(document['version'])}, not {_VERSION}")
    if document["name"] != name or not is_model_name(name):
        raise ValueError(f"the name in it is {shown(document['name'])}")
    cache = document["cache"]
    files = document["file"]
    if not isinstance(cache, dict) or not isinstance(files, list) or len(files) > _MOST_FILES:
        raise ValueError("cache or file is of the wrong sort")
    place = Path(_text(document, "place"))
    if not place.is_absolute():
        raise ValueError(f"the place {shown(str(place))} is not absolute")
    return InstalledModel(
        name=name,
        place=place,
        family=_text(document, "family"),
        context_tokens=_whole(document, "context_tokens", 1),
        weights_bytes=_whole(document, "weights_bytes", 1),
        cache=CacheShape(
            **{
                key: _whole(cache, key, 1)
                for key in ("layers", "heads", "head_size", "number_bytes")
            }
        ),
        template=_text(document, "template"),
        installed_at=_text(document, "installed_at"),
        files=tuple(map(_file, files)),
    )


def _file(entry: Mapping[str, Any]) -> InstalledFile:
    name, digest = _text(entry, "name"), _text(entry, "sha256")
    if not is_plain_name(name) or not _DIGEST.fullmatch(digest):
        raise ValueError(f"{shown(name)} is no file of a model, or has no checksum")
    return InstalledFile(
        name, _whole(entry, "size_bytes", 0), _whole(entry, "modified_ns", -(2**63)), digest
    )


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table[key]
    if not isinstance(value, str) or not value or not value.isprintable():
        raise ValueError(f"{key} is {shown(value)}, not a text")
    return value


def _whole(table: Mapping[str, Any], key: str, least: int) -> int:
    value = table[key]
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"{key} is {shown(value)}, not a whole number from {least}")
    return value
