"""What keeps questions answered while models fail: retries, circuit breakers, limits, health, a way back."""

from __future__ import annotations

from aqe.router.resilience.breaker import Breaker, BreakerState
from aqe.router.resilience.monitor import Monitor
from aqe.router.resilience.policy import ResiliencePolicy
from aqe.router.resilience.rollback import Rollback
from aqe.router.resilience.status import KeyStatus, ModelStatus, RouterStatus

__all__ = [
    "Breaker",
    "BreakerState",
    "KeyStatus",
    "ModelStatus",
    "Monitor",
    "ResiliencePolicy",
    "Rollback",
    "RouterStatus",
]
