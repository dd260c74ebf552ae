"""What may be said of values that were only seen when code ran: such pieces as the reader has anyway.

A message or a value may hold whatever the code read: another module, a file, the environment. Of such a text
stay the words and literals that stand in what is sent in any case, words of the interpreter and of `aqe`, and
numbers; a placeholder says the sort and length of everything else.
"""

from __future__ import annotations

import builtins
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from aqe.domain.syntax_trees import parsed_literal

__all__ = ["Known", "masked", "masked_literals"]

_TOKEN = re.compile(
    r"""
    (?P<text>[bBfFrRuU]{0,2}(?:'''.*?'''|\"\"\".*?\"\"\"|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))
    |(?P<open>['"].*)
    |(?P<chain>(?!\d+\.\d+(?:[^-./:\ \d]|[-./:\ ](?!\d)|\Z))\d+(?:[-./:\ ]\d+)+)
    |(?P<number>\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\w))
    |(?P<word>\w+(?:'[ts]\b)?)
    |(?P<space>\s+)
    |(?P<sign>[!\#-&(-/:-@\[-`{-~]{1,4})
    |(?P<other>.)
    """,
    re.DOTALL | re.VERBOSE,
)
_WORDS = frozenset(
    """
    a about after all allowed always an and any are argument arguments as assert async at
    attribute awaited base be because been before being between body both bound but by bytes
    call callable called calls came can can't cannot case change character class code codec
    collected collection comes coming compare comparison constructor contain contains convert
    could decode dict dictionary did didn't died directory divide division does doesn't e empty
    encode end ended enough entered error every exactly exceeded except exception executions
    exit expected failed few file fixture float for found from function generator get given go
    gone got had has hashable have here immutable import in index indices input inputs instance
    instances int integer into invalid is isn't it item items iterable iteration iterator its
    key keyword kind known last length less library line list literal local longer loop make
    makes many mapping match matched math maximum method missing module modulo more multiple
    multiply must name nearest negative neither never no non none nor not nothing null number
    object objects occurred of on only operand operands or ordinal out pattern pop position
    positional possible process raise raised range real recursion referenced regex required run
    runs s sequence set signal size slice slices stopped str string subscriptable such support
    supported supports syntax takes test than that the their there these this through to too
    took tried true tuple two type types unexpected unhashable unknown unpack unpacked
    unreachable unsupported used value values variable warn was were what when where which while
    who with without zero
    """.split()
)
"""Of messages of the interpreter and of pytest, and of the reasons that an explanation gives."""
_NAMES = frozenset(
    name for name, each in vars(builtins).items() if isinstance(each, type)
) | frozenset({"Failed", "NoneType", "None", "True", "False", "DID", "NOT", "RAISE", "WARN"})
_LONGEST = 2000
_COMPARES = re.compile(r"(?:AssertionError: )?assert ")
"""A result that was not expected; a message may hold any number that the code read."""
_LONGEST_NUMBER = 10
_LONGEST_CHAIN = 7
"""Digits of numbers side by side: a telephone number without its code has as many."""
_MOST_NUMBERS = 8
_TINY = 3


@dataclass(frozen=True)
class Known:
    """Texts that are sent in any case."""

    text: str

    @classmethod
    def of(cls, *texts: str) -> Known:
        """These together."""
        return cls("\n".join(" ".join(each.split()) for each in texts))

    @cached_property
    def words(self) -> frozenset[str]:
        """All words and names in them."""
        return frozenset(re.findall(r"\w+", self.text))

    def holds(self, text: str) -> bool:
        """Whether a text stands there, and not merely within a word."""
        plain = " ".join(text.split())
        if not plain:
            return True
        before = r"(?<!\w)" if plain[0].isalnum() else ""
        after = r"(?!\w)" if plain[-1].isalnum() else ""
        return re.search(f"{before}{re.escape(plain)}{after}", self.text) is not None


def masked(text: str, known: Known) -> str:
    """A message or a shown value without what is not known; long numbers are rounded."""
    parts: list[tuple[str, str | None]] = []
    numbers, last = 0, ""
    longest = _LONGEST_NUMBER if _COMPARES.match(text) else _LONGEST_CHAIN - 1
    for match in _TOKEN.finditer(text[:_LONGEST]):
        raw = match.group()
        shown: str | None = raw
        if match.lastgroup in ("text", "open"):
            shown = _literal(raw, known, is_open=match.lastgroup == "open")
        elif match.lastgroup == "number" and not known.holds(raw):
            numbers += 1
            shown = "<number>" if numbers > _MOST_NUMBERS else _number(raw, longest)
        elif match.lastgroup == "chain" and not known.holds(raw):
            # Numbers of persons, telephones, accounts and machines are written in groups.
            unknown = [each for each in re.findall(r"\d+", raw) if not known.holds(each)]
            numbers += len(unknown)
            is_long = sum(each.isdigit() for each in raw) >= _LONGEST_CHAIN
            shown = None if unknown and (is_long or numbers > _MOST_NUMBERS) else raw
        elif match.lastgroup == "word":
            is_known = raw in known.words or raw in _NAMES or raw.lower() in _WORDS
            shown = raw if is_known or known.holds(raw) else None
        elif match.lastgroup == "space":
            shown = " "
        elif match.lastgroup == "other" or match.lastgroup == last == "sign":
            shown = None
        last = match.lastgroup or ""
        parts.append((raw, shown))
    return "".join(_folded(parts))


def masked_literals(text: str, known: Known) -> str:
    """Source that the search wrote, in which texts are masked; those of three characters stay."""

    def shown(match: re.Match[str]) -> str:
        raw = match.group()
        if match.lastgroup not in ("text", "open"):
            return raw
        return _literal(raw, known, is_open=match.lastgroup == "open", tiny=_TINY)

    return _TOKEN.sub(shown, text)


def _literal(raw: str, known: Known, *, is_open: bool, tiny: int = 0) -> str:
    value: object = raw[1:]
    if not is_open:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = parsed_literal(raw)
        except (SyntaxError, ValueError):
            value = raw.strip("bBfFrRuU").strip("'\"")
    is_bytes = isinstance(value, bytes)
    plain = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    if not is_open and (len(plain) <= tiny or plain in _NAMES or known.holds(plain)):
        return raw
    return f"<{len(plain)} bytes>" if is_bytes else f"<text of {len(plain)} characters>"


def _number(raw: str, longest: int) -> str:
    if len(raw) <= longest:
        return raw
    return f"<number near {float(raw.replace('_', '')):.4g}>"


def _folded(parts: list[tuple[str, str | None]]) -> Iterator[str]:
    """Unknown words that stand side by side are one text."""
    unknown, between = 0, ""
    for raw, shown in parts:
        if shown is None:
            unknown += len(between) + len(raw) if unknown else len(raw)
            between = ""
        elif unknown and raw.isspace():
            between += raw
        else:
            if unknown:
                yield f"<text of {unknown} characters>"
            yield between + shown
            unknown, between = 0, ""
    if unknown:
        yield f"<text of {unknown} characters>"
    yield between
