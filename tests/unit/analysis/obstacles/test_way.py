"""What control has to pass on its way to a line, and where it stopped."""

from __future__ import annotations

from aqe.analysis.obstacles.code import Code
from aqe.analysis.obstacles.way import Obstacle, Ways, last_passed
from aqe.domain.explanation import GuardKind

SOURCE = """\
def act(value, rows):
    if not value:
        return 0
    total = 1
    for row in rows:
        if row > 3:
            total += row
    try:
        total += int(value)
    except ValueError:
        total = 5
    else:
        total = 6
    match value:
        case "a":
            total = 7
    while total > 100:
        total -= 1
    with value as inner:
        return inner
    return total


class Shop:
    def open(self):
        def inner():
            return 1

        return inner
"""


def obstacles(line: int) -> list[tuple[GuardKind, int, bool | None]]:
    return [
        (each.kind, each.line, each.side) for each in Ways(Code(SOURCE, "demo")).to(line).obstacles
    ]


def stop(line: int, *reached: int) -> Obstacle | None:
    code = Code(SOURCE, "demo")
    return last_passed(code, Ways(code).to(line), set(reached)).obstacle


def test_statements_before_and_conditions_around() -> None:
    assert obstacles(7) == [
        (GuardKind.STATEMENT, 2, None),
        (GuardKind.STATEMENT, 4, None),
        (GuardKind.LOOP, 5, True),
        (GuardKind.CONDITION, 6, True),
    ]


def test_handlers_and_cases() -> None:
    assert obstacles(11)[-1] == (GuardKind.HANDLER, 8, None)
    assert obstacles(10)[-1] == (GuardKind.HANDLER, 8, None)
    assert obstacles(13)[-1] == (GuardKind.STATEMENT, 9, None)
    assert obstacles(16)[-1] == (GuardKind.CASE, 14, True)


def test_the_callable_and_its_entry() -> None:
    way = Ways(Code(SOURCE, "demo")).to(27)
    assert (way.qualname, way.entry, way.definition) == ("Shop.open.<locals>.inner", 27, 26)
    assert way.outer is not None
    assert (way.outer.qualname, way.outer.line) == ("Shop.open", 26)


def test_executions_stop_at_the_last_line_they_reached() -> None:
    found = stop(7, 2, 4, 5, 6)
    assert found is not None
    assert (found.kind, found.line, found.side) == (GuardKind.CONDITION, 6, True)


def test_a_decision_that_ends_the_callable_has_to_go_the_other_way() -> None:
    found = stop(4, 2, 3)
    assert found is not None
    assert (found.kind, found.line, found.side) == (GuardKind.CONDITION, 2, False)


def test_in_a_chain_the_decision_that_was_met_last_counts() -> None:
    source = "def act(x):\n    if x > 1:\n        return 1\n    elif x > 0:\n        return 2\n    return 3\n"
    code = Code(source, "demo")
    for reached, line in (({2, 3}, 2), ({2, 3, 4, 5}, 4)):
        found = last_passed(code, Ways(code).to(6), reached).obstacle
        assert found is not None
        assert (found.kind, found.line, found.side) == (GuardKind.CONDITION, line, False)


def test_a_statement_that_raised_is_told_itself() -> None:
    found = stop(17, 2, 4, 5, 8, 9, 14)
    assert found is not None
    assert (found.kind, found.line) == (GuardKind.STATEMENT, 14)


def test_nothing_was_passed_where_nothing_was_reached() -> None:
    assert stop(7) is None


def test_lines_that_leave_no_trace_are_no_obstacles() -> None:
    code = Code("def act():\n    global x\n    x = 1\n    return x\n", "demo")
    way = Ways(code, lambda line: line != 2).to(4)
    assert [each.line for each in way.obstacles] == [3]
    assert way.entry == 3


def test_a_line_is_come_to_in_the_same_way_whatever_was_asked_before() -> None:
    code = Code(SOURCE, "demo")
    ways = Ways(code)
    lines = [7, 27, 26, 11, 28, 20, 13, 16, 2, 27, 7, 1]
    assert [ways.to(each) for each in lines] == [Ways(code).to(each) for each in lines]
