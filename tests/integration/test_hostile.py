"""Hostile modules behind the walls: nothing escapes, nothing hangs, no neighbour loses a result."""

from __future__ import annotations

import json
import sys

import pytest

from ..hostile_table import (  # noqa: TID252  # tests are no installed package
    HARMLESS,
    Row,
    hostile_modules,
    is_right,
    main,
    rows,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the canaries read /proc")

SLICE = (
    "benign_words",
    "connect_native",
    "daemon_at_import",
    "exit_process",
    "files_bomb",
    "hard_link",
    "hostile_equality",
    "import_forks",
    "kill_native",
    "loop_blocks_signals",
    "patches_builtins",
    "program_native",
    "secret_memory",
    "write_native",
)


def judge(row: Row) -> str:
    """Return what is wrong with a row, or nothing."""
    return "" if is_right(row) else str(row)


def test_a_slice_of_the_table() -> None:
    found = list(rows(SLICE))
    assert [row.module for row in found] == list(SLICE)
    assert [judge(row) for row in found] == [""] * len(SLICE)


def test_the_corpus_is_large_and_described() -> None:
    names = hostile_modules()
    assert len(names) >= 100
    assert set(names) >= HARMLESS


def test_without_walls_the_canaries_notice() -> None:
    names = (
        "connect_native",
        "daemon_at_import",
        "delete_native",
        "kill_victim",
        "program",
        "secret_file",
        "send_datagram",
        "write_open",
    )
    assert [row.module for row in rows(names, walls=False) if not row.escaped] == []


def test_what_would_do_harm_does_not_run_without_walls() -> None:
    with pytest.raises(ValueError, match="may run without walls"):
        list(rows(["kill_all"], walls=False))


def test_the_command_tells_by_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "write_open"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["module"], row["outcome"], row["escaped"]) == ("write_open", "refused", [])


@pytest.mark.nightly
def test_the_whole_table() -> None:
    assert [text for text in map(judge, rows(hostile_modules())) if text] == []
