from __future__ import annotations

import pytest

from aqe import errors
from aqe.cli.exit_codes import ExitCode, exit_code_of_error, exit_code_of_status
from aqe.operations.operation import Status


def test_every_status_has_its_code() -> None:
    assert [int(exit_code_of_status(each)) for each in Status] == [0, 1, 3, 130]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.UsageError("x"), ExitCode.USAGE),
        (errors.SettingsError("x"), ExitCode.USAGE),
        (errors.SourceError("x"), ExitCode.UNAVAILABLE),
        (errors.StoreError("x"), ExitCode.UNAVAILABLE),
        (errors.ExecutionError("x"), ExitCode.UNAVAILABLE),
        (errors.InternalError("x"), ExitCode.INTERNAL),
    ],
)
def test_errors_are_coded_by_who_can_act(error: errors.AqeError, code: ExitCode) -> None:
    assert exit_code_of_error(error) is code
