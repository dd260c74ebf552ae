"""The loop behind the search with stand-ins for all that takes time: no process is started."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from aqe.campaign.hybrid import loop as loops
from aqe.campaign.hybrid.asking import Desk
from aqe.campaign.hybrid.bench import Shown, TrialRun
from aqe.campaign.hybrid.places import Reached
from aqe.campaign.hybrid.verifying import Chosen, HybridSuite
from aqe.campaign.model_wires import Assessment, HybridWires
from aqe.domain.proposal import ProposedTest
from aqe.domain.routing import Complexity
from aqe.domain.run import FileCoverage
from aqe.domain.subject import Subject
from aqe.generation.llm.worth import Experience
from aqe.syntax.python.suites import Header, PrintedSuite
from aqe.testing import ScriptedModels

SUBJECT = Subject(
    "cart", Path("/p/cart.py"), Path("/p"), "def total(n):\n    return n\n", "python", (), ()
)
LINES = tuple(range(1, 200))
Judge = Callable[[ProposedTest], Shown]


class FakeLeft:
    """There is always something left."""

    subject = SUBJECT
    calls = ()

    def reached(self) -> Reached:
        return Reached()

    def goals(self, reached: Reached) -> tuple[int, ...]:
        return tuple(range(50))

    def hopeful(self, reached: Reached) -> int:
        return 0

    def alive(self, reached: Reached) -> tuple[()]:
        return ()

    def wants(self, reached: Reached) -> tuple[()]:
        return ()

    def is_target_reached(self, reached: Reached) -> bool:
        return False


class FakeBench:
    """Shows what it is told to show."""

    def __init__(self, judge: Judge, stopped: str = "") -> None:
        self._judge = judge
        self._stopped = stopped

    @contextmanager
    def judging(self) -> Iterator[None]:
        yield

    def tried(self, tests: Sequence[ProposedTest], *given: object) -> TrialRun:
        shown = {place: self._judge(test) for place, test in enumerate(tests)}
        file = FileCoverage("cart.py", LINES, LINES, (), ())
        return TrialRun(shown, file, None, self._stopped)

    def left_s(self) -> None:
        return None

    def used_s(self) -> float:
        return 0.0

    def is_cancelled(self) -> bool:
        return False

    is_over = is_cancelled


def loop_of(
    models: ScriptedModels, judge: Judge, *, stopped: str = "", experience: Experience | None = None
) -> loops.HybridLoop:
    """A loop about a cart."""
    wires = HybridWires(
        models,
        lambda *given, **named: Assessment(Complexity.MEDIUM, is_sensitive=False),
        "run",
        is_private=lambda path: False,
    )
    desk = Desk(wires, SUBJECT, 1, 1, lambda: datetime(2026, 1, 2, tzinfo=UTC), lambda: False)
    nothing: Any = None
    return loops.HybridLoop(
        left=cast(Any, FakeLeft()),
        desk=desk,
        bench=cast(Any, FakeBench(judge, stopped)),
        experience=experience or Experience(),
        workers=nothing,
        header=Header("0", "aqe generate"),
        name="test_cart_model.py",
    )


def verified_but(dropped: Callable[[Chosen], bool]) -> Callable[..., Any]:
    """What verifies tests together, and drops some of them."""

    def verified(chosen: Sequence[Chosen], *given: object) -> Any:
        kept = [each for each in chosen if not dropped(each)]
        out = [(each, "verification: no") for each in chosen if dropped(each)]
        if not kept:
            return None, out
        printed = PrintedSuite("", tuple((each.title, (n,)) for n, each in enumerate(kept)))
        suite = HybridSuite(tuple(kept), printed, cast(Any, None), tuple(range(len(kept))))
        return suite, out

    return verified
