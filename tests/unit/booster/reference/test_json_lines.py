from __future__ import annotations

import pytest

from aqe.booster.ports import FailureCode
from aqe.booster.reference.json_lines import UnreadableLine, line_value
from aqe.booster.reference.quoting import Number


def test_numbers_stay_as_they_were_written() -> None:
    assert line_value(' {"a": [1.50, -0, 1E5, 99999999999999999999]} ') == {
        "a": [Number("1.50"), Number("-0"), Number("1E5"), Number("99999999999999999999")]
    }


MANY = "[" * 40 + "]" * 40 + ","


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("[" * 65 + "]" * 65, FailureCode.DEPTH_LIMIT),
        ("[" * 65, FailureCode.DEPTH_LIMIT),
        ("[" * 1_000_000, FailureCode.DEPTH_LIMIT),
        ('{"a":' * 65, FailureCode.DEPTH_LIMIT),
        ("1" + "[" * 65, FailureCode.MALFORMED_INPUT),
        ("[" * 64 + "}" + "[" * 65, FailureCode.MALFORMED_INPUT),
        ("[1 1" + "[" * 65, FailureCode.MALFORMED_INPUT),
        ("[," + "[" * 65, FailureCode.MALFORMED_INPUT),
        ("[1,]" + "[" * 65, FailureCode.MALFORMED_INPUT),
        ("{1" + "[" * 65, FailureCode.MALFORMED_INPUT),
        ('{"a",' + "[" * 65, FailureCode.MALFORMED_INPUT),
        ("[:" + "[" * 65, FailureCode.MALFORMED_INPUT),
        ("]" + "[" * 65, FailureCode.MALFORMED_INPUT),
        ("01", FailureCode.MALFORMED_INPUT),
        ("NaN", FailureCode.MALFORMED_INPUT),
        ('"\t"', FailureCode.MALFORMED_INPUT),
        ('{"a":{"b":1,"b":1}}', FailureCode.MALFORMED_INPUT),
    ],
    ids=lambda each: str(each)[:12],
)
def test_failures(line: str, code: FailureCode) -> None:
    with pytest.raises(UnreadableLine) as error:
        line_value(line)
    assert error.value.code is code


def test_many_brackets_are_fine_while_they_are_not_deep() -> None:
    value = line_value(f"[{MANY * 3}{{}}]")
    assert isinstance(value, list)
    assert len(value) == 4
