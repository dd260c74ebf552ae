from __future__ import annotations

from typing import Any

import pytest

from aqe.booster.patterns.library import compile_library
from aqe.domain.pattern import Pattern, PatternKind, PatternLanguage, Safety
from aqe.errors import BoosterError


def pattern(id: str, language: PatternLanguage, **options: Any) -> Pattern:
    return Pattern(
        id=id,
        language=language,
        category="style",
        summary="s",
        why="",
        kind=PatternKind.FINDING,
        safety=Safety.PRESERVES,
        **options,
    )


PATTERNS = [
    pattern("words", PatternLanguage.PYTHON, text="TODO"),
    pattern("call", PatternLanguage.PYTHON, rule={"pattern": "f($A)"}),
    pattern("other", PatternLanguage.TYPESCRIPT, rule={"pattern": "g($A)"}),
]


def test_patterns_of_one_language_with_rules_first() -> None:
    library = compile_library(PATTERNS, PatternLanguage.PYTHON)
    assert [each.id for each in library.patterns] == ["call", "words"]
    assert [each.id for each in library.structural] == ["call"]
    assert [each.id for each in library.textual] == ["words"]
    assert library.grammar == "python"


@pytest.mark.parametrize(("suffix", "grammar"), [(".ts", "typescript"), (".tsx", "tsx")])
def test_the_suffix_decides_the_grammar(suffix: str, grammar: str) -> None:
    library = compile_library(PATTERNS, PatternLanguage.TYPESCRIPT, suffix)
    assert (library.grammar, [each.id for each in library.patterns]) == (grammar, ["other"])


def test_a_rule_that_cannot_be_used_is_told_by_its_id() -> None:
    broken = pattern("broken", PatternLanguage.PYTHON, rule={"kind": "no_such_kind"})
    with pytest.raises(BoosterError, match="broken"):
        compile_library([broken], PatternLanguage.PYTHON)


def test_no_patterns_are_a_library_too() -> None:
    assert compile_library([], PatternLanguage.PYTHON).patterns == ()
