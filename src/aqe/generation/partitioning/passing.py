"""Changes of an input that only pass through: they come out where they went in, and nothing looks at them."""

from __future__ import annotations

import re

from aqe.domain.recipe import Collection, Literal, Recipe
from aqe.domain.run import CandidateRun, Snapshot
from aqe.domain.syntax_trees import parsed_literal
from aqe.generation.archive import Entry
from aqe.generation.exploring.parts import parts_of
from aqe.generation.scenario import Scenario

__all__ = [
    "comes_out_within",
    "is_made_of",
    "is_only_kept",
    "moves_along",
    "names_file",
    "shows_nothing",
]

_NO_ANSWER = frozenset({"builtins:NoneType", "builtins:NotImplementedType"})
_PATH = re.compile(r"""(['"])(?:\S*[/\\]\S*\w|\w+\.[a-z]{2,4})\1""")


def shows_nothing(run: CandidateRun) -> bool:
    """Whether a test could demand no more than that there is no result, or of which type it is."""
    if run.failure is not None or run.after or run.files or "folder" in run.unstable:
        return False
    last = run.observations[-1] if run.observations else None
    value = last.value if last is not None else None
    is_none = value is not None and value.type in _NO_ANSWER
    is_bare = value is not None and value.kind == "opaque"
    is_silent = last is not None and not last.stdout and not last.warnings
    return (is_none or is_bare) and is_silent


def names_file(base: Entry, scenario: Scenario, run: CandidateRun) -> bool:
    """Whether the changed text is the name of a file that was written."""
    changed = _changed_literal(base.scenario, scenario)
    return changed is not None and any(changed[1] == path for path, _ in run.files)


def moves_along(base: Entry, scenario: Scenario, run: CandidateRun) -> bool:
    """Whether a changed literal only comes out where the old one came out: then nothing looks at it.

    It comes out of a result, of an attribute that keeps it, or at a double that it is handed to.
    """
    if run.failure is not None or base.run.failure is not None:
        return False
    changed = _changed_literal(base.scenario, scenario)
    before, after = _sources(base.run), _sources(run)
    if changed is None or not before or len(before) != len(after):
        return False
    old, new = map(repr, changed)
    if _is_path(old):
        old, new = old[1:-1], new[1:-1]  # it comes out as a part of a longer path, too
    pattern = _standing_alone(new)
    is_there = any(pattern.search(each) for each in after)
    # Where a file was written, its name is what changed, though nothing shown tells.
    is_there = is_there or (_is_path(repr(changed[0])) and "folder" in run.unstable)
    if not is_there:
        return False
    if [pattern.sub(lambda _: old, each) for each in after] == before:
        return True
    # Where another input has the new value as well, only the way there tells which came out.
    return [_standing_alone(old).sub(lambda _: new, each) for each in before] == after


def _standing_alone(source: str) -> re.Pattern[str]:
    """Where a value stands in a text; that 12 holds a 2 means nothing."""
    written = re.escape(source)
    is_number = source[-1:].isdigit() and source[:1] in "-0123456789"
    return re.compile(rf"(?<![\w.-]){written}(?![\w.])" if is_number else written)


def _as_word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")


def is_only_kept(base: Entry, scenario: Scenario, run: CandidateRun) -> bool:
    """Whether a value of another kind comes out as it went in, by itself or in a text, and nothing else
    is different."""
    if run.failure or base.run.failure:
        return False
    old, new = (each.act.arguments for each in (base.scenario, scenario))
    given = [
        (_source(one.recipe), text)
        for one, other in zip(old, new, strict=False)
        if one != other and (text := _source(other.recipe)) is not None
    ]
    before, after = _sources(base.run), _sources(run)
    changed = {pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]}
    return (
        len(before) == len(after)
        and bool(changed)
        and all(
            any(now == text or _is_in_text(then, now, old, text) for old, text in given)
            for then, now in changed
        )
    )


def is_made_of(base: Entry) -> bool:
    """Whether a part of a text that goes in comes out, but not the text as it is: somebody takes it apart."""
    texts = [
        part.value
        for _, part in parts_of(base.scenario)
        if isinstance(part, Literal) and isinstance(part.value, str)
    ]
    shown = _sources(base.run)
    return any(
        any(_as_word(word).search(source) for word in text.split() for source in shown)
        and not any(text in source for source in shown)
        for text in texts
        if " " in text.strip()
    )


def comes_out_within(base: Entry, scenario: Scenario, run: CandidateRun) -> bool:
    """Whether a changed text only comes out as a part of texts, where the old one was that part."""
    if run.failure is not None or base.run.failure is not None:
        return False
    changed = _changed_literal(base.scenario, scenario)
    if changed is None or not all(isinstance(each, str) for each in changed):
        return False
    before, after = ([*_sources(each), *_texts(each)] for each in (base.run, run))
    pairs = [(one, other) for one, other in zip(before, after, strict=False) if one != other]
    old, new = (str(each) for each in changed)
    return (
        len(before) == len(after)
        and bool(pairs)
        and all(_is_in_text(*pair, repr(old), repr(new)) for pair in pairs)
    )


def _texts(run: CandidateRun) -> list[str]:
    """How the objects that are shown read, as source."""
    last = run.observations[-1].value if run.observations else None
    shown = [*([last] if last is not None else []), *(value for _, value in run.after)]
    return [repr(each.text) for each in shown if each.text is not None]


def _is_in_text(before: str, after: str, old: str | None, new: str) -> bool:
    """Whether two texts differ by what stands for a value in them."""
    texts = [_text(each) for each in (before, after)]
    if old is None or not all(isinstance(each, str) for each in texts):
        return False
    one, other = (str(each) for each in texts)
    return any(
        from_ and from_ in one and one.replace(from_, to) == other
        for from_ in (old, str(_text(old)))
        for to in (new, str(_text(new)))
    )


def _text(source: str) -> object:
    """The value of a literal, or None."""
    try:
        return parsed_literal(source)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None


def _changed_literal(base: Scenario, scenario: Scenario) -> tuple[str | float, str | float] | None:
    """The first text or number that is another one, before and after."""
    olds, news = ([part for _, part in parts_of(each)] for each in (base, scenario))
    for old, new in zip(olds, news, strict=False):
        if old != new and isinstance(old, Literal) and isinstance(new, Literal):
            one, other = old.value, new.value
            if isinstance(one, bool) or isinstance(other, bool):
                return None
            if isinstance(one, str) and isinstance(other, str) and one:
                return one, other
            if isinstance(one, int | float) and isinstance(other, int | float):
                return one, other
            return None
    return None


def _source(recipe: Recipe) -> str | None:
    """The text of a plain value."""
    match recipe:
        case Literal(value=value):
            return repr(value)
        case Collection(kind="tuple" | "frozenset" as kind, items=items):
            values = [each.value for each in items if isinstance(each, Literal)]
            return repr(tuple(values) if kind == "tuple" else frozenset(values))
    return None


def _sources(run: CandidateRun) -> list[str]:
    """The sources of all that is shown, and what was printed."""
    last = run.observations[-1].value if run.observations else None
    waiting: list[Snapshot] = [
        *([last] if last is not None else []),
        *(value for _, value in run.after),
    ]
    found = [run.observations[-1].stdout] if run.observations else []
    found += [part for path, text in run.files for part in (repr(path), text)]
    while waiting:
        each = waiting.pop()
        found.append(each.source if each.source is not None else each.type)
        inner = (
            each.items,
            each.pairs,
            each.first,
            each.last,
            *(value for _, value in each.attributes),
        )
        waiting += [value for value in inner if value is not None]
    return found


def _is_path(source: str) -> bool:
    """Whether the source of a text is that of a path: folders, or a name with an extension."""
    return _PATH.fullmatch(source) is not None
