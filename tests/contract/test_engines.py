"""Both engines give the same bytes, or the same failure at the same place, whatever bytes come.

A sample is a program that a front end wrote and an input for it. What follows from it here, bytes changed,
left out, doubled and cut, no front end would write: engines must take it all the same.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from booster_samples import Sample, samples

from aqe.booster.encoding import Writer
from aqe.booster.ports import (
    Engine,
    EngineFailure,
    EngineTrap,
    FailureCode,
    Limits,
    Operation,
)
from aqe.booster.reference import ReferenceEngine
from aqe.booster.wasm import WasmEngine

pytest.importorskip("wasmtime")

LIMITS = Limits(output_bytes=20_000, steps=20_000)
FEW = 700
"""Hostile runs of an ordinary run, for each operation."""
MANY = 34_000
"""Those of the nightly one: over 100,000 in all."""
LIMIT_BYTES = 256 * 1024 * 1024


@pytest.fixture(scope="module")
def wasm() -> WasmEngine:
    return WasmEngine()


@pytest.fixture(scope="module")
def reference() -> ReferenceEngine:
    return ReferenceEngine()


def answer(engine: Engine, sample: Sample, limits: Limits = LIMITS) -> bytes | EngineFailure:
    try:
        return engine.run(sample.operation, sample.program, sample.data, limits)
    except EngineFailure as failure:
        return failure


@pytest.mark.parametrize("sample", samples(), ids=lambda each: each.name)
def test_samples_have_the_same_answer(
    sample: Sample, wasm: WasmEngine, reference: ReferenceEngine
) -> None:
    limits = Limits(steps=10_000_000)
    expected = answer(reference, sample, limits)
    assert isinstance(expected, bytes), expected
    assert expected
    assert answer(wasm, sample, limits) == expected


@pytest.mark.parametrize("sample", samples(), ids=lambda each: each.name)
def test_little_room_gives_the_same_failure(
    sample: Sample, wasm: WasmEngine, reference: ReferenceEngine
) -> None:
    for output in (0, 1, 7, 40):
        for steps in (0, 1, 5, 30, 100_000):
            limits = Limits(output, steps)
            assert answer(wasm, sample, limits) == answer(reference, sample, limits), limits


@pytest.mark.parametrize("operation", Operation, ids=lambda each: each.name.lower())
def test_hostile_bytes_have_the_same_answer(
    operation: Operation, wasm: WasmEngine, reference: ReferenceEngine
) -> None:
    compare(operation, FEW, seed=1, wasm=wasm, reference=reference)


@pytest.mark.nightly
@pytest.mark.parametrize("operation", Operation, ids=lambda each: each.name.lower())
def test_many_hostile_bytes_have_the_same_answer(
    operation: Operation, wasm: WasmEngine, reference: ReferenceEngine
) -> None:
    compare(operation, MANY, seed=2, wasm=wasm, reference=reference)


def nested(tag: int, height: int) -> bytes:
    """A program of records whose nodes stand in one another, as high as programs may be."""
    writer = Writer().byte(1).number(0).number(height).byte(0).block(b"x")
    for below in range(height - 1):
        match tag:
            case 1:
                writer.byte(1).number(1).number(below)
            case 13:
                writer.byte(13).number(7).number(below)
            case 17:
                writer.byte(17).number(7).number(9).number(2).number(below)
            case 18:
                writer.byte(18).number(7).number(9).number(1).number(9).number(below)
            case _:
                writer.byte(19).number(7).number(2).number(below).number(below)
    return writer.done()


@pytest.mark.parametrize("tag", [1, 13, 17, 18, 19])
def test_the_highest_programs_have_an_answer(
    tag: int, wasm: WasmEngine, reference: ReferenceEngine
) -> None:
    data = Writer().number(1).number(0).number(2).done()
    for height, wanted in ((512, b"x\nx\n"), (513, EngineFailure(FailureCode.DEPTH_LIMIT, 512))):
        sample = Sample("nested", Operation.RECORDS, nested(tag, height), data)
        assert answer(wasm, sample) == wanted
        assert answer(reference, sample) == wanted


def test_an_engine_whose_caller_left_no_stack_says_so(reference: ReferenceEngine) -> None:
    data = Writer().number(1).number(0).number(1).done()

    def deep(left: int) -> bytes:
        if left:
            return deep(left - 1)
        return reference.run(Operation.RECORDS, nested(1, 512), data)

    with pytest.raises(EngineTrap, match="stack"):
        deep(sys.getrecursionlimit() - 400)


@pytest.mark.parametrize("kind", ["wasm", "reference"])
def test_threads_that_share_an_engine_get_their_own_answers(
    kind: str, request: pytest.FixtureRequest
) -> None:
    engine: Engine = request.getfixturevalue(kind)
    limits = Limits(steps=10_000_000)
    known = [(each, answer(engine, each, limits)) for each in samples()]

    def again(number: int) -> list[str]:
        order = random.Random(number).sample(known, len(known))
        return [each.name for each, wanted in order if answer(engine, each, limits) != wanted]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(again, range(12))) == [[]] * 12


def compare(
    operation: Operation, count: int, *, seed: int, wasm: WasmEngine, reference: ReferenceEngine
) -> None:
    answered = 0
    for sample in hostile(operation, count, seed):
        expected = answer(reference, sample)
        answered += isinstance(expected, bytes)
        assert answer(wasm, sample) == expected, sample
        assert wasm.memory_bytes() < LIMIT_BYTES
    assert answered > count // 100  # not all fail at the door


def hostile(operation: Operation, count: int, seed: int) -> Iterator[Sample]:
    """Samples with some bytes changed, and now and then nothing but noise."""
    random_ = random.Random(seed)
    known = [each for each in samples() if each.operation is operation]
    for number in range(count):
        base = random_.choice(known)
        program, data = base.program, base.data
        match number % 10:
            case 0:
                program = random_.randbytes(random_.randrange(60))
            case 1 | 2:
                data = damaged(data, random_)
            case 3:
                program, data = damaged(program, random_), damaged(data, random_)
            case _:
                program = damaged(program, random_)
        yield Sample(f"{base.name} {number}", operation, program, data)


def damaged(data: bytes, random_: random.Random) -> bytes:
    """A few bytes changed, left out, inserted, copied or cut off."""
    out = bytearray(data)
    for _ in range(random_.choice((1, 1, 1, 2, 3, 8))):
        place = random_.randrange(len(out) + 1)
        match random_.randrange(6):
            case 0 if out:
                out[place % len(out)] = random_.choice(
                    (0, 1, 0x7F, 0x80, 0xFF, random_.randrange(256))
                )
            case 1 if out:
                out[place % len(out)] ^= 1 << random_.randrange(8)
            case 2 if out:
                del out[place % len(out)]
            case 3:
                out.insert(place, random_.randrange(256))
            case 4:
                out[place:place] = out[max(0, place - random_.randrange(20)) : place]
            case _:
                del out[place + random_.randrange(40) :]
    return bytes(out)
