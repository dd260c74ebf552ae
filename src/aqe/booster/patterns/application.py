"""Applies a library to the text of one file until nothing more is to be done.

Each round finds places, settles who gets them, edits and parses. A pattern after which the file does
not parse, or that finds new work in its own result again and again, is withdrawn: the file starts
anew without it, and that is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aqe.booster.patterns.edits import Edit, Proposal, apply_edits, settle
from aqe.booster.patterns.imports import ImportClash, parsed, with_imports
from aqe.booster.patterns.library import Library
from aqe.booster.patterns.procedures import run_procedure
from aqe.booster.patterns.rewriting import (
    Change,
    added_cases,
    added_statement,
    removal,
    rewriting,
)
from aqe.booster.patterns.structure import Match, broken_at, find_matches, root_of
from aqe.booster.patterns.text import TextScanner
from aqe.domain.pattern import Pattern, PatternKind, PatternLanguage

__all__ = ["Application", "Conflict", "Place", "Withdrawal", "apply_patterns"]

_ROUNDS = 24
"""Enough for conditions nested that deep; what goes on after that does not end."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pattern found something that it only tells."""

    pattern: str
    line: int
    column: int
    text: str
    """The first line of what it found."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two patterns wanted the same place."""

    kept: str
    left: str
    line: int


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A pattern that was not applied to the file, and why."""

    pattern: str
    reason: str


@dataclass(frozen=True, slots=True)
class Application:
    """What became of a file."""

    text: str
    applied: Mapping[str, int] = field(default_factory=dict)
    """How often, by pattern."""
    findings: tuple[Place, ...] = ()
    """Places in the new text."""
    conflicts: tuple[Conflict, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()
    problem: str | None = None
    """Why nothing was done, such as a file that does not parse."""


def apply_patterns(
    library: Library, source: str, *, scanner: TextScanner | None = None
) -> Application:
    """Apply all patterns of a library.

    Args:
        library: Patterns of the file's language.
        source: Text of the file.
        scanner: Finds the places of text patterns; without it they are withdrawn.
    """
    problem = _problem(source, library)
    if problem is not None:
        return Application(source, problem=problem)
    withdrawn = [
        Withdrawal(each.id, "no engine for text patterns is at hand")
        for each in library.textual
        if scanner is None
    ]
    excluded = {each.pattern for each in withdrawn}
    while True:
        attempt = _attempt(library, source, scanner, frozenset(excluded))
        if not isinstance(attempt, list):
            break
        withdrawn += attempt
        excluded |= {each.pattern for each in attempt}
    text, applied, conflicts = attempt
    return Application(
        text,
        applied=dict(sorted(applied.items())),
        findings=tuple(_findings(library, text, scanner, frozenset(excluded))),
        conflicts=tuple(sorted(dict.fromkeys(conflicts), key=lambda each: each.line)),
        withdrawn=tuple(withdrawn),
    )


_Attempt = tuple[str, Counter[str], list[Conflict]]


def _attempt(
    library: Library, source: str, scanner: TextScanner | None, excluded: frozenset[str]
) -> _Attempt | list[Withdrawal]:
    """The text after all rounds, or the patterns that have to stay away."""
    text, applied, conflicts = source, Counter[str](), []
    for _ in range(_ROUNDS):
        kept, lost = settle(list(_proposals(library, text, scanner, excluded)))
        conflicts += [_conflict(library, text, *pair) for pair in lost if _differ(*pair)]
        if not kept:
            return text, applied, conflicts
        outcome = _edited(library, text, kept)
        if isinstance(outcome, list):  # such as two removals that together empty a block
            kept = _first_of_each(kept)
            again = _edited(library, text, kept)
            if isinstance(again, list):
                return outcome
            outcome = again
        text = outcome
        applied.update(library.patterns[each.pattern].id for each in kept)
    return [
        Withdrawal(name, "it finds new work in its own result again and again")
        for name in sorted({library.patterns[each.pattern].id for each in kept})
    ]


def _first_of_each(kept: Sequence[Proposal]) -> list[Proposal]:
    """The first place of each pattern; the others have their turn in the next round."""
    first: dict[int, Proposal] = {}
    for each in kept:
        first.setdefault(each.pattern, each)
    return list(first.values())


def _edited(library: Library, text: str, kept: Sequence[Proposal]) -> str | list[Withdrawal]:
    """The text after the edits, or the patterns that break it."""
    by_pattern: dict[int, list[Proposal]] = {}
    for each in kept:
        by_pattern.setdefault(each.pattern, []).append(each)
    result = _tried(library, text, kept)
    if isinstance(result, str):
        return result
    culprits = []
    for pattern, proposals in by_pattern.items():
        alone = _tried(library, text, proposals)
        if not isinstance(alone, str):
            culprits.append(Withdrawal(library.patterns[pattern].id, str(alone)))
    if culprits:
        return culprits
    last = library.patterns[max(by_pattern)].id
    return [Withdrawal(last, f"together with other patterns: {result}")]


def _tried(library: Library, text: str, proposals: Sequence[Proposal]) -> str | Exception:
    new = apply_edits(text, [edit for each in proposals for edit in each.edits])
    needed = [name for each in proposals for name in each.imports]
    try:
        if library.language is PatternLanguage.PYTHON and needed:
            new = with_imports(new, needed)
    except (ImportClash, SyntaxError) as error:
        return error
    problem = _problem(new, library)
    return new if problem is None else SyntaxError(f"the result does not parse: {problem}")


def _problem(text: str, library: Library) -> str | None:
    if library.language is PatternLanguage.PYTHON:
        try:
            parsed(text)
        except SyntaxError as error:
            return f"line {error.lineno}: {error.msg}" if error.lineno else str(error)
        return None
    at = broken_at(text, library.grammar)
    return None if at is None else f"line {_line(text, at)}: it does not parse here"


def _proposals(
    library: Library, text: str, scanner: TextScanner | None, excluded: frozenset[str]
) -> Iterator[Proposal]:
    for match in find_matches(library.rules, root_of(text, library.grammar)):
        pattern = library.structural[match.rule]
        if pattern.id in excluded or not _applies(pattern, text):
            continue
        change = _change(pattern, match, text)
        if change is not None:
            yield Proposal(
                match.rule,
                pattern.priority,
                match.start,
                match.end,
                *change,
                imports=pattern.imports,
            )
    yield from _text_proposals(library, text, scanner, excluded)


def _change(pattern: Pattern, match: Match, text: str) -> Change | None:
    if pattern.kind is PatternKind.FINDING:
        return None
    if pattern.kind is PatternKind.CASES:
        return added_cases(match, pattern.cases, text)
    if pattern.removes:
        return removal(match, text)
    if pattern.procedure is not None:
        return run_procedure(pattern.procedure, match, text)
    assert pattern.rewrite is not None
    if pattern.kind is PatternKind.ASSERTION:
        return added_statement(match, pattern.rewrite, text)
    return rewriting(match, pattern.rewrite, text)


def _text_proposals(
    library: Library, text: str, scanner: TextScanner | None, excluded: frozenset[str]
) -> Iterator[Proposal]:
    first = len(library.structural)
    chosen = [
        (first + index, each)
        for index, each in enumerate(library.textual)
        if each.kind is PatternKind.TEXT and each.id not in excluded and _applies(each, text)
    ]
    if scanner is None or not chosen:
        return
    for which, start, end in scanner([each.text or "" for _, each in chosen], text):
        number, pattern = chosen[which]
        new = "" if pattern.removes else (pattern.rewrite or "").replace("$0", text[start:end])
        if end > start and new != text[start:end]:
            edits, claims = (Edit(start, end, new),), ((start, end),)
            yield Proposal(
                number, pattern.priority, start, end, edits, claims, imports=pattern.imports
            )


def _findings(
    library: Library, text: str, scanner: TextScanner | None, excluded: frozenset[str]
) -> Iterator[Place]:
    places = []
    if any(each.kind is PatternKind.FINDING for each in library.structural):
        for match in find_matches(library.rules, root_of(text, library.grammar)):
            pattern = library.structural[match.rule]
            if pattern.kind is PatternKind.FINDING and _applies(pattern, text):
                places.append((match.start, match.end, pattern.id))
    chosen = [
        each
        for each in library.textual
        if each.kind is PatternKind.FINDING and each.id not in excluded and _applies(each, text)
    ]
    if scanner is not None and chosen:
        for which, start, end in scanner([each.text or "" for each in chosen], text):
            places.append((start, end, chosen[which].id))
    for start, end, name in sorted(places):
        column = start - text.rfind("\n", 0, start)
        shown = text[start:end].strip().splitlines()
        yield Place(name, _line(text, start), column, shown[0] if shown else "")


def _applies(pattern: Pattern, text: str) -> bool:
    return not pattern.mentions or any(each in text for each in pattern.mentions)


def _differ(winner: Proposal, loser: Proposal) -> bool:
    return winner.pattern != loser.pattern


def _conflict(library: Library, text: str, winner: Proposal, loser: Proposal) -> Conflict:
    names = library.patterns
    return Conflict(names[winner.pattern].id, names[loser.pattern].id, _line(text, loser.start))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
