"""Between domain values and the plain data that a worker sends and receives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aqe.domain.candidate import Program
from aqe.domain.goal import Condition, Goal, GoalKind
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import (
    CandidateOutcome,
    CandidateRun,
    Comparison,
    Failure,
    LoadedSubject,
    Member,
    Observation,
    Snapshot,
)

__all__ = [
    "candidate_run",
    "loaded_subject",
    "mutant_message",
    "mutant_result",
    "program_message",
    "worker_environment",
]

_KEPT = frozenset(
    {"PATH", "PYTHONPATH", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH"}
    | {"SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS"}  # Windows
)
_OUTCOMES = {outcome.value: outcome for outcome in CandidateOutcome}
_NOTHING: frozenset[int] = frozenset()


def worker_environment(environ: Mapping[str, str], hash_seed: int) -> dict[str, str]:
    """The short list of variables that code under test may see."""
    kept = {name: environ[name] for name in sorted(_KEPT & environ.keys())}
    kept.update({name: value for name, value in environ.items() if name.startswith("LC_")})
    return {**kept, "PYTHONHASHSEED": str(hash_seed), "PYTHONIOENCODING": "utf-8"}


def program_message(program: Program) -> list[Any]:
    """A program as plain data."""
    return [
        program.candidate,
        program.imports,
        program.definitions,
        [(line.form, line.source, line.target) for line in program.lines],
        program.fixtures,
        len(program.lines) - 1 if program.act_from is None else program.act_from,
    ]


def mutant_message(mutant: Mutant) -> list[Any]:
    """A mutant as plain data."""
    return [
        mutant.id,
        mutant.line,
        mutant.start,
        mutant.end,
        mutant.original,
        mutant.replacement,
    ]


def mutant_result(mutant: Mutant, data: Mapping[str, Any]) -> MutantResult:
    """What became of a mutant."""
    return MutantResult(
        mutant,
        MutantState(data["state"]),
        tuple(str(each) for each in data["killed_by"]),
        data["duration_s"],
        data["detail"],
        data.get("tried", 0),
        tuple((str(name), str(part)) for name, part in data.get("disturbed", ())),
        data.get("by_form", False),
    )


def candidate_run(data: Mapping[str, Any]) -> CandidateRun:
    """A result as a worker sends it."""
    goals = data.get("goals")
    return CandidateRun(
        candidate=data["candidate"],
        outcome=_OUTCOMES[data["outcome"]],
        failed_at=data.get("failed_at"),
        failure=_failure(data.get("failure")),
        goals=frozenset(goals) if goals else _NOTHING,
        is_new=data.get("is_new", False),
        comparisons=tuple(
            Comparison(number, bool(side), left, right)
            for number, side, left, right in data.get("comparisons", ())
        ),
        result_types=tuple(data.get("result_types", ())),
        unstable=tuple(data.get("unstable", ())),
        lasting=tuple(data.get("lasting", ())),
        met_sets=bool(data.get("met_sets", False)),
        duration_s=data.get("duration_s", 0.0),
        observations=tuple(_observation(each) for each in data.get("observations", ())),
        before=tuple((name, _snapshot(each)) for name, each in data.get("before", ())),
        after=tuple((name, _snapshot(each)) for name, each in data.get("after", ())),
        files=tuple((name, text) for name, text in data.get("files", ())),
        refused=data.get("refused"),
    )


def _failure(data: Mapping[str, Any] | None) -> Failure | None:
    if data is None:
        return None
    held = tuple((name, _snapshot(each)) for name, each in data.get("held", ()))
    return Failure(**{**data, "held": held})


def _observation(data: Mapping[str, Any]) -> Observation:
    return Observation(
        statement=data["statement"],
        value=_inner(data.get("value")),
        same=data.get("same", ""),
        apart=data.get("apart", ""),
        raised=_failure(data.get("raised")),
        stdout=data.get("stdout", ""),
        warnings=tuple(data.get("warnings", ())),
    )


def _inner(data: Mapping[str, Any] | None) -> Snapshot | None:
    return None if data is None else _snapshot(data)


def _snapshot(data: Mapping[str, Any]) -> Snapshot:
    return Snapshot(
        kind=data["kind"],
        type=data["type"],
        source=data.get("source"),
        symbols=tuple((module, name) for module, name in data.get("symbols", ())),
        length=data.get("length"),
        items=_inner(data.get("items")),
        pairs=_inner(data.get("pairs")),
        text=data.get("text"),
        attributes=tuple((name, _snapshot(each)) for name, each in data.get("attributes", ())),
        first=_inner(data.get("first")),
        last=_inner(data.get("last")),
        starts=data.get("starts"),
        ends=data.get("ends"),
        contents=_inner(data.get("contents")),
    )


def loaded_subject(module: str, data: Mapping[str, Any]) -> LoadedSubject:
    """The answer to ``load``."""
    goals = tuple(
        Goal(number, GoalKind(kind), line, qualname, condition, side, counted, target)
        for number, (kind, line, qualname, condition, side, counted, target) in enumerate(
            data["goals"]
        )
    )
    conditions = tuple(
        Condition(number, line, qualname, operator, text, key + 1, key)
        for number, (line, qualname, operator, text, key) in enumerate(data["conditions"])
    )
    return LoadedSubject(
        module=module,
        python=data["python"],
        goals=goals,
        conditions=conditions,
        reached_by_import=frozenset(data["reached"]),
        members=tuple(_member(each) for each in data["members"]),
        patterns=tuple((name, text) for name, text in data["patterns"]),
        instrumentation=data["instrumentation"],
        walls=tuple(data["walls"]),
        missing_walls=tuple(data["missing_walls"]),
        duration_s=data["duration_s"],
    )


def _member(data: Mapping[str, Any]) -> Member:
    signature = data.get("signature")
    return Member(
        name=data["name"],
        qualname=data["qualname"],
        kind=data["kind"],
        type=data["type"],
        module=data["module"],
        signature=None if signature is None else tuple((n, k, d) for n, k, d in signature),
        bases=tuple(data.get("bases", ())),
        is_abstract=data.get("is_abstract", False),
        is_enum=data.get("is_enum", False),
        is_dataclass=data.get("is_dataclass", False),
        is_exception=data.get("is_exception", False),
        members=tuple(data.get("members", ())),
    )
