"""Scenarios judged: rows and their variations run in two workers, and those that earn a place are kept.

A given row has the result that the model expects of it; where the subject disagrees, the row is told to the
user and not kept. A variation has none: what two processes agree that the subject gives is recorded, as in
the search. A row earns its place by a goal or a mutant that nothing else has. As there is room for the number
of tests that was asked for, it may also do so by being given with an expectation that holds, or by another
kind of input or another way through the code than those before it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from aqe.campaign.drafting.replay import Replayer
from aqe.campaign.drafting.worker_pair import WorkerPair
from aqe.campaign.hybrid.bench import Bench
from aqe.campaign.hybrid.left import Left
from aqe.campaign.hybrid.places import Gain, Reached
from aqe.campaign.hybrid.reading import Proposals, Reader
from aqe.campaign.hybrid.verifying import Chosen
from aqe.campaign.model_report import Disagreement, RefusedTest
from aqe.domain.candidate import Program, ProgramLine
from aqe.domain.goal import GoalKind
from aqe.domain.proposal import ScenarioRow, ScenarioTemplate
from aqe.domain.run import CandidateOutcome, CandidateRun, LoadedSubject
from aqe.domain.syntax_trees import parsed_literal
from aqe.generation.llm.expansion import expanded
from aqe.generation.llm.scenarios import read_scenarios, read_templates
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.parsing import parse_literal
from aqe.syntax.python.scenario_tables import scenario_tables

__all__ = ["ScenarioBench", "ScenarioOutcome"]

_VARIATIONS_A_TEST = 6
"""Variations that are tried for each test that is missing."""
_MOST_VARIATIONS = 600
_CHUNK = 100
_MUTANTS_A_REQUEST = 8
_TRIAL_S = 0.5
_LONGEST_MESSAGE = 120
_ADDS_NOTHING = "it adds nothing to what other tests reach and notice"
_NO_ROOM = "there is no room for it: there are as many tests as were asked for"


@dataclass(frozen=True, slots=True)
class ScenarioOutcome:
    """What became of the scenarios of an answer."""

    chosen: tuple[Chosen, ...] = ()
    refused: tuple[RefusedTest, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """A row with what it showed; its expectation is what the subject gave."""

    row: ScenarioRow
    run: CandidateRun
    gain: Gain


@dataclass(slots=True)
class ScenarioBench:
    """Runs scenarios of one subject."""

    left: Left
    bench: Bench
    reader: Reader
    workers: Callable[[], WorkerPair]
    """New workers; they are started here and closed again."""
    _given: list[str] = field(default_factory=list)
    """Titles of rows of the answer that nothing was said of yet."""
    _refused: list[RefusedTest] = field(default_factory=list)
    _disagreements: list[Disagreement] = field(default_factory=list)

    def judged(self, proposals: Proposals, reached: Reached, room: int) -> ScenarioOutcome:
        """The rows and variations that earn one of the places.

        Args:
            proposals: Of an answer; the tests in it that are templates are taken out.
            reached: What there is so far; it is not changed.
            room: Tests that are missing.
        """
        templates = read_templates(proposals.units)
        used = set(templates)
        proposals.tests = [each for each in proposals.tests if each.name not in used]
        proposals.refused = [each for each in proposals.refused if each.test not in used]
        proposals.repeated = [each for each in proposals.repeated if each not in used]
        found = read_scenarios(proposals.data, templates)
        self._given = [_title(each) for each in found.rows]
        rows = self._screened(found.rows)
        if not rows:
            return self.outcome(notes=found.notes)
        variations = expanded(
            rows,
            min(_MOST_VARIATIONS, room * _VARIATIONS_A_TEST),
            parse=parse_literal,
            shown=Printer().expression,
        )
        seen = self._seen([*rows, *variations], reached)
        chosen = self._chosen(seen, reached, room)
        taken = {each.title for each in chosen if not each.is_variation}
        self._given = [each for each in self._given if each not in taken]
        why = _NO_ROOM if len(chosen) >= room else _ADDS_NOTHING
        for each in seen:
            if _title(each.row) in self._given:
                self._refuse(each.row, why)
        return self.outcome(chosen, notes=found.notes)

    def outcome(
        self,
        chosen: Sequence[Chosen] = (),
        *,
        why: str = "the time for judging was over",
        notes: Sequence[str] = (),
    ) -> ScenarioOutcome:
        """What is known; rows that nothing was said of are refused.

        Args:
            chosen: That earned a place.
            why: The reason for the rows that were not judged to the end.
            notes: On the form of the answer.
        """
        self._refused += [RefusedTest(each, why) for each in self._given]
        self._given = []
        return ScenarioOutcome(
            tuple(chosen), tuple(self._refused), tuple(self._disagreements), tuple(notes)
        )

    def _refuse(self, row: ScenarioRow, reason: str) -> None:
        title = _title(row)
        if title in self._given:
            self._given.remove(title)
            self._refused.append(RefusedTest(title, reason))

    def _screened(self, rows: Sequence[ScenarioRow]) -> list[ScenarioRow]:
        """Rows whose template is fit to be run, with what it needs imported."""
        fit: dict[ScenarioTemplate, ScenarioTemplate | str] = {}
        for row in rows:
            if row.template in fit:
                continue
            ((test, _), *_) = scenario_tables([(0, row)])
            test = self.reader.fixer.completed(test)
            reason = self.reader.screen.refusal(test)
            if reason is not None:
                fit[row.template] = reason
                continue
            imports = tuple(each for each in test.imports if each.bound not in ("pytest", "re"))
            known = {each.bound for each in row.template.imports}
            more = tuple(each for each in imports if each.bound not in known)
            fit[row.template] = replace(row.template, imports=(*row.template.imports, *more))
        screened = []
        for row in rows:
            template = fit[row.template]
            if isinstance(template, str):
                self._refuse(row, template)
            else:
                screened.append(replace(row, template=template))
        return screened

    # -- running ---------------------------------------------------------------------------------

    def _seen(self, rows: Sequence[ScenarioRow], reached: Reached) -> list[_Seen]:
        programs = [_program(row, number) for number, row in enumerate(rows)]
        with self.workers() as pair:
            pair.start()
            loaded = pair.loaded(self.bench.is_over)
            replayer = Replayer(pair.first, pair.second(), lambda scenario: programs[0])
            runs: list[CandidateRun | None] = []
            for start in range(0, len(programs), _CHUNK):
                if self.bench.is_over():
                    break
                runs += replayer.observed_programs(programs[start : start + _CHUNK])
            kept = [
                (number, held, run)
                for number, (row, run) in enumerate(zip(rows, runs, strict=False))
                if (held := self._held(row, run)) is not None and run is not None
            ]
            kills = self._kills(pair, [programs[number] for number, _, _ in kept], reached)
        goals = _Goals(loaded, self.left)
        return [
            _Seen(row, run, goals.gain(run, kills.get(number, frozenset())))
            for number, row, run in kept
        ]

    def _kills(
        self, pair: WorkerPair, programs: Sequence[Program], reached: Reached
    ) -> Mapping[int, frozenset[str]]:
        found: dict[int, set[str]] = {}
        mutants = self.left.alive(reached)
        for start in range(0, len(mutants), _MUTANTS_A_REQUEST):
            if self.bench.is_over() or not programs:
                break
            results = pair.first.run_mutants(
                mutants[start : start + _MUTANTS_A_REQUEST],
                programs,
                stop_at_first=True,
                timeout_s=_TRIAL_S,
            )
            for each in results:
                for number in each.killed_by[:1]:
                    found.setdefault(int(number), set()).add(each.mutant.id)
        return {number: frozenset(each) for number, each in found.items()}

    # -- expectations ----------------------------------------------------------------------------

    def _held(self, row: ScenarioRow, run: CandidateRun | None) -> ScenarioRow | None:
        """The row with what the subject gives for it; None where that cannot be a test."""
        shown = None if run is None else _recorded(row, run)
        if row.kind != "given":
            return shown
        if shown is None or run is None:
            self._refuse(row, "it shows nothing that a test can hold")
            return None
        if self._agrees(row, shown):
            return replace(shown, message="")
        what = f"{row.call}: expected {_wording(row)}, but it {_happening(shown)}"
        line = run.failure.line if run.failure is not None and run.failure.in_subject else None
        self._disagreements.append(Disagreement(_title(row), what, line, row.template.source))
        self._refuse(row, "the subject does not do what it expects")
        return None

    def _agrees(self, row: ScenarioRow, shown: ScenarioRow) -> bool:
        if row.raises is not None or shown.raises is not None:
            if row.raises is None or shown.raises is None:
                return False
            name = shown.raises.rpartition(":")[2].rpartition(".")[2]
            return row.raises in (name, *self._bases(name))
        return _same(_value(str(row.expected)), _value(str(shown.expected)))

    def _bases(self, name: str) -> list[str]:
        """Names of the classes above an exception, as far as the subject shows them."""
        found: list[str] = []
        waiting = [name]
        members = {each.name: each.bases for each in self.left.loaded.members}
        while waiting:
            for base in members.get(waiting.pop(), ()):
                last = base.rpartition(":")[2].rpartition(".")[2]
                if last not in found:
                    found.append(last)
                    waiting.append(last)
        return found

    # -- choosing --------------------------------------------------------------------------------

    def _chosen(self, seen: Sequence[_Seen], reached: Reached, room: int) -> list[Chosen]:
        own = Reached(set(reached.lines), set(reached.branches), set(reached.kills), reached.alive)
        left = dict(enumerate(seen))
        chosen: list[Chosen] = []
        kinds: set[object] = set()
        while left and len(chosen) < room:
            gains = {place: _less(each.gain, own) for place, each in left.items()}
            best = max(gains, key=lambda place: (gains[place].size, -place))
            if not gains[best].size:
                break
            own.take(gains[best])
            taken = left.pop(best)
            kinds.add(_kind_of(taken))
            chosen.append(_choice(taken, gains[best], ""))
        for each in left.values():
            if len(chosen) >= room:
                break
            kind = _kind_of(each)
            if each.row.kind != "given" and kind in kinds:
                continue
            kinds.add(kind)
            chosen.append(_choice(each, Gain(), each.row.kind))
        return chosen


def _title(row: ScenarioRow) -> str:
    return f"{row.template.name}[{row.id}]"


class _Goals:
    """Goals of the workers in the terms of coverage.py."""

    def __init__(self, loaded: LoadedSubject, left: Left) -> None:
        file = left.covered
        self._lines: dict[int, int] = {}
        self._branches: dict[int, tuple[int, int]] = {}
        for each in loaded.goals:
            if not each.counted or each.id in loaded.reached_by_import:
                continue
            branch = (each.line, each.target or 0)
            if each.kind is GoalKind.LINE:
                if file is None or each.line in file.executable:
                    self._lines[each.id] = each.line
            elif file is None or branch in file.branches:
                self._branches[each.id] = branch

    def gain(self, run: CandidateRun, kills: frozenset[str]) -> Gain:
        """All that a run reaches."""
        return Gain(
            frozenset(self._lines[each] for each in run.goals if each in self._lines),
            frozenset(self._branches[each] for each in run.goals if each in self._branches),
            kills,
        )


def _less(gain: Gain, reached: Reached) -> Gain:
    return Gain(
        gain.lines - reached.lines, gain.branches - reached.branches, gain.kills - reached.kills
    )


def _choice(seen: _Seen, gain: Gain, behaviour: str) -> Chosen:
    ((test, _), *_) = scenario_tables([(0, seen.row)])
    return Chosen(test, gain, behaviour=behaviour, row=seen.row)


def _kind_of(seen: _Seen) -> object:
    row = seen.row
    way = (frozenset(seen.gain.lines), frozenset(seen.gain.branches))
    return row.template.name, row.kind, row.raises, way


def _program(row: ScenarioRow, number: int) -> Program:
    template = row.template
    return Program(
        candidate=number,
        imports=tuple(each.statement for each in template.imports),
        definitions=(*(each.source for each in template.helpers), template.source),
        lines=(ProgramLine("plain", row.call, "result"),),
    )


def _recorded(row: ScenarioRow, run: CandidateRun) -> ScenarioRow | None:
    """The row with what two processes agree on."""
    if run.lasting or run.files:
        return None
    if run.outcome is CandidateOutcome.RAISED and run.failure is not None:
        failure = run.failure
        module = failure.type.partition(":")[0]
        is_private = any(part.startswith("_") for part in failure.type.split(":")[-1].split("."))
        if not module or is_private or not failure.depth:
            return None
        is_short = len(failure.message) <= _LONGEST_MESSAGE and "0x" not in failure.message
        message = failure.message if is_short and not failure.goes_on else ""
        return replace(row, expected=None, raises=failure.type, message=message)
    if run.outcome is not CandidateOutcome.COMPLETED or not run.observations:
        return None
    value = run.observations[-1].value
    if value is None or value.source is None or value.kind not in ("literal", "approximate"):
        return None
    return replace(
        row,
        expected=value.source,
        raises=None,
        is_approximate=value.kind == "approximate",
        symbols=value.symbols,
    )


def _value(source: str) -> Any:
    try:
        return parsed_literal(source)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return source


def _same(one: Any, other: Any) -> bool:
    """Equal but for rounding, and for tuples that JSON has no word for."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, float) or isinstance(other, float):
        numbers = isinstance(one, int | float) and isinstance(other, int | float)
        return numbers and math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-12)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return type(one) is type(other) and bool(one == other)


def _wording(row: ScenarioRow) -> str:
    return f"{row.raises} to be raised" if row.raises is not None else str(row.expected)


def _happening(row: ScenarioRow) -> str:
    if row.raises is not None:
        name = row.raises.rpartition(":")[2]
        return f"raises {name}: {row.message}" if row.message else f"raises {name}"
    return f"gives {row.expected}"
