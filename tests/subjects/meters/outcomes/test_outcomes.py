"""One test per outcome; the name says which."""

import os
import sys
import time

import pytest


@pytest.fixture
def broken():
    raise LookupError("fixture is broken")


@pytest.fixture
def breaks_afterwards():
    yield 1
    raise LookupError("teardown is broken")


def test_passed():
    assert 1 + 1 == 2


def test_failed():
    assert 1 + 1 == 3, "arithmetic"


def test_error(broken):
    pass


def test_error_in_teardown(breaks_afterwards):
    pass


@pytest.mark.skip(reason="not today")
def test_skipped():
    pass


@pytest.mark.xfail(reason="known")
def test_xfailed():
    assert False


@pytest.mark.xfail(reason="known")
def test_xpassed():
    pass


@pytest.mark.xfail(strict=True, reason="known")
def test_failed_strict():
    pass


@pytest.mark.skipif("AQE_METER_KILLS" not in os.environ, reason="kills its process")
def test_exits():
    os._exit(7)


@pytest.mark.skipif("AQE_METER_KILLS" not in os.environ, reason="hangs")
def test_hangs():
    while True:
        try:
            time.sleep(60)
        except BaseException:
            pass


@pytest.mark.skipif("AQE_METER_KILLS" not in os.environ, reason="kills its process")
def test_recurses_to_death():
    import ctypes

    ctypes.string_at(0)


def test_last():
    assert sys.version_info
