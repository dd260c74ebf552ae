from __future__ import annotations

from aqe.execution.worker.walls.audit import makes_pair


def _hook(codes: frozenset[object]) -> bool:
    return makes_pair(codes)  # type: ignore[arg-type]


def _asks(codes: frozenset[object]) -> bool:
    return _hook(codes)


def _pairs(codes: frozenset[object]) -> bool:
    return _asks(codes)


def test_only_what_the_named_code_asks_for_is_let_through() -> None:
    codes: frozenset[object] = frozenset([_pairs.__code__])
    assert _pairs(codes)
    assert not _asks(codes)


def test_without_such_code_nothing_is_let_through() -> None:
    assert not _pairs(frozenset())
