"""The compiled module lies where only this user can write, and is replaced, never overwritten."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aqe.booster.compiled import CompiledFile, compiled_file

posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes are those of POSIX")


def here(folder: Path, *, module: str = "module", runtime: str = "wasmtime 1") -> CompiledFile:
    found = compiled_file(folder, module, runtime)
    assert found is not None
    return found


def test_what_was_written_can_be_used(tmp_path: Path) -> None:
    file = here(tmp_path / "user")
    assert not file.usable()
    assert file.write(b"machine code")
    assert file.usable()
    assert file.path.read_bytes() == b"machine code"


@pytest.mark.parametrize("at", [0, 6, 11])
def test_a_file_with_one_other_bit_is_not_used(at: int, tmp_path: Path) -> None:
    file = here(tmp_path / "user")
    content = b"machine code"
    file.write(content)
    damaged = bytearray(content)
    damaged[at] ^= 1
    file.path.write_bytes(damaged)
    assert not file.usable()
    assert file.write(content)
    assert file.usable()


def test_a_file_that_was_written_to_its_half_only_is_not_used(tmp_path: Path) -> None:
    file = here(tmp_path / "user")
    file.write(b"machine code")
    file.path.write_bytes(b"machin")
    assert not file.usable()


def test_another_module_or_runtime_has_another_file(tmp_path: Path) -> None:
    files = [
        here(tmp_path),
        here(tmp_path, module="other"),
        here(tmp_path, runtime="wasmtime 2"),
    ]
    assert len({each.path for each in files}) == 3


def test_without_a_folder_of_the_user_nothing_is_kept() -> None:
    assert compiled_file(None, "module", "wasmtime 1") is None


@posix
def test_a_file_that_others_can_write_is_not_used(tmp_path: Path) -> None:
    file = here(tmp_path)
    file.write(b"machine code")
    file.path.chmod(0o666)
    assert not file.usable()


@posix
def test_a_folder_that_others_can_write_is_not_used(tmp_path: Path) -> None:
    file = here(tmp_path)
    file.write(b"machine code")
    file.path.parent.chmod(0o777)
    assert not file.usable()
    assert not file.write(b"machine code")


@posix
def test_a_link_is_not_used(tmp_path: Path) -> None:
    file = here(tmp_path / "user")
    file.write(b"machine code")
    elsewhere = tmp_path / "elsewhere"
    file.path.rename(elsewhere)
    file.path.symlink_to(elsewhere)
    assert not file.usable()


@posix
def test_a_mapped_file_keeps_its_content(tmp_path: Path) -> None:
    file = here(tmp_path)
    file.write(b"first")
    with file.path.open("rb") as mapped:
        file.write(b"second")
        assert mapped.read() == b"first"
    assert file.path.read_bytes() == b"second"


def test_what_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "booster").write_text("in the way")
    assert not here(tmp_path).write(b"machine code")


def test_only_the_newest_stay(tmp_path: Path) -> None:
    for number in range(7):
        file = here(tmp_path, runtime=f"wasmtime {number}")
        file.write(b"machine code")
        os.utime(file.path, (number, number))
    names = [each.suffix for each in (tmp_path / "booster").iterdir()]
    assert sorted(names) == [".crc32"] * 4 + [".cwasm"] * 4
    assert file.usable()
