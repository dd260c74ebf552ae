"""What a run shows to be missing around a call: a file at a path, lines of the standard input.

`surroundings` provides for what the source names. This provides for what only a run can tell: the path that
could not be opened, that something read the standard input, be it a library of somebody else, or that it
closed a standard stream and needs one of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

from aqe.domain.reading import Reading
from aqe.domain.recipe import Literal, Recipe
from aqe.domain.run import CandidateRun
from aqe.generation.scenario import Scenario, walk
from aqe.generation.world.provisions import file_at, inputs, own_stream, variables

__all__ = ["Missing"]

_TIMES = 6
"""How often the same callable is provided for."""
_NO_FILE = re.compile(r"\[Errno 2\] No such file or directory: '([^']{1,120})'")
_DEEPEST = 4
_VARIABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,30}")
_MOST_VARIABLES = 2


class Missing:
    """Scenarios in which what was missing is there."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._payloads = {each.callable: each.payload for each in readings}
        self._times: Counter[tuple[str, str]] = Counter()

    @staticmethod
    def is_input(scenario: Scenario, run: CandidateRun) -> bool:
        """Whether it read the standard input that it found, which is another wherever tests are run."""
        return "input" in run.unstable and not _has_own(scenario, "stdin")

    def scenarios(self, scenario: Scenario, run: CandidateRun) -> list[Scenario]:
        """The same call with standard inputs, variables that it named, a file where it looked for one."""
        if self.is_input(scenario, run):
            return self._with(scenario, self._inputs(scenario))
        if run.harmed_streams:
            return self._with_own_streams(scenario, run)
        if "environment" in run.unstable:
            names = _variables(scenario)
            if names and self._may(scenario, "environment"):
                return self._with(scenario, list(variables(names)))
        name = _missing_file(run)
        if name is None or not self._may(scenario, "file"):
            return []
        return self._with(scenario, list(file_at(name, self._payloads.get(scenario.subject))))

    def _with_own_streams(self, scenario: Scenario, run: CandidateRun) -> list[Scenario]:
        """The same call with streams of the test in place of those that it closes or replaces."""
        harmed = dict(run.harmed_streams)
        if "open" in harmed.values() or any(_has_own(scenario, each) for each in harmed):
            return []
        pairs = sorted(harmed.items())
        return self._with(scenario, [tuple(each for pair in pairs for each in own_stream(*pair))])

    def _inputs(self, scenario: Scenario) -> list[tuple[Recipe, ...]]:
        found = list(inputs(self._payloads.get(scenario.subject)))
        # Even where all have been tried, the input is said to be empty.
        return found if self._may(scenario, "input") else found[-1:]

    def _may(self, scenario: Scenario, kind: str) -> bool:
        self._times[scenario.subject, kind] += 1
        return self._times[scenario.subject, kind] <= _TIMES

    @staticmethod
    def _with(scenario: Scenario, setups: list[tuple[Recipe, ...]]) -> list[Scenario]:
        return [scenario.with_setup((*scenario.setup, *each)) for each in setups]


def _has_own(scenario: Scenario, stream: str) -> bool:
    place = Literal(f"sys.{stream}")
    return any(part == place for each in scenario.setup for _, part in walk(each))


def _variables(scenario: Scenario) -> list[str]:
    """Texts handed to the act that may name variables of the environment, or begin their names."""
    if scenario.setup or scenario.act.subject is None:
        return []
    given = [each.recipe for each in scenario.act.arguments]
    named = {each.parameter.name for each in scenario.act.arguments}
    left = [each for each in scenario.act.subject.parameters if each.name not in named]
    texts = [each.value for each in given if isinstance(each, Literal)]
    texts += [each.default.strip("'\"") for each in left if each.default is not None]
    found = [each for each in texts if isinstance(each, str) and _VARIABLE.fullmatch(each)]
    return list(dict.fromkeys(found))[:_MOST_VARIABLES]


def _missing_file(run: CandidateRun) -> str | None:
    """The relative path that could not be opened."""
    failure = run.failure
    if failure is None or failure.type.rpartition(":")[2] != "FileNotFoundError":
        return None
    found = _NO_FILE.search(failure.message)
    if found is None or "\\" in found[1]:
        return None
    path = PurePosixPath(found[1])
    if path.is_absolute() or ".." in path.parts or not 0 < len(path.parts) <= _DEEPEST:
        return None
    return str(path)
