"""Which observations of a run become assertions, and in which form.

An assertion states a returned value, a change of state, output, files, a warning or an exception.
What cannot be stable (addresses, paths, order of sets) is never asserted, and what the call did not change
only where there is nothing else to say, of the object whose method returned None, and where a mutant shows
in nothing else.
Where a value comes from is kept: *recorded* is today's behaviour, *documented* is what a doctest or
docstring promises.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from aqe.domain.candidate import CONTEXTS, StatementForm
from aqe.domain.recipe import Attribute, Call, Literal, Mapping, Operation, Recipe, Symbol, Variable
from aqe.domain.run import CandidateOutcome, Failure, Observation, Snapshot
from aqe.domain.suite import CAUGHT, RESULT, Assertion, AssertionKind, OracleBasis, TestCase
from aqe.generation.choosing.telling import EMPTY
from aqe.generation.observing.acts import (
    PLACED,
    WITHOUT_RESULT,
    acts_of,
    is_of_this_process,
    is_unheard,
    receiver_of,
    shows_nothing,
)
from aqe.generation.observing.agreement import Agreement, agreement_of
from aqe.generation.observing.constructions import by_attributes, in_order
from aqe.generation.observing.expectations import (
    MAX_LITERAL_CHARACTERS,
    expected_recipe,
    literal_values,
    properties_of,
    source_of,
)
from aqe.generation.observing.implied import iterated_classes, without_implied
from aqe.generation.observing.mappings import printed_classes, told_by_pairs
from aqe.generation.observing.messages import message_pattern, warning_parts
from aqe.generation.observing.states import (
    Part,
    aliases,
    changes,
    held,
    movable,
    unchanged,
    within,
)
from aqe.syntax.recipe_trees import is_literal, walk

__all__ = ["Agreement", "Oracles"]

_MAX_ATTRIBUTES = 6
_MAX_DEPTH = 2
_MAX_OUTPUT_CHARACTERS = 400
_TIMED = re.compile(r"\d\.\d+ ?(?:s|secs?|seconds?|ms|milliseconds?)\b")
"""What a program prints about how long it took."""
_EXCEPTIONS = frozenset(
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
)
_EMPTY = EMPTY | {"None", "False", "True"}
"""Sources of values that attributes have before anything happened."""
_UNINFORMATIVE_TYPES = frozenset({"builtins:object", "builtins:NoneType"})
_NAME = "__name__"
"""What a function that wraps another takes over from it."""
_FUNCTIONS = frozenset(
    f"builtins:{name}" for name in ("function", "method", "builtin_function_or_method")
)
"""Types by which the interpreter tells functions apart: a caller only asks whether it may call them."""


@dataclass(frozen=True, slots=True)
class Oracles:
    """Derives assertions for the cases of one subject.

    Attributes:
        module: The subject.
        known_names: Names that the subject has, as its import showed; its types are only referred to
            by name when they are among these.
        warners: Callables that give a warning for some inputs: that there is none for others is a result,
            too.
        answering: Callables that return something for some inputs: that they return None for others is a
            result, too.
        moving: Parts of objects that calls were seen to change.
        measures: Whether the subject asks how much room objects take in memory, which differs from one
            interpreter to the next.
        fields: Classes of the subject -> names of the attributes that their instances surely have.
    """

    module: str
    known_names: frozenset[str] = frozenset()
    warners: frozenset[str] = frozenset()
    answering: frozenset[str] = frozenset()
    moving: frozenset[Part] = frozenset()
    measures: bool = True
    fields: MappingType[str, AbstractSet[str]] = field(default_factory=dict)

    def with_assertions(
        self, case: TestCase, iterated: set[str] | None = None, printed: set[str] | None = None
    ) -> TestCase:
        """The case with its assertions, and as documented when one of them is.

        Args:
            case: an observed case.
            iterated: classes that other tests of the suite iterate; those that this one does are added.
            printed: classes of mappings whose text others demand; those whose text this one does are added.
        """
        assertions = self.assertions(case, iterated, printed)
        if printed is not None:
            printed |= printed_classes(assertions)
        if iterated is not None:
            iterated |= iterated_classes(assertions)
        documented = any(each.basis is OracleBasis.DOCUMENTED for each in assertions)
        basis = OracleBasis.DOCUMENTED if documented else OracleBasis.RECORDED
        return replace(case, assertions=assertions, basis=basis)

    def assertions(
        self,
        case: TestCase,
        iterated: AbstractSet[str] | None = None,
        printed: AbstractSet[str] | None = None,
    ) -> tuple[Assertion, ...]:
        """What the test of a case demands, in the order of its statements."""
        found = tuple(_without_repetition(self._assertions(case)))
        found = told_by_pairs(case, found, printed)
        found = without_implied(_without_tautologies(case, found), iterated)
        agreement, index = agreement_of(case)
        if agreement is not Agreement.AGREES:
            return found
        return tuple(
            replace(each, basis=OracleBasis.DOCUMENTED)
            if each.statement == index and _states_result(each)
            else each
            for each in found
        )

    def agreement(self, case: TestCase) -> Agreement:
        """Whether the documented result of a case is what was observed."""
        return agreement_of(case)[0]

    def _assertions(self, case: TestCase) -> Iterator[Assertion]:
        statements = case.candidate.statements
        changed = {name for name, _ in case.run.after}
        acts = acts_of(statements)
        inputs = literal_values(statements)
        files = _written(case)
        has_effects = bool(case.run.after or files)
        unread = ""
        for observation in case.run.observations:
            index = observation.statement
            if index >= len(statements) or observation.raised is not None:
                continue
            unread += observation.stdout
            if index not in acts:
                continue
            if self._is_quiet(case, observation):
                yield Assertion(AssertionKind.QUIET, index)
            is_changed = statements[index].target in changed
            if is_of_this_process(statements[index], measures=self.measures):
                if observation.value is not None:
                    yield self._of_type(observation.value.type, RESULT, index)
                continue
            has_result = statements[index].form not in WITHOUT_RESULT
            is_silent = shows_nothing(observation) and case.candidate.subject not in self.answering
            is_placed = statements[index].form in PLACED
            is_silent = is_unheard(observation) if is_placed else is_silent and has_result
            if is_silent and not has_effects:
                kept = list(self._of_receiver(case, index, inputs))
                if kept:
                    yield from kept
                    continue
            if statements[index].form is StatementForm.AUGMENT:
                yield from self._of_augmented(case, observation, inputs)
            else:
                made = by_attributes(statements[index].expression, observation.value, self.fields)
                shown = replace(observation, value=made) if made else observation
                found = self._of_act(shown, inputs, is_changed, has_effects, has_result)
                yield from in_order(found, made) if made else found
                is_copy = has_result and observation.apart in within(case, index)
                if is_copy and not is_changed:
                    same = Operation("is", (RESULT, Variable(observation.apart)))
                    yield Assertion(AssertionKind.TRUE, index, Operation("not", (same,)))
            if observation.stdout and len(unread) <= _MAX_OUTPUT_CHARACTERS:
                if _TIMED.search(unread):
                    unread = ""
                    continue
                yield Assertion(AssertionKind.OUTPUT, index, expected=Literal(unread))
                unread = ""
        last = len(statements) - 1
        if case.run.outcome is CandidateOutcome.RAISED and case.run.failure is not None:
            last = case.run.failed_at if case.run.failed_at is not None else last
            yield self._raises(case.run.failure, last)
            if case.run.failure.type == _NO_END:
                return  # how far it came depends on how deep the stack was before
            yield from _of_held(case, case.run.failure, last, inputs)
        names = aliases(case)
        for name, snapshot in case.run.after:
            if name in names:
                continue
            changed_parts = changes(held(case, name), snapshot)
            yield from self._of_value(changed_parts, Variable(name), last, inputs)
        yield from self._of_kept_parts(case, last, inputs)
        for path, text in files:
            yield _file(path, text, last)

    def _is_quiet(self, case: TestCase, observation: Observation) -> bool:
        """Whether it tells a mutant that no warning was given."""
        is_warner = case.candidate.subject in self.warners
        return is_warner and bool(case.kills) and not observation.warnings

    def _of_act(
        self,
        observation: Observation,
        inputs: frozenset[str],
        is_changed: bool,
        has_effects: bool,
        has_result: bool,
    ) -> Iterator[Assertion]:
        index = observation.statement
        for warning in observation.warnings[:1]:
            yield from _warns(warning, index)
        if observation.same and has_result:
            same = Operation("is", (RESULT, Variable(observation.same)))
            yield Assertion(AssertionKind.TRUE, index, same)
        elif observation.value is not None and not is_changed and has_result:
            is_none = observation.value.type == "builtins:NoneType"
            if not (is_none and (has_effects or observation.stdout)):
                yield from self._of_value(observation.value, RESULT, index, inputs)

    def _of_augmented(
        self, case: TestCase, observation: Observation, inputs: frozenset[str]
    ) -> Iterator[Assertion]:
        """What an operator such as ``+=`` changed of a variable; that it is as before, where nothing."""
        index, value = observation.statement, observation.value
        for warning in observation.warnings[:1]:
            yield from _warns(warning, index)
        name = case.candidate.statements[index].target
        if value is None or name is None:
            return
        before = held(case, name, index)
        changed = value if before in (None, value) else changes(before, value)
        yield from self._of_value(changed, Variable(name), index, inputs)

    def _of_receiver(
        self, case: TestCase, index: int, inputs: frozenset[str]
    ) -> Iterator[Assertion]:
        """The state of the object whose method returned None and changed nothing: that it is as before."""
        name = receiver_of(case.candidate.statements[index])
        if name is not None and (before := held(case, name)) is not None:
            state = movable(before, self.moving)
            yield from self._of_kept(state, name, index, inputs)

    def _of_kept_parts(
        self, case: TestCase, index: int, inputs: frozenset[str]
    ) -> Iterator[Assertion]:
        """What a mutant disturbs, as far as it is as before."""
        after = dict(case.run.after)
        given = within(case, index) if case.disturbed else ()
        parts: dict[str, set[str]] = {}
        for name, part in case.disturbed:
            parts.setdefault(name, set()).add(part)
        for name in [each for each in given if each in parts] or given:
            before, names = held(case, name), parts.get(name, {""})
            if before is not None and name in after:
                if (still := unchanged(before, after[name], names)) is not None:
                    yield from self._of_kept(still, name, index, inputs)
            elif before is not None:
                state = movable(before, self.moving, names)
                found = list(self._of_kept(state, name, index, inputs))
                yield from found or self._of_kept(before, name, index, inputs)

    def _of_kept(
        self, state: Snapshot, name: str, index: int, inputs: frozenset[str]
    ) -> Iterator[Assertion]:
        if state.kind != "opaque":
            for each in self._of_snapshot(state, Variable(name), index, inputs, 0):
                yield replace(each, is_kept=True)

    # -- values -------------------------------------------------------------------------------------

    def _of_value(
        self, snapshot: Snapshot, place: Recipe, index: int, inputs: frozenset[str]
    ) -> Iterator[Assertion]:
        found = list(self._of_snapshot(snapshot, place, index, inputs, 0))
        if found:
            if place == RESULT and snapshot.type.startswith(":"):
                # It may equal an object of the class that its own is derived from.
                yield self._of_type(snapshot.type, place, index)
            yield from found
        elif snapshot.type not in _UNINFORMATIVE_TYPES:
            yield self._of_type(snapshot.type, place, index)

    def _of_snapshot(
        self, snapshot: Snapshot, place: Recipe, index: int, inputs: frozenset[str], depth: int
    ) -> Iterator[Assertion]:
        if snapshot.kind in ("literal", "approximate") and snapshot.source is not None:
            yield from _of_literal(snapshot, place, index, inputs)
            return
        if snapshot.starts is not None and snapshot.ends is not None:
            yield from _of_ends(snapshot.starts, snapshot.ends, place, index)
            return
        if snapshot.contents is not None:
            held = Call(Attribute(place, "getvalue"))
            yield from self._of_snapshot(snapshot.contents, held, index, inputs, depth + 1)
        if snapshot.type != "re:Match":  # its text says where it lies and what it holds
            yield from self._of_attributes(snapshot, place, index, inputs, depth)
        if snapshot.pairs is not None and _is_short(snapshot.pairs):
            pairs = Call(Symbol("builtins", "dict"), (place,))
            yield from _of_literal(snapshot.pairs, pairs, index, inputs)
        if snapshot.items is not None:
            items = Call(Symbol("builtins", "list"), (place,))
            yield from self._of_snapshot(snapshot.items, items, index, inputs, depth + 1)
        else:
            if snapshot.length is not None:
                length = Call(Symbol("builtins", "len"), (place,))
                yield Assertion(AssertionKind.EQUAL, index, length, Literal(snapshot.length))
            for key, end in ((0, snapshot.first), (-1, snapshot.last)):
                if end is not None and (key == 0 or snapshot.length != 1):
                    item = Operation("getitem", (place, Literal(key)))
                    yield from self._of_snapshot(end, item, index, inputs, depth + 1)
        has_text = snapshot.text is not None and not _is_of_items(snapshot)
        if has_text and len(snapshot.text or "") <= MAX_LITERAL_CHARACTERS:
            text = Call(Symbol("builtins", "str"), (place,))
            yield Assertion(AssertionKind.EQUAL, index, text, Literal(snapshot.text or ""))

    def _of_attributes(
        self, snapshot: Snapshot, place: Recipe, index: int, inputs: frozenset[str], depth: int
    ) -> Iterator[Assertion]:
        if depth >= _MAX_DEPTH:
            return
        usable = [
            (name, each)
            for name, each in snapshot.attributes
            if not name.startswith("_") or name == _NAME
        ]
        usable.sort(key=lambda pair: _interest(pair[1], inputs))
        count = 0
        for name, each in usable:
            attribute = Attribute(place, name)
            for assertion in self._of_snapshot(each, attribute, index, inputs, depth + 1):
                if count >= _MAX_ATTRIBUTES:
                    return
                yield assertion
                count += 1

    def _of_type(self, type_name: str, place: Recipe, index: int) -> Assertion:
        if type_name in _FUNCTIONS:
            is_callable = Call(Symbol("builtins", "callable"), (place,))
            return Assertion(AssertionKind.TRUE, index, is_callable)
        symbol = self._importable(type_name)
        if symbol is not None:
            return Assertion(AssertionKind.INSTANCE, index, place, symbol)
        name = Attribute(Call(Symbol("builtins", "type"), (place,)), "__name__")
        expected = Literal(type_name.rpartition(":")[2].rpartition(".")[2])
        return Assertion(AssertionKind.EQUAL, index, name, expected)

    def _importable(self, type_name: str) -> Symbol | None:
        module, _, name = type_name.partition(":")
        if not module and "<" not in name:
            return Symbol("", name)
        if module == "builtins":
            return Symbol(module, name) if isinstance(getattr(builtins, name, None), type) else None
        if module == self.module and name.partition(".")[0] in self.known_names:
            return Symbol(module, name) if "<" not in name else None
        return None

    # -- exceptions ---------------------------------------------------------------------------------

    def _raises(self, failure: Failure, index: int) -> Assertion:
        module, _, name = failure.type.partition(":")
        pattern = message_pattern(failure.message, goes_on=failure.goes_on)
        if failure.type == _NO_END or failure.is_incidental:
            # The end of the stack may come anywhere; what the interpreter says is another text in
            # another version.
            pattern = None
        known = self._importable(failure.type)
        if known is None and _is_foreign_exception(module, name, self.module):
            known = Symbol(module, name)
        if known is not None:
            return Assertion(AssertionKind.RAISES, index, expected=known, text=pattern)
        simple = name.rpartition(".")[2]
        return Assertion(AssertionKind.RAISES, index, text=pattern, type_name=simple)


def _of_held(
    case: TestCase, failure: Failure, index: int, inputs: frozenset[str]
) -> Iterator[Assertion]:
    """What an exception holds beside its message."""
    statements = case.candidate.statements
    if statements[index].form in CONTEXTS or any(each.target == CAUGHT.name for each in statements):
        return
    value = Attribute(CAUGHT, "value")
    for name, snapshot in failure.held:
        yield from _of_literal(snapshot, Attribute(value, name), index, inputs)


_NO_END = "builtins:RecursionError"


def _is_foreign_exception(module: str, name: str, subject: str) -> bool:
    if module == "builtins":
        return name in _EXCEPTIONS
    is_plain = all(part.isidentifier() for part in (*module.split("."), *name.split(".")))
    return is_plain and module not in ("", subject, "__main__")


def _of_literal(
    snapshot: Snapshot, place: Recipe, index: int, inputs: frozenset[str]
) -> Iterator[Assertion]:
    assert snapshot.source is not None
    expected = expected_recipe(snapshot)
    if _is_singleton(expected):
        yield Assertion(AssertionKind.IDENTICAL, index, place, expected)
        return
    is_approximate = snapshot.kind == "approximate" and not _is_handed_through(expected, inputs)
    kind = AssertionKind.APPROXIMATE if is_approximate else AssertionKind.EQUAL
    if len(snapshot.source) <= MAX_LITERAL_CHARACTERS:
        yield Assertion(kind, index, place, expected)
        return
    for part, value in properties_of(expected, place):
        if value is None:
            yield Assertion(AssertionKind.TRUE, index, part)
        else:
            yield Assertion(kind, index, part, value)


def _is_handed_through(expected: Recipe, inputs: frozenset[str]) -> bool:
    """Whether all floats of a value were handed in as they are: nothing was computed that may be inexact."""
    floats = [
        each.value
        for each in walk(expected)
        if isinstance(each, Literal) and isinstance(each.value, float | complex)
    ]
    is_exact = all(each == each and f"literal {each!r}" in inputs for each in floats)
    return is_exact and bool(floats) and is_literal(expected)


def _of_ends(starts: str, ends: str, place: Recipe, index: int) -> Iterator[Assertion]:
    """A text is held at both sides of the addresses in it."""
    for method, text in (("startswith", starts), ("endswith", ends)):
        if text and len(text) <= MAX_LITERAL_CHARACTERS:
            call = Call(Attribute(place, method), (Literal(text),))
            yield Assertion(AssertionKind.TRUE, index, call)


def _is_singleton(expected: Recipe) -> bool:
    if isinstance(expected, Literal):
        return expected.value is None or isinstance(expected.value, bool)
    return expected in (Symbol("builtins", "NotImplemented"), Symbol("builtins", "Ellipsis"))


def _interest(snapshot: Snapshot, inputs: frozenset[str]) -> tuple[int, int]:
    """Sorting key: values that come from the inputs, then telling values, then empty ones."""
    if snapshot.source is None:
        return (2, 0)
    if snapshot.source in _EMPTY:
        return (3, 0)
    return (0 if source_of(snapshot.source) in inputs else 1, len(snapshot.source) // 40)


def _written(case: TestCase) -> list[tuple[str, str]]:
    """Files that the subject wrote, as far as a test can look at them."""
    if "tmp_path" not in case.candidate.fixtures:
        return []
    arranged = {
        (path.value, text.value)
        for statement in case.candidate.statements
        for part in walk(statement.expression)
        if isinstance(part, Call) and isinstance(part.callee, Symbol) and not part.callee.module
        for path in part.arguments
        for text in part.arguments
        if isinstance(path, Literal) and isinstance(text, Literal)
    }
    arranged |= {
        (path.value, text.value)
        for statement in case.candidate.statements
        for part in walk(statement.expression)
        if isinstance(part, Mapping)
        for path, text in part.pairs
        if isinstance(path, Literal) and isinstance(text, Literal)
    }
    return [
        (path, text)
        for path, text in case.run.files
        if (path, text) not in arranged and len(text) <= _MAX_OUTPUT_CHARACTERS
    ]


def _file(path: str, text: str, index: int) -> Assertion:
    file = Operation("truediv", (Variable("tmp_path"), Literal(path)))
    if "\r" in text:  # reading as text would change the ends of lines
        data = Call(Attribute(file, "read_bytes"))
        return Assertion(AssertionKind.EQUAL, index, data, Literal(text.encode()))
    encoding = (("encoding", Literal("utf-8")),)
    place = Call(Attribute(file, "read_text"), (), encoding)
    return Assertion(AssertionKind.EQUAL, index, place, Literal(text))


def _warns(warning: str, index: int) -> Iterator[Assertion]:
    category, message = warning_parts(warning)
    if category in _EXCEPTIONS and category.endswith("Warning"):
        symbol = Symbol("builtins", category)
        pattern = message_pattern(message)
        yield Assertion(AssertionKind.WARNS, index, expected=symbol, text=pattern)


def _is_short(snapshot: Snapshot) -> bool:
    return snapshot.source is not None and len(snapshot.source) <= MAX_LITERAL_CHARACTERS


def _is_of_items(snapshot: Snapshot) -> bool:
    """Whether the text of an object is its type and its items, which are demanded already."""
    if snapshot.items is None or snapshot.items.source is None or snapshot.text is None:
        return False
    name = snapshot.type.rpartition(":")[2].rpartition(".")[2]
    return snapshot.text in (f"{name}({snapshot.items.source})", snapshot.items.source)


def _without_repetition(assertions: Iterator[Assertion]) -> Iterator[Assertion]:
    seen: set[str] = set()
    for each in assertions:
        key = repr(each)
        if key not in seen:
            seen.add(key)
            yield each


def _without_tautologies(case: TestCase, found: tuple[Assertion, ...]) -> tuple[Assertion, ...]:
    """The assertions without the types of what the test made itself, where there is something else."""
    own = {
        name
        for name, after in case.run.after
        if (before := held(case, name)) is not None and before.type == after.type
    }
    telling = tuple(each for each in found if not _is_type_of(each, own))
    return telling or found


def _is_type_of(assertion: Assertion, names: set[str]) -> bool:
    match assertion.place:
        case Variable(name=name) if assertion.kind is AssertionKind.INSTANCE:
            return name in names
        case Attribute(
            owner=Call(callee=Symbol(name="type"), arguments=(Variable(name=name),)),
            name="__name__",
        ):
            return name in names
    return False


def _states_result(assertion: Assertion) -> bool:
    return assertion.place == RESULT or assertion.kind in (
        AssertionKind.OUTPUT,
        AssertionKind.RAISES,
    )
