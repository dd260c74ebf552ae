"""Which inputs of a callable are varied, and what shows the state that they leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aqe.domain.recipe import Literal
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.subject import CallableKind, CallableSubject
from aqe.generation.archive import Entry
from aqe.generation.scenario import Use, size

__all__ = ["apart", "for_words", "observers", "richness", "usable", "with_words"]

_WHOLES = frozenset(f"builtins:{name}" for name in ("list", "tuple", "dict", "str", "set"))


def observers(subject: CallableSubject, entries: Sequence[Entry]) -> list[CallableSubject]:
    """What shows the state of the same object and leaves it alone: no argument needed, nothing changed.

    Such as show a whole come first.
    """
    kinds = (CallableKind.METHOD, CallableKind.PROPERTY)
    found: dict[str, tuple[int, CallableSubject]] = {}
    for entry in entries:
        each, run = entry.scenario.act.subject, entry.run
        if each is None or each.owner != subject.owner or each is subject or entry.run.after:
            continue
        shown = run.observations[-1].value if run.observations else None
        if each.kind in kinds and each.is_public and not each.is_dunder and shown is not None:
            rank = 0 if shown.type in _WHOLES else 1
            is_free = not any(parameter.default is None for parameter in each.parameters)
            if is_free and entry.scenario.act.use is Use.PLAIN and shown.source != "None":
                found.setdefault(each.qualname, (rank, each))
    return [each for _, each in sorted(found.values(), key=lambda pair: pair[0])][:2]


def usable(subject: CallableSubject, entries: Sequence[Entry]) -> list[Entry]:
    """Entries that call it, end well and have something to vary."""
    return [
        each
        for each in entries
        if each.scenario.subject == subject.qualname
        and not _is_unopened(each.run)
        and each.run.outcome is CandidateOutcome.COMPLETED
        and (each.scenario.act.arguments or len(each.scenario.steps) > 1)
    ]


def _is_unopened(run: CandidateRun) -> bool:
    """Whether it gave a context that nobody entered: nothing of its body has run."""
    value = run.observations[-1].value if run.observations else None
    return value is not None and value.type.startswith("contextlib:_")


def for_words(entries: Sequence[Entry]) -> Entry | None:
    """The entry in which words take the place of its text: it has as few other arguments as there are, since
    an option may hide what becomes of the text."""
    found = [
        each
        for each in entries
        if any(
            isinstance(argument.recipe, Literal) and isinstance(argument.recipe.value, str)
            for argument in each.scenario.act.arguments
        )
    ]
    return min(found, key=_arguments, default=None)


def _arguments(entry: Entry) -> tuple[int, float, int]:
    return len(entry.scenario.act.arguments), entry.cost, entry.number


def with_words(entries: Sequence[Entry], words: Sequence[str]) -> list[Entry]:
    """The entries whose act is given one of the words, in the order of the words."""
    found: dict[str, Entry] = {}
    for entry in sorted(entries, key=_arguments):
        for argument in entry.scenario.act.arguments:
            match argument.recipe:
                case Literal(value=str() as text):
                    found.setdefault(text, entry)
    return [found[word] for word in words if word in found]


def apart(entries: Sequence[Entry], reached: frozenset[int]) -> Iterator[Entry]:
    """Inputs that go where no earlier one goes, those that reach most first."""
    for each in sorted(entries, key=lambda each: (-len(each.run.goals), each.cost, each.number)):
        if not each.run.goals <= reached:
            reached |= each.run.goals
            yield each


def richness(entry: Entry) -> int:
    """The size of what its act is given."""
    return sum(size(each.recipe) for each in entry.scenario.act.arguments)
