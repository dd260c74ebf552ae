from __future__ import annotations

import pytest

from aqe.analysis.failing_lines import FailingLine, FailingLines

SOURCE = """\
import json as text


def checked(amount, parts, table, key):
    assert amount > 0  # a precondition
    assert isinstance(parts, int)
    parts = parts + 1
    assert parts > 0
    found = [amount] * parts
    assert len(found) == amount
    if not found:
        raise IndexError(
            "none"
        )
    share = amount / key
    other = amount // len(found)
    named = table[key]
    first = table[0]

    def inner(amount):
        return table[amount]

    return share, other, named, first, inner


class Box:
    def look(self):
        global LATE
        LATE = 1
        assert self.size
"""


@pytest.fixture(scope="module")
def lines() -> FailingLines:
    return FailingLines(SOURCE)


@pytest.mark.parametrize(
    ("line", "is_precondition"),
    [(5, True), (6, False), (8, False), (10, False), (30, False)],
)
def test_preconditions_are_about_parameters_as_they_were_given(
    lines: FailingLines, line: int, is_precondition: bool
) -> None:
    # `parts` gets another value later on, so that nothing said about it is certain.
    found = lines.at(line)
    assert found.is_assert
    assert found.is_precondition is is_precondition
    assert not found.is_raise


@pytest.mark.parametrize("line", [12, 13, 14])
def test_a_statement_over_several_lines_raises_on_each(lines: FailingLines, line: int) -> None:
    assert lines.at(line).is_raise
    assert lines.at(line).text == "raise IndexError("


@pytest.mark.parametrize(
    ("line", "natural"),
    [
        (15, {"ZeroDivisionError"}),
        (16, set()),
        (17, {"KeyError", "IndexError"}),
        (18, set()),
        (21, {"KeyError", "IndexError"}),
    ],
)
def test_operations_on_bare_parameters_fail_by_their_nature(
    lines: FailingLines, line: int, natural: set[str]
) -> None:
    assert lines.at(line).natural == natural


def test_a_line_without_a_statement_says_nothing(lines: FailingLines) -> None:
    for line in (None, 3, 900):
        found = lines.at(line)
        assert found == FailingLine()


def test_names_are_bound_wherever_they_are_bound(lines: FailingLines) -> None:
    for name in ("text", "checked", "Box", "amount", "share", "LATE", "len"):
        assert lines.binds(name), name
    for name in ("json", "sahre", ""):
        assert not lines.binds(name), name


def test_a_remark_is_no_part_of_a_statement(lines: FailingLines) -> None:
    assert lines.at(5).text == "assert amount > 0"


LOOKUPS = """\
def look(name, names, table, number):
    key = name.lower()
    for each in names:
        TABLE[each]
    middle = len(names) // 2
    TABLE[key]
    TABLE[name.upper()]
    names[middle]
    names[len(names) - 1]
    names[number + 1]
    names[0]
    table[middle]
"""


@pytest.mark.parametrize(
    ("line", "is_natural"),
    [(4, True), (6, True), (7, True), (8, False), (9, False), (10, True), (11, False), (12, True)],
)
def test_look_ups_of_what_the_caller_gave_fail_by_their_nature(line: int, is_natural: bool) -> None:
    assert ("KeyError" in FailingLines(LOOKUPS).at(line).natural) is is_natural


def test_a_form_feed_between_sections_is_part_of_its_line() -> None:
    source = 'MARK = 1\n\x0c\ndef checked(amount):\n    raise ValueError("none")\n'
    assert FailingLines(source).at(4).text == 'raise ValueError("none")'
