"""The protocols that the server speaks: how a question is read, and an answer and an error are written.

Shapes are those of the vendors' API references and of the types of their libraries (`openai` 3.57,
`anthropic` 2.14, API version 2026-10-21).
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from aqe.domain.model import TokenUsage
from aqe.testing.models.faults import Fault
from aqe.testing.models.talk import Asked, ServedModel

__all__ = ["Dialect", "Draft", "Refusal", "asked_of", "event", "text_of"]


@dataclass(eq=False)
class Refusal(Exception):
    """Why a question is refused."""

    status: int
    kind: str
    message: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is written in some protocol."""

    id: str
    asked: Asked
    pieces: tuple[str, ...]
    reasoning: str
    finish: str
    """``stop``, ``length``, or ``stop_text`` where one of the question's stop texts ended it."""
    usage: TokenUsage
    cost_usd: Decimal
    fault: Fault | None

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.pieces)


class Dialect(ABC):
    """One provider's protocol."""

    name: ClassVar[str]
    base: ClassVar[str]
    """Path of the address that a client is given."""
    ask_path: ClassVar[str]
    needs_key: ClassVar[bool] = True

    @abstractmethod
    def read(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> Asked:
        """A question.

        Raises:
            Refusal: It is none.
        """

    @abstractmethod
    def error(self, refusal: Refusal, id: str) -> dict[str, Any]:
        """The body of an error."""

    @abstractmethod
    def error_event(self, id: str) -> bytes:
        """An error inside a stream."""

    @abstractmethod
    def events(self, draft: Draft) -> tuple[list[bytes], list[bytes]]:
        """An answer as events: those up to why it ended, then those that hold usage and the end."""

    @abstractmethod
    def whole(self, draft: Draft) -> dict[str, Any]:
        """An answer in one piece."""

    @abstractmethod
    def listing(self, path: str, models: Sequence[ServedModel]) -> dict[str, Any] | None:
        """What a list of models, or a page about a key, says; None where there is no such page."""

    @abstractmethod
    def limits(self, body: Mapping[str, Any]) -> tuple[int | None, tuple[str, ...]]:
        """The most tokens of an answer, and its stop texts."""

    def key_in(self, headers: Mapping[str, str]) -> str:
        """The key that was sent; empty: none."""
        scheme, _, key = headers.get("authorization", "").partition(" ")
        return key if scheme.lower() == "bearer" else ""

    def malformed_shape(self) -> list[bytes]:
        """Events that are JSON, and nothing of the protocol."""
        return [event(["what", "is", "this"])]

    def refusal(self, asked: Asked, model: ServedModel) -> Refusal | None:
        """Why this provider does not let this model answer; None where it does."""
        return None


def asked_of(
    dialect: str, body: Mapping[str, Any], messages: Sequence[Mapping[str, Any]], system: str
) -> Asked:
    """A question, from its messages."""
    said = [each for each in messages if each.get("role") not in ("system", "developer")]
    told = [text_of(each.get("content")) for each in messages if each not in said]
    return Asked(
        dialect=dialect,
        model=body["model"],
        system="\n\n".join([*([system] if system else []), *told]),
        prompt="\n".join(text_of(each.get("content")) for each in said),
        body=body,
    )


def text_of(content: object) -> str:
    """The text of a message, which may come in parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(str(each.get("text", "")) for each in parts if isinstance(each, Mapping))


def event(value: object, name: str | None = None) -> bytes:
    """One server-sent event."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(value)}\n\n".encode()
