"""Streams, folders and stand-ins of pytest's fixtures."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aqe.execution.worker.capture import Capture
from aqe.execution.worker.fixtures import CapSys, FreshFolders, MonkeyPatch


@pytest.fixture
def capture(monkeypatch: pytest.MonkeyPatch) -> Capture:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    return Capture(100)


def test_output_is_captured_and_bounded(capture: Capture) -> None:
    capture.begin()
    print("é" * 30)
    sys.stdout.buffer.write(b"raw\n")
    print("x" * 1000, file=sys.stderr)
    assert capture.take(0) == "é" * 30 + "\nraw\n"
    assert capture.take(0) == ""
    assert capture.take(1) == "x" * 100


def test_input_is_empty(capture: Capture) -> None:
    capture.begin()
    assert sys.stdin.read() == ""


@pytest.mark.parametrize("ask", [lambda: sys.stdin.readline(), lambda: list(sys.stdin)])
def test_who_asks_for_input_is_noticed_once(capture: Capture, ask: Callable[[], object]) -> None:
    capture.begin()
    sys.stdin.isatty()
    assert not capture.was_asked
    ask()
    assert capture.was_asked
    capture.begin()
    assert not capture.was_asked


def test_every_program_gets_fresh_streams(capture: Capture) -> None:
    capture.begin()
    print("one")
    sys.stdout.close()
    capture.begin()
    print("two")
    assert CapSys(capture).readouterr() == ("two\n", "")


def _close() -> None:
    sys.stdout.close()


def _replace() -> None:
    sys.stderr = io.StringIO()


def _wrap() -> None:
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer)


def _encode() -> None:
    sys.stdout = codecs.getwriter("latin-1")(sys.stdout.buffer)  # type: ignore[assignment]


def _detach() -> None:
    sys.stdin.detach()  # type: ignore[attr-defined]


def _borrow() -> None:
    own, sys.stdout = sys.stdout, io.StringIO()
    sys.stdout = own


def _write_bytes() -> None:
    sys.stdout.buffer.write(b"a\xffb")


def _write_letters() -> None:
    sys.stdout.buffer.write("\u00e9".encode())


@pytest.mark.parametrize(
    ("program", "harm"),
    [
        pytest.param(_close, ["stdout-closed"], id="closed"),
        pytest.param(_replace, ["stderr-replaced"], id="replaced"),
        # A wrapper closes what it wraps as soon as nobody refers to it.
        pytest.param(_wrap, ["stdout-wrapped"], id="wrapped"),
        pytest.param(_encode, ["stdout-wrapped"], id="encoded"),
        pytest.param(_detach, ["stdin-closed"], id="detached"),
        pytest.param(_write_bytes, ["stdout-garbled"], id="bytes that are no text"),
        pytest.param(_write_letters, [], id="bytes of letters"),
        pytest.param(_borrow, [], id="put back"),
        pytest.param(print, [], id="printed"),
    ],
)
def test_harm_to_streams_is_told_once(
    capture: Capture, program: Callable[[], object], harm: list[str]
) -> None:
    capture.begin()
    program()
    assert capture.harm({}) == harm
    capture.begin()
    assert capture.harm({}) == []


def test_a_stream_taken_hold_of_at_import_is_looked_at_each_time(capture: Capture) -> None:
    capture.begin()
    taken = sys.stdout
    for _ in range(2):
        print("something")
        assert capture.harm({}) == []
        capture.begin()
    assert sys.stdout is not taken
    taken.buffer.write(b"\xff!")
    assert capture.harm({}) == ["stdout-garbled"]
    capture.begin()
    assert capture.harm({}) == []


def test_files_in_place_of_streams_have_to_be_closed(capture: Capture, tmp_path: Path) -> None:
    capture.begin()
    patch = MonkeyPatch(set())
    with (tmp_path / "output.txt").open("w") as file:
        patch.setattr("sys.stdout", file)
        patch.setattr("sys.stderr", io.StringIO())
        patch.undo()
        assert capture.harm(patch.streams) == ["stdout-open"]
    assert capture.harm(patch.streams) == []


class Target:
    value = 1


def test_changes_are_undone_last_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AQE_KEPT", "before")
    monkeypatch.chdir(tmp_path)
    own: set[str] = set()
    patch = MonkeyPatch(own)
    mapping = {"a": 1}
    patch.setattr(Target, "value", 2)
    patch.setattr(Target, "value", 3)
    patch.setattr(Target, "other", 3, raising=False)
    patch.setattr("os.path.sep", "?")
    patch.setitem(mapping, "a", 5)
    patch.delitem(mapping, "a")
    patch.setenv("AQE_KEPT", "after")
    patch.setenv("AQE_NEW", "x")
    patch.chdir("/")
    assert (Target.value, os.path.sep, mapping, os.environ["AQE_KEPT"]) == (3, "?", {}, "after")
    assert own == {"AQE_KEPT", "AQE_NEW"}
    patch.undo()
    assert (Target.value, os.path.sep, mapping) == (1, "/", {"a": 1})
    assert not hasattr(Target, "other")
    assert (os.environ["AQE_KEPT"], "AQE_NEW" in os.environ) == ("before", False)
    assert Path.cwd() == tmp_path


@pytest.mark.parametrize(
    "change",
    [
        lambda patch: patch.setattr(Target, "missing", 1),
        lambda patch: patch.delattr(Target, "missing"),
        lambda patch: patch.delitem({}, "missing"),
        lambda patch: patch.delenv("AQE_MISSING"),
    ],
)
def test_what_is_missing_is_an_error(change: Callable[[MonkeyPatch], None]) -> None:
    with pytest.raises((AttributeError, KeyError)):
        change(MonkeyPatch(set()))


def test_folders_are_kept_only_while_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folders = FreshFolders(str(tmp_path))
    folders.enter()
    first = Path.cwd()
    folders.enter()
    assert Path.cwd() == first
    Path("left").touch()
    folders.enter()
    assert Path.cwd() != first
    assert list(folders.tmp_path().iterdir()) == []


def test_a_removed_folder_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folders = FreshFolders(str(tmp_path))
    folders.enter()
    Path.cwd().rmdir()
    folders.enter()
    assert Path.cwd().is_dir()


def test_a_furnished_folder_is_that_of_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folders = FreshFolders(str(tmp_path / "scratch"), furnished=True)
    folders.enter()
    assert {"pyproject.toml", "conftest.py", "src"} <= set(os.listdir())
    assert folders.is_unchanged()
    Path("more").touch()
    assert not folders.is_unchanged()
    folders.enter()
    assert "more" not in os.listdir()
    assert os.listdir(folders.tmp_path()) == []
