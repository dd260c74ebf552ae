"""Serialisers that do not repeat themselves: a document that is read back is written as another one.

The least that a writer and its reader owe each other is ``dumps(loads(text)) == text`` for a text that
``dumps`` itself wrote. It holds even where the pair loses a part of the value, as long as nothing more is
lost the second time (a round trip asks for more). Writers that do not write the same value alike twice, since
they add salt, times or numbers, are no witnesses, nor is what they give when it is neither text nor bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from aqe.domain.finding import Confidence, Oddity
from aqe.domain.recipe import Attribute, Call, Collection, Literal, Operation, Recipe, Symbol
from aqe.domain.run import CandidateOutcome
from aqe.domain.subject import CallableKind, CallableSubject, ParameterKind, Subject
from aqe.generation.archive import Entry
from aqe.generation.exploring.parts import parts_of, with_part
from aqe.generation.inputs.pairs import is_undone_by, words_of
from aqe.generation.judging.fitting import Fitting, Standing
from aqe.generation.judging.object_laws import Law
from aqe.generation.scenario import Scenario, Step, Use, step_reference

__all__ = ["SerialiserPair", "laws_of_serialisers", "serialiser_pairs"]

_WRITING = frozenset(
    """as compress deflate dump dumps encode escape export format freeze hexlify marshal pack quote render
    serialise serialize stringify to unparse write""".split()
)
"""Words by which a name says that it writes something down."""
_HAZARDS = ("", " a ", "a b", "a,b", 'a"b', "a\\b", "a%b", "a&b", "a\nb", "été", "1", "True")
"""Texts that formats have to protect, or may take for something else."""
_BASES = 8
"""Values of one writer that are tried as they are."""
_VARIED = 2
"""Of these, such as hold texts, in whose place hazards are put."""
_READERS = (CallableKind.CLASS_METHOD, CallableKind.STATIC_METHOD)
_KEYWORDS = (ParameterKind.KEYWORD_ONLY, ParameterKind.VAR_KEYWORD)
_DOCUMENTS = Collection("tuple", (Symbol("builtins", "str"), Symbol("builtins", "bytes")))


@dataclass(frozen=True, slots=True)
class SerialiserPair:
    """A callable that writes a value down, and the one that reads it back."""

    writer: CallableSubject
    reader: CallableSubject


def serialiser_pairs(subject: Subject) -> Iterator[SerialiserPair]:
    """Functions of the module that belong together by their names, and methods with class methods."""
    usable = [each for each in subject.callables if _is_usable(each)]
    for writer in usable:
        if not _WRITING & set(words_of(writer.name)):
            continue
        for reader in usable:
            if is_undone_by(writer.name, reader.name) and _belong_together(writer, reader):
                yield SerialiserPair(writer, reader)


def laws_of_serialisers(
    subject: Subject, entries: Callable[[str], Sequence[Entry]], fitting: Fitting
) -> Iterator[Law]:
    """For each pair and some values: what was read back is written as it was read.

    Args:
        subject: The module.
        entries: What the search has run of a callable, cheapest first.
        fitting: Judges arguments: values that contradict what is declared are no witnesses.
    """
    for pair in serialiser_pairs(subject):
        for scenario in _values(entries(pair.writer.qualname)):
            if fitting.standing(scenario) is not Standing.DOUBTFUL:
                yield _law(pair, scenario, subject.module)


def _is_usable(subject: CallableSubject) -> bool:
    is_plain = not (subject.is_async or subject.is_generator or subject.is_context_manager)
    return is_plain and subject.is_public and not subject.is_dunder and not subject.is_abstract


def _belong_together(writer: CallableSubject, reader: CallableSubject) -> bool:
    if not _takes_one(reader):
        return False
    if writer.kind is CallableKind.FUNCTION and _takes_one(writer):
        return reader.kind is CallableKind.FUNCTION
    is_method = writer.kind is CallableKind.METHOD and not _required(writer)
    return is_method and reader.kind in _READERS and reader.owner == writer.owner


def _required(subject: CallableSubject) -> int:
    return sum(each.default is None for each in subject.parameters if not _is_variable(each.kind))


def _is_variable(kind: ParameterKind) -> bool:
    return kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


def _takes_one(subject: CallableSubject) -> bool:
    """Whether one positional argument is enough."""
    is_positional = bool(subject.parameters) and subject.parameters[0].kind not in _KEYWORDS
    return is_positional and _required(subject) <= 1


def _values(entries: Sequence[Entry]) -> list[Scenario]:
    """Calls of a writer: some that ended well, then such with texts that have to be protected."""
    ended = (each.scenario for each in entries if _is_witness(each))
    found = dict.fromkeys(islice(ended, _BASES))
    texts = [
        (scenario, place)
        for scenario in found
        for place, part in parts_of(scenario)
        if isinstance(part, Literal) and isinstance(part.value, str)
    ]
    for scenario, place in texts[:_VARIED]:
        found.update((with_part(scenario, place, Literal(each)), None) for each in _HAZARDS)
    return list(found)


def _is_witness(entry: Entry) -> bool:
    scenario = entry.scenario
    is_plain = all(each.use is Use.PLAIN and each.subject is not None for each in scenario.steps)
    is_single = len(scenario.act.arguments) == (0 if scenario.act.receiver is not None else 1)
    is_positional = all(each.keyword is None for each in scenario.act.arguments)
    is_ended = entry.run.outcome is CandidateOutcome.COMPLETED
    return is_ended and is_plain and is_single and is_positional and not scenario.setup


def _law(pair: SerialiserPair, scenario: Scenario, module: str) -> Law:
    text = step_reference(len(scenario.steps) - 1)
    act = scenario.act
    once_more: Recipe
    if pair.writer.owner is None:
        writer, reader = (Symbol(module, each.qualname) for each in (pair.writer, pair.reader))
        once_more = Call(writer, act.recipes)
        again = Call(writer, (Call(reader, (text,)),))
    else:
        assert act.receiver is not None
        owner = Symbol(module, pair.writer.owner)
        once_more = Call(Attribute(step_reference(act.receiver), pair.writer.attribute))
        read = Call(Attribute(owner, pair.reader.attribute), (text,))
        again = Call(Attribute(read, pair.writer.attribute))
    stated = (
        Call(Symbol("builtins", "isinstance"), (text, _DOCUMENTS)),
        Operation("eq", (once_more, text)),
        Operation("eq", (again, text)),
    )
    return Law(
        *(Oddity.SERIALISATION, Confidence.MEDIUM, pair.writer.owner or pair.writer.qualname),
        f"what {pair.reader.name} reads back is written as something else",
        pair.writer.first_line,
        Scenario((*scenario.steps, *(Step(None, expression=each) for each in stated))),
        evidence=2,
        needs_evidence=True,
    )
