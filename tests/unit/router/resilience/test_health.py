"""Which failures speak against whom."""

from __future__ import annotations

import pytest
from asking import model

from aqe.errors import RouterError
from aqe.router.resilience import BreakerState, ResiliencePolicy
from aqe.router.resilience.health import Health
from aqe.testing import SimulatedTime

POLICY = ResiliencePolicy(failures_in_a_row=3, pause_s=30)
SMALL, LARGE, OTHER = model("openai/small"), model("openai/large"), model("ollama/small")


@pytest.fixture
def time() -> SimulatedTime:
    return SimulatedTime()


@pytest.fixture
def health(time: SimulatedTime) -> Health:
    return Health(POLICY, time.ticker)


def error(slug: str, *, retryable: bool = True, retry_after_s: float | None = None) -> RouterError:
    return RouterError("no", slug=slug, retryable=retryable, retry_after_s=retry_after_s)


def is_paused(health: Health) -> tuple[bool, bool, bool]:
    """Whether the model, another one of its provider, and one of another provider are."""
    return tuple(health.paused_s(each) > 0 for each in (SMALL, LARGE, OTHER))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("slug", "paused"),
    [
        ("model-overloaded", (True, True, False)),
        ("model-unreachable", (True, True, False)),
        ("model-cut", (True, True, False)),
        ("model-rate-limited", (True, False, False)),
        ("model-malformed", (True, False, False)),
        ("model-refused", (False, False, False)),
        ("router-fault", (False, False, False)),
    ],
)
def test_failures_pause_whom_they_speak_against(
    health: Health, slug: str, paused: tuple[bool, bool, bool]
) -> None:
    for _ in range(3):
        health.admit(SMALL)
        health.fail(SMALL, error(slug))
    assert is_paused(health) == paused


def test_a_key_that_is_refused_pauses_its_provider_at_once(health: Health) -> None:
    health.fail(SMALL, error("provider-key-refused", retryable=False))
    assert is_paused(health) == (True, True, False)


def test_what_waiting_does_not_help_pauses_at_once(health: Health) -> None:
    health.fail(SMALL, error("model-rate-limited", retryable=False))
    assert is_paused(health) == (True, False, False)


def test_retry_after_holds_for_everybody(health: Health, time: SimulatedTime) -> None:
    health.fail(SMALL, error("model-rate-limited", retry_after_s=12))
    assert health.paused_s(SMALL) == 12
    assert health.paused_s(LARGE) == 0
    time.advance(12)
    assert health.paused_s(SMALL) == 0


def test_an_answer_closes_both_breakers(health: Health, time: SimulatedTime) -> None:
    for _ in range(3):
        health.fail(SMALL, error("model-overloaded"))
    time.advance(30)
    health.admit(SMALL)
    assert health.paused_s(LARGE) > 0
    health.succeed(SMALL, 1.5)
    assert is_paused(health) == (False, False, False)
    assert health.provider("openai").state(30) is BreakerState.CLOSED


def test_a_trial_that_nobody_waited_for_may_be_tried_again(
    health: Health, time: SimulatedTime
) -> None:
    for _ in range(3):
        health.fail(SMALL, error("model-overloaded"))
    time.advance(30)
    health.admit(SMALL)
    health.withdraw(SMALL)
    assert is_paused(health) == (False, False, False)


def test_the_last_outcomes_can_be_shown(health: Health) -> None:
    health.succeed(SMALL, 1.0)
    health.succeed(SMALL, 3.0)
    health.fail(SMALL, error("model-cut"))
    health.succeed(OTHER, 2.0)
    first, second = health.models()
    assert (first.id, second.id) == ("ollama/small", "openai/small")
    assert (second.answered, second.failed, second.last_error) == (2, 1, "model-cut")
    assert second.median_s == 2.0
    assert second.breaker is BreakerState.CLOSED
    assert health.providers == ("ollama", "openai")


def test_a_check_is_remembered_and_revives(health: Health, time: SimulatedTime) -> None:
    assert health.is_alive("openai") is None
    for _ in range(3):
        health.fail(SMALL, error("model-unreachable"))
    health.note_check("openai", error("model-unreachable"))
    assert health.is_alive("openai") is False
    assert health.paused_s(SMALL) == 30
    health.note_check("openai", None)
    assert health.is_alive("openai") is True
    assert is_paused(health) == (False, False, False)


def test_checks_that_fail_pause_a_provider(health: Health) -> None:
    for _ in range(3):
        health.note_check("openai", error("model-unreachable"))
    assert is_paused(health) == (True, True, False)
