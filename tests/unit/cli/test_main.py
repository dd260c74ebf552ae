"""What the command does around everything else."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from aqe import __main__ as command


@pytest.fixture
def usual_looks() -> Iterator[None]:
    known = gc.get_threshold()
    yield
    gc.set_threshold(*known)


@pytest.mark.usefixtures("usual_looks")
def test_garbage_is_looked_for_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int, int]] = []

    def run() -> int:
        seen.append(gc.get_threshold())
        return 3

    monkeypatch.setattr(command, "_run", run)
    with pytest.raises(SystemExit) as caught:
        command.main()
    assert caught.value.code == 3
    assert [each[0] for each in seen] == [50_000]
    assert gc.isenabled()
