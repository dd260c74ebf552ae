"""Refusals that quote what was refused."""

from __future__ import annotations

import pytest
from generation_builders import call_of, failure, function, parameter, run, scenario

from aqe.domain.recipe import Collection, Literal, Recipe
from aqe.domain.run import CandidateOutcome
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.choosing.quoting import quoting

ANY = function("take", parameter("element"))
NUMBER = function(
    "take",
    parameter("element", evidence=(TypeEvidence(TypeRef("int"), EvidenceSource.HINT, 1.0),)),
)


@pytest.mark.parametrize(
    ("value", "message", "count"),
    [
        (Literal(2), "no 2 in here", 1),
        (Collection("list", (Literal(1), Literal(2))), "no [1, 2] in here", 1),
        (Literal(2), "nothing in here", 0),
        (Literal("a"), "no 'a' in here", 0),
    ],
)
def test_a_text_takes_the_place_of_what_a_message_quotes(
    value: Recipe, message: str, count: int
) -> None:
    refused = run(set(), outcome=CandidateOutcome.RAISED, failure=failure("KeyError", message))
    found = list(quoting(scenario(call_of(ANY, value)), refused))
    assert [each.act.arguments[0].recipe for each in found] == [Literal("abc")] * count


def test_no_text_is_given_where_a_number_is_declared() -> None:
    refused = run(set(), outcome=CandidateOutcome.RAISED, failure=failure("KeyError", "no 2"))
    assert not list(quoting(scenario(call_of(NUMBER, Literal(2))), refused))
    assert not list(quoting(scenario(call_of(ANY, Literal(2))), run(set())))


@pytest.mark.parametrize(
    ("sources", "count"),
    [
        ([EvidenceSource.CALL_SITE], 1),
        ([EvidenceSource.CALL_SITE, EvidenceSource.DOCSTRING], 0),
        ([EvidenceSource.CALL_SITE, EvidenceSource.NAME], 0),
    ],
)
def test_calls_show_but_some_of_the_types_and_words_say_what_is_meant(
    sources: list[EvidenceSource], count: int
) -> None:
    told = tuple(TypeEvidence(TypeRef("int"), each, 0.5) for each in sources)
    subject = function("take", parameter("element", evidence=told))
    refused = run(set(), outcome=CandidateOutcome.RAISED, failure=failure("KeyError", "no 2"))
    assert len(list(quoting(scenario(call_of(subject, Literal(2))), refused))) == count
