"""What is known about a value from how it is used: a graph of shapes that flow into one another.

A `Shape` belongs to one parameter, attribute or part of such a value. Code that hands the value on
adds an edge to the shape it flows into, so facts about a callee's parameter are facts about ours.
`view` folds the shapes reachable over a few edges into one `ShapeView`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from aqe.domain.subject import Usage
from aqe.domain.types import TypeRef

__all__ = ["Shape", "ShapeView", "usage_of", "view"]

MAX_FLOWS = 4
"""Edges that facts are followed over."""
MAX_SHAPES = 24
"""Shapes folded into one view."""
MAX_FACTS = 16
"""Entries kept of each sort of fact."""


class Shape:
    """Facts about one value, gathered while a body is read."""

    __slots__ = (
        "attributes",
        "awaited",
        "called",
        "compared",
        "element",
        "entered",
        "flows",
        "isinstance_types",
        "items",
        "iterated",
        "keys_type",
        "method_arguments",
        "methods",
        "none_tested",
        "operators",
        "parts",
        "passed_to",
        "patterns",
        "result",
        "spread",
        "truth_tested",
        "types",
    )

    def __init__(self) -> None:
        self.attributes: dict[str, Shape] = {}
        self.methods: dict[str, Shape] = {}
        """Methods called, with the shape of what they return."""
        self.method_arguments: dict[tuple[str, str], None] = {}
        self.items: dict[str, Shape] = {}
        """Literal subscripts as source."""
        self.element: Shape | None = None
        self.parts: tuple[Shape, ...] | None = None
        self.result: Shape | None = None
        """What a call of it returns."""
        self.compared: dict[str, None] = {}
        self.patterns: dict[str, None] = {}
        self.isinstance_types: dict[TypeRef, None] = {}
        self.types: dict[TypeRef, None] = {}
        """Types that known callables or comparisons ask for."""
        self.keys_type: dict[TypeRef, None] = {}
        self.operators: dict[str, None] = {}
        self.passed_to: dict[tuple[str, int | str], None] = {}
        self.iterated = False
        self.spread: str | None = None
        """``*`` or ``**`` where it is unpacked into a call."""
        self.called: int | None = None
        self.awaited = False
        self.entered = False
        self.truth_tested = False
        self.none_tested = False
        self.flows: list[Shape] = []

    def iterate(self) -> Shape:
        """The shape of its elements; it is iterated from now on."""
        self.iterated = True
        if self.element is None:
            self.element = Shape()
        return self.element

    def item(self, key: str) -> Shape:
        """The shape of what a literal subscript gives."""
        if key not in self.items:
            self.items[key] = Shape()
        return self.items[key]

    def attribute(self, name: str) -> Shape:
        """The shape of an attribute that is read."""
        if name not in self.attributes:
            self.attributes[name] = Shape()
        return self.attributes[name]

    def method(self, name: str) -> Shape:
        """The shape of what a method call returns."""
        if name not in self.methods:
            self.methods[name] = Shape()
        return self.methods[name]

    def unpack(self, count: int) -> tuple[Shape, ...]:
        """The shapes of the names it is unpacked into."""
        if self.parts is None or len(self.parts) != count:
            self.parts = tuple(Shape() for _ in range(count))
        return self.parts

    def note_call(self, node: ast.Call) -> None:
        """It is called: with how many arguments, where that can be told."""
        if not any(isinstance(argument, ast.Starred) for argument in node.args):
            self.called = len(node.args) + sum(1 for each in node.keywords if each.arg)
        elif self.called is None:
            self.called = 0

    def flow(self, other: Shape) -> None:
        """Facts about `other` hold for this one too."""
        if other is not self and len(self.flows) < MAX_SHAPES and other not in self.flows:
            self.flows.append(other)


@dataclass(slots=True)
class ShapeView:
    """The facts of a shape and of all that it flows into."""

    attributes: dict[str, list[Shape]] = field(default_factory=dict)
    methods: dict[str, list[Shape]] = field(default_factory=dict)
    method_arguments: dict[tuple[str, str], None] = field(default_factory=dict)
    items: dict[str, list[Shape]] = field(default_factory=dict)
    elements: list[Shape] = field(default_factory=list)
    parts: list[tuple[Shape, ...]] = field(default_factory=list)
    results: list[Shape] = field(default_factory=list)
    compared: dict[str, None] = field(default_factory=dict)
    patterns: dict[str, None] = field(default_factory=dict)
    isinstance_types: dict[TypeRef, None] = field(default_factory=dict)
    types: dict[TypeRef, None] = field(default_factory=dict)
    keys_type: dict[TypeRef, None] = field(default_factory=dict)
    operators: dict[str, None] = field(default_factory=dict)
    passed_to: dict[tuple[str, int | str], None] = field(default_factory=dict)
    iterated: bool = False
    spread: str | None = None
    called: int | None = None
    awaited: bool = False
    entered: bool = False
    truth_tested: bool = False
    none_tested: bool = False

    def add(self, shape: Shape, *, is_direct: bool) -> None:
        """Take in the facts of one shape."""
        for name, inner in shape.attributes.items():
            self.attributes.setdefault(name, []).append(inner)
        for name, inner in shape.methods.items():
            self.methods.setdefault(name, []).append(inner)
        for key, inner in shape.items.items():
            self.items.setdefault(key, []).append(inner)
        if shape.element is not None:
            self.elements.append(shape.element)
        if shape.parts is not None:
            self.parts.append(shape.parts)
        if shape.result is not None:
            self.results.append(shape.result)
        self.method_arguments.update(shape.method_arguments)
        self.compared.update(shape.compared)
        self.patterns.update(shape.patterns)
        self.types.update(shape.types)
        self.keys_type.update(shape.keys_type)
        self.operators.update(shape.operators)
        self.isinstance_types.update(shape.isinstance_types)
        if is_direct:
            self.passed_to.update(shape.passed_to)
            self.truth_tested |= shape.truth_tested
        self.none_tested |= shape.none_tested
        self.iterated |= shape.iterated
        self.spread = self.spread or shape.spread
        self.called = shape.called if self.called is None else self.called
        self.awaited |= shape.awaited
        self.entered |= shape.entered


def view(shapes: Iterable[Shape], distance: int = MAX_FLOWS) -> ShapeView:
    """The folded facts of some shapes and of what they flow into over so many edges, nearest first."""
    folded = ShapeView()
    seen: dict[int, Shape] = {}
    wave = list(shapes)
    for edges in range(distance + 1):
        following: list[Shape] = []
        for shape in wave:
            if id(shape) in seen or len(seen) >= MAX_SHAPES:
                continue
            seen[id(shape)] = shape
            folded.add(shape, is_direct=edges == 0)
            following.extend(shape.flows)
        if not following:
            break
        wave = following
    return folded


def usage_of(folded: ShapeView) -> Usage:
    """The facts of a view in the words of the domain."""
    element_parts = view(folded.elements).parts if folded.elements else []
    return Usage(
        attributes=_names(name for name in folded.attributes if name not in folded.methods),
        methods=_names(folded.methods),
        method_arguments=tuple(folded.method_arguments)[:MAX_FACTS],
        keys=_names(folded.items),
        compared=_names(folded.compared),
        patterns=_names(folded.patterns),
        isinstance_types=tuple(folded.isinstance_types)[:MAX_FACTS],
        operators=_names(folded.operators),
        passed_to=tuple(folded.passed_to)[:MAX_FACTS],
        iterated=folded.iterated,
        unpacked=len(folded.parts[0]) if folded.parts else None,
        element_unpacked=len(element_parts[0]) if element_parts else None,
        called=folded.called,
        awaited=folded.awaited,
        entered=folded.entered,
        truth_tested=folded.truth_tested,
        none_tested=folded.none_tested,
    )


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:MAX_FACTS]
