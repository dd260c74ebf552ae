"""What generation says its tests tell apart, against editing the subject and running them with pytest."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from suite_outcomes import passes

from aqe.analysis.mutation.operators import OPERATORS

# Each method changes something, and has a line that only leaves something else as it was.
SOURCE = """
class Door:
    def __init__(self):
        self.is_open = False
        self.passed = []

    def walk(self, names):
        self.is_open = True
        try:
            for name in names:
                self.passed.append(name)
                yield name.title()
        finally:
            self.is_open = False

    def push(self, name):
        self.passed.append(name)
        self.is_open = False
        return len(self.passed)


class Till:
    def __init__(self, amount=0):
        self.amount = amount
        self.is_locked = False
        self.refused = 0

    def take(self, amount):
        self.is_locked = True
        if amount > self.amount:
            self.refused += 1
            self.is_locked = False
            raise ValueError("not enough")
        self.amount -= amount
        self.is_locked = False


def without(table, *names):
    if len(names) < len(table) // 2:
        return {key: value for key, value in table.items() if key not in names}
    return {key: table[key] for key in sorted(table) if key not in names}


def opened(text):
    if not text.startswith("("):
        raise ValueError("not opened: " + text + chr(10) + " " * 12 + "^")
    return text[1:]


VOWELS = [letter * times for letter in "aeiou" for times in range(1, 12)]


def vowels():
    return list(VOWELS)


class Row:
    def __init__(self, letters):
        self.seats = []
        for letter in letters:
            self.seats.append(Door())

    def seat(self, letters):
        self.seats.extend(Row(letters).seats)
        return self.seats
"""
KILLED = """
    SELECT start, stop, original, replacement FROM mutants
    WHERE state = 'killed'
"""


@pytest.mark.slow
@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.nightly)])
def test_pytest_notices_each_mutant_that_tests_are_said_to_tell(tmp_path: Path, every: int) -> None:
    subject = tmp_path / "doors.py"
    subject.write_text(SOURCE, encoding="utf-8")
    command = [sys.executable, "-m", "aqe", "test", "generate", "doors.py", "--out", "tests"]
    options = ["--executions", "600", "--seed", "1", "--jobs", "1"]
    subprocess.run([*command, *options], cwd=tmp_path, check=True, capture_output=True)
    assert passes(tmp_path)
    connection = sqlite3.connect(tmp_path / ".agentic-qe" / "aqe.db")
    claimed = connection.execute(KILLED).fetchall()
    operators = {name for (name,) in connection.execute("SELECT DISTINCT operator FROM mutants")}
    connection.close()
    assert operators <= {each.name for each in OPERATORS}
    kept = [original for _, _, original, replacement in claimed if replacement == "True"]
    assert kept.count("False") >= 4, claimed
    missed = []
    for start, stop, original, replacement in claimed[::every]:
        assert SOURCE[start:stop] == original
        subject.write_text(SOURCE[:start] + replacement + SOURCE[stop:], encoding="utf-8")
        if passes(tmp_path):
            missed.append((SOURCE.count("\n", 0, start) + 1, original, replacement))
    assert missed == []
