"""The module that ships was built from the sources that are here."""

from __future__ import annotations

import hashlib
import runpy
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "crates" / "booster" / "build.py"


def test_the_module_is_as_new_as_its_sources() -> None:
    found = subprocess.run(
        [sys.executable, str(BUILD), "--check"], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr) == (0, "")


def test_a_change_of_a_source_changes_the_digest(tmp_path: Path) -> None:
    crate = tmp_path / "crates" / "booster"
    (crate / "src").mkdir(parents=True)
    for name in ("Cargo.toml", "Cargo.lock", "build.py"):
        (crate / name).write_bytes((BUILD.parent / name).read_bytes())
    (crate / "src" / "lib.rs").write_text("// another\n")
    package = tmp_path / "src" / "aqe" / "booster" / "module"
    package.mkdir(parents=True)
    shipped = ROOT / "src" / "aqe" / "booster" / "module"
    for name in ("booster.sources", "booster.wasm"):
        (package / name).write_bytes((shipped / name).read_bytes())
    found = subprocess.run(
        [sys.executable, str(crate / "build.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1
    assert "older than its sources" in found.stderr


def test_a_folder_with_a_blank_in_its_name_stays_one_word_for_the_compiler() -> None:
    build = runpy.run_path(str(BUILD))
    flags = build["encoded_flags"](Path("/home/me/my work/booster")).split("\x1f")
    assert flags == [
        "-C",
        "target-feature=+simd128,+bulk-memory",
        "--remap-path-prefix=/home/me/my work/booster=booster",
    ]


def test_flags_of_the_machine_do_not_enter_the_module() -> None:
    environment = runpy.run_path(str(BUILD))["environment"]({"RUSTFLAGS": "-g", "HOME": "/root"})
    assert "RUSTFLAGS" not in environment
    assert environment["HOME"] == "/root"
    assert "-g" not in environment["CARGO_ENCODED_RUSTFLAGS"]


def test_the_module_is_the_one_that_was_built() -> None:
    package = ROOT / "src" / "aqe" / "booster" / "module"
    _, module = (package / "booster.sources").read_text("ascii").split()
    assert hashlib.sha256((package / "booster.wasm").read_bytes()).hexdigest() == module


def test_the_module_is_small() -> None:
    assert (ROOT / "src/aqe/booster/module/booster.wasm").stat().st_size < 1_100_000
