from __future__ import annotations

import io

import pytest

from aqe.cli.progress import LiveProgress, LoggedProgress, progress_line
from aqe.domain.progress import Progress


def test_a_line_tells_what_is_known() -> None:
    progress = Progress(
        "shop.cart", "search", tests=12, coverage=0.8, mutants=0.5, elapsed_s=3, total=4, index=2
    )

    assert progress_line(progress) == (
        "[2/4]  shop.cart  search  12 tests  coverage 80%  mutants 50%  3.0 s"
    )
    assert progress_line(Progress("a", "seed")) == "a  seed"


def test_a_line_keeps_to_the_width_and_to_one_row() -> None:
    line = progress_line(Progress("a" * 50, "seed", message="x\ny\x1b"), 30)

    assert len(line) == 30
    assert line.endswith("…")
    assert "\n" not in progress_line(Progress("a", "b", message="x\ny"))


def test_a_log_tells_ends_and_with_verbose_phases() -> None:
    quiet, verbose = io.StringIO(), io.StringIO()
    for stream, flag in ((quiet, False), (verbose, True)):
        log = LoggedProgress(stream, verbose=flag)
        for phase in ("seed", "search", "search", "done"):
            log(Progress("a", phase))

    assert quiet.getvalue() == "a  done\n"
    assert verbose.getvalue() == "a  seed\na  search\na  done\n"


@pytest.fixture
def now() -> list[float]:
    return [0.0]


class Closed(io.StringIO):
    """A stream whose reader went away."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


def test_work_goes_on_where_nobody_looks() -> None:
    done = Progress("a", "done", tests=1)
    LoggedProgress(Closed())(done)
    live = LiveProgress(Closed())
    live(done)
    live.close()


def test_a_live_display_redraws_in_place(now: list[float]) -> None:
    stream = io.StringIO()
    live = LiveProgress(stream, monotonic=lambda: now[0])
    live(Progress("a", "seed"))
    live(Progress("b", "seed"))
    live(Progress("a", "search"))  # too early to be drawn
    now[0] = 1.0
    live(Progress("b", "search"))
    live(Progress("a", "done"))
    live.close()

    frames = stream.getvalue().split("\r")
    assert frames[1] == "a  seed\n\x1b[1A\x1b[2K"
    assert frames[2] == "a  seed\nb  seed\n\x1b[1A\x1b[2K\x1b[1A\x1b[2K"
    assert frames[3].startswith("a  search\nb  search\n")
    assert frames[4].startswith("a  done\nb  search\n\x1b[1A\x1b[2K")
    assert frames[5] == ""


def test_a_finished_subject_stays_above(now: list[float]) -> None:
    stream = io.StringIO()
    live = LiveProgress(stream, monotonic=lambda: now[0])
    live(Progress("a", "done"))
    live.close()

    assert stream.getvalue() == "\ra  done\n\r"


def test_a_log_tells_what_is_waited_for_when_it_changes_and_now_and_then() -> None:
    stream = io.StringIO()
    log = LoggedProgress(stream)
    log(Progress("a", "model", tests=3))
    for second in range(3, 40):
        log(Progress("a", "model", message="waiting for one", elapsed_s=second))
    log(Progress("a", "model", message="waiting for two", elapsed_s=40))
    log(Progress("b", "model", message="waiting for two", elapsed_s=40))
    log(Progress("a", "done"))
    assert stream.getvalue().splitlines() == [
        "a  model  waiting for one  3.0 s",
        "a  model  waiting for one  18.0 s",
        "a  model  waiting for one  33.0 s",
        "a  model  waiting for two  40.0 s",
        "b  model  waiting for two  40.0 s",
        "a  done",
    ]
