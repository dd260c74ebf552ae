"""Mutated code of single functions."""

from __future__ import annotations

import textwrap
from types import FunctionType
from typing import Any

import pytest

from aqe.execution.worker.patches import Mutant, Patches, swap

SOURCE = textwrap.dedent(
    '''
    from __future__ import annotations
    import functools

    def plain(x):
        """Doc."""
        return x + 1

    if plain:
        def inside(x):
            return x * 2

    class Base:
        def method(self):
            return "base"

    class Derived(Base):
        __kept = 5

        class Inner:
            @staticmethod
            @functools.lru_cache
            def deep(x):
                return [each + 10 for each in range(x)]

        def method(self):
            return super().method() + str(self.__kept) + "!"

    def factory(n):
        def made(x):
            return x - n
        return made

    made = factory(3)

    async def later():
        return 7

    CONSTANT = 3
    '''
)


def mutant(original: str, replacement: str) -> Mutant:
    start = SOURCE.index(original)
    line = SOURCE.count("\n", 0, start) + 1
    return Mutant("m", line, start, start + len(original), original, replacement)


def run(original: str, replacement: str) -> dict[str, Any]:
    code = compile(SOURCE, "<subject>", "exec")
    names: dict[str, Any] = {"__name__": "subject"}
    exec(code, names)
    patches = Patches(SOURCE, "<subject>", code)
    codes = patches.function_codes(mutant(original, replacement))
    assert codes is not None
    living = [
        names["plain"],
        names["inside"],
        names["Base"].method,
        names["Derived"].method,
        names["Derived"].Inner.deep.__wrapped__,
        names["factory"],
        names["made"],
        names["later"],
    ]
    assert all(type(each) is FunctionType for each in living)
    assert swap(living, codes)
    return names


def test_a_function() -> None:
    assert run("x + 1", "x - 1")["plain"](5) == 4


def test_a_function_under_a_condition() -> None:
    assert run("x * 2", "x * 3")["inside"](5) == 15


def test_a_method_keeps_super_and_private_names() -> None:
    assert run('"!"', '"?"')["Derived"]().method() == "base5?"


def test_a_decorated_method_of_an_inner_class() -> None:
    assert run("each + 10", "each - 10")["Derived"].Inner.deep(2) == [-10, -9]


def test_a_living_closure_is_changed_too() -> None:
    names = run("x - n", "x + n")
    assert (names["made"](1), names["factory"](5)(1)) == (4, 6)


def test_module_level_has_no_function() -> None:
    code = compile(SOURCE, "<subject>", "exec")
    patches = Patches(SOURCE, "<subject>", code)
    changed = mutant("CONSTANT = 3", "CONSTANT = 4")
    assert patches.function_codes(changed) is None
    names: dict[str, Any] = {"__name__": "subject"}
    exec(patches.module_code(changed), names)
    assert names["CONSTANT"] == 4


def test_changed_free_variables_are_no_swap() -> None:
    code = compile(SOURCE, "<subject>", "exec")
    names: dict[str, Any] = {"__name__": "subject"}
    exec(code, names)
    codes = Patches(SOURCE, "<subject>", code).function_codes(mutant("x - n", "x - 1"))
    assert codes is not None
    assert not swap([names["made"]], codes)


def test_a_mutant_of_another_source_does_not_fit() -> None:
    assert mutant("x + 1", "y").fits(SOURCE)
    assert not mutant("x + 1", "y").fits("#" + SOURCE)


def test_broken_mutants_say_so() -> None:
    code = compile(SOURCE, "<subject>", "exec")
    with pytest.raises(SyntaxError):
        Patches(SOURCE, "<subject>", code).function_codes(mutant("x + 1", "x +"))
