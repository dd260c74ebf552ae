from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aqe.booster.patterns import Application, apply_patterns, compile_library
from aqe.domain.pattern import Pattern, PatternKind, PatternLanguage, Safety


def pattern(name: str, **values: Any) -> Pattern:
    """A pattern for Python with what the test is about."""
    if isinstance(values.get("rule"), str):
        values["rule"] = {"pattern": values["rule"]}
    usual = {"language": PatternLanguage.PYTHON, "kind": PatternKind.REWRITE}
    return Pattern(
        id=name, category="c", summary="s.", why="w.", safety=Safety.PRESERVES, **(usual | values)
    )


def applied(source: str, *patterns: Pattern, scanner: Any = None) -> Application:
    """The patterns applied to a text."""
    return apply_patterns(compile_library(patterns, patterns[0].language), source, scanner=scanner)


EQUAL = pattern("equal", rule="t($A == $B)", rewrite="e($A, $B)")


def test_what_stands_outside_stays_as_it_is() -> None:
    source = "x  =  1 # é\r\n\tif x :\r\n".replace("\tif x :\r\n", "") + "t( a  ==  (b) )  # t\r\n"
    assert applied(source, EQUAL).text == "x  =  1 # é\r\ne(a, (b))  # t\r\n"


def test_patterns_within_one_another_are_both_applied_at_once() -> None:
    inner = pattern("inner", rule="old($$$A)", rewrite="new($$$A)")
    done = applied("t(old(1) == old(2))\n", EQUAL, inner)
    assert done.text == "e(new(1), new(2))\n"
    assert done.conflicts == ()
    assert dict(done.applied) == {"equal": 1, "inner": 2}


def test_two_patterns_at_one_place_are_a_conflict_that_is_told() -> None:
    other = pattern("other", rule="t($X)", rewrite="u($X)")
    done = applied("pass\nt(a == b)\n", EQUAL, other)
    assert done.text == "pass\ne(a, b)\n"
    assert [(each.kept, each.left, each.line) for each in done.conflicts] == [("equal", "other", 2)]
    first = pattern("other", rule="t($X)", rewrite="u($X)", priority=1)
    done = applied("t(a == b)\n", EQUAL, first)
    assert (done.text, done.conflicts[0].kept) == ("u(a == b)\n", "other")


def test_conflicts_are_told_in_the_order_of_their_lines() -> None:
    other = pattern("other", rule="t($X)", rewrite="u($X)")
    first = pattern("first", rule="f($X)", rewrite="g($X)")
    second = pattern("second", rule="f($X)", rewrite="h($X)")
    done = applied("f(1)\nt(a == b)\nf(2)\n", EQUAL, other, first, second)
    assert [each.line for each in done.conflicts] == [1, 2, 3]


def test_a_pattern_that_breaks_the_file_is_withdrawn_and_the_others_are_applied() -> None:
    broken = pattern("broken", rule="f($A)", rewrite="f($A")
    done = applied("f(1)\nt(a == b)\n", EQUAL, broken)
    assert done.text == "f(1)\ne(a, b)\n"
    assert [each.pattern for each in done.withdrawn] == ["broken"]
    assert "does not parse" in done.withdrawn[0].reason


def test_a_pattern_that_never_ends_is_withdrawn() -> None:
    endless = pattern("endless", rule="x = $A", rewrite="x = $A + 1")
    done = applied("x = 1\nt(a == b)\n", endless, EQUAL)
    assert done.text == "x = 1\ne(a, b)\n"
    assert "again and again" in done.withdrawn[0].reason


def test_a_file_that_does_not_parse_is_left() -> None:
    done = applied("t(a == b)\ndef f(:\n", EQUAL)
    assert (done.text, dict(done.applied)) == ("t(a == b)\ndef f(:\n", {})
    assert done.problem == "line 2: invalid syntax"


def test_imports_come_with_what_needs_them_and_a_clash_withdraws() -> None:
    needs = pattern("needs", rule="t($A)", rewrite="re.search($A)", imports=("import re",))
    assert applied("t(1)\n", needs).text == "import re\n\nre.search(1)\n"
    done = applied("re = 3\nt(1)\n", needs)
    assert done.text == "re = 3\nt(1)\n"
    assert "'re'" in done.withdrawn[0].reason


def test_words_that_a_file_must_hold() -> None:
    careful = pattern("careful", rule="t($A)", rewrite="u($A)", mentions=("Mock", "mock"))
    assert applied("t(1)\n", careful).text == "t(1)\n"
    assert applied("import mock\nt(1)\n", careful).text == "import mock\nu(1)\n"


def test_the_only_statement_of_a_block_stays() -> None:
    gone = pattern("gone", rule="p($$$A)", removes=True)
    assert applied("def f():\n    p(1)\n", gone).text == "def f():\n    p(1)\n"
    assert (
        applied("def f():\n    p(1)  # c\n    g()\n", gone).text == "def f():\n      # c\n    g()\n"
    )
    assert applied("def f():\n    a(); p(1); b()\n", gone).text == "def f():\n    a(); b()\n"
    assert applied("def f():\n    a(); p(1)\n", gone).text == "def f():\n    a()\n"
    two = applied("def f():\n    p(1)\n    p(2)\n", gone)
    assert two.text in ("def f():\n    p(2)\n", "def f():\n    p(1)\n")


def test_findings_are_told_with_their_place_in_the_new_text() -> None:
    finding = pattern("look", kind=PatternKind.FINDING, rule="clock()")
    imports = pattern("i", rule="t($A)", rewrite="re.x($A)", imports=("import re",))
    done = applied("t(1)\nx = clock()\n", finding, imports)
    (place,) = done.findings
    assert done.text.splitlines()[place.line - 1][place.column - 1 :] == "clock()"


def test_cases_keep_the_layout_of_their_list() -> None:
    cases = pattern("cases", kind=PatternKind.CASES, rule="t([$$$CASES])", cases=("0", "'a'"))
    assert applied("t([1])\n", cases).text == "t([1, 0, 'a'])\n"
    long = "t([\r\n    1,  # one\r\n    2,\r\n])\r\n"
    more = "t([\r\n    1,  # one\r\n    2,\r\n    0,\r\n    'a',\r\n])\r\n"
    assert applied(long, cases).text == more
    commented = "t([1,  # one\n])\n"
    assert applied(commented, cases).text == commented
    assert applied('t([0, "a"])\n', cases).text == 't([0, "a"])\n'
    assert applied("t([])\n", cases).text == "t([])\n"


def test_a_statement_is_added_once() -> None:
    more = pattern("more", kind=PatternKind.ASSERTION, rule="j($T)", rewrite="assert $T.done")
    done = applied("if x:\n    j(a)  # wait\n    g()\n", more)
    assert done.text == "if x:\n    j(a)  # wait\n    assert a.done\n    g()\n"
    assert applied(done.text, more).text == done.text
    assert applied("j(a); g()\n", more).text == "j(a); g()\n"


def test_text_patterns_come_from_the_scanner() -> None:
    words = pattern("words", kind=PatternKind.TEXT, text="colour", rewrite="<$0>")
    asked: list[Sequence[str]] = []

    def scan(expressions: Sequence[str], text: str) -> list[tuple[int, int, int]]:
        asked.append(expressions)
        at = text.find("colour ")
        return [(0, at, at + 6)] if at >= 0 else []

    assert applied("# colour it\n", words, scanner=scan).text == "# <colour> it\n"
    assert asked[0] == ["colour"]
    done = applied("# colour\n", words)
    assert done.text == "# colour\n"
    assert "no engine" in done.withdrawn[0].reason


def test_typescript_is_checked_to_parse() -> None:
    broken = pattern("broken", language=PatternLanguage.TYPESCRIPT, rule="f($A)", rewrite="f($A")
    done = applied("f(1);\n", broken)
    assert done.text == "f(1);\n"
    assert [each.pattern for each in done.withdrawn] == ["broken"]
    assert applied("f(1;\n", broken).problem == "line 1: it does not parse here"


def test_several_lines_take_the_place_of_whole_statements_only() -> None:
    split = pattern("split", rule="assert $A and $B", rewrite="assert $A\nassert $B")
    source = "if x: assert a and b\n"
    assert applied(source, split).text == source
    assert applied("assert a and b; g()\n", split).text == "assert a\nassert b; g()\n"


def test_a_statement_without_a_block_is_not_removed() -> None:
    gone = pattern("gone", language=PatternLanguage.TYPESCRIPT, rule="log($$$A)", removes=True)
    source = "if (x) log(1);\nf();\n"
    assert applied(source, gone).text == source
    assert applied("log(1);\nf(() => log(2));\n", gone).text == "f(() => log(2));\n"
