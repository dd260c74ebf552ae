"""Expectations of Chai as those of Jest, and back, for those that mean the same in both."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aqe.booster.patterns.application import apply_patterns
from aqe.booster.patterns.library import compile_library
from aqe.booster.patterns.structure import grammar_of, root_of
from aqe.booster.transforms.model import Left, Transformed
from aqe.domain.pattern import Pattern, PatternKind, PatternLanguage, Safety

__all__ = ["chai_to_jest", "jest_to_chai"]

_PAIRS = (
    ("to.equal($B)", "toBe($B)"),
    ("to.deep.equal($B)", "toEqual($B)"),
    ("to.be.true", "toBe(true)"),
    ("to.be.false", "toBe(false)"),
    ("to.be.null", "toBeNull()"),
    ("to.be.undefined", "toBeUndefined()"),
    ("to.be.NaN", "toBeNaN()"),
    ("to.be.ok", "toBeTruthy()"),
    ("to.have.lengthOf($B)", "toHaveLength($B)"),
    ("to.be.above($B)", "toBeGreaterThan($B)"),
    ("to.be.at.least($B)", "toBeGreaterThanOrEqual($B)"),
    ("to.be.below($B)", "toBeLessThan($B)"),
    ("to.be.at.most($B)", "toBeLessThanOrEqual($B)"),
    ("to.be.instanceOf($B)", "toBeInstanceOf($B)"),
    ("to.match($B)", "toMatch($B)"),
    ("to.throw($$$B)", "toThrow($$$B)"),
    ("to.include($B)", "toContain($B)"),
)
"""Chai and Jest; what holds for `to` holds for `to.not` and `not.to`, and for `not.toBe`."""

_SYNONYMS = (
    ("to.eql($B)", "toEqual($B)"),
    ("to.be.greaterThan($B)", "toBeGreaterThan($B)"),
    ("to.be.lessThan($B)", "toBeLessThan($B)"),
    ("to.be.an.instanceof($B)", "toBeInstanceOf($B)"),
    ("to.be.an.instanceOf($B)", "toBeInstanceOf($B)"),
    ("to.be.instanceof($B)", "toBeInstanceOf($B)"),
    ("to.contain($B)", "toContain($B)"),
    ("to.throws($$$B)", "toThrow($$$B)"),
    ("to.have.length($B)", "toHaveLength($B)"),
)
"""Further words of Chai for the same."""

_CHAI_LEFT = re.compile(r"\.(not\.)?(to|be|have|been|deep|is|that)\b")
_JEST_LEFT = re.compile(r"\.to[A-Z]")


def chai_to_jest(text: str, suffix: str = ".ts") -> Transformed:
    """`expect(a).to.equal(b)` as `expect(a).toBe(b)`; the import of chai goes when nothing is left."""
    rules = [
        rule
        for chai, jest in (*_PAIRS, *_SYNONYMS)
        for rule in (
            (f"expect($A).{chai}", f"expect($A).{jest}"),
            (f"expect($A).not.{chai}", f"expect($A).not.{jest}"),
            (f"expect($A).to.not.{chai.removeprefix('to.')}", f"expect($A).not.{jest}"),
        )
    ]
    done = _applied(text, suffix, rules, _CHAI_LEFT, "has no counterpart in Jest")
    if done.changes and not done.left:
        imports = re.compile(
            r"^import \{ expect \} from ['\"]chai['\"];?\r?\n|"
            r"^const \{ expect \} = require\(['\"]chai['\"]\);?\r?\n",
            re.MULTILINE,
        )
        return Transformed(imports.sub("", done.text, count=1), done.changes)
    return done


def jest_to_chai(text: str, suffix: str = ".ts") -> Transformed:
    """`expect(a).toBe(b)` as `expect(a).to.equal(b)`, with the import of chai."""
    rules = [
        rule
        for chai, jest in _PAIRS
        for rule in (
            (f"expect($A).{jest}", f"expect($A).{chai}"),
            (f"expect($A).not.{jest}", f"expect($A).not.{chai}"),
        )
    ]
    done = _applied(text, suffix, rules, _JEST_LEFT, "has no counterpart in Chai")
    if done.left and done.changes:  # both kinds of expect cannot be had in one file
        return Transformed(text, left=done.left)
    if done.changes and not re.search(r"['\"]chai['\"]", done.text):
        newline = "\r\n" if "\r\n" in done.text else "\n"
        new = f'import {{ expect }} from "chai";{newline}{done.text}'
        return Transformed(new, done.changes)
    return done


def _applied(
    text: str,
    suffix: str,
    rules: Iterable[tuple[str, str]],
    rest: re.Pattern[str],
    reason: str,
) -> Transformed:
    ordered = sorted(rules, key=lambda rule: rule[0].count("true") + rule[0].count("false"))
    patterns = [
        Pattern(
            id=f"expectation-{number}",
            language=PatternLanguage.TYPESCRIPT,
            category="style",
            summary=before,
            why="",
            kind=PatternKind.REWRITE,
            safety=Safety.PRESERVES,
            rule={"pattern": before},
            rewrite=after,
            priority=number,
        )
        for number, (before, after) in enumerate(ordered)
    ]
    library = compile_library(patterns, PatternLanguage.TYPESCRIPT, suffix)
    done = apply_patterns(library, text)
    if done.problem is not None:
        return Transformed(text, problem=done.problem)
    left = tuple(_left(done.text, suffix, rest, reason))
    return Transformed(done.text, changes=sum(done.applied.values()), left=left)


def _left(text: str, suffix: str, rest: re.Pattern[str], reason: str) -> Iterable[Left]:
    root = root_of(text, grammar_of("typescript", suffix))
    seen = set()
    for each in root.find_all(pattern="expect($A)"):
        whole = each
        while (above := whole.parent()) is not None and above.kind() in (
            "member_expression",
            "call_expression",
        ):
            whole = above
        chain = whole.text()[len(each.text()) :]
        line = each.range().start.line + 1
        if rest.match(chain) and (line, chain) not in seen:
            seen.add((line, chain))
            shown = chain if len(chain) <= 40 else chain[:37] + "..."
            yield Left(line, f"{shown} {reason}")
