"""Runs mutants of one file under a suite and says what became of each.

The suite is collected once in a warm process; each mutant runs in a fork of it, in memory, and
meets only the tests that run its statement. Where the platform cannot fork, each mutant gets a
process of its own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.errors import EvidenceError
from aqe.execution.interpreter import require_measuring
from aqe.execution.launching import Ended, Event, Launch, scratch_folder
from aqe.execution.mutant_places import described, read_text
from aqe.execution.mutants_apart import run_apart
from aqe.execution.recording import Recording, environment_of, launch_request
from aqe.execution.requests import MutantLimits, SuiteRequest

__all__ = ["OnMutant", "run_mutants_with_suite"]

OnMutant = Callable[[MutantResult], None]

_DAY_S = 86400.0
_ALONE_TIMEOUT_S = 60.0


def run_mutants_with_suite(
    request: SuiteRequest,
    mutants: Sequence[Mutant],
    source: Path,
    module: str,
    *,
    jobs: int = 1,
    limits: MutantLimits | None = None,
    budget_s: float | None = None,
    on_mutant: OnMutant | None = None,
    cancelled: Callable[[], bool] | None = None,
    forks: bool | None = None,
) -> tuple[MutantResult, ...]:
    """Runs the mutants under the suite.

    Args:
        request: The suite and how it runs; order and coverage are chosen here.
        mutants: Mutants of `source`.
        source: The file under test.
        module: Its import name, for messages.
        jobs: Mutants that run at the same time.
        limits: Limits for one mutant.
        budget_s: Limit for all; mutants that it leaves over have no result.
        on_mutant: Told each result as it comes.
        cancelled: Asked now and then whether to give up.
        forks: Whether mutants run in forks of one process; None: where the platform can.

    Returns:
        A result for each mutant that was judged, in the order of `mutants`.

    Raises:
        EvidenceError: The suite has no test that passes and could tell a mutant.
        ExecutionError: pytest is missing or the interpreter cannot be started.
    """
    require_measuring(request.interpreter)
    if not mutants:
        return ()
    text = read_text(source, mutants)
    hearing = _Hearing(module, {each.id: each for each in mutants}, Recording(request.root))
    hearing.on_mutant = on_mutant
    message: dict[str, object] = {
        "source": text,
        "source_path": str(source.resolve()),
        "mutants": described(mutants, text),
    }
    limits = limits or MutantLimits()
    deadline = time.monotonic() + (budget_s or _DAY_S)
    if hasattr(os, "fork") if forks is None else forks:
        message.update(jobs=max(1, jobs), **_limits(limits))
        ended = _run_forking(request, message, hearing, deadline, cancelled)
        hearing.check(ended.reason, ended.output)
    else:
        run_apart(
            request,
            message,
            source,
            limits=limits,
            jobs=jobs,
            on_event=hearing.hear,
            cancelled=lambda: _is_over(deadline) or (cancelled is not None and cancelled()),
        )
        hearing.check("finished", "")
    return tuple(hearing.results[each.id] for each in mutants if each.id in hearing.results)


def _run_forking(
    request: SuiteRequest,
    message: dict[str, object],
    hearing: _Hearing,
    deadline: float,
    cancelled: Callable[[], bool] | None,
) -> Ended:
    with scratch_folder() as scratch:
        launch = Launch(
            request.interpreter,
            {
                **launch_request(request, scratch, mode="mutants"),
                **message,
                "temporary": str(scratch.temporary),
                "test_timeout_s": request.test_timeout_s or _ALONE_TIMEOUT_S,
            },
            scratch=scratch,
            directory=scratch.work if request.is_generated else request.root,
            environ={**environment_of(request, scratch), "TMPDIR": str(scratch.temporary)},
            name="mutants",
        )
        return launch.follow(
            hearing.hear,
            timeout_s=deadline - time.monotonic(),
            quiet_s=2 * request.timeout_s + _ALONE_TIMEOUT_S,
            cancelled=cancelled,
        )


def _is_over(deadline: float) -> bool:
    return time.monotonic() > deadline


@dataclass(slots=True)
class _Hearing:
    """What has been heard of the mutants so far."""

    module: str
    mutants: dict[str, Mutant]
    recording: Recording
    on_mutant: OnMutant | None = None
    results: dict[str, MutantResult] = field(default_factory=dict)
    failure: str = ""
    usable: int | None = None

    def hear(self, event: Event) -> None:
        """Takes in one event."""
        name = event["event"]
        try:
            if name == "mutant":
                self._add(event)
            elif name == "mapped":
                self.usable = len(event["usable"])
            elif name == "mutants-failed":
                self.failure = str(event["reason"])
            else:
                self.recording.hear(event)
        except (KeyError, TypeError, ValueError):
            self.recording.note("an event of the test process could not be read")

    def check(self, reason: str, output: str) -> None:
        """Refuses a run that told nothing because the suite could not be used."""
        if self.results and self.usable:
            return
        errors = [each for each in self.recording.outcomes.values() if each.message]
        why = self.failure or (errors[0].message if errors else "")
        if reason == "crashed" and not why:
            why = (output.strip().splitlines() or ["the process died"])[-1]
        if self.usable == 0 or why:
            raise EvidenceError(
                f"no test of the suite can tell mutants of {self.module!r}: "
                + (why or "none passes when it runs alone"),
                hint="run the suite first: aqe test run",
                slug="suite-unusable",
            )

    def _add(self, event: Event) -> None:
        result = MutantResult(
            mutant=self.mutants[event["id"]],
            state=MutantState(event["state"]),
            killed_by=tuple(event.get("killed_by", ())),
            duration_s=float(event.get("duration_s", 0.0)),
            detail=str(event.get("detail", "")),
        )
        self.results[result.mutant.id] = result
        if self.on_mutant is not None:
            self.on_mutant(result)


def _limits(limits: MutantLimits) -> dict[str, float]:
    return {
        "factor": limits.factor,
        "margin_s": limits.margin_s,
        "memory_bytes": limits.memory_bytes,
    }
