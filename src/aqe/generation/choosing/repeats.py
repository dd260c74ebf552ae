"""Tests that are there for no goal and no mutant, and show nothing of a kind that others do not show.

Neighbours of inputs become tests because something comes out that came out before for no input of their
callable. Often it is only another value: one more text in capitals, one more key that is not found, one more
number that is refused by the same line. A reader takes each for a case of its own and looks in vain for what
it is a case of. Here such a test stays only where it shows a *kind* of outcome that no test of the callable
shows which stays anyway: a result that is empty where others are filled, that is the input again, of another
form or sign; another refusal; a change of another extent. Of several that show the same kind the simplest
stays.

What is done with an object first, and to what it is compared, is part of the kind: an object that was copied,
items that can be read once, a like that was made with one other argument.

Where a callable judges texts, texts of another form stay as well on both sides of its judgement, a few of
them, and one of each alphabet: they mark where the boundary is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aqe.domain.recipe import Call, Literal, Operation, Recipe, Symbol, Variable
from aqe.domain.suite import RESULT, OracleBasis, TestCase
from aqe.domain.texts import much_of
from aqe.generation.choosing.kinds import Value, form_of, kind_of
from aqe.generation.inputs.callables import ignores_its_arguments
from aqe.generation.scenario import SPREAD, size
from aqe.syntax.recipe_trees import walk

__all__ = ["without_repeats"]

_AT_BOUNDARY = 6
"""Texts of a form of their own that stay on each side of a judgement, for no other reason."""
_ODD = {
    "a part of a number": re.compile(r"[0-9]\.[0-9]"),
    "a zero in front": re.compile(r"(?<![0-9.])0[0-9]"),
    "many digits": re.compile(r"[0-9]{7}"),
    "white space that does not break": re.compile("\u00a0"),
}
_SMALL = 2
_VERDICTS = frozenset({"True", "False"})
_ACCEPTED, _REFUSED, _FAILED = "accepted", "refused", "failed"


def without_repeats(cases: Sequence[TestCase]) -> list[TestCase]:
    """The cases in their order, without those that only repeat what others of their callable show."""
    groups: dict[str, _Shown] = {}
    for each in cases:
        group = groups.setdefault(each.candidate.subject, _Shown())
        group.sides.add(_side(each))
        if _is_needed(each):
            group.note(each)
    kept = {id(each) for each in cases if _is_needed(each)}
    reached = {goal for each in cases if id(each) in kept for goal in each.run.goals}
    # What stays for the partition of its input stands for no kind of outcome: it takes nobody's place.
    spread = {id(each) for each in cases if each.candidate.origin == SPREAD}
    for each in sorted((each for each in cases if id(each) not in kept | spread), key=_effort):
        group = groups[each.candidate.subject]
        # A neighbour of an input may have come where nothing did that was weighed for its goals.
        is_further = not each.run.goals <= reached
        if is_further or group.is_new(each) or group.is_at_boundary(each):
            group.note(each)
            kept.add(id(each))
            reached |= each.run.goals
    return [each for each in cases if id(each) in kept | spread]


@dataclass(slots=True)
class _Shown:
    """What the tests of one callable show that stay."""

    kinds: set[object] = field(default_factory=set)
    judged: set[object] = field(default_factory=set)
    """Forms of the texts that were handed in, with the judgement about them."""
    sides: set[str] = field(default_factory=set)
    """How the callable judges, in all tests: whether it accepts, refuses, or says yes or no."""
    _repeating: Counter[str] = field(default_factory=Counter)
    """Tests on each side that show no kind of their own."""
    _foreign: set[tuple[str, str]] = field(default_factory=set)
    """Alphabets of texts outside ASCII on each side."""

    def note(self, case: TestCase) -> None:
        """A test that stays."""
        if not _alphabets(case) and not self.is_new(case):
            self._repeating[_side(case)] += 1
        self.kinds |= _kinds(case)
        self.judged.add(_judged(case))
        self._foreign |= _alphabets(case)

    def is_new(self, case: TestCase) -> bool:
        """Whether a test shows something of a kind that none shows of those that stay."""
        return not _kinds(case) <= self.kinds

    def is_at_boundary(self, case: TestCase) -> bool:
        """Whether a test helps to mark where the judgement of the callable turns."""
        side = _side(case)
        # Some answer with yes, and with what is wrong otherwise.
        is_answer = bool(self.sides & _VERDICTS) and len(self.sides) > 1 and side != _FAILED
        is_refusal = side == _REFUSED and _ACCEPTED in self.sides
        if not (is_answer or is_refusal):
            return False
        alphabets = _alphabets(case)
        if alphabets:
            return not alphabets <= self._foreign
        return self._repeating[side] < _AT_BOUNDARY and _judged(case) not in self.judged


def _is_needed(case: TestCase) -> bool:
    """Whether a test is there for a goal, a mutant, its author or what is declared."""
    is_ours = case.basis is OracleBasis.RECORDED and case.candidate.documented is None
    return bool(case.reaches or case.kills or case.note) or not is_ours


def _side(case: TestCase) -> str:
    failure = case.run.failure
    if failure is not None:
        return _FAILED if failure.is_incidental else _REFUSED
    answers = [
        repr(each.expected.value)
        for each in case.assertions
        if each.place == RESULT and isinstance(each.expected, Literal)
    ]
    return next((each for each in answers if each in _VERDICTS), _ACCEPTED)


def _kinds(case: TestCase) -> frozenset[object]:
    """What sorts of things a test shows, whatever the values are."""
    failure = case.run.failure
    if failure is not None:
        return frozenset({(failure.type, failure.line or failure.message)})
    given = frozenset(_values(case))
    # Of an object with several attributes each is read for what is in it, not for its form.
    is_coarse = len(case.assertions) > 1
    last = len(case.candidate.statements) - 1
    made = tuple(each.name for each in case.candidate.definitions)
    situation = (
        _again(case),
        _is_collapsed(case),
        made,
        _treatment(case),
        _difference(case),
        _options(case),
        _is_within(case),
        _odd_parts(case),
    )
    return frozenset(
        (
            situation,
            each.kind,
            each.statement == last,
            each.place,
            each.expected and kind_of(each.expected, given, is_coarse=is_coarse),
        )
        for each in case.assertions
    )


def _again(case: TestCase) -> frozenset[tuple[bool, ...]]:
    """Which arguments of the last call earlier calls of the same method had, one entry for each such call.

    Keeping something again, something else under the same key and the same under another one are three
    things that a container may get wrong.
    """
    calls = [each.expression for each in case.candidate.statements]
    last = calls.pop() if calls else None
    if not isinstance(last, Call):
        return frozenset()
    return frozenset(
        tuple(one == other for one, other in zip(each.arguments, last.arguments, strict=False))
        for each in calls
        if isinstance(each, Call) and each.callee == last.callee
    )


def _treatment(case: TestCase) -> frozenset[str]:
    """What is done with objects and items before they are used: they are copied, or can be read once."""
    parts = (part for recipe in _recipes(case) for part in walk(recipe))
    callees = (each.callee for each in parts if isinstance(each, Call))
    return frozenset(
        each.name for each in callees if isinstance(each, Symbol) and _is_treatment(each)
    )


def _is_treatment(symbol: Symbol) -> bool:
    return symbol.module in ("copy", "pickle") or symbol == Symbol("builtins", "iter")


def _difference(case: TestCase) -> frozenset[object]:
    """In which arguments two objects of a class are made unlike that are compared."""
    statements = case.candidate.statements
    match statements[-1].expression if statements else None:
        case Operation(name="eq" | "lt", operands=(Variable(name=name), Call() as other)):
            made = next((each.expression for each in statements if each.target == name), None)
            if isinstance(made, Call) and made.callee == other.callee:
                one, two = (_arguments(each) for each in (made, other))
                return frozenset(
                    each for each in one.keys() | two.keys() if one.get(each) != two.get(each)
                )
    return frozenset()


def _options(case: TestCase) -> frozenset[str]:
    """Options that the last call is given: what each does alone may be lost beside another."""
    call = _last_call(case)
    return frozenset(name for name, _ in call.keywords) if call is not None else frozenset()


def _is_within(case: TestCase) -> bool:
    """Whether something that the last call is given is a part of something else that it is given."""
    call = _last_call(case)
    if call is None:
        return False
    given = [_parts_of(each) for each in (*call.arguments, *(value for _, value in call.keywords))]
    return any(
        one and one != other and one <= other
        for place, one in enumerate(given)
        for other in (*given[:place], *given[place + 1 :])
    )


def _odd_parts(case: TestCase) -> frozenset[str]:
    """What numbers, blanks and characters in texts are like, where they are not the usual ones."""
    texts = [each for each in _values(case) if isinstance(each, str)]
    found = {name for name, pattern in _ODD.items() if any(pattern.search(each) for each in texts)}
    # What is halved, centred or paired goes by it; the smallest are cases of their own.
    if any(isinstance(each, int) and each > _SMALL and each % 2 for each in _values(case)):
        found.add("an odd number")
    for text in texts:
        if much := much_of(text):
            found.add(much)
    return frozenset(found)


def _parts_of(recipe: Recipe) -> frozenset[object]:
    """The texts and numbers in a value, and the words of texts."""
    values = [each.value for each in walk(recipe) if isinstance(each, Literal)]
    words = (word for each in values if isinstance(each, str) for word in (each, *each.split()))
    numbers = ((type(each), each) for each in values if type(each) in (int, float))
    return frozenset((*(each for each in words if each), *numbers))


def _last_call(case: TestCase) -> Call | None:
    statements = case.candidate.statements
    last = statements[-1].expression if statements else None
    return last if isinstance(last, Call) else None


def _arguments(call: Call) -> dict[object, Recipe]:
    return {**dict(enumerate(call.arguments)), **dict(call.keywords)}


def _is_collapsed(case: TestCase) -> bool:
    """Whether it hands in a function for which all is the same: what is sorted by it keeps another order."""
    parts = (part for recipe in _recipes(case) for part in walk(recipe))
    return any(ignores_its_arguments(each) for each in parts)


def _judged(case: TestCase) -> object:
    """The forms of the texts that a test hands in, with what becomes of them."""
    return _side(case), frozenset(form_of(each) for each in _values(case) if isinstance(each, str))


def _alphabets(case: TestCase) -> frozenset[tuple[str, str]]:
    """Of which alphabets the letters and digits outside ASCII are that a test hands in, with its side."""
    characters = {each for text in _values(case) if isinstance(text, str) for each in text}
    return frozenset(
        (_side(case), unicodedata.name(each, "").partition(" ")[0])
        for each in characters
        if not each.isascii() and each.isalnum()
    )


def _values(case: TestCase) -> Iterator[Value]:
    """Texts and numbers that a test hands in."""
    for recipe in _recipes(case):
        for part in walk(recipe):
            if isinstance(part, Literal):
                value = part.value
                if isinstance(value, bytes):
                    yield value.decode("utf-8", "replace")
                elif isinstance(value, str | int | float) and not isinstance(value, bool):
                    yield value


def _recipes(case: TestCase) -> Iterator[Recipe]:
    for each in case.candidate.statements:
        yield each.expression
        if each.place is not None:
            yield each.place


def _effort(case: TestCase) -> tuple[int, int, int, int]:
    """What a test asks of its reader: steps, unusual characters, size."""
    texts = [each for each in _values(case) if isinstance(each, str)]
    odd = sum(not (each.isalnum() and each.isascii()) for text in texts for each in text)
    empty = sum(not each for each in texts)
    parts = sum(map(size, _recipes(case)))
    return len(case.candidate.statements), odd + empty, parts, case.candidate.id
