from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_SCRIPT = """
import sys
sys.dont_write_bytecode = True
sys.path[:0] = [{worker!r}, {sources!r}]
import bytecode
bytecode.share({folder!r})
import package.inner
print(package.inner.VALUE)
"""


def _run(tmp_path: Path) -> str:
    worker = Path("src/aqe/execution/worker").resolve()
    script = _SCRIPT.format(
        worker=str(worker), sources=str(tmp_path / "sources"), folder=str(tmp_path / "shared")
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30
    )
    return ended.stdout.strip()


def _project(tmp_path: Path) -> Path:
    package = tmp_path / "sources" / "package"
    package.mkdir(parents=True)
    (tmp_path / "shared").mkdir()
    (package / "__init__.py").write_text("")
    (package / "inner.py").write_text("VALUE = 1\n")
    return package


def test_what_is_compiled_is_kept_apart_from_the_sources(tmp_path: Path) -> None:
    package = _project(tmp_path)
    assert _run(tmp_path) == "1"
    kept = [path.name for path in (tmp_path / "shared").iterdir()]
    assert any("inner" in name for name in kept)
    assert not (package / "__pycache__").exists()
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "shared").iterdir()}
    assert _run(tmp_path) == "1"
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "shared").iterdir()} == stamps


def test_a_source_that_changed_is_compiled_again(tmp_path: Path) -> None:
    package = _project(tmp_path)
    assert _run(tmp_path) == "1"
    (package / "inner.py").write_text("VALUE = 23\n")
    assert _run(tmp_path) == "23"
