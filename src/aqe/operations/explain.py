"""``explain``: why goals of a module were not reached, and what would help."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from aqe.analysis.locate import checked_source_file, locate, python_files
from aqe.analysis.obstacles.code import Code
from aqe.analysis.parsing import read_source
from aqe.campaign.explanation.record import SearchRecord
from aqe.campaign.explanation.search import digest_of
from aqe.domain.effort import Effort
from aqe.domain.explanation import GoalExplanation, MutantExplanation
from aqe.domain.run import RecordedRun, RunKind
from aqe.errors import EvidenceError, UsageError
from aqe.operations.conduct import conduct
from aqe.operations.generate import GENERATE, GenerateRequest
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import within
from aqe.operations.records import search_record
from aqe.operations.services import Services

__all__ = ["EXPLAIN", "ExplainRequest", "ExplainResult", "SourceLine", "explain"]

_MOST_RUNS = 2000
_AROUND = 2
"""Lines shown above and below what is explained."""


@dataclass(frozen=True, slots=True)
class ExplainRequest:
    """Which goals to explain."""

    path: Path
    """The module: a Python file."""
    function: str | None = None
    """Qualified name of a function, method or class in it; all of them by default."""
    run_id: str | None = None
    """Id of a generating run or the beginning of it; by default the last one of the module."""
    generate: bool = False
    """Search first, without writing a suite."""
    budget_s: float | None = field(default=None, metadata=within(0.1, 86_400))
    """Seconds of that search."""
    executions: int | None = field(default=None, metadata=within(1))
    """Executions of that search instead of a cap on time."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the module."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ExplainResult:
    """What a search left open, and why."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    module: str
    path: Path
    function: str | None
    run: str
    """Id of the generating run."""
    started_at: str
    counted: int
    """Goals of the whole module that count: lines and sides of branches."""
    goals: tuple[GoalExplanation, ...]
    """Those that were not reached, in the order of the source."""
    mutants: tuple[MutantExplanation, ...]
    """Mutants that no test tells apart, among those that were tried."""
    effort: Effort
    """What the search spent and where it stopped."""
    stale: bool = False
    """Whether the file changed since: then lines may have moved."""
    source: tuple[SourceLine, ...] = ()
    """The lines around the goals; none when the file changed since."""

    @property
    def status(self) -> Status:
        """Explaining says nothing about enough: that is the gate's work."""
        return Status.OK


def explain(request: ExplainRequest, services: Services) -> ExplainResult:
    """Explain what was not reached.

    Raises:
        UsageError: There is no such file, function or run.
        SourceError: The file is not Python.
        EvidenceError: No search of this module is recorded.
    """
    path = services.path(request.path)
    if not path.exists():
        raise _missing_file(path, services)
    text = read_source(checked_source_file(path))
    code = Code(text, path.stem)
    function = _known_function(code, request.function, services.place(path))
    if request.generate:
        _search(request, services)
    run, record = _recorded(path, request.run_id, services)
    explanation = record.explanation
    goals = tuple(each for each in explanation.goals if _is_in(each.qualname, function))
    mutants = tuple(each for each in explanation.mutants if _is_in(each.qualname, function))
    stale = explanation.digest != digest_of(text)
    return ExplainResult(
        module=explanation.module,
        path=path,
        function=function,
        run=run.id,
        started_at=run.started_at,
        counted=explanation.counted,
        goals=goals,
        mutants=mutants,
        effort=record.effort,
        stale=stale,
        source=() if stale else _around(code, goals, mutants),
    )


def _missing_file(path: Path, services: Services) -> UsageError:
    known = {
        str(services.place(each)): each for each in python_files(services.root, with_tests=False)
    }
    wanted = str(services.place(path))
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.6)
    near += [each for each in known if Path(each).stem == path.stem and each not in near]
    hint = "check the path; it is taken relative to the working directory"
    if near:
        hint = f"did you mean {' or '.join(repr(each) for each in near[:3])}?"
    return UsageError(f"there is no file {wanted!r}", hint=hint, slug="path-missing")


def _known_function(code: Code, given: str | None, shown: Path) -> str | None:
    """The qualified name that was meant.

    Raises:
        UsageError: The module defines nothing of that name.
    """
    if given is None:
        return None
    name = given.replace("::", ".")
    known = [*code.functions, *code.scope.classes]
    plain = {each.replace(".<locals>", ""): each for each in known}
    if name in plain:
        return plain[name]
    if name in known:
        return name
    near = [each for each in plain if each.rpartition(".")[2] == name.rpartition(".")[2]]
    near += difflib.get_close_matches(name, plain, n=3, cutoff=0.5)
    shown_near = list(dict.fromkeys(near))[:3]
    if shown_near:
        hint = f"did you mean {' or '.join(repr(each) for each in shown_near)}?"
    elif plain:
        hint = f"it defines {', '.join(sorted(plain)[:8])}"
    else:
        hint = "it defines no function and no class"
    raise UsageError(
        f"there is no function or class {name!r} in {str(shown)!r}",
        hint=hint,
        slug="function-missing",
    )


def _is_in(qualname: str, function: str | None) -> bool:
    return function is None or qualname == function or qualname.startswith(f"{function}.")


def _search(request: ExplainRequest, services: Services) -> None:
    """Generate without writing; what goes wrong with the module is raised."""
    asked = GenerateRequest(
        paths=(request.path,),
        budget_s=request.budget_s,
        executions=request.executions,
        dry_run=True,
    )
    for each in conduct(GENERATE, asked, services).subjects:
        if each.error is not None:
            raise each.error


def _recorded(
    path: Path, run_id: str | None, services: Services
) -> tuple[RecordedRun, SearchRecord]:
    """The search of a module that was recorded last."""
    place = services.place(path.resolve()).as_posix()
    module = locate(path, project_root=services.root).module
    found = False
    for run in services.store.runs(RunKind.GENERATE, limit=_MOST_RUNS):
        facts = dict(run.attributes)
        if facts.get("source", place) != place or facts.get("subject") != module:
            continue
        found = True
        if run_id is not None and not run.id.startswith(run_id):
            continue
        record = search_record(services.store, run)
        if record is not None:
            return run, record
    shown = services.place(path)
    if run_id is not None and found:
        raise UsageError(
            f"no search of {str(shown)!r} is recorded under {run_id!r}",
            hint="`aqe report --list` shows the recorded runs",
            slug="unknown-run",
        )
    raise EvidenceError(
        f"no search of {str(shown)!r} is recorded, so nothing is known of what it left open",
        hint=f"`aqe test generate {shown}` records one; `aqe explain {shown} --generate` searches"
        " and writes no suite",
        slug="nothing-to-explain",
    )


def _around(
    code: Code, goals: tuple[GoalExplanation, ...], mutants: tuple[MutantExplanation, ...]
) -> tuple[SourceLine, ...]:
    wanted: set[int] = set()
    for goal in goals:
        wanted.update(range(goal.line - _AROUND, goal.line + _AROUND + 1))
        if goal.guard is not None:
            wanted.add(goal.guard.line)
    wanted.update(each.line for each in mutants)
    return tuple(
        SourceLine(number, code.lines[number - 1])
        for number in sorted(wanted)
        if 0 < number <= len(code.lines)
    )


EXPLAIN = Operation(
    name="explain",
    summary="Tell why goals of a module were not reached, and what would help.",
    request=ExplainRequest,
    result=ExplainResult,
    handler=explain,
)
