"""Observations as assertions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aqe.domain.candidate import Candidate, Statement, StatementForm
from aqe.domain.recipe import (
    Attribute,
    Call,
    Collection,
    Literal,
    Operation,
    Symbol,
    Variable,
    Verbatim,
)
from aqe.domain.run import CandidateOutcome, CandidateRun, Failure, Observation, Snapshot
from aqe.domain.suite import RESULT, Assertion, AssertionKind, OracleBasis, TestCase
from aqe.generation.observing.oracles import Agreement, Oracles
from aqe.syntax.python import Printer

ORACLES = Oracles("shop", frozenset({"Box", "Full"}))
NONE = Snapshot("literal", "builtins:NoneType", "None")


def snapshot(source: str, kind: str = "literal", type_name: str = "builtins:int") -> Snapshot:
    return Snapshot(kind, type_name, source)


def case(
    value: Snapshot | None = None,
    *,
    statements: tuple[Statement, ...] | None = None,
    documented: str | None = None,
    fixtures: tuple[str, ...] = (),
    observation: Observation | None = None,
    **run: object,
) -> TestCase:
    if statements is None:
        call = Call(Symbol("shop", "f"), (Literal("blue"),))
        statements = (Statement(call, "result", is_act=True),)
    last = len(statements) - 1
    observed = observation or Observation(last, value)
    earlier = tuple(Observation(index, None) for index in range(last))
    observations = run.pop("observations", (*earlier, observed))
    facts = {"outcome": CandidateOutcome.COMPLETED, "observations": observations, **run}
    return TestCase(
        Candidate(1, "f", statements, fixtures=fixtures, documented=documented),
        CandidateRun(1, **facts),  # type: ignore[arg-type]
        OracleBasis.RECORDED,
        frozenset(),
    )


def told(assertion: Assertion) -> str:
    """An assertion on one line, for comparison."""
    text = Printer().expression
    place = "" if assertion.place is None else text(assertion.place)
    expected = "" if assertion.expected is None else text(assertion.expected)
    return f"{assertion.kind} {place} {expected} {assertion.text or ''}".strip()


def all_told(test: TestCase) -> list[str]:
    return [told(each) for each in ORACLES.assertions(test)]


@pytest.mark.parametrize(
    ("value", "assertion"),
    [
        (snapshot("7"), "equal <result> 7"),
        (snapshot("None"), "identical <result> None"),
        (snapshot("True"), "identical <result> True"),
        (snapshot("0.5", "approximate"), "approximate <result> 0.5"),
        (snapshot("['a']"), 'equal <result> ["a"]'),
        (Snapshot("opaque", "shop:Box"), "instance <result> Box"),
        (
            Snapshot("opaque", "far.away:Thing"),
            'equal type(<result>).__name__ "Thing"',
        ),
        (Snapshot("opaque", "builtins:generator"), 'equal type(<result>).__name__ "generator"'),
        (Snapshot("opaque", "builtins:method"), "true callable(<result>)"),
        (Snapshot("opaque", ":Twin"), "instance <result> Twin"),
    ],
)
def test_value_is_asserted_in_its_form(value: Snapshot, assertion: str) -> None:
    assert all_told(case(value)) == [assertion]


def test_a_result_of_a_derived_class_is_held_to_be_of_it() -> None:
    derived = snapshot("DerivedBox(1)", type_name=":DerivedBox")
    assert all_told(case(derived)) == [
        "instance <result> DerivedBox",
        "equal <result> DerivedBox(1)",
    ]


def test_a_function_that_took_over_a_name_is_held_to_it() -> None:
    function = Snapshot(
        "object",
        "builtins:function",
        attributes=(("__name__", snapshot("'add'")), ("_hidden", snapshot("1"))),
    )
    assert all_told(case(function)) == ['equal <result>.__name__ "add"']


def test_an_object_like_one_that_was_given_is_held_to_be_another() -> None:
    box = Snapshot("object", "shop:Box", items=snapshot("[1]"))
    statements = (
        Statement(Call(Symbol("shop", "Box"), (Literal("blue"),)), "box"),
        Statement(Call(Attribute(Variable("box"), "at"), (Literal("x"),)), "result", is_act=True),
    )
    made = Observation(0, box)
    copied = all_told(
        case(statements=statements, observations=(made, Observation(1, box, apart="box")))
    )
    assert copied[-1] == "true <result> is not box"
    alike = all_told(case(statements=statements, observations=(made, Observation(1, box))))
    assert copied[:-1] == alike


def test_source_with_symbols_is_a_recipe_of_those_symbols() -> None:
    value = Snapshot(
        "literal", "datetime:timedelta", "timedelta(days=1)", (("datetime", "timedelta"),)
    )
    (assertion,) = ORACLES.assertions(case(value))
    assert assertion.expected == Call(Symbol("datetime", "timedelta"), (), (("days", Literal(1)),))


def test_source_that_is_no_recipe_stays_verbatim() -> None:
    value = Snapshot("literal", "shop:Box", "Box(*sizes)", (("shop", "Box"),))
    (assertion,) = ORACLES.assertions(case(value))
    assert assertion.expected == Verbatim("Box(*sizes)", (Symbol("shop", "Box"),))


def test_attributes_that_come_from_the_inputs_are_asserted_first_and_at_most_six() -> None:
    attributes = [(f"plain_{letter}", snapshot("5")) for letter in "abcdefgh"]
    attributes += [("empty", snapshot("None")), ("color", snapshot("'blue'"))]
    value = Snapshot("object", "shop:Box", attributes=tuple(attributes))
    found = all_told(case(value))
    assert found[0] == 'equal <result>.color "blue"'
    assert len(found) == 6
    assert not any("empty" in each for each in found)


def test_private_and_opaque_attributes_are_not_asserted() -> None:
    attributes = (("_secret", snapshot("1")), ("lock", Snapshot("opaque", "thread:lock")))
    value = Snapshot("object", "shop:Box", attributes=attributes, length=2, text="a box")
    assert all_told(case(value)) == ["equal len(<result>) 2", 'equal str(<result>) "a box"']


def test_long_value_is_described_by_its_length_and_ends() -> None:
    found = all_told(case(snapshot(repr([{"name": "x" * 20, "n": n} for n in range(12)]))))
    assert found == [
        "equal len(<result>) 12",
        'equal <result>[0] {"name": "' + "x" * 20 + '", "n": 0}',
        'equal <result>[-1] {"name": "' + "x" * 20 + '", "n": 11}',
    ]


def test_long_text_is_described_by_its_length_and_ends() -> None:
    found = all_told(case(snapshot(repr("start " + "x" * 300 + " end"))))
    assert found[0] == "equal len(<result>) 310"
    assert found[1].startswith('true <result>.startswith("start ')
    assert found[2].endswith(' end")')


def test_ends_of_a_long_text_are_cut_between_lines_or_words() -> None:
    lines = "\n".join(f"line {number} of a long text" for number in range(20))
    found = all_told(case(snapshot(repr(lines))))
    assert found[1:] == [
        'true <result>.startswith("line 0 of a long text\\nline 1 of a long text\\n")',
        'true <result>.endswith("line 18 of a long text\\nline 19 of a long text")',
    ]
    words = all_told(case(snapshot(repr(" ".join(f"word{number}" for number in range(60))))))
    assert words[1].endswith(' word9 ")')
    assert words[2].startswith('true <result>.endswith("word5')
    solid = all_told(case(snapshot(repr(b"x" * 300))))
    assert solid[1] == f'true <result>.startswith(b"{"x" * 60}")'


def test_container_too_long_for_a_source_is_described_by_its_ends() -> None:
    value = Snapshot("object", "builtins:list", length=900, first=snapshot("1"), last=snapshot("5"))
    assert all_told(case(value)) == [
        "equal len(<result>) 900",
        "equal <result>[0] 1",
        "equal <result>[-1] 5",
    ]


def box_case(before: Snapshot, after: Snapshot) -> TestCase:
    box = Statement(Call(Symbol("shop", "Box")), "box")
    push = Statement(Call(Attribute(Variable("box"), "push")), "result", is_act=True)
    observations = (Observation(0, before), Observation(1, NONE))
    return case(statements=(box, push), observations=observations, after=(("box", after),))


def test_only_what_changed_of_a_receiver_is_asserted() -> None:
    before = Snapshot(
        "object", "shop:Box", attributes=(("size", snapshot("3")), ("items", snapshot("[]")))
    )
    after = replace(before, attributes=(("size", snapshot("3")), ("items", snapshot("['pen']"))))
    test = box_case(before, replace(after, length=1))
    assert all_told(test) == ['equal box.items ["pen"]', "equal len(box) 1"]


def test_changed_argument_is_asserted_as_a_whole_and_none_is_not() -> None:
    assert all_told(box_case(snapshot("[2, 1]"), snapshot("[1, 2]"))) == ["equal box [1, 2]"]


def test_an_object_that_an_operator_left_unchanged_is_held_to_that() -> None:
    box = Statement(Call(Symbol("shop", "Box")), "box")
    added = Operation("add", (Variable("box"), Collection("list")))
    grow = Statement(added, "box", StatementForm.AUGMENT, Variable("box"), is_act=True)
    held = Snapshot("object", "shop:Box", attributes=(("size", snapshot("3")),))
    test = case(statements=(box, grow), observations=(Observation(0, held), Observation(1, held)))
    assert all_told(test) == ["equal box.size 3"]
    grown = replace(held, attributes=(("size", snapshot("5")), ("kind", snapshot("'a'"))))
    held = replace(held, attributes=(("size", snapshot("3")), ("kind", snapshot("'a'"))))
    test = case(statements=(box, grow), observations=(Observation(0, held), Observation(1, grown)))
    assert all_told(test) == ["equal box.size 5"]


@pytest.mark.parametrize(
    ("failure", "assertion"),
    [
        (Failure("builtins:ValueError", "too small", True), "raises  ValueError ^too small$"),
        (Failure("shop:Full", "", True), "raises  Full"),
        (Failure("json.decoder:JSONDecodeError", "no", True), "raises  JSONDecodeError ^no$"),
    ],
)
def test_exception_is_asserted_with_its_message(failure: Failure, assertion: str) -> None:
    test = case(None, outcome=CandidateOutcome.RAISED, failed_at=0, failure=failure)
    assert all_told(test) == [assertion]


def test_a_path_in_the_folder_of_the_test_is_demanded_from_there() -> None:
    shown = case(snapshot("tmp_path / 'a/b.txt'", type_name="pathlib:PosixPath"))
    assert [told(each) for each in ORACLES.assertions(shown)] == [
        'equal <result> tmp_path / "a/b.txt"'
    ]


def test_the_words_of_the_interpreter_are_not_demanded() -> None:
    failure = Failure("builtins:TypeError", "unsupported operand type(s)", True, is_incidental=True)

    shown = case(outcome=CandidateOutcome.RAISED, failure=failure, failed_at=0)

    assert [told(each) for each in ORACLES.assertions(shown)] == ["raises  TypeError"]


def test_exception_that_cannot_be_imported_is_asserted_by_its_name() -> None:
    failure = Failure("shop:make.<locals>.Odd", "odd", True)
    test = case(None, outcome=CandidateOutcome.RAISED, failed_at=0, failure=failure)
    (assertion,) = ORACLES.assertions(test)
    assert (assertion.expected, assertion.type_name) == (None, "Odd")


def test_nothing_is_demanded_of_what_an_endless_recursion_left_behind() -> None:
    failure = Failure("builtins:RecursionError", "maximum recursion depth exceeded", True)
    made = (Statement(Collection("list"), "items"), Statement(Call(Symbol("shop", "f")), "result"))
    left = (("items", Snapshot("literal", "builtins:list", "[1]")),)
    test = case(
        statements=made,
        outcome=CandidateOutcome.RAISED,
        failed_at=1,
        failure=failure,
        after=left,
    )
    (assertion,) = ORACLES.assertions(test)
    assert (assertion.kind, assertion.text) == (AssertionKind.RAISES, None)
    other = replace(failure, type="builtins:ValueError")
    assert len(ORACLES.assertions(replace(test, run=replace(test.run, failure=other)))) == 2


def test_output_that_was_not_read_yet_counts_for_the_next_assertion() -> None:
    hello = Statement(Call(Symbol("shop", "hello")))
    test = case(
        statements=(hello, replace(hello, is_act=True)),
        observations=(Observation(0, NONE, stdout="one\n"), Observation(1, NONE, stdout="two\n")),
    )
    assert all_told(test) == [r'output  "one\ntwo\n"']


def test_silence_is_a_result_of_what_warns_elsewhere() -> None:
    oracles = Oracles("shop", warners=frozenset({"f"}))
    quiet, killer = case(snapshot("1")), replace(case(snapshot("1")), kills=("mutant",))
    loud = replace(
        case(observation=Observation(0, snapshot("1"), warnings=("UserWarning",))),
        kills=("mutant",),
    )

    def kinds(test: TestCase, by: Oracles = oracles) -> list[AssertionKind]:
        return [each.kind for each in by.assertions(test)]

    assert kinds(killer) == [AssertionKind.QUIET, AssertionKind.EQUAL]
    assert kinds(killer, ORACLES) == [AssertionKind.EQUAL]
    assert kinds(quiet) == [AssertionKind.EQUAL]
    assert kinds(loud) == [AssertionKind.WARNS, AssertionKind.EQUAL]


def test_warning_is_asserted_when_its_category_is_built_in() -> None:
    warned = Observation(0, snapshot("1"), warnings=("DeprecationWarning",))
    assert all_told(case(observation=warned)) == [
        "warns  DeprecationWarning",
        "equal <result> 1",
    ]
    foreign = Observation(0, snapshot("1"), warnings=("ShopWarning",))
    assert all_told(case(observation=foreign)) == ["equal <result> 1"]


def test_files_are_asserted_unless_the_test_itself_wrote_them() -> None:
    write = Call(Symbol("", "written"), (Variable("tmp_path"), Literal("in.txt"), Literal("a")))
    act = Statement(Call(Symbol("shop", "copy")), "result", is_act=True)
    test = case(
        statements=(Statement(write), act),
        observations=(Observation(0, None), Observation(1, NONE)),
        fixtures=("tmp_path",),
        files=(("in.txt", "a"), ("out.txt", "b"), ("dos.txt", "c\r\n")),
    )
    assert all_told(test) == [
        'equal (tmp_path / "out.txt").read_text(encoding="utf-8") "b"',
        'equal (tmp_path / "dos.txt").read_bytes() b"c\\r\\n"',
    ]
    assert all_told(replace(test, candidate=replace(test.candidate, fixtures=()))) == [
        "identical <result> None"
    ]


@pytest.mark.parametrize(
    ("documented", "value", "agreement"),
    [
        ("{'b': 2, 'a': 1}", snapshot("{'a': 1, 'b': 2}"), Agreement.AGREES),
        ("'one'", snapshot("'two'"), Agreement.DISAGREES),
        ("Box(1)", snapshot("Box( 1 )"), Agreement.AGREES),
        ("<Box>", snapshot("1"), Agreement.UNKNOWN),
        ("1", Snapshot("opaque", "shop:Box"), Agreement.UNKNOWN),
        (None, snapshot("1"), Agreement.UNKNOWN),
    ],
)
def test_documented_result_is_compared(
    documented: str | None, value: Snapshot, agreement: Agreement
) -> None:
    test = case(value, documented=documented)
    assert ORACLES.agreement(test) is agreement
    found = ORACLES.with_assertions(test)
    is_documented = agreement is Agreement.AGREES
    expected = OracleBasis.DOCUMENTED if is_documented else OracleBasis.RECORDED
    assert found.basis is expected
    assert {each.basis for each in found.assertions} == {expected}


def test_documented_output_and_exception_are_compared() -> None:
    printed = case(observation=Observation(0, NONE, stdout="hello\n"), documented="hello")
    assert ORACLES.agreement(printed) is Agreement.AGREES
    failure = Failure("builtins:KeyError", "'a'", True)
    raised = case(None, outcome=CandidateOutcome.RAISED, failed_at=0, failure=failure)
    for documented, agreement in (
        ("Traceback (most recent call last):\n  ...\nKeyError: 'a'", Agreement.AGREES),
        ("ValueError", Agreement.DISAGREES),
    ):
        candidate = replace(raised.candidate, documented=documented)
        assert ORACLES.agreement(replace(raised, candidate=candidate)) is agreement


def test_a_match_is_told_by_where_it_lies_and_what_it_holds() -> None:
    text = "<re.Match object; span=(0, 1), match='a'>"
    attributes = (("string", snapshot("'abc'")), ("endpos", snapshot("3")))
    match = Snapshot("object", "re:Match", attributes=attributes, text=text)
    assert all_told(case(match)) == [f'equal str(<result>) "{text}"']
    other = Snapshot("object", "shop:Match", attributes=attributes, text=text)
    assert len(all_told(case(other))) == 3


def test_result_of_an_arranging_statement_is_not_asserted() -> None:
    arrange = Statement(Collection("list", (Literal(1),)), "numbers")
    act = Statement(Operation("getitem", (Variable("numbers"), Literal(0))), "result", is_act=True)
    observations = (Observation(0, snapshot("[1]")), Observation(1, snapshot("1")))
    test = case(statements=(arrange, act), observations=observations)
    (assertion,) = ORACLES.assertions(test)
    assert (assertion.statement, assertion.place) == (1, RESULT)
    assert assertion.kind is AssertionKind.EQUAL


def test_a_text_with_an_address_is_held_at_both_sides_of_it() -> None:
    shown = Snapshot("object", "builtins:str", starts="<Box at 0x", ends=" size=3>")
    assert all_told(case(shown)) == [
        'true <result>.startswith("<Box at 0x")',
        'true <result>.endswith(" size=3>")',
    ]


def test_nothing_behind_an_address_is_nothing_to_demand() -> None:
    shown = Snapshot("object", "builtins:str", starts="Box 0x", ends="")
    assert all_told(case(shown)) == ['true <result>.startswith("Box 0x")']


def _sorted_basket(basket: Snapshot, **run: object) -> TestCase:
    statements = (
        Statement(Call(Symbol("shop", "Box")), "basket"),
        Statement(Call(Attribute(Variable("basket"), "sort")), "result", is_act=True),
    )
    observations = (Observation(0, basket), Observation(1, NONE))
    return case(statements=statements, observations=observations, **run)


def test_a_method_that_changes_nothing_leaves_its_object_as_it_was() -> None:
    items = Snapshot("object", "shop:Box", items=snapshot("[1, 2]", type_name="builtins:list"))
    assert all_told(_sorted_basket(items)) == ["equal list(basket) [1, 2]"]


def test_where_the_object_cannot_be_described_none_is_demanded() -> None:
    assert all_told(_sorted_basket(Snapshot("opaque", "shop:Box"))) == ["identical <result> None"]


def test_where_something_changed_that_is_demanded() -> None:
    items = Snapshot("object", "shop:Box", items=snapshot("[1, 2]", type_name="builtins:list"))
    changed = replace(items, items=snapshot("[2, 1]", type_name="builtins:list"))
    told_of = all_told(_sorted_basket(items, after=(("basket", changed),)))
    assert told_of == ["equal list(basket) [2, 1]"]


@pytest.mark.parametrize("text", ["5 calls in 0.003 seconds\n", "done (0.1s)\n", "took 1.25 ms\n"])
def test_how_long_it_took_is_not_demanded(text: str) -> None:
    assert all_told(case(observation=Observation(0, NONE, stdout=text))) == []


def test_other_numbers_in_the_output_are() -> None:
    assert all_told(case(observation=Observation(0, NONE, stdout="version 1.2 stable\n"))) != []


@pytest.mark.parametrize(
    ("text", "is_told"), [("Box(['a'])", False), ("['a']", False), ("<Box of 1>", True)]
)
def test_a_text_that_repeats_the_items_is_not_demanded(text: str, is_told: bool) -> None:
    items = snapshot("['a']", type_name="builtins:list")
    box = Snapshot("object", "shop:Box", length=1, items=items, text=text)
    found = all_told(case(box))
    assert 'equal list(<result>) ["a"]' in found
    assert any(each.startswith("equal str(") for each in found) == is_told


def test_what_a_file_in_memory_holds_is_asserted() -> None:
    before = Snapshot("object", "_io:BytesIO", contents=snapshot("b''"))
    after = replace(before, contents=snapshot("b'a = 1'"))
    assert all_told(box_case(before, after)) == ['equal box.getvalue() b"a = 1"']


def test_the_type_of_what_the_test_made_is_no_result() -> None:
    before = Snapshot("object", "shop:Box", attributes=(("_seen", snapshot("1")),))
    after = replace(before, attributes=(("_seen", snapshot("2")),))
    box = Statement(Call(Symbol("shop", "Box")), "box")
    push = Statement(Call(Attribute(Variable("box"), "push")), "result", is_act=True)

    def of(value: Snapshot, last: Snapshot) -> list[str]:
        seen = (Observation(0, before), Observation(1, value))
        return all_told(case(statements=(box, push), observations=seen, after=(("box", last),)))

    assert of(snapshot("5"), after) == ["equal <result> 5"]
    assert of(NONE, after) == ["instance box Box"], "unless there is nothing else to say"
    other = Snapshot("opaque", "shop:Full")
    assert of(snapshot("5"), other) == ["equal <result> 5", "instance box Full"]


def test_attributes_that_are_as_at_the_beginning_come_last() -> None:
    shown = Snapshot(
        "object",
        "shop:Span",
        attributes=(("months", snapshot("Decimal('0')")), ("days", snapshot("-1"))),
    )
    assert [told(each).split()[1] for each in ORACLES.assertions(case(shown))] == [
        "<result>.days",
        "<result>.months",
    ]


BOX = Snapshot(
    "object", "shop:Box", attributes=(("name", snapshot("'a'")), ("items", snapshot("[1]")))
)
FILLED = replace(BOX, attributes=(("name", snapshot("'a'")), ("items", snapshot("[1, 2]"))))


def _act_on_box(value: Snapshot, **run: object) -> TestCase:
    statements = (
        Statement(Call(Symbol("shop", "Box")), "box"),
        Statement(Call(Attribute(Variable("box"), "push")), "pushed"),
        Statement(Call(Attribute(Variable("box"), "last")), "result", is_act=True),
    )
    observations = (
        Observation(0, BOX),
        Observation(1, NONE),
        run.pop("observation", Observation(2, value)),
    )
    return case(statements=statements, observations=observations, **run)


def test_what_an_earlier_call_changed_is_not_demanded_of_a_later_one() -> None:
    emptied = replace(BOX, attributes=(("name", snapshot("'b'")), ("items", snapshot("[1, 2]"))))
    test = _act_on_box(snapshot("2"), before=(("box", FILLED),), after=(("box", emptied),))
    assert all_told(test) == ["equal <result> 2", 'equal box.name "b"']


def test_what_did_not_change_inside_an_attribute_is_not_demanded() -> None:
    def holding(inner: Snapshot) -> Snapshot:
        return Snapshot("object", "shop:Shelf", attributes=(("box", inner),))

    test = box_case(holding(BOX), holding(FILLED))
    assert all_told(test) == ["equal box.box.items [1, 2]"]


def test_an_object_that_comes_back_is_told_by_being_the_same() -> None:
    observation = Observation(2, FILLED, same="box")
    test = _act_on_box(FILLED, observation=observation, after=(("box", FILLED),))
    assert all_told(test) == ["true <result> is box", "equal box.items [1, 2]"]


def test_another_name_for_an_object_says_nothing_more() -> None:
    test = _act_on_box(snapshot("2"), after=(("box", FILLED), ("pushed", FILLED)))
    assert "equal pushed.items [1, 2]" in all_told(test)
    observations = (test.run.observations[0], Observation(1, BOX, same="box"))
    run = replace(test.run, observations=(*observations, test.run.observations[2]))
    assert all_told(replace(test, run=run)) == ["equal <result> 2", "equal box.items [1, 2]"]


def test_that_all_stays_as_it_was_is_demanded_where_a_mutant_shows_in_nothing_else() -> None:
    test = _act_on_box(snapshot("2"), before=(("box", FILLED),))
    assert all_told(test) == ["equal <result> 2"]
    told_apart = replace(test, disturbed=frozenset({("box", "")}))
    found = ORACLES.assertions(told_apart)
    assert [told(each) for each in found] == [
        "equal <result> 2",
        'equal box.name "a"',
        "equal box.items [1, 2]",
    ]
    assert [each.is_kept for each in found] == [False, True, True]


def test_of_what_changes_the_rest_is_demanded_where_a_mutant_shows_in_nothing_else() -> None:
    test = _act_on_box(snapshot("2"), before=(("box", BOX),), after=(("box", FILLED),))
    assert all_told(test) == ["equal <result> 2", "equal box.items [1, 2]"]
    found = ORACLES.assertions(replace(test, disturbed=frozenset({("box", "")})))
    assert [told(each) for each in found] == [
        "equal <result> 2",
        "equal box.items [1, 2]",
        'equal box.name "a"',
    ]
    assert [each.is_kept for each in found] == [False, False, True]


def test_an_attribute_that_a_mutant_disturbs_is_demanded_though_no_call_changes_it() -> None:
    seen = replace(ORACLES, moving=frozenset({("shop:Box", "items")}))
    still = replace(_act_on_box(snapshot("2")), disturbed=frozenset({("box", "name")}))
    assert [told(each) for each in seen.assertions(still)] == [
        "equal <result> 2",
        'equal box.name "a"',
        "equal box.items [1]",
    ]
    changed = _act_on_box(snapshot("2"), before=(("box", BOX),), after=(("box", FILLED),))
    for part, more in (("name", ['equal box.name "a"']), ("_gone", [])):
        found = seen.assertions(replace(changed, disturbed=frozenset({("box", part)})))
        assert [told(each) for each in found][2:] == more


def test_only_the_variable_that_a_mutant_disturbs_is_held_to_its_state() -> None:
    test = _act_on_box(snapshot("2"), before=(("box", FILLED),))
    found = ORACLES.assertions(replace(test, disturbed=frozenset({("unknown", "")})))
    assert [told(each) for each in found][1:] == ['equal box.name "a"', "equal box.items [1, 2]"]


def test_what_a_refusal_left_as_it_was_is_demanded_where_a_mutant_shows_in_nothing_else() -> None:
    test = _act_on_box(NONE, before=(("box", FILLED),))
    failure = Failure("builtins:ValueError", "full", True, line=3)
    run = replace(
        test.run,
        outcome=CandidateOutcome.RAISED,
        failure=failure,
        failed_at=len(test.candidate.statements) - 1,
        observations=test.run.observations[:-1],
        after=(),
    )
    refused = replace(test, run=run)
    assert all_told(refused) == ["raises  ValueError ^full$"]
    assert all_told(replace(refused, disturbed=frozenset({("box", "")}))) == [
        "raises  ValueError ^full$",
        'equal box.name "a"',
        "equal box.items [1, 2]",
    ]


def test_leaving_alone_what_no_call_changes_is_not_worth_a_line() -> None:
    seen = frozenset({("shop:Box", "items")})
    test = replace(_act_on_box(snapshot("2")), disturbed=frozenset({("box", "")}))
    found = replace(ORACLES, moving=seen).assertions(test)
    assert [told(each) for each in found] == ["equal <result> 2", "equal box.items [1]"]
    elsewhere = replace(ORACLES, moving=frozenset({("shop:Full", "items")})).assertions(test)
    assert [told(each) for each in elsewhere][1:] == ['equal box.name "a"', "equal box.items [1]"]


def test_none_is_a_result_where_the_call_answers_elsewhere() -> None:
    test = _act_on_box(NONE)
    oracles = replace(ORACLES, moving=frozenset({("shop:Box", "items")}))
    assert [told(each) for each in oracles.assertions(test)] == ["equal box.items [1]"]
    assert all_told(test) == ["identical <result> None"], "no call changes what there is to see"
    answering = replace(oracles, answering=frozenset({test.candidate.subject}))
    assert [told(each) for each in answering.assertions(test)] == ["identical <result> None"]


@pytest.mark.parametrize(
    ("given", "source", "expected"),
    [
        pytest.param(1.5, "1.5", "equal", id="handed-through"),
        pytest.param(1.5, "[1.5]", "equal", id="handed-through-in-a-list"),
        pytest.param(1.5, "3.0", "approximate", id="computed"),
        pytest.param(1.5, "[1.5, 3.0]", "approximate", id="partly-computed"),
        pytest.param(1, "1.0", "approximate", id="converted"),
    ],
)
def test_a_float_that_was_handed_in_is_compared_exactly(
    given: float, source: str, expected: str
) -> None:
    call = Call(Symbol("shop", "f"), (Literal(given),))
    statements = (Statement(call, "result", is_act=True),)
    value = snapshot(source, "approximate", "builtins:float")
    found = ORACLES.assertions(case(value, statements=statements))
    assert [each.kind for each in found] == [AssertionKind(expected)]


FIELDS = {"Box": frozenset({"name", "size", "lid"})}
MADE = Snapshot(
    "approximate", "shop:Box", "Box(lid=None, name='blue', size=2.5)", (("shop", "Box"),)
)


def _told_of(test: TestCase, fields: dict[str, frozenset[str]]) -> list[str]:
    return [told(each) for each in replace(ORACLES, fields=fields).assertions(test)]


def test_what_a_construction_made_is_told_by_its_attributes() -> None:
    call = Call(Symbol("shop", "Box"), (Literal("blue"), Literal(2.5)))
    test = case(MADE, statements=(Statement(call, "result", is_act=True),))
    assert _told_of(test, FIELDS) == [
        "identical <result>.lid None",
        'equal <result>.name "blue"',
        "equal <result>.size 2.5",
    ]
    whole = ['approximate <result> Box(lid=None, name="blue", size=2.5)']
    assert _told_of(test, {}) == _told_of(test, {"Box": frozenset({"name"})}) == whole
    assert _told_of(case(MADE), FIELDS) == whole


@pytest.mark.parametrize("form", [StatementForm.ASSIGN, StatementForm.DELETE])
def test_that_all_is_as_it_was_is_demanded_where_putting_or_deleting_changes_nothing(
    form: StatementForm,
) -> None:
    held = Snapshot("object", "shop:Box", items=snapshot("['a']"))
    place = Operation("getitem", (Variable("box"), Literal("b")))
    statements = (
        Statement(Call(Symbol("shop", "Box")), "box"),
        Statement(Literal(None), None, form, place, is_act=True),
    )
    seen = (Observation(0, held), Observation(1, None))
    (kept,) = ORACLES.assertions(case(statements=statements, observations=seen))
    assert told(kept) == 'equal list(box) ["a"]'
    assert kept.is_kept
    filled = replace(held, items=snapshot("['a', 'b']"))
    changed = case(statements=statements, observations=seen, after=(("box", filled),))
    assert all_told(changed) == ['equal list(box) ["a", "b"]']


@pytest.mark.parametrize(
    ("callee", "measures", "demand"),
    [
        (Attribute(Variable("box"), "getsizeof"), False, "equal <result> 48"),
        (Attribute(Variable("box"), "getsizeof"), True, "instance <result> int"),
        (Symbol("sys", "getsizeof"), False, "instance <result> int"),
        (Attribute(Variable("box"), "__sizeof__"), False, "instance <result> int"),
    ],
)
def test_a_size_is_demanded_where_it_is_not_asked_of_the_interpreter(
    callee: Attribute | Symbol, measures: bool, demand: str
) -> None:
    call = Call(callee, (Literal("a"),))
    test = case(snapshot("48"), statements=(Statement(call, "result", is_act=True),))
    found = replace(ORACLES, measures=measures).assertions(test)
    assert [told(each) for each in found] == [demand]


def _refused(*held: tuple[str, Snapshot], statement: Statement | None = None) -> TestCase:
    failure = Failure("shop:Full", "full", True, held=held)
    call = statement or Statement(Call(Symbol("shop", "f")), None, is_act=True)
    return case(statements=(call,), outcome=CandidateOutcome.RAISED, failed_at=0, failure=failure)


def test_what_an_exception_holds_is_demanded_behind_it() -> None:
    texts = all_told(_refused(("code", snapshot("413")), ("last", snapshot("True"))))
    assert texts[1:] == ["equal caught.value.code 413", "identical caught.value.last True"]


@pytest.mark.parametrize(
    "statement",
    [
        Statement(Call(Symbol("shop", "f")), None, StatementForm.WITH, is_act=True),
        Statement(Call(Symbol("shop", "f")), "caught", is_act=True),
    ],
)
def test_where_no_name_for_an_exception_is_free_nothing_of_it_is_demanded(
    statement: Statement,
) -> None:
    assert len(all_told(_refused(("code", snapshot("413")), statement=statement))) == 1
