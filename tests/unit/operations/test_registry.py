from __future__ import annotations

import pytest

from aqe.errors import UsageError
from aqe.operations.registry import ENTRIES, entry


def test_names_commands_and_tools_are_unique() -> None:
    tools = [each.tool for each in ENTRIES if each.tool]

    assert len({each.name for each in ENTRIES}) == len(ENTRIES)
    assert len({each.command for each in ENTRIES}) == len(ENTRIES)
    assert len(set(tools)) == len(tools)


def test_an_operation_is_found_by_its_name() -> None:
    assert entry("coverage.gaps").tool == "coverage_gaps_detect"


def test_an_unknown_name_finds_nothing() -> None:
    with pytest.raises(UsageError, match="no operation 'coverage'"):
        entry("coverage")
