"""The patterns that ship: every example is a test, and a project can add its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from aqe.booster.patterns import apply_patterns, compile_library
from aqe.catalog.pattern_files import load_patterns, parse_patterns
from aqe.domain.pattern import Pattern, PatternKind, PatternLanguage
from aqe.errors import SettingsError

PATTERNS = load_patterns()
OWN = """
[[pattern]]
id = "own-x"
language = "python"
category = "time"
summary = "s"
why = "w"
kind = "rewrite"
safety = "preserves"
rule = "f($A)"
rewrite = "g($A)"
"""


def scanner(expressions: Sequence[str], text: str) -> list[tuple[int, int, int]]:
    """A stand-in for the linear engine: built-in expressions mean the same to `re`."""
    return [
        (number, found.start(), found.end())
        for number, each in enumerate(expressions)
        for found in re.finditer(each, text)
    ]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda each: each.id)
def test_examples_come_out_as_they_say(pattern: Pattern) -> None:
    library = compile_library([pattern], pattern.language)
    assert pattern.examples
    for example in pattern.examples:
        done = apply_patterns(library, example.before, scanner=scanner)
        assert (done.problem, done.withdrawn) == (None, ())
        assert done.text == example.after
        again = apply_patterns(library, done.text, scanner=scanner)
        assert again.text == done.text
        if pattern.kind is PatternKind.FINDING:
            assert done.findings
        else:
            assert done.text != example.before
            assert done.applied.keys() == {pattern.id}
    for code in pattern.untouched:
        done = apply_patterns(library, code, scanner=scanner)
        assert (done.text, done.findings) == (code, ())


@pytest.mark.parametrize("language", list(PatternLanguage))
def test_all_together_leave_what_they_made(language: PatternLanguage) -> None:
    chosen = [each for each in PATTERNS if each.language is language]
    library = compile_library(chosen, language)
    for example in [each for one in chosen for each in one.examples]:
        done = apply_patterns(library, example.before, scanner=scanner)
        assert (done.problem, done.withdrawn) == (None, ())
        assert apply_patterns(library, done.text, scanner=scanner).text == done.text


def test_there_are_enough_of_every_kind() -> None:
    kinds = Counter(each.kind for each in PATTERNS)
    assert set(kinds) == set(PatternKind)
    assert sum(count for kind, count in kinds.items() if kind is not PatternKind.FINDING) > 100
    named = "empty unicode time numbers error-paths retries idempotence concurrency mocks boundary"
    named += " assertions parametrisation sleeps tautologies debugging left-overs"
    assert set(named.split()) <= {each.category for each in PATTERNS}


def test_a_sentence_says_what_and_why() -> None:
    for each in PATTERNS:
        assert each.summary.endswith("."), each.id
        assert each.why.endswith("."), each.id


def test_a_project_adds_its_own(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    (tmp_path / "notes.txt").write_text("no pattern")
    added = load_patterns(tmp_path)[-1]
    assert (added.id, added.origin) == ("own-x", "own.toml")
    assert len(load_patterns(tmp_path)) == len(PATTERNS) + 1
    assert load_patterns(tmp_path / "missing") == PATTERNS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[pattern]", "is not TOML"),
        ("language = 'python'\n", "there is no [[pattern]]"),
        ("pattern = 3\n", "there is no [[pattern]]"),
        ("pattern = [3]\n", "a pattern is a table, not 3"),
        (OWN.replace("own-x", "py-split-and"), "'py-split-and' is taken (built-in)"),
        (OWN.replace("rewrite = ", "rewritten = "), "'own-x': unknown key 'rewritten'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_patterns(tmp_path)
    assert told in caught.value.message
    assert "own.toml" in caught.value.message
    assert caught.value.slug == "pattern-file"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_patterns(tmp_path)


def test_every_problem_is_told_at_once() -> None:
    text = OWN.replace('"python"', '"perl"') + OWN.replace("why", "whi")
    with pytest.raises(SettingsError) as caught:
        parse_patterns(text, "two.toml", origin="two.toml")
    assert len(caught.value.message.splitlines()) >= 3
