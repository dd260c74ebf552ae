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
    argument_facts,
)
from aqe.analysis.class_finder import ClassFinder, foreign_classes, imported_classes, named_classes
from aqe.analysis.class_subjects import (
    MAX_KNOWN_CLASSES,
    ClassSubjects,
    generated_constructors,
)
from aqe.analysis.classes import class_members, class_source, functional_classes
from aqe.analysis.companions import with_companions
from aqe.analysis.data_schemas import data_schemas
from aqe.analysis.definitions import Definition, definitions
from aqe.analysis.documented_values import documented_calls, documented_values
from aqe.analysis.examples import docstring_places, examples_in
from aqe.analysis.flow.facts import FactBook, FunctionFacts
from aqe.analysis.flow.inference import Inference
from aqe.analysis.flow.literals import literal_source
from aqe.analysis.flow.statements import read_bodies
from aqe.analysis.foreign import ForeignClasses
from aqe.analysis.hints import HintReader
from aqe.analysis.interruptions import interruptions_of
from aqe.analysis.keyed_values import keyed_values
from aqe.analysis.mining import Callee, Miner
from aqe.analysis.namesakes import with_namesakes
from aqe.analysis.parsing import SourceCache, parse_source, read_source, too_deep
from aqe.analysis.prepared import prepared_values, with_prepared
from aqe.analysis.readings import readings_of
from aqe.analysis.scopes import FunctionNode, ModuleScope, Package
from aqe.analysis.sharing import SharedSources
from aqe.analysis.subclasses import completed_by
from aqe.analysis.tables import tables_of
from aqe.domain.subject import (
    CallableKind,
    CallableSubject,
    ClassSubject,
    Example,
    MinedCall,
    PreparedValue,
    Subject,
)
from aqe.errors import SourceError

__all__ = ["analyse"]

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
    search_path: Sequence[Path] = (),
    shared: SharedSources | None = None,
) -> Subject:
    """What can be known about a module without running it.

    Args:
        path: its file.
        module: its import name.
        import_root: folder that is on the import path.
        package_files: other files of its package.
        test_files: tests in which calls of it are looked for.
        search_path: folders in which other distributions are looked for whose classes it names.
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
        analysis = _Analysis(path, text, tree, module, *package, files, search_path)
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
        search_path: Sequence[Path] = (),
    ) -> None:
        self.foreign = ForeignClasses(search_path, module.partition(".")[0], shared)
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
        elsewhere = ClassFinder(self.book, self.scope.module)
        nearby += [each for each in completed_by(self.book, own, elsewhere) if each not in nearby]
        for name in nearby:
            self._enter_constructor(name)
        read_bodies(self.book)
        self.inference = Inference(
            {
                **self.foreign.members(foreign_classes(self.book, self.scope)),
                **class_members(self.book, named_classes(self.book, self.scope, self.tree)),
                **class_members(self.book, [*own, *nearby]),
            },
            elsewhere.with_members,
        )
        mined = self._mined()
        examples = tuple(self._examples())[:MAX_EXAMPLES]
        makes = ClassSubjects(
            self.book, self.package, self.scope, self.inference, self.foreign.subject
        )
        builder = CallableBuilder(
            self.package,
            self.scope,
            self._stub(),
            self.inference,
            self.overloads,
            self._calls(mined, examples),
        )
        prepared = with_prepared(self._callables(builder), self.prepared)
        callables = with_companions(with_namesakes(prepared), self.definitions)
        sources = [found for name in own if (found := class_source(self.book, name))]
        sources.extend(functional_classes(self.book, self.scope))
        classes = [makes.subject(each, callables) for each in sources]
        generated = generated_constructors(sources, classes)
        callables.extend(with_companions(generated, self.definitions))
        callables.sort(key=lambda each: (each.first_line, each.last_line))
        known = list(makes.known(callables, classes, nearby))
        arrangers = list(self._arrangers(known))
        # What changes the objects of known classes may take objects of further ones.
        known = list(makes.known([*callables, *arrangers], classes, nearby))
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
            data_schemas=data_schemas(self.book, [*classes, *known]),
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

    def _calls(
        self, mined: Sequence[MinedCall], examples: Sequence[Example]
    ) -> dict[str, dict[str, ArgumentFacts]]:
        """Types and values of arguments by callable and parameter."""
        found: dict[str, dict[str, ArgumentFacts]] = {}
        documented = documented_calls(examples)
        for definition, facts in self.facts:
            calls = [each for each in mined if each.callee == facts.qualname]
            known = argument_facts(facts, calls)
            is_made = definition.kind is CallableKind.CONSTRUCTOR
            name = (definition.owner if is_made else facts.qualname).rpartition(".")[2]
            rest = facts.node.args.vararg
            shown = documented_values(
                documented, name, facts.positional, rest.arg if rest is not None else None
            )
            for parameter, sources in shown.items():
                known[parameter] = known.get(parameter, ArgumentFacts()).with_documented(sources)
            if known:
                found[facts.qualname] = known
        return found

    def _examples(self) -> Iterator[Example]:
        names = frozenset(each.node.name for each in self.definitions)
        names |= {name.rpartition(".")[2] for name in self.scope.classes}
        for owner, text, line in docstring_places(self.tree):
            yield from examples_in(text, owner, line, names)

    def _enter_constructor(self, name: str) -> None:
        target = self.book.method(name, "__init__")
        if target is not None:
            self.book.function(target, 1)

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
