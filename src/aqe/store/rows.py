"""Domain values as rows and back: what is read is equal to what was written.

Text columns without a declared type may hold text that is no valid Unicode (lone surrogates out of
undecodable output); it is stored as bytes. Whole numbers without bounds are stored as text.
"""

from __future__ import annotations

import itertools
import json
import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from aqe.domain.measure import Basis, Measure
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind, TestOutcome
from aqe.errors import InternalError
from aqe.telemetry.redaction import redact, redact_command, redact_environment

__all__ = [
    "COVERAGE_COLUMNS",
    "MEASURE_COLUMNS",
    "MUTANT_COLUMNS",
    "OUTCOME_COLUMNS",
    "RUN_COLUMNS",
    "Row",
    "coverage_of",
    "coverage_rows",
    "measure_of",
    "measure_row",
    "mutant_result_of",
    "mutant_rows",
    "number_text",
    "outcome_of",
    "outcome_rows",
    "run_of",
    "run_row",
    "safe_text",
    "text_of",
]

RUN_COLUMNS = (
    "id, kind, command, directory, started_at, duration_s, exit_code, python, versions, seed,"
    " hash_seed, shuffled, has_coverage, notes, attributes"
)
OUTCOME_COLUMNS = "tests.name, tests.file, outcome, duration_s, line, message, packed_message"
COVERAGE_COLUMNS = "path, lines"
MUTANT_COLUMNS = (
    "id, operator, qualname, line, start, stop, original, replacement, state, killed_by,"
    " duration_s, detail"
)
MEASURE_COLUMNS = "name, value, unit, basis, runs, detail, scope"

_LONG_MESSAGE_CHARACTERS = 300

Row = tuple[Any, ...]


def safe_text(text: str) -> str | bytes:
    """Text in a form that SQLite takes: itself, or bytes where it is no valid Unicode."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def text_of(value: str | bytes) -> str:
    """The text that `safe_text` was given."""
    return value if isinstance(value, str) else value.decode("utf-8", "surrogatepass")


def number_text(number: int | None) -> str | None:
    """A whole number of any size as text."""
    return None if number is None else str(number)


def run_row(run: RecordedRun) -> Row:
    """A run without its outcomes and coverage; secrets are taken out."""
    return (
        run.id,
        run.kind.value,
        json.dumps(redact_command(run.command)),
        safe_text(run.directory),
        safe_text(run.started_at),
        _real(run.duration_s),
        run.exit_code,
        safe_text(run.python),
        json.dumps(run.versions),
        number_text(run.seed),
        number_text(run.hash_seed),
        run.shuffled,
        run.coverage is not None,
        json.dumps([redact(note) for note in run.notes]),
        json.dumps([_attribute(name, value) for name, value in run.attributes]),
    )


def run_of(
    row: Row, outcomes: Iterable[TestOutcome] = (), coverage: Iterable[FileCoverage] = ()
) -> RecordedRun:
    """The run of a row."""
    return RecordedRun(
        id=row[0],
        kind=RunKind(row[1]),
        command=tuple(json.loads(row[2])),
        directory=text_of(row[3]),
        started_at=text_of(row[4]),
        duration_s=row[5],
        exit_code=row[6],
        python=text_of(row[7]),
        versions=_pairs(row[8]),
        seed=_number(row[9]),
        hash_seed=_number(row[10]),
        shuffled=bool(row[11]),
        outcomes=tuple(outcomes),
        coverage=tuple(coverage) if row[12] else None,
        notes=tuple(json.loads(row[13])),
        attributes=_pairs(row[14]),
    )


def outcome_rows(outcomes: Sequence[TestOutcome]) -> Iterator[Row]:
    """One row per outcome; secrets are taken out of the messages."""
    for each in outcomes:
        yield (
            safe_text(each.test),
            safe_text(each.file),
            each.outcome.value,
            _real(each.duration_s),
            each.line,
            *_message(redact(each.message)),
        )


def outcome_of(row: Row) -> TestOutcome:
    """The outcome of a row."""
    test, file, outcome, duration_s, line, message, packed = row
    text = text_of(message if packed is None else zlib.decompress(packed))
    return TestOutcome(text_of(test), Outcome(outcome), duration_s, text, text_of(file), line)


def coverage_rows(coverage: Sequence[FileCoverage]) -> Iterator[Row]:
    """One row per file; of the line numbers only the steps are kept, which compress well."""
    for each in coverage:
        lines = {
            "executable": _steps(each.executable),
            "covered": _steps(each.covered),
            "branches": _branch_steps(each.branches),
            "covered_branches": _branch_steps(each.covered_branches),
        }
        packed = zlib.compress(json.dumps(lines, separators=(",", ":")).encode())
        yield safe_text(each.path), packed


def coverage_of(row: Row) -> FileCoverage:
    """The coverage of a row."""
    path, packed = row
    lines = json.loads(zlib.decompress(packed))
    if isinstance(lines, list):
        return _coverage_of_version_1(text_of(path), lines)
    return FileCoverage(
        path=text_of(path),
        executable=_numbers(lines["executable"]),
        covered=_numbers(lines["covered"]),
        branches=_branches(lines["branches"]),
        covered_branches=_branches(lines["covered_branches"]),
    )


def mutant_rows(results: Sequence[MutantResult]) -> Iterator[Row]:
    """One row per mutant."""
    for each in results:
        mutant = each.mutant
        yield (
            mutant.id,
            mutant.operator,
            safe_text(mutant.qualname),
            mutant.line,
            mutant.start,
            mutant.end,
            safe_text(mutant.original),
            safe_text(mutant.replacement),
            each.state.value,
            json.dumps(each.killed_by),
            _real(each.duration_s),
            safe_text(redact(each.detail)),
        )


def mutant_result_of(row: Row) -> MutantResult:
    """The mutant of a row with its fate."""
    mutant = Mutant(
        id=row[0],
        operator=row[1],
        qualname=text_of(row[2]),
        line=row[3],
        start=row[4],
        end=row[5],
        original=text_of(row[6]),
        replacement=text_of(row[7]),
    )
    killed_by = tuple(json.loads(row[9]))
    return MutantResult(mutant, MutantState(row[8]), killed_by, row[10], text_of(row[11]))


def measure_row(measure: Measure) -> Row:
    """A measure."""
    return (
        measure.name,
        None if measure.value is None else _real(measure.value),
        measure.unit,
        measure.basis.value,
        json.dumps(measure.runs),
        safe_text(measure.detail),
        safe_text(measure.scope),
    )


def measure_of(row: Row) -> Measure:
    """The measure of a row."""
    name, value, unit, basis, runs, detail, scope = row
    ids = tuple(json.loads(runs))
    return Measure(name, value, unit, Basis(basis), ids, text_of(detail), text_of(scope))


def _attribute(name: str, value: str) -> tuple[str, str]:
    """One further fact of a run; the name may say that the value is a secret."""
    return name, redact_environment({name: value})[name]


def _message(text: str) -> tuple[str | bytes | None, bytes | None]:
    """A short message as it is, a long one compressed."""
    if len(text) <= _LONG_MESSAGE_CHARACTERS:
        return safe_text(text), None
    return None, zlib.compress(text.encode("utf-8", "surrogatepass"))


def _steps(numbers: Sequence[int]) -> list[int]:
    return [number - before for before, number in itertools.pairwise((0, *numbers))]


def _numbers(steps: Sequence[int]) -> tuple[int, ...]:
    return tuple(itertools.accumulate(steps))


def _branch_steps(branches: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Steps of the first lines, and the distances from there to the second lines."""
    return [_steps([start for start, _ in branches]), [stop - start for start, stop in branches]]


def _branches(steps: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    starts, distances = _numbers(steps[0]), steps[1]
    return tuple(
        (start, start + distance) for start, distance in zip(starts, distances, strict=True)
    )


def _coverage_of_version_1(path: str, lines: Sequence[Any]) -> FileCoverage:
    executable, covered, branches, covered_branches = lines
    return FileCoverage(
        path,
        tuple(executable),
        tuple(covered),
        tuple((start, stop) for start, stop in branches),
        tuple((start, stop) for start, stop in covered_branches),
    )


def _real(number: float) -> float:
    if math.isnan(number):
        raise InternalError("a number that is no number (NaN) cannot be recorded")
    return float(number)


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in json.loads(text))
