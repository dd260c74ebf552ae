"""Classes of Python: read from text, they allow what pydantic allows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aqe.booster.introspection import IntrospectionRefused, introspect_python
from aqe.booster.schemas.validation import Validator

MODELS = '''
from __future__ import annotations
import enum
import datetime as dt
from decimal import Decimal
from typing import Annotated, Dict, List, Literal, Optional, Tuple, Union
from uuid import UUID
import pydantic
from pydantic import BaseModel as Base, ConfigDict, Field, NonNegativeInt, conint

MOST = 12
Name = Annotated[str, Field(min_length=1, max_length=MOST)]

class Kind(str, enum.Enum):
    small = "s"
    large = "l"

class Entity(Base):
    model_config = ConfigDict(extra="forbid")
    id: UUID
    made: dt.date = Field(default_factory=dt.date.today)

class Part(Base):
    weight: float = Field(gt=0, le=10)
    codes: Tuple[int, str]

class Item(Entity):
    """A thing."""
    name: Name
    kinds: List[Kind] = Field(..., min_length=1, max_length=2)
    age: Optional[int] = Field(None, ge=0, lt=150)
    count: NonNegativeInt
    place: conint(gt=3, multiple_of=2)
    price: Decimal = Field(max_digits=5, decimal_places=2)
    parts: "list[Part]" = []
    scores: Dict[str, float]
    mode: Literal["a", 1, None]
    either: Union[int, str, None] = None
    shown: str = Field(alias="shownAs", pattern="^[a-z]+$")
    parent: Item | None = None
    tags: set[str] = set()

    @pydantic.field_validator("name")
    def check(cls, value):
        return value
'''
GOOD: dict[str, Any] = {
    "id": "550e8400-e29b-41d4-a716-446655440000",
    "name": "x",
    "kinds": ["s"],
    "count": 0,
    "place": 4,
    "price": 1.25,
    "scores": {"a": 1.5},
    "mode": "a",
    "shownAs": "abc",
}
VALID: list[dict[str, Any]] = [
    {},
    {"made": "2024-02-29", "age": 3, "either": None, "tags": ["a"], "parts": []},
    {"parts": [{"weight": 10, "codes": [1, "x"]}], "mode": None, "either": "x"},
    {"parent": GOOD, "mode": 1, "kinds": ["s", "l"]},
]
INVALID: list[dict[str, Any]] = [
    {"id": "x"},
    {"id": ...},
    {"name": ""},
    {"name": "x" * 13},
    {"kinds": []},
    {"kinds": ["s"] * 3},
    {"kinds": ["m"]},
    {"age": -1},
    {"age": 150},
    {"count": -1},
    {"place": 5},
    {"place": 2},
    {"price": 1.255},
    {"price": 1000},
    {"mode": "b"},
    {"shownAs": "A"},
    {"shownAs": ..., "shown": "abc"},
    {"extra": 1},
    {"parts": [{"weight": 0, "codes": [1, "x"]}]},
    {"parts": [{"weight": 1, "codes": [1]}]},
    {"parent": {}},
    {"scores": {"a": "x"}},
    {"made": "yesterday"},
]


def tables(text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    model = introspect_python({Path("models.py"): text})
    return {each.name: each.schema for each in model.tables}, model.notices


def instance(change: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**GOOD, **change}.items() if value is not ...}


@pytest.fixture(scope="module")
def pydantic_item() -> Any:
    pytest.importorskip("pydantic")
    namespace: dict[str, Any] = {"__name__": "models"}
    exec(compile(MODELS, "models.py", "exec"), namespace)
    namespace["Item"].model_rebuild(_types_namespace=namespace)
    return namespace["Item"]


@pytest.mark.parametrize("change", VALID)
def test_what_pydantic_takes_the_schema_takes(change: dict[str, Any], pydantic_item: Any) -> None:
    pydantic_item.model_validate(instance(change))
    assert Validator(tables(MODELS)[0]["Item"]).errors(instance(change)) == []


@pytest.mark.parametrize("change", INVALID)
def test_what_pydantic_refuses_the_schema_refuses(
    change: dict[str, Any], pydantic_item: Any
) -> None:
    with pytest.raises(ValueError, match="validation error"):
        pydantic_item.model_validate(instance(change))
    assert not Validator(tables(MODELS)[0]["Item"]).valid(instance(change))


def test_what_is_left_out_is_told() -> None:
    assert tables(MODELS)[1] == ("Item: the validator check is not in the schema",)


def test_dataclasses_typed_dicts_and_named_tuples() -> None:
    found, notices = tables(
        """
from dataclasses import dataclass, field
from typing import *
from enum import *
class Level(IntEnum):
    low = auto()
    high = 10
    top = auto()
class Word(StrEnum):
    ONE = auto()
@dataclass(frozen=True)
class Base:
    a: int
    made: int = field(init=False)
@dataclass
class D(Base):
    b: str = "x"
    c: list[Level] = field(default_factory=list)
    kind: ClassVar[int] = 3
    call: Callable[[], int] = print
    def __post_init__(self): pass
class T(TypedDict, total=False):
    q: Required[int]
    w: Word
class P(NamedTuple):
    x: float
    y: float = 0.0
class Plain:
    z: int
"""
    )
    assert list(found) == ["Base", "D", "T", "P"]
    assert found["D"]["required"] == ["a"]
    assert list(found["D"]["properties"]) == ["a", "b", "c", "call"]
    assert found["D"]["additionalProperties"] is False
    assert found["D"]["$defs"] == {"Level": {"enum": [1, 10, 11]}}
    assert found["T"]["required"] == ["q"]
    assert found["T"]["$defs"] == {"Word": {"enum": ["one"]}}
    assert found["P"] == {
        "type": "array",
        "prefixItems": [{"type": "number"}, {"type": "number", "default": 0.0}],
        "items": False,
        "minItems": 1,
        "maxItems": 2,
    }
    told = "\n".join(notices)
    assert "D.call: Callable[[], int] has no schema" in told
    assert "__post_init__" in told


def test_nothing_of_the_source_runs(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    text = f"""
open({str(mark)!r}, 'w')
from dataclasses import dataclass
@dataclass
class A:
    x: int = open({str(mark)!r}, 'w')
    y: "__import__('os').system('touch {mark}')" = 1
"""
    found, notices = tables(text)
    assert found["A"]["properties"] == {"x": {"type": "integer"}, "y": {"default": 1}}
    assert not mark.exists()
    assert any("__import__" in each for each in notices)


@pytest.mark.parametrize(
    "text",
    ["class", "\0", "x = " + "(" * 500, "x = 1", "class A: pass", "a" + "+a" * 20_000],
)
def test_refused(text: str) -> None:
    with pytest.raises(IntrospectionRefused):
        tables(text)


def test_names_that_unfold_without_end_are_refused() -> None:
    chain = "".join(f"T{n} = Union[list[T{n + 1}], set[T{n + 1}]]\n" for n in range(50))
    text = f"from typing import *\nfrom dataclasses import dataclass\n{chain}T50 = int\n"
    with pytest.raises(IntrospectionRefused, match="unfold to more than"):
        tables(f"{text}@dataclass\nclass C:\n    x: T0\n")


@pytest.mark.parametrize(
    "annotation",
    [
        "Optional[" * 90 + "int" + "]" * 90,
        "Annotated[int]",
        "Literal[()]",
        "dict[int]",
        "Union[()]",
        "list[lambda: 1]",
        "'" + "(" * 50 + "'",
        "Annotated[int, Field(ge='x'), 3, Gt()]",
        "A",
        "Loop",
    ],
)
def test_strange_annotations_never_crash(annotation: str) -> None:
    text = (
        "from typing import *\nfrom dataclasses import dataclass\nLoop = 'Loop'\nA = A\n"
        f"@dataclass\nclass C(C):\n    x: {annotation}\n"
    )
    assert "C" in tables(text)[0]


def test_a_tag_is_there_also_where_it_has_a_default() -> None:
    """Pydantic tells the members of a union by it, and does not look at defaults."""
    found, _ = tables(
        "from typing import Annotated, Literal, Optional\n"
        "from pydantic import BaseModel, Field\n"
        "class Cat(BaseModel):\n    kind: Literal['cat'] = 'cat'\n"
        "class Dog(BaseModel):\n    kind: Literal['dog'] = 'dog'\n"
        "Pet = Annotated[Cat | Dog, Field(discriminator='kind')]\n"
        "class Owner(BaseModel):\n    pets: list[Pet]\n"
        "    first: Optional[Cat | Dog] = Field(None, discriminator='kind')\n"
    )
    owner = Validator(found["Owner"])
    assert owner.valid({"pets": [{"kind": "cat"}], "first": None})
    assert not owner.valid({"pets": [{}]})
    assert not owner.valid({"pets": [], "first": {}})
    assert Validator(found["Cat"]).valid({})


def test_the_mark_for_keywords_is_no_field() -> None:
    found, notices = tables(
        "from dataclasses import KW_ONLY, dataclass\n"
        "@dataclass\nclass A:\n    x: int\n    _: KW_ONLY\n    y: int\n"
    )
    assert found["A"]["required"] == ["x", "y"]
    assert set(found["A"]["properties"]) == {"x", "y"}
    assert notices == ()
