"""Replays in two processes, and what they have to agree on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aqe.campaign.drafting.replay import Replayer
from aqe.domain.candidate import Program
from aqe.domain.run import CandidateOutcome, CandidateRun, Observation, Snapshot
from aqe.generation.scenario import Scenario

PROGRAM = Program(0, (), (), (), ())


class Process:
    """Shows one text in the usual order of its sets, and another one in the other order."""

    def __init__(
        self, usual: str, turned: str, *, met_sets: bool = True, lasting: tuple[str, ...] = ()
    ) -> None:
        self.usual, self.turned, self.met_sets = usual, turned, met_sets
        self.lasting = lasting
        self.asked: list[bool] = []

    def run(
        self, programs: Sequence[Program], *, backwards: bool = False, **_: object
    ) -> list[CandidateRun]:
        self.asked.append(backwards)
        text = self.turned if backwards else self.usual
        shown = Observation(0, Snapshot("literal", "builtins:str", repr(text)))
        run = CandidateRun(
            0,
            CandidateOutcome.COMPLETED,
            observations=(shown,),
            met_sets=self.met_sets,
            lasting=self.lasting,
        )
        return [run for _ in programs]

    def run_mutants(self, *_: object, **__: object) -> list[object]:
        return []


def source(first: Process, second: Process) -> str | None:
    replayer = Replayer(first, second, lambda _: PROGRAM)  # type: ignore[arg-type]
    (run,) = replayer.observed_programs([PROGRAM])
    assert run is not None
    (observation,) = run.observations
    assert observation.value is not None
    return observation.value.source


@pytest.mark.parametrize("is_alone", [True, False])
def test_what_two_orders_by_chance_agree_on_has_to_hold_in_the_other_order(is_alone: bool) -> None:
    first = Process("ab", "ba")
    assert source(first, first if is_alone else Process("ab", "ba")) is None


def test_what_holds_in_any_order_is_kept() -> None:
    assert source(Process("ab", "ab"), Process("ab", "ab")) == "'ab'"


def test_programs_without_sets_are_not_run_again() -> None:
    second = Process("ab", "ba", met_sets=False)
    assert source(Process("ab", "ba", met_sets=False), second) == "'ab'"
    assert second.asked == [False]


@pytest.mark.parametrize(("lasting", "is_stable"), [((), True), (("TABLE",), False)])
def test_what_leaves_the_subject_changed_is_not_stable(
    lasting: tuple[str, ...], is_stable: bool
) -> None:
    first = Process("ab", "ab")
    second = Process("ab", "ab", lasting=lasting)
    replayer = Replayer(first, second, lambda _: PROGRAM)  # type: ignore[arg-type]
    assert replayer.is_stable([Scenario(())]) == [is_stable]
