from __future__ import annotations

import pytest

from aqe.booster.reference.expand import Path, Root
from aqe.booster.templates.errors import TemplateRefused
from aqe.booster.templates.parsing import HolePart, SectionPart, TextPart, parse


def only_hole(source: str) -> HolePart:
    (part,) = parse(source, "t")
    assert isinstance(part, HolePart)
    return part


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a $ b", "a $ b"),
        ("$$", "$"),
        ("$${a}", "${a}"),
        ("$$$$", "$$"),
        ("^a$", "^a$"),
        ("", ""),
    ],
)
def test_dollar_signs(source: str, text: str) -> None:
    assert "".join(part.text for part in parse(source, "t") if isinstance(part, TextPart)) == text


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("${a}", Path(Root.NAMES, ("a",))),
        ("${ a_1.b }", Path(Root.NAMES, ("a_1", "b"))),
        ("${.}", Path(Root.ELEMENT)),
        ("${.a.b}", Path(Root.ELEMENT, ("a", "b"))),
        ("${@number}", Path(Root.NUMBER)),
    ],
)
def test_paths(source: str, path: Path) -> None:
    assert only_hole(source).path == path


@pytest.mark.parametrize(
    ("source", "quoting", "default"),
    [
        ("${a|raw}", "raw", "missing"),
        ("${a | raw:-x y}", "raw", "x y"),
        ("${a:-}", None, ""),
        ('${a:-"3}"}', None, "3}"),
        ('${a:-{"b": [1]}}', None, {"b": ["1"]}),
        ("${a:-null}", None, None),
        ("${a:-NaN}", None, "NaN"),
    ],
)
def test_quoting_and_defaults(source: str, quoting: str | None, default: object) -> None:
    hole = only_hole(source)
    assert hole.quoting == quoting
    assert hole.has_default is (default != "missing")
    if hole.has_default and not isinstance(default, dict):
        assert hole.default == default


def test_a_number_keeps_its_digits() -> None:
    assert getattr(only_hole("${a:-1.50}").default, "text", None) == "1.50"


def test_sections_nest() -> None:
    (outer,) = parse("${#a}x${?b}${c}${/b}${/}", "t")
    assert isinstance(outer, SectionPart)
    assert outer.kind == "#"
    text, inner = outer.body
    assert text == TextPart("x")
    assert isinstance(inner, SectionPart)
    assert (inner.kind, inner.position.column) == ("?", 7)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("a\n  ${?b}  \nc\n${/b}\nd", "a\nc\nd"),
        ("a ${?b}\nc${/b}\n", "a \nc\n"),
        ("${?b}${/b}\r\nx", "x"),
        ("${?b}\nx\n${/b}", "x\n"),
    ],
)
def test_lines_of_tags_leave_nothing(source: str, kept: str) -> None:
    def texts(parts: tuple[object, ...]) -> str:
        return "".join(
            part.text if isinstance(part, TextPart) else texts(part.body)  # type: ignore[attr-defined]
            for part in parts
        )

    assert texts(parse(source, "t")) == kept


REFUSED = [
    ("ab\n ${a", "line 2, column 2: `${` without `}` on its line"),
    ("${a\n}", "`${` without `}`"),
    ("${}", "'' is not a name"),
    ("${1a}", "'1a' is not a name"),
    ("${a-b}", "'-b' behind a name"),
    ("${a.}", "'.' behind a name"),
    ("${#}", "'' is not a name"),
    ("${#a}", "the section ${#a} is not closed"),
    ("x${/a}", "line 1, column 2: ${/a} closes no section"),
    ("${#a}${/b}", "${/b} does not close ${#a} of line 1, column 1"),
    ("${@other}", "is not a name"),
    ("${a:-[1}", "begins like JSON and is none"),
    ("${#a}" * 33, "nested deeper than 32"),
    ("${" + ".".join("a" * 17) + "}", "more than 16 names"),
    ("x\ud800", "half a character"),
    ("x" * 1_000_001, "1,000,001 characters"),
]


@pytest.mark.parametrize(("source", "message"), REFUSED, ids=lambda each: str(each)[:20])
def test_malformed_templates_are_refused(source: str, message: str) -> None:
    with pytest.raises(TemplateRefused) as error:
        parse(source, "cart.py")
    assert message in str(error.value)
    assert str(error.value).startswith("cart.py, line ")


@pytest.mark.parametrize("depth", [65, 400, 900])
def test_a_default_nests_no_deeper_than_data(depth: int) -> None:
    assert only_hole("${a:-" + "[" * 64 + "]" * 64 + "}").has_default
    with pytest.raises(TemplateRefused, match=r"deeper|none"):
        parse("${a:-" + "[" * depth + "]" * depth + "}", "t")
