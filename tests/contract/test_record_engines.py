"""Both engines make the same records of every program, also of one that nobody would write."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from aqe.booster.data_model import DataModel, ForeignKey, Table
from aqe.booster.encoding import Writer
from aqe.booster.ports import Engine, EngineFailure, FailureCode, Limits, Operation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas import compile_model, generate
from aqe.booster.schemas.program import (
    ALWAYS,
    Characters,
    Choice,
    Decimal,
    Drawn,
    Earlier,
    Integer,
    Literal,
    Member,
    Node,
    Numbered,
    Object,
    Permuted,
    Pool,
    Repeat,
    Sequence,
    Stamp,
    Stream,
    Subset,
    Unique,
    Uuid,
    encoded,
)

pytest.importorskip("wasmtime")

from aqe.booster.wasm import WasmEngine

SMALL = Limits(output_bytes=20_000, steps=4_000)


@pytest.fixture(scope="module")
def engines() -> tuple[Engine, Engine]:
    return ReferenceEngine(), WasmEngine()


def answer(
    engine: Engine, program: bytes, data: bytes, limits: Limits = SMALL
) -> bytes | EngineFailure:
    try:
        return engine.run(Operation.RECORDS, program, data, limits)
    except EngineFailure as failure:
        return failure


def number(draw: random.Random, most: int) -> int:
    """Mostly small, sometimes at a border."""
    return draw.choice(
        (
            0,
            1,
            2,
            3,
            draw.randrange(most + 1),
            most,
            draw.choice((most + 1, 2**32, 2**62, 2**64 - 1)),
        )
        if draw.random() < 0.05
        else (1, 2, draw.randrange(min(most, 9) + 1))
    )


def texts(writer: Writer, draw: random.Random) -> None:
    count = draw.choice((1, 2, 3, 5, 0 if draw.random() < 0.05 else 2))
    writer.number(count)
    for _ in range(count):
        writer.block(draw.randbytes(draw.choice((1, 1, 1, 2, 3, 0, 17, 40))))


def bounds(writer: Writer, draw: random.Random, most: int) -> None:
    low = number(draw, most)
    writer.number(low).number(max(low, number(draw, most)))


def child(writer: Writer, draw: random.Random, index: int) -> None:
    last = draw.random() < 0.5
    writer.number(max(index - 1, 0) if last else draw.randrange(index + (draw.random() < 0.01)))


def power(writer: Writer, draw: random.Random) -> None:
    writer.number(draw.choice((1, 1, 2, 3, 8)) if draw.random() < 0.99 else draw.choice((0, 9)))


def span(writer: Writer, draw: random.Random) -> None:
    writer.signed(draw.choice((0, 5, -5, 10**6, -(2**63), 2**62, 999, -100)))
    writer.number(number(draw, 1000)).number(number(draw, 10**10))


def node(writer: Writer, draw: random.Random, index: int, total: int) -> None:
    """One node, well formed as a rule."""
    tag = draw.choice((0, 3, 5, 7)) if index == 0 else draw.randrange(22)
    writer.byte(tag)
    if tag == 0:
        writer.block(draw.randbytes(draw.choice((0, 1, 5, 16, 30, 70))))
    elif tag in (1, 2, 12):
        count = draw.choice((0 if tag == 1 else 1, 1, 2, 3, 4))
        writer.number(count)
        for _ in range(count):
            if tag == 2:
                writer.number(number(draw, 2**32))
            if tag == 12:
                writer.number(draw.choice((0, 100, 30_000, 65_535, 65_536, 65_536)))
                writer.block(b'"a":')
            child(writer, draw, index)
            if tag == 12:
                writer.block(draw.choice((b"", b'"')))
        if tag == 12:
            bounds(writer, draw, count)
    elif tag in (3, 14):
        span(writer, draw)
    elif tag == 4:
        span(writer, draw)
        writer.number(draw.choice((0, 1, 2, 2, 6, 18, 19)))
    elif tag == 6:
        writer.signed(draw.choice((0, 1_700_000_000, -62_167_219_200, 253_402_300_799, -1)))
        writer.number(number(draw, 10**9)).number(draw.choice((0, 1, 2, 3)))
    elif tag == 7:
        power(writer, draw)
        texts(writer, draw)
    elif tag in (8, 11):
        texts(writer, draw)
        bounds(writer, draw, 40)
    elif tag == 9:
        child(writer, draw, index)
        bounds(writer, draw, 200)
        writer.block(draw.choice((b"", b",")))
    elif tag == 10:
        child(writer, draw, index)
        bounds(writer, draw, 20)
        writer.number(number(draw, 50))
    elif tag == 13:
        writer.number(number(draw, 2**63))
        child(writer, draw, index)
    elif tag == 15:
        writer.number(number(draw, 2**63))
        span(writer, draw)
    elif tag == 16:
        writer.number(number(draw, 99))
        count = draw.randrange(4)
        writer.number(count)
        for _ in range(count):
            texts(writer, draw)
    elif tag == 17:
        writer.number(number(draw, 99)).number(number(draw, 2**62))
        power(writer, draw)
        child(writer, draw, index)
    elif tag == 18:
        writer.number(number(draw, 99)).number(number(draw, 2**62))
        writer.number(number(draw, 99)).number(number(draw, 99))
        child(writer, draw, index)
    elif tag == 19:
        writer.number(number(draw, 99))
        power(writer, draw)
        child(writer, draw, index)
        child(writer, draw, index)
    elif tag == 20:
        writer.number(draw.randrange(total))
        child(writer, draw, index)


def hostile(seed: int) -> tuple[bytes, bytes]:
    """A program and an input: well formed, or spoilt at some bytes."""
    draw = random.Random(seed)
    total = draw.choice((1, 2, 4, 8, 16))
    writer = Writer().byte(1).number(draw.choice((0, 1, 3, 64, 64, 65))).number(total)
    chained = draw.random() < 0.05
    for index in range(total):
        if chained and index:
            writer.byte(1).number(1).number(index - 1)
        else:
            node(writer, draw, index, total)
    program = bytearray(writer.done())
    for _ in range(draw.choice((0, 0, 0, 0, 1, 3))):
        program[draw.randrange(len(program))] = draw.randrange(256)
    if draw.random() < 0.05:
        del program[draw.randrange(len(program)) :]
    if draw.random() < 0.03:
        program = bytearray(draw.randbytes(draw.randrange(40)))
    data = Writer().number(draw.getrandbits(64)).number(number(draw, 2**62))
    return bytes(program), data.number(draw.choice((0, 1, 2, 5, 2**62))).done()


def compare(engines: tuple[Engine, Engine], seeds: range) -> set[FailureCode | None]:
    """Run both engines on hostile programs; the codes that were met."""
    met: set[FailureCode | None] = set()
    for seed in seeds:
        program, data = hostile(seed)
        found = [answer(engine, program, data) for engine in engines]
        assert found[0] == found[1], seed
        met.add(found[0].code if isinstance(found[0], EngineFailure) else None)
    return met


def test_hostile_programs_have_one_answer(engines: tuple[Engine, Engine]) -> None:
    met = compare(engines, range(2_000))
    assert {
        None,
        FailureCode.MALFORMED_PROGRAM,
        FailureCode.MALFORMED_INPUT,
        FailureCode.OUTPUT_LIMIT,
        FailureCode.STEP_LIMIT,
        FailureCode.DEPTH_LIMIT,
        FailureCode.EXHAUSTED,
    } <= met


@pytest.mark.parametrize("output_bytes", [300, 3_000, 200_000])
def test_where_all_records_fit_nothing_is_left_out(
    engines: tuple[Engine, Engine], output_bytes: int
) -> None:
    """Records that are sure to fit are made in a quicker way, up to where they may not."""
    limits = Limits(output_bytes=output_bytes, steps=100_000)
    made = 0
    for seed in range(20_000, 20_700):
        program, _ = hostile(seed)
        data = Writer().number(seed).number(seed % 3).number(12).done()
        found = [answer(engine, program, data, limits) for engine in engines]
        assert found[0] == found[1], seed
        made += isinstance(found[0], bytes) and found[0].count(b"\n") >= 12
    assert made > 100


@pytest.mark.nightly
def test_very_many_hostile_programs_have_one_answer(engines: tuple[Engine, Engine]) -> None:
    compare(engines, range(10_000, 110_000))


def test_limits_are_met_at_the_same_place(engines: tuple[Engine, Engine]) -> None:
    item = Sequence((Literal(b"<"), Characters((b"a", "é".encode()), 0, 9), Literal(b">")))
    node = Object(
        (
            Member(ALWAYS, "a", Repeat(item, 0, 5)),
            Member(ALWAYS // 2, "b", Unique(Integer(0, 6), 2, 4)),
            Member(ALWAYS, "c", Subset((b"1", b"2", b"3"), 0, 3)),
            Member(ALWAYS, "d", Numbered(4, ((b"x", b"y"), (b"1", b"2", b"3")))),
        ),
        3,
        4,
    )
    program = encoded(node)
    data = Writer().number(5).number(0).number(4).done()
    for limits in (
        *(Limits(steps=steps) for steps in range(260)),
        *(Limits(output_bytes=size) for size in range(0, 260, 3)),
    ):
        found = []
        for engine in engines:
            try:
                found.append(engine.run(Operation.RECORDS, program, data, limits))
            except EngineFailure as failure:
                found.append(failure)
        assert found[0] == found[1], limits


@pytest.mark.parametrize(
    "around",
    [
        lambda node: Sequence((node, Literal(b"x"))),
        lambda node: Choice(((3, node), (1, Literal(b"z")))),
        lambda node: Choice(((3_000, node), (1, Literal(b"z")))),
        lambda node: Choice(((1, node), (1, node))),
        lambda node: Repeat(node, 1, 1),
        lambda node: Unique(node, 1, 1, 1),
        lambda node: Object((Member(ALWAYS, "a", node),), 1, 1),
        lambda node: Object((Member(ALWAYS - 5, "a", node),), 0, 1),
        lambda node: Stream(3, node),
    ],
)
def test_deep_programs_have_one_answer(
    engines: tuple[Engine, Engine], around: Callable[[Node], Node]
) -> None:
    node: Node = Integer(5, 900_000)
    for _ in range(500):
        node = around(node)
    data = Writer().number(1).number(0).number(5).done()
    found = [answer(engine, encoded(node), data, Limits()) for engine in engines]
    assert found[0] == found[1]
    assert isinstance(found[0], bytes)


def test_dates_and_decimals_agree_over_their_whole_range(engines: tuple[Engine, Engine]) -> None:
    nodes = [
        *(Stamp(-62_167_219_200, 315_569_519_999 + 1, form) for form in range(4)),
        *(Decimal(-(10**17), 2 * 10**17, 1, digits) for digits in (0, 1, 2, 3, 9, 17, 18)),
        *(Decimal(-150, 301, 1, digits) for digits in (0, 1, 2, 3)),
        Integer(-(2**63), 2**64 - 1),
        Permuted(3, -50, 2**40, 7),
        Uuid(),
    ]
    data = Writer().number(11).number(0).number(1500).done()
    for node in nodes:
        program = encoded(node)
        first, second = (engine.run(Operation.RECORDS, program, data) for engine in engines)
        assert first == second
        assert len(set(first.splitlines())) > 15


@pytest.mark.parametrize("power", range(1, 9))
def test_frequencies_agree(engines: tuple[Engine, Engine], power: int) -> None:
    row = Stream(4, Integer(0, 2**40))
    nodes = [
        Pool(tuple(b"%d" % each for each in range(700)), power),
        Pool((b"a" * 100, b"b"), power),
        Repeat(Pool((b"a", b"b", b"c"), power), 0, 5),
        *(Drawn(7, size, row, power) for size in (1, 3, 1000, 2**32, 2**32 + 1, 2**62)),
        Earlier(8, row, Literal(b"none"), power),
    ]
    data = Writer().number(5).number(0).number(800).done()
    for node in nodes:
        program = encoded(node)
        first, second = (engine.run(Operation.RECORDS, program, data) for engine in engines)
        assert first == second


def test_tables_are_the_same_from_both_engines(engines: tuple[Engine, Engine]) -> None:
    whole = {"type": "integer"}
    columns = {"id": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{4}$"}, "boss": whole, "n": whole}
    table = Table(
        "staff",
        {"type": "object", "properties": columns, "required": [*columns]},
        ("id",),
        (("n",),),
        (ForeignKey(("boss",), "staff", ("n",)),),
    )
    program = compile_model(DataModel((table,)), {"staff": 300})["staff"]
    first, second = (b"".join(generate(engine, program, seed=8, count=300)) for engine in engines)
    assert first == second
