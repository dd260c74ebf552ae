from __future__ import annotations

import pytest

from aqe.booster.patterns.rewriting import (
    Change,
    added_cases,
    added_statement,
    removal,
    rewriting,
)
from aqe.booster.patterns.structure import Match, compile_rules, find_matches, root_of


def match(source: str, rule: str, language: str = "python") -> Match:
    rules = compile_rules([("x", {"pattern": rule}, ())], language)
    return next(iter(find_matches(rules, root_of(source, language))))


def after(source: str, change: Change | None) -> str | None:
    if change is None:
        return None
    for edit in sorted(change[0], key=lambda each: each.start, reverse=True):
        source = source[: edit.start] + edit.text + source[edit.end :]
    return source


@pytest.mark.parametrize(
    ("source", "rule", "rewrite", "result"),
    [
        ("f(a,  b)\n", "f($A, $B)", "g($A, $B)", "g(a, b)\n"),
        ("f(a, b)\n", "f($A, $B)", "g($B, $A)", "g(b, a)\n"),
        ("f(a, b)\n", "f($A, $B)", "g($A)", "g(a)\n"),
        ("f(a, b, c)\n", "f($A, $$$B)", "g($A, $$$B)", "g(a, b, c)\n"),
        ("f(a)\n", "f($A, $$$B)", "g($A, $$$B)", "g(a)\n"),
        ("if x:\n    f(a)\n", "f($A)", "g($A)\nh()", "if x:\n    g(a)\n    h()\n"),
        ("if x: f(a)\n", "f($A)", "g($A)\nh()", None),
        ("f(a)\n", "f($A)", "f($A)", None),
    ],
)
def test_rewrites(source: str, rule: str, rewrite: str, result: str | None) -> None:
    assert after(source, rewriting(match(source, rule), rewrite, source)) == result


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("a\nstop()\nb\n", "a\nb\n"),
        ("a\nstop(); b\n", "a\nb\n"),
        ("a; stop()\nb\n", "a\nb\n"),
        ("if x:\n    stop()\n", None),
        ("if x:\n    stop()\n    # why\n", None),
        ("if x:\n    a\n    stop()\n", "if x:\n    a\n"),
        ("stop()\n", ""),
        ("y = stop()\n", None),
    ],
)
def test_removals_leave_no_empty_block(source: str, result: str | None) -> None:
    assert after(source, removal(match(source, "stop()"), source)) == result


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("t([1, 2])\n", "t([1, 2, 0, ''])\n"),
        ("t([0, 2])\n", "t([0, 2, ''])\n"),
        ('t(["", 0])\n', None),
        ("t([\n    1,\n    2,\n])\n", "t([\n    1,\n    2,\n    0,\n    '',\n])\n"),
    ],
)
def test_cases_that_are_missing_are_added(source: str, result: str | None) -> None:
    found = match(source, "t([$$$CASES])")
    assert after(source, added_cases(found, ("0", "''"), source)) == result


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("if x:\n    f(a)  # why\n", "if x:\n    f(a)  # why\n    g(a)\n"),
        ("f(a)\n", "f(a)\ng(a)\n"),
        ("f(a)\ng( a )\n", None),
        ("f(a); b\n", None),
        ("if x: f(a)\n", None),
        ("f(a)\r\n", "f(a)\r\ng(a)\r\n"),
    ],
)
def test_statements_are_added_once(source: str, result: str | None) -> None:
    assert after(source, added_statement(match(source, "f($A)"), "g($A)", source)) == result
