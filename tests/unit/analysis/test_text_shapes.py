from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest

from aqe.analysis.subjects import analyse
from aqe.analysis.text_shapes import text_shapes


def _shapes(body: str, parameter: str = "text") -> tuple[str, ...]:
    source = f"def read(self, {parameter}):\n" + textwrap.indent(textwrap.dedent(body), "    ")
    return text_shapes(ast.parse(source).body[0], parameter)


RATE = """
parts = text.split()
if len(parts) == 2:
    rate, period = parts
else:
    rate, period = parts[0], ""
count, seconds = rate.split("/")
unit = seconds[-1].lower()
if unit in ("s", "m", "h"):
    seconds = int(seconds[:-1])
else:
    seconds = int(seconds)
return int(count), seconds
"""


def test_a_body_gets_past_its_own_conversions_with_a_text_of_its_shape() -> None:
    found = _shapes(RATE)
    assert {"12/12h", "12/12"} <= {*found}
    source = f"def read(text):\n{textwrap.indent(RATE, '    ')}"
    names: dict[str, object] = {}
    exec(source, names)
    read = names["read"]
    assert callable(read)
    assert [read(each) for each in found if " " not in each] == [(12, 12), (12, 12)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('one, two, three = text.split(":")', "ab:cd:ef"),
        ('head, mark, tail = text.partition("=")\nreturn int(tail)', "ab=12"),
        (
            'return {k: int(v) for k, v in (each.split("=") for each in text.split(";"))}',
            "ab=12;cd=12",
        ),
        (
            'for line in text.splitlines():\n    if line.startswith("# "):\n        pass',
            "# ab\n# cd",
        ),
        ('return list(map(int, text.split(",")))', "12,12"),
        ('first, *rest = text.split("-")\nreturn float(first)', "1.5-cd"),
        ('left, right = text.strip().split("@")\nif right == "home": pass', "ab@home"),
        ('sign = text[0]\nif sign == "+":\n    return int(text[1:])', "+12"),
        ('values = text.split(",")\nreturn values[-1] == "end"', "ab,end"),
        ('rest = text.split(":")[1:]\nreturn int(rest[0])', "ab:12"),
        ('return int(text.split(",")[place])', "12,12"),
        ('first, *rest = text.split("/")\nreturn [int(each) for each in rest]', "ab/12"),
        ('a, b = text.split(sep=";")', "ab;cd"),
        ("a, b = text.split(None, 1)", "ab cd"),
        ("return int(text[0]) + int(text[1:])", "712"),
        ('return text.split(",")[-3]', "ab,cd,ef"),
        ('return text.split(",")', "ab,cd"),
    ],
)
def test_parts_are_joined_as_they_are_taken_apart(body: str, expected: str) -> None:
    assert expected in _shapes(body)


def test_where_a_text_is_taken_apart_in_two_ways_both_marks_stand_in_both_orders() -> None:
    body = 'try:\n    a, b = text.split("=", 1)\nexcept ValueError:\n    a, b = text.split(": ", 1)'
    assert {"ab=cd: ef", "ab: cd=ef"} <= {*_shapes(body)}


@pytest.mark.parametrize(
    "body",
    [
        "return text.upper()",
        "return int(text)",
        'return other.split(",")',
        "text = load()\nreturn text.split(',')",
        "return text.split(separator)",
        "class Inner:\n    def read(self): return text.split(',')",
        "return lambda text: text.split('|')",
        "with open(place) as text:\n    return text.split('|')",
        "import os as text\nreturn text.split('|')",
        "return int(text[0]) + total(text[1:])",
    ],
)
def test_nothing_is_made_for_what_is_not_taken_apart(body: str) -> None:
    assert _shapes(body) == ()


def test_a_name_of_a_comprehension_is_none_outside_of_it() -> None:
    assert "ab;cd" in _shapes("[text for text in other.split(',')]\nreturn text.split(';')[1]")


def test_texts_are_short_and_deep_code_does_no_harm() -> None:
    deep = "value = text.split(',')\n" + "value = value[0].split(',')\n" * 200
    assert all(0 < len(each) <= 80 for each in _shapes(deep))
    nested = "text" + ".strip()" * 300 + ".split(',')"
    assert "ab,cd" in _shapes(f"return {'text' + '.strip()' * 20}.split(',')")
    assert _shapes(f"return {nested}") == ()
    wide = ", ".join(f"a{number}" for number in range(60))
    assert "ab-cd-ef-gh-ij-kl" in _shapes(f"{wide} = text.split('-')")


def test_parameters_that_may_be_texts_get_them_before_other_constants(tmp_path: Path) -> None:
    path = tmp_path / "rates.py"
    path.write_text(
        "def rate(text, data: bytes, *more):\n"
        "    if text == 'free':\n        return 0\n"
        "    count, seconds = text.split('/')\n"
        "    return int(count), data.split('/')[1], more[0].split('/')[1]\n"
    )
    found = analyse(path, module="rates", import_root=tmp_path).callable("rate")
    assert found is not None
    text, data, more = found.parameters
    assert text.constants[:1] == ("'12/cd'",)
    assert "'free'" in text.constants
    assert not any("cd" in each for one in (data, more) for each in one.constants)
