"""Texts of a shape: by format, pattern, meaning of the name, or plain."""

from __future__ import annotations

from aqe.booster.schemas.options import SchemaRefused
from aqe.booster.schemas.program import Choice, Node, Pool, Sequence, evenly, quoted
from aqe.booster.schemas.regexes import ExpressionError, lengths, parse
from aqe.booster.schemas.shapes import Shape
from aqe.booster.schemas.texts import HAZARDS, extent, format_node, letters, pattern_node
from aqe.booster.schemas.values import escaped
from aqe.booster.schemas.workshop import Workshop

__all__ = ["StringMaker"]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LONG = 255
_LONGEST = 65_535


class StringMaker:
    """Makes nodes for texts."""

    def __init__(self, workshop: Workshop) -> None:
        self._options = workshop.options
        self._meanings = workshop.meanings

    def node(self, shape: Shape, name: str) -> tuple[Node | None, bool]:
        """A node for the texts of a shape, and whether all of them meet it."""
        _require_short(shape.least_length, "minLength")
        node, sure = self._unquoted(shape, name)
        return (None if node is None else quoted(node)), sure

    def _unquoted(self, shape: Shape, name: str) -> tuple[Node | None, bool]:
        if shape.patterns:
            return self._patterned(shape)
        known = [
            node
            for each in shape.formats
            for node in (format_node(each, self._options.until, edges=self._options.edge_cases),)
            if node is not None
        ]
        if known:
            if len(known) == 1 and shape.formats[0] in ("email", "idn-email") and name:
                meant = self._meanings.text("email")
                if meant is not None and not self._options.edge_cases:
                    known = [meant]
            return evenly(known), len(known) == 1 and self._fits(known[0], shape)
        if shape.check:
            return evenly([self._meanings.words(), self._free(shape)]), False
        if self._options.edge_cases:
            return self._edges(shape), True
        if name and self._options.realistic:
            meant = self._meanings.text(name)
            if meant is not None and self._fits(meant, shape):
                return meant, True
        words = self._meanings.words()
        return (words, True) if self._fits(words, shape) else (self._free(shape), True)

    def _fits(self, node: Node, shape: Shape) -> bool:
        low, high = extent(node)
        return low >= shape.least_length and (
            shape.most_length is None or high <= shape.most_length
        )

    def _free(self, shape: Shape) -> Node:
        low, most = shape.least_length, shape.most_length
        if most is None or most > _LONGEST:
            most = max(low, 4) + 8
        high = max(low, min(most, max(low, 4) + 8, _LONGEST))
        return letters(_LETTERS, max(low, min(3, high)), high)

    def _edges(self, shape: Shape) -> Node:
        low, most = shape.least_length, shape.most_length
        top = max(low, _LONG) if most is None else min(most, _LONGEST)
        fitting = tuple(escaped(text) for text in HAZARDS if low <= len(text) <= top)
        ways: list[tuple[int, Node]] = [(1, letters(_LETTERS, low, low))]
        ways.append((1, letters("éß漢😀", top, top) if top <= 4096 else letters("a", top, top)))
        ways.append((2, self._free(shape)))
        if fitting:
            ways.append((4, Pool(fitting)))
        return Choice(tuple(ways))

    def _patterned(self, shape: Shape) -> tuple[Node | None, bool]:
        nodes = []
        sure = True
        for pattern in shape.patterns:
            try:
                tree = parse(pattern)
            except ExpressionError as error:
                raise SchemaRefused(
                    f"pattern: {error}", pointer="", keyword="pattern", slug="schema-pattern"
                ) from error
            _require_short(lengths(tree)[0], "pattern")
            node, exact = pattern_node(tree, shape.least_length, shape.most_length)
            if node is None:
                return None, True
            sure = sure and exact
            nodes.append(node)
        if len(nodes) == 1 and not shape.formats:
            return nodes[0], sure and self._fits(nodes[0], shape)
        nodes += [
            node
            for each in shape.formats
            for node in (format_node(each, self._options.until),)
            if node is not None
        ]
        if len(nodes) == 1:
            return nodes[0], sure and self._fits(nodes[0], shape)
        return evenly([*nodes, Sequence(tuple(nodes)), Sequence(tuple(reversed(nodes)))]), False


def _require_short(characters: int, keyword: str) -> None:
    if characters > _LONGEST:
        raise SchemaRefused(
            f"texts of {characters} characters are longer than {_LONGEST}",
            pointer="",
            keyword=keyword,
            slug="schema-too-large",
        )
