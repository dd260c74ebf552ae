"""Only what adds something is chosen, and what adds most comes first."""

from __future__ import annotations

from aqe.campaign.hybrid.bench import Shown
from aqe.campaign.hybrid.places import Reached
from aqe.domain.run import FileCoverage

FILE = FileCoverage(
    "a.py",
    executable=(1, 2, 3, 4, 5),
    covered=(),
    branches=((2, 3), (2, 4)),
    covered_branches=(),
    tests=(("", (1,)),),
)


def shown(
    *lines: int, branches: tuple[tuple[int, int], ...] = (), kills: tuple[str, ...] = ()
) -> Shown:
    return Shown(True, lines=frozenset(lines), branches=frozenset(branches), kills=frozenset(kills))


def test_what_adds_most_comes_first_and_what_adds_nothing_never() -> None:
    reached = Reached.of((), ["m"])
    found = reached.chosen(
        {
            0: shown(2, 3),
            1: shown(2, 3, 4, branches=((2, 3),)),
            2: shown(1),  # runs at import anyway
            3: shown(99),  # does not count
            4: shown(2, branches=((2, 4),)),
            5: shown(2, kills=("m",)),
            6: shown(2, kills=("m", "unknown")),
            7: Shown(False, lines=frozenset({5})),
        },
        FILE,
    )
    assert list(found) == [1, 4, 5]
    assert found[1].lines == {2, 3, 4}
    assert found[4].branches == {(2, 4)}
    assert found[5].kills == {"m"}
    assert reached.lines == {1, 2, 3, 4}


def test_what_the_suite_has_is_not_new() -> None:
    covered = FileCoverage("a.py", (1, 2), (1, 2), ((2, 3),), ((2, 3),))
    reached = Reached.of((covered, None), [])
    assert reached.chosen({0: shown(1, 2, branches=((2, 3),), kills=("m",))}, FILE) == {}


def test_what_does_not_fit_takes_no_gain_from_what_does() -> None:
    big = Shown(True, lines=frozenset({2, 3, 4}), tests=5)
    tests = {0: big, 1: shown(2, 3), 2: shown(4), 3: shown(5)}
    reached = Reached.of((), [])
    assert list(reached.chosen(tests, FILE, room=2)) == [1, 2]
    assert reached.lines == {1, 2, 3, 4}
    assert list(Reached.of((), []).chosen(tests, FILE, room=6)) == [0, 3]
    assert Reached.of((), []).chosen(tests, FILE, room=0) == {}
