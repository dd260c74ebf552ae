"""The record of a search as text and back."""

from __future__ import annotations

import json

import pytest

from aqe.campaign.explanation.record import SearchRecord, record_of, record_text
from aqe.domain.effort import Effort, Phase, Stopped
from aqe.domain.explanation import (
    Cause,
    Ending,
    GoalExplanation,
    Guard,
    GuardKind,
    Miss,
    ModuleExplanation,
    MutantExplanation,
)
from aqe.errors import EvidenceError

GUARD = Guard(GuardKind.CONDITION, 3, "a > 1", True, 7, "gt", (("0", "1"), ("1", "1")))
GOAL = GoalExplanation(
    line=4,
    qualname="act",
    side=None,
    text="return 1",
    cause=Cause.UNMET_CONDITION,
    reason="no input",
    guard=GUARD,
    nearest=Miss("act(0)", "0", "1"),
    calls=9,
    tries=2,
    endings=(Ending("ValueError", "bad", 2, 3, "act('x')"),),
    helps=("more",),
)
MUTANT = MutantExplanation("m", "boundary", "act", 3, ">", ">=", Cause.SURVIVED, "few", 2, ("x",))
RECORD = SearchRecord(
    ModuleExplanation("demo", "0" * 64, 12, (GOAL,), (MUTANT,)),
    Effort(Stopped.PATIENCE, 2100, 90, (Phase("search", 1.5, 900, 30),), 50_000_000),
)


def test_a_record_comes_back_as_it_was() -> None:
    assert record_of(record_text(RECORD)) == RECORD


def test_secrets_are_taken_out_and_the_rest_stays_readable() -> None:
    secret = "ghp_" + "a1B2" * 9
    goal = GoalExplanation(1, "act", None, f'token = "{secret}"', Cause.TIME, f"met {secret}")
    record = SearchRecord(ModuleExplanation("demo", "", 1, (goal,)), RECORD.effort)

    text = record_text(record)

    assert secret not in text
    assert record_of(text).explanation.goals[0].cause is Cause.TIME


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"version":99}', '{"version":1}', '{"version":1,"explanation":3,"effort":4}'],
)
def test_damaged_or_foreign_records_are_told(text: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        record_of(text)
    assert caught.value.slug == "search-record-unreadable"
    assert caught.value.hint


def test_fields_of_a_later_version_are_passed_over() -> None:
    data = json.loads(record_text(RECORD))
    data["explanation"]["goals"][0]["further"] = 1
    assert record_of(json.dumps(data)) == RECORD
