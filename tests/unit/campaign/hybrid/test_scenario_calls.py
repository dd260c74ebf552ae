from __future__ import annotations

import pytest

from aqe.campaign.hybrid.scenarios import _programs
from aqe.domain.proposal import Helper, ImportedName, ScenarioRow, ScenarioTemplate

TEMPLATE = ScenarioTemplate(
    "scenario_größe",
    ("a", "b"),
    "def scenario_größe(a, b): return a",
    (ImportedName("math", bound="math"),),
    (Helper(("helper",), "helper = 1"),),
)


@pytest.mark.parametrize(
    "values", [(), ("1",), ("'$' + \"${a}\"", "[1, {'b': '}'}]"), ("'\\ud800'", "'\\n'")]
)
def test_a_row_calls_its_template_with_its_values(values: tuple[str, ...]) -> None:
    rows = [ScenarioRow(TEMPLATE, values), ScenarioRow(TEMPLATE, ("2", "3"))]

    programs = _programs(rows)

    assert [each.lines[0].source for each in programs] == [each.call for each in rows]
    assert [each.candidate for each in programs] == [0, 1]
    assert programs[0].imports == ("import math",)
    assert programs[0].definitions == ("helper = 1", TEMPLATE.source)
