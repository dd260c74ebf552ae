import os

import pytest

import grade


def test_pass():
    assert grade.grade(70) == "pass"


def test_fail():
    assert grade.grade(10) == "fail"


def test_wrong():
    assert grade.grade(70) == "fail"


def test_flaky():
    """Passes under one hash seed only."""
    assert os.environ["PYTHONHASHSEED"] == "0"


SEEN = []


def test_remembers():
    SEEN.append(grade.untested(True))


def test_depends_on_order():
    assert SEEN == [1]


@pytest.mark.xfail(strict=True, raises=ValueError)
def test_expected_to_fail():
    grade.grade(-1)


@pytest.mark.skip(reason="no reason")
def test_skipped():
    grade.untested(False)
