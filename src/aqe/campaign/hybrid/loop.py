"""The loop for one subject: what is left, is it worth a question, what did the answer bring, is more left.

The suite of the search is verified and written before anything here begins, and nothing here changes it:
tests of a model go to a file beside it, so whatever a model answers, the search's result stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from aqe.campaign.drafting.worker_pair import Cancelled, WorkerPair
from aqe.campaign.hybrid.account import Account
from aqe.campaign.hybrid.asking import Answer, Desk
from aqe.campaign.hybrid.bench import Bench, Shown
from aqe.campaign.hybrid.disagreeing import disagreement_of, told_to_model
from aqe.campaign.hybrid.left import Left
from aqe.campaign.hybrid.places import Reached
from aqe.campaign.hybrid.reading import Proposals, Reader
from aqe.campaign.hybrid.scenarios import ScenarioBench, ScenarioOutcome
from aqe.campaign.hybrid.verifying import Chosen, HybridSuite, verified_together
from aqe.campaign.model_report import Disagreement, ModelReport, ModelTest, RefusedTest
from aqe.domain.proposal import ProposedTest
from aqe.domain.run import FileCoverage
from aqe.errors import AqeError
from aqe.generation.llm.prompts import (
    FailedTest,
    Prompt,
    repair_prompt,
    scenario_prompt,
    targeted_prompt,
)
from aqe.generation.llm.worth import Experience, Worth, goals_worth, worth_of
from aqe.syntax.python.model_tests import print_alone
from aqe.syntax.python.suites import Header

__all__ = ["HybridLoop", "HybridResult"]

_REPAIRS = 3
"""Rounds of repair at most."""
_ROOM_FOR_SCENARIOS = 10
"""Tests that are missing to the number asked for, from which scenarios are asked for."""
_MOST_ASKED = 40
"""Goals and mutants of one question."""


@dataclass(frozen=True, slots=True)
class HybridResult:
    """What the loop brought."""

    report: ModelReport
    suite: HybridSuite | None = None
    """The tests that were accepted, verified beside the suite; None where there are none."""


@dataclass(slots=True)
class HybridLoop:
    """Asks for one subject until nothing is left, nothing is worth a question, or nothing helps."""

    left: Left
    desk: Desk
    bench: Bench
    experience: Experience
    workers: Callable[[], WorkerPair]
    header: Header
    name: str
    """Of the file for the tests."""
    room: int | None = None
    """Tests that may still be added; None without a limit."""
    promising: Callable[[], None] = lambda: None
    """Is told when an answer was good for something: then judging may take longer."""
    worthless: Callable[[], None] = lambda: None
    """Is told when no test of an answer passed: then judging may take less long."""
    _reader: Reader = field(init=False)
    _reached: Reached = field(init=False)
    _chosen: list[Chosen] = field(default_factory=list)
    _disagreements: list[Disagreement] = field(default_factory=list)
    _accounts: defaultdict[int, Account] = field(default_factory=lambda: defaultdict(Account))
    """By the place of the answer."""
    _status: str = ""
    _reason: str = ""

    def __post_init__(self) -> None:
        self._reader = Reader(self.left.subject)
        self._reached = self.left.reached()

    def run(self) -> HybridResult:
        """Everything from the first question to the verified file."""
        if self.room == 0:
            return HybridResult(
                ModelReport("not-asked", "there are as many tests as were asked for")
            )
        if self.experience.struck:
            models = ", ".join(self.experience.struck)
            reason = f"tests of {models} hang or end the process: it is not asked again in this run"
            return HybridResult(ModelReport("not-asked", reason))
        if not self._is_time():
            return HybridResult(
                ModelReport(
                    "no-time", "no time is left to judge tests; a larger --budget leaves room"
                )
            )
        worth = self._worth()
        wants_scenarios = self.room is not None and self.room >= _ROOM_FOR_SCENARIOS
        if worth.reason and not (
            wants_scenarios and not self.left.is_target_reached(self._reached)
        ):
            return HybridResult(ModelReport("not-asked", worth.reason))
        if wants_scenarios:
            self._scenarios()
        self._targeted()
        return self._finished()

    # -- the two uses ----------------------------------------------------------------------------

    def _scenarios(self) -> None:
        """One question for templates and rows, which are expanded here."""
        assert self.room is not None
        worth = self._worth()
        # A test that was asked for is worth something, too, where no goal is left.
        most = max(worth.most_usd, worth_of(self.room, 0, self.experience.acceptance).most_usd)
        wants = self.left.wants(self._reached)[:_MOST_ASKED]
        prompt = scenario_prompt(self.left.subject, wants, self.room, calls=self.left.calls)
        answer = self.desk.ask(prompt, most)
        if answer.text is None:
            self._unanswered(answer)
            return
        before = self._left_worth()
        with self.bench.judging():
            proposals = self._reader.read(answer.text)
            outcome = self._expanded(proposals)
            self._take_scenarios(answer, outcome)
            self._judge(answer, proposals)
        self.experience.note(worth.goals, before - self._left_worth())

    def _expanded(self, proposals: Proposals) -> ScenarioOutcome:
        scenarios = ScenarioBench(self.left, self.bench, self._reader, self.workers)
        try:
            return scenarios.judged(proposals, self._reached, self._room_left() or 0)
        except Cancelled:
            why = "scenarios were not judged to the end"
        except AqeError as error:
            why = f"scenarios could not be run: {error.message}"
        return scenarios.outcome(why=why, notes=(why,))

    def _take_scenarios(self, answer: Answer, outcome: ScenarioOutcome) -> None:
        self.desk.note(answer.place, *outcome.notes)
        account = self._accounts[answer.place]
        account.refuse(outcome.refused)
        self._disagreements += outcome.disagreements
        for each in outcome.chosen:
            self._keep(replace(each, call=answer.place))
            self._reached.take(each.gain)

    def _targeted(self) -> None:
        """Tests for what is left, and at most three rounds of repair."""
        worth = self._worth()
        if worth.reason or self._status or not self._has_room():
            return
        wants = self.left.wants(self._reached)[:_MOST_ASKED]
        failed = self._asked(
            targeted_prompt(self.left.subject, wants, calls=self.left.calls), worth
        )
        for _ in range(_REPAIRS):
            worth = self._worth()
            if not failed or worth.reason or self._status or not self._has_room():
                return
            wants = self.left.wants(self._reached)[:_MOST_ASKED]
            prompt = repair_prompt(self.left.subject, wants, failed, calls=self.left.calls)
            failed = self._asked(prompt, worth)

    def _asked(self, prompt: Prompt, worth: Worth) -> list[FailedTest]:
        """The tests of an answer that did not work and may be repaired."""
        if not self._is_time():
            self._status, self._reason = "no-time", "the time for judging was over"
            return []
        answer = self.desk.ask(prompt, worth.most_usd)
        if answer.text is None:
            self._unanswered(answer)
            return []
        before = self._left_worth()
        with self.bench.judging():
            failed = self._judge(answer, self._reader.read(answer.text))
        self.experience.note(worth.goals, before - self._left_worth())
        return failed

    def _unanswered(self, answer: Answer) -> None:
        error = self.desk.calls[answer.place].error
        self._status = "interrupted" if error == "interrupted" else "unanswered"
        if self.desk.is_given_up:
            self._status = "given-up"
        self._reason = error

    # -- judging ---------------------------------------------------------------------------------

    def _judge(self, answer: Answer, proposals: Proposals) -> list[FailedTest]:
        self.desk.note(answer.place, *proposals.notes)
        account = self._accounts[answer.place]
        account.repeated += len(proposals.repeated)
        account.refuse(proposals.refused)
        if proposals.repeated and not proposals.tests and not proposals.refused:
            self._reason = self._reason or "an answer only repeats what was offered before"
        failed = [
            FailedTest(each.test, f"it was not run: {each.reason}")
            for each in proposals.refused[:3]
        ]
        return failed + self._tried(answer, proposals.tests) if proposals.tests else failed

    def _tried(self, answer: Answer, tests: Sequence[ProposedTest]) -> list[FailedTest]:
        try:
            trial = self.bench.tried(tests, self.left.alive(self._reached), self._is_good)
        except AqeError as error:
            self._status, self._reason = "nothing-accepted", error.message
            self._accounts[answer.place].refuse(
                RefusedTest(each.name, f"it was not run: {error.message}") for each in tests
            )
            return []
        if trial.stopped:
            is_bad = not any(each.passed for each in trial.shown.values())
            if is_bad and trial.stopped != "interrupted":
                self.experience.strike(self.desk.calls[answer.place].model)
            self._status = "interrupted" if trial.stopped == "interrupted" else "nothing-accepted"
            self._reason = trial.stopped
        if not any(each.passed for each in trial.shown.values()):
            self.worthless()
        file = trial.coverage
        gains = {} if file is None else self._reached.chosen(trial.shown, file, self._room_left())
        failed: list[FailedTest] = []
        for place, gain in gains.items():
            rows = trial.shown[place].tests
            self._keep(Chosen(tests[place], gain, rows, call=answer.place))
        for place, test in enumerate(tests):
            shown = trial.shown.get(place, Shown(False, "it did not run"))
            if place not in gains:
                adds = file is not None and self._reached.gain(shown, file).size > 0
                failed += self._turn_down(answer, test, shown, adds=adds)
        return failed

    def _keep(self, chosen: Chosen) -> None:
        self._chosen.append(chosen)
        self._accounts[chosen.call].kept.append(chosen)

    def _is_good(self, shown: Mapping[int, Shown], file: FileCoverage) -> bool:
        """Whether a test reaches something new; then judging may take longer."""
        passed = [each for each in shown.values() if each.passed]
        is_good = any(self._reached.gain(each, file).size for each in passed)
        if is_good:
            self.promising()
        return is_good

    def _turn_down(
        self, answer: Answer, test: ProposedTest, shown: Shown, *, adds: bool
    ) -> list[FailedTest]:
        account = self._accounts[answer.place]
        if shown.passed:
            why = "it adds nothing to what other tests reach and notice"
            if adds:
                why = "there is no room for it: there are as many tests as were asked for"
            account.refuse([RefusedTest(test.name, why)])
            return []
        account.refuse([RefusedTest(test.name, shown.reason)])
        found = disagreement_of(test, shown, self.left.subject.path)
        if found is not None:
            self._disagreements.append(found)
        return [FailedTest(print_alone(test), told_to_model(test, shown, self.left.subject))]

    # -- what is left ----------------------------------------------------------------------------

    def _worth(self) -> Worth:
        return worth_of(
            len(self.left.goals(self._reached)),
            self.left.hopeful(self._reached),
            self.experience.acceptance,
            is_target_reached=self.left.is_target_reached(self._reached),
        )

    def _left_worth(self) -> float:
        return goals_worth(len(self.left.goals(self._reached)), self.left.hopeful(self._reached))

    def _room_left(self) -> int | None:
        return None if self.room is None else self.room - sum(each.tests for each in self._chosen)

    def _has_room(self, tests: int = 1) -> bool:
        left = self._room_left()
        return left is None or left >= tests

    def _is_time(self) -> bool:
        if self._chosen:
            self.promising()
        left_s = self.bench.left_s()
        return not self.bench.is_cancelled() and (left_s is None or left_s >= self.bench.least_s)

    # -- the end ---------------------------------------------------------------------------------

    def _finished(self) -> HybridResult:
        if self._chosen:
            self.promising()
        suite, dropped = verified_together(
            self._chosen, self.left, self.bench, self.header, self.name, self._origin
        )
        for chosen, why in dropped:
            self._accounts[chosen.call].drop(chosen, why)
        for place, call in enumerate(self.desk.calls):
            if call.model:
                self.desk.settle(place, self._accounts[place].figures)
        return HybridResult(self._report(suite), suite)

    def _origin(self, place: int) -> str:
        call = self.desk.calls[place]
        return f"By a model: {call.model}, prompt {call.prompt[:12]}."

    def _report(self, suite: HybridSuite | None) -> ModelReport:
        status = "accepted" if suite is not None else self._status or "nothing-accepted"
        names = {each.test.function for each in (suite.chosen if suite is not None else ())}
        return ModelReport(
            status=status,
            reason=self._reason,
            calls=tuple(self.desk.calls),
            accepted=self._accepted(suite),
            refused=tuple(
                each for place in sorted(self._accounts) for each in self._accounts[place].refused
            ),
            disagreements=tuple(
                replace(each, later_agreed=each.test.rpartition("::")[2] in names)
                for each in self._disagreements
            ),
            missing=tuple(self.desk.missing),
            judged_s=round(self.bench.used_s(), 3),
        )

    def _accepted(self, suite: HybridSuite | None) -> tuple[ModelTest, ...]:
        if suite is None:
            return ()
        return tuple(
            ModelTest(
                name,
                tuple(sorted(each.gain.lines)),
                tuple(sorted(each.gain.branches)),
                tuple(sorted(each.gain.kills)),
                each.is_variation,
                each.behaviour,
                self.desk.calls[each.call].prompt,
            )
            for name, each in suite.named()
        )
