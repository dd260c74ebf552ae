"""Facts of sources, against counts by hand."""

from __future__ import annotations

import pytest

from aqe.analysis.source_facts import source_facts
from aqe.domain.routing import SourceFacts
from aqe.errors import SourceError

SOURCE = '''
"""A docstring
over two lines."""

import os
import requests
from yaml import safe_load
from . import sibling
from .other import thing
from .other import more


# A comment.
class A:
    """Docstring."""

    def f(self, x):
        """Docstring."""
        if x and self:
            return 1
        return [y for y in x if y]

    async def g(self):
        for x in self:
            while x:
                pass


LIMIT = 1 if os.name else 2
TEXT = """two
lines"""
'''


def test_everything_is_counted() -> None:
    found = source_facts(SOURCE, "a.py", failed_goals=2, total_goals=9)
    assert found == SourceFacts(
        # 6 imports, class, 2 def, if, return, return, for, while, pass, LIMIT, TEXT twice.
        lines=18,
        # f: if, and, comprehension with its condition; g: for, while; module: the conditional value.
        branches=7,
        largest_callable=4,
        callables=2,
        # requests, yaml, sibling and other.
        dependencies=4,
        security=(),
        failed_goals=2,
        total_goals=9,
    )


def test_an_empty_module_has_nothing() -> None:
    assert source_facts("", "a.py") == SourceFacts(0, 0, 0, 0, 0)


def test_blank_lines_and_comments_are_no_code() -> None:
    assert source_facts("x = 1\n\n# y = 2\n\ny = 3  # z\n", "a.py").lines == 2


def test_what_is_no_python_is_refused() -> None:
    with pytest.raises(SourceError):
        source_facts("def", "a.py")
