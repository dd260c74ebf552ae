"""Frames on pipes."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from aqe.execution.worker import protocol


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    for descriptor in (reading, writing):
        try:
            os.close(descriptor)
        except OSError:
            continue


def test_messages_arrive_whole_and_in_order(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    for message in ({"a": [1, "ü", "\ud800"]}, None, "x" * 1000):
        protocol.write_message(writing, protocol.encode(message))
    os.close(writing)
    assert protocol.read_message(reading) == {"a": [1, "ü", "\ud800"]}
    assert protocol.read_message(reading) is None
    assert protocol.read_message(reading) == "x" * 1000
    assert protocol.read_message(reading) is None


def test_a_torn_message_is_none(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.write(writing, b"\x00\x00\x00\x09{")
    os.close(writing)
    assert protocol.read_message(reading) is None


def test_an_absurd_length_is_refused(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.write(writing, b"\xff\xff\xff\xff")
    with pytest.raises(ValueError, match="message of 4294967295 bytes"):
        protocol.read_message(reading)


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_results_are_cut_wherever_they_are_torn(pipe: tuple[int, int], size: int) -> None:
    reading, writing = pipe
    protocol.write_result(writing, b"one", protocol.NEW)
    protocol.write_result(writing, b"", 0)
    protocol.write_result(writing, b"three", protocol.RETIRE)
    data = os.read(reading, 1000)
    reader = protocol.ResultReader()
    found = [
        each
        for start in range(0, len(data), size)
        for each in reader.feed(data[start : start + size])
    ]
    assert found == [(protocol.NEW, b"one"), (0, b""), (protocol.RETIRE, b"three")]
