"""A stop text ends an answer at the same place, however the answer comes in pieces."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from aqe.router.providers.stops import StopFilter, sent_stops

LETTERS = st.text("abN\n", max_size=30)


@given(LETTERS, st.lists(st.text("abN\n", min_size=1, max_size=4), max_size=3), st.data())
def test_pieces_do_not_matter(text: str, stops: list[str], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    bounds = [0, *cuts, len(text)]
    pieces = [text[a:b] for a, b in pairwise(bounds)]
    shown = StopFilter(tuple(stops))
    seen = "".join([*(shown.feed(each) for each in pieces), shown.rest()])
    places = [text.find(each) for each in stops if each in text]
    # The first stop text that is whole ends it: of two that overlap, the one that is complete first.
    assert shown.has_stopped is bool(places)
    if not places:
        assert seen == text
    else:
        assert text.startswith(seen)
        assert not any(each in seen for each in stops)
        assert any(text.startswith(each, len(seen)) for each in stops)


@given(st.lists(st.text(" \na", max_size=3)), st.integers(0, 5))
def test_blank_stop_texts_are_not_sent(stops: list[str], limit: int) -> None:
    sent = sent_stops(tuple(stops), limit)
    assert len(sent) <= limit
    assert all(each.strip() for each in sent)
