from __future__ import annotations

import builtins
from typing import Any

import pytest

from aqe.booster.patterns.structure import (
    Match,
    broken_at,
    compile_rules,
    find_matches,
    grammar_of,
    root_of,
)
from aqe.errors import BoosterError


def matches(source: str, *rules: Any, grammar: str = "python") -> list[Match]:
    """Every place of the rules, each given as a pattern, a rule or a rule with conditions."""
    given = []
    for number, each in enumerate(rules):
        rule, where = each if isinstance(each, tuple) else (each, ())
        rule = {"pattern": rule} if isinstance(rule, str) else rule
        given.append((f"p{number}", rule, where))
    return list(find_matches(compile_rules(given, grammar), root_of(source, grammar)))


def test_every_rule_that_matches_a_node_is_told() -> None:
    found = matches("assert a == True\nassert b\n", "assert $A == True", "assert $X", "f($A)")
    assert [(each.rule, each.start, each.end) for each in found] == [
        (0, 0, 16),
        (1, 0, 16),
        (1, 17, 25),
    ]
    assert found[0].captures["A"].start == 7
    assert {"A"} == set(found[0].captures)


def test_offsets_count_characters() -> None:
    source = 's = "é😀"; f(x)\n'
    (found,) = matches(source, "f($A)")
    assert source[found.start : found.end] == "f(x)"


@pytest.mark.parametrize("source", ["t(a == b == c)\n", "t(a == b  # why\n)\n"])
def test_nothing_stands_between_captures_but_what_the_pattern_says(source: str) -> None:
    assert matches(source, "t($A == $B)") == []


@pytest.mark.parametrize("source", ["t( a==b )\n", "t(\n    a == b,\n)\n", "t(a ==\\\n b)\n"])
def test_formatting_does_not_matter(source: str) -> None:
    assert len(matches(source, "t($A == $B)")) == 1


@pytest.mark.parametrize(
    ("source", "count"), [("t(a)\n", 0), ("t(a, 1, b=2)\n", 2), ("t(a, 1)\n", 1)]
)
def test_a_list_behind_a_comma_may_be_missing(source: str, count: int) -> None:
    (found,) = matches(source, "t($A, $$$REST)")
    nodes = found.captures["REST"].nodes if "REST" in found.captures else ()
    assert len(nodes) == count


def test_the_longer_of_two_patterns_goes_first() -> None:
    (found,) = matches(
        "assert a == b, 'm'\n",
        {"any": [{"pattern": "assert $A == $B"}, {"pattern": "assert $A == $B, $M"}]},
    )
    assert found.captures["M"].nodes[0].text() == "'m'"


def test_a_name_that_comes_again_has_to_be_the_same() -> None:
    assert len(matches("assert a is a\nassert a is b\n", "assert $A is $A")) == 1


def test_conditions_hold_for_every_element_of_a_list() -> None:
    rule = ({"pattern": "t([$$$L])"}, (("L", {"kind": "integer"}),))
    assert [each.start for each in matches("t([1, 2])\nt([1, x])\n", rule)] == [0]


def test_captures_of_rules_do_not_mix() -> None:
    found = matches("f(1)\ng(2)\n", "f($A)", "g($A)")
    assert [each.captures["A"].nodes[0].text() for each in found] == ["1", "2"]


@pytest.mark.parametrize(
    "rule", [{"kind": "nonsense"}, {"regex": "(a"}, {"bogus": "x"}, {"pattern": ""}]
)
def test_a_rule_that_cannot_be_used_is_named(rule: dict[str, str]) -> None:
    with pytest.raises(BoosterError) as caught:
        compile_rules([("mine", rule, ())], "python")
    assert "'mine'" in caught.value.message
    assert caught.value.slug == "pattern-rule"
    assert "backtrace" not in caught.value.message


def test_a_condition_that_cannot_be_used_is_named() -> None:
    with pytest.raises(BoosterError, match="'mine'"):
        compile_rules([("mine", {"pattern": "f($A)"}, (("A", {"kind": "nonsense"}),))], "python")


@pytest.mark.parametrize(
    ("source", "grammar", "broken"),
    [
        ("const a = 1;\n", "typescript", False),
        ("", "typescript", False),
        ("foo(1;\n", "typescript", True),
        ("const = ;\n", "typescript", True),
        ("const a = <b>c</b>;\n", "tsx", False),
        ("it('a', () => { f(`x${1}y`); });\n", "typescript", False),
    ],
)
def test_places_that_do_not_parse_are_found(source: str, grammar: str, broken: bool) -> None:
    assert (broken_at(source, grammar) is not None) is broken


def test_grammars_of_suffixes() -> None:
    assert grammar_of("python", ".py") == "python"
    assert grammar_of("typescript", ".mts") == "typescript"
    assert grammar_of("typescript", ".JSX") == "tsx"


def test_without_the_library_the_hint_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name == "ast_grep_py":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(BoosterError) as caught:
        root_of("", "python")
    assert caught.value.hint == "pip install 'agentic-qe[booster]'"
