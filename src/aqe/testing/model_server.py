"""A local server that speaks the protocols of model providers, answers by a script and plays faults.

It listens on 127.0.0.1 and runs in a thread of its own. Every byte that it is sent is kept, so that
a test can show what was sent and what was not; what it answered is counted, so that a ledger can be
compared with it to the last token.

    with ModelServer(lambda asked: "def test_one(): ...") as server:
        providers = Providers(load_providers(), server.environ, server.keys, now=clock.now)
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType, TracebackType
from typing import Self

from aqe.domain.model import NO_TOKENS, TokenUsage
from aqe.router.ports import Key
from aqe.testing.models.answering import REFUSALS, Pace, Turn, draft_of
from aqe.testing.models.dialect import Dialect, Draft, Refusal
from aqe.testing.models.dialects import DIALECTS
from aqe.testing.models.faults import Fault, FaultPlan, no_faults
from aqe.testing.models.http import Received, Responder, read_request
from aqe.testing.models.talk import Answer, Asked, Exchange, Script, ServedModel

__all__ = ["ModelServer", "ServerKeys"]

_MODELS = (ServedModel("small"), ServedModel("large", Decimal(3), Decimal(15), Decimal("0.3")))


class ServerKeys:
    """The keys that a server accepts; fulfils `aqe.router.ports.Keys`."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = MappingProxyType(dict(values))

    def key(self, provider: str) -> Key | None:
        """The key of a provider; None where it needs none."""
        value = self.values.get(provider)
        return None if value is None else Key(value, "environment: of the test")


class ModelServer:
    """The server; a context manager that starts and stops it.

    Args:
        script: What is answered to a question.
        models: Those that are served; the name `*` serves any.
        faults: Which question meets which fault.
        retry_after_s: What is told where too much was asked.
        delay_s: How long slow faults take.
    """

    def __init__(
        self,
        script: Script,
        *,
        models: Sequence[ServedModel] = _MODELS,
        faults: FaultPlan = no_faults,
        retry_after_s: float = 2.0,
        delay_s: float = 0.05,
    ) -> None:
        self._script = script
        self._models = {each.name: each for each in models}
        self.faults = faults
        self._pace = Pace(retry_after_s, delay_s)
        self._keys = {each.name: f"key-of-{each.name}" for each in DIALECTS if each.needs_key}
        self._exchanges: list[Exchange] = []
        self._nth: Counter[tuple[str, str, str]] = Counter()
        self._prefixes: set[tuple[str, str, str]] = set()
        self._at_work = 0
        self._changed = threading.Condition()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stop: asyncio.Event | None = None
        self._port = 0

    def __enter__(self) -> Self:
        started = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(started)), name="model-server", daemon=True
        )
        self._thread.start()
        started.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread is not None:
            self._thread.join()

    @property
    def root(self) -> str:
        """Address of the server, without a path."""
        return f"http://127.0.0.1:{self._port}"

    def url(self, provider: str) -> str:
        """Address of one provider, as its client takes it."""
        return self.root + next(each.base for each in DIALECTS if each.name == provider)

    @property
    def environ(self) -> dict[str, str]:
        """Environment variables that lead to this server, keys included."""
        return {
            "OPENAI_BASE_URL": self.url("openai"),
            "OPENAI_API_KEY": self._keys["openai"],
            "OPENROUTER_BASE_URL": self.url("openrouter"),
            "OPENROUTER_API_KEY": self._keys["openrouter"],
            "ANTHROPIC_BASE_URL": self.url("anthropic"),
            "ANTHROPIC_API_KEY": self._keys["anthropic"],
            "OLLAMA_HOST": self.url("ollama"),
            "OPENAI_COMPATIBLE_URL": self.url("compatible"),
        }

    @property
    def keys(self) -> ServerKeys:
        """The keys that it accepts."""
        return ServerKeys(self._keys)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Every request so far, in the order in which they came."""
        return tuple(self._exchanges)

    @property
    def questions(self) -> tuple[Exchange, ...]:
        """Requests that were questions."""
        return tuple(each for each in self._exchanges if each.asked is not None)

    @property
    def received(self) -> bytes:
        """Every byte that it was sent."""
        return b"".join(each.raw for each in self._exchanges)

    def sent_usage(self) -> TokenUsage:
        """The sum of all usage that was sent to its end, and was right."""
        return sum((each.sent for each in self._exchanges if each.sent), NO_TOKENS)

    def settle(self, timeout_s: float = 10.0) -> None:
        """Wait until no request is at work any more.

        Raises:
            TimeoutError: One still is.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._at_work == 0, timeout_s):
                raise TimeoutError(f"{self._at_work} requests are still at work")

    async def _serve(self, started: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        connections: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._converse(reader, writer))
            connections.add(task)
            task.add_done_callback(connections.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", 0, limit=2**20)
        self._port = server.sockets[0].getsockname()[1]
        started.set()
        await self._stop.wait()
        server.close()
        for each in list(connections):
            each.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await read_request(reader)) is not None:
                with self._changed:
                    self._at_work += 1
                exchange = self._note(request)
                try:
                    goes_on = await self._respond(request, exchange, reader, writer)
                except ConnectionError:
                    exchange.is_aborted = True
                    goes_on = False
                finally:
                    with self._changed:
                        self._at_work -= 1
                        self._changed.notify_all()
                if not goes_on:
                    break
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    def _note(self, request: Received) -> Exchange:
        exchange = Exchange(
            id=f"req-{len(self._exchanges) + 1:06}",
            path=request.path,
            raw=request.raw,
            headers=request.headers,
            body=request.json(),
        )
        self._exchanges.append(exchange)
        return exchange

    async def _respond(
        self,
        request: Received,
        exchange: Exchange,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        """Answer a request; says whether the connection goes on."""
        respond = Responder(writer, exchange.id)
        place = request.path.partition("?")[0]
        dialect = next((each for each in DIALECTS if place.startswith(each.base + "/")), None)
        if dialect is None:
            await respond.json(404, {"error": {"message": "no such page"}})
            return True
        try:
            self._check_key(dialect, request)
            if request.method == "GET":
                await self._list(dialect, place, respond)
                return True
            asked, model = self._question(dialect, place, request)
            exchange.asked = asked
            draft = self._draft(dialect, asked, model, exchange)
            turn = Turn(dialect, draft, exchange, self._pace, respond, reader, writer)
            return await turn.answer()
        except Refusal as refusal:
            await respond.json(refusal.status, dialect.error(refusal, exchange.id))
            return True
        finally:
            exchange.status = respond.status

    def _check_key(self, dialect: Dialect, request: Received) -> None:
        if dialect.needs_key and dialect.key_in(request.headers) != self._keys[dialect.name]:
            raise REFUSALS[Fault.UNAUTHORIZED]

    async def _list(self, dialect: Dialect, place: str, respond: Responder) -> None:
        told = dialect.listing(place.removeprefix(dialect.base), tuple(self._models.values()))
        if told is None:
            raise Refusal(404, "not_found_error", "no such page")
        await respond.json(200, told)

    def _question(
        self, dialect: Dialect, place: str, request: Received
    ) -> tuple[Asked, ServedModel]:
        if request.method != "POST" or place != dialect.base + dialect.ask_path:
            raise Refusal(404, "not_found_error", "no such page")
        body = request.json()
        if not isinstance(body, dict):
            raise Refusal(400, "invalid_request_error", "the body is no JSON object")
        asked = dialect.read(body, request.headers)
        model = self._models.get(asked.model) or self._models.get("*")
        if model is None:
            raise REFUSALS[Fault.NOT_FOUND]
        refusal = dialect.refusal(asked, model)
        if refusal is not None:
            raise refusal
        key = (dialect.name, asked.model, asked.prompt)
        self._nth[key] += 1
        return replace(asked, nth=self._nth[key]), model

    def _draft(
        self, dialect: Dialect, asked: Asked, model: ServedModel, exchange: Exchange
    ) -> Draft:
        fault = self.faults(asked)
        exchange.fault = "" if fault is None else fault.value
        told = self._script(asked)
        prefix = (dialect.name, asked.model, asked.system)
        draft = draft_of(
            exchange.id.removeprefix("req-"),
            asked,
            model,
            told if isinstance(told, Answer) else Answer(told),
            dialect.limits(asked.body),
            is_cached=prefix in self._prefixes,
            fault=fault,
        )
        self._prefixes.add(prefix)
        return draft
