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
from dataclasses import dataclass, replace
from decimal import Decimal

from aqe.domain.conversation import Asker, ModelReply, ModelRequest
from aqe.domain.model import Model
from aqe.domain.routing import Route
from aqe.errors import RouterError
from aqe.router.attempt import Attempt, Question, reserve_usd
from aqe.router.ports import CallLedger, Chance, Provider, Step, Ticker, Watch
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
        on_step: Watch | None = None,
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
            on_step: Told of every attempt and of every wait as it begins.
            deadline_s: Seconds for everything, waits included; None: no limit.
            is_sensitive: Nothing may leave this machine, whatever the route says.

        Raises:
            RouterError: Nobody answered: ``budget-spent`` where the money is gone, ``model-deadline``
                where the time is, else ``no-model-answered`` with what each model said.
            StoreError: The ledger cannot be written; nobody is asked without it.
        """
        end_s = math.inf if deadline_s is None else self._ticker() + deadline_s
        limit = asyncio.timeout(deadline_s)
        question = Question(request, asker, on_text, end_s, limit.expired, on_step)
        is_simple = self._rollback.is_active
        reply = None
        try:
            async with limit:
                models = self._permitted(route.models, question, is_sensitive)
                reply = await self._walk(question, models[:1] if is_simple else models, is_simple)
        except TimeoutError:
            if not limit.expired():
                raise
            question.failures[""] = late(deadline_s, question.waits_for)
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
            for place, model in enumerate(models):
                pause = 0.0 if is_simple else self._health.paused_s(model)
                if pause > 0:
                    question.failures.setdefault(model.id, paused(model, pause))
                    continue
                after = self._after(question, models[place + 1 :])
                reply = await self._ask_model(question, model, after, is_simple)
                if reply is not None:
                    return reply
            if is_simple or not await self._wait_for_pause(question, models):
                return None
        return None

    def _after(self, question: Question, models: tuple[Model, ...]) -> Model | None:
        """The next one that may be asked."""
        return next(
            (
                each
                for each in models
                if self._health.paused_s(each) <= 0 and not question.is_too_dear(each)
            ),
            None,
        )

    async def _wait_for_pause(self, question: Question, models: tuple[Model, ...]) -> bool:
        """Wait until one of those that are paused may be asked again; says whether it waited.

        A provider that cannot even be reached after several tries, or refuses the key, is not waited for:
        nothing there says that it is only busy.
        """
        pauses = [
            (pause, each)
            for each in models
            if each.id in question.failures
            and question.failures[each.id].retryable
            and not question.is_too_dear(each)
            and not self._health.is_out_of_reach(each.provider)
            and (pause := self._health.paused_s(each)) > 0
        ]
        if not pauses:
            return False
        pause, model = min(pauses, key=lambda each: each[0])
        if pause > self._policy.pause_most_s:
            return False
        failed = [each for each in question.failures.values() if each.slug != "model-paused"]
        failure = failed[-1].message if failed else f"{model.id!r} failed again and again"
        step = Step(model.id, 1, self._policy.tries, wait_s=pause, failure=failure)
        return await self._wait(step, question)

    async def _ask_model(
        self, question: Question, model: Model, after: Model | None, is_simple: bool
    ) -> ModelReply | None:
        """The answer of one model; None where it is the next one's turn."""
        for attempt in range(self._policy.tries):
            if question.is_too_dear(model):
                return None
            step = Step(model.id, attempt + 1, self._policy.tries, after.id if after else "")
            failures = list(question.failures.values())
            question.tell(replace(step, failure=failures[-1].message if failures else ""))
            try:
                return await self._attempt(question, model, self._silence_s(question, after))
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
                again = replace(step, attempt=attempt + 2, wait_s=wait, failure=error.message)
                if not await self._wait(again, question):
                    return None
        return None

    def _silence_s(self, question: Question, after: Model | None) -> float | None:
        """How long a model may say nothing: half of the time that is left, where another can be asked."""
        if after is None or math.isinf(question.deadline_s):
            return None
        return max(0.0, question.deadline_s - self._ticker()) * self._policy.silence_share

    async def _wait(self, step: Step, question: Question) -> bool:
        """Wait for a step, unless the deadline would pass meanwhile; says whether it waited."""
        if self._ticker() + step.wait_s >= question.deadline_s:
            return False
        question.tell(step)
        await self._sleep(step.wait_s)
        return True

    async def _attempt(
        self, question: Question, model: Model, silence_s: float | None
    ) -> ModelReply:
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
            attempt = Attempt(question, model, provider, self._ticker, call, silence_s=silence_s)
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
