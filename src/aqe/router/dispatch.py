"""Asks the models of a route in turn until one answers, and accounts for every attempt.

Money is set aside in the ledger before an attempt and settled exactly once after it, whatever
happens: an answer, a failure, a deadline, a cancellation, a fault in our own code.

- A failure that is worth another attempt is followed by a wait and another one, then by the next
  model of the route; a refusal by the next model at once.
- An answer that is cut half-way begins again with the next attempt; what was shown of it is void.
- Where the money does not suffice for a model, only models that cost less are asked.
- Usage that nobody told is estimated from the texts. Where a provider refused a question before it
  began to answer, nothing was used.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal

from aqe.domain.conversation import Asker, ModelReply, ModelRequest
from aqe.domain.model import Model
from aqe.domain.routing import Route
from aqe.errors import RouterError
from aqe.router.attempt import Attempt, Question, reserve_usd
from aqe.router.ports import CallLedger, Chance, Provider, Ticker
from aqe.router.resilience.backoff import wait_s
from aqe.router.resilience.health import Health
from aqe.router.resilience.limits import KeyLimits
from aqe.router.resilience.monitor import Monitor
from aqe.router.resilience.policy import ResiliencePolicy
from aqe.router.resilience.rollback import Rollback
from aqe.router.resilience.status import KeyStatus, RouterStatus
from aqe.router.unanswered import is_own_failure, kept_here, late, paused, unanswered

__all__ = ["Dispatcher", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What questions may cost and how many there may be."""

    daily_usd: Decimal | None = None
    run_usd: Decimal | None = None
    concurrency: int = 4
    """Questions at once for each key."""
    requests_a_minute: int = 120
    """For each key."""


class Dispatcher:
    """Asks models. All of it runs in one event loop.

    Args:
        find: The provider of a name; raises `RouterError` where it cannot be asked.
        ledger: Where every attempt is written down.
        stays_here: Whether what is sent to a provider stays on this machine.
        ticker: Monotonic seconds.
        sleep: Waits.
        chance: Draws jitter.
        policy: Every threshold.
        limits: Money and frequency.
        notice: Is told once when the router goes back to the simple one, and when it returns.
    """

    def __init__(
        self,
        find: Callable[[str], Provider],
        ledger: CallLedger,
        *,
        stays_here: Callable[[str], bool],
        ticker: Ticker,
        sleep: Callable[[float], Awaitable[None]],
        chance: Chance,
        policy: ResiliencePolicy | None = None,
        limits: Limits | None = None,
        notice: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._find = find
        self._ledger = ledger
        self._stays_here = stays_here
        self._ticker = ticker
        self._sleep = sleep
        self._chance = chance
        self._policy = policy or ResiliencePolicy()
        self._limits = limits or Limits()
        self._health = Health(self._policy, ticker)
        self._rollback = Rollback(self._policy, ticker, notice)
        self._keys: dict[str, KeyLimits] = {}

    async def ask(
        self,
        request: ModelRequest,
        route: Route,
        asker: Asker,
        *,
        on_text: Callable[[str], None] | None = None,
        deadline_s: float | None = None,
        is_sensitive: bool = False,
    ) -> ModelReply:
        """Ask along a route until some model answers.

        Args:
            request: The question.
            route: Whom to ask.
            asker: On whose behalf.
            on_text: Told of every piece of the answer; of an empty one where the answer begins again,
                and what came before is void.
            deadline_s: Seconds for everything, waits included; None: no limit.
            is_sensitive: Nothing may leave this machine, whatever the route says.

        Raises:
            RouterError: Nobody answered: ``budget-spent`` where the money is gone, ``model-deadline``
                where the time is, else ``no-model-answered`` with what each model said.
            StoreError: The ledger cannot be written; nobody is asked without it.
        """
        end_s = math.inf if deadline_s is None else self._ticker() + deadline_s
        limit = asyncio.timeout(deadline_s)
        question = Question(request, asker, on_text, end_s, limit.expired)
        is_simple = self._rollback.is_active
        reply = None
        try:
            async with limit:
                models = self._permitted(route.models, question, is_sensitive)
                reply = await self._walk(question, models[:1] if is_simple else models, is_simple)
        except TimeoutError:
            if not limit.expired():
                raise
            question.failures[""] = late(deadline_s)
        if not is_simple:
            own = is_own_failure(question, route, is_answered=reply is not None)
            self._rollback.note(is_own_failure=own)
        if reply is None:
            raise unanswered(question, route)
        return reply

    @property
    def is_rolled_back(self) -> bool:
        """Whether only the simple router is at work: the first model of a route, with plain retries."""
        return self._rollback.is_active

    def status(self) -> RouterStatus:
        """How models, keys and the router are."""
        return RouterStatus(
            is_rolled_back=self._rollback.is_active,
            simple_for_s=self._rollback.left_s,
            asks=self._rollback.asks,
            own_failures=self._rollback.own_failures,
            models=self._health.models(),
            keys=tuple(self._key_status(each) for each in self._health.providers),
        )

    def monitor(self, providers: tuple[str, ...]) -> Monitor:
        """Active checks of these providers; they run between its `start` and its `stop`."""
        return Monitor(
            providers,
            self._find,
            self._health.note_check,
            sleep=self._sleep,
            every_s=self._policy.check_every_s,
        )

    def _permitted(
        self, models: tuple[Model, ...], question: Question, is_sensitive: bool
    ) -> tuple[Model, ...]:
        if not is_sensitive:
            return models
        here = tuple(each for each in models if each.is_local and self._stays_here(each.provider))
        for each in models:
            if each not in here:
                question.failures[each.id] = kept_here(each)
        return here

    async def _walk(
        self, question: Question, models: tuple[Model, ...], is_simple: bool
    ) -> ModelReply | None:
        for _ in range(self._policy.rounds):
            for model in models:
                pause = 0.0 if is_simple else self._health.paused_s(model)
                if pause > 0:
                    question.failures.setdefault(model.id, paused(model, pause))
                    continue
                reply = await self._ask_model(question, model, is_simple)
                if reply is not None:
                    return reply
            pause = 0.0 if is_simple else self._shortest_pause(question, models)
            if not 0 < pause <= self._policy.pause_most_s or not await self._wait(pause, question):
                return None
        return None

    def _shortest_pause(self, question: Question, models: tuple[Model, ...]) -> float:
        """Seconds until one of those that are paused may be asked again; 0 where none is."""
        pauses = (
            self._health.paused_s(each)
            for each in models
            if each.id in question.failures
            and question.failures[each.id].retryable
            and not question.is_too_dear(each)
        )
        return min((each for each in pauses if each > 0), default=0.0)

    async def _ask_model(
        self, question: Question, model: Model, is_simple: bool
    ) -> ModelReply | None:
        """The answer of one model; None where it is the next one's turn."""
        for attempt in range(self._policy.tries):
            if question.is_too_dear(model):
                return None
            try:
                return await self._attempt(question, model)
            except RouterError as error:
                if error.slug == "budget-spent":
                    question.note_too_dear(model, error)
                    return None
                question.failures[model.id] = error
                if not error.retryable or attempt == self._policy.tries - 1:
                    return None
                wait = wait_s(error, attempt, self._policy, self._chance)
                if wait is None or (not is_simple and self._health.paused_s(model) > wait):
                    return None
                if not await self._wait(wait, question):
                    return None
        return None

    async def _wait(self, seconds: float, question: Question) -> bool:
        """Wait, unless the deadline would pass meanwhile; says whether it waited."""
        if self._ticker() + seconds >= question.deadline_s:
            return False
        await self._sleep(seconds)
        return True

    async def _attempt(self, question: Question, model: Model) -> ModelReply:
        provider = self._find(model.provider)
        async with self._key(model.provider).place(question.deadline_s):
            call = self._ledger.begin_call(
                model,
                question.asker,
                reserve_usd(question.request, model),
                daily_limit_usd=self._limits.daily_usd,
                run_limit_usd=self._limits.run_usd,
            )
            self._health.admit(model)
            attempt = Attempt(question, model, provider, self._ticker, call)
            try:
                reply = await attempt.run()
            except RouterError as error:
                self._health.fail(model, error)
                raise
            except BaseException:
                self._health.withdraw(model)
                raise
            finally:
                self._ledger.settle_call(call, attempt.settlement())
            self._health.succeed(model, reply.duration_s)
            return reply

    def _key(self, provider: str) -> KeyLimits:
        if provider not in self._keys:
            self._keys[provider] = KeyLimits(
                self._limits.concurrency,
                self._limits.requests_a_minute,
                self._ticker,
                self._sleep,
            )
        return self._keys[provider]

    def _key_status(self, provider: str) -> KeyStatus:
        breaker, now = self._health.provider(provider), self._ticker()
        key = self._keys.get(provider)
        return KeyStatus(
            provider=provider,
            breaker=breaker.state(now),
            paused_s=breaker.paused_s(now),
            running=0 if key is None else key.running,
            concurrency=self._limits.concurrency,
            is_alive=self._health.is_alive(provider),
        )
