"""Callables of a subject, put together from definition, facts, documentation, stub and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from aqe.analysis.complexity import complexity_of
from aqe.analysis.definitions import Definition, is_public
from aqe.analysis.docstrings import Documentation, read_docstring
from aqe.analysis.effects import changed_in_place
from aqe.analysis.evidence import ParameterSource, literal_evidence, parameter
from aqe.analysis.flow.facts import FunctionFacts
from aqe.analysis.flow.inference import Inference, type_of_source
from aqe.analysis.flow.literals import type_of_literal
from aqe.analysis.flow.shapes import Shape
from aqe.analysis.hints import HintReader, read_words
from aqe.analysis.recipes import recipe_type
from aqe.analysis.scopes import FunctionNode, ModuleScope, Package, dotted_name
from aqe.analysis.special_methods import arguments_of
from aqe.analysis.text_shapes import text_shapes
from aqe.domain.recipe import Literal, Recipe
from aqe.domain.subject import CallableKind, CallableSubject, MinedCall, Parameter, ParameterKind
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef

__all__ = [
    "ArgumentFacts",
    "CallableBuilder",
    "SignatureSource",
    "argument_facts",
    "signature",
]

MAX_CONSTANTS = 40
_MAY_BE_TEXT = frozenset({"any", "literal", "str", "union"})


@dataclass(frozen=True, slots=True)
class ArgumentFacts:
    """What call sites hand to one parameter."""

    types: tuple[TypeRef, ...] = ()
    values: tuple[str, ...] = ()
    documented: tuple[str, ...] = ()
    """What documented examples hand to it, as source."""

    def with_documented(self, sources: tuple[str, ...]) -> ArgumentFacts:
        """The same, with what documented examples hand to it."""
        types = [found for each in sources if (found := type_of_source(each))]
        return ArgumentFacts(tuple(dict.fromkeys((*types, *self.types))), self.values, sources)


@dataclass(frozen=True, slots=True)
class SignatureSource:
    """All that a signature's parameters are told from."""

    node: FunctionNode
    receiver: str | None
    shapes: Mapping[str, Shape]
    documentation: Documentation
    hints: HintReader
    stub: FunctionNode | None = None
    stub_hints: HintReader | None = None
    overloads: Sequence[FunctionNode] = ()
    arguments: Mapping[str, ArgumentFacts] = field(default_factory=dict)
    first_annotation: ast.expr | None = None
    """Type of the first parameter where a decorator names it (single dispatch)."""


def _entries(node: FunctionNode) -> Iterator[tuple[ast.arg, ParameterKind, ast.expr | None]]:
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = len(positional) - len(arguments.defaults)
    defaults: list[ast.expr | None] = [None] * missing + list(arguments.defaults)
    for index, (each, default) in enumerate(zip(positional, defaults, strict=True)):
        if index < len(arguments.posonlyargs):
            yield each, ParameterKind.POSITIONAL_ONLY, default
        else:
            yield each, ParameterKind.POSITIONAL_OR_KEYWORD, default
    if arguments.vararg:
        yield arguments.vararg, ParameterKind.VAR_POSITIONAL, None
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield each, ParameterKind.KEYWORD_ONLY, default
    if arguments.kwarg:
        yield arguments.kwarg, ParameterKind.VAR_KEYWORD, None


def _annotations(node: FunctionNode | None) -> dict[str, ast.expr]:
    if node is None:
        return {}
    return {each.arg: each.annotation for each, _, _ in _entries(node) if each.annotation}


def _visited(source: SignatureSource) -> tuple[TypeRef, ...]:
    """What a visitor of syntax trees calls the method with (`ast.NodeVisitor`)."""
    kind = source.node.name.removeprefix("visit_")
    takes_all = source.node.name in ("visit", "generic_visit")
    if source.receiver is None or not (takes_all or kind != source.node.name):
        return ()
    package, scope = source.hints.package, source.hints.scope
    names = ("ast.NodeVisitor", "NodeVisitor", "ast.NodeTransformer", "NodeTransformer")
    if not any((package.resolve(scope, each) or "").startswith("ast:Node") for each in names):
        return ()
    if takes_all:
        return (TypeRef("ast:AST"),)
    node = getattr(ast, kind, None)
    is_node = isinstance(node, type) and issubclass(node, ast.AST)
    return (TypeRef(f"ast:{kind}"),) if is_node else ()


def signature(source: SignatureSource, inference: Inference) -> tuple[Parameter, ...]:
    """The parameters of a definition, without the receiver."""
    stub = _annotations(source.stub)
    overloads = [_annotations(each) for each in source.overloads]
    found: list[Parameter] = []
    protocol = arguments_of(source.node.name) if source.receiver is not None else None
    for each, kind, default in _entries(source.node):
        name = each.arg
        if name == source.receiver or _is_never_passed(kind, default, len(found), protocol):
            continue
        annotation = each.annotation or _union(item[name] for item in overloads if name in item)
        if annotation is None and not found:
            annotation = source.first_annotation
        arguments = source.arguments.get(name, ArgumentFacts())
        visited = _visited(source) if not found else ()
        found.append(
            parameter(
                ParameterSource(
                    name,
                    kind,
                    annotation,
                    default,
                    source.shapes.get(name),
                    source.documentation.parameters.get(name),
                    stub.get(name),
                    (*visited, *arguments.types),
                    arguments.values,
                    arguments.documented,
                    "" if found else source.node.name,
                ),
                source.hints,
                source.stub_hints,
                inference,
            )
        )
    return tuple(found)


def _is_never_passed(
    kind: ParameterKind, default: ast.expr | None, place: int, protocol: int | None
) -> bool:
    """Whether a parameter is optional and behind all that the language hands to a special method."""
    if protocol is None:
        return False
    if kind is ParameterKind.KEYWORD_ONLY:
        return default is not None
    if kind is ParameterKind.VAR_KEYWORD:
        return True
    return place >= protocol and (default is not None or kind is ParameterKind.VAR_POSITIONAL)


def _shaped(node: FunctionNode, parameter: Parameter) -> Parameter:
    """The parameter with texts of the shape that the body takes apart, before other values of it."""
    if parameter.kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD):
        return parameter
    if parameter.evidence and parameter.evidence[0].type.name not in _MAY_BE_TEXT:
        return parameter
    made = dict.fromkeys(map(repr, text_shapes(node, parameter.name)))
    if not made:
        return parameter
    constants = tuple(dict.fromkeys((*made, *parameter.constants)))[:MAX_CONSTANTS]
    shapes = tuple(each for each in made if each not in parameter.constants)
    return replace(parameter, constants=constants, shapes=shapes)


def _union(nodes: Iterator[ast.expr]) -> ast.expr | None:
    result: ast.expr | None = None
    for each in nodes:
        result = each if result is None else ast.BinOp(result, ast.BitOr(), each)
    return result


@dataclass(frozen=True, slots=True)
class CallableBuilder:
    """Builds the callables of one module."""

    package: Package
    scope: ModuleScope
    stub: ModuleScope | None
    inference: Inference
    overloads: Mapping[str, Sequence[FunctionNode]]
    arguments: Mapping[str, Mapping[str, ArgumentFacts]]
    """By qualified name, then parameter."""

    def build(self, definition: Definition, facts: FunctionFacts) -> CallableSubject:
        """A function or method."""
        return self._callable(
            facts, definition.kind, definition.owner or None, definition, definition.qualname
        )

    def nested(self, facts: FunctionFacts) -> Iterator[CallableSubject]:
        """The callables defined inside another one, at any depth."""
        for inner in facts.nested.values():
            yield self._callable(inner, CallableKind.NESTED, None, None, inner.qualname)
            yield from self.nested(inner)

    def _callable(
        self,
        facts: FunctionFacts,
        kind: CallableKind,
        owner: str | None,
        definition: Definition | None,
        qualname: str,
    ) -> CallableSubject:
        node = facts.node
        docstring = ast.get_docstring(node, clean=True)
        documentation = self._documentation(docstring, kind, owner)
        hints = HintReader(self.package, self.scope, facts.owner, _type_parameters(node))
        stub = self.stub.functions.get(qualname) if self.stub is not None else None
        source = SignatureSource(
            node,
            facts.receiver if owner or kind is CallableKind.NESTED else None,
            facts.parameters,
            documentation,
            hints,
            stub,
            HintReader(self.package, self.stub, facts.owner) if self.stub is not None else None,
            self.overloads.get(qualname, ()),
            self.arguments.get(qualname, {}),
            _first_dispatch(definition),
        )
        parameters = tuple(_shaped(node, each) for each in signature(source, self.inference))
        name = node.name
        return CallableSubject(
            qualname=qualname,
            name=name,
            kind=kind,
            owner=owner,
            parameters=parameters,
            returns=self._returns(facts, hints, documentation, stub, source.stub_hints),
            first_line=min([node.lineno, *(each.lineno for each in node.decorator_list)]),
            body_line=_body_line(node),
            last_line=node.end_lineno or node.lineno,
            complexity=complexity_of(node),
            is_async=isinstance(node, ast.AsyncFunctionDef),
            is_generator=facts.yields,
            is_context_manager=_decorated(node, "contextmanager", "asynccontextmanager"),
            is_abstract=_decorated(node, "abstractmethod", "abstractproperty"),
            is_public=is_public(qualname.replace("<locals>.", "")),
            is_dunder=name.startswith("__") and name.endswith("__") and len(name) > 4,
            dispatch_of=definition.dispatch_of if definition else None,
            dispatch_types=self._dispatch_types(definition, parameters, hints),
            decorators=tuple(ast.unparse(each) for each in node.decorator_list),
            raises=tuple(facts.raises),
            documented_raises=tuple(dict.fromkeys(documentation.raises)),
            attribute_reads=tuple(facts.reads),
            attribute_writes=tuple(
                dict.fromkeys([*facts.writes, *changed_in_place(node, facts.receiver)])
            ),
            calls=tuple(facts.calls)[:60],
            constants=tuple(facts.constants)[:MAX_CONSTANTS],
            docstring=docstring,
        )

    def _documentation(
        self, docstring: str | None, kind: CallableKind, owner: str | None
    ) -> Documentation:
        documentation = read_docstring(docstring)
        if kind is CallableKind.CONSTRUCTOR and owner in self.scope.classes:
            of_class = read_docstring(ast.get_docstring(self.scope.classes[owner]))
            for name, each in of_class.parameters.items():
                documentation.parameters.setdefault(name, each)
        return documentation

    def _returns(
        self,
        facts: FunctionFacts,
        hints: HintReader,
        documentation: Documentation,
        stub: FunctionNode | None,
        stub_hints: HintReader | None,
    ) -> tuple[TypeEvidence, ...]:
        declared = hints.read(facts.node.returns)
        in_stub = stub_hints.read(stub.returns) if stub and stub_hints else None
        written = read_words(documentation.returns, hints.read) if documentation.returns else None
        shown = [found for node in facts.returned if (found := self._returned(node, facts, hints))]
        return (
            *literal_evidence([declared] if declared else [], EvidenceSource.HINT),
            *literal_evidence([in_stub] if in_stub else [], EvidenceSource.STUB),
            *literal_evidence([written] if written else [], EvidenceSource.DOCSTRING),
            *literal_evidence(shown, EvidenceSource.USAGE),
        )

    def _returned(self, node: ast.expr, facts: FunctionFacts, hints: HintReader) -> TypeRef | None:
        found = type_of_literal(node)
        if found is not None:
            return found
        if isinstance(node, ast.Name):
            if node.id == facts.receiver and facts.owner:
                return TypeRef(f"{self.scope.module}:{facts.owner}")
            return TypeRef("callable") if node.id in facts.nested else None
        if isinstance(node, ast.Compare):
            return TypeRef("bool")
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return TypeRef("bool")
        if isinstance(node, ast.Call):
            return self._constructed(node, facts, hints)
        return None

    def _constructed(
        self, node: ast.Call, facts: FunctionFacts, hints: HintReader
    ) -> TypeRef | None:
        name = dotted_name(node.func)
        if name is None:
            return None
        if name == "cls" and facts.owner:
            return TypeRef(f"{self.scope.module}:{facts.owner}")
        resolved = self.package.resolve(self.scope, name, facts.owner) or ""
        if self.package.class_node(resolved) is not None:
            return TypeRef(resolved)
        if resolved.startswith("builtins:"):
            read = hints.read(ast.Name(name, ast.Load()))
            return read if read is not None and not read.is_class and read.name != "any" else None
        return None

    def _dispatch_types(
        self, definition: Definition | None, parameters: tuple[Parameter, ...], hints: HintReader
    ) -> tuple[TypeRef, ...]:
        if definition is None or definition.dispatch_of is None:
            return ()
        named = [found for node in definition.dispatch_nodes if (found := hints.read(node))]
        if not named and parameters:
            named = [each.type for each in parameters[0].evidence[:1]]
        flat = [
            part for each in named for part in (each.arguments if each.name == "union" else (each,))
        ]
        return tuple(dict.fromkeys(flat))


def _body_line(node: FunctionNode) -> int:
    documented = ast.get_docstring(node, clean=False) is not None
    return node.body[1 if documented and len(node.body) > 1 else 0].lineno


def argument_facts(facts: FunctionFacts, calls: Sequence[MinedCall]) -> dict[str, ArgumentFacts]:
    """What calls hand to each parameter of a function."""
    arguments: dict[str, list[Recipe]] = {}
    rest = facts.node.args.vararg
    for call in calls:
        for index, recipe in enumerate(call.arguments):
            if index < len(facts.positional):
                arguments.setdefault(facts.positional[index], []).append(recipe)
            elif rest is not None:
                arguments.setdefault(rest.arg, []).append(recipe)
        for name, recipe in call.keywords:
            if name in facts.parameters:
                arguments.setdefault(name, []).append(recipe)
    return {name: _argument_facts(recipes) for name, recipes in arguments.items()}


def _argument_facts(recipes: Sequence[Recipe]) -> ArgumentFacts:
    types = [found for each in recipes if (found := recipe_type(each)) and found.name != "none"]
    counted = sorted(dict.fromkeys(types), key=lambda each: -types.count(each))
    values = [repr(each.value) for each in recipes if isinstance(each, Literal)]
    short = [each for each in dict.fromkeys(values) if each != "None" and len(each) <= 80]
    return ArgumentFacts(tuple(counted[:3]), tuple(short[:8]))


def _first_dispatch(definition: Definition | None) -> ast.expr | None:
    if definition is None or not definition.dispatch_nodes:
        return None
    return _union(iter(definition.dispatch_nodes))


def _type_parameters(node: FunctionNode) -> frozenset[str]:
    return frozenset(each.name for each in getattr(node, "type_params", ()))


def _decorated(node: FunctionNode, *names: str) -> bool:
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if (dotted_name(called) or "").rpartition(".")[2] in names:
            return True
    return False
