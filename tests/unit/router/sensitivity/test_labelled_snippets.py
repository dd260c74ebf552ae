"""What is found sensitive is judged against labelled snippets; see `tests/sensitive_table.py`."""

from __future__ import annotations

from collections import Counter

import pytest
from sensitive_snippets import FOLDER, Snippet, snippets

from ....sensitive_table import LEAST, PARTS, Row, main, part_of, rows  # noqa: TID252  # no package


@pytest.fixture(scope="module")
def every() -> list[Snippet]:
    return list(snippets())


@pytest.fixture(scope="module")
def table() -> dict[tuple[str, str], Row]:
    return {(each.part, each.family): each for each in rows()}


@pytest.mark.parametrize("part", PARTS)
def test_precision_and_recall_are_high(part: str, table: dict[tuple[str, str], Row]) -> None:
    whole = table[part, "all"]
    assert whole.precision is not None
    assert whole.recall is not None
    assert min(whole.precision, whole.recall) >= LEAST, whole
    assert whole.named >= 0.9 * whole.found, whole


def test_no_family_is_judged_badly(table: dict[tuple[str, str], Row]) -> None:
    bad = [
        row
        for row in table.values()
        if min(row.precision or 0, row.recall or 0) < 0.85 and row.found + row.missed > 5
    ]
    assert bad == []


def test_there_are_enough_snippets_of_both_kinds(every: list[Snippet]) -> None:
    parts = Counter(part_of(each) for each in every)
    labels = Counter(each.is_sensitive for each in every if part_of(each) != "adversary")
    assert parts["development"] + parts["held-back"] >= 330
    assert 0.25 < parts["held-back"] / (parts["development"] + parts["held-back"]) < 0.42
    assert parts["adversary"] >= 60
    assert min(labels.values()) >= 0.4 * sum(labels.values())


def test_every_family_has_both_kinds_in_both_parts(every: list[Snippet]) -> None:
    kinds = {(each.family, part_of(each), each.is_sensitive) for each in every}
    families = {family for family, part, _ in kinds if part != "adversary"}
    assert kinds >= {
        (family, part, label)
        for family in families
        for part in ("development", "held-back")
        for label in (True, False)
    }


def test_no_snippet_stands_there_twice(every: list[Snippet]) -> None:
    counts = Counter(each.text for each in every)
    assert [text for text, count in counts.items() if count > 1] == []


def test_nothing_in_the_repository_is_a_whole_key() -> None:
    """A scanner of a code host must find nothing in the templates themselves."""
    from aqe.telemetry.key_shapes import key_matches

    public = ("AKIAIOSFODNN7EXAMPLE",)  # of the documentation of AWS
    for path in FOLDER.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        found = {text[each.start : each.end] for each in key_matches(text)}
        long = {each for each in found if each not in public and len(set(each[8:])) > 12}
        assert {each for each in long if any(map(str.isdigit, each))} == set(), path.name


def test_the_table_says_what_the_rows_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--part", "adversary"]) == 0
    assert "adversary" in capsys.readouterr().out
