from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import subject_of

from aqe.domain.subject import Subject
from aqe.generation.judging.promises import is_promised

SOURCE = '''\
def documented(key):
    """Look up.

    Raises:
        LookupError: there is none.
    """


def in_words(key):
    """An AttributeError says that it is missing."""


def silent(key):
    return key


def calls(key):
    return deeper(key)


def deeper(key):
    return lowest(key)


def lowest(key):
    raise TypeError(key)


class Box:
    """May end with a ZeroDivisionError."""

    def look(self):
        return self.helper()

    def helper(self):
        raise StopIteration
'''


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    folder: Path = tmp_path_factory.mktemp("demo")
    return subject_of(folder, SOURCE)


@pytest.mark.parametrize(
    ("name", "exception", "expected"),
    [
        ("documented", "LookupError", True),
        ("documented", "KeyError", True),
        ("documented", "IndexError", True),
        ("documented", "TypeError", False),
        ("in_words", "AttributeError", True),
        ("in_words", "KeyError", False),
        ("silent", "KeyError", False),
        ("calls", "TypeError", True),
        ("calls", "KeyError", False),
        ("Box.look", "StopIteration", True),
        ("Box.look", "ZeroDivisionError", True),
        ("Box.look", "KeyError", False),
    ],
)
def test_promises_are_documented_or_raised_on_the_way(
    subject: Subject, name: str, exception: str, expected: bool
) -> None:
    found = subject.callable(name)
    assert found is not None
    assert is_promised(subject, found, exception) is expected
