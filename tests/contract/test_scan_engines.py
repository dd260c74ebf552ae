"""Both engines find the same, or fail alike, for every program and every text."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from scan_programs import drawn_program, drawn_text, found_by_trial

from aqe.booster.encoding import Writer
from aqe.booster.ports import Engine, EngineFailure, FailureCode, Limits, Operation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.reference.instructions import read_patterns
from aqe.booster.scanning import ScanLimit, TextPattern, compile_patterns, scan
from aqe.booster.wasm import WasmEngine

PATTERNS = (
    r"a(b|c)+?d$",
    r"\b\w{2,5}\b",
    r"(?i)to(do)?x",
    r"[^\n]+\n",
    r"(?P<x>a|b)*c",
    r"é+[€-😀]?",
    r"foo|ba[rz]\d*",
    r"\Aab|ab\Z",
)
HOSTILE = (
    (r"(a+)+$", "a", "!"),
    (r"(a|a)+$", "a", "!"),
    (r"(x+x+)+y", "x", "z"),
    (r"(.*a){12}b", "a", "!"),
    (r".*[^A-Z]|[A-Z]", "A", "A"),
    (r"(?:a|b)*a(?:a|b){14}c", "abbabaaab", "!"),
    (r"\w+@\w+\.com", "a", "!"),
)
TEXTS = ("foo abcd todox é€ bar12\nab".encode(), b"\xff\xc3aab\xe2\x82 ab\nc", b"")


@pytest.fixture(scope="module")
def wasm() -> WasmEngine:
    return WasmEngine()


@pytest.fixture(scope="module")
def reference() -> ReferenceEngine:
    return ReferenceEngine()


@pytest.fixture(params=["wasm", "reference"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found


def texts_as_input(*texts: bytes) -> bytes:
    writer = Writer().number(len(texts))
    for text in texts:
        writer.block(text)
    return writer.done()


def answer(engine: Engine, program: bytes, data: bytes, limits: Limits) -> bytes | EngineFailure:
    try:
        return engine.run(Operation.SCAN, program, data, limits)
    except EngineFailure as failure:
        return failure


def mutated(chance: random.Random, data: bytes) -> bytes:
    """The bytes with one to six changes of any kind."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        changed = changed or bytearray(chance.randbytes(5))
        at = chance.randrange(len(changed))
        match chance.randrange(5):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at] = (changed[at] + chance.choice((-1, 1))) % 256
            case 2:
                del changed[at : at + chance.randrange(1, 4)]
            case 3:
                changed[at:at] = chance.randbytes(chance.randrange(1, 3))
            case _:
                changed[at] = chance.choice((0, 1, 2, 3, 4, 5, 127, 128))
    return bytes(changed)


def hostile_cases(seed: int, count: int) -> Iterator[tuple[bytes, bytes, Limits]]:
    """Programs that were changed or drawn, with inputs and limits that may be too small."""
    chance = random.Random(seed)
    written = [
        compile_patterns([TextPattern(each) for each in chance.sample(PATTERNS, size)]).encoded
        for size in (1, 1, 1, 2, 3, 4)
    ]
    for _ in range(count):
        draw = chance.random()
        if draw < 0.35:
            program = mutated(chance, chance.choice(written))
        elif draw < 0.4:
            program = chance.randbytes(chance.randrange(40))
        else:
            program = drawn_program(chance, literals=True)
        data = texts_as_input(*TEXTS, drawn_text(chance), drawn_text(chance, 40))
        if chance.random() < 0.1:
            data = mutated(chance, data)
        limits = Limits(chance.choice((10**6, 10**6, 90)), chance.choice((10**9, 10**9, 300)))
        yield program, data, limits


def agree(wasm: WasmEngine, reference: ReferenceEngine, seed: int, count: int) -> Counter[str]:
    """How often each kind of answer was given by both."""
    kinds: Counter[str] = Counter()
    for program, data, limits in hostile_cases(seed, count):
        ours, theirs = (answer(each, program, data, limits) for each in (wasm, reference))
        assert ours == theirs, (program.hex(), data.hex(), limits)
        if isinstance(ours, bytes):
            kinds["matches" if any(ours) else "nothing"] += 1
        else:
            kinds[ours.code.name] += 1
    return kinds


def test_hostile_bytes_get_the_same_answer(wasm: WasmEngine, reference: ReferenceEngine) -> None:
    kinds = agree(wasm, reference, seed=1, count=2000)
    expected = {"matches", "nothing", "MALFORMED_PROGRAM", "MALFORMED_INPUT"}
    assert set(kinds) == expected | {"OUTPUT_LIMIT", "STEP_LIMIT"}
    assert min(kinds["matches"], kinds["MALFORMED_PROGRAM"]) > 100


@pytest.mark.nightly
def test_many_hostile_bytes_get_the_same_answer(
    wasm: WasmEngine, reference: ReferenceEngine
) -> None:
    agree(wasm, reference, seed=2, count=100_000)


def test_any_program_finds_what_trial_and_error_finds(engine: Engine) -> None:
    chance = random.Random(3)
    found = 0
    for _ in range(600):
        program = drawn_program(chance, literals=False)
        text = drawn_text(chance)
        output = answer(engine, program, texts_as_input(text), Limits())
        if isinstance(output, EngineFailure):
            continue
        words = memoryview(output).cast("I").tolist()
        characters = text.decode("utf-8", "surrogateescape")
        widths = [len(each.encode("utf-8", "surrogateescape")) for each in characters]
        at = {0: 0, -1: 0xFFFFFFFF} | {
            number + 1: sum(widths[: number + 1]) for number in range(len(widths))
        }
        runs = [
            (number, [at[place] for match in matches for place in match], len(matches))
            for number, pattern in enumerate(read_patterns(program))
            if (matches := found_by_trial(pattern, text))
        ]
        flat = [len(runs)]
        for number, places, count in runs:
            flat += [number, count, *places]
        assert words == flat, (program.hex(), text)
        found += bool(runs)
    assert found > 50


@pytest.mark.parametrize(("pattern", "unit", "end"), HOSTILE, ids=[each[0] for each in HOSTILE])
@pytest.mark.parametrize("repeats", [30, 20_000])
def test_hostile_patterns_cost_no_more_steps_than_the_text_is_long(
    engine: Engine, pattern: str, unit: str, end: str, repeats: int
) -> None:
    program = compile_patterns([TextPattern(pattern)])
    text = unit * (repeats // len(unit)) + end
    weight = 1 + 2000 // 8
    limits = Limits(steps=(len(text) + 1) * (weight + 1) + 1)
    (found,) = scan(engine, program, [text], limits)
    assert bool(found) is (pattern == r".*[^A-Z]|[A-Z]")
    if found:
        assert len(found) == len(text)


def test_states_that_were_forgotten_are_found_again(engine: Engine) -> None:
    # Nearly every place has a state of its own: far more of them than are kept.
    size = 50_000 if engine.name == "reference" else 500_000
    text = "".join(random.Random(4).choices("ab", k=size))
    expected = []
    start = 0
    while start + 31 < size:
        is_match = text[start] == "b" and text[start + 31] == "a"
        if is_match:
            expected.append((start, start + 32))
        start += 32 if is_match else 1
    # The more patterns, the less memory for each in the engine in Python.
    patterns = [TextPattern("b[ab]{30}a"), *[TextPattern("zzz")] * 199]
    program = compile_patterns(patterns)
    (found,) = scan(engine, program, [text])
    assert [(each.start, each.end) for each in found] == expected


def test_texts_with_very_many_lines_are_searched_alike(wasm: WasmEngine) -> None:
    lines = (1 << 20) + 5
    program = compile_patterns([TextPattern("^ab$"), TextPattern("b$"), TextPattern("ab\nxy")])
    data = texts_as_input(b"ab\n" * lines + b"xy")
    words = memoryview(wasm.run(Operation.SCAN, program.encoded, data)).cast("I")
    second = 3 + 2 * lines
    assert [*words[:3], words[second], words[second + 1]] == [3, 0, lines, 1, lines]
    assert words[-4:].tolist() == [2, 1, 3 * lines - 3, 3 * lines + 2]


def test_malformed_programs_are_refused_at_their_place(engine: Engine) -> None:
    good = compile_patterns([TextPattern("a+b")]).encoded
    refused = {
        b"": 0,
        b"\x02" + good[1:]: 0,
        good + b"\x00": len(good),
        good[:-1]: len(good) - 1,
        # A circle that reads nothing; the end without reading; falling off; a range backwards.
        b"\x01\x01\x00\x00\x02\x01\x01\x01\x05\x00": 4,
        b"\x01\x01\x00\x00\x01\x05\x00": 4,
        b"\x01\x01\x00\x01\x01\x61\x61\x01\x00\x00\x00": 8,
        b"\x01\x01\x00\x01\x01\x62\x61\x02\x00\x00\x05\x00": 6,
    }
    for program, place in refused.items():
        with pytest.raises(EngineFailure) as caught:
            engine.run(Operation.SCAN, program, texts_as_input(b"ab"))
        assert (caught.value.code, caught.value.position) == (
            FailureCode.MALFORMED_PROGRAM,
            place,
        ), program


def test_limits_name_the_text(engine: Engine) -> None:
    program = compile_patterns([TextPattern("a")])
    with pytest.raises(ScanLimit, match=r"text 1, .* steps"):
        list(scan(engine, program, ["b", "b" * 100], Limits(steps=100)))
    with pytest.raises(ScanLimit, match=r"text 2, .* bytes of matches"):
        list(scan(engine, program, ["b", "a", "a" * 100], Limits(output_bytes=100)))
    # What does not fit together does so one by one.
    found = list(scan(engine, program, ["a" * 10] * 10, Limits(output_bytes=100)))
    assert [len(each) for each in found] == [10] * 10


def test_bytes_that_are_no_text_count_one_by_one(engine: Engine) -> None:
    program = compile_patterns([TextPattern(r"a.b"), TextPattern(r"[\udc80-\udcff]+")])
    text = b"a\xffb a\xe2\x82b a\xc3\xa9b"
    (found,) = scan(engine, program, [text])
    spans = [(each.pattern, text[each.start : each.end]) for each in found]
    assert spans == [(0, b"a\xffb"), (0, "aéb".encode()), (1, b"\xff"), (1, b"\xe2\x82")]
    (found,) = scan(engine, program, [text.decode("utf-8", "surrogateescape")])
    assert [(each.start, each.end) for each in found] == [(0, 3), (9, 12), (1, 2), (5, 7)]


def test_one_program_serves_many_calls(engine: Engine) -> None:
    program = compile_patterns([TextPattern(each) for each in PATTERNS])
    texts = ["foo bar1 ab", "todox abbd\nc", "é€ fooo"] * 20
    together = list(scan(engine, program, texts))
    assert together == [next(scan(engine, program, [each])) for each in texts]
