"""Structural matching: many rules in one walk over the tree of a file.

The only door to ast-grep. The rules of a library become one rule: a node is looked at further only
where any of them matches, and every rule that does leaves its number behind as a capture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aqe.errors import BoosterError

if TYPE_CHECKING:
    from ast_grep_py import SgNode

    Node = SgNode

__all__ = [
    "Capture",
    "Match",
    "Rules",
    "broken_at",
    "compile_rules",
    "find_matches",
    "grammar_of",
    "root_of",
]

_CAPTURES = re.compile(r"(\$\$\$|\$)([A-Z][A-Z0-9_]*)")
_WORDS = re.compile(r"[A-Za-z_]\w{2,}")
_REST = re.compile(r",\s*\$\$\$[A-Z][A-Z0-9_]*")
_GRAMMARS = {".tsx": "tsx", ".jsx": "tsx", ".js": "tsx", ".mjs": "tsx", ".cjs": "tsx"}


@dataclass(frozen=True, slots=True)
class Capture:
    """What a name of a rule stands for: one node, or several that follow one another."""

    nodes: tuple[Any, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """A place where a rule matches; offsets count characters."""

    rule: int
    node: Any
    start: int
    end: int
    captures: Mapping[str, Capture]


@dataclass(frozen=True, slots=True)
class _Rule:
    number: int
    single: tuple[str, ...]
    several: tuple[str, ...]
    where: tuple[tuple[str, Mapping[str, Any]], ...]
    patterns: tuple[str, ...]
    """Those that the node itself matches; without one, nothing says what stands around captures."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of one language, to be looked for together."""

    rules: tuple[_Rule, ...]
    labelled: tuple[Mapping[str, Any], ...]
    """Each rule with captures of its own, and with its number as a capture of the whole node."""
    kinds: tuple[frozenset[str] | None, ...]
    """Kinds of node that each can match; None for any."""
    words: tuple[tuple[frozenset[str], ...], ...]
    """For each rule: sets of words one of which has to stand in the file as a whole."""


def grammar_of(language: str, suffix: str = "") -> str:
    """The grammar for files of a language: JavaScript is read as TypeScript with tags."""
    return language if language == "python" else _GRAMMARS.get(suffix.lower(), "typescript")


def root_of(source: str, grammar: str) -> Node:
    """The tree of a file.

    Raises:
        BoosterError: The library for it is not installed.
    """
    try:
        from ast_grep_py import SgRoot
    except ImportError as error:
        raise BoosterError(
            "patterns need ast-grep-py, which is not installed",
            hint="pip install 'agentic-qe[booster]'",
            slug="booster-missing",
        ) from error
    return SgRoot(source, grammar).root()


def compile_rules(
    rules: Sequence[tuple[str, Mapping[str, Any], tuple[tuple[str, Mapping[str, Any]], ...]]],
    grammar: str,
) -> Rules:
    """Rules, each with the name that errors use and what its captures must match.

    Raises:
        BoosterError: A rule is not one of this grammar.
    """
    probe = root_of("", grammar)
    compiled, labelled, kinds = [], [], []
    for number, (name, rule, where) in enumerate(rules):
        for each in (rule, *(condition for _, condition in where)):
            _try(probe, name, each)
        single, several = _names(rule)
        compiled.append(_Rule(number, single, several, where, tuple(_own_patterns(rule))))
        wide = _widened(rule)
        kinds.append(_kinds(wide, grammar))
        labelled.append(
            {"all": [_renamed(wide, f"P{number}_"), {"pattern": f"$P{number}"}]},
        )
    needed = tuple(_needed(rule) for _, rule, _ in rules)
    return Rules(tuple(compiled), tuple(labelled), tuple(kinds), needed)


def find_matches(rules: Rules, root: Node) -> Iterator[Match]:
    """Every place of every rule, in the order of the file, then of the rules."""
    text = root.text()
    present = {word: word in text for each in rules.words for words in each for word in words}
    active = [
        rule
        for rule, needed in zip(rules.rules, rules.words, strict=True)
        if any(all(present[word] for word in words) for words in needed)
    ]
    if not active:
        return
    by_kind, of_any_kind, combined = _combined(rules, active)
    for node in root.find_all(**combined):
        where = node.range()
        for rule in by_kind.get(node.kind(), of_any_kind):
            if node.get_match(f"P{rule.number}") is None:
                continue
            captures = _captures(node, rule)
            match = Match(rule.number, node, where.start.index, where.end.index, captures)
            if _fits(rule, match):
                yield match


def broken_at(source: str, grammar: str) -> int | None:
    """The offset of the first place that does not parse, None where all of it does."""
    root = root_of(source, grammar)
    found = [each.range().start.index for each in root.find_all(kind="ERROR")]
    found += [
        each.range().start.index
        for each in root.find_all(regex="^$")
        if each.parent() is not None and (not each.is_named() or each.kind() == "identifier")
    ]
    return min(found, default=None)


def _combined(
    rules: Rules, active: Sequence[_Rule]
) -> tuple[dict[str, list[_Rule]], list[_Rule], dict[str, Any]]:
    """Rules by kind of node, those for other kinds, and one rule for all of them."""
    known = sorted({kind for each in active for kind in rules.kinds[each.number] or ()})
    of_any_kind = [each for each in active if rules.kinds[each.number] is None]
    by_kind = {
        kind: [each for each in active if kind in (rules.kinds[each.number] or (kind,))]
        for kind in known
    }
    branches = [
        _together([rules.labelled[each.number] for each in chosen], {"kind": kind})
        for kind, chosen in by_kind.items()
    ]
    if of_any_kind:
        others = {"not": {"any": [{"kind": kind} for kind in known]}} if known else {}
        branches.append(_together([rules.labelled[each.number] for each in of_any_kind], others))
    return by_kind, of_any_kind, {"any": branches}


def _needed(rule: Mapping[str, Any]) -> tuple[frozenset[str], ...]:
    """Sets of words: where none stands in a file as a whole, the rule matches nothing there."""
    if isinstance(rule.get("pattern"), str):
        return (frozenset(_WORDS.findall(_CAPTURES.sub(" ", rule["pattern"]))),)
    if "any" in rule:
        return tuple(words for each in rule["any"] for words in _needed(each))
    for each in rule.get("all", ()):
        if needed := _needed(each):
            return needed
    return (frozenset(),)


def _together(labelled: Sequence[Mapping[str, Any]], where: Mapping[str, Any]) -> dict[str, Any]:
    """Nodes that match one of the rules; every other rule that does leaves its captures, too."""
    optional = [{"any": [each, {"pattern": "$_"}]} for each in labelled]
    first = [where] if where else []
    return {"all": [*first, {"any": list(labelled)}, *optional]}


def _kinds(rule: Mapping[str, Any], grammar: str) -> frozenset[str] | None:
    """The kinds of node that a rule can match, None where that may be any.

    A pattern that is more than one capture matches nodes of one kind: that of its own code.
    """
    found: list[frozenset[str]] = []
    if "kind" in rule:
        found.append(frozenset({rule["kind"]}))
    if isinstance(rule.get("pattern"), str):
        code = _CAPTURES.sub("_x", rule["pattern"])
        own = root_of(code, grammar).find(pattern=rule["pattern"])
        if own is not None and not _CAPTURES.fullmatch(rule["pattern"].strip()):
            found.append(frozenset({own.kind()}))
    if "any" in rule:
        each_of = [_kinds(each, grammar) for each in rule["any"]]
        if all(each is not None for each in each_of):
            found.append(frozenset().union(*(each for each in each_of if each is not None)))
    for each in rule.get("all", ()):
        kinds = _kinds(each, grammar)
        if kinds is not None:
            found.append(kinds)
    return frozenset.intersection(*found) if found else None


def _try(probe: Node, name: str, rule: Mapping[str, Any]) -> None:
    try:
        probe.find(**rule)
    except Exception as error:  # the library raises its own kinds and plain ones
        said = [line.split(": ", 1)[-1] for line in str(error).splitlines()[:6] if line.strip()]
        told = [line.strip() for line in said if "backtrace" not in line and "Caused" not in line]
        raise BoosterError(
            f"the rule of pattern {name!r} cannot be used: {'; '.join(told)}",
            hint="https://ast-grep.github.io/reference/rule.html lists what a rule may say",
            slug="pattern-rule",
        ) from error


def _captures(node: Node, rule: _Rule) -> dict[str, Capture]:
    prefix = f"P{rule.number}_"
    found = {}
    for name in rule.single:
        captured = node.get_match(prefix + name)
        if captured is not None:
            span = captured.range()
            found[name] = Capture((captured,), span.start.index, span.end.index)
    for name in rule.several:
        captures = node.get_multiple_matches(prefix + name)
        nodes = tuple(each for each in captures if each.is_named() and each.kind() != "comment")
        if nodes:
            start, end = nodes[0].range().start.index, nodes[-1].range().end.index
            found[name] = Capture(nodes, start, end)
    return found


def _fits(rule: _Rule, match: Match) -> bool:
    """Whether nothing stands between the captures but what the pattern says; so no comment is lost."""
    if rule.patterns:
        bare = _bare(match)
        if all(_around(each, match) != bare for each in rule.patterns):
            return False
    return all(
        each.matches(**condition)
        for name, condition in rule.where
        for each in (match.captures[name].nodes if name in match.captures else ())
    )


def _bare(match: Match) -> str:
    text, at, parts = match.node.text(), match.start, []
    for each in sorted(match.captures.values(), key=lambda each: each.start):
        if each.start >= at and each.end <= match.end:  # others were taken around the node
            parts.append(text[at - match.start : each.start - match.start])
            at = each.end
    return _tight("".join([*parts, text[at - match.start :]]))


def _around(pattern: str, match: Match) -> str:
    """What stands around the captures of a pattern; a name that comes again stands for its text."""
    names = [name for _, name in _CAPTURES.findall(pattern)]
    left = {name: names.count(name) for name in names}

    def put(found: re.Match[str]) -> str:
        name = found.group(2)
        left[name] -= 1
        again = left[name] and name in match.captures  # the last one is what was captured
        return str(match.captures[name].nodes[0].text()) if again else ""

    return _tight(_CAPTURES.sub(put, pattern))


def _tight(text: str) -> str:
    """Text without what formatting may change: blanks, commas at an end, empty captures."""
    tight = re.sub(r"\\\r?\n|\s+|;$", "", text)
    return re.sub(r",+(?=[)\]}]|$)", "", tight).replace("'", '"')


def _names(rule: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    single: dict[str, None] = {}
    several: dict[str, None] = {}
    for pattern in _all_patterns(rule):
        for dollars, name in _CAPTURES.findall(pattern):
            (single if dollars == "$" else several).setdefault(name)
    return tuple(single), tuple(several)


def _all_patterns(rule: Any) -> Iterator[str]:
    if isinstance(rule, Mapping):
        for key, value in rule.items():
            if key == "pattern":
                yield value["context"] if isinstance(value, Mapping) else value
            else:
                yield from _all_patterns(value)
    elif isinstance(rule, list):
        for each in rule:
            yield from _all_patterns(each)


def _own_patterns(rule: Mapping[str, Any]) -> Iterator[str]:
    """The patterns that the node itself matches; one that picks a part of its text says nothing."""
    pattern = rule.get("pattern")
    if isinstance(pattern, str):
        yield pattern
    for each in (*rule.get("all", ()), *rule.get("any", ())):
        yield from _own_patterns(each)


def _widened(rule: Any) -> Any:
    """The rule where a list behind a comma may be missing together with its comma.

    A shorter pattern also matches the beginning of what a longer one matches: that one goes first.
    """
    if isinstance(rule, list):
        widened = [_widened(each) for each in rule]
        if all(set(each) == {"pattern"} and isinstance(each["pattern"], str) for each in widened):
            widened.sort(key=lambda each: -len(each["pattern"]))
        return widened
    if not isinstance(rule, Mapping):
        return rule
    wide = {key: value if key == "pattern" else _widened(value) for key, value in rule.items()}
    pattern = wide.get("pattern")
    if isinstance(pattern, str) and _REST.search(pattern):
        del wide["pattern"]
        either = {"any": [{"pattern": pattern}, {"pattern": _REST.sub("", pattern)}]}
        wide["all"] = [*wide.get("all", ()), either]
    return wide


def _renamed(rule: Any, prefix: str) -> Any:
    if isinstance(rule, Mapping):
        return {
            key: (_renamed_pattern(value, prefix) if key == "pattern" else _renamed(value, prefix))
            for key, value in rule.items()
        }
    return [_renamed(each, prefix) for each in rule] if isinstance(rule, list) else rule


def _renamed_pattern(pattern: Any, prefix: str) -> Any:
    if isinstance(pattern, Mapping):
        return {**pattern, "context": _renamed_pattern(pattern["context"], prefix)}
    return _CAPTURES.sub(rf"\g<1>{prefix}\g<2>", pattern)
