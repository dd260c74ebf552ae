"""All that speaks about one parameter, weighed and put in order."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from aqe.analysis.docstrings import DocumentedParameter, quoted_values
from aqe.analysis.flow.inference import Inference, type_of_source
from aqe.analysis.flow.literals import literal_source, type_of_literal
from aqe.analysis.flow.shapes import Shape, ShapeView, usage_of, view
from aqe.analysis.hints import HintReader, read_words
from aqe.analysis.parsing import parse_expression
from aqe.analysis.patterns import near_miss, samples
from aqe.domain.subject import Held, Parameter, ParameterKind
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef

__all__ = ["ParameterSource", "literal_evidence", "parameter"]

MAX_CONSTANTS = 20
MAX_HELD = 8
"""Attributes of one value whose elements are looked at."""
MAX_ELEMENTS = 8
_ANY = TypeRef("any")
_WEIGHTS = {
    EvidenceSource.HINT: 1.0,
    EvidenceSource.STUB: 0.95,
    EvidenceSource.CALL_SITE: 0.7,
    EvidenceSource.DEFAULT: 0.6,
    EvidenceSource.ISINSTANCE: 0.6,
    EvidenceSource.DOCSTRING: 0.55,
    EvidenceSource.USAGE: 0.5,
    EvidenceSource.COMPARISON: 0.4,
    EvidenceSource.NAME: 0.2,
}
_ORDER = tuple(_WEIGHTS)


@dataclass(frozen=True, slots=True)
class ParameterSource:
    """Where the facts about one parameter lie."""

    name: str
    kind: ParameterKind
    annotation: ast.expr | None = None
    default: ast.expr | None = None
    shape: Shape | None = None
    documented: DocumentedParameter | None = None
    stub: ast.expr | None = None
    calls: tuple[TypeRef, ...] = ()
    """Types of arguments at call sites."""
    call_values: tuple[str, ...] = ()
    """Literal arguments at call sites, as source."""
    documented_values: tuple[str, ...] = ()
    """Literal arguments in documented examples, as source."""
    converter: str = ""
    """Name of the callable, where it is its first parameter."""


_CONTAINERS = frozenset({"list", "tuple", "set", "frozenset"})
_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">", "'": "'", '"': '"'}


@cache
def usual_values() -> dict[str, tuple[str, ...]]:
    """What texts and numbers under some names usually are, as source."""
    text = resources.files(__package__).joinpath("usual_values.toml").read_text("utf-8")
    return {name: tuple(map(repr, texts)) for name, texts in tomllib.loads(text).items()}


@dataclass(frozen=True, slots=True)
class NameWords:
    """The tables of ``names.toml``."""

    exact: dict[str, str]
    ends: dict[str, str]
    starts: dict[str, str]
    converted: dict[str, str]
    parsed: dict[str, str]


@cache
def name_words() -> NameWords:
    """What parameters of some names usually are."""
    text = resources.files(__package__).joinpath("names.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return NameWords(data["exact"], data["ends"], data["starts"], data["converted"], data["parsed"])


def literal_evidence(types: Iterable[TypeRef], source: EvidenceSource) -> list[TypeEvidence]:
    """Evidence for each type, once, with the weight of its source."""
    found = dict.fromkeys(each for each in types if each != _ANY)
    return [
        TypeEvidence(each, source, round(_WEIGHTS[source] - 0.02 * index, 3))
        for index, each in enumerate(list(found)[:6])
    ]


def parameter(
    source: ParameterSource, hints: HintReader, stub_hints: HintReader | None, inference: Inference
) -> Parameter:
    """A parameter with its evidence, strongest first, and the values worth trying for it."""
    whole = view([source.shape]) if source.shape is not None else ShapeView()
    # A converter hands its value to what takes several kinds of values; its name says which this is.
    is_told = source.annotation or source.stub or _documented(source, hints)
    is_narrow = source.shape is not None and not is_told and _converted(source.converter)
    folded = view([source.shape], 0) if source.shape is not None and is_narrow else whole
    elements = view(folded.elements) if folded.elements else ShapeView()
    asked = inference.types(folded)
    passed_on = inference.types(whole) if is_narrow else asked
    collected = [
        *literal_evidence(_annotated(source.annotation, hints), EvidenceSource.HINT),
        *literal_evidence(_annotated(source.stub, stub_hints), EvidenceSource.STUB),
        *literal_evidence(source.calls, EvidenceSource.CALL_SITE),
        *literal_evidence(_default(source.default, hints), EvidenceSource.DEFAULT),
        *literal_evidence(_filled(folded.isinstance_types, asked), EvidenceSource.ISINSTANCE),
        *literal_evidence(_documented(source, hints), EvidenceSource.DOCSTRING),
        *literal_evidence(asked, EvidenceSource.USAGE),
        *literal_evidence(_compared(folded), EvidenceSource.COMPARISON),
        *literal_evidence(_filled(_by_name(source), passed_on), EvidenceSource.NAME),
    ]
    return Parameter(
        name=source.name,
        kind=source.kind,
        default=ast.unparse(source.default) if source.default is not None else None,
        evidence=tuple(collected),
        usage=usage_of(folded),
        elements=usage_of(elements),
        documented=_sentence(source.documented),
        constants=tuple(_constants(source, whole)[:MAX_CONSTANTS]),
        usual_values=_usual(source.name, collected),
        held=tuple(_held(folded, inference)),
    )


def _held(folded: ShapeView, inference: Inference) -> Iterator[Held]:
    """Attributes that are gone through, with what their elements are asked to be."""
    for name, shapes in list(folded.attributes.items())[:MAX_HELD]:
        elements = view(shapes).elements
        if elements:
            inner = view(elements)
            asked = tuple(each for each in inner.isinstance_types if each != _ANY)
            likely = tuple(each for each in inference.types(inner, 1) if each.is_class)
            found = asked or likely[:2]
            if found:
                yield Held(name, found[:MAX_ELEMENTS])


def _annotated(node: ast.expr | None, hints: HintReader | None) -> list[TypeRef]:
    found = hints.read(node) if hints is not None else None
    return [found] if found is not None else []


def _default(node: ast.expr | None, hints: HintReader) -> list[TypeRef]:
    if node is None:
        return []
    found = type_of_literal(node)
    if found is not None:
        return [] if found.name == "none" else [found]
    if isinstance(node, ast.Call):
        called = hints.read(node.func) if isinstance(node.func, ast.Name | ast.Attribute) else None
        return [called] if called is not None and called.name != "any" else []
    if isinstance(node, ast.Name | ast.Attribute):
        name = ast.unparse(node)
        resolved = hints.package.resolve(hints.scope, name, hints.owner)
        if resolved is None:
            return []
        value = hints.package.value_node(resolved)
        if value is not None:
            found = type_of_literal(value)
            return [found] if found is not None else []
        owner = hints.package.resolve(hints.scope, name.rpartition(".")[0] or name, hints.owner)
        if owner and owner != resolved and hints.package.class_node(owner):
            return [TypeRef(owner)]
        if hints.package.class_node(resolved):
            return [TypeRef("type", (TypeRef(resolved),))]
        if hints.package.function_node(resolved):
            return [TypeRef("callable")]
    return []


def _documented(source: ParameterSource, hints: HintReader) -> list[TypeRef]:
    if source.documented is None or not source.documented.type:
        return []
    found = read_words(source.documented.type, hints.read)
    return [found] if found is not None else []


def _filled(types: Iterable[TypeRef], used: Iterable[TypeRef]) -> Iterator[TypeRef]:
    """The types; containers of which nothing more is told with what their items are used as."""
    known = {each.name: each for each in used if each.arguments}
    for each in types:
        is_bare = not each.arguments and each.name in _CONTAINERS
        yield known.get(each.name, each) if is_bare else each


def _compared(folded: ShapeView) -> list[TypeRef]:
    types = [found for each in folded.compared if (found := type_of_source(each))]
    held = [
        found
        for (method, each) in folded.method_arguments
        if method == "__contains__" and (found := type_of_source(each))
    ]
    return [*types, *(each for each in held if each.name == "str")]


def _converted(name: str) -> str | None:
    """What a callable of this name makes something of: ``int`` for ``from_int`` and ``int_to_text``."""
    words, name = name_words(), name.lower().strip("_")
    source, separator, _ = name.partition("_to_")
    if separator:
        return words.converted.get(source)
    if name.startswith("parse_"):
        return words.parsed.get(name.removeprefix("parse_"))
    return words.converted.get(name.removeprefix("from_")) if name.startswith("from_") else None


def _by_name(source: ParameterSource) -> list[TypeRef]:
    if source.kind is ParameterKind.VAR_KEYWORD:
        return []
    converted = _converted(source.converter)
    if converted and source.kind is not ParameterKind.VAR_POSITIONAL:
        return [TypeRef(converted)]
    words, name = name_words(), source.name.lower().strip("_")
    found = (
        words.exact.get(source.name.lower().lstrip("_"))
        or words.exact.get(name)
        or words.ends.get(name.rpartition("_")[2])
        or words.starts.get(name.partition("_")[0] if "_" in name else "")
    )
    if source.kind is ParameterKind.VAR_POSITIONAL:
        found = words.exact.get(name.removesuffix("s"))
    return [TypeRef(found)] if found else []


def _sentence(documented: DocumentedParameter | None) -> str | None:
    if documented is None or not (documented.text or documented.type):
        return None
    return (documented.text or documented.type)[:400]


def _usual(name: str, evidence: Iterable[TypeEvidence]) -> tuple[str, ...]:
    """What values of the name usually are, as far as they are of a type that may stand there."""
    types = [each.type for each in evidence if each.source is not EvidenceSource.NAME]
    possible = {name for each in types for name in _names(each)}
    words = name.lower().strip("_")
    known = usual_values()
    found = known.get(words) or known.get(words.rpartition("_")[2]) or ()
    return tuple(each for each in found if not types or possible & _kinds(each))


def _kinds(source: str) -> set[str]:
    return {"str"} if source[0] in "'\"" else {"int", "float"}


def _names(type_ref: TypeRef) -> set[str]:
    """The types that a value may be of, those of a union each."""
    if type_ref.name != "union":
        return {type_ref.name}
    return {name for each in type_ref.arguments for name in _names(each)}


def _constants(source: ParameterSource, folded: ShapeView) -> list[str]:
    """Values worth trying: what examples show, then what decides a condition."""
    values = dict.fromkeys((*source.documented_values, *folded.compared))
    for pattern in list(folded.patterns)[:4]:
        for sample in samples(pattern):
            values[repr(sample)] = None
        miss = near_miss(pattern)
        if miss is not None:
            values[repr(miss)] = None
    values.update(dict.fromkeys(_from_methods(folded)))
    values.update(dict.fromkeys(source.call_values[:6]))
    if source.documented is not None:
        values.update(dict.fromkeys(quoted_values(source.documented.text)))
    default = literal_source(source.default)
    if default is not None and default != "None":
        values[default] = None
    return list(values)


_OF_TEXTS = frozenset((*dir(str), *dir(bytes)))


def _from_methods(folded: ShapeView) -> list[str]:
    """Literals handed to methods of it: what a string starts with, splits at, contains.

    What a method is handed that no text has is no value of it.
    """
    found: list[str] = []
    for method, argument in folded.method_arguments:
        node = parse_expression(argument)
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str | bytes):
            continue
        if method not in _OF_TEXTS:
            continue
        if method in ("encode", "decode", "join", "format", "get", "pop", "setdefault", "strftime"):
            continue
        found.append(argument)
        if method == "startswith" and isinstance(node.value, str):
            found += map(repr, _enclosed(node.value))
    return found


def _enclosed(opening: str) -> Iterator[str]:
    """Texts that go on as one that opens does: to the mark that closes it, and on behind it."""
    closing = _CLOSING.get(opening)
    if closing is not None:
        yield f"{opening}a{closing}"
        yield f"{opening}a{closing}b"
