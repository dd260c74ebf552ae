"""Nodes of a record program, as values; `encoded` turns a root into the bytes engines read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from aqe.booster.encoding import Writer
from aqe.booster.schemas.values import escaped

__all__ = [
    "ALWAYS",
    "Call",
    "Characters",
    "Checked",
    "Choice",
    "Decimal",
    "Drawn",
    "Earlier",
    "Integer",
    "Literal",
    "Member",
    "Node",
    "Numbered",
    "Object",
    "Permuted",
    "Placed",
    "Pool",
    "Repeat",
    "Sequence",
    "Serial",
    "Stamp",
    "Stream",
    "Subset",
    "Unique",
    "Uuid",
    "children",
    "encoded",
    "evenly",
    "quoted",
    "text_pool",
]

ALWAYS = 1 << 16


@dataclass(frozen=True, eq=False, slots=True)
class Literal:
    """Bytes as they are."""

    text: bytes


@dataclass(frozen=True, eq=False, slots=True)
class Sequence:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Choice:
    """One of several, by weight."""

    ways: tuple[tuple[int, Node], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Integer:
    """`base + step * n` for an n below `count`."""

    base: int
    count: int
    step: int = 1


@dataclass(frozen=True, eq=False, slots=True)
class Decimal:
    """The same, divided by 10 to the power of `digits`."""

    base: int
    count: int
    step: int
    digits: int


@dataclass(frozen=True, eq=False, slots=True)
class Uuid:
    """A random UUID (RFC 9562, version 4)."""


@dataclass(frozen=True, eq=False, slots=True)
class Stamp:
    """A second from `base`: a date (form 0), a time (1), both (2), both with milliseconds (3)."""

    base: int
    count: int
    form: int


@dataclass(frozen=True, eq=False, slots=True)
class Pool:
    """One of many texts; with a `power` above 1 the first ones are the most frequent."""

    texts: tuple[bytes, ...]
    power: int = 1


@dataclass(frozen=True, eq=False, slots=True)
class Characters:
    """`low` to `high` characters of an alphabet."""

    alphabet: tuple[bytes, ...]
    low: int
    high: int


@dataclass(frozen=True, eq=False, slots=True)
class Repeat:
    """`low` to `high` times the child."""

    child: Node
    low: int
    high: int
    separator: bytes = b","


@dataclass(frozen=True, eq=False, slots=True)
class Unique:
    """`low` to `high` different items."""

    child: Node
    low: int
    high: int
    tries: int = 1024


@dataclass(frozen=True, eq=False, slots=True)
class Subset:
    """`low` to `high` different texts."""

    texts: tuple[bytes, ...]
    low: int
    high: int


@dataclass(frozen=True, eq=False, slots=True)
class Member:
    """A property; `presence` of 65536 is always there."""

    presence: int
    name: str
    value: Node
    before: bytes = b""
    after: bytes = b""


@dataclass(frozen=True, eq=False, slots=True)
class Object:
    """Members, of which `low` to `high` are there."""

    members: tuple[Member, ...]
    low: int
    high: int


@dataclass(frozen=True, eq=False, slots=True)
class Stream:
    """The child with a stream of its own, which depends on the row and the salt only."""

    salt: int
    child: Node


@dataclass(frozen=True, eq=False, slots=True)
class Serial:
    """`base + step * row`."""

    base: int
    count: int
    step: int = 1


@dataclass(frozen=True, eq=False, slots=True)
class Permuted:
    """`base + step * n`, where n is the row's place in a permutation."""

    salt: int
    base: int
    count: int
    step: int = 1


@dataclass(frozen=True, eq=False, slots=True)
class Numbered:
    """A combination of texts, another one for every row."""

    salt: int
    parts: tuple[tuple[bytes, ...], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Drawn:
    """The child as another row below `size`; with a `power` above 1 few rows are drawn often."""

    salt: int
    size: int
    child: Node
    power: int = 1


@dataclass(frozen=True, eq=False, slots=True)
class Placed:
    """The child as row `place / divisor % modulus`, where the place is this row's, permuted."""

    salt: int
    size: int
    divisor: int
    modulus: int
    child: Node


@dataclass(frozen=True, eq=False, slots=True)
class Earlier:
    """The child as an earlier row, the early ones more often with a `power` above 1.

    `first` stands in the first row.
    """

    salt: int
    child: Node
    first: Node
    power: int = 1


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """Recursion: what `target` names, and `other` where the depth is reached."""

    target: Hashable
    other: Node | None = None


@dataclass(eq=False, slots=True)
class Checked:
    """A child of which only checked values may come out; `pool` holds them once they are drawn."""

    child: Node
    demand: Hashable
    pool: Pool | None = None


Node: TypeAlias = (
    Literal
    | Sequence
    | Choice
    | Integer
    | Decimal
    | Uuid
    | Stamp
    | Pool
    | Characters
    | Repeat
    | Unique
    | Subset
    | Object
    | Stream
    | Serial
    | Permuted
    | Numbered
    | Drawn
    | Placed
    | Earlier
    | Call
    | Checked
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes that must stand before this one; the target of a call is not among them."""
    match node:
        case Sequence(parts):
            return parts
        case Choice(ways):
            return tuple(way for _, way in ways)
        case Object(members):
            return tuple(member.value for member in members)
        case Repeat(child) | Unique(child) | Stream(_, child) | Drawn(_, _, child):
            return (child,)
        case Placed(_, _, _, _, child):
            return (child,)
        case Earlier(_, child, first):
            return (child, first)
        case Checked(child, _, pool):
            return (child,) if pool is None else ()
        case Call(_, other) if other is not None:
            return (other,)
        case _:
            return ()


def quoted(node: Node) -> Node:
    """A text between quotes, folded where it is fixed."""
    if isinstance(node, Literal):
        return Literal(b'"' + node.text + b'"')
    if isinstance(node, Pool):
        return replace(node, texts=tuple(b'"' + text + b'"' for text in node.texts))
    parts = node.parts if isinstance(node, Sequence) else (node,)
    return Sequence((Literal(b'"'), *parts, Literal(b'"')))


def text_pool(*texts: str) -> Node:
    """One of some texts, without quotes."""
    found = tuple(dict.fromkeys(escaped(text) for text in texts))
    return Pool(found) if len(found) > 1 else Literal(found[0])


def evenly(ways: list[Node]) -> Node:
    """One of some nodes, each as likely."""
    return ways[0] if len(ways) == 1 else Choice(tuple((1, way) for way in ways))


def _block_list(writer: Writer, texts: tuple[bytes, ...]) -> Writer:
    writer.number(len(texts))
    for text in texts:
        writer.block(text)
    return writer


class _Encoder:
    def __init__(self, targets: Mapping[Hashable, Node]) -> None:
        self.targets = targets
        self.places: dict[int, int] = {}
        self.kept: list[Node] = []
        self.calls: list[tuple[int, Call]] = []
        self.parts: list[Callable[[], bytes]] = []

    def put(self, root: Node) -> int:
        """Place a node behind its children; without recursion, for schemas may be deep."""
        work: list[tuple[Node, bool]] = [(root, False)]
        while work:
            node, ready = work.pop()
            if id(node) in self.places:
                continue
            if not ready:
                work.append((node, True))
                work.extend((child, False) for child in reversed(children(node)))
                continue
            self.places[id(node)] = len(self.parts)
            self.kept.append(node)
            self.parts.append(lambda node=node: self.body(node))  # type: ignore[misc]
            if isinstance(node, Call):
                self.calls.append((len(self.parts), node))
        return self.places[id(root)]

    def at(self, node: Node) -> int:
        return self.places[id(node)]

    def body(self, node: Node) -> bytes:
        writer = Writer()
        match node:
            case Literal(text):
                writer.byte(0).block(text)
            case Sequence(parts):
                writer.byte(1).number(len(parts))
                for part in parts:
                    writer.number(self.at(part))
            case Choice(ways):
                writer.byte(2).number(len(ways))
                for weight, way in ways:
                    writer.number(weight).number(self.at(way))
            case Integer(base, count, step):
                writer.byte(3).signed(base).number(step).number(count)
            case Decimal(base, count, step, digits):
                writer.byte(4).signed(base).number(step).number(count).number(digits)
            case Uuid():
                writer.byte(5)
            case Stamp(base, count, form):
                writer.byte(6).signed(base).number(count).number(form)
            case Checked(child, _, None):
                writer.byte(1).number(1).number(self.at(child))
            case Pool(texts, power) | Checked(_, _, Pool(texts, power)):
                _block_list(writer.byte(7).number(power), texts)
            case Characters(alphabet, low, high):
                _block_list(writer.byte(8), alphabet).number(low).number(high)
            case Repeat(child, low, high, separator):
                writer.byte(9).number(self.at(child)).number(low).number(high).block(separator)
            case Unique(child, low, high, tries):
                writer.byte(10).number(self.at(child)).number(low).number(high).number(tries)
            case Subset(texts, low, high):
                _block_list(writer.byte(11), texts).number(low).number(high)
            case Object(members, low, high):
                writer.byte(12).number(len(members))
                for member in members:
                    prefix = b'"' + escaped(member.name) + b'":' + member.before
                    writer.number(member.presence).block(prefix).number(self.at(member.value))
                    writer.block(member.after)
                writer.number(low).number(high)
            case _:
                self.relation(node, writer)
        return writer.done()

    def relation(self, node: Node, writer: Writer) -> None:
        match node:
            case Stream(salt, child):
                writer.byte(13).number(salt).number(self.at(child))
            case Serial(base, count, step):
                writer.byte(14).signed(base).number(step).number(count)
            case Permuted(salt, base, count, step):
                writer.byte(15).number(salt).signed(base).number(step).number(count)
            case Numbered(salt, parts):
                writer.byte(16).number(salt).number(len(parts))
                for part in parts:
                    _block_list(writer, part)
            case Drawn(salt, size, child, power):
                writer.byte(17).number(salt).number(size).number(power).number(self.at(child))
            case Placed(salt, size, divisor, modulus, child):
                writer.byte(18).number(salt).number(size).number(divisor).number(modulus)
                writer.number(self.at(child))
            case Earlier(salt, child, first, power):
                writer.byte(19).number(salt).number(power)
                writer.number(self.at(child)).number(self.at(first))
            case Call(target, other):
                assert other is not None
                writer.byte(20).number(self.at(self.targets[target])).number(self.at(other))


def encoded(root: Node, targets: Mapping[Hashable, Node] | None = None, *, depth: int = 0) -> bytes:
    """The program of a root; `targets` says what calls mean, `depth` how far they go down."""
    encoder = _Encoder(targets or {})
    encoder.put(root)
    done = 0
    while done < len(encoder.calls):
        encoder.put(encoder.targets[encoder.calls[done][1].target])
        done += 1
    last = encoder.places[id(root)]
    if last != len(encoder.parts) - 1:
        again = Sequence((root,))
        encoder.put(again)
    writer = Writer().byte(1).number(depth if encoder.calls else 0).number(len(encoder.parts))
    for part in encoder.parts:
        writer.raw(part())
    return writer.done()
