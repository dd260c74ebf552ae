"""Callers against a package with a known call graph."""

from __future__ import annotations

from collections.abc import Callable

from aqe.analysis.callers import callers_of
from aqe.domain.subject import Subject


def test_callers_are_counted_through_names_imports_and_receivers(
    subject_of: Callable[..., Subject],
) -> None:
    files = {"pkg/__init__.py": ""}
    money = """
    class Money:
        def __init__(self, n): self.n = self.rounded(n)
        def rounded(self, n): return n
        def show(self): return self.rounded(1)
    def parse(text): return parse(text[1:]) or Money(1)
    """
    use = """
    from pkg.money import parse as read, Money
    import pkg.money
    def one(): return read("1"), read("2")
    def two(): return pkg.money.parse("3"), Money(2)
    def three(x): return x.show()
    """
    first = subject_of(money, files, path="pkg/money.py")
    second = subject_of(use, {**files, "pkg/money.py": money}, path="pkg/use.py")
    assert dict(callers_of([first, second])) == {
        ("pkg.money", "Money.rounded"): 2,
        ("pkg.money", "Money.__init__"): 2,
        ("pkg.money", "parse"): 2,
        ("pkg.money", "Money.show"): 1,
    }
