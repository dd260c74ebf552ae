"""Facts about functions and classes, and the book that hands them out and orders their reading."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from aqe.analysis.flow.shapes import Shape
from aqe.analysis.scopes import FunctionNode, ModuleScope, Package, dotted_name

__all__ = ["FactBook", "FunctionFacts", "argument_nodes", "is_static"]

MAX_LEVEL = 2
"""Calls away from the subject that bodies of its package are still read."""
MAX_BODIES = 600


@dataclass(slots=True)
class FunctionFacts:
    """What one body does."""

    scope: ModuleScope
    qualname: str
    node: FunctionNode
    owner: str
    """Qualified name of its class, or empty."""
    receiver: str | None
    level: int
    parameters: dict[str, Shape] = field(default_factory=dict)
    """Without the receiver."""
    positional: tuple[str, ...] = ()
    closure: dict[str, Shape] = field(default_factory=dict)
    """Shapes of the names of enclosing functions."""
    reads: dict[str, None] = field(default_factory=dict)
    writes: dict[str, None] = field(default_factory=dict)
    raises: dict[str, None] = field(default_factory=dict)
    calls: dict[str, None] = field(default_factory=dict)
    constants: dict[str, None] = field(default_factory=dict)
    returned: list[ast.expr] = field(default_factory=list)
    yields: bool = False
    nested: dict[str, FunctionFacts] = field(default_factory=dict)


def argument_nodes(node: FunctionNode) -> Iterator[ast.arg]:
    """All parameters of a definition in their order, the receiver included."""
    arguments = node.args
    yield from arguments.posonlyargs
    yield from arguments.args
    if arguments.vararg:
        yield arguments.vararg
    yield from arguments.kwonlyargs
    if arguments.kwarg:
        yield arguments.kwarg


def is_static(node: FunctionNode) -> bool:
    """Whether a method has no receiver."""
    return any(dotted_name(each) == "staticmethod" for each in node.decorator_list)


class FactBook:
    """Facts by function, made when first asked for and read later, nearest to the subject first."""

    def __init__(self, package: Package, *, bodies: int = MAX_BODIES) -> None:
        self.package = package
        self._functions: dict[str, FunctionFacts] = {}
        self._attributes: dict[tuple[str, str], Shape] = {}
        self._roots: dict[str, str] = {}
        self.queue: deque[FunctionFacts] = deque()
        self._bodies_left = bodies

    def function(self, name: str, level: int = 0) -> FunctionFacts | None:
        """Facts of ``module:qualname``, if it is a function of the package near enough."""
        if name in self._functions:
            return self._functions[name]
        found = self.package.function_node(name)
        if found is None or level > MAX_LEVEL or self._bodies_left <= 0:
            return None
        scope, qualname, node = found
        owner = qualname.rpartition(".")[0]
        return self.enter(scope, qualname, node, owner, level)

    @property
    def is_spent(self) -> bool:
        """Whether no further function is read."""
        return self._bodies_left <= 0

    def enter(
        self, scope: ModuleScope, qualname: str, node: FunctionNode, owner: str, level: int
    ) -> FunctionFacts:
        """Facts of a definition; its body is put in the queue."""
        facts = self.blank(scope, qualname, node, owner, level)
        self._functions.setdefault(f"{scope.module}:{qualname}", facts)
        self._bodies_left -= 1
        self.queue.append(facts)
        return facts

    def blank(
        self, scope: ModuleScope, qualname: str, node: FunctionNode, owner: str, level: int
    ) -> FunctionFacts:
        """Facts with parameters and nothing read yet."""
        names = [argument.arg for argument in argument_nodes(node)]
        positional = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
        receiver = None
        if owner and not is_static(node) and positional:
            receiver = positional.pop(0)
            names.remove(receiver)
        facts = FunctionFacts(scope, qualname, node, owner, receiver, level)
        facts.parameters = {name: Shape() for name in names}
        facts.positional = tuple(positional)
        return facts

    def attribute(self, owner: str, name: str) -> Shape:
        """The shape of an attribute of instances of a class ``module:qualname``."""
        key = (self._root(owner), name)
        if key not in self._attributes:
            self._attributes[key] = Shape()
        return self._attributes[key]

    def attributes_of(self, owner: str) -> dict[str, Shape]:
        """All attributes of instances of a class that bodies read so far mention."""
        root = self._root(owner)
        return {name: shape for (each, name), shape in self._attributes.items() if each == root}

    def read_methods(self, owner: str) -> list[FunctionFacts]:
        """Facts of the methods of a class that were asked for so far."""
        module, _, qualname = owner.partition(":")
        return [
            facts
            for facts in self._functions.values()
            if facts.owner == qualname and facts.scope.module == module
        ]

    def _root(self, owner: str) -> str:
        """The topmost ancestor inside the package: a hierarchy shares its attributes."""
        if owner not in self._roots:
            *_, self._roots[owner] = self.ancestors(owner)
        return self._roots[owner]

    def ancestors(self, owner: str) -> list[str]:
        """A class and its first bases upwards, as far as the package defines them."""
        chain = [owner]
        while len(chain) < 12:
            found = self.package.class_node(chain[-1])
            if found is None:
                break
            scope, _, node = found
            bases = [dotted_name(base) for base in node.bases]
            resolved = [self.package.resolve(scope, base) for base in bases if base]
            following = next(
                (each for each in resolved if each and self.package.class_node(each)), None
            )
            if following is None or following in chain:
                break
            chain.append(following)
        return chain

    def lineage(self, owner: str) -> list[str]:
        """A class and all its bases of the package, breadth first."""
        order = [owner]
        for each in order:
            found = self.package.class_node(each)
            if found is None or len(order) > 30:
                continue
            scope, qualname, node = found
            for base in node.bases:
                name = dotted_name(base.value if isinstance(base, ast.Subscript) else base)
                outer = qualname.rpartition(".")[0]
                resolved = self.package.resolve(scope, name, outer) if name else None
                if resolved and resolved not in order and self.package.class_node(resolved):
                    order.append(resolved)
        return order

    def method(self, owner: str, name: str, *, above: bool = False) -> str | None:
        """``module:qualname`` of a method of a class, inherited ones included."""
        for each in self.lineage(owner)[1 if above else 0 :]:
            module, _, qualname = each.partition(":")
            scope = self.package.scope(module)
            if scope is not None and f"{qualname}.{name}" in scope.functions:
                return f"{module}:{qualname}.{name}"
        return None
