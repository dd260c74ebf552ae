"""Checks the tables of pattern files and makes patterns of them; problems are told with their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from aqe.domain.pattern import Example, Pattern, PatternKind, PatternLanguage, Safety

__all__ = ["PROCEDURES", "problems_of_pattern", "read_pattern"]

PROCEDURES = frozenset({"parametrize-asserts", "parametrize-tests", "parametrize-expects"})
"""Names of the built-in ways of rewriting."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CAPTURE = re.compile(r"[A-Z][A-Z0-9_]*")
_TEXTS = ("id", "language", "category", "summary", "why", "kind", "safety")
_OPTIONAL_TEXTS = ("text", "rewrite", "procedure")
_LISTS = ("cases", "mentions", "imports", "untouched")
_ALL = {
    *_TEXTS,
    *_OPTIONAL_TEXTS,
    *_LISTS,
    "rule",
    "removes",
    "where",
    "priority",
    "examples",
}
_RULE = {
    "pattern",
    "kind",
    "regex",
    "nthChild",
    "inside",
    "has",
    "precedes",
    "follows",
    "all",
    "any",
    "not",
    "stopBy",
    "field",
}
_NESTED = {"inside", "has", "precedes", "follows", "not"}
_ENUMS = {"language": PatternLanguage, "kind": PatternKind, "safety": Safety}


def problems_of_pattern(table: Any, place: str) -> list[str]:
    """What is wrong with one table; empty when it makes a pattern."""
    if not isinstance(table, Mapping):
        return [f"{place}: a pattern is a table, not {table!r}"]
    problems = [
        f"{place}: unknown key {name!r}; known: {', '.join(sorted(_ALL))}"
        for name in table
        if name not in _ALL
    ]
    problems += _problems_of_values(table, place)
    if not problems:
        problems += _problems_of_kind(table, place)
    return problems


def read_pattern(table: Mapping[str, Any], origin: str) -> Pattern:
    """The pattern of a table without problems."""
    rule = table.get("rule")
    values: dict[str, Any] = {name: table.get(name) for name in _OPTIONAL_TEXTS}
    values |= {name: tuple(table.get(name, ())) for name in _LISTS}
    return Pattern(
        id=table["id"],
        language=PatternLanguage(table["language"]),
        category=table["category"],
        summary=table["summary"],
        why=table["why"],
        kind=PatternKind(table["kind"]),
        safety=Safety(table["safety"]),
        rule={"pattern": rule} if isinstance(rule, str) else rule,
        removes=table.get("removes", False),
        where=tuple(table.get("where", {}).items()),
        priority=table.get("priority", 0),
        examples=tuple(
            Example(each["before"], each["after"]) for each in table.get("examples", ())
        ),
        origin=origin,
        **values,
    )


def _problems_of_values(table: Mapping[str, Any], place: str) -> list[str]:
    problems = [f"{place}: {name} is missing" for name in _TEXTS if name not in table]
    for name in (*_TEXTS, *_OPTIONAL_TEXTS):
        if name in table and (not isinstance(table[name], str) or not table[name].strip()):
            problems.append(f"{place}: {name} must be text, not {table[name]!r}")
    for name in _LISTS:
        if not _is_texts(table.get(name, [])):
            problems.append(f"{place}: {name} must be a list of texts, not {table[name]!r}")
    for name, kind in _ENUMS.items():
        known = [each.value for each in kind]
        if isinstance(table.get(name), str) and table[name] not in known:
            problems.append(f"{place}: {name} {table[name]!r} is not one of {', '.join(known)}")
    if isinstance(table.get("id"), str) and not _ID.fullmatch(table["id"]):
        problems.append(f"{place}: id {table['id']!r} must be lower-case words joined by hyphens")
    if not isinstance(table.get("removes", False), bool):
        problems.append(f"{place}: removes must be true or false, not {table['removes']!r}")
    priority = table.get("priority", 0)
    if not isinstance(priority, int) or isinstance(priority, bool):
        problems.append(f"{place}: priority must be a whole number, not {priority!r}")
    if table.get("procedure", "parametrize-asserts") not in PROCEDURES:
        known_ways = ", ".join(sorted(PROCEDURES))
        problems.append(f"{place}: procedure {table['procedure']!r} is not one of {known_ways}")
    return problems + _problems_of_examples(table, place) + _problems_of_where(table, place)


def _problems_of_examples(table: Mapping[str, Any], place: str) -> list[str]:
    examples = table.get("examples", [])
    if not isinstance(examples, list):
        return [f"{place}: examples must be a list of tables, not {examples!r}"]
    return [
        f"{place}: an example is a table of the texts before and after, not {each!r}"
        for each in examples
        if not isinstance(each, Mapping)
        or set(each) != {"before", "after"}
        or not _is_texts(list(each.values()))
    ]


def _problems_of_where(table: Mapping[str, Any], place: str) -> list[str]:
    where = table.get("where", {})
    if not isinstance(where, Mapping):
        return [f"{place}: where must be a table of captures, not {where!r}"]
    problems = []
    for name, rule in where.items():
        if not _CAPTURE.fullmatch(name):
            problems.append(f"{place}: where: {name!r} is not the name of a capture, such as 'A'")
        problems += _problems_of_rule(rule, f"{place}: where.{name}")
    return problems


def _problems_of_rule(rule: Any, place: str) -> Iterator[str] | list[str]:
    if not isinstance(rule, Mapping):
        return [f"{place}: a rule is a table, not {rule!r}"]
    problems = [
        f"{place}: unknown key {name!r}; known: {', '.join(sorted(_RULE))}"
        for name in rule
        if name not in _RULE
    ]
    for name in ("all", "any"):
        each_of = rule.get(name, [])
        if not isinstance(each_of, list):
            problems.append(f"{place}: {name} must be a list of rules, not {each_of!r}")
            continue
        for index, each in enumerate(each_of):
            problems += _problems_of_rule(each, f"{place}.{name}[{index}]")
    for name in _NESTED & set(rule):
        problems += _problems_of_rule(rule[name], f"{place}.{name}")
    return problems


def _problems_of_kind(table: Mapping[str, Any], place: str) -> list[str]:
    kind = PatternKind(table["kind"])
    problems = []
    rule = table.get("rule")
    if (rule is None) == (table.get("text") is None):
        problems.append(f"{place}: a pattern has either a rule or a text")
    if rule is not None and not isinstance(rule, str):
        problems += _problems_of_rule(rule, f"{place}: rule")
    if kind is PatternKind.TEXT and rule is not None:
        problems.append(f"{place}: kind 'text' needs a text, not a rule")
    if table.get("text") is not None and kind not in (PatternKind.TEXT, PatternKind.FINDING):
        problems.append(f"{place}: a text goes with the kinds 'text' and 'finding' only")
    given = [
        name
        for name in ("rewrite", "removes", "procedure", "cases")
        if table.get(name) not in (None, False, [])
    ]
    fitting = {
        PatternKind.REWRITE: ({"rewrite"}, {"removes"}, {"procedure"}),
        PatternKind.TEXT: ({"rewrite"}, {"removes"}),
        PatternKind.CASES: ({"cases"},),
        PatternKind.ASSERTION: ({"rewrite"},),
        PatternKind.FINDING: (set(),),
    }[kind]
    if set(given) not in fitting:
        wanted = " or ".join(" and ".join(each) or "nothing" for each in fitting)
        problems.append(
            f"{place}: kind {kind.value!r} goes with {wanted}, not with {' and '.join(given) or 'nothing'}"
        )
    return problems


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
