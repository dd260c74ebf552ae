from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from typing import Any

import pytest

from aqe.domain.reading import Reading
from aqe.domain.subject import Subject

Readings = Callable[[str], dict[str, Reading]]

FLAT = """
import argparse

SIZES = ("small", "large")


def build():
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("more", nargs="*", type=int)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("-q", "--quiet", action="store_true")
    group.add_argument("-l", "--level", type=int, default=3)
    parser.add_argument("--size", choices=SIZES, required=True)
    parser.add_argument("--pair", nargs=2)
    return parser


def parse(arguments):
    return build().parse_args(arguments)


def handed(arguments=None):
    return parse(arguments)


def by_name(*, given):
    return parse(arguments=given)


def of_the_process():
    return parse(None)


def bare():
    return build().parse_args()


def unrelated(text):
    return text.upper()
"""
NESTED = """
import argparse


class Tool:
    def options(self):
        parser = argparse.ArgumentParser()
        parser.add_argument("--verbose", action="count")
        commands = parser.add_subparsers(dest="command", required=True)
        add = commands.add_parser("add")
        add.add_argument("item")
        add.add_argument("--times", type=int)
        remove = commands.add_parser("remove")
        remove.set_defaults(removes=True)
        remove.add_argument("item")
        return parser

    def run(self, words):
        parser = self.options()
        return parser.parse_args(words)
"""


@pytest.fixture
def readings(subject_of: Callable[..., Subject]) -> Readings:
    return lambda source: {each.callable: each for each in subject_of(source).readings}


def namespace(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(source, names)
    return names


def taken(parser: Any, line: tuple[str, ...]) -> Any:
    """What a real parser makes of a line; None when it refuses it."""
    with contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(SystemExit):
        return parser.parse_args(line)
    return None


def test_who_parses_what(readings: Readings) -> None:
    found = readings(FLAT)
    assert {
        name: (each.parsed_parameters, each.parses_process) for name, each in found.items()
    } == {
        "parse": (("arguments",), False),
        "handed": (("arguments",), False),
        "by_name": (("given",), False),
        "of_the_process": ((), True),
        "bare": ((), True),
    }
    assert len({each.command_lines for each in found.values()}) == 1


@pytest.mark.parametrize(("source", "reader"), [(FLAT, "parse"), (NESTED, "Tool.run")])
def test_the_parser_itself_takes_them(readings: Readings, source: str, reader: str) -> None:
    names = namespace(source)
    parser = names["build"]() if "build" in names else names["Tool"]().options()
    first, empty, *others = readings(source)[reader].command_lines
    lines = [first, *others]
    assert empty == ()  # which is refused here
    assert taken(parser, empty) is None
    parsed = [taken(parser, line) for line in lines]
    assert len(parsed) > 4
    assert None not in parsed


def test_every_option_and_choice_has_its_line(readings: Readings) -> None:
    parser = namespace(FLAT)["build"]()
    parsed = [taken(parser, each) for each in readings(FLAT)["parse"].command_lines]
    seen = [vars(each) for each in parsed if each is not None]
    assert {each["quiet"] for each in seen} == {True, False}
    assert {each["level"] for each in seen} >= {1, 3}
    assert {each["size"] for each in seen} == {"small", "large"}
    assert {each["name"] for each in seen} >= {"abc", "1"}
    assert {len(each["more"]) for each in seen} >= {0, 1, 2}
    assert [each["pair"] for each in seen if each["pair"]] == [["abc", "1"]]


def test_every_command_has_its_lines(readings: Readings) -> None:
    parser = namespace(NESTED)["Tool"]().options()
    lines = readings(NESTED)["Tool.run"].command_lines
    seen = [vars(each) for line in lines if (each := taken(parser, line)) is not None]
    assert {each["command"] for each in seen} == {"add", "remove"}
    assert {each.get("times") for each in seen} == {None, 1, 0, -5}
    assert {each["verbose"] for each in seen} == {None, 1}


ODD = """
from argparse import ArgumentParser


def add_options(parser):
    parser.add_argument("--fast", action="store_true")


def options():
    parser = ArgumentParser()
    parser.add_argument("target")
    add_options(parser)
    return parser


def remote():
    parser: ArgumentParser = ArgumentParser()
    commands = parser.add_subparsers()
    p = commands.add_parser("remote")
    inner = p.add_subparsers()
    p = inner.add_parser("add")
    p.add_argument("url")
    p = inner.add_parser("drop")
    p.add_argument("--force", action="store_true")
    for name in ("one", "two"):
        q = commands.add_parser(name)
        q.add_argument("number", type=int)
    return parser


def given(*words):
    return options().parse_args(words)


def copied(words=None):
    words = list(words or [])
    return remote().parse_args(words)


def of_the_rest():
    import sys

    rest = sys.argv[1:]
    return options().parse_args(rest)


def fixed():
    return options().parse_args([])


def foreign(client):
    return client.parse_args()
"""


def test_parsers_are_followed_by_their_names(readings: Readings) -> None:
    names = namespace(ODD)
    found = readings(ODD)
    kinds = {name: (each.parsed_parameters, each.parses_process) for name, each in found.items()}
    assert kinds == {
        "given": (("words",), False),
        "copied": (("words",), False),
        "of_the_rest": ((), True),
    }
    assert found["given"].command_lines == (("abc",), (), ("abc", "--fast"), ("1",))
    lines = [each for each in found["copied"].command_lines if each]
    assert set(lines) == {
        ("remote",),
        ("remote", "add", "abc"),
        ("remote", "add", "1"),
        ("remote", "drop"),
        ("remote", "drop", "--force"),
    }
    assert None not in [taken(names["remote"](), each) for each in lines]
