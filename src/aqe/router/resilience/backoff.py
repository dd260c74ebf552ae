"""How long to wait before the same model is asked again.

Exponential backoff with full jitter: a random time between 0 and a bound that doubles with every
attempt (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). Of the forms that
are compared there it needs the fewest calls where many clients compete. What the other side asks for
in `Retry-After` is the least; jitter comes on top, so that clients that were told the same do not
come back at the same time.
"""

from __future__ import annotations

from aqe.errors import RouterError
from aqe.router.ports import Chance
from aqe.router.resilience.policy import ResiliencePolicy

__all__ = ["wait_s"]


def wait_s(
    error: RouterError, attempt: int, policy: ResiliencePolicy, chance: Chance
) -> float | None:
    """Seconds until the next attempt; None where the wait would be longer than the policy's patience.

    Args:
        error: Why the last attempt failed.
        attempt: How many attempts were made before it; 0 after the first.
        policy: Bounds.
        chance: Draws from 0 to 1.
    """
    # A large power of two would overflow long after the bound is reached.
    bound = min(policy.backoff_most_s, policy.backoff_base_s * 2.0 ** min(attempt, 30))
    jitter = chance() * bound
    if error.retry_after_s is None:
        return jitter
    if error.retry_after_s > policy.patience_s:
        return None
    return error.retry_after_s + jitter
