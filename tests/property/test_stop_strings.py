"""How a text is cut into pieces makes no difference to where a stop string ends it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aqe.router.providers.stop_strings import StopStrings, sent_stops

TEXT = st.text("ab`", max_size=24)
STOPS = st.lists(st.text("ab`", min_size=1, max_size=4), max_size=3)


def shown(pieces: list[str], stops: list[str]) -> tuple[str, bool]:
    stop = StopStrings(stops)
    return "".join(map(stop.feed, pieces)) + stop.rest(), stop.is_met


def expected(text: str, stops: list[str]) -> tuple[str, bool]:
    """Character by character, looking back over all that came."""
    for end in range(1, len(text) + 1):
        done = [len(each) for each in stops if text[:end].endswith(each)]
        if done:
            return text[: end - max(done)], True
    return text, False


@given(st.lists(TEXT, max_size=6), STOPS)
def test_pieces_make_no_difference(pieces: list[str], stops: list[str]) -> None:
    assert shown(pieces, stops) == expected("".join(pieces), stops)


@given(TEXT, STOPS)
def test_no_more_is_held_back_than_might_begin_a_stop(text: str, stops: list[str]) -> None:
    stop = StopStrings(stops)
    out = stop.feed(text)
    held = stop.rest()
    if not stop.is_met:
        assert out + held == text
        assert held == "" or any(each.startswith(held) for each in stops)


@given(st.lists(st.text(" \na", max_size=3)), st.integers(0, 5))
def test_blank_stop_texts_are_not_sent(stops: list[str], limit: int) -> None:
    sent = sent_stops(stops, limit)
    assert sent == [each for each in stops if each.strip()][: len(sent)]
    assert len(sent) == min(limit, sum(bool(each.strip()) for each in stops))
