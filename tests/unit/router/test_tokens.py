"""Estimates grow with the text, and what is set aside is more than what is expected."""

from __future__ import annotations

from asking import model, request

from aqe.router.tokens import input_tokens, most_input_tokens, most_output_tokens, text_tokens


def test_a_text_has_a_token_for_three_bytes() -> None:
    assert [text_tokens(each) for each in ("", "a", "abc", "abcd", "ü" * 3)] == [0, 1, 1, 2, 2]
    assert text_tokens("\ud800") == 1


def test_a_question_has_those_of_all_its_messages() -> None:
    short, long = request("x"), request("x" * 3001)
    assert input_tokens(long) - input_tokens(short) == 1000
    assert most_input_tokens(long) - most_input_tokens(short) == 1500
    assert most_input_tokens(short) > input_tokens(short) > 32


def test_an_answer_is_no_longer_than_the_model_gives() -> None:
    question = request(max_output_tokens=500)
    assert most_output_tokens(question, model()) == 500
    assert most_output_tokens(question, model(output=100)) == 100
    assert most_output_tokens(question, model(output=900)) == 500
    assert most_output_tokens(question, model(output=0)) == 1
