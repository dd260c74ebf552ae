"""All transforms by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aqe.booster.transforms.async_tests import sync_to_async
from aqe.booster.transforms.expectations import chai_to_jest, jest_to_chai
from aqe.booster.transforms.import_order import sort_imports
from aqe.booster.transforms.model import Transformed
from aqe.booster.transforms.plain_asserts import plain_to_unittest, unittest_to_plain
from aqe.booster.transforms.unittest_pytest import unittest_to_pytest
from aqe.domain.pattern import PatternLanguage

__all__ = ["TRANSFORMS", "Transform"]


@dataclass(frozen=True, slots=True)
class Transform:
    """One way of carrying tests over."""

    summary: str
    language: PatternLanguage
    function: Callable[..., Transformed]
    """The text and the suffix of a file to what becomes of it."""
    knows_imports: bool = False
    """Whether the names that other files import from the file are given to it, too."""

    def apply(self, text: str, suffix: str, imported: frozenset[str] = frozenset()) -> Transformed:
        """What becomes of a file.

        Args:
            text: Of the file.
            suffix: Of its name.
            imported: Names that other files import from it; `*` stands for all.
        """
        if self.knows_imports:
            return self.function(text, suffix, imported)
        return self.function(text, suffix)


TRANSFORMS: Mapping[str, Transform] = MappingProxyType(
    {
        "unittest-to-pytest": Transform(
            "Test cases as plain classes with fixtures and plain asserts.",
            PatternLanguage.PYTHON,
            unittest_to_pytest,
            knows_imports=True,
        ),
        "unittest-to-plain": Transform(
            "Assert methods of test cases as plain asserts.",
            PatternLanguage.PYTHON,
            unittest_to_plain,
        ),
        "plain-to-unittest": Transform(
            "Plain asserts of test cases as assert methods.",
            PatternLanguage.PYTHON,
            plain_to_unittest,
        ),
        "sync-to-async": Transform(
            "Tests that run a coroutine as coroutines.", PatternLanguage.PYTHON, sync_to_async
        ),
        "sort-imports": Transform(
            "Imports at the head of a file in order.", PatternLanguage.PYTHON, sort_imports
        ),
        "chai-to-jest": Transform(
            "Expectations of Chai as those of Jest.", PatternLanguage.TYPESCRIPT, chai_to_jest
        ),
        "jest-to-chai": Transform(
            "Expectations of Jest as those of Chai.", PatternLanguage.TYPESCRIPT, jest_to_chai
        ),
    }
)
