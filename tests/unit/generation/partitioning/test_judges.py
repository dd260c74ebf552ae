from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from generation_builders import call_of, failure, function, parameter, run, scenario

from aqe.domain.recipe import Collection, Literal
from aqe.domain.run import CandidateOutcome, CandidateRun, Observation, Snapshot
from aqe.generation.archive import Entry
from aqe.generation.inputs.families import Family
from aqe.generation.partitioning.judges import Judge, Tried
from aqe.generation.partitioning.lookups import LookedUp
from aqe.generation.scenario import Argument, Scenario

ACT = function("act", parameter("value"))


def _shown(source: str, *after: str, stdout: str = "") -> CandidateRun:
    value = Snapshot("literal", "builtins:object", source)
    states = tuple(
        (
            "kept",
            Snapshot("object", "m:Box", attributes=(("held", Snapshot("literal", "x", each)),)),
        )
        for each in after
    )
    return run(observations=(Observation(0, value, None, stdout),), after=states)


REFUSED = run(outcome=CandidateOutcome.RAISED, failure=failure("ValueError", "no"), goals={1})


def _judged(
    base: CandidateRun, found: CandidateRun, family: Family, raises: tuple[str, ...]
) -> int:
    """Cases that come of one neighbour, where the refusal was seen before."""
    subject = replace(ACT, raises=raises)
    accepted = Entry(scenario(call_of(subject, Literal("note:x"))), base, 1.0, 0)
    known = Entry(scenario(call_of(subject, Literal("abc"))), REFUSED, 1.0, 1)
    judge = Judge(subject, [accepted, known], LookedUp((), ()))
    judge._note(known.scenario, known.run)
    changed = scenario(call_of(subject, Literal("notee:x")))
    judge.look(Tried(judge, accepted, family, changed), found)
    return len(judge.cases())


def test_a_letter_that_turns_the_judgement_is_a_case_though_the_refusal_is_known() -> None:
    accepted = replace(_shown("'x'"), goals=frozenset({2}))
    assert _judged(accepted, REFUSED, Family.LETTER, ("ValueError",)) == 1
    assert _judged(accepted, REFUSED, Family.PADDED, ("ValueError",)) == 0
    assert _judged(accepted, REFUSED, Family.LETTER, ()) == 0
    assert _judged(accepted, accepted, Family.LETTER, ("ValueError",)) == 0


WORDS = function("found", parameter("text"), parameter("exact", default="False"))


def _options(*values: bool, shows: str = "1") -> list[tuple[object, ...]]:
    """What is tried together after options of a base, and a neighbour in capitals, were tried alone."""
    base = Entry(scenario(call_of(WORDS, Literal("abc"))), _shown("1"), 1.0, 0)
    judge = Judge(WORDS, [base], LookedUp((), ()))
    for value in values:
        with_option = scenario(call_of(WORDS, Literal("abc"), Literal(value)))
        tried = Tried(judge, base, Family.OPTION, with_option)
        judge.look(tried, _shown(shows))
    capitals = scenario(call_of(WORDS, Literal("ABC")))
    judge.look(Tried(judge, base, Family.CASE, capitals), _shown("1"))
    return [
        tuple(each.recipe.value for each in found.act.arguments if isinstance(each.recipe, Literal))
        for _, found in judge.together()
    ]


def test_an_option_that_showed_nothing_is_tried_with_other_inputs() -> None:
    assert _options(False, True) == [("ABC", True)]


def test_an_option_that_showed_something_is_not() -> None:
    assert _options(True, shows="2") == []


def test_an_option_of_an_earlier_input_is_tried_too() -> None:
    base = Entry(scenario(call_of(WORDS, Literal("abc"))), _shown("1"), 1.0, 0)
    earlier = scenario(call_of(WORDS, Literal("abc"), Literal(True)))
    judge = Judge(WORDS, [base, Entry(earlier, _shown("1"), 2.0, 1)], LookedUp((), ()))
    capitals = scenario(call_of(WORDS, Literal("ABC")))
    judge.look(Tried(judge, base, Family.CASE, capitals), _shown("1"))
    assert [found for _, found in judge.together()] == [
        replace(scenario(call_of(WORDS, Literal("ABC"), Literal(True))), origin="search")
    ]


def test_what_an_option_shows_with_another_input_is_a_case() -> None:
    base = Entry(scenario(call_of(WORDS, Literal("abc"))), _shown("1"), 1.0, 0)
    judge = Judge(WORDS, [base], LookedUp((), ()))
    for shown in ("1", "0", "0", "0"):
        both = scenario(call_of(WORDS, Literal("ABC"), Literal(True)))
        judge.look(Tried(judge, base, Family.TOGETHER, both), _shown(shown))
    assert [each.family for each in judge.cases()] == [Family.TOGETHER] * 2


def _is_case(family: Family, tried_by: Any, before: CandidateRun, after: CandidateRun) -> bool:
    base = Entry(scenario(call_of(ACT, Literal("abc"))), before, 1.0, 0)
    judge = Judge(ACT, [base], LookedUp((), ()))
    tried = Tried(judge, base, family, scenario(tried_by))
    return judge._is_worth_a_case(tried, after)


def test_a_look_that_fails_is_no_case_of_the_call_before_it() -> None:
    look = function("look")
    ended = run(outcome=CandidateOutcome.RAISED, failure=failure("ValueError", "no"))
    assert not _is_case(Family.AGAIN, call_of(look), _shown("1"), ended)
    assert _is_case(Family.AGAIN, call_of(ACT, Literal("abc")), _shown("1"), ended)


def test_names_of_files_are_not_varied_to_show_that_nothing_changes() -> None:
    upper = call_of(ACT, Literal("ABC"))
    before, after = _shown("None"), replace(_shown("None"), unstable=("folder",))
    assert _is_case(Family.CASE, upper, before, before)
    assert not _is_case(Family.CASE, upper, before, after)


@pytest.mark.parametrize(
    ("after", "is_case"),
    [
        (_shown("None", "(1, 2)"), False),
        (_shown("None", "2"), True),
        (_shown("'x'", "(1, 2)"), True),
        (_shown("None", "(1, 2)", "3"), True),
        (_shown("None", "'abc'"), False),
    ],
)
def test_a_value_of_another_kind_that_is_only_kept_or_not_looked_at_is_no_case(
    after: CandidateRun, is_case: bool
) -> None:
    pair = Collection("tuple", (Literal(1), Literal(2)))
    assert _is_case(Family.KIND, call_of(ACT, pair), _shown("None", "'abc'"), after) is is_case


def test_what_shows_nothing_is_no_case_unless_it_goes_another_way() -> None:
    none = Snapshot("literal", "builtins:NoneType", "None")
    silent = run(observations=(Observation(0, none),))
    again = call_of(ACT, Literal("ABC"))
    assert not _is_case(Family.CASE, again, silent, silent)
    assert _is_case(Family.CASE, again, silent, replace(silent, goals=frozenset({7})))
    opaque = run(observations=(Observation(0, Snapshot("opaque", "shop:Box")),))
    assert not _is_case(Family.CASE, again, opaque, opaque)
    refused = Snapshot("literal", "builtins:NotImplementedType", "NotImplemented")
    not_implemented = run(observations=(Observation(0, refused),))
    assert not _is_case(Family.CASE, again, not_implemented, not_implemented)
    loud = run(observations=(Observation(0, none, None, "hello"),))
    assert _is_case(Family.CASE, again, loud, loud)


def test_an_empty_result_again_is_no_case() -> None:
    upper = call_of(ACT, Literal("ABC"))
    assert not _is_case(Family.CASE, upper, _shown("[]"), _shown("[]"))
    assert _is_case(Family.CASE, upper, _shown("[1]"), _shown("[1]"))
    assert _is_case(Family.CASE, upper, _shown("[1]"), _shown("[]"))


def test_an_option_whose_value_only_comes_out_again_is_shown_once() -> None:
    base = Entry(scenario(call_of(WORDS, Literal("abc"))), _shown("'None'"), 1.0, 0)
    judge = Judge(WORDS, [base], LookedUp((), ()))
    for value, shown in (("x", "'x'"), ("y", "'y'"), ("z", "'other'")):
        given = scenario(call_of(WORDS, Literal("abc"), Literal(value)))
        judge.look(Tried(judge, base, Family.OPTION, given), _shown(shown))
    values = [each.scenario.act.arguments[1].recipe for each in judge.cases()]
    assert values == [Literal("x"), Literal("z")]


def test_the_name_of_what_is_written_is_no_input_to_vary() -> None:
    def wrote(name: str) -> CandidateRun:
        return replace(_shown("1"), files=((name, "text"),))

    upper = call_of(ACT, Literal("ABC"))
    assert not _is_case(Family.CASE, upper, _shown("2"), wrote("ABC"))
    assert _is_case(Family.CASE, upper, _shown("2"), wrote("other"))


def test_a_neighbour_is_no_case_for_making_two_arguments_alike() -> None:
    pair = function("put", parameter("key"), parameter("value"))

    def cases(family: Family, *values: str) -> int:
        base = Entry(scenario(call_of(pair, Literal("a"), Literal("b"))), _shown("1"), 1.0, 0)
        judge = Judge(pair, [base], LookedUp((), ()))
        changed = scenario(call_of(pair, *map(Literal, values)))
        judge.look(Tried(judge, base, family, changed), _shown("2"))
        return len(judge.cases())

    assert cases(Family.REPEATED, "b", "b") == 0
    assert cases(Family.REPEATED, "bb", "b") == 1
    assert cases(Family.EQUAL, "b", "b") == 1


def test_inputs_whose_arguments_can_be_told_apart_are_varied() -> None:
    pair = function("put", parameter("key"), parameter("value"))
    alike, apart = (
        Entry(scenario(call_of(pair, Literal("a"), Literal(other))), _shown("1"), 1.0, number)
        for number, other in enumerate("ab")
    )
    assert Judge(pair, [alike, apart], LookedUp((), ())).bases() == [apart]
    assert Judge(pair, [alike], LookedUp((), ())).bases() == [alike]


@pytest.mark.parametrize(
    ("holder", "is_case"),
    [("Box.__init__", False), ("Kept.__init__", False), ("Box.size", True), ("_counted", True)],
)
def test_another_way_through_a_constructor_is_no_case_of_a_method(
    holder: str, is_case: bool
) -> None:
    made = replace(
        function("__init__", parameter("option", default="None")), qualname="Box.__init__"
    )
    size = replace(function("size"), qualname="Box.size")
    plain = scenario(call_of(made), call_of(size, receiver=0))
    option = scenario(call_of(made, Literal(1)), call_of(size, receiver=0))
    base = Entry(plain, replace(_shown("0"), goals=frozenset({1, 2})), 1.0, 0)
    judge = Judge(size, [base], LookedUp((), ()), {1: "Box.__init__", 2: "Box.size", 3: holder})
    judge.look(
        Tried(judge, base, Family.OPTION, option), replace(_shown("0"), goals=frozenset({1, 2, 3}))
    )
    assert bool(judge.cases()) is is_case


def test_a_text_that_is_refused_as_its_base_is_no_case() -> None:
    odd = call_of(ACT, Literal("abc \u00e9"))
    refused, accepted = _shown("False"), _shown("True")
    assert not _is_case(Family.ALPHABET, odd, refused, refused)
    assert _is_case(Family.ALPHABET, odd, accepted, refused)
    assert _is_case(Family.LETTER, odd, refused, refused)
    elsewhere = replace(refused, goals=frozenset({7}))
    assert _is_case(Family.ALPHABET, odd, refused, elsewhere)


def test_what_compares_looks_at_no_characters() -> None:
    subject = function("__contains__", parameter("key"))
    base = Entry(scenario(call_of(subject, Literal("abc"))), _shown("True"), 1.0, 0)
    judge = Judge(subject, [base], LookedUp((), ()))
    other = scenario(call_of(subject, Literal("abc \u00e9")))
    assert not judge._is_worth_a_case(Tried(judge, base, Family.ALPHABET, other), _shown("False"))
    assert judge._is_worth_a_case(Tried(judge, base, Family.EMPTY, other), _shown("False"))


def test_a_padded_text_is_the_business_of_what_takes_it() -> None:
    make = function("make", parameter("text"))
    subject = function("show")

    def made(text: str) -> Any:
        return scenario(call_of(make, Literal(text)), call_of(subject))

    base = Entry(made("abc"), _shown("1"), 1.0, 0)
    judge = Judge(subject, [base], LookedUp((), ()))
    for family, expected in ((Family.PADDED, False), (Family.REPEATED, True)):
        tried = Tried(judge, base, family, made("abc\n"))
        assert judge._is_worth_a_case(tried, _shown("2")) is expected


def _foreign(*pairs: tuple[str, str, CandidateRun]) -> list[object]:
    """The texts of cases about letters of other alphabets, of texts that were tried beside others."""
    subject = replace(ACT, raises=("ValueError",))
    judge = Judge(
        subject, [Entry(scenario(call_of(subject, Literal("ab"))), YES, 1.0, 0)], LookedUp((), ())
    )
    for number, (before, text, found) in enumerate(pairs):
        base = Entry(scenario(call_of(subject, Literal(before))), YES, 1.0, number)
        changed = scenario(call_of(subject, Literal(text)))
        judge.look(Tried(judge, base, Family.FOREIGN, changed), found)
    return [each.scenario.act.arguments[0].recipe for each in judge.cases()]


YES = _shown("True")


def test_each_letter_of_another_alphabet_is_a_case_where_it_is_welcome_and_where_it_is_not() -> (
    None
):
    assert _foreign(("ab", "\u00e9b", YES), ("cd", "\u00e9d", YES)) == [Literal("\u00e9b")]
    assert _foreign(("ab", "\u00e9b", REFUSED), ("ab", "a\u00e9", REFUSED)) != []
    assert _foreign(
        ("ab", "\u00e9b", YES), ("ab", "\u044fb", REFUSED), ("cd", "\u044fd", REFUSED)
    ) == [Literal("\u00e9b"), Literal("\u044fb"), Literal("\u044fd")]


def test_where_some_inputs_get_a_yes_the_others_are_no_base() -> None:
    entries = [
        Entry(scenario(call_of(ACT, Literal(text))), found, cost, number)
        for number, (text, found, cost) in enumerate(
            [("abc", _shown("Refusal()"), 1.0), ("a@b", YES, 5.0), ("", _shown("Refusal()"), 0.5)]
        )
    ]
    bases = Judge(ACT, entries, LookedUp((), ())).bases()
    assert [each.scenario.act.arguments[0].recipe for each in bases] == [Literal("a@b")]


@pytest.mark.parametrize("family", [Family.COPIED, Family.ONCE])
def test_a_copy_that_does_as_its_like_does_is_a_case(family: Family) -> None:
    shown = _shown("'abc'")
    assert _judged(shown, shown, family, ()) == 1
    assert _judged(shown, _shown("None"), Family.ONCE, ()) == 0


def _spread(*found: tuple[Scenario, CandidateRun]) -> list[Scenario]:
    """The cases that come of inputs which the search has executed, where `1` has shown `'x'` before."""
    known = Entry(scenario(call_of(OPEN, Literal(1))), _shown("'x'"), 1.0, 0)
    judge = Judge(OPEN, [known], LookedUp((), ()))
    for each, shown in found:
        judge.look(Tried(judge, known, Family.SPREAD, each), shown)
    return [each.scenario for each in judge.cases()]


OPEN = function("act", parameter("value"), parameter("way", default="None"))


def test_an_input_of_another_partition_is_a_case_where_it_shows_something_else() -> None:
    plain = scenario(call_of(OPEN, Literal(2)))
    assert _spread((plain, _shown("'y'"))) == [plain]
    assert _spread((plain, _shown("'x'"))) == []
    nothing = run(observations=(Observation(0, Snapshot("literal", "builtins:NoneType", "None")),))
    assert _spread((plain, nothing)) == []


def test_an_option_that_changes_nothing_is_a_case_once() -> None:
    first, second = (scenario(call_of(OPEN, Literal(2), Literal(way))) for way in ("a", "A-1"))
    assert _spread((first, _shown("'x'")), (second, _shown("'x'"))) == [first]


def test_a_callable_has_six_cases_of_inputs_that_were_executed_anyway() -> None:
    many = [(scenario(call_of(OPEN, Literal(each))), _shown(repr(each))) for each in range(2, 20)]
    assert len(_spread(*many)) == 6


def _grown(*ways: int) -> Judge:
    """A judge of neighbours in capitals, each with its way."""
    base = Entry(
        scenario(call_of(ACT, Literal("abc"))), replace(_shown("1"), goals=frozenset({0})), 1.0, 0
    )
    judge = Judge(ACT, [base], LookedUp((), ()))
    for number, way in enumerate(ways):
        tried = scenario(call_of(ACT, Literal("A" * (number + 1))))
        found = replace(_shown("1"), goals=frozenset({way}))
        judge.look(Tried(judge, base, Family.CASE, tried), found)
    return judge


def test_neighbours_that_go_a_way_of_their_own_may_lead_further() -> None:
    assert [each.scenario for each in _grown(0, 1, 1, 2).grown()] == [
        scenario(call_of(ACT, Literal("A" * each))) for each in (1, 2, 4)
    ]


def test_a_second_odd_thing_is_a_case_where_it_leads_elsewhere() -> None:
    judge = _grown(1)
    first = judge.grown()[-1]
    for number, way in enumerate((1, 2, 2, 3, 4, 5, 6)):
        tried = scenario(call_of(ACT, Literal("B" * (number + 1))))
        found = replace(_shown(str(number)), goals=frozenset({way}))
        judge.look(Tried(judge, first, Family.GROWN, tried), found)
    cases = [each for each in judge.cases() if each.family is Family.GROWN]
    assert [each.scenario for each in cases] == [
        scenario(call_of(ACT, Literal("B" * each))) for each in (2, 4, 5, 6)
    ]


def test_an_object_of_a_derived_class_is_worth_a_case_where_it_gives_its_like() -> None:
    base = Entry(scenario(call_of(ACT, Literal("abc"))), _shown("1"), 1.0, 0)
    for kind, expected in (("m:Box", 0), (":DerivedBox", 1)):
        judge = Judge(ACT, [base], LookedUp((), ()))
        found = run(observations=(Observation(0, Snapshot("literal", kind, "Box(1)")),))
        judge.look(Tried(judge, base, Family.DERIVED, base.scenario), found)
        assert len(judge.cases()) == expected


MANY_OPTIONS = function(
    "many", parameter("text"), *(parameter(f"option_{each}", default="0") for each in range(12))
)


def _with_option(judge: Judge, base: Entry, option: int, value: int, shown: str) -> None:
    step = call_of(MANY_OPTIONS, Literal("abc"))
    given = Argument(MANY_OPTIONS.parameters[option + 1], Literal(value))
    made = scenario(replace(step, arguments=(*step.arguments, given)))
    judge.look(Tried(judge, base, Family.OPTION, made), _shown(shown))


def test_each_option_that_shows_something_is_worth_a_case() -> None:
    base = Entry(scenario(call_of(MANY_OPTIONS, Literal("abc"))), _shown("'1'"), 1.0, 0)
    judge = Judge(MANY_OPTIONS, [base], LookedUp((), ()))
    for option in range(12):
        _with_option(judge, base, option, 1, f"'shown {option}'")
    assert len(judge.cases()) == 10
    assert not judge.is_full
    pairs = [
        {each.parameter.name for each in made.act.arguments if not each.is_required}
        for _, made in judge.pairs()
    ]
    assert {"option_0", "option_9"} in pairs
    assert all(len(each) == 2 for each in pairs)


def test_two_options_are_a_case_where_they_show_something_new() -> None:
    base = Entry(scenario(call_of(MANY_OPTIONS, Literal("abc"))), _shown("'1'"), 1.0, 0)
    judge = Judge(MANY_OPTIONS, [base], LookedUp((), ()))
    for number, shown in enumerate(("'1'", "'2'", "'2'", "'3'", "'4'", "'5'", "'6'")):
        made = scenario(call_of(MANY_OPTIONS, Literal("abc"), Literal(number), Literal(1)))
        judge.look(Tried(judge, base, Family.PAIR, made), _shown(shown))
    assert len(judge.cases()) == 4


def test_an_input_that_holds_much_has_neighbours_of_its_own() -> None:
    base = Entry(scenario(call_of(ACT, Literal("abc"))), _shown("'1'"), 1.0, 0)
    judge = Judge(ACT, [base], LookedUp((), ()))
    much = scenario(call_of(ACT, Literal("an old fox")))
    judge.look(Tried(judge, base, Family.RICH, much), _shown("'2'"))
    assert much in [each.scenario for each in judge.bases()]
    refused = scenario(call_of(ACT, Literal("no old fox")))
    judge.look(Tried(judge, base, Family.RICH, refused), REFUSED)
    assert refused not in [each.scenario for each in judge.bases()]


@pytest.mark.parametrize(
    ("given", "shown", "is_kept"),
    [
        ("an old fox", "'old'", True),
        ("an old fox", "'1'", False),
        ("an old fox", "'an old fox'", False),
    ],
    ids=["taken apart", "makes no difference", "comes out again"],
)
def test_only_what_is_looked_into_has_neighbours(given: str, shown: str, is_kept: bool) -> None:
    before = "'abc'" if shown == f"'{given}'" else "'1'"
    base = Entry(scenario(call_of(ACT, Literal("abc"))), _shown(before), 1.0, 0)
    judge = Judge(ACT, [base], LookedUp((), ()))
    much = scenario(call_of(ACT, Literal(given)))
    judge.look(Tried(judge, base, Family.RICH, much), _shown(shown))
    assert (much in [each.scenario for each in judge.bases()]) is is_kept


@pytest.mark.parametrize(("shown", "is_case"), [("'old'", True), ("'1'", False)])
def test_white_space_of_another_kind_is_a_case_where_a_text_is_taken_apart(
    shown: str, is_case: bool
) -> None:
    base = Entry(scenario(call_of(ACT, Literal("an old fox"))), _shown(shown), 1.0, 0)
    judge = Judge(ACT, [base], LookedUp((), ()))
    tried = scenario(call_of(ACT, Literal("an\u00a0old fox")))
    judge.look(Tried(judge, base, Family.BLANK, tried), _shown(shown))
    assert bool(judge.cases()) is is_case


def test_a_part_of_another_input_that_is_refused_is_no_case() -> None:
    base = Entry(scenario(call_of(ACT, Literal("an old fox"))), _shown("'1'"), 1.0, 0)
    for found, expected in ((REFUSED, 0), (_shown("'2'"), 1)):
        judge = Judge(ACT, [base], LookedUp((), ()))
        judge.look(Tried(judge, base, Family.WITHIN, base.scenario), found)
        assert len(judge.cases()) == expected
