"""The last pass over nodes: recursion gets an end, and checks of recursive parts are made.

A node's rank is the fewest calls that any of its values needs (none for endless ones). Where the
depth is reached, a copy without calls stands in, made from the ways of least rank.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

from aqe.booster.schemas.options import SchemaRefused
from aqe.booster.schemas.program import (
    ALWAYS,
    Call,
    Characters,
    Checked,
    Choice,
    Literal,
    Node,
    Object,
    Pool,
    Repeat,
    Sequence,
    Unique,
    children,
)

__all__ = ["Finished", "finished"]

_ENDLESS = 1 << 30
_MOST_VISITS = 3000
"""Records of more nodes than that are made less deep."""
_MOST_PARTS = 1_000_000
"""A record of more parts takes seconds, and memory that others need."""


class Finished:
    """A root and what its calls mean, all with an end."""

    def __init__(self, root: Node, targets: dict[object, Node]) -> None:
        self._targets = targets
        self._ranks: dict[int, int] = {}
        self._copies: dict[int, Node] = {}
        self._ends: dict[int, Node] = {}
        self._calling: dict[int, bool] = {}
        self._kept: list[Node] = []
        self.depth = 0
        self._per_character = 0.0
        self.checks: list[Checked] = []
        nodes = self._reachable(root)
        self._rank(nodes)
        self.endless = self._ranks[id(root)] >= _ENDLESS
        self.targets: dict[Hashable, Node] = {}
        self.root = root
        if not self.endless:
            self.root = self._copied(root)
            used = {each.target for each in nodes if isinstance(each, Call)}
            for key in used:
                if self._ranks[id(targets[key])] < _ENDLESS:
                    self.targets[key] = self._copied(targets[key])

    def visits(self, depth: int) -> float:
        """How many nodes a record visits on average where recursion goes down so far."""
        return self._visits(self.root, depth, {})

    def parts(self, depth: int) -> float:
        """The same, with the characters of long texts, which take a quarter of a node's time."""
        self._per_character = 0.25
        return self._visits(self.root, depth, {})

    def _visits(self, node: Node, depth: int, known: dict[tuple[int, int], float]) -> float:
        key = (id(node), depth)
        if key not in known:
            known[key] = min(1 + self._inner_visits(node, depth, known), 1e12)
        return known[key]

    def _inner_visits(self, node: Node, depth: int, known: dict[tuple[int, int], float]) -> float:
        match node:
            case Choice(ways):
                total = sum(weight for weight, _ in ways)
                return sum(weight / total * self._visits(way, depth, known) for weight, way in ways)
            case Repeat(child, low, high) | Unique(child, low, high):
                return (low + high) / 2 * self._visits(child, depth, known)
            case Characters(_, low, high):
                return (low + high) / 2 * self._per_character
            case Object(members):
                return sum(
                    each.presence / ALWAYS * self._visits(each.value, depth, known)
                    for each in members
                )
            case Call(target, other):
                if depth:
                    return self._visits(self.targets[target], depth - 1, known)
                return 0.0 if other is None else self._visits(other, depth, known)
            case _:
                return sum(self._visits(each, depth, known) for each in children(node))

    def _reachable(self, root: Node) -> list[Node]:
        seen: dict[int, Node] = {}
        work = [root]
        while work:
            node = work.pop()
            if id(node) in seen:
                continue
            seen[id(node)] = node
            work.extend(children(node))
            if isinstance(node, Call):
                work.append(self._targets[node.target])
        return list(seen.values())

    def _rank(self, nodes: list[Node]) -> None:
        ranks = self._ranks
        for node in nodes:
            ranks[id(node)] = _ENDLESS
        changed = True
        while changed:
            changed = False
            for node in nodes:
                rank = min(self._ranked(node), _ENDLESS)
                if rank < ranks[id(node)]:
                    ranks[id(node)] = rank
                    changed = True

    def _ranked(self, node: Node) -> int:
        ranks = self._ranks
        match node:
            case Choice(ways):
                return min(ranks[id(way)] for _, way in ways)
            case Repeat(_, 0, _) | Unique(_, 0, _):
                return 0
            case Object(members, low):
                always = [ranks[id(each.value)] for each in members if each.presence == ALWAYS]
                others = sorted(
                    ranks[id(each.value)] for each in members if each.presence != ALWAYS
                )
                needed = others[: max(low - len(always), 0)]
                return max((*always, *needed), default=0)
            case Call(target):
                return ranks[id(self._targets[target])] + 1
            case _:
                return max((ranks[id(each)] for each in children(node)), default=0)

    def _calls(self, node: Node) -> bool:
        known = self._calling.get(id(node))
        if known is None:
            self._calling[id(node)] = False
            known = isinstance(node, Call) or any(map(self._calls, children(node)))
            self._calling[id(node)] = known
        return known

    def _copied(self, node: Node) -> Node:
        """The node without endless ways, its calls with an end."""
        return self._mapped(node, self._copies, self._copied, self._ended)

    def _ended(self, node: Node) -> Node:
        """The node without any call."""
        if not self._calls(node):
            return self._copied(node)
        return self._mapped(node, self._ends, self._ended, self._ended)

    def _mapped(
        self,
        node: Node,
        known: dict[int, Node],
        deeper: Callable[[Node], Node],
        ended: Callable[[Node], Node],
    ) -> Node:
        found = known.get(id(node))
        if found is None:
            found = known[id(node)] = self._changed(node, deeper, ended, known is self._ends)
            self._kept.append(node)
        return found

    def _changed(
        self,
        node: Node,
        deeper: Callable[[Node], Node],
        ended: Callable[[Node], Node],
        ending: bool,
    ) -> Node:
        ranks = self._ranks
        match node:
            case Call(target):
                end = ended(self._targets[target])
                return end if ending else Call(target, end)
            case Choice(ways):
                most = ranks[id(node)] if ending else _ENDLESS - 1
                kept = tuple(
                    (weight, deeper(way)) for weight, way in ways if ranks[id(way)] <= most
                )
                return kept[0][1] if len(kept) == 1 else Choice(kept)
            case Sequence(parts):
                return Sequence(tuple(map(deeper, parts)))
            case Repeat(child, low, high):
                if low == 0 and (ending or ranks[id(child)] >= _ENDLESS):
                    return Literal(b"")
                return replace(node, child=deeper(child), high=low if ending else high)
            case Unique(child, low, high):
                if low == 0 and (ending or ranks[id(child)] >= _ENDLESS):
                    return Literal(b"")
                return replace(node, child=deeper(child), high=low if ending else high)
            case Object():
                return self._object(node, deeper, ending)
            case Checked(child, demand):
                checked = Checked(deeper(child), demand)
                self.checks.append(checked)
                return checked
            case _:
                return node

    def _object(self, node: Object, deeper: Callable[[Node], Node], ending: bool) -> Node:
        ranks = self._ranks
        kept = [each for each in node.members if ranks[id(each.value)] < _ENDLESS]
        if ending:
            always = [each for each in kept if each.presence == ALWAYS]
            others = sorted(
                (each for each in kept if each.presence != ALWAYS),
                key=lambda each: ranks[id(each.value)],
            )
            free = [each for each in others if not self._calls(each.value)]
            needed = others[: max(node.low - len(always), 0)]
            wanted = {id(each) for each in (*always, *free, *needed)}
            kept = [each for each in kept if id(each) in wanted]
        members = tuple(replace(each, value=deeper(each.value)) for each in kept)
        return Object(members, min(node.low, len(members)), min(node.high, len(members)))


def finished(
    root: Node,
    targets: dict[object, Node],
    depth: int,
    meeting: Callable[[Node, Hashable, dict[Hashable, Node], int], list[object]],
    pooled: Callable[[list[object]], Node],
) -> Finished | None:
    """The root with ends and with checks made; none where only endless values would do."""
    result = Finished(root, targets)
    if result.endless:
        return None
    while depth and result.visits(depth) > _MOST_VISITS:
        depth -= 1
    result.depth = depth
    parts = result.parts(depth)
    if parts > _MOST_PARTS:
        raise SchemaRefused(
            f"a record would have about {parts:,.0f} parts; {_MOST_PARTS:,} is the most",
            pointer="",
            hint="lower the sizes that arrays within arrays must have",
            slug="schema-too-large",
        )
    for check in result.checks:
        values = meeting(check.child, check.demand, result.targets, depth)
        if not values:
            raise SchemaRefused(
                "no value was found for a part that refers to itself",
                pointer="",
                slug="schema-exhausted",
            )
        pool = pooled(values)
        check.pool = pool if isinstance(pool, Pool) else Pool((pool.text,))  # type: ignore[union-attr]
    return result
