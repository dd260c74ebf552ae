"""Records per second for a schema of ten fields, beside other tools that make test data.

Only making is timed; every record of every contender is validated afterwards. Rounds of the
contenders take turns. Processor time is that of one process, so that a busy machine shows in wall
time and less in it.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from statistics import median

from aqe.booster.measuring.pattern_application import Ratio
from aqe.booster.ports import Engine
from aqe.booster.schemas import SchemaProgram, Validator, compile_schema, generate

__all__ = ["RIVALS", "TEN_FIELDS", "DataReport", "DataRow", "measure_data"]

RIVALS = ("jsf", "polyfactory", "mimesis", "faker")
_TIMEOUT_S = 600

TEN_FIELDS: Mapping[str, object] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "email": {"type": "string", "format": "email"},
        "name": {"type": "string", "minLength": 1, "maxLength": 80},
        "age": {"type": "integer", "minimum": 18, "maximum": 99},
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "status": {"enum": ["new", "open", "closed", "gone"]},
        "created_at": {"type": "string", "format": "date-time"},
        "address": {
            "type": "object",
            "properties": {
                "street": {"type": "string"},
                "city": {"type": "string"},
                "zip": {"type": "string", "pattern": "^[0-9]{5}$"},
            },
            "required": ["street", "city", "zip"],
        },
        "tags": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "minItems": 1,
            "maxItems": 4,
        },
        "code": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
    },
    "required": [
        *("id", "email", "name", "age", "score", "status", "created_at", "address", "tags", "code")
    ],
}


@dataclass(frozen=True, slots=True)
class DataRow:
    """One contender."""

    contender: str
    records: int
    """Records in each round."""
    valid: int
    """Records of all rounds that meet the schema."""
    made: int
    """Records of all rounds."""
    per_cpu_s: tuple[float, float, float] | None
    """Records per second of processor time: least, median, most. None where it is unavailable."""
    per_wall_s: tuple[float, float, float] | None
    """Likewise per second on the clock."""
    problem: str = ""
    """Why a contender is unavailable."""


@dataclass(frozen=True, slots=True)
class DataReport:
    """All contenders, and how much faster the first engine is than each, in processor time."""

    rows: tuple[DataRow, ...]
    ratios: Mapping[str, Ratio]
    """Records per second of the first engine, as bytes, through those of another one, round by round."""
    as_objects: Mapping[str, Ratio]
    """The same with its records as Python objects, which is what the other tools make."""


@dataclass(slots=True)
class _Contender:
    name: str
    records: int
    make: Callable[[int, int], tuple[list[float], list[bytes]]]
    """A seed and a number of records to (seconds of processor, seconds on the clock) and lines."""
    cpu: list[float]
    wall: list[float]
    valid: int = 0
    made: int = 0
    problem: str = ""


def measure_data(
    engines: Mapping[str, Engine],
    *,
    records: int = 200_000,
    rounds: int = 5,
    rivals: Iterable[str] = RIVALS,
    python: str | None = None,
    before: Callable[[str, int, int], None] = lambda part, number, rounds: None,
) -> DataReport:
    """Measure all contenders.

    Args:
        engines: Engines by name; the first one is compared with all others.
        records: Records that the first engine makes in each round; slower contenders make fewer.
        rounds: Rounds, in which the contenders take turns.
        rivals: Other tools.
        python: Interpreter of an environment in which they are installed.
        before: Called before each round of a contender, with its name, the round and how many there are.
    """
    program = compile_schema(dict(TEN_FIELDS))
    contenders: list[_Contender] = []
    for name, engine in engines.items():
        few = max(records // (1 if name == "wasm" else 100), 1)
        contenders.append(_Contender(f"{name}, bytes", few, _bytes(engine, program), [], []))
        contenders.append(
            _Contender(f"{name}, objects", max(few // 4, 1), _objects(engine, program), [], [])
        )
    for rival in rivals:
        contenders.append(
            _Contender(rival, max(records // 1000, 10), _rival(rival, python), [], [])
        )
    validator = Validator(dict(TEN_FIELDS))
    for round_ in range(rounds):
        for each in contenders:
            if not each.problem:
                before(each.name, round_ + 1, rounds)
                _round(each, round_, validator)
    ours, theirs = contenders[: 2 * len(engines)], contenders[2 * len(engines) :]
    return DataReport(
        rows=tuple(map(_row, contenders)),
        ratios=_ratios(ours[:1], [*ours[1:], *theirs]),
        as_objects=_ratios(ours[1:2], theirs),
    )


def _ratios(first: list[_Contender], others: list[_Contender]) -> dict[str, Ratio]:
    found: dict[str, Ratio] = {}
    for own in first:
        for other in others:
            rounds = [a / b for a, b in zip(own.cpu, other.cpu, strict=False)]
            if rounds:
                found[other.name] = Ratio(min(rounds), median(rounds), max(rounds), len(rounds))
    return found


def _round(each: _Contender, seed: int, validator: Validator) -> None:
    try:
        (cpu, wall), lines = each.make(seed, each.records)
    except _Unavailable as problem:
        each.problem = str(problem)
        return
    each.cpu.append(each.records / max(cpu, 1e-9))
    each.wall.append(each.records / max(wall, 1e-9))
    each.made += len(lines)
    each.valid += sum(validator.valid(json.loads(line)) for line in lines)


def _row(each: _Contender) -> DataRow:
    return DataRow(
        contender=each.name,
        records=each.records,
        valid=each.valid,
        made=each.made,
        per_cpu_s=_spread(each.cpu),
        per_wall_s=_spread(each.wall),
        problem=each.problem,
    )


def _spread(rates: list[float]) -> tuple[float, float, float] | None:
    return (min(rates), median(rates), max(rates)) if rates else None


class _Unavailable(Exception):
    """A contender that cannot be run here."""


def _bytes(
    engine: Engine, program: SchemaProgram
) -> Callable[[int, int], tuple[list[float], list[bytes]]]:
    def make(seed: int, count: int) -> tuple[list[float], list[bytes]]:
        for _ in generate(engine, program, seed=seed, count=1):
            pass
        cpu, wall = time.process_time(), time.perf_counter()
        chunks = list(generate(engine, program, seed=seed, count=count))
        spent = [time.process_time() - cpu, time.perf_counter() - wall]
        return spent, b"".join(chunks).splitlines()

    return make


def _objects(
    engine: Engine, program: SchemaProgram
) -> Callable[[int, int], tuple[list[float], list[bytes]]]:
    def make(seed: int, count: int) -> tuple[list[float], list[bytes]]:
        cpu, wall = time.process_time(), time.perf_counter()
        found = [
            json.loads(line)
            for chunk in generate(engine, program, seed=seed, count=count)
            for line in chunk.splitlines()
        ]
        spent = [time.process_time() - cpu, time.perf_counter() - wall]
        return spent, [json.dumps(each).encode() for each in found]

    return make


def _rival(name: str, python: str | None) -> Callable[[int, int], tuple[list[float], list[bytes]]]:
    def make(seed: int, count: int) -> tuple[list[float], list[bytes]]:
        if python is None:
            raise _Unavailable("no environment was named that has it")
        script = files("aqe.booster.measuring").joinpath("_rival_program.py").read_text("utf-8")
        request = json.dumps(
            {"rival": name, "seed": seed, "count": count, "schema": dict(TEN_FIELDS)}
        )
        try:
            done = subprocess.run(
                [python, "-c", script],
                input=request,
                capture_output=True,
                text=True,
                timeout=_TIMEOUT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _Unavailable(str(error)) from error
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["it failed"])[-1]
            raise _Unavailable(last[:200])
        answer = json.loads(done.stdout.splitlines()[-1])
        lines = [json.dumps(each).encode() for each in answer["records"]]
        return [answer["cpu_s"], answer["wall_s"]], lines

    return make
