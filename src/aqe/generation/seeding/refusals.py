"""Calls with objects that raise an exception, for code that is ready for any.

``try: text = str(value)`` with ``except Exception`` beside it asks for a value that cannot be printed; no
ordinary value gets there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aqe.domain.goal import Goal
from aqe.domain.source_lines import source_lines
from aqe.domain.subject import CallableSubject, Parameter, ParameterKind
from aqe.generation.inputs.synthesis import refusing_values
from aqe.generation.scenario import Argument, Scenario
from aqe.generation.seeding.seeds import Seeder

__all__ = ["Refusals"]

_BROAD = re.compile(r"\s*except(\s+\(?(Base)?Exception\b[^:]*)?\s*:")
_PARAMETERS = 6


class Refusals:
    """Makes calls with objects that refuse, where a handler for any exception was not reached.

    Args:
        source: text of the module.
        seeder: knows the usual call of each callable.
    """

    def __init__(self, source: str, seeder: Seeder) -> None:
        lines = source_lines(source)
        self._handlers = {number for number, line in enumerate(lines, 1) if _BROAD.match(line)}
        self._lines = lines
        self._seeder = seeder

    def scenarios(self, subject: CallableSubject, goals: Iterable[Goal]) -> list[Scenario]:
        """The usual call of a callable, with an object that refuses in each argument in turn."""
        handlers = range(subject.body_line, subject.last_line + 1)
        open_lines = {goal.line for goal in goals}
        if not any(self._is_open(line, open_lines) for line in handlers if line in self._handlers):
            return []
        base = next(iter(self._seeder.seeds(subject, 0, 1)), None)
        return [] if base is None else list(self._changed(base))

    def _is_open(self, handler: int, open_lines: set[int]) -> bool:
        """Whether the body of a handler, or its head, has a goal that is not reached."""
        after = range(handler, len(self._lines) + 1)
        body = next((line for line in after[1:] if self._lines[line - 1].strip()), handler)
        return bool(open_lines & {handler, body})

    def _changed(self, base: Scenario) -> Iterator[Scenario]:
        for place in range(len(base.steps) - 1, -1, -1):
            step = base.steps[place]
            if step.subject is None:
                continue
            for parameter in _given(step.subject.parameters):
                for recipe in refusing_values():
                    changed = self._seeder.with_argument(step, Argument(parameter, recipe))
                    yield self._seeder.complete(base.with_step(place, changed))


def _given(parameters: Iterable[Parameter]) -> list[Parameter]:
    found = [each for each in parameters if each.kind is not ParameterKind.VAR_KEYWORD]
    return found[:_PARAMETERS]
