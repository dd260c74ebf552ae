"""What a callable looks up: words of the tables that its body mentions, patterns that it was seen to try."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aqe.domain.source_lines import source_lines
from aqe.domain.subject import CallableSubject
from aqe.generation.archive import Entry
from aqe.generation.exploring.search import Search
from aqe.generation.inputs.families import HAZARDS
from aqe.generation.inputs.tried_patterns import pattern_of

__all__ = ["LookedUp", "Tables"]

_ROWS = 40
"""Words of one callable at most."""
_PATTERNS = 6
_OTHER_HAZARDS = 6
"""Characters that are tried although no pattern of the callable knows them."""
_METACHARACTERS = frozenset("()[]?*+^$|\\")


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a callable looks up in tables, or matches with patterns."""

    words: Sequence[str]
    patterns: Sequence[str]
    keys: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Parameter -> the keys of the table that it is looked up in."""

    def hazards(self, mentioned: Sequence[str]) -> list[str]:
        """Characters worth inserting: of the patterns, of the source, then the common ones."""
        text = "".join(self.patterns)
        own = [each for each in HAZARDS if each in text and each not in _METACHARACTERS]
        own += [each for each in HAZARDS if f"\\{each}" in text]
        found = list(dict.fromkeys([*own, *mentioned, *HAZARDS]))
        return found[: max(len(own) + _OTHER_HAZARDS, _OTHER_HAZARDS)] if own else found


def _asked_of(table: str, body: str) -> list[str]:
    """Names that a body looks up in a table as they are."""
    name = re.escape(table)
    asked = rf"\b{name}(?:\.get\(|\[)\s*(\w+)\s*[,)\]]|\b(\w+) (?:not )?in {name}\b"
    return list(dict.fromkeys(one or other for one, other in re.findall(asked, body)))


class Tables:
    """The words that the tables of a module list, for the callables that look into them.

    Each row of a table is a rule of its own (decision table testing). A row that is written as a regular
    expression stands for a text that it matches.
    """

    def __init__(self, search: Search) -> None:
        self._lines = source_lines(search.subject.source)
        self._sample = search.sample
        self._tables = search.subject.tables

    def of(self, subject: CallableSubject, entries: Sequence[Entry]) -> LookedUp:
        """What a callable looks up in tables that it mentions, and the patterns it was seen to try."""
        # What has no body of its own, such as a constructor that is made for it, mentions nothing.
        start = subject.body_line - 1 if subject.body_line else len(self._lines)
        body = "\n".join(self._lines[start : subject.last_line])
        words: dict[str, None] = {}
        patterns: dict[str, None] = {}
        keys: dict[str, list[str]] = {}
        named = {each.name for each in subject.parameters}
        for table in self._tables:
            asked = [each for each in _asked_of(table.name, body) if each in named]
            if asked and not table.is_pattern:
                rows = [row[0] for row in table.rows][:_ROWS]
                for each in asked:
                    keys.setdefault(each, rows)
            elif re.search(rf"\b{re.escape(table.name)}\b", body):
                for row in table.rows:
                    if table.is_pattern:
                        patterns.setdefault(row[0])
                    else:
                        words.update(dict.fromkeys(self._of_row(row[0])))
        for entry in entries:
            for comparison in entry.run.comparisons:
                pattern = pattern_of(comparison.left)
                if pattern is not None:
                    patterns.setdefault(pattern)
        for pattern in list(patterns)[:_PATTERNS]:
            words.update(dict.fromkeys(self._sample(pattern)))
        return LookedUp(list(words)[:_ROWS], list(patterns)[:_PATTERNS], keys)

    def _of_row(self, text: str) -> Sequence[str]:
        if _METACHARACTERS & set(text):
            return self._sample(text)[:1] or (text,)
        return (text,)
