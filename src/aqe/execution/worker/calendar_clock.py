"""The clock of the calendar that code under test sees: one that runs ahead, or one that begins anew.

Clocks that measure how long something takes are left alone: event loops and locks wait by them.
"""

import time
from typing import Any, Callable, Dict, Optional

_STEP_S = 0.05
"""Far more than a call takes, less than what people round to."""


class Calendar:
    """Answers what time it is; a little later at every look, so that no two looks see the same time.

    Args:
        shift_s: How far it runs ahead of the machine's.
        start_s: Seconds since 1970 at which every program begins, instead of the machine's time. What a
            program sees is then the same in every run.
    """

    def __init__(self, shift_s: int = 0, start_s: Optional[int] = None) -> None:
        self.shift_s = shift_s
        self._start_s = start_s
        self._passed_s = 0.0
        self._machine = time.time

    @property
    def is_machine(self) -> bool:
        """Whether it is the machine's own clock."""
        return not self.shift_s and self._start_s is None

    def begin(self) -> None:
        """Another program begins."""
        if self._start_s is not None:
            self._passed_s = 0.0

    def sleep(self, duration_s: float) -> None:
        """The program waits for so long."""
        if self._start_s is not None:
            self._passed_s += max(0.0, duration_s)

    def now(self) -> float:
        """Seconds since 1970."""
        if self.is_machine:
            return self._machine()
        self._passed_s += _STEP_S
        begun = self._machine() + self.shift_s if self._start_s is None else self._start_s
        return begun + self._passed_s

    def install(self) -> None:
        """Replaces the functions of ``time`` that tell the time of day."""
        if self.is_machine:
            return
        broken_down, text, formatted = time.localtime, time.asctime, time.strftime

        def at(function: Callable[[Any], Any]) -> Callable[..., Any]:
            return lambda seconds=None: function(self.now() if seconds is None else seconds)

        def here() -> Any:
            return broken_down(self.now())

        replaced: Dict[str, Any] = {
            "time": self.now,
            "time_ns": lambda: round(self.now() * 10**6) * 1000,
            "localtime": at(time.localtime),
            "gmtime": at(time.gmtime),
            "ctime": at(time.ctime),
            "asctime": lambda *moment: text(*(moment or (here(),))),
            "strftime": lambda form, *moment: formatted(form, *(moment or (here(),))),
        }
        for name, function in replaced.items():
            setattr(time, name, function)
