"""How models did lately, and whom not to ask: breakers and rolling windows of models and of providers."""

from __future__ import annotations

from collections import deque
from statistics import median

from aqe.domain.model import Model
from aqe.errors import RouterError
from aqe.router.ports import Ticker
from aqe.router.resilience.breaker import Breaker
from aqe.router.resilience.policy import ResiliencePolicy
from aqe.router.resilience.status import ModelStatus

__all__ = ["AGAINST_THE_MODEL", "AGAINST_THE_PROVIDER", "Health"]

AGAINST_THE_PROVIDER = frozenset(
    {"model-overloaded", "model-unreachable", "model-cut", "model-silent"}
)
"""Failures that other models of the same provider are likely to share."""
AGAINST_THE_MODEL = AGAINST_THE_PROVIDER | {"model-rate-limited", "model-malformed"}
"""Failures that speak against asking it again soon; a refusal speaks against the question."""

_LASTING = frozenset({"model-unreachable", "provider-key-refused"})
"""What is still so in a minute, as far as anybody can tell."""


class _Record:
    """The last attempts at one model."""

    def __init__(self, model: Model, policy: ResiliencePolicy) -> None:
        self.provider = model.provider
        self.breaker = Breaker(policy)
        self.outcomes: deque[bool] = deque(maxlen=policy.outcomes)
        self.durations: deque[float] = deque(maxlen=policy.outcomes)
        self.last_error = ""


class Health:
    """What is known of models and providers. Only what happens is watched; nothing is asked for it."""

    def __init__(self, policy: ResiliencePolicy, ticker: Ticker) -> None:
        self._policy = policy
        self._ticker = ticker
        self._records: dict[str, _Record] = {}
        self._providers: dict[str, Breaker] = {}
        self._alive: dict[str, bool] = {}
        self._out_of_reach: set[str] = set()

    def paused_s(self, model: Model) -> float:
        """Seconds until a model may be asked; 0 where it may now."""
        now = self._ticker()
        return max(
            self._record(model).breaker.paused_s(now), self.provider(model.provider).paused_s(now)
        )

    def admit(self, model: Model) -> None:
        """Note that it is asked."""
        now = self._ticker()
        self._record(model).breaker.admit(now)
        self.provider(model.provider).admit(now)

    def withdraw(self, model: Model) -> None:
        """It was not asked after all, or nobody waited for its answer."""
        self._record(model).breaker.withdraw()
        self.provider(model.provider).withdraw()

    def succeed(self, model: Model, duration_s: float) -> None:
        """It answered."""
        record = self._record(model)
        record.outcomes.append(True)
        record.durations.append(duration_s)
        record.breaker.succeed()
        self.provider(model.provider).succeed()
        self._out_of_reach.discard(model.provider)

    def fail(self, model: Model, error: RouterError) -> None:
        """It failed."""
        now = self._ticker()
        record, provider = self._record(model), self.provider(model.provider)
        record.outcomes.append(False)
        record.last_error = error.slug
        self._out_of_reach.discard(model.provider)
        if error.slug in _LASTING:
            self._out_of_reach.add(model.provider)
        if error.slug in AGAINST_THE_MODEL:
            record.breaker.fail(now, at_once=not error.retryable)
            if error.retry_after_s is not None:
                record.breaker.wait_until(now + error.retry_after_s)
        else:
            record.breaker.withdraw()
        if error.slug == "provider-key-refused":
            provider.fail(now, at_once=True)
        elif error.slug in AGAINST_THE_PROVIDER:
            provider.fail(now)
        else:
            provider.withdraw()

    def note_check(self, provider: str, error: RouterError | None) -> None:
        """What an active check saw; a sign of life lets a trial through at once."""
        now = self._ticker()
        self._alive[provider] = error is None
        if error is None:
            self._out_of_reach.discard(provider)
            self.provider(provider).revive(now)
            for each in self._records.values():
                if each.provider == provider:
                    each.breaker.revive(now)
        elif error.slug in AGAINST_THE_PROVIDER:
            self.provider(provider).fail(now)

    def provider(self, name: str) -> Breaker:
        """The breaker of a provider."""
        if name not in self._providers:
            self._providers[name] = Breaker(self._policy)
        return self._providers[name]

    def is_alive(self, provider: str) -> bool | None:
        """What the last active check saw; None where there was none."""
        return self._alive.get(provider)

    @property
    def providers(self) -> tuple[str, ...]:
        """Those that were asked or checked."""
        return tuple(sorted({*self._providers, *self._alive}))

    def is_out_of_reach(self, provider: str) -> bool:
        """Whether the last failure of a provider is none that passes while somebody waits for it."""
        return provider in self._out_of_reach

    def models(self) -> tuple[ModelStatus, ...]:
        """How every model was that was asked."""
        now = self._ticker()
        return tuple(
            ModelStatus(
                id=id,
                provider=each.provider,
                breaker=each.breaker.state(now),
                paused_s=each.breaker.paused_s(now),
                answered=each.outcomes.count(True),
                failed=each.outcomes.count(False),
                last_error=each.last_error,
                median_s=median(each.durations) if each.durations else None,
            )
            for id, each in sorted(self._records.items())
        )

    def _record(self, model: Model) -> _Record:
        if model.id not in self._records:
            self._records[model.id] = _Record(model, self._policy)
        return self._records[model.id]
