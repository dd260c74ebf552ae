from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

import pytest

from aqe.errors import AqeError, SourceError, UsageError
from aqe.operations.serialise import from_json, to_json


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Part:
    path: Path
    rate: float | None


@dataclass(frozen=True, slots=True)
class Whole:
    json_properties: ClassVar[tuple[str, ...]] = ("count",)
    parts: tuple[Part, ...]
    colour: Colour
    error: AqeError | None = None
    names: frozenset[str] = frozenset()
    table: tuple[tuple[str, int], ...] = ()

    @property
    def count(self) -> int:
        """Number of parts."""
        return len(self.parts)


@dataclass(frozen=True, slots=True)
class Request:
    paths: tuple[Path, ...]
    budget_s: float = 10
    seed: int | None = None
    colour: Colour = Colour.RED
    force: bool = False


ROOT = Path("/project")


def test_paths_inside_the_root_are_relative_and_others_stay() -> None:
    whole = Whole((Part(ROOT / "a" / "b.py", None), Part(Path("/else/c.py"), 0.5)), Colour.RED)

    assert to_json(whole, ROOT) == {
        "parts": [{"path": "a/b.py", "rate": None}, {"path": "/else/c.py", "rate": 0.5}],
        "colour": "red",
        "error": None,
        "names": [],
        "table": [],
        "count": 2,
    }


def test_errors_keep_slug_message_and_hint() -> None:
    error = SourceError("cannot read", hint="look", slug="import-failed")

    assert to_json(Whole((), Colour.RED, error), ROOT)["error"] == {
        "slug": "import-failed",
        "message": "cannot read",
        "hint": "look",
    }


def test_everything_can_be_dumped_and_sets_are_sorted() -> None:
    whole = Whole((), Colour.RED, names=frozenset({"b", "a"}), table=(("x", 1),))

    loaded = json.loads(json.dumps(to_json(whole, ROOT)))

    assert loaded["names"] == ["a", "b"]
    assert loaded["table"] == [["x", 1]]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_a_number_is_null(value: float) -> None:
    assert to_json(value, ROOT) is None


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no form"):
        to_json(object(), ROOT)


def test_a_request_is_read_with_defaults() -> None:
    request = from_json(Request, {"paths": ["a.py"], "budget_s": 3})

    assert request == Request((Path("a.py"),), 3.0)
    assert isinstance(request.budget_s, float)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({}, "'paths' is missing"),
        ({"paths": [], "pathes": 1}, "unknown argument 'pathes'"),
        ({"paths": "a.py"}, "paths: expected a list"),
        ({"paths": [1]}, "paths: expected a path, got 1"),
        ({"paths": ["a\0b"]}, "paths: expected a path"),
        ({"paths": [], "budget_s": "ten"}, "budget_s: expected a number, got 'ten'"),
        ({"paths": [], "seed": True}, "seed: expected a whole number, got True"),
        ({"paths": [], "colour": "blue"}, "colour: expected one of red"),
        ({"paths": [], "force": 1}, "force: expected true or false"),
    ],
)
def test_a_bad_request_names_the_argument(value: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        from_json(Request, value)


def test_a_list_is_not_a_request() -> None:
    with pytest.raises(UsageError, match="expected an object"):
        from_json(Request, [])  # type: ignore[arg-type]
