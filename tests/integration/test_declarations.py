"""Suites of modules that do nothing but declare."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from single_subject import report_of

from aqe.generation.techniques import Technique

pytestmark = pytest.mark.slow

DECLARING = """\
import enum
import re

LIMIT = 60 * 60
NAME = "shop"
SIZES = (1, 2, 3)
WEIGHTS = {
    "letter": 20,
    "parcel": 2000,
    "registered letter": 25,
    "registered parcel": 2005,
    "express letter": 40,
    "express parcel": 4000,
    "printed matter": 1000,
}
ORDER = re.compile(r"^[A-Z]{2}-[0-9]+$")


class Zone(enum.IntEnum):
    HOME = 1
    NEAR = 2
    FAR = 4
    ABROAD = 4


class ShopError(Exception):
    code = 3


class LostError(ShopError):
    code = 4


class LateError(ShopError, TimeoutError):
    pass
"""
WITH_FUNCTION = DECLARING + "\n\ndef doubled(number: int) -> int:\n    return number * 2\n"


def _pytest(folder: Path, path: Path) -> int:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(path)],
        cwd=folder,
        env={
            **{key: each for key, each in os.environ.items() if not key.startswith("PYTEST_")},
            "PYTHONPATH": str(folder),
            "PYTHONHASHSEED": "3",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        capture_output=True,
        timeout=300,
    ).returncode


def test_a_module_that_only_declares_gets_a_suite_that_tells_every_change(tmp_path: Path) -> None:
    report = report_of(tmp_path, DECLARING)

    assert report.status == "verified"
    assert not report.dropped
    measures = {each.name: each.value for each in report.measures}
    assert measures["line_branch_coverage"] == 1.0
    assert measures["mutation_score"] == 1.0
    (detail,) = (each.detail for each in report.measures if each.name == "mutation_score")
    assert int(detail.split()[0]) >= 40, detail  # those of the rows of the table are among them
    text = report.files[0].read_text()
    for expected in (
        "def test_zone_value_by_name(name, expected):\n    assert Zone[name].value == expected\n",
        'def test_zone_aliases():\n    assert Zone["ABROAD"].name == "FAR"\n',
        "def test_zone_refuses_unknown_value():",
        "def test_weights_by_key(key, expected):\n    assert WEIGHTS[key] == expected\n",
        "def test_exceptions_extend_their_bases(kind, base):\n    assert issubclass(kind, base)\n",
        "def test_order_finds",
        "def test_order_finds_nothing",
    ):
        assert expected in text
    assert _pytest(tmp_path, report.files[0]) == 0


def test_the_rows_of_a_table_stand_in_the_order_of_the_source(tmp_path: Path) -> None:
    text = report_of(tmp_path, DECLARING, mutants=False).files[0].read_text()

    places = [text.index(f'"{name}", ') for name in ("HOME", "NEAR", "FAR", "ABROAD")]
    assert places == sorted(places)


def test_beside_functions_only_what_tells_a_mutant_is_looked_at(tmp_path: Path) -> None:
    without = report_of(tmp_path, WITH_FUNCTION, mutants=False).files[0].read_text()
    text = report_of(tmp_path, WITH_FUNCTION).files[0].read_text()

    assert "LIMIT" not in without
    assert "Zone" not in without
    assert "LIMIT" in text
    assert '"registered letter": 25' in text
    assert "issubclass" not in text
    assert "refuses_unknown_value" not in text


def test_the_technique_can_be_left_out(tmp_path: Path) -> None:
    report = report_of(tmp_path, "LIMIT = 60 * 60\n", without=frozenset({Technique.DECLARATIONS}))

    assert report.status == "no-tests"


def test_a_module_of_aliases_says_what_they_stand_for_and_what_tools_return(tmp_path: Path) -> None:
    source = (
        "from functools import partial\n"
        "from textwrap import dedent as flush\n"
        "hundreds = partial(divmod, 4321)\n"
        "upright = flush\n"
        "joined = ', '.join\n"
    )
    report = report_of(tmp_path, source)

    assert report.status == "verified"
    text = report.files[0].read_text()
    for expected in (
        "assert flush is dedent\n",
        "assert upright is dedent\n",
        "pytest.param(1234, (3, 619), ",
        "    assert hundreds(number) == expected\n",
        'pytest.param("abc", "a, b, c", ',
        "    assert joined(text) == expected\n",
    ):
        assert expected in text
    assert "def test_hundreds(number, expected):" in text
    assert text.count("\ndef test_") <= 6
    (path,) = report.files
    assert _pytest(tmp_path, path) == 0
    (tmp_path / "shop.py").write_text(source.replace("upright = flush", "upright = str"))
    assert _pytest(tmp_path, path) == 1
