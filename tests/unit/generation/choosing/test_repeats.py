"""Which tests go because others of the same callable show the same kind of outcome."""

from __future__ import annotations

import string
from dataclasses import replace

from aqe.domain.candidate import Candidate, Statement
from aqe.domain.recipe import (
    Attribute,
    Call,
    Collection,
    Literal,
    Operation,
    Recipe,
    Symbol,
    Variable,
    Verbatim,
)
from aqe.domain.run import CandidateOutcome, CandidateRun, Failure
from aqe.domain.suite import RESULT, Assertion, AssertionKind, OracleBasis, TestCase
from aqe.generation.choosing.repeats import without_repeats
from aqe.generation.scenario import SPREAD

Given = str | int | None


def case(number: int, given: Given, *expected: Given | bool, subject: str = "trim") -> TestCase:
    """That a call gives something, or an object with attributes; it reaches and kills nothing on its own."""
    act = Call(Symbol("shop", subject), (Literal(given),))
    places: list[Recipe] = [RESULT]
    if len(expected) > 1:
        places = [Attribute(RESULT, f"part_{index}") for index in range(len(expected))]
    return TestCase(
        Candidate(number, subject, (Statement(act, "result", is_act=True),)),
        CandidateRun(number, CandidateOutcome.COMPLETED),
        OracleBasis.RECORDED,
        frozenset(),
        assertions=tuple(
            Assertion(AssertionKind.EQUAL, 0, place, Literal(each))
            for place, each in zip(places, expected, strict=True)
        ),
    )


def refused(number: int, given: Given, line: int = 7, *, by_chance: bool = False) -> TestCase:
    """That a line refuses what is given."""
    made = case(number, given, "")
    failure = Failure(
        "builtins:ValueError", f"{given!r} is bad", True, line, is_incidental=by_chance
    )
    run = replace(made.run, outcome=CandidateOutcome.RAISED, failure=failure)
    return replace(made, run=run, assertions=(Assertion(AssertionKind.RAISES, 0),))


def kept(*cases: TestCase) -> list[int]:
    return [each.candidate.id for each in without_repeats(cases)]


def test_of_results_of_one_kind_the_simplest_stays() -> None:
    assert kept(case(1, " a b ", "A"), case(2, "ab", "B"), case(3, "été", "C")) == [2]


def test_what_stands_for_a_partition_of_its_input_stays_and_takes_nobodys_place() -> None:
    spread = case(3, "A-1", "C")
    spread = replace(spread, candidate=replace(spread.candidate, origin=SPREAD))
    assert kept(case(1, "a", "A"), case(2, "b", "B"), spread) == [1, 3]


def test_a_result_of_another_kind_stays() -> None:
    assert kept(case(1, "a", "A"), case(2, "b", ""), case(3, "c", "-C"), case(4, "d", "d")) == [
        1,
        2,
        3,
        4,
    ]


def test_what_reaches_a_goal_or_tells_a_mutant_apart_stays_and_speaks_for_the_others() -> None:
    reaching = replace(case(2, "  ab", "B"), reaches=frozenset({7}))
    killing = replace(case(3, "abc", "C"), kills=("m",))
    assert kept(case(1, "a", "A"), reaching, killing) == [2, 3]


def test_a_documented_example_stays() -> None:
    documented = replace(case(1, "abc", "A"), basis=OracleBasis.DOCUMENTED)
    assert kept(documented, case(2, "a", "B")) == [1]


def test_callables_are_not_held_against_each_other() -> None:
    assert kept(case(1, "a", "A"), case(2, "a", "A", subject="strip")) == [1, 2]


def test_an_object_is_new_by_what_an_attribute_holds_and_not_by_its_value() -> None:
    whole = case(1, "a", "x", "y")
    other_value, empty = case(2, "bc", "z", "-w"), case(3, "cd", "x", "")
    assert kept(whole, other_value, empty) == [1, 3]


def test_one_line_that_refuses_is_one_refusal() -> None:
    assert kept(refused(1, 5), refused(2, None), refused(3, 6, line=9)) == [1, 3]


def test_where_both_sides_are_shown_a_few_texts_of_another_form_mark_the_boundary() -> None:
    texts = ("a@b", "@b", "a@", "a b", "a@@b", "a.@b", "a!", "a?b", "a;b")
    bad = [refused(number, text) for number, text in enumerate(texts)]
    assert len(kept(*bad)) == 1
    assert len(kept(*bad, case(20, "ab", "ab"))) == 1 + 1 + 6
    assert len(kept(*(refused(n, text, by_chance=True) for n, text in enumerate(texts)))) == 1


def test_answers_are_a_boundary_where_there_is_more_than_one() -> None:
    no = [case(number, text, False) for number, text in enumerate((".a", "a.", "a..a", "b.", "c"))]
    assert len(kept(*no)) == 1
    # Of texts of one form one is enough.
    assert len(kept(*no, case(9, "a.b", True))) == 4 + 1


def test_a_text_outside_ascii_marks_the_boundary_however_many_others_do() -> None:
    texts = (".a", "a.", "a..a", "b.", ":", "a:a", "a;a")
    no = [case(number + 10, text, False) for number, text in enumerate(texts)]
    foreign = [case(6, "été..............", False), case(7, "............été", False)]
    found = kept(*no, *foreign, case(9, "a.b", True))
    assert len({6, 7} & {*found}) == 1
    assert len(found) == len({*found} - {6, 7}) + 1 == 1 + 6 + 1


def test_what_comes_further_than_all_others_stays() -> None:
    first, again, further = (case(number, text, "A") for number, text in enumerate("abc"))
    further = replace(further, run=replace(further.run, goals=frozenset({4})))
    assert kept(first, again, further) == [0, 2]


def kept_again(*calls: tuple[str, str]) -> TestCase:
    """That a shelf holds something after some calls that put it there."""
    put = Attribute(Variable("shelf"), "put")
    statements = [Statement(Call(put, (Literal(key), Literal(value)))) for key, value in calls]
    made = case(len(calls), "abc", "box", subject="Shelf.put")
    return replace(made, candidate=replace(made.candidate, statements=tuple(statements)))


def test_a_second_call_counts_by_what_it_has_in_common_with_the_first() -> None:
    once = kept_again(("pen", "a"))
    same = kept_again(("pen", "a"), ("pen", "a"))
    other = kept_again(("pen", "a"), ("pen", "b"))
    another = kept_again(("ink", "a"), ("ink", "c"))

    assert without_repeats([once, same, other, another]) == [once, same, other]


def test_a_function_for_which_all_is_the_same_is_a_case_of_its_own() -> None:
    def ordered(number: int, key: str) -> TestCase:
        made = case(number, "b a", "a b")
        act = Call(Symbol("shop", "trim"), (Literal("b a"), Verbatim(key)))
        statement = Statement(act, "result", is_act=True)
        return replace(made, candidate=replace(made.candidate, statements=(statement,)))

    collapsed = ordered(3, "lambda value: 0")
    assert kept(case(1, "b a", "a b"), ordered(2, "lambda value: value"), collapsed) == [1, 3]


def _treated(number: int, receiver: Recipe) -> TestCase:
    made = case(number, "a", "A")
    act = Call(Attribute(receiver, "line"), ())
    candidate = replace(made.candidate, statements=(Statement(act, "result", is_act=True),))
    return replace(made, candidate=candidate)


def test_what_was_copied_or_can_be_read_once_is_a_case_of_its_own() -> None:
    plain = Call(Symbol("shop", "Label"), (Literal("a"),))
    copies = [Symbol("copy", "copy"), Symbol("pickle", "loads"), Symbol("builtins", "iter")]
    others = [_treated(number, Call(each, (plain,))) for number, each in enumerate(copies, 2)]
    assert kept(_treated(1, plain), *others, _treated(9, Call(copies[0], (plain,)))) == [1, 2, 3, 4]


def test_likes_that_differ_in_another_argument_are_cases_of_their_own() -> None:
    def compared(number: int, **unlike: str) -> TestCase:
        box = Symbol("shop", "Box")
        made = case(number, "a", False)
        other = Call(box, (), tuple((name, Literal(text)) for name, text in unlike.items()))
        statements = (
            Statement(Call(box, ()), "box"),
            Statement(Operation("eq", (Variable("box"), other)), "result", is_act=True),
        )
        return replace(made, candidate=replace(made.candidate, statements=statements))

    cases = [compared(1, size="a"), compared(2, size="b"), compared(3, colour="a")]
    assert kept(*cases) == [1, 3]


def test_a_text_of_each_alphabet_stays_on_each_side_of_a_judgement() -> None:
    texts = ["ab", "cd", "\u00e9b", "\u00e9d", "\u044fb"]
    cases = [case(number, text, True) for number, text in enumerate(texts)]
    assert kept(*cases, case(9, "a-b", False)) == [0, 2, 4, 9]


def test_texts_of_other_alphabets_take_no_place_of_other_texts_at_a_boundary() -> None:
    texts = ["ab", "a.b", "a-b", "a:b", "a/b", "a+b"]
    others = ["\u00e9", "\u044f", "\u65e5"]
    cases = [case(number, text, True) for number, text in enumerate(texts)]
    foreign = [case(number, text, True) for number, text in enumerate(others, 20)]
    refused_one = case(9, "#", False)
    alone = {each for each in kept(*cases, refused_one) if each < 10}
    assert {each for each in kept(*cases, *foreign, refused_one) if each < 10} == alone


def _with(number: int, **options: Given) -> TestCase:
    made = case(number, "an old fox", "A")
    act = made.candidate.statements[0]
    assert isinstance(act.expression, Call)
    keywords = tuple((name, Literal(value)) for name, value in options.items())
    call = replace(act.expression, keywords=keywords)
    return replace(
        made, candidate=replace(made.candidate, statements=(replace(act, expression=call),))
    )


def test_options_alone_and_together_are_of_kinds_of_their_own() -> None:
    assert kept(_with(1, mark=1), _with(2, size=1), _with(3, mark=2)) == [1, 2]
    assert kept(_with(1, mark=1), _with(2, mark=1, size=1), _with(3, mark=2, size=2)) == [1, 2]


def test_a_part_of_another_input_is_of_a_kind_of_its_own() -> None:
    assert kept(_with(1, mark="x"), _with(2, mark="old"), _with(3, mark="fox")) == [1, 2]


def test_true_is_no_part_of_numbers() -> None:
    numbers = Collection("list", (Literal(1), Literal(2)))

    def flagged(number: int, flag: object) -> TestCase:
        made = _with(number, flag=flag)  # type: ignore[arg-type]
        act = made.candidate.statements[0]
        assert isinstance(act.expression, Call)
        call = replace(act.expression, arguments=(numbers,))
        return replace(
            made, candidate=replace(made.candidate, statements=(replace(act, expression=call),))
        )

    assert kept(flagged(1, flag=-5), flagged(2, flag=True)) == [1]
    assert kept(flagged(1, flag=-5), flagged(2, flag=1)) == [1, 2]


def test_odd_blanks_and_numbers_in_texts_are_of_kinds_of_their_own() -> None:
    plain = case(1, "an old fox 12", "A")
    for odd in ("an\u00a0old fox 12", "an old fox 1.5", "an old fox 012", "an old fox 12000000"):
        assert kept(plain, case(2, odd, "A")) == [1, 2]
    assert kept(plain, case(2, "an old fox 13", "A")) == [1]


def test_odd_and_even_numbers_are_of_kinds_of_their_own() -> None:
    assert kept(_with(1, mark=10), _with(2, mark=11), _with(3, mark=12)) == [1, 2]


def test_texts_that_hold_much_of_one_thing_are_of_kinds_of_their_own() -> None:
    marks, lines = string.punctuation, "a\nb\nc\nd"
    scripts = "\u00e9\u00df\u0130\u00b2\u0416\u65e5\u05d0\u0663"
    cases = [case(1, "ab", "A"), case(2, "abc", "B"), case(3, marks, "C"), case(4, scripts, "D")]
    assert kept(*cases, case(5, lines, "E")) == [1, 3, 4]
