"""A small shop, for tests of what is written about a module."""

from __future__ import annotations

from pathlib import Path

from aqe.domain.subject import CallableSubject, Subject
from aqe.domain.suite import Suite, TestCase
from aqe.syntax.python.suites import Header, print_suite

__all__ = ["name_of", "shop_of"]


def shop_of(source: str, *callables: CallableSubject) -> Subject:
    """The module ``shop`` with some source and callables, and no classes."""
    return Subject("shop", Path("shop.py"), Path(), source, "python", callables, ())


def name_of(case: TestCase, subject: Subject) -> str:
    """What a test is called that is printed alone, without ``test_``."""
    text = print_suite(Suite(subject.module, (case,), 0), subject, Header("1", "aqe")).text
    return next(
        line.partition("(")[0].removeprefix("def test_")
        for line in text.splitlines()
        if line.startswith("def test_")
    )
