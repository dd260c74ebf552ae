from __future__ import annotations

import enum
from typing import Any

import pytest

from aqe.booster.reference.quoting import Number, Quoting, WrongValue, is_empty, quoted


class Colour(enum.StrEnum):
    RED = 'r"d'


@pytest.mark.parametrize(
    ("value", "quoting", "text"),
    [
        (
            "\x00\t\x7f\xa0\u2028\ufeff\U000e0100é😀",
            Quoting.PYTHON,
            r'"\x00\t\x7f\xa0\u2028\ufeff\U000e0100é😀"',
        ),
        ("\ud800\U000e0100", Quoting.TYPESCRIPT, r'"\ud800\u{e0100}"'),
        ("\x01\U000e0100", Quoting.JSON, r'"\u0001\udb40\udd00"'),
        ("</script><!--<b>", Quoting.TYPESCRIPT, r'"\x3c/script>\x3c!--<b>"'),
        ("</script><!--<b>", Quoting.JSON, r'"\u003c/script>\u003c!--<b>"'),
        ("/x<", Quoting.IN_TYPESCRIPT, r"\/x\x3c"),
        ("!x</", Quoting.IN_JSON, r"\u0021x\u003c/"),
        ("{x}", Quoting.IN_PYTHON_FORMAT, "{{x}}"),
        ("`${x}", Quoting.IN_TYPESCRIPT_TEMPLATE, r"\`\${x}"),
        ("/*/x*", Quoting.COMMENT_TYPESCRIPT, r"\/*\/x\x2a"),
        ("\n*/", Quoting.COMMENT_PYTHON, r"\n*/"),
        ([1, {"a": None}], Quoting.IN_PYTHON, r"[1, {\"a\": None}]"),
        (True, Quoting.COMMENT_TYPESCRIPT, "true"),
        (Number("-1.50e+3"), Quoting.RAW, "-1.50e+3"),
        (Number("5"), Quoting.NAME_PART, "5"),
        ("-1.5", Quoting.NUMBER, "-1.5"),
        ((), Quoting.PYTHON, "[]"),
        (Colour.RED, Quoting.PYTHON, r'"r\"d"'),
        ({Colour.RED: True}, Quoting.JSON, r'{"r\"d": true}'),
    ],
)
def test_what_is_written(value: Any, quoting: Quoting, text: str) -> None:
    assert quoted(value, quoting) == text


@pytest.mark.parametrize(
    ("value", "quoting"),
    [
        (Number("5"), Quoting.NAME),
        (Number("-5"), Quoting.NAME_PART),
        (True, Quoting.NAME_PART),
        ("é", Quoting.NAME),
        ("a\n", Quoting.NAME),
        ("for", Quoting.NAME),
        ("a.for", Quoting.DOTTED),
        (True, Quoting.NUMBER),
        ("1\n", Quoting.NUMBER),
        (None, Quoting.RAW),
    ],
)
def test_what_does_not_fit(value: Any, quoting: Quoting) -> None:
    with pytest.raises(WrongValue):
        quoted(value, quoting, {"for"})


def test_what_is_empty() -> None:
    assert all(map(is_empty, (None, False, "", [], {}, ())))
    assert not any(map(is_empty, (0, 0.0, Number("0"), "0", [None], True)))
