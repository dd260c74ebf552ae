from __future__ import annotations

import ast

import pytest

from aqe.booster.transforms.model import Unsuited
from aqe.booster.transforms.unittest_groups import (
    Group,
    check_bases,
    check_uses,
    groups_of,
    is_case_base,
)
from aqe.booster.transforms.unittest_names import UnittestNames


def read(text: str) -> tuple[ast.Module, UnittestNames, list[Group]]:
    tree = ast.parse(f"import unittest\n{text}")
    names = UnittestNames(tree)
    return tree, names, groups_of(tree, names)


FAMILY = """
class Plain: pass
class Mixin:
    helper = 1
class Base(unittest.TestCase):
    def shared(self): pass
class One(Mixin, Base):
    limit: int = 3
class Two(Base): pass
class Alone(unittest.TestCase): pass
"""


def test_classes_that_inherit_from_one_another_are_one_group() -> None:
    _, _, groups = read(FAMILY)
    assert [[each.name for each in group.classes] for group in groups] == [
        ["Mixin", "Base", "One", "Two"],
        ["Alone"],
    ]
    assert groups[0].cases == {"Base", "One", "Two"}
    assert groups[0].defined == {"helper", "shared", "limit"}


def test_ancestors_come_nearest_first_and_a_circle_ends() -> None:
    _, _, (group, _) = read(FAMILY)
    one = group.named("One")
    assert one is not None
    assert [each.name for each in group.ancestors(one)] == ["Mixin", "Base"]
    assert group.named("Plain") is None
    _, _, (looped,) = read("class A(A, unittest.TestCase): pass\n")
    assert list(looped.ancestors(looped.classes[0])) == []


def test_a_module_without_cases_has_no_groups() -> None:
    assert read("class A: pass\nclass B(A): pass\n")[2] == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("class A(unittest.IsolatedAsyncioTestCase): pass", "no plain test case"),
        ("class A(unittest.TestCase, other.Base): pass", "the base other.Base is not of this file"),
        ("class A(unittest.TestCase, make()): pass", "the base of the class is not of this file"),
        ("class A(unittest.TestCase, metaclass=M): pass", "A has a metaclass"),
    ],
)
def test_unknown_bases_are_refused(text: str, reason: str) -> None:
    _, names, (group,) = read(text)
    with pytest.raises(Unsuited, match=reason):
        check_bases(group, names)


def test_known_bases_pass() -> None:
    _, names, groups = read(FAMILY + "class C(object, unittest.TestCase): pass\n")
    for group in groups:
        check_bases(group, names)
    assert [is_case_base(each, names) for each in groups[-1].classes[0].bases] == [False, True]


@pytest.mark.parametrize("use", ["f(One)", "One.test_x = f", "x = One('test')", "[Mixin]"])
def test_handing_on_is_refused(use: str) -> None:
    tree, _, (group, _) = read(FAMILY + use)
    with pytest.raises(Unsuited, match="itself is handed on"):
        check_uses(group, tree)


def test_binding_the_name_again_is_refused() -> None:
    tree, _, (group, _) = read(FAMILY + "One = decorated")
    with pytest.raises(Unsuited, match="One is bound in other ways, too"):
        check_uses(group, tree)


@pytest.mark.parametrize(
    "use", ["One.limit", "super(One, x)", "isinstance(x, One)", "Mixin()", "del One"]
)
def test_other_uses_pass(use: str) -> None:
    tree, _, (group, _) = read(FAMILY + use)
    check_uses(group, tree)
