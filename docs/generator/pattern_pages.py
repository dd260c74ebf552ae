"""The page of built-in patterns, read from their files."""

from __future__ import annotations

from itertools import groupby

from aqe.catalog.pattern_files import load_patterns
from aqe.domain.pattern import Pattern

INTRODUCTION = """# Patterns

What `aqe booster apply` knows. [Patterns of test code](../explanation/booster-patterns.md) tells how
patterns are applied and what the words in front of each mean.
"""

_LANGUAGES = {"python": "Python", "typescript": "TypeScript"}


def page() -> str:
    """Every built-in pattern with its example, by language and category."""
    ordered = sorted(load_patterns(), key=lambda each: (each.language.value, each.category))
    parts = [INTRODUCTION]
    for language, ours in groupby(ordered, key=lambda each: each.language.value):
        for category, members in groupby(ours, key=lambda each: each.category):
            parts.append(f"\n## {_LANGUAGES[language]}: {category}\n")
            parts += map(_section, members)
    return "\n".join(parts)


def _section(pattern: Pattern) -> str:
    lines = [
        f"### {pattern.id}",
        "",
        f"*{pattern.kind.value}, {pattern.safety.value}.* {pattern.summary} {pattern.why}",
        "",
    ]
    if pattern.examples:
        lines += ["```diff", *_difference(pattern), "```", ""]
    return "\n".join(lines)


def _difference(pattern: Pattern) -> list[str]:
    example = pattern.examples[0]
    if example.before == example.after:
        return [f" {line}" for line in example.before.splitlines()]
    before = [f"-{line}" for line in example.before.splitlines()]
    return before + [f"+{line}" for line in example.after.splitlines()]
