"""The booster gives each run to the engine that the rules name, and tells when it cannot."""

from __future__ import annotations

import pytest

from aqe.booster.choice import Rule, read_rules
from aqe.booster.ports import (
    Engine,
    EngineFailure,
    EngineTrap,
    FailureCode,
    Limits,
    Operation,
)
from aqe.booster.serving import Booster
from aqe.errors import BoosterError


class _Engine:
    def __init__(self, name: str) -> None:
        self.name = name
        self.breaks_off = False
        self.refuses = False

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        if self.breaks_off:
            raise EngineTrap("out of time")
        if self.refuses:
            raise EngineFailure(FailureCode.MALFORMED_INPUT, 3)
        return self.name.encode() + data


RULES = {each: Rule(10, "measured") for each in Operation}


class _Bench:
    def __init__(self, *, has_wasm: bool = True, why_not: str = "") -> None:
        self.wasm = _Engine("wasm")
        self.told: list[str] = []
        self.opened = 0
        self.booster = Booster(
            _Engine("reference"),
            self._open if has_wasm else None,
            RULES,
            self.told.append,
            why_not,
        )

    def _open(self) -> Engine:
        self.opened += 1
        return self.wasm

    def run(self, size: int = 10) -> str:
        answer = self.booster.run(Operation.EXPAND, b"program", b"x" * size)
        return answer.rstrip(b"x").decode()


def test_the_size_decides() -> None:
    bench = _Bench()
    assert [bench.run(9), bench.run(10)] == ["reference", "wasm"]
    assert bench.booster.used == {"reference": 1, "wasm": 1}
    assert bench.told == []


def test_the_module_is_loaded_when_it_is_needed_first_and_once() -> None:
    bench = _Bench()
    bench.run(9)
    assert bench.opened == 0
    bench.run()
    bench.run()
    assert bench.opened == 1


def test_without_the_module_the_reference_serves_and_that_is_told_once() -> None:
    bench = _Bench(has_wasm=False, why_not="the WASM engine is switched off")
    assert [bench.run(), bench.run()] == ["reference"] * 2
    [told] = bench.told
    assert told.startswith("the WASM engine is switched off; the reference")


def test_a_run_that_breaks_off_is_answered_by_the_reference() -> None:
    bench = _Bench()
    bench.wasm.breaks_off = True
    assert bench.run() == "reference"
    bench.wasm.breaks_off = False
    assert bench.run() == "wasm"
    assert (bench.booster.traps, bench.told) == (1, [])


def test_more_than_one_trap_in_a_hundred_ends_the_module() -> None:
    bench = _Bench()
    for _ in range(298):
        bench.run()
    bench.wasm.breaks_off = True
    bench.run()
    bench.run()
    bench.run()
    assert bench.told == []  # three of 301
    bench.run()
    [told] = bench.told
    assert "broke off in 4 of 302 runs, lastly since out of time" in told
    bench.wasm.breaks_off = False
    assert bench.run() == "reference"


def test_one_trap_at_the_start_does_not_end_it_and_two_do() -> None:
    bench = _Bench()
    bench.wasm.breaks_off = True
    bench.run()
    assert bench.told == []
    bench.run()
    assert len(bench.told) == 1


def test_a_failure_is_an_answer() -> None:
    bench = _Bench()
    bench.wasm.refuses = True
    with pytest.raises(EngineFailure, match="malformed input at 3"):
        bench.run()
    assert bench.booster.used == {"wasm": 1}
    assert bench.booster.traps == 0


def test_a_runtime_that_cannot_start_leaves_all_to_the_reference() -> None:
    told: list[str] = []

    def refuse() -> Engine:
        raise BoosterError("no machine code for this processor")

    booster = Booster(_Engine("reference"), refuse, RULES, told.append)
    assert booster.run(Operation.SCAN, b"", b"x" * 20).startswith(b"reference")
    assert booster.run(Operation.SCAN, b"", b"x" * 20).startswith(b"reference")
    assert told == [
        "no machine code for this processor; the reference in Python serves, with the same answers"
    ]


def test_every_operation_has_a_rule() -> None:
    rules = read_rules()
    assert set(rules) == set(Operation)
    assert all(each.reason for each in rules.values())
