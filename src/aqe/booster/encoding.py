"""The encoding that programs and inputs share: LEB128 numbers and counted bytes (DWARF 5, 7.6)."""

from __future__ import annotations

from aqe.booster.ports import EngineFailure, FailureCode

__all__ = ["Reader", "Writer"]

_MOST = 2**64 - 1


class Writer:
    """Builds a program or an input; methods return the writer, so that calls can be chained."""

    def __init__(self) -> None:
        self._parts = bytearray()

    def byte(self, value: int) -> Writer:
        """One byte, such as a tag."""
        self._parts.append(value)
        return self

    def number(self, value: int) -> Writer:
        """An unsigned number of at most 64 bits."""
        if not 0 <= value <= _MOST:
            raise ValueError(f"{value!r} does not fit 64 bits")
        while value > 0x7F:
            self._parts.append(value & 0x7F | 0x80)
            value >>= 7
        self._parts.append(value)
        return self

    def signed(self, value: int) -> Writer:
        """A signed number of at most 64 bits, zigzag."""
        return self.number(value << 1 if value >= 0 else (-value << 1) - 1)

    def block(self, value: bytes) -> Writer:
        """Bytes behind their length."""
        self.number(len(value))
        self._parts += value
        return self

    def text(self, value: str) -> Writer:
        """A text, in UTF-8, behind its length in bytes."""
        return self.block(value.encode())

    def raw(self, value: bytes) -> Writer:
        """Bytes as they are, such as a part that another writer built."""
        self._parts += value
        return self

    def done(self) -> bytes:
        """What was written."""
        return bytes(self._parts)


class Reader:
    """A cursor over untrusted bytes; failures name the offset, as in the crate (`reader.rs`)."""

    def __init__(self, data: bytes, code: FailureCode) -> None:
        self._data = data
        self._code = code
        self.at = 0

    @property
    def finished(self) -> bool:
        """Whether nothing is left."""
        return self.at == len(self._data)

    def failure(self, at: int | None = None) -> EngineFailure:
        """The failure of this place, to be raised."""
        return EngineFailure(self._code, self.at if at is None else at)

    def byte(self) -> int:
        """One byte."""
        if self.at >= len(self._data):
            raise self.failure()
        value = self._data[self.at]
        self.at += 1
        return value

    def number(self) -> int:
        """An unsigned number in its shortest form."""
        start = self.at
        value = shift = 0
        while True:
            byte = self.byte()
            part = byte & 0x7F
            if (shift == 63 and part > 1) or (shift > 0 and byte == 0):
                raise self.failure(start)
            value |= part << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise self.failure(start)

    def signed(self) -> int:
        """A signed number, zigzag."""
        value = self.number()
        return (value >> 1) ^ -(value & 1)

    def count(self, most: int) -> int:
        """A number that must not exceed `most`."""
        start = self.at
        value = self.number()
        if value > most:
            raise self.failure(start)
        return value

    def block(self) -> bytes:
        """Bytes behind their length."""
        start = self.at
        length = self.number()
        if length > len(self._data) - self.at:
            raise self.failure(start)
        block = self._data[self.at : self.at + length]
        self.at += length
        return block
