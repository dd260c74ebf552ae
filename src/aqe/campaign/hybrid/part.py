"""The model's part in one subject: put together, run, and its result in the figures of the report."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aqe.analysis.locate import Located
from aqe.campaign.drafting.draft import Draft
from aqe.campaign.drafting.worker_pair import Cancelled, WorkerPair
from aqe.campaign.hybrid.allowance import Allowance
from aqe.campaign.hybrid.asking import Desk
from aqe.campaign.hybrid.bench import Bench
from aqe.campaign.hybrid.left import Left, is_left
from aqe.campaign.hybrid.loop import HybridLoop, HybridResult
from aqe.campaign.model_report import ModelReport
from aqe.campaign.model_wires import HybridWires
from aqe.campaign.options import GenerateOptions
from aqe.campaign.suites.suite_files import model_name, suite_name
from aqe.campaign.verifying.checking import Checked, Wires
from aqe.domain.explanation import ModuleExplanation
from aqe.domain.mutant import MutantResult, MutantState
from aqe.domain.progress import Progress
from aqe.domain.run import FileCoverage, RecordedRun
from aqe.domain.subject import MinedCall, Subject
from aqe.domain.suite import UnreachedGoal
from aqe.generation.llm.imports import fixer_of
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.suites import Header

__all__ = ["Behind", "hybrid_part", "model_part", "still_unreached", "with_kills"]

_START_S = 1.0
"""What starting a process takes where no verification has shown it."""
_QUICK_START_S = 0.3
_MOST_BARREN = 2
"""Answers that brought nothing, from which a tenth of the budget has to do on slow machines, too."""
_MOST_CALLS = 12


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the model's part: the search, finished, verified and written."""

    located: Located
    options: GenerateOptions
    draft: Draft
    checked: Checked
    explanation: ModuleExplanation
    """With the mutants that live."""
    mutants: tuple[MutantResult, ...]
    existing: FileCoverage | None
    noticed: frozenset[str]
    """Mutants that properties notice."""
    room: int | None
    """Tests that may still be added."""
    spent_s: float
    """Of the budget."""
    workers: Callable[[], WorkerPair]
    header: Header


def model_part(behind: Behind, wires: Wires, hybrid: HybridWires) -> HybridResult:
    """The model's part; whatever goes wrong in it is told of, and the suite of the search stands."""
    try:
        return hybrid_part(behind, wires, hybrid)
    except Cancelled:
        return HybridResult(ModelReport("interrupted", "interrupted"))
    except Exception as error:  # an answer may have any shape, and the suite is written already
        return HybridResult(ModelReport("nothing-accepted", _told(error)))


def hybrid_part(behind: Behind, wires: Wires, hybrid: HybridWires) -> HybridResult:
    """Ask models for what is left, and judge what they propose."""
    options, draft, checked = behind.options, behind.draft, behind.checked
    verification = checked.verification
    covered = next(iter(checked.coverage), None)
    usual_s = _START_S if verification is None else verification.measured.duration_s
    start_s = _START_S if verification is None else _start_of(verification.measured)
    allowance = Allowance.of(
        options.budget_s if options.executions is None else None,
        behind.spent_s,
        start_s if hybrid.experience.barren < _MOST_BARREN else 0.0,
        lambda: bench.counted_s(),
    )
    bench = Bench(
        interpreter=wires.interpreter,
        source=behind.located.path,
        module=behind.located.module,
        search_path=(behind.located.import_root, *options.search_path),
        limits=options.limits,
        clock=wires.clock,
        new_run_id=wires.store.new_run_id,
        seed=options.seed,
        bytecode=wires.bytecode,
        left_s=allowance.left_s,
        is_cancelled=wires.cancelled,
        own=fixer_of(draft.subject).own,
        usual_s=usual_s,
        start_s=start_s,
        slowest_s=0.0 if verification is None else _slowest_of(verification.measured),
    )
    open_origins, calls = _shown_calls(draft.subject, options.root, hybrid)
    is_open = len(open_origins) == len(_origins(draft.subject, options.root))
    left = Left(
        subject=draft.subject,
        loaded=draft.loaded,
        explanation=behind.explanation if is_open else _without_values(behind.explanation),
        results=behind.mutants,
        suite_name=suite_name(behind.located.module),
        suite_text=checked.printed.text if checked.suite.cases else "",
        covered=covered,
        existing=behind.existing,
        noticed=behind.noticed,
        calls=calls,
        target=options.coverage_target,
    )
    desk = Desk(
        wires=hybrid,
        subject=draft.subject,
        failed_goals=len(behind.explanation.goals),
        total_goals=behind.explanation.counted,
        clock=wires.clock,
        is_cancelled=wires.cancelled,
        paths=open_origins,
        tell=lambda words, seconds: wires.progress(
            Progress(
                behind.located.module,
                "model",
                tests=checked.tests,
                message=words,
                elapsed_s=seconds,
            )
        ),
    )
    loop = HybridLoop(
        left=left,
        desk=desk,
        bench=bench,
        experience=hybrid.experience,
        workers=behind.workers,
        header=behind.header,
        name=model_name(left.suite_name),
        room=behind.room,
        promising=allowance.extend,
        worthless=allowance.lose,
    )
    try:
        return loop.run()
    except Cancelled:
        report = ModelReport("interrupted", "interrupted")
    except Exception as error:  # what was asked until then cost something, and is told
        report = ModelReport("nothing-accepted", _told(error))
    return HybridResult(replace(report, calls=tuple(desk.calls), judged_s=round(bench.used_s(), 3)))


def _start_of(run: RecordedRun) -> float:
    """What a run took beside its tests."""
    return max(_QUICK_START_S, run.duration_s - sum(each.duration_s for each in run.outcomes))


def _slowest_of(run: RecordedRun) -> float:
    return max((each.duration_s for each in run.outcomes), default=0.0)


def _told(error: Exception) -> str:
    """An error as a reason, without its text: that may repeat what an answer holds."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}, line {frame.lineno}"
    return f"judging tests of a model failed: {type(error).__name__} in {place}; please report this"


def with_kills(results: Sequence[MutantResult], found: HybridResult) -> tuple[MutantResult, ...]:
    """The results with the mutants that tests of a model notice."""
    killers = {kill: each.test for each in found.report.accepted for kill in each.kills}
    return tuple(
        replace(each, state=MutantState.KILLED, killed_by=(killers[each.mutant.id],), detail="")
        if each.mutant.id in killers
        else each
        for each in results
    )


def still_unreached(
    goals: Sequence[UnreachedGoal], draft: Draft, coverage: Sequence[FileCoverage]
) -> tuple[UnreachedGoal, ...]:
    """The goals that are left when the tests of a model are counted."""
    file = next(iter(coverage), None)
    if file is None:
        return tuple(goals)
    return tuple(
        each
        for each in goals
        if is_left(
            draft.loaded,
            (each.line, each.qualname, each.side),
            frozenset(file.covered),
            frozenset(file.covered_branches),
        )
    )


def _shown_calls(
    subject: Subject, root: Path, hybrid: HybridWires
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Files whose calls may be shown, and these calls."""
    files = tuple(each for each in _origins(subject, root) if not hybrid.is_private(each))
    printer = Printer()
    calls = dict.fromkeys(
        printer.expression(each.expression)
        for each in subject.mined
        if root / _file_of(each) in files
    )
    return files, tuple(calls)[:_MOST_CALLS]


def _origins(subject: Subject, root: Path) -> tuple[Path, ...]:
    """Files that call the subject."""
    return tuple(dict.fromkeys(root / _file_of(each) for each in subject.mined))


def _file_of(call: MinedCall) -> str:
    return call.origin.rpartition(":")[0]


def _without_values(explanation: ModuleExplanation) -> ModuleExplanation:
    """Without values that the search may have taken from a file that is private."""
    goals = tuple(
        replace(each, nearest=None, reason=each.reason.partition("; nearest: ")[0])
        for each in explanation.goals
    )
    return replace(explanation, goals=goals)
