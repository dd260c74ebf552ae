"""The walls of a local model's process, tried from inside."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parents[4] / "src"
TRY = """
import ctypes, errno, json, os, socket, subprocess, struct, sys
sys.path.insert(0, sys.argv[1])
from aqe.router.providers.local_walls import shut_in

def connect():
    library = ctypes.CDLL(None, use_errno=True)
    handle = library.socket(2, 1, 0)
    port = int(sys.argv[2])
    address = struct.pack("=H", 2) + struct.pack("!H", port) + bytes([127, 0, 0, 1]) + bytes(8)
    if library.connect(handle, address, 16):
        raise OSError(ctypes.get_errno(), "connect")

def write():
    with open("written", "w") as file:
        file.write("x" * 100_000)

attempts = {
    "socket": socket.socket,
    "resolve": lambda: socket.getaddrinfo("localhost", 1),
    "program": lambda: subprocess.run([sys.executable, "-c", ""]),
    "shell": lambda: os.system("true"),
    "write": write,
    "memory": lambda: bytearray(2 << 30),
    "native-connect": connect,
}
walls = shut_in(1 << 30)
went = {}
for name, attempt in attempts.items():
    try:
        attempt()
        went[name] = "went through"
    except BaseException as error:
        went[name] = type(error).__name__
print(json.dumps({"walls": walls, "went": went}))
"""


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        done = subprocess.run(
            [sys.executable, "-c", TRY, str(SOURCE), str(server.getsockname()[1])],
            cwd=tmp_path_factory.mktemp("walls"),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("attempt", ["socket", "resolve", "program", "shell"])
def test_python_opens_no_socket_and_starts_no_program(tried: dict[str, Any], attempt: str) -> None:
    assert tried["went"][attempt] == "PermissionError"


@pytest.mark.parametrize(
    ("wall", "attempt"),
    [("files", "write"), ("memory", "memory"), ("network", "native-connect")],
)
def test_native_code_meets_the_walls_that_stand(
    tried: dict[str, Any], wall: str, attempt: str
) -> None:
    if wall not in tried["walls"]:
        pytest.skip(f"the wall {wall!r} is not to be had here")
    assert tried["went"][attempt] in {"OSError", "MemoryError", "ConnectionRefusedError"}, tried
