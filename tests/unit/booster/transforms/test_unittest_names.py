from __future__ import annotations

import ast

import pytest

from aqe.booster.transforms.unittest_names import CASE_ATTRIBUTES, UnittestNames, dotted


def full(head: str, expression: str) -> str | None:
    return UnittestNames(ast.parse(head)).full(ast.parse(expression, mode="eval").body)


@pytest.mark.parametrize(
    ("head", "expression", "found"),
    [
        ("import unittest", "unittest.TestCase", "unittest.TestCase"),
        ("import unittest as u", "u.TestCase", "unittest.TestCase"),
        ("import unittest as u", "unittest.TestCase", None),
        ("import unittest.case", "unittest.case.TestCase", "unittest.case.TestCase"),
        ("import unittest.case as c", "c.TestCase", "unittest.case.TestCase"),
        ("from unittest import TestCase", "TestCase", "unittest.TestCase"),
        ("from unittest import TestCase as T, skip", "T", "unittest.TestCase"),
        ("from unittest import mock", "mock.patch.object", "unittest.mock.patch.object"),
        ("from .unittest import TestCase", "TestCase", None),
        ("from other import TestCase", "TestCase", None),
        ("if x:\n    import unittest", "unittest.skip", "unittest.skip"),
        ("import unittest", "f().TestCase", None),
    ],
)
def test_names_in_full(head: str, expression: str, found: str | None) -> None:
    assert full(head, expression) == found


@pytest.mark.parametrize(("text", "found"), [("a", "a"), ("a.b.c", "a.b.c"), ("a().b", None)])
def test_dotted(text: str, found: str | None) -> None:
    assert dotted(ast.parse(text, mode="eval").body) == found


def test_what_only_objects_of_a_case_have_counts() -> None:
    assert {"assertEqual", "maxDiff", "_testMethodName", "addCleanup"} <= CASE_ATTRIBUTES
    assert not {"__init__", "helper", "setup_method"} & CASE_ATTRIBUTES
