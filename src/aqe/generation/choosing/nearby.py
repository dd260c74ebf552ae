"""Scenarios that may tell a mutant: they run its line, its callable, or what reads the name it binds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from aqe.domain.goal import Goal
from aqe.domain.mutant import Mutant
from aqe.domain.run import CandidateOutcome
from aqe.domain.syntax_trees import nodes_in, shared_module
from aqe.generation.archive import Entry
from aqe.generation.scenario import Scenario

__all__ = ["Nearby", "without_options"]

_BINDING = re.compile(r"\s*([A-Za-z_]\w*)\s*(?::[^=]+)?=(?!=)")
_MOST_READERS = 40
_MOST_NAMES = 12
"""Of the module that are made of one another."""


class Nearby:
    """Entries of an archive by what they reach.

    Args:
        entries: cheapest first.
        goals: all goals by number.
        source: of the subject.
    """

    def __init__(self, entries: Sequence[Entry], goals: Mapping[int, Goal], source: str) -> None:
        self._lines: dict[int, list[Entry]] = {}
        self._callables: dict[str, list[Entry]] = {}
        self._source = source.split("\n")
        self._starts, self._uses = _statements(source)
        for entry in entries:
            known = [goals[each] for each in sorted(entry.run.goals) if each in goals]
            for line in dict.fromkeys(each.line for each in known):
                self._lines.setdefault(line, []).append(entry)
            for qualname in dict.fromkeys(each.qualname for each in known):
                self._callables.setdefault(qualname, []).append(entry)

    def of(self, mutant: Mutant, filled: Sequence[str] = ()) -> list[Entry]:
        """Entries near a mutant; those that came to an end where there are such.

        What stands in a signature or on module level ran with the import: its mutants show in calls of
        the callable, and in what reads the name that is bound there.

        Args:
            mutant: to be told.
            filled: names of the module that its callable fills while the module is imported.
        """
        found = self._reading(filled) if filled else []
        found = found or self._running(mutant) or self._callables.get(mutant.qualname) or []
        if not found:
            name = self._bound_at(mutant.line)
            found = [] if name is None else self._reading([name, *self._made_of(name)])
        ended = [each for each in found if each.run.outcome is CandidateOutcome.COMPLETED]
        return ended or found

    def is_signature(self, mutant: Mutant) -> bool:
        """Whether a mutant lies beside the body of its callable, as defaults of parameters do."""
        return not self._running(mutant) and mutant.qualname in self._callables

    def _running(self, mutant: Mutant) -> list[Entry]:
        """Entries that run the statement of a mutant; one over several lines runs where it begins."""
        start = self._starts.get(mutant.line, mutant.line)
        return self._lines.get(mutant.line) or self._lines.get(start) or []

    def _reading(self, names: Sequence[str]) -> list[Entry]:
        """Entries that run a line which mentions one of the names."""
        words = "|".join(re.escape(each) for each in names)
        word = re.compile(rf"\b(?:{words})\b")
        numbers = [
            number
            for number, text in enumerate(self._source, 1)
            if number in self._lines and word.search(text)
        ]
        found: dict[int, Entry] = {}
        for number in numbers[:_MOST_READERS]:
            found.update((each.number, each) for each in self._lines[number])
        return sorted(found.values(), key=lambda each: (each.cost, each.number))

    def _made_of(self, name: str) -> list[str]:
        """Names of the module whose values are made of that of one of them, also by way of others."""
        found = [name]
        for each in found:
            found += [
                bound
                for bound, used in self._uses.items()
                if each in used and bound not in found and len(found) < _MOST_NAMES
            ]
        return found[1:]

    def _bound_at(self, line: int) -> str | None:
        """The name that the statement around a line binds: the nearest one to the left margin above it."""
        margin: int | None = None
        for text in reversed(self._source[:line]):
            if not text.strip():
                continue
            indent = len(text) - len(text.lstrip())
            if margin is not None and indent >= margin:
                continue
            margin = indent
            bound = _BINDING.match(text)
            if bound is not None:
                return bound.group(1)
            if indent == 0 and text[0] not in ")]}":
                return None
        return None


def _statements(source: str) -> tuple[dict[int, int], dict[str, set[str]]]:
    """Lines that go on with a statement -> the line where it begins; names that statements of the module
    bind -> the names that they look up for that."""
    try:
        tree = shared_module(source)
    except (SyntaxError, ValueError, RecursionError):
        return {}, {}
    starts: dict[int, int] = {}
    for node in nodes_in(tree):  # outer statements first: inner ones overwrite their lines
        if isinstance(node, ast.stmt):
            last = node.end_lineno or node.lineno
            starts.update(dict.fromkeys(range(node.lineno, last + 1), node.lineno))
    uses: dict[str, set[str]] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            names = [each for each in nodes_in(statement) if isinstance(each, ast.Name)]
            used = {each.id for each in names if isinstance(each.ctx, ast.Load)}
            for each in names:
                if isinstance(each.ctx, ast.Store):
                    uses.setdefault(each.id, set()).update(used)
    return starts, uses


def without_options(entry: Entry) -> Iterator[Scenario]:
    """The scenario without one of the arguments that could be left out: what the default does then shows."""
    act = entry.scenario.act
    for place, argument in enumerate(act.arguments):
        if not argument.is_required:
            changed = act.without_argument(place)
            yield entry.scenario.with_step(len(entry.scenario.steps) - 1, changed)
