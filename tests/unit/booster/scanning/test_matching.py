"""Programs and matches, with the engine in Python."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aqe.booster.ports import Limits, Operation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.scanning import (
    Match,
    PatternRefused,
    ScanLimit,
    TextPattern,
    compile_patterns,
    scan,
)
from aqe.booster.scanning.matching import BATCH_BYTES, MOST_PATTERNS


class CountingEngine(ReferenceEngine):
    """Remembers the inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.inputs: list[bytes] = []

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        self.inputs.append(data)
        return super().run(operation, program, data, limits)


def found(patterns: list[str], *texts: str | bytes) -> list[list[Match]]:
    program = compile_patterns([TextPattern(each) for each in patterns])
    return list(scan(ReferenceEngine(), program, texts))


def test_matches_come_by_pattern_and_from_left_to_right() -> None:
    assert found(["b+", "zz", "a(x)?"], "abbab", "", "axb") == [
        [
            Match(0, 1, 3, ()),
            Match(0, 4, 5, ()),
            Match(2, 0, 1, (None,)),
            Match(2, 3, 4, (None,)),
        ],
        [],
        [Match(0, 2, 3, ()), Match(2, 0, 2, ((1, 2),))],
    ]


def test_places_count_what_the_text_consists_of() -> None:
    text = "é😀 (b)"
    expected = [Match(0, 3, 6, ((4, 5),))]
    assert found([r"\((\w)\)"], text) == [expected]
    assert found([r"\((\w)\)"], text.encode()) == [[Match(0, 7, 10, ((8, 9),))]]


def test_a_surrogate_that_stands_for_no_byte_keeps_its_place() -> None:
    assert found(["b", "\ufffd"], "\ud800ab") == [[Match(0, 2, 3, ()), Match(1, 0, 1, ())]]
    assert found(["b", "[\udcff]"], "\udcffab") == [[Match(0, 2, 3, ()), Match(1, 0, 1, ())]]


def test_names_of_groups() -> None:
    program = compile_patterns([TextPattern("(a)(?P<last>b)"), TextPattern("c")])
    assert program.groups == (2, 0)
    assert program.names == ({"last": 2}, {})


def test_flags_of_a_pattern() -> None:
    patterns = [TextPattern("a.b", ignore_case=True), TextPattern("a.b", dot_all=True)]
    (matches,) = scan(ReferenceEngine(), compile_patterns(patterns), ["a-B a\nb"])
    assert matches == [Match(0, 0, 3, ()), Match(1, 4, 7, ())]


def test_texts_go_in_batches_and_only_when_they_are_needed() -> None:
    taken = []

    def texts() -> Iterator[str]:
        for number in range(5):
            taken.append(number)
            yield "a" * (BATCH_BYTES // 2 - 10)

    engine = CountingEngine()
    results = scan(engine, compile_patterns([TextPattern("b")]), texts())
    assert next(results) == []
    assert taken == [0, 1, 2]
    assert list(results) == [[]] * 4
    assert len(engine.inputs) == 3


def test_nothing_to_search_in_and_nothing_to_search_for() -> None:
    assert found(["a"]) == []
    assert found([], "a", "b") == [[], []]


def test_a_text_that_is_too_costly_is_named() -> None:
    program = compile_patterns([TextPattern("a")])
    with pytest.raises(ScanLimit) as caught:
        list(scan(ReferenceEngine(), program, ["b", "bb" * 50], Limits(steps=50)))
    assert caught.value.text == 1
    assert caught.value.hint


def test_a_pattern_that_is_too_large_is_named() -> None:
    with pytest.raises(PatternRefused, match="instructions") as caught:
        compile_patterns([TextPattern("a"), TextPattern("(?:b{900}){3}")])
    assert caught.value.pattern == "(?:b{900}){3}"


def test_a_program_that_is_too_large_is_refused() -> None:
    assert compile_patterns([TextPattern("ab")] * MOST_PATTERNS)
    with pytest.raises(PatternRefused, match="1001 patterns"):
        compile_patterns([TextPattern("ab")] * (MOST_PATTERNS + 1))
    with pytest.raises(PatternRefused, match="patterns is too large"):
        compile_patterns([TextPattern("(?:b{900}){2}c")] * 40)
    classes = "".join(f"[{chr(0x4E00 + 4 * each)}-{chr(0x4E02 + 4 * each)}]" for each in range(500))
    with pytest.raises(PatternRefused, match="patterns is too large"):
        compile_patterns([TextPattern(classes)] * 70)


def test_literals_that_do_not_fit_are_left_out_and_change_nothing() -> None:
    # Sixteen literals of 32 bytes each: those of 128 patterns fit.
    pattern = "[ab][ab][ab][ab]" + "c" * 28
    program = compile_patterns([TextPattern(pattern)] * 130)
    text = "x" + "abba" + "c" * 28
    (matches,) = scan(ReferenceEngine(), program, [text])
    assert matches == [Match(number, 1, 33, ()) for number in range(130)]
