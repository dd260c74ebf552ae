"""Laws of what is found sensitive and of what is left when it is taken out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from sensitive_snippets import snippets

from aqe.router.sensitivity import find_sensitive, scrub

PIECES = [each.text for each in snippets()]
NOISE = st.text(
    alphabet=st.sampled_from("ab1 \n\t'\"\\+-:=@/.,(){}[]#x_\u00e9\u200b\u0130"), max_size=30
)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), NOISE), max_size=6).map("".join)


@settings(max_examples=150)
@given(TEXTS)
def test_what_was_scrubbed_is_clean_and_stays_as_it_is(text: str) -> None:
    scrubbed, spans = scrub(text)
    assert find_sensitive(scrubbed).spans == ()
    assert scrub(scrubbed) == (scrubbed, ())
    assert scrubbed.count("\n") == text.count("\n")
    assert (scrubbed == text) == (not spans)
    assert "unsettled" not in {span.rule for span in spans}


@settings(max_examples=150)
@given(TEXTS)
def test_spans_are_in_order_apart_and_within_the_text(text: str) -> None:
    for spans in (find_sensitive(text).spans, scrub(text)[1]):
        end = 0
        for span in spans:
            assert end <= span.start < span.end <= len(text)
            assert span.line == text.count("\n", 0, span.start) + 1
            end = span.end


@settings(max_examples=100)
@given(TEXTS)
def test_whatever_is_found_is_scrubbed(text: str) -> None:
    found = find_sensitive(text).spans
    covered = scrub(text)[1]
    for span in found:
        assert any(each.start <= span.start and span.end <= each.end for each in covered)


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    scrubbed, _ = scrub(text)
    assert find_sensitive(scrubbed).spans == ()


@settings(max_examples=60)
@given(st.sampled_from([each.text for each in snippets() if each.is_sensitive]), NOISE)
def test_what_stands_on_other_lines_hides_nothing(text: str, other: str) -> None:
    """Apart from quotes and brackets, which can make one literal of two."""
    calm = "".join(each for each in other if each.isalnum() or each in " \n")
    if find_sensitive(text).is_sensitive:
        assert find_sensitive(f"{calm}\n\n{text}\n\n{calm}").is_sensitive
