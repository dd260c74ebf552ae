"""What a callable finds besides its arguments: variables, a command line, a standard input, files."""

from __future__ import annotations

import json
from collections.abc import Iterator

from aqe.domain.reading import Reading
from aqe.domain.recipe import Attribute, Call, Collection, Literal, Recipe, Variable
from aqe.domain.subject import MinedCall, Subject
from aqe.generation.payloads import plain_value
from aqe.generation.synthesis import text_of_file, written_files
from aqe.generation.vocabulary import call

__all__ = ["command_calls", "provided"]

_VALUES = ("1", "true", "abc", "")
_INPUTS = ("abc\n", "1\n2\n", "", "yes\n", "one two\nthree\n")
_BROKEN = "{"
_PROGRAM = "tool"

_PATCHER = Variable("monkeypatch")


def provided(reading: Reading) -> Iterator[tuple[Recipe, ...]]:
    """Ways to provide for what is read, the usual one first."""
    for text in _INPUTS if reading.standard_input else ():
        stream = call("io:StringIO", text)
        yield (Call(Attribute(_PATCHER, "setattr"), (Literal("sys.stdin"), stream)),)
    for line in reading.command_lines if reading.parses_process else ():
        words = Collection("list", tuple(map(Literal, (_PROGRAM, *line))))
        yield (Call(Attribute(_PATCHER, "setattr"), (Literal("sys.argv"), words)),)
    for name in reading.variables:
        for value in _VALUES:
            yield (Call(Attribute(_PATCHER, "setenv"), (Literal(name), Literal(value))),)
    for name, values in reading.flags:
        for switched in values:
            yield (Call(Attribute(_PATCHER, "setattr"), (Literal(name), Literal(switched))),)
    for name in reading.files:
        for text in _texts(reading, name):
            change = Call(Attribute(_PATCHER, "chdir"), (Variable("tmp_path"),))
            yield (written_files({name: text}), change)


def command_calls(subject: Subject) -> Iterator[MinedCall]:
    """Calls of what parses a parameter as a command line, with lines that its parser takes."""
    for reading in subject.readings:
        for name in reading.parsed_parameters[:1]:
            for line in reading.command_lines:
                words = Collection("list", tuple(map(Literal, line)))
                yield MinedCall(reading.callable, words, (), ((name, words),), "")


def _texts(reading: Reading, name: str) -> tuple[str, ...]:
    usual = text_of_file(name)
    if name.endswith(".json"):
        if reading.payload is not None:
            usual = json.dumps(plain_value(reading.payload))
        return (usual, _BROKEN, "[]")
    return (usual, "")
