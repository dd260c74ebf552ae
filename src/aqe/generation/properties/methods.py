"""Laws of objects: what one method stores another gives back, what one does another undoes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aqe.domain.candidate import Candidate, Statement, StatementForm
from aqe.domain.law import Law, LawKind, LawVariable
from aqe.domain.recipe import Attribute, Call, Literal, Operation, Recipe, Symbol, Variable
from aqe.domain.run import CandidateOutcome
from aqe.domain.subject import CallableKind, CallableSubject, ClassSubject, Subject
from aqe.generation.inputs.pairs import method_pairs, words_of
from aqe.generation.properties.inputs import required
from aqe.generation.properties.profiles import Bench
from aqe.generation.properties.profiling import Profiler
from aqe.generation.properties.sampling import Sampler

__all__ = ["ObjectLaws"]

_MOST_CLASSES = 12
_MOST_OBSERVERS = 4
_MOST_PARAMETERS = 2
_BEFORE = "before"
_UNDOING = ("un", "de", "dis")
_STEADY = (
    *("builtins:int", "builtins:str", "builtins:float", "builtins:bool", "builtins:bytes"),
    *("builtins:tuple", "builtins:frozenset", "builtins:NoneType"),
)
"""Types whose values do not change after they were looked at."""


@dataclass(frozen=True, slots=True)
class _Object:
    """An instance as laws of its class see it."""

    known: ClassSubject
    drawn: LawVariable | None
    made: tuple[Statement, ...]
    name: str

    @property
    def value(self) -> Recipe:
        return Variable(self.name)

    @property
    def variables(self) -> tuple[LawVariable, ...]:
        return () if self.drawn is None else (self.drawn,)


@dataclass(frozen=True, slots=True)
class _Action:
    """A method with the variables that are its arguments."""

    method: CallableSubject
    variables: tuple[LawVariable, ...]

    @property
    def arguments(self) -> tuple[Recipe, ...]:
        return tuple(Variable(each.name) for each in self.variables)

    def call(self, owner: Recipe, arguments: Sequence[Recipe]) -> Recipe:
        if self.method.name == "__getitem__" and len(arguments) == 1:
            return Operation("getitem", (owner, arguments[0]))
        if self.method.name == "__contains__" and len(arguments) == 1:
            return Operation("contains", (owner, arguments[0]))
        return Call(Attribute(owner, self.method.name), tuple(arguments))

    def statement(self, owner: Recipe, arguments: Sequence[Recipe]) -> Statement:
        if self.method.name == "__setitem__":
            place = Operation("getitem", (owner, arguments[0]))
            return Statement(arguments[1], None, StatementForm.ASSIGN, place)
        if self.method.name == "__delitem__":
            place = Operation("getitem", (owner, arguments[0]))
            return Statement(Literal(None), None, StatementForm.DELETE, place)
        return Statement(self.call(owner, arguments))


class ObjectLaws:
    """Conjectures about the classes of one subject."""

    def __init__(
        self, subject: Subject, profiler: Profiler, bench: Bench, sampler: Sampler
    ) -> None:
        self._subject = subject
        self._profiler = profiler
        self._bench = bench
        self._sampler = sampler

    def conjectures(self, only: frozenset[str] | None = None) -> list[Law]:
        """Laws worth a trial."""
        found: dict[tuple[object, ...], Law] = {}
        for known in self._subject.classes[:_MOST_CLASSES]:
            if self._bench.is_over():
                break
            if not known.is_public:
                continue
            subject = self._object(known)
            if subject is None:
                continue
            for law in self._of(subject):
                # Without a variable there is nothing to draw: that is an example, not a law.
                if law.variables and (only is None or only & set(law.callables)):
                    found.setdefault((law.body, law.claim), law)
        return list(found.values())

    def _object(self, known: ClassSubject) -> _Object | None:
        received = self._profiler.receiver(known.qualname)
        if received is None:
            return None
        drawn, made = received
        if drawn is not None:
            return _Object(known, drawn, (), drawn.name)
        assert made is not None
        return _Object(known, None, (made,), made.target or "")

    def _of(self, subject: _Object) -> Iterator[Law]:
        actions = self._actions(subject)
        by_name = {each.method.name: each for each in actions}
        pairs = method_pairs()
        for storing, giving in pairs.stores:
            if storing in by_name and giving in by_name:
                yield from self._gives_back(subject, by_name[storing], by_name[giving])
        for adding, asking in pairs.members:
            if adding in by_name and asking in by_name:
                yield from self._says_yes(subject, by_name[adding], by_name[asking])
        yield from self._setters(subject)
        undoing = [
            (one, other)
            for one in actions
            for other in actions
            if (one.method.name, other.method.name) in pairs.undoes
            or _undoes_by_prefix(one.method.name, other.method.name)
        ]
        if undoing or "__exit__" in subject.known.methods:
            observers = self._observers(subject)
            for one, other in undoing:
                yield from self._restores(subject, one, other, observers)
            yield from self._leaves(subject, observers)

    # -- what an object offers -------------------------------------------------------------------

    def _actions(self, subject: _Object) -> list[_Action]:
        found: list[_Action] = []
        for each in self._subject.callables:
            is_own = each.owner == subject.known.qualname and each.kind is CallableKind.METHOD
            is_odd = each.is_async or each.is_generator or each.is_abstract
            if not is_own or is_odd or not (each.is_public or each.is_dunder):
                continue
            parameters = required(each.parameters)
            if len(parameters) > _MOST_PARAMETERS:
                continue
            variables = self._profiler.variables(each, parameters)
            if variables is not None and all(one.name != subject.name for one in variables):
                found.append(_Action(each, variables))
        return found

    def _observers(self, subject: _Object) -> list[Recipe]:
        """What can be looked at again and again: the length, plain attributes and properties."""
        value = subject.value
        found: list[Recipe] = []
        if "__len__" in subject.known.methods:
            found.append(Call(Symbol("builtins", "len"), (value,)))
        names = [each.name for each in subject.known.fields]
        names += [
            each.name
            for each in self._subject.callables
            if each.owner == subject.known.qualname and each.kind is CallableKind.PROPERTY
        ]
        attributes = [Attribute(value, each) for each in dict.fromkeys(names) if each[0] != "_"]
        found += self._steady(subject, attributes)
        if "__iter__" in subject.known.methods:
            found.append(Call(Symbol("builtins", "list"), (value,)))
        return found[:_MOST_OBSERVERS]

    def _steady(self, subject: _Object, attributes: Sequence[Recipe]) -> list[Recipe]:
        """Those attributes whose values stay as they were when they were looked at."""
        row = self._sampler.rows([each.inputs for each in subject.variables], 1)
        if not row and subject.variables:
            return []
        bound = tuple(
            Statement(value, each.name)
            for each, value in zip(subject.variables, row[0] if row else (), strict=True)
        )
        about = subject.known.qualname
        candidates = [
            Candidate(0, about, (*bound, *subject.made, Statement(each, "seen", is_act=True)))
            for each in attributes
        ]
        runs = self._bench.observed(candidates) if candidates else []
        return [
            attribute
            for attribute, run in zip(attributes, runs, strict=True)
            if run.outcome is CandidateOutcome.COMPLETED and run.result_types[-1] in _STEADY
        ]

    # -- laws ------------------------------------------------------------------------------------

    def _law(
        self,
        subject: _Object,
        names: Sequence[str],
        variables: Sequence[LawVariable],
        body: Sequence[Statement],
        claim: Recipe,
        title: str,
    ) -> Law:
        return Law(
            LawKind.INVERSE_METHODS,
            tuple(f"{subject.known.qualname}.{each}" for each in names),
            (*subject.variables, *variables),
            claim,
            f"{subject.known.qualname.replace('.', ' ')} {title}",
            (*subject.made, *body),
            is_named=True,
        )

    def _gives_back(self, subject: _Object, one: _Action, other: _Action) -> Iterator[Law]:
        """``stack.push(item)`` and then ``stack.pop() == item``, also where it holds something before."""
        if not one.variables or len(other.variables) >= len(one.variables):
            return
        *keys, value = one.arguments
        given = other.call(subject.value, keys[: len(other.variables)])
        names = (one.method.name, other.method.name)
        act = one.statement(subject.value, one.arguments)
        title = f"{other.method.name.strip('_')} gives back what {one.method.name.strip('_')} took"
        claim = Operation("eq", (given, value))
        if not keys:
            first = LawVariable(f"earlier_{one.variables[0].name}", one.variables[0].inputs)
            before = one.statement(subject.value, (Variable(first.name),))
            both = (first, *one.variables)
            yield self._law(subject, names, both, (before, act), claim, title)
            oldest = Operation("eq", (given, Variable(first.name)))
            in_order = f"{other.method.name.strip('_')} gives back first what came first"
            yield self._law(subject, names, both, (before, act), oldest, in_order)
        yield self._law(subject, names, one.variables, (act,), claim, title)

    def _says_yes(self, subject: _Object, one: _Action, other: _Action) -> Iterator[Law]:
        if len(other.variables) > len(one.variables):
            return
        asked = other.call(subject.value, one.arguments[: len(other.variables)])
        yield self._law(
            subject,
            (one.method.name, other.method.name),
            one.variables,
            (one.statement(subject.value, one.arguments),),
            asked,
            f"{other.method.name.strip('_')} knows what {one.method.name.strip('_')} did",
        ).unless(asked, subject.made)

    def _restores(
        self, subject: _Object, one: _Action, other: _Action, observers: Sequence[Recipe]
    ) -> Iterator[Law]:
        """What can be observed is as it was after one method and then the other."""
        if len(other.variables) > len(one.variables):
            return
        acts = (
            one.statement(subject.value, one.arguments),
            other.statement(subject.value, one.arguments[: len(other.variables)]),
        )
        title = f"{other.method.name.strip('_')} undoes {one.method.name.strip('_')}"
        names = (one.method.name, other.method.name)
        for each in observers:
            before = Statement(each, _BEFORE)
            restored = Operation("eq", (each, Variable(_BEFORE)))
            law = self._law(subject, names, one.variables, (before, *acts), restored, title)
            yield law.unless(restored, (*subject.made, before, acts[0]))

    def _leaves(self, subject: _Object, observers: Sequence[Recipe]) -> Iterator[Law]:
        """What can be observed is as it was after a context was entered and left."""
        methods = set(subject.known.methods)
        if not {"__enter__", "__exit__"} <= methods:
            return
        names = ("__enter__", "__exit__")
        passed = Statement(subject.value, None, StatementForm.WITH)
        entered = Statement(Call(Attribute(subject.value, "__enter__")))
        for each in observers:
            before = Statement(each, _BEFORE)
            restored = Operation("eq", (each, Variable(_BEFORE)))
            law = self._law(subject, names, (), (before, passed), restored, "exit undoes enter")
            yield law.unless(restored, (*subject.made, before, entered))

    def _setters(self, subject: _Object) -> Iterator[Law]:
        """``account.limit = value`` and then ``account.limit == value``."""
        own = [each for each in self._subject.callables if each.owner == subject.known.qualname]
        readable = {each.name for each in own if each.kind is CallableKind.PROPERTY}
        for each in own:
            if each.kind is not CallableKind.SETTER or each.name not in readable:
                continue
            variables = self._profiler.variables(each, required(each.parameters))
            if variables is None or len(variables) != 1 or variables[0].name == subject.name:
                continue
            place = Attribute(subject.value, each.name)
            value = Variable(variables[0].name)
            yield self._law(
                subject,
                (each.name,),
                variables,
                (Statement(value, None, StatementForm.ASSIGN, place),),
                Operation("eq", (place, value)),
                f"{each.name} is what it was set to",
            ).unless(Operation("eq", (place, value)), subject.made)


def _undoes_by_prefix(name: str, other: str) -> bool:
    plain, undoing = "_".join(words_of(name)), "_".join(words_of(other))
    return bool(plain) and any(undoing == f"{prefix}{plain}" for prefix in _UNDOING)
