from __future__ import annotations

import pytest

from aqe.errors import UsageError
from aqe.operations.registry import ENTRIES, entry, entry_of_command, entry_of_tool


def test_names_commands_and_tools_are_unique() -> None:
    tools = [each.tool for each in ENTRIES if each.tool]

    assert len({each.name for each in ENTRIES}) == len(ENTRIES)
    assert len({each.command for each in ENTRIES}) == len(ENTRIES)
    assert len(set(tools)) == len(tools)


def test_an_operation_is_found_by_each_of_its_names() -> None:
    found = entry("coverage.gaps")

    assert entry_of_command(("coverage", "gaps")) is found
    assert entry_of_tool("coverage_gaps_detect") is found


def test_unknown_names_find_nothing() -> None:
    assert entry_of_command(("coverage",)) is None
    assert entry_of_tool("coverage") is None
    with pytest.raises(UsageError, match="no operation 'coverage'"):
        entry("coverage")
