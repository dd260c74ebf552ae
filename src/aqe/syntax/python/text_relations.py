"""What texts are to the texts that they were made from."""

from __future__ import annotations

import operator
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from aqe.syntax.python.given import Given
from aqe.syntax.python.relation_words import Claim, mark_words, plural, same

__all__ = ["text_claims"]

_LEAST = 2
"""Characters of a text of which something can be claimed."""
_LEAST_PART = 3
"""Characters of a part that is not met by chance."""
_LONGEST_END = 12
_PAIRS = {
    '"': "double_quotes",
    "'": "quotes",
    "`": "backticks",
    "()": "parentheses",
    "[]": "brackets",
    "{}": "braces",
    "<>": "angle_brackets",
    "*": "stars",
    "_": "underscores",
}


def text_claims(given: Sequence[Given], own: Sequence[int], result: object) -> Iterator[Claim]:
    """Claims about the texts (and bytes) that the call under test was given."""
    for index in own:
        source, word = given[index].value, given[index].word
        if isinstance(source, str) and len(source) >= _LEAST:
            if isinstance(result, str) and result and result != source:
                yield from _Texts(given, index, source, result).claims()
            elif isinstance(result, list) and result:
                yield from _of_parts(given, index, source, result)
            elif isinstance(result, bytes) and result:
                yield Claim(f"encodes_{word}", (index,), str.encode)
            elif isinstance(result, int | float) and not isinstance(result, bool):
                yield Claim(f"reads_number_from_{word}", (index,), type(result))
        elif isinstance(source, bytes) and len(source) >= _LEAST and isinstance(result, str):
            yield Claim(f"decodes_{word}", (index,), bytes.decode)
        elif isinstance(source, list | tuple) and isinstance(result, str) and len(source) > 1:
            yield from _joined(given, index, source, result)
        elif isinstance(source, int | float) and isinstance(result, str):
            yield from _written(given, index, source, result)


def _written(given: Sequence[Given], index: int, source: float, result: str) -> Iterator[Claim]:
    """A number as a text, by a pattern that was given or in a usual way."""
    word = given[index].word
    if isinstance(source, bool):
        return
    for place, each in enumerate(given):
        if place != index and isinstance(each.value, str) and "{" in each.value:
            yield Claim(f"formats_{word}_with_{each.word}", (place, index), str.format)
    if abs(source) >= _GROUPED:
        yield Claim(f"groups_digits_of_{word}", (index,), "{:,}".format)
    if abs(source) >= _LEAST_NUMBER:
        yield Claim(f"writes_{word}_as_text", (index,), str)


_LEAST_NUMBER = 10
_GROUPED = 1000
"""The smallest number that commas group."""


def _in_ascii(text: str) -> str:
    """A text without the marks on its letters, and without what is no ASCII at all."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


_SPELLINGS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("lowercases_{}", str.lower),
    ("uppercases_{}", str.upper),
    ("capitalizes_{}", str.capitalize),
    ("titlecases_{}", str.title),
    ("swaps_case_of_{}", str.swapcase),
    ("reverses_{}", lambda text: text[::-1]),
    ("removes_whitespace_from_{}", lambda text: "".join(text.split())),
    ("collapses_whitespace_in_{}", lambda text: " ".join(text.split())),
)
"""Where two of them hold, the earlier one says less: ``Abc`` is capitalized before it is a title."""


@dataclass(frozen=True, slots=True)
class _Texts:
    """A text that was handed in, and the other one that came out."""

    given: Sequence[Given]
    index: int
    source: str
    result: str

    @property
    def _word(self) -> str:
        return self.given[self.index].word

    def claims(self) -> Iterator[Claim]:
        """Claims about the result, most telling first."""
        yield from self._spelling()
        yield from self._replaced()
        yield from self._widened()
        if self.result.startswith(self.source):
            yield from self._more(self.result[len(self.source) :], is_front=False)
        elif self.result.endswith(self.source):
            yield from self._more(self.result[: -len(self.source)], is_front=True)
        elif self.source.startswith(self.result):
            yield from self._less(self.source[len(self.result) :], is_front=False)
        elif self.source.endswith(self.result):
            yield from self._less(self.source[: -len(self.result)], is_front=True)
        else:
            yield from self._within()

    def _spelling(self) -> Iterator[Claim]:
        source, word, places = self.source, self._word, (self.index,)
        if self.result == source.strip():
            lead, trail = source != source.lstrip(), source != source.rstrip()
            side = "" if lead and trail else "leading_" if lead else "trailing_"
            strip = str.strip if lead and trail else str.lstrip if lead else str.rstrip
            yield Claim(f"strips_{side}whitespace_from_{word}", places, strip)
            return
        if not source.isascii() and self.result == _in_ascii(source):
            yield Claim(f"turns_{word}_into_ascii", places, _in_ascii)
        for phrase, change in _SPELLINGS:
            if change(source) == self.result:
                yield Claim(phrase.format(word), places, change)
                return

    def _replaced(self) -> Iterator[Claim]:
        """One mark in the place of another, or left out; letters perhaps in another case."""
        gone = dict.fromkeys(
            each for each in self.source if not each.isalnum() and each not in self.result
        )
        name = mark_words(next(iter(gone))) if len(gone) == 1 else ""
        if not name:
            return
        mark = next(iter(gone))
        others = ["", *dict.fromkeys(each for each in self.result if not each.isalnum())]
        for case, change in _CASES:
            for other in others:
                replaced = partial(_replaced, mark, other, change)
                said = mark_words(other) if other else ""
                if replaced(self.source) != self.result or (other and not said):
                    continue
                if other:
                    phrase = f"{case}replaces_{plural(name)}_with_{plural(said)}"
                else:
                    phrase = f"{case}removes_{plural(name)}_from_{self._word}"
                yield Claim(phrase, (self.index,), replaced)
                return

    def _widened(self) -> Iterator[Claim]:
        """The text again and again, or filled up to a width that was given."""
        source, result, word = self.source, self.result, self._word
        count = len(result) // len(source)
        if len(source) >= _LEAST_PART and count > 1 and result == source * count:
            yield Claim(f"repeats_{word}", (self.index,), lambda text: text * count)
        if source not in result:
            return
        front, _, back = result.partition(source)
        is_filled = len(set(front + back)) == 1
        for each in self.given:
            if is_filled and type(each.value) is int and each.value == len(result) and each.is_own:
                filled = partial(_wrapped, front, back)
                yield Claim(f"pads_{word}_to_{each.word}", (self.index,), filled)

    def _others(self) -> dict[str, int]:
        """The other texts that were handed in, and their places."""
        return {
            each.value: place
            for place, each in enumerate(self.given)
            if place != self.index and isinstance(each.value, str) and each.value
        }

    def _more(self, rest: str, *, is_front: bool) -> Iterator[Claim]:
        """Something more at an end."""
        verb, others = "prepends" if is_front else "appends", self._others()
        if rest in others:
            place = others[rest]
            places = (place, self.index) if is_front else (self.index, place)
            yield Claim(f"{verb}_{self.given[place].word}", places, operator.add)
        elif len(rest) <= _LONGEST_END and (spelled := mark_words(rest)):
            wrapped = partial(_wrapped, rest, "") if is_front else partial(_wrapped, "", rest)
            yield Claim(f"{verb}_{spelled}", (self.index,), wrapped)

    def _less(self, gone: str, *, is_front: bool) -> Iterator[Claim]:
        """Something less at an end."""
        word, count, others = self._word, len(self.result), self._others()
        lengths = [
            place
            for place, each in enumerate(self.given)
            if type(each.value) is int and each.value == count and each.is_own
        ]
        cut = partial(_cut, gone, is_front)
        if gone in others:
            yield Claim(f"removes_{self.given[others[gone]].word}", (self.index,), cut)
        elif len(lengths) == 1 and not is_front:
            yield Claim(
                f"cuts_{word}_to_{self.given[lengths[0]].word}",
                (self.index, lengths[0]),
                lambda text, size: text[:size],
            )
        elif len(gone) <= _LONGEST_END and (spelled := mark_words(gone)):
            side = "leading" if is_front else "trailing"
            yield Claim(f"removes_{side}_{spelled}", (self.index,), cut)
        elif count >= _LEAST_PART and is_front:
            yield Claim(f"keeps_the_end_of_{word}", (self.index,), lambda text: text[-count:])
        elif count >= _LEAST_PART:
            yield Claim(f"keeps_the_beginning_of_{word}", (self.index,), lambda text: text[:count])

    def _within(self) -> Iterator[Claim]:
        """One of the texts lies inside the other one."""
        source, result, word = self.source, self.result, self._word
        if source in result and len(source) >= _LEAST_PART:
            before, _, after = result.partition(source)
            kind = _PAIRS.get(before if before == after else before + after)
            said = f"wraps_{word}_in_{kind}" if kind else f"includes_{word}"
            yield Claim(said, (self.index,), partial(_wrapped, before, after))
        elif result in source and len(result) >= _LEAST_PART and source.count(result) == 1:
            start, end = source.index(result), source.index(result) + len(result)
            if source[start - 1 : start].isalnum() or source[end : end + 1].isalnum():
                return  # met by chance rather than taken
            yield Claim(f"takes_a_part_of_{word}", (self.index,), lambda text: text[start:end])


_CASES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("", str),
    ("lowercases_and_", str.lower),
    ("uppercases_and_", str.upper),
)


def _replaced(mark: str, other: str, change: Callable[[str], str], text: str) -> str:
    return change(text).replace(mark, other)


def _wrapped(before: str, after: str, text: str) -> str:
    return f"{before}{text}{after}"


def _cut(gone: str, is_front: bool, text: str) -> str:
    return text.removeprefix(gone) if is_front else text.removesuffix(gone)


def _split_at(mark: str, text: str) -> list[str]:
    return text.split(mark)


def _of_parts(
    given: Sequence[Given], index: int, source: str, result: list[object]
) -> Iterator[Claim]:
    word, places = given[index].word, (index,)
    if same(result, [source]):
        yield Claim(f"puts_{word}_into_a_list", places, lambda text: [text])
        return
    if len(result) < _LEAST:
        return
    for place, each in enumerate(given):
        if place != index and isinstance(each.value, str) and each.value:
            yield Claim(f"splits_{word}_at_{each.word}", (index, place), str.split)
    if result == source.split():
        yield Claim(f"splits_{word}_into_words", places, str.split)
    elif result == source.splitlines():
        yield Claim(f"splits_{word}_into_lines", places, str.splitlines)
    elif result == list(source):
        yield Claim(f"splits_{word}_into_characters", places, list)
    else:
        yield from _at_marks(word, index, source, result)


def _at_marks(word: str, index: int, source: str, result: list[object]) -> Iterator[Claim]:
    for mark in dict.fromkeys(each for each in source if not each.isalnum()):
        if source.split(mark) == result and (name := mark_words(mark)):
            split = partial(_split_at, mark)
            yield Claim(f"splits_{word}_at_{plural(name)}", (index,), split)
            return
    if "".join(each for each in result if isinstance(each, str)) == source:
        lengths = [len(str(each)) for each in result]
        ends = [sum(lengths[:count]) for count in range(len(lengths) + 1)]
        pairs = list(pairwise(ends))
        yield Claim(
            f"splits_{word}_into_parts",
            (index,),
            lambda text: [text[start:end] for start, end in pairs],
        )


def _joined(
    given: Sequence[Given], index: int, source: Sequence[object], result: str
) -> Iterator[Claim]:
    if not all(isinstance(each, str) and each for each in source):
        return
    word = given[index].word
    for place, each in enumerate(given):
        if place != index and isinstance(each.value, str) and each.value:
            yield Claim(f"joins_{word}_with_{each.word}", (place, index), str.join)
    first, second = str(source[0]), str(source[1])
    if not result.startswith(first):
        return
    mark = result[len(first) : result.find(second, len(first))]
    name = mark_words(mark) if mark else ""
    if name or not mark:
        said = f"joins_{word}_with_{plural(name)}" if name else f"joins_{word}"
        yield Claim(said, (index,), mark.join)
