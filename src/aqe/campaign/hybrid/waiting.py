"""Tells what is waited for while a model is asked: who, which attempt, for how long, what comes after it."""

from __future__ import annotations

import time
from collections.abc import Callable

from aqe.router.ports import Step

__all__ = ["Waiting", "step_words"]

_QUIET_S = 3.0
"""A question that is answered within that needs no words."""
_EVERY_S = 1.0


class Waiting:
    """One question while it is waited for. Steps come from one thread, looks from another.

    Args:
        tell: Is told words, and the seconds since the question was asked.
        within_s: Seconds after which nobody is waited for; None: no limit.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        tell: Callable[[str, float], None],
        within_s: float | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tell = tell
        self._within_s = within_s
        self._clock = clock
        self._began_s = clock()
        self._told_s = float("-inf")
        self._told_of: Step | None = None
        self._step: Step | None = None
        self._characters = 0

    def begin(self, step: Step) -> None:
        """A step begins."""
        self._step = step
        self._characters = 0

    def hear(self, text: str) -> None:
        """A piece of the answer came; an empty one says that it begins again."""
        self._characters = self._characters + len(text) if text else 0

    def look(self) -> None:
        """Tell what there is to tell: a failure at once, the rest where it takes long."""
        step, now_s = self._step, self._clock()
        if step is None:
            return
        is_news = step is not self._told_of and bool(step.failure)
        is_long = now_s - self._began_s >= _QUIET_S and now_s - self._told_s >= _EVERY_S
        if is_news or is_long:
            self._told_s, self._told_of = now_s, step
            words = step_words(step, self._within_s, has_begun=self._characters > 0)
            self._tell(words, now_s - self._began_s)


def step_words(
    step: Step,
    within_s: float | None,
    *,
    has_begun: bool = False,
    at_last: str = "the suite of the search stays as it is",
) -> str:
    """A step in words for people; they stay the same for as long as the step lasts.

    Args:
        step: What is waited for.
        within_s: Seconds for the whole question; None: no limit.
        has_begun: Whether a part of the answer has come.
        at_last: What there is where the last model fails.
    """
    attempt = f"attempt {step.attempt} of {step.attempts}"
    if step.wait_s:
        again = "again" if step.model in step.failure else f"asking {step.model}"
        return f"{step.failure}; {again} in {max(step.wait_s, 0.1):.1f} s, {attempt}"
    doing = "reading the answer of" if has_begun else "waiting for"
    limit = "" if within_s is None else f", {within_s:.0f} s at most"
    return f"{doing} {step.model}, {attempt}{limit}; if it fails: {_then(step) or at_last}"


def _then(step: Step) -> str:
    again = f"attempt {step.attempt + 1}" if step.attempt < step.attempts else ""
    following = [each for each in (again, step.next_model) if each]
    return ", then ".join(following)
