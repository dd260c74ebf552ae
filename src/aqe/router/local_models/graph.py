"""What an ONNX file says of itself: where its weights lie, whose operators it uses, how wide its cache is.

Reads the protocol-buffer encoding (https://protobuf.dev/programming-guides/encoding/) of the few fields of
``onnx.proto`` that matter before a file is handed to native code. It never follows what it finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Graph", "MalformedGraph", "read_graph"]

_MOST_DEPTH = 12
_MOST_FIELDS = 4_000_000
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_NUMBER_BYTES = {1: 4, 10: 2, 16: 2, 11: 8, 2: 1, 3: 1}
"""Bytes of the element types that caches of keys and values come in (``TensorProto.DataType``)."""


class MalformedGraph(ValueError):
    """The bytes are no ONNX model, or not all of one."""


@dataclass(slots=True)
class Graph:
    """What was found."""

    nodes: int = 0
    external: dict[str, int] = field(default_factory=dict)
    """Files beside the graph that hold weights, with the bytes that each must have at least."""
    domains: set[str] = field(default_factory=set)
    """Whose operators it uses."""
    cache_number_bytes: int | None = None
    """Bytes of one number among past keys and values; None where no such input is named."""


def read_graph(data: bytes) -> Graph:
    """Read a whole ONNX file.

    Raises:
        MalformedGraph: It is cut, is no such file, or nests too deep.
    """
    reader = _Reader()
    try:
        reader.model(memoryview(data))
    except IndexError as error:
        raise MalformedGraph("it ends in the middle of a number") from error
    if not reader.graph.nodes:
        raise MalformedGraph("it holds no graph")
    return reader.graph


class _Reader:
    def __init__(self) -> None:
        self.graph = Graph()
        self._left = _MOST_FIELDS

    def model(self, data: memoryview) -> None:
        for number, value in self._fields(data):
            if number == 7:
                self._graph(value, 0)
            elif number == 8:
                self._domain(value, 1)
            elif number == 25:  # functions of the model: their nodes are field 7
                self._nodes(value, 7, 0)

    def _graph(self, data: memoryview, depth: int) -> None:
        for number, value in self._fields(data):
            if number == 1:
                self._node(value, depth)
            elif number == 5:
                self._tensor(value)
            elif number == 11 and depth == 0:
                self._input(value)
            elif number == 15:
                self._sparse(value)

    def _nodes(self, data: memoryview, field_number: int, depth: int) -> None:
        for number, value in self._fields(data):
            if number == field_number:
                self._node(value, depth)

    def _node(self, data: memoryview, depth: int) -> None:
        self.graph.nodes += 1
        self._domain(data, 7)
        for number, value in self._fields(data):
            if number == 5:
                self._attribute(value, depth)

    def _attribute(self, data: memoryview, depth: int) -> None:
        for number, value in self._fields(data):
            if number in (5, 10):
                self._tensor(value)
            elif number in (6, 11):
                if depth == _MOST_DEPTH:
                    raise MalformedGraph(f"graphs inside graphs, more than {_MOST_DEPTH} deep")
                self._graph(value, depth + 1)
            elif number in (22, 23):
                self._sparse(value)

    def _sparse(self, data: memoryview) -> None:
        for number, value in self._fields(data):
            if number in (1, 2):
                self._tensor(value)

    def _tensor(self, data: memoryview) -> None:
        entries = dict(self._entry(value) for number, value in self._fields(data) if number == 13)
        if entries:
            name = entries.get("location", "")
            end = _whole(entries.get("offset", "0")) + _whole(entries.get("length", "0"))
            self.graph.external[name] = max(self.graph.external.get(name, 0), end)

    def _entry(self, data: memoryview) -> tuple[str, str]:
        found = {number: value for number, value in self._fields(data) if number in (1, 2)}
        return _text(found.get(1)), _text(found.get(2))

    def _input(self, data: memoryview) -> None:
        found = {number: value for number, value in self._fields(data) if number in (1, 2)}
        if "past" not in _text(found.get(1)):
            return
        kinds = [
            kind
            for number, tensor in self._fields(found.get(2, memoryview(b"")))
            if number == 1
            for inner, kind in self._all_fields(tensor)
            if inner == 1 and isinstance(kind, int)
        ]
        if kinds:
            self.graph.cache_number_bytes = _NUMBER_BYTES.get(kinds[-1], 4)

    def _domain(self, data: memoryview, field_number: int) -> None:
        for number, value in self._fields(data):
            if number == field_number:
                self.graph.domains.add(_text(value))

    def _fields(self, data: memoryview) -> Iterator[tuple[int, memoryview]]:
        """Number and content of every field that holds bytes."""
        for number, value in self._all_fields(data):
            if isinstance(value, memoryview):
                yield number, value

    def _all_fields(self, data: memoryview) -> Iterator[tuple[int, memoryview | int]]:
        at, end = 0, len(data)
        while at < end:
            self._left -= 1
            if self._left < 0:
                raise MalformedGraph(f"more than {_MOST_FIELDS} fields")
            key, at = _varint(data, at)
            kind = key & 7
            if kind == _BYTES:
                size, at = _varint(data, at)
                if size > end - at:
                    raise MalformedGraph(f"a field of {size} bytes, and {end - at} are left")
                yield key >> 3, data[at : at + size]
                at += size
            elif kind == _VARINT:
                value, at = _varint(data, at)
                yield key >> 3, value
            elif kind in (_FIXED_64, _FIXED_32):
                at += 8 if kind == _FIXED_64 else 4
            else:
                raise MalformedGraph(f"a field of the unknown kind {kind}")
        if at > end:
            raise MalformedGraph("it ends in the middle of a field")


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise MalformedGraph("a number of more than 64 bits")


def _text(data: memoryview | None) -> str:
    if data is None:
        return ""
    try:
        return bytes(data).decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedGraph("a name that is no text") from error


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise MalformedGraph(f"an offset or length of {text[:20]!r}")
    return int(text)
