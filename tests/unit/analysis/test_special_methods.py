"""Optional parameters of special methods, which nobody ever passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aqe.analysis.special_methods import arguments_of
from aqe.domain.subject import Subject

Analyse = Callable[..., Subject]

KEPT = """\
class Shelf(dict):
    def {name}(self, {parameters}, keep=dict.__setitem__):
        return keep
"""


def _names(subject: Subject, name: str) -> list[str]:
    (found,) = (each for each in subject.callables if each.name == name)
    return [each.name for each in found.parameters]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("__setitem__", ["key", "value"]),
        ("__getitem__", ["key"]),
        ("__contains__", ["key"]),
        ("__add__", ["other"]),
        ("__radd__", ["other"]),
    ],
)
def test_what_the_language_never_passes_is_no_parameter(
    subject_of: Analyse, name: str, parameters: list[str]
) -> None:
    source = KEPT.format(name=name, parameters=", ".join(parameters))
    assert _names(subject_of(source), name) == parameters


@pytest.mark.parametrize(
    "name", ["__init__", "__call__", "__format__", "__pow__", "__round__", "put"]
)
def test_what_callers_may_choose_is_a_parameter(subject_of: Analyse, name: str) -> None:
    assert _names(subject_of(KEPT.format(name=name, parameters="key")), name) == ["key", "keep"]


def test_an_argument_of_the_protocol_may_be_optional(subject_of: Analyse) -> None:
    source = """\
    class Shelf:
        def __deepcopy__(self, memo=None): ...
        def __get__(self, instance, owner=None, *, cache=None, **options): ...
        def __getitem__(self, *keys): ...
        def __iter__(self, *rest): ...
    """
    subject = subject_of(source)
    assert _names(subject, "__deepcopy__") == ["memo"]
    assert _names(subject, "__get__") == ["instance", "owner"]
    assert _names(subject, "__getitem__") == ["keys"]
    assert _names(subject, "__iter__") == []


def test_a_function_of_a_module_is_called_by_its_users(subject_of: Analyse) -> None:
    source = "def __getitem__(key, keep=None):\n    return keep\n"
    assert _names(subject_of(source), "__getitem__") == ["key", "keep"]


def test_the_table_knows_special_methods_only() -> None:
    assert (arguments_of("__iter__"), arguments_of("__setitem__"), arguments_of("pop")) == (
        0,
        2,
        None,
    )
