"""What a callable finds besides its arguments: variables, a command line, a standard input, files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from aqe.domain.reading import Reading
from aqe.domain.recipe import Attribute, Call, Collection, Literal, Operation, Recipe, Variable
from aqe.domain.subject import MinedCall, ParameterKind, Subject
from aqe.domain.turns import in_turn
from aqe.generation.inputs.payloads import plain_value
from aqe.generation.inputs.synthesis import text_of_file, written_files
from aqe.generation.inputs.vocabulary import call

__all__ = [
    "OWN_STREAMS",
    "command_calls",
    "file_at",
    "inputs",
    "own_stream",
    "provided",
    "unset",
    "variables",
]

_VALUES = ("1", "true", "abc", "")
_INPUTS = ("abc\n", "1\n2\n", "yes\n", "one two\nthree\n", "")
_BROKEN = "{"
_WORDS = "one two\nthree\n"
_PROGRAM = "tool"

_EVERYWHERE = frozenset(
    "PATH HOME USERPROFILE TMPDIR TEMP TMP LANG LANGUAGE LC_ALL LC_CTYPE TZ USER LOGNAME USERNAME HOSTNAME"
    " SHELL TERM COLUMNS LINES EDITOR PAGER PWD DISPLAY CI PYTHONPATH PYTHONHASHSEED"
    " PYTHONDONTWRITEBYTECODE SYSTEMROOT COMSPEC PATHEXT WINDIR".split()
)
"""Variables that are set on most machines: what depends on them is not demanded, or cannot do without."""

_PATCHER = Variable("monkeypatch")
_IN_FOLDER = Call(Attribute(_PATCHER, "chdir"), (Variable("tmp_path"),))


def provided(reading: Reading) -> Iterator[tuple[Recipe, ...]]:
    """Ways to provide for what is read: kinds of things in turn, of each the usual one first."""
    return in_turn(
        [kind(reading) for kind in (_streams, _lines, _variables, _switches, _files, _named_files)]
    )


def inputs(payload: Recipe | None = None) -> Iterator[tuple[Recipe, ...]]:
    """Standard inputs: a document of the shape that is read, some lines, at last none at all."""
    document = () if payload is None else (json.dumps(plain_value(payload)),)
    for text in (*document, *_INPUTS):
        stream = call("io:StringIO", text)
        yield (Call(Attribute(_PATCHER, "setattr"), (Literal("sys.stdin"), stream)),)


def own_stream(name: str, what: str) -> tuple[Recipe, ...]:
    """A stream for what would harm that of whoever runs the test; it is put back behind the test.

    What is closed is a file, so that one can tell what was written. Others are in memory, for nobody would
    close a file: one that holds bytes for those who write to these.

    Args:
        name: ``stdin``, ``stdout`` or ``stderr``.
        what: What was seen to become of it: ``closed``, ``wrapped``, ``garbled`` or ``replaced``.
    """
    place = Literal(f"sys.{name}")
    if what == "replaced" or name == "stdin":
        return (Call(Attribute(_PATCHER, "setattr"), (place, call("io:StringIO"))),)
    stream = _own_file(name) if what == "closed" else _own_bytes(name)
    return (stream, Call(Attribute(_PATCHER, "setattr"), (place, Variable(OWN_STREAMS[stream]))))


def _own_file(name: str) -> Recipe:
    path = Operation("truediv", (Variable("tmp_path"), Literal(f"{name}.txt")))
    how = (("encoding", Literal("utf-8")),)
    return Call(Attribute(path, "open"), (Literal("w"),), how)


def _own_bytes(name: str) -> Recipe:
    errors = {"errors": "backslashreplace"} if name == "stderr" else {}  # as Python's own has it
    return call("io:TextIOWrapper", call("io:BytesIO"), encoding="utf-8", **errors)


OWN_STREAMS = {
    make(name): f"{name}_{word}"
    for make, word in ((_own_file, "file"), (_own_bytes, "stream"))
    for name in ("stdout", "stderr")
}
"""What stands in for standard streams, and the variables that keep it until a test has ended."""


def file_at(name: str, payload: Recipe | None = None) -> Iterator[tuple[Recipe, ...]]:
    """Files at a path below the working directory: first one with a document of the shape that is read."""
    for text in _texts_of_kind(name, payload):
        yield (written_files({name: text}), _IN_FOLDER)


def variables(names: Sequence[str]) -> Iterator[tuple[Recipe, ...]]:
    """Variables of the environment of these names, and some whose names begin with them."""
    for name in names:
        for whole, value in (
            (name, "1"),
            (f"{name}_NAME", "abc"),
            (f"{name}_A__B", "{"),
            (name, ""),
        ):
            yield (Call(Attribute(_PATCHER, "setenv"), (Literal(whole), Literal(value))),)


def unset(names: Sequence[str], setup: Sequence[Recipe]) -> tuple[Recipe, ...]:
    """What takes variables away that are read and not set: they may be set wherever the test runs.

    Args:
        names: variables that are read.
        setup: what prepares the surroundings already.
    """
    given = {
        each.arguments[0]
        for each in setup
        if isinstance(each, Call) and each.callee == Attribute(_PATCHER, "setenv")
    }
    return tuple(
        Call(Attribute(_PATCHER, "delenv"), (Literal(each),), (("raising", Literal(False)),))
        for each in dict.fromkeys(names)
        if each not in _EVERYWHERE and Literal(each) not in given
    )


def _streams(reading: Reading) -> Iterator[tuple[Recipe, ...]]:
    return inputs(reading.payload) if reading.standard_input else iter(())


def _lines(reading: Reading) -> Iterator[tuple[Recipe, ...]]:
    for line in reading.command_lines if reading.parses_process else ():
        words = Collection("list", tuple(map(Literal, (_PROGRAM, *line))))
        yield (Call(Attribute(_PATCHER, "setattr"), (Literal("sys.argv"), words)),)


def _variables(reading: Reading) -> Iterator[tuple[Recipe, ...]]:
    for name in reading.variables:
        for value in _VALUES:
            yield (Call(Attribute(_PATCHER, "setenv"), (Literal(name), Literal(value))),)


def _switches(reading: Reading) -> Iterator[tuple[Recipe, ...]]:
    for name, values in reading.flags:
        for switched in values:
            yield (Call(Attribute(_PATCHER, "setattr"), (Literal(name), Literal(switched))),)


def _files(reading: Reading) -> Iterator[tuple[Recipe, ...]]:
    for name in reading.files:
        for text in _texts_of_kind(name, reading.payload):
            yield (written_files({name: text}), _IN_FOLDER)


def _named_files(reading: Reading) -> Iterator[tuple[Recipe, ...]]:
    """Files that a variable of the environment names."""
    for variable in reading.path_variables:
        name = f"{variable.lower()}.{'txt' if reading.payload is None else 'json'}"
        setting = Call(Attribute(_PATCHER, "setenv"), (Literal(variable), Literal(name)))
        for text in _texts_of_kind(name, reading.payload):
            yield (written_files({name: text}), _IN_FOLDER, setting)


def command_calls(subject: Subject) -> Iterator[MinedCall]:
    """Calls of what parses a parameter as a command line, with lines that its parser takes."""
    for reading in subject.readings:
        for name in reading.parsed_parameters[:1]:
            for line in reading.command_lines:
                words = tuple(map(Literal, line))
                whole = Collection("list", words)
                if _is_variadic(subject, reading.callable, name):
                    yield MinedCall(reading.callable, whole, words, (), "")
                else:
                    yield MinedCall(reading.callable, whole, (), ((name, whole),), "")


def _is_variadic(subject: Subject, qualname: str, name: str) -> bool:
    found = subject.callable(qualname)
    return found is not None and any(
        each.name == name and each.kind is ParameterKind.VAR_POSITIONAL for each in found.parameters
    )


def _texts_of_kind(name: str, payload: Recipe | None) -> tuple[str, ...]:
    usual = text_of_file(name)
    if name.endswith(".json"):
        if payload is not None:
            usual = json.dumps(plain_value(payload))
        return (usual, _BROKEN, "[]")
    # Lines of names and values, and such as have no sign between words.
    return (usual, "", *([_WORDS] if "=" in usual else []))
