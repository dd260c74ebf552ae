"""Whatever the data hold, what a template says stays what it said."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import warnings
from typing import Any

import pytest
from expansion_strategies import hostile_texts, values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aqe.booster.reference import ReferenceEngine
from aqe.booster.reference.quoting import Quoting, quoted
from aqe.booster.templates import (
    DataRefused,
    ExpansionFailed,
    Language,
    Template,
    TemplateRefused,
    lines_of,
    read_records,
)
from aqe.booster.templates.data import DataForm

NODE = shutil.which("node")


def units(value: Any) -> Any:
    """Texts as their UTF-16 code units, which JSON and TypeScript cannot tell from one another."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass")
    if isinstance(value, list):
        return [units(each) for each in value]
    if isinstance(value, dict):
        return {units(key): units(each) for key, each in value.items()}
    return value


@given(values())
def test_python_reads_a_literal_back(value: Any) -> None:
    assert ast.literal_eval(quoted(value, Quoting.PYTHON)) == value


@given(values())
def test_json_reads_a_literal_back(value: Any) -> None:
    assert units(json.loads(quoted(value, Quoting.JSON))) == units(value)


PYTHON_STRINGS = (
    'x = "p${a}q"',
    "x = 'p${a}q'",
    'x = """p${a}q"""',
    "x = '''p${a}q'''",
    'x = f"p${a}q"',
    "x = f'''p${a}q'''",
    'x = u"p${a}" "q"',
    'x = "p${?a}${a}${/a}q"',
    'x = "p${#b}${a}${/b}q"',
)


@pytest.mark.parametrize("source", PYTHON_STRINGS)
@given(text=hostile_texts())
def test_a_text_stays_in_its_string(source: str, text: str) -> None:
    expanded = Template(source, language=Language.PYTHON).expand({"a": text, "b": [1]})
    (statement,) = ast.parse(expanded).body
    assert isinstance(statement, ast.Assign)
    value = statement.value
    if isinstance(value, ast.JoinedStr):
        found = "".join(each.value for each in value.values if isinstance(each, ast.Constant))
        assert len(value.values) == 1
    else:
        found = ast.literal_eval(value)
    assert found == f"p{text}q"


@given(value=values())
def test_a_comment_stays_a_comment(value: Any) -> None:
    source = "\n\nx = 1  # see ${a}\ny = 2\n"
    expanded = Template(source, language=Language.PYTHON).expand({"a": value})
    assert [type(each) for each in ast.parse(expanded).body] == [ast.Assign, ast.Assign]


@given(value=values(), text=hostile_texts())
def test_json_stays_json(value: Any, text: str) -> None:
    source = '{"value": ${a}, "text": "p${b}q"}'
    expanded = Template(source, language=Language.JSON).expand({"a": value, "b": text})
    assert units(json.loads(expanded)) == units({"value": value, "text": f"p{text}q"})


_PIECES = st.sampled_from(
    "x = |'|\"|\"\"\"|'''|f|r|b|rb|\\|{|}|{{|#|# |(|)|, |+ | |1|pass~|~|~~|${a}|${a}|${a!python}"
    '|${?b}|${/b}|${!b}|${/b}|${#c}|${/c}|x = "${a}"~|x = f\'${a}|x = ${a}'.split("|")
).map(lambda piece: piece.replace("~", "\n").replace("a!", "a|"))


def shape(source: str) -> str | None:
    """The tree of a source without its texts; None where it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            node.values = [each for each in node.values if not isinstance(each, ast.Constant)]
        elif isinstance(node, ast.Constant):
            node.value, node.kind = type(node.value).__name__, None
        elif isinstance(node, ast.Name):
            node.id = "name"
    return ast.dump(tree)


def check_shape(source: str, text: str, given: dict[str, Any]) -> bool:
    """Whether a template was accepted and parses with harmless data; then, with any."""
    try:
        template = Template(source, language=Language.PYTHON)
    except TemplateRefused:
        return False
    harmless = shape(template.expand({"a": "harmless", **given}))
    if harmless is None:
        return False
    expanded = template.expand({"a": text, **given})
    assert shape(expanded) == harmless, (source, expanded)
    return True


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pieces=st.lists(_PIECES, min_size=2, max_size=9),
    text=hostile_texts(),
    b=st.booleans(),
    c=st.lists(st.just({}), max_size=2),
)
def test_an_accepted_template_keeps_its_shape(
    pieces: list[str], text: str, b: bool, c: list[Any]
) -> None:
    check_shape("".join(pieces), text, {"b": b, "c": c})


_TEMPLATES = (
    "${a:-none}|${name|raw:-x}|${#items}<${.:-0}${name:-1}${@number}${!@last},${/@last}>${/items}",
    "${?a}yes ${b|json:-null}${/a}${!a}no${/a}",
    "${#items}${?name}${name|python:-0}${/name}${#a}${b|json:-1}${@index}${/a}${/items}",
    "${a.b|python:-0} ${.name|python:-1}",
)


@pytest.mark.parametrize("source", _TEMPLATES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records=st.lists(st.dictionaries(st.sampled_from(["a", "b", "name", "items"]), values())))
def test_every_way_gives_the_same(source: str, records: list[Any]) -> None:
    template = Template(source, language=Language.TEXT)
    engine = ReferenceEngine()
    try:
        lines = lines_of(records)
    except DataRefused:  # halves of a character side by side: JSON cannot say that
        return
    try:
        texts = template.expand_all(records)
    except ExpansionFailed as failure:
        with pytest.raises(ExpansionFailed) as other:
            list(template.run_each(engine, lines))
        assert str(other.value) == str(failure)  # noqa: PT017  # both ways fail alike
        return
    assert [template.expand(each) for each in records] == texts
    assert template.expand_joined(records) == "".join(texts)
    assert [each.decode() for each in template.run_each(engine, lines)] == texts


@given(st.lists(values(), max_size=5))
def test_lines_are_read_back(records: list[Any]) -> None:
    try:
        lines = lines_of(records)
    except DataRefused as refused:
        assert "halves" in str(refused)  # noqa: PT017  # rare, and nothing else may be refused
        return
    read = read_records(lines, DataForm.NDJSON, "data")
    assert [quoted(each, Quoting.JSON) for each in read] == [
        quoted(each, Quoting.JSON) for each in records
    ]


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@settings(max_examples=10, deadline=None)
@given(st.lists(values(st.integers(-(2**53), 2**53)), min_size=10, max_size=40))
def test_typescript_reads_values_back(records: list[Any]) -> None:
    sources = {
        "literal": "(${a})",
        "double": '"p${a}q"',
        "single": "'p${a}q'",
        "template": "`p${a}$${1}q`",
        "line": "1 // ${a}\n",
        "block": "/* ${a}*/ 1 /* ${a} */",
    }
    templates = {
        name: Template(source, language=Language.TYPESCRIPT) for name, source in sources.items()
    }
    texts = [each for each in records if isinstance(each, str)]
    programs, expected = [], []
    for name, template in templates.items():
        given = texts if name in ("double", "single", "template") else records
        programs += [template.expand({"a": each}) for each in given]
        for each in given:
            if name == "literal":
                expected.append(each)
            else:
                middle = {"template": "1q"}.get(name, "q")
                expected.append(f"p{each}{middle}" if given is texts else 1)
    script = (
        "const programs = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "const keep = (key, value) => value;"
        "console.log(JSON.stringify(programs.map(each => eval(each)), keep))"
    )
    assert NODE is not None
    found = subprocess.run(
        [NODE, "-e", script], input=json.dumps(programs), capture_output=True, text=True, check=True
    )
    assert units(json.loads(found.stdout)) == units(expected)
