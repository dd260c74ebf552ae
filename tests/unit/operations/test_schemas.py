from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

import jsonschema

from aqe.domain.run import CandidateRun
from aqe.errors import AqeError, UsageError
from aqe.operations.schemas import field_docs, schema_of
from aqe.operations.serialise import to_json


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Leaf:
    name: str
    pair: tuple[int, str] = (1, "a")


@dataclass(frozen=True, slots=True)
class Tree:
    json_properties: ClassVar[tuple[str, ...]] = ("height",)
    path: Path
    """Where it
    stands."""
    size: Size = Size.SMALL
    leaves: tuple[Leaf, ...] = ()
    error: AqeError | None = None
    facts: dict[str, float] | None = None
    branch: Tree | None = None

    @property
    def height(self) -> int:
        """Levels below this one."""
        return 0 if self.branch is None else 1 + self.branch.height


def _errors(value: Any, schema: dict[str, Any]) -> list[str]:
    jsonschema.Draft202012Validator.check_schema(schema)
    return [each.message for each in jsonschema.Draft202012Validator(schema).iter_errors(value)]


def test_what_is_serialised_satisfies_its_schema() -> None:
    tree = Tree(Path("x"), Size.LARGE, (Leaf("a"),), UsageError("no"), {"b": 1.5}, Tree(Path("y")))

    assert _errors(json.loads(json.dumps(to_json(tree, Path("/")))), schema_of(Tree)) == []


def test_wrong_values_are_refused_by_the_schema() -> None:
    schema = schema_of(Tree)
    good = to_json(Tree(Path("x")), Path("/"))

    assert _errors({**good, "size": "medium"}, schema)
    assert _errors({**good, "leaves": [{"name": 3}]}, schema)
    assert _errors({**good, "leaves": [{"name": "a", "pair": [1]}]}, schema)
    assert _errors({**good, "unknown": 1}, schema)
    assert _errors({**good, "branch": {"size": "small"}}, schema)
    assert _errors({key: each for key, each in good.items() if key != "path"}, schema)


def test_descriptions_and_defaults_come_from_the_class() -> None:
    properties = schema_of(Tree)["properties"]

    assert properties["path"]["description"] == "Where it stands."
    assert properties["size"] == {"type": "string", "enum": ["small", "large"], "default": "small"}
    assert properties["height"]["description"] == "Levels below this one."


def test_a_class_that_refers_to_itself_ends() -> None:
    assert "Snapshot" in schema_of(CandidateRun)["$defs"]


def test_fields_without_text_have_no_description() -> None:
    assert set(field_docs(Tree)) == {"path"}
