"""What documented examples hand to a callable."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from aqe.analysis.documented_values import documented_calls, documented_values
from aqe.analysis.subjects import analyse
from aqe.domain.subject import Example, Parameter
from aqe.domain.types import EvidenceSource


def _example(*statements: str) -> Example:
    return Example("", statements, None, None, 1)


def test_arguments_are_bound_to_parameters() -> None:
    calls = documented_calls(
        [_example("box = Box(3)", "box.put('word', 2, *more, size=1)"), _example("put(*all, 4)")]
    )
    assert documented_values(calls, "put", ["key", "value"], "rest") == {
        "key": ("'word'",),
        "value": ("2",),
        "size": ("1",),
    }
    assert documented_values(calls, "Box", ["number"]) == {"number": ("3",)}
    assert documented_values(calls, "other", ["key"]) == {}


def test_names_stand_for_what_they_were_bound_to_before() -> None:
    calls = documented_calls([_example("found = {'a': 1}", "put(found, unknown, None)")])
    assert documented_values(calls, "put", ["key", "value", "last"]) == {"key": ("{'a': 1}",)}


def test_further_arguments_are_for_the_rest() -> None:
    calls = documented_calls([_example("put(1, 2, 3)")])
    assert documented_values(calls, "put", ["key"], "rest") == {"key": ("1",), "rest": ("2", "3")}
    assert documented_values(calls, "put", ["key"]) == {"key": ("1",)}


def test_what_cannot_be_read_says_nothing() -> None:
    assert documented_calls([_example("put(", "x = put")]) == []


def _parameters(folder: Path, source: str, name: str) -> dict[str, Parameter]:
    path = folder / "demo.py"
    path.write_text(dedent(source))
    subject = analyse(path, module="demo", import_root=folder)
    callable_ = subject.callable(name)
    assert callable_ is not None
    return {each.name: each for each in callable_.parameters}


def test_values_of_examples_are_the_first_constants_of_a_parameter(tmp_path: Path) -> None:
    source = '''\
        def put(shelf, key, kind=None):
            """Put it there.

            >>> put({'x': 1}, 'x', kind='new')
            {'x': 2}
            """
            if kind == 'old':
                return shelf
            return {key: 2}
        '''
    found = _parameters(tmp_path, source, "put")
    assert found["shelf"].constants[0] == "{'x': 1}"
    assert found["key"].constants[0] == "'x'"
    assert found["kind"].constants[:2] == ("'new'", "'old'")
    kinds = [
        each.type.name
        for each in found["shelf"].evidence
        if each.source is EvidenceSource.CALL_SITE
    ]
    assert kinds == ["dict"]


def test_constructors_and_methods_have_examples_too(tmp_path: Path) -> None:
    source = '''\
        class Box:
            """A box.

            >>> Box('red').put(7)
            7
            """

            def __init__(self, colour):
                self.colour = colour

            def put(self, number):
                return number
        '''
    assert _parameters(tmp_path, source, "Box.__init__")["colour"].constants == ("'red'",)
    assert _parameters(tmp_path, source, "Box.put")["number"].constants == ("7",)
