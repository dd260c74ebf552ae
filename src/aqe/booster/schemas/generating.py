"""Records from a program: chunks of whole lines, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator

from aqe.booster.encoding import Writer
from aqe.booster.ports import Engine, EngineFailure, FailureCode, Limits, Operation
from aqe.booster.schemas.compiling import SchemaProgram

__all__ = ["generate"]

_MASK = 2**64 - 1
_FIRST = 64
_CHUNK = 1 << 20
_MOST = 1 << 16
_LIMITS = Limits(output_bytes=1 << 26)


def generate(
    engine: Engine, program: SchemaProgram, *, seed: int, start: int = 0, count: int
) -> Iterator[bytes]:
    """Records number `start` to before `start + count`, as chunks of NDJSON.

    The bytes do not depend on the engine, nor on how a range is split.

    Raises:
        EngineFailure: A unique key has fewer values than there are records, or one record alone is
            larger than the limit.
    """
    size = _FIRST
    done = 0
    while done < count:
        wanted = min(size, count - done)
        data = Writer().number(seed & _MASK).number(start + done).number(wanted).done()
        try:
            chunk = engine.run(Operation.RECORDS, program.program, data, _LIMITS)
        except EngineFailure as failure:
            if failure.code is not FailureCode.OUTPUT_LIMIT or wanted == 1:
                raise
            size = max(wanted // 8, 1)
            continue
        yield chunk
        done += wanted
        size = max(min(_CHUNK * wanted // max(len(chunk), 1), _MOST), 1)
