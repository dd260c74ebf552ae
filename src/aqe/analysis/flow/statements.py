"""What the statements of a body do with the values that reach it."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from aqe.analysis.flow.expressions import ExpressionReader
from aqe.analysis.flow.facts import FactBook, FunctionFacts
from aqe.analysis.flow.literals import literal_source, type_of_literal
from aqe.analysis.flow.shapes import Shape
from aqe.analysis.scopes import FunctionNode, dotted_name

__all__ = ["BodyReader", "read_bodies"]


def read_bodies(book: FactBook) -> None:
    """Read all bodies that wait in the book's queue, and those that they ask for."""
    while book.queue:
        facts = book.queue.popleft()
        BodyReader(book, facts).read()


class BodyReader(ExpressionReader):
    """Reads one body in the order of its statements."""

    def __init__(self, book: FactBook, facts: FunctionFacts) -> None:
        super().__init__(book, facts)
        self.depth = 0
        """How many conditional statements are around the current one."""

    def read(self) -> None:
        """Fill in the facts."""
        body = self.facts.node.body
        self.block(body[1:] if ast.get_docstring(self.facts.node, clean=False) else body)

    def block(self, statements: Sequence[ast.stmt], deeper: int = 0) -> None:
        """Statements of one suite."""
        self.depth += deeper
        for statement in statements:
            self.statement(statement)
        self.depth -= deeper

    def statement(self, node: ast.stmt) -> None:
        """One statement."""
        reader = getattr(self, f"_do_{type(node).__name__}", None)
        if reader is not None:
            reader(node)
        elif not isinstance(node, ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal):
            self.evaluate(node)

    # -- bindings ---------------------------------------------------------------------------------

    def _do_Assign(self, node: ast.Assign) -> None:
        shape = self.evaluate(node.value)
        for target in node.targets:
            self.assign(target, shape, node.value)

    def _do_AnnAssign(self, node: ast.AnnAssign) -> None:
        shape = self.evaluate(node.value)
        declared = self.hints.read(node.annotation)
        if shape is not None and declared is not None and declared.name != "any":
            shape.types[declared] = None
        if node.value is not None:
            self.assign(node.target, shape, node.value)

    def _do_AugAssign(self, node: ast.AugAssign) -> None:
        target = node.target
        if isinstance(target, ast.Name):
            self.evaluate(ast.BinOp(ast.Name(target.id, ast.Load()), node.op, node.value))
            return
        self.evaluate(node.value)
        self.assign(target, None, node.value)
        if isinstance(target, ast.Attribute) and dotted_name(target.value) == self.facts.receiver:
            self.facts.reads[target.attr] = None

    def assign(self, target: ast.expr, shape: Shape | None, value: ast.expr) -> None:
        """Bind a target to a value that may be followed."""
        if isinstance(target, ast.Name):
            self._assign_name(target.id, shape, value)
        elif isinstance(target, ast.Tuple | ast.List):
            self._assign_parts(target, shape, value)
        elif isinstance(target, ast.Attribute):
            self._assign_attribute(target, shape, value)
        elif isinstance(target, ast.Subscript):
            owner = self.evaluate(target.value)
            self.evaluate(target.slice)
            if owner is not None:
                owner.operators["setitem"] = None

    def _assign_name(self, name: str, shape: Shape | None, value: ast.expr) -> None:
        old = self.names.get(name)
        if old is not None and shape is not old and self.depth:
            fallback = type_of_literal(value)
            if fallback is not None and fallback.name != "none":
                old.types[fallback] = None
            if shape is not None:
                old.flow(shape)
            return
        self.bind(ast.Name(name), shape)

    def _assign_parts(
        self, target: ast.Tuple | ast.List, shape: Shape | None, value: ast.expr
    ) -> None:
        pairs = value.elts if isinstance(value, ast.Tuple | ast.List) else []
        if len(pairs) == len(target.elts):
            for each, part in zip(target.elts, pairs, strict=True):
                self.assign(
                    each, self.names.get(part.id) if isinstance(part, ast.Name) else None, part
                )
            return
        self.bind(target, shape)
        for each in target.elts:
            if isinstance(each, ast.Attribute):
                self._assign_attribute(each, None, value)

    def _assign_attribute(
        self, target: ast.Attribute, shape: Shape | None, value: ast.expr
    ) -> None:
        owner = target.value
        if isinstance(owner, ast.Name) and owner.id == self.facts.receiver and self.owner_class:
            self.facts.writes[target.attr] = None
            attribute = self.book.attribute(self.owner_class, target.attr)
            if shape is not None:
                shape.flow(attribute)
                if shape.element is not None:
                    # Of a copy: `self.items = list(items)`.
                    attribute.element = attribute.element or Shape()
                    shape.element.flow(attribute.element)
            found = type_of_literal(value)
            if found is not None and found.name != "none":
                attribute.types.setdefault(found)
            return
        followed = self.evaluate(owner)
        if followed is not None:
            followed.attribute(target.attr)
            followed.operators["setattr"] = None

    def _do_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                owner = self.evaluate(target.value)
                self.evaluate(target.slice)
                if owner is not None:
                    owner.operators["delitem"] = None
                    key = literal_source(target.slice)
                    if key is not None:
                        owner.item(key)
            elif isinstance(target, ast.Name):
                self.names.pop(target.id, None)

    # -- blocks -----------------------------------------------------------------------------------

    def _do_If(self, node: ast.If) -> None:
        self.test(node.test)
        self.block(node.body, 1)
        self.block(node.orelse, 1)

    def _do_While(self, node: ast.While) -> None:
        self.test(node.test)
        self.block(node.body, 1)
        self.block(node.orelse, 1)

    def _do_For(self, node: ast.For | ast.AsyncFor) -> None:
        shape = self.evaluate(node.iter)
        if shape is not None and isinstance(node, ast.AsyncFor):
            shape.operators["aiter"] = None
        self.bind(node.target, shape.iterate() if shape is not None else None)
        self.block(node.body, 1)
        self.block(node.orelse, 1)

    def _do_AsyncFor(self, node: ast.AsyncFor) -> None:
        self._do_For(node)

    def _do_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            shape = self.evaluate(item.context_expr)
            if shape is not None:
                shape.entered = True
            if item.optional_vars is not None:
                self.bind(item.optional_vars, shape.method("__enter__") if shape else None)
        self.block(node.body)

    def _do_AsyncWith(self, node: ast.AsyncWith) -> None:
        self._do_With(node)

    def _do_Try(self, node: ast.Try) -> None:
        self.block(node.body, 1)
        for handler in node.handlers:
            self.block(handler.body, 1)
        self.block(node.orelse, 1)
        self.block(node.finalbody)

    def _do_TryStar(self, node: ast.AST) -> None:
        self._do_Try(node)  # type: ignore[arg-type]

    def _do_Return(self, node: ast.Return) -> None:
        self.evaluate(node.value)
        if node.value is not None and len(self.facts.returned) < 20:
            self.facts.returned.append(node.value)

    def _do_Assert(self, node: ast.Assert) -> None:
        self.test(node.test)
        self.evaluate(node.msg)

    def _do_Raise(self, node: ast.Raise) -> None:
        exception = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        name = dotted_name(exception)
        is_value = isinstance(node.exc, ast.Name) and name is not None and name.islower()
        if name and not is_value and name.partition(".")[0] != self.facts.receiver:
            self.facts.raises[name] = None
        self.evaluate(node.exc)
        self.evaluate(node.cause)

    def _do_Match(self, node: ast.Match) -> None:
        shape = self.evaluate(node.subject)
        for case in node.cases:
            if shape is not None:
                self._pattern(shape, case.pattern)
            if case.guard is not None:
                self.test(case.guard)
            self.block(case.body, 1)

    def _pattern(self, shape: Shape, pattern: ast.pattern) -> None:
        if isinstance(pattern, ast.MatchValue):
            self._compared("eq", shape, ast.Constant(None), pattern.value)
        elif isinstance(pattern, ast.MatchSingleton):
            shape.none_tested |= pattern.value is None
        elif isinstance(pattern, ast.MatchOr):
            for each in pattern.patterns:
                self._pattern(shape, each)
        elif isinstance(pattern, ast.MatchAs):
            if pattern.pattern is not None:
                self._pattern(shape, pattern.pattern)
            if pattern.name:
                self.names[pattern.name] = shape
        elif isinstance(pattern, ast.MatchSequence):
            self._sequence_pattern(shape, pattern)
        elif isinstance(pattern, ast.MatchMapping):
            for key, value in zip(pattern.keys, pattern.patterns, strict=True):
                source = literal_source(key)
                if source is not None:
                    self._pattern(shape.item(source), value)
        elif isinstance(pattern, ast.MatchClass):
            for found in self.class_references(pattern.cls):
                shape.isinstance_types[found] = None
            for name, value in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
                self._pattern(shape.attribute(name), value)

    def _sequence_pattern(self, shape: Shape, pattern: ast.MatchSequence) -> None:
        if any(isinstance(each, ast.MatchStar) for each in pattern.patterns):
            shape.iterate()
            return
        parts = shape.unpack(len(pattern.patterns))
        for part, each in zip(parts, pattern.patterns, strict=True):
            self._pattern(part, each)

    # -- definitions inside -----------------------------------------------------------------------

    def _do_FunctionDef(self, node: FunctionNode) -> None:
        facts = self.facts
        qualname = f"{facts.qualname}.<locals>.{node.name}"
        inner = self.book.blank(facts.scope, qualname, node, "", facts.level)
        inner.owner = facts.owner
        inner.closure = {k: v for k, v in self.names.items() if k not in inner.parameters}
        if facts.receiver and facts.receiver not in inner.parameters:
            inner.receiver = facts.receiver
        key = node.name
        facts.nested.setdefault(key, inner)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            self.evaluate(default)
        for decorator in node.decorator_list:
            self.evaluate(decorator)
        BodyReader(self.book, inner).read()

    def _do_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._do_FunctionDef(node)

    def _do_ClassDef(self, node: ast.ClassDef) -> None:
        """Methods of a local class see the names of this body."""
        for statement in node.body:
            if isinstance(statement, FunctionNode):
                qualname = f"{self.facts.qualname}.<locals>.{node.name}.{statement.name}"
                inner = self.book.blank(
                    self.facts.scope, qualname, statement, node.name, self.facts.level
                )
                inner.owner = ""
                inner.closure = {k: v for k, v in self.names.items() if k not in inner.parameters}
                self.facts.nested.setdefault(f"{node.name}.{statement.name}", inner)
                BodyReader(self.book, inner).read()
