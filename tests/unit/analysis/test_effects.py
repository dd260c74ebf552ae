from __future__ import annotations

import ast

import pytest

from aqe.analysis.effects import changed_in_place


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("self.items[key] = 1", ("items",)),
        ("self.items[key][other] = 1", ("items",)),
        ("del self.items[key]", ("items",)),
        ("self.items.append(1)", ("items",)),
        ("self.tree.children.append(1)", ("tree",)),
        ("self.items[key] += 1", ("items",)),
        ("def inner():\n        self.items.clear()", ("items",)),
        ("other.items.append(1)", ()),
        ("return self.items.values()", ()),
        ("return self.items[key]", ()),
        ("self.append(1)", ()),
        ("self.items = []", ()),
    ],
)
def test_what_is_changed_in_place(body: str, expected: tuple[str, ...]) -> None:
    tree = ast.parse(f"def act(self, key, other):\n    {body}\n")
    assert changed_in_place(tree, "self") == expected


def test_a_function_without_receiver_changes_nothing_of_it() -> None:
    assert changed_in_place(ast.parse("self.items.append(1)"), None) == ()
