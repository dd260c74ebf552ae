"""What the nodes of a program of records do: each becomes a function that writes its part.

The twin of the crate's `records/making.rs`, node for node: the same draws in the same order.
"""

from __future__ import annotations

from bisect import bisect_right

from aqe.booster.ports import EngineFailure, FailureCode
from aqe.booster.reference.calendar import stamped
from aqe.booster.reference.record_making import Making, Node
from aqe.booster.reference.splitmix import stream

__all__ = [
    "ALWAYS",
    "call",
    "characters",
    "choice",
    "decimal",
    "drawn",
    "earlier",
    "integer",
    "literal",
    "numbered",
    "objects",
    "permuted",
    "placed",
    "pool",
    "repeat",
    "sequence",
    "serial",
    "stamp",
    "streamed",
    "subset",
    "unique",
    "uuid",
]

ALWAYS = 1 << 16
"""The presence of a member that is always there."""


def literal(at: int, text: bytes) -> Node:
    """A fixed text."""

    def make(run: Making) -> None:
        run.step(at)
        run.output += text

    return make


def sequence(at: int, children: list[Node]) -> Node:
    """One after the other."""

    def make(run: Making) -> None:
        run.step(at)
        for child in children:
            child(run)

    return make


def choice(at: int, ends: list[int], children: list[Node]) -> Node:
    """One of several, by weight; `ends` are the sums of the weights."""

    total = ends[-1]

    def make(run: Making) -> None:
        run.step(at)
        children[bisect_right(ends, run.below(total))](run)

    return make


def integer(at: int, base: int, step: int, count: int) -> Node:
    """A whole number of a span."""

    def make(run: Making) -> None:
        run.step(at)
        run.output += b"%d" % (base + step * run.below(count))

    return make


def decimal(at: int, base: int, step: int, count: int, digits: int) -> Node:
    """A number of a span, with digits behind the point."""

    scale = 10**digits

    def make(run: Making) -> None:
        run.step(at)
        value = base + step * run.below(count)
        whole, fraction = divmod(abs(value), scale)
        run.output += b"-%d" % whole if value < 0 else b"%d" % whole
        if fraction:
            run.output += b"." + str(fraction).rjust(digits, "0").rstrip("0").encode()

    return make


def uuid(at: int) -> Node:
    """A random UUID (RFC 9562, version 4)."""

    def make(run: Making) -> None:
        run.step(at)
        high, low = run.next(), run.next()
        text = f"{high:016x}{low:016x}"
        variant = "89ab"[low >> 60 & 3]
        run.output += (
            f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}".encode()
        )

    return make


def stamp(at: int, base: int, count: int, form: int) -> Node:
    """A date, a time or both."""

    def make(run: Making) -> None:
        run.step(at)
        run.output += stamped(base + run.below(count), form)
        if form == 3:
            run.output += b".%03d" % run.below(1000)

    return make


def pool(at: int, power: int, texts: list[bytes]) -> Node:
    """One of some texts, the first ones more often with a power above 1."""

    size = len(texts)

    def make(run: Making) -> None:
        run.step(at)
        run.output += texts[run.skewed(size, power)]

    return make


def characters(at: int, texts: list[bytes], low: int, high: int) -> Node:
    """So many characters of an alphabet."""

    size = len(texts)

    def make(run: Making) -> None:
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


def repeat(at: int, child: Node, low: int, high: int, separator: bytes) -> Node:
    """The child several times."""

    def make(run: Making) -> None:
        run.step(at)
        for place in range(run.between(low, high)):
            if place:
                run.output += separator
            child(run)

    return make


def unique(at: int, child: Node, low: int, high: int, tries: int) -> Node:
    """Items that differ as bytes: what was drawn before is drawn again."""

    def make(run: Making) -> None:
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


def subset(at: int, texts: list[bytes], low: int, high: int) -> Node:
    """Some of the texts, each once (Fisher and Yates, broken off)."""

    def make(run: Making) -> None:
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


def objects(at: int, members: list[tuple[int, bytes, Node, bytes]], low: int, high: int) -> Node:
    """Members in order; optional ones are drawn, within the number that there may be."""

    required = sum(1 for member in members if member[0] == ALWAYS)

    def make(run: Making) -> None:
        run.step(at)
        fixed, optional, present = required, len(members) - required, 0
        run.output += b"{"
        for presence, prefix, child, suffix in members:
            if presence == ALWAYS:
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


def streamed(at: int, salt: int, child: Node) -> Node:
    """The child with numbers of its own stream."""

    def make(run: Making) -> None:
        run.step(at)
        kept = run.become(run.row, stream(run.seed, salt, run.row))
        child(run)
        run.row, run.state = kept

    return make


def serial(at: int, base: int, step: int, count: int) -> Node:
    """A number counted up by rows."""

    def make(run: Making) -> None:
        run.step(at)
        if run.row >= count:
            raise EngineFailure(FailureCode.EXHAUSTED, at)
        run.output += b"%d" % (base + step * run.row)

    return make


def permuted(at: int, salt: int, base: int, step: int, count: int) -> Node:
    """A number of another place for each row."""

    def make(run: Making) -> None:
        run.step(at)
        run.output += b"%d" % (base + step * run.permuted(salt, count, at))

    return make


def numbered(at: int, salt: int, size: int, parts: list[list[bytes]]) -> Node:
    """A combination of texts, another one for each row."""

    def make(run: Making) -> None:
        run.step(at)
        run.spend(len(parts), at)
        place, weight = run.permuted(salt, size, at), size
        for part in parts:
            weight //= len(part)
            index, place = divmod(place, weight)
            run.output += part[index]

    return make


def drawn(at: int, salt: int, size: int, power: int, child: Node) -> Node:
    """The child as another row; the frequent ones stand anywhere."""

    def make(run: Making) -> None:
        run.step(at)
        row = run.drawn_row(salt, size, power)
        if power > 1:
            row = run.scattered(row, salt, size, at)
        kept = run.become(row, stream(run.seed, salt, row))
        child(run)
        run.row, run.state = kept

    return make


def placed(at: int, salt: int, size: int, divisor: int, modulus: int, child: Node) -> Node:
    """The child as a row of a permuted place."""

    def make(run: Making) -> None:
        run.step(at)
        row = run.permuted(salt, size, at) // divisor % modulus
        kept = run.become(row, stream(run.seed, salt, row))
        child(run)
        run.row, run.state = kept

    return make


def earlier(at: int, salt: int, power: int, child: Node, other: Node) -> Node:
    """The child as an earlier row; another node for the first one."""

    def make(run: Making) -> None:
        run.step(at)
        if not run.row:
            other(run)
        else:
            row = run.drawn_row(salt, run.row, power)
            kept = run.become(row, stream(run.seed, salt, row))
            child(run)
            run.row, run.state = kept

    return make


def call(at: int, target: int, other: Node, nodes: list[Node], most: int) -> Node:
    """A node that stands anywhere; another one where the depth is reached."""

    def make(run: Making) -> None:
        run.step(at)
        if run.calls == most:
            other(run)
        else:
            run.calls += 1
            nodes[target](run)
            run.calls -= 1

    return make
