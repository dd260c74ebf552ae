"""The border to an instance of the module: a request is laid on its desk, and one call answers it.

A call through the runtime takes longer than most requests, and each argument makes it longer. So a
call has none: the header on the desk holds all of them, as the crate says (`desk.rs`).
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Callable
from ctypes import addressof, memmove, string_at
from typing import Any

from aqe.booster.ports import EngineFailure, EngineTrap, FailureCode, Limits, Operation

__all__ = ["Desk"]

_HEADER = struct.Struct("<IIIIIxxxxQ")
_ANSWER = struct.Struct("<II")
_FAILURE = struct.Struct("<BI")
_PLACES = 64
"""Prepared programs that an instance keeps."""
_ROOM = 64 * 1024
"""Bytes behind the header, at least."""
_MOST = 2**32 - 1


class Desk:
    """Hands requests to one instance.

    Args:
        store: Of the instance.
        exports: By name.
    """

    def __init__(self, store: Any, exports: Any) -> None:
        self._store = store
        self._memory = exports["memory"]
        self._serve: Callable[[Any], object] = exports["serve"]
        self._clear: Callable[[Any, int], int] = exports["desk"]
        self._places: OrderedDict[tuple[Operation, bytes], int] = OrderedDict()
        self._room = 0
        self._at = 0

    def memory_bytes(self) -> int:
        """What the instance holds now."""
        return int(self._memory.data_len(self._store))

    def answer(self, operation: Operation, program: bytes, data: bytes, limits: Limits) -> bytes:
        """The output of a program on an input.

        Raises:
            EngineFailure: There is none.
            EngineTrap: The instance cannot be believed.
        """
        key = (operation, program)
        place = self._places.get(key)
        if place is not None:
            self._places.move_to_end(key)
            self._lay(place, 0, b"", data, limits)
            self._serve(self._store)
            return self._taken()
        place = self._free_place()
        self._lay(place, operation, program, data, limits)
        self._serve(self._store)
        answer = self._taken()  # where it fails, the program may not be there
        self._places[key] = place
        return answer

    def _free_place(self) -> int:
        """One that no program is in, or the one whose program was not needed for the longest time."""
        if len(self._places) < _PLACES:
            return next(iter(set(range(_PLACES)).difference(self._places.values())))
        return self._places.popitem(last=False)[1]

    def _lay(self, place: int, operation: int, program: bytes, data: bytes, limits: Limits) -> None:
        needed = len(program) + len(data)
        if needed > self._room or not self._room:
            self._room = max(needed, _ROOM)
            self._at = self._clear(self._store, self._room) & _MOST
        header = _HEADER.pack(
            place,
            operation,
            len(program),
            len(data),
            min(limits.output_bytes, _MOST),
            min(limits.steps, 2**64 - 1),
        )
        at = self._address(self._at, len(header) + needed)
        memmove(at, header, len(header))
        at += len(header)
        memmove(at, program, len(program))
        memmove(at + len(program), data, len(data))

    def _taken(self) -> bytes:
        at, length = _ANSWER.unpack(string_at(self._address(self._at, _ANSWER.size), _ANSWER.size))
        address = self._address(at, length)
        if length and string_at(address, 1) == b"\0":
            return string_at(address + 1, length - 1)
        try:
            code, position = _FAILURE.unpack(string_at(address, length))
            failure = EngineFailure(FailureCode(code), position)
        except (struct.error, ValueError) as error:
            raise EngineTrap(
                "the WASM engine gave an answer that is none",
                hint="The reference in Python answers instead.",
            ) from error
        raise failure

    def _address(self, at: int, length: int) -> int:
        """Where bytes of the instance lie now: its memory may have moved.

        Raises:
            EngineTrap: They do not lie in it. Nothing that the instance says is believed.
        """
        if not 0 < at <= at + length <= self._memory.data_len(self._store):
            raise EngineTrap(
                "the WASM engine named bytes outside of its memory",
                hint="The reference in Python answers instead.",
            )
        return addressof(self._memory.data_ptr(self._store).contents) + at
