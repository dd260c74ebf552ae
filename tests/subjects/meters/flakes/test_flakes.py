"""Tests whose flakiness is known: the name says the cause."""

import os
from pathlib import Path

STATE = []


def test_stable():
    assert True


def test_fails_always():
    assert False


def test_order_first():
    STATE.append("first")


def test_order_needs_the_first():
    assert STATE, "ran before the other"


def test_hash_seed():
    assert int(os.environ["PYTHONHASHSEED"]) % 4 != 3, "unlucky hash seed"


def test_one_run_in_five():
    """Counts its runs in a file: exactly every fifth one fails."""
    counter = Path(os.environ["AQE_METER_COUNTER"])
    with counter.open("a") as file:
        file.write("x")
    assert counter.stat().st_size % 5, "fifth run"
