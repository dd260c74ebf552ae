"""Records: a schema's program, a seed and a range of numbers to lines of JSON.

The twin of the crate's `records.rs`, node for node: the same draws, the same checks in the same
order, the same steps. Here programs are read; what nodes do is in `record_nodes`. The generator is
SplitMix64 (Steele, Lea, Flood 2014); the state of a record is a function of
the seed and its number.
"""

from __future__ import annotations

from collections.abc import Callable

from aqe.booster.encoding import Reader
from aqe.booster.ports import EngineFailure, FailureCode, Limits
from aqe.booster.reference import record_nodes
from aqe.booster.reference.record_making import Making, Node
from aqe.booster.reference.splitmix import stream

__all__ = ["prepare"]

_VERSION = 1
_MOST_NODES = 1 << 18
_MOST_CALLS = 64
_MOST_HEIGHT = 512
_MOST_REPEATS = 1 << 20
_MOST_UNIQUE = 4096
_MOST_TRIES = 4096
_MOST_CHARACTERS = 1 << 16
_MOST_CHARACTER = 16
_MOST_DOMAIN = 1 << 62
_FIRST_SECOND = -62_167_219_200
_LAST_SECOND = 253_402_300_799
_MOST_ENTRIES = 1 << 24
_MOST_POWER = 8
_ANY = 2**64 - 1


class _Nodes:
    """Reads nodes and keeps their heights, so that no program can nest without limit."""

    def __init__(self, reader: Reader, calls: int, total: int) -> None:
        self.reader = reader
        self.calls = calls
        self.total = total
        self.nodes: list[Node] = []
        self.heights: list[int] = []
        self.height = 0

    def read(self) -> list[Node]:
        """All nodes, in order."""
        for index in range(self.total):
            self.height = 1
            tag = self.reader.byte()
            if tag >= len(_READ):
                raise self.reader.failure()
            node = _READ[tag](self, index)
            if (self.calls + 1) * self.height > _MOST_HEIGHT:
                raise EngineFailure(FailureCode.DEPTH_LIMIT, index)
            self.heights.append(self.height)
            self.nodes.append(node)
        return self.nodes

    def child(self) -> Node:
        """A node that stands before this one."""
        if not self.nodes:
            raise self.reader.failure()
        child = self.reader.count(len(self.nodes) - 1)
        self.height = max(self.height, self.heights[child] + 1)
        return self.nodes[child]

    def texts(self, longest: int = _ANY) -> list[bytes]:
        """At least one text."""
        count = self.reader.count(_MOST_ENTRIES)
        if not count:
            raise self.reader.failure()
        texts = []
        for _ in range(count):
            texts.append(self.reader.block())
            if len(texts[-1]) > longest:
                raise self.reader.failure()
        return texts

    def bounds(self, most: int) -> tuple[int, int]:
        """A least and a greatest number."""
        low, high = self.reader.count(most), self.reader.count(most)
        if low > high:
            raise self.reader.failure()
        return low, high

    def span(self) -> tuple[int, int, int]:
        """A first value, a step and a count; the last value fits 64 bits."""
        base, step, count = self.reader.signed(), self.reader.number(), self.reader.number()
        if not step or not count or base + step * (count - 1) >= 2**63:
            raise self.reader.failure()
        return base, step, count

    def domain(self) -> int:
        """A size that permutations can serve."""
        size = self.reader.number()
        if not 0 < size <= _MOST_DOMAIN:
            raise self.reader.failure()
        return size

    def power(self) -> int:
        """How much more often the first of several is drawn: 1 for no more often."""
        power = self.reader.count(_MOST_POWER)
        if not power:
            raise self.reader.failure()
        return power

    def read_sequence(self, at: int) -> Node:
        return record_nodes.sequence(
            at, [self.child() for _ in range(self.reader.count(_MOST_ENTRIES))]
        )

    def read_choice(self, at: int) -> Node:
        count = self.reader.count(_MOST_ENTRIES)
        if not count:
            raise self.reader.failure()
        ends: list[int] = []
        children = []
        total = 0
        for _ in range(count):
            weight = self.reader.number()
            if not 0 < weight <= (1 << 32) - total:
                raise self.reader.failure()
            total += weight
            ends.append(total)
            children.append(self.child())
        return record_nodes.choice(at, ends, children)

    def read_stamp(self, at: int) -> Node:
        base, count = self.reader.signed(), self.reader.number()
        if not count or not _FIRST_SECOND <= base <= _LAST_SECOND:
            raise self.reader.failure()
        if count > _LAST_SECOND - base + 1:
            raise self.reader.failure()
        return record_nodes.stamp(at, base, count, self.reader.count(3))

    def read_characters(self, at: int) -> Node:
        texts = self.texts(_MOST_CHARACTER)
        if len(texts) > 1 << 16:
            raise self.reader.failure()
        return record_nodes.characters(at, texts, *self.bounds(_MOST_CHARACTERS))

    def read_repeat(self, at: int) -> Node:
        child = self.child()
        low, high = self.bounds(_MOST_REPEATS)
        return record_nodes.repeat(at, child, low, high, self.reader.block())

    def read_unique(self, at: int) -> Node:
        child = self.child()
        low, high = self.bounds(_MOST_UNIQUE)
        return record_nodes.unique(at, child, low, high, self.reader.count(_MOST_TRIES))

    def read_subset(self, at: int) -> Node:
        texts = self.texts()
        return record_nodes.subset(at, texts, *self.bounds(len(texts)))

    def read_object(self, at: int) -> Node:
        members = []
        for _ in range(self.reader.count(_MOST_ENTRIES)):
            presence = self.reader.count(record_nodes.ALWAYS)
            prefix, child = self.reader.block(), self.child()
            members.append((presence, prefix, child, self.reader.block()))
        return record_nodes.objects(at, members, *self.bounds(len(members)))

    def read_permuted(self, at: int) -> Node:
        salt = self.reader.number()
        base, step, count = self.span()
        if count > _MOST_DOMAIN:
            raise self.reader.failure()
        return record_nodes.permuted(at, salt, base, step, count)

    def read_numbered(self, at: int) -> Node:
        salt = self.reader.number()
        parts: list[list[bytes]] = []
        total = 1
        for _ in range(self.reader.count(_MOST_ENTRIES)):
            parts.append(self.texts())
            if len(parts[-1]) > _MOST_DOMAIN // total:
                raise self.reader.failure()
            total *= len(parts[-1])
        return record_nodes.numbered(at, salt, total, parts)

    def read_drawn(self, at: int) -> Node:
        salt, size, power = self.reader.number(), self.domain(), self.power()
        return record_nodes.drawn(at, salt, size, power, self.child())

    def read_placed(self, at: int) -> Node:
        salt = self.reader.number()
        size, divisor, modulus = self.domain(), self.domain(), self.domain()
        return record_nodes.placed(at, salt, size, divisor, modulus, self.child())

    def read_earlier(self, at: int) -> Node:
        salt, power = self.reader.number(), self.power()
        child = self.child()
        return record_nodes.earlier(at, salt, power, child, self.child())

    def read_call(self, at: int) -> Node:
        target = self.reader.count(self.total - 1)
        return record_nodes.call(at, target, self.child(), self.nodes, self.calls)


_READ: tuple[Callable[[_Nodes, int], Node], ...] = (
    lambda nodes, at: record_nodes.literal(at, nodes.reader.block()),
    _Nodes.read_sequence,
    _Nodes.read_choice,
    lambda nodes, at: record_nodes.integer(at, *nodes.span()),
    lambda nodes, at: record_nodes.decimal(at, *nodes.span(), nodes.reader.count(18)),
    lambda nodes, at: record_nodes.uuid(at),
    _Nodes.read_stamp,
    lambda nodes, at: record_nodes.pool(at, nodes.power(), nodes.texts()),
    _Nodes.read_characters,
    _Nodes.read_repeat,
    _Nodes.read_unique,
    _Nodes.read_subset,
    _Nodes.read_object,
    lambda nodes, at: record_nodes.streamed(at, nodes.reader.number(), nodes.child()),
    lambda nodes, at: record_nodes.serial(at, *nodes.span()),
    _Nodes.read_permuted,
    _Nodes.read_numbered,
    _Nodes.read_drawn,
    _Nodes.read_placed,
    _Nodes.read_earlier,
    _Nodes.read_call,
)


def prepare(program: bytes) -> Callable[[bytes, Limits], bytes]:
    """Read and check a program; see `Program::read` of the crate."""
    reader = Reader(program, FailureCode.MALFORMED_PROGRAM)
    if reader.byte() != _VERSION:
        raise reader.failure()
    calls = reader.count(_MOST_CALLS)
    total = reader.count(_MOST_NODES)
    if not total:
        raise reader.failure()
    nodes = _Nodes(reader, calls, total).read()
    if not reader.finished:
        raise reader.failure()
    return lambda data, limits: _run(nodes, data, limits)


def _run(nodes: list[Node], data: bytes, limits: Limits) -> bytes:
    reader = Reader(data, FailureCode.MALFORMED_INPUT)
    seed, first, count = reader.number(), reader.number(), reader.number()
    if first > _MOST_DOMAIN or count > _MOST_DOMAIN or not reader.finished:
        raise reader.failure()
    run = Making(seed, limits)
    root = nodes[-1]
    for row in range(first, first + count):
        run.row = row
        run.state = stream(seed, 0, row)
        root(run)
        run.output += b"\n"
    if len(run.output) > limits.output_bytes:
        raise EngineFailure(FailureCode.OUTPUT_LIMIT, len(nodes) - 1)
    return bytes(run.output)
