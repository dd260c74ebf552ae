"""Classes that are made from documents, as schemas."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from aqe.domain.subject import Subject

PARTS = """\
    from pydantic import BaseModel, Field

    class Base(BaseModel):
        number: int = Field(ge=1000)

    class Address(BaseModel):
        zip: str = Field(pattern=r"^[0-9]{5}$")
    """
ORDERS = """\
    from dataclasses import dataclass
    from typing import TypedDict
    from parts import Address, Base

    class Order(Base):
        customer: str
        address: Address

    class Rates(TypedDict):
        home: float

    @dataclass
    class Box:
        size: int

    class Plain:
        size: int

    def f(order: Order): ...
    """


def schemas(subject: Subject) -> dict[str, tuple[bool, Any]]:
    return {each.name: (each.is_checking, json.loads(each.schema)) for each in subject.data_schemas}


def test_models_are_told_with_their_bases_and_parts_of_other_modules(
    subject_of: Callable[..., Subject],
) -> None:
    found = schemas(subject_of(ORDERS, {"parts.py": PARTS}))
    assert list(found) == ["m:Order", "m:Rates", "m:Box", "parts:Address", "parts:Base"]
    assert [is_checking for is_checking, _ in found.values()] == [True, False, False, True, True]
    order = found["m:Order"][1]
    assert order["properties"]["number"] == {"type": "integer", "minimum": 1000}
    assert set(order["required"]) == {"number", "customer", "address"}
    assert "^[0-9]{5}$" in json.dumps(order), "the part is there, not only its name"


def test_a_module_without_such_classes_is_not_read_for_them(
    subject_of: Callable[..., Subject],
) -> None:
    assert subject_of("class A:\n    x: int\n\ndef f(a: A): ...\n").data_schemas == ()


def test_what_cannot_be_read_leaves_the_subject_as_it_is(
    subject_of: Callable[..., Subject],
) -> None:
    source = "from pydantic import BaseModel\n\ndef f():\n    class A(BaseModel):\n        x: int\n"
    subject = subject_of(source)
    assert subject.data_schemas == ()
    assert [each.qualname for each in subject.callables] == ["f"]
