"""From a source file to a `Subject`: the one door to everything else in this room."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from aqe.analysis.borrowed_words import borrowed_words
from aqe.analysis.boundaries import boundaries_of
from aqe.analysis.callables import (
    ArgumentFacts,
    CallableBuilder,
    SignatureSource,
    argument_facts,
    signature,
)
from aqe.analysis.class_finder import ClassFinder, class_names, imported_classes
from aqe.analysis.classes import ClassSource, class_members, class_source, functional_classes
from aqe.analysis.definitions import Definition, definitions, is_public
from aqe.analysis.docstrings import read_docstring
from aqe.analysis.evidence import ParameterSource, literal_evidence, parameter
from aqe.analysis.examples import docstring_places, examples_in
from aqe.analysis.flow.facts import FactBook, FunctionFacts
from aqe.analysis.flow.inference import Inference
from aqe.analysis.flow.literals import literal_source
from aqe.analysis.flow.shapes import view
from aqe.analysis.flow.statements import read_bodies
from aqe.analysis.held import held_by
from aqe.analysis.hints import HintReader
from aqe.analysis.interruptions import interruptions_of
from aqe.analysis.keyed_values import keyed_values
from aqe.analysis.mining import Callee, Miner
from aqe.analysis.parsing import SourceCache, parse_source, read_source, too_deep
from aqe.analysis.prepared import prepared_values, with_prepared
from aqe.analysis.readings import readings_of
from aqe.analysis.scopes import FunctionNode, ModuleScope, Package
from aqe.analysis.sharing import SharedSources
from aqe.analysis.tables import tables_of
from aqe.domain.subject import (
    CallableKind,
    CallableSubject,
    ClassKind,
    ClassSubject,
    Example,
    Field,
    MinedCall,
    Parameter,
    ParameterKind,
    PreparedValue,
    Subject,
)
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.errors import SourceError

__all__ = ["analyse"]

MAX_KNOWN_CLASSES = 40
MAX_MODULE_CONSTANTS = 200
MAX_EXAMPLES = 300
MAX_NEIGHBOURS = 4
"""Other modules whose classes are looked at for what changes their objects."""
MAX_NEAR_TESTS = 40


def analyse(
    path: Path,
    *,
    module: str,
    import_root: Path,
    package_files: Sequence[Path] = (),
    test_files: Sequence[Path] = (),
    shared: SharedSources | None = None,
) -> Subject:
    """What can be known about a module without running it.

    Args:
        path: its file.
        module: its import name.
        import_root: folder that is on the import path.
        package_files: other files of its package.
        test_files: tests in which calls of it are looked for.
        shared: files as the other subjects of a request read them; changes the cost, not the result.

    Raises:
        SourceError: It cannot be read, is not Python, or holds no code.
    """
    text = read_source(path)
    tree = parse_source(text, str(path))
    if not tree.body:
        raise SourceError(
            f"{str(path)!r} has no code in it",
            hint="name a file that defines functions or classes",
            slug="source-empty",
        )
    try:
        files = shared or SharedSources()
        package = (import_root, package_files, test_files)
        analysis = _Analysis(path, text, tree, module, *package, files)
        return analysis.subject()
    except RecursionError as error:
        raise too_deep(str(path)) from error


class _Analysis:
    """The state of analysing one module."""

    def __init__(
        self,
        path: Path,
        text: str,
        tree: ast.Module,
        module: str,
        import_root: Path,
        package_files: Sequence[Path],
        test_files: Sequence[Path],
        shared: SharedSources,
    ) -> None:
        self.path, self.text, self.tree, self.import_root = path, text, tree, import_root
        self.test_files = test_files
        self.shared = shared
        self.cache = SourceCache(shared=shared)
        self.cache.add(path, text, tree)
        self.package = Package(import_root, package_files, self.cache)
        self.scope = ModuleScope(module, tree, is_package=path.stem == "__init__")
        self.package.add(self.scope, path)
        self.book = FactBook(self.package)
        self.tables = tables_of(tree)
        self.definitions, overloads = definitions(tree)
        self.overloads: dict[str, list[FunctionNode]] = {}
        for each in overloads:
            self.overloads.setdefault(each.qualname, []).append(each.node)
        self.facts: list[tuple[Definition, FunctionFacts]] = [
            (each, self.book.enter(self.scope, each.qualname, each.node, each.owner, 0))
            for each in self.definitions
        ]

    def subject(self) -> Subject:
        """The whole subject."""
        self._link_dispatch()
        read_bodies(self.book)
        own = [f"{self.scope.module}:{qualname}" for qualname in self.scope.classes]
        nearby = imported_classes(self.book, self.scope)[:MAX_KNOWN_CLASSES]
        for name in nearby:
            self._enter_constructor(name)
        read_bodies(self.book)
        elsewhere = ClassFinder(self.book, self.scope.module)
        self.inference = Inference(
            class_members(self.book, [*own, *nearby]), elsewhere.with_members
        )
        mined = self._mined()
        builder = CallableBuilder(
            self.package,
            self.scope,
            self._stub(),
            self.inference,
            self.overloads,
            self._calls(mined),
        )
        callables = list(with_prepared(self._callables(builder), self.prepared))
        sources = [found for name in own if (found := class_source(self.book, name))]
        sources.extend(functional_classes(self.book, self.scope))
        classes = [self._class(each, callables) for each in sources]
        callables.extend(self._generated_constructors(sources, classes))
        callables.sort(key=lambda each: (each.first_line, each.last_line))
        known = list(self._known_classes(callables, classes, nearby))
        arrangers = list(self._arrangers(known))
        # What changes the objects of known classes may take objects of further ones.
        known = list(self._known_classes([*callables, *arrangers], classes, nearby))
        examples = tuple(self._examples())[:MAX_EXAMPLES]
        return Subject(
            module=self.scope.module,
            path=self.path,
            import_root=self.import_root,
            source=self.text,
            language="python",
            callables=tuple(callables),
            classes=tuple(classes),
            known_classes=tuple(known),
            arrangers=tuple(arrangers),
            names=tuple(self._names()),
            constants=tuple(self._constants())[:MAX_MODULE_CONSTANTS],
            tables=self.tables,
            borrowed_words=borrowed_words(self.package, self.scope, self.tree),
            exports=self.scope.exports,
            mined=tuple(mined),
            prepared=self.prepared,
            examples=examples,
            keyed_values=keyed_values(self.tree, examples),
            boundaries=boundaries_of(self.package, self.scope, self.definitions),
            readings=readings_of(self.package, self.scope, self.definitions),
            interruptions=interruptions_of(self.package, self.scope, self.definitions),
        )

    # -- callables --------------------------------------------------------------------------------

    def _link_dispatch(self) -> None:
        """The types of registrations speak about the first parameter of the generic function."""
        for definition, facts in self.facts:
            if definition.dispatch_of is None:
                continue
            generic = self._generic(definition)
            if generic is None or not generic.positional or not facts.positional:
                continue
            first = generic.parameters[generic.positional[0]]
            hints = HintReader(self.package, self.scope, definition.owner)
            nodes = definition.dispatch_nodes or [
                each.annotation
                for each in definition.node.args.args
                if each.arg == facts.positional[0] and each.annotation
            ]
            for node in nodes:
                found = hints.read(node)
                for each in found.arguments if found and found.name == "union" else [found]:
                    if each is not None:
                        first.isinstance_types[each] = None
            first.flow(facts.parameters[facts.positional[0]])

    def _generic(self, definition: Definition) -> FunctionFacts | None:
        name = definition.dispatch_of or ""
        local = f"{definition.owner}.{name}" if definition.owner else name
        return self.book.function(f"{self.scope.module}:{local}", 0)

    def _stub(self) -> ModuleScope | None:
        path = self.path.with_suffix(".pyi")
        tree = self.cache.tree(path) if path.is_file() else None
        if tree is None:
            return None
        return ModuleScope(self.scope.module, tree, is_package=self.scope.is_package)

    def _callables(self, builder: CallableBuilder) -> Iterator[CallableSubject]:
        for definition, facts in self.facts:
            yield builder.build(definition, facts)
            yield from builder.nested(facts)

    def _generated_constructors(
        self, sources: Sequence[ClassSource], classes: Sequence[ClassSubject]
    ) -> Iterator[CallableSubject]:
        """Constructors that no ``def`` stands for: of data classes and named tuples."""
        for source, made in zip(sources, classes, strict=True):
            if made.kind not in (ClassKind.DATACLASS, ClassKind.NAMEDTUPLE):
                continue
            if {"__init__", "__new__"} & set(made.methods):
                continue
            yield CallableSubject(
                qualname=f"{made.qualname}.__init__",
                name="__init__",
                kind=CallableKind.CONSTRUCTOR,
                owner=made.qualname,
                parameters=made.constructor,
                first_line=source.line,
                last_line=source.line,
                is_public=made.is_public,
                is_dunder=True,
            )

    def _arrangers(self, classes: Sequence[ClassSubject]) -> Iterator[CallableSubject]:
        """Methods of classes of other modules that change their objects."""
        owners: dict[str, set[str]] = {}
        for each in classes:
            owners.setdefault(each.module, set()).add(each.qualname)
        for module, names in list(owners.items())[:MAX_NEIGHBOURS]:
            path = self.package.paths.get(module)
            tree = self.cache.tree(path) if path is not None else None
            if path is None or tree is None or path == self.path:
                continue
            text = self.cache.text(path) or ""
            files = tuple(self.package.paths.values())
            beside = partial(
                _Analysis, path, text, tree, module, self.import_root, files, (), self.shared
            )
            found = self.shared.changing(path, files, partial(_changing_methods, beside))
            yield from (each for each in found if each.owner in names)

    def changing_methods(self) -> tuple[CallableSubject, ...]:
        """The public methods that change their objects; nothing else is analysed."""
        read_bodies(self.book)
        own = [f"{self.scope.module}:{qualname}" for qualname in self.scope.classes]
        self.inference = Inference(class_members(self.book, own))
        builder = CallableBuilder(
            self.package, self.scope, None, self.inference, self.overloads, {}
        )
        made = (
            builder.build(definition, facts)
            for definition, facts in self.facts
            if definition.kind is CallableKind.METHOD
        )
        return tuple(
            each
            for each in made
            if each.attribute_writes
            and each.is_public
            and not (each.is_dunder or each.is_generator or each.is_async or each.is_abstract)
        )

    # -- use elsewhere ----------------------------------------------------------------------------

    def _mined(self) -> list[MinedCall]:
        """Calls of the subject: tests first, then the package, then the subject itself."""
        callees = [
            Callee(each.qualname, each.owner, each.kind is CallableKind.CONSTRUCTOR)
            for each in self.definitions
            if each.kind not in (CallableKind.PROPERTY, CallableKind.SETTER)
        ]
        generated = [
            Callee(f"{qualname}.__init__", qualname, True)
            for qualname in self.scope.classes
            if f"{qualname}.__init__" not in self.scope.functions
        ]
        module, callables = self.scope.module, [*callees, *generated]
        miner = Miner(self.package, module, callables, self.cache, self.shared)
        near = [each for each in self.test_files if miner.is_near(each)][:MAX_NEAR_TESTS]
        conftests = miner.fixtures.conftests(near)
        for path in (*self.test_files, *conftests, *self.package.paths.values()):
            if path != self.path:
                miner.mine(path)
        miner.mine(self.path, self.scope)
        self.prepared = prepared_values(miner.fixtures, near)
        return miner.found

    prepared: tuple[PreparedValue, ...] = ()

    def _calls(self, mined: Sequence[MinedCall]) -> dict[str, dict[str, ArgumentFacts]]:
        """Types and values of arguments by callable and parameter."""
        found: dict[str, dict[str, ArgumentFacts]] = {}
        for _, facts in self.facts:
            calls = [each for each in mined if each.callee == facts.qualname]
            if calls:
                found[facts.qualname] = argument_facts(facts, calls)
        return found

    def _examples(self) -> Iterator[Example]:
        names = frozenset(each.node.name for each in self.definitions)
        names |= {name.rpartition(".")[2] for name in self.scope.classes}
        for owner, text, line in docstring_places(self.tree):
            yield from examples_in(text, owner, line, names)

    # -- classes ----------------------------------------------------------------------------------

    def _enter_constructor(self, name: str) -> None:
        target = self.book.method(name, "__init__")
        if target is not None:
            self.book.function(target, 1)

    def _class(
        self, source: ClassSource, callables: Sequence[CallableSubject] = ()
    ) -> ClassSubject:
        return ClassSubject(
            module=source.scope.module,
            qualname=source.qualname,
            kind=source.kind,
            bases=source.bases,
            fields=tuple(self._fields(source)),
            members=tuple(source.members),
            abstract_methods=tuple(source.abstract_methods),
            methods=tuple(source.methods),
            constructor=self._constructor(source, callables),
            is_public=is_public(source.qualname),
            docstring=source.docstring,
            held=held_by(self.book, source.name),
        )

    def _fields(self, source: ClassSource) -> Iterator[Field]:
        seen: set[str] = set()
        for each in source.fields:
            seen.add(each.name)
            declared = each.hints.read(each.annotation)
            yield Field(
                each.name,
                tuple(literal_evidence([declared] if declared else [], EvidenceSource.HINT)),
                ast.unparse(each.default) if each.default is not None else None,
            )
        if source.node is None:
            return
        written = self._written(source)
        for name, shape in self.book.attributes_of(source.name).items():
            if name in seen or name not in written:
                continue
            folded = view([shape])
            types = [*folded.isinstance_types, *self.inference.types(folded)]
            yield Field(name, tuple(literal_evidence(types, EvidenceSource.USAGE)))

    def _written(self, source: ClassSource) -> set[str]:
        return {
            name
            for each in self.book.lineage(source.name)
            for method in self.book.read_methods(each)
            for name in method.writes
        }

    def _constructor(
        self, source: ClassSource, callables: Sequence[CallableSubject]
    ) -> tuple[Parameter, ...]:
        for name in ("__init__", "__new__"):
            target = self.book.method(source.name, name)
            if target is not None:
                return self._method_parameters(target, callables)
        if source.kind in (ClassKind.DATACLASS, ClassKind.NAMEDTUPLE, ClassKind.TYPED_DICT):
            return tuple(self._field_parameters(source))
        if source.kind is ClassKind.ENUM:
            values = [text for node in source.member_values if (text := literal_source(node))]
            return (
                Parameter("value", ParameterKind.POSITIONAL_ONLY, constants=tuple(values)[:20]),
            )
        if source.kind is ClassKind.EXCEPTION:
            message = TypeEvidence(TypeRef("str"), EvidenceSource.NAME, 0.2)
            return (Parameter("args", ParameterKind.VAR_POSITIONAL, evidence=(message,)),)
        return ()

    def _method_parameters(
        self, target: str, callables: Sequence[CallableSubject]
    ) -> tuple[Parameter, ...]:
        module, _, qualname = target.partition(":")
        if module == self.scope.module:
            for each in callables:
                if each.qualname == qualname:
                    return each.parameters
        facts = self.book.function(target, 1)
        if facts is None:
            return ()
        read_bodies(self.book)
        documentation = read_docstring(ast.get_docstring(facts.node))
        hints = HintReader(self.package, facts.scope, facts.owner)
        source = SignatureSource(facts.node, facts.receiver, facts.parameters, documentation, hints)
        return signature(source, self.inference)

    def _field_parameters(self, source: ClassSource) -> Iterator[Parameter]:
        documentation = read_docstring(source.docstring)
        fields = [each for each in source.fields if each.in_constructor]
        keyword_only = source.kind is ClassKind.TYPED_DICT
        for each in sorted(fields, key=lambda item: item.keyword_only):
            kind = ParameterKind.POSITIONAL_OR_KEYWORD
            if each.keyword_only or keyword_only:
                kind = ParameterKind.KEYWORD_ONLY
            yield parameter(
                ParameterSource(
                    each.name,
                    kind,
                    each.annotation,
                    each.default,
                    self.book.attribute(source.name, each.name) if source.node else None,
                    documentation.parameters.get(each.name),
                ),
                each.hints,
                None,
                self.inference,
            )

    def _known_classes(
        self,
        callables: Sequence[CallableSubject],
        classes: Sequence[ClassSubject],
        nearby: Sequence[str],
    ) -> Iterator[ClassSubject]:
        """Classes of the package that signatures, fields and bodies refer to."""
        own = {f"{each.module}:{each.qualname}" for each in classes}
        waiting = dict.fromkeys(nearby)
        for each in callables:
            waiting.update(dict.fromkeys(class_names(each.parameters, each.returns)))
        for made in classes:
            waiting.update(dict.fromkeys(class_names(made.constructor, ())))
        order = [name for name in waiting if name not in own]
        count = 0
        for name in order:
            source = class_source(self.book, name) or self._functional(name)
            if source is None:
                continue
            made = self._class(source)
            yield made
            count += 1
            if count >= MAX_KNOWN_CLASSES:
                return
            more = class_names(made.constructor, ())
            order.extend(each for each in more if each not in own and each not in order)

    def _functional(self, name: str) -> ClassSource | None:
        module, _, qualname = name.partition(":")
        scope = self.package.scope(module)
        if scope is None or qualname not in scope.values:
            return None
        return next(
            (each for each in functional_classes(self.book, scope) if each.qualname == qualname),
            None,
        )

    # -- names ------------------------------------------------------------------------------------

    def _names(self) -> Iterator[tuple[str, str]]:
        for name in self.scope.imports:
            resolved = self.package.resolve(self.scope, name)
            if resolved is not None:
                yield name, resolved

    def _constants(self) -> Iterator[tuple[str, str]]:
        for name, value in self.scope.values.items():
            source = literal_source(value)
            if source is not None and not (name.startswith("__") and name.endswith("__")):
                yield name, source


def _changing_methods(analysis: Callable[[], _Analysis]) -> tuple[CallableSubject, ...]:
    return analysis().changing_methods()
