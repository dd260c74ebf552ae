"""Exit codes that a CI job can rely on."""

from __future__ import annotations

from enum import IntEnum

from aqe.errors import AqeError, InternalError, SettingsError, UsageError

__all__ = ["ExitCode", "exit_code_of_error", "exit_code_of_status"]


_CANCELLED = "model-cancelled"
"""Slug of the error when the user asked to stop while somebody was asked."""


class ExitCode(IntEnum):
    """What the exit code of ``aqe`` says."""

    OK = 0
    FINDINGS = 1
    """The subject did wrong: failed or flaky tests, a failed gate."""
    USAGE = 2
    """The command, the configuration or the policy has to be corrected."""
    UNAVAILABLE = 3
    """Not enough evidence, or something that is needed could not be read, started or imported."""
    INTERNAL = 4
    """A bug of ours."""
    INTERRUPTED = 130


def exit_code_of_status(status: str) -> ExitCode:
    """The exit code for the status of a result."""
    return {
        "ok": ExitCode.OK,
        "findings": ExitCode.FINDINGS,
        "inconclusive": ExitCode.UNAVAILABLE,
        "interrupted": ExitCode.INTERRUPTED,
    }[status]


def exit_code_of_error(error: AqeError) -> ExitCode:
    """The exit code for an error, by who can act on it."""
    if isinstance(error, UsageError | SettingsError):
        return ExitCode.USAGE
    if isinstance(error, InternalError):
        return ExitCode.INTERNAL
    if error.slug == _CANCELLED:
        return ExitCode.INTERRUPTED
    return ExitCode.UNAVAILABLE
