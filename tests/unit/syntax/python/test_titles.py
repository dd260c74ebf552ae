"""Names of tests: why an input is refused, what decided a result, and no values."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

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
from aqe.domain.subject import CallableKind, CallableSubject, Parameter, ParameterKind, Subject
from aqe.domain.suite import (
    RESULT,
    Assertion,
    AssertionKind,
    Decision,
    OracleBasis,
    Suite,
    TestCase,
)
from aqe.syntax.python.suites import Header, print_suite

SOURCE = """
def weigh(load, limit=None, unit="kg", rank=None):
    if not isinstance(limit, int):
        raise TypeError("limit must be an int")
    if unit in RESERVED_UNITS:
        raise ValueError("reserved")
    if load is None or load > limit:
        raise ValueError("load too heavy for it")
    if limit is not None and load < limit:
        return "light"
    load = load + 1
    if load < 9:
        return rank(load, limit)
    if not unit:
        raise ValueError("no unit was given")
    if unit == "g":
        return rank
    elif unit == "none":
        return load
    else:
        raise ValueError("sorry")
    raise ValueError("Invalid unit name: " + unit)

def check(load, unit):
    if unit not in UNITS:
        raise KeyError(unit)
"""


def _parameter(name: str, default: str | None = None) -> Parameter:
    return Parameter(name, ParameterKind.POSITIONAL_OR_KEYWORD, default)


SUBJECT = Subject(
    "scales",
    Path("scales.py"),
    Path(),
    SOURCE,
    "python",
    (
        CallableSubject(
            "weigh",
            "weigh",
            CallableKind.FUNCTION,
            None,
            (
                _parameter("load"),
                _parameter("limit", "None"),
                _parameter("unit", "'kg'"),
                _parameter("rank", "None"),
            ),
            first_line=2,
            last_line=22,
        ),
        CallableSubject(
            "check",
            "check",
            CallableKind.FUNCTION,
            None,
            (_parameter("load"), _parameter("unit")),
            first_line=24,
            last_line=26,
        ),
    ),
    (),
)
TEXT, NONE = Literal("light"), Literal(None)


def _case(
    *arguments: Recipe,
    keywords: tuple[tuple[str, Recipe], ...] = (),
    expected: Recipe = TEXT,
    decisions: tuple[Decision, ...] = (),
    subject: str = "weigh",
) -> TestCase:
    called = Call(Symbol("scales", subject), arguments, keywords)
    return TestCase(
        Candidate(0, subject, (Statement(called, "result", is_act=True),)),
        CandidateRun(0, CandidateOutcome.COMPLETED),
        OracleBasis.RECORDED,
        frozenset(),
        assertions=(Assertion(AssertionKind.EQUAL, 0, RESULT, expected),),
        decisions=decisions,
    )


def _failing(
    case: TestCase, error: str, line: int, message: str, *, within: bool = True
) -> TestCase:
    failure = Failure(f"builtins:{error}", message, within, line=line)
    raised = Assertion(AssertionKind.RAISES, 0, expected=Symbol("builtins", error), text="^x")
    run = replace(case.run, outcome=CandidateOutcome.RAISED, failed_at=0, failure=failure)
    return replace(case, run=run, assertions=(raised,))


def _printed(*cases: TestCase) -> str:
    numbered = tuple(
        replace(
            each,
            candidate=replace(each.candidate, id=number),
            run=replace(each.run, candidate=number),
        )
        for number, each in enumerate(cases)
    )
    header = Header("1", "aqe test generate scales.py")
    return print_suite(Suite("scales", numbered, 0), SUBJECT, header).text


def _names(*cases: TestCase) -> list[str]:
    return [
        line.partition("(")[0].removeprefix("def ")
        for line in _printed(*cases).splitlines()
        if line.startswith("def test_")
    ]


def _on(line: int, text: str, side: bool) -> Decision:
    return Decision(line, "weigh", text, side)


# -- refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "error", "message", "keywords", "name"),
    [
        pytest.param(
            4, "TypeError", "limit must be an int", {"limit": "x"},
            "rejects_limit_that_is_no_int", id="type",
        ),
        pytest.param(
            6, "ValueError", "reserved", {"limit": 1, "unit": "t"},
            "rejects_unit_in_reserved_units", id="membership",
        ),
        pytest.param(
            8, "ValueError", "load too heavy for it", {"limit": 1},
            "rejects_load_above_limit", id="one-of-two-joined-conditions",
        ),
        pytest.param(
            15, "ValueError", "no unit was given", {"limit": 1, "unit": ""},
            "raises_value_error_without_unit", id="truth",
        ),
        pytest.param(
            21, "ValueError", "sorry", {"limit": 1, "unit": "t"},
            "raises_value_error_when_unit_is_unknown", id="none-of-several",
        ),
        pytest.param(
            22, "ValueError", "Invalid unit name: t", {"limit": 1, "unit": "t"},
            "rejects_invalid_unit_name", id="message",
        ),
    ],
)  # fmt: skip
def test_a_refusal_says_which_argument_was_wrong_and_how(
    line: int, error: str, message: str, keywords: dict[str, object], name: str
) -> None:
    given = tuple((key, Literal(value)) for key, value in keywords.items())  # type: ignore[arg-type]
    failing = _failing(_case(Literal(30), keywords=given), error, line, message)
    assert _names(failing) == [f"test_weigh_{name}"]


def test_an_unknown_key_is_refused_where_the_condition_looks_it_up() -> None:
    case = _failing(_case(Literal(1), Literal("x"), subject="check"), "KeyError", 26, "'x'")
    assert _names(case) == ["test_check_raises_key_error_for_missing_unit"]


def test_a_condition_of_other_code_is_only_told_where_it_holds_of_the_argument() -> None:
    def raised(load: int) -> list[str]:
        case = _case(Literal(load), Literal("x"), subject="check")
        return _names(_failing(case, "ValueError", 6, "reserved"))

    assert raised(1) == ["test_check_raises_value_error"]


def test_bytes_that_a_codec_refuses_are_no_ascii() -> None:
    case = _case(Literal(1), Literal(b"\xff"), subject="check")
    failing = _failing(case, "UnicodeDecodeError", 25, "'ascii' codec", within=False)
    assert _names(failing) == ["test_check_rejects_non_ascii_unit"]


def test_of_two_special_inputs_none_is_said_to_be_why_a_call_failed() -> None:
    case = _failing(_case(Literal(-1), subject="check"), "OSError", 25, "", within=False)
    assert _names(case) == ["test_check_raises_os_error_for_negative_load"]
    made = Statement(Call(Symbol("scales", "weigh"), (Literal(""),)))
    statements = (made, case.candidate.statements[0])
    later = replace(
        case,
        candidate=replace(case.candidate, statements=statements),
        run=replace(case.run, failed_at=1),
        assertions=(replace(case.assertions[0], statement=1),),
    )
    assert _names(later) == ["test_check_raises_os_error"]


@pytest.mark.parametrize(
    ("error", "message", "name"),
    [
        ("AttributeError", "attribute 'load' is read-only", "is_read_only"),
        ("TypeError", "check() got an unexpected keyword argument 'x'", "rejects_unknown_keyword"),
        ("LookupError", "unknown encoding: x", "rejects_unknown_encoding"),
        ("ValueError", "could not convert string to float: 'x'", "rejects_unit_that_is_no_number"),
        ("ValueError", "could not convert string to float: 'y'", "raises_value_error"),
        ("ValueError", "Load must not be negative", "rejects_negative_load"),
    ],
)
def test_usual_words_of_a_message_say_what_was_refused(error: str, message: str, name: str) -> None:
    case = _case(Literal(1), Literal("x"), subject="check")
    assert _names(_failing(case, error, 25, message, within=False)) == [f"test_check_{name}"]


def test_of_several_that_refuse_the_same_the_plainest_says_no_more() -> None:
    odd = _case(Literal(-3), keywords=(("limit", Literal(1)), ("unit", Literal("t"))))
    plain = _case(Literal(30), keywords=(("limit", Literal(1)), ("unit", Literal("t"))))
    failing = [_failing(each, "ValueError", 6, "reserved") for each in (odd, plain)]
    failing[0] = replace(failing[0], assertions=(replace(failing[0].assertions[0], text=None),))
    assert sorted(_names(*failing)) == [
        "test_weigh_rejects_unit_in_reserved_units",
        "test_weigh_rejects_unit_in_reserved_units_for_negative_load",
    ]


# -- results ------------------------------------------------------------------------------------------


def test_a_result_is_told_by_the_condition_that_decided_it_and_not_by_its_value() -> None:
    below = _case(Literal(3), Literal(5), decisions=(_on(9, "load < limit", True),))
    other = _case(
        Literal(30), Literal(5), keywords=(("unit", Literal("t")),),
        expected=Literal("heavy"), decisions=(_on(9, "load < limit", False),),
    )  # fmt: skip
    assert _names(below, other)[0] == "test_weigh_when_load_is_below_limit"


def test_a_condition_that_another_test_decided_the_same_way_sets_nothing_apart() -> None:
    alike = (_on(9, "load < limit", True),)
    one = _case(Literal(3), Literal(5), decisions=alike)
    other = _case(Literal(-4), Literal(5), keywords=(("unit", Literal("t")),), decisions=alike)
    assert not [each for each in _names(one, other) if "below" in each]


def test_a_condition_about_a_parameter_that_was_bound_again_is_not_told() -> None:
    one = _case(Literal(3), Literal(5), decisions=(_on(12, "load < 9", True),))
    other = _case(Literal(30), Literal(5), keywords=(("unit", Literal("t")),))
    assert not [each for each in _names(one, other) if "nine" in each]


def test_an_option_that_is_there_or_not_decides_with_or_without_it() -> None:
    given = _case(Literal(3), Literal(5), decisions=(_on(9, "limit is not None", True),))
    absent = _case(Literal(3), decisions=(_on(9, "limit is not None", False),))
    assert _names(absent, given) == ["test_weigh_without_limit", "test_weigh_with_limit"]


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        pytest.param(Literal("crème 9x2"), "test_weigh", id="text"),
        pytest.param(Literal(12345.5), "test_weigh", id="long-number"),
        pytest.param(Literal(4), "test_weigh_returns_four", id="small-number"),
        pytest.param(NONE, "test_weigh_returns_none", id="none"),
        pytest.param(Literal(bytes(range(120, 140))), "test_weigh_returns_20_bytes", id="digest"),
        pytest.param(Collection("list"), "test_weigh_is_empty", id="empty"),
    ],
)
def test_a_value_that_only_speaks_for_itself_stands_in_no_name(expected: Recipe, name: str) -> None:
    assert _names(_case(Literal(1), expected=expected)) == [name]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        pytest.param((), "test_weigh_for_load_of_seven_characters", id="where-nothing-else-does"),
        pytest.param((12, 34), "test_weigh_for_unit_thirty_four", id="not-beside-another-value"),
    ],
)
def test_a_text_that_reads_like_nothing_is_told_by_its_length(
    given: tuple[int, ...], name: str
) -> None:
    first, other = _case(Literal("7x1zq9")), _case(Literal("8x2zq0b"))
    earlier = Statement(Call(Symbol("scales", "check"), tuple(map(Literal, given))))
    act = other.candidate.statements[0]
    other = replace(
        other,
        candidate=replace(other.candidate, statements=(earlier, act)),
        assertions=(replace(other.assertions[0], statement=1),),
    )
    assert _names(first, other) == ["test_weigh", name]


def test_a_function_is_named_by_its_parameter_and_its_own_by_what_it_is_called_with() -> None:
    ranked = Verbatim("lambda first, second: first")
    text = _printed(_case(Literal(1), keywords=(("rank", ranked),)))
    assert "def test_weigh_with_rank():" in text
    assert "rank=lambda load, limit: load" in text


def test_the_leading_parameter_is_no_option_though_it_has_a_name() -> None:
    named = _case(keywords=(("load", Literal(-2)),))
    assert _names(named) == ["test_weigh_for_negative_load"]


def test_an_example_that_compares_returns_no_truth() -> None:
    compared = Operation("is", (Call(Symbol("scales", "weigh"), (Literal(7),)), NONE))
    case = _case(Literal(7), expected=Literal(True))
    statement = replace(case.candidate.statements[0], expression=compared)
    case = replace(case, candidate=replace(case.candidate, statements=(statement,)))
    assert _names(case) == ["test_weigh_returns_none"]


def test_an_attribute_is_named_without_a_text_that_it_holds() -> None:
    case = _case(Literal(1))
    place = Attribute(RESULT, "label")
    shown = Assertion(AssertionKind.EQUAL, 0, place, Literal("abc"))
    assert _names(replace(case, assertions=(shown,))) == ["test_weigh_gives_label"]


# -- options without effect -----------------------------------------------------------------------------


def _idle(case: TestCase, *names: str) -> TestCase:
    return replace(case, idle=frozenset(names))


def test_an_option_that_makes_no_difference_is_not_told() -> None:
    given = _case(Literal(3), keywords=(("unit", Literal("t")),))
    assert _names(given) == ["test_weigh_with_unit"]
    assert _names(_idle(given, "unit")) == ["test_weigh"]
    limited = _case(Literal(3), keywords=(("limit", Literal(5)), ("unit", Literal("t"))))
    assert _names(_idle(limited, "unit")) == ["test_weigh_with_limit"]


def test_an_option_that_makes_no_difference_is_told_where_nothing_else_tells_a_test_apart() -> None:
    given = _idle(_case(Literal(3), keywords=(("unit", Literal("t")),)), "unit")
    text = _printed(given, _case(Literal(3)))
    assert 'def test_weigh_with_unit():\n    assert weigh(3, unit="t")' in text
    assert "def test_weigh():\n    assert weigh(3) ==" in text


def test_an_option_that_makes_a_difference_in_one_case_of_a_table_is_told() -> None:
    rows = [
        _case(Literal(load), keywords=(("unit", Literal("t")),), expected=shown)
        for load, shown in ((3, TEXT), (4, NONE), (5, TEXT))
    ]
    plain = [_case(Literal(load), expected=shown) for load, shown in ((6, TEXT), (7, NONE))]
    plain.append(_case(Literal(8), expected=TEXT))
    found = _names(*plain, _idle(rows[0], "unit"), *rows[1:])
    assert sorted(found) == ["test_weigh", "test_weigh_with_unit"]


def test_an_option_of_a_call_that_is_gone_through_is_told_without_its_value() -> None:
    def listed(case: TestCase) -> TestCase:
        act = case.candidate.statements[0]
        made = replace(act, expression=Call(Symbol("builtins", "list"), (act.expression,)))
        return replace(case, candidate=replace(case.candidate, statements=(made,)))

    given = _idle(listed(_case(Literal(3), keywords=(("unit", Literal("abc")),))), "unit")
    found = _names(given, listed(_case(Literal(3), keywords=(("rank", Literal(1)),))))
    assert "test_weigh_with_unit" in found


def test_a_table_in_which_an_option_varies_leaves_the_plain_name_to_another() -> None:
    units = [
        _case(Literal(3), keywords=(("unit", Literal(unit)),), expected=shown)
        for unit, shown in (("t", TEXT), ("u", NONE), ("", TEXT))
    ]
    loads = [_case(Literal(load), expected=shown) for load, shown in ((6, TEXT), (7, NONE))]
    loads.append(_case(Literal(8), expected=TEXT))
    assert sorted(_names(*units, *loads)) == ["test_weigh", "test_weigh_by_unit"]


def test_of_options_that_make_no_difference_the_usual_ones_are_not_told_beside_others() -> None:
    limit, unit = ("limit", Literal(5)), ("unit", Literal("t"))
    odd = _idle(_case(Literal(3), keywords=(limit, unit)), "limit", "unit")
    plain = [_case(Literal(load), keywords=(unit,), expected=NONE) for load in (-6, 0)]
    assert "test_weigh_with_limit" in _names(odd, *plain, _case(Literal(2)))


def test_a_table_tells_an_option_that_makes_no_difference_before_what_varies() -> None:
    tables = [
        _idle(_case(Literal(load), keywords=(("unit", Literal("t")),), expected=shown), "unit")
        for load, shown in ((3, TEXT), (4, NONE), (5, TEXT))
    ]
    plain = [_case(Literal(load), expected=shown) for load, shown in ((6, TEXT), (7, NONE))]
    plain.append(_case(Literal(8), expected=TEXT))
    assert sorted(_names(*plain, *tables)) == ["test_weigh", "test_weigh_with_unit"]


# -- tables -------------------------------------------------------------------------------------------


def test_a_table_is_named_after_what_varies_and_rows_after_what_is_unusual() -> None:
    rows = [("a", 1), ("b", 1), ("", 1), ("a", 2)]
    text = _printed(
        *(
            _case(Literal(load), Literal(unit), expected=NONE, subject="check")
            for unit, load in rows
        ),
        replace(_case(Literal(3), Variable("other"), expected=NONE, subject="check"), note="apart"),
    )
    assert "various" not in text
    ids = [part.partition('"')[0] for part in text.split('id="')[1:]]
    assert sorted(ids) == ["b", "empty", "load=1", "load=2"]


def test_a_hash_is_said_to_be_that_of_equal_objects() -> None:
    made = Call(Symbol("scales", "KitchenScale"), (Literal("a"),))
    of = Symbol("builtins", "hash")
    alike = Operation("eq", (Call(of, (Variable("scale"),)), Call(of, (made,))))
    statements = (Statement(made, "scale"), Statement(alike, "result", is_act=True))
    case = _case(subject="KitchenScale.__hash__")
    candidate = replace(case.candidate, statements=statements)
    holds = Assertion(AssertionKind.IDENTICAL, 1, RESULT, Literal(True))
    case = replace(case, candidate=candidate, assertions=(holds,))
    text = _printed(case)
    assert "def test_kitchen_scale_hash_is_the_same_for_equal_kitchen_scales(" in text
    assert 'assert hash(scale) == hash(KitchenScale("a"))' in text


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"load": 30}, "stores_load"),
        ({"load": 30, "limit": 40}, "stores_load_and_limit"),
        ({"load": 30, "limit": 40, "unit": "t"}, "stores_its_arguments"),
    ],
)
def test_a_construction_that_keeps_several_arguments_is_not_named_after_one(
    parts: dict[str, int | str], name: str
) -> None:
    (weigh, *_) = SUBJECT.callables
    scale = replace(
        weigh, qualname="Scale", name="Scale", kind=CallableKind.CONSTRUCTOR, owner="Scale"
    )
    subject = replace(SUBJECT, callables=(scale,))
    given = tuple((key, Literal(value)) for key, value in parts.items())
    case = replace(
        _case(keywords=given, subject="Scale"),
        assertions=tuple(
            Assertion(AssertionKind.EQUAL, 0, Attribute(RESULT, key), value) for key, value in given
        ),
    )
    text = print_suite(Suite("scales", (case,), 0), subject, Header("1", "aqe")).text
    assert re.search(rf"def test_scale_{name}(?:_with_limit_and_unit)?\(", text)


def _next(name: str) -> Call:
    return Call(Symbol("builtins", "next"), (Variable(name),))


WEIGHED = Call(Symbol("scales", "weigh"), (Literal(3),))
STREAM = Statement(WEIGHED, "stream")
FIRST = Statement(_next("stream"), "first_item", is_act=True)
CLOSED = Statement(Call(Attribute(Variable("stream"), "close")), "result", is_act=True)
READ = Statement(Call(Attribute(Variable("stream"), "read")), "result", is_act=True)


@pytest.mark.parametrize(
    ("statements", "subject", "told", "untold"),
    [
        pytest.param(
            (STREAM, Statement(_next("stream"), "result", is_act=True)),
            "weigh", "before_the_end", "", id="generator-half-way",
        ),
        pytest.param((STREAM, FIRST, CLOSED), "weigh", "before_the_end", "", id="closed"),
        pytest.param((STREAM, READ), "weigh", "", "before_the_end", id="called-like-a-generator"),
        pytest.param(
            (Statement(WEIGHED, "scale"), Statement(_next("scale"), "result", is_act=True)),
            "Scale.__next__", "", "before_the_end", id="iterator",
        ),
        pytest.param(
            (
                Statement(WEIGHED, "scale"),
                Statement(_next("scale"), "item"),
                Statement(_next("scale"), "result", is_act=True),
            ),
            "Scale.__next__", "after_another_item", "before_the_end", id="second-item",
        ),
    ],
)  # fmt: skip
def test_only_what_gives_items_away_is_left_before_its_end(
    statements: tuple[Statement, ...], subject: str, told: str, untold: str
) -> None:
    case = _case(subject=subject)
    last = len(statements) - 1
    case = replace(
        case,
        candidate=replace(case.candidate, statements=statements),
        assertions=(Assertion(AssertionKind.EQUAL, last, RESULT, Literal(7)),),
    )
    (name,) = _names(case)
    assert told in name
    assert not untold or untold not in name
