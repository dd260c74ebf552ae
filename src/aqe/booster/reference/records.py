"""Records: a schema's program, a seed and a range of numbers to lines of JSON.

The twin of the crate's `records.rs`, node for node: the same draws, the same checks in the same
order, the same steps. The generator is SplitMix64 (Steele, Lea, Flood 2014); the state of a record
is a function of the seed and its number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from aqe.booster.encoding import Reader
from aqe.booster.ports import EngineFailure, FailureCode, Limits
from aqe.booster.reference.calendar import stamped
from aqe.booster.reference.splitmix import GOLDEN, MASK, mixed, stream

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
_MOST_WALKS = 4096
_ALWAYS = 1 << 16
_FIRST_SECOND = -62_167_219_200
_LAST_SECOND = 253_402_300_799
_MOST_ENTRIES = 1 << 24
_ANY = 2**64 - 1


class _Making:
    """One run: where it stands in the stream of numbers, and what is written."""

    __slots__ = ("calls", "left", "most", "output", "row", "seed", "state")

    def __init__(self, seed: int, limits: Limits) -> None:
        self.seed = seed
        self.state = self.row = self.calls = 0
        self.left = limits.steps
        self.most = limits.output_bytes
        self.output = bytearray()

    def next(self) -> int:
        self.state = self.state + GOLDEN & MASK
        return mixed(self.state)

    def below(self, size: int) -> int:
        if size <= 1 << 32:
            return (self.next() >> 32) * size >> 32
        return self.next() * size >> 64

    def between(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1) if high > low else low

    def step(self, at: int) -> None:
        """Count one visit of a node; every node begins with this."""
        if not self.left:
            raise EngineFailure(FailureCode.STEP_LIMIT, at)
        self.left -= 1
        if len(self.output) > self.most:
            raise EngineFailure(FailureCode.OUTPUT_LIMIT, at)

    def spend(self, steps: int, at: int) -> None:
        """Count work within one node."""
        if self.left < steps:
            raise EngineFailure(FailureCode.STEP_LIMIT, at)
        self.left -= steps

    def permuted(self, salt: int, size: int, at: int) -> int:
        """A place for this row, none twice: a Feistel network that walks its cycles."""
        if self.row >= size:
            raise EngineFailure(FailureCode.EXHAUSTED, at)
        half = (max((size - 1).bit_length(), 2) + 1) // 2
        mask = (1 << half) - 1
        key = stream(self.seed, salt, 0)
        value = self.row
        for _ in range(_MOST_WALKS):
            left, right = value >> half, value & mask
            for turn in range(4):
                drawn = mixed(key + ((right << 3 | turn) * GOLDEN) & MASK)
                left, right = right, left ^ (drawn & mask)
            value = left << half | right
            if value < size:
                return value
        raise EngineFailure(FailureCode.EXHAUSTED, at)

    def become(self, row: int, state: int) -> tuple[int, int]:
        """Go on as another row; gives what to come back to.

        Nodes call their children themselves: a frame more for each would not fit Python's stack.
        """
        kept = self.row, self.state
        self.row, self.state = row, state
        return kept

    def drawn_row(self, salt: int, size: int) -> int:
        """A row below `size` that depends on this row and the salt only."""
        kept = self.state
        self.state = stream(self.seed, salt, self.row)
        row = self.below(size)
        self.state = kept
        return row


_Node = Callable[[_Making], None]


def _literal(at: int, text: bytes) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        run.output += text

    return make


def _sequence(at: int, children: list[_Node]) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        for child in children:
            child(run)

    return make


def _choice(at: int, ends: list[int], children: list[_Node]) -> _Node:
    total = ends[-1]

    def make(run: _Making) -> None:
        run.step(at)
        children[bisect_right(ends, run.below(total))](run)

    return make


def _integer(at: int, base: int, step: int, count: int) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        run.output += b"%d" % (base + step * run.below(count))

    return make


def _decimal(at: int, base: int, step: int, count: int, digits: int) -> _Node:
    scale = 10**digits

    def make(run: _Making) -> None:
        run.step(at)
        value = base + step * run.below(count)
        whole, fraction = divmod(abs(value), scale)
        run.output += b"-%d" % whole if value < 0 else b"%d" % whole
        if fraction:
            run.output += b"." + str(fraction).rjust(digits, "0").rstrip("0").encode()

    return make


def _uuid(at: int) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        high, low = run.next(), run.next()
        text = f"{high:016x}{low:016x}"
        variant = "89ab"[low >> 60 & 3]
        run.output += (
            f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}".encode()
        )

    return make


def _stamp(at: int, base: int, count: int, form: int) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        run.output += stamped(base + run.below(count), form)
        if form == 3:
            run.output += b".%03d" % run.below(1000)

    return make


def _pool(at: int, texts: list[bytes]) -> _Node:
    size = len(texts)

    def make(run: _Making) -> None:
        run.step(at)
        run.output += texts[run.below(size)]

    return make


def _characters(at: int, texts: list[bytes], low: int, high: int) -> _Node:
    size = len(texts)

    def make(run: _Making) -> None:
        run.step(at)
        count = run.between(low, high)
        run.spend(count, at)
        drawn = 0
        for place in range(count):
            if not place & 3:
                drawn = run.next()
            run.output += texts[(drawn & 0xFFFF) * size >> 16]
            drawn >>= 16

    return make


def _repeat(at: int, child: _Node, low: int, high: int, separator: bytes) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        for place in range(run.between(low, high)):
            if place:
                run.output += separator
            child(run)

    return make


def _unique(at: int, child: _Node, low: int, high: int, tries: int) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        wanted = run.between(low, high)
        items: set[bytes] = set()
        failed = 0
        while len(items) < wanted:
            before = len(run.output)
            if items:
                run.output += b","
            start = len(run.output)
            child(run)
            run.spend(len(items), at)
            item = bytes(run.output[start:])
            if item in items:
                del run.output[before:]
                failed += 1
                if failed > tries:
                    if len(items) >= low:
                        break
                    raise EngineFailure(FailureCode.EXHAUSTED, at)
            else:
                items.add(item)

    return make


def _subset(at: int, texts: list[bytes], low: int, high: int) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        run.spend(len(texts), at)
        places = list(range(len(texts)))
        for place in range(run.between(low, high)):
            other = place + run.below(len(places) - place)
            places[place], places[other] = places[other], places[place]
            if place:
                run.output += b","
            run.output += texts[places[place]]

    return make


def _object(at: int, members: list[tuple[int, bytes, _Node, bytes]], low: int, high: int) -> _Node:
    required = sum(1 for member in members if member[0] == _ALWAYS)

    def make(run: _Making) -> None:
        run.step(at)
        fixed, optional, present = required, len(members) - required, 0
        run.output += b"{"
        for presence, prefix, child, suffix in members:
            if presence == _ALWAYS:
                fixed -= 1
            else:
                if low - present - fixed >= optional:
                    chosen = True
                elif high <= present + fixed:
                    chosen = False
                else:
                    chosen = run.next() >> 48 < presence
                optional -= 1
                if not chosen:
                    continue
            if present:
                run.output += b","
            present += 1
            run.output += prefix
            child(run)
            run.output += suffix
        run.output += b"}"

    return make


def _streamed(at: int, salt: int, child: _Node) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        kept = run.become(run.row, stream(run.seed, salt, run.row))
        child(run)
        run.row, run.state = kept

    return make


def _serial(at: int, base: int, step: int, count: int) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        if run.row >= count:
            raise EngineFailure(FailureCode.EXHAUSTED, at)
        run.output += b"%d" % (base + step * run.row)

    return make


def _permuted(at: int, salt: int, base: int, step: int, count: int) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        run.output += b"%d" % (base + step * run.permuted(salt, count, at))

    return make


def _numbered(at: int, salt: int, size: int, parts: list[list[bytes]]) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        run.spend(len(parts), at)
        place, weight = run.permuted(salt, size, at), size
        for part in parts:
            weight //= len(part)
            index, place = divmod(place, weight)
            run.output += part[index]

    return make


def _drawn(at: int, salt: int, size: int, child: _Node) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        row = run.drawn_row(salt, size)
        kept = run.become(row, stream(run.seed, salt, row))
        child(run)
        run.row, run.state = kept

    return make


def _placed(at: int, salt: int, size: int, divisor: int, modulus: int, child: _Node) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        row = run.permuted(salt, size, at) // divisor % modulus
        kept = run.become(row, stream(run.seed, salt, row))
        child(run)
        run.row, run.state = kept

    return make


def _earlier(at: int, salt: int, child: _Node, other: _Node) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        if not run.row:
            other(run)
        else:
            row = run.drawn_row(salt, run.row)
            kept = run.become(row, stream(run.seed, salt, row))
            child(run)
            run.row, run.state = kept

    return make


def _call(at: int, target: int, other: _Node, nodes: list[_Node], most: int) -> _Node:
    def make(run: _Making) -> None:
        run.step(at)
        if run.calls == most:
            other(run)
        else:
            run.calls += 1
            nodes[target](run)
            run.calls -= 1

    return make


class _Nodes:
    """Reads nodes and keeps their heights, so that no program can nest without limit."""

    def __init__(self, reader: Reader, calls: int, total: int) -> None:
        self.reader = reader
        self.calls = calls
        self.total = total
        self.nodes: list[_Node] = []
        self.heights: list[int] = []
        self.height = 0

    def read(self) -> list[_Node]:
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

    def child(self) -> _Node:
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

    def read_sequence(self, at: int) -> _Node:
        return _sequence(at, [self.child() for _ in range(self.reader.count(_MOST_ENTRIES))])

    def read_choice(self, at: int) -> _Node:
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
        return _choice(at, ends, children)

    def read_stamp(self, at: int) -> _Node:
        base, count = self.reader.signed(), self.reader.number()
        if not count or not _FIRST_SECOND <= base <= _LAST_SECOND:
            raise self.reader.failure()
        if count > _LAST_SECOND - base + 1:
            raise self.reader.failure()
        return _stamp(at, base, count, self.reader.count(3))

    def read_characters(self, at: int) -> _Node:
        texts = self.texts(_MOST_CHARACTER)
        if len(texts) > 1 << 16:
            raise self.reader.failure()
        return _characters(at, texts, *self.bounds(_MOST_CHARACTERS))

    def read_repeat(self, at: int) -> _Node:
        child = self.child()
        low, high = self.bounds(_MOST_REPEATS)
        return _repeat(at, child, low, high, self.reader.block())

    def read_unique(self, at: int) -> _Node:
        child = self.child()
        low, high = self.bounds(_MOST_UNIQUE)
        return _unique(at, child, low, high, self.reader.count(_MOST_TRIES))

    def read_subset(self, at: int) -> _Node:
        texts = self.texts()
        return _subset(at, texts, *self.bounds(len(texts)))

    def read_object(self, at: int) -> _Node:
        members = []
        for _ in range(self.reader.count(_MOST_ENTRIES)):
            presence = self.reader.count(_ALWAYS)
            prefix, child = self.reader.block(), self.child()
            members.append((presence, prefix, child, self.reader.block()))
        return _object(at, members, *self.bounds(len(members)))

    def read_permuted(self, at: int) -> _Node:
        salt = self.reader.number()
        base, step, count = self.span()
        if count > _MOST_DOMAIN:
            raise self.reader.failure()
        return _permuted(at, salt, base, step, count)

    def read_numbered(self, at: int) -> _Node:
        salt = self.reader.number()
        parts: list[list[bytes]] = []
        total = 1
        for _ in range(self.reader.count(_MOST_ENTRIES)):
            parts.append(self.texts())
            if len(parts[-1]) > _MOST_DOMAIN // total:
                raise self.reader.failure()
            total *= len(parts[-1])
        return _numbered(at, salt, total, parts)

    def read_placed(self, at: int) -> _Node:
        salt = self.reader.number()
        size, divisor, modulus = self.domain(), self.domain(), self.domain()
        return _placed(at, salt, size, divisor, modulus, self.child())

    def read_earlier(self, at: int) -> _Node:
        salt = self.reader.number()
        child = self.child()
        return _earlier(at, salt, child, self.child())

    def read_call(self, at: int) -> _Node:
        target = self.reader.count(self.total - 1)
        return _call(at, target, self.child(), self.nodes, self.calls)


_READ: tuple[Callable[[_Nodes, int], _Node], ...] = (
    lambda nodes, at: _literal(at, nodes.reader.block()),
    _Nodes.read_sequence,
    _Nodes.read_choice,
    lambda nodes, at: _integer(at, *nodes.span()),
    lambda nodes, at: _decimal(at, *nodes.span(), nodes.reader.count(18)),
    lambda nodes, at: _uuid(at),
    _Nodes.read_stamp,
    lambda nodes, at: _pool(at, nodes.texts()),
    _Nodes.read_characters,
    _Nodes.read_repeat,
    _Nodes.read_unique,
    _Nodes.read_subset,
    _Nodes.read_object,
    lambda nodes, at: _streamed(at, nodes.reader.number(), nodes.child()),
    lambda nodes, at: _serial(at, *nodes.span()),
    _Nodes.read_permuted,
    _Nodes.read_numbered,
    lambda nodes, at: _drawn(at, nodes.reader.number(), nodes.domain(), nodes.child()),
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


def _run(nodes: list[_Node], data: bytes, limits: Limits) -> bytes:
    reader = Reader(data, FailureCode.MALFORMED_INPUT)
    seed, first, count = reader.number(), reader.number(), reader.number()
    if first > _MOST_DOMAIN or count > _MOST_DOMAIN or not reader.finished:
        raise reader.failure()
    run = _Making(seed, limits)
    root = nodes[-1]
    for row in range(first, first + count):
        run.row = row
        run.state = stream(seed, 0, row)
        root(run)
        run.output += b"\n"
    if len(run.output) > limits.output_bytes:
        raise EngineFailure(FailureCode.OUTPUT_LIMIT, len(nodes) - 1)
    return bytes(run.output)
