"""The ticker ticks while something runs, and leaves no thread behind."""

from __future__ import annotations

import os
import sys
import threading
import warnings

import pytest

from aqe.booster.deadlines import Ticker


def test_it_ticks_while_the_block_lasts() -> None:
    ticked = threading.Event()
    with Ticker(ticked.set, every_s=0.001).ticking():
        assert ticked.wait(30)


def test_its_thread_ends_when_nobody_needs_it_and_starts_again() -> None:
    ticked = threading.Event()
    ticker = Ticker(ticked.set, every_s=0.001)
    for _ in range(2):
        ticked.clear()
        with ticker.ticking():
            assert ticked.wait(30)
        thread = next((t for t in threading.enumerate() if t.name == "aqe-ticker"), None)
        if thread is not None:
            thread.join(30)
            assert not thread.is_alive()


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_a_forked_process_has_a_thread_of_its_own() -> None:
    ticked = threading.Event()
    ticker = Ticker(ticked.set, every_s=0.001)
    with ticker.ticking(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        assert ticked.wait(30)
        child = os.fork()
        if not child:
            ticked.clear()
            with ticker.ticking():
                os._exit(0 if ticked.wait(30) else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
