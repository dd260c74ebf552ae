"""Numbers and blocks come back as they were written; anything else names its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aqe.booster.encoding import Reader, Writer
from aqe.booster.ports import EngineFailure, FailureCode


def reader(data: bytes) -> Reader:
    return Reader(data, FailureCode.MALFORMED_INPUT)


@given(
    st.lists(
        st.one_of(
            st.integers(0, 2**64 - 1), st.integers(-(2**63), -1), st.binary(), st.text(max_size=20)
        )
    )
)
def test_what_was_written_is_read(values: list[int | bytes | str]) -> None:
    writer = Writer()
    for each in values:
        match each:
            case bytes():
                writer.block(each)
            case str():
                writer.text(each)
            case _ if each < 0:
                writer.signed(each)
            case _:
                writer.number(each)
    source = reader(writer.done())
    for each in values:
        match each:
            case bytes():
                assert source.block() == each
            case str():
                assert source.block().decode() == each
            case _:
                assert (source.signed() if each < 0 else source.number()) == each
    assert source.finished


@given(st.integers(-(2**63), 2**63 - 1))
def test_signed_numbers_of_64_bits_fit(value: int) -> None:
    assert reader(Writer().signed(value).done()).signed() == value


@pytest.mark.parametrize("value", [-1, 2**64])
def test_a_number_that_does_not_fit_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="does not fit 64 bits"):
        Writer().number(value)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", 0),
        (b"\x80", 1),
        (b"\x80\x00", 0),  # not the shortest form
        (b"\xff" * 9 + b"\x02", 0),  # 65 bits
        (b"\xff" * 10 + b"\x01", 0),
    ],
)
def test_a_malformed_number_names_its_place(data: bytes, place: int) -> None:
    with pytest.raises(EngineFailure) as caught:
        reader(data).number()
    assert caught.value == EngineFailure(FailureCode.MALFORMED_INPUT, place)


def test_a_block_longer_than_what_is_left_is_refused() -> None:
    source = reader(b"\x01a\x05abcd")
    assert source.block() == b"a"
    with pytest.raises(EngineFailure) as caught:
        source.block()
    assert caught.value.position == 2


def test_a_count_has_a_most() -> None:
    assert reader(b"\x05").count(5) == 5
    with pytest.raises(EngineFailure):
        reader(b"\x06").count(5)
