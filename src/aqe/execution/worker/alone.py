"""Runs work in this process, which has no other task: for systems that cannot fork."""

from typing import Callable, List, Optional, Tuple

from .lost import Lost, fault_of, lost_by_fault
from .protocol import PROGRESS, Tell


class Alone:
    """Stands in for forks. What becomes of a process that dies is for those who started it.

    Args:
        forward: Gets word of progress at once, so that it is known where the process died.
    """

    def __init__(self, forward: Tell) -> None:
        self._forward = forward

    def run(
        self, work: Callable[[Tell], None], expected: int, allowance_s: float
    ) -> Tuple[List[Tuple[int, bytes]], Optional[Lost]]:
        """Runs `work` and collects its results; see `Forks.run`."""
        results: List[Tuple[int, bytes]] = []

        def tell(body: bytes, flags: int) -> None:
            results.append((flags, body))
            if flags & PROGRESS:
                self._forward(body, flags)

        try:
            work(tell)
        except BaseException as error:  # ours, or code under test spoiled ours
            return results, lost_by_fault(fault_of(error))
        return results, None
