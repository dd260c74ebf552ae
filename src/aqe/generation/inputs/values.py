"""Which values to try for a parameter, with how much trust: from evidence to recipes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol, Verbatim
from aqe.domain.subject import Parameter, ParameterKind, Usage
from aqe.domain.turns import in_turn
from aqe.domain.types import EvidenceSource, TypeRef
from aqe.generation.inputs import synthesis
from aqe.generation.inputs.book import RecipeBook
from aqe.generation.inputs.callables import function_of, named_functions
from aqe.generation.inputs.meant import templates
from aqe.generation.inputs.payloads import JSON_TEXTS
from aqe.generation.inputs.syntax_trees import nodes_of
from aqe.generation.inputs.vocabulary import (
    ATOMS,
    PASSED_TO,
    STANDARD_CLASSES,
    UNIVERSAL,
    builtin_types_with,
    call,
)
from aqe.generation.ports import ParseLiteral

__all__ = ["Choice", "Values"]

_PATHS = ("os:PathLike", "pathlib:Path")
_FOLDER_METHODS = frozenset({"iterdir", "glob", "rglob", "walk"})
_PATH_WORDS = frozenset("path file filename filepath folder directory dir".split())
_DEPTH = 3
_WIDTH = 24
_POOL = 48


@dataclass(frozen=True, slots=True)
class Choice:
    """A value for a parameter and the trust in it, from 0 to 1."""

    recipe: Recipe
    weight: float


_TRUST = {
    EvidenceSource.HINT: 0.8,
    EvidenceSource.STUB: 0.8,
    EvidenceSource.OBSERVED: 0.75,
    EvidenceSource.CALL_SITE: 0.6,
    EvidenceSource.DEFAULT: 0.5,
    EvidenceSource.ISINSTANCE: 0.6,
    EvidenceSource.DOCSTRING: 0.6,
    EvidenceSource.USAGE: 0.5,
    EvidenceSource.COMPARISON: 0.5,
    EvidenceSource.NAMESAKE: 0.6,
    EvidenceSource.NAME: 0.3,
}

_OF_ALL = frozenset({EvidenceSource.USAGE, EvidenceSource.COMPARISON})
"""What is told by what happens to a parameter as a whole."""
_LEAST = 0.15
_ANYTHING = 0.16
"""For values of every kind: behind the first few of the kind that no more than a name suggests."""
_COUNTED = 0.3
_FEW = 6
_USUAL = 0.45
"""Behind what the code itself says of a parameter: its name says what a text is, not what is done with it."""


def _interleaved(lists: Sequence[Sequence[Recipe]], limit: int = _WIDTH) -> list[Recipe]:
    return list(dict.fromkeys(in_turn(lists)))[:limit]


class Values:
    """Turns type references, usage and constants into recipes."""

    def __init__(
        self,
        book: RecipeBook,
        parse: ParseLiteral,
        keyed: Iterable[tuple[str, Sequence[str]]] = (),
    ) -> None:
        self._book = book
        self._parse = parse
        self._keyed_values: dict[Recipe, list[Recipe]] = {
            Literal(key): self._parsed(sources) for key, sources in keyed
        }
        """By text key, what stands under it elsewhere."""

    # -- by type ---------------------------------------------------------------------------------

    def of_type(self, type_ref: TypeRef, depth: int = 0) -> list[Recipe]:
        """Values of a type, simplest first; empty when none can be built."""
        name = type_ref.name
        if name == "literal":
            return self._parsed(type_ref.literals)
        if name == "union":
            return _interleaved([self.of_type(each, depth) for each in type_ref.arguments])
        if name == "duck":
            return self._typed_ducks(type_ref, depth)
        if name == "record":
            return self._records(type_ref, depth)
        if name in ("any", "..."):
            return list(UNIVERSAL)
        if type_ref.is_class:
            return self._of_class(name, depth)
        if depth >= _DEPTH:
            return list(ATOMS.get(name, ()))[:2] or self._empty(name)
        return self._of_neutral(name, type_ref.arguments, depth)

    def _records(self, type_ref: TypeRef, depth: int) -> list[Recipe]:
        """Dictionaries with known keys: all keys first, then with each value varied, then fewer keys."""
        pairs = [
            (self._parse(key), self.of_type(inner, depth + 1) or list(UNIVERSAL[:4]))
            for key, inner in zip(type_ref.literals, type_ref.arguments, strict=False)
        ]
        columns = [(key, self._known_under(key, pool)) for key, pool in pairs if key is not None]
        if not columns:
            return [Mapping()]
        rows = [
            Mapping(tuple((key, pool[row % len(pool)]) for key, pool in columns))
            for row in range(3)
        ]
        first = rows[0].pairs
        for place, (key, pool) in enumerate(columns[:8]):
            for value in pool[1:3]:
                rows.append(Mapping((*first[:place], (key, value), *first[place + 1 :])))
        for place in range(min(len(first), 6)):
            rows.append(Mapping(first[:place] + first[place + 1 :]))
        return list(dict.fromkeys([*rows, Mapping()]))

    def _known_under(self, key: Recipe, pool: Sequence[Recipe]) -> list[Recipe]:
        """Values for a key, those first that stand under it elsewhere."""
        return list(dict.fromkeys([*self._keyed_values.get(key, ()), *pool]))

    def _typed_ducks(self, type_ref: TypeRef, depth: int) -> list[Recipe]:
        names = type_ref.literals
        known = self._ducks(names, (), depth)
        if len(type_ref.arguments) != len(names) or builtin_types_with(names):
            return known
        pools = {
            name: self.of_type(inner, depth + 1) or list(UNIVERSAL[:3])
            for name, inner in zip(names, type_ref.arguments, strict=True)
            if name.isidentifier() and not name.startswith("__")
        }
        if not pools:
            return known
        made = [
            synthesis.namespace({name: pool[row % len(pool)] for name, pool in pools.items()})
            for row in range(min(4, max(len(each) for each in pools.values())))
        ]
        return list(dict.fromkeys([*made, *known]))

    def _empty(self, name: str) -> list[Recipe]:
        if name in ("list", "tuple", "set", "frozenset"):
            return [Collection(name)]
        return [Mapping()] if name == "dict" else []

    def _of_neutral(self, name: str, arguments: tuple[TypeRef, ...], depth: int) -> list[Recipe]:
        if name in ("list", "set", "frozenset", "iterator", "tuple"):
            return self._collections(name, arguments, depth)
        if name == "dict":
            return self._mappings(arguments, depth)
        if name == "callable":
            return self._callables(arguments, depth)
        if name == "async_iterator":
            return list(synthesis.async_iterators())
        if name == "awaitable":
            return list(synthesis.awaitables())
        if name == "type":
            found: list[Recipe] = []
            for each in arguments:
                if each.is_class:
                    module, _, rest = each.name.partition(":")
                    found.append(Symbol(module, rest))
            return found + list(ATOMS["type"])
        return list(ATOMS.get(name, ()))

    def _elements(self, arguments: tuple[TypeRef, ...], index: int, depth: int) -> list[Recipe]:
        if index < len(arguments):
            found = self.of_type(arguments[index], depth + 1)
            if found:
                return found
        return list(ATOMS["int" if index else "str"]) if depth else [*ATOMS["int"]]

    def _collections(self, name: str, arguments: tuple[TypeRef, ...], depth: int) -> list[Recipe]:
        if name == "tuple" and arguments and arguments[-1].name != "...":
            columns = [self.of_type(each, depth + 1) or list(UNIVERSAL) for each in arguments]
            height = max(len(each) for each in columns)
            rows = [
                tuple(column[row % len(column)] for column in columns)
                for row in range(min(height, 6))
            ]
            return [Collection("tuple", row) for row in rows]
        elements = self._elements(arguments[:1], 0, depth)
        if name == "iterator":
            return [
                Call(Symbol("builtins", "iter"), (each,))
                for each in self._sequences("list", elements)
            ]
        found = self._sequences(name, elements)
        if not arguments and depth == 0:
            found += [Collection(name, (Literal("a"), Literal("b"))), Collection(name)]
            if name in ("list", "tuple"):
                found.append(Collection(name, (Collection(name, (Literal(1),)), Literal(2))))
        return list(dict.fromkeys(found))

    @staticmethod
    def _sequences(name: str, elements: Sequence[Recipe]) -> list[Recipe]:
        first = tuple(elements[:3])
        found: list[Recipe] = [Collection(name, first[:2])]
        found.append(Collection(name))
        found += [Collection(name, (each,)) for each in elements[:4]]
        found.append(Collection(name, first))
        if name in ("list", "tuple") and first:
            found.append(Collection(name, (first[-1], first[0], first[0])))
            found.append(Collection(name, tuple(elements[:7])))
        return list(dict.fromkeys(found))

    def _mappings(self, arguments: tuple[TypeRef, ...], depth: int) -> list[Recipe]:
        keys = self._elements(arguments[:1], 0, depth) if arguments else list(ATOMS["str"])
        keys = [each for each in keys if not isinstance(each, Collection | Mapping)] or list(
            ATOMS["str"]
        )
        keys = [Literal("a"), Literal("b"), *keys] if not arguments else keys
        values: list[Recipe] = [Literal(1), Literal("abc")]
        values += [Collection("list", (Literal(1),)), Literal(None)]
        if len(arguments) > 1:
            values = self.of_type(arguments[1], depth + 1) or list(UNIVERSAL)
        found: list[Recipe] = [
            Mapping(((keys[0], values[0]),)),
            Mapping(),
            Mapping(tuple(zip(keys[:2], values[:2] * 2, strict=False))),
            Mapping(tuple(zip(keys[:3], values[:3] * 3, strict=False))),
        ]
        found += [Mapping(((keys[0], each),)) for each in values[1:6]]
        if not arguments and depth == 0:
            found.append(Mapping(((Literal(1), Literal("x")), (Literal(2), Literal("y")))))
            inner = Mapping(((Literal("b"), Literal(1)),))
            found.append(Mapping(((Literal("a"), inner),)))
        return list(dict.fromkeys(found))

    def _callables(self, arguments: tuple[TypeRef, ...], depth: int) -> list[Recipe]:
        if not arguments:
            return list(ATOMS["callable"]) + list(synthesis.coroutine_functions())
        *inputs, output = arguments
        arity = None if inputs and inputs[-1].name == "..." else len(inputs)
        if output.name == "awaitable":
            return list(synthesis.coroutine_functions())
        found: list[Recipe] = list(named_functions(inputs, output)) if arity else []
        if arity != 0:
            found.append(function_of(arity))
        for each in self.of_type(output, depth + 1)[:4]:
            if isinstance(each, Literal):
                found.append(function_of(arity, returns=repr(each.value)))
        return [*found, *(function_of(arity, returns=each) for each in ("None", "True", "False"))]

    def _of_class(self, name: str, depth: int) -> list[Recipe]:
        known = self._book.recipes(name)
        if known:
            return known
        if name in _PATHS:
            return [*STANDARD_CLASSES[name], *synthesis.file_values()[:5]]
        if name in STANDARD_CLASSES:
            return list(STANDARD_CLASSES[name])
        if name == "enum:Enum":
            return list(synthesis.enum_members())
        if name == "typing:NamedTuple":
            return list(synthesis.named_tuples())
        neutral = name.partition(":")[2]
        if name.startswith(("ast:", "_ast:")):
            return list(nodes_of(neutral))
        if name.startswith("builtins:") and neutral in ATOMS:
            return list(ATOMS[neutral])
        return []

    # -- by usage --------------------------------------------------------------------------------

    def of_usage(self, usage: Usage, elements: Usage, depth: int = 0) -> list[Recipe]:
        """Values of the shape that a body asks for."""
        lists: list[Sequence[Recipe]] = []
        lists.append(self._keyed(usage))
        if usage.element_unpacked:
            lists.append(self._rows(usage.element_unpacked, elements))
        if usage.unpacked:
            lists.append(self._rows(1, elements, width=usage.unpacked, is_flat=True))
        if usage.called is not None:
            lists.append(
                [
                    *([function_of(usage.called)] if usage.called else []),
                    *([Symbol("builtins", "str")] if usage.called == 1 else []),
                    function_of(usage.called, returns="True"),
                    function_of(usage.called, returns="None"),
                    function_of(None, returns="False"),
                    function_of(usage.called, returns="'abc'"),
                    *synthesis.coroutine_functions(),
                ]
            )
        members = (*usage.methods, *usage.attributes)
        if members:
            lists.append(self._ducks(usage.attributes, usage.methods, depth))
        for each in usage.isinstance_types:
            lists.append(self.of_type(each, depth + 1)[:6])
        lists.append(self._passed(usage))
        if usage.entered:
            lists.append([call("contextlib:nullcontext", 1)])
        if usage.awaited:
            lists.append(synthesis.awaitables())
        if usage.iterated and not usage.element_unpacked:
            inner = self.of_usage(elements, Usage(), depth + 1) if depth < _DEPTH else []
            inner = inner or self._parsed(elements.compared) or [*ATOMS["int"][:3]]
            lists.append(self._sequences("list", inner))
        return _interleaved([each for each in lists if each])

    def _keyed(self, usage: Usage) -> list[Recipe]:
        keys = self._parsed(usage.keys)
        if not keys:
            return []
        numbers = [
            each.value
            for each in keys
            if isinstance(each, Literal)
            and isinstance(each.value, int)
            and not isinstance(each.value, bool)
        ]
        if len(numbers) == len(keys):
            width = max(max(numbers) + 1, -min(numbers))
            if width <= 12:
                letters = tuple(Literal("abcdefghijkl"[each]) for each in range(width))
                counts = tuple(Literal(each + 1) for each in range(width))
                return [
                    Collection("list", counts),
                    Collection("tuple", letters),
                    Collection("list", letters),
                    Collection("list"),
                    Literal("abcdefghijkl"[:width]),
                ]
        shapes: list[tuple[Recipe, ...]] = [
            (Literal("abc"), Literal("def")),
            (Literal(1), Literal(2)),
            (Collection("list", (Literal("a"), Literal("b"))),),
            (Literal(None),),
            (Mapping(),),
            (Literal(True), Literal(False)),
        ]
        found: list[Recipe] = [
            Mapping(tuple((key, shape[row % len(shape)]) for row, key in enumerate(keys)))
            for shape in shapes
        ]
        known = [(key, self._keyed_values[key][0]) for key in keys if self._keyed_values.get(key)]
        if known:
            found.insert(0, Mapping(tuple(known)))
        return [*found, Mapping(((keys[0], Literal("abc")),))]

    def _rows(
        self, count: int, elements: Usage, *, width: int | None = None, is_flat: bool = False
    ) -> list[Recipe]:
        size = width or count
        if size > 8:
            return []
        compared = self._parsed(elements.compared)
        words = [*compared, Literal("a"), Literal("b"), Literal("c")]
        kinds: list[list[Recipe]] = [
            words,
            [Literal(1), Literal(2), Literal(3)],
            [Literal("key"), Literal(1), Literal(2)],
            [Literal("a"), Literal("b"), Collection("list", (Literal(1),))],
        ]
        rows = [
            Collection("tuple", tuple(kind[place % len(kind)] for place in range(size)))
            for kind in kinds
        ]
        if is_flat:
            return list(rows)
        found: list[Recipe] = []
        for row in rows:
            found += [Collection("list", (row,)), Collection("list", (row, row))]
        found.append(Collection("list", tuple(rows)))
        found.append(Collection("list"))
        return found

    def _ducks(self, attributes: Sequence[str], methods: Sequence[str], depth: int) -> list[Recipe]:
        members = [*attributes, *methods]
        known = builtin_types_with(members)
        lists: list[Sequence[Recipe]] = []
        for name in known[:4]:
            lists.append(STANDARD_CLASSES.get(name) or self.of_type(TypeRef(name), depth + 1))
        for type_name in self._book.types():
            short = type_name.partition(":")[2]
            if any(short.endswith(f".{each}") for each in members):
                lists.append(self._book.recipes(type_name))
        if not known:
            values: dict[str, Recipe] = {each: Literal("abc") for each in attributes}
            values |= {each: Verbatim("lambda *args, **kwargs: None") for each in methods}
            usable = {key: value for key, value in values.items() if key.isidentifier()}
            usable = {key: value for key, value in usable.items() if not key.startswith("__")}
            if usable:
                lists.append([synthesis.namespace(usable)])
            if any(each.startswith("__dataclass") for each in members):
                lists.append(synthesis.dataclass_values())
            if any(each in ("_fields", "_asdict", "_replace") for each in members):
                lists.append(synthesis.named_tuples())
        return _interleaved(lists)

    def _passed(self, usage: Usage) -> list[Recipe]:
        lists: list[Sequence[Recipe]] = []
        for callee, place in usage.passed_to:
            if place not in (0, "path", "file", "filename", "iterable", "obj"):
                continue
            for kind in PASSED_TO.get(callee, ()):
                is_class = kind == "dataclass" and usage.called is not None
                lists.append(synthesis.dataclass_types() if is_class else self._special(kind))
        return _interleaved(lists)

    def _special(self, kind: str) -> Sequence[Recipe]:
        match kind:
            case "file":
                return synthesis.file_values()
            case "folder":
                return synthesis.folder_values()
            case "dataclass":
                return [
                    *synthesis.dataclass_values()[:1],
                    *synthesis.dataclass_types()[:1],
                    *synthesis.dataclass_values()[1:],
                ]
            case "json":
                return [Literal(each) for each in JSON_TEXTS]
            case "numeral":
                return [Literal(each) for each in ("42", "-7", "3.5", "abc", "0")]
            case "pattern":
                return [Literal(each) for each in ("[a-z]+", "a(b)?", "(")]
            case "character":
                return [Literal(each) for each in ("a", "Z", "é")]
            case _:
                return self.of_type(TypeRef(kind))

    def of_key(self, parameter: Parameter, name: str) -> list[Recipe]:
        """Values for one keyword of a var-keyword parameter, from what is done with it."""
        for each in parameter.evidence:
            if each.type.name == "record":
                for key, inner in zip(each.type.literals, each.type.arguments, strict=False):
                    if self._parse(key) == Literal(name):
                        return self.of_type(inner)
        return []

    # -- by parameter ----------------------------------------------------------------------------

    def of_parameter(self, parameter: Parameter) -> list[Choice]:
        """Values for a parameter, most trusted first."""
        weights: dict[Recipe, float] = {}

        def add(recipes: Iterable[Recipe], weight: float, fall: float = 0.97) -> None:
            for recipe in recipes:
                weights[recipe] = max(weights.get(recipe, 0.0), weight)
                weight *= fall

        if parameter.default is not None:
            add(self._parsed([parameter.default]), 0.55)
        add(self._parsed(parameter.constants), 0.8)
        add(self._parsed(parameter.usage.compared), 0.75)
        add(self._parsed(parameter.usual_values), _USUAL)
        strong = False
        is_rest = parameter.kind is ParameterKind.VAR_POSITIONAL
        for each in parameter.evidence:
            trust = _TRUST[each.source] * (0.5 + each.weight / 2)
            if is_rest and each.source in _OF_ALL:
                # What goes through all further arguments says nothing of a single one but what they are.
                add(self.of_type(each.type)[:_WIDTH], _LEAST)
                if not each.type.arguments:
                    continue
                found = self.of_type(each.type.arguments[0])
            else:
                found = self.of_type(each.type)
            if each.source in (EvidenceSource.HINT, EvidenceSource.STUB) and each.type.name not in (
                "any",
                "callable",
            ):
                strong = strong or bool(found)
            add(found[:_WIDTH], trust)
        if parameter.companions and not parameter.evidence:
            # What is put in order or subtracted is mostly counted or measured.
            add(ATOMS["int"][:_FEW], _COUNTED)
        add(templates(parameter), 0.6)
        if _PATH_WORDS & set(parameter.name.lower().split("_")):
            add([*synthesis.file_values()[:5], *synthesis.folder_values()], 0.4)
        if _FOLDER_METHODS & set(parameter.usage.methods):
            add(synthesis.folder_values(), 0.75)
        if is_rest:
            add(self.of_usage(parameter.elements, Usage()), 0.45 if strong else 0.7)
            add(self.of_usage(parameter.usage, parameter.elements), _LEAST)
        else:
            add(self.of_usage(parameter.usage, parameter.elements), 0.45 if strong else 0.7)
        add(UNIVERSAL, 0.08 if strong else _ANYTHING)
        ranked = sorted(weights.items(), key=lambda item: -item[1])
        choices = [Choice(recipe, weight) for recipe, weight in ranked[:_POOL]]
        if is_rest:
            choices = [each for each in choices if not _is_none(each.recipe)] or choices
        return choices

    def _parsed(self, sources: Iterable[str]) -> list[Recipe]:
        found = []
        for source in sources:
            recipe = self._parse(source)
            if recipe is not None:
                found.append(recipe)
        return list(dict.fromkeys(found))


def _is_none(recipe: Recipe) -> bool:
    return isinstance(recipe, Literal) and recipe.value is None
