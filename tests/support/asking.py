"""Models, questions and services for tests that ask a local server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from decimal import Decimal
from typing import Any, TypeVar

from aqe.catalog import load_providers
from aqe.domain.conversation import Asker, Message, ModelRequest, Role
from aqe.domain.model import Ability, Model, Price, Tier
from aqe.domain.routing import Route
from aqe.errors import RouterError
from aqe.router.dispatch import Dispatcher, Limits
from aqe.router.ports import Finished, Piece
from aqe.router.providers import Providers, Timeouts
from aqe.router.resilience import ResiliencePolicy
from aqe.testing import ManualClock, MemoryCallLedger, ModelServer, SimulatedTime

_T = TypeVar("_T")

ASKER = Asker(run="run-1", subject="shop.cart")


def model(
    id: str = "openrouter/small",
    *,
    price: Price | None = Price(Decimal(1), Decimal(4), Decimal("0.1")),  # noqa: B008  # frozen
    context: int | None = 128_000,
    output: int | None = None,
    tier: Tier | None = Tier.BUDGET,
    abilities: frozenset[Ability] = frozenset(),
) -> Model:
    """A model; the part of its id before the slash is its provider."""
    provider, _, name = id.partition("/")
    return Model(
        id=id,
        provider=provider,
        name=name,
        title=id,
        price=price,
        tier=tier,
        context_tokens=context,
        output_tokens=output,
        abilities=abilities,
    )


def request(text: str = "What is tested?", **fields: Any) -> ModelRequest:
    """A question with a system prompt."""
    messages = (Message(Role.SYSTEM, "You write tests."), Message(Role.USER, text))
    return ModelRequest(messages, fields.pop("max_output_tokens", 200), **fields)


def route(*models: Model) -> Route:
    """A route along these models."""
    return Route(models, None, ("because a test says so",))


class Script:
    """A provider without a wire: plays what it is told, one entry an attempt, the last one for ever.

    An entry is a list of events and errors; an error is raised where it stands.
    """

    def __init__(self, name: str, *turns: list[Any]) -> None:
        self.name = name
        self.turns = list(turns)
        self.asked: list[Model] = []
        self.checks: list[RouterError | None] = []
        self.checked = 0
        self.ended = 0

    async def answer(self, request: ModelRequest, model: Model) -> AsyncIterator[Piece | Finished]:
        """Play the next entry."""
        self.asked.append(model)
        turn = self.turns.pop(0) if len(self.turns) > 1 else self.turns[0]
        try:
            for each in turn:
                if isinstance(each, BaseException):
                    raise each
                if callable(each):
                    await each()
                else:
                    yield each
        finally:
            self.ended += 1

    async def check(self) -> None:
        """Play the next check; none: a sign of life."""
        self.checked += 1
        error = self.checks.pop(0) if self.checks else None
        if error is not None:
            raise error

    async def close(self) -> None:
        """Nothing is held."""


class World:
    """A dispatcher over providers that are scripts, in simulated time, with its ledger and notices."""

    def __init__(
        self,
        *providers: Script,
        policy: ResiliencePolicy | None = None,
        limits: Limits | None = None,
        local: tuple[str, ...] = (),
    ) -> None:
        self.time = SimulatedTime()
        self.clock = ManualClock()
        self.ledger = MemoryCallLedger(self.clock)
        self.notices: list[str] = []
        self.waits: list[float] = []
        self.providers = {each.name: each for each in providers}
        self.dispatcher = Dispatcher(
            self.find,
            self.ledger,
            stays_here=lambda name: name in local,
            ticker=self.time.ticker,
            sleep=self.sleep,
            chance=lambda: 0.5,
            policy=policy,
            limits=limits or Limits(requests_a_minute=600_000),
            notice=self.notices.append,
        )

    def find(self, name: str) -> Script:
        """The script of this name."""
        if name not in self.providers:
            raise RouterError(f"no key for {name!r}", slug="key-missing")
        return self.providers[name]

    async def sleep(self, seconds: float) -> None:
        """Wait, and remember it."""
        self.waits.append(seconds)
        await self.time.sleep(seconds)

    def ask(self, *models: Model, **options: Any) -> Any:
        """Ask along these models, in an event loop of its own."""
        question = options.pop("request", request())
        asker = options.pop("asker", ASKER)
        return run(self.dispatcher.ask(question, route(*models), asker, **options))


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """Run to the end, in an event loop of its own."""
    return asyncio.run(work)


def providers_of(
    server: ModelServer, *, silence_s: float = 60.0, environ: dict[str, str] | None = None
) -> Providers:
    """Providers that lead to a local server."""
    return Providers(
        load_providers(),
        server.environ | (environ or {}),
        server.keys,
        now=ManualClock().now,
        timeouts=Timeouts(silence_s=silence_s),
    )


def asked(
    server: ModelServer,
    model: Model,
    question: ModelRequest | None = None,
    *,
    on_event: Callable[[Piece | Finished], None] = lambda _: None,
    silence_s: float = 60.0,
    environ: dict[str, str] | None = None,
) -> tuple[str, Finished]:
    """Ask one model over the wire; gives its text and its end."""

    async def work() -> tuple[str, Finished]:
        providers = providers_of(server, silence_s=silence_s, environ=environ)
        text, end = "", None
        try:
            async for event in providers(model.provider).answer(question or request(), model):
                on_event(event)
                if isinstance(event, Finished):
                    end = event
                else:
                    text += event.text
        finally:
            await providers.close()
        assert end is not None
        return text, end

    return run(work())
