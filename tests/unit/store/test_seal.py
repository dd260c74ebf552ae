"""What this user wrote is told from what came with a project."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from aqe.errors import SettingsError
from aqe.store.seal import Seal, Sealed, seal_of, user_folder


def test_a_seal_fits_what_it_was_set_on_and_nothing_else(tmp_path: Path) -> None:
    seal = Seal(tmp_path)
    mark = seal.of(Sealed.LISTS, b"content")
    assert len(mark) == 64
    assert Seal(tmp_path).fits(Sealed.LISTS, b"content", mark)
    assert seal.fits(Sealed.LISTS, b"content", mark[:24])
    assert not seal.fits(Sealed.LISTS, b"contents", mark)
    assert not seal.fits(Sealed.REPLIES, b"content", mark)
    for wrong in ("", mark[:8], mark + "0", mark[:-1] + "g", "\u0660" * 64, None, 7):
        assert not seal.fits(Sealed.LISTS, b"content", wrong)


def test_another_user_cannot_set_it(tmp_path: Path) -> None:
    mark = Seal(tmp_path / "one").of(Sealed.LISTS, b"content")
    other = Seal(tmp_path / "other")
    other.of(Sealed.LISTS, b"")
    assert not other.fits(Sealed.LISTS, b"content", mark)


def test_the_key_is_made_once_and_for_this_user_only(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "agentic-qe"
    assert not Seal(folder).fits(Sealed.LISTS, b"", "0" * 64)
    assert not folder.exists(), "looking makes no key"
    Seal(folder).of(Sealed.LISTS, b"")
    (key,) = folder.iterdir()
    before = key.read_bytes()
    Seal(folder).of(Sealed.LISTS, b"")
    assert key.read_bytes() == before
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_key_that_others_can_read_is_no_key(tmp_path: Path) -> None:
    mark = Seal(tmp_path).of(Sealed.LISTS, b"content")
    (tmp_path / "state.key").chmod(0o640)
    assert not Seal(tmp_path).fits(Sealed.LISTS, b"content", mark)
    assert Seal(tmp_path).of(Sealed.LISTS, b"content") == ""


@pytest.mark.parametrize("content", [b"", b"00", b"xyz", b"\xff" * 64, b"00" * 33])
def test_a_damaged_key_is_no_key(content: bytes, tmp_path: Path) -> None:
    Seal(tmp_path).of(Sealed.LISTS, b"")
    (tmp_path / "state.key").write_bytes(content)
    assert Seal(tmp_path).of(Sealed.LISTS, b"content") == ""


def test_without_a_place_nothing_is_sealed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (None, tmp_path / "file" / "below"):
        seal = Seal(folder)
        assert seal.of(Sealed.LISTS, b"content") == ""
        assert not seal.fits(Sealed.LISTS, b"content", "")


def test_of_many_processes_one_makes_the_key(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from aqe.store.seal import Seal, Sealed;"
        "print(Seal(Path(sys.argv[1])).of(Sealed.LISTS, b'content'))"
    )
    source = Path(__file__).resolve().parents[3] / "src"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(source)},
        )
        for _ in range(4)
    ]
    marks = {each.communicate()[0].strip() for each in running}
    assert len(marks) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["state.key"]


def test_the_environment_says_what_is_believed(tmp_path: Path) -> None:
    seal = seal_of({"AQE_TRUST_STATE": " replies, lists", "HOME": str(tmp_path)})
    assert seal.fits(Sealed.REPLIES, b"content", None)
    assert seal.fits(Sealed.LISTS, b"content", None)
    assert not seal.fits(Sealed.MODELS, b"content", None)
    assert not seal_of({}).fits(Sealed.REPLIES, b"content", None)
    with pytest.raises(SettingsError, match="'everything'") as caught:
        seal_of({"AQE_TRUST_STATE": "everything"})
    assert caught.value.slug == "trust-unknown"
    assert "replies" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("environ", "platform", "folder"),
    [
        ({"HOME": "/home/ada"}, "linux", "/home/ada/.local/state/agentic-qe"),
        ({"HOME": "/h", "XDG_STATE_HOME": "/s"}, "linux", "/s/agentic-qe"),
        ({"HOME": "/h", "XDG_STATE_HOME": "s"}, "linux", "/h/.local/state/agentic-qe"),
        ({"HOME": "/u"}, "darwin", "/u/Library/Application Support/agentic-qe"),
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/agentic-qe"),
        ({"HOME": "relative"}, "linux", None),
        ({}, "linux", None),
    ],
)
def test_the_folder_of_the_user(environ: dict[str, str], platform: str, folder: str | None) -> None:
    assert user_folder(environ, platform) == (None if folder is None else Path(folder))
