from __future__ import annotations

import pytest

from aqe.booster.patterns import apply_patterns, compile_library
from aqe.catalog.pattern_files import load_patterns
from aqe.domain.pattern import PatternLanguage

SAME = "  expect(f(1)).toBe(2)\n  expect(f(3)).toBe(4)\n  expect(f(5)).toBe(6)\n"


def applied(source: str) -> str:
    (pattern,) = [each for each in load_patterns() if each.procedure == "parametrize-expects"]
    library = compile_library([pattern], PatternLanguage.TYPESCRIPT, ".ts")
    done = apply_patterns(library, source)
    assert (done.problem, done.withdrawn) == (None, ())
    return done.text


def test_expectations_of_one_shape_become_a_table() -> None:
    assert applied(f"it('doubles', () => {{\n{SAME}}})\n") == (
        "it.each([\n  [1, 2],\n  [3, 4],\n  [5, 6],\n"
        "])('doubles: %j', (value, expected) => {\n  expect(f(value)).toBe(expected)\n})\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        f"it('100%', () => {{\n{SAME}}})\n",
        f"it(`doubles`, () => {{\n{SAME}}})\n",
        f"it('doubles', async () => {{\n{SAME}}})\n",
        f"it('doubles', (done) => {{\n{SAME}}})\n",
        f"it('doubles', () => {{\n  const x = 1\n{SAME}}})\n",
        f"it('doubles', () => {{\n  // why\n{SAME}}})\n",
        "it('doubles', () => {\n  expect(f(1)).toBe(2)\n  expect(f(3)).toBe(4)\n})\n",
        "it('doubles', () => {\n  expect(f(1)).toBe(2)\n  expect(g(3)).toBe(4)\n  expect(f(5)).toBe(6)\n})\n",
        "it('once', () => {\n  expect(f()).toBe(2)\n  expect(f()).toBe(4)\n  expect(f()).toBe(6)\n})\n",
    ],
)
def test_what_means_something_else_stays(source: str) -> None:
    assert applied(source) == source
