"""What a test was given, in words: what tells it apart where neither a claim nor a sort of input does."""

from __future__ import annotations

from collections.abc import Sequence

from aqe.domain.candidate import StatementForm
from aqe.domain.recipe import Await, Call, Collection, Literal, Recipe
from aqe.domain.subject import Subject
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.holes import holes_of
from aqe.syntax.python.names import number_words, traits, value_words
from aqe.syntax.python.relation_words import plural
from aqe.syntax.recipe_trees import is_literal, walk

__all__ = ["argument_words", "by_reading", "marked_words", "under", "value_names"]


def under(head: str, circumstance: str) -> str:
    """A claim with a circumstance, which takes the place of what the claim says of the input itself."""
    if circumstance.startswith("for_"):
        head = head.partition("_for_")[0]
    return f"{head}_{circumstance}"


def argument_words(draft: Draft, subject: Subject) -> list[str]:
    """The literals handed in, most telling first."""
    words = []
    for hole in holes_of(draft, subject):
        if hole.is_expected or _is_nothing(draft, hole.value):
            continue
        value = value_words(hole.value)
        is_bare = isinstance(hole.value, Literal) and not isinstance(hole.value.value, str | bytes)
        if value in ("empty_text", "blank_text"):
            value = value.replace("text", hole.word)
        if not is_bare and isinstance(hole.value, Literal) and _is_jumble(value):
            words.append(value)
            value = f"{hole.word}_of_{number_words(_length(hole.value))}_characters"
        if isinstance(hole.value, Collection) and len(hole.value.items) >= _SEVERAL:
            value = f"{number_words(len(hole.value.items))}_{plural(hole.word)}"
        words.append(f"{hole.word}_{value}" if is_bare else value)
    act = draft.statements[draft.act].expression
    call = act.operand if isinstance(act, Await) else act
    others: list[str] = []
    if isinstance(call, Call):
        values = (*call.arguments, *(value for _, value in call.keywords))
        others = [value_words(each) for each in values if not is_literal(each)]
    words = [*reversed(words), *others]
    return list(
        dict.fromkeys(sorted(words, key=lambda each: _is_jumble(each) and _COUNTED not in each))
    )


_COUNTED = "_characters"


def _length(literal: Literal) -> int:
    return len(literal.value) if isinstance(literal.value, str | bytes) else 0


def _is_jumble(words: str) -> bool:
    """Whether a value in words is no reading: many words, or letters and digits in one of them."""
    parts = words.split("_")
    return len(parts) > _MOST_READABLE or any(
        not each.isalpha() and not each.isdigit() for each in parts
    )


_SEVERAL = 2
_MOST_READABLE = 3


def _is_nothing(draft: Draft, value: Recipe) -> bool:
    """Whether a value only stands where a deletion has none."""
    return any(
        each.form is StatementForm.DELETE and each.expression is value for each in draft.statements
    )


def marked_words(draft: Draft, subject: Subject) -> list[str]:
    """The literals handed in, with what their words do not show: ``abc_padded``."""
    words: list[str] = []
    for hole in holes_of(draft, subject):
        if hole.is_expected or _is_nothing(draft, hole.value):
            continue
        marks = [
            each
            for part in walk(hole.value)
            if isinstance(part, Literal) and isinstance(part.value, str)
            for each in traits(part.value)
        ]
        words.append("_".join([value_words(hole.value), *dict.fromkeys(marks[:3])]))
    return list(dict.fromkeys(reversed(words)))


def by_reading(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Values in words that read like something, and those that do not or are only counted."""
    jumbled = [each for each in words if _is_jumble(each) or _COUNTED in each]
    return [each for each in words if each not in jumbled], jumbled


def value_names(
    head: str, words: Sequence[str], arguments: Sequence[str], marked: Sequence[str]
) -> list[str]:
    """What a test was given in words: one value, all of them, all with what words do not show."""
    if not words:
        return []
    return [
        *(under(head, f"for_{each}") for each in words),
        *(f"for_{each}" for each in words),
        under(head, "_".join(["for", *arguments])),
        under(head, "_".join(["for", *marked])) if marked else "",
        "_".join(["for", *marked]) if marked else "",
    ]
