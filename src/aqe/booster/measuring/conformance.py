"""The test suite of JSON Schema turned round: what is made for its schemas must be valid.

Judges are validators that have nothing in common with what makes the data. A judge may not be able
to judge, where its library does not know a regular expression, say; that is counted apart.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from aqe.booster.measuring.suite import Group
from aqe.booster.ports import Engine
from aqe.booster.schemas import SchemaOptions, SchemaRefused, Validator, compile_schema, generate
from aqe.errors import AqeError

__all__ = ["Conformance", "Judge", "conform", "independent_judge", "library_judge"]

Judge = Callable[[object], Callable[[object], bool | None]]
"""A schema to a test of instances; none where the instance cannot be judged."""
_NOTHING = ("schema-unsatisfiable", "schema-exhausted")


@dataclass(slots=True)
class Conformance:
    """What came of the schemas."""

    groups: int = 0
    generated: int = 0
    instances: int = 0
    checked_parts: int = 0
    """Schemas of which some part was met by drawing and checking."""
    unsatisfiable: int = 0
    """Schemas that have no instance, and were said to have none."""
    refused: Counter[str] = field(default_factory=Counter)
    """Schemas by the keyword for which they were refused."""
    unjudged: Counter[str] = field(default_factory=Counter)
    """Schemas by the judge who could not judge them."""
    wrongly_refused: list[str] = field(default_factory=list)
    """Schemas with an instance that were said to have none, or none that was found."""
    invalid: list[str] = field(default_factory=list)
    """Schemas for which something was made that a judge calls invalid."""

    def as_json(self) -> Mapping[str, Any]:
        """The counts, to be printed or stored."""
        return {
            "groups": self.groups,
            "generated": self.generated,
            "instances": self.instances,
            "checked_parts": self.checked_parts,
            "unsatisfiable": self.unsatisfiable,
            "refused": dict(sorted(self.refused.items())),
            "unjudged": dict(sorted(self.unjudged.items())),
            "wrongly_refused": self.wrongly_refused,
            "invalid": self.invalid,
        }


def conform(
    found: Iterable[Group],
    engine: Engine,
    judges: Mapping[str, Judge],
    *,
    instances: int = 20,
    seed: int = 1,
    options: SchemaOptions = SchemaOptions(),
) -> Conformance:
    """Make instances for every schema and have them judged."""
    result = Conformance()
    for group in found:
        result.groups += 1
        title = f"{group.file}: {group.description}"
        try:
            program = compile_schema(group.schema, options)
        except SchemaRefused as refused:
            if refused.slug not in _NOTHING:
                result.refused[refused.keyword or refused.slug] += 1
            elif group.satisfiable:
                result.wrongly_refused.append(title)
            else:
                result.unsatisfiable += 1
            continue
        lines = b"".join(generate(engine, program, seed=seed, count=instances)).splitlines()
        result.generated += 1
        result.instances += len(lines)
        result.checked_parts += bool(program.notices)
        for name, judge in judges.items():
            verdicts = _verdicts(judge, group.schema, lines)
            if False in verdicts:
                result.invalid.append(f"{title} ({name})")
            elif None in verdicts or len(lines) != instances:
                result.unjudged[name] += 1
    return result


def _verdicts(judge: Judge, schema: object, lines: list[bytes]) -> set[bool | None]:
    test = judge(schema)
    return {test(json.loads(line)) for line in lines}


def library_judge(schema: object) -> Callable[[object], bool | None]:
    """Judges by `jsonschema-rs`, formats asserted."""
    try:
        return Validator(schema).valid
    except AqeError:
        return lambda instance: None


def independent_judge() -> Judge | None:
    """Judges by `jsonschema`, formats asserted; none where it is not installed."""
    try:
        jsonschema: Any = import_module("jsonschema")
    except ImportError:
        return None
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER

    def judge(schema: object) -> Callable[[object], bool | None]:
        validator = jsonschema.Draft202012Validator(schema, format_checker=checker)

        def test(instance: object) -> bool | None:
            try:
                return bool(validator.is_valid(instance))
            except Exception:  # the library lets errors of `re` and of overflow pass
                return None

        return test

    return judge
