"""Calls of public functions that hand their arguments on to a private one, in the place of calls of that.

What a private function is called with is known to its caller under other names, or under the same. So the
arguments of a direct call are given to the caller, those that it has as defaults aside. Where the caller
asks another of its parameters first (``if mode == "new": return _new(text)``), the values that it compares
that one with are tried, too. Whether any such call comes to the same code, only running it tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import islice

from aqe.domain.recipe import Collection, Literal, Recipe
from aqe.domain.subject import CallableKind, CallableSubject, Parameter, ParameterKind, Subject
from aqe.domain.turns import in_turn
from aqe.generation.inputs.contradiction import contradicts
from aqe.generation.ports import ParseLiteral
from aqe.generation.scenario import Argument, Scenario, Step, result_of, walk
from aqe.generation.seeding.handing_on import parameter_at, ways
from aqe.generation.seeding.seeds import Seeder

__all__ = ["PublicCallers"]

_MOST = 20
"""Public calls that are tried in the place of one direct call."""
_AROUND = "a"
"""A sign that means nothing by itself: an element stands among others."""
_DEPTH = 3
"""Callers of callers: private functions hand on to private ones."""
_GUARDS = 8
"""Values of parameters that are not handed on, of which each may lead to another callee."""
_FROM_OUTSIDE = (
    CallableKind.FUNCTION,
    CallableKind.METHOD,
    CallableKind.CLASS_METHOD,
    CallableKind.STATIC_METHOD,
    CallableKind.CONSTRUCTOR,
)
_OF_ONE_VALUE = (
    ParameterKind.POSITIONAL_ONLY,
    ParameterKind.POSITIONAL_OR_KEYWORD,
    ParameterKind.KEYWORD_ONLY,
)


@dataclass(slots=True)
class _Caller:
    """A callable with what it calls another one with."""

    subject: CallableSubject
    handed: dict[str, tuple[Parameter, bool]] = field(default_factory=dict)
    """Parameters of the callee -> its own, and whether its elements are meant."""


class PublicCallers:
    """Finds public calls that may do what a direct call of a private function does.

    Args:
        subject: the module.
        seeder: knows the usual call of each callable.
        parse: reads what parameters are by default and compared with.
    """

    def __init__(self, subject: Subject, seeder: Seeder, parse: ParseLiteral) -> None:
        self._subject = subject
        self._seeder = seeder
        self._parse = parse
        self._callers: dict[str, list[_Caller]] = {}
        self._bases: dict[str, Scenario | None] = {}
        """The usual call of each public function."""
        self._guarded: dict[Scenario, tuple[Argument, ...]] = {}
        """Public calls that were made -> the values that are to open the way."""
        self._opened: dict[tuple[str, str], tuple[Argument, ...]] = {}
        """Private and public function -> the values that did."""
        for way, callee, place in ways(subject):
            parameter = parameter_at(callee, place)
            if parameter is not None and way.caller is not callee:
                handed = self._caller(callee, way.caller).handed
                handed.setdefault(parameter.name, (way.parameter, way.of_elements))
        self._note_names()

    def of(self, scenario: Scenario) -> list[Scenario]:
        """Public calls in the place of a direct call that stands alone; none where none is known."""
        act = scenario.act
        private = act.subject
        if private is None or len(scenario.steps) > 1 or scenario.setup or not _is_private(private):
            return []
        if act.use is not self._seeder.usual_use(private) or not all(map(_is_closed, act.recipes)):
            return []
        given = {each.parameter.name: each.recipe for each in act.arguments if each.keyword is None}
        found = list(dict.fromkeys(islice(self._called(private, given, _DEPTH), _MOST)))
        return [each for each in found if self._is_open(scenario, each)]

    def note(self, direct: Scenario, public: Scenario) -> None:
        """Remember that a public call came to what a direct one did: further ones get that value, too."""
        if public in self._guarded:
            self._opened[direct.subject, public.subject] = self._guarded[public]

    def _is_open(self, direct: Scenario, public: Scenario) -> bool:
        key = (direct.subject, public.subject)
        return key not in self._opened or self._opened[key] == self._guarded[public]

    # -- who calls whom ----------------------------------------------------------------------------

    def _caller(self, callee: CallableSubject, caller: CallableSubject) -> _Caller:
        known = self._callers.setdefault(callee.qualname, [])
        for each in known:
            if each.subject is caller:
                return each
        known.append(_Caller(caller))
        return known[-1]

    def _note_names(self) -> None:
        """What is called the same on both sides is the same, however the caller changes it in between."""
        functions = {
            each.name: each
            for each in self._subject.callables
            if each.kind is CallableKind.FUNCTION and _is_private(each)
        }
        for caller in self._subject.callables:
            for name in caller.calls:
                callee = functions.get(name)
                if callee is None or callee is caller:
                    continue
                names = {each.name for each in callee.parameters}
                for parameter in caller.parameters:
                    if parameter.name in names and parameter.kind in _OF_ONE_VALUE:
                        handed = self._caller(callee, caller).handed
                        handed.setdefault(parameter.name, (parameter, False))

    # -- calls -------------------------------------------------------------------------------------

    def _called(
        self, callee: CallableSubject, given: Mapping[str, Recipe], depth: int
    ) -> Iterator[Scenario]:
        """Calls of those that call a callable, with what it was given."""
        for caller in self._callers.get(callee.qualname, ()):
            subject = caller.subject
            if subject.kind not in _FROM_OUTSIDE or subject.is_abstract or _is_special(subject):
                continue
            for handed in _handed(caller, given):
                if not _is_private(subject):
                    opened = self._opened.get((callee.qualname, subject.qualname), ())
                    yield from self._public(subject, handed, opened)
                elif depth > 1:
                    yield from self._called(subject, handed, depth - 1)

    def _public(
        self, subject: CallableSubject, handed: Mapping[str, Recipe], opened: tuple[Argument, ...]
    ) -> Iterator[Scenario]:
        """The usual call with some arguments, then with values that may open the way.

        Args:
            subject: what is called.
            handed: what its parameters are given.
            opened: values that are known to open the way to the first callee.
        """
        base = self._base(subject)
        if base is None or base.act.subject is None:
            return
        act = replace(base.act, arguments=tuple(filter(_is_needed, base.act.arguments)))
        for parameter in subject.parameters:
            value = _fitting(handed.get(parameter.name), parameter)
            is_rest = parameter.kind is ParameterKind.VAR_KEYWORD
            if value is not None and not is_rest and value != self._default(parameter):
                act = self._seeder.with_argument(act, Argument(parameter, value))
        for each in opened:
            act = self._seeder.with_argument(act, each)
        asked = {*handed, *(each.parameter.name for each in opened)}
        guards = in_turn(self._guards(subject, asked))
        for more in ((), *((each,) for each in islice(guards, _GUARDS))):
            step = act
            for each in more:
                step = self._seeder.with_argument(step, each)
            made = self._seeder.complete(_ending_with(base, step))
            self._guarded.setdefault(made, (*opened, *more))
            yield made

    def _base(self, subject: CallableSubject) -> Scenario | None:
        known = self._bases.get(subject.qualname)
        if known is None:  # a receiver may become known later
            known = next(iter(self._seeder.seeds(subject, 0, 1)), None)
            self._bases[subject.qualname] = known
        return known

    def _guards(self, subject: CallableSubject, given: AbstractSet[str]) -> list[list[Argument]]:
        """Values that the body compares parameters with that are not given, or those of a switch.

        What no other code of the module gets is there to be asked: such parameters come first.
        """
        found = []
        for parameter in sorted(subject.parameters, key=self._is_handed_on):
            if parameter.name in given or parameter.kind not in _OF_ONE_VALUE:
                continue
            default = self._default(parameter)
            sources = parameter.usage.compared
            is_switch = parameter.usage.truth_tested or parameter.default in ("True", "False")
            if not sources and is_switch and parameter.default is not None:
                sources = ("True", "False")
            values = [self._parse(source) for source in sources]
            found.append(
                [Argument(parameter, each) for each in values if each not in (None, default)]
            )
        return found

    def _is_handed_on(self, parameter: Parameter) -> bool:
        own = f"{self._subject.module}."
        return any(callee.startswith(own) for callee, _ in parameter.usage.passed_to)

    def _default(self, parameter: Parameter) -> Recipe | None:
        return None if parameter.default is None else self._parse(parameter.default)


def _ending_with(base: Scenario, act: Step) -> Scenario:
    return base.with_step(len(base.steps) - 1, act)


def _handed(caller: _Caller, given: Mapping[str, Recipe]) -> Iterator[dict[str, Recipe]]:
    """What a caller is given so that it hands on the same; of a sign also with others around it."""
    handed: dict[str, Recipe] = {}
    embedded: dict[str, Recipe] = {}
    for name, (parameter, of_elements) in caller.handed.items():
        if name not in given or parameter.name in handed:
            continue
        value = _listed(given[name], parameter) if of_elements else given[name]
        handed[parameter.name] = value
        if of_elements and isinstance(value, Literal) and isinstance(value.value, str):
            embedded[parameter.name] = Literal(f"{_AROUND}{value.value}{_AROUND}")
    if handed:
        yield handed
    if embedded:
        yield {**handed, **embedded}


def _fitting(value: Recipe | None, parameter: Parameter) -> Recipe | None:
    """A whole number as the public function declares it: what hands it on may refuse it in another form."""
    number = value.value if isinstance(value, Literal) else None
    if value is None or not isinstance(number, float | bool) or not contradicts(value, parameter):
        return value
    if isinstance(number, float) and not number.is_integer():
        return value
    whole = Literal(int(number))
    return value if contradicts(whole, parameter) else whole


def _listed(value: Recipe, parameter: Parameter) -> Recipe:
    """What has a value as its element: a text is made of texts."""
    is_text = isinstance(value, Literal) and isinstance(value.value, str)
    if is_text and any(each.type.name == "str" for each in parameter.evidence):
        return value
    return value if parameter.kind is ParameterKind.VAR_POSITIONAL else Collection("list", (value,))


def _is_needed(argument: Argument) -> bool:
    return argument.is_required


def _is_special(subject: CallableSubject) -> bool:
    """Whether the language calls it, and nobody by its name."""
    return subject.is_dunder and subject.kind is not CallableKind.CONSTRUCTOR


def _is_private(subject: CallableSubject) -> bool:
    return not subject.is_public and not subject.is_dunder


def _is_closed(recipe: Recipe) -> bool:
    """Whether it refers to no step of its scenario."""
    return all(result_of(part) is None for _, part in walk(recipe))
