from __future__ import annotations

from collections.abc import Sequence

import pytest

from aqe.domain.run import Outcome
from aqe.operations.trials import lost, without_culprits

P, F, S = Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": [P], "b": [F]}, {"a": [P], "b": [F]}, None),
        ({"a": [P]}, {"a": [F]}, "a"),
        ({"a": [P]}, {"a": [P, P, P]}, None),
        ({"a": [P]}, {"a": [P, F]}, "a"),
        ({"a": [P], "b": [P]}, {"a": [P]}, "b"),
        ({"a_1": [P], "a_2": [P]}, {"a": [P, P]}, None),
        ({"A::t": [P]}, {"TestA::t": [P]}, None),
        ({"A::t": [P]}, {"TestA::t": [F]}, "TestA::t"),
        ({"a": [P]}, {"a": [P], "new": [F]}, "new"),
        ({"a": [F]}, {"a": [P]}, None),
        ({"a": [P]}, {"a": [S]}, "a"),
        ({"a": [P]}, {}, "a"),
    ],
)
def test_what_was_lost(
    before: dict[str, list[Outcome]], after: dict[str, list[Outcome]], expected: str | None
) -> None:
    assert lost(before, after) == expected


@pytest.mark.parametrize("bad", [set(), {"a"}, {"h"}, {"b", "e"}, set("abcdefgh")])
def test_exactly_the_culprits_go(bad: set[str]) -> None:
    asked: list[Sequence[str]] = []

    def is_good(parts: Sequence[str]) -> bool:
        asked.append(parts)
        return not bad & set(parts)

    assert without_culprits("abcdefgh", is_good) == [each for each in "abcdefgh" if each not in bad]
    assert len(asked) <= 1 + 4 * len(bad)


def test_two_that_fail_only_together_lose_the_later_one() -> None:
    kept = without_culprits("abcd", lambda parts: not {"a", "c"} <= set(parts))
    assert kept == ["a", "b", "d"]
