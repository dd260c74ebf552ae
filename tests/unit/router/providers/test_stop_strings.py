from __future__ import annotations

import pytest

from aqe.router.providers.stop_strings import StopStrings


def said(pieces: list[str], stops: list[str]) -> tuple[list[str], bool]:
    stop = StopStrings(stops)
    shown = [stop.feed(each) for each in pieces]
    return [*shown, stop.rest()], stop.is_met


CASES = [
    (["hello"], [], ["hello", ""], False),
    (["hello"], [""], ["hello", ""], False),
    (["ab```cd"], ["```"], ["ab", ""], True),
    (["ab`", "`", "`cd"], ["```"], ["ab", "", "", ""], True),
    (["ab`", "`", "cd"], ["```"], ["ab", "", "``cd", ""], False),
    (["ab`", "`"], ["```"], ["ab", "", "``"], False),
    (["aab", "ab"], ["abab"], ["a", "", ""], True),
    (["a", "b", "c"], ["abc", "b"], ["", "a", "", ""], True),
    (["xabc"], ["abc", "bc"], ["x", ""], True),
    (["no", "END", "more"], ["END"], ["no", "", "", ""], True),
]


@pytest.mark.parametrize(("pieces", "stops", "shown", "met"), CASES)
def test_the_text_ends_before_the_string(
    pieces: list[str], stops: list[str], shown: list[str], met: bool
) -> None:
    assert said(pieces, stops) == (shown, met)
