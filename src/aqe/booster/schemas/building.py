"""Shapes to nodes: how values of each type are made so that they meet their schema.

Where a shape says more than its nodes can keep, values are drawn and checked (`sampling`).
"""

from __future__ import annotations

from collections.abc import Sequence as Many
from dataclasses import replace

from aqe.booster.schemas.checking import Checker
from aqe.booster.schemas.documents import Document
from aqe.booster.schemas.frequencies import by_rank, flag, is_flag, listed
from aqe.booster.schemas.items import ArrayMaker
from aqe.booster.schemas.members import ObjectMaker
from aqe.booster.schemas.names import tokens
from aqe.booster.schemas.numbers import number_node
from aqe.booster.schemas.options import SchemaOptions, SchemaRefused
from aqe.booster.schemas.program import (
    Call,
    Choice,
    Integer,
    Literal,
    Node,
    evenly,
    quoted,
    text_pool,
)
from aqe.booster.schemas.regexes import ExpressionError
from aqe.booster.schemas.sampling import Sampler, pooled
from aqe.booster.schemas.shapes import KINDS, NEVER, Demand, Need, Shape
from aqe.booster.schemas.strings import StringMaker
from aqe.booster.schemas.values import rendered, spelled
from aqe.booster.schemas.ways import Ways
from aqe.booster.schemas.workshop import Meanings, Workshop

__all__ = ["Builder"]

Key = tuple[Demand, str]
_MOST_BUILT = 20_000
_MOST_REFERENCES = 50
_SAYING_NOTHING = {"$ref", "$comment", "$defs", "description", "examples", "title"}
_OFTEN = 6
"""How much more often there is a value than null, where both are allowed."""


class Builder:
    """Builds nodes for the demands of one document."""

    def __init__(self, document: Document, options: SchemaOptions, meanings: Meanings) -> None:
        self.document = document
        self.options = options
        self.meanings = meanings
        self.checker = Checker(document)
        self.ways = Ways(document, self.names)
        self.targets: dict[object, Node] = {}
        self.sampler = Sampler(self.checker, options)
        self.workshop = Workshop(
            document, options, meanings, self.checker, self.sampler, parts=self
        )
        self._known: dict[Key, Node | None] = {}
        self._open: dict[Demand, Key] = {}
        self._called: set[Key] = set()
        self.doubtful = False
        """Whether candidates for some part ran out, so that `unsatisfiable` would say too much."""

    def build(self, demand: Demand, name: str = "") -> Node | None:
        """A node for values that meet a demand; none where there are no such values."""
        if NEVER in demand:
            return None
        demand = frozenset(map(self._direct, demand))
        key = (demand, name)
        if key in self._known:
            return self._known[key]
        if demand in self._open:
            # The same under another name is the same recursion.
            self._called.add(self._open[demand])
            return Call(self._open[demand])
        if len(self._known) > _MOST_BUILT:
            raise SchemaRefused(
                f"the schema has more than {_MOST_BUILT} combinations of parts",
                pointer=sorted(demand)[0][1][0] if demand else "",
                slug="schema-too-large",
            )
        self._open[demand] = key
        try:
            node = self._built(demand, name)
        except SchemaRefused as refused:
            raise _placed(refused, demand) from refused
        del self._open[demand]
        self._known[key] = node
        if key in self._called and node is not None:
            self.targets[key] = node
        elif key in self._called:
            self.targets[key] = Call(key)
        return node

    def _direct(self, need: Need) -> Need:
        """What a need means where its schema only refers to another one."""
        wanted, place = need
        for _ in range(_MOST_REFERENCES):
            schema = self.document.schema(place)
            if isinstance(schema, bool) or "$ref" not in schema or set(schema) - _SAYING_NOTHING:
                break
            place = self.document.referred(place, "$ref")
        return wanted, place

    def _built(self, demand: Demand, name: str) -> Node | None:
        if not demand:
            return self.anything(name)
        found: list[Node] = []
        for shape in self.ways.of(demand):
            node = self._shaped(shape, demand, name)
            if node is not None:
                found.append(node)
        return self._one_of(found, self._default(demand)) if found else None

    def _shaped(self, shape: Shape, demand: Demand, name: str) -> Node | None:
        if shape.values is not None:
            return self._listed(shape, demand, name)
        wanted = _implied(shape)
        free = len(shape.kinds) > 3
        if free and not wanted and not shape.check:
            scalars = [kind for kind in KINDS[:4] if kind in shape.kinds]
            wanted = frozenset(scalars) or shape.kinds
        preferred = wanted & shape.kinds if free and not self.options.edge_cases else shape.kinds
        for kinds in (preferred, shape.kinds - preferred):
            nodes = [
                node
                for kind in KINDS
                if kind in kinds
                for node in (self._kind(kind, shape.only(kind), demand, name),)
                if node is not None
            ]
            if nodes:
                return self._one_of(nodes)
        return None

    def _one_of(self, nodes: list[Node], default: object = None) -> Node:
        """One of some nodes; null is rare but among edge cases, and a default is frequent."""
        if self.options.edge_cases or len(nodes) == 1:
            return evenly(nodes)
        fixed = [node for node in nodes if isinstance(node, Literal) and node.text != b"null"]
        if len(fixed) > 1 and not self.options.is_even:
            fixed.sort(key=lambda node: default is None or node.text != rendered(default))
            ranked = by_rank(tuple(node.text for node in fixed))
            others = [
                node for node in nodes if not isinstance(node, Literal) or node.text == b"null"
            ]
            nodes = [ranked, *others]
            if not others:
                return ranked
        return Choice(
            tuple(
                (1 if isinstance(node, Literal) and node.text == b"null" else _OFTEN, node)
                for node in nodes
            )
        )

    def _listed(self, shape: Shape, demand: Demand, name: str) -> Node | None:
        kept: dict[bytes, object] = {}
        for value in shape.values or ():
            if self.checker.meets(value, demand):
                kept.setdefault(spelled(value), value)
        if not kept:
            return None
        values = list(kept.values())
        if not self.options.is_even and len(values) > 1:
            default = self._default(demand)
            if is_flag(values):
                return flag(values, tokens(name), default)
            return listed(values, None if default is None else spelled(default))
        return pooled(values)

    def _default(self, demand: Demand) -> object:
        """What a schema says to be usual; none where it says nothing."""
        for _, place in sorted(demand):
            schema = self.document.schema(place)
            if isinstance(schema, dict) and schema.get("default") is not None:
                return schema["default"]
        return None

    def _kind(self, kind: str, shape: Shape, demand: Demand, name: str) -> Node | None:
        if kind in ("null", "boolean"):
            values: tuple[object, ...] = (None,) if kind == "null" else (True, False)
            return self._listed(replace(shape, values=values), demand, name)
        exact = not shape.check
        if kind == "number":
            node, sure = number_node(shape, name, self.options, self.meanings)
        elif kind == "string":
            node, sure = StringMaker(self.workshop).node(shape, name)
        elif kind == "array":
            node, sure = ArrayMaker(self.workshop).node(shape, name)
        else:
            node, sure = ObjectMaker(self.workshop).node(shape)
        if node is None:
            self.doubtful = self.doubtful or not sure
            return None
        if exact and sure:
            return node
        checked = self.sampler.checked(node, demand)
        if checked is None:
            self.doubtful = True
        return checked

    def anything(self, name: str = "") -> Node:
        """A value of no stated kind: mostly a text."""
        text = (self.meanings.text(name) if name else None) or self.meanings.words()
        ways = [(4, quoted(text)), (2, Integer(0, 1000)), (1, text_pool("true", "false"))]
        if self.options.edge_cases:
            ways.append((2, text_pool("null", "[]", "{}", "[[]]", "-0.5", "9007199254740993")))
        return Choice(tuple(ways))

    def names(self, wanted: str | Demand) -> Many[str]:
        """Some texts that match a pattern or meet a demand, for names of properties."""
        if isinstance(wanted, str):
            node, sure = StringMaker(self.workshop).node(
                Shape(kinds=frozenset(("string",)), patterns=(wanted,)), ""
            )
            if node is None:
                return []
            try:
                found = self.sampler.some(node, pattern=None if sure else wanted)
            except ExpressionError as error:
                raise SchemaRefused(
                    str(error), pointer="", keyword="patternProperties", slug="schema-pattern"
                ) from error
            return [str(each) for each in found]
        texts = []
        for shape in self.ways.of(wanted):
            if "string" in shape.kinds:
                node = self._shaped(shape.only("string"), wanted, "")
                if node is not None:
                    texts += [str(each) for each in self.sampler.some(node)]
        return list(dict.fromkeys(texts))


def _placed(refused: SchemaRefused, demand: Demand) -> SchemaRefused:
    """A refusal with the place of the schema that it is about."""
    pointers = sorted(place[0] for _, place in demand)
    if refused.pointer or not pointers or not pointers[0]:
        return refused
    return SchemaRefused(
        refused.reason,
        pointer=pointers[0],
        keyword=refused.keyword,
        hint=refused.hint,
        slug=refused.slug,
    )


def _implied(shape: Shape) -> frozenset[str]:
    """The types of which a shape says something."""
    found = set()
    if shape.low or shape.high or shape.multiples or shape.integral or shape.fractional:
        found.add("number")
    if shape.least_length or shape.most_length is not None or shape.patterns or shape.formats:
        found.add("string")
    if (
        shape.least_items
        or shape.most_items is not None
        or shape.rules
        or shape.contains
        or shape.unique
        or shape.repeated
    ):
        found.add("array")
    if (
        shape.properties
        or shape.pattern_rules
        or shape.rests
        or shape.names
        or shape.required
        or shape.least_properties
        or shape.most_properties is not None
    ):
        found.add("object")
    return frozenset(found)
