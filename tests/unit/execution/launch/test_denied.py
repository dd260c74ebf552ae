"""What only the kernel refuses counts, too, where a test swallows the error."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from aqe.domain.run import RunKind
from aqe.execution.interpreter import find_interpreter
from aqe.execution.launch.denied import may_swallow
from aqe.execution.limits import Limits
from aqe.execution.recording import run_suite
from aqe.execution.requests import SuiteRequest

SHOP = """
import mmap
import os
import resource
import signal

def grade(number):
    return number > 10

def pipe(path):
    try:
        os.mkfifo(path)
    except OSError:
        return False
    return True

def find(path):
    try:
        return os.stat(path).st_size
    except OSError:
        return None
"""
TRIES = """try:
        {}
    except {}:
        pass"""
DENIED = "a wall stopped it: the system denied it: "
CASES = {
    "pipe": (TRIES.format("os.mkfifo('/nowhere-at-all/x')", "OSError"), ""),
    "pipe_in_root": (TRIES.format("os.mkfifo('/aqe-pipe')", "OSError"), DENIED),
    "by_subject": ("assert not shop.pipe('/aqe-pipe')", DENIED),
    "priority": (TRIES.format("os.setpriority(os.PRIO_PGRP, 0, 1)", "OSError"), DENIED),
    "suppressed": (
        "with contextlib.suppress(PermissionError):\n        os.mkfifo('/aqe-pipe')",
        DENIED,
    ),
    "raised": ("with pytest.raises(OSError):\n        os.mkfifo('/aqe-pipe')", DENIED),
    "memory": (TRIES.format("'a' * 30_000_000_000", "MemoryError"), "a wall stopped it: the limit"),
    "size": (
        TRIES.format("(tmp_path / 'a').write_bytes(bytes(3_000_000))", "OSError"),
        DENIED + "File too large",
    ),
    "absent": (TRIES.format("os.stat('/nowhere-at-all')", "OSError"), ""),
    "own_error": (TRIES.format("raise PermissionError(1, 'no')", "PermissionError"), ""),
    "looks": ("assert shop.find('/nowhere') is None", ""),
    "writes": (TRIES.format("(tmp_path / 'a').write_text('x')", "OSError"), ""),
}
needs_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="walls of Linux")


@pytest.fixture(scope="module")
def reasons(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = tmp_path_factory.mktemp("denied")
    (root / "shop.py").write_text(SHOP, encoding="utf-8")
    body = "import contextlib, os\nimport pytest\nimport shop\n"
    for name, (lines, _) in CASES.items():
        body += f"\ndef test_{name}(tmp_path):\n    {lines}\n    assert shop.grade(11)\n"
    (root / "test_a.py").write_text(body, encoding="utf-8")
    request = SuiteRequest(
        find_interpreter(root, None, {}),
        root,
        (root / "test_a.py",),
        (root,),
        None,
        0,
        None,
        60.0,
        walls=True,
        kind=RunKind.VERIFY,
        trial_of="shop",
        limits=Limits(file_bytes=1_000_000),
    )
    found = run_suite(request, run_id="r", clock=lambda: datetime(2026, 1, 2, tzinfo=UTC))
    if "seccomp" not in dict(found.attributes)["walls"]:
        pytest.skip("this machine has no such walls")
    return {each.test.partition("::test_")[2]: each.message for each in found.outcomes}


@needs_linux
@pytest.mark.parametrize("name", CASES)
def test_what_the_kernel_denies_counts(name: str, reasons: dict[str, str]) -> None:
    expected = CASES[name][1]
    assert reasons[name].startswith(expected) if expected else reasons[name] == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("try:\n    f()\nexcept OSError:\n    pass", True),
        ("try:\n    f()\nexcept:\n    pass", True),
        ("try:\n    f()\nexcept (ValueError, os.error):\n    pass", True),
        ("with suppress(KeyError, PermissionError):\n    f()", True),
        ("with pytest.raises(shop.Error):\n    f()", True),
        ("try:\n    f()\nexcept (ValueError, KeyError):\n    pass", False),
        ("with pytest.raises(ValueError, match=OSError):\n    f()", False),
        ("f()", False),
        ("def", True),
    ],
)
def test_what_may_swallow_an_error_of_the_system(text: str, expected: bool) -> None:
    assert may_swallow(text) is expected
