"""The tree of exceptions that callers catch."""

from __future__ import annotations

import pytest

import aqe.errors
from aqe.errors import AqeError, RouterError, StoreError, UsageError

CLASSES = [getattr(aqe.errors, name) for name in aqe.errors.__all__]


def test_every_class_has_a_slug_of_its_own() -> None:
    slugs = [each.slug for each in CLASSES]
    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("kind", CLASSES)
def test_carries_message_hint_and_slug(kind: type[AqeError]) -> None:
    error = kind("no file 'x'", hint="create it", slug="finer")
    assert isinstance(error, AqeError)
    assert (str(error), error.message, error.hint) == ("no file 'x'", "no file 'x'", "create it")
    assert error.slug == "finer"
    assert kind("m").slug == kind.slug, "a finer slug stays with its instance"


def test_outside_failures_say_whether_trying_again_can_help() -> None:
    assert RouterError("busy", retryable=True).retryable
    assert not StoreError("gone").retryable
    assert not hasattr(UsageError("wrong"), "retryable")


def test_the_tree_in_the_docstring_is_complete() -> None:
    text = aqe.errors.__doc__ or ""
    assert [each.__name__ for each in CLASSES if each.__name__ not in text] == []
