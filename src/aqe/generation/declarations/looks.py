"""Looks at all declarations of a module: those that say something, and those that tell a mutant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from aqe.domain.declaration import Declaration, DeclarationKind
from aqe.domain.mutant import Mutant
from aqe.domain.recipe import Attribute, Call, Operation, Symbol, Verbatim
from aqe.domain.run import CandidateOutcome, CandidateRun, LoadedSubject, Member
from aqe.domain.subject import Subject
from aqe.generation.declarations.classes import looks_at_class
from aqe.generation.declarations.constants import Constants
from aqe.generation.declarations.enumerations import Enumeration
from aqe.generation.declarations.forms import Look, at
from aqe.generation.declarations.handed_on import HandedOn
from aqe.generation.ports import ParseLiteral, PatternSampler
from aqe.generation.scenario import Scenario

__all__ = ["DeclaredTests"]

_MOST_DECLARATIONS = 120
_MOST = 160
"""Looks that are tried for a module that does nothing but declare."""
_MOST_BESIDE = 40
"""Looks that are tried for the mutants that a suite leaves."""
_EXPORTS = 8
_VALUES = frozenset({DeclarationKind.CONSTANT, DeclarationKind.ATTRIBUTE})
_VERSION = re.compile(r"^__version__\b[^=\n]*=", re.MULTILINE)
_LONGEST_ROW = 80
"""Characters of what is found in a table."""

Observe = Callable[[Sequence[Scenario]], list[CandidateRun | None]]


class DeclaredTests:
    """Makes scenarios from declarations.

    Args:
        subject: The module.
        loaded: What its import showed.
        declarations: What it declares.
        parse: Reads a literal.
        sample: Texts that a regular expression matches.
        observe: Runs scenarios; None for what is not the same in every process.
    """

    def __init__(
        self,
        subject: Subject,
        loaded: LoadedSubject,
        declarations: Sequence[Declaration],
        *,
        parse: ParseLiteral,
        sample: PatternSampler,
        observe: Observe,
    ) -> None:
        self._subject = subject
        self._loaded = loaded
        self._members = {each.name: each for each in loaded.members}
        self._declarations = declarations
        self._constants = Constants(subject.module, parse, sample)
        self._handed_on = HandedOn(subject.module, parse, observe)
        self._observe = observe

    def main(self) -> list[Scenario]:
        """What a suite says about a module that does nothing but declare."""
        looks = self._looks(self._declarations[:_MOST_DECLARATIONS])
        found = self._usable(each for each in looks if each.is_main)
        aliases = self._callables(DeclarationKind.ALIAS)
        handed_on = self._usable(self._handed_on.looks(aliases[:_EXPORTS]))
        return [*(found or self._usable(self._exports())), *handed_on]

    def _callables(self, kind: DeclarationKind) -> list[tuple[Declaration, Member]]:
        """Declared names of functions and classes; of a package only those that do not keep their names."""
        keep_names = self._subject.path.name != "__init__.py"
        found = [(each, self._members.get(each.qualname)) for each in self._declarations]
        return [
            (each, member)
            for each, member in found
            if each.kind is kind and member is not None and member.kind in ("class", "function")
            if keep_names or each.qualname != member.qualname
        ]

    def near(self, mutants: Iterable[Mutant]) -> list[Scenario]:
        """What may tell mutants of declarations apart."""
        lines = sorted({each.line for each in mutants})
        touched = [
            each
            for each in self._declarations
            if any(each.holds(line) for line in lines)
            and (each.kind is not DeclarationKind.CLASS or self._is_enumeration(each))
        ]
        return self._usable(islice(self._looks(touched[:_MOST_BESIDE]), _MOST_BESIDE))

    def _is_enumeration(self, declaration: Declaration) -> bool:
        found = self._members.get(declaration.qualname)
        return found is not None and found.is_enum

    def _looks(self, declarations: Sequence[Declaration]) -> Iterator[Look]:
        called: set[str] = set()
        for declaration, tool in self._callables(DeclarationKind.TOOL):
            if declaration in declarations and tool.kind == "function":
                looks = list(self._handed_on.calls(declaration, tool))
                called.update(each.declaration.qualname for each in looks)
                yield from looks
        constants = [
            each for each in declarations if each.kind in _VALUES and each.qualname not in called
        ]
        answers = self._observe([self._constants.question(each) for each in constants])
        for declaration, answer in zip(constants, answers, strict=True):
            yield from self._constants.looks(declaration, answer)
        for declaration in declarations:
            found = self._members.get(declaration.qualname)
            if declaration.kind is not DeclarationKind.CLASS or found is None:
                continue
            if found.is_enum and found.members:
                enumeration = Enumeration(self._subject.module, found, declaration)
                yield from enumeration.looks(self._observe(enumeration.questions()))
            else:
                yield from looks_at_class(self._subject, self._loaded, found, declaration)

    def _has_version(self) -> bool:
        return _VERSION.search(self._subject.source) is not None

    def _usable(self, looks: Iterable[Look]) -> list[Scenario]:
        """Those that show the same everywhere, and what they are to show."""
        chosen = list(dict.fromkeys(islice(looks, _MOST)))
        runs = self._observe([each.scenario for each in chosen])
        return [
            look.scenario
            for look, run in zip(chosen, runs, strict=True)
            if run is not None and _is_of_use(look, run)
        ]

    def _exports(self) -> Iterator[Look]:
        """For a module that only hands on: that what it promises is there, and from where."""
        nothing = Declaration(self._subject.module, DeclarationKind.CONSTANT, 0, 0)
        own = Symbol(self._subject.module, "")
        if self._has_version():
            name = own.module.rpartition(".")[2]
            look = Verbatim(f"{name}.__version__[:1].isdigit()", (own,))
            note = "version_begins_with_a_number"
            yield Look(at(look, "", note), nothing, expects="True")
        if self._subject.exports:
            name = self._subject.module.rpartition(".")[2]
            source = f"[name for name in {name}.__all__ if not hasattr({name}, name)]"
            yield Look(at(Verbatim(source, (own,)), "", "exports_exist"), nothing, expects="[]")
        if self._subject.path.name != "__init__.py":
            return
        package = self._subject.module.partition(".")[0]
        handed_on = [
            each
            for each in self._loaded.members
            if each.kind in ("class", "function")
            and not each.name.startswith("_")
            and each.module.partition(".")[0] == package
            and each.module != self._subject.module
            and each.name == each.qualname
        ]
        for each in handed_on[:_EXPORTS]:
            same = Operation("is", (Attribute(own, each.name), Symbol(each.module, each.qualname)))
            yield Look(at(same, "", f"hands_on_{each.name.lower()}"), nothing, expects="True")


def _is_of_use(look: Look, run: CandidateRun) -> bool:
    if run.outcome is not CandidateOutcome.COMPLETED:
        return run.outcome is CandidateOutcome.RAISED and _is_refused_value(look, run)
    value = run.observations[-1].value if run.observations else None
    if value is None:
        return False
    if look.expects is not None:
        return value.source == look.expects
    is_row = isinstance(look.scenario.act.expression, Operation)
    return not is_row or (value.source is not None and len(value.source) <= _LONGEST_ROW)


def _is_refused_value(look: Look, run: CandidateRun) -> bool:
    """Whether an enumeration said that it has no such member."""
    is_call = isinstance(look.scenario.act.expression, Call)
    return is_call and run.failure is not None and run.failure.type == "builtins:ValueError"
