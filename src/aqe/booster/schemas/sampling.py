"""Drawing and checking: values for what nodes alone cannot promise.

Candidates come from the reference engine, so that both engines carry the same values; how many
are drawn is bounded.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping

from aqe.booster.encoding import Writer
from aqe.booster.ports import EngineFailure, FailureCode, Limits
from aqe.booster.reference.records import prepare
from aqe.booster.schemas.checking import Checker
from aqe.booster.schemas.compacting import encoded
from aqe.booster.schemas.options import SchemaOptions, SchemaRefused
from aqe.booster.schemas.program import Call, Checked, Literal, Node, Pool, children
from aqe.booster.schemas.searching import search
from aqe.booster.schemas.shapes import Demand
from aqe.booster.schemas.values import rendered

__all__ = ["Sampler", "is_open", "pooled"]

_SEED = 20_200_600
_LIMITS = Limits(output_bytes=1 << 18, steps=1_000_000)
_MOST_TOO_LARGE = 3
"""Draws that passed the limits before no more is drawn: each takes as long as there may be steps."""
_ENOUGH = 16
_AT_LEAST = 512
_FAILED = 1 << 12
_MOST_SPENT = 2 << 20
"""Bytes that are drawn for one schema, so that none takes for ever."""


def pooled(values: list[object]) -> Node:
    """A pool of values."""
    texts = tuple(map(rendered, values))
    return Literal(texts[0]) if len(texts) == 1 else Pool(texts)


def is_open(node: Node) -> bool:
    """Whether a node calls, so that it cannot be run before all that it calls is known."""
    seen: set[int] = set()
    work = [node]
    while work:
        each = work.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, Call):
            return True
        work.extend(children(each))
    return False


class Sampler:
    """Draws from nodes and keeps what holds."""

    def __init__(self, checker: Checker, options: SchemaOptions) -> None:
        self._checker = checker
        self._options = options
        self.notices: list[str] = []
        self._spent = 0
        self._large = 0

    def checked(self, node: Node, demand: Demand) -> Node | None:
        """Values of a node that meet a demand, or none; recursion is checked once it is closed."""
        if is_open(node):
            return Checked(node, demand)
        values = self.meeting(node, demand)
        if not values:
            return None
        pointers = sorted({place[0] or "/" for _, place in demand})
        self.notices.append(f"{pointers[0]}: {len(values)} values, drawn and checked beforehand")
        return pooled(values)

    def meeting(
        self,
        node: Node,
        demand: Demand,
        targets: Mapping[Hashable, Node] | None = None,
        depth: int = 0,
    ) -> list[object]:
        """Different values of a node that meet a demand; maybe none."""
        if self._spent > 2 * _MOST_SPENT:
            raise SchemaRefused(
                "too much would have to be drawn and checked",
                pointer="",
                hint="make sizes smaller where the schema says `not`, or more than one `pattern`",
                slug="schema-too-large",
            )
        program = encoded(node, targets, depth=depth)
        most = self._options.draws if self._large < _MOST_TOO_LARGE else 0
        draws = _Draws(program, most)
        kept: dict[bytes, object] = {}
        tried: set[bytes] = set()
        stale = 0
        for row, text in draws:
            stale += 1
            self._spent += _FAILED if text is None else 32 + len(text)
            if text is not None and text not in tried:
                tried.add(text)
                stale = 0
                value = json.loads(text)
                if self._checker.meets(value, demand):
                    kept[text] = value
            hard = row > _AT_LEAST or targets is not None or self._spent > _MOST_SPENT // 2
            enough = len(kept) >= (_ENOUGH if hard else self._options.checked_values)
            if enough or stale > 200 or self._spent > _MOST_SPENT:
                break
        self._large += draws.too_large
        return list(kept.values())

    def some(self, node: Node, *, pattern: str | None = None, count: int = 6) -> list[object]:
        """A few different values of a node."""
        values: dict[bytes, object] = {}
        for row, text in _Draws(encoded(node), 200):
            if text is not None:
                value = json.loads(text)
                if pattern is None or search(pattern, str(value)):
                    values[text] = value
            if len(values) >= count or (values and row > 40):
                break
        return list(values.values())


class _Draws:
    """Rows of a program, one at a time; none for a row that has no result."""

    def __init__(self, program: bytes, most: int) -> None:
        self._run = prepare(program)
        self._most = most
        self._row = 0
        self.too_large = 0
        """Rows that passed the limits."""

    def __iter__(self) -> _Draws:
        return self

    def __next__(self) -> tuple[int, bytes | None]:
        if self._row >= self._most or self.too_large >= _MOST_TOO_LARGE:
            raise StopIteration
        row, self._row = self._row, self._row + 1
        data = Writer().number(_SEED).number(row).number(1).done()
        try:
            return row, self._run(data, _LIMITS)[:-1]
        except EngineFailure as failure:
            self.too_large += failure.code is not FailureCode.EXHAUSTED
            return row, None
