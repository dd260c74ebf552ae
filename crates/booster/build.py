"""Builds the module from the crate and puts it, with the digest of its sources, into the package.

Needs Debian's packages `rustc-web cargo-web rust-web-src lld-22 librust-aho-corasick-dev`, nothing
from elsewhere. The same packages give the same bytes: paths are mapped away, and nothing of the
machine enters. Run with `nox -s crate`; `--check` builds nothing and compares the digest only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent / "src" / "aqe" / "booster" / "module"
MODULE = PACKAGE / "booster.wasm"
DIGEST = PACKAGE / "booster.sources"
SOURCES = HERE / "target" / "sources"
STANDARD = Path("/usr/lib/rustlib/src/rust/library/vendor")
DEBIAN = Path("/usr/share/cargo/registry")
CRATES = ("aho-corasick", "memchr")
CLASHING = ("compiler_builtins", "rustc-std-workspace-core")
"""Crates that rust-web-src has twice: the standard library's own come from its source tree."""


def digest() -> str:
    """SHA-256 over names and contents of everything that is compiled."""
    total = hashlib.sha256()
    for path in sorted([HERE / "Cargo.toml", HERE / "Cargo.lock", *HERE.glob("src/**/*.rs")]):
        total.update(path.relative_to(HERE).as_posix().encode() + b"\0")
        total.update(path.read_bytes() + b"\0")
    return total.hexdigest()


def link_sources() -> None:
    """Link Debian's copies of the crates where Cargo.toml and .cargo/config.toml look for them."""
    shutil.rmtree(SOURCES, ignore_errors=True)
    (SOURCES / "std").mkdir(parents=True)
    for folder in (*STANDARD.iterdir(), *DEBIAN.glob("libc-*")):
        if not folder.name.startswith(CLASHING):
            (SOURCES / "std" / folder.name).symlink_to(folder)
    for name in CRATES:
        found = sorted(
            each for each in DEBIAN.glob(f"{name}-*") if each.name[len(name) + 1].isdigit()
        )
        if not found:
            raise SystemExit(
                f"no sources of the crate {name!r}: apt-get install librust-aho-corasick-dev"
            )
        (SOURCES / name).symlink_to(found[-1])
        (SOURCES / "std" / found[-1].name).symlink_to(found[-1])


def encoded_flags(sources: Path) -> str:
    """What the compiler is told, in the form that a folder with a blank in its name survives."""
    flags = (
        "-C",
        "target-feature=+simd128,+bulk-memory",
        f"--remap-path-prefix={sources}=booster",
    )
    return "\x1f".join(flags)


def environment(around: Mapping[str, str]) -> dict[str, str]:
    """The environment of the build: the one around it, without flags that would enter the module."""
    kept = {name: value for name, value in around.items() if name != "RUSTFLAGS"}
    return {
        **kept,
        "RUSTC": "/usr/bin/rustc",
        "RUSTC_BOOTSTRAP": "1",
        "CARGO_ENCODED_RUSTFLAGS": encoded_flags(HERE),
        "SOURCE_DATE_EPOCH": "0",
    }


def build() -> None:
    """Compile to wasm32 without any system interface."""
    for tool in ("/usr/bin/cargo", "/usr/bin/rustc"):
        if not Path(tool).exists():
            raise SystemExit(
                f"{tool} is missing: apt-get install rustc-web cargo-web rust-web-src lld-22"
            )
    link_sources()
    command = ["/usr/bin/cargo", "build", "--release", "--offline"]
    command += ["-Zbuild-std=std,panic_abort", "--target", "wasm32-unknown-unknown"]
    found = subprocess.run(command, cwd=HERE, env=environment(os.environ), check=False)
    if found.returncode:
        raise SystemExit(f"{command[0]} ended with {found.returncode}: what it said stands above")
    built = HERE / "target" / "wasm32-unknown-unknown" / "release" / "booster.wasm"
    PACKAGE.mkdir(exist_ok=True)
    shutil.copyfile(built, MODULE)
    module = hashlib.sha256(MODULE.read_bytes()).hexdigest()
    DIGEST.write_text(f"{digest()}\n{module}\n", encoding="ascii")
    print(f"{MODULE.name}: {MODULE.stat().st_size} bytes, sources {digest()[:12]}")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if DIGEST.read_text(encoding="ascii").split()[0] != digest():
            raise SystemExit("the module is older than its sources: run `nox -s crate`")
    else:
        build()
