"""A hundred structural patterns on a file of a thousand lines: together, and one after the other."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aqe.booster.patterns.application import apply_patterns
from aqe.booster.patterns.library import compile_library
from aqe.booster.patterns.structure import find_matches, root_of
from aqe.domain.pattern import Pattern, PatternLanguage

__all__ = ["Span", "StructuralReport", "measure_structural", "written_tests"]


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds over the rounds."""

    least: float
    median: float
    most: float


@dataclass(frozen=True, slots=True)
class StructuralReport:
    """What was measured, with the same file and the same patterns on both sides."""

    lines: int
    patterns: int
    places: int
    """Places that were found together."""
    places_one_by_one: int
    rounds: int
    together_s: Span
    """Reading the tree once and finding the places of all patterns."""
    one_by_one_s: Span
    """The same with a search per pattern, as the library is used without a combined rule."""
    ratio: Span
    """How many times faster together, round by round."""
    apply_s: Span
    """Until nothing more is to be done, with edits and parsing."""

    @property
    def equal(self) -> bool:
        """Whether both sides found as many places."""
        return self.places == self.places_one_by_one


def measure_structural(
    patterns: Sequence[Pattern],
    *,
    clock: Callable[[], float],
    rounds: int = 9,
    lines: int = 1000,
    most: int = 100,
) -> StructuralReport:
    """Measure the first `most` structural patterns for Python; rounds of both sides take turns.

    Raises:
        BoosterError: The library for rules is not installed (slug ``booster-missing``).
    """
    chosen = [
        each
        for each in patterns
        if each.language is PatternLanguage.PYTHON and each.rule is not None
    ][:most]
    source = written_tests(lines)
    library = compile_library(chosen, PatternLanguage.PYTHON)
    alone = [compile_library([each], PatternLanguage.PYTHON) for each in chosen]
    together_s, one_by_one_s, apply_s = [], [], []
    places = others = 0
    for _ in range(rounds):
        begin = clock()
        places = sum(1 for _ in find_matches(library.rules, root_of(source, "python")))
        middle = clock()
        root = root_of(source, "python")
        others = sum(1 for each in alone for _ in find_matches(each.rules, root))
        end = clock()
        apply_patterns(library, source)
        together_s.append(middle - begin)
        one_by_one_s.append(end - middle)
        apply_s.append(clock() - end)
    return StructuralReport(
        lines=source.count("\n"),
        patterns=len(chosen),
        places=places,
        places_one_by_one=others,
        rounds=rounds,
        together_s=_span(together_s),
        one_by_one_s=_span(one_by_one_s),
        ratio=_span([b / a for a, b in zip(together_s, one_by_one_s, strict=True)]),
        apply_s=_span(apply_s),
    )


def written_tests(lines: int) -> str:
    """Tests of that many lines; every third test has places for patterns, four or more of them."""
    text = ["import unittest\n", "\n", "\n", "class TestShop(unittest.TestCase):\n"]
    number = 0
    while len(text) < lines:
        number += 1
        text += [
            f"    def test_total_{number}(self):\n",
            f"        cart = Cart(owner='kim', limit={number})\n",
            f"        cart.add(Item('tea', price={number}.50), count=2)\n",
            "        for item in cart.items:\n",
            "            cart.check(item, strict=True)\n",
            "        found = [each.name for each in cart.items if each.price > 0]\n",
            "        self.assertIn('tea', found)\n",
            f"        self.assertEqual(cart.total, {number * 5})\n",
            "        with self.assertRaisesRegex(ValueError, 'nothing'):\n",
            "            cart.add(None)\n",
        ]
        if number % 3 == 0:
            text += [
                f"        self.assertTrue(cart.total == {number * 5})\n",
                "        self.assertEqual(cart.discount, None)\n",
                "        print(found)\n",
                f"        assert cart.is_open == True and cart.count == {number}\n",
            ]
        text.append("\n")
    return "".join(text[:lines])


def _span(values: Sequence[float]) -> Span:
    return Span(min(values), statistics.median(values), max(values))
