"""Finds that overlap, and the lines that they are on."""

from __future__ import annotations

from aqe.domain.routing import SensitiveKind
from aqe.router.sensitivity.finds import Find, merged, spans

SECRET, PERSONAL = SensitiveKind.SECRET, SensitiveKind.PERSONAL


def test_overlapping_finds_cover_both_under_the_heavier_name() -> None:
    light = Find(2, 8, PERSONAL, "email", 1)
    heavy = Find(5, 12, SECRET, "url-password", 3)
    assert merged([heavy, light]) == [Find(2, 12, SECRET, "url-password", 3)]
    assert merged([light._replace(weight=4), heavy]) == [Find(2, 12, PERSONAL, "email", 4)]


def test_finds_side_by_side_stay_apart_in_order() -> None:
    left, right = Find(0, 3, SECRET, "a"), Find(3, 6, SECRET, "b")
    assert merged([right, left]) == [left, right]


def test_a_find_within_another_is_gone() -> None:
    outer = Find(0, 9, SECRET, "a", 2)
    assert merged([Find(3, 4, SECRET, "b", 1), outer]) == [outer]


def test_lines_are_counted_from_one() -> None:
    found = spans(
        "ab\ncd\n\nef",
        [Find(0, 1, SECRET, "a"), Find(3, 4, SECRET, "b"), Find(7, 8, PERSONAL, "c")],
    )
    assert [each.line for each in found] == [1, 2, 4]
