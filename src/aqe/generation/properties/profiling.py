"""Finds out what callables do with drawn inputs: which they take, and whether they leave them alone."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from aqe.domain.candidate import Candidate, Statement
from aqe.domain.law import (
    NOTHING,
    Inputs,
    InstanceInputs,
    IntegerInputs,
    LawVariable,
    NumberInputs,
)
from aqe.domain.recipe import Call, Literal, Recipe, Variable
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.subject import (
    CallableKind,
    CallableSubject,
    Parameter,
    ParameterKind,
    Subject,
)
from aqe.generation.archive import Archive
from aqe.generation.exploring.candidates import variable_word
from aqe.generation.ports import ParseLiteral
from aqe.generation.properties.inputs import InputReader, required
from aqe.generation.properties.narrowing import narrower, naturally_narrower, stepwise, together
from aqe.generation.properties.profiles import Bench, Example, Profile, Row, is_clean
from aqe.generation.properties.sampling import Sampler
from aqe.syntax.recipe_trees import transform

__all__ = ["Profiler"]

_ROWS = 20
_MOST_VARIABLES = 3
_MOST_CALLABLES = 80
_MOST_ALTERNATIVES = 4
_ROUNDS = 16
_CALLED = (
    CallableKind.FUNCTION,
    CallableKind.STATIC_METHOD,
    CallableKind.CLASS_METHOD,
    CallableKind.METHOD,
)
_RESULT = "result"
_TAKEN = (
    "l",
    "O",
    "I",
    "_",
    "before",
    "given",
    "holds",
    "outcome",
    "pytest",
    "result",
    "settings",
    "st",
)
"""Names that are hard to read, or that mean something else in the printed tests."""
_SMALL = 1000
_PATIENCE = 2


class Profiler:
    """Makes profiles of the callables of one subject.

    Args:
        subject: What is known of it.
        archive: Scenarios that were executed: they say what worked.
        bench: Executes.
        sampler: Draws inputs.
        parse: Reads literals of the source.
        only: Qualified names to look at, or None for all.
    """

    def __init__(
        self,
        subject: Subject,
        archive: Archive,
        bench: Bench,
        sampler: Sampler,
        parse: ParseLiteral,
        only: frozenset[str] | None = None,
    ) -> None:
        self.reader = InputReader(subject, parse)
        self._subject = subject
        self._bench = bench
        self._sampler = sampler
        self._parse = parse
        self._only = only
        self._lines = {each.id: each.line for each in archive.loaded.goals}
        self._seen, self._tried = _tried(archive)
        self._names = {each.qualname.partition(".")[0] for each in subject.callables}
        self._names |= {each.qualname.partition(".")[0] for each in subject.classes}

    def tried(self, qualname: str) -> Sequence[Row]:
        """Arguments with which a callable came to a good end."""
        return self._tried.get(qualname, ())

    def seen(self, qualname: str, parameter: str) -> Sequence[Recipe]:
        """Values of one parameter with which a callable came to a good end."""
        return self._seen.get((qualname, parameter), ())

    def profiles(self) -> list[Profile]:
        """Callables that take drawn inputs without refusing any, in the order of the source.

        One that takes several sorts of values has a profile for each.
        """
        open_: dict[str, _Attempt] = {}
        for each in self._subject.callables:
            drafted = self._drafted(each)
            if drafted is not None and len(open_) < _MOST_CALLABLES:
                wide = self._alternatives(drafted)
                open_[each.qualname] = _Attempt(drafted, wide, self._ladder(drafted, wide))
        done: list[Profile] = []
        for _ in range(_ROUNDS):
            if not open_ or self._bench.is_over():
                break
            done += self._round(open_)
        order = {each.qualname: place for place, each in enumerate(self._subject.callables)}
        return sorted(done, key=lambda each: order[each.subject.qualname])

    # -- what to call ----------------------------------------------------------------------------

    def partners(self) -> list[Profile]:
        """Callables of which only the form of the call is known: they may undo others.

        What undoes an encoding takes what the encoding returns, and perhaps nothing else.
        """
        found = (self._drafted(each, is_partner=True) for each in self._subject.callables)
        return [each for each in found if each is not None and each.arguments]

    def _drafted(self, subject: CallableSubject, *, is_partner: bool = False) -> Profile | None:
        is_odd = subject.is_async or subject.is_context_manager or subject.is_abstract
        if subject.kind not in _CALLED or is_odd or not subject.is_public or subject.is_dunder:
            return None
        if not is_partner and self._only is not None and subject.qualname not in self._only:
            return None
        parameters = _wanted(subject)
        if len(parameters) > _MOST_VARIABLES:
            return None
        found = self.variables(subject, parameters, is_partner=is_partner)
        if found is None:
            return None
        keywords = tuple(
            each.name for each in parameters if each.kind is ParameterKind.KEYWORD_ONLY
        )
        profile = Profile(subject, self._subject.module, found, keywords=keywords)
        if subject.kind is CallableKind.METHOD:
            received = self._received(profile)
            return received if received is not None and received.variables else None
        return profile if parameters else None

    def variables(
        self,
        subject: CallableSubject,
        parameters: Sequence[Parameter],
        *,
        is_partner: bool = False,
    ) -> tuple[LawVariable, ...] | None:
        """A variable for each parameter, or None where values for one of them cannot be drawn.

        The first argument of a partner is a result of the other callable and never drawn.
        """
        found: list[LawVariable] = []
        for place, each in enumerate(parameters):
            sorts = self._sorts(subject, each)
            if not sorts and is_partner and place == 0:
                sorts = [NOTHING]
            if not sorts:
                return None
            found.append(LawVariable(self.name(each.name, [one.name for one in found]), sorts[0]))
        return tuple(found)

    def _sorts(self, subject: CallableSubject, parameter: Parameter) -> list[Inputs]:
        return self.reader.of_parameter(parameter, self.seen(subject.qualname, parameter.name))

    def name(self, word: str, used: Sequence[str]) -> str:
        """A name for a variable that hides nothing."""
        name = word if _is_plain(word) else variable_word(word)
        while name in used or name in self._names:
            name = f"other_{name}" if name in used else f"{name}_value"
        return name

    def receiver(self, owner: str) -> tuple[LawVariable | None, Statement | None] | None:
        """How to get an instance: as a variable, or by a statement where nothing has to be drawn."""
        inputs = self.reader.of_class(f"{self._subject.module}:{owner}")
        if not isinstance(inputs, InstanceInputs):
            return None
        name = self.name(owner, ())
        if inputs.arguments:
            return LawVariable(name, inputs), None
        return None, Statement(Call(inputs.symbol), name)

    def _received(self, profile: Profile) -> Profile | None:
        found = self.receiver(profile.subject.owner or "")
        if found is None:
            return None
        drawn, made = found
        name = drawn.name if drawn is not None else (made.target if made is not None else "")
        if any(each.name == name for each in profile.variables):
            return None
        return replace(
            profile,
            receiver=Variable(name or ""),
            variables=profile.variables if drawn is None else (drawn, *profile.variables),
            body=() if made is None else (made,),
        )

    def _alternatives(self, profile: Profile) -> list[tuple[Inputs, ...]]:
        """The sorts of values that the callable may take, likeliest first."""
        sorts = [
            [variable.inputs] if each is None else self._sorts(profile.subject, each)
            for variable, each in zip(profile.variables, _parameters(profile), strict=True)
        ]
        rows = [tuple(each.inputs for each in profile.variables), *together(sorts)]
        return list(dict.fromkeys(rows))[:_MOST_ALTERNATIVES]

    def _ladder(
        self, profile: Profile, wide: Sequence[tuple[Inputs, ...]]
    ) -> Iterator[tuple[Inputs, ...]]:
        """Inputs to try in turn: the alternatives, then narrower ones."""
        yield from wide
        for steps in zip_longest(*(self._narrowed(profile, row) for row in wide)):
            yield from (each for each in steps if each is not None)

    def _narrowed(self, profile: Profile, row: tuple[Inputs, ...]) -> list[tuple[Inputs, ...]]:
        ladders = [
            narrower(values, self._numbers(profile.subject, each))
            for values, each in zip(row, _parameters(profile), strict=True)
        ]
        return stepwise(row, ladders)

    def _numbers(self, subject: CallableSubject, parameter: Parameter | None) -> list[int | float]:
        """Numbers of the source that may be bounds, those about the parameter alone where there are any."""
        own = parameter.constants if parameter is not None else ()
        for sources in (own, subject.constants):
            found = [self._parse(each) for each in sources]
            numbers = [
                each.value
                for each in found
                if isinstance(each, Literal)
                and isinstance(each.value, int | float)
                and not isinstance(each.value, bool)
            ]
            if numbers:
                return numbers
        return []

    # -- trying ----------------------------------------------------------------------------------

    def _round(self, open_: dict[str, _Attempt]) -> list[Profile]:
        """Try the next inputs of every open callable, all in one request."""
        candidates: list[Candidate] = []
        shares: list[tuple[str, Profile, list[Row]]] = []
        for qualname, attempt in list(open_.items()):
            inputs = attempt.next_inputs()
            if inputs is None or (attempt.has_profile and inputs not in attempt.wide):
                del open_[qualname]
                continue
            is_narrowed = _is_narrowed(inputs, attempt.wide)
            profile = _with_inputs(attempt.profile, inputs, is_narrowed=is_narrowed)
            rows = self._sampler.rows(inputs, _ROWS, self._whole(profile))
            shares.append((qualname, profile, rows))
            candidates.append(_candidate(profile, rows))
        done: list[Profile] = []
        for (qualname, profile, rows), run in zip(
            shares, self._bench.observed(candidates), strict=True
        ):
            judged = self._judged(profile, rows, run)
            if judged is not None:
                done.append(judged)
                open_[qualname].has_profile = True
            elif _is_hopeless(run):
                del open_[qualname]
            elif run.outcome is CandidateOutcome.TIMEOUT:
                open_[qualname].slow += 1
        return done

    def _whole(self, profile: Profile) -> Sequence[Row]:
        """Arguments that worked; the archive does not know receivers that are drawn."""
        return () if profile.is_received else self.tried(profile.subject.qualname)

    def _judged(self, profile: Profile, rows: Sequence[Row], run: CandidateRun) -> Profile | None:
        """The profile, where every call came to a good end."""
        if run.outcome is not CandidateOutcome.COMPLETED or not rows or _is_hopeless(run):
            return None
        width = len(profile.variables) + len(profile.body) + 1
        first = 1 if profile.is_received and profile.arguments else 0
        examples: list[Example] = []
        for place, row in enumerate(rows):
            start = place * width
            given = run.observations[start + first].value
            shown = run.observations[start + width - 1].value
            result = shown.source if shown is not None else None
            same = given is not None and result is not None and given.source == result
            examples.append(Example(row, result, is_change=not same))
        return replace(
            profile,
            examples=tuple(examples),
            result_types=frozenset(run.result_types[width - 1 :: width]),
            lines=frozenset(self._lines[each] for each in run.goals if each in self._lines),
        )


def _candidate(profile: Profile, rows: Sequence[Row]) -> Candidate:
    """Calls with each row, one after the other; variables are numbered by row.

    Arguments are bound first, so that a change of theirs shows.
    """
    statements: list[Statement] = []
    arguments = tuple(Variable(each.name) for each in profile.arguments)
    act = profile.call(*arguments)
    for place, row in enumerate(rows):

        def numbered(part: Recipe, place: int = place) -> Recipe | None:
            return Variable(f"{part.name}_{place}") if isinstance(part, Variable) else None

        for variable, value in zip(profile.variables, row, strict=True):
            statements.append(Statement(value, f"{variable.name}_{place}"))
        for each in profile.body:
            made = transform(each.expression, numbered)
            statements.append(Statement(made, f"{each.target}_{place}"))
        statements.append(Statement(transform(act, numbered), f"{_RESULT}_{place}", is_act=True))
    return Candidate(0, profile.subject.qualname, tuple(statements))


@dataclass(slots=True)
class _Attempt:
    profile: Profile
    wide: list[tuple[Inputs, ...]]
    ladder: Iterator[tuple[Inputs, ...]]
    has_profile: bool = False
    slow: int = 0
    """How often it took too long."""

    def next_inputs(self) -> tuple[Inputs, ...] | None:
        """What to try next; where that took too long twice only small values, and those once."""
        if self.slow > _PATIENCE:
            return None
        is_slow = self.slow == _PATIENCE
        return next((each for each in self.ladder if not is_slow or _is_small(each)), None)


def _is_small(inputs: Sequence[Inputs]) -> bool:
    """Whether no value is large."""
    return all(
        each.maximum is not None and each.maximum <= _SMALL
        if isinstance(each, IntegerInputs | NumberInputs)
        else getattr(each, "max_size", _SMALL) is not None
        for each in inputs
    )


def _is_plain(word: str) -> bool:
    """Whether a parameter's own name may stand in a test as it is."""
    is_taken = keyword.iskeyword(word) or hasattr(builtins, word) or word in _TAKEN
    return word.isidentifier() and word == word.lower() and not is_taken


def _wanted(subject: CallableSubject) -> tuple[Parameter, ...]:
    """The parameters that are varied: the required ones, or the first where none is required."""
    needed = required(subject.parameters)
    if needed:
        return needed
    first = subject.parameters[:1]
    kinds = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)
    return first if first and first[0].kind in kinds else ()


def _with_inputs(profile: Profile, inputs: Sequence[Inputs], *, is_narrowed: bool) -> Profile:
    variables = tuple(
        LawVariable(each.name, values)
        for each, values in zip(profile.variables, inputs, strict=True)
    )
    return replace(profile, variables=variables, is_narrowed=is_narrowed)


def _parameters(profile: Profile) -> tuple[Parameter | None, ...]:
    """The parameter of each variable; None for a receiver."""
    wanted = _wanted(profile.subject)
    return (None, *wanted) if profile.is_received else wanted


def _is_narrowed(inputs: Sequence[Inputs], wide: Iterable[Sequence[Inputs]]) -> bool:
    """Whether inputs leave out more than what has a name in everyday speech."""
    return not any(
        all(
            one == other or one in naturally_narrower(other)
            for one, other in zip(inputs, row, strict=True)
        )
        for row in wide
    )


def _is_hopeless(run: CandidateRun) -> bool:
    """Whether narrower inputs would not help: it reaches beyond its arguments, or changes them."""
    return not is_clean(run) or bool(run.after)


def _tried(
    archive: Archive,
) -> tuple[dict[tuple[str, str], list[Recipe]], dict[str, list[Row]]]:
    """What worked so far: values by parameter, and whole argument lists by callable."""
    seen: dict[tuple[str, str], list[Recipe]] = {}
    tried: dict[str, list[Row]] = {}
    for entry in archive.all_entries():
        act = entry.scenario.act
        if act.subject is None or entry.run.outcome is not CandidateOutcome.COMPLETED:
            continue
        qualname = act.subject.qualname
        for each in act.arguments:
            if each.keyword is None:
                seen.setdefault((qualname, each.parameter.name), []).append(each.recipe)
        wanted = [each.name for each in _wanted(act.subject)]
        given = {each.parameter.name: each.recipe for each in act.arguments}
        if all(name in given for name in wanted) and len(given) == len(wanted):
            tried.setdefault(qualname, []).append(tuple(given[name] for name in wanted))
    return seen, tried
