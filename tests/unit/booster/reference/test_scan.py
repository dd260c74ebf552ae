"""Where patterns are tried, and what that costs."""

from __future__ import annotations

import pytest

from aqe.booster.encoding import Writer
from aqe.booster.ports import EngineFailure, FailureCode, Limits
from aqe.booster.reference.scan import prepare
from aqe.booster.scanning import TextPattern, compile_patterns


def run(pattern: str | bytes, text: bytes, limits: Limits = Limits()) -> list[int]:
    program = pattern
    if isinstance(program, str):
        program = compile_patterns([TextPattern(program)]).encoded
    output = prepare(program)(Writer().number(1).block(text).done(), limits)
    return memoryview(output).cast("I").tolist()


def steps(pattern: str, text: bytes) -> int:
    """The fewest steps that are enough."""
    low, high = 0, 10**6
    while low < high:
        middle = (low + high) // 2
        try:
            run(pattern, text, Limits(steps=middle))
            high = middle
        except EngineFailure as failure:
            assert failure == EngineFailure(FailureCode.STEP_LIMIT, 0)  # noqa: PT017
            low = middle + 1
    return low


def with_literal(pattern: str, literal: bytes) -> bytes:
    """The pattern's program with a literal that its author claims to be required."""
    program = compile_patterns([TextPattern(pattern)]).encoded
    assert program[-1] == 0
    return program[:-1] + Writer().number(1).block(literal).done()


def test_words_of_the_output() -> None:
    assert run("(a)b|b", b"ab.b") == [1, 0, 2, 0, 2, 0, 1, 3, 4, 2**32 - 1, 2**32 - 1]
    assert run("c", b"ab") == [0]


def test_a_pattern_without_literals_is_tried_everywhere() -> None:
    # The text and one for its end, the program's one pattern, then the text again.
    assert steps("a", b"x" * 99) == 100 + 1 + 100


def test_a_pattern_is_tried_on_the_lines_of_its_literals_only() -> None:
    text = b"x" * 50 + b"\n" + b"abc." * 5 + b"\n" + b"x" * 27
    assert steps("zzz", text) == 100 + 1
    assert steps("abc", text) == 100 + 1 + 21
    assert run("abc", text)[:5] == [1, 0, 5, 51, 54]
    assert steps("abcx|abc", b"abc\nabc\nabcx") == 13 + 1 + 2 * (4 + 4 + 5)


def test_a_pattern_that_reads_line_feeds_is_tried_on_the_whole_text() -> None:
    assert steps(r"abc\s", b"x" * 96 + b"abc") == 100 + 1 + 100
    assert steps(r"abc\s", b"x" * 99) == 100 + 1


def test_a_literal_that_is_claimed_is_believed() -> None:
    assert run(with_literal("a", b"yes"), b"a\na yes\na") == [1, 0, 1, 2, 3]
    assert run(with_literal("a", b"s\n"), b"a\na yes\na") == [1, 0, 1, 2, 3]
    assert run(with_literal("a", b"\n"), b"a\na yes\n\na") == [1, 0, 2, 0, 1, 2, 3]


def test_larger_patterns_cost_more_steps() -> None:
    assert steps("[a-h]{15}", b"x" * 99) == 100 + 1 + 3 * 100


@pytest.mark.parametrize("limit", range(4, 28, 4))
def test_the_output_is_limited(limit: int) -> None:
    with pytest.raises(EngineFailure) as caught:
        run("a", b"a.a", Limits(output_bytes=limit - 1))
    assert caught.value == EngineFailure(FailureCode.OUTPUT_LIMIT, 0)
    assert run("a", b"a.a", Limits(output_bytes=28))


@pytest.mark.parametrize(
    ("data", "offset"), [(b"", 0), (b"\x02\x00", 2), (b"\x01\x05ab", 1), (b"\x00\x00", 1)]
)
def test_malformed_inputs_are_refused_at_their_place(data: bytes, offset: int) -> None:
    with pytest.raises(EngineFailure) as caught:
        prepare(compile_patterns([TextPattern("a")]).encoded)(data, Limits())
    assert caught.value == EngineFailure(FailureCode.MALFORMED_INPUT, offset)
