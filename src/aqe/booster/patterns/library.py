"""Patterns made ready: those of one language and grammar, their rules compiled together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aqe.booster.patterns.structure import Rules, compile_rules, grammar_of
from aqe.domain.pattern import Pattern, PatternLanguage

__all__ = ["Library", "compile_library"]


@dataclass(frozen=True, slots=True)
class Library:
    """Patterns that can be applied to files of one grammar."""

    language: PatternLanguage
    grammar: str
    structural: tuple[Pattern, ...]
    textual: tuple[Pattern, ...]
    rules: Rules
    """Of the structural ones, by their place in the tuple."""

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """All of them; those with a rule come first."""
        return self.structural + self.textual


def compile_library(
    patterns: Iterable[Pattern], language: PatternLanguage, suffix: str = ""
) -> Library:
    """The patterns of a language for files with that suffix.

    Raises:
        BoosterError: A rule cannot be used, or the library for rules is not installed.
    """
    chosen = [each for each in patterns if each.language is language]
    structural = tuple(each for each in chosen if each.rule is not None)
    grammar = grammar_of(language.value, suffix)
    rules = compile_rules(
        [(each.id, each.rule, each.where) for each in structural if each.rule is not None], grammar
    )
    return Library(
        language,
        grammar,
        structural,
        tuple(each for each in chosen if each.text is not None),
        rules,
    )
