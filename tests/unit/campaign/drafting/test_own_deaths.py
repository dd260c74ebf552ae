"""A death that comes before the act is not told of the act."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from aqe.campaign.drafting.suspects import _own_deaths
from aqe.domain.finding import Oddity
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.scenario import Scenario


def _suspect(rule: Oddity, *steps: Any) -> Any:
    return SimpleNamespace(suspicion=SimpleNamespace(rule=rule), scenario=Scenario(steps))


class _Runner:
    """Runs in which whatever begins with a bad step dies."""

    def run(self, programs: list[Scenario], **options: bool) -> list[CandidateRun]:
        ends = {True: CandidateOutcome.CRASHED, False: CandidateOutcome.COMPLETED}
        found: list[Any] = [each.steps[0] == "bad" for each in programs]
        return [CandidateRun(1, ends[each]) for each in found]


def test_what_dies_before_the_act_is_not_the_acts_doing() -> None:
    alone = _suspect(Oddity.CRASH, "act")
    late = _suspect(Oddity.CRASH, "bad", "act")
    own = _suspect(Oddity.CRASH, "good", "act")
    other = _suspect(Oddity.RECURSION, "act")
    exploration: Any = SimpleNamespace(program=lambda scenario: scenario, runner=_Runner())
    assert _own_deaths([other, alone, late, own], exploration) == [alone, own]
