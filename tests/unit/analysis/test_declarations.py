from __future__ import annotations

import pytest

from aqe.analysis.declarations import declarations_of, statement_lines
from aqe.domain.declaration import DeclarationKind


def _names(source: str, module: str = "shop.demo") -> list[str]:
    return [each.qualname for each in declarations_of(source, module)]


def test_constants_classes_and_attributes_are_declared_in_the_order_of_the_source() -> None:
    source = "A, B = 1, 2\nclass C:\n    d = 3\nE: int = 4\nF = G = 5\n"
    found = declarations_of(source, "demo")
    assert [(each.qualname, each.kind) for each in found] == [
        ("A", DeclarationKind.CONSTANT),
        ("B", DeclarationKind.CONSTANT),
        ("C", DeclarationKind.CLASS),
        ("C.d", DeclarationKind.ATTRIBUTE),
        ("E", DeclarationKind.CONSTANT),
        ("F", DeclarationKind.CONSTANT),
        ("G", DeclarationKind.CONSTANT),
    ]


@pytest.mark.parametrize("source", ["_A = 1", "class C:\n    _d = 3\nclass _D: pass"])
def test_private_names_are_no_declarations(source: str) -> None:
    assert not any("_" in each for each in _names(source))


@pytest.mark.parametrize(
    "source",
    [
        "import sys\nA = sys.platform",
        "import os\nB = os.sep\nA = B + 'x'",
        "from time import time\nA = time()",
        "A = open('x').read()",
        "A = globals()",
        "from elsewhere import *\nA = 1",
        "A = nowhere",
        "import sys\nif sys.maxsize > 9:\n    A = 1\nelse:\n    A = 2",
        "try:\n    import fast\n    A = 1\nexcept ImportError:\n    A = 2",
        "import os\nA = []\nA.append(os.name)",
        "import os\nA = {}\nA['x'] = os.name",
        "import os\ndef f():\n    return os.name\nA = f()",
        "from .flags import IS_FAST\nA = IS_FAST",
        "import os\nfrom enum import Enum\nclass A(Enum):\n    X = os.name",
    ],
)
def test_what_depends_on_the_machine_is_left_out(source: str) -> None:
    assert "A" not in _names(source)


@pytest.mark.parametrize(
    "source",
    [
        "import re\nA = re.compile('x')",
        "import itertools\n_count = itertools.count()\nA = 1 << next(_count)",
        "def f(number):\n    total = number\n    return total\nA = f(1)",
        "A = {each: len(each) for each in ('x', 'y')}",
        "from enum import Enum\nclass A(Enum):\n    X = 1\n    Y = X",
        "from .styles import Style\nA = Style('x')",
        "from shop.styles import Style\nA = Style('x')",
        "import sys\nA = 1\nif __name__ == '__main__':\n    A.append(sys.argv)",
        "import sys\nA = {}\ndef f():\n    return sys.path\n",
    ],
)
def test_what_follows_from_the_source_is_declared(source: str) -> None:
    assert "A" in _names(source)


def test_rows_of_tables_are_literal_keys_and_items() -> None:
    mapping, items, mixed = declarations_of(
        "A = {'x': f(), 2: None}\nB = frozenset({'x', 'y'})\nC = ['x', f()]".replace(
            "f()", "len('')"
        ),
        "demo",
    )
    assert mapping.keys == ("'x'", "2")
    assert sorted(items.items) == ["'x'", "'y'"]
    assert (mixed.keys, mixed.items) == ((), ())


def test_fields_of_dataclasses_and_members_of_enumerations_are_no_attributes() -> None:
    source = (
        "from dataclasses import dataclass\nfrom enum import Enum\n"
        "@dataclass\nclass A:\n    x: int = 1\nclass B(Enum):\n    Y = 1\n"
    )
    assert _names(source) == ["A", "B"]


def test_all_lines_of_an_assignment_count_where_its_first_one_does() -> None:
    source = "A = {\n    1: 2,\n}\nB = [\n    3,\n]\ndef f():\n    x = [\n        4,\n    ]\n"
    assert statement_lines(source, frozenset({1, 8})) == {1, 2, 3}


def test_a_very_long_table_counts_by_its_first_line_alone() -> None:
    rows = "".join(f"    {number},\n" for number in range(200))
    assert statement_lines(f"A = [\n{rows}]\n", frozenset({1})) == frozenset()


def test_what_cannot_be_parsed_declares_nothing() -> None:
    assert declarations_of("A = (", "demo") == ()
    assert statement_lines("A = (", frozenset({1})) == frozenset()


def test_what_only_type_checkers_ask_is_not_declared() -> None:
    found = declarations_of("TYPE_CHECKING = False\nSIZE = 1\n", "demo")
    assert [each.qualname for each in found] == ["SIZE"]
