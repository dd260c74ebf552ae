"""What callables are called from outside of their class."""

from __future__ import annotations

import pytest

from aqe.domain.subject import CallableKind, CallableSubject


@pytest.mark.parametrize(
    ("qualname", "owner", "attribute"),
    [
        ("Register.__kept", "Register", "_Register__kept"),
        ("Outer._Inner.__kept", "Outer._Inner", "_Inner__kept"),
        ("__.__kept", "__", "__kept"),
        ("Register.__len__", "Register", "__len__"),
        ("Register._kept", "Register", "_kept"),
        ("__kept", None, "__kept"),
    ],
)
def test_private_names_of_classes_are_mangled(
    qualname: str, owner: str | None, attribute: str
) -> None:
    name = qualname.rpartition(".")[2]
    found = CallableSubject(qualname, name, CallableKind.METHOD, owner, ())
    assert found.attribute == attribute
    assert found.path == qualname.removesuffix(name) + attribute
