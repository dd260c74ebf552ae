"""What the classes of a module are: kind, bases, fields, members and how instances come about."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from aqe.analysis.flow.facts import FactBook
from aqe.analysis.hints import HintReader
from aqe.analysis.scopes import FunctionNode, ModuleScope, dotted_name, module_statements
from aqe.domain.subject import ClassKind
from aqe.domain.syntax_trees import nodes_in

__all__ = [
    "ClassSource",
    "FieldSource",
    "class_members",
    "class_source",
    "functional_classes",
    "outer_bases",
]

_DATACLASS_DECORATORS = frozenset(
    {
        "dataclasses:dataclass",
        "attr:s",
        "attr:attrs",
        "attr:define",
        "attr:mutable",
        "attr:frozen",
        "attr:dataclass",
        "attrs:define",
        "attrs:mutable",
        "attrs:frozen",
        "pydantic.dataclasses:dataclass",
    }
)
_ENUMS = frozenset(
    f"enum:{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "ReprEnum")
)
_TYPING = ("typing", "typing_extensions")


@dataclass(frozen=True, slots=True)
class FieldSource:
    """A field as declared."""

    name: str
    annotation: ast.expr | None
    default: ast.expr | None
    hints: HintReader
    in_constructor: bool = True
    keyword_only: bool = False


@dataclass(slots=True)
class ClassSource:
    """A class as far as it can be told from its definition and those of its bases."""

    scope: ModuleScope
    qualname: str
    kind: ClassKind
    bases: tuple[str, ...] = ()
    fields: list[FieldSource] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    member_values: list[ast.expr] = field(default_factory=list)
    abstract_methods: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    docstring: str | None = None
    line: int = 0
    node: ast.ClassDef | None = None

    @property
    def name(self) -> str:
        """``module:qualname``."""
        return f"{self.scope.module}:{self.qualname}"


def class_source(book: FactBook, name: str) -> ClassSource | None:
    """A class ``module:qualname`` of the package, with what it inherits there."""
    found = book.package.class_node(name)
    if found is None:
        return None
    scope, qualname, node = found
    lineage = book.lineage(name)
    bases = outer_bases(book, lineage)
    made = ClassSource(scope, qualname, _kind(book, lineage, bases))
    made.bases = tuple(_base_names(book, scope, qualname, node))
    made.node, made.line = node, node.lineno
    made.docstring = ast.get_docstring(node)
    concrete: set[str] = set()
    for each in lineage:
        found = book.package.class_node(each)
        if found is not None:
            _add_methods(made, found[2], concrete, is_own=each == name)
    if made.kind in (ClassKind.DATACLASS, ClassKind.NAMEDTUPLE, ClassKind.TYPED_DICT):
        for each in reversed(lineage):
            found = book.package.class_node(each)
            if found is not None:
                _add_fields(made, HintReader(book.package, found[0], found[1]), found[2])
    if made.kind is ClassKind.ENUM:
        _add_members(made, node)
    elif made.kind is ClassKind.PLAIN:
        _add_tuple_base(book, made, node)
    return made


def _add_tuple_base(book: FactBook, made: ClassSource, node: ast.ClassDef) -> None:
    """``class Point(namedtuple("Point", "x y"))``."""
    for base in node.bases:
        if isinstance(base, ast.Call):
            found = _functional(book, made.scope, made.qualname, base)
            if found is not None and found.kind is ClassKind.NAMEDTUPLE:
                made.kind, made.fields = found.kind, found.fields


def _base_names(
    book: FactBook, scope: ModuleScope, qualname: str, node: ast.ClassDef
) -> Iterator[str]:
    for base in node.bases:
        name = dotted_name(base.value if isinstance(base, ast.Subscript) else base)
        if name is None:
            if isinstance(base, ast.Call):
                yield ast.unparse(base)[:80]
            continue
        yield book.package.resolve(scope, name, qualname.rpartition(".")[0]) or name


def outer_bases(book: FactBook, lineage: list[str]) -> set[str]:
    """Names of all bases and metaclasses, whether the package defines them or not."""
    names: set[str] = set()
    for each in lineage:
        found = book.package.class_node(each)
        if found is None:
            continue
        scope, qualname, node = found
        names.update(_base_names(book, scope, qualname, node))
        for keyword in node.keywords:
            value = dotted_name(keyword.value)
            if keyword.arg == "metaclass" and value:
                names.add(book.package.resolve(scope, value) or value)
    return names


def _kind(book: FactBook, lineage: list[str], bases: set[str]) -> ClassKind:
    if bases & _ENUMS or "enum:EnumMeta" in bases:
        return ClassKind.ENUM
    if any(f"{module}:NamedTuple" in bases for module in _TYPING):
        return ClassKind.NAMEDTUPLE
    if any(f"{module}:TypedDict" in bases for module in _TYPING):
        return ClassKind.TYPED_DICT
    own = book.package.class_node(lineage[0])
    if any(_has_dataclass_decorator(book, each) for each in lineage):
        return ClassKind.DATACLASS
    if any(_is_exception(each) for each in bases):
        return ClassKind.EXCEPTION
    if own is not None:
        direct = set(_base_names(book, own[0], own[1], own[2]))
        if any(f"{module}:Protocol" in direct for module in _TYPING):
            return ClassKind.PROTOCOL
    if any(each in bases for each in ("abc:ABC", "abc:ABCMeta")) and _is_abstract(book, lineage):
        return ClassKind.ABSTRACT
    return ClassKind.PLAIN


def _has_dataclass_decorator(book: FactBook, name: str) -> bool:
    found = book.package.class_node(name)
    if found is None:
        return False
    scope, _, node = found
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        dotted = dotted_name(called)
        if dotted and book.package.resolve(scope, dotted) in _DATACLASS_DECORATORS:
            return True
    return False


def _is_exception(name: str) -> bool:
    module, _, last = name.rpartition(":")
    if module not in ("builtins", ""):
        return last.endswith(("Error", "Exception"))
    return (
        last.endswith(("Error", "Exception", "Warning", "Exit", "Interrupt"))
        or last == "StopIteration"
    )


def _is_abstract(book: FactBook, lineage: list[str]) -> bool:
    concrete: set[str] = set()
    for each in lineage:
        found = book.package.class_node(each)
        for name, node in _own_methods(found[2]) if found else ():
            if name in concrete:
                continue
            if has_decorator(node, "abstractmethod", "abstractproperty"):
                return True
            concrete.add(name)
    return False


def has_decorator(node: FunctionNode, *names: str) -> bool:
    """Whether one of the decorators ends in one of the names."""
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if (dotted_name(called) or "").rpartition(".")[2] in names:
            return True
    return False


def _own_methods(node: ast.ClassDef) -> Iterator[tuple[str, FunctionNode]]:
    for statement in module_statements(node.body):
        if isinstance(statement, FunctionNode):
            yield statement.name, statement


def _add_methods(
    made: ClassSource, node: ast.ClassDef, concrete: set[str], *, is_own: bool
) -> None:
    """Methods nearest in the hierarchy first; what a nearer class defines is not abstract any more."""
    for name, method in _own_methods(node):
        if name not in concrete and name not in made.abstract_methods:
            if has_decorator(method, "abstractmethod", "abstractproperty"):
                made.abstract_methods.append(name)
            else:
                concrete.add(name)
        if is_own and name not in made.methods:
            made.methods.append(name)


def _add_fields(made: ClassSource, hints: HintReader, node: ast.ClassDef) -> None:
    keyword_only = False
    for statement in module_statements(node.body):
        if isinstance(statement, ast.Assign):
            _add_plain_field(made, hints, statement)
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        text = ast.unparse(statement.annotation)
        if "ClassVar" in text:
            continue
        if text.rpartition(".")[2] == "KW_ONLY":
            keyword_only = True
            continue
        made.fields = [each for each in made.fields if each.name != statement.target.id]
        made.fields.append(_field(statement, statement.target.id, hints, keyword_only))


def _add_plain_field(made: ClassSource, hints: HintReader, statement: ast.Assign) -> None:
    """``x = attr.ib(...)``."""
    call = statement.value
    if not isinstance(call, ast.Call) or (dotted_name(call.func) or "") not in (
        "attr.ib",
        "attr.attrib",
        "attrs.field",
        "attr.field",
    ):
        return
    for target in statement.targets:
        if isinstance(target, ast.Name):
            options = {each.arg: each.value for each in call.keywords}
            made.fields.append(
                FieldSource(
                    target.id.lstrip("_"), options.get("type"), options.get("default"), hints
                )
            )


def _field(
    statement: ast.AnnAssign, name: str, hints: HintReader, keyword_only: bool
) -> FieldSource:
    default, in_constructor = statement.value, True
    if isinstance(default, ast.Call) and (dotted_name(default.func) or "").rpartition(".")[2] in (
        "field",
        "ib",
    ):
        options = {each.arg: each.value for each in default.keywords}
        flag = options.get("init")
        in_constructor = not (isinstance(flag, ast.Constant) and flag.value is False)
        default = options.get("default")
        factory = options.get("default_factory") or options.get("factory")
        if default is None and factory is not None:
            default = ast.Call(factory, [], []) if isinstance(factory, ast.Name) else factory
    return FieldSource(name, statement.annotation, default, hints, in_constructor, keyword_only)


def _add_members(made: ClassSource, node: ast.ClassDef) -> None:
    for statement in module_statements(node.body):
        if not isinstance(statement, ast.Assign):
            continue
        for target in statement.targets:
            if isinstance(target, ast.Name) and not target.id.startswith("_"):
                made.members.append(target.id)
                made.member_values.append(statement.value)


def functional_classes(book: FactBook, scope: ModuleScope) -> list[ClassSource]:
    """Classes made by a call: ``Point = namedtuple("Point", "x y")`` and its like."""
    calls = ((name, value) for name, value in scope.values.items() if isinstance(value, ast.Call))
    made = (_functional(book, scope, name, value) for name, value in calls)
    return [each for each in made if each is not None]


def _functional(
    book: FactBook, scope: ModuleScope, name: str, value: ast.Call
) -> ClassSource | None:
    callee = dotted_name(value.func)
    resolved = book.package.resolve(scope, callee) if callee and value.args else None
    hints = HintReader(book.package, scope)
    if resolved == "collections:namedtuple":
        kind, fields = ClassKind.NAMEDTUPLE, _tuple_fields(value, hints)
    elif resolved in ("typing:NamedTuple", "typing_extensions:NamedTuple"):
        kind, fields = ClassKind.NAMEDTUPLE, _typed_fields(value, hints)
    elif resolved in _ENUMS:
        kind, fields = ClassKind.ENUM, []
    else:
        return None
    made = ClassSource(scope, name, kind, fields=fields, line=value.lineno)
    made.bases = ("builtins:tuple",) if kind is ClassKind.NAMEDTUPLE else (resolved,)
    if kind is ClassKind.ENUM:
        made.members = list(_names_in(value.args[1])) if len(value.args) > 1 else []
    return made


def _names_in(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from node.value.replace(",", " ").split()
    elif isinstance(node, ast.List | ast.Tuple):
        for item in node.elts:
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                yield item.value


def _tuple_fields(call: ast.Call, hints: HintReader) -> list[FieldSource]:
    names = list(_names_in(call.args[1])) if len(call.args) > 1 else []
    options = {each.arg: each.value for each in call.keywords}
    defaults = options.get("defaults")
    values = list(defaults.elts) if isinstance(defaults, ast.Tuple | ast.List) else []
    padded: list[ast.expr | None] = [None] * (len(names) - len(values)) + list(values)
    return [
        FieldSource(name, None, default, hints)
        for name, default in zip(names, padded, strict=False)
    ]


def _typed_fields(call: ast.Call, hints: HintReader) -> list[FieldSource]:
    items = call.args[1].elts if len(call.args) > 1 and isinstance(call.args[1], ast.List) else []
    found: list[FieldSource] = []
    for item in items:
        if isinstance(item, ast.Tuple) and len(item.elts) == 2:
            name = item.elts[0]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                found.append(FieldSource(name.value, item.elts[1], None, hints))
    return found


def class_members(book: FactBook, classes: Iterable[str]) -> dict[str, frozenset[str]]:
    """Names of the methods, fields and attributes of instances, by class of the package."""
    own: dict[str, frozenset[str]] = {}
    members: dict[str, frozenset[str]] = {}
    for name in classes:
        lineage = book.lineage(name)
        for each in lineage:
            if each not in own:
                found = book.package.class_node(each)
                own[each] = frozenset(_all_members(book, found)) if found else frozenset()
        members[name] = frozenset().union(*(own[each] for each in lineage))
    return members


def _all_members(book: FactBook, found: tuple[ModuleScope, str, ast.ClassDef]) -> Iterable[str]:
    """What the body of a class defines, and the fields of a tuple that it extends."""
    scope, qualname, node = found
    yield from member_names(node)
    for base in node.bases:
        value = scope.values.get(base.id) if isinstance(base, ast.Name) else base
        made = _functional(book, scope, qualname, value) if isinstance(value, ast.Call) else None
        yield from (each.name for each in made.fields) if made is not None else ()


def member_names(node: ast.ClassDef) -> Iterable[str]:
    """Names that a class itself defines: methods, fields, and attributes that its methods set."""
    for statement in module_statements(node.body):
        if isinstance(statement, FunctionNode):
            yield statement.name
            yield from _assigned_attributes(statement)
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    yield target.id
                    if target.id == "__slots__":
                        yield from _names_in(statement.value)


def _assigned_attributes(node: FunctionNode) -> Iterator[str]:
    receiver = node.args.args[0].arg if node.args.args else ""
    for each in nodes_in(node):
        if not isinstance(each, ast.Attribute) or not isinstance(each.ctx, ast.Store):
            continue
        if isinstance(each.value, ast.Name) and each.value.id == receiver:
            yield each.attr
