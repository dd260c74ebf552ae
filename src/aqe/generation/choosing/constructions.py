"""What tests of one constructor demand, each fact once.

An object shows all that it holds, whatever it was made with. So a test that gives an option demands what the
option is about, and what no other test of the constructor demands; not all attributes again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aqe.domain.candidate import Candidate
from aqe.domain.recipe import Attribute, Call, Symbol
from aqe.domain.suite import RESULT, Assertion, AssertionKind, OracleBasis, TestCase
from aqe.syntax.recipe_trees import walk

__all__ = ["without_known_attributes"]

_COMPARED = (AssertionKind.EQUAL, AssertionKind.IDENTICAL)


def without_known_attributes(cases: Sequence[TestCase]) -> list[TestCase]:
    """The cases in their order, those of constructors with options without what others demand as well.

    Tests without options demand all attributes. Those with the same options demand the same ones, so that
    they still make one table.
    """
    made: dict[str, list[int]] = {}
    for place, each in enumerate(cases):
        if each.basis is OracleBasis.RECORDED and _construction(each.candidate) is not None:
            made.setdefault(each.candidate.subject, []).append(place)
    found = list(cases)
    for places in made.values():
        by_options: dict[tuple[str, ...], list[int]] = {}
        for place in places:
            by_options.setdefault(_options(cases[place]), []).append(place)
        known: set[str] = set()
        for options in sorted(by_options, key=lambda each: (len(each), each)):
            members = by_options[options]
            if options and known:
                wanted = {
                    repr(each.place)
                    for place in members
                    for each in cases[place].assertions
                    if _is_about(each, options) or repr(each) not in known
                }
                for place in members:
                    found[place] = _with_only(cases[place], wanted, options)
            known |= {repr(each) for place in members for each in found[place].assertions}
    return found


def _with_only(case: TestCase, wanted: set[str], options: tuple[str, ...]) -> TestCase:
    """A case with what is wanted of it, what its options are about first."""
    kept = [each for each in case.assertions if not _is_fact(each) or repr(each.place) in wanted]
    if not kept:
        return case
    kept.sort(key=lambda each: not _is_about(each, options))
    return replace(case, assertions=tuple(kept))


def _construction(candidate: Candidate) -> Call | None:
    """The call of a class that a candidate is about."""
    acts = [each.expression for each in candidate.statements if each.is_act]
    match acts[-1:]:
        case [Call(callee=Symbol(name=name)) as call] if candidate.subject in (
            name,
            f"{name}.__init__",
            f"{name}.__new__",
        ):
            return call
    return None


def _options(case: TestCase) -> tuple[str, ...]:
    """The arguments that the class is given by their names."""
    call = _construction(case.candidate)
    return tuple(sorted(name for name, _ in call.keywords)) if call is not None else ()


def _is_fact(assertion: Assertion) -> bool:
    """Whether an assertion compares an attribute of what was made."""
    place = assertion.place
    return (
        assertion.kind in _COMPARED
        and isinstance(place, Attribute)
        and any(part == RESULT for part in walk(place))
    )


def _is_about(assertion: Assertion, options: Sequence[str]) -> bool:
    """Whether an assertion looks at an attribute that is called like an option."""
    if assertion.place is None or not _is_fact(assertion):
        return False
    names = {part.name.strip("_") for part in walk(assertion.place) if isinstance(part, Attribute)}
    return not names.isdisjoint(each.strip("_") for each in options)
