"""Documents of the shape that is read come in the form in which a parameter takes them."""

from __future__ import annotations

from pathlib import Path

from generation_bench import seeder_of, subject_of

from aqe.domain.recipe import Literal, Mapping, Recipe
from aqe.generation.inputs.payloads import JSON_TEXTS, read_from
from aqe.generation.inputs.synthesis import file_values, file_with

SOURCE = """\
import json
from pathlib import Path



def weights(text):
    found = json.loads(text)
    return {key: float(each) for key, each in found.items()}


def load(path):
    found = json.loads(Path(path).read_text())
    return {key: float(each) for key, each in found.items()}
"""
PAYLOAD = Mapping(((Literal("a"), Literal(2)), (Literal("b"), Literal(3))))
TEXT = '{"a": 2, "b": 3}'


def _first(tmp_path: Path, name: str) -> Recipe:
    subject = subject_of(tmp_path, SOURCE)
    found = subject.callable(name)
    assert found is not None
    return seeder_of(subject).choices(found, found.parameters[0])[0].recipe


def test_what_is_parsed_begins_with_the_document_that_is_read(tmp_path: Path) -> None:
    assert _first(tmp_path, "weights") == Literal(TEXT)
    assert _first(tmp_path, "load") == file_with("data.json", TEXT)


def test_a_document_is_given_as_what_a_parameter_takes() -> None:
    assert list(read_from(PAYLOAD, [Literal(JSON_TEXTS[0])])) == [Literal(TEXT)]
    assert list(read_from(PAYLOAD, file_values())) == [file_with("data.json", TEXT)]
    assert list(read_from(PAYLOAD, [Literal("abc")])) == []
