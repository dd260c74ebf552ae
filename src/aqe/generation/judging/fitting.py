"""Whether a caller keeps to what a callable declares: values against hints, stubs and documentation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from aqe.domain.recipe import (
    Attribute,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
    Symbol,
    Variable,
)
from aqe.domain.subject import (
    CallableKind,
    CallableSubject,
    ClassKind,
    ClassSubject,
    Parameter,
    ParameterKind,
    Subject,
)
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.judging.own_methods import sets_itself_up
from aqe.generation.ports import ParseLiteral
from aqe.generation.scenario import Scenario, Step, result_of

__all__ = ["Fitting", "Standing"]

_DECLARED = (EvidenceSource.HINT, EvidenceSource.STUB, EvidenceSource.DOCSTRING)
_PATHS = ("pathlib:Path", "pathlib:PurePath", "os:PathLike")
_LITERAL_TYPES: dict[type, tuple[str, ...]] = {
    type(None): ("none",),
    bool: ("bool", "int", "float", "complex"),
    int: ("int", "float", "complex"),
    float: ("float", "complex"),
    complex: ("complex",),
    str: ("str",),
    bytes: ("bytes",),
}
"""Where a value of a type is welcome, by the numeric tower of the typing rules."""


class Standing(IntEnum):
    """How far a scenario can be blamed for what follows from it."""

    DOUBTFUL = 0
    """A value contradicts what is declared, or nothing can be said about it."""
    PLAIN = 1
    """What is declared is kept; of the rest, all are plain built-in values."""
    DECLARED = 2
    """Everything is declared and kept."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """Judges the values of scenarios of one subject."""

    subject: Subject
    parse: ParseLiteral

    def standing(self, scenario: Scenario) -> Standing:
        """The standing of a scenario: that of its most doubtful step."""
        if scenario.setup or scenario.definitions:
            return Standing.DOUBTFUL
        return min(self.of_step(each, scenario) for each in scenario.steps)

    def of_step(self, step: Step, scenario: Scenario) -> Standing:
        """The standing of one step of it."""
        if step.expression is not None:
            made = step.expression
            is_own = isinstance(made, Attribute | Call) and self._fits_class(made, "", scenario)
            return Standing.DECLARED if is_own and not step.arguments else Standing.DOUBTFUL
        if step.subject is None:
            return Standing.DOUBTFUL
        found = [
            self.of_value(each.parameter, each.recipe, scenario)
            for each in step.arguments
            if each.keyword is None
        ]
        if any(each.keyword is not None for each in step.arguments):
            found.append(Standing.PLAIN)
        if step.subject.kind is CallableKind.CONSTRUCTOR and self._takes_anything(step.subject):
            found.append(Standing.PLAIN)
        return min(found, default=Standing.DECLARED)

    def _takes_anything(self, constructor: CallableSubject) -> bool:
        """Whether it makes an exception by the constructor that all exceptions have."""
        return any(
            each.qualname == constructor.owner
            and each.kind is ClassKind.EXCEPTION
            and not sets_itself_up(self.subject, each)
            for each in self.subject.classes
        )

    def of_value(self, parameter: Parameter, recipe: Recipe, scenario: Scenario) -> Standing:
        """The standing of a value for a parameter."""
        declared = _declared(parameter.evidence)
        if not declared or all(each.name == "any" for each in declared):
            return Standing.PLAIN if is_plain(recipe) else Standing.DOUBTFUL
        if any(self.fits(recipe, each, scenario) for each in declared):
            return Standing.DECLARED
        return Standing.DOUBTFUL

    # -- values against types ------------------------------------------------------------------------

    def fits(self, recipe: Recipe, wanted: TypeRef, scenario: Scenario) -> bool:
        """Whether a value is certainly of a type."""
        if wanted.name == "union":
            return any(self.fits(recipe, each, scenario) for each in wanted.arguments)
        if wanted.name == "literal":
            return any(self.parse(each) == recipe for each in wanted.literals)
        reference = result_of(recipe)
        if reference is not None:
            made = scenario.steps[reference].subject
            return (
                made is not None
                and made.kind is CallableKind.CONSTRUCTOR
                and wanted.name == f"{self.subject.module}:{made.owner or made.qualname}"
            )
        match recipe:
            case Literal(value=value):
                return wanted.name in _LITERAL_TYPES[type(value)]
            case Collection(kind=kind, items=items):
                return kind == wanted.name and self._fit(items, wanted, scenario)
            case Mapping(pairs=pairs):
                return self._fits_mapping(pairs, wanted, scenario)
            case Variable(name="tmp_path") | Operation(name="truediv"):
                return wanted.name in _PATHS
            case Call(callee=Symbol(module="builtins", name="iter"), arguments=(inner,)):
                return wanted.name == "iterator" and any(
                    self.fits(inner, TypeRef(kind, wanted.arguments), scenario)
                    for kind in ("list", "set")
                )
            case Call() | Attribute():
                return wanted.is_class and self._fits_class(recipe, wanted.name, scenario)
        return False

    def _fit(self, items: tuple[Recipe, ...], wanted: TypeRef, scenario: Scenario) -> bool:
        if not items:
            return wanted.name != "tuple" or not wanted.arguments or _is_open(wanted)
        if not wanted.arguments:
            return False
        if wanted.name == "tuple" and not _is_open(wanted):
            return len(items) == len(wanted.arguments) and all(
                self.fits(each, inner, scenario)
                for each, inner in zip(items, wanted.arguments, strict=True)
            )
        return all(self.fits(each, wanted.arguments[0], scenario) for each in items)

    def _fits_mapping(
        self, pairs: tuple[tuple[Recipe, Recipe], ...], wanted: TypeRef, scenario: Scenario
    ) -> bool:
        if wanted.name == "record":
            inner = {
                self.parse(key): each
                for key, each in zip(wanted.literals, wanted.arguments, strict=False)
            }
            return len(pairs) == len(wanted.literals) and all(
                key in inner and self.fits(value, inner[key], scenario) for key, value in pairs
            )
        if wanted.is_class:
            return self._fits_fields(pairs, wanted.name, scenario)
        if wanted.name != "dict":
            return False
        if not pairs:
            return True
        if len(wanted.arguments) != 2:
            return False
        keys, values = wanted.arguments
        return all(
            self.fits(key, keys, scenario) and self.fits(value, values, scenario)
            for key, value in pairs
        )

    def _fits_fields(
        self, pairs: tuple[tuple[Recipe, Recipe], ...], wanted: str, scenario: Scenario
    ) -> bool:
        """Whether a dictionary has the keys that a class declares for one."""
        known = next(
            (
                each
                for each in self._classes()
                if each.kind is ClassKind.TYPED_DICT and f"{each.module}:{each.qualname}" == wanted
            ),
            None,
        )
        if known is None or len(pairs) != len(known.fields):
            return False
        types = {Literal(each.name): _declared(each.evidence) for each in known.fields}
        return all(
            isinstance(key, Literal)
            and any(self.fits(value, each, scenario) for each in types.get(key, ()))
            for key, value in pairs
        )

    # -- instances -----------------------------------------------------------------------------------

    def _fits_class(self, recipe: Recipe, wanted: str, scenario: Scenario) -> bool:
        """Whether a recipe makes an instance of a class (any known one where none is named)."""
        if isinstance(recipe, Attribute):
            owner = recipe.owner
            return isinstance(owner, Symbol) and any(
                each.kind is ClassKind.ENUM
                and recipe.name in each.members
                and _is_of(each, wanted)
                and (each.module, each.qualname) == (owner.module, owner.name)
                for each in self._classes()
            )
        if not isinstance(recipe, Call) or not isinstance(recipe.callee, Symbol):
            return False
        made = f"{recipe.callee.module}:{recipe.callee.name}"
        known = next(
            (each for each in self._classes() if f"{each.module}:{each.qualname}" == made), None
        )
        if (
            known is None
        ):  # of the standard library or another package: its arguments are not judged
            return bool(wanted) and made == wanted and _all_plain(recipe)
        return _is_of(known, wanted) and self._fits_constructor(recipe, known, scenario)

    def _fits_constructor(self, recipe: Call, known: ClassSubject, scenario: Scenario) -> bool:
        named = {each.name: each for each in known.constructor}
        ordered = [
            each
            for each in known.constructor
            if each.kind in (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)
        ]
        if len(recipe.arguments) > len(ordered):
            return False
        bound = list(zip(ordered, recipe.arguments, strict=False))
        for name, value in recipe.keywords:
            if name not in named:
                return False
            bound.append((named[name], value))
        return all(
            self.of_value(parameter, value, scenario) is Standing.DECLARED
            for parameter, value in bound
        )

    def _classes(self) -> Iterable[ClassSubject]:
        return (*self.subject.classes, *self.subject.known_classes)


def is_plain(recipe: Recipe) -> bool:
    """Whether a value is made of built-in values alone."""
    match recipe:
        case Literal():
            return True
        case Collection(items=items):
            return all(map(is_plain, items))
        case Mapping(pairs=pairs):
            return all(is_plain(key) and is_plain(value) for key, value in pairs)
    return False


def _all_plain(recipe: Call) -> bool:
    return all(map(is_plain, (*recipe.arguments, *(value for _, value in recipe.keywords))))


def _declared(evidence: Iterable[TypeEvidence]) -> list[TypeRef]:
    """Types by the strongest of the sources that declare one."""
    known = list(evidence)
    for source in _DECLARED:
        found = [each.type for each in known if each.source is source]
        if found:
            return found
    return []


def _is_open(wanted: TypeRef) -> bool:
    return len(wanted.arguments) == 2 and wanted.arguments[1].name == "..."


def _is_of(known: ClassSubject, wanted: str) -> bool:
    return not wanted or wanted == f"{known.module}:{known.qualname}" or wanted in known.bases
