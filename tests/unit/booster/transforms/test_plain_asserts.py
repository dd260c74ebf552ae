from __future__ import annotations

import pytest

from aqe.booster.transforms.plain_asserts import plain_to_unittest, unittest_to_plain

HEAD = "import unittest\n\nclass TestX(unittest.TestCase):\n    def test(self):\n        "


@pytest.mark.parametrize(
    ("method", "plain"),
    [
        ("self.assertEqual(a, b)", "assert a == b"),
        ("self.assertIsNone(a)", "assert a is None"),
        ("self.assertIn(a, b, 'why')", "assert a in b, 'why'"),
        ("self.assertFalse(a)", "assert not a"),
        ("self.assertIsInstance(a, int)", "assert isinstance(a, int)"),
        ("self.assertTrue(f(a))", "assert f(a)"),
    ],
)
def test_there_and_back(method: str, plain: str) -> None:
    there = unittest_to_plain(f"{HEAD}{method}  # c\n")
    assert there.text == f"{HEAD}{plain}  # c\n"
    back = plain_to_unittest(there.text)
    assert back.text == f"{HEAD}{method}  # c\n"
    assert (there.changes, back.changes) == (1, 1)


def test_contexts_stay_and_what_cannot_be_said_is_told() -> None:
    source = f"{HEAD}with self.assertRaises(E):\n            self.assertEqual(*x)\n"
    done = unittest_to_plain(source)
    assert done.text == source
    assert [each.line for each in done.left] == [6]


def test_only_methods_of_test_cases_get_assert_methods() -> None:
    source = "def test():\n    assert a == b\n"
    assert plain_to_unittest(source).text == source
    nested = f"{HEAD}def inner():\n            assert a\n        assert b\n"
    assert plain_to_unittest(nested).text == nested.replace("assert b", "self.assertTrue(b)")


def test_a_chain_stays_whole() -> None:
    assert "self.assertTrue(0 < a < 3)" in plain_to_unittest(f"{HEAD}assert 0 < a < 3\n").text
