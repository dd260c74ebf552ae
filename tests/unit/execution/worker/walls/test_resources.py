from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from .conftest import Inside

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits are the kernel's affair")

MIB = 1024 * 1024
TRY = """
def outcome(call):
    try:
        call()
    except BaseException as error:
        return type(error).__name__
    return "done"
"""


def test_memory_is_limited(inside: Inside) -> None:
    code = TRY + "print(json.dumps(outcome(lambda: bytearray(300 * 2**20))))"
    assert inside(code, memory_bytes=256 * MIB).value == "MemoryError"
    assert inside(code, memory_bytes=512 * MIB).value == "done"
    assert inside(code, memory_bytes=256 * MIB, off=["limits"]).value == "done"


def test_shared_memory_counts_as_memory(inside: Inside) -> None:
    code = "import mmap\n" + TRY + "print(json.dumps(outcome(lambda: mmap.mmap(-1, 900 * 2**20))))"
    assert inside(code, memory_bytes=256 * MIB).value in ("OSError", "MemoryError")


def test_the_size_of_a_file_is_limited(inside: Inside, scratch: Path) -> None:
    code = TRY + "print(json.dumps(outcome(lambda: open('big', 'wb').write(bytes(2 * 2**20)))))"
    assert inside(code, file_bytes=MIB).value == "OSError"
    assert (scratch / "big").stat().st_size <= MIB
    assert inside(code, file_bytes=3 * MIB).value == "done"


def test_descriptors_are_limited(inside: Inside) -> None:
    code = "import os\n" + TRY
    code += "print(json.dumps(outcome(lambda: [os.dup(0) for _ in range(200)])))"
    assert inside(code, open_files=100).value == "OSError"
    assert inside(code, open_files=300).value == "done"


def test_processor_time_is_limited(inside: Inside) -> None:
    code = "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass"
    assert inside(code, cpu_s=1).status == -signal.SIGKILL


def test_limits_cannot_be_lifted_again(inside: Inside) -> None:
    code = (
        "import resource\n"
        + TRY
        + (
            "lift = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2**40, 2**40))\n"
            "print(json.dumps([outcome(lift), resource.getrlimit(resource.RLIMIT_CORE)[1]]))"
        )
    )
    assert inside(code).value == ["ValueError", 0]


def test_a_folder_of_its_own_is_limited_and_leaves_nothing(inside: Inside, scratch: Path) -> None:
    (scratch / "own").mkdir()
    code = TRY + (
        "def fill():\n    for number in range(8):\n"
        "        open('own/%d' % number, 'wb').write(bytes(2**20))\n"
        "print(json.dumps([outcome(fill), 'mount-namespace' in report['in_force']]))"
    )
    private = [str(scratch / "own")]
    outcome, own = inside(code, private=private, private_bytes=4 * MIB).value
    if not own:
        pytest.skip("this machine offers no mount namespaces")
    assert outcome == "OSError"
    assert list((scratch / "own").iterdir()) == []
    assert inside(code, private=private, private_bytes=16 * MIB).value[0] == "done"


def test_the_current_folder_may_be_one_of_its_own(inside: Inside, scratch: Path) -> None:
    code = "open('here', 'w').write('x')\nimport os\nprint(json.dumps(os.listdir()))"
    assert inside(code, private=[str(scratch)]).value == ["here"]
