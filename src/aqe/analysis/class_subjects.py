"""Classes of a module, and of those it refers to, as values: fields, constructors, what is known nearby."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

from aqe.analysis.callables import SignatureSource, signature
from aqe.analysis.class_finder import class_names
from aqe.analysis.classes import ClassSource, class_source, functional_classes
from aqe.analysis.definitions import is_public
from aqe.analysis.docstrings import read_docstring
from aqe.analysis.evidence import ParameterSource, literal_evidence, parameter
from aqe.analysis.flow.facts import FactBook
from aqe.analysis.flow.inference import Inference
from aqe.analysis.flow.literals import literal_source
from aqe.analysis.flow.shapes import view
from aqe.analysis.flow.statements import read_bodies
from aqe.analysis.held import held_by
from aqe.analysis.hints import HintReader
from aqe.analysis.scopes import ModuleScope, Package
from aqe.domain.subject import (
    CallableKind,
    CallableSubject,
    ClassKind,
    ClassSubject,
    Field,
    Parameter,
    ParameterKind,
)
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef

__all__ = ["MAX_KNOWN_CLASSES", "ClassSubjects", "generated_constructors"]

MAX_KNOWN_CLASSES = 40


class ClassSubjects:
    """Makes the values that stand for classes, of the facts about one module.

    Args:
        book: Facts about functions, read so far.
        package: Around the module.
        scope: Of the module.
        inference: Of types.
        foreign: Finds a class ``module:qualname`` of another distribution.
    """

    def __init__(
        self,
        book: FactBook,
        package: Package,
        scope: ModuleScope,
        inference: Inference,
        foreign: Callable[[str], ClassSubject | None] = lambda name: None,
    ) -> None:
        self.book, self.package, self.scope, self.inference = book, package, scope, inference
        self._foreign = foreign

    def subject(
        self, source: ClassSource, callables: Sequence[CallableSubject] = ()
    ) -> ClassSubject:
        """A class; its constructor is taken from the callables of the module where it is among them."""
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
        for base in source.bases:
            inherited = self._foreign(base)
            if inherited is not None and inherited.constructor:
                return inherited.constructor
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

    def known(
        self,
        callables: Sequence[CallableSubject],
        classes: Sequence[ClassSubject],
        nearby: Sequence[str],
    ) -> Iterator[ClassSubject]:
        """Classes that signatures, fields and bodies refer to."""
        own = {f"{each.module}:{each.qualname}" for each in classes}
        waiting = dict.fromkeys(nearby)
        for each in callables:
            waiting.update(dict.fromkeys(class_names(each.parameters, each.returns)))
        inherited: set[str] = set()
        for made in classes:
            waiting.update(dict.fromkeys((*class_names(made.constructor, ()), *made.bases)))
            inherited.update(made.bases)
        order = [name for name in waiting if name not in own]
        count = 0
        for name in order:
            source = class_source(self.book, name) or self._functional(name)
            known = self._foreign(name) if source is None else self.subject(source)
            if known is None:
                continue
            yield known
            count += 1
            if count >= MAX_KNOWN_CLASSES:
                return
            more = list(class_names(known.constructor, ()))
            if name in inherited:
                more += known.bases
                inherited.update(known.bases)
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


def generated_constructors(
    sources: Sequence[ClassSource], classes: Sequence[ClassSubject]
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
