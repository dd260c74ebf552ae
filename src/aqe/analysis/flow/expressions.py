"""What expressions say about the values in them."""

from __future__ import annotations

import ast

from aqe.analysis.flow.calls import CallReader
from aqe.analysis.flow.facts import FactBook, FunctionFacts
from aqe.analysis.flow.literals import literal_source, type_of_literal
from aqe.analysis.flow.shapes import Shape
from aqe.analysis.scopes import dotted_name
from aqe.domain.types import TypeRef
from aqe.syntax.python.operators import BINARY_NAMES, COMPARISON_NAMES

__all__ = ["ExpressionReader"]

MAX_CONSTANTS = 60


class ExpressionReader(CallReader):
    """Follows values through expressions. `names` maps local names to the shapes they hold."""

    def __init__(self, book: FactBook, facts: FunctionFacts) -> None:
        super().__init__(book, facts)
        self.names: dict[str, Shape] = {**facts.closure, **facts.parameters}

    def evaluate(self, node: ast.AST | None) -> Shape | None:
        """The shape of an expression's value where it is followed."""
        if node is None:
            return None
        reader = getattr(self, f"_read_{type(node).__name__}", None)
        if reader is not None:
            found: Shape | None = reader(node)
            return found
        for child in ast.iter_child_nodes(node):
            self.evaluate(child)
        return None

    def test(self, node: ast.expr) -> None:
        """An expression whose truth is asked."""
        shape = self.evaluate(node)
        if shape is not None:
            shape.truth_tested = True

    # -- atoms ------------------------------------------------------------------------------------

    def _read_Constant(self, node: ast.Constant) -> None:
        if (
            node.value is None
            or isinstance(node.value, bool)
            or len(self.facts.constants) > MAX_CONSTANTS
        ):
            return
        source = literal_source(node)
        if source is not None:
            self.facts.constants[source] = None

    def _read_Name(self, node: ast.Name) -> Shape | None:
        return self.names.get(node.id)

    def _read_Attribute(self, node: ast.Attribute) -> Shape | None:
        if isinstance(node.value, ast.Name) and node.value.id == self.facts.receiver:
            if self.owner_class and isinstance(node.ctx, ast.Load):
                self.facts.reads[node.attr] = None
                return self.book.attribute(self.owner_class, node.attr)
            return None
        shape = self.evaluate(node.value)
        return shape.attribute(node.attr) if shape is not None else None

    def _read_Subscript(self, node: ast.Subscript) -> Shape | None:
        table = self.module_value(node.value)
        if isinstance(table, ast.Dict):
            self._key_of(table, node.slice)
            return None
        shape = self.evaluate(node.value)
        if shape is None:
            self.evaluate(node.slice)
            return None
        if isinstance(node.slice, ast.Slice):
            self.evaluate(node.slice)
            shape.operators["slice"] = None
            return shape
        key = literal_source(node.slice)
        if key is not None:
            self.evaluate(node.slice)
            shape.operators["getitem"] = None
            item = shape.item(key)
            if shape.element is not None and key.lstrip("-").isdigit():
                shape.element.flow(item)
            return item
        return self._subscript_by_value(shape, node.slice)

    def _subscript_by_value(self, shape: Shape, key: ast.expr) -> Shape:
        shape.operators["getitem"] = None
        self.evaluate(key)
        if shape.element is None:
            shape.element = Shape()
        return shape.element

    # -- operators --------------------------------------------------------------------------------

    def _read_Call(self, node: ast.Call) -> Shape | None:
        return self.call(node)

    def _read_BoolOp(self, node: ast.BoolOp) -> Shape | None:
        first: Shape | None = None
        for value in node.values:
            shape = self.evaluate(value)
            if shape is not None:
                shape.truth_tested = True
            if isinstance(node.op, ast.Or):
                first = first or shape
                fallback = type_of_literal(value)
                if first is not None and fallback is not None and fallback.name != "none":
                    first.types[fallback] = None
            elif value is node.values[-1]:
                first = shape
        return first

    def _read_UnaryOp(self, node: ast.UnaryOp) -> Shape | None:
        shape = self.evaluate(node.operand)
        if shape is None:
            return None
        if isinstance(node.op, ast.Not):
            shape.truth_tested = True
            shape.operators["not"] = None
            return None
        shape.operators["neg" if isinstance(node.op, ast.USub) else "pos"] = None
        return None

    def _read_BinOp(self, node: ast.BinOp) -> Shape | None:
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        name = BINARY_NAMES[type(node.op)]
        for shape, other in ((left, node.right), (right, node.left)):
            if shape is None:
                continue
            shape.operators[name] = None
            found = self._operand_type(name, other, is_left=shape is left)
            if found is not None:
                shape.types[found] = None
        return None

    @staticmethod
    def _operand_type(name: str, other: ast.expr, *, is_left: bool) -> TypeRef | None:
        """What a literal on one side of an operator says about the other side."""
        found = type_of_literal(other)
        if found is None or found.name in ("bool", "none"):
            return None
        if found.name in ("int", "float"):
            return None if name == "mul" else TypeRef("float" if name == "truediv" else found.name)
        if name == "add" or (name == "or" and found.name in ("set", "dict")):
            return found
        if name == "mul":
            return TypeRef("int")
        if name == "mod":
            return TypeRef("str") if is_left else None
        return None

    def _read_Compare(self, node: ast.Compare) -> Shape | None:
        sides = [node.left, *node.comparators]
        shapes = [self.evaluate(side) for side in sides]
        for index, operator in enumerate(node.ops):
            name = COMPARISON_NAMES[type(operator)]
            left, right = sides[index], sides[index + 1]
            if name in ("in", "not_in"):
                self._membership(shapes[index], left, shapes[index + 1], right)
            else:
                self._compared(name, shapes[index], left, right)
                self._compared(name, shapes[index + 1], right, left)
        return None

    def _compared(self, name: str, shape: Shape | None, mine: ast.expr, other: ast.expr) -> None:
        if shape is None:
            self._type_compared(mine, other)
            self._length_compared(mine, other)
            return
        shape.operators[name] = None
        if isinstance(other, ast.Constant) and other.value is None:
            shape.none_tested = True
            return
        source = literal_source(other) or literal_source(self.module_value(other))
        if source is not None:
            shape.compared[source] = None
            return
        owner = other.value if isinstance(other, ast.Attribute) else None
        resolved = self.resolve(dotted_name(owner) or "") if owner is not None else None
        if resolved and self.book.package.class_node(resolved):
            member = f"{resolved}.{other.attr}" if isinstance(other, ast.Attribute) else ""
            is_method = self.book.package.function_node(member) is not None
            if not is_method:  # compared with a function: what calls it says more
                shape.types[TypeRef(resolved)] = None

    def _type_compared(self, mine: ast.expr, other: ast.expr) -> None:
        """``type(x) is T`` speaks about x like ``isinstance``."""
        if isinstance(mine, ast.Call) and dotted_name(mine.func) == "type" and len(mine.args) == 1:
            shape = self.evaluate(mine.args[0])
            if shape is not None:
                for each in self.class_references(other):
                    shape.isinstance_types[each] = None

    def _length_compared(self, mine: ast.expr, other: ast.expr) -> None:
        if isinstance(mine, ast.Call) and dotted_name(mine.func) == "len" and len(mine.args) == 1:
            shape, source = self.evaluate(mine.args[0]), literal_source(other)
            if shape is not None and source is not None:
                shape.method_arguments["__len__", source] = None

    def _membership(
        self, item: Shape | None, item_node: ast.expr, whole: Shape | None, whole_node: ast.expr
    ) -> None:
        if item is not None:
            item.operators["in"] = None
            self._looked_up(item, whole_node)
        if whole is not None:
            whole.operators["contains"] = None
            source = literal_source(item_node)
            if source is not None:
                whole.method_arguments["__contains__", source] = None

    def _looked_up(self, shape: Shape, node: ast.expr) -> None:
        """The members of a collection that a value is looked up in are worth trying."""
        value = self.module_value(node) or node
        if isinstance(value, ast.Call) and value.args:
            value = value.args[0]
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            for character in value.value[:6]:
                shape.compared[repr(character)] = None
            return
        if isinstance(value, ast.Tuple | ast.List | ast.Set):
            members: list[ast.expr | None] = [*value.elts]
        else:
            members = [*value.keys] if isinstance(value, ast.Dict) else []
        for member in members[:12]:
            source = literal_source(member)
            if source is not None:
                shape.compared[source] = None

    def _read_IfExp(self, node: ast.IfExp) -> Shape | None:
        self.test(node.test)
        body, orelse = self.evaluate(node.body), self.evaluate(node.orelse)
        return body or orelse

    def _read_NamedExpr(self, node: ast.NamedExpr) -> Shape | None:
        shape = self.evaluate(node.value)
        if isinstance(node.target, ast.Name) and shape is not None:
            self.names[node.target.id] = shape
        return shape

    def _read_Await(self, node: ast.Await) -> Shape | None:
        shape = self.evaluate(node.value)
        if shape is not None:
            shape.awaited = True
        return shape

    def _read_Yield(self, node: ast.Yield) -> Shape | None:
        self.facts.yields = True
        self.evaluate(node.value)
        return None

    def _read_YieldFrom(self, node: ast.YieldFrom) -> Shape | None:
        self.facts.yields = True
        shape = self.evaluate(node.value)
        if shape is not None:
            shape.iterate()
        return None

    def _read_Starred(self, node: ast.Starred) -> Shape | None:
        shape = self.evaluate(node.value)
        if shape is not None:
            shape.iterate()
        return None

    # -- scopes of their own ----------------------------------------------------------------------

    def _read_Lambda(self, node: ast.Lambda) -> Shape | None:
        outer = self.names
        arguments = node.args
        own = {
            each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        }
        self.names = {name: shape for name, shape in outer.items() if name not in own}
        self.evaluate(node.body)
        self.names = outer
        return None

    def _read_ListComp(self, node: ast.ListComp) -> Shape | None:
        return self._comprehension(node.generators, [node.elt])

    def _read_SetComp(self, node: ast.SetComp) -> Shape | None:
        return self._comprehension(node.generators, [node.elt])

    def _read_GeneratorExp(self, node: ast.GeneratorExp) -> Shape | None:
        return self._comprehension(node.generators, [node.elt])

    def _read_DictComp(self, node: ast.DictComp) -> Shape | None:
        return self._comprehension(node.generators, [node.key, node.value])

    def _comprehension(
        self, generators: list[ast.comprehension], elements: list[ast.expr]
    ) -> Shape | None:
        outer = self.names
        self.names = dict(outer)
        for generator in generators:
            shape = self.evaluate(generator.iter)
            self.bind(generator.target, shape.iterate() if shape is not None else None)
            for condition in generator.ifs:
                self.test(condition)
        shapes = [self.evaluate(element) for element in elements]
        self.names = outer
        made = Shape()
        made.element = shapes[0] or Shape()
        return made

    def bind(self, target: ast.expr, shape: Shape | None) -> None:
        """Give the names of a target to (the parts of) a value."""
        if isinstance(target, ast.Name):
            if shape is None:
                self.names.pop(target.id, None)
            else:
                self.names[target.id] = shape
        elif isinstance(target, ast.Tuple | ast.List):
            self._bind_parts(target.elts, shape)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, None)

    def _bind_parts(self, targets: list[ast.expr], shape: Shape | None) -> None:
        starred = any(isinstance(each, ast.Starred) for each in targets)
        if shape is None or starred:
            if shape is not None:
                shape.iterate()
            for each in targets:
                self.bind(each, shape.element if shape is not None and not starred else None)
            return
        for each, part in zip(targets, shape.unpack(len(targets)), strict=True):
            self.bind(each, part)
