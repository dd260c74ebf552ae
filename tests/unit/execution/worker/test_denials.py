"""Errors that the walls gave and not the subject."""

from __future__ import annotations

import errno
import os
import resource
import signal
from pathlib import Path

import pytest

from aqe.execution.worker.denials import denial


def _caught(act: object, *arguments: object) -> BaseException:
    try:
        act(*arguments)  # type: ignore[operator]
    except OSError as error:
        return error
    raise AssertionError("nothing was raised")


def _stated(code: int) -> None:
    raise OSError(code, os.strerror(code))


def test_what_a_limit_on_files_gives_is_not_the_subjects(tmp_path: Path) -> None:
    # Without this the signal that goes with the limit would end the process.
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with (tmp_path / "file").open("wb") as file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
        try:
            error = _caught(os.ftruncate, file.fileno(), 2000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, handler)
    assert denial(error) == f"the system denied it: {os.strerror(errno.EFBIG)}"


@pytest.mark.parametrize("code", [errno.EACCES, errno.EFBIG])
def test_what_the_subject_states_is_its_own(code: int) -> None:
    assert denial(_caught(_stated, code)) is None


def test_other_errors_of_the_system_are_results(tmp_path: Path) -> None:
    assert denial(_caught(open, tmp_path / "missing")) is None
