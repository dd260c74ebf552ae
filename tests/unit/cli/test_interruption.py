from __future__ import annotations

import os
import signal

import pytest

from aqe.cli.interruption import Interruption


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_and_the_second_aborts(number: signal.Signals) -> None:
    told: list[bytes] = []
    before = signal.getsignal(number)

    with Interruption(announce=told.append) as interruption:
        assert not interruption()
        os.kill(os.getpid(), number)
        assert interruption()
        assert len(told) == 1
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)

    assert signal.getsignal(number) is before
