"""Nodes for texts: what a pattern or a format describes, and plain words.

Nodes here write what stands between the quotes.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

from aqe.booster.schemas.program import (
    Characters,
    Choice,
    Integer,
    Literal,
    Node,
    Pool,
    Repeat,
    Sequence,
    Stamp,
    Uuid,
    evenly,
    text_pool,
)
from aqe.booster.schemas.regexes import (
    Alternatives,
    Anchor,
    CharacterSet,
    Expression,
    Look,
    Repeated,
    Sequenced,
    lengths,
)
from aqe.booster.schemas.values import escaped

__all__ = ["HAZARDS", "alphabet", "extent", "format_node", "letters", "pattern_node", "stamps"]

_SPREAD = 8
_DAY = 86_400
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_HEX = "0123456789abcdef"

HAZARDS = (
    "",
    " ",
    "null",
    "0",
    "-1",
    "true",
    "\t",
    "\n",
    "\u00a0",
    "\u200b",
    "\u202e",
    "\ufeff",
    "e\u0301",
    "é",
    "ß",
    "İ",
    "ﬁ",
    "漢字",
    "العربية",
    "👩‍👩‍👧",
    "🇩🇪",
    "\U0001f600",
    "\uffff",
    "\U0010ffff",
    '"',
    "\\",
    "'",
    "<b>",
    "${x}",
    "{{x}}",
    "%s",
    "../",
    "; --",
    "\u2028",
    "a" * 255,
)
"""Texts on which software breaks: empty, invisible, turned round, composed, quoted, long."""


def letters(text: str, low: int, high: int) -> Node:
    """`low` to `high` characters of a text."""
    return Characters(tuple(escaped(each) for each in text), low, high)


def alphabet(found: CharacterSet, most: int = 128) -> list[str]:
    """Characters of a set: printable ASCII where there is some, else assigned ones."""
    plain = [chr(each) for low, high in found.ranges for each in range(low, min(high, 126) + 1)]
    usual = [each for each in plain if each.isprintable()]
    if usual:
        return usual
    result: list[str] = []
    for low, high in found.ranges:
        for each in range(low, min(high, low + 4 * most) + 1):
            if unicodedata.category(chr(each))[0] not in "CM" and len(result) < most:
                result.append(chr(each))
    if result:
        return result
    return [chr(low) for low, _ in found.ranges[:most]]


def _trimmed(tree: Expression, kind: str, at: int) -> tuple[Expression, bool]:
    """The tree without an anchor at its border, and whether there was one."""
    if isinstance(tree, Anchor) and tree.kind == kind:
        return Sequenced(()), True
    if isinstance(tree, Sequenced) and tree.parts:
        part, found = _trimmed(tree.parts[at], kind, at)
        if found:
            parts = list(tree.parts)
            parts[at] = part
            return Sequenced(tuple(parts)), True
    if isinstance(tree, Alternatives):
        trimmed = [_trimmed(way, kind, at) for way in tree.ways]
        if any(found for _, found in trimmed):
            return Alternatives(tuple(way for way, _ in trimmed)), True
    return tree, False


def _plain(tree: Expression) -> bool:
    match tree:
        case Sequenced(parts) | Alternatives(parts):
            return all(map(_plain, parts))
        case Repeated(part):
            return _plain(part)
        case Anchor() | Look():
            return False
        case _:
            return True


def _raised(tree: Expression, wanted: int) -> tuple[Expression, int]:
    """The tree with more repetitions, so that it grows by up to `wanted` characters."""
    match tree:
        case Repeated(part, low, high):
            least = lengths(part)[0]
            if least == 0 or wanted <= 0:
                return tree, 0
            more = -(-wanted // least)
            if high is not None:
                more = min(more, high - low)
            return replace(tree, low=low + more), more * least
        case Sequenced(parts):
            gained, result = 0, []
            for part in parts:
                raised, gain = _raised(part, wanted - gained)
                result.append(raised)
                gained += gain
            return Sequenced(tuple(result)), gained
        case _:
            return tree, 0


def _lowered(tree: Expression, slack: int) -> tuple[Expression, int]:
    """The tree with repetitions bounded, so that it takes at most `slack` more than it must."""
    match tree:
        case Repeated(part, low, high):
            least, most = lengths(part)
            more = slack // max(least, 1)
            if high is not None:
                more = min(more, high - low)
            more = min(more, _SPREAD)
            slack -= more * least
            if least != most:
                part, slack = _lowered(part, slack // max(low + more, 1))
            return Repeated(part, low, low + more), slack
        case Sequenced(parts):
            result = []
            for part in parts:
                lowered, slack = _lowered(part, slack)
                result.append(lowered)
            return Sequenced(tuple(result)), slack
        case Alternatives(ways):
            shortest = lengths(tree)[0]
            kept = [way for way in ways if lengths(way)[0] - shortest <= slack]
            return Alternatives(
                tuple(_lowered(way, slack - lengths(way)[0] + shortest)[0] for way in kept)
            ), 0
        case _:
            return tree, slack


def _node(tree: Expression) -> Node | None:
    match tree:
        case CharacterSet():
            found = alphabet(tree)
            if not found:
                return None
            if len(found) == 1:
                return Literal(escaped(found[0]))
            return Characters(tuple(map(escaped, found)), 1, 1)
        case Sequenced(parts):
            nodes = [_node(part) for part in parts]
            known = [node for node in nodes if node is not None]
            return Sequence(_joined(known)) if len(known) == len(nodes) else None
        case Alternatives(ways):
            kept = [node for node in map(_node, ways) if node is not None]
            return evenly(kept) if kept else None
        case Repeated(part, low, high):
            return _repeated(_node(part), low, low + _SPREAD if high is None else high)
        case _:
            return Literal(b"")


def _repeated(node: Node | None, low: int, high: int) -> Node | None:
    if node is None or high == 0:
        return Literal(b"") if low == 0 else None
    if isinstance(node, Characters) and node.low == node.high == 1 and high < 1 << 16:
        return replace(node, low=low, high=high)
    if isinstance(node, Literal) and low == high and low * len(node.text) < 4096:
        return Literal(node.text * low)
    return Repeat(node, low, high, b"")


def _joined(nodes: list[Node]) -> tuple[Node, ...]:
    """Neighbouring fixed texts as one."""
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, Literal) and result and isinstance(result[-1], Literal):
            result[-1] = Literal(result[-1].text + node.text)
        else:
            result.append(node)
    return tuple(result)


def pattern_node(tree: Expression, least: int, most: int | None) -> tuple[Node | None, bool]:
    """A node for texts in which a pattern matches, and whether all of its texts really do.

    Texts are kept within `least` and `most` characters as far as repetitions allow.
    """
    bare, begun = _trimmed(tree, "start", 0)
    bare, ended = _trimmed(bare, "end", -1)
    bare = _raised(bare, least - lengths(bare)[0])[0]
    shortest = lengths(bare)[0]
    slack = max(most - shortest, 0) if most is not None else _SPREAD * 2
    bare = _lowered(bare, slack)[0]
    node = _node(bare)
    if node is None:
        return None, True
    shortest = lengths(bare)[0]
    if shortest < least and not (begun and ended):
        room = letters(_LOWER, least - shortest, least - shortest)
        node = Sequence((room, node) if ended else (node, room))
    return node, _plain(bare)


def _characters(text: bytes) -> int:
    return len(json.loads(b'"' + text + b'"'))


def extent(node: Node) -> tuple[int, int]:
    """Fewest and most characters that a node for texts writes."""
    match node:
        case Literal(text):
            size = _characters(text)
            return size, size
        case Pool(texts):
            sizes = [_characters(text) for text in texts]
            return min(sizes), max(sizes)
        case Characters(_, low, high):
            return low, high
        case Sequence(parts):
            inner = [extent(part) for part in parts]
            return sum(low for low, _ in inner), sum(high for _, high in inner)
        case Choice(ways):
            inner = [extent(way) for _, way in ways]
            return min(low for low, _ in inner), max(high for _, high in inner)
        case Repeat(child, low, high, separator):
            least, most = extent(child)
            gap = len(separator)
            return max(low * (least + gap) - gap, 0), max(high * (most + gap) - gap, 0)
        case Uuid():
            return 36, 36
        case Stamp(_, _, form):
            size = (10, 8, 19, 23)[form]
            return size, size
        case Integer(base, count, step):
            ends = [len(str(each)) for each in (base, base + step * (count - 1))]
            return (1 if base <= 0 else min(ends)), max(ends)
        case _:
            return 0, 1 << 30


def stamps(form: int, until: str, *, edges: bool = False) -> Node:
    """Dates and times: most of the last two years before a day, few of the twenty before."""
    end = int(datetime.fromisoformat(until).replace(tzinfo=UTC).timestamp())
    spans = ((1, 7300, 1825), (3, 1825, 730), (6, 730, 0))
    ways: list[tuple[int, Node]] = [
        (weight, Stamp(end - start * _DAY, (start - stop) * _DAY, form))
        for weight, start, stop in spans
    ]
    if edges:
        days = ("0001-01-01", "1970-01-01", "2000-02-29", "2024-02-29", "2038-01-19", "9999-12-31")
        times = ("00:00:00", "23:59:59", "03:14:07")
        both = [f"{day}T{time}" for day in days for time in times]
        ways.append((10, text_pool(*(days if form == 0 else times if form == 1 else both))))
    return Choice(tuple(ways))


def _zoned(node: Node, edges: bool) -> Node:
    zones = ("Z", "+00:00", "-00:00", "+14:00", "-12:00", "+05:45") if edges else ()
    if edges:
        return Sequence((node, text_pool(*zones)))
    zone = Choice(((7, Literal(b"Z")), (2, Literal(b"+01:00")), (1, Literal(b"-05:00"))))
    return Sequence((node, zone))


_LABEL = Sequence((letters(_LOWER, 3, 9), Choice(((4, Literal(b"")), (1, letters(_DIGITS, 1, 2))))))
_DOMAINS = text_pool("example.com", "example.org", "example.net", "mail.example.com")
_TOP = text_pool("example", "test", "com", "org", "net")
_PATH = Sequence((Repeat(letters(_LOWER, 2, 8), 1, 3, b"/"),))
_BYTE = Integer(0, 256)
_ESCAPED = text_pool("", "a", "items", "0", "12", "a~1b", "m~0n", "name", " ", "é")


def _ipv6() -> Node:
    group = Choice(
        ((1, Literal(b"0")), (4, Sequence((letters("123456789abcdef", 1, 1), letters(_HEX, 0, 3)))))
    )
    return Choice(
        (
            (8, Repeat(group, 8, 8, b":")),
            (1, Sequence((Literal(b"2001:db8::"), group))),
            (1, text_pool("::", "::1", "fe80::1", "::ffff:192.0.2.1")),
        )
    )


def _duration() -> Node:
    few = Integer(1, 30)
    return Choice(
        (
            (3, Sequence((Literal(b"P"), few, Literal(b"D")))),
            (3, Sequence((Literal(b"PT"), few, Literal(b"H"), Integer(0, 60), Literal(b"M")))),
            (1, Sequence((Literal(b"P"), few, Literal(b"W")))),
            (1, Sequence((Literal(b"P"), few, Literal(b"Y"), Integer(0, 12), Literal(b"M")))),
            (1, Sequence((Literal(b"PT"), few, Literal(b"S")))),
        )
    )


def _uri() -> Node:
    query = Choice(
        (
            (3, Literal(b"")),
            (
                1,
                Sequence(
                    (Literal(b"?"), letters(_LOWER, 1, 5), Literal(b"="), letters(_DIGITS, 1, 4))
                ),
            ),
            (1, Sequence((Literal(b"#"), letters(_LOWER, 1, 8)))),
        )
    )
    host = Sequence((letters(_LOWER, 3, 9), Literal(b".example.com")))
    return Sequence((text_pool("https://", "http://"), host, Literal(b"/"), _PATH, query))


def _email(edges: bool) -> Node:
    local = Sequence(
        (
            letters(_LOWER, 3, 10),
            Choice(((2, Literal(b"")), (1, Sequence((Literal(b"."), letters(_LOWER, 3, 8)))))),
        )
    )
    if edges:
        odd = text_pool("a", "x" * 64, "first.last+tag", "o'brien", "_", "0")
        local = Sequence((evenly([local, odd]),))
    return Sequence((local, Literal(b"@"), _DOMAINS))


def format_node(name: str, until: str, *, edges: bool = False) -> Node | None:
    """A node for the texts of a format; none where the format is not known."""
    pointer = Repeat(Sequence((Literal(b"/"), _ESCAPED)), 0, 3, b"")
    match name:
        case "uuid":
            return Uuid()
        case "date":
            return stamps(0, until, edges=edges)
        case "time":
            return _zoned(stamps(1, until, edges=edges), edges)
        case "date-time":
            return _zoned(stamps(2, until, edges=edges), edges)
        case "duration":
            return _duration()
        case "email":
            return _email(edges)
        case "idn-email":
            return evenly([_email(edges), text_pool("grün@example.com", "实例@example.com")])
        case "hostname":
            return Sequence((Repeat(_LABEL, 1, 2, b"."), Literal(b"."), _TOP))
        case "idn-hostname":
            plain = Sequence((_LABEL, Literal(b"."), _TOP))
            return evenly([plain, text_pool("bücher.example", "例子.example", "пример.example")])
        case "ipv4":
            return Repeat(_BYTE, 4, 4, b".")
        case "ipv6":
            return _ipv6()
        case "uri":
            return _uri()
        case "uri-reference":
            return evenly([_uri(), Sequence((Literal(b"/"), _PATH)), _PATH])
        case "iri":
            return evenly(
                [_uri(), text_pool("https://example.com/straße", "https://例子.example/路")]
            )
        case "iri-reference":
            return evenly([_uri(), Sequence((Literal(b"/"), _PATH)), text_pool("/straße", "路")])
        case "uri-template":
            return Sequence((_uri(), text_pool("", "/{id}", "/{+path}", "{?page,size}", "{#part}")))
        case "json-pointer":
            return pointer
        case "relative-json-pointer":
            return Sequence((Integer(0, 4), evenly([pointer, Literal(b"#")])))
        case "regex":
            return text_pool("^[a-z]+$", "a|b", "\\d{2,4}", "(x+)?y", ".*", "[^0-9]", "")
        case _:
            return None
