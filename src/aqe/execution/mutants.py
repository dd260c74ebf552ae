"""Runs mutants of one file under a suite and says what became of each.

The suite is collected once in a warm process; each mutant runs in a fork of it, in memory, and
meets only the tests that run its statement. Where the platform cannot fork, each mutant gets a
process of its own.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.errors import EvidenceError
from aqe.execution.interpreter import require_measuring
from aqe.execution.launching import Event, Launch, scratch_folder, suite_environment
from aqe.execution.recording import Recording, launch_request
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

    Returns:
        A result for each mutant that was judged, in the order of `mutants`.

    Raises:
        EvidenceError: The suite has no test that passes and could tell a mutant.
        ExecutionError: pytest is missing or the interpreter cannot be started.
    """
    require_measuring(request.interpreter)
    if not mutants:
        return ()
    text = _text(source, mutants)
    hearing = _Hearing(module, {each.id: each for each in mutants}, Recording(request.root))
    hearing.on_mutant = on_mutant
    with scratch_folder() as scratch:
        message = {
            **launch_request(request, scratch, mode="mutants"),
            "source": text,
            "source_path": str(source.resolve()),
            "mutants": _described(mutants, text),
            "jobs": max(1, jobs),
            "temporary": str(scratch.temporary),
            "test_timeout_s": request.test_timeout_s or _ALONE_TIMEOUT_S,
            **_limits(limits or MutantLimits()),
        }
        environ = suite_environment(
            os.environ if request.environ is None else request.environ,
            scratch,
            generated=request.is_generated,
            hash_seed=request.hash_seed,
        )
        launch = Launch(
            request.interpreter,
            message,
            scratch=scratch,
            directory=scratch.work if request.is_generated else request.root,
            environ={**environ, "TMPDIR": str(scratch.temporary)},
            name="mutants",
        )
        ended = launch.follow(
            hearing.hear,
            timeout_s=budget_s or _DAY_S,
            quiet_s=2 * request.timeout_s + _ALONE_TIMEOUT_S,
            cancelled=cancelled,
        )
    hearing.check(ended.reason, ended.output)
    return tuple(hearing.results[each.id] for each in mutants if each.id in hearing.results)


@dataclass(slots=True)
class _Hearing:
    """What has been heard of the mutants so far."""

    module: str
    mutants: dict[str, Mutant]
    recording: Recording
    on_mutant: OnMutant | None = None
    results: dict[str, MutantResult] = None  # type: ignore[assignment]  # set right below
    failure: str = ""
    usable: int | None = None

    def __post_init__(self) -> None:
        self.results = {}

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


def _limits(limits: MutantLimits) -> dict[str, Any]:
    return {
        "factor": limits.factor,
        "margin_s": limits.margin_s,
        "memory_bytes": limits.memory_bytes,
    }


def _text(source: Path, mutants: Sequence[Mutant]) -> str:
    """The source text that the mutants' places refer to."""
    data = source.read_bytes()
    for newline in (None, ""):
        text = _decoded(data, newline)
        if all(text[each.start : each.end] == each.original for each in mutants):
            return text
    raise EvidenceError(
        f"{str(source)!r} has changed since its mutants were made",
        hint="start again; the file must not be edited meanwhile",
        slug="source-changed",
    )


def _decoded(data: bytes, newline: str | None) -> str:
    import io
    import tokenize

    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    with io.TextIOWrapper(io.BytesIO(data), encoding, newline=newline) as stream:
        return stream.read()


def _described(mutants: Sequence[Mutant], text: str) -> list[dict[str, Any]]:
    spans = sorted(_header_spans(ast.parse(text)), key=lambda span: span[1] - span[0])
    return [
        {
            "id": each.id,
            "start": each.start,
            "end": each.end,
            "replacement": each.replacement,
            "lines": _statement_lines(each.line, spans),
        }
        for each in mutants
    ]


def _statement_lines(line: int, spans: Sequence[tuple[int, int]]) -> list[int]:
    """All lines of the statement around a line: interpreters count it at any of them."""
    for first, last in spans:
        if first <= line <= last:
            return list(range(first, last + 1))
    return [line]


def _header_spans(tree: ast.AST) -> list[tuple[int, int]]:
    """(first line, last line) of each statement, of compound ones without their bodies."""
    spans = []
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            spans.append(_header_span(node))
    return spans


def _header_span(node: ast.AST) -> tuple[int, int]:
    decorators = [each.lineno for each in getattr(node, "decorator_list", [])]
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    first = getattr(node, "lineno", None) or getattr(node, "pattern").lineno  # noqa: B009
    last = getattr(node, "end_lineno", None) or first
    if isinstance(body, list) and body:
        inner = getattr(body[0], "lineno", None) or body[0].pattern.lineno
        last = max(first, inner - 1)
    return min([first, *decorators]), last
