"""Laws of the rule by which a model is asked, and of the fences around data."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from aqe.generation.llm.code import read_code
from aqe.generation.llm.fencing import Piece, fenced, mark_of
from aqe.generation.llm.replies import read_reply
from aqe.generation.llm.tokens import shortened
from aqe.generation.llm.worth import FLOOR, Experience, goals_worth, worth_of
from aqe.router.tokens import text_tokens

COUNTS = st.integers(0, 10_000)
SHARES = st.floats(0, 1)


@given(COUNTS, COUNTS, SHARES)
def test_a_call_never_costs_more_than_it_is_expected_to_bring(
    goals: int, mutants: int, acceptance: float
) -> None:
    found = worth_of(goals, mutants, acceptance)
    assert 0 <= found.most_usd <= 1
    assert found.gain <= found.goals
    assert bool(found.reason) == (found.most_usd == 0)


@example(1, 3, 0.5)
@given(COUNTS, COUNTS, SHARES)
def test_nothing_is_asked_below_the_floor_or_behind_the_target(
    goals: int, mutants: int, acceptance: float
) -> None:
    is_little = goals_worth(goals, mutants) < FLOOR
    assert not is_little or worth_of(goals, mutants, acceptance).most_usd == 0
    assert worth_of(goals, mutants, acceptance, is_target_reached=True).most_usd == 0


@given(COUNTS, COUNTS, COUNTS, SHARES, SHARES)
def test_more_goals_and_better_experience_are_worth_no_less(
    goals: int, more: int, mutants: int, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    assert worth_of(goals, mutants, low).most_usd <= worth_of(goals + more, mutants, low).most_usd
    assert worth_of(goals, mutants, low).most_usd <= worth_of(goals, mutants, high).most_usd


@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(-10, 1e5)), max_size=30))
def test_experience_stays_a_share(calls: list[tuple[float, float]]) -> None:
    experience = Experience()
    for asked, gained in calls:
        before = experience.acceptance
        experience.note(asked, gained)
        assert 0 < experience.acceptance <= 1
        if gained <= 0:
            assert experience.acceptance <= before


def test_before_any_experience_a_third_is_expected() -> None:
    found = worth_of(10, 4, Experience().acceptance)
    assert found.most_usd == (Decimal(repr(11 / 3)) * Decimal("0.02")).quantize(Decimal("0.000001"))


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_no_data_holds_its_mark(parts: list[tuple[str, str]]) -> None:
    pieces = [Piece(*each) for each in parts]
    mark = mark_of(pieces)
    assert mark == mark_of(pieces)
    for each in pieces:
        assert mark not in each.text
        assert fenced(each, mark).endswith(f"DATA {mark}>>>")


@given(st.text(), st.integers(20, 200))
def test_shortened_text_fits(text: str, tokens: int) -> None:
    assert text_tokens(shortened(text, tokens)) <= max(tokens, text_tokens("") + 20)


@given(st.text(alphabet=st.sampled_from(list("`~\n\t <>/{}[]\":thinkpyodfasr()=#@\\\ufeff\r'"))))
def test_any_answer_can_be_read(text: str) -> None:
    for block in read_reply(text).code:
        for test in read_code(block, lambda node: ()).tests:
            assert test.name


def test_answers_in_a_row_that_bring_nothing_are_counted() -> None:
    experience = Experience()
    for gained in (0, 0, 1, 0):
        experience.note(5, gained)
    assert experience.barren == 1


def test_two_answers_of_a_model_that_are_given_up_are_enough() -> None:
    experience = Experience()
    for model in ("a", "b", "b"):
        experience.strike(model)
    assert experience.struck == ("b",)
