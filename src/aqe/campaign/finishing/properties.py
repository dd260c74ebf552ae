"""From laws to tests that earned their place: passed in fresh processes, and killed what no other kills.

Three processes of the project's interpreter judge a file of properties, at the same time: one runs every
test with ten times the examples that are delivered, one runs the delivered text under another hash seed
and in another order, and one runs it against the mutants that the recorded tests let live. A fourth runs
the recorded tests against these mutants, since what lets them live so far is only known from the search.
What fails in any of them, or kills nothing else, is left out, and the rest is judged again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aqe.campaign.property_report import OfferedProperty, PossibleFinding, PropertyReport
from aqe.domain.law import Law, NearMiss
from aqe.domain.mutant import Mutant, MutantState
from aqe.domain.run import Outcome, RecordedRun, RunKind
from aqe.domain.subject import Subject
from aqe.errors import AqeError, EvidenceError
from aqe.execution.interpreter import Interpreter
from aqe.execution.suites import SuiteRequest, run_mutants_with_suite, run_suite
from aqe.execution.temporary import temporary_folder
from aqe.generation.properties.inquiry import Findings
from aqe.generation.properties.worth import Worth
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.laws import law_text
from aqe.syntax.python.properties import PrintedProperties, print_properties
from aqe.syntax.python.strategies import strategy
from aqe.syntax.python.suites import Header

__all__ = ["Judge", "PropertyJudgement", "offer"]

_EXAMPLES = 1000
"""That a test has to pass before it is delivered."""
_ROUNDS = 4
_RUN_S = 120.0
_TEST_S = 60.0
"""A test with a thousand examples that takes longer, on however busy a machine, is not offered."""
_NOTICED_SHARE = 0.5
"""Of the time that is left: what the recorded tests notice is asked in no more than that."""
_START_S = 1.0
_LAW_S = 0.6
"""What processes take to start and a test to be judged, roughly; only to see how many are worth a start."""


@dataclass(frozen=True, slots=True)
class Judge:
    """What it takes to judge properties of one subject."""

    interpreter: Interpreter
    subject: Subject
    source: Path
    search_path: tuple[Path, ...]
    header: Header
    name: str
    """Of the file."""
    clock: Callable[[], datetime]
    new_run_id: Callable[[], str]
    seed: int = 0
    bytecode: Path | None = None
    left_s: Callable[[], float | None] = lambda: None
    """Seconds that are left, or None without a limit."""
    is_cancelled: Callable[[], bool] = lambda: False
    recorded: Callable[[Path], SuiteRequest] | None = None
    """The run of the recorded tests, which are written into an empty folder; None where there are none."""

    def is_over(self) -> bool:
        """Whether to give up."""
        left_s = self.left_s()
        return self.is_cancelled() or (left_s is not None and left_s <= 0)


@dataclass(frozen=True, slots=True)
class PropertyJudgement:
    """What the processes said about a file."""

    failed: Mapping[str, str] = field(default_factory=dict)
    """Test -> why it cannot be delivered."""
    kills: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Test -> mutants."""
    runs: tuple[RecordedRun, ...] = ()
    broken: str = ""
    """Why nothing can be said; empty when all processes came to an end."""


def offer(
    findings: Findings, judge: Judge, *, most: int | None = None
) -> tuple[PropertyReport, PrintedProperties | None, tuple[RecordedRun, ...]]:
    """Judge the laws of an inquiry until what is left is fit to be delivered.

    Args:
        findings: Of the inquiry, most valuable laws first.
        judge: Runs.
        most: At most so many tests.

    Returns:
        The report, the file where there is one, and the runs that speak for it.
    """
    worths = list(findings.worths)[:most]
    if not worths:
        return _nothing(findings, _why_no_law(findings)), None, ()
    affordable = _affordable(judge)
    if affordable is not None and affordable < 1:
        return _cut(findings, judge), None, ()
    worths = worths[:affordable]
    wanted = {kill for each in worths for kill in each.kills}
    mutants = [each for each in findings.survivors if each.id in wanted or judge.left_s() is None]
    why = "none passed in fresh processes"
    with ThreadPoolExecutor(max_workers=1) as pool:
        noticed = pool.submit(_noticed, mutants, judge)
        for _ in range(_ROUNDS):
            if not worths:
                break
            printed = print_properties([each.law for each in worths], judge.subject, judge.header)
            judgement = _judged(printed, worths, mutants, judge, noticed)
            if judge.is_over():
                return _cut(findings, judge), None, ()
            if judgement.broken:
                return _nothing(findings, judgement.broken), None, ()
            fine = [
                each
                for (name, _), each in zip(printed.tests, worths, strict=True)
                if name not in judgement.failed and judgement.kills.get(name)
            ]
            if len(fine) == len(worths):
                return _offered(findings, printed, judgement), printed, judgement.runs
            why = next(
                iter(judgement.failed.values()),
                "none kills a mutant in a fresh process that the recorded tests let live",
            )
            worths = fine
    return _nothing(findings, why), None, ()


def _why_no_law(findings: Findings) -> str:
    if findings.worths:
        return "the recorded tests are as many as were asked for; a larger --count leaves room"
    if findings.was_cut:
        return "time ended before every law was tried; a larger --budget leaves room"
    return "no law was found that kills a mutant the recorded tests miss"


def _affordable(judge: Judge) -> int | None:
    left_s = judge.left_s()
    return None if left_s is None else int((left_s - _START_S) / _LAW_S)


# -- judging -------------------------------------------------------------------------------------


def _noticed(mutants: Sequence[Mutant], judge: Judge) -> frozenset[str]:
    """The mutants that the recorded tests notice under pytest, as far as time goes.

    What it does not reach stands as the search left it: unnoticed.
    """
    left_s = judge.left_s()
    if judge.recorded is None:
        return frozenset()
    with temporary_folder("properties") as folder:
        try:
            results = run_mutants_with_suite(
                judge.recorded(folder),
                mutants,
                judge.source,
                judge.subject.module,
                budget_s=_RUN_S if left_s is None else _NOTICED_SHARE * left_s,
                cancelled=judge.is_over,
            )
        except EvidenceError:  # no recorded test can tell a mutant
            return frozenset()
    return frozenset(each.mutant.id for each in results if each.state is MutantState.KILLED)


def _judged(
    printed: PrintedProperties,
    worths: Sequence[Worth],
    mutants: Sequence[Mutant],
    judge: Judge,
    noticed: Future[frozenset[str]],
) -> PropertyJudgement:
    laws = [each.law for each in worths]
    ids = (judge.new_run_id(), judge.new_run_id())
    patient = print_properties(laws, judge.subject, judge.header, examples=_EXAMPLES)
    hasty = print_properties(laws, judge.subject, judge.header, shrinks=False)
    with temporary_folder("properties") as folder, ThreadPoolExecutor(max_workers=3) as pool:
        requests = [
            _request(folder / place, text.text, judge)
            for place, text in (("patient", patient), ("delivered", printed), ("mutants", hasty))
        ]
        shuffled = dataclasses.replace(requests[1], hash_seed=1, shuffle_seed=judge.seed)
        runs = [
            pool.submit(run_suite, each, run_id=run, clock=judge.clock, cancelled=judge.is_over)
            for each, run in zip((requests[0], shuffled), ids, strict=True)
        ]
        tests = [name for name, _ in printed.tests]
        killing = pool.submit(_kills, requests[2], tests, mutants, judge, noticed)
        return _summed(runs, killing, tests)


def _request(folder: Path, text: str, judge: Judge) -> SuiteRequest:
    folder.mkdir()
    path = folder / judge.name
    path.write_text(text, encoding="utf-8")
    left_s = judge.left_s()
    return SuiteRequest(
        interpreter=judge.interpreter,
        root=folder,
        paths=(path,),
        search_path=judge.search_path,
        coverage_of=None,
        hash_seed=0,
        shuffle_seed=None,
        timeout_s=_RUN_S if left_s is None else max(0.1, min(_RUN_S, left_s)),
        walls=True,
        kind=RunKind.VERIFY,
        test_timeout_s=_TEST_S,
        bytecode=judge.bytecode,
    )


def _kills(
    request: SuiteRequest,
    tests: Sequence[str],
    mutants: Sequence[Mutant],
    judge: Judge,
    noticed: Future[frozenset[str]],
) -> dict[str, tuple[str, ...]]:
    """Mutants by the test that kills them; a test that only takes too long kills none.

    Those that recorded tests notice count for nobody.

    A run names the first test that notices a mutant. Tests that no run has named are asked again,
    without those that were named.
    """
    found: dict[str, list[str]] = {}
    waiting = tuple(f"{request.paths[0].name}::{name}" for name in tests)
    while waiting and not judge.is_over():
        results = run_mutants_with_suite(
            dataclasses.replace(request, only=waiting),
            mutants,
            judge.source,
            judge.subject.module,
            budget_s=judge.left_s() or _RUN_S,
            cancelled=judge.is_over,
        )
        known = noticed.result()
        mutants = [each for each in mutants if each.id not in known]
        killed = [
            each
            for each in results
            if each.state is MutantState.KILLED and each.killed_by and each.mutant.id not in known
        ]
        for each in killed:
            found.setdefault(each.killed_by[0], []).append(each.mutant.id)
        left = tuple(each for each in waiting if each not in found)
        if len(left) == len(waiting):
            break
        waiting = left
    return {name.rpartition("::")[2]: tuple(kills) for name, kills in found.items()}


def _summed(
    runs: Sequence[Future[RecordedRun]],
    killing: Future[dict[str, tuple[str, ...]]],
    tests: Sequence[str],
) -> PropertyJudgement:
    try:
        done = tuple(each.result() for each in runs)
    except AqeError as error:
        return PropertyJudgement(broken=error.message)
    failed: dict[str, str] = {}
    for run in done:
        known = {each.test.rpartition("::")[2]: each for each in run.outcomes}
        for name in tests:
            outcome = known.get(name)
            if outcome is None:
                failed.setdefault(name, f"{name} did not run")
            elif outcome.outcome is not Outcome.PASSED:
                failed.setdefault(name, f"{name} {outcome.outcome}: {_first_line(outcome.message)}")
    try:
        kills = killing.result()
    except EvidenceError:  # no test passes at all: the runs say why
        kills = {}
    except AqeError as error:
        return PropertyJudgement(broken=error.message)
    return PropertyJudgement(failed, kills, done)


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:200]


# -- reporting -----------------------------------------------------------------------------------


def _nothing(findings: Findings, reason: str, status: str = "none") -> PropertyReport:
    return PropertyReport(
        status,
        reason,
        conjectured=findings.conjectured,
        held=findings.held,
        possible_findings=tuple(map(_possible, findings.near_misses)),
    )


def _cut(findings: Findings, judge: Judge) -> PropertyReport:
    if judge.is_cancelled():
        return _nothing(findings, "interrupted")
    return _nothing(findings, "no time was left to judge them; a larger --budget helps", "no-time")


def _offered(
    findings: Findings, printed: PrintedProperties, judgement: PropertyJudgement
) -> PropertyReport:
    offered = tuple(
        OfferedProperty(
            test=name,
            kind=law.kind.value,
            law=law_text(law, Printer()),
            inputs=_inputs(law),
            kills=judgement.kills[name],
        )
        for name, law in printed.tests
    )
    report = _nothing(findings, "", "offered")
    return dataclasses.replace(report, offered=offered)


def _inputs(law: Law) -> tuple[str, ...]:
    printer = Printer()
    return tuple(f"{each.name}: {strategy(each.inputs, printer)}" for each in law.variables)


def _possible(near: NearMiss) -> PossibleFinding:
    printer = Printer()
    values = tuple(
        f"{each.name} = {printer.expression(value)}"
        for each, value in zip(near.law.variables, near.counterexample, strict=True)
    )
    return PossibleFinding(law_text(near.law, printer), values, near.held, near.failed)
