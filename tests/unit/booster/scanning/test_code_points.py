"""Sets of characters."""

from __future__ import annotations

from aqe.booster.scanning.code_points import LAST, complement, folded, members, united


def test_ranges_that_touch_become_one() -> None:
    assert united([(5, 7), (1, 2), (3, 4), (9, 9), (6, 8)]) == ((1, 9),)
    assert united([(5, 7), (1, 2)]) == ((1, 2), (5, 7))
    assert united([]) == ()


def test_the_complement_of_the_complement_is_the_set() -> None:
    for ranges in ((), ((0, LAST),), ((0, 4), (6, 6)), ((1, 4), (9, LAST))):
        assert complement(complement(ranges)) == ranges
    assert complement(((0, 4), (6, 6))) == ((5, 5), (7, LAST))


def test_only_ascii_letters_have_another_case() -> None:
    assert folded(((0x59, 0x5B),)) == ((0x59, 0x5B), (0x79, 0x7A))
    assert folded(((0x61, 0x62),)) == ((0x41, 0x42), (0x61, 0x62))
    # The Kelvin sign and the long s fold to ASCII letters in Unicode.
    beyond = ((0xE9, 0xE9), (0x17F, 0x17F), (0x212A, 0x212A))
    assert folded(beyond) == beyond


def test_members_of_small_sets() -> None:
    assert members(((0x61, 0x62), (0x20AC, 0x20AC)), 3) == ("a", "b", "€")
    assert members(((0x61, 0x62), (0x20AC, 0x20AC)), 2) is None
    assert members(((0xD800, 0xD800),), 3) is None
