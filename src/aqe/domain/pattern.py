"""What a pattern of test code is: a rule that finds places, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["Example", "Pattern", "PatternKind", "PatternLanguage", "Safety"]


class PatternLanguage(StrEnum):
    """Languages whose tests patterns know."""

    PYTHON = "python"
    TYPESCRIPT = "typescript"
    """JavaScript, too."""


class PatternKind(StrEnum):
    """What a pattern does with a place."""

    REWRITE = "rewrite"
    """Puts other code in the place of what the rule matches, or removes it."""
    TEXT = "text"
    """Puts another text in the place of what an expression matches, wherever it stands."""
    CASES = "cases"
    """Adds cases to a table of parameters."""
    ASSERTION = "assertion"
    """Adds a statement behind the one that the rule matches."""
    FINDING = "finding"
    """Changes nothing and tells the place."""


class Safety(StrEnum):
    """What a pattern may change about the outcome of a test."""

    PRESERVES = "preserves"
    """A test passes after it where it passed before, and fails where it failed."""
    STRENGTHENS = "strengthens"
    """A test demands more than before: one that passed may fail, and then it tells something."""
    ADDS_CASES = "adds-cases"
    """There are more tests than before."""
    SUGGESTION = "suggestion"
    """Whether it fits depends on what the test is for; applied where it is asked for."""


@dataclass(frozen=True, slots=True)
class Example:
    """Code, and what a pattern makes of it."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern. Places in captures are written `$NAME`, lists of them `$$$NAMES`."""

    id: str
    language: PatternLanguage
    category: str
    summary: str
    why: str
    kind: PatternKind
    safety: Safety
    rule: Mapping[str, Any] | None = None
    """Structural rule, in the words of ast-grep."""
    text: str | None = None
    """Regular expression, in place of a rule."""
    rewrite: str | None = None
    """What stands in the place of the match, or behind it."""
    removes: bool = False
    """Whether the whole statement goes; one that is alone in its block stays."""
    procedure: str | None = None
    """Built-in way of rewriting, where captures are not enough."""
    cases: tuple[str, ...] = ()
    where: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """Captures and the rule that each must match; of a list, every element."""
    mentions: tuple[str, ...] = ()
    """Words of which the file holds at least one; without words any file will do."""
    imports: tuple[str, ...] = ()
    """Import statements that the new code needs."""
    priority: int = 0
    """Of two patterns that want the same place, the one with the higher number gets it."""
    examples: tuple[Example, ...] = ()
    untouched: tuple[str, ...] = ()
    """Code that looks alike and that the pattern leaves alone."""
    origin: str = "built-in"
    """The file that the pattern stands in, or `built-in`."""
