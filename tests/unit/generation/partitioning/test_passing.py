from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from generation_builders import call_of, failure, function, parameter, run, scenario

from aqe.domain.recipe import Collection, Literal
from aqe.domain.run import CandidateOutcome, CandidateRun, Observation, Snapshot
from aqe.generation.archive import Entry
from aqe.generation.partitioning.passing import comes_out_within, is_only_kept, moves_along

ACT = function("act", parameter("value"))


def _shown(source: str, *after: str, stdout: str = "") -> CandidateRun:
    value = Snapshot("literal", "builtins:object", source)
    states = tuple(
        (
            "kept",
            Snapshot("object", "m:Box", attributes=(("held", Snapshot("literal", "x", each)),)),
        )
        for each in after
    )
    return run(observations=(Observation(0, value, None, stdout),), after=states)


def _passes(old: Any, new: Any, before: CandidateRun, after: CandidateRun) -> bool:
    base = Entry(scenario(call_of(ACT, Literal(old))), before, 1.0, 0)
    changed = scenario(call_of(ACT, Literal(new)))
    return moves_along(base, changed, after)


@pytest.mark.parametrize(
    ("old", "new", "before", "after", "passes"),
    [
        ("abc", " abc ", _shown("{'a': 'abc'}"), _shown("{'a': ' abc '}"), True),
        ("abc", " abc ", _shown("{'a': 'abc'}"), _shown("{'a': 'abc'}"), False),
        ("abc", " abc ", _shown("3"), _shown("5"), False),
        ("abc", "x", _shown("None", "[call('abc')]"), _shown("None", "[call('x')]"), True),
        ("abc", "x", _shown("None", "[call('abc')]"), _shown("None", "[call('x'), 1]"), False),
        ("abc", "x", _shown("'abc'", stdout="1"), _shown("'x'", stdout="2"), False),
        ("abc", "x", _shown("'abc'", "1"), _shown("'x'"), False),
        (1, 2, _shown("timedelta(days=1)"), _shown("timedelta(days=2)"), True),
        (1, 2, _shown("[1, 21]"), _shown("[2, 21]"), True),
        (1, 2, _shown("10"), _shown("20"), False),
        (1, 2, _shown("1"), _shown("4"), False),
        (1, -1, _shown("f(1)"), _shown("f(-1)"), True),
        (True, False, _shown("True"), _shown("False"), False),
        ("x", "abc", _shown("f('abc', 'x')"), _shown("f('abc', 'abc')"), True),
        ("x", "abc", _shown("f('abc', 'x')"), _shown("f('abc', 'abc', 1)"), False),
        (5, 1, _shown("f(1, 5, 15)"), _shown("f(1, 1, 15)"), True),
    ],
)
def test_what_only_passes_through_is_told(
    old: Any, new: Any, before: CandidateRun, after: CandidateRun, passes: bool
) -> None:
    assert _passes(old, new, before, after) is passes


@pytest.mark.parametrize(
    ("after", "is_kept"),
    [
        ("'<(1, 2)>'", True),
        ("'<(1, 2)>!'", False),
        ("'<abc>'", False),
        ("5", False),
    ],
)
def test_a_value_of_another_kind_that_only_comes_out_in_a_text_is_kept(
    after: str, is_kept: bool
) -> None:
    base = Entry(scenario(call_of(ACT, Literal("abc"))), _shown("'<abc>'"), 1.0, 0)
    pair = Collection("tuple", (Literal(1), Literal(2)))
    assert is_only_kept(base, scenario(call_of(ACT, pair)), _shown(after)) is is_kept


def test_what_fails_does_not_pass_through() -> None:
    ended = run(outcome=CandidateOutcome.RAISED, failure=failure("ValueError", "no"))
    assert not _passes("abc", "x", _shown("'abc'"), ended)
    assert not _passes("abc", "x", ended, ended)


@pytest.mark.parametrize(
    ("old", "new", "before", "after", "passes"),
    [
        ("a/b.txt", "A/B.TXT", "Path('a/b.txt/x')", "Path('A/B.TXT/x')", True),
        ("a/b.txt", " a/b.txt ", "Path('a/b.txt')", "Path('a/b.txt')", False),
        ("C:\\a.txt", "C:\\A.TXT", r"'C:\\a.txt!'", r"'C:\\A.TXT!'", True),
        ("abc", "ABC", "'abc!'", "'ABC!'", False),
    ],
)
def test_a_path_passes_through_inside_a_longer_one(
    old: str, new: str, before: str, after: str, passes: bool
) -> None:
    assert _passes(old, new, _shown(before), _shown(after)) is passes


def test_a_path_passes_through_to_the_file_that_is_written() -> None:
    def wrote(*files: tuple[str, str]) -> CandidateRun:
        return run(observations=_shown("None").observations, files=files)

    assert _passes("out.txt", "OUT.TXT", wrote(("out.txt", "1")), wrote(("OUT.TXT", "1")))
    assert not _passes("out.txt", "OUT.TXT", wrote(("out.txt", "1")), wrote(("OUT.TXT", "2")))
    assert not _passes("out.txt", "OUT.TXT", wrote(("out.txt", "1")), wrote(("out.txt", "1")))


def test_a_path_that_names_what_was_written_shows_nothing() -> None:
    before, after = _shown("'w'"), replace(_shown("'w'"), unstable=("folder",))
    assert _passes("out.txt", "OUT.TXT", before, after)
    assert not _passes("abc", "ABC", before, after)
    assert not _passes("out.txt", "OUT.TXT", before, _shown("'w'"))


def _within(old: Any, new: Any, before: str, after: str) -> bool:
    runs = [
        run(observations=(Observation(0, Snapshot("object", "m:Box", text=each)),))
        for each in (before, after)
    ]
    base = Entry(scenario(call_of(ACT, Literal(old))), runs[0], 1.0, 0)
    return comes_out_within(base, scenario(call_of(ACT, Literal(new))), runs[1])


@pytest.mark.parametrize(
    ("new", "after", "is_within"),
    [
        ("ab \u00e9", "<Box ab \u00e9>", True),
        (" ab ", "<Box  ab >", True),
        (" ab ", "<Box ab >", False),
        ("AB", "<Box ab>", False),
    ],
)
def test_a_text_that_comes_out_as_a_part_of_one_is_told(
    new: str, after: str, is_within: bool
) -> None:
    assert _within("ab", new, "<Box ab>", after) is is_within


def test_a_number_is_no_such_text() -> None:
    assert not _within(1, 2, "<Box 1>", "<Box 2>")
