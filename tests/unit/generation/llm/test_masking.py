"""Of what code showed when it ran, only what the reader has anyway is told."""

from __future__ import annotations

import base64
import re

import pytest

from aqe.generation.llm.masking import Known, masked, masked_literals

KNOWN = Known.of("def checksum(body):\n    return 'no word', 12345678901234, 'VC-9'", "x == 'odd'")


@pytest.mark.parametrize(
    "text",
    [
        "assert 3 == 4",
        "assert -0.5 <= 1e-09",
        "AssertionError: assert [True, None] == (False, 'odd')",
        "TypeError: checksum() takes 1 positional argument but 2 were given",
        "TypeError: checksum() missing 1 required positional argument: 'body'",
        "TypeError: checksum() got an unexpected keyword argument 'body'",
        "TypeError: can't multiply sequence by non-int of type 'str'",
        "AttributeError: 'NoneType' object has no attribute 'body'",
        "IndexError: list index out of range",
        "ZeroDivisionError: division by zero",
        "ValueError: not enough values to unpack (expected 2, got 1)",
        "Failed: DID NOT RAISE <class 'ValueError'>",
        "took longer than 1 s",
        "the test ended the process: signal 11",
        "assert 12345678901234 == 'VC-9'",
    ],
)
def test_what_helps_a_repair_stays(text: str) -> None:
    assert masked(text, KNOWN) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no word of ['project zeus']", "no word of [<text of 12 characters>]"),
        ("ValueError: acme takeover", "ValueError: <text of 13 characters>"),
        ("Zeus: no word", "<text of 4 characters>: no word"),
        ("assert b'zeus' == 'odd'", "assert <4 bytes> == 'odd'"),
        ("assert 'zeus", "assert <text of 4 characters>"),
        ("assert '''a 'zeus' b''' == 1", "assert <text of 10 characters> == 1"),
        (r"assert 'it\'s zeus' == 1", "assert <text of 9 characters> == 1"),
        ("assert 0.30000000000000004 == 0.3", "assert <number near 0.3> == 0.3"),
        ("zeus\u2028\n\n  zeus §", "<text of 15 characters>"),
    ],
)
def test_what_nobody_has_is_replaced(text: str, expected: str) -> None:
    assert masked(text, KNOWN) == expected


def test_a_word_is_known_as_a_whole_only() -> None:
    assert masked("check 'heck' checksum", KNOWN) == (
        "<text of 5 characters> <text of 4 characters> checksum"
    )


def test_no_encoding_of_a_text_goes_through() -> None:
    data = b"project zeus: acme takeover on friday"
    for text in (
        base64.b32encode(data).decode().lower(),
        base64.b64encode(data).decode(),
        data.hex(),
        data.hex(" "),
        str(int.from_bytes(data)),
        " ".join(str(each) for each in data),
        "".join(f"{each:08b}" for each in data).replace("0", ".").replace("1", "-"),
    ):
        left = re.sub("<text of [0-9]+ characters>|<number[^>]*>", "", masked(text, KNOWN))
        assert len(left.replace(" ", "")) <= 24
    assert masked(base64.b32encode(data).decode(), KNOWN).startswith("<text of ")


def test_of_source_only_texts_are_masked() -> None:
    source = "cart = Cart('zeus', name=\"odd\", size=41.7); cart.add('abc', b'zeus', 'cut of"
    assert masked_literals(source, KNOWN) == (
        'cart = Cart(<text of 4 characters>, name="odd", size=41.7);'
        " cart.add('abc', <4 bytes>, <text of 6 characters>"
    )


@pytest.mark.parametrize(
    "number",
    [
        *(
            "4812345",
            "1971-03-04 07",
            "10.20.30.40",
            "4929 7642 1417",
            "07071/48123",
            "078-05-1120",
        ),
        *("2030-01-02T03:04:05", "+49 7071 48123", "12:34:56:78"),
    ],
)
def test_numbers_of_persons_and_machines_are_not_told(number: str) -> None:
    told = masked(f"ValueError: {number} is no word", KNOWN)
    assert [each for each in re.findall(r"\d{3,}", number) if each in told.split("near")[0]] == []
    assert number not in told
    assert told.endswith(" is no word")


@pytest.mark.parametrize("text", ["assert 4812345 == 12", "assert (1, 2) == 1.5", "took 0.5 s"])
def test_numbers_that_were_compared_are_told(text: str) -> None:
    assert masked(text, KNOWN) == text
