from __future__ import annotations

import itertools

from aqe.booster.reference import ReferenceEngine
from aqe.booster.templates.measuring import Spread, measure


def test_sides_take_turns_and_ratios_come_from_rounds() -> None:
    ticks = itertools.count()

    found = measure(lambda: float(next(ticks)), [ReferenceEngine()], rounds=3, records=2, many=3)

    assert [each.name for each in found.contests] == ["quoted", "plain"]
    for contest in found.contests:
        sides = {each.name: each for each in contest.contenders}
        assert {"aqe, one by one", "str.replace", "string.Template", "jinja2", "minijinja"} == set(
            sides
        )
        assert sides["str.replace"].times_slower == Spread(1.0, 1.0, 1.0)
        assert contest.text_us == Spread(50_000.0, 50_000.0, 50_000.0)
        for name in ("jinja2", "minijinja"):
            assert (sides[name].text_us is None) is (sides[name].times_slower is None)
    assert [each.engine for each in found.to_bytes] == ["python", "reference"]
    assert found.to_bytes[0].seconds == Spread(1.0, 1.0, 1.0)
