from __future__ import annotations

from typing import Any

import pytest

from aqe.booster.schemas import SchemaOptions


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("until", "nonsense"),
        ("until", "0001-01-02"),
        ("depth", -1),
        ("depth", 64),
        ("presence", -0.1),
        ("presence", float("nan")),
        ("most_items", -3),
        ("most_items", 10**9),
        ("draws", 0),
        ("checked_values", 0),
    ],
)
def test_options_with_which_nothing_could_be_made_are_refused(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=name if name != "until" else "until|isoformat"):
        SchemaOptions(**{name: value})


def test_the_ends_of_ranges_can_be_chosen() -> None:
    assert SchemaOptions(depth=0, presence=1.0, most_items=0, until="0100-01-01").depth == 0
