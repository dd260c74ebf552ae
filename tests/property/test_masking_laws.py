"""Whatever stands around it, a word that nobody has does not come through."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aqe.generation.llm.masking import Known, masked, masked_literals

KNOWN = Known.of("def f(word):\n    return 'no word', \"it's\", 12")
AROUND = st.text(alphabet="ab f'\"\\\n(),.=1_<>#word", max_size=40) | st.text(max_size=10)


@given(AROUND, AROUND)
def test_an_unknown_word_is_never_told(before: str, after: str) -> None:
    assert "zqxjk" not in masked(f"{before}zqxjk{after}", KNOWN)


@given(AROUND, AROUND)
def test_an_unknown_text_in_source_is_never_told(before: str, after: str) -> None:
    assert "zqxjk" not in masked_literals(f"f({before + 'zqxjk' + after!r}, x=1)", KNOWN)


@given(st.lists(st.sampled_from(["word", "no", "f", "12", "True", "==", "'no word'"]), min_size=1))
def test_what_is_known_stays(words: list[str]) -> None:
    text = " ".join(words)
    assert masked(text, KNOWN) == text
