"""Names for callables that something else defines: that they are those, or what they return."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

from aqe.domain.declaration import Declaration
from aqe.domain.recipe import Attribute, Call, Literal, Operation, Recipe, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun, Member
from aqe.generation.declarations.forms import Look, at, is_importable
from aqe.generation.inputs.vocabulary import call
from aqe.generation.ports import ParseLiteral
from aqe.generation.scenario import Scenario

__all__ = ["HandedOn"]

Observe = Callable[[Sequence[Scenario]], list[CandidateRun | None]]

_OF_ONE_SYSTEM = frozenset({"nt", "ntpath", "posix", "posixpath"})
"""Modules that `os` and `os.path` are on some operating systems only."""
_MOST_ARGUMENTS = 3
_LONGEST = 80
"""Characters of a result that is stated."""
_RESULTS = 2
"""Calls that tell about one callable."""
_VALUES: tuple[object, ...] = (1234, "abc", [3, 1, 2], "12", 3, ["b", "a"], {"a": 1}, 2.5)
"""Numbers with several digits first: little is lost of them where something is divided or rounded."""
_FEW_VALUES: tuple[object, ...] = (1234, "abc", [3, 1, 2], 3)
"""For callables of several arguments."""


class HandedOn:
    """Looks at aliases and tools of a module.

    Args:
        module: Import name of the subject.
        parse: Reads a literal.
        observe: Runs scenarios; None for what is not the same in every process.
    """

    def __init__(self, module: str, parse: ParseLiteral, observe: Observe) -> None:
        self._module = module
        self._parse = parse
        self._observe = observe

    def looks(self, pairs: Sequence[tuple[Declaration, Member]]) -> Iterator[Look]:
        """What names stand for, and where nobody could import that by itself, what they return."""
        same = {declaration: self._same(declaration, found) for declaration, found in pairs}
        asked = [each for each in same.values() if each is not None]
        runs = self._observe([each.scenario for each in asked])
        shown = {look.declaration for look, run in zip(asked, runs, strict=True) if _is_true(run)}
        for declaration, found in pairs:
            look = same[declaration]
            if look is not None and declaration in shown:
                yield look
            elif found.kind == "function" and self._is_of_package(found):
                yield from self.calls(declaration, found)

    def _is_of_package(self, found: Member) -> bool:
        """Whether the package of the subject defines it: others may ask the machine."""
        return found.module.partition(".")[0] == self._module.partition(".")[0]

    def _same(self, declaration: Declaration, found: Member) -> Look | None:
        qualname = found.qualname
        if found.module in {self._module, *_OF_ONE_SYSTEM}:
            return None
        if not is_importable(found.module, qualname):
            return None
        own: Recipe = Symbol(self._module, declaration.qualname)
        if declaration.qualname == qualname:
            own = Attribute(Symbol(self._module, ""), qualname)
        same = Operation("is", (own, Symbol(found.module, qualname)))
        note = f"hands_on_{declaration.qualname.lower()}"
        return Look(at(same, "", note), declaration, expects="True")

    def calls(self, declaration: Declaration, found: Member) -> Iterator[Look]:
        """Calls with small values that return something which can be written down."""
        symbol = Symbol(self._module, declaration.qualname)
        asked = [
            at(Call(symbol, arguments), declaration.qualname, "returns")
            for arguments in self._arguments(declaration, found)
        ]
        results: set[str] = set()
        for scenario, run in zip(asked, self._observe(asked), strict=True):
            result = _result(run)
            is_given_back = result in {repr(each) for each in _VALUES}
            if result is not None and result not in results and not is_given_back:
                results.add(result)
                yield Look(scenario, declaration)
            if len(results) == _RESULTS:
                return

    def _arguments(self, declaration: Declaration, found: Member) -> Iterator[tuple[Recipe, ...]]:
        given = [each for each in map(self._parse, declaration.items) if each is not None]
        yield from _taken_apart(declaration.maker, given)
        count = _required(found)
        values = _VALUES if count == 1 else _FEW_VALUES
        if count <= _MOST_ARGUMENTS:
            for chosen in product(values, repeat=count):
                # `call` makes recipes of plain values.
                yield call("builtins:tuple", *chosen).arguments


def _taken_apart(maker: str, given: Sequence[Recipe]) -> Iterator[tuple[Recipe, ...]]:
    """What a getter takes an item or an attribute from."""
    keys = [each.value for each in given if isinstance(each, Literal)]
    names = [each for each in keys if isinstance(each, str)]
    if maker == "operator:itemgetter" and keys:
        items = {key: f"value {number}" for number, key in enumerate(keys, 1)}
        yield call("builtins:tuple", items).arguments
    elif maker == "operator:attrgetter" and names and not any("." in each for each in names):
        attributes = {name: number for number, name in enumerate(names, 1)}
        yield (call("types:SimpleNamespace", **attributes),)


def _required(found: Member) -> int:
    """How many positional arguments a callable cannot do without; one where nobody knows."""
    if found.signature is None:
        return 1
    needed = [kind for _, kind, default in found.signature if default is None]
    count = sum(kind.startswith("positional") for kind in needed)
    return count or int("var-positional" in needed)


def _is_true(run: CandidateRun | None) -> bool:
    return _result(run) == "True"


def _result(run: CandidateRun | None) -> str | None:
    """The source of what was returned, where it was nothing but returned and is worth stating."""
    if run is None or run.outcome is not CandidateOutcome.COMPLETED or not run.observations:
        return None
    value = run.observations[-1].value
    if run.unstable or run.after or run.files or run.lasting or value is None:
        return None
    is_stated = value.source is not None and value.source != "None" and not value.symbols
    return value.source if is_stated and len(value.source or "") <= _LONGEST else None
