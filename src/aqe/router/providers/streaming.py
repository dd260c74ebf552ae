"""What providers that stream over HTTP have in common: one client, one request, an answer event by event.

Events are read as they came: the typed models of the vendors' libraries quietly turn a count that is a
text into a number.
"""

from __future__ import annotations

import asyncio
import importlib
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from aqe.domain.conversation import FinishReason, ModelRequest
from aqe.domain.model import Model, TokenUsage
from aqe.domain.provider import ProviderDefinition
from aqe.errors import RouterError
from aqe.router.keys.shape import checked_key
from aqe.router.ports import Finished, Key, Piece
from aqe.router.providers.address import Address
from aqe.router.providers.connection import Timeouts
from aqe.router.providers.failures import Failures
from aqe.router.providers.stop_strings import StopStrings

__all__ = ["Stream", "StreamingProvider"]

_READ_AT_MOST = 64 * 1024
"""Of an answer that is an error."""


class Stream:
    """The state of one answer while it comes in."""

    def __init__(self, stops: tuple[str, ...]) -> None:
        self.finish: FinishReason | None = None
        self.usage: TokenUsage | None = None
        self.told: TokenUsage | None = None
        """A count that came with the last event, to be handed on at once: the next may never come."""
        self.stated_cost_usd: Decimal | None = None
        self.counts: dict[str, Any] = {}
        """What was told of tokens so far, where a protocol tells it in parts."""
        self.has_begun = False
        self.stops = StopStrings(stops)


class StreamingProvider(ABC):
    """A provider that is asked over HTTP and answers with a stream of events."""

    library: ClassVar[str]
    """The vendor's, by its import name."""
    path: ClassVar[str]
    """Where questions go, below the address."""

    def __init__(
        self,
        definition: ProviderDefinition,
        address: Address,
        key: Key | None,
        *,
        timeouts: Timeouts,
        now: Callable[[], datetime],
    ) -> None:
        self.name = definition.name
        self._definition = definition
        self._address = address
        self._key = key
        self._timeouts = timeouts
        self._failures = Failures(definition.name, now)
        self._opened: Any = None

    async def answer(self, request: ModelRequest, model: Model) -> AsyncIterator[Piece | Finished]:
        """Pieces of the answer, then its end; see `aqe.router.ports.Provider`."""
        client = await self._client()
        stream = Stream(request.stop)
        events = await self._ask(client, request, model)
        try:
            while (event := await self._next(events, stream, model)) is not None:
                stream.has_begun = True
                if not isinstance(event, Mapping):
                    raise self._failures.malformed(model.id, "an event is no object")
                text = self._shown(self._read(event, stream, model), stream, model)
                told, stream.told = stream.told, None
                if text or told is not None:
                    yield Piece(text, told)
            if text := stream.stops.rest():
                yield Piece(text)
            yield self._end(stream, model)
        finally:
            # A connection that cannot even be closed must not cost an answer that is whole.
            with suppress(Exception):
                await events.close()

    async def check(self) -> None:
        """Ask for something that costs nothing.

        Raises:
            RouterError: There was no sign of life.
        """
        client = await self._client()
        try:
            # The library's limit holds between two bytes, which may drip.
            async with asyncio.timeout(self._timeouts.check_s):
                told = await client.get(
                    self._definition.check_path,
                    cast_to=object,
                    options={"timeout": self._timeouts.check_s},
                )
        except TimeoutError:
            why = f"no whole answer within {self._timeouts.check_s:g} s"
            raise self._failures.unreachable(self.name, why) from None
        except Exception as error:  # whatever the library raises is translated
            raise self._translated(error, self.name) from None
        if not isinstance(told, Mapping):
            raise self._failures.malformed(self.name, "it is no JSON object")

    async def close(self) -> None:
        """Let go of connections."""
        if self._opened is not None:
            client, self._opened = self._opened, None
            await client.close()

    @abstractmethod
    def _open(self, key: str | None) -> Any:
        """A client of the vendor's library."""

    @abstractmethod
    def _stream_class(self) -> Any:
        """The class that takes its streams apart, for events as they came."""

    @abstractmethod
    def _body(self, request: ModelRequest, model: Model) -> dict[str, Any]:
        """What is sent."""

    @abstractmethod
    def _read(self, event: Mapping[str, Any], stream: Stream, model: Model) -> object:
        """The text of an event; None where it has none.

        Raises:
            RouterError: The event is an error, or cannot be read.
        """

    @abstractmethod
    def _translated(self, error: Exception, model: str) -> RouterError:
        """What an error of the library means."""

    async def _client(self) -> Any:
        if self._opened is None:
            # Loading takes seconds, and other answers stream in meanwhile.
            await asyncio.to_thread(self._load)
        if self._opened is None:
            key = self._key
            # A library would show one that cannot stand in a header in its error.
            value = None if key is None else checked_key(key.value, f"the {key.source}")
            self._opened = self._open(value)
        return self._opened

    def _load(self) -> None:
        try:
            importlib.import_module(self.library)
        except ImportError as error:
            raise RouterError(
                f"{self.name!r} needs the library {self.library!r}, which is not installed",
                hint="pip install 'agentic-qe[llm]'",
                slug="model-library-missing",
            ) from error

    async def _ask(self, client: Any, request: ModelRequest, model: Model) -> Any:
        try:
            events = await client.post(
                self.path,
                cast_to=object,
                body=self._body(request, model),
                stream=True,
                stream_cls=self._stream_class(),
            )
        except Exception as error:  # whatever the library raises is translated
            raise self._translated(error, model.id) from None
        try:
            refusal = await self._refusal(events.response, model)
        except Exception as error:
            refusal = self._translated(error, model.id)
        if refusal is not None:
            await events.close()
            raise refusal
        return events

    async def _next(self, events: Any, stream: Stream, model: Model) -> object | None:
        """The next event; None at the end, and where a whole answer is cut before its usage or end mark."""
        try:
            return await anext(events, None)
        except Exception as error:  # whatever the library raises is translated
            failure = self._translated(error, model.id)
        if stream.finish is not None:
            return None
        raise failure

    def _shown(self, text: object, stream: Stream, model: Model) -> str:
        if text is None:
            return ""
        if not isinstance(text, str):
            raise self._failures.malformed(model.id, "a piece of its text is no text")
        return stream.stops.feed(text)

    def _end(self, stream: Stream, model: Model) -> Finished:
        if stream.finish is None:
            if stream.has_begun:
                raise self._failures.cut(model.id, "the stream stopped before")
            raise self._failures.malformed(model.id, "there is nothing in it")
        finish = FinishReason.STOP if stream.stops.is_met else stream.finish
        return Finished(finish, stream.usage, stream.stated_cost_usd)

    async def _refusal(self, response: Any, model: Model) -> RouterError | None:
        """Why an answer is no stream of events; None where it is one.

        Some services answer a question that failed with status 200 and an error object as plain JSON.
        """
        kind = str(response.headers.get("content-type", "")).split(";")[0].strip().lower()
        if kind == "text/event-stream":
            return None
        error = None
        if kind == "application/json":
            error = _error_in(await _beginning(response))
        if error is None:
            return self._failures.malformed(
                model.id, f"it is no stream of events but {kind[:60]!r}"
            )
        return self._failures.of_error_object(error, dict(response.headers), model.id)


async def _beginning(response: Any) -> bytes:
    body = b""
    async for part in response.aiter_bytes():
        body += part
        if len(body) > _READ_AT_MOST:
            break
    return body


def _error_in(body: bytes) -> Mapping[str, Any] | None:
    try:
        told = json.loads(body)
    except ValueError:
        return None
    error = told.get("error") if isinstance(told, Mapping) else None
    return error if isinstance(error, Mapping) else None
