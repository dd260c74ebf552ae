"""What is put in order, added or subtracted with each other belongs together."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.analysis.subjects import analyse

SOURCE = """\
from collections import namedtuple
from dataclasses import dataclass

class Span(namedtuple("SpanBase", ["begin", "end", "note"])):
    def __new__(cls, begin, end, note=None):
        return super().__new__(cls, begin, end, note)
    def size(self):
        return self.end - self.begin
    def is_noted(self, text):
        return self.note == text

class Kept:
    def __init__(self, low, high, name):
        self._low = low
        self._high = high
        self.name = name
    def holds(self, value):
        return self._low <= value < self._high

@dataclass
class Row:
    width: int
    used: int
    label: str
    def left(self):
        return self.width - self.used

def bounded(value, floor, ceil, label):
    print(label == value)
    return max(floor, min(value, ceil))

def joined(first, second, count):
    return (first + second) * count

def looked_up(key, table, fallback):
    return table[key] if key in table else len(table) > fallback

def single(value):
    return value < value.limit
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Span.__new__", {"begin": ("end",), "end": ("begin",)}),
        ("Span.is_noted", {}),  # that a value is asked to be equal says nothing
        ("Kept.__init__", {"low": ("high",), "high": ("low",)}),
        ("Row.__init__", {"width": ("used",), "used": ("width",)}),
        ("bounded", {"value": ("ceil",), "ceil": ("value",)}),
        ("joined", {"first": ("second",), "second": ("first",)}),
        ("looked_up", {}),
        ("single", {}),
    ],
)
def test_values_that_are_put_in_order_or_joined_belong_together(
    name: str, expected: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    path = tmp_path / "demo.py"
    path.write_text(SOURCE, encoding="utf-8")
    subject = analyse(path, module="demo", import_root=tmp_path).callable(name)
    assert subject is not None
    assert {
        each.name: each.companions for each in subject.parameters if each.companions
    } == expected
