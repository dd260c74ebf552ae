"""Both engines expand alike: the same bytes, or the same failure at the same place."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from expansion_strategies import damaged, hostile_texts, inputs, programs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aqe.booster.encoding import Writer
from aqe.booster.ports import Engine, EngineFailure, FailureCode, Limits, Operation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.reference.expand import (
    Choice,
    Gap,
    Loop,
    Path,
    Root,
    Text,
    UnfilledGap,
    read_program,
)
from aqe.booster.reference.json_lines import UnreadableLine, line_value
from aqe.booster.reference.quoting import Quoting
from aqe.booster.templates import Language, Template
from aqe.booster.templates.columns import columns_of
from aqe.booster.templates.direct import direct_function
from aqe.booster.templates.generated import generated_function
from aqe.booster.templates.joining import separated
from aqe.booster.templates.program import program

pytest.importorskip("wasmtime")

LIMITS = Limits(output_bytes=100_000, steps=20_000)
Answer = bytes | EngineFailure


@pytest.fixture(scope="module")
def answers() -> Callable[[bytes, bytes, Limits], Answer]:
    """What both engines say of a program and an input."""
    from aqe.booster.wasm import WasmEngine

    engines: tuple[Engine, Engine] = (ReferenceEngine(), WasmEngine())

    def answer(engine: Engine, compiled: bytes, data: bytes, limits: Limits) -> Answer:
        try:
            return engine.run(Operation.EXPAND, compiled, data, limits)
        except EngineFailure as failure:
            return failure

    def both(compiled: bytes, data: bytes, limits: Limits = LIMITS) -> Answer:
        reference, wasm = (answer(each, compiled, data, limits) for each in engines)
        assert reference == wasm
        return reference

    return both


def gap(quoting: Quoting, *names: str) -> Gap:
    return Gap(0, Path(Root.NAMES, names) if names else Path(Root.ELEMENT), quoting)


_SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_SETTINGS
@given(compiled=programs(), data=inputs())
def test_programs_and_inputs(answers: Callable[..., Answer], compiled: bytes, data: bytes) -> None:
    answers(compiled, data)


@_SETTINGS
@given(compiled=programs(), data=damaged(inputs()))
def test_damaged_inputs(answers: Callable[..., Answer], compiled: bytes, data: bytes) -> None:
    answers(compiled, data)


@_SETTINGS
@given(compiled=damaged(programs()), data=inputs())
def test_damaged_programs(answers: Callable[..., Answer], compiled: bytes, data: bytes) -> None:
    answers(compiled, data)


@_SETTINGS
@given(compiled=st.binary(max_size=40), data=st.binary(max_size=60))
def test_any_bytes(answers: Callable[..., Answer], compiled: bytes, data: bytes) -> None:
    answers(compiled, data)
    answers(b"\x01\x00\x00" + compiled, data)


@_SETTINGS
@given(
    compiled=programs(),
    data=inputs(),
    most=st.integers(0, 200),
    steps=st.integers(0, 20),
)
def test_limits(
    answers: Callable[..., Answer], compiled: bytes, data: bytes, most: int, steps: int
) -> None:
    answers(compiled, data, Limits(output_bytes=most, steps=steps))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(compiled=programs(), data=inputs())
def test_shorter_ways_give_the_same_text_or_nothing(compiled: bytes, data: bytes) -> None:
    expansion = read_program(compiled)
    body, reserved = expansion.body, expansion.reserved
    generated = generated_function(body, reserved)
    for line in filter(None, data.decode().split("\n")):
        try:
            record = line_value(line)
        except UnreadableLine:
            continue
        try:
            expansion.begin(LIMITS)
            expected: str | None = expansion.text(record)
        except UnfilledGap as gap:
            if gap.code in (FailureCode.STEP_LIMIT, FailureCode.OUTPUT_LIMIT):
                continue
            expected = None
        pieces = columns_of(body, [record] * 60, reserved)
        found = [direct_function(body, reserved)(record)]
        found += [] if generated is None else [generated(record)]
        found += [] if pieces is None else set(separated(pieces, 60) or [])
        assert set(found) <= {None, expected}


@settings(max_examples=200, deadline=None)
@given(text=hostile_texts(), quoting=st.sampled_from(Quoting))
def test_hostile_texts(answers: Callable[..., Answer], text: str, quoting: Quoting) -> None:
    answers(program((gap(quoting),), ["class"], framed=False), json.dumps(text).encode())


def _mutated(data: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.randint(0, 4)):
        at = chance.randrange(len(found) + 1)
        kind = chance.randrange(3)
        if kind == 0:
            found.insert(at, chance.choice((chance.randrange(256), 34, 92, 91, 123, 128)))
        elif at < len(found) and kind == 1:
            found[at] = chance.randrange(256)
        else:
            del found[at : at + chance.randint(1, 4)]
    return bytes(found)


SEEDS = [
    Template(source, language=Language.TEXT)
    for source in (
        "${a}${b|python:-x}${#c}${.|name}${@number}${/c}",
        "${?a}x${#c}${#c}${b|json}${/c}${/c}${/a}${!a}${a.b|dotted}${/a}",
        "${c|typescript} ${b|number}${b|part}",
    )
]
LINES = b'{"a": "\\ud83d\\ude00", "b": -1.5e3, "c": ["x", "y"]}\n{"a": {"b": "m.n"}, "b": "1", "c": {}}\n'


def _fuzz(answers: Callable[..., Answer], count: int) -> None:
    chance = random.Random(1)
    limits = Limits(output_bytes=10_000, steps=2_000)
    for _ in range(count):
        template = chance.choice(SEEDS)
        original = template.framed_program if chance.random() < 0.3 else template.program
        compiled = _mutated(original, chance) if chance.random() < 0.6 else original
        answers(compiled, _mutated(LINES, chance), limits)


def test_bytes_that_nobody_meant(answers: Callable[..., Answer]) -> None:
    _fuzz(answers, 3_000)


@pytest.mark.nightly
def test_many_bytes_that_nobody_meant(answers: Callable[..., Answer]) -> None:
    _fuzz(answers, 100_000)


_TAKE_ANYTHING = [each for each in Quoting if each not in (0, 4, 5, 6, 14)]


@pytest.mark.parametrize("quoting", _TAKE_ANYTHING)
def test_every_character(answers: Callable[..., Answer], quoting: Quoting) -> None:
    text = "a".join(map(chr, range(0x110000)))
    compiled = program((gap(quoting),), (), framed=False)
    found = answers(compiled, json.dumps(text).encode(), Limits(output_bytes=100_000_000))
    assert isinstance(found, bytes)


@pytest.mark.parametrize("quoting", [each for each in Quoting if each not in _TAKE_ANYTHING])
def test_characters_of_names(answers: Callable[..., Answer], quoting: Quoting) -> None:
    compiled = program((gap(quoting),), (), framed=False)
    for code in (*range(0x180), 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0x1D4B3):
        answers(compiled, json.dumps(chr(code)).encode())
        answers(compiled, json.dumps(f"a{chr(code)}").encode())


VECTORS = {
    "literals": (
        (gap(Quoting.PYTHON, "a"), Text("|"), gap(Quoting.TYPESCRIPT, "a")),
        '{"a": [null, true, false, 1.50, -0, 1E+5, "x\\"</y", {"__proto__": "é"}]}',
        (
            '[None, True, False, 1.50, -0, 1E+5, "x\\"</y", {"__proto__": "é"}]|'
            '[null, true, false, 1.50, -0, 1E+5, "x\\"\\x3c/y", {["__proto__"]: "é"}]'
        ),
    ),
    "scopes": (
        (
            Loop(
                0,
                Path(Root.NAMES, ("a",)),
                (
                    gap(Quoting.RAW, "x"),
                    gap(Quoting.RAW, "b"),
                    Gap(0, Path(Root.NUMBER), Quoting.RAW),
                    Choice(0, Path(Root.LAST), False, (Text(","),)),
                ),
            ),
        ),
        '{"a": [{"x": 1}, {"x": 2, "b": "in"}], "b": "out"}',
        "1out1,2in2",
    ),
    "a default": (
        (Gap(0, Path(Root.NAMES, ("a",)), Quoting.RAW, "none"), gap(Quoting.RAW, "b")),
        '{"b": 1}\n{"a": 2, "b": 3}',
        "none123",
    ),
    "half characters": (
        (gap(Quoting.JSON),),
        '"\\ud83d\\ude00 \\ud83d \\ude00"',
        '"😀 \\ud83d \\ude00"',
    ),
}


@pytest.mark.parametrize("vector", VECTORS)
def test_vectors(answers: Callable[..., Answer], vector: str) -> None:
    body, data, expected = VECTORS[vector]
    assert answers(program(body, (), framed=False), data.encode()) == expected.encode()


def test_frames(answers: Callable[..., Answer]) -> None:
    compiled = program((gap(Quoting.RAW),), (), framed=True)
    assert answers(compiled, b'"ab"\n\n"\xc3\xa9"') == b"\2\0\0\0ab\2\0\0\0\xc3\xa9"


DEEP = Writer().byte(1).byte(0).number(0)
for _ in range(40):
    DEEP.number(1).byte(3).byte(1).number(0)
FAILURES = {
    "no program": (b"", b"1", FailureCode.MALFORMED_PROGRAM, 0),
    "another version": (b"\2\0\0\0", b"1", FailureCode.MALFORMED_PROGRAM, 0),
    "too deep a program": (DEEP.number(0).done(), b"1", FailureCode.MALFORMED_PROGRAM, 135),
    "more than there is": (b"\1\0\0\x7f", b"1", FailureCode.MALFORMED_PROGRAM, 3),
    "a name twice": (b"\1\0\0\0", b'1\n{"a":1,"a":2}', FailureCode.MALFORMED_INPUT, 1),
    "not UTF-8": (b"\1\0\0\0", b"1\n\xff", FailureCode.MALFORMED_INPUT, 1),
    "too deep a record": (b"\1\0\0\0", b"[" * 65, FailureCode.DEPTH_LIMIT, 0),
    "deep, but wrong before": (b"\1\0\0\0", b"1" + b"[" * 65, FailureCode.MALFORMED_INPUT, 0),
    "missing": (
        program((Text("x"), gap(Quoting.RAW, "a")), (), framed=False),
        b'{"a":1}\n{}',
        FailureCode.MISSING_VALUE,
        3,
    ),
    "reserved": (
        program((gap(Quoting.NAME),), ["class"], framed=False),
        b'"class"',
        FailureCode.WRONG_VALUE,
        0,
    ),
}


@pytest.mark.parametrize("case", FAILURES)
def test_failures(answers: Callable[..., Answer], case: str) -> None:
    compiled, data, code, position = FAILURES[case]
    assert answers(compiled, data) == EngineFailure(code, position)


def test_lists_within_lists_stop_at_the_limit(answers: Callable[..., Answer]) -> None:
    body: tuple[Loop, ...] = ()
    for _ in range(30):
        body = (Loop(0, Path(Root.NAMES, ("a",)), body),)
    data = b'{"a": [' + b"1," * 50 + b"1]}"
    failure = answers(program(body, (), framed=False), data)
    assert failure == EngineFailure(FailureCode.STEP_LIMIT, 0)


def test_a_template_gives_the_same_by_every_way(answers: Callable[..., Answer]) -> None:
    template = Template("x = ${a}\n# ${b|name}", language=Language.PYTHON)
    records = [{"a": 'ä"\n', "b": "n"}, {"a": [1, None], "b": "m"}]
    lines = "\n".join(map(json.dumps, records)).encode()
    text = answers(template.program, lines)
    assert text == "".join(template.expand_all(records)).encode()
    assert text == "".join(map(template.expand, records)).encode()
