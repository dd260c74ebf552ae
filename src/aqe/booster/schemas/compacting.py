"""Fewer nodes for the same text: fixed texts move into their neighbours.

An engine's time goes by nodes visited, so that this is worth about half of it. No draw is added,
left out or moved.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace

from aqe.booster.schemas.program import (
    Call,
    Checked,
    Choice,
    Drawn,
    Earlier,
    Literal,
    Member,
    Node,
    Object,
    Placed,
    Pool,
    Repeat,
    Sequence,
    Stream,
    Unique,
)
from aqe.booster.schemas.program import encoded as plainly_encoded

__all__ = ["Compacting", "encoded"]

_FEW = 256
_MOST_BYTES = 1 << 14


class Compacting:
    """Compacts the nodes of one program; the same node becomes the same node."""

    def __init__(self) -> None:
        self._known: dict[int, Node] = {}
        self._kept: list[Node] = []

    def node(self, node: Node) -> Node:
        """The node with fewer parts."""
        known = self._known.get(id(node))
        if known is None:
            known = self._compacted(node)
            self._known[id(node)] = known
            self._kept.append(node)
        return known

    def targets(self, targets: Mapping[Hashable, Node]) -> dict[Hashable, Node]:
        """The meaning of calls, compacted."""
        return {key: self.node(node) for key, node in targets.items()}

    def _compacted(self, node: Node) -> Node:
        match node:
            case Sequence(parts):
                joined = _joined([self.node(part) for part in parts])
                return joined[0] if len(joined) == 1 else Sequence(tuple(joined))
            case Choice(ways):
                return _chosen(tuple((weight, self.node(way)) for weight, way in ways))
            case Object(members):
                return replace(node, members=tuple(map(self._member, members)))
            case Repeat(child) | Unique(child) | Stream(_, child) | Drawn(_, _, child):
                return replace(node, child=self.node(child))
            case Placed(_, _, _, _, child):
                return replace(node, child=self.node(child))
            case Earlier(_, child, first):
                return replace(node, child=self.node(child), first=self.node(first))
            case Call(_, other) if other is not None:
                return replace(node, other=self.node(other))
            case Checked(child, _, pool):
                return Sequence((self.node(child),)) if pool is None else pool
            case _:
                return node

    def _member(self, member: Member) -> Member:
        value = self.node(member.value)
        if not isinstance(value, Sequence):
            return replace(member, value=value)
        parts = list(value.parts)
        before = after = b""
        if isinstance(parts[0], Literal):
            before = parts.pop(0).text  # type: ignore[union-attr]
        if parts and isinstance(parts[-1], Literal):
            after = parts.pop().text  # type: ignore[union-attr]
        inner = parts[0] if len(parts) == 1 else Sequence(tuple(parts))
        return replace(member, value=inner, before=before, after=after)


def encoded(root: Node, targets: Mapping[Hashable, Node] | None = None, *, depth: int = 0) -> bytes:
    """The program of a root, with as few nodes as can be; see `program.encoded`."""
    compacting = Compacting()
    return plainly_encoded(compacting.node(root), compacting.targets(targets or {}), depth=depth)


def _small(pool: Pool) -> bool:
    return len(pool.texts) <= _FEW and sum(map(len, pool.texts)) <= _MOST_BYTES


def _joined(nodes: list[Node]) -> list[Node]:
    """Neighbours as one: fixed texts with each other, and with pools of few texts."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.parts if isinstance(node, Sequence) else (node,))
    result: list[Node] = []
    for node in flat:
        last = result[-1] if result else None
        if isinstance(node, Literal) and not node.text:
            continue
        if isinstance(node, Literal) and isinstance(last, Literal):
            result[-1] = Literal(last.text + node.text)
        elif isinstance(node, Literal) and isinstance(last, Pool) and _small(last):
            result[-1] = replace(last, texts=tuple(text + node.text for text in last.texts))
        elif isinstance(node, Pool) and isinstance(last, Literal) and _small(node):
            result[-1] = replace(node, texts=tuple(last.text + text for text in node.texts))
        else:
            result.append(node)
    return result or [Literal(b"")]


def _chosen(ways: tuple[tuple[int, Node], ...]) -> Node:
    """Fixed texts by weight are a pool in which they stand several times."""
    total = sum(weight for weight, _ in ways)
    if total <= 64 and all(isinstance(way, Literal) for _, way in ways):
        return Pool(
            tuple(way.text for weight, way in ways for _ in range(weight))  # type: ignore[union-attr]
        )
    return Choice(ways)
