from __future__ import annotations

import ast

from aqe.analysis.keyed_values import keyed_values
from aqe.domain.subject import Example

SOURCE = """\
def f(kind):
    return {"kind": kind, "size": 3, "op": "drop", "deep": {"size": [1, 2]}}
"""


def _example(*statements: str) -> Example:
    return Example("", statements, None, None, 1)


def test_values_under_keys_those_of_examples_first() -> None:
    examples = [_example("p = Patch([{'op': 'add', 'path': '/foo'}])", "p.apply({)")]
    assert dict(keyed_values(ast.parse(SOURCE), examples)) == {
        "op": ("'add'", "'drop'"),
        "path": ("'/foo'",),
        "size": ("3", "[1, 2]"),
        "deep": ("{'size': [1, 2]}",),
    }


def test_long_values_and_many_are_left_out() -> None:
    rows = ", ".join(f"{{'a': {number}}}" for number in range(9))
    found = dict(keyed_values(ast.parse(f"x = [{rows}, {{'b': '{'y' * 99}'}}]"), []))
    assert found == {"a": ("0", "1", "2", "3")}
