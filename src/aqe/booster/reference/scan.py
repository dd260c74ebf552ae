from __future__ import annotations

from collections.abc import Callable

from aqe.booster.ports import EngineFailure, FailureCode, Limits


def prepare(program: bytes) -> Callable[[bytes, Limits], bytes]:
    raise EngineFailure(FailureCode.MALFORMED_PROGRAM, 0)
