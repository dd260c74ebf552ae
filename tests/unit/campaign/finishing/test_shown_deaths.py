"""A death of the interpreter is shown by a test that ends in the same way, and not for want of memory."""

from __future__ import annotations

import signal
from types import SimpleNamespace
from typing import Any

import pytest

from aqe.campaign.finishing.findings import _is_same_death
from aqe.domain.run import Failure

SEGMENTATION = f"the test ended the process: signal {int(signal.SIGSEGV)}"


@pytest.mark.parametrize(
    ("message", "detail", "expected"),
    [
        (SEGMENTATION, "Fatal Python error: Segmentation fault", True),
        ("the test ended the process: signal 9", "", False),
        ("the test ended the process: exit code 3", "", False),
        (SEGMENTATION, "terminate called after throwing an instance of 'std::bad_alloc'", False),
        (SEGMENTATION, "memory allocation of 800 bytes failed", False),
    ],
)
def test_only_the_same_death_is_shown(message: str, detail: str, expected: bool) -> None:
    failure = Failure("aqe:Lost", "killed by SIGSEGV", in_subject=False)
    suspect: Any = SimpleNamespace(run=SimpleNamespace(failure=failure))
    outcome: Any = SimpleNamespace(message=message, detail=detail)
    assert _is_same_death(suspect, outcome) is expected
